//===- SiteRecorder.cpp - A fused op beside what it replaces --------------===//

#include "passes/Fusion/SiteRecorder.h"

#include "dialects/Toroid/ToroidDialect.h"
#include "passes/Fusion/Ledger.h"

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
  /// Why that failed the last time.
  StringRef getReason() const { return reason; }
  /// Records of the fused ops that only `original` needs.
  SmallVector<Attribute> takeRecords();

private:
  void collectOps();
  bool isSmallConstant(Operation *op);
  bool isClosed(Value value, unsigned depth);
  int64_t sizeOf(unsigned atom);
  Value getOperand(OpBuilder &b, Value value);
  bool clone(OpBuilder &b, Operation *op);
  void fail(const Twine &why) {
    if (reason.empty())
      reason = why.str();
  }

  Value original, fused;
  SymbolicShapes &shapes;
  bool areSizesDistinct = true;
  llvm::DenseMap<unsigned, int64_t> sizes;
  /// In program order.
  SmallVector<Operation *> ops;
  llvm::DenseMap<Value, bool> closed;
  IRMapping mapping;
  func::FuncOp main;
  std::string reason;
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
  if (!ops.empty())
    return;
  llvm::SetVector<Operation *> first = collectSlice(original),
                               second = collectSlice(fused);
  for (Operation &op : *original.getParentBlock())
    if (first.contains(&op) != second.contains(&op))
      ops.push_back(&op);
}

bool Recorder::isSmallConstant(Operation *op) {
  auto constant = dyn_cast_or_null<ConstantOp>(op);
  return constant && (constant.getResult().getType().getNumElements() <=
                          maxConstantElements ||
                      (isa<DenseElementsAttr>(constant.getValue()) &&
                       cast<DenseElementsAttr>(constant.getValue()).isSplat()));
}

/// Whether nothing but small constants and sizes decide on `value`: positions
/// and masks of them, of which not any numbers do.
bool Recorder::isClosed(Value value, unsigned depth) {
  if (value.getType().isIntOrIndex() || shapes.getElements(value))
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return false;
  if (auto known = closed.find(value); known != closed.end())
    return known->second;
  auto constant = dyn_cast<ConstantOp>(op);
  bool result =
      constant ? isSmallConstant(op) ||
                     constant.getResult().getType().getElementType().isInteger()
               : op->getNumRegions() == 0 && op->getNumResults() == 1 &&
                     llvm::all_of(op->getOperands(), [&](Value operand) {
                       return isClosed(operand, depth - 1);
                     });
  closed[value] = result;
  return result;
}

int64_t Recorder::sizeOf(unsigned atom) {
  if (!areSizesDistinct)
    return 4;
  return sizes.try_emplace(atom, 2 + sizes.size()).first->second;
}

/// What `value` is in @main; null where that cannot be told, which it says.
Value Recorder::getOperand(OpBuilder &b, Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  auto evaluate = [&](const DimExpr &expr) {
    auto number =
        shapes.evaluate(expr, [&](unsigned atom) { return sizeOf(atom); });
    if (!number)
      fail("no small sizes fit " + shapes.print(expr) + " of " +
           describeSource(value));
    return number;
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
  if (!type) {
    fail("what " + describeSource(value) + " gives is no tensor");
    return {};
  }
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
      if (!type.hasStaticShape()) {
        fail("the elements of " + describeSource(value) +
             " are known, their number is not");
        return {};
      }
      Value constant = ConstantOp::create(
          b, value.getLoc(), DenseElementsAttr::get(type, numbers));
      mapping.map(value, constant);
      return constant;
    }
  if (isClosed(value, /*depth=*/64))
    return clone(b, op) ? mapping.lookup(value) : Value();
  SmallVector<int64_t> dims;
  for (const DimExpr &dim : shapes.getShape(value)) {
    auto size = evaluate(dim);
    if (size && *size < 0)
      fail("no small sizes fit " + shapes.print(dim) + " of " +
           describeSource(value));
    if (!size || *size < 0)
      return {};
    dims.push_back(*size);
  }
  auto inputType = RankedTensorType::get(dims, type.getElementType());
  unsigned number = main.getNumArguments();
  auto name = b.getNamedAttr("toroid.name",
                             b.getStringAttr("input" + std::to_string(number)));
  if (failed(main.insertArgument(number, inputType, b.getDictionaryAttr(name),
                                 value.getLoc()))) {
    fail("what " + describeSource(value) + " gives cannot be an input");
    return {};
  }
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
  copy->removeAttr(unfusedAttr);
  copy->removeAttr(siteAttr);
  if (!isa<ShapeInference>(copy))
    return true;
  for (OpResult result : copy->getResults())
    result.setType(UnrankedTensorType::get(
        cast<ShapedType>(result.getType()).getElementType()));
  SymbolicShapes known;
  if (failed(refineResultTypes(copy, known)))
    return false;
  bool isStatic = llvm::all_of(copy->getResultTypes(), [](Type type) {
    return cast<ShapedType>(type).hasStaticShape();
  });
  if (!isStatic)
    fail("the size of " + describe(op) + " is known only at run time");
  return isStatic;
}

SmallVector<Attribute> Recorder::takeRecords() {
  collectOps();
  llvm::SetVector<Operation *> kept = collectSlice(fused);
  SmallVector<Attribute> records;
  for (Operation *op : ops)
    if (auto own = op->getAttrOfType<ArrayAttr>(siteAttr);
        own && !kept.contains(op))
      records.append(own.begin(), own.end());
  return records;
}

OwningOpRef<ModuleOp> Recorder::build(bool distinct) {
  areSizesDistinct = distinct;
  sizes.clear();
  mapping.clear();
  reason.clear();
  collectOps();
  MLIRContext *context = original.getContext();
  // That sizes do not fit is no one's error.
  ScopedDiagnosticHandler ignore(context, [&](Diagnostic &diagnostic) {
    fail("small sizes do not fit: " + diagnostic.str());
    return success();
  });
  OwningOpRef<ModuleOp> module = ModuleOp::create(original.getLoc());
  OpBuilder b(context);
  b.setInsertionPointToStart(module->getBody());
  main = func::FuncOp::create(b, original.getLoc(), "main",
                              b.getFunctionType({}, {}));
  module->getOperation()->setAttr("toroid.model", b.getStringAttr("site"));
  b.setInsertionPointToStart(main.addEntryBlock());
  for (Operation *op : ops) {
    if (op->getNumRegions() != 0)
      fail(describe(op) + " has a body");
    if (op->getNumRegions() != 0 || !clone(b, op))
      return {};
  }
  SmallVector<Value> results = {getOperand(b, original), getOperand(b, fused)};
  if (!results[0] || !results[1])
    return {};
  if (results[0].getType() != results[1].getType()) {
    fail("with small sizes, both give different shapes");
    return {};
  }
  func::ReturnOp::create(b, original.getLoc(), results);
  SmallVector<Type> inputs(main.getBody().front().getArgumentTypes());
  main.setFunctionType(b.getFunctionType(
      inputs, SmallVector<Type>{results[0].getType(), results[1].getType()}));
  main.setResultAttr(0, "toroid.name", b.getStringAttr("original"));
  main.setResultAttr(1, "toroid.name", b.getStringAttr("fused"));
  return module;
}

void toroid::recordStep(Operation *op, StringRef step, Value original,
                        Value fused, SymbolicShapes &shapes) {
  Recorder recorder(original, fused, shapes);
  SmallVector<Attribute> records;
  if (auto own = op->getAttrOfType<ArrayAttr>(siteAttr))
    records.append(own.begin(), own.end());
  for (Attribute other : recorder.takeRecords())
    if (!llvm::is_contained(records, other))
      records.push_back(other);

  Builder b(op->getContext());
  OwningOpRef<ModuleOp> module;
  for (bool areSizesDistinct : {true, false})
    if (!module)
      module = recorder.build(areSizesDistinct);
  std::string text = recorder.getReason().str();
  if (module) {
    text.clear();
    llvm::raw_string_ostream os(text);
    module->print(os);
  }
  records.push_back(b.getDictionaryAttr(
      {b.getNamedAttr("step", b.getStringAttr(step)),
       b.getNamedAttr(module ? "module" : "reason", b.getStringAttr(text))}));
  op->setAttr(siteAttr, b.getArrayAttr(records));
}
