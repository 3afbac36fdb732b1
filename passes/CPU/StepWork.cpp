//===- StepWork.cpp - What a part of @main does ---------------------------===//

#include "passes/CPU/StepWork.h"

#include "passes/CPU/Buffers.h"
#include "passes/CPU/Contraction.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace toroid;

namespace {

/// Counts over all turns of the loops inside of a step. Tiles of a loop are
/// counted together: the sizes of all tiles along a dimension add up to that
/// dimension, and a loop that cuts it is then not counted once more.
class WorkCounter {
public:
  WorkCounter(OpBuilder &b, Operation *step)
      : b(b), loc(step->getLoc()), step(step) {}

  /// How often the body of `op` runs; null when unknown.
  Value iterations(linalg::LinalgOp op);
  /// Bytes of the buffers from outside that the step reads and writes.
  Value traffic();

  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  /// Null stands for unknown.
  Value multiply(Value x, Value y) {
    return x && y ? b.createOrFold<arith::MulIOp>(loc, x, y) : Value();
  }
  Value add(Value x, Value y) {
    return x && y ? b.createOrFold<arith::AddIOp>(loc, x, y) : Value();
  }

private:
  /// One loop of the step: an induction variable with its range.
  struct Loop {
    BlockArgument variable;
    OpFoldResult lower, upper, step;
  };
  using Loops = SmallVector<Loop>;
  using Counted = llvm::SmallDenseSet<Value>;

  bool isOutside(Value value) {
    return !step->isAncestor(value.getParentRegion()->getParentOp());
  }
  Value total(OpFoldResult size, const Loops &loops, Counted &counted);
  Value total(Value buffer, int64_t dim, const Loops &loops, Counted &counted);
  Value range(const Loop &loop, const Loops &loops, Counted &counted);
  FailureOr<Loops> enclosing(Operation *op);
  Value turns(const Loops &loops, Counted &counted);
  Value wholeSize(Value buffer);

  struct Use {
    bool reads = false;
    bool writes = false;
    /// Whether what is read was written by the step itself.
    bool fills = false;
    /// Elements fetched one by one; null when that is unknown.
    SmallVector<Value> fetched;
  };
  void collect(Value buffer, Use &use);

  OpBuilder &b;
  Location loc;
  Operation *step;
};

} // namespace

/// `loop`'s range in steps of one.
Value WorkCounter::range(const Loop &loop, const Loops &loops,
                         Counted &counted) {
  counted.insert(loop.variable);
  Value upper = total(loop.upper, loops, counted);
  if (!upper || isConstantIntValue(loop.lower, 0))
    return upper;
  Value lower = total(loop.lower, loops, counted);
  return lower ? b.createOrFold<arith::SubIOp>(loc, upper, lower) : Value();
}

/// The sum of `size` over all turns of the loops that it is cut by, which
/// become `counted`.
Value WorkCounter::total(OpFoldResult size, const Loops &loops,
                         Counted &counted) {
  if (std::optional<int64_t> known = getConstantIntValue(size))
    return constant(*known);
  auto value = cast<Value>(size);
  if (isOutside(value))
    return value;
  if (auto dim = value.getDefiningOp<memref::DimOp>())
    if (std::optional<int64_t> index = dim.getConstantIndex())
      return total(dim.getSource(), *index, loops, counted);
  auto least = value.getDefiningOp<affine::AffineMinOp>();
  if (!least)
    return {};
  // What is left of a range, but no more than a tile.
  for (const Loop &loop : loops)
    if (!counted.contains(loop.variable) &&
        llvm::is_contained(least.getOperands(), loop.variable))
      return range(loop, loops, counted);
  // An edge that is counted already: as if the tile were whole.
  std::optional<int64_t> tile;
  for (AffineExpr expr : least.getMap().getResults())
    if (auto size = dyn_cast<AffineConstantExpr>(expr))
      tile = std::min(tile.value_or(size.getValue()), size.getValue());
  return tile ? constant(*tile) : Value();
}

Value WorkCounter::total(Value buffer, int64_t dim, const Loops &loops,
                         Counted &counted) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  if (!type)
    return {};
  if (!type.isDynamicDim(dim))
    return constant(type.getDimSize(dim));
  if (isOutside(buffer))
    return b.createOrFold<memref::DimOp>(loc, buffer, dim);
  Operation *op = buffer.getDefiningOp();
  auto dynamicDim = [&](ValueRange sizes) {
    return total(sizes[type.getDynamicDimIndex(dim)], loops, counted);
  };
  if (auto alloc = dyn_cast_or_null<memref::AllocOp>(op))
    return dynamicDim(alloc.getDynamicSizes());
  if (auto view = dyn_cast_or_null<memref::ViewOp>(op))
    return dynamicDim(view.getSizes());
  if (auto expand = dyn_cast_or_null<memref::ExpandShapeOp>(op))
    return dynamicDim(expand.getOutputShape());
  if (auto cast = dyn_cast_or_null<memref::CastOp>(op))
    return total(cast.getSource(), dim, loops, counted);
  if (auto collapse = dyn_cast_or_null<memref::CollapseShapeOp>(op)) {
    Value size = constant(1);
    for (int64_t source : collapse.getReassociationIndices()[dim])
      size = multiply(size, total(collapse.getSrc(), source, loops, counted));
    return size;
  }
  if (auto subview = dyn_cast_or_null<memref::SubViewOp>(op)) {
    llvm::SmallBitVector dropped = subview.getDroppedDims();
    int64_t kept = -1;
    for (auto [i, size] : llvm::enumerate(subview.getMixedSizes()))
      if (!dropped[i] && ++kept == dim)
        return total(size, loops, counted);
  }
  return {};
}

/// The loops around `op`, the outermost first, up to the step and with it.
FailureOr<WorkCounter::Loops> WorkCounter::enclosing(Operation *op) {
  Loops loops;
  for (Operation *at = op; at != step;) {
    at = at->getParentOp();
    if (auto loop = dyn_cast<scf::ForOp>(at)) {
      loops.push_back({cast<BlockArgument>(loop.getInductionVar()),
                       loop.getLowerBound(), loop.getUpperBound(),
                       loop.getStep()});
    } else if (auto loop = dyn_cast<scf::ForallOp>(at)) {
      for (auto [variable, lower, upper, step] :
           llvm::zip_equal(loop.getInductionVars(), loop.getMixedLowerBound(),
                           loop.getMixedUpperBound(), loop.getMixedStep()))
        loops.push_back({cast<BlockArgument>(variable), lower, upper, step});
    } else if (!isa<scf::IfOp, linalg::LinalgOp>(at)) {
      return failure();
    }
  }
  std::reverse(loops.begin(), loops.end());
  return loops;
}

/// The turns of all loops that are not counted yet.
Value WorkCounter::turns(const Loops &loops, Counted &counted) {
  Value product = constant(1);
  // The innermost first: it may be cut by an outer one.
  for (const Loop &loop : llvm::reverse(loops)) {
    if (counted.contains(loop.variable))
      continue;
    Value length = range(loop, loops, counted);
    std::optional<int64_t> by = getConstantIntValue(loop.step);
    if (!length || (!by && !isOutside(cast<Value>(loop.step))))
      return {};
    if (by != 1)
      length = b.createOrFold<arith::CeilDivSIOp>(
          loc, length, getValueOrCreateConstantIndexOp(b, loc, loop.step));
    product = multiply(product, length);
  }
  return product;
}

Value WorkCounter::iterations(linalg::LinalgOp op) {
  FailureOr<Loops> loops = enclosing(op);
  if (failed(loops))
    return {};
  Counted counted;
  Value product = constant(1);
  for (auto [dim, size] : llvm::enumerate(op.getStaticLoopRanges())) {
    if (!ShapedType::isDynamic(size)) {
      product = multiply(product, constant(size));
      continue;
    }
    Value extent;
    for (auto [operand, map] :
         llvm::zip(op->getOperands(), op.getIndexingMapsArray())) {
      std::optional<unsigned> position =
          map.getResultPosition(b.getAffineDimExpr(dim));
      if (!position)
        continue;
      if ((extent = total(operand, *position, *loops, counted)))
        break;
    }
    product = multiply(product, extent);
  }
  return multiply(product, turns(*loops, counted));
}

/// How the step uses `buffer` and views of it.
void WorkCounter::collect(Value buffer, Use &use) {
  for (OpOperand &operand : buffer.getUses()) {
    Operation *user = operand.getOwner();
    if (!step->isAncestor(user))
      continue;
    if (auto op = dyn_cast<linalg::LinalgOp>(user)) {
      if (!op.payloadUsesValueFromOperand(&operand) && op.isDpsInput(&operand))
        continue;
      use.reads |= op.payloadUsesValueFromOperand(&operand);
      use.writes |= op.isDpsInit(&operand);
      use.fills |= isa<linalg::FillOp>(user);
    } else if (auto copy = dyn_cast<memref::CopyOp>(user)) {
      (copy.getSource() == buffer ? use.reads : use.writes) = true;
    } else if (isa<memref::LoadOp>(user)) {
      auto op = user->getParentOfType<linalg::LinalgOp>();
      use.fetched.push_back(op ? iterations(op) : Value());
    } else if (isa<memref::StoreOp>(user)) {
      use.writes = true;
    } else if (isa<ViewLikeOpInterface>(user)) {
      collect(user->getResult(0), use);
    }
  }
}

/// Bytes of a buffer from outside.
Value WorkCounter::wholeSize(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  Value size = constant(elementBytes(type.getElementType()));
  Counted counted;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    size = multiply(size, total(buffer, dim, {}, counted));
  return size;
}

Value WorkCounter::traffic() {
  llvm::MapVector<Value, Use> buffers;
  step->walk([&](Operation *op) {
    for (Value operand : op->getOperands())
      if (isa<MemRefType>(operand.getType()) && isOutside(operand))
        buffers.insert({operand, Use()});
  });
  Value bytes = constant(0);
  for (auto &[buffer, use] : buffers) {
    collect(buffer, use);
    Value size = wholeSize(buffer);
    if (use.reads && !use.fills)
      bytes = add(bytes, size);
    if (use.writes)
      bytes = add(bytes, size);
    if (use.reads || use.fetched.empty())
      continue;
    // A table is mostly read in part.
    int64_t element =
        elementBytes(cast<MemRefType>(buffer.getType()).getElementType());
    Value fetched = constant(0);
    for (Value count : use.fetched)
      fetched = add(fetched, multiply(count, constant(element)));
    bytes =
        add(bytes, fetched ? b.createOrFold<arith::MinSIOp>(loc, fetched, size)
                           : size);
  }
  return bytes;
}

/// Floating-point operations of one turn of `op`'s body.
static int64_t flopsOfBody(linalg::LinalgOp op) {
  int64_t count = 0;
  for (Operation &inner : op.getBlock()->without_terminator()) {
    if (inner.getNumResults() != 1 ||
        !isa<FloatType>(getElementTypeOrSelf(inner.getResult(0).getType())) ||
        isa<CastOpInterface, arith::SelectOp, arith::BitcastOp>(inner) ||
        inner.hasTrait<OpTrait::ConstantLike>())
      continue;
    count += isa<arith::ArithDialect, math::MathDialect>(inner.getDialect());
  }
  return count;
}

namespace {
/// What is in a step, as far as its kind goes.
struct Contents {
  unsigned products = 0;
  bool reductions = false, exponentials = false, roots = false;
  bool fetches = false, computes = false, floats = false, moves = false;

  StringRef kind() const {
    if (products > 1)
      return "attention";
    if (products == 1)
      return "product";
    if (reductions)
      return exponentials ? "softmax" : roots ? "normalization" : "reduction";
    if (fetches && !floats)
      return "gather";
    if (computes)
      return "elementwise";
    return moves ? "copy" : "other";
  }
};
} // namespace

StepWork toroid::describeWork(OpBuilder &b, Operation *step) {
  StepWork work;
  WorkCounter counter(b, step);
  Contents contents;
  linalg::LinalgOp product, last;
  work.flops = counter.constant(0);
  step->walk([&](Operation *op) {
    if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
      last = linalgOp;
      contents.moves = true;
      contents.reductions |= linalgOp.getNumReductionLoops() != 0;
      if (matchContraction(linalgOp)) {
        ++contents.products;
        product = linalgOp;
      }
      int64_t flops = flopsOfBody(linalgOp);
      contents.floats |= flops > 0;
      if (flops > 0)
        work.flops = counter.add(work.flops,
                                 counter.multiply(counter.iterations(linalgOp),
                                                  counter.constant(flops)));
    }
    contents.moves |= isa<memref::CopyOp>(op);
    if (!op->getParentOfType<linalg::LinalgOp>())
      return;
    contents.fetches |= isa<memref::LoadOp>(op);
    contents.exponentials |= isa<math::ExpOp, math::Exp2Op>(op);
    contents.roots |= isa<math::SqrtOp, math::RsqrtOp>(op);
    contents.computes |= isa<math::MathDialect>(op->getDialect()) ||
                         (isa<arith::ArithDialect>(op->getDialect()) &&
                          !op->hasTrait<OpTrait::ConstantLike>() &&
                          !isa<arith::IndexCastOp>(op));
  });
  if (!last && !isa<memref::CopyOp>(step))
    work.flops = {};
  work.bytes = counter.traffic();
  work.kind = contents.kind();

  if (linalg::LinalgOp main = product ? product : last)
    addNodeNames(main.getLoc(), work.nodes);
  step->walk([&](linalg::LinalgOp op) {
    // A zero that products start from may be another node's.
    if (isa<linalg::FillOp>(op))
      return;
    addNodeNames(op.getLoc(), work.nodes);
    // Ops that were fused are told by what they left in the body.
    for (Operation &inner : op.getBlock()->without_terminator())
      if (!inner.hasTrait<OpTrait::ConstantLike>())
        addNodeNames(inner.getLoc(), work.nodes);
  });
  if (work.nodes.empty())
    addNodeNames(step->getLoc(), work.nodes);
  return work;
}
