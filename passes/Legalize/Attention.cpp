//===- Attention.cpp - ONNX's attention -----------------------------------===//

#include "dialects/Toroid/AttentionFormula.h"
#include "passes/Legalize/AttentionParts.h"
#include "passes/Legalize/Legalizer.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// A mask may end before the keys do; those beyond are hidden.
static Value padMask(NodeContext &node, Value mask, const DimExpr &keys,
                     bool mayBeShort, double hidden) {
  if (node.hasFailed() || node.getRank(mask) == 0)
    return mask;
  DimExpr length = node.getShape(mask).back();
  auto known = length.getConstant(), all = keys.getConstant();
  if (length == keys || known == 1 ||
      !(mayBeShort || (known && all && *known < *all)))
    return mask;
  return padEnd(node, mask, node.getRank(mask) - 1, keys, hidden);
}

static LogicalResult readMask(NodeContext &node, AttentionParts &parts) {
  Value given = node.getInput(3);
  if (!given)
    return success();
  bool mayBeShort = bool(node.getInput(6));
  DimExpr keys = node.getShape(parts.key)[2];
  if (node.getElementType(given).isInteger(1))
    parts.mask = padMask(node, given, keys, mayBeShort, 0);
  else if (isa<FloatType>(node.getElementType(given)))
    parts.bias = padMask(node, given, keys, mayBeShort, parts.maskValue);
  else
    return node.fail("its mask has neither bool nor floating-point elements");
  return success();
}

/// What follows from positions: causal order, windows, padding of the cache.
static LogicalResult readPositions(NodeContext &node, AttentionParts &parts) {
  parts.isCausal = node.getFlag("is_causal", false);
  parts.leftWindow = node.getInt("left_window_size", -1);
  parts.rightWindow = node.getInt("right_window_size", -1);
  Value valid = node.getInput(6);
  if (node.hasFailed())
    return failure();
  if (parts.leftWindow < -1 || parts.rightWindow < -1)
    return node.fail("it has a window of a size below -1");
  bool hasOrder =
      parts.isCausal || parts.leftWindow >= 0 || parts.rightWindow >= 0;
  if (valid) {
    if (node.getRank(valid) != 1)
      return node.fail("its input #6 is no vector");
    valid = node.cast(valid, node.getBuilder().getI64Type());
    parts.keyLengths = valid;
    if (hasOrder)
      parts.offset = node.createLike<SubOp>(
          valid, makeScalar(node, node.getShape(parts.query)[2]));
  } else if (hasOrder) {
    Value past = node.getInput(4);
    parts.setOffset(node, past ? node.getShape(past)[2] : DimExpr(0));
  }
  return success();
}

/// The scores at the stage that the node asks for.
static Value getScores(NodeContext &node, Value attention) {
  if (node.hasFailed())
    return {};
  auto op = attention.getDefiningOp<AttentionOp>();
  if (!op) {
    (void)node.fail("its scores are asked for where it has no result");
    return {};
  }
  AttentionFormula formula(node.getBuilder(), op, node.getShapes());
  Value scores;
  switch (int64_t mode = node.getInt("qk_matmul_output_mode", 0)) {
  case 0:
    scores = formula.getProducts();
    break;
  case 1:
    scores = formula.getCapped();
    break;
  case 2:
    scores = formula.getScores();
    break;
  case 3:
    scores = formula.getWeights();
    break;
  default:
    (void)node.fail("its attribute 'qk_matmul_output_mode' is " + Twine(mode) +
                    " and not 0, 1, 2 or 3");
    return {};
  }
  return node.cast(scores, node.getElementType(attention));
}

static LogicalResult legalizeAttention(NodeContext &node) {
  AttentionParts parts;
  parts.query = node.getInput(0);
  parts.key = node.getInput(1);
  parts.value = node.getInput(2);
  int64_t queryHeads = node.getInt("q_num_heads", 0);
  int64_t keyHeads = node.getInt("kv_num_heads", 0);
  int64_t precision = node.getInt("softmax_precision", 1);
  parts.scale = node.getFloat("scale", 0);
  parts.softcap = node.getFloat("softcap", 0);
  if (node.hasFailed())
    return failure();
  if (bool(node.getInput(4)) != bool(node.getInput(5)))
    return node.fail("it has a past key or a past value and needs both");
  if (!llvm::is_contained({1, 10, 11, 16}, precision))
    return node.fail("its attribute 'softmax_precision' is " +
                     Twine(precision) +
                     ", which is no floating-point type with a softmax");
  int64_t rank = node.getRank(parts.query);
  if ((rank != 3 && rank != 4) || node.getRank(parts.key) != rank ||
      node.getRank(parts.value) != rank)
    return node.fail("its query, key and value do not have one rank, 3 or 4");

  if (rank == 3) {
    if (failed(checkHeads(node, parts.query, queryHeads, "q_num_heads")) ||
        failed(checkHeads(node, parts.key, keyHeads, "kv_num_heads")) ||
        failed(checkHeads(node, parts.value, keyHeads, "kv_num_heads")))
      return failure();
    parts.query = splitHeads(node, parts.query, queryHeads);
    parts.key = splitHeads(node, parts.key, keyHeads);
    parts.value = splitHeads(node, parts.value, keyHeads);
  }
  if (Value past = node.getInput(4)) {
    Value pastValue = node.getInput(5);
    if (node.getRank(past) != 4 || node.getRank(pastValue) != 4)
      return node.fail("its past key and value are not of rank 4");
    parts.key = append(node, past, parts.key, 2);
    parts.value = append(node, pastValue, parts.value, 2);
  }
  if (node.hasFailed() || failed(readMask(node, parts)) ||
      failed(readPositions(node, parts)))
    return failure();

  // All in one type; scores and softmax are f32 or wider in any case.
  Value presentKey = parts.key, presentValue = parts.value;
  Type result = node.getElementType(parts.query), type = result;
  Builder &b = node.getBuilder();
  if (precision == 11)
    type = b.getF64Type();
  else if (node.getElementType(parts.value) != type)
    type = b.getF32Type();
  for (Value *part : {&parts.query, &parts.key, &parts.value})
    *part = node.cast(*part, type);

  Value attention = parts.build(node);
  Value scores;
  if (node.isOutputUsed(3))
    scores = node.cast(getScores(node, attention), result);
  Value output = node.cast(attention, result);
  if (rank == 3)
    output = mergeHeads(node, output);
  return node.replace({output, presentKey, presentValue, scores});
}

//===----------------------------------------------------------------------===//
// FlexAttention
//===----------------------------------------------------------------------===//

/// What the subgraph `name` makes of `x`; `x` itself without one.
static Value applySubgraph(NodeContext &node, StringRef name, Value x) {
  onnx::NodeOp op = node.getNode();
  for (auto [attr, region] :
       llvm::zip(op.getRegionNames(), op.getSubgraphs())) {
    if (node.hasFailed() || cast<StringAttr>(attr).getValue() != name)
      continue;
    Block &block = region.front();
    if (block.getNumArguments() != 1 ||
        block.getTerminator()->getNumOperands() != 1) {
      (void)node.fail("its subgraph '" + name +
                      "' does not have one input and one output");
      return {};
    }
    Legalizer &legalizer = node.getLegalizer();
    legalizer.map(block.getArgument(0), x);
    legalizer.legalizeBlock(block);
    Value result = legalizer.lookup(block.getTerminator()->getOperand(0));
    // Without a result, the node in it that failed is reported.
    if (result && (node.getElementType(result) != node.getElementType(x) ||
                   node.getRank(result) != 4)) {
      (void)node.fail("its subgraph '" + name +
                      "' has a result of another type than its input");
      return {};
    }
    return result;
  }
  return x;
}

static LogicalResult legalizeFlexAttention(NodeContext &node) {
  AttentionParts parts;
  parts.query = node.getInput(0);
  parts.key = node.getInput(1);
  parts.value = node.getInput(2);
  parts.scale = node.getFloat("scale", 0);
  parts.maskedRows = MaskedRows::NaN;
  Type result = node.getElementType(parts.query);
  Builder &b = node.getBuilder();
  Type type = result.isF64() ? result : Type(b.getF32Type());
  if (node.hasAttr("softmax_precision"))
    type = node.getElementTypeOf(node.getInt("softmax_precision", 1));
  if (node.hasFailed())
    return failure();
  if (!isa<FloatType>(type))
    return node.fail("its softmax is of a type that is not floating-point");
  // The subgraphs see scores of that type, which are f32 or wider inside.
  Type wide = type.isF64() ? type : Type(b.getF32Type());
  for (Value *part : {&parts.query, &parts.key, &parts.value})
    *part = node.cast(*part, wide);
  Value attention = parts.build(node);
  if (node.hasFailed())
    return failure();
  if (node.getNode().getSubgraphs().empty())
    return node.replace(node.cast(attention, result));

  auto op = attention.getDefiningOp<AttentionOp>();
  if (!op)
    return node.replace(node.cast(attention, result));
  AttentionFormula formula(node.getBuilder(), op, node.getShapes());
  Value scores = node.cast(formula.getProducts(), type);
  scores = applySubgraph(node, "score_mod", scores);
  if (!scores)
    return node.hasFailed() ? failure() : success();
  Value weights = node.createLike<SoftmaxOp>(scores, uint64_t(3));
  weights = applySubgraph(node, "prob_mod", weights);
  if (!weights)
    return node.hasFailed() ? failure() : success();
  weights = node.cast(weights, wide);
  // Query heads that share a value head are rows of one product.
  Shape shape = node.getShape(parts.query), value = node.getShape(parts.value);
  Shape rows = {shape[0], value[1],
                node.getShapes().floorDiv(shape[1], value[1]) * shape[2],
                value[2]};
  Value product = node.createLike<MatMulOp>(node.reshape(weights, rows),
                                            parts.value, false, false);
  product = node.reshape(product, {shape[0], shape[1], shape[2], value[3]});
  return node.replace(node.cast(product, result));
}

void toroid::addAttentionOperators(OperatorTable &table) {
  table.add("Attention", 23, {3, 6}, legalizeAttention);
  table.add("Attention", 24, {3, 7}, legalizeAttention);
  table.add("FlexAttention", 1, {3, 3}, legalizeFlexAttention,
            "ai.onnx.preview");
}
