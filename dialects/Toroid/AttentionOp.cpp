//===- AttentionOp.cpp - What toroid.attention requires -------------------===//

#include "dialects/Toroid/ToroidDialect.h"

using namespace mlir;
using namespace toroid;

static int64_t rankOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getRank();
}

static bool differ(const DimExpr &a, const DimExpr &b) {
  return a.getConstant() && b.getConstant() && a != b;
}

/// `[B, H, S, D]` of a tensor that may have another order.
static Shape inFormulasOrder(Shape shape, HeadOrder order) {
  if (order == HeadOrder::BSHD)
    std::swap(shape[1], shape[2]);
  return shape;
}

bool AttentionOp::isPlain() {
  return !isPacked() && !getPastKey() && !hasPresent() &&
         llvm::all_of(ArrayRef{getQueryOrder(), getKeyOrder(), getValueOrder(),
                               getResultOrder()},
                      [](HeadOrder order) { return order == HeadOrder::BHSD; });
}

AttentionShape AttentionOp::getAttentionShape(SymbolicShapes &shapes) {
  Shape query = inFormulasOrder(shapes.getShape(getQuery()), getQueryOrder());
  if (isPacked()) {
    DimExpr keyHeads = int64_t(getKeyHeads().value_or(0));
    DimExpr keys = query[2];
    if (getPastKey())
      keys = shapes.getShape(getPastKey())[2] + keys;
    return {
        query[0], query[1] - keyHeads * 2, keyHeads, query[2], keys, query[3],
        query[3]};
  }
  Shape key = inFormulasOrder(shapes.getShape(getKey()), getKeyOrder()),
        value = inFormulasOrder(shapes.getShape(getValue()), getValueOrder());
  if (getPastKey())
    key[2] = shapes.getShape(getPastKey())[2] + key[2];
  return {query[0], query[1], key[1], query[2], key[2], query[3], value[3]};
}

LogicalResult AttentionOp::inferShapes(SymbolicShapes &shapes,
                                       SmallVectorImpl<Shape> &results) {
  if (bool(getKey()) != bool(getValue()))
    return emitOpError("has a key or a value and needs both"); // (C6)
  if (bool(getKey()) == getKeyHeads().has_value())
    return emitOpError("needs either a key or the number of key heads");
  if (isPacked() && int64_t(*getKeyHeads()) < 1)
    return emitOpError("needs a positive number of key heads");
  if (isPacked() && getQueryOrder() != HeadOrder::BSHD)
    return emitOpError("needs a packed query in the order bshd");
  if (bool(getPastKey()) != bool(getPastValue()))
    return emitOpError("has a past key or a past value and needs both"); // (C7)
  if (getOthers().size() > 3)                                            // (C8)
    return emitOpError("has more than four results");
  for (Value part : {Value(getQuery()), Value(getKey()), Value(getValue())})
    if (part && rankOf(part) != 4) // (C1)
      return emitOpError("needs query, key and value of rank 4");
  for (Value past : {Value(getPastKey()), Value(getPastValue())})
    if (past && rankOf(past) != 4) // (C7)
      return emitOpError("needs a past of rank 4");
  AttentionShape sizes = getAttentionShape(shapes);
  if (!isPacked()) {
    Shape key = inFormulasOrder(shapes.getShape(getKey()), getKeyOrder()),
          value = inFormulasOrder(shapes.getShape(getValue()), getValueOrder());
    if (differ(sizes.batch, key[0]) || differ(key[0], value[0]) ||
        differ(sizes.features, key[3]) || differ(key[1], value[1]) ||
        differ(key[2], value[2]))
      return emitOpError("has query, key and value that do not fit together: ")
             << getQuery().getType() << ", " << getKey().getType() << ", "
             << getValue().getType();
  }
  auto heads = sizes.heads.getConstant(), shared = sizes.keyHeads.getConstant();
  if (isPacked() && heads && *heads < 0)
    return emitOpError(
        "has fewer heads than those of its key and value"); // (C6)
  if (heads && shared && (*shared == 0 || *heads % *shared != 0))
    return emitOpError("has ") // (C2)
           << *heads << " query heads, which " << *shared
           << " key heads do not divide";
  if (getPastKey()) {
    Shape key = shapes.getShape(getPastKey()),
          value = shapes.getShape(getPastValue());
    if (differ(key[0], sizes.batch) || differ(value[0], sizes.batch) ||
        differ(key[1], sizes.keyHeads) || differ(value[1], sizes.keyHeads) ||
        differ(key[2], value[2]) || differ(key[3], sizes.features) ||
        differ(value[3], sizes.valueFeatures))
      return emitOpError("has a past that does not fit its key and value: ")
             << getPastKey().getType() << ", " << getPastValue().getType();
  }
  Shape scores = sizes.getScores();
  for (Value term :
       {Value(getBias()), Value(getMask()), Value(getMaskedBias())}) { // (C3)
    if (!term)
      continue;
    Shape shape = shapes.getShape(term);
    bool fits = shape.size() <= 4;
    for (size_t i = 0; fits && i < shape.size(); ++i) {
      const DimExpr &full = scores[4 - shape.size() + i];
      fits = shape[i].isConstant(1) || !differ(shape[i], full);
    }
    if (!fits)
      return emitOpError("has a term of type ")
             << term.getType() << " that does not broadcast to its scores";
  }
  auto isVector = [&](Value term, const DimExpr &size) {
    if (!term)
      return true;
    Shape shape = shapes.getShape(term);
    return shape.empty() || (shape.size() == 1 && (shape[0].isConstant(1) ||
                                                   !differ(shape[0], size)));
  };
  if (!isVector(getKeyLengths(), sizes.batch) ||
      !isVector(getOffset(), sizes.batch))
    return emitOpError(
        "needs key lengths and an offset for each batch"); // (C4)
  if (!isVector(getSink(), sizes.heads))
    return emitOpError("needs a sink for each head");

  Shape result = {sizes.batch, sizes.heads, sizes.queries, sizes.valueFeatures};
  results.push_back(inFormulasOrder(result, getResultOrder()));
  if (getLogSumExp())
    results.push_back({sizes.batch, sizes.heads, sizes.queries});
  if (hasPresent())
    for (const DimExpr &features : {sizes.features, sizes.valueFeatures})
      results.push_back({sizes.batch, sizes.keyHeads, sizes.keys, features});
  return success();
}

LogicalResult AttentionOp::verify() {
  Type element = getElementTypeOrSelf(getQuery());
  for (Value part : {Value(getKey()), Value(getValue()), Value(getResult())})
    if (part && getElementTypeOrSelf(part) != element) // (C1)
      return emitOpError(
          "has query, key, value and result of different element types");
  if (!(getSoftcap().convertToDouble() >= 0)) // (C5)
    return emitOpError("needs a softcap that is not negative");
  if (int64_t(getLeftWindow()) < -1 || int64_t(getRightWindow()) < -1)
    return emitOpError("needs windows of -1 or more");
  for (Value past : {Value(getPastKey()), Value(getPastValue())})
    if (past && getElementTypeOrSelf(past) != element)
      return emitOpError("has a past of another element type than its query");
  if (Value sums = getLogSumExp();
      sums && // (C8)
      getElementTypeOrSelf(sums) != getWideType(element))
    return emitOpError("has a log_sum_exp that is not ")
           << getWideType(element);
  if (hasPresent() && (getElementTypeOrSelf(getPresentKey()) != element ||
                       getElementTypeOrSelf(getPresentValue()) != element))
    return emitOpError("has a present of another element type than its query");
  return success();
}
