// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Constants, what inference leaves out, branches.

// CHECK-LABEL: func.func @constants
func.func @constants() -> (tensor<2xf16>, tensor<f32>, tensor<i64>, tensor<2xf32>, tensor<3xi64>) {
  // CHECK: %[[TENSOR:.*]] = toroid.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf16>
  %0 = onnx.node "Constant"() {opset = 13 : i64, attrs = {value = dense<[1.0, 2.0]> : tensor<2xf16>}} : () -> tensor<2xf16>
  // CHECK: %[[FLOAT:.*]] = toroid.constant dense<2.500000e+00> : tensor<f32>
  %1 = onnx.node "Constant"() {opset = 13 : i64, attrs = {value_float = 2.5 : f32}} : () -> tensor<f32>
  // CHECK: %[[INT:.*]] = toroid.constant dense<9223372036854775807> : tensor<i64>
  %2 = onnx.node "Constant"() {opset = 13 : i64, attrs = {value_int = 9223372036854775807 : i64}} : () -> tensor<i64>
  // CHECK: %[[FLOATS:.*]] = toroid.constant dense<[5.000000e-01, 1.500000e+00]> : tensor<2xf32>
  %3 = onnx.node "Constant"() {opset = 13 : i64, attrs = {value_floats = array<f32: 0.5, 1.5>}} : () -> tensor<2xf32>
  // CHECK: %[[INTS:.*]] = toroid.constant dense<[1, -1, 3]> : tensor<3xi64>
  %4 = onnx.node "Constant"() {opset = 13 : i64, attrs = {value_ints = array<i64: 1, -1, 3>}} : () -> tensor<3xi64>
  // CHECK: return %[[TENSOR]], %[[FLOAT]], %[[INT]], %[[FLOATS]], %[[INTS]]
  return %0, %1, %2, %3, %4 : tensor<2xf16>, tensor<f32>, tensor<i64>, tensor<2xf32>, tensor<3xi64>
}

// Weights stay where they are.

// CHECK-LABEL: func.func @weights
func.func @weights(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // CHECK: %[[W:.*]] = toroid.constant dense_resource<weight> : tensor<4x4xf32>
  %w = onnx.constant dense_resource<weight> : tensor<4x4xf32> : tensor<4x4xf32>
  // CHECK: toroid.matmul %{{.*}}, %[[W]]
  %0 = onnx.node "MatMul"(%x, %w) {opset = 17 : i64} : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @identity
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32>
func.func @identity(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %0 = onnx.node "Identity"(%x) {opset = 17 : i64} : (tensor<?x4xf32>) -> tensor<?x4xf32>
  // CHECK-NEXT: return %[[X]]
  return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @dropout
// CHECK-SAME: %[[X:.*]]: tensor<2x4xf32>
func.func @dropout(%x: tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xi1>) {
  %ratio = onnx.constant dense<0.5> : tensor<f32> : tensor<f32>
  %training = onnx.constant dense<false> : tensor<i1> : tensor<i1>
  // CHECK: %[[MASK:.*]] = toroid.constant dense<true> : tensor<2x4xi1>
  %0, %1 = onnx.node "Dropout"(%x, %ratio, %training) {opset = 17 : i64} : (tensor<2x4xf32>, tensor<f32>, tensor<i1>) -> (tensor<2x4xf32>, tensor<2x4xi1>)
  // CHECK: return %[[X]], %[[MASK]]
  return %0, %1 : tensor<2x4xf32>, tensor<2x4xi1>
}

// Nothing is dropped where the ratio is 0, in training too.

// CHECK-LABEL: func.func @dropout_nothing
// CHECK-SAME: %[[X:.*]]: tensor<2x4xf32>
func.func @dropout_nothing(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %ratio = onnx.constant dense<0.0> : tensor<f64> : tensor<f64>
  %training = onnx.constant dense<true> : tensor<i1> : tensor<i1>
  %0 = onnx.node "Dropout"(%x, %ratio, %training) {opset = 17 : i64} : (tensor<2x4xf32>, tensor<f64>, tensor<i1>) -> tensor<2x4xf32>
  // CHECK: return %[[X]]
  return %0 : tensor<2x4xf32>
}

// A condition that follows from shapes chooses the branch now. What the other
// one holds does not matter.

// CHECK-LABEL: func.func @if
// CHECK-SAME: %[[X:.*]]: tensor<?x1xf32>
func.func @if(%x: tensor<?x1xf32>) -> tensor<?xf32> {
  %one = onnx.constant dense<1> : tensor<1xi64> : tensor<1xi64>
  %0 = onnx.node "Shape"(%x) {opset = 17 : i64} : (tensor<?x1xf32>) -> tensor<2xi64>
  %1 = onnx.node "Gather"(%0, %one) {opset = 17 : i64} : (tensor<2xi64>, tensor<1xi64>) -> tensor<1xi64>
  %2 = onnx.node "Equal"(%1, %one) {opset = 17 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<1xi1>
  // CHECK: %[[Y:.*]] = toroid.reshape %[[X]] to [%{{.*}}] : (tensor<?x1xf32>) -> tensor<?xf32>
  // CHECK-NEXT: %[[Z:.*]] = toroid.relu %[[Y]]
  // CHECK-NEXT: return %[[Z]] : tensor<?xf32>
  %3 = onnx.node "If"(%2) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<1xi1>) -> tensor<?xf32> {
    %4 = onnx.node "Squeeze"(%x, %one) {opset = 17 : i64} : (tensor<?x1xf32>, tensor<1xi64>) -> tensor<?xf32>
    %5 = onnx.node "Relu"(%4) {opset = 17 : i64} : (tensor<?xf32>) -> tensor<?xf32>
    onnx.yield %5 : tensor<?xf32>
  }, {
    %6 = onnx.node "Frobnicate"(%x) {opset = 17 : i64} : (tensor<?x1xf32>) -> tensor<?xf32>
    onnx.yield %6 : tensor<?xf32>
  }
  return %3 : tensor<?xf32>
}

// Both spellings of the default domain.

// CHECK-LABEL: func.func @domain
// CHECK: toroid.relu
func.func @domain(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = onnx.node "Relu"(%x) {domain = "ai.onnx", opset = 17 : i64} : (tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

{-#
  dialect_resources: {
    builtin: {
      weight: "0x400000000000803F000000000000000000000000000000000000803F000000000000000000000000000000000000803F000000000000000000000000000000000000803F"
    }
  }
#-}
