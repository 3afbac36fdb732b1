//===- Driver.cpp - From a model to a program -----------------------------===//

#include "compiler/Driver/Driver.h"

#include "compiler/Driver/Compilation.h"
#include "compiler/Emit/Header.h"
#include "compiler/Emit/Link.h"
#include "compiler/Emit/Object.h"
#include "compiler/Emit/OutputFile.h"
#include "compiler/Emit/WeightsObject.h"
#include "passes/Legalize/OperatorTable.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace toroid;

namespace {

/// A compilation into files.
class FileCompilation : Compilation {
public:
  using Compilation::Compilation;

  LogicalResult run();

private:
  LogicalResult prepare();
  LogicalResult emit();
  LogicalResult emitObject(ModuleOp module);
  LogicalResult emitWeights(ModuleOp module, const ProgramNames &names);
  LogicalResult emitHeader(ModuleOp module, const ProgramNames &names,
                           const llvm::Module &llvmModule);
  LogicalResult link();
  LogicalResult appendWeights();

  std::unique_ptr<OutputFile> output;

  // What is linked into the output or goes beside it.
  std::unique_ptr<OutputFile> object;
  std::unique_ptr<OutputFile> weightsObject;
  std::unique_ptr<OutputFile> weightsFile;
  std::unique_ptr<OutputFile> header;
  std::string programSymbol;
  /// What follows the program in its file; it lies in the module.
  std::optional<Weights> appendedWeights;
  uint64_t weightsHash = 0;
};

} // namespace

LogicalResult FileCompilation::prepare() {
  // What cannot be written is better known before minutes of work.
  if (plan.writesOutput() &&
      failed(take(OutputFile::create(plan.output), output)))
    return failure();
  if (!plan.header.empty() && !output->isRegular())
    return fail(llvm::createStringError(
        plan.output + ": is not a regular file; programs and libraries cannot "
                      "be written there"));
  if (plan.writesOutput() && plan.linksProgram() && !output->isRegular())
    return fail(llvm::createStringError(
        plan.output + ": is not a regular file; a program cannot be written "
                      "there"));
  return prepareDump();
}

LogicalResult FileCompilation::emitObject(ModuleOp module) {
  TimingScope phase = startObjectPhase();
  Code code;
  if (failed(makeCode(phase, code)))
    return failure();
  if (plan.emit == EmitKind::LLVMIR) {
    code.module->print(output->os(), nullptr);
    return success();
  }
  // Only text goes straight into the output: objects are linked with others.
  bool isText = plan.emit == EmitKind::Assembly;
  if (!isText &&
      failed(take(OutputFile::createTemporary(plan.output, ".o"), object)))
    return failure();
  {
    TimingScope scope = phase.nest("code");
    if (failed(check(emitCode(*code.module, *code.machine,
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
  programSymbol = code.names.identifier + "_program";
  if (failed(emitWeights(module, code.names)))
    return failure();
  return plan.header.empty() ? success()
                             : emitHeader(module, code.names, *code.module);
}

LogicalResult FileCompilation::emitWeights(ModuleOp module,
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

  if (names.weightsAppended) {
    if (!plan.linksProgram())
      return module.emitError("the program expects its weights at the end of "
                              "its file, and an object has none of its own; "
                              "compile from an earlier phase");
    appendedWeights = std::move(*weights);
    weightsHash = names.weightsHash;
    return success();
  }
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

LogicalResult FileCompilation::emitHeader(ModuleOp module,
                                          const ProgramNames &names,
                                          const llvm::Module &llvmModule) {
  FailureOr<ProgramSpec> spec = readProgramSpec(module);
  if (failed(spec) || failed(take(OutputFile::create(plan.header), header)))
    return failure();
  writeHeader(header->os(), *spec, names,
              constantResult(llvmModule, names.identifier + "_arena_size"));
  return check(header->close());
}

LogicalResult FileCompilation::link() {
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

LogicalResult FileCompilation::appendWeights() {
  TimingScope phase = timing.nest(phaseName(Phase::Object));
  TimingScope scope = phase.nest("append");
  llvm::StringRef path = output->getTemporaryPath();
  uint64_t end = 0;
  std::error_code error = llvm::sys::fs::file_size(path, end);
  if (!error) {
    llvm::raw_fd_ostream os(path, error, llvm::sys::fs::CD_OpenExisting,
                            llvm::sys::fs::FA_Write, llvm::sys::fs::OF_Append);
    if (!error) {
      appendWeightsFile(os, end, *appendedWeights, weightsHash);
      os.close();
      error = os.error();
    }
    os.clear_error();
  }
  if (!error)
    return success();
  return fail(llvm::createStringError(
      error, plan.output + ": cannot be written (" + error.message() + ")"));
}

LogicalResult FileCompilation::emit() {
  FailureOr<ModuleOp> module = compileModule();
  if (failed(module))
    return failure();
  if (plan.check) {
    llvm::outs() << options.input << ": can be compiled\n";
  } else if (plan.explain) {
    // Has been told.
  } else if (plan.emit == EmitKind::MLIR) {
    // With locations: node names in messages survive the way through a file.
    module->print(output->os(), OpPrintingFlags().enableDebugInfo());
    output->os() << '\n';
  } else if (failed(emitObject(*module))) {
    return failure();
  }
  return dump ? check(dump->takeError()) : success();
}

LogicalResult FileCompilation::run() {
  if (failed(prepare()) || failed(emit()))
    return failure();
  // The module is gone before the linker takes its share of memory, unless it
  // holds what comes after.
  if (!appendedWeights)
    takeModule();
  if (object && failed(link()))
    return failure();
  if (appendedWeights && failed(appendWeights()))
    return failure();
  // From here on little can go wrong, so that it is all or nothing.
  for (OutputFile *file : {weightsFile.get(), header.get(), output.get()})
    if (file && failed(check(file->keep())))
      return failure();
  return success();
}

CompileStatus toroid::compile(const CompileOptions &options) {
  Progress progress(options.tool, options.progress);
  Messages messages(options.tool, options.input, progress);
  llvm::Expected<Plan> plan = makePlan(options);
  if (!plan) {
    messages.error(plan.takeError());
    return CompileStatus::BadOptions;
  }
  LogicalResult result = runTimed(options, progress, [&](TimingScope &timing) {
    return FileCompilation(options, *plan, messages, progress, timing).run();
  });
  return succeeded(result) ? CompileStatus::Done : CompileStatus::BadInput;
}

void toroid::printOperators(llvm::raw_ostream &os) {
  StringRef separator = "[\n";
  for (const auto &[key, versions] : OperatorTable::get().entries()) {
    llvm::json::Array opsets;
    for (const auto &[version, entry] : versions)
      opsets.push_back(version);
    os << separator
       << llvm::json::Value(llvm::json::Object{{"domain", key.first},
                                               {"op", key.second},
                                               {"opsets", std::move(opsets)}});
    separator = ",\n";
  }
  os << "\n]\n";
}
