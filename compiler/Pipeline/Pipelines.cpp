//===- Pipelines.cpp - The passes of each phase ---------------------------===//

#include "compiler/Pipeline/Pipelines.h"

#include "compiler/Emit/Passes.h"
#include "compiler/Emit/Target.h"
#include "passes/CPU/Passes.h"
#include "passes/Graph/Passes.h"
#include "passes/Legalize/Passes.h"
#include "passes/Lower/Passes.h"

#include "mlir/Pass/PassManager.h"

#include <limits>

using namespace toroid;

/// The family of processors whose loops suit `target`.
static CPUOptions cpuOptions(const Target &target, bool recordMemory) {
  CPUOptions options;
  options.recordMemory = recordMemory;
  if (target.triple.getArch() == llvm::Triple::x86_64) {
    if (target.hasFeature("avx512f") && target.hasFeature("avx512vl") &&
        target.hasFeature("avx512bw"))
      options.target = "avx512";
    else if (target.hasFeature("avx2") && target.hasFeature("fma"))
      options.target = "avx2";
  } else if (target.triple.isAArch64()) {
    options.target = "neon";
  }
  return options;
}

static LegalizeOptions legalizeOptions(const PipelineOptions &options) {
  LegalizeOptions result;
  if (options.nameAllNodes)
    result.namedNodes = std::numeric_limits<unsigned>::max();
  return result;
}

void toroid::buildPhasePipeline(Phase phase, mlir::OpPassManager &pm,
                                const PipelineOptions &options) {
  switch (phase) {
  case Phase::Legalize:
    return buildLegalizePipeline(pm, legalizeOptions(options));
  case Phase::Graph:
    return buildGraphPipeline(pm, GraphOptions());
  case Phase::Fusion:
    return buildFusionPipeline(pm, options.fusion);
  case Phase::Lower:
    return buildLowerPipeline(pm, LowerOptions());
  case Phase::CPU:
    return buildCPUPipeline(pm,
                            cpuOptions(*options.target, options.recordMemory));
  case Phase::LLVM:
    return buildLLVMPipeline(
        pm, {options.name, options.weightsFile, options.largeWeights});
  case Phase::Import:
  case Phase::Object:
    return;
  }
}
