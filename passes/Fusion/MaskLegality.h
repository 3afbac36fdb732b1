//===- MaskLegality.h - When a mask may move --------------------*- C++ -*-===//
//
// The conditions under which hiding keys with a finite number is the same as
// hiding them with -inf. They differ in rows that keep no key: with -inf those
// are what `masked_rows` says, with a finite number that all their scores then
// are they are uniform over all keys.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_FUSION_MASKLEGALITY_H
#define TOROID_PASSES_FUSION_MASKLEGALITY_H

#include "dialects/Toroid/ToroidDialect.h"

namespace toroid {

/// A key whose score is this much below that of another has weight 0, as the
/// exponential of less than -104 is in f32. That scores lie closer together
/// than such a number is what makes it a mask value for whoever wrote the
/// model.
bool hidesKeys(double value);

/// What the numbers in `value` do not exceed, either side of 0; infinity where
/// nothing is known.
double getMagnitude(mlir::Value value, unsigned depth = 16);

/// Whether biases of this magnitude are nothing next to the mask value
/// `hidden`: they neither hide a key nor bring a hidden one back.
bool isModerate(double magnitude, double hidden);

/// Whether adding a score, which is below 1e14, and biases to the mask value
/// gives the mask value, in f32 and in f64: all hidden keys of a row then have
/// the same score, whether it is added or replaced.
bool absorbs(double hidden, double magnitude);

/// Where keys stand relative to queries, and how many of them there are.
struct Positions {
  llvm::SmallVector<DimExpr> uppers; ///< key ≤ query + each
  llvm::SmallVector<DimExpr> lowers; ///< key ≥ query - each
  llvm::SmallVector<DimExpr> counts; ///< key < each
};

/// Whether every query has a key that all these conditions keep, if there are
/// keys at all: then hiding the others with -inf and with a finite number are
/// the same. For query i there is one from max(0, i - lower) to
/// min(keys - 1, i + upper) when each of the former is at most each of the
/// latter.
bool everyRowKeepsAKey(const Positions &positions, const DimExpr &queries,
                       const DimExpr &keys, SymbolicShapes &shapes);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_MASKLEGALITY_H
