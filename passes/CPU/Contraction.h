//===- Contraction.h - Recognizes products ----------------------*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_CONTRACTION_H
#define TOROID_PASSES_CPU_CONTRACTION_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <optional>

namespace toroid {

/// A right side that lies in memory as panels: [.., n / width, k, width], as
/// its indexing map (.., n floordiv width, k, n mod width) says.
struct Panels {
  unsigned n, k;
  int64_t width;
};

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
  /// How the right side lies, where it is packed.
  std::optional<Panels> panels;
};

/// Takes `op` apart if it is a product; maps must be projected permutations,
/// but for a right side of panels.
std::optional<Contraction> matchContraction(mlir::linalg::LinalgOp op);

} // namespace toroid

#endif // TOROID_PASSES_CPU_CONTRACTION_H
