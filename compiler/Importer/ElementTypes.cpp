//===- ElementTypes.cpp - Element types of ONNX tensors -------------------===//

#include "compiler/Importer/ElementTypes.h"

#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/Onnx.pb.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CheckedArithmetic.h"

using namespace llvm;
using namespace toroid::importer;
using Tensor = ::onnx::TensorProto;

static constexpr ElementType elementTypes[] = {
    {Tensor::FLOAT, "float32", 32, Tensor::kFloatDataFieldNumber},
    {Tensor::UINT8, "uint8", 8, Tensor::kInt32DataFieldNumber},
    {Tensor::INT8, "int8", 8, Tensor::kInt32DataFieldNumber},
    {Tensor::UINT16, "uint16", 16, Tensor::kInt32DataFieldNumber},
    {Tensor::INT16, "int16", 16, Tensor::kInt32DataFieldNumber},
    {Tensor::INT32, "int32", 32, Tensor::kInt32DataFieldNumber},
    {Tensor::INT64, "int64", 64, Tensor::kInt64DataFieldNumber},
    {Tensor::STRING, "string", 0, Tensor::kStringDataFieldNumber},
    {Tensor::BOOL, "bool", 8, Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT16, "float16", 16, Tensor::kInt32DataFieldNumber},
    {Tensor::DOUBLE, "float64", 64, Tensor::kDoubleDataFieldNumber},
    {Tensor::UINT32, "uint32", 32, Tensor::kUint64DataFieldNumber},
    {Tensor::UINT64, "uint64", 64, Tensor::kUint64DataFieldNumber},
    {Tensor::COMPLEX64, "complex64", 64, Tensor::kFloatDataFieldNumber},
    {Tensor::COMPLEX128, "complex128", 128, Tensor::kDoubleDataFieldNumber},
    {Tensor::BFLOAT16, "bfloat16", 16, Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT8E4M3FN, "float8e4m3fn", 8, Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT8E4M3FNUZ, "float8e4m3fnuz", 8,
     Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT8E5M2, "float8e5m2", 8, Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT8E5M2FNUZ, "float8e5m2fnuz", 8,
     Tensor::kInt32DataFieldNumber},
    {Tensor::UINT4, "uint4", 4, Tensor::kInt32DataFieldNumber},
    {Tensor::INT4, "int4", 4, Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT4E2M1, "float4e2m1", 4, Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT8E8M0, "float8e8m0", 8, Tensor::kInt32DataFieldNumber},
    {Tensor::UINT2, "uint2", 2, Tensor::kInt32DataFieldNumber},
    {Tensor::INT2, "int2", 2, Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT6E2M3, "float6e2m3", 6, Tensor::kInt32DataFieldNumber},
    {Tensor::FLOAT6E3M2, "float6e3m2", 6, Tensor::kInt32DataFieldNumber}};

const ElementType *toroid::importer::findElementType(int32_t number) {
  for (const ElementType &type : elementTypes)
    if (type.number == number)
      return &type;
  return nullptr;
}

std::string toroid::importer::elementTypeName(int32_t number) {
  if (const ElementType *type = findElementType(number))
    return type->name;
  return "element type " + std::to_string(number);
}

Expected<int64_t> toroid::importer::countElements(ArrayRef<int64_t> dims,
                                                  uint32_t bits) {
  int64_t product = std::max(bits, 1u);
  bool empty = false;
  for (int64_t dim : dims) {
    if (dim < 0)
      return makeError("dimension " + Twine(dim) + " is negative");
    empty |= dim == 0;
    // Products are taken in any order later on, so a dimension of 0 does not
    // excuse the others.
    std::optional<int64_t> next =
        checkedMul(product, std::max<int64_t>(dim, 1));
    if (!next)
      return makeError(shapeText(dims) + " is too large");
    product = *next;
  }
  return empty ? 0 : product / std::max(bits, 1u);
}

std::string toroid::importer::shapeText(ArrayRef<int64_t> dims) {
  constexpr size_t limit = 16;
  std::string text =
      join(map_range(dims.take_front(limit),
                     [](int64_t dim) { return std::to_string(dim); }),
           "x");
  if (dims.size() > limit)
    text += "x...";
  return dims.empty() ? "no dimensions" : "shape " + text;
}
