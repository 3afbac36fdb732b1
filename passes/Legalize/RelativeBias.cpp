//===- RelativeBias.cpp - Biases that follow from distances ---------------===//

#include "passes/Legalize/AttentionParts.h"
#include "passes/Legalize/Formula.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

/// T5's bias for each head and distance between key and query: distances count
/// one by one at first, then by their logarithm, in buckets; the table,
/// declared `[buckets, heads]`, is stored head by head.
static LogicalResult legalizeRelativePositionBias(NodeContext &node) {
  Value table = node.getInput(0);
  int64_t farthest = node.getRequiredInt("max_distance");
  bool isBidirectional = node.getFlag("is_bidirectional", false);
  if (node.hasFailed())
    return failure();
  if (node.getRank(table) != 2)
    return node.fail("its table is no matrix");
  Shape shape = node.getShape(table);
  auto buckets = shape[0].getConstant();
  if (!buckets)
    return node.fail("its number of buckets is not known",
                     "re-export the model with a static table");
  int64_t count = isBidirectional ? *buckets / 2 : *buckets;
  int64_t exact = count / 2;
  if (exact < 1 || farthest <= exact)
    return node.fail("its " + Twine(*buckets) +
                     " buckets do not reach to a distance of " +
                     Twine(farthest));
  auto queries = getSize(node, 1), keys = getSize(node, 2);
  if (!queries || !keys)
    return failure();

  Formula distance =
      iotaAlong(node, *keys, 1, 2) - iotaAlong(node, *queries, 0, 2);
  Formula bucket = number(distance, 0);
  if (isBidirectional) {
    bucket = select(distance > 0, number(distance, count), 0);
    distance = apply<AbsOp>(distance);
  } else {
    distance = max(-distance, 0);
  }
  Type f32 = node.getBuilder().getF32Type();
  double step = double(count - exact) / std::log(double(farthest) / exact);
  Formula ratio = max(distance, 1).to(f32) / double(exact);
  Formula far = (apply<LogOp>(ratio) * step).to(node.getBuilder().getI64Type());
  far = min(far + double(exact), double(count - 1));
  bucket = bucket + select(distance < double(exact), distance, far);

  Formula rows = Formula(node, table).reshape({shape[1], shape[0]});
  return node.replace(
      gather(rows, 1, bucket).reshape({1, shape[1], *queries, *keys}).get());
}

/// A bias times a gate between 1 and 3 or so, which follows from the query:
/// `u · (r · a - 1) + 2` for the sigmoids u and r of two sums of a product.
static LogicalResult legalizeGatedRelativePositionBias(NodeContext &node) {
  int64_t heads = node.getRequiredInt("num_heads");
  if (node.hasFailed())
    return failure();
  if (node.getInput(6))
    return node.fail("its padding is removed",
                     "export the model without removing padding");
  if (failed(checkHeads(node, node.getInput(0), heads, "num_heads")))
    return failure();
  Value weight = node.getInput(3), bias = node.getInput(4);
  if (node.getRank(weight) != 2 || node.getRank(bias) != 1)
    return node.fail("its weight is no matrix or its bias no vector");
  Value query = node.createLike<AddOp>(node.getInput(0), node.getInput(1));
  query = splitHeads(node, query, heads);
  Value product = node.createLike<MatMulOp>(query, weight, false, false);
  product = node.createLike<AddOp>(product, bias);
  if (node.hasFailed())
    return failure();
  Shape shape = node.getShape(product);
  if (auto size = shape[3].getConstant(); size && *size % 2 != 0)
    return node.fail("it halves " + Twine(*size) + " features");
  DimExpr half = node.getShapes().floorDiv(shape[3], 2);
  Formula sums = Formula(node, product)
                     .reshape({shape[0], shape[1], shape[2], 2, half})
                     .reduce(ReductionKind::sum, {4});
  Formula gates = apply<SigmoidOp>(sums);
  Formula update = gates.at(3, 0).expand(3), reset = gates.at(3, 1).expand(3);
  Formula gate = update * (reset * Formula(node, node.getInput(5)) - 1.0) + 2.0;
  return node.replace((gate * Formula(node, node.getInput(2))).get());
}

void toroid::addRelativeBiasOperators(OperatorTable &table) {
  StringRef ort = "com.microsoft";
  table.add("GatedRelativePositionBias", 1, {6, 7},
            legalizeGatedRelativePositionBias, ort);
  table.add("RelativePositionBias", 1, {3, 3}, legalizeRelativePositionBias,
            ort);
}
