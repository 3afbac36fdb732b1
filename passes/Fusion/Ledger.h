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

/// On a fused op that was verified: for each step that made it what it is (by
/// what getStepName puts first) its largest error, or why there is none.
inline constexpr llvm::StringLiteral verifiedAttr = "toroid.verified";

/// On an attention whose operands stay as they were: why.
inline constexpr llvm::StringLiteral unsimplifiedAttr = "toroid.unsimplified";

/// At the root of a site that is missed.
inline constexpr llvm::StringLiteral unfusedAttr = "toroid.unfused";

struct LedgerEntry {
  FusionKind kind = FusionKind::Any;
  mlir::Operation *op = nullptr;
  /// Of the ONNX nodes; the root's first.
  std::vector<std::string> nodes;
  /// What the fused op computes.
  std::string variant;
  /// The first condition that failed, and what was there instead; none for
  /// what is fused.
  const FusionPredicate *failed = nullptr;
  std::string found;
  /// Whether the model itself has this op: there is nothing to verify but what
  /// was done to it later.
  bool isGiven = false;
  /// Largest error of the fused op against the ops that it replaced, as a part
  /// of the largest magnitude; none where that was not looked at.
  std::optional<double> error;
  /// Why it could not be verified, or not all that was done to it.
  std::string unverified;
  /// Why an attention's operands stay as they were.
  std::string unsimplified;

  bool isFused() const { return !failed; }
};

class FusionLedger {
public:
  explicit FusionLedger(mlir::ModuleOp module);

  llvm::ArrayRef<LedgerEntry> getEntries() const { return entries; }
  size_t countFused(FusionKind kind) const;
  size_t countMissed() const;

  /// For people.
  void print(llvm::raw_ostream &os) const;
  /// For programs: {"fused": {KIND: NUMBER}, "sites": [SITE]}. Of what fused, a
  /// SITE has "kind", "nodes", "fused", "variant", "origin" ("model" or
  /// "formed"), and where they apply "error", "unverified" and "unsimplified";
  /// else "kind", "nodes", "fused", "predicate", "condition", "found" and
  /// "remedy".
  llvm::json::Value toJSON() const;

private:
  std::vector<LedgerEntry> entries;
};

/// One line about `entry`, and for a miss what would make it fuse.
std::string toText(const LedgerEntry &entry);

/// A site of which `op` is the root where it was missed, and the condition
/// that failed.
struct Miss {
  FusionKind kind;
  const FusionPredicate *failed;
  std::string found;
};
/// None as well where one of them has no such condition.
llvm::SmallVector<Miss> getMisses(mlir::Operation *op);

/// The kind of a fused op; none for other ops.
std::optional<FusionKind> getFusedKind(mlir::Operation *op);
/// That and what it took in.
llvm::SmallVector<FusionKind> getFusedKinds(mlir::Operation *op);

/// What a fused op computes, in words, as far as it is of that kind.
std::string describeVariant(mlir::Operation *op, FusionKind kind);

/// What --require-fusion asks for: `attention:12,layer_norm:25,missed:0`.
struct FusionRequirement {
  /// None for the number of roots, of all kinds, that did not fuse.
  std::optional<FusionKind> kind;
  size_t count;
};
/// Empty when the text is not well formed; `problem` tells why.
std::vector<FusionRequirement> parseRequirements(llvm::StringRef text,
                                                 std::string &problem);

/// Emits an error for each requirement of `text` that `module` does not meet,
/// with the sites that are the reason.
mlir::LogicalResult checkRequirements(mlir::ModuleOp module,
                                      llvm::StringRef text);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_LEDGER_H
