//===- Column.cpp - Blocks of images as columns ---------------------------===//

#include "passes/Legalize/Sampling.h"
#include "passes/Legalize/Windows.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// DeformConv
//===----------------------------------------------------------------------===//

/// Samples a column of pixels for each result, at the places of a convolution
/// that offsets move; then it is a product.
static LogicalResult legalizeDeformConv(NodeContext &node) {
  Formula images(node, node.getInput(0)), filter(node, node.getInput(1));
  Formula offset(node, node.getInput(2));
  int64_t rank = images.getRank(), spatial = rank - 2;
  if (rank < 3 || filter.getRank() != rank || offset.getRank() != rank)
    return node.fail("its input, filter and offsets do not have one rank, 3 or "
                     "more");
  auto strides = readWindowAttr(node, "strides", spatial, 1, 1);
  auto dilations = readWindowAttr(node, "dilations", spatial, 1, 1);
  auto pads = readWindowAttr(node, "pads", 2 * spatial, 0, 0);
  int64_t groups = node.getInt("group", 1);
  int64_t offsetGroups = node.getInt("offset_group", 1);
  if (!strides || !dilations || !pads || node.hasFailed())
    return failure();
  if (groups < 1 || groups > largestWindow || offsetGroups < 1 ||
      offsetGroups > largestWindow)
    return node.fail("its attributes 'group' and 'offset_group' are not "
                     "positive");
  SymbolicShapes &shapes = node.getShapes();
  Shape shape = images.getShape(), filterShape = filter.getShape();
  Shape offsetShape = offset.getShape();
  auto divides = [](int64_t count, const DimExpr &dim) {
    auto constant = dim.getConstant();
    return !constant || *constant % count == 0;
  };
  if (!divides(groups, filterShape[0]) || !divides(groups, shape[1]) ||
      !divides(offsetGroups, shape[1]))
    return node.fail("its groups do not divide its channels");
  DimExpr batch = shape[0];
  DimExpr channels = shapes.floorDiv(shape[1], offsetGroups);
  auto kernel = ArrayRef(filterShape).drop_front(2);
  auto out = ArrayRef(offsetShape).drop_front(2);
  DimExpr taps = product(kernel), points = product(out);

  // [N · groups, kernel..., dim, out...]
  Shape places = {batch * offsetGroups};
  llvm::append_range(places, kernel);
  Shape split = places;
  split.push_back(spatial);
  llvm::append_range(split, out);
  llvm::append_range(places, out);
  Type wide = getWideType(images.getElementType());
  offset = offset.to(wide).reshape(split);
  SmallVector<Taps> samples;
  for (int64_t i = 0; i < spatial; ++i) {
    int64_t dims = 1 + 2 * spatial;
    Formula tap =
        iotaAlong(node, kernel[i], 1 + i, dims) * double((*dilations)[i]);
    Formula window =
        iotaAlong(node, out[i], 1 + spatial + i, dims) * double((*strides)[i]) -
        double((*pads)[i]);
    Formula x = offset.at(1 + spatial, i) + (tap + window).to(wide);
    samples.push_back(getTaps(node, x.reshape({places[0], taps * points}),
                              shape[i + 2], Interpolation::Linear,
                              Outside::Zeros, /*alignCorners=*/true));
  }
  if (node.hasFailed())
    return failure();
  Shape grouped = {batch * offsetGroups, channels};
  llvm::append_range(grouped, ArrayRef(shape).drop_front(2));
  Formula columns =
      sample(node, images.reshape(grouped),
             iotaAlong(node, batch * offsetGroups, 0, 2), 1, samples)
          .transpose({0, 2, 1});
  if (Value mask = node.getInput(4))
    columns =
        columns *
        Formula(node, mask).to(wide).reshape({places[0], 1, taps * points});
  Formula rows = filter.to(wide).reshape(
      {groups, shapes.floorDiv(filterShape[0], groups), filterShape[1] * taps});
  Formula result = apply<MatMulOp>(
      rows, columns.reshape({batch, groups, filterShape[1] * taps, points}));
  Shape resultShape = {batch, filterShape[0]};
  llvm::append_range(resultShape, out);
  result = result.reshape(resultShape);
  if (Value bias = node.getInput(3)) {
    Shape perChannel(rank - 1, DimExpr(1));
    perChannel[0] = filterShape[0];
    result = result + Formula(node, bias).to(wide).reshape(perChannel);
  }
  return node.replace(result.to(images.getElementType()).get());
}

//===----------------------------------------------------------------------===//
// Col2Im
//===----------------------------------------------------------------------===//

/// Each pixel is the sum of the elements of the blocks that cover it: for each
/// place in a block, there is one or none.
static LogicalResult legalizeCol2Im(NodeContext &node) {
  Formula columns(node, node.getInput(0));
  auto image = getSizesOfOutput(node, 1, 2);
  auto block = getSizesOfOutput(node, 2, 2);
  if (!image || !block)
    return failure();
  int64_t spatial = image->size();
  if (columns.getRank() != 3)
    return node.fail("its input does not have three dims");
  if (int64_t(block->size()) != spatial || spatial == 0)
    return node.fail("its image and block do not have one rank");
  auto strides = readWindowAttr(node, "strides", spatial, 1, 1);
  auto dilations = readWindowAttr(node, "dilations", spatial, 1, 1);
  auto pads = readWindowAttr(node, "pads", 2 * spatial, 0, 0);
  if (!strides || !dilations || !pads)
    return failure();
  SymbolicShapes &shapes = node.getShapes();
  for (int64_t i = 0; i < spatial; ++i)
    for (auto *sizes : {&*image, &*block}) {
      if (auto size = (*sizes)[i].getConstant(); size && *size < 1)
        return node.fail("its image or block has the size " + Twine(*size));
      (*sizes)[i] = shapes.max((*sizes)[i], 1);
    }
  Shape shape = columns.getShape();
  DimExpr taps = product(*block), blocks = 1;
  // The places of blocks and in blocks, as [image..., block...].
  Formula none(node, Value()), place = none, tap = none, inside = none;
  for (int64_t i = 0; i < spatial; ++i) {
    DimExpr room = (*image)[i] + (*pads)[i] + (*pads)[spatial + i] -
                   ((*block)[i] - 1) * (*dilations)[i] - 1;
    DimExpr steps = shapes.floorDiv(shapes.max(room, 0), (*strides)[i]) + 1;
    blocks = blocks * steps;
    Formula here = iotaAlong(node, (*block)[i], spatial + i, 2 * spatial);
    Formula start = iotaAlong(node, (*image)[i], i, 2 * spatial) +
                    double((*pads)[i]) - here * double((*dilations)[i]);
    Formula count = scalarOf(node, steps);
    Formula step = start / double((*strides)[i]);
    Formula fits =
        (start >= 0) & (step < count) & (step * double((*strides)[i]) == start);
    step = max(min(step, count - 1), 0);
    place = i == 0 ? step : place * count + step;
    tap = i == 0 ? here : tap * scalarOf(node, (*block)[i]) + here;
    inside = i == 0 ? fits : inside & fits;
  }
  DimExpr channels = shapes.floorDiv(shape[1], taps);
  Formula flat = columns.reshape({shape[0], channels, taps * blocks});
  Formula values = gather(flat, 2, tap * scalarOf(node, blocks) + place);
  values = select(inside, values, 0);
  return node.replace(
      values
          .reduce(ReductionKind::sum,
                  llvm::to_vector(llvm::seq(2 + spatial, 2 + 2 * spatial)))
          .get());
}

void toroid::addColumnOperators(OperatorTable &table) {
  table.add("Col2Im", 18, {3, 3}, legalizeCol2Im);
  table.add("DeformConv", 19, {3, 5}, legalizeDeformConv);
}
