//===- Buffers.cpp - Small helpers over buffers ---------------------------===//

#include "passes/CPU/Buffers.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;
using namespace toroid;

int64_t toroid::elementBytes(Type elementType) {
  if (elementType.isIndex())
    return 8;
  return llvm::divideCeil(elementType.getIntOrFloatBitWidth(), 8);
}

MemRefType toroid::bytesType(MLIRContext *context, int64_t size) {
  return MemRefType::get({size}, IntegerType::get(context, 8));
}

Value toroid::createBufferAt(OpBuilder &b, Location loc, Value data,
                             MemRefType type, ValueRange dynamicSizes) {
  // A one-dimensional descriptor over the bytes, which the view shapes.
  LLVMTypeConverter converter(b.getContext());
  MemRefType bytes = bytesType(b.getContext());
  Value zero = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(0));
  Value one = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(1));
  // Nothing reads the size of the bytes below the view.
  Value descriptor = MemRefDescriptor::pack(b, loc, converter, bytes,
                                            {data, data, zero, zero, one});
  Value flat = UnrealizedConversionCastOp::create(b, loc, bytes, descriptor)
                   .getResult(0);
  Value start = arith::ConstantIndexOp::create(b, loc, 0);
  return memref::ViewOp::create(b, loc, type, flat, start, dynamicSizes);
}

Value toroid::createSizeInBytes(OpBuilder &b, Location loc, MemRefType type,
                                ValueRange dynamicSizes) {
  int64_t fixed = elementBytes(type.getElementType());
  for (int64_t dim : type.getShape())
    if (!ShapedType::isDynamic(dim))
      fixed *= dim;
  Value size = arith::ConstantIndexOp::create(b, loc, fixed);
  for (Value dim : dynamicSizes)
    size = arith::MulIOp::create(b, loc, size, dim);
  return size;
}

int64_t toroid::staticSizeInBytes(MemRefType type) {
  std::optional<int64_t> size = elementBytes(type.getElementType());
  for (int64_t dim : type.getShape()) {
    size = llvm::checkedMul(*size, dim);
    if (!size)
      return -1;
  }
  return *size;
}
