//===- InferShapes.cpp - Static dims where they can be --------------------===//

#include "passes/Graph/Passes.h"

namespace toroid {
#define GEN_PASS_DEF_INFERSHAPES
#include "passes/Graph/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Whether some result type became more precise.
static FailureOr<bool> refineAll(func::FuncOp func) {
  SymbolicShapes shapes;
  bool changed = false;
  WalkResult walk = func.walk<WalkOrder::PreOrder>([&](Operation *op) {
    SmallVector<Type> before(op->getResultTypes());
    if (failed(refineResultTypes(op, shapes)))
      return WalkResult::interrupt();
    changed |= !llvm::equal(before, op->getResultTypes());
    return WalkResult::advance();
  });
  if (walk.wasInterrupted())
    return failure();
  return changed;
}

/// Makes dims of arguments static whose names say so: `3 + 6`.
static void refineArguments(func::FuncOp func) {
  SymbolicShapes shapes;
  Builder builder(func.getContext());
  for (BlockArgument argument : func.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    auto names = func.getArgAttrOfType<ArrayAttr>(
        argument.getArgNumber(), ToroidDialect::getDimsAttrName());
    if (!type || !names || names.size() != static_cast<size_t>(type.getRank()))
      continue;
    SmallVector<int64_t> sizes(type.getShape());
    SmallVector<Attribute> texts(names.getValue());
    for (auto [i, dim] : llvm::enumerate(shapes.getShape(argument)))
      if (auto size = dim.getConstant();
          size && *size >= 0 && type.isDynamicDim(i)) {
        sizes[i] = *size;
        texts[i] = builder.getI64IntegerAttr(*size);
      }
    argument.setType(type.clone(sizes));
    func.setArgAttr(argument.getArgNumber(), ToroidDialect::getDimsAttrName(),
                    builder.getArrayAttr(texts));
  }
  func.setFunctionType(builder.getFunctionType(
      func.front().getArgumentTypes(), func.getFunctionType().getResults()));
}

/// Gives the function the types of what it returns, and names their dims.
static void updateSignature(func::FuncOp func) {
  auto terminator = dyn_cast<func::ReturnOp>(func.back().getTerminator());
  if (!terminator)
    return;
  Builder builder(func.getContext());
  func.setFunctionType(builder.getFunctionType(
      func.getFunctionType().getInputs(), terminator.getOperandTypes()));
  SymbolicShapes shapes;
  for (auto [i, value] : llvm::enumerate(terminator.getOperands())) {
    if (!isa<RankedTensorType>(value.getType()))
      continue;
    auto declared = func.getResultAttrOfType<ArrayAttr>(
        i, ToroidDialect::getDimsAttrName());
    SmallVector<Attribute> dims;
    for (auto [d, dim] : llvm::enumerate(shapes.getShape(value))) {
      if (auto constant = dim.getConstant()) {
        dims.push_back(builder.getI64IntegerAttr(*constant));
        continue;
      }
      // What the model calls a dim that has no formula is better than nothing.
      std::string text = shapes.print(dim);
      auto name = declared && d < declared.size()
                      ? dyn_cast<StringAttr>(declared[d])
                      : StringAttr();
      bool isKnown = !StringRef(text).contains('?');
      dims.push_back(isKnown || !name ? builder.getStringAttr(text) : name);
    }
    func.setResultAttr(i, ToroidDialect::getDimsAttrName(),
                       builder.getArrayAttr(dims));
  }
}

namespace {
struct InferShapesPass : toroid::impl::InferShapesBase<InferShapesPass> {
  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (func.isExternal())
      return;
    refineArguments(func);
    // Types only become more precise, and each round that goes on makes one
    // dim static, so this ends.
    FailureOr<bool> changed = true;
    while (succeeded(changed) && *changed)
      changed = refineAll(func);
    if (failed(changed))
      return signalPassFailure();
    updateSignature(func);
  }
};
} // namespace
