//===- SiteRecorder.cpp - A fused op beside what it replaces --------------===//

#include "passes/Fusion/SiteRecorder.h"

#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace toroid;

/// Constants of more elements are weights: any numbers do.
static constexpr int64_t maxConstantElements = 64;

namespace {
class Recorder {
public:
  Recorder(Value original, Value fused, SymbolicShapes &shapes)
      : original(original), fused(fused), shapes(shapes) {}

  /// Builds the module with sizes that are all different, or all the same.
  OwningOpRef<ModuleOp> build(bool areSizesDistinct);

private:
  void collectOps();
  bool isSmallConstant(Operation *op);
  int64_t sizeOf(unsigned atom);
  Value getOperand(OpBuilder &b, Value value);
  bool clone(OpBuilder &b, Operation *op);

  Value original, fused;
  SymbolicShapes &shapes;
  bool areSizesDistinct = true;
  llvm::DenseMap<unsigned, int64_t> sizes;
  /// In program order.
  SmallVector<Operation *> ops;
  llvm::DenseSet<Operation *> isInside;
  IRMapping mapping;
  func::FuncOp main;
};
} // namespace

static llvm::SetVector<Operation *> collectSlice(Value value) {
  llvm::SetVector<Operation *> slice;
  BackwardSliceOptions options;
  options.inclusive = true;
  options.omitBlockArguments = true;
  (void)getBackwardSlice(value, &slice, options);
  return slice;
}

/// What only one of the two computes.
void Recorder::collectOps() {
  llvm::SetVector<Operation *> first = collectSlice(original),
                               second = collectSlice(fused);
  for (Operation &op : *original.getParentBlock())
    if (first.contains(&op) != second.contains(&op)) {
      ops.push_back(&op);
      isInside.insert(&op);
    }
}

bool Recorder::isSmallConstant(Operation *op) {
  auto constant = dyn_cast_or_null<ConstantOp>(op);
  return constant && (constant.getResult().getType().getNumElements() <=
                          maxConstantElements ||
                      (isa<DenseElementsAttr>(constant.getValue()) &&
                       cast<DenseElementsAttr>(constant.getValue()).isSplat()));
}

int64_t Recorder::sizeOf(unsigned atom) {
  if (!areSizesDistinct)
    return 4;
  return sizes.try_emplace(atom, 2 + sizes.size()).first->second;
}

/// What `value` is in @main; null where that cannot be told.
Value Recorder::getOperand(OpBuilder &b, Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  auto evaluate = [&](const DimExpr &expr) {
    return shapes.evaluate(expr, [&](unsigned atom) { return sizeOf(atom); });
  };
  if (isSmallConstant(op) || isa_and_present<arith::ConstantOp>(op)) {
    b.clone(*op, mapping);
    return mapping.lookup(value);
  }
  // Sizes are numbers here.
  if (value.getType().isIntOrIndex()) {
    auto number = evaluate(shapes.getIndex(value));
    if (!number)
      return {};
    Value constant = arith::ConstantOp::create(
        b, value.getLoc(), b.getIntegerAttr(value.getType(), *number));
    mapping.map(value, constant);
    return constant;
  }
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return {};
  // Elements that tell sizes have to tell those that were chosen.
  if (type.getElementType().isIntOrIndex() &&
      !type.getElementType().isInteger(1))
    if (auto elements = shapes.getElements(value)) {
      SmallVector<APInt> numbers;
      for (const DimExpr &element : *elements) {
        auto number = evaluate(element);
        if (!number)
          return {};
        numbers.push_back(APInt(type.getElementTypeBitWidth(), *number,
                                /*isSigned=*/true, /*implicitTrunc=*/true));
      }
      if (!type.hasStaticShape())
        return {};
      Value constant = ConstantOp::create(
          b, value.getLoc(), DenseElementsAttr::get(type, numbers));
      mapping.map(value, constant);
      return constant;
    }
  SmallVector<int64_t> dims;
  for (const DimExpr &dim : shapes.getShape(value)) {
    auto size = evaluate(dim);
    if (!size || *size < 0)
      return {};
    dims.push_back(*size);
  }
  auto inputType = RankedTensorType::get(dims, type.getElementType());
  unsigned number = main.getNumArguments();
  auto name = b.getNamedAttr("toroid.name",
                             b.getStringAttr("input" + std::to_string(number)));
  if (failed(main.insertArgument(number, inputType, b.getDictionaryAttr(name),
                                 value.getLoc())))
    return {};
  mapping.map(value, main.getArgument(number));
  return main.getArgument(number);
}

bool Recorder::clone(OpBuilder &b, Operation *op) {
  for (Value operand : op->getOperands())
    if (!getOperand(b, operand))
      return false;
  // Sizes and what tells them are known already.
  if (op->getNumResults() == 1 && op->getResult(0).getType().isIntOrIndex())
    return bool(getOperand(b, op->getResult(0)));
  Operation *copy = b.clone(*op, mapping);
  copy->removeAttr("toroid.unfused");
  if (!isa<ShapeInference>(copy))
    return true;
  for (OpResult result : copy->getResults())
    result.setType(UnrankedTensorType::get(
        cast<ShapedType>(result.getType()).getElementType()));
  SymbolicShapes known;
  return succeeded(refineResultTypes(copy, known)) &&
         llvm::all_of(copy->getResultTypes(), [](Type type) {
           return cast<ShapedType>(type).hasStaticShape();
         });
}

OwningOpRef<ModuleOp> Recorder::build(bool distinct) {
  areSizesDistinct = distinct;
  sizes.clear();
  mapping.clear();
  if (ops.empty())
    collectOps();
  MLIRContext *context = original.getContext();
  // That sizes do not fit is no one's error.
  ScopedDiagnosticHandler ignore(context,
                                 [](Diagnostic &) { return success(); });
  OwningOpRef<ModuleOp> module = ModuleOp::create(original.getLoc());
  OpBuilder b(context);
  b.setInsertionPointToStart(module->getBody());
  main = func::FuncOp::create(b, original.getLoc(), "main",
                              b.getFunctionType({}, {}));
  module->getOperation()->setAttr("toroid.model", b.getStringAttr("site"));
  b.setInsertionPointToStart(main.addEntryBlock());
  for (Operation *op : ops)
    if (op->getNumRegions() != 0 || !clone(b, op))
      return {};
  SmallVector<Value> results = {mapping.lookup(original),
                                mapping.lookup(fused)};
  if (results[0].getType() != results[1].getType())
    return {};
  func::ReturnOp::create(b, original.getLoc(), results);
  SmallVector<Type> inputs(main.getBody().front().getArgumentTypes());
  main.setFunctionType(b.getFunctionType(
      inputs, SmallVector<Type>{results[0].getType(), results[1].getType()}));
  main.setResultAttr(0, "toroid.name", b.getStringAttr("original"));
  main.setResultAttr(1, "toroid.name", b.getStringAttr("fused"));
  return module;
}

std::string toroid::recordSite(Value original, Value fused,
                               SymbolicShapes &shapes) {
  Recorder recorder(original, fused, shapes);
  for (bool areSizesDistinct : {true, false}) {
    OwningOpRef<ModuleOp> module = recorder.build(areSizesDistinct);
    if (!module)
      continue;
    std::string text;
    llvm::raw_string_ostream os(text);
    module->print(os);
    return text;
  }
  return "";
}
