//===- Simplify.cpp - Ops that symbolic shapes show to do nothing ---------===//

#include "passes/Graph/Passes.h"

namespace toroid {
#define GEN_PASS_DEF_SIMPLIFY
#include "passes/Graph/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The operand that `op` returns unchanged, if it does.
static Value findIdentity(Operation *op, SymbolicShapes &shapes) {
  if (!isa<ReshapeOp, BroadcastToOp, SliceOp>(op))
    return {};
  Value input = op->getOperand(0), result = op->getResult(0);
  if (shapes.getShape(input) != shapes.getShape(result))
    return {};
  if (auto slice = dyn_cast<SliceOp>(op)) {
    // With all elements kept, a stride of 1 leaves offset 0 only.
    if (llvm::any_of(slice.getStrides(), [](int64_t s) { return s != 1; }))
      return {};
  }
  return input;
}

/// Replaces operands of a broadcasting op by what they are broadcasts of.
static void dropBroadcasts(Operation *op, SymbolicShapes &shapes) {
  if (!isa<AddOp, SubOp, MulOp, DivOp, ModOp, FmodOp, PowOp, MaxOp, MinOp,
           AndOp, OrOp, XorOp, CompareOp, SelectOp>(op))
    return;
  Shape result = shapes.getShape(op->getResult(0));
  for (OpOperand &operand : op->getOpOperands()) {
    auto broadcast = operand.get().getDefiningOp<BroadcastToOp>();
    if (!broadcast)
      continue;
    // The result keeps its shape if the other operands alone give it.
    std::optional<Shape> merged = shapes.getShape(broadcast.getInput());
    for (OpOperand &other : op->getOpOperands())
      if (merged && &other != &operand)
        merged = shapes.broadcast(*merged, shapes.getShape(other.get()));
    if (merged && *merged == result)
      operand.set(broadcast.getInput());
  }
}

/// Leading dims that one reshape merges, a transpose leaves first, and another
/// reshape splits again: the transpose works on the split dims as well.
///   [b, h, s, d] -> [b*h, s, d] -> [b*h, d, s] -> [b, h, d, s]
static Value transposeUnmerged(Operation *op, SymbolicShapes &shapes) {
  auto split = dyn_cast<ReshapeOp>(op);
  auto transpose =
      split ? split.getInput().getDefiningOp<TransposeOp>() : TransposeOp();
  auto merge =
      transpose ? transpose.getInput().getDefiningOp<ReshapeOp>() : ReshapeOp();
  if (!merge)
    return {};
  ArrayRef<int64_t> inner = transpose.getPermutation();
  Shape whole = shapes.getShape(merge.getInput());
  Shape merged = shapes.getShape(merge.getResult());
  Shape result = shapes.getShape(split.getResult());
  if (merged.empty() || whole.size() < merged.size() || inner[0] != 0)
    return {};
  // `extra` more dims than the merged one stood for at the front.
  int64_t extra = whole.size() - merged.size();
  if (ArrayRef(whole).drop_front(extra + 1) != ArrayRef(merged).drop_front())
    return {};
  SmallVector<int64_t> permutation =
      llvm::to_vector(llvm::seq<int64_t>(extra + 1));
  for (int64_t from : inner.drop_front())
    permutation.push_back(from + extra);
  Shape transposed;
  for (int64_t from : permutation)
    transposed.push_back(whole[from]);
  if (transposed != result)
    return {};
  OpBuilder builder(op);
  return TransposeOp::create(builder, op->getLoc(), split.getResult().getType(),
                             merge.getInput(), permutation);
}

namespace {
struct SimplifyPass : toroid::impl::SimplifyBase<SimplifyPass> {
  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<Operation *> identities;
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      dropBroadcasts(op, shapes);
      Value input = findIdentity(op, shapes);
      if (!input)
        input = transposeUnmerged(op, shapes);
      if (input) {
        // A static dim that only the result's type tells must not be lost.
        if (input.getType() != op->getResult(0).getType())
          return;
        op->getResult(0).replaceAllUsesWith(input);
        identities.push_back(op);
      }
    });
    for (Operation *op : identities)
      op->erase();
  }
};
} // namespace
