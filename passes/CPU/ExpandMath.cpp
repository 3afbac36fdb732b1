//===- ExpandMath.cpp - Functions on f32 vectors as polynomials -----------===//
//
// The coefficients are minimax fits of relative error over the stated ranges,
// rounded to f32 one after the other, each time refitting the rest. What comes
// of it, in units in the last place, is checked by
// test/passes/CPU/numerics-math.test over all binades.
//
//===----------------------------------------------------------------------===//

#include "passes/CPU/Passes.h"
#include "passes/CPU/Target.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace toroid {
#define GEN_PASS_DEF_EXPANDMATH
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {

/// Arithmetic on one type of f32 vector.
class Floats {
public:
  Floats(PatternRewriter &rewriter, Location loc, VectorType type,
         const CPUTarget &target)
      : b(loc, rewriter), type(type),
        bits(VectorType::get(type.getShape(), rewriter.getI32Type())),
        target(target) {}

  Value constant(double value) {
    Attribute element = b.getF32FloatAttr(static_cast<float>(value));
    return arith::ConstantOp::create(b, DenseElementsAttr::get(type, element));
  }
  Value integer(int32_t value) {
    Attribute element = b.getI32IntegerAttr(value);
    return arith::ConstantOp::create(b, DenseElementsAttr::get(bits, element));
  }
  // Products and sums may become one operation where the machine has it.
  Value add(Value x, Value y) {
    return arith::AddFOp::create(b, x, y, arith::FastMathFlags::contract);
  }
  Value sub(Value x, Value y) {
    return arith::SubFOp::create(b, x, y, arith::FastMathFlags::contract);
  }
  Value mul(Value x, Value y) {
    return arith::MulFOp::create(b, x, y, arith::FastMathFlags::contract);
  }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, x, y); }
  Value mulAdd(Value x, Value y, Value z) { return add(mul(x, y), z); }
  Value abs(Value x) { return math::AbsFOp::create(b, x); }
  Value copySign(Value x, Value sign) {
    return math::CopySignOp::create(b, x, sign);
  }
  Value compare(arith::CmpFPredicate predicate, Value x, Value y) {
    return arith::CmpFOp::create(b, predicate, x, y);
  }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }
  Value asBits(Value x) { return arith::BitcastOp::create(b, bits, x); }
  Value asFloats(Value x) { return arith::BitcastOp::create(b, type, x); }
  Value shiftLeft(Value x, int32_t by) {
    return arith::ShLIOp::create(b, x, integer(by));
  }
  Value shiftRight(Value x, int32_t by) {
    return arith::ShRSIOp::create(b, x, integer(by));
  }

  /// c[0] + c[1] x + …
  Value polynomial(Value x, ArrayRef<double> c) {
    Value result = constant(c.back());
    for (double next : llvm::reverse(c.drop_back()))
      result = mulAdd(result, x, constant(next));
    return result;
  }

  /// Of what was shifted by `shifter`, the rounded integer: returns it as a
  /// float, and as n.
  Value takeInteger(Value shifted, Value &n) {
    n = arith::SubIOp::create(b, asBits(shifted), integer(0x4B400000));
    // No contraction here: it would undo the rounding.
    return arith::SubFOp::create(b, shifted, constant(shifter));
  }

  /// x = n + r with an integer n and |r| ≤ 1/2: returns r. |x| < 2^22.
  Value splitInteger(Value x, Value &n) {
    Value rounded = takeInteger(add(x, constant(shifter)), n);
    return arith::SubFOp::create(b, x, rounded);
  }

  /// e^x = 2^n p: returns p, and n as an integer. |x| < 128.
  Value expParts(Value x, Value &n) {
    Value shifted = mulAdd(x, constant(1.44269504088896), constant(shifter));
    Value rounded = takeInteger(shifted, n);
    // ln 2 in two parts; the first has so few bits that its product is exact.
    Value r = mulAdd(rounded, constant(-0.693359375), x);
    r = mulAdd(rounded, constant(2.12194440054690583e-4), r);
    return polynomial(r, {1.0, 1.0, 0.49999994, 0.16666521, 0.041668274,
                          0.008368686, 0.0013820138});
  }

  /// x 2^n for a result in the range of normal numbers.
  Value scale(Value x, Value n) {
    if (target.scalesVectors)
      return scaleAny(x, n);
    Value factor = shiftLeft(arith::AddIOp::create(b, n, integer(127)), 23);
    return mul(x, asFloats(factor));
  }

  /// x 2^n whatever the result, |n| ≤ 252.
  Value scaleAny(Value x, Value n) {
    if (target.scalesVectors)
      return LLVM::CallIntrinsicOp::create(
                 b, type, b.getStringAttr("llvm.ldexp"), ValueRange{x, n})
          .getResult(0);
    // In two halves, so that neither overflows before the result does.
    Value half = shiftRight(n, 1);
    Value rest = arith::SubIOp::create(b, n, half);
    return scale(scale(x, half), rest);
  }

  /// x = n π/2 + r + tail with |r| ≤ π/4: returns r, what its rounding took as
  /// `tail`, and n as an integer. |x| is at most `maxAngle`. Computed in f64.
  Value reduceAngle(Value x, Value &n, Value &tail) {
    auto wideType = VectorType::get(type.getShape(), b.getF64Type());
    auto wideBits = VectorType::get(type.getShape(), b.getI64Type());
    auto wide = [&](double value) -> Value {
      Attribute element = b.getF64FloatAttr(value);
      return arith::ConstantOp::create(
          b, DenseElementsAttr::get(wideType, element));
    };
    Value angle = arith::ExtFOp::create(b, wideType, x);
    // As in expParts, 1.5 * 2^52.
    Value shifter = wide(6755399441055744.0);
    Value shifted = mulAdd(angle, wide(0.63661977236758134), shifter);
    Value rounded = arith::SubFOp::create(b, shifted, shifter);
    // π/2 in two parts; the product with the first, of 25 bits, is exact.
    Value exact = mulAdd(rounded, wide(-1.5707963109016418), angle);
    exact = mulAdd(rounded, wide(-1.5893254773528197e-8), exact);
    Value r = arith::TruncFOp::create(b, type, exact);
    Value left = sub(exact, arith::ExtFOp::create(b, wideType, r));
    tail = arith::TruncFOp::create(b, type, left);
    Value word = arith::BitcastOp::create(b, wideBits, shifted);
    n = arith::TruncIOp::create(b, bits, word);
    return r;
  }
  static constexpr double maxAngle = 134217728.0;
  /// Added, 1.5 * 2^23 leaves the rounded integer in the low bits.
  static constexpr double shifter = 12582912.0;

  ImplicitLocOpBuilder b;
  VectorType type, bits;
  const CPUTarget &target;
};

/// The result's type where it is one that we expand.
template <typename OpTy>
VectorType vectorOfF32(OpTy op) {
  auto type = dyn_cast<VectorType>(op.getType());
  return type && type.getRank() == 1 && type.getElementType().isF32() &&
                 !type.isScalable()
             ? type
             : VectorType();
}

template <typename OpTy>
struct Expand : OpRewritePattern<OpTy> {
  Expand(MLIRContext *context, const CPUTarget &target)
      : OpRewritePattern<OpTy>(context), target(target) {}

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    VectorType type = vectorOfF32(op);
    if (!type)
      return failure();
    Floats f(rewriter, op.getLoc(), type, target);
    rewriter.replaceOp(op, expand(f, op.getOperand()));
    return success();
  }

  static Value expand(Floats &f, Value x);

  const CPUTarget &target;
};

/// 1 + erf(x) and 1 + tanh(x), as in GELU: such a sum is never nearly 0 by
/// cancellation, so that one formula serves for all x.
struct ExpandOnePlus : OpRewritePattern<arith::AddFOp> {
  ExpandOnePlus(MLIRContext *context, const CPUTarget &target)
      : OpRewritePattern(context), target(target) {}

  LogicalResult matchAndRewrite(arith::AddFOp op,
                                PatternRewriter &rewriter) const override {
    VectorType type = vectorOfF32(op);
    Operation *gate = op.getLhs().getDefiningOp();
    if (!type || !isa_and_present<math::ErfOp, math::TanhOp>(gate) ||
        !gate->hasOneUse() || !matchPattern(op.getRhs(), m_OneFloat()))
      return failure();
    Floats f(rewriter, op.getLoc(), type, target);
    Value x = gate->getOperand(0);
    rewriter.replaceOp(op, isa<math::ErfOp>(gate) ? onePlusErf(f, x)
                                                  : onePlusTanh(f, x));
    return success();
  }

  static Value onePlusErf(Floats &f, Value x);
  static Value onePlusTanh(Floats &f, Value x);

  const CPUTarget &target;
};

} // namespace

// erfc|x| = 2^q with a polynomial q that falls to -inf, or 2 less that. The fit
// is of the result's absolute error.
Value ExpandOnePlus::onePlusErf(Floats &f, Value x) {
  auto less = arith::CmpFPredicate::OLT;
  Value a = f.abs(x);
  Value q = f.polynomial(a, {-1.62790859, -0.91841644, -0.148481503,
                             0.028253641, -0.000774796295, -0.00148921681,
                             0.000445401412, -4.53412213e-05});
  q = f.mul(q, a);
  Value low = f.constant(-125.0);
  q = f.select(f.compare(less, q, low), low, q);
  Value n, r = f.splitInteger(q, n);
  Value p = f.polynomial(r, {1.0, 0.693147182, 0.240226477, 0.0555035993,
                             0.00961850584, 0.00133908063, 0.000153264627});
  Value e = f.scale(p, n);
  Value isNegative = f.compare(less, x, f.constant(0.0));
  return f.select(isNegative, e, f.sub(f.constant(2.0), e));
}

// 2 / (1 + e^-2x)
Value ExpandOnePlus::onePlusTanh(Floats &f, Value x) {
  Value low = f.constant(-43.0), high = f.constant(43.0);
  x = f.select(f.compare(arith::CmpFPredicate::OLT, x, low), low, x);
  x = f.select(f.compare(arith::CmpFPredicate::OGT, x, high), high, x);
  Value n;
  Value p = f.expParts(f.mul(x, f.constant(-2.0)), n);
  return f.div(f.constant(2.0), f.add(f.scale(p, n), f.constant(1.0)));
}

// Within [-104, 89], past which the result is 0 or infinite anyway.
template <>
Value Expand<math::ExpOp>::expand(Floats &f, Value x) {
  Value low = f.constant(-104.0), high = f.constant(89.0);
  // Written such that NaN stays.
  x = f.select(f.compare(arith::CmpFPredicate::OLT, x, low), low, x);
  x = f.select(f.compare(arith::CmpFPredicate::OGT, x, high), high, x);
  Value n;
  Value p = f.expParts(x, n);
  return f.scaleAny(p, n);
}

// An odd polynomial near 0, 1 - 2 / (e^2|x| + 1) elsewhere.
template <>
Value Expand<math::TanhOp>::expand(Floats &f, Value x) {
  Value a = f.abs(x);
  Value t = f.mul(a, a);
  Value p = f.polynomial(t, {-0.3333333, 0.13333221, -0.05394818, 0.021706894,
                             -0.0081900135, 0.002152684});
  Value small = f.mulAdd(f.mul(a, t), p, a);
  Value limit = f.constant(10.0);
  Value c = f.select(f.compare(arith::CmpFPredicate::OLT, a, limit), a, limit);
  Value n;
  Value e = f.expParts(f.add(c, c), n);
  e = f.add(f.scale(e, n), f.constant(1.0));
  Value big = f.sub(f.constant(1.0), f.div(f.constant(2.0), e));
  Value isBig = f.compare(arith::CmpFPredicate::OGT, a, f.constant(0.6));
  return f.copySign(f.select(isBig, big, small), x);
}

// An odd polynomial near 0; elsewhere 1 - e^q, where q fits log(erfc). From 4
// on the result is 1.
template <>
Value Expand<math::ErfOp>::expand(Floats &f, Value x) {
  Value a = f.abs(x);
  Value t = f.mul(a, a);
  Value p = f.polynomial(t, {0.12837915, -0.3761249, 0.11281731, -0.026762966,
                             0.004987352, -0.00059595786});
  Value small = f.mulAdd(a, p, a);
  Value limit = f.constant(4.0);
  Value c = f.select(f.compare(arith::CmpFPredicate::OLT, a, limit), a, limit);
  Value q =
      f.polynomial(c, {-0.00016644492, -1.1277972, -0.63697606, -0.10411374,
                       0.022315288, -0.003065527, 0.00019822604});
  Value n;
  Value e = f.expParts(q, n);
  Value big = f.sub(f.constant(1.0), f.scale(e, n));
  Value isBig = f.compare(arith::CmpFPredicate::OGT, a, f.constant(0.92));
  return f.copySign(f.select(isBig, big, small), x);
}

// x = 2^n m with m in [sqrt(1/2), sqrt(2)), and a polynomial in m - 1.
template <>
Value Expand<math::LogOp>::expand(Floats &f, Value x) {
  auto less = arith::CmpFPredicate::OLT;
  Value zero = f.constant(0.0);
  // Subnormal numbers are scaled up first.
  Value isTiny = f.compare(less, x, f.constant(1.17549435e-38));
  Value y = f.select(isTiny, f.mul(x, f.constant(8388608.0)), x);
  Value fromTiny = f.select(isTiny, f.integer(-23), f.integer(0));
  // Subtracting the bits of sqrt(1/2) splits at it.
  Value offset = arith::SubIOp::create(f.b, f.asBits(y), f.integer(0x3F3504F3));
  Value n = f.shiftRight(offset, 23);
  Value m =
      f.asFloats(arith::SubIOp::create(f.b, f.asBits(y), f.shiftLeft(n, 23)));
  n = arith::AddIOp::create(f.b, n, fromTiny);
  Value e = arith::SIToFPOp::create(f.b, f.type, n);
  Value r = f.sub(m, f.constant(1.0));
  Value p = f.polynomial(r, {0.3333333, -0.2500082, 0.20001242, -0.16623409,
                             0.1420158, -0.1315961, 0.12762213, -0.07636428});
  Value square = f.mul(r, r);
  Value tail = f.mul(f.mul(square, r), p);
  tail = f.mulAdd(e, f.constant(-2.12194440054690583e-4), tail);
  tail = f.mulAdd(square, f.constant(-0.5), tail);
  Value result = f.mulAdd(e, f.constant(0.693359375), f.add(r, tail));
  // The ends: log 0 = -inf, log inf = inf, and none for negative numbers.
  Value infinity = f.constant(std::numeric_limits<double>::infinity());
  Value isFinite = f.compare(less, x, infinity);
  result = f.select(isFinite, result, x); // inf, or NaN
  result =
      f.select(f.compare(arith::CmpFPredicate::OEQ, x, zero),
               f.constant(-std::numeric_limits<double>::infinity()), result);
  return f.select(f.compare(less, x, zero),
                  f.constant(std::numeric_limits<double>::quiet_NaN()), result);
}

/// The sine of `x + quarters π/2`.
static Value sineOf(Floats &f, Value x, int32_t quarters) {
  Value n, tail;
  Value r = f.reduceAngle(x, n, tail);
  n = arith::AddIOp::create(f.b, n, f.integer(quarters));
  Value t = f.mul(r, r);
  Value p = f.polynomial(t, {-0.16666655, 0.008332189, -0.00019518286});
  Value sine = f.add(r, f.mulAdd(f.mul(r, t), p, tail));
  // 1 - t/2 + t² q, with what rounding took from the first difference.
  Value q = f.polynomial(t, {0.041666646, -0.001388731, 2.4432327e-05});
  Value one = f.constant(1.0), half = f.mul(t, f.constant(0.5));
  Value most = arith::SubFOp::create(f.b, one, half);
  Value lost =
      arith::SubFOp::create(f.b, arith::SubFOp::create(f.b, one, most), half);
  lost = f.sub(lost, f.mul(r, tail));
  Value cosine = f.add(most, f.mulAdd(f.mul(t, t), q, lost));
  auto hasBit = [&](int32_t bit) -> Value {
    return arith::CmpIOp::create(f.b, arith::CmpIPredicate::ne,
                                 arith::AndIOp::create(f.b, n, f.integer(bit)),
                                 f.integer(0));
  };
  Value result = f.select(hasBit(1), cosine, sine);
  return f.select(hasBit(2), arith::NegFOp::create(f.b, result), result);
}

/// Sine or cosine: in quarters of a turn where all lanes are within the range
/// of the reduction, and by the C library, lane by lane, where one is not.
template <typename OpTy>
static Value expandAngle(Floats &f, Value x, int32_t quarters) {
  Value isFar = f.compare(arith::CmpFPredicate::UGT, f.abs(x),
                          f.constant(Floats::maxAngle));
  Value anyFar =
      vector::ReductionOp::create(f.b, vector::CombiningKind::OR, isFar);
  auto branch = scf::IfOp::create(
      f.b, anyFar,
      [&](OpBuilder &b, Location loc) {
        Value result = x;
        for (int64_t lane = 0; lane < f.type.getNumElements(); ++lane) {
          Value one = vector::ExtractOp::create(b, loc, x, lane);
          one = OpTy::create(b, loc, one);
          result = vector::InsertOp::create(b, loc, one, result, lane);
        }
        scf::YieldOp::create(b, loc, result);
      },
      [&](OpBuilder &b, Location loc) {
        OpBuilder::InsertionGuard guard(f.b);
        f.b.setInsertionPoint(b.getInsertionBlock(), b.getInsertionPoint());
        scf::YieldOp::create(b, loc, sineOf(f, x, quarters));
      });
  return branch.getResult(0);
}

template <>
Value Expand<math::SinOp>::expand(Floats &f, Value x) {
  return expandAngle<math::SinOp>(f, x, 0);
}

template <>
Value Expand<math::CosOp>::expand(Floats &f, Value x) {
  return expandAngle<math::CosOp>(f, x, 1);
}

namespace {
struct ExpandMath : toroid::impl::ExpandMathBase<ExpandMath> {
  using ExpandMathBase::ExpandMathBase;

  void runOnOperation() override {
    const CPUTarget *cpu = getCPUTarget(getOperation(), target);
    if (!cpu)
      return signalPassFailure();
    // Before the functions are taken apart one by one.
    RewritePatternSet sums(&getContext());
    sums.add<ExpandOnePlus>(&getContext(), *cpu);
    if (failed(applyPatternsGreedily(getOperation(), std::move(sums))))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    // Narrow floats compute in f32.
    populateMathF32ExpansionPatterns(patterns, [](StringRef) { return true; });
    patterns.add<Expand<math::ExpOp>, Expand<math::TanhOp>, Expand<math::ErfOp>,
                 Expand<math::LogOp>, Expand<math::SinOp>, Expand<math::CosOp>>(
        &getContext(), *cpu);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
