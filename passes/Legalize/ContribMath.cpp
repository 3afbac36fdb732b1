//===- ContribMath.cpp - ONNX Runtime's fused products and activations ----===//

#include "passes/Legalize/NN.h"
#include "passes/Legalize/Windows.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

static Value gelu(NodeContext &node, GeluForm form, Value x) {
  return node.hasFailed()
             ? Value()
             : node.create<GeluOp>(node.getElementType(x), form, x);
}

/// x + bias, where a bias does not enlarge x.
static Value addBias(NodeContext &node, Value x, Value bias) {
  if (!bias)
    return x;
  Value sum = node.createLike<AddOp>(x, bias);
  if (!node.hasFailed() && node.getRank(sum) != node.getRank(x))
    (void)node.fail("its bias does not broadcast to its input");
  return sum;
}

template <GeluForm form>
static LogicalResult legalizeBiasGelu(NodeContext &node) {
  return node.replace(
      gelu(node, form, addBias(node, node.getInput(0), node.getInput(1))));
}

/// `x · sigmoid(alpha · x)`
static Value swish(NodeContext &node, Value x, double alpha) {
  if (float(alpha) == 1.702f)
    return gelu(node, GeluForm::Sigmoid, x);
  if (alpha == 1)
    return node.createLike<SiluOp>(x);
  Value scaled = node.createLike<MulOp>(x, node.scalarLike(x, alpha));
  return node.createLike<MulOp>(x, node.createLike<SigmoidOp>(scaled));
}

static LogicalResult legalizeQuickGelu(NodeContext &node) {
  return node.replace(
      swish(node, node.getInput(0), node.getFloat("alpha", 1.702f)));
}

/// The first half of the features times the GELU of the second.
static LogicalResult legalizeBiasSplitGelu(NodeContext &node) {
  Value x = addBias(node, node.getInput(0), node.getInput(1));
  if (node.hasFailed())
    return failure();
  int64_t last = node.getRank(x) - 1;
  if (last < 0)
    return node.fail("its input is a scalar");
  DimExpr size = node.getShape(x)[last];
  if (auto known = size.getConstant(); known && *known % 2 != 0)
    return node.fail("it halves " + Twine(*known) + " features");
  DimExpr half = node.getShapes().floorDiv(size, 2);
  return node.replace(node.createLike<MulOp>(
      node.sliceDim(x, last, 0, half),
      gelu(node, GeluForm::Erf, node.sliceDim(x, last, half, half))));
}

static LogicalResult legalizeBiasAdd(NodeContext &node) {
  Value x = addBias(node, node.getInput(0), node.getInput(1));
  return node.replace(addBias(node, x, node.getInput(2)));
}

/// `swish(a) · b`
static LogicalResult legalizeSwiGLU(NodeContext &node) {
  Value a = node.getInput(0), b = node.getInput(1);
  if (node.getRank(a) != node.getRank(b))
    return node.fail("its inputs have different shapes");
  return node.replace(
      node.createLike<MulOp>(swish(node, a, node.getFloat("alpha", 1)), b));
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// An operand of FusedMatMul as a matrix: a vector gets a dim of 1. With
/// `isBatchFirst` the dim before the last is stored first.
static Value asMatrix(NodeContext &node, Value x, bool isRow,
                      bool isBatchFirst) {
  if (node.hasFailed())
    return {};
  int64_t rank = node.getRank(x);
  if (rank == 1) {
    DimExpr size = node.getShape(x)[0];
    return isRow ? node.reshape(x, {1, size}) : node.reshape(x, {size, 1});
  }
  if (!isBatchFirst || rank < 3)
    return x;
  SmallVector<int64_t> permutation =
      llvm::to_vector(llvm::seq<int64_t>(1, rank - 1));
  permutation.push_back(0);
  permutation.push_back(rank - 1);
  return node.transpose(x, permutation);
}

static LogicalResult legalizeFusedMatMul(NodeContext &node) {
  Value lhs = node.getInput(0), rhs = node.getInput(1);
  if (node.getRank(lhs) == 0 || node.getRank(rhs) == 0)
    return node.fail("it multiplies a scalar");
  bool isRow = node.getRank(lhs) == 1, isColumn = node.getRank(rhs) == 1;
  bool transposeLhs = node.getFlag("transA", false) && !isRow;
  bool transposeRhs = node.getFlag("transB", false) && !isColumn;
  double alpha = node.getFloat("alpha", 1);
  lhs = asMatrix(node, lhs, true, node.getFlag("transBatchA", false));
  rhs = asMatrix(node, rhs, false, node.getFlag("transBatchB", false));
  Value product = scaleBy(
      node, node.createLike<MatMulOp>(lhs, rhs, transposeLhs, transposeRhs),
      alpha);
  if (node.hasFailed())
    return failure();
  Shape shape = node.getShape(product);
  if (isColumn)
    shape.pop_back();
  if (isRow)
    shape.erase(shape.end() - (isColumn ? 1 : 2));
  return node.replace(node.reshape(product, shape));
}

/// Gives the number that an activation takes: its name, its place in a list,
/// and what it is where it is not given.
using ActivationParameter =
    function_ref<double(StringRef name, unsigned place, double defaultValue)>;

static Value activate(NodeContext &node, Value x, ActivationParameter get) {
  StringRef activation = node.getString("activation", "");
  auto parameter = [&](StringRef name, unsigned place, double defaultValue) {
    return node.scalarLike(x, get(name, place, defaultValue));
  };
  if (activation.empty())
    return x;
  if (activation == "Relu")
    return node.createLike<ReluOp>(x);
  if (activation == "Tanh")
    return node.createLike<TanhOp>(x);
  if (activation == "Sigmoid")
    return node.createLike<SigmoidOp>(x);
  if (activation == "LeakyRelu") {
    Value scaled = node.createLike<MulOp>(x, parameter("alpha", 0, 0.01));
    return node.select(node.compare(Predicate::lt, x, node.scalarLike(x, 0)),
                       scaled, x);
  }
  if (activation == "Clip") {
    constexpr double most = std::numeric_limits<float>::max();
    return node.createLike<MinOp>(
        node.createLike<MaxOp>(x, parameter("min", 0, -most)),
        parameter("max", 1, most));
  }
  if (activation == "HardSigmoid") {
    Value line = node.createLike<AddOp>(
        node.createLike<MulOp>(x, parameter("alpha", 0, 0.2)),
        parameter("beta", 1, 0.5));
    return node.createLike<MinOp>(
        node.createLike<MaxOp>(line, node.scalarLike(x, 0)),
        node.scalarLike(x, 1));
  }
  (void)node.fail("its activation '" + activation + "' is not supported");
  return {};
}

static LogicalResult legalizeFusedGemm(NodeContext &node) {
  Value product = buildGemm(node);
  if (node.hasFailed())
    return failure();
  return node.replace(activate(
      node, product, [&](StringRef name, unsigned, double defaultValue) {
        return node.getFloat(("activation_" + name).str(), defaultValue);
      }));
}

/// A convolution, what is added to it, and an activation.
static LogicalResult legalizeFusedConv(NodeContext &node) {
  Value result =
      buildConv(node, node.getInput(0), node.getInput(1), node.getInput(2));
  if (Value sum = node.getInput(3))
    result = node.createLike<AddOp>(result, sum);
  SmallVector<double> parameters;
  if (node.hasAttr("activation_params")) {
    auto given = node.getFloats("activation_params");
    if (!given)
      return failure();
    parameters = *given;
  }
  if (node.hasFailed())
    return failure();
  return node.replace(activate(
      node, result, [&](StringRef, unsigned place, double defaultValue) {
        return place < parameters.size() ? parameters[place] : defaultValue;
      }));
}

/// A dim of size 1 at an axis that may count from the end.
static LogicalResult legalizeExpandDims(NodeContext &node) {
  Value x = node.getInput(0);
  auto axes = node.getConstantIntegers(1);
  if (!axes)
    return failure();
  if (axes->size() != 1)
    return node.fail("it has " + Twine(axes->size()) + " axes and takes one");
  auto axis = node.normalizeAxis(axes->front(), node.getRank(x) + 1);
  if (!axis)
    return failure();
  Shape shape = node.getShape(x);
  shape.insert(shape.begin() + *axis, 1);
  return node.replace(node.reshape(x, shape));
}

void toroid::addContribMathOperators(OperatorTable &table) {
  StringRef ort = "com.microsoft";
  table.add("SwiGLU", 28, {2, 2}, legalizeSwiGLU);

  table.add("BiasAdd", 1, {3, 3}, legalizeBiasAdd, ort);
  table.add("BiasGelu", 1, {2, 2}, legalizeBiasGelu<GeluForm::Erf>, ort);
  table.add("BiasSplitGelu", 1, {2, 2}, legalizeBiasSplitGelu, ort);
  table.add("FastGelu", 1, {1, 2}, legalizeBiasGelu<GeluForm::Tanh>, ort);
  table.add("Gelu", 1, {1, 1}, legalizeBiasGelu<GeluForm::Erf>, ort);
  table.add("QuickGelu", 1, {1, 1}, legalizeQuickGelu, ort);

  table.add("ExpandDims", 1, {2, 2}, legalizeExpandDims, ort);
  table.add("FusedConv", 1, {2, 4}, legalizeFusedConv, ort);
  table.add("FusedGemm", 1, {2, 3}, legalizeFusedGemm, ort);
  table.add("FusedMatMul", 1, {2, 2}, legalizeFusedMatMul, ort);
  table.add("TransposeMatMul", 1, {2, 2}, legalizeFusedMatMul, ort);
}
