//===- Passes.h - The last passes before LLVM IR ----------------*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_PASSES_H
#define TOROID_COMPILER_EMIT_PASSES_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include <memory>
#include <string>

namespace toroid {

#define GEN_PASS_DECL
#include "compiler/Emit/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "compiler/Emit/Passes.h.inc"

/// Where weights go that are large and have no file of their own.
enum class LargeWeights {
  InFile,   ///< Past 2 GB into a file beside the program.
  Appended, ///< To the end of the program's own file, where linkers need not
            ///< copy them.
  Inside,   ///< Nowhere: they are in memory already.
};

struct LLVMOptions {
  /// What the model is called; `toroid.model` when empty.
  std::string name;
  /// Name of the file that will hold the weights; empty to have them inside.
  std::string weightsFile;
  LargeWeights largeWeights = LargeWeights::InFile;
};

/// Completes a module of the LLVM dialect, which the cpu phase made.
void buildLLVMPipeline(mlir::OpPassManager &pm, const LLVMOptions &options);

/// Registers --toroid-llvm-pipeline.
void registerLLVMPipeline();

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_PASSES_H
