//===- ShareHeads.cpp - Keys and values of grouped queries ----------------===//

#include "passes/Fusion/ShareHeads.h"

#include "passes/Fusion/Coordinates.h"

using namespace mlir;
using namespace toroid;

namespace {
enum HeadVariable : unsigned { GroupBatch, Group, Member, Row, Column };

/// A smaller tensor that the heads of each group of `key` or `value` repeat.
struct Shared {
  Value tensor;
  Coordinates at;
};
} // namespace

/// Walks up from `tensor` `[B, groups · members, T, D]` to what does not depend
/// on the member.
static std::optional<Shared> findShared(Value tensor, const DimExpr &groups,
                                        int64_t members,
                                        SymbolicShapes &shapes) {
  Shape shape = shapes.getShape(tensor);
  ElementReader reader(
      shapes, {shape[0], groups, DimExpr(members), shape[2], shape[3]});
  unsigned kept[] = {GroupBatch, Group, Row, Column};
  Coordinates at = {reader.makeVariable(GroupBatch),
                    reader.makeVariable(Group, members) +
                        reader.makeVariable(Member),
                    reader.makeVariable(Row), reader.makeVariable(Column)};
  // Dims of size 1 have one coordinate.
  for (auto [dim, coordinate] : llvm::zip(shape, at))
    if (dim.isConstant(1))
      coordinate = reader.makeConstant(0);
  std::optional<Shared> found;
  while (reader.step(tensor, at)) {
    bool isShared = llvm::all_of(at, [](const Affine &coordinate) {
      return coordinate.coefficients[Member].isConstant(0);
    });
    if (!isShared || !reader.isView(tensor, at))
      continue;
    found = Shared{tensor, at};
    if (reader.isWhole(tensor, at, kept))
      break;
  }
  return found;
}

/// The sizes of groups that ops above `tensor` may repeat.
static SmallVector<int64_t> findGroupSizes(Value tensor, int64_t heads) {
  SmallVector<int64_t> sizes;
  auto add = [&](int64_t size) {
    if (size > 1 && heads % size == 0 && !llvm::is_contained(sizes, size))
      sizes.push_back(size);
  };
  while (Operation *op = tensor.getDefiningOp()) {
    if (!isa<TransposeOp, ReshapeOp, BroadcastToOp, SliceOp, GatherOp>(op))
      break;
    Value input = op->getOperand(0);
    auto to = cast<RankedTensorType>(tensor.getType()).getShape();
    auto from = cast<RankedTensorType>(input.getType()).getShape();
    if (isa<BroadcastToOp>(op))
      for (auto [i, size] : llvm::enumerate(to)) {
        int64_t own = int64_t(i) - int64_t(to.size() - from.size());
        if (!ShapedType::isDynamic(size) && (own < 0 || from[own] == 1))
          add(size);
      }
    if (auto gather = dyn_cast<GatherOp>(op))
      if (int64_t own = from[gather.getAxis()];
          own > 0 && heads % own == 0) // Also wrong for a dynamic size.
        add(heads / own);
    tensor = input;
  }
  llvm::sort(sizes, std::greater<>());
  return sizes;
}

void toroid::shareHeads(AttentionOp op, SymbolicShapes &shapes) {
  auto heads = shapes.getDim(op.getKey(), 1).getConstant();
  if (!heads || shapes.getDim(op.getValue(), 1) != DimExpr(*heads))
    return;
  for (int64_t members : findGroupSizes(op.getKey(), *heads)) {
    DimExpr groups = *heads / members;
    auto key = findShared(op.getKey(), groups, members, shapes);
    auto value =
        key ? findShared(op.getValue(), groups, members, shapes) : std::nullopt;
    if (!value)
      continue;
    OpBuilder builder(op);
    auto build = [&](Value whole, const Shared &shared) {
      Shape shape = shapes.getShape(whole);
      ElementReader reader(
          shapes, {shape[0], groups, DimExpr(members), shape[2], shape[3]});
      return reader.buildView(builder, op.getLoc(), shared.tensor, shared.at,
                              {GroupBatch, Group, Row, Column});
    };
    Value newKey = build(op.getKey(), *key);
    Value newValue = build(op.getValue(), *value);
    op.getKeyMutable().assign(newKey);
    op.getValueMutable().assign(newValue);
    return;
  }
}
