//===- TileAttention.cpp - Attention without its matrix of scores ---------===//

#include "passes/CPU/AttentionTiling.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace toroid {
#define GEN_PASS_DEF_TILEATTENTION
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct TileAttention : toroid::impl::TileAttentionBase<TileAttention> {
  using TileAttentionBase::TileAttentionBase;

  void runOnOperation() override {
    const CPUTarget *cpu = getCPUTarget(getOperation(), target);
    if (!cpu)
      return signalPassFailure();
    SmallVector<AttentionOp> ops;
    getOperation().walk([&](AttentionOp op) { ops.push_back(op); });
    for (AttentionOp op : ops)
      AttentionTiling(op, *cpu).run();
  }
};
} // namespace
