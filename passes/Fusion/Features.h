//===- Features.h - Where the elements of a last dim come from --*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_FEATURES_H
#define TOROID_PASSES_FUSION_FEATURES_H

#include "passes/Fusion/Meaning.h"

namespace toroid {

/// An element of the last dims of `base`, in row-major order, or its negative.
/// All dims before them are those of whoever asked.
struct Feature {
  mlir::Value base;
  int64_t index = 0;
  bool isNegated = false;

  bool isSamePlace(const Feature &other) const {
    return base == other.base && index == other.index;
  }
};
using Features = llvm::SmallVector<Feature>;

/// Where the elements of the last dim of `value` come from, through slices,
/// joins, negations, reshapes and transposes that leave the other dims alone.
/// None where their number is not known.
std::optional<Features> readFeatures(mlir::Value value, SymbolicShapes &shapes);

/// Whether features are those of one value, one after the other with `step`
/// from `start` on.
bool areOf(llvm::ArrayRef<Feature> features, mlir::Value base, int64_t start,
           int64_t step);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_FEATURES_H
