//===- FuseSilu.cpp - Forms toroid.silu -----------------------------------===//

#include "passes/Fusion/Passes.h"
#include "passes/Fusion/Site.h"

namespace toroid {
#define GEN_PASS_DEF_FUSESILU
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// The product of a sigmoid with its own argument.
static MulOp readSilu(Site &site, SigmoidOp sigmoid) {
  if (site.isMissed() ||
      !site.require(sigmoid->hasOneUse(), predicate::SiluSingleReader,
                    [&] { return describeReaders(sigmoid.getResult()); }))
    return {};
  Operation *user = *sigmoid->user_begin();
  auto mul = dyn_cast<MulOp>(user);
  bool isOwn = mul && (mul.getLhs() == sigmoid.getInput() ||
                       mul.getRhs() == sigmoid.getInput());
  return site.require(isOwn, predicate::SiluProduct,
                      [&] { return describe(user); })
             ? mul
             : MulOp();
}

namespace {
struct FuseSiluPass : toroid::impl::FuseSiluBase<FuseSiluPass> {
  using FuseSiluBase::FuseSiluBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    FusionControl control = FusionControl::from(except, wrong, record);
    SmallVector<SigmoidOp> roots;
    // What misses another fusion is that one's.
    getOperation().walk([&](SigmoidOp op) {
      if (!isDead(op) && !isMissedAs(op, FusionKind::Gelu))
        roots.push_back(op);
    });
    for (SigmoidOp root : roots) {
      Site site(FusionKind::Silu, root, control);
      MulOp product = readSilu(site, root);
      if (!product)
        continue;
      site.cover(product);
      OpBuilder builder(product);
      Value silu = SiluOp::create(builder, site.getLoc(), product.getType(),
                                  root.getInput());
      site.replace(product.getResult(), silu, shapes);
    }
  }
};
} // namespace
