//===- ConstantEvaluation.h - Ops on constants are constants ----*- C++ -*-===//

#ifndef TOROID_DIALECTS_TOROID_CONSTANTEVALUATION_H
#define TOROID_DIALECTS_TOROID_CONSTANTEVALUATION_H

#include "mlir/IR/OpDefinition.h"

namespace toroid {

class ToroidDialect;

/// Lets every op of the dialect fold when its operands are small constants.
void addConstantEvaluation(ToroidDialect &dialect);

/// What `and`, `or` and `not` of bool are by the laws of logic.
mlir::OpFoldResult foldLogic(mlir::Operation *op,
                             llvm::ArrayRef<mlir::Attribute> operands);

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_CONSTANTEVALUATION_H
