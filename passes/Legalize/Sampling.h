//===- Sampling.h - Reading images between pixels ---------------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_SAMPLING_H
#define TOROID_PASSES_LEGALIZE_SAMPLING_H

#include "passes/Legalize/Formula.h"

namespace toroid {

/// The pixels along one dim that make up a sample. All members end in a dim of
/// the taps: 1, 2 or 4 of them, or more where samples are pooled.
struct Taps {
  Formula place;  ///< Whole, floating-point, within the dim unless it is empty.
  Formula weight; ///< Null where the one tap counts fully.
  Formula inside; ///< Null where no tap is outside the image; those are zero.
  Formula exists; ///< Null where all taps do; others are no part of a maximum.
};

enum class Interpolation { Nearest, Linear, Cubic };
enum class Outside { Zeros, Border, Reflection };

/// Into [0, size), whatever `place` is; NaN becomes 0.
Formula clampPlace(const Formula &place, const Formula &size);

/// Samples images `[N, C, spatial...]`. With `points` the number of dims by
/// which samples are arranged, `taps` has, for each spatial dim, members that
/// broadcast to `[N', points..., taps]`, and `which`, `[N', 1...]` with as many
/// dims, tells the image that each of N' reads. The result is
/// `[N', points..., C]`: the sum of the weighted taps, or the largest.
Formula sample(NodeContext &node, const Formula &images, Formula which,
               int64_t points, llvm::ArrayRef<Taps> taps, bool takeMax = false);

/// The taps around `x`, a coordinate `[N, P]` in pixels of a dim of `size`.
Taps getTaps(NodeContext &node, Formula x, const DimExpr &size,
             Interpolation mode, Outside outside, bool alignCorners);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_SAMPLING_H
