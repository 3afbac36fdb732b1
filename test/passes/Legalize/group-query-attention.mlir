// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Attention with a cache of grouped heads.

// Without a past and with a known total: the cache is what is new.
// CHECK-LABEL: func.func @prompt(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x5x64xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x5x32xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x5x32xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<2xi32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<i32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A0]] to [2, 5, 4, 16] : (tensor<2x5x64xf32>) -> tensor<2x5x4x16xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[A1]] to [2, 5, 2, 16] : (tensor<2x5x32xf32>) -> tensor<2x5x2x16xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A2]] to [2, 5, 2, 16] : (tensor<2x5x32xf32>) -> tensor<2x5x2x16xf32>
// CHECK: %[[V3:.*]] = toroid.cast %[[A3]] : (tensor<2xi32>) -> tensor<2xi64>
// CHECK: %[[V4:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V5:.*]] = toroid.add %[[V3]], %[[V4]] : (tensor<2xi64>, tensor<i64>) -> tensor<2xi64>
// CHECK: %[[V6:.*]] = toroid.constant dense<[0, 1, 2, 3, 4, 5]> : tensor<6xi64> : tensor<6xi64>
// CHECK: %[[V7:.*]] = toroid.gather axis = 0 %[[V6]], %[[V5]] : (tensor<6xi64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK: %[[V8:.*]] = toroid.constant dense<5> : tensor<i64> : tensor<i64>
// CHECK: %[[V9:.*]] = toroid.sub %[[V7]], %[[V8]] : (tensor<2xi64>, tensor<i64>) -> tensor<2xi64>
// CHECK: %[[V10:.*]] = toroid.cast %[[A4]] : (tensor<i32>) -> tensor<i64>
// CHECK: %[[V11:.*]] = toroid.compare eq, %[[V10]], %[[V8]] : (tensor<i64>, tensor<i64>) -> tensor<i1>
// CHECK: %[[V12:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V13:.*]] = toroid.select %[[V11]], %[[V12]], %[[V9]] : (tensor<i1>, tensor<i64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK: %[[V14:.*]] = toroid.transpose %[[V0]] [0, 2, 1, 3] : (tensor<2x5x4x16xf32>) -> tensor<2x4x5x16xf32>
// CHECK: %[[V15:.*]] = toroid.transpose %[[V1]] [0, 2, 1, 3] : (tensor<2x5x2x16xf32>) -> tensor<2x2x5x16xf32>
// CHECK: %[[V16:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<2x5x2x16xf32>) -> tensor<2x2x5x16xf32>
// CHECK: %[[V17:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V18:.*]] = toroid.attention %[[V14]], %[[V15]], %[[V16]] offset(%[[V13]]) sink(%[[V17]]) scale = 2.500000e-01 {causal, left_window = 2 : i64} : (tensor<2x4x5x16xf32>, tensor<2x2x5x16xf32>, tensor<2x2x5x16xf32>, tensor<2xi64>, tensor<f32>) -> tensor<2x4x5x16xf32>
// CHECK: %[[V19:.*]] = toroid.transpose %[[V18]] [0, 2, 1, 3] : (tensor<2x4x5x16xf32>) -> tensor<2x5x4x16xf32>
// CHECK: %[[V20:.*]] = toroid.reshape %[[V19]] to [2, 5, 64] : (tensor<2x5x4x16xf32>) -> tensor<2x5x64xf32>
// CHECK: return %[[V20]], %[[V15]], %[[V16]] : tensor<2x5x64xf32>, tensor<2x2x5x16xf32>, tensor<2x2x5x16xf32>
func.func @prompt(%a0: tensor<2x5x64xf32>, %a1: tensor<2x5x32xf32>, %a2: tensor<2x5x32xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> (!onnx.unknown, tensor<2x2x5x16xf32>, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1, %r2 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %none, %none, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64, local_window_size = 3 : i64, smooth_softmax = 1 : i64}}
      : (tensor<2x5x64xf32>, tensor<2x5x32xf32>, tensor<2x5x32xf32>, none, none, tensor<2xi32>, tensor<i32>) -> (!onnx.unknown, tensor<2x2x5x16xf32>, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, tensor<2x2x5x16xf32>, !onnx.unknown
}

// Rows go where each batch's past ends, in a cache with room for them.
// CHECK-LABEL: func.func @decode(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x1x64xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x1x32xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x1x32xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<2x2x8x16xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<2x2x8x16xf32>{{[^%]*}}, %[[A5:[a-z0-9]+]]: tensor<2xi32>{{[^%]*}}, %[[A6:[a-z0-9]+]]: tensor<i32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A0]] to [2, 1, 4, 16] : (tensor<2x1x64xf32>) -> tensor<2x1x4x16xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[A1]] to [2, 1, 2, 16] : (tensor<2x1x32xf32>) -> tensor<2x1x2x16xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A2]] to [2, 1, 2, 16] : (tensor<2x1x32xf32>) -> tensor<2x1x2x16xf32>
// CHECK: %[[V3:.*]] = toroid.cast %[[A5]] : (tensor<2xi32>) -> tensor<2xi64>
// CHECK: %[[V4:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V5:.*]] = toroid.add %[[V3]], %[[V4]] : (tensor<2xi64>, tensor<i64>) -> tensor<2xi64>
// CHECK: %[[V6:.*]] = toroid.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8]> : tensor<9xi64> : tensor<9xi64>
// CHECK: %[[V7:.*]] = toroid.gather axis = 0 %[[V6]], %[[V5]] : (tensor<9xi64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK: %[[V8:.*]] = toroid.sub %[[V7]], %[[V4]] : (tensor<2xi64>, tensor<i64>) -> tensor<2xi64>
// CHECK: %[[V9:.*]] = toroid.cast %[[A6]] : (tensor<i32>) -> tensor<i64>
// CHECK: %[[V10:.*]] = toroid.compare eq, %[[V9]], %[[V4]] : (tensor<i64>, tensor<i64>) -> tensor<i1>
// CHECK: %[[V11:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V12:.*]] = toroid.select %[[V10]], %[[V11]], %[[V8]] : (tensor<i1>, tensor<i64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK: %[[V13:.*]] = toroid.transpose %[[V0]] [0, 2, 1, 3] : (tensor<2x1x4x16xf32>) -> tensor<2x4x1x16xf32>
// CHECK: %[[V14:.*]] = toroid.constant dense<[{{\[}}0, 1, 2, 3, 4, 5, 6, 7]]> : tensor<1x8xi64> : tensor<1x8xi64>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V12]] to [2, 1] : (tensor<2xi64>) -> tensor<2x1xi64>
// CHECK: %[[V16:.*]] = toroid.sub %[[V14]], %[[V15]] : (tensor<1x8xi64>, tensor<2x1xi64>) -> tensor<2x8xi64>
// CHECK: %[[V17:.*]] = toroid.compare ge, %[[V16]], %[[V11]] : (tensor<2x8xi64>, tensor<i64>) -> tensor<2x8xi1>
// CHECK: %[[V18:.*]] = toroid.compare lt, %[[V16]], %[[V4]] : (tensor<2x8xi64>, tensor<i64>) -> tensor<2x8xi1>
// CHECK: %[[V19:.*]] = toroid.and %[[V17]], %[[V18]] : (tensor<2x8xi1>, tensor<2x8xi1>) -> tensor<2x8xi1>
// CHECK: %[[V20:.*]] = toroid.max %[[V16]], %[[V11]] : (tensor<2x8xi64>, tensor<i64>) -> tensor<2x8xi64>
// CHECK: %[[V21:.*]] = toroid.min %[[V20]], %[[V11]] : (tensor<2x8xi64>, tensor<i64>) -> tensor<2x8xi64>
// CHECK: %[[V22:.*]] = toroid.reshape %[[V21]] to [2, 8, 1] : (tensor<2x8xi64>) -> tensor<2x8x1xi64>
// CHECK: %[[V23:.*]] = toroid.gather_nd %[[V1]], %[[V22]] dims = [1] window = [0, 2, 3] : (tensor<2x1x2x16xf32>, tensor<2x8x1xi64>) -> tensor<2x8x2x16xf32>
// CHECK: %[[V24:.*]] = toroid.transpose %[[V23]] [0, 2, 1, 3] : (tensor<2x8x2x16xf32>) -> tensor<2x2x8x16xf32>
// CHECK: %[[V25:.*]] = toroid.reshape %[[V19]] to [2, 1, 8, 1] : (tensor<2x8xi1>) -> tensor<2x1x8x1xi1>
// CHECK: %[[V26:.*]] = toroid.select %[[V25]], %[[V24]], %[[A3]] : (tensor<2x1x8x1xi1>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x2x8x16xf32>
// CHECK: %[[V27:.*]] = toroid.gather_nd %[[V2]], %[[V22]] dims = [1] window = [0, 2, 3] : (tensor<2x1x2x16xf32>, tensor<2x8x1xi64>) -> tensor<2x8x2x16xf32>
// CHECK: %[[V28:.*]] = toroid.transpose %[[V27]] [0, 2, 1, 3] : (tensor<2x8x2x16xf32>) -> tensor<2x2x8x16xf32>
// CHECK: %[[V29:.*]] = toroid.select %[[V25]], %[[V28]], %[[A4]] : (tensor<2x1x8x1xi1>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x2x8x16xf32>
// CHECK: %[[V30:.*]] = toroid.attention %[[V13]], %[[V26]], %[[V29]] offset(%[[V12]]) scale = 2.500000e-01 {causal, softcap = 2.000000e+00 : f64} : (tensor<2x4x1x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi64>) -> tensor<2x4x1x16xf32>
// CHECK: %[[V31:.*]] = toroid.transpose %[[V30]] [0, 2, 1, 3] : (tensor<2x4x1x16xf32>) -> tensor<2x1x4x16xf32>
// CHECK: %[[V32:.*]] = toroid.reshape %[[V31]] to [2, 1, 64] : (tensor<2x1x4x16xf32>) -> tensor<2x1x64xf32>
// CHECK: return %[[V32]], %[[V26]], %[[V29]] : tensor<2x1x64xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>
func.func @decode(%a0: tensor<2x1x64xf32>, %a1: tensor<2x1x32xf32>, %a2: tensor<2x1x32xf32>, %a3: tensor<2x2x8x16xf32>, %a4: tensor<2x2x8x16xf32>, %a5: tensor<2xi32>, %a6: tensor<i32>)
    -> (!onnx.unknown, tensor<2x2x8x16xf32>, !onnx.unknown) {
  %r0, %r1, %r2 = onnx.node "GroupQueryAttention"(%a0, %a1, %a2, %a3, %a4, %a5, %a6) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 4 : i64, kv_num_heads = 2 : i64, softcap = 2.0 : f32}}
      : (tensor<2x1x64xf32>, tensor<2x1x32xf32>, tensor<2x1x32xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2xi32>, tensor<i32>) -> (!onnx.unknown, tensor<2x2x8x16xf32>, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, tensor<2x2x8x16xf32>, !onnx.unknown
}
