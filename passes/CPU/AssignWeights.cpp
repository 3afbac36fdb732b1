//===- AssignWeights.cpp - Places constants in the weights ----------------===//

#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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

/// Whether `op` joins constants.
static bool isJoin(Operation *op) {
  return isa<tensor::ConcatOp>(op) &&
         llvm::all_of(op->getOperands(), [](Value operand) {
           auto constant = operand.getDefiningOp<arith::ConstantOp>();
           return constant && isa<ElementsAttr>(constant.getValue());
         });
}

/// The value of a constant that is a weight, or the values that are joined and
/// the dim along which they are; null for other ops.
static Attribute getWeight(Operation *op) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    // Of what is joined only the whole is a weight.
    bool isPart = !op->use_empty() && llvm::all_of(op->getUsers(), isJoin);
    return isa<DenseResourceElementsAttr>(constant.getValue()) && !isPart
               ? Attribute(constant.getValue())
               : Attribute();
  }
  if (!isJoin(op))
    return {};
  Builder b(op->getContext());
  SmallVector<Attribute> values;
  for (Value operand : op->getOperands())
    values.push_back(operand.getDefiningOp<arith::ConstantOp>().getValue());
  return b.getArrayAttr(
      {b.getArrayAttr(values),
       b.getI64IntegerAttr(cast<tensor::ConcatOp>(op).getDim())});
}

namespace {
struct AssignWeights : toroid::impl::AssignWeightsBase<AssignWeights> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<func::FuncOp> main = findMain(module);
    if (failed(main))
      return signalPassFailure();

    // By attribute, which is one per resource and type, in order of first use.
    llvm::MapVector<Attribute, SmallVector<Operation *>> users;
    bool inOtherFunction = false;
    module.walk<WalkOrder::PreOrder>([&](Operation *op) {
      Attribute weight = getWeight(op);
      if (!weight)
        return;
      inOtherFunction |= op->getParentOfType<func::FuncOp>() != *main;
      users[weight].push_back(op);
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
    for (auto &[weight, ops] : users) {
      Location loc = ops.front()->getLoc();
      auto type =
          dyn_cast<RankedTensorType>(ops.front()->getResult(0).getType());
      FailureOr<int64_t> size = sizeInBytes(type);
      if (failed(size)) {
        emitError(loc) << "a weight of type "
                       << ops.front()->getResult(0).getType()
                       << " has no size in bytes";
        return signalPassFailure();
      }
      Attribute key = weight;
      NamedAttrList fields;
      if (auto value = dyn_cast<DenseResourceElementsAttr>(weight)) {
        key = attributes.getArrayAttr(
            {attributes.getStringAttr(value.getRawHandle().getKey()),
             attributes.getI64IntegerAttr(*size)});
        fields.append("value", value);
      } else {
        fields.append("values", cast<ArrayAttr>(weight)[0]);
        fields.append("axis", cast<ArrayAttr>(weight)[1]);
      }
      auto [it, isNew] = offsets.try_emplace(key, end);
      int64_t offset = it->second;
      if (isNew) {
        fields.append("offset", attributes.getI64IntegerAttr(offset));
        entries.push_back(fields.getDictionary(&getContext()));
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
      for (Operation *op : ops)
        op->getResult(0).replaceAllUsesWith(tensor);
    }
    for (auto &[weight, ops] : users)
      for (Operation *op : ops) {
        SmallVector<Value> parts(op->getOperands());
        op->erase();
        for (Value part : parts)
          if (Operation *constant = part.getDefiningOp();
              constant && constant->use_empty())
            constant->erase();
      }
    if (!entries.empty())
      module->setAttr("toroid.weights", attributes.getArrayAttr(entries));
  }
};
} // namespace
