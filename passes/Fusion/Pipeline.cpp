//===- Pipeline.cpp - The fusion phase ------------------------------------===//

#include "passes/Fusion/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace toroid;

void toroid::buildFusionPipeline(OpPassManager &pm,
                                 const FusionOptions &options) {
  const FusionControl &control = options.control;
  auto verified = [&](auto passOptions) {
    passOptions.wrong.assign(control.wrong.begin(), control.wrong.end());
    passOptions.record = control.record;
    return passOptions;
  };
  auto controlled = [&](auto passOptions) {
    passOptions.except.assign(control.except.begin(), control.except.end());
    return verified(passOptions);
  };
  OpPassManager &func = pm.nest<func::FuncOp>();
  func.addPass(createFuseLayerNorm(controlled(FuseLayerNormOptions())));
  func.addPass(createFuseRMSNorm(controlled(FuseRMSNormOptions())));
  func.addPass(createFuseGroupNorm(controlled(FuseGroupNormOptions())));
  // Before residuals: the sum that a normalization reads first is an embedding.
  func.addPass(createFuseEmbedding(controlled(FuseEmbeddingOptions())));
  func.addPass(createFuseResidual(controlled(FuseResidualOptions())));
  func.addPass(createFuseGelu(controlled(FuseGeluOptions())));
  func.addPass(createFuseSilu(controlled(FuseSiluOptions())));
  func.addPass(createFuseRotary(controlled(FuseRotaryOptions())));
  func.addPass(createFuseAttention(controlled(FuseAttentionOptions())));
  func.addPass(createFuseSoftmax(controlled(FuseSoftmaxOptions())));
  func.addPass(createSimplifyAttention(verified(SimplifyAttentionOptions())));
  func.addPass(createAbsorbLayouts());
  // Transposes that attention took over meet those of the head split.
  func.addPass(createCanonicalizerPass());
  func.addPass(createCSEPass());
  // Once all else has taken what is its own, and what is dead is gone.
  func.addPass(createFuseLinear(controlled(FuseLinearOptions())));
  func.addPass(createFoldScales());
  func.addPass(createMergeLinears(verified(MergeLinearsOptions())));
  func.addPass(createCanonicalizerPass());
  func.addPass(createCSEPass());
  pm.addPass(createVerifyFused());
}

void toroid::registerFusionPipeline() {
  PassPipelineRegistration<>(
      "toroid-fusion-pipeline",
      "the fusion phase: attention, normalizations, activations, rotary "
      "and linear layers formed",
      [](OpPassManager &pm) { buildFusionPipeline(pm, {}); });
}
