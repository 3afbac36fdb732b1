//===- FoldScales.cpp - Scales of attention become part of weights --------===//

#include "passes/Fusion/Passes.h"
#include "passes/Fusion/Site.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

#include <cmath>
#include <cstring>

namespace toroid {
#define GEN_PASS_DEF_FOLDSCALES
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Whether products with `factor` are exact, but for the range of exponents.
static bool isPowerOfTwo(double factor) {
  int exponent;
  return factor > 0 && std::isfinite(factor) &&
         std::frexp(factor, &exponent) == 0.5;
}

/// Writes `values` times `factor`; false where one of them is not exact. What
/// comes from a file lies at any address.
template <typename Float>
static bool scale(ArrayRef<char> values, Float factor,
                  MutableArrayRef<char> scaled) {
  for (size_t at = 0; at + sizeof(Float) <= values.size();
       at += sizeof(Float)) {
    Float value;
    std::memcpy(&value, values.data() + at, sizeof(Float));
    Float product = value * factor;
    std::memcpy(scaled.data() + at, &product, sizeof(Float));
    // NaN as well.
    if (!(product / factor == value))
      return false;
  }
  return true;
}

/// The constant times `factor`, where that is exact.
static ElementsAttr scaled(ConstantOp op, double factor) {
  auto type = cast<RankedTensorType>(op.getResult().getType());
  if (auto dense = dyn_cast<DenseElementsAttr>(op.getValue())) {
    bool isExact = true;
    auto product =
        dense.mapValues(type.getElementType(), [&](const APFloat &value) {
          bool ignored;
          APFloat by(factor);
          by.convert(value.getSemantics(), APFloat::rmNearestTiesToEven,
                     &ignored);
          APFloat result = value;
          isExact &= result.multiply(by, APFloat::rmNearestTiesToEven) ==
                     APFloat::opOK;
          return result.bitcastToAPInt();
        });
    return isExact ? ElementsAttr(product) : ElementsAttr();
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue());
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  if (!blob)
    return {};
  ArrayRef<char> values = blob->getData();
  AsmResourceBlob result =
      HeapAsmResourceBlob::allocate(values.size(), /*align=*/64);
  bool isExact = type.getElementType().isF32()
                     ? scale<float>(values, static_cast<float>(factor),
                                    result.getMutableData())
                     : scale<double>(values, factor, result.getMutableData());
  if (!isExact)
    return {};
  return DenseResourceElementsAttr::get(
      type, (resource.getRawHandle().getKey() + "_scaled").str(),
      std::move(result));
}

/// The linear whose result `value` is, through ops that a factor passes.
static LinearOp findLinear(Value value) {
  while (value.hasOneUse()) {
    Operation *op = value.getDefiningOp();
    if (auto linear = dyn_cast_if_present<LinearOp>(op))
      return linear;
    if (!isa_and_present<TransposeOp, ReshapeOp, RotaryOp>(op))
      return {};
    value = op->getOperand(0);
  }
  return {};
}

namespace {
struct FoldScales : toroid::impl::FoldScalesBase<FoldScales> {
  void runOnOperation() override {
    getOperation().walk([](AttentionOp op) { fold(op); });
  }

  static void fold(AttentionOp op) {
    double factor = op.getScale().convertToDouble();
    // A packed operand holds keys and values too.
    if (factor == 1 || !isPowerOfTwo(factor) || !op.getKey())
      return;
    LinearOp linear = findLinear(op.getQuery());
    if (!linear || linear.getResidual() ||
        linear.getActivation() != Activation::None)
      return;
    Type element = linear.getResult().getType().getElementType();
    auto weight = linear.getWeight().getDefiningOp<ConstantOp>();
    auto bias = linear.getBias() ? linear.getBias().getDefiningOp<ConstantOp>()
                                 : ConstantOp();
    // Narrow floats would lose what becomes too small.
    if (!(element.isF32() || element.isF64()) || !weight ||
        (linear.getBias() && !bias) || !isReadOnlyBy(weight, linear))
      return;
    ElementsAttr newWeight = scaled(weight, factor);
    ElementsAttr newBias =
        newWeight && bias ? scaled(bias, factor) : ElementsAttr();
    if (!newWeight || (bias && !newBias))
      return;
    OpBuilder b(linear);
    linear.getWeightMutable().assign(
        ConstantOp::create(b, weight.getLoc(), newWeight));
    if (bias)
      linear.getBiasMutable().assign(
          ConstantOp::create(b, bias.getLoc(), newBias));
    op.setScale(APFloat(1.0));
  }
};
} // namespace
