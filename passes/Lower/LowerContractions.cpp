//===- LowerContractions.cpp - Products, convolution, attention -----------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

static bool isAllOnes(ArrayRef<DimExpr> shape) {
  return llvm::all_of(shape, [](const DimExpr &d) { return d.isConstant(1); });
}

/// From the accumulator's type to the result's.
static Value narrow(Lowering &l, Value tensor, ArrayRef<DimExpr> shape,
                    Type old) {
  if (getElementTypeOrSelf(tensor) == getStorageType(old))
    return tensor;
  return l.parallel(tensor, l.b.getMultiDimIdentityMap(shape.size()), shape,
                    getStorageType(old),
                    [&](ValueRange x) { return l.toStorage(x[0], old); });
}

/// acc + x · y in the accumulator's type.
static Value multiplyAdd(Lowering &l, Value x, Value y, Value acc, Type old) {
  x = l.fromStorage(x, old);
  y = l.fromStorage(y, old);
  if (isa<FloatType>(old))
    return arith::AddFOp::create(l.b, acc, arith::MulFOp::create(l.b, x, y));
  return arith::AddIOp::create(l.b, acc, arith::MulIOp::create(l.b, x, y));
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// The maps of a batched product over the dims (batch..., m, n, k); an
/// operand's batch dim of size 1 is read at 0.
static AffineMap getOperandMap(Value tensor, unsigned batch, unsigned row,
                               unsigned column) {
  MLIRContext *context = tensor.getContext();
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<AffineExpr> exprs;
  for (unsigned i = 0; i < batch; ++i)
    exprs.push_back(type.getDimSize(i) == 1 ? getAffineConstantExpr(0, context)
                                            : getAffineDimExpr(i, context));
  exprs.push_back(getAffineDimExpr(batch + row, context));
  exprs.push_back(getAffineDimExpr(batch + column, context));
  return AffineMap::get(batch + 3, 0, exprs, context);
}

/// [m, k] · [k, n], where either may be stored transposed.
static Value multiply(Lowering &l, Value lhs, Value rhs, Value init,
                      bool transposeLhs, bool transposeRhs) {
  SmallVector<Value> inputs{lhs, rhs};
  Location loc = l.b.getLoc();
  if (transposeLhs)
    return linalg::MatmulTransposeAOp::create(l.b, loc, inputs, init)
        .getResult(0);
  if (transposeRhs)
    return linalg::MatmulTransposeBOp::create(l.b, loc, inputs, init)
        .getResult(0);
  return linalg::MatmulOp::create(l.b, inputs, init).getResult(0);
}

static Value multiplyBatch(Lowering &l, Value lhs, Value rhs, Value init,
                           bool transposeLhs, bool transposeRhs) {
  SmallVector<Value> inputs{lhs, rhs};
  Location loc = l.b.getLoc();
  if (transposeLhs)
    return linalg::BatchMatmulTransposeAOp::create(l.b, loc, inputs, init)
        .getResult(0);
  if (transposeRhs)
    return linalg::BatchMatmulTransposeBOp::create(l.b, loc, inputs, init)
        .getResult(0);
  return linalg::BatchMatmulOp::create(l.b, inputs, init).getResult(0);
}

static Value lowerMatMul(Lowering &l, MatMulOp op) {
  Shape lhs = l.getShape(op.getLhs()), rhs = l.getShape(op.getRhs());
  Shape shape = l.getShape(op.getResult());
  bool transposeLhs = op.getTransposeLhs(), transposeRhs = op.getTransposeRhs();
  Type old = getElementTypeOrSelf(op.getLhs());
  Value zero = l.zero(getComputeType(old));
  DimExpr m = shape[shape.size() - 2], n = shape.back();
  DimExpr k = lhs[lhs.size() - (transposeLhs ? 2 : 1)];
  l.checkEqual(k, rhs[rhs.size() - (transposeRhs ? 1 : 2)],
               "a product's operands do not fit together");
  Value left = l.getNew(op.getLhs()), right = l.getNew(op.getRhs());
  auto leftBatch = ArrayRef(lhs).drop_back(2);
  auto rightBatch = ArrayRef(rhs).drop_back(2);
  auto batch = ArrayRef(shape).drop_back(2);
  bool bothTransposed = transposeLhs && transposeRhs;

  // One matrix on the right: the left's batch dims are more rows.
  if (!bothTransposed && isAllOnes(rightBatch) &&
      (!transposeLhs || isAllOnes(leftBatch))) {
    Shape rows = {getProduct(leftBatch) * m, k};
    if (transposeLhs)
      std::swap(rows[0], rows[1]);
    left = l.reshape(left, lhs, rows);
    right = l.reshape(right, rhs, ArrayRef(rhs).take_back(2));
    Shape product = {getProduct(leftBatch) * m, n};
    Value result = multiply(l, left, right, l.filled(product, zero),
                            transposeLhs, transposeRhs);
    return l.reshape(narrow(l, result, product, old), product, shape);
  }

  // The same batch on both sides is one dim.
  if (!bothTransposed && leftBatch == rightBatch) {
    DimExpr count = getProduct(batch);
    auto flat = [&](ArrayRef<DimExpr> from) {
      return Shape{count, from[from.size() - 2], from.back()};
    };
    left = l.reshape(left, lhs, flat(lhs));
    right = l.reshape(right, rhs, flat(rhs));
    Value result = multiplyBatch(l, left, right, l.filled(flat(shape), zero),
                                 transposeLhs, transposeRhs);
    return l.reshape(narrow(l, result, flat(shape), old), flat(shape), shape);
  }

  unsigned rank = batch.size();
  Shape leftShape(batch), rightShape(batch);
  leftShape.append(lhs.end() - 2, lhs.end());
  rightShape.append(rhs.end() - 2, rhs.end());
  left = l.alignTo(op.getLhs(), leftShape);
  right = l.alignTo(op.getRhs(), rightShape);
  AffineMap leftMap = transposeLhs ? getOperandMap(left, rank, 2, 0)
                                   : getOperandMap(left, rank, 0, 2);
  AffineMap rightMap = transposeRhs ? getOperandMap(right, rank, 1, 2)
                                    : getOperandMap(right, rank, 2, 1);
  AffineMap resultMap =
      AffineMap::getMultiDimIdentityMap(rank + 3, l.b.getContext())
          .dropResult(rank + 2);
  Value result =
      l.generic({left, right}, {leftMap, rightMap}, l.filled(shape, zero),
                resultMap, rank + 3, int64_t(rank + 2),
                [&](ValueRange x) -> SmallVector<Value> {
                  return {multiplyAdd(l, x[0], x[1], x[2], old)};
                })
          .front();
  return narrow(l, result, shape, old);
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

namespace {
struct Convolution {
  Convolution(Lowering &l, ConvOp op) : l(l), op(op) {
    input = l.getShape(op.getInput());
    filter = l.getShape(op.getFilter());
    result = l.getShape(op.getResult());
    spatial = input.size() - 2;
    old = getElementTypeOrSelf(op.getInput());
  }
  Value lower();

private:
  Value pad();
  Value lowerAsProduct(Value padded);
  Value lowerGrouped(Value padded);
  Value addBias(Value tensor, ArrayRef<DimExpr> shape, unsigned channel);
  /// The place in the input that output place `o` and kernel place `k` meet.
  AffineExpr place(unsigned i, unsigned o, unsigned k) {
    return l.b.getAffineDimExpr(o) * op.getStrides()[i] +
           l.b.getAffineDimExpr(k) * op.getDilations()[i];
  }

  Lowering &l;
  ConvOp op;
  Shape input, filter, result;
  unsigned spatial;
  Type old;
};
} // namespace

Value Convolution::pad() {
  Value tensor = l.getNew(op.getInput());
  Shape padded = input;
  SmallVector<OpFoldResult> offsets(2, l.b.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(input.size(), l.b.getIndexAttr(1));
  for (unsigned i = 0; i < spatial; ++i) {
    offsets.push_back(l.b.getIndexAttr(op.getPadLow()[i]));
    padded[i + 2] =
        input[i + 2] + DimExpr(op.getPadLow()[i]) + op.getPadHigh()[i];
  }
  for (unsigned i = 0; i < spatial; ++i) {
    DimExpr span = DimExpr(op.getDilations()[i]) * (filter[i + 2] - 1) + 1;
    l.checkAtLeast(padded[i + 2], span, "a kernel is larger than its input");
    l.checkAtLeast(filter[i + 2], 1, "a kernel is empty");
  }
  if (padded == input)
    return tensor;
  return tensor::InsertSliceOp::create(l.b, tensor,
                                       l.filled(padded, l.zero(old)), offsets,
                                       l.sizes(input), strides);
}

Value Convolution::addBias(Value tensor, ArrayRef<DimExpr> shape,
                           unsigned channel) {
  if (!op.getBias())
    return narrow(l, tensor, shape, old);
  l.checkEqual(l.getShape(op.getBias())[0], filter[0],
               "a bias does not fit its filters");
  AffineMap own =
      AffineMap::get(shape.size(), 0, l.b.getAffineDimExpr(channel));
  return l.parallel({tensor, l.getNew(op.getBias())},
                    {l.b.getMultiDimIdentityMap(shape.size()), own}, shape,
                    getStorageType(old), [&](ValueRange x) {
                      Value bias = l.fromStorage(x[1], old);
                      return l.toStorage(
                          combine(l.b, ReductionKind::sum, old, x[0], bias),
                          old);
                    });
}

/// The windows as rows of a matrix, times the filters. Where windows do not
/// overlap, as in a patch embedding, this is one copy.
Value Convolution::lowerAsProduct(Value padded) {
  // (n, o..., c, k...)
  Shape windows = {input[0]};
  windows.append(result.begin() + 2, result.end());
  windows.append(filter.begin() + 1, filter.end());
  unsigned rank = windows.size();
  SmallVector<AffineExpr> places = {l.b.getAffineDimExpr(0),
                                    l.b.getAffineDimExpr(1 + spatial)};
  for (unsigned i = 0; i < spatial; ++i)
    places.push_back(place(i, 1 + i, 2 + spatial + i));
  Value columns =
      l.parallel(padded, AffineMap::get(rank, 0, places, l.b.getContext()),
                 windows, old, [](ValueRange x) { return x[0]; });

  DimExpr rows = getProduct(ArrayRef(windows).take_front(1 + spatial));
  DimExpr width = getProduct(ArrayRef(filter).drop_front());
  Shape left = {rows, width}, right = {filter[0], width},
        product = {rows, filter[0]};
  Value value =
      multiply(l, l.reshape(columns, windows, left),
               l.reshape(l.getNew(op.getFilter()), filter, right),
               l.filled(product, l.zero(getComputeType(old))), false, true);
  value = addBias(value, product, 1);

  Shape channelsLast = {input[0]};
  channelsLast.append(result.begin() + 2, result.end());
  channelsLast.push_back(filter[0]);
  value = l.reshape(value, product, channelsLast);
  SmallVector<int64_t> permutation = {0, int64_t(spatial) + 1};
  for (unsigned i = 0; i < spatial; ++i)
    permutation.push_back(1 + i);
  return l.transpose(value, result, permutation);
}

Value Convolution::lowerGrouped(Value padded) {
  // (n, g, m, o..., c, k...)
  int64_t groups = op.getGroups();
  DimExpr filters = l.shapes.floorDiv(filter[0], groups);
  l.checkEqual(filters * groups, filter[0], "groups do not divide the filters");
  Shape split = {input[0], groups, filter[1]};
  Shape paddedShape = {input[0], input[1]};
  for (unsigned i = 0; i < spatial; ++i) {
    paddedShape.push_back(input[i + 2] + DimExpr(op.getPadLow()[i]) +
                          op.getPadHigh()[i]);
    split.push_back(paddedShape.back());
  }
  padded = l.reshape(padded, paddedShape, split);
  Shape splitFilter = {groups, filters};
  splitFilter.append(filter.begin() + 1, filter.end());
  Value kernel = l.reshape(l.getNew(op.getFilter()), filter, splitFilter);
  Shape product = {input[0], groups, filters};
  product.append(result.begin() + 2, result.end());

  unsigned rank = 4 + 2 * spatial, c = 3 + spatial;
  auto dim = [&](unsigned i) { return l.b.getAffineDimExpr(i); };
  SmallVector<AffineExpr> inputPlaces = {dim(0), dim(1), dim(c)};
  SmallVector<AffineExpr> filterPlaces = {dim(1), dim(2), dim(c)};
  SmallVector<int64_t> reductions = {c};
  for (unsigned i = 0; i < spatial; ++i) {
    inputPlaces.push_back(place(i, 3 + i, c + 1 + i));
    filterPlaces.push_back(dim(c + 1 + i));
    reductions.push_back(c + 1 + i);
  }
  MLIRContext *context = l.b.getContext();
  Value value = l.generic({padded, kernel},
                          {AffineMap::get(rank, 0, inputPlaces, context),
                           AffineMap::get(rank, 0, filterPlaces, context)},
                          l.filled(product, l.zero(getComputeType(old))),
                          AffineMap::getMultiDimIdentityMap(rank, context)
                              .getMajorSubMap(3 + spatial),
                          rank, reductions,
                          [&](ValueRange x) -> SmallVector<Value> {
                            return {multiplyAdd(l, x[0], x[1], x[2], old)};
                          })
                    .front();
  return addBias(l.reshape(value, product, result), result, 1);
}

Value Convolution::lower() {
  l.checkEqual(input[1], filter[1] * DimExpr(op.getGroups()),
               "input channels do not fit the filters");
  Value padded = pad();
  return op.getGroups() == 1 ? lowerAsProduct(padded) : lowerGrouped(padded);
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// Stays; its operands take the forms that tiling wants: every dim of a bias or
/// mask is 1 or the scores' own. ExpandAttention made it plain.
static Lowered lowerAttention(Lowering &l, AttentionOp op) {
  if (!op.isPlain())
    return {};
  Shape query = l.getShape(op.getQuery()), key = l.getShape(op.getKey()),
        value = l.getShape(op.getValue());
  StringRef what = "query, key and value do not fit together";
  l.checkEqual(query[0], key[0], what);
  l.checkEqual(key[0], value[0], what);
  l.checkEqual(query[3], key[3], what);
  l.checkEqual(key[1], value[1], what);
  l.checkEqual(key[2], value[2], what);
  l.checkEqual(l.shapes.floorDiv(query[1], key[1]) * key[1], query[1],
               "the key heads do not divide the query heads");
  Shape scores = {query[0], query[1], query[2], key[2]};
  auto term = [&](Value old) { return old ? l.alignTo(old, scores) : Value(); };
  auto vector = [&](Value old, const DimExpr &size) {
    return old ? l.alignTo(old, {size}) : Value();
  };
  SmallVector<Type> types;
  for (Value result : op->getResults())
    types.push_back(SymbolicShapes::getType(l.getShape(result),
                                            getElementTypeOrSelf(result)));
  auto lowered = AttentionOp::create(
      l.b, types, l.getNew(op.getQuery()), l.getNew(op.getKey()),
      l.getNew(op.getValue()), Value(), Value(), term(op.getBias()),
      term(op.getMask()), term(op.getMaskedBias()),
      vector(op.getKeyLengths(), query[0]), vector(op.getOffset(), query[0]),
      vector(op.getSink(), query[1]), op.getScaleAttr(), op.getMaskValueAttr(),
      op.getSoftcapAttr(), op.getLeftWindowAttr(), op.getRightWindowAttr(),
      op.getCausalAttr(), op.getMaskedRowsAttr(), HeadOrderAttr(),
      HeadOrderAttr(), HeadOrderAttr(), HeadOrderAttr(), IntegerAttr());
  return Lowered(llvm::to_vector_of<Value>(lowered->getResults()));
}

Lowered toroid::lowerContraction(Lowering &l, Operation *op) {
  return TypeSwitch<Operation *, Lowered>(op)
      .Case([&](MatMulOp op) { return lowerMatMul(l, op); })
      .Case([&](ConvOp op) { return Convolution(l, op).lower(); })
      .Case([&](AttentionOp op) { return lowerAttention(l, op); })
      .Case([&](LinearAttentionOp op) { return lowerLinearAttention(l, op); })
      .Default([](Operation *) { return Lowered(); });
}
