//===- Target.h - The processor that code is made for -----------*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_TARGET_H
#define TOROID_COMPILER_EMIT_TARGET_H

#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"
#include <memory>
#include <string>

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace toroid {

struct TargetOptions {
  /// "native", a level such as "x86-64-v3", or any CPU that LLVM knows. Empty:
  /// native, or, when a triple is given, what every such machine has.
  std::string march;
  /// The machine, as in "aarch64-linux-gnu". Empty: this one.
  std::string mtriple;
  /// 0 to 3, as in -O3.
  unsigned optLevel = 3;
};

/// Options with every default settled.
struct Target {
  llvm::Triple triple;
  std::string cpu;
  std::string features;
  /// Bits of the vectors that code prefers; 0 leaves it to LLVM.
  unsigned vectorWidth = 0;
  unsigned optLevel = 3;
  /// Whether programs for it can be linked with the runtime that came with this
  /// compiler.
  bool isHost = true;

  bool hasFeature(llvm::StringRef feature) const;
};

/// Fails, with a message for people, on what LLVM or the output format does not
/// know.
llvm::Expected<Target> resolveTarget(const TargetOptions &options);

std::unique_ptr<llvm::TargetMachine> createTargetMachine(const Target &target);

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_TARGET_H
