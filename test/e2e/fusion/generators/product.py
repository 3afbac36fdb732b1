"""Products with weights, and what follows them, in the ways that exporters write
them."""

from .model import FLOAT, HALF, Model


def activate(m, value):
    kind = m.rng.choice(["none", "none", "relu", "gelu", "silu"])
    if kind == "relu":
        return m.node("Relu", value)
    if kind == "gelu":
        return m.node("Gelu", value, approximate=m.rng.choice(["none", "tanh"]))
    if kind == "silu":
        return m.either_way("Mul", value, m.node("Sigmoid", value))
    return value


def linear(rng):
    m = Model(rng)
    element = HALF if m.chance(0.2) else FLOAT
    inner, width = rng.choice([5, 8, 16]), rng.choice([1, 6, 32])
    leading = [("b", rng.randint(1, 3)), ("s", rng.randint(1, 5))][: rng.randint(1, 2)]
    x = m.input(leading + [inner], element)
    is_transposed, has_bias = m.chance(0.4), m.chance(0.7)
    weight = m.weight([width, inner] if is_transposed else [inner, width], element)
    if m.chance(0.4):  # Gemm, which takes matrices only.
        rows = x if len(leading) == 1 else m.node("Reshape", x, m.ints(-1, inner))
        bias = [m.weight([width], element)] if has_bias else []
        result = m.node("Gemm", rows, weight, *bias, transB=int(is_transposed))
        if len(leading) > 1:
            result = m.node("Reshape", result, m.concat(m.shape(x, 0, 2), m.ints(width)))
    else:
        if is_transposed:
            weight = m.node("Transpose", weight, perm=[1, 0])
        result = m.node("MatMul", x, weight)
        if has_bias:
            result = m.either_way("Add", result, m.weight([width], element))
    result = activate(m, result)
    if m.chance(0.5):
        result = m.either_way("Add", result, m.input(leading + [width], element))
    m.output(result, element)
    return m
