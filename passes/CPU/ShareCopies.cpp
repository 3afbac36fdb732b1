//===- ShareCopies.cpp - Threads share large copies -----------------------===//

#include "passes/CPU/Buffers.h"
#include "passes/CPU/MemoryPlan.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace toroid {
#define GEN_PASS_DEF_SHARECOPIES
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The bytes of a piece: enough for a thread to be worth its start, and few
/// enough that threads finish together.
static constexpr int64_t pieceBytes = 65536;

/// What one thread copies in the time of one operation, the unit of work: the
/// bytes come from memory and go there.
static constexpr int64_t bytesPerOperation = 4;

/// The line of a cache; a vector is not longer.
static constexpr int64_t lineBytes = 64;

/// On a copy: nothing in @main reads most of what it writes.
static constexpr llvm::StringLiteral unread = "toroid.unread";

namespace {

/// Sizes that are known, or that the run computes; all are at least 0.
class Sizes {
public:
  explicit Sizes(ImplicitLocOpBuilder &b) : b(b) {}

  OpFoldResult constant(int64_t value) { return b.getIndexAttr(value); }
  OpFoldResult min(OpFoldResult x, OpFoldResult y) {
    return combine<arith::MinUIOp>(
        x, y, [](int64_t x, int64_t y) { return std::min(x, y); });
  }
  OpFoldResult max(OpFoldResult x, OpFoldResult y) {
    return combine<arith::MaxUIOp>(
        x, y, [](int64_t x, int64_t y) { return std::max(x, y); });
  }
  OpFoldResult divide(OpFoldResult x, OpFoldResult y) {
    return combine<arith::DivUIOp>(x, y,
                                   [](int64_t x, int64_t y) { return x / y; });
  }
  OpFoldResult ceilDivide(OpFoldResult x, OpFoldResult y) {
    return combine<arith::CeilDivUIOp>(x, y, [](int64_t x, int64_t y) {
      return static_cast<int64_t>(llvm::divideCeil(x, y));
    });
  }
  OpFoldResult subtract(OpFoldResult x, OpFoldResult y) {
    return combine<arith::SubIOp>(x, y,
                                  [](int64_t x, int64_t y) { return x - y; });
  }

private:
  template <typename Op>
  OpFoldResult combine(OpFoldResult x, OpFoldResult y,
                       function_ref<int64_t(int64_t, int64_t)> fold) {
    std::optional<int64_t> left = getConstantIntValue(x),
                           right = getConstantIntValue(y);
    if (left && right)
      return constant(fold(*left, *right));
    auto value = [&](OpFoldResult size) {
      return getValueOrCreateConstantIndexOp(b, b.getLoc(), size);
    };
    return Op::create(b, value(x), value(y)).getResult();
  }

  ImplicitLocOpBuilder &b;
};

struct ShareCopies : toroid::impl::ShareCopiesBase<ShareCopies> {
  using ShareCopiesBase::ShareCopiesBase;

  void runOnOperation() override {
    isStreaming = sizeOfWeights(getOperation()) >= minWeights;
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) {
      if (isWorthwhile(copy))
        copies.push_back(copy);
    });
    for (memref::CopyOp copy : copies)
      share(copy);
  }

  bool isWorthwhile(memref::CopyOp copy);
  void share(memref::CopyOp copy);

  /// Whether what nothing reads soon goes past the caches.
  bool isStreaming = false;
};
} // namespace

/// Copies past the caches where all rows of the target begin at a line.
static void createStream(ImplicitLocOpBuilder &b, Value source, Value target) {
  auto metadata = memref::ExtractStridedMetadataOp::create(b, target);
  Type type = b.getIndexType();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  Value bytes = constant(
      elementBytes(cast<MemRefType>(target.getType()).getElementType()));
  auto scaled = [&](OpFoldResult elements) -> Value {
    return arith::MulIOp::create(
        b, getValueOrCreateConstantIndexOp(b, b.getLoc(), elements), bytes);
  };
  Value start = memref::ExtractAlignedPointerAsIndexOp::create(b, type, target);
  Value bits = arith::AddIOp::create(
      b, start, scaled(metadata.getConstifiedMixedOffset()));
  for (OpFoldResult stride :
       ArrayRef(metadata.getConstifiedMixedStrides()).drop_back())
    bits = arith::OrIOp::create(b, bits, scaled(stride));
  Value rest = arith::AndIOp::create(b, bits, constant(lineBytes - 1));
  Value isAligned =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, rest, constant(0));
  scf::IfOp::create(
      b, isAligned,
      [&](OpBuilder &b, Location loc) {
        auto copy = memref::CopyOp::create(b, loc, source, target);
        copy->setAttr("toroid.stream", b.getUnitAttr());
        // Such stores are ordered by nothing less.
        LLVM::FenceOp::create(b, loc, LLVM::AtomicOrdering::seq_cst,
                              /*syncscope=*/StringRef());
        scf::YieldOp::create(b, loc);
      },
      [&](OpBuilder &b, Location loc) {
        memref::CopyOp::create(b, loc, source, target);
        scf::YieldOp::create(b, loc);
      });
}

/// The bytes that are copied; kDynamic where only the run knows.
static int64_t countBytes(MemRefType type) {
  if (!type.hasStaticShape())
    return ShapedType::kDynamic;
  return type.getNumElements() * elementBytes(type.getElementType());
}

bool ShareCopies::isWorthwhile(memref::CopyOp copy) {
  auto source = dyn_cast<MemRefType>(copy.getSource().getType());
  auto target = dyn_cast<MemRefType>(copy.getTarget().getType());
  if (!source || !target || source.getRank() == 0 ||
      copy.getSource() == copy.getTarget() ||
      copy->getParentOfType<scf::ForallOp>())
    return false;
  // Either type may know what the other does not.
  int64_t bytes = std::max(countBytes(source), countBytes(target));
  return ShapedType::isDynamic(bytes) || bytes / bytesPerOperation >= minWork;
}

/// Cuts the copy into pieces of about the same number of bytes, from the
/// innermost dim outward, so that a piece is contiguous where the buffers are,
/// and a copy that the run finds to be small is one piece.
void ShareCopies::share(memref::CopyOp copy) {
  ImplicitLocOpBuilder b(copy.getLoc(), copy);
  Sizes sizes(b);
  Value source = copy.getSource(), target = copy.getTarget();
  auto type = cast<MemRefType>(source.getType());
  auto targetType = cast<MemRefType>(target.getType());
  int64_t rank = type.getRank();

  SmallVector<OpFoldResult> whole(rank), tiles(rank);
  OpFoldResult one = sizes.constant(1);
  int64_t bytes = elementBytes(type.getElementType());
  OpFoldResult rest = sizes.constant(std::max<int64_t>(1, pieceBytes / bytes));
  for (int64_t dim = rank - 1; dim >= 0; --dim) {
    whole[dim] = targetType.isDynamicDim(dim)
                     ? memref::getMixedSize(b, b.getLoc(), source, dim)
                     : OpFoldResult(b.getIndexAttr(targetType.getDimSize(dim)));
    // Parts of even size; none where the dim is empty.
    OpFoldResult size = sizes.max(whole[dim], one);
    OpFoldResult parts = sizes.ceilDivide(size, sizes.min(rest, size));
    tiles[dim] = sizes.ceilDivide(size, parts);
    rest = sizes.max(sizes.divide(rest, size), one);
  }

  SmallVector<OpFoldResult> zeros(rank, sizes.constant(0));
  SmallVector<OpFoldResult> ones(rank, one);
  auto loop = scf::ForallOp::create(b, zeros, whole, tiles, ValueRange(),
                                    /*mapping=*/std::nullopt);
  loop->setAttr("toroid.work",
                b.getI64IntegerAttr(pieceBytes / bytesPerOperation));
  b.setInsertionPointToStart(loop.getBody());
  SmallVector<OpFoldResult> offsets, extents;
  for (auto [dim, at] : llvm::enumerate(loop.getInductionVars())) {
    std::optional<int64_t> size = getConstantIntValue(whole[dim]),
                           tile = getConstantIntValue(tiles[dim]);
    bool isSingle = size && tile && *tile >= *size;
    bool isEven = tile && (*tile == 1 || (size && *size % *tile == 0));
    offsets.push_back(isSingle ? sizes.constant(0) : OpFoldResult(at));
    extents.push_back(
        isSingle || isEven
            ? tiles[dim]
            : sizes.min(tiles[dim], sizes.subtract(whole[dim], at)));
  }
  auto part = [&](Value buffer) -> Value {
    return memref::SubViewOp::create(b, buffer, offsets, extents, ones);
  };
  Value from = part(source), to = part(target);
  if (copy->hasAttr(unread) && isStreaming)
    createStream(b, from, to);
  else
    memref::CopyOp::create(b, from, to);
  copy.erase();
}
