//===- ContribAttention.cpp - ONNX Runtime's attention operators ----------===//

#include "dialects/Toroid/AttentionFormula.h"
#include "passes/Legalize/AttentionParts.h"
#include "passes/Legalize/NN.h"
#include "passes/Legalize/Quantize.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// What a mask is about: `[B, H, S, T]`.
static Shape scoresShape(NodeContext &node, const AttentionParts &parts) {
  Shape query = node.getShape(parts.query);
  return {query[0], query[1], query[2], node.getShape(parts.key)[2]};
}

/// Whether a key at `[T]` comes before an end, and not before a start, of
/// `[B]`.
static Value isWithin(NodeContext &node, Value ends, Value starts,
                      const Shape &scores) {
  Type type = node.getBuilder().getI64Type();
  Value keys = node.iota(scores[3]);
  auto perBatch = [&](Value vector) {
    return node.hasFailed() ? Value()
                            : node.reshape(node.cast(vector, type),
                                           {node.getShape(vector)[0], 1, 1, 1});
  };
  Value within = node.compare(Predicate::lt, keys, perBatch(ends));
  if (starts)
    within = node.createLike<AndOp>(
        within, node.compare(Predicate::ge, keys, perBatch(starts)));
  return within;
}

/// Elements `[batch, 2 · batch)` of a vector of `2 · batch` elements; zeros for
/// one of another size, which maybe only a run knows.
static Value readStarts(NodeContext &node, Value mask, const DimExpr &batch) {
  if (node.hasFailed())
    return {};
  Type type = node.getBuilder().getI64Type();
  DimExpr size = node.getShape(mask)[0];
  if (size == batch * 2)
    return node.sliceDim(mask, 0, batch, batch);
  Value index =
      node.createLike<AddOp>(node.iota(batch), makeScalar(node, batch));
  index = node.createLike<MinOp>(index, makeScalar(node, size - 1));
  if (node.hasFailed())
    return {};
  Value starts = node.create<GatherOp>(node.getElementType(mask), uint64_t(0),
                                       mask, index);
  Value isDouble = node.compare(Predicate::eq, makeScalar(node, size),
                                makeScalar(node, batch * 2));
  return node.select(isDouble, node.cast(starts, type), node.scalar(type, 0));
}

/// Which keys a mask of ONNX Runtime lets a query see; null when all. Its forms
/// are told apart by rank and size:
///
/// - `[B]` ends, `[2·B]` ends, then starts, `[3·B + 2]` ends and what only
///   packed batches need
/// - `[B, T]`, `[B, S, T]`, `[B, 1, M, M]` of numbers, positive where visible;
///   of the last, the rows and columns of the positions at hand count
static Value readVisible(NodeContext &node, Value mask, const Shape &scores) {
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(mask);
  const DimExpr &batch = scores[0], &queries = scores[2], &keys = scores[3];
  if (!isa<IntegerType>(node.getElementType(mask))) {
    (void)node.fail("its mask has elements that are no integers");
    return {};
  }
  auto rows = shape.empty() ? std::nullopt : shape[0].getConstant();
  if (auto count = batch.getConstant(); rows && count) {
    bool isVector = shape.size() == 1;
    if (*rows != *count && !(!isVector && *rows == 1) &&
        !(isVector && (*rows == 2 * *count || *rows == 3 * *count + 2))) {
      (void)node.fail("its mask has " + Twine(*rows) +
                      " rows and its query a batch of " + Twine(*count));
      return {};
    }
  }
  auto isPositive = [&](Value x, ArrayRef<DimExpr> to) {
    Value seen = node.getElementType(x).isInteger(1)
                     ? x
                     : node.compare(Predicate::gt, x, node.scalarLike(x, 0));
    return node.reshape(seen, to);
  };
  switch (shape.size()) {
  case 1: {
    Value ends = node.sliceDim(mask, 0, 0, batch), starts;
    if (shape[0] != batch && shape[0] != batch * 3 + 2)
      starts = readStarts(node, mask, batch);
    return isWithin(node, ends, starts, scores);
  }
  case 2:
    // One column says nothing, unless there is but one key.
    if (shape[1].isConstant(1) && !keys.isConstant(1))
      return {};
    return isPositive(mask, {shape[0], 1, 1, shape[1]});
  case 3:
    return isPositive(mask, {shape[0], 1, shape[1], shape[2]});
  case 4:
    mask = node.sliceDim(mask, 2, keys - queries, queries);
    mask = node.sliceDim(mask, 3, 0, keys);
    return isPositive(mask, {shape[0], shape[1], queries, keys});
  default:
    (void)node.fail("its mask is of rank " + Twine(shape.size()) +
                    " and not 1 to 4");
    return {};
  }
}

/// A masked key's score gets a number added, so that a query none of whose keys
/// are visible still weighs them.
static void addMask(NodeContext &node, AttentionParts &parts, Value mask) {
  if (!mask || node.hasFailed())
    return;
  double filter = node.getFloat("mask_filter_value", -10000);
  Value visible = readVisible(node, mask, scoresShape(node, parts));
  if (!visible)
    return;
  Type type = node.getElementType(parts.query);
  if (!type.isF64())
    type = node.getBuilder().getF32Type();
  parts.addBias(node, node.select(visible, node.scalar(type, 0),
                                  node.scalar(type, filter)));
}

static void addAttentionBias(NodeContext &node, AttentionParts &parts,
                             Value bias) {
  if (!bias || node.hasFailed())
    return;
  Type type = node.getElementType(parts.query);
  parts.addBias(
      node,
      node.cast(bias, type.isF64() ? type : node.getBuilder().getF32Type()));
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// One of the three parts of the last dim, `size` features from `start` on.
static Value takePart(NodeContext &node, Value x, const DimExpr &start,
                      const DimExpr &size) {
  return node.hasFailed() ? Value()
                          : node.sliceDim(x, node.getRank(x) - 1, start, size);
}

/// What attention with one input and one matrix of weights must be.
static LogicalResult checkAttention(NodeContext &node, Value input,
                                    Value weights) {
  if (node.getFlag("do_rotary", false))
    return node.fail("it rotates query and key without caches",
                     "export the model with rotary embeddings of their own");
  if (node.getFlag("past_present_share_buffer", false))
    return node.fail("its past and present share a buffer",
                     "export the model without a shared buffer");
  if (node.getRank(input) != 3 || node.getRank(weights) != 2)
    return node.fail("its input and weights are not of rank 3 and 2");
  return success();
}

/// Ends the node: `packed` has query, key and value of all heads in its last
/// dim, past and present are key and value, stacked.
static LogicalResult replaceAttention(NodeContext &node, Value packed,
                                      Value past, Value mask, Value bias) {
  int64_t heads = node.getRequiredInt("num_heads");
  SmallVector<int64_t> sizes = node.getInts("qkv_hidden_sizes");
  if (node.hasFailed())
    return failure();
  if (node.getRank(packed) != 3)
    return node.fail("its bias does not broadcast to its input");

  DimExpr features = node.getShape(packed)[2];
  SmallVector<DimExpr> widths(sizes.begin(), sizes.end());
  if (sizes.empty()) {
    if (auto known = features.getConstant(); known && *known % 3 != 0)
      return node.fail("its weights make " + Twine(*known) +
                       " features, which are not three equal parts");
    widths.assign(3, node.getShapes().floorDiv(features, 3));
  } else if (sizes.size() != 3 || llvm::any_of(sizes, [](int64_t size) {
               return size < 1 || size > (int64_t(1) << 31);
             })) {
    return node.fail("its attribute 'qkv_hidden_sizes' is not three sizes");
  } else if (auto known = features.getConstant();
             known && *known != sizes[0] + sizes[1] + sizes[2]) {
    return node.fail("its attribute 'qkv_hidden_sizes' does not add up to " +
                     Twine(*known) + " features");
  }
  AttentionParts parts;
  DimExpr start = 0;
  Value *targets[] = {&parts.query, &parts.key, &parts.value};
  for (auto [part, width] : llvm::zip(targets, widths)) {
    Value flat = takePart(node, packed, start, width);
    if (node.hasFailed() || failed(checkHeads(node, flat, heads, "num_heads")))
      return failure();
    *part = splitHeads(node, flat, heads);
    start = start + width;
  }

  if (past) {
    if (node.getRank(past) != 5)
      return node.fail("its past is not of rank 5");
    auto half = [&](int64_t i) {
      Shape shape = node.getShape(past);
      return node.reshape(node.sliceDim(past, 0, i, 1),
                          ArrayRef(shape).drop_front());
    };
    parts.key = append(node, half(0), parts.key, 2);
    parts.value = append(node, half(1), parts.value, 2);
  }
  Value present;
  if (node.isOutputUsed(1) && !node.hasFailed()) {
    auto stacked = [&](Value x) {
      Shape shape = node.getShape(x);
      shape.insert(shape.begin(), 1);
      return node.reshape(x, shape);
    };
    present = append(node, stacked(parts.key), stacked(parts.value), 0);
  }
  parts.scale = node.getFloat("scale", 0);
  parts.isCausal = node.getFlag("unidirectional", false);
  parts.maskedRows = MaskedRows::NaN;
  addAttentionBias(node, parts, bias);
  addMask(node, parts, mask);
  return node.replace({mergeHeads(node, parts.build(node)), present});
}

/// Query, key and value are products of one input with one matrix.
static LogicalResult legalizeAttention(NodeContext &node) {
  Value input = node.getInput(0), weights = node.getInput(1);
  if (failed(checkAttention(node, input, weights)))
    return failure();
  if (node.getInput(6))
    return node.fail("its past and present share a buffer",
                     "export the model without a shared buffer");
  Value packed = node.createLike<MatMulOp>(input, weights, false, false);
  if (Value bias = node.getInput(2))
    packed = node.createLike<AddOp>(packed, bias);
  return replaceAttention(node, packed, node.getInput(4), node.getInput(3),
                          node.getInput(5));
}

/// The same with an input and weights of 8 bits. Inputs: those, the bias, their
/// scales, the mask, their zero points, the past.
static LogicalResult legalizeQAttention(NodeContext &node) {
  auto input = [&](unsigned i) { return Formula(node, node.getInput(i)); };
  Formula x = input(0), weights = input(1), bias = input(2);
  if (failed(checkAttention(node, x, weights)))
    return failure();
  for (const Formula &factor : {x, weights})
    if (!isa<IntegerType>(factor.getElementType()) ||
        node.getType(factor).getElementTypeBitWidth() != 8)
      return node.fail("its input and weights are not integers of 8 bits");
  Type type = bias.getElementType(), wide = getWideType(type);
  if (!isa<FloatType>(type))
    return node.fail("its bias holds no floating-point numbers");
  // Single numbers, or one for each column of the weights.
  for (unsigned i : {3u, 4u, 6u, 7u})
    if (Value given = node.getInput(i);
        given && node.getRank(given) > (i == 4 || i == 7 ? 1 : 0) &&
        product(node.getShape(given)).getConstant().value_or(1) != 1)
      return node.fail("its input #" + Twine(i) + " has too many elements");
  auto single = [&](unsigned i) {
    Formula given = input(i);
    return given.get() && given.getRank() > 0 ? given.reshape({}) : given;
  };
  Formula sums(node, buildMatMul(node, centered(x, single(6)),
                                 centered(weights, input(7))));
  Formula scale = single(3).to(wide) * input(4).to(wide);
  Formula packed = (sums.to(wide) * scale + bias.to(wide)).to(type);
  return replaceAttention(node, packed, node.getInput(8), node.getInput(5),
                          Value());
}

//===----------------------------------------------------------------------===//
// MultiHeadAttention
//===----------------------------------------------------------------------===//

/// Part `i` of `[B, S, N, parts, H]` as `[B, N, S, H]`.
static Value unpack(NodeContext &node, Value packed, int64_t i) {
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(packed);
  Value part = node.reshape(node.sliceDim(packed, 3, i, 1),
                            {shape[0], shape[1], shape[2], shape[4]});
  return node.transpose(part, {0, 2, 1, 3});
}

namespace {
/// Where the inputs of an operator with separate query, key and value are.
struct Slots {
  unsigned bias, mask, attentionBias, pastKey, pastValue;
};
} // namespace

/// Reads query, key and value in one of their forms: `[B, S, N·H]` each, all in
/// one `[B, S, N, 3, H]`, key and value in one `[B, L, N, 2, H]`, or key and
/// value as heads, `[B, N, L, H]`, to which no bias is added.
static LogicalResult readHeads(NodeContext &node, AttentionParts &parts,
                               int64_t heads, Value bias) {
  Value query = node.getInput(0), key = node.getInput(1),
        value = node.getInput(2);
  DimExpr start = 0;
  // Adds what the bias has for the next part and splits its heads.
  auto split = [&](Value x) -> Value {
    if (node.hasFailed() || failed(checkHeads(node, x, heads, "num_heads")))
      return {};
    if (bias) {
      DimExpr size = node.getShape(x)[2];
      x = node.createLike<AddOp>(x, takePart(node, bias, start, size));
      start = start + size;
    }
    return splitHeads(node, x, heads);
  };
  auto splitUnpacked = [&](Value packed, int64_t i) {
    Value part = unpack(node, packed, i);
    if (!bias || node.hasFailed())
      return part;
    Shape shape = node.getShape(part);
    DimExpr size = shape[1] * shape[3];
    Value own = node.reshape(takePart(node, bias, start, size),
                             {shape[1], 1, shape[3]});
    start = start + size;
    return node.createLike<AddOp>(part, own);
  };

  if (node.getRank(query) == 5) {
    if (key || value)
      return node.fail("its packed query comes with a key or a value");
    parts.query = splitUnpacked(query, 0);
    parts.key = splitUnpacked(query, 1);
    parts.value = splitUnpacked(query, 2);
    return success();
  }
  if (!key)
    return node.fail("it has no key");
  parts.query = split(query);
  if (node.getRank(key) == 5) {
    if (value)
      return node.fail("its packed key comes with a value");
    parts.key = splitUnpacked(key, 0);
    parts.value = splitUnpacked(key, 1);
    return success();
  }
  if (!value)
    return node.fail("it has no value");
  if (node.getRank(key) == 4 && node.getRank(value) == 4) {
    parts.key = key;
    parts.value = value;
    return success();
  }
  parts.key = split(key);
  parts.value = split(value);
  return success();
}

static LogicalResult legalizeHeads(NodeContext &node, const Slots &slots) {
  AttentionParts parts;
  int64_t heads = node.getRequiredInt("num_heads");
  Value bias = node.getInput(slots.bias);
  if (node.hasFailed())
    return failure();
  if (bias && node.getRank(bias) != 1)
    return node.fail("its bias is no vector");
  if (failed(readHeads(node, parts, heads, bias)))
    return failure();
  Value pastKey = node.getInput(slots.pastKey);
  Value pastValue = node.getInput(slots.pastValue);
  if (bool(pastKey) != bool(pastValue))
    return node.fail("it has a past key or a past value and needs both");
  if (pastKey && (node.getRank(pastKey) != 4 || node.getRank(pastValue) != 4))
    return node.fail("its past key and value are not of rank 4");
  parts.key = append(node, pastKey, parts.key, 2);
  parts.value = append(node, pastValue, parts.value, 2);
  parts.scale = node.getFloat("scale", 0);
  parts.maskedRows = MaskedRows::NaN;
  parts.isCausal = node.getFlag("unidirectional", false);
  if (parts.isCausal)
    parts.setOffset(node, pastKey ? node.getShape(pastKey)[2] : DimExpr(0));
  addAttentionBias(node, parts, node.getInput(slots.attentionBias));
  addMask(node, parts, node.getInput(slots.mask));

  Value attention = parts.build(node);
  Value scores;
  if (node.isOutputUsed(3) && !node.hasFailed()) {
    auto op = attention.getDefiningOp<AttentionOp>();
    if (!op)
      return node.fail("its scores are asked for where it has no result");
    scores = node.cast(
        AttentionFormula(node.getBuilder(), op, node.getShapes()).getScores(),
        node.getElementType(attention));
  }
  return node.replace(
      {mergeHeads(node, attention), parts.key, parts.value, scores});
}

static LogicalResult legalizeMultiHeadAttention(NodeContext &node) {
  // Without a past there is nothing to share.
  if (node.getInput(6) && (node.getInput(8) || node.getInput(9)))
    return node.fail("its past and present share a buffer",
                     "export the model without a shared buffer");
  return legalizeHeads(node, {/*bias=*/3, /*mask=*/4, /*attentionBias=*/5,
                              /*pastKey=*/6, /*pastValue=*/7});
}

/// The same for one query, with inputs in another order.
static LogicalResult legalizeDecoderAttention(NodeContext &node) {
  if (node.getFlag("past_present_share_buffer", false) ||
      (node.getInput(5) && (node.getInput(8) || node.getInput(9))))
    return node.fail("its past and present share a buffer",
                     "export the model without a shared buffer");
  return legalizeHeads(node, {/*bias=*/10, /*mask=*/3, /*attentionBias=*/4,
                              /*pastKey=*/5, /*pastValue=*/6});
}

void toroid::addContribAttentionOperators(OperatorTable &table) {
  StringRef ort = "com.microsoft";
  table.add("Attention", 1, {2, 7}, legalizeAttention, ort);
  table.add("DecoderMaskedMultiHeadAttention", 1, {1, 11},
            legalizeDecoderAttention, ort);
  table.add("MultiHeadAttention", 1, {1, 10}, legalizeMultiHeadAttention, ort);
  table.add("QAttention", 1, {5, 9}, legalizeQAttention, ort);
}
