//===- Object.h - From the LLVM dialect to machine code ---------*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_OBJECT_H
#define TOROID_COMPILER_EMIT_OBJECT_H

#include "compiler/Emit/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace toroid {

/// What translateToLLVM needs to know dialects by.
void registerLLVMTranslations(mlir::DialectRegistry &registry);

/// Turns a completed module into LLVM IR for `target`; `name` is what debuggers
/// and symbol tables show as its source. Errors are the module's diagnostics.
std::unique_ptr<llvm::Module> translateToLLVM(mlir::ModuleOp module,
                                              llvm::LLVMContext &context,
                                              const Target &target,
                                              llvm::TargetMachine &machine,
                                              llvm::StringRef name);

/// Runs LLVM's pipeline for the target's level.
llvm::Error optimize(llvm::Module &module, const Target &target,
                     llvm::TargetMachine &machine);

/// Writes an object file or assembly.
llvm::Error emitCode(llvm::Module &module, llvm::TargetMachine &machine,
                     llvm::CodeGenFileType kind, llvm::raw_pwrite_stream &os);

/// What `function` returns, when that is always the same.
std::optional<int64_t> constantResult(const llvm::Module &module,
                                      llvm::StringRef function);

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_OBJECT_H
