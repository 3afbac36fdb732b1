//===- Constants.cpp - ONNX tensors as attributes -------------------------===//

#include "compiler/Importer/Constants.h"

#include "compiler/Importer/ElementTypes.h"
#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/Onnx.pb.h"
#include "compiler/Importer/Types.h"

#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace mlir;
using namespace toroid::importer;
using llvm::Expected;
using llvm::Twine;
using Tensor = ::onnx::TensorProto;

// What a sparse tensor may grow to; its dimensions alone say nothing about the
// size of the file.
static constexpr uint64_t maxExpandedBytes = uint64_t(1) << 30;

ElementsAttr ConstantImporter::makeAttribute(const TensorHeader &header,
                                             const TensorData &data,
                                             StringRef name) {
  Type elementType = convertElementType(header.type->number, context);
  auto type = RankedTensorType::get(header.dims, elementType);
  ArrayRef<char> bytes(data.bytes.data(), data.bytes.size());
  std::shared_ptr<const void> owner = data.owner;
  // Where four elements lie in three bytes, nobody can read them as they are.
  if (header.type->bits == 6) {
    std::shared_ptr<char> memory = allocateTensorData(header.numElements);
    if (!memory)
      return {};
    unpackElements(data.bytes, 6, header.numElements, memory.get());
    bytes = ArrayRef(memory.get(), header.numElements);
    owner = memory;
  }

  if (bytes.size() > denseAttributeLimit) {
    uint64_t address = reinterpret_cast<uintptr_t>(bytes.data());
    uint64_t alignment = llvm::MinAlign(64, address);
    AsmResourceBlob blob = UnmanagedAsmResourceBlob::allocateWithAlign(
        bytes, alignment, [owner](void *, size_t, size_t) {});
    auto &manager = DenseResourceElementsHandle::getManagerInterface(context);
    return DenseResourceElementsAttr::get(
        type, manager.insert(name.empty() ? "tensor" : name, std::move(blob)));
  }

  if (elementType.isInteger(1)) {
    SmallVector<bool> values(bytes.begin(), bytes.end());
    return DenseElementsAttr::get(type, values);
  }
  // DenseElementsAttr keeps one element in each byte.
  SmallVector<char> unpacked;
  if (header.type->bits < 6) {
    unpacked.resize(header.numElements);
    unpackElements(data.bytes, header.type->bits, header.numElements,
                   unpacked.data());
    bytes = unpacked;
  }
  return DenseElementsAttr::getFromRawBuffer(type, bytes);
}

Expected<ElementsAttr>
ConstantImporter::importStrings(const Tensor &tensor,
                                const TensorHeader &header) {
  if (llvm::Error error = reader.checkStrings(tensor, header))
    return std::move(error);
  SmallVector<StringRef> strings(tensor.string_data().begin(),
                                 tensor.string_data().end());
  auto type = RankedTensorType::get(
      header.dims, convertElementType(Tensor::STRING, context));
  return DenseStringElementsAttr::get(type, strings);
}

Expected<ElementsAttr> ConstantImporter::import(const Tensor &tensor,
                                                StringRef name) {
  ElementsAttr &known = imported[&tensor];
  if (known)
    return known;
  Expected<TensorHeader> header = reader.readHeader(tensor);
  if (!header)
    return header.takeError();
  if (header->type->bits == 0) {
    Expected<ElementsAttr> strings = importStrings(tensor, *header);
    if (strings)
      known = *strings;
    return strings;
  }
  Expected<TensorData> data = reader.readData(tensor, *header);
  if (!data)
    return data.takeError();
  known = makeAttribute(*header, *data, name);
  if (!known)
    return makeError("there is no memory for its elements; compile on a larger "
                     "machine");
  return known;
}

Expected<ElementsAttr>
ConstantImporter::import(const ::onnx::SparseTensorProto &tensor,
                         StringRef name) {
  ElementsAttr &known = imported[&tensor];
  if (known)
    return known;
  constexpr const char *remedy = "; store the tensor densely";
  auto refuse = [&](const Twine &reason) {
    return makeError("is a sparse tensor that " + reason + remedy);
  };

  Expected<TensorHeader> values = reader.readHeader(tensor.values());
  if (!values)
    return prefixError("values of a sparse tensor", values.takeError());
  Expected<TensorHeader> indices = reader.readHeader(tensor.indices());
  if (!indices)
    return prefixError("indices of a sparse tensor", indices.takeError());
  uint32_t bits = values->type->bits;
  if (bits < 8)
    return refuse("holds " + Twine(values->type->name));
  if (indices->type->number != Tensor::INT64)
    return refuse("has indices of type " + Twine(indices->type->name));

  TensorHeader dense{
      values->type, {tensor.dims().begin(), tensor.dims().end()}, 0, 0};
  Expected<int64_t> count = countElements(dense.dims, bits);
  if (!count)
    return refuse("has an impossible shape (" +
                  llvm::toString(count.takeError()) + ")");
  dense.numElements = *count;
  dense.numBytes = uint64_t(*count) * bits / 8;
  if (dense.numBytes > maxExpandedBytes)
    return refuse("would grow to " + Twine(dense.numBytes) + " bytes");

  // Indices are one number for each value, or one for each value and dimension.
  int64_t rank = dense.dims.size(), numValues = values->numElements;
  bool linear = indices->dims.size() == 1;
  if (values->dims.size() != 1 || indices->dims.empty() ||
      indices->dims[0] != numValues ||
      !(linear || (indices->dims.size() == 2 && indices->dims[1] == rank)))
    return refuse("has " + Twine(numValues) + " values and indices of " +
                  shapeText(indices->dims));

  Expected<TensorData> valueData = reader.readData(tensor.values(), *values);
  if (!valueData)
    return prefixError("values of a sparse tensor", valueData.takeError());
  Expected<TensorData> indexData = reader.readData(tensor.indices(), *indices);
  if (!indexData)
    return prefixError("indices of a sparse tensor", indexData.takeError());

  std::shared_ptr<char> memory = allocateTensorData(dense.numBytes);
  if (!memory)
    return refuse("needs more memory than there is");
  std::memset(memory.get(), 0, dense.numBytes);
  auto readIndex = [&](int64_t position) {
    int64_t index;
    std::memcpy(&index, indexData->bytes.data() + position * sizeof(index),
                sizeof(index));
    return index;
  };
  uint64_t width = bits / 8;
  for (int64_t i = 0; i != numValues; ++i) {
    int64_t place = 0;
    bool inside = true;
    if (linear) {
      place = readIndex(i);
      inside = place >= 0 && place < dense.numElements;
    } else {
      for (int64_t d = 0; inside && d != rank; ++d) {
        int64_t index = readIndex(i * rank + d);
        inside = index >= 0 && index < dense.dims[d];
        place = place * dense.dims[d] + index;
      }
    }
    if (!inside)
      return refuse("has an index outside its " + shapeText(dense.dims));
    std::memcpy(memory.get() + place * width,
                valueData->bytes.data() + i * width, width);
  }
  TensorData data{StringRef(memory.get(), dense.numBytes), memory};
  return known = makeAttribute(dense, data, name);
}
