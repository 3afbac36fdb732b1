//===- Buffers.h - Small helpers over buffers -------------------*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_BUFFERS_H
#define TOROID_PASSES_CPU_BUFFERS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace toroid {

/// The bytes that one element takes in memory.
int64_t elementBytes(mlir::Type elementType);

/// The buffer type memref<?xi8>, or memref<`size`xi8>.
mlir::MemRefType bytesType(mlir::MLIRContext *context,
                           int64_t size = mlir::ShapedType::kDynamic);

/// Makes a dense row-major buffer of `type` out of the LLVM pointer `data`.
mlir::Value createBufferAt(mlir::OpBuilder &b, mlir::Location loc,
                           mlir::Value data, mlir::MemRefType type,
                           mlir::ValueRange dynamicSizes);

/// Number of bytes of a dense buffer of `type`, as an index.
mlir::Value createSizeInBytes(mlir::OpBuilder &b, mlir::Location loc,
                              mlir::MemRefType type,
                              mlir::ValueRange dynamicSizes);

/// Bytes of a dense buffer of static shape; -1 where that overflows.
int64_t staticSizeInBytes(mlir::MemRefType type);

} // namespace toroid

#endif // TOROID_PASSES_CPU_BUFFERS_H
