//===- LinearReader.cpp - What makes a linear layer -----------------------===//

#include "passes/Fusion/LinearReader.h"

using namespace mlir;
using namespace toroid;

Activation toroid::getActivation(Operation *op) {
  if (isa<ReluOp>(op))
    return Activation::Relu;
  if (isa<SiluOp>(op))
    return Activation::Silu;
  if (auto gelu = dyn_cast<GeluOp>(op))
    for (Activation activation :
         {Activation::GeluErf, Activation::GeluTanh, Activation::GeluSigmoid})
      if (getGeluForm(activation) == gelu.getForm())
        return activation;
  return Activation::None;
}

/// Whether `value` is the same in every run; `depth` bounds the search.
static bool isConstant(Value value, unsigned depth = 8) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0 || !isPure(op) || op->getNumRegions() != 0)
    return false;
  if (op->getNumOperands() == 0)
    return op->hasTrait<OpTrait::ConstantLike>();
  return llvm::all_of(op->getOperands(), [&](Value operand) {
    return isConstant(operand, depth - 1);
  });
}

static std::string typeOf(Value value) {
  std::string text;
  llvm::raw_string_ostream(text) << value.getType();
  return text;
}

bool LinearReader::leave(Operation *op, const FusionPredicate &predicate,
                         std::string found) {
  untaken.push_back({op, &predicate, std::move(found)});
  return false;
}

bool LinearReader::isFollower(Operation *op) const {
  return isa<AddOp>(op) || getActivation(op) != Activation::None;
}

bool LinearReader::take(Operation *op) {
  if (control.isOff(FusionKind::Linear, op))
    return leave(op, predicate::AnyIsOn);
  for (Operation *reshape : reshapes)
    site.cover(reshape);
  reshapes.clear();
  site.cover(op);
  parts.result = current = op->getResult(0);
  parts.numColumnDims = numColumnDims;
  return true;
}

/// Reads on where the columns stay together: as the last dim, or as the last
/// dims.
bool LinearReader::readReshape(Value reshaped) {
  DimExpr columns = shapes.getShape(parts.product.getResult()).back();
  Shape shape = shapes.getShape(reshaped);
  for (unsigned count = 1; count < shape.size(); ++count)
    if (getProduct(ArrayRef(shape).take_back(count)) == columns) {
      reshapes.push_back(reshaped.getDefiningOp());
      current = reshaped;
      numColumnDims = count;
      return true;
    }
  return false;
}

bool LinearReader::readActivation(Operation *op, Value input) {
  if (parts.activation != Activation::None || parts.residual)
    return leave(op, predicate::LinearOrder);
  if (!take(op))
    return false;
  parts.activation = getActivation(op);
  return true;
}

/// Whether `term` varies along the columns only.
bool LinearReader::isBias(Value term) const {
  Shape own = shapes.getShape(term), full = shapes.getShape(current);
  if (own.size() > full.size())
    return false;
  auto isOne = [](const DimExpr &dim) { return dim.isConstant(1); };
  if (llvm::all_of(own, isOne))
    return true;
  if (own.size() < numColumnDims)
    return false;
  return llvm::all_of(ArrayRef(own).drop_back(numColumnDims), isOne) &&
         ArrayRef(own).take_back(numColumnDims) ==
             ArrayRef(full).take_back(numColumnDims);
}

bool LinearReader::readTerm(AddOp add, Value sum) {
  Value term = add.getLhs() == sum ? add.getRhs() : add.getLhs();
  Shape full = shapes.getShape(sum);
  bool keepsShape = shapes.getShape(add.getResult()) == full;
  bool asBias = keepsShape && isBias(term);
  bool asResidual = keepsShape && shapes.getShape(term) == full;
  if (!asBias && !asResidual)
    return leave(add, predicate::LinearTermShape,
                 typeOf(term) + " added to " + typeOf(sum));
  bool hasBias = parts.bias || parts.activation != Activation::None;
  asBias = asBias && !hasBias && !parts.residual;
  if (!asBias && (!asResidual || parts.residual))
    return leave(add, predicate::LinearOrder);
  if (!take(add))
    return false;
  (asBias ? parts.bias : parts.residual) = term;
  return true;
}

/// Reads one op more; false at the end.
bool LinearReader::step() {
  if (parts.residual)
    return false;
  if (!current.hasOneUse()) {
    for (Operation *user : current.getUsers())
      if (isFollower(user))
        leave(user, predicate::LinearSingleReader, describeReaders(current));
    return false;
  }
  Operation *user = *current.user_begin();
  if (isa<ReshapeOp>(user))
    // What is stored by columns has no rows to be split.
    return !parts.product.getTransposeLhs() && readReshape(user->getResult(0));
  if (auto add = dyn_cast<AddOp>(user))
    return readTerm(add, current);
  return getActivation(user) != Activation::None &&
         readActivation(user, current);
}

bool LinearReader::read() {
  MatMulOp product = parts.product;
  Value weight = product.getRhs();
  if (!site.require(isConstant(weight), predicate::LinearConstantWeight,
                    [&] { return describeSource(weight); }))
    return false;
  auto type = cast<RankedTensorType>(weight.getType());
  auto input = cast<RankedTensorType>(product.getLhs().getType());
  bool isMatrix = type.getRank() <= input.getRank() &&
                  llvm::all_of(type.getShape().drop_back(2),
                               [](int64_t size) { return size == 1; });
  if (!site.require(isMatrix, predicate::LinearOneMatrix,
                    [&] { return typeOf(weight); }))
    return false;
  current = parts.result;
  while (step()) {
  }
  return true;
}
