// RUN: toroid-opt %s --split-input-file --toroid-fuse-rotary --canonicalize | FileCheck %s

// Halves: the second one negated in front of the first.
// CHECK-LABEL: func @halves
// CHECK: %[[Y:.*]] = toroid.rotary %arg0, %arg1, %arg2 : (tensor<?x4x8xf32>, tensor<?x1x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @halves(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}, %sin: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %m = toroid.neg %r : (tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %t = toroid.concat axis = 2 %m, %l : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
  %p = toroid.mul %x, %cos : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %q = toroid.mul %t, %sin : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %y = toroid.add %p, %q : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

// Angles of rank 1 and 2; operands the other way round.
// CHECK-LABEL: func @angles
// CHECK: %[[Y:.*]] = toroid.rotary %arg0, %arg1, %arg2 : (tensor<?x4x8xf32>, tensor<8xf32>, tensor<4x8xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @angles(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<8xf32>, %sin: tensor<4x8xf32>) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %m = toroid.neg %r : (tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %t = toroid.concat axis = 2 %m, %l : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
  %p = toroid.mul %cos, %x : (tensor<8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  %q = toroid.mul %sin, %t : (tensor<4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  %y = toroid.add %q, %p : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

// Neighbours by strided slices, stacked.
// CHECK-LABEL: func @neighbours
// CHECK: %[[Y:.*]] = toroid.rotary %arg0, %arg1, %arg2 interleaved : (tensor<?x4x8xf32>, tensor<?x1x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @neighbours(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}, %sin: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 2] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 1] [%n, 4, 4] [1, 1, 2] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %m = toroid.neg %r : (tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %m1 = toroid.reshape %m to [%n, 4, 4, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x4x1xf32>
  %l1 = toroid.reshape %l to [%n, 4, 4, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x4x1xf32>
  %s = toroid.concat axis = 3 %m1, %l1 : (tensor<?x4x4x1xf32>, tensor<?x4x4x1xf32>) -> tensor<?x4x4x2xf32>
  %t = toroid.reshape %s to [%n, 4, 8] : (tensor<?x4x4x2xf32>) -> tensor<?x4x8xf32>
  %p = toroid.mul %x, %cos : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %q = toroid.mul %t, %sin : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %y = toroid.add %p, %q : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

// Neighbours by a reshape and entries of its last dim, times -1.
// CHECK-LABEL: func @pairs
// CHECK: %[[Y:.*]] = toroid.rotary %arg0, %arg1, %arg2 interleaved : (tensor<?x4x8xf32>, tensor<?x1x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @pairs(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}, %sin: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %w = toroid.reshape %x to [%n, 4, 4, 2] : (tensor<?x4x8xf32>) -> tensor<?x4x4x2xf32>
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %minus = toroid.constant dense<-1.0> : tensor<f32> : tensor<f32>
  %l = toroid.gather axis = 3 %w, %zero : (tensor<?x4x4x2xf32>, tensor<i64>) -> tensor<?x4x4xf32>
  %r = toroid.gather axis = 3 %w, %one : (tensor<?x4x4x2xf32>, tensor<i64>) -> tensor<?x4x4xf32>
  %m = toroid.mul %r, %minus : (tensor<?x4x4xf32>, tensor<f32>) -> tensor<?x4x4xf32>
  %m1 = toroid.reshape %m to [%n, 4, 4, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x4x1xf32>
  %l1 = toroid.reshape %l to [%n, 4, 4, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x4x1xf32>
  %s = toroid.concat axis = 3 %m1, %l1 : (tensor<?x4x4x1xf32>, tensor<?x4x4x1xf32>) -> tensor<?x4x4x2xf32>
  %t = toroid.reshape %s to [%n, 4, 8] : (tensor<?x4x4x2xf32>) -> tensor<?x4x8xf32>
  %p = toroid.mul %x, %cos : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %q = toroid.mul %t, %sin : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %y = toroid.add %p, %q : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

// Products of complex numbers, with an angle for each pair: halves.
// CHECK-LABEL: func @complex_halves
// CHECK: %[[Y:.*]] = toroid.rotary %arg0, %arg1, %arg2 per_pair : (tensor<?x4x8xf32>, tensor<?x1x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @complex_halves(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x4xf32> {toroid.dims = ["b", 1, 4]}, %sin: tensor<?x1x4xf32> {toroid.dims = ["b", 1, 4]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %ac = toroid.mul %l, %cos : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %bs = toroid.mul %r, %sin : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %re = toroid.sub %ac, %bs : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %bc = toroid.mul %r, %cos : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %as = toroid.mul %l, %sin : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %im = toroid.add %bc, %as : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %y = toroid.concat axis = 2 %re, %im : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

// Neighbours.
// CHECK-LABEL: func @complex_neighbours
// CHECK: %[[Y:.*]] = toroid.rotary %arg0, %arg1, %arg2 interleaved per_pair : (tensor<?x4x8xf32>, tensor<?x1x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @complex_neighbours(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x4xf32> {toroid.dims = ["b", 1, 4]}, %sin: tensor<?x1x4xf32> {toroid.dims = ["b", 1, 4]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 2] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 1] [%n, 4, 4] [1, 1, 2] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %ac = toroid.mul %l, %cos : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %bs = toroid.mul %r, %sin : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %re = toroid.sub %ac, %bs : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %bc = toroid.mul %r, %cos : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %as = toroid.mul %l, %sin : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %im = toroid.add %bc, %as : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %r1 = toroid.reshape %re to [%n, 4, 4, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x4x1xf32>
  %i1 = toroid.reshape %im to [%n, 4, 4, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x4x1xf32>
  %s = toroid.concat axis = 3 %r1, %i1 : (tensor<?x4x4x1xf32>, tensor<?x4x4x1xf32>) -> tensor<?x4x4x2xf32>
  %y = toroid.reshape %s to [%n, 4, 8] : (tensor<?x4x4x2xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

// The angles come first in their products.
// CHECK-LABEL: func @angles_first
// CHECK: %[[Y:.*]] = toroid.rotary %arg0, %arg1, %arg2 interleaved per_pair : (tensor<?x4x8xf32>, tensor<?x1x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @angles_first(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x4xf32> {toroid.dims = ["b", 1, 4]}, %sin: tensor<?x1x4xf32> {toroid.dims = ["b", 1, 4]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 2] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 1] [%n, 4, 4] [1, 1, 2] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %ac = toroid.mul %cos, %l : (tensor<?x1x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %bs = toroid.mul %sin, %r : (tensor<?x1x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %re = toroid.sub %ac, %bs : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %bc = toroid.mul %cos, %r : (tensor<?x1x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %as = toroid.mul %sin, %l : (tensor<?x1x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %im = toroid.add %bc, %as : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %r1 = toroid.reshape %re to [%n, 4, 4, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x4x1xf32>
  %i1 = toroid.reshape %im to [%n, 4, 4, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x4x1xf32>
  %s = toroid.concat axis = 3 %r1, %i1 : (tensor<?x4x4x1xf32>, tensor<?x4x4x1xf32>) -> tensor<?x4x4x2xf32>
  %y = toroid.reshape %s to [%n, 4, 8] : (tensor<?x4x4x2xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

// Only the first half of the features turns.
// CHECK-LABEL: func @partial
// CHECK: %[[Y:.*]] = toroid.rotary %arg0, %arg1, %arg2 : (tensor<?x4x8xf32>, tensor<?x1x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @partial(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x4xf32> {toroid.dims = ["b", 1, 4]}, %sin: tensor<?x1x4xf32> {toroid.dims = ["b", 1, 4]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %turn = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %rest = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %l = toroid.slice %turn [0, 0, 0] [%n, 4, 2] [1, 1, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x2xf32>
  %r = toroid.slice %turn [0, 0, 2] [%n, 4, 2] [1, 1, 1] : (tensor<?x4x4xf32>) -> tensor<?x4x2xf32>
  %m = toroid.neg %r : (tensor<?x4x2xf32>) -> tensor<?x4x2xf32>
  %t = toroid.concat axis = 2 %m, %l : (tensor<?x4x2xf32>, tensor<?x4x2xf32>) -> tensor<?x4x4xf32>
  %p = toroid.mul %turn, %cos : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %q = toroid.mul %t, %sin : (tensor<?x4x4xf32>, tensor<?x1x4xf32>) -> tensor<?x4x4xf32>
  %z = toroid.add %p, %q : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %y = toroid.concat axis = 2 %z, %rest : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}
