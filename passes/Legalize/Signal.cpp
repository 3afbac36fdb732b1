//===- Signal.cpp - Fourier transforms, windows, mel weights --------------===//

#include "passes/Legalize/Formula.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>
#include <numbers>

using namespace mlir;
using namespace toroid;

static constexpr double tau = 2 * std::numbers::pi;

/// Lengths beyond this are errors and would overflow.
static constexpr int64_t largestLength = int64_t(1) << 31;

/// A length that an input holds; a negative one counts as zero.
static std::optional<DimExpr> getLength(NodeContext &node, unsigned input) {
  auto length = getSize(node, input);
  if (!length)
    return std::nullopt;
  if (auto constant = length->getConstant();
      constant && (*constant < 0 || *constant > largestLength)) {
    (void)node.fail("its input #" + Twine(input) + " is " + Twine(*constant) +
                    ", which is no length");
    return std::nullopt;
  }
  return node.getShapes().max(*length, 0);
}

/// The type that the attribute `output_datatype` names.
static Type getOutputType(NodeContext &node) {
  return node.getElementTypeOf(node.getInt("output_datatype", 1));
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// `a - b cos(t) + c cos(2t)` with t from 0 to 2π over the window.
static LogicalResult buildWindow(NodeContext &node, double a, double b,
                                 double c) {
  auto size = getLength(node, 0);
  Type type = getOutputType(node);
  bool isPeriodic = node.getFlag("periodic", true);
  if (!size || node.hasFailed())
    return failure();
  DimExpr period = isPeriodic ? *size : *size - 1;
  Type f64 = node.getBuilder().getF64Type();
  auto length = size->getConstant();
  if (length && *length <= SymbolicShapes::maxElements * 1024) {
    double whole = double(*period.getConstant());
    Formula window = constantOf(node, *length, f64, [&](int64_t i) {
      double angle = double(i) * tau / whole;
      return a - b * std::cos(angle) + c * std::cos(2 * angle);
    });
    return node.replace(window.to(type).get());
  }
  Formula angle = iotaAlong(node, *size, 0, 1).to(f64) * tau /
                  scalarOf(node, period).to(f64);
  Formula window = a - b * apply<CosOp>(angle);
  if (c != 0)
    window = window + c * apply<CosOp>(2.0 * angle);
  return node.replace(window.to(type).get());
}

static LogicalResult legalizeHannWindow(NodeContext &node) {
  return buildWindow(node, 0.5, 0.5, 0);
}

static LogicalResult legalizeHammingWindow(NodeContext &node) {
  return buildWindow(node, 25.0 / 46, 21.0 / 46, 0);
}

static LogicalResult legalizeBlackmanWindow(NodeContext &node) {
  return buildWindow(node, 0.42, 0.5, 0.08);
}

//===----------------------------------------------------------------------===//
// Fourier transforms
//===----------------------------------------------------------------------===//

namespace {
/// A discrete Fourier transform along one dim. Real and imaginary parts lie
/// beside each other in the last dim, so that it is one product with a matrix
/// of `(rows · parts) × (columns · results)`.
struct Fourier {
  DimExpr length;
  bool isInverse = false;
  /// Of a spectrum, the second half follows from the first.
  bool isHalf = false;

  /// How many elements of a signal count, and how many a result has.
  DimExpr getRows(SymbolicShapes &shapes) const {
    return isInverse && isHalf ? getHalf(shapes) : length;
  }
  DimExpr getColumns(SymbolicShapes &shapes) const {
    return isHalf && !isInverse ? getHalf(shapes) : length;
  }
  /// Whether the results are complex.
  int64_t getResults() const { return isInverse && isHalf ? 1 : 2; }

  Formula getMatrix(NodeContext &node, Type type, const DimExpr &rows,
                    int64_t parts) const;
  Formula transform(NodeContext &node, Formula signal) const;

private:
  DimExpr getHalf(SymbolicShapes &shapes) const {
    return shapes.floorDiv(length, 2) + 1;
  }
};
} // namespace

/// The cosine of `numerator / denominator` turns, exact at the quarters; four
/// divides the denominator.
static double cosOfTurn(int64_t numerator, int64_t denominator) {
  int64_t quarter = denominator / 4;
  numerator = (numerator % denominator + denominator) % denominator;
  if (numerator % quarter != 0)
    return std::cos(tau * double(numerator) / double(denominator));
  return numerator == 0 ? 1 : numerator == 2 * quarter ? -1 : 0;
}

/// With `θ = ±2π row column / length`, the entries are `cos θ`, `sin θ` for a
/// real part and `-sin θ`, `cos θ` for an imaginary one.
Formula Fourier::getMatrix(NodeContext &node, Type type, const DimExpr &rows,
                           int64_t parts) const {
  SymbolicShapes &shapes = node.getShapes();
  DimExpr columns = getColumns(shapes);
  int64_t results = getResults();
  double sign = isInverse ? 1 : -1;
  auto constantLength = length.getConstant(), constantRows = rows.getConstant();
  // No machine multiplies by what is beyond this.
  constexpr int64_t longest = 1 << 20, largestConstant = 1 << 26;
  if (constantLength && *constantLength > longest) {
    (void)node.fail(
        "it transforms " + Twine(*constantLength) + " elements at a time",
        "transforms of at most " + Twine(longest) + " elements are supported");
    return {node, Value()};
  }
  int64_t width = columns.getConstant().value_or(0);
  if (constantLength && constantRows &&
      *constantRows * parts * width * results <= largestConstant) {
    int64_t size = *constantLength;
    return constantOf(
        node, {*constantRows * parts, width * results}, type, [&](int64_t i) {
          int64_t result = i % results, column = i / results % width;
          i /= results * width;
          int64_t part = i % parts, row = i / parts;
          int64_t turn = 4 * (row * column % size);
          double entry = cosOfTurn(
              (isInverse ? turn : -turn) + (part - result) * size, 4 * size);
          if (isInverse)
            entry /= double(size);
          if (isInverse && isHalf && row != 0 && 2 * row != size)
            entry *= 2;
          return entry;
        });
  }
  // A table of the 3 · length different entries, for part - result from -1
  // to 1.
  Type f64 = node.getBuilder().getF64Type();
  Formula size = scalarOf(node, length), wideSize = size.to(f64);
  Formula turn = iotaAlong(node, 3, 0, 2).to(f64) * (tau / 4) - tau / 4;
  Formula angle =
      iotaAlong(node, length, 1, 2).to(f64) * (sign * tau) / wideSize;
  Formula table = apply<CosOp>(angle + turn);
  if (isInverse)
    table = table / wideSize;
  Formula row = iotaAlong(node, rows, 0, 4);
  Formula part = iotaAlong(node, parts, 1, 4);
  Formula column = iotaAlong(node, columns, 2, 4);
  Formula result = iotaAlong(node, results, 3, 4);
  Formula place = (part - result + 1) * size + (row * column) % size;
  Formula matrix(
      node, node.create<GatherOp>(type, uint64_t(0),
                                  table.to(type).reshape({length * 3}).get(),
                                  place.get()));
  if (isInverse && isHalf) {
    Formula isAlone = (row == 0) | (row * 2 == size);
    matrix = select(isAlone, matrix, matrix * 2);
  }
  return matrix.reshape({rows * parts, columns * results});
}

/// `signal` is `[..., n, parts]`, the result `[..., columns, results]`.
Formula Fourier::transform(NodeContext &node, Formula signal) const {
  if (node.hasFailed())
    return signal;
  SymbolicShapes &shapes = node.getShapes();
  Shape shape = signal.getShape();
  int64_t parts = *shape.back().getConstant();
  size_t axis = shape.size() - 2;
  DimExpr rows = shapes.min(shape[axis], getRows(shapes));
  signal = {node, node.sliceDim(signal, axis, 0, rows)};
  Type type = signal.getElementType(), wide = getWideType(type);
  shape.pop_back();
  shape[axis] = rows * parts;
  Formula product = apply<MatMulOp>(signal.to(wide).reshape(shape),
                                    getMatrix(node, wide, rows, parts));
  shape[axis] = getColumns(shapes);
  shape.push_back(getResults());
  return product.reshape(shape).to(type);
}

/// A signal whose last dim holds real and imaginary parts, or only real ones.
static Formula getParts(NodeContext &node, Value input) {
  Formula signal(node, input);
  Shape shape = signal.getShape();
  auto parts = shape.back().getConstant();
  if (parts && *parts != 1 && *parts != 2)
    (void)node.fail("the last dim of its input is " + Twine(*parts) +
                    " and not 1 or 2");
  if (parts)
    return signal;
  // Only a run knows; the imaginary parts of real numbers are zero.
  SmallVector<int64_t> low(shape.size(), 0), high(shape.size(), 0);
  high.back() = ShapedType::kDynamic;
  Value missing = node.getShapes().materializeValue(
      node.getBuilder(), node.getLoc(), DimExpr(2) - shape.back());
  Formula padded(node, node.createLike<PadOp>(
                           signal, node.scalarLike(signal, 0), ValueRange(),
                           ValueRange(missing), ArrayRef<int64_t>(low),
                           ArrayRef<int64_t>(high)));
  shape.back() = 2;
  return padded.reshape(shape);
}

/// Transforms dim `axis`, which is not the last.
static Formula transformDim(NodeContext &node, const Fourier &fourier,
                            const Formula &signal, int64_t axis) {
  // The axis goes beside the parts and back.
  SmallVector<int64_t> there, back;
  int64_t rank = signal.getRank();
  for (int64_t i = 0; i < rank; ++i) {
    if (i != axis && i != rank - 1)
      there.push_back(i);
    back.push_back(i < axis ? i : i == axis ? rank - 2 : i - 1);
  }
  there.append({axis, rank - 1});
  back.back() = rank - 1;
  return fourier.transform(node, signal.transpose(there)).transpose(back);
}

namespace {
/// An axis that only a run knows, among the dims before the last.
struct RuntimeAxis {
  NodeContext &node;
  DimExpr axis;

  RuntimeAxis(NodeContext &node, const DimExpr &given, int64_t rank)
      : node(node),
        axis(select(arith::CmpIPredicate::slt, given, 0, given + rank, given)) {
  }

  /// `ifTrue` where the predicate holds between `x` and `y`.
  DimExpr select(arith::CmpIPredicate predicate, const DimExpr &x,
                 const DimExpr &y, const DimExpr &ifTrue,
                 const DimExpr &ifFalse) {
    OpBuilder &builder = node.getBuilder();
    Location loc = node.getLoc();
    auto value = [&](const DimExpr &expr) {
      return node.getShapes().materializeValue(builder, loc, expr);
    };
    Value condition =
        arith::CmpIOp::create(builder, loc, predicate, value(x), value(y));
    return node.getShapes().getIndex(arith::SelectOp::create(
        builder, loc, condition, value(ifTrue), value(ifFalse)));
  }
  /// `ifHere` for the dim of the axis.
  DimExpr select(int64_t dim, const DimExpr &ifHere, const DimExpr &otherwise) {
    return select(arith::CmpIPredicate::eq, axis, dim, ifHere, otherwise);
  }
  /// The number of elements of the dims before the axis, or after it.
  DimExpr countBeside(ArrayRef<DimExpr> shape, bool before) {
    DimExpr count = 1;
    for (auto [i, dim] : llvm::enumerate(shape))
      count = count * select(before ? arith::CmpIPredicate::sgt
                                    : arith::CmpIPredicate::slt,
                             axis, i, dim, 1);
    return count;
  }
};
} // namespace

/// `axis` is none when only a run knows it.
static LogicalResult buildDFT(NodeContext &node,
                              std::optional<int64_t> givenAxis) {
  Value input = node.getInput(0);
  if (!isa<FloatType>(node.getElementType(input)))
    return node.fail("its input has no floating-point elements");
  int64_t rank = node.getRank(input);
  if (rank < 2)
    return node.fail("its input has fewer than two dims");
  Formula signal = getParts(node, input);
  Fourier fourier;
  fourier.isInverse = node.getFlag("inverse", false);
  fourier.isHalf = node.getFlag("onesided", false);
  auto length =
      node.getInput(1) ? getLength(node, 1) : std::optional(DimExpr());
  if (!length || node.hasFailed())
    return failure();
  auto setLength = [&](const DimExpr &size) {
    fourier.length = node.getInput(1) ? *length
                     : fourier.isInverse && fourier.isHalf
                         ? node.getShapes().max((size - 1) * 2, 0)
                         : size;
  };
  Shape shape = signal.getShape();
  if (givenAxis) {
    auto axis = node.normalizeAxis(*givenAxis, rank);
    if (!axis)
      return failure();
    if (*axis == rank - 1)
      return node.fail("its axis is the last one, which holds the parts of "
                       "complex numbers");
    setLength(shape[*axis]);
    return node.replace(transformDim(node, fourier, signal, *axis).get());
  }
  auto given = getSize(node, 2);
  if (!given)
    return failure();
  RuntimeAxis axis(node, *given, rank);
  auto dims = ArrayRef(shape).drop_back();
  DimExpr size = 1;
  for (int64_t i = 0; i < rank - 1; ++i)
    size = axis.select(i, shape[i], size);
  setLength(size);
  Formula flat = signal.reshape({axis.countBeside(dims, true), size,
                                 axis.countBeside(dims, false), shape.back()});
  Formula result = transformDim(node, fourier, flat, 1);
  DimExpr columns = fourier.getColumns(node.getShapes());
  for (int64_t i = 0; i < rank - 1; ++i)
    shape[i] = axis.select(i, columns, shape[i]);
  shape.back() = fourier.getResults();
  return node.replace(result.reshape(shape).get());
}

static LogicalResult legalizeDFT17(NodeContext &node) {
  return buildDFT(node, node.getInt("axis", 1));
}

static LogicalResult legalizeDFT(NodeContext &node) {
  if (!node.getInput(2))
    return buildDFT(node, -2);
  auto axis = getSize(node, 2);
  return axis ? buildDFT(node, axis->getConstant()) : failure();
}

static LogicalResult legalizeSTFT(NodeContext &node) {
  Value input = node.getInput(0);
  SymbolicShapes &shapes = node.getShapes();
  if (!isa<FloatType>(node.getElementType(input)))
    return node.fail("its input has no floating-point elements");
  // Exporters leave the dim of the parts out.
  if (node.getRank(input) == 2)
    input = Formula(node, input).expand(2);
  if (node.getRank(input) != 3)
    return node.fail("its input does not have three dims");
  Value window = node.getInput(2);
  if (window && node.getRank(window) != 1)
    return node.fail("its window is no vector");
  Formula signal = getParts(node, input);
  auto step = getLength(node, 1);
  if (!step || node.hasFailed())
    return failure();
  Shape shape = signal.getShape();
  DimExpr size = shape[1];
  Fourier fourier;
  fourier.isHalf = node.getFlag("onesided", true);
  if (node.getInput(3)) {
    auto length = getLength(node, 3);
    if (!length)
      return failure();
    fourier.length = *length;
  } else {
    fourier.length = window ? node.getShape(window)[0] : size;
  }
  auto windowSize = window ? node.getShape(window)[0].getConstant()
                           : std::optional<int64_t>();
  auto frameSize = fourier.length.getConstant();
  if (windowSize && frameSize && *windowSize != *frameSize)
    return node.fail("its window has " + Twine(*windowSize) +
                     " elements and its frames have " + Twine(*frameSize));
  if (step->isConstant(0))
    return node.fail("its step is zero");
  // A step of zero that only a run knows counts as one.
  DimExpr stride = shapes.max(*step, 1);
  DimExpr span = shapes.max(size - fourier.length + stride, 0);
  DimExpr frames = shapes.floorDiv(span, stride);
  Formula start = iotaAlong(node, frames, 0, 2) * scalarOf(node, stride);
  Formula place = start + iotaAlong(node, fourier.length, 1, 2);
  Formula framed = gather(signal, 1, place);
  if (window)
    framed = framed * Formula(node, window).expand(1);
  return node.replace(fourier.transform(node, framed).get());
}

//===----------------------------------------------------------------------===//
// Mel weights
//===----------------------------------------------------------------------===//

/// Triangles over the bins of a spectrum, between points at even distances on
/// the mel scale `2595 log10(1 + f / 700)`.
static LogicalResult legalizeMelWeightMatrix(NodeContext &node) {
  auto bands = getLength(node, 0), length = getLength(node, 1);
  Type type = getOutputType(node);
  if (!bands || !length || node.hasFailed())
    return failure();
  for (unsigned i = 2; i < 5; ++i)
    if (!product(node.getShape(node.getInput(i))).isConstant(1))
      return node.fail("its input #" + Twine(i) + " does not have one element");
  Type f64 = node.getBuilder().getF64Type(),
       i64 = node.getBuilder().getI64Type();
  auto read = [&](unsigned i) {
    return Formula(node, node.getInput(i)).reshape({}).to(f64);
  };
  auto toMel = [](const Formula &hertz) {
    return apply<LogOp>(hertz / 700 + 1) * (2595 / std::numbers::ln10);
  };
  Formula rate = read(2), low = toMel(read(3)), high = toMel(read(4));
  DimExpr points = *bands + 2;
  Formula step = (high - low) / scalarOf(node, points).to(f64);
  Formula mel = iotaAlong(node, points, 0, 1).to(f64) * step + low;
  Formula hertz = (apply<ExpOp>(mel * (std::numbers::ln10 / 2595)) - 1) * 700;
  Formula point =
      apply<FloorOp>(hertz * scalarOf(node, *length + 1).to(f64) / rate)
          .to(i64);
  auto shifted = [&](int64_t by) {
    return Formula(node, node.sliceDim(point, 0, by, *bands));
  };
  Formula left = shifted(0), center = shifted(1), right = shifted(2);
  Formula bin =
      iotaAlong(node, node.getShapes().floorDiv(*length, 2) + 1, 0, 2);
  Formula rising = (bin - left).to(f64) / (center - left).to(f64);
  Formula falling = (right - bin).to(f64) / (right - center).to(f64);
  Formula zero = number(rising, 0);
  Formula weight =
      select(bin == center, number(rising, 1),
             select((bin >= left) & (bin < center), rising,
                    select((bin > center) & (bin < right), falling, zero)));
  return node.replace(weight.to(type).get());
}

void toroid::addSignalOperators(OperatorTable &table) {
  table.add("BlackmanWindow", 17, {1, 1}, legalizeBlackmanWindow);
  table.add("DFT", 17, {1, 2}, legalizeDFT17);
  table.add("DFT", 20, {1, 3}, legalizeDFT);
  table.add("HammingWindow", 17, {1, 1}, legalizeHammingWindow);
  table.add("HannWindow", 17, {1, 1}, legalizeHannWindow);
  table.add("MelWeightMatrix", 17, {5, 5}, legalizeMelWeightMatrix);
  table.add("STFT", 17, {2, 4}, legalizeSTFT);
}
