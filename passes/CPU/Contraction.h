//===- Contraction.h - Recognizes products ----------------------*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_CONTRACTION_H
#define TOROID_PASSES_CPU_CONTRACTION_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <optional>

namespace toroid {

/// A linalg.generic that computes out += lhs * rhs: each loop is of one kind,
/// told by the operands that it indexes.
struct Contraction {
  mlir::linalg::GenericOp op;
  llvm::SmallVector<unsigned> batch; ///< lhs, rhs and out
  llvm::SmallVector<unsigned> m;     ///< lhs and out
  llvm::SmallVector<unsigned> n;     ///< rhs and out
  llvm::SmallVector<unsigned> k;     ///< lhs and rhs: the sum
  /// Conversions on the way from each side's element to the multiplication,
  /// the first one first.
  llvm::SmallVector<mlir::Operation *> lhsCasts, rhsCasts;
};

/// Takes `op` apart if it is a product; maps must be projected permutations.
std::optional<Contraction> matchContraction(mlir::linalg::LinalgOp op);

} // namespace toroid

#endif // TOROID_PASSES_CPU_CONTRACTION_H
