//===- Plan.h - Options with every default settled --------------*- C++ -*-===//

#ifndef TOROID_COMPILER_DRIVER_PLAN_H
#define TOROID_COMPILER_DRIVER_PLAN_H

#include "compiler/Pipeline/Options.h"

namespace toroid {

struct Plan {
  EmitKind emit = EmitKind::Executable;
  Target target;
  std::string output;
  std::string name;
  /// The C header's file; empty where none is written.
  std::string header;
  /// Whether the model is only looked at: whether it can be compiled, or what
  /// of it fuses and where its buffers lie.
  bool check = false;
  bool explain = false;
  /// Whether the program stays in this process.
  bool inMemory = false;
  /// The first and the last phase to run.
  Phase first = Phase::Import;
  Phase last = Phase::Object;

  bool writesOutput() const { return !check && !explain; }
  bool linksProgram() const {
    return emit == EmitKind::Executable || emit == EmitKind::Shared;
  }
  /// Whether weights are part of the output.
  bool hasWeights() const { return linksProgram() || emit == EmitKind::Object; }
};

/// Fails, with a message for people, on options that do not go together.
llvm::Expected<Plan> makePlan(const CompileOptions &options);

/// The same for programs that stay in this process.
llvm::Expected<Plan> planInMemory(const CompileOptions &options);

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_PLAN_H
