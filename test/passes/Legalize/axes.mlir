// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Axes, shapes and counts that only a run knows.

// CHECK-LABEL: func.func @reduce(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<3x4xf32>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<1xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1> : tensor<1xi64> : tensor<1xi64>
// CHECK: %[[V1:.*]] = toroid.constant dense<0> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A]] to [1, 1] : (tensor<1xi64>) -> tensor<1x1xi64>
// CHECK: %[[V3:.*]] = toroid.scatter %[[V1]], %[[V2]], %[[V0]] dims = [0] window = [] : (tensor<2xi64>, tensor<1x1xi64>, tensor<1xi64>) -> tensor<2xi64>
// CHECK: %[[V4:.*]] = arith.constant 0 : index
// CHECK: %[[V5:.*]] = tensor.extract %[[V3]][%[[V4]]] : tensor<2xi64>
// CHECK: %[[V6:.*]] = arith.constant 1 : index
// CHECK: %[[V7:.*]] = tensor.extract %[[V3]][%[[V6]]] : tensor<2xi64>
// CHECK: %[[V8:.*]] = arith.index_cast %[[V5]] : i64 to index
// CHECK: %[[V9:.*]] = arith.cmpi eq, %[[V8]], %[[V4]] : index
// CHECK: %[[V10:.*]] = arith.constant 3 : index
// CHECK: %[[V11:.*]] = arith.select %[[V9]], %[[V10]], %[[V6]] : index
// CHECK: %[[V12:.*]] = arith.select %[[V9]], %[[V6]], %[[V10]] : index
// CHECK: %[[V13:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V14:.*]] = arith.cmpi eq, %[[V13]], %[[V4]] : index
// CHECK: %[[V15:.*]] = arith.constant 4 : index
// CHECK: %[[V16:.*]] = arith.select %[[V14]], %[[V15]], %[[V6]] : index
// CHECK: %[[V17:.*]] = arith.select %[[V14]], %[[V6]], %[[V15]] : index
// CHECK: %[[V18:.*]] = toroid.reshape %[[X]] to [%[[V11]], %[[V12]], %[[V16]], %[[V17]]] : (tensor<3x4xf32>) -> tensor<?x?x?x?xf32>
// CHECK: %[[V19:.*]] = toroid.reduce sum, %[[V18]] axes = [1, 3] keep_dims = false : (tensor<?x?x?x?xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V19]] : tensor<?x?xf32>
func.func @reduce(%x: tensor<3x4xf32>, %a: tensor<1xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceSum"(%x, %a) {opset = 18 : i64}
      : (tensor<3x4xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reduce_without_dims(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<3x?xf32>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<1xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1> : tensor<1xi64> : tensor<1xi64>
// CHECK: %[[V1:.*]] = toroid.constant dense<0> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A]] to [1, 1] : (tensor<1xi64>) -> tensor<1x1xi64>
// CHECK: %[[V3:.*]] = toroid.scatter %[[V1]], %[[V2]], %[[V0]] dims = [0] window = [] : (tensor<2xi64>, tensor<1x1xi64>, tensor<1xi64>) -> tensor<2xi64>
// CHECK: %[[V4:.*]] = arith.constant 0 : index
// CHECK: %[[V5:.*]] = tensor.extract %[[V3]][%[[V4]]] : tensor<2xi64>
// CHECK: %[[V6:.*]] = arith.constant 1 : index
// CHECK: %[[V7:.*]] = tensor.extract %[[V3]][%[[V6]]] : tensor<2xi64>
// CHECK: %[[V8:.*]] = arith.index_cast %[[V5]] : i64 to index
// CHECK: %[[V9:.*]] = arith.cmpi eq, %[[V8]], %[[V4]] : index
// CHECK: %[[V10:.*]] = arith.constant 3 : index
// CHECK: %[[V11:.*]] = arith.select %[[V9]], %[[V10]], %[[V6]] : index
// CHECK: %[[V12:.*]] = arith.select %[[V9]], %[[V6]], %[[V10]] : index
// CHECK: %[[V13:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V14:.*]] = arith.cmpi eq, %[[V13]], %[[V4]] : index
// CHECK: %[[V15:.*]] = tensor.dim %[[X]], %[[V6]] : tensor<3x?xf32>
// CHECK: %[[V16:.*]] = arith.select %[[V14]], %[[V15]], %[[V6]] : index
// CHECK: %[[V17:.*]] = arith.select %[[V14]], %[[V6]], %[[V15]] : index
// CHECK: %[[V18:.*]] = toroid.reshape %[[X]] to [%[[V11]], %[[V12]], %[[V16]], %[[V17]]] : (tensor<3x?xf32>) -> tensor<?x?x?x?xf32>
// CHECK: %[[V19:.*]] = arith.constant 2 : index
// CHECK: %[[V20:.*]] = arith.addi %[[V13]], %[[V19]] : index
// CHECK: %[[V21:.*]] = arith.muli %[[V8]], %[[V19]] : index
// CHECK: %[[V22:.*]] = arith.subi %[[V20]], %[[V21]] : index
// CHECK: %[[V23:.*]] = arith.cmpi eq, %[[V22]], %[[V4]] : index
// CHECK: %[[V24:.*]] = arith.select %[[V23]], %[[V15]], %[[V11]] : index
// CHECK: %[[V25:.*]] = toroid.reduce max, %[[V18]] axes = [1, 3] keep_dims = false : (tensor<?x?x?x?xf32>) -> tensor<?x?xf32>
// CHECK: %[[V26:.*]] = toroid.reshape %[[V25]] to [%[[V24]]] : (tensor<?x?xf32>) -> tensor<?xf32>
// CHECK: return %[[V26]] : tensor<?xf32>
func.func @reduce_without_dims(%x: tensor<3x?xf32>, %a: tensor<1xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceMax"(%x, %a) {opset = 18 : i64, attrs = {keepdims = 0 : i64}}
      : (tensor<3x?xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reduce_declared(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.dim %[[A]], %[[V1]] : tensor<?xi64>
// CHECK: %[[V3:.*]] = toroid.broadcast_to %[[V0]] to [%[[V2]]] : (tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V4:.*]] = toroid.constant dense<0> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V5:.*]] = toroid.reshape %[[A]] to [%[[V2]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V6:.*]] = toroid.scatter %[[V4]], %[[V5]], %[[V3]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V7:.*]] = tensor.extract %[[V6]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V8:.*]] = arith.constant 1 : index
// CHECK: %[[V9:.*]] = tensor.extract %[[V6]][%[[V8]]] : tensor<2xi64>
// CHECK: %[[V10:.*]] = arith.cmpi eq, %[[V2]], %[[V1]] : index
// CHECK: %[[V11:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V12:.*]] = arith.select %[[V10]], %[[V8]], %[[V11]] : index
// CHECK: %[[V13:.*]] = arith.index_cast %[[V9]] : i64 to index
// CHECK: %[[V14:.*]] = arith.select %[[V10]], %[[V8]], %[[V13]] : index
// CHECK: %[[V15:.*]] = arith.cmpi eq, %[[V12]], %[[V1]] : index
// CHECK: %[[V16:.*]] = tensor.dim %[[X]], %[[V1]] : tensor<?x?xf32>
// CHECK: %[[V17:.*]] = arith.select %[[V15]], %[[V16]], %[[V8]] : index
// CHECK: %[[V18:.*]] = arith.select %[[V15]], %[[V8]], %[[V16]] : index
// CHECK: %[[V19:.*]] = arith.cmpi eq, %[[V14]], %[[V1]] : index
// CHECK: %[[V20:.*]] = tensor.dim %[[X]], %[[V8]] : tensor<?x?xf32>
// CHECK: %[[V21:.*]] = arith.select %[[V19]], %[[V20]], %[[V8]] : index
// CHECK: %[[V22:.*]] = arith.select %[[V19]], %[[V8]], %[[V20]] : index
// CHECK: %[[V23:.*]] = toroid.reshape %[[X]] to [%[[V17]], %[[V18]], %[[V21]], %[[V22]]] : (tensor<?x?xf32>) -> tensor<?x?x?x?xf32>
// CHECK: %[[V24:.*]] = arith.constant 2 : index
// CHECK: %[[V25:.*]] = arith.addi %[[V14]], %[[V24]] : index
// CHECK: %[[V26:.*]] = arith.muli %[[V12]], %[[V24]] : index
// CHECK: %[[V27:.*]] = arith.subi %[[V25]], %[[V26]] : index
// CHECK: %[[V28:.*]] = arith.cmpi eq, %[[V27]], %[[V1]] : index
// CHECK: %[[V29:.*]] = arith.select %[[V28]], %[[V20]], %[[V17]] : index
// CHECK: %[[V30:.*]] = toroid.reduce mean, %[[V23]] axes = [1, 3] keep_dims = false : (tensor<?x?x?x?xf32>) -> tensor<?x?xf32>
// CHECK: %[[V31:.*]] = toroid.reshape %[[V30]] to [%[[V29]]] : (tensor<?x?xf32>) -> tensor<?xf32>
// CHECK: return %[[V31]] : tensor<?xf32>
func.func @reduce_declared(%x: tensor<?x?xf32>, %a: tensor<?xi64>)
    -> tensor<?xf32> {
  %r0 = onnx.node "ReduceMean"(%x, %a) {opset = 18 : i64, attrs = {keepdims = 0 : i64}}
      : (tensor<?x?xf32>, tensor<?xi64>) -> tensor<?xf32>
  return %r0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @reduce_noop(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.dim %[[A]], %[[V1]] : tensor<?xi64>
// CHECK: %[[V3:.*]] = toroid.broadcast_to %[[V0]] to [%[[V2]]] : (tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V4:.*]] = toroid.constant dense<0> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V5:.*]] = toroid.reshape %[[A]] to [%[[V2]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V6:.*]] = toroid.scatter %[[V4]], %[[V5]], %[[V3]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V7:.*]] = tensor.extract %[[V6]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V8:.*]] = arith.constant 1 : index
// CHECK: %[[V9:.*]] = tensor.extract %[[V6]][%[[V8]]] : tensor<2xi64>
// CHECK: %[[V10:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V11:.*]] = arith.cmpi eq, %[[V10]], %[[V1]] : index
// CHECK: %[[V12:.*]] = tensor.dim %[[X]], %[[V1]] : tensor<?x4xf32>
// CHECK: %[[V13:.*]] = arith.select %[[V11]], %[[V12]], %[[V8]] : index
// CHECK: %[[V14:.*]] = arith.select %[[V11]], %[[V8]], %[[V12]] : index
// CHECK: %[[V15:.*]] = arith.index_cast %[[V9]] : i64 to index
// CHECK: %[[V16:.*]] = arith.cmpi eq, %[[V15]], %[[V1]] : index
// CHECK: %[[V17:.*]] = arith.constant 4 : index
// CHECK: %[[V18:.*]] = arith.select %[[V16]], %[[V17]], %[[V8]] : index
// CHECK: %[[V19:.*]] = arith.select %[[V16]], %[[V8]], %[[V17]] : index
// CHECK: %[[V20:.*]] = toroid.reshape %[[X]] to [%[[V13]], %[[V14]], %[[V18]], %[[V19]]] : (tensor<?x4xf32>) -> tensor<?x?x?x?xf32>
// CHECK: %[[V21:.*]] = toroid.abs %[[V20]] : (tensor<?x?x?x?xf32>) -> tensor<?x?x?x?xf32>
// CHECK: %[[V22:.*]] = toroid.reduce sum, %[[V21]] axes = [1, 3] keep_dims = false : (tensor<?x?x?x?xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V22]] : tensor<?x?xf32>
func.func @reduce_noop(%x: tensor<?x4xf32>, %a: tensor<?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "ReduceL1"(%x, %a) {opset = 18 : i64, attrs = {noop_with_empty_axes = 1 : i64}}
      : (tensor<?x4xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @squeeze(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x1x4xf32>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<1xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1> : tensor<1xi64> : tensor<1xi64>
// CHECK: %[[V1:.*]] = toroid.constant dense<0> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A]] to [1, 1] : (tensor<1xi64>) -> tensor<1x1xi64>
// CHECK: %[[V3:.*]] = toroid.scatter %[[V1]], %[[V2]], %[[V0]] dims = [0] window = [] : (tensor<3xi64>, tensor<1x1xi64>, tensor<1xi64>) -> tensor<3xi64>
// CHECK: %[[V4:.*]] = arith.constant 0 : index
// CHECK: %[[V5:.*]] = tensor.extract %[[V3]][%[[V4]]] : tensor<3xi64>
// CHECK: %[[V6:.*]] = arith.constant 1 : index
// CHECK: %[[V7:.*]] = tensor.extract %[[V3]][%[[V6]]] : tensor<3xi64>
// CHECK: %[[V8:.*]] = arith.constant 2 : index
// CHECK: %[[V9:.*]] = tensor.extract %[[V3]][%[[V8]]] : tensor<3xi64>
// CHECK: %[[V10:.*]] = arith.index_cast %[[V5]] : i64 to index
// CHECK: %[[V11:.*]] = arith.cmpi eq, %[[V10]], %[[V4]] : index
// CHECK: %[[V12:.*]] = tensor.dim %[[X]], %[[V4]] : tensor<?x1x4xf32>
// CHECK: %[[V13:.*]] = arith.select %[[V11]], %[[V12]], %[[V6]] : index
// CHECK: %[[V14:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V15:.*]] = arith.addi %[[V14]], %[[V8]] : index
// CHECK: %[[V16:.*]] = arith.muli %[[V10]], %[[V8]] : index
// CHECK: %[[V17:.*]] = arith.subi %[[V15]], %[[V16]] : index
// CHECK: %[[V18:.*]] = arith.cmpi eq, %[[V17]], %[[V4]] : index
// CHECK: %[[V19:.*]] = arith.select %[[V18]], %[[V6]], %[[V13]] : index
// CHECK: %[[V20:.*]] = arith.index_cast %[[V9]] : i64 to index
// CHECK: %[[V21:.*]] = arith.constant 4 : index
// CHECK: %[[V22:.*]] = arith.addi %[[V20]], %[[V21]] : index
// CHECK: %[[V23:.*]] = arith.subi %[[V22]], %[[V16]] : index
// CHECK: %[[V24:.*]] = arith.muli %[[V14]], %[[V8]] : index
// CHECK: %[[V25:.*]] = arith.subi %[[V23]], %[[V24]] : index
// CHECK: %[[V26:.*]] = arith.cmpi eq, %[[V25]], %[[V4]] : index
// CHECK: %[[V27:.*]] = arith.select %[[V26]], %[[V21]], %[[V19]] : index
// CHECK: %[[V28:.*]] = arith.cmpi eq, %[[V10]], %[[V8]] : index
// CHECK: %[[V29:.*]] = arith.select %[[V28]], %[[V12]], %[[V6]] : index
// CHECK: %[[V30:.*]] = arith.cmpi eq, %[[V17]], %[[V8]] : index
// CHECK: %[[V31:.*]] = arith.select %[[V30]], %[[V6]], %[[V29]] : index
// CHECK: %[[V32:.*]] = arith.cmpi eq, %[[V25]], %[[V8]] : index
// CHECK: %[[V33:.*]] = arith.select %[[V32]], %[[V21]], %[[V31]] : index
// CHECK: %[[V34:.*]] = toroid.reshape %[[X]] to [%[[V27]], %[[V33]]] : (tensor<?x1x4xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V34]] : tensor<?x?xf32>
func.func @squeeze(%x: tensor<?x1x4xf32>, %a: tensor<1xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Squeeze"(%x, %a) {opset = 18 : i64}
      : (tensor<?x1x4xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @squeeze_ones(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[X]], %[[V0]] : tensor<?x4xf32>
// CHECK: %[[V2:.*]] = arith.constant 1 : index
// CHECK: %[[V3:.*]] = arith.cmpi eq, %[[V1]], %[[V2]] : index
// CHECK: %[[V4:.*]] = arith.select %[[V3]], %[[V2]], %[[V0]] : index
// CHECK: %[[V5:.*]] = arith.cmpi eq, %[[V4]], %[[V0]] : index
// CHECK: %[[V6:.*]] = arith.select %[[V5]], %[[V1]], %[[V2]] : index
// CHECK: %[[V7:.*]] = arith.constant 2 : index
// CHECK: %[[V8:.*]] = arith.muli %[[V4]], %[[V7]] : index
// CHECK: %[[V9:.*]] = arith.subi %[[V7]], %[[V8]] : index
// CHECK: %[[V10:.*]] = arith.cmpi eq, %[[V9]], %[[V0]] : index
// CHECK: %[[V11:.*]] = arith.constant 4 : index
// CHECK: %[[V12:.*]] = arith.select %[[V10]], %[[V11]], %[[V6]] : index
// CHECK: %[[V13:.*]] = toroid.reshape %[[X]] to [%[[V12]]] : (tensor<?x4xf32>) -> tensor<?xf32>
// CHECK: return %[[V13]] : tensor<?xf32>
func.func @squeeze_ones(%x: tensor<?x4xf32>)
    -> tensor<?xf32> {
  %r0 = onnx.node "Squeeze"(%x) {opset = 18 : i64}
      : (tensor<?x4xf32>) -> tensor<?xf32>
  return %r0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @unsqueeze(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<1xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1> : tensor<1xi64> : tensor<1xi64>
// CHECK: %[[V1:.*]] = toroid.constant dense<0> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[A]] to [1, 1] : (tensor<1xi64>) -> tensor<1x1xi64>
// CHECK: %[[V3:.*]] = toroid.scatter %[[V1]], %[[V2]], %[[V0]] dims = [0] window = [] : (tensor<3xi64>, tensor<1x1xi64>, tensor<1xi64>) -> tensor<3xi64>
// CHECK: %[[V4:.*]] = arith.constant 0 : index
// CHECK: %[[V5:.*]] = tensor.extract %[[V3]][%[[V4]]] : tensor<3xi64>
// CHECK: %[[V6:.*]] = arith.constant 1 : index
// CHECK: %[[V7:.*]] = tensor.extract %[[V3]][%[[V6]]] : tensor<3xi64>
// CHECK: %[[V8:.*]] = arith.constant 2 : index
// CHECK: %[[V9:.*]] = tensor.extract %[[V3]][%[[V8]]] : tensor<3xi64>
// CHECK: %[[V10:.*]] = arith.index_cast %[[V5]] : i64 to index
// CHECK: %[[V11:.*]] = arith.cmpi eq, %[[V10]], %[[V4]] : index
// CHECK: %[[V12:.*]] = tensor.dim %[[X]], %[[V4]] : tensor<?x4xf32>
// CHECK: %[[V13:.*]] = arith.select %[[V11]], %[[V12]], %[[V6]] : index
// CHECK: %[[V14:.*]] = arith.cmpi eq, %[[V10]], %[[V8]] : index
// CHECK: %[[V15:.*]] = arith.constant 4 : index
// CHECK: %[[V16:.*]] = arith.select %[[V14]], %[[V15]], %[[V13]] : index
// CHECK: %[[V17:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V18:.*]] = arith.addi %[[V17]], %[[V8]] : index
// CHECK: %[[V19:.*]] = arith.muli %[[V10]], %[[V8]] : index
// CHECK: %[[V20:.*]] = arith.subi %[[V18]], %[[V19]] : index
// CHECK: %[[V21:.*]] = arith.cmpi eq, %[[V20]], %[[V4]] : index
// CHECK: %[[V22:.*]] = arith.select %[[V21]], %[[V12]], %[[V6]] : index
// CHECK: %[[V23:.*]] = arith.cmpi eq, %[[V20]], %[[V8]] : index
// CHECK: %[[V24:.*]] = arith.select %[[V23]], %[[V15]], %[[V22]] : index
// CHECK: %[[V25:.*]] = arith.index_cast %[[V9]] : i64 to index
// CHECK: %[[V26:.*]] = arith.addi %[[V25]], %[[V15]] : index
// CHECK: %[[V27:.*]] = arith.subi %[[V26]], %[[V19]] : index
// CHECK: %[[V28:.*]] = arith.muli %[[V17]], %[[V8]] : index
// CHECK: %[[V29:.*]] = arith.subi %[[V27]], %[[V28]] : index
// CHECK: %[[V30:.*]] = arith.cmpi eq, %[[V29]], %[[V4]] : index
// CHECK: %[[V31:.*]] = arith.select %[[V30]], %[[V12]], %[[V6]] : index
// CHECK: %[[V32:.*]] = arith.cmpi eq, %[[V29]], %[[V8]] : index
// CHECK: %[[V33:.*]] = arith.select %[[V32]], %[[V15]], %[[V31]] : index
// CHECK: %[[V34:.*]] = toroid.reshape %[[X]] to [%[[V16]], %[[V24]], %[[V33]]] : (tensor<?x4xf32>) -> tensor<?x?x?xf32>
// CHECK: return %[[V34]] : tensor<?x?x?xf32>
func.func @unsqueeze(%x: tensor<?x4xf32>, %a: tensor<1xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Unsqueeze"(%x, %a) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cumsum(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4x5xf32>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<i32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[A]] to [1] : (tensor<i32>) -> tensor<1xi32>
// CHECK: %[[V1:.*]] = toroid.cast %[[V0]] : (tensor<1xi32>) -> tensor<1xi64>
// CHECK: %[[V2:.*]] = toroid.constant dense<1> : tensor<1xi64> : tensor<1xi64>
// CHECK: %[[V3:.*]] = toroid.constant dense<0> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V1]] to [1, 1] : (tensor<1xi64>) -> tensor<1x1xi64>
// CHECK: %[[V5:.*]] = toroid.scatter %[[V3]], %[[V4]], %[[V2]] dims = [0] window = [] : (tensor<3xi64>, tensor<1x1xi64>, tensor<1xi64>) -> tensor<3xi64>
// CHECK: %[[V6:.*]] = arith.constant 0 : index
// CHECK: %[[V7:.*]] = tensor.extract %[[V5]][%[[V6]]] : tensor<3xi64>
// CHECK: %[[V8:.*]] = arith.constant 1 : index
// CHECK: %[[V9:.*]] = tensor.extract %[[V5]][%[[V8]]] : tensor<3xi64>
// CHECK: %[[V10:.*]] = arith.constant 2 : index
// CHECK: %[[V11:.*]] = tensor.extract %[[V5]][%[[V10]]] : tensor<3xi64>
// CHECK: %[[V12:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V13:.*]] = arith.cmpi eq, %[[V12]], %[[V6]] : index
// CHECK: %[[V14:.*]] = tensor.dim %[[X]], %[[V6]] : tensor<?x4x5xf32>
// CHECK: %[[V15:.*]] = arith.select %[[V13]], %[[V14]], %[[V8]] : index
// CHECK: %[[V16:.*]] = arith.cmpi eq, %[[V12]], %[[V8]] : index
// CHECK: %[[V17:.*]] = arith.select %[[V16]], %[[V14]], %[[V8]] : index
// CHECK: %[[V18:.*]] = arith.cmpi eq, %[[V12]], %[[V10]] : index
// CHECK: %[[V19:.*]] = arith.select %[[V18]], %[[V14]], %[[V8]] : index
// CHECK: %[[V20:.*]] = arith.muli %[[V12]], %[[V10]] : index
// CHECK: %[[V21:.*]] = arith.index_cast %[[V9]] : i64 to index
// CHECK: %[[V22:.*]] = arith.addi %[[V20]], %[[V21]] : index
// CHECK: %[[V23:.*]] = arith.cmpi eq, %[[V22]], %[[V6]] : index
// CHECK: %[[V24:.*]] = arith.constant 4 : index
// CHECK: %[[V25:.*]] = arith.select %[[V23]], %[[V24]], %[[V8]] : index
// CHECK: %[[V26:.*]] = arith.cmpi eq, %[[V22]], %[[V8]] : index
// CHECK: %[[V27:.*]] = arith.select %[[V26]], %[[V24]], %[[V8]] : index
// CHECK: %[[V28:.*]] = arith.cmpi eq, %[[V22]], %[[V10]] : index
// CHECK: %[[V29:.*]] = arith.select %[[V28]], %[[V24]], %[[V8]] : index
// CHECK: %[[V30:.*]] = arith.muli %[[V21]], %[[V10]] : index
// CHECK: %[[V31:.*]] = arith.addi %[[V20]], %[[V30]] : index
// CHECK: %[[V32:.*]] = arith.index_cast %[[V11]] : i64 to index
// CHECK: %[[V33:.*]] = arith.addi %[[V31]], %[[V32]] : index
// CHECK: %[[V34:.*]] = arith.cmpi eq, %[[V33]], %[[V6]] : index
// CHECK: %[[V35:.*]] = arith.constant 5 : index
// CHECK: %[[V36:.*]] = arith.select %[[V34]], %[[V35]], %[[V8]] : index
// CHECK: %[[V37:.*]] = arith.cmpi eq, %[[V33]], %[[V8]] : index
// CHECK: %[[V38:.*]] = arith.select %[[V37]], %[[V35]], %[[V8]] : index
// CHECK: %[[V39:.*]] = arith.cmpi eq, %[[V33]], %[[V10]] : index
// CHECK: %[[V40:.*]] = arith.select %[[V39]], %[[V35]], %[[V8]] : index
// CHECK: %[[V41:.*]] = arith.muli %[[V15]], %[[V25]] : index
// CHECK: %[[V42:.*]] = arith.muli %[[V41]], %[[V36]] : index
// CHECK: %[[V43:.*]] = arith.muli %[[V17]], %[[V27]] : index
// CHECK: %[[V44:.*]] = arith.muli %[[V43]], %[[V38]] : index
// CHECK: %[[V45:.*]] = arith.muli %[[V19]], %[[V29]] : index
// CHECK: %[[V46:.*]] = arith.muli %[[V45]], %[[V40]] : index
// CHECK: %[[V47:.*]] = toroid.reshape %[[X]] to [%[[V42]], %[[V44]], %[[V46]]] : (tensor<?x4x5xf32>) -> tensor<?x?x?xf32>
// CHECK: %[[V48:.*]] = toroid.cumulate sum, %[[V47]] axis = 1 exclusive = false reverse = false : (tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
// CHECK: %[[V49:.*]] = toroid.reshape %[[V48]] to [%[[V14]], 4, 5] : (tensor<?x?x?xf32>) -> tensor<?x4x5xf32>
// CHECK: return %[[V49]] : tensor<?x4x5xf32>
func.func @cumsum(%x: tensor<?x4x5xf32>, %a: tensor<i32>)
    -> !onnx.unknown {
  %r0 = onnx.node "CumSum"(%x, %a) {opset = 18 : i64}
      : (tensor<?x4x5xf32>, tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<1xi64>
// CHECK-SAME: %[[E:[a-z0-9]+]]: tensor<1xi64>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<1xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V1:.*]] = toroid.reshape %[[A]] to [1, 1] : (tensor<1xi64>) -> tensor<1x1xi64>
// CHECK: %[[V2:.*]] = toroid.scatter %[[V0]], %[[V1]], %[[S]] dims = [0] window = [] : (tensor<2xi64>, tensor<1x1xi64>, tensor<1xi64>) -> tensor<2xi64>
// CHECK: %[[V3:.*]] = arith.constant 0 : index
// CHECK: %[[V4:.*]] = tensor.extract %[[V2]][%[[V3]]] : tensor<2xi64>
// CHECK: %[[V5:.*]] = arith.constant 1 : index
// CHECK: %[[V6:.*]] = tensor.extract %[[V2]][%[[V5]]] : tensor<2xi64>
// CHECK: %[[V7:.*]] = toroid.constant dense<70368744177664> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V8:.*]] = toroid.scatter %[[V7]], %[[V1]], %[[E]] dims = [0] window = [] : (tensor<2xi64>, tensor<1x1xi64>, tensor<1xi64>) -> tensor<2xi64>
// CHECK: %[[V9:.*]] = tensor.extract %[[V8]][%[[V3]]] : tensor<2xi64>
// CHECK: %[[V10:.*]] = tensor.extract %[[V8]][%[[V5]]] : tensor<2xi64>
// CHECK: %[[V11:.*]] = arith.index_cast %[[V9]] : i64 to index
// CHECK: %[[V12:.*]] = arith.cmpi slt, %[[V11]], %[[V3]] : index
// CHECK: %[[V13:.*]] = tensor.dim %[[X]], %[[V3]] : tensor<?x4xf32>
// CHECK: %[[V14:.*]] = arith.addi %[[V11]], %[[V13]] : index
// CHECK: %[[V15:.*]] = arith.select %[[V12]], %[[V14]], %[[V11]] : index
// CHECK: %[[V16:.*]] = arith.index_cast %[[V4]] : i64 to index
// CHECK: %[[V17:.*]] = arith.cmpi slt, %[[V16]], %[[V3]] : index
// CHECK: %[[V18:.*]] = arith.addi %[[V16]], %[[V13]] : index
// CHECK: %[[V19:.*]] = arith.select %[[V17]], %[[V18]], %[[V16]] : index
// CHECK: %[[V20:.*]] = arith.maxsi %[[V3]], %[[V19]] : index
// CHECK: %[[V21:.*]] = arith.minsi %[[V13]], %[[V20]] : index
// CHECK: %[[V22:.*]] = arith.maxsi %[[V3]], %[[V15]] : index
// CHECK: %[[V23:.*]] = arith.minsi %[[V13]], %[[V22]] : index
// CHECK: %[[V24:.*]] = arith.subi %[[V23]], %[[V21]] : index
// CHECK: %[[V25:.*]] = arith.maxsi %[[V3]], %[[V24]] : index
// CHECK: %[[V26:.*]] = toroid.slice %[[X]] [%[[V21]], 0] [%[[V25]], 4] [1, 1] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V27:.*]] = arith.index_cast %[[V10]] : i64 to index
// CHECK: %[[V28:.*]] = arith.cmpi slt, %[[V27]], %[[V3]] : index
// CHECK: %[[V29:.*]] = arith.constant 4 : index
// CHECK: %[[V30:.*]] = arith.addi %[[V27]], %[[V29]] : index
// CHECK: %[[V31:.*]] = arith.select %[[V28]], %[[V30]], %[[V27]] : index
// CHECK: %[[V32:.*]] = arith.index_cast %[[V6]] : i64 to index
// CHECK: %[[V33:.*]] = arith.cmpi slt, %[[V32]], %[[V3]] : index
// CHECK: %[[V34:.*]] = arith.addi %[[V32]], %[[V29]] : index
// CHECK: %[[V35:.*]] = arith.select %[[V33]], %[[V34]], %[[V32]] : index
// CHECK: %[[V36:.*]] = arith.maxsi %[[V3]], %[[V35]] : index
// CHECK: %[[V37:.*]] = arith.minsi %[[V29]], %[[V36]] : index
// CHECK: %[[V38:.*]] = arith.maxsi %[[V3]], %[[V31]] : index
// CHECK: %[[V39:.*]] = arith.minsi %[[V29]], %[[V38]] : index
// CHECK: %[[V40:.*]] = arith.subi %[[V39]], %[[V37]] : index
// CHECK: %[[V41:.*]] = arith.maxsi %[[V3]], %[[V40]] : index
// CHECK: %[[V42:.*]] = toroid.slice %[[V26]] [0, %[[V37]]] [%[[V25]], %[[V41]]] [1, 1] : (tensor<?x4xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V42]] : tensor<?x?xf32>
func.func @slice(%x: tensor<?x4xf32>, %s: tensor<1xi64>, %e: tensor<1xi64>, %a: tensor<1xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Slice"(%x, %s, %e, %a) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice_steps(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<?xi64>
// CHECK-SAME: %[[E:[a-z0-9]+]]: tensor<?xi64>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<?xi64>
// CHECK-SAME: %[[T:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.dim %[[A]], %[[V1]] : tensor<?xi64>
// CHECK: %[[V3:.*]] = toroid.reshape %[[A]] to [%[[V2]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V4:.*]] = toroid.scatter %[[V0]], %[[V3]], %[[S]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V5:.*]] = tensor.extract %[[V4]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V6:.*]] = arith.constant 1 : index
// CHECK: %[[V7:.*]] = tensor.extract %[[V4]][%[[V6]]] : tensor<2xi64>
// CHECK: %[[V8:.*]] = toroid.constant dense<70368744177664> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V9:.*]] = toroid.scatter %[[V8]], %[[V3]], %[[E]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V10:.*]] = tensor.extract %[[V9]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V11:.*]] = tensor.extract %[[V9]][%[[V6]]] : tensor<2xi64>
// CHECK: %[[V12:.*]] = toroid.constant dense<1> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V13:.*]] = toroid.scatter %[[V12]], %[[V3]], %[[T]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V14:.*]] = tensor.extract %[[V13]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V15:.*]] = tensor.extract %[[V13]][%[[V6]]] : tensor<2xi64>
// CHECK: %[[V16:.*]] = arith.index_cast %[[V5]] : i64 to index
// CHECK: %[[V17:.*]] = arith.cmpi slt, %[[V16]], %[[V1]] : index
// CHECK: %[[V18:.*]] = tensor.dim %[[X]], %[[V1]] : tensor<?x4xf32>
// CHECK: %[[V19:.*]] = arith.addi %[[V16]], %[[V18]] : index
// CHECK: %[[V20:.*]] = arith.select %[[V17]], %[[V19]], %[[V16]] : index
// CHECK: %[[V21:.*]] = arith.index_cast %[[V10]] : i64 to index
// CHECK: %[[V22:.*]] = arith.cmpi slt, %[[V21]], %[[V1]] : index
// CHECK: %[[V23:.*]] = arith.addi %[[V21]], %[[V18]] : index
// CHECK: %[[V24:.*]] = arith.select %[[V22]], %[[V23]], %[[V21]] : index
// CHECK: %[[V25:.*]] = arith.constant -1 : index
// CHECK: %[[V26:.*]] = arith.index_cast %[[V14]] : i64 to index
// CHECK: %[[V27:.*]] = arith.minsi %[[V6]], %[[V26]] : index
// CHECK: %[[V28:.*]] = arith.maxsi %[[V25]], %[[V27]] : index
// CHECK: %[[V29:.*]] = arith.cmpi eq, %[[V28]], %[[V25]] : index
// CHECK: %[[V30:.*]] = arith.addi %[[V18]], %[[V25]] : index
// CHECK: %[[V31:.*]] = arith.maxsi %[[V1]], %[[V20]] : index
// CHECK: %[[V32:.*]] = arith.minsi %[[V30]], %[[V31]] : index
// CHECK: %[[V33:.*]] = arith.maxsi %[[V25]], %[[V24]] : index
// CHECK: %[[V34:.*]] = arith.minsi %[[V30]], %[[V33]] : index
// CHECK: %[[V35:.*]] = arith.subi %[[V32]], %[[V34]] : index
// CHECK: %[[V36:.*]] = arith.maxsi %[[V1]], %[[V35]] : index
// CHECK: %[[V37:.*]] = arith.maxsi %[[V1]], %[[V24]] : index
// CHECK: %[[V38:.*]] = arith.minsi %[[V18]], %[[V37]] : index
// CHECK: %[[V39:.*]] = arith.minsi %[[V18]], %[[V31]] : index
// CHECK: %[[V40:.*]] = arith.subi %[[V38]], %[[V39]] : index
// CHECK: %[[V41:.*]] = arith.maxsi %[[V1]], %[[V40]] : index
// CHECK: %[[V42:.*]] = arith.select %[[V29]], %[[V36]], %[[V41]] : index
// CHECK: %[[V43:.*]] = arith.muli %[[V26]], %[[V25]] : index
// CHECK: %[[V44:.*]] = arith.select %[[V29]], %[[V43]], %[[V26]] : index
// CHECK: %[[V45:.*]] = arith.select %[[V29]], %[[V32]], %[[V39]] : index
// CHECK: %[[V46:.*]] = arith.cmpi eq, %[[V28]], %[[V1]] : index
// CHECK: %[[V47:.*]] = arith.maxsi %[[V6]], %[[V44]] : index
// CHECK: %[[V48:.*]] = arith.addi %[[V42]], %[[V47]] : index
// CHECK: %[[V49:.*]] = arith.addi %[[V48]], %[[V25]] : index
// CHECK: %[[V50:.*]] = arith.maxsi %[[V47]], %[[V6]] : index
// CHECK: %[[V51:.*]] = arith.divsi %[[V49]], %[[V50]] : index
// CHECK: %[[V52:.*]] = arith.select %[[V46]], %[[V6]], %[[V51]] : index
// CHECK: %[[V53:.*]] = arith.select %[[V46]], %[[V18]], %[[V45]] : index
// CHECK: %[[V54:.*]] = arith.index_cast %[[V53]] : index to i64
// CHECK: %[[V55:.*]] = tensor.from_elements %[[V54]] : tensor<i64>
// CHECK: %[[V56:.*]] = arith.index_cast %[[V26]] : index to i64
// CHECK: %[[V57:.*]] = tensor.from_elements %[[V56]] : tensor<i64>
// CHECK: %[[V58:.*]] = toroid.range %[[V55]], %[[V57]] to [%[[V52]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V59:.*]] = toroid.gather axis = 0 %[[X]], %[[V58]] : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x4xf32>
// CHECK: %[[V60:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V61:.*]] = arith.cmpi slt, %[[V60]], %[[V1]] : index
// CHECK: %[[V62:.*]] = arith.constant 4 : index
// CHECK: %[[V63:.*]] = arith.addi %[[V60]], %[[V62]] : index
// CHECK: %[[V64:.*]] = arith.select %[[V61]], %[[V63]], %[[V60]] : index
// CHECK: %[[V65:.*]] = arith.index_cast %[[V11]] : i64 to index
// CHECK: %[[V66:.*]] = arith.cmpi slt, %[[V65]], %[[V1]] : index
// CHECK: %[[V67:.*]] = arith.addi %[[V65]], %[[V62]] : index
// CHECK: %[[V68:.*]] = arith.select %[[V66]], %[[V67]], %[[V65]] : index
// CHECK: %[[V69:.*]] = arith.index_cast %[[V15]] : i64 to index
// CHECK: %[[V70:.*]] = arith.minsi %[[V6]], %[[V69]] : index
// CHECK: %[[V71:.*]] = arith.maxsi %[[V25]], %[[V70]] : index
// CHECK: %[[V72:.*]] = arith.cmpi eq, %[[V71]], %[[V25]] : index
// CHECK: %[[V73:.*]] = arith.constant 3 : index
// CHECK: %[[V74:.*]] = arith.maxsi %[[V1]], %[[V64]] : index
// CHECK: %[[V75:.*]] = arith.minsi %[[V73]], %[[V74]] : index
// CHECK: %[[V76:.*]] = arith.maxsi %[[V25]], %[[V68]] : index
// CHECK: %[[V77:.*]] = arith.minsi %[[V73]], %[[V76]] : index
// CHECK: %[[V78:.*]] = arith.subi %[[V75]], %[[V77]] : index
// CHECK: %[[V79:.*]] = arith.maxsi %[[V1]], %[[V78]] : index
// CHECK: %[[V80:.*]] = arith.maxsi %[[V1]], %[[V68]] : index
// CHECK: %[[V81:.*]] = arith.minsi %[[V62]], %[[V80]] : index
// CHECK: %[[V82:.*]] = arith.minsi %[[V62]], %[[V74]] : index
// CHECK: %[[V83:.*]] = arith.subi %[[V81]], %[[V82]] : index
// CHECK: %[[V84:.*]] = arith.maxsi %[[V1]], %[[V83]] : index
// CHECK: %[[V85:.*]] = arith.select %[[V72]], %[[V79]], %[[V84]] : index
// CHECK: %[[V86:.*]] = arith.muli %[[V69]], %[[V25]] : index
// CHECK: %[[V87:.*]] = arith.select %[[V72]], %[[V86]], %[[V69]] : index
// CHECK: %[[V88:.*]] = arith.select %[[V72]], %[[V75]], %[[V82]] : index
// CHECK: %[[V89:.*]] = arith.cmpi eq, %[[V71]], %[[V1]] : index
// CHECK: %[[V90:.*]] = arith.maxsi %[[V6]], %[[V87]] : index
// CHECK: %[[V91:.*]] = arith.addi %[[V85]], %[[V90]] : index
// CHECK: %[[V92:.*]] = arith.addi %[[V91]], %[[V25]] : index
// CHECK: %[[V93:.*]] = arith.maxsi %[[V90]], %[[V6]] : index
// CHECK: %[[V94:.*]] = arith.divsi %[[V92]], %[[V93]] : index
// CHECK: %[[V95:.*]] = arith.select %[[V89]], %[[V6]], %[[V94]] : index
// CHECK: %[[V96:.*]] = arith.select %[[V89]], %[[V62]], %[[V88]] : index
// CHECK: %[[V97:.*]] = arith.index_cast %[[V96]] : index to i64
// CHECK: %[[V98:.*]] = tensor.from_elements %[[V97]] : tensor<i64>
// CHECK: %[[V99:.*]] = arith.index_cast %[[V69]] : index to i64
// CHECK: %[[V100:.*]] = tensor.from_elements %[[V99]] : tensor<i64>
// CHECK: %[[V101:.*]] = toroid.range %[[V98]], %[[V100]] to [%[[V95]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V102:.*]] = toroid.gather axis = 1 %[[V59]], %[[V101]] : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x?xf32>
// CHECK: return %[[V102]] : tensor<?x?xf32>
func.func @slice_steps(%x: tensor<?x4xf32>, %s: tensor<?xi64>, %e: tensor<?xi64>, %a: tensor<?xi64>, %t: tensor<?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Slice"(%x, %s, %e, %a, %t) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice_count(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<?xi64>
// CHECK-SAME: %[[E:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[S]], %[[V2]] : tensor<?xi64>
// CHECK: %[[V4:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V3]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V5:.*]] = toroid.constant dense<0> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V4]] to [%[[V3]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V7:.*]] = toroid.scatter %[[V5]], %[[V6]], %[[S]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V8:.*]] = tensor.extract %[[V7]][%[[V2]]] : tensor<2xi64>
// CHECK: %[[V9:.*]] = arith.constant 1 : index
// CHECK: %[[V10:.*]] = tensor.extract %[[V7]][%[[V9]]] : tensor<2xi64>
// CHECK: %[[V11:.*]] = toroid.constant dense<70368744177664> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V12:.*]] = toroid.scatter %[[V11]], %[[V6]], %[[E]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V13:.*]] = tensor.extract %[[V12]][%[[V2]]] : tensor<2xi64>
// CHECK: %[[V14:.*]] = tensor.extract %[[V12]][%[[V9]]] : tensor<2xi64>
// CHECK: %[[V15:.*]] = arith.index_cast %[[V13]] : i64 to index
// CHECK: %[[V16:.*]] = arith.cmpi slt, %[[V15]], %[[V2]] : index
// CHECK: %[[V17:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x4xf32>
// CHECK: %[[V18:.*]] = arith.addi %[[V15]], %[[V17]] : index
// CHECK: %[[V19:.*]] = arith.select %[[V16]], %[[V18]], %[[V15]] : index
// CHECK: %[[V20:.*]] = arith.index_cast %[[V8]] : i64 to index
// CHECK: %[[V21:.*]] = arith.cmpi slt, %[[V20]], %[[V2]] : index
// CHECK: %[[V22:.*]] = arith.addi %[[V20]], %[[V17]] : index
// CHECK: %[[V23:.*]] = arith.select %[[V21]], %[[V22]], %[[V20]] : index
// CHECK: %[[V24:.*]] = arith.maxsi %[[V2]], %[[V23]] : index
// CHECK: %[[V25:.*]] = arith.minsi %[[V17]], %[[V24]] : index
// CHECK: %[[V26:.*]] = arith.maxsi %[[V2]], %[[V19]] : index
// CHECK: %[[V27:.*]] = arith.minsi %[[V17]], %[[V26]] : index
// CHECK: %[[V28:.*]] = arith.subi %[[V27]], %[[V25]] : index
// CHECK: %[[V29:.*]] = arith.maxsi %[[V2]], %[[V28]] : index
// CHECK: %[[V30:.*]] = toroid.slice %[[X]] [%[[V25]], 0] [%[[V29]], 4] [1, 1] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V31:.*]] = arith.index_cast %[[V14]] : i64 to index
// CHECK: %[[V32:.*]] = arith.cmpi slt, %[[V31]], %[[V2]] : index
// CHECK: %[[V33:.*]] = arith.constant 4 : index
// CHECK: %[[V34:.*]] = arith.addi %[[V31]], %[[V33]] : index
// CHECK: %[[V35:.*]] = arith.select %[[V32]], %[[V34]], %[[V31]] : index
// CHECK: %[[V36:.*]] = arith.index_cast %[[V10]] : i64 to index
// CHECK: %[[V37:.*]] = arith.cmpi slt, %[[V36]], %[[V2]] : index
// CHECK: %[[V38:.*]] = arith.addi %[[V36]], %[[V33]] : index
// CHECK: %[[V39:.*]] = arith.select %[[V37]], %[[V38]], %[[V36]] : index
// CHECK: %[[V40:.*]] = arith.maxsi %[[V2]], %[[V39]] : index
// CHECK: %[[V41:.*]] = arith.minsi %[[V33]], %[[V40]] : index
// CHECK: %[[V42:.*]] = arith.maxsi %[[V2]], %[[V35]] : index
// CHECK: %[[V43:.*]] = arith.minsi %[[V33]], %[[V42]] : index
// CHECK: %[[V44:.*]] = arith.subi %[[V43]], %[[V41]] : index
// CHECK: %[[V45:.*]] = arith.maxsi %[[V2]], %[[V44]] : index
// CHECK: %[[V46:.*]] = toroid.slice %[[V30]] [0, %[[V41]]] [%[[V29]], %[[V45]]] [1, 1] : (tensor<?x4xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V46]] : tensor<?x?xf32>
func.func @slice_count(%x: tensor<?x4xf32>, %s: tensor<?xi64>, %e: tensor<?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Slice"(%x, %s, %e) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<?xi64>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pad(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[P:[a-z0-9]+]]: tensor<?xi64>
// CHECK-SAME: %[[V:[a-z0-9]+]]: tensor<f32>
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[A]], %[[V0]] : tensor<?xi64>
// CHECK: %[[V2:.*]] = toroid.slice %[[P]] [0] [%[[V1]]] [1] : (tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V3:.*]] = toroid.constant dense<0> : tensor<2xi64> : tensor<2xi64>
// CHECK: %[[V4:.*]] = toroid.reshape %[[A]] to [%[[V1]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V5:.*]] = toroid.scatter %[[V3]], %[[V4]], %[[V2]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V6:.*]] = tensor.extract %[[V5]][%[[V0]]] : tensor<2xi64>
// CHECK: %[[V7:.*]] = arith.constant 1 : index
// CHECK: %[[V8:.*]] = tensor.extract %[[V5]][%[[V7]]] : tensor<2xi64>
// CHECK: %[[V9:.*]] = toroid.slice %[[P]] [%[[V1]]] [%[[V1]]] [1] : (tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V10:.*]] = toroid.scatter %[[V3]], %[[V4]], %[[V9]] dims = [0] window = [] : (tensor<2xi64>, tensor<?x1xi64>, tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V11:.*]] = tensor.extract %[[V10]][%[[V0]]] : tensor<2xi64>
// CHECK: %[[V12:.*]] = tensor.extract %[[V10]][%[[V7]]] : tensor<2xi64>
// CHECK: %[[V13:.*]] = arith.index_cast %[[V6]] : i64 to index
// CHECK: %[[V14:.*]] = arith.index_cast %[[V8]] : i64 to index
// CHECK: %[[V15:.*]] = arith.index_cast %[[V11]] : i64 to index
// CHECK: %[[V16:.*]] = arith.index_cast %[[V12]] : i64 to index
// CHECK: %[[V17:.*]] = toroid.pad %[[X]] with %[[V]] [%[[V13]], %[[V14]]] [%[[V15]], %[[V16]]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x?xf32>
// CHECK: return %[[V17]] : tensor<?x?xf32>
func.func @pad(%x: tensor<?x4xf32>, %p: tensor<?xi64>, %v: tensor<f32>, %a: tensor<?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pad"(%x, %p, %v, %a) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<?xi64>, tensor<f32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @expand(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = arith.constant 3 : index
// CHECK: %[[V2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[S]], %[[V2]] : tensor<?xi64>
// CHECK: %[[V4:.*]] = arith.subi %[[V1]], %[[V3]] : index
// CHECK: %[[V5:.*]] = toroid.broadcast_to %[[V0]] to [%[[V4]]] : (tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V6:.*]] = toroid.concat axis = 0 %[[V5]], %[[S]] : (tensor<?xi64>, tensor<?xi64>) -> tensor<3xi64>
// CHECK: %[[V7:.*]] = tensor.extract %[[V6]][%[[V2]]] : tensor<3xi64>
// CHECK: %[[V8:.*]] = arith.constant 1 : index
// CHECK: %[[V9:.*]] = tensor.extract %[[V6]][%[[V8]]] : tensor<3xi64>
// CHECK: %[[V10:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V11:.*]] = arith.index_cast %[[V9]] : i64 to index
// CHECK: %[[V12:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x4xf32>
// CHECK: %[[V13:.*]] = arith.cmpi eq, %[[V11]], %[[V8]] : index
// CHECK: %[[V14:.*]] = arith.select %[[V13]], %[[V12]], %[[V11]] : index
// CHECK: %[[V15:.*]] = toroid.broadcast_to %[[X]] to [%[[V10]], %[[V14]], 4] : (tensor<?x4xf32>) -> tensor<?x?x4xf32>
// CHECK: return %[[V15]] : tensor<?x?x4xf32>
func.func @expand(%x: tensor<?x4xf32>, %s: tensor<?xi64>)
    -> tensor<?x?x?xf32> {
  %r0 = onnx.node "Expand"(%x, %s) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x?x?xf32>
  return %r0 : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @reshape(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.reshape %[[S]] to [2] : (tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.extract %[[V0]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V3:.*]] = arith.constant 1 : index
// CHECK: %[[V4:.*]] = tensor.extract %[[V0]][%[[V3]]] : tensor<2xi64>
// CHECK: %[[V5:.*]] = arith.index_cast %[[V2]] : i64 to index
// CHECK: %[[V6:.*]] = arith.cmpi eq, %[[V5]], %[[V1]] : index
// CHECK: %[[V7:.*]] = tensor.dim %[[X]], %[[V1]] : tensor<?x4xf32>
// CHECK: %[[V8:.*]] = arith.select %[[V6]], %[[V7]], %[[V5]] : index
// CHECK: %[[V9:.*]] = arith.index_cast %[[V4]] : i64 to index
// CHECK: %[[V10:.*]] = arith.cmpi eq, %[[V9]], %[[V1]] : index
// CHECK: %[[V11:.*]] = arith.constant 4 : index
// CHECK: %[[V12:.*]] = arith.select %[[V10]], %[[V11]], %[[V9]] : index
// CHECK: %[[V13:.*]] = arith.constant -1 : index
// CHECK: %[[V14:.*]] = arith.cmpi eq, %[[V8]], %[[V13]] : index
// CHECK: %[[V15:.*]] = arith.select %[[V14]], %[[V3]], %[[V8]] : index
// CHECK: %[[V16:.*]] = arith.cmpi eq, %[[V12]], %[[V13]] : index
// CHECK: %[[V17:.*]] = arith.select %[[V16]], %[[V3]], %[[V12]] : index
// CHECK: %[[V18:.*]] = arith.muli %[[V7]], %[[V11]] : index
// CHECK: %[[V19:.*]] = arith.muli %[[V15]], %[[V17]] : index
// CHECK: %[[V20:.*]] = arith.maxsi %[[V19]], %[[V3]] : index
// CHECK: %[[V21:.*]] = arith.divsi %[[V18]], %[[V20]] : index
// CHECK: %[[V22:.*]] = arith.select %[[V14]], %[[V21]], %[[V8]] : index
// CHECK: %[[V23:.*]] = arith.select %[[V16]], %[[V21]], %[[V12]] : index
// CHECK: %[[V24:.*]] = toroid.reshape %[[X]] to [%[[V22]], %[[V23]]] : (tensor<?x4xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V24]] : tensor<?x?xf32>
func.func @reshape(%x: tensor<?x4xf32>, %s: tensor<?xi64>)
    -> tensor<?x?xf32> {
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x?xf32>
  return %r0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @tile(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.reshape %[[S]] to [2] : (tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.extract %[[V0]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V3:.*]] = arith.constant 1 : index
// CHECK: %[[V4:.*]] = tensor.extract %[[V0]][%[[V3]]] : tensor<2xi64>
// CHECK: %[[V5:.*]] = tensor.dim %[[X]], %[[V1]] : tensor<?x4xf32>
// CHECK: %[[V6:.*]] = toroid.reshape %[[X]] to [1, %[[V5]], 1, 4] : (tensor<?x4xf32>) -> tensor<1x?x1x4xf32>
// CHECK: %[[V7:.*]] = arith.index_cast %[[V2]] : i64 to index
// CHECK: %[[V8:.*]] = arith.index_cast %[[V4]] : i64 to index
// CHECK: %[[V9:.*]] = toroid.broadcast_to %[[V6]] to [%[[V7]], %[[V5]], %[[V8]], 4] : (tensor<1x?x1x4xf32>) -> tensor<?x?x?x4xf32>
// CHECK: %[[V10:.*]] = arith.muli %[[V7]], %[[V5]] : index
// CHECK: %[[V11:.*]] = arith.constant 4 : index
// CHECK: %[[V12:.*]] = arith.muli %[[V8]], %[[V11]] : index
// CHECK: %[[V13:.*]] = toroid.reshape %[[V9]] to [%[[V10]], %[[V12]]] : (tensor<?x?x?x4xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V13]] : tensor<?x?xf32>
func.func @tile(%x: tensor<?x4xf32>, %s: tensor<?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Tile"(%x, %s) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @constant_of_shape(
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.reshape %[[S]] to [2] : (tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.extract %[[V0]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V3:.*]] = arith.constant 1 : index
// CHECK: %[[V4:.*]] = tensor.extract %[[V0]][%[[V3]]] : tensor<2xi64>
// CHECK: %[[V5:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V6:.*]] = arith.index_cast %[[V2]] : i64 to index
// CHECK: %[[V7:.*]] = arith.index_cast %[[V4]] : i64 to index
// CHECK: %[[V8:.*]] = toroid.broadcast_to %[[V5]] to [%[[V6]], %[[V7]]] : (tensor<f32>) -> tensor<?x?xf32>
// CHECK: return %[[V8]] : tensor<?x?xf32>
func.func @constant_of_shape(%s: tensor<?xi64>)
    -> tensor<?x?xf32> {
  %r0 = onnx.node "ConstantOfShape"(%s) {opset = 18 : i64}
      : (tensor<?xi64>) -> tensor<?x?xf32>
  return %r0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @gather_nd(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?x?xi64>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[I]], %[[V0]] : tensor<?x?xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[I]] to [%[[V1]], 2] : (tensor<?x?xi64>) -> tensor<?x2xi64>
// CHECK: %[[V3:.*]] = toroid.gather_nd %[[X]], %[[V2]] dims = [0, 1] window = [1] : (tensor<?x?x8xf32>, tensor<?x2xi64>) -> tensor<?x8xf32>
// CHECK: return %[[V3]] : tensor<?x8xf32>
func.func @gather_nd(%x: tensor<?x?x8xf32>, %i: tensor<?x?xi64>)
    -> tensor<?x?xf32> {
  %r0 = onnx.node "GatherND"(%x, %i) {opset = 18 : i64}
      : (tensor<?x?x8xf32>, tensor<?x?xi64>) -> tensor<?x?xf32>
  return %r0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @scatter_nd(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x8xf32>
// CHECK-SAME: %[[I:[a-z0-9]+]]: tensor<?x?xi64>
// CHECK-SAME: %[[U:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.dim %[[I]], %[[V0]] : tensor<?x?xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[I]] to [%[[V1]], 2] : (tensor<?x?xi64>) -> tensor<?x2xi64>
// CHECK: %[[V3:.*]] = toroid.scatter %[[X]], %[[V2]], %[[U]] dims = [0, 1] window = [1] : (tensor<?x?x8xf32>, tensor<?x2xi64>, tensor<?x8xf32>) -> tensor<?x?x8xf32>
// CHECK: return %[[V3]] : tensor<?x?x8xf32>
func.func @scatter_nd(%x: tensor<?x?x8xf32>, %i: tensor<?x?xi64>, %u: tensor<?x8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ScatterND"(%x, %i, %u) {opset = 18 : i64}
      : (tensor<?x?x8xf32>, tensor<?x?xi64>, tensor<?x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @split(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.reshape %[[S]] to [2] : (tensor<?xi64>) -> tensor<2xi64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.extract %[[V0]][%[[V1]]] : tensor<2xi64>
// CHECK: %[[V3:.*]] = arith.constant 1 : index
// CHECK: %[[V4:.*]] = tensor.extract %[[V0]][%[[V3]]] : tensor<2xi64>
// CHECK: %[[V5:.*]] = tensor.dim %[[X]], %[[V1]] : tensor<?x4xf32>
// CHECK: %[[V6:.*]] = arith.index_cast %[[V2]] : i64 to index
// CHECK: %[[V7:.*]] = arith.maxsi %[[V1]], %[[V6]] : index
// CHECK: %[[V8:.*]] = arith.minsi %[[V5]], %[[V7]] : index
// CHECK: %[[V9:.*]] = toroid.slice %[[X]] [0, 0] [%[[V8]], 4] [1, 1] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V10:.*]] = arith.subi %[[V5]], %[[V8]] : index
// CHECK: %[[V11:.*]] = arith.index_cast %[[V4]] : i64 to index
// CHECK: %[[V12:.*]] = arith.maxsi %[[V1]], %[[V11]] : index
// CHECK: %[[V13:.*]] = arith.minsi %[[V10]], %[[V12]] : index
// CHECK: %[[V14:.*]] = toroid.slice %[[X]] [%[[V8]], 0] [%[[V13]], 4] [1, 1] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V9]], %[[V14]] : tensor<?x4xf32>, tensor<?x4xf32>
func.func @split(%x: tensor<?x4xf32>, %s: tensor<?xi64>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "Split"(%x, %s) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<?xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @top_k(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[K:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.reshape %[[K]] to [1] : (tensor<?xi64>) -> tensor<1xi64>
// CHECK: %[[V1:.*]] = arith.constant 0 : index
// CHECK: %[[V2:.*]] = tensor.extract %[[V0]][%[[V1]]] : tensor<1xi64>
// CHECK: %[[V3:.*]] = arith.index_cast %[[V2]] : i64 to index
// CHECK: %[[V4:.*]], %[[V5:.*]] = toroid.top_k %[[X]], %[[V3]] axis = 1 largest = true : tensor<?x4xf32> -> tensor<?x?xf32>, tensor<?x?xi64>
// CHECK: return %[[V4]], %[[V5]] : tensor<?x?xf32>, tensor<?x?xi64>
func.func @top_k(%x: tensor<?x4xf32>, %k: tensor<?xi64>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "TopK"(%x, %k) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<?xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// The bounds of a slice are as many as its axes: one vector whose length is known
// tells that of the others, for this node and for those that come after.

// CHECK-LABEL: func.func @shared_length(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>, %[[A:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[ONE:.*]] = toroid.reshape %[[A]] to [1] : (tensor<?xi64>) -> tensor<1xi64>
// CHECK: return %{{.*}}, %{{.*}} : tensor<?xf32>, tensor<1xf32>
func.func @shared_length(%x: tensor<?xf32>, %a: tensor<?xi64>, %s: tensor<f32>) -> (!onnx.unknown, !onnx.unknown) {
  %end = onnx.constant dense<-1> : tensor<1xi64> : tensor<1xi64>
  %0 = onnx.node "Slice"(%x, %a, %end, %a) {opset = 17 : i64}
      : (tensor<?xf32>, tensor<?xi64>, tensor<1xi64>, tensor<?xi64>) -> !onnx.unknown
  %1 = onnx.node "Unsqueeze"(%s, %a) {opset = 17 : i64} : (tensor<f32>, tensor<?xi64>) -> !onnx.unknown
  return %0, %1 : !onnx.unknown, !onnx.unknown
}
