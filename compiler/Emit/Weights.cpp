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

/// Reads `value`, or `values` that are joined along `axis`, and `layout` into
/// `piece`. Gives what is wrong; empty when nothing is.
std::string Weights::readTensors(DictionaryAttr fields, Piece &piece) {
  SmallVector<ElementsAttr> values;
  int64_t axis = 0;
  if (auto value = fields.getAs<ElementsAttr>("value"))
    values.push_back(value);
  if (auto joined = fields.getAs<ArrayAttr>("values")) {
    for (Attribute value : joined)
      values.push_back(dyn_cast<ElementsAttr>(value));
    auto along = fields.getAs<IntegerAttr>("axis");
    axis = along ? along.getValue().getSExtValue() : -1;
  }
  if (values.empty() || llvm::is_contained(values, ElementsAttr()))
    return "has no offset or no value";
  ShapedType type = values.front().getShapedType();
  if (values.size() > 1 && (axis < 0 || axis >= type.getRank()))
    return "has no axis to join its values along";

  SmallVector<PanelLayout::TensorShape> shapes;
  std::optional<uint64_t> total = 0;
  bool hasSplat = false;
  for (ElementsAttr value : values) {
    ShapedType own = value.getShapedType();
    shapes.emplace_back(own.getShape());
    PanelLayout::TensorShape others = shapes.back();
    if (values.size() > 1 && own.getRank() == type.getRank())
      others[axis] = type.getDimSize(axis);
    if (ArrayRef(others) != type.getShape() ||
        own.getElementType() != type.getElementType())
      return "joins values that do not fit together";
    std::optional<uint64_t> size = byteSize(own);
    if (!size)
      return "has a type that fills no bytes";
    total = llvm::checkedAddUnsigned(*total, *size);
    if (!total)
      return "lies too far out";
    Tensor tensor{*size, {}};
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
      AsmResourceBlob *blob = resource.getRawHandle().getBlob();
      if (!blob)
        return "has no data: weights were left out when this IR was written; "
               "compile from the model";
      tensor.bytes = blob->getData();
    } else if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
      tensor.bytes = dense.getRawData();
    } else {
      return "is neither a resource nor dense";
    }
    bool isSplat = isa<DenseElementsAttr>(value) && value.isSplat();
    hasSplat |= isSplat;
    if (isSplat ? *size % std::max<size_t>(tensor.bytes.size(), 1) != 0
                : tensor.bytes.size() < *size)
      return ("has " + Twine(tensor.bytes.size()) + " bytes of data; " +
              Twine(*size) + " belong there")
          .str();
    if (!isSplat)
      tensor.bytes = tensor.bytes.take_front(*size);
    piece.tensors.push_back(tensor);
  }
  piece.size = *total;
  if (values.size() > 1)
    for (int64_t dim : type.getShape().take_front(axis))
      piece.turns *= dim;
  Attribute attribute = fields.get("layout");
  if (!attribute)
    return "";
  auto layout = dyn_cast<DictionaryAttr>(attribute);
  if (layout)
    piece.layout = PanelLayout::read(layout, shapes, axis,
                                     type.getElementTypeBitWidth() / 8);
  if (!piece.layout)
    return "has a layout that does not fit its value";
  if (hasSplat)
    return "has a layout, but one value only";
  std::optional<uint64_t> packedSize = piece.layout->size();
  if (!packedSize)
    return "lies too far out";
  piece.size = *packedSize;
  return "";
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
    if (!offset)
      return refuse("has no offset or no value");
    Piece piece;
    piece.offset = offset.getValue().getZExtValue();
    if (std::string problem = readTensors(fields, piece); !problem.empty())
      return refuse(problem);
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
    weights.totalSize = *end;
    if (piece.size != 0)
      weights.pieces.push_back(std::move(piece));
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
    if (piece.turns != 1)
      hashes.push_back(piece.turns);
    if (piece.layout)
      piece.layout->addTo(hashes);
    for (const Tensor &tensor : piece.tensors) {
      hashes.push_back(llvm::xxh3_64bits(
          ArrayRef(reinterpret_cast<const uint8_t *>(tensor.bytes.data()),
                   tensor.bytes.size())));
      pages.release(tensor.bytes);
    }
  }
  return llvm::xxh3_64bits(
      ArrayRef(reinterpret_cast<const uint8_t *>(hashes.data()),
               hashes.size() * sizeof(uint64_t)));
}

const char *Weights::inPlace() const {
  if (pieces.empty() || pieces.front().offset != 0)
    return nullptr;
  const char *start = pieces.front().tensors.front().bytes.data();
  if (!llvm::isAddrAligned(llvm::Align(alignment), start))
    return nullptr;
  // What lies between two pieces is never read.
  bool inOrder = llvm::all_of(pieces, [&](const Piece &piece) {
    const Tensor &tensor = piece.tensors.front();
    return !piece.layout && piece.tensors.size() == 1 &&
           tensor.bytes.size() == piece.size &&
           reinterpret_cast<uintptr_t>(tensor.bytes.data()) -
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
  // `size` bytes of a tensor, whose bytes may be fewer and repeat.
  auto writePart = [&](const Tensor &tensor, uint64_t from, uint64_t size) {
    for (uint64_t done = 0; done < size;) {
      ArrayRef<char> chunk =
          tensor.bytes.drop_front((from + done) % tensor.bytes.size())
              .take_front(std::min<uint64_t>(maxChunk, size - done));
      write(chunk);
      pages.release(chunk);
      done += chunk.size();
    }
  };
  for (const Piece &piece : pieces) {
    while (position < piece.offset) {
      uint64_t gap = std::min<uint64_t>(piece.offset - position, sizeof(zeros));
      write(ArrayRef(zeros, gap));
      position += gap;
    }
    position += piece.size;
    for (uint64_t turn = 0; !piece.layout && turn < piece.turns; ++turn)
      for (const Tensor &tensor : piece.tensors) {
        uint64_t part = tensor.size / piece.turns;
        writePart(tensor, turn * part, part);
      }
    if (!piece.layout)
      continue;
    SmallVector<ArrayRef<char>> tensors;
    for (const Tensor &tensor : piece.tensors)
      tensors.push_back(tensor.bytes);
    piece.layout->stream(tensors, write);
    for (ArrayRef<char> bytes : tensors)
      pages.release(bytes);
  }
}
