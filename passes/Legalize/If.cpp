//===- If.cpp - If --------------------------------------------------------===//

#include "passes/Legalize/Legalizer.h"
#include "passes/Legalize/Loops.h"
#include "passes/Legalize/Sequences.h"
#include "passes/Legalize/Subgraphs.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace toroid;

/// Whether a value is computed of nothing but sizes of tensors.
static bool dependsOnSizesOnly(Value value) {
  SetVector<Operation *> ops;
  SmallVector<Value> open = {value};
  while (!open.empty()) {
    Operation *op = open.pop_back_val().getDefiningOp();
    if (!op || !isMemoryEffectFree(op) || op->getNumRegions() != 0)
      return false;
    if (!isa<tensor::DimOp, ShapeOfOp>(op) && ops.insert(op))
      llvm::append_range(open, op->getOperands());
  }
  return true;
}

/// Ends a run for whose sizes the condition is not `expected`. The rank of a
/// value is the same in all runs, and exporters write such a node for a Squeeze
/// of a dim that may be 1 and was, when they traced the model.
static void requireCondition(NodeContext &node, Value condition,
                             bool expected) {
  OpBuilder &builder = node.getBuilder();
  Value holds = readScalar(node, condition);
  if (!expected)
    holds = arith::XOrIOp::create(
        builder, node.getLoc(), holds,
        arith::ConstantIntOp::create(builder, node.getLoc(), 1, 1));
  std::string name = getNodeName(node.getNode());
  cf::AssertOp::create(
      builder, node.getLoc(), holds,
      "node '" + name +
          "': inputs of these sizes take the branch whose outputs have another "
          "rank; compile the model for them, with --shape");
  emitWarning(node.getLoc())
      << "node '" << name
      << "' (If): its branches give values of different ranks; the program "
         "takes only inputs of sizes for which its condition is "
      << (expected ? "true" : "false")
      << "; to choose the sizes, compile with --shape";
}

static LogicalResult legalizeIf(NodeContext &node) {
  Value condition = node.getInput(0);
  if (!isCondition(condition))
    return node.fail("its condition is not a single bool");
  auto constant = getConstantCondition(node, condition);
  // Of the outputs that are sequences; -1 for the others.
  SmallVector<int64_t> lengths;
  auto build = [&](StringRef name) -> std::optional<Values> {
    Block *block = getSubgraph(node, name, 0);
    if (!block)
      return std::nullopt;
    size_t outputs = block->getTerminator()->getNumOperands();
    if (outputs != node.getNumOutputs()) {
      (void)node.fail("its branch '" + name + "' has " + Twine(outputs) +
                      " outputs and not " + Twine(node.getNumOutputs()));
      return std::nullopt;
    }
    auto values = inlineSubgraph(node, *block, {});
    if (!values)
      return std::nullopt;
    // A sequence is as many values as it has elements.
    Values all;
    SmallVector<int64_t> own;
    for (auto [value, inner] :
         llvm::zip(*values, block->getTerminator()->getOperands())) {
      const Values *list = node.getLegalizer().lookupList(inner);
      own.push_back(list ? list->size() : -1);
      if (list)
        llvm::append_range(all, *list);
      else
        all.push_back(value);
    }
    if (!lengths.empty() && own != lengths) {
      (void)node.fail("its branches give sequences of different lengths, and "
                      "its condition is only known when the model runs");
      return std::nullopt;
    }
    lengths = own;
    return all;
  };
  // A condition that does not depend on data chooses the branch now.
  std::optional<Values> results;
  if (constant) {
    results = build(*constant ? "then_branch" : "else_branch");
  } else {
    std::optional<bool> narrower;
    bool isOfSizes = dependsOnSizesOnly(condition);
    results = buildBranch(
        node, condition, [&] { return build("then_branch"); },
        [&] { return build("else_branch"); }, isOfSizes ? &narrower : nullptr);
    if (narrower) {
      requireCondition(node, condition, *narrower);
      results = build(*narrower ? "then_branch" : "else_branch");
    }
  }
  // What failed inside has been said.
  if (!results)
    return success();
  ArrayRef<Value> rest(*results);
  for (auto [output, length] :
       llvm::zip(node.getNode().getResults(), lengths)) {
    if (length < 0)
      node.getLegalizer().map(output, rest.front());
    else
      node.getLegalizer().mapList(output, Values(rest.take_front(length)));
    rest = rest.drop_front(length < 0 ? 1 : length);
  }
  return success();
}

void toroid::addIfOperators(OperatorTable &table) {
  table.add("If", 1, {1, 1}, legalizeIf);
}
