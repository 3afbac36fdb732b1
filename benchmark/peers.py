#!/usr/bin/env python3
"""One peer on one model, in a process of its own.

    peers.py PEER MODEL.onnx --threads N --folder FOLDER --architecture NAME

loads the model, says so in a line of JSON, and then does what it is told, a
line each: `batch SECONDS LEAST` times runs, `outputs FILE` writes what the
last one gave. The runner (bench.py) stops the process between its batches, so
that threads that spin while they wait take nothing from another peer.

Each peer has the settings that its own documentation recommends for latency on
a CPU, and computes in f32.
"""

import argparse
import ctypes
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import numpy as np


def resident(field):
    """MB of this process: VmHWM is the peak, VmRSS what is now."""
    for line in open("/proc/self/status"):
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def tool(name):
    """A command of this virtual environment."""
    return str(pathlib.Path(sys.executable).parent / name)


def run(command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if result.returncode != 0:
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if "error" in line.lower()]
        raise RuntimeError((errors or lines or [f"exit {result.returncode}"])[0])


#===-- the peers -------------------------------------------------------------===#
# A peer has a constructor, which ends the moment it could run, and `run`;
# `prepare` makes files that all processes of a case use.


class OnnxRuntime:
    """All graph optimizations; inputs and outputs bound once."""

    package = "onnxruntime"

    def __init__(self, arguments, inputs):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = (
            onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        )
        options.intra_op_num_threads = arguments.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(self.model(arguments)), options, providers=["CPUExecutionProvider"]
        )
        self.binding = self.session.io_binding()
        self.inputs = [
            (name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
            for name, array in inputs.items()
        ]
        names = {value.name for value in self.session.get_inputs()}
        for name, value in self.inputs:
            if name in names:
                self.binding.bind_ortvalue_input(name, value)
        for value in self.session.get_outputs():
            self.binding.bind_output(value.name, "cpu")

    def model(self, arguments):
        return arguments.model

    def run(self):
        self.session.run_with_iobinding(self.binding)

    def outputs(self):
        names = [value.name for value in self.session.get_outputs()]
        return dict(zip(names, self.binding.copy_outputs_to_cpu()))


class OnnxRuntimeOptimized(OnnxRuntime):
    """The same, on what ONNX Runtime's transformer optimizer makes of the file."""

    @staticmethod
    def optimized(arguments):
        return arguments.folder / "ort-optimizer.onnx"

    @classmethod
    def prepare(cls, arguments):
        import logging

        from onnxruntime.transformers import optimizer

        import architectures

        logging.disable(logging.ERROR)
        options = {}
        if arguments.architecture:
            options = architectures.ARCHITECTURES[arguments.architecture].optimizer
        model = optimizer.optimize_model(str(arguments.model), **options)
        if not any(model.get_fused_operator_statistics().values()):
            raise RuntimeError("the transformer optimizer fuses nothing")
        model.save_model_to_file(str(cls.optimized(arguments)))

    def model(self, arguments):
        return self.optimized(arguments)


class OpenVino:
    """LATENCY mode, one stream, f32."""

    package = "openvino"

    def __init__(self, arguments, inputs):
        import openvino

        core = openvino.Core()
        model = core.read_model(str(arguments.model))
        compiled = core.compile_model(
            model,
            "CPU",
            {
                "PERFORMANCE_HINT": "LATENCY",
                "INFERENCE_PRECISION_HINT": "f32",
                "KV_CACHE_PRECISION": "f32",
                "NUM_STREAMS": "1",
                "INFERENCE_NUM_THREADS": str(arguments.threads),
            },
        )
        self.names = [output.get_any_name() for output in compiled.outputs]
        self.request = compiled.create_infer_request()
        known = {name for value in compiled.inputs for name in value.get_names()}
        self.inputs = {
            name: openvino.Tensor(array, shared_memory=True)
            for name, array in inputs.items()
            if name in known
        }
        for name, tensor in self.inputs.items():
            self.request.set_tensor(name, tensor)

    def run(self):
        self.request.infer()

    def outputs(self):
        return {
            name: self.request.get_output_tensor(index).data.copy()
            for index, name in enumerate(self.names)
        }


class Iree:
    """llvm-cpu for this machine's processor, all optimizations, weights as
    parameters."""

    package = "iree.compiler"

    @staticmethod
    def simplified(arguments):
        """The model without arithmetic on shapes, which the importer's shape
        inference does not see through: constants folded by ONNX Runtime."""
        try:
            import onnxruntime
        except ImportError:
            return arguments.model
        path = arguments.folder / "iree.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = (
            onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        )
        options.optimized_model_filepath = str(path)
        for key, value in (
            ("initializers_file_name", "iree.weights"),
            ("initializers_min_size_in_bytes", "1024"),
        ):
            options.add_session_config_entry(
                f"session.optimized_model_external_{key}", value
            )
        options.log_severity_level = 3
        onnxruntime.InferenceSession(
            str(arguments.model), options, providers=["CPUExecutionProvider"]
        )
        return path

    @classmethod
    def prepare(cls, arguments):
        folder = arguments.folder
        source, module = folder / "iree.mlir", folder / "iree.vmfb"
        imported = [tool("iree-import-onnx"), cls.simplified(arguments), "-o", source]
        imported += ["--externalize-params", "--save-params-to", folder / "iree.irpa"]
        run([*imported, "--opset-version=17"])
        (folder / "iree.weights").unlink(missing_ok=True)
        run(
            [
                tool("iree-compile"),
                source,
                "-o",
                module,
                "--iree-hal-target-device=local",
                "--iree-hal-local-target-device-backends=llvm-cpu",
                "--iree-llvmcpu-target-cpu=host",
                "--iree-opt-level=O3",
                "--iree-opt-data-tiling",
                # What some models want is more than 32 KiB.
                "--iree-llvmcpu-stack-allocation-limit=2097152",
            ]
        )

    def __init__(self, arguments, inputs):
        import iree.runtime

        iree.runtime.flags.parse_flags(
            f"--task_topology_group_count={arguments.threads}",
            "--task_worker_spin_us=100",
            "--task_worker_stack_size=8388608",
        )
        config = iree.runtime.Config("local-task" if arguments.threads > 1 else "local-sync")
        index = iree.runtime.ParameterIndex()
        weights = arguments.folder / "iree.irpa"
        if weights.exists():
            index.load(str(weights))
        parameters = iree.runtime.create_io_parameters_module(
            config.vm_instance, index.create_provider(scope="model")
        )
        program = iree.runtime.VmModule.mmap(
            config.vm_instance, str(arguments.folder / "iree.vmfb")
        )
        modules = iree.runtime.load_vm_modules(parameters, program, config=config)
        exported = [
            name
            for name in modules[-1].vm_module.function_names
            if not name.startswith("__") and not name.endswith("$async")
        ]
        self.function = modules[-1][exported[0]]
        # In the order of the model's inputs.
        import onnx

        simplified = arguments.folder / "iree.onnx"
        model = simplified if simplified.exists() else arguments.model
        graph = onnx.load(str(model), load_external_data=False).graph
        self.inputs = [
            iree.runtime.asdevicearray(config.device, inputs[value.name])
            for value in graph.input
        ]
        self.names = [value.name for value in graph.output]

    def run(self):
        self.results = self.function(*self.inputs)

    def outputs(self):
        results = self.results
        if not isinstance(results, (tuple, list)):
            results = (results,)
        return {
            name: np.array(result.to_host())
            for name, result in zip(self.names, results)
        }


class Torch:
    """The module itself, in inference mode."""

    package = "torch"

    def __init__(self, arguments, inputs):
        import torch

        import architectures

        torch.set_num_threads(arguments.threads)
        torch.set_num_interop_threads(1)
        if not arguments.architecture:
            raise RuntimeError("a file is no PyTorch module")
        architecture = architectures.ARCHITECTURES[arguments.architecture]
        self.module = self.compiled(torch, architectures.make(architecture))
        self.inputs = {
            name: torch.from_numpy(array.copy()) for name, array in inputs.items()
        }
        self.names = architecture.outputs
        self.inference_mode = torch.inference_mode
        self.torch = torch

    def compiled(self, torch, module):
        return module

    def run(self):
        with self.inference_mode():
            self.results = self.module(**self.inputs)

    def outputs(self):
        results = self.results
        if isinstance(results, self.torch.Tensor):
            results = (results,)
        elif not isinstance(results, tuple):
            results = results.to_tuple()
        return {
            name: result.numpy() for name, result in zip(self.names, results)
        }


class TorchCompile(Torch):
    """torch.compile with weights frozen, as Inductor wants them on CPUs."""

    def compiled(self, torch, module):
        import torch._inductor.config

        torch._inductor.config.freezing = True
        self.no_grad = torch.no_grad
        return torch.compile(module)

    def run(self):
        # Freezing does not know inference mode.
        with self.no_grad():
            self.results = self.module(**self.inputs)


PEERS = {
    "ort": OnnxRuntime,
    "ort-optimizer": OnnxRuntimeOptimized,
    "openvino": OpenVino,
    "iree": Iree,
    "torch": Torch,
    "torch-compile": TorchCompile,
}


#===-- what the runner wants -------------------------------------------------===#


def timed(peer, seconds, least):
    """Milliseconds of each run, for some time and some runs at least."""
    times = []
    begin = time.perf_counter()
    while len(times) < least or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        peer.run()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument(
        "--architecture", default="", help="none: PyTorch has no such module"
    )
    parser.add_argument("--inputs", type=pathlib.Path)
    parser.add_argument("--prepare", action="store_true")
    arguments = parser.parse_args()
    models = pathlib.Path(__file__).resolve().parent / "models"
    sys.path.insert(0, str(models))

    # A runner that is killed cannot end who waits for it.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    # What libraries print is no answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(**fields):
        print(json.dumps(fields), file=answers, flush=True)

    peer = PEERS[arguments.peer]
    try:
        if arguments.prepare:
            peer.prepare(arguments)
            answer(ready=True)
            return 0
        with np.load(arguments.inputs) as stored:
            inputs = {name: stored[name] for name in stored.files}
        # Starting an interpreter is not the peer's doing.
        if issubclass(peer, Torch):
            import architectures
        else:
            __import__(peer.package)
        if peer is Iree:
            import iree.runtime
            import onnx
        before = resident("VmRSS")
        begin = time.perf_counter()
        instance = peer(arguments, inputs)
        loaded = time.perf_counter()
        instance.run()
        answer(
            ready=True,
            load=(loaded - begin) * 1e3,
            first=(time.perf_counter() - loaded) * 1e3,
            interpreter=before,
        )
        for line in sys.stdin:
            command, *words = line.split()
            if command == "batch":
                instance.run()
                times = timed(instance, float(words[0]), int(words[1]))
                answer(times=times, resident=resident("VmHWM"))
            elif command == "outputs":
                np.savez(words[0], **instance.outputs())
                answer(written=True)
    except Exception as error:
        answer(failed=str(error).strip() or type(error).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
