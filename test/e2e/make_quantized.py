#!/usr/bin/env python3
"""Makes the fixtures of test/e2e/casts and test/e2e/quantized.

    .venv/bin/python test/e2e/make_quantized.py

casts: every number of every narrow type as f32, and f32, f64, f16 and i32
numbers at all places where rounding, saturating and wrapping decide, as every
narrow type. The reference is what the onnx package does, through ml_dtypes; the
test allows no difference.

quantized: operators of quantization, of com.microsoft too, on odd sizes. The
reference is ONNX Runtime without graph optimizations.

Each writes NAME.onnx, NAME.inputs.npz and NAME.outputs.npz; dims of inputs are
symbolic where the name does not end in -static.
"""

import io
import pathlib
import zipfile

import ml_dtypes
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
MICROSOFT = "com.microsoft"
NARROW = {
    TensorProto.FLOAT4E2M1: 4,
    TensorProto.FLOAT8E4M3FN: 8,
    TensorProto.FLOAT8E4M3FNUZ: 8,
    TensorProto.FLOAT8E5M2: 8,
    TensorProto.FLOAT8E5M2FNUZ: 8,
    TensorProto.FLOAT8E8M0: 8,
    TensorProto.FLOAT6E2M3: 6,
    TensorProto.FLOAT6E3M2: 6,
    TensorProto.INT4: 4,
    TensorProto.UINT4: 4,
    TensorProto.INT2: 2,
    TensorProto.UINT2: 2,
}
FLOAT8 = [
    TensorProto.FLOAT8E4M3FN,
    TensorProto.FLOAT8E4M3FNUZ,
    TensorProto.FLOAT8E5M2,
    TensorProto.FLOAT8E5M2FNUZ,
]
INTEGERS = [TensorProto.INT4, TensorProto.UINT4, TensorProto.INT2, TensorProto.UINT2]


def dtype(number):
    return helper.tensor_dtype_to_np_dtype(number)


def label(number):
    return TensorProto.DataType.Name(number).lower()


def save_archive(path, arrays):
    """An .npz that is the same each time: no dates."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            # NumPy has no name for them; ml_dtypes gives one that it cannot read.
            if array.dtype.type.__module__ == "ml_dtypes":
                array = array.view(f"V{array.itemsize}")
            buffer = io.BytesIO()
            np.save(buffer, np.ascontiguousarray(array).reshape(array.shape))
            archive.writestr(zipfile.ZipInfo(name + ".npy"), buffer.getvalue())


def make_model(nodes, inputs, outputs, constants, static, opset):
    """`inputs` are arrays, `outputs` element types, `constants` arrays or tensors."""

    def info(name, array):
        dims = [
            size if static else f"{name}{axis}" for axis, size in enumerate(array.shape)
        ]
        element = helper.np_dtype_to_tensor_dtype(array.dtype)
        return helper.make_tensor_value_info(name, element, dims)

    graph = helper.make_graph(
        nodes,
        "graph",
        [info(name, array) for name, array in inputs.items()],
        [
            helper.make_value_info(name, helper.make_tensor_type_proto(kind, None))
            for name, kind in outputs.items()
        ],
        [
            value
            if isinstance(value, TensorProto)
            else numpy_helper.from_array(np.asarray(value), name)
            for name, value in constants.items()
        ],
    )
    opsets = [helper.make_opsetid("", opset), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def write(folder, name, model, inputs, outputs):
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))
    save_archive(folder / f"{name}.inputs.npz", inputs)
    save_archive(folder / f"{name}.outputs.npz", outputs)
    print(f"{folder.name}/{name}: {len(inputs)} inputs, {len(outputs)} outputs")


# ------------------------------------------------------------------------------
# Casts
# ------------------------------------------------------------------------------


def cast(to, saturate=None, round_mode=None):
    """A function of an array, and the node's attributes."""
    attributes = {"to": to}
    if saturate is not None:
        attributes["saturate"] = int(saturate)
    if round_mode is not None:
        attributes["round_mode"] = round_mode

    def convert(x):
        if to == TensorProto.FLOAT8E8M0:
            return numpy_helper.to_float8e8m0(x, bool(saturate), round_mode)
        if to in FLOAT8 and saturate is not False:
            return numpy_helper.saturate_cast(x, dtype(to))
        return x.astype(dtype(to))

    return convert, attributes


def write_casts(folder, name, inputs, casts, instead=None, opset=28):
    """`casts` are (input, output, conversion); `instead` has inputs that the
    reference converts in place of others."""
    instead = instead or {}
    nodes, outputs, kinds = [], {}, {}
    for source, result, (convert, attributes) in casts:
        nodes.append(helper.make_node("Cast", [source], [result], **attributes))
        with np.errstate(all="ignore"):
            outputs[result] = convert(instead.get(source, inputs[source]))
        kinds[result] = attributes["to"]
    model = make_model(nodes, inputs, kinds, {}, False, opset)
    write(folder, name, model, inputs, outputs)


def critical_numbers():
    """f64 numbers of all narrow types, between them, and beside both."""
    numbers = []
    for kind in NARROW:
        if kind in INTEGERS or kind == TensorProto.FLOAT8E8M0:
            continue
        codes = np.arange(1 << NARROW[kind], dtype=np.uint8).view(dtype(kind))
        finite = codes.astype(np.float64)
        finite = np.unique(finite[np.isfinite(finite)])
        numbers += [finite, (finite[1:] + finite[:-1]) / 2, finite[-1:] * 1.0625]
    base = np.unique(np.concatenate(numbers))
    base = np.concatenate([base, -base])
    return np.concatenate([base, base * (1 + 2.0**-20), base * (1 - 2.0**-20)])


def make_casts(folder):
    inputs = {
        label(kind): np.arange(1 << bits, dtype=np.uint8).view(dtype(kind))
        for kind, bits in NARROW.items()
    }
    write_casts(
        folder,
        "from-narrow",
        inputs,
        [
            (name, f"{name}_as_{label(to)}", cast(to))
            for name in inputs
            for to in (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)
        ],
    )

    special = np.array([0, -0.0, np.inf, -np.inf, np.nan, 1e30, -1e30, 1e-30])
    numbers = np.unique(np.concatenate([critical_numbers(), special]))
    with np.errstate(over="ignore"):
        halves = numbers.astype(np.float16)
    floats = [kind for kind in NARROW if kind not in INTEGERS]
    casts = []
    for kind in floats:
        if kind == TensorProto.FLOAT8E8M0:
            continue
        for source in ("f32", "f64", "f16", "near"):
            casts.append((source, f"{source}_{label(kind)}", cast(kind)))
        if kind in FLOAT8:
            casts.append(("f32", f"f32_{label(kind)}_overflow", cast(kind, False)))
            casts.append(("f64", f"f64_{label(kind)}_overflow", cast(kind, False)))
    # Numbers between two of f32, which must not be rounded twice: ml_dtypes does,
    # so it gets others on the same side of everything that decides.
    ties = numbers[np.isfinite(numbers)]
    write_casts(
        folder,
        "to-narrow-floats",
        {
            "f32": numbers.astype(np.float32),
            "f64": numbers,
            "f16": halves,
            "near": ties * (1 + 2.0**-30),
        },
        casts,
        {"near": ties * (1 + 2.0**-21)},
    )

    # What the standard leaves open stays out: numbers without a power of two
    # below them, negative ones, infinity.
    between = np.array([1, 1.25, 1.5, 1.75, 1.999])
    scales = np.ldexp(between, np.arange(-126, 127)[:, None])
    write_casts(
        folder,
        "to-powers-of-two",
        {"x": scales.reshape(-1).astype(np.float32)},
        [
            (
                "x",
                f"{mode}_{int(saturate)}",
                cast(TensorProto.FLOAT8E8M0, saturate, mode),
            )
            for mode in ("up", "down", "nearest")
            for saturate in (True, False)
        ],
    )

    integers = np.arange(-300, 301)
    write_casts(
        folder,
        "to-narrow-integers",
        {
            "i32": integers.astype(np.int32),
            "u8": np.arange(256, dtype=np.uint8),
            "f32": (np.arange(-80, 81) / 4).astype(np.float32),
            "bool": np.array([True, False]),
        },
        [
            (source, f"{source}_{label(kind)}", cast(kind))
            for source in ("i32", "u8", "f32", "bool")
            for kind in INTEGERS
        ],
    )

    # Halfway between two numbers of f16, and a little beside it in f64 alone.
    halves = 1 + (np.arange(64) + 0.5) * 2.0**-10
    doubles = np.concatenate([halves, halves * (1 + 2.0**-40), halves * (1 - 2.0**-40)])
    write_casts(
        folder,
        "doubles-to-half",
        {"x": np.concatenate([doubles, -doubles, [65519.99999, 65520, 1e300, np.nan]])},
        [("x", "y", cast(TensorProto.FLOAT16))],
    )


# ------------------------------------------------------------------------------
# Quantized operators
# ------------------------------------------------------------------------------


class Cases:
    def __init__(self, folder):
        self.folder = folder
        self.rng = np.random.default_rng(0)

    def f32(self, *shape):
        return np.asarray(self.rng.standard_normal(shape), np.float32)

    def scale(self, *shape):
        return np.asarray(self.rng.random(shape) * 0.05 + 0.01, np.float32)

    def u8(self, *shape):
        return np.asarray(self.rng.integers(0, 256, shape), np.uint8)

    def i8(self, *shape):
        return np.asarray(self.rng.integers(-128, 128, shape), np.int8)

    def nibbles(self, name, kind, *shape):
        """A tensor of a four-bit type."""
        values = self.rng.integers(0, 16, shape).reshape(-1)
        packed = (values[0::2] | values[1::2] << 4).astype(np.uint8)
        return helper.make_tensor(name, kind, shape, packed.tobytes(), raw=True)

    def write(self, name, nodes, inputs, outputs, constants=None, opset=21):
        constants = constants or {}
        reference = make_model(nodes, inputs, outputs, constants, True, opset)
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = (
            onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        )
        session = onnxruntime.InferenceSession(
            reference.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        results = dict(zip(outputs, session.run(None, inputs)))
        static = name.endswith("-static")
        model = make_model(nodes, inputs, outputs, constants, static, opset)
        write(self.folder, name, model, inputs, results)


def make_quantized(folder):
    c = Cases(folder)
    node = helper.make_node
    F32, U8, I8, I32 = (
        TensorProto.FLOAT,
        TensorProto.UINT8,
        TensorProto.INT8,
        TensorProto.INT32,
    )

    for mode in ("", "-static"):
        c.write(
            f"linear{mode}",
            [
                node("QuantizeLinear", ["x", "s", "z"], ["q"], axis=-2),
                node("DequantizeLinear", ["q", "s", "z"], ["y"], axis=-2),
                node("QuantizeLinear", ["x", "bs", "bz"], ["bq"], axis=1, block_size=3),
                node("DequantizeLinear", ["bq", "bs", "bz"], ["by"], axis=1, block_size=3),
                node("DynamicQuantizeLinear", ["x"], ["dq", "ds", "dz"]),
            ],
            {
                "x": c.f32(3, 7, 5) * 9,
                "s": c.scale(7) * 9,
                "z": c.i8(7),
                "bs": c.scale(3, 3, 5) * 9,
                "bz": c.u8(3, 3, 5),
            },
            {"q": I8, "y": F32, "bq": U8, "by": F32, "dq": U8, "ds": F32, "dz": U8},
        )

    # Weights of four bits, large enough to stay in the file: rows that fill
    # bytes, and rows that do not.
    for rows, columns in ((66, 64), (67, 66)):
        c.write(
            f"int4-{rows}x{columns}",
            [
                node("DequantizeLinear", ["q", "s"], ["w"], axis=1),
                node("MatMul", ["x", "w"], ["y"]),
            ],
            {"x": c.f32(3, rows)},
            {"y": F32},
            {
                "q": c.nibbles("q", TensorProto.INT4, rows, columns),
                "s": c.scale(columns),
            },
        )

    for other, kind in ((c.u8, "u8"), (c.i8, "i8")):
        c.write(
            f"products-{kind}",
            [
                node("MatMulInteger", ["a", "b", "az", "bz"], ["p"]),
                node(
                    "QLinearMatMul",
                    ["a", "as", "az", "b", "bs", "bz", "ys", "az"],
                    ["q"],
                ),
                node(
                    "MatMulIntegerToFloat",
                    ["a", "b", "as", "bs", "az", "bz", "c"],
                    ["f"],
                    domain=MICROSOFT,
                ),
                node(
                    "DynamicQuantizeMatMul",
                    ["x", "b", "bs", "bz", "c"],
                    ["d"],
                    domain=MICROSOFT,
                ),
            ],
            {"a": c.u8(2, 3, 19), "x": c.f32(2, 3, 19), "c": c.f32(7)},
            {"p": I32, "q": U8, "f": F32, "d": F32},
            {
                "b": other(19, 7),
                "as": c.scale(),
                "az": c.u8(),
                "bs": c.scale(7),
                "bz": other(7),
                "ys": np.float32(0.7),
            },
        )

    for name, attributes in (
        ("padded", dict(pads=[1, 2, 0, 1], strides=[2, 1])),
        ("grouped", dict(group=2, dilations=[2, 1])),
        ("same", dict(auto_pad="SAME_UPPER", strides=[2, 2])),
    ):
        group = attributes.get("group", 1)
        c.write(
            f"convolution-{name}",
            [
                node("ConvInteger", ["x", "w", "xz", "wz"], ["i"], **attributes),
                node(
                    "QLinearConv",
                    ["x", "xs", "xz", "q", "qs", "qz", "ys", "xz", "b"],
                    ["y"],
                    **attributes,
                ),
            ],
            {"x": c.u8(2, 4, 7, 8)},
            {"i": I32, "y": U8},
            {
                "w": c.u8(6, 4 // group, 3, 3),
                "q": c.i8(6, 4 // group, 3, 3),
                "wz": c.u8(),
                "qz": np.zeros(6, np.int8),
                "xz": c.u8(),
                "xs": c.scale(),
                "qs": c.scale(6),
                "ys": c.scale() * 20,
                "b": c.rng.integers(-999, 999, 6).astype(np.int32),
            },
        )

    for bits, block, depth, width in (
        (2, 16, 48, 5),
        (4, 32, 70, 7),
        (4, 32, 128, 64),
        (8, 16, 40, 3),
    ):
        blocks = -(-depth // block)
        inputs = ["x", "b", "s", "z", "", "c"]
        c.write(
            f"nbits-{bits}-{depth}x{width}",
            [
                node(
                    "MatMulNBits",
                    inputs[:end],
                    [result],
                    domain=MICROSOFT,
                    K=depth,
                    N=width,
                    bits=bits,
                    block_size=block,
                )
                for end, result in ((3, "y"), (4, "z_y"), (6, "c_y"))
            ],
            {"x": c.f32(2, 3, depth)},
            {"y": F32, "z_y": F32, "c_y": F32},
            {
                "b": c.u8(width, blocks, block * bits // 8),
                "s": c.scale(width, blocks),
                "z": c.u8(width, -(-blocks * bits // 8)),
                "c": c.f32(width),
            },
        )

    for rows, width in ((6, 32), (100, 64)):
        kinds = {"i4": TensorProto.INT4, "u4": TensorProto.UINT4}
        attributes = dict(
            domain=MICROSOFT, gather_axis=0, quantize_axis=1, block_size=16
        )
        nodes = [
            node("GatherBlockQuantized", [kind, "i", "s"], [kind + "_y"], **attributes)
            for kind in kinds
        ]
        nodes.append(
            node("GatherBlockQuantized", ["u8", "i", "s", "z"], ["u8_y"], **attributes)
        )
        c.write(
            f"gather-{rows}x{width}",
            nodes,
            {"i": np.array([[3, 0, -1], [2, 2, 5]], np.int64)},
            {"i4_y": F32, "u4_y": F32, "u8_y": F32},
            {
                **{
                    kind: c.nibbles(kind, number, rows, width)
                    for kind, number in kinds.items()
                },
                "u8": c.u8(rows, width // 2),
                "s": c.scale(rows, width // 16),
                "z": c.u8(rows, -(-width // 32)),
            },
        )

    quantized = ["a", "as", "az"]
    both = [*quantized, "b", "bs", "bz"]
    result = ["ys", "yz"]
    functions = {
        "add": ("QLinearAdd", [*both, *result], {}),
        "mul": ("QLinearMul", [*both, *result], {}),
        "sigmoid": ("QLinearSigmoid", [*quantized, "one", "zero"], {}),
        "leaky": ("QLinearLeakyRelu", [*quantized, *result], {"alpha": 0.1}),
        "concat": ("QLinearConcat", [*result, *quantized, *quantized], {"axis": 1}),
        "mean": ("QLinearGlobalAveragePool", [*quantized, *result], {}),
    }
    c.write(
        "elementwise",
        [
            node(op, inputs, [name], domain=MICROSOFT, **attributes)
            for name, (op, inputs, attributes) in functions.items()
        ],
        {"a": c.u8(2, 3, 5), "b": c.u8(3, 1)},
        dict.fromkeys(functions, U8),
        {
            "as": c.scale(),
            "az": c.u8(),
            "bs": c.scale(),
            "bz": c.u8(),
            "ys": c.scale(),
            "yz": c.u8(),
            "one": np.float32(1 / 256),
            "zero": np.uint8(0),
        },
    )


if __name__ == "__main__":
    for name, make in (("casts", make_casts), ("quantized", make_quantized)):
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        make(folder)
