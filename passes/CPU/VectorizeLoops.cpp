//===- VectorizeLoops.cpp - Linalg on buffers becomes vector loops --------===//

#include "passes/CPU/LoopVectorizer.h"
#include "passes/CPU/Passes.h"
#include "passes/CPU/Transposes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace toroid {
#define GEN_PASS_DEF_VECTORIZELOOPS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The innermost dims as one, as many as are contiguous in both buffers.
static void mergeContiguous(IRRewriter &rewriter, Location loc, Value &source,
                            Value &target) {
  auto from = cast<MemRefType>(source.getType());
  auto to = cast<MemRefType>(target.getType());
  int64_t rank = from.getRank();
  for (int64_t first = 0; first + 1 < rank; ++first) {
    SmallVector<ReassociationIndices> groups;
    for (int64_t dim = 0; dim <= first; ++dim)
      groups.push_back({dim});
    llvm::append_range(groups.back(), llvm::seq(first + 1, rank));
    if (!memref::CollapseShapeOp::isGuaranteedCollapsible(from, groups) ||
        !memref::CollapseShapeOp::isGuaranteedCollapsible(to, groups))
      continue;
    source = memref::CollapseShapeOp::create(rewriter, loc, source, groups);
    target = memref::CollapseShapeOp::create(rewriter, loc, target, groups);
    return;
  }
}

/// Writes a copy between buffers as a linalg.generic, whose loops we shape.
static void expandCopy(IRRewriter &rewriter, memref::CopyOp copy) {
  Value source = copy.getSource(), target = copy.getTarget();
  if (source == target)
    return rewriter.eraseOp(copy);
  rewriter.setInsertionPoint(copy);
  mergeContiguous(rewriter, copy.getLoc(), source, target);
  auto type = cast<MemRefType>(target.getType());
  AffineMap map = rewriter.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> kinds(type.getRank(),
                                         utils::IteratorType::parallel);
  auto loops = linalg::GenericOp::create(
      rewriter, copy.getLoc(), source, target, ArrayRef<AffineMap>{map, map},
      kinds, [](OpBuilder &b, Location loc, ValueRange arguments) {
        linalg::YieldOp::create(b, loc, arguments[0]);
      });
  if (Attribute stream = copy->getAttr("toroid.stream"))
    loops->setAttr("toroid.stream", stream);
  rewriter.eraseOp(copy);
}

namespace {
struct VectorizeLoops : toroid::impl::VectorizeLoopsBase<VectorizeLoops> {
  using VectorizeLoopsBase::VectorizeLoopsBase;

  void runOnOperation() override {
    const CPUTarget *cpu = getCPUTarget(getOperation(), target);
    if (!cpu)
      return signalPassFailure();
    IRRewriter rewriter(&getContext());
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) {
      if (isa<MemRefType>(copy.getSource().getType()) &&
          isa<MemRefType>(copy.getTarget().getType()))
        copies.push_back(copy);
    });
    for (memref::CopyOp copy : copies)
      expandCopy(rewriter, copy);

    Kernels kernels(getOperation(), *cpu);
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops) {
      if (!op.hasPureBufferSemantics())
        continue;
      rewriter.setInsertionPoint(op);
      auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
      if (!generic) {
        FailureOr<linalg::GenericOp> general =
            linalg::generalizeNamedOp(rewriter, op);
        if (failed(general)) {
          op.emitError("no loops are known for this operation");
          return signalPassFailure();
        }
        generic = *general;
      }
      if (!transposeInRegisters(generic, kernels, *cpu) &&
          !vectorizeGeneric(generic, *cpu)) {
        rewriter.setInsertionPoint(generic);
        if (failed(linalg::linalgOpToLoops(rewriter, generic))) {
          generic.emitError("no loops are known for this operation");
          return signalPassFailure();
        }
      }
      rewriter.eraseOp(generic);
    }
  }
};
} // namespace
