//===- Recurrent.cpp - RNN, GRU and LSTM ----------------------------------===//

#include "passes/Legalize/Formula.h"
#include "passes/Legalize/Loops.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

namespace {
struct GateFunction {
  enum Kind {
    Affine,
    Elu,
    HardSigmoid,
    LeakyRelu,
    Relu,
    ScaledTanh,
    Sigmoid,
    Softplus,
    Softsign,
    Tanh,
    ThresholdedRelu
  } kind;
  double alpha = 0, beta = 0;

  bool hasAlpha() const {
    return llvm::is_contained(
        {Affine, Elu, HardSigmoid, LeakyRelu, ScaledTanh, ThresholdedRelu},
        kind);
  }
  bool hasBeta() const {
    return llvm::is_contained({Affine, HardSigmoid, ScaledTanh}, kind);
  }
  Formula operator()(const Formula &x) const;
};
} // namespace

/// With the default parameters of the operator of that name.
static std::optional<GateFunction> getActivation(StringRef name) {
  return StringSwitch<std::optional<GateFunction>>(name)
      .CaseLower("affine", GateFunction{GateFunction::Affine, 1, 0})
      .CaseLower("elu", GateFunction{GateFunction::Elu, 1})
      .CaseLower("hardsigmoid",
                 GateFunction{GateFunction::HardSigmoid, 0.2, 0.5})
      .CaseLower("leakyrelu", GateFunction{GateFunction::LeakyRelu, 0.01})
      .CaseLower("relu", GateFunction{GateFunction::Relu})
      .CaseLower("scaledtanh", GateFunction{GateFunction::ScaledTanh, 1, 1})
      .CaseLower("sigmoid", GateFunction{GateFunction::Sigmoid})
      .CaseLower("softplus", GateFunction{GateFunction::Softplus})
      .CaseLower("softsign", GateFunction{GateFunction::Softsign})
      .CaseLower("tanh", GateFunction{GateFunction::Tanh})
      .CaseLower("thresholdedrelu",
                 GateFunction{GateFunction::ThresholdedRelu, 1})
      .Default(std::nullopt);
}

Formula GateFunction::operator()(const Formula &x) const {
  switch (kind) {
  case Affine:
    return x * alpha + beta;
  case Elu:
    return select(x < 0, (apply<ExpOp>(x) - 1) * alpha, x);
  case HardSigmoid:
    return min(max(x * alpha + beta, 0), 1);
  case LeakyRelu:
    return select(x < 0, x * alpha, x);
  case Relu:
    return apply<ReluOp>(x);
  case ScaledTanh:
    return apply<TanhOp>(x * beta) * alpha;
  case Sigmoid:
    return apply<SigmoidOp>(x);
  case Softplus:
    return apply<SoftplusOp>(x);
  case Softsign:
    return x / (apply<AbsOp>(x) + 1);
  case Tanh:
    return apply<TanhOp>(x);
  case ThresholdedRelu:
    return select(x > alpha, x, 0);
  }
  llvm_unreachable("all kinds are covered");
}

/// Reads the activations of all directions; `defaults` are those of one.
static std::optional<SmallVector<GateFunction>>
readActivations(NodeContext &node, ArrayRef<StringRef> defaults,
                int64_t directions) {
  SmallVector<StringRef> names;
  for (int64_t i = 0; i < directions; ++i)
    llvm::append_range(names, defaults);
  if (node.hasAttr("activations")) {
    auto list =
        dyn_cast<ArrayAttr>(node.getNode().getAttrs().get("activations"));
    if (!list || list.size() != names.size() ||
        !llvm::all_of(list, llvm::IsaPred<StringAttr>)) {
      (void)node.fail("its attribute 'activations' does not have " +
                      Twine(names.size()) + " names");
      return std::nullopt;
    }
    for (auto [name, attr] : llvm::zip_equal(names, list))
      name = cast<StringAttr>(attr).getValue();
  }
  // Each activation that has a parameter takes the next.
  auto readParameters = [&](StringRef name) {
    auto given = node.hasAttr(name) ? node.getFloats(name)
                                    : std::optional(SmallVector<double>());
    return given.value_or(SmallVector<double>());
  };
  SmallVector<double> alphas = readParameters("activation_alpha"),
                      betas = readParameters("activation_beta");
  if (node.hasFailed())
    return std::nullopt;
  size_t alpha = 0, beta = 0;
  SmallVector<GateFunction> activations;
  for (StringRef name : names) {
    auto activation = getActivation(name);
    if (!activation) {
      (void)node.fail("its activation '" + name + "' is unknown");
      return std::nullopt;
    }
    if (activation->hasAlpha() && alpha < alphas.size())
      activation->alpha = alphas[alpha++];
    if (activation->hasBeta() && beta < betas.size())
      activation->beta = betas[beta++];
    activations.push_back(*activation);
  }
  return activations;
}

//===----------------------------------------------------------------------===//
// What all cells have in common
//===----------------------------------------------------------------------===//

namespace {
/// The operands of one direction, in the type that it is computed in.
struct Direction {
  Formula input;     ///< Times weights and plus biases: `[T, B, gates · H]`.
  Formula recurrent; ///< `[gates · H, H]`
  Formula bias;      ///< Of the state's product where it stands alone: `[H]`.
  Formula peephole;  ///< `[3 · H]` or null.
  Formula lengths;   ///< `[B, 1]` or null.
  Formula hidden;    ///< The state at first: `[B, H]`.
  Formula cell;      ///< Same; null when there is none.
  ArrayRef<GateFunction> activations;
  bool isReverse;
};

/// What one step makes of the state.
struct State {
  Formula hidden, cell;
};

/// What a direction gives.
struct Results {
  Formula all; ///< `[T, B, H]`; null when unused.
  State last;
};

class Recurrence {
public:
  Recurrence(NodeContext &node, int64_t gates) : node(node), gates(gates) {}
  virtual ~Recurrence() = default;

  LogicalResult legalize(ArrayRef<StringRef> defaultActivations, bool hasCell);

protected:
  /// The next state, from the step's part of the input: `[B, gates · H]`.
  virtual State step(const Direction &direction, const Formula &input,
                     const State &state) = 0;
  /// Whether the bias of the last gate's state stands apart from the input's.
  virtual bool hasOwnBias() { return false; }

  Formula clip(const Formula &x) {
    return threshold > 0 ? min(max(x, -threshold), threshold) : x;
  }
  /// `x · weightsᵀ`
  Formula product(const Formula &x, const Formula &weights) {
    return {node, node.createLike<MatMulOp>(x, weights, false, true)};
  }
  /// Gate `i` of a tensor whose last dim holds some, or some of their rows.
  Formula gate(const Formula &x, int64_t i, int64_t dim, int64_t count = 1) {
    return {node, node.sliceDim(x, dim, size * i, size * count)};
  }

  NodeContext &node;
  int64_t gates;
  DimExpr size; ///< Of the state: H.

private:
  bool checkInputs();
  Direction read(int64_t d, bool isReverse, const Formula &x, bool hasCell);
  Results run(const Direction &direction);

  DimExpr steps, batch;
  Type wide;
  double threshold = 0;
  bool isBatchFirst = false;
};
} // namespace

bool Recurrence::checkInputs() {
  for (unsigned i : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u}) {
    static constexpr int64_t ranks[] = {3, 3, 3, 2, 1, 3, 3, 2};
    if (Value input = node.getInput(i);
        input && node.getRank(input) != ranks[i]) {
      (void)node.fail("its input #" + Twine(i) + " does not have " +
                      Twine(ranks[i]) + " dims");
      return false;
    }
  }
  if (isa<FloatType>(node.getElementType(node.getInput(0))))
    return true;
  (void)node.fail("its input has no floating-point elements");
  return false;
}

Direction Recurrence::read(int64_t d, bool isReverse, const Formula &x,
                           bool hasCell) {
  Formula none(node, Value());
  auto get = [&](unsigned i) {
    Value input = node.getInput(i);
    return input ? Formula(node, input).to(wide).at(0, d) : none;
  };
  // A run fails unless the weights are those of all gates.
  Formula weights = get(1), bias = get(3), own = none;
  DimExpr rows = size * DimExpr(gates);
  weights = weights.reshape({rows, x.getShape()[2]});
  Formula recurrent = get(2).reshape({rows, size});
  if (bias.get())
    bias = bias.reshape({rows * DimExpr(2)});
  Formula input = product(x, weights);
  if (bias.get()) {
    // Of all gates, first for the input, then for the state.
    Formula first = gate(bias, 0, 0, gates),
            second = gate(bias, gates, 0, gates);
    if (hasOwnBias()) {
      own = gate(second, gates - 1, 0);
      Formula others = gate(second, 0, 0, gates - 1);
      SmallVector<Value> parts = {others, number(own, 0).get()};
      parts[1] =
          node.hasFailed() ? Value() : node.broadcastTo(parts[1], {size});
      if (!node.hasFailed())
        second = {node,
                  node.create<ConcatOp>(wide, uint64_t(0), ValueRange(parts))};
    }
    input = input + (first + second);
  }
  auto initial = [&](unsigned i) {
    if (node.getInput(i)) {
      Formula all = Formula(node, node.getInput(i)).to(wide);
      return all.at(isBatchFirst ? 1 : 0, d).reshape({batch, size});
    }
    Formula zero(node, node.scalar(wide, 0));
    return Formula(node, node.broadcastTo(zero, {batch, size}));
  };
  Formula lengths = none;
  if (node.getInput(4))
    lengths = Formula(node, node.getInput(4))
                  .to(node.getBuilder().getI64Type())
                  .reshape({batch, 1});
  return {input,
          recurrent,
          own,
          get(7),
          lengths,
          initial(5),
          hasCell ? initial(6) : none,
          {},
          isReverse};
}

Results Recurrence::run(const Direction &direction) {
  Formula none(node, Value());
  bool hasCell = bool(direction.cell.get()), keepsAll = node.isOutputUsed(0);
  Values initial = {direction.hidden};
  if (hasCell)
    initial.push_back(direction.cell);
  SmallVector<Collected> collected;
  if (keepsAll)
    collected.push_back({/*axis=*/0, direction.isReverse});
  auto turn = [&](const DimExpr &number, ValueRange carried,
                  Values &next) -> LogicalResult {
    State state = {{node, carried[0]},
                   hasCell ? Formula(node, carried[1]) : none};
    DimExpr time = direction.isReverse ? steps - 1 - number : number;
    Formula input(node, takePiece(node, direction.input, 0, time));
    State after = step(direction, input, state);
    Formula result = after.hidden;
    if (direction.lengths.get()) {
      // A sequence that has ended keeps its state, and its results are zero.
      Formula goesOn = scalarOf(node, time) < direction.lengths;
      result = select(goesOn, result, 0);
      after.hidden = select(goesOn, after.hidden, state.hidden);
      if (hasCell)
        after.cell = select(goesOn, after.cell, state.cell);
    }
    next = {after.hidden};
    if (hasCell)
      next.push_back(after.cell);
    if (keepsAll)
      next.push_back(result);
    return failure(node.hasFailed());
  };
  std::optional<Values> results;
  if (steps.isConstant(1)) {
    // One step needs no loop.
    Values next;
    if (succeeded(turn(0, initial, next))) {
      if (keepsAll)
        next.back() = Formula(node, next.back()).expand(0);
      results = next;
    }
  } else {
    results = buildCollectingLoop(node, steps, std::nullopt, initial, collected,
                                  turn);
  }
  if (!results)
    return {none, {none, none}};
  return {
      keepsAll ? Formula(node, results->back()) : none,
      {{node, (*results)[0]}, hasCell ? Formula(node, (*results)[1]) : none}};
}

LogicalResult Recurrence::legalize(ArrayRef<StringRef> defaultActivations,
                                   bool hasCell) {
  if (!checkInputs())
    return failure();
  StringRef direction = node.getString("direction", "forward");
  bool isBoth = direction == "bidirectional";
  int64_t directions = isBoth ? 2 : 1;
  auto activations = readActivations(node, defaultActivations, directions);
  threshold = node.getFloat("clip", 0);
  isBatchFirst = node.getFlag("layout", false);
  if (!activations || node.hasFailed())
    return failure();
  if (!isBoth && direction != "forward" && direction != "reverse")
    return node.fail("its attribute 'direction' is '" + direction + "'");
  Formula x(node, node.getInput(0));
  Type type = x.getElementType();
  wide = getWideType(type);
  if (isBatchFirst)
    x = x.transpose({1, 0, 2});
  steps = x.getShape()[0];
  batch = x.getShape()[1];
  Shape recurrent = node.getShape(node.getInput(2));
  size = recurrent[2];
  for (unsigned i : {1u, 2u})
    if (auto count = node.getShape(node.getInput(i))[0].getConstant();
        count && *count != directions)
      return node.fail("its input #" + Twine(i) + " is for " + Twine(*count) +
                       " directions and not for " + Twine(directions));
  auto rows = recurrent[1].getConstant(), columns = size.getConstant();
  if (rows && columns && *rows != gates * *columns)
    return node.fail("its input #2 is not the matrix of " + Twine(gates) +
                     " gates");

  SmallVector<Results> results;
  for (int64_t d = 0; d < directions; ++d) {
    Direction own =
        read(d, d == 1 || direction == "reverse", x.to(wide), hasCell);
    own.activations =
        ArrayRef(*activations)
            .slice(d * defaultActivations.size(), defaultActivations.size());
    if (node.hasFailed())
      return failure();
    results.push_back(run(own));
    if (!results.back().last.hidden.get())
      return failure();
  }
  // The directions go into a dim of their own.
  auto join = [&](int64_t dim, auto member) -> Value {
    SmallVector<Value> parts;
    for (const Results &result : results) {
      Formula part = member(result);
      if (!part.get())
        return {};
      parts.push_back(part.expand(dim));
    }
    Value joined = parts.front();
    if (isBoth)
      joined = node.create<ConcatOp>(wide, uint64_t(dim), ValueRange(parts));
    return joined;
  };
  // [T, D, B, H] or [B, T, D, H]; [D, B, H] or [B, D, H].
  Value all = join(1, [](const Results &r) { return r.all; });
  Value hidden = join(0, [](const Results &r) { return r.last.hidden; });
  Value cell = join(0, [](const Results &r) { return r.last.cell; });
  auto finish = [&](Value value, ArrayRef<int64_t> permutation) -> Value {
    if (!value)
      return value;
    Formula result(node, value);
    if (isBatchFirst)
      result = result.transpose(permutation);
    return result.to(type);
  };
  return node.replace({finish(all, {2, 0, 1, 3}), finish(hidden, {1, 0, 2}),
                       finish(cell, {1, 0, 2})});
}

//===----------------------------------------------------------------------===//
// Cells
//===----------------------------------------------------------------------===//

namespace {
struct RNN : Recurrence {
  RNN(NodeContext &node) : Recurrence(node, 1) {}

  State step(const Direction &direction, const Formula &input,
             const State &state) override {
    Formula sum = input + product(state.hidden, direction.recurrent);
    return {direction.activations[0](clip(sum)), state.cell};
  }
};

/// Gates z, r, h.
struct GRU : Recurrence {
  GRU(NodeContext &node)
      : Recurrence(node, 3),
        isLinear(node.getFlag("linear_before_reset", false)) {}

  bool hasOwnBias() override { return isLinear; }

  State step(const Direction &direction, const Formula &input,
             const State &state) override {
    const GateFunction &f = direction.activations[0];
    const GateFunction &g = direction.activations[1];
    const Formula &h = state.hidden;
    // Resetting before the product separates it from that of the other gates.
    int64_t together = isLinear ? 3 : 2;
    Formula sums = product(h, gate(direction.recurrent, 0, 0, together));
    Formula z = f(clip(gate(input, 0, 1) + gate(sums, 0, 1)));
    Formula r = f(clip(gate(input, 1, 1) + gate(sums, 1, 1)));
    Formula candidate = h;
    if (isLinear) {
      candidate = gate(sums, 2, 1);
      if (direction.bias.get())
        candidate = candidate + direction.bias;
      candidate = r * candidate;
    } else {
      candidate = product(r * h, gate(direction.recurrent, 2, 0));
    }
    candidate = g(clip(gate(input, 2, 1) + candidate));
    return {(1 - z) * candidate + z * h, state.cell};
  }

  bool isLinear;
};

/// Gates i, o, f, c.
struct LSTM : Recurrence {
  LSTM(NodeContext &node)
      : Recurrence(node, 4), isCoupled(node.getFlag("input_forget", false)) {}

  State step(const Direction &direction, const Formula &input,
             const State &state) override {
    const GateFunction &f = direction.activations[0];
    const GateFunction &g = direction.activations[1];
    const GateFunction &h = direction.activations[2];
    Formula sums = input + product(state.hidden, direction.recurrent);
    // A gate that looks at the cell, too.
    auto look = [&](int64_t i, const Formula &cell) {
      Formula sum = gate(sums, i, 1);
      if (direction.peephole.get())
        sum = sum + gate(direction.peephole, i, 0) * cell;
      return f(clip(sum));
    };
    Formula in = look(0, state.cell);
    Formula forget = isCoupled ? 1 - in : look(2, state.cell);
    Formula cell = forget * state.cell + in * g(clip(gate(sums, 3, 1)));
    Formula out = look(1, cell);
    // Only sums of gates are clipped, as ONNX Runtime does it.
    return {out * h(cell), cell};
  }

  bool isCoupled;
};
} // namespace

static LogicalResult legalizeRNN(NodeContext &node) {
  return RNN(node).legalize({"Tanh"}, /*hasCell=*/false);
}

static LogicalResult legalizeGRU(NodeContext &node) {
  return GRU(node).legalize({"Sigmoid", "Tanh"}, /*hasCell=*/false);
}

static LogicalResult legalizeLSTM(NodeContext &node) {
  return LSTM(node).legalize({"Sigmoid", "Tanh", "Tanh"}, /*hasCell=*/true);
}

void toroid::addRecurrentOperators(OperatorTable &table) {
  table.add("GRU", 7, {3, 6}, legalizeGRU);
  table.add("LSTM", 7, {3, 8}, legalizeLSTM);
  table.add("RNN", 7, {3, 6}, legalizeRNN);
}
