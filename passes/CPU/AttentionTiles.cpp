//===- AttentionTiles.cpp - How attention is cut --------------------------===//
//
// Where queries fill the lanes of vectors, scores are [keys, queries]: a tile
// is one panel of queries, 32 with AVX-512. Neither keys nor values are packed,
// as rows of the product are read where they lie; a row's maximum and sum need
// no lanes combined; and the scores of a block, 16 KB for 128 keys, stay in the
// first-level cache while keys and values pass from the second. Queries are
// transposed once for all keys, and the weighted values at the end.
//
// Else scores are [queries, keys]: for few queries, numbers of them that leave
// many lanes empty or that the run tells, and terms that differ from query to
// query, which lie along the keys. While a tile of rows goes over the keys, its
// scores, its accumulator and the block of keys and values in use stay in the
// second-level cache (1 MB on the machines that we know, half of it ours):
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

/// Whether queries fill the lanes of panels but for a few.
static bool fillLanes(const AttentionSizes &sizes, int64_t panel) {
  if (!isKnown(sizes.queries) || sizes.isByRows || sizes.queries <= 0)
    return false;
  int64_t padded = llvm::alignTo(sizes.queries, panel);
  return padded - sizes.queries <= sizes.queries / 16;
}

/// Cuts the keys, of which one block is at most `most`.
static void cutKeys(const AttentionSizes &sizes, int64_t most,
                    const CPUTarget &target, AttentionTiles &tiles) {
  // Panels of keys are whole; so are the kernels' heights where keys are rows.
  int64_t unit = tiles.isInLanes
                     ? target.tileRows
                     : target.tileVectors * target.lanes(sizes.bits);
  int64_t keys = std::max<int64_t>(1, most / unit) * unit;
  // A little more than a block is one block too.
  tiles.isWhole = isKnown(sizes.keys) && sizes.keys <= keys + keys / 2;
  if (tiles.isWhole)
    tiles.keys = sizes.keys;
  else if (tiles.isInLanes && isKnown(sizes.keys) && !sizes.hasWindow)
    tiles.keys = evenPart(sizes.keys, most);
  else
    tiles.keys = keys;
}

/// Cuts the queries into tiles of at most `rows`.
static void cutRows(const AttentionSizes &sizes, int64_t rows,
                    AttentionTiles &tiles) {
  // The heads of a group share their tiles as long as these do not grow too
  // high: then one visit to the keys serves them all.
  if (isKnown(sizes.heads) && isKnown(sizes.keyHeads) && sizes.keyHeads > 0) {
    int64_t group = sizes.heads / sizes.keyHeads;
    if (group <= mostRows)
      tiles.group = std::max<int64_t>(1, group);
  }
  // Half of the keys on the diagonal are in vain: keep it narrow.
  if (sizes.hasWindow)
    rows /= 2;
  rows = std::max(rows, leastRows);
  int64_t most = std::max<int64_t>(1, rows / tiles.group);
  tiles.queries = most;
  if (!isKnown(sizes.queries) || sizes.queries == 0)
    return;
  tiles.queries = sizes.queries <= most + most / 4
                      ? sizes.queries
                      : evenPart(sizes.queries, most);
  if (!isKnown(sizes.batch) || !isKnown(sizes.heads))
    return;
  // Lower tiles where there would be few.
  int64_t others = sizes.batch * sizes.heads / tiles.group;
  while (others > 0 && tiles.rows() >= 2 * leastRows &&
         others * llvm::divideCeil(sizes.queries, tiles.queries) < enoughTiles)
    tiles.queries = evenPart(sizes.queries, (tiles.queries + 1) / 2);
}

AttentionTiles toroid::chooseAttentionTiles(const AttentionSizes &sizes,
                                            const CPUTarget &target) {
  int64_t features = isKnown(sizes.features) ? sizes.features : usualFeatures;
  int64_t values =
      isKnown(sizes.valueFeatures) ? sizes.valueFeatures : usualFeatures;
  int64_t width = std::max<int64_t>(1, (features + values) * sizes.bits / 8);
  int64_t panel = target.tileVectors * target.lanes(sizes.bits);

  AttentionTiles tiles;
  tiles.isInLanes = fillLanes(sizes, panel);
  cutKeys(sizes, std::clamp<int64_t>(blockBytes / width, 1, mostKeys), target,
          tiles);
  if (tiles.isInLanes) {
    tiles.queries = panel;
  } else {
    bool hasMany = isKnown(sizes.queries) && sizes.queries >= manyQueries;
    int64_t rows = hasMany ? 2 * mostRows : mostRows;
    cutRows(sizes, std::min(rows, 2 * blockBytes / width), tiles);
  }

  double perScore = 0.0625 * (features + values) + 6;
  double all = isKnown(sizes.keys) ? sizes.keys : usualKeys;
  tiles.work = std::max<int64_t>(
      1, std::min(1e15, perScore * double(tiles.rows()) * all));
  return tiles;
}
