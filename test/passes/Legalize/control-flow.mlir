// RUN: toroid-opt --toroid-legalize --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func @if
// CHECK: %[[C:.*]] = tensor.extract %arg0[] : tensor<i1>
// CHECK: %[[R:.*]] = scf.if %[[C]] -> (tensor<?xf32>)
// CHECK:   %[[A:.*]] = toroid.exp %arg1
// CHECK:   scf.yield %[[A]]
// CHECK: } else {
// CHECK:   scf.yield %arg1
// CHECK: return %[[R]]
func.func @if(%c: tensor<i1>, %x: tensor<?xf32> {toroid.dims = ["n"]}) -> tensor<?xf32> {
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<i1>) -> tensor<?xf32> {
    %1 = onnx.node "Exp"(%x) {opset = 17 : i64} : (tensor<?xf32>) -> tensor<?xf32>
    onnx.yield %1 : tensor<?xf32>
  }, {
    onnx.yield %x : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

// Where the branches differ, the size is open.

// CHECK-LABEL: func.func @if_sizes
// CHECK: scf.if %{{.*}} -> (tensor<2x?xf32>)
// CHECK:   tensor.cast %arg1 : tensor<2x3xf32> to tensor<2x?xf32>
// CHECK:   tensor.cast %arg2 : tensor<2x4xf32> to tensor<2x?xf32>
func.func @if_sizes(%c: tensor<1xi1>, %x: tensor<2x3xf32>, %y: tensor<2x4xf32>) -> tensor<?x?xf32> {
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<1xi1>) -> tensor<?x?xf32> {
    onnx.yield %x : tensor<2x3xf32>
  }, {
    onnx.yield %y : tensor<2x4xf32>
  }
  return %0 : tensor<?x?xf32>
}

// -----

// The condition stays what it is: a counted loop. What it carries keeps its
// size, and the scanned output is written piece by piece.

// CHECK-LABEL: func.func @loop
// CHECK: %[[ACC:.*]] = tensor.empty() : tensor<5x2xf32>
// CHECK: %[[R:.*]]:2 = scf.for %[[I:.*]] = %c0{{.*}} to %c5{{.*}} step %c1{{.*}} iter_args(%[[A:.*]] = %arg0, %[[S:.*]] = %[[ACC]]) -> (tensor<2xf32>, tensor<5x2xf32>)
// CHECK:   %[[B:.*]] = toroid.add %[[A]], %arg1
// CHECK:   %[[P:.*]] = toroid.reshape %[[B]] to [1, 2]
// CHECK:   %[[T:.*]] = toroid.insert_slice %[[P]] into %[[S]] [%[[I]], 0]
// CHECK:   scf.yield %[[B]], %[[T]]
// CHECK: return %[[R]]#0, %[[R]]#1
func.func @loop(%x: tensor<2xf32>, %y: tensor<2xf32>) -> (tensor<2xf32>, tensor<?x?xf32>) {
  %n = onnx.constant dense<5> : tensor<i64> : tensor<i64>
  %go = onnx.constant dense<true> : tensor<i1> : tensor<i1>
  %0:2 = onnx.node "Loop"(%n, %go, %x) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, tensor<i1>, tensor<2xf32>) -> (tensor<2xf32>, tensor<?x?xf32>) {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %a: tensor<2xf32>):
    %1 = onnx.node "Add"(%a, %y) {opset = 17 : i64} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    %2 = onnx.node "Identity"(%c) {opset = 17 : i64} : (tensor<i1>) -> tensor<i1>
    onnx.yield %2, %1, %1 : tensor<i1>, tensor<2xf32>, tensor<2xf32>
  }
  return %0#0, %0#1 : tensor<2xf32>, tensor<?x?xf32>
}

// -----

// A condition that the body computes, and a value that grows.

// CHECK-LABEL: func.func @while
// CHECK: %[[R:.*]]:3 = scf.while (%{{.*}} = %c0{{.*}}, %{{.*}} = %{{.*}}, %{{.*}} = %{{.*}}) : (index, i1, tensor<?xf32>) -> (index, i1, tensor<?xf32>)
// CHECK:   scf.condition
// CHECK: ^bb0(%[[I:.*]]: index, %{{.*}}: i1, %[[A:.*]]: tensor<?xf32>)
// CHECK:   %[[B:.*]] = toroid.concat axis = 0 %[[A]], %arg1
// CHECK:   %[[G:.*]] = tensor.extract
// CHECK:   scf.yield %{{.*}}, %[[G]], %[[B]] : index, i1, tensor<?xf32>
// CHECK: return %[[R]]#2
func.func @while(%go: tensor<i1>, %x: tensor<2xf32>) -> tensor<?xf32> {
  %none = onnx.none : none
  %0 = onnx.node "Loop"(%none, %go, %x) {opset = 17 : i64, region_names = ["body"]} : (none, tensor<i1>, tensor<2xf32>) -> tensor<?xf32> {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %a: tensor<?xf32>):
    %1 = onnx.node "Concat"(%a, %x) {opset = 17 : i64, attrs = {axis = 0 : i64}} : (tensor<?xf32>, tensor<2xf32>) -> tensor<?xf32>
    %k = onnx.constant dense<4> : tensor<i64> : tensor<i64>
    %2 = onnx.node "Less"(%i, %k) {opset = 17 : i64} : (tensor<i64>, tensor<i64>) -> tensor<i1>
    onnx.yield %2, %1 : tensor<i1>, tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

// A size that is not changed is known after the loop.

// CHECK-LABEL: func.func @keeps_size
// CHECK-SAME: -> (tensor<?x8xf32> {toroid.dims = ["n", 8]
func.func @keeps_size(%m: tensor<i64>, %x: tensor<?x8xf32> {toroid.dims = ["n", 8]}) -> (tensor<?x8xf32> {toroid.dims = ["", ""]}) {
  %none = onnx.none : none
  %0 = onnx.node "Loop"(%m, %none, %x) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, none, tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %a: !onnx.unknown):
    %1 = onnx.node "Exp"(%a) {opset = 17 : i64} : (!onnx.unknown) -> !onnx.unknown
    onnx.yield %c, %1 : tensor<i1>, !onnx.unknown
  }
  return %0 : tensor<?x8xf32>
}

// -----

// Backwards along the second dim, collected along the first of the result.

// CHECK-LABEL: func.func @scan
// CHECK: scf.for %[[I:[^ ]*]] =
// CHECK:   arith.subi %{{.*}}, %[[I]]
// CHECK:   toroid.slice %arg1 [0, %{{.*}}] [3, 1] [1, 1]
// CHECK:   toroid.add
// CHECK:   toroid.insert_slice %{{.*}} into %{{.*}} [%[[I]], 0]
func.func @scan(%s: tensor<3xf32>, %x: tensor<3x?xf32> {toroid.dims = [3, "n"]}) -> (tensor<3xf32>, tensor<?x?xf32>) {
  %0:2 = onnx.node "Scan"(%s, %x) {opset = 17 : i64, attrs = {num_scan_inputs = 1 : i64, scan_input_axes = array<i64: 1>, scan_input_directions = array<i64: 1>}, region_names = ["body"]} : (tensor<3xf32>, tensor<3x?xf32>) -> (tensor<3xf32>, tensor<?x?xf32>) {
  ^bb0(%a: tensor<3xf32>, %b: tensor<3xf32>):
    %1 = onnx.node "Add"(%a, %b) {opset = 17 : i64} : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    onnx.yield %1, %1 : tensor<3xf32>, tensor<3xf32>
  }
  return %0#0, %0#1 : tensor<3xf32>, tensor<?x?xf32>
}

// -----

// Only a turn tells the size of its piece: the first one makes the whole, and
// the pieces of all must be of that size, which joining checks.

// CHECK-LABEL: func.func @open_pieces
// CHECK: %[[START:.*]] = bufferization.alloc_tensor() copy(%{{.*}}) : tensor<?x1x?xi64>
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[OLD:.*]] = %[[START]]) -> (tensor<?x1x?xi64>)
// CHECK: %[[PIECE:.*]] = toroid.nonzero
// CHECK: arith.cmpi eq, %[[I]], %{{.*}} : index
// CHECK: %[[WHOLE:.*]] = scf.if %{{.*}} -> (tensor<?x1x?xi64>) {
// CHECK: %[[SIZE:.*]] = tensor.dim %[[PIECE]]
// CHECK: tensor.empty(%{{.*}}, %[[SIZE]]) : tensor<?x1x?xi64>
// CHECK: } else {
// CHECK-NEXT: scf.yield %[[OLD]]
// CHECK: %[[NONE:.*]] = toroid.slice %[[WHOLE]] [0, 0, 0] [0, 1, %{{.*}}] [1, 1, 1]
// CHECK: toroid.concat axis = 0 %[[NONE]], %{{.*}} : (tensor<0x1x?xi64>, tensor<1x1x?xi64>) -> tensor<1x1x?xi64>
// CHECK: %[[NEW:.*]] = toroid.insert_slice %{{.*}} into %[[WHOLE]] [%[[I]], 0, 0]
// CHECK: scf.yield %[[NEW]]
func.func @open_pieces(%n: tensor<i64>, %x: tensor<?xf32>) -> !onnx.unknown {
  %go = onnx.constant dense<true> : tensor<i1> : tensor<i1>
  %0 = onnx.node "Loop"(%n, %go) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, tensor<i1>) -> !onnx.unknown {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>):
    %1 = onnx.node "NonZero"(%x) {opset = 17 : i64} : (tensor<?xf32>) -> !onnx.unknown
    onnx.yield %c, %1 : tensor<i1>, !onnx.unknown
  }
  return %0 : !onnx.unknown
}

// -----

// The same where nothing tells the number of turns ahead.

// CHECK-LABEL: func.func @open_pieces_while
// CHECK: scf.while
// CHECK: ^bb0(%{{.*}}: index, %{{.*}}: i1, %[[OLD:.*]]: tensor<?x1x?xi64>):
// CHECK: %[[PIECE:.*]] = toroid.nonzero
// CHECK: %[[ADDED:.*]] = toroid.reshape %[[PIECE]] to [1, 1, %[[SIZE:.*]]]
// CHECK: %[[WHOLE:.*]] = scf.if %{{.*}} -> (tensor<?x1x?xi64>) {
// CHECK: tensor.empty(%{{.*}}) : tensor<0x1x?xi64>
// CHECK: } else {
// CHECK-NEXT: scf.yield %[[OLD]]
// CHECK: toroid.concat axis = 0 %[[WHOLE]], %[[ADDED]]
func.func @open_pieces_while(%x: tensor<?xf32>, %go: tensor<i1>) -> !onnx.unknown {
  %none = onnx.none : none
  %0 = onnx.node "Loop"(%none, %go) {opset = 17 : i64, region_names = ["body"]} : (none, tensor<i1>) -> !onnx.unknown {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>):
    %1 = onnx.node "NonZero"(%x) {opset = 17 : i64} : (tensor<?xf32>) -> !onnx.unknown
    %limit = onnx.constant dense<3> : tensor<i64> : tensor<i64>
    %2 = onnx.node "Less"(%i, %limit) {opset = 17 : i64} : (tensor<i64>, tensor<i64>) -> tensor<i1>
    onnx.yield %2, %1 : tensor<i1>, !onnx.unknown
  }
  return %0 : !onnx.unknown
}

// -----

// Scans as well, from the end, along any axis: a state may grow in the first
// turn.

// CHECK-LABEL: func.func @open_scan
// CHECK: scf.for %[[I:.*]] = %{{.*}} iter_args(%[[STATE:.*]] = %{{.*}}, %[[OLD:.*]] = %{{.*}}) -> (tensor<?xf32>, tensor<?x?xf32>)
// CHECK: %[[SUM:.*]] = toroid.add %[[STATE]]
// CHECK: arith.cmpi eq, %[[I]]
// CHECK: %[[WHOLE:.*]] = scf.if %{{.*}} -> (tensor<?x?xf32>) {
// CHECK: } else {
// CHECK-NEXT: scf.yield %[[OLD]]
// CHECK: %[[NEW:.*]] = toroid.insert_slice %{{.*}} into %[[WHOLE]] [0, %{{.*}}]
// CHECK: scf.yield %[[SUM]], %[[NEW]]
func.func @open_scan(%x: tensor<?x?xf32>, %y: tensor<?xf32>) -> (!onnx.unknown, !onnx.unknown) {
  %0, %1 = onnx.node "Scan"(%y, %x) {opset = 17 : i64, attrs = {num_scan_inputs = 1 : i64, scan_output_axes = [1 : i64], scan_output_directions = [1 : i64]}, region_names = ["body"]} : (tensor<?xf32>, tensor<?x?xf32>) -> (!onnx.unknown, !onnx.unknown) {
  ^bb0(%sum: tensor<?xf32>, %row: tensor<?xf32>):
    %2 = onnx.node "Add"(%sum, %row) {opset = 17 : i64} : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    onnx.yield %2, %2 : tensor<?xf32>, tensor<?xf32>
  }
  return %0, %1 : !onnx.unknown, !onnx.unknown
}

// -----

// Where the branches differ in rank and sizes alone choose between them, it is
// the one of lower rank; a run of other sizes ends.

// CHECK-LABEL: func.func @if_ranks
// CHECK: %[[HOLDS:.*]] = tensor.extract %{{.*}}[%{{.*}}] : tensor<1xi1>
// CHECK: cf.assert %[[HOLDS]], "node '{{.*}}': inputs of these sizes take the branch whose outputs have another rank; compile the model for them, with --shape"
// CHECK: toroid.reshape %arg0 to [%{{.*}}, 4] : (tensor<?x4x?xf32>) -> tensor<?x4xf32>
func.func @if_ranks(%x: tensor<?x4x?xf32> {toroid.dims = ["b", 4, "n"]}) -> !onnx.unknown {
  %one = onnx.constant dense<1> : tensor<1xi64> : tensor<1xi64>
  %last = onnx.constant dense<-1> : tensor<1xi64> : tensor<1xi64>
  %s = onnx.node "Shape"(%x) {opset = 17 : i64} : (tensor<?x4x?xf32>) -> !onnx.unknown
  %g = onnx.node "Gather"(%s, %last) {opset = 17 : i64} : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %c = onnx.node "Equal"(%g, %one) {opset = 17 : i64} : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (!onnx.unknown) -> !onnx.unknown {
    %1 = onnx.node "Squeeze"(%x, %last) {opset = 17 : i64} : (tensor<?x4x?xf32>, tensor<1xi64>) -> !onnx.unknown
    onnx.yield %1 : !onnx.unknown
  }, {
    onnx.yield %x : tensor<?x4x?xf32>
  }
  return %0 : !onnx.unknown
}

// -----

// The same where it is the other branch.

// CHECK-LABEL: func.func @if_ranks_else
// CHECK: %[[NOT:.*]] = arith.xori
// CHECK: cf.assert %[[NOT]]
func.func @if_ranks_else(%x: tensor<?x4x?xf32> {toroid.dims = ["b", 4, "n"]}) -> !onnx.unknown {
  %one = onnx.constant dense<1> : tensor<1xi64> : tensor<1xi64>
  %last = onnx.constant dense<-1> : tensor<1xi64> : tensor<1xi64>
  %s = onnx.node "Shape"(%x) {opset = 17 : i64} : (tensor<?x4x?xf32>) -> !onnx.unknown
  %g = onnx.node "Gather"(%s, %last) {opset = 17 : i64} : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %c = onnx.node "Greater"(%g, %one) {opset = 17 : i64} : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (!onnx.unknown) -> !onnx.unknown {
    onnx.yield %x : tensor<?x4x?xf32>
  }, {
    %1 = onnx.node "Squeeze"(%x, %last) {opset = 17 : i64} : (tensor<?x4x?xf32>, tensor<1xi64>) -> !onnx.unknown
    onnx.yield %1 : !onnx.unknown
  }
  return %0 : !onnx.unknown
}

// -----

// A body may take the number of the turn and the condition as vectors.

// CHECK-LABEL: func.func @vectors
// CHECK: scf.for
// CHECK:   %[[I:.*]] = tensor.from_elements
// CHECK:   toroid.reshape %[[I]] to [1] : (tensor<i64>) -> tensor<1xi64>
func.func @vectors(%x: tensor<1xi64>) -> tensor<1xi64> {
  %n = onnx.constant dense<5> : tensor<i64> : tensor<i64>
  %none = onnx.none : none
  %0 = onnx.node "Loop"(%n, %none, %x) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, none, tensor<1xi64>) -> tensor<1xi64> {
  ^bb0(%i: tensor<1xi64>, %c: tensor<1xi1>, %a: tensor<1xi64>):
    %1 = onnx.node "Add"(%a, %i) {opset = 17 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<1xi64>
    onnx.yield %c, %1 : tensor<1xi1>, tensor<1xi64>
  }
  return %0 : tensor<1xi64>
}
