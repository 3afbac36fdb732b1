//===- SymbolicShapes.cpp - Shapes in terms of named dimensions -----------===//

#include "dialects/Toroid/SymbolicShapes.h"

#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
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

std::optional<int64_t>
SymbolicShapes::evaluate(const DimExpr &expr,
                         llvm::function_ref<int64_t(unsigned)> sizeOf) const {
  auto evaluateAtom = [&](unsigned id) -> std::optional<int64_t> {
    const Atom &atom = atoms[id];
    if (atom.kind == Atom::Dim || atom.kind == Atom::Scalar)
      return sizeOf(id);
    auto left = evaluate(atom.left, sizeOf);
    auto right = evaluate(atom.right, sizeOf);
    if (!left || !right)
      return std::nullopt;
    if (atom.kind == Atom::Min)
      return std::min(*left, *right);
    if (atom.kind == Atom::Max)
      return std::max(*left, *right);
    if (atom.kind == Atom::FloorDiv)
      return *right == 0 ? std::nullopt : std::optional(*left / *right);
    if (*left == *right || *right == 1)
      return left;
    return *left == 1 ? right : std::nullopt;
  };
  int64_t sum = 0;
  for (const DimExpr::Term &term : expr.getTerms()) {
    int64_t product = term.coefficient;
    for (unsigned id : term.atoms) {
      auto value = evaluateAtom(id);
      if (!value)
        return std::nullopt;
      product *= *value;
    }
    sum += product;
  }
  return sum;
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
  // The one number that stands for a value in lists of static sizes is a value.
  if (auto constant = expr.getConstant();
      constant && !ShapedType::isDynamic(*constant))
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
