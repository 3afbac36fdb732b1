//===- TensorData.cpp - The elements of a TensorProto ---------------------===//

#include "compiler/Importer/TensorData.h"

#include "compiler/Importer/ElementTypes.h"
#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/Onnx.pb.h"
#include "compiler/Importer/WireScan.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>
#include <functional>
#include <sys/mman.h>

using namespace llvm;
using namespace toroid::importer;
using Tensor = ::onnx::TensorProto;

static_assert(endianness::native == endianness::little,
              "mapped weights are used as they lie in the file");

static constexpr const char *exportAgain = "; export the model again";

std::shared_ptr<char> toroid::importer::allocateTensorData(uint64_t size) {
  std::shared_ptr<WritableMemoryBuffer> memory =
      WritableMemoryBuffer::getNewUninitMemBuffer(size, "", Align(64));
  if (!memory)
    return nullptr;
  return {memory, memory->getBufferStart()};
}

void toroid::importer::unpackElements(StringRef packed, unsigned bits,
                                      int64_t count, char *elements) {
  for (int64_t i = 0; i != count; ++i) {
    // Elements of 6 bits may lie across two bytes.
    int64_t bit = i * bits;
    unsigned pair = static_cast<unsigned char>(packed[bit / 8]);
    if (bit % 8 + bits > 8)
      pair |= unsigned(static_cast<unsigned char>(packed[bit / 8 + 1])) << 8;
    elements[i] = static_cast<char>(pair >> (bit % 8) & ((1u << bits) - 1));
  }
}

/// Packs elements of 6 bits, four in three bytes.
static void packSixBits(ArrayRef<char> elements, char *packed) {
  for (auto [i, element] : llvm::enumerate(elements)) {
    size_t bit = i * 6;
    unsigned pair = (static_cast<unsigned char>(element) & 63u) << (bit % 8);
    packed[bit / 8] |= static_cast<char>(pair);
    if (pair > 0xFF)
      packed[bit / 8 + 1] |= static_cast<char>(pair >> 8);
  }
}

static Error outOfMemory(uint64_t size) {
  return makeError("there is no memory for its " + Twine(size) +
                   " bytes; compile on a larger machine");
}

static StringRef dataFieldName(uint32_t field) {
  switch (field) {
  case Tensor::kFloatDataFieldNumber:
    return "float_data";
  case Tensor::kInt32DataFieldNumber:
    return "int32_data";
  case Tensor::kStringDataFieldNumber:
    return "string_data";
  case Tensor::kInt64DataFieldNumber:
    return "int64_data";
  case Tensor::kRawDataFieldNumber:
    return "raw_data";
  case Tensor::kDoubleDataFieldNumber:
    return "double_data";
  case Tensor::kUint64DataFieldNumber:
    return "uint64_data";
  default:
    return "an unknown field";
  }
}

/// The fields of `tensor` that hold data, wherever it lies.
static SmallVector<uint32_t> listDataFields(const Tensor &tensor) {
  SmallVector<uint32_t> fields;
  auto note = [&](bool present, uint32_t field) {
    if (present)
      fields.push_back(field);
  };
  note(tensor.mapped_field() != 0, tensor.mapped_field());
  note(tensor.float_data_size() != 0, Tensor::kFloatDataFieldNumber);
  note(tensor.int32_data_size() != 0, Tensor::kInt32DataFieldNumber);
  note(tensor.string_data_size() != 0, Tensor::kStringDataFieldNumber);
  note(tensor.int64_data_size() != 0, Tensor::kInt64DataFieldNumber);
  note(!tensor.raw_data().empty(), Tensor::kRawDataFieldNumber);
  note(tensor.double_data_size() != 0, Tensor::kDoubleDataFieldNumber);
  note(tensor.uint64_data_size() != 0, Tensor::kUint64DataFieldNumber);
  return fields;
}

static Error wrongSize(const TensorHeader &header, const Twine &found) {
  return makeError("holds " + found + ", but " + header.type->name + " of " +
                   shapeText(header.dims) + " needs " +
                   (header.type->bits
                        ? Twine(header.numBytes) + " bytes"
                        : Twine(header.numElements) + " strings") +
                   exportAgain);
}

Expected<TensorHeader> TensorReader::readHeader(const Tensor &tensor) const {
  TensorHeader header;
  header.type = findElementType(tensor.data_type());
  if (!header.type) {
    if (tensor.data_type() == Tensor::UNDEFINED)
      return makeError(Twine("has no element type") + exportAgain);
    return makeError("has the unknown element type " +
                     Twine(tensor.data_type()) +
                     "; convert it to a type of opset 28 or older");
  }
  if (tensor.has_segment())
    return makeError("is stored in segments, which no exporter should do; "
                     "export the model again without them");
  header.dims.assign(tensor.dims().begin(), tensor.dims().end());
  Expected<int64_t> count = countElements(header.dims, header.type->bits);
  if (!count)
    return makeError("has an impossible shape: " + toString(count.takeError()) +
                     exportAgain);
  header.numElements = *count;
  header.numBytes = divideCeil(uint64_t(*count) * header.type->bits, 8u);
  return header;
}

Error TensorReader::checkStrings(const Tensor &tensor,
                                 const TensorHeader &header) const {
  if (tensor.data_location() == Tensor::EXTERNAL)
    return makeError("keeps strings as external data, which ONNX does not "
                     "allow; store them in the model");
  for (uint32_t field : listDataFields(tensor))
    if (field != Tensor::kStringDataFieldNumber)
      return makeError("keeps strings in " + dataFieldName(field) +
                       exportAgain);
  if (tensor.string_data_size() != header.numElements)
    return wrongSize(header, Twine(tensor.string_data_size()) + " strings");
  return Error::success();
}

namespace {

/// Numbers of a list field, whether protobuf holds them or the file.
class NumberList {
public:
  template <typename T>
  NumberList(const google::protobuf::RepeatedField<T> &numbers)
      : size(numbers.size()), at([&numbers](uint64_t index) {
          return static_cast<uint64_t>(numbers.Get(index));
        }) {}

  uint64_t size;
  std::function<uint64_t(uint64_t)> at;
};

} // namespace

/// Stores the low bytes of `value`.
static void storeElement(char *target, uint64_t value, unsigned width) {
  std::memcpy(target, &value, width);
}

Expected<TensorData>
TensorReader::readStored(const Tensor &tensor,
                         const TensorHeader &header) const {
  SmallVector<uint32_t> fields = listDataFields(tensor);
  if (fields.size() > 1)
    return makeError("holds data in both " + dataFieldName(fields[0]) +
                     " and " + dataFieldName(fields[1]) + exportAgain);
  if (fields.empty()) {
    if (header.numBytes != 0)
      return wrongSize(header, "no data");
    return TensorData{StringRef(), nullptr};
  }
  uint32_t field = fields[0];
  if (field != Tensor::kRawDataFieldNumber && field != header.type->dataField)
    return makeError("keeps " + Twine(header.type->name) + " in " +
                     dataFieldName(field) + exportAgain);

  StringRef mapped;
  if (tensor.mapped_field())
    mapped =
        file->getBytes().substr(tensor.mapped_offset(), tensor.mapped_size());

  // What lies in memory or in the file as it is.
  bool verbatim = field == Tensor::kRawDataFieldNumber ||
                  field == Tensor::kFloatDataFieldNumber ||
                  field == Tensor::kDoubleDataFieldNumber;
  if (verbatim) {
    if (tensor.mapped_field()) {
      if (mapped.size() != header.numBytes)
        return wrongSize(header, Twine(mapped.size()) + " bytes");
      return TensorData{mapped, file};
    }
    auto asBytes = [](const auto &list) {
      return StringRef(reinterpret_cast<const char *>(list.data()),
                       list.size() * sizeof(*list.data()));
    };
    StringRef bytes = field == Tensor::kFloatDataFieldNumber
                          ? asBytes(tensor.float_data())
                      : field == Tensor::kDoubleDataFieldNumber
                          ? asBytes(tensor.double_data())
                          : StringRef(tensor.raw_data());
    if (bytes.size() != header.numBytes)
      return wrongSize(header, Twine(bytes.size()) + " bytes");
    std::shared_ptr<char> memory = allocateTensorData(bytes.size());
    if (!memory)
      return outOfMemory(bytes.size());
    std::memcpy(memory.get(), bytes.data(), bytes.size());
    return TensorData{StringRef(memory.get(), bytes.size()), memory};
  }

  // Numbers to be narrowed: one for each element, or for each byte of packed
  // elements; those of 6 bits are not packed here.
  bool isSixBits = header.type->bits == 6;
  unsigned width = std::max(header.type->bits / 8, 1u);
  uint64_t expected =
      isSixBits ? uint64_t(header.numElements) : header.numBytes / width;
  auto wrongCount = [&](uint64_t found) {
    return makeError("holds " + Twine(found) + " numbers, but " +
                     header.type->name + " of " + shapeText(header.dims) +
                     " needs " + Twine(expected) + exportAgain);
  };
  auto allocate = [&]() { return allocateTensorData(expected * width); };
  auto finish =
      [&](const std::shared_ptr<char> &memory) -> Expected<TensorData> {
    if (!isSixBits)
      return TensorData{StringRef(memory.get(), header.numBytes), memory};
    std::shared_ptr<char> packed = allocateTensorData(header.numBytes);
    if (!packed)
      return outOfMemory(header.numBytes);
    std::memset(packed.get(), 0, header.numBytes);
    packSixBits(ArrayRef(memory.get(), expected), packed.get());
    return TensorData{StringRef(packed.get(), header.numBytes), packed};
  };

  if (tensor.mapped_field()) {
    // A number takes at least one byte, so this also bounds the memory.
    if (mapped.size() < expected)
      return wrongCount(
          llvm::count_if(mapped, [](char byte) { return (byte & 0x80) == 0; }));
    std::shared_ptr<char> memory = allocate();
    if (!memory)
      return outOfMemory(header.numBytes);
    uint64_t position = 0, count = 0;
    for (uint64_t value; position != mapped.size(); ++count) {
      if (!readVarint(mapped, position, value))
        return makeError("is damaged at byte " +
                         Twine(tensor.mapped_offset() + position) +
                         ": its data ends inside a number; export or download "
                         "the file again");
      if (count < expected)
        storeElement(memory.get() + count * width, value, width);
    }
    if (count != expected)
      return wrongCount(count);
    return finish(memory);
  }

  NumberList numbers = field == Tensor::kInt32DataFieldNumber
                           ? NumberList(tensor.int32_data())
                       : field == Tensor::kInt64DataFieldNumber
                           ? NumberList(tensor.int64_data())
                           : NumberList(tensor.uint64_data());
  if (numbers.size != expected)
    return wrongCount(numbers.size);
  std::shared_ptr<char> memory = allocate();
  if (!memory)
    return outOfMemory(header.numBytes);
  for (uint64_t i = 0; i != expected; ++i)
    storeElement(memory.get() + i * width, numbers.at(i), width);
  return finish(memory);
}

Expected<TensorData> TensorReader::readExternal(const Tensor &tensor,
                                                const TensorHeader &header) {
  StringRef location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
  for (const ::onnx::StringStringEntryProto &entry : tensor.external_data()) {
    StringRef key = entry.key(), value = entry.value();
    if (key == "location") {
      location = value;
    } else if (key == "offset" || key == "length") {
      uint64_t number;
      if (value.getAsInteger(10, number))
        return makeError("its external data has the " + key + " " +
                         quoted(value) + ", which is not a number" +
                         exportAgain);
      if (key == "offset")
        offset = number;
      else
        length = number;
    }
  }
  if (length && *length != header.numBytes)
    return wrongSize(header, Twine(*length) + " bytes of external data");

  Expected<std::shared_ptr<const MappedFile>> external =
      externalFiles.open(location, zeroMissingFiles);
  if (!external)
    return external.takeError();
  if (!*external) {
    // Pages that were never written to share one page of zeros.
    uint64_t size = header.numBytes;
    if (size == 0)
      return TensorData{StringRef(), nullptr};
    void *zeros = mmap(nullptr, size, PROT_READ,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (zeros == MAP_FAILED)
      return outOfMemory(size);
    std::shared_ptr<const void> owner(
        zeros, [size](void *memory) { munmap(memory, size); });
    return TensorData{StringRef(static_cast<char *>(zeros), size), owner};
  }
  StringRef bytes = (*external)->getBytes();
  if (offset > bytes.size() || header.numBytes > bytes.size() - offset)
    return makeError("external data file " + quoted(location) +
                     " is too short: " + Twine(header.numBytes) +
                     " bytes from byte " + Twine(offset) +
                     " are needed, it has " + Twine(bytes.size()) +
                     "; download or export it again");
  return TensorData{bytes.substr(offset, header.numBytes), *external};
}

Expected<TensorData> TensorReader::readData(const Tensor &tensor,
                                            const TensorHeader &header) {
  bool isExternal = tensor.data_location() == Tensor::EXTERNAL;
  if (isExternal && !listDataFields(tensor).empty())
    return makeError(Twine("holds data both in the model and in an external "
                           "file") +
                     exportAgain);
  Expected<TensorData> data =
      isExternal ? readExternal(tensor, header) : readStored(tensor, header);
  if (!data || tensor.data_type() != Tensor::BOOL)
    return data;
  // Any byte but 0 means true; the IR has 1 only.
  auto isOdd = [](unsigned char byte) { return byte > 1; };
  if (llvm::none_of(data->bytes, isOdd))
    return data;
  std::shared_ptr<char> memory = allocateTensorData(data->bytes.size());
  if (!memory)
    return outOfMemory(data->bytes.size());
  for (auto [index, byte] : llvm::enumerate(data->bytes))
    memory.get()[index] = byte != 0;
  return TensorData{StringRef(memory.get(), data->bytes.size()), memory};
}
