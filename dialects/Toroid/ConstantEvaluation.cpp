//===- ConstantEvaluation.cpp - Ops on constants are constants ------------===//
//
// Folds ops whose operands are all small constants, for the whole dialect at
// once. Floating-point results are computed in f64 and rounded once, which for
// f32 and narrower is the correctly rounded result of +, -, *, / and sqrt.
//
//===----------------------------------------------------------------------===//

#include "dialects/Toroid/ConstantEvaluation.h"

#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/FoldInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

namespace {
/// Larger constants stay what they are: weights.
constexpr int64_t maxElements = 1024;

/// A number of any element type; `f` holds floating-point, `i` the others.
struct Number {
  double f = 0;
  int64_t i = 0;
};

struct Tensor {
  RankedTensorType type;
  SmallVector<Number> elements;

  bool isFloat() const { return isa<FloatType>(type.getElementType()); }
};
} // namespace

static std::optional<Tensor> read(Attribute attribute) {
  auto dense = dyn_cast_if_present<DenseElementsAttr>(attribute);
  if (!dense || dense.getNumElements() > maxElements)
    return std::nullopt;
  auto type = dyn_cast<RankedTensorType>(dense.getType());
  if (!type)
    return std::nullopt;
  Tensor tensor{type, {}};
  if (tensor.isFloat()) {
    for (APFloat value : dense.getValues<APFloat>()) {
      bool exact;
      value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                    &exact);
      tensor.elements.push_back({value.convertToDouble(), 0});
    }
    return tensor;
  }
  auto integer = dyn_cast<IntegerType>(type.getElementType());
  if (!integer || integer.getWidth() > 64)
    return std::nullopt;
  bool isUnsigned = integer.isUnsigned() || integer.getWidth() == 1;
  for (const APInt &value : dense.getValues<APInt>()) {
    // Where signed arithmetic differs from unsigned.
    if (isUnsigned && value.getActiveBits() > 63)
      return std::nullopt;
    tensor.elements.push_back(
        {0, isUnsigned ? int64_t(value.getZExtValue()) : value.getSExtValue()});
  }
  return tensor;
}

static Attribute write(RankedTensorType type, ArrayRef<Number> elements) {
  if (auto floatType = dyn_cast<FloatType>(type.getElementType())) {
    SmallVector<APFloat> values;
    for (const Number &number : elements) {
      APFloat value(number.f);
      bool exact;
      value.convert(floatType.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                    &exact);
      values.push_back(value);
    }
    return DenseElementsAttr::get(type, values);
  }
  unsigned width = cast<IntegerType>(type.getElementType()).getWidth();
  SmallVector<APInt> values;
  for (const Number &number : elements)
    values.push_back(APInt(64, number.i, /*isSigned=*/true).sextOrTrunc(width));
  return DenseElementsAttr::get(type, values);
}

/// Row-major position in `shape`, aligned from the right, of the element that
/// broadcasting pairs with element `linear` of `result`.
static int64_t broadcastPosition(int64_t linear, ArrayRef<int64_t> result,
                                 ArrayRef<int64_t> shape) {
  int64_t position = 0, stride = 1;
  for (size_t back = 1; back <= result.size(); ++back) {
    int64_t size = result[result.size() - back];
    int64_t index = linear % size;
    linear /= size;
    if (back > shape.size())
      continue;
    int64_t own = shape[shape.size() - back];
    position += own == 1 ? 0 : index * stride;
    stride *= own;
  }
  return position;
}

static int64_t wrap(uint64_t value) { return static_cast<int64_t>(value); }

/// The value of one element of an elementwise op; none for other ops.
static std::optional<Number> evaluate(Operation *op, bool isFloat,
                                      ArrayRef<Number> x) {
  auto real = [](double value) { return Number{value, 0}; };
  auto integer = [](int64_t value) { return Number{0, value}; };
  auto either = [&](double f, uint64_t i) {
    return isFloat ? real(f) : integer(wrap(i));
  };
  uint64_t a = x[0].i, b = x.size() > 1 ? x[1].i : 0;
  double f = x[0].f, g = x.size() > 1 ? x[1].f : 0;
  return TypeSwitch<Operation *, std::optional<Number>>(op)
      .Case([&](AddOp) { return either(f + g, a + b); })
      .Case([&](SubOp) { return either(f - g, a - b); })
      .Case([&](MulOp) { return either(f * g, a * b); })
      .Case([&](NegOp) { return either(-f, -a); })
      .Case([&](DivOp) -> std::optional<Number> {
        if (isFloat)
          return real(f / g);
        if (x[1].i == 0 || x[1].i == -1)
          return integer(x[1].i == 0 ? 0 : wrap(-a));
        return integer(x[0].i / x[1].i);
      })
      .Case([&](PowOp) -> std::optional<Number> {
        if (!isFloat)
          return std::nullopt;
        return real(std::pow(f, g));
      })
      .Case([&](SqrtOp) { return real(std::sqrt(f)); })
      .Case([&](ReciprocalOp) { return real(1 / f); })
      .Case([&](ExpOp) { return real(std::exp(f)); })
      .Case([&](LogOp) { return real(std::log(f)); })
      .Case([&](AbsOp) { return either(std::fabs(f), x[0].i < 0 ? -a : a); })
      .Case([&](FloorOp) { return real(std::floor(f)); })
      .Case([&](CeilOp) { return real(std::ceil(f)); })
      .Case([&](MaxOp) {
        return isFloat ? real(std::isnan(f) || std::isnan(g) ? NAN
                                                             : std::fmax(f, g))
                       : integer(std::max(x[0].i, x[1].i));
      })
      .Case([&](MinOp) {
        return isFloat ? real(std::isnan(f) || std::isnan(g) ? NAN
                                                             : std::fmin(f, g))
                       : integer(std::min(x[0].i, x[1].i));
      })
      .Case([&](NotOp) {
        bool isBool = getElementTypeOrSelf(op->getResult(0)).isInteger(1);
        return integer(isBool ? !a : wrap(~a));
      })
      .Case([&](AndOp) { return integer(a & b); })
      .Case([&](OrOp) { return integer(a | b); })
      .Case([&](XorOp) { return integer(a ^ b); })
      .Case([&](IsNaNOp) { return integer(std::isnan(f)); })
      .Case([&](CompareOp compare) {
        auto test = [&](auto left, auto right) {
          switch (compare.getPredicate()) {
          case Predicate::eq:
            return left == right;
          case Predicate::lt:
            return left < right;
          case Predicate::le:
            return left <= right;
          case Predicate::gt:
            return left > right;
          case Predicate::ge:
            return left >= right;
          }
          llvm_unreachable("covered switch");
        };
        return integer(isFloat ? test(f, g) : test(x[0].i, x[1].i));
      })
      .Case([&](SelectOp) { return x[0].i ? x[1] : x[2]; })
      .Case([&](CastOp cast) -> std::optional<Number> {
        Type to = getElementTypeOrSelf(cast.getResult());
        // What narrow numbers saturate to is said in one place, the lowering.
        if (isNarrowFloat(to))
          return std::nullopt;
        if (isa<FloatType>(to))
          return real(isFloat ? f : double(x[0].i));
        if (to.isInteger(1))
          return integer(isFloat ? f != 0 : x[0].i != 0);
        if (!isFloat)
          return x[0];
        // Beyond this the result is unspecified.
        if (!(std::fabs(f) < 0x1p62))
          return std::nullopt;
        return integer(int64_t(f));
      })
      .Default([](Operation *) { return std::nullopt; });
}

static bool isElementwise(Operation *op) {
  return isa<AddOp, SubOp, MulOp, NegOp, DivOp, PowOp, SqrtOp, ReciprocalOp,
             ExpOp, LogOp, AbsOp, FloorOp, CeilOp, MaxOp, MinOp, NotOp, AndOp,
             OrOp, XorOp, IsNaNOp, CompareOp, SelectOp, CastOp>(op);
}

/// Which element of the only operand element `linear` of a moving op's result
/// is; none when the op is no such op.
static std::optional<int64_t> source(Operation *op, RankedTensorType from,
                                     RankedTensorType to, int64_t linear) {
  return TypeSwitch<Operation *, std::optional<int64_t>>(op)
      .Case([&](ReshapeOp) { return linear; })
      .Case([&](BroadcastToOp) {
        return broadcastPosition(linear, to.getShape(), from.getShape());
      })
      .Case([&](TransposeOp transpose) {
        SmallVector<int64_t> index(from.getRank());
        for (int64_t d = to.getRank() - 1; d >= 0; --d) {
          index[transpose.getPermutation()[d]] = linear % to.getDimSize(d);
          linear /= to.getDimSize(d);
        }
        int64_t position = 0;
        for (int64_t d = 0; d < from.getRank(); ++d)
          position = position * from.getDimSize(d) + index[d];
        return position;
      })
      .Default([](Operation *) { return std::nullopt; });
}

namespace {
struct EvaluateConstants : DialectFoldInterface {
  using DialectFoldInterface::DialectFoldInterface;

  LogicalResult fold(Operation *op, ArrayRef<Attribute> operands,
                     SmallVectorImpl<OpFoldResult> &results) const override {
    if (op->getNumResults() != 1 || operands.empty())
      return failure();
    if (OpFoldResult folded = foldLogic(op, operands)) {
      results.push_back(folded);
      return success();
    }
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (!type || !type.hasStaticShape() || type.getNumElements() > maxElements)
      return failure();
    // The index operands of moving ops are not constants yet when dynamic.
    SmallVector<Tensor> inputs;
    for (Attribute operand : operands) {
      auto tensor = read(operand);
      if (!tensor)
        return failure();
      inputs.push_back(std::move(*tensor));
    }
    SmallVector<Number> elements;
    for (int64_t i = 0, e = type.getNumElements(); i < e; ++i) {
      if (isElementwise(op)) {
        SmallVector<Number, 3> arguments;
        for (const Tensor &input : inputs)
          arguments.push_back(input.elements[broadcastPosition(
              i, type.getShape(), input.type.getShape())]);
        auto value = evaluate(op, inputs[isa<SelectOp>(op) ? 1 : 0].isFloat(),
                              arguments);
        if (!value)
          return failure();
        elements.push_back(*value);
        continue;
      }
      auto position = source(op, inputs[0].type, type, i);
      if (!position || inputs.size() != 1)
        return failure();
      elements.push_back(inputs[0].elements[*position]);
    }
    if (elements.empty() && !isElementwise(op))
      return failure();
    results.push_back(write(type, elements));
    return success();
  }
};
} // namespace

void toroid::addConstantEvaluation(ToroidDialect &dialect) {
  dialect.addInterfaces<EvaluateConstants>();
}
