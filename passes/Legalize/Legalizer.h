//===- Legalizer.h - Walks the nodes of a function --------------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_LEGALIZER_H
#define TOROID_PASSES_LEGALIZE_LEGALIZER_H

#include "passes/Legalize/NodeContext.h"

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

  void report(onnx::NodeOp node, const llvm::Twine &reason,
              const llvm::Twine &remedy);

  SymbolicShapes &getShapes() { return shapes; }
  mlir::OpBuilder &getBuilder() { return builder; }

private:
  mlir::LogicalResult mapArguments();
  void legalizeNode(onnx::NodeOp node);
  mlir::LogicalResult emitReports();
  mlir::LogicalResult replaceResults();
  void eraseOnnx();

  mlir::func::FuncOp func;
  unsigned namedNodes;
  mlir::OpBuilder builder;
  SymbolicShapes shapes;
  mlir::IRMapping values;

  /// Operator, domain, reason, remedy → the nodes that it is about.
  using Problem =
      std::tuple<std::string, std::string, std::string, std::string>;
  llvm::MapVector<Problem, std::vector<onnx::NodeOp>,
                  std::map<Problem, unsigned>>
      problems;
};

/// The name under which messages speak of a node.
std::string getNodeName(mlir::Operation *node);

/// Whether toroid tensors can have this element type.
bool isSupportedElementType(mlir::Type type);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_LEGALIZER_H
