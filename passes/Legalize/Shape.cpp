//===- Shape.cpp - Operators that move and repeat elements ----------------===//

#include "passes/Legalize/NodeContext.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

/// Chooses between two sizes when the model runs.
static DimExpr selectSize(NodeContext &node, const DimExpr &size,
                          int64_t special, const DimExpr &ifSpecial) {
  OpBuilder &builder = node.getBuilder();
  Location loc = node.getLoc();
  auto value = [&](const DimExpr &expr) {
    return node.getShapes().materializeValue(builder, loc, expr);
  };
  Value size_ = value(size);
  Value isSpecial = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::eq, size_, value(special));
  return node.getShapes().getIndex(arith::SelectOp::create(
      builder, loc, isSpecial, value(ifSpecial), size_));
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
                           : selectSize(node, size, 0, input[i]));
      continue;
    }
    target.push_back(size);
  }
  if (inferred && !open.empty()) {
    (void)node.fail("its shape has a dim of size -1 beside one that depends on "
                    "data",
                    "re-export the model with static shapes");
    return std::nullopt;
  }
  if (inferred)
    target[*inferred] = shapes.floorDiv(product(input), product(target));
  if (!open.empty()) {
    Shape known = target;
    for (size_t i : open)
      known[i] = selectSize(node, target[i], -1, 1);
    DimExpr rest = shapes.floorDiv(product(input), product(known));
    for (size_t i : open)
      target[i] = selectSize(node, target[i], -1, rest);
  }
  return target;
}

static LogicalResult legalizeReshape(NodeContext &node) {
  Value input = node.getInput(0);
  bool zeroMeansZero = node.getFlag("allowzero", false);
  auto requested = node.getIntegers(1);
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

static LogicalResult legalizeSqueeze(NodeContext &node, bool hasAxes,
                                     ArrayRef<int64_t> given) {
  Value input = node.getInput(0);
  Shape shape = node.getShape(input), kept;
  SmallVector<int64_t> axes;
  if (hasAxes) {
    auto normal = node.normalizeAxes(given, shape.size());
    if (!normal)
      return failure();
    axes = *normal;
  } else {
    for (auto [i, dim] : llvm::enumerate(shape)) {
      if (!dim.getConstant())
        return node.fail("it removes all dims of size 1, but only a run knows "
                         "which these are",
                         "re-export the model with the axes to squeeze, or "
                         "with static shapes");
      if (dim.isConstant(1))
        axes.push_back(i);
    }
  }
  for (auto [i, dim] : llvm::enumerate(shape)) {
    if (!llvm::is_contained(axes, int64_t(i)))
      kept.push_back(dim);
    else if (auto size = dim.getConstant(); size && *size != 1)
      return node.fail("it removes dim " + Twine(i) + " of size " +
                       Twine(*size));
  }
  return node.replace(node.reshape(input, kept));
}

static LogicalResult legalizeSqueezeAttribute(NodeContext &node) {
  auto axes = node.getInts("axes");
  return legalizeSqueeze(node, node.hasAttr("axes"), axes);
}

static LogicalResult legalizeSqueezeInput(NodeContext &node) {
  if (!node.getInput(1))
    return legalizeSqueeze(node, false, {});
  auto axes = node.getConstantIntegers(1);
  return axes ? legalizeSqueeze(node, true, *axes) : failure();
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
  auto axes = node.getConstantIntegers(1);
  return axes ? legalizeUnsqueeze(node, *axes) : failure();
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

static LogicalResult legalizeExpand(NodeContext &node) {
  Value input = node.getInput(0);
  auto requested = node.getIntegers(1);
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
  auto repeats = node.getIntegers(1);
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
  auto shape = node.getIntegers(0);
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
  table.add("Expand", 8, two, legalizeExpand);
  table.add("Flatten", 1, one, legalizeFlatten);
  table.add("Reshape", 5, two, legalizeReshape);
  table.add("Shape", 1, one, legalizeShape);
  table.add("Size", 1, one, legalizeSize);
  table.add("Squeeze", 1, one, legalizeSqueezeAttribute);
  table.add("Squeeze", 13, {1, 2}, legalizeSqueezeInput);
  table.add("Tile", 6, two, legalizeTile);
  table.add("Transpose", 1, one, legalizeTranspose);
  table.add("Unsqueeze", 1, one, legalizeUnsqueezeAttribute);
  table.add("Unsqueeze", 13, two, legalizeUnsqueezeInput);
}
