//===- SimplifyAttention.cpp - What attention's operands mean -------------===//

#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/MaskExpression.h"
#include "passes/Fusion/MaskLegality.h"
#include "passes/Fusion/Passes.h"
#include "passes/Fusion/ShareHeads.h"
#include "passes/Fusion/SiteRecorder.h"

namespace toroid {
#define GEN_PASS_DEF_SIMPLIFYATTENTION
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

static constexpr double lowest = -std::numeric_limits<double>::infinity();

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

namespace {
/// What an additive term means: `rest` (0 when null) where the conditions hold,
/// `hidden`, or about that, elsewhere.
struct Term {
  Value original;
  bool isMask = false;
  Conjunction conditions;
  double hidden = 0;
  Value rest;
};

class MaskSimplifier {
public:
  MaskSimplifier(AttentionOp op, SymbolicShapes &shapes)
      : op(op), shapes(shapes), queries(shapes.getDim(op.getQuery(), 2)),
        keys(shapes.getDim(op.getKey(), 2)),
        reader(shapes, {shapes.getDim(op.getQuery(), 0),
                        shapes.getDim(op.getQuery(), 1), queries, keys}),
        masks(reader), builder(op) {}

  void run();

private:
  void readTerms(Value bias, std::vector<Term> &terms);
  std::optional<Term> readTerm(Value value);
  bool placePositions(Conjunction &conditions);
  bool takePosition(const Condition &condition, Positions &positions) const;
  std::optional<int64_t> getWindow(const DimExpr &size) const;
  bool isRepresentable(const Positions &positions, const DimExpr &offset) const;
  void setPositions(const Positions &positions, const DimExpr &offset,
                    bool needsOffset);
  bool hasPositions() {
    return op.getCausal() || int64_t(op.getLeftWindow()) >= 0 ||
           int64_t(op.getRightWindow()) >= 0;
  }
  bool canHideForever(ArrayRef<Condition> conditions);
  bool hidesAlone() { return !hasPositions() && !op.getKeyLengths(); }
  Value buildPosition(const Affine &difference);
  Value buildMask(ArrayRef<Condition> conditions);
  Value shrinkTerm(const Term &term);
  Value sum(ArrayRef<Value> values);
  void setMask(ArrayRef<Condition> conditions, double hidden);
  void simplifyFiniteMask(Conjunction conditions);
  Value toScalar(const DimExpr &value);

  AttentionOp op;
  SymbolicShapes &shapes;
  DimExpr queries, keys;
  ElementReader reader;
  MaskReader masks;
  OpBuilder builder;
};
} // namespace

/// Reads an additive term as a choice between something and a number that
/// hides.
std::optional<Term> MaskSimplifier::readTerm(Value value) {
  auto at = reader.broadcast(value);
  if (!at)
    return std::nullopt;
  Term term;
  term.original = value;
  term.isMask = true;
  if (auto choice = masks.readChoice(value, *at)) {
    if (choice->chosen != 0) {
      // Hidden where the conditions hold: the other way round there is one.
      auto negated = choice->conditions.size() == 1
                         ? negate(choice->conditions.front())
                         : std::nullopt;
      if (!negated)
        return std::nullopt;
      choice->conditions.front() = *negated;
      std::swap(choice->chosen, choice->other);
    }
    if (choice->chosen != 0 || !hidesKeys(choice->other))
      return std::nullopt;
    term.conditions = choice->conditions;
    term.hidden = choice->other;
    return term;
  }
  auto select = value.getDefiningOp<SelectOp>();
  if (!select)
    return std::nullopt;
  for (bool whenTrue : {false, true}) {
    auto hidden =
        readUniform(whenTrue ? select.getTrueValue() : select.getFalseValue());
    auto conditionAt =
        reader.ofOperand(select.getCondition(), select.getResult(), *at);
    if (!hidden || !hidesKeys(*hidden) || !conditionAt)
      continue;
    auto conditions =
        masks.readMask(select.getCondition(), *conditionAt, whenTrue);
    if (!conditions)
      continue;
    term.conditions = *conditions;
    term.hidden = *hidden;
    term.rest = whenTrue ? select.getFalseValue() : select.getTrueValue();
    return term;
  }
  return std::nullopt;
}

/// Reads the terms of a sum.
void MaskSimplifier::readTerms(Value bias, std::vector<Term> &terms) {
  if (readUniform(bias) == 0.0)
    return;
  if (auto term = readTerm(bias)) {
    terms.push_back(*term);
    return;
  }
  if (auto add = bias.getDefiningOp<AddOp>()) {
    readTerms(add.getLhs(), terms);
    readTerms(add.getRhs(), terms);
    return;
  }
  Term term;
  term.original = bias;
  terms.push_back(term);
}

/// Whether `condition` is one on positions, which `positions` then has too.
bool MaskSimplifier::takePosition(const Condition &condition,
                                  Positions &positions) const {
  if (condition.kind != Condition::Position)
    return false;
  const Affine &difference = condition.difference;
  ArrayRef<DimExpr> slopes = difference.coefficients;
  if (!slopes[Batch].isConstant(0) || !slopes[Head].isConstant(0))
    return false;
  // Of a single query the index is 0.
  bool isAnyQuery = queries.isConstant(1);
  if (slopes[Key].isConstant(-1) &&
      (slopes[Query].isConstant(1) || isAnyQuery)) {
    positions.uppers.push_back(difference.constant);
    return true;
  }
  if (slopes[Key].isConstant(1) &&
      (slopes[Query].isConstant(-1) || isAnyQuery)) {
    positions.lowers.push_back(difference.constant);
    return true;
  }
  if (slopes[Key].isConstant(-1) && slopes[Query].isConstant(0)) {
    positions.counts.push_back(difference.constant + DimExpr(1));
    return true;
  }
  return false;
}

/// A window's size when it is a number that the attribute can hold.
std::optional<int64_t> MaskSimplifier::getWindow(const DimExpr &size) const {
  auto constant = size.getConstant();
  return constant && *constant >= 0 ? constant : std::nullopt;
}

bool MaskSimplifier::isRepresentable(const Positions &positions,
                                     const DimExpr &offset) const {
  return llvm::all_of(positions.uppers,
                      [&](const DimExpr &upper) {
                        return getWindow(upper - offset).has_value();
                      }) &&
         llvm::all_of(positions.lowers, [&](const DimExpr &lower) {
           return getWindow(offset + lower).has_value();
         });
}

Value MaskSimplifier::toScalar(const DimExpr &value) {
  auto type = RankedTensorType::get({}, builder.getI64Type());
  if (auto constant = value.getConstant())
    return ConstantOp::create(builder, op.getLoc(),
                              DenseElementsAttr::get(type, *constant));
  Value index = shapes.materializeValue(builder, op.getLoc(), value);
  Value element = arith::IndexCastOp::create(builder, op.getLoc(),
                                             builder.getI64Type(), index);
  return tensor::FromElementsOp::create(builder, op.getLoc(), type,
                                        ValueRange(element));
}

void MaskSimplifier::setPositions(const Positions &positions,
                                  const DimExpr &offset, bool needsOffset) {
  int64_t right = op.getCausal() ? 0 : int64_t(op.getRightWindow());
  int64_t left = op.getLeftWindow();
  auto narrow = [](int64_t &window, int64_t size) {
    window = window < 0 ? size : std::min(window, size);
  };
  for (const DimExpr &upper : positions.uppers)
    narrow(right, *getWindow(upper - offset));
  for (const DimExpr &lower : positions.lowers)
    narrow(left, *getWindow(offset + lower));
  op.setCausal(right == 0);
  op.setRightWindow(right == 0 ? -1 : right);
  op.setLeftWindow(left);
  if (needsOffset)
    op.getOffsetMutable().assign(toScalar(offset));
}

/// Makes what it can of `conditions` the attention's own, which hides with -inf
/// after all else, and leaves the others; false when it takes none.
bool MaskSimplifier::placePositions(Conjunction &conditions) {
  Positions all;
  SmallVector<Condition *> bounds;
  Conjunction rest;
  Value lengths = op.getKeyLengths();
  bool isChanged = false;
  for (Condition &condition : conditions) {
    Positions one;
    if (takePosition(condition, one)) {
      if (one.counts.empty()) {
        bounds.push_back(&condition);
        all.uppers.append(one.uppers);
        all.lowers.append(one.lowers);
        continue;
      }
      if (!lengths) {
        lengths = toScalar(one.counts.front());
        isChanged = true;
        continue;
      }
    }
    if (condition.kind == Condition::Length && !lengths) {
      lengths = reader.buildView(builder, op.getLoc(), condition.tensor,
                                 condition.at, {Batch});
      // key + c < length.
      if (DimExpr shift = condition.difference.constant; shift != DimExpr(0))
        lengths = createInferred<SubOp>(
            builder, op.getLoc(), shapes, builder.getI64Type(),
            createInferred<CastOp>(builder, op.getLoc(), shapes,
                                   builder.getI64Type(), lengths,
                                   RoundingAttr(), UnitAttr()),
            toScalar(shift));
      isChanged = true;
      continue;
    }
    rest.push_back(condition);
  }
  if (isChanged)
    op.getKeyLengthsMutable().assign(lengths);

  // The offset from which the windows are counted: the op's own when it has
  // windows, else the default, else the one that makes the mask causal.
  SmallVector<std::pair<DimExpr, bool>> offsets;
  auto known = op.getOffset() ? shapes.getElements(op.getOffset())
                              : std::optional(SmallVector{keys - queries});
  if (hasPositions()) {
    if (known && known->size() == 1)
      offsets.push_back({known->front(), false});
  } else {
    offsets.push_back({keys - queries, op.getOffset() != nullptr});
    for (const DimExpr &upper : all.uppers)
      offsets.push_back({upper, true});
    for (const DimExpr &lower : all.lowers)
      offsets.push_back({DimExpr(0) - lower, true});
  }
  for (const auto &[offset, needsOffset] : offsets) {
    if (bounds.empty() || !isRepresentable(all, offset))
      continue;
    setPositions(all, offset, needsOffset);
    bounds.clear();
    isChanged = true;
  }
  for (Condition *condition : bounds)
    rest.push_back(*condition);
  if (isChanged)
    conditions = rest;
  return isChanged;
}

/// Whether hiding with a finite number where one of `conditions` fails is the
/// same as hiding with -inf: all are on positions, and every row keeps a key.
/// The caller knows that nothing else hides it.
bool MaskSimplifier::canHideForever(ArrayRef<Condition> conditions) {
  Positions positions;
  return hidesAlone() &&
         llvm::all_of(conditions,
                      [&](const Condition &condition) {
                        return takePosition(condition, positions);
                      }) &&
         everyRowKeepsAKey(positions, queries, keys, shapes);
}

/// A position's condition as a tensor, from ranges of the indices.
Value MaskSimplifier::buildPosition(const Affine &difference) {
  Type whole = builder.getI64Type();
  Location loc = op.getLoc();
  Value sum = toScalar(difference.constant);
  for (unsigned variable : {Batch, Head, Query, Key}) {
    const DimExpr &slope = difference.coefficients[variable];
    if (slope.isConstant(0))
      continue;
    const DimExpr &extent = reader.getExtents()[variable];
    SmallVector<Value> dynamics;
    SmallVector<int64_t> statics;
    dispatchIndexOpFoldResults(
        ArrayRef<OpFoldResult>(shapes.materialize(builder, loc, extent)),
        dynamics, statics);
    Value indices =
        createInferred<RangeOp>(builder, loc, shapes, whole, toScalar(0),
                                toScalar(slope), dynamics, statics);
    Shape shape(Key - variable + 1, 1);
    shape.front() = extent;
    indices = createInferred<ReshapeOp>(
        builder, loc, shapes, whole, indices,
        ArrayRef<OpFoldResult>(shapes.materialize(builder, loc, shape)));
    sum = createInferred<AddOp>(builder, loc, shapes, whole, indices, sum);
  }
  return createInferred<CompareOp>(builder, loc, shapes, builder.getI1Type(),
                                   Predicate::ge, sum, toScalar(0));
}

/// The tensor that holds where all conditions hold; null when there are none.
Value MaskSimplifier::buildMask(ArrayRef<Condition> conditions) {
  Value mask;
  Type element = builder.getI1Type();
  for (const Condition &condition : conditions) {
    Value part =
        condition.origin
            ? reader.buildView(builder, op.getLoc(), condition.origin,
                               condition.originAt, {Batch, Head, Query, Key})
            : buildPosition(condition.difference);
    if (condition.origin && condition.isNegated)
      part = createInferred<NotOp>(builder, op.getLoc(), shapes, element, part);
    mask = mask ? createInferred<AndOp>(builder, op.getLoc(), shapes, element,
                                        mask, part)
                : part;
  }
  return mask;
}

/// `value` again, with a mask that does not vary where it need not.
Value MaskSimplifier::shrinkTerm(const Term &term) {
  Value mask = buildMask(term.conditions);
  Type element = getElementTypeOrSelf(term.original);
  auto number = [&](double value) -> Value {
    auto type = RankedTensorType::get({}, element);
    bool ignored;
    APFloat rounded(value);
    rounded.convert(cast<FloatType>(element).getFloatSemantics(),
                    APFloat::rmNearestTiesToEven, &ignored);
    return ConstantOp::create(builder, op.getLoc(),
                              DenseElementsAttr::get(type, rounded));
  };
  if (!mask)
    return term.original;
  Value rest = term.rest ? term.rest : number(0);
  Value smaller = createInferred<SelectOp>(
      builder, op.getLoc(), shapes, element, mask, rest, number(term.hidden));
  auto withoutUnits = [&](Value value) {
    Shape shape = shapes.getShape(value);
    size_t units = 0;
    while (units < shape.size() && shape[units].isConstant(1))
      ++units;
    return Shape(ArrayRef(shape).drop_front(units));
  };
  return withoutUnits(smaller) == withoutUnits(term.original) ? term.original
                                                              : smaller;
}

Value MaskSimplifier::sum(ArrayRef<Value> values) {
  Value result;
  for (Value value : values)
    result = result ? createInferred<AddOp>(builder, op.getLoc(), shapes,
                                            getElementTypeOrSelf(value), result,
                                            value)
                    : value;
  return result;
}

void MaskSimplifier::setMask(ArrayRef<Condition> conditions, double hidden) {
  if (conditions.size() == 1 && conditions.front().origin == op.getMask() &&
      op.getMask() && !conditions.front().isNegated)
    return;
  Value mask = buildMask(conditions);
  if (!mask)
    op.getMaskMutable().clear();
  else
    op.getMaskMutable().assign(mask);
  op.setMaskValueAttr(builder.getF64FloatAttr(mask ? hidden : lowest));
}

/// A finite mask value takes the place of what biases hid before: conditions
/// move only where nothing else hides. Where a row may keep no key, all of its
/// scores must be the mask value: then it weighs all keys alike.
void MaskSimplifier::simplifyFiniteMask(Conjunction conditions) {
  double hidden = op.getMaskValue().convertToDouble();
  auto isHarmless = [&](Value bias) {
    return !bias || isModerate(getMagnitude(bias), hidden);
  };
  Value after = op.getMaskedBias();
  if (hidesKeys(hidden) && isHarmless(op.getBias()) && isHarmless(after)) {
    bool isAlike = !after || absorbs(hidden, getMagnitude(after));
    if (canHideForever(conditions)) {
      placePositions(conditions);
      // What is left may hide with the number still: every row keeps a key.
    } else if (hidesAlone() && isAlike && placePositions(conditions)) {
      op.setMaskedRows(MaskedRows::Uniform);
      hidden = lowest;
    }
  }
  setMask(conditions, hidden);
}

void MaskSimplifier::run() {
  for (auto operand : {op.getBiasMutable(), op.getMaskedBiasMutable()})
    if (!operand.empty() && readUniform(operand[0].get()) == 0.0)
      operand.clear();

  Conjunction hard;
  if (Value mask = op.getMask()) {
    auto at = reader.broadcast(mask);
    if (!at)
      return;
    if (auto conditions = masks.readMask(mask, *at)) {
      hard = *conditions;
    } else {
      Condition whole;
      whole.origin = mask;
      whole.originAt = *at;
      hard.push_back(whole);
    }
    if (op.getMaskValue().convertToDouble() != lowest)
      return simplifyFiniteMask(hard);
  }

  // From here on biases before and after the mask are the same, and a term of
  // -inf is the same as a mask.
  std::vector<Term> terms;
  for (Value bias : {op.getBias(), op.getMaskedBias()})
    if (bias)
      readTerms(bias, terms);
  SmallVector<Value> plain;
  SmallVector<const Term *> soft;
  bool isChanged = false;
  for (const Term &term : terms) {
    if (!term.isMask) {
      plain.push_back(term.original);
    } else if (term.hidden == lowest) {
      hard.append(term.conditions);
      if (term.rest)
        plain.push_back(term.rest);
      isChanged = true;
    } else {
      soft.push_back(&term);
    }
  }

  // A finite term hides like -inf when it is the only one, what it and the
  // conditions of -inf keep is a key in every row, and biases are moderate.
  const Term *asMask = nullptr;
  if (soft.size() == 1) {
    const Term &term = *soft.front();
    double magnitude = term.rest ? getMagnitude(term.rest) : 0;
    for (Value bias : plain)
      magnitude += getMagnitude(bias);
    Conjunction together = hard;
    together.append(term.conditions);
    if (isModerate(magnitude, term.hidden) && canHideForever(together)) {
      hard = together;
      if (term.rest)
        plain.push_back(term.rest);
      soft.clear();
      isChanged = true;
    } else if (absorbs(term.hidden, magnitude)) {
      // All scores of a row that keeps no key are the same number.
      Conjunction placed = term.conditions;
      if (hard.empty() && hidesAlone() && placePositions(placed)) {
        hard = placed;
        op.setMaskedRows(MaskedRows::Uniform);
        if (term.rest)
          plain.push_back(term.rest);
        soft.clear();
        isChanged = true;
      } else {
        asMask = &term;
      }
    }
  }

  placePositions(hard);
  if (asMask && hard.empty()) {
    setMask(asMask->conditions, asMask->hidden);
    if (asMask->rest)
      plain.push_back(asMask->rest);
    soft.clear();
    isChanged = true;
  } else {
    setMask(hard, lowest);
  }
  for (const Term *term : soft) {
    Value value = shrinkTerm(*term);
    isChanged |= value != term->original;
    plain.push_back(value);
  }
  if (!isChanged)
    return;
  op.getMaskedBiasMutable().clear();
  if (Value bias = sum(plain))
    op.getBiasMutable().assign(bias);
  else
    op.getBiasMutable().clear();
}

namespace {
struct SimplifyAttentionPass
    : toroid::impl::SimplifyAttentionBase<SimplifyAttentionPass> {
  using SimplifyAttentionBase::SimplifyAttentionBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from({}, wrong, record);
    SmallVector<AttentionOp> ops;
    getOperation().walk([&](AttentionOp op) { ops.push_back(op); });
    for (AttentionOp op : ops) {
      // Where queries, keys and heads are is taken in afterwards.
      if (!op.isPlain())
        continue;
      if (auto error = control.findError(simplifyAttentionStep, op)) {
        op->setAttr(unsimplifiedAttr,
                    StringAttr::get(&getContext(), "an error of " + *error));
        continue;
      }
      AttentionOp before;
      if (record)
        before = cast<AttentionOp>(OpBuilder(op).clone(*op));
      shareHeads(op, shapes);
      MaskSimplifier(op, shapes).run();
      if (!before)
        continue;
      if (before->getOperands() != op->getOperands() ||
          before->getAttrDictionary() != op->getAttrDictionary())
        recordStep(op, getStepName(simplifyAttentionStep, op.getLoc()),
                   before.getResult(), op.getResult(), shapes);
      shapes.forget(before.getResult());
      before->erase();
    }
  }
};
} // namespace
