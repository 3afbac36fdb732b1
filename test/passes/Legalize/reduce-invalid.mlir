// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

// Reductions and normalizations.

func.func @reduce_axis(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ReduceMean): its axis 2 is out of range for a tensor of rank 2}}
  %r0 = onnx.node "ReduceMean"(%x) {opset = 17 : i64, attrs = {axes = [2]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reduce_mean(%x: tensor<?x4xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ReduceMean): it takes the mean of floating-point numbers only}}
  %r0 = onnx.node "ReduceMean"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reduce_axes(%x: tensor<?x4xi64>, %a: tensor<?xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ReduceSum): only a run knows the rank of its output; re-export the model with constant axes, or declare the output's rank}}
  %r0 = onnx.node "ReduceSum"(%x, %a) {opset = 17 : i64, attrs = {keepdims = 0 : i64}}
      : (tensor<?x4xi64>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @argmax(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ArgMax): its axis 2 is out of range for a tensor of rank 2}}
  %r0 = onnx.node "ArgMax"(%x) {opset = 17 : i64, attrs = {axis = 2 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @softmax(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Softmax): its axis 2 is out of range for a tensor of rank 2}}
  %r0 = onnx.node "Softmax"(%x) {opset = 17 : i64, attrs = {axis = 2 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @layer_norm(%x: tensor<?x4xf32>, %s: tensor<3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(LayerNormalization): it has an operand of type 'tensor<3xf32>' that does not broadcast to the input}}
  %r0 = onnx.node "LayerNormalization"(%x, %s) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @batch_norm_mean(%x: tensor<?x3xf32>, %p: tensor<3xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  // expected-error @+1 {{(BatchNormalization): its output #1 is not supported; re-export the model without using it}}
  %r0, %r1 = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {opset = 17 : i64}
      : (tensor<?x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// -----

func.func @batch_norm_parameter(%x: tensor<?x3x?xf32>, %s: tensor<3x1xf32>, %b: tensor<3xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(BatchNormalization): it has a parameter that is no vector}}
  %r0 = onnx.node "BatchNormalization"(%x, %s, %b, %m, %v) {opset = 17 : i64}
      : (tensor<?x3x?xf32>, tensor<3x1xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
