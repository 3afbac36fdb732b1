//===- MemoryPlan.h - What PlanMemory decided, for people -------*- C++ -*-===//
//
// PlanMemory records its decisions in the module where it is asked to; the plan
// is read back from there and printed.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_CPU_MEMORYPLAN_H
#define TOROID_PASSES_CPU_MEMORYPLAN_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace toroid {

/// The module's attribute: {arena = "…", buffers = [{…}]}.
inline constexpr llvm::StringLiteral memoryPlanAttr = "toroid.memory_plan";

/// Numbers are texts: decimal, or formulas over the inputs' dims.
struct PlannedBuffer {
  /// "arena": in one place of the arena. "iterations": in the arena, once for
  /// each iteration of a parallel loop. "stack": on the stack of each thread in
  /// a parallel loop. "run time": taken from the runtime when its size is
  /// known.
  std::string place;
  std::string type;
  /// Empty at "run time".
  std::string offset, bytes;
  /// Names of ONNX nodes: whose value it is, who uses it first and last, and
  /// all who write it: each after the first works in place.
  std::string value, first, last;
  std::vector<std::string> writers;
  /// When it is in use, as numbers that grow along the program.
  int64_t begin = 0, end = 0;
  /// Which buffers share a place of a size known at run time only; -1: none.
  int64_t slot = -1;
};

/// Collects buffers while PlanMemory places them.
class MemoryRecord {
public:
  explicit MemoryRecord(mlir::func::FuncOp main) : main(main) {}

  /// Finds out about the buffer `alloc`, with `aliases` for all that is a view
  /// of it; the caller adds where it was put.
  PlannedBuffer describe(mlir::Value alloc,
                         llvm::ArrayRef<mlir::Value> aliases);
  void add(PlannedBuffer buffer) { buffers.push_back(std::move(buffer)); }

  /// `value`, which is computed at the start of @main, as a formula.
  std::string formula(mlir::Value value);

  /// Writes the attribute. `arena` is the arena's size.
  void store(const std::string &arena);

private:
  mlir::func::FuncOp main;
  std::vector<PlannedBuffer> buffers;
};

/// The plan of a module, read from its attribute.
class MemoryPlan {
public:
  /// Takes the attribute away: it is no part of the program.
  static mlir::FailureOr<MemoryPlan> take(mlir::ModuleOp module);

  /// For people.
  void print(llvm::raw_ostream &os) const;
  /// For programs: {"arena", "weights", "buffers": [{"place", "type", "offset",
  /// "bytes", "value", "first", "last", "writers", "reuses"}]}; numbers where
  /// they are known, formulas otherwise.
  llvm::json::Value toJSON() const;

private:
  /// The buffers that had some of the bytes of buffer `index` before it.
  std::vector<size_t> reusedBy(size_t index) const;

  std::string arena;
  int64_t weights = 0;
  std::vector<PlannedBuffer> buffers;
};

/// Bytes of all weights, each aligned as in the program.
int64_t sizeOfWeights(mlir::ModuleOp module);

} // namespace toroid

#endif // TOROID_PASSES_CPU_MEMORYPLAN_H
