// RUN: toroid-opt %s | toroid-opt | FileCheck %s
// RUN: toroid-opt %s --mlir-print-op-generic | toroid-opt | FileCheck %s

// CHECK-LABEL: func.func @nodes
func.func @nodes(%a: tensor<?x8xf32>, %b: tensor<4x8xf32>, %c: tensor<i1>)
    -> !onnx.unknown {
  // CHECK: %[[W:.*]] = onnx.constant dense<1.000000e+00> : tensor<8xf32> : tensor<8xf32>
  %w = onnx.constant dense<1.0> : tensor<8xf32> : tensor<8xf32>
  // CHECK: %[[N:.*]] = onnx.none : none
  %n = onnx.none : none
  // CHECK: onnx.node "Gemm"(%{{.*}}, %{{.*}}, %[[N]])
  // CHECK-SAME: attrs = {transB = 1 : i64}
  // CHECK-SAME: opset = 17 : i64
  %0 = onnx.node "Gemm"(%a, %b, %n) {opset = 17 : i64, attrs = {transB = 1 : i64}}
      : (tensor<?x8xf32>, tensor<4x8xf32>, none) -> tensor<?x4xf32>
  // CHECK: onnx.node "If"
  // CHECK: onnx.yield %{{.*}} : tensor<?x4xf32>
  // CHECK: }, {
  // CHECK: onnx.yield %[[W]] : tensor<8xf32>
  %1 = onnx.node "If"(%c) {opset = 17 : i64,
                           region_names = ["then_branch", "else_branch"]}
      : (tensor<i1>) -> !onnx.unknown {
    onnx.yield %0 : tensor<?x4xf32>
  }, {
    onnx.yield %w : tensor<8xf32>
  }
  return %1 : !onnx.unknown
}

// CHECK-LABEL: func.func @types
// CHECK-SAME: tensor<2x!onnx.string>
func.func @types(%a: tensor<2x!onnx.string>) {
  return
}
