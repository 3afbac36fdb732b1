// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Einstein summation.

// A projection that splits heads is one product.
// CHECK-LABEL: func.func @projection(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<8x2x4xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[W]] to [8, 8] : (tensor<8x2x4xf32>) -> tensor<8x8xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %[[X]], %[[V0]] : (tensor<?x?x8xf32>, tensor<8x8xf32>) -> tensor<?x?x8xf32>
// CHECK: %[[D2:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[D3:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V1]] to [%[[D2]], %[[D3]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: return %[[V4]] : tensor<?x?x2x4xf32>
func.func @projection(%x: tensor<?x?x8xf32>, %w: tensor<8x2x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x, %w) {opset = 17 : i64, attrs = {equation = "bsd,dnh->bsnh"}}
      : (tensor<?x?x8xf32>, tensor<8x2x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Batch and heads are in front, what is summed in the middle.
// CHECK-LABEL: func.func @scores(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x?x2x4xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<?x?x2x4xf32>
// CHECK: %[[V0:.*]] = toroid.transpose %[[Q]] [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
// CHECK: %[[V1:.*]] = toroid.transpose %[[K]] [0, 2, 3, 1] : (tensor<?x?x2x4xf32>) -> tensor<?x2x4x?xf32>
// CHECK: %[[V2:.*]] = toroid.matmul %[[V0]], %[[V1]] : (tensor<?x2x?x4xf32>, tensor<?x2x4x?xf32>) -> tensor<?x2x?x?xf32>
// CHECK: return %[[V2]] : tensor<?x2x?x?xf32>
func.func @scores(%q: tensor<?x?x2x4xf32> {toroid.dims = ["b", "q", 2, 4]}, %k: tensor<?x?x2x4xf32> {toroid.dims = ["b", "k", 2, 4]})
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%q, %k) {opset = 17 : i64, attrs = {equation = "bqnh,bknh->bnqk"}}
      : (tensor<?x?x2x4xf32>, tensor<?x?x2x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Nothing is summed.
// CHECK-LABEL: func.func @outer(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<3xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [3, 1] : (tensor<3xf32>) -> tensor<3x1xf32>
// CHECK: %[[D1:.*]] = tensor.dim %[[Y]], %c0{{[_0-9]*}} : tensor<?xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[Y]] to [1, %[[D1]]] : (tensor<?xf32>) -> tensor<1x?xf32>
// CHECK: %[[V3:.*]] = toroid.mul %[[V0]], %[[V2]] : (tensor<3x1xf32>, tensor<1x?xf32>) -> tensor<3x?xf32>
// CHECK: return %[[V3]] : tensor<3x?xf32>
func.func @outer(%x: tensor<3xf32>, %y: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x, %y) {opset = 17 : i64, attrs = {equation = "i,j->ij"}}
      : (tensor<3xf32>, tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @sums(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce sum, %[[X]] axes = [0, 1] keep_dims = false : (tensor<?x3x4xf32>) -> tensor<4xf32>
// CHECK: return %[[V0]] : tensor<4xf32>
func.func @sums(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "ijk->k"}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Without an arrow: letters in order.
// CHECK-LABEL: func.func @implicit(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[V0:.*]] = toroid.transpose %[[X]] [1, 0] : (tensor<?x3xf32>) -> tensor<3x?xf32>
// CHECK: return %[[V0]] : tensor<3x?xf32>
func.func @implicit(%x: tensor<?x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "ba"}}
      : (tensor<?x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Dims of an ellipsis broadcast.
// CHECK-LABEL: func.func @ellipsis(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x5x3x4xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<5x4x6xf32>
// CHECK: %[[V0:.*]] = toroid.transpose %[[X]] [1, 0, 2, 3] : (tensor<?x5x3x4xf32>) -> tensor<5x?x3x4xf32>
// CHECK: %[[D1:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x5x3x4xf32>
// CHECK: %[[V2:.*]] = arith.muli %[[D1]], %c3{{[_0-9]*}} : index
// CHECK: %[[V3:.*]] = toroid.reshape %[[V0]] to [5, %[[V2]], 4] : (tensor<5x?x3x4xf32>) -> tensor<5x?x4xf32>
// CHECK: %[[V4:.*]] = toroid.matmul %[[V3]], %[[Y]] : (tensor<5x?x4xf32>, tensor<5x4x6xf32>) -> tensor<5x?x6xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [5, %[[D1]], 3, 6] : (tensor<5x?x6xf32>) -> tensor<5x?x3x6xf32>
// CHECK: %[[V6:.*]] = toroid.transpose %[[V5]] [1, 0, 2, 3] : (tensor<5x?x3x6xf32>) -> tensor<?x5x3x6xf32>
// CHECK: return %[[V6]] : tensor<?x5x3x6xf32>
func.func @ellipsis(%x: tensor<?x5x3x4xf32>, %y: tensor<5x4x6xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x, %y) {opset = 17 : i64, attrs = {equation = "...ij, ...jk -> ...ik"}}
      : (tensor<?x5x3x4xf32>, tensor<5x4x6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// From left to right.
// CHECK-LABEL: func.func @three(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<3x4xf32>{{[^%]*}}, %[[Z:[a-z0-9]+]]: tensor<4x5xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %[[Y]] : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %[[V0]], %[[Z]] : (tensor<2x4xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
// CHECK: return %[[V1]] : tensor<2x5xf32>
func.func @three(%x: tensor<2x3xf32>, %y: tensor<3x4xf32>, %z: tensor<4x5xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x, %y, %z) {opset = 17 : i64, attrs = {equation = "ab,bc,cd->ad"}}
      : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4x5xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// What only one input has is summed first.
// CHECK-LABEL: func.func @summed_alone(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = toroid.reduce sum, %[[X]] axes = [0] keep_dims = false : (tensor<2x3xf32>) -> tensor<3xf32>
// CHECK: %[[V1:.*]] = toroid.reduce sum, %[[Y]] axes = [0] keep_dims = false : (tensor<4xf32>) -> tensor<f32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [1] : (tensor<f32>) -> tensor<1xf32>
// CHECK: %[[V3:.*]] = toroid.mul %[[V0]], %[[V2]] : (tensor<3xf32>, tensor<1xf32>) -> tensor<3xf32>
// CHECK: return %[[V3]] : tensor<3xf32>
func.func @summed_alone(%x: tensor<2x3xf32>, %y: tensor<4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x, %y) {opset = 17 : i64, attrs = {equation = "ab,c->b"}}
      : (tensor<2x3xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @diagonal(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x?x5x?xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<{{\[\[}}0], [1], [2], [3], [4]]> : tensor<5x1xi64> : tensor<5x1xi64>
// CHECK: %[[V1:.*]] = toroid.gather_nd %[[X]], %[[V0]] dims = [3] window = [1, 2, 0] : (tensor<2x?x5x?xf32>, tensor<5x1xi64>) -> tensor<5x2x?xf32>
// CHECK: %[[V2:.*]] = toroid.transpose %[[V1]] [1, 2, 0] : (tensor<5x2x?xf32>) -> tensor<2x?x5xf32>
// CHECK: return %[[V2]] : tensor<2x?x5xf32>
func.func @diagonal(%x: tensor<2x?x5x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "...ii->...i"}}
      : (tensor<2x?x5x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @trace(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<{{\[\[}}0], [1], [2], [3]]> : tensor<4x1xi64> : tensor<4x1xi64>
// CHECK: %[[V1:.*]] = toroid.gather_nd %[[X]], %[[V0]] dims = [1] window = [0] : (tensor<4x4xf32>, tensor<4x1xi64>) -> tensor<4xf32>
// CHECK: %[[V2:.*]] = toroid.reduce sum, %[[V1]] axes = [0] keep_dims = false : (tensor<4xf32>) -> tensor<f32>
// CHECK: return %[[V2]] : tensor<f32>
func.func @trace(%x: tensor<4x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "ii"}}
      : (tensor<4x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A dim of 1 stretches to that of the other term, also where it is summed over.

// CHECK-LABEL: func.func @stretch(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<3x1xf32>, %[[Y:[a-z0-9]+]]: tensor<?x2xf32>
// CHECK: %[[NARROW:.*]] = toroid.reshape %[[X]] to [3]
// CHECK: %[[SUM:.*]] = toroid.reduce sum, %[[Y]] axes = [0] keep_dims = false : (tensor<?x2xf32>) -> tensor<2xf32>
// CHECK: %[[COLUMN:.*]] = toroid.reshape %[[NARROW]] to [3, 1]
// CHECK: %[[ROW:.*]] = toroid.reshape %[[SUM]] to [1, 2]
// CHECK: %[[R:.*]] = toroid.mul %[[COLUMN]], %[[ROW]] : {{.*}} -> tensor<3x2xf32>
// CHECK: return %[[R]]
func.func @stretch(%x: tensor<3x1xf32>, %y: tensor<?x2xf32>) -> !onnx.unknown {
  %r = onnx.node "Einsum"(%x, %y) {opset = 17 : i64, attrs = {equation = "ij,jk->ik"}}
      : (tensor<3x1xf32>, tensor<?x2xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}
