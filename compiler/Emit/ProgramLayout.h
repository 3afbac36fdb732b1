//===- ProgramLayout.h - The structures of abi.h in the LLVM dialect -*- C++
//-*-===//
//
// Mirrors runtime/include/toroid/abi.h field by field for 64-bit targets.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_EMIT_PROGRAMLAYOUT_H
#define TOROID_COMPILER_EMIT_PROGRAMLAYOUT_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "toroid/abi.h"
#include <cstddef>

namespace toroid {

/// Indices of the fields of toroid_dim_spec.
namespace dim_spec {
enum { size, symbol, reserved, text };
mlir::LLVM::LLVMStructType getType(mlir::MLIRContext *context);
} // namespace dim_spec

/// Indices of the fields of toroid_tensor_spec.
namespace tensor_spec {
enum { name, element_type, rank, dims };
mlir::LLVM::LLVMStructType getType(mlir::MLIRContext *context);
} // namespace tensor_spec

/// Indices of the fields of toroid_step_spec.
namespace step_spec {
enum { kind, nodes };
mlir::LLVM::LLVMStructType getType(mlir::MLIRContext *context);
} // namespace step_spec

/// Indices of the fields of toroid_program.
namespace program {
enum {
  abi_version,
  num_inputs,
  num_outputs,
  num_symbols,
  name,
  inputs,
  outputs,
  symbols,
  weights,
  weights_size,
  weights_file,
  weights_hash,
  arena_size,
  run,
  steps,
  num_steps,
  reserved
};
mlir::LLVM::LLVMStructType getType(mlir::MLIRContext *context);
} // namespace program

// The types in ProgramLayout.cpp have no padding but what the C ABI gives them,
// which is none: each field's offset is the sum of the sizes before it.
static_assert(offsetof(toroid_dim_spec, size) == 0 &&
              offsetof(toroid_dim_spec, symbol) == 8 &&
              offsetof(toroid_dim_spec, reserved) == 12 &&
              offsetof(toroid_dim_spec, text) == 16 &&
              sizeof(toroid_dim_spec) == 24);
static_assert(offsetof(toroid_tensor_spec, name) == 0 &&
              offsetof(toroid_tensor_spec, element_type) == 8 &&
              offsetof(toroid_tensor_spec, rank) == 12 &&
              offsetof(toroid_tensor_spec, dims) == 16 &&
              sizeof(toroid_tensor_spec) == 24);
static_assert(offsetof(toroid_step_spec, kind) == 0 &&
              offsetof(toroid_step_spec, nodes) == 8 &&
              sizeof(toroid_step_spec) == 16);
static_assert(offsetof(toroid_program, abi_version) == 0 &&
              offsetof(toroid_program, num_inputs) == 4 &&
              offsetof(toroid_program, num_outputs) == 8 &&
              offsetof(toroid_program, num_symbols) == 12 &&
              offsetof(toroid_program, name) == 16 &&
              offsetof(toroid_program, inputs) == 24 &&
              offsetof(toroid_program, outputs) == 32 &&
              offsetof(toroid_program, symbols) == 40 &&
              offsetof(toroid_program, weights) == 48 &&
              offsetof(toroid_program, weights_size) == 56 &&
              offsetof(toroid_program, weights_file) == 64 &&
              offsetof(toroid_program, weights_hash) == 72 &&
              offsetof(toroid_program, arena_size) == 80 &&
              offsetof(toroid_program, run) == 88 &&
              offsetof(toroid_program, steps) == 96 &&
              offsetof(toroid_program, num_steps) == 104 &&
              offsetof(toroid_program, reserved) == 108 &&
              sizeof(toroid_program) == 112);

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_PROGRAMLAYOUT_H
