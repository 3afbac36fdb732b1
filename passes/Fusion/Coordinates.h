//===- Coordinates.h - Where the elements of a tensor come from -*- C++ -*-===//
//
// Reads a tensor element by element: with variables for the indices of a result
// (batch, head, query, key), an element of an operand lies at coordinates that
// are affine functions of them, and so do the elements that reshapes,
// transposes, broadcasts, slices and gathers take it from.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_FUSION_COORDINATES_H
#define TOROID_PASSES_FUSION_COORDINATES_H

#include "passes/Fusion/Numbers.h"

namespace toroid {

/// `constant + Σ coefficients[i] · variable i`.
struct Affine {
  llvm::SmallVector<DimExpr, 5> coefficients;
  DimExpr constant;

  Affine operator+(const Affine &other) const;
  Affine operator-(const Affine &other) const;
  Affine operator*(const DimExpr &factor) const;
  Affine operator+(const DimExpr &offset) const;
  bool operator==(const Affine &other) const = default;

  /// Whether no variable is in it.
  bool isConstant() const;
  /// The variable when it is the only one and its coefficient is 1.
  std::optional<unsigned> getVariable() const;
};

/// One for each dim of a tensor.
using Coordinates = llvm::SmallVector<Affine, 5>;

/// Builds an op whose result type its operands imply.
template <typename OpTy, typename... Args>
mlir::Value createInferred(mlir::OpBuilder &builder, mlir::Location loc,
                           SymbolicShapes &shapes, mlir::Type element,
                           Args &&...args) {
  auto op = OpTy::create(builder, loc, mlir::UnrankedTensorType::get(element),
                         std::forward<Args>(args)...);
  // Cannot fail: callers know that the operands fit.
  (void)refineResultTypes(op, shapes);
  return op->getResult(0);
}

class ElementReader {
public:
  /// Variable `i` runs from 0 to `extents[i] - 1`.
  ElementReader(SymbolicShapes &shapes, llvm::ArrayRef<DimExpr> extents)
      : shapes(shapes), extents(extents) {}

  Affine makeConstant(const DimExpr &value) const;
  Affine makeVariable(unsigned variable, const DimExpr &factor = 1) const;

  /// Coordinates in a tensor that broadcasts to the shape of the variables;
  /// none when it is not known which of its dims are 1.
  std::optional<Coordinates> broadcast(mlir::Value tensor);
  /// Coordinates in an operand that broadcasts to `result`, which is read `at`.
  std::optional<Coordinates> ofOperand(mlir::Value operand, mlir::Value result,
                                       llvm::ArrayRef<Affine> at);
  /// Goes from the result of an op that moves elements to where it takes them.
  bool step(mlir::Value &tensor, Coordinates &at);

  /// An element of an integer tensor as a function of the variables.
  std::optional<Affine> readInteger(mlir::Value tensor,
                                    llvm::ArrayRef<Affine> at);

  /// Whether `value` is at least 0 for all variables and in every run.
  bool isNeverNegative(const Affine &value) const;

  /// Whether a slice, a transpose and a reshape give what `tensor` has `at`
  /// these coordinates.
  bool isView(mlir::Value tensor, llvm::ArrayRef<Affine> at);
  /// Builds them: the result has a dim for each of `variables`, which is 1
  /// where nothing depends on it.
  mlir::Value buildView(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value tensor, llvm::ArrayRef<Affine> at,
                        llvm::ArrayRef<unsigned> variables);
  /// Whether `buildView` has nothing to build.
  bool isWhole(mlir::Value tensor, llvm::ArrayRef<Affine> at,
               llvm::ArrayRef<unsigned> variables);

  SymbolicShapes &getShapes() { return shapes; }
  llvm::ArrayRef<DimExpr> getExtents() const { return extents; }

private:
  std::optional<Coordinates> ofReshape(mlir::Value input, mlir::Value result,
                                       llvm::ArrayRef<Affine> at);
  bool split(const Affine &value, const DimExpr &stride, Affine &quotient,
             Affine &remainder) const;
  bool isIndexOf(const Affine &index, const DimExpr &size) const;
  std::optional<Affine> readConstantInteger(mlir::Value tensor,
                                            llvm::ArrayRef<Affine> at);

  SymbolicShapes &shapes;
  Shape extents;
  /// Bounds the work on graphs whose values have many paths to them.
  unsigned budget = 2000;
};

} // namespace toroid

#endif // TOROID_PASSES_FUSION_COORDINATES_H
