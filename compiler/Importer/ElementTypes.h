//===- ElementTypes.h - Element types of ONNX tensors -----------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_ELEMENTTYPES_H
#define TOROID_COMPILER_IMPORTER_ELEMENTTYPES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>

namespace toroid::importer {

/// What is known about one TensorProto.DataType.
struct ElementType {
  int32_t number;     ///< TensorProto.DataType.
  const char *name;   ///< As messages call it.
  uint32_t bits;      ///< Of an element in raw_data; 0 for strings.
  uint32_t dataField; ///< TensorProto's field that may hold it beside raw_data.
};

/// Null for an element type that this version of Toroid does not know.
const ElementType *findElementType(int32_t number);

/// "float16", or "element type 77" for an unknown one.
std::string elementTypeName(int32_t number);

/// The number of elements of a tensor of these dimensions. The error says what
/// is wrong with them: one is negative, or the tensor's bits are more than
/// 2^63, even if dimensions that are 0 were left out.
llvm::Expected<int64_t> countElements(llvm::ArrayRef<int64_t> dims,
                                      uint32_t bits);

/// "shape 2x3" or "no dimensions", for messages.
std::string shapeText(llvm::ArrayRef<int64_t> dims);

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_ELEMENTTYPES_H
