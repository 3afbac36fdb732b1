//===- Runtime.h - Running what was compiled in memory ----------*- C++ -*-===//

#ifndef TOROID_TOOLS_COMMON_RUNTIME_H
#define TOROID_TOOLS_COMMON_RUNTIME_H

#include "compiler/Driver/InMemory.h"

namespace toroid {

/// The functions that this runtime has for programs.
llvm::ArrayRef<RuntimeFunction> getRuntimeFunctions();

class RuntimeRunner : public ProgramRunner {
public:
  llvm::ArrayRef<RuntimeFunction> getFunctions() const override {
    return getRuntimeFunctions();
  }
  llvm::Expected<double>
  compareResults(const toroid_program &program) const override;
};

} // namespace toroid

#endif // TOROID_TOOLS_COMMON_RUNTIME_H
