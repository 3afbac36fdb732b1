//===- Loop.cpp - Loop ----------------------------------------------------===//

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

/// A number as a scalar tensor.
static Value toTensor(NodeContext &node, const DimExpr &number) {
  OpBuilder &builder = node.getBuilder();
  Type i64 = builder.getI64Type();
  Value index =
      node.getShapes().materializeValue(builder, node.getLoc(), number);
  Value scalar = arith::IndexCastOp::create(builder, node.getLoc(), i64, index);
  return tensor::FromElementsOp::create(builder, node.getLoc(),
                                        RankedTensorType::get({}, i64), scalar);
}

namespace {
/// A Loop node. It carries tensors; every turn may leave pieces, which make the
/// scanned outputs; and it may append to sequences, whose elements it joins as
/// those who read the sequence will (see Sequences.cpp).
class LoopNode {
public:
  explicit LoopNode(NodeContext &node)
      : node(node), shapes(node.getShapes()), legalizer(node.getLegalizer()) {}

  LogicalResult legalize();

private:
  std::optional<int64_t> findUnrolled();
  LogicalResult unroll(int64_t count);
  LogicalResult readInputs();
  LogicalResult buildTurn(const DimExpr &turn, ValueRange carried,
                          Values &next);
  LogicalResult append(const DimExpr &turn, Values &next, ValueRange wholes,
                       size_t first);
  DimExpr getCount();
  std::optional<Values> buildCounted(const DimExpr &count,
                                     ArrayRef<Piece> pieces);
  std::optional<Values> buildOpen(ArrayRef<Piece> pieces);
  Values buildStarts(ArrayRef<Piece> pieces, ArrayRef<int64_t> axes);
  LogicalResult deliver(const std::optional<Values> &results);

  NodeContext &node;
  SymbolicShapes &shapes;
  Legalizer &legalizer;

  Block *block = nullptr;
  /// The loop that was built last.
  Operation *loop = nullptr;
  /// For each value that the loop carries: the sequence, if it is one.
  SmallVector<std::optional<JoinedSequence>> sequences;
  Values tensors;
  size_t numScanned = 0;
  /// Of what pieces are added to: whether only a turn tells the pieces' sizes.
  SmallVector<bool> isOpen;
  std::optional<DimExpr> limit;
  Value go;
  /// Whether the condition never ends the loop.
  bool isSteady = true;
};
} // namespace

LogicalResult LoopNode::readInputs() {
  onnx::NodeOp op = node.getNode();
  for (unsigned i = 2; i < op.getInputs().size(); ++i) {
    Value given = op.getInputs()[i];
    if (const Values *list = legalizer.lookupList(given)) {
      auto joined = findJoined(node, op.getResult(i - 2));
      if (!joined)
        return failure();
      if (!list->empty())
        return node.fail("it carries a sequence that is not empty at first",
                         "join the sequence's elements ahead of the loop");
      sequences.push_back(joined);
      continue;
    }
    if (!node.getInput(i))
      return node.fail("its input #" + Twine(i) + " is missing");
    tensors.push_back(node.getInput(i));
    sequences.push_back(std::nullopt);
  }
  block = getSubgraph(node, "body", sequences.size() + 2);
  if (!block)
    return failure();
  size_t left = block->getTerminator()->getNumOperands();
  size_t needed = std::max<size_t>(sequences.size(), node.getNumOutputs()) + 1;
  if (left < needed)
    return node.fail("its body has " + Twine(left) + " outputs where " +
                     Twine(needed) + " are needed");
  numScanned = left - 1 - sequences.size();
  for (auto [k, sequence] : llvm::enumerate(sequences))
    if (sequence && !onlyAppends(block->getArgument(k + 2),
                                 block->getTerminator()->getOpOperand(k + 1)))
      return node.fail("it does more with a sequence that it carries than to "
                       "append to it",
                       "re-export the model so that the loop only appends");

  if (node.getInput(0)) {
    auto number = node.getIntegers(0);
    if (!number)
      return failure();
    if (number->size() != 1)
      return node.fail("its trip count is not a single number");
    limit = shapes.max(number->front(), 0);
  }
  go = node.getInput(1);
  if (go && !isCondition(go))
    return node.fail("its condition is not a single bool");
  if (go)
    if (auto constant = getConstantCondition(node, go)) {
      go = {};
      if (!*constant)
        limit = DimExpr(0);
    }
  return success();
}

/// Builds a turn from the tensors that it carries. Leaves these, what it
/// appends to sequences, and the scanned pieces.
LogicalResult LoopNode::buildTurn(const DimExpr &turn, ValueRange carried,
                                  Values &next) {
  loop = node.getBuilder().getInsertionBlock()->getParentOp();
  // Inside, the condition holds: otherwise there would be no turn.
  Values arguments = {toTensor(node, turn),
                      node.scalar(node.getBuilder().getI1Type(), 1)};
  // A body may want each as a vector of one.
  for (auto [i, argument] : llvm::enumerate(arguments)) {
    auto type = dyn_cast<RankedTensorType>(block->getArgument(i).getType());
    if (type && type.getRank() == 1)
      argument = node.reshape(argument, {DimExpr(1)});
  }
  size_t used = 0;
  for (auto [k, sequence] : llvm::enumerate(sequences)) {
    if (sequence)
      legalizer.mapList(block->getArgument(k + 2), {});
    arguments.push_back(sequence ? Value() : carried[used++]);
  }
  auto results = inlineSubgraph(node, *block, arguments);
  if (!results)
    return failure();
  if (!results->front() || !isCondition(results->front()))
    return node.fail("its body's condition is not a single bool");
  isSteady = getConstantCondition(node, results->front()) == true;
  Values appended;
  for (auto [k, sequence] : llvm::enumerate(sequences)) {
    Value result = (*results)[k + 1];
    if (sequence)
      result = joinList(
          node,
          *legalizer.lookupList(block->getTerminator()->getOperand(k + 1)),
          *sequence);
    if (!result)
      return failure();
    (sequence ? appended : next).push_back(result);
  }
  llvm::append_range(next, appended);
  for (size_t i = sequences.size() + 1; i < results->size(); ++i) {
    if (!(*results)[i])
      return node.fail("it leaves a sequence in each turn");
    next.push_back(useDeclared(node, (*results)[i],
                               block->getTerminator()->getOperand(i)));
  }
  return success();
}

/// Empty tensors to which pieces are added along `axes`.
Values LoopNode::buildStarts(ArrayRef<Piece> pieces, ArrayRef<int64_t> axes) {
  Values starts;
  isOpen.clear();
  for (auto [piece, axis] : llvm::zip_equal(pieces, axes)) {
    Shape shape = piece.getKnownShape();
    shape[axis] = 0;
    starts.push_back(buildEmpty(node, shape, piece.elementType));
    bool open = false;
    for (auto [i, isKnown] : llvm::enumerate(piece.isKnown))
      open |= !isKnown && int64_t(i) != axis;
    isOpen.push_back(open);
  }
  return starts;
}

/// Adds the pieces in `next` from `first` on to the wholes.
LogicalResult LoopNode::append(const DimExpr &turn, Values &next,
                               ValueRange wholes, size_t first) {
  size_t numSequences = sequences.size() - tensors.size();
  SmallVector<int64_t> axes;
  for (const auto &sequence : sequences)
    if (sequence)
      axes.push_back(sequence->axis);
  for (auto [i, whole] : llvm::enumerate(wholes)) {
    Value &piece = next[first + i];
    Type type = NodeContext::getElementType(whole);
    Shape shape = node.getShape(piece);
    int64_t axis = 0;
    if (i < numSequences) {
      axis = axes[i];
    } else {
      shape.insert(shape.begin(), DimExpr(1));
      piece = node.reshape(piece, shape);
    }
    Values parts = {whole, piece};
    if (isOpen[i])
      parts.front() = startInFirstTurn(node, turn, whole, [&] {
        Shape none = shape;
        none[axis] = 0;
        return buildEmpty(node, none, type);
      });
    if (node.hasFailed())
      return failure();
    piece = node.create<ConcatOp>(type, uint64_t(axis), ValueRange(parts));
  }
  return node.hasFailed() ? failure() : success();
}

/// As long as the condition stays, the number of turns is known ahead, and with
/// it where the scanned pieces go.
std::optional<Values> LoopNode::buildCounted(const DimExpr &count,
                                             ArrayRef<Piece> pieces) {
  size_t numSequences = sequences.size() - tensors.size();
  SmallVector<int64_t> axes;
  for (const auto &sequence : sequences)
    if (sequence)
      axes.push_back(sequence->axis);
  Values states = tensors;
  llvm::append_range(states,
                     buildStarts(pieces.take_front(numSequences), axes));
  SmallVector<Collected> outputs(numScanned);
  return buildCollectingLoop(
      node, count, std::nullopt, states, outputs,
      [&](const DimExpr &turn, ValueRange carried, Values &next) {
        if (failed(buildTurn(turn, carried.take_front(tensors.size()), next)))
          return failure();
        return append(turn, next, carried.drop_front(tensors.size()),
                      tensors.size());
      });
}

/// Otherwise pieces are added one by one.
std::optional<Values> LoopNode::buildOpen(ArrayRef<Piece> pieces) {
  SmallVector<int64_t> axes;
  for (const auto &sequence : sequences)
    if (sequence)
      axes.push_back(sequence->axis);
  std::vector<Piece> wholes(pieces.begin(), pieces.end());
  for (Piece &piece : MutableArrayRef<Piece>(wholes).drop_front(axes.size())) {
    piece.shape.insert(piece.shape.begin(), DimExpr(0));
    piece.isKnown.insert(piece.isKnown.begin(), true);
    axes.push_back(0);
  }
  Values states = tensors;
  llvm::append_range(states, buildStarts(wholes, axes));
  Value start = go ? go : node.scalar(node.getBuilder().getI1Type(), 1);
  return buildWhile(
      node, limit, start, states,
      [&](const DimExpr &turn, ValueRange carried, Values &next) {
        // buildTurn leaves no place for the condition in front.
        Values turned;
        if (failed(
                buildTurn(turn, carried.take_front(tensors.size()), turned)) ||
            failed(append(turn, turned, carried.drop_front(tensors.size()),
                          tensors.size())))
          return failure();
        Value goesOn = legalizer.lookup(block->getTerminator()->getOperand(0));
        next = {goesOn};
        llvm::append_range(next, turned);
        return success();
      });
}

/// The number of turns where only the condition at first can say no to them.
DimExpr LoopNode::getCount() {
  if (!go)
    return *limit;
  OpBuilder &builder = node.getBuilder();
  Value flag = arith::IndexCastUIOp::create(
      builder, node.getLoc(), builder.getIndexType(), readScalar(node, go));
  return shapes.max(*limit * shapes.getIndex(flag), 0);
}

/// The number of turns of a loop that has to be unrolled: one that carries
/// sequences, and does not only append to them what is joined afterwards. They
/// are lists then, if the number is known.
std::optional<int64_t> LoopNode::findUnrolled() {
  constexpr int64_t maxTurns = 1024;
  onnx::NodeOp op = node.getNode();
  Block *body = nullptr;
  for (auto [name, region] : llvm::zip(op.getRegionNames(), op.getSubgraphs()))
    if (cast<StringAttr>(name).getValue() == "body")
      body = &region.front();
  size_t numInputs = op.getInputs().size();
  if (!body || numInputs < 2 || body->getNumArguments() != numInputs ||
      body->getTerminator()->getNumOperands() < numInputs - 1 ||
      op.getNumResults() < numInputs - 2)
    return std::nullopt;
  bool isNeeded = false;
  for (size_t i = 2; i < numInputs; ++i)
    if (const Values *list = legalizer.lookupList(op.getInputs()[i]))
      isNeeded |= !list->empty() || !matchJoined(op.getResult(i - 2)) ||
                  !onlyAppends(body->getArgument(i),
                               body->getTerminator()->getOpOperand(i - 1));
  auto count = isNeeded && node.getInput(0)
                   ? shapes.getElements(node.getInput(0))
                   : std::nullopt;
  if (!count || count->size() != 1 || !count->front().getConstant())
    return std::nullopt;
  int64_t turns = std::max<int64_t>(0, *count->front().getConstant());
  if (Value start = node.getInput(1)) {
    auto goes = getConstantCondition(node, start);
    if (!goes)
      return std::nullopt;
    turns = *goes ? turns : 0;
  }
  return turns <= maxTurns ? std::optional<int64_t>(turns) : std::nullopt;
}

/// A copy of the body for each turn.
LogicalResult LoopNode::unroll(int64_t count) {
  onnx::NodeOp op = node.getNode();
  block = getSubgraph(node, "body", op.getInputs().size());
  if (!block)
    return failure();
  Operation *end = block->getTerminator();
  size_t numCarried = op.getInputs().size() - 2;
  /// Lists, or a single value each.
  struct Carried {
    bool isList;
    Values values;
  };
  auto look = [&](Value value) -> Carried {
    const Values *list = legalizer.lookupList(value);
    return {list != nullptr, list ? *list : Values{legalizer.lookup(value)}};
  };
  auto give = [&](Value place, const Carried &carried) {
    if (carried.isList)
      legalizer.mapList(place, carried.values);
    else
      legalizer.map(place, carried.values.front());
  };
  SmallVector<Carried> state;
  for (Value input : op.getInputs().drop_front(2))
    state.push_back(look(input));
  SmallVector<Values> scanned(end->getNumOperands() - 1 - numCarried);
  Type i64 = node.getBuilder().getI64Type();
  for (int64_t turn = 0; turn < count; ++turn) {
    Values arguments = {node.scalar(i64, double(turn)),
                        node.scalar(node.getBuilder().getI1Type(), 1)};
    for (auto [k, carried] : llvm::enumerate(state)) {
      give(block->getArgument(k + 2), carried);
      arguments.push_back({});
    }
    auto results = inlineSubgraph(node, *block, arguments);
    // What failed inside has been said.
    if (!results)
      return success();
    if (!results->front() || !isCondition(results->front()))
      return node.fail("its body's condition is not a single bool");
    for (auto [k, carried] : llvm::enumerate(state))
      carried = look(end->getOperand(k + 1));
    for (auto [k, pieces] : llvm::enumerate(scanned)) {
      if (!(*results)[numCarried + 1 + k])
        return node.fail("it leaves a sequence in each turn");
      pieces.push_back((*results)[numCarried + 1 + k]);
    }
    auto goesOn = getConstantCondition(node, results->front());
    if (!goesOn)
      return node.fail("it carries a sequence, and only a run tells how often "
                       "it turns",
                       "re-export the model so that the loop only appends to "
                       "sequences, which are joined afterwards");
    if (!*goesOn)
      break;
  }
  for (auto [output, carried] : llvm::zip(op.getResults(), state))
    give(output, carried);
  for (auto [k, pieces] : llvm::enumerate(scanned)) {
    if (numCarried + k >= op.getNumResults() ||
        op.getResult(numCarried + k).use_empty())
      continue;
    JoinedSequence stack = {0, true, {}};
    Value joined = joinList(node, pieces, stack);
    if (!joined)
      return failure();
    legalizer.map(op.getResult(numCarried + k), joined);
  }
  return success();
}

LogicalResult LoopNode::legalize() {
  if (auto turns = findUnrolled())
    return unroll(*turns);
  if (failed(readInputs()))
    return failure();
  size_t numLeft = block->getTerminator()->getNumOperands();
  if (limit && numLeft == tensors.size() + 1) {
    // Nothing to find out but whether the condition stays: mostly it does.
    auto results = buildCounted(getCount(), {});
    if (!results || isSteady)
      return deliver(results);
    discard(node, loop);
    return deliver(buildOpen({}));
  }
  auto pieces =
      probeTurn(node, limit.value_or(unlimitedTurns), tensors,
                [&](const DimExpr &turn, ValueRange carried, Values &next) {
                  return buildTurn(turn, carried, next);
                });
  // What failed inside has been said.
  if (!pieces)
    return success();
  if (!limit || !isSteady)
    return deliver(buildOpen(*pieces));
  return deliver(buildCounted(getCount(), *pieces));
}

LogicalResult LoopNode::deliver(const std::optional<Values> &results) {
  if (!results)
    return success();
  // Tensors, sequences, scanned ones: in the node's own order again.
  size_t tensor = 0, sequence = tensors.size();
  Values outputs;
  for (auto [k, joined] : llvm::enumerate(sequences)) {
    if (!joined) {
      outputs.push_back((*results)[tensor++]);
      continue;
    }
    joined->tensor = (*results)[sequence++];
    legalizer.mapJoined(node.getNode().getResult(k), *joined);
    outputs.push_back({});
  }
  llvm::append_range(outputs, ArrayRef(*results).take_back(numScanned));
  for (auto [output, value] : llvm::zip(node.getNode().getResults(), outputs))
    if (value)
      legalizer.map(output, value);
  return success();
}

static LogicalResult legalizeLoop(NodeContext &node) {
  return LoopNode(node).legalize();
}

void toroid::addLoopOperators(OperatorTable &table) {
  table.add("Loop", 1, {0, Arity::unlimited}, legalizeLoop);
  table.takeSequences("Loop");
}
