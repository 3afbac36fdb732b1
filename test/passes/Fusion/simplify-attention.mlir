// RUN: toroid-opt %s --split-input-file --toroid-simplify-attention --canonicalize --cse | FileCheck %s

// key <= query.
// CHECK-LABEL: func @causal
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @causal(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %m = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// query >= key.
// CHECK-LABEL: func @causal_swapped
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @causal_swapped(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %m = toroid.compare ge, %i, %j : (tensor<?x1xi64>, tensor<1x?xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// not (key > query).
// CHECK-LABEL: func @causal_negated
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @causal_negated(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %f = toroid.compare gt, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.not %f : (tensor<?x?xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// key < query + 1, which is the same.
// CHECK-LABEL: func @causal_strict_shifted
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @causal_strict_shifted(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %n = toroid.add %one, %i : (tensor<i64>, tensor<?x1xi64>) -> tensor<?x1xi64>
  %m = toroid.compare lt, %j, %n : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// key - query <= 0.
// CHECK-LABEL: func @causal_difference
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @causal_difference(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %d = toroid.sub %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi64>
  %m = toroid.compare le, %d, %zero : (tensor<?x?xi64>, tensor<i64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// A mask that is built the other way round and transposed.
// CHECK-LABEL: func @causal_transposed_twice
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @causal_transposed_twice(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %a = toroid.reshape %keys to [%t, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %b = toroid.compare le, %a, %queries : (tensor<?x1xi64>, tensor<?xi64>) -> tensor<?x?xi1>
  %m = toroid.transpose %b [1, 0] : (tensor<?x?xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Queries that come after a cache: the default offset.
// CHECK-LABEL: func @causal_past
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @causal_past(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "past + s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "past + s", 8]}, %cache: tensor<?xf32> {toroid.dims = ["past"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %d = arith.subi %t, %s : index
  %e = arith.index_cast %d : index to i64
  %past = tensor.from_elements %e : tensor<i64>
  %p = toroid.add %i, %past : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %m = toroid.compare le, %j, %p : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Queries that are the first of the keys have an offset of their own.
// CHECK-LABEL: func @causal_first
// CHECK: %[[ZERO:.*]] = toroid.constant dense<0> : tensor<i64>
// CHECK: toroid.attention %arg0, %arg1, %arg2 offset(%[[ZERO]]) scale = 1.000000e+00 {causal} :
func.func @causal_first(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "t", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %m = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: a query does not see itself.
// CHECK-LABEL: func @strict
// CHECK: %[[OFFSET:.*]] = toroid.constant dense<-1> : tensor<i64>
// CHECK: toroid.attention %arg0, %arg1, %arg2 offset(%[[OFFSET]]) scale = 1.000000e+00 {causal} :
func.func @strict(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %m = toroid.compare lt, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: one key more than causal.
// CHECK-LABEL: func @one_ahead
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {right_window = 1 : i64} :
func.func @one_ahead(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %n = toroid.add %i, %one : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %m = toroid.compare le, %j, %n : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: query <= key, the upper triangle, is a window to the left of size 0.
// CHECK-LABEL: func @anticausal
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {left_window = 0 : i64} :
func.func @anticausal(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %m = toroid.compare ge, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: the comparison is along heads.
// CHECK-LABEL: func @wrong_dim
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) scale = 1.000000e+00 :
func.func @wrong_dim(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %heads = toroid.range %zero, %one to [4] : (tensor<i64>, tensor<i64>) -> tensor<4xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %heads to [4, 1, 1] : (tensor<4xi64>) -> tensor<4x1x1xi64>
  %m = toroid.compare le, %keys, %i : (tensor<?xi64>, tensor<4x1x1xi64>) -> tensor<4x1x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<4x1x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: positions that rise by two.
// CHECK-LABEL: func @steps_of_two
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) scale = 1.000000e+00 :
func.func @steps_of_two(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %two = toroid.add %i, %i : (tensor<?x1xi64>, tensor<?x1xi64>) -> tensor<?x1xi64>
  %m = toroid.compare le, %j, %two : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Mistral: key > query - 3 and key <= query.
// CHECK-LABEL: func @sliding_window
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal, left_window = 2 : i64} :
func.func @sliding_window(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %three = toroid.constant dense<3> : tensor<i64> : tensor<i64>
  %first = toroid.sub %i, %three : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %w = toroid.compare gt, %j, %first : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.and %w, %c : (tensor<?x?xi1>, tensor<?x?xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// The same as what is hidden: key <= query - 3 or key > query.
// CHECK-LABEL: func @sliding_window_hidden
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal, left_window = 2 : i64} :
func.func @sliding_window_hidden(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %three = toroid.constant dense<3> : tensor<i64> : tensor<i64>
  %first = toroid.sub %i, %three : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %w = toroid.compare gt, %j, %first : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %a = toroid.compare le, %j, %first : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %b = toroid.compare gt, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %h = toroid.or %a, %b : (tensor<?x?xi1>, tensor<?x?xi1>) -> tensor<?x?xi1>
  %m = toroid.not %h : (tensor<?x?xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// A window alone.
// CHECK-LABEL: func @window_alone
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {left_window = 2 : i64} :
func.func @window_alone(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %three = toroid.constant dense<3> : tensor<i64> : tensor<i64>
  %first = toroid.sub %i, %three : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %m = toroid.compare gt, %j, %first : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %unused = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: key < query - 3 is no window that holds the query itself.
// CHECK-LABEL: func @window_other_side
// CHECK: %[[OFFSET:.*]] = toroid.constant dense<-4> : tensor<i64>
// CHECK: toroid.attention %arg0, %arg1, %arg2 offset(%[[OFFSET]]) scale = 1.000000e+00 {causal} :
func.func @window_other_side(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %three = toroid.constant dense<3> : tensor<i64> : tensor<i64>
  %first = toroid.sub %i, %three : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %m = toroid.compare lt, %j, %first : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: or is no conjunction.
// CHECK-LABEL: func @either
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) scale = 1.000000e+00 :
func.func @either(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %three = toroid.constant dense<3> : tensor<i64> : tensor<i64>
  %first = toroid.sub %i, %three : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %w = toroid.compare gt, %j, %first : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.or %w, %c : (tensor<?x?xi1>, tensor<?x?xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Causal and not padding, which Hugging Face gathers: what is gathered is the mask.
// CHECK-LABEL: func @padding_by_gather
// CHECK: %[[KEEP:.*]] = toroid.cast %arg3
// CHECK: %[[PAD:.*]] = toroid.reshape %[[KEEP]] to [%{{.*}}, 1, 1, %{{.*}}]
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%[[PAD]]) scale = 1.000000e+00 {causal}
func.func @padding_by_gather(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x?xi64> {toroid.dims = ["b", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %bs = arith.muli %b, %t : index
  %keep = toroid.cast %pad : (tensor<?x?xi64>) -> tensor<?x?xi1>
  %batches = toroid.range %zero, %one to [%b] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %bi = toroid.reshape %batches to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %kj = toroid.reshape %keys to [1, 1, 1, %t] : (tensor<?xi64>) -> tensor<1x1x1x?xi64>
  %flat = toroid.reshape %keep to [%bs, 1] : (tensor<?x?xi1>) -> tensor<?x1xi1>
  %len = arith.index_cast %t : index to i64
  %lens = tensor.from_elements %len : tensor<1xi64>
  %row = toroid.mul %bi, %lens : (tensor<?x1x1x1xi64>, tensor<1xi64>) -> tensor<?x1x1x1xi64>
  %at = toroid.add %kj, %row : (tensor<1x1x1x?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi64>
  %g = toroid.gather axis = 0 %flat, %at : (tensor<?x1xi1>, tensor<?x1x1x?xi64>) -> tensor<?x1x1x?x1xi1>
  %p = toroid.reshape %g to [%b, 1, 1, %t] : (tensor<?x1x1x?x1xi1>) -> tensor<?x1x1x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.and %c, %p : (tensor<?x?xi1>, tensor<?x1x1x?xi1>) -> tensor<?x1x?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Causal and not padding, which Hugging Face gathers: what is gathered is the mask.
// CHECK-LABEL: func @padding_by_gather_nd
// CHECK: %[[KEEP:.*]] = toroid.cast %arg3
// CHECK: %[[PAD:.*]] = toroid.reshape %[[KEEP]] to [%{{.*}}, 1, 1, %{{.*}}]
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%[[PAD]]) scale = 1.000000e+00 {causal}
func.func @padding_by_gather_nd(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x?xi64> {toroid.dims = ["b", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %bs = arith.muli %b, %t : index
  %keep = toroid.cast %pad : (tensor<?x?xi64>) -> tensor<?x?xi1>
  %batches = toroid.range %zero, %one to [%b] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %bi = toroid.reshape %batches to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %kj = toroid.reshape %keys to [1, 1, 1, %t] : (tensor<?xi64>) -> tensor<1x1x1x?xi64>
  %bb = toroid.broadcast_to %bi to [%b, 1, 1, %t] : (tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi64>
  %b1 = toroid.reshape %bb to [%b, 1, 1, %t, 1] : (tensor<?x1x1x?xi64>) -> tensor<?x1x1x?x1xi64>
  %kb = toroid.broadcast_to %kj to [%b, 1, 1, %t] : (tensor<1x1x1x?xi64>) -> tensor<?x1x1x?xi64>
  %k1 = toroid.reshape %kb to [%b, 1, 1, %t, 1] : (tensor<?x1x1x?xi64>) -> tensor<?x1x1x?x1xi64>
  %at = toroid.concat axis = 4 %b1, %k1 : (tensor<?x1x1x?x1xi64>, tensor<?x1x1x?x1xi64>) -> tensor<?x1x1x?x2xi64>
  %p = toroid.gather_nd %keep, %at dims = [0, 1] window = [] : (tensor<?x?xi1>, tensor<?x1x1x?x2xi64>) -> tensor<?x1x1x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.and %c, %p : (tensor<?x?xi1>, tensor<?x1x1x?xi1>) -> tensor<?x1x?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// A mask that holds everywhere is none.
// CHECK-LABEL: func @always
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 :
func.func @always(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %a = toroid.compare ge, %i, %zero : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi1>
  %true = toroid.constant dense<true> : tensor<i1> : tensor<i1>
  %m = toroid.and %a, %true : (tensor<?x1xi1>, tensor<i1>) -> tensor<?x1xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// A mask that holds nowhere stays.
// CHECK-LABEL: func @never
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) scale = 1.000000e+00 :
func.func @never(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %m = toroid.compare lt, %i, %zero : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// key < length[batch].
// CHECK-LABEL: func @lengths
// CHECK: toroid.attention %arg0, %arg1, %arg2 key_lengths(%arg3) scale = 1.000000e+00 :
func.func @lengths(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %lengths: tensor<?xi64> {toroid.dims = ["b"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %l = toroid.reshape %lengths to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %m = toroid.compare lt, %j, %l : (tensor<1x?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x1x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// key <= length[batch] is one key more.
// CHECK-LABEL: func @lengths_inclusive
// CHECK: %[[L:.*]] = toroid.sub %arg3, %{{.*}}
// CHECK: toroid.attention %arg0, %arg1, %arg2 key_lengths(%[[L]]) scale = 1.000000e+00 :
func.func @lengths_inclusive(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %lengths: tensor<?xi64> {toroid.dims = ["b"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %l = toroid.reshape %lengths to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %m = toroid.compare le, %j, %l : (tensor<1x?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x1x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: key >= length[batch].
// CHECK-LABEL: func @lengths_at_least
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) scale = 1.000000e+00 :
func.func @lengths_at_least(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %lengths: tensor<?xi64> {toroid.dims = ["b"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %l = toroid.reshape %lengths to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %m = toroid.compare ge, %j, %l : (tensor<1x?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x1x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: query < length[batch].
// CHECK-LABEL: func @lengths_of_queries
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) scale = 1.000000e+00 :
func.func @lengths_of_queries(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %lengths: tensor<?xi64> {toroid.dims = ["b"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %l = toroid.reshape %lengths to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %m = toroid.compare lt, %i, %l : (tensor<?x1xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x?x1xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x1xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// GPT-2: a slice of a constant lower triangle.
// CHECK-LABEL: func @tril_buffer
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @tril_buffer(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %buffer = toroid.constant dense<[[true, false, false], [true, true, false], [true, true, true]]> : tensor<3x3xi1> : tensor<3x3xi1>
  %m = toroid.slice %buffer [0, 0] [%s, %s] [1, 1] : (tensor<3x3xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// GPT-2 with a cache: rows from the past on.
// CHECK-LABEL: func @tril_buffer_past
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @tril_buffer_past(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "past + s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "past + s", 8]}, %cache: tensor<?xf32> {toroid.dims = ["past"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %past = arith.subi %t, %s : index
  %buffer = toroid.constant dense<[[true, false, false], [true, true, false], [true, true, true]]> : tensor<3x3xi1> : tensor<3x3xi1>
  %m = toroid.slice %buffer [%past, 0] [%s, %t] [1, 1] : (tensor<3x3xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// A triangle of bytes, compared with 0.
// CHECK-LABEL: func @tril_bytes
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @tril_bytes(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %buffer = toroid.constant dense<[[1, 0, 0], [1, 1, 0], [1, 1, 1]]> : tensor<3x3xui8> : tensor<3x3xui8>
  %u = toroid.slice %buffer [0, 0] [%s, %s] [1, 1] : (tensor<3x3xui8>) -> tensor<?x?xui8>
  %m = toroid.cast %u : (tensor<?x?xui8>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// A constant band.
// CHECK-LABEL: func @band_buffer
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal, left_window = 1 : i64} :
func.func @band_buffer(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %buffer = toroid.constant dense<[[true, false, false, false], [true, true, false, false], [false, true, true, false], [false, false, true, true]]> : tensor<4x4xi1> : tensor<4x4xi1>
  %m = toroid.slice %buffer [0, 0] [%s, %s] [1, 1] : (tensor<4x4xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: one element of the constant is different.
// CHECK-LABEL: func @no_triangle
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) scale = 1.000000e+00 :
func.func @no_triangle(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %buffer = toroid.constant dense<[[true, false, true], [true, true, false], [true, true, true]]> : tensor<3x3xi1> : tensor<3x3xi1>
  %m = toroid.slice %buffer [0, 0] [%s, %s] [1, 1] : (tensor<3x3xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Torch's is_causal: ones, their lower triangle, -inf where it is 0.
// CHECK-LABEL: func @trilu
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @trilu(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %unit = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %k0 = arith.constant 0 : index
  %ones = toroid.broadcast_to %unit to [%s, %s] : (tensor<f32>) -> tensor<?x?xf32>
  %low = toroid.trilu %ones, %k0 {upper = false} : (tensor<?x?xf32>) -> tensor<?x?xf32>
  %h = toroid.compare eq, %low, %null : (tensor<?x?xf32>, tensor<f32>) -> tensor<?x?xi1>
  %m = toroid.select %h, %inf, %null : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Hugging Face: the lowest number above the diagonal, where key > query.
// CHECK-LABEL: func @trilu_times_positions
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @trilu_times_positions(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %k1 = arith.constant 1 : index
  %full = toroid.broadcast_to %lowest to [%s, %t] : (tensor<f32>) -> tensor<?x?xf32>
  %up = toroid.trilu %full, %k1 {upper = true} : (tensor<?x?xf32>) -> tensor<?x?xf32>
  %g = toroid.compare gt, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %f = toroid.cast %g : (tensor<?x?xi1>) -> tensor<?x?xf32>
  %m = toroid.mul %up, %f : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// A bias of -inf is a mask.
// CHECK-LABEL: func @bias_inf
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @bias_inf(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.select %c, %null, %inf : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// The lowest number hides for good where every row keeps a key.
// CHECK-LABEL: func @bias_lowest
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @bias_lowest(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.select %c, %null, %lowest : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// So does -10000.
// CHECK-LABEL: func @bias_ten_thousand
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @bias_ten_thousand(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.select %c, %null, %ten : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: -100 hides nothing.
// CHECK-LABEL: func @bias_small
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%{{.*}}) scale = 1.000000e+00 :
func.func @bias_small(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %less = toroid.constant dense<-1.0e+02> : tensor<f32> : tensor<f32>
  %m = toroid.select %c, %null, %less : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// (1 - mask) times the lowest number.
// CHECK-LABEL: func @bias_one_minus
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @bias_one_minus(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %unit = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %f = toroid.cast %c : (tensor<?x?xi1>) -> tensor<?x?xf32>
  %h = toroid.sub %unit, %f : (tensor<f32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  %m = toroid.mul %h, %lowest : (tensor<?x?xf32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// The first row has no key: all of its scores are the lowest number, as what is added to it is nothing beside it.
// CHECK-LABEL: func @bias_strict
// CHECK: toroid.attention %arg0, %arg1, %arg2 offset(%{{.*}}) scale = 1.000000e+00 masked_rows = uniform {causal} :
func.func @bias_strict(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare lt, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.select %c, %null, %lowest : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// There may be fewer keys than queries, and the first rows empty.
// CHECK-LABEL: func @bias_fewer_keys
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 masked_rows = uniform {causal} :
func.func @bias_fewer_keys(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "t", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %d = arith.subi %t, %s : index
  %e = arith.index_cast %d : index to i64
  %past = tensor.from_elements %e : tensor<i64>
  %p = toroid.add %i, %past : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %c = toroid.compare le, %j, %p : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.select %c, %null, %lowest : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Padding may leave a row no key, and the row is then uniform over all keys.
// CHECK-LABEL: func @bias_finite_padding
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) scale = 1.000000e+00 masked_rows = uniform {causal} : ({{.*}}, tensor<?x1x1x?xi1>)
func.func @bias_finite_padding(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x?xi64> {toroid.dims = ["b", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %bs = arith.muli %b, %t : index
  %keep = toroid.cast %pad : (tensor<?x?xi64>) -> tensor<?x?xi1>
  %batches = toroid.range %zero, %one to [%b] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %bi = toroid.reshape %batches to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %kj = toroid.reshape %keys to [1, 1, 1, %t] : (tensor<?xi64>) -> tensor<1x1x1x?xi64>
  %flat = toroid.reshape %keep to [%bs, 1] : (tensor<?x?xi1>) -> tensor<?x1xi1>
  %len = arith.index_cast %t : index to i64
  %lens = tensor.from_elements %len : tensor<1xi64>
  %row = toroid.mul %bi, %lens : (tensor<?x1x1x1xi64>, tensor<1xi64>) -> tensor<?x1x1x1xi64>
  %at = toroid.add %kj, %row : (tensor<1x1x1x?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi64>
  %g = toroid.gather axis = 0 %flat, %at : (tensor<?x1xi1>, tensor<?x1x1x?xi64>) -> tensor<?x1x1x?x1xi1>
  %p = toroid.reshape %g to [%b, 1, 1, %t] : (tensor<?x1x1x?x1xi1>) -> tensor<?x1x1x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %a = toroid.and %c, %p : (tensor<?x?xi1>, tensor<?x1x1x?xi1>) -> tensor<?x1x?x?xi1>
  %m = toroid.select %a, %null, %lowest : (tensor<?x1x?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x1x?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: scores with -10000 added are not all the same, and so the row of no key is not uniform.
// CHECK-LABEL: func @bias_ten_thousand_padding
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%{{.*}}) scale = 1.000000e+00 :
func.func @bias_ten_thousand_padding(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x?xi64> {toroid.dims = ["b", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %bs = arith.muli %b, %t : index
  %keep = toroid.cast %pad : (tensor<?x?xi64>) -> tensor<?x?xi1>
  %batches = toroid.range %zero, %one to [%b] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %bi = toroid.reshape %batches to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %kj = toroid.reshape %keys to [1, 1, 1, %t] : (tensor<?xi64>) -> tensor<1x1x1x?xi64>
  %flat = toroid.reshape %keep to [%bs, 1] : (tensor<?x?xi1>) -> tensor<?x1xi1>
  %len = arith.index_cast %t : index to i64
  %lens = tensor.from_elements %len : tensor<1xi64>
  %row = toroid.mul %bi, %lens : (tensor<?x1x1x1xi64>, tensor<1xi64>) -> tensor<?x1x1x1xi64>
  %at = toroid.add %kj, %row : (tensor<1x1x1x?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi64>
  %g = toroid.gather axis = 0 %flat, %at : (tensor<?x1xi1>, tensor<?x1x1x?xi64>) -> tensor<?x1x1x?x1xi1>
  %p = toroid.reshape %g to [%b, 1, 1, %t] : (tensor<?x1x1x?x1xi1>) -> tensor<?x1x1x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %a = toroid.and %c, %p : (tensor<?x?xi1>, tensor<?x1x1x?xi1>) -> tensor<?x1x?x?xi1>
  %m = toroid.select %a, %null, %ten : (tensor<?x1x?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x1x?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: -inf for padding beside a finite causal mask.
// CHECK-LABEL: func @bias_finite_hard_padding
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%{{.*}}) mask(%{{.*}}) scale = 1.000000e+00 :
func.func @bias_finite_hard_padding(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x?xi64> {toroid.dims = ["b", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %bs = arith.muli %b, %t : index
  %keep = toroid.cast %pad : (tensor<?x?xi64>) -> tensor<?x?xi1>
  %batches = toroid.range %zero, %one to [%b] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %bi = toroid.reshape %batches to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %kj = toroid.reshape %keys to [1, 1, 1, %t] : (tensor<?xi64>) -> tensor<1x1x1x?xi64>
  %flat = toroid.reshape %keep to [%bs, 1] : (tensor<?x?xi1>) -> tensor<?x1xi1>
  %len = arith.index_cast %t : index to i64
  %lens = tensor.from_elements %len : tensor<1xi64>
  %row = toroid.mul %bi, %lens : (tensor<?x1x1x1xi64>, tensor<1xi64>) -> tensor<?x1x1x1xi64>
  %at = toroid.add %kj, %row : (tensor<1x1x1x?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi64>
  %g = toroid.gather axis = 0 %flat, %at : (tensor<?x1xi1>, tensor<?x1x1x?xi64>) -> tensor<?x1x1x?x1xi1>
  %p = toroid.reshape %g to [%b, 1, 1, %t] : (tensor<?x1x1x?x1xi1>) -> tensor<?x1x1x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.select %c, %null, %lowest : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) mask(%p) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>, tensor<?x1x1x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: another bias may hide the key that a row keeps.
// CHECK-LABEL: func @bias_unknown
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%{{.*}}) scale = 1.000000e+00 :
func.func @bias_unknown(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %other: tensor<?x1x?x?xf32> {toroid.dims = ["b", 1, "s", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %a = toroid.select %c, %null, %lowest : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %m = toroid.add %a, %other : (tensor<?x?xf32>, tensor<?x1x?x?xf32>) -> tensor<?x1x?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// With -inf it does not matter: the other bias stays.
// CHECK-LABEL: func @bias_beside_inf
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%arg3) scale = 1.000000e+00 {causal} :
func.func @bias_beside_inf(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %other: tensor<?x1x?x?xf32> {toroid.dims = ["b", 1, "s", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %a = toroid.select %c, %null, %inf : (tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
  %m = toroid.add %a, %other : (tensor<?x?xf32>, tensor<?x1x?x?xf32>) -> tensor<?x1x?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// T5: a table's entries where causal. They are small next to the lowest number.
// CHECK-LABEL: func @relative_bias
// CHECK: %[[BIAS:.*]] = toroid.reshape
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%[[BIAS]]) scale = 1.000000e+00 {causal} :
func.func @relative_bias(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %buckets: tensor<?x?xi64> {toroid.dims = ["s", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %table = toroid.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, -8.0]]> : tensor<2x4xf32> : tensor<2x4xf32>
  %r = toroid.gather axis = 0 %table, %buckets : (tensor<2x4xf32>, tensor<?x?xi64>) -> tensor<?x?x4xf32>
  %rt = toroid.transpose %r [2, 0, 1] : (tensor<?x?x4xf32>) -> tensor<4x?x?xf32>
  %r4 = toroid.reshape %rt to [1, 4, %s, %s] : (tensor<4x?x?xf32>) -> tensor<1x4x?x?xf32>
  %m = toroid.select %c, %r4, %lowest : (tensor<?x?xi1>, tensor<1x4x?x?xf32>, tensor<f32>) -> tensor<1x4x?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<1x4x?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Slopes times whole numbers are small next to the lowest number too, which takes in the bias beside it: mask and bias vary along keys alone.
// CHECK-LABEL: func @alibi
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%{{.*}}) mask(%{{.*}}) scale = 1.000000e+00 masked_rows = uniform {causal} : ({{.*}}, tensor<?x4x1x?xf32>, tensor<?x1x1x?xi1>)
func.func @alibi(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x?xi64> {toroid.dims = ["b", "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c0 = arith.constant 0 : index
  %b = tensor.dim %q, %c0 : tensor<?x4x?x8xf32>
  %bs = arith.muli %b, %t : index
  %keep = toroid.cast %pad : (tensor<?x?xi64>) -> tensor<?x?xi1>
  %batches = toroid.range %zero, %one to [%b] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %bi = toroid.reshape %batches to [%b, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
  %kj = toroid.reshape %keys to [1, 1, 1, %t] : (tensor<?xi64>) -> tensor<1x1x1x?xi64>
  %flat = toroid.reshape %keep to [%bs, 1] : (tensor<?x?xi1>) -> tensor<?x1xi1>
  %len = arith.index_cast %t : index to i64
  %lens = tensor.from_elements %len : tensor<1xi64>
  %row = toroid.mul %bi, %lens : (tensor<?x1x1x1xi64>, tensor<1xi64>) -> tensor<?x1x1x1xi64>
  %at = toroid.add %kj, %row : (tensor<1x1x1x?xi64>, tensor<?x1x1x1xi64>) -> tensor<?x1x1x?xi64>
  %g = toroid.gather axis = 0 %flat, %at : (tensor<?x1xi1>, tensor<?x1x1x?xi64>) -> tensor<?x1x1x?x1xi1>
  %p = toroid.reshape %g to [%b, 1, 1, %t] : (tensor<?x1x1x?x1xi1>) -> tensor<?x1x1x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %slopes = toroid.constant dense<[[[1.0]], [[0.5]], [[0.25]], [[0.125]]]> : tensor<4x1x1xf32> : tensor<4x1x1xf32>
  %p4 = toroid.reshape %pad to [%b, 1, 1, %t] : (tensor<?x?xi64>) -> tensor<?x1x1x?xi64>
  %pf = toroid.cast %p4 : (tensor<?x1x1x?xi64>) -> tensor<?x1x1x?xf32>
  %alibi = toroid.mul %pf, %slopes : (tensor<?x1x1x?xf32>, tensor<4x1x1xf32>) -> tensor<?x4x1x?xf32>
  %a = toroid.and %c, %p : (tensor<?x?xi1>, tensor<?x1x1x?xi1>) -> tensor<?x1x?x?xi1>
  %x = toroid.select %a, %null, %lowest : (tensor<?x1x?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x1x?x?xf32>
  %m = toroid.add %alibi, %x : (tensor<?x4x1x?xf32>, tensor<?x1x?x?xf32>) -> tensor<?x4x?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// A bias of zeros is none.
// CHECK-LABEL: func @zero_bias
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 :
func.func @zero_bias(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %null = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %inf = toroid.constant dense<0xFF800000> : tensor<f32> : tensor<f32>
  %lowest = toroid.constant dense<-3.40282347E+38> : tensor<f32> : tensor<f32>
  %ten = toroid.constant dense<-1.0e+04> : tensor<f32> : tensor<f32>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %m = toroid.broadcast_to %null to [%s, %s] : (tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.attention %q, %k, %v bias(%m) scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// GPT-2: scores replaced by a finite number.
// CHECK-LABEL: func @finite_mask
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal} :
func.func @finite_mask(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%c) scale = 1.0 {mask_value = -1.0e+04 : f64}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: padding added after it may hide the key that a row keeps.
// CHECK-LABEL: func @finite_mask_padded
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) masked_bias(%arg3) scale = 1.000000e+00 {mask_value = -1.000000e+04 : f64} :
func.func @finite_mask_padded(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x1x1x?xf32> {toroid.dims = ["b", 1, 1, "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%c) masked_bias(%pad) scale = 1.0 {mask_value = -1.0e+04 : f64}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>, tensor<?x1x1x?xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Scores that -10000 takes the place of are all the same: a row of no key weighs all keys alike.
// CHECK-LABEL: func @finite_mask_and_padding
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%arg3) scale = 1.000000e+00 masked_rows = uniform {causal} :
func.func @finite_mask_and_padding(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x1x1x?xi1> {toroid.dims = ["b", 1, 1, "s"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %keys = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %keys to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %c = toroid.compare le, %keys, %i : (tensor<?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.and %c, %pad : (tensor<?x?xi1>, tensor<?x1x1x?xi1>) -> tensor<?x1x?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0 {mask_value = -1.0e+04 : f64}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: a bias of unknown size may be as large as the mask value.
// CHECK-LABEL: func @finite_mask_and_bias
// CHECK: toroid.attention %arg0, %arg1, %arg2 bias(%arg4) mask(%{{.*}}) scale = 1.000000e+00 {mask_value = -1.000000e+04 : f64} :
func.func @finite_mask_and_bias(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x1x1x?xi1> {toroid.dims = ["b", 1, 1, "s"]}, %bias: tensor<1x4x1x1xf32>) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %keys = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %keys to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %c = toroid.compare le, %keys, %i : (tensor<?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.and %c, %pad : (tensor<?x?xi1>, tensor<?x1x1x?xi1>) -> tensor<?x1x?x?xi1>
  %y = toroid.attention %q, %k, %v bias(%bias) mask(%m) scale = 1.0 {mask_value = -1.0e+04 : f64}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<1x4x1x1xf32>, tensor<?x1x?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: lengths hide with -inf, and a row of no key is uniform over the others.
// CHECK-LABEL: func @finite_mask_and_lengths
// CHECK: toroid.attention %arg0, %arg1, %arg2 mask(%{{.*}}) key_lengths(%arg4) scale = 1.000000e+00 {mask_value = -1.000000e+04 : f64} :
func.func @finite_mask_and_lengths(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %pad: tensor<?x1x1x?xi1> {toroid.dims = ["b", 1, 1, "s"]}, %lengths: tensor<?xi64> {toroid.dims = ["b"]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %keys = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %keys to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %c = toroid.compare le, %keys, %i : (tensor<?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.and %c, %pad : (tensor<?x?xi1>, tensor<?x1x1x?xi1>) -> tensor<?x1x?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) key_lengths(%lengths) scale = 1.0 {mask_value = -1.0e+04 : f64}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x1x?x?xi1>, tensor<?xi64>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// What the operator has already stays, and the narrower window counts.
// CHECK-LABEL: func @narrower
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 {causal, left_window = 2 : i64} :
func.func @narrower(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %v: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}) -> tensor<?x4x?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %c2 = arith.constant 2 : index
  %s = tensor.dim %q, %c2 : tensor<?x4x?x8xf32>
  %t = tensor.dim %k, %c2 : tensor<?x4x?x8xf32>
  %queries = toroid.range %zero, %one to [%s] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %keys = toroid.range %zero, %one to [%t] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %i = toroid.reshape %queries to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
  %j = toroid.reshape %keys to [1, %t] : (tensor<?xi64>) -> tensor<1x?xi64>
  %three = toroid.constant dense<3> : tensor<i64> : tensor<i64>
  %first = toroid.sub %i, %three : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
  %w = toroid.compare gt, %j, %first : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %c = toroid.compare le, %j, %i : (tensor<1x?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
  %m = toroid.and %w, %c : (tensor<?x?xi1>, tensor<?x?xi1>) -> tensor<?x?xi1>
  %y = toroid.attention %q, %k, %v mask(%m) scale = 1.0 {left_window = 7 : i64, right_window = 3 : i64}
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x?xi1>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Grouped queries: each head of key and value repeated.
// CHECK-LABEL: func @repeated_heads
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>)
func.func @repeated_heads(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %x: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}, %z: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %b = tensor.dim %x, %c0 : tensor<?x2x?x8xf32>
  %t = tensor.dim %x, %c2 : tensor<?x2x?x8xf32>
  %k1 = toroid.reshape %x to [%b, 2, 1, %t, 8] : (tensor<?x2x?x8xf32>) -> tensor<?x2x1x?x8xf32>
  %k2 = toroid.broadcast_to %k1 to [%b, 2, 2, %t, 8] : (tensor<?x2x1x?x8xf32>) -> tensor<?x2x2x?x8xf32>
  %k = toroid.reshape %k2 to [%b, 4, %t, 8] : (tensor<?x2x2x?x8xf32>) -> tensor<?x4x?x8xf32>
  %v1 = toroid.reshape %z to [%b, 2, 1, %t, 8] : (tensor<?x2x?x8xf32>) -> tensor<?x2x1x?x8xf32>
  %v2 = toroid.broadcast_to %v1 to [%b, 2, 2, %t, 8] : (tensor<?x2x1x?x8xf32>) -> tensor<?x2x2x?x8xf32>
  %v = toroid.reshape %v2 to [%b, 4, %t, 8] : (tensor<?x2x2x?x8xf32>) -> tensor<?x4x?x8xf32>
  %y = toroid.attention %q, %k, %v scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Heads folded into the batch for a transpose, as dynamo has it.
// CHECK-LABEL: func @repeated_heads_in_batch
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>)
func.func @repeated_heads_in_batch(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %x: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}, %z: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %b = tensor.dim %x, %c0 : tensor<?x2x?x8xf32>
  %t = tensor.dim %x, %c2 : tensor<?x2x?x8xf32>
  %c4 = arith.constant 4 : index
  %n = arith.muli %b, %c4 : index
  %k1 = toroid.reshape %x to [%b, 2, 1, %t, 8] : (tensor<?x2x?x8xf32>) -> tensor<?x2x1x?x8xf32>
  %k2 = toroid.broadcast_to %k1 to [%b, 2, 2, %t, 8] : (tensor<?x2x1x?x8xf32>) -> tensor<?x2x2x?x8xf32>
  %k3 = toroid.reshape %k2 to [%n, %t, 8] : (tensor<?x2x2x?x8xf32>) -> tensor<?x?x8xf32>
  %k4 = toroid.transpose %k3 [0, 2, 1] : (tensor<?x?x8xf32>) -> tensor<?x8x?xf32>
  %k5 = toroid.reshape %k4 to [%b, 4, 8, %t] : (tensor<?x8x?xf32>) -> tensor<?x4x8x?xf32>
  %k = toroid.transpose %k5 [0, 1, 3, 2] : (tensor<?x4x8x?xf32>) -> tensor<?x4x?x8xf32>
  %v1 = toroid.reshape %z to [%b, 2, 1, %t, 8] : (tensor<?x2x?x8xf32>) -> tensor<?x2x1x?x8xf32>
  %v2 = toroid.broadcast_to %v1 to [%b, 2, 2, %t, 8] : (tensor<?x2x1x?x8xf32>) -> tensor<?x2x2x?x8xf32>
  %v3 = toroid.reshape %v2 to [%n, %t, 8] : (tensor<?x2x2x?x8xf32>) -> tensor<?x?x8xf32>
  %v4 = toroid.transpose %v3 [0, 2, 1] : (tensor<?x?x8xf32>) -> tensor<?x8x?xf32>
  %v5 = toroid.reshape %v4 to [%b, 4, 8, %t] : (tensor<?x8x?xf32>) -> tensor<?x4x8x?xf32>
  %v = toroid.transpose %v5 [0, 1, 3, 2] : (tensor<?x4x8x?xf32>) -> tensor<?x4x?x8xf32>
  %y = toroid.attention %q, %k, %v scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Heads repeated by index.
// CHECK-LABEL: func @gathered_heads
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>)
func.func @gathered_heads(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %x: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}, %z: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %idx = toroid.constant dense<[0, 0, 1, 1]> : tensor<4xi64> : tensor<4xi64>
  %k = toroid.gather axis = 1 %x, %idx : (tensor<?x2x?x8xf32>, tensor<4xi64>) -> tensor<?x4x?x8xf32>
  %v = toroid.gather axis = 1 %z, %idx : (tensor<?x2x?x8xf32>, tensor<4xi64>) -> tensor<?x4x?x8xf32>
  %y = toroid.attention %q, %k, %v scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// One head for all.
// CHECK-LABEL: func @one_head
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 : (tensor<?x4x?x8xf32>, tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>)
func.func @one_head(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %x: tensor<?x1x?x8xf32> {toroid.dims = ["b", 1, "t", 8]}, %z: tensor<?x1x?x8xf32> {toroid.dims = ["b", 1, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %b = tensor.dim %x, %c0 : tensor<?x1x?x8xf32>
  %t = tensor.dim %x, %c2 : tensor<?x1x?x8xf32>
  %k = toroid.broadcast_to %x to [%b, 4, %t, 8] : (tensor<?x1x?x8xf32>) -> tensor<?x4x?x8xf32>
  %v = toroid.broadcast_to %z to [%b, 4, %t, 8] : (tensor<?x1x?x8xf32>) -> tensor<?x4x?x8xf32>
  %y = toroid.attention %q, %k, %v scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// The same with heads folded into the batch.
// CHECK-LABEL: func @one_head_in_batch
// CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 1.000000e+00 : (tensor<?x4x?x8xf32>, tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>)
func.func @one_head_in_batch(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %x: tensor<?x1x?x8xf32> {toroid.dims = ["b", 1, "t", 8]}, %z: tensor<?x1x?x8xf32> {toroid.dims = ["b", 1, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %b = tensor.dim %x, %c0 : tensor<?x1x?x8xf32>
  %t = tensor.dim %x, %c2 : tensor<?x1x?x8xf32>
  %n = arith.muli %b, %c4 : index
  %k1 = toroid.broadcast_to %x to [%b, 4, %t, 8] : (tensor<?x1x?x8xf32>) -> tensor<?x4x?x8xf32>
  %k3 = toroid.reshape %k1 to [%n, %t, 8] : (tensor<?x4x?x8xf32>) -> tensor<?x?x8xf32>
  %k4 = toroid.transpose %k3 [0, 2, 1] : (tensor<?x?x8xf32>) -> tensor<?x8x?xf32>
  %k5 = toroid.reshape %k4 to [%b, 4, 8, %t] : (tensor<?x8x?xf32>) -> tensor<?x4x8x?xf32>
  %k = toroid.transpose %k5 [0, 1, 3, 2] : (tensor<?x4x8x?xf32>) -> tensor<?x4x?x8xf32>
  %v1 = toroid.broadcast_to %z to [%b, 4, %t, 8] : (tensor<?x1x?x8xf32>) -> tensor<?x4x?x8xf32>
  %v3 = toroid.reshape %v1 to [%n, %t, 8] : (tensor<?x4x?x8xf32>) -> tensor<?x?x8xf32>
  %v4 = toroid.transpose %v3 [0, 2, 1] : (tensor<?x?x8xf32>) -> tensor<?x8x?xf32>
  %v5 = toroid.reshape %v4 to [%b, 4, 8, %t] : (tensor<?x8x?xf32>) -> tensor<?x4x8x?xf32>
  %v = toroid.transpose %v5 [0, 1, 3, 2] : (tensor<?x4x8x?xf32>) -> tensor<?x4x?x8xf32>
  %y = toroid.attention %q, %k, %v scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Repeated before heads come to the front.
// CHECK-LABEL: func @repeated_before_transpose
// CHECK: %[[V:.*]] = toroid.transpose %arg2 [0, 2, 1, 3]
// CHECK: toroid.attention %arg0, %{{.*}}, %[[V]] scale = 1.000000e+00 : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>)
func.func @repeated_before_transpose(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %x: tensor<?x?x2x8xf32> {toroid.dims = ["b", "t", 2, 8]}, %z: tensor<?x?x2x8xf32> {toroid.dims = ["b", "t", 2, 8]}) -> tensor<?x4x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = tensor.dim %x, %c0 : tensor<?x?x2x8xf32>
  %t = tensor.dim %x, %c1 : tensor<?x?x2x8xf32>
  %k1 = toroid.reshape %x to [%b, %t, 2, 1, 8] : (tensor<?x?x2x8xf32>) -> tensor<?x?x2x1x8xf32>
  %k2 = toroid.broadcast_to %k1 to [%b, %t, 2, 2, 8] : (tensor<?x?x2x1x8xf32>) -> tensor<?x?x2x2x8xf32>
  %k3 = toroid.reshape %k2 to [%b, %t, 4, 8] : (tensor<?x?x2x2x8xf32>) -> tensor<?x?x4x8xf32>
  %k = toroid.transpose %k3 [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
  %v1 = toroid.reshape %z to [%b, %t, 2, 1, 8] : (tensor<?x?x2x8xf32>) -> tensor<?x?x2x1x8xf32>
  %v2 = toroid.broadcast_to %v1 to [%b, %t, 2, 2, 8] : (tensor<?x?x2x1x8xf32>) -> tensor<?x?x2x2x8xf32>
  %v3 = toroid.reshape %v2 to [%b, %t, 4, 8] : (tensor<?x?x2x2x8xf32>) -> tensor<?x?x4x8xf32>
  %v = toroid.transpose %v3 [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
  %y = toroid.attention %q, %k, %v scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: all heads again and again, not each one.
// CHECK-LABEL: func @tiled_heads
// CHECK: toroid.attention %arg0, %{{.*}}, %{{.*}} scale = 1.000000e+00 : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>)
func.func @tiled_heads(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %x: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}, %z: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %b = tensor.dim %x, %c0 : tensor<?x2x?x8xf32>
  %t = tensor.dim %x, %c2 : tensor<?x2x?x8xf32>
  %k1 = toroid.reshape %x to [%b, 1, 2, %t, 8] : (tensor<?x2x?x8xf32>) -> tensor<?x1x2x?x8xf32>
  %k2 = toroid.broadcast_to %k1 to [%b, 2, 2, %t, 8] : (tensor<?x1x2x?x8xf32>) -> tensor<?x2x2x?x8xf32>
  %k = toroid.reshape %k2 to [%b, 4, %t, 8] : (tensor<?x2x2x?x8xf32>) -> tensor<?x4x?x8xf32>
  %v1 = toroid.reshape %z to [%b, 1, 2, %t, 8] : (tensor<?x2x?x8xf32>) -> tensor<?x1x2x?x8xf32>
  %v2 = toroid.broadcast_to %v1 to [%b, 2, 2, %t, 8] : (tensor<?x1x2x?x8xf32>) -> tensor<?x2x2x?x8xf32>
  %v = toroid.reshape %v2 to [%b, 4, %t, 8] : (tensor<?x2x2x?x8xf32>) -> tensor<?x4x?x8xf32>
  %y = toroid.attention %q, %k, %v scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}

// -----

// Near miss: another order of heads.
// CHECK-LABEL: func @interleaved_heads
// CHECK: toroid.attention %arg0, %{{.*}}, %{{.*}} scale = 1.000000e+00 : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>)
func.func @interleaved_heads(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %x: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}, %z: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}) -> tensor<?x4x?x8xf32> {
  %idx = toroid.constant dense<[0, 1, 0, 1]> : tensor<4xi64> : tensor<4xi64>
  %k = toroid.gather axis = 1 %x, %idx : (tensor<?x2x?x8xf32>, tensor<4xi64>) -> tensor<?x4x?x8xf32>
  %v = toroid.gather axis = 1 %z, %idx : (tensor<?x2x?x8xf32>, tensor<4xi64>) -> tensor<?x4x?x8xf32>
  %y = toroid.attention %q, %k, %v scale = 1.0
      : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  return %y : tensor<?x4x?x8xf32>
}
