#!/usr/bin/env python3
"""Makes the model fixtures in test/e2e/models from real exporters.

    python3 -m venv .venv && .venv/bin/pip install -r test/e2e/requirements.txt
    .venv/bin/python test/e2e/make_fixtures.py

Every model is a Hugging Face class with a small random configuration, so
nothing is downloaded, or the example's translator at a smaller width. For each
it writes NAME.onnx and, per set of inputs, NAME.inputs.npz with
NAME.outputs.npz (further sets of a dynamic model are NAME.BxS.inputs.npz ...):
what goes in, and what ONNX Runtime makes of it without its graph
optimizations. The translator that the example commits gets references too. A
table of what was made closes the run.
"""

import argparse
import dataclasses
import importlib.util
import os
import pathlib
import sys
import traceback
from typing import Callable

import numpy as np
import onnx
import torch
import transformers

import onnx_export as exports

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATE_TRANSLATOR = ROOT / "examples" / "date-translator"

MAX_BYTES = 400_000
VOCABULARY = 120
POSITIONS = 64

# The default of the dynamo exporter and the newest that it offers. They differ
# in SDPA alone, which is one Attention operator from 23 on.
DYNAMO_OPSETS = {"sdpa": (20, 23), "eager": (23,)}

# Shapes as (batch, sequence). Dynamic models also run at the smallest shape
# there is, and at one that is longer than a vector and no multiple of it.
STATIC = (2, 9)
DYNAMIC = [(2, 7), (1, 1), (3, 37)]

SEQUENCE = {0: "batch", 1: "sequence"}
BATCH = {0: "batch"}


@dataclasses.dataclass
class Model:
    """One architecture and how it is exported."""

    name: str
    # Takes the attention implementation, gives the module.
    build: Callable
    # Takes a random generator and a shape, gives arrays by argument name.
    inputs: Callable
    # Dimensions that dynamic models leave open, by argument or output name.
    axes: dict
    outputs: list
    attention: tuple = ("sdpa",)
    opsets: tuple = (17,)
    static: tuple = STATIC
    dynamic: tuple = tuple(DYNAMIC)


def padding_mask(generator, batch, sequence, side):
    """Ones, but for padding of a random length on one side of each row but the
    first; every row keeps a token."""
    mask = np.ones((batch, sequence), np.int64)
    for row in range(1, batch):
        length = int(generator.integers(1, max(2, sequence)))
        if side == "right":
            mask[row, length:] = 0
        else:
            mask[row, : sequence - length] = 0
    return mask


def tokens(generator, batch, sequence):
    return generator.integers(0, VOCABULARY, (batch, sequence), dtype=np.int64)


def bert_inputs(generator, batch, sequence):
    return {
        "input_ids": tokens(generator, batch, sequence),
        "attention_mask": padding_mask(generator, batch, sequence, "right"),
        "token_type_ids": generator.integers(
            0, 2, (batch, sequence), dtype=np.int64
        ),
    }


def distilbert_inputs(generator, batch, sequence):
    return {
        "input_ids": tokens(generator, batch, sequence),
        "attention_mask": padding_mask(generator, batch, sequence, "right"),
    }


def gpt2_inputs(generator, batch, sequence):
    # Generation pads on the left, which makes rows that are masked entirely.
    side = "left" if sequence > 8 else "right"
    return {
        "input_ids": tokens(generator, batch, sequence),
        "attention_mask": padding_mask(generator, batch, sequence, side),
    }


def vit_inputs(generator, batch, _):
    return {
        "pixel_values": generator.standard_normal((batch, 3, 32, 32)).astype(
            np.float32
        )
    }


def bert(attention):
    return transformers.BertModel(
        transformers.BertConfig(
            vocab_size=VOCABULARY,
            hidden_size=30,
            num_hidden_layers=2,
            num_attention_heads=3,
            intermediate_size=60,
            max_position_embeddings=POSITIONS,
            initializer_range=0.2,
            attn_implementation=attention,
        )
    )


def distilbert(attention):
    return transformers.DistilBertModel(
        transformers.DistilBertConfig(
            vocab_size=VOCABULARY,
            dim=32,
            n_layers=2,
            n_heads=2,
            hidden_dim=64,
            max_position_embeddings=POSITIONS,
            initializer_range=0.2,
            attn_implementation=attention,
        )
    )


def gpt2(attention):
    return transformers.GPT2LMHeadModel(
        transformers.GPT2Config(
            vocab_size=VOCABULARY,
            n_embd=32,
            n_inner=64,
            n_layer=2,
            n_head=4,
            n_positions=POSITIONS,
            initializer_range=0.2,
            attn_implementation=attention,
            use_cache=False,
            bos_token_id=0,
            eos_token_id=0,
        )
    )


def vit(attention):
    return transformers.ViTModel(
        transformers.ViTConfig(
            hidden_size=36,
            num_hidden_layers=2,
            num_attention_heads=3,
            intermediate_size=64,
            image_size=32,
            patch_size=8,
            initializer_range=0.15,
            attn_implementation=attention,
        )
    )


def translator_part(name):
    """Builds the example's Encoder or Decoder, narrow enough for a fixture."""

    def build(_):
        train = load_translator()
        train.WIDTH, train.HIDDEN, train.HEADS, train.LAYERS = 32, 56, 4, 2
        return getattr(train, name)(VOCABULARY)

    return build


def load_translator():
    sys.path.insert(0, str(DATE_TRANSLATOR))
    spec = importlib.util.spec_from_file_location(
        "date_translator", DATE_TRANSLATOR / "train.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def source_tokens(generator, batch, length):
    """Tokens with padding, which is token 0, behind all rows but the first."""
    ids = generator.integers(1, VOCABULARY, (batch, length), dtype=np.int64)
    return ids * padding_mask(generator, batch, length, "right")


def encoder_inputs(generator, batch, source):
    return {"source": source_tokens(generator, batch, source)}


def decoder_inputs(generator, batch, source, target):
    return {
        "target": generator.integers(
            1, VOCABULARY, (batch, target), dtype=np.int64
        ),
        "memory": generator.standard_normal((batch, source, 32)).astype(
            np.float32
        ),
        "source": source_tokens(generator, batch, source),
    }


MODELS = [
    Model(
        "bert",
        bert,
        bert_inputs,
        axes={
            "input_ids": SEQUENCE,
            "attention_mask": SEQUENCE,
            "token_type_ids": SEQUENCE,
            "last_hidden_state": SEQUENCE,
            "pooler_output": BATCH,
        },
        outputs=["last_hidden_state", "pooler_output"],
        attention=("sdpa", "eager"),
        opsets=(17, 14),
    ),
    Model(
        "distilbert",
        distilbert,
        distilbert_inputs,
        axes={
            "input_ids": SEQUENCE,
            "attention_mask": SEQUENCE,
            "last_hidden_state": SEQUENCE,
        },
        outputs=["last_hidden_state"],
    ),
    Model(
        "gpt2",
        gpt2,
        gpt2_inputs,
        axes={
            "input_ids": SEQUENCE,
            "attention_mask": SEQUENCE,
            "logits": SEQUENCE,
        },
        outputs=["logits"],
        attention=("sdpa", "eager"),
        opsets=(17, 14),
    ),
    Model(
        "vit",
        vit,
        vit_inputs,
        # The sequence is the class token and the patches: the image fixes it.
        axes={
            "pixel_values": BATCH,
            "last_hidden_state": BATCH,
            "pooler_output": BATCH,
        },
        outputs=["last_hidden_state", "pooler_output"],
        static=(2, 17),
        dynamic=((2, 17), (1, 17), (3, 17)),
    ),
    Model(
        "date-encoder",
        translator_part("Encoder"),
        encoder_inputs,
        axes={
            "source": {0: "batch", 1: "source"},
            "memory": {0: "batch", 1: "source"},
        },
        outputs=["memory"],
        attention=("eager",),
    ),
    Model(
        "date-decoder",
        translator_part("Decoder"),
        decoder_inputs,
        axes={
            "target": {0: "batch", 1: "target"},
            "memory": {0: "batch", 1: "source"},
            "source": {0: "batch", 1: "source"},
            "probabilities": {0: "batch", 1: "target"},
        },
        outputs=["probabilities"],
        attention=("eager",),
        static=(2, 9, 6),
        dynamic=((2, 7, 5), (1, 1, 1), (3, 37, 11)),
    ),
]


@dataclasses.dataclass
class Row:
    name: str
    exporter: str
    opset: str = ""
    nodes: str = ""
    bytes: str = ""
    reference: str = ""
    operators: str = ""


def randomize(module):
    """Makes biases and normalization weights differ from zeros and ones."""
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.1)


def make_committed_translator(directory):
    """References for the models that the example commits, on real dates."""
    vocabulary = load_translator().Vocabulary()
    texts = ["3rd of March 2021", "2021년 3월 3일", "Mar 3, 21"]
    rows = [vocabulary.encode(text) for text in texts]
    source = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for row, ids in zip(source, rows):
        row[: len(ids)] = ids
    # <start> and what has been said so far.
    said = [1, *vocabulary.encode("2021-03-0")]
    target = np.array([said] * len(rows), np.int64)

    feed = {"source": source}
    memory = link_model(directory, "date-translator-encoder", "encoder", feed)
    feed = {"target": target, "memory": memory, "source": source}
    link_model(directory, "date-translator-decoder", "decoder", feed)


def link_model(directory, name, part, inputs):
    """Stores references for a committed model, gives its one output."""
    link = directory / f"{name}.onnx"
    link.unlink(missing_ok=True)
    link.symlink_to(
        os.path.relpath(DATE_TRANSLATOR / f"{part}.onnx", directory.resolve())
    )
    feed, outputs = exports.reference(str(link), inputs)
    save_reference(directory / name, None, feed, outputs)
    return next(iter(outputs.values()))


def first_line(error):
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:160]


def tuple_of(result):
    if isinstance(result, torch.Tensor):
        return (result,)
    return result.to_tuple()


def difference_to_pytorch(module, inputs, outputs):
    with torch.no_grad():
        expected = tuple_of(
            module(**{k: torch.from_numpy(v) for k, v in inputs.items()})
        )
    # Tokens that are padding take part in nothing, and where a row of scores
    # is masked entirely, exporters do as they please.
    mask = inputs.get("attention_mask")
    error = 0.0
    for (name, actual), value in zip(outputs.items(), expected):
        if not np.isfinite(actual).all():
            raise ValueError(f"output '{name}' is not finite")
        value = value.numpy()
        if mask is not None and value.shape[:2] == mask.shape:
            actual, value = actual[mask != 0], value[mask != 0]
        error = max(error, exports.relative_error(actual, value))
    if error > 1e-4:
        raise ValueError(f"ONNX Runtime differs from PyTorch by {error:.1e}")
    return error


def save_reference(stem, shape, feed, outputs):
    """The first set of inputs has no shape in its name."""
    name = stem.name + ("." + "x".join(map(str, shape)) if shape else "")
    np.savez(stem.with_name(name + ".inputs.npz"), **feed)
    np.savez(stem.with_name(name + ".outputs.npz"), **outputs)


def make(model, attention, exporter, opset, dynamic, directory):
    short = {"torchscript": "ts", "dynamo": "dynamo"}[exporter]
    name = "-".join(
        [model.name, f"{short}{opset}"]
        + ([attention] if len(model.attention) > 1 else [])
        + ["dynamic" if dynamic else "static"]
    )
    row = Row(name, exporter)
    path = directory / f"{name}.onnx"
    # The same weights and inputs for each export of one architecture.
    exports.seed(1)
    generator = np.random.default_rng(2)
    module = model.build(attention).eval()
    randomize(module)
    shapes = model.dynamic if dynamic else [model.static]
    try:
        inputs = [model.inputs(generator, *shape) for shape in shapes]
        exports.export(
            module,
            {k: torch.from_numpy(v) for k, v in inputs[0].items()},
            str(path),
            exporter=exporter,
            opset=opset,
            output_names=model.outputs,
            dynamic=model.axes if dynamic else None,
        )
        proto = onnx.load(str(path))
        onnx.checker.check_model(proto)
        operators = exports.histogram(proto)
        row.opset = ", ".join(
            f"{entry.domain or 'ai.onnx'} {entry.version}"
            for entry in proto.opset_import
        )
        row.nodes = str(sum(operators.values()))
        row.bytes = str(path.stat().st_size)
        row.operators = " ".join(f"{k}:{v}" for k, v in operators.most_common())
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"more than {MAX_BYTES} bytes")
        error = 0.0
        for index, (shape, arrays) in enumerate(zip(shapes, inputs)):
            feed, outputs = exports.reference(str(path), arrays)
            error = max(error, difference_to_pytorch(module, arrays, outputs))
            save_reference(directory / name, index and shape, feed, outputs)
        row.reference = f"ok, {error:.0e} from PyTorch"
    except Exception as failure:  # Anything an exporter can throw.
        if "-v" in sys.argv:
            traceback.print_exc()
        row.reference = f"failed: {first_line(failure)}"
        for leftover in directory.glob(f"{name}.*"):
            leftover.unlink()
    return row


def print_table(rows):
    columns = [field.name for field in dataclasses.fields(Row)]
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(getattr(row, c) for c in columns) + " |")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="names that contain this")
    parser.add_argument(
        "--directory", type=pathlib.Path, default=HERE / "models"
    )
    parser.add_argument("-v", action="store_true", help="show stack traces")
    arguments = parser.parse_args()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    rows = []
    for model in MODELS:
        if arguments.only not in model.name:
            continue
        for attention in model.attention:
            variants = [("torchscript", opset) for opset in model.opsets]
            variants += [("dynamo", opset) for opset in DYNAMO_OPSETS[attention]]
            for exporter, opset in variants:
                for dynamic in (False, True):
                    rows.append(
                        make(
                            model,
                            attention,
                            exporter,
                            opset,
                            dynamic,
                            arguments.directory,
                        )
                    )
                    print(f"{rows[-1].name}: {rows[-1].reference}", file=sys.stderr)
    if arguments.only in "date-translator":
        make_committed_translator(arguments.directory)
    print_table(rows)
    return 1 if any(row.reference.startswith("failed") for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
