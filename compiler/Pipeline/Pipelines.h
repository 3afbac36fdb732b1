//===- Pipelines.h - The passes of each phase -------------------*- C++ -*-===//

#ifndef TOROID_COMPILER_PIPELINE_PIPELINES_H
#define TOROID_COMPILER_PIPELINE_PIPELINES_H

#include "compiler/Emit/Passes.h"
#include "compiler/Pipeline/Phases.h"
#include "passes/Fusion/Passes.h"

#include <string>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace toroid {

struct Target;

/// What phases are told from outside.
struct PipelineOptions {
  const Target *target = nullptr;
  /// What the model is called, and the file name of weights outside it.
  std::string name;
  std::string weightsFile;
  LargeWeights largeWeights = LargeWeights::InFile;
  FusionOptions fusion;
  /// See CPUOptions.
  bool recordMemory = false;
  /// Messages about many nodes name all of them.
  bool nameAllNodes = false;
};

/// Adds the passes of `phase`; import and object have none.
void buildPhasePipeline(Phase phase, mlir::OpPassManager &pm,
                        const PipelineOptions &options);

} // namespace toroid

#endif // TOROID_COMPILER_PIPELINE_PIPELINES_H
