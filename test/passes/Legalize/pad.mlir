// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Surrounding and cropping.

// CHECK-LABEL: func.func @pad_edge(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x4xf32>
// CHECK: %[[V4:.*]] = arith.constant 3 : index
// CHECK: %[[V5:.*]] = arith.addi %[[V3]], %[[V4]] : index
// CHECK: %[[V6:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V5]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V7:.*]] = toroid.sub %[[V6]], %[[V1]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V8:.*]] = toroid.max %[[V7]], %[[V0]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V9:.*]] = arith.constant -1 : index
// CHECK: %[[V10:.*]] = arith.addi %[[V3]], %[[V9]] : index
// CHECK: %[[V11:.*]] = arith.index_cast %[[V10]] : index to i64
// CHECK: %[[V12:.*]] = tensor.from_elements %[[V11]] : tensor<i64>
// CHECK: %[[V13:.*]] = toroid.min %[[V8]], %[[V12]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V14:.*]] = toroid.gather axis = 0 %[[X]], %[[V13]] : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x4xf32>
// CHECK: %[[V15:.*]] = toroid.constant dense<[0, 1, 2]> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V16:.*]] = toroid.gather axis = 1 %[[V14]], %[[V15]] : (tensor<?x4xf32>, tensor<3xi64>) -> tensor<?x3xf32>
// CHECK: return %[[V16]] : tensor<?x3xf32>
func.func @pad_edge(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pad"(%x) {opset = 10 : i64, attrs = {mode = "edge", pads = [1, 0, 2, -1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pad_wrap(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x4xf32>
// CHECK: %[[V4:.*]] = arith.constant 3 : index
// CHECK: %[[V5:.*]] = arith.addi %[[V3]], %[[V4]] : index
// CHECK: %[[V6:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V5]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V7:.*]] = toroid.sub %[[V6]], %[[V1]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V8:.*]] = arith.index_cast %[[V3]] : index to i64
// CHECK: %[[V9:.*]] = tensor.from_elements %[[V8]] : tensor<i64>
// CHECK: %[[V10:.*]] = toroid.mod %[[V7]], %[[V9]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V11:.*]] = toroid.gather axis = 0 %[[X]], %[[V10]] : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x4xf32>
// CHECK: %[[V12:.*]] = toroid.constant dense<[0, 1, 2]> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V13:.*]] = toroid.gather axis = 1 %[[V11]], %[[V12]] : (tensor<?x4xf32>, tensor<3xi64>) -> tensor<?x3xf32>
// CHECK: return %[[V13]] : tensor<?x3xf32>
func.func @pad_wrap(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pad"(%x) {opset = 10 : i64, attrs = {mode = "wrap", pads = [1, 0, 2, -1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pad_reflect(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[X]], %[[V2]] : tensor<?x4xf32>
// CHECK: %[[V4:.*]] = arith.constant 3 : index
// CHECK: %[[V5:.*]] = arith.addi %[[V3]], %[[V4]] : index
// CHECK: %[[V6:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V5]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V7:.*]] = toroid.sub %[[V6]], %[[V1]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V8:.*]] = arith.constant 2 : index
// CHECK: %[[V9:.*]] = arith.muli %[[V3]], %[[V8]] : index
// CHECK: %[[V10:.*]] = arith.constant -2 : index
// CHECK: %[[V11:.*]] = arith.addi %[[V9]], %[[V10]] : index
// CHECK: %[[V12:.*]] = arith.constant 1 : index
// CHECK: %[[V13:.*]] = arith.maxsi %[[V11]], %[[V12]] : index
// CHECK: %[[V14:.*]] = arith.index_cast %[[V13]] : index to i64
// CHECK: %[[V15:.*]] = tensor.from_elements %[[V14]] : tensor<i64>
// CHECK: %[[V16:.*]] = toroid.mod %[[V7]], %[[V15]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V17:.*]] = toroid.sub %[[V15]], %[[V16]] : (tensor<i64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V18:.*]] = toroid.min %[[V16]], %[[V17]] : (tensor<?xi64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V19:.*]] = toroid.gather axis = 0 %[[X]], %[[V18]] : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x4xf32>
// CHECK: %[[V20:.*]] = toroid.constant dense<[0, 1, 2]> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V21:.*]] = toroid.gather axis = 1 %[[V19]], %[[V20]] : (tensor<?x4xf32>, tensor<3xi64>) -> tensor<?x3xf32>
// CHECK: return %[[V21]] : tensor<?x3xf32>
func.func @pad_reflect(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pad"(%x) {opset = 10 : i64, attrs = {mode = "reflect", pads = [1, 0, 2, -1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pad_reflect_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK-SAME: %[[P:[a-z0-9]+]]: tensor<4xi64>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.extract %[[P]][%[[V0]]] : tensor<4xi64>
// CHECK: %[[V2:.*]] = arith.constant 1 : index
// CHECK: %[[V3:.*]] = tensor.extract %[[P]][%[[V2]]] : tensor<4xi64>
// CHECK: %[[V4:.*]] = arith.constant 2 : index
// CHECK: %[[V5:.*]] = tensor.extract %[[P]][%[[V4]]] : tensor<4xi64>
// CHECK: %[[V6:.*]] = arith.constant 3 : index
// CHECK: %[[V7:.*]] = tensor.extract %[[P]][%[[V6]]] : tensor<4xi64>
// CHECK: %[[V8:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V9:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V10:.*]] = arith.index_cast %[[V1]] : i64 to index
// CHECK: %[[V11:.*]] = arith.index_cast %[[V5]] : i64 to index
// CHECK: %[[V12:.*]] = arith.addi %[[V10]], %[[V11]] : index
// CHECK: %[[V13:.*]] = tensor.dim %[[X]], %[[V0]] : tensor<?x4xf32>
// CHECK: %[[V14:.*]] = arith.addi %[[V12]], %[[V13]] : index
// CHECK: %[[V15:.*]] = toroid.range %[[V8]], %[[V9]] to [%[[V14]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V16:.*]] = arith.maxsi %[[V0]], %[[V10]] : index
// CHECK: %[[V17:.*]] = arith.index_cast %[[V16]] : index to i64
// CHECK: %[[V18:.*]] = tensor.from_elements %[[V17]] : tensor<i64>
// CHECK: %[[V19:.*]] = toroid.sub %[[V15]], %[[V18]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V20:.*]] = arith.muli %[[V13]], %[[V4]] : index
// CHECK: %[[V21:.*]] = arith.constant -1 : index
// CHECK: %[[V22:.*]] = arith.muli %[[V10]], %[[V21]] : index
// CHECK: %[[V23:.*]] = arith.maxsi %[[V0]], %[[V22]] : index
// CHECK: %[[V24:.*]] = arith.muli %[[V23]], %[[V4]] : index
// CHECK: %[[V25:.*]] = arith.subi %[[V20]], %[[V24]] : index
// CHECK: %[[V26:.*]] = arith.muli %[[V11]], %[[V21]] : index
// CHECK: %[[V27:.*]] = arith.maxsi %[[V0]], %[[V26]] : index
// CHECK: %[[V28:.*]] = arith.muli %[[V27]], %[[V4]] : index
// CHECK: %[[V29:.*]] = arith.subi %[[V25]], %[[V28]] : index
// CHECK: %[[V30:.*]] = arith.constant -2 : index
// CHECK: %[[V31:.*]] = arith.addi %[[V29]], %[[V30]] : index
// CHECK: %[[V32:.*]] = arith.maxsi %[[V31]], %[[V2]] : index
// CHECK: %[[V33:.*]] = arith.index_cast %[[V32]] : index to i64
// CHECK: %[[V34:.*]] = tensor.from_elements %[[V33]] : tensor<i64>
// CHECK: %[[V35:.*]] = toroid.mod %[[V19]], %[[V34]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V36:.*]] = toroid.sub %[[V34]], %[[V35]] : (tensor<i64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V37:.*]] = toroid.min %[[V35]], %[[V36]] : (tensor<?xi64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V38:.*]] = arith.index_cast %[[V23]] : index to i64
// CHECK: %[[V39:.*]] = tensor.from_elements %[[V38]] : tensor<i64>
// CHECK: %[[V40:.*]] = toroid.add %[[V37]], %[[V39]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V41:.*]] = toroid.gather axis = 0 %[[X]], %[[V40]] : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x4xf32>
// CHECK: %[[V42:.*]] = arith.index_cast %[[V3]] : i64 to index
// CHECK: %[[V43:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V44:.*]] = arith.addi %[[V42]], %[[V43]] : index
// CHECK: %[[V45:.*]] = arith.constant 4 : index
// CHECK: %[[V46:.*]] = arith.addi %[[V44]], %[[V45]] : index
// CHECK: %[[V47:.*]] = toroid.range %[[V8]], %[[V9]] to [%[[V46]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V48:.*]] = arith.maxsi %[[V0]], %[[V42]] : index
// CHECK: %[[V49:.*]] = arith.index_cast %[[V48]] : index to i64
// CHECK: %[[V50:.*]] = tensor.from_elements %[[V49]] : tensor<i64>
// CHECK: %[[V51:.*]] = toroid.sub %[[V47]], %[[V50]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V52:.*]] = arith.constant 6 : index
// CHECK: %[[V53:.*]] = arith.muli %[[V42]], %[[V21]] : index
// CHECK: %[[V54:.*]] = arith.maxsi %[[V0]], %[[V53]] : index
// CHECK: %[[V55:.*]] = arith.muli %[[V54]], %[[V4]] : index
// CHECK: %[[V56:.*]] = arith.subi %[[V52]], %[[V55]] : index
// CHECK: %[[V57:.*]] = arith.muli %[[V43]], %[[V21]] : index
// CHECK: %[[V58:.*]] = arith.maxsi %[[V0]], %[[V57]] : index
// CHECK: %[[V59:.*]] = arith.muli %[[V58]], %[[V4]] : index
// CHECK: %[[V60:.*]] = arith.subi %[[V56]], %[[V59]] : index
// CHECK: %[[V61:.*]] = arith.maxsi %[[V2]], %[[V60]] : index
// CHECK: %[[V62:.*]] = arith.index_cast %[[V61]] : index to i64
// CHECK: %[[V63:.*]] = tensor.from_elements %[[V62]] : tensor<i64>
// CHECK: %[[V64:.*]] = toroid.mod %[[V51]], %[[V63]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V65:.*]] = toroid.sub %[[V63]], %[[V64]] : (tensor<i64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V66:.*]] = toroid.min %[[V64]], %[[V65]] : (tensor<?xi64>, tensor<?xi64>) -> tensor<?xi64>
// CHECK: %[[V67:.*]] = arith.index_cast %[[V54]] : index to i64
// CHECK: %[[V68:.*]] = tensor.from_elements %[[V67]] : tensor<i64>
// CHECK: %[[V69:.*]] = toroid.add %[[V66]], %[[V68]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V70:.*]] = toroid.gather axis = 1 %[[V41]], %[[V69]] : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x?xf32>
// CHECK: return %[[V70]] : tensor<?x?xf32>
func.func @pad_reflect_dynamic(%x: tensor<?x4xf32>, %p: tensor<4xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pad"(%x, %p) {opset = 19 : i64, attrs = {mode = "reflect"}}
      : (tensor<?x4xf32>, tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @center_crop_pad(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<10x?x8xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.pad %[[X]] with %[[V0]] [-1, 0, 1] [-2, 0, 2] : (tensor<10x?x8xf32>, tensor<f32>) -> tensor<7x?x11xf32>
// CHECK: return %[[V1]] : tensor<7x?x11xf32>
func.func @center_crop_pad(%x: tensor<10x?x8xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[7, 11]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "CenterCropPad"(%x, %s) {opset = 18 : i64, attrs = {axes = [0, -1]}}
      : (tensor<10x?x8xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @center_crop_pad_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK-SAME: %[[S:[a-z0-9]+]]: tensor<2xi64>
// CHECK: %[[V0:.*]] = arith.constant 0 : index
// CHECK: %[[V1:.*]] = tensor.extract %[[S]][%[[V0]]] : tensor<2xi64>
// CHECK: %[[V2:.*]] = arith.constant 1 : index
// CHECK: %[[V3:.*]] = tensor.extract %[[S]][%[[V2]]] : tensor<2xi64>
// CHECK: %[[V4:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V5:.*]] = arith.index_cast %[[V1]] : i64 to index
// CHECK: %[[V6:.*]] = tensor.dim %[[X]], %[[V0]] : tensor<?x8xf32>
// CHECK: %[[V7:.*]] = arith.subi %[[V5]], %[[V6]] : index
// CHECK: %[[V8:.*]] = arith.maxsi %[[V0]], %[[V7]] : index
// CHECK: %[[V9:.*]] = arith.constant 2 : index
// CHECK: %[[V10:.*]] = arith.divsi %[[V8]], %[[V9]] : index
// CHECK: %[[V11:.*]] = arith.subi %[[V6]], %[[V5]] : index
// CHECK: %[[V12:.*]] = arith.maxsi %[[V0]], %[[V11]] : index
// CHECK: %[[V13:.*]] = arith.divsi %[[V12]], %[[V9]] : index
// CHECK: %[[V14:.*]] = arith.subi %[[V10]], %[[V13]] : index
// CHECK: %[[V15:.*]] = arith.index_cast %[[V3]] : i64 to index
// CHECK: %[[V16:.*]] = arith.constant -8 : index
// CHECK: %[[V17:.*]] = arith.addi %[[V15]], %[[V16]] : index
// CHECK: %[[V18:.*]] = arith.maxsi %[[V0]], %[[V17]] : index
// CHECK: %[[V19:.*]] = arith.divsi %[[V18]], %[[V9]] : index
// CHECK: %[[V20:.*]] = arith.constant 8 : index
// CHECK: %[[V21:.*]] = arith.subi %[[V20]], %[[V15]] : index
// CHECK: %[[V22:.*]] = arith.maxsi %[[V0]], %[[V21]] : index
// CHECK: %[[V23:.*]] = arith.divsi %[[V22]], %[[V9]] : index
// CHECK: %[[V24:.*]] = arith.subi %[[V19]], %[[V23]] : index
// CHECK: %[[V25:.*]] = arith.addi %[[V5]], %[[V13]] : index
// CHECK: %[[V26:.*]] = arith.subi %[[V25]], %[[V6]] : index
// CHECK: %[[V27:.*]] = arith.subi %[[V26]], %[[V10]] : index
// CHECK: %[[V28:.*]] = arith.addi %[[V15]], %[[V23]] : index
// CHECK: %[[V29:.*]] = arith.subi %[[V28]], %[[V19]] : index
// CHECK: %[[V30:.*]] = arith.addi %[[V29]], %[[V16]] : index
// CHECK: %[[V31:.*]] = toroid.pad %[[X]] with %[[V4]] [%[[V14]], %[[V24]]] [%[[V27]], %[[V30]]] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?x?xf32>
// CHECK: return %[[V31]] : tensor<?x?xf32>
func.func @center_crop_pad_dynamic(%x: tensor<?x8xf32>, %s: tensor<2xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "CenterCropPad"(%x, %s) {opset = 18 : i64}
      : (tensor<?x8xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pad_attributes(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.pad %[[X]] with %[[C0]] [0, 1] [0, 2] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x7xf32>
// CHECK: return %[[V1]] : tensor<?x7xf32>
func.func @pad_attributes(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pad"(%x) {opset = 10 : i64, attrs = {pads = [0, 1, 0, 2], value = 1.0 : f32}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pad_inputs(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>{{[^%]*}}, %[[V:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = toroid.pad %[[X]] with %[[V]] [0, 1] [0, -2] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x3xf32>
// CHECK: return %[[V0]] : tensor<?x3xf32>
func.func @pad_inputs(%x: tensor<?x4xf32>, %v: tensor<f32>)
    -> !onnx.unknown {
  %p = onnx.constant dense<[1, -2]> : tensor<2xi64> : tensor<2xi64>
  %a = onnx.constant dense<-1> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Pad"(%x, %p, %v, %a) {opset = 18 : i64}
      : (tensor<?x4xf32>, tensor<2xi64>, tensor<f32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pad_default(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4xi64>
// CHECK: %[[C0:.*]] = toroid.constant dense<0> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.pad %[[X]] with %[[C0]] [1] [0] : (tensor<4xi64>, tensor<i64>) -> tensor<5xi64>
// CHECK: return %[[V1]] : tensor<5xi64>
func.func @pad_default(%x: tensor<4xi64>)
    -> !onnx.unknown {
  %p = onnx.constant dense<[1, 0]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Pad"(%x, %p) {opset = 17 : i64}
      : (tensor<4xi64>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
