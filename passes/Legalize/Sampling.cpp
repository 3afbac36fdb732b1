//===- Sampling.cpp - Reading images between pixels -----------------------===//

#include "passes/Legalize/Sampling.h"

#include <functional>
#include <limits>

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Taps
//===----------------------------------------------------------------------===//

Formula toroid::clampPlace(const Formula &place, const Formula &size) {
  return min(select(place >= 0, place, 0), size - 1);
}

Formula toroid::sample(NodeContext &node, const Formula &images, Formula which,
                       int64_t points, ArrayRef<Taps> taps, bool takeMax) {
  if (node.hasFailed())
    return images;
  Shape shape = images.getShape();
  Type type = images.getElementType(), i64 = node.getBuilder().getI64Type();
  int64_t spatial = taps.size();
  SmallVector<int64_t> channelsLast = {0};
  llvm::append_range(channelsLast, llvm::seq<int64_t>(2, spatial + 2));
  channelsLast.push_back(1);
  Formula table =
      images.transpose(channelsLast)
          .reshape(
              {shape[0] * product(ArrayRef(shape).drop_front(2)), shape[1]});

  // The taps of each dim get a dim of their own: [N', points..., taps 0, ...].
  auto spread = [&](Formula member, int64_t dim) {
    for (int64_t i = 0; i < spatial; ++i)
      if (i != dim)
        member = member.expand(i < dim ? points + 1 : member.getRank());
    return member;
  };
  Formula none(node, Value());
  Formula place = which, weight = none, inside = none, exists = none;
  for (int64_t i = 0; i < spatial; ++i)
    place = place.expand(place.getRank());
  for (auto [i, tap] : llvm::enumerate(taps)) {
    auto merge = [&](Formula &all, const Formula &own, auto combine) {
      if (own.get())
        all = all.get() ? combine(all, spread(own, i)) : spread(own, i);
    };
    place = place * scalarOf(node, shape[i + 2]) + spread(tap.place.to(i64), i);
    merge(weight, tap.weight, std::multiplies<>());
    merge(inside, tap.inside, std::bit_and<>());
    merge(exists, tap.exists, std::bit_and<>());
  }
  Formula values = gather(table, 0, place);
  auto forChannels = [](const Formula &x) { return x.expand(x.getRank()); };
  if (inside.get())
    values = select(forChannels(inside), values, 0);
  if (weight.get()) {
    Type wide = getWideType(type);
    values = values.to(wide) * forChannels(weight).to(wide);
  }
  if (exists.get() && takeMax)
    values = select(forChannels(exists), values,
                    -std::numeric_limits<double>::infinity());
  else if (exists.get())
    values = select(forChannels(exists), values, 0);
  return values.reduce(
      takeMax ? ReductionKind::max : ReductionKind::sum,
      llvm::to_vector(llvm::seq(points + 1, points + spatial + 1)));
}

/// Mirrors a coordinate at the borders `low` and `high` until it lies between
/// them.
static Formula reflect(const Formula &x, const Formula &low,
                       const Formula &high) {
  // A dim of one pixel has no extent between its centers.
  Formula range = max(high - low, 1);
  Formula turn = (x - low) % (range * 2);
  Formula mirrored = low + select(turn > range, range * 2 - turn, turn);
  return select((x < low) | (x > high), mirrored, x);
}

/// The weights of Keys' cubic convolution for the taps at -1, 0, 1 and 2, with
/// the fraction `t` in a last dim of size 1.
static Formula cubicWeights(NodeContext &node, const Formula &t) {
  constexpr double a = -0.75;
  auto outer = [&](const Formula &x) {
    return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  };
  auto inner = [&](const Formula &x) {
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  };
  SmallVector<Value> weights = {outer(t + 1), inner(t), inner(1 - t),
                                outer(2 - t)};
  if (node.hasFailed())
    return t;
  return {node,
          node.create<ConcatOp>(t.getElementType(), uint64_t(t.getRank() - 1),
                                ValueRange(weights))};
}

Taps toroid::getTaps(NodeContext &node, Formula x, const DimExpr &size,
                     Interpolation mode, Outside outside, bool alignCorners) {
  Formula none(node, Value());
  Type type = x.getElementType();
  if (node.hasFailed())
    return {none, none, none, none};
  Formula count = scalarOf(node, size).to(type);
  Formula low = alignCorners ? number(count, 0) : number(count, -0.5);
  Formula high = alignCorners ? count - 1 : count - 0.5;
  if (mode == Interpolation::Nearest)
    x = apply<RoundOp>(x);
  // The taps of cubic interpolation reach further than the nearest pixel.
  if (outside == Outside::Border && mode != Interpolation::Cubic)
    x = min(max(x, 0), count - 1);
  else if (outside == Outside::Reflection)
    x = reflect(x, low, high);

  x = x.expand(2);
  Formula place = x, weight = none;
  if (mode != Interpolation::Nearest) {
    bool isLinear = mode == Interpolation::Linear;
    Formula first = apply<FloorOp>(x), t = x - first;
    Formula step = iotaAlong(node, isLinear ? 2 : 4, 2, 3).to(type);
    place = first + (isLinear ? step : step - 1);
    // 1 - t, t
    weight = isLinear ? (1 - t) * (1 - step) + t * step : cubicWeights(node, t);
  }
  Formula inside = none;
  if (outside == Outside::Zeros)
    inside = (place >= 0) & (place < count);
  else if (outside == Outside::Reflection)
    place = reflect(place, low, high);
  return {clampPlace(place, count), weight, inside, none};
}
