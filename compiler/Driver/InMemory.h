//===- InMemory.h - From a model to a program in this process ---*- C++ -*-===//
//
// No file is written, and no linker runs:
//
//   toroid::CompileOptions options;
//   options.input = "bert.onnx";
//   toroid::CompileStatus status;
//   std::unique_ptr<toroid::ProgramInMemory> program =
//       toroid::compileInMemory(options, runtime, status);
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_DRIVER_INMEMORY_H
#define TOROID_COMPILER_DRIVER_INMEMORY_H

#include "compiler/Driver/Driver.h"

#include "toroid/abi.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace toroid {

/// A function that programs call; see abi.h.
struct RuntimeFunction {
  const char *name;
  void *address;
};

/// A compiled model. Contexts and models that use it must go before it does.
class ProgramInMemory {
public:
  virtual ~ProgramInMemory() = default;
  virtual const toroid_program *get() const = 0;
};

/// Runs programs in this process: who drives the compiler brings the runtime.
class ProgramRunner {
public:
  virtual ~ProgramRunner() = default;
  /// The functions that programs call.
  virtual llvm::ArrayRef<RuntimeFunction> getFunctions() const = 0;
  /// Runs a program of two results on random inputs. The largest difference
  /// between them, as a part of the first's largest magnitude, or of the
  /// smallest normal number where that is less: infinite where only one is no
  /// number.
  virtual llvm::Expected<double>
  compareResults(const toroid_program &program) const = 0;
};

/// Compiles a model for this machine, into memory, with the same phases and the
/// same code as a program in a file. `runtime` holds the functions that
/// toroid/abi.h lets programs call. Null when that fails, which has been said
/// on stderr.
std::unique_ptr<ProgramInMemory>
compileInMemory(const CompileOptions &options,
                llvm::ArrayRef<RuntimeFunction> runtime, CompileStatus &status);

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_INMEMORY_H
