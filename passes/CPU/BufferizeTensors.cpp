//===- BufferizeTensors.cpp - Tensors become buffers ----------------------===//

#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace toroid {
#define GEN_PASS_DEF_BUFFERIZETENSORS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Makes sizes that broadcasting selects opaque: to see whether two slices are
/// one, bufferization follows their sizes, and compares the two sides of each
/// choice on the way, which takes time exponential in how many there are.
static void hideChoices(ModuleOp module) {
  module.walk([](arith::SelectOp choice) {
    if (!choice.getType().isIndex())
      return;
    OpBuilder b(choice);
    Location loc = choice.getLoc();
    Type integer = b.getI64Type();
    auto convert = [&](Value value, Type type) -> Value {
      return arith::IndexCastOp::create(b, loc, type, value);
    };
    Value hidden = arith::SelectOp::create(
        b, loc, choice.getCondition(), convert(choice.getTrueValue(), integer),
        convert(choice.getFalseValue(), integer));
    choice.replaceAllUsesWith(convert(hidden, choice.getType()));
    choice.erase();
  });
}

namespace {
struct BufferizeTensors : toroid::impl::BufferizeTensorsBase<BufferizeTensors> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<func::FuncOp> main = findMain(module);
    if (failed(main))
      return signalPassFailure();

    // The inputs are the caller's.
    auto writable = bufferization::BufferizationDialect::kWritableAttrName;
    for (unsigned i = 0; i < main->getNumArguments(); ++i)
      if (isa<TensorType>(main->getArgument(i).getType()))
        main->setArgAttr(i, writable, BoolAttr::get(&getContext(), false));

    placeOnce(module);
    separate(module);
    hideChoices(module);
    IRRewriter rewriter(&getContext());
    if (failed(bufferization::eliminateEmptyTensors(rewriter, module)))
      return signalPassFailure();

    // Bufferization rebuilds the loops and would lose what passes above have
    // noted on them; it keeps their number and order.
    SmallVector<DictionaryAttr> notes;
    module.walk<WalkOrder::PreOrder>([&](scf::ForallOp loop) {
      notes.push_back(loop->getDiscardableAttrDictionary());
    });

    bufferization::OneShotBufferizationOptions options;
    options.bufferizeFunctionBoundaries = true;
    // What a loop carries may change its size.
    options.allowReturnAllocsFromLoops = true;
    options.setFunctionBoundaryTypeConversion(
        bufferization::LayoutMapOption::IdentityLayoutMap);
    options.unknownTypeConverterFn =
        [](TensorType type, Attribute space,
           const bufferization::BufferizationOptions &) {
          return bufferization::getMemRefTypeWithStaticIdentityLayout(type,
                                                                      space);
        };
    bufferization::BufferizationState state;
    if (failed(
            bufferization::runOneShotModuleBufferize(module, options, state)))
      return signalPassFailure();
    bufferization::removeBufferizationAttributesInModule(module);

    auto note = notes.begin();
    module.walk<WalkOrder::PreOrder>([&](scf::ForallOp loop) {
      if (note != notes.end())
        loop->setDiscardableAttrs((note++)->getValue());
    });
  }

  /// The result of a choice that `place` is for; none where it is for several.
  static std::optional<unsigned>
  getPlaced(bufferization::MaterializeInDestinationOp place) {
    Operation *op = place;
    while (op->getNumResults() == 1 && op->hasOneUse()) {
      OpOperand &use = *op->use_begin();
      if (isa<scf::YieldOp>(use.getOwner()))
        return use.getOperandNumber();
      op = use.getOwner();
      if (!isa<tensor::CastOp>(op))
        break;
    }
    return std::nullopt;
  }

  /// What a branch hands on twice goes to two places: the other branch may hand
  /// on two values.
  static void placeOnce(ModuleOp module) {
    module.walk([](scf::YieldOp yield) {
      if (!isa<scf::IfOp>(yield->getParentOp()))
        return;
      OpBuilder b(yield);
      for (OpOperand &operand : yield->getOpOperands()) {
        Operation *op = operand.get().getDefiningOp();
        if (op && !op->hasOneUse() &&
            isa<bufferization::MaterializeInDestinationOp>(op))
          operand.set(b.clone(*op)->getResult(0));
      }
    });
  }

  /// Gives each user its own copy of what costs nothing to make: sharing an
  /// empty or filled tensor would make all but one user copy it.
  static void separate(ModuleOp module) {
    SmallVector<Operation *> ops;
    module.walk([&](Operation *op) {
      if (isa<linalg::FillOp, tensor::EmptyOp>(op) && op->getNumResults() == 1)
        ops.push_back(op);
    });
    // Users before producers, so that a copied fill gets its own empty tensor.
    for (Operation *op : llvm::reverse(ops)) {
      OpBuilder b(op);
      // The place that both branches of a choice write is to be one for each of
      // its results.
      std::map<std::pair<Operation *, std::optional<unsigned>>, Value> places;
      for (OpOperand &use : llvm::make_early_inc_range(op->getUses())) {
        Operation *user = use.getOwner();
        auto choice = dyn_cast<scf::IfOp>(user->getParentOp());
        auto place = dyn_cast<bufferization::MaterializeInDestinationOp>(user);
        if (!choice || !place || choice->isAncestor(op)) {
          b.setInsertionPoint(user);
          use.set(b.clone(*op)->getResult(0));
          continue;
        }
        Value &shared = places[{choice, getPlaced(place)}];
        if (!shared) {
          b.setInsertionPoint(choice);
          shared = b.clone(*op)->getResult(0);
        }
        use.set(shared);
      }
      op->erase();
    }
  }
};
} // namespace
