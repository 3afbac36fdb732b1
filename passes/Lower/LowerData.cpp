//===- LowerData.cpp - Ops whose sizes data decide ------------------------===//
//
// Each counts first and fills then, in sequential loops of linear time; Unique
// sorts in between.
//
//===----------------------------------------------------------------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

namespace {
/// Builds loops that carry values.
class Loops {
public:
  explicit Loops(Lowering &l) : l(l), b(l.b) {}

  using Turn = function_ref<SmallVector<Value>(Value i, ValueRange carried)>;

  /// `for (i = 0; i < end; ++i) carried = turn(i, carried)`.
  SmallVector<Value> repeat(Value end, ValueRange inits, Turn turn) {
    auto loop = scf::ForOp::create(
        b, l.index(0), end, l.index(1), inits,
        [&](OpBuilder &nested, Location loc, Value i, ValueRange carried) {
          at(nested, [&] { scf::YieldOp::create(b, turn(i, carried)); });
        });
    return SmallVector<Value>(loop.getResults());
  }
  SmallVector<Value> choose(Value condition,
                            function_ref<SmallVector<Value>()> then,
                            function_ref<SmallVector<Value>()> otherwise) {
    auto branch = scf::IfOp::create(
        b, condition,
        [&](OpBuilder &nested, Location) {
          at(nested, [&] { scf::YieldOp::create(b, then()); });
        },
        [&](OpBuilder &nested, Location) {
          at(nested, [&] { scf::YieldOp::create(b, otherwise()); });
        });
    return SmallVector<Value>(branch.getResults());
  }

  Value get(Value tensor, ValueRange position) {
    return tensor::ExtractOp::create(b, tensor, position);
  }
  /// The element of a vector of numbers, as an index.
  Value getIndex(Value tensor, Value i) {
    return arith::IndexCastOp::create(b, b.getIndexType(), get(tensor, i));
  }
  Value put(Value scalar, Value tensor, ValueRange position) {
    return tensor::InsertOp::create(b, scalar, tensor, position);
  }
  Value put(Value number, Value tensor, Value i) {
    return put(
        arith::IndexCastOp::create(b, getElementTypeOrSelf(tensor), number),
        tensor, ValueRange(i));
  }
  Value vector(Value size) {
    return tensor::EmptyOp::create(b, ArrayRef<OpFoldResult>{size},
                                   b.getI64Type());
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  Value mul(Value x, Value y) { return arith::MulIOp::create(b, x, y); }
  Value min(Value x, Value y) { return arith::MinSIOp::create(b, x, y); }
  Value less(Value x, Value y) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::slt, x, y);
  }
  Value equal(Value x, Value y) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, x, y);
  }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }

private:
  void at(OpBuilder &nested, function_ref<void()> build) {
    OpBuilder::InsertionGuard guard(b);
    b.restoreInsertionPoint(nested.saveInsertionPoint());
    build();
  }

  Lowering &l;
  ImplicitLocOpBuilder &b;
};
} // namespace

//===----------------------------------------------------------------------===//
// NonZero
//===----------------------------------------------------------------------===//

static Value lowerNonZero(Lowering &l, NonZeroOp op) {
  Loops loops(l);
  Value input = l.getNew(op.getInput());
  Type old = getElementTypeOrSelf(op.getInput());
  Shape shape = l.getShape(op.getInput());
  SmallVector<Value> sizes;
  for (const DimExpr &dim : shape)
    sizes.push_back(l.index(dim));

  auto isNonZero = [&](ValueRange position) -> Value {
    Value element = l.fromStorage(loops.get(input, position), old);
    if (old.isInteger(1))
      return element;
    Value zero = l.zero(element.getType());
    if (isa<FloatType>(element.getType()))
      return arith::CmpFOp::create(l.b, arith::CmpFPredicate::UNE, element,
                                   zero);
    return arith::CmpIOp::create(l.b, arith::CmpIPredicate::ne, element, zero);
  };
  /// Goes through all positions.
  auto each =
      [&](ValueRange inits,
          function_ref<SmallVector<Value>(ValueRange, ValueRange)> visit) {
        SmallVector<Value> position;
        auto nest = [&](auto &&self, ValueRange carried) -> SmallVector<Value> {
          if (position.size() == sizes.size())
            return visit(position, carried);
          return loops.repeat(sizes[position.size()], carried,
                              [&](Value i, ValueRange carried) {
                                position.push_back(i);
                                auto next = self(self, carried);
                                position.pop_back();
                                return next;
                              });
        };
        return nest(nest, inits);
      };

  Value count =
      each(l.index(0),
           [&](ValueRange position, ValueRange carried) -> SmallVector<Value> {
             Value one = arith::IndexCastUIOp::create(l.b, l.b.getIndexType(),
                                                      isNonZero(position));
             return {loops.add(carried[0], one)};
           })[0];
  Value empty = tensor::EmptyOp::create(
      l.b, ArrayRef<OpFoldResult>{l.b.getIndexAttr(shape.size()), count},
      l.b.getI64Type());
  if (shape.empty()) {
    return l.fit(empty, op.getResult());
  }
  auto filled =
      each({empty, l.index(0)},
           [&](ValueRange position, ValueRange carried) -> SmallVector<Value> {
             Value column = carried[1];
             return loops.choose(
                 isNonZero(position),
                 [&]() -> SmallVector<Value> {
                   Value tensor = carried[0];
                   for (auto [row, i] : llvm::enumerate(position))
                     tensor = loops.put(
                         arith::IndexCastOp::create(l.b, l.b.getI64Type(), i),
                         tensor, {l.index(row), column});
                   return {tensor, loops.add(column, l.index(1))};
                 },
                 [&]() -> SmallVector<Value> { return carried; });
           });
  return l.fit(filled[0], op.getResult());
}

//===----------------------------------------------------------------------===//
// Unique
//===----------------------------------------------------------------------===//

namespace {
class UniqueRows {
public:
  UniqueRows(Lowering &l, UniqueOp op)
      : l(l), loops(l), op(op), input(l.getNew(op.getInput())),
        old(getElementTypeOrSelf(op.getInput())) {
    Shape shape = l.getShape(op.getInput());
    rows = l.index(shape[0]);
    columns = l.index(shape[1]);
  }

  Lowered lower();

private:
  Value isBefore(Value x, Value y);
  Value compareRows(Value i, Value j);
  Value sort();
  Value merge(Value from, Value to, Value width);

  Lowering &l;
  Loops loops;
  UniqueOp op;
  Value input;
  Type old;
  Value rows, columns;
};
} // namespace

/// A total order: NaN comes last.
Value UniqueRows::isBefore(Value x, Value y) {
  if (isa<FloatType>(x.getType())) {
    Value isLess = arith::CmpFOp::create(l.b, arith::CmpFPredicate::OLT, x, y);
    Value isNumber =
        arith::CmpFOp::create(l.b, arith::CmpFPredicate::ORD, x, x);
    Value isOther = arith::CmpFOp::create(l.b, arith::CmpFPredicate::UNO, y, y);
    return arith::OrIOp::create(l.b, isLess,
                                arith::AndIOp::create(l.b, isNumber, isOther));
  }
  bool isSigned = !old.isUnsignedInteger() && !old.isInteger(1);
  return arith::CmpIOp::create(
      l.b, isSigned ? arith::CmpIPredicate::slt : arith::CmpIPredicate::ult, x,
      y);
}

/// -1, 0 or 1 as row `i` is smaller than row `j`, equal to it or larger.
Value UniqueRows::compareRows(Value i, Value j) {
  return loops.repeat(
      columns, l.index(0),
      [&](Value c, ValueRange carried) -> SmallVector<Value> {
        Value x = l.fromStorage(loops.get(input, {i, c}), old);
        Value y = l.fromStorage(loops.get(input, {j, c}), old);
        Value order =
            loops.select(isBefore(x, y), l.index(-1),
                         loops.select(isBefore(y, x), l.index(1), l.index(0)));
        Value isOpen = loops.equal(carried[0], l.index(0));
        return {loops.select(isOpen, order, carried[0])};
      })[0];
}

/// Merges runs of `width` sorted row numbers two by two.
Value UniqueRows::merge(Value from, Value to, Value width) {
  Value two = loops.mul(width, l.index(2));
  Value pairs = arith::CeilDivUIOp::create(l.b, rows, two);
  return loops.repeat(
      pairs, to, [&](Value pair, ValueRange carried) -> SmallVector<Value> {
        Value begin = loops.mul(pair, two);
        Value middle = loops.min(loops.add(begin, width), rows);
        Value end = loops.min(loops.add(begin, two), rows);
        Value length = arith::SubIOp::create(l.b, end, begin);
        auto merged = loops.repeat(
            length, {carried[0], begin, middle},
            [&](Value k, ValueRange state) -> SmallVector<Value> {
              Value left = state[1], right = state[2];
              // Where one run has ended, its last element stands in.
              Value last = arith::SubIOp::create(l.b, rows, l.index(1));
              Value x = loops.getIndex(from, loops.min(left, last));
              Value y = loops.getIndex(from, loops.min(right, last));
              Value hasLeft = loops.less(left, middle);
              Value hasRight = loops.less(right, end);
              Value isRight = arith::AndIOp::create(
                  l.b, hasRight,
                  arith::OrIOp::create(
                      l.b,
                      arith::XOrIOp::create(
                          l.b, hasLeft,
                          arith::ConstantIntOp::create(l.b, 1, 1)),
                      loops.less(compareRows(y, x), l.index(0))));
              Value step = arith::IndexCastUIOp::create(l.b, l.b.getIndexType(),
                                                        isRight);
              Value stepLeft = arith::SubIOp::create(l.b, l.index(1), step);
              return {loops.put(loops.select(isRight, y, x), state[0],
                                loops.add(begin, k)),
                      loops.add(left, stepLeft), loops.add(right, step)};
            });
        return {merged[0]};
      })[0];
}

/// The numbers of the rows in the rows' order; equal ones keep theirs.
Value UniqueRows::sort() {
  Value order =
      loops.repeat(rows, loops.vector(rows),
                   [&](Value i, ValueRange carried) -> SmallVector<Value> {
                     return {loops.put(i, carried[0], i)};
                   })[0];
  // As many passes as it takes for the width to reach the number of rows.
  Type i64 = l.b.getI64Type();
  Value last = arith::SubIOp::create(
      l.b, arith::MaxSIOp::create(l.b, rows, l.index(1)), l.index(1));
  Value zeros = math::CountLeadingZerosOp::create(
      l.b, arith::IndexCastOp::create(l.b, i64, last));
  Value passes = arith::SubIOp::create(
      l.b, l.index(64),
      arith::IndexCastOp::create(l.b, l.b.getIndexType(), zeros));
  auto sorted = loops.repeat(
      passes, {order, loops.vector(rows)},
      [&](Value pass, ValueRange carried) -> SmallVector<Value> {
        Value width = arith::ShLIOp::create(l.b, l.index(1), pass);
        Value merged = merge(carried[0], carried[1], width);
        Value back = loops.repeat(
            rows, carried[0],
            [&](Value i, ValueRange state) -> SmallVector<Value> {
              return {loops.put(loops.get(merged, i), state[0], ValueRange(i))};
            })[0];
        return {back, merged};
      });
  return sorted[0];
}

Lowered UniqueRows::lower() {
  Value order = sort();
  Value zero = l.index(0), one = l.index(1);

  // The first row equal to each, and how many different ones there are.
  auto led = loops.repeat(
      rows, {loops.vector(rows), zero, zero},
      [&](Value k, ValueRange carried) -> SmallVector<Value> {
        Value row = loops.getIndex(order, k);
        Value isStart = loops.equal(k, zero);
        Value leader = loops.select(isStart, row, carried[1]);
        Value differs = arith::CmpIOp::create(l.b, arith::CmpIPredicate::ne,
                                              compareRows(leader, row), zero);
        Value isNew = arith::OrIOp::create(l.b, isStart, differs);
        leader = loops.select(isNew, row, leader);
        Value count = loops.add(
            carried[2],
            arith::IndexCastUIOp::create(l.b, l.b.getIndexType(), isNew));
        return {loops.put(leader, carried[0], row), leader, count};
      });
  Value leaders = led[0], count = led[2];

  // Numbers them.
  auto numbered =
      loops.repeat(rows, {loops.vector(count), loops.vector(rows), zero},
                   [&](Value k, ValueRange carried) -> SmallVector<Value> {
                     Value row = op.getSorted() ? loops.getIndex(order, k) : k;
                     Value isLeader =
                         loops.equal(loops.getIndex(leaders, row), row);
                     return loops.choose(
                         isLeader,
                         [&]() -> SmallVector<Value> {
                           return {loops.put(row, carried[0], carried[2]),
                                   loops.put(carried[2], carried[1], row),
                                   loops.add(carried[2], one)};
                         },
                         [&]() -> SmallVector<Value> { return carried; });
                   });
  Value first = numbered[0], numbers = numbered[1];

  Value counts =
      loops.repeat(count, loops.vector(count),
                   [&](Value k, ValueRange carried) -> SmallVector<Value> {
                     return {loops.put(zero, carried[0], k)};
                   })[0];
  auto counted = loops.repeat(
      rows, {loops.vector(rows), counts},
      [&](Value i, ValueRange carried) -> SmallVector<Value> {
        Value number = loops.getIndex(numbers, loops.getIndex(leaders, i));
        Value more = loops.add(loops.getIndex(carried[1], number), one);
        return {loops.put(number, carried[0], i),
                loops.put(more, carried[1], number)};
      });
  return Lowered({l.fit(first, op.getFirst()),
                  l.fit(counted[0], op.getInverse()),
                  l.fit(counted[1], op.getCounts())});
}

//===----------------------------------------------------------------------===//
// InsertSlice
//===----------------------------------------------------------------------===//

static Value lowerInsertSlice(Lowering &l, InsertSliceOp op) {
  Shape source = l.getShape(op.getSource()), dest = l.getShape(op.getDest());
  auto offsets = l.shapes.getIndices(op.getStaticOffsets(), op.getOffsets());
  for (size_t i = 0; i < dest.size(); ++i) {
    StringRef what = "a part reaches outside of the whole";
    l.checkAtLeast(offsets[i], 0, what);
    l.checkAtLeast(dest[i], offsets[i] + source[i], what);
  }
  // No slice may be taken of a tensor that is known to have no elements.
  if (llvm::any_of(source,
                   [](const DimExpr &dim) { return dim.isConstant(0); }))
    return l.getNew(op.getDest());
  SmallVector<OpFoldResult> strides(dest.size(), l.b.getIndexAttr(1));
  return tensor::InsertSliceOp::create(l.b, l.getNew(op.getSource()),
                                       l.getNew(op.getDest()), l.sizes(offsets),
                                       l.sizes(source), strides);
}

Lowered toroid::lowerData(Lowering &l, Operation *op) {
  return TypeSwitch<Operation *, Lowered>(op)
      .Case([&](NonZeroOp op) { return lowerNonZero(l, op); })
      .Case([&](UniqueOp op) { return UniqueRows(l, op).lower(); })
      .Case([&](InsertSliceOp op) { return lowerInsertSlice(l, op); })
      .Default([](Operation *) { return Lowered(); });
}
