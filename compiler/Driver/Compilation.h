//===- Compilation.h - From a model to LLVM IR ------------------*- C++ -*-===//
//
// The steps that all outputs share, in files and in memory.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_DRIVER_COMPILATION_H
#define TOROID_COMPILER_DRIVER_COMPILATION_H

#include "compiler/Driver/Messages.h"
#include "compiler/Driver/Plan.h"
#include "compiler/Driver/Progress.h"
#include "compiler/Emit/ProgramSpec.h"
#include "compiler/Pipeline/DumpIR.h"

#include "passes/Fusion/Passes.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Support/Timing.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Target/TargetMachine.h"

namespace toroid {

/// A module with what it lies in.
struct OwnedModule {
  // In this order: what comes later uses what comes earlier.
  std::unique_ptr<llvm::DefaultThreadPool> threads;
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// One run of the compiler. What goes wrong, it has said.
class Compilation {
public:
  Compilation(const CompileOptions &options, const Plan &plan,
              Messages &messages, Progress &progress, mlir::TimingScope &timing)
      : options(options), plan(plan), messages(messages), progress(progress),
        timing(timing) {}

protected:
  /// What the object phase works on.
  struct Code {
    ProgramNames names;
    std::unique_ptr<llvm::TargetMachine> machine;
    llvm::LLVMContext context;
    std::unique_ptr<llvm::Module> module;
  };

  /// Creates the folder of --dump-ir.
  mlir::LogicalResult prepareDump();

  /// Reads the input and runs all phases up to the last but object.
  mlir::FailureOr<mlir::ModuleOp> compileModule();

  /// Translates the module and runs LLVM's optimizer.
  mlir::LogicalResult makeCode(mlir::TimingScope &phase, Code &code);

  /// Says that the object phase is going on.
  mlir::TimingScope startObjectPhase();

  /// Gives away the module, and with it the mapped model.
  OwnedModule takeModule();

  mlir::LogicalResult fail(llvm::Error error) {
    messages.error(std::move(error));
    return mlir::failure();
  }

  /// Makes `expected` the value of `result`, or reports.
  template <typename T>
  mlir::LogicalResult take(llvm::Expected<T> expected, T &result) {
    if (!expected)
      return fail(expected.takeError());
    result = std::move(*expected);
    return mlir::success();
  }

  mlir::LogicalResult check(llvm::Error error) {
    return error ? fail(std::move(error)) : mlir::success();
  }

  const CompileOptions &options;
  const Plan &plan;
  Messages &messages;
  Progress &progress;
  mlir::TimingScope &timing;
  std::unique_ptr<DumpIR> dump;

private:
  void startPhase(Phase phase);
  mlir::OwningOpRef<mlir::ModuleOp> readInput();
  mlir::LogicalResult runPhase(Phase phase);
  mlir::LogicalResult runFusionPhase();
  /// Tells what is asked for of what `phase` did.
  mlir::LogicalResult explain(Phase phase);
  template <typename T>
  mlir::LogicalResult tell(const T &answer, bool toPeople,
                           const std::string &file);

  OwnedModule owned;
  FusionOptions fusion;
  std::unique_ptr<mlir::ScopedDiagnosticHandler> diagnostics;
};

/// Calls `run` with the root of its timing, and prints that where it is asked
/// for.
mlir::LogicalResult
runTimed(const CompileOptions &options, Progress &progress,
         llvm::function_ref<mlir::LogicalResult(mlir::TimingScope &)> run);

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_COMPILATION_H
