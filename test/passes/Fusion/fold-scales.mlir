// RUN: toroid-opt %s --split-input-file --toroid-fold-scales --canonicalize | FileCheck %s

// A power of two becomes part of weight and bias of the queries' linear, through
// what lies between.
// CHECK-LABEL: func @folded
// CHECK-DAG: %[[W:.*]] = toroid.constant dense<{{\[\[}}2.500000e-01, 5.000000e-01], [7.500000e-01, 1.000000e+00]]>
// CHECK-DAG: %[[B:.*]] = toroid.constant dense<[1.250000e+00, -0.000000e+00]>
// CHECK: %[[Q:.*]] = toroid.linear %arg0, %[[W]] bias(%[[B]])
// CHECK: %[[H:.*]] = toroid.reshape %[[Q]]
// CHECK: %[[R:.*]] = toroid.rotary %[[H]]
// CHECK: toroid.attention %[[R]], %arg1, %arg1 scale = 1.000000e+00
func.func @folded(%x: tensor<3x2xf32>, %k: tensor<1x1x3x2xf32>, %c: tensor<3x2xf32>) -> tensor<1x1x3x2xf32> {
  %w = toroid.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %b = toroid.constant dense<[5.0, -0.0]> : tensor<2xf32> : tensor<2xf32>
  %q = toroid.linear %x, %w bias(%b) : (tensor<3x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %h = toroid.reshape %q to [1, 1, 3, 2] : (tensor<3x2xf32>) -> tensor<1x1x3x2xf32>
  %r = toroid.rotary %h, %c, %c : (tensor<1x1x3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<1x1x3x2xf32>
  %a = toroid.attention %r, %k, %k scale = 2.500000e-01 : (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>) -> tensor<1x1x3x2xf32>
  return %a : tensor<1x1x3x2xf32>
}

// -----

// Weights that the model holds outside of the text, too.
// CHECK-LABEL: func @resource
// CHECK: toroid.linear %arg0, %{{.*}} : (tensor<3x2xf32>
// CHECK: toroid.attention {{.*}} scale = 1.000000e+00
// CHECK: w_scaled: "0x400000000000003F0000803F0000C03F00000040"
func.func @resource(%x: tensor<3x2xf32>, %k: tensor<1x1x3x2xf32>) -> tensor<1x1x3x2xf32> {
  %w = toroid.constant dense_resource<w> : tensor<2x2xf32> : tensor<2x2xf32>
  %q = toroid.linear %x, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %h = toroid.reshape %q to [1, 1, 3, 2] : (tensor<3x2xf32>) -> tensor<1x1x3x2xf32>
  %a = toroid.attention %h, %k, %k scale = 5.000000e-01 : (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>) -> tensor<1x1x3x2xf32>
  return %a : tensor<1x1x3x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      w: "0x400000000000803F000000400000404000008040"
    }
  }
#-}

// -----

// No power of two; a weight that would become too small; queries with another
// reader; a weight with another reader; half precision.
// CHECK-LABEL: func @left
// CHECK-NOT: scale = 1.000000e+00
func.func @left(%x: tensor<3x2xf32>, %y: tensor<3x2xf16>, %k: tensor<1x1x3x2xf32>, %l: tensor<1x1x3x2xf16>) -> (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf16>, tensor<3x2xf32>, tensor<2x2xf32>) {
  %w0 = toroid.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %w1 = toroid.constant dense<[[1.0, 2.0], [3.0, 1.0e-45]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %w2 = toroid.constant dense<[[1.0, 2.0], [3.0, 5.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %w3 = toroid.constant dense<[[1.0, 2.0], [3.0, 6.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %w4 = toroid.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf16> : tensor<2x2xf16>
  %q0 = toroid.linear %x, %w0 : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %q1 = toroid.linear %x, %w1 : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %q2 = toroid.linear %x, %w2 : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %q3 = toroid.linear %x, %w3 : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %q4 = toroid.linear %y, %w4 : (tensor<3x2xf16>, tensor<2x2xf16>) -> tensor<3x2xf16>
  %h0 = toroid.reshape %q0 to [1, 1, 3, 2] : (tensor<3x2xf32>) -> tensor<1x1x3x2xf32>
  %h1 = toroid.reshape %q1 to [1, 1, 3, 2] : (tensor<3x2xf32>) -> tensor<1x1x3x2xf32>
  %h2 = toroid.reshape %q2 to [1, 1, 3, 2] : (tensor<3x2xf32>) -> tensor<1x1x3x2xf32>
  %h3 = toroid.reshape %q3 to [1, 1, 3, 2] : (tensor<3x2xf32>) -> tensor<1x1x3x2xf32>
  %h4 = toroid.reshape %q4 to [1, 1, 3, 2] : (tensor<3x2xf16>) -> tensor<1x1x3x2xf16>
  %a0 = toroid.attention %h0, %k, %k scale = 3.535534e-01 : (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>) -> tensor<1x1x3x2xf32>
  %a1 = toroid.attention %h1, %k, %k scale = 5.000000e-01 : (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>) -> tensor<1x1x3x2xf32>
  %a2 = toroid.attention %h2, %k, %k scale = 5.000000e-01 : (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>) -> tensor<1x1x3x2xf32>
  %a3 = toroid.attention %h3, %k, %k scale = 5.000000e-01 : (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>) -> tensor<1x1x3x2xf32>
  %a4 = toroid.attention %h4, %l, %l scale = 5.000000e-01 : (tensor<1x1x3x2xf16>, tensor<1x1x3x2xf16>, tensor<1x1x3x2xf16>) -> tensor<1x1x3x2xf16>
  return %a0, %a1, %a2, %a3, %a4, %q2, %w3 : tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf16>, tensor<3x2xf32>, tensor<2x2xf32>
}
