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

/// Compiles a model for this machine, into memory, with the same phases and the
/// same code as a program in a file. `runtime` holds the functions that
/// toroid/abi.h lets programs call. Null when that fails, which has been said
/// on stderr.
std::unique_ptr<ProgramInMemory>
compileInMemory(const CompileOptions &options,
                llvm::ArrayRef<RuntimeFunction> runtime, CompileStatus &status);

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_INMEMORY_H
