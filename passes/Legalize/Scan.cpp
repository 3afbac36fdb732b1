//===- Scan.cpp - Scan ----------------------------------------------------===//

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

namespace {
/// What a scan reads, one piece a turn.
struct Scanned {
  int64_t axis = 0;
  bool reverse = false;
};

struct ScanForm {
  Block *body = nullptr;
  SmallVector<Scanned> inputs;
  SmallVector<Collected> outputs;
};
} // namespace

/// One scan: final states, then what it collects.
static std::optional<Values> buildScan(NodeContext &node, const ScanForm &form,
                                       ValueRange states, ValueRange inputs,
                                       const DimExpr &count,
                                       const DimExpr &extent) {
  std::optional<DimExpr> total;
  if (extent != count)
    total = extent;
  return buildCollectingLoop(
      node, count, total, states, form.outputs,
      [&](const DimExpr &turn, ValueRange carried, Values &next) {
        Values arguments(carried);
        for (auto [input, scanned] : llvm::zip(inputs, form.inputs))
          arguments.push_back(
              takePiece(node, input, scanned.axis,
                        scanned.reverse ? count - 1 - turn : turn));
        if (node.hasFailed())
          return failure();
        auto results = inlineSubgraph(node, *form.body, arguments);
        if (!results)
          return failure();
        if (llvm::is_contained(*results, Value()))
          return node.fail("its body gives a sequence");
        next = *results;
        for (size_t i = states.size(); i < next.size(); ++i)
          next[i] = useDeclared(node, next[i],
                                form.body->getTerminator()->getOperand(i));
        return success();
      });
}

/// One axis or direction for each of `count` values; 0 where none are given.
static std::optional<SmallVector<int64_t>>
getList(NodeContext &node, StringRef name, size_t count) {
  SmallVector<int64_t> list = node.getInts(name);
  if (node.hasFailed())
    return std::nullopt;
  if (list.empty())
    list.assign(count, 0);
  if (list.size() == count)
    return list;
  (void)node.fail("its attribute '" + name + "' has " + Twine(list.size()) +
                  " entries where " + Twine(count) + " are needed");
  return std::nullopt;
}

/// The number of scanned inputs and of states among `given` inputs, and the
/// body.
static std::optional<size_t> readScanForm(NodeContext &node, size_t given,
                                          ScanForm &form) {
  int64_t scanned = node.getRequiredInt("num_scan_inputs");
  if (node.hasFailed())
    return std::nullopt;
  if (scanned < 1 || scanned > int64_t(given)) {
    (void)node.fail("its attribute 'num_scan_inputs' is " + Twine(scanned) +
                    " where it has " + Twine(given) + " inputs");
    return std::nullopt;
  }
  form.body = getSubgraph(node, "body", given);
  if (!form.body)
    return std::nullopt;
  size_t states = given - scanned;
  size_t left = form.body->getTerminator()->getNumOperands();
  if (left < states || left < node.getNumOutputs()) {
    (void)node.fail("its body has " + Twine(left) + " outputs where " +
                    Twine(std::max<size_t>(states, node.getNumOutputs())) +
                    " are needed");
    return std::nullopt;
  }
  form.inputs.resize(scanned);
  form.outputs.resize(left - states);
  return states;
}

static LogicalResult finishScan(NodeContext &node,
                                const std::optional<Values> &results) {
  return results ? node.replace(ValueRange(*results).take_front(
                       std::min<size_t>(results->size(), node.getNumOutputs())))
                 : success();
}

static LogicalResult legalizeScan(NodeContext &node) {
  ScanForm form;
  auto numStates = readScanForm(node, node.getNumInputs(), form);
  if (!numStates)
    return failure();
  auto numbers = llvm::to_vector(llvm::seq(0u, node.getNumInputs()));
  if (failed(node.requireInputs(numbers)))
    return failure();
  ValueRange all(node.getInputs());
  ValueRange states = all.take_front(*numStates),
             inputs = all.drop_front(*numStates);
  size_t numIn = form.inputs.size(), numOut = form.outputs.size();
  auto inAxes = getList(node, "scan_input_axes", numIn);
  auto inWays = getList(node, "scan_input_directions", numIn);
  auto outAxes = getList(node, "scan_output_axes", numOut);
  auto outWays = getList(node, "scan_output_directions", numOut);
  if (!inAxes || !inWays || !outAxes || !outWays)
    return failure();
  for (size_t i = 0; i < numIn; ++i) {
    auto axis = node.normalizeAxis((*inAxes)[i], node.getRank(inputs[i]));
    if (!axis)
      return failure();
    form.inputs[i] = {*axis, (*inWays)[i] != 0};
  }
  for (size_t k = 0; k < numOut; ++k) {
    int64_t axis = (*outAxes)[k];
    if (axis < 0) {
      // From the end of a rank that only the body tells.
      Value output = form.body->getTerminator()->getOperand(*numStates + k);
      auto type = dyn_cast<RankedTensorType>(output.getType());
      if (!type)
        return node.fail("its attribute 'scan_output_axes' counts from the end "
                         "of a tensor whose rank its body does not declare");
      axis += type.getRank() + 1;
    }
    if (axis < 0)
      return node.fail("its attribute 'scan_output_axes' has an entry that is "
                       "out of range");
    form.outputs[k] = {axis, (*outWays)[k] != 0};
  }
  DimExpr count = node.getShape(inputs[0])[form.inputs[0].axis];
  for (size_t i = 1; i < numIn; ++i) {
    DimExpr other = node.getShape(inputs[i])[form.inputs[i].axis];
    auto merged = node.getShapes().broadcast(count, other);
    if (!merged ||
        (count.getConstant() && other.getConstant() && count != other))
      return node.fail("its scanned inputs are of different lengths");
  }
  return finishScan(node, buildScan(node, form, states, inputs, count, count));
}

/// Up to opset 8, a scan runs once for each entry of a batch.
static LogicalResult legalizeBatchedScan(NodeContext &node) {
  ScanForm form;
  if (node.getNumInputs() < 2)
    return node.fail("it has nothing to scan");
  auto numStates = readScanForm(node, node.getNumInputs() - 1, form);
  if (!numStates)
    return failure();
  Value lengths = node.getInput(0);
  ValueRange all = ValueRange(node.getInputs()).drop_front();
  auto ways = getList(node, "directions", form.inputs.size());
  if (!ways)
    return failure();
  for (auto [scanned, way] : llvm::zip(form.inputs, *ways))
    scanned.reverse = way != 0;
  Value first = all[*numStates];
  for (Value input : all)
    if (!input || node.getRank(input) < 1)
      return node.fail("its inputs have no batch dim");
  for (Value input : all.drop_front(*numStates))
    if (node.getRank(input) < 2)
      return node.fail("its scanned inputs have no dim to scan");
  if (lengths && node.getRank(lengths) != 1)
    return node.fail("its lengths are no vector");
  DimExpr batch = node.getShape(first)[0], extent = node.getShape(first)[1];
  // All of each entry's results are pieces along the batch.
  SmallVector<Collected> outputs(*numStates + form.outputs.size());
  auto results = buildCollectingLoop(
      node, batch, std::nullopt, {}, outputs,
      [&](const DimExpr &entry, ValueRange, Values &next) {
        Values own;
        for (Value input : all)
          own.push_back(takePiece(node, input, 0, entry));
        DimExpr count = extent;
        if (lengths) {
          Value length = takePiece(node, lengths, 0, entry);
          if (node.hasFailed())
            return failure();
          count = node.getShapes().getIndex(arith::IndexCastOp::create(
              node.getBuilder(), node.getLoc(),
              node.getBuilder().getIndexType(), readScalar(node, length)));
          count = node.getShapes().max(node.getShapes().min(count, extent), 0);
        }
        if (node.hasFailed())
          return failure();
        auto scan =
            buildScan(node, form, ArrayRef(own).take_front(*numStates),
                      ArrayRef(own).drop_front(*numStates), count, extent);
        if (!scan)
          return failure();
        next = *scan;
        return success();
      });
  return finishScan(node, results);
}

void toroid::addScanOperators(OperatorTable &table) {
  table.add("Scan", 8, {0, Arity::unlimited}, legalizeBatchedScan);
  table.add("Scan", 9, {1, Arity::unlimited}, legalizeScan);
}
