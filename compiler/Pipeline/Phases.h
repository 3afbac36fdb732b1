//===- Phases.h - The steps of a compilation --------------------*- C++ -*-===//
//
// A phase's name is used wherever a phase is named: --compile-to,
// --compile-from, file names of IR dumps, timing reports.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_PIPELINE_PHASES_H
#define TOROID_COMPILER_PIPELINE_PHASES_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace toroid {

/// In the order in which they run.
enum class Phase { Import, Legalize, Graph, Fusion, Lower, CPU, LLVM, Object };

llvm::ArrayRef<Phase> allPhases();

/// "import", "legalize" …
llvm::StringRef phaseName(Phase phase);

/// What people see while the phase runs, and in --help.
llvm::StringRef phaseSummary(Phase phase);

std::optional<Phase> parsePhase(llvm::StringRef name);

/// "import, legalize, …", for messages.
std::string phaseNames();

} // namespace toroid

#endif // TOROID_COMPILER_PIPELINE_PHASES_H
