// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @deform_conv_rank(%a0: tensor<1x4x6x6xf32>, %a1: tensor<6x4x3x3xf32>, %a2: tensor<1x18x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DeformConv): its input, filter and offsets do not have one rank, 3 or more}}
  %r0 = onnx.node "DeformConv"(%a0, %a1, %a2) {opset = 19 : i64}
      : (tensor<1x4x6x6xf32>, tensor<6x4x3x3xf32>, tensor<1x18x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @deform_conv_strides(%a0: tensor<1x4x6x6xf32>, %a1: tensor<6x4x3x3xf32>, %a2: tensor<1x18x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DeformConv): its attribute 'strides' has the entry 0}}
  %r0 = onnx.node "DeformConv"(%a0, %a1, %a2) {attrs = {strides = array<i64: 0, 1>}, opset = 19 : i64}
      : (tensor<1x4x6x6xf32>, tensor<6x4x3x3xf32>, tensor<1x18x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @deform_conv_group(%a0: tensor<1x4x6x6xf32>, %a1: tensor<6x4x3x3xf32>, %a2: tensor<1x18x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DeformConv): its attributes 'group' and 'offset_group' are not positive}}
  %r0 = onnx.node "DeformConv"(%a0, %a1, %a2) {attrs = {group = 0 : i64}, opset = 19 : i64}
      : (tensor<1x4x6x6xf32>, tensor<6x4x3x3xf32>, tensor<1x18x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @deform_conv_channels(%a0: tensor<1x4x6x6xf32>, %a1: tensor<6x4x3x3xf32>, %a2: tensor<1x18x4x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DeformConv): its groups do not divide its channels}}
  %r0 = onnx.node "DeformConv"(%a0, %a1, %a2) {attrs = {offset_group = 3 : i64}, opset = 19 : i64}
      : (tensor<1x4x6x6xf32>, tensor<6x4x3x3xf32>, tensor<1x18x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @col2im_rank(%a0: tensor<4x4xf32>) -> !onnx.unknown {
  %a1 = onnx.constant dense<[3, 3]> : tensor<2xi64> : tensor<2xi64>
  %a2 = onnx.constant dense<[2, 2]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(Col2Im): its input does not have three dims}}
  %r0 = onnx.node "Col2Im"(%a0, %a1, %a2) {opset = 18 : i64}
      : (tensor<4x4xf32>, tensor<2xi64>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @col2im_sizes(%a0: tensor<1x4x4xf32>) -> !onnx.unknown {
  %a1 = onnx.constant dense<[3, 3]> : tensor<2xi64> : tensor<2xi64>
  %a2 = onnx.constant dense<[2]> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(Col2Im): its image and block do not have one rank}}
  %r0 = onnx.node "Col2Im"(%a0, %a1, %a2) {opset = 18 : i64}
      : (tensor<1x4x4xf32>, tensor<2xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @col2im_block(%a0: tensor<1x4x4xf32>) -> !onnx.unknown {
  %a1 = onnx.constant dense<[3, 3]> : tensor<2xi64> : tensor<2xi64>
  %a2 = onnx.constant dense<[2, 0]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(Col2Im): its image or block has the size 0}}
  %r0 = onnx.node "Col2Im"(%a0, %a1, %a2) {opset = 18 : i64}
      : (tensor<1x4x4xf32>, tensor<2xi64>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @col2im_pads(%a0: tensor<1x4x4xf32>) -> !onnx.unknown {
  %a1 = onnx.constant dense<[3, 3]> : tensor<2xi64> : tensor<2xi64>
  %a2 = onnx.constant dense<[2, 2]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(Col2Im): its attribute 'pads' has 2 entries and needs 4}}
  %r0 = onnx.node "Col2Im"(%a0, %a1, %a2) {attrs = {pads = array<i64: 1, 1>}, opset = 18 : i64}
      : (tensor<1x4x4xf32>, tensor<2xi64>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
