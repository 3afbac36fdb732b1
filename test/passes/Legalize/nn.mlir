// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Products and convolutions.

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

// CHECK-LABEL: func.func @conv(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x32x32xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<16x3x8x8xf32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<16xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[X]], %[[W]], %[[B]] groups = 1 strides = [8, 8] dilations = [1, 1] pad = [0, 0], [0, 0] : (tensor<?x3x32x32xf32>, tensor<16x3x8x8xf32>, tensor<16xf32>) -> tensor<?x16x4x4xf32>
// CHECK: return %[[V0]] : tensor<?x16x4x4xf32>
func.func @conv(%x: tensor<?x3x32x32xf32>, %w: tensor<16x3x8x8xf32>, %b: tensor<16xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w, %b) {opset = 17 : i64, attrs = {strides = [8, 8], kernel_shape = [8, 8], pads = [0, 0, 0, 0]}}
      : (tensor<?x3x32x32xf32>, tensor<16x3x8x8xf32>, tensor<16xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @conv_groups(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4x?xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<6x2x3xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[X]], %[[W]] groups = 2 strides = [1] dilations = [2] pad = [1], [2] : (tensor<?x4x?xf32>, tensor<6x2x3xf32>) -> tensor<?x6x?xf32>
// CHECK: return %[[V0]] : tensor<?x6x?xf32>
func.func @conv_groups(%x: tensor<?x4x?xf32>, %w: tensor<6x2x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {group = 2 : i64, dilations = [2], pads = [1, 2]}}
      : (tensor<?x4x?xf32>, tensor<6x2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// 3x3 results: 1 and 2 rows of padding.
// CHECK-LABEL: func.func @conv_same_upper(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x1x5x6xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<1x1x2x4xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[X]], %[[W]] groups = 1 strides = [2, 2] dilations = [1, 1] pad = [0, 1], [1, 1] : (tensor<1x1x5x6xf32>, tensor<1x1x2x4xf32>) -> tensor<1x1x3x3xf32>
// CHECK: return %[[V0]] : tensor<1x1x3x3xf32>
func.func @conv_same_upper(%x: tensor<1x1x5x6xf32>, %w: tensor<1x1x2x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {auto_pad = "SAME_UPPER", strides = [2, 2]}}
      : (tensor<1x1x5x6xf32>, tensor<1x1x2x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @conv_same_lower(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x1x?xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<1x1x4xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[X]], %[[W]] groups = 1 strides = [1] dilations = [1] pad = [2], [1] : (tensor<1x1x?xf32>, tensor<1x1x4xf32>) -> tensor<1x1x?xf32>
// CHECK: return %[[V0]] : tensor<1x1x?xf32>
func.func @conv_same_lower(%x: tensor<1x1x?xf32>, %w: tensor<1x1x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {auto_pad = "SAME_LOWER"}}
      : (tensor<1x1x?xf32>, tensor<1x1x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @conv_valid(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x1x5xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<1x1x2xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[X]], %[[W]] groups = 1 strides = [1] dilations = [1] pad = [0], [0] : (tensor<1x1x5xf32>, tensor<1x1x2xf32>) -> tensor<1x1x4xf32>
// CHECK: return %[[V0]] : tensor<1x1x4xf32>
func.func @conv_valid(%x: tensor<1x1x5xf32>, %w: tensor<1x1x2xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {auto_pad = "VALID"}}
      : (tensor<1x1x5xf32>, tensor<1x1x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @global_average_pool(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce mean, %[[X]] axes = [2, 3] keep_dims = true : (tensor<?x3x4x4xf32>) -> tensor<?x3x1x1xf32>
// CHECK: return %[[V0]] : tensor<?x3x1x1xf32>
func.func @global_average_pool(%x: tensor<?x3x4x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "GlobalAveragePool"(%x) {opset = 17 : i64}
      : (tensor<?x3x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @global_max_pool(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce max, %[[X]] axes = [2, 3] keep_dims = true : (tensor<?x3x4x4xf32>) -> tensor<?x3x1x1xf32>
// CHECK: return %[[V0]] : tensor<?x3x1x1xf32>
func.func @global_max_pool(%x: tensor<?x3x4x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "GlobalMaxPool"(%x) {opset = 17 : i64}
      : (tensor<?x3x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
