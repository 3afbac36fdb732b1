//===- PadRows.cpp - Rows that would meet in the cache move apart ---------===//

#include "passes/CPU/Buffers.h"
#include "passes/CPU/Contraction.h"
#include "passes/CPU/Passes.h"
#include "passes/CPU/Target.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace toroid {
#define GEN_PASS_DEF_PADROWS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The line of a cache.
static constexpr int64_t lineBytes = 64;

/// The type of a view's result, were its source of type `source`; null where
/// there would be no such view.
static MemRefType typeOfView(Operation *view, MemRefType source) {
  auto shape = cast<MemRefType>(view->getResult(0).getType()).getShape();
  if (auto op = dyn_cast<memref::SubViewOp>(view))
    return cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
        shape, source, op.getMixedOffsets(), op.getMixedSizes(),
        op.getMixedStrides()));
  if (auto op = dyn_cast<memref::ExpandShapeOp>(view)) {
    FailureOr<MemRefType> type = memref::ExpandShapeOp::computeExpandedType(
        source, shape, op.getReassociationIndices());
    return succeeded(type) ? *type : MemRefType();
  }
  auto op = cast<memref::CollapseShapeOp>(view);
  if (!memref::CollapseShapeOp::isGuaranteedCollapsible(
          source, op.getReassociationIndices()))
    return {};
  return memref::CollapseShapeOp::computeCollapsedType(
      source, op.getReassociationIndices());
}

namespace {

/// What becomes of a buffer's users when its rows move apart.
class Users {
public:
  /// Collects all that is done with `buffer`, were it of type `type`; false
  /// where something needs it as it is.
  bool collect(Value buffer, MemRefType type);

  /// Whether a product reads or writes it, directly or through views.
  bool isInProduct = false;
  /// New types of views.
  SmallVector<std::pair<Value, MemRefType>> types;
};

} // namespace

bool Users::collect(Value buffer, MemRefType type) {
  for (OpOperand &use : buffer.getUses()) {
    Operation *user = use.getOwner();
    if (isa<memref::SubViewOp, memref::ExpandShapeOp, memref::CollapseShapeOp>(
            user)) {
      MemRefType result = typeOfView(user, type);
      if (!result || !collect(user->getResult(0), result))
        return false;
      types.push_back({user->getResult(0), result});
      continue;
    }
    if (auto op = dyn_cast<linalg::LinalgOp>(user)) {
      isInProduct |= matchContraction(op).has_value();
      continue;
    }
    if (!isa<memref::LoadOp, memref::StoreOp, memref::DimOp, memref::CopyOp>(
            user))
      return false;
  }
  return true;
}

namespace {
/// What lies behind each other in one row: dim `dim` and those after it.
struct Rows {
  unsigned dim;
  int64_t length; ///< In elements.
};
} // namespace

/// The shortest rows of `type`, of one dim or more, that would meet in the
/// cache, and are enough for a kernel.
static std::optional<Rows> findRows(MemRefType type, int64_t bytes,
                                    const CPUTarget &cpu) {
  int64_t length = 1;
  for (int64_t dim = type.getRank() - 1; dim > 0; --dim) {
    if (type.isDynamicDim(dim))
      return std::nullopt;
    length *= type.getDimSize(dim);
    // Two sets for all rows of a kernel are too few as well.
    if (length == 0 || length * bytes % (cpu.wayBytes / 2) != 0)
      continue;
    int64_t count = 1;
    for (int64_t size : type.getShape().take_front(dim))
      count = ShapedType::isDynamic(size) ? cpu.tileRows : count * size;
    if (count < cpu.tileRows)
      return std::nullopt;
    return Rows{static_cast<unsigned>(dim), length};
  }
  return std::nullopt;
}

namespace {
struct PadRows : toroid::impl::PadRowsBase<PadRows> {
  using PadRowsBase::PadRowsBase;

  void runOnOperation() override {
    const CPUTarget *cpu = getCPUTarget(getOperation(), target);
    if (!cpu)
      return signalPassFailure();
    SmallVector<memref::AllocOp> allocs;
    getOperation().walk([&](memref::AllocOp op) { allocs.push_back(op); });
    for (memref::AllocOp op : allocs)
      pad(op, *cpu);
  }

  void pad(memref::AllocOp op, const CPUTarget &cpu) {
    MemRefType type = op.getType();
    if (!type.getLayout().isIdentity() || !type.getElementType().isIntOrFloat())
      return;
    int64_t bytes = elementBytes(type.getElementType());
    std::optional<Rows> rows = findRows(type, bytes, cpu);
    if (!rows)
      return;

    // Rows are one dim, longer by a line, of which the buffer is a view.
    unsigned rank = rows->dim + 1;
    SmallVector<int64_t> shape(type.getShape().take_front(rank));
    shape.back() = rows->length;
    shape.back() += lineBytes / bytes;
    auto paddedType = MemRefType::get(shape, type.getElementType());
    OpBuilder b(op);
    SmallVector<OpFoldResult> sizes = op.getMixedSizes(), rowSizes = sizes;
    rowSizes.truncate(rank);
    rowSizes.back() = b.getIndexAttr(rows->length);
    SmallVector<OpFoldResult> offsets(rank, b.getIndexAttr(0)),
        strides(rank, b.getIndexAttr(1));
    auto rowsType = cast<MemRefType>(memref::SubViewOp::inferResultType(
        paddedType, offsets, rowSizes, strides));
    SmallVector<ReassociationIndices> dims;
    for (unsigned dim = 0; dim < type.getRank(); ++dim)
      if (dim < rank)
        dims.push_back({dim});
      else
        dims.back().push_back(dim);
    MemRefType viewType = *memref::ExpandShapeOp::computeExpandedType(
        rowsType, type.getShape(), dims);
    Users users;
    if (!users.collect(op, viewType) || !users.isInProduct)
      return;
    Value padded =
        memref::AllocOp::create(b, op.getLoc(), paddedType,
                                op.getDynamicSizes(), op.getAlignmentAttr());
    Value view = memref::SubViewOp::create(b, op.getLoc(), rowsType, padded,
                                           offsets, rowSizes, strides);
    if (viewType != rowsType)
      view = memref::ExpandShapeOp::create(b, op.getLoc(), viewType, view, dims,
                                           sizes);
    op.replaceAllUsesWith(view);
    op.erase();
    for (auto [value, newType] : users.types)
      value.setType(newType);
  }
};
} // namespace
