//===- Models.h - What toroid-run runs --------------------------*- C++ -*-===//

#ifndef TOROID_TOOLS_RUN_MODELS_H
#define TOROID_TOOLS_RUN_MODELS_H

#include "compiler/Pipeline/Options.h"
#include "toroid/runtime.h"

#include "llvm/ADT/StringRef.h"

namespace toroid {

/// Whether `path` is to be compiled first.
bool isOnnxModel(llvm::StringRef path);

/// Compiles `options.input` in memory. Returns the model, or null with an exit
/// code in `code` and the reason on stderr.
toroid_model *compileModel(const CompileOptions &options, int &code);

} // namespace toroid

#endif // TOROID_TOOLS_RUN_MODELS_H
