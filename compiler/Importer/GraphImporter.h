//===- GraphImporter.h - Graphs, nodes and local functions ------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_GRAPHIMPORTER_H
#define TOROID_COMPILER_IMPORTER_GRAPHIMPORTER_H

#include "compiler/Importer/Constants.h"
#include "compiler/Importer/NodeOrder.h"
#include "compiler/Importer/OperatorSets.h"
#include "compiler/Importer/Types.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <string>

namespace toroid::importer {

class GraphImporter {
public:
  /// `model` outlives the importer.
  GraphImporter(const ::onnx::ModelProto &model, mlir::MLIRContext *context,
                TensorReader reader);

  /// Adds the function `@main` to the module.
  llvm::Error importModel(mlir::ModuleOp module, const ImportOptions &options);

  /// What was read in another way than it is written.
  llvm::ArrayRef<std::string> getWarnings() const {
    return nodeOrder.getWarnings();
  }

private:
  struct Call;

  /// A graph, subgraph or function body while its nodes are imported.
  struct Body {
    const Body *enclosing = nullptr; ///< Whose values are visible too.
    const Call *call = nullptr;      ///< Of the function that it is a part of.
    std::string path;                ///< Goes before the names of its nodes.
    std::string unnamedPath;         ///< Goes before names made up for them.
    unsigned depth = 0;
    bool isCopy = false; ///< May be imported more than once.
    llvm::StringMap<mlir::Value> values;
    llvm::StringMap<mlir::Type> declaredTypes;
  };

  /// An attribute and the body in which it is written: a graph among a call's
  /// attributes uses the values of the caller.
  struct AttributeSource {
    const ::onnx::AttributeProto *attribute;
    const Body *body;
  };

  /// A function while it is inlined.
  struct Call {
    const ::onnx::FunctionProto *function = nullptr;
    const Call *caller = nullptr;
    llvm::StringMap<AttributeSource> attributes;
  };

  llvm::Error importInputs(const ::onnx::GraphProto &graph, Body &body,
                           mlir::Block &block, bool isMain);
  /// An input that is a sequence: arguments for its elements, and a node that
  /// makes a sequence of them.
  llvm::Error importSequence(const ::onnx::ValueInfoProto &input, Body &body);
  llvm::Error importInitializers(const ::onnx::GraphProto &graph, Body &body);
  template <typename TensorT>
  llvm::Error importInitializer(const TensorT &tensor, llvm::StringRef name,
                                Body &body);
  void declareTypes(const ::onnx::GraphProto &graph, Body &body);
  llvm::Expected<llvm::SmallVector<mlir::Value>>
  findOutputs(const ::onnx::GraphProto &graph, const Body &body);
  llvm::Error finishMain(const ::onnx::GraphProto &graph, const Body &body,
                         mlir::func::FuncOp function);

  llvm::Error importNodes(const NodeList &nodes, Body &body);
  llvm::Error importNode(const ::onnx::NodeProto &node, const std::string &name,
                         Body &body);
  llvm::Error importOperator(const ::onnx::NodeProto &node,
                             const std::string &name, mlir::ValueRange inputs,
                             Body &body);
  llvm::Error importSubgraph(const ::onnx::GraphProto &graph,
                             const Body &enclosing, const std::string &name,
                             const Body &user, mlir::Region &region);

  llvm::Error inlineFunction(const ::onnx::NodeProto &node,
                             const ::onnx::FunctionProto &function,
                             const std::string &name, mlir::ValueRange inputs,
                             Body &body);
  /// What `attribute`, which may refer to one of the function's, stands for;
  /// null where the call leaves that out.
  llvm::Expected<AttributeSource>
  resolveAttribute(const ::onnx::AttributeProto &attribute, const Body &body);
  /// Counts what copies cost: a short file can ask for a very large graph.
  llvm::Error chargeCopy(uint64_t bytes);

  mlir::Value lookUp(llvm::StringRef name, const Body &body) const;
  llvm::Error define(llvm::StringRef name, mlir::Value value, Body &body);
  mlir::Type getDeclaredType(llvm::StringRef name, const Body &body) const;
  mlir::Value getNone();
  mlir::Location nameLocation(llvm::StringRef name);

  const ::onnx::ModelProto &model;
  mlir::OpBuilder builder;
  TypeImporter types;
  ConstantImporter constants;
  OperatorSets operatorSets;
  NodeOrder nodeOrder;
  mlir::Block *mainBlock = nullptr;
  /// For each argument of the main function: its name, and its declaration,
  /// which is none for an element of a sequence.
  std::vector<std::pair<std::string, const ::onnx::ValueInfoProto *>> arguments;
  mlir::Value none;
  uint64_t copiedBytes = 0;
};

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_GRAPHIMPORTER_H
