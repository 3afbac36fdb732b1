//===- SymbolicFacts.cpp - What is known of values ------------------------===//

#include "dialects/Toroid/DimText.h"
#include "dialects/Toroid/SymbolicShapes.h"
#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace toroid;

Shape SymbolicShapes::getShape(Value tensor) {
  if (auto it = shapes.find(tensor); it != shapes.end())
    return it->second;
  Shape shape = computeShape(tensor);
  shapes[tensor] = shape;
  return shape;
}

/// The dynamic dim that is called `name`, among those of a function's
/// arguments.
static std::optional<std::pair<BlockArgument, unsigned>>
findDim(func::FuncOp func, StringRef name) {
  for (BlockArgument argument : func.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    auto names = func.getArgAttrOfType<ArrayAttr>(
        argument.getArgNumber(), ToroidDialect::getDimsAttrName());
    if (!type || !names)
      continue;
    for (auto [i, entry] : llvm::enumerate(names))
      if (auto text = dyn_cast<StringAttr>(entry);
          text && text.getValue() == name &&
          static_cast<int64_t>(i) < type.getRank() && type.isDynamicDim(i))
        return std::pair(argument, static_cast<unsigned>(i));
  }
  return std::nullopt;
}

/// The branch or loop that hands `tensor` on, in or out of its regions.
static Operation *getHandingOn(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  if (auto argument = dyn_cast<BlockArgument>(tensor))
    op = argument.getOwner()->getParentOp();
  return isa_and_present<scf::IfOp, scf::ForOp, scf::WhileOp>(op) ? op
                                                                  : nullptr;
}

/// `shape`, of a value inside of `op`, as what is known of `result`.
Shape SymbolicShapes::getOutside(Value result, ArrayRef<DimExpr> shape,
                                 Operation *op) {
  Shape outside;
  for (auto [i, dim] : llvm::enumerate(shape))
    outside.push_back(isAvailableOutside(dim, op) ? dim
                                                  : unknownDim(result, i));
  return outside;
}

Shape SymbolicShapes::computeHandedOn(Value tensor, Operation *op) {
  auto branch = dyn_cast<scf::IfOp>(op);
  if (!branch) {
    solveLoop(op);
    return shapes.lookup(tensor);
  }
  unsigned i = cast<OpResult>(tensor).getResultNumber();
  Shape then = getShape(branch.thenYield().getOperand(i));
  Shape otherwise = getShape(branch.elseYield().getOperand(i));
  Shape shape;
  for (auto [d, a, c] : llvm::enumerate(then, otherwise))
    shape.push_back(a == c ? a : unknownDim(tensor, d));
  return getOutside(tensor, shape, op);
}

/// Finds the shapes of what a loop carries: those that it starts with, unless
/// that leads to others.
void SymbolicShapes::solveLoop(Operation *op) {
  struct Carried {
    Value argument, next;
    Shape shape;
  };
  std::vector<Carried> carried;
  auto add = [&](ValueRange inits, ValueRange arguments, ValueRange next) {
    for (auto [init, argument, value] : llvm::zip(inits, arguments, next))
      if (isa<RankedTensorType>(argument.getType()))
        carried.push_back({argument, value, getShape(init)});
  };
  auto loop = dyn_cast<scf::ForOp>(op);
  auto whileLoop = dyn_cast<scf::WhileOp>(op);
  if (loop)
    add(loop.getInitArgs(), loop.getRegionIterArgs(), loop.getYieldedValues());
  else
    add(whileLoop.getInits(), whileLoop.getBeforeArguments(),
        whileLoop.getYieldedValues());

  bool isStable = false;
  while (!isStable) {
    auto shapesBefore = shapes;
    auto indicesBefore = indices;
    auto elementsBefore = elements;
    for (const Carried &one : carried)
      shapes[one.argument] = one.shape;
    if (whileLoop)
      for (auto [inside, passed] :
           llvm::zip(whileLoop.getAfterArguments(),
                     whileLoop.getConditionOp().getArgs()))
        if (isa<RankedTensorType>(inside.getType())) {
          Shape shape = getOutside(inside, getShape(passed), op);
          shapes[inside] = shape;
        }
    isStable = true;
    for (Carried &one : carried) {
      Shape next = getShape(one.next);
      for (auto [d, size] : llvm::enumerate(next)) {
        DimExpr open = unknownDim(one.argument, d);
        if (one.shape[d] == size || one.shape[d] == open)
          continue;
        one.shape[d] = open;
        isStable = false;
      }
    }
    if (!isStable) {
      shapes = std::move(shapesBefore);
      indices = std::move(indicesBefore);
      elements = std::move(elementsBefore);
    }
  }
  for (auto [i, result] : llvm::enumerate(op->getResults()))
    if (isa<RankedTensorType>(result.getType())) {
      Value inside = loop ? Value(loop.getRegionIterArg(i))
                          : whileLoop.getConditionOp().getArgs()[i];
      Shape shape = getOutside(result, getShape(inside), op);
      shapes[result] = shape;
    }
}

Shape SymbolicShapes::computeShape(Value tensor) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (type && type.hasStaticShape())
    return Shape(type.getShape().begin(), type.getShape().end());

  Shape inferred;
  if (scope == Scope::Function) {
    if (auto cast = tensor.getDefiningOp<tensor::CastOp>())
      if (isa<RankedTensorType>(cast.getSource().getType()))
        inferred = getShape(cast.getSource());
    if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
      for (OpFoldResult size : empty.getMixedSizes())
        inferred.push_back(getIndex(size));
    if (auto alloc = tensor.getDefiningOp<bufferization::AllocTensorOp>())
      if (Value copied = alloc.getCopy())
        inferred = getShape(copied);
    if (auto select = tensor.getDefiningOp<arith::SelectOp>()) {
      Shape one = getShape(select.getTrueValue());
      Shape other = getShape(select.getFalseValue());
      for (auto [i, a, c] : llvm::enumerate(one, other))
        inferred.push_back(a == c ? a : unknownDim(tensor, i));
    }
    if (Operation *op = getHandingOn(tensor))
      inferred = computeHandedOn(tensor, op);
    if (auto op = tensor.getDefiningOp<ShapeInference>()) {
      SmallVector<Shape> results;
      if (succeeded(op.inferShapes(*this, results)))
        inferred = results[cast<OpResult>(tensor).getResultNumber()];
    }
  }
  if (!type)
    return inferred;

  // The names of a function's arguments.
  ArrayAttr names;
  if (auto argument = dyn_cast<BlockArgument>(tensor))
    if (auto func = dyn_cast_if_present<func::FuncOp>(
            argument.getOwner()->getParentOp());
        func && argument.getOwner()->isEntryBlock())
      names = func.getArgAttrOfType<ArrayAttr>(
          argument.getArgNumber(), ToroidDialect::getDimsAttrName());

  Shape shape;
  for (auto [i, size] : llvm::enumerate(type.getShape())) {
    if (!ShapedType::isDynamic(size)) {
      shape.push_back(size);
      continue;
    }
    if (i < inferred.size()) {
      shape.push_back(inferred[i]);
      continue;
    }
    StringAttr name;
    if (names && i < names.size())
      name = dyn_cast<StringAttr>(names[i]);
    if (!name || name.empty()) {
      shape.push_back(unknownDim(tensor, i));
      continue;
    }
    // `past + seq`, where arguments have dims of these names.
    auto func = cast<func::FuncOp>(tensor.getParentBlock()->getParentOp());
    auto symbol = [&](StringRef wanted) -> std::optional<DimExpr> {
      auto found = findDim(func, wanted);
      return found
                 ? std::optional(namedDim(wanted, found->first, found->second))
                 : std::nullopt;
    };
    auto divide = [&](const DimExpr &a, const DimExpr &b) {
      return floorDiv(a, b);
    };
    std::optional<DimExpr> derived;
    if (!isDimSymbol(name))
      derived = parseDimText(name, {symbol, divide});
    shape.push_back(derived ? *derived : namedDim(name, tensor, i));
  }
  return shape;
}

DimExpr SymbolicShapes::getIndex(Value scalar) {
  if (auto it = indices.find(scalar); it != indices.end())
    return it->second;
  DimExpr expr = computeIndex(scalar);
  indices[scalar] = expr;
  return expr;
}

DimExpr SymbolicShapes::getIndex(OpFoldResult scalar) {
  if (auto attr = dyn_cast<Attribute>(scalar))
    return cast<IntegerAttr>(attr).getInt();
  return getIndex(cast<Value>(scalar));
}

SmallVector<DimExpr> SymbolicShapes::getIndices(ArrayRef<int64_t> statics,
                                                ValueRange dynamics) {
  SmallVector<DimExpr> result;
  auto next = dynamics.begin();
  for (int64_t value : statics)
    result.push_back(ShapedType::isDynamic(value) ? getIndex(*next++)
                                                  : DimExpr(value));
  return result;
}

DimExpr SymbolicShapes::computeIndex(Value scalar) {
  APInt constant;
  if (matchPattern(scalar, m_ConstantInt(&constant)))
    return constant.getSExtValue();
  if (scope == Scope::Op)
    return scalarAtom(scalar);
  Operation *op = scalar.getDefiningOp();
  if (!op)
    return scalarAtom(scalar);
  auto operand = [&](unsigned i) { return getIndex(op->getOperand(i)); };
  if (isa<arith::IndexCastOp, arith::ExtSIOp>(op))
    return operand(0);
  if (isa<arith::AddIOp>(op))
    return operand(0) + operand(1);
  if (isa<arith::SubIOp>(op))
    return operand(0) - operand(1);
  if (isa<arith::MulIOp>(op))
    return operand(0) * operand(1);
  if (isa<arith::DivUIOp, arith::DivSIOp, arith::FloorDivSIOp>(op))
    return floorDiv(operand(0), operand(1));
  if (isa<arith::MinSIOp, arith::MinUIOp>(op))
    return min(operand(0), operand(1));
  if (isa<arith::MaxSIOp, arith::MaxUIOp>(op))
    return max(operand(0), operand(1));
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    auto type = dyn_cast<RankedTensorType>(dim.getSource().getType());
    auto index = dim.getConstantIndex();
    if (type && index && *index >= 0 && *index < type.getRank())
      return getDim(dim.getSource(), *index);
  }
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    auto type = cast<RankedTensorType>(extract.getTensor().getType());
    auto known = getElements(extract.getTensor());
    SmallVector<DimExpr> position = llvm::map_to_vector(
        extract.getIndices(), [&](Value index) { return getIndex(index); });
    if (known && type.hasStaticShape()) {
      int64_t linear = 0;
      for (auto [index, size] : llvm::zip(position, type.getShape())) {
        auto constant = index.getConstant();
        if (!constant || *constant < 0 || *constant >= size)
          return scalarAtom(scalar);
        linear = linear * size + *constant;
      }
      return (*known)[linear];
    }
  }
  return scalarAtom(scalar);
}

std::optional<SmallVector<DimExpr>> SymbolicShapes::getElements(Value tensor) {
  if (auto it = elements.find(tensor); it != elements.end())
    return it->second;
  auto result = computeElements(tensor);
  elements[tensor] = result;
  return result;
}

std::optional<SmallVector<DimExpr>>
SymbolicShapes::computeElements(Value tensor) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type || !type.hasStaticShape() || !type.getElementType().isInteger() ||
      type.getNumElements() > maxElements)
    return std::nullopt;

  DenseIntElementsAttr constant;
  if (matchPattern(tensor, m_Constant(&constant))) {
    bool isUnsigned = type.getElementType().isUnsignedInteger() ||
                      type.getElementType().isInteger(1);
    SmallVector<DimExpr> result;
    for (const APInt &value : constant.getValues<APInt>()) {
      if (value.getBitWidth() > 64)
        return std::nullopt;
      result.push_back(isUnsigned ? int64_t(value.getZExtValue())
                                  : value.getSExtValue());
    }
    return result;
  }
  if (scope == Scope::Op)
    return std::nullopt;
  SmallVector<DimExpr> result;
  if (auto op = tensor.getDefiningOp<tensor::FromElementsOp>()) {
    for (Value element : op.getElements())
      result.push_back(getIndex(element));
    return result;
  }
  auto op = tensor.getDefiningOp<ShapeInference>();
  if (op && op.inferElements(*this, result) &&
      int64_t(result.size()) == type.getNumElements())
    return result;
  return std::nullopt;
}

void SymbolicShapes::forget(Value value) {
  shapes.erase(value);
  indices.erase(value);
  elements.erase(value);
}

void SymbolicShapes::forgetErased(Value value) {
  forget(value);
  scalars.erase(value);
  void *key = value.getAsOpaquePointer();
  dims.erase(dims.lower_bound({key, 0}), dims.upper_bound({key, ~0u}));
}
