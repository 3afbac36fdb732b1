//===- Passes.td - Passes that settle the graph ------------*- tablegen -*-===//

#ifndef TOROID_PASSES_GRAPH_PASSES_TD
#define TOROID_PASSES_GRAPH_PASSES_TD

include "mlir/Pass/PassBase.td"

def InferShapes : Pass<"toroid-infer-shapes", "::mlir::func::FuncOp"> {
  let summary = "makes every dim static that can be, and names the results' dims";
  let description = [{
    Follows the names of the arguments' dims (`toroid.dims`) through every op,
    to a fixed point. The function's type and the `toroid.dims` of its results
    follow.

    ```mlir
    func.func @main(%0: tensor<?x8xf32> {toroid.dims = ["n", 8]}) -> tensor<?x?xf32> {
      %1 = toroid.exp %0 : (tensor<?x8xf32>) -> tensor<?x?xf32>
      return %1 : tensor<?x?xf32>
    }
    // ==>
    func.func @main(%0: tensor<?x8xf32> {toroid.dims = ["n", 8]})
        -> (tensor<?x8xf32> {toroid.dims = ["n", 8]}) {
      %1 = toroid.exp %0 : (tensor<?x8xf32>) -> tensor<?x8xf32>
      return %1 : tensor<?x8xf32>
    }
    ```
  }];
}

def FoldShapes : Pass<"toroid-fold-shapes", "::mlir::func::FuncOp"> {
  let summary = "computes shapes from the arguments' dims, not from tensors";
  let description = [{
    Every small integer tensor and every index that is a function of the
    arguments' dims becomes a constant or one short computation from them at
    the top of the function. What computed them before is dead then.

    ```mlir
    %1 = toroid.shape_of %0 : (tensor<?x8xf32>) -> tensor<2xi64>
    %2 = toroid.gather axis = 0 %1, %c1 : (tensor<2xi64>, tensor<i64>) -> tensor<i64>
    // ==>
    %2 = toroid.constant dense<8> : tensor<i64> : tensor<i64>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
}

def Simplify : Pass<"toroid-simplify", "::mlir::func::FuncOp"> {
  let summary = "drops ops that symbolic shapes show to do nothing";
  let description = [{
    Reshapes and broadcasts to the shape that a value has, slices of the whole,
    broadcasts of an operand that broadcasts by itself, and reshapes around a
    transpose that merge leading dims and split them again.

    ```mlir
    %1 = toroid.broadcast_to %0 to [%n, 8] : (tensor<1x8xf32>) -> tensor<?x8xf32>
    %2 = toroid.add %x, %1 : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
    // ==>
    %2 = toroid.add %x, %0 : (tensor<?x8xf32>, tensor<1x8xf32>) -> tensor<?x8xf32>
    ```
  }];
}

#endif // TOROID_PASSES_GRAPH_PASSES_TD
