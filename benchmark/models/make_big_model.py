#!/usr/bin/env python3
"""Makes a model with random weights past 2 GB, in an external data file.

    .venv/bin/python benchmark/models/make_big_model.py --gigabytes 3 --directory /tmp/models

writes big.onnx, big.onnx.data, big.inputs.npz and, unless --no-reference,
big.outputs.npz, which ONNX Runtime computes. The model is a stack of a
transformer's feed-forward blocks: y = x + relu(normalize(x) · w1 + b1) · w2 + b2.
Weights are written one by one, so that this takes little memory itself.
"""

import argparse
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper

# Where readers map the data, tensors should begin at pages.
ALIGNMENT = 4096


class ExternalData:
    """A data file that grows tensor by tensor."""

    def __init__(self, path):
        self.path = path
        self.file = path.open("wb")
        self.tensors = []

    def add(self, name, array):
        offset = -(-self.file.tell() // ALIGNMENT) * ALIGNMENT
        self.file.write(b"\0" * (offset - self.file.tell()))
        tensor = TensorProto(name=name, dims=array.shape, data_type=TensorProto.FLOAT)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", self.path.name), ("offset", offset), ("length", array.nbytes)):
            tensor.external_data.add(key=key, value=str(value))
        array.tofile(self.file)
        self.tensors.append(tensor)
        return name


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--directory", type=pathlib.Path, required=True)
    parser.add_argument("--gigabytes", type=float, default=3)
    parser.add_argument("--hidden", type=int, default=4096)
    parser.add_argument("--tokens", type=int, default=4, help="of the example input")
    parser.add_argument("--no-reference", action="store_true")
    arguments = parser.parse_args()

    hidden, inner = arguments.hidden, 4 * arguments.hidden
    block = 4 * (2 * hidden * inner + 3 * hidden + inner)
    blocks = max(1, round(arguments.gigabytes * 1e9 / block))
    arguments.directory.mkdir(parents=True, exist_ok=True)
    path = arguments.directory / "big.onnx"
    data = ExternalData(path.with_name("big.onnx.data"))
    generator = np.random.default_rng(1)

    def weight(name, *shape):
        array = generator.standard_normal(shape, np.float32)
        array *= np.float32(shape[0] ** -0.5)
        return data.add(name, array)

    nodes = []

    def node(operator, *inputs, **attributes):
        output = f"v{len(nodes)}"
        nodes.append(helper.make_node(operator, inputs, [output], name=f"/{output}", **attributes))
        return output

    x = "x"
    for index in range(blocks):
        name = f"block{index}"
        scale = data.add(f"{name}.scale", np.ones(hidden, np.float32))
        normal = node("LayerNormalization", x, scale, axis=-1)
        up = node("MatMul", normal, weight(f"{name}.w1", hidden, inner))
        up = node("Relu", node("Add", up, weight(f"{name}.b1", inner)))
        down = node("MatMul", up, weight(f"{name}.w2", inner, hidden))
        down = node("Add", down, weight(f"{name}.b2", hidden))
        x = node("Add", x, down)
    data.file.close()
    nodes[-1].output[0] = "y"

    dims = ["tokens", hidden]
    graph = helper.make_graph(
        nodes,
        "big",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, dims)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, dims)],
        data.tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, path)
    print(f"{path}: {blocks} blocks, {data.path.stat().st_size / 1e9:.2f} GB of weights")

    inputs = {"x": generator.standard_normal((arguments.tokens, hidden), np.float32)}
    np.savez(arguments.directory / "big.inputs.npz", **inputs)
    if not arguments.no_reference:
        import onnxruntime

        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        np.savez(arguments.directory / "big.outputs.npz", y=session.run(None, inputs)[0])


if __name__ == "__main__":
    main()
