//===- ReadSources.cpp - What was copied is read where it came from -------===//

#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace toroid {
#define GEN_PASS_DEF_READSOURCES
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {

/// A copy of an argument to the front of a buffer, and who reads what it wrote.
class FrontCopy {
public:
  /// False where a read cannot go to the source instead, or there is none.
  bool collect(memref::CopyOp copy);
  void redirect();

private:
  bool collectUses(Value buffer);
  /// Whether `view` begins where the copy ends, in some dim.
  bool isBehind(memref::SubViewOp view);
  /// Whether `read` is known to go past what was copied.
  bool isPast(memref::SubViewOp read);
  /// The type of `read`, were it of the source; null where it is laid out
  /// otherwise.
  MemRefType typeInSource(memref::SubViewOp read);

  memref::CopyOp copy;
  memref::SubViewOp front;
  SmallVector<memref::SubViewOp> reads;
};

struct ReadSources : toroid::impl::ReadSourcesBase<ReadSources> {
  using ReadSourcesBase::ReadSourcesBase;

  void runOnOperation() override {
    FailureOr<func::FuncOp> main = findMain(getOperation());
    if (failed(main))
      return signalPassFailure();
    for (auto copy :
         llvm::to_vector(main->getBody().front().getOps<memref::CopyOp>())) {
      FrontCopy reads;
      if (reads.collect(copy))
        reads.redirect();
    }
  }
};
} // namespace

/// Whether nothing is done with `view` but reading it by linalg ops.
static bool isOnlyRead(Value view) {
  return llvm::all_of(view.getUses(), [](OpOperand &use) {
    auto op = dyn_cast<linalg::LinalgOp>(use.getOwner());
    return op && op.isDpsInput(&use);
  });
}

bool FrontCopy::isBehind(memref::SubViewOp view) {
  return llvm::any_of(
      llvm::zip_equal(view.getMixedOffsets(), front.getMixedSizes()),
      [](auto pair) {
        auto [offset, end] = pair;
        if (isEqualConstantIntOrValue(offset, end))
          return true;
        std::optional<int64_t> from = getConstantIntValue(offset),
                               to = getConstantIntValue(end);
        return from && to && *from >= *to;
      });
}

bool FrontCopy::isPast(memref::SubViewOp read) {
  return llvm::any_of(
      llvm::zip_equal(read.getStaticOffsets(), read.getStaticSizes(),
                      front.getStaticSizes()),
      [](auto dim) {
        auto [offset, size, end] = dim;
        return !ShapedType::isDynamic(size) && !ShapedType::isDynamic(end) &&
               (ShapedType::isDynamic(offset) ? 0 : offset) + size > end;
      });
}

MemRefType FrontCopy::typeInSource(memref::SubViewOp read) {
  auto type = cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
      read.getType().getShape(), cast<MemRefType>(copy.getSource().getType()),
      read.getMixedOffsets(), read.getMixedSizes(), read.getMixedStrides()));
  return type == read.getType() ? type : MemRefType();
}

bool FrontCopy::collectUses(Value buffer) {
  for (Operation *user : buffer.getUsers()) {
    if (user == front)
      continue;
    auto view = dyn_cast<memref::SubViewOp>(user);
    if (!view || !view.hasUnitStride())
      return false;
    if (isBehind(view))
      continue;
    Operation *at = copy->getBlock()->findAncestorOpInBlock(*view);
    if (!isOnlyRead(view) || !at || !copy->isBeforeInBlock(at) ||
        !view->getParentOfType<scf::ForallOp>() || isPast(view) ||
        !typeInSource(view))
      return false;
    reads.push_back(view);
  }
  return !reads.empty();
}

bool FrontCopy::collect(memref::CopyOp op) {
  copy = op;
  front = copy.getTarget().getDefiningOp<memref::SubViewOp>();
  // Arguments are never written.
  if (!isa<BlockArgument>(copy.getSource()) ||
      !isa<MemRefType>(copy.getSource().getType()) || !front ||
      !front->hasOneUse() || !front.hasUnitStride() ||
      front.getSourceType().getRank() != front.getType().getRank() ||
      !llvm::all_of(front.getMixedOffsets(), isZeroInteger))
    return false;
  Operation *root = front.getSource().getDefiningOp();
  return isa_and_nonnull<memref::AllocOp, memref::ViewOp>(root) &&
         root->getBlock() == copy->getBlock() && collectUses(front.getSource());
}

void FrontCopy::redirect() {
  copy->setAttr("toroid.unread", UnitAttr::get(copy.getContext()));
  for (memref::SubViewOp read : reads) {
    ImplicitLocOpBuilder b(read.getLoc(), read);
    b.setInsertionPointAfter(read);
    auto value = [&](OpFoldResult size) {
      return getValueOrCreateConstantIndexOp(b, b.getLoc(), size);
    };
    // Where all of it was copied.
    Value isCopied;
    for (auto [dim, offset, size, end] :
         llvm::enumerate(read.getMixedOffsets(), read.getMixedSizes(),
                         front.getMixedSizes())) {
      std::optional<int64_t> known = getConstantIntValue(end);
      if (known && *known == front.getSourceType().getDimSize(dim))
        continue;
      Value last = b.createOrFold<arith::AddIOp>(value(offset), value(size));
      Value isInside =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ule, last, value(end));
      isCopied = isCopied
                     ? arith::AndIOp::create(b, isCopied, isInside).getResult()
                     : isInside;
    }
    if (!isCopied)
      isCopied = arith::ConstantOp::create(b, b.getBoolAttr(true));
    Value there = memref::SubViewOp::create(
        b, typeInSource(read), copy.getSource(), read.getMixedOffsets(),
        read.getMixedSizes(), read.getMixedStrides());
    auto choice = arith::SelectOp::create(b, isCopied, there, read);
    read.getResult().replaceAllUsesExcept(choice, choice);
  }
}
