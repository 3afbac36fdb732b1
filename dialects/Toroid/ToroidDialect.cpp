//===- ToroidDialect.cpp - The transformer dialect ------------------------===//

#include "dialects/Toroid/ToroidDialect.h"

#include "dialects/Toroid/ConstantEvaluation.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace toroid;

#include "dialects/Toroid/ToroidDialect.cpp.inc"
#include "dialects/Toroid/ToroidEnums.cpp.inc"
#include "dialects/Toroid/ToroidInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Toroid/ToroidOps.cpp.inc"

void ToroidDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Toroid/ToroidOps.cpp.inc"
      >();
  addConstantEvaluation(*this);
}

Operation *ToroidDialect::materializeConstant(OpBuilder &builder,
                                              Attribute value, Type type,
                                              Location loc) {
  if (type.isIndex())
    return arith::ConstantOp::materialize(builder, value, type, loc);
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, type, elements);
}
