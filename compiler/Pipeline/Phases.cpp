//===- Phases.cpp - The steps of a compilation ----------------------------===//

#include "compiler/Pipeline/Phases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace {
struct PhaseInfo {
  toroid::Phase phase;
  StringRef name;
  StringRef summary;
};
} // namespace

static constexpr toroid::Phase phases[] = {
    toroid::Phase::Import, toroid::Phase::Legalize, toroid::Phase::Graph,
    toroid::Phase::Fusion, toroid::Phase::Lower,    toroid::Phase::CPU,
    toroid::Phase::LLVM,   toroid::Phase::Object};

static const PhaseInfo &info(toroid::Phase phase) {
  static const PhaseInfo infos[] = {
      {toroid::Phase::Import, "import", "reading the model"},
      {toroid::Phase::Legalize, "legalize", "ONNX operators to toroid's"},
      {toroid::Phase::Graph, "graph", "shapes and canonical forms"},
      {toroid::Phase::Fusion, "fusion", "attention, normalization and others"},
      {toroid::Phase::Lower, "lower", "toroid's operators to loops on tensors"},
      {toroid::Phase::CPU, "cpu", "tiling, vectors, memory, threads"},
      {toroid::Phase::LLVM, "llvm", "the program's description"},
      {toroid::Phase::Object, "object", "machine code"},
  };
  return infos[static_cast<unsigned>(phase)];
}

ArrayRef<toroid::Phase> toroid::allPhases() { return phases; }

StringRef toroid::phaseName(Phase phase) { return info(phase).name; }

StringRef toroid::phaseSummary(Phase phase) { return info(phase).summary; }

std::optional<toroid::Phase> toroid::parsePhase(StringRef name) {
  for (Phase phase : allPhases())
    if (phaseName(phase) == name)
      return phase;
  return std::nullopt;
}

std::string toroid::phaseNames() {
  return join(map_range(allPhases(), phaseName), ", ");
}
