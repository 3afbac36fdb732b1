//===- Grid.cpp - Sampling on grids ---------------------------------------===//

#include "passes/Legalize/Sampling.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// GridSample
//===----------------------------------------------------------------------===//

static LogicalResult legalizeGridSample(NodeContext &node) {
  Formula image(node, node.getInput(0)), grid(node, node.getInput(1));
  int64_t spatial = image.getRank() - 2;
  if (spatial < 1 || grid.getRank() != spatial + 2)
    return node.fail("its input and grid do not have one rank, 3 or more");
  if (!isa<FloatType>(grid.getElementType()))
    return node.fail("its grid has no floating-point elements");
  StringRef modeName = node.getString("mode", "linear");
  StringRef outsideName = node.getString("padding_mode", "zeros");
  bool alignCorners = node.getFlag("align_corners", false);
  auto mode = StringSwitch<std::optional<Interpolation>>(modeName)
                  .Case("nearest", Interpolation::Nearest)
                  .Cases({"linear", "bilinear"}, Interpolation::Linear)
                  .Cases({"cubic", "bicubic"}, Interpolation::Cubic)
                  .Default(std::nullopt);
  auto outside = StringSwitch<std::optional<Outside>>(outsideName)
                     .Case("zeros", Outside::Zeros)
                     .Case("border", Outside::Border)
                     .Case("reflection", Outside::Reflection)
                     .Default(std::nullopt);
  if (!mode)
    return node.fail("its attribute 'mode' is '" + modeName + "'");
  if (!outside)
    return node.fail("its attribute 'padding_mode' is '" + outsideName + "'");
  if (node.hasFailed())
    return failure();

  Shape shape = image.getShape(), gridShape = grid.getShape();
  if (auto count = gridShape.back().getConstant(); count && *count != spatial)
    return node.fail("its grid has " + Twine(*count) + " coordinates for " +
                     Twine(spatial) + " dims");
  auto images = shape[0].getConstant(), grids = gridShape[0].getConstant();
  if (images && grids && *images != *grids)
    return node.fail("its grid is for " + Twine(*grids) +
                     " images and not for " + Twine(*images));
  auto out = ArrayRef(gridShape).drop_front().drop_back();
  DimExpr points = product(out);
  Type type = image.getElementType();
  Formula coordinates = grid.to(getWideType(grid.getElementType()))
                            .reshape({shape[0], points, gridShape.back()});
  SmallVector<Taps> taps;
  for (int64_t i = 0; i < spatial; ++i) {
    // The innermost dim comes first.
    Formula x = coordinates.at(2, spatial - 1 - i) + 1;
    Formula size = scalarOf(node, shape[i + 2]).to(x.getElementType());
    x = alignCorners ? x / 2 * (size - 1) : (x * size - 1) / 2;
    taps.push_back(
        getTaps(node, x, shape[i + 2], *mode, *outside, alignCorners));
  }
  Formula result = sample(node, image, iotaAlong(node, shape[0], 0, 2), 1, taps)
                       .transpose({0, 2, 1});
  Shape resultShape = {shape[0], shape[1]};
  llvm::append_range(resultShape, out);
  return node.replace(result.reshape(resultShape).to(type).get());
}

//===----------------------------------------------------------------------===//
// AffineGrid
//===----------------------------------------------------------------------===//

/// The points of a grid from -1 to 1, with the last dim first, times the matrix
/// of each image.
static LogicalResult legalizeAffineGrid(NodeContext &node) {
  Formula theta(node, node.getInput(0));
  bool alignCorners = node.getFlag("align_corners", false);
  // Of batch and channels, there is one dim in the result.
  auto size = getSizesOfOutput(node, 1, 0);
  if (!size || node.hasFailed())
    return failure();
  int64_t spatial = int64_t(size->size()) - 2;
  if (spatial < 1)
    return node.fail("its input #1 has fewer than three elements");
  if (theta.getRank() != 3 || !isa<FloatType>(theta.getElementType()))
    return node.fail("its input #0 is no batch of matrices");
  Shape shape = theta.getShape();
  for (int64_t i = 1; i < 3; ++i)
    if (auto dim = shape[i].getConstant(); dim && *dim != spatial + i - 1)
      return node.fail("its matrices do not fit " + Twine(spatial) + " dims");
  Type type = theta.getElementType(), wide = getWideType(type);
  // [N, 1, ..., 1, rows], for the factors of one coordinate.
  Shape columnShape(spatial + 2, DimExpr(1));
  columnShape.front() = shape[0];
  columnShape.back() = spatial;
  auto column = [&](int64_t i) {
    return theta.to(wide).at(2, i).reshape(columnShape);
  };
  Formula result = column(spatial);
  for (int64_t i = 0; i < spatial; ++i) {
    DimExpr dim = node.getShapes().max((*size)[i + 2], 0);
    Formula place = iotaAlong(node, dim, i + 1, spatial + 2).to(wide);
    Formula count = scalarOf(node, dim).to(wide);
    Formula point = alignCorners ? place * 2 / max(count - 1, 1) - 1
                                 : (place * 2 + 1) / count - 1;
    result = result + point * column(spatial - 1 - i);
  }
  return node.replace(result.to(type).get());
}

void toroid::addGridOperators(OperatorTable &table) {
  table.add("AffineGrid", 20, {2, 2}, legalizeAffineGrid);
  table.add("GridSample", 16, {2, 2}, legalizeGridSample);
}
