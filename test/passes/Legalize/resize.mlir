// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Resampling along axes.

// CHECK-LABEL: func.func @nearest(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<[0, 0, 1, 1, 2, 2, 3, 3]> : tensor<8xi64> : tensor<8xi64>
// CHECK: %[[V1:.*]] = toroid.gather axis = 2 %[[A0]], %[[V0]] : (tensor<1x3x4xf32>, tensor<8xi64>) -> tensor<1x3x8xf32>
// CHECK: return %[[V1]] : tensor<1x3x8xf32>
func.func @nearest(%x: tensor<1x3x4xf32>) -> !onnx.unknown {
  %scales = onnx.node "Constant"() {opset = 19 : i64, attrs = {value = dense<[1.0, 1.0, 2.0]> : tensor<3xf32>}} : () -> !onnx.unknown
  %none = onnx.none : none
  %r0 = onnx.node "Resize"(%x, %none, %scales) {opset = 19 : i64}
      : (tensor<1x3x4xf32>, none, !onnx.unknown) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// 0.7 is 7 / 10.
// CHECK-LABEL: func.func @nearest_dynamic(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x?xui8>
// CHECK: %[[V0:.*]] = toroid.constant dense<0.69999998807907104> : tensor<f64> : tensor<f64>
// CHECK: %[[V1:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK-DAG: %[[I3:.*]] = arith.constant 1 : index
// CHECK: %[[V4:.*]] = tensor.dim %[[A0]], %[[I3]] : tensor<1x?xui8>
// CHECK-DAG: %[[I5:.*]] = arith.constant 7 : index
// CHECK: %[[V6:.*]] = arith.muli %[[V4]], %[[I5]] : index
// CHECK-DAG: %[[I7:.*]] = arith.constant 10 : index
// CHECK: %[[V8:.*]] = arith.divsi %[[V6]], %[[I7]] : index
// CHECK: %[[V9:.*]] = toroid.range %[[V1]], %[[V2]] to [%[[V8]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V10:.*]] = toroid.cast %[[V9]] : (tensor<?xi64>) -> tensor<?xf64>
// CHECK: %[[V11:.*]] = toroid.div %[[V10]], %[[V0]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V12:.*]] = arith.index_cast %[[V4]] : index to i64
// CHECK: %[[V13:.*]] = tensor.from_elements %[[V12]] : tensor<i64>
// CHECK: %[[V14:.*]] = toroid.cast %[[V13]] : (tensor<i64>) -> tensor<f64>
// CHECK: %[[V15:.*]] = toroid.constant dense<true> : tensor<i1> : tensor<i1>
// CHECK: %[[V16:.*]] = toroid.ceil %[[V11]] : (tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V17:.*]] = toroid.floor %[[V11]] : (tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V18:.*]] = toroid.select %[[V15]], %[[V16]], %[[V17]] : (tensor<i1>, tensor<?xf64>, tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V19:.*]] = toroid.constant dense<0.000000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V20:.*]] = toroid.compare ge, %[[V18]], %[[V19]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xi1>
// CHECK: %[[V21:.*]] = toroid.select %[[V20]], %[[V18]], %[[V19]] : (tensor<?xi1>, tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V22:.*]] = toroid.constant dense<1.000000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V23:.*]] = toroid.sub %[[V14]], %[[V22]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK: %[[V24:.*]] = toroid.min %[[V21]], %[[V23]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V25:.*]] = toroid.cast %[[V24]] : (tensor<?xf64>) -> tensor<?xi64>
// CHECK: %[[V26:.*]] = toroid.gather axis = 1 %[[A0]], %[[V25]] : (tensor<1x?xui8>, tensor<?xi64>) -> tensor<1x?xui8>
// CHECK: return %[[V26]] : tensor<1x?xui8>
func.func @nearest_dynamic(%x: tensor<1x?xui8>) -> !onnx.unknown {
  %scales = onnx.node "Constant"() {opset = 10 : i64, attrs = {value = dense<[1.0, 0.7]> : tensor<2xf32>}} : () -> !onnx.unknown
  %r0 = onnx.node "Resize"(%x, %scales) {opset = 10 : i64}
      : (tensor<1x?xui8>, !onnx.unknown) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @linear(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x3x4xf16>
// CHECK: %[[V0:.*]] = toroid.constant dense<[0, 0, 1, 1, 2, 2, 3]> : tensor<7xi64> : tensor<7xi64>
// CHECK: %[[V1:.*]] = toroid.gather axis = 2 %[[A0]], %[[V0]] : (tensor<1x3x4xf16>, tensor<7xi64>) -> tensor<1x3x7xf16>
// CHECK: %[[V2:.*]] = toroid.cast %[[V1]] : (tensor<1x3x7xf16>) -> tensor<1x3x7xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<{{\[\[}}[1.000000e+00, 5.000000e-01, 1.000000e+00, 5.000000e-01, 1.000000e+00, 5.000000e-01, 1.000000e+00]]]> : tensor<1x1x7xf32> : tensor<1x1x7xf32>
// CHECK: %[[V4:.*]] = toroid.mul %[[V2]], %[[V3]] : (tensor<1x3x7xf32>, tensor<1x1x7xf32>) -> tensor<1x3x7xf32>
// CHECK: %[[V5:.*]] = toroid.constant dense<[1, 1, 2, 2, 3, 3, 3]> : tensor<7xi64> : tensor<7xi64>
// CHECK: %[[V6:.*]] = toroid.gather axis = 2 %[[A0]], %[[V5]] : (tensor<1x3x4xf16>, tensor<7xi64>) -> tensor<1x3x7xf16>
// CHECK: %[[V7:.*]] = toroid.cast %[[V6]] : (tensor<1x3x7xf16>) -> tensor<1x3x7xf32>
// CHECK: %[[V8:.*]] = toroid.constant dense<{{\[\[}}[0.000000e+00, 5.000000e-01, 0.000000e+00, 5.000000e-01, 0.000000e+00, 5.000000e-01, 0.000000e+00]]]> : tensor<1x1x7xf32> : tensor<1x1x7xf32>
// CHECK: %[[V9:.*]] = toroid.mul %[[V7]], %[[V8]] : (tensor<1x3x7xf32>, tensor<1x1x7xf32>) -> tensor<1x3x7xf32>
// CHECK: %[[V10:.*]] = toroid.add %[[V4]], %[[V9]] : (tensor<1x3x7xf32>, tensor<1x3x7xf32>) -> tensor<1x3x7xf32>
// CHECK: %[[V11:.*]] = toroid.cast %[[V10]] : (tensor<1x3x7xf32>) -> tensor<1x3x7xf16>
// CHECK: return %[[V11]] : tensor<1x3x7xf16>
func.func @linear(%x: tensor<1x3x4xf16>) -> !onnx.unknown {
  %sizes = onnx.node "Constant"() {opset = 19 : i64, attrs = {value = dense<[1, 3, 7]> : tensor<3xi64>}} : () -> !onnx.unknown
  %none = onnx.none : none
  %r0 = onnx.node "Resize"(%x, %none, %none, %sizes) {opset = 19 : i64, attrs = {mode = "linear", coordinate_transformation_mode = "align_corners"}}
      : (tensor<1x3x4xf16>, none, none, !onnx.unknown) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @antialias(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x8xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<{{\[\[}}6.875000e-01, 9.375000e-01, 5.625000e-01, 0.18749999999999989, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00], [0.000000e+00, 6.250000e-02, 4.375000e-01, 8.125000e-01, 8.125000e-01, 4.375000e-01, 6.250000e-02, 0.000000e+00], [0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.18749999999999989, 0.56249999999999989, 0.93749999999999989, 0.68750000000000011]]> : tensor<3x8xf64> : tensor<3x8xf64>
// CHECK: %[[V1:.*]] = toroid.reduce sum, %[[V0]] axes = [1] keep_dims = true : (tensor<3x8xf64>) -> tensor<3x1xf64>
// CHECK: %[[V2:.*]] = toroid.div %[[V0]], %[[V1]] : (tensor<3x8xf64>, tensor<3x1xf64>) -> tensor<3x8xf64>
// CHECK: %[[V3:.*]] = toroid.cast %[[V2]] : (tensor<3x8xf64>) -> tensor<3x8xf32>
// CHECK: %[[V4:.*]] = toroid.matmul %[[A0]], %[[V3]] {transpose_rhs} : (tensor<1x8xf32>, tensor<3x8xf32>) -> tensor<1x3xf32>
// CHECK: return %[[V4]] : tensor<1x3xf32>
func.func @antialias(%x: tensor<1x8xf32>) -> !onnx.unknown {
  %sizes = onnx.node "Constant"() {opset = 19 : i64, attrs = {value = dense<[1, 3]> : tensor<2xi64>}} : () -> !onnx.unknown
  %none = onnx.none : none
  %r0 = onnx.node "Resize"(%x, %none, %none, %sizes) {opset = 19 : i64, attrs = {mode = "linear", antialias = 1 : i64, exclude_outside = 1 : i64}}
      : (tensor<1x8xf32>, none, none, !onnx.unknown) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The larger ratio decides.
// CHECK-LABEL: func.func @not_smaller(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<4x?xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<2.000000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V1:.*]] = toroid.constant dense<9.000000e+00> : tensor<f64> : tensor<f64>
// CHECK-DAG: %[[I2:.*]] = arith.constant 1 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[A0]], %[[I2]] : tensor<4x?xf32>
// CHECK: %[[V4:.*]] = arith.index_cast %[[V3]] : index to i64
// CHECK: %[[V5:.*]] = tensor.from_elements %[[V4]] : tensor<i64>
// CHECK: %[[V6:.*]] = toroid.cast %[[V5]] : (tensor<i64>) -> tensor<f64>
// CHECK: %[[V7:.*]] = toroid.div %[[V1]], %[[V6]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK: %[[V8:.*]] = toroid.max %[[V7]], %[[V0]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK: %[[V9:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V10:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK-DAG: %[[I11:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[I12:.*]] = arith.constant 72 : index
// CHECK: %[[V13:.*]] = arith.addi %[[V3]], %[[I12]] : index
// CHECK-DAG: %[[I14:.*]] = arith.constant 2 : index
// CHECK: %[[V15:.*]] = arith.muli %[[V3]], %[[I14]] : index
// CHECK: %[[V16:.*]] = arith.maxsi %[[V15]], %[[I2]] : index
// CHECK: %[[V17:.*]] = arith.divsi %[[V13]], %[[V16]] : index
// CHECK: %[[V18:.*]] = arith.maxsi %[[I11]], %[[V17]] : index
// CHECK: %[[V19:.*]] = toroid.range %[[V9]], %[[V10]] to [%[[V18]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V20:.*]] = toroid.cast %[[V19]] : (tensor<?xi64>) -> tensor<?xf64>
// CHECK: %[[V21:.*]] = toroid.div %[[V20]], %[[V8]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V22:.*]] = toroid.floor %[[V21]] : (tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V23:.*]] = toroid.constant dense<0.000000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V24:.*]] = toroid.compare ge, %[[V22]], %[[V23]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xi1>
// CHECK: %[[V25:.*]] = toroid.select %[[V24]], %[[V22]], %[[V23]] : (tensor<?xi1>, tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V26:.*]] = toroid.constant dense<3.000000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V27:.*]] = toroid.min %[[V25]], %[[V26]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V28:.*]] = toroid.cast %[[V27]] : (tensor<?xf64>) -> tensor<?xi64>
// CHECK: %[[V29:.*]] = toroid.gather axis = 0 %[[A0]], %[[V28]] : (tensor<4x?xf32>, tensor<?xi64>) -> tensor<?x?xf32>
// CHECK-DAG: %[[I30:.*]] = arith.constant 9 : index
// CHECK-DAG: %[[I31:.*]] = arith.constant 16 : index
// CHECK: %[[V32:.*]] = arith.muli %[[V3]], %[[I31]] : index
// CHECK-DAG: %[[I33:.*]] = arith.constant 4 : index
// CHECK: %[[V34:.*]] = arith.addi %[[V32]], %[[I33]] : index
// CHECK: %[[V35:.*]] = arith.divsi %[[V34]], %[[I11]] : index
// CHECK: %[[V36:.*]] = arith.maxsi %[[I30]], %[[V35]] : index
// CHECK: %[[V37:.*]] = toroid.range %[[V9]], %[[V10]] to [%[[V36]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V38:.*]] = toroid.cast %[[V37]] : (tensor<?xi64>) -> tensor<?xf64>
// CHECK: %[[V39:.*]] = toroid.div %[[V38]], %[[V8]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V40:.*]] = toroid.floor %[[V39]] : (tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V41:.*]] = toroid.compare ge, %[[V40]], %[[V23]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xi1>
// CHECK: %[[V42:.*]] = toroid.select %[[V41]], %[[V40]], %[[V23]] : (tensor<?xi1>, tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V43:.*]] = toroid.constant dense<1.000000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V44:.*]] = toroid.sub %[[V6]], %[[V43]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK: %[[V45:.*]] = toroid.min %[[V42]], %[[V44]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V46:.*]] = toroid.cast %[[V45]] : (tensor<?xf64>) -> tensor<?xi64>
// CHECK: %[[V47:.*]] = toroid.gather axis = 1 %[[V29]], %[[V46]] : (tensor<?x?xf32>, tensor<?xi64>) -> tensor<?x?xf32>
// CHECK: return %[[V47]] : tensor<?x?xf32>
func.func @not_smaller(%x: tensor<4x?xf32>) -> !onnx.unknown {
  %sizes = onnx.node "Constant"() {opset = 19 : i64, attrs = {value = dense<[8, 9]> : tensor<2xi64>}} : () -> !onnx.unknown
  %none = onnx.none : none
  %r0 = onnx.node "Resize"(%x, %none, %none, %sizes) {opset = 19 : i64, attrs = {keep_aspect_ratio_policy = "not_smaller", coordinate_transformation_mode = "asymmetric", nearest_mode = "floor"}}
      : (tensor<4x?xf32>, none, none, !onnx.unknown) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @upsample_7(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<[0, 0, 1, 1, 2, 2]> : tensor<6xi64> : tensor<6xi64>
// CHECK: %[[V1:.*]] = toroid.gather axis = 1 %[[A0]], %[[V0]] : (tensor<1x3x4xf32>, tensor<6xi64>) -> tensor<1x6x4xf32>
// CHECK: return %[[V1]] : tensor<1x6x4xf32>
func.func @upsample_7(%x: tensor<1x3x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Upsample"(%x) {opset = 7 : i64, attrs = {scales = [1.0 : f32, 2.0 : f32, 1.0 : f32]}}
      : (tensor<1x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
