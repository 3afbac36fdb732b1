//===- AttentionParts.h - What attention operators share --------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_ATTENTIONPARTS_H
#define TOROID_PASSES_LEGALIZE_ATTENTIONPARTS_H

#include "passes/Legalize/NodeContext.h"

#include <limits>

namespace toroid {

/// A toroid.attention in the making.
struct AttentionParts {
  mlir::Value query, key, value;        ///< Of rank 4, the past included.
  mlir::Value bias, mask, maskedBias;   ///< Each may be null.
  mlir::Value keyLengths, offset, sink; ///< Same.
  /// Without one it is 1/√(head size), and so it is for zero.
  double scale = 0;
  double maskValue = -std::numeric_limits<double>::infinity();
  double softcap = 0;
  int64_t leftWindow = -1, rightWindow = -1;
  bool isCausal = false;
  MaskedRows maskedRows = MaskedRows::Zero;

  /// Keys that `allowed` excludes do not count either.
  void restrict(NodeContext &node, mlir::Value allowed);
  void addBias(NodeContext &node, mlir::Value term);
  /// Says where the queries stand among the keys, unless it is at their end,
  /// where they stand without being told. For what depends on positions.
  void setOffset(NodeContext &node, const DimExpr &past);

  /// `[B, H, S, E]`; checks what the op does not.
  mlir::Value build(NodeContext &node);
};

/// Fails unless `x` has rank 3 and `heads`, called `name`, divide its last dim.
mlir::LogicalResult checkHeads(NodeContext &node, mlir::Value x, int64_t heads,
                               llvm::StringRef name);
/// `[B, S, H·D]` → `[B, H, S, D]`
mlir::Value splitHeads(NodeContext &node, mlir::Value x, int64_t heads);
/// `[B, H, S, D]` → `[B, S, H·D]`
mlir::Value mergeHeads(NodeContext &node, mlir::Value x);
/// Both along `axis`, or `after` alone when there is nothing before it.
mlir::Value append(NodeContext &node, mlir::Value before, mlir::Value after,
                   uint64_t axis);
/// `x` with `filler` at the end of `dim`, to a size of `length`.
mlir::Value padEnd(NodeContext &node, mlir::Value x, int64_t dim,
                   const DimExpr &length, double filler);
/// A size as a scalar i64.
mlir::Value makeScalar(NodeContext &node, const DimExpr &size);

/// How much of each head rotates, and which features are pairs: neighbours when
/// interleaved, else the two halves.
struct Rotation {
  DimExpr rotated;
  bool isInterleaved = false;
};
/// Rotates the pairs (a, b) of x `[B, S, H, D]` to (a·cos - b·sin, b·cos +
/// a·sin); cos and sin are `[B, S, 1, rotated / 2]` or broadcast to it.
mlir::Value rotate(NodeContext &node, mlir::Value x, mlir::Value cos,
                   mlir::Value sin, const Rotation &rotation);
/// Rows of a cache `[positions, features]` for ids `[B, S]`, as `rotate` takes
/// them.
mlir::Value pickAngles(NodeContext &node, mlir::Value cache, mlir::Value ids,
                       const DimExpr &half);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_ATTENTIONPARTS_H
