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

static LogicalResult legalizeCast(NodeContext &node) {
  Type to = node.getElementTypeOf(node.getRequiredInt("to"));
  return node.replace(node.cast(node.getInput(0), to));
}

static LogicalResult legalizeCastLike(NodeContext &node) {
  return node.replace(
      node.cast(node.getInput(0), node.getElementType(node.getInput(1))));
}

void toroid::addLogicOperators(OperatorTable &table) {
  Arity one = {1, 1}, two = {2, 2}, three = {3, 3};
  // Before 7 broadcasting was an attribute.
  table.add("And", 7, two, legalizeLogical<AndOp>);
  table.add("Or", 7, two, legalizeLogical<OrOp>);
  table.add("Xor", 7, two, legalizeLogical<XorOp>);
  table.add("Not", 1, one, legalizeNot);
  table.add("Equal", 7, two, legalizeComparison<Predicate::eq>);
  table.add("Less", 7, two, legalizeComparison<Predicate::lt>);
  table.add("LessOrEqual", 12, two, legalizeComparison<Predicate::le>);
  table.add("Greater", 7, two, legalizeComparison<Predicate::gt>);
  table.add("GreaterOrEqual", 12, two, legalizeComparison<Predicate::ge>);
  table.add("Where", 9, three, legalizeWhere);
  table.add("IsNaN", 9, one, legalizeIsNaN);
  table.add("IsInf", 10, one, legalizeIsInf);
  table.add("Cast", 6, one, legalizeCast);
  table.add("CastLike", 15, two, legalizeCastLike);
}
