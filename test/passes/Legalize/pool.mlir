// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Pools: padding, windows, and what becomes of their sums.

// CHECK-LABEL: func.func @max(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x8x9xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.pad %[[A0]] with %[[V0]] [0, 0, 1, 0] [0, 0, 1, 1] : (tensor<?x3x8x9xf32>, tensor<f32>) -> tensor<?x3x10x10xf32>
// CHECK: %[[V2:.*]] = toroid.pool max, %[[V1]] kernel = [3, 2] strides = [2, 1] dilations = [1, 2] : (tensor<?x3x10x10xf32>) -> tensor<?x3x4x8xf32>
// CHECK: return %[[V2]] : tensor<?x3x4x8xf32>
func.func @max(%x: tensor<?x3x8x9xf32>) -> !onnx.unknown {
  %r0 = onnx.node "MaxPool"(%x) {opset = 12 : i64, attrs = {kernel_shape = [3, 2], strides = [2, 1], pads = [1, 0, 1, 1], dilations = [1, 2]}}
      : (tensor<?x3x8x9xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @max_dynamic(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x3x?xui8>
// CHECK: %[[V0:.*]] = toroid.pool max, %[[A0]] kernel = [3] strides = [2] dilations = [1] : (tensor<1x3x?xui8>) -> tensor<1x3x?xui8>
// CHECK: return %[[V0]] : tensor<1x3x?xui8>
func.func @max_dynamic(%x: tensor<1x3x?xui8>) -> !onnx.unknown {
  %r0 = onnx.node "MaxPool"(%x) {opset = 12 : i64, attrs = {kernel_shape = [3], strides = [2], auto_pad = "VALID"}}
      : (tensor<1x3x?xui8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The fourth window starts behind the input: there are three.
// CHECK-LABEL: func.func @max_ceil(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x1x5xi8>
// CHECK: %[[V0:.*]] = toroid.constant dense<-128> : tensor<i8> : tensor<i8>
// CHECK: %[[V1:.*]] = toroid.pad %[[A0]] with %[[V0]] [0, 0, 0] [0, 0, 1] : (tensor<1x1x5xi8>, tensor<i8>) -> tensor<1x1x6xi8>
// CHECK: %[[V2:.*]] = toroid.pool max, %[[V1]] kernel = [2] strides = [2] dilations = [1] : (tensor<1x1x6xi8>) -> tensor<1x1x3xi8>
// CHECK: return %[[V2]] : tensor<1x1x3xi8>
func.func @max_ceil(%x: tensor<1x1x5xi8>) -> !onnx.unknown {
  %r0 = onnx.node "MaxPool"(%x) {opset = 12 : i64, attrs = {kernel_shape = [2], strides = [2], pads = [0, 2], ceil_mode = 1 : i64}}
      : (tensor<1x1x5xi8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @max_ceil_dynamic(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x1x?xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
// CHECK-DAG: %[[I1:.*]] = arith.constant 2 : index
// CHECK: %[[V2:.*]] = tensor.dim %[[A0]], %[[I1]] : tensor<1x1x?xf32>
// CHECK-DAG: %[[I3:.*]] = arith.constant -2 : index
// CHECK: %[[V4:.*]] = arith.addi %[[V2]], %[[I3]] : index
// CHECK: %[[V5:.*]] = arith.divsi %[[V4]], %[[I1]] : index
// CHECK-DAG: %[[I6:.*]] = arith.constant -1 : index
// CHECK: %[[V7:.*]] = arith.addi %[[V2]], %[[I6]] : index
// CHECK: %[[V8:.*]] = arith.divsi %[[V7]], %[[I1]] : index
// CHECK: %[[V9:.*]] = arith.minsi %[[V5]], %[[V8]] : index
// CHECK: %[[V10:.*]] = arith.muli %[[V9]], %[[I1]] : index
// CHECK-DAG: %[[I11:.*]] = arith.constant 3 : index
// CHECK: %[[V12:.*]] = arith.addi %[[V10]], %[[I11]] : index
// CHECK: %[[V13:.*]] = arith.subi %[[V12]], %[[V2]] : index
// CHECK: %[[V14:.*]] = toroid.pad %[[A0]] with %[[V0]] [0, 0, 0] [0, 0, %[[V13]]] : (tensor<1x1x?xf32>, tensor<f32>) -> tensor<1x1x?xf32>
// CHECK: %[[V15:.*]] = toroid.pool max, %[[V14]] kernel = [3] strides = [2] dilations = [1] : (tensor<1x1x?xf32>) -> tensor<1x1x?xf32>
// CHECK: return %[[V15]] : tensor<1x1x?xf32>
func.func @max_ceil_dynamic(%x: tensor<1x1x?xf32>) -> !onnx.unknown {
  %r0 = onnx.node "MaxPool"(%x) {opset = 12 : i64, attrs = {kernel_shape = [3], strides = [2], ceil_mode = 1 : i64}}
      : (tensor<1x1x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @max_indices(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x2x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.pool max, %[[A0]] kernel = [2, 2] strides = [2, 2] dilations = [1, 1] : (tensor<1x2x4x4xf32>) -> tensor<1x2x2x2xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<{{\[\[}}0, 1], [2, 3]]> : tensor<2x2xi64> : tensor<2x2xi64>
// CHECK: %[[V2:.*]] = toroid.gather axis = 3 %[[A0]], %[[V1]] : (tensor<1x2x4x4xf32>, tensor<2x2xi64>) -> tensor<1x2x4x2x2xf32>
// CHECK: %[[V3:.*]] = toroid.gather axis = 2 %[[V2]], %[[V1]] : (tensor<1x2x4x2x2xf32>, tensor<2x2xi64>) -> tensor<1x2x2x2x2x2xf32>
// CHECK: %[[V4:.*]] = toroid.transpose %[[V3]] [0, 1, 2, 4, 3, 5] : (tensor<1x2x2x2x2x2xf32>) -> tensor<1x2x2x2x2x2xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [1, 2, 2, 2, 4] : (tensor<1x2x2x2x2x2xf32>) -> tensor<1x2x2x2x4xf32>
// CHECK: %[[V6:.*]] = toroid.arg_reduce max, %[[V5]] axis = 4 keep_dims = false select_last = false : (tensor<1x2x2x2x4xf32>) -> tensor<1x2x2x2xi64>
// CHECK: %[[V7:.*]] = toroid.constant dense<{{\[\[}}{{\[\[}}0]], {{\[\[}}16]]]]> : tensor<1x2x1x1xi64> : tensor<1x2x1x1xi64>
// CHECK: %[[V8:.*]] = toroid.constant dense<2> : tensor<i64> : tensor<i64>
// CHECK: %[[V9:.*]] = toroid.div %[[V6]], %[[V8]] : (tensor<1x2x2x2xi64>, tensor<i64>) -> tensor<1x2x2x2xi64>
// CHECK: %[[V10:.*]] = toroid.mod %[[V9]], %[[V8]] : (tensor<1x2x2x2xi64>, tensor<i64>) -> tensor<1x2x2x2xi64>
// CHECK: %[[V11:.*]] = toroid.constant dense<{{\[\[}}{{\[\[}}0], [2]]]]> : tensor<1x1x2x1xi64> : tensor<1x1x2x1xi64>
// CHECK: %[[V12:.*]] = toroid.add %[[V10]], %[[V11]] : (tensor<1x2x2x2xi64>, tensor<1x1x2x1xi64>) -> tensor<1x2x2x2xi64>
// CHECK: %[[V13:.*]] = toroid.add %[[V12]], %[[V7]] : (tensor<1x2x2x2xi64>, tensor<1x2x1x1xi64>) -> tensor<1x2x2x2xi64>
// CHECK: %[[V14:.*]] = toroid.mod %[[V6]], %[[V8]] : (tensor<1x2x2x2xi64>, tensor<i64>) -> tensor<1x2x2x2xi64>
// CHECK: %[[V15:.*]] = toroid.constant dense<{{\[\[}}{{\[\[}}0, 2]]]]> : tensor<1x1x1x2xi64> : tensor<1x1x1x2xi64>
// CHECK: %[[V16:.*]] = toroid.add %[[V14]], %[[V15]] : (tensor<1x2x2x2xi64>, tensor<1x1x1x2xi64>) -> tensor<1x2x2x2xi64>
// CHECK: %[[V17:.*]] = toroid.constant dense<4> : tensor<i64> : tensor<i64>
// CHECK: %[[V18:.*]] = toroid.mul %[[V16]], %[[V17]] : (tensor<1x2x2x2xi64>, tensor<i64>) -> tensor<1x2x2x2xi64>
// CHECK: %[[V19:.*]] = toroid.add %[[V13]], %[[V18]] : (tensor<1x2x2x2xi64>, tensor<1x2x2x2xi64>) -> tensor<1x2x2x2xi64>
// CHECK: return %[[V0]], %[[V19]] : tensor<1x2x2x2xf32>, tensor<1x2x2x2xi64>
func.func @max_indices(%x: tensor<1x2x4x4xf32>) -> (!onnx.unknown, !onnx.unknown) {
  %r0:2 = onnx.node "MaxPool"(%x) {opset = 12 : i64, attrs = {kernel_shape = [2, 2], strides = [2, 2], storage_order = 1 : i64}}
      : (tensor<1x2x4x4xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0#0, %r0#1 : !onnx.unknown, !onnx.unknown
}

// What padding adds does not count.
// CHECK-LABEL: func.func @average(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.pad %[[A0]] with %[[V0]] [0, 0, 1] [0, 0, 1] : (tensor<?x3x4xf32>, tensor<f32>) -> tensor<?x3x6xf32>
// CHECK: %[[V2:.*]] = toroid.pool sum, %[[V1]] kernel = [3] strides = [1] dilations = [1] : (tensor<?x3x6xf32>) -> tensor<?x3x4xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<{{\[\[}}[2.000000e+00, 3.000000e+00, 3.000000e+00, 2.000000e+00]]]> : tensor<1x1x4xf32> : tensor<1x1x4xf32>
// CHECK: %[[V4:.*]] = toroid.div %[[V2]], %[[V3]] : (tensor<?x3x4xf32>, tensor<1x1x4xf32>) -> tensor<?x3x4xf32>
// CHECK: return %[[V4]] : tensor<?x3x4xf32>
func.func @average(%x: tensor<?x3x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "AveragePool"(%x) {opset = 11 : i64, attrs = {kernel_shape = [3], pads = [1, 1]}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @average_include_pads(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x3x?xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[A0]] : (tensor<1x3x?xf16>) -> tensor<1x3x?xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.pad %[[V0]] with %[[V1]] [0, 0, 1] [0, 0, 1] : (tensor<1x3x?xf32>, tensor<f32>) -> tensor<1x3x?xf32>
// CHECK: %[[V3:.*]] = toroid.pool sum, %[[V2]] kernel = [3] strides = [1] dilations = [1] : (tensor<1x3x?xf32>) -> tensor<1x3x?xf32>
// CHECK: %[[V4:.*]] = toroid.constant dense<3.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.div %[[V3]], %[[V4]] : (tensor<1x3x?xf32>, tensor<f32>) -> tensor<1x3x?xf32>
// CHECK: %[[V6:.*]] = toroid.cast %[[V5]] : (tensor<1x3x?xf32>) -> tensor<1x3x?xf16>
// CHECK: return %[[V6]] : tensor<1x3x?xf16>
func.func @average_include_pads(%x: tensor<1x3x?xf16>) -> !onnx.unknown {
  %r0 = onnx.node "AveragePool"(%x) {opset = 19 : i64, attrs = {kernel_shape = [3], pads = [1, 1], count_include_pad = 1 : i64}}
      : (tensor<1x3x?xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @average_same(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<1x3x?xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK-DAG: %[[I1:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[I2:.*]] = arith.constant 2 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[A0]], %[[I2]] : tensor<1x3x?xf32>
// CHECK-DAG: %[[I4:.*]] = arith.constant 1 : index
// CHECK: %[[V5:.*]] = arith.addi %[[V3]], %[[I4]] : index
// CHECK: %[[V6:.*]] = arith.divsi %[[V5]], %[[I2]] : index
// CHECK: %[[V7:.*]] = arith.muli %[[V6]], %[[I2]] : index
// CHECK: %[[V8:.*]] = arith.subi %[[V7]], %[[V3]] : index
// CHECK: %[[V9:.*]] = arith.maxsi %[[I1]], %[[V8]] : index
// CHECK: %[[V10:.*]] = arith.divsi %[[V9]], %[[I2]] : index
// CHECK: %[[V11:.*]] = arith.subi %[[V9]], %[[V10]] : index
// CHECK: %[[V12:.*]] = toroid.pad %[[A0]] with %[[V0]] [0, 0, %[[V10]]] [0, 0, %[[V11]]] : (tensor<1x3x?xf32>, tensor<f32>) -> tensor<1x3x?xf32>
// CHECK: %[[V13:.*]] = toroid.pool sum, %[[V12]] kernel = [2] strides = [2] dilations = [1] : (tensor<1x3x?xf32>) -> tensor<1x3x?xf32>
// CHECK: %[[V14:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V15:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V16:.*]] = arith.addi %[[V3]], %[[V9]] : index
// CHECK-DAG: %[[I17:.*]] = arith.constant -2 : index
// CHECK: %[[V18:.*]] = arith.addi %[[V16]], %[[I17]] : index
// CHECK: %[[V19:.*]] = arith.divsi %[[V18]], %[[I2]] : index
// CHECK: %[[V20:.*]] = arith.addi %[[V19]], %[[I4]] : index
// CHECK: %[[V21:.*]] = toroid.range %[[V14]], %[[V15]] to [%[[V20]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V22:.*]] = toroid.constant dense<2> : tensor<i64> : tensor<i64>
// CHECK: %[[V23:.*]] = toroid.mul %[[V21]], %[[V22]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V24:.*]] = arith.addi %[[V3]], %[[V10]] : index
// CHECK: %[[V25:.*]] = arith.index_cast %[[V24]] : index to i64
// CHECK: %[[V26:.*]] = tensor.from_elements %[[V25]] : tensor<i64>
// CHECK: %[[V27:.*]] = toroid.sub %[[V26]], %[[V23]] : (tensor<i64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V28:.*]] = toroid.max %[[V27]], %[[V14]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V29:.*]] = toroid.min %[[V28]], %[[V22]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V30:.*]] = arith.index_cast %[[V10]] : index to i64
// CHECK: %[[V31:.*]] = tensor.from_elements %[[V30]] : tensor<i64>
// CHECK: %[[V32:.*]] = toroid.sub %[[V31]], %[[V23]] : (tensor<i64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V33:.*]] = toroid.max %[[V32]], %[[V14]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V34:.*]] = toroid.min %[[V33]], %[[V22]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V35:.*]] = toroid.sub %[[V29]], %[[V34]] : (tensor<?xi64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V36:.*]] = toroid.cast %[[V35]] : (tensor<?xi64>) -> tensor<?xf32>
// CHECK: %[[V37:.*]] = toroid.reshape %[[V36]] to [1, 1, %[[V20]]] : (tensor<?xf32>) -> tensor<1x1x?xf32>
// CHECK: %[[V38:.*]] = toroid.div %[[V13]], %[[V37]] : (tensor<1x3x?xf32>, tensor<1x1x?xf32>) -> tensor<1x3x?xf32>
// CHECK: return %[[V38]] : tensor<1x3x?xf32>
func.func @average_same(%x: tensor<1x3x?xf32>) -> !onnx.unknown {
  %r0 = onnx.node "AveragePool"(%x) {opset = 11 : i64, attrs = {kernel_shape = [2], strides = [2], auto_pad = "SAME_UPPER"}}
      : (tensor<1x3x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @lp(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.abs %[[A0]] : (tensor<?x3x4xf32>) -> tensor<?x3x4xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<3.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.pow %[[V0]], %[[V1]] : (tensor<?x3x4xf32>, tensor<f32>) -> tensor<?x3x4xf32>
// CHECK: %[[V3:.*]] = toroid.pool sum, %[[V2]] kernel = [3] strides = [1] dilations = [1] : (tensor<?x3x4xf32>) -> tensor<?x3x2xf32>
// CHECK: %[[V4:.*]] = toroid.constant dense<0.333333343> : tensor<f32> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.pow %[[V3]], %[[V4]] : (tensor<?x3x2xf32>, tensor<f32>) -> tensor<?x3x2xf32>
// CHECK: return %[[V5]] : tensor<?x3x2xf32>
func.func @lp(%x: tensor<?x3x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "LpPool"(%x) {opset = 18 : i64, attrs = {kernel_shape = [3], p = 3 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @global_average_pool(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce mean, %[[A0]] axes = [2, 3] keep_dims = true : (tensor<?x3x4x4xf32>) -> tensor<?x3x1x1xf32>
// CHECK: return %[[V0]] : tensor<?x3x1x1xf32>
func.func @global_average_pool(%x: tensor<?x3x4x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GlobalAveragePool"(%x) {opset = 17 : i64}
      : (tensor<?x3x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @global_max_pool(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce max, %[[A0]] axes = [2, 3] keep_dims = true : (tensor<?x3x4x4xf32>) -> tensor<?x3x1x1xf32>
// CHECK: return %[[V0]] : tensor<?x3x1x1xf32>
func.func @global_max_pool(%x: tensor<?x3x4x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GlobalMaxPool"(%x) {opset = 17 : i64}
      : (tensor<?x3x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @global_lp_pool(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.abs %[[A0]] : (tensor<?x3x4xf32>) -> tensor<?x3x4xf32>
// CHECK: %[[V1:.*]] = toroid.mul %[[V0]], %[[V0]] : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x4xf32>
// CHECK: %[[V2:.*]] = toroid.reduce sum, %[[V1]] axes = [2] keep_dims = true : (tensor<?x3x4xf32>) -> tensor<?x3x1xf32>
// CHECK: %[[V3:.*]] = toroid.sqrt %[[V2]] : (tensor<?x3x1xf32>) -> tensor<?x3x1xf32>
// CHECK: return %[[V3]] : tensor<?x3x1xf32>
func.func @global_lp_pool(%x: tensor<?x3x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GlobalLpPool"(%x) {opset = 17 : i64}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
