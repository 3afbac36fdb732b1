//===- Compilation.cpp - From a model to LLVM IR --------------------------===//

#include "compiler/Driver/Compilation.h"

#include "compiler/Driver/FusionVerifier.h"
#include "compiler/Emit/Object.h"
#include "compiler/Emit/OutputFile.h"
#include "compiler/Importer/Importer.h"
#include "compiler/Pipeline/Pipelines.h"
#include "compiler/Pipeline/Registration.h"
#include "passes/CPU/MemoryPlan.h"
#include "passes/Fusion/Ledger.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include <sys/resource.h>

using namespace mlir;
using namespace toroid;

LogicalResult Compilation::prepareDump() {
  if (options.dumpFolder.empty())
    return success();
  return take(DumpIR::create(options.dumpFolder, options.dumpOnly), dump);
}

void Compilation::startPhase(Phase phase) {
  progress.update((phaseName(phase) + ": " + phaseSummary(phase)).str());
}

TimingScope Compilation::startObjectPhase() {
  startPhase(Phase::Object);
  return timing.nest(phaseName(Phase::Object));
}

OwningOpRef<ModuleOp> Compilation::readInput() {
  TimingScope scope = timing.nest("import");
  startPhase(Phase::Import);
  if (!options.from) {
    ImportOptions import;
    import.dims = options.dims;
    import.shapes = options.shapes;
    import.sequences = options.sequences;
    import.symbolicInputs = options.symbolicInputs;
    FailureOr<OwningOpRef<ModuleOp>> module =
        importOnnx(options.input, *owned.context, import);
    return succeeded(module) ? std::move(*module) : OwningOpRef<ModuleOp>();
  }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> text =
      options.text.empty()
          ? llvm::MemoryBuffer::getFileOrSTDIN(options.input)
          : llvm::MemoryBuffer::getMemBufferCopy(options.text, options.input);
  if (!text) {
    messages.error(options.input + ": cannot be read (" +
                   text.getError().message() + ")");
    return nullptr;
  }
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(*text), llvm::SMLoc());
  return parseSourceFile<ModuleOp>(sources, owned.context.get());
}

/// Fuses; where that is to be verified, again without what was wrong, as often
/// as something new is.
LogicalResult Compilation::runFusionPhase() {
  fusion.control.except = options.noFusion;
  fusion.control.record = options.verifyFusion;
  std::vector<std::string> &wrong = fusion.control.wrong;
  FusionVerifier verifier(options);
  while (true) {
    OwningOpRef<ModuleOp> before;
    if (options.verifyFusion)
      before = owned.module->clone();
    if (failed(runPhase(Phase::Fusion)))
      return failure();
    std::vector<std::string> found = verifier.verify(*owned.module);
    if (found.empty())
      break;
    wrong.insert(wrong.end(), found.begin(), found.end());
    owned.module = std::move(before);
  }
  return options.requireFusion.empty()
             ? success()
             : checkRequirements(*owned.module, options.requireFusion);
}

LogicalResult Compilation::runPhase(Phase phase) {
  startPhase(phase);
  PipelineOptions pipeline;
  pipeline.nameAllNodes = plan.check;
  pipeline.target = &plan.target;
  pipeline.name = plan.name;
  pipeline.weightsFile = llvm::sys::path::filename(options.weightsFile).str();
  pipeline.fusion = fusion;
  pipeline.recordMemory =
      options.explainMemory || !options.memoryReport.empty();
  pipeline.largeWeights = plan.inMemory ? LargeWeights::Inside
                          : plan.emit == EmitKind::Object
                              ? LargeWeights::InFile
                              : LargeWeights::Appended;

  PassManager pm(owned.module.get()->getName());
  buildPhasePipeline(phase, pm, pipeline);
  if (dump)
    pm.addInstrumentation(dump->instrument(phase));
  TimingScope scope = timing.nest(phaseName(phase));
  pm.enableTiming(scope);
  if (succeeded(pm.run(*owned.module)))
    return success();
  if (!messages.hadErrors())
    messages.error("the " + phaseName(phase).str() +
                   " phase failed without saying why, which is a defect of " +
                   options.tool + "; please report it with the model");
  return failure();
}

template <typename T>
LogicalResult Compilation::tell(const T &answer, bool toPeople,
                                const std::string &file) {
  if (toPeople) {
    progress.hide();
    answer.print(llvm::outs());
  }
  if (file.empty())
    return success();
  std::unique_ptr<OutputFile> report;
  if (failed(take(OutputFile::create(file), report)))
    return failure();
  report->os() << llvm::formatv("{0:2}", answer.toJSON()) << '\n';
  return check(report->keep());
}

LogicalResult Compilation::explain(Phase phase) {
  if (phase == Phase::Fusion &&
      (options.explainFusion || !options.fusionReport.empty()))
    return tell(FusionLedger(*owned.module), options.explainFusion,
                options.fusionReport);
  if (phase == Phase::CPU &&
      (options.explainMemory || !options.memoryReport.empty())) {
    FailureOr<MemoryPlan> memory = MemoryPlan::take(*owned.module);
    return failed(memory)
               ? failure()
               : tell(*memory, options.explainMemory, options.memoryReport);
  }
  return success();
}

FailureOr<ModuleOp> Compilation::compileModule() {
  DialectRegistry registry;
  registerDialects(registry);
  // The dump's numbers follow the order of passes, which only one thread keeps.
  if (!dump && options.threads != 1)
    owned.threads = std::make_unique<llvm::DefaultThreadPool>(
        llvm::hardware_concurrency(options.threads));
  owned.context =
      std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  owned.context->printOpOnDiagnostic(false);
  diagnostics = std::make_unique<ScopedDiagnosticHandler>(
      owned.context.get(), [&](Diagnostic &diagnostic) {
        messages.report(diagnostic);
        return success();
      });
  if (owned.threads)
    owned.context->setThreadPool(*owned.threads);

  owned.module = readInput();
  if (!owned.module)
    return failure();
  if (dump)
    dump->write(Phase::Import, *owned.module);
  for (Phase phase : allPhases()) {
    if (phase == Phase::Import || phase == Phase::Object ||
        phase < plan.first || phase > plan.last)
      continue;
    if (failed(phase == Phase::Fusion ? runFusionPhase() : runPhase(phase)) ||
        failed(explain(phase)))
      return failure();
  }
  return *owned.module;
}

LogicalResult Compilation::makeCode(TimingScope &phase, Code &code) {
  FailureOr<ProgramNames> names = getProgramNames(*owned.module);
  if (failed(names))
    return failure();
  code.names = std::move(*names);
  code.machine = createTargetMachine(plan.target);
  auto dumpLLVM = [&](StringRef step) {
    if (!dump || !dump->wants(Phase::Object, step))
      return;
    std::string text;
    llvm::raw_string_ostream os(text);
    code.module->print(os, nullptr);
    dump->write(Phase::Object, step, "ll", text);
  };
  {
    TimingScope scope = phase.nest("translate");
    code.module = translateToLLVM(*owned.module, code.context, plan.target,
                                  *code.machine, code.names.name);
    if (!code.module) {
      if (!messages.hadErrors())
        messages.error(options.input + ": has no LLVM IR");
      return failure();
    }
  }
  dumpLLVM("translate");
  {
    TimingScope scope = phase.nest("optimize");
    if (failed(check(optimize(*code.module, plan.target, *code.machine))))
      return failure();
  }
  dumpLLVM("optimize");
  return success();
}

OwnedModule Compilation::takeModule() {
  diagnostics.reset();
  return std::move(owned);
}

/// Peak memory, in people's numbers.
static void printMemory(llvm::raw_ostream &os) {
  rusage own, linker;
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &linker);
  os << "  Peak memory: " << own.ru_maxrss / 1024 << " MiB (linker "
     << linker.ru_maxrss / 1024 << " MiB)\n\n";
}

LogicalResult
toroid::runTimed(const CompileOptions &options, Progress &progress,
                 llvm::function_ref<LogicalResult(TimingScope &)> run) {
  DefaultTimingManager timingManager;
  timingManager.setEnabled(options.timing);
  TimingScope timing = timingManager.getRootScope();
  LogicalResult result = run(timing);
  timing.stop();
  if (options.timing) {
    progress.hide();
    timingManager.print();
    timingManager.setEnabled(false); // Or it prints once more when it goes.
    printMemory(llvm::errs());
  }
  return result;
}
