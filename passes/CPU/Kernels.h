//===- Kernels.h - Functions that keep a tile in registers ------*- C++ -*-===//
//
// Products of one module share these functions: what differs between two
// kernels is the shape of the tile, the types and the strides, and nothing
// else.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_CPU_KERNELS_H
#define TOROID_PASSES_CPU_KERNELS_H

#include "passes/CPU/Target.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"

#include <map>

namespace toroid {

struct Contraction;

/// What one kernel computes: out[rows, columns] += lhs[rows, k] * rhs[k,
/// columns].
struct KernelShape {
  int64_t rows = 1;
  int64_t vectors = 1;
  /// Whether the columns are fewer than the vectors hold: out's second size
  /// tells how many.
  bool isMasked = false;
  /// Whether lhs is given as [k, rows].
  bool isLhsTransposed = false;
  /// Whether the sum starts at zero instead of what is in out.
  bool startsAtZero = false;
};

class Kernels {
public:
  Kernels(mlir::ModuleOp module, const CPUTarget &target)
      : module(module), target(target) {}

  /// Emits a call of the kernel for `contraction` (its element types and
  /// conversions) on two-dimensional buffers; the last dimensions of `rhs` and
  /// `out` are contiguous. Where `rhs` has columns for all vectors, it is read
  /// without masks.
  void call(mlir::OpBuilder &b, mlir::Location loc,
            const Contraction &contraction, const KernelShape &shape,
            mlir::Value lhs, mlir::Value rhs, mlir::Value out);

  /// Whether columns of such elements are packed in registers.
  static bool canTranspose(mlir::Type element, const CPUTarget &target);

  /// Emits a call of a function that copies `source`, [columns, k] or, when it
  /// is rows already, [k, columns], to `panel`, [k, columns].
  void callPack(mlir::OpBuilder &b, mlir::Location loc, mlir::Value source,
                mlir::Value panel, bool sourceIsRows);

private:
  mlir::func::FuncOp buildKernel(mlir::StringRef name,
                                 const Contraction &contraction,
                                 const KernelShape &shape,
                                 mlir::FunctionType type);
  mlir::func::FuncOp buildPack(mlir::StringRef name, mlir::FunctionType type,
                               bool sourceIsRows);
  /// A fresh private function.
  mlir::func::FuncOp create(mlir::StringRef name, mlir::FunctionType type);

  mlir::ModuleOp module;
  const CPUTarget &target;
  std::map<std::string, mlir::func::FuncOp> functions;
};

} // namespace toroid

#endif // TOROID_PASSES_CPU_KERNELS_H
