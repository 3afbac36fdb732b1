//===- ImportError.h - Messages about input at fault ------------*- C++ -*-===//
//
// Errors inside this room are llvm::Errors whose text names the node or tensor
// and the remedy; the room's entry points put the file's name in front.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_IMPORTER_IMPORTERROR_H
#define TOROID_COMPILER_IMPORTER_IMPORTERROR_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>

namespace toroid::importer {

inline llvm::Error makeError(const llvm::Twine &message) {
  return llvm::make_error<llvm::StringError>(message,
                                             llvm::inconvertibleErrorCode());
}

/// An error whose text already begins with the node that it is about.
class NodeError : public llvm::ErrorInfo<NodeError, llvm::StringError> {
public:
  static char ID;
  explicit NodeError(const llvm::Twine &message)
      : ErrorInfo(message, llvm::inconvertibleErrorCode()) {}
};

/// Puts `prefix` and ": " in front of the error's text.
llvm::Error prefixError(const llvm::Twine &prefix, llvm::Error error);

/// `name` in quotes, shortened, with unprintable bytes escaped: it comes from
/// the model and goes to a terminal.
std::string quoted(llvm::StringRef name);

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_IMPORTERROR_H
