//===- Suppression.cpp - Choosing among boxes -----------------------------===//

#include "passes/Legalize/Formula.h"
#include "passes/Legalize/Loops.h"

#include <limits>

using namespace mlir;
using namespace toroid;

namespace {
/// The edges of boxes.
struct Box {
  Formula top, left, bottom, right;

  Formula area() const { return (bottom - top) * (right - left); }
};
} // namespace

/// The edges of `[B, N, 4]` boxes, each `[B, N]`, whichever corners they give.
static Box readBoxes(NodeContext &node, const Formula &boxes, bool byCenter) {
  auto column = [&](int64_t i) { return boxes.at(2, i); };
  if (byCenter) {
    Formula x = column(0), y = column(1), w = column(2) / 2, h = column(3) / 2;
    return {y - h, x - w, y + h, x + w};
  }
  return {min(column(0), column(2)), min(column(1), column(3)),
          max(column(0), column(2)), max(column(1), column(3))};
}

/// Whether two boxes have more than `threshold` of their union in common.
static Formula overlap(const Box &x, const Box &y, const Formula &threshold) {
  Formula height = max(min(x.bottom, y.bottom) - max(x.top, y.top), 0);
  Formula width = max(min(x.right, y.right) - max(x.left, y.left), 0);
  Formula common = height * width;
  Formula all = x.area() + y.area() - common;
  return (x.area() > 0) & (y.area() > 0) & (all > 0) &
         (common / all > threshold);
}

/// Each turn chooses, for all batches and classes at once, the box of the
/// largest score that is left, and drops those that overlap with it.
static LogicalResult legalizeNonMaxSuppression(NodeContext &node) {
  Formula boxes(node, node.getInput(0)), scores(node, node.getInput(1));
  if (boxes.getRank() != 3 || scores.getRank() != 3 ||
      !isa<FloatType>(boxes.getElementType()) ||
      boxes.getElementType() != scores.getElementType())
    return node.fail("its boxes and scores are no tensors of three dims");
  bool byCenter = node.getFlag("center_point_box", false);
  SymbolicShapes &shapes = node.getShapes();
  DimExpr most = 0;
  if (node.getInput(2)) {
    auto given = node.getInteger(2);
    if (!given)
      return failure();
    most = shapes.max(*given, 0);
  }
  for (unsigned i = 3; i < 5; ++i)
    if (Value input = node.getInput(i)) {
      // A run tells whether a vector of unknown length has one element.
      auto count = product(node.getShape(input)).getConstant();
      if (count.value_or(1) != 1 ||
          node.getElementType(input) != boxes.getElementType())
        return node.fail("its input #" + Twine(i) + " is no single number");
    }
  if (node.hasFailed())
    return failure();
  Type type = boxes.getElementType(), i64 = node.getBuilder().getI64Type();
  Shape shape = scores.getShape();
  DimExpr turns = shapes.min(most, shape[2]);
  auto threshold = [&](unsigned i) {
    return Formula(node, node.getInput(i)).reshape({});
  };
  Formula limit = node.getInput(3) ? threshold(3) : number(scores, 0);
  Formula isLeft =
      node.getInput(4)
          ? scores > threshold(4)
          : Formula(node,
                    node.broadcastTo(
                        node.scalar(node.getBuilder().getI1Type(), 1), shape));
  // A run fails unless there is a score of each class for each box.
  boxes = boxes.reshape({shape[0], shape[2], 4});
  Box edges = readBoxes(node, boxes, byCenter);
  auto choose = [&](const DimExpr &, ValueRange carried,
                    Values &next) -> LogicalResult {
    Formula left(node, carried[0]);
    Formula best(
        node, node.create<ArgReduceOp>(
                  i64, ReductionKind::max,
                  select(left, scores, -std::numeric_limits<double>::infinity())
                      .get(),
                  uint64_t(2), false, false));
    Formula any = left.to(type).reduce(ReductionKind::max, 2) > 0;
    auto chosen = [&](const Formula &edge) {
      return Formula(node, node.createLike<GatherNDOp>(edge, best.expand(2),
                                                       ArrayRef<int64_t>{1},
                                                       ArrayRef<int64_t>{0}))
          .expand(2);
    };
    auto each = [](const Formula &edge) { return edge.expand(1); };
    Box one = {chosen(edges.top), chosen(edges.left), chosen(edges.bottom),
               chosen(edges.right)};
    Box all = {each(edges.top), each(edges.left), each(edges.bottom),
               each(edges.right)};
    Formula isSelf = iotaAlong(node, shape[2], 2, 3) == best.expand(2);
    next = {left & !overlap(one, all, limit) & !isSelf, best, any};
    return failure(node.hasFailed());
  };
  auto results = buildCollectingLoop(node, turns, std::nullopt, isLeft.get(),
                                     {Collected(), Collected()}, choose);
  if (!results)
    return failure();
  // [turns, B, C]: what was chosen, by batch and class, then in order.
  Formula best = Formula(node, (*results)[1]).transpose({1, 2, 0});
  Formula found = Formula(node, (*results)[2]).transpose({1, 2, 0});
  Formula place =
      Formula(node, node.create<NonZeroOp>(i64, found.get())).transpose({1, 0});
  Formula box(node, node.createLike<GatherNDOp>(best, place,
                                                ArrayRef<int64_t>{0, 1, 2},
                                                ArrayRef<int64_t>{}));
  if (node.hasFailed())
    return failure();
  Value parts[] = {node.sliceDim(place, 1, 0, 2), box.expand(1)};
  return node.replace(
      node.create<ConcatOp>(i64, uint64_t(1), ValueRange(parts)));
}

void toroid::addSuppressionOperators(OperatorTable &table) {
  table.add("NonMaxSuppression", 10, {2, 5}, legalizeNonMaxSuppression);
}
