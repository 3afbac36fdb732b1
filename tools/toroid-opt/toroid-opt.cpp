//===- toroid-opt.cpp - Runs passes on textual IR -------------------------===//

#include "compiler/Pipeline/Registration.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  toroid::registerDialects(registry);
  toroid::registerPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "Toroid's passes, and MLIR's, on textual IR\n", registry));
}
