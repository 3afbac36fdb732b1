// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @batch_parameter(%x: tensor<1x4x5xf32>, %p: tensor<4x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(BatchNormalization): it has a parameter that is no vector}}
  %r0 = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {opset = 15 : i64} : (tensor<1x4x5xf32>, tensor<4x5xf32>, tensor<4x5xf32>, tensor<4x5xf32>, tensor<4x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @groups(%x: tensor<1x4x5xf32>, %p: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GroupNormalization): its attribute 'num_groups' is 3, which does not divide the channels}}
  %r0 = onnx.node "GroupNormalization"(%x, %p, %p) {opset = 21 : i64, attrs = {num_groups = 3 : i64}} : (tensor<1x4x5xf32>, tensor<4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @norm(%x: tensor<1x4x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(LpNormalization): its attribute 'p' is 3}}
  %r0 = onnx.node "LpNormalization"(%x) {opset = 22 : i64, attrs = {p = 3 : i64}} : (tensor<1x4x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @lrn(%x: tensor<1x4x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(LRN): its attribute 'size' is 0}}
  %r0 = onnx.node "LRN"(%x) {opset = 13 : i64, attrs = {size = 0 : i64}} : (tensor<1x4x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @stash(%x: tensor<4x5xf32>, %s: tensor<5xf32>) -> (!onnx.unknown, !onnx.unknown) {
  // expected-error @+1 {{(LayerNormalization): its attribute 'stash_type' is no floating-point type}}
  %r0:2 = onnx.node "LayerNormalization"(%x, %s) {opset = 17 : i64, attrs = {stash_type = 7 : i64}} : (tensor<4x5xf32>, tensor<5xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0#0, %r0#1 : !onnx.unknown, !onnx.unknown
}
