//===- FoldShapes.cpp - Shape arithmetic becomes functions of dims --------===//

#include "passes/Graph/Passes.h"

#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <map>

namespace toroid {
#define GEN_PASS_DEF_FOLDSHAPES
#include "passes/Graph/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
class FoldShapesPass : public toroid::impl::FoldShapesBase<FoldShapesPass> {
  void runOnOperation() override;

  Value buildIndex(const DimExpr &expr, Operation *user);
  Value buildTensor(Value old, ArrayRef<DimExpr> elements, Operation *user);

  SymbolicShapes shapes;
  /// Computations at the top of the function, by what they compute.
  std::map<DimExpr, Value> atTop;
};
} // namespace

/// The value of `expr`: at the top of the function when the arguments' dims
/// tell it, otherwise before `user`.
Value FoldShapesPass::buildIndex(const DimExpr &expr, Operation *user) {
  bool isEntry = shapes.dependsOnArgumentsOnly(expr);
  if (isEntry)
    if (auto it = atTop.find(expr); it != atTop.end())
      return it->second;
  OpBuilder builder(user);
  if (isEntry)
    builder.setInsertionPointToStart(&getOperation().front());
  Value value = shapes.materializeValue(builder, user->getLoc(), expr);
  if (isEntry)
    atTop[expr] = value;
  return value;
}

Value FoldShapesPass::buildTensor(Value old, ArrayRef<DimExpr> elements,
                                  Operation *user) {
  auto type = cast<RankedTensorType>(old.getType());
  OpBuilder builder(user);
  auto toConstant = [](const DimExpr &e) { return e.getConstant(); };
  if (llvm::all_of(elements, toConstant)) {
    unsigned width = type.getElementType().getIntOrFloatBitWidth();
    auto values = llvm::map_to_vector(elements, [&](const DimExpr &element) {
      return APInt(64, *element.getConstant(), true).sextOrTrunc(width);
    });
    return ConstantOp::create(builder, old.getLoc(),
                              DenseElementsAttr::get(type, values));
  }
  auto scalars = llvm::map_to_vector(elements, [&](const DimExpr &element) {
    return builder.createOrFold<arith::IndexCastOp>(
        old.getLoc(), type.getElementType(), buildIndex(element, user));
  });
  return tensor::FromElementsOp::create(builder, old.getLoc(), type, scalars);
}

void FoldShapesPass::runOnOperation() {
  func::FuncOp func = getOperation();
  if (func.isExternal())
    return;
  shapes = SymbolicShapes();
  atTop.clear();

  SmallVector<Operation *> ops;
  func.walk<WalkOrder::PreOrder>([&](Operation *op) { ops.push_back(op); });
  for (Operation *op : ops) {
    // Ops that compute shapes hand their facts on; only where a shape is used
    // otherwise it must exist.
    bool hasFacts = llvm::any_of(op->getResults(), [&](Value result) {
      return result.getType().isIndex() ||
             shapes.getElements(result).has_value();
    });
    if (hasFacts)
      continue;
    for (OpOperand &operand : op->getOpOperands()) {
      Value value = operand.get();
      if (value.getType().isIndex()) {
        operand.set(buildIndex(shapes.getIndex(value), op));
      } else if (auto elements = shapes.getElements(value);
                 elements && !value.getDefiningOp<ConstantOp>()) {
        operand.set(buildTensor(value, *elements, op));
      }
    }
  }
  // What nobody reads any more, last first.
  for (Operation *op : llvm::reverse(ops))
    if (isOpTriviallyDead(op))
      op->erase();
}
