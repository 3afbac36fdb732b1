//===- Axes.h - Axes and bounds that only a run may know --------*- C++ -*-===//
//
// ONNX's newer operators take axes as an input, which a model may compute. The
// rank of each result is fixed here all the same; sizes along it then depend on
// the axes' values.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_LEGALIZE_AXES_H
#define TOROID_PASSES_LEGALIZE_AXES_H

#include "passes/Legalize/NodeContext.h"

namespace toroid {

/// `x` where `a` is `b`, else `y`, decided as early as possible.
DimExpr selectEqual(NodeContext &node, const DimExpr &a, const DimExpr &b,
                    const DimExpr &x, const DimExpr &y);

/// One element for each of `rank` dims: that of the vector `values` where the
/// vector `axes` has the dim, `fill` for the others. A run fails when an axis
/// is out of range. None after a failure.
std::optional<Shape> spreadOverDims(NodeContext &node, mlir::Value axes,
                                    mlir::Value values, int64_t rank,
                                    int64_t fill);

/// Which of `rank` dims the vector in input `input` names: 1 for those, 0 for
/// others.
std::optional<Shape> maskDims(NodeContext &node, unsigned input, int64_t rank);

/// The sizes whose mask is 0, in order; `count` of them.
Shape dropMasked(NodeContext &node, llvm::ArrayRef<DimExpr> sizes,
                 llvm::ArrayRef<DimExpr> mask, int64_t count);
/// The reverse: 1 where the mask is 1, the next of `sizes` elsewhere.
Shape insertMasked(NodeContext &node, llvm::ArrayRef<DimExpr> sizes,
                   llvm::ArrayRef<DimExpr> mask);

/// The vector in input `input` as one of `count` elements: a run fails when it
/// has another number of them.
mlir::Value getVector(NodeContext &node, unsigned input, int64_t count);
/// Its elements, `count` of them.
std::optional<Shape> getSizes(NodeContext &node, unsigned input, int64_t count);

/// The rank of a result whose number of dims is that of the input plus (or
/// minus) the number of axes in input #1; if that is not known, the declared
/// rank. None after a failure.
std::optional<int64_t> getRankWithAxes(NodeContext &node, int64_t sign);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_AXES_H
