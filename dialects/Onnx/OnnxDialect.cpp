//===- OnnxDialect.cpp - The carrier dialect for ONNX graphs --------------===//

#include "dialects/Onnx/OnnxDialect.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace toroid::onnx;

#include "dialects/Onnx/OnnxDialect.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Onnx/OnnxTypes.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Onnx/OnnxOps.cpp.inc"

void OnnxDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Onnx/OnnxTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/OnnxOps.cpp.inc"
      >();
}

std::string toroid::onnx::getElementName(StringRef name, size_t number) {
  return (name + "[" + Twine(number) + "]").str();
}

LogicalResult NodeOp::verify() {
  if (getRegionNames().size() != getSubgraphs().size())
    return emitOpError("names ")
           << getRegionNames().size() << " subgraphs but has "
           << getSubgraphs().size();
  for (Region &subgraph : getSubgraphs()) {
    if (!subgraph.hasOneBlock())
      return emitOpError("subgraphs must have one block each");
    Block &block = subgraph.front();
    if (block.empty() || !isa<YieldOp>(block.back()))
      return emitOpError("subgraphs must end in onnx.yield");
  }
  return success();
}

LogicalResult ConstantOp::verify() {
  if (getValue().getShapedType() != getOutput().getType())
    return emitOpError("has a value of type ")
           << getValue().getShapedType() << " and a result of type "
           << getOutput().getType();
  return success();
}
