// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// NonMaxSuppression: each turn chooses one box for all batches and classes.
// CHECK-LABEL: func.func @all_inputs(
// CHECK-SAME: %[[BOXES:[a-z0-9]+]]: tensor<1x6x4xf32>{{[^%]*}}, %[[SCORES:[a-z0-9]+]]: tensor<1x2x6xf32>{{[^%]*}}, %[[IOU:[a-z0-9]+]]: tensor<1xf32>{{[^%]*}}, %[[SCORE:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %c3{{[_0-9]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<1x2x6xi1>, tensor<3x1x2xi64>, tensor<3x1x2xi1>) {
// CHECK: %[[V1:.*]] = toroid.arg_reduce max, %{{[^ ,)]*}} axis = 2 keep_dims = false select_last = false : (tensor<1x2x6xf32>) -> tensor<1x2xi64>
// CHECK: %[[V2:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [1] window = [0] : (tensor<1x6xf32>, tensor<1x2x1xi64>) -> tensor<1x2xf32>
// CHECK: %[[V3:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [1] window = [0] : (tensor<1x6xf32>, tensor<1x2x1xi64>) -> tensor<1x2xf32>
// CHECK: %[[V4:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [1] window = [0] : (tensor<1x6xf32>, tensor<1x2x1xi64>) -> tensor<1x2xf32>
// CHECK: %[[V5:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [1] window = [0] : (tensor<1x6xf32>, tensor<1x2x1xi64>) -> tensor<1x2xf32>
// CHECK: %[[V6:.*]] = toroid.insert_slice %{{[^ ,)]*}} into %{{[^ ,)]*}} [%{{[^ ,)]*}}, 0, 0] : (tensor<1x1x2xi64>, tensor<3x1x2xi64>) -> tensor<3x1x2xi64>
// CHECK: %[[V7:.*]] = toroid.insert_slice %{{[^ ,)]*}} into %{{[^ ,)]*}} [%{{[^ ,)]*}}, 0, 0] : (tensor<1x1x2xi1>, tensor<3x1x2xi1>) -> tensor<3x1x2xi1>
// CHECK: scf.yield %{{[^ ,)]*}}, %[[V6]], %[[V7]] : tensor<1x2x6xi1>, tensor<3x1x2xi64>, tensor<3x1x2xi1>
// CHECK: %[[V8:.*]] = toroid.nonzero %{{[^ ,)]*}} : (tensor<1x2x3xi1>) -> tensor<3x?xi64>
// CHECK: %[[V9:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [0, 1, 2] window = [] : (tensor<1x2x3xi64>, tensor<?x3xi64>) -> tensor<?xi64>
// CHECK: %[[V10:.*]] = toroid.concat axis = 1 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x2xi64>, tensor<?x1xi64>) -> tensor<?x3xi64>
// CHECK: return %[[V10]] : tensor<?x3xi64>
func.func @all_inputs(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x6xf32>, %iou: tensor<1xf32>, %score: tensor<f32>) -> !onnx.unknown {
  %most = onnx.constant dense<3> : tensor<1xi64> : tensor<1xi64>
  %0 = onnx.node "NonMaxSuppression"(%boxes, %scores, %most, %iou, %score) {opset = 11 : i64} : (tensor<1x6x4xf32>, tensor<1x2x6xf32>, tensor<1xi64>, tensor<1xf32>, tensor<f32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// Centers and sizes; how many to choose is known only in a run.
// CHECK-LABEL: func.func @dynamic(
// CHECK-SAME: %[[BOXES:[a-z0-9]+]]: tensor<?x?x4xf32>{{[^%]*}}, %[[SCORES:[a-z0-9]+]]: tensor<?x?x?xf32>{{[^%]*}}, %[[MOST:[a-z0-9]+]]: tensor<?xi64>{{[^%]*}}, %[[IOU:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[V0:.*]] = tensor.extract %{{[^ ,)]*}}[%c0{{[_0-9]*}}] : tensor<1xi64>
// CHECK: %[[V1:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %{{[^ ,)]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<?x?x?xi1>, tensor<?x?x?xi64>, tensor<?x?x?xi1>) {
// CHECK: %[[V2:.*]] = toroid.arg_reduce max, %{{[^ ,)]*}} axis = 2 keep_dims = false select_last = false : (tensor<?x?x?xf32>) -> tensor<?x?xi64>
// CHECK: %[[V3:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [1] window = [0] : (tensor<?x?xf32>, tensor<?x?x1xi64>) -> tensor<?x?xf32>
// CHECK: %[[V4:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [1] window = [0] : (tensor<?x?xf32>, tensor<?x?x1xi64>) -> tensor<?x?xf32>
// CHECK: %[[V5:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [1] window = [0] : (tensor<?x?xf32>, tensor<?x?x1xi64>) -> tensor<?x?xf32>
// CHECK: %[[V6:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [1] window = [0] : (tensor<?x?xf32>, tensor<?x?x1xi64>) -> tensor<?x?xf32>
// CHECK: scf.yield %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : tensor<?x?x?xi1>, tensor<?x?x?xi64>, tensor<?x?x?xi1>
// CHECK: %[[V7:.*]] = toroid.nonzero %{{[^ ,)]*}} : (tensor<?x?x?xi1>) -> tensor<3x?xi64>
// CHECK: %[[V8:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %{{[^ ,)]*}} dims = [0, 1, 2] window = [] : (tensor<?x?x?xi64>, tensor<?x3xi64>) -> tensor<?xi64>
// CHECK: %[[V9:.*]] = toroid.concat axis = 1 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x2xi64>, tensor<?x1xi64>) -> tensor<?x3xi64>
// CHECK: return %[[V9]] : tensor<?x3xi64>
func.func @dynamic(%boxes: tensor<?x?x4xf32>, %scores: tensor<?x?x?xf32>, %most: tensor<?xi64>, %iou: tensor<?xf32>) -> !onnx.unknown {
  %0 = onnx.node "NonMaxSuppression"(%boxes, %scores, %most, %iou) {opset = 11 : i64, attrs = {center_point_box = 1 : i64}} : (tensor<?x?x4xf32>, tensor<?x?x?xf32>, tensor<?xi64>, tensor<?xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// By default none are chosen.
// CHECK-LABEL: func.func @none(
// CHECK-SAME: %[[BOXES:[a-z0-9]+]]: tensor<1x6x4xf32>{{[^%]*}}, %[[SCORES:[a-z0-9]+]]: tensor<1x2x6xf32>
// CHECK: %[[V0:.*]] = toroid.nonzero %{{[^ ,)]*}} : (tensor<1x2x0xi1>) -> tensor<3x?xi64>
// CHECK: %[[V1:.*]] = toroid.concat axis = 1 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x2xi64>, tensor<?x1xi64>) -> tensor<?x3xi64>
// CHECK: return %[[V1]] : tensor<?x3xi64>
func.func @none(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x6xf32>) -> !onnx.unknown {
  %0 = onnx.node "NonMaxSuppression"(%boxes, %scores) {opset = 11 : i64} : (tensor<1x6x4xf32>, tensor<1x2x6xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}
