//===- PlanMemory.cpp - Places temporaries in the arena -------------------===//

#include "passes/CPU/Buffers.h"
#include "passes/CPU/Entry.h"
#include "passes/CPU/EntryValues.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

namespace toroid {
#define GEN_PASS_DEF_PLANMEMORY
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {

/// A buffer to place: its bytes are needed from operation `begin` of its block
/// to operation `end`, both included.
struct Temporary {
  memref::AllocOp alloc;
  int64_t begin = 0;
  int64_t end = 0;
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

struct PlanMemory : toroid::impl::PlanMemoryBase<PlanMemory> {
  using PlanMemoryBase::PlanMemoryBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<func::FuncOp> main = findMain(module);
    if (failed(main) || failed(plan(*main)))
      return signalPassFailure();
  }

  LogicalResult plan(func::FuncOp main);
  LogicalResult measure(Temporary &temporary, EntryValues &values);
  FailureOr<Temporary> describe(memref::AllocOp alloc, Block &block,
                                const BufferViewFlowAnalysis &aliases,
                                const llvm::DenseMap<Operation *, int64_t> &at);
  LogicalResult planBody(scf::ForallOp loop,
                         const BufferViewFlowAnalysis &aliases,
                         EntryValues &values, int64_t position,
                         std::vector<Temporary> &inArena);
};

} // namespace

/// Numbers the operations of `block`.
static llvm::DenseMap<Operation *, int64_t> number(Block &block) {
  llvm::DenseMap<Operation *, int64_t> at;
  for (auto [i, op] : llvm::enumerate(block))
    at[&op] = i;
  return at;
}

/// Finds when `alloc`'s bytes are in use, in terms of `block`'s operations.
FailureOr<Temporary>
PlanMemory::describe(memref::AllocOp alloc, Block &block,
                     const BufferViewFlowAnalysis &aliases,
                     const llvm::DenseMap<Operation *, int64_t> &at) {
  Temporary temporary;
  temporary.alloc = alloc;
  int64_t here = at.lookup(block.findAncestorOpInBlock(*alloc));
  // Bytes matter from their first use on, wherever the allocation stands.
  temporary.begin = std::numeric_limits<int64_t>::max();
  temporary.end = here;
  auto seen = aliases.resolve(alloc.getResult());
  for (Value alias : seen)
    for (Operation *user : alias.getUsers())
      if (Operation *ancestor = block.findAncestorOpInBlock(*user)) {
        int64_t position = at.lookup(ancestor);
        temporary.end = std::max(temporary.end, position);
        if (!isa<ViewLikeOpInterface>(user))
          temporary.begin = std::min(temporary.begin, position);
      }
  temporary.begin = std::min(temporary.begin, temporary.end);
  // Bytes that a loop carries into its next turn would be overwritten there.
  for (Operation *parent = alloc->getParentOp();
       parent && parent->getBlock() && parent != block.getParentOp();
       parent = parent->getParentOp()) {
    auto loop = dyn_cast<LoopLikeOpInterface>(parent);
    if (!loop)
      continue;
    auto carried = [&](Value value) { return seen.contains(value); };
    if (llvm::any_of(parent->getResults(), carried) ||
        llvm::any_of(loop.getRegionIterArgs(), carried)) {
      alloc.emitError("a loop carries a temporary from one turn to the next, "
                      "which the memory plan does not support");
      return failure();
    }
  }
  return temporary;
}

/// Finds the size of a temporary at the start of @main.
LogicalResult PlanMemory::measure(Temporary &temporary, EntryValues &values) {
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
    return success();
  }
  Value size = values.constant(fixed);
  for (Value dim : alloc.getDynamicSizes()) {
    Value atEntry = values.get(dim);
    if (!atEntry) {
      alloc.emitError("the size of a tensor of type ")
          << type
          << " depends on the values of the inputs, not just on their dims, "
             "which is not supported; give the model static shapes there";
      return failure();
    }
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
      if (!first || !last || !by) {
        loop.emitError("the number of parallel iterations depends on the "
                       "values of the inputs");
        return failure();
      }
      // Lower bounds are zero wherever we make the loops.
      size = values.mul(size, values.ceilDiv(last, by));
    }
  }
  temporary.size = size;
  temporary.estimate = values.estimate(size);
  return success();
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
                                   EntryValues &values, int64_t position,
                                   std::vector<Temporary> &inArena) {
  Block &body = *loop.getBody();
  auto at = number(body);
  std::vector<Temporary> temporaries;
  WalkResult walk = loop.walk([&](memref::AllocOp alloc) {
    FailureOr<Temporary> temporary = describe(alloc, body, aliases, at);
    if (failed(temporary))
      return WalkResult::interrupt();
    temporaries.push_back(*temporary);
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
      replaceByView(b, temporary->alloc, stack, offset);
    }
  }
  for (Temporary &temporary : temporaries) {
    if (llvm::is_contained(onStack, &temporary))
      continue;
    temporary.begin = temporary.end = position;
    temporary.perIteration = loop;
    if (failed(measure(temporary, values)))
      return failure();
    inArena.push_back(temporary);
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

LogicalResult PlanMemory::plan(func::FuncOp main) {
  main.walk([](memref::DeallocOp op) { op.erase(); });
  Block &entry = main.getBody().front();
  BufferViewFlowAnalysis aliases(main);
  auto at = number(entry);
  // Computes sizes before anything else happens in @main; its operations come
  // into the block after the numbering, which stays as it is.
  EntryValues values(main);

  std::vector<Temporary> temporaries;
  WalkResult walk = main.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (auto loop = dyn_cast<scf::ForallOp>(op)) {
      int64_t position = at.lookup(entry.findAncestorOpInBlock(*op));
      if (failed(planBody(loop, aliases, values, position, temporaries)))
        return WalkResult::interrupt();
      return WalkResult::skip();
    }
    auto alloc = dyn_cast<memref::AllocOp>(op);
    if (!alloc)
      return WalkResult::advance();
    FailureOr<Temporary> temporary = describe(alloc, entry, aliases, at);
    if (failed(temporary) || failed(measure(*temporary, values)))
      return WalkResult::interrupt();
    temporaries.push_back(*temporary);
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
