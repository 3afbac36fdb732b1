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

// -----

// A sequence that is an output is an output for each element.

// CHECK-LABEL: func.func @output
// CHECK-SAME: (%[[A:.*]]: tensor<?xf32>, %[[B:.*]]: tensor<2x3xf32>) -> (tensor<?xf32> {toroid.dims = [{{.*}}], toroid.name = "y[0]"}, tensor<2x3xf32> {toroid.dims = [2, 3], toroid.name = "y[1]"}, tensor<i64> {toroid.dims = [], toroid.name = "n"})
// CHECK: %[[N:.*]] = toroid.constant dense<2>
// CHECK: return %[[A]], %[[B]], %[[N]]
func.func @output(%a: tensor<?xf32>, %b: tensor<2x3xf32>) -> (!onnx.unknown {toroid.name = "y"}, !onnx.unknown {toroid.name = "n"}) {
  %0 = onnx.node "SequenceConstruct"(%a, %b) {opset = 17 : i64} : (tensor<?xf32>, tensor<2x3xf32>) -> !onnx.unknown
  %1 = onnx.node "SequenceLength"(%0) {opset = 17 : i64} : (!onnx.unknown) -> !onnx.unknown
  return %0, %1 : !onnx.unknown, !onnx.unknown
}

// -----

// A run tells where an element goes: each one of the result is chosen.

// CHECK-LABEL: func.func @insert
// CHECK-SAME: (%[[A:.*]]: tensor<?xf32>, %[[B:.*]]: tensor<3xf32>, %[[P:.*]]: tensor<i64>)
// CHECK: %[[LIMIT:.*]] = toroid.constant dense<[0, 1]> : tensor<2xi64>
// CHECK: %[[AT:.*]] = toroid.gather axis = 0 %[[LIMIT]], %{{.*}} : (tensor<2xi64>, tensor<i64>) -> tensor<i64>
// CHECK: toroid.compare gt, %[[AT]], %{{.*}}
// CHECK: %[[FIRST:.*]] = scf.if %{{.*}} -> (tensor<?xf32>) {
// CHECK-NEXT: scf.yield %[[A]]
// CHECK: } else {
// CHECK: tensor.cast %[[B]]
// CHECK: toroid.compare lt, %[[AT]], %{{.*}}
// CHECK: %[[SECOND:.*]] = scf.if %{{.*}} -> (tensor<?xf32>) {
// CHECK-NEXT: scf.yield %[[A]]
// CHECK: } else {
// CHECK: tensor.cast %[[B]]
// CHECK: return %[[FIRST]], %[[SECOND]]
func.func @insert(%a: tensor<?xf32>, %b: tensor<3xf32>, %p: tensor<i64>) -> !onnx.unknown {
  %0 = onnx.node "SequenceConstruct"(%a) {opset = 17 : i64} : (tensor<?xf32>) -> !onnx.unknown
  %1 = onnx.node "SequenceInsert"(%0, %b, %p) {opset = 17 : i64} : (!onnx.unknown, tensor<3xf32>, tensor<i64>) -> !onnx.unknown
  return %1 : !onnx.unknown
}

// -----

// Branches may give sequences, of one length.

// CHECK-LABEL: func.func @if
// CHECK: %[[R:.*]]:3 = scf.if %{{.*}} -> (tensor<?xf32>, tensor<?xf32>, tensor<f32>)
// CHECK: return %[[R]]#0, %[[R]]#1, %[[R]]#2
func.func @if(%c: tensor<i1>, %a: tensor<2xf32>, %b: tensor<3xf32>, %s: tensor<f32>) -> (!onnx.unknown, !onnx.unknown) {
  %0, %1 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<i1>) -> (!onnx.unknown, !onnx.unknown) {
    %2 = onnx.node "SequenceConstruct"(%a, %b) {opset = 17 : i64} : (tensor<2xf32>, tensor<3xf32>) -> !onnx.unknown
    %3 = onnx.node "Neg"(%s) {opset = 17 : i64} : (tensor<f32>) -> tensor<f32>
    onnx.yield %2, %3 : !onnx.unknown, tensor<f32>
  }, {
    %4 = onnx.node "SequenceConstruct"(%b, %a) {opset = 17 : i64} : (tensor<3xf32>, tensor<2xf32>) -> !onnx.unknown
    onnx.yield %4, %s : !onnx.unknown, tensor<f32>
  }
  return %0, %1 : !onnx.unknown, !onnx.unknown
}

// -----

// A loop over the elements of a list is unrolled.

// CHECK-LABEL: func.func @unrolled
// CHECK-SAME: (%[[A:.*]]: tensor<2xf32>, %[[B:.*]]: tensor<?xf32>)
// CHECK-NOT: scf.for
// CHECK-DAG: %[[EXP0:.*]] = toroid.exp %[[A]]
// CHECK-DAG: %[[EXP1:.*]] = toroid.exp %[[B]]
// CHECK: return %[[EXP0]], %[[EXP1]], %{{.*}} : tensor<2xf32>, tensor<?xf32>, tensor<2xi64>
func.func @unrolled(%a: tensor<2xf32>, %b: tensor<?xf32>) -> (!onnx.unknown, !onnx.unknown) {
  %s = onnx.node "SequenceConstruct"(%a, %b) {opset = 17 : i64} : (tensor<2xf32>, tensor<?xf32>) -> !onnx.unknown
  %n = onnx.node "SequenceLength"(%s) {opset = 17 : i64} : (!onnx.unknown) -> tensor<i64>
  %go = onnx.constant dense<true> : tensor<i1> : tensor<i1>
  %e = onnx.node "SequenceEmpty"() {opset = 17 : i64} : () -> !onnx.unknown
  %0, %1 = onnx.node "Loop"(%n, %go, %e) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, tensor<i1>, !onnx.unknown) -> (!onnx.unknown, !onnx.unknown) {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %r: !onnx.unknown):
    %2 = onnx.node "SequenceAt"(%s, %i) {opset = 17 : i64} : (!onnx.unknown, tensor<i64>) -> !onnx.unknown
    %3 = onnx.node "Exp"(%2) {opset = 17 : i64} : (!onnx.unknown) -> !onnx.unknown
    %4 = onnx.node "SequenceInsert"(%r, %3) {opset = 17 : i64} : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
    onnx.yield %c, %4, %i : tensor<i1>, !onnx.unknown, tensor<i64>
  }
  return %0, %1 : !onnx.unknown, !onnx.unknown
}
