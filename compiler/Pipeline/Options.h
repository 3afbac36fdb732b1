//===- Options.h - What a compilation is told -------------------*- C++ -*-===//

#ifndef TOROID_COMPILER_PIPELINE_OPTIONS_H
#define TOROID_COMPILER_PIPELINE_OPTIONS_H

#include "compiler/Emit/Target.h"
#include "compiler/Pipeline/Phases.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace toroid {

enum class EmitKind { Executable, Shared, Object, Assembly, LLVMIR, MLIR };

class ProgramRunner;

/// Everything but `input` has a default that works.
struct CompileOptions {
  /// The program that compiles, as messages call it.
  std::string tool = "toroid-compile";
  /// An ONNX model; with `from`, MLIR text.
  std::string input;
  /// Empty: made from the input's name, in the current folder. "-": stdout.
  std::string output;
  /// What the model is called: symbols of the program start with it. Empty:
  /// taken from the output's name.
  std::string name;
  /// Not set: an executable, or MLIR when `to` is set.
  std::optional<EmitKind> emit;
  TargetOptions target;

  /// The input is IR as it is at the end of this phase.
  std::optional<Phase> from;
  /// With `from`: the IR itself; `input` only names it.
  std::string text;
  /// The last phase to run.
  std::optional<Phase> to;

  /// Only say what of the model cannot be compiled; writes no output.
  bool check = false;

  /// Sizes for symbolic dimensions, and shapes for inputs, by their names.
  std::map<std::string, int64_t> dims;
  std::map<std::string, std::vector<int64_t>> shapes;
  /// The shapes of the elements of inputs that are sequences, by their names; a
  /// negative size is any. Each element is an input of the program.
  std::map<std::string, std::vector<std::vector<int64_t>>> sequences;
  /// Give each dimension of the inputs a symbol of its own, whatever sizes the
  /// model declares.
  bool symbolicInputs = false;

  /// Tell on stdout what fused, and what did not and why; without an output or
  /// a phase, that is all. To a file, as JSON, where one is named.
  bool explainFusion = false;
  std::string fusionReport;
  /// How many fused ops there must be ("attention:12,layer_norm:25"), and which
  /// must not be formed ("attention", "attention@/encoder/layer.3/").
  std::string requireFusion;
  std::vector<std::string> noFusion;

  /// Run each fused op beside what it replaces, on random inputs, and leave out
  /// those that differ. Needs `runner`.
  bool verifyFusion = false;
  const ProgramRunner *runner = nullptr;

  /// Tell on stdout where each buffer lies and why, or to a file as JSON;
  /// without an output or a phase, that is all.
  bool explainMemory = false;
  std::string memoryReport;

  /// Where the weights go when not into the program. Empty: inside, where they
  /// fit.
  std::string weightsFile;

  /// Folder for the IR after each pass; empty: none. `dumpOnly` names passes
  /// and phases; empty: all.
  std::string dumpFolder;
  std::vector<std::string> dumpOnly;
  /// Report on stderr where the time went.
  bool timing = false;
  /// Show the phase on stderr when it is a terminal and this takes long.
  bool progress = true;
  /// Threads that compile; 0: one for each CPU. Has no influence on the result.
  unsigned threads = 0;

  /// The C compiler that links, and the folder of the runtime's libraries.
  std::string cc;
  std::string runtimeFolder;
};

} // namespace toroid

#endif // TOROID_COMPILER_PIPELINE_OPTIONS_H
