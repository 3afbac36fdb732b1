// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// ONNX Runtime's attention operators.

// Query, key and value come from one product.
// CHECK-LABEL: func.func @attention(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x12xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<12x24xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<24xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] : (tensor<?x?x12xf32>, tensor<12x24xf32>) -> tensor<?x?x24xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[V0]], %[[A2]] : (tensor<?x?x24xf32>, tensor<24xf32>) -> tensor<?x?x24xf32>
// CHECK: %[[V2:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x12xf32>
// CHECK: %[[V3:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x12xf32>
// CHECK: %[[V4:.*]] = toroid.slice %[[V1]] [0, 0, 0] [%[[V2]], %[[V3]], 8] [1, 1, 1] : (tensor<?x?x24xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [%[[V2]], %[[V3]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V6:.*]] = toroid.transpose %[[V5]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V7:.*]] = toroid.slice %[[V1]] [0, 0, 8] [%[[V2]], %[[V3]], 8] [1, 1, 1] : (tensor<?x?x24xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [%[[V2]], %[[V3]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V9:.*]] = toroid.transpose %[[V8]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V10:.*]] = toroid.slice %[[V1]] [0, 0, 16] [%[[V2]], %[[V3]], 8] [1, 1, 1] : (tensor<?x?x24xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [%[[V2]], %[[V3]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V12:.*]] = toroid.transpose %[[V11]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V13:.*]] = toroid.attention %[[V6]], %[[V9]], %[[V12]] scale = 5.000000e-01 : (tensor<?x2x?x4xf32>, tensor<?x2x?x4xf32>, tensor<?x2x?x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V14:.*]] = toroid.transpose %[[V13]] [0, 2, 1, 3] : (tensor<?x2x?x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V14]] to [%[[V2]], %[[V3]], 8] : (tensor<?x?x2x4xf32>) -> tensor<?x?x8xf32>
// CHECK: return %[[V15]] : tensor<?x?x8xf32>
func.func @attention(%a0: tensor<?x?x12xf32> {toroid.dims = ["b", "s", 12]}, %a1: tensor<12x24xf32>, %a2: tensor<24xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%a0, %a1, %a2) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<?x?x12xf32>, tensor<12x24xf32>, tensor<24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A mask of numbers, a column per key, adds to the scores.
// CHECK-LABEL: func.func @attention_keys(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x5x12xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<12x24xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<24xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<2x5xi32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] : (tensor<2x5x12xf32>, tensor<12x24xf32>) -> tensor<2x5x24xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[V0]], %[[A2]] : (tensor<2x5x24xf32>, tensor<24xf32>) -> tensor<2x5x24xf32>
// CHECK: %[[V2:.*]] = toroid.slice %[[V1]] [0, 0, 0] [2, 5, 8] [1, 1, 1] : (tensor<2x5x24xf32>) -> tensor<2x5x8xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [2, 5, 2, 4] : (tensor<2x5x8xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V4:.*]] = toroid.transpose %[[V3]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V5:.*]] = toroid.slice %[[V1]] [0, 0, 8] [2, 5, 8] [1, 1, 1] : (tensor<2x5x24xf32>) -> tensor<2x5x8xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [2, 5, 2, 4] : (tensor<2x5x8xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V8:.*]] = toroid.slice %[[V1]] [0, 0, 16] [2, 5, 8] [1, 1, 1] : (tensor<2x5x24xf32>) -> tensor<2x5x8xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [2, 5, 2, 4] : (tensor<2x5x8xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V10:.*]] = toroid.transpose %[[V9]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V11:.*]] = toroid.constant dense<0> : tensor<i32> : tensor<i32>
// CHECK: %[[V12:.*]] = toroid.compare gt, %[[A3]], %[[V11]] : (tensor<2x5xi32>, tensor<i32>) -> tensor<2x5xi1>
// CHECK: %[[V13:.*]] = toroid.reshape %[[V12]] to [2, 1, 1, 5] : (tensor<2x5xi1>) -> tensor<2x1x1x5xi1>
// CHECK: %[[V14:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V15:.*]] = toroid.constant dense<-5.000000e+01> : tensor<f32> : tensor<f32>
// CHECK: %[[V16:.*]] = toroid.select %[[V13]], %[[V14]], %[[V15]] : (tensor<2x1x1x5xi1>, tensor<f32>, tensor<f32>) -> tensor<2x1x1x5xf32>
// CHECK: %[[V17:.*]] = toroid.attention %[[V4]], %[[V7]], %[[V10]] bias(%[[V16]]) scale = 5.000000e-01 {causal} : (tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, tensor<2x1x1x5xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V18:.*]] = toroid.transpose %[[V17]] [0, 2, 1, 3] : (tensor<2x2x5x4xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V19:.*]] = toroid.reshape %[[V18]] to [2, 5, 8] : (tensor<2x5x2x4xf32>) -> tensor<2x5x8xf32>
// CHECK: return %[[V19]] : tensor<2x5x8xf32>
func.func @attention_keys(%a0: tensor<2x5x12xf32>, %a1: tensor<12x24xf32>, %a2: tensor<24xf32>, %a3: tensor<2x5xi32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, mask_filter_value = -50.0 : f32, unidirectional = 1 : i64}}
      : (tensor<2x5x12xf32>, tensor<12x24xf32>, tensor<24xf32>, tensor<2x5xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A number per batch is where keys end.
// CHECK-LABEL: func.func @attention_ends(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x12xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<12x24xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<24xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<?xi32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] : (tensor<?x?x12xf32>, tensor<12x24xf32>) -> tensor<?x?x24xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[V0]], %[[A2]] : (tensor<?x?x24xf32>, tensor<24xf32>) -> tensor<?x?x24xf32>
// CHECK: %[[V2:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x12xf32>
// CHECK: %[[V3:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x12xf32>
// CHECK: %[[V4:.*]] = toroid.slice %[[V1]] [0, 0, 0] [%[[V2]], %[[V3]], 8] [1, 1, 1] : (tensor<?x?x24xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [%[[V2]], %[[V3]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V6:.*]] = toroid.transpose %[[V5]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V7:.*]] = toroid.slice %[[V1]] [0, 0, 8] [%[[V2]], %[[V3]], 8] [1, 1, 1] : (tensor<?x?x24xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [%[[V2]], %[[V3]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V9:.*]] = toroid.transpose %[[V8]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V10:.*]] = toroid.slice %[[V1]] [0, 0, 16] [%[[V2]], %[[V3]], 8] [1, 1, 1] : (tensor<?x?x24xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [%[[V2]], %[[V3]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V12:.*]] = toroid.transpose %[[V11]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V13:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V14:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V15:.*]] = toroid.range %[[V13]], %[[V14]] to [%[[V3]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V16:.*]] = toroid.cast %[[A3]] : (tensor<?xi32>) -> tensor<?xi64>
// CHECK: %[[V17:.*]] = toroid.reshape %[[V16]] to [%[[V2]], 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
// CHECK: %[[V18:.*]] = toroid.compare lt, %[[V15]], %[[V17]] : (tensor<?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi1>
// CHECK: %[[V19:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V20:.*]] = toroid.constant dense<-1.000000e+04> : tensor<f32> : tensor<f32>
// CHECK: %[[V21:.*]] = toroid.select %[[V18]], %[[V19]], %[[V20]] : (tensor<?x1x1x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x1x1x?xf32>
// CHECK: %[[V22:.*]] = toroid.attention %[[V6]], %[[V9]], %[[V12]] bias(%[[V21]]) scale = 5.000000e-01 : (tensor<?x2x?x4xf32>, tensor<?x2x?x4xf32>, tensor<?x2x?x4xf32>, tensor<?x1x1x?xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V23:.*]] = toroid.transpose %[[V22]] [0, 2, 1, 3] : (tensor<?x2x?x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V24:.*]] = toroid.reshape %[[V23]] to [%[[V2]], %[[V3]], 8] : (tensor<?x?x2x4xf32>) -> tensor<?x?x8xf32>
// CHECK: return %[[V24]] : tensor<?x?x8xf32>
func.func @attention_ends(%a0: tensor<?x?x12xf32> {toroid.dims = ["b", "s", 12]}, %a1: tensor<12x24xf32>, %a2: tensor<24xf32>, %a3: tensor<?xi32> {toroid.dims = ["b"]})
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<?x?x12xf32>, tensor<12x24xf32>, tensor<24xf32>, tensor<?xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Twice as many: ends, then starts.
// CHECK-LABEL: func.func @attention_ends_starts(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x5x12xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<12x24xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<4xi32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] : (tensor<2x5x12xf32>, tensor<12x24xf32>) -> tensor<2x5x24xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[V0]] [0, 0, 0] [2, 5, 8] [1, 1, 1] : (tensor<2x5x24xf32>) -> tensor<2x5x8xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [2, 5, 2, 4] : (tensor<2x5x8xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V4:.*]] = toroid.slice %[[V0]] [0, 0, 8] [2, 5, 8] [1, 1, 1] : (tensor<2x5x24xf32>) -> tensor<2x5x8xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [2, 5, 2, 4] : (tensor<2x5x8xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V6:.*]] = toroid.transpose %[[V5]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V7:.*]] = toroid.slice %[[V0]] [0, 0, 16] [2, 5, 8] [1, 1, 1] : (tensor<2x5x24xf32>) -> tensor<2x5x8xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [2, 5, 2, 4] : (tensor<2x5x8xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V9:.*]] = toroid.transpose %[[V8]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V10:.*]] = toroid.slice %[[A2]] [0] [2] [1] : (tensor<4xi32>) -> tensor<2xi32>
// CHECK: %[[V11:.*]] = toroid.slice %[[A2]] [2] [2] [1] : (tensor<4xi32>) -> tensor<2xi32>
// CHECK: %[[V12:.*]] = toroid.constant dense<[0, 1, 2, 3, 4]> : tensor<5xi64> : tensor<5xi64>
// CHECK: %[[V13:.*]] = toroid.cast %[[V10]] : (tensor<2xi32>) -> tensor<2xi64>
// CHECK: %[[V14:.*]] = toroid.reshape %[[V13]] to [2, 1, 1, 1] : (tensor<2xi64>) -> tensor<2x1x1x1xi64>
// CHECK: %[[V15:.*]] = toroid.compare lt, %[[V12]], %[[V14]] : (tensor<5xi64>, tensor<2x1x1x1xi64>) -> tensor<2x1x1x5xi1>
// CHECK: %[[V16:.*]] = toroid.cast %[[V11]] : (tensor<2xi32>) -> tensor<2xi64>
// CHECK: %[[V17:.*]] = toroid.reshape %[[V16]] to [2, 1, 1, 1] : (tensor<2xi64>) -> tensor<2x1x1x1xi64>
// CHECK: %[[V18:.*]] = toroid.compare ge, %[[V12]], %[[V17]] : (tensor<5xi64>, tensor<2x1x1x1xi64>) -> tensor<2x1x1x5xi1>
// CHECK: %[[V19:.*]] = toroid.and %[[V15]], %[[V18]] : (tensor<2x1x1x5xi1>, tensor<2x1x1x5xi1>) -> tensor<2x1x1x5xi1>
// CHECK: %[[V20:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V21:.*]] = toroid.constant dense<-1.000000e+04> : tensor<f32> : tensor<f32>
// CHECK: %[[V22:.*]] = toroid.select %[[V19]], %[[V20]], %[[V21]] : (tensor<2x1x1x5xi1>, tensor<f32>, tensor<f32>) -> tensor<2x1x1x5xf32>
// CHECK: %[[V23:.*]] = toroid.attention %[[V3]], %[[V6]], %[[V9]] bias(%[[V22]]) scale = 5.000000e-01 : (tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, tensor<2x1x1x5xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V24:.*]] = toroid.transpose %[[V23]] [0, 2, 1, 3] : (tensor<2x2x5x4xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V25:.*]] = toroid.reshape %[[V24]] to [2, 5, 8] : (tensor<2x5x2x4xf32>) -> tensor<2x5x8xf32>
// CHECK: return %[[V25]] : tensor<2x5x8xf32>
func.func @attention_ends_starts(%a0: tensor<2x5x12xf32>, %a1: tensor<12x24xf32>, %a3: tensor<4xi32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %r0 = onnx.node "Attention"(%a0, %a1, %none, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x5x12xf32>, tensor<12x24xf32>, none, tensor<4xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Only a run knows which.
// CHECK-LABEL: func.func @attention_ends_or_both(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x5x12xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<12x24xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?xi32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] : (tensor<?x5x12xf32>, tensor<12x24xf32>) -> tensor<?x5x24xf32>
// CHECK: %[[V1:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x5x12xf32>
// CHECK: %[[V2:.*]] = toroid.slice %[[V0]] [0, 0, 0] [%[[V1]], 5, 8] [1, 1, 1] : (tensor<?x5x24xf32>) -> tensor<?x5x8xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [%[[V1]], 5, 2, 4] : (tensor<?x5x8xf32>) -> tensor<?x5x2x4xf32>
// CHECK: %[[V4:.*]] = toroid.transpose %[[V3]] [0, 2, 1, 3] : (tensor<?x5x2x4xf32>) -> tensor<?x2x5x4xf32>
// CHECK: %[[V5:.*]] = toroid.slice %[[V0]] [0, 0, 8] [%[[V1]], 5, 8] [1, 1, 1] : (tensor<?x5x24xf32>) -> tensor<?x5x8xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [%[[V1]], 5, 2, 4] : (tensor<?x5x8xf32>) -> tensor<?x5x2x4xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<?x5x2x4xf32>) -> tensor<?x2x5x4xf32>
// CHECK: %[[V8:.*]] = toroid.slice %[[V0]] [0, 0, 16] [%[[V1]], 5, 8] [1, 1, 1] : (tensor<?x5x24xf32>) -> tensor<?x5x8xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [%[[V1]], 5, 2, 4] : (tensor<?x5x8xf32>) -> tensor<?x5x2x4xf32>
// CHECK: %[[V10:.*]] = toroid.transpose %[[V9]] [0, 2, 1, 3] : (tensor<?x5x2x4xf32>) -> tensor<?x2x5x4xf32>
// CHECK: %[[V11:.*]] = toroid.slice %[[A2]] [0] [%[[V1]]] [1] : (tensor<?xi32>) -> tensor<?xi32>
// CHECK: %[[V12:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V13:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V14:.*]] = toroid.range %[[V12]], %[[V13]] to [%[[V1]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V15:.*]] = arith.index_cast %[[V1]] : index to i64
// CHECK: %[[V16:.*]] = tensor.from_elements %[[V15]] : tensor<i64>
// CHECK: %[[V17:.*]] = toroid.add %[[V14]], %[[V16]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V18:.*]] = tensor.dim %[[A2]], %c0{{[_0-9]*}} : tensor<?xi32>
// CHECK: %c-1 = arith.constant -1 : index
// CHECK: %[[V19:.*]] = arith.addi %[[V18]], %c-1 : index
// CHECK: %[[V20:.*]] = arith.index_cast %[[V19]] : index to i64
// CHECK: %[[V21:.*]] = tensor.from_elements %[[V20]] : tensor<i64>
// CHECK: %[[V22:.*]] = toroid.min %[[V17]], %[[V21]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V23:.*]] = toroid.gather axis = 0 %[[A2]], %[[V22]] : (tensor<?xi32>, tensor<?xi64>) -> tensor<?xi32>
// CHECK: %[[V24:.*]] = arith.index_cast %[[V18]] : index to i64
// CHECK: %[[V25:.*]] = tensor.from_elements %[[V24]] : tensor<i64>
// CHECK: %[[V26:.*]] = arith.muli %[[V1]], %c2{{[_0-9]*}} : index
// CHECK: %[[V27:.*]] = arith.index_cast %[[V26]] : index to i64
// CHECK: %[[V28:.*]] = tensor.from_elements %[[V27]] : tensor<i64>
// CHECK: %[[V29:.*]] = toroid.compare eq, %[[V25]], %[[V28]] : (tensor<i64>, tensor<i64>) -> tensor<i1>
// CHECK: %[[V30:.*]] = toroid.cast %[[V23]] : (tensor<?xi32>) -> tensor<?xi64>
// CHECK: %[[V31:.*]] = toroid.select %[[V29]], %[[V30]], %[[V12]] : (tensor<i1>, tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V32:.*]] = toroid.constant dense<[0, 1, 2, 3, 4]> : tensor<5xi64> : tensor<5xi64>
// CHECK: %[[V33:.*]] = toroid.cast %[[V11]] : (tensor<?xi32>) -> tensor<?xi64>
// CHECK: %[[V34:.*]] = toroid.reshape %[[V33]] to [%[[V1]], 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
// CHECK: %[[V35:.*]] = toroid.compare lt, %[[V32]], %[[V34]] : (tensor<5xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x5xi1>
// CHECK: %[[V36:.*]] = toroid.reshape %[[V31]] to [%[[V1]], 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
// CHECK: %[[V37:.*]] = toroid.compare ge, %[[V32]], %[[V36]] : (tensor<5xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x5xi1>
// CHECK: %[[V38:.*]] = toroid.and %[[V35]], %[[V37]] : (tensor<?x1x1x5xi1>, tensor<?x1x1x5xi1>) -> tensor<?x1x1x5xi1>
// CHECK: %[[V39:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V40:.*]] = toroid.constant dense<-1.000000e+04> : tensor<f32> : tensor<f32>
// CHECK: %[[V41:.*]] = toroid.select %[[V38]], %[[V39]], %[[V40]] : (tensor<?x1x1x5xi1>, tensor<f32>, tensor<f32>) -> tensor<?x1x1x5xf32>
// CHECK: %[[V42:.*]] = toroid.attention %[[V4]], %[[V7]], %[[V10]] bias(%[[V41]]) scale = 5.000000e-01 : (tensor<?x2x5x4xf32>, tensor<?x2x5x4xf32>, tensor<?x2x5x4xf32>, tensor<?x1x1x5xf32>) -> tensor<?x2x5x4xf32>
// CHECK: %[[V43:.*]] = toroid.transpose %[[V42]] [0, 2, 1, 3] : (tensor<?x2x5x4xf32>) -> tensor<?x5x2x4xf32>
// CHECK: %[[V44:.*]] = toroid.reshape %[[V43]] to [%[[V1]], 5, 8] : (tensor<?x5x2x4xf32>) -> tensor<?x5x8xf32>
// CHECK: return %[[V44]] : tensor<?x5x8xf32>
func.func @attention_ends_or_both(%a0: tensor<?x5x12xf32>, %a1: tensor<12x24xf32>, %a3: tensor<?xi32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %r0 = onnx.node "Attention"(%a0, %a1, %none, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<?x5x12xf32>, tensor<12x24xf32>, none, tensor<?xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Of a square mask, the rows and columns at hand.
// CHECK-LABEL: func.func @attention_square(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x12xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<12x24xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x1x16x16xi32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<2x2x2x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] : (tensor<2x3x12xf32>, tensor<12x24xf32>) -> tensor<2x3x24xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[V0]] [0, 0, 0] [2, 3, 8] [1, 1, 1] : (tensor<2x3x24xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V4:.*]] = toroid.slice %[[V0]] [0, 0, 8] [2, 3, 8] [1, 1, 1] : (tensor<2x3x24xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V6:.*]] = toroid.transpose %[[V5]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V7:.*]] = toroid.slice %[[V0]] [0, 0, 16] [2, 3, 8] [1, 1, 1] : (tensor<2x3x24xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V9:.*]] = toroid.transpose %[[V8]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V10:.*]] = toroid.slice %[[A3]] [0, 0, 0, 0, 0] [1, 2, 2, 4, 4] [1, 1, 1, 1, 1] : (tensor<2x2x2x4x4xf32>) -> tensor<1x2x2x4x4xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [2, 2, 4, 4] : (tensor<1x2x2x4x4xf32>) -> tensor<2x2x4x4xf32>
// CHECK: %[[V12:.*]] = toroid.concat axis = 2 %[[V11]], %[[V6]] : (tensor<2x2x4x4xf32>, tensor<2x2x3x4xf32>) -> tensor<2x2x7x4xf32>
// CHECK: %[[V13:.*]] = toroid.slice %[[A3]] [1, 0, 0, 0, 0] [1, 2, 2, 4, 4] [1, 1, 1, 1, 1] : (tensor<2x2x2x4x4xf32>) -> tensor<1x2x2x4x4xf32>
// CHECK: %[[V14:.*]] = toroid.reshape %[[V13]] to [2, 2, 4, 4] : (tensor<1x2x2x4x4xf32>) -> tensor<2x2x4x4xf32>
// CHECK: %[[V15:.*]] = toroid.concat axis = 2 %[[V14]], %[[V9]] : (tensor<2x2x4x4xf32>, tensor<2x2x3x4xf32>) -> tensor<2x2x7x4xf32>
// CHECK: %[[V16:.*]] = toroid.slice %[[A2]] [0, 0, 4, 0] [2, 1, 3, 16] [1, 1, 1, 1] : (tensor<2x1x16x16xi32>) -> tensor<2x1x3x16xi32>
// CHECK: %[[V17:.*]] = toroid.slice %[[V16]] [0, 0, 0, 0] [2, 1, 3, 7] [1, 1, 1, 1] : (tensor<2x1x3x16xi32>) -> tensor<2x1x3x7xi32>
// CHECK: %[[V18:.*]] = toroid.constant dense<0> : tensor<i32> : tensor<i32>
// CHECK: %[[V19:.*]] = toroid.compare gt, %[[V17]], %[[V18]] : (tensor<2x1x3x7xi32>, tensor<i32>) -> tensor<2x1x3x7xi1>
// CHECK: %[[V20:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V21:.*]] = toroid.constant dense<-1.000000e+04> : tensor<f32> : tensor<f32>
// CHECK: %[[V22:.*]] = toroid.select %[[V19]], %[[V20]], %[[V21]] : (tensor<2x1x3x7xi1>, tensor<f32>, tensor<f32>) -> tensor<2x1x3x7xf32>
// CHECK: %[[V23:.*]] = toroid.attention %[[V3]], %[[V12]], %[[V15]] bias(%[[V22]]) scale = 5.000000e-01 : (tensor<2x2x3x4xf32>, tensor<2x2x7x4xf32>, tensor<2x2x7x4xf32>, tensor<2x1x3x7xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V24:.*]] = toroid.transpose %[[V23]] [0, 2, 1, 3] : (tensor<2x2x3x4xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V25:.*]] = toroid.reshape %[[V24]] to [2, 3, 8] : (tensor<2x3x2x4xf32>) -> tensor<2x3x8xf32>
// CHECK: return %[[V25]] : tensor<2x3x8xf32>
func.func @attention_square(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>, %a3: tensor<2x1x16x16xi32>, %a4: tensor<2x2x2x4x4xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %r0 = onnx.node "Attention"(%a0, %a1, %none, %a3, %a4) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>, none, tensor<2x1x16x16xi32>, tensor<2x2x2x4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Past and present are key and value, stacked.
// CHECK-LABEL: func.func @attention_past(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x12xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<12x24xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<24xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<2x2x2x4x4xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<1x2x3x7xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] : (tensor<2x3x12xf32>, tensor<12x24xf32>) -> tensor<2x3x24xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[V0]], %[[A2]] : (tensor<2x3x24xf32>, tensor<24xf32>) -> tensor<2x3x24xf32>
// CHECK: %[[V2:.*]] = toroid.slice %[[V1]] [0, 0, 0] [2, 3, 8] [1, 1, 1] : (tensor<2x3x24xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V4:.*]] = toroid.transpose %[[V3]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V5:.*]] = toroid.slice %[[V1]] [0, 0, 8] [2, 3, 8] [1, 1, 1] : (tensor<2x3x24xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V8:.*]] = toroid.slice %[[V1]] [0, 0, 16] [2, 3, 8] [1, 1, 1] : (tensor<2x3x24xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V10:.*]] = toroid.transpose %[[V9]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V11:.*]] = toroid.slice %[[A3]] [0, 0, 0, 0, 0] [1, 2, 2, 4, 4] [1, 1, 1, 1, 1] : (tensor<2x2x2x4x4xf32>) -> tensor<1x2x2x4x4xf32>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V11]] to [2, 2, 4, 4] : (tensor<1x2x2x4x4xf32>) -> tensor<2x2x4x4xf32>
// CHECK: %[[V13:.*]] = toroid.concat axis = 2 %[[V12]], %[[V7]] : (tensor<2x2x4x4xf32>, tensor<2x2x3x4xf32>) -> tensor<2x2x7x4xf32>
// CHECK: %[[V14:.*]] = toroid.slice %[[A3]] [1, 0, 0, 0, 0] [1, 2, 2, 4, 4] [1, 1, 1, 1, 1] : (tensor<2x2x2x4x4xf32>) -> tensor<1x2x2x4x4xf32>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V14]] to [2, 2, 4, 4] : (tensor<1x2x2x4x4xf32>) -> tensor<2x2x4x4xf32>
// CHECK: %[[V16:.*]] = toroid.concat axis = 2 %[[V15]], %[[V10]] : (tensor<2x2x4x4xf32>, tensor<2x2x3x4xf32>) -> tensor<2x2x7x4xf32>
// CHECK: %[[V17:.*]] = toroid.reshape %[[V13]] to [1, 2, 2, 7, 4] : (tensor<2x2x7x4xf32>) -> tensor<1x2x2x7x4xf32>
// CHECK: %[[V18:.*]] = toroid.reshape %[[V16]] to [1, 2, 2, 7, 4] : (tensor<2x2x7x4xf32>) -> tensor<1x2x2x7x4xf32>
// CHECK: %[[V19:.*]] = toroid.concat axis = 0 %[[V17]], %[[V18]] : (tensor<1x2x2x7x4xf32>, tensor<1x2x2x7x4xf32>) -> tensor<2x2x2x7x4xf32>
// CHECK: %[[V20:.*]] = toroid.attention %[[V4]], %[[V13]], %[[V16]] bias(%[[A4]]) scale = 5.000000e-01 : (tensor<2x2x3x4xf32>, tensor<2x2x7x4xf32>, tensor<2x2x7x4xf32>, tensor<1x2x3x7xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V21:.*]] = toroid.transpose %[[V20]] [0, 2, 1, 3] : (tensor<2x2x3x4xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V22:.*]] = toroid.reshape %[[V21]] to [2, 3, 8] : (tensor<2x3x2x4xf32>) -> tensor<2x3x8xf32>
// CHECK: return %[[V22]], %[[V19]] : tensor<2x3x8xf32>, tensor<2x2x2x7x4xf32>
func.func @attention_past(%a0: tensor<2x3x12xf32>, %a1: tensor<12x24xf32>, %a2: tensor<24xf32>, %a4: tensor<2x2x2x4x4xf32>, %a5: tensor<1x2x3x7xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1 = onnx.node "Attention"(%a0, %a1, %a2, %none, %a4, %a5) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, scale = 0.5 : f32}}
      : (tensor<2x3x12xf32>, tensor<12x24xf32>, tensor<24xf32>, none, tensor<2x2x2x4x4xf32>, tensor<1x2x3x7xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @attention_sizes(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x12xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<12x22xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[A0]], %[[A1]] : (tensor<2x3x12xf32>, tensor<12x22xf32>) -> tensor<2x3x22xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[V0]] [0, 0, 0] [2, 3, 8] [1, 1, 1] : (tensor<2x3x22xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V4:.*]] = toroid.slice %[[V0]] [0, 0, 8] [2, 3, 8] [1, 1, 1] : (tensor<2x3x22xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V6:.*]] = toroid.transpose %[[V5]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V7:.*]] = toroid.slice %[[V0]] [0, 0, 16] [2, 3, 6] [1, 1, 1] : (tensor<2x3x22xf32>) -> tensor<2x3x6xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [2, 3, 2, 3] : (tensor<2x3x6xf32>) -> tensor<2x3x2x3xf32>
// CHECK: %[[V9:.*]] = toroid.transpose %[[V8]] [0, 2, 1, 3] : (tensor<2x3x2x3xf32>) -> tensor<2x2x3x3xf32>
// CHECK: %[[V10:.*]] = toroid.attention %[[V3]], %[[V6]], %[[V9]] scale = 5.000000e-01 : (tensor<2x2x3x4xf32>, tensor<2x2x3x4xf32>, tensor<2x2x3x3xf32>) -> tensor<2x2x3x3xf32>
// CHECK: %[[V11:.*]] = toroid.transpose %[[V10]] [0, 2, 1, 3] : (tensor<2x2x3x3xf32>) -> tensor<2x3x2x3xf32>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V11]] to [2, 3, 6] : (tensor<2x3x2x3xf32>) -> tensor<2x3x6xf32>
// CHECK: return %[[V12]] : tensor<2x3x6xf32>
func.func @attention_sizes(%a0: tensor<2x3x12xf32>, %a1: tensor<12x22xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Attention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, qkv_hidden_sizes = array<i64: 8, 8, 6>}}
      : (tensor<2x3x12xf32>, tensor<12x22xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A bias has parts for query, key and value; rows of a mask hide keys.
// CHECK-LABEL: func.func @multi_head(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x?x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?x?x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<?x?x8xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<24xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<?x?x?xi32>
// CHECK: %[[V0:.*]] = toroid.slice %[[A3]] [0] [8] [1] : (tensor<24xf32>) -> tensor<8xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[A0]], %[[V0]] : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V2:.*]] = tensor.dim %[[A0]], %c0{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[V3:.*]] = tensor.dim %[[A0]], %c1{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V1]] to [%[[V2]], %[[V3]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V6:.*]] = toroid.slice %[[A3]] [8] [8] [1] : (tensor<24xf32>) -> tensor<8xf32>
// CHECK: %[[V7:.*]] = toroid.add %[[A1]], %[[V6]] : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V8:.*]] = tensor.dim %[[A1]], %c1{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V7]] to [%[[V2]], %[[V8]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V10:.*]] = toroid.transpose %[[V9]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V11:.*]] = toroid.slice %[[A3]] [16] [8] [1] : (tensor<24xf32>) -> tensor<8xf32>
// CHECK: %[[V12:.*]] = toroid.add %[[A2]], %[[V11]] : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[V13:.*]] = toroid.reshape %[[V12]] to [%[[V2]], %[[V8]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V14:.*]] = toroid.transpose %[[V13]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V15:.*]] = toroid.constant dense<0> : tensor<i32> : tensor<i32>
// CHECK: %[[V16:.*]] = toroid.compare gt, %[[A4]], %[[V15]] : (tensor<?x?x?xi32>, tensor<i32>) -> tensor<?x?x?xi1>
// CHECK: %[[V17:.*]] = toroid.reshape %[[V16]] to [%[[V2]], 1, %[[V3]], %[[V8]]] : (tensor<?x?x?xi1>) -> tensor<?x1x?x?xi1>
// CHECK: %[[V18:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V19:.*]] = toroid.constant dense<-1.000000e+04> : tensor<f32> : tensor<f32>
// CHECK: %[[V20:.*]] = toroid.select %[[V17]], %[[V18]], %[[V19]] : (tensor<?x1x?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x1x?x?xf32>
// CHECK: %[[V21:.*]] = toroid.attention %[[V5]], %[[V10]], %[[V14]] bias(%[[V20]]) scale = 5.000000e-01 : (tensor<?x2x?x4xf32>, tensor<?x2x?x4xf32>, tensor<?x2x?x4xf32>, tensor<?x1x?x?xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V22:.*]] = toroid.transpose %[[V21]] [0, 2, 1, 3] : (tensor<?x2x?x4xf32>) -> tensor<?x?x2x4xf32>
// CHECK: %[[V23:.*]] = toroid.reshape %[[V22]] to [%[[V2]], %[[V3]], 8] : (tensor<?x?x2x4xf32>) -> tensor<?x?x8xf32>
// CHECK: return %[[V23]] : tensor<?x?x8xf32>
func.func @multi_head(%a0: tensor<?x?x8xf32> {toroid.dims = ["b", "s", 8]}, %a1: tensor<?x?x8xf32> {toroid.dims = ["b", "l", 8]}, %a2: tensor<?x?x8xf32> {toroid.dims = ["b", "l", 8]}, %a3: tensor<24xf32>, %a4: tensor<?x?x?xi32> {toroid.dims = ["b", "s", "l"]})
    -> !onnx.unknown {
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1, %a2, %a3, %a4) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<?x?x8xf32>, tensor<?x?x8xf32>, tensor<?x?x8xf32>, tensor<24xf32>, tensor<?x?x?xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @multi_head_packed(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x5x2x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.slice %[[A0]] [0, 0, 0, 0, 0] [2, 5, 2, 1, 4] [1, 1, 1, 1, 1] : (tensor<2x5x2x3x4xf32>) -> tensor<2x5x2x1x4xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[V0]] to [2, 5, 2, 4] : (tensor<2x5x2x1x4xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V2:.*]] = toroid.transpose %[[V1]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V3:.*]] = toroid.slice %[[A0]] [0, 0, 0, 1, 0] [2, 5, 2, 1, 4] [1, 1, 1, 1, 1] : (tensor<2x5x2x3x4xf32>) -> tensor<2x5x2x1x4xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V3]] to [2, 5, 2, 4] : (tensor<2x5x2x1x4xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V6:.*]] = toroid.slice %[[A0]] [0, 0, 0, 2, 0] [2, 5, 2, 1, 4] [1, 1, 1, 1, 1] : (tensor<2x5x2x3x4xf32>) -> tensor<2x5x2x1x4xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [2, 5, 2, 4] : (tensor<2x5x2x1x4xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V8:.*]] = toroid.transpose %[[V7]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V9:.*]] = toroid.attention %[[V2]], %[[V5]], %[[V8]] scale = 5.000000e-01 {causal} : (tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V10:.*]] = toroid.transpose %[[V9]] [0, 2, 1, 3] : (tensor<2x2x5x4xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [2, 5, 8] : (tensor<2x5x2x4xf32>) -> tensor<2x5x8xf32>
// CHECK: return %[[V11]] : tensor<2x5x8xf32>
func.func @multi_head_packed(%a0: tensor<2x5x2x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "MultiHeadAttention"(%a0) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, unidirectional = 1 : i64}}
      : (tensor<2x5x2x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @multi_head_packed_key(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x5x2x2x4xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A0]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V1:.*]] = toroid.transpose %[[V0]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V2:.*]] = toroid.slice %[[A1]] [0, 0, 0, 0, 0] [2, 5, 2, 1, 4] [1, 1, 1, 1, 1] : (tensor<2x5x2x2x4xf32>) -> tensor<2x5x2x1x4xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [2, 5, 2, 4] : (tensor<2x5x2x1x4xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V4:.*]] = toroid.transpose %[[V3]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V5:.*]] = toroid.slice %[[A1]] [0, 0, 0, 1, 0] [2, 5, 2, 1, 4] [1, 1, 1, 1, 1] : (tensor<2x5x2x2x4xf32>) -> tensor<2x5x2x1x4xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [2, 5, 2, 4] : (tensor<2x5x2x1x4xf32>) -> tensor<2x5x2x4xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<2x5x2x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V8:.*]] = toroid.attention %[[V1]], %[[V4]], %[[V7]] scale = 5.000000e-01 : (tensor<2x2x3x4xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V9:.*]] = toroid.transpose %[[V8]] [0, 2, 1, 3] : (tensor<2x2x3x4xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [2, 3, 8] : (tensor<2x3x2x4xf32>) -> tensor<2x3x8xf32>
// CHECK: return %[[V10]] : tensor<2x3x8xf32>
func.func @multi_head_packed_key(%a0: tensor<2x3x8xf32>, %a1: tensor<2x5x2x2x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x5x2x2x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Key and value may come as heads; the bias is the query's.
// CHECK-LABEL: func.func @multi_head_heads(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x2x5x4xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x2x5x4xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<24xf32>
// CHECK: %[[V0:.*]] = toroid.slice %[[A3]] [0] [8] [1] : (tensor<24xf32>) -> tensor<8xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[A0]], %[[V0]] : (tensor<2x3x8xf32>, tensor<8xf32>) -> tensor<2x3x8xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V4:.*]] = toroid.attention %[[V3]], %[[A1]], %[[A2]] scale = 5.000000e-01 : (tensor<2x2x3x4xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 2, 1, 3] : (tensor<2x2x3x4xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [2, 3, 8] : (tensor<2x3x2x4xf32>) -> tensor<2x3x8xf32>
// CHECK: return %[[V6]] : tensor<2x3x8xf32>
func.func @multi_head_heads(%a0: tensor<2x3x8xf32>, %a1: tensor<2x2x5x4xf32>, %a2: tensor<2x2x5x4xf32>, %a3: tensor<24xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "MultiHeadAttention"(%a0, %a1, %a2, %a3) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, tensor<24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Present key and value follow the past; scores are asked for.
// CHECK-LABEL: func.func @multi_head_past(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x3x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x3x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x3x8xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<1x1x3x7xf32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<2x2x4x4xf32>{{[^%]*}}, %[[A5:[a-z0-9]+]]: tensor<2x2x4x4xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A0]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V1:.*]] = toroid.transpose %[[V0]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A1]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[A2]] to [2, 3, 2, 4] : (tensor<2x3x8xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 2, 1, 3] : (tensor<2x3x2x4xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V6:.*]] = toroid.concat axis = 2 %[[A4]], %[[V3]] : (tensor<2x2x4x4xf32>, tensor<2x2x3x4xf32>) -> tensor<2x2x7x4xf32>
// CHECK: %[[V7:.*]] = toroid.concat axis = 2 %[[A5]], %[[V5]] : (tensor<2x2x4x4xf32>, tensor<2x2x3x4xf32>) -> tensor<2x2x7x4xf32>
// CHECK: %[[V8:.*]] = toroid.attention %[[V1]], %[[V6]], %[[V7]] bias(%[[A3]]) scale = 5.000000e-01 : (tensor<2x2x3x4xf32>, tensor<2x2x7x4xf32>, tensor<2x2x7x4xf32>, tensor<1x1x3x7xf32>) -> tensor<2x2x3x4xf32>
// CHECK: %[[V9:.*]] = toroid.matmul %[[V1]], %[[V6]] {transpose_rhs} : (tensor<2x2x3x4xf32>, tensor<2x2x7x4xf32>) -> tensor<2x2x3x7xf32>
// CHECK: %[[V10:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32> : tensor<f32>
// CHECK: %[[V11:.*]] = toroid.mul %[[V9]], %[[V10]] : (tensor<2x2x3x7xf32>, tensor<f32>) -> tensor<2x2x3x7xf32>
// CHECK: %[[V12:.*]] = toroid.add %[[V11]], %[[A3]] : (tensor<2x2x3x7xf32>, tensor<1x1x3x7xf32>) -> tensor<2x2x3x7xf32>
// CHECK: %[[V13:.*]] = toroid.transpose %[[V8]] [0, 2, 1, 3] : (tensor<2x2x3x4xf32>) -> tensor<2x3x2x4xf32>
// CHECK: %[[V14:.*]] = toroid.reshape %[[V13]] to [2, 3, 8] : (tensor<2x3x2x4xf32>) -> tensor<2x3x8xf32>
// CHECK: return %[[V14]], %[[V6]], %[[V7]], %[[V12]] : tensor<2x3x8xf32>, tensor<2x2x7x4xf32>, tensor<2x2x7x4xf32>, tensor<2x2x3x7xf32>
func.func @multi_head_past(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3x8xf32>, %a2: tensor<2x3x8xf32>, %a5: tensor<1x1x3x7xf32>, %a6: tensor<2x2x4x4xf32>, %a7: tensor<2x2x4x4xf32>)
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1, %r2, %r3 = onnx.node "MultiHeadAttention"(%a0, %a1, %a2, %none, %none, %a5, %a6, %a7) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x8xf32>, tensor<2x3x8xf32>, tensor<2x3x8xf32>, none, none, tensor<1x1x3x7xf32>, tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2, %r3 : !onnx.unknown, !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @decoder(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x1x8xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x1x8xf32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<2x1x8xf32>{{[^%]*}}, %[[A3:[a-z0-9]+]]: tensor<2x5xi32>{{[^%]*}}, %[[A4:[a-z0-9]+]]: tensor<2x2x4x4xf32>{{[^%]*}}, %[[A5:[a-z0-9]+]]: tensor<2x2x4x4xf32>{{[^%]*}}, %[[A6:[a-z0-9]+]]: tensor<24xf32>
// CHECK: %[[V0:.*]] = toroid.slice %[[A6]] [0] [8] [1] : (tensor<24xf32>) -> tensor<8xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[A0]], %[[V0]] : (tensor<2x1x8xf32>, tensor<8xf32>) -> tensor<2x1x8xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [2, 1, 2, 4] : (tensor<2x1x8xf32>) -> tensor<2x1x2x4xf32>
// CHECK: %[[V3:.*]] = toroid.transpose %[[V2]] [0, 2, 1, 3] : (tensor<2x1x2x4xf32>) -> tensor<2x2x1x4xf32>
// CHECK: %[[V4:.*]] = toroid.slice %[[A6]] [8] [8] [1] : (tensor<24xf32>) -> tensor<8xf32>
// CHECK: %[[V5:.*]] = toroid.add %[[A1]], %[[V4]] : (tensor<2x1x8xf32>, tensor<8xf32>) -> tensor<2x1x8xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [2, 1, 2, 4] : (tensor<2x1x8xf32>) -> tensor<2x1x2x4xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 2, 1, 3] : (tensor<2x1x2x4xf32>) -> tensor<2x2x1x4xf32>
// CHECK: %[[V8:.*]] = toroid.slice %[[A6]] [16] [8] [1] : (tensor<24xf32>) -> tensor<8xf32>
// CHECK: %[[V9:.*]] = toroid.add %[[A2]], %[[V8]] : (tensor<2x1x8xf32>, tensor<8xf32>) -> tensor<2x1x8xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [2, 1, 2, 4] : (tensor<2x1x8xf32>) -> tensor<2x1x2x4xf32>
// CHECK: %[[V11:.*]] = toroid.transpose %[[V10]] [0, 2, 1, 3] : (tensor<2x1x2x4xf32>) -> tensor<2x2x1x4xf32>
// CHECK: %[[V12:.*]] = toroid.concat axis = 2 %[[A4]], %[[V7]] : (tensor<2x2x4x4xf32>, tensor<2x2x1x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V13:.*]] = toroid.concat axis = 2 %[[A5]], %[[V11]] : (tensor<2x2x4x4xf32>, tensor<2x2x1x4xf32>) -> tensor<2x2x5x4xf32>
// CHECK: %[[V14:.*]] = toroid.constant dense<0> : tensor<i32> : tensor<i32>
// CHECK: %[[V15:.*]] = toroid.compare gt, %[[A3]], %[[V14]] : (tensor<2x5xi32>, tensor<i32>) -> tensor<2x5xi1>
// CHECK: %[[V16:.*]] = toroid.reshape %[[V15]] to [2, 1, 1, 5] : (tensor<2x5xi1>) -> tensor<2x1x1x5xi1>
// CHECK: %[[V17:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V18:.*]] = toroid.constant dense<-1.000000e+04> : tensor<f32> : tensor<f32>
// CHECK: %[[V19:.*]] = toroid.select %[[V16]], %[[V17]], %[[V18]] : (tensor<2x1x1x5xi1>, tensor<f32>, tensor<f32>) -> tensor<2x1x1x5xf32>
// CHECK: %[[V20:.*]] = toroid.attention %[[V3]], %[[V12]], %[[V13]] bias(%[[V19]]) scale = 5.000000e-01 : (tensor<2x2x1x4xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, tensor<2x1x1x5xf32>) -> tensor<2x2x1x4xf32>
// CHECK: %[[V21:.*]] = toroid.transpose %[[V20]] [0, 2, 1, 3] : (tensor<2x2x1x4xf32>) -> tensor<2x1x2x4xf32>
// CHECK: %[[V22:.*]] = toroid.reshape %[[V21]] to [2, 1, 8] : (tensor<2x1x2x4xf32>) -> tensor<2x1x8xf32>
// CHECK: return %[[V22]], %[[V12]], %[[V13]] : tensor<2x1x8xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>
func.func @decoder(%a0: tensor<2x1x8xf32>, %a1: tensor<2x1x8xf32>, %a2: tensor<2x1x8xf32>, %a3: tensor<2x5xi32>, %a5: tensor<2x2x4x4xf32>, %a6: tensor<2x2x4x4xf32>, %a10: tensor<24xf32>)
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1, %r2 = onnx.node "DecoderMaskedMultiHeadAttention"(%a0, %a1, %a2, %a3, %none, %a5, %a6, %none, %none, %none, %a10) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x1x8xf32>, tensor<2x1x8xf32>, tensor<2x1x8xf32>, tensor<2x5xi32>, none, tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>, none, none, none, tensor<24xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// An input and weights of 8 bits: their product is one of integers; what comes
// after it is attention as ever.
// CHECK-LABEL: func.func @quantized_attention(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x12xui8>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<12x24xi8>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<24xf32>{{[^%]*}}, %[[SX:[a-z0-9]+]]: tensor<f32>{{[^%]*}}, %[[SW:[a-z0-9]+]]: tensor<24xf32>{{[^%]*}}, %[[MASK:[a-z0-9]+]]: tensor<?xi32>{{[^%]*}}, %[[ZX:[a-z0-9]+]]: tensor<ui8>{{[^%]*}}, %[[ZW:[a-z0-9]+]]: tensor<24xi8>
// CHECK-DAG: %[[XI:.*]] = toroid.cast %[[X]] : (tensor<?x?x12xui8>) -> tensor<?x?x12xi32>
// CHECK-DAG: %[[ZXI:.*]] = toroid.cast %[[ZX]] : (tensor<ui8>) -> tensor<i32>
// CHECK-DAG: %[[XC:.*]] = toroid.sub %[[XI]], %[[ZXI]]
// CHECK-DAG: %[[WI:.*]] = toroid.cast %[[W]] : (tensor<12x24xi8>) -> tensor<12x24xi32>
// CHECK-DAG: %[[ZWI:.*]] = toroid.cast %[[ZW]] : (tensor<24xi8>) -> tensor<24xi32>
// CHECK-DAG: %[[WC:.*]] = toroid.sub %[[WI]], %[[ZWI]]
// CHECK: %[[SUMS:.*]] = toroid.matmul %[[XC]], %[[WC]] : (tensor<?x?x12xi32>, tensor<12x24xi32>) -> tensor<?x?x24xi32>
// CHECK-DAG: %[[SCALE:.*]] = toroid.mul %[[SX]], %[[SW]] : (tensor<f32>, tensor<24xf32>) -> tensor<24xf32>
// CHECK-DAG: %[[REAL:.*]] = toroid.cast %[[SUMS]] : (tensor<?x?x24xi32>) -> tensor<?x?x24xf32>
// CHECK: %[[SCALED:.*]] = toroid.mul %[[REAL]], %[[SCALE]]
// CHECK: %[[PACKED:.*]] = toroid.add %[[SCALED]], %[[B]]
// CHECK: toroid.slice %[[PACKED]] [0, 0, 0]
// CHECK: toroid.slice %[[PACKED]] [0, 0, 8]
// CHECK: toroid.slice %[[PACKED]] [0, 0, 16]
// CHECK: toroid.cast %[[MASK]] : (tensor<?xi32>) -> tensor<?xi64>
// CHECK: toroid.attention {{.*}} {causal}
// CHECK: return %{{.*}} : tensor<?x?x8xf32>
func.func @quantized_attention(%x: tensor<?x?x12xui8> {toroid.dims = ["b", "s", 12]}, %w: tensor<12x24xi8>, %b: tensor<24xf32>, %sx: tensor<f32>, %sw: tensor<24xf32>, %mask: tensor<?xi32> {toroid.dims = ["b"]}, %zx: tensor<ui8>, %zw: tensor<24xi8>)
    -> !onnx.unknown {
  %r0 = onnx.node "QAttention"(%x, %w, %b, %sx, %sw, %mask, %zx, %zw) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64, unidirectional = 1 : i64}}
      : (tensor<?x?x12xui8>, tensor<12x24xi8>, tensor<24xf32>, tensor<f32>, tensor<24xf32>, tensor<?xi32>, tensor<ui8>, tensor<24xi8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Scales of one element; the past comes first, and the present is all of it.
// CHECK-LABEL: func.func @quantized_attention_with_past(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3x12xui8>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<12x24xui8>
// CHECK: %[[XI:.*]] = toroid.cast %[[X]] : (tensor<2x3x12xui8>) -> tensor<2x3x12xi32>
// CHECK: %[[WI:.*]] = toroid.cast %[[W]] : (tensor<12x24xui8>) -> tensor<12x24xi32>
// CHECK: toroid.matmul %[[XI]], %[[WI]]
// CHECK: toroid.concat axis = 2 {{.*}} -> tensor<2x2x7x4xf32>
// CHECK: toroid.concat axis = 2 {{.*}} -> tensor<2x2x7x4xf32>
// CHECK: %[[PRESENT:.*]] = toroid.concat axis = 0 {{.*}} -> tensor<2x2x2x7x4xf32>
// CHECK: toroid.attention
// CHECK: return %{{.*}}, %[[PRESENT]] : tensor<2x3x8xf32>, tensor<2x2x2x7x4xf32>
func.func @quantized_attention_with_past(%x: tensor<2x3x12xui8>, %w: tensor<12x24xui8>, %b: tensor<24xf32>, %sx: tensor<1xf32>, %sw: tensor<1xf32>, %past: tensor<2x2x2x4x4xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1 = onnx.node "QAttention"(%x, %w, %b, %sx, %sw, %none, %none, %none, %past) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x3x12xui8>, tensor<12x24xui8>, tensor<24xf32>, tensor<1xf32>, tensor<1xf32>, none, none, none, tensor<2x2x2x4x4xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// Without a past, where the past ends and who began it does not matter.

// CHECK-LABEL: func.func @no_past(
// CHECK: toroid.attention
func.func @no_past(%q: tensor<2x1x8xf32>, %k: tensor<2x2x5x4xf32>, %n: tensor<1xi32>, %c: tensor<2x1x9xi32>) -> !onnx.unknown {
  %none = onnx.none : none
  %r = onnx.node "MultiHeadAttention"(%q, %k, %k, %none, %none, %none, %none, %none, %n, %c) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x1x8xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, none, none, none, none, none, tensor<1xi32>, tensor<2x1x9xi32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @decoder_without_past(
// CHECK: toroid.attention
func.func @decoder_without_past(%q: tensor<2x1x8xf32>, %k: tensor<2x2x5x4xf32>, %n: tensor<1xi32>, %c: tensor<2x1x9xi32>) -> !onnx.unknown {
  %none = onnx.none : none
  %r = onnx.node "DecoderMaskedMultiHeadAttention"(%q, %k, %k, %none, %none, %none, %none, %n, %n, %c) {domain = "com.microsoft", opset = 1 : i64, attrs = {num_heads = 2 : i64}}
      : (tensor<2x1x8xf32>, tensor<2x2x5x4xf32>, tensor<2x2x5x4xf32>, none, none, none, none, tensor<1xi32>, tensor<1xi32>, tensor<2x1x9xi32>) -> !onnx.unknown
  return %r : !onnx.unknown
}
