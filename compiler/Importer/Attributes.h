//===- Attributes.h - ONNX attributes as MLIR attributes --------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_ATTRIBUTES_H
#define TOROID_COMPILER_IMPORTER_ATTRIBUTES_H

#include "compiler/Importer/Onnx.pb.h"

#include "mlir/IR/Attributes.h"

#include "llvm/Support/Error.h"

namespace mlir {
class MLIRContext;
} // namespace mlir

namespace toroid::importer {

class ConstantImporter;
class TypeImporter;

/// The attribute's type; where a file of old leaves it out, the type of the
/// field that is set.
::onnx::AttributeProto::AttributeType
getAttributeType(const ::onnx::AttributeProto &attribute);

/// The value of an attribute of any type but GRAPH and GRAPHS. `name` is what
/// resources of large tensors are called after.
llvm::Expected<mlir::Attribute>
importAttribute(const ::onnx::AttributeProto &attribute,
                mlir::MLIRContext *context, const TypeImporter &types,
                ConstantImporter &constants, llvm::StringRef name);

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_ATTRIBUTES_H
