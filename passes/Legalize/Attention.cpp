//===- Attention.cpp - Attention and rotary embedding ---------------------===//

#include "passes/Legalize/NodeContext.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// `[B, S, H·D]` → `[B, H, S, D]`
static Value splitHeads(NodeContext &node, Value x, int64_t heads) {
  Shape shape = node.getShape(x);
  DimExpr size = node.getShapes().floorDiv(shape[2], heads);
  Value split = node.reshape(x, {shape[0], shape[1], heads, size});
  return node.transpose(split, {0, 2, 1, 3});
}

static LogicalResult checkHeads(NodeContext &node, Value x, int64_t heads) {
  if (node.getRank(x) != 3)
    return node.fail("its query, key and value do not have one rank, 3 or 4");
  if (heads < 1)
    return node.fail("its attributes 'q_num_heads' and 'kv_num_heads' must be "
                     "positive for inputs of rank 3");
  if (auto size = node.getShape(x)[2].getConstant(); size && *size % heads != 0)
    return node.fail("its " + Twine(heads) + " heads do not divide " +
                     Twine(*size) + " features");
  return success();
}

namespace {
/// The operands of a toroid.attention as an Attention node gives them.
struct AttentionParts {
  Value query, key, value; ///< Of rank 4, the past included.
  Value mask, bias;        ///< Either may be null.
  DimExpr past;            ///< How many keys come before the query's own.
};
} // namespace

static void restrict(NodeContext &node, Value &mask, Value allowed) {
  mask = mask ? node.createLike<AndOp>(mask, allowed) : allowed;
}

/// Masks that follow from positions: causal order, a window, padding of the
/// cache. Sets `isCausal` when toroid.attention's own causal order says it.
static LogicalResult addPositionMasks(NodeContext &node, AttentionParts &parts,
                                      bool &isCausal) {
  bool wantsCausal = node.getFlag("is_causal", false);
  int64_t left = node.getInt("left_window_size", -1);
  int64_t right = node.getInt("right_window_size", -1);
  Value valid = node.getInput(6);
  isCausal = false;
  if (node.hasFailed())
    return failure();
  if (!wantsCausal && left < 0 && right < 0 && !valid)
    return success();

  DimExpr queries = node.getShape(parts.query)[2];
  DimExpr keys = node.getShape(parts.key)[2];
  // Its order is aligned at the bottom right: key j ≤ i + keys - queries.
  if (wantsCausal && !valid && keys - queries == parts.past) {
    isCausal = true;
    wantsCausal = false;
  }
  if (!wantsCausal && left < 0 && right < 0 && !valid)
    return success();

  Value key = node.iota(keys); // [T]
  Value query = node.reshape(node.iota(queries), {queries, 1});
  Type type = node.getBuilder().getI64Type();
  Value first; // Position of the first query among the keys.
  if (valid) {
    if (node.getRank(valid) != 1)
      return node.fail("its input #6 is no vector");
    valid = node.reshape(node.cast(valid, type),
                         {node.getShape(valid)[0], 1, 1, 1});
    restrict(node, parts.mask, node.compare(Predicate::lt, key, valid));
    Value length = node.create<ShapeOfOp>(type, parts.query);
    if (node.hasFailed())
      return failure();
    length = node.reshape(node.sliceDim(length, 0, 2, 1), {});
    first = node.createLike<SubOp>(valid, length);
  } else if (node.getInput(4)) {
    Value length = node.create<ShapeOfOp>(type, node.getInput(4));
    length = node.reshape(node.sliceDim(length, 0, 2, 1), {});
    first = length;
  }
  Value position = first ? node.createLike<AddOp>(query, first) : query;
  if (wantsCausal)
    restrict(node, parts.mask, node.compare(Predicate::le, key, position));
  if (left >= 0)
    restrict(node, parts.mask,
             node.compare(
                 Predicate::ge, key,
                 node.createLike<SubOp>(position, node.scalar(type, left))));
  if (right >= 0)
    restrict(node, parts.mask,
             node.compare(
                 Predicate::le, key,
                 node.createLike<AddOp>(position, node.scalar(type, right))));
  return node.hasFailed() ? failure() : success();
}

static LogicalResult readMask(NodeContext &node, AttentionParts &parts) {
  Value given = node.getInput(3);
  if (!given)
    return success();
  if (node.getElementType(given).isInteger(1))
    parts.mask = given;
  else if (node.getElementType(given) == node.getElementType(parts.query))
    parts.bias = given;
  else
    return node.fail("its mask has neither bool elements nor those of the "
                     "query");
  return success();
}

static LogicalResult legalizeAttention(NodeContext &node) {
  AttentionParts parts;
  parts.query = node.getInput(0);
  parts.key = node.getInput(1);
  parts.value = node.getInput(2);
  bool isFlat = node.getRank(parts.query) == 3;
  int64_t queryHeads = node.getInt("q_num_heads", 0);
  int64_t keyHeads = node.getInt("kv_num_heads", 0);
  double softcap = node.getFloat("softcap", 0);
  int64_t precision = node.getInt("softmax_precision", 1);
  if (node.hasFailed())
    return failure();
  if (softcap != 0)
    return node.fail("it caps its scores softly",
                     "re-export the model with attention decomposed "
                     "(opset_version=22 or lower)");
  if (precision == 11 && !node.getElementType(parts.query).isF64())
    return node.fail("its softmax is of another precision than float32",
                     "re-export the model without 'softmax_precision'");
  if (bool(node.getInput(4)) != bool(node.getInput(5)))
    return node.fail("it has a past key or a past value and needs both");

  if (isFlat) {
    if (failed(checkHeads(node, parts.query, queryHeads)) ||
        failed(checkHeads(node, parts.key, keyHeads)) ||
        failed(checkHeads(node, parts.value, keyHeads)))
      return failure();
    parts.query = splitHeads(node, parts.query, queryHeads);
    parts.key = splitHeads(node, parts.key, keyHeads);
    parts.value = splitHeads(node, parts.value, keyHeads);
  } else {
    for (Value part : {parts.query, parts.key, parts.value})
      if (node.getRank(part) != 4)
        return node.fail(
            "its query, key and value do not have one rank, 3 or 4");
  }
  if (Value past = node.getInput(4)) {
    Value pastValue = node.getInput(5);
    if (node.getRank(past) != 4 || node.getRank(pastValue) != 4)
      return node.fail("its past key and value are not of rank 4");
    parts.past = node.getShape(past)[2];
    auto append = [&](Value before, Value after) {
      return node.create<ConcatOp>(node.getElementType(before), uint64_t(2),
                                   ValueRange({before, after}));
    };
    if (!node.hasFailed()) {
      parts.key = append(past, parts.key);
      parts.value = append(pastValue, parts.value);
    }
  }
  bool isCausal = false;
  if (node.hasFailed() || failed(readMask(node, parts)) ||
      failed(addPositionMasks(node, parts, isCausal)))
    return failure();

  Shape queryShape = node.getShape(parts.query);
  double scale = node.getFloat("scale", 0);
  if (!node.hasAttr("scale")) {
    auto size = queryShape[3].getConstant();
    if (!size || *size < 1)
      return node.fail("its scale follows from a head size that is not known",
                       "re-export the model with a static head size");
    scale = 1 / std::sqrt(double(*size));
  }
  Value result = node.createLike<AttentionOp>(
      parts.query, parts.key, parts.value, parts.bias, parts.mask, Value(),
      APFloat(scale), APFloat::getInf(APFloat::IEEEdouble(), true), isCausal,
      /*zero_masked_rows=*/true);
  if (isFlat && !node.hasFailed()) {
    Shape shape = node.getShape(result);
    result = node.reshape(node.transpose(result, {0, 2, 1, 3}),
                          {shape[0], shape[2], shape[1] * shape[3]});
  }
  return node.replace({result, parts.key, parts.value});
}

//===----------------------------------------------------------------------===//
// Rotary embedding
//===----------------------------------------------------------------------===//

/// Rotates pairs of features (a, b) to (a·cos - b·sin, b·cos + a·sin). Pairs
/// are neighbours when interleaved, else the two halves.
static LogicalResult legalizeRotaryEmbedding(NodeContext &node) {
  Value x = node.getInput(0), cos = node.getInput(1), sin = node.getInput(2);
  int64_t rotated = node.getInt("rotary_embedding_dim", 0);
  int64_t heads = node.getInt("num_heads", 0);
  bool interleaved = node.getFlag("interleaved", false);
  if (node.hasFailed())
    return failure();
  bool isFlat = node.getRank(x) == 3;
  // To [B, S, H, D], where heads broadcast.
  if (isFlat) {
    if (failed(checkHeads(node, x, heads)))
      return failure();
    Shape shape = node.getShape(x);
    x = node.reshape(x, {shape[0], shape[1], heads,
                         node.getShapes().floorDiv(shape[2], heads)});
  } else if (node.getRank(x) == 4) {
    x = node.transpose(x, {0, 2, 1, 3});
  } else {
    return node.fail("its input is not of rank 3 or 4");
  }
  if (node.hasFailed())
    return failure();
  Shape shape = node.getShape(x);
  auto size = shape[3].getConstant();
  if (!size)
    return node.fail("its head size is not known",
                     "re-export the model with a static head size");
  if (rotated == 0)
    rotated = *size;
  if (rotated < 2 || rotated > *size || rotated % 2 != 0)
    return node.fail("it rotates " + Twine(rotated) + " of " + Twine(*size) +
                     " features");
  int64_t half = rotated / 2;

  // The caches, [positions, half] with ids, else [B, S, half].
  auto pick = [&](Value cache) -> Value {
    if (node.hasFailed())
      return {};
    if (Value ids = node.getInput(3))
      cache = node.create<GatherOp>(node.getElementType(cache), uint64_t(0),
                                    cache, ids);
    if (node.hasFailed())
      return {};
    Shape picked = node.getShape(cache);
    if (picked.size() != 3) {
      (void)node.fail(
          "its caches do not have a batch, a sequence and features");
      return {};
    }
    cache = node.sliceDim(cache, 2, 0, half);
    return node.reshape(cache, {picked[0], picked[1], 1, half});
  };
  cos = pick(cos);
  sin = pick(sin);

  Value turning = node.sliceDim(x, 3, 0, rotated);
  Value first, second;
  if (interleaved) {
    first = node.sliceDim(turning, 3, 0, half, 2);
    second = node.sliceDim(turning, 3, 1, half, 2);
  } else {
    first = node.sliceDim(turning, 3, 0, half);
    second = node.sliceDim(turning, 3, half, half);
  }
  Value real = node.createLike<SubOp>(node.createLike<MulOp>(first, cos),
                                      node.createLike<MulOp>(second, sin));
  Value imaginary = node.createLike<AddOp>(node.createLike<MulOp>(second, cos),
                                           node.createLike<MulOp>(first, sin));
  if (node.hasFailed())
    return failure();
  Type type = node.getElementType(x);
  auto join = [&](ArrayRef<Value> values, uint64_t axis) {
    return node.create<ConcatOp>(type, axis, ValueRange(values));
  };
  Value turned;
  if (interleaved) {
    Shape pair = {shape[0], shape[1], shape[2], half, 1};
    Shape whole = {shape[0], shape[1], shape[2], rotated};
    turned = node.reshape(
        join({node.reshape(real, pair), node.reshape(imaginary, pair)}, 4),
        whole);
  } else {
    turned = join({real, imaginary}, 3);
  }
  if (rotated != *size)
    turned = join({turned, node.sliceDim(x, 3, rotated, *size - rotated)}, 3);
  if (isFlat)
    return node.replace(
        node.reshape(turned, {shape[0], shape[1], shape[2] * shape[3]}));
  return node.replace(node.transpose(turned, {0, 2, 1, 3}));
}

void toroid::addAttentionOperators(OperatorTable &table) {
  table.add("Attention", 23, {3, 6}, legalizeAttention);
  table.add("Attention", 24, {3, 7}, legalizeAttention);
  table.add("RotaryEmbedding", 23, {3, 4}, legalizeRotaryEmbedding);
}
