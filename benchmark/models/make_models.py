#!/usr/bin/env python3
"""Makes full-size models with random weights, for benchmarks and memory tests.

    .venv/bin/python benchmark/models/make_models.py bert-base --shape 8x128 --directory /tmp/models

writes NAME.onnx, NAME.inputs.npz and NAME.outputs.npz, the outputs being what
ONNX Runtime computes without its optimizations. Nothing is downloaded; the
weights are random but the same on each run, and do not depend on the shape.
"""

import argparse
import hashlib
import json
import pathlib

import numpy as np
import onnx

import architectures
import onnx_export as exports
import torch

# Where readers map the data, tensors should begin at pages.
ALIGNMENT = 4096
# Smaller tensors stay in the model: shapes and axes, which readers look into.
SHARED_BYTES = 4096


def share_weights(path, weights):
    """Moves a model's weights to a file that other models keep theirs in too.

    What is there already, by content, is not written again. Names of tensors
    say nothing: exporters number what they folded.
    """
    index_path = weights.with_name(weights.name + ".json")
    index = json.loads(index_path.read_text()) if index_path.exists() else {}
    model = onnx.load(path)
    with weights.open("ab") as file:
        for tensor in model.graph.initializer:
            data = tensor.raw_data
            if len(data) < SHARED_BYTES:
                continue
            key = hashlib.sha256(data).hexdigest()
            if key not in index:
                offset = -(-file.tell() // ALIGNMENT) * ALIGNMENT
                file.write(b"\0" * (offset - file.tell()))
                file.write(data)
                index[key] = offset
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            for field, value in (
                ("location", weights.name),
                ("offset", index[key]),
                ("length", len(data)),
            ):
                tensor.external_data.add(key=field, value=str(value))
    index_path.write_text(json.dumps(index))
    onnx.save(model, path)


def export(
    name,
    directory,
    *,
    shape=None,
    file=None,
    dynamic=False,
    exporter="torchscript",
    opset=17,
    attention=None,
    share=None,
    reference=True,
):
    """Writes a model and its inputs; gives the model's path."""
    architecture = architectures.ARCHITECTURES[name]
    module = architectures.make(architecture, attention or architecture.attention)
    inputs = architectures.make_inputs(architecture, shape or architecture.shape)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{file or name}.onnx"
    part = directory / f"{file or name}.part"
    exports.export(
        module,
        # A trace may not see two names for the same memory.
        {name: torch.from_numpy(array.copy()) for name, array in inputs.items()},
        str(part),
        exporter=exporter,
        opset=opset,
        output_names=architecture.outputs,
        dynamic=architecture.axes if dynamic else None,
    )
    if share:
        share_weights(part, directory / f"{share}.weights")
    kept = {value.name for value in onnx.load(part, load_external_data=False).graph.input}
    feed = {name: array for name, array in inputs.items() if name in kept}
    np.savez(directory / f"{path.stem}.inputs.npz", **feed)
    if reference:
        _, results = exports.reference(str(part), inputs)
        np.savez(directory / f"{path.stem}.outputs.npz", **results)
    # An export that was interrupted has no model.
    part.rename(path)
    return path


def sizes(text):
    return tuple(int(size) for size in text.split("x"))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", choices=sorted(architectures.ARCHITECTURES))
    parser.add_argument("--directory", type=pathlib.Path, required=True)
    parser.add_argument("--name", help="of the files; default: the model's")
    parser.add_argument(
        "--shape",
        type=sizes,
        help="batch and sequence, as in 1x128; of a step, batch and past; "
        "of images and sound, batch",
    )
    parser.add_argument(
        "--dynamic", action="store_true", help="leave the shape's dims open"
    )
    parser.add_argument(
        "--exporter", choices=["torchscript", "dynamo"], default="torchscript"
    )
    parser.add_argument("--opset", type=int, default=17)
    parser.add_argument("--attention", choices=["sdpa", "eager"])
    parser.add_argument(
        "--share-weights",
        metavar="NAME",
        help="keep weights in NAME.weights, once for all models that do",
    )
    parser.add_argument(
        "--no-reference", action="store_true", help="do not write outputs"
    )
    arguments = parser.parse_args()
    path = export(
        arguments.model,
        arguments.directory,
        shape=arguments.shape,
        file=arguments.name,
        dynamic=arguments.dynamic,
        exporter=arguments.exporter,
        opset=arguments.opset,
        attention=arguments.attention,
        share=arguments.share_weights,
        reference=not arguments.no_reference,
    )
    print(f"{path}: {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
