// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Reading and writing by number, places as values, sorting.

// CHECK-LABEL: func.func @gather(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<100x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?x?xi64>
// CHECK: %[[V0:.*]] = toroid.gather axis = 0 %[[X]], %[[I]] : (tensor<100x8xf32>, tensor<?x?xi64>) -> tensor<?x?x8xf32>
// CHECK: return %[[V0]] : tensor<?x?x8xf32>
func.func @gather(%x: tensor<100x8xf32>, %i: tensor<?x?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Gather"(%x, %i) {opset = 17 : i64}
      : (tensor<100x8xf32>, tensor<?x?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gather_scalar(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x5x8xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<-1> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.gather axis = 1 %[[X]], %[[V0]] : (tensor<?x5x8xf32>, tensor<i64>) -> tensor<?x8xf32>
// CHECK: return %[[V1]] : tensor<?x8xf32>
func.func @gather_scalar(%x: tensor<?x5x8xf32>)
    -> !onnx.unknown {
  %i = onnx.constant dense<-1> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "Gather"(%x, %i) {opset = 17 : i64, attrs = {axis = -2 : i64}}
      : (tensor<?x5x8xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gather_elements(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?x3xi32>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[I]], %[[V0]] : tensor<?x3xi32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[I]] to [%[[V1]], 3, 1] : (tensor<?x3xi32>) -> tensor<?x3x1xi32>
// CHECK: %[[V3:.*]] = toroid.gather_nd %[[X]], %[[V2]] dims = [1] window = [0] : (tensor<?x8xf32>, tensor<?x3x1xi32>) -> tensor<?x3xf32>
// CHECK: return %[[V3]] : tensor<?x3xf32>
func.func @gather_elements(%x: tensor<?x8xf32>, %i: tensor<?x3xi32>)
    -> !onnx.unknown {
  %r0 = onnx.node "GatherElements"(%x, %i) {opset = 17 : i64, attrs = {axis = -1 : i64}}
      : (tensor<?x8xf32>, tensor<?x3xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gather_nd(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x?x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<2x?x1xi64>
// CHECK: %[[V0:.*]] = toroid.gather_nd %[[X]], %[[I]] dims = [1] window = [0, 2] : (tensor<2x?x8xf32>, tensor<2x?x1xi64>) -> tensor<2x?x8xf32>
// CHECK: return %[[V0]] : tensor<2x?x8xf32>
func.func @gather_nd(%x: tensor<2x?x8xf32>, %i: tensor<2x?x1xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "GatherND"(%x, %i) {opset = 17 : i64, attrs = {batch_dims = 1 : i64}}
      : (tensor<2x?x8xf32>, tensor<2x?x1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gather_nd_elements(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?x3xi64>
// CHECK: %[[V0:.*]] = toroid.gather_nd %[[X]], %[[I]] dims = [0, 1, 2] window = [] : (tensor<?x?x8xf32>, tensor<?x3xi64>) -> tensor<?xf32>
// CHECK: return %[[V0]] : tensor<?xf32>
func.func @gather_nd_elements(%x: tensor<?x?x8xf32>, %i: tensor<?x3xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "GatherND"(%x, %i) {opset = 17 : i64}
      : (tensor<?x?x8xf32>, tensor<?x3xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reverse_sequence(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x4xf32>
// CHECK-SAME: %[[N:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x?x4xf32>
// CHECK: %[[V4:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V3]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [%[[V3]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V6:.*]] = tensor.dim %[[N]], %[[V2]] : tensor<?xi64>
// CHECK: %[[V7:.*]] = toroid.reshape %[[N]] to [1, %[[V6]]] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V8:.*]] = toroid.sub %[[V7]], %[[V1]] : (tensor<1x?xi64>, tensor<i64>) -> tensor<1x?xi64>
// CHECK: %[[V9:.*]] = toroid.sub %[[V8]], %[[V5]] : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi64>
// CHECK: %[[V10:.*]] = toroid.compare lt, %[[V5]], %[[V7]] : (tensor<?x1xi64>, tensor<1x?xi64>) -> tensor<?x?xi1>
// CHECK: %[[V11:.*]] = toroid.select %[[V10]], %[[V9]], %[[V5]] : (tensor<?x?xi1>, tensor<?x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi64>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V11]] to [%[[V3]], %[[V6]], 1] : (tensor<?x?xi64>) -> tensor<?x?x1xi64>
// CHECK: %[[V13:.*]] = toroid.gather_nd %[[X]], %[[V12]] dims = [0] window = [1, 2] : (tensor<?x?x4xf32>, tensor<?x?x1xi64>) -> tensor<?x?x4xf32>
// CHECK: return %[[V13]] : tensor<?x?x4xf32>
func.func @reverse_sequence(%x: tensor<?x?x4xf32>, %n: tensor<?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReverseSequence"(%x, %n) {opset = 17 : i64, attrs = {time_axis = 0 : i64, batch_axis = 1 : i64}}
      : (tensor<?x?x4xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reverse_sequence_batch_first(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x5xf32>
// CHECK-SAME: %[[N:[a-z0-9]+]]: tensor<2xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<{{\[\[}}0, 1, 2, 3, 4]]> : tensor<1x5xi64> : tensor<1x5xi64>
// CHECK: %[[V1:.*]] = toroid.reshape %[[N]] to [2, 1] : (tensor<2xi64>) -> tensor<2x1xi64>
// CHECK: %[[V2:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V3:.*]] = toroid.sub %[[V1]], %[[V2]] : (tensor<2x1xi64>, tensor<i64>) -> tensor<2x1xi64>
// CHECK: %[[V4:.*]] = toroid.sub %[[V3]], %[[V0]] : (tensor<2x1xi64>, tensor<1x5xi64>) -> tensor<2x5xi64>
// CHECK: %[[V5:.*]] = toroid.compare lt, %[[V0]], %[[V1]] : (tensor<1x5xi64>, tensor<2x1xi64>) -> tensor<2x5xi1>
// CHECK: %[[V6:.*]] = toroid.select %[[V5]], %[[V4]], %[[V0]] : (tensor<2x5xi1>, tensor<2x5xi64>, tensor<1x5xi64>) -> tensor<2x5xi64>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [2, 5, 1] : (tensor<2x5xi64>) -> tensor<2x5x1xi64>
// CHECK: %[[V8:.*]] = toroid.gather_nd %[[X]], %[[V7]] dims = [1] window = [0] : (tensor<2x5xf32>, tensor<2x5x1xi64>) -> tensor<2x5xf32>
// CHECK: return %[[V8]] : tensor<2x5xf32>
func.func @reverse_sequence_batch_first(%x: tensor<2x5xf32>, %n: tensor<2xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReverseSequence"(%x, %n) {opset = 17 : i64, attrs = {time_axis = 1 : i64, batch_axis = 0 : i64}}
      : (tensor<2x5xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @scatter_elements(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?x3xi64>
// CHECK-SAME: %[[U:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[I]], %[[V0]] : tensor<?x3xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[I]] to [%[[V1]], 3, 1] : (tensor<?x3xi64>) -> tensor<?x3x1xi64>
// CHECK: %[[V3:.*]] = toroid.scatter %[[X]], %[[V2]], %[[U]] dims = [1] window = [0] kind = sum : (tensor<?x8xf32>, tensor<?x3x1xi64>, tensor<?x3xf32>) -> tensor<?x8xf32>
// CHECK: return %[[V3]] : tensor<?x8xf32>
func.func @scatter_elements(%x: tensor<?x8xf32>, %i: tensor<?x3xi64>, %u: tensor<?x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ScatterElements"(%x, %i, %u) {opset = 18 : i64, attrs = {axis = 1 : i64, reduction = "add"}}
      : (tensor<?x8xf32>, tensor<?x3xi64>, tensor<?x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @scatter(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<2x3xi64>
// CHECK-SAME: %[[U:[a-z0-9]+]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[I]] to [2, 3, 1] : (tensor<2x3xi64>) -> tensor<2x3x1xi64>
// CHECK: %[[V1:.*]] = toroid.scatter %[[X]], %[[V0]], %[[U]] dims = [0] window = [1] : (tensor<4x8xf32>, tensor<2x3x1xi64>, tensor<2x3xf32>) -> tensor<4x8xf32>
// CHECK: return %[[V1]] : tensor<4x8xf32>
func.func @scatter(%x: tensor<4x8xf32>, %i: tensor<2x3xi64>, %u: tensor<2x3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Scatter"(%x, %i, %u) {opset = 9 : i64}
      : (tensor<4x8xf32>, tensor<2x3xi64>, tensor<2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @scatter_nd(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<3x2xi64>
// CHECK-SAME: %[[U:[a-z0-9]+]]: tensor<3x8xf32>
// CHECK: %[[V0:.*]] = toroid.scatter %[[X]], %[[I]], %[[U]] dims = [0, 1] window = [1] : (tensor<?x?x8xf32>, tensor<3x2xi64>, tensor<3x8xf32>) -> tensor<?x?x8xf32>
// CHECK: return %[[V0]] : tensor<?x?x8xf32>
func.func @scatter_nd(%x: tensor<?x?x8xf32>, %i: tensor<3x2xi64>, %u: tensor<3x8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ScatterND"(%x, %i, %u) {opset = 18 : i64}
      : (tensor<?x?x8xf32>, tensor<3x2xi64>, tensor<3x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @scatter_nd_max(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xi32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?x2xi64>
// CHECK-SAME: %[[U:[a-z0-9]+]]: tensor<?xi32>
// CHECK: %[[V0:.*]] = toroid.scatter %[[X]], %[[I]], %[[U]] dims = [0, 1] window = [] kind = max : (tensor<?x?xi32>, tensor<?x2xi64>, tensor<?xi32>) -> tensor<?x?xi32>
// CHECK: return %[[V0]] : tensor<?x?xi32>
func.func @scatter_nd_max(%x: tensor<?x?xi32>, %i: tensor<?x2xi64>, %u: tensor<?xi32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ScatterND"(%x, %i, %u) {opset = 18 : i64, attrs = {reduction = "max"}}
      : (tensor<?x?xi32>, tensor<?x2xi64>, tensor<?xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @tensor_scatter(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4x16x8xf32>
// CHECK-SAME: %[[U:[a-z0-9]+]]: tensor<?x4x?x8xf32>
// CHECK-SAME: %[[W:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = arith.constant 2 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[U]], %[[V2]] : tensor<?x4x?x8xf32>
// CHECK: %[[V4:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V3]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [1, %[[V3]]] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V6:.*]] = arith.constant 0 : index
// CHECK: %[[V7:.*]] = tensor.dim %[[W]], %[[V6]] : tensor<?xi64>
// CHECK: %[[V8:.*]] = toroid.reshape %[[W]] to [%[[V7]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V9:.*]] = toroid.add %[[V8]], %[[V5]] : (tensor<?x1xi64>, tensor<1x?xi64>) -> tensor<?x?xi64>
// CHECK: %[[V10:.*]] = tensor.dim %[[U]], %[[V6]] : tensor<?x4x?x8xf32>
// CHECK: %[[V11:.*]] = toroid.broadcast_to %[[V9]] to [%[[V10]], %[[V3]]] : (tensor<?x?xi64>) -> tensor<?x?xi64>
// CHECK: %[[V12:.*]] = toroid.transpose %[[U]] [0, 2, 1, 3] : (tensor<?x4x?x8xf32>) -> tensor<?x?x4x8xf32>
// CHECK: %[[V13:.*]] = toroid.reshape %[[V11]] to [%[[V10]], %[[V3]], 1] : (tensor<?x?xi64>) -> tensor<?x?x1xi64>
// CHECK: %[[V14:.*]] = toroid.scatter %[[X]], %[[V13]], %[[V12]] dims = [2] window = [0, 2, 3] : (tensor<?x4x16x8xf32>, tensor<?x?x1xi64>, tensor<?x?x4x8xf32>) -> tensor<?x4x16x8xf32>
// CHECK: return %[[V14]] : tensor<?x4x16x8xf32>
func.func @tensor_scatter(%x: tensor<?x4x16x8xf32>, %u: tensor<?x4x?x8xf32>, %w: tensor<?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "TensorScatter"(%x, %u, %w) {opset = 24 : i64}
      : (tensor<?x4x16x8xf32>, tensor<?x4x?x8xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @tensor_scatter_circular(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x16x8xf32>
// CHECK-SAME: %[[U:[a-z0-9]+]]: tensor<2x3x8xf32>
// CHECK-SAME: %[[W:[a-z0-9]+]]: tensor<2xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<{{\[\[}}0, 1, 2]]> : tensor<1x3xi64> : tensor<1x3xi64>
// CHECK: %[[V1:.*]] = toroid.reshape %[[W]] to [2, 1] : (tensor<2xi64>) -> tensor<2x1xi64>
// CHECK: %[[V2:.*]] = toroid.add %[[V1]], %[[V0]] : (tensor<2x1xi64>, tensor<1x3xi64>) -> tensor<2x3xi64>
// CHECK: %[[V3:.*]] = toroid.constant dense<16> : tensor<1xi64> : tensor<1xi64>
// CHECK: %[[V4:.*]] = toroid.mod %[[V2]], %[[V3]] : (tensor<2x3xi64>, tensor<1xi64>) -> tensor<2x3xi64>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [2, 3, 1] : (tensor<2x3xi64>) -> tensor<2x3x1xi64>
// CHECK: %[[V6:.*]] = toroid.scatter %[[X]], %[[V5]], %[[U]] dims = [1] window = [0, 2] : (tensor<2x16x8xf32>, tensor<2x3x1xi64>, tensor<2x3x8xf32>) -> tensor<2x16x8xf32>
// CHECK: return %[[V6]] : tensor<2x16x8xf32>
func.func @tensor_scatter_circular(%x: tensor<2x16x8xf32>, %u: tensor<2x3x8xf32>, %w: tensor<2xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "TensorScatter"(%x, %u, %w) {opset = 24 : i64, attrs = {mode = "circular"}}
      : (tensor<2x16x8xf32>, tensor<2x3x8xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @one_hot(
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?x3xi64>
// CHECK-SAME: %[[V:[a-z0-9]+]]: tensor<2xf32>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[I]], %[[V0]] : tensor<?x3xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[I]] to [%[[V1]], 3, 1] : (tensor<?x3xi64>) -> tensor<?x3x1xi64>
// CHECK: %[[V3:.*]] = toroid.constant dense<{{\[\[}}[0, 1, 2, 3, 4]]]> : tensor<1x1x5xi64> : tensor<1x1x5xi64>
// CHECK: %[[V4:.*]] = toroid.constant dense<5> : tensor<i64> : tensor<i64>
// CHECK: %[[V5:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V6:.*]] = toroid.compare lt, %[[V2]], %[[V5]] : (tensor<?x3x1xi64>, tensor<i64>) -> tensor<?x3x1xi1>
// CHECK: %[[V7:.*]] = toroid.add %[[V2]], %[[V4]] : (tensor<?x3x1xi64>, tensor<i64>) -> tensor<?x3x1xi64>
// CHECK: %[[V8:.*]] = toroid.select %[[V6]], %[[V7]], %[[V2]] : (tensor<?x3x1xi1>, tensor<?x3x1xi64>, tensor<?x3x1xi64>) -> tensor<?x3x1xi64>
// CHECK: %[[V9:.*]] = toroid.compare eq, %[[V8]], %[[V3]] : (tensor<?x3x1xi64>, tensor<1x1x5xi64>) -> tensor<?x3x5xi1>
// CHECK: %[[V10:.*]] = toroid.slice %[[V]] [1] [1] [1] : (tensor<2xf32>) -> tensor<1xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [] : (tensor<1xf32>) -> tensor<f32>
// CHECK: %[[V12:.*]] = toroid.slice %[[V]] [0] [1] [1] : (tensor<2xf32>) -> tensor<1xf32>
// CHECK: %[[V13:.*]] = toroid.reshape %[[V12]] to [] : (tensor<1xf32>) -> tensor<f32>
// CHECK: %[[V14:.*]] = toroid.select %[[V9]], %[[V11]], %[[V13]] : (tensor<?x3x5xi1>, tensor<f32>, tensor<f32>) -> tensor<?x3x5xf32>
// CHECK: return %[[V14]] : tensor<?x3x5xf32>
func.func @one_hot(%i: tensor<?x3xi64>, %v: tensor<2xf32>)
    -> !onnx.unknown {
  %d = onnx.constant dense<[5]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "OneHot"(%i, %d, %v) {opset = 11 : i64}
      : (tensor<?x3xi64>, tensor<1xi64>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @one_hot_axis(
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?xf32>
// CHECK-SAME: %[[V:[a-z0-9]+]]: tensor<2xi32>
// CHECK: %[[V0:.*]] = toroid.cast %[[I]] : (tensor<?xf32>) -> tensor<?xi64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.dim %[[I]], %[[V1]] : tensor<?xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V0]] to [1, %[[V2]]] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V4:.*]] = toroid.constant dense<{{\[\[}}0], [1], [2]]> : tensor<3x1xi64> : tensor<3x1xi64>
// CHECK: %[[V5:.*]] = toroid.constant dense<3> : tensor<i64> : tensor<i64>
// CHECK: %[[V6:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V7:.*]] = toroid.compare lt, %[[V3]], %[[V6]] : (tensor<1x?xi64>, tensor<i64>) -> tensor<1x?xi1>
// CHECK: %[[V8:.*]] = toroid.add %[[V3]], %[[V5]] : (tensor<1x?xi64>, tensor<i64>) -> tensor<1x?xi64>
// CHECK: %[[V9:.*]] = toroid.select %[[V7]], %[[V8]], %[[V3]] : (tensor<1x?xi1>, tensor<1x?xi64>, tensor<1x?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V10:.*]] = toroid.compare eq, %[[V9]], %[[V4]] : (tensor<1x?xi64>, tensor<3x1xi64>) -> tensor<3x?xi1>
// CHECK: %[[V11:.*]] = toroid.slice %[[V]] [1] [1] [1] : (tensor<2xi32>) -> tensor<1xi32>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V11]] to [] : (tensor<1xi32>) -> tensor<i32>
// CHECK: %[[V13:.*]] = toroid.slice %[[V]] [0] [1] [1] : (tensor<2xi32>) -> tensor<1xi32>
// CHECK: %[[V14:.*]] = toroid.reshape %[[V13]] to [] : (tensor<1xi32>) -> tensor<i32>
// CHECK: %[[V15:.*]] = toroid.select %[[V10]], %[[V12]], %[[V14]] : (tensor<3x?xi1>, tensor<i32>, tensor<i32>) -> tensor<3x?xi32>
// CHECK: return %[[V15]] : tensor<3x?xi32>
func.func @one_hot_axis(%i: tensor<?xf32>, %v: tensor<2xi32>)
    -> !onnx.unknown {
  %d = onnx.constant dense<3.0> : tensor<f32> : tensor<f32>
  %r0 = onnx.node "OneHot"(%i, %d, %v) {opset = 11 : i64, attrs = {axis = 0 : i64}}
      : (tensor<?xf32>, tensor<f32>, tensor<2xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @one_hot_depth(
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<3xi32>
// CHECK-SAME: %[[D:[a-z0-9]+]]: tensor<i64>
// CHECK-SAME: %[[V:[a-z0-9]+]]: tensor<2xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[D]] to [1] : (tensor<i64>) -> tensor<1xi64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.extract %[[V0]][%[[V1]]] : tensor<1xi64>
// CHECK: %[[V3:.*]] = toroid.cast %[[I]] : (tensor<3xi32>) -> tensor<3xi64>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V3]] to [3, 1] : (tensor<3xi64>) -> tensor<3x1xi64>
// CHECK: %[[V5:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V6:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V7:.*]] = arith.index_cast %[[V2]] : i64 to index
// CHECK: %[[V8:.*]] = toroid.range %[[V5]], %[[V6]] to [%[[V7]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [1, %[[V7]]] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V10:.*]] = arith.index_cast %[[V7]] : index to i64
// CHECK: %[[V11:.*]] = tensor.from_elements %[[V10]] : tensor<i64>
// CHECK: %[[V12:.*]] = toroid.compare lt, %[[V4]], %[[V5]] : (tensor<3x1xi64>, tensor<i64>) -> tensor<3x1xi1>
// CHECK: %[[V13:.*]] = toroid.add %[[V4]], %[[V11]] : (tensor<3x1xi64>, tensor<i64>) -> tensor<3x1xi64>
// CHECK: %[[V14:.*]] = toroid.select %[[V12]], %[[V13]], %[[V4]] : (tensor<3x1xi1>, tensor<3x1xi64>, tensor<3x1xi64>) -> tensor<3x1xi64>
// CHECK: %[[V15:.*]] = toroid.compare eq, %[[V14]], %[[V9]] : (tensor<3x1xi64>, tensor<1x?xi64>) -> tensor<3x?xi1>
// CHECK: %[[V16:.*]] = toroid.slice %[[V]] [1] [1] [1] : (tensor<2xf32>) -> tensor<1xf32>
// CHECK: %[[V17:.*]] = toroid.reshape %[[V16]] to [] : (tensor<1xf32>) -> tensor<f32>
// CHECK: %[[V18:.*]] = toroid.slice %[[V]] [0] [1] [1] : (tensor<2xf32>) -> tensor<1xf32>
// CHECK: %[[V19:.*]] = toroid.reshape %[[V18]] to [] : (tensor<1xf32>) -> tensor<f32>
// CHECK: %[[V20:.*]] = toroid.select %[[V15]], %[[V17]], %[[V19]] : (tensor<3x?xi1>, tensor<f32>, tensor<f32>) -> tensor<3x?xf32>
// CHECK: return %[[V20]] : tensor<3x?xf32>
func.func @one_hot_depth(%i: tensor<3xi32>, %d: tensor<i64>, %v: tensor<2xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "OneHot"(%i, %d, %v) {opset = 11 : i64}
      : (tensor<3xi32>, tensor<i64>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @eye_like(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x?xf32>
// CHECK: %[[V4:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V3]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [%[[V3]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V6:.*]] = arith.constant 1 : index
// CHECK: %[[V7:.*]] = tensor.dim %[[X]], %[[V6]] : tensor<?x?xf32>
// CHECK: %[[V8:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V7]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [1, %[[V7]]] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V10:.*]] = toroid.add %[[V5]], %[[V1]] : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
// CHECK: %[[V11:.*]] = toroid.compare eq, %[[V9]], %[[V10]] : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
// CHECK: %[[V12:.*]] = toroid.cast %[[V11]] : (tensor<?x?xi1>) -> tensor<?x?xi64>
// CHECK: return %[[V12]] : tensor<?x?xi64>
func.func @eye_like(%x: tensor<?x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "EyeLike"(%x) {opset = 9 : i64, attrs = {dtype = 7 : i64, k = 1 : i64}}
      : (tensor<?x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @hardmax(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %[[V0:.*]] = toroid.arg_reduce max, %[[X]] axis = 1 keep_dims = true select_last = false : (tensor<?x?xf32>) -> tensor<?x1xi64>
// CHECK: %[[V1:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V3:.*]] = arith.constant 1 : index
// CHECK: %[[V4:.*]] = tensor.dim %[[X]], %[[V3]] : tensor<?x?xf32>
// CHECK: %[[V5:.*]] = toroid.range %[[V1]], %[[V2]] to [%[[V4]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V5]] to [1, %[[V4]]] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V7:.*]] = toroid.compare eq, %[[V6]], %[[V0]] : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
// CHECK: %[[V8:.*]] = toroid.cast %[[V7]] : (tensor<?x?xi1>) -> tensor<?x?xf32>
// CHECK: return %[[V8]] : tensor<?x?xf32>
func.func @hardmax(%x: tensor<?x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Hardmax"(%x) {opset = 13 : i64}
      : (tensor<?x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @hardmax_flattened(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[X]], %[[V0]] : tensor<?x3x4xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[X]] to [%[[V1]], 12] : (tensor<?x3x4xf32>) -> tensor<?x12xf32>
// CHECK: %[[V3:.*]] = toroid.arg_reduce max, %[[V2]] axis = 1 keep_dims = true select_last = false : (tensor<?x12xf32>) -> tensor<?x1xi64>
// CHECK: %[[V4:.*]] = toroid.constant dense<{{\[\[}}0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]> : tensor<1x12xi64> : tensor<1x12xi64>
// CHECK: %[[V5:.*]] = toroid.compare eq, %[[V4]], %[[V3]] : (tensor<1x12xi64>, tensor<?x1xi64>) -> tensor<?x12xi1>
// CHECK: %[[V6:.*]] = toroid.cast %[[V5]] : (tensor<?x12xi1>) -> tensor<?x12xf32>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [%[[V1]], 3, 4] : (tensor<?x12xf32>) -> tensor<?x3x4xf32>
// CHECK: return %[[V7]] : tensor<?x3x4xf32>
func.func @hardmax_flattened(%x: tensor<?x3x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Hardmax"(%x) {opset = 11 : i64}
      : (tensor<?x3x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @top_k(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[V0:.*]] = arith.constant 3 : index
// CHECK: %[[V1:.*]], %[[V2:.*]] = toroid.top_k %[[X]], %[[V0]] axis = 1 largest = false : tensor<?x8xf32> -> tensor<?x3xf32>, tensor<?x3xi64>
// CHECK: return %[[V1]], %[[V2]] : tensor<?x3xf32>, tensor<?x3xi64>
func.func @top_k(%x: tensor<?x8xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %k = onnx.constant dense<[3]> : tensor<1xi64> : tensor<1xi64>
  %r0, %r1 = onnx.node "TopK"(%x, %k) {opset = 11 : i64, attrs = {largest = 0 : i64}}
      : (tensor<?x8xf32>, tensor<1xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @top_k_attribute(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[V0:.*]] = arith.constant 2 : index
// CHECK: %[[V1:.*]], %[[V2:.*]] = toroid.top_k %[[X]], %[[V0]] axis = 0 largest = true : tensor<?x8xf32> -> tensor<2x8xf32>, tensor<2x8xi64>
// CHECK: return %[[V1]], %[[V2]] : tensor<2x8xf32>, tensor<2x8xi64>
func.func @top_k_attribute(%x: tensor<?x8xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "TopK"(%x) {opset = 1 : i64, attrs = {k = 2 : i64, axis = 0 : i64}}
      : (tensor<?x8xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @top_k_of_data(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xi64>
// CHECK-SAME: %[[K:[a-z0-9]+]]: tensor<1xi64>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.extract %[[K]][%[[V0]]] : tensor<1xi64>
// CHECK: %[[V2:.*]] = arith.index_cast %[[V1]] : i64 to index
// CHECK: %[[V3:.*]], %[[V4:.*]] = toroid.top_k %[[X]], %[[V2]] axis = 1 largest = true : tensor<?x8xi64> -> tensor<?x?xi64>, tensor<?x?xi64>
// CHECK: return %[[V3]], %[[V4]] : tensor<?x?xi64>, tensor<?x?xi64>
func.func @top_k_of_data(%x: tensor<?x8xi64>, %k: tensor<1xi64>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "TopK"(%x, %k) {opset = 24 : i64}
      : (tensor<?x8xi64>, tensor<1xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}
