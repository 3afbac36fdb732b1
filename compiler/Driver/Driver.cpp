//===- Driver.cpp - From a model to a program -----------------------------===//

#include "compiler/Driver/Driver.h"

#include "compiler/Driver/Messages.h"
#include "compiler/Driver/Plan.h"
#include "compiler/Driver/Progress.h"
#include "compiler/Emit/Header.h"
#include "compiler/Emit/Link.h"
#include "compiler/Emit/Object.h"
#include "compiler/Emit/OutputFile.h"
#include "compiler/Emit/WeightsObject.h"
#include "compiler/Importer/Importer.h"
#include "compiler/Pipeline/DumpIR.h"
#include "compiler/Pipeline/Pipelines.h"
#include "compiler/Pipeline/Registration.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <sys/resource.h>

using namespace mlir;
using namespace toroid;

namespace {

/// One run of the compiler.
class Compilation {
public:
  Compilation(const CompileOptions &options, const Plan &plan,
              Messages &messages, Progress &progress, TimingScope &timing)
      : options(options), plan(plan), messages(messages), progress(progress),
        timing(timing) {}

  LogicalResult run();

private:
  LogicalResult prepare();
  LogicalResult compileModule();
  OwningOpRef<ModuleOp> readInput(MLIRContext &context);
  LogicalResult runPhase(Phase phase, ModuleOp module);
  LogicalResult emitObject(ModuleOp module);
  LogicalResult emitWeights(ModuleOp module, const ProgramNames &names);
  LogicalResult emitHeader(ModuleOp module, const ProgramNames &names,
                           const llvm::Module &llvmModule);
  LogicalResult link();

  LogicalResult fail(llvm::Error error) {
    messages.error(std::move(error));
    return failure();
  }

  /// Makes `expected` the value of `result`, or reports.
  template <typename T>
  LogicalResult take(llvm::Expected<T> expected, T &result) {
    if (!expected)
      return fail(expected.takeError());
    result = std::move(*expected);
    return success();
  }

  LogicalResult check(llvm::Error error) {
    return error ? fail(std::move(error)) : success();
  }

  void startPhase(Phase phase) {
    progress.update((phaseName(phase) + ": " + phaseSummary(phase)).str());
  }

  const CompileOptions &options;
  const Plan &plan;
  Messages &messages;
  Progress &progress;
  TimingScope &timing;
  std::unique_ptr<DumpIR> dump;
  std::unique_ptr<OutputFile> output;

  // What is linked into the output or goes beside it.
  std::unique_ptr<OutputFile> object;
  std::unique_ptr<OutputFile> weightsObject;
  std::unique_ptr<OutputFile> weightsFile;
  std::unique_ptr<OutputFile> header;
  std::string programSymbol;
};

} // namespace

LogicalResult Compilation::prepare() {
  // What cannot be written is better known before minutes of work.
  if (!plan.check && failed(take(OutputFile::create(plan.output), output)))
    return failure();
  if (!plan.header.empty() && !output->isRegular())
    return fail(llvm::createStringError(
        plan.output + ": is not a regular file; programs and libraries cannot "
                      "be written there"));
  if (!plan.check && plan.linksProgram() && !output->isRegular())
    return fail(llvm::createStringError(
        plan.output + ": is not a regular file; a program cannot be written "
                      "there"));
  if (!options.dumpFolder.empty())
    return take(DumpIR::create(options.dumpFolder, options.dumpOnly), dump);
  return success();
}

OwningOpRef<ModuleOp> Compilation::readInput(MLIRContext &context) {
  TimingScope scope = timing.nest("import");
  startPhase(Phase::Import);
  if (!options.from) {
    ImportOptions import;
    import.dims = options.dims;
    import.shapes = options.shapes;
    FailureOr<OwningOpRef<ModuleOp>> module =
        importOnnx(options.input, context, import);
    return succeeded(module) ? std::move(*module) : OwningOpRef<ModuleOp>();
  }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> text =
      llvm::MemoryBuffer::getFileOrSTDIN(options.input);
  if (!text) {
    messages.error(options.input + ": cannot be read (" +
                   text.getError().message() + ")");
    return nullptr;
  }
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(*text), llvm::SMLoc());
  return parseSourceFile<ModuleOp>(sources, &context);
}

LogicalResult Compilation::runPhase(Phase phase, ModuleOp module) {
  startPhase(phase);
  PipelineOptions pipeline;
  pipeline.nameAllNodes = plan.check;
  pipeline.target = &plan.target;
  pipeline.name = plan.name;
  pipeline.weightsFile = llvm::sys::path::filename(options.weightsFile).str();

  PassManager pm(module->getName());
  buildPhasePipeline(phase, pm, pipeline);
  if (dump)
    pm.addInstrumentation(dump->instrument(phase));
  TimingScope scope = timing.nest(phaseName(phase));
  pm.enableTiming(scope);
  if (succeeded(pm.run(module)))
    return success();
  if (!messages.hadErrors())
    messages.error("the " + phaseName(phase).str() +
                   " phase failed without saying why, which is a defect of "
                   "toroid-compile; please report it with the model");
  return failure();
}

LogicalResult Compilation::emitObject(ModuleOp module) {
  startPhase(Phase::Object);
  TimingScope phase = timing.nest(phaseName(Phase::Object));
  FailureOr<ProgramNames> names = getProgramNames(module);
  if (failed(names))
    return failure();
  std::unique_ptr<llvm::TargetMachine> machine =
      createTargetMachine(plan.target);
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> llvmModule;
  auto dumpLLVM = [&](StringRef step) {
    if (!dump || !dump->wants(Phase::Object, step))
      return;
    std::string text;
    llvm::raw_string_ostream os(text);
    llvmModule->print(os, nullptr);
    dump->write(Phase::Object, step, "ll", text);
  };
  {
    TimingScope scope = phase.nest("translate");
    llvmModule =
        translateToLLVM(module, context, plan.target, *machine, names->name);
    if (!llvmModule) {
      if (!messages.hadErrors())
        messages.error(options.input + ": has no LLVM IR");
      return failure();
    }
  }
  dumpLLVM("translate");
  {
    TimingScope scope = phase.nest("optimize");
    if (failed(check(optimize(*llvmModule, plan.target, *machine))))
      return failure();
  }
  dumpLLVM("optimize");

  if (plan.emit == EmitKind::LLVMIR) {
    llvmModule->print(output->os(), nullptr);
    return success();
  }
  // Only text goes straight into the output: objects are linked with others.
  bool isText = plan.emit == EmitKind::Assembly;
  if (!isText &&
      failed(take(OutputFile::createTemporary(plan.output, ".o"), object)))
    return failure();
  {
    TimingScope scope = phase.nest("code");
    if (failed(check(emitCode(*llvmModule, *machine,
                              isText ? llvm::CodeGenFileType::AssemblyFile
                                     : llvm::CodeGenFileType::ObjectFile,
                              isText ? output->os() : object->os()))))
      return failure();
  }
  if (isText)
    return success();
  if (failed(check(object->close())))
    return failure();
  TimingScope scope = phase.nest("weights");
  programSymbol = names->identifier + "_program";
  if (failed(emitWeights(module, *names)))
    return failure();
  return plan.header.empty() ? success()
                             : emitHeader(module, *names, *llvmModule);
}

LogicalResult Compilation::emitWeights(ModuleOp module,
                                       const ProgramNames &names) {
  FailureOr<Weights> weights = Weights::read(module);
  if (failed(weights))
    return failure();
  if (weights->size() != names.weightsSize)
    return module.emitError("'toroid.weights' has ")
           << weights->size() << " bytes, but the program was made for "
           << names.weightsSize << "; compile from an earlier phase";
  if (weights->size() == 0)
    return success();

  if (names.weightsFile.empty()) {
    if (failed(take(OutputFile::createTemporary(plan.output, ".weights.o"),
                    weightsObject)))
      return failure();
    auto like = llvm::MemoryBuffer::getFileSlice(object->getTemporaryPath(),
                                                 /*MapSize=*/64, /*Offset=*/0);
    if (!like)
      return fail(llvm::createStringError(
          like.getError(), "the model's object file cannot be read back"));
    if (failed(check(writeWeightsObject(weightsObject->os(), *weights,
                                        names.identifier + "_weights",
                                        (*like)->getBuffer()))))
      return failure();
    return check(weightsObject->close());
  }

  SmallString<128> path(options.weightsFile);
  if (path.empty()) {
    // As the compiler chose it, for weights that do not fit; IR may hold any
    // text here.
    path = llvm::sys::path::parent_path(plan.output);
    llvm::sys::path::append(path, llvm::sys::path::filename(names.weightsFile));
    if (path == plan.output || path == plan.header)
      return module.emitError("the weights file '")
             << names.weightsFile << "' has the name of the output";
    messages.note("the weights go to " + path.str().str() +
                  ", which must stay beside the program");
  }
  if (failed(take(OutputFile::create(path), weightsFile)))
    return failure();
  writeWeightsFile(weightsFile->os(), *weights, names.weightsHash);
  return check(weightsFile->close());
}

LogicalResult Compilation::emitHeader(ModuleOp module,
                                      const ProgramNames &names,
                                      const llvm::Module &llvmModule) {
  FailureOr<ProgramSpec> spec = readProgramSpec(module);
  if (failed(spec) || failed(take(OutputFile::create(plan.header), header)))
    return failure();
  writeHeader(header->os(), *spec, names,
              constantResult(llvmModule, names.identifier + "_arena_size"));
  return check(header->close());
}

LogicalResult Compilation::link() {
  TimingScope phase = timing.nest(phaseName(Phase::Object));
  TimingScope scope = phase.nest("link");
  std::vector<std::string> objects = {object->getTemporaryPath().str()};
  if (weightsObject)
    objects.push_back(weightsObject->getTemporaryPath().str());
  // The linker writes the output.
  if (failed(check(output->close())))
    return failure();
  LinkOptions link{options.cc, options.runtimeFolder};
  StringRef linked = output->getTemporaryPath();
  switch (plan.emit) {
  case EmitKind::Executable:
    return check(linkExecutable(objects, linked, link));
  case EmitKind::Shared:
    return check(linkShared(objects, programSymbol, linked, link));
  default:
    return check(joinObjects(objects, linked));
  }
}

LogicalResult Compilation::run() {
  // The module, and with it the mapped model, is gone before the linker takes
  // its share of memory.
  if (failed(prepare()) || failed(compileModule()) ||
      (object && failed(link())))
    return failure();
  // From here on little can go wrong, so that it is all or nothing.
  for (OutputFile *file : {weightsFile.get(), header.get(), output.get()})
    if (file && failed(check(file->keep())))
      return failure();
  return success();
}

LogicalResult Compilation::compileModule() {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    messages.report(diagnostic);
    return success();
  });
  // The dump's numbers follow the order of passes, which only one thread keeps.
  std::unique_ptr<llvm::DefaultThreadPool> threads;
  if (!dump && options.threads != 1) {
    threads = std::make_unique<llvm::DefaultThreadPool>(
        llvm::hardware_concurrency(options.threads));
    context.setThreadPool(*threads);
  }

  OwningOpRef<ModuleOp> module = readInput(context);
  if (!module)
    return failure();
  if (dump)
    dump->write(Phase::Import, *module);
  for (Phase phase : allPhases()) {
    if (phase == Phase::Import || phase == Phase::Object ||
        phase < plan.first || phase > plan.last)
      continue;
    if (failed(runPhase(phase, *module)))
      return failure();
  }
  if (plan.check) {
    llvm::outs() << options.input << ": can be compiled\n";
  } else if (plan.emit == EmitKind::MLIR) {
    // With locations: node names in messages survive the way through a file.
    module->print(output->os(), OpPrintingFlags().enableDebugInfo());
    output->os() << '\n';
  } else if (failed(emitObject(*module))) {
    return failure();
  }
  return dump ? check(dump->takeError()) : success();
}

/// Peak memory, in people's numbers.
static void printMemory(llvm::raw_ostream &os) {
  rusage own, linker;
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &linker);
  os << "  Peak memory: " << own.ru_maxrss / 1024 << " MiB (linker "
     << linker.ru_maxrss / 1024 << " MiB)\n\n";
}

CompileStatus toroid::compile(const CompileOptions &options) {
  Progress progress(options.progress);
  Messages messages(options.input, progress);
  llvm::Expected<Plan> plan = makePlan(options);
  if (!plan) {
    messages.error(plan.takeError());
    return CompileStatus::BadOptions;
  }
  DefaultTimingManager timingManager;
  timingManager.setEnabled(options.timing);
  TimingScope timing = timingManager.getRootScope();
  LogicalResult result =
      Compilation(options, *plan, messages, progress, timing).run();
  timing.stop();
  if (options.timing) {
    progress.hide();
    timingManager.print();
    timingManager.setEnabled(false); // Or it prints once more when it goes.
    printMemory(llvm::errs());
  }
  return succeeded(result) ? CompileStatus::Done : CompileStatus::BadInput;
}
