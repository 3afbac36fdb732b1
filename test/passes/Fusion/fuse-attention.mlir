// RUN: toroid-opt %s --split-input-file --toroid-fuse-attention --canonicalize --cse | FileCheck %s

// BERT: a scaled product plus an additive mask.
// CHECK-LABEL: func @additive_mask
// CHECK: %[[Y:.*]] = toroid.attention %arg0, %arg1, %arg2 bias(%arg3) scale = 1.250000e-01
// CHECK-NEXT: return %[[Y]]
func.func @additive_mask(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %bias: tensor<?x1x1x?xf32> {toroid.dims = ["b", 1, 1, "t"]}) -> tensor<?x12x?x64xf32> {
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %s = toroid.div %qk, %eight : (tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
  %b = toroid.add %s, %bias : (tensor<?x12x?x?xf32>, tensor<?x1x1x?xf32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %b axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}

// -----

// GPT-2: a selection, then an additive mask.
// CHECK-LABEL: func @mask_then_bias
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%arg3) masked_bias(%arg4) scale = 1.250000e-01 {mask_value = -1.000000e+04 : f64}
func.func @mask_then_bias(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %m: tensor<1x1x?x?xi1> {toroid.dims = [1, 1, "s", "t"]}, %bias: tensor<?x1x1x?xf32> {toroid.dims = ["b", 1, 1, "t"]}) -> tensor<?x12x?x64xf32> {
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %low = toroid.constant dense<-1.0e4> : tensor<f32> : tensor<f32>
  %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %s = toroid.div %qk, %eight : (tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
  %w = toroid.select %m, %s, %low : (tensor<1x1x?x?xi1>, tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
  %b = toroid.add %w, %bias : (tensor<?x12x?x?xf32>, tensor<?x1x1x?xf32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %b axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}

// -----

// DistilBERT: the mask is true where the score is dropped.
// CHECK-LABEL: func @negated_mask
// CHECK: %[[M:.*]] = toroid.not %arg3
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%[[M]]) scale = 1.250000e-01
func.func @negated_mask(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %m: tensor<1x1x?x?xi1> {toroid.dims = [1, 1, "s", "t"]}) -> tensor<?x12x?x64xf32> {
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %low = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %s = toroid.div %qk, %eight : (tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
  %w = toroid.select %m, %low, %s : (tensor<1x1x?x?xi1>, tensor<f32>, tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %w axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}

// -----

// torch's SDPA: the root of the scale on both sides, the key's through its
// transpose, rows of NaN set to zero.
// CHECK-LABEL: func @split_scale
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%arg3) scale = {{0\.12[45][0-9]*|1\.2[45][0-9]*[eE]-0?1}} masked_rows = zero
// CHECK-NOT: toroid.mul
func.func @split_scale(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %bias: tensor<?x1x1x?xf32> {toroid.dims = ["b", 1, 1, "t"]}) -> tensor<?x12x?x64xf32> {
  %root = toroid.constant dense<0.353553385> : tensor<f32> : tensor<f32>
  %zero = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %qs = toroid.mul %q, %root : (tensor<?x12x?x64xf32>, tensor<f32>) -> tensor<?x12x?x64xf32>
  %ks = toroid.mul %k, %root : (tensor<?x12x?x64xf32>, tensor<f32>) -> tensor<?x12x?x64xf32>
  %kt = toroid.transpose %ks [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %qs, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %b = toroid.add %bias, %qk : (tensor<?x1x1x?xf32>, tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %e = toroid.softmax %b axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %nan = toroid.is_nan %e : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xi1>
  %p = toroid.select %nan, %zero, %e : (tensor<?x12x?x?xi1>, tensor<f32>, tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}

// -----

// The key's head split and its transpose in one; no scale (T5); two biases.
// CHECK-LABEL: func @one_transpose
// CHECK-DAG: %[[K:.*]] = toroid.transpose %arg1 [0, 2, 1, 3]
// CHECK-DAG: %[[B:.*]] = toroid.add
// CHECK: toroid.attention %arg0, %[[K]], %arg2 bias(%[[B]]) scale = 1.000000e+00
func.func @one_transpose(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x?x12x64xf32> {toroid.dims = ["b", "t", 12, 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %bias: tensor<?x1x1x?xf32> {toroid.dims = ["b", 1, 1, "t"]}, %rel: tensor<1x12x?x?xf32> {toroid.dims = [1, 12, "s", "t"]}) -> tensor<?x12x?x64xf32> {
  %kt = toroid.transpose %k [0, 2, 3, 1] : (tensor<?x?x12x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %b0 = toroid.add %qk, %rel : (tensor<?x12x?x?xf32>, tensor<1x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %b1 = toroid.add %b0, %bias : (tensor<?x12x?x?xf32>, tensor<?x1x1x?xf32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %b1 axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}

// -----

// Heads folded into the batch.
// CHECK-LABEL: func @rank_three
// CHECK: %[[A:.*]] = toroid.attention {{.*}} : (tensor<24x1x5x64xf32>, tensor<24x1x7x64xf32>, tensor<24x1x7x64xf32>) -> tensor<24x1x5x64xf32>
// CHECK: toroid.reshape %[[A]] to [24, 5, 64]
func.func @rank_three(%q: tensor<24x5x64xf32>, %k: tensor<24x7x64xf32>, %v: tensor<24x7x64xf32>) -> tensor<24x5x64xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<24x5x64xf32>, tensor<24x7x64xf32>) -> tensor<24x5x7xf32>
  %p = toroid.softmax %qk axis = 2 : (tensor<24x5x7xf32>) -> tensor<24x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<24x5x7xf32>, tensor<24x7x64xf32>) -> tensor<24x5x64xf32>
  return %y : tensor<24x5x64xf32>
}

// -----

// Near misses: a softmax over queries,
// CHECK-LABEL: func @wrong_axis
// CHECK-NOT: toroid.attention
func.func @wrong_axis(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}) -> tensor<?x12x?x64xf32> {
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %s = toroid.div %qk, %eight : (tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %s axis = 2 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}

// -----

// probabilities that are also a result,
// CHECK-LABEL: func @extra_use
// CHECK-NOT: toroid.attention
func.func @extra_use(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}) -> (tensor<?x12x?x64xf32>, tensor<?x12x?x?xf32>) {
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %s = toroid.div %qk, %eight : (tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %s axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y, %p : tensor<?x12x?x64xf32>, tensor<?x12x?x?xf32>
}

// -----

// a scale that varies by row,
// CHECK-LABEL: func @scale_by_row
// CHECK-NOT: toroid.attention
func.func @scale_by_row(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %r: tensor<?x1xf32> {toroid.dims = ["s", 1]}) -> tensor<?x12x?x64xf32> {
  %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %s = toroid.mul %qk, %r : (tensor<?x12x?x?xf32>, tensor<?x1xf32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %s axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}

// -----

// A bias inside the scale is scaled too.
// CHECK-LABEL: func @bias_inside_scale
// CHECK: %[[B:.*]] = toroid.mul %arg3, %{{.*}}
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%[[B]]) scale = 1.250000e-01
func.func @bias_inside_scale(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %bias: tensor<?x1x1x?xf32> {toroid.dims = ["b", 1, 1, "t"]}) -> tensor<?x12x?x64xf32> {
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %b = toroid.add %qk, %bias : (tensor<?x12x?x?xf32>, tensor<?x1x1x?xf32>) -> tensor<?x12x?x?xf32>
  %s = toroid.div %b, %eight : (tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %s axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}

// -----

// and a mask that replaces by something other than one constant.
// CHECK-LABEL: func @mask_by_value
// CHECK-NOT: toroid.attention
func.func @mask_by_value(%q: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "s", 64]}, %k: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %v: tensor<?x12x?x64xf32> {toroid.dims = ["b", 12, "t", 64]}, %m: tensor<1x1x?x?xi1> {toroid.dims = [1, 1, "s", "t"]}, %bias: tensor<?x1x1x?xf32> {toroid.dims = ["b", 1, 1, "t"]}) -> tensor<?x12x?x64xf32> {
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
  %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
  %s = toroid.div %qk, %eight : (tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
  %w = toroid.select %m, %s, %bias : (tensor<1x1x?x?xi1>, tensor<?x12x?x?xf32>, tensor<?x1x1x?xf32>) -> tensor<?x12x?x?xf32>
  %p = toroid.softmax %w axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
  %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
  return %y : tensor<?x12x?x64xf32>
}
