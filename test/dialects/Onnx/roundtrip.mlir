// RUN: toroid-opt %s | toroid-opt | FileCheck %s

// CHECK-LABEL: func @main
func.func @main(%x: tensor<?x8xf32> {toroid.name = "x", toroid.dims = ["n", 8]}, %c: tensor<i1>) -> (tensor<?x4xf32> {toroid.name = "y"}) {
  // CHECK: onnx.constant dense<1.000000e+00> : tensor<4x8xf32> : tensor<4x8xf32>
  %w = onnx.constant dense<1.0> : tensor<4x8xf32> : tensor<4x8xf32>
  // CHECK: %[[NONE:.*]] = onnx.none : none
  %none = onnx.none : none
  // CHECK: onnx.node "Gemm"(%{{.*}}, %{{.*}}, %[[NONE]]) {attrs = {transB = 1 : i64}, opset = 17 : i64} : (tensor<?x8xf32>, tensor<4x8xf32>, none) -> tensor<?x4xf32>
  %g = onnx.node "Gemm"(%x, %w, %none) {opset = 17 : i64, attrs = {transB = 1 : i64}} : (tensor<?x8xf32>, tensor<4x8xf32>, none) -> tensor<?x4xf32>
  // CHECK: onnx.node "If"(%{{.*}}) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<i1>) -> !onnx.unknown {
  // CHECK:   onnx.yield %{{.*}} : tensor<?x4xf32>
  // CHECK: }, {
  %i = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<i1>) -> !onnx.unknown {
    onnx.yield %g : tensor<?x4xf32>
  }, {
    onnx.yield %g : tensor<?x4xf32>
  }
  return %g : tensor<?x4xf32>
}

// CHECK-LABEL: func @types
// CHECK-SAME: tensor<2x!onnx.string>
// CHECK-SAME: !onnx.sequence<tensor<?xf32>>
// CHECK-SAME: !onnx.optional<!onnx.sequence<!onnx.unknown>>
func.func @types(%a: tensor<2x!onnx.string>,
                 %b: !onnx.sequence<tensor<?xf32>>,
                 %c: !onnx.optional<!onnx.sequence<!onnx.unknown>>) {
  return
}
