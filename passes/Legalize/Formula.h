//===- Formula.h - Tensors in formulas --------------------------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_FORMULA_H
#define TOROID_PASSES_LEGALIZE_FORMULA_H

#include "passes/Legalize/NodeContext.h"

#include <functional>

namespace toroid {

/// A tensor on whose ops the operators of C++ stand for: `(x + 1) * y` builds
/// an addition and a product, which broadcast. A plain number takes the element
/// type of the tensor beside it. After a failure of the node there are only
/// null values, which no operation here looks at.
class Formula {
public:
  Formula(NodeContext &node, mlir::Value value) : node(&node), value(value) {}

  operator mlir::Value() const { return value; }
  mlir::Value get() const { return value; }
  NodeContext &getNode() const { return *node; }
  mlir::Type getElementType() const {
    return value ? node->getElementType(value) : mlir::Type();
  }
  int64_t getRank() const { return value ? node->getRank(value) : 0; }
  Shape getShape() const { return value ? node->getShape(value) : Shape(); }

  Formula to(mlir::Type elementType) const;
  Formula reshape(llvm::ArrayRef<DimExpr> shape) const;
  Formula transpose(llvm::ArrayRef<int64_t> permutation) const;
  /// A dim of size 1 before dim `i`; `i` may be the rank.
  Formula expand(int64_t i) const;
  /// Entry `i` of dim `dim`, which vanishes.
  Formula at(int64_t dim, const DimExpr &i) const;
  Formula reduce(ReductionKind kind, llvm::ArrayRef<int64_t> axes,
                 bool keepDims = false) const;

private:
  NodeContext *node;
  mlir::Value value;
};

template <typename OpTy>
Formula apply(const Formula &x) {
  return {x.getNode(), x.getNode().createLike<OpTy>(x.get())};
}
template <typename OpTy>
Formula apply(const Formula &x, const Formula &y) {
  return {x.getNode(), x.getNode().createLike<OpTy>(x.get(), y.get())};
}

/// A scalar of the element type of `like`.
Formula number(const Formula &like, double value);
/// A scalar i64 that holds a size.
Formula scalarOf(NodeContext &node, const DimExpr &size);
/// 0, 1, ... as i64 along `dim` of a tensor of rank `rank` whose other dims
/// are 1.
Formula iotaAlong(NodeContext &node, const DimExpr &size, int64_t dim,
                  int64_t rank);

Formula compare(Predicate predicate, const Formula &x, const Formula &y);
Formula select(const Formula &condition, const Formula &ifTrue,
               const Formula &ifFalse);
inline Formula select(const Formula &condition, const Formula &ifTrue,
                      double ifFalse) {
  return select(condition, ifTrue, number(ifTrue, ifFalse));
}
/// The slices along `axis` that `indices` name, in its place.
Formula gather(const Formula &input, int64_t axis, const Formula &indices);
inline Formula min(const Formula &x, const Formula &y) {
  return apply<MinOp>(x, y);
}
inline Formula max(const Formula &x, const Formula &y) {
  return apply<MaxOp>(x, y);
}
inline Formula min(const Formula &x, double y) { return min(x, number(x, y)); }
inline Formula max(const Formula &x, double y) { return max(x, number(x, y)); }

inline Formula operator-(const Formula &x) { return apply<NegOp>(x); }
inline Formula operator!(const Formula &x) { return apply<NotOp>(x); }
inline Formula operator&(const Formula &x, const Formula &y) {
  return apply<AndOp>(x, y);
}
inline Formula operator|(const Formula &x, const Formula &y) {
  return apply<OrOp>(x, y);
}

#define TOROID_FORMULA_OPERATOR(symbol, build)                                 \
  inline Formula operator symbol(const Formula &x, const Formula &y) {         \
    return build;                                                              \
  }                                                                            \
  inline Formula operator symbol(const Formula &x, double y) {                 \
    return x symbol number(x, y);                                              \
  }                                                                            \
  inline Formula operator symbol(double x, const Formula &y) {                 \
    return number(y, x) symbol y;                                              \
  }
TOROID_FORMULA_OPERATOR(+, apply<AddOp>(x, y))
TOROID_FORMULA_OPERATOR(-, apply<SubOp>(x, y))
TOROID_FORMULA_OPERATOR(*, apply<MulOp>(x, y))
TOROID_FORMULA_OPERATOR(/, apply<DivOp>(x, y))
/// The remainder with the sign of the divisor.
TOROID_FORMULA_OPERATOR(%, apply<ModOp>(x, y))
TOROID_FORMULA_OPERATOR(<, compare(Predicate::lt, x, y))
TOROID_FORMULA_OPERATOR(<=, compare(Predicate::le, x, y))
TOROID_FORMULA_OPERATOR(>, compare(Predicate::gt, x, y))
TOROID_FORMULA_OPERATOR(>=, compare(Predicate::ge, x, y))
TOROID_FORMULA_OPERATOR(==, compare(Predicate::eq, x, y))
#undef TOROID_FORMULA_OPERATOR

/// A floating-point constant of `shape`, whose elements `element` tells by
/// their position in row-major order. Large ones become weights.
Formula constantOf(NodeContext &node, llvm::ArrayRef<int64_t> shape,
                   mlir::Type elementType,
                   llvm::function_ref<double(int64_t)> element);

/// What a scalar integer tensor holds, which may depend on data.
DimExpr readSize(const Formula &scalar);

/// The only element of an integer input as a function of dims.
std::optional<DimExpr> getSize(NodeContext &node, unsigned input);

/// The elements of an integer vector that has one for each dim of the node's
/// first output, less `others`. The model's declaration of that output tells
/// their number when the vector's own type does not.
std::optional<llvm::SmallVector<DimExpr>>
getSizesOfOutput(NodeContext &node, unsigned input, int64_t others);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_FORMULA_H
