// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Quantization of the standard: formulas of ops that exist.

// Integers: rounded, then moved by the zero point, then saturated.

// CHECK-LABEL: func.func @quantize(
// CHECK: %[[V0:.*]] = toroid.div %arg0, %arg1 : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.round %[[V0]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V2:.*]] = toroid.cast %arg2 : (tensor<i8>) -> tensor<f32>
// CHECK: %[[V3:.*]] = toroid.add %[[V1]], %[[V2]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V4:.*]] = toroid.constant dense<-1.280000e+02> : tensor<f32> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.max %[[V3]], %[[V4]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V6:.*]] = toroid.constant dense<1.270000e+02> : tensor<f32> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.min %[[V5]], %[[V6]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V8:.*]] = toroid.cast %[[V7]] : (tensor<?x4xf32>) -> tensor<?x4xi8>
// CHECK: return %[[V8]] : tensor<?x4xi8>
func.func @quantize(%x: tensor<?x4xf32>, %s: tensor<f32>, %z: tensor<i8>)
    -> !onnx.unknown {
  %r = onnx.node "QuantizeLinear"(%x, %s, %z) {opset = 10 : i64}
      : (tensor<?x4xf32>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// One scale for each entry of an axis; the division in f32, as told.

// CHECK-LABEL: func.func @quantize_axis(
// CHECK: %[[C0:.*]] = arith.constant 0 : index
// CHECK: %[[DIM:.*]] = tensor.dim %arg1, %[[C0]] : tensor<?xf16>
// CHECK: %[[V0:.*]] = toroid.reshape %arg1 to [1, %[[DIM]], 1] : (tensor<?xf16>) -> tensor<1x?x1xf16>
// CHECK: %[[DIM0:.*]] = tensor.dim %arg2, %[[C0]] : tensor<?xui4>
// CHECK: %[[V1:.*]] = toroid.reshape %arg2 to [1, %[[DIM0]], 1] : (tensor<?xui4>) -> tensor<1x?x1xui4>
// CHECK: %[[V2:.*]] = toroid.cast %arg0 : (tensor<2x?x4xf16>) -> tensor<2x?x4xf32>
// CHECK: %[[V3:.*]] = toroid.cast %[[V0]] : (tensor<1x?x1xf16>) -> tensor<1x?x1xf32>
// CHECK: %[[V4:.*]] = toroid.div %[[V2]], %[[V3]] : (tensor<2x?x4xf32>, tensor<1x?x1xf32>) -> tensor<2x?x4xf32>
// CHECK: %[[V5:.*]] = toroid.round %[[V4]] : (tensor<2x?x4xf32>) -> tensor<2x?x4xf32>
// CHECK: %[[V6:.*]] = toroid.cast %[[V1]] : (tensor<1x?x1xui4>) -> tensor<1x?x1xf32>
// CHECK: %[[V7:.*]] = toroid.add %[[V5]], %[[V6]] : (tensor<2x?x4xf32>, tensor<1x?x1xf32>) -> tensor<2x?x4xf32>
// CHECK: %[[V8:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V9:.*]] = toroid.max %[[V7]], %[[V8]] : (tensor<2x?x4xf32>, tensor<f32>) -> tensor<2x?x4xf32>
// CHECK: %[[V10:.*]] = toroid.constant dense<1.500000e+01> : tensor<f32> : tensor<f32>
// CHECK: %[[V11:.*]] = toroid.min %[[V9]], %[[V10]] : (tensor<2x?x4xf32>, tensor<f32>) -> tensor<2x?x4xf32>
// CHECK: %[[V12:.*]] = toroid.cast %[[V11]] : (tensor<2x?x4xf32>) -> tensor<2x?x4xui4>
// CHECK: return %[[V12]] : tensor<2x?x4xui4>
func.func @quantize_axis(%x: tensor<2x?x4xf16>, %s: tensor<?xf16>, %z: tensor<?xui4>)
    -> !onnx.unknown {
  %r = onnx.node "QuantizeLinear"(%x, %s, %z) {opset = 23 : i64, attrs = {axis = -2 : i64, precision = 1 : i64}}
      : (tensor<2x?x4xf16>, tensor<?xf16>, tensor<?xui4>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// Narrow floating-point numbers: one rounding, that of the conversion.

// CHECK-LABEL: func.func @quantize_float8(
// CHECK: %[[V0:.*]] = toroid.div %arg0, %arg1 : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.cast %[[V0]] : (tensor<?x4xf32>) -> tensor<?x4xf8E4M3FN>
// CHECK: return %[[V1]] : tensor<?x4xf8E4M3FN>
func.func @quantize_float8(%x: tensor<?x4xf32>, %s: tensor<f32>)
    -> !onnx.unknown {
  %r = onnx.node "QuantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {output_dtype = 17 : i64, saturate = 0 : i64}}
      : (tensor<?x4xf32>, tensor<f32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @dequantize(
// CHECK: %[[V0:.*]] = toroid.reshape %arg1 to [1, 4] : (tensor<4xf32>) -> tensor<1x4xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %arg2 to [1, 4] : (tensor<4xi8>) -> tensor<1x4xi8>
// CHECK: %[[V2:.*]] = toroid.cast %arg0 : (tensor<?x4xi8>) -> tensor<?x4xi32>
// CHECK: %[[V3:.*]] = toroid.cast %[[V1]] : (tensor<1x4xi8>) -> tensor<1x4xi32>
// CHECK: %[[V4:.*]] = toroid.sub %[[V2]], %[[V3]] : (tensor<?x4xi32>, tensor<1x4xi32>) -> tensor<?x4xi32>
// CHECK: %[[V5:.*]] = toroid.cast %[[V4]] : (tensor<?x4xi32>) -> tensor<?x4xf32>
// CHECK: %[[V6:.*]] = toroid.mul %[[V5]], %[[V0]] : (tensor<?x4xf32>, tensor<1x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V6]] : tensor<?x4xf32>
func.func @dequantize(%x: tensor<?x4xi8>, %s: tensor<4xf32>, %z: tensor<4xi8>)
    -> !onnx.unknown {
  %r = onnx.node "DequantizeLinear"(%x, %s, %z) {opset = 13 : i64}
      : (tensor<?x4xi8>, tensor<4xf32>, tensor<4xi8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// A scale for three rows, the last of which is not full.

// CHECK-LABEL: func.func @dequantize_blocks(
// CHECK: %[[C1:.*]] = arith.constant 1 : index
// CHECK: %[[DIM:.*]] = tensor.dim %arg1, %[[C1]] : tensor<3x?xf16>
// CHECK: %[[V0:.*]] = toroid.reshape %arg1 to [3, 1, %[[DIM]]] : (tensor<3x?xf16>) -> tensor<3x1x?xf16>
// CHECK: %[[V1:.*]] = toroid.broadcast_to %[[V0]] to [3, 3, %[[DIM]]] : (tensor<3x1x?xf16>) -> tensor<3x3x?xf16>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [9, %[[DIM]]] : (tensor<3x3x?xf16>) -> tensor<9x?xf16>
// CHECK: %[[V3:.*]] = toroid.slice %[[V2]] [0, 0] [7, %[[DIM]]] [1, 1] : (tensor<9x?xf16>) -> tensor<7x?xf16>
// CHECK: %[[V4:.*]] = toroid.cast %arg0 : (tensor<7x?xi4>) -> tensor<7x?xf32>
// CHECK: %[[V5:.*]] = toroid.cast %[[V3]] : (tensor<7x?xf16>) -> tensor<7x?xf32>
// CHECK: %[[V6:.*]] = toroid.mul %[[V4]], %[[V5]] : (tensor<7x?xf32>, tensor<7x?xf32>) -> tensor<7x?xf32>
// CHECK: %[[V7:.*]] = toroid.cast %[[V6]] : (tensor<7x?xf32>) -> tensor<7x?xf16>
// CHECK: return %[[V7]] : tensor<7x?xf16>
func.func @dequantize_blocks(%x: tensor<7x?xi4>, %s: tensor<3x?xf16>)
    -> !onnx.unknown {
  %r = onnx.node "DequantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {axis = 0 : i64, block_size = 3 : i64}}
      : (tensor<7x?xi4>, tensor<3x?xf16>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @dynamic(
// CHECK: %[[V0:.*]] = toroid.reduce max, %arg0 axes = [0, 1] keep_dims = false : (tensor<?x4xf32>) -> tensor<f32>
// CHECK: %[[V1:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.max %[[V0]], %[[V1]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V3:.*]] = toroid.reduce min, %arg0 axes = [0, 1] keep_dims = false : (tensor<?x4xf32>) -> tensor<f32>
// CHECK: %[[V4:.*]] = toroid.min %[[V3]], %[[V1]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V5:.*]] = toroid.sub %[[V2]], %[[V4]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V6:.*]] = toroid.compare eq, %[[V5]], %[[V1]] : (tensor<f32>, tensor<f32>) -> tensor<i1>
// CHECK: %[[V7:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V8:.*]] = toroid.select %[[V6]], %[[V7]], %[[V5]] : (tensor<i1>, tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V9:.*]] = toroid.constant dense<2.550000e+02> : tensor<f32> : tensor<f32>
// CHECK: %[[V10:.*]] = toroid.div %[[V8]], %[[V9]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V11:.*]] = toroid.div %[[V4]], %[[V10]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V12:.*]] = toroid.sub %[[V1]], %[[V11]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V13:.*]] = toroid.max %[[V12]], %[[V1]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V14:.*]] = toroid.min %[[V13]], %[[V9]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V15:.*]] = toroid.round %[[V14]] : (tensor<f32>) -> tensor<f32>
// CHECK: %[[V16:.*]] = toroid.div %arg0, %[[V10]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V17:.*]] = toroid.round %[[V16]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V18:.*]] = toroid.add %[[V17]], %[[V15]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V19:.*]] = toroid.max %[[V18]], %[[V1]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V20:.*]] = toroid.min %[[V19]], %[[V9]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V21:.*]] = toroid.cast %[[V20]] : (tensor<?x4xf32>) -> tensor<?x4xui8>
// CHECK: %[[V22:.*]] = toroid.cast %[[V15]] : (tensor<f32>) -> tensor<ui8>
// CHECK: return %[[V21]], %[[V10]], %[[V22]] : tensor<?x4xui8>, tensor<f32>, tensor<ui8>
func.func @dynamic(%x: tensor<?x4xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %r:3 = onnx.node "DynamicQuantizeLinear"(%x) {opset = 11 : i64}
      : (tensor<?x4xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r#0, %r#1, %r#2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// A zero point for each row and each column.

// CHECK-LABEL: func.func @matmul_integer(
// CHECK: %[[C0:.*]] = arith.constant 0 : index
// CHECK: %[[DIM:.*]] = tensor.dim %arg2, %[[C0]] : tensor<?xui8>
// CHECK: %[[V0:.*]] = toroid.reshape %arg2 to [%[[DIM]], 1] : (tensor<?xui8>) -> tensor<?x1xui8>
// CHECK: %[[V1:.*]] = toroid.cast %arg0 : (tensor<?x4xui8>) -> tensor<?x4xi32>
// CHECK: %[[V2:.*]] = toroid.cast %[[V0]] : (tensor<?x1xui8>) -> tensor<?x1xi32>
// CHECK: %[[V3:.*]] = toroid.sub %[[V1]], %[[V2]] : (tensor<?x4xi32>, tensor<?x1xi32>) -> tensor<?x4xi32>
// CHECK: %[[V4:.*]] = toroid.cast %arg1 : (tensor<4x3xi8>) -> tensor<4x3xi32>
// CHECK: %[[V5:.*]] = toroid.cast %arg3 : (tensor<3xi8>) -> tensor<3xi32>
// CHECK: %[[V6:.*]] = toroid.sub %[[V4]], %[[V5]] : (tensor<4x3xi32>, tensor<3xi32>) -> tensor<4x3xi32>
// CHECK: %[[V7:.*]] = toroid.matmul %[[V3]], %[[V6]] : (tensor<?x4xi32>, tensor<4x3xi32>) -> tensor<?x3xi32>
// CHECK: return %[[V7]] : tensor<?x3xi32>
func.func @matmul_integer(%a: tensor<?x4xui8>, %b: tensor<4x3xi8>, %az: tensor<?xui8>, %bz: tensor<3xi8>)
    -> !onnx.unknown {
  %r = onnx.node "MatMulInteger"(%a, %b, %az, %bz) {opset = 10 : i64}
      : (tensor<?x4xui8>, tensor<4x3xi8>, tensor<?xui8>, tensor<3xi8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// Convolutions of differences: padding is with the zero point.

// CHECK-LABEL: func.func @conv_integer(
// CHECK: %[[V0:.*]] = toroid.cast %arg0 : (tensor<1x4x?x8xui8>) -> tensor<1x4x?x8xi32>
// CHECK: %[[V1:.*]] = toroid.cast %arg2 : (tensor<ui8>) -> tensor<i32>
// CHECK: %[[V2:.*]] = toroid.sub %[[V0]], %[[V1]] : (tensor<1x4x?x8xi32>, tensor<i32>) -> tensor<1x4x?x8xi32>
// CHECK: %[[V3:.*]] = toroid.reshape %arg3 to [6, 1, 1, 1] : (tensor<6xi8>) -> tensor<6x1x1x1xi8>
// CHECK: %[[V4:.*]] = toroid.cast %arg1 : (tensor<6x4x3x3xi8>) -> tensor<6x4x3x3xi32>
// CHECK: %[[V5:.*]] = toroid.cast %[[V3]] : (tensor<6x1x1x1xi8>) -> tensor<6x1x1x1xi32>
// CHECK: %[[V6:.*]] = toroid.sub %[[V4]], %[[V5]] : (tensor<6x4x3x3xi32>, tensor<6x1x1x1xi32>) -> tensor<6x4x3x3xi32>
// CHECK: %[[V7:.*]] = toroid.conv %[[V2]], %[[V6]] groups = 1 strides = [1, 1] dilations = [1, 1] pad = [1, 1], [1, 1] : (tensor<1x4x?x8xi32>, tensor<6x4x3x3xi32>) -> tensor<1x6x?x8xi32>
// CHECK: return %[[V7]] : tensor<1x6x?x8xi32>
func.func @conv_integer(%x: tensor<1x4x?x8xui8>, %w: tensor<6x4x3x3xi8>, %xz: tensor<ui8>, %wz: tensor<6xi8>)
    -> !onnx.unknown {
  %r = onnx.node "ConvInteger"(%x, %w, %xz, %wz) {opset = 10 : i64, attrs = {pads = array<i64: 1, 1, 1, 1>}}
      : (tensor<1x4x?x8xui8>, tensor<6x4x3x3xi8>, tensor<ui8>, tensor<6xi8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// A scale for each output channel; the bias has the scale of the product.

// CHECK-LABEL: func.func @qlinear_conv(
// CHECK: %[[V0:.*]] = toroid.cast %arg0 : (tensor<?x4x9xui8>) -> tensor<?x4x9xi32>
// CHECK: %[[V1:.*]] = toroid.cast %arg2 : (tensor<ui8>) -> tensor<i32>
// CHECK: %[[V2:.*]] = toroid.sub %[[V0]], %[[V1]] : (tensor<?x4x9xi32>, tensor<i32>) -> tensor<?x4x9xi32>
// CHECK: %[[V3:.*]] = toroid.reshape %arg5 to [6, 1, 1] : (tensor<6xi8>) -> tensor<6x1x1xi8>
// CHECK: %[[V4:.*]] = toroid.cast %arg3 : (tensor<6x4x3xi8>) -> tensor<6x4x3xi32>
// CHECK: %[[V5:.*]] = toroid.cast %[[V3]] : (tensor<6x1x1xi8>) -> tensor<6x1x1xi32>
// CHECK: %[[V6:.*]] = toroid.sub %[[V4]], %[[V5]] : (tensor<6x4x3xi32>, tensor<6x1x1xi32>) -> tensor<6x4x3xi32>
// CHECK: %[[V7:.*]] = toroid.conv %[[V2]], %[[V6]], %arg6 groups = 1 strides = [1] dilations = [1] pad = [0], [0] : (tensor<?x4x9xi32>, tensor<6x4x3xi32>, tensor<6xi32>) -> tensor<?x6x7xi32>
// CHECK: %[[V8:.*]] = toroid.reshape %arg4 to [1, 6, 1] : (tensor<6xf32>) -> tensor<1x6x1xf32>
// CHECK: %[[V9:.*]] = toroid.mul %arg1, %[[V8]] : (tensor<f32>, tensor<1x6x1xf32>) -> tensor<1x6x1xf32>
// CHECK: %[[V10:.*]] = toroid.div %[[V9]], %arg1 : (tensor<1x6x1xf32>, tensor<f32>) -> tensor<1x6x1xf32>
// CHECK: %[[V11:.*]] = toroid.cast %[[V7]] : (tensor<?x6x7xi32>) -> tensor<?x6x7xf32>
// CHECK: %[[V12:.*]] = toroid.mul %[[V11]], %[[V10]] : (tensor<?x6x7xf32>, tensor<1x6x1xf32>) -> tensor<?x6x7xf32>
// CHECK: %[[V13:.*]] = toroid.round %[[V12]] : (tensor<?x6x7xf32>) -> tensor<?x6x7xf32>
// CHECK: %[[V14:.*]] = toroid.cast %arg2 : (tensor<ui8>) -> tensor<f32>
// CHECK: %[[V15:.*]] = toroid.add %[[V13]], %[[V14]] : (tensor<?x6x7xf32>, tensor<f32>) -> tensor<?x6x7xf32>
// CHECK: %[[V16:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V17:.*]] = toroid.max %[[V15]], %[[V16]] : (tensor<?x6x7xf32>, tensor<f32>) -> tensor<?x6x7xf32>
// CHECK: %[[V18:.*]] = toroid.constant dense<2.550000e+02> : tensor<f32> : tensor<f32>
// CHECK: %[[V19:.*]] = toroid.min %[[V17]], %[[V18]] : (tensor<?x6x7xf32>, tensor<f32>) -> tensor<?x6x7xf32>
// CHECK: %[[V20:.*]] = toroid.cast %[[V19]] : (tensor<?x6x7xf32>) -> tensor<?x6x7xui8>
// CHECK: return %[[V20]] : tensor<?x6x7xui8>
func.func @qlinear_conv(%x: tensor<?x4x9xui8>, %s: tensor<f32>, %z: tensor<ui8>, %w: tensor<6x4x3xi8>, %ws: tensor<6xf32>, %wz: tensor<6xi8>, %b: tensor<6xi32>)
    -> !onnx.unknown {
  %r = onnx.node "QLinearConv"(%x, %s, %z, %w, %ws, %wz, %s, %z, %b) {opset = 10 : i64}
      : (tensor<?x4x9xui8>, tensor<f32>, tensor<ui8>, tensor<6x4x3xi8>, tensor<6xf32>, tensor<6xi8>, tensor<f32>, tensor<ui8>, tensor<6xi32>) -> !onnx.unknown
  return %r : !onnx.unknown
}
