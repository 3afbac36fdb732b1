//===- FuseSoftmax.cpp - Softmax takes in scale, bias and mask ------------===//

#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Passes.h"

#include <limits>

namespace toroid {
#define GEN_PASS_DEF_FUSESOFTMAX
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

namespace {
class SoftmaxReader {
public:
  SoftmaxReader(Site &site, SoftmaxOp root, SymbolicShapes &shapes)
      : input(root.getInput()), site(site), shapes(shapes),
        full(shapes.getShape(root.getInput())) {}

  bool read();

  Value input, bias, mask;
  bool isMaskNegated = false;
  double scale = 1, maskValue = -std::numeric_limits<double>::infinity();

private:
  bool mayPass(Value inner, Value beside);
  void readMask();
  void readBias();
  void readScale();

  Site &site;
  SymbolicShapes &shapes;
  Shape full;
};
} // namespace

/// What may be a part of a softmax.
static bool isPart(Operation *op) {
  return isa_and_present<SelectOp, AddOp, MulOp, DivOp, NegOp>(op);
}

/// Whether a softmax can read `inner` instead of its input, which nothing else
/// reads, and do what `beside` is for itself.
bool SoftmaxReader::mayPass(Value inner, Value beside) {
  return input.hasOneUse() && shapes.getShape(inner) == full &&
         (!beside || broadcastsInto(beside, full, shapes));
}

void SoftmaxReader::readMask() {
  auto select = input.getDefiningOp<SelectOp>();
  if (!select)
    return;
  Value kept = select.getTrueValue();
  auto number = getUniformConstant(select.getFalseValue());
  bool isNegated = !number;
  if (isNegated) {
    kept = select.getFalseValue();
    number = getUniformConstant(select.getTrueValue());
  }
  if (!number || !mayPass(kept, select.getCondition()))
    return;
  mask = select.getCondition();
  maskValue = *number;
  isMaskNegated = isNegated;
  site.cover(select);
  input = kept;
}

void SoftmaxReader::readBias() {
  auto add = input.getDefiningOp<AddOp>();
  if (!add)
    return;
  Value own = add.getLhs(), other = add.getRhs();
  // The scores are what is scaled, or has the full shape.
  bool isScaled = stripOneScale(own).value != own;
  bool isOtherScaled = stripOneScale(other).value != other;
  if (!mayPass(own, other) ||
      (isOtherScaled && !isScaled && mayPass(other, own)))
    std::swap(own, other);
  if (!mayPass(own, other))
    return;
  bias = other;
  site.cover(add);
  input = own;
}

void SoftmaxReader::readScale() {
  for (;;) {
    Scaled inner = stripOneScale(input);
    if (inner.value == input || !mayPass(inner.value, {}))
      return;
    site.cover(input.getDefiningOp());
    scale *= inner.factor;
    input = inner.value;
  }
}

bool SoftmaxReader::read() {
  Value first = input;
  auto cast = input.getDefiningOp<CastOp>();
  if (!site.require(
          !cast, predicate::SoftmaxOneType,
          [&] { return describe(cast.getInput().getDefiningOp()); }) ||
      !site.require(input.hasOneUse(), predicate::SoftmaxSingleReader,
                    [&] { return describeReaders(input); }))
    return false;
  readMask();
  readBias();
  readScale();
  if (input != first)
    return true;
  Operation *op = input.getDefiningOp();
  auto found = [&] { return describe(op); };
  return site.require(!isa<MulOp, DivOp>(op), predicate::SoftmaxUniformScale,
                      found) &&
         site.require(!isa<SelectOp>(op) ||
                          getUniformConstant(op->getOperand(1)) ||
                          getUniformConstant(op->getOperand(2)),
                      predicate::SoftmaxOneMaskValue, found) &&
         site.require(false, predicate::SoftmaxTermShape, found);
}

namespace {
struct FuseSoftmaxPass : toroid::impl::FuseSoftmaxBase<FuseSoftmaxPass> {
  using FuseSoftmaxBase::FuseSoftmaxBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from(except, wrong, record);
    SmallVector<SoftmaxOp> roots;
    getOperation().walk([&](SoftmaxOp op) {
      Value input = op.getInput();
      if (auto cast = input.getDefiningOp<CastOp>())
        input = cast.getInput();
      if (!op.isFused() && !isDead(op) && isPart(input.getDefiningOp()))
        roots.push_back(op);
    });
    for (SoftmaxOp root : roots) {
      Site site(FusionKind::Softmax, root, control);
      SoftmaxReader parts(site, root, shapes);
      if (site.isMissed() || !parts.read())
        continue;
      OpBuilder b(root);
      Location loc = site.getLoc();
      if (parts.isMaskNegated)
        parts.mask = NotOp::create(b, loc, parts.mask.getType(), parts.mask);
      auto fused = SoftmaxOp::create(
          b, loc, root.getType(), parts.input, parts.bias, parts.mask,
          root.getAxis(), APFloat(parts.scale), APFloat(parts.maskValue));
      // That it is no attention stays known.
      if (Attribute missed = root->getAttr(unfusedAttr))
        fused->setAttr(unfusedAttr, missed);
      site.replace(root.getResult(), fused, shapes);
    }
  }
};
} // namespace
