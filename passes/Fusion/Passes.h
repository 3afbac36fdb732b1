//===- Passes.h - Passes that form fused ops --------------------*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_PASSES_H
#define TOROID_PASSES_FUSION_PASSES_H

#include "dialects/Toroid/ToroidDialect.h"
#include "passes/Fusion/Site.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace toroid {

#define GEN_PASS_DECL
#include "passes/Fusion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/Fusion/Passes.h.inc"

struct FusionOptions {
  FusionControl control;
};

/// toroid → toroid: fused ops in the place of what they mean.
void buildFusionPipeline(mlir::OpPassManager &pm, const FusionOptions &options);

/// --toroid-fusion-pipeline
void registerFusionPipeline();

} // namespace toroid

#endif // TOROID_PASSES_FUSION_PASSES_H
