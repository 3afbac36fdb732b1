//===- Messages.h - What people are told ------------------------*- C++ -*-===//

#ifndef TOROID_COMPILER_DRIVER_MESSAGES_H
#define TOROID_COMPILER_DRIVER_MESSAGES_H

#include "compiler/Driver/Progress.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Error.h"

namespace toroid {

/// Prints `toroid-compile: error: bert.onnx: node '/encoder/Add': …`, and
/// remembers that there was an error.
class Messages {
public:
  Messages(std::string tool, std::string input, Progress &progress)
      : tool(std::move(tool)), input(std::move(input)), progress(progress) {}

  void report(mlir::Diagnostic &diagnostic);
  void error(llvm::Error error);
  void error(llvm::StringRef message);
  void note(llvm::StringRef message);

  bool hadErrors() const { return numErrors != 0; }

private:
  void print(llvm::StringRef severity, llvm::StringRef message);

  std::string tool;
  std::string input;
  Progress &progress;
  unsigned numErrors = 0;
};

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_MESSAGES_H
