//===- Pipeline.cpp - The graph phase -------------------------------------===//

#include "passes/Graph/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace toroid;

void toroid::buildGraphPipeline(OpPassManager &pm, const GraphOptions &) {
  OpPassManager &func = pm.nest<func::FuncOp>();
  func.addPass(createCanonicalizerPass());
  func.addPass(createInferShapes());
  func.addPass(createFoldShapes());
  func.addPass(createCSEPass());
  // Folding shapes exposes what shapes alone did not show.
  func.addPass(createInferShapes());
  func.addPass(createSimplify());
  func.addPass(createCanonicalizerPass());
  func.addPass(createCSEPass());
}

void toroid::registerGraphPipeline() {
  PassPipelineRegistration<>(
      "toroid-graph-pipeline",
      "the graph phase: shapes settled, shape arithmetic folded away",
      [](OpPassManager &pm) { buildGraphPipeline(pm, {}); });
}
