#!/usr/bin/env python3
"""Holds what fuses in the models of the tests to a table.

    expected.py --check --compiler toroid-compile [--table FILE] [MODEL...]
    expected.py --write --compiler toroid-compile [--table FILE]

expected.tsv has a row for each model of ../models: how many ops of each kind
fused, and how many roots did not, by the condition that failed. --check compiles
each model with these numbers as --require-fusion, compares the ledger with the
row, and sees that no shape is computed by tensor ops any more. --write makes the
table anew: what fuses less than before is in its diff.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
MODELS = FOLDER.parent / "models"
HEADER = """\
# What of the models in ../models fuses, and what does not and why. Made by
# `./dev fusion-report --write-expected`; expected.test compares.
"""
# What may not be left at the end of the fusion phase.
GONE = ["toroid.shape_of"]


def cell(counts):
    return ",".join(f"{name}:{count}" for name, count in sorted(counts.items())) or "-"


def parse_cell(text):
    if text == "-":
        return {}
    return {name: int(count) for name, count in (part.split(":") for part in text.split(","))}


def read_table(path):
    rows = {}
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            model, fused, missed = line.split("\t")
            rows[model] = (parse_cell(fused), parse_cell(missed))
    return rows


def compile_model(compiler, model, *options):
    """What fused and what did not, of how many sites; and what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        ledger, module = (pathlib.Path(folder) / name for name in ("ledger.json", "model.mlir"))
        done = subprocess.run(
            [compiler, MODELS / f"{model}.onnx", f"--explain-fusion={ledger}", "--compile-to=fusion"]
            + ["--threads=1", "-o", module, *options],
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            return None, None, done.stderr.strip() or f"exit code {done.returncode}"
        sites = json.loads(ledger.read_text())["sites"]
        text = module.read_text()
    fused = collections.Counter(site["kind"] for site in sites if site["fused"])
    missed = collections.Counter(
        f"{site['kind']}/{site['predicate']}" for site in sites if not site["fused"]
    )
    left = [name for name in GONE if name in text]
    return fused, missed, "; ".join(f"{name} is left" for name in left)


def check_row(compiler, model, row):
    fused, missed = row
    required = [f"{kind}:{count}" for kind, count in sorted(fused.items())]
    required.append(f"missed:{sum(missed.values())}")
    found_fused, found_missed, problem = compile_model(
        compiler, model, "--require-fusion=" + ",".join(required)
    )
    if problem:
        return problem
    for title, wanted, found in (("fused", fused, found_fused), ("missed", missed, found_missed)):
        if wanted != dict(found):
            return f"{title}: {cell(found)}, but the table says {cell(wanted)}"
    return None


def check(compiler, table, models, pool):
    rows = read_table(table)
    there = {path.stem for path in MODELS.glob("*.onnx")}
    names = sorted(name for name in set(rows) & there if not models or name in models)
    failures = [f"{name}: in the table, but not among the models" for name in sorted(set(rows) - there)]
    failures += [f"{name}: not in the table" for name in sorted(there - set(rows))]
    problems = pool.map(lambda name: check_row(compiler, name, rows[name]), names)
    failures += [f"{name}: {problem}" for name, problem in zip(names, problems) if problem]
    for failure in failures:
        print(failure)
    if failures:
        print("where the change is meant: ./dev fusion-report --write-expected")
    print(f"{len(names)} models, {len(failures)} failed")
    return 1 if failures else 0


def write(compiler, table, pool):
    names = sorted(path.stem for path in MODELS.glob("*.onnx"))
    lines, failures = [], 0
    for name, (fused, missed, problem) in zip(
        names, pool.map(lambda name: compile_model(compiler, name), names)
    ):
        if problem:
            print(f"{name}: {problem}")
            failures += 1
        else:
            lines.append(f"{name}\t{cell(fused)}\t{cell(missed)}\n")
    if not failures:
        table.write_text(HEADER + "".join(lines))
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--write", action="store_true")
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--table", type=pathlib.Path, default=FOLDER / "expected.tsv")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("models", nargs="*")
    options = parser.parse_args()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        if options.write:
            return write(options.compiler, options.table, pool)
        return check(options.compiler, options.table, options.models, pool)


if __name__ == "__main__":
    sys.exit(main())
