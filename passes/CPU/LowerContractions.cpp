//===- LowerContractions.cpp - Products become loops around kernels -------===//

#include "passes/CPU/Contraction.h"
#include "passes/CPU/Kernels.h"
#include "passes/CPU/Passes.h"
#include "passes/CPU/ProductLoops.h"

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
  linalg::FillOp findZeros();
  /// The two-dimensional part of operand `number` that the innermost loops
  /// work on: all of dimensions `outer` and `inner`, one of each other. Of a
  /// packed right side the panels, in three dimensions.
  Value matrix(unsigned number, std::optional<unsigned> outer, unsigned inner);
  OpFoldResult sizeOf(unsigned dim);
  /// Whether the sum runs down the columns of operand `number`, whose other
  /// loop is `dim`.
  bool isTransposed(unsigned number, unsigned dim) {
    int64_t at = positionOf(contraction, number, dim);
    int64_t sum = positionOf(contraction, number, k);
    return number == 0 ? sum < at : at < sum;
  }

  void panels();
  void rows(Value lhs, Value rhs, Value out, KernelShape shape);
  Value window(Value matrix, ArrayRef<OpFoldResult> offsets,
               ArrayRef<OpFoldResult> sizes);
  OpFoldResult sizeAt(Value buffer, int64_t dim);
  /// A two-dimensional window into one of the panels of `matrix`.
  Value panelWindow(Value matrix, ArrayRef<OpFoldResult> offsets,
                    ArrayRef<OpFoldResult> sizes);
  OpFoldResult minimum(Value position, OpFoldResult end, int64_t step);
  /// Runs `body` for begin, begin + step, … below `end`; once without a loop
  /// when that is all.
  void loop(int64_t begin, OpFoldResult end, int64_t step,
            function_ref<void(Value)> body);
  void loop(OpFoldResult end, int64_t step, function_ref<void(Value)> body) {
    loop(0, end, step, body);
  }

  Contraction contraction;
  Kernels &kernels;
  const CPUTarget &target;
  OpBuilder b;
  Location loc;

  unsigned n = 0, k = 0;
  std::optional<unsigned> m;
  int64_t lanes = 1;
  bool mustPack = false;
  /// Whether the result is all zeros before this product.
  bool startsAtZero = false;
  /// Where each outer loop is.
  llvm::DenseMap<unsigned, Value> position;
};

struct LowerContractions
    : toroid::impl::LowerContractionsBase<LowerContractions> {
  using LowerContractionsBase::LowerContractionsBase;

  void runOnOperation() override {
    const CPUTarget *cpu = getCPUTarget(getOperation(), target);
    if (!cpu)
      return signalPassFailure();
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

OpFoldResult Lowering::sizeOf(unsigned dim) {
  // A static size of any operand is that of the loop.
  if (std::optional<int64_t> known = staticSizeOf(contraction, dim))
    return b.getIndexAttr(*known);
  for (unsigned number = 0; number < 3; ++number)
    if (int64_t at = positionOf(contraction, number, dim); at >= 0)
      return memref::DimOp::create(b, loc, operand(contraction, number), at)
          .getResult();
  llvm_unreachable("a loop without operands");
}

bool Lowering::chooseLoops() {
  arrangeSides(contraction);
  std::optional<ProductLoops> loops = chooseProductLoops(contraction);
  if (!loops)
    return false;
  n = loops->n;
  k = loops->k;
  m = loops->m;
  unsigned bits = getElementTypeOrSelf(operand(contraction, 2).getType())
                      .getIntOrFloatBitWidth();
  lanes = target.lanes(bits);
  if (contraction.panels)
    return contraction.panels->width % lanes == 0;

  int64_t rows = 1;
  if (m)
    rows = staticSizeOf(contraction, *m).value_or(int64_t(1) << 20);
  // A sum of one term leaves a stride of 1 to columns that come first.
  mustPack = strideOf(contraction, 1, n) != 1 || isTransposed(1, n);
  // Packing pays by reuse: one row alone reads the right side once, in which
  // case a dot product along k is the better form.
  if (mustPack && rows < 4)
    return false;
  // Rows that lie far apart share few sets of the caches; many uses pay for
  // bringing them together. Those of one panel are together.
  std::optional<int64_t> columns = staticSizeOf(contraction, n);
  bool isPanel = columns && *columns <= target.tileVectors * lanes &&
                 strideOf(contraction, 1, k) == *columns;
  if (rows >= 32 && !isPanel)
    mustPack = true;
  return true;
}

/// The fill with zeros that the result is but for this product, if there is
/// one just ahead.
linalg::FillOp Lowering::findZeros() {
  Value out = operand(contraction, 2);
  Operation *op = contraction.op;
  while ((op = op->getPrevNode())) {
    if (auto fill = dyn_cast<linalg::FillOp>(op);
        fill && fill.getOutputs()[0] == out)
      return matchPattern(fill.getInputs()[0], m_AnyZeroFloat()) ||
                     matchPattern(fill.getInputs()[0], m_Zero())
                 ? fill
                 : linalg::FillOp();
    if (!isMemoryEffectFree(op) && !isa<memref::AllocOp>(op))
      return {};
  }
  return {};
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
    auto loop = dyn_cast<AffineDimExpr>(expr);
    unsigned dim = loop ? loop.getPosition() : inner;
    if (dim == inner || (outer && dim == *outer)) {
      OpFoldResult size = loop ? sizeOf(dim) : sizeAt(buffer, i);
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

void Lowering::loop(int64_t begin, OpFoldResult end, int64_t step,
                    function_ref<void(Value)> body) {
  Value first = arith::ConstantIndexOp::create(b, loc, begin);
  std::optional<int64_t> known = getConstantIntValue(end);
  if (known && *known <= begin + step) {
    if (*known > begin)
      body(first);
    return;
  }
  Value by = arith::ConstantIndexOp::create(b, loc, step);
  Value last = getValueOrCreateConstantIndexOp(b, loc, end);
  auto loop = scf::ForOp::create(b, loc, first, last, by);
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

Value Lowering::panelWindow(Value matrix, ArrayRef<OpFoldResult> offsets,
                            ArrayRef<OpFoldResult> sizes) {
  SmallVector<OpFoldResult> allSizes{b.getIndexAttr(1), sizes[0], sizes[1]};
  SmallVector<OpFoldResult> strides(3, b.getIndexAttr(1));
  SmallVector<int64_t> shape;
  for (OpFoldResult size : sizes)
    shape.push_back(getConstantIntValue(size).value_or(ShapedType::kDynamic));
  auto type = cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
      shape, cast<MemRefType>(matrix.getType()), offsets, allSizes, strides));
  return memref::SubViewOp::create(b, loc, type, matrix, offsets, allSizes,
                                   strides);
}

OpFoldResult Lowering::sizeAt(Value buffer, int64_t dim) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(dim))
    return b.getIndexAttr(type.getDimSize(dim));
  return memref::DimOp::create(b, loc, buffer, dim).getResult();
}

/// Runs kernels down the rows of one panel.
void Lowering::rows(Value lhs, Value rhs, Value out, KernelShape shape) {
  OpFoldResult height = sizeAt(out, 0);
  OpFoldResult zero = b.getIndexAttr(0);
  auto kernel = [&](OpFoldResult row, int64_t count) {
    OpFoldResult rows = b.getIndexAttr(count);
    Value left = shape.isLhsTransposed
                     ? window(lhs, {zero, row}, {sizeAt(lhs, 0), rows})
                     : window(lhs, {row, zero}, {rows, sizeAt(lhs, 1)});
    Value tile = window(out, {row, zero}, {rows, sizeAt(out, 1)});
    shape.rows = count;
    kernels.call(b, loc, contraction, shape, left, rhs, tile);
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
  // Tiles of full height; then, of what remains, a power of two if it has one
  // that is large enough to be worth a pass over the panel, and all the rest.
  Value total = cast<Value>(height);
  Value by = arith::ConstantIndexOp::create(b, loc, most);
  Value rest = arith::RemUIOp::create(b, loc, total, by);
  Value row = arith::SubIOp::create(b, loc, total, rest);
  loop(row, most, [&](Value row) { kernel(row, most); });
  int64_t half = llvm::bit_floor<uint64_t>(most - 1);
  if (half > 1) {
    Value part = arith::ConstantIndexOp::create(b, loc, half);
    Value isLarge =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, rest, part);
    auto branch = scf::IfOp::create(b, loc, isLarge, /*withElseRegion=*/false);
    b.setInsertionPointToStart(branch.thenBlock());
    kernel(row, half);
    b.setInsertionPointAfter(branch);
    row = arith::SelectOp::create(
        b, loc, isLarge, arith::AddIOp::create(b, loc, row, part), row);
    rest = arith::RemUIOp::create(b, loc, rest, part);
  }
  SmallVector<int64_t> counts =
      llvm::to_vector(llvm::seq<int64_t>(1, half > 1 ? half : most));
  if (counts.empty())
    return;
  auto branch = scf::IndexSwitchOp::create(b, loc, TypeRange{}, rest, counts,
                                           counts.size());
  OpBuilder::InsertionGuard guard(b);
  for (auto [count, region] :
       llvm::zip_equal(counts, branch.getCaseRegions())) {
    b.setInsertionPointToStart(&region.emplaceBlock());
    kernel(row, count);
    scf::YieldOp::create(b, loc);
  }
  b.setInsertionPointToStart(&branch.getDefaultRegion().emplaceBlock());
  scf::YieldOp::create(b, loc);
}

/// Runs over panels of the right side, and over blocks of the sum.
void Lowering::panels() {
  Value lhs = matrix(0, m, k);
  Value rhs = matrix(1, n, k);
  Value out = matrix(2, m, n);
  Type rhsElement = cast<MemRefType>(rhs.getType()).getElementType();
  int64_t tileVectors = target.tileVectors;
  std::optional<int64_t> knownRows = 1;
  if (m)
    knownRows = staticSizeOf(contraction, *m);
  if (contraction.panels) {
    tileVectors = contraction.panels->width / lanes;
  } else if (knownRows && *knownRows > 0) {
    // Few rows leave registers for longer ones, which hide the latency of the
    // additions.
    int64_t room = target.tileRows * target.tileVectors * 5 / 8 / *knownRows;
    tileVectors = std::max<int64_t>(
        tileVectors, std::min<int64_t>(8, llvm::bit_floor<uint64_t>(room)));
  }
  int64_t width = tileVectors * lanes;
  OpFoldResult depth = sizeOf(k), columns = sizeOf(n), zero = b.getIndexAttr(0);
  bool isLhsTransposed = m && isTransposed(0, *m);
  // The right side as it lies in memory.
  bool isRhsTransposed = !contraction.panels && isTransposed(1, n);

  // Blocks of equal depth where it is known; one, where a panel is read once.
  // What is packed here is read back at once, from the first-level cache.
  constexpr int64_t packedDepth = 256;
  int64_t blockDepth =
      mustPack ? std::min(packedDepth, target.tileDepth) : target.tileDepth;
  if (std::optional<int64_t> known = getConstantIntValue(depth);
      known && *known > 0) {
    int64_t blocks = llvm::divideCeil(*known, blockDepth);
    if (knownRows && *knownRows <= target.tileRows && !mustPack)
      blocks = 1;
    blockDepth = llvm::divideCeil(*known, blocks);
  }
  Value panelBuffer;
  if (mustPack)
    panelBuffer = memref::AllocOp::create(
        b, loc, MemRefType::get({blockDepth, width}, rhsElement),
        b.getI64IntegerAttr(64));

  auto panel = [&](Value kAt, OpFoldResult kSize, OpFoldResult nAt,
                   OpFoldResult nSize, KernelShape shape) {
    Value right;
    if (contraction.panels) {
      AffineExpr s0 = b.getAffineSymbolExpr(0);
      OpFoldResult number = affine::makeComposedFoldedAffineApply(
          b, loc, s0.floorDiv(width), {nAt});
      OpFoldResult read = b.getIndexAttr(shape.vectors * lanes);
      right = panelWindow(rhs, {number, kAt, zero}, {kSize, read});
    } else if (mustPack) {
      Value source = isRhsTransposed ? window(rhs, {nAt, kAt}, {nSize, kSize})
                                     : window(rhs, {kAt, nAt}, {kSize, nSize});
      right = window(panelBuffer, {zero, zero}, {kSize, nSize});
      kernels.callPack(b, loc, source, right, !isRhsTransposed);
    } else {
      right = window(rhs, {kAt, nAt}, {kSize, nSize});
    }
    OpFoldResult height = sizeAt(out, 0);
    Value left = isLhsTransposed ? window(lhs, {kAt, zero}, {kSize, height})
                                 : window(lhs, {zero, kAt}, {height, kSize});
    Value part = window(out, {zero, nAt}, {height, nSize});
    rows(left, right, part, shape);
  };

  auto acrossColumns = [&](Value kAt, OpFoldResult kSize, bool startsAtZero) {
    KernelShape shape;
    shape.vectors = tileVectors;
    shape.isLhsTransposed = isLhsTransposed;
    shape.startsAtZero = startsAtZero;
    std::optional<int64_t> known = getConstantIntValue(columns);
    if (known) {
      int64_t whole = *known / width * width, rest = *known - whole;
      loop(b.getIndexAttr(whole), width, [&](Value at) {
        panel(kAt, kSize, at, b.getIndexAttr(width), shape);
      });
      shape.vectors = llvm::divideCeil(rest, lanes);
      shape.isMasked = rest % lanes != 0;
      if (rest > 0)
        panel(kAt, kSize, b.getIndexAttr(whole), b.getIndexAttr(rest), shape);
      return;
    }
    Value total = cast<Value>(columns);
    Value by = arith::ConstantIndexOp::create(b, loc, width);
    Value rest = arith::RemUIOp::create(b, loc, total, by);
    Value whole = arith::SubIOp::create(b, loc, total, rest);
    loop(whole, width, [&](Value at) {
      panel(kAt, kSize, at, b.getIndexAttr(width), shape);
    });
    Value none = arith::ConstantIndexOp::create(b, loc, 0);
    Value some =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, rest, none);
    auto branch = scf::IfOp::create(b, loc, some, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    shape.isMasked = true;
    panel(kAt, kSize, whole, rest, shape);
  };

  std::optional<int64_t> known = getConstantIntValue(depth);
  // The last block has a depth of its own, known as the others' is.
  OpFoldResult whole = depth;
  int64_t rest = 0;
  if (known) {
    rest = *known % blockDepth;
    whole = b.getIndexAttr(*known - rest);
  }
  int64_t begin = 0;
  if (startsAtZero) {
    // The first block writes, even when the sum has no terms.
    Value at = arith::ConstantIndexOp::create(b, loc, 0);
    acrossColumns(at,
                  known ? b.getIndexAttr(std::min(*known, blockDepth))
                        : minimum(at, depth, blockDepth),
                  true);
    begin = blockDepth;
  }
  loop(begin, whole, blockDepth, [&](Value at) {
    acrossColumns(at, minimum(at, whole, blockDepth), false);
  });
  if (rest > 0)
    acrossColumns(arith::ConstantIndexOp::create(b, loc, *known - rest),
                  b.getIndexAttr(rest), false);
}

bool Lowering::run() {
  if (!chooseLoops())
    return false;
  if (contraction.k.size() == 1)
    if (linalg::FillOp zeros = findZeros()) {
      startsAtZero = true;
      zeros.erase();
    }
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
