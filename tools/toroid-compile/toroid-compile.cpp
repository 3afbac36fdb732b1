//===- toroid-compile.cpp - From a model to a program ---------------------===//

#include "compiler/Driver/Driver.h"
#include "compiler/Driver/ErrorHandlers.h"
#include "passes/Fusion/Ledger.h"
#include "tools/common/Runtime.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace llvm::opt;
using namespace toroid;

namespace {

enum ID {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "tools/toroid-compile/Options.inc"
#undef OPTION
};

#define OPTTABLE_STR_TABLE_CODE
#include "tools/toroid-compile/Options.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "tools/toroid-compile/Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

constexpr OptTable::Info infos[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "tools/toroid-compile/Options.inc"
#undef OPTION
};

class ToroidCompileTable : public GenericOptTable {
public:
  ToroidCompileTable()
      : GenericOptTable(OptionStrTable, OptionPrefixesTable, infos) {}
};

} // namespace

static int refuse(const Twine &message) {
  errs() << "toroid-compile: error: " << message
         << "; see toroid-compile --help\n";
  return static_cast<int>(CompileStatus::BadOptions);
}

/// Prints `text` as a paragraph that is indented but for its start.
static void printParagraph(StringRef text, unsigned column, unsigned indent) {
  constexpr unsigned width = 79;
  while (!text.empty()) {
    StringRef word;
    std::tie(word, text) = text.split(' ');
    if (column + word.size() + 1 > width) {
      outs() << "\n" << std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      outs() << ' ';
      ++column;
    }
    outs() << word;
    column += word.size();
  }
  outs() << "\n";
}

static void printOption(const Option &option, StringRef help,
                        StringRef metaVar) {
  constexpr unsigned indent = 24;
  std::string spelling = ("  " + option.getPrefixedName()).str();
  if (!metaVar.empty()) {
    if (option.getKind() == Option::SeparateClass)
      spelling += "=";
    else if (option.getKind() == Option::JoinedOrSeparateClass)
      spelling += " ";
    spelling += metaVar;
  }
  if (spelling.size() + 2 > indent)
    outs() << spelling << "\n" << std::string(indent, ' ');
  else
    outs() << left_justify(spelling, indent);
  printParagraph(help, indent, indent);
}

/// LLVM's own help sorts everything by the alphabet; ours keeps the table's
/// order.
static void printHelp(const OptTable &table) {
  outs() << "Compiles ONNX models to native programs and libraries.\n\n"
            "  toroid-compile MODEL.onnx [-o FILE] [OPTIONS]\n";
  for (unsigned group = 1; group <= table.getNumOptions(); ++group) {
    if (table.getOption(group).getKind() != Option::GroupClass)
      continue;
    outs() << "\n" << table.getOptionHelpText(group) << "\n";
    for (unsigned id = 1; id <= table.getNumOptions(); ++id) {
      Option option = table.getOption(id);
      const char *help = table.getOptionHelpText(id);
      if (option.getGroup().isValid() && option.getGroup().getID() == group &&
          help && option.getKind() != Option::GroupClass) {
        const char *metaVar = table.getOptionMetaVar(id);
        printOption(option, help, metaVar ? metaVar : "");
      }
    }
  }
  outs() << R"(
PHASES
)";
  for (Phase phase : allPhases())
    outs() << "  " << left_justify(phaseName(phase), 10) << phaseSummary(phase)
           << "\n";
  outs() << R"(
EXAMPLES
  toroid-compile bert.onnx -o bert
  toroid-compile bert.onnx --emit=shared --march=x86-64-v3 -o libbert.so
  toroid-compile bert.onnx --dump-ir=ir -o bert
  toroid-compile bert.onnx --explain-fusion
  toroid-compile bert.onnx --explain-memory
  toroid-compile bert.onnx --compile-to=fusion -o bert.mlir
  toroid-compile bert.mlir --compile-from=fusion -o bert

EXIT CODES
  0  done
  1  the model, or a file, is at fault; nothing is written
  2  the command line is
)";
}

/// Calls `parse` with each value of option `id`. It returns what is wrong with
/// the value, or an empty text.
static std::string
forEachValue(const InputArgList &args, ID id,
             function_ref<std::string(StringRef value)> parse) {
  for (const Arg *arg : args.filtered(id)) {
    std::string problem = parse(arg->getValue());
    if (!problem.empty())
      return arg->getAsString(args) + ": " + problem;
  }
  return "";
}

static std::string setEmit(StringRef value, CompileOptions &options) {
  static constexpr std::pair<StringLiteral, EmitKind> kinds[] = {
      {"exe", EmitKind::Executable}, {"shared", EmitKind::Shared},
      {"object", EmitKind::Object},  {"asm", EmitKind::Assembly},
      {"llvm-ir", EmitKind::LLVMIR}, {"mlir", EmitKind::MLIR}};
  for (const auto &[name, kind] : kinds)
    if (value == name) {
      options.emit = kind;
      return "";
    }
  return "give one of exe, shared, object, asm, llvm-ir, mlir";
}

static std::string setPhase(StringRef value, std::optional<Phase> &phase) {
  phase = parsePhase(value);
  return phase ? "" : "the phases are " + phaseNames();
}

static std::string setDim(StringRef value, CompileOptions &options) {
  // A name may hold "=" itself, a size does not.
  auto [name, size] = value.rsplit('=');
  int64_t number;
  if (name.empty() || size.getAsInteger(10, number) || number < 0)
    return "write it as in --dim=batch=1";
  options.dims[name.str()] = number;
  return "";
}

/// Fills in `options`; returns what is wrong with the command line.
static std::string parseOptions(const InputArgList &args,
                                CompileOptions &options) {
  std::vector<std::string> inputs = args.getAllArgValues(OPT_INPUT);
  if (inputs.empty())
    return "no input file";
  if (inputs.size() > 1)
    return "'" + inputs[1] +
           "' is a second input file; models are compiled "
           "one by one";
  options.input = inputs[0];
  options.output = args.getLastArgValue(OPT_o).str();
  options.name = args.getLastArgValue(OPT_name).str();
  options.weightsFile = args.getLastArgValue(OPT_weights).str();
  options.target.march = args.getLastArgValue(OPT_march).str();
  options.target.mtriple = args.getLastArgValue(OPT_mtriple).str();
  options.dumpFolder = args.getLastArgValue(OPT_dump_ir).str();
  options.dumpOnly = args.getAllArgValues(OPT_dump_ir_only);
  options.check = args.hasArg(OPT_check);
  options.explainFusion = args.hasArg(OPT_explain_fusion);
  options.fusionReport = args.getLastArgValue(OPT_explain_fusion_file).str();
  options.explainMemory = args.hasArg(OPT_explain_memory);
  options.memoryReport = args.getLastArgValue(OPT_explain_memory_file).str();
  options.requireFusion = args.getLastArgValue(OPT_require_fusion).str();
  options.noFusion = args.getAllArgValues(OPT_no_fusion);
  options.verifyFusion = args.hasArg(OPT_verify_fusion);
  options.timing = args.hasArg(OPT_timing);
  options.cc = args.getLastArgValue(OPT_cc).str();

  auto parseNumber = [](unsigned &result, unsigned limit, StringRef value) {
    unsigned number;
    if (value.getAsInteger(10, number) || number > limit)
      return "give a number from 0 to " + std::to_string(limit);
    result = number;
    return std::string();
  };
  std::string problems[] = {
      forEachValue(args, OPT_emit,
                   [&](StringRef value) { return setEmit(value, options); }),
      forEachValue(
          args, OPT_compile_to,
          [&](StringRef value) { return setPhase(value, options.to); }),
      forEachValue(
          args, OPT_compile_from,
          [&](StringRef value) { return setPhase(value, options.from); }),
      forEachValue(args, OPT_dim,
                   [&](StringRef value) { return setDim(value, options); }),
      forEachValue(args, OPT_shape,
                   [&](StringRef value) -> std::string {
                     return parseShape(value, options)
                                ? ""
                                : "write it as in --shape=input_ids=1x128";
                   }),
      forEachValue(args, OPT_require_fusion,
                   [](StringRef value) {
                     std::string problem;
                     parseRequirements(value, problem);
                     return problem;
                   }),
      forEachValue(args, OPT_no_fusion, FusionControl::check),
      forEachValue(args, OPT_sequence,
                   [&](StringRef value) -> std::string {
                     return parseSequence(value, options)
                                ? ""
                                : "write it as in --sequence=x=[2,3],[?]";
                   }),
      forEachValue(args, OPT_O,
                   [&](StringRef value) {
                     return parseNumber(options.target.optLevel, 3, value);
                   }),
      forEachValue(args, OPT_threads, [&](StringRef value) {
        return parseNumber(options.threads, 1024, value);
      })};
  for (const std::string &problem : problems)
    if (!problem.empty())
      return problem;
  return "";
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  installErrorHandlers("toroid-compile");

  ToroidCompileTable table;
  unsigned missingIndex, missingCount;
  ArrayRef<const char *> arguments(argv + 1, argc - 1);
  InputArgList args = table.ParseArgs(arguments, missingIndex, missingCount);
  if (missingCount != 0)
    return refuse(Twine("'") + args.getArgString(missingIndex) +
                  "' needs a value");
  for (const Arg *arg : args.filtered(OPT_UNKNOWN)) {
    std::string nearest;
    std::string unknown = arg->getAsString(args);
    if (table.findNearest(unknown, nearest) <= 2)
      return refuse("unknown flag '" + unknown + "', did you mean '" + nearest +
                    "'?");
    return refuse("unknown flag '" + unknown + "'");
  }
  if (args.hasArg(OPT_help)) {
    printHelp(table);
    return 0;
  }
  if (args.hasArg(OPT_operators)) {
    printOperators(outs());
    return 0;
  }
  if (args.hasArg(OPT_version)) {
    outs() << "toroid-compile " << TOROID_VERSION << " (LLVM "
           << LLVM_VERSION_STRING << ")\n";
    return 0;
  }

  CompileOptions options;
  RuntimeRunner runner;
  options.runner = &runner;
  std::string problem = parseOptions(args, options);
  if (!problem.empty())
    return refuse(problem);
  // Tool and libraries lie in bin and lib of one folder.
  SmallString<128> folder(sys::path::parent_path(sys::path::parent_path(
      sys::fs::getMainExecutable(argv[0], reinterpret_cast<void *>(&main)))));
  sys::path::append(folder, "lib");
  options.runtimeFolder = folder.str().str();
  return static_cast<int>(compile(options));
}
