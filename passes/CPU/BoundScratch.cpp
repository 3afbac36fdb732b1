//===- BoundScratch.cpp - Temporaries of tiles get sizes that are known
//----===//

#include "passes/CPU/Buffers.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace toroid {
#define GEN_PASS_DEF_BOUNDSCRATCH
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The most that `value` can be; fails where nothing bounds it.
static FailureOr<int64_t> upperBound(Value value) {
  // A size that broadcasting selects is that of an input, which nothing bounds;
  // and for each such choice on the way there the two would be compared, which
  // takes time exponential in how many there are.
  auto isChoice = [](Value sizeOrTensor, std::optional<int64_t>,
                     ValueBoundsConstraintSet &) {
    return sizeOrTensor.getDefiningOp<arith::SelectOp>() != nullptr;
  };
  return ValueBoundsConstraintSet::computeConstantBound(
      presburger::BoundType::UB, ValueBoundsConstraintSet::Variable(value),
      isChoice, /*closedUB=*/true);
}

namespace {
struct BoundScratch : toroid::impl::BoundScratchBase<BoundScratch> {
  void runOnOperation() override {
    SmallVector<std::pair<memref::AllocOp, scf::ForallOp>> allocs;
    getOperation().walk([&](memref::AllocOp alloc) {
      scf::ForallOp outermost;
      for (Operation *parent = alloc->getParentOp(); parent;
           parent = parent->getParentOp())
        if (auto loop = dyn_cast<scf::ForallOp>(parent))
          outermost = loop;
      if (outermost && !alloc.getType().hasStaticShape() &&
          alloc.getType().getLayout().isIdentity())
        allocs.push_back({alloc, outermost});
    });
    for (auto [alloc, loop] : allocs)
      bound(alloc, loop);
  }

  void bound(memref::AllocOp alloc, scf::ForallOp loop) {
    MemRefType type = alloc.getType();
    int64_t fixed = elementBytes(type.getElementType());
    for (int64_t dim : type.getShape())
      if (!ShapedType::isDynamic(dim) && llvm::MulOverflow(fixed, dim, fixed))
        return;
    SmallVector<Value> free;
    bool changed = false;
    for (Value size : alloc.getDynamicSizes()) {
      FailureOr<int64_t> most = upperBound(size);
      if (succeeded(most) && *most >= 0) {
        if (llvm::MulOverflow(fixed, *most, fixed))
          return;
        changed = true;
        continue;
      }
      // Else it has to be the same for all iterations.
      if (!loop.isDefinedOutsideOfLoop(size))
        return;
      free.push_back(size);
    }
    if (!changed)
      return;
    OpBuilder b(alloc);
    Location loc = alloc.getLoc();
    Value bytes;
    if (free.empty()) {
      bytes = memref::AllocOp::create(b, loc, bytesType(b.getContext(), fixed),
                                      alloc.getAlignmentAttr());
    } else {
      Value size = arith::ConstantIndexOp::create(b, loc, fixed);
      for (Value factor : free)
        size = arith::MulIOp::create(b, loc, size, factor);
      bytes =
          memref::AllocOp::create(b, loc, bytesType(b.getContext()),
                                  ValueRange{size}, alloc.getAlignmentAttr());
    }
    Value zero = arith::ConstantIndexOp::create(b, loc, 0);
    Value view = memref::ViewOp::create(b, loc, type, bytes, zero,
                                        alloc.getDynamicSizes());
    alloc.replaceAllUsesWith(view);
    alloc.erase();
  }
};
} // namespace
