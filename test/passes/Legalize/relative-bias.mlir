// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Biases that follow from distances.

// CHECK-LABEL: func.func @gated(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<1x2x3x3xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<4x6xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<6xf32>{{[^%]*}}, %[[A5:[a-z0-9]+]]: tensor<1x2x1x1xf32>
// CHECK: %[[V0:.*]] = toroid.add %[[A0]], %[[A1]] : (tensor<2x3x8xf32>, tensor<8xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[V0]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V2:.*]] = toroid.transpose %[[V1]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V3:.*]] = toroid.matmul %[[V2]], %[[A3]] : (tensor<2x2x3x4xf32>, tensor<4x6xf32>) -> tensor<2x2x3x6xf32>
// CHECK: %[[V4:.*]] = toroid.add %[[V3]], %[[A4]] : (tensor<2x2x3x6xf32>, tensor<6xf32>) -> tensor<2x2x3x6xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [2, 2, 3, 2, 3] : (tensor<2x2x3x6xf32>) -> tensor<2x2x3x2x3xf32>
// CHECK: %[[V6:.*]] = toroid.reduce sum, %[[V5]] axes = [4] keep_dims = false : (tensor<2x2x3x2x3xf32>) -> tensor<2x2x3x2xf32>
// CHECK: %[[V7:.*]] = toroid.sigmoid %[[V6]] : (tensor<2x2x3x2xf32>) -> tensor<2x2x3x2xf32>
// CHECK: %[[V8:.*]] = toroid.slice %[[V7]] [0, 0, 0, 0] [2, 2, 3, 1] [1, 1, 1, 1] : (tensor<2x2x3x2xf32>) -> tensor<2x2x3x1xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [2, 2, 3] : (tensor<2x2x3x1xf32>) -> tensor<2x2x3xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [2, 2, 3, 1] : (tensor<2x2x3xf32>) -> tensor<2x2x3x1xf32>
// CHECK: %[[V11:.*]] = toroid.slice %[[V7]] [0, 0, 0, 1] [2, 2, 3, 1] [1, 1, 1, 1] : (tensor<2x2x3x2xf32>) -> tensor<2x2x3x1xf32>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V11]] to [2, 2, 3] : (tensor<2x2x3x1xf32>) -> tensor<2x2x3xf32>
// CHECK: %[[V13:.*]] = toroid.reshape %[[V12]] to [2, 2, 3, 1] : (tensor<2x2x3xf32>) -> tensor<2x2x3x1xf32>
// CHECK: %[[V14:.*]] = toroid.mul %[[V13]], %[[A5]] : (tensor<2x2x3x1xf32>, tensor<1x2x1x1xf32>) -> tensor<2x2x3x1xf32>
// CHECK: %[[V15:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V16:.*]] = toroid.sub %[[V14]], %[[V15]] : (tensor<2x2x3x1xf32>, tensor<f32>) -> tensor<2x2x3x1xf32>
// CHECK: %[[V17:.*]] = toroid.mul %[[V10]], %[[V16]] : (tensor<2x2x3x1xf32>, tensor<2x2x3x1xf32>) -> tensor<2x2x3x1xf32>
// CHECK: %[[V18:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V19:.*]] = toroid.add %[[V17]], %[[V18]] : (tensor<2x2x3x1xf32>, tensor<f32>) -> tensor<2x2x3x1xf32>
// CHECK: %[[V20:.*]] = toroid.mul %[[V19]], %[[A2]] : (tensor<2x2x3x1xf32>, tensor<1x2x3x3xf32>) -> tensor<2x2x3x3xf32>
// CHECK: return %[[V20]] : tensor<2x2x3x3xf32>
func.func @gated(%a0: tensor<2x3x8xf32>, %a1: tensor<8xf32>, %a2: tensor<1x2x3x3xf32>, %a3: tensor<4x6xf32>, %a4: tensor<6xf32>, %a5: tensor<1x2x1x1xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "GatedRelativePositionBias"(%a0, %a1, %a2, %a3, %a4, %a5) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<8xf32>, tensor<1x2x3x3xf32>, tensor<4x6xf32>, tensor<6xf32>, tensor<1x2x1x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Buckets of distances are constants, where the lengths are.
// CHECK-LABEL: func.func @relative(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<8x3xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<[{{\[}}0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]]> : tensor<2x6xi64> : tensor<2x6xi64>
// CHECK: %[[V1:.*]] = toroid.reshape %[[A0]] to [3, 8] : (tensor<8x3xf32>) -> tensor<3x8xf32>
// CHECK: %[[V2:.*]] = toroid.gather axis = 1 %[[V1]], %[[V0]] : (tensor<3x8xf32>, tensor<2x6xi64>) -> tensor<3x2x6xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [1, 3, 2, 6] : (tensor<3x2x6xf32>) -> tensor<1x3x2x6xf32>
// CHECK: return %[[V3]] : tensor<1x3x2x6xf32>
func.func @relative(%t: tensor<8x3xf32>)
    -> !onnx.unknown {
  %s = onnx.node "Constant"() {opset = 17 : i64, attrs = {value_int = 2 : i64}} : () -> !onnx.unknown
  %l = onnx.node "Constant"() {opset = 17 : i64, attrs = {value_int = 6 : i64}} : () -> !onnx.unknown
  %r0 = onnx.node "RelativePositionBias"(%t, %s, %l) {domain = "com.microsoft", opset = 1 : i64, attrs = {max_distance = 20 : i64}}
      : (tensor<8x3xf32>, !onnx.unknown, !onnx.unknown) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
