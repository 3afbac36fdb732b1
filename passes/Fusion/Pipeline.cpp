//===- Pipeline.cpp - The fusion phase ------------------------------------===//

#include "passes/Fusion/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace toroid;

void toroid::buildFusionPipeline(OpPassManager &pm,
                                 const FusionOptions &options) {
  auto withOff = [&](auto passOptions) {
    passOptions.except.assign(options.except.begin(), options.except.end());
    return passOptions;
  };
  OpPassManager &func = pm.nest<func::FuncOp>();
  func.addPass(createFuseLayerNorm(withOff(FuseLayerNormOptions())));
  func.addPass(createFuseRMSNorm(withOff(FuseRMSNormOptions())));
  func.addPass(createFuseGelu(withOff(FuseGeluOptions())));
  func.addPass(createFuseSilu(withOff(FuseSiluOptions())));
  func.addPass(createFuseRotary(withOff(FuseRotaryOptions())));
  func.addPass(createFuseAttention(withOff(FuseAttentionOptions())));
  func.addPass(createSimplifyAttention());
  // Transposes that attention took over meet those of the head split.
  func.addPass(createCanonicalizerPass());
  func.addPass(createCSEPass());
  if (!options.require.empty())
    pm.addPass(createRequireFusion({options.require}));
}

void toroid::registerFusionPipeline() {
  PassPipelineRegistration<>(
      "toroid-fusion-pipeline",
      "the fusion phase: attention, normalizations, activations and rotary "
      "formed",
      [](OpPassManager &pm) { buildFusionPipeline(pm, {}); });
}
