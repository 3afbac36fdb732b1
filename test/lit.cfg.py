# How lit runs the tests below this folder. test/README.md tells how to write
# one.

import os
import shutil
import sys

import lit.formats
from lit.llvm import llvm_config
from lit.llvm.subst import ToolSubst

config.name = "Toroid"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "runtime"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.toroid_build_dir, "test")

# Programs are found in our build folder first, then among LLVM's.
tools_dir = os.path.join(config.toroid_build_dir, "bin")
llvm_config.with_environment("PATH", [tools_dir, config.llvm_tools_dir], append_path=True)
llvm_config.with_environment("FILECHECK_OPTS", "--enable-var-scope --allow-unused-prefixes=false")
# Messages compared by tests are in English.
llvm_config.with_environment("LC_ALL", "C.UTF-8")

llvm_config.add_tool_substitutions(
    ["FileCheck", "count", "not", "split-file", "llvm-nm", "llvm-objdump", "llvm-readelf", "llc", "mlir-translate", "opt"],
    config.llvm_tools_dir,
)
# A tool that is not built yet leaves its name in place, and the test that uses
# it fails with "command not found".
llvm_config.add_tool_substitutions(
    [
        ToolSubst(tool, unresolved="ignore")
        for tool in ["toroid-opt", "toroid-compile", "toroid-run", "toroid-lsp-server"]
    ],
    [tools_dir],
)

# Models in tests are protobuf text: `%onnx-encode < model.textproto > model.onnx`.
importer_dir = os.path.join(config.toroid_source_dir, "compiler", "Importer")
config.substitutions += [
    ("%onnx-encode", f"{config.protoc} --encode=onnx.ModelProto --proto_path={importer_dir} Onnx.proto"),
    ("%tensor-encode", f"{config.protoc} --encode=onnx.TensorProto --proto_path={importer_dir} Onnx.proto"),
    ("%onnx-decode", f"{config.protoc} --decode=onnx.ModelProto --proto_path={importer_dir} Onnx.proto"),
    ("%exits", "sh " + os.path.join(config.test_source_root, "exits.sh")),
    ("%models", os.path.join(config.toroid_source_dir, "test", "e2e", "models")),
    ("%python", sys.executable),
    ("%cc", config.c_compiler),
    ("%cxx", config.cxx_compiler),
    ("%runtime_include", os.path.join(config.toroid_source_dir, "runtime", "include")),
    ("%runtime_src", os.path.join(config.toroid_source_dir, "runtime", "src")),
    ("%runtime_lib", os.path.join(config.toroid_build_dir, "lib")),
]

# What is compiled for AArch64 runs under QEMU, with Debian's C library for it.
aarch64_root = "/usr/aarch64-linux-gnu"
qemu_aarch64 = shutil.which("qemu-aarch64")
if qemu_aarch64 and os.path.exists(f"{aarch64_root}/lib/crt1.o"):
    config.available_features.add("qemu-aarch64")
    startup = " ".join(f"{aarch64_root}/lib/{part}.o" for part in ["crt1", "crti", "crtn"])
    config.substitutions += [
        (
            "%aarch64-cc",
            f"{config.c_compiler} --target=aarch64-linux-gnu -isystem {aarch64_root}/include -fuse-ld=lld"
            f" -nostdlib {startup} -L{aarch64_root}/lib -lc -lm",
        ),
        ("%aarch64-run", f"{qemu_aarch64} -L {aarch64_root}"),
    ]

# Tests that run what they compiled for x86-64 say `REQUIRES: x86_64`.
config.available_features.add(config.host_arch)
# util-linux's, which runs a command on a terminal.
if shutil.which("script"):
    config.available_features.add("script")
if config.sanitize:
    config.available_features.add("sanitizer")
