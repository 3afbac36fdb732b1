//===- NN.cpp - Products --------------------------------------------------===//

#include "passes/Legalize/NN.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// NumPy's product: a vector on the left is a row, one on the right a column,
/// and the dim that this adds vanishes from the result.
Value toroid::buildMatMul(NodeContext &node, Value lhs, Value rhs) {
  if (node.hasFailed())
    return {};
  bool isRow = node.getRank(lhs) == 1, isColumn = node.getRank(rhs) == 1;
  if (isRow)
    lhs = node.reshape(lhs, {1, node.getShape(lhs)[0]});
  if (isColumn)
    rhs = node.reshape(rhs, {node.getShape(rhs)[0], 1});
  Value product = node.createLike<MatMulOp>(lhs, rhs);
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(product);
  if (isColumn)
    shape.pop_back();
  if (isRow)
    shape.erase(shape.end() - (isColumn ? 1 : 2));
  return node.reshape(product, shape);
}

static LogicalResult legalizeMatMul(NodeContext &node) {
  return node.replace(buildMatMul(node, node.getInput(0), node.getInput(1)));
}

Value toroid::scaleBy(NodeContext &node, Value x, double factor) {
  if (node.hasFailed() || factor == 1)
    return x;
  if (!isa<FloatType>(node.getElementType(x)) &&
      (std::trunc(factor) != factor || std::fabs(factor) > 1e15)) {
    (void)node.fail("it scales integers by " + Twine(std::to_string(factor)));
    return {};
  }
  return node.createLike<MulOp>(x, node.scalarLike(x, factor));
}

Value toroid::buildGemm(NodeContext &node) {
  Value lhs = node.getInput(0), rhs = node.getInput(1);
  if (node.getRank(lhs) != 2 || node.getRank(rhs) != 2) {
    (void)node.fail("its inputs are no matrices");
    return {};
  }
  bool transposeLhs = node.getFlag("transA", false);
  bool transposeRhs = node.getFlag("transB", false);
  double alpha = node.getFloat("alpha", 1), beta = node.getFloat("beta", 1);
  Value result = scaleBy(
      node, node.createLike<MatMulOp>(lhs, rhs, transposeLhs, transposeRhs),
      alpha);
  Value bias = node.getInput(2);
  if (!bias || beta == 0)
    return result;
  Value sum = node.createLike<AddOp>(result, scaleBy(node, bias, beta));
  // The bias must not enlarge the product.
  if (!node.hasFailed() && node.getRank(sum) != 2)
    (void)node.fail("its input #2 does not broadcast to a matrix");
  return sum;
}

static LogicalResult legalizeGemm(NodeContext &node) {
  return node.replace(buildGemm(node));
}

void toroid::addNNOperators(OperatorTable &table) {
  // Before opset 7 an attribute said that input #2 broadcasts as it does since.
  table.add("Gemm", 1, {3, 3}, legalizeGemm);
  table.add("Gemm", 11, {2, 3}, legalizeGemm);
  table.add("MatMul", 1, {2, 2}, legalizeMatMul);
}
