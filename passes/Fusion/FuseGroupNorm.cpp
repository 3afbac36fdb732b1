//===- FuseGroupNorm.cpp - Forms toroid.group_norm ------------------------===//

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Passes.h"

#include "dialects/Toroid/ShapedBuilder.h"

namespace toroid {
#define GEN_PASS_DEF_FUSEGROUPNORM
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The number that all elements of `value` are.
static std::optional<double> getNumber(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getInput();
  return getUniformConstant(value);
}

namespace {
/// A normalization of all dims from the third on, with one number for each
/// element of the first two.
struct RowNorm {
  Value input, scale, bias; ///< The bias may be null.
  APFloat epsilon;

  /// Whether it has no scale and no bias of its own.
  bool isNeutral() const {
    return getNumber(scale) == 1.0 && (!bias || getNumber(bias) == 0.0);
  }
};

/// A row norm: what its input is made of, and what its result becomes.
class GroupNormReader {
public:
  GroupNormReader(Operation *root, const RowNorm &norm, SymbolicShapes &shapes)
      : norm(norm), shapes(shapes), root(root) {
    readInput();
  }

  /// Whether channels are cut into groups by reshaping.
  bool isCut() const { return source != norm.input; }
  bool readCut(Site &site);
  void readParameters();

  RowNorm norm;
  Value source;      ///< As the normalization of groups reads it.
  Value result;      ///< What is replaced.
  Value scale, bias; ///< Of the result; may be null.
  SmallVector<Operation *> parameterOps;
  std::optional<int64_t> groups;
  bool isLayerNorm = false; ///< Scale and bias vary along the other dims.

private:
  void readInput();
  bool varies(Value parameter, bool alongChannels);

  SymbolicShapes &shapes;
  Operation *root;
};
} // namespace

static std::optional<RowNorm> asRowNorm(Operation *op, SymbolicShapes &shapes) {
  if (auto norm = dyn_cast<LayerNormOp>(op)) {
    if (norm.getAxis() == 2 && norm.getResiduals().empty())
      return RowNorm{norm.getInput(), norm.getScale(), norm.getBias(),
                     norm.getEpsilon()};
  } else if (auto norm = dyn_cast<GroupNormOp>(op)) {
    Shape shape = shapes.getShape(norm.getInput());
    if (shape.size() > 2 && shape[1].isConstant(norm.getGroups()))
      return RowNorm{norm.getInput(), norm.getScale(), norm.getBias(),
                     norm.getEpsilon()};
  }
  return std::nullopt;
}

/// `[N, C, places...]`, perhaps cut into `[N, groups, ...]`.
void GroupNormReader::readInput() {
  source = norm.input;
  result = root->getResult(0);
  Shape shape = shapes.getShape(norm.input);
  groups = shape[1].getConstant();
  auto reshape = norm.input.getDefiningOp<ReshapeOp>();
  if (!reshape || !groups)
    return;
  Shape from = shapes.getShape(reshape.getInput());
  auto channels = from.size() < 2 ? std::nullopt : from[1].getConstant();
  if (!channels || from[0] != shape[0] || *groups < 1 ||
      *channels % *groups != 0 || *channels == *groups)
    return;
  source = reshape.getInput();
}

/// Whether `parameter` varies along the channels of the source alone, or along
/// the dims behind them alone.
bool GroupNormReader::varies(Value parameter, bool alongChannels) {
  Shape own = shapes.getShape(parameter), full = shapes.getShape(source);
  if (!broadcastsInto(parameter, full, shapes))
    return false;
  for (size_t i = 0; i < own.size(); ++i) {
    size_t dim = full.size() - own.size() + i;
    if (!own[i].isConstant(1) && (alongChannels ? dim != 1 : dim < 2))
      return false;
  }
  return true;
}

static bool isNumber(ArrayRef<DimExpr> shape) {
  return llvm::all_of(shape,
                      [](const DimExpr &dim) { return dim.isConstant(1); });
}

/// The factor and then the addend that follow.
void GroupNormReader::readParameters() {
  while (result.hasOneUse()) {
    Operation *user = *result.user_begin();
    bool isScale = isa<MulOp>(user) && !scale && !bias;
    if (!isScale && !(isa<AddOp>(user) && !bias))
      return;
    Value other = user->getOperand(user->getOperand(0) == result ? 1 : 0);
    if (user->getResult(0).getType() != result.getType() ||
        getFloatElement(other) != getFloatElement(result) ||
        isNumber(shapes.getShape(other)))
      return;
    bool isFirst = !scale && !bias;
    bool ofChannels =
        (isFirst || !isLayerNorm) && varies(other, /*alongChannels=*/true);
    bool ofPlaces = !isCut() && (isFirst || isLayerNorm) &&
                    varies(other, /*alongChannels=*/false);
    if (!ofChannels && !ofPlaces)
      return;
    isLayerNorm = !ofChannels;
    (isScale ? scale : bias) = other;
    parameterOps.push_back(user);
    result = user->getResult(0);
  }
}

/// From the cut to where channels are whole again.
bool GroupNormReader::readCut(Site &site) {
  site.cover(norm.input.getDefiningOp());
  if (!site.require(norm.isNeutral(), predicate::GroupNormNeutralParts) ||
      !site.require(result.hasOneUse(), predicate::GroupNormSingleReader,
                    [&] { return describeReaders(result); }))
    return false;
  auto back = dyn_cast<ReshapeOp>(*result.user_begin());
  if (!site.require(back && shapes.getShape(back) == shapes.getShape(source),
                    predicate::GroupNormSameShape,
                    [&] { return describe(*root->user_begin()); }))
    return false;
  site.cover(back);
  result = back.getResult();
  return true;
}

/// A number for each channel.
static Value asChannels(ShapedBuilder &s, Value parameter, double neutral,
                        Type element, const DimExpr &channels) {
  if (!parameter)
    parameter = s.scalar(element, neutral);
  Shape shape = s.getShape(parameter);
  if (!isNumber(shape))
    return s.reshape(parameter, {channels});
  return s.createLike<BroadcastToOp>(
      s.reshape(parameter, {}), ArrayRef<OpFoldResult>(s.shapes.materialize(
                                    s.b, s.b.getLoc(), {channels})));
}

static Value build(GroupNormReader &parts, Location loc,
                   SymbolicShapes &shapes) {
  OpBuilder builder(parts.result.getDefiningOp());
  ShapedBuilder s(builder, loc, shapes);
  Type element = s.getElementType(parts.source);
  if (parts.isLayerNorm) {
    Value scale = parts.scale ? parts.scale : s.scalar(element, 1);
    return LayerNormOp::create(s.b, parts.result.getType(), parts.source, scale,
                               parts.bias, uint64_t(2), parts.norm.epsilon)
        .getResult();
  }
  DimExpr channels = shapes.getShape(parts.source)[1];
  Value scale = asChannels(s, parts.scale, 1, element, channels);
  Value bias = asChannels(s, parts.bias, 0, element, channels);
  return GroupNormOp::create(s.b, parts.result.getType(), parts.source, scale,
                             bias, uint64_t(*parts.groups), parts.norm.epsilon);
}

namespace {
struct FuseGroupNormPass : toroid::impl::FuseGroupNormBase<FuseGroupNormPass> {
  using FuseGroupNormBase::FuseGroupNormBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<std::pair<Operation *, RowNorm>> roots;
    getOperation().walk([&](Operation *op) {
      if (auto norm = asRowNorm(op, shapes); norm && !isDead(op))
        roots.push_back({op, *norm});
    });
    for (auto &[root, norm] : roots)
      fuse(root, norm, shapes);
  }

private:
  void fuse(Operation *root, const RowNorm &norm, SymbolicShapes &shapes) {
    GroupNormReader parts(root, norm, shapes);
    if (!parts.isCut()) {
      // What the parameters vary along tells which normalization it is; with
      // some of its own, or without any, it is complete.
      if (norm.isNeutral())
        parts.readParameters();
      bool isNew = isa<GroupNormOp>(root) ? parts.scale || parts.bias
                                          : parts.isLayerNorm;
      if (!isNew)
        return;
    }
    Site site(parts.isLayerNorm ? FusionKind::LayerNorm : FusionKind::GroupNorm,
              root, FusionControl::from(except, wrong, record));
    if (site.isMissed() || (parts.isCut() && !parts.readCut(site)))
      return;
    if (parts.isCut())
      parts.readParameters();
    for (Operation *op : parts.parameterOps)
      site.cover(op);
    site.replace(parts.result, build(parts, site.getLoc(), shapes), shapes);
  }
};
} // namespace
