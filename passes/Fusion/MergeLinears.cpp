//===- MergeLinears.cpp - Linears of one input become one -----------------===//

#include "dialects/Toroid/ShapedBuilder.h"
#include "passes/Fusion/Passes.h"
#include "passes/Fusion/SiteRecorder.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace toroid {
#define GEN_PASS_DEF_MERGELINEARS
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Whether all readers of `value` read a strided part of a larger tensor as
/// fast as a tensor of its own: the rows of attention and normalizations, and
/// rotary, which is a pass over memory in any case.
static bool isReadInRows(Value value) {
  return !value.use_empty() &&
         llvm::all_of(value.getUsers(), [&](Operation *user) {
           if (isa<AttentionOp, RotaryOp, LayerNormOp, RMSNormOp>(user))
             return true;
           // Rows that are cut in heads are views.
           if (auto reshape = dyn_cast<ReshapeOp>(user)) {
             auto from = reshape.getInput().getType(),
                  to = reshape.getResult().getType();
             return to.getRank() == from.getRank() + 1 &&
                    from.getShape().drop_back() ==
                        to.getShape().take_front(from.getRank() - 1) &&
                    isReadInRows(reshape.getResult());
           }
           auto transpose = dyn_cast<TransposeOp>(user);
           return transpose && isReadInRows(transpose.getResult());
         });
}

/// Rows up to which another pass over the result is nothing beside the weights.
static constexpr int64_t fewRows = 2;

/// Whether the result has few rows, which are read by more than who returns
/// them: that would be a copy where there was none.
static bool hasFewRows(LinearOp op) {
  int64_t rows = 1;
  for (int64_t size : op.getResult().getType().getShape().drop_back()) {
    if (ShapedType::isDynamic(size) || size > fewRows)
      return false;
    rows *= size;
    if (rows > fewRows)
      return false;
  }
  return llvm::none_of(op->getUsers(), [](Operation *user) {
    return user->hasTrait<OpTrait::IsTerminator>();
  });
}

/// A weight in the model that nothing else reads, but what `op` has taken the
/// place of.
static bool hasOwnWeight(LinearOp op) {
  auto constant = op.getWeight().getDefiningOp<ConstantOp>();
  return constant && isa<DenseResourceElementsAttr>(constant.getValue()) &&
         isReadOnlyBy(constant, op);
}

static int64_t getColumns(LinearOp op) {
  return op.getWeight().getType().getDimSize(op.getTransposeWeight() ? 0 : 1);
}

static bool isMergeable(LinearOp op) {
  return !op.getResidual() && hasOwnWeight(op) &&
         op.getWeight().getType().hasStaticShape() &&
         (!op.getBias() ||
          (op.getBias().getDefiningOp<ConstantOp>() &&
           op.getBias().getType().getRank() == 1 &&
           op.getBias().getType().getDimSize(0) == getColumns(op))) &&
         (isReadInRows(op.getResult()) || hasFewRows(op));
}

namespace {
/// What linears have to have in common.
struct LinearKey {
  Value input;
  Block *block;
  Activation activation;
  bool isInputTransposed, isWeightTransposed;

  /// Of few rows activations are computed for each part.
  explicit LinearKey(LinearOp op)
      : input(op.getInput()), block(op->getBlock()),
        activation(hasFewRows(op) ? Activation::None : op.getActivation()),
        isInputTransposed(op.getTransposeInput()),
        isWeightTransposed(op.getTransposeWeight()) {}
  bool operator==(const LinearKey &) const = default;
};

struct MergeLinears : toroid::impl::MergeLinearsBase<MergeLinears> {
  using MergeLinearsBase::MergeLinearsBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from({}, wrong, record);
    SmallVector<std::pair<LinearKey, SmallVector<LinearOp>>> groups;
    getOperation().walk([&](LinearOp op) {
      if (!isMergeable(op))
        return;
      LinearKey key(op);
      auto *group = llvm::find_if(
          groups, [&](auto &entry) { return entry.first == key; });
      if (group == groups.end())
        groups.push_back({key, {op}});
      else
        group->second.push_back(op);
    });
    for (auto &[key, linears] : groups)
      if (linears.size() > 1 &&
          !control.findError(mergeLinearsStep, linears.front()))
        merge(key, linears, shapes);
  }

  void merge(const LinearKey &key, ArrayRef<LinearOp> linears,
             SymbolicShapes &shapes);
};
} // namespace

void MergeLinears::merge(const LinearKey &key, ArrayRef<LinearOp> linears,
                         SymbolicShapes &shapes) {
  LinearOp first = linears.front();
  SmallVector<Location> locations;
  SmallVector<Value> weights, biases;
  bool hasBias =
      llvm::any_of(linears, [](LinearOp op) { return bool(op.getBias()); });
  auto element = first.getResult().getType().getElementType();
  for (LinearOp linear : linears) {
    locations.push_back(linear.getLoc());
    // Constants stand before who reads them.
    for (Value operand : {linear.getWeight(), linear.getBias()})
      if (Operation *constant = operand ? operand.getDefiningOp() : nullptr;
          constant && constant->getBlock() == first->getBlock() &&
          first->isBeforeInBlock(constant))
        constant->moveBefore(first);
    weights.push_back(linear.getWeight());
  }
  OpBuilder builder(first);
  ShapedBuilder s(builder, FusedLoc::get(&getContext(), locations), shapes);
  for (LinearOp linear : linears) {
    Value bias = linear.getBias();
    if (hasBias && !bias) {
      auto type = RankedTensorType::get(getColumns(linear), element);
      bias = ConstantOp::create(
          s.b, DenseElementsAttr::get(type, builder.getFloatAttr(element, 0)));
    }
    biases.push_back(bias);
  }
  Value weight = s.concat(weights, first.getTransposeWeight() ? 0 : 1);
  Value bias = hasBias ? s.concat(biases, 0) : Value();
  Value merged =
      s.createLike<LinearOp>(key.input, weight, bias, Value(), key.activation,
                             key.isInputTransposed, key.isWeightTransposed);
  SmallVector<Value> parts;
  int64_t column = 0;
  for (LinearOp linear : linears) {
    Value part = s.sliceLast(merged, column, getColumns(linear));
    if (linear.getActivation() != key.activation)
      part = s.activate(part, linear.getActivation());
    parts.push_back(part);
    column += getColumns(linear);
  }
  for (auto [linear, part] : llvm::zip_equal(linears, parts))
    if (record)
      recordStep(merged.getDefiningOp(),
                 getStepName(mergeLinearsStep, s.b.getLoc()),
                 LinearOp(linear).getResult(), part, shapes);
  for (auto [linear, part] : llvm::zip_equal(linears, parts))
    s.replace(LinearOp(linear).getResult(), part);
}
