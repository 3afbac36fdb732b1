//===- TensorFile.cpp - Tensors in .pb files ------------------------------===//

#include "compiler/Importer/TensorFile.h"

#include "compiler/Importer/ElementTypes.h"
#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/Onnx.pb.h"
#include "compiler/Importer/TensorData.h"
#include "compiler/Importer/WireScan.h"

#include <cstring>

using namespace llvm;
using namespace toroid;
using namespace toroid::importer;

static Expected<TensorFile> readTensor(StringRef path) {
  Expected<std::shared_ptr<const MappedFile>> file = MappedFile::open(path);
  if (!file)
    return file.takeError();
  Expected<std::string> stripped =
      stripPayloads((*file)->getBytes(), WireMessage::Tensor);
  if (!stripped)
    return stripped.takeError();
  ::onnx::TensorProto tensor;
  if (!tensor.ParseFromString(*stripped))
    return makeError("is not a TensorProto; write it again");

  TensorReader reader(*file, path);
  Expected<TensorHeader> header = reader.readHeader(tensor);
  if (!header)
    return header.takeError();
  if (header->type->bits == 0)
    return makeError("holds strings, which compiled programs do not take; "
                     "give numbers");
  Expected<TensorData> data = reader.readData(tensor, *header);
  if (!data)
    return data.takeError();

  if (uint32_t bits = header->type->bits; bits < 8) {
    std::shared_ptr<char> memory = allocateTensorData(header->numElements);
    if (!memory)
      return makeError("there is no memory for its elements; use a larger "
                       "machine");
    unpackElements(data->bytes, bits, header->numElements, memory.get());
    *data = {StringRef(memory.get(), header->numElements), memory};
  }

  // Data in the file lies where the field before it ends, so its alignment is a
  // matter of luck.
  if (!isAddrAligned(Align(64), data->bytes.data())) {
    std::shared_ptr<char> memory = allocateTensorData(data->bytes.size());
    if (!memory)
      return makeError("there is no memory for its elements; use a larger "
                       "machine");
    std::memcpy(memory.get(), data->bytes.data(), data->bytes.size());
    *data = {StringRef(memory.get(), data->bytes.size()), memory};
  }
  return TensorFile{tensor.name(), tensor.data_type(), std::move(header->dims),
                    data->bytes, std::move(data->owner)};
}

Expected<TensorFile> toroid::readTensorFile(StringRef path) {
  Expected<TensorFile> tensor = readTensor(path);
  if (!tensor)
    return prefixError(path, tensor.takeError());
  return tensor;
}
