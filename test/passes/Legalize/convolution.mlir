// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Convolutions and their transposes.

// CHECK-LABEL: func.func @conv(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x32x32xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<16x3x8x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<16xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[A0]], %[[A1]], %[[A2]] groups = 1 strides = [8, 8] dilations = [1, 1] pad = [0, 0], [0, 0] : (tensor<?x3x32x32xf32>, tensor<16x3x8x8xf32>, tensor<16xf32>) -> tensor<?x16x4x4xf32>
// CHECK: return %[[V0]] : tensor<?x16x4x4xf32>
func.func @conv(%x: tensor<?x3x32x32xf32>, %w: tensor<16x3x8x8xf32>, %b: tensor<16xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w, %b) {opset = 17 : i64, attrs = {strides = [8, 8], kernel_shape = [8, 8], pads = [0, 0, 0, 0]}}
      : (tensor<?x3x32x32xf32>, tensor<16x3x8x8xf32>, tensor<16xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @conv_groups(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x4x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<6x2x3xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[A0]], %[[A1]] groups = 2 strides = [1] dilations = [2] pad = [1], [2] : (tensor<?x4x?xf32>, tensor<6x2x3xf32>) -> tensor<?x6x?xf32>
// CHECK: return %[[V0]] : tensor<?x6x?xf32>
func.func @conv_groups(%x: tensor<?x4x?xf32>, %w: tensor<6x2x3xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {group = 2 : i64, dilations = [2], pads = [1, 2]}}
      : (tensor<?x4x?xf32>, tensor<6x2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// 3x3 results: 1 and 2 rows of padding.
// CHECK-LABEL: func.func @conv_same_upper(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x1x5x6xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<1x1x2x4xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[A0]], %[[A1]] groups = 1 strides = [2, 2] dilations = [1, 1] pad = [0, 1], [1, 1] : (tensor<1x1x5x6xf32>, tensor<1x1x2x4xf32>) -> tensor<1x1x3x3xf32>
// CHECK: return %[[V0]] : tensor<1x1x3x3xf32>
func.func @conv_same_upper(%x: tensor<1x1x5x6xf32>, %w: tensor<1x1x2x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {auto_pad = "SAME_UPPER", strides = [2, 2]}}
      : (tensor<1x1x5x6xf32>, tensor<1x1x2x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @conv_same_lower(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x1x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<1x1x4xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[A0]], %[[A1]] groups = 1 strides = [1] dilations = [1] pad = [2], [1] : (tensor<1x1x?xf32>, tensor<1x1x4xf32>) -> tensor<1x1x?xf32>
// CHECK: return %[[V0]] : tensor<1x1x?xf32>
func.func @conv_same_lower(%x: tensor<1x1x?xf32>, %w: tensor<1x1x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {auto_pad = "SAME_LOWER"}}
      : (tensor<1x1x?xf32>, tensor<1x1x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Pads that depend on sizes become an op of their own.
// CHECK-LABEL: func.func @conv_same_dynamic(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x4x?xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<4x4x3xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK-DAG: %[[I1:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[I2:.*]] = arith.constant 2 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[A0]], %[[I2]] : tensor<1x4x?xf32>
// CHECK-DAG: %[[I4:.*]] = arith.constant 1 : index
// CHECK: %[[V5:.*]] = arith.addi %[[V3]], %[[I4]] : index
// CHECK: %[[V6:.*]] = arith.divsi %[[V5]], %[[I2]] : index
// CHECK: %[[V7:.*]] = arith.muli %[[V6]], %[[I2]] : index
// CHECK: %[[V8:.*]] = arith.addi %[[V7]], %[[I4]] : index
// CHECK: %[[V9:.*]] = arith.subi %[[V8]], %[[V3]] : index
// CHECK: %[[V10:.*]] = arith.maxsi %[[I1]], %[[V9]] : index
// CHECK: %[[V11:.*]] = arith.divsi %[[V10]], %[[I2]] : index
// CHECK: %[[V12:.*]] = arith.subi %[[V10]], %[[V11]] : index
// CHECK: %[[V13:.*]] = toroid.pad %[[A0]] with %[[V0]] [0, 0, %[[V11]]] [0, 0, %[[V12]]] : (tensor<1x4x?xf32>, tensor<f32>) -> tensor<1x4x?xf32>
// CHECK: %[[V14:.*]] = toroid.conv %[[V13]], %[[A1]] groups = 1 strides = [2] dilations = [1] pad = [0], [0] : (tensor<1x4x?xf32>, tensor<4x4x3xf32>) -> tensor<1x4x?xf32>
// CHECK: return %[[V14]] : tensor<1x4x?xf32>
func.func @conv_same_dynamic(%x: tensor<1x4x?xf32>, %w: tensor<4x4x3xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {auto_pad = "SAME_UPPER", strides = [2]}}
      : (tensor<1x4x?xf32>, tensor<4x4x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @conv_valid(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x1x5xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<1x1x2xf32>
// CHECK: %[[V0:.*]] = toroid.conv %[[A0]], %[[A1]] groups = 1 strides = [1] dilations = [1] pad = [0], [0] : (tensor<1x1x5xf32>, tensor<1x1x2xf32>) -> tensor<1x1x4xf32>
// CHECK: return %[[V0]] : tensor<1x1x4xf32>
func.func @conv_valid(%x: tensor<1x1x5xf32>, %w: tensor<1x1x2xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Conv"(%x, %w) {opset = 17 : i64, attrs = {auto_pad = "VALID"}}
      : (tensor<1x1x5xf32>, tensor<1x1x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @transpose(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x4xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<3x2x3xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A1]] to [3, 6] : (tensor<3x2x3xf32>) -> tensor<3x6xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %[[V0]], %[[A0]] {transpose_lhs} : (tensor<3x6xf32>, tensor<?x3x4xf32>) -> tensor<?x6x4xf32>
// CHECK-DAG: %[[I2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[A0]], %[[I2]] : tensor<?x3x4xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V1]] to [%[[V3]], 2, 3, 4] : (tensor<?x6x4xf32>) -> tensor<?x2x3x4xf32>
// CHECK: %[[V5:.*]] = toroid.fold %[[V4]] strides = [2] dilations = [1] : (tensor<?x2x3x4xf32>) -> tensor<?x2x9xf32>
// CHECK: %[[V6:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.pad %[[V5]] with %[[V6]] [0, 0, -1] [0, 0, 1] : (tensor<?x2x9xf32>, tensor<f32>) -> tensor<?x2x9xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[A2]] to [1, 2, 1] : (tensor<2xf32>) -> tensor<1x2x1xf32>
// CHECK: %[[V9:.*]] = toroid.add %[[V7]], %[[V8]] : (tensor<?x2x9xf32>, tensor<1x2x1xf32>) -> tensor<?x2x9xf32>
// CHECK: return %[[V9]] : tensor<?x2x9xf32>
func.func @transpose(%x: tensor<?x3x4xf32>, %w: tensor<3x2x3xf32>, %b: tensor<2xf32>) -> !onnx.unknown {
  %r0 = onnx.node "ConvTranspose"(%x, %w, %b) {opset = 11 : i64, attrs = {strides = [2], pads = [1, 0], output_padding = [1]}}
      : (tensor<?x3x4xf32>, tensor<3x2x3xf32>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @transpose_groups(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x4x?xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<4x3x3xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[A0]] : (tensor<1x4x?xf16>) -> tensor<1x4x?xf32>
// CHECK: %[[V1:.*]] = toroid.cast %[[A1]] : (tensor<4x3x3xf16>) -> tensor<4x3x3xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [2, 2, 9] : (tensor<4x3x3xf32>) -> tensor<2x2x9xf32>
// CHECK-DAG: %[[I3:.*]] = arith.constant 2 : index
// CHECK: %[[V4:.*]] = tensor.dim %[[A0]], %[[I3]] : tensor<1x4x?xf16>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V0]] to [1, 2, 2, %[[V4]]] : (tensor<1x4x?xf32>) -> tensor<1x2x2x?xf32>
// CHECK: %[[V6:.*]] = toroid.matmul %[[V2]], %[[V5]] {transpose_lhs} : (tensor<2x2x9xf32>, tensor<1x2x2x?xf32>) -> tensor<1x2x9x?xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [1, 6, 3, %[[V4]]] : (tensor<1x2x9x?xf32>) -> tensor<1x6x3x?xf32>
// CHECK: %[[V8:.*]] = toroid.fold %[[V7]] strides = [1] dilations = [2] : (tensor<1x6x3x?xf32>) -> tensor<1x6x?xf32>
// CHECK: %[[V9:.*]] = toroid.cast %[[V8]] : (tensor<1x6x?xf32>) -> tensor<1x6x?xf16>
// CHECK: return %[[V9]] : tensor<1x6x?xf16>
func.func @transpose_groups(%x: tensor<1x4x?xf16>, %w: tensor<4x3x3xf16>) -> !onnx.unknown {
  %r0 = onnx.node "ConvTranspose"(%x, %w) {opset = 11 : i64, attrs = {group = 2 : i64, dilations = [2]}}
      : (tensor<1x4x?xf16>, tensor<4x3x3xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @transpose_output_shape(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x1x3x3xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<1x2x3x3xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A1]] to [1, 18] : (tensor<1x2x3x3xf32>) -> tensor<1x18xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[A0]] to [1, 1, 9] : (tensor<1x1x3x3xf32>) -> tensor<1x1x9xf32>
// CHECK: %[[V2:.*]] = toroid.matmul %[[V0]], %[[V1]] {transpose_lhs} : (tensor<1x18xf32>, tensor<1x1x9xf32>) -> tensor<1x18x9xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [1, 2, 3, 3, 3, 3] : (tensor<1x18x9xf32>) -> tensor<1x2x3x3x3x3xf32>
// CHECK: %[[V4:.*]] = toroid.fold %[[V3]] strides = [3, 2] dilations = [1, 1] : (tensor<1x2x3x3x3x3xf32>) -> tensor<1x2x9x7xf32>
// CHECK: %[[V5:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V6:.*]] = toroid.pad %[[V4]] with %[[V5]] [0, 0, 0, 0] [0, 0, 1, 1] : (tensor<1x2x9x7xf32>, tensor<f32>) -> tensor<1x2x10x8xf32>
// CHECK: return %[[V6]] : tensor<1x2x10x8xf32>
func.func @transpose_output_shape(%x: tensor<1x1x3x3xf32>, %w: tensor<1x2x3x3xf32>) -> !onnx.unknown {
  %r0 = onnx.node "ConvTranspose"(%x, %w) {opset = 11 : i64, attrs = {strides = [3, 2], output_shape = [10, 8], output_padding = [1, 1]}}
      : (tensor<1x1x3x3xf32>, tensor<1x2x3x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @transpose_same(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x1x3xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<1x2x3xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A1]] to [1, 6] : (tensor<1x2x3xf32>) -> tensor<1x6xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %[[V0]], %[[A0]] {transpose_lhs} : (tensor<1x6xf32>, tensor<1x1x3xf32>) -> tensor<1x6x3xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [1, 2, 3, 3] : (tensor<1x6x3xf32>) -> tensor<1x2x3x3xf32>
// CHECK: %[[V3:.*]] = toroid.fold %[[V2]] strides = [2] dilations = [1] : (tensor<1x2x3x3xf32>) -> tensor<1x2x7xf32>
// CHECK: %[[V4:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.pad %[[V3]] with %[[V4]] [0, 0, 0] [0, 0, -1] : (tensor<1x2x7xf32>, tensor<f32>) -> tensor<1x2x6xf32>
// CHECK: return %[[V5]] : tensor<1x2x6xf32>
func.func @transpose_same(%x: tensor<1x1x3xf32>, %w: tensor<1x2x3xf32>) -> !onnx.unknown {
  %r0 = onnx.node "ConvTranspose"(%x, %w) {opset = 11 : i64, attrs = {strides = [2], auto_pad = "SAME_UPPER"}}
      : (tensor<1x1x3xf32>, tensor<1x2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
