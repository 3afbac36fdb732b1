//===- ConstantEvaluation.h - Ops on constants are constants ----*- C++ -*-===//

#ifndef TOROID_DIALECTS_TOROID_CONSTANTEVALUATION_H
#define TOROID_DIALECTS_TOROID_CONSTANTEVALUATION_H

namespace toroid {

class ToroidDialect;

/// Lets every op of the dialect fold when its operands are small constants.
void addConstantEvaluation(ToroidDialect &dialect);

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_CONSTANTEVALUATION_H
