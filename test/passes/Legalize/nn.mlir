// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Products.

// CHECK-LABEL: func.func @matmul(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<8x4xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %[[Y]] : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
// CHECK: return %[[V0]] : tensor<?x?x4xf32>
func.func @matmul(%x: tensor<?x?x8xf32>, %y: tensor<8x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "MatMul"(%x, %y) {opset = 17 : i64}
      : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @matmul_row(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<8xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<?x8x4xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [1, 8] : (tensor<8xf32>) -> tensor<1x8xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %[[V0]], %[[Y]] : (tensor<1x8xf32>, tensor<?x8x4xf32>) -> tensor<?x1x4xf32>
// CHECK: %[[D2:.*]] = tensor.dim %[[Y]], %c0{{[_0-9]*}} : tensor<?x8x4xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V1]] to [%[[D2]], 4] : (tensor<?x1x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V3]] : tensor<?x4xf32>
func.func @matmul_row(%x: tensor<8xf32>, %y: tensor<?x8x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "MatMul"(%x, %y) {opset = 17 : i64}
      : (tensor<8xf32>, tensor<?x8x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @matmul_column(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<8xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[Y]] to [8, 1] : (tensor<8xf32>) -> tensor<8x1xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %[[X]], %[[V0]] : (tensor<?x?x8xf32>, tensor<8x1xf32>) -> tensor<?x?x1xf32>
// CHECK: %[[D2:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[D3:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V1]] to [%[[D2]], %[[D3]]] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V4]] : tensor<?x?xf32>
func.func @matmul_column(%x: tensor<?x?x8xf32>, %y: tensor<8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "MatMul"(%x, %y) {opset = 17 : i64}
      : (tensor<?x?x8xf32>, tensor<8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @matmul_dot(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<8xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<8xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [1, 8] : (tensor<8xf32>) -> tensor<1x8xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[Y]] to [8, 1] : (tensor<8xf32>) -> tensor<8x1xf32>
// CHECK: %[[V2:.*]] = toroid.matmul %[[V0]], %[[V1]] : (tensor<1x8xf32>, tensor<8x1xf32>) -> tensor<1x1xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [] : (tensor<1x1xf32>) -> tensor<f32>
// CHECK: return %[[V3]] : tensor<f32>
func.func @matmul_dot(%x: tensor<8xf32>, %y: tensor<8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "MatMul"(%x, %y) {opset = 17 : i64}
      : (tensor<8xf32>, tensor<8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @matmul_batched(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x1x3x8xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<5x8x4xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %[[Y]] : (tensor<?x1x3x8xf32>, tensor<5x8x4xf32>) -> tensor<?x5x3x4xf32>
// CHECK: return %[[V0]] : tensor<?x5x3x4xf32>
func.func @matmul_batched(%x: tensor<?x1x3x8xf32>, %y: tensor<5x8x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "MatMul"(%x, %y) {opset = 17 : i64}
      : (tensor<?x1x3x8xf32>, tensor<5x8x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gemm(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4x8xf32>{{[^%]*}}, %[[C:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %[[Y]] {transpose_rhs} : (tensor<?x8xf32>, tensor<4x8xf32>) -> tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[V0]], %[[C]] : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V1]] : tensor<?x4xf32>
func.func @gemm(%x: tensor<?x8xf32>, %y: tensor<4x8xf32>, %c: tensor<4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Gemm"(%x, %y, %c) {opset = 17 : i64, attrs = {transB = 1 : i64}}
      : (tensor<?x8xf32>, tensor<4x8xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gemm_scaled(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<8x3xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<8x4xf32>{{[^%]*}}, %[[C:[a-z0-9]+]]: tensor<3x1xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %[[Y]] {transpose_lhs} : (tensor<8x3xf32>, tensor<8x4xf32>) -> tensor<3x4xf32>
// CHECK: %[[C1:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.mul %[[V0]], %[[C1]] : (tensor<3x4xf32>, tensor<f32>) -> tensor<3x4xf32>
// CHECK: %[[C3:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.mul %[[C]], %[[C3]] : (tensor<3x1xf32>, tensor<f32>) -> tensor<3x1xf32>
// CHECK: %[[V5:.*]] = toroid.add %[[V2]], %[[V4]] : (tensor<3x4xf32>, tensor<3x1xf32>) -> tensor<3x4xf32>
// CHECK: return %[[V5]] : tensor<3x4xf32>
func.func @gemm_scaled(%x: tensor<8x3xf32>, %y: tensor<8x4xf32>, %c: tensor<3x1xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Gemm"(%x, %y, %c) {opset = 17 : i64, attrs = {transA = 1 : i64, alpha = 0.5 : f32, beta = 2.0 : f32}}
      : (tensor<8x3xf32>, tensor<8x4xf32>, tensor<3x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gemm_no_bias(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<8x4xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %[[Y]] : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @gemm_no_bias(%x: tensor<?x8xf32>, %y: tensor<8x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Gemm"(%x, %y) {opset = 17 : i64}
      : (tensor<?x8xf32>, tensor<8x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
