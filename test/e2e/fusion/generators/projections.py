"""Queries, keys and values on their way to [batch, heads, sequence, features]."""

from .model import FLOAT, INT64


def operands(a):
    """Query, key and value of the attention `a`; sets its sizes where the form
    decides them."""
    forms = ["inputs"] * 4 + ["projections"] * 3 + ["einsum"]
    if a.groups == 1:
        forms += ["packed"] * 3
    form = a.rng.choice(forms)
    query, key, value = {
        "inputs": of_inputs, "projections": of_projections, "einsum": of_einsums, "packed": of_packed
    }[form](a)  # fmt: skip
    if a.m.chance(0.3):
        key, value = with_past(a, key, value)
    return query, key, value


def kv_heads(a):
    return a.heads // a.groups


def of_inputs(a):
    """Heads behind the sequence, or split already."""

    def one(length, heads, size):
        if a.m.chance(0.5):
            value = a.m.input([a.batch, length, heads, size], a.element)
            return a.m.node("Transpose", value, perm=[0, 2, 1, 3])
        return a.m.input([a.batch, heads, length, size], a.element)

    return (
        one(a.queries, a.heads, a.depth),
        one(a.keys, kv_heads(a), a.depth),
        one(a.keys, kv_heads(a), a.width),
    )


def split_heads(a, x, heads, size):
    """[b, s, heads * size] to [b, s, heads, size]."""
    m = a.m
    form = a.rng.choice(["zeros", "one by one", "pieces", "rest"])
    if form == "zeros":
        shape = m.ints(0, 0, heads, size)
    elif form == "one by one":
        parts = [m.node("Unsqueeze", m.size(x, axis), m.ints(0)) for axis in (0, 1)]
        shape = m.concat(*parts, m.ints(heads), m.ints(size))
    elif form == "pieces":
        shape = m.concat(m.shape(x, 0, 2), m.ints(heads, size))
    else:
        shape = m.concat(m.shape(x, 0, 1), m.ints(-1, heads, size))
    return m.node("Reshape", x, shape)


def project(a, x, features, size, bias):
    """x · W + b, with the weight the one or the other way round."""
    m = a.m
    if m.chance(0.3):
        weight = m.node("Transpose", m.weight([size, features], a.element), perm=[1, 0])
    else:
        weight = m.weight([features, size], a.element)
    x = m.node("MatMul", x, weight)
    return m.either_way("Add", x, m.weight([size], a.element)) if bias else x


def rms(a, x, size):
    """Normalizes queries or keys, as Qwen 3 and Gemma 3 do."""
    m = a.m
    square = m.node("ReduceMean", m.node("Mul", x, x), m.ints(-1), keepdims=1)
    root = m.node("Sqrt", m.node("Add", square, m.constant(1e-6)))
    return m.either_way("Mul", m.node("Div", x, root), m.weight([size]))


def of_projections(a):
    m, features = a.m, a.rng.choice([4, 6])
    x = m.input([a.batch, a.queries, features], a.element)
    memory = x if a.keys is a.queries else m.input([a.batch, a.keys, features], a.element)
    bias = a.rng.choice(["all", "none", "no key"])
    normal = a.rng.choice(["before", "after"]) if a.element == FLOAT and m.chance(0.2) else None

    def one(x, heads, size, has_bias, normal):
        x = project(a, x, features, heads * size, has_bias)
        x = split_heads(a, x, heads, size)
        if normal == "before":
            x = rms(a, x, size)
        x = m.node("Transpose", x, perm=[0, 2, 1, 3])
        return rms(a, x, size) if normal == "after" else x

    return (
        one(x, a.heads, a.depth, bias != "none", normal),
        one(memory, kv_heads(a), a.depth, bias == "all", normal),
        one(memory, kv_heads(a), a.width, bias != "none", None),
    )


def of_einsums(a):
    """ALBERT, TensorFlow."""
    m, features = a.m, a.rng.choice([4, 6])
    x = m.input([a.batch, a.queries, features], a.element)
    memory = x if a.keys is a.queries else m.input([a.batch, a.keys, features], a.element)

    def one(x, heads, size):
        weight = m.weight([features, heads, size], a.element)
        x = m.node("Einsum", x, weight, equation="bsf,fhd->bshd")
        if m.chance(0.5):
            x = m.either_way("Add", x, m.weight([heads, size], a.element))
        return m.node("Transpose", x, perm=[0, 2, 1, 3])

    return (
        one(x, a.heads, a.depth),
        one(memory, kv_heads(a), a.depth),
        one(memory, kv_heads(a), a.width),
    )


def of_packed(a):
    """One product for all three."""
    m, features, heads = a.m, a.rng.choice([4, 6]), a.heads
    a.keys, a.width = a.queries, a.depth
    size = a.depth
    x = m.input([a.batch, a.queries, features], a.element)
    if m.chance(0.3):  # GPT-2.
        flat = m.node("Reshape", x, m.ints(-1, features))
        flat = m.node("Gemm", flat, m.weight([features, 3 * heads * size], a.element), m.weight([3 * heads * size], a.element))
        packed = m.node("Reshape", flat, m.concat(m.shape(x, 0, 2), m.ints(3 * heads * size)))
    else:
        packed = project(a, x, features, 3 * heads * size, m.chance(0.7))
    form = a.rng.choice(["split", "slice", "split heads", "gather", "split and squeeze"])
    width = heads * size
    if form in ("split", "slice"):
        if form == "split":
            parts = m.node("Split", packed, m.ints(width, width, width), outputs=3, axis=-1)
        else:
            parts = [
                m.node("Slice", packed, m.ints(i * width), m.ints((i + 1) * width), m.ints(2)) for i in range(3)
            ]
        return [m.node("Transpose", split_heads(a, part, heads, size), perm=[0, 2, 1, 3]) for part in parts]
    apart = m.node("Reshape", packed, m.ints(0, 0, 3, heads, size))
    if form == "split heads":  # SAM 2.
        parts = m.node("Split", apart, m.ints(1, 1, 1), outputs=3, axis=2)
        parts = [m.node("Squeeze", part, m.ints(2)) for part in parts]
        return [m.node("Transpose", part, perm=[0, 2, 1, 3]) for part in parts]
    if form == "gather":  # timm.
        moved = m.node("Transpose", apart, perm=[2, 0, 3, 1, 4])
        return [m.node("Gather", moved, m.constant(i, INT64), axis=0) for i in range(3)]
    # MobileCLIP.
    parts = m.node("Split", apart, m.ints(1, 1, 1), outputs=3, axis=2)
    parts = [m.node("Transpose", part, perm=[2, 0, 3, 1, 4]) for part in parts]
    return [m.node("Squeeze", part, m.ints(0)) for part in parts]


def with_past(a, key, value):
    """Keys and values of an earlier run in front of these."""
    m, heads = a.m, kv_heads(a)
    past = ("p", a.rng.randint(1, 4))
    form = a.rng.choice(["key and value", "transposed", "packed" if a.depth == a.width else "key and value"])
    if form == "packed":
        both = m.input([2, a.batch, heads, past, a.depth], a.element)
        if m.chance(0.5):
            old = [m.node("Gather", both, m.constant(i, INT64), axis=0) for i in range(2)]
        else:
            old = m.node("Split", both, m.ints(1, 1), outputs=2, axis=0)
            old = [m.node("Squeeze", part, m.ints(0)) for part in old]
    else:
        old = [None, m.input([a.batch, heads, past, a.width], a.element)]
        if form == "transposed":
            turned = m.input([a.batch, heads, a.depth, past], a.element)
            key = m.node("Transpose", key, perm=[0, 1, 3, 2])
            key = m.node("Transpose", m.concat(turned, key, axis=-1), perm=[0, 1, 3, 2])
        else:
            old[0] = m.input([a.batch, heads, past, a.depth], a.element)
    if old[0]:
        key = m.concat(old[0], key, axis=-2)
    value = m.concat(old[1], value, axis=-2)
    a.keys = (f"{past[0]} + {a.keys[0]}", past[1] + a.keys[1])
    form = a.rng.choice(["none", "two", "packed" if a.depth == a.width else "two"])
    if form == "two":
        m.output(key, a.element)
        m.output(value, a.element)
    if form == "packed":
        m.output(m.concat(*(m.node("Unsqueeze", part, m.ints(0)) for part in (key, value)), axis=0), a.element)
    return key, value
