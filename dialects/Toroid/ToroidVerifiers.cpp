//===- ToroidVerifiers.cpp - What shapes alone do not tell ----------------===//

#include "dialects/Toroid/ToroidDialect.h"

using namespace mlir;
using namespace toroid;

static LogicalResult verifyAxis(Operation *op, int64_t axis, Value tensor) {
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  if (axis < 0 || axis >= rank)
    return op->emitOpError("has axis ")
           << axis << " on a tensor of rank " << rank;
  return success();
}

LogicalResult CastOp::verify() {
  Type to = getElementTypeOrSelf(getResult());
  if (getSaturate() && !isNarrowFloat(to)) // (C1)
    return emitOpError("saturates, but has no result of narrow floating-point "
                       "elements");
  if (getRounding() && !isa<Float8E8M0FNUType>(to)) // (C2)
    return emitOpError("has a rounding, but no result of type f8E8M0FNU");
  return success();
}

LogicalResult UnpackOp::verify() {
  if (getInput().getType().getRank() == 0)
    return emitOpError("needs an input of rank 1 or more");
  return success();
}

LogicalResult CompareOp::verify() {
  if (getElementTypeOrSelf(getLhs()) != getElementTypeOrSelf(getRhs()))
    return emitOpError("compares elements of different types");
  return success();
}

LogicalResult BitcastOp::verify() {
  auto width = [](Value tensor) {
    unsigned bits = getElementTypeOrSelf(tensor).getIntOrFloatBitWidth();
    return bits == 1 ? 8 : bits;
  };
  if (width(getInput()) != width(getResult()))
    return emitOpError("changes the width of elements from ")
           << width(getInput()) << " to " << width(getResult()) << " bits";
  return success();
}

LogicalResult SelectOp::verify() {
  if (getElementTypeOrSelf(getTrueValue()) !=
          getElementTypeOrSelf(getFalseValue()) ||
      getElementTypeOrSelf(getTrueValue()) != getElementTypeOrSelf(getResult()))
    return emitOpError("chooses between elements of different types");
  return success();
}

LogicalResult ConstantOp::verify() {
  if (getValue().getShapedType() != getResult().getType())
    return emitOpError("has a value of type ")
           << getValue().getShapedType() << " and a result of type "
           << getResult().getType();
  return success();
}

LogicalResult ConcatOp::verify() {
  for (Value input : getInputs())
    if (getElementTypeOrSelf(input) != getElementTypeOrSelf(getResult()))
      return emitOpError("joins elements of different types");
  return success();
}

LogicalResult InsertSliceOp::verify() {
  int64_t rank = getDest().getType().getRank();
  if (getSource().getType().getRank() != rank ||
      int64_t(getStaticOffsets().size()) != rank)
    return emitOpError("needs a source of the dest's rank and an offset for "
                       "each dim"); // (C1)
  if (getElementTypeOrSelf(getSource()) != getElementTypeOrSelf(getDest()) ||
      getElementTypeOrSelf(getDest()) != getElementTypeOrSelf(getResult()))
    return emitOpError("inserts elements of another type"); // (C2)
  for (int64_t i = 0; i < rank; ++i) {
    int64_t offset = getStaticOffsets()[i];
    int64_t size = getSource().getType().getDimSize(i);
    int64_t dim = getDest().getType().getDimSize(i);
    if (!ShapedType::isDynamic(offset) &&
        (offset < 0 || (!ShapedType::isDynamic(size) &&
                        !ShapedType::isDynamic(dim) && size > dim - offset)))
      return emitOpError("reaches outside of its dest in dim ") << i;
  }
  return success();
}

LogicalResult SliceOp::verify() {
  size_t rank = getInput().getType().getRank();
  if (getStaticOffsets().size() != rank || getStaticSizes().size() != rank ||
      getStrides().size() != rank)
    return emitOpError("needs one offset, size and stride per dim");
  for (int64_t i = 0; i < int64_t(rank); ++i) {
    int64_t size = getStaticSizes()[i], offset = getStaticOffsets()[i];
    int64_t stride = getStrides()[i], dim = getInput().getType().getDimSize(i);
    if (stride == 0)
      return emitOpError("has a stride of zero in dim ") << i;
    if (ShapedType::isDynamic(size) || ShapedType::isDynamic(offset) ||
        ShapedType::isDynamic(dim) || size == 0)
      continue;
    int64_t last = offset + (size - 1) * stride;
    if (size < 0 || std::min(offset, last) < 0 || std::max(offset, last) >= dim)
      return emitOpError("reaches outside of dim ")
             << i << ": offset " << offset << ", size " << size << ", stride "
             << stride << " on " << dim << " elements";
  }
  return success();
}

LogicalResult GatherOp::verify() {
  return verifyAxis(*this, getAxis(), getInput());
}

LogicalResult ScatterOp::verify() {
  if (!getKind())
    return success();
  if (*getKind() == ReductionKind::mean)
    return emitOpError("cannot combine updates to their mean");
  if (getElementTypeOrSelf(getInput()).isInteger(1))
    return emitOpError("combines numbers only");
  return success();
}

LogicalResult TopKOp::verify() {
  return verifyAxis(*this, getAxis(), getInput());
}

LogicalResult PadOp::verify() {
  if (cast<ShapedType>(getValue().getType()).getRank() != 0 ||
      getElementTypeOrSelf(getValue()) != getElementTypeOrSelf(getInput()))
    return emitOpError(
        "needs a scalar of the input's element type to pad with");
  return success();
}

LogicalResult RangeOp::verify() {
  if (getStart().getType().getRank() != 0 ||
      getDelta().getType() != getStart().getType() ||
      getElementTypeOrSelf(getStart()) != getElementTypeOrSelf(getResult()))
    return emitOpError("needs scalars of the result's element type");
  if (getStaticShape().size() != 1)
    return emitOpError("needs one size");
  return success();
}

LogicalResult TriluOp::verify() {
  if (getInput().getType().getRank() < 2)
    return emitOpError("needs an input of rank 2 or more");
  return success();
}

LogicalResult CumulateOp::verify() {
  if (getKind() == ReductionKind::mean)
    return emitOpError("has no running mean");
  return verifyAxis(*this, getAxis(), getInput());
}

LogicalResult ReduceOp::verify() {
  if (getKind() == ReductionKind::mean &&
      !isa<FloatType>(getElementTypeOrSelf(getInput())))
    return emitOpError("takes the mean of floating-point numbers only");
  return success();
}

LogicalResult ArgReduceOp::verify() {
  if (getKind() != ReductionKind::max && getKind() != ReductionKind::min)
    return emitOpError("searches for max or min only");
  return verifyAxis(*this, getAxis(), getInput());
}

LogicalResult SoftmaxOp::verify() {
  return verifyAxis(*this, getAxis(), getInput());
}

/// What normalizations of sums have in common.
template <typename OpTy>
static LogicalResult verifyNorm(OpTy op) {
  if (op.getEpsilon().convertToDouble() < 0)
    return op.emitOpError("needs an epsilon that is not negative"); // (C2)
  Type element = getElementTypeOrSelf(op.getInput());
  for (Value residual : op.getResiduals())
    if (getElementTypeOrSelf(residual) != element)
      return op.emitOpError( // (C3)
          "has residuals of another element type than its input");
  if (!op.getSum())
    return verifyAxis(op, op.getAxis(), op.getInput()); // (C5)
  if (getElementTypeOrSelf(op.getSum()) != element)
    return op.emitOpError( // (C3)
        "has a sum of another element type than its input");
  if (op.getResiduals().empty())
    return op.emitOpError("has a sum, but no residuals"); // (C4)
  return verifyAxis(op, op.getAxis(), op.getInput());
}

LogicalResult LayerNormOp::verify() {
  if (getElementTypeOrSelf(getInput()) !=
      getElementTypeOrSelf(getResult())) // (C3)
    return emitOpError("has a result of another element type than its input");
  return verifyNorm(*this);
}

LogicalResult RMSNormOp::verify() { return verifyNorm(*this); }

LogicalResult GroupNormOp::verify() {
  if (getEpsilon().convertToDouble() < 0)
    return emitOpError("needs an epsilon that is not negative"); // (C4)
  if (getElementTypeOrSelf(getInput()) !=
      getElementTypeOrSelf(getResult())) // (C5)
    return emitOpError("has a result of another element type than its input");
  return success();
}

LogicalResult EmbeddingOp::verify() {
  if (getTables().empty() || getTables().size() != getIndices().size())
    return emitOpError("needs tables, and indices for each"); // (C1)
  for (Value table : getTables())
    if (cast<RankedTensorType>(table.getType()).getRank() != 2)
      return emitOpError("needs tables of rank 2"); // (C2)
  for (ValueRange operands : {ValueRange(getTables()), ValueRange(getTerms())})
    for (Value operand : operands)
      if (getElementTypeOrSelf(operand) != getElementTypeOrSelf(getResult()))
        return emitOpError("adds elements of different types"); // (C3)
  return success();
}

LogicalResult ConvOp::verify() {
  if (getBias() && cast<ShapedType>(getBias().getType()).getRank() != 1)
    return emitOpError("needs a bias of rank 1");
  return success();
}

LogicalResult LinearAttentionOp::verify() {
  for (Value value : llvm::concat<Value>(llvm::to_vector(getOperands()),
                                         llvm::to_vector(getResults())))
    if (getElementTypeOrSelf(value) != getElementTypeOrSelf(getQuery()))
      return emitOpError("has tensors of different element types"); // (C1)
  return success();
}
