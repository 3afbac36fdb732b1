//===- Link.h - Programs and libraries from object files --------*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_LINK_H
#define TOROID_COMPILER_EMIT_LINK_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace toroid {

struct LinkOptions {
  /// The C compiler that links: a program name or path. Empty: $TOROID_CC, the
  /// one that Toroid was built with, or the first of clang-22, clang and cc.
  std::string cc;
  /// Where libtoroid_runtime.a and libtoroid_main.a lie.
  std::string runtimeFolder;
};

/// Links `objects` and the runtime into `output`.
llvm::Error linkExecutable(llvm::ArrayRef<std::string> objects,
                           llvm::StringRef output, const LinkOptions &options);

/// The same into a shared library, which exports `program`, `toroid_program`
/// and the runtime's public functions, and nothing else.
llvm::Error linkShared(llvm::ArrayRef<std::string> objects,
                       llvm::StringRef program, llvm::StringRef output,
                       const LinkOptions &options);

/// Joins `objects` into one object file, for whatever machine they are.
llvm::Error joinObjects(llvm::ArrayRef<std::string> objects,
                        llvm::StringRef output);

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_LINK_H
