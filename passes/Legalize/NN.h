//===- NN.h - Products of matrices ------------------------------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_NN_H
#define TOROID_PASSES_LEGALIZE_NN_H

#include "passes/Legalize/NodeContext.h"

namespace toroid {

/// NumPy's product of matrices: vectors are rows on the left and columns on the
/// right.
mlir::Value buildMatMul(NodeContext &node, mlir::Value lhs, mlir::Value rhs);

/// What Gemm computes of inputs #0 to #2 under its attributes:
/// `alpha · lhs · rhs + beta · bias`.
mlir::Value buildGemm(NodeContext &node);

/// `factor · x`; the factor of integers must be an integer.
mlir::Value scaleBy(NodeContext &node, mlir::Value x, double factor);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_NN_H
