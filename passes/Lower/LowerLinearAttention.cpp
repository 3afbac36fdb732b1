//===- LowerLinearAttention.cpp - A state through a loop over time --------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

namespace {
/// Builds the loop. Iterators are batch, head and what a step is about; a query
/// is `[B, K, G, T, D]`, with the heads of one state together.
class Recurrence {
public:
  Recurrence(Lowering &l, LinearAttentionOp op) : l(l), op(op) {}
  Lowered lower();

private:
  AffineMap map(ArrayRef<unsigned> dims, unsigned rank) {
    SmallVector<AffineExpr> exprs;
    for (unsigned dim : dims)
      exprs.push_back(l.b.getAffineDimExpr(dim));
    return AffineMap::get(rank, 0, exprs, l.b.getContext());
  }
  /// The entry of `time` in dim `dim`, which keeps a size of 1.
  Value at(Value tensor, Shape shape, unsigned dim, Value time) {
    SmallVector<OpFoldResult> offsets(shape.size(), l.b.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(shape.size(), l.b.getIndexAttr(1));
    offsets[dim] = time;
    shape[dim] = 1;
    return tensor::ExtractSliceOp::create(
        l.b, SymbolicShapes::getType(shape, element), tensor, offsets,
        l.sizes(shape), strides);
  }
  Value multiply(Value x, Value y) { return arith::MulFOp::create(l.b, x, y); }
  Value add(Value x, Value y) { return arith::AddFOp::create(l.b, x, y); }
  Value zeros(ArrayRef<DimExpr> shape) {
    return l.filled(shape, l.zero(element));
  }
  Value update(Value state, Value time);

  Lowering &l;
  LinearAttentionOp op;
  Type element;
  Shape query, key, value, state, decayShape, betaShape;
  Value newKey, newValue, decay, beta;
};
} // namespace

/// The state after the key and value of `time`.
Value Recurrence::update(Value before, Value time) {
  // (b, k, d, e)
  AffineMap all = map({0, 1, 2, 3}, 4);
  // A dim of 1 is read at 0.
  auto read = [&](ArrayRef<unsigned> dims, const Shape &shape, unsigned rank) {
    SmallVector<AffineExpr> exprs;
    for (auto [i, dim] : llvm::enumerate(dims))
      exprs.push_back(i == 2 || shape[i].isConstant(1)
                          ? l.b.getAffineConstantExpr(0)
                          : l.b.getAffineDimExpr(dim));
    return AffineMap::get(rank, 0, exprs, l.b.getContext());
  };
  Value current = before;
  if (decay)
    current = l.generic(at(decay, decayShape, 2, time),
                        read({0, 1, 0, 2}, decayShape, 4), current, all, 4, {},
                        [&](ValueRange x) -> SmallVector<Value> {
                          Value kept = math::ExpOp::create(l.b, x[0]);
                          return {multiply(x[1], kept)};
                        })
                  .front();
  Value keyNow = at(newKey, key, 2, time), added = at(newValue, value, 2, time);
  if (beta) {
    // What the state has for the key, (b, k, e) over d.
    Shape row = {key[0], key[1], value[3]};
    Value found = l.generic({keyNow, current},
                            {read({0, 1, 0, 3}, key, 4), map({0, 1, 3, 2}, 4)},
                            zeros(row), map({0, 1, 2}, 4), 4, {3},
                            [&](ValueRange x) -> SmallVector<Value> {
                              return {add(x[2], multiply(x[0], x[1]))};
                            })
                      .front();
    Shape wide = {key[0], key[1], 1, value[3]};
    added = l.parallel({added, found, at(beta, betaShape, 2, time)},
                       {map({0, 1, 2, 3}, 4), map({0, 1, 3}, 4),
                        read({0, 1, 0, 3}, betaShape, 4)},
                       wide, element, [&](ValueRange x) -> Value {
                         return multiply(
                             x[2], arith::SubFOp::create(l.b, x[0], x[1]));
                       });
  }
  return l
      .generic({keyNow, added},
               {read({0, 1, 0, 2}, key, 4), read({0, 1, 0, 3}, value, 4)},
               current, all, 4, {},
               [&](ValueRange x) -> SmallVector<Value> {
                 return {add(x[2], multiply(x[0], x[1]))};
               })
      .front();
}

Lowered Recurrence::lower() {
  query = l.getShape(op.getQuery());
  key = l.getShape(op.getKey());
  value = l.getShape(op.getValue());
  state = l.getShape(op.getState());
  element = op.getQuery().getType().getElementType();
  StringRef what = "query, key, value and state do not fit together";
  for (unsigned i : {0, 2, 3})
    l.checkEqual(query[i], key[i], what);
  for (unsigned i : {0, 1, 2})
    l.checkEqual(key[i], value[i], what);
  l.checkEqual(state[0], key[0], what);
  l.checkEqual(state[1], key[1], what);
  l.checkEqual(state[2], key[3], what);
  l.checkEqual(state[3], value[3], what);
  DimExpr group = l.shapes.floorDiv(query[1], key[1]);
  l.checkEqual(group * key[1], query[1], what);
  newKey =
      l.castTo(l.getNew(op.getKey()), SymbolicShapes::getType(key, element));
  newValue = l.getNew(op.getValue());
  if (op.getDecay()) {
    decay = l.alignTo(op.getDecay(), key);
    decayShape = l.getShape(op.getDecay());
  }
  if (op.getBeta()) {
    beta = l.alignTo(op.getBeta(), {key[0], key[1], key[2], 1});
    betaShape = l.getShape(op.getBeta());
  }
  // A time of 1 is the key's own time: slices of it are at the loop's.
  Shape heads = {query[0], key[1], group, query[2], query[3]};
  Shape result = {query[0], key[1], group, query[2], value[3]};
  Value queries = l.reshape(l.getNew(op.getQuery()), query, heads);

  Value scale = l.constant(element, op.getScale().convertToDouble());
  Value initial = l.getNew(op.getState());
  SmallVector<Value> init = {l.empty(result, element), initial};
  Value length = l.index(query[2]), one = l.index(1);
  SmallVector<OpFoldResult> strides(5, l.b.getIndexAttr(1));
  auto loop = scf::ForOp::create(
      l.b, l.index(0), length, one, init,
      [&](OpBuilder &nested, Location, Value time, ValueRange carried) {
        OpBuilder::InsertionGuard guard(l.b);
        l.b.restoreInsertionPoint(nested.saveInsertionPoint());
        Value after = update(carried[1], time);
        // (b, k, g, e) over d.
        Shape now = {query[0], key[1], group, 1, value[3]};
        AffineExpr b0, k0, g0, e0, d0;
        bindDims(l.b.getContext(), b0, k0, g0, e0, d0);
        AffineExpr zero = l.b.getAffineConstantExpr(0);
        auto five = [&](ArrayRef<AffineExpr> exprs) {
          return AffineMap::get(5, 0, exprs, l.b.getContext());
        };
        Shape flat = {query[0], key[1], group, value[3]};
        Value read =
            l.generic({at(queries, heads, 3, time), after},
                      {five({b0, k0, g0, zero, d0}), five({b0, k0, d0, e0})},
                      zeros(flat), five({b0, k0, g0, e0}), 5, {4},
                      [&](ValueRange x) -> SmallVector<Value> {
                        return {
                            add(x[2], multiply(multiply(x[0], scale), x[1]))};
                      })
                .front();
        SmallVector<OpFoldResult> offsets(5, l.b.getIndexAttr(0));
        offsets[3] = time;
        Value output = tensor::InsertSliceOp::create(
            l.b, read, carried[0], offsets, l.sizes(now), strides);
        scf::YieldOp::create(l.b, ValueRange{output, after});
      });
  Value output = l.reshape(loop.getResult(0), result,
                           {query[0], query[1], query[2], value[3]});
  return Lowered({output, loop.getResult(1)});
}

Lowered toroid::lowerLinearAttention(Lowering &l, LinearAttentionOp op) {
  return Recurrence(l, op).lower();
}
