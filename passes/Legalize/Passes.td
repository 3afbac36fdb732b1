//===- Passes.td - From ONNX nodes to toroid ops -----------*- tablegen -*-===//

#ifndef TOROID_PASSES_LEGALIZE_PASSES_TD
#define TOROID_PASSES_LEGALIZE_PASSES_TD

include "mlir/Pass/PassBase.td"

def Legalize : Pass<"toroid-legalize", "::mlir::ModuleOp"> {
  let summary = "turns ONNX nodes into toroid ops";
  let description = [{
    Replaces each `onnx.node` by the toroid ops that mean the same in the
    operator set that the model imports. Nodes are taken in order, so that shapes
    are known and what only computes a shape is folded when its user is built.
    Values that are functions of dims (the target of a Reshape, the bounds of a
    Slice) become attributes and index operands.

    All nodes that cannot be turned into toroid ops are reported at once, one
    error for each operator and reason.

    ```mlir
    %0 = onnx.node "Shape"(%x) {opset = 17 : i64} : (tensor<?x?x8xf32>) -> tensor<3xi64>
    %1 = onnx.node "Gather"(%0, %zero) {opset = 17 : i64} : (tensor<3xi64>, tensor<1xi64>) -> tensor<1xi64>
    %2 = onnx.node "Concat"(%1, %rest) {opset = 17 : i64, attrs = {axis = 0 : i64}} : (tensor<1xi64>, tensor<2xi64>) -> tensor<3xi64>
    %3 = onnx.node "Reshape"(%x, %2) {opset = 17 : i64} : (tensor<?x?x8xf32>, tensor<3xi64>) -> !onnx.unknown
      ==>
    %dim = tensor.dim %x, %c0 : tensor<?x?x8xf32>
    %3 = toroid.reshape %x to [%dim, %dim_0, 8] : (tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::bufferization::BufferizationDialect",
                           "::mlir::cf::ControlFlowDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect",
                           "::toroid::ToroidDialect"];
  let options = [
    Option<"namedNodes", "named-nodes", "unsigned", "/*default=*/3",
           "How many nodes one error names before it only counts">,
  ];
}

#endif // TOROID_PASSES_LEGALIZE_PASSES_TD
