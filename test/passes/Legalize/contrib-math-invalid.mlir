// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @bias(%a0: tensor<10xf32>, %a1: tensor<2x10xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(BiasGelu of domain com.microsoft): its bias does not broadcast to its input}}
  %r0 = onnx.node "BiasGelu"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<10xf32>, tensor<2x10xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @halves(%a0: tensor<2x9xf32>, %a1: tensor<9xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(BiasSplitGelu of domain com.microsoft): it halves 9 features}}
  %r0 = onnx.node "BiasSplitGelu"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x9xf32>, tensor<9xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @swiglu(%a0: tensor<2x9xf32>, %a1: tensor<9xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(SwiGLU): its inputs have different shapes}}
  %r0 = onnx.node "SwiGLU"(%a0, %a1) {opset = 28 : i64}
      : (tensor<2x9xf32>, tensor<9xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @axis(%a0: tensor<2x9xf32>, %a1: tensor<i32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ExpandDims of domain com.microsoft): its input #1 must be a constant vector or scalar of integers; re-export the model with constant folding}}
  %r0 = onnx.node "ExpandDims"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<2x9xf32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scalar(%a0: tensor<f32>, %a1: tensor<2x4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(FusedMatMul of domain com.microsoft): it multiplies a scalar}}
  %r0 = onnx.node "FusedMatMul"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<f32>, tensor<2x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @vector(%a0: tensor<4xf32>, %a1: tensor<4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(FusedGemm of domain com.microsoft): its inputs are no matrices}}
  %r0 = onnx.node "FusedGemm"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<4xf32>, tensor<4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @activation(%a0: tensor<2x4xf32>, %a1: tensor<4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(FusedGemm of domain com.microsoft): its activation 'Softsign' is not supported}}
  %r0 = onnx.node "FusedGemm"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {activation = "Softsign"}}
      : (tensor<2x4xf32>, tensor<4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_activation(%x: tensor<1x4x7xf32>, %w: tensor<6x4x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(FusedConv of domain com.microsoft): its activation 'Softsign' is not supported}}
  %r = onnx.node "FusedConv"(%x, %w) {domain = "com.microsoft", opset = 1 : i64, attrs = {activation = "Softsign"}}
      : (tensor<1x4x7xf32>, tensor<6x4x3xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @conv_parameters(%x: tensor<1x4x7xf32>, %w: tensor<6x4x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(FusedConv of domain com.microsoft): its attribute 'activation_params'}}
  %r = onnx.node "FusedConv"(%x, %w) {domain = "com.microsoft", opset = 1 : i64, attrs = {activation = "LeakyRelu", activation_params = "0.1"}}
      : (tensor<1x4x7xf32>, tensor<6x4x3xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}
