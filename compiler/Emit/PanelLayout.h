//===- PanelLayout.h - Weights that are packed on their way out -*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_PANELLAYOUT_H
#define TOROID_COMPILER_EMIT_PANELLAYOUT_H

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <optional>

namespace toroid {

/// How the bytes of a weight are laid out: [other dims.., n / panel, k, panel],
/// zeros behind the last of n. This is what `layout` in `toroid.weights` says.
/// A weight may be tensors that are joined along n.
class PanelLayout {
public:
  using TensorShape = llvm::SmallVector<int64_t>;

  /// Reads {k, n, panel} for tensors of `shapes` that are joined along `axis`
  /// and differ there only, whose elements take `elementBytes`; nothing where
  /// it makes no sense.
  static std::optional<PanelLayout> read(mlir::DictionaryAttr attribute,
                                         llvm::ArrayRef<TensorShape> shapes,
                                         int64_t axis, uint64_t elementBytes);

  /// Bytes of the packed weight; nothing on overflow.
  std::optional<uint64_t> size() const;

  /// Gives the packed form of the tensors, whose bytes lie in row-major order,
  /// piece by piece.
  void stream(llvm::ArrayRef<llvm::ArrayRef<char>> tensors,
              llvm::function_ref<void(llvm::ArrayRef<char>)> write) const;

  /// What tells this layout from others.
  void addTo(llvm::SmallVectorImpl<uint64_t> &numbers) const;

private:
  /// One of the tensors: strides in elements, and how much of n it has.
  struct Tensor {
    uint64_t n, nStride, kStride;
    llvm::SmallVector<uint64_t> outerStrides;
  };

  /// Appends some columns of a panel, `rows` steps of them; `outerIndex` is row
  /// major.
  void copyColumns(const Tensor &tensor, llvm::ArrayRef<char> bytes,
                   uint64_t outerIndex, uint64_t column, uint64_t columns,
                   uint64_t row, uint64_t rows, char *to) const;

  llvm::SmallVector<Tensor> tensors;
  llvm::SmallVector<uint64_t> outerSizes;
  uint64_t kSize, nSize, panel, elementBytes;
};

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_PANELLAYOUT_H
