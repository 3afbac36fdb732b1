//===- SiteRecorder.h - A fused op beside what it replaces ------*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_SITERECORDER_H
#define TOROID_PASSES_FUSION_SITERECORDER_H

#include "dialects/Toroid/SymbolicShapes.h"

namespace toroid {

/// On a fused op: an array of records, one for each step that made it what it
/// is. A record has `step` (see getStepName) and either `module`, as text,
/// whose
/// @main takes what both ways of computing start from and returns the result of
/// the ops before and that of those after, or `reason`, why there is none.
/// Sizes are small numbers; weights are inputs.
inline constexpr llvm::StringLiteral siteAttr = "toroid.site";

/// Adds a record of the step that is about to replace `original` by `fused` to
/// `op`, a fused op, and takes over those of fused ops that go with `original`.
void recordStep(mlir::Operation *op, llvm::StringRef step, mlir::Value original,
                mlir::Value fused, SymbolicShapes &shapes);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_SITERECORDER_H
