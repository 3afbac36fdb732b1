//===- Pipeline.cpp - The lower phase -------------------------------------===//

#include "passes/Lower/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace toroid;

void toroid::buildLowerPipeline(OpPassManager &pm,
                                const LowerOptions &options) {
  DecomposeOptions decompose;
  // These have lowerings of their own: one reads the input twice and no more,
  // the second writes nothing but the sum, the third is one pass.
  for (const char *op : {"layer_norm", "embedding", "rotary"})
    decompose.except.push_back(op);
  if (!options.decomposeAttention)
    decompose.except.push_back("attention");
  pm.addNestedPass<func::FuncOp>(createExpandAttention());
  pm.addNestedPass<func::FuncOp>(createDecompose(decompose));
  pm.addNestedPass<func::FuncOp>(createToroidToLinalg());
  // Sizes are built where they are used.
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createVerifyLowered());
}

namespace {
struct LowerPipelineOptions : PassPipelineOptions<LowerPipelineOptions> {
  Option<bool> decomposeAttention{
      *this, "decompose-attention",
      llvm::cl::desc("compute attention from products and a softmax"),
      llvm::cl::init(LowerOptions().decomposeAttention)};
};
} // namespace

void toroid::registerLowerPipeline() {
  PassPipelineRegistration<LowerPipelineOptions>(
      "toroid-lower-pipeline", "From toroid to linalg on tensors",
      [](OpPassManager &pm, const LowerPipelineOptions &options) {
        LowerOptions lower;
        lower.decomposeAttention = options.decomposeAttention;
        buildLowerPipeline(pm, lower);
      });
}
