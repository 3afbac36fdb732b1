//===- NormalizeLinalg.cpp - Brings linalg into few forms -----------------===//

#include "passes/CPU/Contraction.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace toroid {
#define GEN_PASS_DEF_NORMALIZELINALG
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// What fuses
//===----------------------------------------------------------------------===//

/// An op that only moves elements.
static bool isMove(linalg::GenericOp op) {
  return op.getNumDpsInputs() == 1 && op.getNumDpsInits() == 1 &&
         op.getNumParallelLoops() == op.getNumLoops() &&
         op.getBody()->without_terminator().empty() &&
         op.getBody()->getTerminator()->getOperand(0) ==
             op.getBody()->getArgument(0) &&
         llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
           return map.isProjectedPermutation();
         });
}

/// An op so cheap that doing it twice costs less than writing its result.
static bool isCheap(linalg::GenericOp op) {
  auto ops = op.getBody()->without_terminator();
  return op.getNumDpsInputs() <= 1 &&
         std::distance(ops.begin(), ops.end()) <= 1 &&
         llvm::all_of(ops, [](Operation &inner) {
           return isa<arith::ArithDialect>(inner.getDialect()) &&
                  !isa<arith::DivFOp>(inner);
         });
}

static bool isExpensive(linalg::GenericOp op) {
  return llvm::any_of(op.getBody()->without_terminator(), [](Operation &inner) {
    return !isa<arith::ArithDialect>(inner.getDialect()) ||
           isa<arith::DivFOp>(inner);
  });
}

/// An op that changes what its destination holds.
static bool isUpdate(linalg::GenericOp op) {
  return llvm::any_of(op.getRegionOutputArgs(),
                      [](BlockArgument held) { return !held.use_empty(); });
}

/// Whether the producer of `operand` is to be computed inside its consumer.
static bool shouldFuse(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  if (!producer || !consumer)
    return false;
  // Repeated elsewhere it would need what the destination held before.
  if (isUpdate(producer))
    return false;
  // What is computed ahead of a loop is computed once.
  if (producer->getBlock() != consumer->getBlock())
    return matchContraction(consumer) && isMove(producer);
  // A product reads its operands where they are, but computes nothing on the
  // way to them.
  if (matchContraction(consumer))
    return isMove(producer);
  if (isMove(producer)) {
    // What are rows no more is read element by element, which should not be
    // done twice. Where rows stay rows, reading them elsewhere costs nothing.
    AffineMap in =
        producer.getMatchingIndexingMap(producer.getDpsInputOperand(0));
    AffineMap out =
        producer.getMatchingIndexingMap(producer.getDpsInitOperand(0));
    bool keepsOrder = in.isMinorIdentityWithBroadcasting() || in.isIdentity();
    bool keepsRows = in.getNumResults() > 0 && out.getNumResults() > 0 &&
                     in.getResults().back() == out.getResults().back();
    return keepsOrder || keepsRows || producer->hasOneUse();
  }
  if (!producer->hasOneUse())
    return producer->getNumResults() == 1 && isCheap(producer);
  // Repeating the work along an outer loop costs, along the innermost nothing.
  AffineMap map = consumer.getMatchingIndexingMap(operand);
  if (isExpensive(producer) && consumer.getNumLoops() > 0 &&
      map.isFunctionOfDim(consumer.getNumLoops() - 1))
    for (unsigned dim = 0; dim < consumer.getNumLoops(); ++dim)
      if (!map.isFunctionOfDim(dim) && consumer.getStaticLoopRanges()[dim] != 1)
        return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

namespace {

/// A product whose result is only transposed writes the transposed form.
struct FoldTransposeOfProduct : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp move,
                                PatternRewriter &rewriter) const override {
    if (!isMove(move))
      return failure();
    auto product = move.getInputs()[0].getDefiningOp<linalg::GenericOp>();
    if (!product || !product->hasOneUse() || !matchContraction(product))
      return failure();
    auto fill = product.getOutputs()[0].getDefiningOp<linalg::FillOp>();
    AffineMap in = move.getIndexingMapsArray()[0];
    AffineMap out = move.getIndexingMapsArray()[1];
    if (!fill || !in.isPermutation() || !out.isPermutation() ||
        !move.getOutputs()[0].getDefiningOp<tensor::EmptyOp>())
      return failure();
    // From positions in the product's result to positions in the moved one.
    AffineMap moved = out.compose(inversePermutation(in));
    auto newFill = linalg::FillOp::create(rewriter, move.getLoc(),
                                          fill.getInputs(), move.getOutputs());
    SmallVector<AffineMap> maps = product.getIndexingMapsArray();
    maps[2] = moved.compose(maps[2]);
    auto result = linalg::GenericOp::create(
        rewriter, product.getLoc(), move.getResultTypes(), product.getInputs(),
        newFill.getResults(), maps, product.getIteratorTypesArray());
    rewriter.cloneRegionBefore(product.getRegion(), result.getRegion(),
                               result.getRegion().begin());
    rewriter.replaceOp(move, result.getResults());
    return success();
  }
};

/// A part of what is moved is the moved part: a loop that reads only parts
/// reads them where they are.
struct SwapSliceOfMove : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto move = slice.getSource().getDefiningOp<linalg::GenericOp>();
    if (!move || move->getBlock() != slice->getBlock() || !isMove(move) ||
        slice.getType().getRank() != slice.getSourceType().getRank() ||
        !llvm::all_of(slice->getUsers(), [&](Operation *user) {
          auto loop = dyn_cast<linalg::GenericOp>(user);
          return loop && loop->getBlock() == slice->getBlock() &&
                 loop.getNumReductionLoops() == 0;
        }))
      return failure();
    AffineMap in = move.getIndexingMapsArray()[0];
    AffineMap out = move.getIndexingMapsArray()[1];
    if (!in.isPermutation() || !out.isPermutation())
      return failure();
    // From positions in the result to positions in what is moved.
    AffineMap from = in.compose(inversePermutation(out));
    auto moved = [&](ArrayRef<OpFoldResult> all) {
      return applyPermutationMap(from, all);
    };
    Location loc = slice.getLoc();
    SmallVector<OpFoldResult> sizes = slice.getMixedSizes();
    Value part = tensor::ExtractSliceOp::create(
        rewriter, loc, move.getInputs()[0], moved(slice.getMixedOffsets()),
        moved(sizes), moved(slice.getMixedStrides()));
    Value empty = tensor::EmptyOp::create(rewriter, loc, sizes,
                                          slice.getType().getElementType());
    auto result = linalg::GenericOp::create(
        rewriter, move.getLoc(), empty.getType(), part, empty,
        move.getIndexingMapsArray(), move.getIteratorTypesArray());
    rewriter.cloneRegionBefore(move.getRegion(), result.getRegion(),
                               result.getRegion().begin());
    rewriter.replaceOp(slice, result.getResults());
    return success();
  }
};

/// A large constant of one value is not worth bytes anywhere.
struct SplatToFill : OpRewritePattern<arith::ConstantOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ConstantOp op,
                                PatternRewriter &rewriter) const override {
    auto value = dyn_cast<SplatElementsAttr>(op.getValue());
    auto type = dyn_cast<RankedTensorType>(op.getType());
    if (!value || !type || type.getNumElements() <= 16 ||
        !type.getElementType().isIntOrIndexOrFloat() ||
        llvm::any_of(op->getUsers(), [](Operation *user) {
          return isa<tensor::ConcatOp>(user);
        }))
      return failure();
    Location loc = op.getLoc();
    Value scalar = arith::ConstantOp::create(
        rewriter, loc, cast<TypedAttr>(value.getSplatValue<Attribute>()));
    Value empty = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                          type.getElementType());
    rewriter.replaceOpWithNewOp<linalg::FillOp>(op, scalar, empty);
    return success();
  }
};

/// One value in every element is a fill.
struct SplatOpToFill : OpRewritePattern<tensor::SplatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::SplatOp op,
                                PatternRewriter &rewriter) const override {
    Value empty = tensor::EmptyOp::create(rewriter, op.getLoc(), op.getType(),
                                          op.getDynamicSizes());
    rewriter.replaceOpWithNewOp<linalg::FillOp>(op, op.getInput(), empty);
    return success();
  }
};

/// linalg.softmax and its like consist of simpler ops.
struct Decompose : OpInterfaceRewritePattern<linalg::AggregatedOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(linalg::AggregatedOpInterface op,
                                PatternRewriter &rewriter) const override {
    FailureOr<SmallVector<Value>> parts = op.decomposeOperation(rewriter);
    if (failed(parts))
      return failure();
    rewriter.replaceOp(op, *parts);
    return success();
  }
};

/// The sizes of what is expanded are told where it is expanded. Asking for them
/// there would be one more reader of what it was made of, which is then not
/// computed together with the others.
struct FoldDimOfExpanded : OpRewritePattern<tensor::DimOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::DimOp op,
                                PatternRewriter &rewriter) const override {
    auto expand = op.getSource().getDefiningOp<tensor::ExpandShapeOp>();
    std::optional<int64_t> index = op.getConstantIndex();
    if (!expand || !index || *index >= expand.getResultType().getRank())
      return failure();
    rewriter.replaceOp(
        op, getValueOrCreateConstantIndexOp(
                rewriter, op.getLoc(), expand.getMixedOutputShape()[*index]));
    return success();
  }
};

/// What a run computes is joined by inserting it; constants are joined when
/// they are written out, as weights.
struct DecomposeConcat : OpRewritePattern<tensor::ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ConcatOp op,
                                PatternRewriter &rewriter) const override {
    if (llvm::all_of(op.getInputs(), [](Value input) {
          return input.getDefiningOp<arith::ConstantOp>();
        }))
      return failure();
    FailureOr<SmallVector<Value>> parts = op.decomposeOperation(rewriter);
    if (failed(parts))
      return failure();
    rewriter.replaceOp(op, *parts);
    return success();
  }
};

/// A result without elements needs no work.
struct DropEmpty : OpInterfaceRewritePattern<linalg::LinalgOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(linalg::LinalgOp op,
                                PatternRewriter &rewriter) const override {
    auto isEmpty = [](Type type) {
      auto tensor = dyn_cast<RankedTensorType>(type);
      return tensor && llvm::is_contained(tensor.getShape(), 0);
    };
    if (op->getNumResults() == 0 ||
        !llvm::all_of(op->getResultTypes(), isEmpty))
      return failure();
    rewriter.replaceOp(op, op.getDpsInits());
    return success();
  }
};

struct NormalizeLinalg : toroid::impl::NormalizeLinalgBase<NormalizeLinalg> {
  void runOnOperation() override {
    if (failed(toGeneric()) || failed(fuse()) || failed(placeSplats()))
      signalPassFailure();
  }

  LogicalResult toGeneric() {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseToLinalgConversionPatterns(patterns);
    linalg::populateDecomposePadPatterns(patterns);
    patterns.add<Decompose, DecomposeConcat, DropEmpty, SplatOpToFill>(
        &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return failure();
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (!isa<linalg::GenericOp, linalg::FillOp>(op.getOperation()))
        ops.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : ops) {
      rewriter.setInsertionPoint(op);
      (void)linalg::generalizeNamedOp(rewriter, op);
    }
    return success();
  }

  LogicalResult fuse() {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    // What a product leaves in two dimensions its followers read in two.
    linalg::populateFoldReshapeOpsByCollapsingPatterns(
        patterns, [](OpOperand *operand) {
          auto expand = operand->get().getDefiningOp<tensor::ExpandShapeOp>();
          auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
          return expand && consumer && !matchContraction(consumer) &&
                 expand.getSrc().getDefiningOp<linalg::LinalgOp>();
        });
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    linalg::populateInlineConstantOperandsPatterns(patterns);
    populateMathAlgebraicSimplificationPatterns(patterns);
    patterns.add<FoldTransposeOfProduct, FoldDimOfExpanded, SwapSliceOfMove>(
        &getContext());
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns,
                                                         &getContext());
    tensor::EmptyOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::DimOp::getCanonicalizationPatterns(patterns, &getContext());
    return applyPatternsGreedily(getOperation(), std::move(patterns));
  }

  LogicalResult placeSplats() {
    RewritePatternSet patterns(&getContext());
    patterns.add<SplatToFill>(&getContext());
    GreedyRewriteConfig config;
    config.enableFolding(false);
    return applyPatternsGreedily(getOperation(), std::move(patterns), config);
  }
};
} // namespace
