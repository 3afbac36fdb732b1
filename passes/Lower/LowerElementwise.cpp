//===- LowerElementwise.cpp - Ops on each element -------------------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace toroid;

namespace {

/// Builds the scalar computation of one op. `type` is the old element type of
/// the operands, `x` holds them in their compute type.
class Scalars {
public:
  Scalars(Lowering &l, Operation *op) : l(l), b(l.b), op(op) {
    type = cast<ShapedType>(op->getOperand(0).getType()).getElementType();
  }

  /// Null when the op is not elementwise.
  Value compute(ValueRange x);

private:
  bool isFloat() const { return isa<FloatType>(type); }
  bool isUnsigned() const {
    return type.isUnsignedInteger() || type.isInteger(1);
  }
  Value constant(Value like, double value) {
    return l.constant(like.getType(), value);
  }
  template <typename FloatOp, typename IntOp>
  Value both(ValueRange x) {
    if (isFloat())
      return FloatOp::create(b, x[0], x[1]);
    return IntOp::create(b, x[0], x[1]);
  }
  Value compare(arith::CmpFPredicate predicate, Value x, double y) {
    return arith::CmpFOp::create(b, predicate, x, constant(x, y));
  }
  Value compare(arith::CmpIPredicate predicate, Value x, int64_t y) {
    return arith::CmpIOp::create(b, predicate, x, constant(x, y));
  }
  Value choose(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
  Value mul(Value x, double y) { return mul(x, constant(x, y)); }

  Value sign(Value x);
  Value sigmoid(Value x);
  Value softplus(Value x);
  Value cast(Value x, Type to);
  Value finishNarrow(Value x, Type to);
  Value clampToInteger(Value x, unsigned width, bool isUnsigned);
  Value divide(Value x, Value y);
  /// The remainder with the sign of x, or of y.
  Value remainder(Value x, Value y, bool signOfDivisor);
  Value power(Value x, Value y);
  Value integerPower(Value x, Value y);
  Value compareOp(Predicate predicate, Value x, Value y);
  Value shift(Value x, Value y, bool isLeft);

  Lowering &l;
  ImplicitLocOpBuilder &b;
  Operation *op;
  Type type;
};

} // namespace

Value Scalars::sign(Value x) {
  if (isFloat()) {
    // Zero and NaN are their own sign.
    Value negative =
        choose(compare(arith::CmpFPredicate::OLT, x, 0), constant(x, -1), x);
    return choose(compare(arith::CmpFPredicate::OGT, x, 0), constant(x, 1),
                  negative);
  }
  Value positive = choose(compare(arith::CmpIPredicate::ne, x, 0),
                          constant(x, 1), constant(x, 0));
  if (isUnsigned())
    return positive;
  return choose(compare(arith::CmpIPredicate::slt, x, 0), constant(x, -1),
                positive);
}

Value Scalars::sigmoid(Value x) {
  Value power = math::ExpOp::create(b, arith::NegFOp::create(b, x));
  Value one = constant(x, 1);
  return arith::DivFOp::create(b, one, add(one, power));
}

/// max(x, 0) + log(1 + exp(-|x|)), which overflows for no x.
Value Scalars::softplus(Value x) {
  Value magnitude = math::AbsFOp::create(b, x);
  Value power = math::ExpOp::create(b, arith::NegFOp::create(b, magnitude));
  return add(arith::MaximumFOp::create(b, x, constant(x, 0)),
             math::Log1pOp::create(b, power));
}

/// A conversion out of range would be poison: the result is any value of the
/// target instead, here the nearest, and 0 for NaN.
Value Scalars::clampToInteger(Value x, unsigned width, bool isUnsigned) {
  auto floatType = ::cast<FloatType>(x.getType());
  // The largest value of x's type that the target holds: rounded towards zero.
  auto bound = [&](APSInt limit) -> Value {
    APFloat value(floatType.getFloatSemantics());
    value.convertFromAPInt(limit, limit.isSigned(), APFloat::rmTowardZero);
    return arith::ConstantOp::create(b, FloatAttr::get(floatType, value));
  };
  Value isNaN = arith::CmpFOp::create(b, arith::CmpFPredicate::UNO, x, x);
  x = choose(isNaN, constant(x, 0), x);
  x = arith::MaximumFOp::create(b, x,
                                bound(APSInt::getMinValue(width, isUnsigned)));
  return arith::MinimumFOp::create(
      b, x, bound(APSInt::getMaxValue(width, isUnsigned)));
}

/// An f32 as the op's result, when that is narrower.
Value Scalars::finishNarrow(Value x, Type to) {
  auto castOp = ::cast<CastOp>(op);
  if (!isNarrowFloat(to))
    return x;
  return encodeNarrow(b, x, ::cast<FloatType>(to), castOp.getSaturate(),
                      castOp.getRounding().value_or(Rounding::up));
}

Value Scalars::cast(Value x, Type to) {
  Type target = getComputeType(to);
  if (type.isF64() && isa<FloatType>(to) && target != to)
    return finishNarrow(roundToOdd(b, x), to);
  if (isNarrowFloat(to))
    return finishNarrow(cast(x, b.getF32Type()), to);
  if (to.isInteger(1)) {
    if (type.isInteger(1))
      return x;
    return isFloat() ? compare(arith::CmpFPredicate::UNE, x, 0)
                     : compare(arith::CmpIPredicate::ne, x, 0);
  }
  if (isFloat() && isa<FloatType>(to)) {
    unsigned from = x.getType().getIntOrFloatBitWidth();
    unsigned wanted = target.getIntOrFloatBitWidth();
    if (from < wanted)
      return arith::ExtFOp::create(b, target, x);
    return from > wanted ? arith::TruncFOp::create(b, target, x) : x;
  }
  if (isFloat() && isNarrow(to))
    // Numbers out of range wrap, as they do in ONNX's own tests.
    return arith::TruncIOp::create(b, target, cast(x, b.getI32Type()));
  if (isFloat()) {
    x = clampToInteger(x, target.getIntOrFloatBitWidth(),
                       to.isUnsignedInteger());
    if (to.isUnsignedInteger())
      return arith::FPToUIOp::create(b, target, x);
    return arith::FPToSIOp::create(b, target, x);
  }
  if (isa<FloatType>(to)) {
    if (isUnsigned())
      return arith::UIToFPOp::create(b, target, x);
    return arith::SIToFPOp::create(b, target, x);
  }
  unsigned from = x.getType().getIntOrFloatBitWidth();
  unsigned wanted = target.getIntOrFloatBitWidth();
  if (from > wanted)
    return arith::TruncIOp::create(b, target, x);
  if (from == wanted)
    return x;
  if (isUnsigned())
    return arith::ExtUIOp::create(b, target, x);
  return arith::ExtSIOp::create(b, target, x);
}

/// A zero divisor gives 0, the lowest integer by -1 wraps; neither traps.
Value Scalars::divide(Value x, Value y) {
  if (isFloat())
    return arith::DivFOp::create(b, x, y);
  Value isZero = compare(arith::CmpIPredicate::eq, y, 0);
  Value zero = constant(x, 0);
  if (isUnsigned()) {
    Value safe = choose(isZero, constant(y, 1), y);
    return choose(isZero, zero, arith::DivUIOp::create(b, x, safe));
  }
  Value isMinusOne = compare(arith::CmpIPredicate::eq, y, -1);
  Value safe =
      choose(arith::OrIOp::create(b, isZero, isMinusOne), constant(y, 1), y);
  Value quotient = arith::DivSIOp::create(b, x, safe);
  quotient = choose(isMinusOne, arith::SubIOp::create(b, zero, x), quotient);
  return choose(isZero, zero, quotient);
}

Value Scalars::remainder(Value x, Value y, bool signOfDivisor) {
  Value rest, isNotZero, differ;
  if (isFloat()) {
    rest = arith::RemFOp::create(b, x, y);
    if (!signOfDivisor)
      return rest;
    isNotZero = compare(arith::CmpFPredicate::ONE, rest, 0);
    differ =
        arith::XOrIOp::create(b, compare(arith::CmpFPredicate::OLT, rest, 0),
                              compare(arith::CmpFPredicate::OLT, y, 0));
    rest =
        choose(arith::AndIOp::create(b, isNotZero, differ), add(rest, y), rest);
    // Zero has the sign, too.
    return choose(compare(arith::CmpFPredicate::OEQ, rest, 0),
                  math::CopySignOp::create(b, rest, y), rest);
  }
  // Dividing by 1 instead leaves nothing, which is what 0 and -1 give.
  Value unsafe = compare(arith::CmpIPredicate::eq, y, 0);
  if (isUnsigned())
    return arith::RemUIOp::create(b, x, choose(unsafe, constant(y, 1), y));
  unsafe =
      arith::OrIOp::create(b, unsafe, compare(arith::CmpIPredicate::eq, y, -1));
  rest = arith::RemSIOp::create(b, x, choose(unsafe, constant(y, 1), y));
  if (!signOfDivisor)
    return rest;
  isNotZero = compare(arith::CmpIPredicate::ne, rest, 0);
  differ =
      compare(arith::CmpIPredicate::slt, arith::XOrIOp::create(b, rest, y), 0);
  return choose(arith::AndIOp::create(b, isNotZero, differ),
                arith::AddIOp::create(b, rest, y), rest);
}

Value Scalars::power(Value x, Value y) {
  if (!isFloat())
    return integerPower(x, y);
  FloatAttr exponent;
  if (matchPattern(y, m_Constant(&exponent))) {
    double value = exponent.getValueAsDouble();
    if (value == 1)
      return x;
    if (value == 2)
      return mul(x, x);
    if (value == 3)
      return mul(mul(x, x), x);
    if (value == -1)
      return arith::DivFOp::create(b, constant(x, 1), x);
  }
  return math::PowFOp::create(b, x, y);
}

/// By squaring, bit by bit of the exponent as long as one is set; a negative
/// one gives 1 / x^-y, truncated. A loop over all bits would be unrolled, and
/// LLVM's vectorizer takes for ever over the squares of squares.
Value Scalars::integerPower(Value x, Value y) {
  Value one = constant(x, 1), zero = constant(x, 0);
  SmallVector<Type> types(3, x.getType());
  auto at = [&](OpBuilder &nested) {
    b.restoreInsertionPoint(nested.saveInsertionPoint());
  };
  auto loop = scf::WhileOp::create(
      b, types, ValueRange{one, x, y},
      [&](OpBuilder &nested, Location, ValueRange state) {
        OpBuilder::InsertionGuard guard(b);
        at(nested);
        Value isLeft = compare(arith::CmpIPredicate::ne, state[2], 0);
        scf::ConditionOp::create(b, isLeft, state);
      },
      [&](OpBuilder &nested, Location, ValueRange state) {
        OpBuilder::InsertionGuard guard(b);
        at(nested);
        Value bit = arith::AndIOp::create(b, state[2], one);
        Value isSet = compare(arith::CmpIPredicate::ne, bit, 0);
        Value result = choose(
            isSet, arith::MulIOp::create(b, state[0], state[1]), state[0]);
        Value square = arith::MulIOp::create(b, state[1], state[1]);
        Value rest = arith::ShRUIOp::create(b, state[2], one);
        scf::YieldOp::create(b, ValueRange{result, square, rest});
      });
  Value result = loop.getResult(0);
  if (isUnsigned())
    return result;
  Value isOne = compare(arith::CmpIPredicate::eq, x, 1);
  Value isMinusOne = compare(arith::CmpIPredicate::eq, x, -1);
  Value isOdd =
      compare(arith::CmpIPredicate::ne, arith::AndIOp::create(b, y, one), 0);
  Value inverse =
      choose(isOne, one,
             choose(isMinusOne, choose(isOdd, constant(x, -1), one), zero));
  return choose(compare(arith::CmpIPredicate::slt, y, 0), inverse, result);
}

/// By the width or more is not what the processor's shifts do.
Value Scalars::shift(Value x, Value y, bool isLeft) {
  int64_t width = x.getType().getIntOrFloatBitWidth();
  Value isWhole = arith::CmpIOp::create(b, arith::CmpIPredicate::uge, y,
                                        constant(y, width));
  if (!isLeft && !isUnsigned())
    return arith::ShRSIOp::create(b, x,
                                  choose(isWhole, constant(y, width - 1), y));
  Value by = choose(isWhole, constant(y, 0), y);
  Value moved = isLeft ? Value(arith::ShLIOp::create(b, x, by))
                       : Value(arith::ShRUIOp::create(b, x, by));
  return choose(isWhole, constant(x, 0), moved);
}

Value Scalars::compareOp(Predicate predicate, Value x, Value y) {
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  F ordered = F::OEQ;
  I integer = I::eq;
  switch (predicate) {
  case Predicate::eq:
    break;
  case Predicate::lt:
    ordered = F::OLT, integer = isUnsigned() ? I::ult : I::slt;
    break;
  case Predicate::le:
    ordered = F::OLE, integer = isUnsigned() ? I::ule : I::sle;
    break;
  case Predicate::gt:
    ordered = F::OGT, integer = isUnsigned() ? I::ugt : I::sgt;
    break;
  case Predicate::ge:
    ordered = F::OGE, integer = isUnsigned() ? I::uge : I::sge;
    break;
  }
  if (isFloat())
    return arith::CmpFOp::create(b, ordered, x, y);
  return arith::CmpIOp::create(b, integer, x, y);
}

Value toroid::combine(ImplicitLocOpBuilder &b, ReductionKind kind, Type type,
                      Value x, Value y) {
  bool isFloat = isa<FloatType>(type);
  switch (kind) {
  case ReductionKind::sum:
  case ReductionKind::mean:
    if (isFloat)
      return arith::AddFOp::create(b, x, y);
    return arith::AddIOp::create(b, x, y);
  case ReductionKind::prod:
    if (isFloat)
      return arith::MulFOp::create(b, x, y);
    return arith::MulIOp::create(b, x, y);
  case ReductionKind::max:
    if (isFloat)
      return arith::MaximumFOp::create(b, x, y);
    if (type.isUnsignedInteger())
      return arith::MaxUIOp::create(b, x, y);
    return arith::MaxSIOp::create(b, x, y);
  case ReductionKind::min:
    if (isFloat)
      return arith::MinimumFOp::create(b, x, y);
    if (type.isUnsignedInteger())
      return arith::MinUIOp::create(b, x, y);
    return arith::MinSIOp::create(b, x, y);
  }
  llvm_unreachable("covered switch");
}

Value Scalars::compute(ValueRange x) {
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](AbsOp) -> Value {
        if (isFloat())
          return math::AbsFOp::create(b, x[0]);
        return isUnsigned() ? x[0] : math::AbsIOp::create(b, x[0]);
      })
      .Case([&](NegOp) -> Value {
        if (isFloat())
          return arith::NegFOp::create(b, x[0]);
        return arith::SubIOp::create(b, constant(x[0], 0), x[0]);
      })
      .Case([&](SignOp) { return sign(x[0]); })
      .Case([&](FloorOp) { return math::FloorOp::create(b, x[0]); })
      .Case([&](CeilOp) { return math::CeilOp::create(b, x[0]); })
      .Case([&](RoundOp) { return math::RoundEvenOp::create(b, x[0]); })
      .Case([&](SqrtOp) { return math::SqrtOp::create(b, x[0]); })
      .Case([&](RsqrtOp) {
        return arith::DivFOp::create(b, constant(x[0], 1),
                                     math::SqrtOp::create(b, x[0]));
      })
      .Case([&](ReciprocalOp) {
        return arith::DivFOp::create(b, constant(x[0], 1), x[0]);
      })
      .Case([&](ExpOp) { return math::ExpOp::create(b, x[0]); })
      .Case([&](LogOp) { return math::LogOp::create(b, x[0]); })
      .Case([&](ErfOp) { return math::ErfOp::create(b, x[0]); })
      .Case([&](SinOp) { return math::SinOp::create(b, x[0]); })
      .Case([&](CosOp) { return math::CosOp::create(b, x[0]); })
      .Case([&](TanOp) { return math::TanOp::create(b, x[0]); })
      .Case([&](AsinOp) { return math::AsinOp::create(b, x[0]); })
      .Case([&](AcosOp) { return math::AcosOp::create(b, x[0]); })
      .Case([&](AtanOp) { return math::AtanOp::create(b, x[0]); })
      .Case([&](SinhOp) { return math::SinhOp::create(b, x[0]); })
      .Case([&](CoshOp) { return math::CoshOp::create(b, x[0]); })
      .Case([&](TanhOp) { return math::TanhOp::create(b, x[0]); })
      .Case([&](AsinhOp) { return math::AsinhOp::create(b, x[0]); })
      .Case([&](AcoshOp) { return math::AcoshOp::create(b, x[0]); })
      .Case([&](AtanhOp) { return math::AtanhOp::create(b, x[0]); })
      .Case([&](SigmoidOp) { return sigmoid(x[0]); })
      .Case([&](SoftplusOp) { return softplus(x[0]); })
      .Case([&](ReluOp) {
        return isUnsigned() ? x[0]
                            : combine(b, ReductionKind::max, type, x[0],
                                      constant(x[0], 0));
      })
      .Case([&](NotOp) {
        double bits = type.isInteger(1) ? 1 : -1;
        return arith::XOrIOp::create(b, x[0], constant(x[0], bits));
      })
      .Case([&](IsNaNOp) {
        return arith::CmpFOp::create(b, arith::CmpFPredicate::UNO, x[0], x[0]);
      })
      .Case([&](CastOp castOp) {
        auto result = ::cast<ShapedType>(castOp.getResult().getType());
        return cast(x[0], result.getElementType());
      })
      .Case([&](AddOp) { return both<arith::AddFOp, arith::AddIOp>(x); })
      .Case([&](SubOp) { return both<arith::SubFOp, arith::SubIOp>(x); })
      .Case([&](MulOp) { return both<arith::MulFOp, arith::MulIOp>(x); })
      .Case([&](DivOp) { return divide(x[0], x[1]); })
      .Case([&](ModOp) { return remainder(x[0], x[1], true); })
      .Case([&](FmodOp) { return remainder(x[0], x[1], false); })
      .Case([&](PowOp) { return power(x[0], x[1]); })
      .Case([&](MaxOp) {
        return combine(b, ReductionKind::max, type, x[0], x[1]);
      })
      .Case([&](MinOp) {
        return combine(b, ReductionKind::min, type, x[0], x[1]);
      })
      .Case([&](AndOp) { return arith::AndIOp::create(b, x[0], x[1]); })
      .Case([&](OrOp) { return arith::OrIOp::create(b, x[0], x[1]); })
      .Case([&](XorOp) { return arith::XOrIOp::create(b, x[0], x[1]); })
      .Case([&](ShiftLeftOp) { return shift(x[0], x[1], /*isLeft=*/true); })
      .Case([&](ShiftRightOp) { return shift(x[0], x[1], /*isLeft=*/false); })
      .Case([&](CompareOp compare) {
        return compareOp(compare.getPredicate(), x[0], x[1]);
      })
      .Case([&](SelectOp) { return choose(x[0], x[1], x[2]); })
      .Default([](Operation *) { return Value(); });
}

/// Works on elements as they are stored: no narrow float becomes a wider one.
static Value lowerBitcast(Lowering &l, BitcastOp op) {
  Shape shape = l.getShape(op.getResult());
  auto result = ::cast<RankedTensorType>(op.getResult().getType());
  Type to = getStorageType(result.getElementType());
  bool isBool = result.getElementType().isInteger(1);
  Value input = l.getNew(op.getInput());
  if (::cast<ShapedType>(input.getType()).getElementType() == to && !isBool)
    return input;
  return l.parallel(input, l.b.getMultiDimIdentityMap(shape.size()), shape, to,
                    [&](ValueRange x) -> Value {
                      if (!isBool)
                        return arith::BitcastOp::create(l.b, to, x[0]);
                      Value isSet =
                          arith::CmpIOp::create(l.b, arith::CmpIPredicate::ne,
                                                x[0], l.zero(x[0].getType()));
                      return arith::ExtUIOp::create(l.b, to, isSet);
                    });
}

Lowered toroid::lowerElementwise(Lowering &l, Operation *op) {
  if (auto bitcast = dyn_cast<BitcastOp>(op))
    return lowerBitcast(l, bitcast);
  if (!isa<AbsOp, NegOp, SignOp, FloorOp, CeilOp, RoundOp, SqrtOp, RsqrtOp,
           ReciprocalOp, ExpOp, LogOp, ErfOp, SinOp, CosOp, TanOp, AsinOp,
           AcosOp, AtanOp, SinhOp, CoshOp, TanhOp, AsinhOp, AcoshOp, AtanhOp,
           ShiftLeftOp, ShiftRightOp, SigmoidOp, SoftplusOp, ReluOp, NotOp,
           IsNaNOp, CastOp, AddOp, SubOp, MulOp, DivOp, ModOp, FmodOp, PowOp,
           MaxOp, MinOp, AndOp, OrOp, XorOp, CompareOp, SelectOp>(op))
    return {};
  // Between integers of one width storage is the same.
  if (auto cast = dyn_cast<CastOp>(op)) {
    auto from = dyn_cast<IntegerType>(getElementTypeOrSelf(cast.getInput()));
    auto to = dyn_cast<IntegerType>(getElementTypeOrSelf(cast.getResult()));
    if (from && to && from.getWidth() == to.getWidth())
      return l.getNew(cast.getInput());
  }
  return l.elementwise(
      op, [&](ValueRange scalars) { return Scalars(l, op).compute(scalars); });
}
