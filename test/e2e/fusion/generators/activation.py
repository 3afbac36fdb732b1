"""GELU and SiLU in the ways that exporters write them."""

import math

from .model import Model


def start(rng):
    """A model and its input, of any rank."""
    m = Model(rng)
    dims = [("b", rng.randint(1, 4)), rng.choice([1, 2, 7]), rng.choice([1, 7, 16])]
    return m, m.input(dims[: rng.randint(1, 3)])


def gelu(rng):
    m, x = start(rng)
    form = rng.choice(["erf", "erf", "tanh", "tanh", "sigmoid", "operator"])
    if form == "operator":
        m.output(m.node("Gelu", x, approximate=rng.choice(["none", "tanh"])))
        return m
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
    m, x = start(rng)
    result = m.either_way("Mul", x, m.node("Sigmoid", x))
    if m.chance(0.4):  # SwiGLU.
        result = m.either_way("Mul", result, m.input([("b", m.sizes[x][0][0]), *m.sizes[x][0][1:]]))
    m.output(result)
    return m
