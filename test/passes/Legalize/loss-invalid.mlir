// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @rank(%x: tensor<2x5xf32>, %t: tensor<2x3xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(NegativeLogLikelihoodLoss): its scores have no dim of classes beside its labels' dims}}
  %r0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %t) {opset = 13 : i64} : (tensor<2x5xf32>, tensor<2x3xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reduction(%x: tensor<2x5xf32>, %t: tensor<2xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(SoftmaxCrossEntropyLoss): its attribute 'reduction' is 'max'}}
  %r0 = onnx.node "SoftmaxCrossEntropyLoss"(%x, %t) {opset = 13 : i64, attrs = {reduction = "max"}} : (tensor<2x5xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @weights(%x: tensor<2x5xf32>, %t: tensor<2xi64>, %w: tensor<1x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(NegativeLogLikelihoodLoss): its weights are no vector}}
  %r0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %t, %w) {opset = 13 : i64} : (tensor<2x5xf32>, tensor<2xi64>, tensor<1x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @vector(%x: tensor<5xf32>, %t: tensor<i64>) -> !onnx.unknown {
  // expected-error @+1 {{(SoftmaxCrossEntropyLoss): its input has fewer than two dims}}
  %r0 = onnx.node "SoftmaxCrossEntropyLoss"(%x, %t) {opset = 13 : i64} : (tensor<5xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @label_type(%x: tensor<2x5xf32>, %t: tensor<2xi8>) -> !onnx.unknown {
  // expected-error @+1 {{(SoftmaxCrossEntropyLoss): its labels are no integers of 32 or 64 bits}}
  %r0 = onnx.node "SoftmaxCrossEntropyLoss"(%x, %t) {opset = 13 : i64} : (tensor<2x5xf32>, tensor<2xi8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @label_shape(%x: tensor<2x5xf32>, %t: tensor<1xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(SoftmaxCrossEntropyLoss): its labels do not have the shape of its scores without the classes}}
  %r0 = onnx.node "SoftmaxCrossEntropyLoss"(%x, %t) {opset = 13 : i64} : (tensor<2x5xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

// A failure goes on with what there is.
func.func @reduction_kind(%x: tensor<2x5x3xf32>, %t: tensor<2x3xi64>, %w: tensor<5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(NegativeLogLikelihoodLoss): its attribute 'reduction' is not a string}}
  %r0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %t, %w) {opset = 13 : i64, attrs = {ignore_index = -1 : i64, reduction = 1 : i64}} : (tensor<2x5x3xf32>, tensor<2x3xi64>, tensor<5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
