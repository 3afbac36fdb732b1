//===- MarkSteps.cpp - Tells a profile where a run is ---------------------===//

#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"
#include "passes/CPU/StepWork.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace toroid {
#define GEN_PASS_DEF_MARKSTEPS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Below so many elements an op is over before a clock could tell.
static constexpr int64_t minElements = 64;

static constexpr llvm::StringLiteral markName = "toroid_mark_step";

/// Whether the next step follows with nothing in between that takes time.
static bool isFollowedByStep(Operation *step) {
  for (Operation *next = step->getNextNode(); next;
       next = next->getNextNode()) {
    if (auto call = dyn_cast<LLVM::CallOp>(next))
      return call.getCallee() == markName;
    if (isa<memref::AllocOp>(next) || isMemoryEffectFree(next) ||
        isa<linalg::LinalgOp, memref::CopyOp>(next))
      continue;
    return false;
  }
  return false;
}

namespace {
/// What is marked: `op`, after fills from `first` on.
struct Step {
  Operation *first;
  Operation *op;
};

struct MarkSteps : toroid::impl::MarkStepsBase<MarkSteps> {
  void runOnOperation() override {
    FailureOr<func::FuncOp> main = findMain(getOperation());
    if (failed(main))
      return signalPassFailure();
    SmallVector<Step> steps;
    for (Block &block : main->getBody())
      collect(block, steps);
    Builder attributes(&getContext());
    if (!steps.empty()) {
      call = getOrAddArgument(*main, callArgument,
                              LLVM::LLVMPointerType::get(&getContext()));
      mark = createMark();
    }
    for (const Step &step : steps)
      add(step);
    for (const Step &step : steps)
      if (!isFollowedByStep(step.op)) {
        OpBuilder b(&getContext());
        b.setInsertionPointAfter(step.op);
        createEnd(b, step.op->getLoc());
      }
    getOperation()->setAttr("toroid.steps",
                            attributes.getArrayAttr(descriptions));
  }

  void collect(Block &block, SmallVectorImpl<Step> &steps);
  LLVM::LLVMFuncOp createMark();
  void createCall(OpBuilder &b, Location loc, int64_t step, Value flops,
                  Value bytes);
  void createEnd(OpBuilder &b, Location loc) { createCall(b, loc, -1, {}, {}); }
  void add(const Step &step);

  BlockArgument call;
  LLVM::LLVMFuncOp mark;
  SmallVector<Attribute> descriptions;
};
} // namespace

/// Whether a step of its own lies in `op`.
static bool containsSteps(Operation *op) {
  return op
      ->walk([&](Operation *inner) {
        return inner != op && isa<scf::ForallOp>(inner)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

static bool isTiny(Operation *op) {
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
    int64_t elements = 1;
    for (int64_t size : linalgOp.getStaticLoopRanges())
      if (ShapedType::isDynamic(size) ||
          llvm::MulOverflow(elements, size, elements))
        return false;
    return elements < minElements;
  }
  auto type = dyn_cast<MemRefType>(op->getOperand(0).getType());
  return type && type.hasStaticShape() && type.getNumElements() < minElements;
}

/// Brings fills of what `op` adds to next to it: they are part of its step, and
/// whoever lowers it looks for them there. Returns the first of them, or `op`.
static Operation *gatherFills(linalg::LinalgOp op) {
  Operation *first = op;
  for (Operation *at = op->getPrevNode(); at;) {
    Operation *previous = at->getPrevNode();
    auto fill = dyn_cast<linalg::FillOp>(at);
    if (!fill && !isMemoryEffectFree(at) && !isa<memref::AllocOp>(at))
      break;
    if (fill && llvm::is_contained(op.getDpsInits(), fill.getOutputs()[0])) {
      fill->moveBefore(first);
      first = fill;
    }
    at = previous;
  }
  return first;
}

/// Finds the steps in `block`, and in the model's own branches and loops.
void MarkSteps::collect(Block &block, SmallVectorImpl<Step> &steps) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
        linalgOp && !isa<linalg::FillOp>(op)) {
      Operation *first = gatherFills(linalgOp);
      for (Operation *fill = first; fill != &op; fill = fill->getNextNode())
        llvm::erase_if(steps, [&](Step &step) { return step.op == fill; });
      if (!isTiny(&op))
        steps.push_back({first, &op});
    } else if (isa<linalg::FillOp, memref::CopyOp>(op)) {
      if (!isTiny(&op))
        steps.push_back({&op, &op});
    } else if (isa<scf::ForallOp>(op)) {
      steps.push_back({&op, &op});
    } else if (isa<scf::ForOp, scf::WhileOp, scf::IfOp>(op)) {
      if (!containsSteps(&op)) {
        if (!isMemoryEffectFree(&op))
          steps.push_back({&op, &op});
        continue;
      }
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          collect(inner, steps);
    }
  }
}

/// What is called in front of a step. It is inlined: a test of one pointer,
/// which is null unless a profile is taken.
LLVM::LLVMFuncOp MarkSteps::createMark() {
  ModuleOp module = getOperation();
  MLIRContext *context = &getContext();
  Location loc = module.getLoc();
  Type pointer = LLVM::LLVMPointerType::get(context);
  Type none = LLVM::LLVMVoidType::get(context);
  Type i64 = IntegerType::get(context, 64);
  SmallVector<Type> arguments{pointer, i64, i64, i64};
  LLVM::LLVMFuncOp tell =
      getOrDeclareRuntime(module, "toroid_rt_step", none, arguments);
  tell.setPassthroughAttr(Builder(context).getStrArrayAttr({"cold"}));
  OpBuilder b(context);
  b.setInsertionPointToStart(module.getBody());
  auto function = LLVM::LLVMFuncOp::create(
      b, loc, markName, LLVM::LLVMFunctionType::get(none, arguments),
      LLVM::Linkage::Internal);
  function.setVisibility(SymbolTable::Visibility::Private);
  Block *entry = function.addEntryBlock(b);
  Block *profiled = b.createBlock(&function.getBody());
  Block *end = b.createBlock(&function.getBody());

  b.setInsertionPointToStart(entry);
  Value profile = loadCallField(b, loc, entry->getArgument(0), callProfile);
  Value null = LLVM::ZeroOp::create(b, loc, pointer);
  Value isOn =
      LLVM::ICmpOp::create(b, loc, LLVM::ICmpPredicate::ne, profile, null);
  LLVM::CondBrOp::create(b, loc, isOn, profiled, end);
  b.setInsertionPointToStart(profiled);
  LLVM::CallOp::create(b, loc, tell, entry->getArguments());
  LLVM::BrOp::create(b, loc, end);
  b.setInsertionPointToStart(end);
  LLVM::ReturnOp::create(b, loc, ValueRange());
  return function;
}

void MarkSteps::createCall(OpBuilder &b, Location loc, int64_t step,
                           Value flops, Value bytes) {
  auto number = [&](Value index) -> Value {
    std::optional<int64_t> known = -1;
    if (!index || (known = getConstantIntValue(index)))
      return arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(*known));
    return arith::IndexCastOp::create(b, loc, b.getI64Type(), index);
  };
  Value id = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(step));
  LLVM::CallOp::create(b, loc, mark,
                       ValueRange{call, id, number(flops), number(bytes)});
}

void MarkSteps::add(const Step &step) {
  OpBuilder b(step.first);
  StepWork work = describeWork(b, step.op);
  SmallVector<Attribute> nodes(work.nodes.begin(), work.nodes.end());
  createCall(b, step.op->getLoc(), descriptions.size(), work.flops, work.bytes);
  descriptions.push_back(
      b.getDictionaryAttr({b.getNamedAttr("kind", b.getStringAttr(work.kind)),
                           b.getNamedAttr("nodes", b.getArrayAttr(nodes))}));
}
