//===- AttentionFormula.cpp - toroid.attention spelled out ----------------===//

#include "dialects/Toroid/AttentionFormula.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

static constexpr double lowest = -std::numeric_limits<double>::infinity();

AttentionFormula::AttentionFormula(OpBuilder &builder, AttentionOp op,
                                   SymbolicShapes &shapes)
    : op(op), shapes(shapes), b(op.getLoc(), builder) {
  Type element = op.getQuery().getType().getElementType();
  compute = element.isF64() ? Type(b.getF64Type()) : Type(b.getF32Type());
  query = shapes.getShape(op.getQuery());
  key = shapes.getShape(op.getKey());
  value = shapes.getShape(op.getValue());
  full = {query[0], query[1], query[2], key[2]};
  rows = {query[0], query[1], query[2], 1};
  grouped = query;
  const DimExpr &heads = query[1], &shared = key[1];
  if (heads != shared)
    grouped = {query[0], shared, shapes.floorDiv(heads, shared) * query[2],
               query[3]};
}

Value AttentionFormula::scalar(double value) {
  auto type = RankedTensorType::get({}, compute);
  bool ignored;
  APFloat number(value);
  number.convert(mlir::cast<FloatType>(compute).getFloatSemantics(),
                 APFloat::rmNearestTiesToEven, &ignored);
  return ConstantOp::create(b, DenseElementsAttr::get(type, number));
}

/// A size as a scalar i64.
Value AttentionFormula::whole(const DimExpr &value) {
  auto type = RankedTensorType::get({}, b.getI64Type());
  if (auto constant = value.getConstant())
    return ConstantOp::create(b, DenseElementsAttr::get(type, *constant));
  Value index = shapes.materializeValue(b, b.getLoc(), value);
  return tensor::FromElementsOp::create(
      b, type,
      ValueRange(arith::IndexCastOp::create(b, b.getI64Type(), index)));
}

Value AttentionFormula::range(const DimExpr &start, const DimExpr &size) {
  SmallVector<Value> dynamics;
  SmallVector<int64_t> statics;
  dispatchIndexOpFoldResults(
      ArrayRef<OpFoldResult>(shapes.materialize(b, b.getLoc(), size)), dynamics,
      statics);
  return RangeOp::create(b, SymbolicShapes::getType(size, b.getI64Type()),
                         whole(start), whole(1), dynamics, statics);
}

Value AttentionFormula::cast(Value tensor, Type element) {
  auto type = mlir::cast<RankedTensorType>(tensor.getType());
  if (type.getElementType() == element)
    return tensor;
  return CastOp::create(b, type.clone(element), tensor);
}

Value AttentionFormula::reshape(Value tensor, Shape shape) {
  if (shapes.getShape(tensor) == shape)
    return tensor;
  Type element =
      mlir::cast<RankedTensorType>(tensor.getType()).getElementType();
  return ReshapeOp::create(b, SymbolicShapes::getType(shape, element), tensor,
                           shapes.materialize(b, b.getLoc(), shape));
}

/// One number per batch, shaped to broadcast to the scores.
Value AttentionFormula::perBatch(Value lengths) {
  lengths = cast(lengths, b.getI64Type());
  Shape shape = shapes.getShape(lengths);
  return shape.empty() ? lengths : reshape(lengths, {shape[0], 1, 1, 1});
}

Value AttentionFormula::compare(Predicate predicate, Value lhs, Value rhs) {
  auto shape = shapes.broadcast(shapes.getShape(lhs), shapes.getShape(rhs));
  return build<CompareOp>(b.getI1Type(), shape.value_or(full), predicate, lhs,
                          rhs);
}

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

Value AttentionFormula::getProducts() {
  if (products)
    return products;
  products =
      build<MatMulOp>(compute, {grouped[0], grouped[1], grouped[2], key[2]},
                      reshape(cast(op.getQuery(), compute), grouped),
                      cast(op.getKey(), compute), /*transpose_lhs=*/false,
                      /*transpose_rhs=*/true);
  products = build<MulOp>(compute, full, reshape(products, full),
                          scalar(op.getScale().convertToDouble()));
  return products;
}

Value AttentionFormula::getCapped() {
  if (capped)
    return capped;
  capped = getProducts();
  double cap = op.getSoftcap().convertToDouble();
  if (cap == 0)
    return capped;
  Value limit = scalar(cap);
  capped = build<DivOp>(compute, full, capped, limit);
  capped = build<TanhOp>(compute, full, capped);
  capped = build<MulOp>(compute, full, capped, limit);
  return capped;
}

/// -inf where positions and lengths hide a key.
Value AttentionFormula::hideByPosition(Value scores) {
  int64_t left = op.getLeftWindow(), right = op.getRightWindow();
  // Causal order is a window without keys to the right.
  if (op.getCausal())
    right = 0;
  if (left < 0 && right < 0 && !op.getKeyLengths())
    return scores;
  const DimExpr &queries = full[2], &columns = full[3];
  Value keys = range(0, columns);
  SmallVector<Value> hidden;
  if (Value lengths = op.getKeyLengths())
    hidden.push_back(compare(Predicate::ge, keys, perBatch(lengths)));
  if (left >= 0 || right >= 0) {
    Value offset = op.getOffset();
    Value position = range(offset ? DimExpr(0) : columns - queries, queries);
    position = reshape(position, {queries, 1});
    auto moved = [&](Value by) {
      auto shape =
          shapes.broadcast(shapes.getShape(position), shapes.getShape(by));
      return build<AddOp>(b.getI64Type(), shape.value_or(full), position, by);
    };
    if (offset)
      position = moved(perBatch(offset));
    if (right >= 0)
      hidden.push_back(compare(Predicate::gt, keys,
                               right == 0 ? position : moved(whole(right))));
    if (left >= 0)
      hidden.push_back(compare(Predicate::lt, keys, moved(whole(-left))));
  }
  for (Value condition : hidden)
    scores = build<SelectOp>(compute, full, condition, scalar(lowest), scores);
  return scores;
}

Value AttentionFormula::getScores() {
  if (scores)
    return scores;
  scores = getCapped();
  if (Value bias = op.getBias())
    scores = build<AddOp>(compute, full, scores, cast(bias, compute));
  if (Value mask = op.getMask())
    scores = build<SelectOp>(compute, full, mask, scores,
                             scalar(op.getMaskValue().convertToDouble()));
  if (Value bias = op.getMaskedBias())
    scores = build<AddOp>(compute, full, scores, cast(bias, compute));
  scores = hideByPosition(scores);
  return scores;
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

Value AttentionFormula::reduceRows(ReductionKind kind, Value tensor) {
  return build<ReduceOp>(compute, rows, kind, tensor, ArrayRef<int64_t>{3},
                         true);
}

/// Whether the greatest score of a query is none.
Value AttentionFormula::isMasked(Value highest) {
  return build<CompareOp>(b.getI1Type(), rows, Predicate::eq, highest,
                          scalar(lowest));
}

/// One number for each head, shaped to broadcast to the scores.
Value AttentionFormula::getSink() {
  Value sink = cast(op.getSink(), compute);
  if (Shape shape = shapes.getShape(sink); !shape.empty())
    sink = reshape(sink, {shape[0], 1, 1});
  return sink;
}

Value AttentionFormula::normalizeWithSink(Value scores) {
  Value sink = getSink();
  Value highest = reduceRows(ReductionKind::max, scores);
  highest = build<MaxOp>(compute, rows, highest, sink);
  Value powers =
      build<ExpOp>(compute, full, build<SubOp>(compute, full, scores, highest));
  Value sum = reduceRows(ReductionKind::sum, powers);
  Value extra =
      build<ExpOp>(compute, rows, build<SubOp>(compute, rows, sink, highest));
  return build<DivOp>(compute, full, powers,
                      build<AddOp>(compute, rows, sum, extra));
}

Value AttentionFormula::getWeights() {
  if (weights)
    return weights;
  Value scores = getScores();
  if (op.getSink()) {
    weights = normalizeWithSink(scores);
    return weights;
  }
  Value masked;
  if (op.getMaskedRows() != MaskedRows::NaN)
    masked = isMasked(reduceRows(ReductionKind::max, scores));
  // Scores that are all the same give all keys the same weight.
  if (op.getMaskedRows() == MaskedRows::Uniform)
    scores = build<SelectOp>(compute, full, masked, scalar(0), scores);
  weights = build<SoftmaxOp>(compute, full, scores, 3);
  if (op.getMaskedRows() == MaskedRows::Zero)
    weights = build<SelectOp>(compute, full, masked, scalar(0), weights);
  return weights;
}

Value AttentionFormula::getLogSumExp() {
  Value scores = getScores();
  Value highest = reduceRows(ReductionKind::max, scores);
  if (op.getSink())
    highest = build<MaxOp>(compute, rows, highest, getSink());
  // What the exponentials are relative to is finite.
  highest =
      build<SelectOp>(compute, rows, isMasked(highest), scalar(0), highest);
  auto power = [&](Value x, const Shape &shape) -> Value {
    return build<ExpOp>(compute, shape,
                        build<SubOp>(compute, shape, x, highest));
  };
  Value sum = reduceRows(ReductionKind::sum, power(scores, full));
  if (op.getSink())
    sum = build<AddOp>(compute, rows, sum, power(getSink(), rows));
  Value result =
      build<AddOp>(compute, rows, build<LogOp>(compute, rows, sum), highest);
  return reshape(result, {rows[0], rows[1], rows[2]});
}

Value AttentionFormula::getResult() {
  Value result = build<MatMulOp>(
      compute, {grouped[0], grouped[1], grouped[2], value[3]},
      reshape(getWeights(), {grouped[0], grouped[1], grouped[2], key[2]}),
      cast(op.getValue(), compute), /*transpose_lhs=*/false,
      /*transpose_rhs=*/false);
  result = reshape(result, {query[0], query[1], query[2], value[3]});
  return cast(result, op.getQuery().getType().getElementType());
}
