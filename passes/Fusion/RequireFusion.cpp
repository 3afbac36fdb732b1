//===- RequireFusion.cpp - Fails where less fused than it should ----------===//

#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/Passes.h"

namespace toroid {
#define GEN_PASS_DEF_REQUIREFUSION
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct RequireFusion : toroid::impl::RequireFusionBase<RequireFusion> {
  using RequireFusionBase::RequireFusionBase;

  void runOnOperation() override {
    markAllAnalysesPreserved();
    if (failed(checkRequirements(getOperation(), counts)))
      signalPassFailure();
  }
};
} // namespace
