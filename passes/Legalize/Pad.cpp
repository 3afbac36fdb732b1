//===- Pad.cpp - Operators that surround or crop tensors ------------------===//

#include "passes/Legalize/Axes.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace toroid;

/// No pad that makes sense is larger.
static constexpr int64_t beyondAnySize = int64_t(1) << 46;

namespace {
/// The pads before and after each dim.
struct Pads {
  Shape low, high;
};
} // namespace

static SmallVector<int64_t> allAxes(NodeContext &node) {
  return llvm::to_vector(llvm::seq<int64_t>(0, node.getRank(node.getInput(0))));
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

static Value padWith(NodeContext &node, Value value, const Pads &pads) {
  SmallVector<Value> dynamicLow, dynamicHigh;
  SmallVector<int64_t> staticLow, staticHigh;
  OpBuilder &builder = node.getBuilder();
  SymbolicShapes &shapes = node.getShapes();
  dispatchIndexOpFoldResults(
      shapes.materialize(builder, node.getLoc(), pads.low), dynamicLow,
      staticLow);
  dispatchIndexOpFoldResults(
      shapes.materialize(builder, node.getLoc(), pads.high), dynamicHigh,
      staticHigh);
  return node.createLike<PadOp>(
      node.getInput(0), value, ValueRange(dynamicLow), ValueRange(dynamicHigh),
      ArrayRef<int64_t>(staticLow), ArrayRef<int64_t>(staticHigh));
}

/// One dim, padded with its own elements: a negative pad cuts first, then
/// places outside of what is left lead back into it.
static Value padDim(NodeContext &node, Value value, int64_t dim,
                    const DimExpr &low, const DimExpr &high, StringRef mode) {
  if (node.hasFailed())
    return {};
  SymbolicShapes &shapes = node.getShapes();
  DimExpr size = node.getShape(value)[dim];
  DimExpr cut = shapes.max(0, DimExpr(0) - low);
  DimExpr rest = size - cut - shapes.max(0, DimExpr(0) - high);
  auto scalar = [&](const DimExpr &size) { return node.getSizeValue(size); };
  Value places = node.createLike<SubOp>(node.iota(size + low + high),
                                        scalar(shapes.max(0, low)));
  if (mode == "edge") {
    places = node.createLike<MaxOp>(places, scalar(0));
    places = node.createLike<MinOp>(places, scalar(rest - 1));
  } else if (mode == "wrap") {
    places = node.createLike<ModOp>(places, scalar(rest));
  } else {
    // There and back without the ends; one element is its own mirror image.
    DimExpr period = shapes.max(1, (rest - 1) * DimExpr(2));
    places = node.createLike<ModOp>(places, scalar(period));
    places = node.createLike<MinOp>(
        places, node.createLike<SubOp>(scalar(period), places));
  }
  places = node.createLike<AddOp>(places, scalar(cut));
  return node.create<GatherOp>(node.getElementType(value), uint64_t(dim), value,
                               places);
}

static LogicalResult buildPad(NodeContext &node, const Pads &pads,
                              Value value) {
  for (const DimExpr &pad : llvm::concat<const DimExpr>(pads.low, pads.high))
    if (auto constant = pad.getConstant();
        constant && (*constant > beyondAnySize || *constant < -beyondAnySize))
      return node.fail("it has a pad of " + Twine(*constant));
  StringRef mode = node.getString("mode", "constant");
  if (node.hasFailed())
    return failure();
  if (mode == "constant")
    return node.replace(padWith(node, value, pads));
  if (mode != "edge" && mode != "reflect" && mode != "wrap")
    return node.fail("its attribute 'mode' is '" + mode +
                     "' and not 'constant', 'edge', 'reflect' or 'wrap'");
  Value result = node.getInput(0);
  for (auto [dim, low, high] : llvm::enumerate(pads.low, pads.high))
    if (!low.isConstant(0) || !high.isConstant(0))
      result = padDim(node, result, dim, low, high, mode);
  return node.replace(result);
}

/// The pads of `axes`, first all low ones, then all high ones.
static std::optional<Pads> sortPads(NodeContext &node, ArrayRef<DimExpr> given,
                                    ArrayRef<int64_t> axes) {
  if (given.size() != 2 * axes.size()) {
    (void)node.fail("it has " + Twine(given.size()) + " pads for " +
                    Twine(axes.size()) + " dims");
    return std::nullopt;
  }
  size_t rank = node.getRank(node.getInput(0));
  Pads pads = {Shape(rank, DimExpr(0)), Shape(rank, DimExpr(0))};
  for (auto [i, axis] : llvm::enumerate(axes)) {
    pads.low[axis] = given[i];
    pads.high[axis] = given[axes.size() + i];
  }
  return pads;
}

/// The pads of axes that only a run knows.
static std::optional<Pads> readComputedPads(NodeContext &node) {
  Value given = node.getInput(1), axes = node.getInput(3);
  Type i64 = node.getBuilder().getI64Type();
  int64_t rank = node.getRank(node.getInput(0));
  if (node.getRank(axes) != 1 || node.getRank(given) != 1 ||
      !node.getElementType(axes).isSignlessInteger()) {
    (void)node.fail("its pads or its axes are not a vector of integers");
    return std::nullopt;
  }
  DimExpr count = node.getShape(axes).front();
  axes = node.cast(axes, i64);
  given = node.reshape(node.cast(given, i64), {count * DimExpr(2)});
  auto low =
      spreadOverDims(node, axes, node.sliceDim(given, 0, 0, count), rank, 0);
  auto high = spreadOverDims(node, axes, node.sliceDim(given, 0, count, count),
                             rank, 0);
  if (!low || !high)
    return std::nullopt;
  return Pads{*low, *high};
}

static LogicalResult legalizePadAttributes(NodeContext &node) {
  SmallVector<int64_t> given = node.getInts("pads");
  Value value = node.scalarLike(node.getInput(0), node.getFloat("value", 0));
  if (node.hasFailed())
    return failure();
  auto pads = sortPads(node, SmallVector<DimExpr>(given.begin(), given.end()),
                       allAxes(node));
  return pads ? buildPad(node, *pads, value) : failure();
}

static LogicalResult legalizePad(NodeContext &node) {
  Value input = node.getInput(0);
  Value value = node.getInput(2) ? node.reshape(node.getInput(2), {})
                                 : node.scalarLike(input, 0);
  SmallVector<int64_t> axes = allAxes(node);
  std::optional<Pads> pads;
  if (node.getInput(3) && !node.findConstantIntegers(3)) {
    pads = readComputedPads(node);
  } else {
    if (node.getInput(3)) {
      auto normal =
          node.normalizeAxes(*node.findConstantIntegers(3), axes.size());
      if (!normal)
        return failure();
      axes = *normal;
    }
    if (auto given = getSizes(node, 1, 2 * axes.size()))
      pads = sortPads(node, *given, axes);
  }
  return pads ? buildPad(node, *pads, value) : failure();
}

//===----------------------------------------------------------------------===//
// Cropping
//===----------------------------------------------------------------------===//

/// Crops or pads dims about their middles to the sizes wanted.
static LogicalResult legalizeCenterCropPad(NodeContext &node) {
  Value input = node.getInput(0);
  SymbolicShapes &shapes = node.getShapes();
  Shape shape = node.getShape(input);
  SmallVector<int64_t> axes = allAxes(node);
  if (node.hasAttr("axes")) {
    auto normal = node.normalizeAxes(node.getInts("axes"), shape.size());
    if (!normal)
      return failure();
    axes = *normal;
  }
  auto wanted = getSizes(node, 1, axes.size());
  if (!wanted)
    return failure();
  if (wanted->size() != axes.size())
    return node.fail("it has " + Twine(wanted->size()) + " sizes for " +
                     Twine(axes.size()) + " dims");
  Pads pads = {Shape(shape.size(), DimExpr(0)),
               Shape(shape.size(), DimExpr(0))};
  for (auto [axis, size] : llvm::zip(axes, *wanted)) {
    if (auto constant = size.getConstant(); constant && *constant < 0)
      return node.fail("it wants a dim of size " + Twine(*constant));
    DimExpr more = shapes.max(0, size - shape[axis]);
    DimExpr less = shapes.max(0, shape[axis] - size);
    pads.low[axis] = shapes.floorDiv(more, 2) - shapes.floorDiv(less, 2);
    pads.high[axis] = size - shape[axis] - pads.low[axis];
  }
  return node.replace(padWith(node, node.scalarLike(input, 0), pads));
}

void toroid::addPadOperators(OperatorTable &table) {
  table.add("CenterCropPad", 18, {2, 2}, legalizeCenterCropPad);
  table.add("Pad", 2, {1, 1}, legalizePadAttributes);
  table.add("Pad", 11, {2, 4}, legalizePad);
}
