//===- LowerControlFlow.cpp - Branches and loops --------------------------===//
//
// These stay and keep their blocks; what is in the blocks is lowered in place.
//
//===----------------------------------------------------------------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

/// Lets an argument, or a result, change its type at the end to the one in
/// which it is stored.
void Lowering::changeType(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointAfterValue(value);
  RankedTensorType storage = getStorageType(type);
  Value now = value;
  if (storage != type) {
    standIns.push_back(UnrealizedConversionCastOp::create(b, TypeRange(storage),
                                                          ValueRange(value)));
    now = standIns.back().getResult(0);
  }
  // More may be known of an argument of a loop than its type tells.
  auto known =
      SymbolicShapes::getType(getShape(value), storage.getElementType());
  now = castTo(now, known);
  if (now != value)
    map[value] = now;
}

void Lowering::finishTypes() {
  llvm::DenseMap<Value, Value> originals;
  for (auto standIn : standIns)
    originals[standIn.getResult(0)] = standIn.getOperand(0);
  for (auto &entry : map)
    if (Value original = originals.lookup(entry.second))
      entry.second = original;
  for (auto standIn : standIns) {
    Value value = standIn.getOperand(0);
    value.setType(standIn.getResult(0).getType());
    standIn.getResult(0).replaceAllUsesWith(value);
    standIn.erase();
  }
}

/// Whether `value` is what becomes of `place` when it is written.
static bool isWrittenTo(Value value, Value place) {
  while (value != place) {
    Operation *op = value.getDefiningOp();
    if (!op)
      return false;
    if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
      value = insert.getDest();
    else if (auto insert = dyn_cast<tensor::InsertOp>(op))
      value = insert.getDest();
    else if (auto conversion = dyn_cast<tensor::CastOp>(op))
      value = conversion.getSource();
    else if (auto loop = dyn_cast<scf::ForOp>(op))
      value = loop.getInitArgs()[cast<OpResult>(value).getResultNumber()];
    else
      return false;
  }
  return true;
}

/// Makes a terminator hand on the new value, for `target` of an old type; in
/// `place`, if there is one.
void Lowering::handOn(OpOperand &operand, Value target, Value place) {
  auto type = dyn_cast<RankedTensorType>(target.getType());
  if (!type)
    return;
  Operation *op = operand.getOwner();
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(op);
  Value value = getNew(operand.get());
  if (place && !isWrittenTo(value, place)) {
    value = castTo(value, cast<RankedTensorType>(place.getType()));
    value = bufferization::MaterializeInDestinationOp::create(
                b, b.getLoc(), place.getType(), value, place)
                .getResult();
  }
  operand.set(castTo(value, getStorageType(type)));
}

/// Makes a branch hand on a copy of what it takes from outside. A choice
/// between such values would become an elementwise select in upstream's hands,
/// which takes both for tensors of one size.
void Lowering::copyFromOutside(OpOperand &operand, Operation *branch) {
  Value value = operand.get();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || branch->isAncestor(value.getParentBlock()->getParentOp()))
    return;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(operand.getOwner());
  operand.set(bufferization::AllocTensorOp::create(b, b.getLoc(), type,
                                                   ValueRange(), value));
}

/// A choice between tensors: what is left of branches that compute nothing.
LogicalResult Lowering::lowerSelect(arith::SelectOp op) {
  auto element =
      getStorageType(cast<RankedTensorType>(op.getType())).getElementType();
  RankedTensorType type =
      SymbolicShapes::getType(getShape(op.getResult()), element);
  auto branch = scf::IfOp::create(b, b.getLoc(), TypeRange(type),
                                  op.getCondition(), /*withElseRegion=*/true);
  auto give = [&](OpBuilder inside, Value value) {
    // The copy is of the value's own size, whatever is known of the result's.
    Value own = getNew(value);
    Value copy = bufferization::AllocTensorOp::create(
        inside, b.getLoc(), cast<RankedTensorType>(own.getType()), ValueRange(),
        own);
    if (own.getType() != type)
      copy = tensor::CastOp::create(inside, b.getLoc(), type, copy);
    scf::YieldOp::create(inside, b.getLoc(), copy);
  };
  give(branch.getThenBodyBuilder(), op.getTrueValue());
  give(branch.getElseBodyBuilder(), op.getFalseValue());
  map[op.getResult()] = branch.getResult(0);
  dead.push_back(op);
  return success();
}

/// Lowers what is in `region`. What is checked there is not known outside.
LogicalResult Lowering::lowerRegion(Region &region) {
  auto equal = checkedEqual;
  auto atLeast = checkedAtLeast;
  LogicalResult result = lowerBlock(region.front());
  checkedEqual = std::move(equal);
  checkedAtLeast = std::move(atLeast);
  return result;
}

LogicalResult Lowering::lowerHandingOn(Operation *op) {
  // All facts first: they read the operands that are about to change.
  auto learn = [&](ValueRange values) {
    for (Value value : values)
      if (isa<RankedTensorType>(value.getType()))
        getShape(value);
  };
  learn(op->getResults());
  for (Region &region : op->getRegions()) {
    learn(region.getArguments());
    learn(region.front().getTerminator()->getOperands());
  }
  auto enter = [&](MutableOperandRange inits, ValueRange arguments) {
    for (auto [init, argument] : llvm::zip(inits, arguments))
      handOn(init, argument);
    for (Value argument : arguments)
      changeType(argument);
  };
  /// A turn leaves the next what it has found, unless sizes change.
  auto leave = [&](OpOperand &operand, Value argument, Value found) {
    bool isSame = isa<RankedTensorType>(found.getType()) &&
                  getShape(operand.get()) == getShape(argument) &&
                  getShape(found) == getShape(argument);
    handOn(operand, argument, isSame ? getNew(found) : Value());
  };

  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    enter(loop.getInitArgsMutable(), loop.getRegionIterArgs());
    if (failed(lowerRegion(loop.getRegion())))
      return failure();
    Operation *yield = loop.getBody()->getTerminator();
    for (auto [operand, argument] :
         llvm::zip(yield->getOpOperands(), loop.getRegionIterArgs()))
      leave(operand, argument, argument);
  } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    scf::ConditionOp condition = loop.getConditionOp();
    enter(loop.getInitsMutable(), loop.getBeforeArguments());
    SmallVector<Value> passed(condition.getArgs());
    if (failed(lowerRegion(loop.getBefore())))
      return failure();
    for (auto [operand, argument] :
         llvm::zip(condition.getArgsMutable(), loop.getAfterArguments()))
      handOn(operand, argument);
    for (Value argument : loop.getAfterArguments())
      changeType(argument);
    if (failed(lowerRegion(loop.getAfter())))
      return failure();
    for (auto [operand, argument] :
         llvm::zip(loop.getYieldOp().getResultsMutable(),
                   loop.getBeforeArguments())) {
      auto *it = llvm::find(passed, argument);
      Value found = it == passed.end()
                        ? Value(argument)
                        : loop.getAfterArguments()[it - passed.begin()];
      if (it == passed.end())
        handOn(operand, argument);
      else
        leave(operand, argument, found);
    }
  } else {
    // A result whose size is known ahead has one place for both branches.
    auto branch = cast<scf::IfOp>(op);
    SmallVector<Value> places;
    for (OpResult result : branch.getResults()) {
      unsigned i = result.getResultNumber();
      auto type = dyn_cast<RankedTensorType>(result.getType());
      bool isKnown =
          type &&
          getShape(branch.thenYield().getOperand(i)) == getShape(result) &&
          getShape(branch.elseYield().getOperand(i)) == getShape(result);
      b.setInsertionPoint(op);
      places.push_back(isKnown ? empty(getShape(result),
                                       getStorageType(type.getElementType()))
                               : Value());
    }
    for (Region *region : {&branch.getThenRegion(), &branch.getElseRegion()})
      if (!region->empty() && failed(lowerRegion(*region)))
        return failure();
    for (OpResult result : branch.getResults()) {
      unsigned i = result.getResultNumber();
      for (scf::YieldOp yield : {branch.thenYield(), branch.elseYield()}) {
        OpOperand &operand = yield->getOpOperand(i);
        handOn(operand, result, places[i]);
        if (!places[i])
          copyFromOutside(operand, branch);
      }
    }
  }
  for (Value result : op->getResults())
    changeType(result);
  return success();
}
