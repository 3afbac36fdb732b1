//===- AttentionToPrimitives.cpp - Attention with all scores in memory ----===//

#include "dialects/Toroid/AttentionFormula.h"
#include "passes/Lower/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace toroid {
#define GEN_PASS_DEF_ATTENTIONTOPRIMITIVES
#include "passes/Lower/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct AttentionToPrimitives
    : toroid::impl::AttentionToPrimitivesBase<AttentionToPrimitives> {
  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<AttentionOp> ops;
    getOperation().walk([&](AttentionOp op) { ops.push_back(op); });
    for (AttentionOp op : ops) {
      OpBuilder builder(op);
      Value result = AttentionFormula(builder, op, shapes).getResult();
      // Its type may tell more than the op's does.
      if (result.getType() != op.getResult().getType())
        result = tensor::CastOp::create(builder, op.getLoc(),
                                        op.getResult().getType(), result);
      op.getResult().replaceAllUsesWith(result);
      shapes.forget(op.getResult());
      op.erase();
    }
  }
};
} // namespace
