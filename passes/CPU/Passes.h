//===- Passes.h - From linalg on tensors to code for CPUs -------*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_PASSES_H
#define TOROID_PASSES_CPU_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

#include <memory>
#include <string>

namespace mlir {
class DialectRegistry;
class OpPassManager;
} // namespace mlir

namespace toroid {

#define GEN_PASS_DECL
#include "passes/CPU/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/CPU/Passes.h.inc"

/// What the CPU phase is told from outside.
struct CPUOptions {
  /// Name of a CPUTarget.
  std::string target = "generic";
  /// Leave the memory's plan in the module; see MemoryPlan.h.
  bool recordMemory = false;
};

/// From one @main on tensors to the LLVM dialect with the entry points of
/// runtime/include/toroid/abi.h.
void buildCPUPipeline(mlir::OpPassManager &pm, const CPUOptions &options);

/// Makes `toroid-cpu-pipeline` known to pass pipelines given as text.
void registerCPUPipeline();

/// Registers what the pipeline needs from upstream beyond dialects: models of
/// the interfaces that tiling, bufferization and conversion go through.
void registerCPUDialectExtensions(mlir::DialectRegistry &registry);

} // namespace toroid

#endif // TOROID_PASSES_CPU_PASSES_H
