//===- PlainAttention.h - Attention in the form of its formula --*- C++ -*-===//

#ifndef TOROID_DIALECTS_TOROID_PLAINATTENTION_H
#define TOROID_DIALECTS_TOROID_PLAINATTENTION_H

#include "dialects/Toroid/ToroidDialect.h"

namespace toroid {

/// An attention without past, packing and orders of its own, and what stands
/// for each result of the attention that it was made of.
struct PlainAttention {
  AttentionOp op;
  llvm::SmallVector<mlir::Value> results;
};

/// Builds slices, transposes and joins around a plain attention where `builder`
/// stands. `op` stays.
PlainAttention buildPlainAttention(mlir::OpBuilder &builder, AttentionOp op,
                                   SymbolicShapes &shapes);

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_PLAINATTENTION_H
