// RUN: toroid-opt %s --split-input-file --toroid-fuse-attention --canonicalize --cse | FileCheck %s

// Gemma 2: scores within a softcap, then a bias.
// CHECK-LABEL: func @softcap
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%arg3) scale = 2.500000e-01 {softcap = 5.000000e+01 : f64}
func.func @softcap(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %bias: tensor<5x7xf32>) -> tensor<2x3x5x4xf32> {
  %c = toroid.constant dense<50.0> : tensor<f32> : tensor<f32>
  %s = toroid.constant dense<0.25> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %0 = toroid.mul %qk, %s : (tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %1 = toroid.div %0, %c : (tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %2 = toroid.tanh %1 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %3 = toroid.mul %2, %c : (tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %4 = toroid.add %3, %bias : (tensor<2x3x5x7xf32>, tensor<5x7xf32>) -> tensor<2x3x5x7xf32>
  %p = toroid.softmax %4 axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

// Zeros after the softmax where the scores were masked (DeBERTa, Conformer).
// CHECK-LABEL: func @mask_after
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%arg3) scale = 1.000000e+00 masked_rows = zero
func.func @mask_after(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %m: tensor<2x1x5x7xi1>) -> tensor<2x3x5x4xf32> {
  %low = toroid.constant dense<0xFF7FFFFF> : tensor<f32> : tensor<f32>
  %zero = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %n = toroid.not %m : (tensor<2x1x5x7xi1>) -> tensor<2x1x5x7xi1>
  %w = toroid.select %n, %low, %qk : (tensor<2x1x5x7xi1>, tensor<f32>, tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %e = toroid.softmax %w axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %p = toroid.select %n, %zero, %e : (tensor<2x1x5x7xi1>, tensor<f32>, tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

// Two masks of one value are one.
// CHECK-LABEL: func @two_masks
// CHECK: %[[M:.*]] = toroid.and %arg3, %arg4
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%[[M]]) scale = 1.000000e+00 {mask_value = -1.000000e+04 : f64}
func.func @two_masks(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %m: tensor<2x1x1x7xi1>, %n: tensor<5x7xi1>) -> tensor<2x3x5x4xf32> {
  %low = toroid.constant dense<-1.0e4> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %w = toroid.select %m, %qk, %low : (tensor<2x1x1x7xi1>, tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %x = toroid.select %n, %w, %low : (tensor<5x7xi1>, tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %p = toroid.softmax %x axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

// A second product is a term like any other (Conformer).
// CHECK-LABEL: func @relative_term
// CHECK: %[[R:.*]] = toroid.matmul %arg3, %arg4
// CHECK: %[[B:.*]] = toroid.mul %[[R]]
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%[[B]]) scale = 5.000000e-01
func.func @relative_term(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %r: tensor<2x3x5x8xf32>, %t: tensor<2x3x7x8xf32>) -> tensor<2x3x5x4xf32> {
  %s = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %rel = toroid.matmul %r, %t {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %0 = toroid.add %qk, %rel : (tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %1 = toroid.mul %0, %s : (tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %p = toroid.softmax %1 axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

// A term that is taken away, from scores that are taken away.
// CHECK-LABEL: func @subtracted
// CHECK: %[[S:.*]] = toroid.add %arg3, %arg4
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%[[S]]) scale = -1.000000e+00
func.func @subtracted(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %b: tensor<5x7xf32>, %c: tensor<5x7xf32>) -> tensor<2x3x5x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %0 = toroid.sub %qk, %b : (tensor<2x3x5x7xf32>, tensor<5x7xf32>) -> tensor<2x3x5x7xf32>
  %1 = toroid.sub %c, %0 : (tensor<5x7xf32>, tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %p = toroid.softmax %1 axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

// BLOOM: batch and heads are one dim of the products, not of the softmax; a term
// comes before they part, another after.
// CHECK-LABEL: func @folded_heads
// CHECK-DAG: %[[Q:.*]] = toroid.reshape %arg0 to [%{{.*}}, 3, %{{.*}}, 8]
// CHECK-DAG: %[[K:.*]] = toroid.reshape %arg1 to [%{{.*}}, 3, %{{.*}}, 8]
// CHECK-DAG: %[[V:.*]] = toroid.reshape %arg2 to [%{{.*}}, 3, %{{.*}}, 8]
// CHECK-DAG: %[[A:.*]] = toroid.reshape %arg3 to [%{{.*}}, 3, 1, %{{.*}}]
// CHECK: %[[B:.*]] = toroid.add
// CHECK: %[[R:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] bias(%[[B]]) scale = 1.000000e+00
// CHECK: toroid.reshape %[[R]] to [%{{.*}}, %{{.*}}, 8]
func.func @folded_heads(%q: tensor<?x?x8xf32> {toroid.dims = ["3*b", "s", 8]}, %k: tensor<?x?x8xf32> {toroid.dims = ["3*b", "s", 8]}, %v: tensor<?x?x8xf32> {toroid.dims = ["3*b", "s", 8]}, %alibi: tensor<?x1x?xf32> {toroid.dims = ["3*b", 1, "s"]}, %bias: tensor<?x1x?x?xf32> {toroid.dims = ["b", 1, "s", "s"]}) -> tensor<?x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %b = tensor.dim %bias, %c0 : tensor<?x1x?x?xf32>
  %s = tensor.dim %bias, %c2 : tensor<?x1x?x?xf32>
  %bh = tensor.dim %q, %c0 : tensor<?x?x8xf32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x?xf32>
  %0 = toroid.add %qk, %alibi : (tensor<?x?x?xf32>, tensor<?x1x?xf32>) -> tensor<?x?x?xf32>
  %1 = toroid.reshape %0 to [%b, 3, %s, %s] : (tensor<?x?x?xf32>) -> tensor<?x3x?x?xf32>
  %2 = toroid.add %1, %bias : (tensor<?x3x?x?xf32>, tensor<?x1x?x?xf32>) -> tensor<?x3x?x?xf32>
  %3 = toroid.softmax %2 axis = 3 : (tensor<?x3x?x?xf32>) -> tensor<?x3x?x?xf32>
  %4 = toroid.reshape %3 to [%bh, %s, %s] : (tensor<?x3x?x?xf32>) -> tensor<?x?x?xf32>
  %y = toroid.matmul %4, %v : (tensor<?x?x?xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// Scores of half the width become f32 for the softmax, and its weights halves.
// CHECK-LABEL: func @softmax_in_f32
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 : (tensor<2x3x5x8xf16>, tensor<2x3x7x8xf16>, tensor<2x3x7x4xf16>) -> tensor<2x3x5x4xf16>
func.func @softmax_in_f32(%q: tensor<2x3x5x8xf16>, %k: tensor<2x3x7x8xf16>, %v: tensor<2x3x7x4xf16>) -> tensor<2x3x5x4xf16> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf16>, tensor<2x3x7x8xf16>) -> tensor<2x3x5x7xf16>
  %0 = toroid.cast %qk : (tensor<2x3x5x7xf16>) -> tensor<2x3x5x7xf32>
  %1 = toroid.softmax %0 axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %2 = toroid.cast %1 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf16>
  %y = toroid.matmul %2, %v : (tensor<2x3x5x7xf16>, tensor<2x3x7x4xf16>) -> tensor<2x3x5x4xf16>
  return %y : tensor<2x3x5x4xf16>
}

// -----

// A mask of unknown sizes could stretch the queries: they follow it.
// CHECK-LABEL: func @stretching_mask
// CHECK: %[[Q:.*]] = toroid.broadcast_to %arg0
// CHECK: toroid.attention %[[Q]], %{{.*}}, %{{.*}} bias(%arg3)
func.func @stretching_mask(%q: tensor<2x3x?x8xf32> {toroid.dims = [2, 3, "s", 8]}, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %bias: tensor<1x1x?x7xf32> {toroid.dims = [1, 1, "m + 1", 7]}) -> tensor<2x3x?x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x?x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x?x7xf32>
  %0 = toroid.add %qk, %bias : (tensor<2x3x?x7xf32>, tensor<1x1x?x7xf32>) -> tensor<2x3x?x7xf32>
  %1 = toroid.softmax %0 axis = 3 : (tensor<2x3x?x7xf32>) -> tensor<2x3x?x7xf32>
  %y = toroid.matmul %1, %v : (tensor<2x3x?x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x?x4xf32>
  return %y : tensor<2x3x?x4xf32>
}

// Megatron, the first GPT-2: a factor of 0 or 1 and -10000 where it is 0.
// CHECK-LABEL: func @gate
// CHECK: %[[B:.*]] = toroid.slice
// CHECK: %[[M:.*]] = toroid.cast %[[B]] : (tensor<1x1x?x?xf32>) -> tensor<1x1x?x?xi1>
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%[[M]]) scale = 1.250000e-01 {mask_value = -1.000000e+04 : f64}
func.func @gate(%q: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "s", 8]}, %k: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "s", 8]}, %v: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "s", 8]}) -> tensor<?x3x?x8xf32> {
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x3x?x8xf32>
  %lower = toroid.constant dense<[[[[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]]]> : tensor<1x1x3x3xf32> : tensor<1x1x3x3xf32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<1.0e+04> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>) -> tensor<?x3x?x?xf32>
  %w = toroid.div %qk, %eight : (tensor<?x3x?x?xf32>, tensor<f32>) -> tensor<?x3x?x?xf32>
  %b = toroid.slice %lower [0, 0, 0, 0] [1, 1, %s, %s] [1, 1, 1, 1] : (tensor<1x1x3x3xf32>) -> tensor<1x1x?x?xf32>
  %kept = toroid.mul %w, %b : (tensor<?x3x?x?xf32>, tensor<1x1x?x?xf32>) -> tensor<?x3x?x?xf32>
  %other = toroid.sub %one, %b : (tensor<f32>, tensor<1x1x?x?xf32>) -> tensor<1x1x?x?xf32>
  %hidden = toroid.mul %other, %ten : (tensor<1x1x?x?xf32>, tensor<f32>) -> tensor<1x1x?x?xf32>
  %x = toroid.sub %kept, %hidden : (tensor<?x3x?x?xf32>, tensor<1x1x?x?xf32>) -> tensor<?x3x?x?xf32>
  %p = toroid.softmax %x axis = 3 : (tensor<?x3x?x?xf32>) -> tensor<?x3x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x3x?x?xf32>, tensor<?x3x?x8xf32>) -> tensor<?x3x?x8xf32>
  return %y : tensor<?x3x?x8xf32>
}

// The same of constants that are folded, from the other side.
// CHECK-LABEL: func @gate_folded
// CHECK: toroid.attention %arg0, %arg0, %arg0 mask(%{{.*}}) scale = 1.000000e+00 {mask_value = -1.000000e+04 : f64}
func.func @gate_folded(%q: tensor<1x3x2x8xf32>) -> tensor<1x3x2x8xf32> {
  %b = toroid.constant dense<[[1.0, 0.0], [1.0, 1.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %hidden = toroid.constant dense<[[0.0, -1.0e+04], [0.0, 0.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %qk = toroid.matmul %q, %q {transpose_rhs} : (tensor<1x3x2x8xf32>, tensor<1x3x2x8xf32>) -> tensor<1x3x2x2xf32>
  %kept = toroid.mul %b, %qk : (tensor<2x2xf32>, tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %x = toroid.add %hidden, %kept : (tensor<2x2xf32>, tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %p = toroid.softmax %x axis = 3 : (tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %y = toroid.matmul %p, %q : (tensor<1x3x2x2xf32>, tensor<1x3x2x8xf32>) -> tensor<1x3x2x8xf32>
  return %y : tensor<1x3x2x8xf32>
}

// Near miss: the factor is an input, of any numbers.
// CHECK-LABEL: func @gate_of_any_numbers
// CHECK-NOT: toroid.attention
// CHECK: toroid.softmax {{.*}} predicate = "gate"
func.func @gate_of_any_numbers(%q: tensor<1x3x2x8xf32>, %b: tensor<2x2xf32>) -> tensor<1x3x2x8xf32> {
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %q {transpose_rhs} : (tensor<1x3x2x8xf32>, tensor<1x3x2x8xf32>) -> tensor<1x3x2x2xf32>
  %kept = toroid.mul %qk, %b : (tensor<1x3x2x2xf32>, tensor<2x2xf32>) -> tensor<1x3x2x2xf32>
  %other = toroid.sub %one, %b : (tensor<f32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %hidden = toroid.mul %other, %ten : (tensor<2x2xf32>, tensor<f32>) -> tensor<2x2xf32>
  %x = toroid.add %kept, %hidden : (tensor<1x3x2x2xf32>, tensor<2x2xf32>) -> tensor<1x3x2x2xf32>
  %p = toroid.softmax %x axis = 3 : (tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %y = toroid.matmul %p, %q : (tensor<1x3x2x2xf32>, tensor<1x3x2x8xf32>) -> tensor<1x3x2x8xf32>
  return %y : tensor<1x3x2x8xf32>
}

// Near miss: what is added where the factor is 0 is no one number.
// CHECK-LABEL: func @gate_and_bias
// CHECK-NOT: toroid.attention
// CHECK: toroid.softmax {{.*}} predicate = "uniform-scale"
func.func @gate_and_bias(%q: tensor<1x3x2x8xf32>) -> tensor<1x3x2x8xf32> {
  %b = toroid.constant dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %hidden = toroid.constant dense<[[0.0, -1.0e+04], [-2.0e+04, 0.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %qk = toroid.matmul %q, %q {transpose_rhs} : (tensor<1x3x2x8xf32>, tensor<1x3x2x8xf32>) -> tensor<1x3x2x2xf32>
  %kept = toroid.mul %b, %qk : (tensor<2x2xf32>, tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %x = toroid.add %hidden, %kept : (tensor<2x2xf32>, tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %p = toroid.softmax %x axis = 3 : (tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %y = toroid.matmul %p, %q : (tensor<1x3x2x2xf32>, tensor<1x3x2x8xf32>) -> tensor<1x3x2x8xf32>
  return %y : tensor<1x3x2x8xf32>
}
