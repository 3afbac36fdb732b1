//===- MappedFile.h - Files whose bytes the IR points into ------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_MAPPEDFILE_H
#define TOROID_COMPILER_IMPORTER_MAPPEDFILE_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace toroid::importer {

/// A file mapped read-only. Whoever points into it shares its ownership. The
/// first byte is aligned to 64.
class MappedFile {
public:
  /// The error's text does not name the file.
  static llvm::Expected<std::shared_ptr<const MappedFile>>
  open(llvm::StringRef path);

  llvm::StringRef getBytes() const { return buffer->getBuffer(); }

private:
  explicit MappedFile(std::unique_ptr<llvm::MemoryBuffer> buffer)
      : buffer(std::move(buffer)) {}

  std::unique_ptr<llvm::MemoryBuffer> buffer;
};

/// The external data files of one model. Each is mapped once, and none may lie
/// outside the model's folder: where the model's path or, after following
/// links, the model itself lies.
class ExternalFiles {
public:
  explicit ExternalFiles(llvm::StringRef modelPath) : modelPath(modelPath) {}

  /// The file that `location`, a path as the model gives it, names; null where
  /// there is none and `mayBeMissing`.
  llvm::Expected<std::shared_ptr<const MappedFile>>
  open(llvm::StringRef location, bool mayBeMissing);

private:
  std::string modelPath;
  llvm::StringMap<std::shared_ptr<const MappedFile>> files;
};

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_MAPPEDFILE_H
