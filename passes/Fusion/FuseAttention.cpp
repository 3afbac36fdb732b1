//===- FuseAttention.cpp - Forms toroid.attention -------------------------===//

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Passes.h"

#include <cmath>

namespace toroid {
#define GEN_PASS_DEF_FUSEATTENTION
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
/// What the scores before a softmax are made of. The terms are as in the
/// description of toroid.attention.
struct Scores {
  MatMulOp product;
  double scale = 1;
  SmallVector<Value> biases;
  Value mask;
  bool maskIsNegated = false;
  double maskValue = -std::numeric_limits<double>::infinity();
  SmallVector<Value> maskedBiases;
};

/// The probabilities: a softmax, whose all-masked rows may be replaced by 0.
struct Probabilities {
  SoftmaxOp softmax;
  bool zeroMaskedRows = false;
};

class AttentionMatcher {
public:
  explicit AttentionMatcher(SymbolicShapes &shapes) : shapes(shapes) {}

  /// The attention that `product` (probabilities by value) is, built in front
  /// of it; none when it is none.
  Value fuse(MatMulOp product);

private:
  std::optional<Probabilities> readProbabilities(Value value);
  std::optional<Scores> readScores(Value value, ArrayRef<DimExpr> shape);
  bool readProduct(Value value, Scores &scores);

  Scaled stripScaleThroughMoves(Value value, OpBuilder &builder);
  Value withHeads(Value value, OpBuilder &builder);
  Value swapLastDims(Value value, OpBuilder &builder);
  Value sumBiases(ArrayRef<Value> biases, OpBuilder &builder, Location loc);
  template <typename OpTy, typename... Args>
  Value create(OpBuilder &builder, Location loc, Type elementType,
               Args &&...args);

  SymbolicShapes &shapes;
};
} // namespace

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

std::optional<Probabilities> AttentionMatcher::readProbabilities(Value value) {
  if (auto softmax = value.getDefiningOp<SoftmaxOp>())
    return value.hasOneUse() ? std::optional(Probabilities{softmax, false})
                             : std::nullopt;
  // select(is_nan(softmax), 0, softmax)
  auto select = value.getDefiningOp<SelectOp>();
  auto isNaN =
      select ? select.getCondition().getDefiningOp<IsNaNOp>() : IsNaNOp();
  if (!isNaN || !value.hasOneUse() ||
      isNaN.getInput() != select.getFalseValue() ||
      getUniformConstant(select.getTrueValue()) != 0.0)
    return std::nullopt;
  auto softmax = isNaN.getInput().getDefiningOp<SoftmaxOp>();
  bool hasOtherUse =
      softmax && llvm::any_of(softmax->getUsers(), [&](Operation *user) {
        return user != isNaN && user != select;
      });
  if (!softmax || hasOtherUse)
    return std::nullopt;
  return Probabilities{softmax, true};
}

/// Reads `value` as a scaled product of matrices into `scores`.
bool AttentionMatcher::readProduct(Value value, Scores &scores) {
  Scaled scaled = stripScale(value);
  scores.product = scaled.value.getDefiningOp<MatMulOp>();
  if (!scores.product || scores.product.getTransposeLhs())
    return false;
  // Values between the product and the softmax have no other reader.
  for (Value link = value;;) {
    if (!link.hasOneUse())
      return false;
    if (link == scaled.value)
      break;
    Operation *op = link.getDefiningOp();
    link = op->getNumOperands() == 2 && getUniformConstant(op->getOperand(0))
               ? op->getOperand(1)
               : op->getOperand(0);
  }
  scores.scale = scaled.factor;
  return true;
}

std::optional<Scores> AttentionMatcher::readScores(Value value,
                                                   ArrayRef<DimExpr> shape) {
  Scores scores;
  if (readProduct(value, scores))
    return scores;
  if (!value.hasOneUse())
    return std::nullopt;

  if (auto add = value.getDefiningOp<AddOp>()) {
    for (auto [inner, term] : {std::pair(add.getLhs(), add.getRhs()),
                               std::pair(add.getRhs(), add.getLhs())}) {
      if (!broadcastsInto(term, shape, shapes))
        continue;
      auto found = readScores(inner, shape);
      if (!found)
        continue;
      (found->mask ? found->maskedBiases : found->biases).push_back(term);
      return found;
    }
    return std::nullopt;
  }
  if (auto select = value.getDefiningOp<SelectOp>()) {
    auto whenFalse = getUniformConstant(select.getFalseValue());
    auto whenTrue = getUniformConstant(select.getTrueValue());
    if (whenFalse.has_value() == whenTrue.has_value() ||
        !broadcastsInto(select.getCondition(), shape, shapes))
      return std::nullopt;
    auto found = readScores(
        whenFalse ? select.getTrueValue() : select.getFalseValue(), shape);
    if (!found || found->mask)
      return std::nullopt;
    found->mask = select.getCondition();
    found->maskIsNegated = whenTrue.has_value();
    found->maskValue = whenFalse ? *whenFalse : *whenTrue;
    return found;
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

template <typename OpTy, typename... Args>
Value AttentionMatcher::create(OpBuilder &builder, Location loc,
                               Type elementType, Args &&...args) {
  auto op = OpTy::create(builder, loc, UnrankedTensorType::get(elementType),
                         std::forward<Args>(args)...);
  // Cannot fail: every caller knows that its operands fit.
  (void)refineResultTypes(op, shapes);
  return op->getResult(0);
}

static Type elementOf(Value value) {
  return cast<ShapedType>(value.getType()).getElementType();
}

/// Like stripScale, also below transposes and reshapes, which are built anew.
Scaled AttentionMatcher::stripScaleThroughMoves(Value value,
                                                OpBuilder &builder) {
  Scaled scaled = stripScale(value);
  Operation *op = scaled.value.getDefiningOp();
  if (!isa_and_present<TransposeOp, ReshapeOp>(op))
    return scaled;
  Scaled inner = stripScaleThroughMoves(op->getOperand(0), builder);
  if (inner.value == op->getOperand(0))
    return scaled;
  Operation *moved = builder.clone(*op);
  moved->setOperand(0, inner.value);
  return {moved->getResult(0), scaled.factor * inner.factor};
}

Value AttentionMatcher::swapLastDims(Value value, OpBuilder &builder) {
  int64_t rank = cast<RankedTensorType>(value.getType()).getRank();
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(rank));
  std::swap(permutation[rank - 1], permutation[rank - 2]);
  return create<TransposeOp>(builder, value.getLoc(), elementOf(value), value,
                             permutation);
}

/// Gives a tensor of rank 2 or 3 (batch, row, column) a dim for one head.
Value AttentionMatcher::withHeads(Value value, OpBuilder &builder) {
  Shape shape = shapes.getShape(value);
  if (shape.size() == 4)
    return value;
  shape.insert(shape.end() - 2, DimExpr(1));
  while (shape.size() < 4)
    shape.insert(shape.begin(), DimExpr(1));
  return create<ReshapeOp>(builder, value.getLoc(), elementOf(value), value,
                           ArrayRef<OpFoldResult>(shapes.materialize(
                               builder, value.getLoc(), shape)));
}

Value AttentionMatcher::sumBiases(ArrayRef<Value> biases, OpBuilder &builder,
                                  Location loc) {
  Value sum;
  for (Value bias : biases)
    sum = sum ? create<AddOp>(builder, loc, elementOf(bias), sum, bias) : bias;
  return sum;
}

Value AttentionMatcher::fuse(MatMulOp product) {
  auto probabilities = readProbabilities(product.getLhs());
  if (!probabilities || product.getTransposeLhs())
    return {};
  Value input = probabilities->softmax.getInput();
  Shape shape = shapes.getShape(input);
  size_t rank = shape.size();
  if (rank < 2 || rank > 4 || probabilities->softmax.getAxis() != rank - 1)
    return {};
  auto scores = readScores(input, shape);
  if (!scores)
    return {};

  // Batch and heads: no broadcasting but of key heads over query heads.
  Value query = scores->product.getLhs(), key = scores->product.getRhs(),
        value = product.getRhs();
  Shape q = shapes.getShape(query), k = shapes.getShape(key),
        v = shapes.getShape(value);
  if (q.size() != rank || k.size() != rank || v.size() != rank)
    return {};
  for (size_t i = 0; i + 2 < rank; ++i) {
    bool isShared =
        rank == 4 && i == 1 && k[i].isConstant(1) && v[i].isConstant(1);
    if (k[i] != v[i] || (q[i] != k[i] && !isShared))
      return {};
  }
  // Terms of rank 3 in a graph of rank 3 get the head dim too.
  auto fits = [&](Value term) {
    return !term || rank == 4 || shapes.getShape(term).size() == rank ||
           shapes.getShape(term).size() <= 2;
  };
  if (!fits(scores->mask) || !llvm::all_of(scores->biases, fits) ||
      !llvm::all_of(scores->maskedBiases, fits))
    return {};

  OpBuilder builder(product);
  Location loc = product.getLoc();
  Scaled scaledQuery = stripScaleThroughMoves(query, builder);
  Scaled scaledKey = stripScaleThroughMoves(key, builder);
  query = withHeads(scaledQuery.value, builder);
  key = scaledKey.value;
  if (!scores->product.getTransposeRhs())
    key = swapLastDims(key, builder);
  key = withHeads(key, builder);
  if (product.getTransposeRhs())
    value = swapLastDims(value, builder);
  value = withHeads(value, builder);

  auto term = [&](Value value) {
    return value && shapes.getShape(value).size() == 3 && rank == 3
               ? withHeads(value, builder)
               : value;
  };
  Value bias = term(sumBiases(scores->biases, builder, loc));
  Value maskedBias = term(sumBiases(scores->maskedBiases, builder, loc));
  Value mask = term(scores->mask);
  if (mask && scores->maskIsNegated)
    mask = create<NotOp>(builder, loc, elementOf(mask), mask);

  Value result = create<AttentionOp>(
      builder, loc, elementOf(query), query, key, value, bias, mask, maskedBias,
      /*key_lengths=*/Value(), /*offset=*/Value(), /*sink=*/Value(),
      builder.getF64FloatAttr(scores->scale * scaledQuery.factor *
                              scaledKey.factor),
      builder.getF64FloatAttr(scores->maskValue), /*softcap=*/FloatAttr(),
      /*left_window=*/IntegerAttr(), /*right_window=*/IntegerAttr(),
      /*causal=*/UnitAttr(),
      probabilities->zeroMaskedRows ? builder.getUnitAttr() : UnitAttr());
  if (rank == 4)
    return result;
  return create<ReshapeOp>(
      builder, loc, elementOf(result), result,
      ArrayRef<OpFoldResult>(shapes.materialize(
          builder, loc, shapes.getShape(product.getResult()))));
}

namespace {
struct FuseAttentionPass : toroid::impl::FuseAttentionBase<FuseAttentionPass> {
  void runOnOperation() override {
    SymbolicShapes shapes;
    AttentionMatcher matcher(shapes);
    SmallVector<MatMulOp> products;
    getOperation().walk([&](MatMulOp op) { products.push_back(op); });
    for (MatMulOp product : products) {
      Value fused = matcher.fuse(product);
      if (!fused)
        continue;
      // The type of the product may know more static dims.
      if (fused.getType() != product.getResult().getType())
        fused.setType(product.getResult().getType());
      product.getResult().replaceAllUsesWith(fused);
    }
  }
};
} // namespace
