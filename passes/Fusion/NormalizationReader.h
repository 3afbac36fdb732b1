//===- NormalizationReader.h - What a root of squares means -----*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_NORMALIZATIONREADER_H
#define TOROID_PASSES_FUSION_NORMALIZATIONREADER_H

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Site.h"

namespace toroid {

/// A normalization in terms of the formulas of toroid.layer_norm and
/// toroid.rms_norm.
struct NormalizationParts {
  /// As it is, and as it is computed with, which may be wider.
  mlir::Value input, widened;
  int64_t axis = 0;
  double epsilon = 0;
  mlir::Value scale; ///< May be null.
  mlir::Value bias;  ///< May be null.
  /// What the normalization takes the place of.
  mlir::Value result;
};

/// Lets `build` form the normalizations of `kind` in `scope`. A root of a mean
/// of squared distances from a mean, with or without an epsilon, is that of a
/// layer norm; one of a mean of other squares that of an RMS norm.
void fuseNormalizations(
    mlir::Operation *scope, FusionKind kind, const FusionControl &control,
    llvm::function_ref<mlir::Value(const NormalizationParts &, mlir::Location)>
        build);

/// The parts' scale, or the number one.
mlir::Value getScale(const NormalizationParts &parts, mlir::OpBuilder &builder,
                     mlir::Location loc);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_NORMALIZATIONREADER_H
