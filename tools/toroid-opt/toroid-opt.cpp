//===- toroid-opt.cpp - Runs passes on textual IR -------------------------===//

#include "dialects/Onnx/OnnxDialect.h"
#include "dialects/Toroid/ToroidDialect.h"
#include "passes/CPU/Passes.h"
#include "passes/Fusion/Passes.h"
#include "passes/Graph/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();
  toroid::registerCPUPasses();
  toroid::registerCPUPipeline();
  toroid::registerFusionPasses();
  toroid::registerFusionPipeline();
  toroid::registerGraphPasses();
  toroid::registerGraphPipeline();
  registry.insert<toroid::onnx::OnnxDialect, toroid::ToroidDialect>();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "Toroid's passes, and MLIR's, on textual IR\n", registry));
}
