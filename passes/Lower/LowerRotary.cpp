//===- LowerRotary.cpp - Rotation of pairs of features in one pass --------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

namespace {
/// Rotation of two halves: one loop over `[..., 2, half]`, which reads both
/// elements of a pair and writes one of them.
class Halves {
public:
  Halves(Lowering &l, RotaryOp op)
      : l(l), op(op), shape(l.getShape(op.getInput())), last(shape.size() - 1),
        old(getElementTypeOrSelf(op.getInput())) {
    DimExpr angles = l.getShape(op.getCos()).back();
    half = op.getPerPair() ? angles : l.shapes.floorDiv(angles, 2);
    l.checkEqual(angles, l.getShape(op.getSin()).back(),
                 "cosines and sines differ in number");
    if (!op.getPerPair())
      l.checkEqual(half * 2, angles, "the features that turn are no pairs");
    l.checkAtLeast(shape.back(), half * 2, "more features turn than there are");
  }

  Value lower();

private:
  /// `size` features of the input from `start` on.
  Value slice(const DimExpr &start, const DimExpr &size);
  /// What turns the elements of `[..., 2, half]`.
  Lowering::Operand getAngles(Value angles);
  Value rotate();

  Lowering &l;
  RotaryOp op;
  Shape shape;
  unsigned last;
  Type old;
  DimExpr half = 0;
};
} // namespace

Value Halves::slice(const DimExpr &start, const DimExpr &size) {
  Shape part(shape), offsets(shape.size(), 0);
  part.back() = size;
  offsets.back() = start;
  SmallVector<OpFoldResult> ones(shape.size(), l.b.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(l.b, SymbolicShapes::getType(part, old),
                                        l.getNew(op.getInput()),
                                        l.sizes(offsets), l.sizes(part), ones);
}

Lowering::Operand Halves::getAngles(Value angles) {
  Shape fit(shape), halves(shape);
  fit.back() = l.getShape(angles).back();
  Lowering::Operand operand = l.broadcast(angles, fit);
  if (!operand.tensor)
    return operand;
  // The map's last expression is the feature; one for each pair, or two.
  SmallVector<AffineExpr> exprs(operand.map.getResults().drop_back());
  if (!op.getPerPair()) {
    Shape from = l.getShape(angles), to(from);
    to.back() = 2;
    to.push_back(half);
    operand.tensor = l.reshape(operand.tensor, from, to);
    exprs.push_back(l.b.getAffineDimExpr(last));
  }
  exprs.push_back(l.b.getAffineDimExpr(last + 1));
  operand.map = AffineMap::get(last + 2, 0, exprs, l.b.getContext());
  return operand;
}

Value Halves::rotate() {
  SmallVector<AffineExpr> pair;
  for (unsigned i = 0; i < last; ++i)
    pair.push_back(l.b.getAffineDimExpr(i));
  pair.push_back(l.b.getAffineDimExpr(last + 1));
  AffineMap atPair = AffineMap::get(last + 2, 0, pair, l.b.getContext());
  SmallVector<Value> tensors = {slice(0, half), slice(half, half)};
  SmallVector<AffineMap> maps = {atPair, atPair};
  Lowering::Operand cos = getAngles(op.getCos()), sin = getAngles(op.getSin());
  for (const Lowering::Operand &angle : {cos, sin})
    if (angle.tensor) {
      tensors.push_back(angle.tensor);
      maps.push_back(angle.map);
    }
  Shape halves(shape);
  halves.back() = 2;
  halves.push_back(half);
  return l.parallel(tensors, maps, halves, old, [&](ValueRange x) {
    auto next = [&](const Lowering::Operand *operand) {
      Value scalar = operand ? operand->scalar : Value();
      if (!scalar) {
        scalar = x.front();
        x = x.drop_front();
      }
      return l.fromStorage(scalar, old);
    };
    Value first = next(nullptr), second = next(nullptr);
    Value c = next(&cos), s = next(&sin);
    Value isFirst =
        arith::CmpIOp::create(l.b, arith::CmpIPredicate::eq,
                              linalg::IndexOp::create(l.b, last), l.index(0));
    auto choose = [&](Value x, Value y) {
      return arith::SelectOp::create(l.b, isFirst, x, y);
    };
    Value own = choose(first, second);
    Value other = choose(arith::NegFOp::create(l.b, second), first);
    Value turned =
        arith::AddFOp::create(l.b, arith::MulFOp::create(l.b, own, c),
                              arith::MulFOp::create(l.b, other, s));
    return l.toStorage(turned, old);
  });
}

Value Halves::lower() {
  Shape halves(shape), turned(shape), rest(shape);
  halves.back() = 2;
  halves.push_back(half);
  turned.back() = half * 2;
  rest.back() = shape.back() - turned.back();
  Value result = l.reshape(rotate(), halves, turned);
  if (turned == shape)
    return result;
  Shape zeros(shape.size(), 0), after(zeros);
  after.back() = turned.back();
  SmallVector<OpFoldResult> ones(shape.size(), l.b.getIndexAttr(1));
  auto insert = [&](Value part, const Shape &at, const Shape &size,
                    Value into) {
    return tensor::InsertSliceOp::create(l.b, part, into, l.sizes(at),
                                         l.sizes(size), ones);
  };
  result = insert(result, zeros, turned, l.empty(shape, old));
  return insert(slice(turned.back(), rest.back()), after, rest, result);
}

/// Neighbours are no loop of vectors; what spells them out is as good.
Lowered toroid::lowerRotary(Lowering &l, Operation *op) {
  auto rotary = dyn_cast<RotaryOp>(op);
  if (!rotary)
    return {};
  return rotary.getInterleaved() ? l.lowerParts(rotary)
                                 : Halves(l, rotary).lower();
}
