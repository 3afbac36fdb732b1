// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

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

// -----

func.func @packed(%a0: tensor<2x3x16xf32>, %a1: tensor<2x3xi64>, %a2: tensor<50x4xf32>, %a3: tensor<50x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RotaryEmbedding of domain com.microsoft): its batches are packed; export the model without packed batching}}
  %r0 = onnx.node "RotaryEmbedding"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {is_packed_batching = 1 : i64}}
      : (tensor<2x3x16xf32>, tensor<2x3xi64>, tensor<50x4xf32>, tensor<50x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scale(%a0: tensor<2x3x16xf32>, %a1: tensor<2x3xi64>, %a2: tensor<50x4xf32>, %a3: tensor<50x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RotaryEmbedding of domain com.microsoft): it scales positions}}
  %r0 = onnx.node "RotaryEmbedding"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {scale = 2.0 : f32}}
      : (tensor<2x3x16xf32>, tensor<2x3xi64>, tensor<50x4xf32>, tensor<50x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @rank(%a0: tensor<3x16xf32>, %a1: tensor<2x3xi64>, %a2: tensor<50x4xf32>, %a3: tensor<50x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RotaryEmbedding of domain com.microsoft): its input is not of rank 3 or 4}}
  %r0 = onnx.node "RotaryEmbedding"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<3x16xf32>, tensor<2x3xi64>, tensor<50x4xf32>, tensor<50x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @cache_rank(%a0: tensor<2x3x16xf32>, %a1: tensor<2x3xi64>, %a2: tensor<4xf32>, %a3: tensor<4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RotaryEmbedding of domain com.microsoft): its caches do not have positions and features}}
  %r0 = onnx.node "RotaryEmbedding"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x3x16xf32>, tensor<2x3xi64>, tensor<4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @unknown_heads(%a0: tensor<2x3x?xf32>, %a1: tensor<2x3xi64>, %a2: tensor<50x4xf32>, %a3: tensor<50x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RotaryEmbedding of domain com.microsoft): its number of heads is not known; re-export the model with the attribute 'num_heads'}}
  %r0 = onnx.node "RotaryEmbedding"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x3x?xf32>, tensor<2x3xi64>, tensor<50x4xf32>, tensor<50x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
