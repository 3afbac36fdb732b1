//===- Cast.cpp - Conversions between element types -----------------------===//

#include "passes/Legalize/NodeContext.h"

using namespace mlir;
using namespace toroid;

static std::optional<Rounding> readRounding(NodeContext &node) {
  StringRef mode = node.getString("round_mode", "up");
  auto rounding = symbolizeRounding(mode);
  if (!rounding)
    (void)node.fail("its attribute 'round_mode' is '" + mode +
                    "' and not 'up', 'down' or 'nearest'");
  return rounding;
}

static LogicalResult convert(NodeContext &node, Type to) {
  Value input = node.getInput(0);
  bool saturate = node.getFlag("saturate", true);
  auto rounding = readRounding(node);
  if (node.hasFailed())
    return failure();
  if (!isa<Float8E8M0FNUType>(to) || *rounding == Rounding::up ||
      node.getElementType(input) == to)
    return node.replace(node.cast(input, to, saturate));
  return node.replace(node.create<CastOp>(
      to, input, RoundingAttr::get(node.getBuilder().getContext(), *rounding),
      saturate));
}

static LogicalResult legalizeCast(NodeContext &node) {
  return convert(node, node.getElementTypeOf(node.getRequiredInt("to")));
}

static LogicalResult legalizeCastLike(NodeContext &node) {
  return convert(node, node.getElementType(node.getInput(1)));
}

void toroid::addCastOperators(OperatorTable &table) {
  table.add("Cast", 6, {1, 1}, legalizeCast);
  table.add("CastLike", 15, {2, 2}, legalizeCastLike);
}
