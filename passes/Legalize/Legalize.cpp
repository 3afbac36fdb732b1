//===- Legalize.cpp - From ONNX nodes to toroid ops -----------------------===//

#include "passes/Legalize/Legalizer.h"
#include "passes/Legalize/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"

namespace toroid {
#define GEN_PASS_DEF_LEGALIZE
#include "passes/Legalize/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
class Legalize : public toroid::impl::LegalizeBase<Legalize> {
public:
  using LegalizeBase::LegalizeBase;

  void runOnOperation() override {
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      if (func.isDeclaration())
        continue;
      if (failed(Legalizer(func, namedNodes).run()))
        return signalPassFailure();
    }
    WalkResult left = getOperation().walk([](Operation *op) {
      if (!isa_and_nonnull<onnx::OnnxDialect>(op->getDialect()))
        return WalkResult::advance();
      op->emitOpError("is left after legalization");
      return WalkResult::interrupt();
    });
    if (left.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
