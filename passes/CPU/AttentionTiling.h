//===- AttentionTiling.h - One attention as loops over tiles ----*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_ATTENTIONTILING_H
#define TOROID_PASSES_CPU_ATTENTIONTILING_H

#include "dialects/Toroid/ToroidDialect.h"
#include "passes/CPU/AttentionTiles.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <array>

namespace toroid {

/// A tensor whose dims are batch, head, sequence and features in an order of
/// its own: where each of them is.
struct HeadLayout {
  mlir::Value tensor;
  std::array<unsigned, 4> place = {0, 1, 2, 3};
};

/// A part of a tensor: what each of its dims is a part of, by number, in the
/// order in which they lie there.
struct Part {
  mlir::Value tensor;
  llvm::SmallVector<unsigned, 3> dims;
};

/// A size, or dynamic.
int64_t knownSize(mlir::OpFoldResult size);
mlir::Value createFloat(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type,
                        double value);
/// A number in a type that is no narrower.
mlir::Value widenFloat(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type,
                       mlir::Value value);

/// Replaces one attention by loops: in parallel over batch, heads and tiles of
/// queries, and in each over blocks of keys.
class AttentionTiling {
public:
  AttentionTiling(AttentionOp op, const CPUTarget &target);
  void run();

private:
  /// The dims of the operands, in HeadLayout's order; those of scores.
  enum { batchDim, headDim, sequenceDim, featureDim };
  enum { groupDim = 1, queryDim = 2, keyDim = 3 };

  /// What one block of keys adds to: for each row its greatest score, the sum
  /// of its exponentials and the weighted values.
  struct State {
    mlir::Value highest, sum, accumulator;
  };

  // Sizes and positions.
  mlir::OpFoldResult
  sizeOf(llvm::ArrayRef<std::pair<mlir::Value, unsigned>> places);
  mlir::Value index(mlir::OpFoldResult value);
  mlir::OpFoldResult add(mlir::OpFoldResult a, mlir::OpFoldResult b);
  mlir::OpFoldResult multiply(mlir::OpFoldResult a, mlir::OpFoldResult b);
  mlir::OpFoldResult restUpTo(int64_t most, mlir::OpFoldResult end,
                              mlir::Value position);
  mlir::Value clamp(mlir::Value value, mlir::Value least, mlir::Value most);
  mlir::Value perBatch(mlir::Value vector);

  // Tensors.
  mlir::Value constant(double value);
  mlir::Value empty(llvm::ArrayRef<mlir::OpFoldResult> sizes,
                    mlir::Type element);
  mlir::Value filled(llvm::ArrayRef<mlir::OpFoldResult> sizes,
                     mlir::Value scalar);
  /// Of each dim, one element where `isKept` does not hold; those go away.
  Part slice(const HeadLayout &from, llvm::ArrayRef<mlir::OpFoldResult> offsets,
             llvm::ArrayRef<mlir::OpFoldResult> sizes,
             llvm::ArrayRef<bool> isKept);
  using Body = llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location,
                                              mlir::ValueRange)>;
  using BodyOfSeveral = llvm::function_ref<llvm::SmallVector<mlir::Value>(
      mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;
  /// `maps` tells for each input and then the outputs which loop each of their
  /// dims follows.
  llvm::SmallVector<mlir::Value>
  generics(mlir::ValueRange inputs, mlir::ValueRange outputs,
           llvm::ArrayRef<llvm::SmallVector<unsigned, 3>> maps, unsigned loops,
           llvm::ArrayRef<unsigned> reductions, BodyOfSeveral body);
  mlir::Value generic(mlir::ValueRange inputs, mlir::Value output,
                      llvm::ArrayRef<llvm::SmallVector<unsigned, 3>> maps,
                      unsigned loops, llvm::ArrayRef<unsigned> reductions,
                      Body body);
  mlir::Value product(mlir::Value rows, const Part &block,
                      llvm::ArrayRef<unsigned> blockLoops, mlir::Value output);
  /// The loops, or sizes, of rows and `other` in the order in which both are
  /// dims of scores and weighted values.
  template <typename T>
  llvm::SmallVector<T, 3> byRows(T rows, T other) {
    return tiles.isInLanes ? llvm::SmallVector<T, 3>{other, rows}
                           : llvm::SmallVector<T, 3>{rows, other};
  }
  /// A matrix with its dims exchanged.
  mlir::Value transposed(mlir::Value matrix, mlir::Value output);
  /// Of a panel's lanes, those that are queries.
  mlir::Value queryLanes(mlir::Value lanes);
  /// From and to `[group, queries, ...]` where a tile has several heads.
  mlir::Value mergeRows(mlir::Value tensor);
  mlir::Value splitRows(mlir::Value tensor);

  // The steps.
  void chooseLayouts();
  void emitTile(mlir::OpBuilder &builder, mlir::ValueRange ivs,
                mlir::ValueRange outputs);
  mlir::Value scaledQueries();
  mlir::Value greater(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x,
                      mlir::Value y);
  Part keyBlock(const HeadLayout &from, mlir::OpFoldResult features,
                mlir::Value at, mlir::OpFoldResult size);
  void findRange();
  mlir::Value products(mlir::Value at, mlir::OpFoldResult size);
  /// The scores, and the greater of `highest` and each row's greatest.
  std::pair<mlir::Value, mlir::Value> addTerms(mlir::Value products,
                                               mlir::Value highest,
                                               mlir::Value at,
                                               mlir::OpFoldResult size);
  State start();
  State addBlock(State state, mlir::Value at, mlir::OpFoldResult size,
                 bool isOnly);
  State weighMaskedRows(State state);
  mlir::Value finish(State state, mlir::Value place);
  mlir::Value finishSums(State state, mlir::Value place);

  AttentionOp op;
  const CPUTarget &target;
  mlir::ImplicitLocOpBuilder b;
  mlir::Type compute;
  AttentionTiles tiles;
  HeadLayout query, key, value, result;
  /// Who reads the result in the result's layout.
  mlir::Operation *last = nullptr;

  mlir::OpFoldResult batches, heads, keyHeads, queries, keys, features,
      valueFeatures;
  bool hasCausalEnd = false, hasWindowStart = false;

  // Of the tile in work.
  mlir::Value batch, head, keyHead, firstQuery;
  mlir::OpFoldResult numQueries, numRows;
  mlir::Value queryTile;
  /// The position of the tile's first query among the keys.
  mlir::Value position;
  /// How many keys there are for this batch, where lengths tell.
  mlir::Value length;
  /// The keys that some row may see.
  mlir::Value firstKey, endKey;
};

} // namespace toroid

#endif // TOROID_PASSES_CPU_ATTENTIONTILING_H
