#!/usr/bin/env python3
"""Makes the one-node models in test/e2e/operators.

    .venv/bin/python test/e2e/make_operators.py [--only REGEX] [--directory DIR]

Operators of the domain com.microsoft have no conformance tests: what ONNX
Runtime computes is the reference. Each case below is one node with random
inputs. It becomes NAME.onnx with named dims and two sets of inputs of different
sizes, NAME.inputs.npz and NAME.other.inputs.npz; a case marked `static` also
becomes NAME-static.onnx, or only that. Those with half precision have a folder of their own,
as they agree less closely. The same bytes each time.
"""

import argparse
import dataclasses
import pathlib
import re
import zlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

HERE = pathlib.Path(__file__).resolve().parent
ORT = "com.microsoft"
MAX_BYTES = 20_000


@dataclasses.dataclass
class In:
    """An input: its dims, numbers or names, and what makes its elements."""

    dims: str
    make: object = None  # (generator, shape, sizes) -> array; None: normal
    dtype: object = np.float32
    constant: bool = False


@dataclasses.dataclass
class Case:
    name: str
    op: str
    inputs: dict
    # Name to element type, or to that and dims; an empty name leaves one out.
    outputs: dict
    sizes: list  # Two assignments to the named dims.
    attributes: dict = dataclasses.field(default_factory=dict)
    domain: str = ORT
    opset: int = 17
    static: object = False  # Or "only".
    # Where ONNX Runtime has no kernel: another case and how to make its inputs,
    # or what computes the result.
    reference: object = None


FLOAT, HALF, INT32 = TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT32


def W(dims, scale=1.0, dtype=np.float32):
    return In(
        dims,
        lambda g, shape, sizes: (scale * g.standard_normal(shape)).astype(dtype),
        dtype,
        constant=True,
    )


def X(dims, dtype=np.float32, scale=1.0):
    return In(
        dims,
        lambda g, shape, sizes: (scale * g.standard_normal(shape)).astype(dtype),
        dtype,
    )


def ints(dims, make, dtype=np.int32):
    return In(dims, make, dtype)


def ids(dims, count, dtype=np.int32):
    return ints(dims, lambda g, shape, s: g.integers(0, count, shape), dtype)


def angles(dims, function, scale=0.3, dtype=np.float32):
    def make(generator, shape, sizes):
        position = np.arange(shape[0])[:, None] * scale
        return function(position / (1 + np.arange(shape[1]))).astype(dtype)

    return In(dims, make, dtype, constant=True)


def lengths(key):
    """Between one and all of the keys, differing between batches."""
    return lambda g, shape, s: 1 + (np.arange(shape[0]) * 2 + 1) % s[key]


def visible(g, shape, s):
    """Ones and zeros, with a one in each row."""
    mask = (g.random(shape) < 0.7).astype(np.int32)
    mask[..., 0] = 1
    return mask


# Sizes of the first set and of the other.
SELF = [dict(B=2, S=5), dict(B=3, S=1)]
PAST = [dict(B=2, S=3, P=4, T=7), dict(B=1, S=1, P=6, T=7)]
CROSS = [dict(B=2, S=3, L=5), dict(B=1, S=7, L=2)]
OUT = {"y": FLOAT}


def attention(name, sizes=SELF, extra=(), outputs=None, **attributes):
    inputs = {"x": X("B S 12"), "w": W("12 24", 0.5), "b": W("24", 0.5)}
    inputs.update(extra)
    return Case(
        f"attention-{name}", "Attention", inputs, outputs or OUT, sizes,
        dict(num_heads=2, **attributes), static=True,
    )


def attention_cases():
    ends = ints("B", lengths("S"))
    both = ints(
        "2B", lambda g, shape, s: np.concatenate(
            [lengths("S")(g, [s["B"]], s), np.arange(s["B"]) % 2 * 0])
    )
    keys = ints("B S", visible)
    past = X("2 B 2 P 4")
    present = {"y": FLOAT, "present": FLOAT}
    yield attention("plain")
    yield attention("causal", unidirectional=1)
    yield attention("ends", extra={"mask": ends})
    yield attention("ends-starts", extra={"mask": both})
    yield attention("keys", extra={"mask": keys}, mask_filter_value=-50.0)
    yield attention(
        "keys-causal", extra={"mask": keys}, unidirectional=1, scale=0.3
    )
    yield attention("rows", extra={"mask": ints("B S S", visible)})
    yield attention("past", PAST, {"mask": None, "past": past}, present)
    yield attention(
        "past-causal", PAST, {"mask": ints("B T", visible), "past": past},
        present, unidirectional=1,
    )
    yield attention(
        "bias", extra={"mask": None, "past": None, "bias": X("1 2 S S")}
    )
    case = attention("sizes", qkv_hidden_sizes=[8, 8, 6])
    case.inputs["w"], case.inputs["b"] = W("12 22", 0.5), W("22", 0.5)
    yield case


def flatten(packed, part):
    """One part of `[B, S, N, parts, H]` as `[B, S, N·H]`."""
    return packed[:, :, :, part].reshape(*packed.shape[:2], -1)


def multi_head(name, sizes, inputs, outputs=None, **attributes):
    return Case(
        f"multi-head-attention-{name}", "MultiHeadAttention", inputs,
        outputs or OUT, sizes, dict(num_heads=2, **attributes), static=True,
    )


def multi_head_cases():
    query, key, value = X("B S 8"), X("B L 8"), X("B L 12")
    base = {"q": query, "k": key, "v": value}
    bias = W("28", 0.5)
    none = {"b": None}
    present = {"y": FLOAT, "pk": FLOAT, "pv": FLOAT}
    own = {"q": query, "k": X("B S 8"), "v": X("B S 8")}
    past = {"past_k": X("B 2 P 4"), "past_v": X("B 2 P 4")}
    yield multi_head("plain", CROSS, base)
    yield multi_head("bias", CROSS, base | {"b": bias})
    yield multi_head(
        "ends", CROSS, base | none | {"mask": ints("B", lengths("L"))}
    )
    yield multi_head("keys", CROSS, base | {"b": bias, "m": ints("B L", visible)})
    yield multi_head("rows", CROSS, base | none | {"m": ints("B S L", visible)})
    yield multi_head(
        "scores", CROSS,
        base | none | {"m": ints("B L", visible), "a": X("B 1 S L")},
        {"y": FLOAT, "": 0, " ": 0, "qk": FLOAT}, scale=0.3,
    )
    yield multi_head("heads", CROSS, {
        "q": query, "k": X("B 2 L 4"), "v": X("B 2 L 4"), "b": W("24")})
    yield multi_head("causal", SELF, own, unidirectional=1)
    yield multi_head(
        "past", PAST, own | {"b": W("24"), "m": None, "a": X("1 1 S T")} | past,
        present,
    )
    yield multi_head(
        "past-causal", PAST,
        own | {"b": None, "m": ints("B T", visible), "a": None} | past, present,
        unidirectional=1,
    )
    # Not on ONNX Runtime's CPUs, which take the same numbers unpacked.
    separate = multi_head("", SELF, own)
    separate.inputs["k"], separate.inputs["v"] = X("B L 8"), X("B L 8")
    case = multi_head("packed-kv", CROSS, {"q": query, "k": X("B L 2 2 4")})
    case.reference = separate, lambda a: {
        "q": a["q"], "k": flatten(a["k"], 0), "v": flatten(a["k"], 1)}
    yield case
    case = multi_head("packed", SELF, {"q": X("B S 2 3 4")})
    case.reference = separate, lambda a: {
        name: flatten(a["q"], i) for i, name in enumerate("qkv")}
    yield case


def grouped(name, sizes, inputs, present="P", dtype=FLOAT, **attributes):
    """`present` names the dim of what comes out of the cache: P where past and
    present can share a buffer."""
    attributes = dict(num_heads=4, kv_num_heads=2) | attributes
    cache = (dtype, f"B 2 {present} 16")
    return Case(
        f"group-query-attention-{name}", "GroupQueryAttention", inputs,
        {"y": dtype, "pk": cache, "pv": cache}, sizes, attributes, static=True,
    )


def grouped_cases():
    def new(dtype=np.float32):
        return {"q": X("B S 64", dtype), "k": X("B S 32", dtype),
                "v": X("B S 32", dtype)}

    def cache(totals, dtype=np.float32):
        def make(generator, shape, sizes):
            array = generator.standard_normal(shape)
            for past, batch in zip(totals(sizes) - sizes["S"], array):
                batch[:, past:] = 0  # ONNX Runtime clears what follows.
            return array.astype(dtype)

        return {name: In("B 2 P 16", make, dtype)
                for name in ("past_k", "past_v")}

    no_cache = {"past_k": None, "past_v": None}

    def counts(totals):
        return {
            "lengths": ints("B", lambda g, shape, s: totals(s) - 1),
            "total": ints("", lambda g, shape, s: np.max(totals(s))),
        }

    def whole(s):
        return np.full(s["B"], s["S"])

    def decode(s):
        return s["T"] - np.arange(s["B"]) % 3

    def cached(dtype=np.float32):
        return cache(decode, dtype) | counts(decode)

    def fresh():
        return no_cache | counts(whole)

    prompt = [dict(B=1, S=5), dict(B=2, S=4)]
    step = [dict(B=2, S=1, P=8, T=7), dict(B=3, S=1, P=9, T=9)]
    more = [dict(B=1, S=3, P=8, T=7), dict(B=1, S=2, P=11, T=11)]
    grown = [dict(B=1, S=3, P=4, T=7), dict(B=1, S=2, P=9, T=11)]
    angle = {"cos": angles("16 8", np.cos), "sin": angles("16 8", np.sin)}
    skip = {"cos": None, "sin": None, "positions": None}
    yield grouped("prompt", prompt, new() | fresh(), "S")
    yield grouped("decode", step, new() | cached())
    yield grouped("more", more, new() | cached())
    yield grouped(
        "packed", step, {"q": X("B S 128"), "k": None, "v": None} | cached()
        | angle, do_rotary=1,
    )
    yield grouped(
        "rotary", more, new() | cached() | angle, do_rotary=1,
        rotary_interleaved=1,
    )
    yield grouped(
        "rotary-prompt", prompt, new() | fresh() | angle, "S", do_rotary=1
    )
    yield grouped(
        "positions", more, new() | cached() | angle | {
            "positions": ints("B S", lambda g, shape, s: s["T"] - s["S"] + 2
                              + np.arange(s["S"])[None], np.int64)},
        do_rotary=1,
    )
    yield grouped("window", prompt, new() | fresh(), "S", local_window_size=2)
    yield grouped(
        "window-decode", step, new() | cached(), local_window_size=3,
        softcap=2.0,
    )
    yield grouped(
        "smooth", more, new() | cached(), smooth_softmax=1, scale=0.2
    )
    yield grouped(
        "sink", prompt, new() | fresh() | skip | {"bias": None, "sink": W("4")},
        "S",
    )
    # The bias names the total: past and present need no common size.
    yield grouped(
        "bias", grown, new() | cached() | skip | {"bias": X("1 4 S T")}, "T",
        softcap=1.5,
    )
    half = np.float16
    yield grouped(
        "half", step, new(half) | cached(half) | {
            "cos": angles("16 8", np.cos, dtype=half),
            "sin": angles("16 8", np.sin, dtype=half)}, dtype=HALF, do_rotary=1,
    )


def rotary_cases():
    cos = {"cos": angles("20 4", np.cos), "sin": angles("20 4", np.sin)}
    positions = {"p": ids("B S", 20, np.int64)}
    first = {"p": ints("1", lambda g, shape, s: np.array([3]), np.int64)}

    def case(name, x, position, **attributes):
        return Case(
            f"rotary-{name}", "RotaryEmbedding", {"x": x} | position | cos, OUT,
            SELF, attributes,
        )

    yield case("flat", X("B S 24"), positions)
    yield case("flat-first", X("B S 24"), first, interleaved=1)
    yield case("heads", X("B 3 S 8"), positions, interleaved=1)
    yield case(
        "part", X("B S 36"), positions, rotary_embedding_dim=8, num_heads=3
    )


def normalization_cases():
    x, skip = X("B S 10"), X("B S 10")
    gamma, beta, bias = W("10"), W("10"), W("10")
    total = {"y": FLOAT, "": 0, " ": 0, "sum": FLOAT}
    yield Case("skip-layer-norm", "SkipLayerNormalization",
               {"x": x, "s": skip, "g": gamma, "b": beta, "bias": bias}, total,
               SELF, {"epsilon": 1e-5})
    yield Case("skip-layer-norm-rows", "SkipLayerNormalization",
               {"x": x, "s": X("S 10"), "g": gamma}, OUT, SELF)
    yield Case("skip-rms-norm", "SkipSimplifiedLayerNormalization",
               {"x": x, "s": skip, "g": gamma, "bias": bias}, total, SELF,
               {"epsilon": 1e-6})
    yield Case("rms-norm", "SimplifiedLayerNormalization",
               {"x": x, "g": gamma}, {"y": FLOAT, "inverse": FLOAT}, SELF,
               {"epsilon": 1e-6, "axis": -1}, domain="")
    embed = {"ids": ids("B S", 20), "segments": ids("B S", 2),
             "words": W("20 6"), "positions": W("9 6"), "kinds": W("2 6"),
             "g": W("6"), "b": W("6")}
    yield Case("embed-layer-norm", "EmbedLayerNormalization",
               embed | {"mask": ints("B S", visible)},
               {"y": FLOAT, "count": INT32, "sum": FLOAT}, SELF)
    yield Case("embed-layer-norm-positions", "EmbedLayerNormalization",
               embed | {"segments": None, "kinds": None, "mask": None,
                        "at": ids("B S", 9)}, {"y": FLOAT, "count": INT32}, SELF)


def math_cases():
    x = X("B S 10")
    yield Case("bias-gelu", "BiasGelu", {"x": x, "b": W("10")}, OUT, SELF)
    yield Case("gelu", "Gelu", {"x": x}, OUT, SELF)
    yield Case("fast-gelu", "FastGelu", {"x": x, "b": W("10")}, OUT, SELF)
    yield Case("quick-gelu", "QuickGelu", {"x": x}, OUT, SELF)
    yield Case("quick-gelu-alpha", "QuickGelu", {"x": x}, OUT, SELF,
               {"alpha": 0.9})
    yield Case("fused-matmul", "FusedMatMul",
               {"a": X("B 4 S"), "b": X("B 3 4")}, OUT, SELF,
               {"transA": 1, "transB": 1, "alpha": 0.5})
    yield Case("fused-matmul-batch", "FusedMatMul",
               {"a": X("S B 4"), "b": X("4 B 3")}, OUT, SELF,
               {"transBatchA": 1, "transBatchB": 1})
    yield Case("fused-gemm", "FusedGemm",
               {"a": X("4 S"), "b": W("3 4"), "c": W("3")}, OUT, SELF,
               {"transA": 1, "transB": 1, "alpha": 0.5, "beta": 2.0,
                "activation": "LeakyRelu", "activation_alpha": 0.2})


def distances(arrays, sizes, bidirectional):
    """Buckets of distances as T5 has them."""
    table = arrays["table"]
    buckets, heads = table.shape
    distance = np.arange(sizes["L"])[None] - np.arange(sizes["S"])[:, None]
    bucket = np.zeros_like(distance)
    count = buckets
    if bidirectional:
        count //= 2
        bucket += (distance > 0) * count
        distance = abs(distance)
    else:
        distance = np.maximum(-distance, 0)
    exact = count // 2
    far = exact + (
        np.log(np.maximum(distance, 1) / exact) / np.log(20 / exact)
        * (count - exact)).astype(int)
    bucket += np.where(distance < exact, distance, np.minimum(far, count - 1))
    return table.reshape(heads, buckets)[:, bucket][None]


def gated(a, sizes):
    batch, sequence, _ = a["q"].shape
    query = (a["q"] + a["qb"]).reshape(batch, sequence, 2, 4)
    product = query.transpose(0, 2, 1, 3) @ a["w"] + a["b"]
    sums = product.reshape(*product.shape[:3], 2, 3).sum(-1)
    update, reset = np.split(1 / (1 + np.exp(-sums)), 2, -1)
    return (update * (reset * a["a"] - 1) + 2) * a["bias"]


def relative_cases():
    def size(dim):
        return In("1", lambda g, shape, s: s[dim], np.int64, constant=True)

    sizes = [dict(B=1, S=9, L=30), dict(B=1, S=1, L=5)]
    for name, flag in ("", 0), ("-bidirectional", 1):
        yield Case(
            f"relative-bias{name}", "RelativePositionBias",
            {"table": W("8 3"), "s": size("S"), "l": size("L")},
            {"y": (FLOAT, "1 3 S L")}, sizes,
            {"max_distance": 20, "is_bidirectional": flag}, static="only",
            reference=lambda a, s, flag=flag: distances(a, s, flag))
    yield Case(
        "gated-relative-bias", "GatedRelativePositionBias",
        {"q": X("B S 8"), "qb": W("8"), "bias": X("1 2 S S"), "w": W("4 6"),
         "b": W("6"), "a": W("1 2 1 1")}, OUT, SELF, {"num_heads": 2},
        reference=gated)


def all_cases():
    for family in (attention_cases, multi_head_cases, grouped_cases,
                   rotary_cases, normalization_cases, math_cases,
                   relative_cases):
        yield from family()


# ---------------------------------------------------------------------------


def resolve(dims, sizes):
    def one(dim):
        number, name = re.fullmatch(r"(\d*)([A-Z]*)", dim).groups()
        return int(number or 1) * (sizes[name] if name else 1)

    return [one(dim) for dim in dims.split()]


def dim_names(dims, sizes, is_static):
    """Numbers where all is static; a multiple of a name has a name too."""
    if is_static:
        return resolve(dims, sizes)
    return [int(dim) if dim.isdigit() else dim for dim in dims.split()]


def make_arrays(case, sizes, seed):
    generator = np.random.default_rng(seed)
    arrays = {}
    for name, spec in case.inputs.items():
        if spec is None:
            continue
        array = spec.make(generator, resolve(spec.dims, sizes), sizes)
        arrays[name] = np.asarray(array, spec.dtype).reshape(
            resolve(spec.dims, sizes))
    return arrays


def build(case, arrays, sizes, is_static):
    inputs, weights = [], []
    for name, spec in case.inputs.items():
        if spec is None:
            continue
        if spec.constant:
            weights.append(onnx.numpy_helper.from_array(arrays[name], name))
            continue
        inputs.append(helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(np.dtype(spec.dtype)),
            dim_names(spec.dims, sizes, is_static)))
    outputs = []
    for name, kind in case.outputs.items():
        kind, dims = kind if isinstance(kind, tuple) else (kind, None)
        shape = dims and dim_names(dims, sizes, is_static)
        if name.strip():
            outputs.append(helper.make_value_info(
                name, helper.make_tensor_type_proto(kind, shape)))
    node = helper.make_node(
        case.op, [name if spec else "" for name, spec in case.inputs.items()],
        [name.strip() for name in case.outputs], case.name, domain=case.domain,
        **case.attributes)
    graph = helper.make_graph([node], case.name, inputs, outputs, weights)
    return helper.make_model(graph, ir_version=9, opset_imports=[
        helper.make_opsetid("", case.opset), helper.make_opsetid(ORT, 1)])


def reference(model, feed):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = (
        onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL)
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, feed)))


def make(case, directory):
    seed = zlib.crc32(case.name.encode())
    if any(spec and spec.dtype == np.float16 for spec in case.inputs.values()):
        directory = directory / "half"
        directory.mkdir(exist_ok=True)
    kinds = {"only": [True], True: [False, True]}.get(case.static, [False])
    for is_static in kinds:
        stem = str(directory / case.name) + ("-static" if is_static else "")
        weights = {}
        for number, sizes in enumerate(case.sizes):
            arrays = make_arrays(case, sizes, seed)
            # Of the first set, as they are part of the model.
            weights = weights or {
                name: array for name, array in arrays.items()
                if case.inputs[name].constant}
            arrays |= weights
            path = pathlib.Path(stem + ".onnx")
            if number == 0:
                onnx.save(build(case, arrays, sizes, is_static), path)
            elif is_static:
                break
            feed = {name: array for name, array in arrays.items()
                    if not case.inputs[name].constant}
            suffix = ".other" if number else ""
            if callable(case.reference):
                outputs = {"y": case.reference(arrays, sizes)}
            elif case.reference:
                other, convert = case.reference
                outputs = reference(build(other, {}, sizes, False), convert(feed))
            else:
                outputs = reference(onnx.load(path), feed)
            for kind, contents in ("inputs", feed), ("outputs", outputs):
                file = pathlib.Path(f"{stem}{suffix}.{kind}.npz")
                np.savez_compressed(file, **contents)
                if file.stat().st_size > MAX_BYTES:
                    raise ValueError(f"{file} is too large")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="cases that match")
    parser.add_argument("--directory", type=pathlib.Path,
                        default=HERE / "operators")
    arguments = parser.parse_args()
    arguments.directory.mkdir(exist_ok=True)
    for case in all_cases():
        if not re.search(arguments.only, case.name):
            continue
        try:
            make(case, arguments.directory)
        except Exception as error:
            print(f"{case.name}: {str(error).splitlines()[0]}")


if __name__ == "__main__":
    main()
