// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @no_lengths(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): its input #5 is missing}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @heads(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): its attributes 'num_heads' and 'kv_num_heads' are 4 and 3}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 3 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @quantized(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): its cache is quantized; export the model with a cache of its own element type}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64, k_quant_type = "PER_TENSOR"}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @window_cache(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): its cache holds a window only; export the model with a cache of all keys}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64, sliding_window_cache = 1 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @half_past(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): it has a past key or a past value and needs both}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %none, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, none, tensor<2xi32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @past_rank(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x8x32xf32>, %a4: tensor<2x8x32xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): its past key and value are not of rank 4}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x8x32xf32>, tensor<2x8x32xf32>, tensor<2xi32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @half_key(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): it has a key or a value and needs both}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %none, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, none, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @no_caches(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): it rotates query and key and needs both caches}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64, do_rotary = 1 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @cache_rank(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>, %a7: tensor<8xf32>, %a8: tensor<8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): its caches do not have positions and features}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6, %a7, %a8) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64, do_rotary = 1 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>, tensor<8xf32>, tensor<8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @bias(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>, %a10: tensor<f32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): its attention bias is a scalar}}
  %r0 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6, %none, %none, %none, %a10) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>, none, none, none, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scores(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GroupQueryAttention of domain com.microsoft): its output #3 is asked for and its attribute 'qk_output' is not 1 or 2}}
  %r0, %r1, %r2, %r3 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r3 : !onnx.unknown
}
