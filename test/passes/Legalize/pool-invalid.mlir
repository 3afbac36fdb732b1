// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @rank(%x: tensor<1x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(MaxPool): its input has fewer than three dims}}
  %r0 = onnx.node "MaxPool"(%x) {opset = 17 : i64, attrs = {kernel_shape = [2]}} : (tensor<1x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @no_kernel(%x: tensor<1x4x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(AveragePool): its attribute 'kernel_shape' is missing}}
  %r0 = onnx.node "AveragePool"(%x) {opset = 17 : i64} : (tensor<1x4x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @kernel_entries(%x: tensor<1x4x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(MaxPool): its attribute 'kernel_shape' has 2 entries and needs 1}}
  %r0 = onnx.node "MaxPool"(%x) {opset = 17 : i64, attrs = {kernel_shape = [2, 2]}} : (tensor<1x4x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @large(%x: tensor<1x4x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(MaxPool): it has a window larger than its padded input in spatial dim 0}}
  %r0 = onnx.node "MaxPool"(%x) {opset = 17 : i64, attrs = {kernel_shape = [6]}} : (tensor<1x4x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @norm(%x: tensor<1x4x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(LpPool): its attribute 'p' is not positive}}
  %r0 = onnx.node "LpPool"(%x) {opset = 17 : i64, attrs = {kernel_shape = [2], p = 0 : i64}} : (tensor<1x4x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @global(%x: tensor<1x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GlobalLpPool): its input has fewer than three dims}}
  %r0 = onnx.node "GlobalLpPool"(%x) {opset = 17 : i64} : (tensor<1x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
