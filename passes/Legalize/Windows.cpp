//===- Windows.cpp - Attributes of convolutions and pools -----------------===//

#include "passes/Legalize/Windows.h"

using namespace mlir;
using namespace toroid;

std::optional<SmallVector<int64_t>>
toroid::readWindowAttr(NodeContext &node, StringRef name, size_t count,
                       int64_t defaultValue, int64_t least) {
  SmallVector<int64_t> entries = node.getInts(name);
  if (node.hasFailed())
    return std::nullopt;
  if (!node.hasAttr(name))
    entries.assign(count, defaultValue);
  if (entries.size() != count) {
    (void)node.fail("its attribute '" + name + "' has " +
                    Twine(entries.size()) + " entries and needs " +
                    Twine(count));
    return std::nullopt;
  }
  for (int64_t entry : entries)
    if (entry < least || entry > largestWindow) {
      (void)node.fail("its attribute '" + name + "' has the entry " +
                      Twine(entry));
      return std::nullopt;
    }
  return entries;
}

std::optional<Windows> toroid::readWindows(NodeContext &node,
                                           ArrayRef<DimExpr> sizes,
                                           ArrayRef<DimExpr> kernel,
                                           bool roundUp) {
  size_t spatial = sizes.size();
  auto strides = readWindowAttr(node, "strides", spatial, 1, 1);
  auto dilations = readWindowAttr(node, "dilations", spatial, 1, 1);
  auto pads = readWindowAttr(node, "pads", 2 * spatial, 0, 0);
  StringRef autoPad = node.getString("auto_pad", "NOTSET");
  if (!strides || !dilations || !pads || node.hasFailed())
    return std::nullopt;
  for (const DimExpr &size : kernel)
    if (auto constant = size.getConstant();
        constant && *constant > largestWindow) {
      (void)node.fail("its filter is too large");
      return std::nullopt;
    }

  Windows windows{Shape(kernel), *strides, *dilations, {}, {}};
  SymbolicShapes &shapes = node.getShapes();
  if (autoPad == "NOTSET") {
    for (size_t i = 0; i < spatial; ++i) {
      DimExpr low = (*pads)[i], high = (*pads)[spatial + i];
      if (roundUp) {
        int64_t stride = (*strides)[i];
        DimExpr room = sizes[i] + low + high - windows.span(i);
        // The number of windows but one; the last starts in the input.
        DimExpr last = shapes.min(shapes.floorDiv(room + (stride - 1), stride),
                                  shapes.floorDiv(sizes[i] + low - 1, stride));
        high = last * DimExpr(stride) + windows.span(i) - sizes[i] - low;
      }
      windows.padLow.push_back(low);
      windows.padHigh.push_back(high);
    }
    return windows;
  }
  if (autoPad == "VALID") {
    windows.padLow.assign(spatial, 0);
    windows.padHigh.assign(spatial, 0);
    return windows;
  }
  if (autoPad != "SAME_UPPER" && autoPad != "SAME_LOWER") {
    (void)node.fail("its attribute 'auto_pad' is '" + autoPad + "'");
    return std::nullopt;
  }
  for (size_t i = 0; i < spatial; ++i) {
    // There are ceil(size / stride) windows.
    int64_t stride = (*strides)[i];
    DimExpr last = stride == 1
                       ? sizes[i] - 1
                       : shapes.floorDiv(sizes[i] + (stride - 1), stride) - 1;
    DimExpr total =
        shapes.max(last * DimExpr(stride) + windows.span(i) - sizes[i], 0);
    DimExpr smaller = shapes.floorDiv(total, 2), larger = total - smaller;
    windows.padLow.push_back(autoPad == "SAME_UPPER" ? smaller : larger);
    windows.padHigh.push_back(autoPad == "SAME_UPPER" ? larger : smaller);
  }
  return windows;
}

Value toroid::padLastDims(NodeContext &node, Value input, ArrayRef<DimExpr> low,
                          ArrayRef<DimExpr> high, Value value) {
  auto isZero = [](const DimExpr &pad) { return pad.isConstant(0); };
  if (node.hasFailed() ||
      (llvm::all_of(low, isZero) && llvm::all_of(high, isZero)))
    return input;
  OpBuilder &builder = node.getBuilder();
  SmallVector<Value> dynamicLow, dynamicHigh;
  SmallVector<int64_t> staticLow, staticHigh;
  auto dispatch = [&](ArrayRef<DimExpr> pads, SmallVector<Value> &dynamic,
                      SmallVector<int64_t> &fixed) {
    Shape all(node.getRank(input) - pads.size(), DimExpr(0));
    all.append(pads.begin(), pads.end());
    dispatchIndexOpFoldResults(
        node.getShapes().materialize(builder, node.getLoc(), all), dynamic,
        fixed);
  };
  dispatch(low, dynamicLow, staticLow);
  dispatch(high, dynamicHigh, staticHigh);
  return node.createLike<PadOp>(
      input, value, ValueRange(dynamicLow), ValueRange(dynamicHigh),
      ArrayRef<int64_t>(staticLow), ArrayRef<int64_t>(staticHigh));
}

Value toroid::alongDim(NodeContext &node, Value vector, int64_t axis,
                       int64_t rank) {
  if (node.hasFailed())
    return {};
  Shape shape(rank, DimExpr(1));
  shape[axis] = node.getShape(vector)[0];
  return node.reshape(vector, shape);
}
