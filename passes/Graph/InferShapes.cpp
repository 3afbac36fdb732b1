//===- InferShapes.cpp - Static dims where they can be --------------------===//

#include "passes/Graph/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace toroid {
#define GEN_PASS_DEF_INFERSHAPES
#include "passes/Graph/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Branches and loops
//===----------------------------------------------------------------------===//

/// Gives `value` what is known of its shape as its type.
static bool refine(Value value, SymbolicShapes &shapes) {
  auto old = dyn_cast<RankedTensorType>(value.getType());
  if (!old)
    return false;
  auto known =
      SymbolicShapes::getType(shapes.getShape(value), old.getElementType());
  SmallVector<int64_t> sizes(old.getShape());
  for (auto [size, static_] : llvm::zip(sizes, known.getShape()))
    if (ShapedType::isDynamic(size))
      size = static_;
  auto type = RankedTensorType::get(sizes, old.getElementType());
  if (type == old)
    return false;
  value.setType(type);
  return true;
}

/// Lets what is handed on have the types of those that get it.
template <typename Operands>
static void match(Operands operands, ValueRange targets,
                  bool startsLoop = false) {
  for (auto [operand, target] : llvm::zip(operands, targets)) {
    Type type = target.getType();
    if (operand.get().getType() == type)
      continue;
    OpBuilder builder(operand.getOwner());
    Location loc = operand.getOwner()->getLoc();
    Value value = tensor::CastOp::create(builder, loc, type, operand.get());
    // Upstream would fold the cast into a loop that changes the size.
    if (startsLoop)
      value = bufferization::AllocTensorOp::create(
          builder, loc, cast<RankedTensorType>(type), ValueRange(), value);
    operand.set(value);
  }
}

/// Refines what branches and loops take and give, or brings them in line with
/// what has been refined around them.
static bool refineHandedOn(func::FuncOp func, SymbolicShapes &shapes) {
  SmallVector<Operation *> ops;
  func.walk([&](Operation *op) {
    if (isa<scf::IfOp, scf::ForOp, scf::WhileOp, arith::SelectOp>(op))
      ops.push_back(op);
  });
  bool changed = false;
  auto refineEach = [&](ValueRange values) {
    for (Value value : values)
      changed |= refine(value, shapes);
  };
  // All facts first: they read the operands that are about to change.
  for (Operation *op : ops) {
    for (Value result : op->getResults())
      if (isa<RankedTensorType>(result.getType()))
        shapes.getShape(result);
  }
  for (Operation *op : ops) {
    if (auto select = dyn_cast<arith::SelectOp>(op)) {
      // What a branch between values that are there already is folded to.
      if (!isa<RankedTensorType>(select.getType()))
        continue;
      refineEach(select->getResults());
      Value both[] = {select.getResult(), select.getResult()};
      match(op->getOpOperands().drop_front(), ValueRange(both));
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      refineEach(branch.getResults());
      if (branch.getNumResults() == 0)
        continue;
      match(branch.thenYield().getResultsMutable(), branch.getResults());
      match(branch.elseYield().getResultsMutable(), branch.getResults());
    } else if (auto loop = dyn_cast<scf::ForOp>(op)) {
      refineEach(loop.getRegionIterArgs());
      for (auto [argument, result] :
           llvm::zip(loop.getRegionIterArgs(), loop.getResults()))
        result.setType(argument.getType());
      match(loop.getInitArgsMutable(), loop.getRegionIterArgs(),
            /*startsLoop=*/true);
      match(cast<scf::YieldOp>(loop.getBody()->getTerminator())
                .getResultsMutable(),
            loop.getRegionIterArgs());
    } else {
      auto whileLoop = cast<scf::WhileOp>(op);
      refineEach(whileLoop.getBeforeArguments());
      refineEach(whileLoop.getAfterArguments());
      for (auto [argument, result] :
           llvm::zip(whileLoop.getAfterArguments(), whileLoop.getResults()))
        result.setType(argument.getType());
      match(whileLoop.getInitsMutable(), whileLoop.getBeforeArguments(),
            /*startsLoop=*/true);
      match(whileLoop.getYieldOp().getResultsMutable(),
            whileLoop.getBeforeArguments());
      match(whileLoop.getConditionOp().getArgsMutable(),
            whileLoop.getAfterArguments());
    }
  }
  return changed;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

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
  changed |= refineHandedOn(func, shapes);
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
