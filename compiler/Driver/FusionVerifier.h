//===- FusionVerifier.h - Fused ops run beside what they replace *- C++ -*-===//

#ifndef TOROID_COMPILER_DRIVER_FUSIONVERIFIER_H
#define TOROID_COMPILER_DRIVER_FUSIONVERIFIER_H

#include "compiler/Pipeline/Options.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace toroid {

/// Compiles what fused ops recorded (SiteRecorder.h), each way of computing in
/// one program, and compares the results.
class FusionVerifier {
public:
  explicit FusionVerifier(const CompileOptions &options) : options(options) {}

  /// Looks at every fused op of `module`, takes the records away, and leaves
  /// the errors. Returns the sites that are wrong, for FusionControl. Sites
  /// that compute the same are run once.
  std::vector<std::string> verify(mlir::ModuleOp module);

  /// Leaves the errors again, after fusing anew.
  void attachErrors(mlir::ModuleOp module) const;

private:
  /// The largest error, as a part of the largest magnitude; infinite where the
  /// two cannot be run.
  double run(llvm::StringRef text);

  const CompileOptions &options;
  llvm::StringMap<double> errorOfText;
  /// By kind and first node.
  std::map<std::string, double> errorOfSite;
};

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_FUSIONVERIFIER_H
