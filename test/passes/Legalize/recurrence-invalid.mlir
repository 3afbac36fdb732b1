// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @rule(%a0: tensor<2x3x16xf32>, %a1: tensor<2x3x16xf32>, %a2: tensor<2x3x12xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(LinearAttention): its attribute 'update_rule' is 'other'}}
  %r0 = onnx.node "LinearAttention"(%a0, %a1, %a2) {opset = 27 : i64, attrs = {q_num_heads = 2 : i64, kv_num_heads = 2 : i64, update_rule = "other"}}
      : (tensor<2x3x16xf32>, tensor<2x3x16xf32>, tensor<2x3x12xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @decay(%a0: tensor<2x3x16xf32>, %a1: tensor<2x3x16xf32>, %a2: tensor<2x3x12xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(LinearAttention): its rule is 'gated' and it has no decay}}
  %r0 = onnx.node "LinearAttention"(%a0, %a1, %a2) {opset = 27 : i64, attrs = {q_num_heads = 2 : i64, kv_num_heads = 2 : i64, update_rule = "gated"}}
      : (tensor<2x3x16xf32>, tensor<2x3x16xf32>, tensor<2x3x12xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @beta(%a0: tensor<2x3x16xf32>, %a1: tensor<2x3x16xf32>, %a2: tensor<2x3x12xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(LinearAttention): its rule is 'delta' and it has no beta}}
  %r0 = onnx.node "LinearAttention"(%a0, %a1, %a2) {opset = 27 : i64, attrs = {q_num_heads = 2 : i64, kv_num_heads = 2 : i64, update_rule = "delta"}}
      : (tensor<2x3x16xf32>, tensor<2x3x16xf32>, tensor<2x3x12xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @beta_rank(%a0: tensor<2x3x16xf32>, %a1: tensor<2x3x16xf32>, %a2: tensor<2x3x12xf32>, %a5: tensor<2x3xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(LinearAttention): its beta is not of rank 3}}
  %r0 = onnx.node "LinearAttention"(%a0, %a1, %a2, %none, %none, %a5) {opset = 27 : i64, attrs = {q_num_heads = 2 : i64, kv_num_heads = 2 : i64, update_rule = "delta"}}
      : (tensor<2x3x16xf32>, tensor<2x3x16xf32>, tensor<2x3x12xf32>, none, none, tensor<2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @heads(%a0: tensor<2x3x16xf32>, %a1: tensor<2x3x16xf32>, %a2: tensor<2x3x12xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(LinearAttention): its 3 heads do not divide 16 features}}
  %r0 = onnx.node "LinearAttention"(%a0, %a1, %a2) {opset = 27 : i64, attrs = {q_num_heads = 3 : i64, kv_num_heads = 1 : i64, update_rule = "linear"}}
      : (tensor<2x3x16xf32>, tensor<2x3x16xf32>, tensor<2x3x12xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @shared(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3x16xf32>, %a2: tensor<2x3x12xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(LinearAttention): it has 2 query heads, which 4 key heads do not divide; check that the model is valid (onnx.checker with full_check)}}
  %r0 = onnx.node "LinearAttention"(%a0, %a1, %a2) {opset = 27 : i64, attrs = {q_num_heads = 2 : i64, kv_num_heads = 4 : i64, update_rule = "linear"}}
      : (tensor<2x3x8xf32>, tensor<2x3x16xf32>, tensor<2x3x12xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @activation(%a0: tensor<2x4x5xf32>, %a1: tensor<4x1x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(CausalConvWithState): its attribute 'activation' is 'relu'}}
  %r0 = onnx.node "CausalConvWithState"(%a0, %a1) {opset = 27 : i64, attrs = {activation = "relu"}}
      : (tensor<2x4x5xf32>, tensor<4x1x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @rank(%a0: tensor<4x5xf32>, %a1: tensor<4x1x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(CausalConvWithState): its input, weight and past are not of rank 3}}
  %r0 = onnx.node "CausalConvWithState"(%a0, %a1) {opset = 27 : i64}
      : (tensor<4x5xf32>, tensor<4x1x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
