// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Sampling on grids.

// CHECK-LABEL: func.func @grid_sample(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3x4x5xf32>{{[^%]*}}, %[[GRID:[a-z0-9]+]]: tensor<2x6x7x2xf32>
// CHECK: %[[V0:.*]] = toroid.slice %{{[^ ,)]*}} [0, 0, 1] [2, 42, 1] [1, 1, 1] : (tensor<2x42x2xf32>) -> tensor<2x42x1xf32>
// CHECK: %[[V1:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<2x42x1xf32>) -> tensor<2x42x1xf32>
// CHECK: %[[V2:.*]] = toroid.and %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x2xi1>, tensor<2x42x2xi1>) -> tensor<2x42x2xi1>
// CHECK: %[[V3:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x2xi1>, tensor<2x42x2xf32>, tensor<f32>) -> tensor<2x42x2xf32>
// CHECK: %[[V4:.*]] = toroid.slice %{{[^ ,)]*}} [0, 0, 0] [2, 42, 1] [1, 1, 1] : (tensor<2x42x2xf32>) -> tensor<2x42x1xf32>
// CHECK: %[[V5:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<2x42x1xf32>) -> tensor<2x42x1xf32>
// CHECK: %[[V6:.*]] = toroid.and %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x2xi1>, tensor<2x42x2xi1>) -> tensor<2x42x2xi1>
// CHECK: %[[V7:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x2xi1>, tensor<2x42x2xf32>, tensor<f32>) -> tensor<2x42x2xf32>
// CHECK: %[[V8:.*]] = toroid.transpose %[[X]] [0, 2, 3, 1] : (tensor<2x3x4x5xf32>) -> tensor<2x4x5x3xf32>
// CHECK: %[[V9:.*]] = toroid.and %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x2x1xi1>, tensor<2x42x1x2xi1>) -> tensor<2x42x2x2xi1>
// CHECK: %[[V10:.*]] = toroid.gather axis = 0 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<40x3xf32>, tensor<2x42x2x2xi64>) -> tensor<2x42x2x2x3xf32>
// CHECK: %[[V11:.*]] = toroid.select %{{[^ ,)]*}}, %[[V10]], %{{[^ ,)]*}} : (tensor<2x42x2x2x1xi1>, tensor<2x42x2x2x3xf32>, tensor<f32>) -> tensor<2x42x2x2x3xf32>
// CHECK: %[[V12:.*]] = toroid.reduce sum, %{{[^ ,)]*}} axes = [2, 3] keep_dims = false : (tensor<2x42x2x2x3xf32>) -> tensor<2x42x3xf32>
// CHECK: %[[V13:.*]] = toroid.transpose %[[V12]] [0, 2, 1] : (tensor<2x42x3xf32>) -> tensor<2x3x42xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<2x3x6x7xf32>
func.func @grid_sample(%x: tensor<2x3x4x5xf32>, %grid: tensor<2x6x7x2xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GridSample"(%x, %grid) {opset = 20 : i64}
      : (tensor<2x3x4x5xf32>, tensor<2x6x7x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @grid_sample_nearest(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x?x?xi32>{{[^%]*}}, %[[GRID:[a-z0-9]+]]: tensor<?x?x?x?xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[GRID]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x?x?xf32>) -> tensor<?x?x?xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: %[[V2:.*]] = toroid.round %{{[^ ,)]*}} : (tensor<?x?xf32>) -> tensor<?x?xf32>
// CHECK: %[[V3:.*]] = toroid.min %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x?xf32>, tensor<f32>) -> tensor<?x?xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V3]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, 1] : (tensor<?x?xf32>) -> tensor<?x?x1xf32>
// CHECK: %[[V5:.*]] = toroid.select %{{[^ ,)]*}}, %[[V4]], %{{[^ ,)]*}} : (tensor<?x?x1xi1>, tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
// CHECK: %[[V6:.*]] = toroid.min %[[V5]], %{{[^ ,)]*}} : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: %[[V8:.*]] = toroid.round %{{[^ ,)]*}} : (tensor<?x?xf32>) -> tensor<?x?xf32>
// CHECK: %[[V9:.*]] = toroid.min %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x?xf32>, tensor<f32>) -> tensor<?x?xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, 1] : (tensor<?x?xf32>) -> tensor<?x?x1xf32>
// CHECK: %[[V11:.*]] = toroid.select %{{[^ ,)]*}}, %[[V10]], %{{[^ ,)]*}} : (tensor<?x?x1xi1>, tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
// CHECK: %[[V12:.*]] = toroid.min %[[V11]], %{{[^ ,)]*}} : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
// CHECK: %[[V13:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V14:.*]] = toroid.transpose %[[X]] [0, 2, 3, 1] : (tensor<?x?x?x?xi32>) -> tensor<?x?x?x?xi32>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V14]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x?x?xi32>) -> tensor<?x?xi32>
// CHECK: %[[V16:.*]] = toroid.reshape %[[V13]] to [%{{[^ ,)]*}}, 1, 1] : (tensor<?x1xi64>) -> tensor<?x1x1xi64>
// CHECK: %[[V17:.*]] = toroid.reshape %[[V16]] to [%{{[^ ,)]*}}, 1, 1, 1] : (tensor<?x1x1xi64>) -> tensor<?x1x1x1xi64>
// CHECK: %[[V18:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, 1, 1] : (tensor<?x?x1xi64>) -> tensor<?x?x1x1xi64>
// CHECK: %[[V19:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, 1, 1] : (tensor<?x?x1xi64>) -> tensor<?x?x1x1xi64>
// CHECK: %[[V20:.*]] = toroid.gather axis = 0 %[[V15]], %{{[^ ,)]*}} : (tensor<?x?xi32>, tensor<?x?x1x1xi64>) -> tensor<?x?x1x1x?xi32>
// CHECK: %[[V21:.*]] = toroid.reduce sum, %[[V20]] axes = [2, 3] keep_dims = false : (tensor<?x?x1x1x?xi32>) -> tensor<?x?x?xi32>
// CHECK: %[[V22:.*]] = toroid.transpose %[[V21]] [0, 2, 1] : (tensor<?x?x?xi32>) -> tensor<?x?x?xi32>
// CHECK: %[[V23:.*]] = toroid.reshape %[[V22]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x?xi32>) -> tensor<?x?x?x?xi32>
// CHECK: return %[[V23]] : tensor<?x?x?x?xi32>
func.func @grid_sample_nearest(%x: tensor<?x?x?x?xi32>, %grid: tensor<?x?x?x?xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GridSample"(%x, %grid) {attrs = {mode = "nearest", padding_mode = "border", align_corners = 1 : i64}, opset = 16 : i64}
      : (tensor<?x?x?x?xi32>, tensor<?x?x?x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @grid_sample_cubic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3x4x5xf16>{{[^%]*}}, %[[GRID:[a-z0-9]+]]: tensor<2x6x7x2xf32>
// CHECK: %[[V0:.*]] = toroid.mod %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42xf32>, tensor<f32>) -> tensor<2x42xf32>
// CHECK: %[[V1:.*]] = toroid.concat axis = 2 %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x1xf32>, tensor<2x42x1xf32>, tensor<2x42x1xf32>, tensor<2x42x1xf32>) -> tensor<2x42x4xf32>
// CHECK: %[[V2:.*]] = toroid.mod %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x4xf32>, tensor<f32>) -> tensor<2x42x4xf32>
// CHECK: %[[V3:.*]] = toroid.mod %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42xf32>, tensor<f32>) -> tensor<2x42xf32>
// CHECK: %[[V4:.*]] = toroid.concat axis = 2 %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x1xf32>, tensor<2x42x1xf32>, tensor<2x42x1xf32>, tensor<2x42x1xf32>) -> tensor<2x42x4xf32>
// CHECK: %[[V5:.*]] = toroid.mod %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x42x4xf32>, tensor<f32>) -> tensor<2x42x4xf32>
// CHECK: %[[V6:.*]] = toroid.cast %{{[^ ,)]*}} : (tensor<2x42x4xf32>) -> tensor<2x42x4xi64>
// CHECK: %[[V7:.*]] = toroid.cast %{{[^ ,)]*}} : (tensor<2x42x4xf32>) -> tensor<2x42x4xi64>
// CHECK: %[[V8:.*]] = toroid.gather axis = 0 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<40x3xf16>, tensor<2x42x4x4xi64>) -> tensor<2x42x4x4x3xf16>
// CHECK: %[[V9:.*]] = toroid.cast %[[V8]] : (tensor<2x42x4x4x3xf16>) -> tensor<2x42x4x4x3xf32>
// CHECK: %[[V10:.*]] = toroid.reduce sum, %{{[^ ,)]*}} axes = [2, 3] keep_dims = false : (tensor<2x42x4x4x3xf32>) -> tensor<2x42x3xf32>
// CHECK: %[[V11:.*]] = toroid.cast %{{[^ ,)]*}} : (tensor<2x3x6x7xf32>) -> tensor<2x3x6x7xf16>
// CHECK: return %[[V11]] : tensor<2x3x6x7xf16>
func.func @grid_sample_cubic(%x: tensor<2x3x4x5xf16>, %grid: tensor<2x6x7x2xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GridSample"(%x, %grid) {attrs = {mode = "bicubic", padding_mode = "reflection"}, opset = 16 : i64}
      : (tensor<2x3x4x5xf16>, tensor<2x6x7x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @grid_sample_volume(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x3x4x5x6xf64>{{[^%]*}}, %[[GRID:[a-z0-9]+]]: tensor<1x?x7x8x3xf64>
// CHECK: %[[V0:.*]] = toroid.slice %{{[^ ,)]*}} [0, 0, 2] [1, %{{[^ ,)]*}}, 1] [1, 1, 1] : (tensor<1x?x3xf64>) -> tensor<1x?x1xf64>
// CHECK: %[[V1:.*]] = toroid.slice %{{[^ ,)]*}} [0, 0, 1] [1, %{{[^ ,)]*}}, 1] [1, 1, 1] : (tensor<1x?x3xf64>) -> tensor<1x?x1xf64>
// CHECK: %[[V2:.*]] = toroid.slice %{{[^ ,)]*}} [0, 0, 0] [1, %{{[^ ,)]*}}, 1] [1, 1, 1] : (tensor<1x?x3xf64>) -> tensor<1x?x1xf64>
// CHECK: %[[V3:.*]] = toroid.transpose %[[X]] [0, 2, 3, 4, 1] : (tensor<1x3x4x5x6xf64>) -> tensor<1x4x5x6x3xf64>
// CHECK: %[[V4:.*]] = toroid.gather axis = 0 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<120x3xf64>, tensor<1x?x2x2x2xi64>) -> tensor<1x?x2x2x2x3xf64>
// CHECK: %[[V5:.*]] = toroid.reduce sum, %{{[^ ,)]*}} axes = [2, 3, 4] keep_dims = false : (tensor<1x?x2x2x2x3xf64>) -> tensor<1x?x3xf64>
// CHECK: %[[V6:.*]] = toroid.transpose %[[V5]] [0, 2, 1] : (tensor<1x?x3xf64>) -> tensor<1x3x?xf64>
// CHECK: return %{{[^ ,)]*}} : tensor<1x3x?x7x8xf64>
func.func @grid_sample_volume(%x: tensor<1x3x4x5x6xf64>, %grid: tensor<1x?x7x8x3xf64>) -> !onnx.unknown {
  %r0 = onnx.node "GridSample"(%x, %grid) {attrs = {mode = "linear"}, opset = 20 : i64}
      : (tensor<1x3x4x5x6xf64>, tensor<1x?x7x8x3xf64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @affine_grid(
// CHECK-SAME: %[[THETA:[a-z0-9]+]]: tensor<?x2x3xf32>
// CHECK: %[[V0:.*]] = tensor.dim %[[THETA]], %c0{{[_0-9]*}} : tensor<?x2x3xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[THETA]] [0, 0, 2] [%[[V0]], 2, 1] [1, 1, 1] : (tensor<?x2x3xf32>) -> tensor<?x2x1xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [%[[V0]], 2] : (tensor<?x2x1xf32>) -> tensor<?x2xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [%[[V0]], 1, 1, 2] : (tensor<?x2xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V4:.*]] = toroid.constant dense<{{\[\[}}{{\[\[}}-5.000000e-01]], {{\[\[}}5.000000e-01]]]]> : tensor<1x2x1x1xf32> : tensor<1x2x1x1xf32>
// CHECK: %[[V5:.*]] = toroid.slice %[[THETA]] [0, 0, 1] [%[[V0]], 2, 1] [1, 1, 1] : (tensor<?x2x3xf32>) -> tensor<?x2x1xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [%[[V0]], 2] : (tensor<?x2x1xf32>) -> tensor<?x2xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [%[[V0]], 1, 1, 2] : (tensor<?x2xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V8:.*]] = toroid.mul %[[V7]], %[[V4]] : (tensor<?x1x1x2xf32>, tensor<1x2x1x1xf32>) -> tensor<?x2x1x2xf32>
// CHECK: %[[V9:.*]] = toroid.add %[[V3]], %[[V8]] : (tensor<?x1x1x2xf32>, tensor<?x2x1x2xf32>) -> tensor<?x2x1x2xf32>
// CHECK: %[[V10:.*]] = toroid.constant dense<{{\[\[}}{{\[\[}}-7.500000e-01], [-2.500000e-01], [2.500000e-01], [7.500000e-01]]]]> : tensor<1x1x4x1xf32> : tensor<1x1x4x1xf32>
// CHECK: %[[V11:.*]] = toroid.slice %[[THETA]] [0, 0, 0] [%[[V0]], 2, 1] [1, 1, 1] : (tensor<?x2x3xf32>) -> tensor<?x2x1xf32>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V11]] to [%[[V0]], 2] : (tensor<?x2x1xf32>) -> tensor<?x2xf32>
// CHECK: %[[V13:.*]] = toroid.reshape %[[V12]] to [%[[V0]], 1, 1, 2] : (tensor<?x2xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V14:.*]] = toroid.mul %[[V13]], %[[V10]] : (tensor<?x1x1x2xf32>, tensor<1x1x4x1xf32>) -> tensor<?x1x4x2xf32>
// CHECK: %[[V15:.*]] = toroid.add %[[V9]], %[[V14]] : (tensor<?x2x1x2xf32>, tensor<?x1x4x2xf32>) -> tensor<?x2x4x2xf32>
// CHECK: return %[[V15]] : tensor<?x2x4x2xf32>
func.func @affine_grid(%theta: tensor<?x2x3xf32>) -> !onnx.unknown {
  %size = onnx.constant dense<[1, 1, 2, 4]> : tensor<4xi64> : tensor<4xi64>
  %r0 = onnx.node "AffineGrid"(%theta, %size) {opset = 20 : i64}
      : (tensor<?x2x3xf32>, tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @affine_grid_align_corners(
// CHECK-SAME: %[[THETA:[a-z0-9]+]]: tensor<1x3x4xf32>{{[^%]*}}, %[[SIZE:[a-z0-9]+]]: tensor<5xi64>
// CHECK: %[[V0:.*]] = toroid.range %{{[^ ,)]*}}, %{{[^ ,)]*}} to [%{{[^ ,)]*}}] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V1:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x?x1x1x1xf32>, tensor<f32>) -> tensor<1x?x1x1x1xf32>
// CHECK: %[[V2:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x?x1x1x1xf32>, tensor<1x1x1x1x3xf32>) -> tensor<1x?x1x1x3xf32>
// CHECK: %[[V3:.*]] = toroid.add %{{[^ ,)]*}}, %[[V2]] : (tensor<1x1x1x1x3xf32>, tensor<1x?x1x1x3xf32>) -> tensor<1x?x1x1x3xf32>
// CHECK: %[[V4:.*]] = toroid.range %{{[^ ,)]*}}, %{{[^ ,)]*}} to [%{{[^ ,)]*}}] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V5:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x1x?x1x1xf32>, tensor<f32>) -> tensor<1x1x?x1x1xf32>
// CHECK: %[[V6:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x1x?x1x1xf32>, tensor<1x1x1x1x3xf32>) -> tensor<1x1x?x1x3xf32>
// CHECK: %[[V7:.*]] = toroid.add %[[V3]], %[[V6]] : (tensor<1x?x1x1x3xf32>, tensor<1x1x?x1x3xf32>) -> tensor<1x?x?x1x3xf32>
// CHECK: %[[V8:.*]] = toroid.range %{{[^ ,)]*}}, %{{[^ ,)]*}} to [%{{[^ ,)]*}}] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V9:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x1x1x?x1xf32>, tensor<f32>) -> tensor<1x1x1x?x1xf32>
// CHECK: %[[V10:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1x1x1x?x1xf32>, tensor<1x1x1x1x3xf32>) -> tensor<1x1x1x?x3xf32>
// CHECK: %[[V11:.*]] = toroid.add %[[V7]], %[[V10]] : (tensor<1x?x?x1x3xf32>, tensor<1x1x1x?x3xf32>) -> tensor<1x?x?x?x3xf32>
// CHECK: return %[[V11]] : tensor<1x?x?x?x3xf32>
func.func @affine_grid_align_corners(%theta: tensor<1x3x4xf32>, %size: tensor<5xi64>) -> !onnx.unknown {
  %r0 = onnx.node "AffineGrid"(%theta, %size) {attrs = {align_corners = 1 : i64}, opset = 20 : i64}
      : (tensor<1x3x4xf32>, tensor<5xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The declared result tells how many sizes there are.
// CHECK-LABEL: func.func @affine_grid_declared(
// CHECK-SAME: %[[THETA:[a-z0-9]+]]: tensor<?x?x?xf32>{{[^%]*}}, %[[SIZE:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.reshape %[[SIZE]] to [4] : (tensor<?xi64>) -> tensor<4xi64>
// CHECK: %[[V1:.*]] = toroid.reshape %{{[^ ,)]*}} to [] : (tensor<1xi64>) -> tensor<i64>
// CHECK: %[[V2:.*]] = tensor.extract %[[V1]][] : tensor<i64>
// CHECK: %[[V3:.*]] = toroid.reshape %{{[^ ,)]*}} to [] : (tensor<1xi64>) -> tensor<i64>
// CHECK: %[[V4:.*]] = tensor.extract %[[V3]][] : tensor<i64>
// CHECK: %[[V5:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [%{{[^ ,)]*}}, 1, 1, 2] : (tensor<?x?xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, %{{[^ ,)]*}}, 1, 1] : (tensor<?xi64>) -> tensor<1x?x1x1xi64>
// CHECK: %[[V8:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [%{{[^ ,)]*}}, 1, 1, 2] : (tensor<?x?xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 1, %{{[^ ,)]*}}, 1] : (tensor<?xi64>) -> tensor<1x1x?x1xi64>
// CHECK: %[[V11:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V11]] to [%{{[^ ,)]*}}, 1, 1, 2] : (tensor<?x?xf32>) -> tensor<?x1x1x2xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<?x?x?x2xf32>
func.func @affine_grid_declared(%theta: tensor<?x?x?xf32>, %size: tensor<?xi64>) -> tensor<?x?x?x?xf32> {
  %r0 = onnx.node "AffineGrid"(%theta, %size) {opset = 20 : i64}
      : (tensor<?x?x?xf32>, tensor<?xi64>) -> tensor<?x?x?x?xf32>
  return %r0 : tensor<?x?x?x?xf32>
}
