"""How much work a model is, from its graph.

Floating-point operations are those of products, two for each multiply-add:

    MatMul   2 · (elements of the result) · K
    Gemm     2 · M · N · K
    Conv     2 · (elements of the result) · (channels of a group) · (elements of the kernel)

All else (normalization, softmax, activations) counts nothing, so that a share
of the peak is never too good. Where the model is causal, products without
constant operand, which are attention's, count (S + 1) / 2S of that for S
tokens: the scores that the mask leaves.

Bytes read are the weights that nodes read whole, of tables that only Gather
reads its rows alone, and the inputs of floating point, which are the past keys
and values of a decoder. What is written does not count.
"""

import math

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator

NUMBERS = {
    onnx.TensorProto.FLOAT: 4,
    onnx.TensorProto.FLOAT16: 2,
    onnx.TensorProto.BFLOAT16: 2,
}
# Larger initializers matter to shapes by their dims alone.
SMALL_ELEMENTS = 1024


class UnknownShape(Exception):
    pass


def bytes_of(tensor):
    return math.prod(tensor.dims) * NUMBERS.get(tensor.data_type, 0)


def load(path):
    """The model with shapes inferred, without its weights, and these."""
    model = onnx.load(path, load_external_data=False)
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    kept = []
    for tensor in weights.values():
        if math.prod(tensor.dims) <= SMALL_ELEMENTS:
            kept.append(tensor)
        else:
            value = onnx.helper.make_tensor_value_info(
                tensor.name, tensor.data_type, tensor.dims
            )
            model.graph.input.append(value)
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    while True:
        model = onnx.shape_inference.infer_shapes(model, data_prop=True)
        if not fold(model):
            return model, weights


def fold(model):
    """Computes what exporters leave of shapes: nodes with constant operands.
    Tells whether there were any."""
    constants = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    shapes = shapes_of(model.graph)
    rest = []
    for node in model.graph.node:
        if node.op_type == "Shape" and node.input[0] in shapes:
            result = np.array(shapes[node.input[0]], np.int64)
            result = result[attribute(node, "start", 0) : attribute(node, "end", None)]
        elif all(name in constants for name in node.input if name):
            feed = {name: constants[name] for name in node.input if name}
            try:
                (result,) = ReferenceEvaluator(node).run(None, feed)
            except Exception:
                # Of several results, or of a kind that it does not know.
                result = None
        else:
            result = None
        if result is None or np.size(result) > SMALL_ELEMENTS:
            rest.append(node)
            continue
        constants[node.output[0]] = np.asarray(result)
        model.graph.initializer.append(
            numpy_helper.from_array(np.asarray(result), node.output[0])
        )
    changed = len(rest) < len(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(rest)
    return changed


def shapes_of(graph):
    shapes = {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    for value in [*graph.input, *graph.output, *graph.value_info]:
        dims = value.type.tensor_type.shape.dim
        if value.type.tensor_type.HasField("shape") and all(
            dim.HasField("dim_value") for dim in dims
        ):
            shapes[value.name] = [dim.dim_value for dim in dims]
    return shapes


def attribute(node, name, default):
    for item in node.attribute:
        if item.name == name:
            return onnx.helper.get_attribute_value(item)
    return default


def operations(path, causal=False):
    """Floating-point operations of a static model."""
    model, weights = load(path)
    shapes = shapes_of(model.graph)
    constants = set(weights) | {t.name for t in model.graph.initializer}
    # A weight that the exporter did not fold is turned or cast in the graph.
    for node in model.graph.node:
        if node.op_type in ("Transpose", "Cast", "Identity", "Reshape"):
            if node.input[0] in constants:
                constants.update(node.output)

    def shape(name):
        if name not in shapes:
            raise UnknownShape(f"the shape of '{name}' is not known")
        return shapes[name]

    total = 0
    for node in model.graph.node:
        if node.op_type == "MatMul":
            left, result = shape(node.input[0]), shape(node.output[0])
            count = 2 * math.prod(result) * left[-1]
            if causal and not constants.intersection(node.input):
                # Queries by keys, or queries by width.
                length = left[-2]
                count = count * (length + 1) // (2 * length)
            total += count
        elif node.op_type == "Gemm":
            left = shape(node.input[0])
            inner = left[0 if attribute(node, "transA", 0) else 1]
            total += 2 * math.prod(shape(node.output[0])) * inner
        elif node.op_type == "Conv":
            kernel = shape(node.input[1])
            total += 2 * math.prod(shape(node.output[0])) * math.prod(kernel[1:])
        elif node.op_type in ("Attention", "ConvTranspose", "Einsum"):
            raise UnknownShape(f"operations of {node.op_type} are not counted")
    return total


def bytes_read(path):
    """Bytes of weights and of inputs that a run has to read."""
    model, weights = load(path)
    shapes = shapes_of(model.graph)
    whole, rows = set(), 0
    for node in model.graph.node:
        for index, name in enumerate(node.input):
            if name not in weights:
                continue
            if node.op_type == "Gather" and index == 0:
                tensor = weights[name]
                result = math.prod(shapes.get(node.output[0], [0]))
                rows += min(
                    result * NUMBERS.get(tensor.data_type, 0), bytes_of(tensor)
                )
            else:
                whole.add(name)
    total = sum(bytes_of(weights[name]) for name in whole) + rows
    for value in model.graph.input:
        if value.name not in weights:
            size = NUMBERS.get(value.type.tensor_type.elem_type, 0)
            total += math.prod(shapes.get(value.name, [0])) * size
    return total


def weight_bytes(path):
    model = onnx.load(path, load_external_data=False)
    return sum(bytes_of(tensor) for tensor in model.graph.initializer)


def weight_files(path):
    """The files besides the model's own that hold weights."""
    model = onnx.load(path, load_external_data=False)
    return {
        path.with_name(entry.value)
        for tensor in model.graph.initializer
        for entry in tensor.external_data
        if entry.key == "location"
    }
