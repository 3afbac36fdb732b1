//===- Loops.h - Loops and branches of toroid ops ---------------*- C++ -*-===//
//
// How handlers build control flow: scf ops around toroid ops. What a loop
// carries may change its size from turn to turn, but neither its rank nor its
// elements' type; sizes that stay the same are found out by trying, so a body
// may be built more than once. What it built before is gone then.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_PASSES_LEGALIZE_LOOPS_H
#define TOROID_PASSES_LEGALIZE_LOOPS_H

#include "passes/Legalize/NodeContext.h"

#include <vector>

namespace toroid {

using Values = llvm::SmallVector<mlir::Value>;

/// Builds turn number `turn` from what is carried into it, and tells what goes
/// into the next. It fails after an error, or to be undone.
using TurnBuilder = llvm::function_ref<mlir::LogicalResult(
    const DimExpr &turn, mlir::ValueRange carried, Values &next)>;

/// `for (turn = 0; turn < count; ++turn) carried = body(turn, carried)`, an
/// scf.for. Gives what is carried out of the last turn; nothing on failure.
std::optional<Values> buildLoop(NodeContext &node, const DimExpr &count,
                                mlir::ValueRange inits, TurnBuilder body);

/// The same while a condition holds: `go` at first (a scalar bool), after that
/// the first of what the body leaves; no more than `limit` turns, if there is
/// one. An scf.while.
std::optional<Values> buildWhile(NodeContext &node,
                                 std::optional<DimExpr> limit, mlir::Value go,
                                 mlir::ValueRange inits, TurnBuilder body);

/// What a turn leaves besides what it carries on.
struct Piece {
  Shape shape;
  mlir::Type elementType;
  /// Which of its dims are known ahead of the loop.
  llvm::SmallVector<bool> isKnown;

  /// Its shape as far as it is known ahead of the loop, and 0 elsewhere: what
  /// comes of no turns.
  Shape getKnownShape() const;
};

/// Builds a turn only to see the pieces that it leaves after what it carries.
std::optional<std::vector<Piece>> probeTurn(NodeContext &node,
                                            const DimExpr &count,
                                            mlir::ValueRange inits,
                                            TurnBuilder body);

/// How the pieces that turns leave make one tensor: along which axis, which is
/// a new dim, and whether from the end.
struct Collected {
  int64_t axis = 0;
  bool reverse = false;
};

/// Stands for a number of turns that nothing limits.
constexpr int64_t unlimitedTurns = std::numeric_limits<int64_t>::max();

/// A loop whose body leaves, after what it carries, one piece for each of
/// `outputs`. Their sizes are the same in all turns; where they are not known
/// ahead of the loop, the first turn tells them. The tensors they make,
/// `extent` pieces each, come after what is carried; without an extent, `count`
/// is.
std::optional<Values>
buildCollectingLoop(NodeContext &node, const DimExpr &count,
                    std::optional<DimExpr> extent, mlir::ValueRange inits,
                    llvm::ArrayRef<Collected> outputs, TurnBuilder body);

/// `condition ? then() : otherwise()` for a scalar bool, an scf.if. Where the
/// branches differ in rank, an error; or, with `narrower`, nothing is built and
/// this tells which branch gives the lower one.
std::optional<Values>
buildBranch(NodeContext &node, mlir::Value condition,
            llvm::function_ref<std::optional<Values>()> then,
            llvm::function_ref<std::optional<Values>()> otherwise,
            std::optional<bool> *narrower = nullptr);

/// What turns add pieces to, where only they tell the pieces' sizes: `first()`
/// in turn 0, and `whole`, which is carried, in all others.
mlir::Value startInFirstTurn(NodeContext &node, const DimExpr &turn,
                             mlir::Value whole,
                             llvm::function_ref<mlir::Value()> first);

/// Piece number `at` along `axis` of a tensor, without that dim.
mlir::Value takePiece(NodeContext &node, mlir::Value tensor, int64_t axis,
                      const DimExpr &at);

/// `dest` with `piece` as its piece number `at` along `axis`.
mlir::Value putPiece(NodeContext &node, mlir::Value piece, mlir::Value dest,
                     int64_t axis, const DimExpr &at);

/// A tensor whose elements are yet to be written.
mlir::Value buildEmpty(NodeContext &node, llvm::ArrayRef<DimExpr> shape,
                       mlir::Type elementType);

/// Erases an op and what is known of everything in it.
void discard(NodeContext &node, mlir::Operation *op);

/// The element of a tensor with one.
mlir::Value readScalar(NodeContext &node, mlir::Value tensor);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_LOOPS_H
