//===- RotaryReader.cpp - What sums of products with angles mean ----------===//

#include "passes/Fusion/RotaryReader.h"

#include "passes/Fusion/Features.h"

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Rotations
//===----------------------------------------------------------------------===//

/// Elements that are negated beside others that are not.
static bool haveMixedSigns(Value value, SymbolicShapes &shapes) {
  auto features = readFeatures(value, shapes);
  return features &&
         llvm::any_of(*features,
                      [](const Feature &f) { return f.isNegated; }) &&
         !llvm::all_of(*features, [](const Feature &f) { return f.isNegated; });
}

/// The same, where the number of features is not known.
static bool joinsNegated(Value value) {
  auto concat = value.getDefiningOp<ConcatOp>();
  return concat && llvm::any_of(concat.getInputs(), [](Value input) {
           return bool(input.getDefiningOp<NegOp>());
         });
}

namespace {
/// One of the ways to read `x · cos + turned · sin`.
struct Sum {
  Value turned, sin;
  MulOp plain;
};

/// The product of complex numbers: `real = a c - b s`, `imaginary = b c + a s`.
struct ComplexProduct {
  Value a, b, c, s;
  Operation *real, *imaginary;
};

class RotaryReader {
public:
  RotaryReader(Site &site, Operation *root, SymbolicShapes &shapes)
      : site(site), root(root), shapes(shapes) {}

  std::optional<RotaryParts> read();

private:
  bool readSum(const Sum &sum);
  bool readComplex(ComplexProduct product);
  bool readPairs(const Features &plain, const Features &turned);
  bool readJoined(const ComplexProduct &product, int64_t half);
  bool requireAngles(int64_t size);
  void readCopied();

  Site &site;
  Operation *root;
  SymbolicShapes &shapes;
  RotaryParts parts;
};
} // namespace

static std::optional<Sum> asSum(Operation *op, SymbolicShapes &shapes) {
  auto add = dyn_cast<AddOp>(op);
  if (!add)
    return std::nullopt;
  auto left = add.getLhs().getDefiningOp<MulOp>(),
       right = add.getRhs().getDefiningOp<MulOp>();
  if (!left || !right || left == right)
    return std::nullopt;
  for (auto [product, other] : {std::pair(right, left), std::pair(left, right)})
    for (auto [turned, sin] : {std::pair(product.getLhs(), product.getRhs()),
                               std::pair(product.getRhs(), product.getLhs())})
      if (joinsNegated(turned) || haveMixedSigns(turned, shapes))
        return Sum{turned, sin, other};
  return std::nullopt;
}

/// The product of `a` and `b` among the users of `a`.
static MulOp findProduct(Value a, Value b) {
  for (Operation *user : a.getUsers())
    if (auto mul = dyn_cast<MulOp>(user))
      if ((mul.getLhs() == a && mul.getRhs() == b) ||
          (mul.getLhs() == b && mul.getRhs() == a))
        return mul;
  return {};
}

static std::optional<ComplexProduct> asComplexProduct(Operation *op) {
  auto sub = dyn_cast<SubOp>(op);
  auto left = sub ? sub.getLhs().getDefiningOp<MulOp>() : MulOp(),
       right = sub ? sub.getRhs().getDefiningOp<MulOp>() : MulOp();
  if (!left || !right)
    return std::nullopt;
  using Operands = std::pair<Value, Value>;
  for (auto [a, c] : {Operands(left.getLhs(), left.getRhs()),
                      Operands(left.getRhs(), left.getLhs())})
    for (auto [b, s] : {Operands(right.getLhs(), right.getRhs()),
                        Operands(right.getRhs(), right.getLhs())}) {
      MulOp first = findProduct(b, c), second = findProduct(a, s);
      if (!first || !second || a == b || c == s)
        continue;
      for (Operation *user : first->getUsers())
        if (auto add = dyn_cast<AddOp>(user))
          if ((add.getLhs() == first.getResult() &&
               add.getRhs() == second.getResult()) ||
              (add.getRhs() == first.getResult() &&
               add.getLhs() == second.getResult()))
            return ComplexProduct{a, b, c, s, sub, add};
    }
  return std::nullopt;
}

bool toroid::isRotaryRoot(Operation *op, SymbolicShapes &shapes) {
  return asSum(op, shapes) || asComplexProduct(op);
}

bool RotaryReader::requireAngles(int64_t size) {
  Shape full = shapes.getShape(parts.result);
  auto fits = [&](Value angles) {
    Shape own = shapes.getShape(angles);
    if (own.empty() || !own.back().isConstant(size))
      return false;
    // The last dim is that of the features, not of the result.
    own.back() = full.back();
    auto merged = shapes.broadcast(own, full);
    return merged && *merged == full;
  };
  return site.require(
      fits(parts.cos) && fits(parts.sin), predicate::RotaryAngleShape, [&] {
        return describeSource(parts.cos) + " and " + describeSource(parts.sin);
      });
}

/// Which pairs there are where `turned` meets `plain`.
bool RotaryReader::readPairs(const Features &plain, const Features &turned) {
  int64_t size = plain.size(), half = size / 2;
  auto arePairs = [&](bool isInterleaved) {
    for (int64_t i = 0; i < size; ++i) {
      int64_t partner = isInterleaved ? i ^ 1 : (i + half) % size;
      if (!turned[i].isSamePlace(plain[partner]))
        return false;
    }
    return true;
  };
  bool isSplit = size % 2 == 0 && arePairs(false);
  parts.isInterleaved = !isSplit && size % 2 == 0 && arePairs(true);
  if (!site.require(isSplit || parts.isInterleaved, predicate::RotaryOwnPairs,
                    [&] { return describe(root); }))
    return false;
  bool areSigns = true;
  for (int64_t i = 0; i < size; ++i) {
    bool isFirst = parts.isInterleaved ? i % 2 == 0 : i < half;
    areSigns &= !plain[i].isNegated && turned[i].isNegated == isFirst;
  }
  return site.require(areSigns, predicate::RotarySigns,
                      [&] { return describe(root); });
}

/// `x · cos + turned · sin`
bool RotaryReader::readSum(const Sum &sum) {
  auto turned = readFeatures(sum.turned, shapes);
  if (!site.require(bool(turned), predicate::RotaryKnownFeatures,
                    [&] { return describeSource(sum.turned); }))
    return false;
  // Of the other product, x is what has the same features.
  std::optional<Features> plain;
  MulOp product = sum.plain;
  for (auto [x, cos] : {std::pair(product.getLhs(), product.getRhs()),
                        std::pair(product.getRhs(), product.getLhs())}) {
    auto own = readFeatures(x, shapes);
    if (!own || own->size() != turned->size() ||
        own->front().base != turned->front().base)
      continue;
    plain = own;
    parts.input = x;
    parts.cos = cos;
    break;
  }
  if (!site.require(bool(plain), predicate::RotaryOwnPairs,
                    [&] { return describe(product); }) ||
      !readPairs(*plain, *turned))
    return false;
  parts.sin = sum.sin;
  parts.turned = plain->size();
  parts.result = root->getResult(0);
  site.cover(product);
  if (Operation *op = sum.turned.getDefiningOp())
    site.cover(op);
  return site.require(
             shapes.getShape(parts.input) == shapes.getShape(parts.result),
             predicate::RotaryAngleShape, [&] { return describe(root); }) &&
         requireAngles(parts.turned);
}

/// The value that joins both parts of the product, and how.
bool RotaryReader::readJoined(const ComplexProduct &product, int64_t half) {
  Value real = product.real->getResult(0),
        imaginary = product.imaginary->getResult(0);
  Value value = real;
  for (unsigned i = 0; i < 4 && value.hasOneUse() && !parts.result; ++i) {
    Operation *user = *value.user_begin();
    if (!isa<ReshapeOp, ConcatOp>(user))
      break;
    site.cover(user);
    value = user->getResult(0);
    auto joined = readFeatures(value, shapes);
    if (!joined || int64_t(joined->size()) != 2 * half)
      continue;
    for (bool isInterleaved : {false, true}) {
      bool holds = true;
      for (int64_t k = 0; k < half; ++k) {
        Feature first{real, k}, second{imaginary, k};
        int64_t at = isInterleaved ? 2 * k : k;
        int64_t other = isInterleaved ? at + 1 : at + half;
        holds &= (*joined)[at].isSamePlace(first) &&
                 (*joined)[other].isSamePlace(second) &&
                 !(*joined)[at].isNegated && !(*joined)[other].isNegated;
      }
      if (holds && !parts.result) {
        parts.result = value;
        parts.isInterleaved = isInterleaved;
      }
    }
  }
  return bool(parts.result);
}

bool RotaryReader::readComplex(ComplexProduct product) {
  site.cover(product.imaginary);
  // Both factors look alike; x is the one of which both parts have one source,
  // and no dim of which is stretched.
  auto isX = [&](Value first, Value second) {
    auto own = readFeatures(first, shapes),
         other = readFeatures(second, shapes);
    return own && other && !own->empty() && !other->empty() &&
           own->front().base == other->front().base &&
           shapes.getShape(first) ==
               shapes.getShape(product.real->getResult(0));
  };
  if (!isX(product.a, product.b) && isX(product.c, product.s)) {
    std::swap(product.a, product.c);
    std::swap(product.b, product.s);
  }
  auto a = readFeatures(product.a, shapes), b = readFeatures(product.b, shapes);
  if (!site.require(a && b && !a->empty(), predicate::RotaryKnownFeatures,
                    [&] { return describe(root); }))
    return false;
  int64_t half = a->size();
  auto found = [&] { return describe(root); };
  if (!site.require(int64_t(b->size()) == half && readJoined(product, half),
                    predicate::RotaryOwnPairs, found))
    return false;
  parts.isPerPair = true;
  parts.input = a->front().base;
  parts.first = a->front().index;
  parts.turned = 2 * half;
  parts.cos = product.c;
  parts.sin = product.s;
  int64_t step = parts.isInterleaved ? 2 : 1;
  int64_t other = parts.first + (parts.isInterleaved ? 1 : half);
  Shape input = shapes.getShape(parts.input),
        result = shapes.getShape(parts.result);
  // Only the last dim may be another one.
  bool hasShape = input.size() == result.size() &&
                  ArrayRef(input).drop_back() == ArrayRef(result).drop_back();
  return site.require(hasShape && areOf(*a, parts.input, parts.first, step) &&
                          areOf(*b, parts.input, other, step),
                      predicate::RotaryOwnPairs, found) &&
         requireAngles(half);
}

/// Features that follow those that turn, and are copied.
void RotaryReader::readCopied() {
  auto turning = readFeatures(parts.input, shapes);
  if (parts.isPerPair)
    turning->truncate(0);
  Value base = parts.isPerPair ? parts.input : turning->front().base;
  auto concat = parts.result.hasOneUse()
                    ? dyn_cast<ConcatOp>(*parts.result.user_begin())
                    : ConcatOp();
  Shape shape = shapes.getShape(parts.result);
  bool isFirst = areOf(*turning, base, 0, 1) && parts.first == 0;
  if (!concat || concat.getInputs().size() != 2 || !isFirst ||
      concat.getAxis() + 1 != shape.size() ||
      concat.getInputs().front() != parts.result ||
      shapes.getShape(base) != shapes.getShape(concat.getResult()))
    return;
  auto copied = readFeatures(concat.getInputs().back(), shapes);
  if (!copied || !areOf(*copied, base, parts.turned, 1))
    return;
  site.cover(concat);
  parts.input = base;
  parts.takesAll = true;
  parts.result = concat.getResult();
}

std::optional<RotaryParts> RotaryReader::read() {
  if (site.isMissed())
    return std::nullopt;
  auto sum = asSum(root, shapes);
  if (sum ? !readSum(*sum) : !readComplex(*asComplexProduct(root)))
    return std::nullopt;
  readCopied();
  return parts;
}

std::optional<RotaryParts> toroid::readRotary(Site &site, Operation *root,
                                              SymbolicShapes &shapes) {
  return RotaryReader(site, root, shapes).read();
}
