//===- MaskExpression.h - Masks as expressions over positions ---*- C++ -*-===//
//
// A bool tensor that broadcasts to [batch, head, query, key] as a conjunction
// of conditions, and an additive term as a choice between two numbers by such a
// conjunction: `key ≤ query + offset and padding[batch, key]`.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_FUSION_MASKEXPRESSION_H
#define TOROID_PASSES_FUSION_MASKEXPRESSION_H

#include "passes/Fusion/Coordinates.h"

#include "llvm/ADT/DenseMap.h"

namespace toroid {

/// The variables that the masks of an attention are read with.
enum MaskVariable : unsigned { Batch, Head, Query, Key };

/// One condition on (batch, head, query, key).
struct Condition {
  enum Kind {
    Position, ///< `difference ≥ 0`, a function of the variables alone.
    Length,   ///< `difference < tensor[at]`, with a tensor of integers.
    Other     ///< `origin[originAt]`.
  };
  Kind kind = Other;
  Affine difference;
  mlir::Value tensor;
  Coordinates at;
  /// The bool tensor that says it: null when no tensor does.
  mlir::Value origin;
  Coordinates originAt;
  bool isNegated = false; ///< The origin's negation is meant.

  bool operator==(const Condition &other) const = default;
};

/// Holds where all conditions hold.
using Conjunction = llvm::SmallVector<Condition, 4>;

/// `chosen` where all conditions hold, `other` elsewhere.
struct Choice {
  double chosen = 0, other = 0;
  Conjunction conditions;
};

class MaskReader {
public:
  explicit MaskReader(ElementReader &reader) : reader(reader) {}

  /// The conditions that `mask`, or its negation, is the conjunction of. None
  /// when it holds nowhere or cannot be read.
  std::optional<Conjunction>
  readMask(mlir::Value mask, llvm::ArrayRef<Affine> at, bool isNegated = false);
  /// A tensor of two different numbers.
  std::optional<Choice> readChoice(mlir::Value value,
                                   llvm::ArrayRef<Affine> at);

private:
  bool read(mlir::Value mask, llvm::ArrayRef<Affine> at, bool isNegated,
            Conjunction &conditions);
  bool readBool(mlir::Value mask, llvm::ArrayRef<Affine> at, bool isNegated,
                Conjunction &conditions);
  bool readCompare(CompareOp compare, llvm::ArrayRef<Affine> at, bool isNegated,
                   Conjunction &conditions);
  bool readPositions(CompareOp compare, llvm::ArrayRef<Affine> at,
                     bool isNegated, Conjunction &conditions);
  bool readLength(CompareOp compare, llvm::ArrayRef<Affine> at, bool isNegated,
                  Conjunction &conditions);
  bool readSelect(SelectOp select, llvm::ArrayRef<Affine> at, bool isNegated,
                  Conjunction &conditions);
  bool readThreshold(mlir::Value value, llvm::ArrayRef<Affine> at,
                     llvm::function_ref<bool(double)> holds,
                     Conjunction &conditions);
  bool addPosition(Affine difference, Conjunction &conditions);
  bool addAll(const Choice &choice, bool whenChosen, bool whenOther,
              Conjunction &conditions);
  std::optional<Choice> chooseBySelect(SelectOp select,
                                       llvm::ArrayRef<Affine> at);
  std::optional<Choice> chooseByArithmetic(mlir::Operation *op,
                                           llvm::ArrayRef<Affine> at);
  std::optional<Choice> chooseByPattern(mlir::Value constant,
                                        llvm::ArrayRef<Affine> at);

  /// A constant whose last two dims that are not 1 hold one number in a band of
  /// diagonals `column - row` from `least` to `most`, and another elsewhere.
  struct Band {
    unsigned row = 0, column = 0; ///< The dims.
    double inside = 0, outside = 0;
    std::optional<int64_t> least, most;
  };
  std::optional<Band> findBand(mlir::Value constant);

  ElementReader &reader;
  llvm::DenseMap<mlir::Attribute, std::optional<Band>> bands;
  /// Bounds the work on graphs whose values have many paths to them.
  unsigned budget = 1000;
};

/// The condition's negation, when that is one condition.
std::optional<Condition> negate(const Condition &condition);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_MASKEXPRESSION_H
