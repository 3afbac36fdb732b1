//===- FuseGelu.cpp - Forms toroid.gelu -----------------------------------===//

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Passes.h"
#include "passes/Fusion/Site.h"

#include "llvm/Support/Format.h"

#include <cmath>

namespace toroid {
#define GEN_PASS_DEF_FUSEGELU
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The form that has `op` at its root. A sigmoid is part of one only where a
/// number close to a GELU's scales its argument.
static std::optional<GeluForm> getForm(Operation *op) {
  if (isa<ErfOp>(op))
    return GeluForm::Erf;
  if (isa<TanhOp>(op))
    return GeluForm::Tanh;
  if (auto sigmoid = dyn_cast<SigmoidOp>(op))
    if (std::fabs(stripScale(sigmoid.getInput()).factor - 1.702) < 0.1)
      return GeluForm::Sigmoid;
  return std::nullopt;
}

namespace {
/// Reads on from a root to the product with x.
class GeluReader {
public:
  GeluReader(Site &site, GeluForm form, Operation *root)
      : value(root->getResult(0)), site(site), form(form),
        argument(root->getOperand(0)) {}

  bool read();

  Value x;
  Value value; ///< As far as it is read: at the end the GELU.

private:
  bool step();
  bool readProduct(MulOp mul);
  bool checkArgument();
  void advance(Operation *op) {
    site.cover(op);
    value = op->getResult(0);
  }
  std::string describeArgument(const std::optional<Cubic> &polynomial);

  Site &site;
  GeluForm form;
  Value argument;
  /// `value` is this times the root plus one; times x, once that is known.
  double factor = 1;
  bool isOneAdded = false;
};
} // namespace

std::string
GeluReader::describeArgument(const std::optional<Cubic> &polynomial) {
  if (!polynomial)
    return "no polynomial of x";
  std::string text;
  llvm::raw_string_ostream os(text);
  const char *powers[] = {"", " x", " x²", " x³"};
  for (size_t i = 0; i < polynomial->size(); ++i)
    if ((*polynomial)[i] != 0)
      os << (text.empty() ? "" : " + ") << llvm::format("%g", (*polynomial)[i])
         << powers[i];
  return text;
}

/// Whether the root's argument is that of a GELU of x.
bool GeluReader::checkArgument() {
  const double root = std::sqrt(2 / M_PI);
  double linear = form == GeluForm::Erf    ? std::sqrt(0.5)
                  : form == GeluForm::Tanh ? root
                                           : 1.702;
  double cubic = form == GeluForm::Tanh ? root * 0.044715 : 0;
  auto p = asPolynomialOf(argument, x);
  bool holds = p && (*p)[0] == 0 && isClose((*p)[1], linear) && (*p)[2] == 0 &&
               (cubic == 0 ? (*p)[3] == 0 : isClose((*p)[3], cubic));
  return site.require(holds, predicate::GeluArgument,
                      [&] { return describeArgument(p); });
}

/// The other factor is x, or x times a number.
bool GeluReader::readProduct(MulOp mul) {
  Value other = mul.getLhs() == value ? mul.getRhs() : mul.getLhs();
  auto isX = [&](Value candidate) {
    return asPolynomialOf(argument, candidate) &&
           !getUniformConstant(candidate);
  };
  Scaled scaled = stripScale(other);
  // The number may as well be part of x.
  if (isX(other))
    scaled = {other};
  x = scaled.value;
  factor *= scaled.factor;
  bool fits = other != value && isX(x) && x.getType() == mul.getType();
  advance(mul);
  return site.require(fits, predicate::GeluProduct,
                      [&] { return describe(mul); });
}

bool GeluReader::step() {
  if (!site.require(value.hasOneUse(), predicate::GeluSingleReader,
                    [&] { return describeReaders(value); }))
    return false;
  Operation *user = *value.user_begin();
  // Numbers come off wherever they stand.
  if (isa<MulOp, DivOp, NegOp>(user)) {
    Scaled scaled = stripOneScale(user->getResult(0));
    if (scaled.value == value) {
      factor *= scaled.factor;
      advance(user);
      return true;
    }
  }
  auto found = [&] { return describe(user); };
  if (!isOneAdded) {
    auto add = dyn_cast<AddOp>(user);
    auto number = add ? getUniformConstant(add.getLhs()) : std::nullopt;
    if (add && !number)
      number = getUniformConstant(add.getRhs());
    isOneAdded = true;
    if (add)
      advance(add);
    return site.require(number && isClose(*number, factor),
                        predicate::GeluOneAdded, found);
  }
  auto mul = dyn_cast<MulOp>(user);
  if (!site.require(bool(mul), predicate::GeluProduct, found))
    return false;
  return readProduct(mul);
}

bool GeluReader::read() {
  if (site.isMissed())
    return false;
  isOneAdded = form == GeluForm::Sigmoid;
  double wanted = form == GeluForm::Sigmoid ? 1 : 0.5;
  while (!x)
    if (!step())
      return false;
  if (!checkArgument())
    return false;
  // The rest of the factor may come last.
  if (!isClose(factor, wanted) && value.hasOneUse()) {
    Operation *user = *value.user_begin();
    Scaled scaled =
        isa<MulOp, DivOp>(user) ? stripOneScale(user->getResult(0)) : Scaled();
    if (scaled.value == value) {
      factor *= scaled.factor;
      advance(user);
    }
  }
  return site.require(isClose(factor, wanted), predicate::GeluHalf, [&] {
    std::string text;
    llvm::raw_string_ostream(text) << llvm::format("%g", factor) << " times it";
    return text;
  });
}

namespace {
struct FuseGeluPass : toroid::impl::FuseGeluBase<FuseGeluPass> {
  using FuseGeluBase::FuseGeluBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from(except, wrong, record);
    SmallVector<Operation *> roots;
    getOperation().walk([&](Operation *op) {
      if (getForm(op) && !isDead(op))
        roots.push_back(op);
    });
    for (Operation *root : roots) {
      GeluForm form = *getForm(root);
      Site site(FusionKind::Gelu, root, control);
      GeluReader reader(site, form, root);
      if (!reader.read())
        continue;
      OpBuilder builder(reader.value.getDefiningOp());
      Value gelu = GeluOp::create(builder, site.getLoc(),
                                  reader.value.getType(), form, reader.x);
      site.replace(reader.value, gelu, shapes);
    }
  }
};
} // namespace
