//===- ConvertToProgram.cpp - To LLVM, with the entry points of abi.h -----===//

#include "passes/CPU/Buffers.h"
#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"
#include "passes/CPU/Target.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "mlir/Transforms/DialectConversion.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace toroid {
#define GEN_PASS_DEF_CONVERTTOPROGRAM
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

/// Fields of toroid_tensor, as abi.h orders them.
enum TensorField { tensorData = 0, tensorDims = 3 };
static constexpr int64_t maxRank = 16; // TOROID_MAX_RANK

static Type tensorType(MLIRContext *context) {
  Type pointer = LLVM::LLVMPointerType::get(context);
  Type i32 = IntegerType::get(context, 32);
  Type dims = LLVM::LLVMArrayType::get(IntegerType::get(context, 64), maxRank);
  return LLVM::LLVMStructType::getLiteral(context, {pointer, i32, i32, dims});
}

/// Makes @main's arguments out of the call's frame.
static SmallVector<Value> unpackCall(OpBuilder &b, func::FuncOp main,
                                     Value call) {
  Location loc = main.getLoc();
  MLIRContext *context = b.getContext();
  Type pointer = call.getType();
  Value inputs = loadCallField(b, loc, call, callInputs);
  SmallVector<Value> arguments;
  int32_t input = 0;
  for (BlockArgument argument : main.getArguments()) {
    unsigned number = argument.getArgNumber();
    if (main.getArgAttr(number, callArgument)) {
      arguments.push_back(call);
      continue;
    }
    auto type = cast<MemRefType>(argument.getType());
    bool isWeights = main.getArgAttr(number, weightsArgument) != nullptr;
    if (isWeights || main.getArgAttr(number, arenaArgument)) {
      Value data =
          loadCallField(b, loc, call, isWeights ? callWeights : callArena);
      // Views of it check nothing against this size.
      Value size = arith::ConstantIndexOp::create(
          b, loc, std::numeric_limits<int64_t>::max());
      arguments.push_back(createBufferAt(b, loc, data, type, size));
      continue;
    }
    Value tensor = LLVM::GEPOp::create(b, loc, pointer, tensorType(context),
                                       inputs, ArrayRef<LLVM::GEPArg>{input});
    ++input;
    Value data = LLVM::LoadOp::create(b, loc, pointer, tensor);
    SmallVector<Value> sizes;
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      if (!type.isDynamicDim(dim))
        continue;
      Value at = LLVM::GEPOp::create(
          b, loc, pointer, tensorType(context), tensor,
          ArrayRef<LLVM::GEPArg>{0, tensorDims, static_cast<int32_t>(dim)});
      Value size = LLVM::LoadOp::create(b, loc, b.getI64Type(), at);
      sizes.push_back(
          arith::IndexCastOp::create(b, loc, b.getIndexType(), size));
    }
    arguments.push_back(createBufferAt(b, loc, data, type, sizes));
  }
  return arguments;
}

/// Adds `toroid_run` and `toroid_arena_size`.
static void addEntryPoints(ModuleOp module, func::FuncOp main) {
  MLIRContext *context = module.getContext();
  OpBuilder b(context);
  b.setInsertionPointToEnd(module.getBody());
  Location loc = main.getLoc();
  Type pointer = LLVM::LLVMPointerType::get(context);
  Type i64 = b.getI64Type();

  auto run = func::FuncOp::create(b, loc, "toroid_run",
                                  b.getFunctionType({pointer}, {}));
  auto size = func::FuncOp::create(b, loc, "toroid_arena_size",
                                   b.getFunctionType({pointer}, {i64}));

  b.setInsertionPointToStart(run.addEntryBlock());
  SmallVector<Value> arguments = unpackCall(b, main, run.getArgument(0));
  func::CallOp::create(b, loc, main, arguments);
  func::ReturnOp::create(b, loc);

  b.setInsertionPointToStart(size.addEntryBlock());
  auto compute = module.lookupSymbol<func::FuncOp>(arenaSizeName);
  Value result;
  if (compute) {
    // It takes the arguments that @main had when memory was planned.
    SmallVector<Value> arguments = unpackCall(b, main, size.getArgument(0));
    arguments.resize(compute.getNumArguments());
    result = func::CallOp::create(b, loc, compute, arguments).getResult(0);
  } else {
    result = arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(0));
  }
  func::ReturnOp::create(b, loc, result);
}

//===----------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------===//

/// A failed assertion leaves the run through the runtime.
static LogicalResult lowerAssertions(ModuleOp module, func::FuncOp main) {
  SmallVector<cf::AssertOp> assertions;
  module.walk([&](cf::AssertOp op) { assertions.push_back(op); });
  if (assertions.empty())
    return success();

  MLIRContext *context = module.getContext();
  Type pointer = LLVM::LLVMPointerType::get(context);
  BlockArgument call = getOrAddArgument(main, callArgument, pointer);
  auto fail =
      getOrDeclareRuntime(module, "toroid_rt_fail",
                          LLVM::LLVMVoidType::get(context), {pointer, pointer});
  Builder attributes(context);
  fail.setPassthroughAttr(attributes.getStrArrayAttr({"noreturn", "cold"}));

  OpBuilder b(context);
  llvm::StringMap<LLVM::GlobalOp> messages;
  for (cf::AssertOp op : assertions) {
    if (op->getParentOfType<FunctionOpInterface>() != main)
      return op.emitError("an assertion runs in a parallel loop, from where "
                          "no failure can be reported");
    Location loc = op.getLoc();
    LLVM::GlobalOp &message = messages[op.getMsg()];
    if (!message) {
      std::string text = op.getMsg().str();
      text.push_back('\0');
      b.setInsertionPointToStart(module.getBody());
      message = LLVM::GlobalOp::create(
          b, loc, LLVM::LLVMArrayType::get(b.getI8Type(), text.size()),
          /*isConstant=*/true, LLVM::Linkage::Internal,
          ("toroid_message_" + Twine(messages.size() - 1)).str(),
          b.getStringAttr(text));
    }
    b.setInsertionPoint(op);
    Value one = arith::ConstantIntOp::create(b, loc, 1, 1);
    Value failed = arith::XOrIOp::create(b, loc, op.getArg(), one);
    scf::IfOp::create(b, loc, failed, [&](OpBuilder &b, Location) {
      Value text = LLVM::AddressOfOp::create(b, loc, message);
      LLVM::CallOp::create(b, loc, fail, ValueRange{call, text});
      scf::YieldOp::create(b, loc);
    });
    op.erase();
  }
  return success();
}

/// Integer division traps on a zero divisor, and on the one overflow it has.
/// Neither may end a process: x / 0 is x here, and x / -1 is 0 - x.
static void makeDivisionsSafe(ModuleOp module) {
  module.walk([](Operation *op) {
    if (!isa<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(
            op))
      return;
    Value divisor = op->getOperand(1);
    Attribute constant;
    if (matchPattern(divisor, m_Constant(&constant))) {
      auto isSafe = [](const APInt &value) {
        return !value.isZero() && !value.isAllOnes();
      };
      if (auto integer = dyn_cast<IntegerAttr>(constant);
          integer && isSafe(integer.getValue()))
        return;
      if (auto dense = dyn_cast<DenseIntElementsAttr>(constant);
          dense && llvm::all_of(dense.getValues<APInt>(), isSafe))
        return;
    }
    OpBuilder b(op);
    Location loc = op->getLoc();
    Type type = divisor.getType();
    auto splat = [&](int64_t value) -> Value {
      Type element = getElementTypeOrSelf(type);
      auto scalar =
          cast<TypedAttr>(Attribute(b.getIntegerAttr(element, value)));
      if (auto vector = dyn_cast<VectorType>(type))
        return arith::ConstantOp::create(
            b, loc, DenseElementsAttr::get(vector, Attribute(scalar)));
      return arith::ConstantOp::create(b, loc, scalar);
    };
    Value zero = splat(0), one = splat(1);
    Value isZero =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, divisor, zero);
    Value replace = isZero;
    Value isMinusOne;
    if (isa<arith::DivSIOp, arith::RemSIOp>(op)) {
      isMinusOne = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                         divisor, splat(-1));
      replace = arith::OrIOp::create(b, loc, isZero, isMinusOne);
    }
    op->setOperand(1, arith::SelectOp::create(b, loc, replace, one, divisor));
    if (isa<arith::DivSIOp>(op)) {
      b.setInsertionPointAfter(op);
      Value quotient = op->getResult(0);
      Value negated = arith::SubIOp::create(b, loc, zero, op->getOperand(0));
      auto select =
          arith::SelectOp::create(b, loc, isMinusOne, negated, quotient);
      quotient.replaceAllUsesExcept(select, select);
    }
  });
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct ConvertToProgram : toroid::impl::ConvertToProgramBase<ConvertToProgram> {
  using ConvertToProgramBase::ConvertToProgramBase;

  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<LLVM::LLVMDialect, arith::ArithDialect, scf::SCFDialect,
                    cf::ControlFlowDialect, vector::VectorDialect,
                    func::FuncDialect>();
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    const CPUTarget *cpu = getCPUTarget(module, target);
    if (!cpu)
      return signalPassFailure();
    FailureOr<func::FuncOp> main = findMain(module);
    if (failed(main) || failed(lowerAssertions(module, *main)))
      return signalPassFailure();
    addEntryPoints(module, *main);
    // Internal or not, `main` is a name that tools give a meaning to.
    if (failed(SymbolTable::replaceAllSymbolUses(
            *main, StringAttr::get(&getContext(), "toroid_main"), module)))
      return signalPassFailure();
    main->setName("toroid_main");
    main->setPrivate();
    if (failed(simplify(module)))
      return signalPassFailure();
    makeDivisionsSafe(module);

    auto internal =
        LLVM::LinkageAttr::get(&getContext(), LLVM::Linkage::Internal);
    // The conversion does not take this property over.
    DenseSet<StringAttr> apart;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (function.isPrivate() && !function.isExternal())
        function->setAttr("llvm.linkage", internal);
      if (function.getNoInline())
        apart.insert(function.getSymNameAttr());
    }
    if (failed(convert(module)))
      return signalPassFailure();

    Builder b(&getContext());
    for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
      if (function.isExternal())
        continue;
      function.setNoInline(apart.contains(function.getSymNameAttr()));
      function.setPassthroughAttr(b.getStrArrayAttr({"nounwind"}));
      function.setPreferVectorWidth(std::to_string(cpu->vectorBits));
    }
  }

  /// Breaks down what has no direct counterpart in LLVM.
  LogicalResult simplify(ModuleOp module) {
    RewritePatternSet patterns(&getContext());
    arith::populateCeilFloorDivExpandOpsPatterns(patterns);
    populateAffineToStdConversionPatterns(patterns);
    memref::populateExpandStridedMetadataPatterns(patterns);
    memref::populateResolveExtractStridedMetadataPatterns(patterns);
    vector::populateVectorStepLoweringPatterns(patterns);
    vector::populateVectorBroadcastLoweringPatterns(patterns);
    vector::populateVectorMaskOpLoweringPatterns(patterns);
    vector::populateVectorMaskMaterializationPatterns(
        patterns, /*force32BitVectorIndices=*/true);
    vector::populateVectorShapeCastLoweringPatterns(patterns);
    vector::populateVectorTransposeLoweringPatterns(
        patterns, vector::VectorTransposeLowering::Shuffle16x16);
    return applyPatternsGreedily(module, std::move(patterns));
  }

  LogicalResult convert(ModuleOp module) {
    LowerToLLVMOptions options(&getContext());
    LLVMTypeConverter converter(&getContext(), options);
    LLVMConversionTarget target(getContext());
    target.addLegalOp<ModuleOp>();

    RewritePatternSet patterns(&getContext());
    populateSCFToControlFlowConversionPatterns(patterns);
    arith::populateArithToLLVMConversionPatterns(converter, patterns);
    populateMathToLLVMConversionPatterns(converter, patterns,
                                         /*approximateLog1p=*/false,
                                         /*benefit=*/2);
    populateMathToLibmConversionPatterns(patterns, /*benefit=*/1);
    populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
    populateVectorToLLVMConversionPatterns(converter, patterns);
    index::populateIndexToLLVMConversionPatterns(converter, patterns);
    ub::populateUBToLLVMConversionPatterns(converter, patterns);
    populateFuncToLLVMConversionPatterns(converter, patterns);
    cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
    return applyFullConversion(module, target, std::move(patterns));
  }
};
} // namespace
