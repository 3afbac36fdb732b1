// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Rotary embedding.

// Halves rotate against each other.
// CHECK-LABEL: func.func @rotary(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<50x4xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<50x4xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<?x?xi64>
// CHECK: %[[V0:.*]] = toroid.transpose %[[A0]] [0, 2, 1, 3] : (tensor<?x2x?x8xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V1:.*]] = toroid.gather axis = 0 %[[A1]], %[[A3]] : (tensor<50x4xf32>, tensor<?x?xi64>) -> tensor<?x?x4xf32>
// CHECK: %[[V2:.*]] = tensor.dim %[[A3]], %c0{{[_0-9]*}} : tensor<?x?xi64>
// CHECK: %[[V3:.*]] = tensor.dim %[[A3]], %c1{{[_0-9]*}} : tensor<?x?xi64>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V1]] to [%[[V2]], %[[V3]], 1, 4] : (tensor<?x?x4xf32>) -> tensor<?x?x1x4xf32>
// CHECK: %[[V5:.*]] = toroid.gather axis = 0 %[[A2]], %[[A3]] : (tensor<50x4xf32>, tensor<?x?xi64>) -> tensor<?x?x4xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [%[[V2]], %[[V3]], 1, 4] : (tensor<?x?x4xf32>) -> tensor<?x?x1x4xf32>
// CHECK: %[[V7:.*]] = toroid.rotary %[[V0]], %[[V4]], %[[V6]] per_pair : (tensor<?x?x2x8xf32>, tensor<?x?x1x4xf32>, tensor<?x?x1x4xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V8:.*]] = toroid.transpose %[[V7]] [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
// CHECK: return %[[V8]] : tensor<?x2x?x8xf32>
func.func @rotary(%x: tensor<?x2x?x8xf32>, %c: tensor<50x4xf32>, %s: tensor<50x4xf32>, %p: tensor<?x?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "RotaryEmbedding"(%x, %c, %s, %p) {opset = 23 : i64}
      : (tensor<?x2x?x8xf32>, tensor<50x4xf32>, tensor<50x4xf32>, tensor<?x?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Neighbours rotate, and only the first four features of each head.
// CHECK-LABEL: func.func @rotary_interleaved(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x16xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x?x2xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x?x2xf32>
// CHECK: %[[V0:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V1:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A0]] to [%[[V0]], %[[V1]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V3:.*]] = tensor.dim %[[A1]], %c0{{[_0-9]*}} : tensor<?x?x2xf32>
// CHECK: %[[V4:.*]] = tensor.dim %[[A1]], %c1{{[_0-9]*}} : tensor<?x?x2xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[A1]] to [%[[V3]], %[[V4]], 1, 2] : (tensor<?x?x2xf32>) -> tensor<?x?x1x2xf32>
// CHECK: %[[V6:.*]] = tensor.dim %[[A2]], %c0{{[_0-9]*}} : tensor<?x?x2xf32>
// CHECK: %[[V7:.*]] = tensor.dim %[[A2]], %c1{{[_0-9]*}} : tensor<?x?x2xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[A2]] to [%[[V6]], %[[V7]], 1, 2] : (tensor<?x?x2xf32>) -> tensor<?x?x1x2xf32>
// CHECK: %[[V9:.*]] = toroid.rotary %[[V2]], %[[V5]], %[[V8]] interleaved per_pair : (tensor<?x?x2x8xf32>, tensor<?x?x1x2xf32>, tensor<?x?x1x2xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [%[[V0]], %[[V1]], 16] : (tensor<?x?x2x8xf32>) -> tensor<?x?x16xf32>
// CHECK: return %[[V10]] : tensor<?x?x16xf32>
func.func @rotary_interleaved(%x: tensor<?x?x16xf32>, %c: tensor<?x?x2xf32>, %s: tensor<?x?x2xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "RotaryEmbedding"(%x, %c, %s) {opset = 23 : i64, attrs = {interleaved = 1 : i64, num_heads = 2 : i64, rotary_embedding_dim = 4 : i64}}
      : (tensor<?x?x16xf32>, tensor<?x?x2xf32>, tensor<?x?x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Positions come second.
// CHECK-LABEL: func.func @contrib_rotary(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x16xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x?xi64>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<50x4xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<50x4xf32>
// CHECK: %[[V0:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V1:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A0]] to [%[[V0]], %[[V1]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V3:.*]] = toroid.gather axis = 0 %[[A2]], %[[A1]] : (tensor<50x4xf32>, tensor<?x?xi64>) -> tensor<?x?x4xf32>
// CHECK: %[[V4:.*]] = tensor.dim %[[A1]], %c0{{[_0-9]*}} : tensor<?x?xi64>
// CHECK: %[[V5:.*]] = tensor.dim %[[A1]], %c1{{[_0-9]*}} : tensor<?x?xi64>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V3]] to [%[[V4]], %[[V5]], 1, 4] : (tensor<?x?x4xf32>) -> tensor<?x?x1x4xf32>
// CHECK: %[[V7:.*]] = toroid.gather axis = 0 %[[A3]], %[[A1]] : (tensor<50x4xf32>, tensor<?x?xi64>) -> tensor<?x?x4xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [%[[V4]], %[[V5]], 1, 4] : (tensor<?x?x4xf32>) -> tensor<?x?x1x4xf32>
// CHECK: %[[V9:.*]] = toroid.rotary %[[V2]], %[[V6]], %[[V8]] per_pair : (tensor<?x?x2x8xf32>, tensor<?x?x1x4xf32>, tensor<?x?x1x4xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [%[[V0]], %[[V1]], 16] : (tensor<?x?x2x8xf32>) -> tensor<?x?x16xf32>
// CHECK: return %[[V10]] : tensor<?x?x16xf32>
func.func @contrib_rotary(%a0: tensor<?x?x16xf32>, %a1: tensor<?x?xi64>, %a2: tensor<50x4xf32>, %a3: tensor<50x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "RotaryEmbedding"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<?x?x16xf32>, tensor<?x?xi64>, tensor<50x4xf32>, tensor<50x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// One position is that of the first; the caches tell the head size.
// CHECK-LABEL: func.func @contrib_rotary_first(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x16xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<1xi64>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<50x4xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<50x4xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A1]] to [1, 1] : (tensor<1xi64>) -> tensor<1x1xi64>
// CHECK: %[[V1:.*]] = toroid.constant dense<[{{\[}}0, 1, 2]]> : tensor<1x3xi64> : tensor<1x3xi64>
// CHECK: %[[V2:.*]] = toroid.add %[[V0]], %[[V1]] : (tensor<1x1xi64>, tensor<1x3xi64>) -> tensor<1x3xi64>
// CHECK: %[[V3:.*]] = toroid.reshape %[[A0]] to [2, 3, 2, 8] : (tensor<2x3x16xf32>) -> tensor<2x3x2x8xf32>
// CHECK: %[[V4:.*]] = toroid.gather axis = 0 %[[A2]], %[[V2]] : (tensor<50x4xf32>, tensor<1x3xi64>) -> tensor<1x3x4xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [1, 3, 1, 4] : (tensor<1x3x4xf32>) -> tensor<1x3x1x4xf32>
// CHECK: %[[V6:.*]] = toroid.gather axis = 0 %[[A3]], %[[V2]] : (tensor<50x4xf32>, tensor<1x3xi64>) -> tensor<1x3x4xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [1, 3, 1, 4] : (tensor<1x3x4xf32>) -> tensor<1x3x1x4xf32>
// CHECK: %[[V8:.*]] = toroid.rotary %[[V3]], %[[V5]], %[[V7]] per_pair : (tensor<2x3x2x8xf32>, tensor<1x3x1x4xf32>, tensor<1x3x1x4xf32>) -> tensor<2x3x2x8xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [2, 3, 16] : (tensor<2x3x2x8xf32>) -> tensor<2x3x16xf32>
// CHECK: return %[[V9]] : tensor<2x3x16xf32>
func.func @contrib_rotary_first(%a0: tensor<2x3x16xf32>, %a1: tensor<1xi64>, %a2: tensor<50x4xf32>, %a3: tensor<50x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "RotaryEmbedding"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x3x16xf32>, tensor<1xi64>, tensor<50x4xf32>, tensor<50x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
