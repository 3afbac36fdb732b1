// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @distance(%a0: tensor<8x3xf32>, %a1: tensor<1xi64>, %a2: tensor<1xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RelativePositionBias of domain com.microsoft): its attribute 'max_distance' is missing}}
  %r0 = onnx.node "RelativePositionBias"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64}
      : (tensor<8x3xf32>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @table(%a0: tensor<8xf32>, %a1: tensor<1xi64>, %a2: tensor<1xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RelativePositionBias of domain com.microsoft): its table is no matrix}}
  %r0 = onnx.node "RelativePositionBias"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64, attrs = {max_distance = 20 : i64}}
      : (tensor<8xf32>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @buckets(%a0: tensor<?x3xf32>, %a1: tensor<1xi64>, %a2: tensor<1xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RelativePositionBias of domain com.microsoft): its number of buckets is not known; re-export the model with a static table}}
  %r0 = onnx.node "RelativePositionBias"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64, attrs = {max_distance = 20 : i64}}
      : (tensor<?x3xf32>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @near(%a0: tensor<8x3xf32>, %a1: tensor<1xi64>, %a2: tensor<1xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(RelativePositionBias of domain com.microsoft): its 8 buckets do not reach to a distance of 4}}
  %r0 = onnx.node "RelativePositionBias"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64, attrs = {max_distance = 4 : i64}}
      : (tensor<8x3xf32>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @padding(%a0: tensor<2x3x8xf32>, %a1: tensor<8xf32>, %a2: tensor<1x2x3x3xf32>, %a3: tensor<4x6xf32>, %a4: tensor<6xf32>, %a5: tensor<1x2x1x1xf32>, %a6: tensor<2x3xi32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GatedRelativePositionBias of domain com.microsoft): its padding is removed; export the model without removing padding}}
  %r0 = onnx.node "GatedRelativePositionBias"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<8xf32>, tensor<1x2x3x3xf32>, tensor<4x6xf32>, tensor<6xf32>, tensor<1x2x1x1xf32>, tensor<2x3xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @weight(%a0: tensor<2x3x8xf32>, %a1: tensor<8xf32>, %a2: tensor<1x2x3x3xf32>, %a3: tensor<6xf32>, %a4: tensor<6xf32>, %a5: tensor<1x2x1x1xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GatedRelativePositionBias of domain com.microsoft): its weight is no matrix or its bias no vector}}
  %r0 = onnx.node "GatedRelativePositionBias"(%a0, %a1, %a2, %a3, %a4, %a5) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<8xf32>, tensor<1x2x3x3xf32>, tensor<6xf32>, tensor<6xf32>, tensor<1x2x1x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @halves(%a0: tensor<2x3x8xf32>, %a1: tensor<8xf32>, %a2: tensor<1x2x3x3xf32>, %a3: tensor<4x5xf32>, %a4: tensor<5xf32>, %a5: tensor<1x2x1x1xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GatedRelativePositionBias of domain com.microsoft): it halves 5 features}}
  %r0 = onnx.node "GatedRelativePositionBias"(%a0, %a1, %a2, %a3, %a4, %a5) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<8xf32>, tensor<1x2x3x3xf32>, tensor<4x5xf32>, tensor<5xf32>, tensor<1x2x1x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
