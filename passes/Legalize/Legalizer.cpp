//===- Legalizer.cpp - Walks the nodes of a function ----------------------===//

#include "passes/Legalize/Legalizer.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace toroid;

std::string toroid::getNodeName(Operation *node) {
  if (auto name = node->getLoc()->findInstanceOf<NameLoc>())
    return name.getName().str();
  return "<unnamed>";
}

bool toroid::isSupportedElementType(Type type) {
  if (isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(type) ||
      isNarrowFloat(type))
    return true;
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return false;
  if (integer.isSignless() && integer.getWidth() == 1)
    return true;
  return !integer.isSigned() &&
         llvm::is_contained({2u, 4u, 8u, 16u, 32u, 64u}, integer.getWidth());
}

Legalizer::Legalizer(func::FuncOp func, unsigned namedNodes)
    : func(func), namedNodes(namedNodes), builder(func.getContext()) {}

LogicalResult Legalizer::run() {
  onnx::NodeOp tooNew;
  func.walk([&](onnx::NodeOp node) {
    bool isDefault = node.getDomain().empty() || node.getDomain() == "ai.onnx";
    if (isDefault && int64_t(node.getOpset()) > OperatorTable::newestOpset)
      tooNew = node;
  });
  if (tooNew)
    return tooNew.emitError("the model uses opset ")
           << tooNew.getOpset() << ", and the newest known one is "
           << OperatorTable::newestOpset
           << "; re-export it with opset_version=" << OperatorTable::newestOpset
           << " or lower";
  if (failed(mapArguments()))
    return failure();
  legalizeBlock(func.front());
  if (!problems.empty())
    return emitReports();
  if (failed(replaceResults()))
    return failure();
  eraseOnnx();
  return success();
}

//===----------------------------------------------------------------------===//
// In
//===----------------------------------------------------------------------===//

static std::string getSlotName(StringAttr name, unsigned number) {
  return name ? "'" + name.str() + "'" : "#" + std::to_string(number);
}

LogicalResult Legalizer::mapArguments() {
  for (BlockArgument argument : func.getArguments()) {
    auto name = func.getArgAttrOfType<StringAttr>(
        argument.getArgNumber(), ToroidDialect::getNameAttrName());
    auto error = [&] {
      return func.emitError("input ")
             << getSlotName(name, argument.getArgNumber()) << " has type "
             << argument.getType() << ", ";
    };
    if (isa<onnx::SequenceType>(argument.getType()))
      return error() << "of which only the elements can be inputs; give their "
                        "shapes, as in --sequence="
                     << (name ? name.getValue() : "x") << "=[2,3],[?]";
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!isa<TensorType>(argument.getType()))
      return error() << "where a tensor is needed; re-export the model so that "
                        "it takes tensors alone";
    if (!type)
      return error()
             << "where a tensor of known rank is needed; give it one with "
                "--shape, or re-export the model with the shapes of "
                "its inputs";
    if (!isSupportedElementType(type.getElementType()))
      return error() << "whose elements are not supported";
    int64_t elements = 1;
    for (int64_t size : type.getShape())
      if (!ShapedType::isDynamic(size) && size > 0 &&
          (llvm::MulOverflow(elements, size, elements) || elements > int64_t(1)
                                                                         << 43))
        return error() << "which no machine can hold";
    values.map(argument, argument);
  }
  return success();
}

void Legalizer::legalizeBlock(Block &block) {
  bool isTop = block.getParentOp() == func;
  // A subgraph may be legalized again, after what came of it is gone.
  if (!isTop)
    for (Operation &op : block)
      for (Value result : op.getResults()) {
        values.erase(result);
        lists.erase(result);
        joined.erase(result);
      }
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (isTop)
      builder.setInsertionPoint(&op);
    if (auto node = dyn_cast<onnx::NodeOp>(op)) {
      legalizeNode(node);
    } else if (auto constant = dyn_cast<onnx::ConstantOp>(op)) {
      auto type = dyn_cast<RankedTensorType>(constant.getOutput().getType());
      if (type && isSupportedElementType(type.getElementType()))
        values.map(constant.getOutput(),
                   ConstantOp::create(builder, op.getLoc(), type,
                                      constant.getValueAttr()));
    }
  }
}

bool Legalizer::takeSubgraphNodes(Block &block) {
  subgraphNodes -= std::distance(block.begin(), block.end());
  return subgraphNodes >= 0;
}

/// `Foo`, `Foo of domain com.acme`.
static std::string describeOperator(StringRef op, StringRef domain) {
  return domain.empty() ? op.str() : (op + " of domain " + domain).str();
}

/// An attribute that is an input from some opset on: a node that still has it
/// means something, which must not go unnoticed.
struct MovedAttribute {
  StringRef op, name;
  int64_t opset;
};

static constexpr MovedAttribute movedAttributes[] = {
    {"Clip", "max", 11},
    {"Clip", "min", 11},
    {"Dropout", "ratio", 12},
    {"Pad", "pads", 11},
    {"Pad", "value", 11},
    {"ReduceL1", "axes", 18},
    {"ReduceL2", "axes", 18},
    {"ReduceLogSum", "axes", 18},
    {"ReduceLogSumExp", "axes", 18},
    {"ReduceMax", "axes", 18},
    {"ReduceMean", "axes", 18},
    {"ReduceMin", "axes", 18},
    {"ReduceProd", "axes", 18},
    {"ReduceSum", "axes", 13},
    {"ReduceSumSquare", "axes", 18},
    {"Reshape", "shape", 5},
    {"Slice", "axes", 10},
    {"Slice", "ends", 10},
    {"Slice", "starts", 10},
    {"Split", "split", 13},
    {"Squeeze", "axes", 13},
    {"TopK", "k", 10},
    {"Unsqueeze", "axes", 13},
    {"Upsample", "scales", 9},
};

void Legalizer::legalizeNode(onnx::NodeOp node) {
  bool isDefault = node.getDomain().empty() || node.getDomain() == "ai.onnx";
  const OperatorTable &table = OperatorTable::get();
  int64_t opset = node.getOpset();
  const auto *versions = table.versions(node.getDomain(), node.getOpType());
  if (!versions) {
    return report(
        node, "the operator is not supported",
        isDefault
            ? "re-export the model so that it does without " + node.getOpType()
            : "start from the model as it was exported, before a tool "
              "put in operators of domain " +
                  node.getDomain());
  }
  const OperatorEntry *entry =
      table.lookup(node.getDomain(), node.getOpType(), opset);
  if (!entry) {
    std::string first = std::to_string(versions->begin()->first);
    return report(node,
                  "the operator of opset " + Twine(opset) +
                      " is not supported, only that of opset " + first +
                      " and later",
                  "re-export the model with opset_version=" + Twine(first) +
                      " or higher");
  }

  SmallVector<Value> inputs;
  for (auto [i, input] : llvm::enumerate(node.getInputs())) {
    if (isa<NoneType>(input.getType())) {
      inputs.push_back({});
      continue;
    }
    if (lookupList(input) || lookupJoined(input)) {
      if (!table.takesSequences(node.getOpType()))
        return report(node,
                      "its input #" + Twine(i) +
                          " is a sequence, which the operator does not take",
                      "");
      inputs.push_back({});
      continue;
    }
    Value value = lookup(input);
    if (!value) {
      // What comes from a node that failed is reported there.
      if (auto constant = input.getDefiningOp<onnx::ConstantOp>()) {
        std::string type;
        llvm::raw_string_ostream(type) << constant.getOutput().getType();
        report(node,
               "its input #" + Twine(i) + " has type " + type +
                   ", which is not supported",
               "");
      }
      return;
    }
    inputs.push_back(value);
  }
  while (!inputs.empty() && !inputs.back())
    inputs.pop_back();
  if (inputs.size() > entry->inputs.max)
    return report(node,
                  "it has " + Twine(inputs.size()) + " inputs and takes " +
                      Twine(entry->inputs.max) + " at most",
                  "");
  for (unsigned i = 0; i < entry->inputs.min; ++i)
    if ((i >= inputs.size() || !inputs[i]) &&
        (i >= node.getInputs().size() || (!lookupList(node.getInputs()[i]) &&
                                          !lookupJoined(node.getInputs()[i]))))
      return report(node, "its input #" + Twine(i) + " is missing", "");

  if (isDefault)
    for (const MovedAttribute &moved : movedAttributes)
      if (node.getOpType() == moved.op && opset >= moved.opset &&
          node.getAttrs().contains(moved.name))
        return report(node,
                      "it has an attribute '" + moved.name +
                          "', which is an input from opset " +
                          Twine(moved.opset) + " on",
                      "make it an input, or export the model for an opset "
                      "below " +
                          Twine(moved.opset));

  NodeContext context(*this, node, std::move(inputs));
  if (failed(entry->handler(context)) && !context.hasFailed())
    report(node, "it could not be legalized", "");
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

void Legalizer::report(onnx::NodeOp node, const Twine &reason,
                       const Twine &remedy) {
  problems[{node.getOpType().str(), node.getDomain().str(), reason.str(),
            remedy.str()}]
      .push_back(node);
}

LogicalResult Legalizer::emitReports() {
  for (auto &[problem, nodes] : problems) {
    auto &[op, domain, reason, remedy] = problem;
    InFlightDiagnostic error = emitError(nodes.front().getLoc());
    error << (nodes.size() == 1 ? "node " : "nodes ");
    size_t named = std::min<size_t>(nodes.size(), std::max(1u, namedNodes));
    for (size_t i = 0; i < named; ++i)
      error << (i == 0                                    ? ""
                : i + 1 == named && named == nodes.size() ? " and "
                                                          : ", ")
            << "'" << getNodeName(nodes[i]) << "'";
    if (named < nodes.size())
      error << " and " << (nodes.size() - named) << " more";
    error << " (" << describeOperator(op, domain) << "): " << reason;
    if (!remedy.empty())
      error << "; " << remedy;
  }
  return failure();
}

//===----------------------------------------------------------------------===//
// Out
//===----------------------------------------------------------------------===//

/// An output of a sequence is an output for each of its elements, whose types
/// are known.
SmallVector<Legalizer::Output>
Legalizer::listOutputs(func::ReturnOp terminator) {
  SmallVector<Output> outputs;
  for (auto [number, operand] : llvm::enumerate(terminator.getOperands())) {
    auto name = func.getResultAttrOfType<StringAttr>(
        number, ToroidDialect::getNameAttrName());
    const Values *list = lookupList(operand);
    if (!list) {
      outputs.push_back({getSlotName(name, number), operand.getType(),
                         lookup(operand), func.getResultAttrDict(number)});
      continue;
    }
    for (auto [i, element] : llvm::enumerate(*list)) {
      auto elementName = builder.getStringAttr(onnx::getElementName(
          name ? name.getValue() : StringRef("output"), i));
      NamedAttribute attr(
          builder.getStringAttr(ToroidDialect::getNameAttrName()), elementName);
      outputs.push_back({getSlotName(elementName, number), element.getType(),
                         element, builder.getDictionaryAttr(attr)});
    }
  }
  return outputs;
}

LogicalResult Legalizer::replaceResults() {
  auto terminator = dyn_cast<func::ReturnOp>(func.front().getTerminator());
  if (!terminator)
    return func.emitError("does not end in func.return");
  SmallVector<Type> types;
  Values values;
  SmallVector<DictionaryAttr> attributes;
  for (const Output &output : listOutputs(terminator)) {
    if (!output.value)
      return func.emitError("output ")
             << output.slot << " has type " << output.declared
             << ", which is not supported";
    auto type = cast<RankedTensorType>(output.value.getType());
    auto declared = dyn_cast<ShapedType>(output.declared);
    if (declared && declared.getElementType() != type.getElementType())
      return func.emitError("output ")
             << output.slot << " is declared with elements of type "
             << declared.getElementType() << " but has elements of type "
             << type.getElementType() << "; run the ONNX checker on the model";
    values.push_back(output.value);
    types.push_back(type);

    // Its dims in terms of the inputs' where they are known, else as declared.
    NamedAttrList attrs(output.attributes);
    auto old = dyn_cast_if_present<ArrayAttr>(
        attrs.get(ToroidDialect::getDimsAttrName()));
    SmallVector<Attribute> dims;
    for (auto [i, dim] : llvm::enumerate(shapes.getShape(output.value))) {
      if (auto constant = dim.getConstant()) {
        dims.push_back(builder.getI64IntegerAttr(*constant));
        continue;
      }
      std::string text = shapes.print(dim);
      if (StringRef(text).contains('?')) {
        auto declaredName =
            old && i < old.size() ? dyn_cast<StringAttr>(old[i]) : StringAttr();
        text = declaredName ? declaredName.str() : "";
      }
      dims.push_back(builder.getStringAttr(text));
    }
    attrs.set(ToroidDialect::getDimsAttrName(), builder.getArrayAttr(dims));
    attributes.push_back(attrs.getDictionary(func.getContext()));
  }
  terminator.getOperandsMutable().assign(values);
  func.setType(
      builder.getFunctionType(func.getFunctionType().getInputs(), types));
  func.setAllResultAttrs(attributes);
  return success();
}

void Legalizer::eraseOnnx() {
  SmallVector<Operation *> ops = llvm::map_to_vector(
      func.front().without_terminator(), [](Operation &op) { return &op; });
  for (Operation *op : llvm::reverse(ops)) {
    if (!isa_and_nonnull<onnx::OnnxDialect>(op->getDialect()) &&
        !isOpTriviallyDead(op))
      continue;
    for (Value result : op->getResults())
      shapes.forget(result);
    op->dropAllUses();
    op->erase();
  }
}
