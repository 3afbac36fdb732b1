//===- InMemory.cpp - From a model to a program in this process -----------===//

#include "compiler/Driver/InMemory.h"

#include "compiler/Driver/Compilation.h"
#include "compiler/Emit/Object.h"
#include "compiler/Emit/Weights.h"

#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/Memory.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>

using namespace mlir;
using namespace toroid;
namespace orc = llvm::orc;

namespace {

/// The weights of a program: where they lie in the model, or gathered.
class WeightsInMemory {
public:
  llvm::Error gather(const Weights &weights);

  const char *data() const { return bytes; }
  /// Whether the model has to stay mapped.
  bool areInModel() const { return bytes && !memory.base(); }

private:
  const char *bytes = nullptr;
  llvm::sys::OwningMemoryBlock memory;
};

class Program : public ProgramInMemory {
public:
  const toroid_program *get() const override { return program; }

  WeightsInMemory weights;
  /// The model, where weights lie in it.
  OwnedModule model;
  std::unique_ptr<orc::LLJIT> jit;
  const toroid_program *program = nullptr;
};

class MemoryCompilation : Compilation {
public:
  using Compilation::Compilation;

  LogicalResult run(llvm::ArrayRef<RuntimeFunction> runtime, Program &program);
  using Compilation::takeModule;

private:
  LogicalResult load(llvm::ArrayRef<RuntimeFunction> runtime,
                     const ProgramNames &names,
                     std::unique_ptr<llvm::MemoryBuffer> object,
                     Program &program);
};

} // namespace

llvm::Error WeightsInMemory::gather(const Weights &weights) {
  if (weights.size() == 0)
    return llvm::Error::success();
  if ((bytes = weights.inPlace()))
    return llvm::Error::success();
  std::error_code error;
  memory = llvm::sys::OwningMemoryBlock(llvm::sys::Memory::allocateMappedMemory(
      weights.size(), nullptr,
      llvm::sys::Memory::MF_READ | llvm::sys::Memory::MF_WRITE, error));
  if (error)
    return llvm::createStringError(
        error, "there is no memory for the model's weights (" +
                   llvm::Twine(weights.size()) +
                   " bytes); use a larger machine");
  auto *next = static_cast<char *>(memory.base());
  bytes = next;
  weights.stream([&](ArrayRef<char> piece) {
    std::memcpy(next, piece.data(), piece.size());
    next += piece.size();
  });
  return llvm::Error::success();
}

LogicalResult MemoryCompilation::load(
    llvm::ArrayRef<RuntimeFunction> runtime, const ProgramNames &names,
    std::unique_ptr<llvm::MemoryBuffer> object, Program &program) {
  orc::JITTargetMachineBuilder machine(plan.target.triple);
  orc::LLJITBuilder builder;
  builder.setJITTargetMachineBuilder(std::move(machine));
  // Programs have no constructors that a platform would have to run.
  builder.setPlatformSetUp(orc::setUpInactivePlatform);
  builder.setNumCompileThreads(0);
  if (failed(take(builder.create(), program.jit)))
    return failure();
  orc::LLJIT &jit = *program.jit;

  orc::SymbolMap symbols;
  auto define = [&](StringRef name, const void *address,
                    llvm::JITSymbolFlags flags) {
    symbols[jit.mangleAndIntern(name)] = {orc::ExecutorAddr::fromPtr(address),
                                          flags};
  };
  for (const RuntimeFunction &function : runtime)
    define(function.name, function.address,
           llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable);
  if (const char *weights = program.weights.data())
    define(names.identifier + "_weights", weights,
           llvm::JITSymbolFlags::Exported);
  if (failed(check(jit.getMainJITDylib().define(
          orc::absoluteSymbols(std::move(symbols))))) ||
      failed(check(jit.addObjectFile(std::move(object)))))
    return failure();
  orc::ExecutorAddr address;
  if (failed(take(jit.lookup(names.identifier + "_program"), address)))
    return failure();
  program.program = address.toPtr<const toroid_program *>();
  return success();
}

LogicalResult MemoryCompilation::run(llvm::ArrayRef<RuntimeFunction> runtime,
                                     Program &program) {
  if (failed(prepareDump()))
    return failure();
  FailureOr<ModuleOp> module = compileModule();
  if (failed(module))
    return failure();
  TimingScope phase = startObjectPhase();
  Code code;
  if (failed(makeCode(phase, code)))
    return failure();
  llvm::SmallVector<char, 0> object;
  {
    TimingScope scope = phase.nest("code");
    llvm::raw_svector_ostream os(object);
    if (failed(check(emitCode(*code.module, *code.machine,
                              llvm::CodeGenFileType::ObjectFile, os))))
      return failure();
  }
  {
    TimingScope scope = phase.nest("weights");
    FailureOr<Weights> weights = Weights::read(*module);
    if (failed(weights) || failed(check(program.weights.gather(*weights))))
      return failure();
  }
  TimingScope scope = phase.nest("load");
  if (failed(load(runtime, code.names,
                  std::make_unique<llvm::SmallVectorMemoryBuffer>(
                      std::move(object), /*RequiresNullTerminator=*/false),
                  program)))
    return failure();
  return dump ? check(dump->takeError()) : success();
}

std::unique_ptr<ProgramInMemory>
toroid::compileInMemory(const CompileOptions &options,
                        llvm::ArrayRef<RuntimeFunction> runtime,
                        CompileStatus &status) {
  Progress progress(options.tool, options.progress);
  Messages messages(options.tool, options.input, progress);
  llvm::Expected<Plan> plan = planInMemory(options);
  if (!plan) {
    messages.error(plan.takeError());
    status = CompileStatus::BadOptions;
    return nullptr;
  }
  auto program = std::make_unique<Program>();
  LogicalResult result = runTimed(options, progress, [&](TimingScope &timing) {
    MemoryCompilation compilation(options, *plan, messages, progress, timing);
    if (failed(compilation.run(runtime, *program)))
      return failure();
    if (program->weights.areInModel())
      program->model = compilation.takeModule();
    return success();
  });
  status = succeeded(result) ? CompileStatus::Done : CompileStatus::BadInput;
  return succeeded(result) ? std::move(program) : nullptr;
}
