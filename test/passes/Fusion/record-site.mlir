// RUN: toroid-opt %s --split-input-file --toroid-fuse-attention=record=true --toroid-simplify-attention=record=true | FileCheck %s

// A fused op keeps each step that made it what it is, with small sizes.

// CHECK-LABEL: @steps
// CHECK: toroid.attention {{.*}} {causal, toroid.site = [
// CHECK-SAME: {module = "module attributes {toroid.model = \22site\22} {{.*}}toroid.softmax{{.*}}toroid.attention{{.*}}step = "attention@/softmax"}
// Positions are those of a run, not any numbers.
// CHECK-SAME: {module = "module attributes {toroid.model = \22site\22} {{.*}}toroid.range{{.*}}toroid.attention{{.*}} bias({{.*}}toroid.attention{{.*}}causal{{.*}}step = "simplify_attention@/softmax"}]}
func.func @steps(%q: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "s", 8]}, %k: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "s", 8]}) -> (tensor<?x3x?x8xf32>, tensor<?xi64>) {
  %c2 = arith.constant 2 : index
  %c1 = arith.constant 1 : index
  %s = tensor.dim %q, %c2 : tensor<?x3x?x8xf32>
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %keep = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %hide = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %range = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %column = toroid.reshape %range to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %m = toroid.compare le, %range, %column : (tensor<?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %bias = toroid.select %m, %keep, %hide : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>) -> tensor<?x3x?x?xf32>
  %t = toroid.add %qk, %bias : (tensor<?x3x?x?xf32>, tensor<?x?xf32>) -> tensor<?x3x?x?xf32>
  %p = toroid.softmax %t axis = 3 : (tensor<?x3x?x?xf32>) -> tensor<?x3x?x?xf32> loc("/softmax")
  %y = toroid.matmul %p, %k : (tensor<?x3x?x?xf32>, tensor<?x3x?x8xf32>) -> tensor<?x3x?x8xf32>
  return %y, %range : tensor<?x3x?x8xf32>, tensor<?xi64>
}

// -----

// Dims that nobody said are the same have to be, in any run.

// CHECK-LABEL: @unrelated_dims
// CHECK: toroid.attention {{.*}}toroid.site = [{module =
// CHECK-NOT: reason =
func.func @unrelated_dims(%q: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "s", 8]}, %k: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "t", 8]}, %bias: tensor<?x?x?x?xf32>) -> tensor<?x3x?x8xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>) -> tensor<?x3x?x?xf32>
  %t = toroid.add %qk, %bias : (tensor<?x3x?x?xf32>, tensor<?x?x?x?xf32>) -> tensor<?x3x?x?xf32>
  %p = toroid.softmax %t axis = 3 : (tensor<?x3x?x?xf32>) -> tensor<?x3x?x?xf32>
  %y = toroid.matmul %p, %k : (tensor<?x3x?x?xf32>, tensor<?x3x?x8xf32>) -> tensor<?x3x?x8xf32>
  return %y : tensor<?x3x?x8xf32>
}

// -----

// A sum over features that only one side tells.

// CHECK-LABEL: @unknown_features
// CHECK: toroid.attention {{.*}}toroid.site = [{module =
// CHECK-NOT: reason =
func.func @unknown_features(%q: tensor<?x3x?x?xf32>, %k: tensor<2x3x7x8xf32>) -> tensor<?x3x?x8xf32> {
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<?x3x?x?xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x?x7xf32>
  %p = toroid.softmax %qk axis = 3 : (tensor<2x3x?x7xf32>) -> tensor<2x3x?x7xf32>
  %y = toroid.matmul %p, %k : (tensor<2x3x?x7xf32>, tensor<2x3x7x8xf32>) -> tensor<2x3x?x8xf32>
  %z = tensor.cast %y : tensor<2x3x?x8xf32> to tensor<?x3x?x8xf32>
  return %z : tensor<?x3x?x8xf32>
}

// -----

// Sizes that no small ones fit are the reason why there is no record.

// CHECK-LABEL: @no_sizes
// CHECK: toroid.attention {{.*}}toroid.site = [{reason = "no small sizes fit floordiv(t, 100) of 'slice'", step = "attention@/softmax"}]
func.func @no_sizes(%q: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "s", 8]}, %all: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "t", 8]}) -> tensor<?x3x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c100 = arith.constant 100 : index
  %b = tensor.dim %all, %c0 : tensor<?x3x?x8xf32>
  %t = tensor.dim %all, %c2 : tensor<?x3x?x8xf32>
  %part = arith.divsi %t, %c100 : index
  %k = toroid.slice %all [0, 0, 0, 0] [%b, 3, %part, 8] [1, 1, 1, 1] : (tensor<?x3x?x8xf32>) -> tensor<?x3x?x8xf32>
  %qk = toroid.matmul %q, %k {transpose_rhs} : (tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>) -> tensor<?x3x?x?xf32>
  %p = toroid.softmax %qk axis = 3 : (tensor<?x3x?x?xf32>) -> tensor<?x3x?x?xf32> loc("/softmax")
  %y = toroid.matmul %p, %k : (tensor<?x3x?x?xf32>, tensor<?x3x?x8xf32>) -> tensor<?x3x?x8xf32>
  return %y : tensor<?x3x?x8xf32>
}

// -----

// A mask that others read as well is still computed from what the simplified
// op reads, and no input of its own.

// CHECK-LABEL: @mask_of_mask
// CHECK: toroid.attention
// CHECK-SAME: func.func @main({{.*}}[[M:%arg[0-9]+]]: tensor<2x3xi1>{{.*}}toroid.not [[M]] {{.*}}step = "simplify_attention@/given"
func.func @mask_of_mask(%q: tensor<?x3x?x8xf32> {toroid.dims = ["b", 3, "s", 8]}, %m: tensor<?x?xi1> {toroid.dims = ["b", "s"]}) -> (tensor<?x3x?x8xf32>, tensor<?x?xi1>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %b = tensor.dim %q, %c0 : tensor<?x3x?x8xf32>
  %s = tensor.dim %q, %c2 : tensor<?x3x?x8xf32>
  %n = toroid.not %m : (tensor<?x?xi1>) -> tensor<?x?xi1>
  %w = toroid.reshape %n to [%b, 1, 1, %s] : (tensor<?x?xi1>) -> tensor<?x1x1x?xi1>
  %y = toroid.attention %q, %q, %q mask(%w) scale = 1.0 : (tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>, tensor<?x3x?x8xf32>, tensor<?x1x1x?xi1>) -> tensor<?x3x?x8xf32> loc("/given")
  return %y, %n : tensor<?x3x?x8xf32>, tensor<?x?xi1>
}
