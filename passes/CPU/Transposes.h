//===- Transposes.h - Copies that exchange the contiguous dim ---*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_TRANSPOSES_H
#define TOROID_PASSES_CPU_TRANSPOSES_H

#include "passes/CPU/Kernels.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace toroid {

/// Emits loops around calls that transpose squares in registers, if `op` is a
/// copy on buffers for which there are such; else returns false.
bool transposeInRegisters(mlir::linalg::GenericOp op, Kernels &kernels,
                          const CPUTarget &target);

} // namespace toroid

#endif // TOROID_PASSES_CPU_TRANSPOSES_H
