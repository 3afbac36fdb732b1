//===- WireScan.cpp - Protobuf without its payloads -----------------------===//

#include "compiler/Importer/WireScan.h"

#include "compiler/Importer/ImportError.h"

#include <optional>

using namespace llvm;
using namespace toroid::importer;

namespace {

// Protobuf's own limit, so that both agree on what is too deep.
constexpr unsigned maxDepth = 100;

enum WireType : uint8_t {
  VarintType = 0,
  Fixed64Type = 1,
  LengthType = 2,
  Fixed32Type = 5
};

/// The numbers of TensorProto's data fields and of its private ones.
enum : uint32_t {
  FloatData = 4,
  Int32Data = 5,
  StringData = 6,
  Int64Data = 7,
  RawData = 9,
  DoubleData = 10,
  Uint64Data = 11,
  MappedField = 90001,
  MappedOffset = 90002,
  MappedSize = 90003
};

/// One field as it lies in the file.
struct RawField {
  uint64_t start; ///< Where the tag begins.
  uint32_t number;
  uint32_t type;
  uint64_t payload; ///< Where the value begins.
  uint64_t size;    ///< Bytes of the value.
};

class Scanner {
public:
  explicit Scanner(StringRef bytes) : bytes(bytes) {}

  Error scan(WireMessage message, uint64_t begin, uint64_t end, unsigned depth,
             std::string &out);

private:
  /// Reads the field at `position`, which becomes the start of the next one.
  Error readField(uint64_t &position, uint64_t end, RawField &field) const;
  Error checkKind(const RawField &field, WireKind kind) const;
  Error checkPacked(const RawField &field, WireKind kind) const;

  /// The only data field of the tensor in [begin, end), if it is to stay in the
  /// file. A tensor with several is left as it is: protobuf knows how parts of
  /// a field are joined.
  Error findLargePayload(uint64_t begin, uint64_t end,
                         std::optional<RawField> &large) const;

  Error damaged(uint64_t offset, const Twine &what) const {
    return makeError("is damaged or not ONNX: at byte " + Twine(offset) + ", " +
                     what + "; export or download the file again");
  }

  StringRef bytes;
};

} // namespace

static void appendVarint(std::string &out, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

static void appendTag(std::string &out, uint32_t number, WireType type) {
  appendVarint(out, uint64_t(number) << 3 | type);
}

Error Scanner::readField(uint64_t &position, uint64_t end,
                         RawField &field) const {
  StringRef enclosing = bytes.take_front(end);
  field.start = position;
  auto endsEarly = [&](const Twine &what) {
    if (end == bytes.size())
      return makeError("ends inside the field that begins at byte " +
                       Twine(field.start) + what +
                       ": the file is truncated or not ONNX; export or "
                       "download it again");
    return damaged(field.start, "a field reaches past its message" + what);
  };

  uint64_t tag;
  if (!readVarint(enclosing, position, tag))
    return endsEarly("");
  if (tag >> 3 == 0 || tag >> 3 > 0x1fffffff)
    return damaged(field.start, "no field has the number " + Twine(tag >> 3));
  field.number = static_cast<uint32_t>(tag >> 3);
  field.type = tag & 7;
  field.payload = position;

  uint64_t value;
  switch (field.type) {
  case VarintType:
    if (!readVarint(enclosing, position, value))
      return endsEarly("");
    field.size = position - field.payload;
    return Error::success();
  case Fixed64Type:
    field.size = 8;
    break;
  case LengthType:
    if (!readVarint(enclosing, position, value))
      return endsEarly("");
    field.payload = position;
    field.size = value;
    break;
  case Fixed32Type:
    field.size = 4;
    break;
  default:
    return damaged(field.start,
                   "ONNX has no fields of wire type " + Twine(field.type));
  }
  if (field.size > end - position)
    return endsEarly(" (" + Twine(field.size) + " bytes announced, " +
                     Twine(end - position) + " left)");
  position += field.size;
  return Error::success();
}

Error Scanner::checkPacked(const RawField &field, WireKind kind) const {
  if (kind == WireKind::Fixed32s || kind == WireKind::Fixed64s) {
    unsigned width = kind == WireKind::Fixed32s ? 4 : 8;
    if (field.size % width != 0)
      return damaged(field.start, "a list of " + Twine(width) +
                                      "-byte numbers is " + Twine(field.size) +
                                      " bytes long");
    return Error::success();
  }
  StringRef list = bytes.take_front(field.payload + field.size);
  for (uint64_t position = field.payload, value; position != list.size();)
    if (!readVarint(list, position, value))
      return damaged(field.start, "a list of numbers ends inside a number");
  return Error::success();
}

Error Scanner::checkKind(const RawField &field, WireKind kind) const {
  uint32_t expected = LengthType;
  switch (kind) {
  case WireKind::Varint:
    expected = VarintType;
    break;
  case WireKind::Fixed32:
    expected = Fixed32Type;
    break;
  case WireKind::Bytes:
  case WireKind::Message:
    break;
  case WireKind::Varints:
  case WireKind::Fixed32s:
  case WireKind::Fixed64s:
    // These lists may also be written number by number.
    if (field.type == LengthType)
      return checkPacked(field, kind);
    expected = kind == WireKind::Varints    ? VarintType
               : kind == WireKind::Fixed32s ? Fixed32Type
                                            : Fixed64Type;
    break;
  }
  if (field.type != expected)
    return damaged(field.start, "field " + Twine(field.number) +
                                    " has wire type " + Twine(field.type) +
                                    ", not " + Twine(expected) + " as in ONNX");
  return Error::success();
}

Error Scanner::findLargePayload(uint64_t begin, uint64_t end,
                                std::optional<RawField> &large) const {
  unsigned numDataFields = 0;
  for (uint64_t position = begin; position != end;) {
    RawField field;
    if (Error error = readField(position, end, field))
      return error;
    switch (field.number) {
    case StringData:
      ++numDataFields;
      break;
    case FloatData:
    case Int32Data:
    case Int64Data:
    case RawData:
    case DoubleData:
    case Uint64Data:
      ++numDataFields;
      if (field.type == LengthType && field.size > mappedDataThreshold)
        large = field;
      break;
    default:
      break;
    }
  }
  if (numDataFields != 1)
    large.reset();
  return Error::success();
}

Error Scanner::scan(WireMessage message, uint64_t begin, uint64_t end,
                    unsigned depth, std::string &out) {
  if (depth >= maxDepth)
    return makeError("is nested deeper than " + Twine(maxDepth) +
                     " levels at byte " + Twine(begin) +
                     "; simplify its subgraphs or types");

  std::optional<RawField> large;
  if (message == WireMessage::Tensor)
    if (Error error = findLargePayload(begin, end, large))
      return error;

  ArrayRef<WireField> fields = getWireFields(message);
  for (uint64_t position = begin; position != end;) {
    RawField field;
    if (Error error = readField(position, end, field))
      return error;
    const WireField *known = llvm::find_if(fields, [&](const WireField &entry) {
      return entry.number == field.number;
    });
    if (known == fields.end())
      continue;
    if (large && large->start == field.start) {
      appendTag(out, MappedField, VarintType);
      appendVarint(out, field.number);
      appendTag(out, MappedOffset, VarintType);
      appendVarint(out, field.payload);
      appendTag(out, MappedSize, VarintType);
      appendVarint(out, field.size);
      continue;
    }
    if (Error error = checkKind(field, known->kind))
      return error;
    if (known->kind != WireKind::Message) {
      // Tags and lengths are written anew: protobuf refuses padded ones.
      appendTag(out, field.number, WireType(field.type));
      if (field.type == LengthType)
        appendVarint(out, field.size);
      out += bytes.slice(field.payload, position);
      continue;
    }
    std::string nested;
    if (Error error = scan(known->message, field.payload,
                           field.payload + field.size, depth + 1, nested))
      return error;
    appendTag(out, field.number, LengthType);
    appendVarint(out, nested.size());
    out += nested;
  }
  return Error::success();
}

bool toroid::importer::readVarint(StringRef bytes, uint64_t &position,
                                  uint64_t &value) {
  value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (position >= bytes.size())
      return false;
    uint8_t byte = bytes[position++];
    value |= uint64_t(byte & 0x7f) << shift;
    if (byte < 0x80)
      return true;
  }
  return false;
}

Expected<std::string> toroid::importer::stripPayloads(StringRef bytes,
                                                      WireMessage root) {
  std::string stripped;
  if (Error error = Scanner(bytes).scan(root, 0, bytes.size(), 0, stripped))
    return std::move(error);
  if (stripped.size() >= uint64_t(1) << 31)
    return makeError("holds more than 2 GiB besides its weights, which "
                     "protobuf cannot read; simplify the graph");
  return stripped;
}
