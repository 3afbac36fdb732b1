// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @softcap(%q: tensor<1x4x3x8xf32>, %k: tensor<1x4x5x8xf32>, %v: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): it caps its scores softly; re-export the model with attention decomposed (opset_version=22 or lower)}}
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64, attrs = {softcap = 3.0 : f32}}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @half_past(%q: tensor<1x4x3x8xf32>, %k: tensor<1x4x5x8xf32>, %v: tensor<1x4x5x8xf32>, %m: tensor<3x5xi1>, %p: tensor<1x4x2x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): it has a past key or a past value and needs both}}
  %r0 = onnx.node "Attention"(%q, %k, %v, %m, %p) {opset = 23 : i64}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, tensor<3x5xi1>, tensor<1x4x2x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mixed_ranks(%q: tensor<1x4x3x8xf32>, %k: tensor<1x5x32xf32>, %v: tensor<1x5x32xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): its query, key and value do not have one rank, 3 or 4}}
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64}
      : (tensor<1x4x3x8xf32>, tensor<1x5x32xf32>, tensor<1x5x32xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @no_heads(%q: tensor<1x3x32xf32>, %k: tensor<1x5x32xf32>, %v: tensor<1x5x32xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): its attributes 'q_num_heads' and 'kv_num_heads' must be positive for inputs of rank 3}}
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64}
      : (tensor<1x3x32xf32>, tensor<1x5x32xf32>, tensor<1x5x32xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @odd_heads(%q: tensor<1x3x32xf32>, %k: tensor<1x5x32xf32>, %v: tensor<1x5x32xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): its 5 heads do not divide 32 features}}
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64, attrs = {q_num_heads = 5 : i64, kv_num_heads = 4 : i64}}
      : (tensor<1x3x32xf32>, tensor<1x5x32xf32>, tensor<1x5x32xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mask_type(%q: tensor<1x4x3x8xf32>, %k: tensor<1x4x5x8xf32>, %v: tensor<1x4x5x8xf32>, %m: tensor<3x5xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): its mask has neither bool elements nor those of the query}}
  %r0 = onnx.node "Attention"(%q, %k, %v, %m) {opset = 23 : i64}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, tensor<3x5xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mask_shape(%q: tensor<1x4x3x8xf32>, %k: tensor<1x4x5x8xf32>, %v: tensor<1x4x5x8xf32>, %m: tensor<4x5xi1>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): it has a term of type 'tensor<4x5xi1>' that does not broadcast to its scores}}
  %r0 = onnx.node "Attention"(%q, %k, %v, %m) {opset = 23 : i64}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, tensor<4x5xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @head_size(%q: tensor<1x4x3x?xf32>, %k: tensor<1x4x5x?xf32>, %v: tensor<1x4x5x?xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): its scale follows from a head size that is not known; re-export the model with a static head size}}
  %r0 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64}
      : (tensor<1x4x3x?xf32>, tensor<1x4x5x?xf32>, tensor<1x4x5x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scores(%q: tensor<1x4x3x8xf32>, %k: tensor<1x4x5x8xf32>, %v: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): its output #3 is not supported; re-export the model without using it}}
  %r0, %r1, %r2, %r3 = onnx.node "Attention"(%q, %k, %v) {opset = 23 : i64}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r3 : !onnx.unknown
}

// -----

func.func @rotary(%x: tensor<1x2x3x8xf32>, %c: tensor<1x3x4xf32>, %s: tensor<1x3x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RotaryEmbedding): it rotates 3 of 8 features}}
  %r0 = onnx.node "RotaryEmbedding"(%x, %c, %s) {opset = 23 : i64, attrs = {rotary_embedding_dim = 3 : i64}}
      : (tensor<1x2x3x8xf32>, tensor<1x3x4xf32>, tensor<1x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @rotary_caches(%x: tensor<1x2x3x8xf32>, %c: tensor<3x4xf32>, %s: tensor<3x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RotaryEmbedding): its caches do not have a batch, a sequence and features}}
  %r0 = onnx.node "RotaryEmbedding"(%x, %c, %s) {opset = 23 : i64}
      : (tensor<1x2x3x8xf32>, tensor<3x4xf32>, tensor<3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
