//===- Transposes.cpp - Copies that exchange the contiguous dim -----------===//

#include "passes/CPU/Transposes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace toroid;

namespace {
/// What a copy reads and writes: `across` is contiguous in the source, `along`
/// in the target.
struct Transpose {
  Value source, target;
  AffineMap sourceMap, targetMap;
  unsigned across, along;
};
} // namespace

static std::optional<Transpose> matchTranspose(linalg::GenericOp op,
                                               const CPUTarget &target) {
  if (!op.hasPureBufferSemantics() || op.getNumDpsInputs() != 1 ||
      op.getNumDpsInits() != 1 || op.getNumReductionLoops() != 0 ||
      op.getBody()->getTerminator()->getOperand(0) !=
          op.getBody()->getArgument(0))
    return std::nullopt;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  Transpose transpose{
      op->getOperand(0), op->getOperand(1), maps[0], maps[1], 0, 0};
  if (!maps[0].isPermutation() || !maps[1].isPermutation() ||
      maps[0].getNumDims() < 2)
    return std::nullopt;
  auto last = [](AffineMap map) {
    return map.getDimPosition(map.getNumResults() - 1);
  };
  transpose.across = last(maps[0]);
  transpose.along = last(maps[1]);
  auto source = dyn_cast<MemRefType>(transpose.source.getType()),
       into = dyn_cast<MemRefType>(transpose.target.getType());
  if (!source || !into || transpose.across == transpose.along ||
      !Kernels::canTranspose(source.getElementType(), target) ||
      !source.isLastDimUnitStride() || !into.isLastDimUnitStride())
    return std::nullopt;
  // Less than a square is left to gathers.
  SmallVector<int64_t, 4> ranges = op.getStaticLoopRanges();
  int64_t lanes = target.lanes(source.getElementTypeBitWidth());
  for (unsigned dim : {transpose.across, transpose.along})
    if (!ShapedType::isDynamic(ranges[dim]) && ranges[dim] < lanes)
      return std::nullopt;
  return transpose;
}

/// The two-dimensional part of `buffer` at `position`, all of `first` and
/// `second`, which come in this order there.
static Value square(OpBuilder &b, Location loc, Value buffer, AffineMap map,
                    ArrayRef<Value> position, unsigned first, unsigned second) {
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<OpFoldResult> offsets, sizes,
      strides(type.getRank(), b.getIndexAttr(1));
  SmallVector<int64_t> shape;
  for (int64_t i = 0; i < type.getRank(); ++i) {
    unsigned dim = map.getDimPosition(i);
    if (dim != first && dim != second) {
      offsets.push_back(position[dim]);
      sizes.push_back(b.getIndexAttr(1));
      continue;
    }
    offsets.push_back(b.getIndexAttr(0));
    sizes.push_back(memref::getMixedSize(b, loc, buffer, i));
    shape.push_back(type.getDimSize(i));
  }
  auto part = cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
      shape, type, offsets, sizes, strides));
  return memref::SubViewOp::create(b, loc, part, buffer, offsets, sizes,
                                   strides);
}

bool toroid::transposeInRegisters(linalg::GenericOp op, Kernels &kernels,
                                  const CPUTarget &target) {
  std::optional<Transpose> transpose = matchTranspose(op, target);
  if (!transpose)
    return false;
  OpBuilder b(op);
  Location loc = op.getLoc();
  SmallVector<Value> position(transpose->sourceMap.getNumDims());
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  for (unsigned i = 0; i < transpose->targetMap.getNumResults(); ++i) {
    unsigned dim = transpose->targetMap.getDimPosition(i);
    if (dim == transpose->across || dim == transpose->along)
      continue;
    Value end = getValueOrCreateConstantIndexOp(
        b, loc, memref::getMixedSize(b, loc, transpose->target, i));
    auto loop = scf::ForOp::create(b, loc, zero, end, one);
    position[dim] = loop.getInductionVar();
    b.setInsertionPointToStart(loop.getBody());
  }
  Value source = square(b, loc, transpose->source, transpose->sourceMap,
                        position, transpose->across, transpose->along);
  Value to = square(b, loc, transpose->target, transpose->targetMap, position,
                    transpose->across, transpose->along);
  kernels.callPack(b, loc, source, to, /*sourceIsRows=*/false);
  return true;
}
