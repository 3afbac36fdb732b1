//===- Coordinates.cpp - Where the elements of a tensor come from ---------===//

#include "passes/Fusion/Coordinates.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Affine functions
//===----------------------------------------------------------------------===//

Affine Affine::operator+(const Affine &other) const {
  Affine sum = *this;
  for (auto [own, added] : llvm::zip(sum.coefficients, other.coefficients))
    own = own + added;
  sum.constant = constant + other.constant;
  return sum;
}

Affine Affine::operator*(const DimExpr &factor) const {
  Affine product = *this;
  for (DimExpr &coefficient : product.coefficients)
    coefficient = coefficient * factor;
  product.constant = constant * factor;
  return product;
}

Affine Affine::operator-(const Affine &other) const {
  return *this + other * DimExpr(-1);
}

Affine Affine::operator+(const DimExpr &offset) const {
  Affine sum = *this;
  sum.constant = constant + offset;
  return sum;
}

bool Affine::isConstant() const {
  return llvm::all_of(coefficients,
                      [](const DimExpr &c) { return c.isConstant(0); });
}

std::optional<unsigned> Affine::getVariable() const {
  std::optional<unsigned> variable;
  for (auto [i, coefficient] : llvm::enumerate(coefficients)) {
    if (coefficient.isConstant(0))
      continue;
    if (variable || !coefficient.isConstant(1))
      return std::nullopt;
    variable = i;
  }
  return variable;
}

Affine ElementReader::makeConstant(const DimExpr &value) const {
  Affine result;
  result.coefficients.resize(extents.size());
  result.constant = value;
  return result;
}

Affine ElementReader::makeVariable(unsigned variable,
                                   const DimExpr &factor) const {
  Affine result = makeConstant(0);
  // The only index of one is 0.
  if (!extents[variable].isConstant(1))
    result.coefficients[variable] = factor;
  return result;
}

bool ElementReader::isNeverNegative(const Affine &value) const {
  DimExpr least = value.constant;
  for (auto [coefficient, extent] : llvm::zip(value.coefficients, extents)) {
    if (shapes.isNonNegative(coefficient))
      continue;
    if (!shapes.isNonNegative(DimExpr(0) - coefficient))
      return false;
    least = least + coefficient * (extent - 1);
  }
  return shapes.isNonNegative(least);
}

/// Whether `index` is one of 0 … `size` - 1.
bool ElementReader::isIndexOf(const Affine &index, const DimExpr &size) const {
  return isNeverNegative(index) &&
         isNeverNegative(makeConstant(size - 1) - index);
}

/// `value = quotient · stride + remainder` with `0 ≤ remainder < stride`.
bool ElementReader::split(const Affine &value, const DimExpr &stride,
                          Affine &quotient, Affine &remainder) const {
  quotient = makeConstant(0);
  remainder = value;
  if (stride.isConstant(0))
    return false;
  auto take = [&](DimExpr &from, DimExpr &to) {
    auto exact =
        from == stride ? std::optional(DimExpr(1)) : from.divideExactly(stride);
    if (!exact)
      return;
    to = *exact;
    from = 0;
  };
  for (auto [from, to] :
       llvm::zip(remainder.coefficients, quotient.coefficients))
    take(from, to);
  take(remainder.constant, quotient.constant);
  return isIndexOf(remainder, stride);
}

//===----------------------------------------------------------------------===//
// Ops that move elements
//===----------------------------------------------------------------------===//

std::optional<Coordinates> ElementReader::broadcast(Value tensor) {
  Shape shape = shapes.getShape(tensor);
  if (shape.size() > extents.size())
    return std::nullopt;
  Coordinates at;
  size_t first = extents.size() - shape.size();
  for (auto [i, dim] : llvm::enumerate(shape)) {
    if (dim.isConstant(1))
      at.push_back(makeConstant(0));
    else if (dim == extents[first + i])
      at.push_back(makeVariable(first + i));
    else
      return std::nullopt;
  }
  return at;
}

std::optional<Coordinates> ElementReader::ofOperand(Value operand, Value result,
                                                    ArrayRef<Affine> at) {
  Shape own = shapes.getShape(operand), whole = shapes.getShape(result);
  if (own.size() > whole.size() || at.size() != whole.size())
    return std::nullopt;
  Coordinates inner;
  size_t first = whole.size() - own.size();
  for (auto [i, dim] : llvm::enumerate(own)) {
    switch (shapes.align(dim, whole[first + i])) {
    case SymbolicShapes::Alignment::Equal:
    case SymbolicShapes::Alignment::AssumeEqual:
      inner.push_back(at[first + i]);
      break;
    case SymbolicShapes::Alignment::LeftOne:
      inner.push_back(makeConstant(0));
      break;
    default:
      return std::nullopt;
    }
  }
  return inner;
}

/// Dims that stand for the same elements before and after are looked at
/// together: [b, h, s] as [b·h, s] are (b, h) as (b·h), and s.
std::optional<Coordinates> ElementReader::ofReshape(Value input, Value result,
                                                    ArrayRef<Affine> at) {
  Shape before = shapes.getShape(input), after = shapes.getShape(result);
  Coordinates inner(before.size(), makeConstant(0));
  SmallVector<unsigned> ins, outs;
  Shape inDims, outDims;
  for (auto [i, dim] : llvm::enumerate(before))
    if (!dim.isConstant(1)) {
      ins.push_back(i);
      inDims.push_back(dim);
    }
  for (auto [i, dim] : llvm::enumerate(after))
    if (!dim.isConstant(1)) {
      outs.push_back(i);
      outDims.push_back(dim);
    }
  ArrayRef<DimExpr> restIn = inDims, restOut = outDims;
  size_t firstIn = 0, firstOut = 0;
  while (!restIn.empty() && !restOut.empty()) {
    size_t takenIn = restIn.size(), takenOut = restOut.size();
    for (size_t m = 1; m <= restIn.size(); ++m)
      for (size_t n = 1; n <= restOut.size(); ++n)
        if (m + n < takenIn + takenOut &&
            getProduct(restIn.take_front(m)) ==
                getProduct(restOut.take_front(n))) {
          takenIn = m;
          takenOut = n;
        }
    if (getProduct(restIn.take_front(takenIn)) !=
        getProduct(restOut.take_front(takenOut)))
      return std::nullopt;
    Affine linear = makeConstant(0);
    for (size_t n = 0; n < takenOut; ++n)
      linear = linear * restOut[n] + at[outs[firstOut + n]];
    for (size_t m = 0; m < takenIn; ++m) {
      Affine &coordinate = inner[ins[firstIn + m]];
      if (m + 1 == takenIn) {
        coordinate = linear;
        break;
      }
      Affine remainder;
      if (!split(linear,
                 getProduct(restIn.take_front(takenIn).drop_front(m + 1)),
                 coordinate, remainder))
        return std::nullopt;
      linear = remainder;
    }
    restIn = restIn.drop_front(takenIn);
    restOut = restOut.drop_front(takenOut);
    firstIn += takenIn;
    firstOut += takenOut;
  }
  if (!restIn.empty() || !restOut.empty())
    return std::nullopt;
  return inner;
}

bool ElementReader::step(Value &tensor, Coordinates &at) {
  Operation *op = tensor.getDefiningOp();
  if (!op || budget == 0)
    return false;
  --budget;
  Value from;
  Coordinates inner;
  // An element of `indices` as a coordinate in a dim of this size.
  auto readIndex = [&](Value indices, ArrayRef<Affine> where,
                       const DimExpr &size) -> std::optional<Affine> {
    auto index = readInteger(indices, where);
    return index && isIndexOf(*index, size) ? index : std::nullopt;
  };
  bool isRead =
      llvm::TypeSwitch<Operation *, bool>(op)
          .Case([&](TransposeOp transpose) {
            from = transpose.getInput();
            inner.resize(at.size());
            for (auto [i, dim] : llvm::enumerate(transpose.getPermutation()))
              inner[dim] = at[i];
            return true;
          })
          .Case([&](BroadcastToOp broadcast) {
            from = broadcast.getInput();
            auto operand = ofOperand(from, broadcast.getResult(), at);
            inner = operand.value_or(Coordinates());
            return operand.has_value();
          })
          .Case([&](ReshapeOp reshape) {
            from = reshape.getInput();
            auto input = ofReshape(from, reshape.getResult(), at);
            inner = input.value_or(Coordinates());
            return input.has_value();
          })
          .Case([&](SliceOp slice) {
            from = slice.getInput();
            auto offsets =
                shapes.getIndices(slice.getStaticOffsets(), slice.getOffsets());
            for (auto [i, offset, stride] :
                 llvm::enumerate(offsets, slice.getStrides()))
              inner.push_back(at[i] * DimExpr(stride) + offset);
            return true;
          })
          .Case([&](GatherOp gather) {
            from = gather.getInput();
            unsigned axis = gather.getAxis();
            unsigned rank = shapes.getShape(gather.getIndices()).size();
            auto index =
                readIndex(gather.getIndices(), ArrayRef(at).slice(axis, rank),
                          shapes.getDim(from, axis));
            if (!index)
              return false;
            inner.append(at.begin(), at.begin() + axis);
            inner.push_back(*index);
            inner.append(at.begin() + axis + rank, at.end());
            return true;
          })
          .Case([&](GatherNDOp gather) {
            from = gather.getInput();
            Shape sizes = shapes.getShape(from);
            unsigned rank = shapes.getShape(gather.getIndices()).size();
            Coordinates where(at.begin(), at.begin() + (rank - 1));
            where.push_back(makeConstant(0));
            inner.resize(sizes.size());
            for (auto [j, dim] : llvm::enumerate(gather.getDims())) {
              where.back() = makeConstant(int64_t(j));
              auto index = readIndex(gather.getIndices(), where, sizes[dim]);
              if (!index)
                return false;
              inner[dim] = *index;
            }
            size_t other = 0;
            for (size_t d = 0; d < sizes.size(); ++d)
              if (!llvm::is_contained(gather.getDims(), int64_t(d)))
                inner[d] = at[gather.getWindow()[other++]];
            return true;
          })
          .Case([&](ConcatOp concat) {
            // The operand that holds a coordinate that is a number.
            unsigned axis = concat.getAxis();
            auto place = at[axis].isConstant() ? at[axis].constant.getConstant()
                                               : std::nullopt;
            for (Value input : concat.getInputs()) {
              auto size = shapes.getDim(input, axis).getConstant();
              if (!place || !size)
                return false;
              if (*place < *size) {
                from = input;
                inner = at;
                inner[axis] = makeConstant(*place);
                return true;
              }
              *place -= *size;
            }
            return false;
          })
          .Default([](Operation *) { return false; });
  if (!isRead)
    return false;
  tensor = from;
  at = inner;
  return true;
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

/// Types in which positions do not wrap.
static bool holdsPositions(Type element) {
  auto integer = dyn_cast<IntegerType>(element);
  return integer && !integer.isUnsigned() && integer.getWidth() >= 32;
}

/// Constants of which more elements are read are no indices.
static constexpr int64_t maxPoints = int64_t(1) << 24;

/// A constant whose elements are an affine function of the variables (when all
/// their extents are known) or of the coordinates.
std::optional<Affine> ElementReader::readConstantInteger(Value tensor,
                                                         ArrayRef<Affine> at) {
  auto numbers = readConstant(tensor);
  if (!numbers || numbers->empty())
    return std::nullopt;
  auto sizes = cast<RankedTensorType>(tensor.getType()).getShape();

  // Of the coordinates.
  SmallVector<int64_t> strides(sizes.size(), 1);
  for (size_t d = sizes.size(); d-- > 1;)
    strides[d - 1] = strides[d] * sizes[d];
  Affine result = makeConstant(int64_t(numbers->front()));
  SmallVector<int64_t> slopes;
  for (auto [d, size] : llvm::enumerate(sizes)) {
    slopes.push_back(
        size > 1 ? int64_t((*numbers)[strides[d]] - numbers->front()) : 0);
    result = result + at[d] * DimExpr(slopes.back());
  }
  auto isLinear = [&] {
    for (auto [i, number] : llvm::enumerate(*numbers)) {
      int64_t expected = int64_t(numbers->front());
      for (auto [d, size] : llvm::enumerate(sizes))
        expected += slopes[d] * (int64_t(i) / strides[d] % size);
      if (double(expected) != number)
        return false;
    }
    return true;
  };
  if (isLinear())
    return result;

  // Of the variables in them: [0, 0, 1, 1] at 2 g + r is g.
  SmallVector<unsigned> variables;
  SmallVector<int64_t> counts;
  int64_t total = 1;
  for (size_t v = 0; v < extents.size(); ++v) {
    bool isUsed = llvm::any_of(at, [&](const Affine &coordinate) {
      return !coordinate.coefficients[v].isConstant(0);
    });
    if (!isUsed)
      continue;
    auto extent = extents[v].getConstant();
    if (!extent || *extent < 1 || *extent > maxPoints / total)
      return std::nullopt;
    variables.push_back(v);
    counts.push_back(*extent);
    total *= *extent;
  }
  auto evaluate = [&](ArrayRef<int64_t> point) -> std::optional<int64_t> {
    int64_t linear = 0;
    for (auto [d, size] : llvm::enumerate(sizes)) {
      auto index = at[d].constant.getConstant();
      for (auto [v, x] : llvm::zip(variables, point)) {
        auto slope = at[d].coefficients[v].getConstant();
        if (!slope || !index)
          return std::nullopt;
        *index += *slope * x;
      }
      if (!index || *index < 0 || *index >= size)
        return std::nullopt;
      linear = linear * size + *index;
    }
    return int64_t((*numbers)[linear]);
  };
  SmallVector<int64_t> point(variables.size(), 0);
  auto origin = evaluate(point);
  if (!origin)
    return std::nullopt;
  result = makeConstant(*origin);
  for (auto [i, v] : llvm::enumerate(variables)) {
    if (counts[i] == 1)
      continue;
    point[i] = 1;
    auto next = evaluate(point);
    point[i] = 0;
    if (!next)
      return std::nullopt;
    result.coefficients[v] = *next - *origin;
  }
  for (int64_t n = 0; n < total; ++n) {
    int64_t rest = n, expected = *origin;
    for (size_t i = variables.size(); i-- > 0;) {
      point[i] = rest % counts[i];
      rest /= counts[i];
      expected += *result.coefficients[variables[i]].getConstant() * point[i];
    }
    if (evaluate(point) != expected)
      return std::nullopt;
  }
  return result;
}

std::optional<Affine> ElementReader::readInteger(Value tensor,
                                                 ArrayRef<Affine> where) {
  Coordinates at(where);
  while (true) {
    auto type = dyn_cast<RankedTensorType>(tensor.getType());
    if (!type || !holdsPositions(type.getElementType()) || budget == 0)
      return std::nullopt;
    --budget;
    if (type.hasStaticShape() && type.getNumElements() == 1)
      if (auto known = shapes.getElements(tensor))
        return makeConstant(known->front());
    if (tensor.getDefiningOp<ConstantOp>())
      return readConstantInteger(tensor, at);
    if (auto elements = shapes.getElements(tensor);
        elements && at.size() == 1 && at[0].isConstant())
      if (auto i = at[0].constant.getConstant();
          i && *i >= 0 && *i < int64_t(elements->size()))
        return makeConstant((*elements)[*i]);
    if (step(tensor, at))
      continue;
    Operation *op = tensor.getDefiningOp();
    if (!op)
      return std::nullopt;
    if (auto cast = dyn_cast<CastOp>(op)) {
      tensor = cast.getInput();
      continue;
    }
    if (auto range = dyn_cast<RangeOp>(op)) {
      auto start = shapes.getElements(range.getStart());
      auto delta = shapes.getElements(range.getDelta());
      if (!start || !delta)
        return std::nullopt;
      return at[0] * delta->front() + start->front();
    }
    if (auto neg = dyn_cast<NegOp>(op)) {
      auto value = readInteger(neg.getInput(), at);
      return value ? std::optional(*value * DimExpr(-1)) : std::nullopt;
    }
    if (!isa<AddOp, SubOp, MulOp>(op))
      return std::nullopt;
    SmallVector<Affine, 2> values;
    for (Value operand : op->getOperands()) {
      auto inner = ofOperand(operand, tensor, at);
      auto value = inner ? readInteger(operand, *inner) : std::nullopt;
      if (!value)
        return std::nullopt;
      values.push_back(*value);
    }
    if (isa<AddOp>(op))
      return values[0] + values[1];
    if (isa<SubOp>(op))
      return values[0] - values[1];
    if (values[1].isConstant())
      return values[0] * values[1].constant;
    if (values[0].isConstant())
      return values[1] * values[0].constant;
    return std::nullopt;
  }
}

//===----------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------===//

bool ElementReader::isView(Value tensor, ArrayRef<Affine> at) {
  Shape shape = shapes.getShape(tensor);
  SmallVector<bool> isTaken(extents.size());
  for (auto [dim, coordinate] : llvm::zip(shape, at)) {
    if (coordinate.isConstant()) {
      if (coordinate.constant.isConstant(0) && dim.isConstant(1))
        continue;
      if (!isIndexOf(coordinate, dim))
        return false;
      continue;
    }
    auto variable = coordinate.getVariable();
    if (!variable || isTaken[*variable])
      return false;
    isTaken[*variable] = true;
    bool isAll = coordinate.constant.isConstant(0) && dim == extents[*variable];
    if (!isAll &&
        (!shapes.isNonNegative(coordinate.constant) ||
         !shapes.isNonNegative(dim - extents[*variable] - coordinate.constant)))
      return false;
  }
  return true;
}

bool ElementReader::isWhole(Value tensor, ArrayRef<Affine> at,
                            ArrayRef<unsigned> variables) {
  Shape shape = shapes.getShape(tensor);
  if (shape.size() != variables.size())
    return false;
  for (auto [dim, coordinate, variable] : llvm::zip(shape, at, variables)) {
    bool isAll =
        coordinate == makeVariable(variable) && dim == extents[variable];
    bool isUnit = coordinate == makeConstant(0) && dim.isConstant(1);
    if (!isAll && !isUnit)
      return false;
  }
  return true;
}

Value ElementReader::buildView(OpBuilder &builder, Location loc, Value tensor,
                               ArrayRef<Affine> at,
                               ArrayRef<unsigned> variables) {
  if (isWhole(tensor, at, variables))
    return tensor;
  Type element = cast<RankedTensorType>(tensor.getType()).getElementType();
  Shape shape = shapes.getShape(tensor);

  // The box that is read.
  Shape offsets, sizes;
  for (const Affine &coordinate : at) {
    auto variable = coordinate.getVariable();
    offsets.push_back(coordinate.constant);
    sizes.push_back(variable ? extents[*variable] : DimExpr(1));
  }
  if (sizes != shape)
    tensor = createInferred<SliceOp>(
        builder, loc, shapes, element, tensor,
        ArrayRef<OpFoldResult>(shapes.materialize(builder, loc, offsets)),
        ArrayRef<OpFoldResult>(shapes.materialize(builder, loc, sizes)),
        SmallVector<int64_t>(at.size(), 1));

  // Its dims in the order of the variables, those without one first.
  SmallVector<int64_t> order;
  for (auto [i, coordinate] : llvm::enumerate(at))
    if (!coordinate.getVariable())
      order.push_back(i);
  Shape target;
  for (unsigned variable : variables) {
    target.push_back(1);
    for (auto [i, coordinate] : llvm::enumerate(at))
      if (coordinate.getVariable() == variable) {
        order.push_back(i);
        target.back() = extents[variable];
      }
  }
  // Unit dims need no moving.
  SmallVector<int64_t> moved;
  for (int64_t i : order)
    if (!sizes[i].isConstant(1))
      moved.push_back(i);
  if (!llvm::is_sorted(moved))
    tensor = createInferred<TransposeOp>(builder, loc, shapes, element, tensor,
                                         order);
  if (shapes.getShape(tensor) != target)
    tensor = createInferred<ReshapeOp>(
        builder, loc, shapes, element, tensor,
        ArrayRef<OpFoldResult>(shapes.materialize(builder, loc, target)));
  return tensor;
}
