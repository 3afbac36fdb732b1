//===- QuantizeMicrosoft.cpp - Quantized operators of com.microsoft -------===//

#include "passes/Legalize/NN.h"
#include "passes/Legalize/Quantize.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace toroid;

static Formula input(NodeContext &node, unsigned i) {
  return {node, node.getInput(i)};
}

//===----------------------------------------------------------------------===//
// Weights in blocks
//===----------------------------------------------------------------------===//

/// Elements of `bits` bits, packed along the last dim of bytes.
static Formula unpack(const Formula &bytes, unsigned bits) {
  NodeContext &node = bytes.getNode();
  if (bits == 8)
    return bytes;
  return {node, node.create<UnpackOp>(
                    node.getBuilder().getIntegerType(bits, /*isSigned=*/false),
                    bytes.get())};
}

/// Zero points of blocks, as `shape` says: numbers, or packed along the last
/// dim of bytes, of which each row is filled up. Without them, the middle.
static Formula readZeroPoints(const Formula &zeroPoints, const Formula &like,
                              unsigned bits, ArrayRef<DimExpr> shape,
                              bool defaultsToMiddle) {
  NodeContext &node = like.getNode();
  if (node.hasFailed())
    return zeroPoints;
  Type i32 = node.getBuilder().getI32Type();
  if (!zeroPoints.get())
    return {node,
            defaultsToMiddle ? node.scalar(i32, 1 << (bits - 1)) : Value()};
  if (!zeroPoints.getElementType().isUnsignedInteger(8) || bits == 8)
    return zeroPoints.reshape(shape);
  Shape rows(shape);
  DimExpr perRow = rows.back();
  rows.back() = node.getShapes().floorDiv(perRow * DimExpr(bits) + 7, 8);
  Formula unpacked = unpack(zeroPoints.reshape(rows), bits);
  if (node.hasFailed())
    return unpacked;
  return {node, node.sliceDim(unpacked, shape.size() - 1, 0, perRow)};
}

static bool isBits(int64_t bits) { return bits == 2 || bits == 4 || bits == 8; }

/// A · dequantized(B)ᵀ + bias. B is [N, blocks, bytes of a block].
static LogicalResult legalizeMatMulNBits(NodeContext &node) {
  int64_t k = node.getRequiredInt("K"), n = node.getRequiredInt("N");
  int64_t bits = node.getInt("bits", 4);
  int64_t block = node.getRequiredInt("block_size");
  if (node.hasFailed())
    return failure();
  constexpr int64_t largest = int64_t(1) << 31;
  if (k < 1 || n < 1 || k > largest || n > largest)
    return node.fail("its attributes 'K' and 'N' are " + Twine(k) + " and " +
                     Twine(n));
  if (!isBits(bits))
    return node.fail("its weights have " + Twine(bits) + " bits",
                     "quantize the model to 2, 4 or 8 bits");
  if (block < 1 || block > largest || block * bits % 8 != 0)
    return node.fail("its attribute 'block_size' is " + Twine(block));
  if (node.getInput(4))
    return node.fail("it has the input 'g_idx'",
                     "quantize the model without reordered rows");
  Formula a = input(node, 0), packed = input(node, 1);
  if (!isa<FloatType>(a.getElementType()) || isNarrow(a.getElementType()))
    return node.fail("its first input holds no floating-point numbers");
  if (a.getRank() < 2)
    return node.fail("its first input is no matrix");
  if (!packed.getElementType().isUnsignedInteger(8))
    return node.fail("its weights are no bytes",
                     "quantize the model with a newer ONNX Runtime");
  int64_t blocks = llvm::divideCeil(k, block);
  auto sizes = node.getType(packed).getShape();
  if (!node.getType(packed).hasStaticShape() ||
      ShapedType::getNumElements(sizes) != n * blocks * (block * bits / 8) ||
      sizes.empty() || sizes.back() % (block * bits / 8) != 0)
    return node.fail("its weights are not 'N' times " + Twine(blocks) +
                     " blocks of " + Twine(block * bits / 8) + " bytes");

  Type wide = getWideType(a.getElementType());
  Shape each = {n, blocks};
  Formula scale = input(node, 2).to(wide).reshape(each).expand(2);
  Formula zero =
      readZeroPoints(input(node, 3), a, bits, each, /*defaultsToMiddle=*/true);
  if (!node.hasFailed() && zero.getRank() != 0)
    zero = zero.expand(2);
  Formula q = unpack(packed, bits).reshape({n, blocks, block});
  if (node.hasFailed())
    return failure();
  // What dequantizes stands right before the product, so that both can become
  // one later.
  Formula weights = isa<FloatType>(zero.getElementType())
                        ? (q.to(wide) - zero.to(wide)) * scale
                        : dequantize(q, scale, zero, wide);
  weights = weights.reshape({n, blocks * block});
  if (!node.hasFailed() && blocks * block != k)
    weights = {node, node.sliceDim(weights, 1, 0, k)};
  Formula product(node, node.createLike<MatMulOp>(a.to(wide).get(),
                                                  weights.get(), false, true));
  if (Formula bias = input(node, 5); bias.get())
    product = product + bias.to(wide);
  return node.replace(product.to(a.getElementType()).get());
}

/// The bytes that hold a constant of elements below a byte, if rows fill bytes.
static Value viewAsBytes(NodeContext &node, Value value) {
  auto type = node.getType(value);
  unsigned width = type.getElementTypeBitWidth();
  auto constant = value.getDefiningOp<ConstantOp>();
  auto resource = constant
                      ? dyn_cast<DenseResourceElementsAttr>(constant.getValue())
                      : DenseResourceElementsAttr();
  if (!resource || !isNarrow(type.getElementType()) || 8 % width != 0 ||
      type.getRank() < 2 || type.getShape().back() * width % 8 != 0)
    return {};
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = shape.back() * width / 8;
  Type byte = node.getBuilder().getIntegerType(8, /*isSigned=*/false);
  return node.constant(DenseResourceElementsAttr::get(
      RankedTensorType::get(shape, byte), resource.getRawHandle()));
}

/// Rows of a quantized table, dequantized.
static LogicalResult legalizeGatherBlockQuantized(NodeContext &node) {
  Formula data = input(node, 0), indices = input(node, 1),
          scales = input(node, 2), zeros = input(node, 3);
  int64_t bits = node.getInt("bits", 4), block = node.getInt("block_size", 128);
  int64_t rank = data.getRank();
  auto gatherAxis = node.normalizeAxis(node.getInt("gather_axis", 0), rank);
  auto blockAxis = node.normalizeAxis(node.getInt("quantize_axis", 1), rank);
  if (!gatherAxis || !blockAxis || node.hasFailed())
    return failure();
  if (*gatherAxis == *blockAxis)
    return node.fail("it gathers along the axis of its blocks");
  if (block < 1 || block > INT32_MAX)
    return node.fail("its attribute 'block_size' is " + Twine(block));
  if (scales.getRank() != rank)
    return node.fail("its scales have rank " + Twine(scales.getRank()) +
                     ", and its table has rank " + Twine(rank));
  bool isPacked = data.getElementType().isUnsignedInteger(8);
  if (isPacked && !isBits(bits))
    return node.fail("its attribute 'bits' is " + Twine(bits));
  if (isPacked && bits < 8 && *gatherAxis == rank - 1)
    return node.fail("it gathers along the axis in which bytes are packed");
  if (!isPacked && !isa<IntegerType>(data.getElementType()))
    return node.fail("its table holds no integers");

  auto gather = [&](const Formula &table) {
    return Formula(node, node.create<GatherOp>(table.getElementType(),
                                               uint64_t(*gatherAxis),
                                               table.get(), indices.get()));
  };
  if (zeros.get()) {
    if (isPacked)
      zeros = readZeroPoints(zeros, data, bits, scales.getShape(), true);
    if (!node.hasFailed())
      zeros = gather(zeros);
  } else if (isPacked) {
    zeros = readZeroPoints(zeros, data, bits, {}, true);
  }
  scales = gather(scales);

  // Rows are gathered as bytes and unpacked then, not the whole table.
  Formula rows = data;
  Type element = data.getElementType();
  if (isPacked) {
    rows = unpack(gather(data), bits);
  } else if (Value bytes =
                 *gatherAxis == rank - 1 ? Value() : viewAsBytes(node, data)) {
    rows = gather(Formula(node, bytes));
    rows = {node, node.create<UnpackOp>(element, rows.get())};
  } else {
    rows = gather(data);
  }
  if (node.hasFailed())
    return failure();
  Granularity granularity;
  granularity.axis = *blockAxis < *gatherAxis
                         ? *blockAxis
                         : *blockAxis + indices.getRank() - 1;
  granularity.blockSize = block;
  Type type = scales.getElementType();
  scales = alignToTensor(scales, rows, granularity, "scale");
  if (zeros.get() && zeros.getRank() != 0)
    zeros = alignToTensor(zeros, rows, granularity, "zero point");
  return node.replace(dequantize(rows, scales, zeros, type).get());
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

static LogicalResult legalizeDynamicQuantizeMatMul(NodeContext &node) {
  Formula a = input(node, 0), b = input(node, 1);
  if (!a.getElementType().isF32())
    return node.fail("its first input does not hold f32 numbers");
  DynamicQuantization q = quantizeDynamically(a);
  Formula product(node, buildMatMul(node, centered(q.values, q.zeroPoint),
                                    centered(b, input(node, 3))));
  Formula y = product.to(a.getElementType()) * (q.scale * input(node, 2));
  if (Formula bias = input(node, 4); bias.get())
    y = y + bias;
  return node.replace(y.get());
}

static LogicalResult legalizeMatMulIntegerToFloat(NodeContext &node) {
  Formula a = input(node, 0), b = input(node, 1);
  Formula scale = perRow(input(node, 2), a) * input(node, 3);
  Formula product(node,
                  buildMatMul(node, centered(a, perRow(input(node, 4), a)),
                              centered(b, input(node, 5))));
  Formula y = product.to(getWideType(scale.getElementType())) *
              scale.to(getWideType(scale.getElementType()));
  if (Formula bias = input(node, 6); bias.get())
    y = y + bias.to(y.getElementType());
  return node.replace(y.to(scale.getElementType()).get());
}

/// Inputs: A, its scale and zero point, B, its scale and zero point, C in the
/// scale of the product, the result's scale and zero point. Without the last
/// two the result is real.
static LogicalResult legalizeQGemm(NodeContext &node) {
  Formula a = input(node, 0), b = input(node, 3);
  if (a.getRank() != 2 || b.getRank() != 2)
    return node.fail("its operands are no matrices");
  bool transposeA = node.getFlag("transA", false);
  bool transposeB = node.getFlag("transB", false);
  Formula bScale = input(node, 4), bZero = input(node, 5);
  // One for each column of the product.
  if (bZero.get() && bZero.getRank() == 1 && transposeB)
    bZero = bZero.expand(1);
  Formula scale = input(node, 1) * bScale * node.getFloat("alpha", 1);
  Formula product(node, node.createLike<MatMulOp>(
                            centered(a, input(node, 2)).get(),
                            centered(b, bZero).get(), transposeA, transposeB));
  if (Formula c = input(node, 6); c.get())
    product = product + c;
  Formula y = product.to(scale.getElementType()) * scale;
  if (Formula yScale = input(node, 7); yScale.get()) {
    Type type =
        node.getInput(8) ? input(node, 8).getElementType() : a.getElementType();
    y = quantize(y / yScale, input(node, 8), type);
  }
  return node.replace(y.get());
}

//===----------------------------------------------------------------------===//
// Functions of quantized numbers
//===----------------------------------------------------------------------===//

/// Input `i` with its scale and zero point after it, as f32; zero points may be
/// absent.
static Formula readReal(NodeContext &node, unsigned i) {
  for (unsigned part : {i, i + 1})
    if (!node.getInput(part))
      (void)node.fail("its input #" + Twine(part) + " is missing");
  return dequantize(input(node, i), input(node, i + 1), input(node, i + 2),
                    node.getBuilder().getF32Type());
}

/// Ends the node: scale and zero point of the result are inputs `i` and
/// `i + 1`; its type is that of input 0.
static LogicalResult replaceQuantized(NodeContext &node, const Formula &y,
                                      unsigned i) {
  if (!node.getInput(i))
    return node.fail("its input #" + Twine(i) + " is missing");
  if (node.hasFailed())
    return failure();
  return node.replace(quantize(y / input(node, i), input(node, i + 1),
                               node.getElementType(node.getInput(0)))
                          .get());
}

template <typename OpTy>
static LogicalResult legalizeQLinearBinary(NodeContext &node) {
  Formula y = apply<OpTy>(readReal(node, 0), readReal(node, 3));
  return replaceQuantized(node, y, 6);
}

static LogicalResult legalizeQLinearSigmoid(NodeContext &node) {
  return replaceQuantized(node, apply<SigmoidOp>(readReal(node, 0)), 3);
}

static LogicalResult legalizeQLinearLeakyRelu(NodeContext &node) {
  Formula x = readReal(node, 0);
  Formula y = select(x < 0, x * node.getFloat("alpha", 0.01), x);
  return replaceQuantized(node, y, 3);
}

static LogicalResult legalizeQLinearSoftmax(NodeContext &node) {
  Formula x = readReal(node, 0);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), x.getRank());
  if (!axis || node.hasFailed())
    return failure();
  if (node.getInt("opset", 13) < 13 && *axis != x.getRank() - 1)
    return node.fail("its softmax is that of an opset before 13, over more "
                     "than the last axis",
                     "quantize the model again at opset 13 or later");
  Formula y(node, node.createLike<SoftmaxOp>(x.get(), uint64_t(*axis)));
  return replaceQuantized(node, y, 3);
}

static LogicalResult legalizeQLinearGlobalAveragePool(NodeContext &node) {
  Formula x = readReal(node, 0);
  int64_t rank = x.getRank();
  if (node.hasFailed())
    return failure();
  if (rank < 3)
    return node.fail("its input has fewer than three dims");
  bool channelsLast = node.getFlag("channels_last", false);
  auto axes = llvm::to_vector(channelsLast ? llvm::seq<int64_t>(1, rank - 1)
                                           : llvm::seq<int64_t>(2, rank));
  return replaceQuantized(node, x.reduce(ReductionKind::mean, axes, true), 3);
}

/// Inputs: the result's scale and zero point, then each tensor with its own.
static LogicalResult legalizeQLinearConcat(NodeContext &node) {
  if (node.getNumInputs() < 5 || node.getNumInputs() % 3 != 2)
    return node.fail("its inputs are not a scale, a zero point and tensors "
                     "with a scale and a zero point each");
  SmallVector<Value> parts;
  for (unsigned i = 2; i < node.getNumInputs(); i += 3) {
    for (unsigned part = i; part < i + 3; ++part)
      if (!node.getInput(part))
        return node.fail("its input #" + Twine(part) + " is missing");
    parts.push_back(readReal(node, i).get());
  }
  if (node.hasFailed())
    return failure();
  auto axis = node.normalizeAxis(node.getRequiredInt("axis"),
                                 node.getRank(parts.front()));
  if (!axis || node.hasFailed())
    return failure();
  Formula joined(node, node.create<ConcatOp>(node.getBuilder().getF32Type(),
                                             uint64_t(*axis), parts));
  Formula zero = input(node, 1);
  return node.replace(
      quantize(joined / input(node, 0), zero, zero.getElementType()).get());
}

void toroid::addMicrosoftQuantizeOperators(OperatorTable &table) {
  auto add = [&](StringRef op, Arity inputs, NodeHandler handler) {
    table.add(op, 1, inputs, handler, "com.microsoft");
  };
  add("DynamicQuantizeMatMul", {3, 5}, legalizeDynamicQuantizeMatMul);
  add("GatherBlockQuantized", {3, 4}, legalizeGatherBlockQuantized);
  add("MatMulIntegerToFloat", {4, 7}, legalizeMatMulIntegerToFloat);
  add("MatMulNBits", {3, 6}, legalizeMatMulNBits);
  add("QGemm", {6, 9}, legalizeQGemm);
  add("QLinearAdd", {2, 8}, legalizeQLinearBinary<AddOp>);
  add("QLinearMul", {2, 8}, legalizeQLinearBinary<MulOp>);
  add("QLinearConcat", {5, Arity::unlimited}, legalizeQLinearConcat);
  add("QLinearGlobalAveragePool", {2, 5}, legalizeQLinearGlobalAveragePool);
  add("QLinearLeakyRelu", {2, 5}, legalizeQLinearLeakyRelu);
  add("QLinearSigmoid", {2, 5}, legalizeQLinearSigmoid);
  add("QLinearSoftmax", {2, 5}, legalizeQLinearSoftmax);
}
