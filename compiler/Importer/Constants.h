//===- Constants.h - ONNX tensors as attributes -----------------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_CONSTANTS_H
#define TOROID_COMPILER_IMPORTER_CONSTANTS_H

#include "compiler/Importer/TensorData.h"

#include "mlir/IR/BuiltinAttributes.h"

#include "llvm/ADT/DenseMap.h"

namespace onnx {
class SparseTensorProto;
} // namespace onnx

namespace toroid::importer {

/// Tensors of at most this many bytes become DenseElementsAttr, which copies
/// and hashes them; larger ones DenseResourceElementsAttr over the file.
inline constexpr uint64_t denseAttributeLimit = 1024;

class ConstantImporter {
public:
  ConstantImporter(mlir::MLIRContext *context, TensorReader reader)
      : context(context), reader(std::move(reader)) {}

  /// `name` is for the resource. Tensors that are imported twice share one.
  llvm::Expected<mlir::ElementsAttr> import(const ::onnx::TensorProto &tensor,
                                            llvm::StringRef name);

  /// Sparse tensors are expanded: their rows are not what a compiled model
  /// spends its time on.
  llvm::Expected<mlir::ElementsAttr>
  import(const ::onnx::SparseTensorProto &tensor, llvm::StringRef name);

private:
  llvm::Expected<mlir::ElementsAttr>
  importStrings(const ::onnx::TensorProto &tensor, const TensorHeader &header);
  mlir::ElementsAttr makeAttribute(const TensorHeader &header,
                                   const TensorData &data,
                                   llvm::StringRef name);

  mlir::MLIRContext *context;
  TensorReader reader;
  llvm::DenseMap<const void *, mlir::ElementsAttr> imported;
};

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_CONSTANTS_H
