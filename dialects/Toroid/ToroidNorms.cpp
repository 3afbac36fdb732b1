//===- ToroidNorms.cpp - Shapes of softmax, normalizations, embedding -----===//

#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace toroid;

using Shapes = SmallVectorImpl<Shape>;

/// Whether `operand` broadcasts to `full` and leaves it as it is, for all that
/// is known.
static bool mayBroadcastTo(Value operand, ArrayRef<DimExpr> full,
                           SymbolicShapes &shapes) {
  Shape own = shapes.getShape(operand);
  if (own.size() > full.size())
    return false;
  return llvm::all_of(llvm::zip(own, full.take_back(own.size())),
                      [](auto pair) {
                        auto &[size, to] = pair;
                        return size.isConstant(1) || size == to ||
                               !size.getConstant() || !to.getConstant();
                      });
}

/// All results have the shape of the first operand, which no other enlarges.
static LogicalResult inferNormalized(Operation *op, SymbolicShapes &shapes,
                                     Shapes &results) {
  Shape shape = shapes.getShape(op->getOperand(0));
  for (Value parameter : op->getOperands().drop_front())
    if (!mayBroadcastTo(parameter, shape, shapes))
      return op->emitOpError("has an operand of type ") // (C1)
             << parameter.getType() << " that does not broadcast to the input";
  results.assign(op->getNumResults(), shape);
  return success();
}

LogicalResult LayerNormOp::inferShapes(SymbolicShapes &shapes,
                                       Shapes &results) {
  return inferNormalized(*this, shapes, results);
}

LogicalResult RMSNormOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  return inferNormalized(*this, shapes, results);
}

LogicalResult SoftmaxOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  return inferNormalized(*this, shapes, results); // (C2)
}

LogicalResult GroupNormOp::inferShapes(SymbolicShapes &shapes,
                                       Shapes &results) {
  Shape shape = shapes.getShape(getInput());
  if (shape.size() < 2)
    return emitOpError("needs an input of rank 2 or more"); // (C1)
  auto channels = shape[1].getConstant();
  if (int64_t(getGroups()) < 1 ||
      (channels && *channels % int64_t(getGroups()) != 0))
    return emitOpError("has ") // (C2)
           << getGroups() << " groups, which do not divide "
           << shapes.print(shape[1]) << " channels";
  for (Value parameter : {getScale(), getBias()}) {
    Shape own = shapes.getShape(parameter);
    auto size = own.size() == 1 ? own[0].getConstant() : std::nullopt;
    if (own.size() != 1 || (size && channels && *size != *channels))
      return emitOpError("needs a scale and a bias for each channel"); // (C3)
  }
  results.push_back(shape);
  return success();
}

LogicalResult EmbeddingOp::inferShapes(SymbolicShapes &shapes,
                                       Shapes &results) {
  Shape places;
  DimExpr columns = 0;
  for (auto [k, table] : llvm::enumerate(getTables())) {
    Shape shape = shapes.getShape(table);
    if (shape.size() != 2)
      return emitOpError("needs tables of rank 2"); // (C2)
    auto own = shape[1].getConstant(), other = columns.getConstant();
    if (k > 0 && own && other && *own != *other)
      return emitOpError("has tables of ") // (C2)
             << *other << " and of " << *own << " columns";
    if (k == 0 || own)
      columns = shape[1];
  }
  for (Value indices : getIndices()) {
    auto merged = shapes.broadcast(places, shapes.getShape(indices));
    if (!merged)
      return emitOpError("has indices that do not broadcast: ")
             << getIndices().getTypes();
    places = *merged;
  }
  places.push_back(columns);
  for (Value term : getTerms())
    if (!mayBroadcastTo(term, places, shapes))
      return emitOpError("has an operand of type ") // (C4)
             << term.getType() << " that does not broadcast to its result";
  results.push_back(places);
  return success();
}

//===----------------------------------------------------------------------===//
// Builders of the simple forms
//===----------------------------------------------------------------------===//

void SoftmaxOp::build(OpBuilder &b, OperationState &state, Type type,
                      Value input, uint64_t axis) {
  build(b, state, type, input, /*bias=*/Value(), /*mask=*/Value(), axis,
        APFloat(1.0), APFloat::getInf(APFloat::IEEEdouble(), true));
}

void LayerNormOp::build(OpBuilder &b, OperationState &state, Type type,
                        Value input, Value scale, Value bias, uint64_t axis,
                        const APFloat &epsilon) {
  build(b, state, type, /*sum=*/Type(), input, scale, bias,
        /*residuals=*/ValueRange(), axis, epsilon);
}

void RMSNormOp::build(OpBuilder &b, OperationState &state, Type type,
                      Value input, Value scale, uint64_t axis,
                      const APFloat &epsilon) {
  build(b, state, type, /*sum=*/Type(), input, scale,
        /*residuals=*/ValueRange(), axis, epsilon);
}

//===----------------------------------------------------------------------===//
// Canonical forms
//===----------------------------------------------------------------------===//

/// A sum that nothing reads is no result.
template <typename OpTy>
static LogicalResult dropUnusedSum(OpTy op, PatternRewriter &rewriter) {
  if (!op.getSum() || !op.getSum().use_empty())
    return failure();
  auto without =
      OpTy::create(rewriter, op.getLoc(), TypeRange(op.getResult().getType()),
                   op->getOperands(), op->getAttrs());
  rewriter.replaceAllUsesWith(op.getResult(), without.getResult());
  rewriter.eraseOp(op);
  return success();
}

void LayerNormOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                              MLIRContext *) {
  patterns.add(dropUnusedSum<LayerNormOp>);
}

void RMSNormOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *) {
  patterns.add(dropUnusedSum<RMSNormOp>);
}
