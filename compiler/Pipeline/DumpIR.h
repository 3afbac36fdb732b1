//===- DumpIR.h - The IR after each pass, in numbered files ------*- C++
//-*-===//
//
// --dump-ir=DIR writes DIR/007-fusion-fuse-attention.mlir for each pass that
// changed something: a number, the phase, the pass without "toroid-". Weights
// are elided. A pass that ran on one of several functions adds its name:
// 031-cpu-canonicalize.main.mlir holds that function alone.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_PIPELINE_DUMPIR_H
#define TOROID_COMPILER_PIPELINE_DUMPIR_H

#include "compiler/Pipeline/Phases.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <vector>

namespace mlir {
class PassInstrumentation;
} // namespace mlir

namespace toroid {

/// Writes the files of one compilation. Use with multithreading disabled:
/// otherwise the order of passes, and so the numbers, are a matter of chance.
class DumpIR {
public:
  /// Creates `directory` where it is missing, and removes what an earlier dump
  /// left there. `only`: the passes (with or without "toroid-") and phases to
  /// write; empty for all.
  static llvm::Expected<std::unique_ptr<DumpIR>>
  create(llvm::StringRef directory, llvm::ArrayRef<std::string> only);

  /// To be added to the phase's pass manager. Does not outlive this object.
  std::unique_ptr<mlir::PassInstrumentation> instrument(Phase phase);

  /// Writes what a step that is no pass made: `004-import.mlir`.
  void write(Phase phase, mlir::ModuleOp module);
  /// Writes LLVM IR or assembly: `055-object-optimize.ll`.
  void write(Phase phase, llvm::StringRef step, llvm::StringRef extension,
             llvm::StringRef text);

  bool wants(Phase phase, llvm::StringRef step) const;

  /// The first file that could not be written.
  llvm::Error takeError();

private:
  DumpIR(std::string directory, std::vector<std::string> only)
      : directory(std::move(directory)), only(std::move(only)) {}

  std::string directory;
  std::vector<std::string> only;
  unsigned counter = 0;
  std::string problem;
};

} // namespace toroid

#endif // TOROID_COMPILER_PIPELINE_DUMPIR_H
