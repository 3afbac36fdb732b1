"""Layer and RMS normalization in the ways that exporters write them."""

from .model import FLOAT, HALF, Model


class Rows:
    """What is normalized along its last dim, and what the parts agree on."""

    def __init__(self, rng):
        self.rng = rng
        self.m = m = Model(rng)
        self.width = rng.choice([5, 8, 16])
        lead = [("b", rng.randint(1, 3)), ("s", rng.randint(1, 5)), 2]
        dims = lead[: rng.randint(1, 3)]
        self.rank = len(dims) + 1
        # Half precision computes in f32.
        self.element = HALF if rng.random() < 0.2 else FLOAT
        self.channels_first = rng.random() < 0.15
        if self.channels_first:
            dims = dims[:1] + [self.width] + dims[1:]
        else:
            dims = dims + [self.width]
        self.value = m.input(dims, self.element)
        if rng.random() < 0.3:  # A skip connection, whose sum others may read too.
            self.value = m.either_way("Add", self.value, m.input(dims, self.element))
            if rng.random() < 0.5:
                m.output(self.value, self.element)
        if self.channels_first:
            order = [0, *range(2, self.rank), 1]
            self.value = m.node("Transpose", self.value, perm=order)

    def wide(self, value):
        return self.m.node("Cast", value, to=FLOAT) if self.element == HALF else value

    def narrow(self, value):
        return self.m.node("Cast", value, to=HALF) if self.element == HALF else value

    def parameter(self, element=None):
        return self.m.input([self.width], self.element if element is None else element)

    def mean(self, value):
        axis = self.rng.choice([self.rank - 1, -1])
        return self.m.node("ReduceMean", value, self.m.ints(axis), keepdims=1)

    def square(self, value):
        if self.m.chance(0.5):
            return self.m.node("Mul", value, value)
        return self.m.node("Pow", value, self.m.constant(2.0))

    def root(self, variance):
        m = self.m
        total = m.either_way("Add", variance, m.constant(self.rng.choice([1e-5, 1e-6, 1e-12])))
        return m.node("Pow", total, m.constant(0.5)) if m.chance(0.15) else m.node("Sqrt", total)

    def divide(self, value, root):
        m = self.m
        form = self.rng.choice(["div", "reciprocal", "one over"])
        if form == "div":
            return m.node("Div", value, root)
        inverse = m.node("Reciprocal", root) if form == "reciprocal" else m.node("Div", m.constant(1.0), root)
        return m.either_way("Mul", value, inverse)

    def finish(self, value):
        if self.channels_first:
            value = self.m.node("Transpose", value, perm=[0, self.rank - 1, *range(1, self.rank - 1)])
        self.m.output(value, self.element)
        return self.m


def layer_norm(rng):
    rows = Rows(rng)
    forms = ["spelled out"] * 5 + ["TensorFlow", "operator"]
    if rows.rank == 3 and rows.element == FLOAT:
        forms.append("instances")
    return {
        "spelled out": spelled_out, "TensorFlow": expanded, "operator": operator, "instances": instances
    }[rng.choice(forms)](rows)  # fmt: skip


def spelled_out(rows):
    m, x = rows.m, rows.wide(rows.value)
    center = lambda: m.node("Sub", x, rows.mean(x))
    centered = center()
    again = center() if m.chance(0.3) else centered
    normal = rows.divide(centered, rows.root(rows.mean(rows.square(again))))
    # Between the quotient and the scale, or at the end.
    early = m.chance(0.5)
    element = rows.element if early else FLOAT
    normal = rows.narrow(normal) if early else normal
    if m.chance(0.8):
        normal = m.either_way("Mul", normal, rows.parameter(element))
        if m.chance(0.8):
            normal = m.either_way("Add", normal, rows.parameter(element))
    return rows.finish(normal if early else rows.narrow(normal))


def expanded(rows):
    """x · (r · gamma) + (beta - mean · (r · gamma))"""
    m, x = rows.m, rows.wide(rows.value)
    mean = rows.mean(x)
    difference = m.node("Sub", x, mean)
    inverse = m.node("Reciprocal", rows.root(rows.mean(rows.square(difference))))
    factor = m.either_way("Mul", inverse, rows.parameter(FLOAT))
    rest = m.node("Sub", rows.parameter(FLOAT), m.either_way("Mul", mean, factor))
    return rows.finish(rows.narrow(m.either_way("Add", m.either_way("Mul", x, factor), rest)))


def operator(rows):
    m = rows.m
    parameters = [rows.parameter()]
    if m.chance(0.3):  # As torch writes a missing weight.
        parameters = [m.node("Expand", m.constant(1.0, rows.element), m.ints(rows.width))]
    if m.chance(0.7):
        parameters.append(rows.parameter())
    axis = rows.rng.choice([-1, rows.rank - 1])
    return rows.finish(m.node("LayerNormalization", rows.value, *parameters, axis=axis, epsilon=1e-5))


def instances(rows):
    """tf2onnx: each row is an instance's channel."""
    m = rows.m
    count = m.shape(rows.value, 1, 2)
    ones, zeros = (m.node("Expand", m.constant(number), count) for number in (1.0, 0.0))
    normal = m.node("InstanceNormalization", rows.value, ones, zeros, epsilon=1e-5)
    normal = m.either_way("Mul", normal, rows.parameter())
    return rows.finish(m.either_way("Add", normal, rows.parameter()))


def rms_norm(rng):
    rows = Rows(rng)
    m, x = rows.m, rows.wide(rows.value)
    normal = rows.divide(x, rows.root(rows.mean(rows.square(x))))
    early = m.chance(0.5)
    element = rows.element if early else FLOAT
    normal = rows.narrow(normal) if early else normal
    scale = rows.parameter(element) if m.chance(0.9) else m.constant(0.75, element)
    normal = m.either_way("Mul", normal, scale)
    return rows.finish(normal if early else rows.narrow(normal))
