//===- FuseAttention.cpp - Forms toroid.attention -------------------------===//

#include "passes/Fusion/AttentionReader.h"
#include "passes/Fusion/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace toroid {
#define GEN_PASS_DEF_FUSEATTENTION
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
/// Builds the attention of some parts in front of the last of them.
class AttentionBuilder {
public:
  AttentionBuilder(AttentionParts parts, Location loc, SymbolicShapes &shapes)
      : parts(parts), shapes(shapes), b(loc, parts.output),
        scores(shapes.getShape(parts.softmax.getInput())) {}

  /// Whether query, key and value agree on batch and heads.
  bool settleHeads();
  Value build();

private:
  Scaled stripScaleThroughMoves(Value value);
  Value swapLastDims(Value value);
  Value reshape(Value value, const Shape &shape);
  Value broadcast(Value value, const Shape &shape);
  Value cast(Value value, Type element);
  Shape withHeads(Shape shape);
  Value withHeads(Value value) {
    return reshape(value, withHeads(shapes.getShape(value)));
  }
  bool isSame(const DimExpr &a, const DimExpr &b);
  Value unfold(Value value, bool isFolded);
  Value buildTerm(const ScoreTerm &term);
  Value sumBiases(ArrayRef<ScoreTerm> biases);
  Value buildMask();
  template <typename OpTy, typename... Args>
  Value create(Type elementType, Args &&...args);

  AttentionParts parts;
  SymbolicShapes &shapes;
  ImplicitLocOpBuilder b;
  Shape scores; ///< Of what the softmax takes, stretched to the value's.
};
} // namespace

template <typename OpTy, typename... Args>
Value AttentionBuilder::create(Type elementType, Args &&...args) {
  auto op = OpTy::create(b, UnrankedTensorType::get(elementType),
                         std::forward<Args>(args)...);
  // Cannot fail: every caller knows that its operands fit.
  (void)refineResultTypes(op, shapes);
  return op->getResult(0);
}

Value AttentionBuilder::reshape(Value value, const Shape &shape) {
  if (shapes.getShape(value) == shape)
    return value;
  return create<ReshapeOp>(
      getElementTypeOrSelf(value), value,
      ArrayRef<OpFoldResult>(shapes.materialize(b, b.getLoc(), shape)));
}

/// Whether the dims are the same, or the model is at fault.
bool AttentionBuilder::isSame(const DimExpr &a, const DimExpr &b) {
  auto alignment = shapes.align(a, b);
  return alignment == SymbolicShapes::Alignment::Equal ||
         alignment == SymbolicShapes::Alignment::AssumeEqual;
}

/// Stretches dims of 1. What no one can prove to be the same is made the same:
/// where it is, nothing changes.
Value AttentionBuilder::broadcast(Value value, const Shape &shape) {
  if (llvm::all_of(llvm::zip_equal(shapes.getShape(value), shape),
                   [&](auto dims) {
                     return isSame(std::get<0>(dims), std::get<1>(dims));
                   }))
    return value;
  return create<BroadcastToOp>(
      getElementTypeOrSelf(value), value,
      ArrayRef<OpFoldResult>(shapes.materialize(b, b.getLoc(), shape)));
}

Value AttentionBuilder::cast(Value value, Type element) {
  return getElementTypeOrSelf(value) == element
             ? value
             : create<CastOp>(element, value);
}

/// Like stripScale, also below transposes and reshapes, which are built anew.
Scaled AttentionBuilder::stripScaleThroughMoves(Value value) {
  Scaled scaled = stripScale(value);
  Operation *op = scaled.value.getDefiningOp();
  if (!isa_and_present<TransposeOp, ReshapeOp>(op))
    return scaled;
  Scaled inner = stripScaleThroughMoves(op->getOperand(0));
  if (inner.value == op->getOperand(0))
    return scaled;
  Operation *moved = b.clone(*op);
  moved->setOperand(0, inner.value);
  return {moved->getResult(0), scaled.factor * inner.factor};
}

Value AttentionBuilder::swapLastDims(Value value) {
  int64_t rank = cast<RankedTensorType>(value.getType()).getRank();
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(rank));
  std::swap(permutation[rank - 1], permutation[rank - 2]);
  if (auto transpose = value.getDefiningOp<TransposeOp>();
      transpose && transpose.getPermutation() == ArrayRef(permutation))
    return transpose.getInput();
  // Folding what comes before commutes with the exchange.
  if (auto folding = value.getDefiningOp<ReshapeOp>()) {
    Shape source = shapes.getShape(folding.getInput());
    Shape target = shapes.getShape(value);
    if (source.size() >= 2 && target.size() >= 2 &&
        ArrayRef(source).take_back(2) == ArrayRef(target).take_back(2)) {
      std::swap(target[rank - 1], target[rank - 2]);
      return reshape(swapLastDims(folding.getInput()), target);
    }
  }
  return create<TransposeOp>(getElementTypeOrSelf(value), value, permutation);
}

/// A shape of the scores' rank or less, with dims for batch and heads.
Shape AttentionBuilder::withHeads(Shape shape) {
  if (scores.size() == 3 && shape.size() == 3)
    shape.insert(shape.begin() + 1, DimExpr(1));
  shape.insert(shape.begin(), 4 - shape.size(), DimExpr(1));
  return shape;
}

/// Gives a tensor whose batch and heads are one dim a dim for each of them.
Value AttentionBuilder::unfold(Value value, bool isFolded) {
  Shape shape = shapes.getShape(value);
  if (!isFolded || shape.size() != 3)
    return value;
  Shape target(scores.begin(), scores.end() - 2);
  if (shape[0].isConstant(1))
    target.assign(target.size(), DimExpr(1));
  target.append(shape.begin() + 1, shape.end());
  return reshape(value, target);
}

Value AttentionBuilder::buildTerm(const ScoreTerm &term) {
  Value value = unfold(term.value, term.isFolded);
  if (shapes.getShape(value).size() == 3)
    value = withHeads(value);
  if (term.factor == 1)
    return value;
  auto scalar = RankedTensorType::get({}, getElementTypeOrSelf(value));
  Value factor = ConstantOp::create(
      b, DenseElementsAttr::get(
             scalar, b.getFloatAttr(getElementTypeOrSelf(value), term.factor)));
  return create<MulOp>(getElementTypeOrSelf(value), value, factor);
}

Value AttentionBuilder::sumBiases(ArrayRef<ScoreTerm> biases) {
  Value sum;
  for (const ScoreTerm &bias : biases) {
    Value term = buildTerm(bias);
    sum = sum ? create<AddOp>(getElementTypeOrSelf(sum), sum,
                              cast(term, getElementTypeOrSelf(sum)))
              : term;
  }
  return sum;
}

Value AttentionBuilder::buildMask() {
  Value all;
  for (const MaskTerm &mask : parts.masks) {
    Value term = cast(buildTerm(mask), b.getI1Type());
    if (mask.isNegated)
      term = create<NotOp>(getElementTypeOrSelf(term), term);
    all = all ? create<AndOp>(getElementTypeOrSelf(all), all, term) : term;
  }
  return all;
}

bool AttentionBuilder::settleHeads() {
  Value operands[] = {parts.scores.getLhs(), parts.scores.getRhs(),
                      parts.output.getRhs()};
  bool folded[] = {parts.areScoresFolded, parts.areScoresFolded,
                   parts.isOutputFolded};
  SmallVector<DimExpr> lead(scores.begin(), scores.end() - 2);
  DimExpr all(1);
  for (const DimExpr &dim : lead)
    all = all * dim;
  for (auto [operand, isFolded] : llvm::zip_equal(operands, folded)) {
    Shape own = shapes.getShape(operand);
    own.truncate(own.size() - 2);
    if (isFolded) {
      if (own.size() != 1 || (own[0] != all && !own[0].isConstant(1)))
        return false;
      continue;
    }
    // The value may stretch the scores' dims; query and key gave them theirs.
    auto merged = shapes.broadcast(own, lead);
    if (!merged || merged->size() != lead.size())
      return false;
    if (operand == parts.output.getRhs())
      lead.assign(merged->begin(), merged->end());
  }
  llvm::copy(lead, scores.begin());
  return true;
}

Value AttentionBuilder::build() {
  // Scales first: what they are taken through is built anew.
  Scaled scaledQuery = stripScaleThroughMoves(parts.scores.getLhs());
  Scaled scaledKey = stripScaleThroughMoves(parts.scores.getRhs());
  Value query = scaledQuery.value, key = scaledKey.value,
        value = parts.output.getRhs();
  if (!parts.scores.getTransposeRhs())
    key = swapLastDims(key);
  if (parts.output.getTransposeRhs())
    value = swapLastDims(value);
  query = withHeads(unfold(query, parts.areScoresFolded));
  key = withHeads(unfold(key, parts.areScoresFolded));
  value = withHeads(unfold(value, parts.isOutputFolded));

  // Batch, heads, queries and keys as the scores have them.
  Shape full = withHeads(scores);
  Shape q = shapes.getShape(query), k = shapes.getShape(key),
        v = shapes.getShape(value);
  bool isShared = k[1].isConstant(1) && v[1].isConstant(1);
  DimExpr keyHeads = isShared ? DimExpr(1) : full[1];
  query = broadcast(query, {full[0], full[1], full[2], q[3]});
  key = broadcast(key, {full[0], keyHeads, full[3], k[3]});
  value = broadcast(value, {full[0], keyHeads, v[2], v[3]});

  Value bias = sumBiases(parts.biases);
  Value maskedBias = sumBiases(parts.maskedBiases);
  Value mask = buildMask();
  Type element = getElementTypeOrSelf(query);
  Value result = create<AttentionOp>(
      element, TypeRange(), query, key, cast(value, element),
      /*past_key=*/Value(), /*past_value=*/Value(), bias, mask, maskedBias,
      /*key_lengths=*/Value(), /*offset=*/Value(), /*sink=*/Value(),
      b.getF64FloatAttr(parts.scale * scaledQuery.factor * scaledKey.factor),
      b.getF64FloatAttr(parts.maskValue),
      parts.softcap == 0 ? FloatAttr() : b.getF64FloatAttr(parts.softcap),
      /*left_window=*/IntegerAttr(), /*right_window=*/IntegerAttr(),
      /*causal=*/UnitAttr(),
      MaskedRowsAttr::get(b.getContext(), parts.maskedRows),
      /*query_order=*/HeadOrderAttr(), /*key_order=*/HeadOrderAttr(),
      /*value_order=*/HeadOrderAttr(), /*result_order=*/HeadOrderAttr(),
      /*key_heads=*/IntegerAttr());
  result = cast(result, getElementTypeOrSelf(parts.output.getResult()));
  Shape output = shapes.getShape(parts.output.getResult());
  return output.size() == 4 ? result : reshape(result, output);
}

namespace {
struct FuseAttentionPass : toroid::impl::FuseAttentionBase<FuseAttentionPass> {
  using FuseAttentionBase::FuseAttentionBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from(except, wrong, record);
    SmallVector<SoftmaxOp> roots;
    getOperation().walk([&](SoftmaxOp op) {
      if (!op.isFused())
        roots.push_back(op);
    });
    for (SoftmaxOp root : roots) {
      Site site(FusionKind::Attention, root, control);
      std::optional<AttentionParts> parts = readAttention(site, root, shapes);
      if (!parts)
        continue;
      AttentionBuilder builder(*parts, site.getLoc(), shapes);
      if (!site.require(builder.settleHeads(), predicate::AttentionHeads,
                        [&] { return describe(parts->scores); }))
        continue;
      Value fused = builder.build();
      Value output = parts->output.getResult();
      // The type of the product may know more static dims.
      if (fused.getType() != output.getType())
        fused.setType(output.getType());
      site.replace(output, fused, shapes);
    }
  }
};
} // namespace
