//===- OutlineParallel.cpp - Parallel loops call the runtime --------------===//

#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

namespace toroid {
#define GEN_PASS_DEF_OUTLINEPARALLEL
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Below so many operations in all, threads cost more than they bring.
static constexpr int64_t minParallelWork = 32768;

namespace {
struct OutlineParallel : toroid::impl::OutlineParallelBase<OutlineParallel> {
  void runOnOperation() override {
    FailureOr<func::FuncOp> found = findMain(getOperation());
    if (failed(found))
      return signalPassFailure();
    main = *found;

    SmallVector<scf::ForallOp> loops;
    main.walk<WalkOrder::PreOrder>([&](scf::ForallOp loop) {
      loops.push_back(loop);
      return WalkResult::skip();
    });
    if (loops.empty())
      return;
    Type pointer = LLVM::LLVMPointerType::get(&getContext());
    call = getOrAddArgument(main, callArgument, pointer);
    for (scf::ForallOp loop : loops) {
      if (loop->getNumResults() != 0) {
        loop.emitError("a parallel loop still returns tensors");
        return signalPassFailure();
      }
      if (failed(outline(loop)))
        return signalPassFailure();
    }
    placeEnvironment();
  }

  LogicalResult outline(scf::ForallOp loop);
  void placeEnvironment();

  func::FuncOp main;
  BlockArgument call;
  unsigned numBodies = 0;
  /// The structures that travel to the bodies; never two at a time in use, so
  /// they share their place.
  SmallVector<std::pair<UnrealizedConversionCastOp, Type>> environments;
};
} // namespace

/// Copies constants that `region` uses into it, so that they need no capture.
static void pullInConstants(Region &region) {
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(region, captured);
  OpBuilder b(region.getContext());
  b.setInsertionPointToStart(&region.front());
  for (Value value : captured) {
    Operation *op = value.getDefiningOp();
    if (!op || !op->hasTrait<OpTrait::ConstantLike>())
      continue;
    Value copy = b.clone(*op)->getResult(0);
    replaceAllUsesInRegionWith(value, copy, region);
  }
}

/// Turns parallel loops inside a parallel body into sequential ones.
static void serializeInner(scf::ForallOp outer) {
  SmallVector<scf::ForallOp> inner;
  outer.getBody()->walk([&](scf::ForallOp loop) { inner.push_back(loop); });
  IRRewriter rewriter(outer.getContext());
  for (scf::ForallOp loop : inner) {
    rewriter.setInsertionPoint(loop);
    (void)scf::forallToForLoop(rewriter, loop);
  }
}

LogicalResult OutlineParallel::outline(scf::ForallOp loop) {
  ModuleOp module = getOperation();
  MLIRContext *context = &getContext();
  Location loc = loop.getLoc();
  Type i64 = IntegerType::get(context, 64);
  Type pointer = LLVM::LLVMPointerType::get(context);
  OpBuilder b(loop);

  serializeInner(loop);
  pullInConstants(loop.getRegion());

  // One number for all iterations.
  SmallVector<Value> lowers = loop.getLowerBound(b), steps = loop.getStep(b),
                     counts;
  Value total = arith::ConstantIndexOp::create(b, loc, 1);
  for (auto [lb, ub, step] :
       llvm::zip_equal(lowers, loop.getUpperBound(b), steps)) {
    Value range = arith::SubIOp::create(b, loc, ub, lb);
    Value count = arith::CeilDivSIOp::create(b, loc, range, step);
    // Fold what is constant already: the bodies then know it too.
    if (std::optional<int64_t> known = [&]() -> std::optional<int64_t> {
          auto l = getConstantIntValue(lb), u = getConstantIntValue(ub),
               s = getConstantIntValue(step);
          if (!l || !u || !s || *s <= 0)
            return std::nullopt;
          return std::max<int64_t>(0, llvm::divideCeil(*u - *l, *s));
        }())
      count = arith::ConstantIndexOp::create(b, loc, *known);
    counts.push_back(count);
    total = arith::MulIOp::create(b, loc, total, count);
  }

  SetVector<Value> captured;
  getUsedValuesDefinedAbove(loop.getRegion(), captured);
  // The loop's own shape; constants are copied.
  auto capture = [&](Value value) {
    if (!getConstantIntValue(value))
      captured.insert(value);
  };
  for (Value value : lowers)
    capture(value);
  for (Value value : steps)
    capture(value);
  for (Value value : ArrayRef<Value>(counts).drop_front())
    capture(value);

  LLVMTypeConverter converter(context);
  SmallVector<Type> fields;
  for (Value value : captured) {
    Type type = converter.convertType(value.getType());
    if (!type) {
      loop.emitError("a parallel loop uses a value of type ")
          << value.getType() << " from outside";
      return failure();
    }
    fields.push_back(type);
  }
  auto environmentType = LLVM::LLVMStructType::getLiteral(context, fields);

  // The body's function.
  OpBuilder top(main);
  std::string name = (mainName + "_parallel_" + Twine(numBodies++)).str();
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context),
                                          {pointer, i64, i64});
  auto body =
      LLVM::LLVMFuncOp::create(top, loc, name, type, LLVM::Linkage::Internal);
  body.setVisibility(SymbolTable::Visibility::Private);
  Block *block = body.addEntryBlock(top);
  OpBuilder in = OpBuilder::atBlockBegin(block);
  IRMapping mapping;
  for (auto [i, value] : llvm::enumerate(captured)) {
    Value at = LLVM::GEPOp::create(
        in, loc, pointer, environmentType, block->getArgument(0),
        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
    Value field = LLVM::LoadOp::create(in, loc, fields[i], at);
    if (field.getType() != value.getType())
      field =
          UnrealizedConversionCastOp::create(in, loc, value.getType(), field)
              .getResult(0);
    mapping.map(value, field);
  }
  auto inBody = [&](Value value) -> Value {
    if (auto known = getConstantIntValue(value))
      return arith::ConstantIndexOp::create(in, loc, *known);
    return mapping.lookup(value);
  };
  SmallVector<Value> bodyLowers, bodySteps, bodyCounts;
  for (auto [i, lower] : llvm::enumerate(lowers)) {
    bodyLowers.push_back(inBody(lower));
    bodySteps.push_back(inBody(steps[i]));
    bodyCounts.push_back(i == 0 ? Value() : inBody(counts[i]));
  }
  Type index = in.getIndexType();
  Value begin =
      arith::IndexCastOp::create(in, loc, index, block->getArgument(1));
  Value end = arith::IndexCastOp::create(in, loc, index, block->getArgument(2));
  Value one = arith::ConstantIndexOp::create(in, loc, 1);
  auto range = scf::ForOp::create(in, loc, begin, end, one);
  LLVM::ReturnOp::create(in, loc, ValueRange());

  // Bytes on the stack are taken once, not once per iteration.
  for (Operation &op : llvm::make_early_inc_range(*loop.getBody()))
    if (auto alloca = dyn_cast<memref::AllocaOp>(op)) {
      in.setInsertionPoint(range);
      in.clone(*alloca, mapping);
    }

  in.setInsertionPointToStart(range.getBody());
  Value rest = range.getInductionVar();
  SmallVector<Value> ivs(lowers.size());
  for (int64_t i = static_cast<int64_t>(lowers.size()) - 1; i >= 0; --i) {
    Value position = rest;
    if (i > 0) {
      position = arith::RemUIOp::create(in, loc, rest, bodyCounts[i]);
      rest = arith::DivUIOp::create(in, loc, rest, bodyCounts[i]);
    }
    ivs[i] = arith::AddIOp::create(
        in, loc, bodyLowers[i],
        arith::MulIOp::create(in, loc, position, bodySteps[i]));
  }
  mapping.map(loop.getInductionVars(), ivs);
  for (Operation &op : loop.getBody()->without_terminator())
    if (!isa<memref::AllocaOp>(op))
      in.clone(op, mapping);

  // The call.
  b.setInsertionPoint(loop);
  Value count = arith::IndexCastOp::create(b, loc, i64, total);
  // Stands for the place of the environment until all sizes are known.
  auto environment = UnrealizedConversionCastOp::create(
      b, loc, TypeRange{pointer}, ValueRange{call});
  environments.push_back({environment, environmentType});
  for (auto [i, value] : llvm::enumerate(captured)) {
    Value field = value;
    if (field.getType() != fields[i])
      field = UnrealizedConversionCastOp::create(b, loc, fields[i], field)
                  .getResult(0);
    Value at = LLVM::GEPOp::create(
        b, loc, pointer, environmentType, environment.getResult(0),
        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
    LLVM::StoreOp::create(b, loc, field, at);
  }
  auto runtime = getOrDeclareRuntime(module, "toroid_rt_parallel_for",
                                     LLVM::LLVMVoidType::get(context),
                                     {pointer, i64, pointer, pointer});
  Value env = environment.getResult(0);
  auto runHere = [&](OpBuilder &b) {
    Value zero = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(0));
    LLVM::CallOp::create(b, loc, body, ValueRange{env, zero, count});
  };
  auto runShared = [&](OpBuilder &b) {
    Value address = LLVM::AddressOfOp::create(b, loc, body);
    LLVM::CallOp::create(b, loc, runtime,
                         ValueRange{call, count, address, env});
  };
  std::optional<int64_t> knownTotal = 1;
  for (Value value : counts)
    if (auto known = getConstantIntValue(value); known && knownTotal)
      knownTotal = *knownTotal * *known;
    else
      knownTotal = std::nullopt;
  // A loop says how much one iteration does; without that it is worth sharing.
  int64_t work = minParallelWork;
  if (auto attribute = loop->getAttrOfType<IntegerAttr>("toroid.work"))
    work = std::max<int64_t>(1, attribute.getInt());
  int64_t minCount =
      std::max<int64_t>(2, llvm::divideCeil(minParallelWork, work));
  if (knownTotal) {
    if (*knownTotal >= minCount)
      runShared(b);
    else
      runHere(b);
  } else {
    Value least =
        arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(minCount));
    Value isWorth =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, count, least);
    scf::IfOp::create(
        b, loc, isWorth,
        [&](OpBuilder &b, Location) {
          runShared(b);
          scf::YieldOp::create(b, loc);
        },
        [&](OpBuilder &b, Location) {
          runHere(b);
          scf::YieldOp::create(b, loc);
        });
  }
  loop.erase();
  return success();
}

/// Makes one place for all environments, as large as the largest.
void OutlineParallel::placeEnvironment() {
  OpBuilder b = OpBuilder::atBlockBegin(&main.getBody().front());
  Type pointer = LLVM::LLVMPointerType::get(&getContext());
  DataLayout layout = DataLayout::closest(main);
  int64_t words = 1;
  for (auto &[place, type] : environments) {
    int64_t bytes = layout.getTypeSize(type).getFixedValue();
    words = std::max<int64_t>(words, llvm::divideCeil(bytes, 8));
  }
  Value size =
      arith::ConstantOp::create(b, main.getLoc(), b.getI64IntegerAttr(words));
  Value space = LLVM::AllocaOp::create(b, main.getLoc(), pointer,
                                       b.getI64Type(), size, /*alignment=*/64);
  for (auto &[place, type] : environments) {
    place.getResult(0).replaceAllUsesWith(space);
    place.erase();
  }
}
