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

// CHECK-LABEL: func.func @layer_norm(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>{{[^%]*}}, %[[S:[a-z0-9]+]]: tensor<8xf32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<8xf32>
// CHECK: %[[V0:.*]] = toroid.layer_norm %[[X]], %[[S]], %[[B]] axis = 2 epsilon = 9.9999999747524271E-7 : (tensor<?x?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
// CHECK: return %[[V0]] : tensor<?x?x8xf32>
func.func @layer_norm(%x: tensor<?x?x8xf32>, %s: tensor<8xf32>, %b: tensor<8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "LayerNormalization"(%x, %s, %b) {opset = 17 : i64, attrs = {epsilon = 1.0e-06 : f32}}
      : (tensor<?x?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @layer_norm_no_bias(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2x8xf32>{{[^%]*}}, %[[S:[a-z0-9]+]]: tensor<2x8xf32>
// CHECK: %[[V0:.*]] = toroid.layer_norm %[[X]], %[[S]] axis = 1 epsilon = 1.000000e-05 : (tensor<?x2x8xf32>, tensor<2x8xf32>) -> tensor<?x2x8xf32>
// CHECK: return %[[V0]] : tensor<?x2x8xf32>
func.func @layer_norm_no_bias(%x: tensor<?x2x8xf32>, %s: tensor<2x8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "LayerNormalization"(%x, %s) {opset = 17 : i64, attrs = {axis = 1 : i64}}
      : (tensor<?x2x8xf32>, tensor<2x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The mean is taken in f32.
// CHECK-LABEL: func.func @rms_norm(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf16>{{[^%]*}}, %[[S:[a-z0-9]+]]: tensor<8xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?x8xf16>) -> tensor<?x8xf32>
// CHECK: %[[V1:.*]] = toroid.mul %[[V0]], %[[V0]] : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V2:.*]] = toroid.reduce mean, %[[V1]] axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
// CHECK: %[[C3:.*]] = toroid.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.add %[[V2]], %[[C3]] : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xf32>
// CHECK: %[[V5:.*]] = toroid.rsqrt %[[V4]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: %[[V6:.*]] = toroid.mul %[[V0]], %[[V5]] : (tensor<?x8xf32>, tensor<?x1xf32>) -> tensor<?x8xf32>
// CHECK: %[[V7:.*]] = toroid.cast %[[V6]] : (tensor<?x8xf32>) -> tensor<?x8xf16>
// CHECK: %[[V8:.*]] = toroid.mul %[[V7]], %[[S]] : (tensor<?x8xf16>, tensor<8xf16>) -> tensor<?x8xf16>
// CHECK: return %[[V8]] : tensor<?x8xf16>
func.func @rms_norm(%x: tensor<?x8xf16>, %s: tensor<8xf16>)
    -> !onnx.unknown {
  %r0 = onnx.node "RMSNormalization"(%x, %s) {opset = 23 : i64}
      : (tensor<?x8xf16>, tensor<8xf16>) -> !onnx.unknown
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
// CHECK: %[[V0:.*]] = toroid.reshape %[[S]] to [1, 3, 1] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[B]] to [1, 3, 1] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK: %[[V2:.*]] = toroid.reduce mean, %[[X]] axes = [2] keep_dims = true : (tensor<?x3x5xf32>) -> tensor<?x3x1xf32>
// CHECK: %[[V3:.*]] = toroid.sub %[[X]], %[[V2]] : (tensor<?x3x5xf32>, tensor<?x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK: %[[V4:.*]] = toroid.mul %[[V3]], %[[V3]] : (tensor<?x3x5xf32>, tensor<?x3x5xf32>) -> tensor<?x3x5xf32>
// CHECK: %[[V5:.*]] = toroid.reduce mean, %[[V4]] axes = [2] keep_dims = true : (tensor<?x3x5xf32>) -> tensor<?x3x1xf32>
// CHECK: %[[C6:.*]] = toroid.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.add %[[V5]], %[[C6]] : (tensor<?x3x1xf32>, tensor<f32>) -> tensor<?x3x1xf32>
// CHECK: %[[V8:.*]] = toroid.rsqrt %[[V7]] : (tensor<?x3x1xf32>) -> tensor<?x3x1xf32>
// CHECK: %[[V9:.*]] = toroid.mul %[[V3]], %[[V8]] : (tensor<?x3x5xf32>, tensor<?x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK: %[[V10:.*]] = toroid.mul %[[V9]], %[[V0]] : (tensor<?x3x5xf32>, tensor<1x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK: %[[V11:.*]] = toroid.add %[[V10]], %[[V1]] : (tensor<?x3x5xf32>, tensor<1x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK: return %[[V11]] : tensor<?x3x5xf32>
func.func @instance_norm(%x: tensor<?x3x5xf32>, %s: tensor<3xf32>, %b: tensor<3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "InstanceNormalization"(%x, %s, %b) {opset = 17 : i64}
      : (tensor<?x3x5xf32>, tensor<3xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
