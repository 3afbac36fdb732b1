//===- PlainAttention.cpp - Attention in the form of its formula ----------===//

#include "dialects/Toroid/PlainAttention.h"

#include "dialects/Toroid/ShapedBuilder.h"

using namespace mlir;
using namespace toroid;

/// `[B, H, S, D]` of `[B, S, H, D]`, and the other way round.
static Value swapOrder(ShapedBuilder &s, Value tensor, HeadOrder order) {
  if (order == HeadOrder::BHSD)
    return tensor;
  return s.createLike<TransposeOp>(tensor, ArrayRef<int64_t>{0, 2, 1, 3});
}

PlainAttention toroid::buildPlainAttention(OpBuilder &builder, AttentionOp op,
                                           SymbolicShapes &shapes) {
  ShapedBuilder s(builder, op.getLoc(), shapes);
  AttentionShape sizes = op.getAttentionShape(shapes);
  Value query = op.getQuery(), key = op.getKey(), value = op.getValue();
  HeadOrder keyOrder = op.getKeyOrder(), valueOrder = op.getValueOrder();
  if (op.isPacked()) {
    DimExpr first = sizes.heads + sizes.keyHeads;
    key = s.sliceDim(query, 2, sizes.heads, sizes.keyHeads);
    value = s.sliceDim(query, 2, first, sizes.keyHeads);
    query = s.sliceDim(query, 2, 0, sizes.heads);
    keyOrder = valueOrder = HeadOrder::BSHD;
  }
  query = swapOrder(s, query, op.getQueryOrder());
  key = swapOrder(s, key, keyOrder);
  value = swapOrder(s, value, valueOrder);
  if (op.getPastKey()) {
    key = s.concat({op.getPastKey(), key}, 2);
    value = s.concat({op.getPastValue(), value}, 2);
  }

  SmallVector<Type> types = {
      UnrankedTensorType::get(s.getElementType(op.getResult()))};
  if (Value sums = op.getLogSumExp())
    types.push_back(UnrankedTensorType::get(s.getElementType(sums)));
  auto plain = AttentionOp::create(
      s.b, types, query, key, value, Value(), Value(), op.getBias(),
      op.getMask(), op.getMaskedBias(), op.getKeyLengths(), op.getOffset(),
      op.getSink(), op.getScaleAttr(), op.getMaskValueAttr(),
      op.getSoftcapAttr(), op.getLeftWindowAttr(), op.getRightWindowAttr(),
      op.getCausalAttr(), op.getMaskedRowsAttr(), HeadOrderAttr(),
      HeadOrderAttr(), HeadOrderAttr(), HeadOrderAttr(), IntegerAttr());
  // Cannot fail: the operands fit as those of `op` do.
  (void)refineResultTypes(plain, shapes);

  SmallVector<Value> results = {
      swapOrder(s, plain.getResult(), op.getResultOrder())};
  if (Value sums = plain.getLogSumExp())
    results.push_back(sums);
  if (op.hasPresent())
    results.append({key, value});
  return {plain, results};
}
