// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Layer and RMS normalization.

// CHECK-LABEL: func.func @layer_norm(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<10xf32>
// CHECK: %[[V0:.*]] = toroid.layer_norm %[[A0]], %[[A1]], %[[A2]] axis = 2 epsilon = 5.000000e-01 : (tensor<?x3x10xf32>, tensor<10xf32>, tensor<10xf32>) -> tensor<?x3x10xf32>
// CHECK: return %[[V0]] : tensor<?x3x10xf32>
func.func @layer_norm(%a0: tensor<?x3x10xf32>, %a1: tensor<10xf32>, %a2: tensor<10xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "LayerNormalization"(%a0, %a1, %a2) {opset = 17 : i64, attrs = {epsilon = 0.5 : f32}}
      : (tensor<?x3x10xf32>, tensor<10xf32>, tensor<10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Mean and inverse deviation are computed where they are used.
// CHECK-LABEL: func.func @layer_norm_statistics(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x10xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf16>
// CHECK: %[[V0:.*]] = toroid.layer_norm %[[A0]], %[[A1]] axis = 1 epsilon = 1.000000e-05 : (tensor<?x3x10xf16>, tensor<10xf16>) -> tensor<?x3x10xf16>
// CHECK: %[[V1:.*]] = toroid.cast %[[A0]] : (tensor<?x3x10xf16>) -> tensor<?x3x10xf32>
// CHECK: %[[V2:.*]] = toroid.reduce mean, %[[V1]] axes = [1, 2] keep_dims = true : (tensor<?x3x10xf32>) -> tensor<?x1x1xf32>
// CHECK: %[[V3:.*]] = toroid.sub %[[V1]], %[[V2]] : (tensor<?x3x10xf32>, tensor<?x1x1xf32>) -> tensor<?x3x10xf32>
// CHECK: %[[V4:.*]] = toroid.mul %[[V3]], %[[V3]] : (tensor<?x3x10xf32>, tensor<?x3x10xf32>) -> tensor<?x3x10xf32>
// CHECK: %[[V5:.*]] = toroid.reduce mean, %[[V4]] axes = [1, 2] keep_dims = true : (tensor<?x3x10xf32>) -> tensor<?x1x1xf32>
// CHECK: %[[V6:.*]] = toroid.constant dense<9.99999974E-6> : tensor<f32> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.add %[[V5]], %[[V6]] : (tensor<?x1x1xf32>, tensor<f32>) -> tensor<?x1x1xf32>
// CHECK: %[[V8:.*]] = toroid.rsqrt %[[V7]] : (tensor<?x1x1xf32>) -> tensor<?x1x1xf32>
// CHECK: return %[[V0]], %[[V2]], %[[V8]] : tensor<?x3x10xf16>, tensor<?x1x1xf32>, tensor<?x1x1xf32>
func.func @layer_norm_statistics(%a0: tensor<?x3x10xf16>, %a1: tensor<10xf16>)
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %r0, %r1, %r2 = onnx.node "LayerNormalization"(%a0, %a1) {opset = 17 : i64, attrs = {axis = 1 : i64}}
      : (tensor<?x3x10xf16>, tensor<10xf16>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @rms_norm(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x10xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf16>
// CHECK: %[[V0:.*]] = toroid.rms_norm %[[A0]], %[[A1]] axis = 2 epsilon = 5.000000e-01 : (tensor<?x3x10xf16>, tensor<10xf16>) -> tensor<?x3x10xf16>
// CHECK: return %[[V0]] : tensor<?x3x10xf16>
func.func @rms_norm(%a0: tensor<?x3x10xf16>, %a1: tensor<10xf16>)
    -> !onnx.unknown {
  %r0 = onnx.node "RMSNormalization"(%a0, %a1) {opset = 23 : i64, attrs = {epsilon = 0.5 : f32}}
      : (tensor<?x3x10xf16>, tensor<10xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The scale decides the type of the result.
// CHECK-LABEL: func.func @simplified_layer_norm(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x10xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf32>
// CHECK: %[[V0:.*]] = toroid.rms_norm %[[A0]], %[[A1]] axis = 2 epsilon = 5.000000e-01 : (tensor<?x3x10xf16>, tensor<10xf32>) -> tensor<?x3x10xf32>
// CHECK: return %[[V0]] : tensor<?x3x10xf32>
func.func @simplified_layer_norm(%a0: tensor<?x3x10xf16>, %a1: tensor<10xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "SimplifiedLayerNormalization"(%a0, %a1) {opset = 14 : i64, attrs = {epsilon = 0.5 : f32}}
      : (tensor<?x3x10xf16>, tensor<10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A narrower scale: only the product is rounded to its type. The factor before
// the scale is computed where it is used.
// CHECK-LABEL: func.func @narrow_scale(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<10xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[A1]] : (tensor<10xf16>) -> tensor<10xf32>
// CHECK: %[[V1:.*]] = toroid.rms_norm %[[A0]], %[[V0]] axis = 1 epsilon = 5.000000e-01 : (tensor<2x10xf32>, tensor<10xf32>) -> tensor<2x10xf16>
// CHECK: %[[V2:.*]] = toroid.mul %[[A0]], %[[A0]]
// CHECK: %[[V3:.*]] = toroid.reduce mean, %[[V2]] axes = [1]
// CHECK: %[[V4:.*]] = toroid.rsqrt
// CHECK: return %[[V1]], %[[V4]] : tensor<2x10xf16>, tensor<2x1xf32>
func.func @narrow_scale(%a0: tensor<2x10xf32>, %a1: tensor<10xf16>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "SimplifiedLayerNormalization"(%a0, %a1) {opset = 14 : i64, attrs = {epsilon = 0.5 : f32}}
      : (tensor<2x10xf32>, tensor<10xf16>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @skip_layer_norm(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x10xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<10xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<10xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<10xf32>
// CHECK: %[[Y:.*]], %[[S:.*]] = toroid.layer_norm %[[A0]], %[[A2]], %[[A3]] residuals(%[[A1]], %[[A4]]) axis = 2 epsilon = 9.9999999999999998E-13 : (tensor<?x?x10xf32>, tensor<10xf32>, tensor<10xf32>, tensor<?x10xf32>, tensor<10xf32>) -> (tensor<?x?x10xf32>, tensor<?x?x10xf32>)
// CHECK: return %[[Y]], %[[S]] : tensor<?x?x10xf32>, tensor<?x?x10xf32>
func.func @skip_layer_norm(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]}, %a1: tensor<?x10xf32> {toroid.dims = ["s", 10]}, %a2: tensor<10xf32>, %a3: tensor<10xf32>, %a4: tensor<10xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1, %r2, %r3 = onnx.node "SkipLayerNormalization"(%a0, %a1, %a2, %a3, %a4) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?x10xf32>, tensor<?x10xf32>, tensor<10xf32>, tensor<10xf32>, tensor<10xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r3 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @skip_rms_norm(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x10xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x?x10xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<10xf32>
// CHECK: %[[Y:.*]], %[[S:.*]] = toroid.rms_norm %[[A0]], %[[A2]] residuals(%[[A1]]) axis = 2 epsilon = 5.000000e-01 : (tensor<?x?x10xf32>, tensor<10xf32>, tensor<?x?x10xf32>) -> (tensor<?x?x10xf32>, tensor<?x?x10xf32>)
// CHECK: return %[[Y]], %[[S]] : tensor<?x?x10xf32>, tensor<?x?x10xf32>
func.func @skip_rms_norm(%a0: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]}, %a1: tensor<?x?x10xf32> {toroid.dims = ["b", "s", 10]}, %a2: tensor<10xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1, %r2, %r3 = onnx.node "SkipSimplifiedLayerNormalization"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64, attrs = {epsilon = 0.5 : f32}}
      : (tensor<?x?x10xf32>, tensor<?x?x10xf32>, tensor<10xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r3 : !onnx.unknown, !onnx.unknown
}

// What may enlarge the input is added to it first. The statistics are the sum's.
// CHECK-LABEL: func.func @skip_larger(
// CHECK: %[[S:.*]] = toroid.add %arg0, %arg1
// CHECK: toroid.layer_norm %[[S]], %arg2 axis = 1
// CHECK: toroid.reduce mean, %[[S]]
func.func @skip_larger(%a0: tensor<1x10xf32>, %a1: tensor<?x10xf32>, %a2: tensor<10xf32>) -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "SkipLayerNormalization"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<1x10xf32>, tensor<?x10xf32>, tensor<10xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @embed_layer_norm(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?xi32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x?xi32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<20x6xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<9x6xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<2x6xf32>{{[^%]*}}, %[[A5:[a-z0-9]+]]: tensor<6xf32>{{[^%]*}}, %[[A6:[a-z0-9]+]]: tensor<6xf32>{{[^%]*}}, %[[A7:[a-z0-9]+]]: tensor<?x?xi32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?xi32>
// CHECK: %[[V3:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V2]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V3]] to [1, %[[V2]]] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V9:.*]] = toroid.embedding tables(%[[A2]], %[[A3]], %[[A4]]) indices(%[[A0]], %[[V4]], %[[A1]]) : (tensor<20x6xf32>, tensor<9x6xf32>, tensor<2x6xf32>, tensor<?x?xi32>, tensor<1x?xi64>, tensor<?x?xi32>) -> tensor<?x?x6xf32>
// CHECK: %[[V10:.*]] = toroid.constant dense<1> : tensor<i32> : tensor<i32>
// CHECK: %[[V11:.*]] = toroid.compare eq, %[[A7]], %[[V10]] : (tensor<?x?xi32>, tensor<i32>) -> tensor<?x?xi1>
// CHECK: %[[V12:.*]] = toroid.cast %[[V11]] : (tensor<?x?xi1>) -> tensor<?x?xi32>
// CHECK: %[[V13:.*]] = toroid.reduce sum, %[[V12]] axes = [1] keep_dims = false : (tensor<?x?xi32>) -> tensor<?xi32>
// CHECK: %[[V14:.*]] = toroid.layer_norm %[[V9]], %[[A5]], %[[A6]] axis = 2 epsilon = 9.9999999999999998E-13 : (tensor<?x?x6xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x?x6xf32>
// CHECK: return %[[V14]], %[[V13]], %[[V9]] : tensor<?x?x6xf32>, tensor<?xi32>, tensor<?x?x6xf32>
func.func @embed_layer_norm(%a0: tensor<?x?xi32> {toroid.dims = ["b", "s"]}, %a1: tensor<?x?xi32> {toroid.dims = ["b", "s"]}, %a2: tensor<20x6xf32>, %a3: tensor<9x6xf32>, %a4: tensor<2x6xf32>, %a5: tensor<6xf32>, %a6: tensor<6xf32>, %a7: tensor<?x?xi32> {toroid.dims = ["b", "s"]})
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %r0, %r1, %r2 = onnx.node "EmbedLayerNormalization"(%a0, %a1, %a2, %a3, %a4, %a5, %a6, %a7) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?xi32>, tensor<?x?xi32>, tensor<20x6xf32>, tensor<9x6xf32>, tensor<2x6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<?x?xi32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @embed_layer_norm_positions(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?xi32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<20x6xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<9x6xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<6xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<6xf32>{{[^%]*}}, %[[A5:[a-z0-9]+]]: tensor<?x?xi32>
// CHECK: %[[V2:.*]] = toroid.embedding tables(%[[A1]], %[[A2]]) indices(%[[A0]], %[[A5]]) : (tensor<20x6xf32>, tensor<9x6xf32>, tensor<?x?xi32>, tensor<?x?xi32>) -> tensor<?x?x6xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<0> : tensor<i32> : tensor<i32>
// CHECK: %[[V4:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?xi32>
// CHECK: %[[V5:.*]] = toroid.broadcast_to %[[V3]] to [%[[V4]]] : (tensor<i32>) -> tensor<?xi32>
// CHECK: %[[V6:.*]] = toroid.layer_norm %[[V2]], %[[A3]], %[[A4]] axis = 2 epsilon = 9.9999999999999998E-13 : (tensor<?x?x6xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x?x6xf32>
// CHECK: return %[[V6]], %[[V5]] : tensor<?x?x6xf32>, tensor<?xi32>
func.func @embed_layer_norm_positions(%a0: tensor<?x?xi32> {toroid.dims = ["b", "s"]}, %a2: tensor<20x6xf32>, %a3: tensor<9x6xf32>, %a5: tensor<6xf32>, %a6: tensor<6xf32>, %a8: tensor<?x?xi32> {toroid.dims = ["b", "s"]})
    -> (!onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1 = onnx.node "EmbedLayerNormalization"(%a0, %none, %a2, %a3, %none, %a5, %a6, %none, %a8) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<?x?xi32>, none, tensor<20x6xf32>, tensor<9x6xf32>, none, tensor<6xf32>, tensor<6xf32>, none, tensor<?x?xi32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// A type with number 0 is none, so the default stands.

// CHECK-LABEL: func.func @no_stash_type(
// CHECK: toroid.layer_norm
func.func @no_stash_type(%x: tensor<2x4xf16>, %s: tensor<4xf16>) -> !onnx.unknown {
  %r = onnx.node "LayerNormalization"(%x, %s) {opset = 17 : i64, attrs = {stash_type = 0 : i64}}
      : (tensor<2x4xf16>, tensor<4xf16>) -> !onnx.unknown
  return %r : !onnx.unknown
}
