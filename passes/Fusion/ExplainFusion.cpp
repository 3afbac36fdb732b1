//===- ExplainFusion.cpp - Remarks on what fused --------------------------===//

#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/Passes.h"

namespace toroid {
#define GEN_PASS_DEF_EXPLAINFUSION
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct ExplainFusion : toroid::impl::ExplainFusionBase<ExplainFusion> {
  void runOnOperation() override {
    FusionLedger ledger(getOperation());
    for (const LedgerEntry &entry : ledger.getEntries())
      emitRemark(entry.op->getLoc())
          << getKindName(entry.kind) << ": " << toText(entry);
    markAllAnalysesPreserved();
  }
};
} // namespace
