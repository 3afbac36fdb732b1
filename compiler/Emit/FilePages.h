//===- FilePages.h - Memory that files are mapped into ----------*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_FILEPAGES_H
#define TOROID_COMPILER_EMIT_FILEPAGES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <utility>

namespace toroid {

/// Files that are mapped read-only, so that what was read of them can leave
/// memory at once: the system reads it again where it is needed again.
class FilePages {
public:
  /// Notes what is mapped now.
  FilePages();

  /// Lets go of the whole pages of `bytes`, where they are a file's. Whatever
  /// else lies there stays as it is.
  void release(llvm::ArrayRef<char> bytes) const;

private:
  /// First and last addresses, in order.
  llvm::SmallVector<std::pair<uintptr_t, uintptr_t>> ranges;
};

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_FILEPAGES_H
