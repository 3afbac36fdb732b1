//===- TileAndFuse.cpp - Cuts the work into parallel tiles ----------------===//

#include "passes/CPU/Passes.h"
#include "passes/CPU/TileGroups.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/TilingInterface.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace toroid {
#define GEN_PASS_DEF_TILEANDFUSE
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// An elementwise op that alone uses an input of its result's type, at the same
/// position, can write where that input is.
static void reuseInputs(Operation *scope) {
  scope->walk([](linalg::GenericOp op) {
    if (op.getNumReductionLoops() != 0 || !op.hasPureTensorSemantics())
      return;
    for (OpOperand &init : op.getDpsInitsMutable()) {
      if (!op.getMatchingBlockArgument(&init).use_empty())
        continue;
      for (OpOperand *input : op.getDpsInputOperands()) {
        Value value = input->get();
        auto producer = value.getDefiningOp<linalg::LinalgOp>();
        if (!producer || value.getType() != init.get().getType() ||
            op.getMatchingIndexingMap(input) !=
                op.getMatchingIndexingMap(&init) ||
            producer->getBlock() != op->getBlock())
          continue;
        // Every other reader comes first.
        bool isLast = llvm::all_of(value.getUsers(), [&](Operation *user) {
          Operation *here = op->getBlock()->findAncestorOpInBlock(*user);
          return here == op || (here && here->isBeforeInBlock(op));
        });
        bool isTaken = llvm::any_of(
            op.getDpsInits(), [&](Value other) { return other == value; });
        if (!isLast || isTaken)
          continue;
        init.set(value);
        break;
      }
    }
  });
}

/// The size of equal parts of the group's even loop: ⌈n / ⌈n / limit⌉⌉, and 1
/// for none.
static OpFoldResult makeEvenSize(OpBuilder &builder, const TileGroup &group) {
  linalg::GenericOp root = group.root;
  ImplicitLocOpBuilder b(root.getLoc(), builder);
  unsigned loop = *group.evenLoop;
  int64_t limit = group.tileSizes[loop];
  Range range = cast<TilingInterface>(root.getOperation())
                    .getIterationDomain(builder)[loop];
  Value length =
      getValueOrCreateConstantIndexOp(builder, b.getLoc(), range.size);
  Value one = arith::ConstantIndexOp::create(b, 1);
  Value most = arith::ConstantIndexOp::create(b, limit);
  Value parts = arith::MaxUIOp::create(
      b, arith::CeilDivUIOp::create(b, length, most), one);
  Value size = arith::MaxUIOp::create(
      b, arith::CeilDivUIOp::create(b, length, parts), one);
  // Known to be within the limit by who sizes temporaries.
  AffineExpr given = b.getAffineSymbolExpr(0);
  AffineMap within = AffineMap::get(
      0, 1, {given, b.getAffineConstantExpr(limit)}, b.getContext());
  return affine::AffineMinOp::create(b, within, size).getResult();
}

namespace {
struct TileAndFuse : toroid::impl::TileAndFuseBase<TileAndFuse> {
  using TileAndFuseBase::TileAndFuseBase;

  void runOnOperation() override {
    const CPUTarget *cpu = getCPUTarget(getOperation(), target);
    if (!cpu)
      return signalPassFailure();
    // Last op first: each group takes the producers that are its own.
    SmallVector<linalg::GenericOp> ops;
    getOperation().walk([&](linalg::GenericOp op) {
      if (op.hasPureTensorSemantics() && !op->getParentOfType<scf::ForallOp>())
        ops.push_back(op);
    });
    llvm::DenseSet<Operation *> taken;
    std::vector<TileGroup> groups;
    for (linalg::GenericOp op : llvm::reverse(ops)) {
      if (taken.contains(op) || op.getNumParallelLoops() == 0)
        continue;
      TileGroup group = collectTileGroup(op, taken, *cpu);
      for (Operation *member : group.ops)
        if (!isa<linalg::FillOp>(member))
          taken.insert(member);
      groups.push_back(std::move(group));
    }
    for (TileGroup &group : groups)
      if (failed(tile(group)))
        return signalPassFailure();

    // A slice of an empty tensor is an empty tensor, which bufferization can
    // place in the result.
    RewritePatternSet patterns(&getContext());
    tensor::populateFoldTensorEmptyPatterns(patterns);
    tensor::populateMergeConsecutiveInsertExtractSlicePatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    reuseInputs(getOperation());
  }

  LogicalResult tile(TileGroup &group) {
    bool isSmall =
        !ShapedType::isDynamic(group.totalWork) && group.totalWork < minWork;
    bool isWhole =
        llvm::all_of(group.tileSizes, [](int64_t size) { return size == 0; });
    if (isSmall || isWhole)
      return success();

    IRRewriter rewriter(&getContext());
    rewriter.setInsertionPoint(group.root);
    scf::SCFTilingOptions tiling;
    tiling.setLoopType(scf::SCFTilingOptions::LoopType::ForallOp);
    SmallVector<OpFoldResult> sizes =
        getAsIndexOpFoldResult(&getContext(), group.tileSizes);
    if (group.evenLoop)
      sizes[*group.evenLoop] = makeEvenSize(rewriter, group);
    tiling.setTileSizes(sizes);
    scf::SCFTileAndFuseOptions options;
    options.setTilingOptions(tiling);
    options.setFusionControlFn(
        [&](tensor::ExtractSliceOp, OpResult producer, bool)
            -> std::optional<scf::SCFTileAndFuseOptions::ControlFnResult> {
          if (!group.ops.contains(producer.getOwner()))
            return std::nullopt;
          return scf::SCFTileAndFuseOptions::ControlFnResult{};
        });
    auto root = cast<TilingInterface>(group.root.getOperation());
    FailureOr<scf::SCFTileAndFuseResult> result =
        scf::tileConsumerAndFuseProducersUsingSCF(rewriter, root, options);
    // An op that cannot be tiled is right as it is.
    if (failed(result))
      return success();
    for (Value value : group.root->getResults())
      if (Value replacement = result->replacements.lookup(value))
        rewriter.replaceAllUsesWith(value, replacement);
    for (LoopLikeOpInterface loop : result->loops)
      loop->setAttr("toroid.work", rewriter.getI64IntegerAttr(group.tileWork));
    for (Operation *op : group.ops)
      if (op->use_empty())
        rewriter.eraseOp(op);
    return success();
  }
};
} // namespace
