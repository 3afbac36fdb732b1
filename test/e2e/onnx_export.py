"""Exports PyTorch modules to ONNX and records what ONNX Runtime computes.

Shared by test/e2e/make_fixtures.py and benchmark/models/make_models.py.
"""

import collections
import logging
import os
import random
import warnings

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import onnx
import onnxruntime
import torch


# It says that torchvision is missing, once per export.
logging.getLogger("torch.onnx").setLevel(logging.ERROR)


class Positional(torch.nn.Module):
    """Calls a module with keywords for what it is given in order.

    torch.jit.trace passes every argument by position, absent ones as None,
    which the decorators around the forward methods of `transformers` take for
    a second value.
    """

    def __init__(self, module, names):
        super().__init__()
        self.module = module
        self.names = names

    def forward(self, *values):
        return self.module(**dict(zip(self.names, values)))


def seed(value):
    random.seed(value)
    np.random.seed(value)
    torch.manual_seed(value)


def export(module, inputs, path, *, exporter, opset, output_names, dynamic=None):
    """Writes `module` to `path`.

    `inputs` maps argument names to example tensors; `dynamic` maps argument
    and output names to {axis: dimension name}, or is None for static shapes.
    """
    common = dict(
        f=path,
        input_names=list(inputs),
        output_names=output_names,
        opset_version=opset,
    )
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        if exporter == "torchscript":
            torch.onnx.export(
                Positional(module, list(inputs)).eval(),
                tuple(inputs.values()),
                **common,
                dynamic_axes=dynamic or {},
                dynamo=False,
            )
        elif exporter == "dynamo":
            shapes = None
            if dynamic:
                shapes = {name: dynamic.get(name) for name in inputs}
            torch.onnx.export(
                module,
                (),
                **common,
                kwargs=inputs,
                dynamic_shapes=shapes,
                dynamo=True,
                external_data=False,
                verbose=False,
            )
        else:
            raise ValueError(f"no exporter is called '{exporter}'")
    strip_traces(path)


def optimize(path, optimized, **options):
    """Writes what ONNX Runtime's transformer optimizer makes of a model."""
    from onnxruntime.transformers import optimizer

    logging.getLogger("onnxruntime.transformers").setLevel(logging.ERROR)
    # Its own fusions alone; ONNX Runtime's would depend on this machine.
    result = optimizer.optimize_model(path, opt_level=0, **options)
    result.save_model_to_file(optimized)
    strip_traces(optimized)


def strip_traces(path):
    """Removes Python stack traces, which name files of the exporting machine.

    Nothing that a compiler reads is touched.
    """
    model = onnx.load(path)

    def clean(message):
        message.ClearField("doc_string")
        # The dynamo exporter's notes (module paths, traces, the FX node's
        # text) outweigh the weights of a small model.
        if hasattr(message, "metadata_props"):
            message.ClearField("metadata_props")

    def clean_graph(graph):
        clean(graph)
        for value in [*graph.input, *graph.output, *graph.value_info]:
            clean(value)
        for tensor in graph.initializer:
            clean(tensor)
        for node in graph.node:
            clean(node)
            for attribute in node.attribute:
                attribute.ClearField("doc_string")
                if attribute.HasField("g"):
                    clean_graph(attribute.g)
                for nested in attribute.graphs:
                    clean_graph(nested)

    clean_graph(model.graph)
    for function in model.functions:
        clean(function)
        for node in function.node:
            clean(node)
    onnx.save(model, path)


def reference(path, inputs):
    """What ONNX Runtime computes without its graph optimizations."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = (
        onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    )
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        path, options, providers=["CPUExecutionProvider"]
    )
    # An exporter drops arguments that the result does not depend on.
    names = {value.name for value in session.get_inputs()}
    feed = {name: array for name, array in inputs.items() if name in names}
    outputs = session.run(None, feed)
    return feed, dict(zip([o.name for o in session.get_outputs()], outputs))


def relative_error(actual, expected):
    """The largest difference, relative to the largest magnitude expected."""
    scale = max(float(np.abs(expected).max(initial=0.0)), 1e-30)
    difference = np.abs(actual.astype(np.float64) - expected.astype(np.float64))
    return float(difference.max(initial=0.0)) / scale


def histogram(model):
    """Operators by name, subgraphs and functions included, most used first."""
    counts = collections.Counter()

    def visit(nodes):
        for node in nodes:
            domain = f"{node.domain}." if node.domain not in ("", "ai.onnx") else ""
            counts[domain + node.op_type] += 1
            for attribute in node.attribute:
                for graph in [attribute.g, *attribute.graphs]:
                    visit(graph.node)

    visit(model.graph.node)
    for function in model.functions:
        visit(function.node)
    return counts
