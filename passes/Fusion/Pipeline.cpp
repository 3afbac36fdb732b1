//===- Pipeline.cpp - The fusion phase ------------------------------------===//

#include "passes/Fusion/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace toroid;

void toroid::buildFusionPipeline(OpPassManager &pm, const FusionOptions &) {
  OpPassManager &func = pm.nest<func::FuncOp>();
  func.addPass(createFuseLayerNorm());
  func.addPass(createFuseGelu());
  func.addPass(createFuseAttention());
  // Transposes that attention took over meet those of the head split.
  func.addPass(createCanonicalizerPass());
  func.addPass(createCSEPass());
}

void toroid::registerFusionPipeline() {
  PassPipelineRegistration<>(
      "toroid-fusion-pipeline",
      "the fusion phase: attention, layer norm and GELU formed",
      [](OpPassManager &pm) { buildFusionPipeline(pm, {}); });
}
