//===- Object.cpp - From the LLVM dialect to machine code -----------------===//

#include "compiler/Emit/Object.h"

#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;
using namespace toroid;

namespace {

/// Keeps LLVM's first error, which otherwise would end the process.
class CaptureErrors : public DiagnosticHandler {
public:
  explicit CaptureErrors(std::string &message) : message(message) {}

  bool handleDiagnostics(const DiagnosticInfo &info) override {
    if (info.getSeverity() == DS_Error && message.empty()) {
      raw_string_ostream os(message);
      DiagnosticPrinterRawOStream printer(os);
      info.print(printer);
    }
    // Warnings and remarks are about code that nobody wrote by hand.
    return true;
  }

private:
  std::string &message;
};

/// Collects LLVM's errors while it lives.
class ErrorScope {
public:
  explicit ErrorScope(LLVMContext &context) : context(context) {
    previous = context.getDiagnosticHandler();
    context.setDiagnosticHandler(std::make_unique<CaptureErrors>(message));
  }
  ~ErrorScope() { context.setDiagnosticHandler(std::move(previous)); }

  Error take() {
    if (message.empty())
      return Error::success();
    return createStringError("LLVM: " + message);
  }

private:
  LLVMContext &context;
  std::string message;
  std::unique_ptr<DiagnosticHandler> previous;
};

} // namespace

void toroid::registerLLVMTranslations(mlir::DialectRegistry &registry) {
  mlir::registerAllToLLVMIRTranslations(registry);
}

std::unique_ptr<Module> toroid::translateToLLVM(mlir::ModuleOp module,
                                                LLVMContext &context,
                                                const Target &target,
                                                TargetMachine &machine,
                                                StringRef name) {
  std::unique_ptr<Module> llvmModule =
      mlir::translateModuleToLLVMIR(module, context, name);
  if (!llvmModule)
    return nullptr;
  llvmModule->setTargetTriple(target.triple);
  llvmModule->setDataLayout(machine.createDataLayout());
  llvmModule->setSourceFileName(name);
  llvmModule->setPICLevel(PICLevel::BigPIC);
  for (Function &function : *llvmModule) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.cpu);
    if (!target.features.empty())
      function.addFnAttr("target-features", target.features);
    if (target.vectorWidth != 0)
      function.addFnAttr("prefer-vector-width",
                         std::to_string(target.vectorWidth));
    // C code calls these, and errors leave by longjmp.
    function.setDoesNotThrow();
  }
  return llvmModule;
}

Error toroid::optimize(Module &module, const Target &target,
                       TargetMachine &machine) {
  ErrorScope errors(module.getContext());
  PipelineTuningOptions tuning;
  PassBuilder builder(&machine, tuning);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  static const OptimizationLevel levels[] = {
      OptimizationLevel::O0, OptimizationLevel::O1, OptimizationLevel::O2,
      OptimizationLevel::O3};
  OptimizationLevel level = levels[std::min(target.optLevel, 3u)];
  ModulePassManager passes = level == OptimizationLevel::O0
                                 ? builder.buildO0DefaultPipeline(level)
                                 : builder.buildPerModuleDefaultPipeline(level);
  passes.run(module, modules);
  return errors.take();
}

Error toroid::emitCode(Module &module, TargetMachine &machine,
                       CodeGenFileType kind, raw_pwrite_stream &os) {
  ErrorScope errors(module.getContext());
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, os, nullptr, kind))
    return createStringError("LLVM cannot write this kind of file for '" +
                             machine.getTargetTriple().str() + "'");
  passes.run(module);
  return errors.take();
}

std::optional<int64_t> toroid::constantResult(const Module &module,
                                              StringRef name) {
  const Function *function = module.getFunction(name);
  if (!function || function->size() != 1)
    return std::nullopt;
  auto *result = dyn_cast<ReturnInst>(function->front().getTerminator());
  auto *value = result ? dyn_cast_or_null<ConstantInt>(result->getReturnValue())
                       : nullptr;
  if (!value)
    return std::nullopt;
  return value->getSExtValue();
}
