// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Quantized operators of com.microsoft.

// Weights of four bits are the same bytes; what dequantizes them stands right
// before the product.

// CHECK-LABEL: func.func @matmul_nbits(
// CHECK: %[[V0:.*]] = toroid.reshape %arg1 to [8, 2, 1] : (tensor<8x2xf32>) -> tensor<8x2x1xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<8> : tensor<i32> : tensor<i32>
// CHECK: %[[V2:.*]] = toroid.constant dense_resource<packed> : tensor<8x2x32xui4> : tensor<8x2x32xui4>
// CHECK: %[[V3:.*]] = toroid.cast %[[V2]] : (tensor<8x2x32xui4>) -> tensor<8x2x32xi32>
// CHECK: %[[V4:.*]] = toroid.sub %[[V3]], %[[V1]] : (tensor<8x2x32xi32>, tensor<i32>) -> tensor<8x2x32xi32>
// CHECK: %[[V5:.*]] = toroid.cast %[[V4]] : (tensor<8x2x32xi32>) -> tensor<8x2x32xf32>
// CHECK: %[[V6:.*]] = toroid.mul %[[V5]], %[[V0]] : (tensor<8x2x32xf32>, tensor<8x2x1xf32>) -> tensor<8x2x32xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [8, 64] : (tensor<8x2x32xf32>) -> tensor<8x64xf32>
// CHECK: %[[V8:.*]] = toroid.slice %[[V7]] [0, 0] [8, 50] [1, 1] : (tensor<8x64xf32>) -> tensor<8x50xf32>
// CHECK: %[[V9:.*]] = toroid.matmul %arg0, %[[V8]] {transpose_rhs} : (tensor<?x50xf32>, tensor<8x50xf32>) -> tensor<?x8xf32>
// CHECK: return %[[V9]] : tensor<?x8xf32>
func.func @matmul_nbits(%a: tensor<?x50xf32>, %s: tensor<8x2xf32>)
    -> !onnx.unknown {
  %b = onnx.constant dense_resource<packed> : tensor<8x2x16xui8> : tensor<8x2x16xui8>
  %r = onnx.node "MatMulNBits"(%a, %b, %s) {opset = 1 : i64, domain = "com.microsoft", attrs = {K = 50 : i64, N = 8 : i64, bits = 4 : i64, block_size = 32 : i64}}
      : (tensor<?x50xf32>, tensor<8x2x16xui8>, tensor<8x2xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// Numbers as zero points; without a constant, bytes are unpacked in the run.

// CHECK-LABEL: func.func @matmul_nbits_run(
// CHECK: %[[V0:.*]] = toroid.cast %arg2 : (tensor<2xf16>) -> tensor<2xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[V0]] to [2, 1] : (tensor<2xf32>) -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [2, 1, 1] : (tensor<2x1xf32>) -> tensor<2x1x1xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %arg3 to [2, 1, 1] : (tensor<2x1xf16>) -> tensor<2x1x1xf16>
// CHECK: %[[V4:.*]] = toroid.unpack %arg1 : (tensor<2x1x8xui8>) -> tensor<2x1x16xui4>
// CHECK: %[[V5:.*]] = toroid.cast %[[V4]] : (tensor<2x1x16xui4>) -> tensor<2x1x16xf32>
// CHECK: %[[V6:.*]] = toroid.cast %[[V3]] : (tensor<2x1x1xf16>) -> tensor<2x1x1xf32>
// CHECK: %[[V7:.*]] = toroid.sub %[[V5]], %[[V6]] : (tensor<2x1x16xf32>, tensor<2x1x1xf32>) -> tensor<2x1x16xf32>
// CHECK: %[[V8:.*]] = toroid.mul %[[V7]], %[[V2]] : (tensor<2x1x16xf32>, tensor<2x1x1xf32>) -> tensor<2x1x16xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [2, 16] : (tensor<2x1x16xf32>) -> tensor<2x16xf32>
// CHECK: %[[V10:.*]] = toroid.slice %[[V9]] [0, 0] [2, 8] [1, 1] : (tensor<2x16xf32>) -> tensor<2x8xf32>
// CHECK: %[[V11:.*]] = toroid.cast %arg0 : (tensor<?x3x8xf16>) -> tensor<?x3x8xf32>
// CHECK: %[[V12:.*]] = toroid.matmul %[[V11]], %[[V10]] {transpose_rhs} : (tensor<?x3x8xf32>, tensor<2x8xf32>) -> tensor<?x3x2xf32>
// CHECK: %[[V13:.*]] = toroid.cast %arg4 : (tensor<2xf16>) -> tensor<2xf32>
// CHECK: %[[V14:.*]] = toroid.add %[[V12]], %[[V13]] : (tensor<?x3x2xf32>, tensor<2xf32>) -> tensor<?x3x2xf32>
// CHECK: %[[V15:.*]] = toroid.cast %[[V14]] : (tensor<?x3x2xf32>) -> tensor<?x3x2xf16>
// CHECK: return %[[V15]] : tensor<?x3x2xf16>
func.func @matmul_nbits_run(%a: tensor<?x3x8xf16>, %b: tensor<2x1x8xui8>, %s: tensor<2xf16>, %z: tensor<2x1xf16>, %bias: tensor<2xf16>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %r = onnx.node "MatMulNBits"(%a, %b, %s, %z, %none, %bias) {opset = 1 : i64, domain = "com.microsoft", attrs = {K = 8 : i64, N = 2 : i64, bits = 4 : i64, block_size = 16 : i64}}
      : (tensor<?x3x8xf16>, tensor<2x1x8xui8>, tensor<2xf16>, tensor<2x1xf16>, none, tensor<2xf16>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// Rows are gathered as bytes, of a weight of four bits too, and unpacked then.

// CHECK-LABEL: func.func @gather_blocks(
// CHECK: %[[V0:.*]] = toroid.constant dense_resource<packed> : tensor<6x16xui8> : tensor<6x16xui8>
// CHECK: %[[V1:.*]] = toroid.unpack %arg2 : (tensor<6x1xui8>) -> tensor<6x2xui4>
// CHECK: %[[V2:.*]] = toroid.gather axis = 0 %[[V1]], %arg0 : (tensor<6x2xui4>, tensor<?xi64>) -> tensor<?x2xui4>
// CHECK: %[[V3:.*]] = toroid.gather axis = 0 %arg1, %arg0 : (tensor<6x2xf32>, tensor<?xi64>) -> tensor<?x2xf32>
// CHECK: %[[V4:.*]] = toroid.gather axis = 0 %[[V0]], %arg0 : (tensor<6x16xui8>, tensor<?xi64>) -> tensor<?x16xui8>
// CHECK: %[[V5:.*]] = toroid.unpack %[[V4]] : (tensor<?x16xui8>) -> tensor<?x32xui4>
// CHECK: %[[C0:.*]] = arith.constant 0 : index
// CHECK: %[[DIM:.*]] = tensor.dim %arg0, %[[C0]] : tensor<?xi64>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V3]] to [%[[DIM]], 2, 1] : (tensor<?x2xf32>) -> tensor<?x2x1xf32>
// CHECK: %[[V7:.*]] = toroid.broadcast_to %[[V6]] to [%[[DIM]], 2, 16] : (tensor<?x2x1xf32>) -> tensor<?x2x16xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [%[[DIM]], 32] : (tensor<?x2x16xf32>) -> tensor<?x32xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V2]] to [%[[DIM]], 2, 1] : (tensor<?x2xui4>) -> tensor<?x2x1xui4>
// CHECK: %[[V10:.*]] = toroid.broadcast_to %[[V9]] to [%[[DIM]], 2, 16] : (tensor<?x2x1xui4>) -> tensor<?x2x16xui4>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [%[[DIM]], 32] : (tensor<?x2x16xui4>) -> tensor<?x32xui4>
// CHECK: %[[V12:.*]] = toroid.cast %[[V5]] : (tensor<?x32xui4>) -> tensor<?x32xi32>
// CHECK: %[[V13:.*]] = toroid.cast %[[V11]] : (tensor<?x32xui4>) -> tensor<?x32xi32>
// CHECK: %[[V14:.*]] = toroid.sub %[[V12]], %[[V13]] : (tensor<?x32xi32>, tensor<?x32xi32>) -> tensor<?x32xi32>
// CHECK: %[[V15:.*]] = toroid.cast %[[V14]] : (tensor<?x32xi32>) -> tensor<?x32xf32>
// CHECK: %[[V16:.*]] = toroid.mul %[[V15]], %[[V8]] : (tensor<?x32xf32>, tensor<?x32xf32>) -> tensor<?x32xf32>
// CHECK: %[[V17:.*]] = toroid.unpack %[[V4]] : (tensor<?x16xui8>) -> tensor<?x32xi4>
// CHECK: %[[V18:.*]] = toroid.cast %[[V17]] : (tensor<?x32xi4>) -> tensor<?x32xf32>
// CHECK: %[[V19:.*]] = toroid.mul %[[V18]], %[[V8]] : (tensor<?x32xf32>, tensor<?x32xf32>) -> tensor<?x32xf32>
// CHECK: return %[[V16]], %[[V19]] : tensor<?x32xf32>, tensor<?x32xf32>
func.func @gather_blocks(%i: tensor<?xi64>, %s: tensor<6x2xf32>, %z: tensor<6x1xui8>)
    -> (!onnx.unknown, !onnx.unknown) {
  %t = onnx.constant dense_resource<packed> : tensor<6x16xui8> : tensor<6x16xui8>
  %w = onnx.constant dense_resource<packed> : tensor<6x32xi4> : tensor<6x32xi4>
  %r = onnx.node "GatherBlockQuantized"(%t, %i, %s, %z) {opset = 1 : i64, domain = "com.microsoft", attrs = {gather_axis = 0 : i64, quantize_axis = 1 : i64, block_size = 16 : i64, bits = 4 : i64}}
      : (tensor<6x16xui8>, tensor<?xi64>, tensor<6x2xf32>, tensor<6x1xui8>) -> !onnx.unknown
  %q = onnx.node "GatherBlockQuantized"(%w, %i, %s) {opset = 1 : i64, domain = "com.microsoft", attrs = {gather_axis = 0 : i64, quantize_axis = 1 : i64, block_size = 16 : i64}}
      : (tensor<6x32xi4>, tensor<?xi64>, tensor<6x2xf32>) -> !onnx.unknown
  return %r, %q : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @dynamic_matmul(
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
// CHECK: %[[V23:.*]] = toroid.cast %[[V21]] : (tensor<?x4xui8>) -> tensor<?x4xi32>
// CHECK: %[[V24:.*]] = toroid.cast %[[V22]] : (tensor<ui8>) -> tensor<i32>
// CHECK: %[[V25:.*]] = toroid.sub %[[V23]], %[[V24]] : (tensor<?x4xi32>, tensor<i32>) -> tensor<?x4xi32>
// CHECK: %[[V26:.*]] = toroid.cast %arg1 : (tensor<4x3xi8>) -> tensor<4x3xi32>
// CHECK: %[[V27:.*]] = toroid.cast %arg3 : (tensor<3xi8>) -> tensor<3xi32>
// CHECK: %[[V28:.*]] = toroid.sub %[[V26]], %[[V27]] : (tensor<4x3xi32>, tensor<3xi32>) -> tensor<4x3xi32>
// CHECK: %[[V29:.*]] = toroid.matmul %[[V25]], %[[V28]] : (tensor<?x4xi32>, tensor<4x3xi32>) -> tensor<?x3xi32>
// CHECK: %[[V30:.*]] = toroid.cast %[[V29]] : (tensor<?x3xi32>) -> tensor<?x3xf32>
// CHECK: %[[V31:.*]] = toroid.mul %[[V10]], %arg2 : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK: %[[V32:.*]] = toroid.mul %[[V30]], %[[V31]] : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK: %[[V33:.*]] = toroid.add %[[V32]], %arg4 : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK: return %[[V33]] : tensor<?x3xf32>
func.func @dynamic_matmul(%a: tensor<?x4xf32>, %b: tensor<4x3xi8>, %s: tensor<3xf32>, %z: tensor<3xi8>, %c: tensor<3xf32>)
    -> !onnx.unknown {
  %r = onnx.node "DynamicQuantizeMatMul"(%a, %b, %s, %z, %c) {opset = 1 : i64, domain = "com.microsoft"}
      : (tensor<?x4xf32>, tensor<4x3xi8>, tensor<3xf32>, tensor<3xi8>, tensor<3xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @qgemm(
// CHECK: %[[V0:.*]] = toroid.reshape %arg5 to [3, 1] : (tensor<3xi8>) -> tensor<3x1xi8>
// CHECK: %[[V1:.*]] = toroid.mul %arg1, %arg4 : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK: %[[V2:.*]] = toroid.cast %arg0 : (tensor<?x4xui8>) -> tensor<?x4xi32>
// CHECK: %[[V3:.*]] = toroid.cast %arg2 : (tensor<ui8>) -> tensor<i32>
// CHECK: %[[V4:.*]] = toroid.sub %[[V2]], %[[V3]] : (tensor<?x4xi32>, tensor<i32>) -> tensor<?x4xi32>
// CHECK: %[[V5:.*]] = toroid.cast %arg3 : (tensor<3x4xi8>) -> tensor<3x4xi32>
// CHECK: %[[V6:.*]] = toroid.cast %[[V0]] : (tensor<3x1xi8>) -> tensor<3x1xi32>
// CHECK: %[[V7:.*]] = toroid.sub %[[V5]], %[[V6]] : (tensor<3x4xi32>, tensor<3x1xi32>) -> tensor<3x4xi32>
// CHECK: %[[V8:.*]] = toroid.matmul %[[V4]], %[[V7]] {transpose_rhs} : (tensor<?x4xi32>, tensor<3x4xi32>) -> tensor<?x3xi32>
// CHECK: %[[V9:.*]] = toroid.add %[[V8]], %arg6 : (tensor<?x3xi32>, tensor<3xi32>) -> tensor<?x3xi32>
// CHECK: %[[V10:.*]] = toroid.cast %[[V9]] : (tensor<?x3xi32>) -> tensor<?x3xf32>
// CHECK: %[[V11:.*]] = toroid.mul %[[V10]], %[[V1]] : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK: return %[[V11]] : tensor<?x3xf32>
func.func @qgemm(%a: tensor<?x4xui8>, %as: tensor<f32>, %az: tensor<ui8>, %b: tensor<3x4xi8>, %bs: tensor<3xf32>, %bz: tensor<3xi8>, %c: tensor<3xi32>)
    -> !onnx.unknown {
  %r = onnx.node "QGemm"(%a, %as, %az, %b, %bs, %bz, %c) {opset = 1 : i64, domain = "com.microsoft", attrs = {transB = 1 : i64}}
      : (tensor<?x4xui8>, tensor<f32>, tensor<ui8>, tensor<3x4xi8>, tensor<3xf32>, tensor<3xi8>, tensor<3xi32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @qlinear_add(
// CHECK: %[[V0:.*]] = toroid.cast %arg0 : (tensor<?x4xui8>) -> tensor<?x4xi32>
// CHECK: %[[V1:.*]] = toroid.cast %arg2 : (tensor<ui8>) -> tensor<i32>
// CHECK: %[[V2:.*]] = toroid.sub %[[V0]], %[[V1]] : (tensor<?x4xi32>, tensor<i32>) -> tensor<?x4xi32>
// CHECK: %[[V3:.*]] = toroid.cast %[[V2]] : (tensor<?x4xi32>) -> tensor<?x4xf32>
// CHECK: %[[V4:.*]] = toroid.mul %[[V3]], %arg1 : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V5:.*]] = toroid.cast %arg3 : (tensor<4xui8>) -> tensor<4xf32>
// CHECK: %[[V6:.*]] = toroid.mul %[[V5]], %arg1 : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK: %[[V7:.*]] = toroid.add %[[V4]], %[[V6]] : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V8:.*]] = toroid.div %[[V7]], %arg4 : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V9:.*]] = toroid.round %[[V8]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V10:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V11:.*]] = toroid.max %[[V9]], %[[V10]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V12:.*]] = toroid.constant dense<2.550000e+02> : tensor<f32> : tensor<f32>
// CHECK: %[[V13:.*]] = toroid.min %[[V11]], %[[V12]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V14:.*]] = toroid.cast %[[V13]] : (tensor<?x4xf32>) -> tensor<?x4xui8>
// CHECK: return %[[V14]] : tensor<?x4xui8>
func.func @qlinear_add(%a: tensor<?x4xui8>, %as: tensor<f32>, %az: tensor<ui8>, %b: tensor<4xui8>, %ys: tensor<f32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %r = onnx.node "QLinearAdd"(%a, %as, %az, %b, %as, %none, %ys) {opset = 1 : i64, domain = "com.microsoft"}
      : (tensor<?x4xui8>, tensor<f32>, tensor<ui8>, tensor<4xui8>, tensor<f32>, none, tensor<f32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

{-#
  dialect_resources: {
    builtin: {
      packed: "0x01000000"
    }
  }
#-}
