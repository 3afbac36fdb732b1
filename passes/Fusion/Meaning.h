//===- Meaning.h - What a value means, however it is written ----*- C++ -*-===//
//
// The vocabulary of the matchers: they ask what a value is ("x scaled by s",
// "a cubic polynomial of x", "x minus its mean") and not which ops made it.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_FUSION_MEANING_H
#define TOROID_PASSES_FUSION_MEANING_H

#include "dialects/Toroid/ToroidDialect.h"

#include <array>

namespace toroid {

/// The number when `value` is the same floating-point constant everywhere.
std::optional<double> getUniformConstant(mlir::Value value);

/// Whether two constants are the same but for rounding to half precision.
bool isClose(double a, double b);

/// `factor · value`.
struct Scaled {
  mlir::Value value;
  double factor = 1;
};

/// Takes multiplications with, and divisions by, uniform constants off `value`,
/// and negations.
Scaled stripScale(mlir::Value value);
/// The same for one op.
Scaled stripOneScale(mlir::Value value);

/// Coefficients of a polynomial, lowest degree first.
using Cubic = std::array<double, 4>;

/// `value` as a polynomial of `x` of degree three or less.
std::optional<Cubic> asPolynomialOf(mlir::Value value, mlir::Value x);

/// The mean of `input` over `axes`, which it keeps as dims of 1.
struct Mean {
  mlir::Value input;
  llvm::SmallVector<int64_t> axes;
};
/// Also the sum over a known number of elements, divided by it, and a mean
/// that is given its dims of 1 afterwards.
std::optional<Mean> asMean(mlir::Value value, SymbolicShapes &shapes);

/// The operand of a square: `x · x` or `x` to the power two.
mlir::Value asSquare(mlir::Value value);

/// The element type; null when it is no floating-point type.
mlir::FloatType getFloatElement(mlir::Value value);

/// Takes conversions of floating-point numbers off `value`.
mlir::Value stripCasts(mlir::Value value);

/// Whether every number of `from` is one of `to`.
bool isWidening(mlir::FloatType from, mlir::FloatType to);

/// Whether `operand` broadcasts to `shape` and leaves it as it is.
bool broadcastsInto(mlir::Value operand, llvm::ArrayRef<DimExpr> shape,
                    SymbolicShapes &shapes);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_MEANING_H
