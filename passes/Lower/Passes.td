//===- Passes.td - From toroid to linalg on tensors --------*- tablegen -*-===//

#ifndef TOROID_PASSES_LOWER_PASSES_TD
#define TOROID_PASSES_LOWER_PASSES_TD

include "mlir/Pass/PassBase.td"

def Decompose : Pass<"toroid-decompose", "mlir::func::FuncOp"> {
  let summary = "spell fused ops out";
  let description = [{
    Each op of the interface `Decomposable` becomes the ops that its formula
    names: attention, normalizations, activations, rotary. That is how most of
    them are lowered, and the reference that other ways are compared with.
    Attention then has all scores of all heads in memory at once.

    ```mlir
    %0 = toroid.attention %q, %k, %v scale = 5.000000e-01
        : (tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>) -> tensor<1x2x?x4xf32>
    ==>
    %0 = toroid.matmul %q, %k {transpose_rhs} : (tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>) -> tensor<1x2x?x?xf32>
    %1 = toroid.constant dense<5.000000e-01> : tensor<f32> : tensor<f32>
    %2 = toroid.mul %0, %1 : (tensor<1x2x?x?xf32>, tensor<f32>) -> tensor<1x2x?x?xf32>
    %3 = toroid.softmax %2 axis = 3 : (tensor<1x2x?x?xf32>) -> tensor<1x2x?x?xf32>
    %4 = toroid.matmul %3, %v : (tensor<1x2x?x?xf32>, tensor<1x2x?x4xf32>) -> tensor<1x2x?x4xf32>
    ```
  }];
  let options = [
    ListOption<"ops", "ops", "std::string",
               "the ops to spell out, as in attention,rms_norm; all by default">,
    ListOption<"except", "except", "std::string", "the ops to leave">,
  ];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::tensor::TensorDialect"];
}

def ExpandAttention : Pass<"toroid-expand-attention", "mlir::func::FuncOp"> {
  let summary = "give attention the form of its formula";
  let description = [{
    The past of `toroid.attention`, its packed operand and the orders of its
    operands and result become joins, slices and transposes around it. Targets
    tile what is left, and read through transposes and slices.

    ```mlir
    %0 = toroid.attention %q, %k, %v scale = 5.000000e-01 key_order = bshd
        : (tensor<1x2x?x4xf32>, tensor<1x?x2x4xf32>, tensor<1x2x?x4xf32>) -> tensor<1x2x?x4xf32>
    ==>
    %0 = toroid.transpose %k [0, 2, 1, 3] : (tensor<1x?x2x4xf32>) -> tensor<1x2x?x4xf32>
    %1 = toroid.attention %q, %0, %v scale = 5.000000e-01
        : (tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>) -> tensor<1x2x?x4xf32>
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::tensor::TensorDialect"];
}

def ToroidToLinalg : Pass<"toroid-to-linalg", "mlir::func::FuncOp"> {
  let summary = "lower the toroid dialect to linalg on tensors";
  let description = [{
    Every op of the function except `toroid.attention` becomes linalg, tensor,
    arith and math. Sizes of temporaries are functions of the arguments' dims.
    Tensors of bool become i8 that is 0 or 1, unsigned ones lose their sign; an
    argument or result of which the type changes keeps the old one as
    `toroid.type`. What only a run can check (an index in its range, dims that
    must be equal) becomes a `cf.assert` that names the ONNX node.

    ```mlir
    %0 = toroid.add %arg0, %arg1 : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    ==>
    %dim = tensor.dim %arg0, %c0 : tensor<?x8xf32>
    %0 = tensor.empty(%dim) : tensor<?x8xf32>
    %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>,
                                          affine_map<(d0, d1) -> (d1)>,
                                          affine_map<(d0, d1) -> (d0, d1)>],
                         iterator_types = ["parallel", "parallel"]}
        ins(%arg0, %arg1 : tensor<?x8xf32>, tensor<8xf32>) outs(%0 : tensor<?x8xf32>) {
    ^bb0(%in: f32, %in_0: f32, %out: f32):
      %2 = arith.addf %in, %in_0 : f32
      linalg.yield %2 : f32
    } -> tensor<?x8xf32>
    ```
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::bufferization::BufferizationDialect",
    "mlir::cf::ControlFlowDialect",
    "mlir::linalg::LinalgDialect", "mlir::math::MathDialect",
    "mlir::scf::SCFDialect", "mlir::tensor::TensorDialect"];
}

def VerifyLowered : Pass<"toroid-verify-lowered", "mlir::ModuleOp"> {
  let summary = "fail unless only what the targets take is left";
  let description = [{
    Allowed are func, linalg, tensor, arith, math, scf, cf,
    `bufferization.materialize_in_destination` and `toroid.attention`, on tensors without bool or unsigned elements.

    ```mlir
    %0 = toroid.exp %arg0 : (tensor<4xf32>) -> tensor<4xf32>
    ==>
    error: 'toroid.exp' op is left after lowering
    ```
  }];
}

#endif // TOROID_PASSES_LOWER_PASSES_TD
