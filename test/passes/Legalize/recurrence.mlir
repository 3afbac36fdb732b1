// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Linear attention, and convolution with a state.

// Without a state it is zero; a decay and a beta for each head.
// CHECK-LABEL: func.func @linear_attention(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x32xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x?x16xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x?x16xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<?x?x2xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<?x?x2xf32>
// CHECK: %[[V0:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x32xf32>
// CHECK: %[[V1:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x32xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A0]] to [%[[V0]], %[[V1]], 4, 8] : (tensor<?x?x32xf32>) -> tensor<?x?x4x8xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[A1]] to [%[[V0]], %[[V1]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[A2]] to [%[[V0]], %[[V1]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
// CHECK: %[[V8:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V9:.*]] = toroid.broadcast_to %[[V8]] to [%[[V0]], 2, 8, 8] : (tensor<f32>) -> tensor<?x2x8x8xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[A3]] to [%[[V0]], %[[V1]], 2, 1] : (tensor<?x?x2xf32>) -> tensor<?x?x2x1xf32>
// CHECK: %[[V11:.*]] = toroid.transpose %[[V10]] [0, 2, 1, 3] : (tensor<?x?x2x1xf32>) -> tensor<?x2x?x1xf32>
// CHECK: %[[V12:.*]] = toroid.reshape %[[A4]] to [%[[V0]], %[[V1]], 2, 1] : (tensor<?x?x2xf32>) -> tensor<?x?x2x1xf32>
// CHECK: %[[V13:.*]] = toroid.transpose %[[V12]] [0, 2, 1, 3] : (tensor<?x?x2x1xf32>) -> tensor<?x2x?x1xf32>
// CHECK: %output, %last_state = toroid.linear_attention %[[V3]], %[[V5]], %[[V7]], %[[V9]] decay(%[[V11]]) beta(%[[V13]]) scale = 0.35355339059327373 : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x8x8xf32>, tensor<?x2x?x1xf32>, tensor<?x2x?x1xf32>) -> (tensor<?x4x?x8xf32>, tensor<?x2x8x8xf32>)
// CHECK: %[[V14:.*]] = toroid.transpose %output [0, 2, 1, 3] : (tensor<?x4x?x8xf32>) -> tensor<?x?x4x8xf32>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V14]] to [%[[V0]], %[[V1]], 32] : (tensor<?x?x4x8xf32>) -> tensor<?x?x32xf32>
// CHECK: return %[[V15]], %last_state : tensor<?x?x32xf32>, tensor<?x2x8x8xf32>
func.func @linear_attention(%a0: tensor<?x?x32xf32> {toroid.dims = ["b", "t", 32]}, %a1: tensor<?x?x16xf32> {toroid.dims = ["b", "t", 16]}, %a2: tensor<?x?x16xf32> {toroid.dims = ["b", "t", 16]}, %a4: tensor<?x?x2xf32> {toroid.dims = ["b", "t", 2]}, %a5: tensor<?x?x2xf32> {toroid.dims = ["b", "t", 2]})
    -> (!onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1 = onnx.node "LinearAttention"(%a0, %a1, %a2, %none, %a4, %a5) {opset = 27 : i64, attrs = {q_num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<?x?x32xf32>, tensor<?x?x16xf32>, tensor<?x?x16xf32>, none, tensor<?x?x2xf32>, tensor<?x?x2xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// Computed in f32; a rule without beta.
// CHECK-LABEL: func.func @linear_attention_half(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x16xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x3x16xf16>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x3x12xf16>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<2x2x8x6xf16>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<2x3x16xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[A0]] : (tensor<2x3x16xf16>) -> tensor<2x3x16xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[V0]] to [2, 3, 2, 8] : (tensor<2x3x16xf32>) -> tensor<2x3x2x8xf32>
// CHECK: %[[V2:.*]] = toroid.transpose %[[V1]] [0, 2, 1, 3] : (tensor<2x3x2x8xf32>) -> tensor<2x2x3x8xf32>
// CHECK: %[[V3:.*]] = toroid.cast %[[A1]] : (tensor<2x3x16xf16>) -> tensor<2x3x16xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V3]] to [2, 3, 2, 8] : (tensor<2x3x16xf32>) -> tensor<2x3x2x8xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 2, 1, 3] : (tensor<2x3x2x8xf32>) -> tensor<2x2x3x8xf32>
// CHECK: %[[V6:.*]] = toroid.cast %[[A2]] : (tensor<2x3x12xf16>) -> tensor<2x3x12xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [2, 3, 2, 6] : (tensor<2x3x12xf32>) -> tensor<2x3x2x6xf32>
// CHECK: %[[V8:.*]] = toroid.transpose %[[V7]] [0, 2, 1, 3] : (tensor<2x3x2x6xf32>) -> tensor<2x2x3x6xf32>
// CHECK: %[[V9:.*]] = toroid.cast %[[A3]] : (tensor<2x2x8x6xf16>) -> tensor<2x2x8x6xf32>
// CHECK: %[[V10:.*]] = toroid.cast %[[A4]] : (tensor<2x3x16xf16>) -> tensor<2x3x16xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [2, 3, 2, 8] : (tensor<2x3x16xf32>) -> tensor<2x3x2x8xf32>
// CHECK: %[[V12:.*]] = toroid.transpose %[[V11]] [0, 2, 1, 3] : (tensor<2x3x2x8xf32>) -> tensor<2x2x3x8xf32>
// CHECK: %output, %last_state = toroid.linear_attention %[[V2]], %[[V5]], %[[V8]], %[[V9]] decay(%[[V12]]) scale = 5.000000e-01 : (tensor<2x2x3x8xf32>, tensor<2x2x3x8xf32>, tensor<2x2x3x6xf32>, tensor<2x2x8x6xf32>, tensor<2x2x3x8xf32>) -> (tensor<2x2x3x6xf32>, tensor<2x2x8x6xf32>)
// CHECK: %[[V13:.*]] = toroid.cast %output : (tensor<2x2x3x6xf32>) -> tensor<2x2x3x6xf16>
// CHECK: %[[V14:.*]] = toroid.transpose %[[V13]] [0, 2, 1, 3] : (tensor<2x2x3x6xf16>) -> tensor<2x3x2x6xf16>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V14]] to [2, 3, 12] : (tensor<2x3x2x6xf16>) -> tensor<2x3x12xf16>
// CHECK: %[[V16:.*]] = toroid.cast %last_state : (tensor<2x2x8x6xf32>) -> tensor<2x2x8x6xf16>
// CHECK: return %[[V15]], %[[V16]] : tensor<2x3x12xf16>, tensor<2x2x8x6xf16>
func.func @linear_attention_half(%a0: tensor<2x3x16xf16>, %a1: tensor<2x3x16xf16>, %a2: tensor<2x3x12xf16>, %a3: tensor<2x2x8x6xf16>, %a4: tensor<2x3x16xf16>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "LinearAttention"(%a0, %a1, %a2, %a3, %a4) {opset = 27 : i64, attrs = {q_num_heads = 2 : i64, kv_num_heads = 2 : i64, update_rule = "gated", scale = 0.5 : f32}}
      : (tensor<2x3x16xf16>, tensor<2x3x16xf16>, tensor<2x3x12xf16>, tensor<2x2x8x6xf16>, tensor<2x3x16xf16>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// A scale that only a run knows.
// CHECK-LABEL: func.func @linear_attention_head_size(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x3x?xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x3x12xf32>
// CHECK: %[[V0:.*]] = tensor.dim %[[A0]], %c2{{[_0-9]*}} : tensor<2x3x?xf32>
// CHECK: %[[V1:.*]] = arith.divsi %[[V0]], %c2{{[_0-9]*}} : index
// CHECK: %[[V2:.*]] = toroid.reshape %[[A0]] to [2, 3, 2, %[[V1]]] : (tensor<2x3x?xf32>) -> tensor<2x3x2x?xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<2x3x2x?xf32>) -> tensor<2x2x3x?xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[A1]] to [2, 3, 2, %[[V1]]] : (tensor<2x3x?xf32>) -> tensor<2x3x2x?xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 2, 1, 3] : (tensor<2x3x2x?xf32>) -> tensor<2x2x3x?xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[A2]] to [2, 3, 2, 6] : (tensor<2x3x12xf32>) -> tensor<2x3x2x6xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<2x3x2x6xf32>) -> tensor<2x2x3x6xf32>
// CHECK: %[[V8:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V9:.*]] = toroid.broadcast_to %[[V8]] to [2, 2, %[[V1]], 6] : (tensor<f32>) -> tensor<2x2x?x6xf32>
// CHECK: %[[V10:.*]] = arith.index_cast %[[V1]] : index to i64
// CHECK: %[[V11:.*]] = tensor.from_elements %[[V10]] : tensor<i64>
// CHECK: %[[V12:.*]] = toroid.cast %[[V11]] : (tensor<i64>) -> tensor<f32>
// CHECK: %[[V13:.*]] = toroid.rsqrt %[[V12]] : (tensor<f32>) -> tensor<f32>
// CHECK: %[[V14:.*]] = toroid.mul %[[V3]], %[[V13]] : (tensor<2x2x3x?xf32>, tensor<f32>) -> tensor<2x2x3x?xf32>
// CHECK: %output, %last_state = toroid.linear_attention %[[V14]], %[[V5]], %[[V7]], %[[V9]] scale = 1.000000e+00 : (tensor<2x2x3x?xf32>, tensor<2x2x3x?xf32>, tensor<2x2x3x6xf32>, tensor<2x2x?x6xf32>) -> (tensor<2x2x3x6xf32>, tensor<2x2x?x6xf32>)
// CHECK: %[[V15:.*]] = toroid.transpose %output [0, 2, 1, 3] : (tensor<2x2x3x6xf32>) -> tensor<2x3x2x6xf32>
// CHECK: %[[V16:.*]] = toroid.reshape %[[V15]] to [2, 3, 12] : (tensor<2x3x2x6xf32>) -> tensor<2x3x12xf32>
// CHECK: return %[[V16]], %last_state : tensor<2x3x12xf32>, tensor<2x2x?x6xf32>
func.func @linear_attention_head_size(%a0: tensor<2x3x?xf32> {toroid.dims = [2, 3, "h"]}, %a1: tensor<2x3x?xf32> {toroid.dims = [2, 3, "h"]}, %a2: tensor<2x3x12xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "LinearAttention"(%a0, %a1, %a2) {opset = 27 : i64, attrs = {q_num_heads = 2 : i64, kv_num_heads = 2 : i64, update_rule = "linear"}}
      : (tensor<2x3x?xf32>, tensor<2x3x?xf32>, tensor<2x3x12xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @causal_conv(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<4x1x3xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<4xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<?x4x2xf32>
// CHECK: %[[V0:.*]] = toroid.concat axis = 2 %[[A3]], %[[A0]] : (tensor<?x4x2xf32>, tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
// CHECK: %[[V1:.*]] = tensor.dim %[[A0]], %c2{{[_0-9]*}} : tensor<?x4x?xf32>
// CHECK: %[[V2:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x4x?xf32>
// CHECK: %[[V3:.*]] = toroid.slice %[[V0]] [0, 0, %[[V1]]] [%[[V2]], 4, 2] [1, 1, 1] : (tensor<?x4x?xf32>) -> tensor<?x4x2xf32>
// CHECK: %[[V4:.*]] = toroid.conv %[[V0]], %[[A1]], %[[A2]] groups = 4 strides = [1] dilations = [1] pad = [0], [0] : (tensor<?x4x?xf32>, tensor<4x1x3xf32>, tensor<4xf32>) -> tensor<?x4x?xf32>
// CHECK: %[[V5:.*]] = toroid.silu %[[V4]] : (tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
// CHECK: return %[[V5]], %[[V3]] : tensor<?x4x?xf32>, tensor<?x4x2xf32>
func.func @causal_conv(%a0: tensor<?x4x?xf32> {toroid.dims = ["b", 4, "l"]}, %a1: tensor<4x1x3xf32>, %a2: tensor<4xf32>, %a3: tensor<?x4x2xf32> {toroid.dims = ["b", 4, 2]})
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "CausalConvWithState"(%a0, %a1, %a2, %a3) {opset = 27 : i64, attrs = {activation = "silu"}}
      : (tensor<?x4x?xf32>, tensor<4x1x3xf32>, tensor<4xf32>, tensor<?x4x2xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// Channels that only a run knows: windows side by side.
// CHECK-LABEL: func.func @causal_conv_channels(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x1x3xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V1:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x?xf32>
// CHECK: %[[V2:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x?xf32>
// CHECK: %[[V3:.*]] = toroid.broadcast_to %[[V0]] to [%[[V1]], %[[V2]], 2] : (tensor<f32>) -> tensor<?x?x2xf32>
// CHECK: %[[V4:.*]] = toroid.concat axis = 2 %[[V3]], %[[A0]] : (tensor<?x?x2xf32>, tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
// CHECK: %[[V5:.*]] = tensor.dim %[[A0]], %c2{{[_0-9]*}} : tensor<?x?x?xf32>
// CHECK: %[[V6:.*]] = toroid.slice %[[V4]] [0, 0, %[[V5]]] [%[[V1]], %[[V2]], 2] [1, 1, 1] : (tensor<?x?x?xf32>) -> tensor<?x?x2xf32>
// CHECK: %[[V7:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V8:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V9:.*]] = toroid.range %[[V7]], %[[V8]] to [%[[V5]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [%[[V5]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V11:.*]] = toroid.constant dense<[0, 1, 2]> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V12:.*]] = toroid.add %[[V10]], %[[V11]] : (tensor<?x1xi64>, tensor<3xi64>) -> tensor<?x3xi64>
// CHECK: %[[V13:.*]] = toroid.gather axis = 2 %[[V4]], %[[V12]] : (tensor<?x?x?xf32>, tensor<?x3xi64>) -> tensor<?x?x?x3xf32>
// CHECK: %[[V14:.*]] = toroid.mul %[[V13]], %[[A1]] : (tensor<?x?x?x3xf32>, tensor<?x1x3xf32>) -> tensor<?x?x?x3xf32>
// CHECK: %[[V15:.*]] = toroid.reduce sum, %[[V14]] axes = [3] keep_dims = false : (tensor<?x?x?x3xf32>) -> tensor<?x?x?xf32>
// CHECK: return %[[V15]], %[[V6]] : tensor<?x?x?xf32>, tensor<?x?x2xf32>
func.func @causal_conv_channels(%a0: tensor<?x?x?xf32> {toroid.dims = ["b", "c", "l"]}, %a1: tensor<?x1x3xf32> {toroid.dims = ["c", 1, 3]})
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "CausalConvWithState"(%a0, %a1) {opset = 27 : i64}
      : (tensor<?x?x?xf32>, tensor<?x1x3xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}
