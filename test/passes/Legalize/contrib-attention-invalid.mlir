// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @heads(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention of domain com.microsoft): its attribute 'num_heads' is missing}}
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @quantized_real_input(%x: tensor<2x3x12xf32>, %w: tensor<12x24xi8>, %b: tensor<24xf32>, %sx: tensor<f32>, %sw: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(QAttention of domain com.microsoft): its input and weights are not integers of 8 bits}}
  %r0 = onnx.node "QAttention"(%x, %w, %b, %sx, %sw) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x24xi8>, tensor<24xf32>, tensor<f32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @quantized_rank(%x: tensor<3x12xui8>, %w: tensor<12x24xi8>, %b: tensor<24xf32>, %sx: tensor<f32>, %sw: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(QAttention of domain com.microsoft): its input and weights are not of rank 3 and 2}}
  %r0 = onnx.node "QAttention"(%x, %w, %b, %sx, %sw) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<3x12xui8>, tensor<12x24xi8>, tensor<24xf32>, tensor<f32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @quantized_bias(%x: tensor<2x3x12xui8>, %w: tensor<12x24xi8>, %b: tensor<24xi32>, %sx: tensor<f32>, %sw: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(QAttention of domain com.microsoft): its bias holds no floating-point numbers}}
  %r0 = onnx.node "QAttention"(%x, %w, %b, %sx, %sw) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xui8>, tensor<12x24xi8>, tensor<24xi32>, tensor<f32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @quantized_scale(%x: tensor<2x3x12xui8>, %w: tensor<12x24xi8>, %b: tensor<24xf32>, %sx: tensor<3xf32>, %sw: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(QAttention of domain com.microsoft): its input #3 has too many elements}}
  %r0 = onnx.node "QAttention"(%x, %w, %b, %sx, %sw) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xui8>, tensor<12x24xi8>, tensor<24xf32>, tensor<3xf32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @quantized_rotary(%x: tensor<2x3x12xui8>, %w: tensor<12x24xi8>, %b: tensor<24xf32>, %sx: tensor<f32>, %sw: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(QAttention of domain com.microsoft): it rotates query and key without caches}}
  %r0 = onnx.node "QAttention"(%x, %w, %b, %sx, %sw) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, do_rotary = 1 : i64}}
      : (tensor<2x3x12xui8>, tensor<12x24xi8>, tensor<24xf32>, tensor<f32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @rotary(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention of domain com.microsoft): it rotates query and key without caches; export the model with rotary embeddings of their own}}
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, do_rotary = 1 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @shared(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention of domain com.microsoft): its past and present share a buffer; export the model without a shared buffer}}
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, past_present_share_buffer = 1 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @ranks(%a0: tensor<2x12xf32>, %a1: tensor<12x24xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention of domain com.microsoft): its input and weights are not of rank 3 and 2}}
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x12xf32>, tensor<12x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @thirds(%a0: tensor<2x3x12xf32>, %a1: tensor<12x25xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention of domain com.microsoft): its weights make 25 features, which are not three equal parts}}
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x25xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @sizes(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention of domain com.microsoft): its attribute 'qkv_hidden_sizes' does not add up to 24 features}}
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, qkv_hidden_sizes = array<i64: 8, 8, 6>}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @two_sizes(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention of domain com.microsoft): its attribute 'qkv_hidden_sizes' is not three sizes}}
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, qkv_hidden_sizes = array<i64: 8, 16>}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @odd_heads(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Attention of domain com.microsoft): its 5 heads do not divide 8 features}}
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 5 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @past(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>, %a4: tensor<2x2x4x4xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(Attention of domain com.microsoft): its past is not of rank 5}}
  %r0 = onnx.node "Attention"(%a0, %a1, %none, %none, %a4) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>, none, none, tensor<2x2x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mask_type(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>, %a3: tensor<2x3xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(Attention of domain com.microsoft): its mask has elements that are no integers}}
  %r0 = onnx.node "Attention"(%a0, %a1, %none, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>, none, tensor<2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mask_rank(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>, %a3: tensor<i32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(Attention of domain com.microsoft): its mask is of rank 0 and not 1 to 4}}
  %r0 = onnx.node "Attention"(%a0, %a1, %none, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>, none, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @no_key(%a0: tensor<2x3x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): it has no key}}
  %r0 = onnx.node "MultiHeadAttention"(%a0) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @no_value(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): it has no value}}
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x3x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @packed_and_key(%a0: tensor<2x3x2x3x4xf32>, %a1: tensor<2x3x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): its packed query comes with a key or a value}}
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x2x3x4xf32>, tensor<2x3x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @packed_and_value(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3x2x2x4xf32>, %a2: tensor<2x3x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): its packed key comes with a value}}
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x3x2x2x4xf32>, tensor<2x3x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @bias_rank(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3x8xf32>, %a2: tensor<2x3x8xf32>, %a3: tensor<1x24xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): its bias is no vector}}
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x3x8xf32>, tensor<2x3x8xf32>, tensor<1x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @half_past(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3x8xf32>, %a2: tensor<2x3x8xf32>, %a6: tensor<2x2x4x4xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): it has a past key or a past value and needs both}}
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1, %a2, %none, %none, %none, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x3x8xf32>, tensor<2x3x8xf32>, none, none, none, tensor<2x2x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @past_rank(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3x8xf32>, %a2: tensor<2x3x8xf32>, %a6: tensor<2x4x8xf32>, %a7: tensor<2x4x8xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): its past key and value are not of rank 4}}
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1, %a2, %none, %none, %none, %a6, %a7) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x3x8xf32>, tensor<2x3x8xf32>, none, none, none, tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @indirection(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3x8xf32>, %a2: tensor<2x3x8xf32>, %p: tensor<2x2x9x4xf32>, %a8: tensor<1xi32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): its past and present share a buffer; export the model without a shared buffer}}
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1, %a2, %none, %none, %none, %p, %p, %a8) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x3x8xf32>, tensor<2x3x8xf32>, none, none, none, tensor<2x2x9x4xf32>, tensor<2x2x9x4xf32>, tensor<1xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @decoder(%a0: tensor<2x1x8xf32>, %a1: tensor<2x1x8xf32>, %a2: tensor<2x1x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(DecoderMaskedMultiHeadAttention of domain com.microsoft): its past and present share a buffer; export the model without a shared buffer}}
  %r0 = onnx.node "DecoderMaskedMultiHeadAttention"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, past_present_share_buffer = 1 : i64}}
      : (tensor<2x1x8xf32>, tensor<2x1x8xf32>, tensor<2x1x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mask_rows(%q: tensor<1x2x4xf32>, %m: tensor<9xi32>) -> !onnx.unknown {
  %n = onnx.none : none
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): its mask has 9 rows and its query a batch of 1}}
  %r0 = onnx.node "MultiHeadAttention"(%q, %q, %q, %n, %m) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, none, tensor<9xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mask_rows_of_matrix(%q: tensor<1x2x4xf32>, %m: tensor<9x1xi32>) -> !onnx.unknown {
  %n = onnx.none : none
  // expected-error @+1 {{(MultiHeadAttention of domain com.microsoft): its mask has 9 rows and its query a batch of 1}}
  %r0 = onnx.node "MultiHeadAttention"(%q, %q, %q, %n, %m) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, none, tensor<9x1xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
