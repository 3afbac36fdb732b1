//===- SymbolicShapes.h - Shapes in terms of named dimensions ---*- C++ -*-===//

#ifndef TOROID_DIALECTS_TOROID_SYMBOLICSHAPES_H
#define TOROID_DIALECTS_TOROID_SYMBOLICSHAPES_H

#include "dialects/Toroid/DimExpr.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace toroid {

/// What is known about the sizes of tensors: every dimension, and every
/// element of the small integer tensors that compute shapes, as a DimExpr over
/// the symbolic dims of the function's arguments (`toroid.dims`).
///
/// Facts are computed on demand, kept, and never invalidated: SSA values do
/// not change. Forget a value (`forget`) before its defining op is erased.
class SymbolicShapes {
public:
  enum class Scope {
    Function, ///< Looks through the definitions of values.
    Op        ///< Takes operands' types as they are; for verifiers.
  };

  explicit SymbolicShapes(Scope scope = Scope::Function) : scope(scope) {}

  /// The shape of a ranked tensor. The result is invalidated by other queries.
  Shape getShape(mlir::Value tensor);
  DimExpr getDim(mlir::Value tensor, unsigned dim) {
    return getShape(tensor)[dim];
  }
  /// The value of a scalar of index or integer type.
  DimExpr getIndex(mlir::Value scalar);
  DimExpr getIndex(mlir::OpFoldResult scalar);
  llvm::SmallVector<DimExpr> getIndices(llvm::ArrayRef<int64_t> statics,
                                        mlir::ValueRange dynamics);
  /// The elements, in row-major order, of an integer or bool tensor with at
  /// most `maxElements` of them; none when they are not all known as functions
  /// of dims. A value that changes with the inputs' data is never known.
  std::optional<llvm::SmallVector<DimExpr>> getElements(mlir::Value tensor);
  static constexpr int64_t maxElements = 64;

  /// Quotient of nonnegative sizes, rounded towards zero.
  DimExpr floorDiv(const DimExpr &a, const DimExpr &b);
  DimExpr min(const DimExpr &a, const DimExpr &b);
  DimExpr max(const DimExpr &a, const DimExpr &b);

  /// Whether `expr` is at least 1, or at least 0, in every run: dims are never
  /// negative.
  bool isPositive(const DimExpr &expr) const;
  bool isNonNegative(const DimExpr &expr) const {
    unsigned steps = maxProofSteps;
    return isNonNegative(expr, steps);
  }

  /// Whether `expr` can be computed outside of `op`.
  bool isAvailableOutside(const DimExpr &expr, mlir::Operation *op) const;

  /// Whether the dims of the function's arguments determine `expr`.
  bool dependsOnArgumentsOnly(const DimExpr &expr) const;

  /// How two dimensions that are aligned by broadcasting relate.
  enum class Alignment {
    Equal,       ///< Provably the same.
    LeftOne,     ///< The left one is 1 and stretches.
    RightOne,    ///< The right one is 1 and stretches.
    AssumeEqual, ///< The same in every run that is not an error.
    Unknown,     ///< Only a run can tell which.
    Mismatch     ///< Provably an error.
  };
  Alignment align(const DimExpr &left, const DimExpr &right);
  /// The broadcast of two dims or shapes (NumPy's rule); none on a mismatch.
  std::optional<DimExpr> broadcast(const DimExpr &a, const DimExpr &b);
  std::optional<Shape> broadcast(llvm::ArrayRef<DimExpr> a,
                                 llvm::ArrayRef<DimExpr> b);
  /// A size of which nothing is known but the result dim that holds it.
  DimExpr unknownDim(mlir::Value tensor, unsigned dim);

  /// The value of `expr` where `sizeOf` gives each dim and scalar its own, by
  /// number; none where that would be an error.
  std::optional<int64_t>
  evaluate(const DimExpr &expr,
           llvm::function_ref<int64_t(unsigned atom)> sizeOf) const;

  /// `batch`, `past + seq`, `768`; `?` stands for what has no name.
  std::string print(const DimExpr &expr) const;

  /// Builds the value of `expr`, reusing what dominates: dims of arguments are
  /// read where `builder` stands.
  mlir::OpFoldResult materialize(mlir::OpBuilder &builder, mlir::Location loc,
                                 const DimExpr &expr);
  mlir::Value materializeValue(mlir::OpBuilder &builder, mlir::Location loc,
                               const DimExpr &expr);
  /// Same, for a whole shape.
  llvm::SmallVector<mlir::OpFoldResult>
  materialize(mlir::OpBuilder &builder, mlir::Location loc,
              llvm::ArrayRef<DimExpr> shape);

  /// The static type of a shape: constant dims, kDynamic for the others.
  static mlir::RankedTensorType getType(llvm::ArrayRef<DimExpr> shape,
                                        mlir::Type elementType);
  void forget(mlir::Value value);
  /// The same, for a value that is not in any fact of another.
  void forgetErased(mlir::Value value);
  /// Takes the shape of an argument of a loop for granted while the loop is
  /// being built. What holds for a loop that is complete is found out.
  void assume(mlir::Value argument, Shape shape) {
    shapes[argument] = std::move(shape);
  }

private:
  struct Atom {
    enum Kind { Dim, Scalar, FloorDiv, Min, Max, Broadcast } kind;
    std::string name;    ///< Of a named dim.
    mlir::Value value;   ///< Dim: the tensor. Scalar: the index.
    unsigned dim = 0;    ///< Dim: which.
    DimExpr left, right; ///< The operands of the others.
    /// A scalar that is never less than `left` or more than `right`.
    bool isBounded = false;
  };

  bool isNonNegativeAtom(unsigned id, unsigned &steps) const;
  bool isNonNegative(const DimExpr &expr, unsigned &steps) const;
  /// How many expressions a proof may look at.
  static constexpr unsigned maxProofSteps = 100;
  DimExpr binaryAtom(Atom::Kind kind, const DimExpr &a, const DimExpr &b);
  DimExpr namedDim(llvm::StringRef name, mlir::Value tensor, unsigned dim);
  DimExpr scalarAtom(mlir::Value scalar);
  Shape computeShape(mlir::Value tensor);
  Shape computeHandedOn(mlir::Value tensor, mlir::Operation *op);
  void solveLoop(mlir::Operation *op);
  Shape getOutside(mlir::Value result, llvm::ArrayRef<DimExpr> shape,
                   mlir::Operation *op);
  DimExpr computeIndex(mlir::Value scalar);
  std::optional<llvm::SmallVector<DimExpr>> computeElements(mlir::Value tensor);

  Scope scope;
  llvm::SmallVector<Atom> atoms;
  llvm::StringMap<unsigned> named;
  std::map<std::pair<void *, unsigned>, unsigned> dims;
  llvm::DenseMap<mlir::Value, unsigned> scalars;
  std::map<std::tuple<int, DimExpr, DimExpr>, unsigned> binaries;
  llvm::DenseMap<mlir::Value, Shape> shapes;
  llvm::DenseMap<mlir::Value, DimExpr> indices;
  llvm::DenseMap<mlir::Value, std::optional<llvm::SmallVector<DimExpr>>>
      elements;
};

/// Sets the result types of `op` (a ShapeInference op) to what its operands
/// imply; keeps static dims that the types already have. Emits an error and
/// fails when the operands do not fit together or a size is absurd.
llvm::LogicalResult refineResultTypes(mlir::Operation *op,
                                      SymbolicShapes &shapes);

namespace detail {
/// Verifies that result types do not contradict what the operands imply.
llvm::LogicalResult verifyInferredShapes(mlir::Operation *op);
} // namespace detail

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_SYMBOLICSHAPES_H
