//===- Pool.cpp - Pools ---------------------------------------------------===//

#include "passes/Legalize/Formula.h"
#include "passes/Legalize/Windows.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace toroid;

namespace {
/// A pool's input, windows and sizes.
struct Pool {
  Value input;
  int64_t rank;
  Shape sizes; ///< The input's spatial dims.
  SmallVector<int64_t> kernel;
  Windows windows;
};
} // namespace

static std::optional<Pool> readPool(NodeContext &node) {
  Value input = node.getInput(0);
  int64_t rank = node.getRank(input);
  if (rank < 3) {
    (void)node.fail("its input has fewer than three dims");
    return std::nullopt;
  }
  if (!node.hasAttr("kernel_shape")) {
    (void)node.fail("its attribute 'kernel_shape' is missing");
    return std::nullopt;
  }
  auto kernel = readWindowAttr(node, "kernel_shape", rank - 2, 1, 1);
  bool roundUp = node.getFlag("ceil_mode", false);
  if (!kernel)
    return std::nullopt;
  Shape sizes = node.getShape(input);
  sizes.erase(sizes.begin(), sizes.begin() + 2);
  auto windows =
      readWindows(node, sizes, Shape(kernel->begin(), kernel->end()), roundUp);
  if (!windows)
    return std::nullopt;
  return Pool{input, rank, sizes, *kernel, *windows};
}

/// Combines what the windows hold of `x`, which has the input's shape;
/// `neutral` is what padding counts for.
static Value combine(NodeContext &node, const Pool &pool, ReductionKind kind,
                     Value x, double neutral) {
  if (node.hasFailed())
    return {};
  const Windows &windows = pool.windows;
  Value padded = padLastDims(node, x, windows.padLow, windows.padHigh,
                             node.scalarLike(x, neutral));
  if (node.hasFailed())
    return {};
  return node.create<PoolOp>(
      node.getElementType(x), kind, padded, ArrayRef<int64_t>(pool.kernel),
      ArrayRef<int64_t>(windows.strides), ArrayRef<int64_t>(windows.dilations));
}

//===----------------------------------------------------------------------===//
// Maximum
//===----------------------------------------------------------------------===//

static double getLowest(Type type) {
  if (isa<FloatType>(type))
    return -std::numeric_limits<double>::infinity();
  if (type.isUnsignedInteger())
    return 0;
  return -std::ldexp(1.0, type.getIntOrFloatBitWidth() - 1);
}

/// Where in the tensor each maximum is. The windows are spread out, so that the
/// place of their largest element can be searched along one axis.
static Value findMaxima(NodeContext &node, const Pool &pool, double lowest,
                        bool columnMajor) {
  const Windows &windows = pool.windows;
  size_t spatial = windows.size();
  Value spread = padLastDims(node, pool.input, windows.padLow, windows.padHigh,
                             node.scalarLike(pool.input, lowest));
  if (node.hasFailed())
    return {};
  Shape padded = node.getShape(spread), counts;
  Type i64 = node.getBuilder().getI64Type();
  auto number = [&](int64_t value) { return node.scalar(i64, double(value)); };
  // Elements that the windows meet: places in the padded dim by window and
  // kernel place.
  auto scaledIota = [&](const DimExpr &size, int64_t factor, int64_t axis,
                        int64_t rank) {
    return node.createLike<MulOp>(alongDim(node, node.iota(size), axis, rank),
                                  number(factor));
  };
  for (size_t i = 0; i < spatial; ++i)
    counts.push_back(node.getShapes().floorDiv(padded[i + 2] - windows.span(i),
                                               windows.strides[i]) +
                     1);
  for (size_t i = spatial; i-- > 0;) {
    Value places = node.createLike<AddOp>(
        scaledIota(counts[i], windows.strides[i], 0, 2),
        scaledIota(pool.kernel[i], windows.dilations[i], 1, 2));
    if (node.hasFailed())
      return {};
    spread = node.create<GatherOp>(node.getElementType(spread), uint64_t(i + 2),
                                   spread, places);
  }
  // (n, c, o, k, o, k, ...) to (n, c, o..., k...).
  SmallVector<int64_t> permutation = {0, 1};
  for (size_t i = 0; i < spatial; ++i)
    permutation.push_back(2 + 2 * i);
  for (size_t i = 0; i < spatial; ++i)
    permutation.push_back(3 + 2 * i);
  spread = node.transpose(spread, permutation);
  if (node.hasFailed())
    return {};
  Shape shape = {padded[0], padded[1]};
  shape.append(counts);
  Shape flat = shape;
  int64_t kernelSize = 1;
  for (int64_t k : pool.kernel)
    kernelSize *= k;
  flat.push_back(kernelSize);
  Value place = node.create<ArgReduceOp>(i64, ReductionKind::max,
                                         node.reshape(spread, flat),
                                         uint64_t(pool.rank), false, false);

  // The place in the window, taken apart, and put together for the tensor.
  Value index = node.createLike<MulOp>(
      node.reshape(node.iota(padded[0] * padded[1]), {padded[0], padded[1]}),
      node.getSizeValue(product(pool.sizes)));
  Shape planes(pool.rank, DimExpr(1));
  planes[0] = padded[0];
  planes[1] = padded[1];
  index = node.reshape(index, planes);
  int64_t inner = kernelSize;
  for (size_t i = 0; i < spatial; ++i) {
    inner /= pool.kernel[i];
    Value k = node.createLike<ModOp>(
        node.createLike<DivOp>(place, number(inner)), number(pool.kernel[i]));
    Value coordinate = node.createLike<AddOp>(
        node.createLike<MulOp>(k, number(windows.dilations[i])),
        scaledIota(counts[i], windows.strides[i], i + 2, pool.rank));
    coordinate = node.createLike<SubOp>(coordinate,
                                        node.getSizeValue(windows.padLow[i]));
    DimExpr stride = columnMajor
                         ? product(ArrayRef(pool.sizes).take_front(i))
                         : product(ArrayRef(pool.sizes).drop_front(i + 1));
    index = node.createLike<AddOp>(
        index, node.createLike<MulOp>(coordinate, node.getSizeValue(stride)));
  }
  return index;
}

static LogicalResult legalizeMaxPool(NodeContext &node) {
  auto pool = readPool(node);
  if (!pool)
    return failure();
  double lowest = getLowest(node.getElementType(pool->input));
  Value result = combine(node, *pool, ReductionKind::max, pool->input, lowest);
  if (!node.isOutputUsed(1))
    return node.replace(result);
  bool columnMajor = node.getFlag("storage_order", false);
  return node.replace({result, findMaxima(node, *pool, lowest, columnMajor)});
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// How many elements each window counts: a product over the spatial dims of
/// vectors, or one number. Elements before the input and after it count with
/// `includePads`, those that only `ceil_mode` added never do.
static Value countElements(NodeContext &node, const Pool &pool,
                           bool includePads, Type type) {
  const Windows &windows = pool.windows;
  SymbolicShapes &shapes = node.getShapes();
  Type i64 = node.getBuilder().getI64Type();
  SmallVector<int64_t> given = node.getInts("pads");
  given.resize(2 * windows.size(), 0);
  Value count = node.scalar(type, 1);
  for (size_t i = 0; i < windows.size(); ++i) {
    // In the padded dim: the elements [begin, end) count.
    DimExpr own = windows.padLow[i] + pool.sizes[i];
    DimExpr padded = own + windows.padHigh[i];
    DimExpr high = windows.padHigh[i];
    if (!node.hasAttr("auto_pad") || node.getString("auto_pad", "") == "NOTSET")
      high = given[windows.size() + i];
    DimExpr begin = includePads ? DimExpr(0) : windows.padLow[i];
    DimExpr end = includePads ? shapes.min(own + high, padded) : own;
    int64_t kernel = pool.kernel[i], dilation = windows.dilations[i];
    if (begin.isConstant(0) && end == padded) {
      count = node.createLike<MulOp>(count, node.scalar(type, double(kernel)));
      continue;
    }
    DimExpr windowCount =
        shapes.floorDiv(padded - windows.span(i), windows.strides[i]) + 1;
    Value start = node.createLike<MulOp>(
        node.iota(windowCount), node.scalar(i64, double(windows.strides[i])));
    // Of places start + k · dilation, those below a bound.
    auto countBelow = [&](const DimExpr &bound) {
      Value room = node.createLike<SubOp>(
          node.getSizeValue(bound + (dilation - 1)), start);
      Value places =
          node.createLike<DivOp>(room, node.scalar(i64, double(dilation)));
      places = node.createLike<MaxOp>(places, node.scalar(i64, 0));
      return node.createLike<MinOp>(places, node.scalar(i64, double(kernel)));
    };
    Value valid = node.createLike<SubOp>(countBelow(end), countBelow(begin));
    count = node.createLike<MulOp>(
        count, alongDim(node, node.cast(valid, type), i + 2, pool.rank));
  }
  return count;
}

/// Sums are f32 for f16 and bf16.
static Type getWideType(NodeContext &node, Value x) {
  Type type = node.getElementType(x);
  return type.isF16() || type.isBF16() ? node.getBuilder().getF32Type() : type;
}

static LogicalResult legalizeAveragePool(NodeContext &node) {
  auto pool = readPool(node);
  bool includePads = node.getFlag("count_include_pad", false);
  if (!pool || node.hasFailed())
    return failure();
  Type type = node.getElementType(pool->input),
       wide = getWideType(node, pool->input);
  Value sum =
      combine(node, *pool, ReductionKind::sum, node.cast(pool->input, wide), 0);
  Value average = node.createLike<DivOp>(
      sum, countElements(node, *pool, includePads, wide));
  return node.replace(node.cast(average, type));
}

/// |x|^p, or the p-th root of x.
static Value power(NodeContext &node, Value x, double p) {
  if (p == 1)
    return x;
  if (p == 2)
    return node.createLike<MulOp>(x, x);
  if (p == 0.5)
    return node.createLike<SqrtOp>(x);
  return node.createLike<PowOp>(x, node.scalarLike(x, p));
}

/// The number p of an Lp norm; before opset 2 it is a float.
static std::optional<double> readNorm(NodeContext &node) {
  double p =
      node.getOpset() < 2 ? node.getFloat("p", 2) : double(node.getInt("p", 2));
  if (node.hasFailed())
    return std::nullopt;
  if (!(p > 0)) {
    (void)node.fail("its attribute 'p' is not positive");
    return std::nullopt;
  }
  return p;
}

static LogicalResult legalizeLpPool(NodeContext &node) {
  auto pool = readPool(node);
  auto p = readNorm(node);
  if (!pool || !p)
    return failure();
  Type type = node.getElementType(pool->input),
       wide = getWideType(node, pool->input);
  Value powers =
      power(node, node.createLike<AbsOp>(node.cast(pool->input, wide)), *p);
  Value sum = combine(node, *pool, ReductionKind::sum, powers, 0);
  return node.replace(node.cast(power(node, sum, 1 / *p), type));
}

//===----------------------------------------------------------------------===//
// Pools of everything
//===----------------------------------------------------------------------===//

template <ReductionKind kind>
static LogicalResult legalizeGlobalPool(NodeContext &node) {
  Value input = node.getInput(0);
  int64_t rank = node.getRank(input);
  if (rank < 3)
    return node.fail("its input has fewer than three dims");
  return node.replace(node.reduce(
      kind, input, llvm::to_vector(llvm::seq<int64_t>(2, rank)), true));
}

static LogicalResult legalizeGlobalLpPool(NodeContext &node) {
  Value input = node.getInput(0);
  int64_t rank = node.getRank(input);
  if (rank < 3)
    return node.fail("its input has fewer than three dims");
  auto p = readNorm(node);
  if (!p)
    return failure();
  Type wide = getWideType(node, input);
  Value powers =
      power(node, node.createLike<AbsOp>(node.cast(input, wide)), *p);
  Value sum = node.reduce(ReductionKind::sum, powers,
                          llvm::to_vector(llvm::seq<int64_t>(2, rank)), true);
  return node.replace(
      node.cast(power(node, sum, 1 / *p), node.getElementType(input)));
}

//===----------------------------------------------------------------------===//
// The inverse of a pool
//===----------------------------------------------------------------------===//

/// Elements go to where their maxima were, in a tensor of zeros.
static LogicalResult legalizeMaxUnpool(NodeContext &node) {
  Value input = node.getInput(0), indices = node.getInput(1);
  int64_t rank = node.getRank(input);
  if (rank < 3)
    return node.fail("its input has fewer than three dims");
  if (!node.hasAttr("kernel_shape"))
    return node.fail("its attribute 'kernel_shape' is missing");
  size_t spatial = rank - 2;
  auto kernel = readWindowAttr(node, "kernel_shape", spatial, 1, 1);
  auto strides = readWindowAttr(node, "strides", spatial, 1, 1);
  auto pads = readWindowAttr(node, "pads", 2 * spatial, 0, 0);
  if (!kernel || !strides || !pads)
    return failure();
  Shape shape = node.getShape(input), pooled = {shape[0], shape[1]};
  for (size_t i = 0; i < spatial; ++i)
    pooled.push_back((shape[i + 2] - 1) * DimExpr((*strides)[i]) +
                     ((*kernel)[i] - (*pads)[i] - (*pads)[spatial + i]));

  Type type = node.getElementType(input);
  DimExpr count = product(shape);
  Value zero = node.scalar(type, 0);
  Value result = node.createLike<ScatterOp>(
      node.broadcastTo(zero, {product(pooled)}),
      node.reshape(indices, {count, 1}), node.reshape(input, {count}),
      ArrayRef<int64_t>{0}, ArrayRef<int64_t>{}, ReductionKindAttr());
  result = node.reshape(result, pooled);
  if (!node.getInput(2))
    return node.replace(result);
  // Places beyond what the windows tell are zero.
  Formula sizes(node, node.getInput(2));
  if (sizes.getRank() != 1)
    return node.fail("its input #2 is no vector");
  Shape high;
  for (int64_t i = 0; i < rank; ++i)
    high.push_back(readSize(sizes.at(0, i)) - pooled[i]);
  return node.replace(
      padLastDims(node, result, Shape(rank, DimExpr(0)), high, zero));
}

void toroid::addPoolOperators(OperatorTable &table) {
  Arity one = {1, 1};
  table.add("AveragePool", 1, one, legalizeAveragePool);
  table.add("LpPool", 1, one, legalizeLpPool);
  table.add("MaxPool", 1, one, legalizeMaxPool);
  table.add("MaxUnpool", 9, {2, 3}, legalizeMaxUnpool);
  table.add("GlobalAveragePool", 1, one,
            legalizeGlobalPool<ReductionKind::mean>);
  table.add("GlobalLpPool", 1, one, legalizeGlobalLpPool);
  table.add("GlobalMaxPool", 1, one, legalizeGlobalPool<ReductionKind::max>);
}
