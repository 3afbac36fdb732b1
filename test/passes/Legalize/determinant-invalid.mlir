// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @vector(%x: tensor<3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Det): its input is no batch of matrices}}
  %0 = onnx.node "Det"(%x) {opset = 11 : i64} : (tensor<3xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// -----

func.func @integers(%x: tensor<3x3xi32>) -> !onnx.unknown {
  // expected-error @+1 {{(Det): its input is no batch of matrices}}
  %0 = onnx.node "Det"(%x) {opset = 11 : i64} : (tensor<3x3xi32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// -----

func.func @oblong(%x: tensor<2x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Det): its matrices are not square}}
  %0 = onnx.node "Det"(%x) {opset = 11 : i64} : (tensor<2x3xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// -----

func.func @inverse(%x: tensor<2x3x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Inverse of domain com.microsoft): its matrices are not square}}
  %0 = onnx.node "Inverse"(%x) {domain = "com.microsoft", opset = 1 : i64} : (tensor<2x3x4xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// -----

func.func @inverse_of_vector(%x: tensor<3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Inverse of domain com.microsoft): its input is no batch of matrices}}
  %0 = onnx.node "Inverse"(%x) {domain = "com.microsoft", opset = 1 : i64} : (tensor<3xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}
