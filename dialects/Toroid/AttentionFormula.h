//===- AttentionFormula.h - toroid.attention spelled out --------*- C++ -*-===//

#ifndef TOROID_DIALECTS_TOROID_ATTENTIONFORMULA_H
#define TOROID_DIALECTS_TOROID_ATTENTIONFORMULA_H

#include "dialects/Toroid/ToroidDialect.h"

namespace toroid {

/// The steps of `toroid.attention`'s formula as ops that stand where `b` does:
/// f64 for f64 operands, else f32, with all scores in memory. Each step is
/// built once, when it or a later one is first asked for. The op has to be
/// plain.
class AttentionFormula {
public:
  AttentionFormula(mlir::OpBuilder &builder, AttentionOp op,
                   SymbolicShapes &shapes);

  mlir::Value getProducts();  ///< scale · query · keyᵀ, `[B, H, S, T]`.
  mlir::Value getCapped();    ///< Within the softcap.
  mlir::Value getScores();    ///< With all terms and masks.
  mlir::Value getWeights();   ///< What multiplies the values.
  mlir::Value getResult();    ///< Of the op's element type, `[B, H, S, E]`.
  mlir::Value getLogSumExp(); ///< `[B, H, S]`.

private:
  /// Builds an op whose result's shape its operands imply.
  template <typename Op, typename... Args>
  mlir::Value build(mlir::Type element, Shape shape, Args &&...args) {
    return Op::create(b, SymbolicShapes::getType(shape, element),
                      std::forward<Args>(args)...);
  }
  mlir::Value scalar(double value);
  mlir::Value whole(const DimExpr &value);
  mlir::Value range(const DimExpr &start, const DimExpr &size);
  mlir::Value cast(mlir::Value tensor, mlir::Type element);
  mlir::Value reshape(mlir::Value tensor, Shape shape);
  mlir::Value perBatch(mlir::Value lengths);
  mlir::Value compare(Predicate predicate, mlir::Value lhs, mlir::Value rhs);
  mlir::Value hideByPosition(mlir::Value scores);
  mlir::Value reduceRows(ReductionKind kind, mlir::Value scores);
  mlir::Value isMasked(mlir::Value highest);
  mlir::Value getSink();
  mlir::Value normalizeWithSink(mlir::Value scores);

  AttentionOp op;
  SymbolicShapes &shapes;
  mlir::ImplicitLocOpBuilder b;
  mlir::Type compute;
  Shape query, key, value; ///< Of the operands.
  Shape full;              ///< Of the scores.
  Shape rows;              ///< Of one number for each query.
  Shape grouped;           ///< Of the queries, those of a key head together.
  mlir::Value products, capped, scores, weights;
};

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_ATTENTIONFORMULA_H
