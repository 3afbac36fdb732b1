//===- Passes.h - From toroid to linalg on tensors --------------*- C++ -*-===//

#ifndef TOROID_PASSES_LOWER_PASSES_H
#define TOROID_PASSES_LOWER_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

#include <memory>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace toroid {

#define GEN_PASS_DECL
#include "passes/Lower/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/Lower/Passes.h.inc"

/// What the lower phase is told from outside.
struct LowerOptions {
  /// Attention becomes products and a softmax over whole rows: slow, for
  /// comparing numbers.
  bool decomposeAttention = false;
};

/// From `toroid` to linalg, tensor, arith, math, scf, cf on tensors, and
/// toroid.attention.
void buildLowerPipeline(mlir::OpPassManager &pm, const LowerOptions &options);

/// Makes `toroid-lower-pipeline` known to pass pipelines given as text.
void registerLowerPipeline();

} // namespace toroid

#endif // TOROID_PASSES_LOWER_PASSES_H
