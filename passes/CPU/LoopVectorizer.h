//===- LoopVectorizer.h - One linalg.generic as vector loops ----*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_LOOPVECTORIZER_H
#define TOROID_PASSES_CPU_LOOPVECTORIZER_H

#include "passes/CPU/Target.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace toroid {

/// Emits loops over vectors that do what `op`, on buffers, does. Returns false,
/// having changed nothing, where the op has no vector form.
bool vectorizeGeneric(mlir::linalg::GenericOp op, const CPUTarget &target);

} // namespace toroid

#endif // TOROID_PASSES_CPU_LOOPVECTORIZER_H
