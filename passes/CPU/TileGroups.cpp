//===- TileGroups.cpp - Which ops are computed tile by tile ---------------===//

#include "passes/CPU/TileGroups.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace toroid;

/// A size for estimates where the program does not know one.
static constexpr int64_t usualSize = 128;

namespace {

class Collector {
public:
  Collector(linalg::GenericOp root, const llvm::DenseSet<Operation *> &taken,
            const CPUTarget &target)
      : taken(taken), target(target) {
    group.root = root;
  }

  TileGroup run();

private:
  /// A loop of some op in the group, as a loop of the root.
  using Loops = llvm::DenseMap<unsigned, unsigned>;

  bool tryAdd(linalg::LinalgOp producer);
  std::optional<Loops> relate(linalg::LinalgOp producer);
  bool coversTiles(const Loops &loops);
  void chooseProductTiles();
  void chooseRowTiles();
  void chooseElementTiles();
  void estimate();
  int64_t rootSize(unsigned dim) {
    int64_t size = group.root.getStaticLoopRanges()[dim];
    return ShapedType::isDynamic(size) ? usualSize : size;
  }

  const llvm::DenseSet<Operation *> &taken;
  const CPUTarget &target;
  TileGroup group;
  /// For each op of the group, its loops in terms of the root's.
  llvm::DenseMap<Operation *, Loops> loopsOf;
  /// The root's loops that the group is cut along.
  llvm::SmallSetVector<unsigned, 4> tiled;
  bool hasReductions = false;
};

} // namespace

static bool hasReductions(linalg::LinalgOp op) {
  return op.getNumReductionLoops() != 0;
}

/// How the producer's loops relate to the root's, by way of all its users. They
/// have to agree.
std::optional<Collector::Loops> Collector::relate(linalg::LinalgOp producer) {
  std::optional<Loops> result;
  for (OpOperand &use : producer->getUses()) {
    auto user = dyn_cast<linalg::LinalgOp>(use.getOwner());
    if (!user || !group.ops.contains(user))
      return std::nullopt;
    AffineMap in = user.getMatchingIndexingMap(&use);
    AffineMap out =
        producer.getIndexingMapMatchingResult(cast<OpResult>(use.get()));
    if (!out.isProjectedPermutation())
      return std::nullopt;
    Loops loops;
    for (auto [expr, own] :
         llvm::zip_equal(in.getResults(), out.getResults())) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      if (!dim)
        return std::nullopt;
      auto it = loopsOf[user].find(dim.getPosition());
      if (it != loopsOf[user].end())
        loops[cast<AffineDimExpr>(own).getPosition()] = it->second;
    }
    if (result && *result != loops)
      return std::nullopt;
    result = loops;
  }
  return result;
}

/// Whether each tiled loop of the root is a loop of the op: otherwise tiles
/// would repeat its work.
bool Collector::coversTiles(const Loops &loops) {
  llvm::SmallDenseSet<unsigned> covered;
  for (auto [own, root] : loops)
    covered.insert(root);
  return llvm::all_of(tiled,
                      [&](unsigned dim) { return covered.contains(dim); });
}

bool Collector::tryAdd(linalg::LinalgOp producer) {
  if (isa<linalg::FillOp>(producer.getOperation())) {
    // Every user writes the tiles that it needs of its own.
    if (!producer.hasPureTensorSemantics())
      return false;
    return group.ops.insert(producer);
  }
  if (taken.contains(producer) ||
      producer->getBlock() != group.root->getBlock() ||
      !isa<linalg::GenericOp>(producer.getOperation()) ||
      !producer.hasPureTensorSemantics())
    return false;
  std::optional<Loops> loops = relate(producer);
  if (!loops)
    return false;

  if (auto contraction = matchContraction(producer)) {
    // One product for each group, cut along its result; a group that needs
    // whole rows would make its tiles too long.
    if (group.product || hasReductions)
      return false;
    llvm::SmallSetVector<unsigned, 4> dims;
    for (auto [own, root] : *loops)
      dims.insert(root);
    // Loops of the root that the product does not know stay whole.
    for (Operation *op : group.ops)
      for (unsigned dim : dims)
        if (llvm::none_of(loopsOf[op],
                          [&](auto &entry) { return entry.second == dim; }))
          return false;
    tiled = dims;
    group.product = std::move(contraction);
  } else if (::hasReductions(producer)) {
    if (group.product)
      return false;
    if (!hasReductions) {
      // Rows are what the first reduction leaves.
      llvm::SmallSetVector<unsigned, 4> dims;
      for (auto [own, root] : *loops)
        dims.insert(root);
      if (dims.empty())
        return false;
      tiled = dims;
      hasReductions = true;
    } else if (!coversTiles(*loops)) {
      return false;
    }
  } else if (!coversTiles(*loops)) {
    return false;
  }
  group.ops.insert(producer);
  loopsOf[producer] = *loops;
  return true;
}

/// The cost of one element of `op`'s loops.
static double costOfElement(linalg::LinalgOp op) {
  // A step of a product is far below one operation: 2 of 16 lanes in half a
  // cycle. But its right side has to come from memory, once for all rows: some
  // 8 bytes each cycle.
  if (std::optional<Contraction> product = matchContraction(op)) {
    double rows = 1;
    for (unsigned dim : product->m) {
      int64_t size = op.getStaticLoopRanges()[dim];
      rows *=
          ShapedType::isDynamic(size) ? usualSize : std::max<int64_t>(1, size);
    }
    return 0.0625 + 0.5 / rows;
  }
  double cost = 0.5;
  for (Operation &inner : op.getBlock()->without_terminator())
    cost +=
        isa<math::MathDialect>(inner.getDialect()) || isa<arith::DivFOp>(inner)
            ? 4
            : 0.25;
  return cost;
}

/// Sizes for a product: as wide as a few panels, and as high as keeps the left
/// side's part in the second-level cache.
void Collector::chooseProductTiles() {
  Loops &loops = loopsOf[group.product->op];
  linalg::GenericOp product = group.product->op;
  unsigned bits =
      getElementTypeOrSelf(product.getResultTypes()[0]).getIntOrFloatBitWidth();
  int64_t panel = target.tileVectors * target.lanes(bits);
  // The innermost of each kind is cut in tiles, the others one by one.
  auto cut = [&](ArrayRef<unsigned> dims, int64_t size) {
    for (unsigned dim : dims) {
      auto it = loops.find(dim);
      if (it == loops.end())
        continue;
      bool isLast = dim == dims.back();
      group.tileSizes[it->second] = isLast ? size : 1;
    }
  };
  auto range = [&](ArrayRef<unsigned> dims) {
    return dims.empty() ? int64_t(1)
                        : product.getStaticLoopRanges()[dims.back()];
  };
  // Parts of equal height.
  constexpr int64_t maxRows = 256;
  int64_t m = range(group.product->m), n = range(group.product->n);
  int64_t rows = maxRows;
  if (!ShapedType::isDynamic(m)) {
    int64_t parts = std::max<int64_t>(1, llvm::divideCeil(m, maxRows));
    rows = parts == 1 ? 0 : llvm::divideCeil(m, parts);
  } else if (auto it = loops.find(group.product->m.back()); it != loops.end()) {
    group.evenLoop = it->second;
  }
  int64_t columns = panel;
  if (!ShapedType::isDynamic(n) && n <= 2 * panel)
    columns = 0;
  else if (ShapedType::isDynamic(n) || n >= 32 * panel)
    columns = 2 * panel;
  cut(group.product->batch, 1);
  cut(group.product->m, rows);
  cut(group.product->n, columns);
}

/// The size that cuts `range` into equal parts and is nearest below `wanted`,
/// if it comes near; else a power of two.
static int64_t evenSize(int64_t wanted, int64_t range) {
  wanted = std::max<int64_t>(1, std::min(wanted, range));
  for (int64_t size = wanted; size > wanted / 2; --size)
    if (range % size == 0)
      return size;
  return llvm::bit_floor<uint64_t>(wanted);
}

/// Sizes for rows: a few at a time, such that they stay in the first-level
/// cache.
void Collector::chooseRowTiles() {
  int64_t inRow = 1;
  for (unsigned dim = 0; dim < group.root.getNumLoops(); ++dim)
    if (!tiled.contains(dim))
      inRow *= rootSize(dim);
  // For a reduction as the root, its own loops count too.
  int64_t rows = std::clamp<int64_t>(4096 / std::max<int64_t>(inRow, 1), 1, 64);
  for (unsigned dim : tiled)
    group.tileSizes[dim] = 1;
  // From the innermost tiled loop outward.
  SmallVector<unsigned> order(tiled.begin(), tiled.end());
  llvm::sort(order, std::greater<>());
  for (unsigned dim : order) {
    int64_t size = rootSize(dim);
    group.tileSizes[dim] = evenSize(rows, std::max<int64_t>(size, 1));
    rows = std::max<int64_t>(1, rows / std::max<int64_t>(size, 1));
  }
}

/// Sizes for ops without order among their elements: runs of contiguous memory.
void Collector::chooseElementTiles() {
  constexpr int64_t elements = 16384;
  int64_t inTile = 1;
  for (int64_t dim = group.root.getNumLoops() - 1; dim >= 0; --dim) {
    int64_t size = std::max<int64_t>(rootSize(dim), 1);
    bool isParallel = group.root.getIteratorTypesArray()[dim] ==
                      utils::IteratorType::parallel;
    bool isDynamic =
        ShapedType::isDynamic(group.root.getStaticLoopRanges()[dim]);
    if (!isParallel || (inTile * size <= elements && !isDynamic)) {
      inTile *= size;
      continue;
    }
    int64_t tile = std::max<int64_t>(1, elements / inTile);
    if (dim == static_cast<int64_t>(group.root.getNumLoops()) - 1)
      tile = std::max<int64_t>(tile, 64);
    else
      tile = std::min<int64_t>(tile, 64);
    if (tile < size)
      tile = evenSize(tile, size);
    group.tileSizes[dim] = tile;
    inTile *= tile;
  }
}

void Collector::estimate() {
  double tile = 0, total = 0;
  bool isDynamic = false;
  for (Operation *op : group.ops) {
    auto linalgOp = cast<linalg::LinalgOp>(op);
    if (isa<linalg::FillOp>(op))
      continue;
    double all = costOfElement(linalgOp), part = all;
    for (auto [dim, size] : llvm::enumerate(linalgOp.getStaticLoopRanges())) {
      isDynamic |= ShapedType::isDynamic(size);
      int64_t known = ShapedType::isDynamic(size) ? usualSize : size;
      all *= known;
      auto it = loopsOf[op].find(dim);
      int64_t cut = it == loopsOf[op].end() ? 0 : group.tileSizes[it->second];
      part *= cut ? std::min(cut, known) : known;
    }
    total += all;
    tile += part;
  }
  constexpr double limit = 1e15;
  group.tileWork = std::max<int64_t>(1, std::min(tile, limit));
  group.totalWork =
      isDynamic ? ShapedType::kDynamic : int64_t(std::min(total, limit));
}

TileGroup Collector::run() {
  linalg::GenericOp root = group.root;
  group.ops.insert(root);
  for (unsigned dim = 0; dim < root.getNumLoops(); ++dim)
    if (root.getIteratorTypesArray()[dim] == utils::IteratorType::parallel)
      loopsOf[root][dim] = dim;
  group.product = matchContraction(root);
  if (!group.product && ::hasReductions(root)) {
    hasReductions = true;
    for (auto [own, dim] : loopsOf[root])
      tiled.insert(dim);
  } else if (group.product) {
    for (auto [own, dim] : loopsOf[root])
      tiled.insert(dim);
  }

  // Producers before their own producers: in reverse program order, as long as
  // the group grows.
  bool changed = true;
  while (changed) {
    changed = false;
    SmallVector<Operation *> members(group.ops.begin(), group.ops.end());
    for (Operation *member : members) {
      // A product computes nothing on the way in; only what it adds to comes
      // from inside.
      auto linalgOp = cast<linalg::LinalgOp>(member);
      bool isProduct = group.product && group.product->op == member;
      for (OpOperand &operand : member->getOpOperands()) {
        if (isProduct && !linalgOp.isDpsInit(&operand))
          continue;
        auto producer = operand.get().getDefiningOp<linalg::LinalgOp>();
        if (producer && !group.ops.contains(producer))
          changed |= tryAdd(producer);
      }
    }
  }

  group.tileSizes.assign(root.getNumLoops(), 0);
  if (group.product)
    chooseProductTiles();
  else if (hasReductions)
    chooseRowTiles();
  else
    chooseElementTiles();
  estimate();
  return std::move(group);
}

TileGroup toroid::collectTileGroup(linalg::GenericOp root,
                                   const llvm::DenseSet<Operation *> &taken,
                                   const CPUTarget &target) {
  return Collector(root, taken, target).run();
}
