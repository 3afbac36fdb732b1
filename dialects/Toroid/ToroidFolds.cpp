//===- ToroidFolds.cpp - Local simplifications ----------------------------===//

#include "dialects/Toroid/ConstantEvaluation.h"
#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace toroid;

/// Results with more elements than this are not folded into the IR.
static constexpr int64_t maxFoldedElements = 1024;

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

static bool isSplat(Attribute attribute, double value) {
  auto elements = dyn_cast_if_present<DenseElementsAttr>(attribute);
  if (!elements || !elements.isSplat())
    return false;
  if (isa<FloatType>(elements.getElementType()))
    return elements.getSplatValue<APFloat>().convertToDouble() == value;
  if (elements.getElementType().isInteger(1))
    return elements.getSplatValue<bool>() == (value != 0);
  if (auto type = dyn_cast<IntegerType>(elements.getElementType()))
    return !type.isUnsigned() &&
           elements.getSplatValue<APInt>().trySExtValue() == int64_t(value);
  return false;
}

/// Whether broadcasting with a tensor of type `other` leaves the shape of `x`.
static bool keepsShape(Value x, Type other) {
  auto type = cast<RankedTensorType>(x.getType());
  auto sizes = cast<ShapedType>(other).getShape();
  if (type.getRank() < int64_t(sizes.size()))
    return false;
  // A dynamic dim of x may be 1 where the other one is not.
  for (auto [own, size] :
       llvm::zip(type.getShape().take_back(sizes.size()), sizes))
    if (size != 1 && (own != size || ShapedType::isDynamic(own)))
      return false;
  return true;
}

/// `x op neutral` is x when broadcasting does not enlarge x.
static OpFoldResult foldNeutral(Operation *op, Value x, Attribute other,
                                double neutral) {
  if (isSplat(other, neutral) && x.getType() == op->getResult(0).getType() &&
      keepsShape(x, cast<TypedAttr>(other).getType()))
    return x;
  return {};
}

/// Adding -0.0 rather than 0.0 changes no bits; but x + 0.0 differs from x only
/// for x = -0.0, which no model can tell apart from 0.0 within its tolerance.
OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  if (auto folded = foldNeutral(*this, getLhs(), adaptor.getRhs(), 0))
    return folded;
  return foldNeutral(*this, getRhs(), adaptor.getLhs(), 0);
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  return foldNeutral(*this, getLhs(), adaptor.getRhs(), 0);
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (auto folded = foldNeutral(*this, getLhs(), adaptor.getRhs(), 1))
    return folded;
  return foldNeutral(*this, getRhs(), adaptor.getLhs(), 1);
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  return foldNeutral(*this, getLhs(), adaptor.getRhs(), 1);
}

OpFoldResult PowOp::fold(FoldAdaptor adaptor) {
  return foldNeutral(*this, getLhs(), adaptor.getRhs(), 1);
}

OpFoldResult CastOp::fold(FoldAdaptor) {
  if (getInput().getType() == getResult().getType())
    return getInput();
  return {};
}

OpFoldResult UnpackOp::fold(FoldAdaptor adaptor) {
  auto type = dyn_cast<RankedTensorType>(getResult().getType());
  if (!type || !type.hasStaticShape())
    return {};
  // Weights are the same bytes under another type.
  if (auto resource =
          dyn_cast_if_present<DenseResourceElementsAttr>(adaptor.getInput()))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  auto bytes = dyn_cast_if_present<DenseElementsAttr>(adaptor.getInput());
  if (!bytes || bytes.getNumElements() > maxFoldedElements)
    return {};
  unsigned width = type.getElementTypeBitWidth();
  SmallVector<char> elements;
  for (const APInt &byte : bytes.getValues<APInt>())
    for (unsigned at = 0; at < 8; at += width)
      elements.push_back(byte.extractBitsAsZExtValue(width, at));
  return DenseElementsAttr::getFromRawBuffer(type, elements);
}

OpFoldResult SelectOp::fold(FoldAdaptor adaptor) {
  for (auto [value, condition] :
       {std::pair(getTrueValue(), 1), std::pair(getFalseValue(), 0)}) {
    auto elements =
        dyn_cast_if_present<DenseElementsAttr>(adaptor.getCondition());
    if (elements && elements.isSplat() &&
        elements.getSplatValue<bool>() == bool(condition) &&
        value.getType() == getResult().getType() &&
        (value.getType().hasStaticShape() ||
         llvm::all_of(getOperands(), [&](Value other) {
           return other == value || keepsShape(value, other.getType());
         })))
      return value;
  }
  return {};
}

OpFoldResult toroid::foldLogic(Operation *op, ArrayRef<Attribute> operands) {
  if (auto outer = dyn_cast<NotOp>(op)) {
    auto inner = outer.getInput().getDefiningOp<NotOp>();
    return inner && inner.getInput().getType() == outer.getResult().getType()
               ? OpFoldResult(inner.getInput())
               : OpFoldResult();
  }
  if (!isa<AndOp, OrOp>(op) ||
      !getElementTypeOrSelf(op->getResult(0)).isInteger(1))
    return {};
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  if (lhs == rhs && lhs.getType() == op->getResult(0).getType())
    return lhs;
  double neutral = isa<AndOp>(op) ? 1 : 0;
  if (auto folded = foldNeutral(op, lhs, operands[1], neutral))
    return folded;
  if (auto folded = foldNeutral(op, rhs, operands[0], neutral))
    return folded;
  // Both give this whatever the other is.
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  for (Attribute operand : operands)
    if (type.hasStaticShape() && isSplat(operand, 1 - neutral))
      return DenseElementsAttr::get(type, neutral == 0);
  return {};
}

//===----------------------------------------------------------------------===//
// Building, moving, selecting
//===----------------------------------------------------------------------===//

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  auto type = dyn_cast<RankedTensorType>(getResult().getType());
  if (!type)
    return {};
  if (getInput().getType() == type &&
      (type.hasStaticShape() || type.getNumDynamicDims() == 1))
    return getInput();
  if (auto elements =
          dyn_cast_if_present<DenseElementsAttr>(adaptor.getInput());
      elements && type.hasStaticShape())
    return elements.reshape(type);
  // Weights are the same bytes in another shape.
  if (auto resource =
          dyn_cast_if_present<DenseResourceElementsAttr>(adaptor.getInput());
      resource && type.hasStaticShape())
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return {};
}

namespace {
/// reshape(reshape(x)) is one reshape.
struct MergeReshapes : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReshapeOp op,
                                PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<ReshapeOp>();
    if (!inner)
      return failure();
    rewriter.modifyOpInPlace(
        op, [&] { op.getInputMutable().assign(inner.getInput()); });
    return success();
  }
};

/// Makes the sizes that are constants static. The result's type follows with
/// shape inference.
struct ConstantIndices {
  SmallVector<Value> dynamics;
  SmallVector<int64_t> statics;

  ConstantIndices(ArrayRef<int64_t> oldStatics, ValueRange oldDynamics,
                  Builder &builder) {
    auto mixed = getMixedValues(oldStatics, oldDynamics, builder);
    changed = succeeded(foldDynamicIndexList(mixed));
    dispatchIndexOpFoldResults(mixed, dynamics, statics);
  }
  bool changed;
};

template <typename OpTy>
struct FoldTargetShape : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    ConstantIndices shape(op.getStaticShape(), op.getDynamicShape(), rewriter);
    if (!shape.changed)
      return failure();
    rewriter.modifyOpInPlace(op, [&] {
      op.getDynamicShapeMutable().assign(shape.dynamics);
      op.setStaticShape(shape.statics);
    });
    return success();
  }
};

struct FoldSliceBox : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SliceOp op,
                                PatternRewriter &rewriter) const override {
    ConstantIndices offsets(op.getStaticOffsets(), op.getOffsets(), rewriter);
    ConstantIndices sizes(op.getStaticSizes(), op.getSizes(), rewriter);
    if (!offsets.changed && !sizes.changed)
      return failure();
    rewriter.modifyOpInPlace(op, [&] {
      op.getOffsetsMutable().assign(offsets.dynamics);
      op.setStaticOffsets(offsets.statics);
      op.getSizesMutable().assign(sizes.dynamics);
      op.setStaticSizes(sizes.statics);
    });
    return success();
  }
};

/// transpose(transpose(x)) is one transpose.
struct MergeTransposes : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TransposeOp op,
                                PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<TransposeOp>();
    if (!inner)
      return failure();
    SmallVector<int64_t> permutation;
    for (int64_t from : op.getPermutation())
      permutation.push_back(inner.getPermutation()[from]);
    rewriter.replaceOpWithNewOp<TransposeOp>(op, op.getResult().getType(),
                                             inner.getInput(), permutation);
    return success();
  }
};
/// Whether `op` swaps the last two dims and leaves the others in place.
bool swapsLastDims(TransposeOp op) {
  ArrayRef<int64_t> permutation = op.getPermutation();
  int64_t rank = permutation.size();
  if (rank < 2 || permutation[rank - 1] != rank - 2 ||
      permutation[rank - 2] != rank - 1)
    return false;
  return llvm::equal(permutation.drop_back(2), llvm::seq<int64_t>(rank - 2));
}

/// The flag of an operand becomes what it is for the operand's input, where
/// that is only transposed.
bool takeInTranspose(OpOperand &operand, bool flag,
                     function_ref<void(bool)> setFlag) {
  auto transpose = operand.get().getDefiningOp<TransposeOp>();
  if (!transpose || !swapsLastDims(transpose))
    return false;
  operand.set(transpose.getInput());
  setFlag(!flag);
  return true;
}

/// A product reads a transposed matrix as it is stored.
struct TakeInTransposes : OpRewritePattern<MatMulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MatMulOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.startOpModification(op);
    bool changed =
        takeInTranspose(op.getLhsMutable(), op.getTransposeLhs(),
                        [&](bool flag) { op.setTransposeLhs(flag); });
    changed |= takeInTranspose(op.getRhsMutable(), op.getTransposeRhs(),
                               [&](bool flag) { op.setTransposeRhs(flag); });
    if (changed)
      rewriter.finalizeOpModification(op);
    else
      rewriter.cancelOpModification(op);
    return success(changed);
  }
};

/// The same for toroid.linear, to which zeros are not added.
struct SimplifyLinear : OpRewritePattern<LinearOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LinearOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.startOpModification(op);
    bool changed =
        takeInTranspose(op.getInputMutable(), op.getTransposeInput(),
                        [&](bool flag) { op.setTransposeInput(flag); });
    changed |= takeInTranspose(op.getWeightMutable(), op.getTransposeWeight(),
                               [&](bool flag) { op.setTransposeWeight(flag); });
    auto isZero = [](Value term) {
      Attribute value;
      return term && matchPattern(term, m_Constant(&value)) &&
             isSplat(value, 0);
    };
    if (isZero(op.getBias())) {
      op.getBiasMutable().clear();
      changed = true;
    }
    if (isZero(op.getResidual())) {
      op.getResidualMutable().clear();
      changed = true;
    }
    if (changed)
      rewriter.finalizeOpModification(op);
    else
      rewriter.cancelOpModification(op);
    return success(changed);
  }
};
} // namespace

void LinearOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<SimplifyLinear>(context);
}

void MatMulOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<TakeInTransposes>(context);
}

void ReshapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *context) {
  patterns.add<MergeReshapes, FoldTargetShape<ReshapeOp>>(context);
}

void BroadcastToOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                                MLIRContext *context) {
  patterns.add<FoldTargetShape<BroadcastToOp>>(context);
}

void RangeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<FoldTargetShape<RangeOp>>(context);
}

void SliceOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<FoldSliceBox>(context);
}

void TransposeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                              MLIRContext *context) {
  patterns.add<MergeTransposes>(context);
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  for (auto [i, from] : llvm::enumerate(getPermutation()))
    if (int64_t(i) != from) {
      auto splat = dyn_cast_if_present<SplatElementsAttr>(adaptor.getInput());
      auto type = dyn_cast<RankedTensorType>(getResult().getType());
      if (splat && type && type.hasStaticShape())
        return DenseElementsAttr::get(type, splat.getSplatValue<Attribute>());
      return {};
    }
  return getInput().getType() == getResult().getType() ? getInput()
                                                       : OpFoldResult();
}

OpFoldResult BroadcastToOp::fold(FoldAdaptor adaptor) {
  auto type = dyn_cast<RankedTensorType>(getResult().getType());
  if (!type || !type.hasStaticShape())
    return {};
  if (getInput().getType() == type)
    return getInput();
  if (auto splat = dyn_cast_if_present<SplatElementsAttr>(adaptor.getInput()))
    return DenseElementsAttr::get(type, splat.getSplatValue<Attribute>());
  return {};
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  if (getInputs().size() == 1 &&
      getInputs().front().getType() == getResult().getType())
    return getInputs().front();
  return {};
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  auto type = dyn_cast<RankedTensorType>(getResult().getType());
  if (!type || !type.hasStaticShape())
    return {};
  // The whole of a static tensor.
  if (getInput().getType() == type &&
      llvm::all_of(getStaticOffsets(), [](int64_t i) { return i == 0; }) &&
      llvm::all_of(getStrides(), [](int64_t i) { return i == 1; }))
    return getInput();
  auto elements = dyn_cast_if_present<DenseElementsAttr>(adaptor.getInput());
  if (!elements)
    return {};
  if (elements.isSplat())
    return DenseElementsAttr::get(type, elements.getSplatValue<Attribute>());
  if (type.getNumElements() > maxFoldedElements ||
      llvm::any_of(getStaticOffsets(), ShapedType::isDynamic))
    return {};
  auto values = elements.getValues<Attribute>();
  SmallVector<Attribute> picked;
  SmallVector<int64_t> position(type.getRank());
  auto sizes = getInput().getType().getShape();
  for (int64_t n = 0, e = type.getNumElements(); n < e; ++n) {
    int64_t linear = 0, rest = n;
    for (int64_t d = type.getRank() - 1; d >= 0; --d) {
      position[d] = rest % type.getDimSize(d);
      rest /= type.getDimSize(d);
    }
    for (int64_t d = 0; d < type.getRank(); ++d)
      linear = linear * sizes[d] + getStaticOffsets()[d] +
               position[d] * getStrides()[d];
    picked.push_back(values[linear]);
  }
  return DenseElementsAttr::get(type, picked);
}
