//===- Subgraphs.h - What If, Loop and Scan hold ----------------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_SUBGRAPHS_H
#define TOROID_PASSES_LEGALIZE_SUBGRAPHS_H

#include "passes/Legalize/Loops.h"

namespace toroid {

/// The subgraph in the attribute `name`; fails the node when there is none, or
/// one of another number of inputs.
mlir::Block *getSubgraph(NodeContext &node, llvm::StringRef name,
                         size_t numArguments);

/// Legalizes a subgraph where the builder stands. Its outputs, null where they
/// are sequences; nothing when some node in it failed. An argument that is null
/// has been mapped already.
std::optional<Values> inlineSubgraph(NodeContext &node, mlir::Block &block,
                                     mlir::ValueRange arguments);

/// `value` with the sizes that the model declares for it, which is `output` of
/// a subgraph, where nothing else is known of them.
mlir::Value useDeclared(NodeContext &node, mlir::Value value,
                        mlir::Value output);

/// Whether `value` is one bool.
bool isCondition(mlir::Value value);

/// A condition as the constant that it is.
std::optional<bool> getConstantCondition(NodeContext &node,
                                         mlir::Value condition);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_SUBGRAPHS_H
