//===- NN.cpp - Products and convolutions ---------------------------------===//

#include "passes/Legalize/NodeContext.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// NumPy's product: a vector on the left is a row, one on the right a column,
/// and the dim that this adds vanishes from the result.
static LogicalResult legalizeMatMul(NodeContext &node) {
  Value lhs = node.getInput(0), rhs = node.getInput(1);
  bool isRow = node.getRank(lhs) == 1, isColumn = node.getRank(rhs) == 1;
  if (isRow)
    lhs = node.reshape(lhs, {1, node.getShape(lhs)[0]});
  if (isColumn)
    rhs = node.reshape(rhs, {node.getShape(rhs)[0], 1});
  Value product = node.createLike<MatMulOp>(lhs, rhs);
  if (node.hasFailed())
    return failure();
  Shape shape = node.getShape(product);
  if (isColumn)
    shape.pop_back();
  if (isRow)
    shape.erase(shape.end() - (isColumn ? 1 : 2));
  return node.replace(node.reshape(product, shape));
}

/// `factor · x`; the factor of an integer product must be an integer.
static Value scaleBy(NodeContext &node, Value x, double factor) {
  if (node.hasFailed() || factor == 1)
    return x;
  if (!isa<FloatType>(node.getElementType(x)) &&
      (std::trunc(factor) != factor || std::fabs(factor) > 1e15)) {
    (void)node.fail("it scales integers by " + Twine(std::to_string(factor)));
    return {};
  }
  return node.createLike<MulOp>(x, node.scalarLike(x, factor));
}

static LogicalResult legalizeGemm(NodeContext &node) {
  Value lhs = node.getInput(0), rhs = node.getInput(1);
  if (node.getRank(lhs) != 2 || node.getRank(rhs) != 2)
    return node.fail("its inputs are no matrices");
  bool transposeLhs = node.getFlag("transA", false);
  bool transposeRhs = node.getFlag("transB", false);
  double alpha = node.getFloat("alpha", 1), beta = node.getFloat("beta", 1);
  Value result = scaleBy(
      node, node.createLike<MatMulOp>(lhs, rhs, transposeLhs, transposeRhs),
      alpha);
  Value bias = node.getInput(2);
  if (!bias || beta == 0)
    return node.replace(result);
  Value sum = node.createLike<AddOp>(result, scaleBy(node, bias, beta));
  // The bias must not enlarge the product.
  if (!node.hasFailed() && node.getRank(sum) != 2)
    return node.fail("its input #2 does not broadcast to a matrix");
  return node.replace(sum);
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

/// Attributes of windows beyond this are errors and would overflow.
static constexpr int64_t largestWindow = int64_t(1) << 31;

/// An attribute with one entry per spatial dim (or `count` entries).
static std::optional<SmallVector<int64_t>>
readWindow(NodeContext &node, StringRef name, size_t count,
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

static LogicalResult legalizeConv(NodeContext &node) {
  Value input = node.getInput(0), filter = node.getInput(1);
  int64_t rank = node.getRank(input);
  if (rank < 3 || node.getRank(filter) != rank)
    return node.fail("its input and filter do not have one rank, 3 or more");
  size_t spatial = rank - 2;
  auto strides = readWindow(node, "strides", spatial, 1, 1);
  auto dilations = readWindow(node, "dilations", spatial, 1, 1);
  auto pads = readWindow(node, "pads", 2 * spatial, 0, 0);
  int64_t groups = node.getInt("group", 1);
  StringRef autoPad = node.getString("auto_pad", "NOTSET");
  if (!strides || !dilations || !pads || node.hasFailed())
    return failure();
  if (groups < 1 || groups > largestWindow)
    return node.fail("its attribute 'group' is " + Twine(groups));

  Shape filterShape = node.getShape(filter), inputShape = node.getShape(input);
  if (node.hasAttr("kernel_shape")) {
    auto kernel = readWindow(node, "kernel_shape", spatial, 1, 1);
    if (!kernel)
      return failure();
    for (size_t i = 0; i < spatial; ++i)
      if (auto size = filterShape[i + 2].getConstant();
          size && *size != (*kernel)[i])
        return node.fail("its attribute 'kernel_shape' is not the filter's");
  }

  SmallVector<int64_t> low, high;
  if (autoPad == "NOTSET") {
    low.assign(pads->begin(), pads->begin() + spatial);
    high.assign(pads->begin() + spatial, pads->end());
  } else if (autoPad == "VALID") {
    low.assign(spatial, 0);
    high.assign(spatial, 0);
  } else if (autoPad == "SAME_UPPER" || autoPad == "SAME_LOWER") {
    for (size_t i = 0; i < spatial; ++i) {
      auto size = inputShape[i + 2].getConstant();
      auto kernel = filterShape[i + 2].getConstant();
      int64_t stride = (*strides)[i], dilation = (*dilations)[i];
      if (!kernel || (!size && stride != 1))
        return node.fail("its padding '" + autoPad +
                             "' depends on sizes that only a run knows",
                         "re-export the model with explicit pads");
      if (*kernel > largestWindow)
        return node.fail("its filter is too large");
      // The result has ceil(size / stride) elements; the last window starts
      // this many elements before the end.
      int64_t left = stride == 1 ? 1 : (*size - 1) % stride + 1;
      int64_t span = (*kernel - 1) * dilation + 1;
      int64_t total = std::max<int64_t>(span - left, 0);
      int64_t smaller = total / 2, larger = total - smaller;
      low.push_back(autoPad == "SAME_UPPER" ? smaller : larger);
      high.push_back(autoPad == "SAME_UPPER" ? larger : smaller);
    }
  } else {
    return node.fail("its attribute 'auto_pad' is '" + autoPad + "'");
  }
  return node.replace(node.createLike<ConvOp>(
      input, filter, node.getInput(2), uint64_t(groups),
      ArrayRef<int64_t>(*strides), ArrayRef<int64_t>(*dilations),
      ArrayRef<int64_t>(low), ArrayRef<int64_t>(high)));
}

template <ReductionKind kind>
static LogicalResult legalizeGlobalPool(NodeContext &node) {
  Value input = node.getInput(0);
  int64_t rank = node.getRank(input);
  if (rank < 3)
    return node.fail("its input has fewer than three dims");
  return node.replace(node.reduce(
      kind, input, llvm::to_vector(llvm::seq<int64_t>(2, rank)), true));
}

void toroid::addNNOperators(OperatorTable &table) {
  table.add("Conv", 1, {2, 3}, legalizeConv);
  table.add("Gemm", 7, {3, 3}, legalizeGemm);
  table.add("Gemm", 11, {2, 3}, legalizeGemm);
  table.add("GlobalAveragePool", 1, {1, 1},
            legalizeGlobalPool<ReductionKind::mean>);
  table.add("GlobalMaxPool", 1, {1, 1}, legalizeGlobalPool<ReductionKind::max>);
  table.add("MatMul", 1, {2, 2}, legalizeMatMul);
}
