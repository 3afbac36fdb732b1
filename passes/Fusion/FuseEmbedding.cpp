//===- FuseEmbedding.cpp - Forms toroid.embedding -------------------------===//

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Passes.h"

#include "dialects/Toroid/ShapedBuilder.h"

namespace toroid {
#define GEN_PASS_DEF_FUSEEMBEDDING
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Whether numbers are looked up, in whatever way.
static bool isLookup(Value value) {
  value = stripCasts(value);
  return isa_and_present<GatherOp, GatherNDOp>(value.getDefiningOp()) &&
         getFloatElement(value);
}

/// Whether `value` is known, or a part of what is, with a number for each
/// column: as embeddings of positions are.
static bool isKnown(Value value, SymbolicShapes &shapes) {
  if (shapes.getShape(value).empty() ||
      shapes.getShape(value).back().isConstant(1))
    return false;
  while (Operation *op = value.getDefiningOp()) {
    if (isa<ConstantOp>(op))
      return true;
    if (!isa<CastOp, SliceOp, ReshapeOp, BroadcastToOp>(op))
      return false;
    value = op->getOperand(0);
  }
  return false;
}

namespace {
struct Lookup {
  Value table, indices;
  bool isVector = false; ///< Indices are vectors of one.
};

/// The rows that a sum adds up.
class EmbeddingReader {
public:
  EmbeddingReader(AddOp root, SymbolicShapes &shapes)
      : root(root), shapes(shapes) {}

  /// Whether only lookups and what is known are added up.
  bool collect();
  bool read(Site &site);
  Value build(Location loc);
  ArrayRef<Operation *> getSums() const { return sums; }

private:
  AddOp root;
  SymbolicShapes &shapes;
  SmallVector<Operation *> sums;
  SmallVector<Value> addends;
  SmallVector<Lookup> lookups;
  SmallVector<Value> terms;
};
} // namespace

bool EmbeddingReader::collect() {
  SmallVector<Value> left = {root.getResult()};
  while (!left.empty()) {
    Value value = left.pop_back_val();
    auto add = value.getDefiningOp<AddOp>();
    if (add && (add == root || add->hasOneUse())) {
      sums.push_back(add);
      left.append({add.getRhs(), add.getLhs()});
      continue;
    }
    if (!isLookup(value) && !isKnown(value, shapes))
      return false;
    addends.push_back(value);
  }
  return llvm::any_of(addends, isLookup);
}

/// Rows of a matrix, looked up by number.
static std::optional<Lookup> asRows(Value value) {
  auto isMatrix = [](Value table) {
    return cast<RankedTensorType>(table.getType()).getRank() == 2;
  };
  if (auto gather = value.getDefiningOp<GatherOp>())
    if (gather.getAxis() == 0 && isMatrix(gather.getInput()))
      return Lookup{gather.getInput(), gather.getIndices()};
  if (auto gather = value.getDefiningOp<GatherNDOp>()) {
    int64_t rank = gather.getIndices().getType().getRank();
    if (isMatrix(gather.getInput()) &&
        gather.getDims() == ArrayRef<int64_t>{0} &&
        gather.getWindow() == ArrayRef<int64_t>{rank - 1})
      return Lookup{gather.getInput(), gather.getIndices(), true};
  }
  return std::nullopt;
}

bool EmbeddingReader::read(Site &site) {
  Shape places;
  bool fits = true;
  for (Value addend : addends) {
    if (!isLookup(addend)) {
      terms.push_back(addend);
      continue;
    }
    auto found = [&] { return describe(stripCasts(addend).getDefiningOp()); };
    std::optional<Lookup> rows = asRows(stripCasts(addend));
    if (!site.require(bool(rows), predicate::EmbeddingRows, found) ||
        !site.require(stripCasts(addend) == addend, predicate::EmbeddingOneType,
                      found) ||
        !site.require(addend.hasOneUse(), predicate::EmbeddingSingleReader,
                      [&] { return describeReaders(addend); }))
      return false;
    Shape own = shapes.getShape(rows->indices);
    if (rows->isVector)
      own.pop_back();
    auto merged = shapes.broadcast(places, own);
    fits &= merged &&
            shapes.getShape(rows->table)[1] == shapes.getShape(root).back();
    if (merged)
      places = *merged;
    site.cover(addend.getDefiningOp());
    lookups.push_back(*rows);
  }
  places.push_back(shapes.getShape(root).back());
  fits &= places == shapes.getShape(root);
  for (Value term : terms)
    fits &= broadcastsInto(term, places, shapes);
  for (Operation *sum : sums)
    site.cover(sum);
  return site.require(fits, predicate::EmbeddingSumShape, [&] {
    std::string text;
    llvm::raw_string_ostream os(text);
    llvm::interleaveComma(addends, os,
                          [&](Value addend) { os << addend.getType(); });
    return text;
  });
}

Value EmbeddingReader::build(Location loc) {
  OpBuilder builder(root);
  ShapedBuilder s(builder, loc, shapes);
  SmallVector<Value> tables, indices;
  for (const Lookup &lookup : lookups) {
    tables.push_back(lookup.table);
    Shape shape = shapes.getShape(lookup.indices);
    if (lookup.isVector)
      shape.pop_back();
    indices.push_back(s.reshape(lookup.indices, shape));
  }
  return EmbeddingOp::create(s.b, root.getType(), tables, indices, terms);
}

namespace {
struct FuseEmbeddingPass : toroid::impl::FuseEmbeddingBase<FuseEmbeddingPass> {
  using FuseEmbeddingBase::FuseEmbeddingBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from(except, wrong, record);
    SmallVector<AddOp> sums;
    getOperation().walk([&](AddOp op) {
      if (getFloatElement(op) && !isDead(op))
        sums.push_back(op);
    });
    // The largest sum first; what is inside it is no site of its own.
    llvm::DenseSet<Operation *> seen;
    for (AddOp root : llvm::reverse(sums)) {
      if (seen.contains(root))
        continue;
      EmbeddingReader parts(root, shapes);
      if (!parts.collect())
        continue;
      seen.insert_range(parts.getSums());
      Site site(FusionKind::Embedding, root, control);
      if (!site.isMissed() && parts.read(site))
        site.replace(root.getResult(), parts.build(site.getLoc()), shapes);
    }
  }
};
} // namespace
