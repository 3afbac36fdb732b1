//===- Resize.cpp - Resampling along axes ---------------------------------===//

#include "passes/Legalize/Sampling.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace toroid;

namespace {
enum class Coordinates {
  HalfPixel,
  HalfPixelSymmetric,
  PytorchHalfPixel,
  HalfPixelForNearest,
  AlignCorners,
  Asymmetric,
  CropAndResize
};

/// `Simple` was the only one before opset 11.
enum class PlaceRounding { PreferFloor, PreferCeil, Floor, Ceil, Simple };

struct Settings {
  Interpolation mode = Interpolation::Nearest;
  Coordinates coordinates = Coordinates::Asymmetric;
  PlaceRounding rounding = PlaceRounding::Simple;
  double cubic = -0.75;
  bool excludeOutside = false, antialias = false;
  double extrapolation = 0;
};

/// A dim that is resampled.
struct Axis {
  int64_t dim;
  DimExpr from, to;
  Formula scale;      ///< f64, as are the coordinates that come from it.
  Formula width;      ///< `from · scale` before it was rounded to `to`.
  Formula start, end; ///< Of the region of CropAndResize.
  bool isSame;        ///< The scale is 1 without a doubt.
};
} // namespace

/// A constant that all elements of a list are looked up in.
template <typename T>
static std::optional<T> choose(NodeContext &node, StringRef name,
                               StringRef defaultValue,
                               ArrayRef<std::pair<StringRef, T>> choices) {
  StringRef given = node.getString(name, defaultValue);
  if (node.hasFailed())
    return std::nullopt;
  for (const auto &[text, choice] : choices)
    if (given == text)
      return choice;
  (void)node.fail("its attribute '" + name + "' is '" + given + "'");
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Along one axis
//===----------------------------------------------------------------------===//

/// Where in the input each element of the result lies: a vector.
static Formula getCoordinates(NodeContext &node, const Settings &settings,
                              const Axis &axis) {
  Type f64 = node.getBuilder().getF64Type();
  Formula o = iotaAlong(node, axis.to, 0, 1).to(f64);
  Formula from = scalarOf(node, axis.from).to(f64);
  Formula to = scalarOf(node, axis.to).to(f64);
  auto halfPixel = [&] { return (o + 0.5) / axis.scale - 0.5; };
  switch (settings.coordinates) {
  case Coordinates::HalfPixel:
    return halfPixel();
  case Coordinates::HalfPixelSymmetric:
    return from * 0.5 * (1 - to / axis.width) + (o + 0.5) / axis.scale - 0.5;
  case Coordinates::PytorchHalfPixel:
    return select(to > 1, halfPixel(), 0);
  case Coordinates::HalfPixelForNearest:
    return (o + 0.5) / axis.scale;
  case Coordinates::AlignCorners:
    return select(axis.width == 1, o * 0, o * (from - 1) / (axis.width - 1));
  case Coordinates::Asymmetric:
    return o / axis.scale;
  case Coordinates::CropAndResize: {
    Formula extent = (axis.end - axis.start) * (from - 1);
    return axis.start * (from - 1) +
           select(to > 1, o * extent / (axis.width - 1), extent * 0.5 + o * 0);
  }
  }
  llvm_unreachable("covered switch");
}

static Formula round(const Formula &x, PlaceRounding rounding,
                     const Formula &scale) {
  switch (rounding) {
  case PlaceRounding::PreferFloor:
    return apply<CeilOp>(x - 0.5);
  case PlaceRounding::PreferCeil:
    return apply<FloorOp>(x + 0.5);
  case PlaceRounding::Floor:
    return apply<FloorOp>(x);
  case PlaceRounding::Ceil:
    return apply<CeilOp>(x);
  case PlaceRounding::Simple:
    return select(scale < 1, apply<CeilOp>(x), apply<FloorOp>(x));
  }
  llvm_unreachable("covered switch");
}

/// Keys' cubic convolution or a triangle at a distance that is not negative.
static Formula filter(const Formula &distance, const Settings &settings) {
  if (settings.mode == Interpolation::Linear)
    return max(1 - distance, 0);
  double a = settings.cubic;
  const Formula &x = distance;
  Formula inner = ((a + 2) * x - (a + 3)) * x * x + 1;
  Formula outer = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return select(x <= 1, inner, select(x < 2, outer, 0));
}

/// A vector laid along a dim of a tensor.
static Formula along(const Formula &vector, int64_t dim, int64_t rank) {
  if (vector.getNode().hasFailed())
    return vector;
  Shape shape(rank, DimExpr(1));
  shape[dim] = vector.getShape()[0];
  return vector.reshape(shape);
}

/// A sum of the two or four elements around each coordinate.
static Formula interpolate(NodeContext &node, Formula input,
                           const Settings &settings, const Axis &axis,
                           const Formula &x) {
  int64_t rank = input.getRank();
  Type wide = getWideType(input.getElementType());
  Type i64 = node.getBuilder().getI64Type();
  Formula size = scalarOf(node, axis.from).to(x.getElementType());
  Formula first = apply<FloorOp>(x);
  bool isLinear = settings.mode == Interpolation::Linear;
  SmallVector<Formula> weights;
  Formula total = x;
  for (int64_t tap = isLinear ? 0 : -1, last = isLinear ? 1 : 2; tap <= last;
       ++tap) {
    Formula place = first + double(tap);
    Formula weight = filter(apply<AbsOp>(x - place), settings);
    if (settings.excludeOutside)
      weight = select((place >= 0) & (place < size), weight, 0);
    total = weights.empty() ? weight : total + weight;
    weights.push_back(weight);
  }
  Formula sum = input;
  for (auto [i, weight] : llvm::enumerate(weights)) {
    Formula place = first + double(int64_t(i) - (isLinear ? 0 : 1));
    Formula element =
        gather(input, axis.dim, clampPlace(place, size).to(i64)).to(wide);
    if (settings.excludeOutside)
      weight = weight / total;
    Formula part = element * along(weight.to(wide), axis.dim, rank);
    sum = i == 0 ? part : sum + part;
  }
  return sum;
}

/// A product with a matrix of weights: the filter is as wide as the step
/// between coordinates, so how many elements it meets depends on sizes.
static Formula antialias(NodeContext &node, Formula input,
                         const Settings &settings, const Axis &axis,
                         const Formula &x) {
  int64_t rank = input.getRank();
  Type wide = getWideType(input.getElementType());
  Type i64 = node.getBuilder().getI64Type();
  // What lies outside repeats the border, as far as filters reach.
  DimExpr border = 0;
  if (!settings.excludeOutside) {
    int64_t reach = settings.mode == Interpolation::Linear ? 2 : 4;
    DimExpr step = node.getShapes().floorDiv(axis.from, axis.to) + 1;
    border = step * DimExpr(reach) + 2;
  }
  DimExpr size = axis.from + border + border;
  Formula place = iotaAlong(node, size, 0, 1) - scalarOf(node, border);
  if (!settings.excludeOutside)
    input = gather(input, axis.dim,
                   min(max(place, 0), scalarOf(node, axis.from) - 1).to(i64));
  Formula distance = apply<AbsOp>(place.to(x.getElementType()) - x.expand(1));
  Formula weights = filter(distance * min(axis.scale, 1), settings);
  weights = weights / weights.reduce(ReductionKind::sum, 1, true);

  SmallVector<int64_t> swapped = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(swapped[axis.dim], swapped[rank - 1]);
  bool isLast = axis.dim == rank - 1;
  Formula rows = input.to(wide);
  if (!isLast)
    rows = rows.transpose(swapped);
  if (rank == 1)
    rows = rows.expand(0);
  Formula product(node, node.createLike<MatMulOp>(rows.get(),
                                                  weights.to(wide).get(), false,
                                                  /*transpose_rhs=*/true));
  if (rank == 1)
    return product.at(0, 0);
  return isLast ? product : product.transpose(swapped);
}

static LogicalResult resample(NodeContext &node, const Settings &settings,
                              ArrayRef<Axis> axes) {
  Formula result(node, node.getInput(0));
  Type type = result.getElementType();
  int64_t rank = result.getRank();
  Formula outside(node, Value());
  for (const Axis &axis : axes) {
    bool crops = settings.coordinates == Coordinates::CropAndResize;
    if (axis.isSame && !crops)
      continue;
    Formula x = getCoordinates(node, settings, axis);
    Formula size = scalarOf(node, axis.from).to(x.getElementType());
    if (settings.mode == Interpolation::Nearest)
      result = gather(result, axis.dim,
                      clampPlace(round(x, settings.rounding, axis.scale), size)
                          .to(node.getBuilder().getI64Type()));
    else if (settings.antialias)
      result = antialias(node, result, settings, axis, x);
    else
      result = interpolate(node, result, settings, axis, x);
    if (crops) {
      Formula own = along((x < 0) | (x > size - 1), axis.dim, rank);
      outside = outside.get() ? outside | own : own;
    }
    if (node.hasFailed())
      return failure();
  }
  if (outside.get())
    result = select(outside, number(result, settings.extrapolation), result);
  return node.replace(result.to(type).get());
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

/// The fraction with the smallest denominator that a float stands for: 0.7 is
/// 7 / 10, so that 0.7 · 10 is 7 and not just below.
static std::optional<std::pair<int64_t, int64_t>> getFraction(float number) {
  double rest = number;
  int64_t p = 1, q = 0, previousP = 0, previousQ = 1;
  for (int step = 0; step < 40; ++step) {
    double whole = std::floor(rest);
    if (whole > 1e6)
      return std::nullopt;
    int64_t nextP = int64_t(whole) * p + previousP;
    int64_t nextQ = int64_t(whole) * q + previousQ;
    if (nextP > (int64_t(1) << 31) || nextQ > (int64_t(1) << 31))
      return std::nullopt;
    previousP = std::exchange(p, nextP);
    previousQ = std::exchange(q, nextQ);
    if (float(double(p) / double(q)) == number)
      return std::pair(p, q);
    rest = 1 / (rest - whole);
  }
  return std::nullopt;
}

/// The elements of a constant vector of floats.
static std::optional<SmallVector<float>> getConstantFloats(Value value) {
  auto op = value ? value.getDefiningOp<ConstantOp>() : ConstantOp();
  auto elements =
      op ? dyn_cast<DenseFPElementsAttr>(op.getValue()) : DenseFPElementsAttr();
  if (!elements || !elements.getElementType().isF32())
    return std::nullopt;
  return llvm::to_vector(elements.getValues<float>());
}

/// `floor(size · scale)`
static DimExpr scaleSize(NodeContext &node, const DimExpr &size, float scale) {
  if (auto constant = size.getConstant())
    return int64_t(std::floor(float(*constant) * scale));
  if (auto fraction = getFraction(scale))
    return node.getShapes().floorDiv(size * DimExpr(fraction->first),
                                     fraction->second);
  Formula exact = scalarOf(node, size).to(node.getBuilder().getF32Type());
  return readSize(
      apply<FloorOp>(exact * double(scale)).to(node.getBuilder().getI64Type()));
}

/// The axes with the sizes that scales give them: a list, or an input.
static std::optional<SmallVector<Axis>>
scaleAxes(NodeContext &node, ArrayRef<int64_t> dims,
          std::optional<SmallVector<float>> known, Value input) {
  Formula none(node, Value());
  Shape shape = node.getShape(node.getInput(0));
  if (known && known->size() != dims.size()) {
    (void)node.fail("it has " + Twine(known->size()) + " scales for " +
                    Twine(dims.size()) + " dims");
    return std::nullopt;
  }
  if (!known && node.getRank(input) != 1) {
    (void)node.fail("its scales are no vector");
    return std::nullopt;
  }
  Type f32 = node.getBuilder().getF32Type(),
       f64 = node.getBuilder().getF64Type(),
       i64 = node.getBuilder().getI64Type();
  SmallVector<Axis> axes;
  for (auto [i, dim] : llvm::enumerate(dims)) {
    Axis axis{dim, shape[dim], shape[dim], none, none, none, none, false};
    Formula from = scalarOf(node, axis.from).to(f64);
    if (known) {
      float scale = (*known)[i];
      if (!(scale > 0) || scale > 1e6f) {
        (void)node.fail("it has a scale that is not positive");
        return std::nullopt;
      }
      axis.to = scaleSize(node, axis.from, scale);
      axis.scale = number(from, scale);
      axis.width = from * double(scale);
      axis.isSame = scale == 1;
    } else {
      Formula scale = Formula(node, input).at(0, int64_t(i)).to(f32);
      axis.scale = scale.to(f64);
      axis.width = from * axis.scale;
      if (node.hasFailed())
        return std::nullopt;
      axis.to = node.getShapes().max(
          readSize(apply<FloorOp>(from.to(f32) * scale).to(i64)), 0);
    }
    axes.push_back(axis);
  }
  return axes;
}

/// The axes with the sizes that input #3 gives, or those of the same ratio that
/// they bound.
static std::optional<SmallVector<Axis>> sizeAxes(NodeContext &node,
                                                 ArrayRef<int64_t> dims) {
  enum class Policy { Stretch, NotLarger, NotSmaller };
  auto policy = choose<Policy>(node, "keep_aspect_ratio_policy", "stretch",
                               {{"stretch", Policy::Stretch},
                                {"not_larger", Policy::NotLarger},
                                {"not_smaller", Policy::NotSmaller}});
  auto sizes =
      getSizesOfOutput(node, 3, node.getRank(node.getInput(0)) - dims.size());
  if (!policy || !sizes)
    return std::nullopt;
  if (sizes->size() != dims.size()) {
    (void)node.fail("it has " + Twine(sizes->size()) + " sizes for " +
                    Twine(dims.size()) + " dims");
    return std::nullopt;
  }
  for (const DimExpr &size : *sizes)
    if (auto constant = size.getConstant(); constant && *constant < 0) {
      (void)node.fail("it has the size " + Twine(*constant));
      return std::nullopt;
    }
  SymbolicShapes &shapes = node.getShapes();
  Formula none(node, Value());
  Shape shape = node.getShape(node.getInput(0));
  Type f64 = node.getBuilder().getF64Type();
  auto ratio = [&](size_t i) {
    return scalarOf(node, (*sizes)[i]).to(f64) /
           scalarOf(node, shape[dims[i]]).to(f64);
  };
  bool keeps = *policy != Policy::Stretch;
  bool isMin = *policy == Policy::NotLarger;
  Formula common = none;
  for (size_t i = 0; keeps && i < dims.size(); ++i)
    common = i == 0  ? ratio(i)
             : isMin ? min(common, ratio(i))
                     : max(common, ratio(i));
  SmallVector<Axis> axes;
  for (auto [i, dim] : llvm::enumerate(dims)) {
    Axis axis{dim, shape[dim], (*sizes)[i], none, none, none, none, false};
    // PlaceRounding does not change which ratio is the smallest.
    for (size_t j = 0; keeps && j < dims.size(); ++j) {
      const DimExpr &other = shape[dims[j]];
      if (j == i)
        continue;
      DimExpr rounded = shapes.floorDiv(
          DimExpr(2) * (*sizes)[j] * axis.from + other, DimExpr(2) * other);
      axis.to =
          isMin ? shapes.min(axis.to, rounded) : shapes.max(axis.to, rounded);
    }
    axis.isSame = axis.from == axis.to && !keeps;
    axis.scale = keeps ? common : ratio(i);
    Formula from = scalarOf(node, axis.from).to(f64);
    axis.width = keeps ? from * common : scalarOf(node, axis.to).to(f64);
    axes.push_back(axis);
  }
  return axes;
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

static std::optional<Interpolation> readMode(NodeContext &node) {
  return choose<Interpolation>(node, "mode", "nearest",
                               {{"nearest", Interpolation::Nearest},
                                {"linear", Interpolation::Linear},
                                {"bilinear", Interpolation::Linear},
                                {"cubic", Interpolation::Cubic}});
}

static SmallVector<int64_t> allDims(NodeContext &node) {
  return llvm::to_vector(llvm::seq<int64_t>(0, node.getRank(node.getInput(0))));
}

static LogicalResult resizeByScales(NodeContext &node,
                                    std::optional<SmallVector<float>> known,
                                    Value input) {
  Settings settings;
  auto mode = readMode(node);
  auto axes = scaleAxes(node, allDims(node), known, input);
  if (!mode || !axes)
    return failure();
  settings.mode = *mode;
  return resample(node, settings, *axes);
}

static LogicalResult legalizeUpsampleAttributes(NodeContext &node) {
  auto scales = node.getFloats("scales");
  if (!scales)
    return failure();
  return resizeByScales(node,
                        SmallVector<float>(scales->begin(), scales->end()), {});
}

/// Upsample, and Resize before opset 11.
static LogicalResult legalizeUpsample(NodeContext &node) {
  return resizeByScales(node, getConstantFloats(node.getInput(1)),
                        node.getInput(1));
}

static std::optional<Settings> readSettings(NodeContext &node) {
  auto mode = readMode(node);
  auto coordinates = choose<Coordinates>(
      node, "coordinate_transformation_mode", "half_pixel",
      {{"half_pixel", Coordinates::HalfPixel},
       {"half_pixel_symmetric", Coordinates::HalfPixelSymmetric},
       {"pytorch_half_pixel", Coordinates::PytorchHalfPixel},
       {"tf_half_pixel_for_nn", Coordinates::HalfPixelForNearest},
       {"align_corners", Coordinates::AlignCorners},
       {"asymmetric", Coordinates::Asymmetric},
       {"tf_crop_and_resize", Coordinates::CropAndResize}});
  auto rounding =
      choose<PlaceRounding>(node, "nearest_mode", "round_prefer_floor",
                            {{"round_prefer_floor", PlaceRounding::PreferFloor},
                             {"round_prefer_ceil", PlaceRounding::PreferCeil},
                             {"floor", PlaceRounding::Floor},
                             {"ceil", PlaceRounding::Ceil}});
  if (!mode || !coordinates || !rounding)
    return std::nullopt;
  return Settings{*mode,
                  *coordinates,
                  *rounding,
                  node.getFloat("cubic_coeff_a", -0.75),
                  node.getFlag("exclude_outside", false),
                  node.getFlag("antialias", false),
                  node.getFloat("extrapolation_value", 0)};
}

static LogicalResult legalizeResize(NodeContext &node) {
  auto settings = readSettings(node);
  if (!settings || node.hasFailed())
    return failure();
  SmallVector<int64_t> dims = allDims(node);
  if (node.hasAttr("axes")) {
    auto given = node.normalizeAxes(node.getInts("axes"), dims.size());
    if (!given || node.hasFailed())
      return failure();
    dims = *given;
  }
  auto isEmpty = [&](Value value) {
    return !value || product(node.getShape(value)).isConstant(0);
  };
  Value scales = node.getInput(2);
  bool hasSizes = !isEmpty(node.getInput(3));
  if (!hasSizes && isEmpty(scales))
    return node.fail("it has neither scales nor sizes");
  auto axes = hasSizes
                  ? sizeAxes(node, dims)
                  : scaleAxes(node, dims, getConstantFloats(scales), scales);
  if (!axes || node.hasFailed())
    return failure();
  if (settings->coordinates == Coordinates::CropAndResize) {
    if (isEmpty(node.getInput(1)))
      return node.fail("its input #1, the region, is missing");
    Formula region =
        Formula(node, node.getInput(1)).to(node.getBuilder().getF64Type());
    if (region.getRank() != 1)
      return node.fail("its input #1, the region, is no vector");
    for (auto [i, axis] : llvm::enumerate(*axes)) {
      axis.start = region.at(0, int64_t(i));
      axis.end = region.at(0, int64_t(i + dims.size()));
    }
  }
  return resample(node, *settings, *axes);
}

void toroid::addResizeOperators(OperatorTable &table) {
  table.add("Resize", 10, {2, 2}, legalizeUpsample);
  table.add("Resize", 11, {1, 4}, legalizeResize);
  table.add("Upsample", 7, {1, 1}, legalizeUpsampleAttributes);
  table.add("Upsample", 9, {2, 2}, legalizeUpsample);
}
