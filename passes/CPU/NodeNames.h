//===- NodeNames.h - Which ONNX nodes an op came from -----------*- C++ -*-===//

#ifndef TOROID_PASSES_CPU_NODENAMES_H
#define TOROID_PASSES_CPU_NODENAMES_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/SetVector.h"

namespace toroid {

using NodeNames = llvm::SmallSetVector<mlir::StringAttr, 4>;

/// Adds the names of nodes in `loc`, in its order.
void addNodeNames(mlir::Location loc, NodeNames &names);

/// The name that says most about `loc`: its first one; null when it has none.
mlir::StringAttr firstNodeName(mlir::Location loc);

} // namespace toroid

#endif // TOROID_PASSES_CPU_NODENAMES_H
