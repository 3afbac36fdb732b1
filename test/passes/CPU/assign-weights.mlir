// RUN: toroid-opt --toroid-assign-weights --split-input-file --verify-diagnostics %s | FileCheck %s

// Offsets are multiples of 64, in the order of use; one resource has one place,
// whatever the shapes it is seen with. Small constants stay.

// CHECK: module attributes {toroid.weights = [{offset = 0 : i64, value = dense_resource<w> : tensor<4x5xf32>}, {offset = 128 : i64, value = dense_resource<b> : tensor<5xi8>}, {offset = 192 : i64, value = dense_resource<c> : tensor<2xf64>}]}
module {
  // CHECK-LABEL: func.func @main(
  // CHECK-SAME: %[[X:.*]]: tensor<5xf32>, %[[W:.*]]: memref<?xi8> {toroid.weights})
  func.func @main(%x: tensor<5xf32>)
      -> (tensor<4x5xf32>, tensor<20xf32>, tensor<5xi8>, tensor<2xf64>, tensor<2xf32>, tensor<4x5xf32>) {
    // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
    // CHECK-DAG: %[[V0:.*]] = memref.view %[[W]][%[[C0]]][] : memref<?xi8> to memref<4x5xf32>
    // CHECK-DAG: %[[T0:.*]] = bufferization.to_tensor %[[V0]] restrict : memref<4x5xf32> to tensor<4x5xf32>
    // CHECK-DAG: memref.view %[[W]][%{{.*}}][] : memref<?xi8> to memref<20xf32>
    // CHECK-DAG: %[[C128:.*]] = arith.constant 128 : index
    // CHECK-DAG: memref.view %[[W]][%[[C128]]][] : memref<?xi8> to memref<5xi8>
    // CHECK-DAG: %[[C192:.*]] = arith.constant 192 : index
    // CHECK-DAG: memref.view %[[W]][%[[C192]]][] : memref<?xi8> to memref<2xf64>
    // CHECK-DAG: arith.constant dense<[1.000000e+00, 2.000000e+00]>
    // CHECK-NOT: dense_resource
    // CHECK: return %[[T0]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %[[T0]]
    %0 = arith.constant dense_resource<w> : tensor<4x5xf32>
    %1 = arith.constant dense_resource<w> : tensor<20xf32>
    %2 = arith.constant dense_resource<b> : tensor<5xi8>
    %3 = arith.constant dense_resource<c> : tensor<2xf64>
    %4 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %5 = arith.constant dense_resource<w> : tensor<4x5xf32>
    return %0, %1, %2, %3, %4, %5 : tensor<4x5xf32>, tensor<20xf32>, tensor<5xi8>, tensor<2xf64>, tensor<2xf32>, tensor<4x5xf32>
  }
}
{-# dialect_resources: { builtin: { w: "0x40000000", b: "0x40000000", c: "0x40000000" } } #-}

// -----

// Without weights there is no argument.

// CHECK: module {
// CHECK: func.func @main(%{{.*}}: tensor<5xf32>) -> tensor<5xf32>
func.func @main(%x: tensor<5xf32>) -> tensor<5xf32> {
  return %x : tensor<5xf32>
}

// -----

module {
  func.func @main() -> tensor<8xi1> {
    // expected-error @+1 {{a weight of type 'tensor<8xi1>' has no size in bytes}}
    %0 = arith.constant dense_resource<m> : tensor<8xi1>
    return %0 : tensor<8xi1>
  }
}
{-# dialect_resources: { builtin: { m: "0x40000000" } } #-}

// -----

// expected-error @+1 {{the module has no function @main with a body}}
module {
  func.func @other() {
    return
  }
}

// -----

// What is joined of constants is one weight; its parts are none, unless
// something else reads them too.

// CHECK: module attributes {toroid.weights = [
// CHECK-SAME: {offset = 0 : i64, value = dense_resource<b> : tensor<2x3xf32>},
// CHECK-SAME: {axis = 0 : i64, offset = 64 : i64, values = [dense_resource<a> : tensor<2x4xf32>, dense<0.000000e+00> : tensor<1x4xf32>]},
// CHECK-SAME: {axis = 1 : i64, offset = 128 : i64, values = [dense_resource<a> : tensor<2x4xf32>, dense_resource<b> : tensor<2x3xf32>]}]}
module {
  // CHECK: func.func @main(
  // CHECK-DAG: memref.view %{{.*}} : memref<?xi8> to memref<3x4xf32>
  // CHECK-DAG: memref.view %{{.*}} : memref<?xi8> to memref<2x7xf32>
  // CHECK-DAG: memref.view %{{.*}} : memref<?xi8> to memref<2x3xf32>
  // CHECK-NOT: arith.constant dense
  // CHECK-NOT: tensor.concat
  func.func @main() -> (tensor<3x4xf32>, tensor<2x7xf32>, tensor<2x3xf32>) {
    %a = arith.constant dense_resource<a> : tensor<2x4xf32>
    %z = arith.constant dense<0.0> : tensor<1x4xf32>
    %b = arith.constant dense_resource<b> : tensor<2x3xf32>
    %0 = tensor.concat dim(0) %a, %z : (tensor<2x4xf32>, tensor<1x4xf32>) -> tensor<3x4xf32>
    %1 = tensor.concat dim(1) %a, %b : (tensor<2x4xf32>, tensor<2x3xf32>) -> tensor<2x7xf32>
    return %0, %1, %b : tensor<3x4xf32>, tensor<2x7xf32>, tensor<2x3xf32>
  }
}
{-# dialect_resources: { builtin: { a: "0x40000000", b: "0x40000000" } } #-}
