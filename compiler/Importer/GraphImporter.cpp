//===- GraphImporter.cpp - Graphs, nodes and local functions --------------===//

#include "compiler/Importer/GraphImporter.h"

#include "compiler/Importer/Attributes.h"
#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/Importer.h"
#include "dialects/Onnx/OnnxDialect.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace toroid::importer;
using llvm::Error;
using llvm::Expected;
using llvm::Twine;

// Subgraphs and functions within each other. Passes walk regions recursively,
// so this bounds their stacks, and a function that calls itself.
static constexpr unsigned maxDepth = 128;

// What inlining may add, about in bytes.
static constexpr uint64_t maxCopiedBytes = uint64_t(1) << 28;

GraphImporter::GraphImporter(const ::onnx::ModelProto &model,
                             MLIRContext *context, TensorReader reader)
    : model(model), builder(context), types(context),
      constants(context, std::move(reader)) {}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

Value GraphImporter::lookUp(StringRef name, const Body &body) const {
  for (const Body *visible = &body; visible; visible = visible->enclosing)
    if (Value value = visible->values.lookup(name))
      return value;
  return {};
}

Error GraphImporter::define(StringRef name, Value value, Body &body) {
  if (!body.values.try_emplace(name, value).second)
    return makeError("value " + quoted(name) +
                     " is defined twice; export the model again");
  return Error::success();
}

Type GraphImporter::getDeclaredType(StringRef name, const Body &body) const {
  if (Type type = body.declaredTypes.lookup(name))
    return type;
  return onnx::UnknownType::get(builder.getContext());
}

Value GraphImporter::getNone() {
  if (!none) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(mainBlock);
    none = onnx::NoneOp::create(builder, builder.getUnknownLoc(),
                                builder.getNoneType());
  }
  return none;
}

Location GraphImporter::nameLocation(StringRef name) {
  return NameLoc::get(builder.getStringAttr(name));
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

Error GraphImporter::importModel(ModuleOp module,
                                 const ImportOptions &options) {
  const ::onnx::GraphProto &graph = model.graph();
  if (Error error = operatorSets.read(model))
    return error;
  if (Error error = types.takeSizes(graph, options))
    return error;

  builder.setInsertionPointToStart(module.getBody());
  auto function = func::FuncOp::create(builder, module.getLoc(), "main",
                                       builder.getFunctionType({}, {}));
  mainBlock = function.addEntryBlock();
  builder.setInsertionPointToStart(mainBlock);

  Body body;
  declareTypes(graph, body);
  if (Error error = importInputs(graph, body, *mainBlock, /*isMain=*/true))
    return error;
  if (Error error = importInitializers(graph, body))
    return error;
  if (Error error = importNodes(graph.node(), body))
    return error;
  return finishMain(graph, body, function);
}

void GraphImporter::declareTypes(const ::onnx::GraphProto &graph, Body &body) {
  Type unknown = onnx::UnknownType::get(builder.getContext());
  auto declare = [&](const ::onnx::ValueInfoProto &info) {
    if (Type type = types.importHint(info.type()); type != unknown)
      body.declaredTypes[info.name()] = type;
  };
  llvm::for_each(graph.value_info(), declare);
  llvm::for_each(graph.output(), declare);
}

Error GraphImporter::importInputs(const ::onnx::GraphProto &graph, Body &body,
                                  Block &block, bool isMain) {
  // Up to IR version 3, initializers are listed among the inputs; after that,
  // such an input has a default value. Both are constants here.
  llvm::StringSet<> initialized;
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    initialized.insert(tensor.name());
  for (const ::onnx::SparseTensorProto &tensor : graph.sparse_initializer())
    initialized.insert(tensor.values().name());

  for (const ::onnx::ValueInfoProto &input : graph.input()) {
    StringRef name = input.name();
    if (initialized.contains(name))
      continue;
    if (name.empty())
      return makeError("an input has no name; export the model again");
    Type type;
    if (isMain && types.hasElements(name)) {
      if (Error error = importSequence(input, body))
        return prefixError("input " + quoted(name), std::move(error));
      continue;
    }
    if (isMain) {
      arguments.emplace_back(name, &input);
      Expected<Type> imported = types.importInput(name, input.type());
      if (!imported)
        return prefixError("input " + quoted(name), imported.takeError());
      type = *imported;
    } else {
      type = types.importHint(input.type());
    }
    Value argument = block.addArgument(type, nameLocation(name));
    if (Error error = define(name, argument, body))
      return error;
  }
  return Error::success();
}

Error GraphImporter::importSequence(const ::onnx::ValueInfoProto &input,
                                    Body &body) {
  Expected<SmallVector<Type>> elements = types.importElements(input);
  if (!elements)
    return elements.takeError();
  SmallVector<Value> values;
  for (auto [i, type] : llvm::enumerate(*elements)) {
    std::string name = onnx::getElementName(input.name(), i);
    arguments.emplace_back(name, nullptr);
    values.push_back(mainBlock->addArgument(type, nameLocation(name)));
  }
  // Opset 11 has been the first and only form of these.
  auto node = onnx::NodeOp::create(
      builder, nameLocation(input.name()),
      TypeRange(types.importHint(input.type())),
      values.empty() ? "SequenceEmpty" : "SequenceConstruct", /*domain=*/"",
      /*opset=*/11, DictionaryAttr::get(builder.getContext()),
      builder.getArrayAttr({}), values, /*subgraphsCount=*/0);
  return define(input.name(), node.getResult(0), body);
}

template <typename TensorT>
Error GraphImporter::importInitializer(const TensorT &tensor, StringRef name,
                                       Body &body) {
  if (name.empty())
    return makeError("an initializer has no name; export the model again");
  Expected<ElementsAttr> value = constants.import(tensor, name);
  if (!value)
    return prefixError("initializer " + quoted(name), value.takeError());
  Value constant = onnx::ConstantOp::create(builder, nameLocation(name),
                                            value->getShapedType(), *value);
  return define(name, constant, body);
}

Error GraphImporter::importInitializers(const ::onnx::GraphProto &graph,
                                        Body &body) {
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    if (Error error = importInitializer(tensor, tensor.name(), body))
      return error;
  for (const ::onnx::SparseTensorProto &tensor : graph.sparse_initializer())
    if (Error error = importInitializer(tensor, tensor.values().name(), body))
      return error;
  return Error::success();
}

Expected<SmallVector<Value>>
GraphImporter::findOutputs(const ::onnx::GraphProto &graph, const Body &body) {
  SmallVector<Value> outputs;
  for (const ::onnx::ValueInfoProto &output : graph.output()) {
    Value value = lookUp(output.name(), body);
    if (!value)
      return makeError("output " + quoted(output.name()) +
                       " is produced by no node, input or initializer; export "
                       "the model again");
    outputs.push_back(value);
  }
  return outputs;
}

Error GraphImporter::finishMain(const ::onnx::GraphProto &graph,
                                const Body &body, func::FuncOp function) {
  Expected<SmallVector<Value>> outputs = findOutputs(graph, body);
  if (!outputs)
    return outputs.takeError();
  func::ReturnOp::create(builder, function.getLoc(), *outputs);
  function.setFunctionType(builder.getFunctionType(
      mainBlock->getArgumentTypes(), ValueRange(*outputs).getTypes()));

  auto describe = [&](StringRef name, const ::onnx::TypeProto &declared,
                      Type type) {
    NamedAttrList attributes;
    attributes.set("toroid.name", builder.getStringAttr(name));
    if (ArrayAttr dims = types.importDims(type, declared))
      attributes.set("toroid.dims", dims);
    return attributes.getDictionary(builder.getContext());
  };

  SmallVector<DictionaryAttr> argumentAttributes, resultAttributes;
  llvm::StringSet<> names;
  for (auto [argument, value] :
       llvm::zip_equal(arguments, mainBlock->getArguments())) {
    const auto &[name, declaration] = argument;
    if (!names.insert(name).second)
      return makeError("input " + quoted(name) +
                       " is also an element of a sequence; give one of them "
                       "another name");
    argumentAttributes.push_back(
        describe(name,
                 declaration ? declaration->type()
                             : ::onnx::TypeProto::default_instance(),
                 value.getType()));
  }
  function.setAllArgAttrs(argumentAttributes);

  names.clear();
  for (auto [output, value] : llvm::zip_equal(graph.output(), *outputs)) {
    if (!names.insert(output.name()).second)
      return makeError("output " + quoted(output.name()) +
                       " is listed twice; export the model again");
    // Only a strict reading tells what is wrong with an impossible type.
    if (Expected<Type> type = types.import(output.type()); !type)
      return prefixError("output " + quoted(output.name()), type.takeError());
    resultAttributes.push_back(
        describe(output.name(), output.type(), value.getType()));
  }
  function.setAllResultAttrs(resultAttributes);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

Error GraphImporter::importNodes(const NodeList &nodes, Body &body) {
  auto nodeName = [&](int index) {
    const ::onnx::NodeProto &node = nodes[index];
    if (!node.name().empty())
      return body.path + node.name();
    return body.unnamedPath + node.op_type() + "_" + std::to_string(index);
  };
  Expected<SmallVector<int>> order = nodeOrder.sort(nodes, nodeName);
  if (!order)
    return order.takeError();
  for (int index : *order) {
    std::string name = nodeName(index);
    if (Error error = importNode(nodes[index], name, body)) {
      // An error in a subgraph or function already names the node inside.
      if (error.isA<NodeError>())
        return error;
      return llvm::make_error<NodeError>("node " + quoted(name) + ": " +
                                         toString(std::move(error)));
    }
  }
  return Error::success();
}

Error GraphImporter::importNode(const ::onnx::NodeProto &node,
                                const std::string &name, Body &body) {
  if (node.op_type().empty())
    return makeError("has no operator; export the model again");
  constexpr uint64_t bytesOfNode = 512;
  if (body.isCopy)
    if (Error error =
            chargeCopy(bytesOfNode + node.ByteSizeLong() + name.size()))
      return error;

  SmallVector<Value> inputs;
  for (const std::string &input : node.input()) {
    inputs.push_back(input.empty() ? getNone() : lookUp(input, body));
    if (!inputs.back())
      return makeError("input " + quoted(input) +
                       " is produced by no node, input or initializer; export "
                       "the model again");
  }
  if (const ::onnx::FunctionProto *function = operatorSets.findFunction(node))
    return inlineFunction(node, *function, name, inputs, body);
  return importOperator(node, name, inputs, body);
}

Error GraphImporter::importOperator(const ::onnx::NodeProto &node,
                                    const std::string &name, ValueRange inputs,
                                    Body &body) {
  Expected<int64_t> version =
      operatorSets.getVersion(node, body.call ? body.call->function : nullptr);
  if (!version)
    return version.takeError();

  struct Subgraph {
    const ::onnx::GraphProto *graph;
    const Body *enclosing;
    std::string name;
  };
  SmallVector<Subgraph, 2> subgraphs;
  NamedAttrList attributes;
  llvm::StringSet<> seen;
  for (const ::onnx::AttributeProto &written : node.attribute()) {
    StringRef attributeName = written.name();
    auto refuse = [&](Error error) {
      return prefixError("attribute " + quoted(attributeName),
                         std::move(error));
    };
    if (attributeName.empty())
      return makeError("an attribute has no name; export the model again");
    if (!seen.insert(attributeName).second)
      return refuse(makeError("is given twice; export the model again"));
    Expected<AttributeSource> source = resolveAttribute(written, body);
    if (!source)
      return refuse(source.takeError());
    if (!source->attribute)
      continue;

    const ::onnx::AttributeProto &attribute = *source->attribute;
    auto type = getAttributeType(attribute);
    if (type == ::onnx::AttributeProto::GRAPH) {
      if (!attribute.has_g())
        return refuse(makeError("has no graph; export the model again"));
      subgraphs.push_back({&attribute.g(), source->body, attributeName.str()});
      continue;
    }
    if (type == ::onnx::AttributeProto::GRAPHS) {
      for (auto [index, graph] : llvm::enumerate(attribute.graphs()))
        subgraphs.push_back(
            {&graph, source->body, (attributeName + "." + Twine(index)).str()});
      continue;
    }
    // A Constant's value is known by the constant's name.
    StringRef tensorName = name;
    if (node.op_type() == "Constant" && node.output_size() == 1)
      tensorName = node.output(0);
    Expected<Attribute> value = importAttribute(attribute, builder.getContext(),
                                                types, constants, tensorName);
    if (!value)
      return refuse(value.takeError());
    attributes.set(attributeName, *value);
  }

  SmallVector<Type> resultTypes;
  for (const std::string &output : node.output())
    resultTypes.push_back(output.empty() ? builder.getNoneType()
                                         : getDeclaredType(output, body));
  SmallVector<StringRef> regionNames;
  for (const Subgraph &subgraph : subgraphs)
    regionNames.push_back(subgraph.name);
  auto op = onnx::NodeOp::create(
      builder, nameLocation(name), resultTypes, node.op_type(),
      normalizeDomain(node.domain()), *version,
      attributes.getDictionary(builder.getContext()),
      builder.getStrArrayAttr(regionNames), inputs, subgraphs.size());

  for (auto [subgraph, region] : llvm::zip_equal(subgraphs, op.getSubgraphs()))
    if (Error error = importSubgraph(*subgraph.graph, *subgraph.enclosing,
                                     name + "/" + subgraph.name, body, region))
      return error;

  for (auto [output, result] : llvm::zip_equal(node.output(), op.getOutputs()))
    if (!output.empty())
      if (Error error = define(output, result, body))
        return error;
  return Error::success();
}

Error GraphImporter::importSubgraph(const ::onnx::GraphProto &graph,
                                    const Body &enclosing,
                                    const std::string &name, const Body &user,
                                    Region &region) {
  if (user.depth >= maxDepth)
    return makeError("subgraphs and functions are nested deeper than " +
                     Twine(maxDepth) + " levels; simplify the model");
  Body body;
  body.enclosing = &enclosing;
  body.call = enclosing.call;
  body.path = enclosing.path;
  body.unnamedPath = name + "/";
  body.depth = user.depth + 1;
  body.isCopy = user.isCopy || &enclosing != &user;

  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&region);
  declareTypes(graph, body);
  if (Error error = importInputs(graph, body, *block, /*isMain=*/false))
    return error;
  if (Error error = importInitializers(graph, body))
    return error;
  if (Error error = importNodes(graph.node(), body))
    return error;
  Expected<SmallVector<Value>> outputs = findOutputs(graph, body);
  if (!outputs)
    return outputs.takeError();
  onnx::YieldOp::create(builder, nameLocation(name), *outputs);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Local functions
//===----------------------------------------------------------------------===//

Error GraphImporter::chargeCopy(uint64_t bytes) {
  copiedBytes += bytes;
  if (copiedBytes > maxCopiedBytes)
    return makeError("the model's functions call each other so often that "
                     "they cannot be inlined; simplify the model");
  return Error::success();
}

Expected<GraphImporter::AttributeSource>
GraphImporter::resolveAttribute(const ::onnx::AttributeProto &attribute,
                                const Body &body) {
  if (attribute.ref_attr_name().empty())
    return AttributeSource{&attribute, &body};
  if (!body.call)
    return makeError("refers to the attribute " +
                     quoted(attribute.ref_attr_name()) +
                     " of a function, but stands outside of functions; export "
                     "the model again");
  return body.call->attributes.lookup(attribute.ref_attr_name());
}

Error GraphImporter::inlineFunction(const ::onnx::NodeProto &node,
                                    const ::onnx::FunctionProto &function,
                                    const std::string &name, ValueRange inputs,
                                    Body &caller) {
  std::string shown = quoted(function.name());
  for (const Call *call = caller.call; call; call = call->caller)
    if (call->function == &function)
      return makeError("function " + shown +
                       " calls itself; unroll the recursion before exporting");
  if (caller.depth >= maxDepth)
    return makeError("subgraphs and functions are nested deeper than " +
                     Twine(maxDepth) + " levels; simplify the model");
  if (node.input_size() > function.input_size() ||
      node.output_size() > function.output_size())
    return makeError(
        "gives function " + shown + " " + Twine(node.input_size()) +
        " inputs and takes " + Twine(node.output_size()) +
        " outputs, but it has " + Twine(function.input_size()) + " and " +
        Twine(function.output_size()) + "; export the model again");

  Body body;
  Call call;
  call.function = &function;
  call.caller = caller.call;
  body.call = &call;
  body.path = body.unnamedPath = name + "/";
  body.depth = caller.depth + 1;
  body.isCopy = true;
  if (Error error = chargeCopy(function.ByteSizeLong() + body.path.size()))
    return error;

  for (const ::onnx::AttributeProto &attribute : function.attribute_proto())
    call.attributes[attribute.name()] = {&attribute, &body};
  for (const ::onnx::AttributeProto &attribute : node.attribute()) {
    Expected<AttributeSource> source = resolveAttribute(attribute, caller);
    if (!source)
      return prefixError("attribute " + quoted(attribute.name()),
                         source.takeError());
    if (source->attribute)
      call.attributes[attribute.name()] = *source;
  }

  for (int i = 0; i != function.input_size(); ++i)
    if (Error error =
            define(function.input(i),
                   i < node.input_size() ? inputs[i] : getNone(), body))
      return prefixError("function " + shown, std::move(error));

  Type unknown = onnx::UnknownType::get(builder.getContext());
  for (const ::onnx::ValueInfoProto &info : function.value_info())
    if (Type type = types.importHint(info.type()); type != unknown)
      body.declaredTypes[info.name()] = type;
  for (int i = 0; i != node.output_size(); ++i)
    if (Type type = getDeclaredType(node.output(i), caller); type != unknown)
      body.declaredTypes[function.output(i)] = type;

  if (Error error = importNodes(function.node(), body))
    return error;

  for (int i = 0; i != node.output_size(); ++i) {
    if (node.output(i).empty())
      continue;
    Value value = body.values.lookup(function.output(i));
    if (!value)
      return makeError("function " + shown + " does not produce its output " +
                       quoted(function.output(i)) + "; export the model again");
    if (Error error = define(node.output(i), value, caller))
      return error;
  }
  return Error::success();
}
