// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

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
  // expected-error @+1 {{(Attention): its attribute 'q_num_heads' must be positive}}
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
  // expected-error @+1 {{(Attention): its mask has neither bool nor floating-point elements}}
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

func.func @mode(%a0: tensor<1x4x3x8xf32>, %a1: tensor<1x4x5x8xf32>, %a2: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): its attribute 'qk_matmul_output_mode' is 7 and not 0, 1, 2 or 3}}
  %r0, %r1, %r2, %r3 = onnx.node "Attention"(%a0, %a1, %a2) {opset = 24 : i64, attrs = {qk_matmul_output_mode = 7 : i64}}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r3 : !onnx.unknown
}

// -----

func.func @window(%a0: tensor<1x4x3x8xf32>, %a1: tensor<1x4x5x8xf32>, %a2: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): it has a window of a size below -1}}
  %r0 = onnx.node "Attention"(%a0, %a1, %a2) {opset = 25 : i64, attrs = {left_window_size = -2 : i64}}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @precision(%a0: tensor<1x4x3x8xf32>, %a1: tensor<1x4x5x8xf32>, %a2: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): its attribute 'softmax_precision' is 7, which is no floating-point type with a softmax}}
  %r0 = onnx.node "Attention"(%a0, %a1, %a2) {opset = 24 : i64, attrs = {softmax_precision = 7 : i64}}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @softcap(%a0: tensor<1x4x3x8xf32>, %a1: tensor<1x4x5x8xf32>, %a2: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention): it needs a softcap that is not negative; check that the model is valid (onnx.checker with full_check)}}
  %r0 = onnx.node "Attention"(%a0, %a1, %a2) {opset = 24 : i64, attrs = {softcap = -1.0 : f32}}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @past_rank(%a0: tensor<1x4x3x8xf32>, %a1: tensor<1x4x5x8xf32>, %a2: tensor<1x4x5x8xf32>, %a4: tensor<4x2x8xf32>, %a5: tensor<4x2x8xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(Attention): its past key and value are not of rank 4}}
  %r0 = onnx.node "Attention"(%a0, %a1, %a2, %none, %a4, %a5) {opset = 24 : i64}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, none, tensor<4x2x8xf32>, tensor<4x2x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @lengths(%a0: tensor<1x4x3x8xf32>, %a1: tensor<1x4x5x8xf32>, %a2: tensor<1x4x5x8xf32>, %a6: tensor<1x1xi64>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(Attention): its input #6 is no vector}}
  %r0 = onnx.node "Attention"(%a0, %a1, %a2, %none, %none, %none, %a6) {opset = 24 : i64}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, none, none, none, tensor<1x1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @flex_rank(%a0: tensor<3x8xf32>, %a1: tensor<5x8xf32>, %a2: tensor<5x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(FlexAttention of domain ai.onnx.preview): its query, key and value do not have a batch, heads, a sequence and features}}
  %r0 = onnx.node "FlexAttention"(%a0, %a1, %a2) {domain = "ai.onnx.preview", opset = 1 : i64}
      : (tensor<3x8xf32>, tensor<5x8xf32>, tensor<5x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @flex_type(%a0: tensor<1x4x3x8xf32>, %a1: tensor<1x4x5x8xf32>, %a2: tensor<1x4x5x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(FlexAttention of domain ai.onnx.preview): its softmax is of a type that is not floating-point}}
  %r0 = onnx.node "FlexAttention"(%a0, %a1, %a2) {domain = "ai.onnx.preview", opset = 1 : i64, attrs = {softmax_precision = 7 : i64}}
      : (tensor<1x4x3x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
