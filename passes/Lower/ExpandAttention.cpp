//===- ExpandAttention.cpp - Attention in the form of its formula ---------===//

#include "dialects/Toroid/PlainAttention.h"
#include "passes/Lower/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace toroid {
#define GEN_PASS_DEF_EXPANDATTENTION
#include "passes/Lower/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct ExpandAttention : toroid::impl::ExpandAttentionBase<ExpandAttention> {
  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<AttentionOp> ops;
    getOperation().walk([&](AttentionOp op) {
      if (!op.isPlain())
        ops.push_back(op);
    });
    for (AttentionOp op : ops) {
      OpBuilder builder(op);
      PlainAttention plain = buildPlainAttention(builder, op, shapes);
      for (auto [result, value] :
           llvm::zip_equal(op->getResults(), plain.results)) {
        // Its type may tell more than the op's does.
        if (value.getType() != result.getType())
          value = tensor::CastOp::create(builder, op->getLoc(),
                                         result.getType(), value);
        result.replaceAllUsesWith(value);
        shapes.forget(result);
      }
      op->erase();
    }
  }
};
} // namespace
