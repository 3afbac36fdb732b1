//===- Ledger.h - What fused, and what did not and why ----------*- C++ -*-===//
//
// Read off the IR at the end of the fusion phase: the fused ops, and the roots
// that carry `toroid.unfused`.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_FUSION_LEDGER_H
#define TOROID_PASSES_FUSION_LEDGER_H

#include "passes/Fusion/Site.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace toroid {

/// On a fused op that was verified: its error.
inline constexpr llvm::StringLiteral errorAttr = "toroid.error";

/// At the root of a site that is missed.
inline constexpr llvm::StringLiteral unfusedAttr = "toroid.unfused";

struct LedgerEntry {
  FusionKind kind;
  mlir::Operation *op;
  /// Of the ONNX nodes; the root's first.
  std::vector<std::string> nodes;
  /// What the fused op computes.
  std::string variant;
  /// The first condition that failed, and what was there instead; none for
  /// what is fused.
  const FusionPredicate *failed = nullptr;
  std::string found;
  /// Largest error of the fused op against the ops that it replaced, as a part
  /// of the largest magnitude; none where that was not looked at.
  std::optional<double> error;

  bool isFused() const { return !failed; }
};

class FusionLedger {
public:
  explicit FusionLedger(mlir::ModuleOp module);

  llvm::ArrayRef<LedgerEntry> getEntries() const { return entries; }
  size_t countFused(FusionKind kind) const;

  /// For people.
  void print(llvm::raw_ostream &os) const;
  /// For programs: {"fused": {KIND: NUMBER}, "sites": [{"kind", "nodes",
  /// "fused", "variant", "error" | "predicate", "condition", "found",
  /// "remedy"}]}
  llvm::json::Value toJSON() const;

private:
  std::vector<LedgerEntry> entries;
};

/// One line about `entry`, and for a miss what would make it fuse.
std::string toText(const LedgerEntry &entry);

/// The kind of a fused op; none for other ops.
std::optional<FusionKind> getFusedKind(mlir::Operation *op);

/// What a fused op computes, in words.
std::string describeVariant(mlir::Operation *op);

/// What --require-fusion asks for: `attention:12,layer_norm:25`.
struct FusionRequirement {
  FusionKind kind;
  size_t count;
};
/// Empty when the text is not well formed; `problem` tells why.
std::vector<FusionRequirement> parseRequirements(llvm::StringRef text,
                                                 std::string &problem);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_LEDGER_H
