//===- AttentionTiling.cpp - One attention as loops over tiles ------------===//

#include "passes/CPU/AttentionTiling.h"

#include "passes/CPU/Kernels.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace toroid;

int64_t toroid::knownSize(OpFoldResult size) {
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

Value toroid::createFloat(OpBuilder &b, Location loc, Type type, double value) {
  return arith::ConstantOp::create(b, loc, b.getFloatAttr(type, value));
}

Value AttentionTiling::constant(double value) {
  return createFloat(b, b.getLoc(), compute, value);
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
      shape.push_back(knownSize(ownSizes[place]));
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
Value toroid::widenFloat(OpBuilder &b, Location loc, Type type, Value value) {
  if (value.getType() == type)
    return value;
  return arith::ExtFOp::create(b, loc, type, value);
}

/// output[i, j] + Σ_k rows[i, k] · block[k, j], where `blockLoops` tells which
/// of the loops i, j, k each dim of the block follows.
Value AttentionTiling::product(Value rows, const Part &block,
                               ArrayRef<unsigned> blockLoops, Value output) {
  return generic(
      {rows, block.tensor}, output,
      {byRows(0u, 2u), SmallVector<unsigned, 3>(blockLoops), byRows(0u, 1u)}, 3,
      {2}, [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
        Value right = widenFloat(b, loc, compute, x[1]);
        Value term = arith::MulFOp::create(b, loc, x[0], right);
        return arith::AddFOp::create(b, loc, x[2], term);
      });
}

Value AttentionTiling::transposed(Value matrix, Value output) {
  return generic(matrix, output, {{0, 1}, {1, 0}}, 2, {},
                 [](OpBuilder &, Location, ValueRange x) { return x[0]; });
}

Value AttentionTiling::queryLanes(Value lanes) {
  auto type = cast<RankedTensorType>(lanes.getType());
  if (knownSize(numQueries) == type.getShape().back())
    return lanes;
  SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0)),
      strides(type.getRank(), b.getIndexAttr(1)),
      sizes = tensor::getMixedSizes(b, b.getLoc(), lanes);
  sizes.back() = numQueries;
  return tensor::ExtractSliceOp::create(b, lanes, offsets, sizes, strides);
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
  SmallVector<int64_t> shape = {tiles.group, knownSize(numQueries)};
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
  if (Value own = op.getResult(); own.hasOneUse())
    if (auto transpose = dyn_cast<linalg::TransposeOp>(*own.user_begin());
        transpose && transpose.hasPureTensorSemantics() &&
        transpose.getInput() == own &&
        transpose->getBlock() == op->getBlock()) {
      last = transpose;
      for (auto [place, dim] : llvm::enumerate(transpose.getPermutation()))
        result.place[dim] = place;
    }
}

/// [group, queries, features] of the tile, scaled, as one row each; in lanes
/// [features, queries], and zeros where there are no more.
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
                Value wide = widenFloat(b, loc, compute, x[0]);
                Value factor = createFloat(b, loc, compute, scale);
                return arith::MulFOp::create(b, loc, wide, factor);
              });
  if (!tiles.isInLanes)
    return mergeRows(scaled);
  if (knownSize(numQueries) == tiles.queries)
    return transposed(scaled, empty({features, numRows}, compute));
  Value panel = filled({features, numRows}, constant(0));
  Value real = transposed(scaled, queryLanes(panel));
  SmallVector<OpFoldResult> offsets(2, none), strides(2, one),
      used = {features, numQueries};
  return tensor::InsertSliceOp::create(b, real, panel, offsets, used, strides)
      .getResult();
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
  if (element == compute || (!ShapedType::isDynamic(knownSize(numRows)) &&
                             knownSize(numRows) < fewRows))
    return part;
  SmallVector<unsigned, 3> in;
  for (unsigned dim : part.dims)
    in.push_back(dim - sequenceDim);
  part.tensor =
      generic(part.tensor, empty({size, width}, compute), {in, {0, 1}}, 2, {},
              [&](OpBuilder &b, Location loc, ValueRange x) {
                return widenFloat(b, loc, compute, x[0]);
              });
  part.dims = {sequenceDim, featureDim};
  return part;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// One tile of queries against all blocks of keys.
void AttentionTiling::emitTile(OpBuilder &builder, ValueRange ivs,
                               ValueRange outputs) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(builder.getInsertionBlock(), builder.getInsertionPoint());
  batch = ivs[0];
  firstQuery = ivs[2];
  if (tiles.group > 1) {
    keyHead = ivs[1];
    head = index(multiply(keyHead, b.getIndexAttr(tiles.group)));
  } else if (knownSize(heads) == knownSize(keyHeads) &&
             !ShapedType::isDynamic(knownSize(heads))) {
    head = keyHead = ivs[1];
  } else {
    head = ivs[1];
    Value each = arith::DivUIOp::create(b, index(heads), index(keyHeads));
    keyHead = arith::DivUIOp::create(b, head, each);
  }
  numQueries = restUpTo(tiles.queries, queries, firstQuery);
  numRows = tiles.isInLanes ? b.getIndexAttr(tiles.queries)
                            : multiply(numQueries, b.getIndexAttr(tiles.group));
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
  place.tensor = outputs[0];
  // [group, queries] of the sums, where the group has several heads.
  Value sums;
  ArrayRef<OpFoldResult> rowOffsets = ArrayRef(offsets).drop_back(),
                         rowSizes = ArrayRef(sizes).drop_back();
  if (op.getLogSumExp()) {
    SmallVector<int64_t> shape;
    for (auto [size, isDimKept] : llvm::zip(rowSizes, isKept))
      if (isDimKept)
        shape.push_back(knownSize(size));
    sums = finishSums(state,
                      tensor::ExtractSliceOp::create(
                          b, RankedTensorType::get(shape, compute), outputs[1],
                          rowOffsets, rowSizes, ArrayRef(strides).drop_back()));
  }
  if (op.getMaskedRows() == MaskedRows::Uniform && !op.getSink())
    state = weighMaskedRows(state);
  Part part = slice(place, offsets, sizes, isKept);
  Value tile = finish(state, part.tensor);
  SmallVector<int64_t> shape;
  SmallVector<unsigned> dims;
  arrange(b, place, offsets, sizes, isKept, ownOffsets, ownSizes, shape, dims);
  auto inParallel =
      cast<scf::InParallelOp>(b.getInsertionBlock()->getTerminator());
  b.setInsertionPointToStart(inParallel.getBody());
  tensor::ParallelInsertSliceOp::create(b, tile, outputs[0], ownOffsets,
                                        ownSizes, strides);
  if (sums)
    tensor::ParallelInsertSliceOp::create(b, sums, outputs[1], rowOffsets,
                                          rowSizes,
                                          ArrayRef(strides).drop_back());
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
  AttentionSizes sizes{knownSize(batches),
                       knownSize(heads),
                       knownSize(keyHeads),
                       knownSize(queries),
                       knownSize(keys),
                       knownSize(features),
                       knownSize(valueFeatures),
                       compute.getIntOrFloatBitWidth(),
                       hasCausalEnd || hasWindowStart};
  // Terms that differ from query to query lie along the keys; and queries must
  // get into their lanes, and results out of them.
  Type element = op.getResult().getType().getElementType();
  sizes.isByRows =
      element != compute || !Kernels::canTranspose(compute, target);
  for (Value term : {op.getBias(), op.getMask(), op.getMaskedBias()})
    if (term &&
        cast<RankedTensorType>(term.getType()).getDimSize(queryDim) != 1)
      sizes.isByRows = true;
  tiles = chooseAttentionTiles(sizes, target);

  // The result is built with the types of its parts' sizes.
  std::array<OpFoldResult, 4> logical = {batches, heads, queries,
                                         valueFeatures};
  SmallVector<OpFoldResult> own(4);
  for (unsigned dim = 0; dim < 4; ++dim)
    own[result.place[dim]] = logical[dim];
  SmallVector<Value> places = {empty(own, element)};
  if (op.getLogSumExp())
    places.push_back(empty(ArrayRef(logical).drop_back(), compute));
  OpFoldResult zero = b.getIndexAttr(0), one = b.getIndexAttr(1);
  auto loop = scf::ForallOp::create(
      b, {zero, zero, zero},
      {batches, tiles.group > 1 ? keyHeads : heads, queries},
      {one, one, b.getIndexAttr(tiles.queries)}, places, std::nullopt);
  loop->setAttr("toroid.work", b.getI64IntegerAttr(tiles.work));
  OpBuilder inLoop = OpBuilder::atBlockBegin(loop.getBody());
  emitTile(inLoop, loop.getInductionVars(), loop.getRegionIterArgs());

  b.setInsertionPointAfter(loop);
  auto replace = [&](Value old, Value by) {
    if (by.getType() != old.getType())
      by = tensor::CastOp::create(b, old.getType(), by);
    old.replaceAllUsesWith(by);
  };
  replace(last->getResult(0), loop.getResult(0));
  if (Value old = op.getLogSumExp())
    replace(old, loop.getResult(1));
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
