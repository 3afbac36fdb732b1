//===- ProgramLayout.cpp - The structures of abi.h in the LLVM dialect ----===//

#include "compiler/Emit/ProgramLayout.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

/// Each letter is a field: i is 32 bits, l is 64 bits, p is a pointer.
static LLVM::LLVMStructType structOf(MLIRContext *context, StringRef fields) {
  SmallVector<Type> types;
  for (char field : fields)
    types.push_back(field == 'i'   ? IntegerType::get(context, 32)
                    : field == 'l' ? IntegerType::get(context, 64)
                                   : Type(LLVM::LLVMPointerType::get(context)));
  return LLVM::LLVMStructType::getLiteral(context, types);
}

LLVM::LLVMStructType toroid::dim_spec::getType(MLIRContext *context) {
  return structOf(context, "liip");
}

LLVM::LLVMStructType toroid::tensor_spec::getType(MLIRContext *context) {
  return structOf(context, "piip");
}

LLVM::LLVMStructType toroid::step_spec::getType(MLIRContext *context) {
  return structOf(context, "pp");
}

LLVM::LLVMStructType toroid::program::getType(MLIRContext *context) {
  return structOf(context, "iiiipppp"
                           "plplpp"
                           "pii");
}
