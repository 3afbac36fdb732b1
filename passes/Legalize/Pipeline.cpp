//===- Pipeline.cpp - The legalize phase ----------------------------------===//

#include "passes/Legalize/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;
using namespace toroid;

void toroid::buildLegalizePipeline(OpPassManager &pm,
                                   const LegalizeOptions &options) {
  pm.addPass(createLegalize(options));
}

void toroid::registerLegalizePipeline() {
  PassPipelineRegistration<>(
      "toroid-legalize-pipeline",
      "the legalize phase: ONNX nodes become toroid ops",
      [](OpPassManager &pm) { buildLegalizePipeline(pm, {}); });
}
