//===- Entry.cpp - The entry function and its hidden arguments ------------===//

#include "passes/CPU/Entry.h"

using namespace mlir;
using namespace toroid;

FailureOr<func::FuncOp> toroid::findMain(ModuleOp module) {
  auto main = module.lookupSymbol<func::FuncOp>(mainName);
  if (!main || main.isExternal()) {
    module.emitError("the module has no function @main with a body");
    return failure();
  }
  return main;
}

BlockArgument toroid::findArgument(func::FuncOp main, StringRef attribute) {
  for (BlockArgument argument : main.getArguments())
    if (main.getArgAttr(argument.getArgNumber(), attribute))
      return argument;
  return {};
}

BlockArgument toroid::getOrAddArgument(func::FuncOp main, StringRef attribute,
                                       Type type) {
  if (BlockArgument argument = findArgument(main, attribute))
    return argument;
  unsigned index = main.getNumArguments();
  Builder b(main.getContext());
  auto attributes = b.getDictionaryAttr(
      b.getNamedAttr(attribute, UnitAttr::get(b.getContext())));
  (void)main.insertArgument(index, type, attributes, main.getLoc());
  return main.getArgument(index);
}

unsigned toroid::numInputs(func::FuncOp main) {
  unsigned count = 0;
  for (BlockArgument argument : main.getArguments()) {
    unsigned index = argument.getArgNumber();
    if (!main.getArgAttr(index, weightsArgument) &&
        !main.getArgAttr(index, arenaArgument) &&
        !main.getArgAttr(index, callArgument))
      ++count;
  }
  return count;
}

Value toroid::loadCallField(OpBuilder &b, Location loc, Value call,
                            CallField field) {
  auto type = LLVM::LLVMStructType::getLiteral(
      b.getContext(), SmallVector<Type>(numCallFields, call.getType()));
  Value at = LLVM::GEPOp::create(b, loc, call.getType(), type, call,
                                 ArrayRef<LLVM::GEPArg>{0, field});
  return LLVM::LoadOp::create(b, loc, call.getType(), at);
}

LLVM::LLVMFuncOp toroid::getOrDeclareRuntime(ModuleOp module, StringRef name,
                                             Type result,
                                             ArrayRef<Type> arguments) {
  if (auto existing = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return existing;
  OpBuilder b(module.getContext());
  b.setInsertionPointToStart(module.getBody());
  auto type = LLVM::LLVMFunctionType::get(result, arguments);
  return LLVM::LLVMFuncOp::create(b, module.getLoc(), name, type);
}
