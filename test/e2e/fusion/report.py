#!/usr/bin/env python3
"""What of models fuses: report.py --compiler toroid-compile [--models FOLDER...]

For each model, what there is to fuse by inspection of its ONNX graph (this
file, which knows nothing of the compiler), what the compiler fused, and what it
did not, with its reasons. Exits with 1 when a model of --strict misses an
attention or a normalization.

Needs the packages of ../requirements.txt.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

import onnx
import onnx.inliner

# What lies between a softmax and the product with a value.
BETWEEN = {
    "Cast", "Dropout", "Where", "IsNaN", "Reshape", "Identity", "Mul", "Transpose",
    "Squeeze", "Unsqueeze", "QuantizeLinear", "DequantizeLinear",
}  # fmt: skip
PRODUCTS = {"MatMul", "Einsum", "Gemm", "FusedMatMul", "MatMulInteger", "QLinearMatMul"}
# Operators that are a site by themselves.
WHOLE = {
    "Attention": "attention",
    "MultiHeadAttention": "attention",
    "DecoderMaskedMultiHeadAttention": "attention",
    "GroupQueryAttention": "attention",
    "QAttention": "attention",
    "PackedAttention": "attention",
    "PackedMultiHeadAttention": "attention",
    "LayerNormalization": "normalization",
    "SkipLayerNormalization": "normalization",
    "EmbedLayerNormalization": "normalization",
    "RMSNormalization": "normalization",
    "GroupNormalization": "normalization",
    "InstanceNormalization": "normalization",
    "SimplifiedLayerNormalization": "normalization",
    "SkipSimplifiedLayerNormalization": "normalization",
    "Gelu": "activation",
    "BiasGelu": "activation",
    "FastGelu": "activation",
    "QuickGelu": "activation",
    "Swish": "activation",
    "RotaryEmbedding": "rotary",
}
# Kinds of the compiler's ledger.
GROUPS = {
    "attention": "attention",
    "layer_norm": "normalization",
    "rms_norm": "normalization",
    "group_norm": "normalization",
    "gelu": "activation",
    "silu": "activation",
    "rotary": "rotary",
}
COLUMNS = ["attention", "normalization", "activation", "rotary"]
# A softmax over a vocabulary, a gate of an LSTM: no site at all.
NO_SITE = {"value-product"}


class Graph:
    """The nodes of a graph and of the graphs inside it, by what they read."""

    def __init__(self, graph):
        self.readers = collections.defaultdict(list)
        self.makers = {}
        self.nodes = []
        self.constants = {tensor.name: tensor for tensor in graph.initializer}
        self.walk(graph)

    def walk(self, graph):
        for node in graph.node:
            self.nodes.append(node)
            if node.op_type == "Constant":
                for attribute in node.attribute:
                    if attribute.name == "value":
                        self.constants[node.output[0]] = attribute.t
            for name in node.output:
                self.makers[name] = node
            for name in dict.fromkeys(node.input):
                self.readers[name].append(node)
            for attribute in node.attribute:
                if attribute.type == onnx.AttributeProto.GRAPH:
                    self.walk(attribute.g)

    def number(self, name):
        tensor = self.constants.get(name)
        if tensor is None or sum(tensor.dims) > 1:
            return None
        try:
            return float(onnx.numpy_helper.to_array(tensor).reshape(-1)[0])
        except (TypeError, ValueError):
            return None

    def maker(self, name):
        """Who computes `name`, conversions aside."""
        node = self.makers.get(name)
        while node is not None and node.op_type in ("Cast", "Identity"):
            node = self.makers.get(node.input[0])
        return node

    def meets_value(self, softmax):
        """Whether what the softmax gives is the left side of a product."""
        seen, front = set(), [(softmax.output[0], 0)]
        while front:
            name, depth = front.pop()
            for node in self.readers[name]:
                if node.op_type in PRODUCTS:
                    return node.input[0] == name or node.op_type == "Einsum"
                if node.op_type in BETWEEN and depth < 8 and id(node) not in seen:
                    seen.add(id(node))
                    front += [(output, depth + 1) for output in node.output]
        return False

    def is_deviation(self, node):
        """Whether a root is taken of a mean plus a constant."""
        if node.op_type == "Pow" and self.number(node.input[1]) not in (0.5, -0.5):
            return False
        add = self.maker(node.input[0])
        if add is None or add.op_type != "Add":
            return False
        makers = [self.maker(name) for name in add.input]
        return any(m is not None and m.op_type == "ReduceMean" for m in makers) and any(
            self.number(name) is not None for name in add.input
        )

    def is_gate(self, node):
        """Whether an erf, tanh or sigmoid is the gate of an activation."""
        if node.op_type == "Sigmoid":
            maker = self.maker(node.input[0])
            sources = {node.input[0]}
            if maker is not None and maker.op_type == "Mul":
                sources |= set(maker.input)
            return any(
                reader.op_type == "Mul" and sources & set(reader.input)
                for reader in self.readers[node.output[0]]
            )
        return any(
            reader.op_type == "Add" and any(self.number(name) == 1 for name in reader.input)
            for reader in self.readers[node.output[0]]
        )

    def is_rotation(self, node):
        """Whether halves change places, one of them negated, and are multiplied."""
        makers = [self.maker(name) for name in node.input]
        return (
            len(makers) == 2
            and any(m is not None and m.op_type == "Neg" for m in makers)
            and any(reader.op_type == "Mul" for reader in self.readers[node.output[0]])
        )

    def sites(self):
        counts = collections.Counter()
        for node in self.nodes:
            if node.op_type in WHOLE:
                counts[WHOLE[node.op_type]] += 1
            elif node.op_type == "Softmax" and self.meets_value(node):
                counts["attention"] += 1
            elif node.op_type in ("Sqrt", "Pow") and self.is_deviation(node):
                counts["normalization"] += 1
            elif node.op_type in ("Erf", "Tanh", "Sigmoid") and self.is_gate(node):
                counts["activation"] += 1
            elif node.op_type == "Concat" and self.is_rotation(node):
                counts["rotary"] += 1
        return counts


def inspect(path):
    model = onnx.load(path, load_external_data=False)
    if model.functions:
        model = onnx.inliner.inline_local_functions(model)
    return Graph(model.graph).sites()


def read_ledger(compiler, path, limit):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "ledger.json"
        command = [compiler, path, f"--explain-fusion={report}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
        except subprocess.TimeoutExpired:
            return None, f"takes more than {limit} s"
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines()
            return None, lines[-1] if lines else f"exit code {done.returncode}"
        return json.loads(report.read_text()), None


class Row:
    def __init__(self, path, compiler, limit):
        self.path = path
        self.problem = None
        self.fused = collections.Counter()
        self.missed = []
        try:
            self.found = inspect(path)
        except Exception as error:  # What onnx cannot read, nobody inspects.
            self.found = collections.Counter()
            self.problem = f"not inspected: {error}".splitlines()[0]
        ledger, problem = read_ledger(compiler, path, limit)
        if problem:
            self.problem = problem
            return
        for site in ledger["sites"]:
            group = GROUPS.get(site["kind"])
            if group and site["fused"]:
                self.fused[group] += 1
            elif group and site["predicate"] not in NO_SITE:
                self.missed.append(site)

    def misses(self, group):
        return [site for site in self.missed if GROUPS[site["kind"]] == group]

    def cells(self):
        for group in COLUMNS:
            missed = len(self.misses(group))
            text = f"{self.found[group]} / {self.fused[group]}"
            yield text + (f" / **{missed}**" if missed else "")

    def is_whole(self):
        return not any(
            self.misses(group) or self.fused[group] < self.found[group]
            for group in ("attention", "normalization")
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--models", type=pathlib.Path, nargs="*", default=[])
    parser.add_argument("--strict", type=pathlib.Path, nargs="*", default=[])
    parser.add_argument("--table", type=pathlib.Path, help="write Markdown there too")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--time-limit", type=int, default=120)
    options = parser.parse_args()

    strict = [p for folder in options.strict for p in sorted(folder.rglob("*.onnx"))]
    others = [p for folder in options.models for p in sorted(folder.rglob("*.onnx"))]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        rows = list(
            pool.map(lambda p: Row(p, options.compiler, options.time_limit), strict + others)
        )

    lines = [
        "Of each kind: sites by inspection / fused / **missed**.",
        "",
        "| model | " + " | ".join(COLUMNS) + " |",
        "|---" * (len(COLUMNS) + 1) + "|",
    ]
    for row in rows:
        name = row.path.stem if row.path.stem != "model" else row.path.parent.name
        cells = row.cells() if not row.problem else [row.problem] + [""] * (len(COLUMNS) - 1)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    reasons = collections.defaultdict(list)
    for row in rows:
        for site in row.missed:
            key = (site["kind"], site["predicate"], site["condition"])
            reasons[key].append(f"{row.path.stem}: {site['nodes'][:1]} found {site['found']}")
    lines += ["", "Missed, by the first condition that failed:", ""]
    for (kind, predicate, condition), sites in sorted(reasons.items()):
        lines.append(f"- {kind} `{predicate}` ({condition}): {len(sites)}; such as {sites[0]}")
    for title, part in (("strict", rows[: len(strict)]), ("others", rows[len(strict) :])):
        if part:
            totals = [
                f"{group} {sum(row.fused[group] for row in part)} fused, "
                f"{sum(len(row.misses(group)) for row in part)} missed "
                f"of {sum(row.found[group] for row in part if not row.problem)} found"
                for group in COLUMNS
            ]
            refused = sum(bool(row.problem) for row in part)
            lines.append(f"\n{title}: {len(part)} models, {refused} not compiled; " + "; ".join(totals))
    text = "\n".join(lines) + "\n"
    print(text)
    if options.table:
        options.table.write_text(text)
    gaps = [row.path.stem for row in rows[: len(strict)] if row.problem or not row.is_whole()]
    if gaps:
        print("missing an attention or a normalization: " + ", ".join(gaps))
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
