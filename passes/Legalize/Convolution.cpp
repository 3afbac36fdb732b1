//===- Convolution.cpp - Convolutions and their transposes ----------------===//

#include "passes/Legalize/Windows.h"

using namespace mlir;
using namespace toroid;

/// The filter's kernel; fails when `kernel_shape` is another one.
static std::optional<Shape> readKernel(NodeContext &node, Value filter) {
  Shape kernel = node.getShape(filter);
  kernel.erase(kernel.begin(), kernel.begin() + 2);
  if (!node.hasAttr("kernel_shape"))
    return kernel;
  auto sizes = readWindowAttr(node, "kernel_shape", kernel.size(), 1, 1);
  if (!sizes)
    return std::nullopt;
  for (auto [own, size] : llvm::zip(kernel, *sizes))
    if (auto constant = own.getConstant(); constant && *constant != size) {
      (void)node.fail("its attribute 'kernel_shape' is not the filter's");
      return std::nullopt;
    }
  return kernel;
}

static std::optional<int64_t> readGroups(NodeContext &node) {
  int64_t groups = node.getInt("group", 1);
  if (node.hasFailed())
    return std::nullopt;
  if (groups < 1 || groups > largestWindow) {
    (void)node.fail("its attribute 'group' is " + Twine(groups));
    return std::nullopt;
  }
  return groups;
}

Value toroid::buildConv(NodeContext &node, Value input, Value filter,
                        Value bias) {
  if (node.hasFailed())
    return {};
  int64_t rank = node.getRank(input);
  if (rank < 3 || node.getRank(filter) != rank) {
    (void)node.fail("its input and filter do not have one rank, 3 or more");
    return {};
  }
  auto kernel = readKernel(node, filter);
  auto groups = readGroups(node);
  if (!kernel || !groups)
    return {};
  Shape sizes = node.getShape(input);
  auto windows = readWindows(node, ArrayRef(sizes).drop_front(2), *kernel);
  if (!windows)
    return {};

  SmallVector<int64_t> low, high;
  for (auto [below, above] : llvm::zip(windows->padLow, windows->padHigh)) {
    auto first = below.getConstant(), second = above.getConstant();
    if (!first || !second)
      break;
    low.push_back(*first);
    high.push_back(*second);
  }
  if (high.size() != windows->size()) {
    input = padLastDims(node, input, windows->padLow, windows->padHigh,
                        node.scalarLike(input, 0));
    low.assign(windows->size(), 0);
    high = low;
  }
  return node.createLike<ConvOp>(input, filter, bias, uint64_t(*groups),
                                 ArrayRef<int64_t>(windows->strides),
                                 ArrayRef<int64_t>(windows->dilations),
                                 ArrayRef<int64_t>(low),
                                 ArrayRef<int64_t>(high));
}

static LogicalResult legalizeConv(NodeContext &node) {
  return node.replace(
      buildConv(node, node.getInput(0), node.getInput(1), node.getInput(2)));
}

//===----------------------------------------------------------------------===//
// Transposes of convolutions
//===----------------------------------------------------------------------===//

namespace {
/// What ConvTranspose leaves out of the sum of its windows, and what remains.
struct Crop {
  Shape low, sizes;
};
} // namespace

static std::optional<Crop> readCrop(NodeContext &node, const Windows &windows,
                                    ArrayRef<DimExpr> sizes) {
  size_t spatial = windows.size();
  auto extra = readWindowAttr(node, "output_padding", spatial, 0, 0);
  auto target = readWindowAttr(node, "output_shape", spatial, 0, 0);
  if (!extra || !target)
    return std::nullopt;
  StringRef autoPad = node.getString("auto_pad", "NOTSET");
  bool isGiven = node.hasAttr("output_shape");
  bool isSame = autoPad.starts_with("SAME");
  // Where the odd element goes; the operator's first version had it otherwise.
  bool lessBefore = (autoPad == "SAME_UPPER") == (node.getOpset() >= 11);
  SymbolicShapes &shapes = node.getShapes();
  Crop crop;
  for (size_t i = 0; i < spatial; ++i) {
    DimExpr stride = windows.strides[i];
    DimExpr full = (sizes[i] - 1) * stride + windows.span(i) + (*extra)[i];
    if (!isGiven && !isSame) {
      crop.low.push_back(windows.padLow[i]);
      crop.sizes.push_back(full - windows.padLow[i] - windows.padHigh[i]);
      continue;
    }
    DimExpr size = isGiven ? DimExpr((*target)[i]) : sizes[i] * stride;
    DimExpr total = shapes.max(full - size, 0);
    DimExpr half = shapes.floorDiv(total, 2);
    crop.low.push_back(lessBefore ? half : total - half);
    crop.sizes.push_back(size);
  }
  return crop;
}

/// Each input element times the filter gives a window of the result; windows
/// are summed where they overlap.
static LogicalResult legalizeConvTranspose(NodeContext &node) {
  Value input = node.getInput(0), filter = node.getInput(1);
  int64_t rank = node.getRank(input);
  if (rank < 3 || node.getRank(filter) != rank)
    return node.fail("its input and filter do not have one rank, 3 or more");
  auto kernel = readKernel(node, filter);
  auto groups = readGroups(node);
  if (!kernel || !groups)
    return failure();
  Shape shape = node.getShape(input), filterShape = node.getShape(filter);
  ArrayRef<DimExpr> sizes = ArrayRef(shape).drop_front(2);
  auto windows = readWindows(node, sizes, *kernel);
  if (!windows)
    return failure();
  auto crop = readCrop(node, *windows, sizes);
  if (!crop)
    return failure();
  auto channels = shape[1].getConstant(), taken = filterShape[0].getConstant();
  if ((channels && taken && *channels != *taken) ||
      (channels && *channels % *groups != 0))
    return node.fail("it has " + node.getShapes().print(shape[1]) +
                     " input channels for " +
                     node.getShapes().print(filterShape[0]) + " filters in " +
                     Twine(*groups) + " groups");

  // Sums of f16 and bf16 are f32.
  Type type = node.getElementType(input);
  Type wide = type.isF64() ? type : Type(node.getBuilder().getF32Type());
  input = node.cast(input, wide);
  filter = node.cast(filter, wide);
  DimExpr count = product(sizes), area = product(*kernel);
  DimExpr results = filterShape[1] * DimExpr(*groups);
  Shape rows = {filterShape[0], filterShape[1] * area},
        columns = {shape[0], shape[1], count};
  if (*groups != 1) {
    DimExpr each = node.getShapes().floorDiv(filterShape[0], *groups);
    rows = {*groups, each, filterShape[1] * area};
    columns = {shape[0], *groups, each, count};
  }
  Value product = node.createLike<MatMulOp>(node.reshape(filter, rows),
                                            node.reshape(input, columns),
                                            /*transpose_lhs=*/true, false);
  Shape windowShape = {shape[0], results};
  windowShape.append(*kernel);
  windowShape.append(sizes.begin(), sizes.end());
  Value sum = node.createLike<FoldOp>(node.reshape(product, windowShape),
                                      ArrayRef<int64_t>(windows->strides),
                                      ArrayRef<int64_t>(windows->dilations));
  if (node.hasFailed())
    return failure();
  Shape full = node.getShape(sum), low, high;
  for (size_t i = 0; i < windows->size(); ++i) {
    low.push_back(DimExpr(0) - crop->low[i]);
    high.push_back(crop->sizes[i] - full[i + 2] + crop->low[i]);
  }
  Value result = padLastDims(node, sum, low, high, node.scalar(wide, 0));
  if (Value bias = node.getInput(2)) {
    if (node.getRank(bias) != 1)
      return node.fail("its bias is no vector");
    result = node.createLike<AddOp>(
        result, alongDim(node, node.cast(bias, wide), 1, rank));
  }
  return node.replace(node.cast(result, type));
}

void toroid::addConvolutionOperators(OperatorTable &table) {
  table.add("Conv", 1, {2, 3}, legalizeConv);
  table.add("ConvTranspose", 1, {2, 3}, legalizeConvTranspose);
}
