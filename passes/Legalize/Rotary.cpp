//===- Rotary.cpp - Rotary embedding --------------------------------------===//

#include "passes/Legalize/AttentionParts.h"

using namespace mlir;
using namespace toroid;

/// How much of heads of `size` features rotates; 0 means all of it.
static LogicalResult readRotation(NodeContext &node, const DimExpr &size,
                                  Rotation &rotation) {
  int64_t rotated = node.getInt("rotary_embedding_dim", 0);
  rotation.isInterleaved = node.getFlag("interleaved", false);
  rotation.rotated = rotated == 0 ? size : DimExpr(rotated);
  auto known = size.getConstant();
  auto bound = rotation.rotated.getConstant();
  if (bound && (*bound < 2 || *bound % 2 != 0 || (known && *bound > *known)))
    return node.fail("it rotates " + Twine(*bound) + " of " +
                     (known ? Twine(*known) : Twine("its")) + " features");
  return success();
}

/// Rotates x, `[B, S, H·D]` or `[B, H, S, D]`, by what `pick` makes of the
/// inputs `cos` and `sin`.
static LogicalResult
legalizeRotation(NodeContext &node, Value cos, Value sin, int64_t heads,
                 llvm::function_ref<Value(Value, const DimExpr &)> pick) {
  Value x = node.getInput(0);
  if (node.hasFailed())
    return failure();
  bool isFlat = node.getRank(x) == 3;
  if (!isFlat && node.getRank(x) != 4)
    return node.fail("its input is not of rank 3 or 4");
  // To [B, S, H, D], where heads broadcast.
  if (isFlat) {
    if (failed(checkHeads(node, x, heads, "num_heads")))
      return failure();
    Shape shape = node.getShape(x);
    x = node.reshape(x, {shape[0], shape[1], heads,
                         node.getShapes().floorDiv(shape[2], heads)});
  } else {
    x = node.transpose(x, {0, 2, 1, 3});
  }
  if (node.hasFailed())
    return failure();
  Shape shape = node.getShape(x);
  Rotation rotation;
  if (failed(readRotation(node, shape[3], rotation)))
    return failure();
  DimExpr half = node.getShapes().floorDiv(rotation.rotated, 2);
  Value turned = rotate(node, x, pick(cos, half), pick(sin, half), rotation);
  if (!isFlat)
    return node.replace(node.transpose(turned, {0, 2, 1, 3}));
  return node.replace(
      node.reshape(turned, {shape[0], shape[1], shape[2] * shape[3]}));
}

static LogicalResult legalizeRotaryEmbedding(NodeContext &node) {
  int64_t heads = node.getInt("num_heads", 0);
  // The caches are [positions, half] with ids, else [B, S, half].
  auto pick = [&](Value cache, const DimExpr &half) -> Value {
    if (node.hasFailed())
      return {};
    if (Value ids = node.getInput(3))
      return pickAngles(node, cache, ids, half);
    if (node.getRank(cache) != 3) {
      (void)node.fail(
          "its caches do not have a batch, a sequence and features");
      return {};
    }
    Shape shape = node.getShape(cache);
    return node.reshape(node.sliceDim(cache, 2, 0, half),
                        {shape[0], shape[1], 1, half});
  };
  return legalizeRotation(node, node.getInput(1), node.getInput(2), heads,
                          pick);
}

/// Positions come second here, and one of them may be the first of all.
static LogicalResult legalizeContribRotaryEmbedding(NodeContext &node) {
  Value x = node.getInput(0), ids = node.getInput(1), cos = node.getInput(2);
  if (node.getFlag("is_packed_batching", false))
    return node.fail("its batches are packed",
                     "export the model without packed batching");
  if (node.getFloat("scale", 1) != 1)
    return node.fail("it scales positions");
  int64_t heads = node.getInt("num_heads", 0);
  if (node.getRank(x) != 3 && node.getRank(x) != 4)
    return node.fail("its input is not of rank 3 or 4");
  if (node.getRank(cos) != 2)
    return node.fail("its caches do not have positions and features");
  // Without a number of heads, as many as the caches leave room for.
  if (node.getRank(x) == 3 && heads == 0) {
    auto features = node.getShape(x)[2].getConstant();
    auto half = node.getShape(cos)[1].getConstant();
    if (!features || !half || *half == 0)
      return node.fail("its number of heads is not known",
                       "re-export the model with the attribute 'num_heads'");
    heads = *features / (2 * *half);
  }
  if (node.hasFailed())
    return failure();
  if (node.getRank(ids) < 2) {
    // The first position; others follow.
    DimExpr length = node.getShape(x)[node.getRank(x) - 2];
    Value first = node.cast(ids, node.getBuilder().getI64Type());
    ids = node.createLike<AddOp>(node.reshape(first, {1, 1}),
                                 node.reshape(node.iota(length), {1, length}));
  }
  return legalizeRotation(node, cos, node.getInput(3), heads,
                          [&](Value cache, const DimExpr &half) {
                            return pickAngles(node, cache, ids, half);
                          });
}

void toroid::addRotaryOperators(OperatorTable &table) {
  table.add("RotaryEmbedding", 23, {3, 4}, legalizeRotaryEmbedding);
  table.add("RotaryEmbedding", 1, {4, 4}, legalizeContribRotaryEmbedding,
            "com.microsoft");
}
