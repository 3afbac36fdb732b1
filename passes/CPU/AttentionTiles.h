//===- AttentionTiles.h - How attention is cut ------------------*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_ATTENTIONTILES_H
#define TOROID_PASSES_CPU_ATTENTIONTILES_H

#include "passes/CPU/Target.h"

#include <cstdint>

namespace toroid {

/// The sizes of one attention, as far as they are known (else dynamic), and
/// what they are used for.
struct AttentionSizes {
  int64_t batch, heads, keyHeads;
  int64_t queries, keys;
  int64_t features, valueFeatures;
  unsigned bits; ///< Of an element as it is computed.
  /// Whether a query sees a part of the keys that its position tells.
  bool hasWindow = false;
  /// Whether scores must be computed as [queries, keys].
  bool isByRows = false;
};

/// How it is cut. All sizes are known now, whatever those of the operands are,
/// and follow from the target and the operands' types alone.
struct AttentionTiles {
  /// Whether scores are [keys, queries], so that each query has a lane of its
  /// own: then every tile is `queries` wide, and what is past the last query is
  /// computed in vain.
  bool isInLanes = false;
  /// Query heads of one key head whose rows are in one tile.
  int64_t group = 1;
  /// Queries of each of them.
  int64_t queries;
  /// Keys that are looked at together.
  int64_t keys;
  /// Whether these are all keys that there are, so that nothing is carried
  /// from one block to the next.
  bool isWhole;
  /// What one tile costs: about the number of simple operations on elements.
  int64_t work;

  int64_t rows() const { return group * queries; }
};

AttentionTiles chooseAttentionTiles(const AttentionSizes &sizes,
                                    const CPUTarget &target);

} // namespace toroid

#endif // TOROID_PASSES_CPU_ATTENTIONTILES_H
