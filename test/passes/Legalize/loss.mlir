// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Losses over classes.

// CHECK-LABEL: func.func @sum(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x5xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1.000000e+00> : tensor<5xf32> : tensor<5xf32>
// CHECK: %[[V1:.*]] = toroid.gather axis = 0 %[[V0]], %[[A1]] : (tensor<5xf32>, tensor<?xi64>) -> tensor<?xf32>
// CHECK: %[[V2:.*]] = toroid.constant dense<{{\[\[}}0, 1, 2, 3, 4]]> : tensor<1x5xi64> : tensor<1x5xi64>
// CHECK-DAG: %[[I3:.*]] = arith.constant 0 : index
// CHECK: %[[V4:.*]] = tensor.dim %[[A1]], %[[I3]] : tensor<?xi64>
// CHECK: %[[V5:.*]] = toroid.reshape %[[A1]] to [%[[V4]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V6:.*]] = toroid.compare eq, %[[V2]], %[[V5]] : (tensor<1x5xi64>, tensor<?x1xi64>) -> tensor<?x5xi1>
// CHECK: %[[V7:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V8:.*]] = toroid.select %[[V6]], %[[A0]], %[[V7]] : (tensor<?x5xi1>, tensor<?x5xf32>, tensor<f32>) -> tensor<?x5xf32>
// CHECK: %[[V9:.*]] = toroid.reduce sum, %[[V8]] axes = [1] keep_dims = false : (tensor<?x5xf32>) -> tensor<?xf32>
// CHECK: %[[V10:.*]] = toroid.neg %[[V9]] : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V11:.*]] = toroid.mul %[[V10]], %[[V1]] : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V12:.*]] = toroid.reduce sum, %[[V11]] axes = [0] keep_dims = false : (tensor<?xf32>) -> tensor<f32>
// CHECK: return %[[V12]] : tensor<f32>
func.func @sum(%x: tensor<?x5xf32>, %t: tensor<?xi64>) -> !onnx.unknown {
  %r0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %t) {opset = 13 : i64, attrs = {reduction = "sum"}}
      : (tensor<?x5xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Ignored labels weigh nothing.
// CHECK-LABEL: func.func @weighted_mean(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<2x5x?xf16>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<2x?xi32>{{[^%]*}}, %[[A2:[a-z0-9]+]]: tensor<5xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[A0]] : (tensor<2x5x?xf16>) -> tensor<2x5x?xf32>
// CHECK: %[[V1:.*]] = toroid.cast %[[A1]] : (tensor<2x?xi32>) -> tensor<2x?xi64>
// CHECK: %[[V2:.*]] = toroid.constant dense<-1> : tensor<i64> : tensor<i64>
// CHECK: %[[V3:.*]] = toroid.compare eq, %[[V1]], %[[V2]] : (tensor<2x?xi64>, tensor<i64>) -> tensor<2x?xi1>
// CHECK: %[[V4:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V5:.*]] = toroid.mul %[[V1]], %[[V4]] : (tensor<2x?xi64>, tensor<i64>) -> tensor<2x?xi64>
// CHECK: %[[V6:.*]] = toroid.select %[[V3]], %[[V5]], %[[V1]] : (tensor<2x?xi1>, tensor<2x?xi64>, tensor<2x?xi64>) -> tensor<2x?xi64>
// CHECK: %[[V7:.*]] = toroid.cast %[[A2]] : (tensor<5xf16>) -> tensor<5xf32>
// CHECK: %[[V8:.*]] = toroid.gather axis = 0 %[[V7]], %[[V6]] : (tensor<5xf32>, tensor<2x?xi64>) -> tensor<2x?xf32>
// CHECK: %[[V9:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V10:.*]] = toroid.mul %[[V8]], %[[V9]] : (tensor<2x?xf32>, tensor<f32>) -> tensor<2x?xf32>
// CHECK: %[[V11:.*]] = toroid.select %[[V3]], %[[V10]], %[[V8]] : (tensor<2x?xi1>, tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
// CHECK: %[[V12:.*]] = toroid.constant dense<{{\[\[}}[0], [1], [2], [3], [4]]]> : tensor<1x5x1xi64> : tensor<1x5x1xi64>
// CHECK-DAG: %[[I13:.*]] = arith.constant 1 : index
// CHECK: %[[V14:.*]] = tensor.dim %[[A1]], %[[I13]] : tensor<2x?xi32>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V6]] to [2, 1, %[[V14]]] : (tensor<2x?xi64>) -> tensor<2x1x?xi64>
// CHECK: %[[V16:.*]] = toroid.compare eq, %[[V12]], %[[V15]] : (tensor<1x5x1xi64>, tensor<2x1x?xi64>) -> tensor<2x5x?xi1>
// CHECK: %[[V17:.*]] = toroid.select %[[V16]], %[[V0]], %[[V9]] : (tensor<2x5x?xi1>, tensor<2x5x?xf32>, tensor<f32>) -> tensor<2x5x?xf32>
// CHECK: %[[V18:.*]] = toroid.reduce sum, %[[V17]] axes = [1] keep_dims = false : (tensor<2x5x?xf32>) -> tensor<2x?xf32>
// CHECK: %[[V19:.*]] = toroid.neg %[[V18]] : (tensor<2x?xf32>) -> tensor<2x?xf32>
// CHECK: %[[V20:.*]] = toroid.mul %[[V19]], %[[V11]] : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
// CHECK: %[[V21:.*]] = toroid.reduce sum, %[[V20]] axes = [0, 1] keep_dims = false : (tensor<2x?xf32>) -> tensor<f32>
// CHECK: %[[V22:.*]] = toroid.reduce sum, %[[V11]] axes = [0, 1] keep_dims = false : (tensor<2x?xf32>) -> tensor<f32>
// CHECK: %[[V23:.*]] = toroid.div %[[V21]], %[[V22]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[V24:.*]] = toroid.cast %[[V23]] : (tensor<f32>) -> tensor<f16>
// CHECK: return %[[V24]] : tensor<f16>
func.func @weighted_mean(%x: tensor<2x5x?xf16>, %t: tensor<2x?xi32>, %w: tensor<5xf16>) -> !onnx.unknown {
  %r0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %t, %w) {opset = 13 : i64, attrs = {ignore_index = -1 : i64}}
      : (tensor<2x5x?xf16>, tensor<2x?xi32>, tensor<5xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cross_entropy(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x5xf32>{{[^%]*}}, %[[A1:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.reduce max, %[[A0]] axes = [1] keep_dims = true : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK: %[[V1:.*]] = toroid.sub %[[A0]], %[[V0]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK: %[[V2:.*]] = toroid.exp %[[V1]] : (tensor<?x5xf32>) -> tensor<?x5xf32>
// CHECK: %[[V3:.*]] = toroid.reduce sum, %[[V2]] axes = [1] keep_dims = true : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK: %[[V4:.*]] = toroid.log %[[V3]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: %[[V5:.*]] = toroid.sub %[[V1]], %[[V4]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK: %[[V6:.*]] = toroid.constant dense<1.000000e+00> : tensor<5xf32> : tensor<5xf32>
// CHECK: %[[V7:.*]] = toroid.gather axis = 0 %[[V6]], %[[A1]] : (tensor<5xf32>, tensor<?xi64>) -> tensor<?xf32>
// CHECK: %[[V8:.*]] = toroid.constant dense<{{\[\[}}0, 1, 2, 3, 4]]> : tensor<1x5xi64> : tensor<1x5xi64>
// CHECK-DAG: %[[I9:.*]] = arith.constant 0 : index
// CHECK: %[[V10:.*]] = tensor.dim %[[A1]], %[[I9]] : tensor<?xi64>
// CHECK: %[[V11:.*]] = toroid.reshape %[[A1]] to [%[[V10]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V12:.*]] = toroid.compare eq, %[[V8]], %[[V11]] : (tensor<1x5xi64>, tensor<?x1xi64>) -> tensor<?x5xi1>
// CHECK: %[[V13:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V14:.*]] = toroid.select %[[V12]], %[[V5]], %[[V13]] : (tensor<?x5xi1>, tensor<?x5xf32>, tensor<f32>) -> tensor<?x5xf32>
// CHECK: %[[V15:.*]] = toroid.reduce sum, %[[V14]] axes = [1] keep_dims = false : (tensor<?x5xf32>) -> tensor<?xf32>
// CHECK: %[[V16:.*]] = toroid.neg %[[V15]] : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V17:.*]] = toroid.mul %[[V16]], %[[V7]] : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: return %[[V17]], %[[V5]] : tensor<?xf32>, tensor<?x5xf32>
func.func @cross_entropy(%x: tensor<?x5xf32>, %t: tensor<?xi64>) -> (!onnx.unknown, !onnx.unknown) {
  %r0:2 = onnx.node "SoftmaxCrossEntropyLoss"(%x, %t) {opset = 13 : i64, attrs = {reduction = "none"}}
      : (tensor<?x5xf32>, tensor<?xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0#0, %r0#1 : !onnx.unknown, !onnx.unknown
}
