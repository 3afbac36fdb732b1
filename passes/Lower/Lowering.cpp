//===- Lowering.cpp - What the lowerings of all families share ------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

Type toroid::getStorageType(Type type) {
  if (isNarrowFloat(type))
    return IntegerType::get(type.getContext(), 8);
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return type;
  return IntegerType::get(type.getContext(), std::max(8u, integer.getWidth()));
}

RankedTensorType toroid::getStorageType(RankedTensorType type) {
  return type.clone(getStorageType(type.getElementType()));
}

Type toroid::getComputeType(Type type) {
  if (type.isF16() || type.isBF16() || isNarrowFloat(type))
    return Float32Type::get(type.getContext());
  if (isa<IntegerType>(type) && !type.isInteger(1))
    return getStorageType(type);
  return type;
}

Value Lowering::fromStorage(Value scalar, Type old) {
  if (old.isInteger(1))
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, scalar,
                                 zero(scalar.getType()));
  if (isNarrowFloat(old))
    return decodeNarrow(b, scalar, cast<FloatType>(old));
  if (isNarrow(old)) {
    Value above = constant(scalar.getType(), 8 - old.getIntOrFloatBitWidth());
    scalar = arith::ShLIOp::create(b, scalar, above);
    if (old.isUnsignedInteger())
      return arith::ShRUIOp::create(b, scalar, above);
    return arith::ShRSIOp::create(b, scalar, above);
  }
  if (getComputeType(old) != scalar.getType())
    return arith::ExtFOp::create(b, getComputeType(old), scalar);
  return scalar;
}

Value Lowering::toStorage(Value scalar, Type old) {
  Type storage = getStorageType(old);
  if (isNarrow(old) && !isNarrowFloat(old)) {
    int64_t mask = (1 << old.getIntOrFloatBitWidth()) - 1;
    return arith::AndIOp::create(b, scalar, constant(storage, mask));
  }
  if (scalar.getType() == storage)
    return scalar;
  if (isNarrowFloat(old))
    return encodeNarrow(b, scalar, cast<FloatType>(old));
  if (old.isInteger(1))
    return arith::ExtUIOp::create(b, storage, scalar);
  return arith::TruncFOp::create(b, storage, scalar);
}

//===----------------------------------------------------------------------===//
// Scalars and sizes
//===----------------------------------------------------------------------===//

Value Lowering::index(int64_t value) {
  return arith::ConstantIndexOp::create(b, value);
}

Value Lowering::index(const DimExpr &expr) {
  return shapes.materializeValue(b, b.getLoc(), expr);
}

OpFoldResult Lowering::size(const DimExpr &expr) {
  return shapes.materialize(b, b.getLoc(), expr);
}

SmallVector<OpFoldResult> Lowering::sizes(ArrayRef<DimExpr> shape) {
  return shapes.materialize(b, b.getLoc(), shape);
}

Value Lowering::constant(Type type, double value) {
  TypedAttr attr = isa<FloatType>(type)
                       ? TypedAttr(b.getFloatAttr(type, value))
                       : TypedAttr(b.getIntegerAttr(type, int64_t(value)));
  return arith::ConstantOp::create(b, attr);
}

Value Lowering::zero(Type type) {
  return arith::ConstantOp::create(b, b.getZeroAttr(type));
}

TypedAttr Lowering::getSplat(Value old) {
  SplatElementsAttr splat;
  if (!matchPattern(old, m_Constant(&splat)))
    return {};
  Type type = splat.getElementType();
  if (isa<FloatType>(type) && !isNarrowFloat(type))
    return FloatAttr::get(type, splat.getSplatValue<APFloat>());
  APInt value = isa<FloatType>(type)
                    ? splat.getSplatValue<APFloat>().bitcastToAPInt()
                    : splat.getSplatValue<APInt>();
  Type storage = getStorageType(type);
  return IntegerAttr::get(storage, value.zext(storage.getIntOrFloatBitWidth()));
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Value Lowering::empty(ArrayRef<DimExpr> shape, Type elementType) {
  return tensor::EmptyOp::create(b, sizes(shape), elementType);
}

Value Lowering::filled(ArrayRef<DimExpr> shape, Value scalar) {
  return linalg::FillOp::create(b, scalar, empty(shape, scalar.getType()))
      .getResult(0);
}

SmallVector<Value>
Lowering::generic(ValueRange inputs, ArrayRef<AffineMap> inputMaps,
                  ValueRange outputs, ArrayRef<AffineMap> outputMaps,
                  unsigned rank, ArrayRef<int64_t> reductions, Body body) {
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  for (int64_t i : reductions)
    iterators[i] = utils::IteratorType::reduction;
  SmallVector<AffineMap> maps(inputMaps);
  llvm::append_range(maps, outputMaps);
  auto op = linalg::GenericOp::create(
      b, outputs.getTypes(), inputs, outputs, maps, iterators,
      [&](OpBuilder &nested, Location, ValueRange arguments) {
        OpBuilder::InsertionGuard guard(b);
        b.restoreInsertionPoint(nested.saveInsertionPoint());
        linalg::YieldOp::create(b, body(arguments));
      });
  return llvm::map_to_vector(op.getResults(), [](Value v) { return v; });
}

Value Lowering::parallel(ValueRange inputs, ArrayRef<AffineMap> maps,
                         ArrayRef<DimExpr> shape, Type elementType,
                         ScalarBody body) {
  AffineMap identity = b.getMultiDimIdentityMap(shape.size());
  return generic(inputs, maps, empty(shape, elementType), identity,
                 shape.size(), {},
                 [&](ValueRange arguments) -> SmallVector<Value> {
                   return {body(arguments)};
                 })
      .front();
}

Value Lowering::transpose(Value tensor, ArrayRef<DimExpr> shape,
                          ArrayRef<int64_t> permutation) {
  return linalg::TransposeOp::create(
             b, tensor, empty(shape, getElementTypeOrSelf(tensor)), permutation)
      .getResult()
      .front();
}

Value Lowering::castTo(Value tensor, RankedTensorType type) {
  return tensor.getType() == type
             ? tensor
             : Value(tensor::CastOp::create(b, type, tensor));
}

/// Splits both shapes into the same number of runs of dims with equal products,
/// as many as there are; the last one takes what is left on either side.
static void matchRuns(ArrayRef<DimExpr> from, ArrayRef<DimExpr> to,
                      SmallVectorImpl<ReassociationIndices> &fromRuns,
                      SmallVectorImpl<ReassociationIndices> &toRuns) {
  auto indices = [](size_t begin, size_t end) {
    return llvm::to_vector<2>(llvm::seq<int64_t>(begin, end));
  };
  size_t i = 0, j = 0;
  while (i < from.size() && j < to.size()) {
    size_t nextI = from.size(), nextJ = to.size();
    DimExpr left = 1;
    for (size_t a = i; a < from.size() && nextI == from.size(); ++a) {
      left = left * from[a];
      DimExpr right = 1;
      for (size_t c = j; c < to.size(); ++c) {
        right = right * to[c];
        if (left == right) {
          nextI = a + 1;
          nextJ = c + 1;
          break;
        }
      }
    }
    // Nothing may be left on one side only.
    if ((nextI == from.size()) != (nextJ == to.size())) {
      nextI = from.size();
      nextJ = to.size();
    }
    fromRuns.push_back(indices(i, nextI));
    toRuns.push_back(indices(j, nextJ));
    i = nextI;
    j = nextJ;
  }
}

Value Lowering::reshape(Value tensor, ArrayRef<DimExpr> from,
                        ArrayRef<DimExpr> to) {
  Type element = getElementTypeOrSelf(tensor);
  auto type = SymbolicShapes::getType(to, element);
  if (from == to)
    return castTo(tensor, type);
  if (llvm::any_of(from, [](const DimExpr &d) { return d.isConstant(0); }) ||
      llvm::any_of(to, [](const DimExpr &d) { return d.isConstant(0); }))
    return empty(to, element);

  // From and to a scalar all dims are 1.
  if (to.empty()) {
    tensor = castTo(tensor, RankedTensorType::get(
                                SmallVector<int64_t>(from.size(), 1), element));
    return tensor::CollapseShapeOp::create(b, type, tensor,
                                           ArrayRef<ReassociationIndices>{});
  }
  if (from.empty()) {
    auto ones =
        RankedTensorType::get(SmallVector<int64_t>(to.size(), 1), element);
    return castTo(tensor::ExpandShapeOp::create(
                      b, ones, tensor, ArrayRef<ReassociationIndices>{}),
                  type);
  }

  SmallVector<ReassociationIndices> fromRuns, toRuns;
  matchRuns(from, to, fromRuns, toRuns);
  if (fromRuns.size() < from.size())
    tensor = tensor::CollapseShapeOp::create(b, tensor, fromRuns);
  if (toRuns.size() == to.size())
    return castTo(tensor, type);
  tensor =
      castTo(tensor, tensor::CollapseShapeOp::inferCollapsedType(type, toRuns));
  return tensor::ExpandShapeOp::create(b, type, tensor, toRuns, sizes(to));
}

//===----------------------------------------------------------------------===//
// Broadcasting
//===----------------------------------------------------------------------===//

AffineMap Lowering::broadcastMap(ArrayRef<DimExpr> from, ArrayRef<DimExpr> to,
                                 SmallVectorImpl<bool> &unknown) {
  SmallVector<AffineExpr> exprs;
  size_t offset = to.size() - from.size();
  for (auto [i, dim] : llvm::enumerate(from)) {
    const DimExpr &target = to[offset + i];
    AffineExpr own = b.getAffineDimExpr(offset + i);
    unknown.push_back(false);
    switch (shapes.align(dim, target)) {
    case SymbolicShapes::Alignment::Equal:
      break;
    case SymbolicShapes::Alignment::LeftOne:
      own = b.getAffineConstantExpr(0);
      break;
    case SymbolicShapes::Alignment::RightOne:
    case SymbolicShapes::Alignment::AssumeEqual:
    case SymbolicShapes::Alignment::Mismatch:
      checkEqual(dim, target, "operands do not broadcast");
      break;
    case SymbolicShapes::Alignment::Unknown:
      // A check earlier in the run may have told.
      unknown.back() = !checkedEqual.count(std::minmax(dim, target));
      break;
    }
    exprs.push_back(own);
  }
  return AffineMap::get(to.size(), 0, exprs, b.getContext());
}

Value Lowering::stretch(Value tensor, ArrayRef<DimExpr> from,
                        ArrayRef<DimExpr> to, ArrayRef<bool> unknown) {
  Shape shape(from);
  SmallVector<Value> isOne(from.size());
  ArrayRef<DimExpr> targets = to.take_back(from.size());
  for (size_t i = 0; i < from.size(); ++i) {
    if (!unknown[i])
      continue;
    shape[i] = targets[i];
    Value own = index(from[i]);
    isOne[i] =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, own, index(1));
    Value same = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, own,
                                       index(targets[i]));
    check(arith::OrIOp::create(b, isOne[i], same), "operands do not broadcast");
  }
  return parallel(
      {}, {}, shape, getElementTypeOrSelf(tensor), [&](ValueRange) -> Value {
        SmallVector<Value> position;
        for (size_t i = 0; i < from.size(); ++i) {
          Value own = linalg::IndexOp::create(b, i);
          if (isOne[i])
            own = arith::SelectOp::create(b, isOne[i], index(0), own);
          position.push_back(own);
        }
        return tensor::ExtractOp::create(b, tensor, position);
      });
}

Lowering::Operand Lowering::broadcast(Value old, ArrayRef<DimExpr> shape) {
  if (TypedAttr splat = getSplat(old)) {
    Shape own = getShape(old);
    SmallVector<bool> unknown;
    broadcastMap(own, shape, unknown);
    // A splat can be read anywhere, if only it fits.
    for (size_t i = 0; i < own.size(); ++i)
      if (unknown[i] && !own[i].isConstant(1))
        checkEqual(own[i], shape[shape.size() - own.size() + i],
                   "operands do not broadcast");
    return {{}, {}, arith::ConstantOp::create(b, splat)};
  }
  Value tensor = getNew(old);
  SmallVector<bool> unknown;
  Shape from = getShape(old);
  AffineMap map = broadcastMap(from, shape, unknown);
  if (llvm::is_contained(unknown, true))
    tensor = stretch(tensor, from, shape, unknown);
  return {tensor, map, {}};
}

Value Lowering::alignTo(Value old, ArrayRef<DimExpr> shape) {
  Value tensor = getNew(old);
  SmallVector<bool> unknown;
  Shape from = getShape(old);
  broadcastMap(from, shape, unknown);
  if (llvm::is_contained(unknown, true))
    tensor = stretch(tensor, from, shape, unknown);
  // What the types tell is 1 stretches; all else is what `shape` says.
  ArrayRef<DimExpr> targets = shape.take_back(from.size());
  Shape own(shape.size() - from.size(), 1);
  for (auto [dim, target] : llvm::zip(from, targets))
    own.push_back(dim.isConstant(1) ? dim : target);
  tensor = castTo(tensor,
                  SymbolicShapes::getType(ArrayRef(own).take_back(from.size()),
                                          getElementTypeOrSelf(tensor)));
  return reshape(tensor, ArrayRef(own).take_back(from.size()), own);
}

Value Lowering::elementwise(Operation *op, ScalarBody body) {
  Value result = op->getResult(0);
  Shape shape = getShape(result);
  SmallVector<Operand> operands;
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (Value old : op->getOperands()) {
    operands.push_back(broadcast(old, shape));
    if (operands.back().tensor) {
      tensors.push_back(operands.back().tensor);
      maps.push_back(operands.back().map);
    }
  }
  return parallel(
      tensors, maps, shape, getStorageType(getElementTypeOrSelf(result)),
      [&](ValueRange arguments) {
        SmallVector<Value> scalars;
        for (auto [i, operand] : llvm::enumerate(operands)) {
          Value scalar = operand.scalar;
          if (!scalar) {
            scalar = arguments.front();
            arguments = arguments.drop_front();
          }
          scalars.push_back(
              fromStorage(scalar, getElementTypeOrSelf(op->getOperand(i))));
        }
        return toStorage(body(scalars), getElementTypeOrSelf(result));
      });
}

//===----------------------------------------------------------------------===//
// Checks at run time
//===----------------------------------------------------------------------===//

static StringRef findName(Location loc) {
  if (auto name = dyn_cast<NameLoc>(loc))
    return name.getName();
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      if (StringRef name = findName(part); !name.empty())
        return name;
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return findName(call.getCallee());
  return {};
}

std::string toroid::describeNode(Operation *op) {
  StringRef name = findName(op->getLoc());
  if (name.empty())
    return op->getName().getStringRef().str();
  return ("node '" + name + "'").str();
}

void Lowering::check(Value condition, StringRef what) {
  cf::AssertOp::create(b, condition, describeNode(current) + ": " + what.str());
}

void Lowering::checkEqual(const DimExpr &x, const DimExpr &y, StringRef what) {
  if (x == y || !checkedEqual.insert(std::minmax(x, y)).second)
    return;
  check(arith::CmpIOp::create(b, arith::CmpIPredicate::eq, index(x), index(y)),
        what);
}

void Lowering::checkAtLeast(const DimExpr &x, const DimExpr &y, StringRef what,
                            std::optional<DimExpr> unless) {
  if (shapes.isPositive(x - y + 1) || (unless && unless->isConstant(0)) ||
      !checkedAtLeast.insert({x, y, unless.value_or(1)}).second)
    return;
  Value fits =
      arith::CmpIOp::create(b, arith::CmpIPredicate::sge, index(x), index(y));
  if (unless && !unless->getConstant()) {
    Value isZero = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                         index(*unless), index(0));
    fits = arith::OrIOp::create(b, fits, isZero);
  }
  check(fits, what);
}

void Lowering::checkSizes(ArrayRef<DimExpr> shape) {
  for (const DimExpr &dim : shape)
    checkAtLeast(dim, 0, "a size is negative");
}

//===----------------------------------------------------------------------===//
// Driving
//===----------------------------------------------------------------------===//

Lowering::Lowering(func::FuncOp func) : b(func.getLoc(), func), func(func) {}

Value Lowering::getNew(Value old) {
  auto it = map.find(old);
  return it == map.end() ? old : it->second;
}

Value Lowering::fit(Value value, Value old) {
  return castTo(value, SymbolicShapes::getType(getShape(old),
                                               getElementTypeOrSelf(value)));
}

LogicalResult Lowering::run() {
  if (!func.getBody().hasOneBlock())
    return func.emitOpError("has control flow between blocks, which cannot be "
                            "lowered");
  Block &body = func.getBody().front();
  b.setInsertionPointToStart(&body);
  for (BlockArgument argument : body.getArguments()) {
    if (!isa<RankedTensorType>(argument.getType()))
      return func.emitOpError("has an argument of type ")
             << argument.getType() << "; only ranked tensors can be lowered";
    changeType(argument);
  }
  if (failed(lowerBlock(body)))
    return failure();

  convertSignature();
  finishTypes();
  // What stays reads sizes and elements of new values.
  for (auto [oldValue, newValue] : map)
    oldValue.replaceUsesWithIf(newValue, [&](OpOperand &use) {
      return isa<tensor::DimOp, tensor::ExtractOp>(use.getOwner());
    });
  for (Operation *op : llvm::reverse(dead))
    op->erase();
  return success();
}

LogicalResult Lowering::lowerBlock(Block &block) {
  SmallVector<Operation *> ops;
  for (Operation &op : block)
    if (!isa<UnrealizedConversionCastOp>(op))
      ops.push_back(&op);
  for (Operation *op : ops) {
    current = op;
    b.setLoc(op->getLoc());
    b.setInsertionPoint(op);
    if (failed(lower(op)))
      return failure();
  }
  return success();
}

LogicalResult Lowering::lower(Operation *op) {
  if (!isa<ToroidDialect>(op->getDialect()))
    return lowerOther(op);
  for (auto family :
       {lowerElementwise, lowerMovement, lowerIndexing, lowerReduction,
        lowerContraction, lowerRotary, lowerData, lowerWindows})
    if (Lowered results = family(*this, op); !results.empty()) {
      for (auto [old, result] : llvm::zip_equal(op->getResults(), results))
        map[old] = result;
      dead.push_back(op);
      return success();
    }
  return op->emitOpError("cannot be lowered");
}

Lowered Lowering::lowerParts(Decomposable op) {
  Block *block = op->getBlock();
  Operation *before = op->getPrevNode();
  OpBuilder builder(op);
  SmallVector<Value> results = op.decompose(builder, shapes);
  auto begin = before ? std::next(before->getIterator()) : block->begin();
  SmallVector<Operation *> parts;
  for (Operation &part : llvm::make_range(begin, op->getIterator()))
    parts.push_back(&part);
  for (Operation *part : parts) {
    b.setInsertionPoint(part);
    if (failed(lower(part)))
      return {};
  }
  b.setInsertionPoint(op);
  Lowered lowered;
  for (auto [old, result] : llvm::zip_equal(op->getResults(), results))
    lowered.push_back(fit(getNew(result), old));
  return lowered;
}

/// Ops of other dialects stay unless they hold tensors whose storage changes.
LogicalResult Lowering::lowerOther(Operation *op) {
  if (isa<scf::IfOp, scf::ForOp, scf::WhileOp>(op))
    return lowerHandingOn(op);
  // Whoever holds the region has seen to it.
  if (isa<scf::YieldOp, scf::ConditionOp>(op))
    return success();
  if (auto select = dyn_cast<arith::SelectOp>(op);
      select && isa<RankedTensorType>(select.getType()) &&
      select.getCondition().getType().isInteger(1))
    return lowerSelect(select);
  if (op->getNumRegions() > 0)
    return op->emitOpError("holds a region, which cannot be lowered");
  if (auto ret = dyn_cast<func::ReturnOp>(op)) {
    for (OpOperand &operand : ret->getOpOperands()) {
      auto type = cast<RankedTensorType>(operand.get().getType());
      operand.set(castTo(getNew(operand.get()), getStorageType(type)));
    }
    return success();
  }
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    Type old = getElementTypeOrSelf(extract.getTensor());
    if (getStorageType(old) == old)
      return success();
    Value scalar = tensor::ExtractOp::create(b, getNew(extract.getTensor()),
                                             extract.getIndices());
    Value result = fromStorage(scalar, old);
    // Arithmetic has no unsigned types: only bool can have users here.
    extract.getResult().replaceAllUsesWith(result);
    dead.push_back(op);
    return success();
  }
  if (auto build = dyn_cast<tensor::FromElementsOp>(op)) {
    Type old = getElementTypeOrSelf(build.getResult());
    if (getStorageType(old) == old)
      return success();
    SmallVector<Value> elements;
    for (Value element : build.getElements())
      elements.push_back(toStorage(element, old));
    map[build.getResult()] = tensor::FromElementsOp::create(
        b, getStorageType(build.getResult().getType()), elements);
    dead.push_back(op);
    return success();
  }
  if (auto cast = dyn_cast<tensor::CastOp>(op)) {
    // Types here say what symbolic shapes say; a use that wants less static
    // ones gets its own cast.
    Shape from = getShape(cast.getSource()), to = getShape(cast.getResult());
    for (auto [a, c] : llvm::zip(from, to))
      checkEqual(a, c, "a tensor has another size than declared");
    map[cast.getResult()] =
        castTo(getNew(cast.getSource()),
               SymbolicShapes::getType(
                   to, getStorageType(getElementTypeOrSelf(cast.getSource()))));
    dead.push_back(op);
    return success();
  }
  if (auto empty = dyn_cast<tensor::EmptyOp>(op)) {
    map[empty.getResult()] = this->empty(
        getShape(empty), getStorageType(getElementTypeOrSelf(empty)));
    dead.push_back(op);
    return success();
  }
  // The copy with which a loop starts whose turns change its size.
  if (auto alloc = dyn_cast<bufferization::AllocTensorOp>(op);
      alloc && alloc.getCopy()) {
    auto type = getStorageType(cast<RankedTensorType>(alloc.getType()));
    map[alloc.getResult()] = bufferization::AllocTensorOp::create(
        b, type, ValueRange(), castTo(getNew(alloc.getCopy()), type));
    dead.push_back(op);
    return success();
  }
  // A branch between tensors that are there already.
  if (auto select = dyn_cast<arith::SelectOp>(op);
      select && isa<RankedTensorType>(select.getType())) {
    Value result = select.getResult();
    auto type = SymbolicShapes::getType(
        getShape(result), getStorageType(getElementTypeOrSelf(result)));
    map[result] = arith::SelectOp::create(
        b, select.getCondition(), castTo(getNew(select.getTrueValue()), type),
        castTo(getNew(select.getFalseValue()), type));
    dead.push_back(op);
    return success();
  }
  if (isa<tensor::DimOp>(op))
    return success();
  // Whatever else there is must have nothing to do with tensors.
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  if (llvm::any_of(op->getOperandTypes(), isTensor) ||
      llvm::any_of(op->getResultTypes(), isTensor))
    return op->emitOpError("cannot be lowered");
  return success();
}

void Lowering::convertSignature() {
  Builder builder(func.getContext());
  auto typeName = builder.getStringAttr("toroid.type");
  SmallVector<Type> arguments, results;
  for (auto [i, argument] : llvm::enumerate(func.getArguments())) {
    auto type = cast<RankedTensorType>(argument.getType());
    if (getStorageType(type) != type) {
      func.setArgAttr(i, typeName, TypeAttr::get(type));
      argument.setType(getStorageType(type));
    }
    arguments.push_back(argument.getType());
  }
  for (auto [i, result] : llvm::enumerate(func.getResultTypes())) {
    auto type = cast<RankedTensorType>(result);
    if (getStorageType(type) != type)
      func.setResultAttr(i, typeName, TypeAttr::get(type));
    results.push_back(getStorageType(type));
  }
  func.setType(builder.getFunctionType(arguments, results));
}
