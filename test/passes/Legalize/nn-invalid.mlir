// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @matmul(%x: tensor<?x8xf32>, %y: tensor<7x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(MatMul): it sums over 8 elements on the left and 7 on the right; check that the model is valid}}
  %r0 = onnx.node "MatMul"(%x, %y) {opset = 17 : i64}
      : (tensor<?x8xf32>, tensor<7x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gemm(%x: tensor<?x?x8xf32>, %y: tensor<8x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Gemm): its inputs are no matrices}}
  %r0 = onnx.node "Gemm"(%x, %y) {opset = 17 : i64}
      : (tensor<?x?x8xf32>, tensor<8x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gemm_bias(%x: tensor<?x8xf32>, %y: tensor<8x3xf32>, %c: tensor<1x1x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Gemm): its input #2 does not broadcast to a matrix}}
  %r0 = onnx.node "Gemm"(%x, %y, %c) {opset = 17 : i64}
      : (tensor<?x8xf32>, tensor<8x3xf32>, tensor<1x1x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
