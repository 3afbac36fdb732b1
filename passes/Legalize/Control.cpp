//===- Control.cpp - Constants and identities -----------------------------===//

#include "passes/Legalize/Legalizer.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Constant
//===----------------------------------------------------------------------===//

static LogicalResult legalizeConstant(NodeContext &node) {
  OpBuilder &builder = node.getBuilder();
  if (node.hasAttr("value"))
    return node.replace(node.constant(node.getElements("value")));
  if (node.hasAttr("value_float"))
    return node.replace(
        node.scalar(builder.getF32Type(), node.getFloat("value_float", 0)));
  if (node.hasAttr("value_int")) {
    int64_t value = node.getInt("value_int", 0);
    return node.replace(node.constant(DenseElementsAttr::get(
        RankedTensorType::get({}, builder.getI64Type()), value)));
  }
  if (node.hasAttr("value_floats")) {
    auto numbers = node.getFloats("value_floats");
    if (!numbers)
      return failure();
    SmallVector<float> values(numbers->begin(), numbers->end());
    auto type =
        RankedTensorType::get({int64_t(values.size())}, builder.getF32Type());
    return node.replace(
        node.constant(DenseElementsAttr::get(type, ArrayRef<float>(values))));
  }
  if (node.hasAttr("value_ints")) {
    SmallVector<int64_t> values = node.getInts("value_ints");
    auto type =
        RankedTensorType::get({int64_t(values.size())}, builder.getI64Type());
    return node.replace(
        node.constant(DenseElementsAttr::get(type, ArrayRef<int64_t>(values))));
  }
  return node.fail("it has no value of a supported kind (strings and sparse "
                   "tensors are not)");
}

//===----------------------------------------------------------------------===//
// What inference leaves out
//===----------------------------------------------------------------------===//

static LogicalResult legalizeIdentity(NodeContext &node) {
  Legalizer &legalizer = node.getLegalizer();
  onnx::NodeOp op = node.getNode();
  if (const Values *list = legalizer.lookupList(op.getInputs()[0])) {
    legalizer.mapList(op.getResult(0), Values(*list));
    return success();
  }
  return node.replace(node.getInput(0));
}

void toroid::addControlOperators(OperatorTable &table) {
  table.add("Constant", 1, {0, 0}, legalizeConstant);
  table.add("Identity", 1, {1, 1}, legalizeIdentity);
  table.takeSequences("Identity");
}
