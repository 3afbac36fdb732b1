//===- Index.cpp - Operators that select elements -------------------------===//

#include "passes/Legalize/Axes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

/// Bounds beyond any size mean "to the end", however they are written.
static constexpr int64_t beyondAnySize = int64_t(1) << 46;

namespace {
/// The arithmetic of one dim of a Slice.
class SliceBounds {
public:
  SliceBounds(NodeContext &node, DimExpr dim)
      : node(node), shapes(node.getShapes()), dim(std::move(dim)) {}

  /// Sets `start` and `size`.
  void compute(const DimExpr &from, const DimExpr &to, int64_t step) {
    if (step < 0) {
      start = clamp(fromEnd(from), 0, dim - 1);
      DimExpr end = clamp(fromEnd(to), -1, dim - 1);
      size = shapes.floorDiv(atLeastZero(start - end) + (-step - 1), -step);
      return;
    }
    auto first = from.getConstant();
    DimExpr end = clamp(fromEnd(to), 0, dim);
    if (first && *first < 0 && *first > -beyondAnySize && end == dim) {
      // The last elements: all of them when there are fewer.
      size = shapes.min(dim, -*first);
      start = dim - size;
    } else {
      start = clamp(fromEnd(from), 0, dim);
      // Neither bound exceeds the dim.
      size = end == dim || start.isConstant(0) ? end - start
                                               : atLeastZero(end - start);
    }
    if (step != 1)
      size = shapes.floorDiv(size + (step - 1), step);
  }

  /// Same for a step that only a run knows.
  void compute(const DimExpr &from, const DimExpr &to, const DimExpr &step) {
    if (auto constant = step.getConstant())
      return compute(from, to, *constant);
    DimExpr first = fromEnd(from), end = fromEnd(to);
    DimExpr forth = clamp(first, 0, dim), back = clamp(first, 0, dim - 1);
    DimExpr sign = shapes.max(-1, shapes.min(step, 1));
    DimExpr span =
        selectEqual(node, sign, -1, atLeastZero(back - clamp(end, -1, dim - 1)),
                    atLeastZero(clamp(end, 0, dim) - forth));
    DimExpr stride =
        shapes.max(1, selectEqual(node, sign, -1, DimExpr(0) - step, step));
    size = shapes.floorDiv(span + stride - 1, stride);
    start = selectEqual(node, sign, -1, back, forth);
    // A step of zero reads past the end, which is an error of the run.
    size = selectEqual(node, sign, 0, 1, size);
    start = selectEqual(node, sign, 0, dim, start);
  }

  DimExpr start, size;

private:
  DimExpr atLeastZero(const DimExpr &expr) { return shapes.max(expr, 0); }

  DimExpr clamp(const DimExpr &bound, const DimExpr &low, const DimExpr &high) {
    return shapes.min(shapes.max(bound, low), high);
  }

  /// Resolves a bound that counts from the end.
  DimExpr fromEnd(const DimExpr &bound) {
    if (auto constant = bound.getConstant()) {
      if (*constant >= beyondAnySize)
        return dim;
      if (*constant <= -beyondAnySize)
        return -1;
    }
    if (shapes.isNonNegative(bound))
      return bound;
    if (shapes.isPositive(DimExpr(0) - bound))
      return bound + dim;
    // Only a run knows the sign.
    OpBuilder &builder = node.getBuilder();
    Location loc = node.getLoc();
    Value value = shapes.materializeValue(builder, loc, bound);
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value isNegative = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::slt, value, zero);
    Value shifted = arith::AddIOp::create(
        builder, loc, value, shapes.materializeValue(builder, loc, dim));
    return shapes.getIndex(
        arith::SelectOp::create(builder, loc, isNegative, shifted, value));
  }

  NodeContext &node;
  SymbolicShapes &shapes;
  DimExpr dim;
};
} // namespace

static LogicalResult buildSlice(NodeContext &node, ArrayRef<DimExpr> starts,
                                ArrayRef<DimExpr> ends,
                                ArrayRef<int64_t> givenAxes,
                                ArrayRef<int64_t> steps) {
  Value input = node.getInput(0);
  Shape sizes = node.getShape(input);
  auto axes = node.normalizeAxes(givenAxes, sizes.size());
  if (!axes)
    return failure();
  if (starts.size() != axes->size() || ends.size() != axes->size() ||
      steps.size() != axes->size())
    return node.fail("its starts, ends, axes and steps differ in number");
  Shape offsets(sizes.size(), DimExpr(0));
  SmallVector<int64_t> strides(sizes.size(), 1);
  for (auto [i, axis] : llvm::enumerate(*axes)) {
    // A stride beyond any size takes one element, like the largest of them.
    int64_t step = std::clamp(steps[i], -beyondAnySize, beyondAnySize);
    if (step == 0)
      return node.fail("it has a step of zero");
    SliceBounds bounds(node, sizes[axis]);
    bounds.compute(starts[i], ends[i], step);
    offsets[axis] = bounds.start;
    sizes[axis] = bounds.size;
    strides[axis] = step;
  }
  return node.replace(node.slice(input, offsets, sizes, strides));
}

static SmallVector<int64_t> firstAxes(size_t count) {
  return llvm::to_vector(llvm::seq<int64_t>(0, count));
}

static LogicalResult legalizeSliceAttributes(NodeContext &node) {
  SmallVector<int64_t> starts = node.getInts("starts"),
                       ends = node.getInts("ends"), axes = node.getInts("axes");
  if (node.hasFailed())
    return failure();
  if (!node.hasAttr("axes"))
    axes = firstAxes(starts.size());
  return buildSlice(node, SmallVector<DimExpr>(starts.begin(), starts.end()),
                    SmallVector<DimExpr>(ends.begin(), ends.end()), axes,
                    SmallVector<int64_t>(starts.size(), 1));
}

/// `start`, `start + step`, ...: `size` numbers.
static Value buildRange(NodeContext &node, Value start, Value step,
                        const DimExpr &size) {
  if (node.hasFailed())
    return {};
  SmallVector<int64_t> fixed;
  SmallVector<Value> dynamic;
  dispatchIndexOpFoldResults(
      node.getShapes().materialize(node.getBuilder(), node.getLoc(), size),
      dynamic, fixed);
  return node.createLike<RangeOp>(start, step, dynamic, fixed);
}

/// Elements `start`, `start + step`, ... of one dim, `size` of them.
static Value takeRange(NodeContext &node, Value value, int64_t dim,
                       const DimExpr &start, const DimExpr &size,
                       const DimExpr &step) {
  if (auto constant = step.getConstant())
    return node.sliceDim(value, dim, start, size, *constant);
  Value first = node.getSizeValue(start), stride = node.getSizeValue(step);
  Value places = buildRange(node, first, stride, size);
  if (node.hasFailed())
    return {};
  return node.create<GatherOp>(node.getElementType(value), uint64_t(dim), value,
                               places);
}

/// With axes or steps that only a run knows: bounds for every dim.
static LogicalResult sliceComputed(NodeContext &node) {
  Value result = node.getInput(0);
  Shape shape = node.getShape(result);
  int64_t rank = shape.size();
  Type i64 = node.getBuilder().getI64Type();
  for (unsigned i = 1; i < node.getNumInputs(); ++i)
    if (Value input = node.getInput(i);
        input && (node.getRank(input) != 1 ||
                  !node.getElementType(input).isSignlessInteger()))
      return node.fail("its input #" + Twine(i) +
                       " is not a vector of integers");
  auto read = [&](unsigned input) {
    return node.cast(node.getInput(input), i64);
  };
  Value axes =
      node.getInput(3) ? read(3) : node.iota(node.getShape(read(1)).front());
  auto spread = [&](unsigned input, int64_t fill) {
    return spreadOverDims(node, axes, read(input), rank, fill);
  };
  auto starts = spread(1, 0), ends = spread(2, beyondAnySize);
  auto steps =
      node.getInput(4) ? spread(4, 1) : std::optional(Shape(rank, DimExpr(1)));
  if (!starts || !ends || !steps)
    return failure();
  for (int64_t dim = 0; dim < rank; ++dim) {
    SliceBounds bounds(node, shape[dim]);
    bounds.compute((*starts)[dim], (*ends)[dim], (*steps)[dim]);
    result =
        takeRange(node, result, dim, bounds.start, bounds.size, (*steps)[dim]);
  }
  return node.replace(result);
}

/// The bounds are as many as the axes and the steps: one of these vectors tells
/// the length of all.
static void shareLength(NodeContext &node) {
  std::optional<int64_t> length;
  for (unsigned i = 1; i < node.getNumInputs() && !length; ++i)
    if (Value input = node.getInput(i))
      length = product(node.getShape(input)).getConstant();
  if (!length)
    return;
  for (unsigned i = 1; i < node.getNumInputs(); ++i)
    if (Value input = node.getInput(i);
        input && node.getRank(input) == 1 &&
        !node.getShape(input).front().getConstant())
      node.refineInput(i, node.reshape(input, {*length}));
}

static LogicalResult legalizeSlice(NodeContext &node) {
  shareLength(node);
  // How many bounds there are, and along what.
  auto count = product(node.getShape(node.getInput(1))).getConstant();
  if (count && *count > node.getRank(node.getInput(0)))
    return node.fail("it has " + Twine(*count) + " bounds for " +
                     Twine(node.getRank(node.getInput(0))) + " dims");
  auto axes = node.getInput(3) ? node.findConstantIntegers(3)
              : count          ? std::optional(firstAxes(*count))
                               : std::nullopt;
  auto steps = node.getInput(4) ? node.findConstantIntegers(4)
               : axes ? std::optional(SmallVector<int64_t>(axes->size(), 1))
                      : std::nullopt;
  if (!axes || !steps)
    return sliceComputed(node);
  auto starts = getSizes(node, 1, axes->size());
  auto ends = getSizes(node, 2, axes->size());
  if (!starts || !ends)
    return failure();
  return buildSlice(node, *starts, *ends, *axes, *steps);
}

//===----------------------------------------------------------------------===//
// Split
//===----------------------------------------------------------------------===//

static LogicalResult buildSplit(NodeContext &node, int64_t axis,
                                ArrayRef<DimExpr> sizes) {
  Value input = node.getInput(0);
  if (sizes.size() != node.getNumOutputs())
    return node.fail("it has " + Twine(node.getNumOutputs()) + " outputs for " +
                     Twine(sizes.size()) + " parts");
  DimExpr dim = node.getShape(input)[axis], rest = dim;
  for (const DimExpr &size : sizes) {
    if (auto constant = size.getConstant(); constant && *constant < 0)
      return node.fail("it has a part of size " + Twine(*constant));
    rest = rest - size;
  }
  auto unused = rest.getConstant();
  if (unused && *unused != 0)
    return node.fail("its parts do not add up to the dim that it splits");
  SymbolicShapes &shapes = node.getShapes();
  DimExpr start = 0;
  SmallVector<Value> parts;
  for (DimExpr size : sizes) {
    // Parts that only a run knows stay within the dim, whatever they are.
    if (!unused)
      size = shapes.min(shapes.max(size, 0), dim - start);
    parts.push_back(node.sliceDim(input, axis, start, size));
    start = start + size;
  }
  return node.replace(parts);
}

/// `count` parts of one size, of which the last may be smaller.
static LogicalResult buildEvenSplit(NodeContext &node, int64_t axis,
                                    int64_t count) {
  if (count < 1 || count > int64_t(node.getNumOutputs()))
    return node.fail("it makes " + Twine(count) + " parts and has " +
                     Twine(node.getNumOutputs()) + " outputs");
  SymbolicShapes &shapes = node.getShapes();
  DimExpr dim = node.getShape(node.getInput(0))[axis];
  if (auto exact = dim.divideExactly(count))
    return buildSplit(node, axis, SmallVector<DimExpr>(count, *exact));
  DimExpr size = shapes.floorDiv(dim + (count - 1), count);
  // Parts after the end of the dim are empty.
  SmallVector<DimExpr> sizes;
  for (int64_t i = 0; i < count; ++i) {
    DimExpr start = shapes.min(size * i, dim);
    sizes.push_back(shapes.min(size * (i + 1), dim) - start);
  }
  return buildSplit(node, axis, sizes);
}

static LogicalResult legalizeSplit(NodeContext &node) {
  auto axis = node.normalizeAxis(node.getInt("axis", 0),
                                 node.getRank(node.getInput(0)));
  if (!axis || node.hasFailed())
    return failure();
  // Up to opset 12 the sizes are an attribute, from 13 on an input.
  if (node.getOpset() < 13 && node.hasAttr("split")) {
    SmallVector<int64_t> sizes = node.getInts("split");
    if (node.hasFailed())
      return failure();
    return buildSplit(node, *axis,
                      SmallVector<DimExpr>(sizes.begin(), sizes.end()));
  }
  if (node.getInput(1)) {
    auto sizes = getSizes(node, 1, node.getNumOutputs());
    return sizes ? buildSplit(node, *axis, *sizes) : failure();
  }
  int64_t outputs = node.getNumOutputs();
  int64_t count = node.getInt("num_outputs", outputs);
  if (node.hasFailed())
    return failure();
  return buildEvenSplit(node, *axis, count);
}

//===----------------------------------------------------------------------===//
// Triangles, running sums, ranges
//===----------------------------------------------------------------------===//

static LogicalResult legalizeTrilu(NodeContext &node) {
  OpBuilder &builder = node.getBuilder();
  bool upper = node.getFlag("upper", true);
  DimExpr diagonal = 0;
  if (node.getInput(1)) {
    auto given = node.getInteger(1);
    if (!given)
      return failure();
    diagonal = *given;
  }
  return node.replace(node.createLike<TriluOp>(
      node.getInput(0),
      node.getShapes().materializeValue(builder, node.getLoc(), diagonal),
      upper));
}

/// The input seen as (before, axis, after) for an axis that only a run knows.
static std::optional<Shape> splitAtAxis(NodeContext &node) {
  Shape shape = node.getShape(node.getInput(0));
  auto mask = maskDims(node, 1, shape.size());
  if (!mask)
    return std::nullopt;
  Shape parts(3, DimExpr(1));
  // 0 before the axis, 1 at it, 2 after it.
  DimExpr place = 0;
  for (auto [size, isAxis] : llvm::zip(shape, *mask)) {
    DimExpr here = place + isAxis;
    for (int64_t part = 0; part < 3; ++part)
      parts[part] = parts[part] * selectEqual(node, here, part, size, 1);
    place = here + isAxis;
  }
  return parts;
}

template <ReductionKind kind>
static LogicalResult legalizeCumulate(NodeContext &node) {
  Value input = node.getInput(0);
  Shape shape = node.getShape(input);
  std::optional<int64_t> axis = 1;
  bool isKnown = node.findConstantIntegers(1).has_value();
  if (isKnown) {
    auto given = node.getInteger(1);
    axis = given ? node.normalizeAxis(*given->getConstant(), shape.size())
                 : std::nullopt;
  } else if (auto parts = splitAtAxis(node)) {
    input = node.reshape(input, *parts);
  }
  if (!axis || node.hasFailed())
    return failure();
  Value result = node.create<CumulateOp>(
      node.getElementType(input), kind, input, uint64_t(*axis),
      node.getFlag("exclusive", false), node.getFlag("reverse", false));
  return node.replace(
      isKnown || node.hasFailed() ? result : node.reshape(result, shape));
}

/// `max(ceil((limit - start) / delta), 0)` when only a run knows the numbers.
static DimExpr computeRangeSize(NodeContext &node, Value start, Value limit,
                                Value delta) {
  OpBuilder &builder = node.getBuilder();
  Location loc = node.getLoc();
  auto read = [&](Value scalar) -> Value {
    return tensor::ExtractOp::create(builder, loc, scalar, ValueRange());
  };
  Value from = read(start), to = read(limit), by = read(delta);
  Type type = from.getType();
  Value count;
  if (isa<FloatType>(type)) {
    Type wide = builder.getF64Type();
    auto widen = [&](Value value) -> Value {
      return value.getType() == wide
                 ? value
                 : arith::ExtFOp::create(builder, loc, wide, value);
    };
    Value span = arith::SubFOp::create(builder, loc, to, from);
    Value exact = arith::DivFOp::create(builder, loc, widen(span), widen(by));
    // Within what converts to an integer; NaN gives zero.
    auto number = [&](double value) -> Value {
      return arith::ConstantOp::create(builder, loc,
                                       builder.getF64FloatAttr(value));
    };
    exact = arith::MaxNumFOp::create(builder, loc, exact, number(0));
    exact = arith::MinNumFOp::create(builder, loc, exact,
                                     number(double(beyondAnySize)));
    Value whole =
        arith::FPToSIOp::create(builder, loc, builder.getI64Type(), exact);
    Value rounded = arith::SIToFPOp::create(builder, loc, wide, whole);
    Value isBelow = arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OLT, rounded, exact);
    Value one =
        arith::ExtUIOp::create(builder, loc, builder.getI64Type(), isBelow);
    count = arith::AddIOp::create(builder, loc, whole, one);
  } else {
    Value span = arith::SubIOp::create(builder, loc, to, from);
    // A delta of zero gives nothing rather than a trap.
    Value zero = arith::ConstantIntOp::create(builder, loc, type, 0);
    Value isZero =
        arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, by, zero);
    Value one = arith::ConstantIntOp::create(builder, loc, type, 1);
    Value divisor = arith::SelectOp::create(builder, loc, isZero, one, by);
    Value steps = arith::CeilDivSIOp::create(builder, loc, span, divisor);
    count = arith::SelectOp::create(builder, loc, isZero, zero, steps);
  }
  Value size =
      arith::IndexCastOp::create(builder, loc, builder.getIndexType(), count);
  return node.getShapes().max(node.getShapes().getIndex(size), 0);
}

static LogicalResult legalizeRange(NodeContext &node) {
  SymbolicShapes &shapes = node.getShapes();
  // Exporters write vectors of one element for scalars.
  auto toScalar = [&](Value input) {
    return product(node.getShape(input)).isConstant(1) ? node.reshape(input, {})
                                                       : input;
  };
  Value start = toScalar(node.getInput(0)), limit = toScalar(node.getInput(1)),
        delta = toScalar(node.getInput(2));
  if (node.hasFailed())
    return failure();
  for (Value input : {start, limit, delta}) {
    Type type = node.getElementType(input);
    if (node.getRank(input) != 0 || type != node.getElementType(start) ||
        !(isa<FloatType>(type) || type.isSignlessInteger()))
      return node.fail("its inputs are not scalars of one signed type");
  }

  auto from = shapes.getElements(start), to = shapes.getElements(limit),
       by = shapes.getElements(delta);
  auto step = by ? by->front().getConstant() : std::nullopt;
  DimExpr size;
  if (from && to && step && *step != 0 && *step > -beyondAnySize) {
    DimExpr span = to->front() - from->front();
    if (*step < 0)
      span = DimExpr(0) - span;
    int64_t stride = *step < 0 ? -*step : *step;
    size = shapes.max(span, 0);
    if (stride != 1)
      size = shapes.floorDiv(size + (stride - 1), stride);
  } else {
    size = computeRangeSize(node, start, limit, delta);
  }
  return node.replace(buildRange(node, start, delta, size));
}

void toroid::addIndexOperators(OperatorTable &table) {
  table.add("CumProd", 26, {2, 2}, legalizeCumulate<ReductionKind::prod>);
  table.add("CumSum", 11, {2, 2}, legalizeCumulate<ReductionKind::sum>);
  table.add("DynamicSlice", 1, {3, 4}, legalizeSlice);
  table.add("Range", 11, {3, 3}, legalizeRange);
  table.add("Slice", 1, {1, 1}, legalizeSliceAttributes);
  table.add("Slice", 10, {3, 5}, legalizeSlice);
  table.add("Split", 2, {1, 1}, legalizeSplit);
  table.add("Split", 13, {1, 2}, legalizeSplit);
  table.add("Trilu", 14, {1, 2}, legalizeTrilu);
}
