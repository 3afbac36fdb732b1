//===- FuseLinear.cpp - Forms toroid.linear -------------------------------===//

#include "dialects/Toroid/ShapedBuilder.h"
#include "passes/Fusion/LinearReader.h"
#include "passes/Fusion/Passes.h"

namespace toroid {
#define GEN_PASS_DEF_FUSELINEAR
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Products of numbers that might be with a weight: their right side is a
/// matrix, or constant.
static bool isRoot(MatMulOp op) {
  auto type = op.getRhs().getType();
  return isa<FloatType>(type.getElementType()) && !isDead(op) &&
         (type.getRank() == 2 || op.getRhs().getDefiningOp<ConstantOp>());
}

static Value build(const LinearParts &parts, Location loc,
                   SymbolicShapes &shapes) {
  OpBuilder builder(parts.result.getDefiningOp());
  builder.setInsertionPointAfter(parts.result.getDefiningOp());
  ShapedBuilder s(builder, loc, shapes);
  MatMulOp product = parts.product;
  Value input = product.getLhs(), weight = product.getRhs();
  // Rows are those of the result, and columns one dim.
  Shape result = s.getShape(parts.result);
  Shape rows(ArrayRef(result).drop_back(parts.numColumnDims));
  Shape matrix(ArrayRef(s.getShape(weight)).take_back(2));
  auto withLast = [&](const DimExpr &last) {
    Shape shape = rows;
    shape.push_back(last);
    return shape;
  };
  weight = s.reshape(weight, matrix);
  if (parts.result.getType() != product.getResult().getType())
    input = s.reshape(input, withLast(s.getShape(input).back()));
  DimExpr columns = matrix[product.getTransposeRhs() ? 0 : 1];
  Value bias = parts.bias, residual = parts.residual;
  if (bias)
    bias = s.reshape(bias, {getProduct(s.getShape(bias))});
  if (residual)
    residual = s.reshape(residual, withLast(columns));
  Value linear = s.createLike<LinearOp>(
      input, weight, bias, residual, parts.activation,
      product.getTransposeLhs(), product.getTransposeRhs());
  Value reshaped = s.reshape(linear, result);
  return reshaped.getType() == parts.result.getType() ? reshaped : Value();
}

namespace {
struct FuseLinearPass : toroid::impl::FuseLinearBase<FuseLinearPass> {
  using FuseLinearBase::FuseLinearBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from(except, wrong, record);
    SmallVector<MatMulOp> roots;
    getOperation().walk([&](MatMulOp op) {
      if (isRoot(op))
        roots.push_back(op);
    });
    SmallVector<UntakenFollower> untaken;
    for (MatMulOp root : roots) {
      Site site(FusionKind::Linear, root, control);
      LinearReader reader(site, root, control, shapes);
      if (site.isMissed() || !reader.read())
        continue;
      const LinearParts &parts = reader.getParts();
      if (Value linear = build(parts, site.getLoc(), shapes))
        site.replace(parts.result, linear, shapes);
      llvm::append_range(untaken, reader.getUntaken());
    }
    // Another linear may have taken it in meanwhile.
    for (const UntakenFollower &follower : untaken) {
      if (isDead(follower.op))
        continue;
      Site site(FusionKind::Linear, follower.op, control);
      site.require(false, *follower.failed, [&] { return follower.found; });
    }
  }
};
} // namespace
