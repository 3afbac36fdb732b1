//===- AttentionParts.cpp - What attention operators share ----------------===//

#include "passes/Legalize/AttentionParts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Heads
//===----------------------------------------------------------------------===//

LogicalResult toroid::checkHeads(NodeContext &node, Value x, int64_t heads,
                                 StringRef name) {
  if (node.getRank(x) != 3)
    return node.fail("it has an input of rank " + Twine(node.getRank(x)) +
                     " where heads are split from rank 3");
  if (heads < 1)
    return node.fail("its attribute '" + name + "' must be positive");
  if (auto size = node.getShape(x)[2].getConstant(); size && *size % heads != 0)
    return node.fail("its " + Twine(heads) + " heads do not divide " +
                     Twine(*size) + " features");
  return success();
}

Value toroid::splitHeads(NodeContext &node, Value x, int64_t heads) {
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(x);
  DimExpr size = node.getShapes().floorDiv(shape[2], heads);
  Value split = node.reshape(x, {shape[0], shape[1], heads, size});
  return node.transpose(split, {0, 2, 1, 3});
}

Value toroid::mergeHeads(NodeContext &node, Value x) {
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(x);
  return node.reshape(node.transpose(x, {0, 2, 1, 3}),
                      {shape[0], shape[2], shape[1] * shape[3]});
}

Value toroid::append(NodeContext &node, Value before, Value after,
                     uint64_t axis) {
  if (!before || node.hasFailed())
    return after;
  return node.create<ConcatOp>(node.getElementType(before), axis,
                               ValueRange({before, after}));
}

Value toroid::padEnd(NodeContext &node, Value x, int64_t dim,
                     const DimExpr &length, double filler) {
  if (node.hasFailed())
    return {};
  OpBuilder &b = node.getBuilder();
  Shape added(node.getRank(x), DimExpr(0));
  SmallVector<int64_t> lowStatic(added.size(), 0), highStatic;
  added[dim] = length - node.getShape(x)[dim];
  SmallVector<Value> high;
  dispatchIndexOpFoldResults(
      node.getShapes().materialize(b, node.getLoc(), added), high, highStatic);
  return node.createLike<PadOp>(x, node.scalarLike(x, filler), ValueRange(),
                                high, lowStatic, highStatic);
}

Value toroid::makeScalar(NodeContext &node, const DimExpr &size) {
  OpBuilder &b = node.getBuilder();
  if (node.hasFailed())
    return {};
  auto type = RankedTensorType::get({}, b.getI64Type());
  if (auto constant = size.getConstant())
    return node.constant(DenseElementsAttr::get(type, *constant));
  Value index = node.getShapes().materializeValue(b, node.getLoc(), size);
  Value number =
      arith::IndexCastOp::create(b, node.getLoc(), b.getI64Type(), index);
  return tensor::FromElementsOp::create(b, node.getLoc(), type,
                                        ValueRange(number));
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

void AttentionParts::restrict(NodeContext &node, Value allowed) {
  mask = mask ? node.createLike<AndOp>(mask, allowed) : allowed;
}

void AttentionParts::addBias(NodeContext &node, Value term) {
  bias = bias ? node.createLike<AddOp>(bias, term) : term;
}

void AttentionParts::setOffset(NodeContext &node, const DimExpr &past) {
  if (node.hasFailed())
    return;
  DimExpr last = node.getShape(key)[2] - node.getShape(query)[2];
  if (past != last)
    offset = makeScalar(node, past);
}

Value AttentionParts::build(NodeContext &node) {
  if (node.hasFailed())
    return {};
  for (Value part : {query, key, value})
    if (node.getRank(part) != 4) {
      (void)node.fail("its query, key and value do not have a batch, heads, a "
                      "sequence and features");
      return {};
    }
  double factor = scale;
  Value scaled = query;
  if (factor == 0) {
    DimExpr size = node.getShape(query)[3];
    if (auto known = size.getConstant()) {
      factor = *known > 0 ? 1 / std::sqrt(double(*known)) : 1;
    } else {
      // The head size, and with it the scale, is only known to a run.
      factor = 1;
      Type type = node.getElementType(query);
      Type wide = type.isF64() ? type : node.getBuilder().getF32Type();
      Value root =
          node.createLike<RsqrtOp>(node.cast(makeScalar(node, size), wide));
      scaled =
          node.cast(node.createLike<MulOp>(node.cast(query, wide), root), type);
    }
  }
  return node.create<AttentionOp>(
      node.getElementType(scaled), TypeRange(), scaled, key, value,
      /*past_key=*/Value(), /*past_value=*/Value(), bias, mask, maskedBias,
      keyLengths, offset, sink, APFloat(factor), APFloat(maskValue),
      APFloat(softcap), leftWindow, rightWindow, isCausal, maskedRows,
      HeadOrder::BHSD, HeadOrder::BHSD, HeadOrder::BHSD, HeadOrder::BHSD,
      /*key_heads=*/IntegerAttr());
}

//===----------------------------------------------------------------------===//
// Rotation
//===----------------------------------------------------------------------===//

Value toroid::rotate(NodeContext &node, Value x, Value cos, Value sin,
                     const Rotation &rotation) {
  if (node.hasFailed())
    return {};
  return node.createLike<RotaryOp>(x, cos, sin, rotation.isInterleaved,
                                   /*per_pair=*/true);
}

Value toroid::pickAngles(NodeContext &node, Value cache, Value ids,
                         const DimExpr &half) {
  if (node.hasFailed())
    return {};
  if (node.getRank(cache) != 2) {
    (void)node.fail("its caches do not have positions and features");
    return {};
  }
  cache = node.create<GatherOp>(node.getElementType(cache), uint64_t(0), cache,
                                ids);
  if (node.hasFailed())
    return {};
  Shape picked = node.getShape(cache);
  cache = node.sliceDim(cache, picked.size() - 1, 0, half);
  picked.back() = half;
  picked.insert(picked.end() - 1, 1);
  return node.reshape(cache, picked);
}
