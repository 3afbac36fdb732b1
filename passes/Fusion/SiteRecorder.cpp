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

/// What has more elements is not run: a vocabulary's projection, whose sizes
/// are fixed, takes too long.
static constexpr int64_t maxInputElements = int64_t(1) << 25;

/// Constants of more elements are weights: any numbers do.
static constexpr int64_t maxConstantElements = 64;

namespace {
/// The sizes of a module's dims: all different where they are not given.
struct Sizes {
  /// Of dims that the model names, and of those that only data decide.
  std::optional<int64_t> named, others;
};

class Recorder {
public:
  Recorder(Value original, Value fused, SymbolicShapes &shapes)
      : original(original), fused(fused), shapes(shapes) {}

  /// Builds the module; null where the sizes do not fit.
  OwningOpRef<ModuleOp> build(const Sizes &sizes);
  /// Why that failed the last time.
  StringRef getReason() const { return reason; }
  /// Records of the fused ops that only `original` needs.
  SmallVector<Attribute> takeRecords();

private:
  OwningOpRef<ModuleOp> tryToBuild();
  void collectOps();
  bool takeInBetween(llvm::DenseSet<Operation *> &inside);
  bool isSmallConstant(Operation *op);
  bool isClosed(Value value, unsigned depth);
  int64_t sizeOf(unsigned atom);
  void findScalars();
  std::optional<int64_t> compute(Value scalar, unsigned depth);
  std::optional<int64_t> evaluate(const DimExpr &expr);
  void learnFrom(Operation *op);
  Value getOperand(OpBuilder &b, Value value);
  bool clone(OpBuilder &b, Operation *op);
  void fail(const Twine &why) {
    if (reason.empty())
      reason = why.str();
  }

  Value original, fused;
  SymbolicShapes &shapes;
  Sizes wanted;
  llvm::DenseMap<unsigned, int64_t> sizes;
  /// Sizes that what was built last asks for.
  llvm::DenseMap<unsigned, int64_t> learned;
  /// Scalars of which all that is known is how they are computed.
  llvm::DenseMap<unsigned, Value> scalars;
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

/// Where one mask is computed from another, and both are read inside, any
/// numbers for both would be too many: takes in what lies between them. Whether
/// there was anything.
bool Recorder::takeInBetween(llvm::DenseSet<Operation *> &inside) {
  llvm::SetVector<Value> masks;
  for (Operation *op : inside)
    for (Value operand : op->getOperands()) {
      auto type = dyn_cast<RankedTensorType>(operand.getType());
      if (type && type.getElementType().isInteger() &&
          !inside.contains(operand.getDefiningOp()))
        masks.insert(operand);
    }
  bool isChanged = false;
  for (Value mask : masks) {
    Operation *last = mask.getDefiningOp();
    if (!last || isClosed(mask, /*depth=*/64))
      continue;
    llvm::SetVector<Operation *> slice = collectSlice(mask);
    llvm::SetVector<Operation *> between;
    for (Operation &op : *original.getParentBlock())
      if (slice.contains(&op) && llvm::any_of(op.getOperands(), [&](Value x) {
            return (x != mask && masks.contains(x)) ||
                   between.contains(x.getDefiningOp());
          }))
        between.insert(&op);
    if (!between.contains(last))
      continue;
    inside.insert(between.begin(), between.end());
    isChanged = true;
  }
  return isChanged;
}

/// What only one of the two computes.
void Recorder::collectOps() {
  if (!ops.empty())
    return;
  llvm::SetVector<Operation *> first = collectSlice(original),
                               second = collectSlice(fused);
  llvm::DenseSet<Operation *> inside;
  for (Operation &op : *original.getParentBlock())
    if (first.contains(&op) != second.contains(&op))
      inside.insert(&op);
  while (takeInBetween(inside))
    ;
  for (Operation &op : *original.getParentBlock())
    if (inside.contains(&op))
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

void Recorder::findScalars() {
  if (!scalars.empty())
    return;
  for (Operation &op : *original.getParentBlock())
    if (isa_and_present<arith::ArithDialect>(op.getDialect()) &&
        op.getNumResults() == 1 && op.getResult(0).getType().isIndex())
      if (auto atom = shapes.getIndex(op.getResult(0)).getAtom())
        scalars.try_emplace(*atom, op.getResult(0));
}

/// The number that arithmetic on sizes gives.
std::optional<int64_t> Recorder::compute(Value scalar, unsigned depth) {
  DimExpr expr = shapes.getIndex(scalar);
  auto atom = scalar.getType().isIndex() ? expr.getAtom() : std::nullopt;
  Operation *op = scalar.getDefiningOp();
  bool isKnown = scalar.getType().isIndex() && !(atom && scalars.count(*atom));
  if (isKnown)
    return evaluate(expr);
  if (!op || depth == 0 || !isa<arith::ArithDialect>(op->getDialect()))
    return std::nullopt;
  Builder b(op->getContext());
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    auto number = compute(operand, depth - 1);
    if (!number)
      return std::nullopt;
    operands.push_back(b.getIntegerAttr(operand.getType(), *number));
  }
  SmallVector<OpFoldResult> results;
  if (failed(op->fold(operands, results)) || results.size() != 1)
    return std::nullopt;
  auto result = dyn_cast<Attribute>(results.front());
  if (!result) // One of the operands.
    for (auto [operand, number] : llvm::zip(op->getOperands(), operands))
      if (operand == cast<Value>(results.front()))
        result = number;
  auto number = dyn_cast_if_present<IntegerAttr>(result);
  return number ? std::optional(number.getInt()) : std::nullopt;
}

int64_t Recorder::sizeOf(unsigned atom) {
  if (auto known = sizes.find(atom); known != sizes.end())
    return known->second;
  auto choose = [&]() -> int64_t {
    if (auto known = learned.find(atom); known != learned.end())
      return known->second;
    if (!wanted.named)
      return 2 + sizes.size();
    if (auto scalar = scalars.find(atom); scalar != scalars.end())
      if (auto number = compute(scalar->second, /*depth=*/32))
        return *number;
    return shapes.print(DimExpr::atom(atom)) != "?" ? *wanted.named
                                                    : *wanted.others;
  };
  int64_t size = choose();
  sizes[atom] = size;
  return size;
}

std::optional<int64_t> Recorder::evaluate(const DimExpr &expr) {
  return shapes.evaluate(expr, [&](unsigned atom) { return sizeOf(atom); });
}

/// Dims that have to be the same where `op` runs, or where one of them is
/// not 1.
static SmallVector<std::pair<DimExpr, DimExpr>>
getEqualDims(Operation *op, SymbolicShapes &shapes) {
  SmallVector<std::pair<DimExpr, DimExpr>> pairs;
  auto align = [&](ArrayRef<DimExpr> left, ArrayRef<DimExpr> right) {
    for (auto [a, b] : llvm::zip(llvm::reverse(left), llvm::reverse(right)))
      pairs.push_back({a, b});
  };
  if (isa<AddOp, SubOp, MulOp, DivOp, SelectOp, AndOp>(op))
    for (Value other : op->getOperands().drop_front())
      align(shapes.getShape(op->getOperand(0)), shapes.getShape(other));
  if (auto broadcast = dyn_cast<BroadcastToOp>(op))
    align(shapes.getShape(broadcast.getResult()),
          shapes.getShape(broadcast.getInput()));
  if (auto product = dyn_cast<MatMulOp>(op)) {
    Shape lhs = shapes.getShape(product.getLhs()),
          rhs = shapes.getShape(product.getRhs());
    pairs.push_back({lhs.end()[product.getTransposeLhs() ? -2 : -1],
                     rhs.end()[product.getTransposeRhs() ? -1 : -2]});
    align(ArrayRef(lhs).drop_back(2), ArrayRef(rhs).drop_back(2));
  }
  return pairs;
}

/// Where the operands of `op` do not fit, a run has other sizes: one that can
/// be chosen is what the other dim has in the next try.
void Recorder::learnFrom(Operation *op) {
  auto learn = [&](const DimExpr &dim, const DimExpr &other, bool isNamed) {
    auto atom = dim.getAtom();
    auto size = evaluate(dim), otherSize = evaluate(other);
    return atom && isNamed == (shapes.print(dim) != "?") && size && otherSize &&
           *size != *otherSize && *size != 1 && *otherSize > 1 &&
           learned.try_emplace(*atom, *otherSize).second;
  };
  auto pairs = getEqualDims(op, shapes);
  for (bool isNamed : {false, true})
    for (const auto &[a, b] : pairs)
      if (learn(a, b, isNamed) || learn(b, a, isNamed))
        return;
}

/// What `value` is in @main; null where that cannot be told, which it says.
Value Recorder::getOperand(OpBuilder &b, Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  auto evaluate = [&](const DimExpr &expr) {
    auto number = this->evaluate(expr);
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
    if (!size)
      return {};
    // Without elements there is nothing to compare.
    if (*size < 1 && !dim.isConstant(0)) {
      fail("no small sizes fit " + shapes.print(dim) + " of " +
           describeSource(value));
      return {};
    }
    dims.push_back(*size);
  }
  auto inputType = RankedTensorType::get(dims, type.getElementType());
  if (inputType.getNumElements() > maxInputElements) {
    fail("what " + describeSource(value) + " gives is too large for a trial");
    return {};
  }
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
  if (failed(refineResultTypes(copy, known))) {
    learnFrom(op);
    return false;
  }
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

OwningOpRef<ModuleOp> Recorder::build(const Sizes &chosen) {
  wanted = chosen;
  learned.clear();
  if (wanted.named)
    findScalars();
  size_t known;
  do {
    known = learned.size();
    if (OwningOpRef<ModuleOp> module = tryToBuild())
      return module;
  } while (learned.size() > known);
  return {};
}

OwningOpRef<ModuleOp> Recorder::tryToBuild() {
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

/// With sizes that are all different, equal sizes show where they are not meant
/// to be equal. Where that does not fit, what data decide is 4 or, so that it
/// broadcasts, 1, and the model's dims are so large that windows and strides
/// leave something of them.
static OwningOpRef<ModuleOp> buildWithSizes(Recorder &recorder,
                                            std::string &reason) {
  constexpr int64_t largest = 48;
  OwningOpRef<ModuleOp> module = recorder.build({});
  reason = recorder.getReason();
  for (int64_t others : {4, 1})
    for (int64_t named = 4; !module && named <= largest; ++named)
      module = recorder.build({named, others});
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
  std::string text;
  OwningOpRef<ModuleOp> module = buildWithSizes(recorder, text);
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
