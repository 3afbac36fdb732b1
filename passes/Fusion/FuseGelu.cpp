//===- FuseGelu.cpp - Forms toroid.gelu -----------------------------------===//

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Passes.h"

#include <cmath>

namespace toroid {
#define GEN_PASS_DEF_FUSEGELU
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
struct Gelu {
  GeluForm form;
  /// The product `x · gate` is the GELU times this.
  double factor;
};
} // namespace

/// The x of 1 + x.
static Value asOnePlus(Value value) {
  auto add = value.getDefiningOp<AddOp>();
  if (!add)
    return {};
  if (getUniformConstant(add.getRhs()) == 1.0)
    return add.getLhs();
  return getUniformConstant(add.getLhs()) == 1.0 ? add.getRhs() : Value();
}

/// Whether `gate` is what a GELU multiplies `x` with, times a factor.
static std::optional<Gelu> asGate(Value gate, Value x) {
  auto isPolynomial = [&](Value value, double linear, double cubic) {
    auto p = asPolynomialOf(value, x);
    return p && (*p)[0] == 0 && isClose((*p)[1], linear) && (*p)[2] == 0 &&
           (cubic == 0 ? (*p)[3] == 0 : isClose((*p)[3], cubic));
  };
  if (auto sigmoid = gate.getDefiningOp<SigmoidOp>();
      sigmoid && isPolynomial(sigmoid.getInput(), 1.702, 0))
    return Gelu{GeluForm::Sigmoid, 1};
  Value inner = asOnePlus(gate);
  if (!inner)
    return std::nullopt;
  // 1 + erf(x / √2) and 1 + tanh(√(2/π) (x + 0.044715 x³)) are twice the gate.
  if (auto erf = inner.getDefiningOp<ErfOp>();
      erf && isPolynomial(erf.getInput(), std::sqrt(0.5), 0))
    return Gelu{GeluForm::Erf, 2};
  const double root = std::sqrt(2 / M_PI);
  if (auto tanh = inner.getDefiningOp<TanhOp>();
      tanh && isPolynomial(tanh.getInput(), root, root * 0.044715))
    return Gelu{GeluForm::Tanh, 2};
  return std::nullopt;
}

/// The op whose result is a GELU of `x`, found from the product `mul` of x and
/// the gate, either of which may carry a part of the constant factor.
static Operation *findGelu(MulOp mul, Value &x, GeluForm &form) {
  Scaled left = stripScale(mul.getLhs()), right = stripScale(mul.getRhs());
  for (auto [operand, gate] :
       {std::pair(left, right), std::pair(right, left)}) {
    auto gelu = asGate(gate.value, operand.value);
    if (!gelu)
      continue;
    double factor = operand.factor * gate.factor * gelu->factor;
    Operation *last = mul;
    if (!isClose(factor, 1) && mul->hasOneUse()) {
      last = *mul->user_begin();
      if (!isa<MulOp, DivOp>(last))
        continue;
      Scaled outer = stripScale(last->getResult(0));
      if (outer.value != mul.getResult())
        continue;
      factor *= outer.factor;
    }
    if (!isClose(factor, 1) ||
        operand.value.getType() != last->getResult(0).getType())
      continue;
    x = operand.value;
    form = gelu->form;
    return last;
  }
  return nullptr;
}

namespace {
struct FuseGeluPass : toroid::impl::FuseGeluBase<FuseGeluPass> {
  using FuseGeluBase::FuseGeluBase;

  void runOnOperation() override {
    SmallVector<MulOp> products;
    getOperation().walk([&](MulOp op) { products.push_back(op); });
    for (MulOp product : products) {
      Value x;
      GeluForm form;
      Operation *last = findGelu(product, x, form);
      if (!last)
        continue;
      OpBuilder builder(last);
      auto gelu = GeluOp::create(builder, last->getLoc(),
                                 last->getResult(0).getType(), form, x);
      last->getResult(0).replaceAllUsesWith(gelu.getResult());
    }
  }
};
} // namespace
