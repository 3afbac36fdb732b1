// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Pooling regions of images.

// CHECK-LABEL: func.func @roi_align(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3x8x9xf32>{{[^%]*}}, %[[ROIS:[a-z0-9]+]]: tensor<?x4xf32>{{[^%]*}}, %[[WHICH:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.slice %[[ROIS]] [0, 1] [%{{[^ ,)]*}}, 1] [1, 1] : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[ROIS]] [0, 3] [%{{[^ ,)]*}}, 1] [1, 1] : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V2:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: %[[V3:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x2xf32>, tensor<f32>) -> tensor<?x1x2xf32>
// CHECK: %[[V4:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x5x2xi1>, tensor<?x5x2xf32>, tensor<f32>) -> tensor<?x5x2xf32>
// CHECK: %[[V5:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<?x5x2x1xf32>) -> tensor<?x5x2x1xf32>
// CHECK: %[[V6:.*]] = toroid.slice %[[ROIS]] [0, 0] [%{{[^ ,)]*}}, 1] [1, 1] : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V7:.*]] = toroid.slice %[[ROIS]] [0, 2] [%{{[^ ,)]*}}, 1] [1, 1] : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V8:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: %[[V9:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x2xf32>, tensor<f32>) -> tensor<?x1x2xf32>
// CHECK: %[[V10:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x4x2xi1>, tensor<?x4x2xf32>, tensor<f32>) -> tensor<?x4x2xf32>
// CHECK: %[[V11:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<?x4x2x1xf32>) -> tensor<?x4x2x1xf32>
// CHECK: %[[V12:.*]] = toroid.transpose %[[X]] [0, 2, 3, 1] : (tensor<2x3x8x9xf32>) -> tensor<2x8x9x3xf32>
// CHECK: %[[V13:.*]] = toroid.gather axis = 0 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<144x3xf32>, tensor<?x5x4x4x4xi64>) -> tensor<?x5x4x4x4x3xf32>
// CHECK: %[[V14:.*]] = toroid.select %{{[^ ,)]*}}, %[[V13]], %{{[^ ,)]*}} : (tensor<?x5x4x4x4x1xi1>, tensor<?x5x4x4x4x3xf32>, tensor<f32>) -> tensor<?x5x4x4x4x3xf32>
// CHECK: %[[V15:.*]] = toroid.reduce sum, %{{[^ ,)]*}} axes = [3, 4] keep_dims = false : (tensor<?x5x4x4x4x3xf32>) -> tensor<?x5x4x3xf32>
// CHECK: %[[V16:.*]] = toroid.div %[[V15]], %{{[^ ,)]*}} : (tensor<?x5x4x3xf32>, tensor<f32>) -> tensor<?x5x4x3xf32>
// CHECK: %[[V17:.*]] = toroid.transpose %[[V16]] [0, 3, 1, 2] : (tensor<?x5x4x3xf32>) -> tensor<?x3x5x4xf32>
// CHECK: return %[[V17]] : tensor<?x3x5x4xf32>
func.func @roi_align(%x: tensor<2x3x8x9xf32>, %rois: tensor<?x4xf32>, %which: tensor<?xi64>) -> !onnx.unknown {
  %r0 = onnx.node "RoiAlign"(%x, %rois, %which) {attrs = {output_height = 5 : i64, output_width = 4 : i64, sampling_ratio = 2 : i64, spatial_scale = 0.5 : f32}, opset = 16 : i64}
      : (tensor<2x3x8x9xf32>, tensor<?x4xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// How many samples a bin has depends on the regions.
// CHECK-LABEL: func.func @roi_align_adaptive(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3x8x9xf32>{{[^%]*}}, %[[ROIS:[a-z0-9]+]]: tensor<7x4xf32>{{[^%]*}}, %[[WHICH:[a-z0-9]+]]: tensor<7xi64>
// CHECK: %[[V0:.*]] = toroid.ceil %{{[^ ,)]*}} : (tensor<7xf32>) -> tensor<7xf32>
// CHECK: %[[V1:.*]] = toroid.reduce max, %{{[^ ,)]*}} axes = [0] keep_dims = false : (tensor<7xi64>) -> tensor<i64>
// CHECK: %[[V2:.*]] = tensor.extract %[[V1]][] : tensor<i64>
// CHECK: %[[V3:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<7x1x?xi1>, tensor<7x1x?xf32>, tensor<f32>) -> tensor<7x1x?xf32>
// CHECK: %[[V4:.*]] = toroid.ceil %{{[^ ,)]*}} : (tensor<7xf32>) -> tensor<7xf32>
// CHECK: %[[V5:.*]] = toroid.reduce max, %{{[^ ,)]*}} axes = [0] keep_dims = false : (tensor<7xi64>) -> tensor<i64>
// CHECK: %[[V6:.*]] = tensor.extract %[[V5]][] : tensor<i64>
// CHECK: %[[V7:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<7x1x?xi1>, tensor<7x1x?xf32>, tensor<f32>) -> tensor<7x1x?xf32>
// CHECK: %[[V8:.*]] = toroid.gather axis = 0 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<144x3xf32>, tensor<7x1x1x?x?xi64>) -> tensor<7x1x1x?x?x3xf32>
// CHECK: %[[V9:.*]] = toroid.select %{{[^ ,)]*}}, %[[V8]], %{{[^ ,)]*}} : (tensor<7x1x1x?x?x1xi1>, tensor<7x1x1x?x?x3xf32>, tensor<f32>) -> tensor<7x1x1x?x?x3xf32>
// CHECK: %[[V10:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<7x1x1x?x?x1xi1>, tensor<7x1x1x?x?x3xf32>, tensor<f32>) -> tensor<7x1x1x?x?x3xf32>
// CHECK: %[[V11:.*]] = toroid.reduce max, %[[V10]] axes = [3, 4] keep_dims = false : (tensor<7x1x1x?x?x3xf32>) -> tensor<7x1x1x3xf32>
// CHECK: %[[V12:.*]] = toroid.select %{{[^ ,)]*}}, %[[V11]], %{{[^ ,)]*}} : (tensor<7x1x1x1xi1>, tensor<7x1x1x3xf32>, tensor<f32>) -> tensor<7x1x1x3xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<7x3x1x1xf32>
func.func @roi_align_adaptive(%x: tensor<2x3x8x9xf32>, %rois: tensor<7x4xf32>, %which: tensor<7xi64>) -> !onnx.unknown {
  %r0 = onnx.node "RoiAlign"(%x, %rois, %which) {attrs = {mode = "max"}, opset = 22 : i64}
      : (tensor<2x3x8x9xf32>, tensor<7x4xf32>, tensor<7xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Before opset 16 coordinates are not shifted.
// CHECK-LABEL: func.func @roi_align_10(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x1x8x9xf32>{{[^%]*}}, %[[ROIS:[a-z0-9]+]]: tensor<?x4xf32>{{[^%]*}}, %[[WHICH:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.slice %[[ROIS]] [0, 1] [%{{[^ ,)]*}}, 1] [1, 1] : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[ROIS]] [0, 3] [%{{[^ ,)]*}}, 1] [1, 1] : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V2:.*]] = toroid.max %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: %[[V3:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1xf32>, tensor<1x1x1xf32>) -> tensor<?x1x1xf32>
// CHECK: %[[V4:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1xf32>, tensor<1x1x1xf32>) -> tensor<?x1x1xf32>
// CHECK: %[[V5:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x1xf32>, tensor<1x1x1x2xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V6:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x1xf32>, tensor<1x1x1x2xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V7:.*]] = toroid.slice %[[ROIS]] [0, 0] [%{{[^ ,)]*}}, 1] [1, 1] : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V8:.*]] = toroid.slice %[[ROIS]] [0, 2] [%{{[^ ,)]*}}, 1] [1, 1] : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V9:.*]] = toroid.max %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: %[[V10:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1xf32>, tensor<1x1x1xf32>) -> tensor<?x1x1xf32>
// CHECK: %[[V11:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1xf32>, tensor<1x1x1xf32>) -> tensor<?x1x1xf32>
// CHECK: %[[V12:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x1xf32>, tensor<1x1x1x2xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V13:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x1xf32>, tensor<1x1x1x2xf32>) -> tensor<?x1x1x2xf32>
// CHECK: %[[V14:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x1x1xi64>, tensor<i64>) -> tensor<?x1x1x1x1xi64>
// CHECK: %[[V15:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x2x1xi64>, tensor<i64>) -> tensor<?x1x1x2x1xi64>
// CHECK: %[[V16:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x2x1xf32>, tensor<?x1x1x1x2xf32>) -> tensor<?x1x1x2x2xf32>
// CHECK: %[[V17:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x2x2x1xf32>, tensor<?x1x1x2x2x1xf32>) -> tensor<?x1x1x2x2x1xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<?x1x1x1xf32>
func.func @roi_align_10(%x: tensor<1x1x8x9xf32>, %rois: tensor<?x4xf32>, %which: tensor<?xi64>) -> !onnx.unknown {
  %r0 = onnx.node "RoiAlign"(%x, %rois, %which) {attrs = {sampling_ratio = 1 : i64}, opset = 10 : i64}
      : (tensor<1x1x8x9xf32>, tensor<?x4xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @max_roi_pool(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x8x9xf32>{{[^%]*}}, %[[ROIS:[a-z0-9]+]]: tensor<?x5xf32>
// CHECK: %[[V0:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V1:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %[[V0]] : (tensor<?xi1>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V2:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V3:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %[[V2]] : (tensor<?xi1>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V4:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<?x2x1xf32>) -> tensor<?x2x1xf32>
// CHECK: %[[V5:.*]] = toroid.ceil %{{[^ ,)]*}} : (tensor<?x2x1xf32>) -> tensor<?x2x1xf32>
// CHECK: %[[V6:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V7:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %[[V6]] : (tensor<?xi1>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V8:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V9:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %[[V8]] : (tensor<?xi1>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V10:.*]] = toroid.floor %{{[^ ,)]*}} : (tensor<?x3x1xf32>) -> tensor<?x3x1xf32>
// CHECK: %[[V11:.*]] = toroid.ceil %{{[^ ,)]*}} : (tensor<?x3x1xf32>) -> tensor<?x3x1xf32>
// CHECK: %[[V12:.*]] = toroid.gather axis = 0 %[[X]], %{{[^ ,)]*}} : (tensor<?x3x8x9xf32>, tensor<?xi64>) -> tensor<?x3x8x9xf32>
// CHECK: %[[V13:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x1x3x9xi1>, tensor<?x3x8x1x9xf32>, tensor<f32>) -> tensor<?x3x8x3x9xf32>
// CHECK: %[[V14:.*]] = toroid.reduce max, %[[V13]] axes = [4] keep_dims = false : (tensor<?x3x8x3x9xf32>) -> tensor<?x3x8x3xf32>
// CHECK: %[[V15:.*]] = toroid.transpose %[[V14]] [0, 1, 3, 2] : (tensor<?x3x8x3xf32>) -> tensor<?x3x3x8xf32>
// CHECK: %[[V16:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x2x1x8xi1>, tensor<?x3x1x3x8xf32>, tensor<f32>) -> tensor<?x3x2x3x8xf32>
// CHECK: %[[V17:.*]] = toroid.reduce max, %[[V16]] axes = [4] keep_dims = false : (tensor<?x3x2x3x8xf32>) -> tensor<?x3x2x3xf32>
// CHECK: %[[V18:.*]] = toroid.reduce max, %{{[^ ,)]*}} axes = [2] keep_dims = false : (tensor<?x2x8xf32>) -> tensor<?x2xf32>
// CHECK: %[[V19:.*]] = toroid.reduce max, %{{[^ ,)]*}} axes = [2] keep_dims = false : (tensor<?x3x9xf32>) -> tensor<?x3xf32>
// CHECK: %[[V20:.*]] = toroid.select %{{[^ ,)]*}}, %[[V17]], %{{[^ ,)]*}} : (tensor<?x1x2x3xi1>, tensor<?x3x2x3xf32>, tensor<f32>) -> tensor<?x3x2x3xf32>
// CHECK: return %[[V20]] : tensor<?x3x2x3xf32>
func.func @max_roi_pool(%x: tensor<?x3x8x9xf32>, %rois: tensor<?x5xf32>) -> !onnx.unknown {
  %r0 = onnx.node "MaxRoiPool"(%x, %rois) {attrs = {pooled_shape = array<i64: 2, 3>}, opset = 1 : i64}
      : (tensor<?x3x8x9xf32>, tensor<?x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
