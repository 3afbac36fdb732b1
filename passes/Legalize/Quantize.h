//===- Quantize.h - Between real numbers and integers -----------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_QUANTIZE_H
#define TOROID_PASSES_LEGALIZE_QUANTIZE_H

#include "passes/Legalize/Formula.h"

namespace toroid {

/// Where a tensor's scales and zero points hold.
struct Granularity {
  /// The axis along which they differ, when there is more than one.
  int64_t axis = 1;
  /// How many elements along the axis share one; 0: one for each.
  int64_t blockSize = 0;
};

/// Gives a scale or zero point of a tensor like `x` the shape in which it
/// broadcasts to it: from a scalar, a vector or, with blocks, a tensor of its
/// rank. Fails for others; `what` names it in the message.
Formula alignToTensor(const Formula &parameter, const Formula &x,
                      const Granularity &granularity, llvm::StringRef what);

/// `round(quotient) + zeroPoint`, saturated to the integers of `type`, or that
/// sum rounded to a narrow floating-point type. `zeroPoint` may hold null.
Formula quantize(const Formula &quotient, const Formula &zeroPoint,
                 mlir::Type type, bool saturate = true);

/// `(x - zeroPoint) · scale` as `type`; `zeroPoint` may hold null.
Formula dequantize(const Formula &x, const Formula &scale,
                   const Formula &zeroPoint, mlir::Type type);

/// `x - zeroPoint` as i32; `zeroPoint` may hold null.
Formula centered(const Formula &x, const Formula &zeroPoint);

/// One u8 quantization of a whole f32 tensor, by its range and 0.
struct DynamicQuantization {
  Formula values, scale, zeroPoint;
};
DynamicQuantization quantizeDynamically(const Formula &x);

/// A parameter of each row of a left operand; null stays null.
Formula perRow(const Formula &parameter, const Formula &matrix);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_QUANTIZE_H
