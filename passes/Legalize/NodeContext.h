//===- NodeContext.h - One ONNX node on its way to toroid -------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_NODECONTEXT_H
#define TOROID_PASSES_LEGALIZE_NODECONTEXT_H

#include "dialects/Onnx/OnnxDialect.h"
#include "dialects/Toroid/ToroidDialect.h"
#include "passes/Legalize/OperatorTable.h"

#include <optional>

namespace toroid {

class Legalizer;

/// What a handler sees of the node: its inputs as toroid values, its attributes
/// and the means to build its replacement.
///
/// Failure sticks: once something has failed, reads give defaults and `create`
/// gives null values without looking at its arguments. A handler therefore
/// checks before it looks *into* a value that it created, and otherwise just
/// ends in `replace`, which fails then.
class NodeContext {
public:
  NodeContext(Legalizer &legalizer, onnx::NodeOp node,
              llvm::SmallVector<mlir::Value> inputs);

  llvm::StringRef getOpType() { return node.getOpType(); }
  int64_t getOpset() { return node.getOpset(); }
  mlir::Location getLoc() { return node.getLoc(); }
  onnx::NodeOp getNode() { return node; }
  Legalizer &getLegalizer() { return legalizer; }
  SymbolicShapes &getShapes() { return shapes; }
  mlir::OpBuilder &getBuilder() { return builder; }

  //===--------------------------------------------------------------------===//
  // Failure
  //===--------------------------------------------------------------------===//

  /// Records why the node has no equivalent and what its author can do.
  mlir::LogicalResult fail(const llvm::Twine &reason,
                           const llvm::Twine &remedy = "");
  bool hasFailed() const { return failed; }
  /// Starts over, for those who take back what has been reported.
  void clearFailure() { failed = false; }

  //===--------------------------------------------------------------------===//
  // Inputs
  //===--------------------------------------------------------------------===//

  /// The number of inputs up to the last that is present.
  unsigned getNumInputs() const { return inputs.size(); }
  llvm::ArrayRef<mlir::Value> getInputs() const { return inputs; }
  /// Null when the input is absent. Those that the operator's arity requires
  /// are always present, and all present ones are ranked tensors of supported
  /// element types.
  mlir::Value getInput(unsigned i) const {
    return i < inputs.size() ? inputs[i] : mlir::Value();
  }
  /// Puts `better` in the place of a present input, here and for the nodes
  /// that come after: the same elements, of which it tells more.
  void refineInput(unsigned i, mlir::Value better);
  /// Fails when one of these is absent: for those after an optional one.
  mlir::LogicalResult requireInputs(llvm::ArrayRef<unsigned> inputs);
  unsigned getNumOutputs() { return node.getNumResults(); }
  bool isOutputUsed(unsigned i) {
    return i < node.getNumResults() && !node.getResult(i).use_empty();
  }

  static mlir::RankedTensorType getType(mlir::Value value) {
    return llvm::cast<mlir::RankedTensorType>(value.getType());
  }
  static mlir::Type getElementType(mlir::Value value) {
    return getType(value).getElementType();
  }
  static int64_t getRank(mlir::Value value) { return getType(value).getRank(); }
  Shape getShape(mlir::Value value) { return shapes.getShape(value); }

  /// The elements of an integer vector or scalar as functions of dims; elements
  /// that depend on data are read when the model runs. Fails when the vector's
  /// length is not known or the input is no vector.
  std::optional<llvm::SmallVector<DimExpr>> getIntegers(unsigned input);
  /// Same for `value`, which has been made of that input.
  std::optional<llvm::SmallVector<DimExpr>> getIntegers(mlir::Value value,
                                                        unsigned input);
  /// The only element of an integer vector or scalar, in the same way.
  std::optional<DimExpr> getInteger(unsigned input);
  /// The elements of an integer vector or scalar that must not depend on
  /// anything.
  std::optional<llvm::SmallVector<int64_t>> getConstantIntegers(unsigned input);
  /// Same, but none, and no failure, where they do depend on something.
  std::optional<llvm::SmallVector<int64_t>>
  findConstantIntegers(unsigned input);
  /// The rank that the model declares for an output, or for what is made of it
  /// element by element.
  std::optional<int64_t> getDeclaredRank(unsigned output);

  //===--------------------------------------------------------------------===//
  // Attributes: a wrong kind of attribute fails the node
  //===--------------------------------------------------------------------===//

  bool hasAttr(llvm::StringRef name) { return bool(getAttr(name)); }
  int64_t getInt(llvm::StringRef name, int64_t defaultValue);
  /// Fails when the attribute is missing.
  int64_t getRequiredInt(llvm::StringRef name);
  bool getFlag(llvm::StringRef name, bool defaultValue);
  double getFloat(llvm::StringRef name, double defaultValue);
  llvm::StringRef getString(llvm::StringRef name, llvm::StringRef defaultValue);
  llvm::SmallVector<int64_t> getInts(llvm::StringRef name);
  std::optional<llvm::SmallVector<double>> getFloats(llvm::StringRef name);
  mlir::ElementsAttr getElements(llvm::StringRef name);
  /// The element type that a TensorProto.DataType stands for.
  mlir::Type getElementTypeOf(int64_t onnxDataType);

  /// Resolves negative axes; fails when one is out of range or repeated.
  std::optional<int64_t> normalizeAxis(int64_t axis, int64_t rank);
  std::optional<llvm::SmallVector<int64_t>>
  normalizeAxes(llvm::ArrayRef<int64_t> axes, int64_t rank);

  //===--------------------------------------------------------------------===//
  // Building
  //===--------------------------------------------------------------------===//

  /// Builds an op, infers its shape, verifies and folds it.
  template <typename OpTy, typename... Args>
  mlir::Value create(mlir::Type elementType, Args &&...args) {
    if (failed)
      return {};
    // The type is provisional: `finish` puts the inferred one in its place.
    auto op = OpTy::create(builder, getLoc(),
                           mlir::UnrankedTensorType::get(elementType),
                           std::forward<Args>(args)...);
    return finish(op).front();
  }
  /// Same for an op of several results: one value for each element type.
  template <typename OpTy, typename... Args>
  llvm::SmallVector<mlir::Value>
  createSeveral(llvm::ArrayRef<mlir::Type> elementTypes, Args &&...args) {
    llvm::SmallVector<mlir::Type> types;
    for (mlir::Type type : elementTypes) {
      if (failed)
        break;
      types.push_back(mlir::UnrankedTensorType::get(type));
    }
    if (failed)
      return llvm::SmallVector<mlir::Value>(elementTypes.size());
    return finish(
        OpTy::create(builder, getLoc(), types, std::forward<Args>(args)...));
  }
  /// Same for ops whose result has the first operand's element type.
  template <typename OpTy, typename... Args>
  mlir::Value createLike(mlir::Value first, Args &&...args) {
    if (failed)
      return {};
    return create<OpTy>(getElementType(first), first,
                        std::forward<Args>(args)...);
  }

  mlir::Value constant(mlir::ElementsAttr value);
  /// A scalar constant of any supported element type.
  mlir::Value scalar(mlir::Type elementType, double value);
  mlir::Value scalarLike(mlir::Value value, double number) {
    return failed ? mlir::Value() : scalar(getElementType(value), number);
  }
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<DimExpr> shape);
  mlir::Value broadcastTo(mlir::Value value, llvm::ArrayRef<DimExpr> shape);
  mlir::Value transpose(mlir::Value value, llvm::ArrayRef<int64_t> permutation);
  /// `saturate` matters to narrow floating-point numbers only.
  mlir::Value cast(mlir::Value value, mlir::Type elementType,
                   bool saturate = true);
  mlir::Value compare(Predicate predicate, mlir::Value lhs, mlir::Value rhs);
  mlir::Value select(mlir::Value condition, mlir::Value ifTrue,
                     mlir::Value ifFalse);
  mlir::Value reduce(ReductionKind kind, mlir::Value value,
                     llvm::ArrayRef<int64_t> axes, bool keepDims);
  /// A strided box with one offset, size and stride per dim.
  mlir::Value slice(mlir::Value value, llvm::ArrayRef<DimExpr> offsets,
                    llvm::ArrayRef<DimExpr> sizes,
                    llvm::ArrayRef<int64_t> strides);
  /// Elements `start`, `start + step`, ... of one dim, `size` of them.
  mlir::Value sliceDim(mlir::Value value, int64_t dim, const DimExpr &start,
                       const DimExpr &size, int64_t step = 1);
  /// A size as a scalar of i64.
  mlir::Value getSizeValue(const DimExpr &size);
  /// Input #1 as two-operand operators took it before opset 7: with the
  /// attribute `broadcast` its dims are those of input #0 from `axis` on, else
  /// both have one shape.
  mlir::Value getOldRightInput();
  /// 0, 1, ..., size - 1 as i64.
  mlir::Value iota(const DimExpr &size);

  /// Ends the node: its outputs are `values`. Outputs beyond them must be
  /// unused.
  mlir::LogicalResult replace(mlir::ValueRange values);

private:
  mlir::Attribute getAttr(llvm::StringRef name);
  /// The op's results, or what it folds to; null ones after a failure.
  llvm::SmallVector<mlir::Value> finish(mlir::Operation *op);

  Legalizer &legalizer;
  onnx::NodeOp node;
  llvm::SmallVector<mlir::Value> inputs;
  SymbolicShapes &shapes;
  mlir::OpBuilder &builder;
  bool failed = false;
};

/// The number of elements of a shape.
DimExpr product(llvm::ArrayRef<DimExpr> shape);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_NODECONTEXT_H
