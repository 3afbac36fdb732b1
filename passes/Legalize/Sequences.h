//===- Sequences.h - Sequences of tensors -----------------------*- C++ -*-===//
//
// A sequence whose length is known is a list of values in the legalizer. One to
// which a loop appends is, once the loop is built, the tensor that its
// elements make, joined in the way in which all its readers want them.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_LEGALIZE_SEQUENCES_H
#define TOROID_PASSES_LEGALIZE_SEQUENCES_H

#include "passes/Legalize/Loops.h"

namespace toroid {

/// How elements are joined, and what they make.
struct JoinedSequence {
  int64_t axis = 0; ///< May count from the end until elements are there.
  bool isNewAxis = false;
  mlir::Value tensor;
};

/// How all readers of `sequence` join it; nothing when they do not.
std::optional<JoinedSequence> matchJoined(mlir::Value sequence);

/// How all readers of `sequence`, an output of `node`, join it; fails the node
/// when they do not.
std::optional<JoinedSequence> findJoined(NodeContext &node,
                                         mlir::Value sequence);

/// Whether `sequence` goes nowhere but, with elements appended, to `end`.
bool onlyAppends(mlir::Value sequence, mlir::OpOperand &end);

/// The tensor that the elements of a list make; null on failure.
mlir::Value joinList(NodeContext &node, llvm::ArrayRef<mlir::Value> list,
                     JoinedSequence &form);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_SEQUENCES_H
