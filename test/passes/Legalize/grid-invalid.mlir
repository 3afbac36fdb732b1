// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @grid_rank(%a0: tensor<2x3x4x5xf32>, %a1: tensor<2x6x7x8x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GridSample): its input and grid do not have one rank, 3 or more}}
  %r0 = onnx.node "GridSample"(%a0, %a1) {opset = 20 : i64}
      : (tensor<2x3x4x5xf32>, tensor<2x6x7x8x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @grid_elements(%a0: tensor<2x3x4x5xf32>, %a1: tensor<2x6x7x2xi32>) -> !onnx.unknown {
  // expected-error @+1 {{(GridSample): its grid has no floating-point elements}}
  %r0 = onnx.node "GridSample"(%a0, %a1) {opset = 20 : i64}
      : (tensor<2x3x4x5xf32>, tensor<2x6x7x2xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @grid_mode(%a0: tensor<2x3x4x5xf32>, %a1: tensor<2x6x7x2xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GridSample): its attribute 'mode' is 'bilinea'}}
  %r0 = onnx.node "GridSample"(%a0, %a1) {attrs = {mode = "bilinea"}, opset = 20 : i64}
      : (tensor<2x3x4x5xf32>, tensor<2x6x7x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @grid_padding(%a0: tensor<2x3x4x5xf32>, %a1: tensor<2x6x7x2xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GridSample): its attribute 'padding_mode' is 'wrap'}}
  %r0 = onnx.node "GridSample"(%a0, %a1) {attrs = {padding_mode = "wrap"}, opset = 20 : i64}
      : (tensor<2x3x4x5xf32>, tensor<2x6x7x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @grid_coordinates(%a0: tensor<2x3x4x5xf32>, %a1: tensor<2x6x7x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GridSample): its grid has 3 coordinates for 2 dims}}
  %r0 = onnx.node "GridSample"(%a0, %a1) {opset = 20 : i64}
      : (tensor<2x3x4x5xf32>, tensor<2x6x7x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @grid_batch(%a0: tensor<2x3x4x5xf32>, %a1: tensor<3x6x7x2xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GridSample): its grid is for 3 images and not for 2}}
  %r0 = onnx.node "GridSample"(%a0, %a1) {opset = 20 : i64}
      : (tensor<2x3x4x5xf32>, tensor<3x6x7x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @affine_size(%a0: tensor<1x2x3xf32>) -> !onnx.unknown {
  %a1 = onnx.constant dense<[1, 1]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(AffineGrid): its input #1 has fewer than three elements}}
  %r0 = onnx.node "AffineGrid"(%a0, %a1) {opset = 20 : i64}
      : (tensor<1x2x3xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @affine_theta(%a0: tensor<2x3xf32>) -> !onnx.unknown {
  %a1 = onnx.constant dense<[1, 1, 2, 2]> : tensor<4xi64> : tensor<4xi64>
  // expected-error @+1 {{(AffineGrid): its input #0 is no batch of matrices}}
  %r0 = onnx.node "AffineGrid"(%a0, %a1) {opset = 20 : i64}
      : (tensor<2x3xf32>, tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @affine_matrix(%a0: tensor<1x3x4xf32>) -> !onnx.unknown {
  %a1 = onnx.constant dense<[1, 1, 2, 2]> : tensor<4xi64> : tensor<4xi64>
  // expected-error @+1 {{(AffineGrid): its matrices do not fit 2 dims}}
  %r0 = onnx.node "AffineGrid"(%a0, %a1) {opset = 20 : i64}
      : (tensor<1x3x4xf32>, tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
