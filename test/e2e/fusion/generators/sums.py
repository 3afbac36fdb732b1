"""Normalizations of sums and of groups, softmax and embeddings, in the ways that
exporters write them."""

from .model import BOOL, FLOAT, HALF, INT64, Model


def mean(m, value):
    return m.node("ReduceMean", value, m.constant([-1], INT64), keepdims=1)


def normalize(m, value, variance):
    root = m.node("Sqrt", m.either_way("Add", variance, m.constant(1e-5)))
    return m.node("Div", value, root)


def residual(rng):
    """A normalization of a sum, in any order, with a bias of its own or not."""
    m = Model(rng)
    dims = [("b", rng.randint(1, 3)), ("s", rng.randint(1, 5)), rng.choice([5, 8, 16])]
    width = dims[-1]
    # A vector alone is a product's bias, and stays that.
    is_product = rng.random() < 0.4
    addend = lambda: m.input(dims[rng.choice([0, 0, 0, 1] if is_product else [0, 0, 1, 2]):])
    if is_product:
        product = m.node("MatMul", m.input(dims[:2] + [6]), m.input([6, width]))
    else:
        product = m.input(dims)
    form = rng.choice(["plain", "before", "after", "both"])
    if form in ("before", "both"):
        product = m.either_way("Add", product, m.input([width]))
    total = m.either_way("Add", product, addend())
    if form in ("after", "both"):
        total = m.either_way("Add", total, m.input([width]))
    if rng.random() < 0.5:
        normal = m.node("LayerNormalization", total, m.input([width]), m.input([width]), axis=-1)
    else:
        centered = total
        if rng.random() < 0.5:
            centered = m.node("Sub", total, mean(m, total))
        normal = normalize(m, centered, mean(m, m.node("Mul", centered, centered)))
        normal = m.either_way("Mul", normal, m.input([width]))
    m.output(normal)
    if rng.random() < 0.5:
        m.output(m.either_way("Add", total, normal))
    return m


def group_norm(rng):
    m = Model(rng)
    groups, each = rng.choice([2, 3]), rng.choice([1, 2, 4])
    channels = groups * each
    places = [("t", rng.randint(1, 5)), 3][: rng.randint(1, 2)]
    x = m.input([("b", rng.randint(1, 3)), channels] + places)
    epsilon = rng.choice([1e-5, 1e-3])
    form = rng.choice(["operator", "instance", "reshaped"])
    if form == "operator":
        m.output(
            m.node("GroupNormalization", x, m.input([channels]), m.input([channels]), num_groups=groups, epsilon=epsilon)
        )
        return m
    vector = lambda size, value: m.constant([value] * size)
    if form == "instance":
        given = rng.random() < 0.5
        scale = m.input([channels]) if given else vector(channels, 1.0)
        bias = m.input([channels]) if given else vector(channels, 0.0)
        m.output(m.node("InstanceNormalization", x, scale, bias, epsilon=epsilon))
        return m
    cut = m.node("Reshape", x, m.constant([0, groups, -1], INT64))
    normal = m.node("InstanceNormalization", cut, vector(groups, 1.0), vector(groups, 0.0), epsilon=epsilon)
    result = m.node("Reshape", normal, m.node("Shape", x))
    if rng.random() < 0.8:
        ones = [1] * len(places)
        result = m.either_way("Mul", result, m.input([channels] + ones))
        if rng.random() < 0.8:
            result = m.either_way("Add", result, m.input([1, channels] + ones))
    m.output(result)
    return m


def softmax(rng):
    m = Model(rng)
    element = HALF if rng.random() < 0.2 else FLOAT
    dims = [("b", rng.randint(1, 3)), ("s", rng.randint(2, 5)), rng.choice([5, 8])]
    part = lambda: dims[rng.choice([0, 0, 1, 2]):]
    scores = m.input(dims, element)
    parts = [name for name in ("scale", "bias", "mask") if rng.random() < 0.6] or ["bias"]
    if "scale" in parts:
        factor = rng.choice([0.125, 0.5, 2.0])
        if rng.random() < 0.5:
            scores = m.either_way("Mul", scores, m.constant(factor, element))
        else:
            scores = m.node("Div", scores, m.constant(1 / factor, element))
    if "bias" in parts:
        scores = m.either_way("Add", scores, m.input(part(), element))
    if "mask" in parts:
        mask, low = m.input(part(), BOOL), m.constant(-10000.0, element)
        scores = m.node("Where", mask, scores, low) if rng.random() < 0.5 else m.node("Where", mask, low, scores)
    m.output(m.node("Softmax", scores, axis=rng.choice([0, 1, 2, -1])), element)
    return m


def embedding(rng):
    m = Model(rng)
    element = HALF if rng.random() < 0.2 else FLOAT
    batch, length = ("b", rng.randint(1, 3)), ("s", rng.randint(1, 5))
    width = rng.choice([4, 6])
    ids = m.input([batch, length], INT64, below=9)
    table = lambda rows: m.input([rows, width], element)
    result = m.node("Gather", table(9), ids)
    if rng.random() < 0.5:
        result = m.either_way("Add", result, m.node("Gather", table(2), m.input([batch, length], INT64, below=2)))
    places = rng.choice(["given", "computed", "known"])
    if places == "given":
        at = m.input([rng.choice([batch, 1]), length], INT64, below=8)
    else:
        shape = m.node("Shape", ids)
        end = m.node("Squeeze", m.node("Slice", shape, m.constant([1], INT64), m.constant([2], INT64)))
        at = m.node("Range", m.constant(0, INT64), end, m.constant(1, INT64))
        if places == "known":
            at = m.node("Slice", m.constant(list(range(8)), INT64), m.constant([0], INT64), m.node("Unsqueeze", end, m.constant([0], INT64)))
        at = m.node("Unsqueeze", at, m.constant([0], INT64))
    m.output(m.either_way("Add", result, m.node("Gather", table(8), at)), element)
    return m
