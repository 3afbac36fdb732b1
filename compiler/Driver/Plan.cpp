//===- Plan.cpp - Options with every default settled ----------------------===//

#include "compiler/Driver/Plan.h"

#include "compiler/Emit/OutputFile.h"
#include "compiler/Pipeline/Registration.h"

#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace toroid;

static StringRef emitName(EmitKind kind) {
  static constexpr StringLiteral names[] = {"exe", "shared",  "object",
                                            "asm", "llvm-ir", "mlir"};
  return names[static_cast<unsigned>(kind)];
}

static bool isText(EmitKind kind) {
  return kind == EmitKind::Assembly || kind == EmitKind::LLVMIR ||
         kind == EmitKind::MLIR;
}

/// The file name without its extension, and for libraries without "lib".
static std::string modelName(StringRef path, EmitKind emit) {
  StringRef stem = sys::path::stem(path);
  if (emit == EmitKind::Shared)
    stem.consume_front("lib");
  return stem.str();
}

static std::string defaultOutput(StringRef input, EmitKind emit) {
  std::string stem = input == "-" ? "model" : sys::path::stem(input).str();
  switch (emit) {
  case EmitKind::Executable:
    return stem;
  case EmitKind::Shared:
    return "lib" + stem + ".so";
  case EmitKind::Object:
    return stem + ".o";
  case EmitKind::Assembly:
    return stem + ".s";
  case EmitKind::LLVMIR:
    return stem + ".ll";
  case EmitKind::MLIR:
    return stem + ".mlir";
  }
  llvm_unreachable("all kinds are listed");
}

static Error settlePhases(const CompileOptions &options, Plan &plan) {
  plan.emit = options.emit.value_or(options.to && *options.to != Phase::Object
                                        ? EmitKind::MLIR
                                        : EmitKind::Executable);
  bool isMLIR = plan.emit == EmitKind::MLIR;
  if (isMLIR && options.to == Phase::Object)
    return createStringError("--emit=mlir shows the IR at the end of a phase, "
                             "and the object phase has none; give an earlier "
                             "one to --compile-to");
  if (!isMLIR && options.to && *options.to != Phase::Object)
    return createStringError("--emit=" + emitName(plan.emit).str() +
                             " needs all phases; leave --compile-to or --emit "
                             "out");
  plan.last = isMLIR ? options.to.value_or(Phase::LLVM) : Phase::Object;
  if (!options.from)
    return Error::success();
  if (*options.from >= plan.last)
    return createStringError(
        "--compile-from=" + phaseName(*options.from).str() +
        " starts after that phase, and nothing is left to "
        "do until the end of '" +
        phaseName(plan.last).str() + "'");
  plan.first = static_cast<Phase>(static_cast<unsigned>(*options.from) + 1);
  return Error::success();
}

static Error settleOutput(const CompileOptions &options, Plan &plan) {
  plan.output = options.output.empty() ? defaultOutput(options.input, plan.emit)
                                       : options.output;
  if (plan.output == "-" && !isText(plan.emit))
    return createStringError(
        "-o - is for text; --emit=" + emitName(plan.emit).str() +
        " needs the name of a file");
  // Writing there would destroy the model.
  bool isSame = false;
  if (plan.output != "-" && options.input != "-" &&
      !sys::fs::equivalent(plan.output, options.input, isSame) && isSame)
    return createStringError("the output '" + plan.output +
                             "' is the input itself; choose another with -o");

  plan.name = options.name;
  if (plan.name.empty())
    plan.name =
        modelName(plan.output == "-" ? options.input : plan.output, plan.emit);
  if (plan.emit == EmitKind::Shared || plan.emit == EmitKind::Object) {
    SmallString<128> header(sys::path::parent_path(plan.output));
    sys::path::append(header, modelName(plan.output, plan.emit) + ".h");
    plan.header = header.str().str();
    if (plan.header == plan.output)
      return createStringError("the output '" + plan.output +
                               "' is where the C header goes; choose a name "
                               "with another ending");
  }
  return Error::success();
}

static Error checkWeights(const CompileOptions &options, const Plan &plan) {
  if (options.weightsFile.empty())
    return Error::success();
  if (!plan.hasWeights())
    return createStringError("--weights goes with --emit=exe, shared or "
                             "object; " +
                             emitName(plan.emit).str() + " holds none");
  // Programs look the file up beside themselves.
  SmallString<128> program(parentFolder(plan.output));
  SmallString<128> weights(parentFolder(options.weightsFile));
  for (SmallString<128> *path : {&program, &weights}) {
    (void)sys::fs::make_absolute(*path);
    sys::path::remove_dots(*path, /*remove_dot_dot=*/true);
  }
  bool isSame = program == weights;
  if (!isSame)
    (void)sys::fs::equivalent(program, weights, isSame);
  if (!isSame)
    return createStringError("--weights must lie in the folder of the output, "
                             "where the program looks for it");
  StringRef file = sys::path::filename(options.weightsFile);
  if (file.empty() || file == "." || file == ".." ||
      file == sys::path::filename(plan.output) ||
      file == sys::path::filename(plan.header))
    return createStringError("--weights='" + options.weightsFile +
                             "' does not name a file of its own");
  return Error::success();
}

static Error checkDump(const CompileOptions &options) {
  if (options.dumpOnly.empty())
    return Error::success();
  if (options.dumpFolder.empty())
    return createStringError("--dump-ir-only needs --dump-ir=DIR");
  registerPasses();
  for (StringRef name : options.dumpOnly)
    if (!parsePhase(name) && !mlir::PassInfo::lookup(name) &&
        !mlir::PassInfo::lookup(("toroid-" + name).str()))
      return createStringError("--dump-ir-only: no pass or phase is called '" +
                               name.str() + "'; the phases are " +
                               phaseNames() +
                               ", and toroid-opt --help lists the passes");
  return Error::success();
}

/// Whether the answer lies in the fusion phase.
static bool asksForFusions(const CompileOptions &options) {
  return options.explainFusion || !options.fusionReport.empty() ||
         !options.requireFusion.empty() || options.verifyFusion;
}

/// Whether the answer lies in the cpu phase.
static bool asksForMemory(const CompileOptions &options) {
  return options.explainMemory || !options.memoryReport.empty();
}

/// For a model that is only looked at.
static Expected<Plan> planLook(const CompileOptions &options, Phase last) {
  if (Error error = checkDump(options))
    return error;
  Plan plan;
  plan.last = last;
  Expected<Target> target = resolveTarget(options.target);
  if (!target)
    return target.takeError();
  plan.target = std::move(*target);
  return plan;
}

/// --check runs the phases that know ONNX and shapes.
static Expected<Plan> planCheck(const CompileOptions &options) {
  if (options.from || options.to || options.emit || !options.output.empty() ||
      !options.weightsFile.empty())
    return createStringError("--check writes nothing; leave -o, --emit, "
                             "--weights and the phases out");
  if (asksForMemory(options))
    return createStringError("--check stops before the cpu phase; leave "
                             "--explain-memory out");
  if (asksForFusions(options))
    return createStringError("--check stops before the fusion phase; leave "
                             "--explain-fusion, --require-fusion and "
                             "--verify-fusion out");
  Expected<Plan> plan = planLook(options, Phase::Graph);
  if (plan)
    plan->check = true;
  return plan;
}

/// What is said about fusions has to be said of a fusion phase.
static Error checkFusion(const CompileOptions &options, const Plan &plan) {
  if (!asksForFusions(options) ||
      (plan.first <= Phase::Fusion && Phase::Fusion <= plan.last))
    return Error::success();
  return createStringError("--explain-fusion, --require-fusion and "
                           "--verify-fusion need the fusion phase; compile "
                           "from an earlier phase, and up to it or a later "
                           "one");
}

static Error checkMemory(const CompileOptions &options, const Plan &plan) {
  if (!asksForMemory(options) ||
      (plan.first <= Phase::CPU && Phase::CPU <= plan.last))
    return Error::success();
  return createStringError("--explain-memory needs the cpu phase; compile from "
                           "an earlier phase, and up to it or a later one");
}

Expected<Plan> toroid::makePlan(const CompileOptions &options) {
  Plan plan;
  if (options.input.empty())
    return createStringError("no input file; give an ONNX model");
  if (options.input == "-" && !options.from)
    return createStringError("an ONNX model cannot come from stdin: its "
                             "weights are mapped; give a file");
  if (!options.from && sys::path::extension(options.input) == ".mlir")
    return createStringError("'" + options.input +
                             "' is IR by its name; say from the end of which "
                             "phase with --compile-from");
  if (options.check)
    return planCheck(options);
  if (Error error = settlePhases(options, plan))
    return error;
  if (options.from && (!options.dims.empty() || !options.shapes.empty() ||
                       !options.sequences.empty()))
    return createStringError("--dim, --shape and --sequence are settled when "
                             "the model is imported; leave them out with "
                             "--compile-from");
  if (options.from == Phase::LLVM &&
      (!options.name.empty() || !options.weightsFile.empty()))
    return createStringError("--name and --weights are settled in the llvm "
                             "phase; leave them out with --compile-from=llvm");
  if (Error error = checkFusion(options, plan))
    return error;
  if (Error error = checkMemory(options, plan))
    return error;
  bool onlyExplains = options.explainFusion || !options.fusionReport.empty() ||
                      asksForMemory(options);
  if (onlyExplains && !options.to && !options.emit && options.output.empty() &&
      options.weightsFile.empty()) {
    Expected<Plan> look =
        planLook(options, asksForMemory(options) ? Phase::CPU : Phase::Fusion);
    if (look) {
      look->explain = true;
      look->first = plan.first;
    }
    return look;
  }
  if (Error error = settleOutput(options, plan))
    return error;
  if (Error error = checkWeights(options, plan))
    return error;
  if (Error error = checkDump(options))
    return error;
  Expected<Target> target = resolveTarget(options.target);
  if (!target)
    return target.takeError();
  plan.target = std::move(*target);
  if (plan.linksProgram() && !plan.target.isHost)
    return createStringError("--emit=" + emitName(plan.emit).str() +
                             " links with the runtime of this machine; for '" +
                             plan.target.triple.str() +
                             "' use --emit=object and link there");
  return plan;
}

Expected<Plan> toroid::planInMemory(const CompileOptions &options) {
  if ((options.from && options.text.empty()) || options.to || options.emit ||
      options.check || !options.output.empty() || !options.weightsFile.empty())
    return createStringError("a program in memory has no files and no phases "
                             "left out; leave such options out");
  if (Error error = checkDump(options))
    return error;
  Plan plan;
  plan.inMemory = true;
  if (options.from)
    plan.first = static_cast<Phase>(static_cast<unsigned>(*options.from) + 1);
  plan.emit = EmitKind::Object;
  plan.name = options.name;
  if (plan.name.empty())
    plan.name = sys::path::stem(options.input).str();
  Expected<Target> target = resolveTarget(options.target);
  if (!target)
    return target.takeError();
  plan.target = std::move(*target);
  if (!plan.target.isHost)
    return createStringError("code for '" + plan.target.triple.str() +
                             "' does not run on this machine; leave --mtriple "
                             "out");
  return plan;
}
