//===- FuseRMSNorm.cpp - Forms toroid.rms_norm ----------------------------===//

#include "passes/Fusion/NormalizationReader.h"
#include "passes/Fusion/Passes.h"

namespace toroid {
#define GEN_PASS_DEF_FUSERMSNORM
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The op rounds where the scale is applied and where the result is: the types
/// of both say so.
static Value build(const NormalizationParts &parts, Location loc) {
  OpBuilder b(parts.result.getDefiningOp());
  return RMSNormOp::create(b, loc, parts.result.getType(), parts.input,
                           getScale(parts, b, loc), parts.axis,
                           APFloat(parts.epsilon))
      .getResult();
}

namespace {
struct FuseRMSNormPass : toroid::impl::FuseRMSNormBase<FuseRMSNormPass> {
  using FuseRMSNormBase::FuseRMSNormBase;

  void runOnOperation() override {
    fuseNormalizations(getOperation(), FusionKind::RMSNorm,
                       FusionControl::from(except, wrong, record), build);
  }
};
} // namespace
