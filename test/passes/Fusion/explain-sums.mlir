// RUN: toroid-opt %s --toroid-fuse-embedding --toroid-fuse-residual --toroid-fuse-softmax --canonicalize --toroid-explain-fusion 2>&1 >/dev/null | FileCheck %s

// An op may be one of several kinds, fused as one and missed as another.
// CHECK-DAG: ): embedding: /Add and 2 more: tables [9x8] and [5x8]
// CHECK-DAG: ): layer_norm: /LayerNorm and 1 more: over the dims from 1, epsilon 1e-05, no bias
// CHECK-DAG: ): residual: /LayerNorm and 1 more: [4x8] added to [4x8], the sum is read by others
// CHECK-DAG: ): rms_norm: /Norm: over the dims from 1, epsilon 1e-05
// CHECK-DAG: ): residual: /Norm: not fused; needs: of two addends one has the shape of the sum [residual-shape]; found [4, 1] and [1, 8]; remedy: expand one of them before they are added
// CHECK-DAG: ): softmax: /Softmax and 2 more: along dim 1, scale 0.5, bias [8]
// CHECK-DAG: ): attention: /Softmax and 2 more: not fused; needs: what the softmax gives is multiplied with a value [value-product]
func.func @main(%t: tensor<9x8xf32>, %p: tensor<5x8xf32>, %i: tensor<4xi64>, %r: tensor<4x8xf32>, %g: tensor<8xf32>, %x: tensor<4x1xf32>, %y: tensor<1x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>) {
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x8xf32>, tensor<4xi64>) -> tensor<4x8xf32> loc("/Tokens")
  %b = toroid.gather axis = 0 %p, %i : (tensor<5x8xf32>, tensor<4xi64>) -> tensor<4x8xf32> loc("/Positions")
  %e = toroid.add %a, %b : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> loc("/Add")
  %s = toroid.add %e, %r : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> loc("/Skip")
  %n = toroid.layer_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32> loc("/LayerNorm")
  %o = toroid.add %x, %y : (tensor<4x1xf32>, tensor<1x8xf32>) -> tensor<4x8xf32> loc("/Outer")
  %m = toroid.rms_norm %o, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32> loc("/Norm")
  %h = toroid.mul %r, %half : (tensor<4x8xf32>, tensor<f32>) -> tensor<4x8xf32> loc("/Scale")
  %u = toroid.add %h, %g : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32> loc("/Bias")
  %q = toroid.softmax %u axis = 1 {toroid.unfused = {kind = "attention", predicate = "value-product"}} : (tensor<4x8xf32>) -> tensor<4x8xf32> loc("/Softmax")
  return %s, %n, %m, %q : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>
}
