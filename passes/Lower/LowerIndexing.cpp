//===- LowerIndexing.cpp - Ops that select by index -----------------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

static Type storageOf(Value tensor) {
  return getStorageType(cast<ShapedType>(tensor.getType()).getElementType());
}

/// A negative index counts from the end.
static Value fromEnd(Lowering &l, Value i, Value size) {
  Value isNegative = arith::CmpIOp::create(l.b, arith::CmpIPredicate::slt, i,
                                           l.zero(i.getType()));
  Value shifted = arith::AddIOp::create(l.b, i, size);
  return arith::SelectOp::create(l.b, isNegative, shifted, i);
}

/// Where in a dim of `size` elements (an index) the loaded `i` points; into the
/// dim whatever `i` is, unless the dim is empty.
static Value resolve(Lowering &l, Value i, Value size) {
  i = arith::IndexCastOp::create(l.b, l.b.getIndexType(), i);
  i = fromEnd(l, i, size);
  Value last = arith::SubIOp::create(l.b, size, l.index(1));
  i = arith::MinSIOp::create(l.b, i, last);
  return arith::MaxSIOp::create(l.b, i, l.index(0));
}

/// Whether every element of `indices` is in [-size, size) is known.
static bool isInRange(Lowering &l, Value indices,
                      function_ref<DimExpr(int64_t)> size) {
  auto known = l.shapes.getElements(indices);
  if (!known)
    return false;
  for (auto [i, index] : llvm::enumerate(*known)) {
    DimExpr bound = size(i);
    if (!l.shapes.isPositive(bound - index) ||
        !l.shapes.isPositive(bound + index + 1))
      return false;
  }
  return true;
}

/// Ends the run unless each index is in range. `sizes` has one entry, or one
/// for each place along the last dim.
static void checkRange(Lowering &l, Value indices, ArrayRef<DimExpr> sizes) {
  auto sizeOf = [&](int64_t i) { return sizes[i % sizes.size()]; };
  if (isInRange(l, indices, sizeOf))
    return;
  Value tensor = l.getNew(indices);
  auto type = cast<RankedTensorType>(tensor.getType());
  unsigned rank = type.getRank();
  Type i8 = l.b.getI8Type();
  SmallVector<Value> bounds;
  for (const DimExpr &size : sizes)
    bounds.push_back(
        arith::IndexCastOp::create(l.b, type.getElementType(), l.index(size)));
  Value all = l.filled({}, l.constant(i8, 1));
  all =
      l.generic(
           tensor, l.b.getMultiDimIdentityMap(rank), all,
           AffineMap::get(rank, 0, l.b.getContext()), rank,
           llvm::to_vector(llvm::seq<int64_t>(0, rank)),
           [&](ValueRange x) -> SmallVector<Value> {
             Value bound = bounds.front();
             for (auto [i, other] : llvm::drop_begin(llvm::enumerate(bounds))) {
               Value place = linalg::IndexOp::create(l.b, rank - 1);
               Value isHere = arith::CmpIOp::create(
                   l.b, arith::CmpIPredicate::eq, place, l.index(i));
               bound = arith::SelectOp::create(l.b, isHere, other, bound);
             }
             // Unsigned, so that negative ones are too large.
             Value fits = arith::CmpIOp::create(l.b, arith::CmpIPredicate::ult,
                                                fromEnd(l, x[0], bound), bound);
             Value flag = arith::ExtUIOp::create(l.b, i8, fits);
             return {arith::AndIOp::create(l.b, x[1], flag)};
           })
          .front();
  Value flag = tensor::ExtractOp::create(l.b, all, ValueRange());
  l.check(
      arith::CmpIOp::create(l.b, arith::CmpIPredicate::ne, flag, l.zero(i8)),
      "index out of range");
}

/// One slice at a known place.
static Value lowerKnownGather(Lowering &l, GatherOp op, const DimExpr &index) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  int64_t axis = op.getAxis();
  auto constant = index.getConstant();
  if (!constant)
    return {};
  StringRef what = "index out of range";
  DimExpr offset = *constant < 0 ? input[axis] + index : index;
  l.checkAtLeast(offset, 0, what);
  l.checkAtLeast(input[axis], offset + 1, what);
  SmallVector<OpFoldResult> offsets(input.size(), l.b.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(input.size(), l.b.getIndexAttr(1));
  offsets[axis] = l.size(offset);
  Shape slice = input, dropped = input;
  slice[axis] = 1;
  dropped.erase(dropped.begin() + axis);
  Value result = tensor::ExtractSliceOp::create(
      l.b, SymbolicShapes::getType(dropped, storageOf(op.getResult())),
      l.getNew(op.getInput()), offsets, l.sizes(slice), strides);
  return l.reshape(result, dropped, shape);
}

static Value lowerGather(Lowering &l, GatherOp op) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  int64_t axis = op.getAxis();
  if (auto known = l.shapes.getElements(op.getIndices());
      known && known->size() == 1)
    if (Value slice = lowerKnownGather(l, op, known->front()))
      return slice;

  checkRange(l, op.getIndices(), input[axis]);
  unsigned rank = shape.size();
  unsigned indexRank = op.getIndices().getType().getRank();
  // Nothing can be read from an empty dim; then there are no results either,
  // or the check has ended the run.
  Value table = l.getNew(op.getInput()), size = l.index(input[axis]);
  SmallVector<AffineExpr> own;
  for (unsigned i = 0; i < indexRank; ++i)
    own.push_back(l.b.getAffineDimExpr(axis + i));
  return l.parallel(l.getNew(op.getIndices()),
                    AffineMap::get(rank, 0, own, l.b.getContext()), shape,
                    storageOf(op.getResult()), [&](ValueRange x) -> Value {
                      SmallVector<Value> position;
                      for (unsigned i = 0; i < rank; ++i) {
                        if (i == axis)
                          position.push_back(resolve(l, x[0], size));
                        if (i < axis || i >= axis + indexRank)
                          position.push_back(linalg::IndexOp::create(l.b, i));
                      }
                      if (position.size() < input.size())
                        position.push_back(resolve(l, x[0], size));
                      return tensor::ExtractOp::create(l.b, table, position);
                    });
}

static Value lowerGatherND(Lowering &l, GatherNDOp op) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  Shape indices = l.getShape(op.getIndices());
  int64_t batch = op.getBatchDims(), length = *indices.back().getConstant();
  for (int64_t i = 0; i < batch; ++i)
    l.checkEqual(input[i], indices[i], "batch dims differ");
  auto addressed = ArrayRef(input).slice(batch, length);
  checkRange(l, op.getIndices(), addressed);

  unsigned rank = shape.size(), prefix = indices.size() - 1;
  Value table = l.getNew(op.getInput());
  SmallVector<Value> sizes;
  for (const DimExpr &dim : addressed)
    sizes.push_back(l.index(dim));
  // One operand per place in the index vectors: the same tensor, read at a
  // constant place.
  SmallVector<Value> operands(length, l.getNew(op.getIndices()));
  SmallVector<AffineMap> maps;
  for (int64_t k = 0; k < length; ++k) {
    SmallVector<AffineExpr> exprs;
    for (unsigned i = 0; i < prefix; ++i)
      exprs.push_back(l.b.getAffineDimExpr(i));
    exprs.push_back(l.b.getAffineConstantExpr(k));
    maps.push_back(AffineMap::get(rank, 0, exprs, l.b.getContext()));
  }
  return l.parallel(operands, maps, shape, storageOf(op.getResult()),
                    [&](ValueRange x) -> Value {
                      SmallVector<Value> position;
                      for (int64_t i = 0; i < batch; ++i)
                        position.push_back(linalg::IndexOp::create(l.b, i));
                      for (int64_t k = 0; k < length; ++k)
                        position.push_back(resolve(l, x[k], sizes[k]));
                      for (unsigned i = prefix; i < rank; ++i)
                        position.push_back(linalg::IndexOp::create(l.b, i));
                      return tensor::ExtractOp::create(l.b, table, position);
                    });
}

Lowered toroid::lowerIndexing(Lowering &l, Operation *op) {
  return TypeSwitch<Operation *, Lowered>(op)
      .Case([&](GatherOp op) { return lowerGather(l, op); })
      .Case([&](GatherNDOp op) { return lowerGatherND(l, op); })
      .Default([](Operation *) { return Lowered(); });
}
