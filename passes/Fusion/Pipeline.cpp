//===- Pipeline.cpp - The fusion phase ------------------------------------===//

#include "passes/Fusion/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace toroid;

void toroid::buildFusionPipeline(OpPassManager &pm,
                                 const FusionOptions &options) {
  auto controlled = [&](auto passOptions) {
    const FusionControl &control = options.control;
    passOptions.except.assign(control.except.begin(), control.except.end());
    passOptions.wrong.assign(control.wrong.begin(), control.wrong.end());
    passOptions.record = control.record;
    return passOptions;
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
  SimplifyAttentionOptions simplify;
  simplify.wrong.assign(options.control.wrong.begin(),
                        options.control.wrong.end());
  simplify.record = options.control.record;
  func.addPass(createSimplifyAttention(simplify));
  func.addPass(createAbsorbLayouts());
  // Transposes that attention took over meet those of the head split.
  func.addPass(createCanonicalizerPass());
  func.addPass(createCSEPass());
  // Once all else has taken what is its own, and what is dead is gone.
  func.addPass(createFuseLinear(controlled(FuseLinearOptions())));
  func.addPass(createFoldScales());
  MergeLinearsOptions merge;
  merge.wrong.assign(options.control.wrong.begin(),
                     options.control.wrong.end());
  merge.record = options.control.record;
  func.addPass(createMergeLinears(merge));
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
