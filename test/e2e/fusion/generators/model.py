"""Graphs as protobuf text."""

import math
import struct

FLOAT, INT64, BOOL, HALF = 1, 7, 9, 10
OPSET = 21


class Model:
    """A graph as protobuf text."""

    def __init__(self, rng):
        self.rng = rng
        self.nodes = []
        self.inputs = []
        self.outputs = []
        self.dynamic = rng.random() < 0.5
        self.sizes = {}
        self.below = {}
        self.count = 0

    def name(self):
        self.count += 1
        return f"t{self.count}"

    def input(self, dims, element=FLOAT, below=None):
        """`dims`: numbers, or (name, number) for what may be left open. Whole numbers
        are less than `below`."""
        name = self.name()
        text = ""
        for dim in dims:
            if isinstance(dim, tuple) and self.dynamic:
                text += f' dim {{ dim_param: "{dim[0]}" }}'
            else:
                text += f" dim {{ dim_value: {dim[1] if isinstance(dim, tuple) else dim} }}"
        self.inputs.append(
            f'  input {{ name: "{name}" type {{ tensor_type {{ elem_type: {element} shape {{{text} }} }} }} }}'
        )
        self.sizes[name] = ([d[1] if isinstance(d, tuple) else d for d in dims], element)
        if below is not None:
            self.below[name] = below
        return name

    def output(self, name, element=FLOAT):
        self.outputs.append(
            f'  output {{ name: "{name}" type {{ tensor_type {{ elem_type: {element} }} }} }}'
        )

    def node(self, op, *inputs, outputs=1, **attributes):
        names = [self.name() for _ in range(outputs)]
        text = f'  node {{ op_type: "{op}" name: "/{op.lower()}_{self.count}"'
        text += "".join(f' input: "{name}"' for name in inputs)
        text += "".join(f' output: "{name}"' for name in names)
        for key, value in attributes.items():
            text += f' attribute {{ name: "{key}" {attribute(value)} }}'
        self.nodes.append(text + " }")
        return names[0] if outputs == 1 else names

    def constant(self, values, element=FLOAT, dims=None):
        """A number, or a flat list of them with `dims`."""
        name = self.name()
        self.nodes.append(
            f'  node {{ op_type: "Constant" name: "/constant_{self.count}" output: "{name}" '
            f'attribute {{ name: "value" {attribute(Tensor(values, element, dims))} }} }}'
        )
        return name

    def weight(self, dims, element=FLOAT):
        """Numbers that keep what they are multiplied with in its range."""
        count = math.prod(dims)
        spread = 1 / math.sqrt(dims[0])
        values = [round(self.rng.uniform(-spread, spread), 3) for _ in range(count)]
        return self.constant(values, element, dims)

    def either_way(self, op, a, b):
        """A commutative operator, its operands in either order."""
        return self.node(op, a, b) if self.rng.random() < 0.5 else self.node(op, b, a)

    def chance(self, probability):
        return self.rng.random() < probability

    def shape(self, value, start, end):
        """Some of the sizes of `value`, as the graph computes them."""
        return self.node("Slice", self.node("Shape", value), self.ints(start), self.ints(end))

    def ints(self, *values):
        return self.constant(list(values), INT64)

    def concat(self, *values, axis=0):
        return self.node("Concat", *values, axis=axis)

    def size(self, value, axis):
        """One size as a scalar."""
        return self.node("Gather", self.node("Shape", value), self.constant(axis, INT64), axis=0)

    def text(self):
        lines = ["ir_version: 10", f"opset_import {{ version: {OPSET} }}", "graph {", '  name: "variant"']
        return "\n".join(lines + self.nodes + self.inputs + self.outputs + ["}"]) + "\n"


class Tensor:
    """The value of an attribute: a number, or a flat list of them with `dims`."""

    def __init__(self, values, element=FLOAT, dims=None):
        flat = values if isinstance(values, list) else [values]
        shape = dims if dims is not None else ([len(flat)] if isinstance(values, list) else [])
        text = "".join(f" dims: {d}" for d in shape) + f" data_type: {element}"
        if element == FLOAT:
            text += "".join(f" float_data: {number(v)}" for v in flat)
        elif element == HALF:
            text += "".join(f" int32_data: {half_bits(v)}" for v in flat)
        elif element == INT64:
            text += "".join(f" int64_data: {v}" for v in flat)
        else:
            text += "".join(f" int32_data: {int(v)}" for v in flat)
        self.text = text


def number(value):
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(float(value))


def half_bits(value):
    return struct.unpack("<H", struct.pack("<e", value))[0]


def attribute(value):
    if isinstance(value, Tensor):
        return f"type: TENSOR t {{{value.text} }}"
    if isinstance(value, int):
        return f"type: INT i: {value}"
    if isinstance(value, float):
        return f"type: FLOAT f: {value}"
    if isinstance(value, str):
        return f'type: STRING s: "{value}"'
    return "type: INTS" + "".join(f" ints: {v}" for v in value)
