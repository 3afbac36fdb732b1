//===- Math.cpp - Arithmetic and activations ------------------------------===//

#include "passes/Legalize/NodeContext.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace toroid;

template <typename OpTy>
static LogicalResult legalizeUnary(NodeContext &node) {
  return node.replace(node.createLike<OpTy>(node.getInput(0)));
}

template <typename OpTy>
static LogicalResult legalizeBinary(NodeContext &node) {
  return node.replace(
      node.createLike<OpTy>(node.getInput(0), node.getInput(1)));
}

/// Before opset 7 only input #1 broadcast, as an attribute said.
template <typename OpTy>
static LogicalResult legalizeOldBinary(NodeContext &node) {
  return node.replace(
      node.createLike<OpTy>(node.getInput(0), node.getOldRightInput()));
}

/// x op y op ...
template <typename OpTy>
static Value foldInputs(NodeContext &node) {
  Value result = node.getInput(0);
  for (unsigned i = 1; i < node.getNumInputs(); ++i) {
    if (!node.getInput(i)) {
      (void)node.fail("its input #" + Twine(i) + " is missing");
      return {};
    }
    result = node.createLike<OpTy>(result, node.getInput(i));
  }
  return result;
}

template <typename OpTy>
static LogicalResult legalizeVariadic(NodeContext &node) {
  return node.replace(foldInputs<OpTy>(node));
}

static LogicalResult legalizeMean(NodeContext &node) {
  Value sum = foldInputs<AddOp>(node);
  return node.replace(
      node.createLike<DivOp>(sum, node.scalarLike(sum, node.getNumInputs())));
}

static LogicalResult legalizePow(NodeContext &node) {
  Value base = node.getInput(0), exponent = node.getInput(1);
  Type result = node.getElementType(base);
  // The operator mixes types; the result has the base's.
  if (isa<FloatType>(result))
    return node.replace(
        node.createLike<PowOp>(base, node.cast(exponent, result)));
  Type common = node.getElementType(exponent);
  if (!isa<FloatType>(common))
    common = result;
  return node.replace(
      node.cast(node.createLike<PowOp>(node.cast(base, common),
                                       node.cast(exponent, common)),
                result));
}

static LogicalResult legalizeMod(NodeContext &node) {
  return node.getFlag("fmod", false) ? legalizeBinary<FmodOp>(node)
                                     : legalizeBinary<ModOp>(node);
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

static Value clamp(NodeContext &node, Value x, double low, double high) {
  Value raised = node.createLike<MaxOp>(x, node.scalarLike(x, low));
  return node.createLike<MinOp>(raised, node.scalarLike(x, high));
}

static LogicalResult legalizeClipAttributes(NodeContext &node) {
  double infinity = std::numeric_limits<double>::infinity();
  Value x = node.getInput(0);
  if (!isa<FloatType>(node.getElementType(x)))
    return node.fail("its input has no floating-point elements");
  return node.replace(clamp(node, x, node.getFloat("min", -infinity),
                            node.getFloat("max", infinity)));
}

static LogicalResult legalizeClip(NodeContext &node) {
  Value x = node.getInput(0);
  if (Value low = node.getInput(1))
    x = node.createLike<MaxOp>(x, low);
  if (Value high = node.getInput(2))
    x = node.createLike<MinOp>(x, high);
  return node.replace(x);
}

/// `x < 0 ? negative : x`
static Value selectNegative(NodeContext &node, Value x, Value negative) {
  return node.select(node.compare(Predicate::lt, x, node.scalarLike(x, 0)),
                     negative, x);
}

static LogicalResult legalizeLeakyRelu(NodeContext &node) {
  Value x = node.getInput(0);
  Value alpha = node.scalarLike(x, node.getFloat("alpha", 0.01));
  return node.replace(
      selectNegative(node, x, node.createLike<MulOp>(x, alpha)));
}

static LogicalResult legalizePRelu(NodeContext &node) {
  Value x = node.getInput(0);
  return node.replace(
      selectNegative(node, x, node.createLike<MulOp>(x, node.getInput(1))));
}

/// Before opset 7 the slopes were a vector along dim 1, or one for all.
static LogicalResult legalizeOldPRelu(NodeContext &node) {
  Value x = node.getInput(0), slope = node.getInput(1);
  if (node.getRank(slope) != 1)
    return node.fail("its input #1 is no vector");
  if (node.getRank(x) > 1) {
    Shape shape(node.getRank(x) - 1, DimExpr(1));
    shape[0] = node.getShape(slope)[0];
    slope = node.reshape(slope, shape);
  }
  return node.replace(
      selectNegative(node, x, node.createLike<MulOp>(x, slope)));
}

/// `alpha * (exp(x / divisor) - 1)`
static Value expMinusOne(NodeContext &node, Value x, double alpha,
                         double divisor = 1) {
  Value scaled = node.createLike<DivOp>(x, node.scalarLike(x, divisor));
  Value less = node.createLike<SubOp>(node.createLike<ExpOp>(scaled),
                                      node.scalarLike(x, 1));
  return node.createLike<MulOp>(less, node.scalarLike(x, alpha));
}

static LogicalResult legalizeElu(NodeContext &node) {
  Value x = node.getInput(0);
  double alpha = node.getFloat("alpha", 1);
  return node.replace(selectNegative(node, x, expMinusOne(node, x, alpha)));
}

static LogicalResult legalizeCelu(NodeContext &node) {
  Value x = node.getInput(0);
  double alpha = node.getFloat("alpha", 1);
  return node.replace(
      selectNegative(node, x, expMinusOne(node, x, alpha, alpha)));
}

static LogicalResult legalizeSelu(NodeContext &node) {
  Value x = node.getInput(0);
  double alpha = node.getFloat("alpha", 1.67326319217681884765625);
  double gamma = node.getFloat("gamma", 1.05070102214813232421875);
  return node.replace(node.createLike<MulOp>(
      selectNegative(node, x, expMinusOne(node, x, alpha)),
      node.scalarLike(x, gamma)));
}

static LogicalResult legalizeThresholdedRelu(NodeContext &node) {
  Value x = node.getInput(0);
  Value alpha = node.scalarLike(x, node.getFloat("alpha", 1));
  return node.replace(node.select(node.compare(Predicate::gt, x, alpha), x,
                                  node.scalarLike(x, 0)));
}

/// Moves x towards zero by `bias` where it is farther from it than `lambd`.
static LogicalResult legalizeShrink(NodeContext &node) {
  Value x = node.getInput(0);
  double lambda = node.getFloat("lambd", 0.5), bias = node.getFloat("bias", 0);
  if (node.hasFailed())
    return failure();
  // The attributes are no integers even where the elements are.
  Type type = node.getElementType(x);
  bool isFloat = isa<FloatType>(type);
  Value wide = isFloat ? x : node.cast(x, node.getBuilder().getF64Type());
  auto scalar = [&](double value) { return node.scalarLike(wide, value); };
  Value above = node.createLike<SubOp>(wide, scalar(bias));
  Value below = node.createLike<AddOp>(wide, scalar(bias));
  Value isAbove = node.compare(Predicate::gt, wide, scalar(lambda));
  Value isBelow = node.compare(Predicate::lt, wide, scalar(-lambda));
  Value result =
      node.select(isAbove, above, node.select(isBelow, below, scalar(0)));
  return node.replace(node.cast(result, type));
}

static Value hardSigmoid(NodeContext &node, Value x, double alpha,
                         double beta) {
  Value line = node.createLike<AddOp>(
      node.createLike<MulOp>(x, node.scalarLike(x, alpha)),
      node.scalarLike(x, beta));
  return clamp(node, line, 0, 1);
}

static LogicalResult legalizeHardSigmoid(NodeContext &node) {
  double alpha = node.getFloat("alpha", 0.2), beta = node.getFloat("beta", 0.5);
  return node.replace(hardSigmoid(node, node.getInput(0), alpha, beta));
}

static LogicalResult legalizeHardSwish(NodeContext &node) {
  Value x = node.getInput(0);
  return node.replace(
      node.createLike<MulOp>(x, hardSigmoid(node, x, 1.0 / 6, 0.5)));
}

static LogicalResult legalizeSoftsign(NodeContext &node) {
  Value x = node.getInput(0);
  return node.replace(node.createLike<DivOp>(
      x, node.createLike<AddOp>(node.createLike<AbsOp>(x),
                                node.scalarLike(x, 1))));
}

static LogicalResult legalizeMish(NodeContext &node) {
  Value x = node.getInput(0);
  return node.replace(node.createLike<MulOp>(
      x, node.createLike<TanhOp>(node.createLike<SoftplusOp>(x))));
}

static LogicalResult legalizeSwish(NodeContext &node) {
  Value x = node.getInput(0);
  if (node.getFloat("alpha", 1) == 1)
    return node.replace(node.createLike<SiluOp>(x));
  Value scaled =
      node.createLike<MulOp>(x, node.scalarLike(x, node.getFloat("alpha", 1)));
  return node.replace(
      node.createLike<MulOp>(x, node.createLike<SigmoidOp>(scaled)));
}

static LogicalResult legalizeGelu(NodeContext &node) {
  StringRef approximate = node.getString("approximate", "none");
  if (approximate != "none" && approximate != "tanh")
    return node.fail("its attribute 'approximate' is '" + approximate +
                     "' and not 'none' or 'tanh'");
  Value x = node.getInput(0);
  return node.replace(node.create<GeluOp>(
      node.getElementType(x),
      approximate == "none" ? GeluForm::Erf : GeluForm::Tanh, x));
}

void toroid::addMathOperators(OperatorTable &table) {
  Arity one = {1, 1}, two = {2, 2}, any = {1, Arity::unlimited};
  table.add("Abs", 1, one, legalizeUnary<AbsOp>);
  table.add("Acos", 7, one, legalizeUnary<AcosOp>);
  table.add("Acosh", 9, one, legalizeUnary<AcoshOp>);
  table.add("Asin", 7, one, legalizeUnary<AsinOp>);
  table.add("Asinh", 9, one, legalizeUnary<AsinhOp>);
  table.add("Atan", 7, one, legalizeUnary<AtanOp>);
  table.add("Atanh", 9, one, legalizeUnary<AtanhOp>);
  table.add("Ceil", 1, one, legalizeUnary<CeilOp>);
  table.add("Cos", 7, one, legalizeUnary<CosOp>);
  table.add("Cosh", 9, one, legalizeUnary<CoshOp>);
  table.add("Erf", 9, one, legalizeUnary<ErfOp>);
  table.add("Exp", 1, one, legalizeUnary<ExpOp>);
  table.add("Floor", 1, one, legalizeUnary<FloorOp>);
  table.add("Log", 1, one, legalizeUnary<LogOp>);
  table.add("Neg", 1, one, legalizeUnary<NegOp>);
  table.add("Reciprocal", 1, one, legalizeUnary<ReciprocalOp>);
  table.add("Relu", 1, one, legalizeUnary<ReluOp>);
  table.add("Round", 11, one, legalizeUnary<RoundOp>);
  table.add("Sigmoid", 1, one, legalizeUnary<SigmoidOp>);
  table.add("Sign", 9, one, legalizeUnary<SignOp>);
  table.add("Sin", 7, one, legalizeUnary<SinOp>);
  table.add("Sinh", 9, one, legalizeUnary<SinhOp>);
  table.add("Softplus", 1, one, legalizeUnary<SoftplusOp>);
  table.add("Sqrt", 1, one, legalizeUnary<SqrtOp>);
  table.add("Tan", 7, one, legalizeUnary<TanOp>);
  table.add("Tanh", 1, one, legalizeUnary<TanhOp>);

  table.add("Add", 1, two, legalizeOldBinary<AddOp>);
  table.add("Sub", 1, two, legalizeOldBinary<SubOp>);
  table.add("Mul", 1, two, legalizeOldBinary<MulOp>);
  table.add("Div", 1, two, legalizeOldBinary<DivOp>);
  table.add("Pow", 1, two, legalizeOldBinary<PowOp>);
  table.add("Add", 7, two, legalizeBinary<AddOp>);
  table.add("Sub", 7, two, legalizeBinary<SubOp>);
  table.add("Mul", 7, two, legalizeBinary<MulOp>);
  table.add("Div", 7, two, legalizeBinary<DivOp>);
  table.add("Pow", 7, two, legalizePow);
  table.add("Mod", 10, two, legalizeMod);

  table.add("Max", 1, any, legalizeVariadic<MaxOp>);
  table.add("Min", 1, any, legalizeVariadic<MinOp>);
  table.add("Sum", 1, any, legalizeVariadic<AddOp>);
  table.add("Mean", 1, any, legalizeMean);

  table.add("Celu", 12, one, legalizeCelu);
  table.add("Clip", 1, one, legalizeClipAttributes);
  table.add("Clip", 11, {1, 3}, legalizeClip);
  table.add("Elu", 1, one, legalizeElu);
  table.add("Gelu", 20, one, legalizeGelu);
  table.add("HardSigmoid", 1, one, legalizeHardSigmoid);
  table.add("HardSwish", 14, one, legalizeHardSwish);
  table.add("LeakyRelu", 1, one, legalizeLeakyRelu);
  table.add("Mish", 18, one, legalizeMish);
  table.add("PRelu", 1, two, legalizeOldPRelu);
  table.add("PRelu", 7, two, legalizePRelu);
  table.add("Selu", 1, one, legalizeSelu);
  table.add("Shrink", 9, one, legalizeShrink);
  table.add("Softsign", 1, one, legalizeSoftsign);
  table.add("Swish", 24, one, legalizeSwish);
  table.add("ThresholdedRelu", 1, one, legalizeThresholdedRelu);
}
