//===- FuseRotary.cpp - Forms toroid.rotary -------------------------------===//

#include "dialects/Toroid/ShapedBuilder.h"
#include "passes/Fusion/Passes.h"
#include "passes/Fusion/RotaryReader.h"

namespace toroid {
#define GEN_PASS_DEF_FUSEROTARY
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct FuseRotaryPass : toroid::impl::FuseRotaryBase<FuseRotaryPass> {
  using FuseRotaryBase::FuseRotaryBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from(except, wrong, record);
    SmallVector<Operation *> roots;
    getOperation().walk([&](Operation *op) {
      if (isRotaryRoot(op, shapes) && !isDead(op))
        roots.push_back(op);
    });
    for (Operation *root : roots) {
      Site site(FusionKind::Rotary, root, control);
      auto parts = readRotary(site, root, shapes);
      if (!parts)
        continue;
      OpBuilder builder(parts->result.getDefiningOp());
      ShapedBuilder s(builder, site.getLoc(), shapes);
      Value input = parts->input;
      if (!parts->takesAll)
        input = s.sliceLast(input, parts->first, parts->turned);
      Value fused = RotaryOp::create(
          builder, site.getLoc(), parts->result.getType(), input, parts->cos,
          parts->sin, parts->isInterleaved, parts->isPerPair);
      site.replace(parts->result, fused, shapes);
    }
  }
};
} // namespace
