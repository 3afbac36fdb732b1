// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Reshapes, transposes, and what repeats elements.

// CHECK-LABEL: func.func @reshape_static(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [2, 12] : (tensor<2x3x4xf32>) -> tensor<2x12xf32>
// CHECK: return %[[V0]] : tensor<2x12xf32>
func.func @reshape_static(%x: tensor<2x3x4xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[0, -1]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<2x3x4xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// With allowzero a 0 is a size of 0.
// CHECK-LABEL: func.func @reshape_zero_means_zero(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<0x3xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<> : tensor<3x0xf32>
// CHECK: return %[[C0]] : tensor<3x0xf32>
func.func @reshape_zero_means_zero(%x: tensor<0x3xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[3, 0]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64, attrs = {allowzero = 1 : i64}}
      : (tensor<0x3xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The open dim divides exactly: heads of a projection.
// CHECK-LABEL: func.func @reshape_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[D1:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[X]] to [%[[D0]], %[[D1]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
// CHECK: return %[[V2]] : tensor<?x?x2x4xf32>
func.func @reshape_dynamic(%x: tensor<?x?x8xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[0, 0, -1, 4]> : tensor<4xi64> : tensor<4xi64>
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<?x?x8xf32>, tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// batch * seq, and back.
// CHECK-LABEL: func.func @reshape_merge(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[D1:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<?x?x8xf32>
// CHECK: %[[V2:.*]] = arith.muli %[[D0]], %[[D1]] : index
// CHECK: %[[V3:.*]] = toroid.reshape %[[X]] to [%[[V2]], 8] : (tensor<?x?x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V3]] to [%[[D0]], %[[D1]], 8] : (tensor<?x8xf32>) -> tensor<?x?x8xf32>
// CHECK: return %[[V4]] : tensor<?x?x8xf32>
func.func @reshape_merge(%x: tensor<?x?x8xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[-1, 8]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<?x?x8xf32>, tensor<2xi64>) -> !onnx.unknown
  %r1 = onnx.node "Shape"(%x) {opset = 17 : i64}
      : (tensor<?x?x8xf32>) -> !onnx.unknown
  %r2 = onnx.node "Reshape"(%r0, %r1) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  return %r2 : !onnx.unknown
}

// A shape that is an input: 0 and -1 are resolved when the model runs.
// CHECK-LABEL: func.func @reshape_data(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x6xf32>{{[^%]*}}, %[[S:[a-z0-9]+]]: tensor<2xi64>
// CHECK: %[[V0:.*]] = tensor.extract %[[S]][%c0{{[_0-9]*}}] : tensor<2xi64>
// CHECK: %[[V1:.*]] = tensor.extract %[[S]][%c1{{[_0-9]*}}] : tensor<2xi64>
// CHECK: %[[V2:.*]] = arith.index_cast %[[V0]] : i64 to index
// CHECK: %[[V3:.*]] = arith.cmpi eq, %[[V2]], %c0{{[_0-9]*}} : index
// CHECK: %[[D4:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x6xf32>
// CHECK: %[[V5:.*]] = arith.select %[[V3]], %[[D4]], %[[V2]] : index
// CHECK: %[[V6:.*]] = arith.index_cast %[[V1]] : i64 to index
// CHECK: %[[V7:.*]] = arith.cmpi eq, %[[V6]], %c0{{[_0-9]*}} : index
// CHECK: %[[V8:.*]] = arith.select %[[V7]], %c6{{[_0-9]*}}, %[[V6]] : index
// CHECK: %{{.*}}-1 = arith.constant -1 : index
// CHECK: %[[V9:.*]] = arith.cmpi eq, %[[V5]], %{{.*}}-1 : index
// CHECK: %[[V10:.*]] = arith.select %[[V9]], %c1{{[_0-9]*}}, %[[V5]] : index
// CHECK: %[[V11:.*]] = arith.cmpi eq, %[[V8]], %{{.*}}-1 : index
// CHECK: %[[V12:.*]] = arith.select %[[V11]], %c1{{[_0-9]*}}, %[[V8]] : index
// CHECK: %[[V13:.*]] = arith.muli %[[D4]], %c6{{[_0-9]*}} : index
// CHECK: %[[V14:.*]] = arith.muli %[[V10]], %[[V12]] : index
// CHECK: %[[V15:.*]] = arith.maxsi %[[V14]], %c1{{[_0-9]*}} : index
// CHECK: %[[V16:.*]] = arith.divsi %[[V13]], %[[V15]] : index
// CHECK: %[[V17:.*]] = arith.select %[[V9]], %[[V16]], %[[V5]] : index
// CHECK: %[[V18:.*]] = arith.select %[[V11]], %[[V16]], %[[V8]] : index
// CHECK: %[[V19:.*]] = toroid.reshape %[[X]] to [%[[V17]], %[[V18]]] : (tensor<?x6xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V19]] : tensor<?x?xf32>
func.func @reshape_data(%x: tensor<?x6xf32>, %s: tensor<2xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<?x6xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @flatten(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x3x4xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[X]] to [%[[D0]], 12] : (tensor<?x3x4xf32>) -> tensor<?x12xf32>
// CHECK: return %[[V1]] : tensor<?x12xf32>
func.func @flatten(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Flatten"(%x) {opset = 17 : i64, attrs = {axis = -2 : i64}}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @flatten_all(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x3xf32>
// CHECK: %[[V1:.*]] = arith.muli %[[D0]], %c3{{[_0-9]*}} : index
// CHECK: %[[V2:.*]] = toroid.reshape %[[X]] to [1, %[[V1]]] : (tensor<?x3xf32>) -> tensor<1x?xf32>
// CHECK: return %[[V2]] : tensor<1x?xf32>
func.func @flatten_all(%x: tensor<?x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Flatten"(%x) {opset = 17 : i64, attrs = {axis = 0 : i64}}
      : (tensor<?x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @squeeze_attribute(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x?x1xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<1x?x1xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[X]] to [%[[D0]]] : (tensor<1x?x1xf32>) -> tensor<?xf32>
// CHECK: return %[[V1]] : tensor<?xf32>
func.func @squeeze_attribute(%x: tensor<1x?x1xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Squeeze"(%x) {opset = 11 : i64, attrs = {axes = [0, -1]}}
      : (tensor<1x?x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @squeeze_input(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x?x1xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<1x?x1xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[X]] to [1, %[[D0]]] : (tensor<1x?x1xf32>) -> tensor<1x?xf32>
// CHECK: return %[[V1]] : tensor<1x?xf32>
func.func @squeeze_input(%x: tensor<1x?x1xf32>)
    -> !onnx.unknown {
  %a = onnx.constant dense<[2]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Squeeze"(%x, %a) {opset = 17 : i64}
      : (tensor<1x?x1xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @squeeze_all(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x3x1xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [3] : (tensor<1x3x1xf32>) -> tensor<3xf32>
// CHECK: return %[[V0]] : tensor<3xf32>
func.func @squeeze_all(%x: tensor<1x3x1xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Squeeze"(%x) {opset = 17 : i64}
      : (tensor<1x3x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @unsqueeze_attribute(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[X]] to [%[[D0]], 1, 4, 1] : (tensor<?x4xf32>) -> tensor<?x1x4x1xf32>
// CHECK: return %[[V1]] : tensor<?x1x4x1xf32>
func.func @unsqueeze_attribute(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Unsqueeze"(%x) {opset = 11 : i64, attrs = {axes = [1, -1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @unsqueeze_input(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[X]] to [1, %[[D0]], 4, 1] : (tensor<?x4xf32>) -> tensor<1x?x4x1xf32>
// CHECK: return %[[V1]] : tensor<1x?x4x1xf32>
func.func @unsqueeze_input(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %a = onnx.constant dense<[3, 0]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Unsqueeze"(%x, %a) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @transpose(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2x3xf32>
// CHECK: %[[V0:.*]] = toroid.transpose %[[X]] [0, 2, 1] : (tensor<?x2x3xf32>) -> tensor<?x3x2xf32>
// CHECK: return %[[V0]] : tensor<?x3x2xf32>
func.func @transpose(%x: tensor<?x2x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Transpose"(%x) {opset = 17 : i64, attrs = {perm = [0, 2, 1]}}
      : (tensor<?x2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @transpose_default(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2x3xf32>
// CHECK: %[[V0:.*]] = toroid.transpose %[[X]] [2, 1, 0] : (tensor<?x2x3xf32>) -> tensor<3x2x?xf32>
// CHECK: return %[[V0]] : tensor<3x2x?xf32>
func.func @transpose_default(%x: tensor<?x2x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Transpose"(%x) {opset = 17 : i64}
      : (tensor<?x2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @concat(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = toroid.concat axis = 0 %[[X]], %[[Y]] : (tensor<?x2xf32>, tensor<3x2xf32>) -> tensor<?x2xf32>
// CHECK: return %[[V0]] : tensor<?x2xf32>
func.func @concat(%x: tensor<?x2xf32>, %y: tensor<3x2xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Concat"(%x, %y) {opset = 17 : i64, attrs = {axis = -2 : i64}}
      : (tensor<?x2xf32>, tensor<3x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The result is the broadcast of both shapes.
// CHECK-LABEL: func.func @expand(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x1xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[Y]], %c0{{[_0-9]*}} : tensor<?x?xf32>
// CHECK: %[[D1:.*]] = tensor.dim %[[Y]], %c1{{[_0-9]*}} : tensor<?x?xf32>
// CHECK: %[[V2:.*]] = toroid.broadcast_to %[[X]] to [%[[D0]], %[[D1]]] : (tensor<?x1xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V2]] : tensor<?x?xf32>
func.func @expand(%x: tensor<?x1xf32> {toroid.dims = ["batch", 1]}, %y: tensor<?x?xf32> {toroid.dims = ["batch", "seq"]})
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%y) {opset = 17 : i64}
      : (tensor<?x?xf32>) -> !onnx.unknown
  %r1 = onnx.node "Expand"(%x, %r0) {opset = 17 : i64}
      : (tensor<?x1xf32>, !onnx.unknown) -> !onnx.unknown
  return %r1 : !onnx.unknown
}

// CHECK-LABEL: func.func @expand_static(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<3x1xf32>
// CHECK: %[[V0:.*]] = toroid.broadcast_to %[[X]] to [2, 3, 4] : (tensor<3x1xf32>) -> tensor<2x3x4xf32>
// CHECK: return %[[V0]] : tensor<2x3x4xf32>
func.func @expand_static(%x: tensor<3x1xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[2, 1, 4]> : tensor<3xi64> : tensor<3xi64>
  %r0 = onnx.node "Expand"(%x, %s) {opset = 17 : i64}
      : (tensor<3x1xf32>, tensor<3xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @tile(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x3xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[X]] to [1, %[[D0]], 3] : (tensor<?x3xf32>) -> tensor<1x?x3xf32>
// CHECK: %[[V2:.*]] = toroid.broadcast_to %[[V1]] to [2, %[[D0]], 3] : (tensor<1x?x3xf32>) -> tensor<2x?x3xf32>
// CHECK: %[[V3:.*]] = arith.muli %[[D0]], %c2{{[_0-9]*}} : index
// CHECK: %[[V4:.*]] = toroid.reshape %[[V2]] to [%[[V3]], 3] : (tensor<2x?x3xf32>) -> tensor<?x3xf32>
// CHECK: return %[[V4]] : tensor<?x3xf32>
func.func @tile(%x: tensor<?x3xf32>)
    -> !onnx.unknown {
  %n = onnx.constant dense<[2, 1]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Tile"(%x, %n) {opset = 17 : i64}
      : (tensor<?x3xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @constant_of_shape(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<7> : tensor<i64>
// CHECK: %[[D1:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x3xf32>
// CHECK: %[[V2:.*]] = toroid.broadcast_to %[[C0]] to [%[[D1]], 3] : (tensor<i64>) -> tensor<?x3xi64>
// CHECK: return %[[V2]] : tensor<?x3xi64>
func.func @constant_of_shape(%x: tensor<?x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64}
      : (tensor<?x3xf32>) -> !onnx.unknown
  %r1 = onnx.node "ConstantOfShape"(%r0) {opset = 17 : i64, attrs = {value = dense<7> : tensor<1xi64>}}
      : (!onnx.unknown) -> !onnx.unknown
  return %r1 : !onnx.unknown
}

// CHECK-LABEL: func.func @constant_of_shape_default(
// CHECK: %[[C0:.*]] = toroid.constant dense<0.000000e+00> : tensor<2x2xf32>
// CHECK: return %[[C0]] : tensor<2x2xf32>
func.func @constant_of_shape_default()
    -> !onnx.unknown {
  %s = onnx.constant dense<[2, 2]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "ConstantOfShape"(%s) {opset = 17 : i64}
      : (tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Static shapes are constants.
// CHECK-LABEL: func.func @shape_folds(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x3x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<[2, 3, 4]> : tensor<3xi64>
// CHECK: %[[C1:.*]] = toroid.constant dense<[3, 4]> : tensor<2xi64>
// CHECK: %[[C2:.*]] = toroid.constant dense<24> : tensor<i64>
// CHECK: return %[[C0]], %[[C1]], %[[C2]] : tensor<3xi64>, tensor<2xi64>, tensor<i64>
func.func @shape_folds(%x: tensor<2x3x4xf32>)
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64}
      : (tensor<2x3x4xf32>) -> !onnx.unknown
  %r1 = onnx.node "Shape"(%x) {opset = 17 : i64, attrs = {start = -2 : i64, end = 9 : i64}}
      : (tensor<2x3x4xf32>) -> !onnx.unknown
  %r2 = onnx.node "Size"(%x) {opset = 17 : i64}
      : (tensor<2x3x4xf32>) -> !onnx.unknown
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @shape_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[V0:.*]] = toroid.shape_of %[[X]] : (tensor<?x3xf32>) -> tensor<2xi64>
// CHECK: %[[V1:.*]] = toroid.slice %[[V0]] [0] [1] [1] : (tensor<2xi64>) -> tensor<1xi64>
// CHECK: return %[[V1]] : tensor<1xi64>
func.func @shape_dynamic(%x: tensor<?x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64, attrs = {start = 0 : i64, end = 1 : i64}}
      : (tensor<?x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @size_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[V0:.*]] = toroid.shape_of %[[X]] : (tensor<?x3xf32>) -> tensor<2xi64>
// CHECK: %[[V1:.*]] = toroid.reduce prod, %[[V0]] axes = [0] keep_dims = false : (tensor<2xi64>) -> tensor<i64>
// CHECK: return %[[V1]] : tensor<i64>
func.func @size_dynamic(%x: tensor<?x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Size"(%x) {opset = 17 : i64}
      : (tensor<?x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @depth_to_space(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8x2x?xf32>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[X]], %[[V0]] : tensor<?x8x2x?xf32>
// CHECK: %[[V2:.*]] = arith.constant 3 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x8x2x?xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[X]] to [%[[V1]], 2, 2, 2, 2, %[[V3]]] : (tensor<?x8x2x?xf32>) -> tensor<?x2x2x2x2x?xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 3, 4, 1, 5, 2] : (tensor<?x2x2x2x2x?xf32>) -> tensor<?x2x2x2x?x2xf32>
// CHECK: %[[V6:.*]] = arith.constant 2 : index
// CHECK: %[[V7:.*]] = arith.muli %[[V3]], %[[V6]] : index
// CHECK: %[[V8:.*]] = toroid.reshape %[[V5]] to [%[[V1]], 2, 4, %[[V7]]] : (tensor<?x2x2x2x?x2xf32>) -> tensor<?x2x4x?xf32>
// CHECK: return %[[V8]] : tensor<?x2x4x?xf32>
func.func @depth_to_space(%x: tensor<?x8x2x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "DepthToSpace"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64}}
      : (tensor<?x8x2x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @depth_to_space_crd(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x?x2x3xf32>
// CHECK: %[[V0:.*]] = arith.constant 1 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[X]], %[[V0]] : tensor<1x?x2x3xf32>
// CHECK: %[[V2:.*]] = arith.constant 4 : index
// CHECK: %[[V3:.*]] = arith.divsi %[[V1]], %[[V2]] : index
// CHECK: %[[V4:.*]] = toroid.reshape %[[X]] to [1, %[[V3]], 2, 2, 2, 3] : (tensor<1x?x2x3xf32>) -> tensor<1x?x2x2x2x3xf32>
// CHECK: %[[V5:.*]] = toroid.transpose %[[V4]] [0, 1, 4, 2, 5, 3] : (tensor<1x?x2x2x2x3xf32>) -> tensor<1x?x2x2x3x2xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [1, %[[V3]], 4, 6] : (tensor<1x?x2x2x3x2xf32>) -> tensor<1x?x4x6xf32>
// CHECK: return %[[V6]] : tensor<1x?x4x6xf32>
func.func @depth_to_space_crd(%x: tensor<1x?x2x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "DepthToSpace"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64, mode = "CRD"}}
      : (tensor<1x?x2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @space_to_depth(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2x4x?xf32>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[X]], %[[V0]] : tensor<?x2x4x?xf32>
// CHECK: %[[V2:.*]] = arith.constant 3 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x2x4x?xf32>
// CHECK: %[[V4:.*]] = arith.constant 2 : index
// CHECK: %[[V5:.*]] = arith.divsi %[[V3]], %[[V4]] : index
// CHECK: %[[V6:.*]] = toroid.reshape %[[X]] to [%[[V1]], 2, 2, 2, %[[V5]], 2] : (tensor<?x2x4x?xf32>) -> tensor<?x2x2x2x?x2xf32>
// CHECK: %[[V7:.*]] = toroid.transpose %[[V6]] [0, 3, 5, 1, 2, 4] : (tensor<?x2x2x2x?x2xf32>) -> tensor<?x2x2x2x2x?xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [%[[V1]], 8, 2, %[[V5]]] : (tensor<?x2x2x2x2x?xf32>) -> tensor<?x8x2x?xf32>
// CHECK: return %[[V8]] : tensor<?x8x2x?xf32>
func.func @space_to_depth(%x: tensor<?x2x4x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "SpaceToDepth"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64}}
      : (tensor<?x2x4x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// All places of a channel together.
// CHECK-LABEL: func.func @space_to_depth_channels_first(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x2x4x6xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [1, 2, 2, 2, 3, 2]
// CHECK: %[[V1:.*]] = toroid.transpose %[[V0]] [0, 1, 3, 5, 2, 4]
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [1, 8, 2, 3]
// CHECK: return %[[V2]] : tensor<1x8x2x3xf32>
func.func @space_to_depth_channels_first(%x: tensor<1x2x4x6xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "SpaceToDepth"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64, mode = "CRD"}}
      : (tensor<1x2x4x6xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A dim that is left open beside one that may be negative, or 0.
// CHECK-LABEL: func.func @reshape_open_beside_unknown(
// CHECK: %[[SIZE:.*]] = arith.addi %{{.*}}, %c-5
// CHECK: %[[ZERO:.*]] = arith.cmpi eq, %[[SIZE]], %c0
// CHECK: %[[ROWS:.*]] = arith.select %[[ZERO]], %{{.*}}, %[[SIZE]]
// CHECK: %[[DIVISOR:.*]] = arith.maxsi %[[ROWS]], %c1
// CHECK: %[[REST:.*]] = arith.divsi %{{.*}}, %[[DIVISOR]]
// CHECK: toroid.reshape %{{.*}} to [%{{.*}}, %[[REST]]]
func.func @reshape_open_beside_unknown(%x: tensor<?xf32>, %y: tensor<?xf32>) -> !onnx.unknown {
  %five = onnx.constant dense<5> : tensor<1xi64> : tensor<1xi64>
  %open = onnx.constant dense<-1> : tensor<1xi64> : tensor<1xi64>
  %n = onnx.node "Shape"(%y) {opset = 17 : i64} : (tensor<?xf32>) -> !onnx.unknown
  %v = onnx.node "Sub"(%n, %five) {opset = 17 : i64}
      : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %s = onnx.node "Concat"(%v, %open) {opset = 17 : i64, attrs = {axis = 0 : i64}}
      : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<?xf32>, !onnx.unknown) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Nothing tells the rank of what is left: dims that are not known to be 1 stay,
// and a run in which one of them is 1 fails where the reshape does not fit.

// CHECK-LABEL: func.func @squeeze_open(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x1x4xf32>
// CHECK: %[[SIZE:.*]] = tensor.dim %[[X]]
// CHECK: %[[KEPT:.*]] = arith.select %{{.*}}, %{{.*}}, %{{.*}} : index
// CHECK: %[[Y:.*]] = toroid.reshape %[[X]] to [%[[KEPT]], 4] : (tensor<?x1x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[Y]]
func.func @squeeze_open(%x: tensor<?x1x4xf32>) -> !onnx.unknown {
  %r0 = onnx.node "Squeeze"(%x) {opset = 17 : i64} : (tensor<?x1x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
