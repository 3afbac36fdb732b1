//===- Sequences.cpp - Operators on sequences of tensors ------------------===//

#include "passes/Legalize/Sequences.h"

#include "passes/Legalize/Legalizer.h"
#include "passes/Legalize/Subgraphs.h"

using namespace mlir;
using namespace toroid;

static constexpr llvm::StringLiteral staticRemedy =
    "re-export the model with static shapes, or do without sequences";

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

/// The elements of input `i`; fails the node when it is no list.
static const Values *getList(NodeContext &node, unsigned i) {
  auto inputs = node.getNode().getInputs();
  if (i < inputs.size())
    if (const Values *list = node.getLegalizer().lookupList(inputs[i]))
      return list;
  (void)node.fail("its input #" + Twine(i) +
                  " is not a sequence of a length that is known");
  return nullptr;
}

static LogicalResult replaceByList(NodeContext &node, Values list) {
  if (node.hasFailed())
    return failure();
  node.getLegalizer().mapList(node.getNode().getResult(0), std::move(list));
  return success();
}

/// A position in `size` elements; fails the node when it is out of range.
static std::optional<int64_t> getPosition(NodeContext &node, unsigned input,
                                          int64_t size) {
  auto given = node.getConstantIntegers(input);
  if (!given)
    return std::nullopt;
  if (given->size() != 1 || given->front() < -size || given->front() >= size) {
    (void)node.fail("its position is out of range for a sequence of " +
                    Twine(size) + " elements");
    return std::nullopt;
  }
  return given->front() < 0 ? given->front() + size : given->front();
}

Value toroid::joinList(NodeContext &node, ArrayRef<Value> list,
                       JoinedSequence &form) {
  if (list.empty()) {
    (void)node.fail("it joins a sequence without elements");
    return {};
  }
  Values parts(list);
  int64_t rank = NodeContext::getRank(list.front()) + form.isNewAxis;
  auto axis = node.normalizeAxis(form.axis, rank);
  if (!axis)
    return {};
  form.axis = *axis;
  for (Value &part : parts) {
    if (NodeContext::getRank(part) + form.isNewAxis != rank ||
        NodeContext::getElementType(part) !=
            NodeContext::getElementType(list.front())) {
      (void)node.fail("it joins elements of different ranks or types");
      return {};
    }
    if (!form.isNewAxis)
      continue;
    Shape shape = node.getShape(part);
    shape.insert(shape.begin() + *axis, DimExpr(1));
    part = node.reshape(part, shape);
  }
  if (parts.size() == 1 || node.hasFailed())
    return node.hasFailed() ? Value() : parts.front();
  return node.create<ConcatOp>(NodeContext::getElementType(parts.front()),
                               uint64_t(*axis), ValueRange(parts));
}

//===----------------------------------------------------------------------===//
// Sequences in loops
//===----------------------------------------------------------------------===//

static JoinedSequence getForm(onnx::NodeOp concat) {
  auto get = [&](StringRef name) {
    DictionaryAttr attrs = concat.getAttrs();
    auto value = attrs ? attrs.getAs<IntegerAttr>(name) : IntegerAttr();
    return value ? value.getInt() : 0;
  };
  return {get("axis"), get("new_axis") != 0, {}};
}

std::optional<JoinedSequence> toroid::matchJoined(Value sequence) {
  std::optional<JoinedSequence> form;
  for (Operation *user : sequence.getUsers()) {
    auto concat = dyn_cast<onnx::NodeOp>(user);
    bool fits = concat && concat.getOpType() == "ConcatFromSequence";
    if (fits) {
      JoinedSequence own = getForm(concat);
      fits =
          !form || (form->axis == own.axis && form->isNewAxis == own.isNewAxis);
      form = own;
    }
    if (!fits)
      return std::nullopt;
  }
  return form ? form : JoinedSequence{0, true, {}};
}

std::optional<JoinedSequence> toroid::findJoined(NodeContext &node,
                                                 Value sequence) {
  auto form = matchJoined(sequence);
  if (!form)
    (void)node.fail("it gives a sequence that is not only joined",
                    "join the sequence with ConcatFromSequence, in one way "
                    "only; it cannot be an output of a model");
  return form;
}

bool toroid::onlyAppends(Value sequence, OpOperand &end) {
  return llvm::all_of(sequence.getUses(), [&](OpOperand &use) {
    if (&use == &end)
      return true;
    auto insert = dyn_cast<onnx::NodeOp>(use.getOwner());
    if (!insert || use.getOperandNumber() != 0)
      return false;
    bool isAppend = insert.getOpType() == "SequenceInsert" &&
                    (insert.getInputs().size() < 3 ||
                     isa<NoneType>(insert.getInputs()[2].getType()));
    return (isAppend || insert.getOpType() == "Identity") &&
           onlyAppends(insert.getResult(0), end);
  });
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

static LogicalResult legalizeEmpty(NodeContext &node) {
  return replaceByList(node, {});
}

static LogicalResult legalizeConstruct(NodeContext &node) {
  if (llvm::is_contained(node.getInputs(), Value()))
    return node.fail("one of its inputs is missing");
  return replaceByList(node, Values(node.getInputs()));
}

/// The input of a node that holds a position, as a scalar from 0 up: a run
/// checks that it is less than `limit`. A negative one counts from `size`.
static Value readPosition(NodeContext &node, unsigned input, int64_t size,
                          int64_t limit) {
  Type i64 = node.getBuilder().getI64Type();
  Value given = node.cast(node.reshape(node.getInput(input), {}), i64);
  Value zero = node.scalar(i64, 0);
  auto isNegative = [&](Value x) {
    return node.compare(Predicate::lt, x, zero);
  };
  Value fromEnd = node.createLike<AddOp>(given, node.scalar(i64, double(size)));
  // The lookup checks; for it, a negative number counts from the end as well.
  fromEnd = node.select(isNegative(fromEnd), node.scalar(i64, double(limit)),
                        fromEnd);
  Value at = node.select(isNegative(given), fromEnd, given);
  return node.create<GatherOp>(i64, uint64_t(0), node.iota(limit), at);
}

/// Where only a run tells the position, it chooses each element.
static LogicalResult insertAtRunTime(NodeContext &node, const Values &list) {
  int64_t size = list.size();
  Type i64 = node.getBuilder().getI64Type();
  Value at = readPosition(node, 2, size, size + 1);
  auto choose = [&](Predicate predicate, int64_t i, Value then,
                    Value otherwise) -> Value {
    Value condition = node.compare(predicate, at, node.scalar(i64, double(i)));
    auto chosen = buildBranch(
        node, condition, [&] { return std::optional<Values>(Values{then}); },
        [&] { return std::optional<Values>(Values{otherwise}); });
    return chosen ? chosen->front() : Value();
  };
  Values result;
  for (int64_t i = 0; i <= size; ++i) {
    // Before the position, at it, and after it.
    Value element = node.getInput(1);
    if (i > 0)
      element = choose(Predicate::lt, i, list[i - 1], element);
    if (i < size)
      element = choose(Predicate::gt, i, list[i], element);
    if (!element || node.hasFailed())
      return failure();
    result.push_back(element);
  }
  return replaceByList(node, result);
}

static LogicalResult legalizeInsert(NodeContext &node) {
  const Values *given = getList(node, 0);
  if (!given)
    return failure();
  Values list = *given;
  size_t position = list.size();
  if (Value at = node.getInput(2)) {
    auto type = NodeContext::getType(at);
    if (!type.getElementType().isSignlessInteger() ||
        llvm::any_of(type.getShape(), [](int64_t size) {
          return size != 1 && !ShapedType::isDynamic(size);
        }))
      return node.fail("its position is not a single integer");
    if (!node.findConstantIntegers(2))
      return node.hasFailed() ? failure() : insertAtRunTime(node, list);
  }
  if (node.getInput(2)) {
    auto at = getPosition(node, 2, list.size() + 1);
    if (!at)
      return failure();
    // A negative position counts from the end of the old sequence.
    auto written = node.getConstantIntegers(2)->front();
    position = written < 0 ? written + int64_t(list.size()) : *at;
    if (position > list.size())
      return node.fail("its position is out of range for a sequence of " +
                       Twine(list.size()) + " elements");
  }
  list.insert(list.begin() + position, node.getInput(1));
  return replaceByList(node, list);
}

static LogicalResult legalizeErase(NodeContext &node) {
  const Values *given = getList(node, 0);
  if (!given)
    return failure();
  Values list = *given;
  if (list.empty())
    return node.fail("its sequence has no elements");
  int64_t position = list.size() - 1;
  if (node.getInput(1)) {
    auto at = getPosition(node, 1, list.size());
    if (!at)
      return failure();
    position = *at;
  }
  list.erase(list.begin() + position);
  return replaceByList(node, list);
}

static LogicalResult legalizeAt(NodeContext &node) {
  const Values *list = getList(node, 0);
  if (!list)
    return failure();
  auto number = node.getShapes().getElements(node.getInput(1));
  if (number && number->size() == 1 && number->front().getConstant()) {
    auto at = getPosition(node, 1, list->size());
    return at ? node.replace((*list)[*at]) : failure();
  }
  // Elements of one shape can be stacked, and read at any position.
  for (Value element : *list)
    if (node.getShape(element) != node.getShape(list->front()))
      return node.fail("its position is only known when the model runs, and "
                       "the sequence has elements of different shapes",
                       staticRemedy);
  JoinedSequence stack = {0, true, {}};
  Value stacked = joinList(node, *list, stack);
  if (!stacked)
    return failure();
  Value position = node.reshape(node.getInput(1), {});
  return node.replace(node.create<GatherOp>(
      NodeContext::getElementType(stacked), uint64_t(0), stacked, position));
}

static LogicalResult legalizeLength(NodeContext &node) {
  const Values *list = getList(node, 0);
  if (!list)
    return failure();
  return node.replace(
      node.scalar(node.getBuilder().getI64Type(), double(list->size())));
}

static LogicalResult legalizeConcat(NodeContext &node) {
  Value sequence = node.getNode().getInputs()[0];
  if (const JoinedSequence *joined = node.getLegalizer().lookupJoined(sequence))
    return node.replace(joined->tensor);
  const Values *list = getList(node, 0);
  if (!list)
    return failure();
  (void)node.getRequiredInt("axis");
  JoinedSequence form = getForm(node.getNode());
  if (node.hasFailed())
    return failure();
  return node.replace(joinList(node, *list, form));
}

static LogicalResult legalizeSplit(NodeContext &node) {
  Value input = node.getInput(0);
  auto axis = node.normalizeAxis(node.getInt("axis", 0), node.getRank(input));
  if (!axis)
    return failure();
  Shape shape = node.getShape(input);
  DimExpr whole = shape[*axis];
  SmallVector<DimExpr> sizes;
  Value split = node.getInput(1);
  bool keepsDim = split || node.getFlag("keepdims", true);
  if (split && node.getRank(split) == 1) {
    auto given = node.getIntegers(1);
    if (!given)
      return failure();
    sizes = *given;
  } else {
    int64_t size = 1;
    if (split) {
      auto given = node.getConstantIntegers(1);
      if (!given)
        return failure();
      size = given->front();
    }
    auto total = whole.getConstant();
    if (!total)
      return node.fail("how many elements it makes is only known when the "
                       "model runs",
                       staticRemedy);
    if (size < 1)
      return node.fail("its pieces are of size " + Twine(size));
    // Each is an op of its own, and so is what reads it.
    constexpr int64_t most = 1 << 16;
    if ((*total - 1) / size >= most)
      return node.fail("it makes more than " + Twine(most) + " tensors");
    for (int64_t at = 0; at < *total; at += size)
      sizes.push_back(std::min(size, *total - at));
  }
  Values list;
  DimExpr start = 0;
  for (const DimExpr &size : sizes) {
    Value piece = node.sliceDim(input, *axis, start, size);
    if (!keepsDim) {
      Shape dropped = shape;
      dropped.erase(dropped.begin() + *axis);
      piece = node.reshape(piece, dropped);
    }
    list.push_back(piece);
    start = start + size;
  }
  auto difference = (start - whole).getConstant();
  if (difference && *difference != 0)
    return node.fail("its pieces do not make up its input");
  return replaceByList(node, list);
}

/// A copy of the body for each element.
static LogicalResult legalizeMap(NodeContext &node) {
  auto inputs = node.getNode().getInputs();
  Legalizer &legalizer = node.getLegalizer();
  const Values *first = getList(node, 0);
  if (!first)
    return failure();
  size_t length = first->size();
  Block *block = getSubgraph(node, "body", inputs.size());
  if (!block)
    return failure();
  SmallVector<Values> outputs(node.getNumOutputs());
  for (size_t i = 0; i < length; ++i) {
    Values arguments;
    for (Value input : inputs) {
      const Values *list = legalizer.lookupList(input);
      if (list && list->size() != length)
        return node.fail("its sequences are of different lengths");
      arguments.push_back(list ? (*list)[i] : legalizer.lookup(input));
    }
    auto results = inlineSubgraph(node, *block, arguments);
    if (!results)
      return success();
    for (auto [output, result] : llvm::zip(outputs, *results))
      output.push_back(result);
  }
  for (auto [output, list] : llvm::zip(node.getNode().getResults(), outputs)) {
    if (llvm::is_contained(list, Value()))
      return node.fail("its body gives a sequence");
    legalizer.mapList(output, list);
  }
  return success();
}

void toroid::addSequenceOperators(OperatorTable &table) {
  table.add("ConcatFromSequence", 11, {1, 1}, legalizeConcat);
  table.add("SequenceAt", 11, {2, 2}, legalizeAt);
  table.add("SequenceConstruct", 11, {1, Arity::unlimited}, legalizeConstruct);
  table.add("SequenceEmpty", 11, {0, 0}, legalizeEmpty);
  table.add("SequenceErase", 11, {1, 2}, legalizeErase);
  table.add("SequenceInsert", 11, {2, 3}, legalizeInsert);
  table.add("SequenceLength", 11, {1, 1}, legalizeLength);
  table.add("SequenceMap", 17, {1, Arity::unlimited}, legalizeMap);
  table.add("SplitToSequence", 11, {1, 2}, legalizeSplit);
  for (StringRef op : {"ConcatFromSequence", "SequenceAt", "SequenceErase",
                       "SequenceInsert", "SequenceLength", "SequenceMap"})
    table.takeSequences(op);
}
