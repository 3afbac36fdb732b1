//===- FuseResidual.cpp - Normalizations take in what is added ------------===//

#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Passes.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Analysis/TopologicalSortUtils.h"

namespace toroid {
#define GEN_PASS_DEF_FUSERESIDUAL
#include "passes/Fusion/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Whether all dims of `value` but the last are 1.
static bool isVector(Value value, SymbolicShapes &shapes) {
  Shape shape = shapes.getShape(value);
  return !shape.empty() &&
         llvm::all_of(ArrayRef(shape).drop_back(),
                      [](const DimExpr &dim) { return dim.isConstant(1); });
}

static bool isProduct(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getInput();
  return value.getDefiningOp<MatMulOp>() != nullptr;
}

/// Whether `add` gives a product its bias.
static bool isBiasOfProduct(AddOp add, SymbolicShapes &shapes) {
  return (isProduct(add.getLhs()) && isVector(add.getRhs(), shapes)) ||
         (isProduct(add.getRhs()) && isVector(add.getLhs(), shapes));
}

namespace {
/// A normalization whose input is a sum.
class ResidualReader {
public:
  ResidualReader(Site &site, Operation *norm, SymbolicShapes &shapes)
      : site(site), norm(norm), shapes(shapes) {}

  bool read(AddOp add);

  AddOp sum; ///< What the normalization reads.
  /// In the order in which they are added up; the first has the sum's shape.
  SmallVector<Value> addends;
  /// Where the normalization can stand.
  Operation *place = nullptr;

private:
  std::string print(Value value);
  bool collect(AddOp add, ArrayRef<DimExpr> full);
  bool findPlace();

  Site &site;
  Operation *norm;
  SymbolicShapes &shapes;
};
} // namespace

/// The shape, with the names of dims.
std::string ResidualReader::print(Value value) {
  std::string text;
  for (const DimExpr &dim : shapes.getShape(value))
    text += (text.empty() ? "" : ", ") + shapes.print(dim);
  return "[" + text + "]";
}

/// The first two addends of `add` and of all sums inside it that nothing else
/// reads.
bool ResidualReader::collect(AddOp add, ArrayRef<DimExpr> full) {
  site.cover(add);
  Value lhs = add.getLhs(), rhs = add.getRhs();
  for (auto [own, other] : {std::pair(lhs, rhs), std::pair(rhs, lhs)})
    if (auto inner = own.getDefiningOp<AddOp>();
        inner && inner->hasOneUse() && inner->getBlock() == add->getBlock() &&
        ArrayRef(shapes.getShape(own)) == full &&
        !isBiasOfProduct(inner, shapes)) {
      if (!collect(inner, full))
        return false;
      addends.push_back(other);
      return true;
    }
  if (ArrayRef(shapes.getShape(lhs)) != full)
    std::swap(lhs, rhs);
  addends = {lhs, rhs};
  return site.require(
      ArrayRef(shapes.getShape(lhs)) == full &&
          broadcastsInto(rhs, full, shapes),
      predicate::ResidualShape,
      [&] { return print(add.getLhs()) + " and " + print(add.getRhs()); });
}

/// At the sum, unless scale or bias come later.
bool ResidualReader::findPlace() {
  auto isThere = [&](Value operand) {
    Operation *op = operand.getDefiningOp();
    return !op || op->getBlock() != sum->getBlock() || op->isBeforeInBlock(sum);
  };
  place = sum;
  ValueRange parameters = norm->getOperands().drop_front();
  if (llvm::all_of(parameters, isThere))
    return true;
  place = norm;
  llvm::SetVector<Operation *> before;
  BackwardSliceOptions options;
  options.inclusive = true;
  options.omitBlockArguments = true;
  options.filter = [&](Operation *op) {
    return op->getBlock() == sum->getBlock();
  };
  for (Value parameter : parameters)
    (void)getBackwardSlice(parameter, &before, options);
  return site.require(!before.contains(sum), predicate::ResidualFreeParameters);
}

bool ResidualReader::read(AddOp add) {
  sum = add;
  if (!site.require(add.getResult() == norm->getOperand(0),
                    predicate::ResidualOneType,
                    [&] {
                      std::string text;
                      llvm::raw_string_ostream(text)
                          << "a sum of " << getFloatElement(add) << " read as "
                          << getFloatElement(norm->getOperand(0));
                      return text;
                    }) ||
      !site.require(add->getBlock() == norm->getBlock(),
                    predicate::ResidualSameBlock))
    return false;
  return collect(add, shapes.getShape(add)) && findPlace();
}

/// `norm` with more to add; the second result only where `hasSum`.
template <typename OpTy>
static OpTy build(OpTy norm, ResidualReader &parts, bool hasSum, Location loc) {
  OpBuilder b(parts.place);
  SmallVector<Value> residuals(ArrayRef(parts.addends).drop_front());
  llvm::append_range(residuals, norm.getResiduals());
  hasSum |= bool(norm.getSum());
  Type sum = hasSum ? parts.sum.getType() : Type();
  Type type = norm.getResult().getType();
  if constexpr (std::is_same_v<OpTy, LayerNormOp>)
    return OpTy::create(b, loc, type, sum, parts.addends.front(),
                        norm.getScale(), norm.getBias(), residuals,
                        norm.getAxis(), norm.getEpsilon());
  else
    return OpTy::create(b, loc, type, sum, parts.addends.front(),
                        norm.getScale(), residuals, norm.getAxis(),
                        norm.getEpsilon());
}

namespace {
struct FuseResidualPass : toroid::impl::FuseResidualBase<FuseResidualPass> {
  using FuseResidualBase::FuseResidualBase;

  void runOnOperation() override {
    SymbolicShapes shapes;
    SmallVector<Operation *> roots;
    getOperation().walk([&](Operation *op) {
      if (isa<LayerNormOp, RMSNormOp>(op) && !isDead(op))
        roots.push_back(op);
    });
    for (Operation *root : roots) {
      auto add = stripCasts(root->getOperand(0)).getDefiningOp<AddOp>();
      // The bias of a product is the product's.
      if (!add || !getFloatElement(add) || isBiasOfProduct(add, shapes))
        continue;
      if (auto norm = dyn_cast<LayerNormOp>(root))
        fuse(norm, add, shapes);
      else
        fuse(cast<RMSNormOp>(root), add, shapes);
    }
  }

private:
  template <typename OpTy>
  void fuse(OpTy norm, AddOp add, SymbolicShapes &shapes) {
    Site site(FusionKind::Residual, norm,
              FusionControl::from(except, wrong, record));
    ResidualReader parts(site, norm, shapes);
    if (site.isMissed() || !parts.read(add))
      return;
    // What others read is the sum with all residuals, or an addend of it.
    SmallVector<Operation *> readers;
    for (Operation *user : add->getUsers())
      if (user != norm && !isDead(user))
        readers.push_back(user);
    if (!site.require(readers.empty() || norm.getResiduals().empty(),
                      predicate::ResidualOneSum,
                      [&] { return describeReaders(add); }))
      return;
    OpTy fused = build(norm, parts, !readers.empty(), site.getLoc());
    if (Attribute missed = norm->getAttr(unfusedAttr))
      fused->setAttr(unfusedAttr, missed);
    site.replace(norm.getResult(), fused.getResult(), shapes);
    if (norm.getSum())
      norm.getSum().replaceAllUsesWith(fused.getSum());
    else
      add.getResult().replaceUsesWithIf(fused.getSum(), [&](OpOperand &use) {
        return llvm::is_contained(readers, use.getOwner());
      });
    if (parts.place == norm)
      sortTopologically(norm->getBlock());
  }
};
} // namespace
