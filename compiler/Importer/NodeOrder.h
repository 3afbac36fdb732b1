//===- NodeOrder.h - Nodes in the order of their dependences ----*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_NODEORDER_H
#define TOROID_COMPILER_IMPORTER_NODEORDER_H

#include "compiler/Importer/Onnx.pb.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace toroid::importer {

using NodeList = google::protobuf::RepeatedPtrField<::onnx::NodeProto>;

/// Sorts the nodes of graphs and functions. ONNX wants them sorted, but not all
/// exporters do it.
class NodeOrder {
public:
  /// Indices of the nodes such that each comes after those whose outputs it or
  /// its subgraphs use; in the order of the file where that will do. A cycle
  /// and a value with two producers are errors, unless these are `Constant`
  /// nodes: as in ONNX Runtime, the last of them counts and the others are left
  /// out.
  llvm::Expected<llvm::SmallVector<int>>
  sort(const NodeList &nodes, llvm::function_ref<std::string(int)> nodeName);

  /// What was read in another way than it is written; one line for each graph.
  llvm::ArrayRef<std::string> getWarnings() const { return warnings; }

private:
  using Names = llvm::SmallVector<llvm::StringRef, 0>;

  /// The names that the subgraphs of `node` use but do not define.
  void collectCaptures(const ::onnx::NodeProto &node, Names &names);
  const Names &getFreeNames(const ::onnx::GraphProto &graph);

  llvm::DenseMap<const ::onnx::GraphProto *, Names> freeNames;
  std::vector<std::string> warnings;
};

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_NODEORDER_H
