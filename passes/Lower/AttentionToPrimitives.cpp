//===- AttentionToPrimitives.cpp - Attention with all scores in memory ----===//

#include "dialects/Toroid/ToroidDialect.h"
#include "passes/Lower/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <limits>

namespace toroid {
#define GEN_PASS_DEF_ATTENTIONTOPRIMITIVES
#include "passes/Lower/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {

class Expansion {
public:
  Expansion(AttentionOp op, SymbolicShapes &shapes)
      : op(op), shapes(shapes), b(op.getLoc(), op) {
    Type element = op.getQuery().getType().getElementType();
    compute = element.isF64() ? Type(b.getF64Type()) : Type(b.getF32Type());
  }

  Value expand();

private:
  /// Builds an op whose result's shape its operands imply.
  template <typename Op, typename... Args>
  Value build(Type element, Shape shape, Args &&...args) {
    return Op::create(b, SymbolicShapes::getType(shape, element),
                      std::forward<Args>(args)...);
  }
  Value scalar(double value) {
    auto type = RankedTensorType::get({}, compute);
    bool ignored;
    APFloat number(value);
    number.convert(cast<FloatType>(compute).getFloatSemantics(),
                   APFloat::rmNearestTiesToEven, &ignored);
    return ConstantOp::create(b, DenseElementsAttr::get(type, number));
  }
  Value toCompute(Value tensor) {
    auto type = cast<RankedTensorType>(tensor.getType());
    if (type.getElementType() == compute)
      return tensor;
    return CastOp::create(b, type.clone(compute), tensor);
  }
  Value reshape(Value tensor, Shape shape) {
    if (shapes.getShape(tensor) == shape)
      return tensor;
    return ReshapeOp::create(b, SymbolicShapes::getType(shape, compute), tensor,
                             shapes.materialize(b, b.getLoc(), shape));
  }
  Value maskCausally(Value scores, Shape shape);

  AttentionOp op;
  SymbolicShapes &shapes;
  ImplicitLocOpBuilder b;
  Type compute;
};

} // namespace

/// -inf where j > i + T - S.
Value Expansion::maskCausally(Value scores, Shape shape) {
  Type i64 = b.getI64Type(), i1 = b.getI1Type();
  auto whole = [&](const DimExpr &value) -> Value {
    Value index = shapes.materializeValue(b, b.getLoc(), value);
    return tensor::FromElementsOp::create(
        b, RankedTensorType::get({}, i64),
        ValueRange(arith::IndexCastOp::create(b, i64, index)));
  };
  auto range = [&](const DimExpr &start, const DimExpr &size) -> Value {
    SmallVector<Value> dynamics;
    SmallVector<int64_t> statics;
    dispatchIndexOpFoldResults(
        ArrayRef<OpFoldResult>(shapes.materialize(b, b.getLoc(), size)),
        dynamics, statics);
    return RangeOp::create(b, SymbolicShapes::getType(size, i64), whole(start),
                           whole(1), dynamics, statics);
  };
  const DimExpr &rows = shape[2], &columns = shape[3];
  Value last = range(columns - rows, rows);
  last = ReshapeOp::create(b, SymbolicShapes::getType({rows, 1}, i64), last,
                           shapes.materialize(b, b.getLoc(), {rows, 1}));
  Value hidden = build<CompareOp>(i1, {rows, columns}, Predicate::gt,
                                  range(0, columns), last);
  return build<SelectOp>(compute, shape, hidden,
                         scalar(-std::numeric_limits<double>::infinity()),
                         scores);
}

Value Expansion::expand() {
  Shape query = shapes.getShape(op.getQuery()),
        key = shapes.getShape(op.getKey()),
        value = shapes.getShape(op.getValue());
  const DimExpr &heads = query[1], &shared = key[1];
  // Query heads that read the same key head are more rows.
  Shape grouped = query;
  if (heads != shared)
    grouped = {query[0], shared, shapes.floorDiv(heads, shared) * query[2],
               query[3]};
  Shape scoresShape = {query[0], heads, query[2], key[2]};
  Shape groupedScores = {grouped[0], grouped[1], grouped[2], key[2]};

  Value scores = build<MatMulOp>(
      compute, groupedScores, reshape(toCompute(op.getQuery()), grouped),
      toCompute(op.getKey()), /*transpose_lhs=*/false, /*transpose_rhs=*/true);
  scores = reshape(scores, scoresShape);
  scores = build<MulOp>(compute, scoresShape, scores,
                        scalar(op.getScale().convertToDouble()));
  if (Value bias = op.getBias())
    scores = build<AddOp>(compute, scoresShape, scores, toCompute(bias));
  if (Value mask = op.getMask())
    scores = build<SelectOp>(compute, scoresShape, mask, scores,
                             scalar(op.getMaskValue().convertToDouble()));
  if (Value bias = op.getMaskedBias())
    scores = build<AddOp>(compute, scoresShape, scores, toCompute(bias));
  if (op.getCausal())
    scores = maskCausally(scores, scoresShape);
  Value weights = build<SoftmaxOp>(compute, scoresShape, scores, 3);
  if (op.getZeroMaskedRows()) {
    Shape rows = {query[0], heads, query[2], 1};
    Value highest = build<ReduceOp>(compute, rows, ReductionKind::max, scores,
                                    ArrayRef<int64_t>{3}, true);
    Value isMasked =
        build<CompareOp>(b.getI1Type(), rows, Predicate::eq, highest,
                         scalar(-std::numeric_limits<double>::infinity()));
    weights =
        build<SelectOp>(compute, scoresShape, isMasked, scalar(0), weights);
  }
  Value result =
      build<MatMulOp>(compute, {grouped[0], grouped[1], grouped[2], value[3]},
                      reshape(weights, groupedScores), toCompute(op.getValue()),
                      /*transpose_lhs=*/false, /*transpose_rhs=*/false);
  result = reshape(result, {query[0], heads, query[2], value[3]});
  auto type = cast<RankedTensorType>(result.getType())
                  .clone(op.getQuery().getType().getElementType());
  if (result.getType() != type)
    result = CastOp::create(b, type, result);
  return result;
}

namespace {
struct AttentionToPrimitives
    : toroid::impl::AttentionToPrimitivesBase<AttentionToPrimitives> {
  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<AttentionOp> ops;
    getOperation().walk([&](AttentionOp op) { ops.push_back(op); });
    for (AttentionOp op : ops) {
      Value result = Expansion(op, shapes).expand();
      // Its type may tell more than the op's does.
      if (result.getType() != op.getResult().getType()) {
        OpBuilder builder(op);
        result = tensor::CastOp::create(builder, op.getLoc(),
                                        op.getResult().getType(), result);
      }
      op.getResult().replaceAllUsesWith(result);
      shapes.forget(op.getResult());
      op.erase();
    }
  }
};
} // namespace
