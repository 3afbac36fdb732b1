//===- Registration.cpp - All dialects and passes of Toroid's tools -------===//

#include "compiler/Pipeline/Registration.h"

#include "compiler/Emit/Object.h"
#include "compiler/Emit/Passes.h"
#include "dialects/Onnx/OnnxDialect.h"
#include "dialects/Toroid/ToroidDialect.h"
#include "passes/CPU/Passes.h"
#include "passes/Fusion/Passes.h"
#include "passes/Graph/Passes.h"
#include "passes/Legalize/Passes.h"
#include "passes/Lower/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"

using namespace toroid;

void toroid::registerDialects(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<onnx::OnnxDialect, ToroidDialect>();
  registerLLVMTranslations(registry);
}

void toroid::registerPasses() {
  // Passes cannot be registered twice.
  static const bool done = [] {
    mlir::registerAllPasses();
    registerLegalizePasses();
    registerLegalizePipeline();
    registerGraphPasses();
    registerGraphPipeline();
    registerFusionPasses();
    registerFusionPipeline();
    registerLowerPasses();
    registerLowerPipeline();
    registerCPUPasses();
    registerCPUPipeline();
    registerEmitPasses();
    registerLLVMPipeline();
    return true;
  }();
  (void)done;
}
