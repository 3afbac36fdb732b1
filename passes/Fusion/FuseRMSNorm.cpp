//===- FuseRMSNorm.cpp - Forms toroid.rms_norm ----------------------------===//

#include "passes/Fusion/NormalizationReader.h"
#include "passes/Fusion/Passes.h"

namespace toroid {
#define GEN_PASS_DEF_FUSERMSNORM
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct FuseRMSNormPass : toroid::impl::FuseRMSNormBase<FuseRMSNormPass> {
  using FuseRMSNormBase::FuseRMSNormBase;

  void runOnOperation() override {
    constexpr FusionKind kind = FusionKind::RMSNorm;
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from(except, wrong, record);
    SmallVector<Operation *> roots;
    getOperation().walk([&](Operation *op) {
      if (getNormalizationKind(op, shapes) == kind && !isDead(op))
        roots.push_back(op);
    });
    for (Operation *root : roots) {
      Site site(kind, root, control);
      auto parts = readNormalization(site, kind, root, shapes);
      if (!parts)
        continue;
      OpBuilder b(parts->result.getDefiningOp());
      Location loc = site.getLoc();
      // Rounded where the scale is applied and where the result is: the types
      // of both say so.
      Value fused = RMSNormOp::create(b, loc, parts->result.getType(),
                                      parts->input, getScale(*parts, b, loc),
                                      b.getI64IntegerAttr(parts->axis),
                                      b.getF64FloatAttr(parts->epsilon));
      site.replace(parts->result, fused, shapes);
    }
  }
};
} // namespace
