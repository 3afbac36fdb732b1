//===- Survey.cpp - What a model is made of -------------------------------===//

#include "compiler/Importer/Survey.h"

#include "compiler/Importer/ElementTypes.h"
#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/MappedFile.h"
#include "compiler/Importer/Onnx.pb.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace toroid;
using namespace toroid::importer;

namespace {

/// Walks a model and notes what it sees.
class Surveyor {
public:
  explicit Surveyor(ModelSurvey &survey) : survey(survey) {}

  void visit(const ::onnx::ModelProto &model);

private:
  void visit(const ::onnx::GraphProto &graph);
  void visit(const ::onnx::NodeProto &node);
  void visit(const ::onnx::TypeProto &type);
  void visit(const ::onnx::TensorProto &tensor) {
    survey.types.insert(elementTypeName(tensor.data_type()));
  }

  static StringRef domainOf(StringRef domain) {
    return domain == "ai.onnx" ? StringRef() : domain;
  }

  ModelSurvey &survey;
  std::set<std::pair<std::string, std::string>> functions;
};

} // namespace

void Surveyor::visit(const ::onnx::ModelProto &model) {
  for (const ::onnx::OperatorSetIdProto &import : model.opset_import())
    survey.opsets[domainOf(import.domain()).str()] = import.version();
  for (const ::onnx::FunctionProto &function : model.functions())
    functions.insert({domainOf(function.domain()).str(), function.name()});
  for (const ::onnx::FunctionProto &function : model.functions())
    for (const ::onnx::NodeProto &node : function.node())
      visit(node);
  visit(model.graph());
  survey.numNodes = model.graph().node_size();
  auto note = [](const auto &infos, std::map<unsigned, std::string> &numbers) {
    for (auto [i, info] : enumerate(infos))
      if (info.type().has_sequence_type())
        numbers[i] = info.name();
  };
  note(model.graph().input(), survey.sequenceInputs);
  note(model.graph().output(), survey.sequenceOutputs);
}

void Surveyor::visit(const ::onnx::GraphProto &graph) {
  for (const ::onnx::ValueInfoProto &info : graph.input())
    visit(info.type());
  for (const ::onnx::ValueInfoProto &info : graph.output())
    visit(info.type());
  for (const ::onnx::ValueInfoProto &info : graph.value_info())
    visit(info.type());
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    visit(tensor);
  for (const ::onnx::SparseTensorProto &tensor : graph.sparse_initializer())
    visit(tensor.values());
  for (const ::onnx::NodeProto &node : graph.node())
    visit(node);
}

void Surveyor::visit(const ::onnx::NodeProto &node) {
  StringRef domain = domainOf(node.domain());
  if (!functions.count({domain.str(), node.op_type()}))
    survey.operators.insert(domain.empty()
                                ? node.op_type()
                                : (domain + "." + node.op_type()).str());
  for (const ::onnx::AttributeProto &attribute : node.attribute()) {
    if (attribute.has_t())
      visit(attribute.t());
    if (attribute.has_tp())
      visit(attribute.tp());
    if (attribute.has_g())
      visit(attribute.g());
    for (const ::onnx::TensorProto &tensor : attribute.tensors())
      visit(tensor);
    for (const ::onnx::GraphProto &graph : attribute.graphs())
      visit(graph);
  }
}

void Surveyor::visit(const ::onnx::TypeProto &type) {
  switch (type.value_case()) {
  case ::onnx::TypeProto::kTensorType:
    survey.types.insert(elementTypeName(type.tensor_type().elem_type()));
    return;
  case ::onnx::TypeProto::kSequenceType:
    survey.types.insert("sequence");
    return visit(type.sequence_type().elem_type());
  case ::onnx::TypeProto::kOptionalType:
    survey.types.insert("optional");
    return visit(type.optional_type().elem_type());
  case ::onnx::TypeProto::VALUE_NOT_SET:
    return;
  default:
    survey.types.insert("other");
  }
}

/// Hashes what a model says, not who wrote it: producer, documentation, names
/// of graphs.
static uint64_t fingerprint(::onnx::ModelProto &model) {
  model.mutable_graph()->clear_name();
  std::string bytes = model.graph().SerializeAsString();
  for (const ::onnx::OperatorSetIdProto &import : model.opset_import())
    bytes += import.SerializeAsString();
  for (const ::onnx::FunctionProto &function : model.functions())
    bytes += function.SerializeAsString();
  return xxh3_64bits(bytes);
}

static Expected<ModelSurvey> survey(StringRef path) {
  Expected<std::shared_ptr<const MappedFile>> file = MappedFile::open(path);
  if (!file)
    return file.takeError();
  StringRef bytes = (*file)->getBytes();
  ::onnx::ModelProto model;
  if (bytes.size() > INT32_MAX ||
      !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return makeError("cannot be decoded as an ONNX model");
  ModelSurvey survey;
  Surveyor(survey).visit(model);
  survey.fingerprint = fingerprint(model);
  return survey;
}

Expected<ModelSurvey> toroid::surveyModel(StringRef path) {
  Expected<ModelSurvey> result = survey(path);
  if (!result)
    return prefixError(path, result.takeError());
  return result;
}
