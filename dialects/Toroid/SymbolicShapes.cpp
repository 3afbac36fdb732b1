//===- SymbolicShapes.cpp - Shapes in terms of named dimensions -----------===//

#include "dialects/Toroid/SymbolicShapes.h"

#include "dialects/Toroid/DimText.h"
#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Atoms
//===----------------------------------------------------------------------===//

DimExpr SymbolicShapes::unknownDim(Value tensor, unsigned dim) {
  auto [it, inserted] =
      dims.try_emplace({tensor.getAsOpaquePointer(), dim}, atoms.size());
  if (inserted)
    atoms.push_back({Atom::Dim, "", tensor, dim, {}, {}});
  return DimExpr::atom(it->second);
}

DimExpr SymbolicShapes::namedDim(StringRef name, Value tensor, unsigned dim) {
  auto [it, inserted] = named.try_emplace(name, atoms.size());
  if (inserted)
    atoms.push_back({Atom::Dim, name.str(), tensor, dim, {}, {}});
  return DimExpr::atom(it->second);
}

/// The loop that counts with `scalar` in steps of one, if any does.
static scf::ForOp getCountingLoop(Value scalar) {
  auto argument = dyn_cast<BlockArgument>(scalar);
  auto loop =
      argument
          ? dyn_cast_if_present<scf::ForOp>(argument.getOwner()->getParentOp())
          : scf::ForOp();
  if (!loop || loop.getInductionVar() != argument ||
      !matchPattern(loop.getStep(), m_One()))
    return {};
  return loop;
}

DimExpr SymbolicShapes::scalarAtom(Value scalar) {
  if (scope == Scope::Function && !scalars.contains(scalar))
    if (scf::ForOp loop = getCountingLoop(scalar)) {
      DimExpr first = getIndex(loop.getLowerBound());
      DimExpr last = getIndex(loop.getUpperBound()) - 1;
      scalars[scalar] = atoms.size();
      atoms.push_back({Atom::Scalar, "", scalar, 0, first, last, true});
    }
  auto [it, inserted] = scalars.try_emplace(scalar, atoms.size());
  if (inserted)
    atoms.push_back({Atom::Scalar, "", scalar, 0, {}, {}});
  return DimExpr::atom(it->second);
}

DimExpr SymbolicShapes::binaryAtom(Atom::Kind kind, const DimExpr &a,
                                   const DimExpr &b) {
  auto [it, inserted] =
      binaries.try_emplace(std::make_tuple(int(kind), a, b), atoms.size());
  if (inserted)
    atoms.push_back({kind, "", {}, 0, a, b});
  return DimExpr::atom(it->second);
}

DimExpr SymbolicShapes::floorDiv(const DimExpr &a, const DimExpr &b) {
  if (b.isConstant(0))
    return binaryAtom(Atom::FloorDiv, a, b);
  if (auto quotient = a.divideExactly(b))
    return *quotient;
  if (auto x = a.getConstant(), y = b.getConstant(); x && y && *y != -1)
    return *x / *y;
  return binaryAtom(Atom::FloorDiv, a, b);
}

DimExpr SymbolicShapes::min(const DimExpr &a, const DimExpr &b) {
  if (isNonNegative(b - a))
    return a;
  if (isNonNegative(a - b))
    return b;
  // A minimum with its own operand: min(min(x, y), x).
  for (const auto &[one, other] : {std::pair(a, b), std::pair(b, a)})
    if (auto atom = one.getAtom();
        atom && atoms[*atom].kind == Atom::Min &&
        (atoms[*atom].left == other || atoms[*atom].right == other))
      return one;
  return a < b ? binaryAtom(Atom::Min, a, b) : binaryAtom(Atom::Min, b, a);
}

DimExpr SymbolicShapes::max(const DimExpr &a, const DimExpr &b) {
  if (isNonNegative(a - b))
    return a;
  if (isNonNegative(b - a))
    return b;
  return a < b ? binaryAtom(Atom::Max, a, b) : binaryAtom(Atom::Max, b, a);
}

bool SymbolicShapes::isNonNegativeAtom(unsigned id, unsigned &steps) const {
  const Atom &atom = atoms[id];
  switch (atom.kind) {
  case Atom::Dim:
    return true;
  case Atom::Scalar:
    return atom.isBounded && isNonNegative(atom.left, steps);
  case Atom::Max:
    return isNonNegative(atom.left, steps) || isNonNegative(atom.right, steps);
  default:
    return isNonNegative(atom.left, steps) && isNonNegative(atom.right, steps);
  }
}

bool SymbolicShapes::isNonNegative(const DimExpr &expr, unsigned &steps) const {
  if (steps == 0)
    return false;
  --steps;
  if (llvm::all_of(expr.getTerms(), [&](const DimExpr::Term &term) {
        return term.coefficient >= 0 &&
               llvm::all_of(term.atoms, [&](unsigned id) {
                 return isNonNegativeAtom(id, steps);
               });
      }))
    return true;
  // n - min(n, 5): bounds of an atom in its place.
  for (const DimExpr::Term &term : expr.getTerms()) {
    if (term.atoms.size() != 1)
      continue;
    const Atom &atom = atoms[term.atoms.front()];
    bool rises = term.coefficient > 0;
    auto with = [&](const DimExpr &bound) {
      DimExpr self = DimExpr::atom(term.atoms.front());
      return isNonNegative(expr + (bound - self) * DimExpr(term.coefficient),
                           steps);
    };
    switch (atom.kind) {
    case Atom::Min:
    case Atom::Max:
      // The least that the term can be is the lesser of two, so both must do,
      // or the greater, so that one suffices.
      if (rises == (atom.kind == Atom::Min)
              ? with(atom.left) && with(atom.right)
              : with(atom.left) || with(atom.right))
        return true;
      break;
    case Atom::Scalar:
      if (atom.isBounded && with(rises ? atom.left : atom.right))
        return true;
      break;
    case Atom::FloorDiv:
      // No quotient of sizes exceeds its dividend.
      if (!rises && isNonNegative(atom.left, steps) &&
          isNonNegative(atom.right - 1, steps) && with(atom.left))
        return true;
      break;
    default:
      break;
    }
  }
  return false;
}

bool SymbolicShapes::isPositive(const DimExpr &expr) const {
  return isNonNegative(expr - 1) && isNonNegative(expr);
}

bool SymbolicShapes::isAvailableOutside(const DimExpr &expr,
                                        Operation *op) const {
  return llvm::all_of(expr.getTerms(), [&](const DimExpr::Term &term) {
    return llvm::all_of(term.atoms, [&](unsigned id) {
      const Atom &atom = atoms[id];
      if (atom.kind == Atom::Dim || atom.kind == Atom::Scalar) {
        Value value = atom.value;
        Operation *holder = value.getParentBlock()->getParentOp();
        return !holder || !op->isAncestor(holder);
      }
      return isAvailableOutside(atom.left, op) &&
             isAvailableOutside(atom.right, op);
    });
  });
}

bool SymbolicShapes::dependsOnArgumentsOnly(const DimExpr &expr) const {
  return llvm::all_of(expr.getTerms(), [&](const DimExpr::Term &term) {
    return llvm::all_of(term.atoms, [&](unsigned id) {
      const Atom &atom = atoms[id];
      if (atom.kind == Atom::Dim) {
        auto argument = dyn_cast<BlockArgument>(atom.value);
        return argument && isa_and_present<func::FuncOp>(
                               argument.getOwner()->getParentOp());
      }
      return atom.kind != Atom::Scalar && dependsOnArgumentsOnly(atom.left) &&
             dependsOnArgumentsOnly(atom.right);
    });
  });
}

//===----------------------------------------------------------------------===//
// Broadcasting
//===----------------------------------------------------------------------===//

SymbolicShapes::Alignment SymbolicShapes::align(const DimExpr &left,
                                                const DimExpr &right) {
  if (left == right)
    return Alignment::Equal;
  if (left.isConstant(1))
    return Alignment::LeftOne;
  if (right.isConstant(1))
    return Alignment::RightOne;
  if (left.getConstant() && right.getConstant())
    return Alignment::Mismatch;
  // min(n, 1024) against n: cut short it would be 1024, which fits no n.
  auto isCutOf = [&](const DimExpr &cut, const DimExpr &whole) {
    auto atom = cut.getAtom();
    if (!atom || atoms[*atom].kind != Atom::Min)
      return false;
    const DimExpr &a = atoms[*atom].left, &b = atoms[*atom].right;
    auto exceedsOne = [](const DimExpr &bound) {
      auto constant = bound.getConstant();
      return constant && *constant > 1;
    };
    return (a == whole && exceedsOne(b)) || (b == whole && exceedsOne(a));
  };
  if (isCutOf(left, right) || isCutOf(right, left))
    return Alignment::AssumeEqual;
  return Alignment::Unknown;
}

std::optional<DimExpr> SymbolicShapes::broadcast(const DimExpr &a,
                                                 const DimExpr &b) {
  switch (align(a, b)) {
  case Alignment::Equal:
  case Alignment::RightOne:
    return a;
  case Alignment::LeftOne:
    return b;
  case Alignment::Mismatch:
    return std::nullopt;
  case Alignment::AssumeEqual: {
    auto atom = a.getAtom();
    return atom && atoms[*atom].kind == Atom::Min ? b : a;
  }
  case Alignment::Unknown:
    // A constant other than 1 is the result, or the run is an error.
    if (a.getConstant())
      return a;
    if (b.getConstant())
      return b;
    return a < b ? binaryAtom(Atom::Broadcast, a, b)
                 : binaryAtom(Atom::Broadcast, b, a);
  }
  llvm_unreachable("covered switch");
}

std::optional<Shape> SymbolicShapes::broadcast(ArrayRef<DimExpr> a,
                                               ArrayRef<DimExpr> b) {
  if (a.size() < b.size())
    std::swap(a, b);
  Shape result(a);
  size_t offset = a.size() - b.size();
  for (auto [i, dim] : llvm::enumerate(b)) {
    auto merged = broadcast(a[offset + i], dim);
    if (!merged)
      return std::nullopt;
    result[offset + i] = *merged;
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Facts about values
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Printing and building
//===----------------------------------------------------------------------===//

/// Constant terms sort first but read better last, and a sum better starts with
/// what is added.
static SmallVector<const DimExpr::Term *>
getReadableOrder(const DimExpr &expr) {
  SmallVector<const DimExpr::Term *> terms;
  for (const DimExpr::Term &term : expr.getTerms())
    terms.push_back(&term);
  auto rank = [](const DimExpr::Term *term) {
    int order = (term->coefficient < 0 ? 2 : 0) + term->atoms.empty();
    return std::pair(order, term); // Else as they are.
  };
  llvm::sort(terms,
             [&](const auto *a, const auto *b) { return rank(a) < rank(b); });
  return terms;
}

std::string SymbolicShapes::print(const DimExpr &expr) const {
  if (auto constant = expr.getConstant())
    return std::to_string(*constant);
  std::string text;
  llvm::raw_string_ostream os(text);
  auto printAtom = [&](unsigned id) {
    const Atom &atom = atoms[id];
    switch (atom.kind) {
    case Atom::Dim:
    case Atom::Scalar:
      os << (atom.name.empty() ? "?" : atom.name);
      return;
    case Atom::FloorDiv:
      os << "floordiv(" << print(atom.left) << ", " << print(atom.right) << ")";
      return;
    case Atom::Min:
      os << "min(" << print(atom.left) << ", " << print(atom.right) << ")";
      return;
    case Atom::Max:
      os << "max(" << print(atom.left) << ", " << print(atom.right) << ")";
      return;
    case Atom::Broadcast:
      os << "broadcast(" << print(atom.left) << ", " << print(atom.right)
         << ")";
      return;
    }
  };
  SmallVector<const DimExpr::Term *> terms = getReadableOrder(expr);
  for (auto [i, term] : llvm::enumerate(terms)) {
    int64_t coefficient = term->coefficient;
    if (i > 0) {
      os << (coefficient < 0 ? " - " : " + ");
      coefficient = coefficient < 0 ? -coefficient : coefficient;
    }
    if (term->atoms.empty() || coefficient != 1)
      os << coefficient << (term->atoms.empty() ? "" : "*");
    llvm::interleave(term->atoms, printAtom, [&] { os << "*"; });
  }
  return text;
}

OpFoldResult SymbolicShapes::materialize(OpBuilder &builder, Location loc,
                                         const DimExpr &expr) {
  if (auto constant = expr.getConstant())
    return builder.getIndexAttr(*constant);
  return materializeValue(builder, loc, expr);
}

SmallVector<OpFoldResult> SymbolicShapes::materialize(OpBuilder &builder,
                                                      Location loc,
                                                      ArrayRef<DimExpr> shape) {
  return llvm::map_to_vector(shape, [&](const DimExpr &dim) {
    return materialize(builder, loc, dim);
  });
}

Value SymbolicShapes::materializeValue(OpBuilder &builder, Location loc,
                                       const DimExpr &expr) {
  auto constant = [&](int64_t value) -> Value {
    return builder.createOrFold<arith::ConstantIndexOp>(loc, value);
  };
  if (auto value = expr.getConstant())
    return constant(*value);

  auto build = [&](unsigned id) -> Value {
    // A copy: building may add atoms.
    Atom atom = atoms[id];
    switch (atom.kind) {
    case Atom::Dim:
      return builder.createOrFold<tensor::DimOp>(loc, atom.value, atom.dim);
    case Atom::Scalar:
      if (atom.value.getType().isIndex())
        return atom.value;
      return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                        atom.value);
    default:
      break;
    }
    Value left = materializeValue(builder, loc, atom.left);
    Value right = materializeValue(builder, loc, atom.right);
    switch (atom.kind) {
    case Atom::FloorDiv: {
      // A zero divisor is an error elsewhere; here it must only not trap.
      Value safe = right;
      if (!atom.right.getConstant() || atom.right.isConstant(0))
        safe = arith::MaxSIOp::create(builder, loc, right, constant(1));
      return arith::DivSIOp::create(builder, loc, left, safe);
    }
    case Atom::Min:
      return arith::MinSIOp::create(builder, loc, left, right);
    case Atom::Max:
      return arith::MaxSIOp::create(builder, loc, left, right);
    default: {
      Value isOne = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::eq, left, constant(1));
      return arith::SelectOp::create(builder, loc, isOne, right, left);
    }
    }
  };

  Value sum;
  for (const DimExpr::Term *term : getReadableOrder(expr)) {
    Value product;
    for (unsigned id : term->atoms) {
      Value factor = build(id);
      product = product
                    ? builder.createOrFold<arith::MulIOp>(loc, product, factor)
                    : factor;
    }
    int64_t coefficient = term->coefficient;
    bool subtracts = sum && coefficient < 0 && !term->atoms.empty();
    if (subtracts)
      coefficient = -coefficient;
    if (!product)
      product = constant(coefficient);
    else if (coefficient != 1)
      product = builder.createOrFold<arith::MulIOp>(loc, product,
                                                    constant(coefficient));
    if (!sum)
      sum = product;
    else if (subtracts)
      sum = builder.createOrFold<arith::SubIOp>(loc, sum, product);
    else
      sum = builder.createOrFold<arith::AddIOp>(loc, sum, product);
  }
  return sum;
}

RankedTensorType SymbolicShapes::getType(ArrayRef<DimExpr> shape,
                                         Type elementType) {
  SmallVector<int64_t> sizes;
  for (const DimExpr &dim : shape)
    sizes.push_back(dim.getConstant().value_or(ShapedType::kDynamic));
  return RankedTensorType::get(sizes, elementType);
}

//===----------------------------------------------------------------------===//
// Result types
//===----------------------------------------------------------------------===//

/// No tensor may hold more bytes than this: far beyond any machine, and far
/// from where arithmetic on sizes overflows.
static constexpr int64_t maxTensorBytes = int64_t(1) << 46;

static LogicalResult checkSizes(Operation *op, ArrayRef<DimExpr> shape) {
  int64_t bytes = 8;
  for (const DimExpr &dim : shape) {
    auto size = dim.getConstant();
    if (!size)
      continue;
    if (*size < 0)
      return op->emitOpError("has a result dim of size ") << *size;
    if (*size > 0 && llvm::MulOverflow(bytes, *size, bytes))
      bytes = maxTensorBytes + 1;
    if (bytes > maxTensorBytes)
      return op->emitOpError("has a result that no machine can hold");
  }
  return success();
}

LogicalResult toroid::refineResultTypes(Operation *op, SymbolicShapes &shapes) {
  auto inference = dyn_cast<ShapeInference>(op);
  if (!inference)
    return success();
  SmallVector<Shape> inferred;
  if (failed(inference.inferShapes(shapes, inferred)))
    return failure();
  for (auto [result, shape] : llvm::zip(op->getResults(), inferred)) {
    if (failed(checkSizes(op, shape)))
      return failure();
    auto elementType = cast<ShapedType>(result.getType()).getElementType();
    RankedTensorType type = SymbolicShapes::getType(shape, elementType);
    if (auto old = dyn_cast<RankedTensorType>(result.getType())) {
      if (failed(verifyCompatibleShape(old, type)))
        return op->emitOpError("has a result of type ")
               << old << " where its operands imply " << type;
      SmallVector<int64_t> sizes(type.getShape());
      for (auto [size, known] : llvm::zip(sizes, old.getShape()))
        if (ShapedType::isDynamic(size))
          size = known;
      type = RankedTensorType::get(sizes, elementType);
    }
    if (result.getType() != type) {
      result.setType(type);
      shapes.forget(result);
    }
  }
  return success();
}

LogicalResult toroid::detail::verifyInferredShapes(Operation *op) {
  SymbolicShapes shapes(SymbolicShapes::Scope::Op);
  SmallVector<Shape> inferred;
  if (failed(cast<ShapeInference>(op).inferShapes(shapes, inferred)))
    return failure();
  for (auto [result, shape] : llvm::zip(op->getResults(), inferred)) {
    auto type = dyn_cast<RankedTensorType>(result.getType());
    if (!type)
      return op->emitOpError("has an unranked result");
    RankedTensorType implied =
        SymbolicShapes::getType(shape, type.getElementType());
    if (failed(verifyCompatibleShape(type, implied)))
      return op->emitOpError("has a result of type ")
             << type << " where its operands imply " << implied;
  }
  return success();
}
