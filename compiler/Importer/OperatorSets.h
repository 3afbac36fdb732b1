//===- OperatorSets.h - Opset imports and local functions -------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_OPERATORSETS_H
#define TOROID_COMPILER_IMPORTER_OPERATORSETS_H

#include "compiler/Importer/Onnx.pb.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <map>
#include <tuple>

namespace toroid::importer {

/// ONNX's own operators have two names for their domain; "" is the one kept.
inline llvm::StringRef normalizeDomain(llvm::StringRef domain) {
  return domain == "ai.onnx" ? llvm::StringRef() : domain;
}

/// What the operators of a model's nodes are bound to.
class OperatorSets {
public:
  /// Reads the model's and its functions' imports.
  llvm::Error read(const ::onnx::ModelProto &model);

  /// The version of the node's operator set that `function` (null for the main
  /// graph) imports.
  llvm::Expected<int64_t> getVersion(const ::onnx::NodeProto &node,
                                     const ::onnx::FunctionProto *function);

  /// The local function that defines the node's operator, or null.
  const ::onnx::FunctionProto *
  findFunction(const ::onnx::NodeProto &node) const;

private:
  using Versions = llvm::StringMap<int64_t>;
  static llvm::Error readVersions(
      const google::protobuf::RepeatedPtrField<::onnx::OperatorSetIdProto>
          &imports,
      Versions &versions);

  Versions modelVersions;
  llvm::DenseMap<const ::onnx::FunctionProto *, Versions> functionVersions;
  /// By domain, name and overload.
  using Key = std::tuple<std::string, std::string, std::string>;
  std::map<Key, const ::onnx::FunctionProto *> functions;
};

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_OPERATORSETS_H
