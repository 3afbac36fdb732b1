// RUN: toroid-opt %s --split-input-file --toroid-fold-shapes --canonicalize --cse | FileCheck %s

// The chain that exporters write for x.reshape(x.size(0), -1, 12, 64).
// CHECK-LABEL: func @shape_chain
// CHECK-NOT: toroid.shape_of
// CHECK-NOT: toroid.gather
// CHECK-NOT: toroid.concat
// CHECK-DAG: %[[B:.*]] = tensor.dim %arg0, %c0
// CHECK-DAG: %[[S:.*]] = tensor.dim %arg0, %c1
// CHECK: toroid.reshape %arg0 to [%[[B]], %[[S]], 12, 64]
func.func @shape_chain(%x: tensor<?x?x768xf32> {toroid.dims = ["batch", "seq", 768]}) -> tensor<?x?x12x64xf32> {
  %c0 = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %c1 = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %tail = toroid.constant dense<[12, 64]> : tensor<2xi64> : tensor<2xi64>
  %shape = toroid.shape_of %x : (tensor<?x?x768xf32>) -> tensor<3xi64>
  %b = toroid.gather axis = 0 %shape, %c0 : (tensor<3xi64>, tensor<i64>) -> tensor<i64>
  %s = toroid.gather axis = 0 %shape, %c1 : (tensor<3xi64>, tensor<i64>) -> tensor<i64>
  %b1 = toroid.reshape %b to [1] : (tensor<i64>) -> tensor<1xi64>
  %s1 = toroid.reshape %s to [1] : (tensor<i64>) -> tensor<1xi64>
  %all = toroid.concat axis = 0 %b1, %s1, %tail : (tensor<1xi64>, tensor<1xi64>, tensor<2xi64>) -> tensor<4xi64>
  %i0 = arith.constant 0 : index
  %i1 = arith.constant 1 : index
  %e0 = tensor.extract %all[%i0] : tensor<4xi64>
  %e1 = tensor.extract %all[%i1] : tensor<4xi64>
  %d0 = arith.index_cast %e0 : i64 to index
  %d1 = arith.index_cast %e1 : i64 to index
  %r = toroid.reshape %x to [%d0, %d1, 12, 64] : (tensor<?x?x768xf32>) -> tensor<?x?x12x64xf32>
  return %r : tensor<?x?x12x64xf32>
}

// -----

// batch * seq * 8 / batch is seq * 8, whatever they are.
// CHECK-LABEL: func @cancels
// CHECK: %[[S:.*]] = tensor.dim %arg0, %c1
// CHECK: %[[N:.*]] = arith.muli %[[S]], %c8
// CHECK: toroid.reshape %arg0 to [%{{.*}}, %[[N]]]
func.func @cancels(%x: tensor<?x?x8xf32> {toroid.dims = ["batch", "seq", 8]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %b = tensor.dim %x, %c0 : tensor<?x?x8xf32>
  %s = tensor.dim %x, %c1 : tensor<?x?x8xf32>
  %bs = arith.muli %b, %s : index
  %all = arith.muli %bs, %c8 : index
  %n = arith.divsi %all, %b : index
  %r = toroid.reshape %x to [%b, %n] : (tensor<?x?x8xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// -----

// A size used as data is computed once, from the argument.
// CHECK-LABEL: func @size_as_data
// CHECK: %[[D:.*]] = tensor.dim %arg0, %c0
// CHECK: %[[I:.*]] = arith.index_cast %[[D]] : index to i64
// CHECK: %[[T:.*]] = tensor.from_elements %[[I]] : tensor<i64>
// CHECK: toroid.cast %[[T]] : (tensor<i64>) -> tensor<f32>
func.func @size_as_data(%x: tensor<?x8xf32> {toroid.dims = ["n", 8]}) -> tensor<f32> {
  %c0 = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %shape = toroid.shape_of %x : (tensor<?x8xf32>) -> tensor<2xi64>
  %n = toroid.gather axis = 0 %shape, %c0 : (tensor<2xi64>, tensor<i64>) -> tensor<i64>
  %f = toroid.cast %n : (tensor<i64>) -> tensor<f32>
  return %f : tensor<f32>
}

// -----

// What depends on the data stays.
// CHECK-LABEL: func @data
// CHECK: toroid.add
func.func @data(%x: tensor<2xi64>) -> tensor<2xi64> {
  %0 = toroid.add %x, %x : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}
