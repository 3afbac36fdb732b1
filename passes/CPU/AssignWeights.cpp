//===- AssignWeights.cpp - Places constants in the weights ----------------===//

#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"

namespace toroid {
#define GEN_PASS_DEF_ASSIGNWEIGHTS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Bytes of a weight; fails where it has no such size.
static FailureOr<int64_t> sizeInBytes(RankedTensorType type) {
  if (!type || !type.hasStaticShape() || !type.getElementType().isIntOrFloat())
    return failure();
  int64_t bits = type.getElementTypeBitWidth();
  if (bits % 8 != 0)
    return failure();
  std::optional<int64_t> bytes = bits / 8;
  for (int64_t dim : type.getShape()) {
    bytes = llvm::checkedMul(*bytes, dim);
    if (!bytes)
      return failure();
  }
  return *bytes;
}

namespace {
struct AssignWeights : toroid::impl::AssignWeightsBase<AssignWeights> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<func::FuncOp> main = findMain(module);
    if (failed(main))
      return signalPassFailure();

    // By attribute, which is one per resource and type, in order of first use.
    llvm::MapVector<Attribute, SmallVector<arith::ConstantOp>> constants;
    bool inOtherFunction = false;
    module.walk<WalkOrder::PreOrder>([&](arith::ConstantOp op) {
      if (!isa<DenseResourceElementsAttr>(op.getValue()))
        return;
      inOtherFunction |= op->getParentOfType<func::FuncOp>() != *main;
      constants[op.getValue()].push_back(op);
    });
    if (inOtherFunction) {
      module.emitError("a function other than @main uses weights; inline it");
      return signalPassFailure();
    }

    Builder attributes(&getContext());
    SmallVector<Attribute> entries;
    // A resource may be seen with more than one shape: its bytes are the same.
    llvm::DenseMap<Attribute, int64_t> offsets;
    int64_t end = 0;

    OpBuilder b(&getContext());
    b.setInsertionPointToStart(&main->getBody().front());
    for (auto &[attribute, ops] : constants) {
      auto value = cast<DenseResourceElementsAttr>(attribute);
      Location loc = ops.front().getLoc();
      auto type = dyn_cast<RankedTensorType>(value.getType());
      FailureOr<int64_t> size = sizeInBytes(type);
      if (failed(size)) {
        emitError(loc) << "a weight of type " << value.getType()
                       << " has no size in bytes";
        return signalPassFailure();
      }
      auto key = attributes.getArrayAttr(
          {attributes.getStringAttr(value.getRawHandle().getKey()),
           attributes.getI64IntegerAttr(*size)});
      auto [it, isNew] = offsets.try_emplace(key, end);
      int64_t offset = it->second;
      if (isNew) {
        entries.push_back(attributes.getDictionaryAttr(
            {attributes.getNamedAttr("offset",
                                     attributes.getI64IntegerAttr(offset)),
             attributes.getNamedAttr("value", value)}));
        std::optional<int64_t> next =
            llvm::checkedAdd(end, *size + weightAlignment - 1);
        if (!next) {
          emitError(loc) << "the weights are too large to be addressed";
          return signalPassFailure();
        }
        end = llvm::alignDown(*next, weightAlignment);
      }

      auto bytes = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
      BlockArgument weights = getOrAddArgument(*main, weightsArgument, bytes);
      auto buffer = MemRefType::get(type.getShape(), type.getElementType());
      Value at = arith::ConstantIndexOp::create(b, loc, offset);
      Value view = memref::ViewOp::create(b, loc, buffer, weights, at,
                                          /*sizes=*/ValueRange());
      Value tensor = bufferization::ToTensorOp::create(
          b, loc, type, view, /*restrict=*/true, /*writable=*/false);
      for (arith::ConstantOp op : ops)
        op.getResult().replaceAllUsesWith(tensor);
    }
    for (auto &[attribute, ops] : constants)
      for (arith::ConstantOp op : ops)
        op.erase();
    if (!entries.empty())
      module->setAttr("toroid.weights", attributes.getArrayAttr(entries));
  }
};
} // namespace
