//===- StepWork.h - What a part of @main does -------------------*- C++ -*-===//
//
// Read off linalg on buffers: once loops have taken its place, nobody can tell.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_CPU_STEPWORK_H
#define TOROID_PASSES_CPU_STEPWORK_H

#include "passes/CPU/NodeNames.h"

#include "mlir/IR/Builders.h"

namespace toroid {

struct StepWork {
  /// What kind of work it is mostly: "product", "attention", "softmax",
  /// "normalization", "reduction", "gather", "elementwise", "copy", "other".
  llvm::StringRef kind;
  /// The nodes that it computes, the one that costs most first.
  NodeNames nodes;
  /// Floating-point operations, and bytes of buffers read and written: indices
  /// in front of the step; null when only the run itself can tell. A buffer
  /// counts once, however often it is read.
  mlir::Value flops;
  mlir::Value bytes;
};

/// Finds out about `step`, an op on buffers. Values are created at `builder`,
/// which must stand in front of it.
StepWork describeWork(mlir::OpBuilder &builder, mlir::Operation *step);

} // namespace toroid

#endif // TOROID_PASSES_CPU_STEPWORK_H
