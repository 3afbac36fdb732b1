// RUN: toroid-opt --toroid-legalize %s --split-input-file --verify-diagnostics

func.func @prelu(%x: tensor<2x3x4xf32>, %slope: tensor<3x1xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(PRelu): its input #1 is no vector}}
  %r0 = onnx.node "PRelu"(%x, %slope) {opset = 6 : i64}
      : (tensor<2x3x4xf32>, tensor<3x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @batch_normalization(%x: tensor<4x5x3xf32>, %p: tensor<5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(BatchNormalization): it is in training mode; export the model in evaluation mode}}
  %r0 = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {opset = 6 : i64}
      : (tensor<4x5x3xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @dropout(%x: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Dropout): it is in training mode; export the model in evaluation mode}}
  %r0 = onnx.node "Dropout"(%x) {opset = 6 : i64}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
