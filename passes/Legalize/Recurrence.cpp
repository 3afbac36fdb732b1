//===- Recurrence.cpp - Linear attention and convolution with a state -----===//

#include "passes/Legalize/AttentionParts.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

/// f32 or wider: what a state is computed in.
static Type widen(NodeContext &node, Type type) {
  return type.isF64() ? type : node.getBuilder().getF32Type();
}

/// `[...]` of zeros.
static Value zeros(NodeContext &node, Type type, ArrayRef<DimExpr> shape) {
  return node.broadcastTo(node.scalar(type, 0), shape);
}

//===----------------------------------------------------------------------===//
// LinearAttention
//===----------------------------------------------------------------------===//

static LogicalResult legalizeLinearAttention(NodeContext &node) {
  Value query = node.getInput(0), key = node.getInput(1),
        value = node.getInput(2), past = node.getInput(3),
        decay = node.getInput(4), beta = node.getInput(5);
  int64_t heads = node.getRequiredInt("q_num_heads");
  int64_t shared = node.getRequiredInt("kv_num_heads");
  double scale = node.getFloat("scale", 0);
  StringRef rule = node.getString("update_rule", "gated_delta");
  if (node.hasFailed())
    return failure();
  bool isGated = rule == "gated" || rule == "gated_delta";
  bool isDelta = rule == "delta" || rule == "gated_delta";
  if (!isGated && !isDelta && rule != "linear")
    return node.fail("its attribute 'update_rule' is '" + rule + "'");
  if (isGated && !decay)
    return node.fail("its rule is '" + rule + "' and it has no decay");
  if (isDelta && !beta)
    return node.fail("its rule is '" + rule + "' and it has no beta");
  if (failed(checkHeads(node, query, heads, "q_num_heads")) ||
      failed(checkHeads(node, key, shared, "kv_num_heads")) ||
      failed(checkHeads(node, value, shared, "kv_num_heads")))
    return failure();
  Type type = node.getElementType(query), wide = widen(node, type);
  auto split = [&](Value x, int64_t count) {
    return splitHeads(node, node.cast(x, wide), count);
  };
  query = split(query, heads);
  key = split(key, shared);
  value = split(value, shared);
  if (node.hasFailed())
    return failure();
  Shape keyShape = node.getShape(key), valueShape = node.getShape(value);
  Type stateType = past ? node.getElementType(past) : type;
  Value state =
      past ? node.cast(past, wide)
           : zeros(node, wide,
                   {keyShape[0], keyShape[1], keyShape[3], valueShape[3]});
  // One number per head, or per feature of it; of beta, per head or for all.
  if (!isGated)
    decay = {};
  if (decay) {
    if (failed(checkHeads(node, decay, shared, "kv_num_heads")))
      return failure();
    decay = split(decay, shared);
  }
  if (!isDelta)
    beta = {};
  if (beta) {
    if (node.getRank(beta) != 3)
      return node.fail("its beta is not of rank 3");
    Shape shape = node.getShape(beta);
    beta = node.transpose(
        node.reshape(node.cast(beta, wide), {shape[0], shape[1], shape[2], 1}),
        {0, 2, 1, 3});
  }
  if (scale == 0) {
    DimExpr size = keyShape[3];
    if (auto known = size.getConstant()) {
      scale = *known > 0 ? 1 / std::sqrt(double(*known)) : 1;
    } else {
      scale = 1;
      query = node.createLike<MulOp>(query, node.createLike<RsqrtOp>(node.cast(
                                                makeScalar(node, size), wide)));
    }
  }
  if (node.hasFailed())
    return failure();
  auto results = node.createSeveral<LinearAttentionOp>(
      {wide, wide}, query, key, value, state, decay, beta, APFloat(scale));
  return node.replace({mergeHeads(node, node.cast(results[0], type)),
                       node.cast(results[1], stateType)});
}

//===----------------------------------------------------------------------===//
// CausalConvWithState
//===----------------------------------------------------------------------===//

/// The last entries of the past, or zeros, come before the input `[B, C, L]`;
/// each channel has a kernel of its own.
static LogicalResult legalizeCausalConv(NodeContext &node) {
  Value input = node.getInput(0), weight = node.getInput(1),
        bias = node.getInput(2), past = node.getInput(3);
  StringRef activation = node.getString("activation", "none");
  if (node.hasFailed())
    return failure();
  if (activation != "none" && activation != "silu" && activation != "swish")
    return node.fail("its attribute 'activation' is '" + activation + "'");
  if (node.getRank(input) != 3 || node.getRank(weight) != 3 ||
      (past && node.getRank(past) != 3))
    return node.fail("its input, weight and past are not of rank 3");
  Type type = node.getElementType(input), wide = widen(node, type);
  Shape shape = node.getShape(input);
  DimExpr kernel = node.getShape(weight)[2], before = kernel - 1;
  if (!past)
    past = zeros(node, type, {shape[0], shape[1], before});
  Value whole = append(node, past, input, 2);
  Value state = node.sliceDim(whole, 2, shape[2], before);

  if (node.hasFailed())
    return failure();
  Value result;
  if (auto channels = shape[1].getConstant();
      channels && *channels > 0 && kernel.getConstant()) {
    result = node.createLike<ConvOp>(
        node.cast(whole, wide), node.cast(weight, wide),
        bias ? node.cast(bias, wide) : Value(), uint64_t(*channels),
        ArrayRef<int64_t>(1), ArrayRef<int64_t>(1), ArrayRef<int64_t>(0),
        ArrayRef<int64_t>(0));
  } else {
    // Windows side by side, [B, C, L, k].
    Value index = node.createLike<AddOp>(
        node.reshape(node.iota(shape[2]), {shape[2], 1}), node.iota(kernel));
    Value windows =
        node.create<GatherOp>(wide, uint64_t(2), node.cast(whole, wide), index);
    Value taps = node.reshape(node.cast(weight, wide), {shape[1], 1, kernel});
    result = node.reduce(ReductionKind::sum,
                         node.createLike<MulOp>(windows, taps), {3}, false);
    if (bias)
      result = node.createLike<AddOp>(
          result, node.reshape(node.cast(bias, wide), {shape[1], 1}));
  }
  if (activation != "none")
    result = node.createLike<SiluOp>(result);
  return node.replace({node.cast(result, type), state});
}

void toroid::addRecurrenceOperators(OperatorTable &table) {
  table.add("CausalConvWithState", 27, {2, 4}, legalizeCausalConv);
  table.add("LinearAttention", 27, {3, 6}, legalizeLinearAttention);
}
