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

std::optional<Contraction> toroid::matchContraction(linalg::LinalgOp linalgOp) {
  auto op = dyn_cast<linalg::GenericOp>(linalgOp.getOperation());
  if (!op || op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return std::nullopt;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  for (AffineMap map : maps)
    if (!map.isProjectedPermutation())
      return std::nullopt;

  Contraction result;
  result.op = op;
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
