//===- Ngram.cpp - Counting n-grams ---------------------------------------===//

#include "passes/Legalize/Formula.h"

#include <algorithm>

using namespace mlir;
using namespace toroid;

/// A vector of constant integers of type i64, along the last of `rank` dims.
static Formula constantVector(NodeContext &node, ArrayRef<int64_t> values,
                              int64_t rank) {
  SmallVector<int64_t> shape(rank, 1);
  shape.back() = values.size();
  auto type = RankedTensorType::get(shape, node.getBuilder().getI64Type());
  return {node, node.constant(DenseElementsAttr::get(type, values))};
}

/// Compares each run of the input with all n-grams of its length.
static LogicalResult legalizeTfIdfVectorizer(NodeContext &node) {
  Formula x(node, node.getInput(0));
  int64_t rank = x.getRank();
  if (!isa<IntegerType>(x.getElementType()) || rank < 1 || rank > 2)
    return node.fail("its input is no vector or matrix of integers",
                     "map words to numbers before the model");
  int64_t shortest = node.getRequiredInt("min_gram_length");
  int64_t longest = node.getRequiredInt("max_gram_length");
  int64_t skips = node.getRequiredInt("max_skip_count");
  SmallVector<int64_t> starts = node.getInts("ngram_counts"),
                       places = node.getInts("ngram_indexes"),
                       pool = node.getInts("pool_int64s");
  StringRef mode = node.getString("mode", "");
  auto weights = node.hasAttr("weights")
                     ? node.getFloats("weights")
                     : std::optional(SmallVector<double>(places.size(), 1));
  if (!weights || node.hasFailed())
    return failure();
  constexpr int64_t most = 1024;
  if (shortest < 1 || longest < shortest || longest > most || skips < 0 ||
      skips > most)
    return node.fail("its n-grams have " + Twine(shortest) + " to " +
                     Twine(longest) + " elements and " + Twine(skips) +
                     " skips");
  if (mode != "TF" && mode != "IDF" && mode != "TFIDF")
    return node.fail("its attribute 'mode' is '" + mode + "'");
  if (weights->size() != places.size())
    return node.fail("it has " + Twine(weights->size()) + " weights for " +
                     Twine(places.size()) + " n-grams");

  Type f32 = node.getBuilder().getF32Type(),
       i64 = node.getBuilder().getI64Type();
  DimExpr batch = rank == 2 ? x.getShape()[0] : DimExpr(1);
  DimExpr size = x.getShape().back();
  x = x.to(i64).reshape({batch, size});
  // The counts of all n-grams of the pool, [B, n-grams].
  SmallVector<Value> counts;
  size_t total = 0;
  for (auto [i, start] : llvm::enumerate(starts)) {
    int64_t length = i + 1;
    int64_t end = i + 1 < starts.size() ? starts[i + 1] : int64_t(pool.size());
    if (start < 0 || end < start || end > int64_t(pool.size()) ||
        (end - start) % length != 0)
      return node.fail("its attribute 'ngram_counts' does not fit its pool");
    int64_t ngrams = (end - start) / length;
    if (ngrams == 0)
      continue;
    total += ngrams;
    Formula zero(node, node.broadcastTo(node.scalar(f32, 0), {batch, ngrams}));
    Formula count = zero;
    bool isWanted = length >= shortest && length <= longest;
    for (int64_t skip = 0; isWanted && skip <= (length == 1 ? 0 : skips);
         ++skip) {
      DimExpr runs = node.getShapes().max(size - (length - 1) * (skip + 1), 0);
      if (runs.isConstant(0))
        break;
      Formula equal(node, Value());
      for (int64_t k = 0; k < length; ++k) {
        SmallVector<int64_t> elements;
        for (int64_t n = 0; n < ngrams; ++n)
          elements.push_back(pool[start + n * length + k]);
        // No run starts after the end, wherever that is.
        DimExpr from = node.getShapes().min(size - runs, k * (skip + 1));
        Formula own =
            Formula(node, node.sliceDim(x, 1, from, runs)).expand(2) ==
            constantVector(node, elements, 3);
        equal = k == 0 ? own : equal & own;
      }
      count = count + equal.to(f32).reduce(ReductionKind::sum, 1);
    }
    counts.push_back(count);
  }
  if (total != places.size())
    return node.fail("its pool has " + Twine(total) + " n-grams and it has " +
                     Twine(places.size()) + " indices");

  // Where each element of the result comes from; after all of them is a zero.
  constexpr int64_t largest = int64_t(1) << 31;
  int64_t columns = 0;
  for (int64_t place : places) {
    if (place < 0 || place >= largest)
      return node.fail("it has the index " + Twine(place));
    columns = std::max(columns, place + 1);
  }
  SmallVector<int64_t> sources(columns, total);
  for (auto [i, place] : llvm::enumerate(places)) {
    if (sources[place] != int64_t(total))
      return node.fail("it has the index " + Twine(place) + " twice");
    sources[place] = i;
  }
  counts.push_back(node.broadcastTo(node.scalar(f32, 0), {batch, 1}));
  if (node.hasFailed())
    return failure();
  weights->push_back(0);
  Formula all(node,
              node.create<ConcatOp>(f32, uint64_t(1), ValueRange(counts)));
  Formula weight = constantOf(node, int64_t(total) + 1, f32,
                              [&](int64_t i) { return (*weights)[i]; });
  if (mode == "IDF")
    all = select(all > 0, weight, 0);
  else if (mode == "TFIDF")
    all = all * weight;
  Formula result = gather(all, 1, constantVector(node, sources, 1));
  return node.replace((rank == 2 ? result : result.reshape({columns})).get());
}

void toroid::addNgramOperators(OperatorTable &table) {
  table.add("TfIdfVectorizer", 9, {1, 1}, legalizeTfIdfVectorizer);
}
