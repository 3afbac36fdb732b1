// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @scalar(%a0: tensor<f32>, %a1: tensor<f32>, %a2: tensor<f32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(SkipLayerNormalization of domain com.microsoft): its input is not of rank 2 or 3}}
  %r0 = onnx.node "SkipLayerNormalization"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<f32>, tensor<f32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scalar_rms(%a0: tensor<f32>, %a1: tensor<f32>, %a2: tensor<f32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(SkipSimplifiedLayerNormalization of domain com.microsoft): its input is not of rank 2 or 3}}
  %r0 = onnx.node "SkipSimplifiedLayerNormalization"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<f32>, tensor<f32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @skip(%a0: tensor<3x10xf32>, %a1: tensor<2x3x10xf32>, %a2: tensor<10xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(SkipLayerNormalization of domain com.microsoft): its skip or bias does not broadcast to its input}}
  %r0 = onnx.node "SkipLayerNormalization"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<3x10xf32>, tensor<2x3x10xf32>, tensor<10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @ids(%a0: tensor<5xi32>, %a1: tensor<2x5xi32>, %a2: tensor<20x6xf32>, %a3: tensor<9x6xf32>, %a4: tensor<2x6xf32>, %a5: tensor<6xf32>, %a6: tensor<6xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(EmbedLayerNormalization of domain com.microsoft): its input #0 has no batch and sequence}}
  %r0 = onnx.node "EmbedLayerNormalization"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<5xi32>, tensor<2x5xi32>, tensor<20x6xf32>, tensor<9x6xf32>, tensor<2x6xf32>, tensor<6xf32>, tensor<6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @segments(%a0: tensor<2x5xi32>, %a1: tensor<2x5xi32>, %a2: tensor<20x6xf32>, %a3: tensor<9x6xf32>, %a5: tensor<6xf32>, %a6: tensor<6xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(EmbedLayerNormalization of domain com.microsoft): it has segments or embeddings of segments and needs both}}
  %r0 = onnx.node "EmbedLayerNormalization"(%a0, %a1, %a2, %a3, %none, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x5xi32>, tensor<2x5xi32>, tensor<20x6xf32>, tensor<9x6xf32>, none, tensor<6xf32>, tensor<6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gamma(%a0: tensor<2x5xi32>, %a1: tensor<2x5xi32>, %a2: tensor<20x6xf32>, %a3: tensor<9x6xf32>, %a4: tensor<2x6xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(EmbedLayerNormalization of domain com.microsoft): its input #5 is missing}}
  %r0 = onnx.node "EmbedLayerNormalization"(%a0, %a1, %a2, %a3, %a4) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x5xi32>, tensor<2x5xi32>, tensor<20x6xf32>, tensor<9x6xf32>, tensor<2x6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @tables(%a0: tensor<2x5xi32>, %a2: tensor<20x6x1xf32>, %a3: tensor<9x6x1xf32>, %a5: tensor<6xf32>, %a6: tensor<6xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(EmbedLayerNormalization of domain com.microsoft): its embeddings are no matrices}}
  %r0 = onnx.node "EmbedLayerNormalization"(%a0, %none, %a2, %a3, %none, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x5xi32>, none, tensor<20x6x1xf32>, tensor<9x6x1xf32>, none, tensor<6xf32>, tensor<6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @skip_rank(%x: tensor<2x2x2x4xf16>, %s: tensor<2x2x4xf16>, %g: tensor<4xf16>) -> !onnx.unknown {
  // expected-error @+1 {{(SkipSimplifiedLayerNormalization of domain com.microsoft): its input is not of rank 2 or 3}}
  %r0 = onnx.node "SkipSimplifiedLayerNormalization"(%x, %s, %g) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x2x2x4xf16>, tensor<2x2x4xf16>, tensor<4xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @skip_scale(%x: tensor<2x2x4xf16>, %s: tensor<2x2x4xf16>, %g: tensor<2x4xf16>) -> !onnx.unknown {
  // expected-error @+1 {{(SkipLayerNormalization of domain com.microsoft): its scale is no vector}}
  %r0 = onnx.node "SkipLayerNormalization"(%x, %s, %g) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x2x4xf16>, tensor<2x2x4xf16>, tensor<2x4xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
