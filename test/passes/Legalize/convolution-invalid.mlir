// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @conv_rank(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): its input and filter do not have one rank, 3 or more}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64}
      : (tensor<1x4x5xf32>, tensor<4x4x3x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_strides(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): its attribute 'strides' has 2 entries and needs 1}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {strides = [1, 1]}}
      : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_stride_zero(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): its attribute 'strides' has the entry 0}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {strides = [0]}}
      : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_pads(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): its attribute 'pads' has the entry -1}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {pads = [0, -1]}}
      : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_kernel(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): its attribute 'kernel_shape' is not the filter's}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {kernel_shape = [2]}}
      : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_auto_pad(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): its attribute 'auto_pad' is 'SOMEHOW'}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {auto_pad = "SOMEHOW"}}
      : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_channels(%x: tensor<1x4x5xf32>, %w: tensor<4x3x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): it has 4 input channels where 1 groups of 3 are needed}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64}
      : (tensor<1x4x5xf32>, tensor<4x3x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_groups(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): its attribute 'group' is 0}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {group = 0 : i64}}
      : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @conv_large(%x: tensor<1x4x2xf32>, %w: tensor<4x4x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Conv): it has a kernel larger than its padded input in spatial dim 0}}
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64}
      : (tensor<1x4x2xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @transpose_rank(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(ConvTranspose): its input and filter do not have one rank, 3 or more}}
  %r0 = onnx.node "ConvTranspose"(%x, %w) {opset = 17 : i64} : (tensor<1x4x5xf32>, tensor<4x4x3x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @transpose_channels(%x: tensor<1x4x5xf32>, %w: tensor<3x4x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(ConvTranspose): it has 4 input channels for 3 filters in 1 groups}}
  %r0 = onnx.node "ConvTranspose"(%x, %w) {opset = 17 : i64} : (tensor<1x4x5xf32>, tensor<3x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @transpose_output_shape(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(ConvTranspose): its attribute 'output_shape' has 2 entries and needs 1}}
  %r0 = onnx.node "ConvTranspose"(%x, %w) {opset = 17 : i64, attrs = {output_shape = [5, 5]}} : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @transpose_bias(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>, %b: tensor<4x1xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(ConvTranspose): its bias is no vector}}
  %r0 = onnx.node "ConvTranspose"(%x, %w, %b) {opset = 17 : i64} : (tensor<1x4x5xf32>, tensor<4x4x3xf32>, tensor<4x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
