//===- Windows.h - Attributes of convolutions and pools ---------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_WINDOWS_H
#define TOROID_PASSES_LEGALIZE_WINDOWS_H

#include "passes/Legalize/NodeContext.h"

namespace toroid {

/// Attributes of windows beyond this are errors and would overflow.
constexpr int64_t largestWindow = int64_t(1) << 31;

/// An attribute with `count` entries, each at least `least`.
std::optional<llvm::SmallVector<int64_t>>
readWindowAttr(NodeContext &node, llvm::StringRef name, size_t count,
               int64_t defaultValue, int64_t least);

/// The windows of a convolution or pool: one entry per spatial dim.
struct Windows {
  Shape kernel;
  llvm::SmallVector<int64_t> strides, dilations;
  /// Pads of SAME_UPPER, SAME_LOWER and of `ceil_mode` may depend on sizes.
  Shape padLow, padHigh;

  size_t size() const { return strides.size(); }
  /// The elements that a window reaches over.
  DimExpr span(size_t i) const {
    return DimExpr(dilations[i]) * (kernel[i] - 1) + 1;
  }
};

/// Reads `strides`, `dilations`, `pads` and `auto_pad`. `sizes` are the input's
/// spatial dims. With `roundUp` a last window that does not fill counts if it
/// starts in the input or in the padding before it.
std::optional<Windows> readWindows(NodeContext &node,
                                   llvm::ArrayRef<DimExpr> sizes,
                                   llvm::ArrayRef<DimExpr> kernel,
                                   bool roundUp = false);

/// The convolution that the node's attributes tell, of values of one element
/// type; `bias` may be null.
mlir::Value buildConv(NodeContext &node, mlir::Value input, mlir::Value filter,
                      mlir::Value bias);

/// Surrounds the last dims with `value`; negative pads cut.
mlir::Value padLastDims(NodeContext &node, mlir::Value input,
                        llvm::ArrayRef<DimExpr> low,
                        llvm::ArrayRef<DimExpr> high, mlir::Value value);

/// A vector that lies along dim `axis` of tensors of rank `rank`.
mlir::Value alongDim(NodeContext &node, mlir::Value vector, int64_t axis,
                     int64_t rank);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_WINDOWS_H
