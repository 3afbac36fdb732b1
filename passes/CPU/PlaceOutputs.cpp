//===- PlaceOutputs.cpp - Results in the caller's buffers -----------------===//

#include "passes/CPU/Buffers.h"
#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace toroid {
#define GEN_PASS_DEF_PLACEOUTPUTS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// What `result` is under its own shape, and the reshapes that lead from there
/// to it, the last one first.
static Value findSource(Value result, SmallVectorImpl<Operation *> &reshapes) {
  while (Operation *op = result.getDefiningOp()) {
    if (!isa<memref::CollapseShapeOp, memref::ExpandShapeOp>(op))
      break;
    reshapes.push_back(op);
    result = op->getOperand(0);
  }
  return result;
}

static Value findSource(Value result) {
  SmallVector<Operation *> reshapes;
  return findSource(result, reshapes);
}

/// The dynamic sizes of what `reshapes` make of `alloc`, where `b` stands; none
/// where one is known only later.
static std::optional<SmallVector<Value>>
findSizes(OpBuilder &b, memref::AllocOp alloc, ArrayRef<Operation *> reshapes) {
  SmallVector<OpFoldResult> sizes = alloc.getMixedSizes();
  auto isKnown = [&](OpFoldResult size) {
    auto value = dyn_cast<Value>(size);
    Operation *op = value ? value.getDefiningOp() : nullptr;
    return !op ||
           (op->getBlock() == alloc->getBlock() && op->isBeforeInBlock(alloc));
  };
  for (Operation *op : llvm::reverse(reshapes)) {
    if (auto expand = dyn_cast<memref::ExpandShapeOp>(op)) {
      sizes = expand.getMixedOutputShape();
      if (!llvm::all_of(sizes, isKnown))
        return std::nullopt;
      continue;
    }
    SmallVector<OpFoldResult> collapsed;
    auto groups = cast<memref::CollapseShapeOp>(op).getReassociationIndices();
    for (const ReassociationIndices &group : groups) {
      AffineExpr product = b.getAffineConstantExpr(1);
      SmallVector<OpFoldResult> factors;
      for (int64_t dim : group) {
        product = product * b.getAffineSymbolExpr(factors.size());
        factors.push_back(sizes[dim]);
      }
      collapsed.push_back(affine::makeComposedFoldedAffineApply(
          b, op->getLoc(), product, factors));
    }
    sizes = collapsed;
  }
  SmallVector<Value> dynamic;
  for (OpFoldResult size : sizes)
    if (auto value = dyn_cast<Value>(size))
      dynamic.push_back(value);
  return dynamic;
}

namespace {
struct PlaceOutputs : toroid::impl::PlaceOutputsBase<PlaceOutputs> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<func::FuncOp> main = findMain(module);
    if (failed(main))
      return signalPassFailure();
    if (!main->getBody().hasOneBlock()) {
      main->emitError("@main has more than one block");
      return signalPassFailure();
    }
    noteSignature(module, *main);

    Block &entry = main->getBody().front();
    Operation *ret = entry.getTerminator();
    Type pointer = LLVM::LLVMPointerType::get(&getContext());
    BlockArgument call = getOrAddArgument(*main, callArgument, pointer);

    OpBuilder b(&getContext());
    for (OpOperand &operand : ret->getOpOperands()) {
      auto type = dyn_cast<MemRefType>(operand.get().getType());
      if (!type || !type.getLayout().isIdentity()) {
        main->emitError("result ")
            << operand.getOperandNumber()
            << " of @main is not a dense row-major tensor";
        return signalPassFailure();
      }
      int64_t index = operand.getOperandNumber();
      Value result = operand.get();
      SmallVector<Operation *> reshapes;
      Value source = findSource(result, reshapes);
      if (auto alloc = source.getDefiningOp<memref::AllocOp>();
          alloc && alloc->getBlock() == &entry &&
          llvm::count_if(ret->getOperands(), [&](Value other) {
            return findSource(other) == source;
          }) == 1) {
        b.setInsertionPoint(alloc);
        if (auto sizes = findSizes(b, alloc, reshapes)) {
          Value data = output(b, alloc.getLoc(), call, index, type, *sizes);
          Value buffer =
              createBufferAt(b, alloc.getLoc(), data, alloc.getType(),
                             alloc.getDynamicSizes());
          alloc.replaceAllUsesWith(buffer);
          alloc.erase();
          continue;
        }
      }
      b.setInsertionPoint(ret);
      SmallVector<Value> sizes;
      for (int64_t i = 0; i < type.getRank(); ++i)
        if (type.isDynamicDim(i))
          sizes.push_back(
              memref::DimOp::create(b, ret->getLoc(), result, i).getResult());
      Value data = output(b, ret->getLoc(), call, index, type, sizes);
      Value buffer = createBufferAt(b, ret->getLoc(), data, type, sizes);
      memref::CopyOp::create(b, ret->getLoc(), result, buffer);
    }
    ret->setOperands({});
    SmallVector<Type> inputs(main->getArgumentTypes());
    main->setType(FunctionType::get(&getContext(), inputs, {}));
    main->removeResAttrsAttr();
  }

  /// Asks the runtime for the bytes of an output.
  Value output(OpBuilder &b, Location loc, Value call, int64_t index,
               MemRefType type, ValueRange dynamicSizes) {
    Type i64 = b.getI64Type();
    Type pointer = call.getType();
    SmallVector<Value> dims;
    unsigned dynamic = 0;
    for (int64_t dim : type.getShape())
      dims.push_back(
          ShapedType::isDynamic(dim)
              ? arith::IndexCastOp::create(b, loc, i64, dynamicSizes[dynamic++])
                    .getResult()
              : arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(dim))
                    .getResult());
    // At the start, where its size is part of the frame's.
    OpBuilder top =
        OpBuilder::atBlockBegin(cast<BlockArgument>(call).getOwner());
    Value array = LLVM::AllocaOp::create(
        top, loc, pointer, i64,
        arith::ConstantOp::create(top, loc, top.getI64IntegerAttr(dims.size())),
        /*alignment=*/8);
    for (auto [i, dim] : llvm::enumerate(dims)) {
      Value at =
          LLVM::GEPOp::create(b, loc, pointer, i64, array,
                              ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i)});
      LLVM::StoreOp::create(b, loc, dim, at);
    }
    auto function = getOrDeclareRuntime(getOperation(), "toroid_rt_output",
                                        pointer, {pointer, i64, i64, pointer});
    Value number =
        arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(index));
    Value rank =
        arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(type.getRank()));
    return LLVM::CallOp::create(b, loc, function,
                                ValueRange{call, number, rank, array})
        .getResult();
  }

  /// Notes on the module what the inputs and outputs are, for those who
  /// describe the program to its users.
  static void noteSignature(ModuleOp module, func::FuncOp main);
};
} // namespace

/// What is said of one input or output: its name, its type in the model and the
/// names of its dims.
static DictionaryAttr describe(DictionaryAttr attributes, Type type,
                               Twine defaultName) {
  Builder b(type.getContext());
  auto buffer = cast<MemRefType>(type);
  SmallVector<NamedAttribute> entries;
  Attribute name, dims, modelType;
  if (attributes) {
    name = attributes.get("toroid.name");
    dims = attributes.get("toroid.dims");
    modelType = attributes.get("toroid.type");
  }
  if (!name)
    name = b.getStringAttr(defaultName);
  if (!dims) {
    SmallVector<Attribute> sizes;
    for (int64_t dim : buffer.getShape())
      sizes.push_back(ShapedType::isDynamic(dim)
                          ? Attribute(b.getStringAttr("?"))
                          : Attribute(b.getI64IntegerAttr(dim)));
    dims = b.getArrayAttr(sizes);
  }
  auto typeAttribute = dyn_cast_or_null<TypeAttr>(modelType);
  Type tensor = typeAttribute ? typeAttribute.getValue()
                              : RankedTensorType::get(buffer.getShape(),
                                                      buffer.getElementType());
  // A type given without its shape is that of the elements.
  if (!isa<TensorType>(tensor))
    tensor = RankedTensorType::get(buffer.getShape(), tensor);
  return b.getDictionaryAttr({b.getNamedAttr("name", name),
                              b.getNamedAttr("type", TypeAttr::get(tensor)),
                              b.getNamedAttr("dims", dims)});
}

void PlaceOutputs::noteSignature(ModuleOp module, func::FuncOp main) {
  Builder b(module.getContext());
  SmallVector<Attribute> inputs, outputs;
  for (auto [i, type] : llvm::enumerate(main.getArgumentTypes())) {
    if (!isa<MemRefType>(type) || main.getArgAttr(i, weightsArgument))
      continue;
    inputs.push_back(
        describe(main.getArgAttrDict(i), type, "input" + Twine(inputs.size())));
  }
  for (auto [i, type] : llvm::enumerate(main.getResultTypes()))
    if (isa<MemRefType>(type))
      outputs.push_back(
          describe(main.getResultAttrDict(i), type, "output" + Twine(i)));
  module->setAttr("toroid.inputs", b.getArrayAttr(inputs));
  module->setAttr("toroid.outputs", b.getArrayAttr(outputs));
}
