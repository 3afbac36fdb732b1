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

bool toroid::isNarrowFloat(Type type) {
  return isa<Float4E2M1FNType, Float6E2M3FNType, Float6E3M2FNType,
             Float8E4M3FNType, Float8E4M3FNUZType, Float8E5M2Type,
             Float8E5M2FNUZType, Float8E8M0FNUType>(type);
}

bool toroid::isNarrow(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer ? integer.getWidth() > 1 && integer.getWidth() < 8
                 : isNarrowFloat(type);
}

Type toroid::getWideType(Type elementType) {
  return elementType.isF64() ? elementType
                             : Float32Type::get(elementType.getContext());
}

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
