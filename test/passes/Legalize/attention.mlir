// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Attention in its forms.

// Without a scale it follows from the head size.
// CHECK-LABEL: func.func @attention(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x2x?x6xf32>
// CHECK: %[[V0:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] scale = 0.35355339059327373 masked_rows = zero : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>) -> tensor<?x4x?x6xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x6xf32>
func.func @attention(%q: tensor<?x4x?x8xf32>, %k: tensor<?x2x?x8xf32>, %v: tensor<?x2x?x6xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64}
      : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @attention_bool_mask(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x2x?x6xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<?x1x?x?xi1>
// CHECK: %[[V0:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] mask(%[[A3]]) scale = 5.000000e-01 masked_rows = zero : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>, tensor<?x1x?x?xi1>) -> tensor<?x4x?x6xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x6xf32>
func.func @attention_bool_mask(%q: tensor<?x4x?x8xf32>, %k: tensor<?x2x?x8xf32>, %v: tensor<?x2x?x6xf32>, %m: tensor<?x1x?x?xi1>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v, %m) {opset = 23 : i64, attrs = {scale = 0.5 : f32}}
      : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>, tensor<?x1x?x?xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @attention_bias(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x2x?x6xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %[[V0:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] bias(%[[A3]]) scale = 5.000000e-01 masked_rows = zero : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>, tensor<?x?xf32>) -> tensor<?x4x?x6xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x6xf32>
func.func @attention_bias(%q: tensor<?x4x?x8xf32>, %k: tensor<?x2x?x8xf32>, %v: tensor<?x2x?x6xf32>, %m: tensor<?x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v, %m) {opset = 23 : i64, attrs = {scale = 0.5 : f32}}
      : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>, tensor<?x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Heads are split and merged.
// CHECK-LABEL: func.func @attention_flat(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x32xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x?x16xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x?x16xf32>
// CHECK: %[[V0:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x32xf32>
// CHECK: %[[V1:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x32xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A0]] to [%[[V0]], %[[V1]], 4, 8] : (tensor<?x?x32xf32>) -> tensor<?x?x4x8xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V4:.*]] = tensor.dim %[[A1]], %c0{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V5:.*]] = tensor.dim %[[A1]], %c1{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[A1]] to [%[[V4]], %[[V5]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
// CHECK: %[[V8:.*]] = tensor.dim %[[A2]], %c0{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V9:.*]] = tensor.dim %[[A2]], %c1{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[A2]] to [%[[V8]], %[[V9]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V11:.*]] = toroid.transpose %[[V10]] [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
// CHECK: %[[V12:.*]] = toroid.attention %[[V3]], %[[V7]], %[[V11]] scale = 0.35355339059327373 masked_rows = zero : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V13:.*]] = toroid.transpose %[[V12]] [0, 2, 1, 3] : (tensor<?x4x?x8xf32>) -> tensor<?x?x4x8xf32>
// CHECK: %[[V14:.*]] = toroid.reshape %[[V13]] to [%[[V0]], %[[V1]], 32] : (tensor<?x?x4x8xf32>) -> tensor<?x?x32xf32>
// CHECK: return %[[V14]] : tensor<?x?x32xf32>
func.func @attention_flat(%q: tensor<?x?x32xf32>, %k: tensor<?x?x16xf32>, %v: tensor<?x?x16xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64, attrs = {q_num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<?x?x32xf32>, tensor<?x?x16xf32>, tensor<?x?x16xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// As many keys as queries: causal order is aligned at either end.
// CHECK-LABEL: func.func @attention_causal(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x4x?x8xf32>
// CHECK: %[[V0:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] scale = 0.35355339059327373 masked_rows = zero {causal} : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x8xf32>
func.func @attention_causal(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]})
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64, attrs = {is_causal = 1 : i64}}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The past comes first, and causal order is aligned at the end.
// CHECK-LABEL: func.func @attention_causal_past(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<?x4x?x8xf32>
// CHECK: %[[V0:.*]] = toroid.concat axis = 2 %[[A3]], %[[A1]] : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V1:.*]] = toroid.concat axis = 2 %[[A4]], %[[A2]] : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V2:.*]] = toroid.attention %[[A0]], %[[V0]], %[[V1]] scale = 0.35355339059327373 masked_rows = zero {causal} : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: return %[[V2]], %[[V0]], %[[V1]] : tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>
func.func @attention_causal_past(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pk: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "p", 8]}, %pv: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "p", 8]})
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1, %r2 = onnx.node "Attention"(%q, %k, %v, %none, %pk, %pv) {opset = 23 : i64, attrs = {is_causal = 1 : i64}}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, none, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// Aligned at the start, which is not where queries stand without being told.
// CHECK-LABEL: func.func @attention_causal_cross(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x4x2x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<1x4x5x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<1x4x5x8xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] offset(%[[V0]]) scale = 0.35355339059327373 masked_rows = zero {causal} : (tensor<1x4x2x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, tensor<i64>) -> tensor<1x4x2x8xf32>
// CHECK: return %[[V1]] : tensor<1x4x2x8xf32>
func.func @attention_causal_cross(%q: tensor<1x4x2x8xf32>, %k: tensor<1x4x5x8xf32>, %v: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64, attrs = {is_causal = 1 : i64}}
      : (tensor<1x4x2x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Each batch has a number of valid keys, and its queries are the last of them.
// CHECK-LABEL: func.func @attention_padded_cache(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x4x1x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x4x9x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x4x9x8xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<2xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.sub %[[A3]], %[[V0]] : (tensor<2xi64>, tensor<i64>) -> tensor<2xi64>
// CHECK: %[[V2:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] key_lengths(%[[A3]]) offset(%[[V1]]) scale = 0.35355339059327373 masked_rows = zero {causal} : (tensor<2x4x1x8xf32>, tensor<2x4x9x8xf32>, tensor<2x4x9x8xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<2x4x1x8xf32>
// CHECK: return %[[V2]] : tensor<2x4x1x8xf32>
func.func @attention_padded_cache(%q: tensor<2x4x1x8xf32>, %k: tensor<2x4x9x8xf32>, %v: tensor<2x4x9x8xf32>, %n: tensor<2xi64>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %r0 = onnx.node "Attention"(%q, %k, %v, %none, %none, %none, %n) {opset = 24 : i64, attrs = {is_causal = 1 : i64}}
      : (tensor<2x4x1x8xf32>, tensor<2x4x9x8xf32>, tensor<2x4x9x8xf32>, none, none, none, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @attention_window(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x4x6x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<1x4x6x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<1x4x6x8xf32>
// CHECK: %[[V0:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] scale = 0.35355339059327373 masked_rows = zero {causal, left_window = 2 : i64} : (tensor<1x4x6x8xf32>, tensor<1x4x6x8xf32>, tensor<1x4x6x8xf32>) -> tensor<1x4x6x8xf32>
// CHECK: return %[[V0]] : tensor<1x4x6x8xf32>
func.func @attention_window(%q: tensor<1x4x6x8xf32>, %k: tensor<1x4x6x8xf32>, %v: tensor<1x4x6x8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 25 : i64, attrs = {is_causal = 1 : i64, left_window_size = 2 : i64}}
      : (tensor<1x4x6x8xf32>, tensor<1x4x6x8xf32>, tensor<1x4x6x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @attention_softcap(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x2x?x6xf32>
// CHECK: %[[V0:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] scale = 5.000000e-01 masked_rows = zero {softcap = 3.000000e+00 : f64} : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>) -> tensor<?x4x?x6xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x6xf32>
func.func @attention_softcap(%a0: tensor<?x4x?x8xf32>, %a1: tensor<?x2x?x8xf32>, %a2: tensor<?x2x?x6xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%a0, %a1, %a2) {opset = 23 : i64, attrs = {softcap = 3.0 : f32, scale = 0.5 : f32}}
      : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A scale that only a run knows.
// CHECK-LABEL: func.func @attention_head_size(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x4x3x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x4x5x?xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x4x5x6xf32>
// CHECK: %[[V0:.*]] = tensor.dim %[[A0]], %c3{{[_0-9]*}} : tensor<2x4x3x?xf32>
// CHECK: %[[V1:.*]] = arith.index_cast %[[V0]] : index to i64
// CHECK: %[[V2:.*]] = tensor.from_elements %[[V1]] : tensor<i64>
// CHECK: %[[V3:.*]] = toroid.cast %[[V2]] : (tensor<i64>) -> tensor<f32>
// CHECK: %[[V4:.*]] = toroid.rsqrt %[[V3]] : (tensor<f32>) -> tensor<f32>
// CHECK: %[[V5:.*]] = toroid.mul %[[A0]], %[[V4]] : (tensor<2x4x3x?xf32>, tensor<f32>) -> tensor<2x4x3x?xf32>
// CHECK: %[[V6:.*]] = toroid.attention %[[V5]], %[[A1]], %[[A2]] scale = 1.000000e+00 masked_rows = zero : (tensor<2x4x3x?xf32>, tensor<2x4x5x?xf32>, tensor<2x4x5x6xf32>) -> tensor<2x4x3x6xf32>
// CHECK: return %[[V6]] : tensor<2x4x3x6xf32>
func.func @attention_head_size(%a0: tensor<2x4x3x?xf32>, %a1: tensor<2x4x5x?xf32>, %a2: tensor<2x4x5x6xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%a0, %a1, %a2) {opset = 23 : i64}
      : (tensor<2x4x3x?xf32>, tensor<2x4x5x?xf32>, tensor<2x4x5x6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Keys that the mask does not reach are hidden.
// CHECK-LABEL: func.func @attention_short_mask(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x4x3x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x4x7x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x4x7x8xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<3x5xi1>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<2xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<false> : tensor<i1> : tensor<i1>
// CHECK: %[[V1:.*]] = toroid.pad %[[A3]] with %[[V0]] [0, 0] [0, 2] : (tensor<3x5xi1>, tensor<i1>) -> tensor<3x7xi1>
// CHECK: %[[V2:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] mask(%[[V1]]) key_lengths(%[[A4]]) scale = 5.000000e-01 masked_rows = zero : (tensor<2x4x3x8xf32>, tensor<2x4x7x8xf32>, tensor<2x4x7x8xf32>, tensor<3x7xi1>, tensor<2xi64>) -> tensor<2x4x3x8xf32>
// CHECK: return %[[V2]] : tensor<2x4x3x8xf32>
func.func @attention_short_mask(%a0: tensor<2x4x3x8xf32>, %a1: tensor<2x4x7x8xf32>, %a2: tensor<2x4x7x8xf32>, %a3: tensor<3x5xi1>, %a6: tensor<2xi64>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %r0 = onnx.node "Attention"(%a0, %a1, %a2, %a3, %none, %none, %a6) {opset = 24 : i64, attrs = {scale = 0.5 : f32}}
      : (tensor<2x4x3x8xf32>, tensor<2x4x7x8xf32>, tensor<2x4x7x8xf32>, tensor<3x5xi1>, none, none, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// All of it is f64 where the softmax is.
// CHECK-LABEL: func.func @attention_f64_softmax(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x4x3x8xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x4x5x8xf16>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x4x5x8xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[A0]] : (tensor<2x4x3x8xf16>) -> tensor<2x4x3x8xf64>
// CHECK: %[[V1:.*]] = toroid.cast %[[A1]] : (tensor<2x4x5x8xf16>) -> tensor<2x4x5x8xf64>
// CHECK: %[[V2:.*]] = toroid.cast %[[A2]] : (tensor<2x4x5x8xf16>) -> tensor<2x4x5x8xf64>
// CHECK: %[[V3:.*]] = toroid.attention %[[V0]], %[[V1]], %[[V2]] scale = 5.000000e-01 masked_rows = zero : (tensor<2x4x3x8xf64>, tensor<2x4x5x8xf64>, tensor<2x4x5x8xf64>) -> tensor<2x4x3x8xf64>
// CHECK: %[[V4:.*]] = toroid.cast %[[V3]] : (tensor<2x4x3x8xf64>) -> tensor<2x4x3x8xf16>
// CHECK: return %[[V4]] : tensor<2x4x3x8xf16>
func.func @attention_f64_softmax(%a0: tensor<2x4x3x8xf16>, %a1: tensor<2x4x5x8xf16>, %a2: tensor<2x4x5x8xf16>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%a0, %a1, %a2) {opset = 24 : i64, attrs = {scale = 0.5 : f32, softmax_precision = 11 : i64}}
      : (tensor<2x4x3x8xf16>, tensor<2x4x5x8xf16>, tensor<2x4x5x8xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The scores are spelled out when they are asked for.
// CHECK-LABEL: func.func @attention_scores(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x4x3x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x4x5x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x4x5x8xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<3x5xi1>
// CHECK: %[[V0:.*]] = toroid.attention %[[A0]], %[[A1]], %[[A2]] mask(%[[A3]]) scale = 5.000000e-01 masked_rows = zero {softcap = 2.000000e+00 : f64} : (tensor<2x4x3x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<3x5xi1>) -> tensor<2x4x3x8xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %[[A0]], %[[A1]] {transpose_rhs} : (tensor<2x4x3x8xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x3x5xf32>
// CHECK: %[[V2:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32> : tensor<f32>
// CHECK: %[[V3:.*]] = toroid.mul %[[V1]], %[[V2]] : (tensor<2x4x3x5xf32>, tensor<f32>) -> tensor<2x4x3x5xf32>
// CHECK: %[[V4:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.div %[[V3]], %[[V4]] : (tensor<2x4x3x5xf32>, tensor<f32>) -> tensor<2x4x3x5xf32>
// CHECK: %[[V6:.*]] = toroid.tanh %[[V5]] : (tensor<2x4x3x5xf32>) -> tensor<2x4x3x5xf32>
// CHECK: %[[V7:.*]] = toroid.mul %[[V6]], %[[V4]] : (tensor<2x4x3x5xf32>, tensor<f32>) -> tensor<2x4x3x5xf32>
// CHECK: return %[[V0]], %[[V7]] : tensor<2x4x3x8xf32>, tensor<2x4x3x5xf32>
func.func @attention_scores(%a0: tensor<2x4x3x8xf32>, %a1: tensor<2x4x5x8xf32>, %a2: tensor<2x4x5x8xf32>, %a3: tensor<3x5xi1>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1, %r2, %r3 = onnx.node "Attention"(%a0, %a1, %a2, %a3) {opset = 24 : i64, attrs = {scale = 0.5 : f32, softcap = 2.0 : f32, qk_matmul_output_mode = 1 : i64}}
      : (tensor<2x4x3x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<3x5xi1>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r3 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @flex_attention(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x4x3x8xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x2x5x8xf16>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x2x5x6xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[A0]] : (tensor<2x4x3x8xf16>) -> tensor<2x4x3x8xf32>
// CHECK: %[[V1:.*]] = toroid.cast %[[A1]] : (tensor<2x2x5x8xf16>) -> tensor<2x2x5x8xf32>
// CHECK: %[[V2:.*]] = toroid.cast %[[A2]] : (tensor<2x2x5x6xf16>) -> tensor<2x2x5x6xf32>
// CHECK: %[[V3:.*]] = toroid.attention %[[V0]], %[[V1]], %[[V2]] scale = 5.000000e-01 : (tensor<2x4x3x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x3x6xf32>
// CHECK: %[[V4:.*]] = toroid.cast %[[V3]] : (tensor<2x4x3x6xf32>) -> tensor<2x4x3x6xf16>
// CHECK: return %[[V4]] : tensor<2x4x3x6xf16>
func.func @flex_attention(%a0: tensor<2x4x3x8xf16>, %a1: tensor<2x2x5x8xf16>, %a2: tensor<2x2x5x6xf16>)
    -> !onnx.unknown {
  %r0 = onnx.node "FlexAttention"(%a0, %a1, %a2) {domain = "ai.onnx.preview", opset = 1 : i64, attrs = {scale = 0.5 : f32}}
      : (tensor<2x4x3x8xf16>, tensor<2x2x5x8xf16>, tensor<2x2x5x6xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
