// RUN: toroid-opt --toroid-lower-pipeline --split-input-file %s | FileCheck %s

// Counts, then fills.

// CHECK-LABEL: @nonzero
// CHECK: %[[COUNT:.*]] = scf.for {{.*}} -> (index)
// CHECK: %[[EMPTY:.*]] = tensor.empty(%[[COUNT]]) : tensor<2x?xi64>
// CHECK: %[[R:.*]]:2 = scf.for {{.*}} iter_args(%{{.*}} = %[[EMPTY]], %{{.*}} = %c0) -> (tensor<2x?xi64>, index)
// CHECK: scf.if
// CHECK-COUNT-2: tensor.insert
// CHECK: return %[[R]]#0
func.func @nonzero(%x: tensor<?x4xf32> {toroid.dims = ["n", 4]}) -> tensor<2x?xi64> {
  %0 = toroid.nonzero %x : (tensor<?x4xf32>) -> tensor<2x?xi64>
  return %0 : tensor<2x?xi64>
}

// -----

// A size that depends on data is that of the result.

// CHECK-LABEL: @after_nonzero
// CHECK: %[[COUNT:.*]] = scf.for {{.*}} -> (index)
// CHECK: %[[FILLED:.*]]:2 = scf.for
// CHECK: tensor.empty(%{{.*}}) : tensor<?x1xi64>
// CHECK: linalg.transpose
func.func @after_nonzero(%x: tensor<?xi1>) -> tensor<?x1xi64> {
  %0 = toroid.nonzero %x : (tensor<?xi1>) -> tensor<1x?xi64>
  %1 = toroid.transpose %0 [1, 0] : (tensor<1x?xi64>) -> tensor<?x1xi64>
  return %1 : tensor<?x1xi64>
}

// -----

// CHECK-LABEL: @insert_slice
// CHECK: cf.assert %{{.*}}, "toroid.insert_slice: a part reaches outside of the whole"
// CHECK: tensor.insert_slice %arg0 into %arg1[%{{.*}}, 0] [1, 8] [1, 1]
func.func @insert_slice(%x: tensor<1x8xf32>, %y: tensor<?x8xf32>, %n: tensor<i64>) -> tensor<?x8xf32> {
  %e = tensor.extract %n[] : tensor<i64>
  %i = arith.index_cast %e : i64 to index
  %0 = toroid.insert_slice %x into %y [%i, 0] : (tensor<1x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

// A sort, the leaders of equal rows, their numbers, their counts.

// CHECK-LABEL: @unique
// CHECK: math.ctlz
// CHECK: arith.shli
// CHECK: scf.if
// CHECK: return %{{.*}}, %{{.*}}, %{{.*}} : tensor<?xi64>, tensor<?xi64>, tensor<?xi64>
func.func @unique(%x: tensor<?x1xf32>) -> (tensor<?xi64>, tensor<?xi64>, tensor<?xi64>) {
  %0:3 = toroid.unique %x sorted = false : (tensor<?x1xf32>) -> (tensor<?xi64>, tensor<?xi64>, tensor<?xi64>)
  return %0#0, %0#1, %0#2 : tensor<?xi64>, tensor<?xi64>, tensor<?xi64>
}
