//===- Driver.h - From a model to a program ---------------------*- C++ -*-===//
//
// The whole C++ API:
//
//   toroid::CompileOptions options;
//   options.input = "bert.onnx";
//   options.output = "bert";
//   if (toroid::compile(options) != toroid::CompileStatus::Done) …
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_DRIVER_DRIVER_H
#define TOROID_COMPILER_DRIVER_DRIVER_H

#include "compiler/Pipeline/Options.h"

#include "llvm/ADT/StringRef.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace toroid {

/// The numbers are exit codes.
enum class CompileStatus {
  Done = 0,
  BadInput = 1,   ///< The input, or a file, is at fault.
  BadOptions = 2, ///< The options do not go together.
};

/// Compiles, and says on stderr what went wrong. On failure no output file is
/// left or changed.
CompileStatus compile(const CompileOptions &options);

/// Takes `x=2x3`, or `x=2,3`: the shape of the input x. False when `text` is
/// not of that form.
bool parseShape(llvm::StringRef text, CompileOptions &options);

/// Takes `x=[2,3],[?]`: the input x is a sequence of a 2x3 matrix and a vector
/// of any size. False when `text` is not of that form.
bool parseSequence(llvm::StringRef text, CompileOptions &options);

/// Prints the ONNX operators that can be compiled, as JSON: for each its domain
/// ("" is ai.onnx), its name, and the versions of the domain's operator set
/// from which on it has another meaning.
void printOperators(llvm::raw_ostream &os);

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_DRIVER_H
