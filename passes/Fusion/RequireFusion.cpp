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
    std::string problem;
    std::vector<FusionRequirement> wanted = parseRequirements(counts, problem);
    if (!problem.empty()) {
      getOperation().emitError("the required fusions '")
          << counts << "' are not understood: " << problem;
      return signalPassFailure();
    }
    FusionLedger ledger(getOperation());
    for (auto [kind, count] : wanted) {
      size_t fused = ledger.countFused(kind);
      if (fused == count)
        continue;
      InFlightDiagnostic error = getOperation().emitError("fused ")
                                 << getKindName(kind) << ": " << fused
                                 << ", but " << count << " are required";
      for (const LedgerEntry &entry : ledger.getEntries())
        if (entry.kind == kind && (!entry.isFused() || fused > count))
          error.attachNote(entry.op->getLoc()) << toText(entry);
      signalPassFailure();
    }
  }
};
} // namespace
