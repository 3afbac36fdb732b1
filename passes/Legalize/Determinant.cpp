//===- Determinant.cpp - Determinants and inverses ------------------------===//

#include "passes/Legalize/Formula.h"
#include "passes/Legalize/Loops.h"

using namespace mlir;
using namespace toroid;

/// Fails for what are no square matrices in a batch of any shape.
static LogicalResult checkMatrices(NodeContext &node, const Formula &matrices) {
  int64_t rank = matrices.getRank();
  if (rank < 2 || !isa<FloatType>(matrices.getElementType()))
    return node.fail("its input is no batch of matrices");
  Shape shape = matrices.getShape();
  auto rows = shape[rank - 2].getConstant(),
       columns = shape[rank - 1].getConstant();
  if (rows && columns && *rows != *columns)
    return node.fail("its matrices are not square");
  return success();
}

/// The row in which a column has its largest element, of those from `turn` on;
/// one for each matrix, and that row.
static std::pair<Formula, Formula> findPivot(NodeContext &node,
                                             const Formula &matrices,
                                             const Formula &row,
                                             const DimExpr &turn) {
  // A row that is done has none.
  Formula magnitude = select(row >= scalarOf(node, turn),
                             apply<AbsOp>(matrices.at(2, turn)), -1);
  Formula place(node, node.create<ArgReduceOp>(
                          node.getBuilder().getI64Type(), ReductionKind::max,
                          magnitude.get(), uint64_t(1), false, false));
  Formula found(node, node.createLike<GatherNDOp>(matrices, place.expand(1),
                                                  ArrayRef<int64_t>{1},
                                                  ArrayRef<int64_t>{0, 1}));
  return {place, found};
}

/// Elimination with the largest pivot of each column: the determinant is the
/// product of the pivots, negative after an odd number of swaps.
static LogicalResult legalizeDet(NodeContext &node) {
  Formula matrices(node, node.getInput(0));
  if (failed(checkMatrices(node, matrices)))
    return failure();
  Type type = matrices.getElementType();
  Shape batch = matrices.getShape();
  DimExpr size = batch.back();
  batch.truncate(batch.size() - 2);
  DimExpr count = product(batch);
  Type wide = getWideType(type);
  Formula one(node, node.scalar(wide, 1));
  Values inits = {matrices.to(wide).reshape({count, size, size}),
                  node.broadcastTo(one, {count})};
  auto eliminate = [&](const DimExpr &turn, ValueRange carried,
                       Values &next) -> LogicalResult {
    Formula a(node, carried[0]), determinant(node, carried[1]);
    Formula row = iotaAlong(node, size, 1, 2), here = scalarOf(node, turn);
    auto [pivotRow, second] = findPivot(node, a, row, turn);
    Formula first = a.at(1, turn);
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

/// Elimination in the matrices and in identities beside them, in all rows: what
/// makes an identity of the one makes the inverse of the other.
static LogicalResult legalizeInverse(NodeContext &node) {
  Formula matrices(node, node.getInput(0));
  if (failed(checkMatrices(node, matrices)))
    return failure();
  Type type = matrices.getElementType(), wide = getWideType(type);
  Shape shape = matrices.getShape();
  DimExpr size = shape.back(), count = product(ArrayRef(shape).drop_back(2));
  Formula diagonal =
      select(iotaAlong(node, size, 0, 2) == iotaAlong(node, size, 1, 2),
             Formula(node, node.scalar(wide, 1)), 0);
  Value parts[] = {matrices.to(wide).reshape({count, size, size}).get(),
                   node.broadcastTo(diagonal, {count, size, size})};
  Values inits = {node.create<ConcatOp>(wide, uint64_t(2), ValueRange(parts))};
  auto eliminate = [&](const DimExpr &turn, ValueRange carried,
                       Values &next) -> LogicalResult {
    Formula a(node, carried[0]);
    Formula row = iotaAlong(node, size, 1, 2), here = scalarOf(node, turn);
    auto [pivotRow, second] = findPivot(node, a, row, turn);
    Formula swapped = select((row == pivotRow.expand(1)).expand(2),
                             a.at(1, turn).expand(1), a);
    Formula reduced = second / second.at(1, turn).expand(1);
    Formula factor = swapped.at(2, turn);
    next = {select((row == here).expand(2), reduced.expand(1),
                   swapped - factor.expand(2) * reduced.expand(1))};
    return failure(node.hasFailed());
  };
  if (node.hasFailed())
    return failure();
  auto results = buildLoop(node, size, inits, eliminate);
  if (!results)
    return failure();
  Formula inverse(node, node.sliceDim(results->front(), 2, size, size));
  return node.replace(inverse.reshape(shape).to(type).get());
}

void toroid::addDeterminantOperators(OperatorTable &table) {
  table.add("Det", 11, {1, 1}, legalizeDet);
  table.add("Inverse", 1, {1, 1}, legalizeInverse, "com.microsoft");
}
