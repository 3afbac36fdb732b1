#!/usr/bin/env python3
"""Times Toroid beside its peers, on the same models, in one run.

For each case (a model at a shape) and number of threads, all take turns in
rounds; only one computes at a time, and the others are stopped meanwhile. The
machine's peak is measured in the same rounds, and outputs are compared. Writes
Markdown, JSON and a plot; the last table holds the targets.

Models are made when they are first needed, into build/models. All cases take
about an hour and a half on two cores, the first time half an hour more;
--limit bounds that.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

import numpy as np

import cases as table
import machine
import report
import work
from peers import PEERS
from processes import Failure, Peer, last_line, measured, prepare

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXPORT_TIMEOUT = 1200
COMPILE_TIMEOUT = 600
PREPARE_TIMEOUT = 300
LOAD_TIMEOUT = 240
PREPARED = ("ort-optimizer", "iree")
# Of a round: some tenths of a second.
PEAK_TRIALS = 32
# Peers among whom the first that is there gives the numbers to compare with.
REFERENCES = ("ort", "openvino", "torch")
# Of the largest magnitude of an output.
TOLERANCE = 1e-4
PEER_TOLERANCE = 1e-2


def say(text):
    print(text, flush=True)


#===-- what a case is made of ------------------------------------------------===#


def make_model(arguments, case):
    """The model's path, made where it is not there yet."""
    if case.path:
        inputs = case.path.with_name(case.path.stem + ".inputs.npz")
        if not inputs.exists():
            raise Failure(f"'{inputs.name}' is not there: a member for each input")
        return case.path, inputs
    path = arguments.models / f"{case.file}.onnx"
    inputs = arguments.models / f"{case.name}.inputs.npz"
    if path.exists() and inputs.exists():
        return path, inputs
    say(f"   making {case.file}")
    if case.static and path.exists():
        # Inputs of a further shape are those of the static build.
        static = next(other for other in table.CASES if other.name == case.static)
        _, other = make_model(arguments, static)
        shutil.copy(other, inputs)
        return path, inputs
    command = [
        sys.executable,
        ROOT / "benchmark" / "models" / "make_models.py",
        case.model,
        "--shape",
        case.size,
        "--directory",
        arguments.models,
        "--name",
        case.file,
        "--no-reference",
    ]
    if case.static:
        command.append("--dynamic")
    if case.shared:
        command += ["--share-weights", case.shared]
    result = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        timeout=EXPORT_TIMEOUT,
    )
    if result.returncode != 0:
        raise Failure(f"the model was not made: {last_line(result.stderr)}")
    if case.file != case.name:
        (arguments.models / f"{case.file}.inputs.npz").rename(inputs)
    return path, inputs


def read_once(path):
    """Brings a file into the page cache, so that no disk is measured."""
    with path.open("rb", buffering=0) as file:
        buffer = bytearray(1 << 22)
        while file.readinto(buffer):
            pass


def compile_model(arguments, model, program):
    """What compiling takes, on one thread."""
    command = [arguments.compiler, model, "-o", program, "--threads=1"]
    for path in {model, *work.weight_files(model)}:
        read_once(path)
    cost = measured(command, arguments.work, COMPILE_TIMEOUT)
    weights = work.weight_bytes(model)
    linked = model.stat().st_size
    # External weights belong to the model's size too.
    model_bytes = linked if linked > weights else linked + weights
    starts = [
        measured([program, "--describe"], arguments.work, 60)["seconds"]
        for _ in range(11)
    ]
    return {
        "seconds": cost["seconds"],
        "resident": cost["resident"],
        "model_bytes": model_bytes,
        "weight_bytes": weights,
        "program_bytes": program.stat().st_size - weights_inside(program),
        "start": statistics.median(starts) * 1e3,
    }


def weights_inside(program):
    """Bytes of weights in a program: behind its code, as the runtime's abi.h
    has the file's end, or linked in as a section."""
    with program.open("rb") as file:
        file.seek(-32, os.SEEK_END)
        end = file.read()
    if end[:8] == b"TOROIDWT":
        return int.from_bytes(end[8:16], sys.byteorder)
    command = ["llvm-readelf-22", "--sections", "--wide", program]
    sections = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    size = re.search(r"\.toroid\.weights\s+\S+\s+\S+\s+\S+\s+(\S+)", sections)
    return int(size[1], 16) if size else 0


class Program:
    """A compiled model, as one of those who take turns. A process lives for
    one batch: it maps its weights, and runs twice before it counts."""

    def __init__(self, arguments, program, inputs, threads):
        self.folder = arguments.work
        self.command = [program, "--inputs", inputs, "--threads", threads]
        self.peak = 0.0
        self.estimate = None
        self.estimate = statistics.median(self.batch(0, 1)["times"])

    def batch(self, seconds, least):
        runs = least
        if self.estimate:
            runs = max(least, int(seconds * 1e3 / self.estimate))
        found = measured(
            [*self.command, "--bench", min(runs, 100000)], self.folder, 120
        )
        number = r"\s+([0-9.]+) ms"
        match = re.search(f"min{number}, median{number}, max{number}", found["printed"])
        if not match:
            raise Failure("--bench printed no median")
        self.peak = max(self.peak, found["resident"])
        return {"times": [float(match[2])], "resident": self.peak}

    def outputs(self, path):
        measured([*self.command, "--outputs", path], self.folder, 120)

    def end(self):
        pass


class Waiting(Peer):
    """A peer with the same interface."""

    def batch(self, seconds, least):
        answer = self.ask("batch", seconds, least)
        answer["resident"] -= self.ready["interpreter"]
        return answer

    def outputs(self, path):
        self.ask("outputs", path)


#===-- one case, with one number of threads ----------------------------------===#


def measure_peak(arguments, threads):
    """The machine's GFLOP/s and GB/s, at this moment."""
    found = measured(
        [arguments.work / "peak", threads, PEAK_TRIALS], arguments.work, 60
    )
    match = re.search(r"([0-9.]+) GFLOP/s, ([0-9.]+) GB/s", found["printed"])
    return {"flops": float(match[1]), "read": float(match[2])}


def rounds_of(arguments, runners, threads, failures):
    """Median milliseconds of each, round by round, and the peaks."""
    times = {name: [] for name in runners}
    resident, spent = {}, dict.fromkeys(runners, 0.0)
    peaks = {"flops": [], "read": []}
    for index in range(arguments.rounds):
        for what, value in measure_peak(arguments, threads).items():
            peaks[what].append(value)
        names = list(runners)
        shift = index % len(names)
        for name in names[shift:] + names[:shift]:
            # What is much slower than the others has its say less often.
            if times[name] and spent[name] > arguments.budget:
                continue
            begin = time.monotonic()
            try:
                answer = runners[name].batch(arguments.seconds, 2)
            except Failure as failure:
                failures[name] = str(failure)
                runners.pop(name).end()
                continue
            spent[name] += time.monotonic() - begin
            times[name].append(statistics.median(answer["times"]))
            resident[name] = answer["resident"]
    return times, resident, {name: statistics.median(v) for name, v in peaks.items()}


def difference(actual, expected):
    """The largest difference of all outputs, of their largest magnitudes."""
    with np.load(actual) as got, np.load(expected) as wanted:
        worst = 0.0
        names = [name for name in wanted.files if name in got.files]
        if len(got.files) != len(wanted.files):
            raise Failure("the outputs are others")
        # Some peers rename outputs, none reorders them.
        if len(names) != len(wanted.files):
            names = None
        for position, name in enumerate(wanted.files):
            value = wanted[name].astype(np.float64)
            other = got[name if names else got.files[position]]
            if other.shape != value.shape:
                raise Failure(f"output '{name}' has another shape")
            scale = max(np.abs(value).max(initial=0), 1e-30)
            error = np.abs(other.astype(np.float64) - value).max(initial=0)
            worst = max(worst, float(error / scale) if np.isfinite(error) else 1e9)
        return worst


def compare_outputs(arguments, runners, failures):
    """Errors against the reference, which is the first that there is."""
    files = {}
    for name in list(runners):
        path = arguments.work / f"{name}.outputs.npz"
        try:
            runners[name].outputs(path)
            files[name] = path
        except Failure as failure:
            failures[name] = str(failure)
    reference = next((name for name in REFERENCES if name in files), None)
    errors = {}
    for name, path in files.items():
        try:
            if reference and name != reference:
                errors[name] = difference(path, files[reference])
                # What a peer gets wrong in no time is nothing to beat.
                if errors[name] > PEER_TOLERANCE and name in PEERS:
                    failures[name] = f"its outputs are wrong, by {errors[name]:.0e}"
        except Failure as failure:
            failures[name] = str(failure)
    for path in files.values():
        path.unlink()
    return reference, errors


def time_case(arguments, case, model, inputs, programs, prepared, threads):
    failures = dict(prepared)
    runners = {}
    loads = {}
    try:
        for name, program in programs.items():
            try:
                runners[name] = Program(arguments, program, inputs, threads)
            except Failure as failure:
                failures[name] = str(failure)
        for name in arguments.peers:
            if name in failures:
                continue
            try:
                command = [name, model, *common(arguments, case)]
                command += ["--threads", threads, "--inputs", inputs]
                runners[name] = Waiting(command, LOAD_TIMEOUT)
                loads[name] = runners[name].ready["load"]
            except Failure as failure:
                failures[name] = str(failure)
        if not runners:
            return {"threads": threads, "results": {}, "failures": failures}
        busy = machine.busy()
        times, resident, peaks = rounds_of(arguments, runners, threads, failures)
        reference, errors = compare_outputs(arguments, runners, failures)
    finally:
        for runner in runners.values():
            runner.end()
    results = {
        name: {
            "median": statistics.median(rounds),
            "rounds": rounds,
            "resident": resident[name],
            "load": loads.get(name),
            "error": errors.get(name),
        }
        for name, rounds in times.items()
        if rounds and name not in failures
    }
    return {
        "threads": threads,
        "peaks": peaks,
        "busy": busy,
        "reference": reference,
        "results": results,
        "failures": failures,
    }


#===-- one case --------------------------------------------------------------===#


def common(arguments, case):
    return ["--folder", arguments.work / "case", "--architecture", case.model]


def run_case(arguments, case):
    """Everything about a case; `failure` where there is nothing to time."""
    row = {"name": case.name, "runs": [], "failures": {}}
    folder = arguments.work / "case"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        model, inputs = make_model(arguments, case)
        static = model
        if case.static:
            other = next(other for other in table.CASES if other.name == case.static)
            static, _ = make_model(arguments, other)
        try:
            row["operations"] = work.operations(static, case.causal)
            row["bytes_read"] = work.bytes_read(static)
        except work.UnknownShape as unknown:
            say(f"   work is not counted: {unknown}")

        programs = {}
        try:
            row["compiled"] = compile_model(arguments, model, folder / "program")
            programs["toroid"] = folder / "program"
            if case.static:
                compile_model(arguments, static, folder / "static")
                programs["toroid-static"] = folder / "static"
        except Failure as failure:
            row["failures"]["toroid"] = str(failure)
        for name in PREPARED:
            if name not in arguments.peers:
                continue
            say(f"   preparing {name}")
            try:
                prepare([name, model, *common(arguments, case)], PREPARE_TIMEOUT)
            except Failure as failure:
                row["failures"][name] = str(failure)
        # What all these files weigh is not written while something is timed.
        os.sync()
        for threads in arguments.threads:
            run = time_case(
                arguments, case, model, inputs, programs, row["failures"], threads
            )
            row["runs"].append(run)
            say("   " + report.line(run))
    except (Failure, subprocess.TimeoutExpired) as failure:
        row["failure"] = str(failure)
        say(f"   failed: {failure}")
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return row


def versions():
    from importlib.metadata import PackageNotFoundError, version

    result = {}
    for name in ("onnxruntime", "openvino", "iree-base-compiler", "torch", "transformers"):
        try:
            result[name] = version(name)
        except PackageNotFoundError:
            result[name] = "not installed"
    return result


def wrong(rows):
    """Whether Toroid failed anywhere, or computed something else."""
    for row in rows:
        if "failure" in row or not row["runs"]:
            return True
        for run in row["runs"]:
            ours = run["results"].get("toroid")
            if not ours or (ours["error"] or 0) > TOLERANCE:
                return True
    return False


def numbers(text):
    return [int(item) for item in text.split(",")]


def names(text):
    wanted = text.split(",") if text != "none" else []
    for name in wanted:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(
                f"no peer is called '{name}'; there are {', '.join(PEERS)}"
            )
    return wanted


def parse():
    parser = argparse.ArgumentParser(
        prog="./dev bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files",
        type=pathlib.Path,
        nargs="*",
        metavar="MODEL.onnx",
        help="time these, with MODEL.inputs.npz beside them, and no cases",
    )
    parser.add_argument("--only", metavar="REGEX", help="the cases whose names it is found in")
    parser.add_argument("--list", action="store_true", help="name the cases, and stop")
    parser.add_argument("--threads", type=numbers, default=[1, 2], help="default: 1,2")
    parser.add_argument(
        "--peers",
        type=names,
        default=list(PEERS),
        help=f"of {','.join(PEERS)}; or none. Default: all",
    )
    parser.add_argument("--rounds", type=int, default=7, help="default: 7")
    parser.add_argument(
        "--seconds", type=float, default=0.4, help="of a batch; default: 0.4"
    )
    parser.add_argument(
        "--budget",
        type=float,
        default=15,
        help="seconds after which a peer misses the rounds that are left of a "
        "case; default: 15",
    )
    parser.add_argument(
        "--limit",
        type=float,
        default=180,
        help="minutes after which no further case begins; default: 180",
    )
    parser.add_argument(
        "--quick", action="store_true", help="three short rounds; numbers are rough"
    )
    parser.add_argument(
        "--results",
        type=pathlib.Path,
        help="folder; default: benchmark/results for all cases at their settings, "
        "build/bench otherwise",
    )
    parser.add_argument("--name", default="f32", help="of the files there; default: f32")
    build = ROOT / "build"
    parser.add_argument(
        "--compiler", type=pathlib.Path, default=build / "bin" / "toroid-compile"
    )
    parser.add_argument("--models", type=pathlib.Path, default=build / "models")
    parser.add_argument(
        "--work", type=pathlib.Path, default=build / "bench", help="for what passes"
    )
    parser.add_argument(
        "--keep", action="store_true", help="keep the last case's programs in --work"
    )
    arguments = parser.parse_args()
    whole = not arguments.only and not arguments.files and not arguments.quick and arguments.peers == list(PEERS)
    if arguments.quick:
        arguments.rounds, arguments.seconds = 3, 0.15
        arguments.budget = min(arguments.budget, 4)
    if not arguments.results:
        arguments.results = (
            ROOT / "benchmark" / "results" if whole else arguments.work
        )
    arguments.work = arguments.work.resolve()
    return arguments


def main():
    arguments = parse()
    chosen = [
        case
        for case in table.CASES
        if not arguments.only or re.search(arguments.only, case.name)
    ]
    if arguments.files:
        chosen = [table.Case("", (), path=path.resolve()) for path in arguments.files]
    if arguments.list or not chosen:
        names = "\n".join(case.name for case in chosen or table.CASES)
        print(names if arguments.list else f"no such case; there are\n{names}")
        return 0 if arguments.list else 2

    # Whoever ends this ends the peers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    arguments.work.mkdir(parents=True, exist_ok=True)
    arguments.results.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(arguments.work / "inductor"))
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    subprocess.run(
        ["clang-22", "-O3", "-march=native", "-pthread"]
        + [ROOT / "benchmark" / "peak.c", "-o", arguments.work / "peak"],
        check=True,
    )

    found = {
        "date": datetime.date.today().isoformat(),
        "machine": machine.description(),
        "versions": versions(),
        "settings": {
            "rounds": arguments.rounds,
            "seconds": arguments.seconds,
            "peers": arguments.peers,
        },
        "cases": [],
    }
    begin = time.monotonic()
    for case in chosen:
        minutes = (time.monotonic() - begin) / 60
        if minutes > arguments.limit:
            row = {"name": case.name, "runs": [], "failures": {}}
            row["failure"] = f"not begun within {arguments.limit:.0f} minutes"
            found["cases"].append(row)
            continue
        say(f"== {case.name} ({minutes:.0f} min)")
        found["cases"].append(run_case(arguments, case))
        found["minutes"] = (time.monotonic() - begin) / 60
        # Whatever interrupts the rest, what is measured is there.
        report.write(found, arguments.results, arguments.name)
    report.write(found, arguments.results, arguments.name)
    print()
    print(report.markdown(found))
    return 1 if wrong(found["cases"]) else 0


if __name__ == "__main__":
    sys.exit(main())
