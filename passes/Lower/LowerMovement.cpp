//===- LowerMovement.cpp - Ops that build and move elements ---------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace toroid;

static Type storageOf(Value tensor) {
  return getStorageType(cast<ShapedType>(tensor.getType()).getElementType());
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// The elements that the bytes of the last dim hold, one in each byte; `shape`
/// is that of the bytes.
static Value unpack(Lowering &l, Value bytes, ArrayRef<DimExpr> shape,
                    unsigned width) {
  Shape split(shape), whole(shape);
  split.push_back(8 / width);
  whole.back() = whole.back() * DimExpr(8 / width);
  Type i8 = l.b.getI8Type();
  AffineMap map =
      l.b.getMultiDimIdentityMap(split.size()).getMajorSubMap(shape.size());
  Value elements = l.parallel(bytes, map, split, i8, [&](ValueRange x) {
    Value place = linalg::IndexOp::create(l.b, shape.size());
    Value bit = arith::MulIOp::create(
        l.b, arith::IndexCastOp::create(l.b, i8, place), l.constant(i8, width));
    Value shifted = arith::ShRUIOp::create(l.b, x[0], bit);
    return arith::AndIOp::create(l.b, shifted,
                                 l.constant(i8, (1 << width) - 1));
  });
  return l.reshape(elements, split, whole);
}

/// Weights below a byte stay as the file has them, packed, and are unpacked
/// where the run reads them.
static Value unpackWeight(Lowering &l, RankedTensorType type,
                          DenseResourceElementsAttr resource) {
  int64_t count = type.getNumElements();
  unsigned width = type.getElementTypeBitWidth();
  // Elements of 6 bits come four in three bytes.
  if (8 % width != 0)
    return {};
  int64_t numBytes = llvm::divideCeil(count * width, 8);
  auto packed = RankedTensorType::get(numBytes, l.b.getI8Type());
  Value bytes = arith::ConstantOp::create(
      l.b, DenseResourceElementsAttr::get(packed, resource.getRawHandle()));
  Shape shape(type.getShape().begin(), type.getShape().end());
  // Where rows fill whole bytes, they are rows of the packed tensor too.
  if (type.getRank() > 0 && type.getShape().back() * width % 8 == 0) {
    Shape rows(shape);
    rows.back() = int64_t(type.getShape().back() * width / 8);
    return unpack(l, l.reshape(bytes, {numBytes}, rows), rows, width);
  }
  Value elements = unpack(l, bytes, {numBytes}, width);
  int64_t unpacked = numBytes * 8 / width;
  if (unpacked != count)
    elements = tensor::ExtractSliceOp::create(
        l.b, elements, ArrayRef<OpFoldResult>{l.b.getIndexAttr(0)},
        ArrayRef<OpFoldResult>{l.b.getIndexAttr(count)},
        ArrayRef<OpFoldResult>{l.b.getIndexAttr(1)});
  return l.reshape(elements, {count}, shape);
}

static Value lowerUnpack(Lowering &l, UnpackOp op) {
  unsigned width = op.getResult().getType().getElementTypeBitWidth();
  return unpack(l, l.getNew(op.getInput()), l.getShape(op.getInput()), width);
}

static Value lowerConstant(Lowering &l, ConstantOp op) {
  auto type = cast<RankedTensorType>(op.getResult().getType());
  RankedTensorType storage = getStorageType(type);
  auto value = dyn_cast<TypedAttr>(Attribute(op.getValue()));
  if (storage != type) {
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue())) {
      unsigned width = type.getElementTypeBitWidth();
      if (isNarrow(type.getElementType()) && width < 8)
        return unpackWeight(l, type, resource);
      // One byte per bool, and numbers without their sign: the same bytes.
      value = DenseResourceElementsAttr::get(storage, resource.getRawHandle());
    } else if (auto dense = dyn_cast<DenseIntElementsAttr>(op.getValue())) {
      unsigned width = storage.getElementType().getIntOrFloatBitWidth();
      value =
          dense.mapValues(storage.getElementType(), [&](const APInt &element) {
            return element.zext(width);
          });
    } else if (auto dense = dyn_cast<DenseFPElementsAttr>(op.getValue())) {
      value =
          dense.mapValues(storage.getElementType(), [](const APFloat &element) {
            return element.bitcastToAPInt().zext(8);
          });
    } else {
      return {};
    }
  }
  if (!isa<DenseElementsAttr, DenseResourceElementsAttr>(Attribute(value)))
    return {};
  return arith::ConstantOp::create(l.b, value);
}

static Value lowerShapeOf(Lowering &l, ShapeOfOp op) {
  auto type = cast<RankedTensorType>(op.getResult().getType());
  SmallVector<Value> elements;
  for (const DimExpr &dim : l.getShape(op.getInput()))
    elements.push_back(
        arith::IndexCastOp::create(l.b, type.getElementType(), l.index(dim)));
  return tensor::FromElementsOp::create(l.b, type, elements);
}

static Value lowerRange(Lowering &l, RangeOp op) {
  Shape shape = l.getShape(op.getResult());
  l.checkSizes(shape);
  Type element = cast<ShapedType>(op.getResult().getType()).getElementType();
  Type storage = getStorageType(element), compute = getComputeType(element);
  auto scalar = [&](Value old) -> Value {
    if (TypedAttr splat = l.getSplat(old))
      return l.fromStorage(arith::ConstantOp::create(l.b, splat), element);
    return l.fromStorage(
        tensor::ExtractOp::create(l.b, l.getNew(old), ValueRange()), element);
  };
  Value start = scalar(op.getStart()), delta = scalar(op.getDelta());
  return l.parallel({}, {}, shape, storage, [&](ValueRange) -> Value {
    Value i = linalg::IndexOp::create(l.b, 0);
    if (isa<IntegerType>(compute)) {
      i = arith::IndexCastOp::create(l.b, compute, i);
      Value offset = arith::MulIOp::create(l.b, i, delta);
      return arith::AddIOp::create(l.b, start, offset);
    }
    i = arith::IndexCastOp::create(l.b, l.b.getI64Type(), i);
    i = arith::SIToFPOp::create(l.b, compute, i);
    Value offset = arith::MulFOp::create(l.b, i, delta);
    return l.toStorage(arith::AddFOp::create(l.b, start, offset), element);
  });
}

//===----------------------------------------------------------------------===//
// The same elements elsewhere
//===----------------------------------------------------------------------===//

static Value lowerReshape(Lowering &l, ReshapeOp op) {
  Shape from = l.getShape(op.getInput()), to = l.getShape(op.getResult());
  l.checkSizes(to);
  l.checkEqual(getProduct(from), getProduct(to),
               "a reshape changes the number of elements");
  return l.reshape(l.getNew(op.getInput()), from, to);
}

static Value lowerBroadcastTo(Lowering &l, BroadcastToOp op) {
  Shape shape = l.getShape(op.getResult());
  l.checkSizes(shape);
  if (TypedAttr splat = l.getSplat(op.getInput())) {
    l.broadcast(op.getInput(), shape); // Checks that it fits.
    return l.filled(shape, arith::ConstantOp::create(l.b, splat));
  }
  auto operand = l.broadcast(op.getInput(), shape);
  auto type = cast<RankedTensorType>(operand.tensor.getType());
  if (operand.map.isIdentity() && type.getRank() == int64_t(shape.size()))
    return l.castTo(operand.tensor,
                    SymbolicShapes::getType(shape, type.getElementType()));
  return l.parallel(operand.tensor, operand.map, shape, type.getElementType(),
                    [](ValueRange x) { return x[0]; });
}

static Value lowerTranspose(Lowering &l, TransposeOp op) {
  return l.transpose(l.getNew(op.getInput()), l.getShape(op.getResult()),
                     op.getPermutation());
}

/// Weights that are joined stay so: targets write them out as one.
static bool joinsWeights(ConcatOp op) {
  return isa<FloatType>(op.getResult().getType().getElementType()) &&
         !isNarrow(op.getResult().getType().getElementType()) &&
         op.getResult().getType().hasStaticShape() &&
         llvm::all_of(op.getInputs(), [](Value input) {
           return input.getDefiningOp<ConstantOp>() &&
                  cast<RankedTensorType>(input.getType()).getNumElements() != 0;
         });
}

static Value lowerConcat(Lowering &l, ConcatOp op) {
  Shape shape = l.getShape(op.getResult());
  int64_t axis = op.getAxis();
  if (joinsWeights(op)) {
    SmallVector<Value> inputs;
    for (Value input : op.getInputs())
      inputs.push_back(l.getNew(input));
    return tensor::ConcatOp::create(l.b, axis, inputs);
  }
  Value result = l.empty(shape, storageOf(op.getResult()));
  SmallVector<OpFoldResult> strides(shape.size(), l.b.getIndexAttr(1));
  DimExpr position = 0;
  for (Value input : op.getInputs()) {
    Shape own = l.getShape(input);
    for (auto [i, dim] : llvm::enumerate(own))
      if (int64_t(i) != axis)
        l.checkEqual(dim, shape[i], "joined tensors differ in a dim");
    // Nothing to insert, maybe where the result ends.
    if (own[axis].isConstant(0))
      continue;
    SmallVector<OpFoldResult> offsets(shape.size(), l.b.getIndexAttr(0));
    offsets[axis] = l.size(position);
    result = tensor::InsertSliceOp::create(l.b, l.getNew(input), result,
                                           offsets, l.sizes(own), strides);
    position = position + own[axis];
  }
  return result;
}

static Value lowerSlice(Lowering &l, SliceOp op) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  auto offsets = l.shapes.getIndices(op.getStaticOffsets(), op.getOffsets());
  l.checkSizes(shape);
  bool isForward = true;
  for (auto [i, stride] : llvm::enumerate(op.getStrides())) {
    isForward &= stride > 0;
    // An empty box lies at the end, or before the beginning when it goes
    // backwards, or anywhere inside.
    StringRef what = "a slice reaches outside of its input";
    DimExpr last = offsets[i] + (shape[i] - 1) * DimExpr(stride);
    l.checkAtLeast(offsets[i], stride > 0 ? 0 : -1, what);
    l.checkAtLeast(input[i], offsets[i] + (stride > 0 ? 0 : 1), what);
    l.checkAtLeast(stride > 0 ? input[i] - 1 : last,
                   stride > 0 ? last : DimExpr(0), what, shape[i]);
  }
  Type element = storageOf(op.getResult());
  // No slice may be taken of a tensor that is known to have no elements.
  if (llvm::any_of(shape, [](const DimExpr &dim) { return dim.isConstant(0); }))
    return l.empty(shape, element);
  Value tensor = l.getNew(op.getInput());
  if (isForward) {
    SmallVector<OpFoldResult> strides;
    for (int64_t stride : op.getStrides())
      strides.push_back(l.b.getIndexAttr(stride));
    return tensor::ExtractSliceOp::create(
        l.b, SymbolicShapes::getType(shape, element), tensor, l.sizes(offsets),
        l.sizes(shape), strides);
  }
  SmallVector<Value> starts, strides;
  for (auto [offset, stride] : llvm::zip(offsets, op.getStrides())) {
    starts.push_back(l.index(offset));
    strides.push_back(l.index(stride));
  }
  return l.parallel({}, {}, shape, element, [&](ValueRange) -> Value {
    SmallVector<Value> position;
    for (auto [i, start] : llvm::enumerate(starts)) {
      Value step = arith::MulIOp::create(l.b, linalg::IndexOp::create(l.b, i),
                                         strides[i]);
      position.push_back(arith::AddIOp::create(l.b, start, step));
    }
    return tensor::ExtractOp::create(l.b, tensor, position);
  });
}

//===----------------------------------------------------------------------===//
// Filling
//===----------------------------------------------------------------------===//

/// What is left of the input is put into the padding value.
static Value lowerPad(Lowering &l, PadOp op) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  l.checkSizes(shape);
  auto low = l.shapes.getIndices(op.getStaticLow(), op.getLow());
  auto high = l.shapes.getIndices(op.getStaticHigh(), op.getHigh());
  Value tensor = l.getNew(op.getInput()), value;
  if (TypedAttr splat = l.getSplat(op.getValue()))
    value = arith::ConstantOp::create(l.b, splat);
  else
    value =
        tensor::ExtractOp::create(l.b, l.getNew(op.getValue()), ValueRange());

  // A negative pad cuts the input; pads that add lie around it.
  SymbolicShapes &s = l.shapes;
  Shape from, to, rest;
  for (size_t i = 0; i < shape.size(); ++i) {
    DimExpr cut = s.max(0, DimExpr(0) - low[i]);
    DimExpr cutHigh = s.max(0, DimExpr(0) - high[i]);
    from.push_back(cut.isConstant(0) ? cut : s.min(cut, input[i]));
    to.push_back(low[i].isConstant(0) ? low[i]
                                      : s.min(s.max(0, low[i]), shape[i]));
    rest.push_back(cut.isConstant(0) && cutHigh.isConstant(0)
                       ? input[i]
                       : s.max(0, input[i] - cut - cutHigh));
  }
  SmallVector<OpFoldResult> strides(shape.size(), l.b.getIndexAttr(1));
  if (rest != input)
    tensor = tensor::ExtractSliceOp::create(
        l.b, SymbolicShapes::getType(rest, value.getType()), tensor,
        l.sizes(from), l.sizes(rest), strides);
  return tensor::InsertSliceOp::create(l.b, tensor, l.filled(shape, value),
                                       l.sizes(to), l.sizes(rest), strides);
}

static Value lowerTrilu(Lowering &l, TriluOp op) {
  Shape shape = l.getShape(op.getResult());
  unsigned rank = shape.size();
  Value k = l.index(l.shapes.getIndex(op.getK()));
  return l.parallel(
      l.getNew(op.getInput()), l.b.getMultiDimIdentityMap(rank), shape,
      storageOf(op.getResult()), [&](ValueRange x) -> Value {
        Value row = linalg::IndexOp::create(l.b, rank - 2);
        Value column = linalg::IndexOp::create(l.b, rank - 1);
        Value diagonal = arith::SubIOp::create(l.b, column, row);
        auto predicate = op.getUpper() ? arith::CmpIPredicate::sge
                                       : arith::CmpIPredicate::sle;
        Value keep = arith::CmpIOp::create(l.b, predicate, diagonal, k);
        return arith::SelectOp::create(l.b, keep, x[0], l.zero(x[0].getType()));
      });
}

Lowered toroid::lowerMovement(Lowering &l, Operation *op) {
  return TypeSwitch<Operation *, Lowered>(op)
      .Case([&](ConstantOp op) { return lowerConstant(l, op); })
      .Case([&](UnpackOp op) { return lowerUnpack(l, op); })
      .Case([&](ShapeOfOp op) { return lowerShapeOf(l, op); })
      .Case([&](RangeOp op) { return lowerRange(l, op); })
      .Case([&](ReshapeOp op) { return lowerReshape(l, op); })
      .Case([&](BroadcastToOp op) { return lowerBroadcastTo(l, op); })
      .Case([&](TransposeOp op) { return lowerTranspose(l, op); })
      .Case([&](ConcatOp op) { return lowerConcat(l, op); })
      .Case([&](SliceOp op) { return lowerSlice(l, op); })
      .Case([&](PadOp op) { return lowerPad(l, op); })
      .Case([&](TriluOp op) { return lowerTrilu(l, op); })
      .Default([](Operation *) { return Lowered(); });
}
