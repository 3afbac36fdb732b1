//===- PlanMemory.cpp - Places temporaries in the arena -------------------===//

#include "passes/CPU/Buffers.h"
#include "passes/CPU/Entry.h"
#include "passes/CPU/EntryValues.h"
#include "passes/CPU/MemoryPlan.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

namespace toroid {
#define GEN_PASS_DEF_PLANMEMORY
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {

/// A buffer to place: its bytes are needed between the moments `begin` and
/// `end`, both included.
struct Temporary {
  memref::AllocOp alloc;
  int64_t begin = 0;
  int64_t end = 0;
  /// The operation of the buffer's own block that uses it last.
  Operation *lastUser = nullptr;
  /// Aligned bytes: known now, or at the start of @main.
  int64_t staticSize = -1;
  Value size;
  int64_t estimate = 0;
  /// For a temporary of a parallel body that lives in the arena: each
  /// iteration of this loop has its own, `size` bytes apart.
  scf::ForallOp perIteration;
  Value pieceSize;

  /// Where it was put.
  int64_t offset = 0;
  unsigned slot = 0;

  /// What the plan tells of it, where it is asked for.
  PlannedBuffer told;

  bool overlaps(const Temporary &other) const {
    return begin <= other.end && other.begin <= end;
  }
};

/// Gives temporaries of static size offsets such that those alive together do
/// not overlap, the largest first, each in the smallest gap that takes it.
/// Returns the bytes needed.
int64_t packStatic(MutableArrayRef<Temporary *> temporaries) {
  SmallVector<Temporary *> order(temporaries.begin(), temporaries.end());
  // Those of the same size keep their order, which is that of their addresses.
  llvm::sort(order, [](Temporary *a, Temporary *b) {
    return std::make_pair(-a->staticSize, a) <
           std::make_pair(-b->staticSize, b);
  });
  SmallVector<Temporary *> placed; // By offset.
  int64_t total = 0;
  for (Temporary *temporary : order) {
    int64_t free = 0, best = -1, bestGap = 0;
    for (Temporary *other : placed) {
      if (!other->overlaps(*temporary))
        continue;
      int64_t gap = other->offset - free;
      if (gap >= temporary->staticSize && (best < 0 || gap < bestGap)) {
        best = free;
        bestGap = gap;
      }
      free = std::max(free, other->offset + other->staticSize);
    }
    temporary->offset = best < 0 ? free : best;
    total = std::max(total, temporary->offset + temporary->staticSize);
    placed.insert(llvm::upper_bound(placed, temporary,
                                    [](Temporary *a, Temporary *b) {
                                      return a->offset < b->offset;
                                    }),
                  temporary);
  }
  return total;
}

/// When an operation begins and ends, in the order of the program.
using Moments = llvm::DenseMap<Operation *, std::pair<int64_t, int64_t>>;

struct PlanMemory : toroid::impl::PlanMemoryBase<PlanMemory> {
  using PlanMemoryBase::PlanMemoryBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<func::FuncOp> main = findMain(module);
    if (failed(main) || failed(plan(*main)))
      return signalPassFailure();
  }

  LogicalResult plan(func::FuncOp main);
  /// Whether the size is a function of the inputs' dims.
  FailureOr<bool> measure(Temporary &temporary, EntryValues &values);
  LogicalResult planBody(scf::ForallOp loop,
                         const BufferViewFlowAnalysis &aliases,
                         EntryValues &values, const Moments &moments,
                         std::vector<Temporary> &inArena);

  // Memory from the runtime.
  Value takeBytes(OpBuilder &b, Location loc, Value size);
  void giveBack(OpBuilder &b, Location loc, Value buffer);
  void takeAtRunTime(memref::AllocOp alloc, Operation *lastUser);
  LogicalResult takePieces(Temporary &temporary);

  /// Begins the record of a temporary whose allocation is still there.
  void tell(Temporary &temporary, const BufferViewFlowAnalysis &aliases);
  /// Ends it.
  void tell(Temporary &temporary, StringRef place, std::string offset,
            std::string bytes);

  /// The call's frame.
  Value getCall() {
    return getOrAddArgument(main, callArgument,
                            LLVM::LLVMPointerType::get(main.getContext()));
  }

  func::FuncOp main;
  std::optional<MemoryRecord> told;
};

} // namespace

void PlanMemory::tell(Temporary &temporary,
                      const BufferViewFlowAnalysis &aliases) {
  if (!told)
    return;
  Value buffer = temporary.alloc.getResult();
  auto views = aliases.resolve(buffer);
  temporary.told =
      told->describe(buffer, SmallVector<Value>(views.begin(), views.end()));
}

void PlanMemory::tell(Temporary &temporary, StringRef place, std::string offset,
                      std::string bytes) {
  if (!told)
    return;
  temporary.told.place = place.str();
  temporary.told.offset = std::move(offset);
  temporary.told.bytes = std::move(bytes);
  temporary.told.begin = temporary.begin;
  temporary.told.end = temporary.end;
  told->add(std::move(temporary.told));
}

/// Numbers the operations inside of `op`.
static Moments number(Operation *op) {
  Moments moments;
  int64_t now = 0;
  auto visit = [&](auto &&self, Operation *op) -> void {
    int64_t begin = now++;
    for (Region &region : op->getRegions())
      for (Operation &inner : region.getOps())
        self(self, &inner);
    moments[op] = {begin, now++};
  };
  visit(visit, op);
  return moments;
}

/// Whether a branch or loop takes or gives `value`: its memory then has a life
/// of its own, which CarryBuffers has seen to.
static bool isCarried(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    if (isa<ViewLikeOpInterface>(user))
      return isCarried(user->getResult(0));
    return isa<RegionBranchOpInterface, RegionBranchTerminatorOpInterface>(
        user);
  });
}

/// Finds when `alloc`'s bytes are in use. Inside of a loop that is within one
/// turn; outside of it, as long as the loop runs.
static Temporary describe(memref::AllocOp alloc,
                          const BufferViewFlowAnalysis &aliases,
                          const Moments &moments) {
  Temporary temporary;
  temporary.alloc = alloc;
  temporary.lastUser = alloc;
  // Bytes matter from their first use on, wherever the allocation stands.
  temporary.begin = std::numeric_limits<int64_t>::max();
  temporary.end = moments.at(alloc).second;
  Block &block = *alloc->getBlock();
  for (Value alias : aliases.resolve(alloc.getResult()))
    for (Operation *user : alias.getUsers())
      if (Operation *ancestor = block.findAncestorOpInBlock(*user)) {
        auto [begin, end] = moments.at(ancestor);
        if (end > temporary.end) {
          temporary.end = end;
          temporary.lastUser = ancestor;
        }
        if (!isa<ViewLikeOpInterface>(user))
          temporary.begin = std::min(temporary.begin, begin);
      }
  temporary.begin = std::min(temporary.begin, temporary.end);
  return temporary;
}

/// Finds the size of a temporary at the start of @main.
FailureOr<bool> PlanMemory::measure(Temporary &temporary, EntryValues &values) {
  memref::AllocOp alloc = temporary.alloc;
  MemRefType type = alloc.getType();
  int64_t fixed = elementBytes(type.getElementType());
  for (int64_t dim : type.getShape()) {
    if (ShapedType::isDynamic(dim))
      continue;
    if (llvm::MulOverflow(fixed, dim, fixed) ||
        fixed > std::numeric_limits<int64_t>::max() - arenaAlignment) {
      alloc.emitError("a tensor of type ") << type << " is too large";
      return failure();
    }
  }
  if (type.hasStaticShape() && !temporary.perIteration) {
    temporary.staticSize = llvm::alignTo(fixed, arenaAlignment);
    return true;
  }
  Value size = values.constant(fixed);
  for (Value dim : alloc.getDynamicSizes()) {
    Value atEntry = values.get(dim);
    if (!atEntry)
      return false;
    size = values.mul(size, atEntry);
  }
  size = values.align(size);
  if (scf::ForallOp loop = temporary.perIteration) {
    temporary.pieceSize = size;
    OpBuilder b(loop);
    for (auto [lb, ub, step] : llvm::zip_equal(
             loop.getLowerBound(b), loop.getUpperBound(b), loop.getStep(b))) {
      Value first = values.get(lb), last = values.get(ub),
            by = values.get(step);
      if (!first || !last || !by)
        return false;
      // Lower bounds are zero wherever we make the loops.
      size = values.mul(size, values.ceilDiv(last, by));
    }
  }
  temporary.size = size;
  temporary.estimate = values.estimate(size);
  return true;
}

/// Replaces `alloc` by a view of `bytes` at `offset`.
static void replaceByView(OpBuilder &b, memref::AllocOp alloc, Value bytes,
                          Value offset) {
  Value view = memref::ViewOp::create(b, alloc.getLoc(), alloc.getType(), bytes,
                                      offset, alloc.getDynamicSizes());
  alloc.replaceAllUsesWith(view);
  alloc.erase();
}

/// Places the temporaries of a parallel body: on the stack, or where that is
/// impossible in the arena, once for each iteration.
LogicalResult PlanMemory::planBody(scf::ForallOp loop,
                                   const BufferViewFlowAnalysis &aliases,
                                   EntryValues &values, const Moments &moments,
                                   std::vector<Temporary> &inArena) {
  Block &body = *loop.getBody();
  std::vector<Temporary> temporaries;
  WalkResult walk = loop.walk([&](memref::AllocOp alloc) {
    if (isCarried(alloc)) {
      alloc.emitError("a loop inside of a parallel one carries a temporary "
                      "from one turn to the next");
      return WalkResult::interrupt();
    }
    temporaries.push_back(describe(alloc, aliases, moments));
    tell(temporaries.back(), aliases);
    return WalkResult::advance();
  });
  if (walk.wasInterrupted())
    return failure();

  SmallVector<Temporary *> onStack;
  for (Temporary &temporary : temporaries) {
    int64_t size = temporary.alloc.getType().hasStaticShape()
                       ? staticSizeInBytes(temporary.alloc.getType())
                       : -1;
    if (size >= 0 && size <= maxStack) {
      temporary.staticSize = llvm::alignTo(size, arenaAlignment);
      onStack.push_back(&temporary);
    }
  }
  int64_t total = packStatic(onStack);
  // The largest leave until the rest fits.
  while (total > maxStack) {
    auto largest = llvm::max_element(onStack, [](Temporary *a, Temporary *b) {
      return a->staticSize < b->staticSize;
    });
    (*largest)->staticSize = -1;
    onStack.erase(largest);
    total = packStatic(onStack);
  }

  if (!onStack.empty()) {
    OpBuilder b = OpBuilder::atBlockBegin(&body);
    // A buffer without elements still has an address.
    Value stack = memref::AllocaOp::create(
        b, loop.getLoc(),
        bytesType(b.getContext(), std::max<int64_t>(total, 1)),
        b.getI64IntegerAttr(arenaAlignment));
    for (Temporary *temporary : onStack) {
      b.setInsertionPoint(temporary->alloc);
      Value offset = arith::ConstantIndexOp::create(
          b, temporary->alloc.getLoc(), temporary->offset);
      tell(*temporary, "stack", std::to_string(temporary->offset),
           std::to_string(temporary->staticSize));
      replaceByView(b, temporary->alloc, stack, offset);
    }
  }
  for (Temporary &temporary : temporaries) {
    if (llvm::is_contained(onStack, &temporary))
      continue;
    std::tie(temporary.begin, temporary.end) = moments.at(loop);
    temporary.perIteration = loop;
    FailureOr<bool> isKnown = measure(temporary, values);
    if (failed(isKnown))
      return failure();
    if (*isKnown) {
      inArena.push_back(temporary);
      continue;
    }
    tell(temporary, "run time", "", "");
    if (failed(takePieces(temporary)))
      return failure();
  }
  return success();
}

/// The number of the iteration that `loop`'s body is in.
static Value iterationNumber(OpBuilder &b, scf::ForallOp loop) {
  Location loc = loop.getLoc();
  Value number = arith::ConstantIndexOp::create(b, loc, 0);
  for (auto [iv, ub, step] : llvm::zip_equal(
           loop.getInductionVars(), loop.getUpperBound(b), loop.getStep(b))) {
    Value count = arith::CeilDivUIOp::create(b, loc, ub, step);
    Value index = arith::DivUIOp::create(b, loc, iv, step);
    number = arith::AddIOp::create(
        b, loc, arith::MulIOp::create(b, loc, number, count), index);
  }
  return number;
}

//===----------------------------------------------------------------------===//
// Memory from the runtime
//===----------------------------------------------------------------------===//

Value PlanMemory::takeBytes(OpBuilder &b, Location loc, Value size) {
  Type i64 = b.getI64Type();
  Value call = getCall();
  Type pointer = call.getType();
  auto function =
      getOrDeclareRuntime(main->getParentOfType<ModuleOp>(), "toroid_rt_alloc",
                          pointer, {pointer, i64});
  Value bytes = arith::IndexCastOp::create(b, loc, i64, size);
  return LLVM::CallOp::create(b, loc, function, ValueRange{call, bytes})
      .getResult();
}

void PlanMemory::giveBack(OpBuilder &b, Location loc, Value buffer) {
  Value call = getCall();
  Type pointer = call.getType();
  auto function = getOrDeclareRuntime(
      main->getParentOfType<ModuleOp>(), "toroid_rt_free",
      LLVM::LLVMVoidType::get(b.getContext()), {pointer, pointer});
  Value address =
      memref::ExtractAlignedPointerAsIndexOp::create(b, loc, buffer);
  Value number = arith::IndexCastOp::create(b, loc, b.getI64Type(), address);
  Value memory = LLVM::IntToPtrOp::create(b, loc, pointer, number);
  LLVM::CallOp::create(b, loc, function, ValueRange{call, memory});
}

/// Takes `alloc`'s memory where its size is known, and gives it back after
/// `lastUser`, if there is one.
void PlanMemory::takeAtRunTime(memref::AllocOp alloc, Operation *lastUser) {
  OpBuilder b(alloc);
  Location loc = alloc.getLoc();
  Value size =
      createSizeInBytes(b, loc, alloc.getType(), alloc.getDynamicSizes());
  Value buffer = createBufferAt(b, loc, takeBytes(b, loc, size),
                                alloc.getType(), alloc.getDynamicSizes());
  if (lastUser && !lastUser->hasTrait<OpTrait::IsTerminator>()) {
    if (lastUser == alloc)
      b.setInsertionPointAfter(buffer.getDefiningOp());
    else
      b.setInsertionPointAfter(lastUser);
    giveBack(b, loc, buffer);
  }
  alloc.replaceAllUsesWith(buffer);
  alloc.erase();
}

/// `value` in front of `loop`, computed once more there if it must be; null
/// when it changes from iteration to iteration.
static Value computeBefore(scf::ForallOp loop, Value value) {
  if (loop.isDefinedOutsideOfLoop(value))
    return value;
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() != 0 || op->getNumResults() != 1 ||
      !isa<arith::ArithDialect>(op->getDialect()))
    return {};
  IRMapping mapping;
  for (Value operand : op->getOperands()) {
    Value before = computeBefore(loop, operand);
    if (!before)
      return {};
    mapping.map(operand, before);
  }
  OpBuilder b(loop);
  return b.clone(*op, mapping)->getResult(0);
}

/// Takes memory for all iterations of a parallel loop ahead of it.
LogicalResult PlanMemory::takePieces(Temporary &temporary) {
  memref::AllocOp alloc = temporary.alloc;
  scf::ForallOp loop = temporary.perIteration;
  SmallVector<Value> sizes;
  for (Value size : alloc.getDynamicSizes()) {
    sizes.push_back(computeBefore(loop, size));
    if (!sizes.back())
      return alloc.emitError("the size of a tensor of type ")
             << alloc.getType()
             << " differs between the iterations of a parallel loop";
  }
  OpBuilder b(loop);
  Location loc = alloc.getLoc();
  Value piece = createSizeInBytes(b, loc, alloc.getType(), sizes);
  Value last = arith::ConstantIndexOp::create(b, loc, arenaAlignment - 1);
  Value mask = arith::ConstantIndexOp::create(b, loc, -arenaAlignment);
  piece = arith::AndIOp::create(
      b, loc, arith::AddIOp::create(b, loc, piece, last), mask);
  Value total = piece;
  for (auto [ub, step] :
       llvm::zip_equal(loop.getUpperBound(b), loop.getStep(b)))
    total = arith::MulIOp::create(b, loc, total,
                                  arith::CeilDivUIOp::create(b, loc, ub, step));
  Value bytes = createBufferAt(b, loc, takeBytes(b, loc, total),
                               bytesType(b.getContext()), total);
  b.setInsertionPointAfter(loop);
  giveBack(b, loc, bytes);
  b.setInsertionPoint(alloc);
  Value offset = arith::MulIOp::create(b, loc, iterationNumber(b, loop), piece);
  replaceByView(b, alloc, bytes, offset);
  return success();
}

//===----------------------------------------------------------------------===//
// The plan
//===----------------------------------------------------------------------===//

LogicalResult PlanMemory::plan(func::FuncOp function) {
  main = function;
  if (record)
    told.emplace(main);
  BufferViewFlowAnalysis aliases(main);
  Moments moments = number(main);
  // Computes sizes before anything else happens in @main; its operations come
  // into the block after the numbering, which stays as it is.
  EntryValues values(main);

  std::vector<Temporary> temporaries;
  std::vector<std::pair<Temporary, Operation *>> atRunTime;
  WalkResult walk = main.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (auto loop = dyn_cast<scf::ForallOp>(op)) {
      if (failed(planBody(loop, aliases, values, moments, temporaries)))
        return WalkResult::interrupt();
      return WalkResult::skip();
    }
    auto alloc = dyn_cast<memref::AllocOp>(op);
    if (!alloc)
      return WalkResult::advance();
    Temporary temporary = describe(alloc, aliases, moments);
    tell(temporary, aliases);
    if (isCarried(alloc)) {
      atRunTime.push_back({temporary, nullptr});
      return WalkResult::advance();
    }
    FailureOr<bool> isKnown = measure(temporary, values);
    if (failed(isKnown))
      return WalkResult::interrupt();
    if (*isKnown)
      temporaries.push_back(temporary);
    else
      atRunTime.push_back({temporary, temporary.lastUser});
    return WalkResult::advance();
  });
  if (walk.wasInterrupted())
    return failure();

  // Static sizes are packed now and come first.
  SmallVector<Temporary *> fixed, dynamic;
  for (Temporary &temporary : temporaries)
    (temporary.staticSize >= 0 ? fixed : dynamic).push_back(&temporary);
  int64_t fixedTotal = packStatic(fixed);

  // Dynamic ones share slots, the largest first, so that a slot is mostly as
  // large as its first temporary; that it is large enough for each is computed.
  struct Slot {
    SmallVector<Temporary *> members;
    Value size;
    Value offset;
  };
  std::vector<Slot> slots;
  llvm::sort(dynamic, [](Temporary *a, Temporary *b) {
    return std::make_pair(-a->estimate, a) < std::make_pair(-b->estimate, b);
  });
  for (Temporary *temporary : dynamic) {
    auto fits = [&](const Slot &slot) {
      return llvm::none_of(slot.members, [&](Temporary *member) {
        return member->overlaps(*temporary);
      });
    };
    // A slot of the same size first, then the one that is closest in size.
    auto slot = llvm::find_if(slots, [&](const Slot &slot) {
      return slot.size == temporary->size && fits(slot);
    });
    for (auto it = slots.rbegin(); slot == slots.end() && it != slots.rend();
         ++it)
      if (fits(*it))
        slot = std::prev(it.base());
    if (slot == slots.end()) {
      slots.emplace_back();
      slot = std::prev(slots.end());
    }
    slot->members.push_back(temporary);
    slot->size =
        slot->size ? values.max(slot->size, temporary->size) : temporary->size;
    temporary->slot = slot - slots.begin();
  }
  Value total = values.constant(fixedTotal);
  for (Slot &slot : slots) {
    slot.offset = total;
    total = values.add(total, slot.size);
  }

  values.createSizeFunction(arenaSizeName, total);
  for (auto &[temporary, lastUser] : atRunTime) {
    tell(temporary, "run time", "", "");
    takeAtRunTime(temporary.alloc, lastUser);
  }
  SmallVector<memref::DeallocOp> deallocs;
  main.walk([&](memref::DeallocOp op) { deallocs.push_back(op); });
  for (memref::DeallocOp op : deallocs) {
    OpBuilder b(op);
    giveBack(b, op.getLoc(), op.getMemref());
    op.erase();
  }
  for (Temporary &temporary : temporaries) {
    bool isStatic = temporary.staticSize >= 0;
    if (!told)
      break;
    if (!isStatic)
      temporary.told.slot = temporary.slot;
    tell(temporary, temporary.perIteration ? "iterations" : "arena",
         isStatic ? std::to_string(temporary.offset)
                  : told->formula(slots[temporary.slot].offset),
         isStatic ? std::to_string(temporary.staticSize)
                  : told->formula(temporary.size));
  }
  if (told)
    told->store(told->formula(total));
  if (temporaries.empty())
    return success();
  BlockArgument arena =
      getOrAddArgument(main, arenaArgument, bytesType(main.getContext()));
  OpBuilder b(main.getContext());
  for (Temporary &temporary : temporaries) {
    b.setInsertionPoint(temporary.alloc);
    Location loc = temporary.alloc.getLoc();
    Value offset =
        temporary.staticSize >= 0
            ? arith::ConstantIndexOp::create(b, loc, temporary.offset)
            : slots[temporary.slot].offset;
    if (temporary.perIteration) {
      Value piece = arith::MulIOp::create(
          b, loc, iterationNumber(b, temporary.perIteration),
          temporary.pieceSize);
      offset = arith::AddIOp::create(b, loc, offset, piece);
    }
    replaceByView(b, temporary.alloc, arena, offset);
  }
  return success();
}
