//===- Meaning.cpp - What a value means, however it is written ------------===//

#include "passes/Fusion/Meaning.h"

#include "mlir/IR/Matchers.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

std::optional<double> toroid::getUniformConstant(Value value) {
  while (auto broadcast = value.getDefiningOp<BroadcastToOp>())
    value = broadcast.getInput();
  DenseFPElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) ||
      elements.getNumElements() == 0 || !elements.isSplat())
    return std::nullopt;
  APFloat number = elements.getSplatValue<APFloat>();
  bool exact;
  number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &exact);
  return number.convertToDouble();
}

bool toroid::isClose(double a, double b) {
  return std::fabs(a - b) <= 1e-3 * std::fabs(b);
}

Scaled toroid::stripOneScale(Value value) {
  Operation *op = value.getDefiningOp();
  Scaled result{value};
  if (auto mul = dyn_cast_or_null<MulOp>(op)) {
    auto right = getUniformConstant(mul.getRhs());
    auto constant = right ? right : getUniformConstant(mul.getLhs());
    if (!constant)
      return result;
    result = {right ? mul.getLhs() : mul.getRhs(), *constant};
  } else if (auto div = dyn_cast_or_null<DivOp>(op)) {
    auto constant = getUniformConstant(div.getRhs());
    if (!constant || *constant == 0)
      return result;
    result = {div.getLhs(), 1 / *constant};
  } else if (auto neg = dyn_cast_or_null<NegOp>(op)) {
    result = {neg.getInput(), -1};
  }
  // The constant must not be what gives the product its shape.
  return result.value.getType() == value.getType() ? result : Scaled{value};
}

Scaled toroid::stripScale(Value value) {
  Scaled result{value};
  for (;;) {
    Scaled next = stripOneScale(result.value);
    if (next.value == result.value)
      return result;
    result = {next.value, result.factor * next.factor};
  }
}

static std::optional<Cubic> multiply(const Cubic &a, const Cubic &b) {
  Cubic product = {};
  for (size_t i = 0; i < a.size(); ++i)
    for (size_t j = 0; j < b.size(); ++j) {
      if (a[i] == 0 || b[j] == 0)
        continue;
      if (i + j >= product.size())
        return std::nullopt;
      product[i + j] += a[i] * b[j];
    }
  return product;
}

/// `depth` bounds the work on expressions that share their parts.
static std::optional<Cubic> asPolynomial(Value value, Value x, unsigned depth) {
  if (value == x)
    return Cubic{0, 1, 0, 0};
  if (auto constant = getUniformConstant(value))
    return Cubic{*constant, 0, 0, 0};
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return std::nullopt;
  auto operand = [&](unsigned i) {
    return asPolynomial(op->getOperand(i), x, depth - 1);
  };
  if (isa<MulOp, AddOp, SubOp>(op)) {
    auto a = operand(0), b = a ? operand(1) : std::nullopt;
    if (!b)
      return std::nullopt;
    if (isa<MulOp>(op))
      return multiply(*a, *b);
    for (size_t i = 0; i < a->size(); ++i)
      (*a)[i] += isa<AddOp>(op) ? (*b)[i] : -(*b)[i];
    return a;
  }
  if (auto div = dyn_cast<DivOp>(op)) {
    auto by = getUniformConstant(div.getRhs());
    auto a = by && *by != 0 ? operand(0) : std::nullopt;
    if (a)
      for (double &coefficient : *a)
        coefficient /= *by;
    return a;
  }
  if (auto pow = dyn_cast<PowOp>(op)) {
    auto exponent = getUniformConstant(pow.getRhs());
    if (!exponent || (*exponent != 2 && *exponent != 3))
      return std::nullopt;
    auto base = operand(0);
    auto result = base ? multiply(*base, *base) : std::nullopt;
    return result && *exponent == 3 ? multiply(*result, *base) : result;
  }
  return std::nullopt;
}

std::optional<Cubic> toroid::asPolynomialOf(Value value, Value x) {
  return asPolynomial(value, x, /*depth=*/8);
}

std::optional<Mean> toroid::asMean(Value value, SymbolicShapes &shapes) {
  Shape shape = shapes.getShape(value);
  if (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getInput();
  double factor = 1;
  auto reduce = value.getDefiningOp<ReduceOp>();
  if (!reduce) {
    Scaled scaled = stripScale(value);
    factor = scaled.factor;
    reduce = scaled.value.getDefiningOp<ReduceOp>();
  }
  if (!reduce)
    return std::nullopt;
  Shape kept = shapes.getShape(reduce.getInput());
  DimExpr count = 1;
  for (int64_t axis : reduce.getAxes()) {
    count = count * kept[axis];
    kept[axis] = 1;
  }
  if (shape != kept)
    return std::nullopt;
  if (reduce.getKind() == ReductionKind::sum) {
    auto number = count.getConstant();
    if (!number || !isClose(factor * double(*number), 1))
      return std::nullopt;
  } else if (reduce.getKind() != ReductionKind::mean || factor != 1) {
    return std::nullopt;
  }
  return Mean{reduce.getInput(), SmallVector<int64_t>(reduce.getAxes())};
}

Value toroid::asSquare(Value value) {
  if (auto mul = value.getDefiningOp<MulOp>())
    return mul.getLhs() == mul.getRhs() ? mul.getLhs() : Value();
  if (auto pow = value.getDefiningOp<PowOp>())
    if (auto exponent = getUniformConstant(pow.getRhs());
        exponent && *exponent == 2)
      return pow.getLhs();
  return {};
}

bool toroid::broadcastsInto(Value operand, ArrayRef<DimExpr> shape,
                            SymbolicShapes &shapes) {
  auto merged = shapes.broadcast(shapes.getShape(operand), shape);
  return merged && ArrayRef(*merged) == shape;
}

FloatType toroid::getFloatElement(Value value) {
  return dyn_cast<FloatType>(getElementTypeOrSelf(value.getType()));
}

Value toroid::stripCasts(Value value) {
  while (auto cast = value.getDefiningOp<CastOp>()) {
    if (!getFloatElement(cast.getInput()))
      break;
    value = cast.getInput();
  }
  return value;
}

bool toroid::isWidening(FloatType from, FloatType to) {
  return from && to && from.getFPMantissaWidth() <= to.getFPMantissaWidth() &&
         (from == to || from.getWidth() < to.getWidth());
}
