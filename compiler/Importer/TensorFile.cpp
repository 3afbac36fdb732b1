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

static Expected<TensorFile> readTensor(const ::onnx::TensorProto &tensor,
                                       TensorReader &reader) {
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

/// Reads the message in the file at `path`, and gives it and what reads the
/// tensors in it to `take`.
template <typename ProtoT, typename ResultT>
static Expected<ResultT>
readFile(StringRef path, WireMessage message, StringRef kind,
         function_ref<Expected<ResultT>(const ProtoT &, TensorReader &)> take) {
  auto read = [&]() -> Expected<ResultT> {
    Expected<std::shared_ptr<const MappedFile>> file = MappedFile::open(path);
    if (!file)
      return file.takeError();
    Expected<std::string> stripped =
        stripPayloads((*file)->getBytes(), message);
    if (!stripped)
      return stripped.takeError();
    ProtoT proto;
    if (!proto.ParseFromString(*stripped))
      return makeError("is not a " + kind + "; write it again");
    TensorReader reader(*file, path);
    return take(proto, reader);
  };
  Expected<ResultT> result = read();
  if (!result)
    return prefixError(path, result.takeError());
  return result;
}

Expected<TensorFile> toroid::readTensorFile(StringRef path) {
  return readFile<::onnx::TensorProto, TensorFile>(path, WireMessage::Tensor,
                                                   "TensorProto", readTensor);
}

Expected<std::vector<TensorFile>> toroid::readSequenceFile(StringRef path) {
  return readFile<::onnx::SequenceProto, std::vector<TensorFile>>(
      path, WireMessage::Sequence, "SequenceProto",
      [](const ::onnx::SequenceProto &sequence,
         TensorReader &reader) -> Expected<std::vector<TensorFile>> {
        std::vector<TensorFile> tensors;
        for (const ::onnx::TensorProto &element : sequence.tensor_values()) {
          Expected<TensorFile> tensor = readTensor(element, reader);
          if (!tensor)
            return tensor.takeError();
          tensors.push_back(std::move(*tensor));
        }
        return tensors;
      });
}
