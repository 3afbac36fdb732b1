// RUN: toroid-opt %s --split-input-file --toroid-merge-linears --canonicalize | FileCheck %s

// Query, key and value of an attention: one product, of which attention reads
// slices. The key has no bias: zeros.
// CHECK-LABEL: func @projections
// CHECK-DAG: %[[WQ:.*]] = toroid.constant dense_resource<wq>
// CHECK-DAG: %[[WK:.*]] = toroid.constant dense_resource<wk>
// CHECK-DAG: %[[WV:.*]] = toroid.constant dense_resource<wv>
// CHECK-DAG: %[[BQ:.*]] = toroid.constant dense_resource<bq>
// CHECK-DAG: %[[Z:.*]] = toroid.constant dense<0.000000e+00> : tensor<4xf32>
// CHECK-DAG: %[[BV:.*]] = toroid.constant dense_resource<bv>
// CHECK: %[[W:.*]] = toroid.concat axis = 1 %[[WQ]], %[[WK]], %[[WV]] : {{.*}} -> tensor<8x16xf32>
// CHECK: %[[B:.*]] = toroid.concat axis = 0 %[[BQ]], %[[Z]], %[[BV]] : {{.*}} -> tensor<16xf32>
// CHECK: %[[Y:.*]] = toroid.linear %arg0, %[[W]] bias(%[[B]]) : {{.*}} -> tensor<2x?x16xf32>
// CHECK-NOT: toroid.linear
// CHECK-DAG: toroid.slice %[[Y]] [0, 0, 0] [2, %{{.*}}, 8] [1, 1, 1]
// CHECK-DAG: toroid.slice %[[Y]] [0, 0, 8] [2, %{{.*}}, 4] [1, 1, 1]
// CHECK-DAG: toroid.slice %[[Y]] [0, 0, 12] [2, %{{.*}}, 4] [1, 1, 1]
func.func @projections(%x: tensor<2x?x8xf32> {toroid.dims = [2, "s", 8]}) -> tensor<2x2x?x4xf32> {
  %c1 = arith.constant 1 : index
  %s = tensor.dim %x, %c1 : tensor<2x?x8xf32>
  %wq = toroid.constant dense_resource<wq> : tensor<8x8xf32> : tensor<8x8xf32>
  %wk = toroid.constant dense_resource<wk> : tensor<8x4xf32> : tensor<8x4xf32>
  %wv = toroid.constant dense_resource<wv> : tensor<8x4xf32> : tensor<8x4xf32>
  %bq = toroid.constant dense_resource<bq> : tensor<8xf32> : tensor<8xf32>
  %q = toroid.linear %x, %wq bias(%bq) : (tensor<2x?x8xf32>, tensor<8x8xf32>, tensor<8xf32>) -> tensor<2x?x8xf32>
  %qh = toroid.reshape %q to [2, %s, 2, 4] : (tensor<2x?x8xf32>) -> tensor<2x?x2x4xf32>
  %qt = toroid.transpose %qh [0, 2, 1, 3] : (tensor<2x?x2x4xf32>) -> tensor<2x2x?x4xf32>
  %k = toroid.linear %x, %wk : (tensor<2x?x8xf32>, tensor<8x4xf32>) -> tensor<2x?x4xf32>
  %kh = toroid.reshape %k to [2, %s, 1, 4] : (tensor<2x?x4xf32>) -> tensor<2x?x1x4xf32>
  %kt = toroid.transpose %kh [0, 2, 1, 3] : (tensor<2x?x1x4xf32>) -> tensor<2x1x?x4xf32>
  %bv = toroid.constant dense_resource<bv> : tensor<4xf32> : tensor<4xf32>
  %v = toroid.linear %x, %wv bias(%bv) : (tensor<2x?x8xf32>, tensor<8x4xf32>, tensor<4xf32>) -> tensor<2x?x4xf32>
  %vh = toroid.reshape %v to [2, %s, 1, 4] : (tensor<2x?x4xf32>) -> tensor<2x?x1x4xf32>
  %vt = toroid.transpose %vh [0, 2, 1, 3] : (tensor<2x?x1x4xf32>) -> tensor<2x1x?x4xf32>
  %a = toroid.attention %qt, %kt, %vt scale = 5.000000e-01 : (tensor<2x2x?x4xf32>, tensor<2x1x?x4xf32>, tensor<2x1x?x4xf32>) -> tensor<2x2x?x4xf32>
  return %a : tensor<2x2x?x4xf32>
}

// -----

// Weights that are stored transposed are joined along their first dim; rotary
// reads slices as well. Without any bias there is none.
// CHECK-LABEL: func @transposed
// CHECK: %[[W:.*]] = toroid.concat axis = 0 {{.*}} -> tensor<8x8xf16>
// CHECK: %[[Y:.*]] = toroid.linear %arg0, %[[W]] {transpose_weight} : (tensor<3x8xf16>, tensor<8x8xf16>) -> tensor<3x8xf16>
// CHECK: toroid.slice %[[Y]] [0, 0] [3, 4] [1, 1]
// CHECK: toroid.slice %[[Y]] [0, 4] [3, 4] [1, 1]
func.func @transposed(%x: tensor<3x8xf16>, %c: tensor<3x4xf16>) -> (tensor<3x4xf16>, tensor<3x4xf16>) {
  %wq = toroid.constant dense_resource<wq> : tensor<4x8xf16> : tensor<4x8xf16>
  %wk = toroid.constant dense_resource<wk> : tensor<4x8xf16> : tensor<4x8xf16>
  %q = toroid.linear %x, %wq {transpose_weight} : (tensor<3x8xf16>, tensor<4x8xf16>) -> tensor<3x4xf16>
  %k = toroid.linear %x, %wk {transpose_weight} : (tensor<3x8xf16>, tensor<4x8xf16>) -> tensor<3x4xf16>
  %qr = toroid.rotary %q, %c, %c : (tensor<3x4xf16>, tensor<3x4xf16>, tensor<3x4xf16>) -> tensor<3x4xf16>
  %kr = toroid.rotary %k, %c, %c : (tensor<3x4xf16>, tensor<3x4xf16>, tensor<3x4xf16>) -> tensor<3x4xf16>
  return %qr, %kr : tensor<3x4xf16>, tensor<3x4xf16>
}

// -----

// One row, as in a step of a decoder: gate and up of SwiGLU as well, with the
// gate's activation behind its part. An output stays on its own.
// CHECK-LABEL: func @step
// CHECK: %[[OWN:.*]] = toroid.linear
// CHECK: %[[W:.*]] = toroid.concat axis = 1 {{.*}} -> tensor<8x24xf32>
// CHECK: %[[Y:.*]] = toroid.linear %arg0, %[[W]] : {{.*}} -> tensor<1x1x24xf32>
// CHECK: %[[GATE:.*]] = toroid.slice %[[Y]] [0, 0, 0] [1, 1, 12] [1, 1, 1]
// CHECK: %[[SILU:.*]] = toroid.silu %[[GATE]]
// CHECK: %[[UP:.*]] = toroid.slice %[[Y]] [0, 0, 12] [1, 1, 12] [1, 1, 1]
// CHECK: %[[R:.*]] = toroid.mul %[[SILU]], %[[UP]]
// CHECK: return %[[R]], %[[OWN]]
func.func @step(%x: tensor<1x1x8xf32>) -> (tensor<1x1x12xf32>, tensor<1x1x8xf32>) {
  %w0 = toroid.constant dense_resource<w0> : tensor<8x12xf32> : tensor<8x12xf32>
  %w1 = toroid.constant dense_resource<w1> : tensor<8x12xf32> : tensor<8x12xf32>
  %w2 = toroid.constant dense_resource<w2> : tensor<8x8xf32> : tensor<8x8xf32>
  %o = toroid.linear %x, %w2 : (tensor<1x1x8xf32>, tensor<8x8xf32>) -> tensor<1x1x8xf32>
  %g = toroid.linear %x, %w0 activation = silu : (tensor<1x1x8xf32>, tensor<8x12xf32>) -> tensor<1x1x12xf32>
  %u = toroid.linear %x, %w1 : (tensor<1x1x8xf32>, tensor<8x12xf32>) -> tensor<1x1x12xf32>
  %r = toroid.mul %g, %u : (tensor<1x1x12xf32>, tensor<1x1x12xf32>) -> tensor<1x1x12xf32>
  return %r, %o : tensor<1x1x12xf32>, tensor<1x1x8xf32>
}

// -----

// Other inputs, another activation, a weight stored another way, a residual.
// CHECK-LABEL: func @differ
// CHECK-COUNT-5: toroid.linear
// CHECK-NOT: toroid.slice
func.func @differ(%x: tensor<3x8xf32>, %z: tensor<3x8xf32>, %c: tensor<3x8xf32>, %r: tensor<3x8xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) {
  %w0 = toroid.constant dense_resource<w0> : tensor<8x8xf32> : tensor<8x8xf32>
  %w1 = toroid.constant dense_resource<w1> : tensor<8x8xf32> : tensor<8x8xf32>
  %w2 = toroid.constant dense_resource<w2> : tensor<8x8xf32> : tensor<8x8xf32>
  %w3 = toroid.constant dense_resource<w3> : tensor<8x8xf32> : tensor<8x8xf32>
  %w4 = toroid.constant dense_resource<w4> : tensor<8x8xf32> : tensor<8x8xf32>
  %0 = toroid.linear %x, %w0 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %1 = toroid.linear %z, %w1 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %2 = toroid.linear %x, %w2 activation = relu : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %3 = toroid.linear %x, %w3 {transpose_weight} : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %4 = toroid.linear %x, %w4 residual(%r) : (tensor<3x8xf32>, tensor<8x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %a = toroid.rotary %0, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %b = toroid.rotary %1, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %d = toroid.rotary %2, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %e = toroid.rotary %3, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %f = toroid.rotary %4, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  return %a, %b, %d, %e, %f : tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>
}

// -----

// What something else reads than what reads rows: an output, a cache that is
// joined, the factors of a product. And weights with another reader, or that a
// run computes.
// CHECK-LABEL: func @read_elsewhere
// CHECK-COUNT-7: toroid.linear
// CHECK-NOT: toroid.slice
func.func @read_elsewhere(%x: tensor<3x8xf32>, %c: tensor<3x8xf32>, %past: tensor<5x8xf32>, %w6: tensor<8x8xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>, tensor<8x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<8x8xf32>) {
  %w0 = toroid.constant dense_resource<w0> : tensor<8x8xf32> : tensor<8x8xf32>
  %w1 = toroid.constant dense_resource<w1> : tensor<8x8xf32> : tensor<8x8xf32>
  %w2 = toroid.constant dense_resource<w2> : tensor<8x8xf32> : tensor<8x8xf32>
  %w3 = toroid.constant dense_resource<w3> : tensor<8x8xf32> : tensor<8x8xf32>
  %w4 = toroid.constant dense_resource<w4> : tensor<8x8xf32> : tensor<8x8xf32>
  %w5 = toroid.constant dense_resource<w5> : tensor<8x8xf32> : tensor<8x8xf32>
  %0 = toroid.linear %x, %w0 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %1 = toroid.linear %x, %w1 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %2 = toroid.linear %x, %w2 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %3 = toroid.linear %x, %w3 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %4 = toroid.linear %x, %w4 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %5 = toroid.linear %x, %w5 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %6 = toroid.linear %x, %w6 : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %a = toroid.rotary %0, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %b = toroid.rotary %1, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %d = toroid.concat axis = 0 %past, %2 : (tensor<5x8xf32>, tensor<3x8xf32>) -> tensor<8x8xf32>
  %e = toroid.mul %3, %4 : (tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %f = toroid.rotary %5, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %g = toroid.rotary %6, %c, %c : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  return %a, %1, %d, %e, %f, %g, %w5 : tensor<3x8xf32>, tensor<3x8xf32>, tensor<8x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<8x8xf32>
}
