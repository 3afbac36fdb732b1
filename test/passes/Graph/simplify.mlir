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

// -----

// Heads merged into the batch around a transpose, as torch's dynamo exporter
// writes SDPA.
// CHECK-LABEL: func @unmerged_transpose
// CHECK: %[[T:.*]] = toroid.transpose %arg0 [0, 1, 3, 2] : (tensor<?x4x?x8xf32>) -> tensor<?x4x8x?xf32>
// CHECK: return %[[T]]
func.func @unmerged_transpose(%k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x8x?xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %b = tensor.dim %k, %c0 : tensor<?x4x?x8xf32>
  %s = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %bh = arith.muli %b, %c4 : index
  %m = toroid.reshape %k to [%bh, %s, 8] : (tensor<?x4x?x8xf32>) -> tensor<?x?x8xf32>
  %t = toroid.transpose %m [0, 2, 1] : (tensor<?x?x8xf32>) -> tensor<?x8x?xf32>
  %r = toroid.reshape %t to [%b, 4, 8, %s] : (tensor<?x8x?xf32>) -> tensor<?x4x8x?xf32>
  return %r : tensor<?x4x8x?xf32>
}

// -----

// Split at another place it is another permutation.
// CHECK-LABEL: func @split_elsewhere
// CHECK: toroid.transpose %{{.*}} [0, 2, 1]
// CHECK: toroid.reshape
func.func @split_elsewhere(%k: tensor<2x4x6x8xf32>) -> tensor<4x2x8x6xf32> {
  %m = toroid.reshape %k to [8, 6, 8] : (tensor<2x4x6x8xf32>) -> tensor<8x6x8xf32>
  %t = toroid.transpose %m [0, 2, 1] : (tensor<8x6x8xf32>) -> tensor<8x8x6xf32>
  %r = toroid.reshape %t to [4, 2, 8, 6] : (tensor<8x8x6xf32>) -> tensor<4x2x8x6xf32>
  return %r : tensor<4x2x8x6xf32>
}
