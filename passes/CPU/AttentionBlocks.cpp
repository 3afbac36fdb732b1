//===- AttentionBlocks.cpp - A tile of queries against keys ---------------===//
//
// A row's softmax is found block by block: with the greatest score m of the
// blocks so far, the sum of exp(s - m) and the values weighted by exp(s - m),
// a block that raises m to m' first scales both by exp(m - m'). A row that has
// seen no score but -inf stays at 0, 0.
//
//===----------------------------------------------------------------------===//

#include "passes/CPU/AttentionTiling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

static constexpr double lowest = -std::numeric_limits<double>::infinity();

//===----------------------------------------------------------------------===//
// Which keys the rows see
//===----------------------------------------------------------------------===//

/// Finds the tile's place among the keys, and the keys that some row sees.
void AttentionTiling::findRange() {
  Value zero = index(b.getIndexAttr(0)), end = index(keys);
  firstKey = zero;
  endKey = end;
  length = nullptr;
  if (Value lengths = op.getKeyLengths()) {
    length = perBatch(lengths);
    endKey = clamp(length, zero, endKey);
  }
  if (!hasCausalEnd && !hasWindowStart)
    return;
  Value offset;
  if (Value offsets = op.getOffset()) {
    offset = perBatch(offsets);
  } else {
    offset = arith::SubIOp::create(b, end, index(queries));
  }
  position = arith::AddIOp::create(b, firstQuery, offset);
  if (hasCausalEnd) {
    // One past what the last row sees.
    int64_t right = op.getCausal() ? 0 : int64_t(op.getRightWindow());
    Value past = arith::AddIOp::create(
        b, position, index(add(numQueries, b.getIndexAttr(right))));
    endKey = clamp(past, zero, endKey);
  }
  if (hasWindowStart) {
    Value left = index(b.getIndexAttr(int64_t(op.getLeftWindow())));
    Value first = clamp(arith::SubIOp::create(b, position, left), zero, end);
    // Blocks begin at the same keys for all tiles.
    Value size = index(b.getIndexAttr(tiles.keys));
    Value inBlock = arith::RemUIOp::create(b, first, size);
    firstKey = arith::SubIOp::create(b, first, inBlock);
  }
}

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

/// Keys in a block are counted in 32 bits, of which vectors hold more.
static Value toI32(OpBuilder &b, Location loc, Value index) {
  return arith::IndexCastOp::create(b, loc, b.getI32Type(), index);
}

/// The greater of a row's scores, of which x is never no number. What is shows
/// up in the sum, so the cheapest of the maxima is enough: the one that lanes
/// can be combined by, where they must.
Value AttentionTiling::greater(OpBuilder &b, Location loc, Value x, Value y) {
  if (!tiles.isInLanes)
    return arith::MaxNumFOp::create(b, loc, x, y);
  Value isGreater =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, y, x);
  return arith::SelectOp::create(b, loc, isGreater, y, x);
}

std::pair<Value, Value> AttentionTiling::addTerms(Value products, Value highest,
                                                  Value at, OpFoldResult size) {
  double cap = op.getSoftcap().convertToDouble();
  bool hasPositions = hasCausalEnd || hasWindowStart || length;
  if (cap == 0 && !op.getBias() && !op.getMask() && !op.getMaskedBias() &&
      !hasPositions) {
    highest = generic(products, highest, {byRows(0u, 1u), {0}}, 2, {1},
                      [&](OpBuilder &b, Location loc, ValueRange x) {
                        return greater(b, loc, x[1], x[0]);
                      });
    return {products, highest};
  }

  // Loops: group where it has one, queries, keys.
  bool hasGroup = tiles.group > 1;
  unsigned first = hasGroup ? groupDim : queryDim;
  unsigned loops = 4 - first, queryLoop = queryDim - first,
           keyLoop = keyDim - first;
  SmallVector<Value> inputs;
  SmallVector<SmallVector<unsigned, 3>> maps;
  OpFoldResult none = b.getIndexAttr(0), one = b.getIndexAttr(1);
  auto addInput = [&](Value term) -> std::optional<unsigned> {
    if (!term)
      return std::nullopt;
    auto type = cast<RankedTensorType>(term.getType());
    SmallVector<OpFoldResult> offsets = {batch, head, firstQuery, at},
                              sizes = {one, b.getIndexAttr(tiles.group),
                                       numQueries, size};
    SmallVector<bool> isKept = {false, hasGroup, true, true};
    for (unsigned dim = 0; dim < 4; ++dim)
      if (type.getDimSize(dim) == 1) {
        offsets[dim] = none;
        isKept[dim] = false;
      }
    Part part = slice({term}, offsets, sizes, isKept);
    inputs.push_back(part.tensor);
    maps.emplace_back();
    for (unsigned dim : part.dims)
      maps.back().push_back(dim - first);
    return inputs.size() - 1;
  };
  std::optional<unsigned> bias = addInput(op.getBias()),
                          mask = addInput(op.getMask()),
                          maskedBias = addInput(op.getMaskedBias());
  SmallVector<unsigned, 3> rows, all;
  for (unsigned loop = 0; loop < loops; ++loop) {
    all.push_back(loop);
    if (loop != keyLoop)
      rows.push_back(loop);
  }
  if (tiles.isInLanes)
    all = byRows(queryLoop, keyLoop);
  maps.push_back(all);
  maps.push_back(rows);

  // Where the block lies relative to the tile's first query.
  Value diagonal, rest;
  if (hasCausalEnd || hasWindowStart)
    diagonal = arith::SubIOp::create(b, position, at);
  if (length)
    rest = arith::SubIOp::create(b, length, at);
  // Limits within a block fit in 32 bits.
  Value least = index(b.getIndexAttr(-1)),
        most = index(b.getIndexAttr(std::numeric_limits<int32_t>::max()));

  auto body = [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
    auto number = [&](double value) {
      return createFloat(b, loc, compute, value);
    };
    auto limit = [&](Value value) {
      value = arith::MinSIOp::create(b, loc, value, most);
      return toI32(b, loc, arith::MaxSIOp::create(b, loc, value, least));
    };
    Value score = x[inputs.size()];
    if (cap != 0) {
      score = arith::DivFOp::create(b, loc, score, number(cap));
      score = math::TanhOp::create(b, loc, score);
      score = arith::MulFOp::create(b, loc, score, number(cap));
    }
    if (bias)
      score = arith::AddFOp::create(b, loc, score,
                                    widenFloat(b, loc, compute, x[*bias]));
    if (mask) {
      Value isSeen = x[*mask];
      if (!isSeen.getType().isInteger(1)) {
        Value zero =
            arith::ConstantOp::create(b, loc, b.getZeroAttr(isSeen.getType()));
        isSeen = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, isSeen,
                                       zero);
      }
      score = arith::SelectOp::create(
          b, loc, isSeen, score, number(op.getMaskValue().convertToDouble()));
    }
    if (maskedBias)
      score = arith::AddFOp::create(
          b, loc, score, widenFloat(b, loc, compute, x[*maskedBias]));
    if (!hasPositions)
      return score;
    Value key = toI32(b, loc, linalg::IndexOp::create(b, loc, keyLoop));
    Value hidden = number(lowest), own;
    if (diagonal) {
      own = linalg::IndexOp::create(b, loc, queryLoop);
      own = arith::AddIOp::create(b, loc, own, diagonal);
    }
    auto shifted = [&](int64_t by) -> Value {
      Value distance = arith::ConstantIndexOp::create(b, loc, by);
      return arith::AddIOp::create(b, loc, own, distance);
    };
    auto hide = [&](arith::CmpIPredicate where, Value bound) {
      Value isHidden = arith::CmpIOp::create(b, loc, where, key, limit(bound));
      score = arith::SelectOp::create(b, loc, isHidden, hidden, score);
    };
    if (rest)
      hide(arith::CmpIPredicate::sge, rest);
    if (hasCausalEnd)
      hide(arith::CmpIPredicate::sgt,
           op.getCausal() ? own : shifted(int64_t(op.getRightWindow())));
    if (hasWindowStart)
      hide(arith::CmpIPredicate::slt, shifted(-int64_t(op.getLeftWindow())));
    return score;
  };
  SmallVector<Value> results = generics(
      inputs, {splitRows(products), splitRows(highest)}, maps, loops, {keyLoop},
      [&](OpBuilder &b, Location loc, ValueRange x) {
        Value score = body(b, loc, x);
        return SmallVector<Value>{score, greater(b, loc, x.back(), score)};
      });
  return {mergeRows(results[0]), mergeRows(results[1])};
}

Value AttentionTiling::products(Value at, OpFoldResult size) {
  Part block = keyBlock(key, features, at, size);
  // Loops: rows, keys, features.
  SmallVector<unsigned, 3> loops;
  for (unsigned dim : block.dims)
    loops.push_back(dim == sequenceDim ? 1 : 2);
  Value zeros = filled(byRows(numRows, size), constant(0));
  return product(queryTile, block, loops, zeros);
}

//===----------------------------------------------------------------------===//
// The running softmax
//===----------------------------------------------------------------------===//

/// What exponentials of a row are relative to. Where all scores are -inf,
/// anything finite is.
static Value reference(OpBuilder &b, Location loc, Value highest) {
  Type type = highest.getType();
  Value hidden = createFloat(b, loc, type, lowest);
  Value isHidden =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, highest, hidden);
  return arith::SelectOp::create(b, loc, isHidden, createFloat(b, loc, type, 0),
                                 highest);
}

AttentionTiling::State AttentionTiling::start() {
  State state;
  state.accumulator = filled(byRows(numRows, valueFeatures), constant(0));
  Value sink = op.getSink();
  if (!sink) {
    state.highest = filled(numRows, constant(lowest));
    state.sum = filled(numRows, constant(0));
    return state;
  }
  // A key of its own with a value of zero.
  auto type = cast<RankedTensorType>(sink.getType());
  bool isShared = type.getRank() == 0 || type.getDimSize(0) == 1;
  bool hasGroup = tiles.group > 1;
  SmallVector<OpFoldResult> sizes = {numQueries};
  if (hasGroup)
    sizes.insert(sizes.begin(), b.getIndexAttr(tiles.group));
  SmallVector<unsigned, 3> in, out;
  for (unsigned dim = 0; dim < sizes.size(); ++dim)
    out.push_back(dim);
  if (isShared || !hasGroup) {
    SmallVector<Value> at;
    if (type.getRank() == 1)
      at.push_back(isShared ? index(b.getIndexAttr(0)) : head);
    sink = tensor::ExtractOp::create(b, sink, at);
    state.highest = filled(numRows, widenFloat(b, b.getLoc(), compute, sink));
  } else {
    OpFoldResult from = head, size = b.getIndexAttr(tiles.group),
                 one = b.getIndexAttr(1);
    sink = tensor::ExtractSliceOp::create(
        b, RankedTensorType::get({tiles.group}, type.getElementType()), sink,
        from, size, one);
    state.highest =
        mergeRows(generic(sink, empty(sizes, compute), {{0}, out}, sizes.size(),
                          {}, [&](OpBuilder &b, Location loc, ValueRange x) {
                            return widenFloat(b, loc, compute, x[0]);
                          }));
  }
  state.sum = generic(state.highest, empty(numRows, compute), {{0}, {0}}, 1, {},
                      [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                        Value distance = arith::SubFOp::create(
                            b, loc, x[0], reference(b, loc, x[0]));
                        return math::ExpOp::create(b, loc, distance);
                      });
  return state;
}

AttentionTiling::State AttentionTiling::addBlock(State state, Value at,
                                                 OpFoldResult size,
                                                 bool isOnly) {
  // Loops of what goes over scores: rows, keys.
  SmallVector<unsigned, 3> rows = {0}, both = byRows(0u, 1u);
  Value score = products(at, size);
  bool isFirst = isOnly && !op.getSink();
  if (isFirst) {
    std::tie(score, state.highest) = addTerms(score, state.highest, at, size);
  } else {
    // Each reads the old state before it is written in place.
    Value highest;
    std::tie(score, highest) =
        addTerms(score, filled(numRows, constant(lowest)), at, size);
    Value decay = generic(
        {state.highest, highest}, empty(numRows, compute), {rows, rows, rows},
        1, {}, [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
          Value next = greater(b, loc, x[0], x[1]);
          Value distance =
              arith::SubFOp::create(b, loc, x[0], reference(b, loc, next));
          return math::ExpOp::create(b, loc, distance);
        });
    state.highest = generic(highest, state.highest, {rows, rows}, 1, {},
                            [&](OpBuilder &b, Location loc, ValueRange x) {
                              return greater(b, loc, x[1], x[0]);
                            });
    auto scale = [](OpBuilder &b, Location loc, ValueRange x) -> Value {
      return arith::MulFOp::create(b, loc, x[1], x[0]);
    };
    state.sum = generic(decay, state.sum, {rows, rows}, 1, {}, scale);
    if (!isOnly)
      state.accumulator =
          generic(decay, state.accumulator, {rows, both}, 2, {}, scale);
  }

  SmallVector<Value> weights =
      generics(state.highest, {score, state.sum}, {rows, both, rows}, 2, {1},
               [&](OpBuilder &b, Location loc, ValueRange x) {
                 Value distance = arith::SubFOp::create(
                     b, loc, x[1], reference(b, loc, x[0]));
                 Value weight = math::ExpOp::create(b, loc, distance);
                 Value sum = arith::AddFOp::create(b, loc, x[2], weight);
                 return SmallVector<Value>{weight, sum};
               });
  state.sum = weights[1];
  Part block = keyBlock(value, valueFeatures, at, size);
  // Loops: rows, features, keys.
  SmallVector<unsigned, 3> loops;
  for (unsigned dim : block.dims)
    loops.push_back(dim == sequenceDim ? 2 : 1);
  state.accumulator = product(weights[0], block, loops, state.accumulator);
  return state;
}

/// Rows that saw no key weigh all keys alike, hidden ones too. Each tile asks
/// once whether it has any.
AttentionTiling::State AttentionTiling::weighMaskedRows(State state) {
  SmallVector<unsigned, 3> rows = {0}, both = byRows(0u, 1u), one;
  // The greatest of a row's exponentials is 1.
  auto isMasked = [&](OpBuilder &b, Location loc, Value sum) -> Value {
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, sum,
                                 createFloat(b, loc, compute, 0));
  };
  Value count = generic(
      state.sum, filled(ArrayRef<OpFoldResult>(), constant(0)), {rows, one}, 1,
      {0}, [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
        Value own = arith::SelectOp::create(b, loc, isMasked(b, loc, x[0]),
                                            createFloat(b, loc, compute, 1),
                                            createFloat(b, loc, compute, 0));
        return arith::AddFOp::create(b, loc, x[1], own);
      });
  count = tensor::ExtractOp::create(b, count, ValueRange());
  Value some =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, count, constant(0));
  Value zero = index(b.getIndexAttr(0)), step = index(b.getIndexAttr(1));
  Value end = arith::SelectOp::create(b, some, step, zero);
  // A loop of one turn or none: what it carries changes in place.
  auto loop = scf::ForOp::create(b, zero, end, step,
                                 ValueRange{state.sum, state.accumulator});
  OpBuilder::InsertionGuard inLoop(b);
  b.setInsertionPointToStart(loop.getBody());
  Value sum = loop.getRegionIterArg(0), accumulator = loop.getRegionIterArg(1);
  OpFoldResult none = b.getIndexAttr(0), single = b.getIndexAttr(1);
  Part all =
      slice(value, {batch, keyHead, none, none},
            {single, single, keys, valueFeatures}, {false, false, true, true});
  // Loops: features, keys.
  SmallVector<unsigned, 3> loops;
  for (unsigned dim : all.dims)
    loops.push_back(dim == sequenceDim ? 1 : 0);
  Value total =
      generic(all.tensor, filled(valueFeatures, constant(0)), {loops, {0}}, 2,
              {1}, [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                Value wide = widenFloat(b, loc, compute, x[0]);
                return arith::AddFOp::create(b, loc, x[1], wide);
              });
  Value number = arith::SIToFPOp::create(
      b, compute, arith::IndexCastOp::create(b, b.getI64Type(), index(keys)));
  accumulator = generic({sum, total}, accumulator, {rows, {1}, both}, 2, {},
                        [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                          return arith::SelectOp::create(
                              b, loc, isMasked(b, loc, x[0]), x[1], x[2]);
                        });
  sum = generic({}, sum, {rows}, 1, {},
                [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                  return arith::SelectOp::create(b, loc, isMasked(b, loc, x[0]),
                                                 number, x[0]);
                });
  scf::YieldOp::create(b, ValueRange{sum, accumulator});
  state.sum = loop.getResult(0);
  state.accumulator = loop.getResult(1);
  return state;
}

/// The logarithms of the sums of exponentials, in `place`: [group, queries].
Value AttentionTiling::finishSums(State state, Value place) {
  SmallVector<unsigned, 3> all = {0};
  if (tiles.group > 1)
    all.push_back(1);
  return generic(
      {queryLanes(splitRows(state.highest)), queryLanes(splitRows(state.sum))},
      place, {all, all, all}, all.size(), {},
      [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
        Value sum = math::LogOp::create(b, loc, x[1]);
        return arith::AddFOp::create(b, loc, sum, reference(b, loc, x[0]));
      });
}

/// The quotients, in `place`: [group, queries, features] in the result's order.
Value AttentionTiling::finish(State state, Value place) {
  bool hasGroup = tiles.group > 1,
       isZeroed = op.getMaskedRows() == MaskedRows::Zero;
  unsigned first = hasGroup ? headDim : sequenceDim, loops = 4 - first;
  SmallVector<unsigned, 3> all, rows, out;
  for (unsigned loop = 0; loop < loops; ++loop) {
    all.push_back(loop);
    if (loop + 1 < loops)
      rows.push_back(loop);
  }
  std::array<unsigned, 4> logical;
  for (unsigned dim = 0; dim < 4; ++dim)
    logical[result.place[dim]] = dim;
  for (unsigned dim : logical)
    if (dim >= first)
      out.push_back(dim - first);
  // Of no keys at all the sum is 0 over 1.
  Value extra;
  if (ShapedType::isDynamic(knownSize(keys)) || knownSize(keys) == 0) {
    Value hasKeys = arith::CmpIOp::create(
        b, arith::CmpIPredicate::ne, index(keys), index(b.getIndexAttr(0)));
    extra = arith::SelectOp::create(b, hasKeys, constant(0), constant(1));
  }
  Value factors =
      generic(state.sum, empty(numRows, compute), {{0}, {0}}, 1, {},
              [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                Value sum = x[0];
                if (extra)
                  sum = arith::AddFOp::create(b, loc, sum, extra);
                Value one = createFloat(b, loc, compute, 1);
                Value factor = arith::DivFOp::create(b, loc, one, sum);
                if (!isZeroed)
                  return factor;
                // The greatest of a row's exponentials is 1.
                Value none = createFloat(b, loc, compute, 0);
                Value isMasked = arith::CmpFOp::create(
                    b, loc, arith::CmpFPredicate::OEQ, sum, none);
                return arith::SelectOp::create(b, loc, isMasked, none, factor);
              });
  if (tiles.isInLanes) {
    SmallVector<unsigned, 3> both = byRows(0u, 1u);
    Value quotients =
        generic(factors, state.accumulator, {{0}, both}, 2, {},
                [](OpBuilder &b, Location loc, ValueRange x) -> Value {
                  return arith::MulFOp::create(b, loc, x[1], x[0]);
                });
    return generic(queryLanes(quotients), place, {both, out}, 2, {},
                   [](OpBuilder &, Location, ValueRange x) { return x[0]; });
  }
  Type element = cast<RankedTensorType>(place.getType()).getElementType();
  return generic({splitRows(state.accumulator), splitRows(factors)}, place,
                 {all, rows, out}, loops, {},
                 [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                   Value quotient = arith::MulFOp::create(b, loc, x[0], x[1]);
                   if (quotient.getType() != element)
                     quotient =
                         arith::TruncFOp::create(b, loc, element, quotient);
                   return quotient;
                 });
}
