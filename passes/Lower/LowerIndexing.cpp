//===- LowerIndexing.cpp - Ops that select by index -----------------------===//

#include "passes/Lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace toroid;

static Type storageOf(Value tensor) {
  return getStorageType(cast<ShapedType>(tensor.getType()).getElementType());
}

/// A negative index counts from the end.
static Value fromEnd(Lowering &l, Value i, Value size) {
  Value isNegative = arith::CmpIOp::create(l.b, arith::CmpIPredicate::slt, i,
                                           l.zero(i.getType()));
  Value shifted = arith::AddIOp::create(l.b, i, size);
  return arith::SelectOp::create(l.b, isNegative, shifted, i);
}

/// Where in a dim of `size` elements (an index) the loaded `i` points; into the
/// dim whatever `i` is, unless the dim is empty.
static Value resolve(Lowering &l, Value i, Value size) {
  i = arith::IndexCastOp::create(l.b, l.b.getIndexType(), i);
  i = fromEnd(l, i, size);
  Value last = arith::SubIOp::create(l.b, size, l.index(1));
  i = arith::MinSIOp::create(l.b, i, last);
  return arith::MaxSIOp::create(l.b, i, l.index(0));
}

/// Whether every element of `indices` is in [-size, size) is known.
static bool isInRange(Lowering &l, Value indices,
                      function_ref<DimExpr(int64_t)> size) {
  auto known = l.shapes.getElements(indices);
  if (!known)
    return false;
  for (auto [i, index] : llvm::enumerate(*known)) {
    DimExpr bound = size(i);
    if (!l.shapes.isPositive(bound - index) ||
        !l.shapes.isPositive(bound + index + 1))
      return false;
  }
  return true;
}

/// Ends the run unless each index is in range. `sizes` has one entry, or one
/// for each place along the last dim.
static void checkRange(Lowering &l, Value indices, ArrayRef<DimExpr> sizes,
                       const Twine &what = "index out of range") {
  auto sizeOf = [&](int64_t i) { return sizes[i % sizes.size()]; };
  if (isInRange(l, indices, sizeOf))
    return;
  Value tensor = l.getNew(indices);
  auto type = cast<RankedTensorType>(tensor.getType());
  unsigned rank = type.getRank();
  Type i8 = l.b.getI8Type();
  SmallVector<Value> bounds;
  for (const DimExpr &size : sizes)
    bounds.push_back(
        arith::IndexCastOp::create(l.b, type.getElementType(), l.index(size)));
  Value all = l.filled({}, l.constant(i8, 1));
  all =
      l.generic(
           tensor, l.b.getMultiDimIdentityMap(rank), all,
           AffineMap::get(rank, 0, l.b.getContext()), rank,
           llvm::to_vector(llvm::seq<int64_t>(0, rank)),
           [&](ValueRange x) -> SmallVector<Value> {
             Value bound = bounds.front();
             for (auto [i, other] : llvm::drop_begin(llvm::enumerate(bounds))) {
               Value place = linalg::IndexOp::create(l.b, rank - 1);
               Value isHere = arith::CmpIOp::create(
                   l.b, arith::CmpIPredicate::eq, place, l.index(i));
               bound = arith::SelectOp::create(l.b, isHere, other, bound);
             }
             // Unsigned, so that negative ones are too large.
             Value fits = arith::CmpIOp::create(l.b, arith::CmpIPredicate::ult,
                                                fromEnd(l, x[0], bound), bound);
             Value flag = arith::ExtUIOp::create(l.b, i8, fits);
             return {arith::AndIOp::create(l.b, x[1], flag)};
           })
          .front();
  Value flag = tensor::ExtractOp::create(l.b, all, ValueRange());
  l.check(
      arith::CmpIOp::create(l.b, arith::CmpIPredicate::ne, flag, l.zero(i8)),
      what.str());
}

/// One slice at a known place.
static Value lowerKnownGather(Lowering &l, GatherOp op, const DimExpr &index) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  int64_t axis = op.getAxis();
  auto constant = index.getConstant();
  if (!constant)
    return {};
  StringRef what = "index out of range";
  DimExpr offset = *constant < 0 ? input[axis] + index : index;
  l.checkAtLeast(offset, 0, what);
  l.checkAtLeast(input[axis], offset + 1, what);
  SmallVector<OpFoldResult> offsets(input.size(), l.b.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(input.size(), l.b.getIndexAttr(1));
  offsets[axis] = l.size(offset);
  Shape slice = input, dropped = input;
  slice[axis] = 1;
  dropped.erase(dropped.begin() + axis);
  Value result = tensor::ExtractSliceOp::create(
      l.b, SymbolicShapes::getType(dropped, storageOf(op.getResult())),
      l.getNew(op.getInput()), offsets, l.sizes(slice), strides);
  return l.reshape(result, dropped, shape);
}

static Value lowerGather(Lowering &l, GatherOp op) {
  Shape input = l.getShape(op.getInput()), shape = l.getShape(op.getResult());
  int64_t axis = op.getAxis();
  if (auto known = l.shapes.getElements(op.getIndices());
      known && known->size() == 1)
    if (Value slice = lowerKnownGather(l, op, known->front()))
      return slice;

  checkRange(l, op.getIndices(), input[axis]);
  unsigned rank = shape.size();
  unsigned indexRank = op.getIndices().getType().getRank();
  // Nothing can be read from an empty dim; then there are no results either,
  // or the check has ended the run.
  Value table = l.getNew(op.getInput()), size = l.index(input[axis]);
  SmallVector<AffineExpr> own;
  for (unsigned i = 0; i < indexRank; ++i)
    own.push_back(l.b.getAffineDimExpr(axis + i));
  return l.parallel(l.getNew(op.getIndices()),
                    AffineMap::get(rank, 0, own, l.b.getContext()), shape,
                    storageOf(op.getResult()), [&](ValueRange x) -> Value {
                      SmallVector<Value> position;
                      for (unsigned i = 0; i < rank; ++i) {
                        if (i == axis)
                          position.push_back(resolve(l, x[0], size));
                        if (i < axis || i >= axis + indexRank)
                          position.push_back(linalg::IndexOp::create(l.b, i));
                      }
                      if (position.size() < input.size())
                        position.push_back(resolve(l, x[0], size));
                      return tensor::ExtractOp::create(l.b, table, position);
                    });
}

/// Rows are added up where they are read: the result is written once, and
/// nothing else is.
static Value lowerEmbedding(Lowering &l, EmbeddingOp op) {
  Shape shape = l.getShape(op.getResult()), places = shape;
  places.pop_back();
  unsigned rank = shape.size();
  Type old = cast<ShapedType>(op.getResult().getType()).getElementType();
  struct Part {
    Lowering::Operand operand; ///< Indices, or a term.
    Value table, size;         ///< Null for a term.
  };
  SmallVector<Part> parts;
  for (auto [k, table, indices] :
       llvm::enumerate(op.getTables(), op.getIndices())) {
    DimExpr rows = l.getShape(table)[0];
    checkRange(l, indices, rows, "index out of range of table #" + Twine(k));
    Lowering::Operand operand = l.broadcast(indices, places);
    if (operand.tensor)
      operand.map =
          AffineMap::get(rank, 0, operand.map.getResults(), l.b.getContext());
    parts.push_back({operand, l.getNew(table), l.index(rows)});
  }
  for (Value term : op.getTerms())
    parts.push_back({l.broadcast(term, shape), {}, {}});

  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (const Part &part : parts)
    if (part.operand.tensor) {
      tensors.push_back(part.operand.tensor);
      maps.push_back(part.operand.map);
    }
  return l.parallel(tensors, maps, shape, old, [&](ValueRange x) {
    Value sum;
    for (const Part &part : parts) {
      Value value = part.operand.scalar;
      if (!value) {
        value = x.front();
        x = x.drop_front();
      }
      if (part.table)
        value = tensor::ExtractOp::create(
            l.b, part.table,
            ValueRange{resolve(l, value, part.size),
                       linalg::IndexOp::create(l.b, rank - 1)});
      value = l.fromStorage(value, old);
      sum = sum ? Value(arith::AddFOp::create(l.b, sum, value)) : value;
    }
    return l.toStorage(sum, old);
  });
}

namespace {
/// Where index vectors point: the part that gathering and scattering share.
class Addresses {
public:
  /// `window` as in toroid.gather_nd. Checks what only a run knows.
  Addresses(Lowering &l, Value input, Value indices, ArrayRef<int64_t> dims,
            ArrayRef<int64_t> window)
      : l(l), input(l.getShape(input)), indices(l.getNew(indices)), dims(dims),
        prefix(cast<RankedTensorType>(indices.getType()).getRank() - 1) {
    follows.assign(this->input.size(), -1);
    Shape counts = l.getShape(indices);
    auto next = window.begin();
    for (size_t dim = 0; dim < this->input.size(); ++dim) {
      if (llvm::is_contained(dims, int64_t(dim)))
        continue;
      follows[dim] = *next++;
      if (follows[dim] < prefix)
        l.checkAtLeast(this->input[dim], counts[follows[dim]],
                       "more indices than the input has elements in a dim");
    }
    for (int64_t dim : dims) {
      addressed.push_back(this->input[dim]);
      sizes.push_back(l.index(this->input[dim]));
    }
    checkRange(l, indices, addressed);
  }

  /// The position in the input for index vector `vector` and the other dims at
  /// `at`.
  SmallVector<Value> resolveAll(ValueRange vector,
                                function_ref<Value(int64_t)> at) {
    SmallVector<Value> position(input.size());
    for (auto [k, dim] : llvm::enumerate(dims))
      position[dim] = resolve(l, vector[k], sizes[k]);
    for (size_t dim = 0; dim < input.size(); ++dim)
      if (follows[dim] >= 0)
        position[dim] = at(follows[dim]);
    return position;
  }

  Lowering &l;
  Shape input;
  Value indices;
  SmallVector<int64_t> dims;
  int64_t prefix;               ///< The dims that count index vectors.
  SmallVector<int64_t> follows; ///< The window of each dim; -1: addressed.
  Shape addressed;
  SmallVector<Value> sizes;
};
} // namespace

static Value lowerGatherND(Lowering &l, GatherNDOp op) {
  Shape shape = l.getShape(op.getResult());
  Addresses addresses(l, op.getInput(), op.getIndices(), op.getDims(),
                      op.getWindow());
  unsigned rank = shape.size();
  Value table = l.getNew(op.getInput());
  // One operand per place in the index vectors: the same tensor, read at a
  // constant place.
  SmallVector<Value> operands(addresses.dims.size(), addresses.indices);
  SmallVector<AffineMap> maps;
  for (size_t k = 0; k < addresses.dims.size(); ++k) {
    SmallVector<AffineExpr> exprs;
    for (int64_t i = 0; i < addresses.prefix; ++i)
      exprs.push_back(l.b.getAffineDimExpr(i));
    exprs.push_back(l.b.getAffineConstantExpr(k));
    maps.push_back(AffineMap::get(rank, 0, exprs, l.b.getContext()));
  }
  return l.parallel(operands, maps, shape, storageOf(op.getResult()),
                    [&](ValueRange x) -> Value {
                      SmallVector<Value> position =
                          addresses.resolveAll(x, [&](int64_t dim) -> Value {
                            return linalg::IndexOp::create(l.b, dim);
                          });
                      return tensor::ExtractOp::create(l.b, table, position);
                    });
}

/// Loops over the index vectors, one update after the other: of single elements
/// or of whole boxes.
static Value lowerScatter(Lowering &l, ScatterOp op) {
  Addresses addresses(l, op.getInput(), op.getIndices(), op.getDims(),
                      op.getWindow());
  Shape updates = l.getShape(op.getUpdates());
  Shape counts = l.getShape(op.getIndices());
  unsigned prefix = addresses.prefix;
  unsigned next = prefix;
  for (unsigned i = 0; i < prefix; ++i)
    l.checkEqual(updates[i], counts[i], "updates and indices differ in a dim");
  for (auto [dim, follows] : llvm::enumerate(addresses.follows))
    if (follows >= prefix)
      l.checkEqual(updates[next++], addresses.input[dim],
                   "updates and input differ in a dim");
  // No slice may be taken of a tensor that is known to have no elements.
  auto isZero = [](const DimExpr &dim) { return dim.isConstant(0); };
  if (llvm::any_of(updates, isZero) || llvm::any_of(addresses.input, isZero))
    return l.getNew(op.getInput());

  Type old = cast<ShapedType>(op.getResult().getType()).getElementType();
  auto combined = [&](Value update, Value there) -> Value {
    if (!op.getKind())
      return update;
    return l.toStorage(combine(l.b, *op.getKind(), old,
                               l.fromStorage(there, old),
                               l.fromStorage(update, old)),
                       old);
  };
  Value source = l.getNew(op.getUpdates());
  OpFoldResult one = l.b.getIndexAttr(1);
  // One update: where it comes from, and where it goes to.
  auto apply = [&](ValueRange at, Value result) -> Value {
    SmallVector<Value> vector;
    for (size_t k = 0; k < addresses.dims.size(); ++k) {
      SmallVector<Value> place(at);
      place.push_back(l.index(k));
      vector.push_back(
          tensor::ExtractOp::create(l.b, addresses.indices, place));
    }
    SmallVector<Value> position =
        addresses.resolveAll(vector, [&](int64_t dim) {
          return dim < prefix ? at[dim] : l.index(0);
        });
    if (updates.size() == prefix) {
      Value update = tensor::ExtractOp::create(l.b, source, at), there;
      if (op.getKind())
        there = tensor::ExtractOp::create(l.b, result, position);
      return tensor::InsertOp::create(l.b, combined(update, there), result,
                                      position);
    }
    Shape box(updates.begin() + prefix, updates.end());
    auto boxType = SymbolicShapes::getType(box, getStorageType(old));
    SmallVector<OpFoldResult> from(at.begin(), at.end()),
        fromSizes(prefix, one), to(position.begin(), position.end()), toSizes;
    from.append(box.size(), l.b.getIndexAttr(0));
    llvm::append_range(fromSizes, l.sizes(box));
    for (auto [dim, follows] : llvm::enumerate(addresses.follows)) {
      bool isWhole = follows >= prefix;
      toSizes.push_back(isWhole ? l.size(addresses.input[dim]) : one);
      if (isWhole)
        to[dim] = l.b.getIndexAttr(0);
    }
    SmallVector<OpFoldResult> fromSteps(from.size(), one),
        toSteps(to.size(), one);
    Value update = tensor::ExtractSliceOp::create(l.b, boxType, source, from,
                                                  fromSizes, fromSteps);
    if (op.getKind()) {
      Value there = tensor::ExtractSliceOp::create(l.b, boxType, result, to,
                                                   toSizes, toSteps);
      AffineMap identity = l.b.getMultiDimIdentityMap(box.size());
      update = l.generic(update, identity, there, identity, box.size(), {},
                         [&](ValueRange x) -> SmallVector<Value> {
                           return {combined(x[0], x[1])};
                         })
                   .front();
    }
    return tensor::InsertSliceOp::create(l.b, update, result, to, toSizes,
                                         toSteps);
  };

  SmallVector<Value> at;
  auto nest = [&](auto &&self, Value result) -> Value {
    if (at.size() == prefix)
      return apply(at, result);
    Value size = l.index(counts[at.size()]);
    auto loop = scf::ForOp::create(
        l.b, l.index(0), size, l.index(1), result,
        [&](OpBuilder &nested, Location, Value i, ValueRange state) {
          OpBuilder::InsertionGuard guard(l.b);
          l.b.restoreInsertionPoint(nested.saveInsertionPoint());
          at.push_back(i);
          scf::YieldOp::create(l.b, self(self, state.front()));
          at.pop_back();
        });
    return loop.getResult(0);
  };
  return nest(nest, l.getNew(op.getInput()));
}

Lowered toroid::lowerIndexing(Lowering &l, Operation *op) {
  return TypeSwitch<Operation *, Lowered>(op)
      .Case([&](GatherOp op) { return lowerGather(l, op); })
      .Case([&](EmbeddingOp op) { return lowerEmbedding(l, op); })
      .Case([&](GatherNDOp op) { return lowerGatherND(l, op); })
      .Case([&](ScatterOp op) { return lowerScatter(l, op); })
      .Case([&](TopKOp op) { return lowerTopK(l, op); })
      .Default([](Operation *) { return Lowered(); });
}
