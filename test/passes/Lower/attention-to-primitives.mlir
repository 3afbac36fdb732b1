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
