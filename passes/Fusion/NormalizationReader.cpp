//===- NormalizationReader.cpp - What a root of squares means -------------===//

#include "passes/Fusion/NormalizationReader.h"

using namespace mlir;
using namespace toroid;

namespace {
struct Root {
  Value under;
  bool isInverse = false;
};

/// `mean(squared²)`, and what is added to it before the root; null when
/// nothing is. A variance may be `mean(squared²) - mean(squared)²`.
struct MeanSquare {
  Value mean, squared, added;
  SmallVector<int64_t> axes;
  bool isDifference = false;
};

class NormalizationReader {
public:
  NormalizationReader(Site &site, FusionKind kind, Operation *root,
                      SymbolicShapes &shapes)
      : site(site), root(root), shapes(shapes),
        isCentered(kind == FusionKind::LayerNorm) {}

  std::optional<NormalizationParts> read();

private:
  bool readRoot();
  bool readQuotient();
  bool readDivision(Operation *user, Value value);
  bool readExpanded(Value factor);
  void readParameters();
  Value findParameter(Operation *user, Value value);
  Value strip(Value value);
  bool isInput(Value value) { return strip(value) == strip(parts.widened); }
  bool isMean(Value value);
  bool isNumerator(Value value);
  bool isParameter(Value value);
  void noteCentered(Value value);
  void note(Value value) { between.push_back(getFloatElement(value)); }
  const FusionPredicate &pick(const FusionPredicate &layerNorm,
                              const FusionPredicate &rmsNorm) {
    return isCentered ? layerNorm : rmsNorm;
  }

  Site &site;
  Operation *root;
  SymbolicShapes &shapes;
  bool isCentered;
  bool isInverse = false;
  SmallVector<int64_t> axes;
  NormalizationParts parts;
  /// Of all that is computed between input and result.
  SmallVector<FloatType> between;
};
} // namespace

#define PICK(ID) pick(predicate::LayerNorm##ID, predicate::RMSNorm##ID)

/// Takes off the conversions that keep every number.
static Value stripWidening(Value value) {
  while (auto cast = value.getDefiningOp<CastOp>()) {
    if (!isWidening(getFloatElement(cast.getInput()), getFloatElement(value)))
      break;
    value = cast.getInput();
  }
  return value;
}

static std::string printAxes(ArrayRef<int64_t> axes) {
  std::string text;
  for (int64_t axis : axes)
    text += (text.empty() ? "" : ", ") + std::to_string(axis);
  return "[" + text + "]";
}

//===----------------------------------------------------------------------===//
// Under the root
//===----------------------------------------------------------------------===//

static std::optional<Root> asRoot(Operation *op) {
  if (auto sqrt = dyn_cast<SqrtOp>(op))
    return Root{sqrt.getInput(), false};
  if (auto rsqrt = dyn_cast<RsqrtOp>(op))
    return Root{rsqrt.getInput(), true};
  if (auto pow = dyn_cast<PowOp>(op))
    if (auto exponent = getUniformConstant(pow.getRhs());
        exponent && (*exponent == 0.5 || *exponent == -0.5))
      return Root{pow.getLhs(), *exponent < 0};
  return std::nullopt;
}

static std::optional<MeanSquare> asMeanSquare(Value value,
                                              SymbolicShapes &shapes) {
  value = stripCasts(value);
  if (!getFloatElement(value))
    return std::nullopt;
  if (auto mean = asMean(value, shapes)) {
    Value squared = asSquare(stripCasts(mean->input));
    if (!squared)
      return std::nullopt;
    return MeanSquare{value, squared, {}, mean->axes};
  }
  if (auto sub = value.getDefiningOp<SubOp>()) {
    auto square = asMeanSquare(sub.getLhs(), shapes);
    Value root = asSquare(stripCasts(sub.getRhs()));
    auto mean = root ? asMean(stripCasts(root), shapes) : std::nullopt;
    if (!square || square->added || square->isDifference || !mean ||
        mean->axes != square->axes ||
        stripCasts(mean->input) != stripCasts(square->squared))
      return std::nullopt;
    square->mean = value;
    square->isDifference = true;
    return square;
  }
  auto add = value.getDefiningOp<AddOp>();
  if (!add)
    return std::nullopt;
  for (auto [own, other] : {std::pair(add.getLhs(), add.getRhs()),
                            std::pair(add.getRhs(), add.getLhs())})
    if (auto square = asMeanSquare(own, shapes); square && !square->added) {
      square->added = other;
      return square;
    }
  return std::nullopt;
}

/// The mean that `value` is a distance from.
static std::optional<Mean> asCentered(Value value, SymbolicShapes &shapes) {
  auto sub = stripCasts(value).getDefiningOp<SubOp>();
  auto mean = sub ? asMean(stripCasts(sub.getRhs()), shapes) : std::nullopt;
  if (!mean || stripCasts(mean->input) != stripCasts(sub.getLhs()))
    return std::nullopt;
  mean->input = sub.getLhs();
  return mean;
}

/// The mean that `value` is a distance from, in either direction: squares do
/// not tell.
static std::optional<Mean> asDistance(Value value, SymbolicShapes &shapes) {
  if (auto mean = asCentered(value, shapes))
    return mean;
  auto sub = stripCasts(value).getDefiningOp<SubOp>();
  auto mean = sub ? asMean(stripCasts(sub.getLhs()), shapes) : std::nullopt;
  if (!mean || stripCasts(mean->input) != stripCasts(sub.getRhs()))
    return std::nullopt;
  mean->input = sub.getRhs();
  return mean;
}

/// The normalization that `op` is the root of.
static std::optional<FusionKind> getNormalizationKind(Operation *op,
                                                      SymbolicShapes &shapes) {
  auto asked = asRoot(op);
  auto square = asked ? asMeanSquare(asked->under, shapes) : std::nullopt;
  if (!square)
    return std::nullopt;
  return square->isDifference || asDistance(square->squared, shapes)
             ? FusionKind::LayerNorm
             : FusionKind::RMSNorm;
}

/// Takes conversions off, and keeps in mind what they convert to.
Value NormalizationReader::strip(Value value) {
  for (Value inner = stripCasts(value); value != inner;
       value = value.getDefiningOp<CastOp>().getInput())
    note(value);
  return value;
}

void NormalizationReader::noteCentered(Value value) {
  auto sub = strip(value).getDefiningOp<SubOp>();
  note(sub.getResult());
  bool isReversed = !asCentered(value, shapes);
  note(strip(isReversed ? sub.getLhs() : sub.getRhs()));
}

bool NormalizationReader::readRoot() {
  Root own = *asRoot(root);
  isInverse = own.isInverse;
  MeanSquare square = *asMeanSquare(own.under, shapes);
  axes = square.axes;
  for (Value value : {own.under, strip(own.under), square.mean, square.squared})
    note(value);
  if (square.added) {
    auto epsilon = getUniformConstant(stripCasts(square.added));
    if (!site.require(epsilon && *epsilon >= 0, PICK(UniformEpsilon),
                      [&] { return describeSource(square.added); }))
      return false;
    parts.epsilon = *epsilon;
    site.cover(strip(own.under).getDefiningOp());
  }
  parts.widened = square.squared;
  if (isCentered && !square.isDifference) {
    Mean mean = *asDistance(square.squared, shapes);
    noteCentered(square.squared);
    parts.widened = mean.input;
    if (!site.require(mean.axes == axes, predicate::LayerNormSameAxes, [&] {
          return "the mean over " + printAxes(mean.axes) +
                 ", the variance over " + printAxes(axes);
        }))
      return false;
  }
  parts.input = stripWidening(parts.widened);
  // What is f64 here must not become less.
  if (getWideType(getFloatElement(parts.input)) !=
      getWideType(getFloatElement(parts.widened)))
    parts.input = parts.widened;
  int64_t rank = shapes.getShape(parts.input).size();
  parts.axis = axes.empty() ? rank : axes.front();
  return site.require(
      !axes.empty() && axes.front() + int64_t(axes.size()) == rank,
      PICK(TrailingAxes), [&] {
        return "dims " + printAxes(axes) + " of " + std::to_string(rank);
      });
}

//===----------------------------------------------------------------------===//
// From the root to the quotient
//===----------------------------------------------------------------------===//

bool NormalizationReader::isMean(Value value) {
  auto mean = asMean(strip(value), shapes);
  return mean && mean->axes == axes && isInput(mean->input);
}

bool NormalizationReader::isNumerator(Value value) {
  if (!isCentered)
    return isInput(value);
  auto centered = asCentered(value, shapes);
  if (!centered || centered->axes != axes ||
      stripCasts(centered->input) != stripCasts(parts.widened))
    return false;
  noteCentered(value);
  return true;
}

/// Whether `value` varies along the normalized dims only.
bool NormalizationReader::isParameter(Value value) {
  Shape own = shapes.getShape(value), full = shapes.getShape(parts.input);
  if (!broadcastsInto(value, full, shapes))
    return false;
  int64_t leading = own.size() - (full.size() - parts.axis);
  return llvm::all_of(ArrayRef(own).take_front(std::max<int64_t>(leading, 0)),
                      [](const DimExpr &dim) { return dim.isConstant(1); });
}

/// Reads the op that divides by the root, or multiplies with its inverse.
bool NormalizationReader::readDivision(Operation *user, Value value) {
  auto found = [&] { return describe(user); };
  if (auto div = dyn_cast<DivOp>(user);
      div && !isInverse && div.getRhs() == value && div.getLhs() != value) {
    if (getUniformConstant(stripCasts(div.getLhs())) == 1.0) {
      isInverse = true;
      return true;
    }
    if (!site.require(isNumerator(div.getLhs()), PICK(SameNumerator), found))
      return false;
    parts.result = div.getResult();
    return true;
  }
  if (isa<ReciprocalOp>(user) && !isInverse) {
    isInverse = true;
    return true;
  }
  if (auto mul = dyn_cast<MulOp>(user);
      mul && isInverse && mul.getLhs() != mul.getRhs()) {
    Value other = mul.getLhs() == value ? mul.getRhs() : mul.getLhs();
    if (isNumerator(other)) {
      parts.result = mul.getResult();
      return true;
    }
    bool isFull = shapes.getShape(other) == shapes.getShape(parts.input);
    if (!site.require(!isFull && !parts.scale, PICK(SameNumerator), found) ||
        !site.require(isParameter(other), PICK(ScaleShape), found))
      return false;
    parts.scale = other;
    return true;
  }
  if (auto add = dyn_cast<AddOp>(user); add && !isInverse)
    if (getUniformConstant(add.getLhs()) || getUniformConstant(add.getRhs()))
      return site.require(false, PICK(EpsilonInsideRoot), found);
  return site.require(isa<CastOp>(user) && getFloatElement(user->getResult(0)),
                      PICK(SameNumerator), found);
}

bool NormalizationReader::readQuotient() {
  Value value = root->getResult(0);
  while (!parts.result) {
    note(value);
    if (isCentered && isInverse && value.hasNUses(2))
      return readExpanded(value);
    if (!site.require(value.hasOneUse(), PICK(SingleReader),
                      [&] { return describeReaders(value); }))
      return false;
    Operation *user = *value.user_begin();
    if (!readDivision(user, value))
      return false;
    site.cover(user);
    value = user->getResult(0);
  }
  return true;
}

/// `x · f - mean · f`, where f is the inverse times the scale; or with a bias
/// `x · f + (bias - mean · f)`.
bool NormalizationReader::readExpanded(Value factor) {
  MulOp ofInput, ofMean;
  for (Operation *user : factor.getUsers()) {
    auto mul = dyn_cast<MulOp>(user);
    Value other = !mul                     ? Value()
                  : mul.getLhs() == factor ? mul.getRhs()
                                           : mul.getLhs();
    if (mul && isMean(other))
      ofMean = mul;
    else if (mul && isInput(other))
      ofInput = mul;
  }
  auto found = [&] { return describeReaders(factor); };
  if (!site.require(ofInput && ofMean && ofInput->hasOneUse() &&
                        ofMean->hasOneUse(),
                    PICK(SingleReader), found))
    return false;
  for (Operation *op : {ofInput.getOperation(), ofMean.getOperation()}) {
    note(op->getResult(0));
    site.cover(op);
  }
  auto last = *ofInput->user_begin();
  auto shift = dyn_cast<SubOp>(*ofMean->user_begin());
  if (shift && shift.getLhs() == ofInput.getResult() &&
      shift.getRhs() == ofMean.getResult()) {
    parts.result = shift.getResult();
  } else if (shift && isa<AddOp>(last) && shift->hasOneUse() &&
             shift.getRhs() == ofMean.getResult() &&
             *shift->user_begin() == last && isParameter(shift.getLhs())) {
    note(shift.getResult());
    site.cover(shift);
    parts.bias = shift.getLhs();
    parts.result = last->getResult(0);
  }
  site.cover(last);
  return site.require(bool(parts.result), PICK(SameNumerator),
                      [&] { return describe(last); });
}

//===----------------------------------------------------------------------===//
// Scale and bias
//===----------------------------------------------------------------------===//

/// The other operand of `user`, where that is the scale, or then the bias.
Value NormalizationReader::findParameter(Operation *user, Value value) {
  bool takesScale = isa<MulOp>(user) && !parts.scale && !parts.bias;
  bool takesBias = isa<AddOp>(user) && isCentered && !parts.bias;
  if (!takesScale && !takesBias)
    return {};
  Value other =
      user->getOperand(0) == value ? user->getOperand(1) : user->getOperand(0);
  return other != value && isParameter(other) ? other : Value();
}

void NormalizationReader::readParameters() {
  for (;;) {
    // Conversions on the way count if something follows them.
    SmallVector<Value> passed = {parts.result};
    while (passed.back().hasOneUse()) {
      auto cast = dyn_cast<CastOp>(*passed.back().user_begin());
      if (!cast || !getFloatElement(cast.getResult()))
        break;
      passed.push_back(cast.getResult());
    }
    Value value = passed.back();
    Operation *user = value.hasOneUse() ? *value.user_begin()
                                        : static_cast<Operation *>(nullptr);
    Value parameter = user ? findParameter(user, value) : Value();
    if (!parameter) {
      // The result's own rounding.
      if (passed.size() > 1 &&
          isWidening(getFloatElement(passed[1]), getFloatElement(passed[0])))
        parts.result = passed[1];
      return;
    }
    (isa<MulOp>(user) ? parts.scale : parts.bias) = parameter;
    for (Value one : passed) {
      note(one);
      site.cover(one.getDefiningOp());
    }
    site.cover(user);
    parts.result = user->getResult(0);
  }
}

std::optional<NormalizationParts> NormalizationReader::read() {
  if (site.isMissed() || !readRoot() || !readQuotient())
    return std::nullopt;
  readParameters();
  FloatType type = getFloatElement(parts.result);
  for (FloatType inner : between)
    if (!site.require(isWidening(type, inner), PICK(ExactCasts), [&] {
          std::string text;
          llvm::raw_string_ostream(text)
              << inner << " in between, and a result of " << type;
          return text;
        }))
      return std::nullopt;
  return parts;
}

#undef PICK

void toroid::fuseNormalizations(
    Operation *scope, FusionKind kind, const FusionControl &control,
    llvm::function_ref<Value(const NormalizationParts &, Location)> build) {
  SymbolicShapes shapes;
  SmallVector<Operation *> roots;
  scope->walk([&](Operation *op) {
    if (getNormalizationKind(op, shapes) == kind && !isDead(op))
      roots.push_back(op);
  });
  for (Operation *root : roots) {
    Site site(kind, root, control);
    if (auto parts = NormalizationReader(site, kind, root, shapes).read())
      site.replace(parts->result, build(*parts, site.getLoc()), shapes);
  }
}

Value toroid::getScale(const NormalizationParts &parts, OpBuilder &builder,
                       Location loc) {
  if (parts.scale)
    return parts.scale;
  Type element = getFloatElement(parts.result);
  return ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(RankedTensorType::get({}, element),
                             builder.getFloatAttr(element, 1.0)));
}
