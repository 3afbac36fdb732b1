//===- Determinant.cpp - Determinants -------------------------------------===//

#include "passes/Legalize/Formula.h"
#include "passes/Legalize/Loops.h"

using namespace mlir;
using namespace toroid;

/// Elimination with the largest pivot of each column: the determinant is the
/// product of the pivots, negative after an odd number of swaps.
static LogicalResult legalizeDet(NodeContext &node) {
  Formula matrices(node, node.getInput(0));
  int64_t rank = matrices.getRank();
  Type type = matrices.getElementType();
  if (rank < 2 || !isa<FloatType>(type))
    return node.fail("its input is no batch of matrices");
  Shape shape = matrices.getShape(), batch = shape;
  batch.truncate(rank - 2);
  DimExpr size = shape[rank - 1], count = product(batch);
  auto rows = shape[rank - 2].getConstant(), columns = size.getConstant();
  if (rows && columns && *rows != *columns)
    return node.fail("its matrices are not square");
  Type wide = getWideType(type);
  Formula one(node, node.scalar(wide, 1));
  Values inits = {matrices.to(wide).reshape({count, size, size}),
                  node.broadcastTo(one, {count})};
  auto eliminate = [&](const DimExpr &turn, ValueRange carried,
                       Values &next) -> LogicalResult {
    Formula a(node, carried[0]), determinant(node, carried[1]);
    Formula row = iotaAlong(node, size, 1, 2), here = scalarOf(node, turn);
    // The row of the pivot, [N]: a row that is done has none.
    Formula magnitude = select(row >= here, apply<AbsOp>(a.at(2, turn)), -1);
    Formula pivotRow(
        node, node.create<ArgReduceOp>(node.getBuilder().getI64Type(),
                                       ReductionKind::max, magnitude.get(),
                                       uint64_t(1), false, false));
    Formula first = a.at(1, turn);
    Formula second(node, node.createLike<GatherNDOp>(a, pivotRow.expand(1),
                                                     ArrayRef<int64_t>{1},
                                                     ArrayRef<int64_t>{0, 1}));
    Formula swapped =
        select((row == pivotRow.expand(1)).expand(2), first.expand(1), a);
    Formula pivot = second.at(1, turn);
    Formula signedPivot = select(pivotRow == here, pivot, -pivot);
    // A column of zeros has nothing to eliminate.
    Formula factor = swapped.at(2, turn) / pivot.expand(1);
    factor = select((row > here) & !(pivot.expand(1) == 0), factor, 0);
    next = {swapped - factor.expand(2) * second.expand(1),
            determinant * signedPivot};
    return failure(node.hasFailed());
  };
  auto results = buildLoop(node, size, inits, eliminate);
  if (!results)
    return failure();
  return node.replace(
      Formula(node, results->back()).reshape(batch).to(type).get());
}

void toroid::addDeterminantOperators(OperatorTable &table) {
  table.add("Det", 11, {1, 1}, legalizeDet);
}
