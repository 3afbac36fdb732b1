//===- OutlineLoops.cpp - Loops become functions --------------------------===//

#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"

namespace toroid {
#define GEN_PASS_DEF_OUTLINELOOPS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct OutlineLoops : toroid::impl::OutlineLoopsBase<OutlineLoops> {
  void runOnOperation() override {
    FailureOr<func::FuncOp> main = findMain(getOperation());
    if (failed(main))
      return signalPassFailure();
    SmallVector<scf::ForOp> loops;
    main->walk<WalkOrder::PreOrder>([&](scf::ForOp loop) {
      if (loop->getNumResults() != 0 || callsRuntime(loop))
        return WalkResult::advance();
      loops.push_back(loop);
      return WalkResult::skip();
    });
    for (auto [i, loop] : llvm::enumerate(loops))
      outline(loop, (mainName + "_loop_" + Twine(i)).str());
  }

  /// Whether `loop` is one of the model's own: what ends a run, takes memory or
  /// starts threads stays in @main.
  static bool callsRuntime(scf::ForOp loop) {
    return loop
        .walk([](Operation *op) {
          return isa<cf::AssertOp, LLVM::CallOp>(op) ? WalkResult::interrupt()
                                                     : WalkResult::advance();
        })
        .wasInterrupted();
  }

  void outline(scf::ForOp loop, StringRef name) {
    SetVector<Value> used;
    getUsedValuesDefinedAbove(loop.getRegion(), used);
    used.insert_range(loop->getOperands());
    // Constants go along as what they are.
    SmallVector<Value> arguments;
    SmallVector<Operation *> constants;
    for (Value value : used) {
      Operation *op = value.getDefiningOp();
      if (op && op->hasTrait<OpTrait::ConstantLike>())
        constants.push_back(op);
      else
        arguments.push_back(value);
    }

    OpBuilder b(getOperation().getBody(), getOperation().getBody()->begin());
    auto function = func::FuncOp::create(
        b, loop.getLoc(), name,
        b.getFunctionType(TypeRange(ValueRange(arguments)), {}));
    function.setPrivate();
    function->setAttr("no_inline", b.getUnitAttr());
    IRMapping mapping;
    mapping.map(arguments, function.addEntryBlock()->getArguments());
    b.setInsertionPointToStart(&function.getBody().front());
    for (Operation *constant : constants)
      b.clone(*constant, mapping);
    b.clone(*loop, mapping);
    func::ReturnOp::create(b, loop.getLoc());

    b.setInsertionPoint(loop);
    func::CallOp::create(b, loop.getLoc(), function, arguments);
    loop.erase();
  }
};
} // namespace
