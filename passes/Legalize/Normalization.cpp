//===- Normalization.cpp - Softmax and normalizations ---------------------===//

#include "passes/Legalize/Windows.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

static Value softmax(NodeContext &node, Value x, int64_t axis) {
  return node.createLike<SoftmaxOp>(x, uint64_t(axis));
}

/// `x - m - log(sum(exp(x - m)))` with the maximum m.
static Value logSoftmax(NodeContext &node, Value x, int64_t axis) {
  Value centered =
      node.createLike<SubOp>(x, node.reduce(ReductionKind::max, x, axis, true));
  Value sum = node.reduce(ReductionKind::sum, node.createLike<ExpOp>(centered),
                          axis, true);
  return node.createLike<SubOp>(centered, node.createLike<LogOp>(sum));
}

using AlongAxis = Value (*)(NodeContext &, Value, int64_t);

template <AlongAxis build>
static LogicalResult legalizeAlongAxis(NodeContext &node) {
  Value x = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), node.getRank(x));
  if (!axis)
    return failure();
  return node.replace(build(node, x, *axis));
}

/// Before opset 13 the dims from the axis on count as one.
template <AlongAxis build>
static LogicalResult legalizeFlattened(NodeContext &node) {
  Value x = node.getInput(0);
  int64_t rank = node.getRank(x);
  auto axis = node.normalizeAxis(node.getInt("axis", 1), rank);
  if (!axis)
    return failure();
  if (*axis == rank - 1)
    return node.replace(build(node, x, *axis));
  Shape shape = node.getShape(x);
  Value flat = node.reshape(x, {product(ArrayRef(shape).take_front(*axis)),
                                product(ArrayRef(shape).drop_front(*axis))});
  return node.replace(node.reshape(build(node, flat, 1), shape));
}

//===----------------------------------------------------------------------===//
// What normalizations share
//===----------------------------------------------------------------------===//

/// Numbers as wide as statistics are computed in.
static Type getWideType(NodeContext &node, Type type) {
  return type.isF64() ? type : Type(node.getBuilder().getF32Type());
}

static Value square(NodeContext &node, Value x) {
  return node.createLike<MulOp>(x, x);
}

//===----------------------------------------------------------------------===//
// Normalization of channels
//===----------------------------------------------------------------------===//

/// A parameter shaped to broadcast along the dims that it has entries for, of
/// which the first is `dim`.
static Value placeAt(NodeContext &node, Value parameter, int64_t dim,
                     int64_t rank) {
  if (node.hasFailed())
    return {};
  Shape shape(dim, DimExpr(1));
  shape.append(node.getShape(parameter));
  if (int64_t(shape.size()) > rank) {
    (void)node.fail("it has a parameter with more dims than its input");
    return {};
  }
  shape.resize(rank, DimExpr(1));
  return node.reshape(parameter, shape);
}

/// A vector with one entry per channel, shaped to broadcast along dim 1.
static Value perChannel(NodeContext &node, Value vector, int64_t rank) {
  if (!node.hasFailed() && node.getRank(vector) != 1) {
    (void)node.fail("it has a parameter that is no vector");
    return {};
  }
  return placeAt(node, vector, 1, rank);
}

/// Mean and variance of each channel of `x`, over all other dims.
static std::pair<Value, Value> measureChannels(NodeContext &node, Value x) {
  SmallVector<int64_t> axes;
  int64_t rank = node.hasFailed() ? 0 : node.getRank(x);
  for (int64_t i = 0; i < rank; ++i)
    if (i != 1)
      axes.push_back(i);
  Value mean = node.reduce(ReductionKind::mean, x, axes, false);
  Value centered = node.createLike<SubOp>(x, perChannel(node, mean, rank));
  return {mean, node.reduce(ReductionKind::mean, square(node, centered), axes,
                            false)};
}

/// `momentum · old + (1 - momentum) · entered`, in the type of `old`.
static Value moveStatistic(NodeContext &node, Value old, Value entered) {
  if (node.hasFailed())
    return {};
  Type type = node.getElementType(old), wide = node.getElementType(entered);
  double momentum = node.getFloat("momentum", 0.9);
  Value kept =
      node.createLike<MulOp>(node.cast(old, wide), node.scalar(wide, momentum));
  Value part = node.createLike<MulOp>(entered, node.scalar(wide, 1 - momentum));
  return node.cast(node.createLike<AddOp>(kept, part), type);
}

/// `(x - mean) / sqrt(variance + epsilon) · scale + bias`, where statistics may
/// have another type than x. In training mode they are the input's own, and
/// those given are only moved towards them.
static LogicalResult legalizeBatchNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  Type type = node.getElementType(x), wide = getWideType(node, type);
  int64_t rank = node.getRank(x);
  if (rank < 2)
    return node.fail("its input has fewer than two dims");
  if (node.getOpset() < 7 && !node.getFlag("is_test", false))
    return node.fail("it is in training mode",
                     "export the model in evaluation mode");
  double epsilon = node.getFloat("epsilon", 1e-5);
  // Before opset 9 parameters may have an entry for each place of a sample.
  bool perPlace = node.getOpset() < 9 && !node.getFlag("spatial", true);
  auto parameter = [&](unsigned i) {
    Value value = node.cast(node.getInput(i), wide);
    return perPlace ? placeAt(node, value, 1, rank)
                    : perChannel(node, value, rank);
  };
  Value scale = parameter(1), bias = parameter(2), mean = parameter(3),
        variance = parameter(4);
  SmallVector<Value> results(1);
  if (node.getFlag("training_mode", false)) {
    auto own = measureChannels(node, node.cast(x, wide));
    results.push_back(moveStatistic(node, node.getInput(3), own.first));
    results.push_back(moveStatistic(node, node.getInput(4), own.second));
    mean = perChannel(node, own.first, rank);
    variance = perChannel(node, own.second, rank);
  }
  Value factor = node.createLike<RsqrtOp>(
      node.createLike<AddOp>(variance, node.scalar(wide, epsilon)));
  Value centered = node.createLike<SubOp>(node.cast(x, wide), mean);
  Value scaled =
      node.createLike<MulOp>(node.createLike<MulOp>(centered, factor), scale);
  Value result = node.createLike<AddOp>(scaled, bias);
  if (!node.hasFailed() && node.getRank(result) != rank)
    return node.fail("it has a parameter with more dims than its input");
  results.front() = node.cast(result, type);
  return node.replace(results);
}

/// A normalization whose groups are channels; where their number is not known,
/// a layer normalization over the spatial dims.
static LogicalResult legalizeInstanceNormalization(NodeContext &node) {
  Value x = node.getInput(0), scale = node.getInput(1), bias = node.getInput(2);
  int64_t rank = node.getRank(x);
  if (rank < 3)
    return node.fail("its input has fewer than three dims");
  APFloat epsilon(node.getFloat("epsilon", 1e-5));
  if (node.getRank(scale) != 1 || node.getRank(bias) != 1)
    return node.fail("it has a parameter that is no vector");
  auto channels = node.getShape(x)[1].getConstant();
  if (channels && *channels > 0)
    return node.replace(node.createLike<GroupNormOp>(
        x, scale, bias, uint64_t(*channels), epsilon));
  return node.replace(node.createLike<LayerNormOp>(
      x, perChannel(node, scale, rank), perChannel(node, bias, rank),
      uint64_t(2), epsilon));
}

/// Scale and bias have an entry per channel or, before opset 21, per group.
static LogicalResult legalizeGroupNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  int64_t rank = node.getRank(x), groups = node.getRequiredInt("num_groups");
  double epsilon = node.getFloat("epsilon", 1e-5);
  if (node.hasFailed())
    return failure();
  if (rank < 2)
    return node.fail("its input has fewer than two dims");
  DimExpr channels = node.getShape(x)[1];
  if (groups < 1 ||
      (channels.getConstant() && *channels.getConstant() % groups != 0))
    return node.fail("its attribute 'num_groups' is " + Twine(groups) +
                     ", which does not divide the channels");
  auto parameter = [&](unsigned i) -> Value {
    Value value = node.getInput(i);
    if (node.hasFailed())
      return {};
    if (node.getRank(value) != 1) {
      (void)node.fail("it has a parameter that is no vector");
      return {};
    }
    if (node.getOpset() >= 21 || channels == DimExpr(groups))
      return value;
    DimExpr each = node.getShapes().floorDiv(channels, groups);
    Value repeated =
        node.broadcastTo(node.reshape(value, {groups, 1}), {groups, each});
    return node.reshape(repeated, {channels});
  };
  Value scale = parameter(1), bias = parameter(2);
  return node.replace(node.createLike<GroupNormOp>(
      x, scale, bias, uint64_t(groups), APFloat(epsilon)));
}

//===----------------------------------------------------------------------===//
// Normalization along axes
//===----------------------------------------------------------------------===//

/// `(x - mean) / (deviation + 1e-9)`
static LogicalResult legalizeMeanVarianceNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  Type type = node.getElementType(x), wide = getWideType(node, type);
  SmallVector<int64_t> given = {0, 2, 3};
  if (node.hasAttr("axes"))
    given = node.getInts("axes");
  auto axes = node.normalizeAxes(given, node.getRank(x));
  if (!axes || node.hasFailed())
    return failure();
  Value numbers = node.cast(x, wide);
  Value mean = node.reduce(ReductionKind::mean, numbers, *axes, true);
  Value centered = node.createLike<SubOp>(numbers, mean);
  Value deviation = node.createLike<SqrtOp>(
      node.reduce(ReductionKind::mean, square(node, centered), *axes, true));
  Value divisor = node.createLike<AddOp>(deviation, node.scalar(wide, 1e-9));
  return node.replace(
      node.cast(node.createLike<DivOp>(centered, divisor), type));
}

/// `x / norm`, and 0 where the norm is 0.
static LogicalResult legalizeLpNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  Type type = node.getElementType(x), wide = getWideType(node, type);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), node.getRank(x));
  int64_t p = node.getInt("p", 2);
  if (!axis || node.hasFailed())
    return failure();
  if (p != 1 && p != 2)
    return node.fail("its attribute 'p' is " + Twine(p));
  Value numbers = node.cast(x, wide);
  Value parts =
      p == 1 ? node.createLike<AbsOp>(numbers) : square(node, numbers);
  Value norm = node.reduce(ReductionKind::sum, parts, *axis, true);
  if (p == 2)
    norm = node.createLike<SqrtOp>(norm);
  Value zero = node.scalar(wide, 0);
  Value isZero = node.compare(Predicate::eq, norm, zero);
  Value result =
      node.select(isZero, zero, node.createLike<DivOp>(numbers, norm));
  return node.replace(node.cast(result, type));
}

/// `x / (bias + alpha / size · Σ x²)^beta` with the sum over `size` channels
/// around each.
static LogicalResult legalizeLRN(NodeContext &node) {
  Value x = node.getInput(0);
  Type type = node.getElementType(x), wide = getWideType(node, type);
  int64_t rank = node.getRank(x), size = node.getRequiredInt("size");
  double alpha = node.getFloat("alpha", 1e-4),
         beta = node.getFloat("beta", 0.75);
  double offset = node.getFloat("bias", 1);
  if (node.hasFailed())
    return failure();
  if (rank < 2)
    return node.fail("its input has fewer than two dims");
  if (size < 1 || size > largestWindow)
    return node.fail("its attribute 'size' is " + Twine(size));
  SmallVector<int64_t> kernel(rank - 1, 1), ones(rank - 1, 1);
  Shape low(rank - 1, DimExpr(0)), high = low;
  kernel[0] = size;
  low[0] = (size - 1) / 2;
  high[0] = size / 2;
  Value numbers = node.cast(x, wide);
  Value squares =
      padLastDims(node, square(node, numbers), low, high, node.scalar(wide, 0));
  Value sum = node.create<PoolOp>(
      wide, ReductionKind::sum, squares, ArrayRef<int64_t>(kernel),
      ArrayRef<int64_t>(ones), ArrayRef<int64_t>(ones));
  Value base = node.createLike<AddOp>(
      node.createLike<MulOp>(sum, node.scalar(wide, alpha / double(size))),
      node.scalar(wide, offset));
  Value divisor = node.createLike<PowOp>(base, node.scalar(wide, beta));
  return node.replace(
      node.cast(node.createLike<DivOp>(numbers, divisor), type));
}

void toroid::addNormalizationOperators(OperatorTable &table) {
  Arity one = {1, 1};
  table.add("Softmax", 1, one, legalizeFlattened<softmax>);
  table.add("Softmax", 13, one, legalizeAlongAxis<softmax>);
  table.add("LogSoftmax", 1, one, legalizeFlattened<logSoftmax>);
  table.add("LogSoftmax", 13, one, legalizeAlongAxis<logSoftmax>);
  table.add("BatchNormalization", 1, {5, 5}, legalizeBatchNormalization);
  table.add("InstanceNormalization", 1, {3, 3}, legalizeInstanceNormalization);
  table.add("GroupNormalization", 18, {3, 3}, legalizeGroupNormalization);
  table.add("MeanVarianceNormalization", 1, one,
            legalizeMeanVarianceNormalization);
  table.add("LpNormalization", 1, one, legalizeLpNormalization);
  table.add("LRN", 1, one, legalizeLRN);
}
