// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @rank(%boxes: tensor<6x4xf32>, %scores: tensor<1x2x6xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(NonMaxSuppression): its boxes and scores are no tensors of three dims}}
  %0 = onnx.node "NonMaxSuppression"(%boxes, %scores) {opset = 11 : i64} : (tensor<6x4xf32>, tensor<1x2x6xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// -----

func.func @most(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x6xf32>, %most: tensor<2xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(NonMaxSuppression): its input #2 does not have one element}}
  %0 = onnx.node "NonMaxSuppression"(%boxes, %scores, %most) {opset = 11 : i64} : (tensor<1x6x4xf32>, tensor<1x2x6xf32>, tensor<2xi64>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// -----

func.func @threshold(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x6xf32>, %most: tensor<i64>, %iou: tensor<2xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(NonMaxSuppression): its input #3 is no single number}}
  %0 = onnx.node "NonMaxSuppression"(%boxes, %scores, %most, %iou) {opset = 11 : i64} : (tensor<1x6x4xf32>, tensor<1x2x6xf32>, tensor<i64>, tensor<2xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}
