// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Attention and rotary embedding.

// Without a scale it follows from the head size.
// CHECK-LABEL: func.func @attention(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<?x2x?x6xf32>
// CHECK: %[[V0:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] scale = 0.35355339059327373 {zero_masked_rows} : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>) -> tensor<?x4x?x6xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x6xf32>
func.func @attention(%q: tensor<?x4x?x8xf32>, %k: tensor<?x2x?x8xf32>, %v: tensor<?x2x?x6xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64}
      : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @attention_bool_mask(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<?x2x?x6xf32>{{[^%]*}}, %[[M:[a-z0-9]+]]: tensor<?x1x?x?xi1>
// CHECK: %[[V0:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] mask(%[[M]]) scale = 5.000000e-01 {zero_masked_rows} : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>, tensor<?x1x?x?xi1>) -> tensor<?x4x?x6xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x6xf32>
func.func @attention_bool_mask(%q: tensor<?x4x?x8xf32>, %k: tensor<?x2x?x8xf32>, %v: tensor<?x2x?x6xf32>, %m: tensor<?x1x?x?xi1>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v, %m) {opset = 23 : i64, attrs = {scale = 0.5 : f32}}
      : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>, tensor<?x1x?x?xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @attention_bias(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<?x2x?x6xf32>{{[^%]*}}, %[[M:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %[[V0:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] bias(%[[M]]) scale = 5.000000e-01 {zero_masked_rows} : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>, tensor<?x?xf32>) -> tensor<?x4x?x6xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x6xf32>
func.func @attention_bias(%q: tensor<?x4x?x8xf32>, %k: tensor<?x2x?x8xf32>, %v: tensor<?x2x?x6xf32>, %m: tensor<?x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v, %m) {opset = 23 : i64, attrs = {scale = 0.5 : f32}}
      : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>, tensor<?x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Heads are split and merged.
// CHECK-LABEL: func.func @attention_flat(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x?x32xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<?x?x16xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<?x?x16xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[Q]], %c0{{[_0-9]*}} : tensor<?x?x32xf32>
// CHECK: %[[D1:.*]] = tensor.dim %[[Q]], %c1{{[_0-9]*}} : tensor<?x?x32xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[Q]] to [%[[D0]], %[[D1]], 4, 8] : (tensor<?x?x32xf32>) -> tensor<?x?x4x8xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[D4:.*]] = tensor.dim %[[K]], %c0{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[D5:.*]] = tensor.dim %[[K]], %c1{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[K]] to [%[[D4]], %[[D5]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
// CHECK: %[[D8:.*]] = tensor.dim %[[V]], %c0{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[D9:.*]] = tensor.dim %[[V]], %c1{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V]] to [%[[D8]], %[[D9]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V11:.*]] = toroid.transpose %[[V10]] [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
// CHECK: %[[V12:.*]] = toroid.attention %[[V3]], %[[V7]], %[[V11]] scale = 0.35355339059327373 {zero_masked_rows} : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V13:.*]] = toroid.transpose %[[V12]] [0, 2, 1, 3] : (tensor<?x4x?x8xf32>) -> tensor<?x?x4x8xf32>
// CHECK: %[[V14:.*]] = toroid.reshape %[[V13]] to [%[[D0]], %[[D1]], 32] : (tensor<?x?x4x8xf32>) -> tensor<?x?x32xf32>
// CHECK: return %[[V14]] : tensor<?x?x32xf32>
func.func @attention_flat(%q: tensor<?x?x32xf32>, %k: tensor<?x?x16xf32>, %v: tensor<?x?x16xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64, attrs = {q_num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<?x?x32xf32>, tensor<?x?x16xf32>, tensor<?x?x16xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// As many keys as queries: causal order is aligned at either end.
// CHECK-LABEL: func.func @attention_causal(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<?x4x?x8xf32>
// CHECK: %[[V0:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] scale = 0.35355339059327373 {causal, zero_masked_rows} : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: return %[[V0]] : tensor<?x4x?x8xf32>
func.func @attention_causal(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]})
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64, attrs = {is_causal = 1 : i64}}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The past comes first, and causal order is aligned at the end.
// CHECK-LABEL: func.func @attention_causal_past(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[PK:[a-z0-9]+]]: tensor<?x4x?x8xf32>{{[^%]*}}, %[[PV:[a-z0-9]+]]: tensor<?x4x?x8xf32>
// CHECK: %[[V0:.*]] = toroid.concat axis = 2 %[[PK]], %[[K]] : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V1:.*]] = toroid.concat axis = 2 %[[PV]], %[[V]] : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V2:.*]] = toroid.attention %[[Q]], %[[V0]], %[[V1]] scale = 0.35355339059327373 {causal, zero_masked_rows} : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: return %[[V2]], %[[V0]], %[[V1]] : tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>
func.func @attention_causal_past(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pk: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "p", 8]}, %pv: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "p", 8]})
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1, %r2 = onnx.node "Attention"(%q, %k, %v, %none, %pk, %pv) {opset = 23 : i64, attrs = {is_causal = 1 : i64}}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, none, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// Aligned at the start: a mask says which keys.
// CHECK-LABEL: func.func @attention_causal_cross(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<1x4x2x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<1x4x5x8xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<1x4x5x8xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<{{.}}[true, false, false, false, false], [true, true, false, false, false]]> : tensor<2x5xi1>
// CHECK: %[[V1:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] mask(%[[C0]]) scale = 0.35355339059327373 {zero_masked_rows} : (tensor<1x4x2x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, tensor<2x5xi1>) -> tensor<1x4x2x8xf32>
// CHECK: return %[[V1]] : tensor<1x4x2x8xf32>
func.func @attention_causal_cross(%q: tensor<1x4x2x8xf32>, %k: tensor<1x4x5x8xf32>, %v: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64, attrs = {is_causal = 1 : i64}}
      : (tensor<1x4x2x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Keys from the number of valid ones on are masked.
// CHECK-LABEL: func.func @attention_padded_cache(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<2x4x1x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<2x4x9x8xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<2x4x9x8xf32>{{[^%]*}}, %[[N:[a-z0-9]+]]: tensor<2xi64>
// CHECK: %[[C0:.*]] = toroid.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8]> : tensor<9xi64>
// CHECK: %[[V1:.*]] = toroid.reshape %[[N]] to [2, 1, 1, 1] : (tensor<2xi64>) -> tensor<2x1x1x1xi64>
// CHECK: %[[V2:.*]] = toroid.compare lt, %[[C0]], %[[V1]] : (tensor<9xi64>, tensor<2x1x1x1xi64>) -> tensor<2x1x1x9xi1>
// CHECK: %[[C3:.*]] = toroid.constant dense<1> : tensor<i64>
// CHECK: %[[V4:.*]] = toroid.sub %[[V1]], %[[C3]] : (tensor<2x1x1x1xi64>, tensor<i64>) -> tensor<2x1x1x1xi64>
// CHECK: %[[V5:.*]] = toroid.compare le, %[[C0]], %[[V4]] : (tensor<9xi64>, tensor<2x1x1x1xi64>) -> tensor<2x1x1x9xi1>
// CHECK: %[[V6:.*]] = toroid.and %[[V2]], %[[V5]] : (tensor<2x1x1x9xi1>, tensor<2x1x1x9xi1>) -> tensor<2x1x1x9xi1>
// CHECK: %[[V7:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] mask(%[[V6]]) scale = 0.35355339059327373 {zero_masked_rows} : (tensor<2x4x1x8xf32>, tensor<2x4x9x8xf32>, tensor<2x4x9x8xf32>, tensor<2x1x1x9xi1>) -> tensor<2x4x1x8xf32>
// CHECK: return %[[V7]] : tensor<2x4x1x8xf32>
func.func @attention_padded_cache(%q: tensor<2x4x1x8xf32>, %k: tensor<2x4x9x8xf32>, %v: tensor<2x4x9x8xf32>, %n: tensor<2xi64>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %r0 = onnx.node "Attention"(%q, %k, %v, %none, %none, %none, %n) {opset = 24 : i64, attrs = {is_causal = 1 : i64}}
      : (tensor<2x4x1x8xf32>, tensor<2x4x9x8xf32>, tensor<2x4x9x8xf32>, none, none, none, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @attention_window(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<1x4x6x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<1x4x6x8xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<1x4x6x8xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<{{.}}[true, true, true, true, true, true], [true, true, true, true, true, true], [true, true, true, true, true, true], [false, true, true, true, true, true], [false, false, true, true, true, true], [false, false, false, true, true, true]]> : tensor<6x6xi1>
// CHECK: %[[V1:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] mask(%[[C0]]) scale = 0.35355339059327373 {causal, zero_masked_rows} : (tensor<1x4x6x8xf32>, tensor<1x4x6x8xf32>, tensor<1x4x6x8xf32>, tensor<6x6xi1>) -> tensor<1x4x6x8xf32>
// CHECK: return %[[V1]] : tensor<1x4x6x8xf32>
func.func @attention_window(%q: tensor<1x4x6x8xf32>, %k: tensor<1x4x6x8xf32>, %v: tensor<1x4x6x8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 25 : i64, attrs = {is_causal = 1 : i64, left_window_size = 2 : i64}}
      : (tensor<1x4x6x8xf32>, tensor<1x4x6x8xf32>, tensor<1x4x6x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Halves rotate against each other.
// CHECK-LABEL: func.func @rotary(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2x?x8xf32>{{[^%]*}}, %[[C:[a-z0-9]+]]: tensor<50x4xf32>{{[^%]*}}, %[[S:[a-z0-9]+]]: tensor<50x4xf32>{{[^%]*}}, %[[P:[a-z0-9]+]]: tensor<?x?xi64>
// CHECK: %[[V0:.*]] = toroid.transpose %[[X]] [0, 2, 1, 3] : (tensor<?x2x?x8xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V1:.*]] = toroid.gather axis = 0 %[[C]], %[[P]] : (tensor<50x4xf32>, tensor<?x?xi64>) -> tensor<?x?x4xf32>
// CHECK: %[[D2:.*]] = tensor.dim %[[P]], %c0{{[_0-9]*}} : tensor<?x?xi64>
// CHECK: %[[D3:.*]] = tensor.dim %[[P]], %c1{{[_0-9]*}} : tensor<?x?xi64>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V1]] to [%[[D2]], %[[D3]], 1, 4] : (tensor<?x?x4xf32>) -> tensor<?x?x1x4xf32>
// CHECK: %[[V5:.*]] = toroid.gather axis = 0 %[[S]], %[[P]] : (tensor<50x4xf32>, tensor<?x?xi64>) -> tensor<?x?x4xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [%[[D2]], %[[D3]], 1, 4] : (tensor<?x?x4xf32>) -> tensor<?x?x1x4xf32>
// CHECK: %[[D7:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x2x?x8xf32>
// CHECK: %[[D8:.*]] = tensor.dim %[[X]], %c2{{[_0-9]*}} : tensor<?x2x?x8xf32>
// CHECK: %[[V9:.*]] = toroid.slice %[[V0]] [0, 0, 0, 0] [%[[D7]], %[[D8]], 2, 4] [1, 1, 1, 1] : (tensor<?x?x2x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V10:.*]] = toroid.slice %[[V0]] [0, 0, 0, 4] [%[[D7]], %[[D8]], 2, 4] [1, 1, 1, 1] : (tensor<?x?x2x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V11:.*]] = toroid.mul %[[V9]], %[[V4]] : (tensor<?x?x2x4xf32>, tensor<?x?x1x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V12:.*]] = toroid.mul %[[V10]], %[[V6]] : (tensor<?x?x2x4xf32>, tensor<?x?x1x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V13:.*]] = toroid.sub %[[V11]], %[[V12]] : (tensor<?x?x2x4xf32>, tensor<?x?x2x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V14:.*]] = toroid.mul %[[V10]], %[[V4]] : (tensor<?x?x2x4xf32>, tensor<?x?x1x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V15:.*]] = toroid.mul %[[V9]], %[[V6]] : (tensor<?x?x2x4xf32>, tensor<?x?x1x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V16:.*]] = toroid.add %[[V14]], %[[V15]] : (tensor<?x?x2x4xf32>, tensor<?x?x2x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V17:.*]] = toroid.concat axis = 3 %[[V13]], %[[V16]] : (tensor<?x?x2x4xf32>, tensor<?x?x2x4xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V18:.*]] = toroid.transpose %[[V17]] [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
// CHECK: return %[[V18]] : tensor<?x2x?x8xf32>
func.func @rotary(%x: tensor<?x2x?x8xf32>, %c: tensor<50x4xf32>, %s: tensor<50x4xf32>, %p: tensor<?x?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "RotaryEmbedding"(%x, %c, %s, %p) {opset = 23 : i64}
      : (tensor<?x2x?x8xf32>, tensor<50x4xf32>, tensor<50x4xf32>, tensor<?x?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Neighbours rotate, and only the first four features of each head.
// CHECK-LABEL: func.func @rotary_interleaved(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x16xf32>{{[^%]*}}, %[[C:[a-z0-9]+]]: tensor<?x?x2xf32>{{[^%]*}}, %[[S:[a-z0-9]+]]: tensor<?x?x2xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[D1:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<?x?x16xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[X]] to [%[[D0]], %[[D1]], 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[D3:.*]] = tensor.dim %[[C]], %c0{{[_0-9]*}} : tensor<?x?x2xf32>
// CHECK: %[[D4:.*]] = tensor.dim %[[C]], %c1{{[_0-9]*}} : tensor<?x?x2xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[C]] to [%[[D3]], %[[D4]], 1, 2] : (tensor<?x?x2xf32>) -> tensor<?x?x1x2xf32>
// CHECK: %[[D6:.*]] = tensor.dim %[[S]], %c0{{[_0-9]*}} : tensor<?x?x2xf32>
// CHECK: %[[D7:.*]] = tensor.dim %[[S]], %c1{{[_0-9]*}} : tensor<?x?x2xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[S]] to [%[[D6]], %[[D7]], 1, 2] : (tensor<?x?x2xf32>) -> tensor<?x?x1x2xf32>
// CHECK: %[[V9:.*]] = toroid.slice %[[V2]] [0, 0, 0, 0] [%[[D0]], %[[D1]], 2, 4] [1, 1, 1, 1] : (tensor<?x?x2x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V10:.*]] = toroid.slice %[[V9]] [0, 0, 0, 0] [%[[D0]], %[[D1]], 2, 2] [1, 1, 1, 2] : (tensor<?x?x2x4xf32>) -> tensor<?x?x2x2xf32>
// CHECK: %[[V11:.*]] = toroid.slice %[[V9]] [0, 0, 0, 1] [%[[D0]], %[[D1]], 2, 2] [1, 1, 1, 2] : (tensor<?x?x2x4xf32>) -> tensor<?x?x2x2xf32>
// CHECK: %[[V12:.*]] = toroid.mul %[[V10]], %[[V5]] : (tensor<?x?x2x2xf32>, tensor<?x?x1x2xf32>) -> tensor<?x?x2x2xf32>
// CHECK: %[[V13:.*]] = toroid.mul %[[V11]], %[[V8]] : (tensor<?x?x2x2xf32>, tensor<?x?x1x2xf32>) -> tensor<?x?x2x2xf32>
// CHECK: %[[V14:.*]] = toroid.sub %[[V12]], %[[V13]] : (tensor<?x?x2x2xf32>, tensor<?x?x2x2xf32>) -> tensor<?x?x2x2xf32>
// CHECK: %[[V15:.*]] = toroid.mul %[[V11]], %[[V5]] : (tensor<?x?x2x2xf32>, tensor<?x?x1x2xf32>) -> tensor<?x?x2x2xf32>
// CHECK: %[[V16:.*]] = toroid.mul %[[V10]], %[[V8]] : (tensor<?x?x2x2xf32>, tensor<?x?x1x2xf32>) -> tensor<?x?x2x2xf32>
// CHECK: %[[V17:.*]] = toroid.add %[[V15]], %[[V16]] : (tensor<?x?x2x2xf32>, tensor<?x?x2x2xf32>) -> tensor<?x?x2x2xf32>
// CHECK: %[[V18:.*]] = toroid.reshape %[[V14]] to [%[[D0]], %[[D1]], 2, 2, 1] : (tensor<?x?x2x2xf32>) -> tensor<?x?x2x2x1xf32>
// CHECK: %[[V19:.*]] = toroid.reshape %[[V17]] to [%[[D0]], %[[D1]], 2, 2, 1] : (tensor<?x?x2x2xf32>) -> tensor<?x?x2x2x1xf32>
// CHECK: %[[V20:.*]] = toroid.concat axis = 4 %[[V18]], %[[V19]] : (tensor<?x?x2x2x1xf32>, tensor<?x?x2x2x1xf32>) -> tensor<?x?x2x2x2xf32>
// CHECK: %[[V21:.*]] = toroid.reshape %[[V20]] to [%[[D0]], %[[D1]], 2, 4] : (tensor<?x?x2x2x2xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V22:.*]] = toroid.slice %[[V2]] [0, 0, 0, 4] [%[[D0]], %[[D1]], 2, 4] [1, 1, 1, 1] : (tensor<?x?x2x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V23:.*]] = toroid.concat axis = 3 %[[V21]], %[[V22]] : (tensor<?x?x2x4xf32>, tensor<?x?x2x4xf32>) -> tensor<?x?x2x8xf32>
// CHECK: %[[V24:.*]] = toroid.reshape %[[V23]] to [%[[D0]], %[[D1]], 16] : (tensor<?x?x2x8xf32>) -> tensor<?x?x16xf32>
// CHECK: return %[[V24]] : tensor<?x?x16xf32>
func.func @rotary_interleaved(%x: tensor<?x?x16xf32>, %c: tensor<?x?x2xf32>, %s: tensor<?x?x2xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "RotaryEmbedding"(%x, %c, %s) {opset = 23 : i64, attrs = {interleaved = 1 : i64, num_heads = 2 : i64, rotary_embedding_dim = 4 : i64}}
      : (tensor<?x?x16xf32>, tensor<?x?x2xf32>, tensor<?x?x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
