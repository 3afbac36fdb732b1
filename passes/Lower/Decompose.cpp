//===- Decompose.cpp - Fused ops become the ops that spell them out -------===//

#include "dialects/Toroid/ShapedBuilder.h"
#include "passes/Lower/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace toroid {
#define GEN_PASS_DEF_DECOMPOSE
#include "passes/Lower/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Whether the dialect has a fused op of this name.
static bool isDecomposable(StringRef name, MLIRContext *context) {
  auto op = RegisteredOperationName::lookup(("toroid." + name).str(), context);
  return op && op->hasInterface<Decomposable>();
}

namespace {
struct Decompose : toroid::impl::DecomposeBase<Decompose> {
  using DecomposeBase::DecomposeBase;

  void runOnOperation() override {
    for (StringRef name : llvm::concat<const std::string>(ops, except))
      if (!isDecomposable(name, &getContext())) {
        getOperation().emitError("there is no fused op '") << name << "'";
        return signalPassFailure();
      }
    SymbolicShapes shapes;
    auto collect = [&] {
      SmallVector<Decomposable> fused;
      getOperation().walk([&](Decomposable op) {
        StringRef name = op->getName().stripDialect();
        if ((ops.empty() || llvm::is_contained(ops, name)) &&
            !llvm::is_contained(except, name) && op.isFused())
          fused.push_back(op);
      });
      return fused;
    };
    // What spells one out may be fused ops of another kind.
    for (auto fused = collect(); !fused.empty(); fused = collect())
      for (Decomposable op : fused)
        replace(op, shapes);
  }

private:
  static void replace(Decomposable op, SymbolicShapes &shapes) {
    OpBuilder builder(op);
    ShapedBuilder s(builder, op->getLoc(), shapes);
    for (auto [result, value] :
         llvm::zip_equal(op->getResults(), op.decompose(builder, shapes)))
      s.replace(result, value);
    op->erase();
  }
};
} // namespace
