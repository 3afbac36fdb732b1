//===- AbsorbLayouts.cpp - Attention reads and writes heads in place ------===//

#include "dialects/Toroid/ShapedBuilder.h"
#include "passes/Fusion/Coordinates.h"
#include "passes/Fusion/Passes.h"
#include "passes/Fusion/Site.h"

namespace toroid {
#define GEN_PASS_DEF_ABSORBLAYOUTS
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
/// Heads in a tensor `[B, S, ...]` whose other dims, taken as one, have `width`
/// elements: feature d of head h is the one at start + h · stride + d.
struct Columns {
  Value tensor;
  int64_t width = 0, start = 0, stride = 0;
  int64_t heads = 0, features = 0;
};

class LayoutAbsorber {
public:
  LayoutAbsorber(AttentionOp op, SymbolicShapes &shapes)
      : op(op), shapes(shapes), builder(op), s(builder, op.getLoc(), shapes) {}

  void run();

private:
  bool absorbPacked(const Columns &query, const Columns &key,
                    const Columns &value);
  void absorbResult();
  Value build(const Columns &columns);

  AttentionOp op;
  SymbolicShapes &shapes;
  OpBuilder builder;
  ShapedBuilder s;
};
} // namespace

static const int64_t swapped[] = {0, 2, 1, 3};

//===----------------------------------------------------------------------===//
// Where heads come from
//===----------------------------------------------------------------------===//

namespace {
enum : unsigned { Batch, Head, Row, Column };
} // namespace

/// Whether what `tensor` has at these coordinates are columns of rows `[B, S]`.
static std::optional<Columns> asColumns(Value tensor, ArrayRef<Affine> at,
                                        ElementReader &reader) {
  Shape shape = reader.getShapes().getShape(tensor);
  ArrayRef<DimExpr> extents = reader.getExtents();
  if (shape.size() < 3 || shape[0] != extents[Batch] ||
      shape[1] != extents[Row] || at[0] != reader.makeVariable(Batch) ||
      at[1] != reader.makeVariable(Row))
    return std::nullopt;
  Affine column = reader.makeConstant(0);
  DimExpr width = 1;
  for (auto [dim, coordinate] : llvm::drop_begin(llvm::zip(shape, at), 2)) {
    column = column * dim + coordinate;
    width = width * dim;
  }
  auto number = [](const DimExpr &expr) {
    return expr.getConstant().value_or(-1);
  };
  Columns columns;
  columns.tensor = tensor;
  columns.width = number(width);
  columns.start = number(column.constant);
  columns.heads = number(extents[Head]);
  columns.features = number(extents[Column]);
  columns.stride =
      columns.heads == 1 ? columns.features : number(column.coefficients[Head]);
  bool isDense =
      columns.features == 1 || column.coefficients[Column].isConstant(1);
  bool isOfColumns = column.coefficients[Batch].isConstant(0) &&
                     column.coefficients[Row].isConstant(0);
  if (!isDense || !isOfColumns || columns.width < 1 || columns.start < 0 ||
      columns.heads < 1 || columns.features < 1 ||
      columns.stride < columns.features)
    return std::nullopt;
  return columns;
}

/// The columns that `[B, H, S, D]` is made of by moves, one of them a
/// transposition.
static std::optional<Columns> findColumns(Value heads, SymbolicShapes &shapes) {
  Shape shape = shapes.getShape(heads);
  ElementReader reader(shapes, shape);
  Coordinates at;
  for (unsigned dim : {Batch, Head, Row, Column})
    at.push_back(reader.makeVariable(dim));
  std::optional<Columns> found;
  bool isMoved = false;
  for (Value tensor = heads;;) {
    isMoved |= bool(tensor.getDefiningOp<TransposeOp>());
    if (!reader.step(tensor, at))
      return found;
    if (auto columns = asColumns(tensor, at, reader); columns && isMoved)
      found = columns;
  }
}

/// The columns as `[B, S, H, D]`.
Value LayoutAbsorber::build(const Columns &columns) {
  Shape shape = shapes.getShape(columns.tensor);
  const DimExpr &batch = shape[0], &rows = shape[1];
  auto [tensor, width, start, stride, heads, features] = columns;
  // Heads from a multiple of the stride on are whole heads of the tensor.
  int64_t first = start / stride, inner = start % stride;
  if (width % stride != 0 || inner + features > stride) {
    tensor = s.sliceDim(s.reshape(tensor, {batch, rows, width}), 2, start,
                        (heads - 1) * stride + features);
    width = (heads - 1) * stride + features;
    if (width % stride != 0)
      return {};
    first = inner = 0;
  }
  tensor = s.reshape(tensor, {batch, rows, width / stride, stride});
  tensor = s.sliceDim(tensor, 2, first, heads);
  return s.sliceDim(tensor, 3, inner, features);
}

//===----------------------------------------------------------------------===//
// The parts of the op
//===----------------------------------------------------------------------===//

/// Query, key and value in one tensor, one after the other.
bool LayoutAbsorber::absorbPacked(const Columns &query, const Columns &key,
                                  const Columns &value) {
  int64_t size = query.features, all = query.heads + 2 * key.heads;
  auto isAt = [&](const Columns &part, int64_t head) {
    return part.tensor == query.tensor && part.features == size &&
           part.stride == size && part.start == head * size;
  };
  if (query.width != all * size || !isAt(query, 0) || !isAt(key, query.heads) ||
      !isAt(value, query.heads + key.heads))
    return false;
  Shape shape = shapes.getShape(query.tensor);
  Value packed = s.reshape(query.tensor, {shape[0], shape[1], all, size});
  op.getQueryMutable().assign(packed);
  op.getKeyMutable().clear();
  op.getValueMutable().clear();
  op.setQueryOrder(HeadOrder::BSHD);
  op.setKeyHeads(key.heads);
  return true;
}

/// The result in the order that its only reader gives it.
void LayoutAbsorber::absorbResult() {
  Value result = op.getResult();
  auto transpose = result.hasOneUse()
                       ? dyn_cast<TransposeOp>(*result.user_begin())
                       : TransposeOp();
  if (!transpose || transpose.getPermutation() != ArrayRef(swapped))
    return;
  Value moved = transpose.getResult();
  shapes.forget(moved);
  shapes.forget(result);
  result.setType(moved.getType());
  op.setResultOrder(HeadOrder::BSHD);
  moved.replaceAllUsesWith(result);
  transpose.erase();
}

void LayoutAbsorber::run() {
  auto query = findColumns(op.getQuery(), shapes),
       key = findColumns(op.getKey(), shapes),
       value = findColumns(op.getValue(), shapes);
  if (!query || !key || !value || !absorbPacked(*query, *key, *value)) {
    if (Value tensor = query ? build(*query) : Value()) {
      op.getQueryMutable().assign(tensor);
      op.setQueryOrder(HeadOrder::BSHD);
    }
    if (Value tensor = key ? build(*key) : Value()) {
      op.getKeyMutable().assign(tensor);
      op.setKeyOrder(HeadOrder::BSHD);
    }
    if (Value tensor = value ? build(*value) : Value()) {
      op.getValueMutable().assign(tensor);
      op.setValueOrder(HeadOrder::BSHD);
    }
  }
  absorbResult();
}

//===----------------------------------------------------------------------===//
// Keys and values of earlier runs
//===----------------------------------------------------------------------===//

/// Whether `value` is an argument of the function, or moved out of one.
static bool isOfArgument(Value value, unsigned depth = 8) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return true;
  return depth > 0 &&
         isa<CastOp, ReshapeOp, TransposeOp, SliceOp, GatherOp>(op) &&
         isOfArgument(op->getOperand(0), depth - 1);
}

/// Takes in keys and values of earlier runs in front of those of this one.
static AttentionOp absorbPast(AttentionOp op, SymbolicShapes &shapes) {
  auto key = op.getKey().getDefiningOp<ConcatOp>(),
       value = op.getValue().getDefiningOp<ConcatOp>();
  for (ConcatOp concat : {key, value})
    if (!concat || concat.getAxis() != 2 || concat.getInputs().size() != 2 ||
        !isOfArgument(concat.getInputs()[0]))
      return op;
  if (shapes.getDim(key.getInputs()[0], 2) !=
      shapes.getDim(value.getInputs()[0], 2))
    return op;
  // What else reads the joined ones reads them as results of the attention.
  auto isReadElsewhere = [&](OpOperand &use) {
    return use.getOwner() != op && !isDead(use.getOwner());
  };
  bool isPresentRead = false;
  for (ConcatOp concat : {key, value})
    for (OpOperand &use : concat->getUses()) {
      if (!isReadElsewhere(use))
        continue;
      isPresentRead = true;
      if (use.getOwner()->getBlock() != op->getBlock() ||
          use.getOwner()->isBeforeInBlock(op))
        return op;
    }
  SmallVector<Type> types(op->getResultTypes());
  if (isPresentRead)
    types.append({key.getResult().getType(), value.getResult().getType()});
  OpBuilder builder(op);
  auto joined = AttentionOp::create(
      builder, op.getLoc(), types, op.getQuery(), key.getInputs()[1],
      value.getInputs()[1], key.getInputs()[0], value.getInputs()[0],
      op.getBias(), op.getMask(), op.getMaskedBias(), op.getKeyLengths(),
      op.getOffset(), op.getSink(), op.getScaleAttr(), op.getMaskValueAttr(),
      op.getSoftcapAttr(), op.getLeftWindowAttr(), op.getRightWindowAttr(),
      op.getCausalAttr(), op.getMaskedRowsAttr(), op.getQueryOrderAttr(),
      op.getKeyOrderAttr(), op.getValueOrderAttr(), op.getResultOrderAttr(),
      op.getKeyHeadsAttr());
  joined->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  for (auto [old, result] : llvm::zip(op->getResults(), joined->getResults())) {
    shapes.forget(old);
    old.replaceAllUsesWith(result);
  }
  op.erase();
  op = joined;
  if (!isPresentRead)
    return op;
  key.getResult().replaceUsesWithIf(op.getPresentKey(), isReadElsewhere);
  value.getResult().replaceUsesWithIf(op.getPresentValue(), isReadElsewhere);
  return op;
}

namespace {
struct AbsorbLayouts : toroid::impl::AbsorbLayoutsBase<AbsorbLayouts> {
  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<AttentionOp> ops;
    getOperation().walk([&](AttentionOp op) {
      if (op.isPlain())
        ops.push_back(op);
    });
    for (AttentionOp op : ops)
      LayoutAbsorber(absorbPast(op, shapes), shapes).run();
  }
};
} // namespace
