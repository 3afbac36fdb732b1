//===- Contraction.cpp - Recognizes products ------------------------------===//

#include "passes/CPU/Contraction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace toroid;

/// Walks up through conversions to a block argument.
static BlockArgument throughCasts(Value value,
                                  SmallVectorImpl<Operation *> &casts) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<arith::ExtFOp, arith::TruncFOp, arith::ExtSIOp, arith::ExtUIOp,
             arith::TruncIOp, arith::SIToFPOp, arith::UIToFPOp>(op) ||
        !op->hasOneUse())
      return {};
    casts.push_back(op);
    value = op->getOperand(0);
  }
  std::reverse(casts.begin(), casts.end());
  return dyn_cast<BlockArgument>(value);
}

/// Recognizes (.., n floordiv width, k, n mod width), all else being dims.
static std::optional<Panels> matchPanels(AffineMap map) {
  unsigned rank = map.getNumResults();
  if (rank < 3)
    return std::nullopt;
  auto panel = dyn_cast<AffineBinaryOpExpr>(map.getResult(rank - 3));
  auto k = dyn_cast<AffineDimExpr>(map.getResult(rank - 2));
  auto column = dyn_cast<AffineBinaryOpExpr>(map.getResult(rank - 1));
  if (!panel || !k || !column || panel.getKind() != AffineExprKind::FloorDiv ||
      column.getKind() != AffineExprKind::Mod ||
      panel.getLHS() != column.getLHS() || panel.getRHS() != column.getRHS())
    return std::nullopt;
  auto n = dyn_cast<AffineDimExpr>(panel.getLHS());
  auto width = dyn_cast<AffineConstantExpr>(panel.getRHS());
  if (!n || !width)
    return std::nullopt;
  // The other dims and these two are all different.
  SmallVector<AffineExpr> dims(map.getResults().drop_back(3));
  dims.append({n, k});
  if (!AffineMap::get(map.getNumDims(), 0, dims, map.getContext())
           .isProjectedPermutation())
    return std::nullopt;
  return Panels{n.getPosition(), k.getPosition(), width.getValue()};
}

std::optional<Contraction> toroid::matchContraction(linalg::LinalgOp linalgOp) {
  auto op = dyn_cast<linalg::GenericOp>(linalgOp.getOperation());
  if (!op || op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return std::nullopt;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  Contraction result;
  result.op = op;
  for (auto [number, map] : llvm::enumerate(maps)) {
    if (map.isProjectedPermutation())
      continue;
    if (number == 1)
      result.panels = matchPanels(map);
    if (number != 1 || !result.panels)
      return std::nullopt;
  }
  for (auto [d, kind] : llvm::enumerate(op.getIteratorTypesArray())) {
    bool lhs = maps[0].isFunctionOfDim(d), rhs = maps[1].isFunctionOfDim(d),
         out = maps[2].isFunctionOfDim(d);
    if (out != (kind == utils::IteratorType::parallel))
      return std::nullopt;
    if (lhs && rhs)
      (out ? result.batch : result.k).push_back(d);
    else if (lhs && out)
      result.m.push_back(d);
    else if (rhs && out)
      result.n.push_back(d);
    else
      return std::nullopt;
  }
  if (result.k.empty())
    return std::nullopt;

  Block *body = op.getBody();
  Operation *add = body->getTerminator()->getOperand(0).getDefiningOp();
  if (!add || !isa<arith::AddFOp, arith::AddIOp>(add))
    return std::nullopt;
  BlockArgument accumulator = body->getArgument(2);
  Value product;
  if (add->getOperand(0) == accumulator)
    product = add->getOperand(1);
  else if (add->getOperand(1) == accumulator)
    product = add->getOperand(0);
  Operation *mul = product ? product.getDefiningOp() : nullptr;
  if (!mul || !isa<arith::MulFOp, arith::MulIOp>(mul) || !mul->hasOneUse() ||
      !accumulator.hasOneUse())
    return std::nullopt;
  BlockArgument first = throughCasts(mul->getOperand(0), result.lhsCasts);
  BlockArgument second = throughCasts(mul->getOperand(1), result.rhsCasts);
  if (!first || !second)
    return std::nullopt;
  if (first.getArgNumber() == 1) {
    std::swap(first, second);
    std::swap(result.lhsCasts, result.rhsCasts);
  }
  if (first != body->getArgument(0) || second != body->getArgument(1))
    return std::nullopt;
  return result;
}
