//===- NarrowFloats.cpp - Floating-point numbers of 4 to 8 bits -----------===//
//
// Their bits are computed from and to those of f32, without tables and without
// branches, so that both directions are vector code.
//
//===----------------------------------------------------------------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace toroid;

namespace {

/// A format with sign, exponent and mantissa.
struct Format {
  unsigned exponentBits, mantissaBits;
  int bias;
  /// Bits of the largest finite magnitude.
  int32_t largest;
  /// Bits that overflow gives.
  int32_t overflow;
  int32_t nan;
  bool hasInfinity;
  /// The bits of -0 are NaN, the only one.
  bool nanIsMinusZero;

  unsigned signBit() const { return exponentBits + mantissaBits; }
  bool hasNaN() const { return nanIsMinusZero || nan != signPattern(); }
  int32_t signPattern() const { return 1 << signBit(); }
};

/// Scalar arithmetic on f32 and its bits.
class Bits {
public:
  explicit Bits(ImplicitLocOpBuilder &b) : b(b) {}

  Value integer(int64_t value) {
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(int32_t(value)));
  }
  Value number(float value) {
    return arith::ConstantOp::create(b, b.getF32FloatAttr(value));
  }
  Value toBits(Value x) {
    return arith::BitcastOp::create(b, b.getI32Type(), x);
  }
  Value toNumber(Value x) {
    return arith::BitcastOp::create(b, b.getF32Type(), x);
  }
  Value widen(Value x) { return arith::ExtUIOp::create(b, b.getI32Type(), x); }
  Value narrow(Value x) { return arith::TruncIOp::create(b, b.getI8Type(), x); }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  Value sub(Value x, Value y) { return arith::SubIOp::create(b, x, y); }
  Value both(Value x, int64_t y) {
    return arith::AndIOp::create(b, x, integer(y));
  }
  Value either(Value x, Value y) { return arith::OrIOp::create(b, x, y); }
  Value left(Value x, unsigned by) {
    return arith::ShLIOp::create(b, x, integer(by));
  }
  Value right(Value x, unsigned by) {
    return arith::ShRUIOp::create(b, x, integer(by));
  }
  Value is(arith::CmpIPredicate predicate, Value x, int64_t y) {
    return arith::CmpIOp::create(b, predicate, x, integer(y));
  }
  Value choose(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }

  ImplicitLocOpBuilder &b;
};

} // namespace

static constexpr int32_t infinityBits = 0x7F800000;
static constexpr auto equal = arith::CmpIPredicate::eq;
static constexpr auto above = arith::CmpIPredicate::sgt;
static constexpr auto below = arith::CmpIPredicate::slt;

static Format getFormat(FloatType type) {
  if (isa<Float4E2M1FNType>(type))
    return {2, 1, 1, 0x7, 0x7, 0x8, false, false};
  if (isa<Float6E2M3FNType>(type))
    return {2, 3, 1, 0x1F, 0x1F, 0x20, false, false};
  if (isa<Float6E3M2FNType>(type))
    return {3, 2, 3, 0x1F, 0x1F, 0x20, false, false};
  if (isa<Float8E4M3FNType>(type))
    return {4, 3, 7, 0x7E, 0x7F, 0x7F, false, false};
  if (isa<Float8E4M3FNUZType>(type))
    return {4, 3, 8, 0x7F, 0x80, 0x80, false, true};
  if (isa<Float8E5M2Type>(type))
    return {5, 2, 15, 0x7B, 0x7C, 0x7E, true, false};
  assert(isa<Float8E5M2FNUZType>(type) && "a format without a mantissa");
  return {5, 2, 16, 0x7F, 0x80, 0x80, false, true};
}

//===----------------------------------------------------------------------===//
// To f32
//===----------------------------------------------------------------------===//

/// 2^(bits - 127); 255 is NaN.
static Value decodePowerOfTwo(Bits &f, Value bits) {
  // 2^-127 is subnormal.
  Value power =
      f.choose(f.is(equal, bits, 0), f.integer(0x00400000), f.left(bits, 23));
  return f.toNumber(
      f.choose(f.is(equal, bits, 0xFF), f.integer(0x7FC00000), power));
}

Value toroid::decodeNarrow(ImplicitLocOpBuilder &b, Value stored,
                           FloatType type) {
  Bits f(b);
  Value bits = f.widen(stored);
  if (isa<Float8E8M0FNUType>(type))
    return decodePowerOfTwo(f, bits);
  Format format = getFormat(type);
  Value magnitude = f.both(bits, format.signPattern() - 1);
  Value sign =
      f.left(f.both(bits, format.signPattern()), 31 - format.signBit());
  // Exponent and mantissa where f32 has its own, then the exponent corrected:
  // subnormal numbers come out right too.
  Value shifted = f.toNumber(f.left(magnitude, 23 - format.mantissaBits));
  Value scaled = arith::MulFOp::create(
      b, shifted, f.number(std::ldexp(1.0f, 127 - format.bias)));
  Value result = f.toBits(scaled);
  if (format.hasInfinity) {
    int32_t infinity = format.overflow;
    result = f.choose(f.is(equal, magnitude, infinity), f.integer(infinityBits),
                      result);
    result = f.choose(f.is(above, magnitude, infinity), f.integer(0x7FC00000),
                      result);
  } else if (format.nanIsMinusZero) {
    Value isNaN =
        f.is(equal, f.both(bits, 2 * format.signPattern() - 1), format.nan);
    result = f.choose(isNaN, f.integer(0x7FC00000), result);
  } else if (format.hasNaN()) {
    result = f.choose(f.is(equal, magnitude, format.nan), f.integer(0x7FC00000),
                      result);
  }
  return f.toNumber(f.either(result, sign));
}

//===----------------------------------------------------------------------===//
// From f32
//===----------------------------------------------------------------------===//

/// The exponent is the result; rounding may raise it.
static Value encodePowerOfTwo(Bits &f, Value magnitude, bool saturate,
                              Rounding rounding) {
  constexpr int32_t least = 0x00400000; // 2^-127
  Value exponent = f.right(magnitude, 23);
  Value rest = f.both(magnitude, 0x007FFFFF);
  // Below 2^-126 there is only 2^-127, half as far from its neighbour.
  Value isLow = f.is(equal, exponent, 0);
  Value code = exponent;
  if (rounding != Rounding::down) {
    bool up = rounding == Rounding::up;
    Value normal = f.is(above, rest, up ? 0 : 0x003FFFFF);
    Value low = f.is(above, rest, up ? least : 0x005FFFFF);
    Value raises = f.choose(isLow, low, normal);
    code = f.choose(raises, f.add(exponent, f.integer(1)), exponent);
  }
  code = f.choose(f.is(below, magnitude, least),
                  f.integer(saturate ? 0x00 : 0xFF), code);
  code = f.choose(f.is(above, code, 0xFE), f.integer(saturate ? 0xFE : 0xFF),
                  code);
  return f.choose(f.is(above, magnitude, infinityBits), f.integer(0xFF), code);
}

Value toroid::encodeNarrow(ImplicitLocOpBuilder &b, Value x, FloatType type,
                           bool saturate, Rounding rounding) {
  Bits f(b);
  Value bits = f.toBits(x);
  Value magnitude = f.both(bits, 0x7FFFFFFF);
  if (isa<Float8E8M0FNUType>(type))
    return f.narrow(encodePowerOfTwo(f, magnitude, saturate, rounding));
  Format format = getFormat(type);
  unsigned dropped = 23 - format.mantissaBits;

  // Normal numbers: half a unit is added, a little less before an even digit.
  Value odd = f.both(f.right(magnitude, dropped), 1);
  Value half = f.add(odd, f.integer((1 << (dropped - 1)) - 1));
  int32_t rebias = 127 - format.bias;
  Value normal = f.right(
      f.sub(f.add(magnitude, half), f.integer(int64_t(rebias) << 23)), dropped);
  // Subnormal ones: adding a number whose unit is theirs rounds to it.
  float shifter = std::ldexp(1.0f, 1 - format.bias + int(dropped));
  Value shifted =
      arith::AddFOp::create(b, f.toNumber(magnitude), f.number(shifter));
  Value subnormal = f.sub(f.toBits(shifted), f.toBits(f.number(shifter)));
  Value code =
      f.choose(f.is(below, magnitude, (rebias + 1) << 23), subnormal, normal);

  code = f.choose(f.is(above, code, format.largest),
                  f.integer(saturate ? format.largest : format.overflow), code);
  Value isNaN = f.is(above, magnitude, infinityBits);
  Value sign =
      f.both(f.right(bits, 31 - format.signBit()), format.signPattern());
  if (format.nanIsMinusZero)
    // No sign on zero, which would make it NaN.
    sign = f.choose(f.is(equal, code, 0), f.integer(0), sign);
  Value result = f.either(code, sign);
  Value nan = format.hasNaN() && !format.nanIsMinusZero
                  ? f.either(f.integer(format.nan), sign)
                  : f.integer(format.nan);
  return f.narrow(f.choose(isNaN, nan, result));
}

Value toroid::roundToOdd(ImplicitLocOpBuilder &b, Value x) {
  Bits f(b);
  Type f64 = b.getF64Type();
  Value rounded = arith::TruncFOp::create(b, b.getF32Type(), x);
  Value back = arith::ExtFOp::create(b, f64, rounded);
  Value isTooLarge = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT,
                                           math::AbsFOp::create(b, back),
                                           math::AbsFOp::create(b, x));
  // One unit towards zero, then the last bit tells that something was cut off.
  Value bits = f.toBits(rounded);
  Value down = f.choose(isTooLarge, f.sub(bits, f.integer(1)), bits);
  Value isInexact =
      arith::CmpFOp::create(b, arith::CmpFPredicate::ONE, back, x);
  return f.toNumber(f.choose(isInexact, f.either(down, f.integer(1)), bits));
}
