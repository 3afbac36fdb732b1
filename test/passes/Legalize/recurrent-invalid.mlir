// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @rank(%a0: tensor<2x3xf32>, %a1: tensor<1x4x3xf32>, %a2: tensor<1x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(RNN): its input #0 does not have 3 dims}}
  %r0 = onnx.node "RNN"(%a0, %a1, %a2) {opset = 14 : i64}
      : (tensor<2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @elements(%a0: tensor<5x2x3xi32>, %a1: tensor<1x4x3xi32>, %a2: tensor<1x4x4xi32>) -> !onnx.unknown {
  // expected-error @+1 {{(RNN): its input has no floating-point elements}}
  %r0 = onnx.node "RNN"(%a0, %a1, %a2) {opset = 14 : i64}
      : (tensor<5x2x3xi32>, tensor<1x4x3xi32>, tensor<1x4x4xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @direction(%a0: tensor<5x2x3xf32>, %a1: tensor<1x4x3xf32>, %a2: tensor<1x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(RNN): its attribute 'direction' is 'backward'}}
  %r0 = onnx.node "RNN"(%a0, %a1, %a2) {attrs = {direction = "backward"}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @directions(%a0: tensor<5x2x3xf32>, %a1: tensor<1x4x3xf32>, %a2: tensor<1x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(RNN): its input #1 is for 1 directions and not for 2}}
  %r0 = onnx.node "RNN"(%a0, %a1, %a2) {attrs = {direction = "bidirectional"}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gates(%a0: tensor<5x2x3xf32>, %a1: tensor<1x4x3xf32>, %a2: tensor<1x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GRU): its input #2 is not the matrix of 3 gates}}
  %r0 = onnx.node "GRU"(%a0, %a1, %a2) {opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @activations(%a0: tensor<5x2x3xf32>, %a1: tensor<1x4x3xf32>, %a2: tensor<1x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(RNN): its attribute 'activations' does not have 1 names}}
  %r0 = onnx.node "RNN"(%a0, %a1, %a2) {attrs = {activations = ["Tanh", "Tanh"]}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @activation(%a0: tensor<5x2x3xf32>, %a1: tensor<1x4x3xf32>, %a2: tensor<1x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(RNN): its activation 'Sinh' is unknown}}
  %r0 = onnx.node "RNN"(%a0, %a1, %a2) {attrs = {activations = ["Sinh"]}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @parameters(%a0: tensor<5x2x3xf32>, %a1: tensor<1x4x3xf32>, %a2: tensor<1x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(RNN): its attribute 'activation_alpha' is not a list of floating-point numbers}}
  %r0 = onnx.node "RNN"(%a0, %a1, %a2) {attrs = {activations = ["Elu"], activation_alpha = 1 : i64}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @clip(%a0: tensor<5x2x3xf32>, %a1: tensor<1x4x3xf32>, %a2: tensor<1x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(RNN): its attribute 'clip' is not a floating-point number}}
  %r0 = onnx.node "RNN"(%a0, %a1, %a2) {attrs = {clip = 1 : i64}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
