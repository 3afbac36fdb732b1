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

// -----

func.func @dropout_mode(%x: tensor<2xf32>, %r: tensor<f32>, %t: tensor<2xi1>) -> tensor<2xf32> {
  // expected-error @+1 {{(Dropout): its training mode is not a single bool}}
  %0 = onnx.node "Dropout"(%x, %r, %t) {opset = 17 : i64} : (tensor<2xf32>, tensor<f32>, tensor<2xi1>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @dropout_ratio(%x: tensor<2xf32>, %r: tensor<?xf32>, %t: tensor<i1>) -> tensor<2xf32> {
  // expected-error @+1 {{(Dropout): its ratio is not a single number}}
  %0 = onnx.node "Dropout"(%x, %r, %t) {opset = 17 : i64} : (tensor<2xf32>, tensor<?xf32>, tensor<i1>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @dropout_type(%x: tensor<2xi64>, %r: tensor<f32>, %t: tensor<i1>) -> tensor<2xi64> {
  // expected-error @+1 {{(Dropout): its elements are no floating-point numbers}}
  %0 = onnx.node "Dropout"(%x, %r, %t) {opset = 17 : i64} : (tensor<2xi64>, tensor<f32>, tensor<i1>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}
