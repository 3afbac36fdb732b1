//===- FuseLayerNorm.cpp - Forms toroid.layer_norm ------------------------===//

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Passes.h"

#include <cmath>

namespace toroid {
#define GEN_PASS_DEF_FUSELAYERNORM
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
/// `(input - mean) / sqrt(variance + epsilon)` over the dims from `axis` on.
struct Normalized {
  Value input;
  int64_t axis;
  double epsilon;
};
} // namespace

/// The x of sqrt(x), also written as a power.
static Value asSqrt(Value value) {
  if (auto sqrt = value.getDefiningOp<SqrtOp>())
    return sqrt.getInput();
  if (auto pow = value.getDefiningOp<PowOp>();
      pow && getUniformConstant(pow.getRhs()) == 0.5)
    return pow.getLhs();
  return {};
}

/// The x of 1 / sqrt(x).
static Value asReciprocalSqrt(Value value) {
  if (auto rsqrt = value.getDefiningOp<RsqrtOp>())
    return rsqrt.getInput();
  if (auto reciprocal = value.getDefiningOp<ReciprocalOp>())
    return asSqrt(reciprocal.getInput());
  if (auto div = value.getDefiningOp<DivOp>();
      div && getUniformConstant(div.getLhs()) == 1.0)
    return asSqrt(div.getRhs());
  if (auto pow = value.getDefiningOp<PowOp>();
      pow && getUniformConstant(pow.getRhs()) == -0.5)
    return pow.getLhs();
  return {};
}

static std::optional<Normalized> asNormalized(Operation *op) {
  // The centered value, and what is under the root.
  Value numerator, underRoot;
  if (auto div = dyn_cast<DivOp>(op)) {
    numerator = div.getLhs();
    underRoot = asSqrt(div.getRhs());
  } else if (auto mul = dyn_cast<MulOp>(op)) {
    underRoot = asReciprocalSqrt(mul.getRhs());
    numerator = underRoot ? mul.getLhs() : mul.getRhs();
    if (!underRoot)
      underRoot = asReciprocalSqrt(mul.getLhs());
  }
  auto sum = underRoot ? underRoot.getDefiningOp<AddOp>() : AddOp();
  auto centered = sum ? asCentered(numerator) : std::nullopt;
  if (!centered)
    return std::nullopt;

  auto epsilon = getUniformConstant(sum.getRhs());
  Value variance = epsilon ? sum.getLhs() : sum.getRhs();
  if (!epsilon)
    epsilon = getUniformConstant(sum.getLhs());
  auto mean = variance.getDefiningOp<ReduceOp>();
  if (!epsilon || *epsilon < 0 || !mean ||
      mean.getKind() != ReductionKind::mean || !mean.getKeepDims() ||
      mean.getAxes() != ArrayRef(centered->axes))
    return std::nullopt;
  Value deviation = asSquare(mean.getInput());
  auto again = deviation ? asCentered(deviation) : std::nullopt;
  if (!again || again->input != centered->input ||
      again->axes != centered->axes)
    return std::nullopt;

  // Sorted and distinct axes that start at `axis` and reach the last dim.
  int64_t rank = cast<RankedTensorType>(centered->input.getType()).getRank();
  if (centered->axes.empty() ||
      centered->axes.front() + int64_t(centered->axes.size()) != rank)
    return std::nullopt;
  return Normalized{centered->input, centered->axes.front(), *epsilon};
}

/// The parameter of the only user of `value` when that is a `UserOp` whose
/// other operand varies along the normalized dims only.
template <typename UserOp>
static Value findParameter(Value value, int64_t axis, SymbolicShapes &shapes) {
  if (!value.hasOneUse())
    return {};
  auto user = dyn_cast<UserOp>(*value.user_begin());
  if (!user || user.getLhs() == user.getRhs())
    return {};
  Value parameter = user.getLhs() == value ? user.getRhs() : user.getLhs();
  Shape own = shapes.getShape(parameter), full = shapes.getShape(value);
  if (!broadcastsInto(parameter, full, shapes))
    return {};
  for (size_t back = 1; back <= own.size(); ++back)
    if (int64_t(full.size() - back) < axis &&
        !own[own.size() - back].isConstant(1))
      return {};
  return parameter;
}

namespace {
struct FuseLayerNormPass : toroid::impl::FuseLayerNormBase<FuseLayerNormPass> {
  using FuseLayerNormBase::FuseLayerNormBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<Operation *> roots;
    getOperation().walk([&](Operation *op) {
      if (isa<DivOp, MulOp>(op))
        roots.push_back(op);
    });
    for (Operation *root : roots)
      if (auto normalized = asNormalized(root))
        fuse(root, *normalized, shapes);
  }

  void fuse(Operation *root, const Normalized &normalized,
            SymbolicShapes &shapes) {
    Operation *last = root;
    Value scale =
        findParameter<MulOp>(last->getResult(0), normalized.axis, shapes);
    if (scale)
      last = *last->user_begin();
    Value bias =
        findParameter<AddOp>(last->getResult(0), normalized.axis, shapes);
    if (bias)
      last = *last->user_begin();

    OpBuilder builder(last);
    auto type = cast<RankedTensorType>(last->getResult(0).getType());
    Location loc = last->getLoc();
    if (!scale) {
      auto scalar = RankedTensorType::get({}, type.getElementType());
      scale = ConstantOp::create(
          builder, loc,
          DenseElementsAttr::get(
              scalar, builder.getFloatAttr(type.getElementType(), 1.0)));
    }
    auto fused =
        LayerNormOp::create(builder, loc, type, normalized.input, scale, bias,
                            builder.getI64IntegerAttr(normalized.axis),
                            builder.getF64FloatAttr(normalized.epsilon));
    last->getResult(0).replaceAllUsesWith(fused.getResult());
  }
};
} // namespace
