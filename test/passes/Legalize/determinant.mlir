// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Det: one column for each turn, of all matrices at once.
// CHECK-LABEL: func.func @matrix(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<3x3xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [1, 3, 3] : (tensor<3x3xf32>) -> tensor<1x3x3xf32>
// CHECK: %[[V1:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %c3{{[_0-9]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %[[V0]], %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<1x3x3xf32>, tensor<1xf32>) {
// CHECK: %[[V2:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 3] : (tensor<1x3x1xf32>) -> tensor<1x3xf32>
// CHECK: %[[V3:.*]] = toroid.abs %[[V2]] : (tensor<1x3xf32>) -> tensor<1x3xf32>
// CHECK: %[[V4:.*]] = toroid.arg_reduce max, %{{[^ ,)]*}} axis = 1 keep_dims = false select_last = false : (tensor<1x3xf32>) -> tensor<1xi64>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V4]] to [1, 1] : (tensor<1xi64>) -> tensor<1x1xi64>
// CHECK: %[[V7:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %[[V6]] dims = [1] window = [0, 1] : (tensor<1x3x3xf32>, tensor<1x1xi64>) -> tensor<1x3xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 3] : (tensor<1x1x3xf32>) -> tensor<1x3xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 3, 1] : (tensor<1x3xi1>) -> tensor<1x3x1xi1>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V5]] to [1, 1, 3] : (tensor<1x3xf32>) -> tensor<1x1x3xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %{{[^ ,)]*}} to [1] : (tensor<1x1xf32>) -> tensor<1xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 3] : (tensor<1x3x1xf32>) -> tensor<1x3xf32>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V10]] to [1, 1] : (tensor<1xf32>) -> tensor<1x1xf32>
// CHECK: %[[V13:.*]] = toroid.div %[[V11]], %[[V12]] : (tensor<1x3xf32>, tensor<1x1xf32>) -> tensor<1x3xf32>
// CHECK: %[[V14:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 3, 1] : (tensor<1x3xf32>) -> tensor<1x3x1xf32>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V7]] to [1, 1, 3] : (tensor<1x3xf32>) -> tensor<1x1x3xf32>
// CHECK: %[[V16:.*]] = toroid.mul %[[V14]], %[[V15]] : (tensor<1x3x1xf32>, tensor<1x1x3xf32>) -> tensor<1x3x3xf32>
// CHECK: %[[V17:.*]] = toroid.mul %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xf32>
// CHECK: scf.yield %{{[^ ,)]*}}, %[[V17]] : tensor<1x3x3xf32>, tensor<1xf32>
// CHECK: %[[V18:.*]] = toroid.reshape %{{[^ ,)]*}} to [] : (tensor<1xf32>) -> tensor<f32>
// CHECK: return %[[V18]] : tensor<f32>
func.func @matrix(%x: tensor<3x3xf32>) -> !onnx.unknown {
  %0 = onnx.node "Det"(%x) {opset = 22 : i64} : (tensor<3x3xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// CHECK-LABEL: func.func @batch(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2x?x?xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?x2x?x?xf16>) -> tensor<?x2x?x?xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[V0]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x2x?x?xf32>) -> tensor<?x?x?xf32>
// CHECK: %[[V2:.*]] = toroid.broadcast_to %{{[^ ,)]*}} to [%{{[^ ,)]*}}] : (tensor<f32>) -> tensor<?xf32>
// CHECK: %[[V3:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %{{[^ ,)]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %[[V1]], %{{[^ ,)]*}} = %[[V2]]) -> (tensor<?x?x?xf32>, tensor<?xf32>) {
// CHECK: %[[V4:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, %{{[^ ,)]*}}] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V5:.*]] = arith.index_cast %{{[^ ,)]*}} : index to i64
// CHECK: %[[V6:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: %[[V7:.*]] = toroid.arg_reduce max, %{{[^ ,)]*}} axis = 1 keep_dims = false select_last = false : (tensor<?x?xf32>) -> tensor<?xi64>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V7]] to [%{{[^ ,)]*}}, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V10:.*]] = toroid.gather_nd %{{[^ ,)]*}}, %[[V9]] dims = [1] window = [0, 1] : (tensor<?x?x?xf32>, tensor<?x1xi64>) -> tensor<?x?xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x1x?xf32>) -> tensor<?x?xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, 1] : (tensor<?x?xi1>) -> tensor<?x?x1xi1>
// CHECK: %[[V12:.*]] = toroid.reshape %[[V8]] to [%{{[^ ,)]*}}, 1, %{{[^ ,)]*}}] : (tensor<?x?xf32>) -> tensor<?x1x?xf32>
// CHECK: %[[V13:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}] : (tensor<?x1xf32>) -> tensor<?xf32>
// CHECK: %[[V14:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: %[[V15:.*]] = toroid.reshape %[[V13]] to [%{{[^ ,)]*}}, 1] : (tensor<?xf32>) -> tensor<?x1xf32>
// CHECK: %[[V16:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, 1] : (tensor<?x?xf32>) -> tensor<?x?x1xf32>
// CHECK: %[[V17:.*]] = toroid.reshape %[[V10]] to [%{{[^ ,)]*}}, 1, %{{[^ ,)]*}}] : (tensor<?x?xf32>) -> tensor<?x1x?xf32>
// CHECK: scf.yield %{{[^ ,)]*}}, %{{[^ ,)]*}} : tensor<?x?x?xf32>, tensor<?xf32>
// CHECK: %[[V18:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 2] : (tensor<?xf32>) -> tensor<?x2xf32>
// CHECK: %[[V19:.*]] = toroid.cast %[[V18]] : (tensor<?x2xf32>) -> tensor<?x2xf16>
// CHECK: return %[[V19]] : tensor<?x2xf16>
func.func @batch(%x: tensor<?x2x?x?xf16>) -> !onnx.unknown {
  %0 = onnx.node "Det"(%x) {opset = 11 : i64} : (tensor<?x2x?x?xf16>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// Gauss-Jordan elimination in the matrix and an identity beside it.

// CHECK-LABEL: func.func @inverse(
// CHECK: %[[BOTH:.*]] = toroid.concat axis = 2 {{.*}} -> tensor<2x3x6xf32>
// CHECK: %[[R:.*]] = scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[A:.*]] = %[[BOTH]]) -> (tensor<2x3x6xf32>)
// CHECK: toroid.arg_reduce max
// CHECK: toroid.gather_nd %[[A]]
// CHECK: toroid.div
// CHECK: scf.yield
// CHECK: %[[RIGHT:.*]] = toroid.slice %[[R]] [0, 0, 3] [2, 3, 3] [1, 1, 1]
// CHECK: return %{{.*}} : tensor<2x3x3xf16>
func.func @inverse(%x: tensor<2x3x3xf16>) -> !onnx.unknown {
  %0 = onnx.node "Inverse"(%x) {domain = "com.microsoft", opset = 1 : i64} : (tensor<2x3x3xf16>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// CHECK-LABEL: func.func @inverse_dynamic(
// CHECK: scf.for {{.*}} -> (tensor<?x?x?xf32>)
// CHECK: return %{{.*}} : tensor<?x?x?xf32>
func.func @inverse_dynamic(%x: tensor<?x?x?xf32> {toroid.dims = ["b", "n", "n"]}) -> !onnx.unknown {
  %0 = onnx.node "Inverse"(%x) {domain = "com.microsoft", opset = 1 : i64} : (tensor<?x?x?xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}
