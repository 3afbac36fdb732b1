//===- Random.cpp - Random numbers ----------------------------------------===//
//
// All come from Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy
// as 1, 2, 3"), which has no state but a counter and a key: the same model
// gives the same numbers in every run, on any number of threads.
//
//===----------------------------------------------------------------------===//

#include "passes/Legalize/Formula.h"
#include "passes/Legalize/Legalizer.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/bit.h"

#include <array>
#include <cmath>
#include <numbers>

using namespace mlir;
using namespace toroid;

/// The generator's key: the seed's bits are its low half. A node without one is
/// keyed by its name, so that such nodes are independent of each other, with
/// the high half not 0.
static uint64_t readKey(NodeContext &node) {
  if (node.hasAttr("seed"))
    return node.getOpType() == "Dropout"
               ? uint32_t(node.getInt("seed", 0))
               : llvm::bit_cast<uint32_t>(float(node.getFloat("seed", 0)));
  uint32_t hash = 2166136261u; // FNV-1a
  for (unsigned char letter : getNodeName(node.getNode()))
    hash = (hash ^ letter) * 16777619u;
  return uint64_t(hash | 1) << 32;
}

/// `size` words. With q the number of counters, a quarter of `size`, word i is
/// number i / q of the four that belong to counter i % q.
static Formula drawBits(NodeContext &node, const DimExpr &size, uint64_t key) {
  OpBuilder &builder = node.getBuilder();
  Type word = builder.getIntegerType(32, /*isSigned=*/false);
  Type twoWords = builder.getIntegerType(64, /*isSigned=*/false);
  DimExpr quarter = node.getShapes().floorDiv(size + 3, 4);
  Formula counter = iotaAlong(node, quarter, 0, 1).to(twoWords);
  auto high = [&](const Formula &x) {
    return apply<ShiftRightOp>(x, number(x, 32)).to(word);
  };
  Formula zero(node, node.scalar(word, 0));
  std::array<Formula, 4> words = {counter.to(word), high(counter), zero, zero};
  uint32_t low = uint32_t(key), upper = uint32_t(key >> 32);
  for (int round = 0; round < 10; ++round) {
    auto mix = [&](const Formula &product, const Formula &x, uint32_t k) {
      return apply<XorOp>(apply<XorOp>(high(product), x), number(x, k));
    };
    Formula first = words[0].to(twoWords) * double(0xD2511F53u);
    Formula second = words[2].to(twoWords) * double(0xCD9E8D57u);
    words = {mix(second, words[1], low), second.to(word),
             mix(first, words[3], upper), first.to(word)};
    low += 0x9E3779B9u;
    upper += 0xBB67AE85u;
  }
  SmallVector<Value> values(words.begin(), words.end());
  if (node.hasFailed())
    return zero;
  Value all = node.create<ConcatOp>(word, uint64_t(0), ValueRange(values));
  return {node, node.sliceDim(all, 0, 0, size)};
}

/// `count` independent tensors of `shape` with numbers in [0, 1): multiples of
/// 2^-24 in f32, of 2^-53 in f64.
static SmallVector<Formula> drawUniform(NodeContext &node,
                                        ArrayRef<DimExpr> shape, Type type,
                                        unsigned count) {
  DimExpr size = product(shape);
  unsigned words = type.isF64() ? 2 : 1;
  uint64_t key = readKey(node);
  SmallVector<Formula> draws;
  Formula bits = drawBits(node, size * DimExpr(words * count), key);
  auto part = [&](unsigned i) {
    return Formula(node, node.sliceDim(bits, 0, size * DimExpr(i), size))
        .reshape(shape);
  };
  auto shift = [&](const Formula &x, double by) {
    return apply<ShiftRightOp>(x, number(x, by));
  };
  for (unsigned i = 0; i < count; ++i) {
    if (words == 1)
      draws.push_back(shift(part(i), 8).to(type) * std::ldexp(1.0, -24));
    else
      draws.push_back(part(2 * i).to(type) * std::ldexp(1.0, -32) +
                      shift(part(2 * i + 1), 11).to(type) *
                          std::ldexp(1.0, -53));
  }
  return draws;
}

/// The element type that the attribute `dtype` names.
static Type readType(NodeContext &node, Type defaultType) {
  return node.hasAttr("dtype") ? node.getElementTypeOf(node.getInt("dtype", 1))
                               : defaultType;
}

static LogicalResult buildUniform(NodeContext &node, ArrayRef<DimExpr> shape,
                                  Type type) {
  double low = node.getFloat("low", 0), high = node.getFloat("high", 1);
  if (!isa<FloatType>(type))
    return node.fail("its numbers are no floating-point numbers");
  Formula u = drawUniform(node, shape, getWideType(type), 1).front();
  return node.replace((u * (high - low) + low).to(type).get());
}

/// Box and Muller's transform of two uniform numbers.
static LogicalResult buildNormal(NodeContext &node, ArrayRef<DimExpr> shape,
                                 Type type) {
  double mean = node.getFloat("mean", 0), scale = node.getFloat("scale", 1);
  if (!isa<FloatType>(type))
    return node.fail("its numbers are no floating-point numbers");
  auto u = drawUniform(node, shape, getWideType(type), 2);
  Formula radius = apply<SqrtOp>(-2.0 * apply<LogOp>(1 - u[0]));
  Formula normal = radius * apply<CosOp>(u[1] * (2 * std::numbers::pi));
  return node.replace((normal * scale + mean).to(type).get());
}

using Build = LogicalResult (*)(NodeContext &, ArrayRef<DimExpr>, Type);

template <Build build>
static LogicalResult legalizeRandom(NodeContext &node) {
  if (!node.hasAttr("shape"))
    return node.fail("its attribute 'shape' is missing");
  SmallVector<int64_t> shape = node.getInts("shape");
  Type type = readType(node, node.getBuilder().getF32Type());
  if (node.hasFailed())
    return failure();
  for (int64_t size : shape)
    if (size < 0)
      return node.fail("its attribute 'shape' has the entry " + Twine(size));
  return build(node, Shape(shape.begin(), shape.end()), type);
}

template <Build build>
static LogicalResult legalizeRandomLike(NodeContext &node) {
  Value like = node.getInput(0);
  Type type = readType(node, node.getElementType(like));
  if (node.hasFailed())
    return failure();
  return build(node, node.getShape(like), type);
}

/// 1 with the probability that the input tells, else 0.
static LogicalResult legalizeBernoulli(NodeContext &node) {
  Formula x(node, node.getInput(0));
  Type type = readType(node, x.getElementType());
  if (node.hasFailed())
    return failure();
  Type wide = getWideType(x.getElementType());
  Formula u = drawUniform(node, x.getShape(), wide, 1).front();
  return node.replace((u < x.to(wide)).to(type).get());
}

/// Classes by their running sums of probabilities: how many of them a uniform
/// number reaches.
static LogicalResult legalizeMultinomial(NodeContext &node) {
  Formula x(node, node.getInput(0));
  int64_t samples = node.getInt("sample_size", 1);
  OpBuilder &builder = node.getBuilder();
  Type type = readType(node, builder.getI32Type());
  if (node.hasFailed())
    return failure();
  if (x.getRank() != 2)
    return node.fail("its input is no matrix");
  if (samples < 0)
    return node.fail("its attribute 'sample_size' is " + Twine(samples));
  Type wide = getWideType(x.getElementType());
  Shape shape = x.getShape();
  Formula logits = x.to(wide);
  Formula weights =
      apply<ExpOp>(logits - logits.reduce(ReductionKind::max, 1, true));
  Formula sums(node,
               node.create<CumulateOp>(wide, ReductionKind::sum, weights.get(),
                                       uint64_t(1), false, false));
  Formula total = weights.reduce(ReductionKind::sum, 1, true);
  Formula u = drawUniform(node, {shape[0], samples}, wide, 1).front() * total;
  Type i64 = builder.getI64Type();
  Formula reached = (sums.expand(1) <= u.expand(2)).to(i64);
  Formula chosen =
      min(reached.reduce(ReductionKind::sum, 2), scalarOf(node, shape[1]) - 1);
  return node.replace(chosen.to(type).get());
}

/// In training, `keep ? x / (1 - ratio) : 0`, where `keep` holds with the
/// probability `1 - ratio`; otherwise its input. Ratio and mode may be known
/// only when the model runs.
/// Whether a number, if there is one, is known to be 0.
static bool isZero(Value number) {
  ElementsAttr elements;
  if (!number || !matchPattern(number, m_Constant(&elements)) ||
      elements.getNumElements() != 1)
    return false;
  auto first = elements.try_value_begin<APFloat>();
  return first && (**first).isZero();
}

static LogicalResult legalizeDropout(NodeContext &node) {
  Value x = node.getInput(0);
  auto isSingle = [](Value value) {
    return llvm::all_of(NodeContext::getType(value).getShape(),
                        [](int64_t size) { return size == 1; });
  };
  auto scalar = [&](Value value) {
    return Formula(node, node.reshape(value, {}));
  };
  Value training = node.getInput(2);
  if (training) {
    if (!NodeContext::getElementType(training).isInteger(1) ||
        !isSingle(training))
      return node.fail("its training mode is not a single bool");
    auto elements = node.getShapes().getElements(training);
    bool isOff = elements && elements->front().isConstant(0);
    if (isOff || isZero(node.getInput(1)))
      training = {};
  }
  if (node.getOpset() < 7 && !node.getFlag("is_test", false))
    return node.fail("it is in training mode",
                     "export the model in evaluation mode");
  if (!training) {
    Value mask;
    if (node.isOutputUsed(1))
      mask = node.broadcastTo(node.scalar(node.getBuilder().getI1Type(), 1),
                              node.getShape(x));
    return node.replace({x, mask});
  }
  Type type = NodeContext::getElementType(x), wide = getWideType(type);
  if (!isa<FloatType>(type))
    return node.fail("its elements are no floating-point numbers");
  Formula ratio(node, node.scalar(wide, 0.5));
  if (Value given = node.getInput(1)) {
    if (!isa<FloatType>(NodeContext::getElementType(given)) || !isSingle(given))
      return node.fail("its ratio is not a single number");
    ratio = scalar(given).to(wide);
  }
  // Outside of training, nothing is dropped.
  ratio = select(scalar(training), ratio, 0);
  Formula u = drawUniform(node, node.getShape(x), wide, 1).front();
  Formula keep = u >= ratio;
  Formula kept = Formula(node, x).to(wide) * (1.0 / (1.0 - ratio));
  return node.replace({select(keep, kept, 0).to(type).get(), keep.get()});
}

void toroid::addRandomOperators(OperatorTable &table) {
  Arity none = {0, 0}, one = {1, 1};
  table.add("RandomNormal", 1, none, legalizeRandom<buildNormal>);
  table.add("RandomUniform", 1, none, legalizeRandom<buildUniform>);
  table.add("RandomNormalLike", 1, one, legalizeRandomLike<buildNormal>);
  table.add("RandomUniformLike", 1, one, legalizeRandomLike<buildUniform>);
  table.add("Bernoulli", 15, one, legalizeBernoulli);
  table.add("Multinomial", 7, one, legalizeMultinomial);
  table.add("Dropout", 1, one, legalizeDropout);
  table.add("Dropout", 12, {1, 3}, legalizeDropout);
}
