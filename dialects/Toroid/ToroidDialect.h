//===- ToroidDialect.h - The transformer dialect ----------------*- C++ -*-===//

#ifndef TOROID_DIALECTS_TOROID_TOROIDDIALECT_H
#define TOROID_DIALECTS_TOROID_TOROIDDIALECT_H

#include "dialects/Toroid/SymbolicShapes.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <limits>

#include "dialects/Toroid/ToroidDialect.h.inc"
#include "dialects/Toroid/ToroidEnums.h.inc"
#include "dialects/Toroid/ToroidInterfaces.h.inc"

namespace toroid {

/// The sizes in the formula of `toroid.attention`, whatever the order of its
/// operands' dims.
struct AttentionShape {
  DimExpr batch;                   ///< B
  DimExpr heads, keyHeads;         ///< H, K
  DimExpr queries, keys;           ///< S, T; the past is among the keys.
  DimExpr features, valueFeatures; ///< D, E

  Shape getScores() const { return {batch, heads, queries, keys}; }
};

} // namespace toroid

#define GET_OP_CLASSES
#include "dialects/Toroid/ToroidOps.h.inc"

namespace toroid {

/// Whether there is no arithmetic on elements of this type: those below a byte,
/// and floating-point ones of 8 bits.
bool isNarrow(mlir::Type elementType);
bool isNarrowFloat(mlir::Type elementType);

/// The form of the GELU that `activation` is, if it is one.
std::optional<GeluForm> getGeluForm(Activation activation);

/// f64 for f64, otherwise f32: what floating-point numbers are computed in.
mlir::Type getWideType(mlir::Type elementType);

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_TOROIDDIALECT_H
