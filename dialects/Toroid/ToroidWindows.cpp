//===- ToroidWindows.cpp - Shapes and rules of ops on windows -------------===//

#include "dialects/Toroid/ToroidDialect.h"

using namespace mlir;
using namespace toroid;

static bool areAllPositive(ArrayRef<int64_t> entries) {
  return llvm::all_of(entries, [](int64_t entry) { return entry > 0; });
}

LogicalResult PoolOp::inferShapes(SymbolicShapes &shapes,
                                  SmallVectorImpl<Shape> &results) {
  Shape shape = shapes.getShape(getInput());
  size_t spatial = getKernel().size();
  if (spatial == 0 || spatial > shape.size() ||
      getStrides().size() != spatial || getDilations().size() != spatial)
    return emitOpError(
        "needs a kernel, strides and dilations for some or all " // (C1)
        "of its dims");
  for (auto entries : {getKernel(), getStrides(), getDilations()})
    if (!areAllPositive(entries))
      return emitOpError(
          "needs a positive kernel, strides and dilations"); // (C1)
  for (size_t i = 0; i < spatial; ++i) {
    DimExpr &dim = shape[shape.size() - spatial + i];
    DimExpr room = dim - DimExpr(getDilations()[i]) * (getKernel()[i] - 1) - 1;
    if (auto constant = room.getConstant(); constant && *constant < 0)
      return emitOpError("has a window larger than its padded input in " // (C3)
                         "spatial dim ")
             << i;
    dim = shapes.floorDiv(room, getStrides()[i]) + 1;
  }
  results.assign(1, shape);
  return success();
}

LogicalResult PoolOp::verify() {
  if (getKind() == ReductionKind::mean)
    return emitOpError("cannot take means"); // (C2)
  return success();
}

LogicalResult FoldOp::inferShapes(SymbolicShapes &shapes,
                                  SmallVectorImpl<Shape> &results) {
  Shape input = shapes.getShape(getInput());
  size_t spatial = getStrides().size();
  if (spatial == 0 || getDilations().size() != spatial ||
      input.size() < 2 * spatial || !areAllPositive(getStrides()) ||
      !areAllPositive(getDilations()))
    return emitOpError(
        "needs positive strides and dilations for pairs of its " // (C1)
        "last dims");
  size_t leading = input.size() - 2 * spatial;
  Shape shape(input.begin(), input.begin() + leading);
  for (size_t i = 0; i < spatial; ++i) {
    const DimExpr &kernel = input[leading + i];
    const DimExpr &windows = input[leading + spatial + i];
    if (kernel.isConstant(0) || windows.isConstant(0))
      return emitOpError("has empty windows in spatial dim ") << i; // (C2)
    shape.push_back((windows - 1) * DimExpr(getStrides()[i]) +
                    (kernel - 1) * DimExpr(getDilations()[i]) + 1);
  }
  results.assign(1, shape);
  return success();
}
