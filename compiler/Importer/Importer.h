//===- Importer.h - From an ONNX file to the onnx dialect -------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_IMPORTER_H
#define TOROID_COMPILER_IMPORTER_IMPORTER_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace toroid {

struct ImportOptions {
  /// Sizes for symbolic dimensions, by their names.
  std::map<std::string, int64_t> dims;
  /// Shapes for inputs, by their names. They may fill in dynamic dimensions
  /// only; a symbolic one is then of that size everywhere.
  std::map<std::string, std::vector<int64_t>> shapes;
  /// For inputs that are sequences of tensors, by their names: the shapes of
  /// their elements, where a negative size is any. Such an input becomes one
  /// input for each element: `x[0]`, `x[1]`, ...
  std::map<std::string, std::vector<std::vector<int64_t>>> sequences;
  /// Make each dimension of the inputs a symbol of its own, whatever the model
  /// declares, and believe no size that it declares for other values.
  bool symbolicInputs = false;
  /// Read external data files that do not exist as zeros, to look at a graph
  /// whose weights are not at hand. A file that is too short stays an error.
  bool zeroMissingWeights = false;
};

/// Reads the model in `path` as a module with one function, `@main`, of `onnx`
/// operations. On failure, exactly one error is emitted, at an unknown location
/// and with text that names the file, the node and the remedy.
///
/// Weights stay in the mapped file: the module's dense_resource attributes
/// point into it, and the context keeps it mapped for as long as it lives. The
/// file must not change in that time.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
importOnnx(llvm::StringRef path, mlir::MLIRContext &context,
           const ImportOptions &options = {});

} // namespace toroid

#endif // TOROID_COMPILER_IMPORTER_IMPORTER_H
