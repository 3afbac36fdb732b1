//===- Target.h - What the CPU passes know about a processor ----*- C++ -*-===//
//
// A few numbers decide how loops are cut. They are chosen by name, so that a
// test or a cross compilation gets the same code on every machine.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_CPU_TARGET_H
#define TOROID_PASSES_CPU_TARGET_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace toroid {

/// A processor family, as far as the shape of the loops depends on it.
struct CPUTarget {
  llvm::StringRef name;
  /// Width of a vector register.
  int64_t vectorBits;
  /// Whether a masked load or store costs about what a plain one does.
  bool hasMaskedMemory;
  /// Whether one operation multiplies a vector by powers of two, one for each
  /// lane.
  bool scalesVectors;
  /// The register tile of a product: rows, and vectors in each row. The
  /// accumulators, one row of the right side and one broadcast fit in the
  /// register file.
  int64_t tileRows;
  int64_t tileVectors;
  /// Accumulators that hide the latency of a multiply-add: its latency times
  /// how many the processor starts in each cycle.
  int64_t minAccumulators;
  /// Steps of the inner product between two visits to the accumulators in
  /// memory. A kernel streams one panel of this depth past its rows, both from
  /// the second-level cache, and all rows of a tile meet the panel there: it,
  /// the rows and the results take no more than about half of that cache.
  int64_t tileDepth;
  /// Addresses so many bytes apart share a set of the first-level cache.
  int64_t wayBytes;

  /// How many elements of `bits` bits a vector register holds; at least 1.
  int64_t lanes(unsigned bits) const;
};

/// The target that a pass on `scope` is told; null, after an error, when there
/// is none of that name.
const CPUTarget *getCPUTarget(mlir::Operation *scope, llvm::StringRef name);

} // namespace toroid

#endif // TOROID_PASSES_CPU_TARGET_H
