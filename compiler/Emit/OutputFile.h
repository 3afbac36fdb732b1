//===- OutputFile.h - Files that are whole or not there ---------*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_OUTPUTFILE_H
#define TOROID_COMPILER_EMIT_OUTPUTFILE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <string>

namespace toroid {

/// A file that appears under its name when keep() is called. Until then it lies
/// beside it under a name of its own, and is removed when the object goes or a
/// signal ends the program. Pipes and devices are written in keep().
class OutputFile {
public:
  /// `path` may be "-" for stdout. Fails when it cannot be written.
  static llvm::Expected<std::unique_ptr<OutputFile>>
  create(llvm::StringRef path);

  /// A file that is never kept, beside `path`.
  static llvm::Expected<std::unique_ptr<OutputFile>>
  createTemporary(llvm::StringRef path, llvm::StringRef suffix);

  ~OutputFile();

  llvm::StringRef getPath() const { return path; }

  /// Where it lies before keep(). For programs that write it themselves;
  /// close() it before.
  llvm::StringRef getTemporaryPath() const { return temporaryPath; }

  /// Whether keep() puts a regular file in place.
  bool isRegular() const { return regular; }

  llvm::raw_pwrite_stream &os() { return *stream; }

  /// Ends writing through os(). Reports what could not be written.
  llvm::Error close();

  /// Closes the file and gives it its name.
  llvm::Error keep();

private:
  OutputFile() = default;
  static llvm::Expected<std::unique_ptr<OutputFile>>
  createBeside(llvm::StringRef path, llvm::StringRef suffix);

  std::string path;
  std::string temporaryPath;
  bool regular = true;
  bool kept = false;
  std::unique_ptr<llvm::raw_fd_ostream> stream;
};

/// Folder and file name of `path` apart; "." where there is no folder.
std::string parentFolder(llvm::StringRef path);

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_OUTPUTFILE_H
