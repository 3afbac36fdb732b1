//===- Numbers.cpp - The elements of constants as numbers -----------------===//

#include "passes/Fusion/Numbers.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace toroid;

/// Larger constants are weights, not masks.
static constexpr int64_t maxElements = int64_t(1) << 24;

static double toNumber(APFloat number) {
  bool exact;
  number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &exact);
  return number.convertToDouble();
}

static double toNumber(const APInt &number, IntegerType type) {
  return type.isUnsigned() || type.getWidth() == 1
             ? double(number.getZExtValue())
             : double(number.getSExtValue());
}

/// Whether numbers of this type fit in a double, all but large integers.
static bool isNumber(Type element) {
  auto integer = dyn_cast<IntegerType>(element);
  return isa<FloatType>(element) || (integer && integer.getWidth() <= 64);
}

template <typename T>
static void decode(ArrayRef<char> bytes, SmallVectorImpl<double> &numbers) {
  for (size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T)) {
    T number;
    memcpy(&number, bytes.data() + at, sizeof(T));
    numbers.push_back(double(number));
  }
}

/// Elements as they are in memory; none for types that no mask has.
static SmallVector<double> decode(ArrayRef<char> bytes, Type element) {
  SmallVector<double> numbers;
  if (element.isF32())
    decode<float>(bytes, numbers);
  else if (element.isF64())
    decode<double>(bytes, numbers);
  else if (element.isInteger(1) || element.isUnsignedInteger(8))
    decode<uint8_t>(bytes, numbers);
  else if (element.isSignlessInteger(8))
    decode<int8_t>(bytes, numbers);
  else if (element.isSignlessInteger(32))
    decode<int32_t>(bytes, numbers);
  else if (element.isSignlessInteger(64))
    decode<int64_t>(bytes, numbers);
  else if (element.isF16() || element.isBF16())
    for (size_t at = 0; at + 2 <= bytes.size(); at += 2) {
      uint16_t bits;
      memcpy(&bits, bytes.data() + at, 2);
      numbers.push_back(toNumber(APFloat(
          cast<FloatType>(element).getFloatSemantics(), APInt(16, bits))));
    }
  return numbers;
}

static ArrayRef<char> getBytes(DenseResourceElementsAttr resource) {
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  return blob ? blob->getData() : ArrayRef<char>();
}

std::optional<SmallVector<double>> toroid::readConstant(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  if (!constant)
    return std::nullopt;
  auto type = cast<RankedTensorType>(value.getType());
  Type element = type.getElementType();
  if (!isNumber(element) || type.getNumElements() > maxElements)
    return std::nullopt;
  if (auto resource =
          dyn_cast<DenseResourceElementsAttr>(constant.getValue())) {
    SmallVector<double> numbers = decode(getBytes(resource), element);
    return int64_t(numbers.size()) == type.getNumElements()
               ? std::optional(std::move(numbers))
               : std::nullopt;
  }
  auto dense = dyn_cast<DenseElementsAttr>(constant.getValue());
  if (!dense)
    return std::nullopt;
  SmallVector<double> numbers;
  if (auto integer = dyn_cast<IntegerType>(element))
    for (const APInt &number : dense.getValues<APInt>())
      numbers.push_back(toNumber(number, integer));
  else
    for (const APFloat &number : dense.getValues<APFloat>())
      numbers.push_back(toNumber(number));
  return numbers;
}

std::optional<double> toroid::readUniform(Value value) {
  while (isa_and_present<BroadcastToOp, ReshapeOp, TransposeOp, SliceOp>(
      value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  auto constant = value.getDefiningOp<ConstantOp>();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!constant || !isNumber(type.getElementType()) ||
      type.getNumElements() == 0)
    return std::nullopt;
  Type element = type.getElementType();
  if (auto resource =
          dyn_cast<DenseResourceElementsAttr>(constant.getValue())) {
    // Most weights differ in the first elements already.
    ArrayRef<char> bytes = getBytes(resource);
    size_t count = type.getNumElements(), width = bytes.size() / count;
    if (width == 0 || bytes.size() != width * count ||
        memcmp(bytes.data(), bytes.data() + width, bytes.size() - width) != 0)
      return std::nullopt;
    SmallVector<double> first = decode(bytes.take_front(width), element);
    return first.size() == 1 ? std::optional(first.front()) : std::nullopt;
  }
  auto dense = dyn_cast<DenseElementsAttr>(constant.getValue());
  if (!dense || !dense.isSplat())
    return std::nullopt;
  if (auto integer = dyn_cast<IntegerType>(element))
    return toNumber(dense.getSplatValue<APInt>(), integer);
  return toNumber(dense.getSplatValue<APFloat>());
}
