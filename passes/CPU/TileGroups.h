//===- TileGroups.h - Which ops are computed tile by tile -------*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_TILEGROUPS_H
#define TOROID_PASSES_CPU_TILEGROUPS_H

#include "passes/CPU/Contraction.h"
#include "passes/CPU/Target.h"

#include "llvm/ADT/SetVector.h"

namespace toroid {

/// Ops that are computed together, one tile of the last one after the other.
struct TileGroup {
  /// The op whose tiles are cut: it has the group's results.
  mlir::linalg::GenericOp root;
  /// All ops of the group, the root included.
  llvm::SetVector<mlir::Operation *> ops;
  /// The product in the group, if there is one.
  std::optional<Contraction> product;
  /// For each of the root's loops the tile size; 0 leaves the loop whole.
  llvm::SmallVector<int64_t> tileSizes;
  /// A loop of unknown length that is cut into equal parts, as few as its tile
  /// size, which is then a limit, allows.
  std::optional<unsigned> evenLoop;
  /// What one tile costs: about the number of simple operations on elements.
  int64_t tileWork = 0;
  /// What everything costs; dynamic when sizes are not known.
  int64_t totalWork = 0;
};

/// Collects the group that ends in `root`. Ops in `taken` are left out.
TileGroup collectTileGroup(mlir::linalg::GenericOp root,
                           const llvm::DenseSet<mlir::Operation *> &taken,
                           const CPUTarget &target);

} // namespace toroid

#endif // TOROID_PASSES_CPU_TILEGROUPS_H
