// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @roi_align_images(%a0: tensor<3x4x5xf32>, %a1: tensor<7x4xf32>, %a2: tensor<7xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(RoiAlign): its input #0 is no batch of images}}
  %r0 = onnx.node "RoiAlign"(%a0, %a1, %a2) {opset = 16 : i64}
      : (tensor<3x4x5xf32>, tensor<7x4xf32>, tensor<7xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @roi_align_regions(%a0: tensor<2x3x4x5xf32>, %a1: tensor<7xf32>, %a2: tensor<7xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(RoiAlign): its regions are no matrix, or the images of these no vector}}
  %r0 = onnx.node "RoiAlign"(%a0, %a1, %a2) {opset = 16 : i64}
      : (tensor<2x3x4x5xf32>, tensor<7xf32>, tensor<7xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @roi_align_size(%a0: tensor<2x3x4x5xf32>, %a1: tensor<7x4xf32>, %a2: tensor<7xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(RoiAlign): its attributes 'output_height', 'output_width' and 'sampling_ratio' are not all sizes}}
  %r0 = onnx.node "RoiAlign"(%a0, %a1, %a2) {attrs = {output_height = 0 : i64}, opset = 16 : i64}
      : (tensor<2x3x4x5xf32>, tensor<7x4xf32>, tensor<7xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @roi_align_mode(%a0: tensor<2x3x4x5xf32>, %a1: tensor<7x4xf32>, %a2: tensor<7xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(RoiAlign): its attribute 'mode' is 'sum'}}
  %r0 = onnx.node "RoiAlign"(%a0, %a1, %a2) {attrs = {mode = "sum"}, opset = 16 : i64}
      : (tensor<2x3x4x5xf32>, tensor<7x4xf32>, tensor<7xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @roi_align_transform(%a0: tensor<2x3x4x5xf32>, %a1: tensor<7x4xf32>, %a2: tensor<7xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(RoiAlign): its attribute 'coordinate_transformation_mode' is 'asymmetric'}}
  %r0 = onnx.node "RoiAlign"(%a0, %a1, %a2) {attrs = {coordinate_transformation_mode = "asymmetric"}, opset = 16 : i64}
      : (tensor<2x3x4x5xf32>, tensor<7x4xf32>, tensor<7xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @max_roi_pool_images(%a0: tensor<3x4x5xf32>, %a1: tensor<7x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(MaxRoiPool): its input #0 is no batch of images}}
  %r0 = onnx.node "MaxRoiPool"(%a0, %a1) {attrs = {pooled_shape = array<i64: 2, 2>}, opset = 1 : i64}
      : (tensor<3x4x5xf32>, tensor<7x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @max_roi_pool_regions(%a0: tensor<2x3x4x5xf32>, %a1: tensor<5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(MaxRoiPool): its regions are no matrix}}
  %r0 = onnx.node "MaxRoiPool"(%a0, %a1) {attrs = {pooled_shape = array<i64: 2, 2>}, opset = 1 : i64}
      : (tensor<2x3x4x5xf32>, tensor<5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @max_roi_pool_shape(%a0: tensor<2x3x4x5xf32>, %a1: tensor<7x5xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(MaxRoiPool): its attribute 'pooled_shape' does not have two sizes}}
  %r0 = onnx.node "MaxRoiPool"(%a0, %a1) {attrs = {pooled_shape = array<i64: 2>}, opset = 1 : i64}
      : (tensor<2x3x4x5xf32>, tensor<7x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
