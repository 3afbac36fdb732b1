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
class PanelLayout {
public:
  /// Reads {k, n, panel} for a tensor of `shape`, whose elements take
  /// `elementBytes`; nothing where it makes no sense.
  static std::optional<PanelLayout> read(mlir::DictionaryAttr attribute,
                                         llvm::ArrayRef<int64_t> shape,
                                         uint64_t elementBytes);

  /// Bytes of the packed weight; nothing on overflow.
  std::optional<uint64_t> size() const;

  /// Gives the packed form of `bytes`, which lie in row-major order, piece by
  /// piece.
  void stream(llvm::ArrayRef<char> bytes,
              llvm::function_ref<void(llvm::ArrayRef<char>)> write) const;

  /// What tells this layout from others.
  void addTo(llvm::SmallVectorImpl<uint64_t> &numbers) const;

private:
  struct Dim {
    uint64_t size, stride; ///< The stride in elements.
  };

  llvm::SmallVector<Dim> outer;
  Dim k, n;
  uint64_t panel, elementBytes;
};

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_PANELLAYOUT_H
