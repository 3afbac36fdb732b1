//===- Weights.cpp - The bytes of a program's weights ---------------------===//

#include "compiler/Emit/Weights.h"

#include "compiler/Emit/FilePages.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace toroid;

/// Padding between weights is written out, so it may not be just any number.
static constexpr uint64_t maxGap = 1 << 20;

/// The bytes that a tensor takes; nothing on overflow or elements that do not
/// fill bytes.
static std::optional<uint64_t> byteSize(ShapedType type) {
  Type element = type.getElementType();
  if (!type.hasStaticShape() || !element.isIntOrFloat() ||
      element.getIntOrFloatBitWidth() % 8 != 0)
    return std::nullopt;
  std::optional<uint64_t> size = element.getIntOrFloatBitWidth() / 8;
  for (int64_t dim : type.getShape())
    if (size)
      size = llvm::checkedMulUnsigned<uint64_t>(*size, dim);
  return size;
}

FailureOr<Weights> Weights::read(ModuleOp module) {
  Weights weights;
  Attribute attribute = module->getAttr("toroid.weights");
  if (!attribute)
    return weights;
  auto array = dyn_cast<ArrayAttr>(attribute);
  if (!array)
    return module.emitError("'toroid.weights' is not an array");
  for (auto [index, entry] : llvm::enumerate(array)) {
    auto refuse = [&, index = index](const Twine &why) -> FailureOr<Weights> {
      return module.emitError("entry ")
             << index << " of 'toroid.weights' " << why;
    };
    auto fields = dyn_cast<DictionaryAttr>(entry);
    auto offset = fields ? fields.getAs<IntegerAttr>("offset") : IntegerAttr();
    auto value = fields ? fields.getAs<ElementsAttr>("value") : ElementsAttr();
    if (!offset || !value)
      return refuse("has no offset or no value");
    std::optional<uint64_t> size = byteSize(value.getShapedType());
    if (!size)
      return refuse("has a type that fills no bytes");
    Piece piece;
    piece.offset = offset.getValue().getZExtValue();
    piece.size = *size;
    uint64_t plainSize = *size;
    if (Attribute attribute = fields.get("layout")) {
      auto layout = dyn_cast<DictionaryAttr>(attribute);
      ShapedType type = value.getShapedType();
      if (layout)
        piece.layout = PanelLayout::read(layout, type.getShape(),
                                         type.getElementTypeBitWidth() / 8);
      if (!piece.layout)
        return refuse("has a layout that does not fit its value");
      std::optional<uint64_t> packedSize = piece.layout->size();
      if (!packedSize)
        return refuse("lies too far out");
      piece.size = *packedSize;
    }
    if (piece.offset % alignment != 0)
      return refuse("is not aligned to " + Twine(alignment) + " bytes");
    if (piece.offset < weights.totalSize)
      return refuse("overlaps the one before it");
    if (piece.offset - weights.totalSize > maxGap)
      return refuse("leaves a gap before it");
    std::optional<uint64_t> end =
        llvm::checkedAddUnsigned(piece.offset, piece.size);
    if (!end || *end > uint64_t(INT64_MAX))
      return refuse("lies too far out");

    if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
      AsmResourceBlob *blob = resource.getRawHandle().getBlob();
      if (!blob)
        return refuse("has no data: weights were left out when this IR was "
                      "written; compile from the model");
      piece.bytes = blob->getData();
    } else if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
      piece.bytes = dense.getRawData();
    } else {
      return refuse("is neither a resource nor dense");
    }
    bool isSplat = isa<DenseElementsAttr>(value) && value.isSplat();
    if (isSplat && piece.layout)
      return refuse("has a layout, but one value only");
    if (isSplat ? piece.size % std::max<size_t>(piece.bytes.size(), 1) != 0
                : piece.bytes.size() < plainSize)
      return refuse("has " + Twine(piece.bytes.size()) + " bytes of data; " +
                    Twine(plainSize) + " belong there");
    if (!isSplat)
      piece.bytes = piece.bytes.take_front(plainSize);
    weights.totalSize = *end;
    if (piece.size != 0)
      weights.pieces.push_back(piece);
  }
  return weights;
}

uint64_t Weights::hash() const {
  // A hash of hashes: no piece has to be joined with the next.
  SmallVector<uint64_t> hashes;
  FilePages pages;
  for (const Piece &piece : pieces) {
    hashes.push_back(piece.offset);
    hashes.push_back(piece.size);
    if (piece.layout)
      piece.layout->addTo(hashes);
    hashes.push_back(llvm::xxh3_64bits(
        ArrayRef(reinterpret_cast<const uint8_t *>(piece.bytes.data()),
                 piece.bytes.size())));
    pages.release(piece.bytes);
  }
  return llvm::xxh3_64bits(
      ArrayRef(reinterpret_cast<const uint8_t *>(hashes.data()),
               hashes.size() * sizeof(uint64_t)));
}

const char *Weights::inPlace() const {
  if (pieces.empty() || pieces.front().offset != 0)
    return nullptr;
  const char *start = pieces.front().bytes.data();
  if (!llvm::isAddrAligned(llvm::Align(alignment), start))
    return nullptr;
  // What lies between two pieces is never read.
  bool inOrder = llvm::all_of(pieces, [&](const Piece &piece) {
    return !piece.layout && piece.bytes.size() == piece.size &&
           reinterpret_cast<uintptr_t>(piece.bytes.data()) -
                   reinterpret_cast<uintptr_t>(start) ==
               piece.offset;
  });
  return inOrder ? start : nullptr;
}

void Weights::stream(llvm::function_ref<void(ArrayRef<char>)> write) const {
  static constexpr char zeros[alignment] = {};
  static constexpr size_t maxChunk = 1 << 22;
  FilePages pages;
  uint64_t position = 0;
  for (const Piece &piece : pieces) {
    while (position < piece.offset) {
      uint64_t gap = std::min<uint64_t>(piece.offset - position, sizeof(zeros));
      write(ArrayRef(zeros, gap));
      position += gap;
    }
    if (piece.layout) {
      piece.layout->stream(piece.bytes, write);
      pages.release(piece.bytes);
      position += piece.size;
      continue;
    }
    for (uint64_t done = 0; done < piece.size; done += piece.bytes.size())
      for (size_t at = 0; at < piece.bytes.size(); at += maxChunk) {
        ArrayRef<char> chunk = piece.bytes.drop_front(at).take_front(maxChunk);
        write(chunk);
        pages.release(chunk);
      }
    position += piece.size;
  }
}
