// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @unknown_type(%x: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Cast): the element type with number 99 is not supported; re-export the model with float32 or float16 numbers}}
  %r = onnx.node "Cast"(%x) {opset = 24 : i64, attrs = {to = 99 : i64}}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @round_mode(%x: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Cast): its attribute 'round_mode' is 'sideways' and not 'up', 'down' or 'nearest'}}
  %r = onnx.node "Cast"(%x) {opset = 24 : i64, attrs = {to = 24 : i64, round_mode = "sideways"}}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}
