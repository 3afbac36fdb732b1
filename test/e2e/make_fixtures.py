#!/usr/bin/env python3
"""Makes the model fixtures in test/e2e/models from real exporters.

    python3 -m venv .venv && .venv/bin/pip install -r test/e2e/requirements.txt
    .venv/bin/python test/e2e/make_fixtures.py

Every model is a Hugging Face class with a small random configuration, so
nothing is downloaded, or the example's translator at a smaller width. For each
it writes NAME.onnx and, per set of inputs, NAME.inputs.npz with
NAME.outputs.npz (further sets of a dynamic model are NAME.BxS.inputs.npz ...):
what goes in, and what ONNX Runtime makes of it without its graph
optimizations. The translator that the example commits gets references too. The
tables in test/e2e/README.md tell what was made, and what an exporter refused.
"""

import argparse
import pathlib
import re
import sys

import onnx_export  # First: it keeps `transformers` from asking the network.
import torch

from fixtures import (
    decoders,
    encoder_decoders,
    encoders,
    speech,
    table,
    translator,
    vision,
    writing,
)

HERE = pathlib.Path(__file__).resolve().parent

MODELS = [
    *encoders.MODELS,
    *decoders.MODELS,
    *encoder_decoders.MODELS,
    *vision.MODELS,
    *speech.MODELS,
    *translator.MODELS,
]


def make(model, directory, verbose):
    earlier = {}
    for variant in model.variants():
        fixture = writing.Fixture(model, *variant, directory, earlier)
        row = fixture.export(verbose)
        yield row
        attention, exporter, opset, dynamic = variant
        if (
            model.optimizer
            and (exporter, opset) == ("torchscript", 17)
            and dynamic
            and not row.failure
        ):
            yield fixture.optimize(verbose)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", default="", help="models whose names this is found in"
    )
    parser.add_argument("--directory", type=pathlib.Path, default=HERE / "models")
    parser.add_argument("-v", action="store_true", help="show stack traces")
    arguments = parser.parse_args()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    rows = []
    for model in MODELS:
        if not re.search(arguments.only, model.name):
            continue
        for row in make(model, arguments.directory, arguments.v):
            rows.append(row)
            print(row, flush=True)
    if re.search(arguments.only, "date-translator"):
        translator.make_committed(arguments.directory, writing.save_reference)
    if arguments.directory == HERE / "models":
        table.update(
            HERE / "README.md", rows, [model.name for model in MODELS]
        )


if __name__ == "__main__":
    sys.exit(main())
