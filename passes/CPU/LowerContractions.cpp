//===- LowerContractions.cpp - Products become loops around kernels -------===//

#include "passes/CPU/Contraction.h"
#include "passes/CPU/Kernels.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace toroid {
#define GEN_PASS_DEF_LOWERCONTRACTIONS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {

/// One product on buffers, and the loops that it has become so far.
class Lowering {
public:
  Lowering(Contraction contraction, Kernels &kernels, const CPUTarget &target)
      : contraction(std::move(contraction)), kernels(kernels), target(target),
        b(this->contraction.op), loc(this->contraction.op.getLoc()) {}

  /// Replaces the product; leaves it alone and returns false where its layout
  /// suits no kernel.
  bool run();

private:
  bool chooseLoops();
  /// The two-dimensional part of operand `number` that the innermost loops
  /// work on: all of dimensions `outer` and `inner`, one of each other.
  Value matrix(unsigned number, std::optional<unsigned> outer, unsigned inner);
  /// The position of loop `dim` among the operand's dimensions.
  int64_t positionOf(unsigned number, unsigned dim);
  /// Stride of loop `dim` in the operand; dynamic when unknown.
  int64_t strideOf(unsigned number, unsigned dim);
  OpFoldResult sizeOf(unsigned dim);

  void panels();
  void rows(Value lhs, Value rhs, Value out, int64_t vectors, bool isMasked);
  Value window(Value matrix, ArrayRef<OpFoldResult> offsets,
               ArrayRef<OpFoldResult> sizes);
  OpFoldResult minimum(Value position, OpFoldResult end, int64_t step);
  /// Runs `body` for 0, step, … below `end`; once without a loop when that is
  /// all.
  void loop(OpFoldResult end, int64_t step, function_ref<void(Value)> body);

  Contraction contraction;
  Kernels &kernels;
  const CPUTarget &target;
  OpBuilder b;
  Location loc;

  unsigned n = 0, k = 0;
  std::optional<unsigned> m;
  bool mustPack = false;
  /// Where each outer loop is.
  llvm::DenseMap<unsigned, Value> position;
};

struct LowerContractions
    : toroid::impl::LowerContractionsBase<LowerContractions> {
  using LowerContractionsBase::LowerContractionsBase;

  void runOnOperation() override {
    const CPUTarget *cpu = lookupCPUTarget(target);
    if (!cpu) {
      getOperation().emitError("unknown target '")
          << target << "'; known are " << knownCPUTargets();
      return signalPassFailure();
    }
    Kernels kernels(getOperation(), *cpu);
    SmallVector<linalg::GenericOp> ops;
    getOperation().walk([&](linalg::GenericOp op) { ops.push_back(op); });
    for (linalg::GenericOp op : ops) {
      if (!op.hasPureBufferSemantics())
        continue;
      if (std::optional<Contraction> contraction = matchContraction(op))
        if (Lowering(*contraction, kernels, *cpu).run())
          op.erase();
    }
  }
};

} // namespace

static Value operand(const Contraction &contraction, unsigned number) {
  return contraction.op->getOperand(number);
}

int64_t Lowering::positionOf(unsigned number, unsigned dim) {
  AffineMap map = contraction.op.getIndexingMapsArray()[number];
  for (auto [i, expr] : llvm::enumerate(map.getResults()))
    if (cast<AffineDimExpr>(expr).getPosition() == dim)
      return i;
  return -1;
}

int64_t Lowering::strideOf(unsigned number, unsigned dim) {
  auto type = cast<MemRefType>(operand(contraction, number).getType());
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(type.getStridesAndOffset(strides, offset)))
    return ShapedType::kDynamic;
  return strides[positionOf(number, dim)];
}

OpFoldResult Lowering::sizeOf(unsigned dim) {
  // A static size of any operand is that of the loop.
  for (unsigned number = 0; number < 3; ++number)
    if (int64_t at = positionOf(number, dim); at >= 0) {
      auto type = cast<MemRefType>(operand(contraction, number).getType());
      if (!type.isDynamicDim(at))
        return b.getIndexAttr(type.getDimSize(at));
    }
  for (unsigned number = 0; number < 3; ++number)
    if (int64_t at = positionOf(number, dim); at >= 0)
      return memref::DimOp::create(b, loc, operand(contraction, number), at)
          .getResult();
  llvm_unreachable("a loop without operands");
}

/// Exchanges the roles of the two sides: out^T += rhs^T lhs^T.
static void exchange(Contraction &contraction) {
  linalg::GenericOp op = contraction.op;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  std::swap(maps[0], maps[1]);
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  op->setOperand(0, rhs);
  op->setOperand(1, lhs);
  op.setIndexingMapsAttr(OpBuilder(op).getAffineMapArrayAttr(maps));
  // The body follows: its first two arguments change places. Where their types
  // differ they are made anew.
  Block *body = op.getBody();
  BlockArgument first = body->getArgument(0), second = body->getArgument(1);
  BlockArgument newFirst =
      body->insertArgument(2u, second.getType(), op.getLoc());
  BlockArgument newSecond =
      body->insertArgument(3u, first.getType(), op.getLoc());
  second.replaceAllUsesWith(newFirst);
  first.replaceAllUsesWith(newSecond);
  body->eraseArguments(0, 2);
  std::swap(contraction.m, contraction.n);
  std::swap(contraction.lhsCasts, contraction.rhsCasts);
}

bool Lowering::chooseLoops() {
  for (unsigned number = 0; number < 3; ++number) {
    auto type = dyn_cast<MemRefType>(operand(contraction, number).getType());
    SmallVector<int64_t> strides;
    int64_t offset;
    if (!type || !type.getElementType().isIntOrFloat() ||
        failed(type.getStridesAndOffset(strides, offset)))
      return false;
  }
  // Vectors run along the result's last dimension.
  AffineMap outMap = contraction.op.getIndexingMapsArray()[2];
  if (outMap.getNumResults() == 0)
    return false;
  unsigned last = cast<AffineDimExpr>(outMap.getResults().back()).getPosition();
  if (llvm::is_contained(contraction.m, last))
    exchange(contraction);
  if (!llvm::is_contained(contraction.n, last) || strideOf(2, last) != 1)
    return false;
  n = last;

  auto extent = [&](unsigned dim) {
    auto size = getConstantIntValue(sizeOf(dim));
    return size ? *size : int64_t(1) << 20;
  };
  // The sum runs along the loop that is closest to contiguous; the rows are
  // the longest of theirs.
  k = contraction.k.back();
  for (unsigned dim : contraction.k)
    if (strideOf(0, dim) == 1 || strideOf(1, dim) == 1)
      k = dim;
  for (unsigned dim : contraction.m)
    if (!m || extent(dim) > extent(*m))
      m = dim;
  // A sum of one term leaves a stride of 1 to columns that come first.
  mustPack = strideOf(1, n) != 1 || positionOf(1, n) < positionOf(1, k);
  // Packing pays by reuse: one row alone reads the right side once, in which
  // case a dot product along k is the better form.
  if (mustPack && (!m || extent(*m) < 4))
    return false;
  // Rows that lie far apart share few sets of the caches; many uses pay for
  // bringing them together.
  if (m && extent(*m) >= 32)
    mustPack = true;
  return true;
}

Value Lowering::matrix(unsigned number, std::optional<unsigned> outer,
                       unsigned inner) {
  Value buffer = operand(contraction, number);
  auto type = cast<MemRefType>(buffer.getType());
  AffineMap map = contraction.op.getIndexingMapsArray()[number];
  SmallVector<OpFoldResult> offsets, sizes,
      strides(type.getRank(), b.getIndexAttr(1));
  SmallVector<int64_t> shape;
  for (auto [i, expr] : llvm::enumerate(map.getResults())) {
    unsigned dim = cast<AffineDimExpr>(expr).getPosition();
    if (dim == inner || (outer && dim == *outer)) {
      OpFoldResult size = sizeOf(dim);
      offsets.push_back(b.getIndexAttr(0));
      sizes.push_back(size);
      shape.push_back(getConstantIntValue(size).value_or(ShapedType::kDynamic));
    } else {
      offsets.push_back(position.lookup(dim));
      sizes.push_back(b.getIndexAttr(1));
    }
  }
  auto resultType =
      cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
          shape, type, offsets, sizes, strides));
  Value part = memref::SubViewOp::create(b, loc, resultType, buffer, offsets,
                                         sizes, strides);
  if (outer)
    return part;
  // A vector is a matrix of one row.
  SmallVector<ReassociationIndices> both{{0, 1}};
  OpFoldResult length = sizeOf(inner);
  SmallVector<OpFoldResult> rowSizes{b.getIndexAttr(1), length};
  SmallVector<int64_t> rowShape{
      1, getConstantIntValue(length).value_or(ShapedType::kDynamic)};
  return memref::ExpandShapeOp::create(b, loc, rowShape, part, both, rowSizes);
}

void Lowering::loop(OpFoldResult end, int64_t step,
                    function_ref<void(Value)> body) {
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  std::optional<int64_t> known = getConstantIntValue(end);
  if (known && *known <= step) {
    if (*known > 0)
      body(zero);
    return;
  }
  Value by = arith::ConstantIndexOp::create(b, loc, step);
  Value last = getValueOrCreateConstantIndexOp(b, loc, end);
  auto loop = scf::ForOp::create(b, loc, zero, last, by);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

/// How much is left from `position` to `end`, at most `step`.
OpFoldResult Lowering::minimum(Value position, OpFoldResult end, int64_t step) {
  std::optional<int64_t> known = getConstantIntValue(end);
  if (known && *known % step == 0)
    return b.getIndexAttr(step);
  if (known && *known < step)
    return b.getIndexAttr(*known);
  Value rest = arith::SubIOp::create(
      b, loc, getValueOrCreateConstantIndexOp(b, loc, end), position);
  Value most = arith::ConstantIndexOp::create(b, loc, step);
  return arith::MinSIOp::create(b, loc, rest, most).getResult();
}

Value Lowering::window(Value matrix, ArrayRef<OpFoldResult> offsets,
                       ArrayRef<OpFoldResult> sizes) {
  SmallVector<OpFoldResult> strides(2, b.getIndexAttr(1));
  return memref::SubViewOp::create(b, loc, matrix, offsets, sizes, strides);
}

/// Runs kernels down the rows of one panel.
void Lowering::rows(Value lhs, Value rhs, Value out, int64_t vectors,
                    bool isMasked) {
  auto outType = cast<MemRefType>(out.getType());
  bool isLhsTransposed = m && positionOf(0, k) < positionOf(0, *m);
  OpFoldResult height =
      outType.isDynamicDim(0)
          ? OpFoldResult(memref::DimOp::create(b, loc, out, 0).getResult())
          : OpFoldResult(b.getIndexAttr(outType.getDimSize(0)));
  OpFoldResult zero = b.getIndexAttr(0);
  auto size = [&](Value matrix, int64_t dim) -> OpFoldResult {
    auto type = cast<MemRefType>(matrix.getType());
    if (!type.isDynamicDim(dim))
      return b.getIndexAttr(type.getDimSize(dim));
    return memref::DimOp::create(b, loc, matrix, dim).getResult();
  };
  auto kernel = [&](OpFoldResult row, int64_t count) {
    OpFoldResult rows = b.getIndexAttr(count);
    Value left = isLhsTransposed
                     ? window(lhs, {zero, row}, {size(lhs, 0), rows})
                     : window(lhs, {row, zero}, {rows, size(lhs, 1)});
    Value tile = window(out, {row, zero}, {rows, size(out, 1)});
    kernels.call(b, loc, contraction,
                 {count, vectors, isMasked, isLhsTransposed}, left, rhs, tile);
  };

  int64_t most = target.tileRows;
  if (std::optional<int64_t> known = getConstantIntValue(height)) {
    // Tiles of equal height, as nearly as they come.
    if (*known == 0)
      return;
    int64_t tiles = llvm::divideCeil(*known, most);
    int64_t each = llvm::divideCeil(*known, tiles);
    int64_t whole = *known / each * each;
    loop(b.getIndexAttr(whole), each, [&](Value row) { kernel(row, each); });
    if (whole < *known)
      kernel(b.getIndexAttr(whole), *known - whole);
    return;
  }
  // Tiles of full height, then one for each bit of what remains.
  Value total = cast<Value>(height);
  Value by = arith::ConstantIndexOp::create(b, loc, most);
  Value rest = arith::RemUIOp::create(b, loc, total, by);
  Value whole = arith::SubIOp::create(b, loc, total, rest);
  loop(whole, most, [&](Value row) { kernel(row, most); });
  Value row = whole;
  for (int64_t count = llvm::bit_floor<uint64_t>(most - 1); count > 0;
       count /= 2) {
    Value bit = arith::ConstantIndexOp::create(b, loc, count);
    Value zero = arith::ConstantIndexOp::create(b, loc, 0);
    Value part = arith::AndIOp::create(b, loc, rest, bit);
    Value isSet =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, part, zero);
    auto branch = scf::IfOp::create(b, loc, isSet, /*withElseRegion=*/false);
    b.setInsertionPointToStart(branch.thenBlock());
    kernel(row, count);
    b.setInsertionPointAfter(branch);
    row = arith::AddIOp::create(b, loc, row, part);
  }
}

/// Runs over panels of the right side, and over blocks of the sum.
void Lowering::panels() {
  Value lhs = matrix(0, m, k);
  Value rhs = matrix(1, n, k);
  Value out = matrix(2, m, n);
  Type element = cast<MemRefType>(out.getType()).getElementType();
  Type rhsElement = cast<MemRefType>(rhs.getType()).getElementType();
  int64_t lanes = target.lanes(element.getIntOrFloatBitWidth());
  int64_t tileVectors = target.tileVectors;
  std::optional<int64_t> knownRows = m ? getConstantIntValue(sizeOf(*m)) : 1;
  if (knownRows && *knownRows > 0) {
    // Few rows leave registers for longer ones, which hide the latency of the
    // additions.
    int64_t room = target.tileRows * target.tileVectors * 5 / 8 / *knownRows;
    tileVectors = std::max<int64_t>(
        tileVectors, std::min<int64_t>(8, llvm::bit_floor<uint64_t>(room)));
  }
  int64_t width = tileVectors * lanes;
  OpFoldResult depth = sizeOf(k), columns = sizeOf(n), zero = b.getIndexAttr(0);
  bool isLhsTransposed = m && positionOf(0, k) < positionOf(0, *m);
  // The right side as it lies in memory.
  bool isRhsTransposed = positionOf(1, n) < positionOf(1, k);

  // Blocks of equal depth where it is known.
  int64_t blockDepth = target.tileDepth;
  if (std::optional<int64_t> known = getConstantIntValue(depth);
      known && *known > 0) {
    int64_t blocks = llvm::divideCeil(*known, blockDepth);
    blockDepth = llvm::divideCeil(*known, blocks);
  }
  Value panelBuffer;
  if (mustPack)
    panelBuffer = memref::AllocOp::create(
        b, loc, MemRefType::get({blockDepth, width}, rhsElement),
        b.getI64IntegerAttr(64));

  auto panel = [&](Value kAt, OpFoldResult kSize, OpFoldResult nAt,
                   OpFoldResult nSize, int64_t vectors, bool isMasked) {
    auto rowsOf = [&](Value matrix) -> OpFoldResult {
      auto type = cast<MemRefType>(matrix.getType());
      if (!type.isDynamicDim(0))
        return b.getIndexAttr(type.getDimSize(0));
      return memref::DimOp::create(b, loc, matrix, 0).getResult();
    };
    Value right;
    if (mustPack) {
      Value source = isRhsTransposed ? window(rhs, {nAt, kAt}, {nSize, kSize})
                                     : window(rhs, {kAt, nAt}, {kSize, nSize});
      right = window(panelBuffer, {zero, zero}, {kSize, nSize});
      kernels.callPack(b, loc, source, right, !isRhsTransposed);
    } else {
      right = window(rhs, {kAt, nAt}, {kSize, nSize});
    }
    OpFoldResult height = rowsOf(out);
    Value left = isLhsTransposed ? window(lhs, {kAt, zero}, {kSize, height})
                                 : window(lhs, {zero, kAt}, {height, kSize});
    Value part = window(out, {zero, nAt}, {height, nSize});
    rows(left, right, part, vectors, isMasked);
  };

  auto acrossColumns = [&](Value kAt, OpFoldResult kSize) {
    std::optional<int64_t> known = getConstantIntValue(columns);
    if (known) {
      int64_t whole = *known / width * width, rest = *known - whole;
      loop(b.getIndexAttr(whole), width, [&](Value at) {
        panel(kAt, kSize, at, b.getIndexAttr(width), tileVectors, false);
      });
      if (rest > 0)
        panel(kAt, kSize, b.getIndexAttr(whole), b.getIndexAttr(rest),
              llvm::divideCeil(rest, lanes), rest % lanes != 0);
      return;
    }
    Value total = cast<Value>(columns);
    Value by = arith::ConstantIndexOp::create(b, loc, width);
    Value rest = arith::RemUIOp::create(b, loc, total, by);
    Value whole = arith::SubIOp::create(b, loc, total, rest);
    loop(whole, width, [&](Value at) {
      panel(kAt, kSize, at, b.getIndexAttr(width), tileVectors, false);
    });
    Value none = arith::ConstantIndexOp::create(b, loc, 0);
    Value some =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, rest, none);
    auto branch = scf::IfOp::create(b, loc, some, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    panel(kAt, kSize, whole, rest, tileVectors, true);
  };

  std::optional<int64_t> known = getConstantIntValue(depth);
  if (!known || *known % blockDepth == 0) {
    loop(depth, blockDepth,
         [&](Value at) { acrossColumns(at, minimum(at, depth, blockDepth)); });
    return;
  }
  // The last block has a depth of its own, known as the others' is.
  int64_t whole = *known / blockDepth * blockDepth;
  loop(b.getIndexAttr(whole), blockDepth,
       [&](Value at) { acrossColumns(at, b.getIndexAttr(blockDepth)); });
  acrossColumns(arith::ConstantIndexOp::create(b, loc, whole),
                b.getIndexAttr(*known - whole));
}

bool Lowering::run() {
  if (!chooseLoops())
    return false;
  // Every loop but three runs outside, one step at a time.
  SmallVector<unsigned> outer;
  for (auto &dims :
       {contraction.batch, contraction.m, contraction.n, contraction.k})
    for (unsigned dim : dims)
      if (dim != n && dim != k && dim != m)
        outer.push_back(dim);
  auto nest = [&](auto &&self, ArrayRef<unsigned> rest) -> void {
    if (rest.empty())
      return panels();
    loop(sizeOf(rest.front()), 1, [&](Value at) {
      position[rest.front()] = at;
      self(self, rest.drop_front());
    });
  };
  nest(nest, outer);
  return true;
}
