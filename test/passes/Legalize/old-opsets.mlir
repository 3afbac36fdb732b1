// Forms of before opset 7 that differ from today's.
// RUN: toroid-opt --toroid-legalize %s --split-input-file | FileCheck %s

// CHECK-LABEL: @prelu
// CHECK: %[[SLOPE:.+]] = toroid.reshape %arg1
// CHECK-SAME: -> tensor<3x1xf32>
// CHECK: toroid.mul %arg0, %[[SLOPE]]
func.func @prelu(%x: tensor<2x3x4xf32>, %slope: tensor<3xf32>) -> !onnx.unknown {
  %r0 = onnx.node "PRelu"(%x, %slope) {opset = 6 : i64}
      : (tensor<2x3x4xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

// CHECK-LABEL: @gemm
// CHECK: %[[PRODUCT:.+]] = toroid.matmul %arg0, %arg1 {transpose_rhs}
// CHECK: toroid.add %[[PRODUCT]], %arg2
func.func @gemm(%x: tensor<4x10xf32>, %w: tensor<8x10xf32>, %b: tensor<8xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Gemm"(%x, %w, %b) {opset = 6 : i64, attrs = {broadcast = 1 : i64, transB = 1 : i64}}
      : (tensor<4x10xf32>, tensor<8x10xf32>, tensor<8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

// CHECK-LABEL: @batch_normalization
// CHECK: toroid.rsqrt
func.func @batch_normalization(%x: tensor<4x5x3xf32>, %p: tensor<5xf32>) -> !onnx.unknown {
  %r0 = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {opset = 6 : i64, attrs = {is_test = 1 : i64}}
      : (tensor<4x5x3xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

// CHECK-LABEL: @dropout
// CHECK: return %arg0
func.func @dropout(%x: tensor<4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Dropout"(%x) {opset = 6 : i64, attrs = {is_test = 1 : i64}}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
