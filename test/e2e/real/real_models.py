#!/usr/bin/env python3
"""Compiles real ONNX files, runs them, and writes a table of how it went.

    ./dev models                               # everything, to build/models.md
    real_models.py --models FOLDER --bin build/bin --only magika

FOLDER has the layout that README.md in this folder describes. What is compared
with references that lie beside a model needs Python alone; `--random` compares
graphs that have none with ONNX Runtime on random inputs, and needs it and
NumPy.
"""

import argparse
import concurrent.futures
import csv
import dataclasses
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
REASONS = HERE / "reasons.tsv"

# Of the output's largest magnitude. f16 is computed in f32 here, and rounded
# after each operator there.
TOLERANCE = 1e-4
HALF_TOLERANCE = 4e-3
# One quantum of its quantized output.
QUANTIZED = "fusion/ort-transform-misc/qdq_with_multi_consumer_dq_nodes.fixed."
TOLERANCES = {
    "e2e/emmtrix-micro_kws_m_qdq": 1 / 255,
    QUANTIZED + "qdq16": 1 / 48,
    QUANTIZED + "qdq_contrib": 1 / 48,
}

COMPILE_SECONDS = 120
RUN_SECONDS = 60


@dataclasses.dataclass
class Entry:
    """A row of INDEX.tsv."""

    path: pathlib.Path
    # The file's name without what all have.
    name: str
    kind: str
    nodes: str = ""
    exercises: str = ""
    inputs: str = ""
    runs: bool = False
    # Whether it computes in half precision, as far as has been looked at.
    half: bool = False

    def arguments(self):
        """Name, element type and shape of each input that the index names."""
        for name, element, dims in re.findall(
            r"(?:^|; )(.+?):([a-z]+\d*)\[([^\]]*)\]", self.inputs
        ):
            shape = [int(dim) for dim in dims.split(",") if dim.strip()]
            yield name, element, shape

    @property
    def tolerance(self):
        half = self.half or "fp16" in self.exercises
        return TOLERANCES.get(self.name, HALF_TOLERANCE if half else TOLERANCE)


@dataclasses.dataclass
class Outcome:
    good: bool
    # "agrees", "compiles", "refused", or what went wrong.
    verdict: str
    log: str = ""
    seconds: float = 0.0
    # Relative to the largest magnitude; none where nothing was compared.
    error: float | None = None


def default_models():
    """Beside the checkout, for all that works on it alike."""
    return pathlib.Path(
        os.environ.get("TOROID_MODELS", ROOT.parent / "shared" / "models")
    ) / "dev"


def read_index(folder):
    index = folder / "INDEX.tsv"
    if not index.exists():
        return
    # Histograms hold quotes that are no quotes of the format.
    csv.field_size_limit(1 << 24)
    with index.open(newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            name = row["file"].removesuffix(".onnx").removesuffix("/model")
            path = folder / row["file"]
            if path.exists():
                yield Entry(
                    path,
                    name,
                    name.split("/")[0],
                    row.get("nodes") or "",
                    row.get("exercises") or "",
                    row.get("inputs_run") or "",
                    (row.get("ort_1.30_runs") or "") == "yes",
                )


def read_reasons(path=REASONS):
    """Why some do not do what they should, by the models' names."""
    with path.open() as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip()]
    return {row[0]: row[1] for row in rows if not row[0].startswith("#")}


def execute(command, seconds):
    """Gives the exit code (None past the time), what it said, the seconds."""
    start = time.monotonic()
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"still running after {seconds} s", seconds
    text = done.stdout.decode(errors="replace")
    return done.returncode, text, time.monotonic() - start


def diagnosed(code, text):
    """Whether a refusal is as a refusal should be."""
    return code == 1 and "error: " in text and "PLEASE submit a bug" not in text


ERROR = re.compile(r"^(.+): largest error (\S+), largest magnitude (\S+)$", re.M)


def relative_errors(text):
    """By output, from what toroid-run says. NaN where there should be none."""
    for name, error, magnitude in ERROR.findall(text):
        error, magnitude = float(error), float(magnitude)
        if not math.isfinite(error):
            yield name, math.inf
        else:
            yield name, error / magnitude if magnitude > 0 else error


class Runner:
    def __init__(self, tools, compiler_options=("-O1",)):
        self.compiler = tools / "toroid-compile"
        self.runner = tools / "toroid-run"
        self.options = list(compiler_options)

    def check(self, entry, random=False):
        """Does with a file what is done with its kind."""
        with tempfile.TemporaryDirectory() as folder:
            if entry.kind in ("negative", "quirky"):
                return self.refuse(entry, pathlib.Path(folder))
            return self.compile(entry, pathlib.Path(folder), random)

    def refuse(self, entry, folder):
        library = folder / "model.o"
        code, text, seconds = execute(
            [self.compiler, entry.path, "--emit=object", "-o", library]
            + self.options,
            COMPILE_SECONDS,
        )
        outcome = Outcome(False, "accepted", text, seconds)
        if code is None:
            outcome.verdict = "hangs"
        elif diagnosed(code, text):
            left = list(folder.iterdir())
            outcome.good = not left
            outcome.verdict = "refused" if not left else "leaves a file behind"
        elif code != 0:
            outcome.verdict = f"crashes ({code})"
        elif entry.kind == "quirky":
            # More lenient than others, which harms nobody.
            outcome.good = True
        return outcome

    def compile(self, entry, folder, random):
        references = sorted(entry.path.parent.glob("test_data_set_*"))
        if entry.kind != "e2e":
            references = []
        runs = bool(references) or random
        output = folder / ("model.so" if runs else "model.o")
        emit = "shared" if runs else "object"
        command = [self.compiler, entry.path, f"--emit={emit}", "-o", output]
        command += self.options
        code, text, seconds = execute(command, COMPILE_SECONDS)
        if diagnosed(code, text) and "--shape" in text and entry.inputs:
            # As it says.
            command += [
                f"--shape={name}={'x'.join(map(str, shape))}"
                for name, _, shape in entry.arguments()
            ]
            code, text, seconds = execute(command, COMPILE_SECONDS)
        outcome = Outcome(False, "", text, seconds)
        if code is None:
            outcome.verdict = f"takes more than {COMPILE_SECONDS} s"
        elif diagnosed(code, text):
            outcome.verdict = "not compiled"
        elif code != 0:
            outcome.verdict = f"crashes ({code})"
        if code != 0:
            return outcome
        outcome.good, outcome.verdict = True, "compiles"
        for reference in references:
            arguments = ["--test-data", reference]
            self.compare(entry, output, arguments, outcome)
        if random and not references:
            self.compare_randomly(entry, output, folder, outcome)
        return outcome

    def compare(self, entry, library, arguments, outcome):
        # Its own verdict is by another tolerance; its numbers are what counts.
        code, text, _ = execute(
            [self.runner, library, *arguments, "--tolerance", entry.tolerance],
            RUN_SECONDS,
        )
        outcome.log += text
        errors = dict(relative_errors(text))
        if errors:
            outcome.error = max(outcome.error or 0.0, *errors.values())
        if code == 0:
            if outcome.good:
                outcome.verdict = "agrees"
            return
        outcome.good = False
        if code is None:
            outcome.verdict = "runs without end"
        elif code < 0 or code > 2:
            outcome.verdict = f"crashes when it runs ({code})"
        else:
            outcome.verdict = "differs" if errors else "does not run"

    def compare_randomly(self, entry, library, folder, outcome):
        made = make_reference(entry, folder)
        if made is None:
            outcome.log += "ONNX Runtime does not run it on random inputs\n"
            return
        entry.half = computes_in_half(entry.path)
        inputs, outputs = made
        arguments = ["--inputs", inputs, "--expect", outputs]
        self.compare(entry, library, arguments, outcome)


def computes_in_half(path):
    """Whether some tensor of a model is of half precision."""
    import onnx

    graph = onnx.load(str(path), load_external_data=False).graph
    values = [*graph.input, *graph.output, *graph.value_info]
    types = {value.type.tensor_type.elem_type for value in values}
    types |= {weights.data_type for weights in graph.initializer}
    types |= {
        attribute.i
        for node in graph.node
        if node.op_type == "Cast"
        for attribute in node.attribute
    }
    return bool(types & {onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16})


def make_reference(entry, folder):
    """Inputs of the shapes that the index names and what ONNX Runtime makes of
    them; None where it makes nothing of them."""
    import numpy as np
    import onnxruntime

    if not entry.runs:
        return None
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = (
        onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    )
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    generator = np.random.default_rng(3)
    feed = {}
    for name, element, shape in entry.arguments():
        if element == "bool":
            value = generator.integers(0, 2, shape).astype(bool)
        elif element.startswith("float"):
            value = generator.standard_normal(shape).astype(element)
        else:
            # Small: most are indices, axes or shapes.
            value = generator.integers(0, 2, shape).astype(element)
        feed[name] = np.asarray(value)
    try:
        session = onnxruntime.InferenceSession(
            str(entry.path), options, providers=["CPUExecutionProvider"]
        )
        results = session.run(None, feed)
        names = [output.name for output in session.get_outputs()]
        if not all(isinstance(result, np.ndarray) for result in results):
            return None
        paths = folder / "inputs.npz", folder / "outputs.npz"
        # No names of arguments: a model's may be `file`.
        write_archive(paths[0], feed)
        write_archive(paths[1], dict(zip(names, results)))
        return paths
    except Exception:  # Whatever it throws, there is no reference.
        return None


def write_archive(path, arrays):
    """What numpy.savez does, for all names that there are."""
    import io
    import zipfile

    import numpy as np

    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            bytes_ = io.BytesIO()
            np.lib.format.write_array(bytes_, np.ascontiguousarray(array) if array.ndim else array)
            archive.writestr(name + ".npy", bytes_.getvalue())


#===-- The table ---------------------------------------------------------===#


def first_reason(log):
    """The first error's text, without the file's name."""
    found = re.search(r"error: (?:\S*\.onnx: )?(.*)", log)
    return found.group(1)[:160].replace("|", "\\|") if found else ""


def explain(outcome, reasons, name):
    if outcome.good:
        return ""
    said = first_reason(outcome.log)
    return reasons.get(name) or said


def write_table(results, reasons, out):
    print("# Real models\n", file=out)
    print("Made by `./dev models`.\n", file=out)
    for kind in dict.fromkeys(entry.kind for entry, _ in results):
        rows = [(e, o) for e, o in results if e.kind == kind]
        good = sum(outcome.good for _, outcome in rows)
        print(f"## {kind}: {good} of {len(rows)}\n", file=out)
        shown = rows
        if kind not in ("e2e", "structure", "quirky"):
            print("Those that do not do what they should:\n", file=out)
            shown = [(e, o) for e, o in rows if not o.good]
        print("| model | nodes | result | largest error | seconds | why |", file=out)
        print("|---|---|---|---|---|---|", file=out)
        for entry, outcome in shown:
            error = "" if outcome.error is None else f"{outcome.error:.0e}"
            why = explain(outcome, reasons, entry.name)
            print(
                f"| {entry.name.removeprefix(kind + '/')} | {entry.nodes} "
                f"| {outcome.verdict} | {error} | {outcome.seconds:.1f} | {why} |",
                file=out,
            )
        print(file=out)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", type=pathlib.Path, default=default_models())
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build" / "bin")
    parser.add_argument("--only", default="", help="a regular expression on names")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--table", type=pathlib.Path, help="where it is written")
    parser.add_argument(
        "--random", action="store_true", help="compare graphs on random inputs"
    )
    parser.add_argument("-v", action="store_true", help="show what tools say")
    arguments = parser.parse_args()

    entries = [
        entry
        for entry in read_index(arguments.models)
        if re.search(arguments.only, entry.name)
    ]
    if not entries:
        print(f"no models in {arguments.models}", file=sys.stderr)
        return 1
    reasons = read_reasons()
    runner = Runner(arguments.bin, ["-O1", "--threads=1"])
    results = []

    def check(entry):
        return entry, runner.check(entry, arguments.random)

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for entry, outcome in pool.map(check, entries):
            results.append((entry, outcome))
            error = "" if outcome.error is None else f", error {outcome.error:.0e}"
            print(
                f"{'ok  ' if outcome.good else 'FAIL'} {entry.name}: "
                f"{outcome.verdict}{error}, {outcome.seconds:.1f} s"
                + ("" if outcome.good else f": {first_reason(outcome.log)}"),
                flush=True,
            )
            if arguments.v:
                print(outcome.log)
    if arguments.table:
        with arguments.table.open("w") as out:
            write_table(results, reasons, out)
    good = sum(outcome.good for _, outcome in results)
    unexplained = [
        entry.name
        for entry, outcome in results
        if not outcome.good and entry.name not in reasons
    ]
    stale = [e.name for e, o in results if o.good and e.name in reasons]
    for name in stale:
        print(f"reasons.tsv has a row too many: {name}")
    print(
        f"{good} of {len(results)} models do what they should, "
        f"{len(results) - good - len(unexplained)} have a reason, "
        f"{len(unexplained)} have none"
    )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
