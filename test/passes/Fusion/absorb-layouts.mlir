// RUN: toroid-opt %s --split-input-file --toroid-absorb-layouts --canonicalize --cse | FileCheck %s

// Three projections: heads are split and merged in place.
// CHECK-LABEL: func @projections
// CHECK-NOT: toroid.transpose
// CHECK-DAG: %[[Q:.*]] = toroid.reshape %arg0 to [%{{.*}}, %{{.*}}, 4, 8]
// CHECK-DAG: %[[K:.*]] = toroid.reshape %arg1 to [%{{.*}}, %{{.*}}, 2, 8]
// CHECK-DAG: %[[V:.*]] = toroid.reshape %arg2 to [%{{.*}}, %{{.*}}, 2, 6]
// CHECK: %[[Y:.*]] = toroid.attention %[[Q]], %[[K]], %[[V]] scale = 1.000000e+00 query_order = bshd key_order = bshd value_order = bshd result_order = bshd {causal} : (tensor<?x?x4x8xf32>, tensor<?x?x2x8xf32>, tensor<?x?x2x6xf32>) -> tensor<?x?x4x6xf32>
// CHECK: toroid.reshape %[[Y]] to [%{{.*}}, %{{.*}}, 24]
func.func @projections(%q: tensor<?x?x32xf32> {toroid.dims = ["b", "s", 32]}, %k: tensor<?x?x16xf32> {toroid.dims = ["b", "t", 16]}, %v: tensor<?x?x12xf32> {toroid.dims = ["b", "t", 12]}) -> tensor<?x?x24xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = tensor.dim %q, %c0 : tensor<?x?x32xf32>
  %s = tensor.dim %q, %c1 : tensor<?x?x32xf32>
  %t = tensor.dim %k, %c1 : tensor<?x?x16xf32>
  %q4 = toroid.reshape %q to [%b, %s, 4, 8] : (tensor<?x?x32xf32>) -> tensor<?x?x4x8xf32>
  %k4 = toroid.reshape %k to [%b, %t, 2, 8] : (tensor<?x?x16xf32>) -> tensor<?x?x2x8xf32>
  %v4 = toroid.reshape %v to [%b, %t, 2, 6] : (tensor<?x?x12xf32>) -> tensor<?x?x2x6xf32>
  %qt = toroid.transpose %q4 [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
  %kt = toroid.transpose %k4 [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
  %vt = toroid.transpose %v4 [0, 2, 1, 3] : (tensor<?x?x2x6xf32>) -> tensor<?x2x?x6xf32>
  %a = toroid.attention %qt, %kt, %vt scale = 1.0 {causal} : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>) -> tensor<?x4x?x6xf32>
  %at = toroid.transpose %a [0, 2, 1, 3] : (tensor<?x4x?x6xf32>) -> tensor<?x?x4x6xf32>
  %y = toroid.reshape %at to [%b, %s, 24] : (tensor<?x?x4x6xf32>) -> tensor<?x?x24xf32>
  return %y : tensor<?x?x24xf32>
}

// -----

// GPT-2: three parts of one product. The result stays, as it is read twice.
// CHECK-LABEL: func @packed_slices
// CHECK: %[[R:.*]] = toroid.reshape %arg0 to [%{{.*}}, %{{.*}}, 12, 8]
// CHECK: %[[A:.*]] = toroid.attention %[[R]] scale = 1.000000e+00 query_order = bshd key_heads = 4 : (tensor<?x?x12x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: toroid.transpose %[[A]]
func.func @packed_slices(%x: tensor<?x?x96xf32> {toroid.dims = ["b", "s", 96]}) -> (tensor<?x?x4x8xf32>, tensor<?x4x?x8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = tensor.dim %x, %c0 : tensor<?x?x96xf32>
  %s = tensor.dim %x, %c1 : tensor<?x?x96xf32>
  %q = toroid.slice %x [0, 0, 0] [%b, %s, 32] [1, 1, 1] : (tensor<?x?x96xf32>) -> tensor<?x?x32xf32>
  %k = toroid.slice %x [0, 0, 32] [%b, %s, 32] [1, 1, 1] : (tensor<?x?x96xf32>) -> tensor<?x?x32xf32>
  %v = toroid.slice %x [0, 0, 64] [%b, %s, 32] [1, 1, 1] : (tensor<?x?x96xf32>) -> tensor<?x?x32xf32>
  %q4 = toroid.reshape %q to [%b, %s, 4, 8] : (tensor<?x?x32xf32>) -> tensor<?x?x4x8xf32>
  %k4 = toroid.reshape %k to [%b, %s, 4, 8] : (tensor<?x?x32xf32>) -> tensor<?x?x4x8xf32>
  %v4 = toroid.reshape %v to [%b, %s, 4, 8] : (tensor<?x?x32xf32>) -> tensor<?x?x4x8xf32>
  %qt = toroid.transpose %q4 [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
  %kt = toroid.transpose %k4 [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
  %vt = toroid.transpose %v4 [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
  %a = toroid.attention %qt, %kt, %vt scale = 1.0 : (tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x8xf32>
  %at = toroid.transpose %a [0, 2, 1, 3] : (tensor<?x4x?x8xf32>) -> tensor<?x?x4x8xf32>
  return %at, %a : tensor<?x?x4x8xf32>, tensor<?x4x?x8xf32>
}

// -----

// ViT, Swin: elements of a dim of three, moved to the front.
// CHECK-LABEL: func @packed_gather
// CHECK-NOT: toroid.transpose
// CHECK: %[[R:.*]] = toroid.reshape %arg0 to [2, %{{.*}}, 12, 8]
// CHECK: %[[A:.*]] = toroid.attention %[[R]] scale = 1.000000e+00 query_order = bshd result_order = bshd key_heads = 4
// CHECK: return %[[A]]
func.func @packed_gather(%x: tensor<2x?x96xf32> {toroid.dims = [2, "s", 96]}) -> tensor<2x?x4x8xf32> {
  %i0 = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %i1 = toroid.constant dense<1> : tensor<i64> : tensor<i64>
  %i2 = toroid.constant dense<2> : tensor<i64> : tensor<i64>
  %c1 = arith.constant 1 : index
  %s = tensor.dim %x, %c1 : tensor<2x?x96xf32>
  %r = toroid.reshape %x to [2, %s, 3, 4, 8] : (tensor<2x?x96xf32>) -> tensor<2x?x3x4x8xf32>
  %t = toroid.transpose %r [2, 0, 3, 1, 4] : (tensor<2x?x3x4x8xf32>) -> tensor<3x2x4x?x8xf32>
  %q = toroid.gather axis = 0 %t, %i0 : (tensor<3x2x4x?x8xf32>, tensor<i64>) -> tensor<2x4x?x8xf32>
  %k = toroid.gather axis = 0 %t, %i1 : (tensor<3x2x4x?x8xf32>, tensor<i64>) -> tensor<2x4x?x8xf32>
  %v = toroid.gather axis = 0 %t, %i2 : (tensor<3x2x4x?x8xf32>, tensor<i64>) -> tensor<2x4x?x8xf32>
  %a = toroid.attention %q, %k, %v scale = 1.0 : (tensor<2x4x?x8xf32>, tensor<2x4x?x8xf32>, tensor<2x4x?x8xf32>) -> tensor<2x4x?x8xf32>
  %y = toroid.transpose %a [0, 2, 1, 3] : (tensor<2x4x?x8xf32>) -> tensor<2x?x4x8xf32>
  return %y : tensor<2x?x4x8xf32>
}

// -----

// BLOOM, GPT-NeoX: the parts of each head lie together, and are strided views.
// CHECK-LABEL: func @packed_by_head
// CHECK: %[[R:.*]] = toroid.reshape %arg0 to [2, %{{.*}}, 4, 24]
// CHECK-DAG: %[[Q:.*]] = toroid.slice %[[R]] [0, 0, 0, 0] [2, %{{.*}}, 4, 8]
// CHECK-DAG: %[[K:.*]] = toroid.slice %[[R]] [0, 0, 0, 8] [2, %{{.*}}, 4, 8]
// CHECK-DAG: %[[V:.*]] = toroid.slice %[[R]] [0, 0, 0, 16] [2, %{{.*}}, 4, 8]
// CHECK: toroid.attention %[[Q]], %[[K]], %[[V]] scale = 1.000000e+00 query_order = bshd key_order = bshd value_order = bshd :
func.func @packed_by_head(%x: tensor<2x?x96xf32> {toroid.dims = [2, "s", 96]}) -> tensor<2x4x?x8xf32> {
  %c1 = arith.constant 1 : index
  %s = tensor.dim %x, %c1 : tensor<2x?x96xf32>
  %r = toroid.reshape %x to [2, %s, 4, 3, 8] : (tensor<2x?x96xf32>) -> tensor<2x?x4x3x8xf32>
  %q5 = toroid.slice %r [0, 0, 0, 0, 0] [2, %s, 4, 1, 8] [1, 1, 1, 1, 1] : (tensor<2x?x4x3x8xf32>) -> tensor<2x?x4x1x8xf32>
  %k5 = toroid.slice %r [0, 0, 0, 1, 0] [2, %s, 4, 1, 8] [1, 1, 1, 1, 1] : (tensor<2x?x4x3x8xf32>) -> tensor<2x?x4x1x8xf32>
  %v5 = toroid.slice %r [0, 0, 0, 2, 0] [2, %s, 4, 1, 8] [1, 1, 1, 1, 1] : (tensor<2x?x4x3x8xf32>) -> tensor<2x?x4x1x8xf32>
  %q4 = toroid.reshape %q5 to [2, %s, 4, 8] : (tensor<2x?x4x1x8xf32>) -> tensor<2x?x4x8xf32>
  %k4 = toroid.reshape %k5 to [2, %s, 4, 8] : (tensor<2x?x4x1x8xf32>) -> tensor<2x?x4x8xf32>
  %v4 = toroid.reshape %v5 to [2, %s, 4, 8] : (tensor<2x?x4x1x8xf32>) -> tensor<2x?x4x8xf32>
  %qt = toroid.transpose %q4 [0, 2, 1, 3] : (tensor<2x?x4x8xf32>) -> tensor<2x4x?x8xf32>
  %kt = toroid.transpose %k4 [0, 2, 1, 3] : (tensor<2x?x4x8xf32>) -> tensor<2x4x?x8xf32>
  %vt = toroid.transpose %v4 [0, 2, 1, 3] : (tensor<2x?x4x8xf32>) -> tensor<2x4x?x8xf32>
  %a = toroid.attention %qt, %kt, %vt scale = 1.0 : (tensor<2x4x?x8xf32>, tensor<2x4x?x8xf32>, tensor<2x4x?x8xf32>) -> tensor<2x4x?x8xf32>
  return %a : tensor<2x4x?x8xf32>
}

// -----

// Fewer heads of keys, packed.
// CHECK-LABEL: func @packed_grouped
// CHECK: %[[R:.*]] = toroid.reshape %arg0 to [2, 5, 8, 8]
// CHECK: toroid.attention %[[R]] scale = 1.000000e+00 query_order = bshd key_heads = 2 : (tensor<2x5x8x8xf32>) -> tensor<2x4x5x8xf32>
func.func @packed_grouped(%x: tensor<2x5x64xf32>) -> tensor<2x4x5x8xf32> {
  %q = toroid.slice %x [0, 0, 0] [2, 5, 32] [1, 1, 1] : (tensor<2x5x64xf32>) -> tensor<2x5x32xf32>
  %k = toroid.slice %x [0, 0, 32] [2, 5, 16] [1, 1, 1] : (tensor<2x5x64xf32>) -> tensor<2x5x16xf32>
  %v = toroid.slice %x [0, 0, 48] [2, 5, 16] [1, 1, 1] : (tensor<2x5x64xf32>) -> tensor<2x5x16xf32>
  %q4 = toroid.reshape %q to [2, 5, 4, 8] : (tensor<2x5x32xf32>) -> tensor<2x5x4x8xf32>
  %k4 = toroid.reshape %k to [2, 5, 2, 8] : (tensor<2x5x16xf32>) -> tensor<2x5x2x8xf32>
  %v4 = toroid.reshape %v to [2, 5, 2, 8] : (tensor<2x5x16xf32>) -> tensor<2x5x2x8xf32>
  %qt = toroid.transpose %q4 [0, 2, 1, 3] : (tensor<2x5x4x8xf32>) -> tensor<2x4x5x8xf32>
  %kt = toroid.transpose %k4 [0, 2, 1, 3] : (tensor<2x5x2x8xf32>) -> tensor<2x2x5x8xf32>
  %vt = toroid.transpose %v4 [0, 2, 1, 3] : (tensor<2x5x2x8xf32>) -> tensor<2x2x5x8xf32>
  %a = toroid.attention %qt, %kt, %vt scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x8xf32>) -> tensor<2x4x5x8xf32>
  return %a : tensor<2x4x5x8xf32>
}

// -----

// Near miss: keys come before queries, so that the parts are views and not packed. Beside them there is something else, and a head begins in the middle of one.
// CHECK-LABEL: func @other_sequence
// CHECK-DAG: %[[QS:.*]] = toroid.slice %arg0 [0, 0, 36] [2, 5, 32]
// CHECK-DAG: %[[Q:.*]] = toroid.reshape %[[QS]] to [2, 5, 4, 8]
// CHECK-DAG: %[[KS:.*]] = toroid.slice %arg0 [0, 0, 4] [2, 5, 32]
// CHECK-DAG: %[[K:.*]] = toroid.reshape %[[KS]] to [2, 5, 4, 8]
// CHECK: toroid.attention %[[Q]], %[[K]], %[[K]] scale = 1.000000e+00 query_order = bshd key_order = bshd value_order = bshd :
func.func @other_sequence(%x: tensor<2x5x70xf32>) -> tensor<2x4x5x8xf32> {
  %q = toroid.slice %x [0, 0, 36] [2, 5, 32] [1, 1, 1] : (tensor<2x5x70xf32>) -> tensor<2x5x32xf32>
  %k = toroid.slice %x [0, 0, 4] [2, 5, 32] [1, 1, 1] : (tensor<2x5x70xf32>) -> tensor<2x5x32xf32>
  %q4 = toroid.reshape %q to [2, 5, 4, 8] : (tensor<2x5x32xf32>) -> tensor<2x5x4x8xf32>
  %k4 = toroid.reshape %k to [2, 5, 4, 8] : (tensor<2x5x32xf32>) -> tensor<2x5x4x8xf32>
  %qt = toroid.transpose %q4 [0, 2, 1, 3] : (tensor<2x5x4x8xf32>) -> tensor<2x4x5x8xf32>
  %kt = toroid.transpose %k4 [0, 2, 1, 3] : (tensor<2x5x4x8xf32>) -> tensor<2x4x5x8xf32>
  %a = toroid.attention %qt, %kt, %kt scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return %a : tensor<2x4x5x8xf32>
}

// -----

// Near miss: features are the slowest dim, and another transposition of the result.
// CHECK-LABEL: func @other_transposition
// CHECK: %[[T:.*]] = toroid.transpose %arg0 [0, 3, 1, 2]
// CHECK: %[[A:.*]] = toroid.attention %[[T]], %[[T]], %[[T]] scale = 1.000000e+00 :
// CHECK: toroid.transpose %[[A]] [0, 2, 3, 1]
func.func @other_transposition(%x: tensor<2x5x8x4xf32>) -> tensor<2x5x8x4xf32> {
  %t = toroid.transpose %x [0, 3, 1, 2] : (tensor<2x5x8x4xf32>) -> tensor<2x4x5x8xf32>
  %a = toroid.attention %t, %t, %t scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  %y = toroid.transpose %a [0, 2, 3, 1] : (tensor<2x4x5x8xf32>) -> tensor<2x5x8x4xf32>
  return %y : tensor<2x5x8x4xf32>
}

// -----

// A cache: joined ones are results as well, and what is new has an order of its own.
// CHECK-LABEL: func @past
// CHECK-NOT: toroid.concat
// CHECK: %[[A:.*]], %[[NEW:.*]]:2 = toroid.attention %arg0, %arg1, %arg2 past(%arg3, %arg4) scale = 1.000000e+00 key_order = bshd result_order = bshd {causal} :
// CHECK: return %[[A]], %[[NEW]]#0, %[[NEW]]#1
func.func @past(%q: tensor<?x4x?x8xf32> {toroid.dims = ["b", 4, "s", 8]}, %k: tensor<?x?x2x8xf32> {toroid.dims = ["b", "s", 2, 8]}, %v: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "s", 8]}, %pk: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "p", 8]}, %pv: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "p", 8]}) -> (tensor<?x?x4x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>) {
  %kt = toroid.transpose %k [0, 2, 1, 3] : (tensor<?x?x2x8xf32>) -> tensor<?x2x?x8xf32>
  %key = toroid.concat axis = 2 %pk, %kt : (tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>) -> tensor<?x2x?x8xf32>
  %value = toroid.concat axis = 2 %pv, %v : (tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>) -> tensor<?x2x?x8xf32>
  %a = toroid.attention %q, %key, %value scale = 1.0 {causal} : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>) -> tensor<?x4x?x8xf32>
  %y = toroid.transpose %a [0, 2, 1, 3] : (tensor<?x4x?x8xf32>) -> tensor<?x?x4x8xf32>
  return %y, %key, %value : tensor<?x?x4x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>
}

// -----

// Near miss: the joined keys are read before the attention.
// CHECK-LABEL: func @past_read_before
// CHECK: %[[K:.*]] = toroid.concat
// CHECK: %[[N:.*]] = toroid.neg %[[K]]
// CHECK: toroid.attention %[[N]], %[[K]], %[[K]] scale = 1.000000e+00 :
func.func @past_read_before(%k: tensor<1x2x3x8xf32>, %pk: tensor<1x2x4x8xf32>) -> tensor<1x2x7x8xf32> {
  %key = toroid.concat axis = 2 %pk, %k : (tensor<1x2x4x8xf32>, tensor<1x2x3x8xf32>) -> tensor<1x2x7x8xf32>
  %n = toroid.neg %key : (tensor<1x2x7x8xf32>) -> tensor<1x2x7x8xf32>
  %a = toroid.attention %n, %key, %key scale = 1.0 : (tensor<1x2x7x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x7x8xf32>) -> tensor<1x2x7x8xf32>
  return %a : tensor<1x2x7x8xf32>
}

// -----

// Near miss: what stands in front is computed in this run.
// CHECK-LABEL: func @joined_keys
// CHECK: %[[K:.*]] = toroid.concat
// CHECK: toroid.attention %arg0, %[[K]], %[[K]] scale = 1.000000e+00 :
func.func @joined_keys(%q: tensor<1x2x3x8xf32>, %k: tensor<1x2x3x8xf32>) -> tensor<1x2x3x8xf32> {
  %n = toroid.neg %k : (tensor<1x2x3x8xf32>) -> tensor<1x2x3x8xf32>
  %key = toroid.concat axis = 2 %n, %k : (tensor<1x2x3x8xf32>, tensor<1x2x3x8xf32>) -> tensor<1x2x6x8xf32>
  %a = toroid.attention %q, %key, %key scale = 1.0 : (tensor<1x2x3x8xf32>, tensor<1x2x6x8xf32>, tensor<1x2x6x8xf32>) -> tensor<1x2x3x8xf32>
  return %a : tensor<1x2x3x8xf32>
}
