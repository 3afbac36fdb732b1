//===- MaskLegality.cpp - When a mask may move ----------------------------===//

#include "passes/Fusion/MaskLegality.h"

#include "passes/Fusion/Numbers.h"

#include <cmath>

using namespace mlir;
using namespace toroid;

bool toroid::hidesKeys(double value) { return value <= -1e4; }

double toroid::getMagnitude(Value value, unsigned depth) {
  constexpr double unknown = std::numeric_limits<double>::infinity();
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return unknown;
  auto operand = [&](unsigned i) {
    return getMagnitude(op->getOperand(i), depth - 1);
  };
  if (auto uniform = readUniform(value))
    return std::isnan(*uniform) ? unknown : std::fabs(*uniform);
  if (auto numbers = readConstant(value)) {
    double most = 0;
    for (double number : *numbers)
      most = std::isnan(number) ? unknown : std::max(most, std::fabs(number));
    return most;
  }
  if (isa<TransposeOp, ReshapeOp, BroadcastToOp, SliceOp, GatherOp, GatherNDOp,
          NegOp>(op))
    return operand(0);
  if (auto cast = dyn_cast<CastOp>(op))
    if (auto integer =
            dyn_cast<IntegerType>(getElementTypeOrSelf(cast.getInput())))
      return std::ldexp(1, integer.getWidth());
  if (!isa<FloatType>(getElementTypeOrSelf(value)))
    return unknown;
  if (isa<AddOp, SubOp>(op))
    return operand(0) + operand(1);
  if (isa<MulOp>(op)) {
    double left = operand(0), right = operand(1);
    return std::isfinite(left) && std::isfinite(right) ? left * right : unknown;
  }
  return unknown;
}

bool toroid::isModerate(double magnitude, double hidden) {
  return magnitude <= std::fabs(hidden) / 100;
}

bool toroid::absorbs(double hidden, double magnitude) {
  return magnitude + 1e14 <= std::ldexp(std::fabs(hidden), -54);
}

bool toroid::everyRowKeepsAKey(const Positions &positions,
                               const DimExpr &queries, const DimExpr &keys,
                               SymbolicShapes &shapes) {
  if (!positions.counts.empty())
    return false;
  auto isNonNegative = [&](const DimExpr &expr) {
    return shapes.isNonNegative(expr);
  };
  return llvm::all_of(positions.uppers, isNonNegative) &&
         llvm::all_of(positions.lowers, [&](const DimExpr &lower) {
           return isNonNegative(keys - queries + lower) &&
                  llvm::all_of(positions.uppers, [&](const DimExpr &upper) {
                    return isNonNegative(upper + lower);
                  });
         });
}
