//===- FusionVerifier.h - Fused ops run beside what they replace *- C++ -*-===//

#ifndef TOROID_COMPILER_DRIVER_FUSIONVERIFIER_H
#define TOROID_COMPILER_DRIVER_FUSIONVERIFIER_H

#include "compiler/Pipeline/Options.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace toroid {

/// Compiles what fused ops recorded (SiteRecorder.h), each way of computing in
/// one program, and compares the results.
class FusionVerifier {
public:
  explicit FusionVerifier(const CompileOptions &options) : options(options) {}

  /// Looks at every fused op of `module`, takes the records away, and leaves
  /// the errors and what could not be verified. Returns the steps that are
  /// wrong, for FusionControl, but for those that an earlier call returned.
  /// Steps that compute the same are run once.
  std::vector<std::string> verify(mlir::ModuleOp module);

private:
  struct Finding {
    /// The largest error, as a part of the largest magnitude; infinite where
    /// the two cannot be compiled. And how large it may be.
    double error = 0, tolerance = 0;
    /// Why there is no error.
    std::string reason;
  };
  Finding run(llvm::StringRef text);
  const Finding &find(llvm::StringRef text);

  const CompileOptions &options;
  llvm::StringMap<Finding> findings;
  /// By name.
  llvm::StringSet<> wrongSteps;
};

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_FUSIONVERIFIER_H
