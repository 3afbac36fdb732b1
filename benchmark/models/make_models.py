#!/usr/bin/env python3
"""Makes full-size models with random weights, for benchmarks and memory tests.

    .venv/bin/python benchmark/models/make_models.py bert-base --directory /tmp/models

writes MODEL.onnx, MODEL.inputs.npz and MODEL.outputs.npz, the outputs being
what ONNX Runtime computes. Nothing is downloaded; the weights are random but
the same on each run.
"""

import argparse
import pathlib
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "test" / "e2e"))

import onnx_export as exports
import torch
import transformers


def bert_base(arguments):
    config = transformers.BertConfig(
        initializer_range=0.05,
        attn_implementation=arguments.attention,
    )
    module = transformers.BertModel(config)
    batch, sequence = arguments.batch, arguments.sequence
    generator = np.random.default_rng(2)
    mask = np.ones((batch, sequence), np.int64)
    for row in range(batch):
        # An eighth of each row is padding, as in a typical batch.
        mask[row, sequence - sequence // 8 :] = 0
    inputs = {
        "input_ids": generator.integers(
            0, config.vocab_size, (batch, sequence), dtype=np.int64
        ),
        "attention_mask": mask,
        "token_type_ids": np.zeros((batch, sequence), np.int64),
    }
    axes = {0: "batch", 1: "sequence"}
    outputs = {"last_hidden_state": axes, "pooler_output": {0: "batch"}}
    return module, inputs, {name: axes for name in inputs} | outputs, outputs


MODELS = {"bert-base": bert_base}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", choices=sorted(MODELS))
    parser.add_argument("--directory", type=pathlib.Path, required=True)
    parser.add_argument("--name", help="of the files; default: the model's")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--sequence", type=int, default=128)
    parser.add_argument(
        "--dynamic", action="store_true", help="leave batch and sequence open"
    )
    parser.add_argument(
        "--exporter", choices=["torchscript", "dynamo"], default="torchscript"
    )
    parser.add_argument("--opset", type=int, default=17)
    parser.add_argument("--attention", choices=["sdpa", "eager"], default="sdpa")
    arguments = parser.parse_args()

    exports.seed(1)
    module, inputs, dynamic, outputs = MODELS[arguments.model](arguments)
    module.eval()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    stem = arguments.directory / (arguments.name or arguments.model)
    path = stem.parent / f"{stem.name}.onnx"
    exports.export(
        module,
        {name: torch.from_numpy(array) for name, array in inputs.items()},
        str(path),
        exporter=arguments.exporter,
        opset=arguments.opset,
        output_names=list(outputs),
        dynamic=dynamic if arguments.dynamic else None,
    )
    feed, results = exports.reference(str(path), inputs)
    np.savez(stem.parent / f"{stem.name}.inputs.npz", **feed)
    np.savez(stem.parent / f"{stem.name}.outputs.npz", **results)
    print(f"{path}: {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
