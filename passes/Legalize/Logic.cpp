//===- Logic.cpp - Comparisons, logic, conversions ------------------------===//

#include "passes/Legalize/NodeContext.h"

#include <limits>

using namespace mlir;
using namespace toroid;

template <typename OpTy>
static LogicalResult legalizeLogical(NodeContext &node) {
  return node.replace(node.create<OpTy>(node.getBuilder().getI1Type(),
                                        node.getInput(0), node.getInput(1)));
}

/// Whether every input is an integer, as the operator's name promises.
static LogicalResult checkIntegers(NodeContext &node) {
  for (Value input : node.getInputs())
    if (!input || node.getElementType(input).isInteger(1) ||
        !isa<IntegerType>(node.getElementType(input)))
      return node.fail("its inputs are not tensors of integers");
  return success();
}

template <typename OpTy>
static LogicalResult legalizeBitwise(NodeContext &node) {
  if (failed(checkIntegers(node)))
    return failure();
  return node.replace(
      node.createLike<OpTy>(node.getInput(0), node.getInput(1)));
}

static LogicalResult legalizeBitwiseNot(NodeContext &node) {
  if (failed(checkIntegers(node)))
    return failure();
  return node.replace(node.createLike<NotOp>(node.getInput(0)));
}

static LogicalResult legalizeBitShift(NodeContext &node) {
  StringRef direction = node.getString("direction", "");
  if (direction == "LEFT")
    return legalizeBitwise<ShiftLeftOp>(node);
  if (direction == "RIGHT")
    return legalizeBitwise<ShiftRightOp>(node);
  return node.fail("its attribute 'direction' is '" + direction +
                   "' and not 'LEFT' or 'RIGHT'");
}

static LogicalResult legalizeBitCast(NodeContext &node) {
  Type to = node.getElementTypeOf(node.getRequiredInt("to"));
  if (node.hasFailed())
    return failure();
  Value input = node.getInput(0);
  return node.replace(node.getElementType(input) == to
                          ? input
                          : node.create<BitcastOp>(to, input));
}

/// Before opset 7 only input #1 broadcast, as an attribute said.
template <typename OpTy>
static LogicalResult legalizeOldLogical(NodeContext &node) {
  return node.replace(
      node.createLike<OpTy>(node.getInput(0), node.getOldRightInput()));
}

template <Predicate predicate>
static LogicalResult legalizeOldComparison(NodeContext &node) {
  return node.replace(
      node.compare(predicate, node.getInput(0), node.getOldRightInput()));
}

template <Predicate predicate>
static LogicalResult legalizeComparison(NodeContext &node) {
  return node.replace(
      node.compare(predicate, node.getInput(0), node.getInput(1)));
}

static LogicalResult legalizeNot(NodeContext &node) {
  return node.replace(node.createLike<NotOp>(node.getInput(0)));
}

static LogicalResult legalizeWhere(NodeContext &node) {
  return node.replace(
      node.select(node.getInput(0), node.getInput(1), node.getInput(2)));
}

static LogicalResult legalizeIsNaN(NodeContext &node) {
  return node.replace(
      node.create<IsNaNOp>(node.getBuilder().getI1Type(), node.getInput(0)));
}

static LogicalResult legalizeIsInf(NodeContext &node) {
  bool negative = node.getFlag("detect_negative", true);
  bool positive = node.getFlag("detect_positive", true);
  Value x = node.getInput(0);
  if (!isa<FloatType>(node.getElementType(x)))
    return node.fail("its input has no floating-point elements");
  double infinity = std::numeric_limits<double>::infinity();
  if (negative && positive)
    return node.replace(node.compare(Predicate::eq, node.createLike<AbsOp>(x),
                                     node.scalarLike(x, infinity)));
  if (!negative && !positive)
    return node.replace(node.broadcastTo(
        node.scalar(node.getBuilder().getI1Type(), 0), node.getShape(x)));
  return node.replace(node.compare(
      Predicate::eq, x, node.scalarLike(x, negative ? -infinity : infinity)));
}

void toroid::addLogicOperators(OperatorTable &table) {
  Arity one = {1, 1}, two = {2, 2}, three = {3, 3};
  table.add("And", 1, two, legalizeOldLogical<AndOp>);
  table.add("Or", 1, two, legalizeOldLogical<OrOp>);
  table.add("Xor", 1, two, legalizeOldLogical<XorOp>);
  table.add("Equal", 1, two, legalizeOldComparison<Predicate::eq>);
  table.add("Less", 1, two, legalizeOldComparison<Predicate::lt>);
  table.add("Greater", 1, two, legalizeOldComparison<Predicate::gt>);
  table.add("And", 7, two, legalizeLogical<AndOp>);
  table.add("Or", 7, two, legalizeLogical<OrOp>);
  table.add("Xor", 7, two, legalizeLogical<XorOp>);
  table.add("Not", 1, one, legalizeNot);
  table.add("BitCast", 26, one, legalizeBitCast);
  table.add("BitShift", 11, two, legalizeBitShift);
  table.add("BitwiseAnd", 18, two, legalizeBitwise<AndOp>);
  table.add("BitwiseNot", 18, one, legalizeBitwiseNot);
  table.add("BitwiseOr", 18, two, legalizeBitwise<OrOp>);
  table.add("BitwiseXor", 18, two, legalizeBitwise<XorOp>);
  table.add("Equal", 7, two, legalizeComparison<Predicate::eq>);
  table.add("Less", 7, two, legalizeComparison<Predicate::lt>);
  table.add("LessOrEqual", 12, two, legalizeComparison<Predicate::le>);
  table.add("Greater", 7, two, legalizeComparison<Predicate::gt>);
  table.add("GreaterOrEqual", 12, two, legalizeComparison<Predicate::ge>);
  table.add("Where", 9, three, legalizeWhere);
  table.add("IsNaN", 9, one, legalizeIsNaN);
  table.add("IsInf", 10, one, legalizeIsInf);
}
