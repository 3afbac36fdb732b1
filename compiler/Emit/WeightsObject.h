//===- WeightsObject.h - Weights as an object file, or a file ---*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_WEIGHTSOBJECT_H
#define TOROID_COMPILER_EMIT_WEIGHTSOBJECT_H

#include "compiler/Emit/Weights.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace toroid {

/// Writes a relocatable ELF file that holds nothing but the section
/// `.toroid.weights` and the hidden symbol `symbol` at its start. It is for the
/// same machine as the object file `like`, whose ELF header is read for that.
///
/// Going through LLVM IR or an assembler would hold several copies of the
/// weights in memory and take minutes for large models.
llvm::Error writeWeightsObject(llvm::raw_ostream &os, const Weights &weights,
                               llvm::StringRef symbol, llvm::StringRef like);

/// Writes the weights and then a toroid_weights_trailer.
void writeWeightsFile(llvm::raw_ostream &os, const Weights &weights,
                      uint64_t hash);

/// The same for a file that is `end` bytes long and written on from there: a
/// program whose weights_file is empty looks for them in its own file.
void appendWeightsFile(llvm::raw_ostream &os, uint64_t end,
                       const Weights &weights, uint64_t hash);

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_WEIGHTSOBJECT_H
