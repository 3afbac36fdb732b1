//===- PanelLayout.cpp - Weights that are packed on their way out ---------===//

#include "compiler/Emit/PanelLayout.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace mlir;
using namespace toroid;

/// No processor has wider panels.
static constexpr int64_t maxPanel = 4096;

std::optional<PanelLayout> PanelLayout::read(DictionaryAttr attribute,
                                             ArrayRef<TensorShape> shapes,
                                             int64_t axis,
                                             uint64_t elementBytes) {
  auto rank = static_cast<int64_t>(shapes.front().size());
  auto number = [&](StringRef name) -> int64_t {
    auto value = attribute.getAs<IntegerAttr>(name);
    return value && value.getType().isSignlessInteger(64) ? value.getInt() : -1;
  };
  int64_t k = number("k"), n = number("n"), panel = number("panel");
  if (k < 0 || k >= rank || n < 0 || n >= rank || k == n || panel < 1 ||
      panel > maxPanel || !llvm::isPowerOf2_64(elementBytes) ||
      elementBytes > 8 || (shapes.size() > 1 && axis != n))
    return std::nullopt;
  PanelLayout layout;
  layout.panel = panel;
  layout.elementBytes = elementBytes;
  layout.kSize = shapes.front()[k];
  layout.nSize = 0;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (dim != k && dim != n)
      layout.outerSizes.push_back(shapes.front()[dim]);
  for (const TensorShape &shape : shapes) {
    Tensor tensor{static_cast<uint64_t>(shape[n]), 0, 0, {}};
    uint64_t stride = 1;
    for (int64_t dim = rank - 1; dim >= 0; --dim) {
      if (dim == k)
        tensor.kStride = stride;
      else if (dim == n)
        tensor.nStride = stride;
      else
        tensor.outerStrides.push_back(stride);
      stride *= shape[dim];
    }
    // The innermost one came first.
    std::reverse(tensor.outerStrides.begin(), tensor.outerStrides.end());
    layout.nSize += tensor.n;
    layout.tensors.push_back(std::move(tensor));
  }
  return layout;
}

std::optional<uint64_t> PanelLayout::size() const {
  std::optional<uint64_t> size = llvm::divideCeil(nSize, panel);
  auto multiply = [&](uint64_t factor) {
    if (size)
      size = llvm::checkedMulUnsigned<uint64_t>(*size, factor);
  };
  multiply(panel);
  multiply(kSize);
  multiply(elementBytes);
  for (uint64_t outer : outerSizes)
    multiply(outer);
  return size;
}

void PanelLayout::addTo(SmallVectorImpl<uint64_t> &numbers) const {
  numbers.append({panel, kSize});
  for (const Tensor &tensor : tensors)
    numbers.append({tensor.kStride, tensor.n, tensor.nStride});
}

/// Copies `columns` columns of `rows` steps to the start of rows of `panel`
/// elements.
template <typename T>
static void copy(const char *from, char *to, uint64_t rows, uint64_t rowStride,
                 uint64_t columns, uint64_t columnStride, uint64_t panel) {
  // A few cache lines of each column at a time.
  constexpr uint64_t block = 64;
  for (uint64_t first = 0; first < rows; first += block)
    for (uint64_t column = 0; column < columns; ++column)
      for (uint64_t row = first; row < std::min(first + block, rows); ++row)
        std::memcpy(to + (row * panel + column) * sizeof(T),
                    from +
                        (row * rowStride + column * columnStride) * sizeof(T),
                    sizeof(T));
}

void PanelLayout::copyColumns(const Tensor &tensor, ArrayRef<char> bytes,
                              uint64_t outerIndex, uint64_t column,
                              uint64_t columns, uint64_t row, uint64_t rows,
                              char *to) const {
  uint64_t start = column * tensor.nStride + row * tensor.kStride;
  for (auto [size, stride] : llvm::zip(llvm::reverse(outerSizes),
                                       llvm::reverse(tensor.outerStrides))) {
    start += outerIndex % size * stride;
    outerIndex /= size;
  }
  const char *from = bytes.data() + start * elementBytes;
  if (tensor.nStride == 1)
    for (uint64_t i = 0; i < rows; ++i)
      std::memcpy(to + i * panel * elementBytes,
                  from + i * tensor.kStride * elementBytes,
                  columns * elementBytes);
  else if (elementBytes == 1)
    copy<uint8_t>(from, to, rows, tensor.kStride, columns, tensor.nStride,
                  panel);
  else if (elementBytes == 2)
    copy<uint16_t>(from, to, rows, tensor.kStride, columns, tensor.nStride,
                   panel);
  else if (elementBytes == 4)
    copy<uint32_t>(from, to, rows, tensor.kStride, columns, tensor.nStride,
                   panel);
  else
    copy<uint64_t>(from, to, rows, tensor.kStride, columns, tensor.nStride,
                   panel);
}

void PanelLayout::stream(ArrayRef<ArrayRef<char>> bytes,
                         llvm::function_ref<void(ArrayRef<char>)> write) const {
  // Much is given at once: systems keep files that were written in large parts
  // in larger pages, which are read a fifth faster.
  constexpr size_t maxChunk = 1 << 22;
  // Part of a panel at a time, so that it stays in the cache.
  uint64_t maxRows = std::max<uint64_t>(1, 65536 / (panel * elementBytes));
  SmallVector<char, 0> buffer;
  buffer.reserve(maxChunk);
  uint64_t numOuter = 1;
  for (uint64_t size : outerSizes)
    numOuter *= size;
  for (uint64_t number = 0; number < numOuter; ++number)
    for (uint64_t column = 0; column < nSize; column += panel)
      for (uint64_t row = 0; row < kSize; row += maxRows) {
        uint64_t rows = std::min(maxRows, kSize - row);
        size_t bytesOfPart = rows * panel * elementBytes;
        if (buffer.size() + bytesOfPart > maxChunk) {
          write(buffer);
          buffer.clear();
        }
        size_t end = buffer.size();
        buffer.resize(end + bytesOfPart, 0);
        // A panel may have columns of several tensors.
        uint64_t first = 0;
        for (auto [tensor, own] : llvm::zip_equal(tensors, bytes)) {
          uint64_t from = std::max(first, column);
          uint64_t to = std::min(first + tensor.n, column + panel);
          if (from < to)
            copyColumns(tensor, own, number, from - first, to - from, row, rows,
                        buffer.data() + end + (from - column) * elementBytes);
          first += tensor.n;
        }
      }
  if (!buffer.empty())
    write(buffer);
}
