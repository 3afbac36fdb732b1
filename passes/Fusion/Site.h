//===- Site.h - A place where a fused op may be formed ----------*- C++ -*-===//
//
// A site is found by its root: the softmax of an attention, the root of a
// normalization's variance, the erf of a GELU. Whoever matches there says what
// it requires. A site that is missed keeps the first condition that failed as
// an attribute of its root, `toroid.unfused`, where the ledger and every dump
// of the IR show it.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_FUSION_SITE_H
#define TOROID_PASSES_FUSION_SITE_H

#include "dialects/Toroid/SymbolicShapes.h"

#include "mlir/IR/Operation.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <vector>

namespace toroid {

enum class FusionKind {
  Any,
  Attention,
  LayerNorm,
  RMSNorm,
  GroupNorm,
  Residual,
  Softmax,
  Embedding,
  Gelu,
  Silu,
  Rotary,
  Linear
};

/// "attention", "layer_norm" …: the fused op's name.
llvm::StringRef getKindName(FusionKind kind);
std::optional<FusionKind> parseFusionKind(llvm::StringRef name);
/// "attention, layer_norm …", for messages.
std::string getFusionKinds();

/// "gelu given by the model": marks the nodes of such an op in the location of
/// one that has taken it in. What was formed is marked with the kind's name.
std::string getGivenMark(FusionKind kind);

/// What a fusion needs to be legal.
struct FusionPredicate {
  FusionKind kind;
  llvm::StringLiteral name;
  llvm::StringLiteral condition;
  llvm::StringLiteral remedy;
};

namespace predicate {
#define TOROID_PREDICATE(KIND, ID, NAME, CONDITION, REMEDY)                    \
  inline constexpr FusionPredicate KIND##ID{FusionKind::KIND, NAME, CONDITION, \
                                            REMEDY};
#include "passes/Fusion/Predicates.def"
} // namespace predicate

llvm::ArrayRef<const FusionPredicate *> getPredicates();

/// What a compilation wants of fusions.
struct FusionControl {
  /// Fusions that are switched off: "attention", or
  /// "attention@/encoder/layer.3/" for the sites whose root is a node with a
  /// name that starts so.
  std::vector<std::string> except;
  /// Sites that were found to be wrong: "attention@NODE=ERROR", or
  /// another step than the one that formed an op: "merge_linears@NODE=ERROR".
  std::vector<std::string> wrong;
  /// Whether fused ops keep what they replace; see SiteRecorder.h.
  bool record = false;

  /// From the options of a pass.
  static FusionControl from(llvm::ArrayRef<std::string> except,
                            llvm::ArrayRef<std::string> wrong, bool record) {
    return {except.vec(), wrong.vec(), record};
  }

  /// What is wrong with an element of `except`; empty when nothing is.
  static std::string check(llvm::StringRef text);
  bool isOff(FusionKind kind, mlir::Operation *root) const;
  /// The error where what `step` (a kind, or a later step) did at `root` is
  /// wrong.
  std::optional<llvm::StringRef> findError(llvm::StringRef step,
                                           mlir::Operation *root) const;
};

/// What passes do to ops that were formed, in FusionControl::wrong and in
/// records.
inline constexpr llvm::StringLiteral mergeLinearsStep = "merge_linears";
inline constexpr llvm::StringLiteral simplifyAttentionStep =
    "simplify_attention";

/// "attention@NODE": what `step` did at the node that `loc` names first.
std::string getStepName(llvm::StringRef step, mlir::Location loc);

class Site {
public:
  Site(FusionKind kind, mlir::Operation *root, const FusionControl &control);
  /// Leaves the first failed condition at the root.
  ~Site();
  Site(const Site &) = delete;

  /// Whether `holds`. Where it does not, this is why the site is missed, unless
  /// another condition failed before; `found` tells what was there instead.
  bool require(bool holds, const FusionPredicate &predicate,
               llvm::function_ref<std::string()> found = nullptr);
  bool isMissed() const { return failed; }

  /// `op` becomes part of the fused op. Where `op` itself is a fused one, its
  /// nodes stay together in the location.
  void cover(mlir::Operation *op) { covered.insert(op); }
  /// The nodes of all that was covered, the root's first, marked with the kind:
  /// an op with this location was formed.
  mlir::Location getLoc() const;

  /// Lets `fused` replace `original`.
  void replace(mlir::Value original, mlir::Value fused, SymbolicShapes &shapes);

private:
  FusionKind kind;
  bool isRecorded;
  mlir::Operation *root;
  const FusionPredicate *failed = nullptr;
  std::string found;
  llvm::SetVector<mlir::Operation *> covered;
};

/// What is known of the sites that `root` is and that were missed: "kind",
/// "predicate" and, perhaps, "found" of each.
llvm::SmallVector<mlir::DictionaryAttr> getMissed(mlir::Operation *root);
/// Whether `root` is known to be a site of this kind that was missed.
bool isMissedAs(mlir::Operation *root, FusionKind kind);

/// Whether a fusion of this kind made the op; else it is one that the model
/// has.
bool isFormed(mlir::Operation *op, FusionKind kind);

/// Whether nothing reads `op` but what nothing reads, as what a fused op took
/// the place of.
bool isDead(mlir::Operation *op);

/// Whether nothing else reads `op` but what is dead.
bool isReadOnlyBy(mlir::Operation *op, mlir::Operation *reader);

/// The names of the ONNX nodes that `loc` stems from.
std::vector<std::string> getNodeNames(mlir::Location loc);

/// "'add' of node '/layer/Add'", for messages.
std::string describe(mlir::Operation *op);
/// The same for who computes `value`, which may be an input.
std::string describeSource(mlir::Value value);
/// "readers 'add' of node '/layer/Add', ...".
std::string describeReaders(mlir::Value value);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_SITE_H
