//===- Region.cpp - Pooling regions of images -----------------------------===//

#include "passes/Legalize/Sampling.h"

#include <limits>

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// RoiAlign, MaxRoiPool
//===----------------------------------------------------------------------===//

namespace {
/// What RoiAlign does along one of the two dims.
struct RoiDim {
  Taps taps;     ///< `[R, bins, samples · 2]`
  Formula count; ///< How many samples a bin has, `[R]`.
};
} // namespace

/// Samples at even distances in `bins` bins of `extent` from `start`, `[R]`:
/// `ratio` in each bin, or about one for each pixel when that is zero.
static RoiDim getRoiDim(NodeContext &node, const Formula &start,
                        const Formula &extent, int64_t bins, int64_t ratio,
                        const DimExpr &size) {
  Type type = start.getElementType(), i64 = node.getBuilder().getI64Type();
  Formula none(node, Value());
  Formula binSize = extent / double(bins);
  Formula count = number(binSize, double(ratio));
  DimExpr most = ratio;
  if (ratio == 0) {
    count = max(apply<CeilOp>(binSize), 0);
    most = readSize(count.to(i64).reduce(ReductionKind::max, 0));
  }
  auto spread = [](const Formula &x) {
    return x.getRank() == 0 ? x : x.expand(1).expand(2);
  };
  if (node.hasFailed())
    return {{none, none, none, none}, none};
  Formula bin = iotaAlong(node, bins, 1, 3).to(type);
  Formula step = iotaAlong(node, most, 2, 3).to(type);
  Formula x = spread(start) + bin * spread(binSize) +
              (step + 0.5) * spread(binSize) / spread(count);
  Formula pixels = scalarOf(node, size).to(type);
  Formula inside = ((x >= -1) & (x <= pixels)).expand(3);
  x = clampPlace(x, pixels).expand(3);
  Formula first = apply<FloorOp>(x), t = x - first;
  Formula tap = iotaAlong(node, 2, 3, 4).to(type);
  // Two taps of each sample.
  Shape shape = {start.getShape()[0], bins, most * 2}, split = shape;
  split.back() = most;
  split.push_back(2);
  auto merge = [&](const Formula &member) {
    return Formula(node, node.broadcastTo(member, split)).reshape(shape);
  };
  Taps taps = {merge(min(first + tap, pixels - 1)),
               merge((1 - t) * (1 - tap) + t * tap), merge(inside), none};
  if (ratio == 0)
    taps.exists = merge((step < spread(count)).expand(3));
  return {taps, count};
}

static LogicalResult legalizeRoiAlign(NodeContext &node) {
  Formula images(node, node.getInput(0)), rois(node, node.getInput(1));
  Formula which(node, node.getInput(2));
  if (images.getRank() != 4 || !isa<FloatType>(images.getElementType()))
    return node.fail("its input #0 is no batch of images");
  if (rois.getRank() != 2 || which.getRank() != 1)
    return node.fail("its regions are no matrix, or the images of these no "
                     "vector");
  int64_t height = node.getInt("output_height", 1);
  int64_t width = node.getInt("output_width", 1);
  int64_t ratio = node.getInt("sampling_ratio", 0);
  double scale = node.getFloat("spatial_scale", 1);
  StringRef mode = node.getString("mode", "avg");
  // Before opset 16 there is no shift.
  StringRef transform =
      node.getString("coordinate_transformation_mode",
                     node.getOpset() < 16 ? "output_half_pixel" : "half_pixel");
  if (node.hasFailed())
    return failure();
  constexpr int64_t most = int64_t(1) << 20;
  if (height < 1 || width < 1 || height > most || width > most || ratio < 0 ||
      ratio > most)
    return node.fail("its attributes 'output_height', 'output_width' and "
                     "'sampling_ratio' are not all sizes");
  if (mode != "avg" && mode != "max")
    return node.fail("its attribute 'mode' is '" + mode + "'");
  if (transform != "half_pixel" && transform != "output_half_pixel")
    return node.fail("its attribute 'coordinate_transformation_mode' is '" +
                     transform + "'");
  bool isShifted = transform == "half_pixel", takeMax = mode == "max";

  Shape shape = images.getShape();
  Type wide = getWideType(rois.getElementType());
  auto corner = [&](int64_t i) {
    Formula x = rois.at(1, i).to(wide) * scale;
    return isShifted ? x - 0.5 : x;
  };
  auto along = [&](int64_t dim, int64_t bins) {
    Formula start = corner(1 - dim), extent = corner(3 - dim) - start;
    if (!isShifted)
      extent = max(extent, 1);
    return getRoiDim(node, start, extent, bins, ratio, shape[dim + 2]);
  };
  RoiDim y = along(0, height), x = along(1, width);
  auto arrange = [](Taps taps, int64_t dim) {
    for (Formula *member :
         {&taps.place, &taps.weight, &taps.inside, &taps.exists})
      if (member->get())
        *member = member->expand(dim);
    return taps;
  };
  if (node.hasFailed())
    return failure();
  Formula image =
      (which.to(node.getBuilder().getI64Type())).expand(1).expand(2);
  Formula result = sample(node, images, image, 2,
                          {arrange(y.taps, 2), arrange(x.taps, 1)}, takeMax);
  Formula count = y.count * x.count;
  auto spread = [](const Formula &x) {
    return x.getRank() == 0 ? x : x.expand(1).expand(2).expand(3);
  };
  Type sum = result.getElementType();
  if (!takeMax)
    result = result / spread(max(count, 1)).to(sum);
  else if (ratio == 0)
    result = select(spread(count > 0), result, 0);
  return node.replace(
      result.transpose({0, 3, 1, 2}).to(images.getElementType()).get());
}

/// Whether a pixel of a dim of `size` belongs to a bin of MaxRoiPool: a mask
/// `[R, bins, size]` for regions from `first` to `last`, `[R]`, in pixels.
static Formula getBinMask(NodeContext &node, const Formula &first,
                          const Formula &last, int64_t bins,
                          const DimExpr &size) {
  auto spread = [](const Formula &x) { return x.expand(1).expand(2); };
  Type type = first.getElementType();
  Formula binSize = spread(max(last - first + 1, 1)) / double(bins);
  Formula bin = iotaAlong(node, bins, 1, 3).to(type);
  Formula start = spread(first) + apply<FloorOp>(bin * binSize);
  Formula end = spread(first) + apply<CeilOp>((bin + 1) * binSize);
  Formula pixel = iotaAlong(node, size, 2, 3).to(type);
  return (pixel >= start) & (pixel < end);
}

static LogicalResult legalizeMaxRoiPool(NodeContext &node) {
  Formula images(node, node.getInput(0)), rois(node, node.getInput(1));
  if (images.getRank() != 4 || !isa<FloatType>(images.getElementType()))
    return node.fail("its input #0 is no batch of images");
  if (rois.getRank() != 2)
    return node.fail("its regions are no matrix");
  SmallVector<int64_t> pooled = node.getInts("pooled_shape");
  double scale = node.getFloat("spatial_scale", 1);
  if (node.hasFailed())
    return failure();
  constexpr int64_t most = int64_t(1) << 20;
  if (pooled.size() != 2 || pooled[0] < 1 || pooled[1] < 1 ||
      pooled[0] > most || pooled[1] > most)
    return node.fail("its attribute 'pooled_shape' does not have two sizes");
  Type wide = getWideType(rois.getElementType());
  // Halves are rounded away from zero.
  auto corner = [&](int64_t i) {
    Formula x = rois.at(1, i).to(wide) * scale;
    Formula rounded = apply<FloorOp>(apply<AbsOp>(x) + 0.5);
    return select(x < 0, -rounded, rounded);
  };
  Shape shape = images.getShape();
  Formula rows = getBinMask(node, corner(2), corner(4), pooled[0], shape[2]);
  Formula columns = getBinMask(node, corner(1), corner(3), pooled[1], shape[3]);
  Formula which = rois.at(1, 0).to(node.getBuilder().getI64Type());
  Formula own = gather(images, 0, which);
  // [R, C, H, 1, W], then [R, C, 1, bins, H]; a bin without pixels gives zero.
  double lowest = -std::numeric_limits<double>::infinity();
  Formula inRows = select(columns.expand(1).expand(1), own.expand(3), lowest)
                       .reduce(ReductionKind::max, 4)
                       .transpose({0, 1, 3, 2});
  Formula result = select(rows.expand(2).expand(1), inRows.expand(2), lowest)
                       .reduce(ReductionKind::max, 4);
  Formula any =
      rows.to(wide).reduce(ReductionKind::max, 2).expand(1).expand(3) *
      columns.to(wide).reduce(ReductionKind::max, 2).expand(1).expand(1);
  return node.replace(select(any > 0, result, 0).get());
}

void toroid::addRegionOperators(OperatorTable &table) {
  table.add("MaxRoiPool", 1, {2, 2}, legalizeMaxRoiPool);
  table.add("RoiAlign", 10, {3, 3}, legalizeRoiAlign);
}
