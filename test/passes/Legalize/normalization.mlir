// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Softmax and normalizations.

// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.softmax %[[X]] axis = 2 : (tensor<?x3x4xf32>) -> tensor<?x3x4xf32>
// CHECK: return %[[V0]] : tensor<?x3x4xf32>
func.func @softmax(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Softmax"(%x) {opset = 17 : i64}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @softmax_axis(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.softmax %[[X]] axis = 1 : (tensor<?x3x4xf32>) -> tensor<?x3x4xf32>
// CHECK: return %[[V0]] : tensor<?x3x4xf32>
func.func @softmax_axis(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Softmax"(%x) {opset = 17 : i64, attrs = {axis = 1 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Before opset 13 the dims from the axis on count as one.
// CHECK-LABEL: func.func @softmax_flattened(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x3x4xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[X]] to [%[[D0]], 12] : (tensor<?x3x4xf32>) -> tensor<?x12xf32>
// CHECK: %[[V2:.*]] = toroid.softmax %[[V1]] axis = 1 : (tensor<?x12xf32>) -> tensor<?x12xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [%[[D0]], 3, 4] : (tensor<?x12xf32>) -> tensor<?x3x4xf32>
// CHECK: return %[[V3]] : tensor<?x3x4xf32>
func.func @softmax_flattened(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Softmax"(%x) {opset = 11 : i64}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// One dim is one dim.
// CHECK-LABEL: func.func @softmax_last(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.softmax %[[X]] axis = 2 : (tensor<?x3x4xf32>) -> tensor<?x3x4xf32>
// CHECK: return %[[V0]] : tensor<?x3x4xf32>
func.func @softmax_last(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Softmax"(%x) {opset = 11 : i64, attrs = {axis = 2 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @log_softmax(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce max, %[[X]] axes = [1] keep_dims = true : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V1:.*]] = toroid.sub %[[X]], %[[V0]] : (tensor<?x4xf32>, tensor<?x1xf32>) -> tensor<?x4xf32>
// CHECK: %[[V2:.*]] = toroid.exp %[[V1]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V3:.*]] = toroid.reduce sum, %[[V2]] axes = [1] keep_dims = true : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V4:.*]] = toroid.log %[[V3]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: %[[V5:.*]] = toroid.sub %[[V1]], %[[V4]] : (tensor<?x4xf32>, tensor<?x1xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V5]] : tensor<?x4xf32>
func.func @log_softmax(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "LogSoftmax"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @batch_norm(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x?xf32>{{[^%]*}}, %[[S:[a-z0-9]+]]: tensor<3xf32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<3xf32>{{[^%]*}}, %[[M:[a-z0-9]+]]: tensor<3xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[S]] to [1, 3, 1] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[B]] to [1, 3, 1] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[M]] to [1, 3, 1] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V]] to [1, 3, 1] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK: %[[C4:.*]] = toroid.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.add %[[V3]], %[[C4]] : (tensor<1x3x1xf32>, tensor<f32>) -> tensor<1x3x1xf32>
// CHECK: %[[V6:.*]] = toroid.rsqrt %[[V5]] : (tensor<1x3x1xf32>) -> tensor<1x3x1xf32>
// CHECK: %[[V7:.*]] = toroid.sub %[[X]], %[[V2]] : (tensor<?x3x?xf32>, tensor<1x3x1xf32>) -> tensor<?x3x?xf32>
// CHECK: %[[V8:.*]] = toroid.mul %[[V7]], %[[V6]] : (tensor<?x3x?xf32>, tensor<1x3x1xf32>) -> tensor<?x3x?xf32>
// CHECK: %[[V9:.*]] = toroid.mul %[[V8]], %[[V0]] : (tensor<?x3x?xf32>, tensor<1x3x1xf32>) -> tensor<?x3x?xf32>
// CHECK: %[[V10:.*]] = toroid.add %[[V9]], %[[V1]] : (tensor<?x3x?xf32>, tensor<1x3x1xf32>) -> tensor<?x3x?xf32>
// CHECK: return %[[V10]] : tensor<?x3x?xf32>
func.func @batch_norm(%x: tensor<?x3x?xf32>, %s: tensor<3xf32>, %b: tensor<3xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "BatchNormalization"(%x, %s, %b, %m, %v) {opset = 17 : i64}
      : (tensor<?x3x?xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @instance_norm(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x5xf32>{{[^%]*}}, %[[S:[a-z0-9]+]]: tensor<3xf32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<3xf32>
// CHECK: %[[Y:.*]] = toroid.group_norm %[[X]], %[[S]], %[[B]] groups = 3 epsilon = 1.000000e-05 : (tensor<?x3x5xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<?x3x5xf32>
// CHECK: return %[[Y]] : tensor<?x3x5xf32>
func.func @instance_norm(%x: tensor<?x3x5xf32>, %s: tensor<3xf32>, %b: tensor<3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "InstanceNormalization"(%x, %s, %b) {opset = 17 : i64}
      : (tensor<?x3x5xf32>, tensor<3xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A number of channels that only a run knows.
// CHECK-LABEL: func.func @instance_norm_dynamic(
// CHECK: %[[S:.*]] = toroid.reshape %arg1 to [1, %{{.*}}, 1]
// CHECK: %[[B:.*]] = toroid.reshape %arg2 to [1, %{{.*}}, 1]
// CHECK: toroid.layer_norm %arg0, %[[S]], %[[B]] axis = 2
func.func @instance_norm_dynamic(%x: tensor<?x?x5xf32> {toroid.dims = ["b", "c", 5]}, %s: tensor<?xf32> {toroid.dims = ["c"]}, %b: tensor<?xf32> {toroid.dims = ["c"]})
    -> !onnx.unknown {
  %r0 = onnx.node "InstanceNormalization"(%x, %s, %b) {opset = 17 : i64}
      : (tensor<?x?x5xf32>, tensor<?xf32>, tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Scale and bias per group before opset 21.
// CHECK-LABEL: func.func @group_normalization_18(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x6x4xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2xf32>
// CHECK: %[[G0:.*]] = toroid.reshape %[[A1]] to [2, 1] : (tensor<2xf32>) -> tensor<2x1xf32>
// CHECK: %[[G1:.*]] = toroid.broadcast_to %[[G0]] to [2, 3] : (tensor<2x1xf32>) -> tensor<2x3xf32>
// CHECK: %[[G:.*]] = toroid.reshape %[[G1]] to [6] : (tensor<2x3xf32>) -> tensor<6xf32>
// CHECK: %[[B0:.*]] = toroid.reshape %[[A2]] to [2, 1]
// CHECK: %[[B1:.*]] = toroid.broadcast_to %[[B0]] to [2, 3]
// CHECK: %[[B:.*]] = toroid.reshape %[[B1]] to [6]
// CHECK: %[[Y:.*]] = toroid.group_norm %[[A0]], %[[G]], %[[B]] groups = 2 epsilon = 1.000000e-05 : (tensor<?x6x4xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x4xf32>
// CHECK: return %[[Y]] : tensor<?x6x4xf32>
func.func @group_normalization_18(%x: tensor<?x6x4xf32>, %s: tensor<2xf32>, %b: tensor<2xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GroupNormalization"(%x, %s, %b) {opset = 18 : i64, attrs = {num_groups = 2 : i64}}
      : (tensor<?x6x4xf32>, tensor<2xf32>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @group_normalization(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x6x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<6xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<6xf32>
// CHECK: %[[Y:.*]] = toroid.group_norm %[[A0]], %[[A1]], %[[A2]] groups = 2 epsilon = 0.0010000000474974513 : (tensor<?x6x?xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x?xf32>
// CHECK: return %[[Y]] : tensor<?x6x?xf32>
func.func @group_normalization(%x: tensor<?x6x?xf32>, %s: tensor<6xf32>, %b: tensor<6xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GroupNormalization"(%x, %s, %b) {opset = 21 : i64, attrs = {num_groups = 2 : i64, epsilon = 1.0e-3 : f32}}
      : (tensor<?x6x?xf32>, tensor<6xf32>, tensor<6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @layer_normalization_statistics(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x8xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<8xf16>
// CHECK: %[[V0:.*]] = toroid.layer_norm %[[A0]], %[[A1]] axis = 1 epsilon = 1.000000e-05 : (tensor<?x8xf16>, tensor<8xf16>) -> tensor<?x8xf16>
// CHECK: %[[V1:.*]] = toroid.cast %[[A0]] : (tensor<?x8xf16>) -> tensor<?x8xf32>
// CHECK: %[[V2:.*]] = toroid.reduce mean, %[[V1]] axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
// CHECK: %[[V3:.*]] = toroid.sub %[[V1]], %[[V2]] : (tensor<?x8xf32>, tensor<?x1xf32>) -> tensor<?x8xf32>
// CHECK: %[[V4:.*]] = toroid.mul %[[V3]], %[[V3]] : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V5:.*]] = toroid.reduce mean, %[[V4]] axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
// CHECK: %[[V6:.*]] = toroid.constant dense<9.99999974E-6> : tensor<f32> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.add %[[V5]], %[[V6]] : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xf32>
// CHECK: %[[V8:.*]] = toroid.rsqrt %[[V7]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: return %[[V0]], %[[V2]], %[[V8]] : tensor<?x8xf16>, tensor<?x1xf32>, tensor<?x1xf32>
func.func @layer_normalization_statistics(%x: tensor<?x8xf16>, %s: tensor<8xf16>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %r0:3 = onnx.node "LayerNormalization"(%x, %s) {opset = 17 : i64}
      : (tensor<?x8xf16>, tensor<8xf16>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0#0, %r0#1, %r0#2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// Parameters with an entry for each place.
// CHECK-LABEL: func.func @batch_normalization_7(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x2x3xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A1]] to [1, 2, 3] : (tensor<2x3xf32>) -> tensor<1x2x3xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<9.99999974E-6> : tensor<f32> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.add %[[V0]], %[[V1]] : (tensor<1x2x3xf32>, tensor<f32>) -> tensor<1x2x3xf32>
// CHECK: %[[V3:.*]] = toroid.rsqrt %[[V2]] : (tensor<1x2x3xf32>) -> tensor<1x2x3xf32>
// CHECK: %[[V4:.*]] = toroid.sub %[[A0]], %[[V0]] : (tensor<?x2x3xf32>, tensor<1x2x3xf32>) -> tensor<?x2x3xf32>
// CHECK: %[[V5:.*]] = toroid.mul %[[V4]], %[[V3]] : (tensor<?x2x3xf32>, tensor<1x2x3xf32>) -> tensor<?x2x3xf32>
// CHECK: %[[V6:.*]] = toroid.mul %[[V5]], %[[V0]] : (tensor<?x2x3xf32>, tensor<1x2x3xf32>) -> tensor<?x2x3xf32>
// CHECK: %[[V7:.*]] = toroid.add %[[V6]], %[[V0]] : (tensor<?x2x3xf32>, tensor<1x2x3xf32>) -> tensor<?x2x3xf32>
// CHECK: return %[[V7]] : tensor<?x2x3xf32>
func.func @batch_normalization_7(%x: tensor<?x2x3xf32>, %p: tensor<2x3xf32>) -> !onnx.unknown {
  %r0 = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {opset = 7 : i64, attrs = {spatial = 0 : i64}}
      : (tensor<?x2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Statistics of another type.
// CHECK-LABEL: func.func @batch_normalization_types(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x2x3xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2xf16>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2xf32>
// CHECK: %[[V0:.*]] = toroid.cast %[[A1]] : (tensor<2xf16>) -> tensor<2xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[V0]] to [1, 2, 1] : (tensor<2xf32>) -> tensor<1x2x1xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A2]] to [1, 2, 1] : (tensor<2xf32>) -> tensor<1x2x1xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<9.99999974E-6> : tensor<f32> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.add %[[V2]], %[[V3]] : (tensor<1x2x1xf32>, tensor<f32>) -> tensor<1x2x1xf32>
// CHECK: %[[V5:.*]] = toroid.rsqrt %[[V4]] : (tensor<1x2x1xf32>) -> tensor<1x2x1xf32>
// CHECK: %[[V6:.*]] = toroid.cast %[[A0]] : (tensor<?x2x3xf16>) -> tensor<?x2x3xf32>
// CHECK: %[[V7:.*]] = toroid.sub %[[V6]], %[[V2]] : (tensor<?x2x3xf32>, tensor<1x2x1xf32>) -> tensor<?x2x3xf32>
// CHECK: %[[V8:.*]] = toroid.mul %[[V7]], %[[V5]] : (tensor<?x2x3xf32>, tensor<1x2x1xf32>) -> tensor<?x2x3xf32>
// CHECK: %[[V9:.*]] = toroid.mul %[[V8]], %[[V1]] : (tensor<?x2x3xf32>, tensor<1x2x1xf32>) -> tensor<?x2x3xf32>
// CHECK: %[[V10:.*]] = toroid.add %[[V9]], %[[V1]] : (tensor<?x2x3xf32>, tensor<1x2x1xf32>) -> tensor<?x2x3xf32>
// CHECK: %[[V11:.*]] = toroid.cast %[[V10]] : (tensor<?x2x3xf32>) -> tensor<?x2x3xf16>
// CHECK: return %[[V11]] : tensor<?x2x3xf16>
func.func @batch_normalization_types(%x: tensor<?x2x3xf16>, %p: tensor<2xf16>, %m: tensor<2xf32>) -> !onnx.unknown {
  %r0 = onnx.node "BatchNormalization"(%x, %p, %p, %m, %m) {opset = 15 : i64}
      : (tensor<?x2x3xf16>, tensor<2xf16>, tensor<2xf16>, tensor<2xf32>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// In training mode the statistics are the input's own.
// CHECK-LABEL: func.func @batch_normalization_training(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2x?xf16>{{[^%]*}}, %[[P:[a-z0-9]+]]: tensor<2xf16>{{[^%]*}}, %[[M:[a-z0-9]+]]: tensor<2xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<2xf32>
func.func @batch_normalization_training(%x: tensor<?x2x?xf16>, %p: tensor<2xf16>, %m: tensor<2xf32>, %v: tensor<2xf32>)
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  // CHECK: %[[WIDE:.*]] = toroid.cast %[[X]] : (tensor<?x2x?xf16>) -> tensor<?x2x?xf32>
  // CHECK: %[[MEAN:.*]] = toroid.reduce mean, %[[WIDE]] axes = [0, 2] keep_dims = false : (tensor<?x2x?xf32>) -> tensor<2xf32>
  // CHECK: %[[PLACED:.*]] = toroid.reshape %[[MEAN]] to [1, 2, 1]
  // CHECK: %[[CENTERED:.*]] = toroid.sub %[[WIDE]], %[[PLACED]]
  // CHECK: %[[SQUARES:.*]] = toroid.mul %[[CENTERED]], %[[CENTERED]]
  // CHECK: %[[VARIANCE:.*]] = toroid.reduce mean, %[[SQUARES]] axes = [0, 2] keep_dims = false : (tensor<?x2x?xf32>) -> tensor<2xf32>
  // CHECK: %[[OLD:.*]] = toroid.constant dense<2.500000e-01>
  // CHECK: %[[KEPT:.*]] = toroid.mul %[[M]], %[[OLD]]
  // CHECK: %[[NEW:.*]] = toroid.constant dense<7.500000e-01>
  // CHECK: %[[ENTERED:.*]] = toroid.mul %[[MEAN]], %[[NEW]]
  // CHECK: %[[MOVED:.*]] = toroid.add %[[KEPT]], %[[ENTERED]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  // CHECK: %[[KEPT2:.*]] = toroid.mul %[[V]], %[[OLD]]
  // CHECK: %[[ENTERED2:.*]] = toroid.mul %[[VARIANCE]], %[[NEW]]
  // CHECK: %[[MOVED2:.*]] = toroid.add %[[KEPT2]], %[[ENTERED2]]
  // CHECK: toroid.rsqrt
  // CHECK: return %{{.*}}, %[[MOVED]], %[[MOVED2]] : tensor<?x2x?xf16>, tensor<2xf32>, tensor<2xf32>
  %0, %1, %2 = onnx.node "BatchNormalization"(%x, %p, %p, %m, %v) {opset = 15 : i64, attrs = {training_mode = 1 : i64, momentum = 0.25 : f32}}
      : (tensor<?x2x?xf16>, tensor<2xf16>, tensor<2xf16>, tensor<2xf32>, tensor<2xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %0, %1, %2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @mean_variance_normalization(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x2x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce mean, %[[A0]] axes = [0, 2, 3] keep_dims = true : (tensor<?x2x3x4xf32>) -> tensor<1x2x1x1xf32>
// CHECK: %[[V1:.*]] = toroid.sub %[[A0]], %[[V0]] : (tensor<?x2x3x4xf32>, tensor<1x2x1x1xf32>) -> tensor<?x2x3x4xf32>
// CHECK: %[[V2:.*]] = toroid.mul %[[V1]], %[[V1]] : (tensor<?x2x3x4xf32>, tensor<?x2x3x4xf32>) -> tensor<?x2x3x4xf32>
// CHECK: %[[V3:.*]] = toroid.reduce mean, %[[V2]] axes = [0, 2, 3] keep_dims = true : (tensor<?x2x3x4xf32>) -> tensor<1x2x1x1xf32>
// CHECK: %[[V4:.*]] = toroid.sqrt %[[V3]] : (tensor<1x2x1x1xf32>) -> tensor<1x2x1x1xf32>
// CHECK: %[[V5:.*]] = toroid.constant dense<9.99999971E-10> : tensor<f32> : tensor<f32>
// CHECK: %[[V6:.*]] = toroid.add %[[V4]], %[[V5]] : (tensor<1x2x1x1xf32>, tensor<f32>) -> tensor<1x2x1x1xf32>
// CHECK: %[[V7:.*]] = toroid.div %[[V1]], %[[V6]] : (tensor<?x2x3x4xf32>, tensor<1x2x1x1xf32>) -> tensor<?x2x3x4xf32>
// CHECK: return %[[V7]] : tensor<?x2x3x4xf32>
func.func @mean_variance_normalization(%x: tensor<?x2x3x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "MeanVarianceNormalization"(%x) {opset = 13 : i64}
      : (tensor<?x2x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @l2_normalization(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[V0:.*]] = toroid.mul %[[A0]], %[[A0]] : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V1:.*]] = toroid.reduce sum, %[[V0]] axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
// CHECK: %[[V2:.*]] = toroid.sqrt %[[V1]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.compare eq, %[[V2]], %[[V3]] : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xi1>
// CHECK: %[[V5:.*]] = toroid.div %[[A0]], %[[V2]] : (tensor<?x8xf32>, tensor<?x1xf32>) -> tensor<?x8xf32>
// CHECK: %[[V6:.*]] = toroid.select %[[V4]], %[[V3]], %[[V5]] : (tensor<?x1xi1>, tensor<f32>, tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: return %[[V6]] : tensor<?x8xf32>
func.func @l2_normalization(%x: tensor<?x8xf32>) -> !onnx.unknown {
  %r0 = onnx.node "LpNormalization"(%x) {opset = 22 : i64}
      : (tensor<?x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @l1_normalization(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x8xbf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[A0]] : (tensor<?x8xbf16>) -> tensor<?x8xf32>
// CHECK: %[[V1:.*]] = toroid.abs %[[V0]] : (tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V2:.*]] = toroid.reduce sum, %[[V1]] axes = [0] keep_dims = true : (tensor<?x8xf32>) -> tensor<1x8xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.compare eq, %[[V2]], %[[V3]] : (tensor<1x8xf32>, tensor<f32>) -> tensor<1x8xi1>
// CHECK: %[[V5:.*]] = toroid.div %[[V0]], %[[V2]] : (tensor<?x8xf32>, tensor<1x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V6:.*]] = toroid.select %[[V4]], %[[V3]], %[[V5]] : (tensor<1x8xi1>, tensor<f32>, tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V7:.*]] = toroid.cast %[[V6]] : (tensor<?x8xf32>) -> tensor<?x8xbf16>
// CHECK: return %[[V7]] : tensor<?x8xbf16>
func.func @l1_normalization(%x: tensor<?x8xbf16>) -> !onnx.unknown {
  %r0 = onnx.node "LpNormalization"(%x) {opset = 22 : i64, attrs = {p = 1 : i64, axis = 0 : i64}}
      : (tensor<?x8xbf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// An even window has its larger half behind.
// CHECK-LABEL: func.func @lrn(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x8x4xf32>
// CHECK: %[[V0:.*]] = toroid.mul %[[A0]], %[[A0]] : (tensor<?x8x4xf32>, tensor<?x8x4xf32>) -> tensor<?x8x4xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.pad %[[V0]] with %[[V1]] [0, 1, 0] [0, 2, 0] : (tensor<?x8x4xf32>, tensor<f32>) -> tensor<?x11x4xf32>
// CHECK: %[[V3:.*]] = toroid.pool sum, %[[V2]] kernel = [4, 1] strides = [1, 1] dilations = [1, 1] : (tensor<?x11x4xf32>) -> tensor<?x8x4xf32>
// CHECK: %[[V4:.*]] = toroid.constant dense<2.500000e-05> : tensor<f32> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.mul %[[V3]], %[[V4]] : (tensor<?x8x4xf32>, tensor<f32>) -> tensor<?x8x4xf32>
// CHECK: %[[V6:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.add %[[V5]], %[[V6]] : (tensor<?x8x4xf32>, tensor<f32>) -> tensor<?x8x4xf32>
// CHECK: %[[V8:.*]] = toroid.constant dense<7.500000e-01> : tensor<f32> : tensor<f32>
// CHECK: %[[V9:.*]] = toroid.pow %[[V7]], %[[V8]] : (tensor<?x8x4xf32>, tensor<f32>) -> tensor<?x8x4xf32>
// CHECK: %[[V10:.*]] = toroid.div %[[A0]], %[[V9]] : (tensor<?x8x4xf32>, tensor<?x8x4xf32>) -> tensor<?x8x4xf32>
// CHECK: return %[[V10]] : tensor<?x8x4xf32>
func.func @lrn(%x: tensor<?x8x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "LRN"(%x) {opset = 13 : i64, attrs = {size = 4 : i64}}
      : (tensor<?x8x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
