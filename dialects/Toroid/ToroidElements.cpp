//===- ToroidElements.cpp - Elements that are functions of dims -----------===//

#include "dialects/Toroid/ToroidDialect.h"

using namespace mlir;
using namespace toroid;

using Elements = SmallVectorImpl<DimExpr>;

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

/// Applies `convert` to the elements of the only operand.
static bool
inferUnary(Operation *op, SymbolicShapes &shapes, Elements &elements,
           function_ref<std::optional<DimExpr>(const DimExpr &)> convert) {
  auto known = shapes.getElements(op->getOperand(0));
  if (!known)
    return false;
  for (const DimExpr &element : *known) {
    auto converted = convert(element);
    if (!converted)
      return false;
    elements.push_back(*converted);
  }
  return true;
}

static IntegerType resultElementType(Operation *op) {
  return cast<IntegerType>(
      cast<ShapedType>(op->getResult(0).getType()).getElementType());
}

/// Whether sizes keep their value in these elements.
static bool holdsSizes(Operation *op) {
  IntegerType type = resultElementType(op);
  return !type.isUnsigned() && type.getWidth() >= 32;
}

/// Applies `combine` to the elements of the broadcast operands.
static bool inferElementwise(
    Operation *op, SymbolicShapes &shapes, Elements &elements,
    function_ref<std::optional<DimExpr>(ArrayRef<DimExpr>)> combine) {
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (!type || !type.hasStaticShape() ||
      type.getNumElements() > SymbolicShapes::maxElements)
    return false;
  SmallVector<SmallVector<DimExpr>> operands;
  for (Value operand : op->getOperands()) {
    auto known = shapes.getElements(operand);
    if (!known)
      return false;
    operands.push_back(std::move(*known));
  }
  for (int64_t i = 0, e = type.getNumElements(); i < e; ++i) {
    SmallVector<DimExpr> arguments;
    for (auto [operand, known] : llvm::zip(op->getOperands(), operands)) {
      // Row-major position of the element that broadcasting picks.
      auto sizes = cast<RankedTensorType>(operand.getType()).getShape();
      int64_t rest = i, position = 0, stride = 1;
      for (int64_t d = type.getRank() - 1; d >= 0; --d) {
        int64_t index = rest % type.getDimSize(d);
        rest /= type.getDimSize(d);
        int64_t own = d - (type.getRank() - int64_t(sizes.size()));
        if (own < 0)
          continue;
        position += sizes[own] == 1 ? 0 : index * stride;
        stride *= sizes[own];
      }
      arguments.push_back(known[position]);
    }
    auto combined = combine(arguments);
    if (!combined)
      return false;
    elements.push_back(*combined);
  }
  return true;
}

bool CastOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  auto from = dyn_cast<IntegerType>(getInput().getType().getElementType());
  if (!from)
    return false;
  if (resultElementType(*this).getWidth() == 1)
    return inferUnary(*this, shapes, elements,
                      [&](const DimExpr &x) -> std::optional<DimExpr> {
                        if (auto constant = x.getConstant())
                          return *constant != 0;
                        return shapes.isPositive(x) ? std::optional<DimExpr>(1)
                                                    : std::nullopt;
                      });
  return holdsSizes(*this) &&
         inferUnary(*this, shapes, elements,
                    [](const DimExpr &x) { return std::optional(x); });
}

bool NegOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  return holdsSizes(*this) &&
         inferUnary(*this, shapes, elements, [](const DimExpr &x) {
           return std::optional(DimExpr(0) - x);
         });
}

bool AbsOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  return holdsSizes(*this) &&
         inferUnary(*this, shapes, elements,
                    [&](const DimExpr &x) -> std::optional<DimExpr> {
                      if (shapes.isNonNegative(x))
                        return x;
                      DimExpr negated = DimExpr(0) - x;
                      return shapes.isNonNegative(negated)
                                 ? std::optional(negated)
                                 : std::nullopt;
                    });
}

bool NotOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  if (resultElementType(*this).getWidth() != 1)
    return false;
  return inferUnary(*this, shapes, elements, [](const DimExpr &x) {
    return std::optional(DimExpr(1) - x);
  });
}

#define ELEMENTWISE(OP, APPLIES, ...)                                          \
  bool OP::inferElements(SymbolicShapes &shapes, Elements &elements) {         \
    return (APPLIES) &&                                                        \
           inferElementwise(                                                   \
               *this, shapes, elements,                                        \
               [&](ArrayRef<DimExpr> args) -> std::optional<DimExpr> {         \
                 const DimExpr &x = args[0], &y = args[1];                     \
                 __VA_ARGS__;                                                  \
               });                                                             \
  }
#define ARITHMETIC(OP, ...) ELEMENTWISE(OP, holdsSizes(*this), __VA_ARGS__)
#define LOGIC(OP, ...)                                                         \
  ELEMENTWISE(OP, resultElementType(*this).getWidth() == 1, __VA_ARGS__)
ARITHMETIC(AddOp, return x + y)
ARITHMETIC(SubOp, return x - y)
ARITHMETIC(MulOp, return x * y)
ARITHMETIC(MinOp, return shapes.min(x, y))
ARITHMETIC(MaxOp, return shapes.max(x, y))
ARITHMETIC(DivOp, {
  // Rounding matters for negative values only; sizes have none.
  if (auto exact = x.divideExactly(y))
    return exact;
  auto dividend = x.getConstant(), divisor = y.getConstant();
  if (dividend && divisor && *divisor != 0 && *divisor != -1)
    return *dividend / *divisor;
  return shapes.isNonNegative(x) && shapes.isPositive(y)
             ? std::optional(shapes.floorDiv(x, y))
             : std::nullopt;
})
/// Both remainders are one where nothing is negative.
static std::optional<DimExpr> remainder(SymbolicShapes &shapes,
                                        const DimExpr &x, const DimExpr &y) {
  if (!shapes.isNonNegative(x) || !shapes.isPositive(y))
    return std::nullopt;
  return x - shapes.floorDiv(x, y) * y;
}
ARITHMETIC(ModOp, return remainder(shapes, x, y))
ARITHMETIC(FmodOp, return remainder(shapes, x, y))
LOGIC(AndOp, {
  if (x.isConstant(0) || y.isConstant(1))
    return x;
  return y.isConstant(0) || x.isConstant(1) ? std::optional(y) : std::nullopt;
})
LOGIC(OrOp, {
  if (x.isConstant(1) || y.isConstant(0))
    return x;
  return y.isConstant(1) || x.isConstant(0) ? std::optional(y) : std::nullopt;
})
LOGIC(XorOp, {
  if (auto left = x.getConstant(), right = y.getConstant(); left && right)
    return *left != *right;
  return std::nullopt;
})
#undef LOGIC
#undef ARITHMETIC
#undef ELEMENTWISE

bool PowOp::inferElements(SymbolicShapes &, Elements &) { return false; }
bool ShiftLeftOp::inferElements(SymbolicShapes &, Elements &) { return false; }
bool ShiftRightOp::inferElements(SymbolicShapes &, Elements &) { return false; }

bool CompareOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  return inferElementwise(
      *this, shapes, elements,
      [&](ArrayRef<DimExpr> args) -> std::optional<DimExpr> {
        DimExpr difference = args[0] - args[1];
        int sign;
        if (auto constant = difference.getConstant())
          sign = *constant < 0 ? -1 : *constant > 0;
        else if (shapes.isPositive(difference))
          sign = 1;
        else if (shapes.isPositive(args[1] - args[0]))
          sign = -1;
        else
          return std::nullopt;
        switch (getPredicate()) {
        case Predicate::eq:
          return sign == 0;
        case Predicate::lt:
          return sign < 0;
        case Predicate::le:
          return sign <= 0;
        case Predicate::gt:
          return sign > 0;
        case Predicate::ge:
          return sign >= 0;
        }
        llvm_unreachable("covered switch");
      });
}

bool SelectOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  return inferElementwise(
      *this, shapes, elements,
      [&](ArrayRef<DimExpr> args) -> std::optional<DimExpr> {
        auto condition = args[0].getConstant();
        if (!condition)
          return args[1] == args[2] ? std::optional(args[1]) : std::nullopt;
        return *condition ? args[1] : args[2];
      });
}

//===----------------------------------------------------------------------===//
// Building, moving, selecting
//===----------------------------------------------------------------------===//

bool ConstantOp::inferElements(SymbolicShapes &, Elements &) {
  return false; // Found by matching constants.
}

bool ShapeOfOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  Shape shape = shapes.getShape(getInput());
  elements.assign(shape.begin(), shape.end());
  return true;
}

bool ReshapeOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  auto known = shapes.getElements(getInput());
  if (known)
    elements.assign(known->begin(), known->end());
  return known.has_value();
}

bool BroadcastToOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  auto type = cast<RankedTensorType>(getResult().getType());
  auto known = shapes.getElements(getInput());
  if (!known || known->size() != 1 || !type.hasStaticShape() ||
      type.getNumElements() > SymbolicShapes::maxElements)
    return false;
  elements.assign(type.getNumElements(), known->front());
  return true;
}

bool TransposeOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  auto known = shapes.getElements(getInput());
  if (!known || getInput().getType().getRank() > 1)
    return false;
  elements.assign(known->begin(), known->end());
  return true;
}

bool ConcatOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  if (getAxis() != 0)
    return false;
  for (Value input : getInputs()) {
    auto known = shapes.getElements(input);
    if (!known)
      return false;
    elements.append(known->begin(), known->end());
  }
  return true;
}

bool SliceOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  auto known = shapes.getElements(getInput());
  if (!known || getInput().getType().getRank() != 1)
    return false;
  auto offset =
      shapes.getIndices(getStaticOffsets(), getOffsets())[0].getConstant();
  auto size = shapes.getIndices(getStaticSizes(), getSizes())[0].getConstant();
  if (!offset || !size)
    return false;
  for (int64_t i = 0; i < *size; ++i) {
    int64_t position = *offset + i * getStrides()[0];
    if (position < 0 || position >= int64_t(known->size()))
      return false;
    elements.push_back((*known)[position]);
  }
  return true;
}

bool GatherOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  auto known = shapes.getElements(getInput());
  auto indices = shapes.getElements(getIndices());
  if (!known || !indices || getInput().getType().getRank() != 1)
    return false;
  for (const DimExpr &index : *indices) {
    auto constant = index.getConstant();
    int64_t size = known->size();
    if (!constant || *constant < -size || *constant >= size)
      return false;
    elements.push_back((*known)[*constant < 0 ? *constant + size : *constant]);
  }
  return true;
}

bool RangeOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  auto type = cast<RankedTensorType>(getResult().getType());
  auto start = shapes.getElements(getStart());
  auto delta = shapes.getElements(getDelta());
  if (!start || !delta || !type.hasStaticShape())
    return false;
  for (int64_t i = 0; i < type.getNumElements(); ++i)
    elements.push_back(start->front() + delta->front() * DimExpr(i));
  return true;
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

bool ReduceOp::inferElements(SymbolicShapes &shapes, Elements &elements) {
  auto type = cast<IntegerType>(getInput().getType().getElementType());
  auto known = shapes.getElements(getInput());
  if (!known || known->empty() || getAxes().size() != 1 ||
      getInput().getType().getRank() != 1 || type.isUnsigned() ||
      type.getWidth() < 32)
    return false;
  DimExpr result = known->front();
  for (const DimExpr &element : llvm::drop_begin(*known)) {
    switch (getKind()) {
    case ReductionKind::sum:
      result = result + element;
      break;
    case ReductionKind::prod:
      result = result * element;
      break;
    case ReductionKind::max:
      result = shapes.max(result, element);
      break;
    case ReductionKind::min:
      result = shapes.min(result, element);
      break;
    case ReductionKind::mean:
      return false;
    }
  }
  elements.assign(1, result);
  return true;
}
