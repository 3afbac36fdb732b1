//===- VerifyLowered.cpp - What may be left after lowering ----------------===//

#include "passes/Lower/Lowering.h"
#include "passes/Lower/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

namespace toroid {
#define GEN_PASS_DEF_VERIFYLOWERED
#include "passes/Lower/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

static bool isAllowed(Operation *op) {
  return isa<AttentionOp, bufferization::AllocTensorOp,
             bufferization::MaterializeInDestinationOp>(op) ||
         llvm::is_contained({"builtin", "func", "linalg", "tensor", "arith",
                             "math", "scf", "cf"},
                            op->getName().getDialectNamespace());
}

static bool isStored(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return !tensor || getStorageType(tensor) == tensor;
}

namespace {
struct VerifyLowered : toroid::impl::VerifyLoweredBase<VerifyLowered> {
  void runOnOperation() override {
    // Every finding, not just the first.
    bool hasFailed = false;
    getOperation().walk([&](Operation *op) {
      if (!isAllowed(op)) {
        op->emitOpError("is left after lowering");
        hasFailed = true;
        return;
      }
      for (Type type : llvm::concat<const Type>(op->getOperandTypes(),
                                                op->getResultTypes()))
        if (!isStored(type)) {
          op->emitOpError("has a tensor of type ")
              << type << " left after lowering";
          hasFailed = true;
          return;
        }
    });
    if (hasFailed)
      signalPassFailure();
  }
};
} // namespace
