//===- MemoryPlan.cpp - What PlanMemory decided, for people ---------------===//

#include "passes/CPU/MemoryPlan.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace toroid;

int64_t toroid::sizeOfWeights(ModuleOp module) {
  int64_t end = 0;
  auto weights = module->getAttrOfType<ArrayAttr>("toroid.weights");
  if (!weights)
    return 0;
  for (auto entry : weights.getAsRange<DictionaryAttr>()) {
    auto offset = entry.getAs<IntegerAttr>("offset");
    auto value = entry.getAs<ElementsAttr>("value");
    auto joined = entry.getAs<ArrayAttr>("values");
    auto axis = entry.getAs<IntegerAttr>("axis");
    if (joined && !joined.empty())
      value = dyn_cast<ElementsAttr>(joined[0]);
    if (!offset || !value)
      continue;
    ShapedType type = value.getShapedType();
    SmallVector<int64_t> shape(type.getShape());
    if (joined && axis && axis.getInt() >= 0 && axis.getInt() < type.getRank())
      for (Attribute other : joined.getValue().drop_front())
        if (auto part = dyn_cast<ElementsAttr>(other))
          shape[axis.getInt()] +=
              part.getShapedType().getDimSize(axis.getInt());
    // The last panel is filled up.
    if (auto layout = entry.getAs<DictionaryAttr>("layout")) {
      auto n = layout.getAs<IntegerAttr>("n");
      auto panel = layout.getAs<IntegerAttr>("panel");
      if (n && panel && panel.getInt() > 0 && n.getInt() >= 0 &&
          n.getInt() < type.getRank())
        shape[n.getInt()] = llvm::alignTo(shape[n.getInt()], panel.getInt());
    }
    int64_t bytes =
        ShapedType::getNumElements(shape) *
        llvm::divideCeil(type.getElementTypeBitWidth(), uint64_t(8));
    end = std::max(end, offset.getInt() + bytes);
  }
  return end;
}

FailureOr<MemoryPlan> MemoryPlan::take(ModuleOp module) {
  auto fields = module->getAttrOfType<DictionaryAttr>(memoryPlanAttr);
  auto arena = fields ? fields.getAs<StringAttr>("arena") : StringAttr();
  auto entries = fields ? fields.getAs<ArrayAttr>("buffers") : ArrayAttr();
  if (!arena || !entries)
    return module.emitError("the module has no '")
           << memoryPlanAttr << "' attribute, which --toroid-plan-memory=record"
           << " adds";
  MemoryPlan plan;
  plan.arena = arena.str();
  plan.weights = sizeOfWeights(module);
  for (auto entry : entries.getAsRange<DictionaryAttr>()) {
    auto text = [&](StringRef name) {
      auto value = entry.getAs<StringAttr>(name);
      return value ? value.str() : std::string();
    };
    auto number = [&](StringRef name) {
      auto value = entry.getAs<IntegerAttr>(name);
      return value ? value.getInt() : -1;
    };
    PlannedBuffer buffer;
    buffer.place = text("place");
    buffer.type = text("type");
    buffer.offset = text("offset");
    buffer.bytes = text("bytes");
    buffer.value = text("value");
    buffer.first = text("first");
    buffer.last = text("last");
    if (auto writers = entry.getAs<ArrayAttr>("writers"))
      for (auto name : writers.getAsRange<StringAttr>())
        buffer.writers.push_back(name.str());
    buffer.begin = number("begin");
    buffer.end = number("end");
    buffer.slot = number("slot");
    plan.buffers.push_back(std::move(buffer));
  }
  module->removeAttr(memoryPlanAttr);
  // In the order in which a run comes to them.
  llvm::stable_sort(plan.buffers,
                    [](const PlannedBuffer &a, const PlannedBuffer &b) {
                      return a.begin < b.begin;
                    });
  return plan;
}

static bool isInArena(const PlannedBuffer &buffer) {
  return buffer.place == "arena" || buffer.place == "iterations";
}

static std::optional<int64_t> toNumber(StringRef text) {
  int64_t number;
  return text.getAsInteger(10, number) ? std::nullopt
                                       : std::optional<int64_t>(number);
}

std::vector<size_t> MemoryPlan::reusedBy(size_t index) const {
  std::vector<size_t> result;
  const PlannedBuffer &own = buffers[index];
  if (!isInArena(own))
    return result;
  std::optional<int64_t> offset = toNumber(own.offset),
                         bytes = toNumber(own.bytes);
  for (auto [i, other] : llvm::enumerate(buffers)) {
    if (i == index || !isInArena(other) || other.end >= own.begin)
      continue;
    bool isShared = own.slot >= 0 && own.slot == other.slot;
    if (own.slot < 0 && other.slot < 0 && offset && bytes) {
      std::optional<int64_t> begin = toNumber(other.offset),
                             size = toNumber(other.bytes);
      isShared = begin && size && *begin < *offset + *bytes &&
                 *offset < *begin + *size;
    }
    if (isShared)
      result.push_back(i);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

/// What a name of the model's says, without what steers a terminal.
static std::string plain(StringRef name) {
  std::string text = name.str();
  for (char &c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = '?';
  return text;
}

void MemoryPlan::print(llvm::raw_ostream &os) const {
  auto count = [&](auto matches) { return llvm::count_if(buffers, matches); };
  os << "arena: " << arena << (toNumber(arena) ? " bytes" : "")
     << " at the peak, " << count(isInArena) << " buffers\n";
  auto printBuffers = [&](StringRef place, StringRef title) {
    auto isHere = [&](const PlannedBuffer &buffer) {
      return buffer.place == place;
    };
    if (count(isHere) == 0)
      return;
    os << "\n" << title << "\n";
    for (auto [i, buffer] : llvm::enumerate(buffers)) {
      if (!isHere(buffer))
        continue;
      os << llvm::formatv("  #{0,-4}", i);
      if (!buffer.bytes.empty())
        os << " at " << buffer.offset << ", " << buffer.bytes << " bytes";
      os << "  " << buffer.type << "\n        value of " << plain(buffer.value)
         << "\n        from " << plain(buffer.first) << " to "
         << plain(buffer.last) << "\n";
      if (buffer.writers.size() > 1) {
        os << "        in place:";
        for (const std::string &writer : llvm::drop_begin(buffer.writers))
          os << " " << plain(writer);
        os << "\n";
      }
      std::vector<size_t> reused = reusedBy(i);
      if (!reused.empty()) {
        os << "        where before was";
        for (size_t other : reused)
          os << " #" << other;
        os << "\n";
      }
    }
  };
  printBuffers("arena", "in the arena");
  printBuffers("iterations",
               "in the arena, once for each iteration of a parallel loop");
  printBuffers("stack", "on the stack of each thread in a parallel loop");
  printBuffers("run time", "taken when a run knows the size");
  os << "\nweights: " << weights << " bytes, read where they are mapped\n";
}

//===----------------------------------------------------------------------===//
// For programs
//===----------------------------------------------------------------------===//

/// A number if it is one.
static llvm::json::Value amount(const std::string &text) {
  if (std::optional<int64_t> number = toNumber(text))
    return *number;
  return llvm::json::fixUTF8(text);
}

llvm::json::Value MemoryPlan::toJSON() const {
  llvm::json::Array entries;
  for (auto [i, buffer] : llvm::enumerate(buffers)) {
    llvm::json::Array writers, reuses;
    for (const std::string &writer : buffer.writers)
      writers.push_back(llvm::json::fixUTF8(writer));
    for (size_t other : reusedBy(i))
      reuses.push_back(static_cast<int64_t>(other));
    llvm::json::Object entry{{"place", buffer.place},
                             {"type", buffer.type},
                             {"value", llvm::json::fixUTF8(buffer.value)},
                             {"first", llvm::json::fixUTF8(buffer.first)},
                             {"last", llvm::json::fixUTF8(buffer.last)},
                             {"writers", std::move(writers)},
                             {"reuses", std::move(reuses)}};
    if (!buffer.bytes.empty()) {
      entry["offset"] = amount(buffer.offset);
      entry["bytes"] = amount(buffer.bytes);
    }
    entries.push_back(std::move(entry));
  }
  return llvm::json::Object{{"arena", amount(arena)},
                            {"weights", weights},
                            {"buffers", std::move(entries)}};
}
