//===- GroupQueryAttention.cpp - Attention with a cache of grouped heads --===//

#include "dialects/Toroid/AttentionFormula.h"
#include "passes/Legalize/AttentionParts.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace toroid;

namespace {
/// One node on its way. All positions and lengths are i64.
class GroupQueryAttention {
public:
  explicit GroupQueryAttention(NodeContext &node)
      : node(node), i64(node.getBuilder().getI64Type()) {}
  LogicalResult legalize();

private:
  LogicalResult readAttributes();
  LogicalResult readHeads();
  LogicalResult readLengths();
  Value normalizeHeads(Value x, Value weight);
  LogicalResult rotateHeads();
  LogicalResult measureCache();
  Value place(Value before, Value added);
  void addBias();
  Value getScores(Value attention);

  NodeContext &node;
  Type i64;
  AttentionParts parts;
  int64_t heads = 0, shared = 0;
  bool usesSmoothSoftmax = false;
  Value query, key, value; ///< `[B, S, heads, D]`, the new ones.
  Value totals;            ///< `[B]` keys that count.
  Value past;              ///< `[B]` keys before the first query.
  DimExpr total;           ///< The largest of the totals.
  DimExpr capacity;        ///< Of the past.
  DimExpr length;          ///< Of the present.
};
} // namespace

LogicalResult GroupQueryAttention::readAttributes() {
  heads = node.getRequiredInt("num_heads");
  shared = node.getRequiredInt("kv_num_heads");
  parts.scale = node.getFloat("scale", 0);
  parts.softcap = node.getFloat("softcap", 0);
  parts.isCausal = node.getFlag("causal", true);
  usesSmoothSoftmax = node.getFlag("smooth_softmax", false);
  // A window of that many keys, the query's own among them.
  if (int64_t window = node.getInt("local_window_size", -1); window > 0)
    parts.leftWindow = window - 1;
  auto isNone = [&](StringRef name) {
    return node.getString(name, "NONE") == "NONE";
  };
  if (node.hasFailed())
    return failure();
  if (heads < 1 || shared < 1 || heads % shared != 0)
    return node.fail("its attributes 'num_heads' and 'kv_num_heads' are " +
                     Twine(heads) + " and " + Twine(shared));
  if (!isNone("k_quant_type") || !isNone("v_quant_type") || node.getInput(12) ||
      node.getInput(13))
    return node.fail("its cache is quantized",
                     "export the model with a cache of its own element type");
  if (node.getFlag("sliding_window_cache", false))
    return node.fail("its cache holds a window only",
                     "export the model with a cache of all keys");
  if (bool(node.getInput(3)) != bool(node.getInput(4)))
    return node.fail("it has a past key or a past value and needs both");
  return success();
}

/// `[B, S, n·D]` each, or all in one, as `[B, S, n, D]`.
LogicalResult GroupQueryAttention::readHeads() {
  query = node.getInput(0);
  key = node.getInput(1);
  value = node.getInput(2);
  if (bool(key) != bool(value))
    return node.fail("it has a key or a value and needs both");
  int64_t all = key ? heads : heads + 2 * shared;
  if (failed(checkHeads(node, query, all, "num_heads")) ||
      (key && (failed(checkHeads(node, key, shared, "kv_num_heads")) ||
               failed(checkHeads(node, value, shared, "kv_num_heads")))))
    return failure();
  auto split = [&](Value x, int64_t count) {
    Shape shape = node.getShape(x);
    return node.reshape(x, {shape[0], shape[1], count,
                            node.getShapes().floorDiv(shape[2], count)});
  };
  if (key) {
    query = split(query, heads);
    key = split(key, shared);
    value = split(value, shared);
  } else {
    Value packed = split(query, all);
    query = node.sliceDim(packed, 2, 0, heads);
    key = node.sliceDim(packed, 2, heads, shared);
    value = node.sliceDim(packed, 2, heads + shared, shared);
  }
  return node.hasFailed() ? failure() : success();
}

LogicalResult GroupQueryAttention::readLengths() {
  Value lengths = node.getInput(5), given = node.getInput(6);
  auto size = node.getIntegers(6);
  if (!size)
    return failure();
  if (size->size() != 1)
    return node.fail("its input #6 is not one number");
  total = size->front();
  DimExpr batch = node.getShape(query)[0], queries = node.getShape(query)[1];
  // Of any rank, `[B, 1]` too.
  lengths = node.reshape(node.cast(lengths, i64), {batch});
  totals = node.createLike<AddOp>(lengths, node.scalar(i64, 1));
  if (failed(measureCache()))
    return failure();
  // A prompt, which is padded at its end, starts at 0.
  if (queries == total) {
    past = node.broadcastTo(node.scalar(i64, 0), {batch});
  } else {
    Value count = makeScalar(node, queries);
    Value before = node.createLike<SubOp>(totals, count);
    Value isPrompt = node.compare(
        Predicate::eq, node.reshape(node.cast(given, i64), {}), count);
    past = node.select(isPrompt, node.scalar(i64, 0), before);
  }
  return node.hasFailed() ? failure() : success();
}

/// Each head's own RMS normalization.
Value GroupQueryAttention::normalizeHeads(Value x, Value weight) {
  if (node.hasFailed())
    return {};
  Type type = node.getElementType(x);
  Type wide = type.isF64() ? type : node.getBuilder().getF32Type();
  Value numbers = node.cast(x, wide);
  Value mean = node.reduce(ReductionKind::mean,
                           node.createLike<MulOp>(numbers, numbers), {3}, true);
  Value factor = node.createLike<RsqrtOp>(node.createLike<AddOp>(
      mean, node.scalar(wide, node.getFloat("qk_norm_epsilon", 1e-6))));
  Value normal = node.createLike<MulOp>(numbers, factor);
  return node.cast(node.createLike<MulOp>(normal, node.cast(weight, wide)),
                   type);
}

LogicalResult GroupQueryAttention::rotateHeads() {
  Value cos = node.getInput(7), sin = node.getInput(8), ids = node.getInput(9);
  if (!cos || !sin)
    return node.fail("it rotates query and key and needs both caches");
  if (node.getRank(cos) != 2 || node.getRank(sin) != 2)
    return node.fail("its caches do not have positions and features");
  if (!ids) {
    Shape shape = node.getShape(query);
    ids = node.createLike<AddOp>(
        node.reshape(past, {shape[0], 1}),
        node.reshape(node.iota(shape[1]), {1, shape[1]}));
  }
  DimExpr half = node.getShape(cos)[1];
  Rotation rotation;
  rotation.rotated = half * 2;
  rotation.isInterleaved = node.getFlag("rotary_interleaved", false);
  cos = pickAngles(node, cos, ids, half);
  sin = pickAngles(node, sin, ids, half);
  query = rotate(node, query, cos, sin, rotation);
  key = rotate(node, key, cos, sin, rotation);
  return node.hasFailed() ? failure() : success();
}

/// What the model declares a result's dim to be, when that is a number or the
/// name of a dim of the model's inputs.
static std::optional<DimExpr> getDeclaredDim(NodeContext &node, Value result,
                                             unsigned dim) {
  if (auto type = dyn_cast<RankedTensorType>(result.getType());
      type && dim < type.getRank() && !type.isDynamicDim(dim))
    return DimExpr(type.getDimSize(dim));
  auto func = node.getNode()->getParentOfType<func::FuncOp>();
  StringRef name = ToroidDialect::getDimsAttrName();
  auto nameIn = [&](ArrayAttr dims, unsigned i) {
    return dims && i < dims.size() ? dyn_cast<StringAttr>(dims[i])
                                   : StringAttr();
  };
  for (OpOperand &use : result.getUses()) {
    if (!func || use.getOwner() != func.front().getTerminator())
      continue;
    StringAttr declared = nameIn(
        func.getResultAttrOfType<ArrayAttr>(use.getOperandNumber(), name), dim);
    if (!declared || declared.getValue().empty())
      continue;
    for (BlockArgument argument : func.getArguments()) {
      auto dims =
          func.getArgAttrOfType<ArrayAttr>(argument.getArgNumber(), name);
      for (unsigned i = 0; dims && i < dims.size(); ++i)
        if (nameIn(dims, i) == declared)
          return node.getShape(argument)[i];
    }
  }
  return std::nullopt;
}

/// The present holds the past and all keys that count. A total that only a run
/// knows gives its size only where the model does not declare it.
LogicalResult GroupQueryAttention::measureCache() {
  SymbolicShapes &shapes = node.getShapes();
  Value pastKey = node.getInput(3), pastValue = node.getInput(4);
  length = total;
  if (pastKey) {
    if (node.getRank(pastKey) != 4 || node.getRank(pastValue) != 4)
      return node.fail("its past key and value are not of rank 4");
    capacity = node.getShape(pastKey)[2];
    length = shapes.max(capacity, total);
  }
  onnx::NodeOp op = node.getNode();
  if (!shapes.dependsOnArgumentsOnly(length) && op.getNumResults() > 1)
    if (auto declared = getDeclaredDim(node, op.getResult(1), 2))
      length = *declared;
  // No batch has more keys than there is room for: the gather checks it.
  Value all = node.iota(length + 1);
  if (!node.hasFailed())
    totals = node.create<GatherOp>(i64, uint64_t(0), all, totals);
  return node.hasFailed() ? failure() : success();
}

/// The cache with `added`, `[B, S, K, D]`, from each batch's past on:
/// `[B, K, T, D]`. What follows keeps what it was when past and present can
/// share a buffer, and is zero otherwise.
Value GroupQueryAttention::place(Value before, Value added) {
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(added);
  // The whole is new.
  if (length == shape[1] && (!before || total == shape[1]))
    return node.transpose(added, {0, 2, 1, 3});

  Value keys = node.reshape(node.iota(length), {1, length});
  Value start = node.reshape(past, {shape[0], 1});
  Value index = node.createLike<SubOp>(keys, start); // [B, T]
  Value isNew = node.createLike<AndOp>(
      node.compare(Predicate::ge, index, node.scalar(i64, 0)),
      node.compare(Predicate::lt, index, makeScalar(node, shape[1])));
  Value row =
      node.createLike<MinOp>(node.createLike<MaxOp>(index, node.scalar(i64, 0)),
                             makeScalar(node, shape[1] - 1));
  if (node.hasFailed())
    return {};
  Type type = node.getElementType(added);
  // Each batch's own rows, with all of their features.
  Value rows = node.createLike<GatherNDOp>(
      added, node.reshape(row, {shape[0], length, 1}), ArrayRef<int64_t>{1},
      ArrayRef<int64_t>{0, 2, 3});
  rows = node.transpose(rows, {0, 2, 1, 3});

  Value rest = node.scalar(type, 0);
  if (before) {
    bool isInPlace = length == capacity;
    Value old = isInPlace ? before : padEnd(node, before, 2, length, 0);
    Value isOld = node.compare(Predicate::lt, keys, start);
    rest = isInPlace
               ? old
               : node.select(node.reshape(isOld, {shape[0], 1, length, 1}), old,
                             rest);
  }
  return node.select(node.reshape(isNew, {shape[0], 1, length, 1}), rows, rest);
}

/// Its last dim has the total, and the keys may be more.
void GroupQueryAttention::addBias() {
  Value bias = node.getInput(10);
  if (!bias || node.hasFailed())
    return;
  int64_t rank = node.getRank(bias);
  if (rank == 0)
    return (void)node.fail("its attention bias is a scalar");
  DimExpr length = node.getShape(parts.key)[2];
  DimExpr own = node.getShape(bias).back();
  if (own != length && !own.isConstant(1))
    bias = padEnd(node, bias, rank - 1, length, 0);
  parts.bias = bias;
}

/// Scores or weights for the keys of the total.
Value GroupQueryAttention::getScores(Value attention) {
  int64_t stage = node.getInt("qk_output", 0);
  if (!node.isOutputUsed(3) || node.hasFailed())
    return {};
  auto op = attention.getDefiningOp<AttentionOp>();
  if (!op || (stage != 1 && stage != 2)) {
    (void)node.fail("its output #3 is asked for and its attribute 'qk_output' "
                    "is not 1 or 2");
    return {};
  }
  AttentionFormula formula(node.getBuilder(), op, node.getShapes());
  Value scores = stage == 1 ? formula.getScores() : formula.getWeights();
  return node.cast(node.sliceDim(scores, 3, 0, total),
                   node.getElementType(attention));
}

LogicalResult GroupQueryAttention::legalize() {
  if (failed(node.requireInputs({5, 6})))
    return failure();
  Value pastKey = node.getInput(3), pastValue = node.getInput(4);
  if (failed(readAttributes()) || failed(readHeads()) || failed(readLengths()))
    return failure();
  Value queryWeight = node.getInput(14), keyWeight = node.getInput(15);
  if (queryWeight)
    query = normalizeHeads(query, queryWeight);
  if (keyWeight)
    key = normalizeHeads(key, keyWeight);
  if (node.getFlag("do_rotary", false) && failed(rotateHeads()))
    return failure();
  parts.query = node.transpose(query, {0, 2, 1, 3});
  parts.key = place(pastKey, key);
  parts.value = place(pastValue, value);
  if (node.hasFailed())
    return failure();
  if (parts.isCausal || parts.leftWindow >= 0)
    parts.offset = past;
  if (!parts.isCausal)
    parts.keyLengths = totals;
  parts.maskedRows = MaskedRows::NaN;
  parts.sink = node.getInput(11);
  if (!parts.sink && usesSmoothSoftmax)
    parts.sink = node.scalar(node.getBuilder().getF32Type(), 0);
  addBias();
  Value attention = parts.build(node);
  Value scores = getScores(attention);
  return node.replace(
      {mergeHeads(node, attention), parts.key, parts.value, scores});
}

static LogicalResult legalizeGroupQueryAttention(NodeContext &node) {
  return GroupQueryAttention(node).legalize();
}

void toroid::addGroupQueryAttentionOperators(OperatorTable &table) {
  table.add("GroupQueryAttention", 1, {1, 16}, legalizeGroupQueryAttention,
            "com.microsoft");
}
