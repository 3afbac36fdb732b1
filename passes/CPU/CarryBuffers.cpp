//===- CarryBuffers.cpp - Who owns what branches and loops hand on --------===//

#include "passes/CPU/Buffers.h"
#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace toroid {
#define GEN_PASS_DEF_CARRYBUFFERS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

static bool isBuffer(Value value) { return isa<MemRefType>(value.getType()); }

namespace {
struct CarryBuffers : toroid::impl::CarryBuffersBase<CarryBuffers> {
  void runOnOperation() override {
    FailureOr<func::FuncOp> main = findMain(getOperation());
    if (failed(main))
      return signalPassFailure();
    owned.clear();
    // Inner ones first: what they own, outer ones can hand on.
    SmallVector<Operation *> ops;
    main->walk([&](Operation *op) {
      if (isa<scf::IfOp, scf::ForOp, scf::WhileOp>(op) &&
          !op->getParentOfType<scf::ForallOp>())
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      if (auto branch = dyn_cast<scf::IfOp>(op))
        carry(branch);
      else if (auto loop = dyn_cast<scf::ForOp>(op))
        carry(loop);
      else
        carry(cast<scf::WhileOp>(op));
    }
    releaseResults(*main);
  }

  void carry(scf::IfOp op);
  void carry(scf::ForOp op);
  void carry(scf::WhileOp op);

  void takeOver(OpOperand &operand);
  void takeOverInit(OpOperand &operand);
  void copy(OpOperand &operand);
  void release(ValueRange buffers, Operation *terminator);
  void releaseResults(func::FuncOp main);

  /// Buffers that their block has to release or hand on.
  llvm::SetVector<Value> owned;
};
} // namespace

//===----------------------------------------------------------------------===//
// Taking over
//===----------------------------------------------------------------------===//

/// Gives `operand` a copy of what it uses.
void CarryBuffers::copy(OpOperand &operand) {
  Operation *op = operand.getOwner();
  OpBuilder b(op);
  Location loc = op->getLoc();
  Value value = operand.get();
  auto type = cast<MemRefType>(value.getType());
  SmallVector<Value> sizes;
  for (int64_t i = 0; i < type.getRank(); ++i)
    if (type.isDynamicDim(i))
      sizes.push_back(memref::DimOp::create(b, loc, value, i));
  auto dense = MemRefType::get(type.getShape(), type.getElementType());
  Value fresh =
      memref::AllocOp::create(b, loc, dense, sizes, b.getI64IntegerAttr(64));
  memref::CopyOp::create(b, loc, value, fresh);
  if (type != dense)
    fresh = memref::CastOp::create(b, loc, type, fresh);
  operand.set(fresh);
}

/// Lets a terminator hand on its operand: a buffer that its block owns or has
/// allocated, once, and otherwise a copy.
void CarryBuffers::takeOver(OpOperand &operand) {
  Value value = operand.get();
  Operation *terminator = operand.getOwner();
  bool isFirst = llvm::count(terminator->getOperands(), value) == 1;
  auto alloc = value.getDefiningOp<memref::AllocOp>();
  if (isFirst && alloc && alloc->getBlock() == terminator->getBlock())
    return;
  if (isFirst && value.getParentBlock() == terminator->getBlock() &&
      owned.remove(value))
    return;
  copy(operand);
}

/// The same for the operand with which a loop starts: nobody else may use the
/// buffer from then on.
void CarryBuffers::takeOverInit(OpOperand &operand) {
  Value value = operand.get();
  Operation *loop = operand.getOwner();
  Block *block = loop->getBlock();
  auto alloc = value.getDefiningOp<memref::AllocOp>();
  bool isOwn = value.getParentBlock() == block &&
               (alloc || owned.contains(value)) &&
               llvm::count(loop->getOperands(), value) == 1;
  if (!isOwn)
    return copy(operand);
  SmallVector<Value> aliases = {value};
  while (!aliases.empty()) {
    Value alias = aliases.pop_back_val();
    for (Operation *user : alias.getUsers()) {
      if (user == loop && alias == value)
        continue;
      Operation *ancestor = block->findAncestorOpInBlock(*user);
      if (!ancestor || ancestor == loop || loop->isBeforeInBlock(ancestor))
        return copy(operand);
      llvm::copy_if(user->getResults(), std::back_inserter(aliases), isBuffer);
    }
  }
  owned.remove(value);
}

//===----------------------------------------------------------------------===//
// Releasing
//===----------------------------------------------------------------------===//

/// Releases those of a block's own `buffers` that `terminator` does not hand
/// on.
void CarryBuffers::release(ValueRange buffers, Operation *terminator) {
  OpBuilder b(terminator);
  for (Value buffer : buffers)
    if (owned.remove(buffer))
      memref::DeallocOp::create(b, terminator->getLoc(), buffer);
}

/// Releases what branches and loops have given after its last use.
void CarryBuffers::releaseResults(func::FuncOp main) {
  BufferViewFlowAnalysis aliases(main);
  for (Value value : owned) {
    Block *block = value.getParentBlock();
    Operation *last = value.getDefiningOp();
    for (Value alias : aliases.resolve(value))
      for (Operation *user : alias.getUsers())
        if (Operation *ancestor = block->findAncestorOpInBlock(*user))
          if (last->isBeforeInBlock(ancestor))
            last = ancestor;
    // What @main returns lasts as long as the run.
    if (last->hasTrait<OpTrait::IsTerminator>())
      continue;
    OpBuilder b(last);
    b.setInsertionPointAfter(last);
    memref::DeallocOp::create(b, value.getLoc(), value);
  }
}

//===----------------------------------------------------------------------===//
// Branches and loops
//===----------------------------------------------------------------------===//

void CarryBuffers::carry(scf::IfOp op) {
  for (OpResult result : op->getResults()) {
    if (!isBuffer(result))
      continue;
    unsigned i = result.getResultNumber();
    OpOperand &then = op.thenYield()->getOpOperand(i);
    OpOperand &otherwise = op.elseYield()->getOpOperand(i);
    // Both write the same place outside.
    if (then.get() == otherwise.get()) {
      result.replaceAllUsesWith(then.get());
      continue;
    }
    takeOver(then);
    takeOver(otherwise);
    owned.insert(result);
  }
}

void CarryBuffers::carry(scf::ForOp op) {
  Operation *yield = op.getBody()->getTerminator();
  SmallVector<unsigned> carried;
  for (auto [i, argument] : llvm::enumerate(op.getRegionIterArgs())) {
    if (!isBuffer(argument))
      continue;
    Value init = op.getInitArgs()[i];
    if (yield->getOperand(i) == argument || yield->getOperand(i) == init) {
      // In place.
      argument.replaceAllUsesWith(init);
      op.getResult(i).replaceAllUsesWith(init);
      continue;
    }
    carried.push_back(i);
    owned.insert(argument);
  }
  for (unsigned i : carried) {
    takeOverInit(op.getInitArgsMutable()[i]);
    takeOver(yield->getOpOperand(i));
  }
  for (unsigned i : carried) {
    release(op.getRegionIterArg(i), yield);
    owned.insert(op.getResult(i));
  }
}

void CarryBuffers::carry(scf::WhileOp op) {
  scf::ConditionOp condition = op.getConditionOp();
  scf::YieldOp yield = op.getYieldOp();
  ValueRange before = op.getBeforeArguments(), after = op.getAfterArguments();
  // In place: what the loop starts with goes through both regions.
  for (auto [j, passed] : llvm::enumerate(condition.getArgs())) {
    auto argument = dyn_cast<BlockArgument>(passed);
    if (!isBuffer(passed) || !argument ||
        argument.getOwner() != op.getBeforeBody())
      continue;
    unsigned i = argument.getArgNumber();
    if (yield.getOperand(i) != after[j])
      continue;
    Value init = op.getInits()[i];
    op.getResult(j).replaceAllUsesWith(init);
    Value inside = after[j];
    inside.replaceAllUsesWith(init);
    argument.replaceAllUsesWith(init);
  }
  auto isInPlace = [&](unsigned i) {
    return yield.getOperand(i) == op.getInits()[i];
  };
  for (auto [i, argument] : llvm::enumerate(before))
    if (isBuffer(argument) && !isInPlace(i)) {
      takeOverInit(op.getInitsMutable()[i]);
      owned.insert(argument);
    }
  SmallVector<unsigned> passed;
  for (auto [j, value] : llvm::enumerate(condition.getArgs()))
    if (isBuffer(value) &&
        !op.getOperation()->isAncestor(value.getParentRegion()->getParentOp()))
      continue; // A place outside.
    else if (isBuffer(value))
      passed.push_back(j);
  for (unsigned j : passed)
    takeOver(condition.getArgsMutable()[j]);
  release(before, condition);
  for (unsigned j : passed)
    owned.insert(after[j]);
  for (auto [i, value] : llvm::enumerate(yield.getOperands()))
    if (isBuffer(value) && !isInPlace(i))
      takeOver(yield->getOpOperand(i));
  release(after, yield);
  for (unsigned j : passed)
    owned.insert(op.getResult(j));
}
