//===- AttentionTiling.cpp - One attention as loops over tiles ------------===//
//
// A row's softmax is found block by block: with the greatest score m of the
// blocks so far, the sum of exp(s - m) and the values weighted by exp(s - m),
// a block that raises m to m' first scales both by exp(m - m'). A row that has
// seen no score but -inf stays at 0, 0.
//
//===----------------------------------------------------------------------===//

#include "passes/CPU/AttentionTiling.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace toroid;

static constexpr double lowest = -std::numeric_limits<double>::infinity();

static int64_t known(OpFoldResult size) {
  return getConstantIntValue(size).value_or(ShapedType::kDynamic);
}

AttentionTiling::AttentionTiling(AttentionOp op, const CPUTarget &target)
    : op(op), target(target), b(op.getLoc(), op) {
  Type element = op.getQuery().getType().getElementType();
  compute = element.isF64() ? Type(b.getF64Type()) : Type(b.getF32Type());
}

//===----------------------------------------------------------------------===//
// Sizes and positions
//===----------------------------------------------------------------------===//

/// A size that several dims have: what one of their types knows.
OpFoldResult
AttentionTiling::sizeOf(ArrayRef<std::pair<Value, unsigned>> places) {
  for (auto [tensor, dim] : places)
    if (auto type = cast<RankedTensorType>(tensor.getType());
        !type.isDynamicDim(dim))
      return b.getIndexAttr(type.getDimSize(dim));
  auto [tensor, dim] = places.front();
  return tensor::DimOp::create(b, tensor, dim).getResult();
}

Value AttentionTiling::index(OpFoldResult value) {
  return getValueOrCreateConstantIndexOp(b, b.getLoc(), value);
}

OpFoldResult AttentionTiling::add(OpFoldResult x, OpFoldResult y) {
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  return affine::makeComposedFoldedAffineApply(b, b.getLoc(), s0 + s1, {x, y});
}

OpFoldResult AttentionTiling::multiply(OpFoldResult x, OpFoldResult y) {
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  return affine::makeComposedFoldedAffineApply(b, b.getLoc(), s0 * s1, {x, y});
}

/// What is left from `position` to `end`, at most `most`.
OpFoldResult AttentionTiling::restUpTo(int64_t most, OpFoldResult end,
                                       Value position) {
  if (std::optional<int64_t> size = getConstantIntValue(end);
      size && *size % most == 0)
    return b.getIndexAttr(most);
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  auto map = AffineMap::get(0, 2, {b.getAffineConstantExpr(most), s0 - s1},
                            b.getContext());
  return affine::makeComposedFoldedAffineMin(b, b.getLoc(), map,
                                             {end, OpFoldResult(position)});
}

Value AttentionTiling::clamp(Value value, Value least, Value most) {
  return arith::MaxSIOp::create(b, arith::MinSIOp::create(b, value, most),
                                least);
}

/// The number for the tile's batch.
Value AttentionTiling::perBatch(Value vector) {
  auto type = cast<RankedTensorType>(vector.getType());
  SmallVector<Value> at;
  if (type.getRank() == 1)
    at.push_back(type.getDimSize(0) == 1 ? index(b.getIndexAttr(0)) : batch);
  Value number = tensor::ExtractOp::create(b, vector, at);
  return arith::IndexCastOp::create(b, b.getIndexType(), number);
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

static Value createConstant(OpBuilder &b, Location loc, Type type,
                            double value) {
  return arith::ConstantOp::create(b, loc, b.getFloatAttr(type, value));
}

Value AttentionTiling::constant(double value) {
  return createConstant(b, b.getLoc(), compute, value);
}

Value AttentionTiling::empty(ArrayRef<OpFoldResult> sizes, Type element) {
  return tensor::EmptyOp::create(b, sizes, element);
}

Value AttentionTiling::filled(ArrayRef<OpFoldResult> sizes, Value scalar) {
  return linalg::FillOp::create(b, scalar, empty(sizes, scalar.getType()))
      .getResult(0);
}

/// Offsets, sizes and kept dims in the order of the tensor's own.
static void arrange(OpBuilder &b, const HeadLayout &layout,
                    ArrayRef<OpFoldResult> offsets,
                    ArrayRef<OpFoldResult> sizes, ArrayRef<bool> isKept,
                    SmallVectorImpl<OpFoldResult> &ownOffsets,
                    SmallVectorImpl<OpFoldResult> &ownSizes,
                    SmallVectorImpl<int64_t> &shape,
                    SmallVectorImpl<unsigned> &dims) {
  ownOffsets.resize(4);
  ownSizes.resize(4);
  std::array<unsigned, 4> logical;
  for (unsigned dim = 0; dim < 4; ++dim) {
    unsigned place = layout.place[dim];
    logical[place] = dim;
    ownOffsets[place] = offsets[dim];
    ownSizes[place] = isKept[dim] ? sizes[dim] : b.getIndexAttr(1);
  }
  for (unsigned place = 0; place < 4; ++place)
    if (isKept[logical[place]]) {
      shape.push_back(known(ownSizes[place]));
      dims.push_back(logical[place]);
    }
}

Part AttentionTiling::slice(const HeadLayout &from,
                            ArrayRef<OpFoldResult> offsets,
                            ArrayRef<OpFoldResult> sizes,
                            ArrayRef<bool> isKept) {
  SmallVector<OpFoldResult> ownOffsets, ownSizes, strides(4, b.getIndexAttr(1));
  SmallVector<int64_t> shape;
  Part part;
  arrange(b, from, offsets, sizes, isKept, ownOffsets, ownSizes, shape,
          part.dims);
  Type element = cast<RankedTensorType>(from.tensor.getType()).getElementType();
  part.tensor = tensor::ExtractSliceOp::create(
      b, RankedTensorType::get(shape, element), from.tensor, ownOffsets,
      ownSizes, strides);
  return part;
}

SmallVector<Value>
AttentionTiling::generics(ValueRange inputs, ValueRange outputs,
                          ArrayRef<SmallVector<unsigned, 3>> maps,
                          unsigned loops, ArrayRef<unsigned> reductions,
                          BodyOfSeveral body) {
  SmallVector<AffineMap> affineMaps;
  for (ArrayRef<unsigned> dims : maps) {
    SmallVector<AffineExpr> exprs;
    for (unsigned dim : dims)
      exprs.push_back(b.getAffineDimExpr(dim));
    affineMaps.push_back(AffineMap::get(loops, 0, exprs, b.getContext()));
  }
  SmallVector<utils::IteratorType> kinds(loops, utils::IteratorType::parallel);
  for (unsigned dim : reductions)
    kinds[dim] = utils::IteratorType::reduction;
  auto op = linalg::GenericOp::create(
      b, TypeRange(outputs), inputs, outputs, affineMaps, kinds,
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        linalg::YieldOp::create(b, loc, body(b, loc, arguments));
      });
  return llvm::to_vector_of<Value>(op.getResults());
}

Value AttentionTiling::generic(ValueRange inputs, Value output,
                               ArrayRef<SmallVector<unsigned, 3>> maps,
                               unsigned loops, ArrayRef<unsigned> reductions,
                               Body body) {
  return generics(inputs, output, maps, loops, reductions,
                  [&](OpBuilder &b, Location loc, ValueRange arguments) {
                    return SmallVector<Value>{body(b, loc, arguments)};
                  })
      .front();
}

/// A number in the type that we compute in.
static Value widen(OpBuilder &b, Location loc, Type type, Value value) {
  if (value.getType() == type)
    return value;
  return arith::ExtFOp::create(b, loc, type, value);
}

/// output[i, j] + Σ_k lhs[i, k] · rhs[k, j], where `rhsLoops` tells which of
/// the loops i, j, k each dim of the right side follows.
Value AttentionTiling::product(Value lhs, const Part &rhs,
                               ArrayRef<unsigned> rhsLoops, Value output) {
  return generic({lhs, rhs.tensor}, output,
                 {{0, 2}, SmallVector<unsigned, 3>(rhsLoops), {0, 1}}, 3, {2},
                 [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                   Value right = widen(b, loc, compute, x[1]);
                   Value term = arith::MulFOp::create(b, loc, x[0], right);
                   return arith::AddFOp::create(b, loc, x[2], term);
                 });
}

Value AttentionTiling::mergeRows(Value tensor) {
  if (tiles.group == 1)
    return tensor;
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  SmallVector<ReassociationIndices> groups = {{0, 1}};
  for (int64_t dim = 2; dim < rank; ++dim)
    groups.push_back({dim});
  return tensor::CollapseShapeOp::create(b, tensor, groups);
}

Value AttentionTiling::splitRows(Value tensor) {
  if (tiles.group == 1)
    return tensor;
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<ReassociationIndices> groups = {{0, 1}};
  SmallVector<OpFoldResult> sizes = {b.getIndexAttr(tiles.group), numQueries};
  SmallVector<int64_t> shape = {tiles.group, known(numQueries)};
  for (int64_t dim = 1; dim < type.getRank(); ++dim) {
    groups.push_back({dim + 1});
    sizes.push_back(sizeOf({{tensor, dim}}));
    shape.push_back(type.getDimSize(dim));
  }
  return tensor::ExpandShapeOp::create(
      b, RankedTensorType::get(shape, type.getElementType()), tensor, groups,
      sizes);
}

//===----------------------------------------------------------------------===//
// Operands and the result
//===----------------------------------------------------------------------===//

/// Reads what is behind transpositions.
static HeadLayout readLayout(Value tensor) {
  HeadLayout layout{tensor};
  while (auto transpose = layout.tensor.getDefiningOp<linalg::TransposeOp>()) {
    if (!transpose.hasPureTensorSemantics())
      break;
    for (unsigned &place : layout.place)
      place = transpose.getPermutation()[place];
    layout.tensor = transpose.getInput();
  }
  return layout;
}

void AttentionTiling::chooseLayouts() {
  query = readLayout(op.getQuery());
  key = readLayout(op.getKey());
  value = readLayout(op.getValue());
  // Written where its only reader would move it.
  last = op;
  if (op->hasOneUse())
    if (auto transpose = dyn_cast<linalg::TransposeOp>(*op->user_begin());
        transpose && transpose.hasPureTensorSemantics() &&
        transpose.getInput() == op.getResult() &&
        transpose->getBlock() == op->getBlock()) {
      last = transpose;
      for (auto [place, dim] : llvm::enumerate(transpose.getPermutation()))
        result.place[dim] = place;
    }
}

/// [group, queries, features] of the tile, scaled, as one row each.
Value AttentionTiling::scaledQueries() {
  bool hasGroup = tiles.group > 1;
  OpFoldResult none = b.getIndexAttr(0), one = b.getIndexAttr(1);
  OpFoldResult group = b.getIndexAttr(tiles.group);
  Part part =
      slice(query, {batch, head, firstQuery, none},
            {one, group, numQueries, features}, {false, hasGroup, true, true});
  unsigned first = hasGroup ? headDim : sequenceDim;
  SmallVector<unsigned, 3> in, out;
  for (unsigned dim : part.dims)
    in.push_back(dim - first);
  SmallVector<OpFoldResult> sizes = {numQueries, features};
  if (hasGroup)
    sizes.insert(sizes.begin(), group);
  for (unsigned dim = 0; dim < sizes.size(); ++dim)
    out.push_back(dim);
  double scale = op.getScale().convertToDouble();
  Value scaled =
      generic(part.tensor, empty(sizes, compute), {in, out}, sizes.size(), {},
              [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                Value wide = widen(b, loc, compute, x[0]);
                Value factor = createConstant(b, loc, compute, scale);
                return arith::MulFOp::create(b, loc, wide, factor);
              });
  return mergeRows(scaled);
}

/// Rows of keys or values. Narrow ones are widened once for all rows of the
/// tile, if there are enough of these.
Part AttentionTiling::keyBlock(const HeadLayout &from, OpFoldResult width,
                               Value at, OpFoldResult size) {
  OpFoldResult none = b.getIndexAttr(0), one = b.getIndexAttr(1);
  Part part = slice(from, {batch, keyHead, at, none}, {one, one, size, width},
                    {false, false, true, true});
  Type element = cast<RankedTensorType>(part.tensor.getType()).getElementType();
  constexpr int64_t fewRows = 8;
  if (element == compute ||
      (!ShapedType::isDynamic(known(numRows)) && known(numRows) < fewRows))
    return part;
  SmallVector<unsigned, 3> in;
  for (unsigned dim : part.dims)
    in.push_back(dim - sequenceDim);
  part.tensor =
      generic(part.tensor, empty({size, width}, compute), {in, {0, 1}}, 2, {},
              [&](OpBuilder &b, Location loc, ValueRange x) {
                return widen(b, loc, compute, x[0]);
              });
  part.dims = {sequenceDim, featureDim};
  return part;
}

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

/// The greater of a row's scores. What is no number shows up in the sum, so
/// the cheapest of the maxima is enough.
static Value greater(OpBuilder &b, Location loc, Value x, Value y) {
  return arith::MaxNumFOp::create(b, loc, x, y);
}

std::pair<Value, Value> AttentionTiling::addTerms(Value products, Value highest,
                                                  Value at, OpFoldResult size) {
  double cap = op.getSoftcap().convertToDouble();
  bool hasPositions = hasCausalEnd || hasWindowStart || length;
  if (cap == 0 && !op.getBias() && !op.getMask() && !op.getMaskedBias() &&
      !hasPositions) {
    highest = generic(products, highest, {{0, 1}, {0}}, 2, {1},
                      [](OpBuilder &b, Location loc, ValueRange x) {
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
      return createConstant(b, loc, compute, value);
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
                                    widen(b, loc, compute, x[*bias]));
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
      score = arith::AddFOp::create(b, loc, score,
                                    widen(b, loc, compute, x[*maskedBias]));
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
  Value zeros = filled({numRows, size}, constant(0));
  return product(queryTile, block, loops, zeros);
}

//===----------------------------------------------------------------------===//
// The running softmax
//===----------------------------------------------------------------------===//

/// What exponentials of a row are relative to. Where all scores are -inf,
/// anything finite is.
static Value reference(OpBuilder &b, Location loc, Value highest) {
  Type type = highest.getType();
  Value hidden = createConstant(b, loc, type, lowest);
  Value isHidden =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, highest, hidden);
  return arith::SelectOp::create(b, loc, isHidden,
                                 createConstant(b, loc, type, 0), highest);
}

AttentionTiling::State AttentionTiling::start() {
  State state;
  state.accumulator = filled({numRows, valueFeatures}, constant(0));
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
    state.highest = filled(numRows, widen(b, b.getLoc(), compute, sink));
  } else {
    OpFoldResult from = head, size = b.getIndexAttr(tiles.group),
                 one = b.getIndexAttr(1);
    sink = tensor::ExtractSliceOp::create(
        b, RankedTensorType::get({tiles.group}, type.getElementType()), sink,
        from, size, one);
    state.highest =
        mergeRows(generic(sink, empty(sizes, compute), {{0}, out}, sizes.size(),
                          {}, [&](OpBuilder &b, Location loc, ValueRange x) {
                            return widen(b, loc, compute, x[0]);
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
  SmallVector<unsigned, 3> rows = {0}, both = {0, 1};
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
                            [](OpBuilder &b, Location loc, ValueRange x) {
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

/// The quotients, in `place`: [group, queries, features] in the result's order.
Value AttentionTiling::finish(State state, Value place) {
  bool hasGroup = tiles.group > 1, isZeroed = op.getZeroMaskedRows();
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
  if (ShapedType::isDynamic(known(keys)) || known(keys) == 0) {
    Value hasKeys = arith::CmpIOp::create(
        b, arith::CmpIPredicate::ne, index(keys), index(b.getIndexAttr(0)));
    extra = arith::SelectOp::create(b, hasKeys, constant(0), constant(1));
  }
  Type element = cast<RankedTensorType>(place.getType()).getElementType();
  return generic(
      {splitRows(state.accumulator), splitRows(state.sum)}, place,
      {all, rows, out}, loops, {},
      [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
        Value sum = x[1];
        if (extra)
          sum = arith::AddFOp::create(b, loc, sum, extra);
        Value one = createConstant(b, loc, compute, 1);
        Value factor = arith::DivFOp::create(b, loc, one, sum);
        if (isZeroed) {
          // The greatest of a row's exponentials is 1.
          Value none = createConstant(b, loc, compute, 0);
          Value isMasked = arith::CmpFOp::create(
              b, loc, arith::CmpFPredicate::OEQ, sum, none);
          factor = arith::SelectOp::create(b, loc, isMasked, none, factor);
        }
        Value quotient = arith::MulFOp::create(b, loc, x[0], factor);
        if (quotient.getType() != element)
          quotient = arith::TruncFOp::create(b, loc, element, quotient);
        return quotient;
      });
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// One tile of queries against all blocks of keys.
void AttentionTiling::emitTile(OpBuilder &builder, ValueRange ivs,
                               Value output) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(builder.getInsertionBlock(), builder.getInsertionPoint());
  batch = ivs[0];
  firstQuery = ivs[2];
  if (tiles.group > 1) {
    keyHead = ivs[1];
    head = index(multiply(keyHead, b.getIndexAttr(tiles.group)));
  } else if (known(heads) == known(keyHeads) &&
             !ShapedType::isDynamic(known(heads))) {
    head = keyHead = ivs[1];
  } else {
    head = ivs[1];
    Value each = arith::DivUIOp::create(b, index(heads), index(keyHeads));
    keyHead = arith::DivUIOp::create(b, head, each);
  }
  numQueries = restUpTo(tiles.queries, queries, firstQuery);
  numRows = multiply(numQueries, b.getIndexAttr(tiles.group));
  queryTile = scaledQueries();
  findRange();

  State state = start();
  Value zero = index(b.getIndexAttr(0));
  if (tiles.isWhole) {
    state = addBlock(state, zero, keys, /*isOnly=*/true);
  } else {
    Value step = index(b.getIndexAttr(tiles.keys));
    auto loop = scf::ForOp::create(
        b, firstKey, endKey, step,
        ValueRange{state.highest, state.sum, state.accumulator});
    OpBuilder::InsertionGuard inLoop(b);
    b.setInsertionPointToStart(loop.getBody());
    ValueRange carried = loop.getRegionIterArgs();
    bool isCut = hasCausalEnd || op.getKeyLengths();
    Value at = loop.getInductionVar();
    State next =
        addBlock({carried[0], carried[1], carried[2]}, at,
                 restUpTo(tiles.keys, isCut ? endKey : index(keys), at),
                 /*isOnly=*/false);
    scf::YieldOp::create(b,
                         ValueRange{next.highest, next.sum, next.accumulator});
    state = {loop.getResult(0), loop.getResult(1), loop.getResult(2)};
  }

  SmallVector<OpFoldResult> offsets = {batch, head, firstQuery,
                                       b.getIndexAttr(0)},
                            sizes = {b.getIndexAttr(1),
                                     b.getIndexAttr(tiles.group), numQueries,
                                     valueFeatures},
                            ownOffsets, ownSizes, strides(4, b.getIndexAttr(1));
  SmallVector<bool> isKept = {false, tiles.group > 1, true, true};
  HeadLayout place = result;
  place.tensor = output;
  Part part = slice(place, offsets, sizes, isKept);
  Value tile = finish(state, part.tensor);
  SmallVector<int64_t> shape;
  SmallVector<unsigned> dims;
  arrange(b, place, offsets, sizes, isKept, ownOffsets, ownSizes, shape, dims);
  auto inParallel =
      cast<scf::InParallelOp>(b.getInsertionBlock()->getTerminator());
  b.setInsertionPointToStart(inParallel.getBody());
  tensor::ParallelInsertSliceOp::create(b, tile, output, ownOffsets, ownSizes,
                                        strides);
}

void AttentionTiling::run() {
  chooseLayouts();
  auto at = [](const HeadLayout &layout, unsigned dim) {
    return std::make_pair(layout.tensor, layout.place[dim]);
  };
  batches =
      sizeOf({at(query, batchDim), at(key, batchDim), at(value, batchDim)});
  heads = sizeOf({at(query, headDim)});
  keyHeads = sizeOf({at(key, headDim), at(value, headDim)});
  queries = sizeOf({at(query, sequenceDim)});
  keys = sizeOf({at(key, sequenceDim), at(value, sequenceDim)});
  features = sizeOf({at(query, featureDim), at(key, featureDim)});
  valueFeatures = sizeOf({at(value, featureDim)});
  hasCausalEnd = op.getCausal() || int64_t(op.getRightWindow()) >= 0;
  hasWindowStart = int64_t(op.getLeftWindow()) >= 0;
  AttentionSizes sizes{known(batches),
                       known(heads),
                       known(keyHeads),
                       known(queries),
                       known(keys),
                       known(features),
                       known(valueFeatures),
                       compute.getIntOrFloatBitWidth(),
                       hasCausalEnd || hasWindowStart};
  tiles = chooseAttentionTiles(sizes, target);

  // The result is built with the types of its parts' sizes.
  std::array<OpFoldResult, 4> logical = {batches, heads, queries,
                                         valueFeatures};
  SmallVector<OpFoldResult> own(4);
  for (unsigned dim = 0; dim < 4; ++dim)
    own[result.place[dim]] = logical[dim];
  Type element = op.getResult().getType().getElementType();
  Value place = empty(own, element);
  OpFoldResult zero = b.getIndexAttr(0), one = b.getIndexAttr(1);
  auto loop = scf::ForallOp::create(
      b, {zero, zero, zero},
      {batches, tiles.group > 1 ? keyHeads : heads, queries},
      {one, one, b.getIndexAttr(tiles.queries)}, place, std::nullopt);
  loop->setAttr("toroid.work", b.getI64IntegerAttr(tiles.work));
  OpBuilder inLoop = OpBuilder::atBlockBegin(loop.getBody());
  emitTile(inLoop, loop.getInductionVars(), loop.getRegionIterArgs()[0]);

  Value replacement = loop.getResult(0);
  Value old = last->getResult(0);
  b.setInsertionPointAfter(loop);
  if (replacement.getType() != old.getType())
    replacement = tensor::CastOp::create(b, old.getType(), replacement);
  old.replaceAllUsesWith(replacement);
  // Transpositions that were for this alone go with it, readers first.
  SetVector<Operation *> moves;
  for (Value operand : op->getOperands())
    while (auto move = operand.getDefiningOp<linalg::TransposeOp>()) {
      moves.remove(move);
      moves.insert(move);
      operand = move.getInput();
    }
  if (last != op)
    last->erase();
  op.erase();
  for (Operation *move : moves)
    if (move->use_empty())
      move->erase();
}
