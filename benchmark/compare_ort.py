#!/usr/bin/env python3
"""Compiles models and compares them with ONNX Runtime, side by side.

    .venv/bin/python benchmark/compare_ort.py --threads 2 test/e2e/models/*.onnx

For each MODEL.onnx, with MODEL.inputs.npz beside it, prints a row of a
Markdown table: nodes in the file, operations after the graph phase, fused
operations, the largest error relative to the output's largest magnitude, time
and peak memory of compiling, and the median latency beside ONNX Runtime's
(all optimizations, as many threads). The two are timed in alternating rounds
of one process each, so that a busy or throttled machine slows both.
"""

import argparse
import collections
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnx

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUSED = ("attention", "layer_norm", "rms_norm", "gelu", "rotary", "linear")

# Runs a command and reports on its resources. It is a process of its own
# because Linux counts the memory of the process that forked (here, Python with
# ONNX Runtime loaded) into the peak of the one that it starts.
MEASURE = """
import json, os, subprocess, sys, time
start = time.monotonic()
child = subprocess.Popen(sys.argv[1:], stdout=2)
_, status, usage = os.wait4(child.pid, 0)
print(json.dumps({
    "code": os.waitstatus_to_exitcode(status),
    "seconds": time.monotonic() - start,
    "kilobytes": usage.ru_maxrss,
}))
"""

COLUMNS = [
    "model",
    "nodes",
    "after graph",
    "fused",
    "error",
    "compile",
    "peak memory",
    "× file",
    "Toroid",
    "ONNX Runtime",
    "speedup",
]


class Failure(Exception):
    pass


def measured(command):
    result = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE, *map(str, command)],
        capture_output=True,
        text=True,
    )
    report = json.loads(result.stdout)
    if report["code"] != 0:
        raise Failure(last_line(result.stderr) or f"exit {report['code']}")
    return report


def last_line(text):
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""


def run(command):
    result = subprocess.run(
        list(map(str, command)), capture_output=True, text=True
    )
    if result.returncode != 0:
        raise Failure(last_line(result.stderr) or f"exit {result.returncode}")
    return result.stdout + result.stderr


def count_nodes(graph):
    count = len(graph.node)
    for node in graph.node:
        for attribute in node.attribute:
            for nested in [attribute.g, *attribute.graphs]:
                count += count_nodes(nested)
    return count


def operations(compiler, model, phase, directory):
    """Operations of our dialect after `phase`, by name."""
    output = directory / f"{phase}.mlir"
    run([compiler, model, f"--compile-to={phase}", "-o", output])
    names = re.findall(
        r'^\s*(?:%[^=]*= )?"?toroid\.(\w+)', output.read_text(), re.MULTILINE
    )
    ignored = {"constant"}
    return collections.Counter(name for name in names if name not in ignored)


def median_milliseconds(report):
    match = re.search(r"median[^0-9]*([0-9.]+)\s*(ns|us|µs|ms|s)\b", report)
    if not match:
        raise Failure("--bench printed no median")
    unit = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "ms": 1.0, "s": 1e3}
    return float(match.group(1)) * unit[match.group(2)]


def largest_error(actual_path, expected):
    with np.load(actual_path) as actual:
        worst = 0.0
        for name, value in expected.items():
            if name not in actual:
                raise Failure(f"no output '{name}'")
            result = actual[name]
            if result.shape != value.shape or result.dtype != value.dtype:
                raise Failure(f"output '{name}' has another type")
            if not np.isfinite(result.astype(np.float64)).all():
                raise Failure(f"output '{name}' is not finite")
            scale = max(np.abs(value.astype(np.float64)).max(initial=0), 1e-30)
            difference = np.abs(
                result.astype(np.float64) - value.astype(np.float64)
            )
            worst = max(worst, difference.max(initial=0) / scale)
        return worst


def session(model, threads):
    # Imported late: --no-latency needs no ONNX Runtime.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = (
        onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    )
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"]
    )


def time_peer(peer, feed, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        peer.run(None, feed)
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def latencies(arguments, model, program, inputs_path):
    """Median milliseconds of ours and of ONNX Runtime, alternating."""
    with np.load(inputs_path) as stored:
        feed = {name: stored[name] for name in stored.files}
    ours, peers = [], []
    for _ in range(arguments.rounds):
        # A new session per round: idle threads of a living one would spin
        # while ours is timed.
        peer = session(model, arguments.threads)
        time_peer(peer, feed, 3)
        estimate = time_peer(peer, feed, 3)
        repeats = max(5, min(1000, int(arguments.milliseconds / estimate)))
        peers.append(time_peer(peer, feed, repeats))
        del peer
        report = run(
            [
                program,
                "--inputs",
                inputs_path,
                "--bench",
                repeats,
                "--threads",
                arguments.threads,
            ]
        )
        ours.append(median_milliseconds(report))
    return statistics.median(ours), statistics.median(peers)


def compare(arguments, model, directory):
    row = dict.fromkeys(COLUMNS, "")
    row["model"] = model.stem
    inputs_path = model.with_name(model.stem + ".inputs.npz")
    outputs_path = model.with_name(model.stem + ".outputs.npz")
    row["nodes"] = str(
        count_nodes(onnx.load(str(model), load_external_data=False).graph)
    )

    program = directory / "program"
    command = [arguments.compiler, model, "-o", program]
    if arguments.march:
        command.append(f"--march={arguments.march}")
    report = measured(command)
    row["compile"] = f"{report['seconds']:.2f} s"
    row["peak memory"] = f"{report['kilobytes'] / 1024:.0f} MiB"
    row["× file"] = (
        f"{report['kilobytes'] * 1024 / model.stat().st_size:.2f}"
    )

    row["after graph"] = str(
        operations(arguments.compiler, model, "graph", directory).total()
    )
    fused = operations(arguments.compiler, model, "fusion", directory)
    row["fused"] = ", ".join(
        f"{fused[name]} {name}" for name in FUSED if fused[name]
    )

    worst = 0.0
    sets = [(inputs_path, outputs_path)]
    for further in sorted(model.parent.glob(f"{model.stem}.*x*.inputs.npz")):
        name = further.name.removesuffix(".inputs.npz") + ".outputs.npz"
        sets.append((further, model.with_name(name)))
    for inputs, outputs in sets:
        result = directory / "result.npz"
        run(
            [program, "--inputs", inputs, "--outputs", result]
            + ["--threads", arguments.threads]
        )
        with np.load(outputs) as expected:
            worst = max(worst, largest_error(result, expected))
    row["error"] = f"{worst:.1e}"
    if worst > arguments.tolerance:
        row["error"] += " **wrong**"

    if not arguments.no_latency:
        ours, peer = latencies(arguments, model, program, inputs_path)
        row["Toroid"] = f"{ours:.3f} ms"
        row["ONNX Runtime"] = f"{peer:.3f} ms"
        row["speedup"] = f"{peer / ours:.2f}"
    return row


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", type=pathlib.Path, nargs="+")
    parser.add_argument(
        "--compiler",
        type=pathlib.Path,
        default=ROOT / "build" / "bin" / "toroid-compile",
    )
    parser.add_argument("--march", help="default: this machine")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--milliseconds", type=float, default=500, help="of a timed round"
    )
    parser.add_argument("--tolerance", type=float, default=1e-4)
    parser.add_argument("--no-latency", action="store_true")
    arguments = parser.parse_args()

    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---|" * len(COLUMNS), flush=True)
    failed = False
    for model in arguments.models:
        with tempfile.TemporaryDirectory() as directory:
            try:
                row = compare(arguments, model, pathlib.Path(directory))
                failed |= "wrong" in row["error"]
            except Failure as failure:
                row = dict.fromkeys(COLUMNS, "")
                row |= {"model": model.stem, "error": f"failed: {failure}"}
                failed = True
        print("| " + " | ".join(row.values()) + " |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
