//===- Numbers.h - The elements of constants as numbers ---------*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_NUMBERS_H
#define TOROID_PASSES_FUSION_NUMBERS_H

#include "dialects/Toroid/ToroidDialect.h"

namespace toroid {

/// The elements of a constant that is no huge weight, in row-major order.
std::optional<llvm::SmallVector<double>> readConstant(mlir::Value value);

/// The number that all elements of `value` are, of whatever type; looks through
/// ops that only move elements.
std::optional<double> readUniform(mlir::Value value);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_NUMBERS_H
