"""Writes the backend tests of the installed onnx package to a folder.

Node tests are made from the package's own cases; the others lie in it as files.
The layout is ONNX's: <folder>/<kind>/<test>/model.onnx, test_data_set_<i>/*.pb.
"""

import argparse
import pathlib
import shutil
import sys

import onnx
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case import model as model_cases
from onnx.backend.test.case import node as node_cases

# Kinds that lie in the package as they are.
STORED = ("pytorch-converted", "pytorch-operator", "simple")


def to_bytes(value, info):
    """A value of a test case as the message that its declared type asks for."""
    kind = info.type.WhichOneof("value")
    if kind == "map_type":
        return numpy_helper.from_dict(value, info.name).SerializeToString()
    if kind == "sequence_type":
        return numpy_helper.from_list(value, info.name).SerializeToString()
    if kind == "optional_type":
        return numpy_helper.from_optional(value, info.name).SerializeToString()
    if not isinstance(value, TensorProto):
        value = numpy_helper.from_array(value, info.name)
    # Some cases name their tensors after something else.
    named = TensorProto()
    named.CopyFrom(value)
    named.name = info.name
    return named.SerializeToString()


def write_case(case, folder):
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(case.model.SerializeToString())
    for number, (inputs, outputs) in enumerate(case.data_sets):
        data_set = folder / f"test_data_set_{number}"
        data_set.mkdir()
        for what, values, infos in (
            ("input", inputs, case.model.graph.input),
            ("output", outputs, case.model.graph.output),
        ):
            for index, (value, info) in enumerate(zip(values, infos)):
                file = data_set / f"{what}_{index}.pb"
                file.write_bytes(to_bytes(value, info))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder

    cases = list(node_cases.collect_testcases())
    cases += [case for case in model_cases.collect_testcases() if case.model]
    failures = 0
    for case in cases:
        target = folder / case.kind / case.name
        try:
            write_case(case, target)
        except Exception as error:  # One odd case must not cost all others.
            failures += 1
            shutil.rmtree(target, ignore_errors=True)
            print(f"{case.name}: {type(error).__name__}: {error}", file=sys.stderr)

    data = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data"
    stored = 0
    for kind in STORED:
        for model in sorted((data / kind).glob("*/model.onnx")):
            target = folder / kind / model.parent.name
            if not target.exists():
                shutil.copytree(model.parent, target)
                stored += 1
    print(
        f"onnx {onnx.__version__}: {len(cases) - failures} tests made, "
        f"{stored} copied, {failures} could not be written"
    )


if __name__ == "__main__":
    main()
