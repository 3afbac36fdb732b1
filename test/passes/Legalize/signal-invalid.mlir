// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @window_length() -> !onnx.unknown {
  %size = onnx.constant dense<-4> : tensor<i64> : tensor<i64>
  // expected-error @+1 {{(HannWindow): its input #0 is -4, which is no length}}
  %r0 = onnx.node "HannWindow"(%size) {opset = 17 : i64}
      : (tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @window_length_vector(%size: tensor<2xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(HannWindow): its input #0 does not have one element}}
  %r0 = onnx.node "HannWindow"(%size) {opset = 17 : i64}
      : (tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @window_type(%size: tensor<i64>) -> !onnx.unknown {
  // expected-error @+1 {{(HannWindow): the element type with number 8 is not supported}}
  %r0 = onnx.node "HannWindow"(%size) {attrs = {output_datatype = 8 : i64}, opset = 17 : i64}
      : (tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @dft_elements(%x: tensor<1x4x1xi32>) -> !onnx.unknown {
  // expected-error @+1 {{(DFT): its input has no floating-point elements}}
  %r0 = onnx.node "DFT"(%x) {opset = 17 : i64}
      : (tensor<1x4x1xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @dft_rank(%x: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DFT): its input has fewer than two dims}}
  %r0 = onnx.node "DFT"(%x) {opset = 17 : i64}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @dft_parts(%x: tensor<1x4x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DFT): the last dim of its input is 3 and not 1 or 2}}
  %r0 = onnx.node "DFT"(%x) {opset = 17 : i64}
      : (tensor<1x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @dft_last_axis(%x: tensor<1x4x1xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DFT): its axis is the last one, which holds the parts of complex numbers}}
  %r0 = onnx.node "DFT"(%x) {attrs = {axis = -1 : i64}, opset = 17 : i64}
      : (tensor<1x4x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @dft_axis(%x: tensor<1x4x1xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DFT): its axis 3 is out of range for a tensor of rank 3}}
  %r0 = onnx.node "DFT"(%x) {attrs = {axis = 3 : i64}, opset = 17 : i64}
      : (tensor<1x4x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @stft_elements(%x: tensor<1x8x1xi32>, %step: tensor<i64>) -> !onnx.unknown {
  // expected-error @+1 {{(STFT): its input has no floating-point elements}}
  %r0 = onnx.node "STFT"(%x, %step) {opset = 17 : i64}
      : (tensor<1x8x1xi32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @stft_rank(%x: tensor<1x8x1x1xf32>, %step: tensor<i64>) -> !onnx.unknown {
  // expected-error @+1 {{(STFT): its input does not have three dims}}
  %r0 = onnx.node "STFT"(%x, %step) {opset = 17 : i64}
      : (tensor<1x8x1x1xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @stft_step(%x: tensor<1x8x1xf32>) -> !onnx.unknown {
  %step = onnx.constant dense<0> : tensor<i64> : tensor<i64>
  // expected-error @+1 {{(STFT): its step is zero}}
  %r0 = onnx.node "STFT"(%x, %step) {opset = 17 : i64}
      : (tensor<1x8x1xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @stft_window(%x: tensor<1x8x1xf32>, %step: tensor<i64>, %window: tensor<1x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(STFT): its window is no vector}}
  %r0 = onnx.node "STFT"(%x, %step, %window) {opset = 17 : i64}
      : (tensor<1x8x1xf32>, tensor<i64>, tensor<1x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @stft_window_length(%x: tensor<1x8x1xf32>, %window: tensor<4xf32>) -> !onnx.unknown {
  %step = onnx.constant dense<2> : tensor<i64> : tensor<i64>
  %length = onnx.constant dense<5> : tensor<i64> : tensor<i64>
  // expected-error @+1 {{(STFT): its window has 4 elements and its frames have 5}}
  %r0 = onnx.node "STFT"(%x, %step, %window, %length) {opset = 17 : i64}
      : (tensor<1x8x1xf32>, tensor<i64>, tensor<4xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mel_edges(%edges: tensor<2xf32>, %one: tensor<i64>) -> !onnx.unknown {
  // expected-error @+1 {{(MelWeightMatrix): its input #3 does not have one element}}
  %r0 = onnx.node "MelWeightMatrix"(%one, %one, %one, %edges, %edges) {opset = 17 : i64}
      : (tensor<i64>, tensor<i64>, tensor<i64>, tensor<2xf32>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @long(%x: tensor<1x8x1xf32>) -> !onnx.unknown {
  %step = onnx.constant dense<4> : tensor<i64> : tensor<i64>
  %length = onnx.constant dense<2147483647> : tensor<i64> : tensor<i64>
  %none = onnx.none : none
  // expected-error @+1 {{(DFT): it transforms 2147483647 elements at a time; transforms of at most 1048576 elements are supported}}
  %r0 = onnx.node "DFT"(%x, %length) {opset = 17 : i64, attrs = {axis = 1 : i64}} : (tensor<1x8x1xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
