//===- AttentionTiles.cpp - How attention is cut --------------------------===//
//
// While a tile of rows goes over the keys, its scores, its accumulator and the
// block of keys and values in use stay in the second-level cache (1 MB on the
// machines that we know, half of it ours):
//
//   rows · keys             the scores, which become the weights in place
//   rows · (D + E)          the scaled queries, the accumulator
//   keys · (D + E)          the block, packed into panels on its way
//
// A block of 128 keys gives products deep enough to hide the visits to the
// accumulator, and 128 rows use a packed block often enough to hide packing:
// about 64 KB for the scores and 32 KB for each of the others at 64 features.
// Larger heads take fewer keys and rows. Long sequences take twice the rows,
// which halves packing, a twelfth of the time at 64 features: tiles are many
// enough then that their ends leave no thread idle for long.
//
//===----------------------------------------------------------------------===//

#include "passes/CPU/AttentionTiles.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mlir;
using namespace toroid;

/// Sizes for estimates where the program does not know one.
static constexpr int64_t usualKeys = 128, usualFeatures = 64;

static constexpr int64_t mostRows = 128, mostKeys = 128;
/// Queries from which on tiles are twice as high.
static constexpr int64_t manyQueries = 8 * mostRows;
/// Fewer rows leave the kernels' registers empty.
static constexpr int64_t leastRows = 32;
/// Tiles that are enough for any number of threads that a CPU has for one run.
static constexpr int64_t enoughTiles = 8;
/// Bytes of one block of keys and values.
static constexpr int64_t blockBytes = 128 * 1024;

static bool isKnown(int64_t size) { return !ShapedType::isDynamic(size); }

/// The height of equal parts of `size` that are at most `most` high; with a
/// remainder where there are no such parts.
static int64_t evenPart(int64_t size, int64_t most) {
  int64_t parts = llvm::divideCeil(size, most);
  for (int64_t more = parts; more <= parts + parts / 2; ++more)
    if (size % more == 0)
      return size / more;
  return llvm::divideCeil(size, parts);
}

AttentionTiles toroid::chooseAttentionTiles(const AttentionSizes &sizes,
                                            const CPUTarget &target) {
  int64_t features = isKnown(sizes.features) ? sizes.features : usualFeatures;
  int64_t values =
      isKnown(sizes.valueFeatures) ? sizes.valueFeatures : usualFeatures;
  int64_t width = std::max<int64_t>(1, (features + values) * sizes.bits / 8);
  int64_t panel = target.tileVectors * target.lanes(sizes.bits);

  AttentionTiles tiles;
  // Whole panels of keys.
  int64_t keys = std::min(mostKeys, blockBytes / width);
  keys = std::max<int64_t>(1, keys / panel) * panel;
  // A little more than a block is one block too.
  tiles.isWhole = isKnown(sizes.keys) && sizes.keys <= keys + keys / 2;
  tiles.keys = tiles.isWhole ? sizes.keys : keys;

  // The heads of a group share their tiles as long as these do not grow too
  // high: then one visit to the keys serves them all.
  tiles.group = 1;
  if (isKnown(sizes.heads) && isKnown(sizes.keyHeads) && sizes.keyHeads > 0) {
    int64_t group = sizes.heads / sizes.keyHeads;
    if (group <= mostRows)
      tiles.group = std::max<int64_t>(1, group);
  }

  bool hasMany = isKnown(sizes.queries) && sizes.queries >= manyQueries;
  int64_t rows =
      std::min(hasMany ? 2 * mostRows : mostRows, 2 * blockBytes / width);
  // Half of the keys on the diagonal are in vain: keep it narrow.
  if (sizes.hasWindow)
    rows /= 2;
  rows = std::max(rows, leastRows);
  int64_t most = std::max<int64_t>(1, rows / tiles.group);
  tiles.queries = most;
  if (isKnown(sizes.queries) && sizes.queries > 0) {
    tiles.queries = sizes.queries <= most + most / 4
                        ? sizes.queries
                        : evenPart(sizes.queries, most);
    // Lower tiles where there would be few.
    if (isKnown(sizes.batch) && isKnown(sizes.heads)) {
      int64_t others = sizes.batch * sizes.heads / tiles.group;
      while (others > 0 && tiles.rows() >= 2 * leastRows &&
             others * llvm::divideCeil(sizes.queries, tiles.queries) <
                 enoughTiles)
        tiles.queries = evenPart(sizes.queries, (tiles.queries + 1) / 2);
    }
  }

  double perScore = 0.0625 * (features + values) + 6;
  double all = isKnown(sizes.keys) ? sizes.keys : usualKeys;
  tiles.work = std::max<int64_t>(
      1, std::min(1e15, perScore * double(tiles.rows()) * all));
  return tiles;
}
