// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Blocks of images as columns.

// CHECK-LABEL: func.func @deform_conv(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4x6x6xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<6x2x3x3xf32>{{[^%]*}}, %[[OFFSET:[a-z0-9]+]]: tensor<?x36x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[OFFSET]] to [%{{[^ ,)]*}}, 3, 3, 2, 4, 4] : (tensor<?x36x4x4xf32>) -> tensor<?x3x3x2x4x4xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 3, 3, 4, 4] : (tensor<?x3x3x1x4x4xf32>) -> tensor<?x3x3x4x4xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144] : (tensor<?x3x3x4x4xf32>) -> tensor<?x144xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [%{{[^ ,)]*}}, 144, 1] : (tensor<?x144xf32>) -> tensor<?x144x1xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 3, 3, 4, 4] : (tensor<?x3x3x1x4x4xf32>) -> tensor<?x3x3x4x4xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144] : (tensor<?x3x3x4x4xf32>) -> tensor<?x144xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [%{{[^ ,)]*}}, 144, 1] : (tensor<?x144xf32>) -> tensor<?x144x1xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %[[X]] to [%{{[^ ,)]*}}, 2, 6, 6] : (tensor<?x4x6x6xf32>) -> tensor<?x2x6x6xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V9:.*]] = toroid.transpose %[[V7]] [0, 2, 3, 1] : (tensor<?x2x6x6xf32>) -> tensor<?x6x6x2xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [%{{[^ ,)]*}}, 2] : (tensor<?x6x6x2xf32>) -> tensor<?x2xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V8]] to [%{{[^ ,)]*}}, 1, 1] : (tensor<?x1xi64>) -> tensor<?x1x1xi64>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V11]] to [%{{[^ ,)]*}}, 1, 1, 1] : (tensor<?x1x1xi64>) -> tensor<?x1x1x1xi64>
// CHECK: %[[V13:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144, 2, 1] : (tensor<?x144x2xi64>) -> tensor<?x144x2x1xi64>
// CHECK: %[[V14:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144, 2, 1] : (tensor<?x144x2xf32>) -> tensor<?x144x2x1xf32>
// CHECK: %[[V15:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144, 2, 1] : (tensor<?x144x2xi1>) -> tensor<?x144x2x1xi1>
// CHECK: %[[V16:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144, 1, 2] : (tensor<?x144x2xi64>) -> tensor<?x144x1x2xi64>
// CHECK: %[[V17:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144, 1, 2] : (tensor<?x144x2xf32>) -> tensor<?x144x1x2xf32>
// CHECK: %[[V18:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144, 1, 2] : (tensor<?x144x2xi1>) -> tensor<?x144x1x2xi1>
// CHECK: %[[V19:.*]] = toroid.gather axis = 0 %[[V10]], %{{[^ ,)]*}} : (tensor<?x2xf32>, tensor<?x144x2x2xi64>) -> tensor<?x144x2x2x2xf32>
// CHECK: %[[V20:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144, 2, 2, 1] : (tensor<?x144x2x2xi1>) -> tensor<?x144x2x2x1xi1>
// CHECK: %[[V21:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 144, 2, 2, 1] : (tensor<?x144x2x2xf32>) -> tensor<?x144x2x2x1xf32>
// CHECK: %[[V22:.*]] = toroid.transpose %{{[^ ,)]*}} [0, 2, 1] : (tensor<?x144x2xf32>) -> tensor<?x2x144xf32>
// CHECK: %[[V23:.*]] = toroid.reshape %[[W]] to [2, 3, 18] : (tensor<6x2x3x3xf32>) -> tensor<2x3x18xf32>
// CHECK: %[[V24:.*]] = toroid.reshape %[[V22]] to [%{{[^ ,)]*}}, 2, 18, 16] : (tensor<?x2x144xf32>) -> tensor<?x2x18x16xf32>
// CHECK: %[[V25:.*]] = toroid.matmul %[[V23]], %[[V24]] : (tensor<2x3x18xf32>, tensor<?x2x18x16xf32>) -> tensor<?x2x3x16xf32>
// CHECK: %[[V26:.*]] = toroid.reshape %[[V25]] to [%{{[^ ,)]*}}, 6, 4, 4] : (tensor<?x2x3x16xf32>) -> tensor<?x6x4x4xf32>
// CHECK: return %[[V26]] : tensor<?x6x4x4xf32>
func.func @deform_conv(%x: tensor<?x4x6x6xf32>, %w: tensor<6x2x3x3xf32>, %offset: tensor<?x36x4x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "DeformConv"(%x, %w, %offset) {attrs = {group = 2 : i64, offset_group = 2 : i64}, opset = 19 : i64}
      : (tensor<?x4x6x6xf32>, tensor<6x2x3x3xf32>, tensor<?x36x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @deform_conv_mask_bias(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x2x6x6xf16>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<6x2x3x3xf16>{{[^%]*}}, %[[OFFSET:[a-z0-9]+]]: tensor<1x18x3x3xf16>{{[^%]*}}, %[[BIAS:[a-z0-9]+]]: tensor<6xf16>{{[^%]*}}, %[[MASK:[a-z0-9]+]]: tensor<1x9x3x3xf16>
// CHECK: %[[V0:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 3, 3, 2, 3, 3] : (tensor<1x18x3x3xf32>) -> tensor<1x3x3x2x3x3xf32>
// CHECK: %[[V1:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x81x1xf32>, tensor<1x1x2xf32>) -> tensor<1x81x2xf32>
// CHECK: %[[V2:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x81x1xf32>, tensor<1x1x2xf32>) -> tensor<1x81x2xf32>
// CHECK: %[[V3:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x81x1xf32>, tensor<1x1x2xf32>) -> tensor<1x81x2xf32>
// CHECK: %[[V4:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x81x1xf32>, tensor<1x1x2xf32>) -> tensor<1x81x2xf32>
// CHECK: %[[V5:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x81x2x1xf32>, tensor<1x81x1x2xf32>) -> tensor<1x81x2x2xf32>
// CHECK: %[[V6:.*]] = toroid.gather axis = 0 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<36x2xf16>, tensor<1x81x2x2xi64>) -> tensor<1x81x2x2x2xf16>
// CHECK: %[[V7:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x2x81xf32>, tensor<1x1x81xf32>) -> tensor<1x2x81xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 6, 18] : (tensor<6x2x3x3xf32>) -> tensor<1x6x18xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V7]] to [1, 1, 18, 9] : (tensor<1x2x81xf32>) -> tensor<1x1x18x9xf32>
// CHECK: %[[V10:.*]] = toroid.matmul %[[V8]], %[[V9]] : (tensor<1x6x18xf32>, tensor<1x1x18x9xf32>) -> tensor<1x1x6x9xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [1, 6, 3, 3] : (tensor<1x1x6x9xf32>) -> tensor<1x6x3x3xf32>
// CHECK: %[[V12:.*]] = toroid.reshape %{{[^ ,)]*}} to [6, 1, 1] : (tensor<6xf32>) -> tensor<6x1x1xf32>
// CHECK: %[[V13:.*]] = toroid.add %[[V11]], %[[V12]] : (tensor<1x6x3x3xf32>, tensor<6x1x1xf32>) -> tensor<1x6x3x3xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<1x6x3x3xf16>
func.func @deform_conv_mask_bias(%x: tensor<1x2x6x6xf16>, %w: tensor<6x2x3x3xf16>, %offset: tensor<1x18x3x3xf16>, %bias: tensor<6xf16>, %mask: tensor<1x9x3x3xf16>) -> !onnx.unknown {
  %r0 = onnx.node "DeformConv"(%x, %w, %offset, %bias, %mask) {attrs = {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}, opset = 22 : i64}
      : (tensor<1x2x6x6xf16>, tensor<6x2x3x3xf16>, tensor<1x18x3x3xf16>, tensor<6xf16>, tensor<1x9x3x3xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @col2im(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<{{\[\[}}{{\[\[}}true, false], [false, false]], {{\[\[}}true, true], [false, false]], {{\[\[}}false, true], [false, false]]], {{\[\[}}[true, false], [true, false]], {{\[\[}}true, true], [true, true]], {{\[\[}}false, true], [false, true]]], {{\[\[}}[false, false], [true, false]], {{\[\[}}false, false], [true, true]], {{\[\[}}false, false], [false, true]]]]> : tensor<3x3x2x2xi1> : tensor<3x3x2x2xi1>
// CHECK: %[[V1:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x4x4xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[X]] to [%[[V1]], 1, 16] : (tensor<?x4x4xf32>) -> tensor<?x1x16xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<{{\[\[}}{{\[\[}}0, 4], [8, 12]], {{\[\[}}1, 4], [9, 12]], {{\[\[}}1, 5], [9, 13]]], {{\[\[}}[2, 6], [8, 12]], {{\[\[}}3, 6], [9, 12]], {{\[\[}}3, 7], [9, 13]]], {{\[\[}}[2, 6], [10, 14]], {{\[\[}}3, 6], [11, 14]], {{\[\[}}3, 7], [11, 15]]]]> : tensor<3x3x2x2xi64> : tensor<3x3x2x2xi64>
// CHECK: %[[V4:.*]] = toroid.gather axis = 2 %[[V2]], %[[V3]] : (tensor<?x1x16xf32>, tensor<3x3x2x2xi64>) -> tensor<?x1x3x3x2x2xf32>
// CHECK: %[[V5:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V6:.*]] = toroid.select %[[V0]], %[[V4]], %[[V5]] : (tensor<3x3x2x2xi1>, tensor<?x1x3x3x2x2xf32>, tensor<f32>) -> tensor<?x1x3x3x2x2xf32>
// CHECK: %[[V7:.*]] = toroid.reduce sum, %[[V6]] axes = [4, 5] keep_dims = false : (tensor<?x1x3x3x2x2xf32>) -> tensor<?x1x3x3xf32>
// CHECK: return %[[V7]] : tensor<?x1x3x3xf32>
func.func @col2im(%x: tensor<?x4x4xf32>) -> !onnx.unknown {
  %image = onnx.constant dense<[3, 3]> : tensor<2xi64> : tensor<2xi64>
  %block = onnx.constant dense<[2, 2]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Col2Im"(%x, %image, %block) {opset = 18 : i64}
      : (tensor<?x4x4xf32>, tensor<2xi64>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @col2im_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x?xf32>{{[^%]*}}, %[[IMAGE:[a-z0-9]+]]: tensor<?xi64>{{[^%]*}}, %[[BLOCK:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = tensor.extract %{{[^ ,)]*}}[] : tensor<i64>
// CHECK: %[[V1:.*]] = tensor.extract %{{[^ ,)]*}}[] : tensor<i64>
// CHECK: %[[V2:.*]] = tensor.extract %{{[^ ,)]*}}[] : tensor<i64>
// CHECK: %[[V3:.*]] = tensor.extract %{{[^ ,)]*}}[] : tensor<i64>
// CHECK: %[[V4:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x?x1xi64>, tensor<i64>) -> tensor<?x1x?x1xi64>
// CHECK: %[[V5:.*]] = toroid.gather axis = 2 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x?x?xf32>, tensor<?x?x?x?xi64>) -> tensor<?x?x?x?x?x?xf32>
// CHECK: %[[V6:.*]] = toroid.select %{{[^ ,)]*}}, %[[V5]], %{{[^ ,)]*}} : (tensor<?x?x?x?xi1>, tensor<?x?x?x?x?x?xf32>, tensor<f32>) -> tensor<?x?x?x?x?x?xf32>
// CHECK: %[[V7:.*]] = toroid.reduce sum, %[[V6]] axes = [4, 5] keep_dims = false : (tensor<?x?x?x?x?x?xf32>) -> tensor<?x?x?x?xf32>
// CHECK: return %[[V7]] : tensor<?x?x?x?xf32>
func.func @col2im_dynamic(%x: tensor<?x?x?xf32>, %image: tensor<?xi64>, %block: tensor<?xi64>) -> tensor<?x?x?x?xf32> {
  %r0 = onnx.node "Col2Im"(%x, %image, %block) {attrs = {strides = array<i64: 2, 1>, pads = array<i64: 1, 0, 1, 0>, dilations = array<i64: 1, 2>}, opset = 18 : i64}
      : (tensor<?x?x?xf32>, tensor<?xi64>, tensor<?xi64>) -> tensor<?x?x?x?xf32>
  return %r0 : tensor<?x?x?x?xf32>
}
