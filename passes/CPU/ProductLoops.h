//===- ProductLoops.h - How the loops of a product are used -----*- C++ -*-===//
//
// A kernel runs along three loops of a product: vectors along n, rows along m,
// the sum along k. Everything else runs outside of it.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_CPU_PRODUCTLOOPS_H
#define TOROID_PASSES_CPU_PRODUCTLOOPS_H

#include "passes/CPU/Contraction.h"

namespace toroid {

/// The loops of a product on buffers that its kernels run along.
struct ProductLoops {
  unsigned n, k;
  /// Nothing where the left side is one row.
  std::optional<unsigned> m;
};

/// Exchanges the two sides where the result's last dimension is one of the
/// left: out^T += rhs^T lhs^T.
void arrangeSides(Contraction &contraction);

/// Chooses the loops; nothing where the result's rows are not contiguous, or
/// operands have no strides. The sides are arranged.
std::optional<ProductLoops> chooseProductLoops(const Contraction &contraction);

/// The dimension of operand `number` that loop `dim` indexes; -1 when none is
/// that loop alone.
int64_t positionOf(const Contraction &contraction, unsigned number,
                   unsigned dim);

/// The stride of loop `dim` in operand `number`; dynamic when it is not known.
int64_t strideOf(const Contraction &contraction, unsigned number, unsigned dim);

/// The size of loop `dim`, if some operand knows it.
std::optional<int64_t> staticSizeOf(const Contraction &contraction,
                                    unsigned dim);

} // namespace toroid

#endif // TOROID_PASSES_CPU_PRODUCTLOOPS_H
