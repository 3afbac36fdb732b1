//===- Weights.h - The bytes of a program's weights -------------*- C++ -*-===//
//
// The module's `toroid.weights` says where each weight goes. Bytes pass through
// in pieces, packed where their entry has a layout, and what was read of a
// mapped file leaves memory again: there is never a copy of all weights in
// memory.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_EMIT_WEIGHTS_H
#define TOROID_COMPILER_EMIT_WEIGHTS_H

#include "compiler/Emit/PanelLayout.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <string>
#include <vector>

namespace toroid {

class Weights {
public:
  /// Each weight starts at a multiple of it.
  static constexpr uint64_t alignment = 64;

  /// Checks offsets, sizes and that the data is there.
  static mlir::FailureOr<Weights> read(mlir::ModuleOp module);

  /// Bytes in all, padding included.
  uint64_t size() const { return totalSize; }

  /// A number that tells contents apart.
  uint64_t hash() const;

  /// Where all bytes lie in order, aligned as weights are; null where they have
  /// to be gathered first.
  const char *inPlace() const;

  /// Gives all bytes in order.
  void stream(llvm::function_ref<void(llvm::ArrayRef<char>)> write) const;

private:
  struct Tensor {
    uint64_t size;
    /// `size` bytes, or fewer that are repeated.
    llvm::ArrayRef<char> bytes;
  };
  struct Piece {
    uint64_t offset;
    uint64_t size;
    /// What it consists of: `turns` times, a part of each tensor.
    llvm::SmallVector<Tensor, 1> tensors;
    uint64_t turns = 1;
    std::optional<PanelLayout> layout;
  };

  static std::string readTensors(mlir::DictionaryAttr fields, Piece &piece);

  std::vector<Piece> pieces;
  uint64_t totalSize = 0;
};

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_WEIGHTS_H
