// RUN: toroid-opt --toroid-attention-to-primitives %s | FileCheck %s

// CHECK-LABEL: @plain(
// CHECK-SAME: %[[Q:.+]]: tensor<1x2x?x4xf32>, %[[K:.+]]: tensor<1x2x?x4xf32>, %[[V:.+]]: tensor<1x2x?x4xf32>
// CHECK: %[[S:.+]] = toroid.matmul %[[Q]], %[[K]] {transpose_rhs} : {{.*}} -> tensor<1x2x?x?xf32>
// CHECK: %[[C:.+]] = toroid.constant dense<5.000000e-01>
// CHECK: %[[M:.+]] = toroid.mul %[[S]], %[[C]]
// CHECK: %[[P:.+]] = toroid.softmax %[[M]] axis = 3
// CHECK: toroid.matmul %[[P]], %[[V]]
func.func @plain(%q: tensor<1x2x?x4xf32>, %k: tensor<1x2x?x4xf32>, %v: tensor<1x2x?x4xf32>) -> tensor<1x2x?x4xf32> {
  %0 = toroid.attention %q, %k, %v scale = 5.000000e-01 : (tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>) -> tensor<1x2x?x4xf32>
  return %0 : tensor<1x2x?x4xf32>
}

// Each term in its place: bias, mask, masked bias, causal.
// CHECK-LABEL: @terms
// CHECK: toroid.add %{{.+}}, %arg1
// CHECK: toroid.select %arg2
// CHECK: toroid.add %{{.+}}, %arg3
// CHECK: toroid.compare gt
// CHECK: toroid.constant dense<0xFF800000>
// CHECK: toroid.select
// CHECK: toroid.softmax
// CHECK: toroid.reduce max
// CHECK: toroid.select
func.func @terms(%q: tensor<1x2x3x4xf32>, %b: tensor<3x3xf32>, %m: tensor<1x1x1x3xi1>, %mb: tensor<3xf32>) -> tensor<1x2x3x4xf32> {
  %0 = toroid.attention %q, %q, %q bias(%b) mask(%m) masked_bias(%mb) scale = 0.5 {causal, mask_value = -1.0e9 : f64, zero_masked_rows} : (tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<3x3xf32>, tensor<1x1x1x3xi1>, tensor<3xf32>) -> tensor<1x2x3x4xf32>
  return %0 : tensor<1x2x3x4xf32>
}

// Heads that share a key head become rows.
// CHECK-LABEL: @grouped
// CHECK: toroid.reshape %arg0 to [1, 2, 6, 4]
// CHECK: toroid.matmul {{.*}} -> tensor<1x2x6x5xf32>
// CHECK: toroid.reshape {{.*}} to [1, 4, 3, 5]
func.func @grouped(%q: tensor<1x4x3x4xf32>, %k: tensor<1x2x5x4xf32>) -> tensor<1x4x3x4xf32> {
  %0 = toroid.attention %q, %k, %k scale = 0.5 : (tensor<1x4x3x4xf32>, tensor<1x2x5x4xf32>, tensor<1x2x5x4xf32>) -> tensor<1x4x3x4xf32>
  return %0 : tensor<1x4x3x4xf32>
}

// Positions hide keys: those after each batch's last, after the query's own and
// before its window.
// CHECK-LABEL: @positions
// CHECK-DAG: %[[KEYS:.+]] = toroid.range {{.*}} to [7] : {{.*}} -> tensor<7xi64>
// CHECK-DAG: %[[N:.+]] = toroid.reshape %arg2 to [2, 1, 1, 1]
// CHECK: toroid.compare ge, %[[KEYS]], %[[N]]
// CHECK: %[[I:.+]] = toroid.reshape {{.*}} to [3, 1]
// CHECK: %[[AT:.+]] = toroid.reshape %arg3 to [2, 1, 1, 1]
// CHECK: %[[P:.+]] = toroid.add %[[I]], %[[AT]]
// CHECK: toroid.compare gt, %[[KEYS]], %[[P]]
// CHECK: %[[W:.+]] = toroid.constant dense<-4> : tensor<i64>
// CHECK: %[[START:.+]] = toroid.add %[[P]], %[[W]]
// CHECK: toroid.compare lt, %[[KEYS]], %[[START]]
// CHECK-COUNT-3: toroid.select
// CHECK: toroid.softmax
func.func @positions(%q: tensor<2x2x3x4xf32>, %k: tensor<2x2x7x4xf32>, %n: tensor<2xi64>, %at: tensor<2xi64>) -> tensor<2x2x3x4xf32> {
  %0 = toroid.attention %q, %k, %k key_lengths(%n) offset(%at) scale = 0.5 {causal, left_window = 4 : i64} : (tensor<2x2x3x4xf32>, tensor<2x2x7x4xf32>, tensor<2x2x7x4xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<2x2x3x4xf32>
  return %0 : tensor<2x2x3x4xf32>
}

// A sink adds to the sum of a row, and may be its maximum.
// CHECK-LABEL: @sink
// CHECK: toroid.tanh
// CHECK: %[[S:.+]] = toroid.mul
// CHECK: %[[SINK:.+]] = toroid.reshape %arg1 to [2, 1, 1]
// CHECK: %[[MAX:.+]] = toroid.reduce max, %[[S]] axes = [3] keep_dims = true
// CHECK: %[[TOP:.+]] = toroid.max %[[MAX]], %[[SINK]]
// CHECK: %[[D:.+]] = toroid.sub %[[S]], %[[TOP]]
// CHECK: %[[E:.+]] = toroid.exp %[[D]]
// CHECK: %[[SUM:.+]] = toroid.reduce sum, %[[E]]
// CHECK: %[[F:.+]] = toroid.sub %[[SINK]], %[[TOP]]
// CHECK: %[[X:.+]] = toroid.exp %[[F]]
// CHECK: %[[ALL:.+]] = toroid.add %[[SUM]], %[[X]]
// CHECK: toroid.div %[[E]], %[[ALL]]
func.func @sink(%q: tensor<1x2x3x4xf32>, %s: tensor<2xf32>) -> tensor<1x2x3x4xf32> {
  %0 = toroid.attention %q, %q, %q sink(%s) scale = 0.5 {softcap = 2.0 : f64} : (tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<2xf32>) -> tensor<1x2x3x4xf32>
  return %0 : tensor<1x2x3x4xf32>
}
