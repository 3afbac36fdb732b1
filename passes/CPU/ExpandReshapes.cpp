//===- ExpandReshapes.cpp - Dims split into several dynamic ones ----------===//

#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace toroid {
#define GEN_PASS_DEF_EXPANDRESHAPES
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Strides of a split dim are products of the sizes to the right in its group
/// and the dim's own stride.
static void expand(memref::ExpandShapeOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  auto source = memref::ExtractStridedMetadataOp::create(b, op.getSrc());
  SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
  SmallVector<OpFoldResult> known = source.getConstifiedMixedStrides();
  SmallVector<OpFoldResult> strides(sizes.size());
  auto multiply = [&](OpFoldResult x, OpFoldResult y) -> OpFoldResult {
    auto left = getConstantIntValue(x), right = getConstantIntValue(y);
    if (left && right)
      return b.getIndexAttr(*left * *right);
    return b.createOrFold<arith::MulIOp>(
        getValueOrCreateConstantIndexOp(b, b.getLoc(), x),
        getValueOrCreateConstantIndexOp(b, b.getLoc(), y));
  };
  for (auto [stride, group] : llvm::zip(known, op.getReassociationIndices())) {
    OpFoldResult next = stride;
    for (int64_t i : llvm::reverse(group)) {
      strides[i] = next;
      if (i != group.front())
        next = multiply(next, sizes[i]);
    }
  }
  // The type may know less of the strides than the operands do.
  auto [typeStrides, offset] = op.getResultType().getStridesAndOffset();
  for (auto [stride, typed] : llvm::zip(strides, typeStrides)) {
    if (ShapedType::isDynamic(typed))
      stride = getValueOrCreateConstantIndexOp(b, b.getLoc(), stride);
    else
      stride = b.getIndexAttr(typed);
  }
  OpFoldResult start = ShapedType::isDynamic(offset)
                           ? OpFoldResult(source.getOffset())
                           : OpFoldResult(b.getIndexAttr(offset));
  auto view = memref::ReinterpretCastOp::create(
      b, op.getResultType(), source.getBaseBuffer(), start, sizes, strides);
  op.replaceAllUsesWith(view.getResult());
  op.erase();
}

namespace {
struct ExpandReshapes : toroid::impl::ExpandReshapesBase<ExpandReshapes> {
  void runOnOperation() override {
    SmallVector<memref::ExpandShapeOp> ops;
    getOperation().walk([&](memref::ExpandShapeOp op) {
      if (op.getResultType().getRank() > 0 && op.getSrcType().getRank() > 0 &&
          llvm::any_of(op.getReassociationIndices(), [&](auto group) {
            return llvm::count_if(group, [&](int64_t i) {
                     return op.getResultType().isDynamicDim(i);
                   }) > 1;
          }))
        ops.push_back(op);
    });
    for (memref::ExpandShapeOp op : ops)
      expand(op);
  }
};
} // namespace
