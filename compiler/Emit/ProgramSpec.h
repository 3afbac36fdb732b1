//===- ProgramSpec.h - What a program tells about itself --------*- C++ -*-===//
//
// Read from the module's attributes, written into the toroid_program constant
// and into the C header.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_EMIT_PROGRAMSPEC_H
#define TOROID_COMPILER_EMIT_PROGRAMSPEC_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace toroid {

/// Mirrors toroid_dim_spec.
struct DimSpec {
  int64_t size = -1;
  int32_t symbol = -1;
  std::string text;
};

/// Mirrors toroid_tensor_spec.
struct TensorSpec {
  std::string name;
  int32_t elementType = 0; // A toroid_element_type.
  llvm::SmallVector<DimSpec> dims;
};

/// Mirrors toroid_step_spec.
struct StepSpec {
  std::string kind;
  std::string nodes; ///< One on each line.
};

struct ProgramSpec {
  llvm::SmallVector<TensorSpec> inputs;
  llvm::SmallVector<TensorSpec> outputs;
  llvm::SmallVector<std::string> symbols;
  llvm::SmallVector<StepSpec> steps;
};

/// Reads `toroid.inputs`, `toroid.outputs` and, if it is there, `toroid.steps`,
/// and says what is wrong with
/// them.
mlir::FailureOr<ProgramSpec> readProgramSpec(mlir::ModuleOp module);

/// The `toroid.program` attribute, which --toroid-add-program leaves on the
/// module for the steps after it.
struct ProgramNames {
  /// As people call the model.
  std::string name;
  /// Starts each symbol of the program; a C identifier.
  std::string identifier;
  uint64_t weightsSize = 0;
  /// Name of the file that holds the weights; empty when they are in the
  /// object, or appended.
  std::string weightsFile;
  /// The weights follow the program at the end of its own file.
  bool weightsAppended = false;
  uint64_t weightsHash = 0;
};

constexpr llvm::StringLiteral programAttrName = "toroid.program";

void setProgramNames(mlir::ModuleOp module, const ProgramNames &names);
mlir::FailureOr<ProgramNames> getProgramNames(mlir::ModuleOp module);

/// `name` with all that is no letter, digit or underscore replaced.
std::string toIdentifier(llvm::StringRef name);

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_PROGRAMSPEC_H
