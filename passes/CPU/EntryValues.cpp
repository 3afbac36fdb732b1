//===- EntryValues.cpp - Sizes as functions of the inputs' dims -----------===//

#include "passes/CPU/EntryValues.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace toroid;

EntryValues::EntryValues(func::FuncOp main)
    : main(main), builder(main.getContext()) {
  builder.setInsertionPointToStart(&main.getBody().front());
}

Value EntryValues::add(Operation *op, ValueRange operands) {
  IRMapping mapping;
  mapping.map(op->getOperands(), operands);
  Operation *copy = op->cloneWithoutRegions(mapping);
  for (Operation *other : ops)
    if (OperationEquivalence::isEquivalentTo(
            other, copy, OperationEquivalence::IgnoreLocations)) {
      copy->destroy();
      return other->getResult(0);
    }
  builder.insert(copy);
  ops.push_back(copy);
  return copy->getResult(0);
}

/// Inserts `op` through `add` and drops it.
Value EntryValues::build(Operation *op) {
  SmallVector<Value> operands(op->getOperands());
  Value result = add(op, operands);
  op->destroy();
  return result;
}

/// Makes an operation that is in no block yet.
template <typename OpTy, typename... Args>
static Operation *detached(MLIRContext *context, Location loc, Args &&...args) {
  OpBuilder b(context);
  return OpTy::create(b, loc, std::forward<Args>(args)...);
}

Value EntryValues::constant(int64_t value) {
  return build(detached<arith::ConstantIndexOp>(builder.getContext(),
                                                main.getLoc(), value));
}

Value EntryValues::mul(Value a, Value b) {
  return build(
      detached<arith::MulIOp>(builder.getContext(), main.getLoc(), a, b));
}

Value EntryValues::add(Value a, Value b) {
  return build(
      detached<arith::AddIOp>(builder.getContext(), main.getLoc(), a, b));
}

Value EntryValues::max(Value a, Value b) {
  if (a == b)
    return a;
  return build(
      detached<arith::MaxSIOp>(builder.getContext(), main.getLoc(), a, b));
}

Value EntryValues::ceilDiv(Value a, Value b) {
  Value last = build(detached<arith::SubIOp>(builder.getContext(),
                                             main.getLoc(), b, constant(1)));
  return build(detached<arith::DivSIOp>(builder.getContext(), main.getLoc(),
                                        add(a, last), b));
}

Value EntryValues::align(Value size) {
  Value up = add(size, constant(arenaAlignment - 1));
  return build(detached<arith::AndIOp>(builder.getContext(), main.getLoc(), up,
                                       constant(-arenaAlignment)));
}

Value EntryValues::getDim(Value memref, int64_t dim) {
  auto type = cast<MemRefType>(memref.getType());
  if (!type.isDynamicDim(dim))
    return constant(type.getDimSize(dim));
  auto dynamicDim = [&](ValueRange sizes) {
    return get(sizes[type.getDynamicDimIndex(dim)]);
  };
  if (auto argument = dyn_cast<BlockArgument>(memref)) {
    if (argument.getOwner() != &main.getBody().front())
      return {};
    return build(detached<memref::DimOp>(builder.getContext(), main.getLoc(),
                                         argument, constant(dim)));
  }
  Operation *op = memref.getDefiningOp();
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    return dynamicDim(alloc.getDynamicSizes());
  if (auto view = dyn_cast<memref::ViewOp>(op))
    return dynamicDim(view.getSizes());
  if (auto expand = dyn_cast<memref::ExpandShapeOp>(op))
    return dynamicDim(expand.getOutputShape());
  if (auto cast = dyn_cast<memref::CastOp>(op))
    return isa<MemRefType>(cast.getSource().getType())
               ? getDim(cast.getSource(), dim)
               : Value();
  if (auto cast = dyn_cast<memref::ReinterpretCastOp>(op))
    return dynamicDim(cast.getSizes());
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op)) {
    Value size = constant(1);
    for (int64_t source : collapse.getReassociationIndices()[dim]) {
      Value factor = getDim(collapse.getSrc(), source);
      if (!factor)
        return {};
      size = mul(size, factor);
    }
    return size;
  }
  if (auto subview = dyn_cast<memref::SubViewOp>(op)) {
    llvm::SmallBitVector dropped = subview.getDroppedDims();
    int64_t kept = -1;
    for (auto [i, size] : llvm::enumerate(subview.getMixedSizes())) {
      if (dropped[i] || ++kept != dim)
        continue;
      if (auto value = dyn_cast<Value>(size))
        return get(value);
    }
  }
  return {};
}

Value EntryValues::get(Value value) {
  if (Value found = known.lookup(value))
    return found;
  Operation *op = value.getDefiningOp();
  if (!op)
    return {};
  Value result;
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    std::optional<int64_t> index = dim.getConstantIndex();
    auto type = dyn_cast<MemRefType>(dim.getSource().getType());
    if (index && type && *index >= 0 && *index < type.getRank())
      result = getDim(dim.getSource(), *index);
  } else if (isa_and_nonnull<arith::ArithDialect>(op->getDialect()) &&
             op->getNumResults() == 1 && op->getNumRegions() == 0) {
    // Divisions by zero are made harmless later, for all of arith.
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      operands.push_back(get(operand));
      if (!operands.back())
        return {};
    }
    result = add(op, operands);
  }
  if (result)
    known[value] = result;
  return result;
}

int64_t EntryValues::estimate(Value value) {
  if (auto it = estimates.find(value); it != estimates.end())
    return it->second;
  // Results stay far from overflow, whatever the model says.
  constexpr int64_t limit = int64_t(1) << 40;
  int64_t result = 128;
  if (Operation *op = value.getDefiningOp()) {
    SmallVector<int64_t> operands;
    for (Value operand : op->getOperands())
      operands.push_back(
          isa<MemRefType>(operand.getType()) ? 0 : estimate(operand));
    if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
      if (auto attribute = dyn_cast<IntegerAttr>(constant.getValue()))
        result = attribute.getValue().getSExtValue();
    } else if (isa<arith::MulIOp>(op)) {
      double product = double(operands[0]) * double(operands[1]);
      result = product > double(limit) ? limit : operands[0] * operands[1];
    } else if (isa<arith::AddIOp>(op)) {
      result = operands[0] + operands[1];
    } else if (isa<arith::SubIOp>(op)) {
      result = operands[0] - operands[1];
    } else if (isa<arith::MaxSIOp>(op)) {
      result = std::max(operands[0], operands[1]);
    } else if (isa<arith::MinSIOp>(op)) {
      result = std::min(operands[0], operands[1]);
    } else if (isa<arith::AndIOp>(op)) {
      result = operands[0] & operands[1];
    } else if (isa<arith::DivSIOp, arith::DivUIOp>(op)) {
      result = operands[1] > 0 ? operands[0] / operands[1] : operands[0];
    } else if (isa<arith::IndexCastOp>(op)) {
      result = operands[0];
    }
  }
  result = std::clamp(result, -limit, limit);
  estimates[value] = result;
  return result;
}

func::FuncOp EntryValues::createSizeFunction(StringRef name, Value total) {
  SmallVector<Type> inputs;
  for (BlockArgument argument : main.getArguments())
    inputs.push_back(argument.getType());
  OpBuilder b(main);
  Location loc = main.getLoc();
  Type i64 = b.getI64Type();
  auto function = func::FuncOp::create(
      b, loc, name, b.getFunctionType(inputs, TypeRange{i64}));
  function.setPrivate();
  Block *body = function.addEntryBlock();
  b.setInsertionPointToStart(body);

  IRMapping mapping;
  mapping.map(main.getArguments(), body->getArguments());
  Value bad = arith::ConstantIntOp::create(b, loc, 0, 1);
  Value zero = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(0));
  auto reject = [&](Value condition) {
    bad = arith::OrIOp::create(b, loc, bad, condition);
  };
  auto cast = [&](Value value, Type type) -> Value {
    if (value.getType() == type)
      return value;
    return arith::IndexCastOp::create(b, loc, type, value);
  };
  auto isNegative = [&](Value value) -> Value {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, value,
                                 zero);
  };
  for (Operation *op : ops) {
    bool isIndex = op->getResult(0).getType().isIndex() ||
                   op->getResult(0).getType() == i64;
    if (isa<arith::MulIOp>(op) && isIndex) {
      // The high half repeats the sign of the low one when nothing is lost.
      auto product = arith::MulSIExtendedOp::create(
          b, loc, cast(mapping.lookup(op->getOperand(0)), i64),
          cast(mapping.lookup(op->getOperand(1)), i64));
      Value sign = arith::ShRSIOp::create(
          b, loc, product.getLow(),
          arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(63)));
      reject(arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne,
                                   product.getHigh(), sign));
      mapping.map(op->getResult(0),
                  cast(product.getLow(), op->getResult(0).getType()));
      continue;
    }
    Operation *copy = b.clone(*op, mapping);
    if (isa<arith::AddIOp>(op) && isIndex) {
      // The sum's sign differs from both operands' when it overflows.
      Value x = cast(copy->getOperand(0), i64);
      Value y = cast(copy->getOperand(1), i64);
      Value sum = cast(copy->getResult(0), i64);
      Value flip =
          arith::AndIOp::create(b, loc, arith::XOrIOp::create(b, loc, x, sum),
                                arith::XOrIOp::create(b, loc, y, sum));
      reject(isNegative(flip));
    }
  }
  Value size = cast(mapping.lookup(total), i64);
  reject(isNegative(size));
  Value none = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(-1));
  Value result = arith::SelectOp::create(b, loc, bad, none, size);
  func::ReturnOp::create(b, loc, result);
  return function;
}
