//===- LowerSort.cpp - The best elements of each row ----------------------===//
//
// A heap of the best k elements seen so far, the worst of them on top, in place
// where the result is to be; sorted at the end. O(n log k) comparisons for n
// elements and no memory besides; with k = n it is a heap sort. Places break
// ties, so that no two entries are equal and the order is that of a stable
// sort.
//
//===----------------------------------------------------------------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

namespace {

/// An element and its place in the row.
struct Entry {
  Value value;
  Value place;
};

/// The selection in one row. The heap is a pair of vectors.
class RowSelection {
public:
  RowSelection(Lowering &l, Type old, bool largest)
      : l(l), b(l.b), old(old), largest(largest) {}

  /// Fills `heap` with the best of the `size` elements of `row`.
  SmallVector<Value> run(Value row, Value size, ValueRange heap, Value k);

private:
  using Step = function_ref<SmallVector<Value>(Value, ValueRange)>;
  SmallVector<Value> loop(Value begin, Value end, ValueRange state, Step step) {
    auto loop = scf::ForOp::create(
        b, begin, end, l.index(1), state,
        [&](OpBuilder &nested, Location, Value i, ValueRange state) {
          OpBuilder::InsertionGuard guard(b);
          b.restoreInsertionPoint(nested.saveInsertionPoint());
          scf::YieldOp::create(b, step(i, state));
        });
    return llvm::to_vector_of<Value>(loop.getResults());
  }

  Value sub(Value x, Value y) { return arith::SubIOp::create(b, x, y); }
  Value isLess(Value x, Value y) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::slt, x, y);
  }
  Value choose(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }
  Value both(Value x, Value y) { return arith::AndIOp::create(b, x, y); }

  Entry get(ValueRange heap, Value i) {
    return {tensor::ExtractOp::create(b, heap[0], i),
            tensor::ExtractOp::create(b, heap[1], i)};
  }
  SmallVector<Value> put(ValueRange heap, Value i, Entry entry) {
    return {tensor::InsertOp::create(b, entry.value, heap[0], i),
            tensor::InsertOp::create(b, entry.place, heap[1], i)};
  }
  Value isBetter(Entry x, Entry y);
  /// Puts `entry` where it belongs from `top` down, in a heap of `size`
  /// entries with a hole at `top`.
  SmallVector<Value> sift(ValueRange heap, Value top, Value size, Entry entry);

  Lowering &l;
  ImplicitLocOpBuilder &b;
  Type old;
  bool largest;
  Value levels; ///< Of the whole heap.
};

} // namespace

Value RowSelection::isBetter(Entry x, Entry y) {
  Value a = l.fromStorage(x.value, old), c = l.fromStorage(y.value, old);
  if (!largest)
    std::swap(a, c);
  Value isGreater, isEqual;
  if (isa<FloatType>(old)) {
    using P = arith::CmpFPredicate;
    // NaN is greater than numbers and equal to NaN.
    Value isNaN = arith::CmpFOp::create(b, P::UNO, a, a);
    Value otherIsNaN = arith::CmpFOp::create(b, P::UNO, c, c);
    Value isNumber = arith::XOrIOp::create(b, otherIsNaN,
                                           l.constant(otherIsNaN.getType(), 1));
    isGreater = arith::OrIOp::create(b, arith::CmpFOp::create(b, P::OGT, a, c),
                                     both(isNaN, isNumber));
    isEqual = arith::OrIOp::create(b, arith::CmpFOp::create(b, P::OEQ, a, c),
                                   both(isNaN, otherIsNaN));
  } else {
    using P = arith::CmpIPredicate;
    isGreater = arith::CmpIOp::create(
        b, old.isUnsignedInteger() ? P::ugt : P::sgt, a, c);
    isEqual = arith::CmpIOp::create(b, P::eq, a, c);
  }
  Value isEarlier = isLess(x.place, y.place);
  return arith::OrIOp::create(b, isGreater, both(isEqual, isEarlier));
}

/// Moves the hole down a level at a time while a worse entry lies below it;
/// from there on it stays where it is.
SmallVector<Value> RowSelection::sift(ValueRange heap, Value top, Value size,
                                      Entry entry) {
  Value last = sub(size, l.index(1));
  SmallVector<Value> state(heap);
  state.push_back(top);
  state =
      loop(l.index(0), levels, state,
           [&](Value, ValueRange state) -> SmallVector<Value> {
             ValueRange heap = state.take_front(2);
             Value hole = state[2];
             Value twice = arith::AddIOp::create(b, hole, hole);
             Value left = arith::AddIOp::create(b, twice, l.index(1));
             Value right = arith::AddIOp::create(b, twice, l.index(2));
             auto inside = [&](Value i) -> Value {
               return arith::MinSIOp::create(b, i, last);
             };
             Entry onLeft = get(heap, inside(left));
             Entry onRight = get(heap, inside(right));
             Value goRight =
                 both(isLess(right, size), isBetter(onLeft, onRight));
             Entry below = {choose(goRight, onRight.value, onLeft.value),
                            choose(goRight, onRight.place, onLeft.place)};
             Value goDown = both(isLess(left, size), isBetter(entry, below));
             Entry here = {choose(goDown, below.value, entry.value),
                           choose(goDown, below.place, entry.place)};
             SmallVector<Value> next = put(heap, hole, here);
             next.push_back(choose(goDown, choose(goRight, right, left), hole));
             return next;
           });
  return put(ValueRange(state).take_front(2), state[2], entry);
}

SmallVector<Value> RowSelection::run(Value row, Value size, ValueRange heap,
                                     Value k) {
  Value zero = l.index(0), one = l.index(1);
  Type i64 = b.getI64Type();
  auto entryOf = [&](Value i) -> Entry {
    return {tensor::ExtractOp::create(b, row, i),
            arith::IndexCastOp::create(b, i64, i)};
  };
  // Entries lie on floor(log2(k)) + 1 levels; the topmost is never moved to.
  Value width = l.index(64);
  Value bits = math::CountLeadingZerosOp::create(
      b, arith::IndexCastOp::create(b, i64, k));
  levels = sub(
      sub(width, arith::IndexCastOp::create(b, b.getIndexType(), bits)), one);
  levels = arith::MaxSIOp::create(b, levels, zero);

  SmallVector<Value> state = loop(zero, k, heap, [&](Value i, ValueRange heap) {
    return put(heap, i, entryOf(i));
  });
  Value half = arith::ShRSIOp::create(b, k, one);
  state = loop(zero, half, state, [&](Value i, ValueRange heap) {
    Value top = sub(sub(half, one), i);
    return sift(heap, top, k, get(heap, top));
  });
  // Nothing is better than what is in no heap.
  Value isNothing = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, k, zero);
  state = loop(choose(isNothing, size, k), size, state,
               [&](Value i, ValueRange heap) -> SmallVector<Value> {
                 Entry entry = entryOf(i);
                 Value enters = isBetter(entry, get(heap, zero));
                 auto branch = scf::IfOp::create(b, TypeRange(heap), enters,
                                                 /*withElseRegion=*/true);
                 OpBuilder::InsertionGuard guard(b);
                 b.setInsertionPointToStart(branch.thenBlock());
                 scf::YieldOp::create(b, sift(heap, zero, k, entry));
                 b.setInsertionPointToStart(branch.elseBlock());
                 scf::YieldOp::create(b, heap);
                 return llvm::to_vector_of<Value>(branch.getResults());
               });
  // The worst goes to the end of the heap, which gets shorter.
  Value last = arith::MaxSIOp::create(b, sub(k, one), zero);
  return loop(zero, last, state, [&](Value i, ValueRange heap) {
    Value end = sub(last, i);
    Entry worst = get(heap, zero), entry = get(heap, end);
    return sift(put(heap, end, worst), zero, end, entry);
  });
}

Lowered toroid::lowerTopK(Lowering &l, TopKOp op) {
  auto &b = l.b;
  Shape shape = l.getShape(op.getInput()), result = l.getShape(op.getValues());
  int64_t rank = shape.size(), axis = op.getAxis();
  DimExpr size = shape[axis], k = result[axis];
  l.checkAtLeast(k, 0, "the number of elements to select is negative");
  l.checkAtLeast(size, k, "more elements to select than there are");

  // No slice may be taken of a tensor that is known to have no elements.
  auto isZero = [](const DimExpr &dim) { return dim.isConstant(0); };
  if (llvm::any_of(result, isZero))
    return Lowered(SmallVector<Value>{
        l.empty(result, getStorageType(cast<ShapedType>(op.getInput().getType())
                                           .getElementType())),
        l.empty(result, b.getI64Type())});

  // Rows, one after the other.
  SmallVector<int64_t> toLast;
  for (int64_t i = 0; i < rank; ++i)
    if (i != axis)
      toLast.push_back(i);
  toLast.push_back(axis);
  auto moved = [&](ArrayRef<DimExpr> shape) {
    Shape moved;
    for (int64_t from : toLast)
      moved.push_back(shape[from]);
    return moved;
  };
  Shape lying = moved(shape), selected = moved(result);
  DimExpr rows = getProduct(ArrayRef(lying).drop_back());
  Value input = l.getNew(op.getInput());
  if (axis != rank - 1)
    input = l.transpose(input, lying, toLast);
  input = l.reshape(input, lying, {rows, size});

  Type old = cast<ShapedType>(op.getInput().getType()).getElementType();
  Type storage = getStorageType(old), i64 = b.getI64Type();
  SmallVector<Value> outputs = {l.empty({rows, k}, storage),
                                l.empty({rows, k}, i64)};
  Value count = l.index(k), length = l.index(size);
  OpFoldResult one = b.getIndexAttr(1), zero = b.getIndexAttr(0);
  auto loop = scf::ForallOp::create(
      b, ArrayRef<OpFoldResult>{l.size(rows)}, outputs, std::nullopt,
      [&](OpBuilder &nested, Location loc, ValueRange arguments) {
        OpBuilder::InsertionGuard guard(b);
        b.restoreInsertionPoint(nested.saveInsertionPoint());
        SmallVector<OpFoldResult> offsets = {arguments[0], zero},
                                  strides = {one, one};
        auto slice = [&](Value tensor, const DimExpr &size) -> Value {
          Type element = cast<ShapedType>(tensor.getType()).getElementType();
          return tensor::ExtractSliceOp::create(
              b, SymbolicShapes::getType({size}, element), tensor, offsets,
              {one, l.size(size)}, strides);
        };
        SmallVector<Value> heap = {slice(arguments[1], k),
                                   slice(arguments[2], k)};
        heap = RowSelection(l, old, op.getLargest())
                   .run(slice(input, size), length, heap, count);
        SmallVector<OpFoldResult> sizes = {one, l.size(k)};
        auto parallel = scf::InParallelOp::create(b);
        b.setInsertionPointToStart(parallel.getBody());
        for (auto [entries, output] : llvm::zip(heap, arguments.drop_front()))
          tensor::ParallelInsertSliceOp::create(b, entries, output, offsets,
                                                sizes, strides);
      });

  SmallVector<int64_t> back(rank);
  for (auto [to, from] : llvm::enumerate(toLast))
    back[from] = to;
  SmallVector<Value> results;
  for (Value value : loop.getResults()) {
    value = l.reshape(value, {rows, k}, selected);
    if (axis != rank - 1)
      value = l.transpose(value, result, back);
    results.push_back(value);
  }
  return Lowered(results);
}
