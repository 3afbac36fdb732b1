//===- VectorLoopPlan.h - Vectors in a linalg.generic -----------*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_VECTORLOOPPLAN_H
#define TOROID_PASSES_CPU_VECTORLOOPPLAN_H

#include "passes/CPU/Target.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <optional>

namespace toroid {

/// Along which loop of a linalg.generic on buffers vectors run, and what
/// changes along it.
class VectorLoopPlan {
public:
  /// None where the op has no vector form.
  static std::optional<VectorLoopPlan> make(mlir::linalg::GenericOp op,
                                            const CPUTarget &target);

  /// How an access changes along the vector loop.
  enum class Access { Uniform, Contiguous, Strided };
  Access getAccess(mlir::OpOperand &operand) const {
    return getAccess(operand, along);
  }
  /// The elements between neighbours along the vector loop.
  int64_t getDistance(mlir::OpOperand &operand) const;

  bool isReduction(unsigned dim) const {
    return kinds[dim] == mlir::utils::IteratorType::reduction;
  }
  /// Whether `init` is written element by element, next to reductions: all
  /// loops, also those that reduce other results, lead to one element each.
  bool isPerElement(mlir::OpOperand &init) const {
    return hasReductions && getMap(init).getNumResults() == kinds.size();
  }
  mlir::AffineMap getMap(mlir::OpOperand &operand) const {
    return maps[operand.getOperandNumber()];
  }
  /// An operand's dim that is as large as the loop `dim`.
  struct SizeSource {
    mlir::Value buffer;
    unsigned dim;
  };
  std::optional<SizeSource> findSize(unsigned dim) const;

  /// A result that `along` reduces: how lanes are combined.
  struct Combiner {
    unsigned result;
    mlir::Operation *op = nullptr;
    mlir::vector::CombiningKind kind;
  };

  mlir::linalg::GenericOp op;
  llvm::SmallVector<mlir::utils::IteratorType> kinds; ///< Of the loops.
  llvm::SmallVector<int64_t, 4> ranges;               ///< Of the loops.
  unsigned along = 0;                                 ///< The vector loop.
  int64_t lanes = 1;
  /// Values of the body that change along the vector loop.
  llvm::DenseSet<mlir::Value> varying;
  llvm::SmallVector<Combiner> combiners;

private:
  explicit VectorLoopPlan(mlir::linalg::GenericOp op)
      : op(op), kinds(op.getIteratorTypesArray()),
        ranges(op.getStaticLoopRanges()), maps(op.getIndexingMapsArray()),
        hasReductions(op.getNumReductionLoops() != 0) {}

  bool check();
  bool chooseLoop();
  /// Whether vectors can run along `dim`, and a measure of what that costs.
  bool suits(unsigned dim, int64_t &cost);
  bool isCombinable(mlir::OpOperand &init);
  bool classifyBody(const CPUTarget &target);
  bool takeCombiners();
  Access getAccess(mlir::OpOperand &operand, unsigned dim) const;
  std::optional<int64_t> findDistance(mlir::OpOperand &operand,
                                      unsigned dim) const;

  llvm::SmallVector<mlir::AffineMap> maps;
  bool hasReductions;
};

} // namespace toroid

#endif // TOROID_PASSES_CPU_VECTORLOOPPLAN_H
