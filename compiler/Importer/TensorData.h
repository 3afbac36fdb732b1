//===- TensorData.h - The elements of a TensorProto -------------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_TENSORDATA_H
#define TOROID_COMPILER_IMPORTER_TENSORDATA_H

#include "compiler/Importer/MappedFile.h"

#include "llvm/ADT/SmallVector.h"

namespace onnx {
class TensorProto;
} // namespace onnx

namespace toroid::importer {

struct ElementType;

/// The elements of a tensor in row-major order, little-endian, as ONNX's
/// raw_data: booleans are one byte, 0 or 1; types below a byte are packed, the
/// first element in the lowest bits.
struct TensorData {
  llvm::StringRef bytes;
  /// Shares the ownership of the bytes: of a mapped file or of memory.
  std::shared_ptr<const void> owner;
};

/// Memory for `size` bytes, aligned to 64; null where there is not enough.
std::shared_ptr<char> allocateTensorData(uint64_t size);

/// Packed elements of `bits` bits, each in a byte of its own with zeros above.
/// `elements` has room for `count` of them.
void unpackElements(llvm::StringRef packed, unsigned bits, int64_t count,
                    char *elements);

/// A TensorProto's type and shape after checks.
struct TensorHeader {
  const ElementType *type;
  llvm::SmallVector<int64_t> dims;
  int64_t numElements;
  uint64_t numBytes; ///< 0 for strings.
};

/// Reads the tensors of one file, in all of ONNX's encodings. Errors do not
/// name the file or the tensor.
class TensorReader {
public:
  /// `file` is where the mapped_* fields point; `path` is its name.
  TensorReader(std::shared_ptr<const MappedFile> file, llvm::StringRef path,
               bool zeroMissingFiles = false)
      : file(std::move(file)), externalFiles(path),
        zeroMissingFiles(zeroMissingFiles) {}

  llvm::Expected<TensorHeader>
  readHeader(const ::onnx::TensorProto &tensor) const;

  /// The elements of a tensor of any type but string. Large ones point into the
  /// file, small and encoded ones into memory.
  llvm::Expected<TensorData> readData(const ::onnx::TensorProto &tensor,
                                      const TensorHeader &header);

  /// Fails unless a string tensor holds as many strings as it should.
  llvm::Error checkStrings(const ::onnx::TensorProto &tensor,
                           const TensorHeader &header) const;

private:
  llvm::Expected<TensorData> readStored(const ::onnx::TensorProto &tensor,
                                        const TensorHeader &header) const;
  llvm::Expected<TensorData> readExternal(const ::onnx::TensorProto &tensor,
                                          const TensorHeader &header);

  std::shared_ptr<const MappedFile> file;
  ExternalFiles externalFiles;
  bool zeroMissingFiles;
};

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_TENSORDATA_H
