//===- LayerNormalization.cpp - Layer and RMS normalization ---------------===//

#include "passes/Legalize/NodeContext.h"

using namespace mlir;
using namespace toroid;

static SmallVector<int64_t> axesFrom(NodeContext &node, Value x, int64_t axis) {
  return llvm::to_vector(llvm::seq<int64_t>(axis, node.getRank(x)));
}

/// The type that statistics have: f32 or wider.
static Type widen(NodeContext &node, Type type) {
  return type.isF64() ? type : node.getBuilder().getF32Type();
}

static Value meanSquare(NodeContext &node, Value x, int64_t axis) {
  return node.reduce(ReductionKind::mean, node.createLike<MulOp>(x, x),
                     axesFrom(node, x, axis), true);
}

/// `1 / √(variance + epsilon)`
static Value inverseDeviation(NodeContext &node, Value variance,
                              double epsilon) {
  return node.createLike<RsqrtOp>(
      node.createLike<AddOp>(variance, node.scalarLike(variance, epsilon)));
}

/// An RMS norm. With a scale of another type than x that type is the result's,
/// and only the product is rounded to it. Gives the sum of x and the residuals
/// too, if there are any.
static SmallVector<Value> normalizeRMS(NodeContext &node, Value x, Value scale,
                                       ArrayRef<Value> residuals, int64_t axis,
                                       double epsilon) {
  if (node.hasFailed())
    return {Value(), Value()};
  Type type = node.getElementType(x), result = node.getElementType(scale);
  Type wide = type.isF64() ? type : widen(node, result);
  if (result != type)
    scale = node.cast(scale, wide);
  SmallVector<Type> types = {result};
  if (!residuals.empty())
    types.push_back(type);
  return node.createSeveral<RMSNormOp>(types, x, scale, residuals,
                                       uint64_t(axis), APFloat(epsilon));
}

/// The factor before the scale, as elements of `type`; only where output #i
/// is used.
static Value inverseRMS(NodeContext &node, unsigned i, Value x, int64_t axis,
                        double epsilon, Type type) {
  if (!node.isOutputUsed(i) || node.hasFailed())
    return {};
  Value numbers = node.cast(x, widen(node, node.getElementType(x)));
  return node.cast(
      inverseDeviation(node, meanSquare(node, numbers, axis), epsilon), type);
}

//===----------------------------------------------------------------------===//
// ONNX
//===----------------------------------------------------------------------===//

/// Gives the sum of x and the residuals too, if there are any.
static SmallVector<Value> normalizeLayer(NodeContext &node, Value x,
                                         Value scale, Value bias,
                                         ArrayRef<Value> residuals,
                                         int64_t axis, double epsilon) {
  if (node.hasFailed())
    return {Value(), Value()};
  SmallVector<Type> types(residuals.empty() ? 1 : 2, node.getElementType(x));
  return node.createSeveral<LayerNormOp>(types, x, scale, bias, residuals,
                                         uint64_t(axis), APFloat(epsilon));
}

/// Mean and inverse deviation of x, of elements `type`; only those of the
/// node's outputs that are used.
struct Statistics {
  Value mean, inverse;
};
static Statistics getStatistics(NodeContext &node, Value x, int64_t axis,
                                double epsilon, Type type) {
  if (!node.isOutputUsed(1) && !node.isOutputUsed(2))
    return {};
  if (node.hasFailed())
    return {};
  Value numbers = node.cast(x, widen(node, node.getElementType(x)));
  Value mean =
      node.reduce(ReductionKind::mean, numbers, axesFrom(node, x, axis), true);
  Value centered = node.createLike<SubOp>(numbers, mean);
  Value inverse =
      inverseDeviation(node, meanSquare(node, centered, axis), epsilon);
  return {node.cast(mean, type), node.cast(inverse, type)};
}

/// The type of mean and inverse deviation.
static Type readStashType(NodeContext &node) {
  int64_t number = node.getInt("stash_type", 1);
  // 0 is no type at all: then the default.
  Type type = node.getElementTypeOf(number == 0 ? 1 : number);
  if (!isa<FloatType>(type))
    (void)node.fail("its attribute 'stash_type' is no floating-point type");
  return type;
}

static LogicalResult legalizeLayerNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), node.getRank(x));
  double epsilon = node.getFloat("epsilon", 1e-5);
  Type type = readStashType(node);
  if (!axis || node.hasFailed())
    return failure();
  Value result = normalizeLayer(node, x, node.getInput(1), node.getInput(2), {},
                                *axis, epsilon)
                     .front();
  Statistics statistics = getStatistics(node, x, *axis, epsilon, type);
  return node.replace({result, statistics.mean, statistics.inverse});
}

static LogicalResult legalizeRMSNormalization(NodeContext &node) {
  Value x = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), node.getRank(x));
  double epsilon = node.getFloat("epsilon", 1e-5);
  Type type = readStashType(node);
  if (!axis || node.hasFailed())
    return failure();
  Value result =
      normalizeRMS(node, x, node.getInput(1), {}, *axis, epsilon).front();
  return node.replace({result, inverseRMS(node, 1, x, *axis, epsilon, type)});
}

//===----------------------------------------------------------------------===//
// ONNX Runtime: normalization of sums
//===----------------------------------------------------------------------===//

/// ONNX Runtime's operators on sums have this epsilon by default.
static constexpr double sumEpsilon = 1e-12;

/// The axis that sums are normalized along, the last.
static std::optional<int64_t> getSumAxis(NodeContext &node) {
  int64_t rank = node.getRank(node.getInput(0));
  if (rank != 2 && rank != 3)
    (void)node.fail("its input is not of rank 2 or 3");
  else if (node.getRank(node.getInput(2)) != 1)
    (void)node.fail("its scale is no vector");
  return node.hasFailed() ? std::nullopt : std::optional(rank - 1);
}

/// The input, the skip and, perhaps, a bias.
struct Addends {
  Value input;
  SmallVector<Value> residuals;
};
static Addends getAddends(NodeContext &node, unsigned bias) {
  Addends addends{node.getInput(0), {node.getInput(1)}};
  if (Value added = node.getInput(bias))
    addends.residuals.push_back(added);
  Shape input = node.getShape(addends.input);
  bool areSmaller = true;
  for (Value residual : addends.residuals) {
    auto sum = node.getShapes().broadcast(input, node.getShape(residual));
    if (!sum || sum->size() != input.size()) {
      (void)node.fail("its skip or bias does not broadcast to its input");
      return addends;
    }
    areSmaller &= *sum == input;
  }
  if (areSmaller)
    return addends;
  for (Value residual : addends.residuals)
    addends.input = node.createLike<AddOp>(addends.input, residual);
  return {addends.input, {}};
}

static LogicalResult legalizeSkipLayerNormalization(NodeContext &node) {
  auto axis = getSumAxis(node);
  double epsilon = node.getFloat("epsilon", sumEpsilon);
  if (!axis)
    return failure();
  auto [input, residuals] = getAddends(node, 4);
  SmallVector<Value> results =
      normalizeLayer(node, input, node.getInput(2), node.getInput(3), residuals,
                     *axis, epsilon);
  Value sum = residuals.empty() ? input : results[1];
  Statistics statistics =
      getStatistics(node, sum, *axis, epsilon, node.getBuilder().getF32Type());
  return node.replace({results[0], statistics.mean, statistics.inverse, sum});
}

static LogicalResult legalizeSkipRMSNormalization(NodeContext &node) {
  auto axis = getSumAxis(node);
  double epsilon = node.getFloat("epsilon", sumEpsilon);
  if (!axis)
    return failure();
  auto [input, residuals] = getAddends(node, 3);
  SmallVector<Value> results =
      normalizeRMS(node, input, node.getInput(2), residuals, *axis, epsilon);
  Value sum = residuals.empty() ? input : results[1];
  Value inverse =
      inverseRMS(node, 2, sum, *axis, epsilon, node.getBuilder().getF32Type());
  return node.replace({results[0], Value(), inverse, sum});
}

/// The sum of a word's, a position's and, with segments, a segment's embedding,
/// normalized.
static LogicalResult legalizeEmbedLayerNormalization(NodeContext &node) {
  Value ids = node.getInput(0), segments = node.getInput(1);
  Value words = node.getInput(2), positions = node.getInput(3);
  Value segmentTable = node.getInput(4), mask = node.getInput(7);
  Value positionIds = node.getInput(8);
  double epsilon = node.getFloat("epsilon", sumEpsilon);
  if (failed(node.requireInputs({2, 3, 5, 6})))
    return failure();
  if (node.getRank(ids) != 2)
    return node.fail("its input #0 has no batch and sequence");
  if (bool(segments) != bool(segmentTable))
    return node.fail("it has segments or embeddings of segments and needs "
                     "both");
  Type i32 = node.getBuilder().getI32Type();
  Shape shape = node.getShape(ids);
  if (!positionIds)
    positionIds = node.reshape(node.iota(shape[1]), {1, shape[1]});
  SmallVector<Value> tables = {words, positions};
  SmallVector<Value> indices = {ids, positionIds};
  if (segments) {
    tables.push_back(segmentTable);
    indices.push_back(segments);
  }
  for (Value table : tables)
    if (!node.hasFailed() && node.getRank(table) != 2)
      return node.fail("its embeddings are no matrices");
  Value sum;
  if (!node.hasFailed())
    sum = node.create<EmbeddingOp>(node.getElementType(words), tables, indices,
                                   /*terms=*/ValueRange());
  // How many tokens count.
  Value counts;
  if (node.isOutputUsed(1)) {
    Value one =
        mask ? node.compare(Predicate::eq, mask, node.scalarLike(mask, 1))
             : Value();
    counts =
        mask ? node.reduce(ReductionKind::sum, node.cast(one, i32), {1}, false)
             : node.broadcastTo(node.scalar(i32, 0), {shape[0]});
  }
  Value result = normalizeLayer(node, sum, node.getInput(5), node.getInput(6),
                                {}, 2, epsilon)
                     .front();
  return node.replace({result, counts, sum});
}

void toroid::addLayerNormalizationOperators(OperatorTable &table) {
  StringRef ort = "com.microsoft";
  table.add("RMSNormalization", 23, {2, 2}, legalizeRMSNormalization);
  // Of opset 17; ONNX Runtime's optimizer writes it in older models too.
  table.add("LayerNormalization", 1, {2, 3}, legalizeLayerNormalization);
  // Never in the standard, though of its domain.
  table.add("SimplifiedLayerNormalization", 1, {2, 2},
            legalizeRMSNormalization);
  table.add("LayerNormalization", 1, {2, 3}, legalizeLayerNormalization, ort);
  table.add("SimplifiedLayerNormalization", 1, {2, 2}, legalizeRMSNormalization,
            ort);
  table.add("SkipLayerNormalization", 1, {3, 5}, legalizeSkipLayerNormalization,
            ort);
  table.add("SkipSimplifiedLayerNormalization", 1, {3, 4},
            legalizeSkipRMSNormalization, ort);
  table.add("EmbedLayerNormalization", 1, {1, 9},
            legalizeEmbedLayerNormalization, ort);
}
