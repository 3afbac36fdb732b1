//===- TensorFile.h - Tensors in .pb files ----------------------*- C++ -*-===//
//
// ONNX's test data: one serialized TensorProto, or SequenceProto, in each file.
// Needs no MLIR.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_IMPORTER_TENSORFILE_H
#define TOROID_COMPILER_IMPORTER_TENSORFILE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace toroid {

struct TensorFile {
  std::string name;    ///< TensorProto.name; may be empty.
  int32_t elementType; ///< A toroid_element_type, or another
                       ///< TensorProto.DataType with fixed-size elements.
  llvm::SmallVector<int64_t> dims;
  /// The elements in row-major order, aligned to 64, as abi.h says: booleans
  /// and elements below a byte take one each.
  llvm::StringRef bytes;
  std::shared_ptr<const void> owner; ///< Of the bytes.
};

/// Reads one TensorProto, whatever its encoding; external data is looked up
/// beside the file. The error's text names the file and the remedy.
llvm::Expected<TensorFile> readTensorFile(llvm::StringRef path);

/// The same for a SequenceProto of tensors.
llvm::Expected<std::vector<TensorFile>> readSequenceFile(llvm::StringRef path);

} // namespace toroid

#endif // TOROID_COMPILER_IMPORTER_TENSORFILE_H
