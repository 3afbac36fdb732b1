//===- Gather.cpp - Operators that read or write by number, or sort -------===//

#include "passes/Legalize/Axes.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static SmallVector<int64_t> range(int64_t begin, int64_t end) {
  return llvm::to_vector(llvm::seq<int64_t>(begin, std::max(begin, end)));
}

static SmallVector<int64_t> allBut(int64_t axis, int64_t rank) {
  SmallVector<int64_t> dims = range(0, rank);
  dims.erase(dims.begin() + axis);
  return dims;
}

/// Every element becomes an index vector of length 1.
static Value toVectors(NodeContext &node, Value indices) {
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(indices);
  shape.push_back(1);
  return node.reshape(indices, shape);
}

static Value gatherND(NodeContext &node, Value input, Value indices,
                      ArrayRef<int64_t> dims, ArrayRef<int64_t> window) {
  return node.createLike<GatherNDOp>(input, indices, dims, window);
}

static LogicalResult legalizeGather(NodeContext &node) {
  Value input = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", 0), node.getRank(input));
  if (!axis)
    return failure();
  return node.replace(node.create<GatherOp>(
      node.getElementType(input), uint64_t(*axis), input, node.getInput(1)));
}

/// The axis of an operator whose indices have the input's rank.
static std::optional<int64_t> getElementsAxis(NodeContext &node) {
  Value input = node.getInput(0), indices = node.getInput(1);
  int64_t rank = node.getRank(input);
  auto axis = node.normalizeAxis(node.getInt("axis", 0), rank);
  if (axis && node.getRank(indices) != rank) {
    (void)node.fail("its indices have rank " + Twine(node.getRank(indices)) +
                    " and its input has rank " + Twine(rank));
    return std::nullopt;
  }
  return axis;
}

static LogicalResult legalizeGatherElements(NodeContext &node) {
  auto axis = getElementsAxis(node);
  if (!axis)
    return failure();
  Value input = node.getInput(0);
  return node.replace(gatherND(node, input, toVectors(node, node.getInput(1)),
                               *axis, allBut(*axis, node.getRank(input))));
}

/// What index vectors in the last dim of `indices` address after `batch` dims
/// that both tensors have. `resultRank`, where it is known, tells their length
/// if their dim does not; it is then made static.
static LogicalResult describeVectors(NodeContext &node, int64_t batch,
                                     std::optional<int64_t> resultRank,
                                     Value &indices, SmallVector<int64_t> &dims,
                                     SmallVector<int64_t> &window) {
  int64_t rank = node.getRank(node.getInput(0));
  int64_t prefix = node.getRank(indices) - 1;
  auto length =
      prefix < 0 ? std::nullopt : node.getShape(indices).back().getConstant();
  bool isStatic = length.has_value();
  if (!length && prefix >= 0 && resultRank)
    length = prefix + rank - batch - *resultRank;
  if (!length)
    return node.fail("it needs indices whose last dim is static",
                     "re-export the model with static shapes");
  if (batch < 0 || batch > prefix || *length < 1 || batch + *length > rank)
    return node.fail("it has index vectors of length " + Twine(*length) +
                     " after " + Twine(batch) +
                     " batch dims for an input of rank " + Twine(rank));
  if (!isStatic) {
    Shape shape = node.getShape(indices);
    shape.back() = *length;
    indices = node.reshape(indices, shape);
  }
  dims = range(batch, batch + *length);
  window = range(0, batch);
  llvm::append_range(window, range(prefix, prefix + rank - batch - *length));
  return success();
}

static LogicalResult legalizeGatherND(NodeContext &node) {
  SmallVector<int64_t> dims, window;
  Value indices = node.getInput(1);
  if (failed(describeVectors(node, node.getInt("batch_dims", 0),
                             node.getDeclaredRank(0), indices, dims, window)))
    return failure();
  return node.replace(gatherND(node, node.getInput(0), indices, dims, window));
}

/// Turns the first elements along the time axis around, as many as each entry
/// of the batch has.
static LogicalResult legalizeReverseSequence(NodeContext &node) {
  Value input = node.getInput(0), lengths = node.getInput(1);
  int64_t rank = node.getRank(input);
  auto time = node.normalizeAxis(node.getInt("time_axis", 0), rank);
  auto batch = node.normalizeAxis(node.getInt("batch_axis", 1), rank);
  if (!time || !batch)
    return failure();
  if (rank < 2 || *time + *batch != 1)
    return node.fail("its time and batch axes are not the first two");
  if (node.getRank(lengths) != 1)
    return node.fail("its sequence lengths are no vector");
  // Along its axis each is as long as the input, along the other it is 1.
  auto lay = [&](Value vector, int64_t axis) -> Value {
    if (node.hasFailed())
      return {};
    Shape shape(2, DimExpr(1));
    shape[axis] = node.getShape(vector).front();
    return node.reshape(vector, shape);
  };
  Value place = lay(node.iota(node.getShape(input)[*time]), *time);
  Value length =
      lay(node.cast(lengths, node.getBuilder().getI64Type()), *batch);
  Value reversed = node.createLike<SubOp>(
      node.createLike<SubOp>(length, node.scalarLike(length, 1)), place);
  Value indices =
      node.select(node.compare(Predicate::lt, place, length), reversed, place);
  SmallVector<int64_t> window = {*batch};
  llvm::append_range(window, range(2, rank));
  return node.replace(
      gatherND(node, input, toVectors(node, indices), *time, window));
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// How updates combine with what is there; null: they replace it.
static std::optional<ReductionKindAttr> getReduction(NodeContext &node) {
  StringRef name = node.getString("reduction", "none");
  std::optional<ReductionKind> kind;
  if (name == "add")
    kind = ReductionKind::sum;
  else if (name == "mul")
    kind = ReductionKind::prod;
  else if (name == "max")
    kind = ReductionKind::max;
  else if (name == "min")
    kind = ReductionKind::min;
  else if (name != "none") {
    (void)node.fail("its attribute 'reduction' is '" + name +
                    "' and not 'none', 'add', 'mul', 'max' or 'min'");
    return std::nullopt;
  }
  return kind ? ReductionKindAttr::get(node.getBuilder().getContext(), *kind)
              : ReductionKindAttr();
}

static LogicalResult buildScatter(NodeContext &node, Value indices,
                                  Value updates, ArrayRef<int64_t> dims,
                                  ArrayRef<int64_t> window,
                                  ReductionKindAttr kind) {
  auto &builder = node.getBuilder();
  return node.replace(node.createLike<ScatterOp>(
      node.getInput(0), indices, updates, builder.getDenseI64ArrayAttr(dims),
      builder.getDenseI64ArrayAttr(window), kind));
}

static LogicalResult legalizeScatterElements(NodeContext &node) {
  auto axis = getElementsAxis(node);
  auto kind = getReduction(node);
  if (!axis || !kind)
    return failure();
  return buildScatter(node, toVectors(node, node.getInput(1)), node.getInput(2),
                      *axis, allBut(*axis, node.getRank(node.getInput(0))),
                      *kind);
}

static LogicalResult legalizeScatterND(NodeContext &node) {
  SmallVector<int64_t> dims, window;
  auto kind = getReduction(node);
  Value indices = node.getInput(1), updates = node.getInput(2);
  if (!kind || failed(describeVectors(node, 0, node.getRank(updates), indices,
                                      dims, window)))
    return failure();
  return buildScatter(node, indices, updates, dims, window, *kind);
}

/// Writes the update into each batch entry's cache from its own place on.
static LogicalResult legalizeTensorScatter(NodeContext &node) {
  StringRef mode = node.getString("mode", "linear");
  if (mode != "linear" && mode != "circular")
    return node.fail("its attribute 'mode' is '" + mode +
                     "' and not 'linear' or 'circular'");
  Value cache = node.getInput(0), update = node.getInput(1);
  int64_t rank = node.getRank(cache);
  auto axis = node.normalizeAxis(node.getInt("axis", -2), rank);
  if (!axis)
    return failure();
  if (*axis == 0 || node.getRank(update) != rank)
    return node.fail(*axis == 0 ? "its axis is that of the batch"
                                : "its cache and its update differ in rank");
  Shape shape = node.getShape(update);
  Value places = node.reshape(node.iota(shape[*axis]), {1, shape[*axis]});
  if (Value starts = node.getInput(2)) {
    if (node.getRank(starts) != 1)
      return node.fail("its write indices are no vector");
    starts = node.reshape(node.cast(starts, node.getBuilder().getI64Type()),
                          {node.getShape(starts).front(), 1});
    places = node.createLike<AddOp>(starts, places);
  }
  if (mode == "circular") {
    Value size = node.create<ShapeOfOp>(node.getBuilder().getI64Type(), cache);
    size = node.sliceDim(size, 0, *axis, 1);
    places = node.createLike<ModOp>(places, size);
  }
  places = node.broadcastTo(places, {shape[0], shape[*axis]});
  // Batch and sequence first, and in the update too.
  SmallVector<int64_t> permutation = {0, *axis}, window = {0};
  for (int64_t i = 1; i < rank; ++i)
    if (i != *axis) {
      permutation.push_back(i);
      window.push_back(window.size() + 1);
    }
  if (*axis != 1)
    update = node.transpose(update, permutation);
  return buildScatter(node, toVectors(node, places), update, *axis, window,
                      ReductionKindAttr());
}

//===----------------------------------------------------------------------===//
// Places as values
//===----------------------------------------------------------------------===//

/// 0, 1, ... along `axis` of a tensor of rank `rank` whose other dims are 1.
static Value iotaAlong(NodeContext &node, const DimExpr &size, int64_t axis,
                       int64_t rank) {
  Shape shape(rank, DimExpr(1));
  shape[axis] = size;
  return node.reshape(node.iota(size), shape);
}

static LogicalResult legalizeOneHot(NodeContext &node) {
  OpBuilder &builder = node.getBuilder();
  Value indices = node.getInput(0), values = node.getInput(2);
  int64_t rank = node.getRank(indices) + 1;
  auto axis = node.normalizeAxis(node.getInt("axis", -1), rank);
  auto count = product(node.getShape(node.getInput(1))).getConstant();
  if (count && *count != 1)
    return node.fail("its depth is no scalar");
  auto depths = node.getIntegers(
      node.reshape(node.cast(node.getInput(1), builder.getI64Type()), {1}), 1);
  if (!axis || !depths)
    return failure();
  DimExpr depth = depths->front();
  if (auto constant = depth.getConstant(); constant && *constant < 0)
    return node.fail("its depth is " + Twine(*constant));
  if (node.getRank(values) != 1)
    return node.fail("its values are no vector of two elements");

  Shape shape = node.getShape(indices);
  shape.insert(shape.begin() + *axis, DimExpr(1));
  indices = node.reshape(node.cast(indices, builder.getI64Type()), shape);
  // A negative index counts from the end; none outside of the range is hot.
  Value places = iotaAlong(node, depth, *axis, rank);
  Value size = node.getSizeValue(depth);
  Value wrapped =
      node.select(node.compare(Predicate::lt, indices,
                               node.scalar(builder.getI64Type(), 0)),
                  node.createLike<AddOp>(indices, size), indices);
  auto value = [&](int64_t i) {
    return node.reshape(node.sliceDim(values, 0, i, 1), {});
  };
  return node.replace(node.select(node.compare(Predicate::eq, wrapped, places),
                                  value(1), value(0)));
}

static LogicalResult legalizeEyeLike(NodeContext &node) {
  Value input = node.getInput(0);
  if (node.getRank(input) != 2)
    return node.fail("its input is no matrix");
  Type type = node.hasAttr("dtype")
                  ? node.getElementTypeOf(node.getInt("dtype", 1))
                  : node.getElementType(input);
  int64_t diagonal = node.getInt("k", 0);
  if (node.hasFailed())
    return failure();
  Shape shape = node.getShape(input);
  Value rows = iotaAlong(node, shape[0], 0, 2);
  Value columns = iotaAlong(node, shape[1], 1, 2);
  Value isOne = node.compare(
      Predicate::eq, columns,
      node.createLike<AddOp>(rows, node.scalarLike(rows, double(diagonal))));
  return node.replace(node.cast(isOne, type));
}

/// 1 at the first largest element along the axis, 0 elsewhere.
static Value hardmax(NodeContext &node, Value input, int64_t axis) {
  Value place = node.create<ArgReduceOp>(
      node.getBuilder().getI64Type(), ReductionKind::max, input, uint64_t(axis),
      /*keep_dims=*/true, /*select_last=*/false);
  Shape shape = node.getShape(input);
  Value places = iotaAlong(node, shape[axis], axis, shape.size());
  return node.cast(node.compare(Predicate::eq, places, place),
                   node.getElementType(input));
}

static LogicalResult legalizeHardmax(NodeContext &node) {
  Value input = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), node.getRank(input));
  if (!axis)
    return failure();
  return node.replace(hardmax(node, input, *axis));
}

/// Up to opset 12 all dims from the axis on count as one.
static LogicalResult legalizeFlattenedHardmax(NodeContext &node) {
  Value input = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", 1), node.getRank(input));
  if (!axis)
    return failure();
  Shape shape = node.getShape(input);
  Value flat =
      node.reshape(input, {product(ArrayRef(shape).take_front(*axis)),
                           product(ArrayRef(shape).drop_front(*axis))});
  return node.replace(node.reshape(hardmax(node, flat, 1), shape));
}

//===----------------------------------------------------------------------===//
// Sorting
//===----------------------------------------------------------------------===//

static LogicalResult buildTopK(NodeContext &node, const DimExpr &k,
                               bool largest) {
  Value input = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", -1), node.getRank(input));
  if (!axis)
    return failure();
  if (auto constant = k.getConstant(); constant && *constant < 0)
    return node.fail("it selects " + Twine(*constant) + " elements");
  Value count =
      node.getShapes().materializeValue(node.getBuilder(), node.getLoc(), k);
  return node.replace(node.createSeveral<TopKOp>(
      {node.getElementType(input), node.getBuilder().getI64Type()}, input,
      count, uint64_t(*axis), largest));
}

static LogicalResult legalizeTopKAttribute(NodeContext &node) {
  int64_t k = node.getRequiredInt("k");
  return node.hasFailed() ? failure() : buildTopK(node, k, /*largest=*/true);
}

/// Without `sorted` the order is free; it is sorted nevertheless.
static LogicalResult legalizeTopK(NodeContext &node) {
  auto k = node.getInteger(1);
  return k ? buildTopK(node, *k, node.getFlag("largest", true)) : failure();
}

void toroid::addGatherOperators(OperatorTable &table) {
  Arity one = {1, 1}, two = {2, 2}, three = {3, 3};
  table.add("EyeLike", 9, one, legalizeEyeLike);
  table.add("Gather", 1, two, legalizeGather);
  table.add("GatherElements", 11, two, legalizeGatherElements);
  table.add("GatherND", 11, two, legalizeGatherND);
  table.add("Hardmax", 1, one, legalizeFlattenedHardmax);
  table.add("Hardmax", 13, one, legalizeHardmax);
  table.add("OneHot", 9, three, legalizeOneHot);
  table.add("ReverseSequence", 10, two, legalizeReverseSequence);
  table.add("Scatter", 9, three, legalizeScatterElements);
  table.add("ScatterElements", 11, three, legalizeScatterElements);
  table.add("ScatterND", 11, three, legalizeScatterND);
  table.add("TensorScatter", 24, {2, 3}, legalizeTensorScatter);
  table.add("TopK", 1, one, legalizeTopKAttribute);
  table.add("TopK", 10, two, legalizeTopK);
}
