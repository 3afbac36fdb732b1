"""Attention in the ways that exporters write it."""

import math

from . import masks, projections
from .model import FLOAT, HALF, INT64, Model, Tensor


class Attention:
    """What the parts of one instance agree on."""

    def __init__(self, rng):
        self.rng = rng
        self.m = Model(rng)
        self.element = HALF if rng.random() < 0.2 else FLOAT
        self.batch = ("b", rng.randint(1, 3))
        self.heads = rng.choice([1, 2, 3, 4])
        self.queries, self.keys = ("s", rng.randint(1, 6)), ("t", rng.randint(1, 7))
        if rng.random() < 0.4:
            self.keys = self.queries
        self.depth, self.width = rng.choice([4, 6, 8]), rng.choice([3, 4, 8])
        self.groups = rng.choice([g for g in (1, 2) if self.heads % g == 0])
        self.low = -10000.0 if self.element == HALF else rng.choice([-10000.0, -3.4028234663852886e38])
        # Batch and heads as one dim between the products.
        self.folded = rng.random() < 0.3
        # What a mask after the softmax does to the weights.
        self.after = None

    def scalar(self, value):
        return self.m.constant(value, self.element)

    def plain(self, value):
        """A number for the scores, which are f32."""
        return self.m.constant(value, FLOAT)

    def build(self):
        m, rng = self.m, self.rng
        query, key, value = projections.operands(self)
        key, value = (repeat_heads(m, v, self.groups) if self.groups > 1 else v for v in (key, value))
        query, key, place, scale = self.scale_operands(query, key)
        if self.folded:
            self.take_sizes(query, key)
            query, key, value = (self.fold(v) for v in (query, key, value))
            key = m.node("Transpose", key, perm=[0, 2, 1])
        else:
            key = m.node("Transpose", key, perm=[0, 1, 3, 2])
        scores = m.node("MatMul", query, key)
        if place == "after":
            scores = m.either_way("Mul", scores, self.scalar(scale))
        elif place == "after-div":
            scores = m.node("Div", scores, self.scalar(1 / scale))
        if self.folded:
            scores = self.unfold(scores, self.length, self.source)
        if rng.random() < 0.2:
            cap = rng.choice([5.0, 30.0])
            scores = m.node("Tanh", m.node("Div", scores, self.scalar(cap)))
            scores = m.either_way("Mul", scores, self.scalar(cap))
        if self.element == HALF:
            scores = m.node("Cast", scores, to=FLOAT)
        scores = masks.add(self, scores)
        weights = m.node("Softmax", scores, axis=rng.choice([-1, 3]))
        if self.after:
            weights = self.after(weights)
        if m.chance(0.1):
            weights = m.node("Dropout", weights, self.plain(0.1))
        if self.element == HALF:
            weights = m.node("Cast", weights, to=HALF)
        if self.folded:
            weights = m.node("Reshape", weights, m.concat(self.rows, self.length, self.source))
        m.output(self.merge(m.node("MatMul", weights, value)), self.element)
        return m

    def scale_operands(self, query, key):
        """Where the scores are not scaled themselves."""
        m, depth = self.m, self.depth
        scale = 1 / math.sqrt(depth)
        places = ["none", "after", "after-div", "query", "query-div", "both", "both-div", "key"]
        if self.element == FLOAT:
            places.append("computed")
        place = self.rng.choice(places)
        root = math.sqrt(scale)
        times = lambda value, factor: m.either_way("Mul", value, self.scalar(factor))
        over = lambda value, divisor: m.node("Div", value, self.scalar(divisor))
        if place == "query":
            query = times(query, scale)
        if place == "query-div":
            query = over(query, 1 / scale)
        if place == "key":
            key = times(key, scale)
        if place == "both":
            query, key = times(query, root), times(key, root)
        if place == "both-div":
            query, key = over(query, 1 / root), over(key, 1 / root)
        if place == "computed":  # As TorchScript leaves it.
            size = m.node("Cast", m.shape(query, -1, 2**62), to=FLOAT)
            factor = m.node("Sqrt", m.node("Div", m.constant([1.0]), m.node("Sqrt", size)))
            query, key = (m.node("Mul", value, factor) for value in (query, key))
        return query, key, place, scale

    def take_sizes(self, query, key):
        """What the reshapes between the products are told."""
        m = self.m
        self.all = m.shape(query, 0, 1)
        self.length, self.source = m.shape(query, 2, 3), m.shape(key, 2, 3)
        self.rows = m.node("Mul", self.all, m.ints(self.heads))

    def fold(self, value):
        """Batch and heads as one dim."""
        m = self.m
        length = m.ints(-1) if m.chance(0.5) else m.shape(value, 2, 3)
        return m.node("Reshape", value, m.concat(self.rows, length, m.shape(value, 3, 4)))

    def unfold(self, value, length, width):
        m = self.m
        return m.node("Reshape", value, m.concat(self.all, m.ints(self.heads), length, width))

    def merge(self, result):
        """Heads side by side again, or as they are."""
        m = self.m
        if m.chance(0.4):
            return result
        if self.folded:
            result = self.unfold(result, self.length, m.ints(self.width))
        result = m.node("Transpose", result, perm=[0, 2, 1, 3])
        if m.chance(0.5):
            return m.node("Reshape", result, m.ints(0, 0, self.heads * self.width))
        return m.node("Reshape", result, m.concat(m.shape(result, 0, 2), m.ints(-1)))


def attention(rng):
    return Attention(rng).build()


def repeat_heads(m, value, groups):
    """[b, k, t, d] with each head as often as there are queries for it."""
    shape = m.node("Shape", value)
    part = lambda a, b: m.node("Slice", shape, m.ints(a), m.ints(b))
    wide = m.node("Unsqueeze", value, m.ints(2))
    target = m.concat(part(0, 2), m.ints(groups), part(2, 4))
    if m.chance(0.4):  # What TorchScript makes of -1 in expand.
        ones = m.node("ConstantOfShape", m.ints(5), value=Tensor([1], INT64))
        other = m.node("Equal", target, m.node("Mul", ones, m.constant(-1, INT64)))
        target = m.node("Where", other, ones, target)
    heads = m.node("Mul", part(1, 2), m.ints(groups))
    return m.node("Reshape", m.node("Expand", wide, target), m.concat(part(0, 1), heads, part(2, 4)))
