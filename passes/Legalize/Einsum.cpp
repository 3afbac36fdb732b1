//===- Einsum.cpp - Einstein summation ------------------------------------===//

#include "passes/Legalize/NodeContext.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace toroid;

namespace {
/// One letter per dim. The dims of an ellipsis have letters that equations
/// cannot hold.
using Labels = std::string;

struct Term {
  Value value;
  Labels labels;
};

struct Equation {
  SmallVector<Labels> inputs;
  Labels output;
};
} // namespace

static bool has(StringRef labels, char label) { return labels.contains(label); }

/// The letters of the dims of an ellipsis, counted from the last.
static Labels ellipsis(size_t count) {
  Labels labels;
  for (size_t i = count; i > 0; --i)
    labels.push_back(static_cast<char>(127 + i));
  return labels;
}

//===----------------------------------------------------------------------===//
// Reading the equation
//===----------------------------------------------------------------------===//

/// Splits around "...", which stands for `rest` dims; `found` tells of it.
static std::optional<Labels> readLabels(NodeContext &node, StringRef text,
                                        size_t rest, bool &found) {
  size_t dots = text.find("...");
  found = dots != StringRef::npos;
  std::string letters =
      found ? (text.take_front(dots) + text.drop_front(dots + 3)).str()
            : text.str();
  if (!llvm::all_of(letters, llvm::isAlpha)) {
    (void)node.fail("its equation has a term '" + text +
                    "' of other characters than letters");
    return std::nullopt;
  }
  return found ? letters.substr(0, dots) + ellipsis(rest) + letters.substr(dots)
               : letters;
}

static std::optional<Equation> readEquation(NodeContext &node) {
  std::string text;
  for (char c : node.getString("equation", ""))
    if (c != ' ')
      text.push_back(c);
  if (!node.hasAttr("equation"))
    (void)node.fail("its attribute 'equation' is missing");
  if (node.hasFailed())
    return std::nullopt;
  auto [left, right] = StringRef(text).split("->");
  SmallVector<StringRef> parts;
  left.split(parts, ',');
  if (parts.size() != node.getNumInputs()) {
    (void)node.fail("its equation is about " + Twine(parts.size()) +
                    " inputs and it has " + Twine(node.getNumInputs()));
    return std::nullopt;
  }

  Equation equation;
  bool found;
  size_t most = 0; // Dims of the longest ellipsis.
  for (auto [i, part] : llvm::enumerate(parts)) {
    Value input = node.getInput(i);
    if (!input) {
      (void)node.fail("its input #" + Twine(i) + " is missing");
      return std::nullopt;
    }
    size_t rank = node.getRank(input);
    size_t letters = part.size() - (part.contains("...") ? 3 : 0);
    size_t rest = part.contains("...") && rank > letters ? rank - letters : 0;
    auto labels = readLabels(node, part, rest, found);
    if (!labels)
      return std::nullopt;
    if (labels->size() != rank || rest > 100) {
      (void)node.fail("its equation has a term '" + part +
                      "' for an input of rank " + Twine(rank));
      return std::nullopt;
    }
    most = std::max(most, rest);
    equation.inputs.push_back(*labels);
  }
  if (text.find("->") != std::string::npos) {
    auto labels = readLabels(node, right, most, found);
    if (!labels)
      return std::nullopt;
    equation.output = *labels;
  } else {
    // All letters that occur once, in order, after the ellipsis.
    std::string all;
    for (const Labels &labels : equation.inputs)
      all += labels;
    equation.output = ellipsis(most);
    for (char label = 'A'; label <= 'z'; ++label)
      if (llvm::count(all, label) == 1)
        equation.output.push_back(label);
  }
  return equation;
}

static LogicalResult checkEquation(NodeContext &node,
                                   const Equation &equation) {
  const Labels &output = equation.output;
  for (char label : output) {
    if (llvm::count(output, label) > 1)
      return node.fail("its equation has an output that repeats a letter");
    if (llvm::none_of(equation.inputs,
                      [&](const Labels &labels) { return has(labels, label); }))
      return node.fail("its equation has an output dim that no input has");
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// A letter that repeats stands for the diagonal, which becomes the first dim.
static LogicalResult takeDiagonals(NodeContext &node, Term &term) {
  for (size_t second = 0; second < term.labels.size(); ++second) {
    char label = term.labels[second];
    size_t first = term.labels.find(label);
    if (first == second)
      continue;
    Shape shape = node.getShape(term.value);
    auto one = shape[first].getConstant(), other = shape[second].getConstant();
    if (one && other && *one != *other)
      return node.fail("its equation takes the diagonal of dims of sizes " +
                       Twine(*one) + " and " + Twine(*other));
    SmallVector<int64_t> window;
    Labels labels(1, label);
    for (size_t dim = 0; dim < shape.size(); ++dim) {
      if (dim == first)
        window.push_back(0);
      if (dim == first || dim == second)
        continue;
      window.push_back(labels.size());
      labels.push_back(term.labels[dim]);
    }
    Value places =
        node.reshape(node.iota(shape[first]), {shape[first], DimExpr(1)});
    term.value = node.createLike<GatherNDOp>(term.value, places,
                                             ArrayRef<int64_t>(int64_t(second)),
                                             ArrayRef<int64_t>(window));
    term.labels = labels;
    if (node.hasFailed())
      return failure();
    second = 0;
  }
  return success();
}

/// Sums over the dims that nothing else needs.
static void sumOver(NodeContext &node, Term &term, StringRef needed) {
  SmallVector<int64_t> axes;
  Labels kept;
  for (auto [i, label] : llvm::enumerate(term.labels)) {
    if (has(needed, label))
      kept.push_back(label);
    else
      axes.push_back(i);
  }
  term.value = node.reduce(ReductionKind::sum, term.value, axes, false);
  term.labels = kept;
}

/// Drops the dims of size 1 that stretch to those of other terms.
static void dropStretched(NodeContext &node, SmallVectorImpl<Term> &terms) {
  for (Term &term : terms) {
    Shape shape = node.getShape(term.value), kept;
    Labels labels;
    for (auto [label, dim] : llvm::zip(term.labels, shape)) {
      bool stretches =
          dim.isConstant(1) && llvm::any_of(terms, [&](const Term &other) {
            size_t place = other.labels.find(label);
            return place != Labels::npos &&
                   !node.getShape(other.value)[place].isConstant(1);
          });
      if (stretches)
        continue;
      labels.push_back(label);
      kept.push_back(dim);
    }
    if (labels.size() == term.labels.size())
      continue;
    term.value = node.reshape(term.value, kept);
    term.labels = labels;
    if (node.hasFailed())
      return;
  }
}

static Value arrange(NodeContext &node, const Term &term, StringRef labels) {
  if (labels == term.labels)
    return term.value;
  SmallVector<int64_t> permutation;
  for (char label : labels)
    permutation.push_back(term.labels.find(label));
  return node.transpose(term.value, permutation);
}

/// Two terms become one product: their common dims are either summed over or
/// in front, where matmul broadcasts.
static std::optional<Term> multiply(NodeContext &node, Term lhs, Term rhs,
                                    StringRef needed) {
  sumOver(node, lhs, (rhs.labels + needed).str());
  sumOver(node, rhs, (lhs.labels + needed).str());
  if (node.hasFailed())
    return std::nullopt;
  Labels batch, rows, columns, summed;
  for (char label : lhs.labels)
    (!has(rhs.labels, label) ? rows
     : has(needed, label)    ? batch
                             : summed)
        .push_back(label);
  for (char label : rhs.labels)
    if (!has(lhs.labels, label))
      columns.push_back(label);

  Value left = arrange(node, lhs, batch + rows + summed);
  Value right = arrange(node, rhs, batch + summed + columns);
  if (node.hasFailed())
    return std::nullopt;
  Shape leftShape = node.getShape(left), rightShape = node.getShape(right);
  ArrayRef<DimExpr> leftRest = ArrayRef(leftShape).drop_front(batch.size());
  ArrayRef<DimExpr> rightRest = ArrayRef(rightShape).drop_front(batch.size());
  if (summed.empty()) {
    // Every element with every other one: broadcasting does it.
    Shape wide = leftShape, tall(ArrayRef(rightShape).take_front(batch.size()));
    wide.append(columns.size(), DimExpr(1));
    tall.append(rows.size(), DimExpr(1));
    tall.append(rightRest.begin(), rightRest.end());
    return Term{node.createLike<MulOp>(node.reshape(left, wide),
                                       node.reshape(right, tall)),
                batch + rows + columns};
  }
  Shape leftMatrix(ArrayRef(leftShape).take_front(batch.size()));
  Shape rightMatrix(ArrayRef(rightShape).take_front(batch.size()));
  // Without a batch matmul takes all rows as they are.
  if (batch.empty() && !rows.empty())
    leftMatrix.append(leftRest.begin(), leftRest.begin() + rows.size());
  else
    leftMatrix.push_back(product(leftRest.take_front(rows.size())));
  leftMatrix.push_back(product(leftRest.drop_front(rows.size())));
  rightMatrix.push_back(product(rightRest.take_front(summed.size())));
  rightMatrix.push_back(product(rightRest.drop_front(summed.size())));
  Value result = node.createLike<MatMulOp>(node.reshape(left, leftMatrix),
                                           node.reshape(right, rightMatrix));
  if (node.hasFailed())
    return std::nullopt;
  Shape shape = node.getShape(result);
  shape.truncate(batch.size());
  shape.append(leftRest.begin(), leftRest.begin() + rows.size());
  shape.append(rightRest.begin() + summed.size(), rightRest.end());
  return Term{node.reshape(result, shape), batch + rows + columns};
}

static LogicalResult legalizeEinsum(NodeContext &node) {
  auto equation = readEquation(node);
  if (!equation || failed(checkEquation(node, *equation)))
    return failure();
  SmallVector<Term> terms;
  for (auto [input, labels] : llvm::zip(node.getInputs(), equation->inputs)) {
    terms.push_back({input, labels});
    if (failed(takeDiagonals(node, terms.back())))
      return failure();
  }
  dropStretched(node, terms);
  if (node.hasFailed())
    return failure();
  Term result = terms.front();
  for (size_t i = 1; i < equation->inputs.size(); ++i) {
    Labels needed = equation->output;
    for (size_t j = i + 1; j < equation->inputs.size(); ++j)
      needed += equation->inputs[j];
    auto next = multiply(node, result, terms[i], needed);
    if (!next)
      return failure();
    result = *next;
  }
  sumOver(node, result, equation->output);
  return node.replace(arrange(node, result, equation->output));
}

void toroid::addEinsumOperators(OperatorTable &table) {
  table.add("Einsum", 12, {1, Arity::unlimited}, legalizeEinsum);
}
