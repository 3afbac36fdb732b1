//===- Pipeline.cpp - The CPU phase ---------------------------------------===//

#include "passes/CPU/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace toroid;

void toroid::buildCPUPipeline(OpPassManager &pm, const CPUOptions &options) {
  auto cleanUp = [&] {
    pm.addPass(createCanonicalizerPass());
    pm.addPass(createCSEPass());
  };
  // On tensors.
  TileAttentionOptions attention;
  attention.target = options.target;
  pm.addPass(createTileAttention(attention));
  pm.addPass(createNormalizeLinalg());
  pm.addPass(createAssignWeights());
  cleanUp();
  TileAndFuseOptions tiles;
  tiles.target = options.target;
  pm.addPass(createTileAndFuse(tiles));
  cleanUp();

  // On buffers.
  pm.addPass(createBufferizeTensors());
  cleanUp();
  pm.addPass(createCarryBuffers());
  cleanUp();
  pm.addPass(createBoundScratch());
  pm.addPass(createPlaceOutputs());
  PadRowsOptions rows;
  rows.target = options.target;
  pm.addPass(createPadRows(rows));
  PackWeightsOptions weights;
  weights.target = options.target;
  pm.addPass(createPackWeights(weights));
  pm.addPass(createMarkSteps());
  pm.addPass(createReadSources());
  pm.addPass(createShareCopies());
  LowerContractionsOptions contractions;
  contractions.target = options.target;
  pm.addPass(createLowerContractions(contractions));
  VectorizeLoopsOptions loops;
  loops.target = options.target;
  pm.addPass(createVectorizeLoops(loops));
  pm.addPass(createLowerAffinePass());
  pm.addPass(memref::createResolveShapedTypeResultDimsPass());
  cleanUp();
  PlanMemoryOptions memory;
  memory.record = options.recordMemory;
  pm.addPass(createPlanMemory(memory));
  pm.addPass(createOutlineParallel());
  cleanUp();
  pm.addPass(createOutlineLoops());
  cleanUp();
  pm.addPass(createShareFunctions());

  // To LLVM.
  pm.addPass(createExpandReshapes());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  ExpandMathOptions math;
  math.target = options.target;
  pm.addPass(createExpandMath(math));
  cleanUp();
  ConvertToProgramOptions convert;
  convert.target = options.target;
  pm.addPass(createConvertToProgram(convert));
  pm.addPass(createReconcileUnrealizedCastsPass());
  cleanUp();
}

namespace {
struct CPUPipelineOptions : PassPipelineOptions<CPUPipelineOptions> {
  Option<std::string> target{
      *this, "target",
      llvm::cl::desc("the processor family: avx512, avx2, neon or generic"),
      llvm::cl::init("generic")};
};
} // namespace

void toroid::registerCPUPipeline() {
  PassPipelineRegistration<CPUPipelineOptions>(
      "toroid-cpu-pipeline",
      "from linalg on tensors to the LLVM dialect for a CPU",
      [](OpPassManager &pm, const CPUPipelineOptions &options) {
        CPUOptions cpu;
        cpu.target = options.target;
        buildCPUPipeline(pm, cpu);
      });
}
