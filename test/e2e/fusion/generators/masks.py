"""Masks and additive terms of scores [batch, heads, queries, keys], which are f32."""

import math

from .model import BOOL, FLOAT, INT64


def add(a, scores):
    """The scores with one or two of these."""
    forms = [name for name, fits in FORMS.items() if fits(a)]
    form = a.rng.choice(forms)
    return globals()[form](a, scores)


def widen(a, mask):
    """[b, t] to [b, 1, 1, t]."""
    if a.m.chance(0.3):
        return a.m.node("Unsqueeze", mask, a.m.ints(1, 2))
    return a.m.node("Unsqueeze", a.m.node("Unsqueeze", mask, a.m.ints(1)), a.m.ints(2))


def padding(a):
    """[b, t], 1 where there is a key."""
    return a.m.input([a.batch, a.keys], INT64, below=2)


def is_key(a):
    return a.m.node("Cast", padding(a), to=BOOL)


def choose(a, keep, scores, number):
    """Masked by a selection, the one or the other way round."""
    if a.m.chance(0.5):
        return a.m.node("Where", keep, scores, a.plain(number))
    return a.m.node("Where", a.m.node("Not", keep), a.plain(number), scores)


def expand(a, mask, scores):
    return a.m.node("Expand", mask, a.m.node("Shape", scores)) if a.m.chance(0.5) else mask


def none(a, scores):
    return scores


def bias(a, scores):
    dims = [a.rng.choice([a.batch, 1]), a.rng.choice([a.heads, 1]), a.rng.choice([a.queries, 1]), a.keys]
    return a.m.either_way("Add", scores, a.m.input(dims[a.rng.choice([0, 0, 2]) :]))


def second_product(a, scores):
    """Conformer, DeBERTa: queries times something else that keys have."""
    query = a.m.input([a.batch, a.heads, a.queries, 4])
    return a.m.either_way("Add", scores, a.m.node("MatMul", query, a.m.input([1, a.heads, 4, a.keys])))


def padded(a, scores):
    """M1: 0 or a low number is added."""
    m = a.m
    if m.chance(0.3):  # TensorFlow.
        mask = m.node("Cast", padding(a), to=FLOAT)
        mask = m.node("Reshape", mask, m.concat(m.shape(mask, 0, 1), m.ints(1, 1), m.shape(mask, 1, 2)))
        return m.node("Sub", scores, m.node("Mul", m.node("Sub", a.plain(1.0), mask), a.plain(-a.low)))
    mask = m.node("Cast", widen(a, padding(a)), to=FLOAT)
    term = m.either_way("Mul", m.node("Sub", a.plain(1.0), mask), a.plain(a.low))
    return m.either_way("Add", scores, term)


def inverted(a, scores):
    """M2: the inverse of an expanded mask, filled where it is true."""
    m = a.m
    shape = m.concat(m.shape(scores, 0, 1), m.ints(1), m.shape(scores, 2, 4))
    mask = m.node("Cast", m.node("Expand", widen(a, padding(a)), shape), to=FLOAT)
    inverse = m.node("Sub", a.plain(1.0), mask)
    term = m.node("Where", m.node("Cast", inverse, to=BOOL), a.plain(a.low), inverse)
    return m.either_way("Add", scores, term)


def filled(a, scores):
    """M3: the scores themselves are filled where there is no key."""
    m = a.m
    mask = m.node("Equal", padding(a), m.constant(0, INT64))
    if m.chance(0.5):
        mask = m.node("Reshape", mask, m.concat(m.shape(mask, 0, 1), m.ints(1, 1), m.shape(mask, 1, 2)))
    else:
        mask = widen(a, mask)
    return m.node("Where", expand(a, mask, scores), a.plain(a.rng.choice([a.low, -math.inf])), scores)


def selected(a, scores):
    mask = a.m.input([a.rng.choice([a.batch, 1]), 1, a.rng.choice([a.queries, 1]), a.keys], BOOL)
    return choose(a, mask, scores, a.low)


def biased_and_selected(a, scores):
    return selected(a, bias(a, scores))


def triangle(a, scores):
    """M4: GPT-2 cuts its causal mask out of a larger one."""
    m, width = a.m, 16
    lower = [i >= j for i in range(width) for j in range(width)]
    old = m.chance(0.3)
    whole = m.constant([float(x) for x in lower] if old else lower, FLOAT if old else BOOL, [1, 1, width, width])
    sizes = [m.shape(scores, axis, axis + 1) for axis in (2, 3)]
    cut = m.node("Slice", whole, m.node("Sub", sizes[1], sizes[0]), sizes[1], m.ints(2))
    cut = m.node("Slice", cut, m.ints(0), sizes[1], m.ints(3))
    if old:
        hidden = m.node("Mul", m.node("Sub", a.plain(1.0), cut), a.plain(10000.0))
        scores = m.node("Sub", m.node("Mul", scores, cut), hidden)
    else:
        scores = choose(a, cut, scores, a.low)
    return padded(a, scores) if m.chance(0.4) else scores


def causal(a, scores):
    """M5: SDPA that is causal."""
    m = a.m
    ones = m.node("Expand", m.constant([1.0], FLOAT, [1, 1]), m.shape(scores, 2, 4))
    lower = m.node("Trilu", ones, upper=0)
    number = a.rng.choice([-math.inf, a.low])
    if m.chance(0.5):
        term = m.node("Where", m.node("Equal", lower, a.plain(0.0)), a.plain(number), lower)
    else:
        term = m.node("Where", m.node("Cast", lower, to=BOOL), a.plain(0.0), a.plain(number))
    if m.chance(0.5):
        a.after = lambda weights: m.node("Where", m.node("IsNaN", weights), a.plain(0.0), weights)
    return m.either_way("Add", scores, term)


def sdpa(a, scores):
    """M6: a mask of SDPA; rows without a key give 0."""
    m = a.m
    mask = m.input([a.batch, 1, a.queries, a.keys], BOOL)
    a.after = lambda weights: m.node("Where", m.node("IsNaN", weights), a.plain(0.0), weights)
    return m.either_way("Add", scores, m.node("Where", mask, a.plain(0.0), a.plain(-math.inf)))


def positions(a, scores):
    """Those of the keys, and of the queries as a column; the queries are the last."""
    m = a.m
    zero, one = m.constant(0, INT64), m.constant(1, INT64)
    queries, keys = m.size(scores, 2), m.size(scores, 3)
    first = m.node("Sub", keys, queries)
    at = m.node("Range", first, m.node("Add", first, queries), one)
    return m.node("Range", zero, keys, one), m.node("Reshape", at, m.ints(-1, 1))


def ranges(a, scores):
    """M7: positions are compared; perhaps in a window, perhaps with padding."""
    m = a.m
    key, query = positions(a, scores)
    hidden = m.node("Greater", key, query)
    if m.chance(0.4):
        start = m.node("Sub", query, m.constant(a.rng.randint(1, 4), INT64))
        hidden = m.node("Or", hidden, m.node("LessOrEqual", key, start))
    term = m.either_way("Mul", m.node("Cast", hidden, to=FLOAT), a.plain(a.low))
    term = m.node("Unsqueeze", term, m.ints(0, 1))
    if m.chance(0.5):
        term = m.node("Expand", term, m.concat(m.shape(scores, 0, 1), m.ints(1, 1, 1)))
    if m.chance(0.5):
        mask = m.node("Cast", widen(a, padding(a)), to=FLOAT)
        gone = m.node("Equal", m.either_way("Add", term, mask), a.plain(0.0))
        term = m.node("Where", gone, a.plain(a.low), term)
    return m.either_way("Add", scores, term)


def gathered(a, scores):
    """M8: positions and padding in one mask."""
    m = a.m
    key, query = positions(a, scores)
    mask = is_key(a)
    if m.chance(0.5):
        mask = m.node("Gather", mask, key, axis=1)
    keep = m.either_way("And", m.node("LessOrEqual", key, query), widen(a, mask))
    keep = expand(a, keep, scores)
    if m.chance(0.5):
        return choose(a, keep, scores, a.low)
    number = a.rng.choice([-math.inf, a.low])
    return m.either_way("Add", scores, m.node("Where", keep, a.plain(0.0), a.plain(number)))


def less(a, scores):
    """M9: CLIP."""
    m = a.m
    steps = lambda axis: m.node("Range", m.constant(0, INT64), m.size(scores, axis), m.constant(1, INT64))
    rows = m.node("Reshape", m.node("Add", steps(2), m.constant(1, INT64)), m.ints(-1, 1))
    keep = m.node("Less", steps(3), rows)
    term = m.node("Where", keep, a.plain(0.0), a.plain(a.low))
    term = m.node("Unsqueeze", m.node("Unsqueeze", term, m.ints(0)), m.ints(1))
    shape = m.concat(m.shape(scores, 0, 1), m.ints(1), m.shape(scores, 2, 4))
    return m.either_way("Add", scores, m.node("Expand", term, shape))


def relative(a, scores):
    """M10: a bias for each distance and head, perhaps with padding."""
    m, reach = a.m, 3
    key, query = positions(a, scores)
    distance = m.node("Sub", key, query)
    distance = m.node("Min", m.node("Max", distance, m.constant(-reach, INT64)), m.constant(reach, INT64))
    bucket = m.node("Add", distance, m.constant(reach, INT64))
    term = m.node("Gather", m.weight([2 * reach + 1, a.heads]), bucket, axis=0)
    term = m.node("Unsqueeze", m.node("Transpose", term, perm=[2, 0, 1]), m.ints(0))
    if m.chance(0.5):
        mask = m.node("Cast", widen(a, padding(a)), to=FLOAT)
        mask = m.node("Mul", m.node("Sub", a.plain(1.0), mask), a.plain(a.low))
        term = m.either_way("Add", term, mask)
    return m.either_way("Add", scores, term)


def masked_twice(a, scores):
    """M11: weights of masked keys become 0 once more."""
    m = a.m
    mask = m.input([a.batch, 1, a.rng.choice([a.queries, 1]), a.keys], BOOL)
    gone = m.node("Not", mask)
    low = -3.4028234663852886e38
    a.after = lambda weights: m.node("Where", gone, a.plain(0.0), weights)
    return m.node("Where", gone, a.plain(low), scores)


def always(a):
    return True


# Which of these an attention can have.
FORMS = {
    "none": always,
    "bias": always,
    "second_product": always,
    "padded": always,
    "inverted": always,
    "filled": always,
    "selected": always,
    "biased_and_selected": always,
    # More queries than keys: the mask would have to begin before its start.
    "triangle": lambda a: a.queries[1] <= a.keys[1],
    "causal": always,
    "sdpa": always,
    "ranges": always,
    "gathered": always,
    "less": always,
    "relative": always,
    "masked_twice": always,
}
