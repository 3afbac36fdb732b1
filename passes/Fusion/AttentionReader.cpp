//===- AttentionReader.cpp - What the ops around a softmax mean -----------===//

#include "passes/Fusion/AttentionReader.h"

#include "passes/Fusion/Numbers.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

namespace {
class AttentionReader {
public:
  AttentionReader(Site &site, SoftmaxOp softmax, SymbolicShapes &shapes)
      : site(site), softmax(softmax), shapes(shapes) {}

  std::optional<AttentionParts> read();

private:
  bool readWeights();
  bool readMaskAfter(SelectOp select, Value weights);
  bool readScores(Value value, double factor);
  bool readSoftcap(TanhOp tanh, double factor);
  bool readSum(Operation *sum, double factor);
  bool readSelection(SelectOp select, double factor);
  bool readGate(MulOp product, Value gate, double maskValue, double factor);
  bool addMask(const MaskTerm &mask, double maskValue, Operation *op);
  bool readRegrouping(Value from, Value to, bool &isFolded);
  bool requireSingleReader(Value value);
  bool requireTerm(const ScoreTerm &term);
  bool leadsToProduct(Value value, unsigned depth = 16);

  Site &site;
  SoftmaxOp softmax;
  SymbolicShapes &shapes;
  AttentionParts parts;
  /// Where weights were set to zero: a condition, and whether it is true there.
  Value zeroed;
  bool isZeroedWhenTrue = false;
};
} // namespace

/// Takes negations off a condition; `isNegated` tells whether they were odd.
static Value stripNot(Value condition, bool &isNegated) {
  while (auto negation = condition.getDefiningOp<NotOp>()) {
    condition = negation.getInput();
    isNegated = !isNegated;
  }
  return condition;
}

bool AttentionReader::requireSingleReader(Value value) {
  return site.require(value.hasOneUse(), predicate::AttentionSingleReader,
                      [&] { return describeReaders(value); });
}

//===----------------------------------------------------------------------===//
// From the softmax to the product with the value
//===----------------------------------------------------------------------===//

/// Whether `to` is `from` with leading dims folded or unfolded.
bool AttentionReader::readRegrouping(Value from, Value to, bool &isFolded) {
  Shape source = shapes.getShape(from), target = shapes.getShape(to);
  bool keepsMatrix =
      source.size() >= 2 && target.size() >= 2 &&
      ArrayRef(source).take_back(2) == ArrayRef(target).take_back(2);
  // One folding, of all leading dims of the softmax.
  size_t rank = shapes.getShape(softmax.getInput()).size();
  size_t folded = std::min(source.size(), target.size());
  bool isFolding = source.size() != target.size() && folded == 3 &&
                   std::max(source.size(), target.size()) == rank && !isFolded;
  isFolded = true;
  return site.require(keepsMatrix && isFolding, predicate::AttentionRegrouping,
                      [&] { return describeSource(to) + " with other dims"; });
}

/// Weights that are zero under a mask.
bool AttentionReader::readMaskAfter(SelectOp select, Value weights) {
  bool whenTrue = select.getFalseValue() == weights;
  Value other = whenTrue ? select.getTrueValue() : select.getFalseValue();
  zeroed = select.getCondition();
  isZeroedWhenTrue = whenTrue;
  zeroed = stripNot(zeroed, isZeroedWhenTrue);
  return site.require(
      getUniformConstant(other) == 0.0 && select.getCondition() != weights,
      predicate::AttentionValueProduct, [&] { return describe(select); });
}

bool AttentionReader::readWeights() {
  for (Value weights = softmax.getResult();;) {
    // select(is_nan(weights), 0, weights)
    SmallVector<Operation *> users(weights.getUsers());
    llvm::sort(users);
    users.erase(llvm::unique(users), users.end());
    if (users.size() == 2 && parts.maskedRows == MaskedRows::NaN) {
      if (isa<SelectOp>(users[0]))
        std::swap(users[0], users[1]);
      auto isNaN = dyn_cast<IsNaNOp>(users[0]);
      auto select = dyn_cast<SelectOp>(users[1]);
      if (isNaN && select && isNaN->hasOneUse() &&
          select.getCondition() == isNaN.getResult() &&
          select.getFalseValue() == weights &&
          getUniformConstant(select.getTrueValue()) == 0.0) {
        site.cover(isNaN);
        site.cover(select);
        parts.maskedRows = MaskedRows::Zero;
        weights = select.getResult();
        continue;
      }
    }
    if (!requireSingleReader(weights))
      return false;
    Operation *user = users.front();
    site.cover(user);
    if (auto product = dyn_cast<MatMulOp>(user);
        product && product.getLhs() == weights && !product.getTransposeLhs()) {
      parts.output = product;
      return true;
    }
    if (auto select = dyn_cast<SelectOp>(user); select && !zeroed) {
      if (!readMaskAfter(select, weights))
        return false;
    } else if (isa<ReshapeOp>(user)) {
      if (!readRegrouping(weights, user->getResult(0), parts.isOutputFolded))
        return false;
    } else if (!isa<CastOp>(user) || !getFloatElement(user->getResult(0))) {
      return site.require(false, predicate::AttentionValueProduct,
                          [&] { return describe(user); });
    }
    weights = user->getResult(0);
  }
}

//===----------------------------------------------------------------------===//
// From the softmax to the product of query and key
//===----------------------------------------------------------------------===//

/// Whether `value` is a product with something done to its elements.
bool AttentionReader::leadsToProduct(Value value, unsigned depth) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return false;
  if (isa<MatMulOp>(op))
    return true;
  if (isa<AddOp, SubOp, MulOp, DivOp>(op))
    return leadsToProduct(op->getOperand(0), depth - 1) ||
           leadsToProduct(op->getOperand(1), depth - 1);
  if (auto select = dyn_cast<SelectOp>(op))
    return leadsToProduct(select.getTrueValue(), depth - 1) ||
           leadsToProduct(select.getFalseValue(), depth - 1);
  if (isa<NegOp, TanhOp, CastOp, ReshapeOp>(op))
    return leadsToProduct(op->getOperand(0), depth - 1);
  return false;
}

/// Terms of the scores' own rank, or that of the softmax, or of matrices.
bool AttentionReader::requireTerm(const ScoreTerm &term) {
  Shape shape = shapes.getShape(term.value);
  Shape full = shapes.getShape(softmax.getInput());
  bool fits = shape.size() <= full.size();
  if (fits && term.isFolded && shape.size() == 3) {
    DimExpr lead(1);
    for (const DimExpr &dim : ArrayRef(full).drop_back(2))
      lead = lead * dim;
    fits = shape[0].isConstant(1) || shape[0] == lead;
  } else if (fits && full.size() == 3 && shape.size() == 3) {
    // The batch gets a dim for heads behind it.
    fits = true;
  }
  return site.require(fits, predicate::AttentionTermShape,
                      [&] { return describeSource(term.value); });
}

/// Whether each number in `value` is 0 or 1.
static bool isZeroOrOne(Value value, unsigned depth = 16) {
  Operation *op = value.getDefiningOp();
  if (getElementTypeOrSelf(value.getType()).isInteger(1))
    return true;
  if (!op || depth == 0)
    return false;
  if (isa<CastOp, ReshapeOp, TransposeOp, BroadcastToOp, SliceOp, GatherOp,
          TriluOp>(op))
    return isZeroOrOne(op->getOperand(0), depth - 1);
  if (isa<MulOp>(op))
    return isZeroOrOne(op->getOperand(0), depth - 1) &&
           isZeroOrOne(op->getOperand(1), depth - 1);
  auto numbers = readConstant(value);
  return numbers && llvm::all_of(*numbers, [](double number) {
           return number == 0 || number == 1;
         });
}

/// What `rest` is where `gate` is 0, if it is 0 where the gate is 1.
static std::optional<double> readWhereShut(Value rest, Value gate) {
  if (auto line = asPolynomialOf(rest, gate)) {
    auto [shut, slope, square, cube] = *line;
    return shut + slope + square + cube == 0 ? std::optional(shut)
                                             : std::nullopt;
  }
  auto gates = readConstant(gate), numbers = readConstant(rest);
  if (!gates || !numbers || gates->size() != numbers->size() ||
      gate.getType() != rest.getType())
    return std::nullopt;
  std::optional<double> shut;
  for (auto [open, number] : llvm::zip(*gates, *numbers)) {
    if (number != (open != 0 ? 0 : shut.value_or(number)))
      return std::nullopt;
    if (open == 0)
      shut = number;
  }
  return shut;
}

bool AttentionReader::readSum(Operation *sum, double factor) {
  Value lhs = sum->getOperand(0), rhs = sum->getOperand(1);
  bool isRight = !leadsToProduct(lhs);
  if (isRight && !leadsToProduct(rhs))
    return site.require(false, predicate::AttentionScoreForm,
                        [&] { return describe(sum); });
  double sign = isa<SubOp>(sum) ? -1 : 1;
  Value product = isRight ? rhs : lhs;
  if (auto gated = product.getDefiningOp<MulOp>();
      gated && stripOneScale(product).value == product) {
    double own = isRight ? sign * factor : factor,
           other = isRight ? factor : sign * factor;
    for (Value gate : gated->getOperands())
      if (auto shut = readWhereShut(isRight ? lhs : rhs, gate))
        return readGate(gated, gate, *shut * other, own);
  }
  ScoreTerm term{isRight ? lhs : rhs, isRight ? factor : sign * factor,
                 parts.areScoresFolded};
  if (!requireTerm(term) ||
      !readScores(product, isRight ? sign * factor : factor))
    return false;
  (!parts.masks.empty() ? parts.maskedBiases : parts.biases).push_back(term);
  return true;
}

bool AttentionReader::readSelection(SelectOp select, double factor) {
  auto whenFalse = getUniformConstant(select.getFalseValue());
  auto whenTrue = getUniformConstant(select.getTrueValue());
  if (!site.require(whenFalse.has_value() != whenTrue.has_value(),
                    predicate::AttentionScoreForm,
                    [&] { return describe(select); }))
    return false;
  MaskTerm mask;
  mask.isNegated = whenTrue.has_value();
  mask.value = stripNot(select.getCondition(), mask.isNegated);
  mask.isFolded = parts.areScoresFolded;
  if (!requireTerm(mask) ||
      !readScores(whenFalse ? select.getTrueValue() : select.getFalseValue(),
                  factor))
    return false;
  return addMask(mask, (whenFalse ? *whenFalse : *whenTrue) * factor, select);
}

/// Masks of one value are one mask.
bool AttentionReader::addMask(const MaskTerm &mask, double maskValue,
                              Operation *op) {
  bool isFirst = parts.masks.empty() && parts.maskedBiases.empty();
  bool isSame = parts.maskedBiases.empty() && parts.maskValue == maskValue;
  if (!site.require(isFirst || isSame, predicate::AttentionOneMask,
                    [&] { return describe(op); }))
    return false;
  parts.masks.push_back(mask);
  parts.maskValue = maskValue;
  return true;
}

/// factor · x · gate, and `maskValue` is added where the gate is 0.
bool AttentionReader::readGate(MulOp product, Value gate, double maskValue,
                               double factor) {
  if (!site.require(isZeroOrOne(gate), predicate::AttentionGate,
                    [&] { return describeSource(gate); }) ||
      !requireSingleReader(product))
    return false;
  site.cover(product);
  MaskTerm mask;
  mask.value = gate;
  mask.isFolded = parts.areScoresFolded;
  Value scores = product.getLhs() == gate ? product.getRhs() : product.getLhs();
  return requireTerm(mask) && readScores(scores, factor) &&
         addMask(mask, maskValue, product);
}

/// factor · tanh(scale · product)
bool AttentionReader::readSoftcap(TanhOp tanh, double factor) {
  if (!readScores(tanh.getInput(), 1))
    return false;
  bool isFirst =
      parts.biases.empty() && parts.masks.empty() && parts.softcap == 0;
  if (!site.require(isFirst && factor > 0, predicate::AttentionCapFirst,
                    [&] { return describe(tanh); }))
    return false;
  parts.softcap = factor;
  parts.scale *= factor;
  return true;
}

/// Reads `factor · value` as scores.
bool AttentionReader::readScores(Value value, double factor) {
  if (!requireSingleReader(value))
    return false;
  Operation *op = value.getDefiningOp();
  if (!site.require(op, predicate::AttentionScoreForm,
                    [&] { return describeSource(value); }))
    return false;
  site.cover(op);
  if (auto product = dyn_cast<MatMulOp>(op)) {
    parts.scores = product;
    parts.scale = factor;
    return site.require(!product.getTransposeLhs(),
                        predicate::AttentionScoreForm,
                        [&] { return describe(product); });
  }
  Scaled scaled = stripOneScale(value);
  if (scaled.value != value)
    return readScores(scaled.value, factor * scaled.factor);
  if (isa<AddOp, SubOp>(op))
    return readSum(op, factor);
  if (auto select = dyn_cast<SelectOp>(op))
    return readSelection(select, factor);
  if (auto tanh = dyn_cast<TanhOp>(op))
    return readSoftcap(tanh, factor);
  if (isa<CastOp>(op))
    return site.require(isWidening(getFloatElement(op->getOperand(0)),
                                   getFloatElement(value)),
                        predicate::AttentionExactCasts,
                        [&] { return describe(op); }) &&
           readScores(op->getOperand(0), factor);
  if (isa<ReshapeOp>(op))
    return readRegrouping(op->getOperand(0), value, parts.areScoresFolded) &&
           readScores(op->getOperand(0), factor);
  // A product with something that is no number.
  bool isScaled = isa<MulOp, DivOp>(op) && leadsToProduct(value);
  return site.require(false,
                      isScaled ? predicate::AttentionUniformScale
                               : predicate::AttentionScoreForm,
                      [&] { return describe(op); });
}

//===----------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------===//

std::optional<AttentionParts> AttentionReader::read() {
  if (site.isMissed() || !readWeights())
    return std::nullopt;
  Value input = softmax.getInput();
  size_t rank = cast<RankedTensorType>(input.getType()).getRank();
  if (!site.require(softmax.getAxis() == rank - 1, predicate::AttentionKeyAxis,
                    [&] {
                      return "axis " + std::to_string(softmax.getAxis()) +
                             " of rank " + std::to_string(rank);
                    }) ||
      !site.require(rank >= 2 && rank <= 4, predicate::AttentionRank,
                    [&] { return "rank " + std::to_string(rank); }) ||
      !readScores(input, 1))
    return std::nullopt;
  parts.softmax = softmax;
  if (!zeroed)
    return parts;
  // Zeros where the scores were masked, by so much that the weights were zero
  // already, tell only of rows that are masked as a whole.
  constexpr double hidden = -1e30;
  bool isSame = parts.masks.size() == 1 && parts.masks[0].value == zeroed &&
                parts.masks[0].isNegated == isZeroedWhenTrue;
  if (!site.require(isSame && parts.maskedBiases.empty() &&
                        parts.maskValue <= hidden,
                    predicate::AttentionSameMaskAfter,
                    [&] { return describeSource(zeroed); }))
    return std::nullopt;
  parts.maskValue = -std::numeric_limits<double>::infinity();
  parts.maskedRows = MaskedRows::Zero;
  return parts;
}

std::optional<AttentionParts>
toroid::readAttention(Site &site, SoftmaxOp softmax, SymbolicShapes &shapes) {
  return AttentionReader(site, softmax, shapes).read();
}
