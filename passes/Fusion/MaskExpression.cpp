//===- MaskExpression.cpp - Masks as expressions over positions -----------===//

#include "passes/Fusion/MaskExpression.h"

#include "llvm/ADT/ScopeExit.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

std::optional<Condition> toroid::negate(const Condition &condition) {
  Condition result = condition;
  result.isNegated = !condition.isNegated;
  switch (condition.kind) {
  case Condition::Position:
    result.difference = condition.difference * DimExpr(-1) + DimExpr(-1);
    return result;
  case Condition::Length:
  case Condition::Other:
    if (!condition.origin)
      return std::nullopt;
    result.kind = Condition::Other;
    result.tensor = {};
    result.at.clear();
    return result;
  }
  llvm_unreachable("covered switch");
}

static bool compare(Predicate predicate, double a, double b) {
  switch (predicate) {
  case Predicate::eq:
    return a == b;
  case Predicate::lt:
    return a < b;
  case Predicate::le:
    return a <= b;
  case Predicate::gt:
    return a > b;
  case Predicate::ge:
    return a >= b;
  }
  llvm_unreachable("covered switch");
}

/// `b swapped a` where `a predicate b` is meant.
static Predicate swapSides(Predicate predicate) {
  switch (predicate) {
  case Predicate::lt:
    return Predicate::gt;
  case Predicate::le:
    return Predicate::ge;
  case Predicate::gt:
    return Predicate::lt;
  case Predicate::ge:
    return Predicate::le;
  case Predicate::eq:
    return Predicate::eq;
  }
  llvm_unreachable("covered switch");
}

/// What holds where an ordering of integers does not.
static Predicate negateOrder(Predicate predicate) {
  switch (predicate) {
  case Predicate::lt:
    return Predicate::ge;
  case Predicate::le:
    return Predicate::gt;
  case Predicate::gt:
    return Predicate::le;
  default:
    return Predicate::lt;
  }
}

//===----------------------------------------------------------------------===//
// Bool tensors
//===----------------------------------------------------------------------===//

std::optional<Conjunction> MaskReader::readMask(Value mask, ArrayRef<Affine> at,
                                                bool isNegated) {
  Conjunction conditions;
  if (!read(mask, at, isNegated, conditions))
    return std::nullopt;
  return conditions;
}

/// Reads what `mask` means, or else takes it as it is.
bool MaskReader::read(Value mask, ArrayRef<Affine> at, bool isNegated,
                      Conjunction &conditions) {
  if (budget == 0)
    return false;
  --budget;
  size_t known = conditions.size();
  bool isView = reader.isView(mask, at);
  if (readBool(mask, at, isNegated, conditions)) {
    // Positions that come to nothing are taken from the tensor that says them.
    for (Condition &condition : llvm::drop_begin(conditions, known))
      if (!condition.origin && isView) {
        condition.origin = mask;
        condition.originAt = Coordinates(at);
        condition.isNegated = isNegated;
      }
    // The same condition twice.
    Conjunction distinct;
    for (const Condition &condition : conditions)
      if (!llvm::is_contained(distinct, condition))
        distinct.push_back(condition);
    conditions = distinct;
    return true;
  }
  conditions.truncate(known);
  if (!isView)
    return false;
  Condition other;
  other.origin = mask;
  other.originAt = Coordinates(at);
  other.isNegated = isNegated;
  if (!llvm::is_contained(conditions, other))
    conditions.push_back(other);
  return true;
}

bool MaskReader::readBool(Value mask, ArrayRef<Affine> where, bool isNegated,
                          Conjunction &conditions) {
  Coordinates at(where);
  if (auto uniform = readUniform(mask))
    return (*uniform != 0) != isNegated;
  Value moved = mask;
  if (reader.step(moved, at))
    // Fails where nothing reads what was moved: then the result is taken.
    return read(moved, at, isNegated, conditions);

  Operation *op = mask.getDefiningOp();
  if (!op)
    return false;
  if (auto inverse = dyn_cast<NotOp>(op))
    return read(inverse.getInput(), at, !isNegated, conditions);
  if (auto comparison = dyn_cast<CompareOp>(op))
    return readCompare(comparison, at, isNegated, conditions);
  if (auto select = dyn_cast<SelectOp>(op))
    return readSelect(select, at, isNegated, conditions);
  if (auto cast = dyn_cast<CastOp>(op))
    return readThreshold(
        cast.getInput(), at, [&](double x) { return (x != 0) != isNegated; },
        conditions);
  if (isa<ConstantOp, TriluOp>(op))
    return readThreshold(
        mask, at, [&](double x) { return (x != 0) != isNegated; }, conditions);
  if (isa<AndOp, OrOp, XorOp>(op)) {
    for (auto [value, other] :
         {std::pair(op->getOperand(0), op->getOperand(1)),
          std::pair(op->getOperand(1), op->getOperand(0))}) {
      auto constant = readUniform(other);
      if (!constant)
        continue;
      bool isTrue = *constant != 0;
      auto inner = reader.ofOperand(value, mask, at);
      if (!isa<XorOp>(op) && isTrue == isa<OrOp>(op))
        return isTrue != isNegated; // or true, and false
      return inner && read(value, *inner,
                           isNegated != (isa<XorOp>(op) && isTrue), conditions);
    }
    // not (x or y) is not x and not y.
    if (isa<XorOp>(op) || isa<OrOp>(op) != isNegated)
      return false;
    return llvm::all_of(op->getOperands(), [&](Value operand) {
      auto inner = reader.ofOperand(operand, mask, at);
      return inner && read(operand, *inner, isNegated, conditions);
    });
  }
  return false;
}

bool MaskReader::readSelect(SelectOp select, ArrayRef<Affine> at,
                            bool isNegated, Conjunction &conditions) {
  for (bool whenTrue : {true, false}) {
    // One side is a constant: that side is what the mask is where the condition
    // is `whenTrue`.
    auto constant =
        readUniform(whenTrue ? select.getTrueValue() : select.getFalseValue());
    if (!constant || (*constant != 0) != isNegated)
      continue;
    // False there, so the condition is `!whenTrue` and the other side holds.
    Value rest = whenTrue ? select.getFalseValue() : select.getTrueValue();
    auto conditionAt =
        reader.ofOperand(select.getCondition(), select.getResult(), at);
    auto restAt = reader.ofOperand(rest, select.getResult(), at);
    return conditionAt && restAt &&
           read(select.getCondition(), *conditionAt, whenTrue, conditions) &&
           read(rest, *restAt, isNegated, conditions);
  }
  return false;
}

/// Adds `difference ≥ 0` unless it is always so; false when it never is.
bool MaskReader::addPosition(Affine difference, Conjunction &conditions) {
  if (reader.isNeverNegative(difference))
    return true;
  if (reader.isNeverNegative(difference * DimExpr(-1) + DimExpr(-1)))
    return false;
  Condition condition;
  condition.kind = Condition::Position;
  condition.difference = std::move(difference);
  conditions.push_back(std::move(condition));
  return true;
}

bool MaskReader::readCompare(CompareOp compare, ArrayRef<Affine> at,
                             bool isNegated, Conjunction &conditions) {
  size_t known = conditions.size();
  if (readPositions(compare, at, isNegated, conditions))
    return true;
  conditions.truncate(known);
  // A choice between two numbers, against a number.
  for (bool isSwapped : {false, true}) {
    Value value = isSwapped ? compare.getRhs() : compare.getLhs();
    auto limit = readUniform(isSwapped ? compare.getLhs() : compare.getRhs());
    auto inner = reader.ofOperand(value, compare.getResult(), at);
    Predicate predicate =
        isSwapped ? swapSides(compare.getPredicate()) : compare.getPredicate();
    auto holds = [&](double x) {
      return ::compare(predicate, x, *limit) != isNegated;
    };
    if (limit && inner && readThreshold(value, *inner, holds, conditions))
      return true;
    conditions.truncate(known);
  }
  return readLength(compare, at, isNegated, conditions);
}

bool MaskReader::readPositions(CompareOp compare, ArrayRef<Affine> at,
                               bool isNegated, Conjunction &conditions) {
  auto lhsAt = reader.ofOperand(compare.getLhs(), compare.getResult(), at);
  auto rhsAt = reader.ofOperand(compare.getRhs(), compare.getResult(), at);
  if (!lhsAt || !rhsAt)
    return false;
  auto lhs = reader.readInteger(compare.getLhs(), *lhsAt);
  auto rhs = lhs ? reader.readInteger(compare.getRhs(), *rhsAt) : std::nullopt;
  if (!rhs)
    return false;
  Predicate predicate = compare.getPredicate();
  if (predicate == Predicate::eq)
    return !isNegated && addPosition(*lhs - *rhs, conditions) &&
           addPosition(*rhs - *lhs, conditions);
  if (isNegated)
    predicate = negateOrder(predicate);
  switch (predicate) {
  case Predicate::lt:
    return addPosition(*rhs - *lhs + DimExpr(-1), conditions);
  case Predicate::le:
    return addPosition(*rhs - *lhs, conditions);
  case Predicate::gt:
    return addPosition(*lhs - *rhs + DimExpr(-1), conditions);
  default:
    return addPosition(*lhs - *rhs, conditions);
  }
}

/// `key < lengths[batch]`.
bool MaskReader::readLength(CompareOp compare, ArrayRef<Affine> at,
                            bool isNegated, Conjunction &conditions) {
  Predicate predicate = compare.getPredicate();
  if (predicate == Predicate::eq)
    return false;
  if (isNegated)
    predicate = negateOrder(predicate);
  Value keys = compare.getLhs(), lengths = compare.getRhs();
  if (predicate == Predicate::gt || predicate == Predicate::ge) {
    std::swap(keys, lengths);
    predicate = swapSides(predicate);
  }
  auto keysAt = reader.ofOperand(keys, compare.getResult(), at);
  auto lengthsAt = reader.ofOperand(lengths, compare.getResult(), at);
  auto key = keysAt ? reader.readInteger(keys, *keysAt) : std::nullopt;
  if (!key || !lengthsAt || key->getVariable() != Key ||
      !reader.isView(compare.getResult(), at))
    return false;
  Condition condition;
  condition.kind = Condition::Length;
  condition.origin = compare.getResult();
  condition.originAt = Coordinates(at);
  condition.isNegated = isNegated;
  condition.difference = predicate == Predicate::le ? *key + DimExpr(-1) : *key;
  // The smallest tensor that holds the lengths of the batch.
  bool isFound = false;
  do {
    auto element = cast<RankedTensorType>(lengths.getType()).getElementType();
    bool isPerBatch = llvm::all_of(*lengthsAt, [](const Affine &coordinate) {
      return coordinate.isConstant() || coordinate.getVariable() == Batch;
    });
    if (isPerBatch && reader.isView(lengths, *lengthsAt) &&
        (element.isSignlessInteger(32) || element.isSignlessInteger(64))) {
      condition.tensor = lengths;
      condition.at = *lengthsAt;
      isFound = true;
    }
  } while (reader.step(lengths, *lengthsAt));
  if (isFound)
    conditions.push_back(condition);
  return isFound;
}

/// Adds that a value of two numbers is one for which `holds`.
bool MaskReader::readThreshold(Value value, ArrayRef<Affine> at,
                               function_ref<bool(double)> holds,
                               Conjunction &conditions) {
  if (auto uniform = readUniform(value))
    return holds(*uniform);
  auto choice = readChoice(value, at);
  return choice && addAll(*choice, holds(choice->chosen), holds(choice->other),
                          conditions);
}

/// Adds what makes `choice` one of the numbers that are wanted.
bool MaskReader::addAll(const Choice &choice, bool whenChosen, bool whenOther,
                        Conjunction &conditions) {
  if (whenChosen && whenOther)
    return true;
  if (whenChosen) {
    conditions.append(choice.conditions);
    return true;
  }
  if (!whenOther || choice.conditions.size() != 1)
    return false;
  auto negated = negate(choice.conditions.front());
  if (negated)
    conditions.push_back(*negated);
  return negated.has_value();
}

//===----------------------------------------------------------------------===//
// Choices between two numbers
//===----------------------------------------------------------------------===//

/// As an element of this type holds it.
static double roundTo(Type element, double number) {
  auto floatType = dyn_cast<FloatType>(element);
  if (!floatType)
    return std::trunc(number);
  APFloat value(number);
  bool ignored;
  value.convert(floatType.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                &ignored);
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &ignored);
  return value.convertToDouble();
}

/// The same choice with its only condition the other way round.
static bool flip(Choice &choice) {
  auto negated = choice.conditions.size() == 1
                     ? negate(choice.conditions.front())
                     : std::nullopt;
  if (!negated)
    return false;
  choice.conditions.front() = *negated;
  std::swap(choice.chosen, choice.other);
  return true;
}

std::optional<Choice> MaskReader::readChoice(Value value,
                                             ArrayRef<Affine> where) {
  if (budget == 0)
    return std::nullopt;
  --budget;
  Coordinates at(where);
  while (reader.step(value, at)) {
  }
  Operation *op = value.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (isa<ConstantOp>(op))
    return chooseByPattern(value, at);
  if (auto cast = dyn_cast<CastOp>(op)) {
    Choice choice{1, 0, {}};
    if (getElementTypeOrSelf(cast.getInput()).isInteger(1)) {
      if (!read(cast.getInput(), at, false, choice.conditions))
        return std::nullopt;
      return choice;
    }
    auto inner = readChoice(cast.getInput(), at);
    if (!inner || getElementTypeOrSelf(value).isInteger(1))
      return std::nullopt;
    inner->chosen = roundTo(getElementTypeOrSelf(value), inner->chosen);
    inner->other = roundTo(getElementTypeOrSelf(value), inner->other);
    return inner;
  }
  if (auto select = dyn_cast<SelectOp>(op))
    return chooseBySelect(select, at);
  if (auto trilu = dyn_cast<TriluOp>(op)) {
    Choice choice;
    if (auto uniform = readUniform(trilu.getInput()))
      choice.chosen = *uniform;
    else if (auto inner = readChoice(trilu.getInput(), at);
             inner &&
             (inner->other == 0 || (inner->chosen == 0 && flip(*inner))))
      choice = *inner;
    else
      return std::nullopt;
    size_t rank = at.size();
    Affine rises = at[rank - 1] - at[rank - 2] +
                   (DimExpr(0) - reader.getShapes().getIndex(trilu.getK()));
    if (!trilu.getUpper())
      rises = rises * DimExpr(-1);
    if (!addPosition(rises, choice.conditions))
      return std::nullopt;
    return choice;
  }
  return chooseByArithmetic(op, at);
}

std::optional<Choice> MaskReader::chooseBySelect(SelectOp select,
                                                 ArrayRef<Affine> at) {
  auto conditionAt =
      reader.ofOperand(select.getCondition(), select.getResult(), at);
  if (!conditionAt)
    return std::nullopt;
  auto whenTrue = readUniform(select.getTrueValue());
  auto whenFalse = readUniform(select.getFalseValue());
  if (whenTrue && whenFalse) {
    Choice choice{*whenTrue, *whenFalse, {}};
    if (!read(select.getCondition(), *conditionAt, false, choice.conditions))
      return std::nullopt;
    return choice;
  }
  if (!whenTrue && !whenFalse)
    return std::nullopt;
  // select(a, select(b, x, y), y) is x where a and b.
  Value inner = whenTrue ? select.getFalseValue() : select.getTrueValue();
  double fallback = whenTrue ? *whenTrue : *whenFalse;
  auto innerAt = reader.ofOperand(inner, select.getResult(), at);
  auto choice = innerAt ? readChoice(inner, *innerAt) : std::nullopt;
  if (!choice || (choice->other != fallback &&
                  (choice->chosen != fallback || !flip(*choice))))
    return std::nullopt;
  if (!read(select.getCondition(), *conditionAt, whenTrue.has_value(),
            choice->conditions))
    return std::nullopt;
  return choice;
}

std::optional<Choice> MaskReader::chooseByArithmetic(Operation *op,
                                                     ArrayRef<Affine> at) {
  Value result = op->getNumResults() == 1 ? op->getResult(0) : Value();
  if (!isa<AddOp, SubOp, MulOp, DivOp, NegOp>(op))
    return std::nullopt;
  Type element = getElementTypeOrSelf(result);
  if (!isa<FloatType>(element) && isa<DivOp>(op))
    return std::nullopt;
  auto apply = [&](double a, double b) {
    double number = isa<AddOp>(op)   ? a + b
                    : isa<SubOp>(op) ? a - b
                    : isa<MulOp>(op) ? a * b
                    : isa<DivOp>(op) ? a / b
                                     : -a;
    return roundTo(element, number);
  };
  auto readOperand = [&](unsigned i) -> std::optional<Choice> {
    auto inner = reader.ofOperand(op->getOperand(i), result, at);
    return inner ? readChoice(op->getOperand(i), *inner) : std::nullopt;
  };
  if (isa<NegOp>(op)) {
    auto choice = readOperand(0);
    if (choice)
      *choice = {apply(choice->chosen, 0), apply(choice->other, 0),
                 choice->conditions};
    return choice;
  }
  for (unsigned i : {0u, 1u}) {
    auto number = readUniform(op->getOperand(i));
    if (!number)
      continue;
    auto choice = readOperand(1 - i);
    if (!choice)
      return std::nullopt;
    for (double *value : {&choice->chosen, &choice->other})
      *value = i == 0 ? apply(*number, *value) : apply(*value, *number);
    return choice;
  }
  // x where a, times y where b, and 0 elsewhere.
  if (!isa<MulOp>(op))
    return std::nullopt;
  auto left = readOperand(0), right = left ? readOperand(1) : std::nullopt;
  for (auto *side : {&left, &right})
    if (!*side ||
        ((*side)->other != 0 && ((*side)->chosen != 0 || !flip(**side))) ||
        !std::isfinite((*side)->chosen))
      return std::nullopt;
  for (const Condition &condition : right->conditions)
    if (!llvm::any_of(left->conditions, [&](const Condition &known) {
          return known.kind == Condition::Position &&
                 condition.kind == Condition::Position &&
                 known.difference == condition.difference;
        }))
      left->conditions.push_back(condition);
  left->chosen = apply(left->chosen, right->chosen);
  return left;
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

std::optional<MaskReader::Band> MaskReader::findBand(Value constant) {
  Attribute key = constant.getDefiningOp<ConstantOp>().getValue();
  if (auto it = bands.find(key); it != bands.end())
    return it->second;
  auto sizes = cast<RankedTensorType>(constant.getType()).getShape();
  SmallVector<unsigned> dims;
  for (auto [d, size] : llvm::enumerate(sizes))
    if (size != 1)
      dims.push_back(d);
  std::optional<Band> result;
  llvm::scope_exit remember([&] { bands[key] = result; });
  auto numbers = dims.size() == 2 ? readConstant(constant) : std::nullopt;
  if (!numbers || numbers->empty())
    return result;
  int64_t rows = sizes[dims[0]], columns = sizes[dims[1]];

  // Each diagonal holds one number, and there are two of them.
  SmallVector<double> diagonals(rows + columns - 1);
  auto diagonal = [&](int64_t i, int64_t j) -> double & {
    return diagonals[j - i + rows - 1];
  };
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) {
      double number = (*numbers)[i * columns + j];
      if (i == 0 || j == 0)
        diagonal(i, j) = number;
      else if (!(diagonal(i, j) == number))
        return result;
    }
  // The first diagonal's number is inside when the last's is not, or else the
  // number between them is.
  double first = diagonals.front(), last = diagonals.back();
  size_t begin = 0, end = diagonals.size();
  Band band;
  band.row = dims[0];
  band.column = dims[1];
  if (first != last) {
    while (diagonals[begin] == first)
      ++begin;
    for (size_t d = begin; d < end; ++d)
      if (diagonals[d] != last)
        return result;
    band.inside = first;
    band.outside = last;
    band.most = int64_t(begin) - rows;
    result = band;
    return result;
  }
  while (begin < end && diagonals[begin] == first)
    ++begin;
  while (end > begin && diagonals[end - 1] == first)
    --end;
  if (begin == end)
    return result;
  for (size_t d = begin; d < end; ++d)
    if (diagonals[d] != diagonals[begin])
      return result;
  band.inside = diagonals[begin];
  band.outside = first;
  band.least = int64_t(begin) - (rows - 1);
  band.most = int64_t(end) - rows;
  result = band;
  return result;
}

std::optional<Choice> MaskReader::chooseByPattern(Value constant,
                                                  ArrayRef<Affine> at) {
  auto band = findBand(constant);
  if (!band)
    return std::nullopt;
  Choice choice{band->inside, band->outside, {}};
  Affine rises = at[band->column] - at[band->row];
  if (band->most && !addPosition(rises * DimExpr(-1) + DimExpr(*band->most),
                                 choice.conditions))
    return std::nullopt;
  if (band->least &&
      !addPosition(rises + DimExpr(-*band->least), choice.conditions))
    return std::nullopt;
  return choice;
}
