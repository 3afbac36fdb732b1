//===- AttentionReader.h - What the ops around a softmax mean ---*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_ATTENTIONREADER_H
#define TOROID_PASSES_FUSION_ATTENTIONREADER_H

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Site.h"

namespace toroid {

/// What is added to the scores, times `factor`.
struct ScoreTerm {
  mlir::Value value;
  double factor = 1;
  /// Whether batch and heads are one dim of `value`, unlike those of the
  /// softmax.
  bool isFolded = false;
};

/// Of a tensor of numbers, those that are not 0 count as true.
struct MaskTerm : ScoreTerm {
  bool isNegated = false;
};

/// An attention in terms of toroid.attention's formula.
struct AttentionParts {
  SoftmaxOp softmax;
  MatMulOp scores; ///< query · keyᵀ
  MatMulOp output; ///< weights · value
  double scale = 1;
  double softcap = 0;
  llvm::SmallVector<ScoreTerm> biases;
  llvm::SmallVector<ScoreTerm> maskedBiases;
  /// All of them hold where a score counts.
  llvm::SmallVector<MaskTerm> masks;
  double maskValue = -std::numeric_limits<double>::infinity();
  MaskedRows maskedRows = MaskedRows::NaN;
  /// Whether batch and heads are one dim of the two products, unlike those of
  /// the softmax.
  bool areScoresFolded = false;
  bool isOutputFolded = false;
};

/// Reads the attention whose softmax is the root of `site`. Where it is none,
/// the site knows why.
std::optional<AttentionParts> readAttention(Site &site, SoftmaxOp softmax,
                                            SymbolicShapes &shapes);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_ATTENTIONREADER_H
