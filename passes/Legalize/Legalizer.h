//===- Legalizer.h - Walks the nodes of a function --------------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_LEGALIZER_H
#define TOROID_PASSES_LEGALIZE_LEGALIZER_H

#include "passes/Legalize/NodeContext.h"
#include "passes/Legalize/Sequences.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/MapVector.h"

#include <string>
#include <tuple>
#include <vector>

namespace toroid {

/// Legalizes one function. Toroid ops are built where the ONNX nodes stand;
/// these go when all of them have an equivalent.
class Legalizer {
public:
  Legalizer(mlir::func::FuncOp func, unsigned namedNodes);

  mlir::LogicalResult run();

  /// Legalizes the nodes of a block (of the function or of a subgraph that
  /// takes the place of its node) but not its terminator.
  void legalizeBlock(mlir::Block &block);
  /// The toroid value of an ONNX value; null when its node failed.
  mlir::Value lookup(mlir::Value onnxValue) const {
    return values.lookupOrNull(onnxValue);
  }
  void map(mlir::Value onnxValue, mlir::Value toroidValue) {
    values.map(onnxValue, toroidValue);
  }

  /// The elements of a sequence of known length; null when it is none.
  const Values *lookupList(mlir::Value onnxValue) const {
    auto it = lists.find(onnxValue);
    return it == lists.end() ? nullptr : &it->second;
  }
  void mapList(mlir::Value onnxValue, Values elements) {
    lists[onnxValue] = std::move(elements);
  }
  /// What a sequence that a loop has made is joined to; null when it is none.
  const JoinedSequence *lookupJoined(mlir::Value onnxValue) const {
    auto it = joined.find(onnxValue);
    return it == joined.end() ? nullptr : &it->second;
  }
  void mapJoined(mlir::Value onnxValue, const JoinedSequence &sequence) {
    joined[onnxValue] = sequence;
  }

  void report(onnx::NodeOp node, const llvm::Twine &reason,
              const llvm::Twine &remedy);

  /// Operator, domain, reason, remedy → the nodes that it is about.
  using Problem =
      std::tuple<std::string, std::string, std::string, std::string>;
  using Problems = llvm::MapVector<Problem, std::vector<onnx::NodeOp>,
                                   std::map<Problem, unsigned>>;
  const Problems &getProblems() const { return problems; }
  /// Goes back to what had been reported before.
  void setProblems(Problems earlier) { problems = std::move(earlier); }

  SymbolicShapes &getShapes() { return shapes; }
  mlir::OpBuilder &getBuilder() { return builder; }

  /// Counts the nodes of a subgraph that is about to be legalized, perhaps
  /// again: false when that has happened too often for all to come to an end.
  bool takeSubgraphNodes(mlir::Block &block);

private:
  mlir::LogicalResult mapArguments();
  void legalizeNode(onnx::NodeOp node);
  mlir::LogicalResult emitReports();
  /// A result of the function, as it is to be.
  struct Output {
    std::string slot; ///< For messages.
    mlir::Type declared;
    mlir::Value value; ///< Null where there is none.
    mlir::DictionaryAttr attributes;
  };
  llvm::SmallVector<Output> listOutputs(mlir::func::ReturnOp terminator);
  mlir::LogicalResult replaceResults();
  void eraseOnnx();

  mlir::func::FuncOp func;
  unsigned namedNodes;
  mlir::OpBuilder builder;
  SymbolicShapes shapes;
  mlir::IRMapping values;
  llvm::DenseMap<mlir::Value, Values> lists;
  llvm::DenseMap<mlir::Value, JoinedSequence> joined;

  Problems problems;
  /// How many more nodes of subgraphs there may be. Each level of loops may
  /// build what is in it twice or more.
  int64_t subgraphNodes = 500000;
};

/// The name under which messages speak of a node.
std::string getNodeName(mlir::Operation *node);

/// Whether toroid tensors can have this element type.
bool isSupportedElementType(mlir::Type type);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_LEGALIZER_H
