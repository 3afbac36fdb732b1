// RUN: toroid-opt %s --split-input-file --toroid-simplify | FileCheck %s

// CHECK-LABEL: func @operand_broadcasts_by_itself
// CHECK: toroid.add %arg0, %arg1 : (tensor<?x8xf32>, tensor<1x8xf32>) -> tensor<?x8xf32>
func.func @operand_broadcasts_by_itself(%x: tensor<?x8xf32> {toroid.dims = ["n", 8]}, %b: tensor<1x8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %0 = toroid.broadcast_to %b to [%n, 8] : (tensor<1x8xf32>) -> tensor<?x8xf32>
  %1 = toroid.add %x, %0 : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}

// -----

// Without the broadcast the sum would be smaller.
// CHECK-LABEL: func @broadcast_makes_the_shape
// CHECK: %[[B:.*]] = toroid.broadcast_to
// CHECK: toroid.add %arg0, %[[B]]
func.func @broadcast_makes_the_shape(%x: tensor<1x8xf32>, %b: tensor<1x8xf32>, %n: tensor<?xf32> {toroid.dims = ["n"]}) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %n, %c0 : tensor<?xf32>
  %0 = toroid.broadcast_to %b to [%d, 8] : (tensor<1x8xf32>) -> tensor<?x8xf32>
  %1 = toroid.add %x, %0 : (tensor<1x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}

// -----

// CHECK-LABEL: func @same_shape
// CHECK-NEXT: arith.constant
// CHECK-NOT: toroid.reshape
// CHECK-NOT: toroid.slice
// CHECK: return %arg0
func.func @same_shape(%x: tensor<?x?xf32> {toroid.dims = ["a", "b"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.dim %x, %c0 : tensor<?x?xf32>
  %b = tensor.dim %x, %c1 : tensor<?x?xf32>
  %0 = toroid.reshape %x to [%a, %b] : (tensor<?x?xf32>) -> tensor<?x?xf32>
  %1 = toroid.slice %0 [0, 0] [%a, %b] [1, 1] : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}

// -----

// Transposing by a reshape is none; a backward slice turns the order around.
// CHECK-LABEL: func @other_order
// CHECK: toroid.reshape
// CHECK: toroid.slice
func.func @other_order(%x: tensor<?x?xf32> {toroid.dims = ["a", "b"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.dim %x, %c0 : tensor<?x?xf32>
  %b = tensor.dim %x, %c1 : tensor<?x?xf32>
  %0 = toroid.reshape %x to [%b, %a] : (tensor<?x?xf32>) -> tensor<?x?xf32>
  %last = arith.subi %b, %c1 : index
  %1 = toroid.slice %0 [%last, 0] [%b, %a] [-1, 1] : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}
