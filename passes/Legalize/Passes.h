//===- Passes.h - From ONNX nodes to toroid ops -----------------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_PASSES_H
#define TOROID_PASSES_LEGALIZE_PASSES_H

#include "dialects/Onnx/OnnxDialect.h"
#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace toroid {

// Options of the pass are those of the phase: LegalizeOptions.
#define GEN_PASS_DECL
#include "passes/Legalize/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/Legalize/Passes.h.inc"

/// onnx → toroid; everything that has no equivalent is reported at once.
void buildLegalizePipeline(mlir::OpPassManager &pm,
                           const LegalizeOptions &options);

/// --toroid-legalize-pipeline
void registerLegalizePipeline();

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_PASSES_H
