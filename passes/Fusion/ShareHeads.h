//===- ShareHeads.h - Keys and values of grouped queries --------*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_SHAREHEADS_H
#define TOROID_PASSES_FUSION_SHAREHEADS_H

#include "dialects/Toroid/ToroidDialect.h"

namespace toroid {

/// Key and value that repeat each head for a group of query heads become those
/// that are repeated.
void shareHeads(AttentionOp op, SymbolicShapes &shapes);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_SHAREHEADS_H
