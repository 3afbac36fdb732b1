// RUN: toroid-opt --toroid-legalize --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func @split
// CHECK: %[[A:.*]] = toroid.slice %arg0 [0, 0] [2, 3]
// CHECK: %[[B:.*]] = toroid.slice %arg0 [2, 0] [2, 3]
// CHECK: %[[C:.*]] = toroid.slice %arg0 [4, 0] [1, 3]
// CHECK: %[[N:.*]] = toroid.constant dense<3> : tensor<i64>
// CHECK: %[[R:.*]] = toroid.concat axis = 0 %[[C]], %[[A]]
// CHECK: return %[[R]], %[[B]], %[[N]]
func.func @split(%x: tensor<5x3xf32>) -> (tensor<?x?xf32>, tensor<?x?xf32>, tensor<i64>) {
  %two = onnx.constant dense<2> : tensor<i64> : tensor<i64>
  %one = onnx.constant dense<1> : tensor<i64> : tensor<i64>
  %zero = onnx.constant dense<0> : tensor<i64> : tensor<i64>
  %s = onnx.node "SplitToSequence"(%x, %two) {opset = 17 : i64} : (tensor<5x3xf32>, tensor<i64>) -> !onnx.sequence<tensor<?x?xf32>>
  %n = onnx.node "SequenceLength"(%s) {opset = 17 : i64} : (!onnx.sequence<tensor<?x?xf32>>) -> tensor<i64>
  %b = onnx.node "SequenceAt"(%s, %one) {opset = 17 : i64} : (!onnx.sequence<tensor<?x?xf32>>, tensor<i64>) -> tensor<?x?xf32>
  %c = onnx.node "SequenceAt"(%s, %two) {opset = 17 : i64} : (!onnx.sequence<tensor<?x?xf32>>, tensor<i64>) -> tensor<?x?xf32>
  %e = onnx.node "SequenceErase"(%s) {opset = 17 : i64} : (!onnx.sequence<tensor<?x?xf32>>) -> !onnx.sequence<tensor<?x?xf32>>
  %f = onnx.node "SequenceErase"(%e, %one) {opset = 17 : i64} : (!onnx.sequence<tensor<?x?xf32>>, tensor<i64>) -> !onnx.sequence<tensor<?x?xf32>>
  %g = onnx.node "SequenceInsert"(%f, %c, %zero) {opset = 17 : i64} : (!onnx.sequence<tensor<?x?xf32>>, tensor<?x?xf32>, tensor<i64>) -> !onnx.sequence<tensor<?x?xf32>>
  %r = onnx.node "ConcatFromSequence"(%g) {opset = 17 : i64, attrs = {axis = 0 : i64}} : (!onnx.sequence<tensor<?x?xf32>>) -> tensor<?x?xf32>
  return %r, %b, %n : tensor<?x?xf32>, tensor<?x?xf32>, tensor<i64>
}

// -----

// A loop that appends carries the tensor that the elements will make.

// CHECK-LABEL: func.func @loop
// CHECK: scf.for {{.*}} -> (tensor<2x?xf32>)
// CHECK: toroid.concat axis = 1
func.func @loop(%n: tensor<i64>, %x: tensor<2x3xf32>) -> tensor<?x?xf32> {
  %none = onnx.none : none
  %s = onnx.node "SequenceEmpty"() {opset = 17 : i64} : () -> !onnx.sequence<tensor<?x?xf32>>
  %0 = onnx.node "Loop"(%n, %none, %s) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, none, !onnx.sequence<tensor<?x?xf32>>) -> !onnx.unknown {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %a: !onnx.unknown):
    %1 = onnx.node "Exp"(%x) {opset = 17 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %2 = onnx.node "SequenceInsert"(%a, %1) {opset = 17 : i64} : (!onnx.unknown, tensor<2x3xf32>) -> !onnx.unknown
    onnx.yield %c, %2 : tensor<i1>, !onnx.unknown
  }
  %r = onnx.node "ConcatFromSequence"(%0) {opset = 17 : i64, attrs = {axis = -1 : i64}} : (!onnx.unknown) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// -----

// CHECK-LABEL: func.func @map
// CHECK-COUNT-2: toroid.neg
// CHECK: toroid.concat
func.func @map(%x: tensor<3xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %s = onnx.node "SequenceConstruct"(%x, %y) {opset = 17 : i64} : (tensor<3xf32>, tensor<?xf32>) -> !onnx.sequence<tensor<?xf32>>
  %0 = onnx.node "SequenceMap"(%s) {opset = 17 : i64, region_names = ["body"]} : (!onnx.sequence<tensor<?xf32>>) -> !onnx.unknown {
  ^bb0(%a: !onnx.unknown):
    %1 = onnx.node "Neg"(%a) {opset = 17 : i64} : (!onnx.unknown) -> !onnx.unknown
    onnx.yield %1 : !onnx.unknown
  }
  %r = onnx.node "ConcatFromSequence"(%0) {opset = 17 : i64, attrs = {axis = 0 : i64}} : (!onnx.unknown) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
