#!/usr/bin/env python3
"""Random models, each with one site in one of the ways that exporters write it.

    variants.py KIND SEED > model.textproto          # no packages needed
    variants.py --check --compiler toroid-compile --encode COMMAND
                [--seeds N] [KIND...]
    variants.py --compare --compiler toroid-compile --runner toroid-run
                [--seeds N] [KIND...]                # with ONNX Runtime

KIND is attention, layer_norm, rms_norm, group_norm, residual, softmax, embedding,
gelu, silu, rotary or linear; generators/ has a file for each family. How the same
thing is written, ranks, sizes, heads, element types, broadcast forms, and whether
sizes are known all follow from the seed.
--check fuses each instance with --require-fusion and --verify-fusion; COMMAND
makes a model of its text. --compare also compares what it computes with
ONNX Runtime, and needs the packages of ../requirements.txt.
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile

from generators.activation import gelu, silu
from generators.attention import attention
from generators.model import BOOL, HALF, INT64
from generators.normalization import layer_norm, rms_norm
from generators.product import linear
from generators.rotary import rotary
from generators.sums import embedding, group_norm, residual, softmax

KINDS = {
    "attention": attention,
    "layer_norm": layer_norm,
    "rms_norm": rms_norm,
    "group_norm": group_norm,
    "residual": residual,
    "softmax": softmax,
    "embedding": embedding,
    "gelu": gelu,
    "silu": silu,
    "rotary": rotary,
    "linear": linear,
}


def build(kind, seed):
    return KINDS[kind](random.Random(f"{kind} {seed}"))


# Checking


def every_instance(options, check):
    """Calls `check` with each model and a path without an ending; it returns what is wrong."""
    failures = 0
    for kind in options.kinds or KINDS:
        for seed in range(options.seeds):
            with tempfile.TemporaryDirectory() as folder:
                stem = pathlib.Path(folder) / f"{kind}-{seed}"
                problem = check(kind, seed, stem)
            if problem:
                failures += 1
                print(f"{kind} {seed}: {problem}")
        print(f"{kind}: {options.seeds} instances")
    print(f"{failures} failed")
    return 1 if failures else 0


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return (done.stderr + done.stdout).strip() if done.returncode != 0 else None


def proof(kind):
    return [f"--require-fusion={kind}:1", "--verify-fusion"]


def check(options):
    def check_one(kind, seed, stem):
        done = subprocess.run(
            options.encode, shell=True, input=build(kind, seed).text().encode(), capture_output=True
        )
        if done.returncode != 0:
            return done.stderr.decode()
        pathlib.Path(f"{stem}.onnx").write_bytes(done.stdout)
        return run(
            options.compiler, f"{stem}.onnx", *proof(kind), "--compile-to=fusion", "-o", f"{stem}.mlir"
        )

    return every_instance(options, check_one)


def compare(options):
    import numpy
    import onnx
    import onnxruntime
    from google.protobuf import text_format

    settings = onnxruntime.SessionOptions()
    settings.log_severity_level = 3

    def make_input(rng, dims, element, below):
        if element == BOOL:
            return rng.random(dims) < 0.7
        if element == INT64:
            return rng.integers(0, below, dims)
        return rng.standard_normal(dims).astype(numpy.float16 if element == HALF else numpy.float32)

    def compare_one(kind, seed, stem):
        model, path = build(kind, seed), f"{stem}.onnx"
        onnx.save(text_format.Parse(model.text(), onnx.ModelProto()), path)
        rng = numpy.random.default_rng(seed)
        feed = {
            name: make_input(rng, *size, model.below.get(name)) for name, size in model.sizes.items()
        }
        session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
        names = [output.name for output in session.get_outputs()]
        numpy.savez(f"{stem}.in.npz", **feed)
        numpy.savez(f"{stem}.out.npz", **dict(zip(names, session.run(None, feed))))
        is_half = any(element == HALF for _, element in model.sizes.values())
        library, tolerance = f"{stem}.so", "2e-3" if is_half else "1e-4"
        return run(options.compiler, path, *proof(kind), "--emit=shared", "-o", library) or run(
            options.runner, library, "--inputs", f"{stem}.in.npz", "--expect", f"{stem}.out.npz",
            "--tolerance", tolerance,
        )  # fmt: skip

    return every_instance(options, compare_one)


def main():
    if len(sys.argv) == 3 and sys.argv[1] in KINDS:
        sys.stdout.write(build(sys.argv[1], int(sys.argv[2])).text())
        return 0
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--compare", action="store_true")
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--encode", help="turns protobuf text into a model")
    parser.add_argument("--runner")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []])
    options = parser.parse_args()
    if not (options.encode if options.check else options.runner):
        parser.error("--check needs --encode, and --compare needs --runner")
    return check(options) if options.check else compare(options)


if __name__ == "__main__":
    sys.exit(main())
