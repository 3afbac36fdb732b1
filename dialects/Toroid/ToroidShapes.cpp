//===- ToroidShapes.cpp - Result shapes of each op ------------------------===//

#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace toroid;

using Shapes = SmallVectorImpl<Shape>;

static int64_t rankOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getRank();
}

static LogicalResult single(Shapes &results, Shape shape) {
  results.assign(1, std::move(shape));
  return success();
}

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

static LogicalResult inferBroadcast(Operation *op, SymbolicShapes &shapes,
                                    Shapes &results) {
  Shape shape;
  for (Value operand : op->getOperands()) {
    auto merged = shapes.broadcast(shape, shapes.getShape(operand));
    if (!merged)
      return op->emitOpError("has operands that do not broadcast: ")
             << op->getOperandTypes();
    shape = *merged;
  }
  return single(results, shape);
}

#define SAME_SHAPE(OP)                                                         \
  LogicalResult OP::inferShapes(SymbolicShapes &shapes, Shapes &results) {     \
    return single(results, shapes.getShape(getInput()));                       \
  }
SAME_SHAPE(AbsOp)
SAME_SHAPE(NegOp)
SAME_SHAPE(SignOp)
SAME_SHAPE(FloorOp)
SAME_SHAPE(CeilOp)
SAME_SHAPE(RoundOp)
SAME_SHAPE(SqrtOp)
SAME_SHAPE(RsqrtOp)
SAME_SHAPE(ReciprocalOp)
SAME_SHAPE(ExpOp)
SAME_SHAPE(LogOp)
SAME_SHAPE(ErfOp)
SAME_SHAPE(SinOp)
SAME_SHAPE(CosOp)
SAME_SHAPE(TanOp)
SAME_SHAPE(AsinOp)
SAME_SHAPE(AcosOp)
SAME_SHAPE(AtanOp)
SAME_SHAPE(SinhOp)
SAME_SHAPE(CoshOp)
SAME_SHAPE(TanhOp)
SAME_SHAPE(AsinhOp)
SAME_SHAPE(AcoshOp)
SAME_SHAPE(AtanhOp)
SAME_SHAPE(SigmoidOp)
SAME_SHAPE(SoftplusOp)
SAME_SHAPE(ReluOp)
SAME_SHAPE(NotOp)
SAME_SHAPE(IsNaNOp)
SAME_SHAPE(GeluOp)
SAME_SHAPE(SiluOp)
SAME_SHAPE(CastOp)
SAME_SHAPE(BitcastOp)
SAME_SHAPE(TriluOp)
SAME_SHAPE(CumulateOp)
#undef SAME_SHAPE

#define BROADCASTS(OP)                                                         \
  LogicalResult OP::inferShapes(SymbolicShapes &shapes, Shapes &results) {     \
    return inferBroadcast(*this, shapes, results);                             \
  }
BROADCASTS(AddOp)
BROADCASTS(SubOp)
BROADCASTS(MulOp)
BROADCASTS(DivOp)
BROADCASTS(ModOp)
BROADCASTS(FmodOp)
BROADCASTS(PowOp)
BROADCASTS(MaxOp)
BROADCASTS(MinOp)
BROADCASTS(AndOp)
BROADCASTS(OrOp)
BROADCASTS(XorOp)
BROADCASTS(ShiftLeftOp)
BROADCASTS(ShiftRightOp)
BROADCASTS(CompareOp)
BROADCASTS(SelectOp)
#undef BROADCASTS

//===----------------------------------------------------------------------===//
// Building, moving, selecting
//===----------------------------------------------------------------------===//

LogicalResult ConstantOp::inferShapes(SymbolicShapes &, Shapes &results) {
  auto sizes = getValue().getShapedType().getShape();
  return single(results, Shape(sizes.begin(), sizes.end()));
}

LogicalResult ShapeOfOp::inferShapes(SymbolicShapes &, Shapes &results) {
  return single(results, {rankOf(getInput())});
}

LogicalResult UnpackOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape shape = shapes.getShape(getInput());
  // The verifier says so when there is no last dim.
  if (!shape.empty())
    shape.back() =
        shape.back() *
        DimExpr(8 / getElementTypeOrSelf(getOperation()->getResult(0))
                        .getIntOrFloatBitWidth());
  return single(results, shape);
}

LogicalResult ReshapeOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape shape(shapes.getIndices(getStaticShape(), getDynamicShape()));
  DimExpr difference =
      getProduct(shape) - getProduct(shapes.getShape(getInput()));
  if (auto constant = difference.getConstant(); constant && *constant != 0)
    return emitOpError("changes the number of elements of ")
           << getInput().getType();
  return single(results, shape);
}

LogicalResult BroadcastToOp::inferShapes(SymbolicShapes &shapes,
                                         Shapes &results) {
  Shape shape(shapes.getIndices(getStaticShape(), getDynamicShape()));
  Shape input = shapes.getShape(getInput());
  if (input.size() > shape.size())
    return emitOpError("cannot lower the rank of ") << getInput().getType();
  for (auto [from, to] :
       llvm::zip(input, ArrayRef(shape).take_back(input.size()))) {
    auto alignment = shapes.align(from, to);
    if (alignment == SymbolicShapes::Alignment::Mismatch ||
        (alignment == SymbolicShapes::Alignment::RightOne &&
         from.getConstant()))
      return emitOpError("cannot stretch a dim of size ")
             << shapes.print(from) << " to " << shapes.print(to);
  }
  return single(results, shape);
}

LogicalResult TransposeOp::inferShapes(SymbolicShapes &shapes,
                                       Shapes &results) {
  Shape input = shapes.getShape(getInput());
  SmallVector<bool> seen(input.size());
  Shape shape;
  for (int64_t from : getPermutation()) {
    if (from < 0 || from >= int64_t(input.size()) || seen[from])
      return emitOpError("needs a permutation of the input's dims");
    seen[from] = true;
    shape.push_back(input[from]);
  }
  if (shape.size() != input.size())
    return emitOpError("needs a permutation of the input's dims");
  return single(results, shape);
}

LogicalResult ConcatOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  if (getInputs().empty())
    return emitOpError("needs at least one operand");
  Shape shape = shapes.getShape(getInputs().front());
  if (getAxis() >= shape.size())
    return emitOpError("has no axis ") << getAxis();
  for (Value input : getInputs().drop_front()) {
    Shape other = shapes.getShape(input);
    if (other.size() != shape.size())
      return emitOpError("has operands of different ranks");
    for (size_t i = 0; i < shape.size(); ++i) {
      if (i == getAxis()) {
        shape[i] = shape[i] + other[i];
      } else if (shape[i].getConstant() && other[i].getConstant() &&
                 shape[i] != other[i]) {
        return emitOpError("has operands that differ in dim ")
               << i << ": " << shapes.print(shape[i]) << " and "
               << shapes.print(other[i]);
      } else if (other[i].getConstant()) {
        shape[i] = other[i];
      }
    }
  }
  return single(results, shape);
}

LogicalResult SliceOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  return single(results,
                Shape(shapes.getIndices(getStaticSizes(), getSizes())));
}

LogicalResult GatherOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape input = shapes.getShape(getInput());
  if (getAxis() >= input.size())
    return emitOpError("has no axis ") << getAxis();
  Shape indices = shapes.getShape(getIndices());
  Shape shape(input.begin(), input.begin() + getAxis());
  shape.append(indices);
  shape.append(input.begin() + getAxis() + 1, input.end());
  return single(results, shape);
}

/// The shape of what index vectors address in a tensor of shape `input`.
static FailureOr<Shape> inferAddressed(Operation *op, ArrayRef<DimExpr> input,
                                       ArrayRef<DimExpr> indices,
                                       ArrayRef<int64_t> dims,
                                       ArrayRef<int64_t> window) {
  auto length = indices.empty() ? std::nullopt : indices.back().getConstant();
  if (!length)
    return op->emitOpError("needs indices whose last dim is static");
  if (*length != int64_t(dims.size()) ||
      dims.size() + window.size() != input.size())
    return op->emitOpError("has index vectors of length ") // (C1)
           << *length << " for " << dims.size() << " of " << input.size()
           << " dims";
  SmallVector<bool> isAddressed(input.size());
  for (int64_t dim : dims) {
    if (dim < 0 || dim >= int64_t(input.size()) || isAddressed[dim])
      return op->emitOpError("needs distinct dims of its input"); // (C1)
    isAddressed[dim] = true;
  }
  Shape shape(indices.begin(), indices.end() - 1);
  int64_t prefix = shape.size(), next = prefix;
  auto follows = window.begin();
  for (auto [dim, size] : llvm::enumerate(input)) {
    if (isAddressed[dim])
      continue;
    int64_t place = *follows++;
    if (place == next) {
      shape.push_back(size);
      ++next;
      continue;
    }
    if (place < 0 || place >= prefix)
      return op->emitOpError("has a window of ") // (C2)
             << place << " where " << next << " is next";
    auto count = indices[place].getConstant(), room = size.getConstant();
    if (count && room && *count > *room)
      return op->emitOpError("has ") // (C3)
             << *count << " index vectors along an input dim of size " << *room;
  }
  return shape;
}

LogicalResult GatherNDOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  FailureOr<Shape> shape =
      inferAddressed(*this, shapes.getShape(getInput()),
                     shapes.getShape(getIndices()), getDims(), getWindow());
  return failed(shape) ? failure() : single(results, *shape);
}

LogicalResult ScatterOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape input = shapes.getShape(getInput());
  FailureOr<Shape> addressed = inferAddressed(
      *this, input, shapes.getShape(getIndices()), getDims(), getWindow());
  if (failed(addressed))
    return failure();
  Shape updates = shapes.getShape(getUpdates());
  bool fits = updates.size() == addressed->size();
  for (size_t i = 0; fits && i < updates.size(); ++i) {
    auto size = updates[i].getConstant(),
         wanted = (*addressed)[i].getConstant();
    fits = !size || !wanted || *size == *wanted;
  }
  if (!fits)
    return emitOpError("has updates of type ")
           << getUpdates().getType() << " where its indices address "
           << SymbolicShapes::getType(*addressed,
                                      getUpdates().getType().getElementType());
  return single(results, input);
}

LogicalResult TopKOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape shape = shapes.getShape(getInput());
  if (getAxis() >= shape.size())
    return emitOpError("has no axis ") << getAxis();
  DimExpr k = shapes.getIndex(getK());
  auto count = k.getConstant(), size = shape[getAxis()].getConstant();
  if (count && size && *count > *size)
    return emitOpError("selects ")
           << *count << " elements along an axis of size " << *size;
  shape[getAxis()] = k;
  results.assign(2, shape);
  return success();
}

LogicalResult PadOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape shape = shapes.getShape(getInput());
  auto low = shapes.getIndices(getStaticLow(), getLow());
  auto high = shapes.getIndices(getStaticHigh(), getHigh());
  if (low.size() != shape.size() || high.size() != shape.size())
    return emitOpError("needs one low and one high pad per dim");
  for (size_t i = 0; i < shape.size(); ++i)
    shape[i] = shape[i] + low[i] + high[i];
  return single(results, shape);
}

LogicalResult RangeOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  return single(results,
                Shape(shapes.getIndices(getStaticShape(), getDynamicShape())));
}

//===----------------------------------------------------------------------===//
// What data decide
//===----------------------------------------------------------------------===//

// Typed accessors of results do not fit here: types are what is being inferred.

LogicalResult NonZeroOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  DimExpr count = shapes.unknownDim(getOperation()->getResult(0), 1);
  return single(results, {rankOf(getInput()), count});
}

LogicalResult UniqueOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape input = shapes.getShape(getInput());
  if (input.size() != 2)
    return emitOpError("needs a matrix"); // (C1)
  DimExpr count = shapes.unknownDim(getOperation()->getResult(0), 0);
  results.assign({Shape{count}, Shape{input[0]}, Shape{count}});
  return success();
}

LogicalResult InsertSliceOp::inferShapes(SymbolicShapes &shapes,
                                         Shapes &results) {
  return single(results, shapes.getShape(getDest()));
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

static LogicalResult inferReduced(Operation *op, Shape shape,
                                  ArrayRef<int64_t> axes, bool keepDims,
                                  Shapes &results) {
  int64_t previous = -1;
  for (int64_t axis : axes) {
    if (axis <= previous || axis >= int64_t(shape.size()))
      return op->emitOpError("needs sorted, distinct axes of the input");
    previous = axis;
  }
  for (int64_t axis : llvm::reverse(axes)) {
    if (keepDims)
      shape[axis] = 1;
    else
      shape.erase(shape.begin() + axis);
  }
  return single(results, shape);
}

LogicalResult ReduceOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  return inferReduced(*this, shapes.getShape(getInput()), getAxes(),
                      getKeepDims(), results);
}

LogicalResult ArgReduceOp::inferShapes(SymbolicShapes &shapes,
                                       Shapes &results) {
  return inferReduced(*this, shapes.getShape(getInput()), getAxis(),
                      getKeepDims(), results);
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

/// The shape of a product of operands of rank 2 or more that are stored as they
/// are multiplied.
static FailureOr<Shape> inferProduct(Operation *op, SymbolicShapes &shapes,
                                     ArrayRef<DimExpr> lhs,
                                     ArrayRef<DimExpr> rhs) {
  const DimExpr &left = lhs.back(), &right = rhs[rhs.size() - 2];
  if (left.getConstant() && right.getConstant() && left != right)
    return op->emitOpError("sums over ") // (C2)
           << shapes.print(left) << " elements on the left and "
           << shapes.print(right) << " on the right";
  auto shape = shapes.broadcast(lhs.drop_back(2), rhs.drop_back(2));
  if (!shape)
    return op->emitOpError("has batch dims that do not broadcast");
  shape->push_back(lhs[lhs.size() - 2]);
  shape->push_back(rhs.back());
  return *shape;
}

static void swapLast(Shape &shape) {
  std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
}

LogicalResult MatMulOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape lhs = shapes.getShape(getLhs()), rhs = shapes.getShape(getRhs());
  if (lhs.size() < 2 || rhs.size() < 2)
    return emitOpError("needs operands of rank 2 or more"); // (C1)
  if (getTransposeLhs())
    swapLast(lhs);
  if (getTransposeRhs())
    swapLast(rhs);
  FailureOr<Shape> shape = inferProduct(*this, shapes, lhs, rhs);
  return failed(shape) ? failure() : single(results, *shape);
}

LogicalResult LinearOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape input = shapes.getShape(getInput()),
        weight = shapes.getShape(getWeight());
  if (input.size() < 2 || weight.size() != 2)
    return emitOpError( // (C1)
        "needs an input of rank 2 or more and a weight of rank 2");
  if (getTransposeInput())
    swapLast(input);
  if (getTransposeWeight())
    swapLast(weight);
  FailureOr<Shape> shape = inferProduct(*this, shapes, input, weight);
  if (failed(shape))
    return failure();
  auto differ = [](const DimExpr &a, const DimExpr &b) {
    return a.getConstant() && b.getConstant() && a != b;
  };
  if (getBias()) {
    Shape bias = shapes.getShape(getBias());
    if (bias.size() > 1 || (bias.size() == 1 && !bias[0].isConstant(1) &&
                            differ(bias[0], shape->back())))
      return emitOpError("needs a bias of ") // (C3)
             << shapes.print(shape->back()) << " elements";
  }
  if (getResidual()) {
    Shape residual = shapes.getShape(getResidual());
    bool fits = residual.size() == shape->size();
    for (size_t i = 0; fits && i < residual.size(); ++i)
      fits = !differ(residual[i], (*shape)[i]);
    if (!fits)
      return emitOpError("has a residual of type ") // (C4)
             << getResidual().getType() << " that is no result's";
  }
  return single(results, *shape);
}

LogicalResult ConvOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape input = shapes.getShape(getInput());
  Shape filter = shapes.getShape(getFilter());
  size_t spatial = input.size() < 2 ? 0 : input.size() - 2;
  if (input.size() < 3 || filter.size() != input.size())
    return emitOpError("needs an input and a filter of one rank, 3 or more");
  for (auto entries : {getStrides(), getDilations(), getPadLow(), getPadHigh()})
    if (entries.size() != spatial)
      return emitOpError("needs ") // (C2)
             << spatial << " strides, dilations and pads";
  if (getGroups() < 1)
    return emitOpError("needs a positive number of groups"); // (C1)
  auto channels = input[1].getConstant(), taken = filter[1].getConstant();
  if (channels && taken && *channels != *taken * int64_t(getGroups()))
    return emitOpError("has ") // (C1)
           << *channels << " input channels where " << getGroups()
           << " groups of " << *taken << " are needed";
  if (auto filters = filter[0].getConstant();
      filters && *filters % int64_t(getGroups()) != 0)
    return emitOpError("has ") // (C1)
           << *filters << " filters, which " << getGroups()
           << " groups do not divide";
  Shape shape = {input[0], filter[0]};
  for (size_t i = 0; i < spatial; ++i) {
    if (getStrides()[i] < 1 || getDilations()[i] < 1 || getPadLow()[i] < 0 ||
        getPadHigh()[i] < 0)
      return emitOpError( // (C2)
          "needs positive strides and dilations, and pads that are not "
          "negative");
    DimExpr span = DimExpr(getDilations()[i]) * (filter[i + 2] - 1) + 1;
    DimExpr room = input[i + 2] + getPadLow()[i] + getPadHigh()[i] - span;
    if (auto constant = room.getConstant(); constant && *constant < 0)
      return emitOpError("has a kernel larger than its padded input in spatial "
                         "dim ")
             << i;
    shape.push_back(shapes.floorDiv(room, getStrides()[i]) + 1);
  }
  return single(results, shape);
}

LogicalResult LinearAttentionOp::inferShapes(SymbolicShapes &shapes,
                                             Shapes &results) {
  for (Value operand : getOperands())
    if (cast<RankedTensorType>(operand.getType()).getRank() != 4)
      return emitOpError("needs operands of rank 4"); // (C1)
  Shape query = shapes.getShape(getQuery()), key = shapes.getShape(getKey()),
        value = shapes.getShape(getValue()),
        state = shapes.getShape(getState());
  auto differ = [](const DimExpr &a, const DimExpr &b) {
    return a.getConstant() && b.getConstant() && a != b;
  };
  auto differAny = [&](const Shape &a, const Shape &b) {
    return llvm::any_of(llvm::zip(a, b), [&](auto pair) {
      return differ(std::get<0>(pair), std::get<1>(pair));
    });
  };
  if (differAny(key, {query[0], value[1], query[2], query[3]}) ||
      differAny(value, {query[0], key[1], query[2], state[3]}) ||
      differAny(state, {query[0], key[1], query[3], value[3]}))
    return emitOpError(
        "has query, key, value and state that do not fit together");
  if (auto heads = query[1].getConstant(), shared = key[1].getConstant();
      heads && shared && (*shared == 0 || *heads % *shared != 0))
    return emitOpError("has ") // (C2)
           << *heads << " query heads, which " << *shared
           << " key heads do not divide";
  auto fits = [&](Value term, const Shape &full) {
    return !term ||
           llvm::all_of(llvm::zip(shapes.getShape(term), full), [&](auto pair) {
             const DimExpr &own = std::get<0>(pair);
             return own.isConstant(1) || !differ(own, std::get<1>(pair));
           });
  };
  if (!fits(getDecay(), key) || !fits(getBeta(), {key[0], key[1], key[2], 1}))
    return emitOpError(
        "has a decay or beta that does not broadcast to its key");
  results.push_back({query[0], query[1], query[2], value[3]});
  results.push_back({query[0], key[1], query[3], value[3]});
  return success();
}

LogicalResult RotaryOp::inferShapes(SymbolicShapes &shapes, Shapes &results) {
  Shape input = shapes.getShape(getInput()), cos = shapes.getShape(getCos()),
        sin = shapes.getShape(getSin());
  if (input.empty() || cos.empty() || sin.empty())
    return emitOpError("needs operands of rank 1 or more");
  auto differ = [](const DimExpr &a, const DimExpr &b) {
    return a.getConstant() && b.getConstant() && a != b;
  };
  bool fits = !differ(cos.back(), sin.back());
  for (const Shape &angles : {cos, sin}) {
    fits &= angles.size() <= input.size();
    for (size_t back = 2; fits && back <= angles.size(); ++back) {
      const DimExpr &own = angles[angles.size() - back];
      fits = own.isConstant(1) || !differ(own, input[input.size() - back]);
    }
  }
  if (!fits)
    return emitOpError("has angles of types ") // (C1)
           << getCos().getType() << " and " << getSin().getType()
           << " that do not fit its input";
  auto each = cos.back().getConstant(), features = input.back().getConstant();
  if (each && !getPerPair() && *each % 2 != 0)
    return emitOpError("turns ") << *each << " elements, an odd number"; // (C2)
  if (each && features && *each * (getPerPair() ? 2 : 1) > *features)
    return emitOpError("turns more elements than its input has"); // (C3)
  return single(results, input);
}
