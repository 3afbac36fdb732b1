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

namespace {
struct SimplifyPass : toroid::impl::SimplifyBase<SimplifyPass> {
  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<Operation *> identities;
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      dropBroadcasts(op, shapes);
      if (Value input = findIdentity(op, shapes)) {
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
