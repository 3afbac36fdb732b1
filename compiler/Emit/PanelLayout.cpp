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
                                             ArrayRef<int64_t> shape,
                                             uint64_t elementBytes) {
  auto rank = static_cast<int64_t>(shape.size());
  auto number = [&](StringRef name) -> int64_t {
    auto value = attribute.getAs<IntegerAttr>(name);
    return value && value.getType().isSignlessInteger(64) ? value.getInt() : -1;
  };
  int64_t k = number("k"), n = number("n"), panel = number("panel");
  if (k < 0 || k >= rank || n < 0 || n >= rank || k == n || panel < 1 ||
      panel > maxPanel || !llvm::isPowerOf2_64(elementBytes) ||
      elementBytes > 8)
    return std::nullopt;
  PanelLayout layout;
  layout.panel = panel;
  layout.elementBytes = elementBytes;
  uint64_t stride = 1;
  for (int64_t dim = rank - 1; dim >= 0; --dim) {
    Dim each{static_cast<uint64_t>(shape[dim]), stride};
    if (dim == k)
      layout.k = each;
    else if (dim == n)
      layout.n = each;
    else
      layout.outer.push_back(each);
    stride *= each.size;
  }
  // The innermost one came first.
  std::reverse(layout.outer.begin(), layout.outer.end());
  return layout;
}

std::optional<uint64_t> PanelLayout::size() const {
  std::optional<uint64_t> size = llvm::divideCeil(n.size, panel);
  auto multiply = [&](uint64_t factor) {
    if (size)
      size = llvm::checkedMulUnsigned<uint64_t>(*size, factor);
  };
  multiply(panel);
  multiply(k.size);
  multiply(elementBytes);
  for (const Dim &dim : outer)
    multiply(dim.size);
  return size;
}

void PanelLayout::addTo(SmallVectorImpl<uint64_t> &numbers) const {
  numbers.append({panel, k.size, k.stride, n.size, n.stride});
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

void PanelLayout::stream(ArrayRef<char> bytes,
                         llvm::function_ref<void(ArrayRef<char>)> write) const {
  // Much is given at once: systems keep files that were written in large parts
  // in larger pages, which are read a fifth faster.
  constexpr size_t maxChunk = 1 << 22;
  // Part of a panel at a time, so that it stays in the cache.
  uint64_t maxRows = std::max<uint64_t>(1, 65536 / (panel * elementBytes));
  SmallVector<char, 0> buffer;
  buffer.reserve(maxChunk);
  uint64_t numOuter = 1;
  for (const Dim &dim : outer)
    numOuter *= dim.size;
  for (uint64_t number = 0; number < numOuter; ++number) {
    uint64_t start = 0, rest = number;
    for (const Dim &dim : llvm::reverse(outer)) {
      start += rest % dim.size * dim.stride;
      rest /= dim.size;
    }
    for (uint64_t column = 0; column < n.size; column += panel) {
      uint64_t columns = std::min(panel, n.size - column);
      for (uint64_t row = 0; row < k.size; row += maxRows) {
        uint64_t rows = std::min(maxRows, k.size - row);
        size_t bytesOfPart = rows * panel * elementBytes;
        if (buffer.size() + bytesOfPart > maxChunk) {
          write(buffer);
          buffer.clear();
        }
        size_t end = buffer.size();
        buffer.resize(end + bytesOfPart, 0);
        char *to = buffer.data() + end;
        const char *from =
            bytes.data() +
            (start + column * n.stride + row * k.stride) * elementBytes;
        if (n.stride == 1)
          for (uint64_t i = 0; i < rows; ++i)
            std::memcpy(to + i * panel * elementBytes,
                        from + i * k.stride * elementBytes,
                        columns * elementBytes);
        else if (elementBytes == 1)
          copy<uint8_t>(from, to, rows, k.stride, columns, n.stride, panel);
        else if (elementBytes == 2)
          copy<uint16_t>(from, to, rows, k.stride, columns, n.stride, panel);
        else if (elementBytes == 4)
          copy<uint32_t>(from, to, rows, k.stride, columns, n.stride, panel);
        else
          copy<uint64_t>(from, to, rows, k.stride, columns, n.stride, panel);
      }
    }
  }
  if (!buffer.empty())
    write(buffer);
}
