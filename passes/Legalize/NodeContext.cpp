//===- NodeContext.cpp - One ONNX node on its way to toroid ---------------===//

#include "passes/Legalize/NodeContext.h"

#include "passes/Legalize/Legalizer.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace toroid;

DimExpr toroid::product(ArrayRef<DimExpr> shape) {
  DimExpr result = 1;
  for (const DimExpr &dim : shape)
    result = result * dim;
  return result;
}

NodeContext::NodeContext(Legalizer &legalizer, onnx::NodeOp node,
                         SmallVector<Value> inputs)
    : legalizer(legalizer), node(node), inputs(std::move(inputs)),
      shapes(legalizer.getShapes()), builder(legalizer.getBuilder()) {}

LogicalResult NodeContext::fail(const Twine &reason, const Twine &remedy) {
  // Later failures follow from the first.
  if (!failed)
    legalizer.report(node, reason, remedy);
  failed = true;
  return failure();
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

void NodeContext::refineInput(unsigned i, Value better) {
  if (!better)
    return;
  inputs[i] = better;
  // What a branch or a loop makes is not known outside.
  Value given = node.getInputs()[i];
  if (given.getParentBlock() == node->getBlock())
    legalizer.map(given, better);
}

LogicalResult NodeContext::requireInputs(ArrayRef<unsigned> required) {
  for (unsigned i : required)
    if (!getInput(i))
      return fail("its input #" + Twine(i) + " is missing");
  return success();
}

std::optional<SmallVector<DimExpr>> NodeContext::getIntegers(unsigned input) {
  if (Value value = getInput(input))
    return getIntegers(value, input);
  (void)fail("its input #" + Twine(input) + " is missing");
  return std::nullopt;
}

std::optional<SmallVector<DimExpr>> NodeContext::getIntegers(Value value,
                                                             unsigned input) {
  if (failed)
    return std::nullopt;
  RankedTensorType type = getType(value);
  if (!type.getElementType().isSignlessInteger() || type.getRank() > 1) {
    (void)fail("its input #" + Twine(input) +
               " is not a vector or scalar of integers");
    return std::nullopt;
  }
  if (auto elements = shapes.getElements(value))
    return elements;
  if (!type.hasStaticShape() ||
      type.getNumElements() > SymbolicShapes::maxElements) {
    (void)fail("the number of elements of its input #" + Twine(input) +
                   " is not known",
               "re-export the model with static shapes, or simplify it first");
    return std::nullopt;
  }
  // Only a run can tell: read the elements one by one, ahead of a loop that the
  // node is in where that is possible.
  OpBuilder::InsertionGuard guard(builder);
  if (value.getParentBlock() != builder.getInsertionBlock())
    builder.setInsertionPointAfterValue(value);
  SmallVector<DimExpr> elements;
  for (int64_t i = 0, e = type.getNumElements(); i < e; ++i) {
    SmallVector<Value> position;
    if (type.getRank() == 1)
      position.push_back(arith::ConstantIndexOp::create(builder, getLoc(), i));
    Value element =
        tensor::ExtractOp::create(builder, getLoc(), value, position);
    elements.push_back(shapes.getIndex(arith::IndexCastOp::create(
        builder, getLoc(), builder.getIndexType(), element)));
  }
  return elements;
}

std::optional<DimExpr> NodeContext::getInteger(unsigned input) {
  Value value = getInput(input);
  // Of a vector of unknown length a run tells that it has one element.
  if (value && getRank(value) == 1 && !getShape(value).front().getConstant())
    value = reshape(value, {1});
  auto elements = value ? getIntegers(value, input) : getIntegers(input);
  if (elements && elements->size() != 1) {
    (void)fail("its input #" + Twine(input) + " does not have one element");
    return std::nullopt;
  }
  return elements ? std::optional(elements->front()) : std::nullopt;
}

std::optional<SmallVector<int64_t>>
NodeContext::findConstantIntegers(unsigned input) {
  Value value = getInput(input);
  if (!value || getRank(value) > 1)
    return std::nullopt;
  auto elements = shapes.getElements(value);
  if (!elements)
    return std::nullopt;
  SmallVector<int64_t> result;
  for (const DimExpr &element : *elements) {
    auto constant = element.getConstant();
    if (!constant)
      return std::nullopt;
    result.push_back(*constant);
  }
  return result;
}

std::optional<SmallVector<int64_t>>
NodeContext::getConstantIntegers(unsigned input) {
  if (auto result = findConstantIntegers(input))
    return result;
  (void)fail("its input #" + Twine(input) +
                 " must be a constant vector or scalar of integers",
             "re-export the model with constant folding");
  return std::nullopt;
}

/// Whether an operator's only output has the rank of its first input, which is
/// also the only one that matters to its shape.
static bool keepsRank(StringRef op) {
  return llvm::is_contained({"Abs", "Cast", "CastLike", "Exp", "Identity",
                             "Log", "Neg", "Reciprocal", "Relu", "Sigmoid",
                             "Sqrt", "Tanh"},
                            op);
}

std::optional<int64_t> NodeContext::getDeclaredRank(unsigned output) {
  if (output >= node.getNumResults())
    return std::nullopt;
  Value value = node.getResult(output);
  // A model may declare nothing but its outputs; what leads there elementwise
  // has the same rank.
  while (!isa<RankedTensorType>(value.getType())) {
    onnx::NodeOp next;
    for (OpOperand &use : value.getUses())
      if (auto user = dyn_cast<onnx::NodeOp>(use.getOwner());
          user && use.getOperandNumber() == 0 && user->getNumResults() == 1 &&
          user.getDomain().empty() && keepsRank(user.getOpType()))
        next = user;
    if (!next)
      return std::nullopt;
    value = next.getResult(0);
  }
  return cast<RankedTensorType>(value.getType()).getRank();
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

Attribute NodeContext::getAttr(StringRef name) {
  DictionaryAttr attrs = node.getAttrs();
  return attrs ? attrs.get(name) : Attribute();
}

int64_t NodeContext::getInt(StringRef name, int64_t defaultValue) {
  Attribute attr = getAttr(name);
  if (!attr)
    return defaultValue;
  auto integer = dyn_cast<IntegerAttr>(attr);
  if (integer && integer.getValue().getSignificantBits() <= 64)
    return integer.getValue().getSExtValue();
  (void)fail("its attribute '" + name + "' is not an integer");
  return defaultValue;
}

int64_t NodeContext::getRequiredInt(StringRef name) {
  if (!hasAttr(name))
    (void)fail("its attribute '" + name + "' is missing");
  return getInt(name, 0);
}

bool NodeContext::getFlag(StringRef name, bool defaultValue) {
  return getInt(name, defaultValue) != 0;
}

double NodeContext::getFloat(StringRef name, double defaultValue) {
  Attribute attr = getAttr(name);
  if (!attr)
    return defaultValue;
  if (auto number = dyn_cast<FloatAttr>(attr))
    return number.getValueAsDouble();
  (void)fail("its attribute '" + name + "' is not a floating-point number");
  return defaultValue;
}

StringRef NodeContext::getString(StringRef name, StringRef defaultValue) {
  Attribute attr = getAttr(name);
  if (!attr)
    return defaultValue;
  if (auto text = dyn_cast<StringAttr>(attr))
    return text.getValue();
  (void)fail("its attribute '" + name + "' is not a string");
  return defaultValue;
}

SmallVector<int64_t> NodeContext::getInts(StringRef name) {
  Attribute attr = getAttr(name);
  if (!attr)
    return {};
  if (auto array = dyn_cast<DenseI64ArrayAttr>(attr))
    return SmallVector<int64_t>(array.asArrayRef());
  SmallVector<int64_t> result;
  auto array = dyn_cast<ArrayAttr>(attr);
  if (array)
    for (Attribute element : array)
      if (auto integer = dyn_cast<IntegerAttr>(element);
          integer && integer.getValue().getSignificantBits() <= 64)
        result.push_back(integer.getValue().getSExtValue());
  if (!array || result.size() != array.size()) {
    (void)fail("its attribute '" + name + "' is not a list of integers");
    return {};
  }
  return result;
}

std::optional<SmallVector<double>> NodeContext::getFloats(StringRef name) {
  Attribute attr = getAttr(name);
  SmallVector<double> result;
  if (auto array = dyn_cast_if_present<DenseF32ArrayAttr>(attr)) {
    llvm::append_range(result, array.asArrayRef());
    return result;
  }
  auto array = dyn_cast_if_present<ArrayAttr>(attr);
  if (array)
    for (Attribute element : array)
      if (auto number = dyn_cast<FloatAttr>(element))
        result.push_back(number.getValueAsDouble());
  if (array && result.size() == array.size())
    return result;
  (void)fail("its attribute '" + name +
             "' is not a list of floating-point numbers");
  return std::nullopt;
}

ElementsAttr NodeContext::getElements(StringRef name) {
  Attribute attr = getAttr(name);
  auto elements = dyn_cast_if_present<ElementsAttr>(attr);
  auto type = elements ? dyn_cast<RankedTensorType>(elements.getShapedType())
                       : RankedTensorType();
  if (!type) {
    (void)fail("its attribute '" + name + "' is not a tensor");
    return {};
  }
  if (!isSupportedElementType(type.getElementType())) {
    (void)fail("its attribute '" + name +
               "' has an element type that is not supported");
    return {};
  }
  return elements;
}

Type NodeContext::getElementTypeOf(int64_t onnxDataType) {
  auto unsignedType = [&](unsigned width) {
    return builder.getIntegerType(width, /*isSigned=*/false);
  };
  switch (onnxDataType) {
  case 1:
    return builder.getF32Type();
  case 2:
    return unsignedType(8);
  case 3:
    return builder.getI8Type();
  case 4:
    return unsignedType(16);
  case 5:
    return builder.getI16Type();
  case 6:
    return builder.getI32Type();
  case 7:
    return builder.getI64Type();
  case 9:
    return builder.getI1Type();
  case 10:
    return builder.getF16Type();
  case 11:
    return builder.getF64Type();
  case 12:
    return unsignedType(32);
  case 13:
    return unsignedType(64);
  case 16:
    return builder.getBF16Type();
  case 17:
    return builder.getType<Float8E4M3FNType>();
  case 18:
    return builder.getType<Float8E4M3FNUZType>();
  case 19:
    return builder.getType<Float8E5M2Type>();
  case 20:
    return builder.getType<Float8E5M2FNUZType>();
  case 21:
    return unsignedType(4);
  case 22:
    return builder.getIntegerType(4);
  case 23:
    return builder.getType<Float4E2M1FNType>();
  case 24:
    return builder.getType<Float8E8M0FNUType>();
  case 25:
    return unsignedType(2);
  case 26:
    return builder.getIntegerType(2);
  case 27:
    return builder.getType<Float6E2M3FNType>();
  case 28:
    return builder.getType<Float6E3M2FNType>();
  default:
    (void)fail("the element type with number " + Twine(onnxDataType) +
                   " is not supported",
               "re-export the model with float32 or float16 numbers");
    return builder.getF32Type();
  }
}

std::optional<int64_t> NodeContext::normalizeAxis(int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank) {
    (void)fail("its axis " + Twine(axis) +
               " is out of range for a tensor of rank " + Twine(rank));
    return std::nullopt;
  }
  return axis < 0 ? axis + rank : axis;
}

std::optional<SmallVector<int64_t>>
NodeContext::normalizeAxes(ArrayRef<int64_t> axes, int64_t rank) {
  SmallVector<int64_t> result;
  for (int64_t axis : axes) {
    auto normal = normalizeAxis(axis, rank);
    if (!normal)
      return std::nullopt;
    if (llvm::is_contained(result, *normal)) {
      (void)fail("its axis " + Twine(axis) + " is given twice");
      return std::nullopt;
    }
    result.push_back(*normal);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

SmallVector<Value> NodeContext::finish(Operation *op) {
  unsigned numResults = op->getNumResults();
  // What the op says against its operands is said about the node.
  std::string message;
  {
    ScopedDiagnosticHandler handler(op->getContext(), [&](Diagnostic &diag) {
      if (message.empty())
        message = diag.str();
      return success();
    });
    if (succeeded(refineResultTypes(op, shapes)) &&
        succeeded(verify(op, /*verifyRecursively=*/false)))
      message.clear();
    else if (message.empty())
      message = "its operands do not fit together";
  }
  auto discard = [&] {
    for (Value result : op->getResults())
      shapes.forget(result);
    op->erase();
  };
  if (!message.empty()) {
    // Without "'toroid.add' op ".
    StringRef text(message);
    size_t prefix = text.find(" op ");
    if (text.starts_with("'toroid.") && prefix != StringRef::npos)
      text = text.drop_front(prefix + 4);
    discard();
    (void)fail((text.starts_with("operand #") ? "its " : "it ") + text,
               "check that the model is valid (onnx.checker with full_check)");
    return SmallVector<Value>(numResults);
  }

  if (isa<ConstantOp>(op) || numResults != 1)
    return llvm::to_vector_of<Value>(op->getResults());
  Value result = op->getResult(0);
  // Nothing is computed for a tensor without elements.
  auto type = getType(result);
  if (type.hasStaticShape() && type.getNumElements() == 0) {
    discard();
    return {constant(DenseElementsAttr::get(type, ArrayRef<Attribute>()))};
  }
  SmallVector<OpFoldResult> folded;
  if (succeeded(op->fold(folded)) && folded.size() == 1) {
    if (auto value = dyn_cast<Value>(folded.front())) {
      discard();
      return {value};
    }
    if (auto elements = dyn_cast<ElementsAttr>(cast<Attribute>(folded.front()));
        elements && elements.getShapedType() == result.getType()) {
      discard();
      return {constant(elements)};
    }
  }

  // Integers that do not depend on anything, though computed from shapes.
  if (!type.getElementType().isSignlessInteger())
    return {result};
  auto known = shapes.getElements(result);
  if (!known)
    return {result};
  SmallVector<APInt> elements;
  unsigned width = type.getElementTypeBitWidth();
  for (const DimExpr &element : *known) {
    auto number = element.getConstant();
    if (!number)
      return {result};
    elements.push_back(
        APInt(width, *number, /*isSigned=*/true, /*implicitTrunc=*/true));
  }
  discard();
  return {constant(DenseElementsAttr::get(type, elements))};
}

Value NodeContext::constant(ElementsAttr value) {
  if (failed || !value)
    return {};
  return ConstantOp::create(builder, getLoc(), value.getShapedType(), value);
}

Value NodeContext::scalar(Type elementType, double value) {
  if (failed)
    return {};
  auto type = RankedTensorType::get({}, elementType);
  if (auto number = dyn_cast<FloatType>(elementType)) {
    APFloat converted(value);
    bool losesInfo;
    converted.convert(number.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                      &losesInfo);
    return constant(DenseElementsAttr::get(type, converted));
  }
  auto integer = cast<IntegerType>(elementType);
  return constant(DenseElementsAttr::get(
      type, APInt(integer.getWidth(), int64_t(value), /*isSigned=*/true,
                  /*implicitTrunc=*/true)));
}

Value NodeContext::reshape(Value value, ArrayRef<DimExpr> shape) {
  if (failed)
    return {};
  if (shapes.getShape(value) == Shape(shape))
    return value;
  return createLike<ReshapeOp>(value,
                               shapes.materialize(builder, getLoc(), shape));
}

Value NodeContext::broadcastTo(Value value, ArrayRef<DimExpr> shape) {
  if (failed)
    return {};
  if (shapes.getShape(value) == Shape(shape))
    return value;
  return createLike<BroadcastToOp>(
      value, shapes.materialize(builder, getLoc(), shape));
}

Value NodeContext::transpose(Value value, ArrayRef<int64_t> permutation) {
  return createLike<TransposeOp>(value, permutation);
}

Value NodeContext::cast(Value value, Type elementType, bool saturate) {
  if (failed || getElementType(value) == elementType)
    return value;
  return create<CastOp>(elementType, value, RoundingAttr(),
                        saturate && isNarrowFloat(elementType));
}

Value NodeContext::compare(Predicate predicate, Value lhs, Value rhs) {
  return create<CompareOp>(builder.getI1Type(), predicate, lhs, rhs);
}

Value NodeContext::select(Value condition, Value ifTrue, Value ifFalse) {
  if (failed)
    return {};
  return create<SelectOp>(getElementType(ifTrue), condition, ifTrue, ifFalse);
}

Value NodeContext::reduce(ReductionKind kind, Value value,
                          ArrayRef<int64_t> axes, bool keepDims) {
  if (failed || axes.empty())
    return value;
  SmallVector<int64_t> sorted(axes);
  llvm::sort(sorted);
  return create<ReduceOp>(getElementType(value), kind, value,
                          ArrayRef<int64_t>(sorted), keepDims);
}

Value NodeContext::slice(Value value, ArrayRef<DimExpr> offsets,
                         ArrayRef<DimExpr> sizes, ArrayRef<int64_t> strides) {
  if (failed)
    return {};
  // As large as the whole and in its order, it is the whole.
  if (shapes.getShape(value) == Shape(sizes) &&
      llvm::all_of(strides, [](int64_t stride) { return stride == 1; }))
    return value;
  return createLike<SliceOp>(
      value, shapes.materialize(builder, getLoc(), offsets),
      shapes.materialize(builder, getLoc(), sizes), strides);
}

Value NodeContext::sliceDim(Value value, int64_t dim, const DimExpr &start,
                            const DimExpr &size, int64_t step) {
  if (failed)
    return {};
  Shape sizes = shapes.getShape(value);
  Shape offsets(sizes.size(), DimExpr(0));
  SmallVector<int64_t> strides(sizes.size(), 1);
  offsets[dim] = start;
  sizes[dim] = size;
  strides[dim] = step;
  return slice(value, offsets, sizes, strides);
}

Value NodeContext::getSizeValue(const DimExpr &size) {
  if (failed)
    return {};
  Type i64 = builder.getI64Type();
  auto type = RankedTensorType::get({}, i64);
  if (auto number = size.getConstant())
    return constant(DenseElementsAttr::get(type, *number));
  Value index = shapes.materializeValue(builder, getLoc(), size);
  Value element = arith::IndexCastOp::create(builder, getLoc(), i64, index);
  return tensor::FromElementsOp::create(builder, getLoc(), type, element);
}

Value NodeContext::getOldRightInput() {
  Value left = getInput(0), right = getInput(1);
  int64_t rank = getRank(left), own = getRank(right);
  if (!getFlag("broadcast", false) || !hasAttr("axis"))
    return right;
  auto axis = normalizeAxis(getInt("axis", 0), rank);
  if (!axis)
    return {};
  if (*axis + own > rank) {
    (void)fail("its input #1 of rank " + Twine(own) + " does not fit at axis " +
               Twine(*axis) + " of a tensor of rank " + Twine(rank));
    return {};
  }
  Shape shape = getShape(right);
  shape.append(rank - own - *axis, DimExpr(1));
  return reshape(right, shape);
}

Value NodeContext::iota(const DimExpr &size) {
  Value zero = scalar(builder.getI64Type(), 0);
  Value one = scalar(builder.getI64Type(), 1);
  if (failed)
    return {};
  SmallVector<int64_t> fixed;
  SmallVector<Value> dynamic;
  dispatchIndexOpFoldResults(shapes.materialize(builder, getLoc(), size),
                             dynamic, fixed);
  return createLike<RangeOp>(zero, one, dynamic, fixed);
}

LogicalResult NodeContext::replace(ValueRange values) {
  if (failed)
    return failure();
  for (auto [i, output] : llvm::enumerate(node.getResults())) {
    if (i < values.size() && values[i])
      legalizer.map(output, values[i]);
    else if (!output.use_empty())
      return fail("its output #" + Twine(i) + " is not supported",
                  "re-export the model without using it");
  }
  return success();
}
