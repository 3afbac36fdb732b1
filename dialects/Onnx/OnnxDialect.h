//===- OnnxDialect.h - The carrier dialect for ONNX graphs ------*- C++ -*-===//

#ifndef TOROID_DIALECTS_ONNX_ONNXDIALECT_H
#define TOROID_DIALECTS_ONNX_ONNXDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Onnx/OnnxDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Onnx/OnnxTypes.h.inc"

#define GET_OP_CLASSES
#include "dialects/Onnx/OnnxOps.h.inc"

#include <string>

namespace toroid::onnx {

/// The name of element `number` of the sequence `name` where it is an input or
/// an output of a program: `name[number]`.
std::string getElementName(llvm::StringRef name, size_t number);

} // namespace toroid::onnx

#endif // TOROID_DIALECTS_ONNX_ONNXDIALECT_H
