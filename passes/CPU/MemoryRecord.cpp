//===- MemoryRecord.cpp - Writes down what PlanMemory decides -------------===//

#include "passes/CPU/MemoryPlan.h"
#include "passes/CPU/NodeNames.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static std::string nameOf(Operation *op) {
  if (StringAttr name = firstNodeName(op->getLoc()))
    return name.str();
  StringAttr inside;
  op->walk([&](Operation *inner) {
    inside = firstNodeName(inner->getLoc());
    return inside ? WalkResult::interrupt() : WalkResult::advance();
  });
  return inside ? inside.str() : "?";
}

/// Whether `user` writes to the memory of `value`.
static bool writes(Operation *user, Value value) {
  if (auto call = dyn_cast<func::CallOp>(user)) {
    auto function = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
        call, call.getCalleeAttr());
    if (!function || function.isExternal())
      return true;
    for (auto [operand, argument] :
         llvm::zip_equal(call.getOperands(), function.getArguments())) {
      if (operand != value)
        continue;
      SmallVector<Value> views{argument};
      while (!views.empty()) {
        Value view = views.pop_back_val();
        for (Operation *inner : view.getUsers()) {
          if (isa<ViewLikeOpInterface>(inner))
            views.push_back(inner->getResult(0));
          else if (writes(inner, view))
            return true;
        }
      }
    }
    return false;
  }
  auto effects = dyn_cast<MemoryEffectOpInterface>(user);
  return effects &&
         effects.getEffectOnValue<MemoryEffects::Write>(value).has_value();
}

PlannedBuffer MemoryRecord::describe(Value alloc, ArrayRef<Value> aliases) {
  PlannedBuffer buffer;
  llvm::raw_string_ostream(buffer.type) << alloc.getType();
  Operation *op = alloc.getDefiningOp();
  buffer.value = nameOf(op);
  // The operations of the buffer's own block that use it, and who of them
  // writes.
  llvm::MapVector<Operation *, bool> users;
  for (Value alias : aliases)
    for (Operation *user : alias.getUsers())
      if (Operation *ancestor = op->getBlock()->findAncestorOpInBlock(*user))
        if (!isa<ViewLikeOpInterface, memref::DimOp>(user))
          users[ancestor] |= writes(user, alias);
  auto order = users.takeVector();
  llvm::sort(order, [](auto &a, auto &b) {
    return a.first != b.first && a.first->isBeforeInBlock(b.first);
  });
  // Inside of a parallel loop everything belongs to its step. Who writes last
  // says whose value it is: what it starts from may be another node's zeros.
  if (op->getParentOp() != main) {
    for (auto &[user, isWriter] : order)
      if (isWriter)
        buffer.value = nameOf(user);
    buffer.first = buffer.last =
        nameOf(main.getBody().front().findAncestorOpInBlock(*op));
    return buffer;
  }
  if (!order.empty()) {
    buffer.first = nameOf(order.front().first);
    buffer.last = nameOf(order.back().first);
  }
  for (auto &[user, isWriter] : order)
    if (isWriter)
      if (std::string name = nameOf(user);
          buffer.writers.empty() || buffer.writers.back() != name)
        buffer.writers.push_back(name);
  if (!buffer.writers.empty())
    buffer.value = buffer.writers.front();
  return buffer;
}

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

/// "batch", or "input_ids[0]" where the model has no name for it.
static std::string dimText(func::FuncOp main, memref::DimOp dim) {
  auto argument = dyn_cast<BlockArgument>(dim.getSource());
  std::optional<int64_t> axis = dim.getConstantIndex();
  if (!argument || !axis)
    return "?";
  auto inputs = main->getParentOfType<ModuleOp>()->getAttrOfType<ArrayAttr>(
      "toroid.inputs");
  auto number = argument.getArgNumber();
  auto input = inputs && number < inputs.size()
                   ? dyn_cast<DictionaryAttr>(inputs[number])
                   : DictionaryAttr();
  if (!input)
    return ("arg" + Twine(number) + "[" + Twine(*axis) + "]").str();
  auto dims = input.getAs<ArrayAttr>("dims");
  if (dims && *axis < static_cast<int64_t>(dims.size()))
    if (auto text = dyn_cast<StringAttr>(dims[*axis]);
        text && !text.empty() && text.getValue() != "?")
      return text.getValue().find_first_of(" +-*") == StringRef::npos
                 ? text.str()
                 : "(" + text.str() + ")";
  auto name = input.getAs<StringAttr>("name");
  return (name ? name.getValue() : StringRef("?")).str() + "[" +
         std::to_string(*axis) + "]";
}

namespace {
/// How tightly a formula's outermost operator binds.
enum Binding { sum, product, atom };
struct Formula {
  std::string text;
  Binding binding;

  std::string in(Binding place) const {
    return binding < place ? "(" + text + ")" : text;
  }
};
} // namespace

static Formula format(func::FuncOp main, Value value) {
  if (std::optional<int64_t> known = getConstantIntValue(value))
    return {std::to_string(*known), atom};
  Operation *op = value.getDefiningOp();
  if (!op)
    return {"?", atom};
  if (auto dim = dyn_cast<memref::DimOp>(op))
    return {dimText(main, dim), atom};
  if (isa<arith::IndexCastOp>(op))
    return format(main, op->getOperand(0));
  // Rounding up, as everything in the arena is.
  if (isa<arith::AndIOp>(op)) {
    std::optional<int64_t> mask = getConstantIntValue(op->getOperand(1));
    auto up = op->getOperand(0).getDefiningOp<arith::AddIOp>();
    if (mask && up && *mask < 0 &&
        getConstantIntValue(up.getRhs()) == -*mask - 1)
      return {"align" + std::to_string(-*mask) + "(" +
                  format(main, up.getLhs()).text + ")",
              atom};
  }
  SmallVector<Formula> parts;
  for (Value operand : op->getOperands())
    parts.push_back(format(main, operand));
  if (isa<arith::AddIOp>(op)) {
    if (parts[0].text == "0")
      return parts[1];
    return {parts[0].in(sum) + " + " + parts[1].in(sum), sum};
  }
  if (isa<arith::SubIOp>(op))
    return {parts[0].in(sum) + " - " + parts[1].in(product), sum};
  if (isa<arith::MulIOp>(op)) {
    if (parts[0].text == "1")
      return parts[1];
    return {parts[0].in(product) + " * " + parts[1].in(product), product};
  }
  std::string text = isa<arith::MaxSIOp>(op)   ? "max"
                     : isa<arith::MinSIOp>(op) ? "min"
                     : isa<arith::DivSIOp, arith::DivUIOp>(op)
                         ? "div"
                         : op->getName().stripDialect().str();
  text += "(";
  for (auto [i, part] : llvm::enumerate(parts))
    text += (i == 0 ? "" : ", ") + part.text;
  return {text + ")", atom};
}

std::string MemoryRecord::formula(Value value) {
  return format(main, value).text;
}

//===----------------------------------------------------------------------===//
// The attribute
//===----------------------------------------------------------------------===//

void MemoryRecord::store(const std::string &arena) {
  Builder b(main.getContext());
  SmallVector<Attribute> entries;
  for (const PlannedBuffer &buffer : buffers) {
    auto text = [&](StringRef name, const std::string &value) {
      return b.getNamedAttr(name, b.getStringAttr(value));
    };
    SmallVector<StringRef> writers(buffer.writers.begin(),
                                   buffer.writers.end());
    entries.push_back(b.getDictionaryAttr(
        {text("place", buffer.place), text("type", buffer.type),
         text("offset", buffer.offset), text("bytes", buffer.bytes),
         text("value", buffer.value), text("first", buffer.first),
         text("last", buffer.last),
         b.getNamedAttr("writers", b.getStrArrayAttr(writers)),
         b.getNamedAttr("begin", b.getI64IntegerAttr(buffer.begin)),
         b.getNamedAttr("end", b.getI64IntegerAttr(buffer.end)),
         b.getNamedAttr("slot", b.getI64IntegerAttr(buffer.slot))}));
  }
  main->getParentOfType<ModuleOp>()->setAttr(
      memoryPlanAttr,
      b.getDictionaryAttr(
          {b.getNamedAttr("arena", b.getStringAttr(arena)),
           b.getNamedAttr("buffers", b.getArrayAttr(entries))}));
}
