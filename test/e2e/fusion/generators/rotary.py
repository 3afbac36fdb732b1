"""Rotary embeddings in the ways that exporters write them."""

from .model import FLOAT, HALF, INT64, Model

END = 2**62


class Rotation:
    """The sizes of one instance: [batch, heads, sequence, features], or with the
    heads behind the sequence."""

    def __init__(self, rng):
        self.rng = rng
        self.m = Model(rng)
        self.element = HALF if rng.random() < 0.2 else FLOAT
        self.batch, self.length = ("b", rng.randint(1, 3)), ("s", rng.randint(1, 5))
        self.heads, self.half = rng.choice([1, 2, 3]), rng.choice([2, 3, 4])
        self.rest = rng.choice([0, 0, 2])
        self.heads_last = rng.random() < 0.3

    def cut(self, value, start, end, step=1, axis=3):
        m = self.m
        bounds = [m.ints(n) if isinstance(n, int) else n for n in (start, end)]
        return m.node("Slice", value, *bounds, m.ints(axis), m.ints(step))

    def halves(self, value):
        m, half = self.m, self.half
        form = self.rng.choice(["slice", "split", "computed"])
        if form == "split":
            return m.node("Split", value, m.ints(half, half), outputs=2, axis=-1)
        middle = m.ints(half)
        if form == "computed":
            middle = m.node("Div", m.node("Unsqueeze", m.size(value, -1), m.ints(0)), m.ints(2))
        return self.cut(value, m.ints(0), middle), self.cut(value, middle, END)

    def angles(self, width):
        """Cosine and sine [.., sequence, width] that broadcast to the value."""
        m = self.m
        forms = ["inputs", "rows", "cache"]
        if width == 2 * self.half:
            forms.append("frequencies")
        form = self.rng.choice(forms)
        if form == "inputs":
            dims = [self.rng.choice([self.batch, 1]), self.length, 1, width]
            if not self.heads_last:
                dims[1:3] = dims[2:0:-1]
            return [m.input(dims, self.element) for _ in range(2)]
        if form == "rows":
            tables = [m.input([self.length, width], self.element) for _ in range(2)]
            return [m.node("Unsqueeze", t, m.ints(1)) if self.heads_last else t for t in tables]
        if form == "cache":
            at = m.input([self.batch, self.length], INT64, below=9)
            tables = [m.node("Gather", m.weight([9, width], self.element), at, axis=0) for _ in range(2)]
        else:  # Angles are computed from positions.
            at = m.node("Cast", m.input([self.batch, self.length], INT64, below=9), to=FLOAT)
            inverse = m.constant([10.0 ** (-i / self.half) for i in range(self.half)], FLOAT, [1, self.half, 1])
            product = m.node("MatMul", inverse, m.node("Unsqueeze", at, m.ints(1)))
            product = m.node("Transpose", product, perm=[0, 2, 1])
            both = m.concat(product, product, axis=-1)
            tables = [m.node(function, both) for function in ("Cos", "Sin")]
            if self.element == HALF:
                tables = [m.node("Cast", t, to=HALF) for t in tables]
        return [m.node("Unsqueeze", t, m.ints(2 if self.heads_last else 1)) for t in tables]

    def half_split(self, x):
        m = self.m
        cos, sin = self.angles(2 * self.half)
        first, second = self.halves(x)
        turned = m.concat(m.node("Neg", second), first, axis=-1)
        return m.either_way("Add", m.either_way("Mul", x, cos), m.either_way("Mul", turned, sin))

    def pairs(self, first, second):
        """The two elements of each pair, turned by one angle."""
        m = self.m
        cos, sin = self.angles(self.half)
        times = lambda a, b: m.either_way("Mul", a, b)
        return (
            m.node("Sub", times(first, cos), times(second, sin)),
            m.either_way("Add", times(second, cos), times(first, sin)),
        )

    def per_pair(self, x):
        return self.m.concat(*self.pairs(*self.halves(x)), axis=-1)

    def interleaved(self, x):
        m = self.m
        turned = self.pairs(self.cut(x, 0, END, step=2), self.cut(x, 1, END, step=2))
        both = m.concat(*(m.node("Unsqueeze", part, m.ints(4)) for part in turned), axis=-1)
        return m.node("Reshape", both, m.ints(0, 0, 0, 2 * self.half))

    def build(self):
        m, width = self.m, 2 * self.half
        order = [self.batch, self.length, self.heads] if self.heads_last else [self.batch, self.heads, self.length]
        x = m.input([*order, width + self.rest], self.element)
        part = self.cut(x, 0, width) if self.rest else x
        form = self.rng.choice(["half_split", "half_split", "per_pair", "interleaved"])
        result = getattr(self, form)(part)
        if self.rest:
            result = m.concat(result, self.cut(x, width, width + self.rest), axis=-1)
        m.output(result, self.element)
        return m


def rotary(rng):
    return Rotation(rng).build()
