//===- LowerWindows.cpp - Ops on windows of spatial dims ------------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

/// From the accumulator's type to the result's.
static Value narrow(Lowering &l, Value tensor, ArrayRef<DimExpr> shape,
                    Type old) {
  Type storage = getStorageType(old);
  if (getElementTypeOrSelf(tensor) == storage)
    return tensor;
  return l.parallel(tensor, l.b.getMultiDimIdentityMap(shape.size()), shape,
                    storage,
                    [&](ValueRange x) { return l.toStorage(x[0], old); });
}

/// A reduction over the places of the kernel, which are the last loops. No
/// operand has their sizes but a tensor made for that, which nothing reads.
static Value lowerPool(Lowering &l, PoolOp op) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  unsigned spatial = op.getKernel().size(), leading = shape.size() - spatial;
  unsigned rank = shape.size() + spatial;
  Type old = getElementTypeOrSelf(op.getInput());
  MLIRContext *context = l.b.getContext();

  SmallVector<AffineExpr> places, kernelPlaces;
  for (unsigned i = 0; i < leading; ++i)
    places.push_back(l.b.getAffineDimExpr(i));
  SmallVector<int64_t> reductions;
  for (unsigned i = 0; i < spatial; ++i) {
    l.checkAtLeast(input[leading + i],
                   op.getDilations()[i] * (op.getKernel()[i] - 1) + 1,
                   "a window is larger than its input");
    AffineExpr k = l.b.getAffineDimExpr(shape.size() + i);
    places.push_back(l.b.getAffineDimExpr(leading + i) * op.getStrides()[i] +
                     k * op.getDilations()[i]);
    kernelPlaces.push_back(k);
    reductions.push_back(shape.size() + i);
  }
  Value sizes = tensor::EmptyOp::create(l.b, op.getKernel(), l.b.getI8Type());
  Value result = l.generic({l.getNew(op.getInput()), sizes},
                           {AffineMap::get(rank, 0, places, context),
                            AffineMap::get(rank, 0, kernelPlaces, context)},
                           l.filled(shape, getIdentity(l, op.getKind(), old)),
                           AffineMap::getMultiDimIdentityMap(rank, context)
                               .getMajorSubMap(shape.size()),
                           rank, reductions,
                           [&](ValueRange x) -> SmallVector<Value> {
                             return {combine(l.b, op.getKind(), old, x[2],
                                             l.fromStorage(x[0], old))};
                           })
                     .front();
  return narrow(l, result, shape, old);
}

/// For each place of the kernel, in loops, what the windows have there is added
/// to a strided box of the result.
static Value lowerFold(Lowering &l, FoldOp op) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  l.checkSizes(shape);
  unsigned spatial = op.getStrides().size(), leading = shape.size() - spatial;
  Type old = getElementTypeOrSelf(op.getInput()), compute = getComputeType(old);
  Value windows = l.getNew(op.getInput());

  // One place of the kernel in the input, and its box in the result.
  OpFoldResult zero = l.b.getIndexAttr(0), one = l.b.getIndexAttr(1);
  SmallVector<OpFoldResult> from(input.size(), zero), ones(input.size(), one);
  SmallVector<OpFoldResult> to(shape.size(), zero), strides(leading, one);
  Shape place(input.begin(), input.begin() + leading), box = place;
  for (unsigned i = 0; i < spatial; ++i) {
    l.checkAtLeast(input[leading + i], 1, "a window is empty");
    l.checkAtLeast(input[leading + spatial + i], 1, "there are no windows");
    strides.push_back(l.b.getIndexAttr(op.getStrides()[i]));
    place.push_back(1);
  }
  for (unsigned i = 0; i < spatial; ++i) {
    place.push_back(input[leading + spatial + i]);
    box.push_back(place.back());
  }
  SmallVector<OpFoldResult> placeSizes = l.sizes(place),
                            boxSizes = l.sizes(box);
  auto boxType = SymbolicShapes::getType(box, compute);
  auto windowType = SymbolicShapes::getType(box, getElementTypeOrSelf(windows));
  AffineMap identity = l.b.getMultiDimIdentityMap(shape.size());

  SmallVector<Value> lows(spatial, l.index(0)), steps(spatial, l.index(1)),
      highs;
  for (unsigned i = 0; i < spatial; ++i)
    highs.push_back(l.index(input[leading + i]));
  auto nest = scf::buildLoopNest(
      l.b, l.b.getLoc(), lows, highs, steps, l.filled(shape, l.zero(compute)),
      [&](OpBuilder &nested, Location, ValueRange k,
          ValueRange state) -> SmallVector<Value> {
        OpBuilder::InsertionGuard guard(l.b);
        l.b.restoreInsertionPoint(nested.saveInsertionPoint());
        for (unsigned i = 0; i < spatial; ++i) {
          from[leading + i] = k[i];
          to[leading + i] =
              arith::MulIOp::create(l.b, k[i], l.index(op.getDilations()[i]))
                  .getResult();
        }
        Value own = tensor::ExtractSliceOp::create(l.b, windowType, windows,
                                                   from, placeSizes, ones);
        Value sum = tensor::ExtractSliceOp::create(l.b, boxType, state[0], to,
                                                   boxSizes, strides);
        sum = l.generic(own, identity, sum, identity, shape.size(), {},
                        [&](ValueRange x) -> SmallVector<Value> {
                          return {combine(l.b, ReductionKind::sum, old, x[1],
                                          l.fromStorage(x[0], old))};
                        })
                  .front();
        return {tensor::InsertSliceOp::create(l.b, sum, state[0], to, boxSizes,
                                              strides)};
      });
  return narrow(l, nest.results.front(), shape, old);
}

Lowered toroid::lowerWindows(Lowering &l, Operation *op) {
  return TypeSwitch<Operation *, Lowered>(op)
      .Case([&](PoolOp op) { return lowerPool(l, op); })
      .Case([&](FoldOp op) { return lowerFold(l, op); })
      .Default([](Operation *) { return Lowered(); });
}
