// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// What summarizes along axes.

// CHECK-LABEL: func.func @mean_attribute(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce mean, %[[X]] axes = [2] keep_dims = true : (tensor<?x3x4xf32>) -> tensor<?x3x1xf32>
// CHECK: return %[[V0]] : tensor<?x3x1xf32>
func.func @mean_attribute(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceMean"(%x) {opset = 17 : i64, attrs = {axes = [-1], keepdims = 1 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @mean_input(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce mean, %[[X]] axes = [1, 2] keep_dims = false : (tensor<?x3x4xf32>) -> tensor<?xf32>
// CHECK: return %[[V0]] : tensor<?xf32>
func.func @mean_input(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %a = onnx.constant dense<[2, 1]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "ReduceMean"(%x, %a) {opset = 18 : i64, attrs = {keepdims = 0 : i64}}
      : (tensor<?x3x4xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @sum_all(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce sum, %[[X]] axes = [0, 1, 2] keep_dims = false : (tensor<?x3x4xf32>) -> tensor<f32>
// CHECK: return %[[V0]] : tensor<f32>
func.func @sum_all(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceSum"(%x) {opset = 17 : i64, attrs = {keepdims = 0 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// No axes, and that means none.
// CHECK-LABEL: func.func @sum_nothing(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: return %[[X]] : tensor<?x3x4xf32>
func.func @sum_nothing(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceSum"(%x) {opset = 17 : i64, attrs = {noop_with_empty_axes = 1 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reducemax(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>
// CHECK: %[[V0:.*]] = toroid.reduce max, %[[X]] axes = [1] keep_dims = true : (tensor<?x4xi64>) -> tensor<?x1xi64>
// CHECK: return %[[V0]] : tensor<?x1xi64>
func.func @reducemax(%x: tensor<?x4xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceMax"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reducemin(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>
// CHECK: %[[V0:.*]] = toroid.reduce min, %[[X]] axes = [1] keep_dims = true : (tensor<?x4xi64>) -> tensor<?x1xi64>
// CHECK: return %[[V0]] : tensor<?x1xi64>
func.func @reducemin(%x: tensor<?x4xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceMin"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reduceprod(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>
// CHECK: %[[V0:.*]] = toroid.reduce prod, %[[X]] axes = [1] keep_dims = true : (tensor<?x4xi64>) -> tensor<?x1xi64>
// CHECK: return %[[V0]] : tensor<?x1xi64>
func.func @reduceprod(%x: tensor<?x4xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceProd"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Of bools: whether any holds.
// CHECK-LABEL: func.func @any(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi1>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?x4xi1>) -> tensor<?x4xui8>
// CHECK: %[[V1:.*]] = toroid.reduce max, %[[V0]] axes = [1] keep_dims = false : (tensor<?x4xui8>) -> tensor<?xui8>
// CHECK: %[[V2:.*]] = toroid.cast %[[V1]] : (tensor<?xui8>) -> tensor<?xi1>
// CHECK: return %[[V2]] : tensor<?xi1>
func.func @any(%x: tensor<?x4xi1>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceMax"(%x) {opset = 17 : i64, attrs = {axes = [1], keepdims = 0 : i64}}
      : (tensor<?x4xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reducel1(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.abs %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.reduce sum, %[[V0]] axes = [1] keep_dims = true : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: return %[[V1]] : tensor<?x1xf32>
func.func @reducel1(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceL1"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reducel2(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.mul %[[X]], %[[X]] : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.reduce sum, %[[V0]] axes = [1] keep_dims = true : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V2:.*]] = toroid.sqrt %[[V1]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: return %[[V2]] : tensor<?x1xf32>
func.func @reducel2(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceL2"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reducesumsquare(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.mul %[[X]], %[[X]] : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.reduce sum, %[[V0]] axes = [1] keep_dims = true : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: return %[[V1]] : tensor<?x1xf32>
func.func @reducesumsquare(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceSumSquare"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reducelogsum(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce sum, %[[X]] axes = [1] keep_dims = true : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V1:.*]] = toroid.log %[[V0]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: return %[[V1]] : tensor<?x1xf32>
func.func @reducelogsum(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceLogSum"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reducelogsumexp(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce max, %[[X]] axes = [1] keep_dims = true : (tensor<?x4xf32>) -> tensor<?x1xf32>
// CHECK: %[[V1:.*]] = toroid.abs %[[V0]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: %[[C2:.*]] = toroid.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V3:.*]] = toroid.compare eq, %[[V1]], %[[C2]] : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xi1>
// CHECK: %[[C4:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.select %[[V3]], %[[C4]], %[[V0]] : (tensor<?x1xi1>, tensor<f32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: %[[V6:.*]] = toroid.sub %[[X]], %[[V5]] : (tensor<?x4xf32>, tensor<?x1xf32>) -> tensor<?x4xf32>
// CHECK: %[[V7:.*]] = toroid.exp %[[V6]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V8:.*]] = toroid.reduce sum, %[[V7]] axes = [1] keep_dims = false : (tensor<?x4xf32>) -> tensor<?xf32>
// CHECK: %[[V9:.*]] = toroid.log %[[V8]] : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[D10:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x4xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V5]] to [%[[D10]]] : (tensor<?x1xf32>) -> tensor<?xf32>
// CHECK: %[[V12:.*]] = toroid.add %[[V9]], %[[V11]] : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: return %[[V12]] : tensor<?xf32>
func.func @reducelogsumexp(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceLogSumExp"(%x) {opset = 17 : i64, attrs = {axes = [1], keepdims = 0 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The root of integers is truncated.
// CHECK-LABEL: func.func @l2_of_integers(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>
// CHECK: %[[V0:.*]] = toroid.mul %[[X]], %[[X]] : (tensor<?x4xi64>, tensor<?x4xi64>) -> tensor<?x4xi64>
// CHECK: %[[V1:.*]] = toroid.reduce sum, %[[V0]] axes = [1] keep_dims = true : (tensor<?x4xi64>) -> tensor<?x1xi64>
// CHECK: %[[V2:.*]] = toroid.cast %[[V1]] : (tensor<?x1xi64>) -> tensor<?x1xf64>
// CHECK: %[[V3:.*]] = toroid.sqrt %[[V2]] : (tensor<?x1xf64>) -> tensor<?x1xf64>
// CHECK: %[[V4:.*]] = toroid.cast %[[V3]] : (tensor<?x1xf64>) -> tensor<?x1xi64>
// CHECK: return %[[V4]] : tensor<?x1xi64>
func.func @l2_of_integers(%x: tensor<?x4xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceL2"(%x) {opset = 17 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @argmax(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.arg_reduce max, %[[X]] axis = 2 keep_dims = false select_last = false : (tensor<?x3x4xf32>) -> tensor<?x3xi64>
// CHECK: return %[[V0]] : tensor<?x3xi64>
func.func @argmax(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ArgMax"(%x) {opset = 17 : i64, attrs = {axis = -1 : i64, keepdims = 0 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @argmin(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.arg_reduce min, %[[X]] axis = 0 keep_dims = true select_last = true : (tensor<?x3x4xf32>) -> tensor<1x3x4xi64>
// CHECK: return %[[V0]] : tensor<1x3x4xi64>
func.func @argmin(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ArgMin"(%x) {opset = 17 : i64, attrs = {select_last_index = 1 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The rank is declared only for what is made of the result element by element.

// CHECK-LABEL: func.func @rank_of_users(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: toroid.sqrt %{{.*}} : (tensor<?xf32>) -> tensor<?xf32>
func.func @rank_of_users(%x: tensor<?x4xf32>, %a: tensor<?xi64>) -> tensor<?xf32> {
  %0 = onnx.node "ReduceSum"(%x, %a) {opset = 18 : i64, attrs = {keepdims = 0 : i64}}
      : (tensor<?x4xf32>, tensor<?xi64>) -> !onnx.unknown
  %1 = onnx.node "Sqrt"(%0) {opset = 18 : i64} : (!onnx.unknown) -> !onnx.unknown
  %2 = onnx.node "Identity"(%1) {opset = 18 : i64} : (!onnx.unknown) -> tensor<?xf32>
  return %2 : tensor<?xf32>
}
