//===- Quantize.cpp - Between real numbers and integers -------------------===//

#include "passes/Legalize/Quantize.h"
#include "passes/Legalize/NN.h"
#include "passes/Legalize/Windows.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

/// Each entry along `axis` `count` times, as many as `size` says.
static Formula repeat(const Formula &x, int64_t axis, int64_t count,
                      const DimExpr &size) {
  NodeContext &node = x.getNode();
  Shape shape = x.getShape();
  if (node.hasFailed())
    return x;
  Shape blocks(shape), repeated(shape);
  blocks.insert(blocks.begin() + axis + 1, DimExpr(1));
  Formula split = x.reshape(blocks);
  blocks[axis + 1] = count;
  repeated[axis] = shape[axis] * DimExpr(count);
  Formula all(node, node.broadcastTo(split, blocks));
  return {node, node.sliceDim(all.reshape(repeated), axis, 0, size)};
}

/// Whether a parameter has an entry for each block along `axis`, as far as its
/// constant sizes tell.
static bool hasBlocks(ArrayRef<DimExpr> own, ArrayRef<DimExpr> shape,
                      int64_t axis, int64_t blockSize) {
  for (auto [i, size] : llvm::enumerate(shape)) {
    std::optional<int64_t> whole = size.getConstant(),
                           entries = own[i].getConstant();
    if (!whole || !entries)
      continue;
    bool isAxis = int64_t(i) == axis;
    int64_t expected =
        isAxis ? llvm::divideCeilSigned(*whole, blockSize) : *whole;
    if (*entries != expected)
      return false;
  }
  return true;
}

Formula toroid::alignToTensor(const Formula &parameter, const Formula &x,
                              const Granularity &granularity, StringRef what) {
  NodeContext &node = x.getNode();
  if (node.hasFailed() || !parameter.get())
    return parameter;
  int64_t rank = x.getRank(), ownRank = parameter.getRank();
  Shape shape = parameter.getShape();
  bool isOne = llvm::all_of(
      shape, [](const DimExpr &size) { return size.isConstant(1); });
  if (ownRank == 0 || isOne)
    return parameter.reshape({});
  // A vector and its only dim belong together, whatever the axis.
  if (ownRank == 1 && rank == 1 && !granularity.blockSize)
    return parameter;
  auto axis = node.normalizeAxis(granularity.axis, rank);
  if (!axis)
    return {node, Value()};
  if (granularity.blockSize) {
    if (ownRank == rank &&
        !hasBlocks(shape, x.getShape(), *axis, granularity.blockSize)) {
      (void)node.fail("its " + what +
                      " does not have an entry for each block "
                      "of " +
                      Twine(granularity.blockSize) + " elements of its input");
      return {node, Value()};
    }
    if (ownRank == rank)
      return repeat(parameter, *axis, granularity.blockSize,
                    x.getShape()[*axis]);
    (void)node.fail("its " + what + " has rank " + Twine(ownRank) +
                    ", and that of its input is " + Twine(rank));
    return {node, Value()};
  }
  if (ownRank != 1) {
    (void)node.fail("its " + what + " has rank " + Twine(ownRank) +
                    " and there is no block size");
    return {node, Value()};
  }
  Shape along(rank, DimExpr(1));
  along[*axis] = shape[0];
  return parameter.reshape(along);
}

Formula toroid::quantize(const Formula &quotient, const Formula &zeroPoint,
                         Type type, bool saturate) {
  NodeContext &node = quotient.getNode();
  if (node.hasFailed())
    return quotient;
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer) {
    Formula y = quotient.to(getWideType(quotient.getElementType()));
    if (zeroPoint.get())
      y = y + zeroPoint.to(y.getElementType());
    return {node, node.cast(y, type, saturate)};
  }
  // Rounded in the precision of the quotient, added without loss.
  Formula y = apply<RoundOp>(quotient);
  y = y.to(getWideType(y.getElementType()));
  if (zeroPoint.get())
    y = y + zeroPoint.to(y.getElementType());
  unsigned width = integer.getWidth();
  double least = integer.isUnsigned() ? 0 : -std::ldexp(1.0, width - 1);
  double most = std::ldexp(1.0, integer.isUnsigned() ? width : width - 1) - 1;
  return min(max(y, least), most).to(type);
}

Formula toroid::centered(const Formula &x, const Formula &zeroPoint) {
  Type i32 = x.getNode().getBuilder().getI32Type();
  return zeroPoint.get() ? x.to(i32) - zeroPoint.to(i32) : x.to(i32);
}

Formula toroid::dequantize(const Formula &x, const Formula &scale,
                           const Formula &zeroPoint, Type type) {
  NodeContext &node = x.getNode();
  if (node.hasFailed())
    return x;
  Type f32 = node.getBuilder().getF32Type();
  Formula difference = x;
  if (zeroPoint.get() && isa<FloatType>(x.getElementType()))
    difference = x.to(f32) - zeroPoint.to(f32);
  else if (zeroPoint.get())
    difference = centered(x, zeroPoint);
  return (difference.to(f32) * scale.to(f32)).to(type);
}

DynamicQuantization toroid::quantizeDynamically(const Formula &x) {
  NodeContext &node = x.getNode();
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, x.getRank()));
  Formula largest = max(x.reduce(ReductionKind::max, axes), 0);
  Formula least = min(x.reduce(ReductionKind::min, axes), 0);
  // Of zeros alone any scale is right that can be divided by.
  Formula range = largest - least;
  range = select(range == 0, number(range, 1), range);
  Formula scale = range / 255;
  Formula zero = apply<RoundOp>(min(max(0 - least / scale, 0), 255));
  Formula values =
      quantize(x / scale, zero, node.getBuilder().getIntegerType(8, false));
  return {values, scale, zero.to(node.getBuilder().getIntegerType(8, false))};
}

Formula toroid::perRow(const Formula &parameter, const Formula &matrix) {
  if (parameter.getNode().hasFailed() || !parameter.get() ||
      parameter.getRank() != 1 || matrix.getRank() < 2)
    return parameter;
  return parameter.expand(1);
}

//===----------------------------------------------------------------------===//
// QuantizeLinear and its like
//===----------------------------------------------------------------------===//

static std::optional<Granularity> readGranularity(NodeContext &node) {
  Granularity granularity{node.getInt("axis", 1), node.getInt("block_size", 0)};
  if (node.hasFailed())
    return std::nullopt;
  if (granularity.blockSize < 0 || granularity.blockSize > INT32_MAX) {
    (void)node.fail("its attribute 'block_size' is " +
                    Twine(granularity.blockSize));
    return std::nullopt;
  }
  return granularity;
}

/// Whether numbers are quantized to this type.
static bool isQuantized(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer ? integer.getWidth() > 1 && integer.getWidth() <= 32
                 : isNarrowFloat(type);
}

static LogicalResult checkZeroPoint(const Formula &x,
                                    const Formula &zeroPoint) {
  if (!zeroPoint.get() || zeroPoint.getElementType() == x.getElementType())
    return success();
  return x.getNode().fail("its zero point has another element type than what "
                          "it is the zero of");
}

static LogicalResult legalizeQuantizeLinear(NodeContext &node) {
  Formula x(node, node.getInput(0)), scale(node, node.getInput(1)),
      zeroPoint(node, node.getInput(2));
  int64_t declared = node.getInt("output_dtype", 0);
  int64_t precision = node.getInt("precision", 0);
  Type type = node.getBuilder().getIntegerType(8, /*isSigned=*/false);
  if (zeroPoint.get())
    type = zeroPoint.getElementType();
  else if (declared)
    type = node.getElementTypeOf(declared);
  // What is divided in the type of an integer or a power of two is not.
  Type divided =
      precision ? node.getElementTypeOf(precision) : scale.getElementType();
  auto granularity = readGranularity(node);
  if (node.hasFailed() || !granularity)
    return failure();
  if (declared && node.getElementTypeOf(declared) != type)
    return node.fail("its attribute 'output_dtype' is not the type of its zero "
                     "point");
  if (!isQuantized(type))
    return node.fail("it quantizes to elements that are no integers or narrow "
                     "floating-point numbers");
  if (!isa<FloatType>(divided))
    divided = node.getBuilder().getF64Type();
  else if (isNarrowFloat(divided))
    divided = isa<FloatType>(x.getElementType())
                  ? x.getElementType()
                  : node.getBuilder().getF32Type();
  scale = alignToTensor(scale, x, *granularity, "scale");
  zeroPoint = alignToTensor(zeroPoint, x, *granularity, "zero point");
  Formula quotient = x.to(divided) / scale.to(divided);
  return node.replace(
      quantize(quotient, zeroPoint, type, node.getFlag("saturate", true))
          .get());
}

static LogicalResult legalizeDequantizeLinear(NodeContext &node) {
  Formula x(node, node.getInput(0)), scale(node, node.getInput(1)),
      zeroPoint(node, node.getInput(2));
  int64_t declared = node.getInt("output_dtype", 0);
  Type type =
      declared ? node.getElementTypeOf(declared) : scale.getElementType();
  auto granularity = readGranularity(node);
  if (node.hasFailed() || !granularity)
    return failure();
  if (!isQuantized(x.getElementType()))
    return node.fail("its input holds no quantized numbers");
  if (failed(checkZeroPoint(x, zeroPoint)))
    return failure();
  if (!declared && isNarrowFloat(type))
    type = node.getBuilder().getF32Type();
  if (!isa<FloatType>(type) || isNarrow(type))
    return node.fail("it gives elements that are no floating-point numbers");
  scale = alignToTensor(scale, x, *granularity, "scale");
  zeroPoint = alignToTensor(zeroPoint, x, *granularity, "zero point");
  return node.replace(dequantize(x, scale, zeroPoint, type).get());
}

static LogicalResult legalizeDynamicQuantizeLinear(NodeContext &node) {
  Formula x(node, node.getInput(0));
  if (!x.getElementType().isF32())
    return node.fail("its input does not hold f32 numbers");
  DynamicQuantization q = quantizeDynamically(x);
  return node.replace({q.values.get(), q.scale.get(), q.zeroPoint.get()});
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Of what ONNX calls an integer product: 8 bits, and zero points like them.
static LogicalResult checkBytes(const Formula &x, const Formula &zeroPoint) {
  auto type = dyn_cast<IntegerType>(x.getElementType());
  if (!type || type.getWidth() != 8)
    return x.getNode().fail("it has an operand of other elements than integers "
                            "of 8 bits");
  return checkZeroPoint(x, zeroPoint);
}

static LogicalResult legalizeMatMulInteger(NodeContext &node) {
  Formula lhs(node, node.getInput(0)), rhs(node, node.getInput(1)),
      lhsZero(node, node.getInput(2)), rhsZero(node, node.getInput(3));
  if (failed(checkBytes(lhs, lhsZero)) || failed(checkBytes(rhs, rhsZero)))
    return failure();
  return node.replace(buildMatMul(node, centered(lhs, perRow(lhsZero, lhs)),
                                  centered(rhs, rhsZero)));
}

/// Inputs: a, its scale and zero point, b, its scale and zero point, the
/// result's scale and zero point.
static LogicalResult legalizeQLinearMatMul(NodeContext &node) {
  auto input = [&](unsigned i) { return Formula(node, node.getInput(i)); };
  Formula lhs = input(0), rhs = input(3);
  Type f32 = node.getBuilder().getF32Type();
  Formula lhsScale = perRow(input(1), lhs).to(f32);
  Formula scale = lhsScale * input(4).to(f32) / input(6).to(f32);
  Type type = input(7).getElementType();
  // The float8 types have no integer product.
  bool isInteger = isa<IntegerType>(lhs.getElementType()) &&
                   isa<IntegerType>(rhs.getElementType());
  Formula lhsZero = perRow(input(2), lhs);
  auto operand = [&](const Formula &x, const Formula &zero) {
    return isInteger ? centered(x, zero) : x.to(f32) - zero.to(f32);
  };
  Formula product(
      node, buildMatMul(node, operand(lhs, lhsZero), operand(rhs, input(5))));
  return node.replace(quantize(product.to(f32) * scale, input(7), type).get());
}

/// A filter's scale or zero point, one for each output channel, along dim
/// `axis` of a tensor like `like`.
static Formula perChannel(const Formula &parameter, int64_t axis,
                          const Formula &like) {
  if (parameter.getNode().hasFailed() || !parameter.get())
    return parameter;
  if (parameter.getRank() > 1) {
    (void)parameter.getNode().fail("the scale or zero point of its filter has "
                                   "rank " +
                                   Twine(parameter.getRank()));
    return parameter;
  }
  return alignToTensor(parameter, like, {axis, 0}, "filter's scale");
}

/// Padding is with zeros of the difference, which is the input's zero point.
static Formula convolve(NodeContext &node, const Formula &x,
                        const Formula &xZero, const Formula &filter,
                        const Formula &filterZero, Value bias) {
  return {node,
          buildConv(node, centered(x, xZero),
                    centered(filter, perChannel(filterZero, 0, filter)), bias)};
}

static LogicalResult legalizeConvInteger(NodeContext &node) {
  auto input = [&](unsigned i) { return Formula(node, node.getInput(i)); };
  if (failed(checkBytes(input(0), input(2))) ||
      failed(checkBytes(input(1), input(3))))
    return failure();
  return node.replace(
      convolve(node, input(0), input(2), input(1), input(3), Value()).get());
}

/// Inputs: x, its scale and zero point, the filter, its scale and zero point,
/// the result's scale and zero point, a bias in the scale of the product.
static LogicalResult legalizeQLinearConv(NodeContext &node) {
  auto input = [&](unsigned i) { return Formula(node, node.getInput(i)); };
  Formula sum =
      convolve(node, input(0), input(2), input(3), input(5), node.getInput(8));
  Formula scale = input(1) * perChannel(input(4), 1, sum) / input(6);
  return node.replace(quantize(sum.to(scale.getElementType()) * scale, input(7),
                               input(7).getElementType())
                          .get());
}

void toroid::addQuantizeOperators(OperatorTable &table) {
  table.add("QuantizeLinear", 10, {2, 3}, legalizeQuantizeLinear);
  table.add("DequantizeLinear", 10, {2, 3}, legalizeDequantizeLinear);
  table.add("DynamicQuantizeLinear", 11, {1, 1}, legalizeDynamicQuantizeLinear);
  table.add("ConvInteger", 10, {2, 4}, legalizeConvInteger);
  table.add("QLinearConv", 10, {8, 9}, legalizeQLinearConv);
  table.add("MatMulInteger", 10, {2, 4}, legalizeMatMulInteger);
  table.add("QLinearMatMul", 10, {8, 8}, legalizeQLinearMatMul);
  StringRef microsoft = "com.microsoft";
  table.add("QuantizeLinear", 1, {2, 3}, legalizeQuantizeLinear, microsoft);
  table.add("DequantizeLinear", 1, {2, 3}, legalizeDequantizeLinear, microsoft);
}
