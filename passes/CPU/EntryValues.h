//===- EntryValues.h - Sizes as functions of the inputs' dims ---*- C++ -*-===//
//
// The arena is laid out before a run, so each size in the layout has to be
// known when @main is entered. EntryValues rebuilds index computations from the
// middle of @main at its start, and can repeat them all in another function
// that watches for overflow.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_CPU_ENTRYVALUES_H
#define TOROID_PASSES_CPU_ENTRYVALUES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace toroid {

class EntryValues {
public:
  explicit EntryValues(mlir::func::FuncOp main);

  /// `value`, which is an index, at the start of @main; null when it depends on
  /// more than the inputs' dims.
  mlir::Value get(mlir::Value value);
  /// Dimension `dim` of the buffer `memref` at the start of @main; null as
  /// above.
  mlir::Value getDim(mlir::Value memref, int64_t dim);

  /// Values built from values at the start of @main.
  mlir::Value constant(int64_t value);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value max(mlir::Value a, mlir::Value b);
  mlir::Value ceilDiv(mlir::Value a, mlir::Value b);
  /// Rounds up to a multiple of the arena's alignment.
  mlir::Value align(mlir::Value size);

  /// What `value` would be for inputs of middling size: for choosing between
  /// layouts, not for their correctness.
  int64_t estimate(mlir::Value value);

  /// Creates the function `name` from the buffers in @main's inputs to i64:
  /// `total`, or -1 if computing it overflows or meets a negative size.
  mlir::func::FuncOp createSizeFunction(llvm::StringRef name,
                                        mlir::Value total);

private:
  /// Adds a copy of `op` over `operands`, or finds the one that is there.
  mlir::Value add(mlir::Operation *op, mlir::ValueRange operands);
  mlir::Value build(mlir::Operation *op);

  mlir::func::FuncOp main;
  mlir::OpBuilder builder;
  llvm::DenseMap<mlir::Value, mlir::Value> known;
  llvm::SmallVector<mlir::Operation *> ops;
  llvm::DenseMap<mlir::Value, int64_t> estimates;
};

/// The alignment of everything in the arena.
constexpr int64_t arenaAlignment = 64;

} // namespace toroid

#endif // TOROID_PASSES_CPU_ENTRYVALUES_H
