//===- FuseLayerNorm.cpp - Forms toroid.layer_norm ------------------------===//

#include "passes/Fusion/NormalizationReader.h"
#include "passes/Fusion/Passes.h"

namespace toroid {
#define GEN_PASS_DEF_FUSELAYERNORM
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The op has one element type for input and result.
static Value build(const NormalizationParts &parts, Location loc) {
  OpBuilder b(parts.result.getDefiningOp());
  auto type = cast<RankedTensorType>(parts.result.getType());
  auto hasResultType = [&](Value value) {
    return getFloatElement(value) == type.getElementType();
  };
  Value input = hasResultType(parts.input) ? parts.input : parts.widened;
  Value result = LayerNormOp::create(b, loc, type.clone(getFloatElement(input)),
                                     input, getScale(parts, b, loc), parts.bias,
                                     parts.axis, APFloat(parts.epsilon))
                     .getResult();
  return hasResultType(result) ? result : CastOp::create(b, loc, type, result);
}

namespace {
struct FuseLayerNormPass : toroid::impl::FuseLayerNormBase<FuseLayerNormPass> {
  using FuseLayerNormBase::FuseLayerNormBase;

  void runOnOperation() override {
    fuseNormalizations(getOperation(), FusionKind::LayerNorm,
                       FusionControl::from(except, wrong, record), build);
  }
};
} // namespace
