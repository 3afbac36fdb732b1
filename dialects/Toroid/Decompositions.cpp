//===- Decompositions.cpp - Fused ops spelled out -------------------------===//

#include "dialects/Toroid/AttentionFormula.h"
#include "dialects/Toroid/PlainAttention.h"
#include "dialects/Toroid/ShapedBuilder.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

SmallVector<Value> AttentionOp::decompose(OpBuilder &builder,
                                          SymbolicShapes &shapes) {
  if (!isPlain()) {
    PlainAttention plain = buildPlainAttention(builder, *this, shapes);
    OpBuilder inPlace(plain.op);
    SmallVector<Value> parts = plain.op.decompose(inPlace, shapes);
    ShapedBuilder s(inPlace, getLoc(), shapes);
    for (auto [old, part] : llvm::zip_equal(plain.op->getResults(), parts)) {
      // The results of `plain` may be these themselves.
      llvm::replace(plain.results, Value(old), part);
      s.replace(old, part);
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

/// `input + residuals[0] + ...`
template <typename OpTy>
static Value addResiduals(ShapedBuilder &s, OpTy op) {
  Value sum = op.getInput();
  for (Value residual : op.getResiduals())
    sum = s.createLike<AddOp>(sum, residual);
  return sum;
}

/// An op's result, and the sum where it gives that too.
template <typename OpTy>
static SmallVector<Value> withSum(OpTy op, Value result, Value sum) {
  return op.getSum() ? SmallVector<Value>{result, sum}
                     : SmallVector<Value>{result};
}

SmallVector<Value> LayerNormOp::decompose(OpBuilder &builder,
                                          SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getInput()), wide = getWideType(type);
  Value sum = addResiduals(s, *this), x = s.cast(sum, wide);
  Value centered = s.createLike<SubOp>(x, meanFrom(s, x, getAxis()));
  Value result = divideByRoot(s, centered, getAxis(), getEpsilon());
  result = s.createLike<MulOp>(result, s.cast(getScale(), wide));
  if (getBias())
    result = s.createLike<AddOp>(result, s.cast(getBias(), wide));
  return withSum(*this, s.cast(result, type), sum);
}

SmallVector<Value> RMSNormOp::decompose(OpBuilder &builder,
                                        SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getScale()), to = s.getElementType(getResult());
  Value sum = addResiduals(s, *this);
  Value x = s.cast(sum, getWideType(s.getElementType(sum)));
  Value normal = s.cast(divideByRoot(s, x, getAxis(), getEpsilon()), type);
  Value scale = getScale();
  if (type == to)
    return withSum(*this, s.createLike<MulOp>(normal, scale), sum);
  // Exact in the wider type; rounded where the result is made.
  Type wide = type.isF64() || to.isF64() ? Type(builder.getF64Type())
                                         : Type(builder.getF32Type());
  Value product =
      s.createLike<MulOp>(s.cast(normal, wide), s.cast(scale, wide));
  return withSum(*this, s.cast(product, to), sum);
}

/// A layer norm of each group, with a scale and a bias for each channel.
SmallVector<Value> GroupNormOp::decompose(OpBuilder &builder,
                                          SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Shape shape = s.getShape(getInput());
  DimExpr groups = int64_t(getGroups());
  // Where each channel is a group there is nothing to cut.
  bool isCut = shape[1] != groups;
  Shape cut = {shape[0], groups}, parameter = {groups};
  if (isCut) {
    DimExpr each = shapes.floorDiv(shape[1], groups);
    cut.push_back(each);
    parameter.push_back(each);
  }
  cut.append(shape.begin() + 2, shape.end());
  parameter.append(shape.size() - 2, DimExpr(1));
  // One place for each channel: statistics of one number.
  if (cut.size() == 2) {
    cut.push_back(1);
    parameter.push_back(1);
  }
  Value result = s.createLike<LayerNormOp>(
      s.reshape(getInput(), cut), s.reshape(getScale(), parameter),
      s.reshape(getBias(), parameter), uint64_t(2), getEpsilon());
  return {s.reshape(result, shape)};
}

//===----------------------------------------------------------------------===//
// Softmax, embedding
//===----------------------------------------------------------------------===//

bool SoftmaxOp::isFused() {
  return getBias() || getMask() || getScale().convertToDouble() != 1;
}

/// All but the softmax itself.
SmallVector<Value> SoftmaxOp::decompose(OpBuilder &builder,
                                        SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getInput()), wide = getWideType(type);
  Value x = s.cast(getInput(), wide);
  if (double scale = getScale().convertToDouble(); scale != 1)
    x = s.createLike<MulOp>(x, s.scalarLike(x, scale));
  if (getBias())
    x = s.createLike<AddOp>(x, s.cast(getBias(), wide));
  if (getMask())
    x = s.create<SelectOp>(wide, getMask(), x,
                           s.scalarLike(x, getMaskValue().convertToDouble()));
  return {s.cast(s.createLike<SoftmaxOp>(x, getAxis()), type)};
}

SmallVector<Value> EmbeddingOp::decompose(OpBuilder &builder,
                                          SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Type type = s.getElementType(getResult()), wide = getWideType(type);
  Value sum;
  auto add = [&](Value term) {
    term = s.cast(term, wide);
    sum = sum ? s.createLike<AddOp>(sum, term) : term;
  };
  for (auto [table, indices] : llvm::zip_equal(getTables(), getIndices()))
    add(s.create<GatherOp>(type, uint64_t(0), table, indices));
  for (Value term : getTerms())
    add(term);
  return {s.cast(sum, type)};
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
// Products
//===----------------------------------------------------------------------===//

std::optional<GeluForm> toroid::getGeluForm(Activation activation) {
  switch (activation) {
  case Activation::GeluErf:
    return GeluForm::Erf;
  case Activation::GeluTanh:
    return GeluForm::Tanh;
  case Activation::GeluSigmoid:
    return GeluForm::Sigmoid;
  default:
    return std::nullopt;
  }
}

SmallVector<Value> LinearOp::decompose(OpBuilder &builder,
                                       SymbolicShapes &shapes) {
  ShapedBuilder s(builder, getLoc(), shapes);
  Value result = s.createLike<MatMulOp>(
      getInput(), getWeight(), getTransposeInput(), getTransposeWeight());
  if (getBias())
    result = s.createLike<AddOp>(result, getBias());
  result = s.activate(result, getActivation());
  if (getResidual())
    result = s.createLike<AddOp>(result, getResidual());
  return {result};
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
