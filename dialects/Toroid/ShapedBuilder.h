//===- ShapedBuilder.h - Builds ops whose shapes follow ---------*- C++ -*-===//

#ifndef TOROID_DIALECTS_TOROID_SHAPEDBUILDER_H
#define TOROID_DIALECTS_TOROID_SHAPEDBUILDER_H

#include "dialects/Toroid/ToroidDialect.h"

namespace toroid {

/// Builds ops of one result out of operands that are known to fit; shape
/// inference gives the result its type.
class ShapedBuilder {
public:
  ShapedBuilder(mlir::OpBuilder &builder, mlir::Location loc,
                SymbolicShapes &shapes)
      : b(loc, builder), shapes(shapes) {}

  template <typename OpTy, typename... Args>
  mlir::Value create(mlir::Type elementType, Args &&...args) {
    auto op = OpTy::create(b, mlir::UnrankedTensorType::get(elementType),
                           std::forward<Args>(args)...);
    // Cannot fail: every caller knows that its operands fit.
    (void)refineResultTypes(op, shapes);
    return op->getResult(0);
  }
  /// Same for ops whose result has the first operand's element type.
  template <typename OpTy, typename... Args>
  mlir::Value createLike(mlir::Value first, Args &&...args) {
    return create<OpTy>(getElementType(first), first,
                        std::forward<Args>(args)...);
  }

  /// A scalar of floating-point elements.
  mlir::Value scalar(mlir::Type elementType, double value);
  mlir::Value scalarLike(mlir::Value value, double number) {
    return scalar(getElementType(value), number);
  }
  mlir::Value cast(mlir::Value value, mlir::Type elementType);
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<DimExpr> shape);
  /// Elements `start`, `start + step`, ... of the last dim, `size` of them; or
  /// of another dim.
  mlir::Value sliceLast(mlir::Value value, const DimExpr &start,
                        const DimExpr &size, int64_t step = 1) {
    return sliceDim(value, getShape(value).size() - 1, start, size, step);
  }
  mlir::Value sliceDim(mlir::Value value, unsigned dim, const DimExpr &start,
                       const DimExpr &size, int64_t step = 1);
  mlir::Value concat(llvm::ArrayRef<mlir::Value> values, int64_t axis);
  /// Lets `value` take the place of `old`, the type of which may tell less.
  void replace(mlir::Value old, mlir::Value value);
  /// The activation of a linear.
  mlir::Value activate(mlir::Value x, Activation activation);

  Shape getShape(mlir::Value value) { return shapes.getShape(value); }
  static mlir::Type getElementType(mlir::Value value) {
    return mlir::getElementTypeOrSelf(value.getType());
  }

  mlir::ImplicitLocOpBuilder b;
  SymbolicShapes &shapes;
};

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_SHAPEDBUILDER_H
