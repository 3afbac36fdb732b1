//===- Decompositions.cpp - Fused ops spelled out -------------------------===//

#include "dialects/Toroid/AttentionFormula.h"
#include "dialects/Toroid/PlainAttention.h"
#include "dialects/Toroid/ShapedBuilder.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

SmallVector<Value> AttentionOp::decompose(OpBuilder &builder,
                                          SymbolicShapes &shapes) {
  if (!isPlain()) {
    PlainAttention plain = buildPlainAttention(builder, *this, shapes);
    OpBuilder inPlace(plain.op);
    SmallVector<Value> parts = plain.op.decompose(inPlace, shapes);
    for (auto [old, part] : llvm::zip_equal(plain.op->getResults(), parts)) {
      // The results of `plain` may be these themselves.
      llvm::replace(plain.results, Value(old), part);
      if (part.getType() != old.getType())
        part = tensor::CastOp::create(inPlace, getLoc(), old.getType(), part);
      old.replaceAllUsesWith(part);
      shapes.forget(old);
    }
    plain.op.erase();
    return plain.results;
  }
  AttentionFormula formula(builder, *this, shapes);
  SmallVector<Value> results = {formula.getResult()};
  if (getLogSumExp())
    results.push_back(formula.getLogSumExp());
  return results;
}

//===----------------------------------------------------------------------===//
// Normalization
//===----------------------------------------------------------------------===//

static Value meanFrom(ShapedBuilder &s, Value x, int64_t axis) {
  auto axes = llvm::to_vector(llvm::seq<int64_t>(axis, s.getShape(x).size()));
  return s.create<ReduceOp>(s.getElementType(x), ReductionKind::mean, x,
                            ArrayRef<int64_t>(axes), true);
}

/// `x / √(mean(x²) + epsilon)`
static Value divideByRoot(ShapedBuilder &s, Value x, int64_t axis,
                          const APFloat &epsilon) {
  Value square = meanFrom(s, s.createLike<MulOp>(x, x), axis);
  Value sum = s.createLike<AddOp>(
      square, s.scalarLike(square, epsilon.convertToDouble()));
  return s.createLike<MulOp>(x, s.createLike<RsqrtOp>(sum));
}

SmallVector<Value> LayerNormOp::decompose(OpBuilder &builder,
                                          SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getInput()), wide = getWideType(type);
  Value x = s.cast(getInput(), wide);
  Value centered = s.createLike<SubOp>(x, meanFrom(s, x, getAxis()));
  Value result = divideByRoot(s, centered, getAxis(), getEpsilon());
  result = s.createLike<MulOp>(result, s.cast(getScale(), wide));
  if (getBias())
    result = s.createLike<AddOp>(result, s.cast(getBias(), wide));
  return {s.cast(result, type)};
}

SmallVector<Value> RMSNormOp::decompose(OpBuilder &builder,
                                        SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getScale()), to = s.getElementType(getResult());
  Value x = s.cast(getInput(), getWideType(s.getElementType(getInput())));
  Value normal = s.cast(divideByRoot(s, x, getAxis(), getEpsilon()), type);
  Value scale = getScale();
  if (type == to)
    return {s.createLike<MulOp>(normal, scale)};
  // Exact in the wider type; rounded where the result is made.
  Type wide = type.isF64() || to.isF64() ? Type(builder.getF64Type())
                                         : Type(builder.getF32Type());
  Value product =
      s.createLike<MulOp>(s.cast(normal, wide), s.cast(scale, wide));
  return {s.cast(product, to)};
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

/// `x/2 · (1 + gate)`
static Value openGate(ShapedBuilder &s, Value x, Value gate) {
  Value half = s.createLike<MulOp>(x, s.scalarLike(x, 0.5));
  return s.createLike<MulOp>(half,
                             s.createLike<AddOp>(gate, s.scalarLike(gate, 1)));
}

SmallVector<Value> GeluOp::decompose(OpBuilder &builder,
                                     SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getInput());
  Value x = s.cast(getInput(), getWideType(type)), result;
  auto times = [&](Value value, double factor) {
    return s.createLike<MulOp>(value, s.scalarLike(value, factor));
  };
  switch (getForm()) {
  case GeluForm::Erf:
    result = openGate(s, x, s.createLike<ErfOp>(times(x, std::sqrt(0.5))));
    break;
  case GeluForm::Tanh: {
    Value cube = s.createLike<MulOp>(s.createLike<MulOp>(x, x), x);
    Value sum = s.createLike<AddOp>(x, times(cube, 0.044715));
    result =
        openGate(s, x, s.createLike<TanhOp>(times(sum, std::sqrt(2 / M_PI))));
    break;
  }
  case GeluForm::Sigmoid:
    result = s.createLike<MulOp>(x, s.createLike<SigmoidOp>(times(x, 1.702)));
    break;
  }
  return {s.cast(result, type)};
}

SmallVector<Value> SiluOp::decompose(OpBuilder &builder,
                                     SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getInput());
  Value x = s.cast(getInput(), getWideType(type));
  return {s.cast(s.createLike<MulOp>(x, s.createLike<SigmoidOp>(x)), type)};
}

//===----------------------------------------------------------------------===//
// Rotation
//===----------------------------------------------------------------------===//

namespace {
/// The first and the second elements of all pairs.
struct Halves {
  Value first, second;
};
} // namespace

static Halves split(ShapedBuilder &s, Value x, bool isInterleaved) {
  DimExpr half = s.shapes.floorDiv(s.getShape(x).back(), 2);
  if (isInterleaved)
    return {s.sliceLast(x, 0, half, 2), s.sliceLast(x, 1, half, 2)};
  return {s.sliceLast(x, 0, half), s.sliceLast(x, half, half)};
}

static Value join(ShapedBuilder &s, const Halves &halves, bool isInterleaved) {
  Shape shape = s.getShape(halves.first);
  int64_t last = shape.size() - 1;
  if (!isInterleaved)
    return s.concat({halves.first, halves.second}, last);
  Shape pair = shape;
  pair.push_back(1);
  Value pairs =
      s.concat({s.reshape(halves.first, pair), s.reshape(halves.second, pair)},
               last + 1);
  shape.back() = shape.back() * 2;
  return s.reshape(pairs, shape);
}

SmallVector<Value> RotaryOp::decompose(OpBuilder &builder,
                                       SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getInput()), wide = getWideType(type);
  Value x = s.cast(getInput(), wide), cos = s.cast(getCos(), wide),
        sin = s.cast(getSin(), wide);
  DimExpr size = s.getShape(x).back();
  DimExpr turned = s.getShape(cos).back() * (getPerPair() ? 2 : 1);
  bool isInterleaved = getInterleaved();

  Value turning = s.sliceLast(x, 0, turned), result;
  auto [first, second] = split(s, turning, isInterleaved);
  auto times = [&](Value a, Value b) { return s.createLike<MulOp>(a, b); };
  if (getPerPair()) {
    Value left = s.createLike<SubOp>(times(first, cos), times(second, sin));
    Value right = s.createLike<AddOp>(times(second, cos), times(first, sin));
    result = join(s, {left, right}, isInterleaved);
  } else {
    Value other = join(s, {s.createLike<NegOp>(second), first}, isInterleaved);
    result = s.createLike<AddOp>(times(turning, cos), times(other, sin));
  }
  if (turned != size)
    result = s.concat({result, s.sliceLast(x, turned, size - turned)},
                      s.getShape(x).size() - 1);
  return {s.cast(result, type)};
}
