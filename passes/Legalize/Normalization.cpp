//===- Normalization.cpp - Softmax and normalizations ---------------------===//

#include "passes/Legalize/NodeContext.h"

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
// Layer and RMS normalization
//===----------------------------------------------------------------------===//

static LogicalResult legalizeLayerNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), node.getRank(x));
  double epsilon = node.getFloat("epsilon", 1e-5);
  if (!axis || node.hasFailed())
    return failure();
  return node.replace(
      node.createLike<LayerNormOp>(x, node.getInput(1), node.getInput(2),
                                   uint64_t(*axis), APFloat(epsilon)));
}

/// `x / sqrt(mean(x²) + epsilon) · scale`, with the mean in f32 or wider.
static LogicalResult legalizeRMSNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  Type type = node.getElementType(x);
  int64_t rank = node.getRank(x);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), rank);
  double epsilon = node.getFloat("epsilon", 1e-5);
  if (!axis)
    return failure();
  Type wide = type.isF64() ? type : node.getBuilder().getF32Type();
  Value numbers = node.cast(x, wide);
  Value mean =
      node.reduce(ReductionKind::mean, node.createLike<MulOp>(numbers, numbers),
                  llvm::to_vector(llvm::seq<int64_t>(*axis, rank)), true);
  Value shifted = node.createLike<AddOp>(mean, node.scalar(wide, epsilon));
  Value normal =
      node.createLike<MulOp>(numbers, node.createLike<RsqrtOp>(shifted));
  return node.replace(
      node.createLike<MulOp>(node.cast(normal, type), node.getInput(1)));
}

//===----------------------------------------------------------------------===//
// Normalization of channels
//===----------------------------------------------------------------------===//

/// A vector with one entry per channel, shaped to broadcast along dim 1.
static Value perChannel(NodeContext &node, Value vector, int64_t rank) {
  if (node.hasFailed())
    return {};
  if (node.getRank(vector) != 1) {
    (void)node.fail("it has a parameter that is no vector");
    return {};
  }
  Shape shape(rank, DimExpr(1));
  shape[1] = node.getShape(vector)[0];
  return node.reshape(vector, shape);
}

/// `(x - mean) / sqrt(variance + epsilon) · scale + bias`
static Value normalize(NodeContext &node, Value x, Value mean, Value variance,
                       double epsilon, Value scale, Value bias) {
  Value factor = node.createLike<RsqrtOp>(
      node.createLike<AddOp>(variance, node.scalarLike(variance, epsilon)));
  Value centered = node.createLike<SubOp>(x, mean);
  Value scaled =
      node.createLike<MulOp>(node.createLike<MulOp>(centered, factor), scale);
  return node.createLike<AddOp>(scaled, bias);
}

static LogicalResult legalizeBatchNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  int64_t rank = node.getRank(x);
  if (rank < 2)
    return node.fail("its input has fewer than two dims");
  if (node.getFlag("training_mode", false))
    return node.fail("it is in training mode",
                     "export the model in evaluation mode");
  double epsilon = node.getFloat("epsilon", 1e-5);
  Value scale = perChannel(node, node.getInput(1), rank);
  Value bias = perChannel(node, node.getInput(2), rank);
  Value mean = perChannel(node, node.getInput(3), rank);
  Value variance = perChannel(node, node.getInput(4), rank);
  return node.replace(normalize(node, x, mean, variance, epsilon, scale, bias));
}

static LogicalResult legalizeInstanceNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  int64_t rank = node.getRank(x);
  if (rank < 3)
    return node.fail("its input has fewer than three dims");
  double epsilon = node.getFloat("epsilon", 1e-5);
  Value scale = perChannel(node, node.getInput(1), rank);
  Value bias = perChannel(node, node.getInput(2), rank);
  auto spatial = llvm::to_vector(llvm::seq<int64_t>(2, rank));
  Value mean = node.reduce(ReductionKind::mean, x, spatial, true);
  Value centered = node.createLike<SubOp>(x, mean);
  Value variance =
      node.reduce(ReductionKind::mean,
                  node.createLike<MulOp>(centered, centered), spatial, true);
  return node.replace(normalize(node, x, mean, variance, epsilon, scale, bias));
}

void toroid::addNormalizationOperators(OperatorTable &table) {
  Arity one = {1, 1};
  table.add("Softmax", 1, one, legalizeFlattened<softmax>);
  table.add("Softmax", 13, one, legalizeAlongAxis<softmax>);
  table.add("LogSoftmax", 1, one, legalizeFlattened<logSoftmax>);
  table.add("LogSoftmax", 13, one, legalizeAlongAxis<logSoftmax>);
  table.add("LayerNormalization", 17, {2, 3}, legalizeLayerNormalization);
  table.add("RMSNormalization", 23, {2, 2}, legalizeRMSNormalization);
  table.add("BatchNormalization", 7, {5, 5}, legalizeBatchNormalization);
  table.add("InstanceNormalization", 6, {3, 3}, legalizeInstanceNormalization);
}
