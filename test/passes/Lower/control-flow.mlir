// RUN: toroid-opt --toroid-to-linalg --split-input-file %s | FileCheck %s

// What keeps its size goes where the turn has found it. Bool is i8 in loops,
// too.

// CHECK-LABEL: func.func @keeps
// CHECK-SAME: %[[F:[^ ]*]]: tensor<?xi8> {{{.*}}toroid.type = tensor<?xi1>}
// CHECK: %[[R:.*]]:2 = scf.for {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %[[F]]) -> (tensor<?x4xf32>, tensor<?xi8>)
// CHECK:   %[[E:.*]] = linalg.generic
// CHECK:   %[[X:.*]] = bufferization.materialize_in_destination %{{.*}} in %[[A]]
// CHECK:   %[[Y:.*]] = bufferization.materialize_in_destination %{{.*}} in %[[B]]
// CHECK:   scf.yield %[[X]], %[[Y]] : tensor<?x4xf32>, tensor<?xi8>
// CHECK: return %[[R]]#0, %[[R]]#1
func.func @keeps(%x: tensor<?x4xf32> {toroid.dims = ["n", 4]}, %f: tensor<?xi1> {toroid.dims = ["m"]}, %n: tensor<i64>) -> (tensor<?x4xf32>, tensor<?xi1>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.extract %n[] : tensor<i64>
  %end = arith.index_cast %e : i64 to index
  %r:2 = scf.for %i = %c0 to %end step %c1 iter_args(%a = %x, %b = %f) -> (tensor<?x4xf32>, tensor<?xi1>) {
    %0 = toroid.exp %a : (tensor<?x4xf32>) -> tensor<?x4xf32>
    %1 = toroid.not %b : (tensor<?xi1>) -> tensor<?xi1>
    scf.yield %0, %1 : tensor<?x4xf32>, tensor<?xi1>
  }
  return %r#0, %r#1 : tensor<?x4xf32>, tensor<?xi1>
}

// -----

// What changes its size is handed on as it is.

// CHECK-LABEL: func.func @grows
// CHECK: scf.for
// CHECK-NOT: materialize_in_destination
// CHECK: return
func.func @grows(%x: tensor<?x4xf32> {toroid.dims = ["n", 4]}, %n: tensor<i64>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.extract %n[] : tensor<i64>
  %end = arith.index_cast %e : i64 to index
  %r = scf.for %i = %c0 to %end step %c1 iter_args(%a = %x) -> (tensor<?x4xf32>) {
    %0 = toroid.concat axis = 0 %a, %x : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    scf.yield %0 : tensor<?x4xf32>
  }
  return %r : tensor<?x4xf32>
}

// -----

// What is written piece by piece is there already; the pieces are within it.

// CHECK-LABEL: func.func @collects
// CHECK: scf.for %[[I:.*]] = {{.*}} iter_args(%[[A:.*]] =
// CHECK-NOT: cf.assert
// CHECK:   %[[B:.*]] = tensor.insert_slice %{{.*}} into %[[A]][%[[I]], 0] [1, 4] [1, 1]
// CHECK:   scf.yield %[[B]]
func.func @collects(%x: tensor<?x4xf32> {toroid.dims = ["n", 4]}) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %empty = tensor.empty(%n) : tensor<?x4xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %empty) -> (tensor<?x4xf32>) {
    %0 = toroid.slice %x [%i, 0] [1, 4] [1, 1] : (tensor<?x4xf32>) -> tensor<1x4xf32>
    %1 = toroid.exp %0 : (tensor<1x4xf32>) -> tensor<1x4xf32>
    %2 = toroid.insert_slice %1 into %a [%i, 0] : (tensor<1x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    scf.yield %2 : tensor<?x4xf32>
  }
  return %r : tensor<?x4xf32>
}

// -----

// Both branches leave their result in one place, if its size is known.

// CHECK-LABEL: func.func @if
// CHECK: %[[PLACE:.*]] = tensor.empty(%{{.*}}) : tensor<?xf32>
// CHECK: scf.if
// CHECK:   materialize_in_destination %{{.*}} in %[[PLACE]]
// CHECK: } else {
// CHECK:   materialize_in_destination %arg1 in %[[PLACE]]
func.func @if(%c: tensor<i1>, %x: tensor<?xf32> {toroid.dims = ["n"]}) -> tensor<?xf32> {
  %e = tensor.extract %c[] : tensor<i1>
  %r = scf.if %e -> (tensor<?xf32>) {
    %0 = toroid.exp %x : (tensor<?xf32>) -> tensor<?xf32>
    scf.yield %0 : tensor<?xf32>
  } else {
    scf.yield %x : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// -----

// What a branch has checked is checked again after it.

// CHECK-LABEL: func.func @checks
// CHECK: scf.if
// CHECK: cf.assert
// CHECK: }
// CHECK: cf.assert
func.func @checks(%c: tensor<i1>, %x: tensor<?xf32> {toroid.dims = ["n"]}, %n: tensor<i64>) -> (tensor<?xf32>, tensor<?xf32>) {
  %e = tensor.extract %c[] : tensor<i1>
  %k = tensor.extract %n[] : tensor<i64>
  %i = arith.index_cast %k : i64 to index
  %r = scf.if %e -> (tensor<?xf32>) {
    %0 = toroid.slice %x [0] [%i] [1] : (tensor<?xf32>) -> tensor<?xf32>
    scf.yield %0 : tensor<?xf32>
  } else {
    scf.yield %x : tensor<?xf32>
  }
  %1 = toroid.slice %x [0] [%i] [1] : (tensor<?xf32>) -> tensor<?xf32>
  return %r, %1 : tensor<?xf32>, tensor<?xf32>
}

// -----

// Branches that compute nothing: upstream would make an elementwise select of
// the choice, which takes both for tensors of one size. So both are copied.

// CHECK-LABEL: func.func @choose
// CHECK-SAME: (%[[A:.*]]: tensor<?xf32>, %[[B:.*]]: tensor<?xf32>, %{{.*}}: tensor<i8> {{.*}})
// CHECK: %[[R:.*]] = scf.if %{{.*}} -> (tensor<?xf32>) {
// CHECK-NEXT: %[[X:.*]] = bufferization.alloc_tensor() copy(%[[A]])
// CHECK-NEXT: scf.yield %[[X]]
// CHECK-NEXT: } else {
// CHECK-NEXT: %[[Y:.*]] = bufferization.alloc_tensor() copy(%[[B]])
// CHECK-NEXT: scf.yield %[[Y]]
// CHECK: return %[[R]]
func.func @choose(%a: tensor<?xf32>, %b: tensor<?xf32>, %t: tensor<i1>) -> tensor<?xf32> {
  %c = tensor.extract %t[] : tensor<i1>
  %0 = scf.if %c -> (tensor<?xf32>) {
    scf.yield %a : tensor<?xf32>
  } else {
    scf.yield %b : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

// The same, canonicalized already.

// CHECK-LABEL: func.func @select
// CHECK-SAME: (%[[A:.*]]: tensor<?x3xi8>{{.*}}, %[[B:.*]]: tensor<2x3xi8>{{.*}}, %{{.*}}: tensor<i8> {{.*}})
// CHECK-NOT: arith.select
// CHECK: %[[R:.*]] = scf.if %{{.*}} -> (tensor<?x3xi8>)
// CHECK-DAG: bufferization.alloc_tensor() copy({{.*}}) : tensor<?x3xi8>
// CHECK-DAG: bufferization.alloc_tensor() copy({{.*}}) : tensor<2x3xi8>
func.func @select(%a: tensor<?x3xui8>, %b: tensor<2x3xui8>, %t: tensor<i1>) -> tensor<?x3xui8> {
  %c = tensor.extract %t[] : tensor<i1>
  %cast = tensor.cast %b : tensor<2x3xui8> to tensor<?x3xui8>
  %0 = arith.select %c, %a, %cast : tensor<?x3xui8>
  return %0 : tensor<?x3xui8>
}
