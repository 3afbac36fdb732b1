//===- Survey.h - What a model is made of -----------------------*- C++ -*-===//
//
// Read without importing: also of models that cannot be. Needs no MLIR.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_IMPORTER_SURVEY_H
#define TOROID_COMPILER_IMPORTER_SURVEY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace toroid {

struct ModelSurvey {
  /// The operators of all graphs and functions, as "Add" or
  /// "com.microsoft.FusedMatMul"; calls of the model's own functions are none.
  std::set<std::string> operators;
  /// How many nodes the main graph has.
  int64_t numNodes = 0;
  /// Versions of the operator sets, by domain; the default domain is "".
  std::map<std::string, int64_t> opsets;
  /// Element types of inputs, outputs, constants and stored values, in ONNX's
  /// words ("float", "string"), and "sequence", "optional", "map", "sparse" for
  /// values that are no tensors.
  std::set<std::string> types;
  /// The inputs that are sequences, and the outputs: names by their numbers.
  std::map<unsigned, std::string> sequenceInputs, sequenceOutputs;
  /// Equal for models with the same graph, functions and operator sets, whoever
  /// wrote them.
  uint64_t fingerprint = 0;
};

/// The error's text names the file.
llvm::Expected<ModelSurvey> surveyModel(llvm::StringRef path);

} // namespace toroid

#endif // TOROID_COMPILER_IMPORTER_SURVEY_H
