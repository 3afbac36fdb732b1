// RUN: toroid-opt %s --toroid-legalize-pipeline | FileCheck %s

// What only computes a shape is gone; names of dims reach the results.

// CHECK-LABEL: func.func @main
// CHECK-SAME: (%[[X:.*]]: tensor<?x?x8xf32> {toroid.dims = ["batch", "seq", 8], toroid.name = "x"})
// CHECK-SAME: -> (tensor<?x?x2x4xf32> {toroid.dims = ["batch", "seq", 2, 4], toroid.name = "y"})
func.func @main(%x: tensor<?x?x8xf32> {toroid.name = "x", toroid.dims = ["batch", "seq", 8]})
    -> (tensor<?x?x?x?xf32> {toroid.name = "y", toroid.dims = ["", "", "", ""]}) {
  %zero = onnx.constant dense<0> : tensor<1xi64> : tensor<1xi64>
  %rest = onnx.constant dense<[-1, 2, 4]> : tensor<3xi64> : tensor<3xi64>
  %shape = onnx.node "Shape"(%x) {opset = 17 : i64} : (tensor<?x?x8xf32>) -> !onnx.unknown
  %batch = onnx.node "Gather"(%shape, %zero) {opset = 17 : i64} : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %target = onnx.node "Concat"(%batch, %rest) {opset = 17 : i64, attrs = {axis = 0 : i64}} : (!onnx.unknown, tensor<3xi64>) -> !onnx.unknown
  // CHECK: %[[BATCH:.*]] = tensor.dim %[[X]], %c0
  // CHECK: %[[SEQ:.*]] = tensor.dim %[[X]], %c1
  // CHECK: %[[Y:.*]] = toroid.reshape %[[X]] to [%[[BATCH]], %[[SEQ]], 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
  // CHECK-NEXT: return %[[Y]] : tensor<?x?x2x4xf32>
  %y = onnx.node "Reshape"(%x, %target) {opset = 17 : i64} : (tensor<?x?x8xf32>, !onnx.unknown) -> tensor<?x?x?x?xf32>
  return %y : tensor<?x?x?x?xf32>
}
