//===- SiteRecorder.h - A fused op beside what it replaces ------*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_SITERECORDER_H
#define TOROID_PASSES_FUSION_SITERECORDER_H

#include "dialects/Toroid/SymbolicShapes.h"

namespace toroid {

/// On a fused op: a module as text, whose @main takes what both ways of
/// computing start from and returns the result of the original ops and that of
/// the fused op. Sizes are small numbers; weights are inputs.
inline constexpr llvm::StringLiteral siteAttr = "toroid.site";

/// The module for `original`, which `fused` is about to replace; empty where
/// no sizes fit.
std::string recordSite(mlir::Value original, mlir::Value fused,
                       SymbolicShapes &shapes);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_SITERECORDER_H
