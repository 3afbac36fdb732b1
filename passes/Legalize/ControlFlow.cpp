//===- ControlFlow.cpp - If, Loop, Scan -----------------------------------===//

#include "passes/Legalize/Legalizer.h"
#include "passes/Legalize/Loops.h"
#include "passes/Legalize/Sequences.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Subgraphs
//===----------------------------------------------------------------------===//

/// The subgraph in the attribute `name`; fails the node when there is none, or
/// one of another number of inputs.
Block *toroid::getSubgraph(NodeContext &node, StringRef name,
                           size_t numArguments) {
  onnx::NodeOp op = node.getNode();
  for (auto [attr, region] : llvm::zip(op.getRegionNames(), op.getSubgraphs()))
    if (cast<StringAttr>(attr).getValue() == name) {
      Block &block = region.front();
      if (block.getNumArguments() == numArguments)
        return &block;
      (void)node.fail("its subgraph '" + name + "' takes " +
                      Twine(block.getNumArguments()) + " inputs where " +
                      Twine(numArguments) + " are given");
      return nullptr;
    }
  (void)node.fail("it has no subgraph '" + name + "'");
  return nullptr;
}

/// Legalizes a subgraph where the builder stands. Its outputs, null where they
/// are sequences; nothing when some node in it failed.
std::optional<Values> toroid::inlineSubgraph(NodeContext &node, Block &block,
                                             ValueRange arguments) {
  Legalizer &legalizer = node.getLegalizer();
  if (!legalizer.takeSubgraphNodes(block)) {
    (void)node.fail("loops are nested so deeply that finding the sizes of what "
                    "they carry takes too long",
                    "re-export the model with fewer nested loops");
    return std::nullopt;
  }
  for (auto [inner, value] : llvm::zip_equal(block.getArguments(), arguments))
    if (value)
      legalizer.map(inner, value);
  legalizer.legalizeBlock(block);
  Values results;
  for (Value output : block.getTerminator()->getOperands()) {
    results.push_back(legalizer.lookup(output));
    if (!results.back() && !legalizer.lookupList(output)) {
      // Mostly its node has said why.
      if (legalizer.getProblems().empty())
        (void)node.fail("an output of its subgraph is of a type that is not "
                        "supported");
      return std::nullopt;
    }
  }
  return results;
}

/// `value` with the sizes that the model declares for it, which is `output` of
/// a subgraph, where nothing else is known of them.
static Value useDeclared(NodeContext &node, Value value, Value output) {
  auto declared = dyn_cast<RankedTensorType>(output.getType());
  RankedTensorType type = NodeContext::getType(value);
  if (!declared || declared.getRank() != type.getRank())
    return value;
  SmallVector<int64_t> sizes(type.getShape());
  for (auto [size, given] : llvm::zip(sizes, declared.getShape()))
    if (ShapedType::isDynamic(size))
      size = given;
  type = type.clone(sizes);
  if (type == value.getType())
    return value;
  return tensor::CastOp::create(node.getBuilder(), node.getLoc(), type, value);
}

/// A condition as the constant that it is.
static std::optional<bool> getConstantCondition(NodeContext &node,
                                                Value condition) {
  auto elements = node.getShapes().getElements(condition);
  if (!elements || elements->size() != 1)
    return std::nullopt;
  auto constant = elements->front().getConstant();
  return constant ? std::optional<bool>(*constant != 0) : std::nullopt;
}

static bool isCondition(Value value) {
  auto type = NodeContext::getType(value);
  return type.getElementType().isInteger(1) &&
         llvm::all_of(type.getShape(), [](int64_t size) { return size == 1; });
}

//===----------------------------------------------------------------------===//
// If
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Loop
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Scan
//===----------------------------------------------------------------------===//

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

void toroid::addControlFlowOperators(OperatorTable &table) {
  table.add("If", 1, {1, 1}, legalizeIf);
  table.add("Loop", 1, {0, Arity::unlimited}, legalizeLoop);
  table.takeSequences("Loop");
  table.add("Scan", 8, {0, Arity::unlimited}, legalizeBatchedScan);
  table.add("Scan", 9, {1, Arity::unlimited}, legalizeScan);
}
