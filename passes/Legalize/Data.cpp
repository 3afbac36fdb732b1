//===- Data.cpp - Operators whose result sizes depend on data -------------===//

#include "passes/Legalize/NodeContext.h"

using namespace mlir;
using namespace toroid;

static LogicalResult legalizeNonZero(NodeContext &node) {
  Value input = node.getInput(0);
  // A scalar counts as a vector of one element.
  if (node.getRank(input) == 0)
    input = node.reshape(input, {1});
  return node.replace(
      node.create<NonZeroOp>(node.getBuilder().getI64Type(), input));
}

/// The positions at which the condition holds, gathered.
static LogicalResult legalizeCompress(NodeContext &node) {
  Value input = node.getInput(0), condition = node.getInput(1);
  int64_t axis = 0;
  if (node.hasAttr("axis")) {
    auto given =
        node.normalizeAxis(node.getInt("axis", 0), node.getRank(input));
    if (!given)
      return failure();
    axis = *given;
  } else {
    input = node.reshape(input, {product(node.getShape(input))});
  }
  if (node.hasFailed())
    return failure();
  if (node.getRank(condition) != 1)
    return node.fail("its condition is not a vector");
  Value positions =
      node.create<NonZeroOp>(node.getBuilder().getI64Type(), condition);
  if (node.hasFailed())
    return failure();
  positions = node.reshape(positions, {node.getShape(positions)[1]});
  return node.replace(node.create<GatherOp>(node.getElementType(input),
                                            uint64_t(axis), input, positions));
}

/// Unique rows of a matrix with one row for each slice along the axis.
static LogicalResult legalizeUnique(NodeContext &node) {
  Value input = node.getInput(0);
  bool sorted = node.getFlag("sorted", true);
  int64_t axis = 0;
  Value rows;
  if (node.hasAttr("axis")) {
    int64_t rank = node.getRank(input);
    auto given = node.normalizeAxis(node.getInt("axis", 0), rank);
    if (!given)
      return failure();
    axis = *given;
    SmallVector<int64_t> permutation = {axis};
    for (int64_t i = 0; i < rank; ++i)
      if (i != axis)
        permutation.push_back(i);
    rows = node.transpose(input, permutation);
    if (node.hasFailed())
      return failure();
    Shape shape = node.getShape(rows);
    rows = node.reshape(rows,
                        {shape.front(), product(ArrayRef(shape).drop_front())});
  } else {
    DimExpr count = product(node.getShape(input));
    input = node.reshape(input, {count});
    rows = node.reshape(input, {count, 1});
  }
  if (node.hasFailed())
    return failure();
  Value first =
      node.create<UniqueOp>(node.getBuilder().getI64Type(), rows, sorted);
  if (node.hasFailed())
    return failure();
  auto unique = first.getDefiningOp<UniqueOp>();
  Value values = node.create<GatherOp>(node.getElementType(input),
                                       uint64_t(axis), input, first);
  return node.replace({values, first, unique.getInverse(), unique.getCounts()});
}

void toroid::addDataOperators(OperatorTable &table) {
  table.add("Compress", 9, {2, 2}, legalizeCompress);
  table.add("NonZero", 9, {1, 1}, legalizeNonZero);
  table.add("Unique", 11, {1, 1}, legalizeUnique);
}
