"""Prints, as protobuf text, y = softmax(relu(x . w1 + b1) . w2) with weights of
more than a kilobyte each, so that they are resources of the mapped file."""

import struct


def tensor(name, dims, seed):
    count = 1
    for dim in dims:
        count *= dim
    data = b""
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % (1 << 31)
        data += struct.pack("<f", seed / (1 << 31) - 0.5)
    text = "".join(f"\\{byte:03o}" for byte in data)
    sizes = " ".join(f"dims: {dim}" for dim in dims)
    print(f'  initializer {{ name: "{name}" {sizes} data_type: 1 raw_data: "{text}" }}')


def value(kind, name, dims):
    shape = " ".join(
        f"dim {{ dim_value: {dim} }}" if isinstance(dim, int) else f'dim {{ dim_param: "{dim}" }}'
        for dim in dims
    )
    print(
        f'  {kind} {{ name: "{name}" type {{ tensor_type {{ elem_type: 1 shape {{ {shape} }} }} }} }}'
    )


def node(op, inputs, output, attribute=""):
    names = " ".join(f'input: "{name}"' for name in inputs)
    print(f'  node {{ {names} output: "{output}" name: "/{op}_{output}" op_type: "{op}" {attribute} }}')


print('ir_version: 8\nopset_import { version: 17 }\ngraph {\n  name: "mlp"')
tensor("w1", [24, 32], 1)
tensor("b1", [32], 2)
tensor("w2", [32, 16], 3)
value("input", "x", ["batch", 24])
value("output", "y", ["batch", 16])
node("MatMul", ["x", "w1"], "a")
node("Add", ["a", "b1"], "b")
node("Relu", ["b"], "c")
node("MatMul", ["c", "w2"], "d")
node("Softmax", ["d"], "y", 'attribute { name: "axis" type: INT i: -1 }')
print("}")
