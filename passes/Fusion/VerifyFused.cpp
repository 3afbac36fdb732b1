//===- VerifyFused.cpp - What may be left after fusion --------------------===//

#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

namespace toroid {
#define GEN_PASS_DEF_VERIFYFUSED
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

static bool isAllowed(Operation *op) {
  // What loops carry has a buffer of its own.
  return isa<bufferization::AllocTensorOp>(op) ||
         llvm::is_contained(
             {"builtin", "func", "toroid", "arith", "tensor", "scf", "cf"},
             op->getName().getDialectNamespace());
}

/// What is wrong with an op that says that it is a root that was missed: the
/// ledger would pass over it, or count what is no site.
static std::string findFaultOfMiss(Operation *op) {
  Attribute unfused = op->getAttr(unfusedAttr);
  if (!unfused)
    return "";
  SmallVector<Miss> misses = getMisses(op);
  if (misses.empty())
    return "carries '" + unfusedAttr.str() +
           "' with no condition of passes/Fusion/Predicates.def";
  for (const Miss &miss : misses)
    if (llvm::is_contained(getFusedKinds(op), miss.kind))
      return "is fused, and carries '" + unfusedAttr.str() + "'";
  if (isDead(op))
    return "is a root that was missed, but nothing reads what it computes";
  return "";
}

static std::string findFault(Operation *op) {
  if (!isAllowed(op))
    return "is left after fusion";
  for (Type type :
       llvm::concat<const Type>(op->getOperandTypes(), op->getResultTypes()))
    if (isa<UnrankedTensorType>(type))
      return "has a tensor of unknown rank left after fusion";
  // The lower phase spells it out, and tests compare with that.
  if (getFusedKind(op) && !isa<Decomposable>(op))
    return "is a fused op without a decomposition";
  return findFaultOfMiss(op);
}

namespace {
struct VerifyFused : toroid::impl::VerifyFusedBase<VerifyFused> {
  void runOnOperation() override {
    markAllAnalysesPreserved();
    // Every finding, not just the first.
    getOperation().walk([&](Operation *op) {
      std::string fault = findFault(op);
      if (fault.empty())
        return;
      op->emitOpError() << fault;
      signalPassFailure();
    });
  }
};
} // namespace
