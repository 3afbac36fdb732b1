//===- Loss.cpp - Losses over classes -------------------------------------===//

#include "passes/Legalize/Formula.h"

using namespace mlir;
using namespace toroid;

/// The loss of labels `[N, D...]` (input #1) under log probabilities
/// `[N, C, D...]`: `-x[n, label, d] · weight[label]`, reduced. A label that is
/// not a class ends the run; those that are to be ignored weigh nothing.
static std::optional<Formula> buildLoss(NodeContext &node,
                                        const Formula &logs) {
  Formula labels(node, node.getInput(1));
  int64_t rank = logs.getRank();
  if (rank < 2 || labels.getRank() != rank - 1) {
    (void)node.fail(
        "its scores have no dim of classes beside its labels' dims");
    return std::nullopt;
  }
  auto labelType = dyn_cast<IntegerType>(labels.getElementType());
  if (!labelType || !labelType.isSignless() || labelType.getWidth() < 32) {
    (void)node.fail("its labels are no integers of 32 or 64 bits");
    return std::nullopt;
  }
  Shape expected = logs.getShape();
  expected.erase(expected.begin() + 1);
  for (auto [own, size] : llvm::zip_equal(labels.getShape(), expected))
    if (own.getConstant() && size.getConstant() && own != size) {
      (void)node.fail("its labels do not have the shape of its scores without "
                      "the classes");
      return std::nullopt;
    }
  StringRef reduction = node.getString("reduction", "mean");
  if (reduction != "none" && reduction != "sum" && reduction != "mean") {
    (void)node.fail("its attribute 'reduction' is '" + reduction + "'");
    return std::nullopt;
  }
  Type type = logs.getElementType(), i64 = node.getBuilder().getI64Type();
  DimExpr classes = logs.getShape()[1];
  labels = labels.to(i64);
  Formula ignored(node, Value());
  if (node.hasAttr("ignore_index")) {
    ignored = labels == double(node.getInt("ignore_index", 0));
    labels = select(ignored, labels * 0, labels);
  }
  // Without weights this is only the check of the labels.
  Formula weights(node,
                  node.getInput(2)
                      ? node.cast(node.getInput(2), type)
                      : node.broadcastTo(node.scalar(type, 1), {classes}));
  if (weights.getRank() != 1) {
    (void)node.fail("its weights are no vector");
    return std::nullopt;
  }
  Formula weight = gather(weights, 0, labels);
  if (ignored.get())
    weight = select(ignored, weight * 0, weight);
  Formula isLabel = iotaAlong(node, classes, 1, rank) == labels.expand(1);
  Formula picked = select(isLabel, logs, 0).reduce(ReductionKind::sum, 1);
  Formula loss = -picked * weight;
  if (reduction == "none")
    return loss;
  auto all = llvm::to_vector(llvm::seq<int64_t>(0, rank - 1));
  Formula sum = loss.reduce(ReductionKind::sum, all);
  if (reduction == "sum")
    return sum;
  return sum / weight.reduce(ReductionKind::sum, all);
}

static LogicalResult legalizeNegativeLogLikelihoodLoss(NodeContext &node) {
  Formula x(node, node.getInput(0));
  Type type = x.getElementType();
  auto loss = buildLoss(node, x.to(getWideType(type)));
  if (!loss)
    return failure();
  return node.replace(loss->to(type).get());
}

static LogicalResult legalizeSoftmaxCrossEntropyLoss(NodeContext &node) {
  Formula x(node, node.getInput(0));
  Type type = x.getElementType();
  if (x.getRank() < 2)
    return node.fail("its input has fewer than two dims");
  x = x.to(getWideType(type));
  Formula centered = x - x.reduce(ReductionKind::max, 1, true);
  Formula logs =
      centered -
      apply<LogOp>(apply<ExpOp>(centered).reduce(ReductionKind::sum, 1, true));
  auto loss = buildLoss(node, logs);
  if (!loss)
    return failure();
  SmallVector<Value> results = {loss->to(type)};
  if (node.isOutputUsed(1))
    results.push_back(logs.to(type));
  return node.replace(results);
}

void toroid::addLossOperators(OperatorTable &table) {
  table.add("NegativeLogLikelihoodLoss", 12, {2, 3},
            legalizeNegativeLogLikelihoodLoss);
  table.add("SoftmaxCrossEntropyLoss", 12, {2, 3},
            legalizeSoftmaxCrossEntropyLoss);
}
