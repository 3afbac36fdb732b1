// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @shape() -> !onnx.unknown {
  // expected-error @+1 {{(RandomNormal): its attribute 'shape' is missing}}
  %r0 = onnx.node "RandomNormal"() {opset = 17 : i64} : () -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @size() -> !onnx.unknown {
  // expected-error @+1 {{(RandomUniform): its attribute 'shape' has the entry -2}}
  %r0 = onnx.node "RandomUniform"() {opset = 17 : i64, attrs = {shape = [3, -2]}} : () -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @type(%x: tensor<3xi32>) -> !onnx.unknown {
  // expected-error @+1 {{(RandomUniformLike): its numbers are no floating-point numbers}}
  %r0 = onnx.node "RandomUniformLike"(%x) {opset = 17 : i64} : (tensor<3xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @multinomial(%x: tensor<3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Multinomial): its input is no matrix}}
  %r0 = onnx.node "Multinomial"(%x) {opset = 17 : i64} : (tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @samples(%x: tensor<2x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Multinomial): its attribute 'sample_size' is -1}}
  %r0 = onnx.node "Multinomial"(%x) {opset = 17 : i64, attrs = {sample_size = -1 : i64}} : (tensor<2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
