//===- OperatorSets.cpp - Opset imports and local functions ---------------===//

#include "compiler/Importer/OperatorSets.h"

#include "compiler/Importer/ImportError.h"

using namespace llvm;
using namespace toroid::importer;

Error OperatorSets::readVersions(
    const google::protobuf::RepeatedPtrField<::onnx::OperatorSetIdProto>
        &imports,
    Versions &versions) {
  for (const ::onnx::OperatorSetIdProto &import : imports) {
    if (import.version() < 1)
      return makeError("imports version " + Twine(import.version()) +
                       " of the operator set " + quoted(import.domain()) +
                       "; export the model again");
    // Of several versions, ONNX takes the highest.
    int64_t &version = versions[normalizeDomain(import.domain())];
    version = std::max<int64_t>(version, import.version());
  }
  return Error::success();
}

Error OperatorSets::read(const ::onnx::ModelProto &model) {
  if (Error error = readVersions(model.opset_import(), modelVersions))
    return error;
  for (const ::onnx::FunctionProto &function : model.functions()) {
    if (Error error =
            readVersions(function.opset_import(), functionVersions[&function]))
      return prefixError("function " + quoted(function.name()),
                         std::move(error));
    Key key(normalizeDomain(function.domain()), function.name(),
            function.overload());
    if (!functions.try_emplace(std::move(key), &function).second)
      return makeError("function " + quoted(function.name()) + " of domain " +
                       quoted(function.domain()) +
                       " is defined twice; export the model again");
  }
  return Error::success();
}

Expected<int64_t>
OperatorSets::getVersion(const ::onnx::NodeProto &node,
                         const ::onnx::FunctionProto *function) {
  StringRef domain = normalizeDomain(node.domain());
  if (function)
    if (int64_t version = functionVersions[function].lookup(domain))
      return version;
  if (int64_t version = modelVersions.lookup(domain))
    return version;
  // Only ever had one version, and ONNX Runtime does without its import; so do
  // files in circulation.
  if (domain == "com.microsoft")
    return 1;
  StringRef shown = domain.empty() ? "ai.onnx" : domain;
  return makeError("operator " + quoted(node.op_type()) +
                   " is of the operator set " + quoted(shown) +
                   ", which the model does not import; add it to the model's "
                   "opset_import or export the model again");
}

const ::onnx::FunctionProto *
OperatorSets::findFunction(const ::onnx::NodeProto &node) const {
  if (functions.empty())
    return nullptr;
  auto function = functions.find(
      Key(normalizeDomain(node.domain()), node.op_type(), node.overload()));
  return function == functions.end() ? nullptr : function->second;
}
