//===- LowerReductions.cpp - Ops that summarize along axes ----------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

Value toroid::getIdentity(Lowering &l, ReductionKind kind, Type old) {
  Type type = getComputeType(old);
  switch (kind) {
  case ReductionKind::sum:
  case ReductionKind::mean:
    return l.zero(type);
  case ReductionKind::prod:
    return l.constant(type, 1);
  case ReductionKind::max:
  case ReductionKind::min:
    break;
  }
  bool isMax = kind == ReductionKind::max;
  if (auto floatType = dyn_cast<FloatType>(type)) {
    auto infinity = APFloat::getInf(floatType.getFloatSemantics(), isMax);
    return arith::ConstantOp::create(l.b, FloatAttr::get(floatType, infinity));
  }
  unsigned width = type.getIntOrFloatBitWidth();
  bool isUnsigned = old.isUnsignedInteger();
  APInt bound = isMax ? APInt(APSInt::getMinValue(width, isUnsigned))
                      : APInt(APSInt::getMaxValue(width, isUnsigned));
  return arith::ConstantOp::create(l.b, IntegerAttr::get(type, bound));
}

namespace {
/// A reduction's frame: shapes and maps with the reduced dims kept, as 1 or
/// not at all.
struct Frame {
  Frame(Lowering &l, ArrayRef<DimExpr> input, ArrayRef<int64_t> axes)
      : input(input), axes(axes), rank(input.size()) {
    MLIRContext *context = l.b.getContext();
    full = AffineMap::getMultiDimIdentityMap(rank, context);
    SmallVector<AffineExpr> kept;
    for (unsigned i = 0; i < rank; ++i) {
      if (llvm::is_contained(axes, i)) {
        count = count * input[i];
        continue;
      }
      rows.push_back(input[i]);
      kept.push_back(getAffineDimExpr(i, context));
    }
    reduced = AffineMap::get(rank, 0, kept, context);
  }

  Shape input;       ///< Of the operand.
  Shape rows;        ///< Without the reduced dims.
  DimExpr count = 1; ///< Elements that come together in each.
  SmallVector<int64_t> axes;
  unsigned rank;
  AffineMap full, reduced;
};
} // namespace

/// Reduces what `body` makes of the inputs' elements; the accumulator, the last
/// argument of `body`, starts at `init`.
static Value reduce(Lowering &l, const Frame &frame, ValueRange inputs,
                    ArrayRef<AffineMap> maps, Value init,
                    Lowering::ScalarBody body) {
  return l
      .generic(inputs, maps, l.filled(frame.rows, init), frame.reduced,
               frame.rank, frame.axes,
               [&](ValueRange x) -> SmallVector<Value> { return {body(x)}; })
      .front();
}

/// The number of elements that a reduction sums, as a floating-point number.
static Value getCount(Lowering &l, const DimExpr &count, Type type) {
  if (auto constant = count.getConstant())
    return l.constant(type, double(*constant));
  Value value =
      arith::IndexCastOp::create(l.b, l.b.getI64Type(), l.index(count));
  return arith::SIToFPOp::create(l.b, type, value);
}

static Value lowerReduce(Lowering &l, ReduceOp op) {
  Frame frame(l, l.getShape(op.getInput()), op.getAxes());
  Type old = getElementTypeOrSelf(op.getInput());
  Type compute = getComputeType(old), storage = getStorageType(old);
  Value result = reduce(l, frame, l.getNew(op.getInput()), frame.full,
                        getIdentity(l, op.getKind(), old), [&](ValueRange x) {
                          return combine(l.b, op.getKind(), old, x[1],
                                         l.fromStorage(x[0], old));
                        });
  bool isMean = op.getKind() == ReductionKind::mean;
  if (isMean || storage != compute) {
    Value count = isMean ? getCount(l, frame.count, compute) : Value();
    result = l.parallel(result, l.b.getMultiDimIdentityMap(frame.rows.size()),
                        frame.rows, storage, [&](ValueRange x) {
                          Value value = x[0];
                          if (count)
                            value = arith::DivFOp::create(l.b, value, count);
                          return l.toStorage(value, old);
                        });
  }
  return l.reshape(result, frame.rows, l.getShape(op.getResult()));
}

static Value lowerArgReduce(Lowering &l, ArgReduceOp op) {
  Frame frame(l, l.getShape(op.getInput()), op.getAxis());
  l.checkAtLeast(frame.count, 1, "the largest of no elements");
  Type old = getElementTypeOrSelf(op.getInput());
  Type index = l.b.getI64Type();
  bool isMax = op.getKind() == ReductionKind::max, isLast = op.getSelectLast();
  SmallVector<Value> outputs = {
      l.filled(frame.rows, getIdentity(l, op.getKind(), old)),
      l.filled(frame.rows, l.zero(index))};
  auto isBetter = [&](Value x, Value best) -> Value {
    if (isa<FloatType>(old)) {
      using P = arith::CmpFPredicate;
      return arith::CmpFOp::create(l.b,
                                   isMax    ? isLast ? P::OGE : P::OGT
                                   : isLast ? P::OLE
                                            : P::OLT,
                                   x, best);
    }
    using P = arith::CmpIPredicate;
    P predicate = isMax ? isLast ? P::sge : P::sgt : isLast ? P::sle : P::slt;
    if (old.isUnsignedInteger())
      predicate = isMax ? isLast ? P::uge : P::ugt : isLast ? P::ule : P::ult;
    return arith::CmpIOp::create(l.b, predicate, x, best);
  };
  Value result = l.generic(
      l.getNew(op.getInput()), frame.full, outputs,
      {frame.reduced, frame.reduced}, frame.rank, frame.axes,
      [&](ValueRange x) -> SmallVector<Value> {
        Value value = l.fromStorage(x[0], old);
        Value i = linalg::IndexOp::create(l.b, op.getAxis());
        Value isFirst =
            arith::CmpIOp::create(l.b, arith::CmpIPredicate::eq, i, l.index(0));
        Value take = arith::OrIOp::create(l.b, isFirst, isBetter(value, x[1]));
        i = arith::IndexCastOp::create(l.b, index, i);
        return {arith::SelectOp::create(l.b, take, value, x[1]),
                arith::SelectOp::create(l.b, take, i, x[2])};
      })[1];
  return l.reshape(result, frame.rows, l.getShape(op.getResult()));
}

/// Maximum, exponentials, their sum, quotient. What else there is has been
/// spelled out.
static Value lowerSoftmax(Lowering &l, SoftmaxOp op) {
  if (op.isFused())
    return {};
  Shape shape = l.getShape(op.getInput());
  Frame frame(l, shape, op.getAxis());
  Type old = getElementTypeOrSelf(op.getInput()), compute = getComputeType(old);
  Value input = l.getNew(op.getInput());
  Value maximum = reduce(
      l, frame, input, frame.full, getIdentity(l, ReductionKind::max, old),
      [&](ValueRange x) -> Value {
        return arith::MaximumFOp::create(l.b, x[1], l.fromStorage(x[0], old));
      });
  Value powers = l.parallel({input, maximum}, {frame.full, frame.reduced},
                            shape, compute, [&](ValueRange x) -> Value {
                              Value value = l.fromStorage(x[0], old);
                              return math::ExpOp::create(
                                  l.b, arith::SubFOp::create(l.b, value, x[1]));
                            });
  Value sum = reduce(l, frame, powers, frame.full, l.zero(compute),
                     [&](ValueRange x) -> Value {
                       return arith::AddFOp::create(l.b, x[1], x[0]);
                     });
  return l.parallel({powers, sum}, {frame.full, frame.reduced}, shape, old,
                    [&](ValueRange x) {
                      return l.toStorage(arith::DivFOp::create(l.b, x[0], x[1]),
                                         old);
                    });
}

/// `input + residuals[0] + ...`, as toroid.add would.
static Value addResiduals(Lowering &l, LayerNormOp op, const Shape &shape) {
  Value sum = l.getNew(op.getInput());
  Type old = getElementTypeOrSelf(op.getInput());
  AffineMap identity = l.b.getMultiDimIdentityMap(shape.size());
  for (Value residual : op.getResiduals()) {
    Lowering::Operand other = l.broadcast(residual, shape);
    SmallVector<Value> tensors = {sum};
    SmallVector<AffineMap> maps = {identity};
    if (other.tensor) {
      tensors.push_back(other.tensor);
      maps.push_back(other.map);
    }
    sum = l.parallel(tensors, maps, shape, old, [&](ValueRange x) {
      Value added = other.tensor ? x[1] : other.scalar;
      return l.toStorage(arith::AddFOp::create(l.b, l.fromStorage(x[0], old),
                                               l.fromStorage(added, old)),
                         old);
    });
  }
  return sum;
}

/// Mean; variance about it; both per row, so that an element costs one
/// subtraction and one or two products.
static Lowered lowerLayerNorm(Lowering &l, LayerNormOp op) {
  Shape shape = l.getShape(op.getInput());
  Frame frame(l, shape,
              llvm::to_vector(llvm::seq<int64_t>(op.getAxis(), shape.size())));
  Type old = getElementTypeOrSelf(op.getInput()), compute = getComputeType(old);
  Value input = addResiduals(l, op, shape);
  Value count = getCount(l, frame.count, compute);
  AffineMap rowMap = l.b.getMultiDimIdentityMap(frame.rows.size());

  Value sum = reduce(
      l, frame, input, frame.full, l.zero(compute), [&](ValueRange x) -> Value {
        return arith::AddFOp::create(l.b, x[1], l.fromStorage(x[0], old));
      });
  Value mean =
      l.parallel(sum, rowMap, frame.rows, compute, [&](ValueRange x) -> Value {
        return arith::DivFOp::create(l.b, x[0], count);
      });
  Value squares =
      reduce(l, frame, {input, mean}, {frame.full, frame.reduced},
             l.zero(compute), [&](ValueRange x) -> Value {
               Value distance =
                   arith::SubFOp::create(l.b, l.fromStorage(x[0], old), x[1]);
               Value square = arith::MulFOp::create(l.b, distance, distance);
               return arith::AddFOp::create(l.b, x[2], square);
             });
  Value scale = l.parallel(
      squares, rowMap, frame.rows, compute, [&](ValueRange x) -> Value {
        Value variance = arith::DivFOp::create(l.b, x[0], count);
        Value epsilon = l.constant(compute, op.getEpsilon().convertToDouble());
        Value deviation = math::SqrtOp::create(
            l.b, arith::AddFOp::create(l.b, variance, epsilon));
        return arith::DivFOp::create(l.b, l.constant(compute, 1), deviation);
      });

  SmallVector<Value> tensors = {input, mean, scale};
  SmallVector<AffineMap> maps = {frame.full, frame.reduced, frame.reduced};
  SmallVector<std::pair<Lowering::Operand, Type>> parameters;
  for (Value old : {Value(op.getScale()), Value(op.getBias())}) {
    if (!old)
      continue;
    parameters.push_back({l.broadcast(old, shape), getElementTypeOrSelf(old)});
    if (const auto &operand = parameters.back().first; operand.tensor) {
      tensors.push_back(operand.tensor);
      maps.push_back(operand.map);
    }
  }
  Value result = l.parallel(tensors, maps, shape, old, [&](ValueRange x) {
    Value value = l.fromStorage(x[0], old);
    value = arith::MulFOp::create(l.b, arith::SubFOp::create(l.b, value, x[1]),
                                  x[2]);
    ValueRange rest = x.drop_front(3);
    for (auto [i, parameter] : llvm::enumerate(parameters)) {
      Value factor = parameter.first.scalar;
      if (!factor) {
        factor = rest.front();
        rest = rest.drop_front();
      }
      factor = l.fromStorage(factor, parameter.second);
      if (factor.getType() != compute)
        factor = factor.getType().getIntOrFloatBitWidth() >
                         compute.getIntOrFloatBitWidth()
                     ? Value(arith::TruncFOp::create(l.b, compute, factor))
                     : Value(arith::ExtFOp::create(l.b, compute, factor));
      if (i == 0)
        value = arith::MulFOp::create(l.b, value, factor);
      else
        value = arith::AddFOp::create(l.b, value, factor);
    }
    return l.toStorage(value, old);
  });
  return op.getSum() ? Lowered({result, input}) : Lowered(result);
}

/// A loop along the axis over slices of all other dims.
static Value lowerCumulate(Lowering &l, CumulateOp op) {
  Shape shape = l.getShape(op.getInput()), slice = shape;
  int64_t axis = op.getAxis();
  slice[axis] = 1;
  Type old = getElementTypeOrSelf(op.getInput());
  Type compute = getComputeType(old), storage = getStorageType(old);
  Value input = l.getNew(op.getInput());
  AffineMap identity = l.b.getMultiDimIdentityMap(shape.size());
  SmallVector<OpFoldResult> sizes = l.sizes(slice);
  SmallVector<OpFoldResult> strides(shape.size(), l.b.getIndexAttr(1));
  SmallVector<OpFoldResult> offsets(shape.size(), l.b.getIndexAttr(0));
  Value size = l.index(shape[axis]), one = l.index(1);
  Value last = arith::SubIOp::create(l.b, size, one);
  SmallVector<Value> init = {
      l.empty(shape, storage),
      l.filled(slice, getIdentity(l, op.getKind(), old))};

  auto loop = scf::ForOp::create(
      l.b, l.index(0), size, one, init,
      [&](OpBuilder &nested, Location, Value i, ValueRange state) {
        OpBuilder::InsertionGuard guard(l.b);
        l.b.restoreInsertionPoint(nested.saveInsertionPoint());
        if (op.getReverse())
          i = arith::SubIOp::create(l.b, last, i);
        offsets[axis] = i;
        Value own = tensor::ExtractSliceOp::create(
            l.b, SymbolicShapes::getType(slice, storage), input, offsets, sizes,
            strides);
        auto store = [&](Value result) -> Value {
          if (storage != compute)
            result =
                l.parallel(result, identity, slice, storage, [&](ValueRange x) {
                  return l.toStorage(x[0], old);
                });
          return tensor::InsertSliceOp::create(l.b, result, state[0], offsets,
                                               sizes, strides);
        };
        auto advance = [&]() -> Value {
          return l
              .generic(own, identity, state[1], identity, shape.size(), {},
                       [&](ValueRange x) -> SmallVector<Value> {
                         return {combine(l.b, op.getKind(), old, x[1],
                                         l.fromStorage(x[0], old))};
                       })
              .front();
        };
        // In this order the running result stays in one buffer.
        Value result, after;
        if (op.getExclusive()) {
          result = store(state[1]);
          after = advance();
        } else {
          after = advance();
          result = store(after);
        }
        scf::YieldOp::create(l.b, ValueRange{result, after});
      });
  return loop.getResult(0);
}

Lowered toroid::lowerReduction(Lowering &l, Operation *op) {
  return TypeSwitch<Operation *, Lowered>(op)
      .Case([&](ReduceOp op) { return lowerReduce(l, op); })
      .Case([&](ArgReduceOp op) { return lowerArgReduce(l, op); })
      .Case([&](SoftmaxOp op) { return lowerSoftmax(l, op); })
      .Case([&](LayerNormOp op) { return lowerLayerNorm(l, op); })
      .Case([&](CumulateOp op) { return lowerCumulate(l, op); })
      .Default([](Operation *) { return Lowered(); });
}
