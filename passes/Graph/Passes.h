//===- Passes.h - Passes that settle the graph ------------------*- C++ -*-===//

#ifndef TOROID_PASSES_GRAPH_PASSES_H
#define TOROID_PASSES_GRAPH_PASSES_H

#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace toroid {

#define GEN_PASS_DECL
#include "passes/Graph/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/Graph/Passes.h.inc"

struct GraphOptions {};

/// toroid → toroid: shapes settled, shape arithmetic gone, canonical forms.
void buildGraphPipeline(mlir::OpPassManager &pm, const GraphOptions &options);

/// --toroid-graph-pipeline
void registerGraphPipeline();

} // namespace toroid

#endif // TOROID_PASSES_GRAPH_PASSES_H
