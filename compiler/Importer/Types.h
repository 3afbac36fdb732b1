//===- Types.h - ONNX types as MLIR types -----------------------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_TYPES_H
#define TOROID_COMPILER_IMPORTER_TYPES_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

namespace onnx {
class GraphProto;
class TypeProto;
class ValueInfoProto;
} // namespace onnx

namespace toroid {
struct ImportOptions;
} // namespace toroid

namespace toroid::importer {

/// The MLIR type of a TensorProto.DataType; null for an unknown one.
mlir::Type convertElementType(int32_t number, mlir::MLIRContext *context);

class TypeImporter {
public:
  explicit TypeImporter(mlir::MLIRContext *context) : context(context) {}

  /// Takes the sizes that the options give to the graph's dynamic dimensions.
  llvm::Error takeSizes(const ::onnx::GraphProto &graph,
                        const ImportOptions &options);

  /// The type as declared. Absent and exotic types are `!onnx.unknown`; an
  /// unknown element type and an impossible shape are errors.
  llvm::Expected<mlir::Type> import(const ::onnx::TypeProto &type) const;

  /// The same for a type that is only a hint: `!onnx.unknown` in place of an
  /// error.
  mlir::Type importHint(const ::onnx::TypeProto &type) const;

  /// The type of the graph input `name`.
  llvm::Expected<mlir::Type> importInput(llvm::StringRef name,
                                         const ::onnx::TypeProto &type) const;

  /// Whether the options give the elements of the sequence `name`.
  bool hasElements(llvm::StringRef name) const {
    return sequences.contains(name);
  }
  /// Their types.
  llvm::Expected<llvm::SmallVector<mlir::Type>>
  importElements(const ::onnx::ValueInfoProto &input) const;

  /// The value of `toroid.dims` for a value of type `type` that is declared as
  /// `declared`; null where the type has no rank.
  mlir::ArrayAttr importDims(mlir::Type type,
                             const ::onnx::TypeProto &declared) const;

private:
  mlir::MLIRContext *context;
  llvm::StringMap<int64_t> symbolSizes;
  llvm::StringMap<llvm::SmallVector<int64_t>> inputShapes;
  /// The shapes of sequences' elements, where a negative size is any.
  llvm::StringMap<std::vector<std::vector<int64_t>>> sequences;
};

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_TYPES_H
