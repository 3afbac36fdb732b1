//===- ToroidToLinalg.cpp - Lower the toroid dialect ----------------------===//

#include "passes/Lower/Lowering.h"
#include "passes/Lower/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace toroid {
#define GEN_PASS_DEF_TOROIDTOLINALG
#include "passes/Lower/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct ToroidToLinalg : toroid::impl::ToroidToLinalgBase<ToroidToLinalg> {
  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (!func.isExternal() && failed(Lowering(func).run()))
      signalPassFailure();
  }
};
} // namespace
