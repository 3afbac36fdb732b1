//===- Features.cpp - Where the elements of a last dim come from ----------===//

#include "passes/Fusion/Features.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace toroid;

/// The sizes of the last `count` dims, where they are known and few.
static std::optional<SmallVector<int64_t>>
getLastDims(Value value, size_t count, SymbolicShapes &shapes) {
  constexpr int64_t maxFeatures = 4096;
  Shape shape = shapes.getShape(value);
  if (count > shape.size())
    return std::nullopt;
  SmallVector<int64_t> sizes;
  int64_t total = 1;
  for (const DimExpr &dim : ArrayRef(shape).take_back(count)) {
    auto size = dim.getConstant();
    if (!size || *size < 0 || *size > maxFeatures)
      return std::nullopt;
    sizes.push_back(*size);
    total *= *size;
    if (total > maxFeatures)
      return std::nullopt;
  }
  return sizes;
}

static std::optional<Features>
readFeatures(Value value, size_t count, SymbolicShapes &shapes, unsigned depth);

/// Elements of `inner`, of sizes `from`, where `place` says for each index into
/// `to`, which it may change.
static Features
pick(const Features &inner, ArrayRef<int64_t> from, ArrayRef<int64_t> to,
     llvm::function_ref<void(SmallVectorImpl<int64_t> &)> place) {
  Features result;
  int64_t total = 1;
  for (int64_t size : to)
    total *= size;
  for (int64_t i = 0; i < total; ++i) {
    SmallVector<int64_t> index(to.size());
    int64_t rest = i;
    for (size_t dim = to.size(); dim-- > 0; rest /= to[dim])
      index[dim] = rest % to[dim];
    place(index);
    int64_t flat = 0;
    for (auto [position, size] : llvm::zip_equal(index, from))
      flat = flat * size + position;
    result.push_back(inner[flat]);
  }
  return result;
}

/// The features of a box that keeps all dims before the last `count`.
static std::optional<Features>
readSlice(SliceOp slice, size_t count, SymbolicShapes &shapes, unsigned depth) {
  auto offsets =
      shapes.getIndices(slice.getStaticOffsets(), slice.getOffsets());
  ArrayRef<int64_t> strides = slice.getStrides();
  Shape from = shapes.getShape(slice.getInput()),
        to = shapes.getShape(slice.getResult());
  size_t lead = from.size() - count;
  SmallVector<int64_t> starts;
  for (size_t i = 0; i < from.size(); ++i) {
    auto start = offsets[i].getConstant();
    if (!start || (i < lead && (*start != 0 || strides[i] != 1)))
      return std::nullopt;
    if (i >= lead)
      starts.push_back(*start);
  }
  if (ArrayRef(from).take_front(lead) != ArrayRef(to).take_front(lead))
    return std::nullopt;
  auto inner = readFeatures(slice.getInput(), count, shapes, depth);
  auto sizes = getLastDims(slice.getInput(), count, shapes);
  if (!inner || !sizes)
    return std::nullopt;
  return pick(*inner, *sizes, *getLastDims(slice.getResult(), count, shapes),
              [&](SmallVectorImpl<int64_t> &index) {
                for (size_t i = 0; i < count; ++i)
                  index[i] = starts[i] + index[i] * strides[lead + i];
              });
}

static std::optional<Features> readConcat(ConcatOp concat, size_t count,
                                          SymbolicShapes &shapes,
                                          unsigned depth) {
  int64_t lead = shapes.getShape(concat.getResult()).size() - count;
  int64_t axis = int64_t(concat.getAxis()) - lead;
  if (axis < 0)
    return std::nullopt;
  // Each input gives a run of elements for every index before the axis.
  SmallVector<Features> parts;
  SmallVector<int64_t> runs;
  int64_t outer = 1;
  for (Value input : concat.getInputs()) {
    auto part = readFeatures(input, count, shapes, depth);
    auto sizes = getLastDims(input, count, shapes);
    if (!part || !sizes)
      return std::nullopt;
    outer = 1;
    for (int64_t size : ArrayRef(*sizes).take_front(axis))
      outer *= size;
    runs.push_back(outer == 0 ? 0 : int64_t(part->size()) / outer);
    parts.push_back(*part);
  }
  Features result;
  for (int64_t i = 0; i < outer; ++i)
    for (auto [part, run] : llvm::zip_equal(parts, runs))
      result.append(part.begin() + i * run, part.begin() + (i + 1) * run);
  return result;
}

/// A reshape that keeps all dims before the last `count`.
static std::optional<Features> readReshape(ReshapeOp reshape, size_t count,
                                           SymbolicShapes &shapes,
                                           unsigned depth) {
  Shape from = shapes.getShape(reshape.getInput()),
        to = shapes.getShape(reshape.getResult());
  size_t lead = to.size() - count;
  if (from.size() < lead ||
      ArrayRef(from).take_front(lead) != ArrayRef(to).take_front(lead))
    return std::nullopt;
  return readFeatures(reshape.getInput(), from.size() - lead, shapes, depth);
}

static std::optional<Features> readTranspose(TransposeOp transpose,
                                             size_t count,
                                             SymbolicShapes &shapes,
                                             unsigned depth) {
  ArrayRef<int64_t> permutation = transpose.getPermutation();
  size_t lead = permutation.size() - count;
  for (size_t i = 0; i < lead; ++i)
    if (permutation[i] != int64_t(i))
      return std::nullopt;
  auto inner = readFeatures(transpose.getInput(), count, shapes, depth);
  auto sizes = getLastDims(transpose.getInput(), count, shapes);
  if (!inner || !sizes)
    return std::nullopt;
  return pick(*inner, *sizes,
              *getLastDims(transpose.getResult(), count, shapes),
              [&](SmallVectorImpl<int64_t> &index) {
                SmallVector<int64_t> own(ArrayRef<int64_t>{index});
                for (size_t i = 0; i < count; ++i)
                  index[permutation[lead + i] - lead] = own[i];
              });
}

/// One entry along a dim, which vanishes.
static std::optional<Features> readGather(GatherOp gather, size_t count,
                                          SymbolicShapes &shapes,
                                          unsigned depth) {
  APInt entry;
  DenseIntElementsAttr indices;
  if (!matchPattern(gather.getIndices(), m_Constant(&indices)) ||
      indices.getType().getRank() != 0)
    return std::nullopt;
  int64_t chosen = (*indices.value_begin<APInt>()).getSExtValue();
  auto inner = readFeatures(gather.getInput(), count + 1, shapes, depth);
  auto sizes = getLastDims(gather.getInput(), count + 1, shapes);
  int64_t rank = shapes.getShape(gather.getInput()).size();
  int64_t axis = int64_t(gather.getAxis()) - (rank - int64_t(count) - 1);
  if (!inner || !sizes || axis < 0 || chosen < -(*sizes)[axis] ||
      chosen >= (*sizes)[axis])
    return std::nullopt;
  if (chosen < 0)
    chosen += (*sizes)[axis];
  return pick(*inner, *sizes, *getLastDims(gather.getResult(), count, shapes),
              [&](SmallVectorImpl<int64_t> &index) {
                index.insert(index.begin() + axis, chosen);
              });
}

/// Where the elements of the last `count` dims of `value` come from. None where
/// their number is not known. `depth` bounds the work.
static std::optional<Features> readFeatures(Value value, size_t count,
                                            SymbolicShapes &shapes,
                                            unsigned depth) {
  auto sizes = getLastDims(value, count, shapes);
  if (!sizes)
    return std::nullopt;
  std::optional<Features> inner;
  Operation *op = value.getDefiningOp();
  if (op && depth > 0) {
    --depth;
    if (Scaled scaled = stripOneScale(value);
        scaled.value != value && scaled.factor == -1) {
      inner = readFeatures(scaled.value, count, shapes, depth);
      if (inner)
        for (Feature &feature : *inner)
          feature.isNegated = !feature.isNegated;
    } else if (auto slice = dyn_cast<SliceOp>(op)) {
      inner = readSlice(slice, count, shapes, depth);
    } else if (auto concat = dyn_cast<ConcatOp>(op)) {
      inner = readConcat(concat, count, shapes, depth);
    } else if (auto reshape = dyn_cast<ReshapeOp>(op)) {
      inner = readReshape(reshape, count, shapes, depth);
    } else if (auto transpose = dyn_cast<TransposeOp>(op)) {
      inner = readTranspose(transpose, count, shapes, depth);
    } else if (auto gather = dyn_cast<GatherOp>(op)) {
      inner = readGather(gather, count, shapes, depth);
    }
  }
  if (inner)
    return inner;
  int64_t total = 1;
  for (int64_t size : *sizes)
    total *= size;
  Features own;
  for (int64_t i = 0; i < total; ++i)
    own.push_back({value, i});
  return own;
}

std::optional<Features> toroid::readFeatures(Value value,
                                             SymbolicShapes &shapes) {
  return ::readFeatures(value, /*count=*/1, shapes, /*depth=*/16);
}

bool toroid::areOf(ArrayRef<Feature> features, Value base, int64_t start,
                   int64_t step) {
  for (auto [i, feature] : llvm::enumerate(features))
    if (feature.isNegated || feature.base != base ||
        feature.index != start + int64_t(i) * step)
      return false;
  return true;
}
