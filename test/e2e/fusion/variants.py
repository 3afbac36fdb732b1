#!/usr/bin/env python3
"""Random models, each with one site in one of the ways that exporters write it.

    variants.py KIND SEED > model.textproto          # no packages needed
    variants.py --check --compiler toroid-compile --encode COMMAND
                [--seeds N] [KIND...]
    variants.py --compare --compiler toroid-compile --runner toroid-run
                [--seeds N] [KIND...]                # with ONNX Runtime

KIND is attention, layer_norm, rms_norm, gelu, silu or rotary. Ranks, sizes,
heads, element types, broadcast forms, and whether sizes are known all follow
from the seed. --check fuses each instance with --require-fusion and
--verify-fusion; COMMAND makes a model of its text. --compare also compares what
it computes with ONNX Runtime, and needs the packages of ../requirements.txt.
"""

import argparse
import math
import pathlib
import random
import subprocess
import sys
import tempfile

FLOAT, INT64, BOOL, HALF = 1, 7, 9, 10
OPSET = 21


class Model:
    """A graph as protobuf text."""

    def __init__(self, rng):
        self.rng = rng
        self.nodes = []
        self.inputs = []
        self.outputs = []
        self.dynamic = rng.random() < 0.5
        self.sizes = {}
        self.count = 0

    def name(self):
        self.count += 1
        return f"t{self.count}"

    def input(self, dims, element=FLOAT):
        """`dims`: numbers, or (name, number) for what may be left open."""
        name = self.name()
        text = ""
        for dim in dims:
            if isinstance(dim, tuple) and self.dynamic:
                text += f' dim {{ dim_param: "{dim[0]}" }}'
            else:
                text += f" dim {{ dim_value: {dim[1] if isinstance(dim, tuple) else dim} }}"
        self.inputs.append(
            f'  input {{ name: "{name}" type {{ tensor_type {{ elem_type: {element} shape {{{text} }} }} }} }}'
        )
        self.sizes[name] = ([d[1] if isinstance(d, tuple) else d for d in dims], element)
        return name

    def output(self, name, element=FLOAT):
        self.outputs.append(
            f'  output {{ name: "{name}" type {{ tensor_type {{ elem_type: {element} }} }} }}'
        )

    def node(self, op, *inputs, outputs=1, **attributes):
        names = [self.name() for _ in range(outputs)]
        text = f'  node {{ op_type: "{op}" name: "/{op.lower()}_{self.count}"'
        text += "".join(f' input: "{name}"' for name in inputs)
        text += "".join(f' output: "{name}"' for name in names)
        for key, value in attributes.items():
            text += f' attribute {{ name: "{key}" {attribute(value)} }}'
        self.nodes.append(text + " }")
        return names[0] if outputs == 1 else names

    def constant(self, values, element=FLOAT, dims=None):
        """A number, or a flat list of them with `dims`."""
        flat = values if isinstance(values, list) else [values]
        shape = dims if dims is not None else ([len(flat)] if isinstance(values, list) else [])
        text = "".join(f" dims: {d}" for d in shape) + f" data_type: {element}"
        if element == FLOAT:
            text += "".join(f" float_data: {number(v)}" for v in flat)
        elif element == HALF:
            text += "".join(f" int32_data: {half_bits(v)}" for v in flat)
        elif element == INT64:
            text += "".join(f" int64_data: {v}" for v in flat)
        else:
            text += "".join(f" int32_data: {int(v)}" for v in flat)
        name = self.name()
        self.nodes.append(
            f'  node {{ op_type: "Constant" name: "/constant_{self.count}" output: "{name}" '
            f'attribute {{ name: "value" type: TENSOR t {{{text} }} }} }}'
        )
        return name

    def either_way(self, op, a, b):
        """A commutative operator, its operands in either order."""
        return self.node(op, a, b) if self.rng.random() < 0.5 else self.node(op, b, a)

    def text(self):
        lines = ["ir_version: 10", f"opset_import {{ version: {OPSET} }}", "graph {", '  name: "variant"']
        return "\n".join(lines + self.nodes + self.inputs + self.outputs + ["}"]) + "\n"


def number(value):
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(float(value))


def half_bits(value):
    import struct

    return struct.unpack("<H", struct.pack("<e", value))[0]


def attribute(value):
    if isinstance(value, int):
        return f"type: INT i: {value}"
    if isinstance(value, float):
        return f"type: FLOAT f: {value}"
    if isinstance(value, str):
        return f'type: STRING s: "{value}"'
    return "type: INTS" + "".join(f" ints: {v}" for v in value)


# Attention


def attention(rng):
    m = Model(rng)
    batch, heads = ("b", rng.randint(1, 3)), rng.choice([1, 2, 3, 4])
    queries, keys = ("s", rng.randint(1, 6)), ("t", rng.randint(1, 7))
    if rng.random() < 0.4:
        keys = queries
    depth, width = rng.choice([4, 6, 8]), rng.choice([3, 4, 8])
    element = HALF if rng.random() < 0.2 else FLOAT
    low = -10000.0 if element == HALF else rng.choice([-10000.0, -3.4028234663852886e38])
    scalar = lambda value: m.constant(value, element)
    scale = 1 / math.sqrt(depth)

    # Heads behind the sequence, as a projection leaves them, or split already.
    def operand(length, size, number_of_heads):
        if rng.random() < 0.5:
            value = m.input([batch, length, number_of_heads, size], element)
            return m.node("Transpose", value, perm=[0, 2, 1, 3])
        return m.input([batch, number_of_heads, length, size], element)

    query = operand(queries, depth, heads)
    groups = rng.choice([g for g in (1, 2) if heads % g == 0])
    key_heads = heads // groups
    key, value = operand(keys, depth, key_heads), operand(keys, width, key_heads)
    if groups > 1:
        key, value = (repeat_heads(m, v, groups) for v in (key, value))

    place = rng.choice(["none", "after", "after-div", "query", "both", "key"])
    factor = math.sqrt(scale) if place == "both" else scale
    if place in ("query", "both"):
        query = m.either_way("Mul", query, scalar(factor))
    if place in ("key", "both"):
        key = m.either_way("Mul", key, scalar(factor))
    folded = rng.random() < 0.3
    if folded:
        query, key, value = (fold(m, v) for v in (query, key, value))
        key = m.node("Transpose", key, perm=[0, 2, 1])
    else:
        key = m.node("Transpose", key, perm=[0, 1, 3, 2])
    scores = m.node("MatMul", query, key)
    if place == "after":
        scores = m.either_way("Mul", scores, scalar(scale))
    elif place == "after-div":
        scores = m.node("Div", scores, scalar(1 / scale))
    if folded:
        scores = unfold(m, scores, heads)
    if rng.random() < 0.2:
        cap = rng.choice([5.0, 30.0])
        scores = m.either_way("Mul", m.node("Tanh", m.node("Div", scores, scalar(cap))), scalar(cap))
    if element == HALF:
        scores = m.node("Cast", scores, to=FLOAT)
    plain = lambda value: m.constant(value, FLOAT)

    masked = rng.choice(["none", "bias", "padding", "where", "causal", "bias+where", "sdpa"])
    if masked in ("bias", "bias+where"):
        dims = [rng.choice([batch, 1]), rng.choice([heads, 1]), rng.choice([queries, 1]), keys]
        scores = m.either_way("Add", scores, m.input(dims[rng.choice([0, 0, 2]):]))
    if masked == "padding":
        mask = m.input([batch, 1, 1, keys])
        term = m.node("Mul", m.node("Sub", plain(1.0), mask), plain(low))
        scores = m.either_way("Add", scores, term)
    if masked in ("where", "bias+where"):
        mask = m.input([rng.choice([batch, 1]), 1, rng.choice([queries, 1]), keys], BOOL)
        if rng.random() < 0.5:
            scores = m.node("Where", mask, scores, plain(low))
        else:
            scores = m.node("Where", m.node("Not", mask), plain(low), scores)
    if masked == "causal":
        ones = m.node("Expand", m.constant([1.0], FLOAT, [1, 1]), square(m, scores))
        lower = m.node("Trilu", ones, upper=0)
        keep = m.node("Cast", lower, to=BOOL)
        term = m.node("Where", keep, plain(0.0), plain(-math.inf))
        scores = m.either_way("Add", scores, term)
    if masked == "sdpa":
        mask = m.input([batch, 1, queries, keys], BOOL)
        term = m.node("Where", mask, plain(0.0), plain(-math.inf))
        scores = m.either_way("Add", scores, term)
    weights = m.node("Softmax", scores, axis=rng.choice([-1, 3]))
    if masked in ("sdpa", "causal") and (masked == "sdpa" or rng.random() < 0.5):
        weights = m.node("Where", m.node("IsNaN", weights), plain(0.0), weights)
    if element == HALF:
        weights = m.node("Cast", weights, to=HALF)
    if folded:
        weights = fold(m, weights)
    m.output(m.node("MatMul", weights, value), element)
    return m


def repeat_heads(m, value, groups):
    shape = m.node("Shape", value)
    parts = [m.node("Slice", shape, m.constant([a], INT64), m.constant([b], INT64)) for a, b in ((0, 2), (2, 4))]
    wide = m.node("Unsqueeze", value, m.constant([2], INT64))
    target = m.node("Concat", parts[0], m.constant([groups], INT64), parts[1], axis=0)
    heads = m.node("Mul", m.node("Slice", shape, m.constant([1], INT64), m.constant([2], INT64)), m.constant([groups], INT64))
    first = m.node("Slice", shape, m.constant([0], INT64), m.constant([1], INT64))
    return m.node("Reshape", m.node("Expand", wide, target), m.node("Concat", first, heads, parts[1], axis=0))


def fold(m, value):
    """Batch and heads as one dim."""
    tail = m.node("Slice", m.node("Shape", value), m.constant([2], INT64), m.constant([4], INT64))
    return m.node("Reshape", value, m.node("Concat", m.constant([-1], INT64), tail, axis=0))


def unfold(m, value, heads):
    tail = m.node("Slice", m.node("Shape", value), m.constant([1], INT64), m.constant([3], INT64))
    return m.node("Reshape", value, m.node("Concat", m.constant([-1, heads], INT64), tail, axis=0))


def square(m, scores):
    return m.node("Slice", m.node("Shape", scores), m.constant([2], INT64), m.constant([4], INT64))


# Normalizations


def rows(m, rng):
    """An input and how many trailing dims are normalized."""
    width = rng.choice([5, 8, 16])
    dims = [("b", rng.randint(1, 3)), ("s", rng.randint(1, 5))][: rng.randint(1, 2)] + [width]
    return m.input(dims), len(dims), width


def mean(m, rng, value, axis):
    return m.node("ReduceMean", value, m.constant([rng.choice([axis, -1])], INT64), keepdims=1)


def square_of(m, rng, value):
    return m.node("Mul", value, value) if rng.random() < 0.5 else m.node("Pow", value, m.constant(2.0))


def normalize(m, rng, value, variance):
    epsilon = m.constant(rng.choice([1e-5, 1e-6, 1e-12]))
    root = m.node("Sqrt", m.either_way("Add", variance, epsilon))
    form = rng.choice(["div", "reciprocal", "one over"])
    if form == "div":
        return m.node("Div", value, root)
    inverse = m.node("Reciprocal", root) if form == "reciprocal" else m.node("Div", m.constant(1.0), root)
    return m.either_way("Mul", value, inverse)


def layer_norm(rng):
    m = Model(rng)
    x, rank, width = rows(m, rng)
    center = lambda: m.node("Sub", x, mean(m, rng, x, rank - 1))
    centered = center()
    again = center() if rng.random() < 0.3 else centered
    normal = normalize(m, rng, centered, mean(m, rng, square_of(m, rng, again), rank - 1))
    if rng.random() < 0.8:
        normal = m.either_way("Mul", normal, m.input([width]))
        if rng.random() < 0.8:
            normal = m.either_way("Add", normal, m.input([width]))
    m.output(normal)
    return m


def rms_norm(rng):
    m = Model(rng)
    x, rank, width = rows(m, rng)
    normal = normalize(m, rng, x, mean(m, rng, square_of(m, rng, x), rank - 1))
    m.output(m.either_way("Mul", normal, m.input([width])))
    return m


# Activations


def gelu(rng):
    m = Model(rng)
    x = m.input([("b", rng.randint(1, 4)), rng.choice([1, 7, 16])])
    form = rng.choice(["erf", "tanh", "sigmoid"])
    half = m.constant(0.5)
    if form == "sigmoid":
        gate = m.node("Sigmoid", m.either_way("Mul", x, m.constant(1.702)))
        m.output(m.either_way("Mul", x, gate))
        return m
    if form == "erf":
        inner = (
            m.node("Div", x, m.constant(math.sqrt(2)))
            if rng.random() < 0.5
            else m.either_way("Mul", x, m.constant(math.sqrt(0.5)))
        )
        gate = m.node("Erf", inner)
    else:
        cube = (
            m.node("Pow", x, m.constant(3.0))
            if rng.random() < 0.5
            else m.either_way("Mul", m.node("Mul", x, x), x)
        )
        root = m.constant(math.sqrt(2 / math.pi))
        if rng.random() < 0.7:
            inner = m.either_way("Add", x, m.either_way("Mul", cube, m.constant(0.044715)))
            inner = m.either_way("Mul", inner, root)
        else:  # Megatron
            term = m.either_way("Mul", m.node("Mul", x, x), m.constant(0.044715))
            inner = m.either_way("Mul", m.either_way("Mul", x, root), m.either_way("Add", term, m.constant(1.0)))
        gate = m.node("Tanh", inner)
    gate = m.either_way("Add", gate, m.constant(1.0))
    place = rng.choice(["first", "gate", "last"])
    if place == "first":
        result = m.either_way("Mul", m.either_way("Mul", x, half), gate)
    elif place == "gate":
        result = m.either_way("Mul", x, m.either_way("Mul", gate, half))
    else:
        result = m.either_way("Mul", m.either_way("Mul", x, gate), half)
    m.output(result)
    return m


def silu(rng):
    m = Model(rng)
    x = m.input([("b", rng.randint(1, 4)), rng.choice([1, 7, 16])])
    m.output(m.either_way("Mul", x, m.node("Sigmoid", x)))
    return m


def rotary(rng):
    m = Model(rng)
    batch, length = ("b", rng.randint(1, 3)), ("s", rng.randint(1, 5))
    heads, half = rng.choice([1, 2, 3]), rng.choice([2, 3, 4])
    rest = rng.choice([0, 0, 2])
    x = m.input([batch, heads, length, 2 * half + rest])
    tables = [m.input([rng.choice([batch, 1]), 1, length, 2 * half]) for _ in range(2)] if rng.random() < 0.7 else [
        m.input([length, 2 * half]) for _ in range(2)
    ]
    cut = lambda value, a, b: m.node(
        "Slice", value, m.constant([a], INT64), m.constant([b], INT64), m.constant([3], INT64)
    )
    part = cut(x, 0, 2 * half) if rest else x
    if rng.random() < 0.5:
        first, second = cut(part, 0, half), cut(part, half, 2**62)
    else:
        first, second = m.node("Split", part, m.constant([half, half], INT64), outputs=2, axis=3)
    turned = m.node("Concat", m.node("Neg", second), first, axis=-1)
    result = m.either_way("Add", m.either_way("Mul", part, tables[0]), m.either_way("Mul", turned, tables[1]))
    if rest:
        result = m.node("Concat", result, cut(x, 2 * half, 2 * half + rest), axis=-1)
    m.output(result)
    return m


KINDS = {
    "attention": attention,
    "layer_norm": layer_norm,
    "rms_norm": rms_norm,
    "gelu": gelu,
    "silu": silu,
    "rotary": rotary,
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

    def make_input(rng, dims, element):
        if element == BOOL:
            return rng.random(dims) < 0.7
        return rng.standard_normal(dims).astype(numpy.float16 if element == HALF else numpy.float32)

    def compare_one(kind, seed, stem):
        model, path = build(kind, seed), f"{stem}.onnx"
        onnx.save(text_format.Parse(model.text(), onnx.ModelProto()), path)
        rng = numpy.random.default_rng(seed)
        feed = {name: make_input(rng, *size) for name, size in model.sizes.items()}
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
