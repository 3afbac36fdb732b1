//===- DimText.h - What the names of dimensions say -------------*- C++ -*-===//
//
// A model may call a dimension anything. Most names are symbols, `batch`; some
// say how a size comes from others, `past + seq`. The runtime reads names by
// the same grammar (runtime/src/symbols.c) and refuses inputs whose sizes
// contradict them: that is why the compiler may rely on what they say.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_DIALECTS_TOROID_DIMTEXT_H
#define TOROID_DIALECTS_TOROID_DIMTEXT_H

#include "dialects/Toroid/DimExpr.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace toroid {

/// Whether `text` names one symbol, and is not computed from several.
bool isDimSymbol(llvm::StringRef text);

/// What names and roundings in a text stand for.
struct DimTextReader {
  /// None for a name that is no symbol.
  llvm::function_ref<std::optional<DimExpr>(llvm::StringRef)> symbol;
  llvm::function_ref<DimExpr(const DimExpr &, const DimExpr &)> floorDiv;
};

/// The size that `text` says: sums, differences and products of symbols and
/// integers, parentheses, `floordiv`, `ceildiv` and `mod`. None when it is no
/// such expression, or has names that are no symbols.
std::optional<DimExpr> parseDimText(llvm::StringRef text,
                                    const DimTextReader &reader);

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_DIMTEXT_H
