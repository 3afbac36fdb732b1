// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// ONNX Runtime's fused products and activations.

// CHECK-LABEL: func.func @bias_gelu(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf32>
// CHECK: %[[V0:.*]] = toroid.add %[[A0]], %[[A1]] : (tensor<?x?x10xf32>, tensor<10xf32>) -> tensor<?x?x10xf32>
// CHECK: %[[V1:.*]] = toroid.gelu erf %[[V0]] : (tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: return %[[V1]] : tensor<?x?x10xf32>
func.func @bias_gelu(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]}, %a1: tensor<10xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "BiasGelu"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?x10xf32>, tensor<10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gelu(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>
// CHECK: %[[V0:.*]] = toroid.gelu erf %[[A0]] : (tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: return %[[V0]] : tensor<?x?x10xf32>
func.func @gelu(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]})
    -> !onnx.unknown {
  %r0 = onnx.node "Gelu"(%a0) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?x10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @fast_gelu(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>
// CHECK: %[[V0:.*]] = toroid.gelu tanh %[[A0]] : (tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: return %[[V0]] : tensor<?x?x10xf32>
func.func @fast_gelu(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]})
    -> !onnx.unknown {
  %r0 = onnx.node "FastGelu"(%a0) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?x10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @fast_gelu_bias(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf32>
// CHECK: %[[V0:.*]] = toroid.add %[[A0]], %[[A1]] : (tensor<?x?x10xf32>, tensor<10xf32>) -> tensor<?x?x10xf32>
// CHECK: %[[V1:.*]] = toroid.gelu tanh %[[V0]] : (tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: return %[[V1]] : tensor<?x?x10xf32>
func.func @fast_gelu_bias(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]}, %a1: tensor<10xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "FastGelu"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?x10xf32>, tensor<10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @quick_gelu(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>
// CHECK: %[[V0:.*]] = toroid.gelu sigmoid %[[A0]] : (tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: return %[[V0]] : tensor<?x?x10xf32>
func.func @quick_gelu(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]})
    -> !onnx.unknown {
  %r0 = onnx.node "QuickGelu"(%a0) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?x10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Another factor has no form of its own.
// CHECK-LABEL: func.func @quick_gelu_alpha(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.mul %[[A0]], %[[V0]] : (tensor<?x?x10xf32>, tensor<f32>) -> tensor<?x?x10xf32>
// CHECK: %[[V2:.*]] = toroid.sigmoid %[[V1]] : (tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: %[[V3:.*]] = toroid.mul %[[A0]], %[[V2]] : (tensor<?x?x10xf32>, tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: return %[[V3]] : tensor<?x?x10xf32>
func.func @quick_gelu_alpha(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]})
    -> !onnx.unknown {
  %r0 = onnx.node "QuickGelu"(%a0) {domain = "com.microsoft", opset = 1 : i64, attrs = {alpha = 0.5 : f32}}
      : (tensor<?x?x10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bias_split_gelu(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf32>
// CHECK: %[[V0:.*]] = toroid.add %[[A0]], %[[A1]] : (tensor<?x?x10xf32>, tensor<10xf32>) -> tensor<?x?x10xf32>
// CHECK: %[[V1:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x10xf32>
// CHECK: %[[V2:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x10xf32>
// CHECK: %[[V3:.*]] = toroid.slice %[[V0]] [0, 0, 0] [%[[V1]], %[[V2]], 5] [1, 1, 1] : (tensor<?x?x10xf32>) -> tensor<?x?x5xf32>
// CHECK: %[[V4:.*]] = toroid.slice %[[V0]] [0, 0, 5] [%[[V1]], %[[V2]], 5] [1, 1, 1] : (tensor<?x?x10xf32>) -> tensor<?x?x5xf32>
// CHECK: %[[V5:.*]] = toroid.gelu erf %[[V4]] : (tensor<?x?x5xf32>) -> tensor<?x?x5xf32>
// CHECK: %[[V6:.*]] = toroid.mul %[[V3]], %[[V5]] : (tensor<?x?x5xf32>, tensor<?x?x5xf32>) -> tensor<?x?x5xf32>
// CHECK: return %[[V6]] : tensor<?x?x5xf32>
func.func @bias_split_gelu(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]}, %a1: tensor<10xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "BiasSplitGelu"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?x10xf32>, tensor<10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bias_add(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x?x10xf32>
// CHECK: %[[V0:.*]] = toroid.add %[[A0]], %[[A1]] : (tensor<?x?x10xf32>, tensor<10xf32>) -> tensor<?x?x10xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[V0]], %[[A2]] : (tensor<?x?x10xf32>, tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: return %[[V1]] : tensor<?x?x10xf32>
func.func @bias_add(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]}, %a1: tensor<10xf32>, %a2: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]})
    -> !onnx.unknown {
  %r0 = onnx.node "BiasAdd"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?x10xf32>, tensor<10xf32>, tensor<?x?x10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @swiglu(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x?x10xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.mul %[[A0]], %[[V0]] : (tensor<?x?x10xf32>, tensor<f32>) -> tensor<?x?x10xf32>
// CHECK: %[[V2:.*]] = toroid.sigmoid %[[V1]] : (tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: %[[V3:.*]] = toroid.mul %[[A0]], %[[V2]] : (tensor<?x?x10xf32>, tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: %[[V4:.*]] = toroid.mul %[[V3]], %[[A1]] : (tensor<?x?x10xf32>, tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
// CHECK: return %[[V4]] : tensor<?x?x10xf32>
func.func @swiglu(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]}, %a1: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]})
    -> !onnx.unknown {
  %r0 = onnx.node "SwiGLU"(%a0, %a1) {opset = 28 : i64, attrs = {alpha = 0.5 : f32}}
      : (tensor<?x?x10xf32>, tensor<?x?x10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @swiglu_silu(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x10xf32>
// CHECK: %[[V0:.*]] = toroid.silu %[[A0]] : (tensor<2x10xf32>) -> tensor<2x10xf32>
// CHECK: toroid.mul %[[V0]], %[[A1]] : (tensor<2x10xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
func.func @swiglu_silu(%a0: tensor<2x10xf32>, %a1: tensor<2x10xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "SwiGLU"(%a0, %a1) {opset = 28 : i64}
      : (tensor<2x10xf32>, tensor<2x10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @fused_matmul(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] {transpose_lhs, transpose_rhs} : (tensor<?x4x?xf32>, tensor<?x3x4xf32>) -> tensor<?x?x3xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.mul %[[V0]], %[[V1]] : (tensor<?x?x3xf32>, tensor<f32>) -> tensor<?x?x3xf32>
// CHECK: return %[[V2]] : tensor<?x?x3xf32>
func.func @fused_matmul(%a0: tensor<?x4x?xf32> {toroid.dims = ["b", 4, "m"]}, %a1: tensor<?x3x4xf32> {toroid.dims = ["b", 3, 4]})
    -> !onnx.unknown {
  %r0 = onnx.node "FusedMatMul"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {transA = 1 : i64, transB = 1 : i64, alpha = 0.5 : f32}}
      : (tensor<?x4x?xf32>, tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The batch is the second dim.
// CHECK-LABEL: func.func @fused_matmul_batch(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<5x2x4xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<4x2x3xf32>
// CHECK: %[[V0:.*]] = toroid.transpose %[[A0]] [1, 0, 2] : (tensor<5x2x4xf32>) -> tensor<2x5x4xf32>
// CHECK: %[[V1:.*]] = toroid.transpose %[[A1]] [1, 0, 2] : (tensor<4x2x3xf32>) -> tensor<2x4x3xf32>
// CHECK: %[[V2:.*]] = toroid.matmul %[[V0]], %[[V1]] : (tensor<2x5x4xf32>, tensor<2x4x3xf32>) -> tensor<2x5x3xf32>
// CHECK: return %[[V2]] : tensor<2x5x3xf32>
func.func @fused_matmul_batch(%a0: tensor<5x2x4xf32>, %a1: tensor<4x2x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "FusedMatMul"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {transBatchA = 1 : i64, transBatchB = 1 : i64}}
      : (tensor<5x2x4xf32>, tensor<4x2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @fused_matmul_vector(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<4xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x4x3xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A0]] to [1, 4] : (tensor<4xf32>) -> tensor<1x4xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %[[V0]], %[[A1]] : (tensor<1x4xf32>, tensor<2x4x3xf32>) -> tensor<2x1x3xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [2, 3] : (tensor<2x1x3xf32>) -> tensor<2x3xf32>
// CHECK: return %[[V2]] : tensor<2x3xf32>
func.func @fused_matmul_vector(%a0: tensor<4xf32>, %a1: tensor<2x4x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "FusedMatMul"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<4xf32>, tensor<2x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @fused_gemm(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<4x5xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<4x3xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] {transpose_lhs} : (tensor<4x5xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.mul %[[A2]], %[[V1]] : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
// CHECK: %[[V3:.*]] = toroid.add %[[V0]], %[[V2]] : (tensor<5x3xf32>, tensor<3xf32>) -> tensor<5x3xf32>
// CHECK: %[[V4:.*]] = toroid.constant dense<2.000000e-01> : tensor<f32> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.mul %[[V3]], %[[V4]] : (tensor<5x3xf32>, tensor<f32>) -> tensor<5x3xf32>
// CHECK: %[[V6:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.compare lt, %[[V3]], %[[V6]] : (tensor<5x3xf32>, tensor<f32>) -> tensor<5x3xi1>
// CHECK: %[[V8:.*]] = toroid.select %[[V7]], %[[V5]], %[[V3]] : (tensor<5x3xi1>, tensor<5x3xf32>, tensor<5x3xf32>) -> tensor<5x3xf32>
// CHECK: return %[[V8]] : tensor<5x3xf32>
func.func @fused_gemm(%a0: tensor<4x5xf32>, %a1: tensor<4x3xf32>, %a2: tensor<3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "FusedGemm"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64, attrs = {transA = 1 : i64, beta = 2.0 : f32, activation = "LeakyRelu", activation_alpha = 0.2 : f32}}
      : (tensor<4x5xf32>, tensor<4x3xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @fused_conv(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4x?x5xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<6x2x3x3xf32>, %[[B:[a-z0-9]+]]: tensor<6xf32>, %[[Z:[a-z0-9]+]]: tensor<?x6x?x5xf32>
// CHECK: %[[C:.*]] = toroid.conv %[[X]], %[[W]], %[[B]]
// CHECK: %[[S:.*]] = toroid.add %[[C]], %[[Z]]
// CHECK: %[[LOW:.*]] = toroid.constant dense<-5.000000e-01> : tensor<f32>
// CHECK: %[[A:.*]] = toroid.max %[[S]], %[[LOW]]
// CHECK: %[[HIGH:.*]] = toroid.constant dense<1.500000e+00> : tensor<f32>
// CHECK: %[[R:.*]] = toroid.min %[[A]], %[[HIGH]]
// CHECK: return %[[R]]
func.func @fused_conv(%x: tensor<?x4x?x5xf32> {toroid.dims = ["n", 4, "h", 5]}, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>, %z: tensor<?x6x?x5xf32> {toroid.dims = ["n", 6, "h", 5]}) -> !onnx.unknown {
  %r = onnx.node "FusedConv"(%x, %w, %b, %z) {domain = "com.microsoft", opset = 1 : i64, attrs = {group = 2 : i64, pads = [1, 1, 1, 1], activation = "Clip", activation_params = [-0.5 : f32, 1.5 : f32]}}
      : (tensor<?x4x?x5xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>, tensor<?x6x?x5xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @fused_conv_alone(
// CHECK: %[[C:.*]] = toroid.conv
// CHECK: return %[[C]]
func.func @fused_conv_alone(%x: tensor<1x4x7xf32>, %w: tensor<6x4x3xf32>) -> !onnx.unknown {
  %r = onnx.node "FusedConv"(%x, %w) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<1x4x7xf32>, tensor<6x4x3xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}
