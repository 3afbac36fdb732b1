//===- ProductLoops.cpp - How the loops of a product are used -------------===//

#include "passes/CPU/ProductLoops.h"

using namespace mlir;
using namespace toroid;

static MemRefType bufferType(const Contraction &contraction, unsigned number) {
  return dyn_cast<MemRefType>(contraction.op->getOperand(number).getType());
}

int64_t toroid::positionOf(const Contraction &contraction, unsigned number,
                           unsigned dim) {
  linalg::GenericOp op = contraction.op;
  for (auto [i, expr] :
       llvm::enumerate(op.getIndexingMapsArray()[number].getResults()))
    if (auto own = dyn_cast<AffineDimExpr>(expr);
        own && own.getPosition() == dim)
      return i;
  return -1;
}

int64_t toroid::strideOf(const Contraction &contraction, unsigned number,
                         unsigned dim) {
  SmallVector<int64_t> strides;
  int64_t offset;
  int64_t at = positionOf(contraction, number, dim);
  if (at < 0 ||
      failed(
          bufferType(contraction, number).getStridesAndOffset(strides, offset)))
    return ShapedType::kDynamic;
  return strides[at];
}

std::optional<int64_t> toroid::staticSizeOf(const Contraction &contraction,
                                            unsigned dim) {
  for (unsigned number = 0; number < 3; ++number)
    if (int64_t at = positionOf(contraction, number, dim); at >= 0) {
      MemRefType type = bufferType(contraction, number);
      if (!type.isDynamicDim(at))
        return type.getDimSize(at);
    }
  return std::nullopt;
}

static unsigned lastOutputLoop(const Contraction &contraction) {
  linalg::GenericOp op = contraction.op;
  return cast<AffineDimExpr>(op.getIndexingMapsArray()[2].getResults().back())
      .getPosition();
}

void toroid::arrangeSides(Contraction &contraction) {
  linalg::GenericOp op = contraction.op;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  if (maps[2].getNumResults() == 0 || contraction.panels ||
      !llvm::is_contained(contraction.m, lastOutputLoop(contraction)))
    return;
  std::swap(maps[0], maps[1]);
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  op->setOperand(0, rhs);
  op->setOperand(1, lhs);
  op.setIndexingMapsAttr(OpBuilder(op).getAffineMapArrayAttr(maps));
  // The body follows: its first two arguments change places. Where their types
  // differ they are made anew.
  Block *body = op.getBody();
  BlockArgument first = body->getArgument(0), second = body->getArgument(1);
  BlockArgument newFirst =
      body->insertArgument(2u, second.getType(), op.getLoc());
  BlockArgument newSecond =
      body->insertArgument(3u, first.getType(), op.getLoc());
  second.replaceAllUsesWith(newFirst);
  first.replaceAllUsesWith(newSecond);
  body->eraseArguments(0, 2);
  std::swap(contraction.m, contraction.n);
  std::swap(contraction.lhsCasts, contraction.rhsCasts);
}

std::optional<ProductLoops>
toroid::chooseProductLoops(const Contraction &contraction) {
  linalg::GenericOp op = contraction.op;
  for (unsigned number = 0; number < 3; ++number) {
    MemRefType type = bufferType(contraction, number);
    SmallVector<int64_t> strides;
    int64_t offset;
    if (!type || !type.getElementType().isIntOrFloat() ||
        failed(type.getStridesAndOffset(strides, offset)))
      return std::nullopt;
  }
  // Vectors run along the result's last dimension.
  if (op.getIndexingMapsArray()[2].getNumResults() == 0)
    return std::nullopt;
  ProductLoops loops;
  loops.n = lastOutputLoop(contraction);
  if (!llvm::is_contained(contraction.n, loops.n) ||
      strideOf(contraction, 2, loops.n) != 1)
    return std::nullopt;

  // The sum runs along the loop that is closest to contiguous; the rows are the
  // longest of theirs.
  loops.k = contraction.k.back();
  for (unsigned dim : contraction.k)
    if (strideOf(contraction, 0, dim) == 1 ||
        strideOf(contraction, 1, dim) == 1)
      loops.k = dim;
  if (contraction.panels) {
    if (contraction.panels->n != loops.n)
      return std::nullopt;
    loops.k = contraction.panels->k;
  }
  auto extent = [&](unsigned dim) {
    return staticSizeOf(contraction, dim).value_or(int64_t(1) << 20);
  };
  for (unsigned dim : contraction.m)
    if (!loops.m || extent(dim) > extent(*loops.m))
      loops.m = dim;
  return loops;
}
