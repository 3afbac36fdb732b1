//===- Formula.cpp - Tensors in formulas ----------------------------------===//

#include "passes/Legalize/Formula.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace toroid;

Formula Formula::to(Type elementType) const {
  return {*node, node->cast(value, elementType)};
}

Formula Formula::reshape(ArrayRef<DimExpr> shape) const {
  return {*node, node->reshape(value, shape)};
}

Formula Formula::transpose(ArrayRef<int64_t> permutation) const {
  if (llvm::is_sorted(permutation))
    return *this;
  return {*node, node->transpose(value, permutation)};
}

Formula Formula::expand(int64_t i) const {
  if (node->hasFailed())
    return *this;
  Shape shape = getShape();
  shape.insert(shape.begin() + i, DimExpr(1));
  return reshape(shape);
}

Formula Formula::at(int64_t dim, const DimExpr &i) const {
  Formula part = {*node, node->sliceDim(value, dim, i, 1)};
  if (node->hasFailed())
    return part;
  Shape shape = part.getShape();
  shape.erase(shape.begin() + dim);
  return part.reshape(shape);
}

Formula Formula::reduce(ReductionKind kind, ArrayRef<int64_t> axes,
                        bool keepDims) const {
  return {*node, node->reduce(kind, value, axes, keepDims)};
}

Formula toroid::number(const Formula &like, double value) {
  NodeContext &node = like.getNode();
  return {node, node.scalarLike(like, value)};
}

Formula toroid::scalarOf(NodeContext &node, const DimExpr &size) {
  return {node, node.getSizeValue(size)};
}

Formula toroid::iotaAlong(NodeContext &node, const DimExpr &size, int64_t dim,
                          int64_t rank) {
  Shape shape(rank, DimExpr(1));
  shape[dim] = size;
  return Formula(node, node.iota(size)).reshape(shape);
}

Formula toroid::compare(Predicate predicate, const Formula &x,
                        const Formula &y) {
  return {x.getNode(), x.getNode().compare(predicate, x, y)};
}

Formula toroid::select(const Formula &condition, const Formula &ifTrue,
                       const Formula &ifFalse) {
  return {condition.getNode(),
          condition.getNode().select(condition, ifTrue, ifFalse)};
}

Formula toroid::gather(const Formula &input, int64_t axis,
                       const Formula &indices) {
  NodeContext &node = input.getNode();
  return {node, node.create<GatherOp>(input.getElementType(), uint64_t(axis),
                                      input.get(), indices.get())};
}

Formula toroid::constantOf(NodeContext &node, ArrayRef<int64_t> shape,
                           Type elementType,
                           function_ref<double(int64_t)> element) {
  // What is larger is neither copied nor hashed.
  constexpr int64_t maxAttributeElements = 1024;
  auto type = RankedTensorType::get(shape, elementType);
  auto number = cast<FloatType>(elementType);
  auto get = [&](int64_t i) {
    APFloat value(element(i));
    bool losesInfo;
    value.convert(number.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    return value;
  };
  int64_t count = type.getNumElements();
  if (count <= maxAttributeElements) {
    SmallVector<APFloat> values;
    for (int64_t i = 0; i < count; ++i)
      values.push_back(get(i));
    return {node, node.constant(DenseElementsAttr::get(type, values))};
  }
  unsigned bytes = number.getWidth() / 8;
  AsmResourceBlob blob =
      HeapAsmResourceBlob::allocate(count * bytes, /*align=*/64);
  MutableArrayRef<char> data = blob.getMutableData();
  for (int64_t i = 0; i < count; ++i) {
    uint64_t bits = get(i).bitcastToAPInt().getZExtValue();
    std::memcpy(data.data() + i * bytes, &bits, bytes);
  }
  return {node, node.constant(DenseResourceElementsAttr::get(
                    type, node.getOpType().lower(), std::move(blob)))};
}

DimExpr toroid::readSize(const Formula &scalar) {
  NodeContext &node = scalar.getNode();
  if (node.hasFailed())
    return 0;
  SymbolicShapes &shapes = node.getShapes();
  if (auto known = shapes.getElements(scalar))
    return known->front();
  OpBuilder &builder = node.getBuilder();
  Value element =
      tensor::ExtractOp::create(builder, node.getLoc(), scalar, ValueRange());
  return shapes.getIndex(arith::IndexCastOp::create(
      builder, node.getLoc(), builder.getIndexType(), element));
}

std::optional<DimExpr> toroid::getSize(NodeContext &node, unsigned input) {
  auto elements = node.getIntegers(input);
  if (!elements)
    return std::nullopt;
  if (elements->size() == 1)
    return elements->front();
  (void)node.fail("its input #" + Twine(input) + " does not have one element");
  return std::nullopt;
}

std::optional<SmallVector<DimExpr>>
toroid::getSizesOfOutput(NodeContext &node, unsigned input, int64_t others) {
  Value vector = node.getInput(input);
  auto declared =
      dyn_cast<RankedTensorType>(node.getNode()->getResult(0).getType());
  if (node.getRank(vector) != 1 || node.getType(vector).hasStaticShape() ||
      !declared || declared.getRank() < others ||
      !node.getElementType(vector).isSignlessInteger())
    return node.getIntegers(input);
  // The declaration may lie: this checks the number of elements.
  int64_t count = declared.getRank() - others;
  Formula fixed = Formula(node, vector).reshape({count});
  SmallVector<DimExpr> sizes;
  for (int64_t i = 0; i < count; ++i)
    sizes.push_back(readSize(fixed.at(0, i)));
  return node.hasFailed() ? std::nullopt : std::optional(sizes);
}
