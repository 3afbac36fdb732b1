//===- Entry.h - The entry function and its hidden arguments ----*- C++ -*-===//
//
// Besides the model's inputs, @main takes what a run is given: the weights, the
// arena and the call's frame. Passes add them where they first need them, as
// last arguments that a unit attribute marks.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_CPU_ENTRY_H
#define TOROID_PASSES_CPU_ENTRY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace toroid {

constexpr llvm::StringLiteral mainName = "main";
constexpr llvm::StringLiteral arenaSizeName = "toroid_main_arena_size";

/// Each weight starts at a multiple of it.
constexpr int64_t weightAlignment = 64;

/// Attributes of @main's hidden arguments.
constexpr llvm::StringLiteral weightsArgument = "toroid.weights";
constexpr llvm::StringLiteral arenaArgument = "toroid.arena";
constexpr llvm::StringLiteral callArgument = "toroid.call";

/// Finds @main, or says what is wrong with `module`.
mlir::FailureOr<mlir::func::FuncOp> findMain(mlir::ModuleOp module);

/// The argument marked `attribute`; null when there is none.
mlir::BlockArgument findArgument(mlir::func::FuncOp main,
                                 llvm::StringRef attribute);

/// The argument marked `attribute`, added as the last one when missing.
mlir::BlockArgument getOrAddArgument(mlir::func::FuncOp main,
                                     llvm::StringRef attribute,
                                     mlir::Type type);

/// The number of arguments that are the model's inputs.
unsigned numInputs(mlir::func::FuncOp main);

/// Fields of toroid_call, as abi.h orders them; all are pointers.
enum CallField {
  callInputs = 0,
  callArena = 2,
  callWeights = 3,
  callProfile = 5,
  numCallFields = 6
};

/// Loads a field of the call's frame.
mlir::Value loadCallField(mlir::OpBuilder &b, mlir::Location loc,
                          mlir::Value call, CallField field);

/// Declares a function of the runtime.
mlir::LLVM::LLVMFuncOp
getOrDeclareRuntime(mlir::ModuleOp module, llvm::StringRef name,
                    mlir::Type result, mlir::ArrayRef<mlir::Type> arguments);

} // namespace toroid

#endif // TOROID_PASSES_CPU_ENTRY_H
