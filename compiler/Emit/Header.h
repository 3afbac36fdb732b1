//===- Header.h - The C header of a compiled model --------------*- C++ -*-===//

#ifndef TOROID_COMPILER_EMIT_HEADER_H
#define TOROID_COMPILER_EMIT_HEADER_H

#include "compiler/Emit/ProgramSpec.h"

#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace toroid {

/// Writes a header, valid as C and C++, that declares the program and names
/// what a caller has to know. `arenaSize`: the bytes of working memory when
/// they do not depend on the inputs' dimensions.
void writeHeader(llvm::raw_ostream &os, const ProgramSpec &spec,
                 const ProgramNames &names, std::optional<int64_t> arenaSize);

} // namespace toroid

#endif // TOROID_COMPILER_EMIT_HEADER_H
