//===- Reduce.cpp - Operators that summarize along axes -------------------===//

#include "passes/Legalize/Axes.h"

#include <limits>

using namespace mlir;
using namespace toroid;

namespace {
/// What a reduction does: `finish(reduce(input, axes, keepDims))`.
struct Reduction {
  Value input;
  SmallVector<int64_t> axes;
  bool keepDims = true;
  bool isNothing = false; ///< No axes, and that means none.
  /// The shape of the result, where it is not what the reduction gives.
  std::optional<Shape> shape;

  Value finish(NodeContext &node, Value result) const {
    return shape && !node.hasFailed() ? node.reshape(result, *shape) : result;
  }
};
} // namespace

/// Axes that only a run knows: every dim becomes two, of which one has its size
/// and the other is 1; the second of each pair is reduced.
static std::optional<Reduction> readComputedAxes(NodeContext &node) {
  Reduction reduction;
  Value input = node.getInput(0);
  Shape shape = node.getShape(input);
  int64_t rank = shape.size();
  auto mask = maskDims(node, 1, rank);
  bool keepDims = node.getFlag("keepdims", true);
  auto resultRank = keepDims ? std::optional(rank) : getRankWithAxes(node, -1);
  if (!mask || !resultRank)
    return std::nullopt;
  // No axes are all of them, unless they mean none.
  if (!node.getFlag("noop_with_empty_axes", false)) {
    DimExpr count = product(node.getShape(node.getInput(1)));
    for (DimExpr &isReduced : *mask)
      isReduced = selectEqual(node, count, 0, 1, isReduced);
  }
  Shape pairs, kept;
  for (int64_t i = 0; i < rank; ++i) {
    kept.push_back(selectEqual(node, (*mask)[i], 0, shape[i], 1));
    pairs.push_back(kept.back());
    pairs.push_back(selectEqual(node, (*mask)[i], 0, 1, shape[i]));
    reduction.axes.push_back(2 * i + 1);
  }
  reduction.input = node.reshape(input, pairs);
  reduction.keepDims = false;
  reduction.shape =
      keepDims ? kept : dropMasked(node, shape, *mask, *resultRank);
  return node.hasFailed() ? std::nullopt : std::optional(reduction);
}

/// Axes are an attribute up to opset 17 (12 for ReduceSum), then an input.
static std::optional<Reduction> readReduction(NodeContext &node) {
  Reduction reduction;
  reduction.input = node.getInput(0);
  reduction.keepDims = node.getFlag("keepdims", true);
  SmallVector<int64_t> given = node.getInts("axes");
  if (node.getInput(1)) {
    auto elements = node.findConstantIntegers(1);
    if (!elements)
      return node.hasFailed() ? std::nullopt : readComputedAxes(node);
    given = *elements;
  }
  if (node.hasFailed())
    return std::nullopt;
  int64_t rank = node.getRank(reduction.input);
  if (given.empty() && node.getFlag("noop_with_empty_axes", false)) {
    reduction.isNothing = true;
    return reduction;
  }
  if (given.empty())
    given = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  auto axes = node.normalizeAxes(given, rank);
  if (!axes)
    return std::nullopt;
  reduction.axes = *axes;
  return reduction;
}

static Value identity(NodeContext &, Value x) { return x; }
static Value absolute(NodeContext &node, Value x) {
  return node.createLike<AbsOp>(x);
}
static Value square(NodeContext &node, Value x) {
  return node.createLike<MulOp>(x, x);
}
static Value squareRoot(NodeContext &node, Value x) {
  // The operator takes integers too; their root is truncated.
  if (node.hasFailed() || isa<FloatType>(node.getElementType(x)))
    return node.createLike<SqrtOp>(x);
  Value wide = node.cast(x, node.getBuilder().getF64Type());
  return node.cast(node.createLike<SqrtOp>(wide), node.getElementType(x));
}
static Value logarithm(NodeContext &node, Value x) {
  return node.createLike<LogOp>(x);
}

/// Of bools, the maximum is whether any holds and the minimum whether all do.
template <ReductionKind kind>
static LogicalResult legalizeExtremum(NodeContext &node) {
  auto reduction = readReduction(node);
  if (!reduction)
    return failure();
  Value x = reduction->input;
  if (reduction->isNothing)
    return node.replace(x);
  Type type = node.getElementType(x);
  // Unsigned, so that the extremum of nothing is 0 or not 0.
  if (type.isInteger(1))
    x = node.cast(x, node.getBuilder().getIntegerType(8, /*isSigned=*/false));
  return node.replace(reduction->finish(
      node,
      node.cast(node.reduce(kind, x, reduction->axes, reduction->keepDims),
                type)));
}

/// `after(reduce(before(x)))`
template <ReductionKind kind, Value (*before)(NodeContext &, Value) = identity,
          Value (*after)(NodeContext &, Value) = identity>
static LogicalResult legalizeReduction(NodeContext &node) {
  auto reduction = readReduction(node);
  if (!reduction)
    return failure();
  Value x = reduction->input;
  if (reduction->isNothing)
    return node.replace(x);
  Value reduced =
      node.reduce(kind, before(node, x), reduction->axes, reduction->keepDims);
  return node.replace(reduction->finish(node, after(node, reduced)));
}

/// `m + log(sum(exp(x - m)))` with the maximum m, which keeps exp in range; an
/// infinite maximum is left out, for it would give NaN.
static LogicalResult legalizeLogSumExp(NodeContext &node) {
  auto reduction = readReduction(node);
  if (!reduction)
    return failure();
  Value x = reduction->input;
  if (reduction->isNothing)
    return node.replace(x);
  ArrayRef<int64_t> axes = reduction->axes;
  Value maximum = node.reduce(ReductionKind::max, x, axes, true);
  Value isInfinite =
      node.compare(Predicate::eq, absolute(node, maximum),
                   node.scalarLike(x, std::numeric_limits<double>::infinity()));
  maximum = node.select(isInfinite, node.scalarLike(x, 0), maximum);
  Value sum =
      node.reduce(ReductionKind::sum,
                  node.createLike<ExpOp>(node.createLike<SubOp>(x, maximum)),
                  axes, reduction->keepDims);
  Value result = logarithm(node, sum);
  if (node.hasFailed())
    return failure();
  if (!reduction->keepDims)
    maximum = node.reshape(maximum, node.getShape(result));
  return node.replace(
      reduction->finish(node, node.createLike<AddOp>(result, maximum)));
}

template <ReductionKind kind>
static LogicalResult legalizeArgReduction(NodeContext &node) {
  Value x = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", 0), node.getRank(x));
  if (!axis)
    return failure();
  return node.replace(
      node.create<ArgReduceOp>(node.getBuilder().getI64Type(), kind, x,
                               uint64_t(*axis), node.getFlag("keepdims", true),
                               node.getFlag("select_last_index", false)));
}

void toroid::addReduceOperators(OperatorTable &table) {
  using Kind = ReductionKind;
  auto add = [&](StringRef op, int64_t axesAreInputFrom, NodeHandler handler) {
    table.add(op, 1, {1, 1}, handler);
    table.add(op, axesAreInputFrom, {1, 2}, handler);
  };
  add("ReduceL1", 18, legalizeReduction<Kind::sum, absolute>);
  add("ReduceL2", 18, legalizeReduction<Kind::sum, square, squareRoot>);
  add("ReduceLogSum", 18, legalizeReduction<Kind::sum, identity, logarithm>);
  add("ReduceLogSumExp", 18, legalizeLogSumExp);
  add("ReduceMax", 18, legalizeExtremum<Kind::max>);
  add("ReduceMean", 18, legalizeReduction<Kind::mean>);
  add("ReduceMin", 18, legalizeExtremum<Kind::min>);
  add("ReduceProd", 18, legalizeReduction<Kind::prod>);
  add("ReduceSum", 13, legalizeReduction<Kind::sum>);
  add("ReduceSumSquare", 18, legalizeReduction<Kind::sum, square>);

  table.add("ArgMax", 1, {1, 1}, legalizeArgReduction<Kind::max>);
  table.add("ArgMin", 1, {1, 1}, legalizeArgReduction<Kind::min>);
}
