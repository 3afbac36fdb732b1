//===- Subgraphs.cpp - What If, Loop and Scan hold ------------------------===//

#include "passes/Legalize/Subgraphs.h"

#include "passes/Legalize/Legalizer.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

Block *toroid::getSubgraph(NodeContext &node, StringRef name,
                           size_t numArguments) {
  onnx::NodeOp op = node.getNode();
  for (auto [attr, region] : llvm::zip(op.getRegionNames(), op.getSubgraphs()))
    if (cast<StringAttr>(attr).getValue() == name) {
      Block &block = region.front();
      if (block.getNumArguments() == numArguments)
        return &block;
      (void)node.fail("its subgraph '" + name + "' takes " +
                      Twine(block.getNumArguments()) + " inputs where " +
                      Twine(numArguments) + " are given");
      return nullptr;
    }
  (void)node.fail("it has no subgraph '" + name + "'");
  return nullptr;
}

std::optional<Values> toroid::inlineSubgraph(NodeContext &node, Block &block,
                                             ValueRange arguments) {
  Legalizer &legalizer = node.getLegalizer();
  if (!legalizer.takeSubgraphNodes(block)) {
    (void)node.fail("loops are nested so deeply that finding the sizes of what "
                    "they carry takes too long",
                    "re-export the model with fewer nested loops");
    return std::nullopt;
  }
  for (auto [inner, value] : llvm::zip_equal(block.getArguments(), arguments))
    if (value)
      legalizer.map(inner, value);
  legalizer.legalizeBlock(block);
  Values results;
  for (Value output : block.getTerminator()->getOperands()) {
    results.push_back(legalizer.lookup(output));
    if (!results.back() && !legalizer.lookupList(output)) {
      // Mostly its node has said why.
      if (legalizer.getProblems().empty())
        (void)node.fail("an output of its subgraph is of a type that is not "
                        "supported");
      return std::nullopt;
    }
  }
  return results;
}

Value toroid::useDeclared(NodeContext &node, Value value, Value output) {
  auto declared = dyn_cast<RankedTensorType>(output.getType());
  RankedTensorType type = NodeContext::getType(value);
  if (!declared || declared.getRank() != type.getRank())
    return value;
  SmallVector<int64_t> sizes(type.getShape());
  for (auto [size, given] : llvm::zip(sizes, declared.getShape()))
    if (ShapedType::isDynamic(size))
      size = given;
  type = type.clone(sizes);
  if (type == value.getType())
    return value;
  return tensor::CastOp::create(node.getBuilder(), node.getLoc(), type, value);
}

std::optional<bool> toroid::getConstantCondition(NodeContext &node,
                                                 Value condition) {
  auto elements = node.getShapes().getElements(condition);
  if (!elements || elements->size() != 1)
    return std::nullopt;
  auto constant = elements->front().getConstant();
  return constant ? std::optional<bool>(*constant != 0) : std::nullopt;
}

bool toroid::isCondition(Value value) {
  auto type = NodeContext::getType(value);
  return type.getElementType().isInteger(1) &&
         llvm::all_of(type.getShape(), [](int64_t size) { return size == 1; });
}
