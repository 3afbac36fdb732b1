// RUN: toroid-opt %s --split-input-file --toroid-fuse-attention=wrong=attention@/wrong=0.5 --toroid-explain-fusion --verify-diagnostics

// The first condition that does not hold, and what was there instead.

func.func @no_value(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>) -> tensor<2x3x5x7xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{is multiplied with a value [value-product]; found 'return'}}
  %p = toroid.softmax %qk axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return %p : tensor<2x3x5x7xf32>
}

// -----

func.func @over_queries(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{the softmax runs along the keys, its last axis [key-axis]; found axis 2 of rank 4}}
  %p = toroid.softmax %qk axis = 2 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

func.func @weights_are_a_result(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>) -> (tensor<2x3x5x4xf32>, tensor<2x3x5x7xf32>) {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[single-reader]; found readers 'return', 'matmul'}}
  %p = toroid.softmax %qk axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y, %p : tensor<2x3x5x4xf32>, tensor<2x3x5x7xf32>
}

// -----

func.func @scores_are_a_result(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>) -> (tensor<2x3x5x4xf32>, tensor<2x3x5x7xf32>) {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[single-reader]; found readers}}
  %p = toroid.softmax %qk axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y, %qk : tensor<2x3x5x4xf32>, tensor<2x3x5x7xf32>
}

// -----

func.func @scores_are_no_product(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %e = toroid.exp %qk : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[score-form]; found 'exp'}}
  %p = toroid.softmax %e axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

func.func @scale_by_row(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %s: tensor<5x1xf32>) -> tensor<2x3x5x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %0 = toroid.mul %qk, %s : (tensor<2x3x5x7xf32>, tensor<5x1xf32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[uniform-scale]; found 'mul'}}
  %p = toroid.softmax %0 axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

func.func @two_values(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %m: tensor<2x1x1x7xi1>, %n: tensor<5x7xi1>) -> tensor<2x3x5x4xf32> {
  %a = toroid.constant dense<-1.0e4> : tensor<f32> : tensor<f32>
  %b = toroid.constant dense<-1.0e5> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %w = toroid.select %m, %qk, %a : (tensor<2x1x1x7xi1>, tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %x = toroid.select %n, %w, %b : (tensor<5x7xi1>, tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[one-mask]; found 'select'}}
  %p = toroid.softmax %x axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

func.func @cap_after_bias(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %bias: tensor<5x7xf32>) -> tensor<2x3x5x4xf32> {
  %c = toroid.constant dense<50.0> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %0 = toroid.add %qk, %bias : (tensor<2x3x5x7xf32>, tensor<5x7xf32>) -> tensor<2x3x5x7xf32>
  %1 = toroid.tanh %0 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %2 = toroid.mul %1, %c : (tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[cap-first]; found 'tanh'}}
  %p = toroid.softmax %2 axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

func.func @another_mask_after(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %m: tensor<5x7xi1>, %n: tensor<5x7xi1>) -> tensor<2x3x5x4xf32> {
  %low = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %zero = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %w = toroid.select %m, %qk, %low : (tensor<5x7xi1>, tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[same-mask-after]; found an input}}
  %e = toroid.softmax %w axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %p = toroid.select %n, %e, %zero : (tensor<5x7xi1>, tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

func.func @weak_mask_after(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>, %m: tensor<5x7xi1>) -> tensor<2x3x5x4xf32> {
  %low = toroid.constant dense<-1.0e1> : tensor<f32> : tensor<f32>
  %zero = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %w = toroid.select %m, %qk, %low : (tensor<5x7xi1>, tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[same-mask-after]; found an input}}
  %e = toroid.softmax %w axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %p = toroid.select %m, %e, %zero : (tensor<5x7xi1>, tensor<2x3x5x7xf32>, tensor<f32>) -> tensor<2x3x5x7xf32>
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}

// -----

// Scores lose bits before the softmax.
func.func @narrowed_scores(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf16>) -> tensor<2x3x5x4xf16> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  %0 = toroid.cast %qk : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf16>
  // expected-remark @+1 {{[exact-casts]; found 'cast'}}
  %1 = toroid.softmax %0 axis = 3 : (tensor<2x3x5x7xf16>) -> tensor<2x3x5x7xf16>
  %y = toroid.matmul %1, %v : (tensor<2x3x5x7xf16>, tensor<2x3x7x4xf16>) -> tensor<2x3x5x4xf16>
  return %y : tensor<2x3x5x4xf16>
}

// -----

func.func @rank_five(%q: tensor<1x2x3x5x8xf32>, %k: tensor<1x2x3x7x8xf32>, %v: tensor<1x2x3x7x4xf32>) -> tensor<1x2x3x5x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<1x2x3x5x8xf32>, tensor<1x2x3x7x8xf32>) -> tensor<1x2x3x5x7xf32>
  // expected-remark @+1 {{[rank]; found rank 5}}
  %1 = toroid.softmax %qk axis = 4 : (tensor<1x2x3x5x7xf32>) -> tensor<1x2x3x5x7xf32>
  %y = toroid.matmul %1, %v : (tensor<1x2x3x5x7xf32>, tensor<1x2x3x7x4xf32>) -> tensor<1x2x3x5x4xf32>
  return %y : tensor<1x2x3x5x4xf32>
}

// -----

// Queries and keys are torn apart between product and softmax.
func.func @other_rows(%q: tensor<6x5x8xf32>, %k: tensor<6x8x8xf32>, %v: tensor<6x1x4x4xf32>) -> tensor<6x1x10x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<6x5x8xf32>, tensor<6x8x8xf32>) -> tensor<6x5x8xf32>
  %0 = toroid.reshape %qk to [6, 1, 10, 4] : (tensor<6x5x8xf32>) -> tensor<6x1x10x4xf32>
  // expected-remark @+1 {{[regrouping]; found 'reshape' with other dims}}
  %1 = toroid.softmax %0 axis = 3 : (tensor<6x1x10x4xf32>) -> tensor<6x1x10x4xf32>
  %y = toroid.matmul %1, %v : (tensor<6x1x10x4xf32>, tensor<6x1x4x4xf32>) -> tensor<6x1x10x4xf32>
  return %y : tensor<6x1x10x4xf32>
}

// -----

// The value has no dim for batch and heads.
func.func @value_without_heads(%q: tensor<6x5x8xf32>, %k: tensor<6x7x8xf32>, %v: tensor<7x4xf32>) -> tensor<6x5x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<6x5x8xf32>, tensor<6x7x8xf32>) -> tensor<6x5x7xf32>
  %0 = toroid.reshape %qk to [2, 3, 5, 7] : (tensor<6x5x7xf32>) -> tensor<2x3x5x7xf32>
  // expected-remark @+1 {{[heads]; found 'matmul'}}
  %1 = toroid.softmax %0 axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  %2 = toroid.reshape %1 to [6, 5, 7] : (tensor<2x3x5x7xf32>) -> tensor<6x5x7xf32>
  %y = toroid.matmul %2, %v : (tensor<6x5x7xf32>, tensor<7x4xf32>) -> tensor<6x5x4xf32>
  return %y : tensor<6x5x4xf32>
}

// -----

// Of a term before batch and heads part, no one knows how to part its first
// dim.
func.func @term_of_unknown_dims(%q: tensor<?x5x8xf32> {toroid.dims = ["3*b", 5, 8]}, %k: tensor<?x7x8xf32> {toroid.dims = ["3*b", 7, 8]}, %v: tensor<?x3x7x4xf32> {toroid.dims = ["b", 3, 7, 4]}, %t: tensor<?x1x7xf32> {toroid.dims = ["x", 1, 7]}) -> tensor<?x3x5x4xf32> {
  %c0 = arith.constant 0 : index
  %b = tensor.dim %v, %c0 : tensor<?x3x7x4xf32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<?x5x8xf32>, tensor<?x7x8xf32>) -> tensor<?x5x7xf32>
  %0 = toroid.add %qk, %t : (tensor<?x5x7xf32>, tensor<?x1x7xf32>) -> tensor<?x5x7xf32>
  %1 = toroid.reshape %0 to [%b, 3, 5, 7] : (tensor<?x5x7xf32>) -> tensor<?x3x5x7xf32>
  // expected-remark @+1 {{[term-shape]; found an input}}
  %2 = toroid.softmax %1 axis = 3 : (tensor<?x3x5x7xf32>) -> tensor<?x3x5x7xf32>
  %y = toroid.matmul %2, %v : (tensor<?x3x5x7xf32>, tensor<?x3x7x4xf32>) -> tensor<?x3x5x4xf32>
  return %y : tensor<?x3x5x4xf32>
}

// -----

// A fusion that was run and gave something else.
func.func @found_wrong(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x5x7xf32>
  // expected-remark@unknown {{/wrong: not fused; needs: the fused op gives what the nodes gave, as --verify-fusion found by running both [verified]; found an error of 0.5}}
  %p = toroid.softmax %qk axis = 3 : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32> loc("/wrong")
  %y = toroid.matmul %p, %v : (tensor<2x3x5x7xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %y : tensor<2x3x5x4xf32>
}
