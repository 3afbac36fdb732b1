//===- LinearReader.h - What makes a linear layer ---------------*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_LINEARREADER_H
#define TOROID_PASSES_FUSION_LINEARREADER_H

#include "dialects/Toroid/ToroidDialect.h"
#include "passes/Fusion/Site.h"

namespace toroid {

/// The operands of a toroid.linear, by what the model computes.
struct LinearParts {
  MatMulOp product;
  mlir::Value bias, residual;
  Activation activation = Activation::None;
  /// What the linear gives, as far as it was read.
  mlir::Value result;
  /// How many of the result's last dims are the weight's columns, which a
  /// reshape may have split.
  unsigned numColumnDims = 1;
};

/// An op behind a product that could not be taken in, and why.
struct UntakenFollower {
  mlir::Operation *op;
  const FusionPredicate *failed;
  std::string found;
};

/// The activation that `op` computes; none where it is no activation.
Activation getActivation(mlir::Operation *op);

/// Reads a product with a weight, and what follows it: bias, activation,
/// residual.
class LinearReader {
public:
  LinearReader(Site &site, MatMulOp product, const FusionControl &control,
               SymbolicShapes &shapes)
      : site(site), control(control), shapes(shapes) {
    parts.product = product;
    parts.result = product.getResult();
  }

  /// False where the product is none with a weight.
  bool read();
  const LinearParts &getParts() const { return parts; }
  /// What might have been part of it, but is not.
  llvm::ArrayRef<UntakenFollower> getUntaken() const { return untaken; }

private:
  bool step();
  bool readReshape(mlir::Value reshaped);
  bool readActivation(mlir::Operation *op, mlir::Value input);
  bool readTerm(AddOp add, mlir::Value sum);
  bool isBias(mlir::Value term) const;
  bool isFollower(mlir::Operation *op) const;
  bool leave(mlir::Operation *op, const FusionPredicate &predicate,
             std::string found = "");
  /// Takes `op` in, and the reshapes in front of it.
  bool take(mlir::Operation *op);

  Site &site;
  const FusionControl &control;
  SymbolicShapes &shapes;
  LinearParts parts;
  llvm::SmallVector<UntakenFollower> untaken;
  /// Reshapes behind the result that are read, but not yet taken in; what the
  /// last of them gives, and how many dims the columns have there.
  llvm::SmallVector<mlir::Operation *> reshapes;
  mlir::Value current;
  unsigned numColumnDims = 1;
};

} // namespace toroid

#endif // TOROID_PASSES_FUSION_LINEARREADER_H
