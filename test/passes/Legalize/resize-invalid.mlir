// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @mode(%x: tensor<1x4xf32>, %s: tensor<2xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Resize): its attribute 'mode' is 'area'}}
  %r0 = onnx.node "Resize"(%x, %s) {opset = 10 : i64, attrs = {mode = "area"}} : (tensor<1x4xf32>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @nothing(%x: tensor<1x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Resize): it has neither scales nor sizes}}
  %r0 = onnx.node "Resize"(%x) {opset = 19 : i64} : (tensor<1x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @number(%x: tensor<1x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Upsample): it has 1 scales for 2 dims}}
  %r0 = onnx.node "Upsample"(%x) {opset = 7 : i64, attrs = {scales = [2.0 : f32]}} : (tensor<1x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @negative(%x: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Upsample): it has a scale that is not positive}}
  %r0 = onnx.node "Upsample"(%x) {opset = 7 : i64, attrs = {scales = [-2.0 : f32]}} : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scalar_scale(%x: tensor<1x4xf32>, %s: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(Upsample): its scales are no vector}}
  %r0 = onnx.node "Upsample"(%x, %s) {opset = 9 : i64} : (tensor<1x4xf32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @negative_size(%x: tensor<4xf32>) -> !onnx.unknown {
  %none = onnx.none : none
  %s = onnx.constant dense<-9223372036854775808> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(Resize): it has the size -9223372036854775808}}
  %r0 = onnx.node "Resize"(%x, %none, %none, %s) {opset = 19 : i64} : (tensor<4xf32>, none, none, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
