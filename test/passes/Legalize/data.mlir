// RUN: toroid-opt --toroid-legalize --split-input-file %s | FileCheck %s

// CHECK-LABEL: @nonzero
// CHECK: toroid.nonzero %arg0 : (tensor<?x4xf32>) -> tensor<2x?xi64>
func.func @nonzero(%x: tensor<?x4xf32> {toroid.dims = ["n", 4]}) -> tensor<?x?xi64> {
  %0 = onnx.node "NonZero"(%x) {opset = 13 : i64} : (tensor<?x4xf32>) -> tensor<?x?xi64>
  return %0 : tensor<?x?xi64>
}

// -----

// A scalar counts as a vector.

// CHECK-LABEL: @nonzero_scalar
// CHECK: %[[V:.*]] = toroid.reshape %arg0 to [1]
// CHECK: toroid.nonzero %[[V]] : (tensor<1xi1>) -> tensor<1x?xi64>
func.func @nonzero_scalar(%x: tensor<i1>) -> tensor<?x?xi64> {
  %0 = onnx.node "NonZero"(%x) {opset = 13 : i64} : (tensor<i1>) -> tensor<?x?xi64>
  return %0 : tensor<?x?xi64>
}

// -----

// CHECK-LABEL: @compress_axis
// CHECK: %[[P:.*]] = toroid.nonzero %arg1 : (tensor<4xi1>) -> tensor<1x?xi64>
// CHECK: %[[I:.*]] = toroid.reshape %[[P]] to [%{{.*}}] : (tensor<1x?xi64>) -> tensor<?xi64>
// CHECK: toroid.gather axis = 1 %arg0, %[[I]] : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<?x?xf32>
func.func @compress_axis(%x: tensor<?x4xf32>, %c: tensor<4xi1>) -> tensor<?x?xf32> {
  %0 = onnx.node "Compress"(%x, %c) {opset = 11 : i64, attrs = {axis = -1 : i64}} : (tensor<?x4xf32>, tensor<4xi1>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

// CHECK-LABEL: @compress_flat
// CHECK: toroid.reshape %arg0 to [%{{.*}}] : (tensor<?x4xf32>) -> tensor<?xf32>
// CHECK: toroid.gather axis = 0
func.func @compress_flat(%x: tensor<?x4xf32>, %c: tensor<?xi1>) -> tensor<?xf32> {
  %0 = onnx.node "Compress"(%x, %c) {opset = 9 : i64} : (tensor<?x4xf32>, tensor<?xi1>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

// CHECK-LABEL: @unique_flat
// CHECK: %[[FLAT:.*]] = toroid.reshape %arg0 to [8]
// CHECK: %[[ROWS:.*]] = toroid.reshape {{.*}} to [8, 1]
// CHECK: %[[FIRST:.*]], %[[INVERSE:.*]], %[[COUNTS:.*]] = toroid.unique %[[ROWS]] sorted = true
// CHECK: %[[Y:.*]] = toroid.gather axis = 0 %[[FLAT]], %[[FIRST]]
// CHECK: return %[[Y]], %[[FIRST]], %[[INVERSE]], %[[COUNTS]]
func.func @unique_flat(%x: tensor<2x4xf32>) -> (tensor<?xf32>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>) {
  %0:4 = onnx.node "Unique"(%x) {opset = 11 : i64} : (tensor<2x4xf32>) -> (tensor<?xf32>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<?xf32>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>
}

// -----

// CHECK-LABEL: @unique_axis
// CHECK: %[[T:.*]] = toroid.transpose %arg0 [1, 0, 2]
// CHECK: %[[ROWS:.*]] = toroid.reshape %[[T]] to [4, %{{.*}}]
// CHECK: %[[FIRST:.*]], %{{.*}}, %{{.*}} = toroid.unique %[[ROWS]] sorted = false
// CHECK: toroid.gather axis = 1 %arg0, %[[FIRST]]
func.func @unique_axis(%x: tensor<?x4x3xi64>) -> tensor<?x?x3xi64> {
  %0 = onnx.node "Unique"(%x) {opset = 11 : i64, attrs = {axis = 1 : i64, sorted = 0 : i64}} : (tensor<?x4x3xi64>) -> tensor<?x?x3xi64>
  return %0 : tensor<?x?x3xi64>
}
