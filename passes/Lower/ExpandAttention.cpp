//===- ExpandAttention.cpp - Attention in the form of its formula ---------===//

#include "dialects/Toroid/PlainAttention.h"
#include "dialects/Toroid/ShapedBuilder.h"
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
      ShapedBuilder s(builder, op->getLoc(), shapes);
      for (auto [result, value] :
           llvm::zip_equal(op->getResults(), plain.results))
        s.replace(result, value);
      op->erase();
    }
  }
};
} // namespace
