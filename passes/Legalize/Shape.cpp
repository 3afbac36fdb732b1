//===- Shape.cpp - Operators that move and repeat elements ----------------===//

#include "passes/Legalize/Axes.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

/// The elements of an input that holds a shape; `rank` of them if only a run
/// knows how many there are.
static std::optional<Shape> getShapeInput(NodeContext &node, unsigned input,
                                          std::optional<int64_t> rank) {
  Value value = node.getInput(input);
  if (!rank && !product(node.getShape(value)).getConstant()) {
    (void)node.fail("only a run knows the rank of its output",
                    "re-export the model with static shapes, or declare the "
                    "output's rank");
    return std::nullopt;
  }
  return getSizes(node, input, rank.value_or(0));
}

/// The target of a Reshape: 0 copies the input's dim, -1 takes what is left.
static std::optional<Shape> resolveTarget(NodeContext &node,
                                          ArrayRef<DimExpr> input,
                                          ArrayRef<DimExpr> requested,
                                          bool zeroMeansZero) {
  SymbolicShapes &shapes = node.getShapes();
  Shape target;
  std::optional<size_t> inferred;
  SmallVector<size_t> open;
  for (auto [i, size] : llvm::enumerate(requested)) {
    auto constant = size.getConstant();
    if (constant && *constant < -1) {
      (void)node.fail("its shape asks for a dim of size " + Twine(*constant));
      return std::nullopt;
    }
    if (constant == 0 && !zeroMeansZero) {
      if (i >= input.size()) {
        (void)node.fail("its shape copies dim " + Twine(i) +
                        " of an input of rank " + Twine(input.size()));
        return std::nullopt;
      }
      target.push_back(input[i]);
      continue;
    }
    if (constant == -1) {
      if (inferred) {
        (void)node.fail("its shape leaves more than one dim open");
        return std::nullopt;
      }
      inferred = i;
      target.push_back(1);
      continue;
    }
    // A size that depends on data may turn out to be 0 or -1.
    if (!shapes.isNonNegative(size)) {
      open.push_back(i);
      target.push_back(zeroMeansZero || i >= input.size()
                           ? size
                           : selectEqual(node, size, 0, input[i], size));
      continue;
    }
    target.push_back(size);
  }
  if (inferred) {
    // No other dim is -1 then; a run checks that the sizes fit the input.
    target[*inferred] = shapes.floorDiv(product(input), product(target));
    return target;
  }
  if (!open.empty()) {
    Shape known = target;
    for (size_t i : open)
      known[i] = selectEqual(node, target[i], -1, 1, target[i]);
    DimExpr rest = shapes.floorDiv(product(input), product(known));
    for (size_t i : open)
      target[i] = selectEqual(node, target[i], -1, rest, target[i]);
  }
  return target;
}

static LogicalResult legalizeReshape(NodeContext &node) {
  Value input = node.getInput(0);
  bool zeroMeansZero = node.getFlag("allowzero", false);
  auto requested = getShapeInput(node, 1, node.getDeclaredRank(0));
  if (!requested || node.hasFailed())
    return failure();
  auto target =
      resolveTarget(node, node.getShape(input), *requested, zeroMeansZero);
  if (!target)
    return failure();
  return node.replace(node.reshape(input, *target));
}

static LogicalResult legalizeFlatten(NodeContext &node) {
  Value input = node.getInput(0);
  int64_t rank = node.getRank(input);
  int64_t axis = node.getInt("axis", 1);
  if (axis < -rank || axis > rank)
    return node.fail("its axis " + Twine(axis) +
                     " is out of range for a tensor of rank " + Twine(rank));
  if (axis < 0)
    axis += rank;
  Shape shape = node.getShape(input);
  return node.replace(
      node.reshape(input, {product(ArrayRef(shape).take_front(axis)),
                           product(ArrayRef(shape).drop_front(axis))}));
}

/// Removes the dims whose mask is 1 when the model runs.
static LogicalResult squeezeMasked(NodeContext &node, ArrayRef<DimExpr> mask) {
  auto rank = getRankWithAxes(node, -1);
  if (!rank)
    return failure();
  Value input = node.getInput(0);
  return node.replace(
      node.reshape(input, dropMasked(node, node.getShape(input), mask, *rank)));
}

static LogicalResult legalizeSqueeze(NodeContext &node,
                                     ArrayRef<int64_t> given) {
  Value input = node.getInput(0);
  Shape shape = node.getShape(input), kept;
  auto axes = node.normalizeAxes(given, shape.size());
  if (!axes)
    return failure();
  for (auto [i, dim] : llvm::enumerate(shape)) {
    if (!llvm::is_contained(*axes, int64_t(i)))
      kept.push_back(dim);
    else if (auto size = dim.getConstant(); size && *size != 1)
      return node.fail("it removes dim " + Twine(i) + " of size " +
                       Twine(*size));
  }
  return node.replace(node.reshape(input, kept));
}

/// Without axes all dims of size 1 go. Where nothing tells the rank of what is
/// left, those are taken for it that are known, and no other may be of size 1.
static LogicalResult squeezeOnes(NodeContext &node) {
  SmallVector<int64_t> axes;
  Shape mask, kept;
  bool isKnown = true;
  for (auto [i, dim] : llvm::enumerate(node.getShape(node.getInput(0)))) {
    isKnown &= dim.getConstant().has_value();
    if (dim.isConstant(1))
      axes.push_back(i);
    else
      // A run checks that: with a 2 for its 1, the reshape does not fit.
      kept.push_back(dim.getConstant() ? dim
                                       : selectEqual(node, dim, 1, 2, dim));
    mask.push_back(selectEqual(node, dim, 1, 1, 0));
  }
  if (isKnown)
    return legalizeSqueeze(node, axes);
  if (!node.getDeclaredRank(0))
    return node.replace(node.reshape(node.getInput(0), kept));
  return squeezeMasked(node, mask);
}

static LogicalResult legalizeSqueezeAttribute(NodeContext &node) {
  auto axes = node.getInts("axes");
  return node.hasAttr("axes") ? legalizeSqueeze(node, axes) : squeezeOnes(node);
}

static LogicalResult legalizeSqueezeInput(NodeContext &node) {
  if (!node.getInput(1))
    return squeezeOnes(node);
  if (auto axes = node.findConstantIntegers(1))
    return legalizeSqueeze(node, *axes);
  auto mask = maskDims(node, 1, node.getRank(node.getInput(0)));
  return mask ? squeezeMasked(node, *mask) : failure();
}

static LogicalResult legalizeUnsqueeze(NodeContext &node,
                                       ArrayRef<int64_t> given) {
  Value input = node.getInput(0);
  Shape shape = node.getShape(input);
  auto axes = node.normalizeAxes(given, shape.size() + given.size());
  if (!axes)
    return failure();
  llvm::sort(*axes);
  for (int64_t axis : *axes)
    shape.insert(shape.begin() + axis, DimExpr(1));
  return node.replace(node.reshape(input, shape));
}

static LogicalResult legalizeUnsqueezeAttribute(NodeContext &node) {
  return legalizeUnsqueeze(node, node.getInts("axes"));
}

static LogicalResult legalizeUnsqueezeInput(NodeContext &node) {
  if (auto axes = node.findConstantIntegers(1))
    return legalizeUnsqueeze(node, *axes);
  auto rank = getRankWithAxes(node, 1);
  auto mask = rank ? maskDims(node, 1, *rank) : std::nullopt;
  if (!mask)
    return failure();
  Value input = node.getInput(0);
  return node.replace(
      node.reshape(input, insertMasked(node, node.getShape(input), *mask)));
}

//===----------------------------------------------------------------------===//
// Moving and repeating
//===----------------------------------------------------------------------===//

static LogicalResult legalizeTranspose(NodeContext &node) {
  Value input = node.getInput(0);
  int64_t rank = node.getRank(input);
  SmallVector<int64_t> given = node.getInts("perm");
  if (!node.hasAttr("perm"))
    for (int64_t i = rank - 1; i >= 0; --i)
      given.push_back(i);
  auto permutation = node.normalizeAxes(given, rank);
  if (!permutation)
    return failure();
  return node.replace(node.transpose(input, *permutation));
}

static LogicalResult legalizeConcat(NodeContext &node) {
  int64_t given = node.getRequiredInt("axis");
  for (auto [i, input] : llvm::enumerate(node.getInputs()))
    if (!input)
      return node.fail("its input #" + Twine(i) + " is missing");
  Value first = node.getInput(0);
  auto axis = node.normalizeAxis(given, node.getRank(first));
  if (!axis)
    return failure();
  return node.replace(node.create<ConcatOp>(node.getElementType(first),
                                            uint64_t(*axis),
                                            ValueRange(node.getInputs())));
}

/// Fails when a size that is known is negative.
static LogicalResult checkSizes(NodeContext &node, ArrayRef<DimExpr> sizes) {
  for (const DimExpr &size : sizes)
    if (auto constant = size.getConstant(); constant && *constant < 0)
      return node.fail("its shape asks for a dim of size " + Twine(*constant));
  return success();
}

/// A shape of unknown length is filled up with ones to the rank of the output.
static std::optional<Shape> getExpandShape(NodeContext &node) {
  Value shape = node.getInput(1);
  auto rank = node.getDeclaredRank(0);
  if (!rank || node.getRank(shape) != 1 ||
      node.getShape(shape).front().getConstant())
    return getShapeInput(node, 1, std::nullopt);
  DimExpr missing = DimExpr(*rank) - node.getShape(shape).front();
  Value ones = node.broadcastTo(node.scalarLike(shape, 1), {missing});
  Value all = node.create<ConcatOp>(node.getElementType(shape), uint64_t(0),
                                    ValueRange{ones, shape});
  if (node.hasFailed())
    return std::nullopt;
  auto elements = node.getIntegers(node.reshape(all, {*rank}), 1);
  if (!elements)
    return std::nullopt;
  return Shape(elements->begin(), elements->end());
}

static LogicalResult legalizeExpand(NodeContext &node) {
  Value input = node.getInput(0);
  if (!node.getElementType(node.getInput(1)).isInteger(64))
    return node.fail("its shape has other elements than integers of 64 bits");
  auto requested = getExpandShape(node);
  if (!requested || failed(checkSizes(node, *requested)))
    return failure();
  auto shape = node.getShapes().broadcast(node.getShape(input), *requested);
  if (!shape)
    return node.fail("its input and its shape do not broadcast");
  return node.replace(node.broadcastTo(input, *shape));
}

/// Repeats dims by way of extra dims that broadcast.
static LogicalResult legalizeTile(NodeContext &node) {
  Value input = node.getInput(0);
  auto repeats = getShapeInput(node, 1, node.getRank(input));
  if (!repeats || failed(checkSizes(node, *repeats)))
    return failure();
  Shape shape = node.getShape(input);
  if (repeats->size() != shape.size())
    return node.fail("it repeats " + Twine(repeats->size()) +
                     " dims of an input of rank " + Twine(shape.size()));
  Shape split, repeated, tiled;
  for (auto [size, count] : llvm::zip(shape, *repeats)) {
    if (!count.isConstant(1)) {
      split.push_back(1);
      repeated.push_back(count);
    }
    split.push_back(size);
    repeated.push_back(size);
    tiled.push_back(size * count);
  }
  return node.replace(node.reshape(
      node.broadcastTo(node.reshape(input, split), repeated), tiled));
}

static LogicalResult legalizeConstantOfShape(NodeContext &node) {
  auto shape = getShapeInput(node, 0, node.getDeclaredRank(0));
  if (!shape || failed(checkSizes(node, *shape)))
    return failure();
  Value value;
  if (node.hasAttr("value")) {
    ElementsAttr elements = node.getElements("value");
    if (!elements)
      return failure();
    if (elements.getNumElements() != 1)
      return node.fail("its attribute 'value' does not have one element");
    value = node.reshape(node.constant(elements), {});
  } else {
    value = node.scalar(node.getBuilder().getF32Type(), 0);
  }
  return node.replace(node.broadcastTo(value, *shape));
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

/// The size of the blocks of an operator on (batch, channels, height, width).
static std::optional<int64_t> getBlockSize(NodeContext &node) {
  int64_t size = node.getRequiredInt("blocksize");
  if (node.getRank(node.getInput(0)) != 4)
    (void)node.fail("its input does not have rank 4");
  else if (size < 1 || size > 1 << 20)
    (void)node.fail("its block size is " + Twine(size));
  return node.hasFailed() ? std::nullopt : std::optional(size);
}

/// Whether `block` divides `dim`, as far as is known.
static LogicalResult checkBlocks(NodeContext &node, unsigned dim,
                                 int64_t block) {
  auto size = node.getShape(node.getInput(0))[dim].getConstant();
  if (size && *size % block != 0)
    return node.fail("its dim " + Twine(dim) + " of size " + Twine(*size) +
                     " is no multiple of " + Twine(block));
  return success();
}

/// Whether the channels of one place in all blocks lie together.
static std::optional<bool> isDepthFirst(NodeContext &node) {
  StringRef mode = node.getString("mode", "DCR");
  if (mode == "DCR" || mode == "CRD")
    return mode == "DCR";
  (void)node.fail("its attribute 'mode' is '" + mode +
                  "' and not 'DCR' or 'CRD'");
  return std::nullopt;
}

/// Every block² channels become a block of each channel that is left.
static LogicalResult legalizeDepthToSpace(NodeContext &node) {
  auto block = getBlockSize(node);
  auto depthFirst = isDepthFirst(node);
  if (!block || !depthFirst || failed(checkBlocks(node, 1, *block * *block)))
    return failure();
  Value input = node.getInput(0);
  Shape shape = node.getShape(input);
  DimExpr depth = node.getShapes().floorDiv(shape[1], *block * *block);
  Shape split = *depthFirst ? Shape{shape[0], *block, *block, depth}
                            : Shape{shape[0], depth, *block, *block};
  split.append({shape[2], shape[3]});
  SmallVector<int64_t> order = *depthFirst
                                   ? SmallVector<int64_t>{0, 3, 4, 1, 5, 2}
                                   : SmallVector<int64_t>{0, 1, 4, 2, 5, 3};
  return node.replace(
      node.reshape(node.transpose(node.reshape(input, split), order),
                   {shape[0], depth, shape[2] * DimExpr(*block),
                    shape[3] * DimExpr(*block)}));
}

/// The reverse.
static LogicalResult legalizeSpaceToDepth(NodeContext &node) {
  auto block = getBlockSize(node);
  auto depthFirst = isDepthFirst(node);
  if (!block || !depthFirst || failed(checkBlocks(node, 2, *block)) ||
      failed(checkBlocks(node, 3, *block)))
    return failure();
  Value input = node.getInput(0);
  Shape shape = node.getShape(input);
  DimExpr rows = node.getShapes().floorDiv(shape[2], *block);
  DimExpr columns = node.getShapes().floorDiv(shape[3], *block);
  Value split =
      node.reshape(input, {shape[0], shape[1], rows, *block, columns, *block});
  SmallVector<int64_t> order = *depthFirst
                                   ? SmallVector<int64_t>{0, 3, 5, 1, 2, 4}
                                   : SmallVector<int64_t>{0, 1, 3, 5, 2, 4};
  return node.replace(node.reshape(
      node.transpose(split, order),
      {shape[0], shape[1] * DimExpr(*block * *block), rows, columns}));
}

//===----------------------------------------------------------------------===//
// Shapes as values
//===----------------------------------------------------------------------===//

static Value shapeOf(NodeContext &node) {
  return node.create<ShapeOfOp>(node.getBuilder().getI64Type(),
                                node.getInput(0));
}

static LogicalResult legalizeShape(NodeContext &node) {
  int64_t rank = node.getRank(node.getInput(0));
  auto bound = [&](StringRef name, int64_t defaultValue) {
    int64_t given = node.getInt(name, defaultValue);
    return std::clamp<int64_t>(given < 0 ? given + rank : given, 0, rank);
  };
  int64_t start = bound("start", 0), end = bound("end", rank);
  Value shape = shapeOf(node);
  if (start != 0 || end != rank)
    shape = node.sliceDim(shape, 0, start, std::max<int64_t>(end - start, 0));
  return node.replace(shape);
}

static LogicalResult legalizeSize(NodeContext &node) {
  return node.replace(
      node.reduce(ReductionKind::prod, shapeOf(node), {0}, false));
}

void toroid::addShapeOperators(OperatorTable &table) {
  Arity one = {1, 1}, two = {2, 2};
  table.add("Concat", 4, {1, Arity::unlimited}, legalizeConcat);
  table.add("ConstantOfShape", 9, one, legalizeConstantOfShape);
  table.add("DepthToSpace", 1, one, legalizeDepthToSpace);
  table.add("Expand", 8, two, legalizeExpand);
  table.add("Flatten", 1, one, legalizeFlatten);
  table.add("Reshape", 5, two, legalizeReshape);
  table.add("Shape", 1, one, legalizeShape);
  table.add("Size", 1, one, legalizeSize);
  table.add("SpaceToDepth", 1, one, legalizeSpaceToDepth);
  table.add("Squeeze", 1, one, legalizeSqueezeAttribute);
  table.add("Squeeze", 13, {1, 2}, legalizeSqueezeInput);
  table.add("Tile", 6, two, legalizeTile);
  table.add("Transpose", 1, one, legalizeTranspose);
  table.add("Unsqueeze", 1, one, legalizeUnsqueezeAttribute);
  table.add("Unsqueeze", 13, two, legalizeUnsqueezeInput);
}
