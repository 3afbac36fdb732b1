//===- Axes.cpp - Axes and bounds that only a run may know ----------------===//

#include "passes/Legalize/Axes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace toroid;

DimExpr toroid::selectEqual(NodeContext &node, const DimExpr &a,
                            const DimExpr &b, const DimExpr &x,
                            const DimExpr &y) {
  if (x == y || a == b)
    return x;
  if ((a - b).getConstant())
    return y;
  OpBuilder &builder = node.getBuilder();
  Location loc = node.getLoc();
  auto value = [&](const DimExpr &expr) {
    return node.getShapes().materializeValue(builder, loc, expr);
  };
  Value isEqual = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        value(a), value(b));
  return node.getShapes().getIndex(
      arith::SelectOp::create(builder, loc, isEqual, value(x), value(y)));
}

/// As a vector of i64.
static Value toVector(NodeContext &node, Value value, unsigned input) {
  if (node.hasFailed())
    return {};
  if (!node.getElementType(value).isSignlessInteger() ||
      node.getRank(value) > 1) {
    (void)node.fail("its input #" + Twine(input) +
                    " is not a vector or scalar of integers");
    return {};
  }
  if (node.getRank(value) == 0)
    value = node.reshape(value, {1});
  return node.cast(value, node.getBuilder().getI64Type());
}

std::optional<Shape> toroid::spreadOverDims(NodeContext &node, Value axes,
                                            Value values, int64_t rank,
                                            int64_t fill) {
  OpBuilder &builder = node.getBuilder();
  if (node.hasFailed())
    return std::nullopt;
  if (rank == 0)
    return Shape();
  auto type = RankedTensorType::get({rank}, builder.getI64Type());
  Value all = node.constant(DenseElementsAttr::get(type, fill));
  Value places = node.reshape(axes, {node.getShape(axes).front(), 1});
  Value spread = node.createLike<ScatterOp>(
      all, places, values, builder.getDenseI64ArrayAttr({0}),
      builder.getDenseI64ArrayAttr({}), ReductionKindAttr());
  auto elements = node.getIntegers(spread, 1);
  if (!elements)
    return std::nullopt;
  return Shape(elements->begin(), elements->end());
}

std::optional<Shape> toroid::maskDims(NodeContext &node, unsigned input,
                                      int64_t rank) {
  Value axes = toVector(node, node.getInput(input), input);
  Value one = node.scalar(node.getBuilder().getI64Type(), 1);
  if (node.hasFailed())
    return std::nullopt;
  Value ones = node.broadcastTo(one, node.getShape(axes));
  return spreadOverDims(node, axes, ones, rank, 0);
}

Shape toroid::dropMasked(NodeContext &node, ArrayRef<DimExpr> sizes,
                         ArrayRef<DimExpr> mask, int64_t count) {
  Shape kept;
  for (int64_t place = 0; place < count; ++place) {
    // Twice the number of dims kept so far, plus 1 where a dim is dropped: even
    // numbers tell where it is.
    DimExpr size = 1, before = 0;
    for (auto [own, isDropped] : llvm::zip(sizes, mask)) {
      size = selectEqual(node, before * DimExpr(2) + isDropped, 2 * place, own,
                         size);
      before = before + 1 - isDropped;
    }
    kept.push_back(size);
  }
  return kept;
}

Shape toroid::insertMasked(NodeContext &node, ArrayRef<DimExpr> sizes,
                           ArrayRef<DimExpr> mask) {
  Shape result;
  DimExpr before = 0;
  for (const DimExpr &isNew : mask) {
    DimExpr size = 1;
    for (auto [i, own] : llvm::enumerate(sizes))
      size = selectEqual(node, before * DimExpr(2) + isNew, int64_t(2 * i), own,
                         size);
    result.push_back(size);
    before = before + 1 - isNew;
  }
  return result;
}

Value toroid::getVector(NodeContext &node, unsigned input, int64_t count) {
  Value vector = node.getInput(input);
  if (!vector) {
    (void)node.fail("its input #" + Twine(input) + " is missing");
    return {};
  }
  vector = toVector(node, vector, input);
  if (node.hasFailed())
    return {};
  // What is known to be wrong is reported by whoever looks at the elements.
  return node.getShape(vector).front().getConstant()
             ? vector
             : node.reshape(vector, {count});
}

std::optional<Shape> toroid::getSizes(NodeContext &node, unsigned input,
                                      int64_t count) {
  Value vector = getVector(node, input, count);
  auto elements = node.getIntegers(vector, input);
  if (!elements)
    return std::nullopt;
  return Shape(elements->begin(), elements->end());
}

std::optional<int64_t> toroid::getRankWithAxes(NodeContext &node,
                                               int64_t sign) {
  int64_t rank = node.getRank(node.getInput(0));
  if (Value axes = node.getInput(1))
    if (auto count = product(node.getShape(axes)).getConstant())
      return std::max<int64_t>(0, rank + sign * *count);
  if (auto declared = node.getDeclaredRank(0))
    return declared;
  (void)node.fail("only a run knows the rank of its output",
                  "re-export the model with constant axes, or declare the "
                  "output's rank");
  return std::nullopt;
}
