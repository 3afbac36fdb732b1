//===- VectorLoopPlan.cpp - How a linalg.generic becomes vector loops -----===//

#include "passes/CPU/VectorLoopPlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace toroid;

using Access = VectorLoopPlan::Access;

static MutableArrayRef<OpOperand> getInits(linalg::GenericOp op) {
  return op.getDpsInitsMutable();
}

/// The op whose result `init` receives; null for an argument of the body.
static Operation *getLast(linalg::GenericOp op, OpOperand &init) {
  unsigned number = init.getOperandNumber() - op.getNumDpsInputs();
  return op.getBody()->getTerminator()->getOperand(number).getDefiningOp();
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// The coefficient of dimension `dim` in `expr` where it is linear in it.
static std::optional<int64_t> coefficient(AffineExpr expr, unsigned dim) {
  if (!expr.isFunctionOfDim(dim))
    return 0;
  if (isa<AffineDimExpr>(expr))
    return 1;
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  if (binary.getKind() == AffineExprKind::Add) {
    auto lhs = coefficient(binary.getLHS(), dim),
         rhs = coefficient(binary.getRHS(), dim);
    if (lhs && rhs)
      return *lhs + *rhs;
  } else if (binary.getKind() == AffineExprKind::Mul) {
    auto lhs = coefficient(binary.getLHS(), dim);
    auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
    if (lhs && factor)
      return *lhs * factor.getValue();
  }
  return std::nullopt;
}

/// The elements between neighbours along `dim`, where the types tell.
std::optional<int64_t> VectorLoopPlan::findDistance(OpOperand &operand,
                                                    unsigned dim) const {
  SmallVector<int64_t> strides;
  int64_t offset, total = 0;
  auto type = cast<MemRefType>(operand.get().getType());
  if (failed(type.getStridesAndOffset(strides, offset)))
    return std::nullopt;
  for (auto [expr, step] :
       llvm::zip_equal(getMap(operand).getResults(), strides)) {
    std::optional<int64_t> factor = coefficient(expr, dim);
    if (!factor || (*factor != 0 && ShapedType::isDynamic(step)))
      return std::nullopt;
    if (*factor != 0)
      total += *factor * step;
  }
  return total;
}

int64_t VectorLoopPlan::getDistance(OpOperand &operand) const {
  return *findDistance(operand, along);
}

Access VectorLoopPlan::getAccess(OpOperand &operand, unsigned dim) const {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  AffineMap map = getMap(operand);
  if (!type || !map.isFunctionOfDim(dim))
    return Access::Uniform;
  bool onlyLast =
      llvm::none_of(map.getResults().drop_back(),
                    [&](AffineExpr expr) { return expr.isFunctionOfDim(dim); });
  if (onlyLast && type.isLastDimUnitStride() && findDistance(operand, dim) == 1)
    return Access::Contiguous;
  return Access::Strided;
}

std::optional<VectorLoopPlan::SizeSource>
VectorLoopPlan::findSize(unsigned dim) const {
  AffineExpr wanted = getAffineDimExpr(dim, op->getContext());
  for (OpOperand &operand : op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()))
      for (auto [i, expr] : llvm::enumerate(getMap(operand).getResults()))
        if (expr == wanted)
          return SizeSource{operand.get(), static_cast<unsigned>(i)};
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// The loop
//===----------------------------------------------------------------------===//

/// The kind of reduction that `op` is, if lanes can be combined by it.
static std::optional<vector::CombiningKind> combiningKind(Operation *op) {
  using Kind = vector::CombiningKind;
  return llvm::TypeSwitch<Operation *, std::optional<Kind>>(op)
      .Case<arith::AddFOp, arith::AddIOp>([](auto) { return Kind::ADD; })
      .Case<arith::MulFOp, arith::MulIOp>([](auto) { return Kind::MUL; })
      .Case<arith::MaximumFOp>([](auto) { return Kind::MAXIMUMF; })
      .Case<arith::MinimumFOp>([](auto) { return Kind::MINIMUMF; })
      .Case<arith::MaxNumFOp>([](auto) { return Kind::MAXNUMF; })
      .Case<arith::MinNumFOp>([](auto) { return Kind::MINNUMF; })
      .Case<arith::MaxSIOp>([](auto) { return Kind::MAXSI; })
      .Case<arith::MinSIOp>([](auto) { return Kind::MINSI; })
      .Case<arith::MaxUIOp>([](auto) { return Kind::MAXUI; })
      .Case<arith::MinUIOp>([](auto) { return Kind::MINUI; })
      .Case<arith::AndIOp>([](auto) { return Kind::AND; })
      .Case<arith::OrIOp>([](auto) { return Kind::OR; })
      .Case<arith::XOrIOp>([](auto) { return Kind::XOR; })
      .Default(std::nullopt);
}

bool VectorLoopPlan::check() {
  if (!op.hasPureBufferSemantics())
    return false;
  if (kinds.empty())
    return false;
  for (Operation &inner : op.getBody()->without_terminator()) {
    if (inner.getNumRegions() != 0 || inner.getNumResults() != 1)
      return false;
    Type type = inner.getResult(0).getType();
    if (!type.isIntOrIndexOrFloat())
      return false;
    if (!isa<linalg::IndexOp, memref::LoadOp, arith::ConstantOp>(inner) &&
        !(OpTrait::hasElementwiseMappableTraits(&inner) && isPure(&inner)))
      return false;
  }
  // Results are indexed by parallel loops, by each of them; or by all loops.
  bool hasElements = false;
  for (OpOperand &init : getInits(op)) {
    AffineMap map = getMap(init);
    if (isPerElement(init)) {
      hasElements = true;
      if (!map.isPermutation())
        return false;
      continue;
    }
    for (auto [dim, kind] : llvm::enumerate(kinds))
      if (map.isFunctionOfDim(dim) != (kind == utils::IteratorType::parallel))
        return false;
  }
  // Elements are written on the way of one loop that reduces the others.
  if (hasElements && op.getNumReductionLoops() != 1)
    return false;
  return llvm::all_of(llvm::seq<unsigned>(kinds.size()), [&](unsigned dim) {
    return !ShapedType::isDynamic(ranges[dim]) || findSize(dim);
  });
}

/// Whether `init` is the result of lanes that can be combined.
bool VectorLoopPlan::isCombinable(OpOperand &init) {
  BlockArgument accumulator = op.getMatchingBlockArgument(&init);
  Operation *last = getLast(op, init);
  return last && combiningKind(last) && accumulator.hasOneUse() &&
         *accumulator.user_begin() == last && last->hasOneUse();
}

bool VectorLoopPlan::suits(unsigned dim, int64_t &cost) {
  cost = 0;
  for (OpOperand &operand : op->getOpOperands()) {
    Access how = getAccess(operand, dim);
    if (how == Access::Strided) {
      // Lanes are gathered, but not scattered; and gathered only at distances
      // that the type tells.
      if (op.isDpsInit(&operand) || !findDistance(operand, dim) ||
          !cast<MemRefType>(operand.get().getType()).isLastDimUnitStride())
        return false;
      cost += 16;
    } else if (how == Access::Contiguous) {
      cost += 1;
    }
  }
  for (OpOperand &init : getInits(op))
    if (isReduction(dim) && !isPerElement(init) && !isCombinable(init))
      return false;
  // The final combination of lanes.
  if (isReduction(dim))
    cost += 4;
  return true;
}

bool VectorLoopPlan::chooseLoop() {
  std::optional<int64_t> best;
  for (int64_t dim = static_cast<int64_t>(kinds.size()) - 1; dim >= 0; --dim) {
    int64_t cost;
    if (ranges[dim] == 1 || !suits(dim, cost))
      continue;
    // A vector that is mostly empty brings little.
    if (!ShapedType::isDynamic(ranges[dim]) && ranges[dim] < 8)
      cost += 8;
    if (!best || cost < *best) {
      best = cost;
      along = dim;
    }
  }
  return best.has_value();
}

//===----------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------===//

bool VectorLoopPlan::classifyBody(const CPUTarget &target) {
  for (OpOperand &operand : op->getOpOperands()) {
    bool isAccumulator =
        op.isDpsInit(&operand) && isReduction(along) && !isPerElement(operand);
    if (isAccumulator || getAccess(operand) != Access::Uniform)
      varying.insert(op.getMatchingBlockArgument(&operand));
  }
  unsigned widest = 8;
  auto account = [&](Value value) {
    Type type = getElementTypeOrSelf(value.getType());
    if (varying.contains(value) && type.isIntOrFloat())
      widest = std::max(widest, type.getIntOrFloatBitWidth());
  };
  for (BlockArgument argument : op.getBody()->getArguments())
    account(argument);
  for (Operation &inner : op.getBody()->without_terminator()) {
    auto varies = [&](Value value) { return varying.contains(value); };
    bool result = llvm::any_of(inner.getOperands(), varies);
    if (auto index = dyn_cast<linalg::IndexOp>(inner))
      result = index.getDim() == along;
    if (auto load = dyn_cast<memref::LoadOp>(inner)) {
      // Contiguous along the loop, or the same all along it.
      auto last =
          load.getIndices().empty()
              ? linalg::IndexOp()
              : load.getIndices().back().getDefiningOp<linalg::IndexOp>();
      if (result && (!last || last.getDim() != along ||
                     llvm::any_of(load.getIndices().drop_back(), varies) ||
                     !load.getMemRefType().isLastDimUnitStride()))
        return false;
    }
    if (result) {
      varying.insert(inner.getResult(0));
      account(inner.getResult(0));
    }
  }
  lanes = target.lanes(widest);
  return lanes >= 2;
}

bool VectorLoopPlan::takeCombiners() {
  for (OpOperand &init : getInits(op)) {
    if (isPerElement(init))
      continue;
    unsigned number = init.getOperandNumber() - op.getNumDpsInputs();
    Operation *last = getLast(op, init);
    if (!arith::getNeutralElement(last))
      return false;
    combiners.push_back({number, last, *combiningKind(last)});
  }
  return true;
}

std::optional<VectorLoopPlan> VectorLoopPlan::make(linalg::GenericOp op,
                                                   const CPUTarget &target) {
  VectorLoopPlan plan(op);
  if (!plan.check() || !plan.chooseLoop() || !plan.classifyBody(target) ||
      (plan.isReduction(plan.along) && !plan.takeCombiners()))
    return std::nullopt;
  return plan;
}
