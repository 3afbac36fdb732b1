//===- ShapedBuilder.cpp - Builds ops whose shapes follow -----------------===//

#include "dialects/Toroid/ShapedBuilder.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

Value ShapedBuilder::scalar(Type elementType, double value) {
  APFloat number(value);
  bool ignored;
  number.convert(mlir::cast<FloatType>(elementType).getFloatSemantics(),
                 APFloat::rmNearestTiesToEven, &ignored);
  return ConstantOp::create(
      b,
      DenseElementsAttr::get(RankedTensorType::get({}, elementType), number));
}

Value ShapedBuilder::cast(Value value, Type elementType) {
  return getElementType(value) == elementType
             ? value
             : create<CastOp>(elementType, value);
}

Value ShapedBuilder::reshape(Value value, ArrayRef<DimExpr> shape) {
  if (ArrayRef(shapes.getShape(value)) == shape)
    return value;
  return createLike<ReshapeOp>(
      value, ArrayRef<OpFoldResult>(shapes.materialize(b, b.getLoc(), shape)));
}

Value ShapedBuilder::sliceDim(Value value, unsigned dim, const DimExpr &start,
                              const DimExpr &size, int64_t step) {
  Shape sizes = shapes.getShape(value), offsets(sizes.size(), DimExpr(0));
  if (start.isConstant(0) && size == sizes[dim] && step == 1)
    return value;
  SmallVector<int64_t> strides(sizes.size(), 1);
  offsets[dim] = start;
  sizes[dim] = size;
  strides[dim] = step;
  return createLike<SliceOp>(
      value, ArrayRef<OpFoldResult>(shapes.materialize(b, b.getLoc(), offsets)),
      ArrayRef<OpFoldResult>(shapes.materialize(b, b.getLoc(), sizes)),
      ArrayRef<int64_t>(strides));
}

Value ShapedBuilder::concat(ArrayRef<Value> values, int64_t axis) {
  return create<ConcatOp>(getElementType(values.front()),
                          b.getI64IntegerAttr(axis), values);
}

void ShapedBuilder::replace(Value old, Value value) {
  if (value.getType() != old.getType())
    value = tensor::CastOp::create(b, old.getType(), value);
  old.replaceAllUsesWith(value);
  shapes.forget(old);
}

Value ShapedBuilder::activate(Value x, Activation activation) {
  if (std::optional<GeluForm> form = getGeluForm(activation))
    return create<GeluOp>(getElementType(x), *form, x);
  if (activation == Activation::Silu)
    return createLike<SiluOp>(x);
  return activation == Activation::Relu ? createLike<ReluOp>(x) : x;
}
