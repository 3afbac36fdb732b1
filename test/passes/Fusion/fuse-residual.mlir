// RUN: toroid-opt %s --split-input-file --toroid-fuse-residual --canonicalize | FileCheck %s

// CHECK-LABEL: func @plain
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg2, %arg3 residuals(%arg1) axis = 2
// CHECK-SAME: -> tensor<?x?x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @plain(%x: tensor<?x?x8xf32> {toroid.dims = ["b", "s", 8]}, %r: tensor<?x?x8xf32> {toroid.dims = ["b", "s", 8]}, %g: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<?x?x8xf32> {
  %s = toroid.add %x, %r : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %y = toroid.layer_norm %s, %g, %b axis = 2 epsilon = 1.0e-5 : (tensor<?x?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// The sum is read by others too, before the normalization among them, and by
// another normalization.
// CHECK-LABEL: func @sum
// CHECK: %[[Y:.*]], %[[S:.*]] = toroid.rms_norm %arg0, %arg2 residuals(%arg1) axis = 1
// CHECK-SAME: -> (tensor<4x8xf16>, tensor<4x8xf16>)
// CHECK: %[[E:.*]] = toroid.exp %[[S]]
// CHECK: %[[Z:.*]] = toroid.layer_norm %[[S]], %arg2, %arg2 axis = 1
// CHECK-NEXT: return %[[Y]], %[[E]], %[[Z]]
func.func @sum(%x: tensor<4x8xf16>, %r: tensor<4x8xf16>, %g: tensor<8xf16>) -> (tensor<4x8xf16>, tensor<4x8xf16>, tensor<4x8xf16>) {
  %s = toroid.add %x, %r : (tensor<4x8xf16>, tensor<4x8xf16>) -> tensor<4x8xf16>
  %e = toroid.exp %s : (tensor<4x8xf16>) -> tensor<4x8xf16>
  %y = toroid.rms_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf16>, tensor<8xf16>) -> tensor<4x8xf16>
  %z = toroid.layer_norm %s, %g, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf16>, tensor<8xf16>, tensor<8xf16>) -> tensor<4x8xf16>
  return %y, %e, %z : tensor<4x8xf16>, tensor<4x8xf16>, tensor<4x8xf16>
}

// -----

// A bias after the residual is one more; the order of additions stays. The bias
// in front of it is the product's.
// CHECK-LABEL: func @bias_after
// CHECK: %[[P:.*]] = toroid.matmul
// CHECK: toroid.layer_norm %[[P]], %arg4 residuals(%arg2, %arg3) axis = 1
func.func @bias_after(%a: tensor<?x4xf32> {toroid.dims = ["n", 4]}, %w: tensor<4x8xf32>, %r: tensor<?x8xf32> {toroid.dims = ["n", 8]}, %b: tensor<8xf32>, %g: tensor<8xf32>) -> tensor<?x8xf32> {
  %p = toroid.matmul %a, %w : (tensor<?x4xf32>, tensor<4x8xf32>) -> tensor<?x8xf32>
  %q = toroid.add %p, %r : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %s = toroid.add %b, %q : (tensor<8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = toroid.layer_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
// CHECK-LABEL: func @bias_before
// CHECK: %[[P:.*]] = toroid.add
// CHECK: toroid.layer_norm %arg2, %arg4 residuals(%[[P]]) axis = 1
func.func @bias_before(%a: tensor<?x4xf32> {toroid.dims = ["n", 4]}, %w: tensor<4x8xf32>, %r: tensor<?x8xf32> {toroid.dims = ["n", 8]}, %b: tensor<8xf32>, %g: tensor<8xf32>) -> tensor<?x8xf32> {
  %p = toroid.matmul %a, %w : (tensor<?x4xf32>, tensor<4x8xf32>) -> tensor<?x8xf32>
  %q = toroid.add %p, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %s = toroid.add %r, %q : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = toroid.layer_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

// What the operator took in already is added last. The sum inside is read by
// others and stays one value.
// CHECK-LABEL: func @more
// CHECK: %[[S:.*]] = toroid.add %arg0, %arg1
// CHECK: toroid.rms_norm %[[S]], %arg3 residuals(%arg2, %arg4) axis = 1
func.func @more(%x: tensor<4x8xf32>, %r: tensor<4x8xf32>, %t: tensor<8xf32>, %g: tensor<8xf32>, %u: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %s = toroid.add %x, %r : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %v = toroid.add %s, %t : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  %y = toroid.rms_norm %v, %g residuals(%u) axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y, %s : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// A scale that comes after the sum, and a reader of the sum before both.
// CHECK-LABEL: func @late_scale
// CHECK: %[[G:.*]] = toroid.exp %arg2
// CHECK: %[[Y:.*]], %[[S:.*]] = toroid.rms_norm %arg0, %[[G]] residuals(%arg1) axis = 1
// CHECK: %[[E:.*]] = toroid.exp %[[S]]
// CHECK: return %[[Y]], %[[E]]
func.func @late_scale(%x: tensor<4x8xf32>, %r: tensor<4x8xf32>, %w: tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %s = toroid.add %x, %r : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %e = toroid.exp %s : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %g = toroid.exp %w : (tensor<8xf32>) -> tensor<8xf32>
  %y = toroid.rms_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return %y, %e : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// The bias of a product is the product's.
// CHECK-LABEL: func @bias_only
// CHECK: toroid.layer_norm %{{[0-9]+}}, %arg3 axis = 1 epsilon = {{[^{]*}} :
func.func @bias_only(%a: tensor<4x4xf32>, %w: tensor<4x8xf32>, %b: tensor<8xf32>, %g: tensor<8xf32>) -> tensor<4x8xf32> {
  %p = toroid.matmul %a, %w : (tensor<4x4xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %s = toroid.add %p, %b : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  %y = toroid.layer_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// An outer sum: neither addend has its shape.
// CHECK-LABEL: func @outer_sum
// CHECK: toroid.layer_norm {{.*}}toroid.unfused = {found = "[4, 1] and [1, 8]", kind = "residual", predicate = "residual-shape"}
func.func @outer_sum(%x: tensor<4x1xf32>, %r: tensor<1x8xf32>, %g: tensor<8xf32>) -> tensor<4x8xf32> {
  %s = toroid.add %x, %r : (tensor<4x1xf32>, tensor<1x8xf32>) -> tensor<4x8xf32>
  %y = toroid.layer_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// The conversion drops bits of the sum.
// CHECK-LABEL: func @cast
// CHECK: toroid.rms_norm {{.*}}toroid.unfused = {found = "a sum of f32 read as f16", kind = "residual", predicate = "one-type"}
func.func @cast(%x: tensor<4x8xf32>, %r: tensor<4x8xf32>, %g: tensor<8xf16>) -> tensor<4x8xf16> {
  %s = toroid.add %x, %r : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %h = toroid.cast %s : (tensor<4x8xf32>) -> tensor<4x8xf16>
  %y = toroid.rms_norm %h, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf16>, tensor<8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// -----

// The sum tells how it is scaled.
// CHECK-LABEL: func @scale_of_sum
// CHECK: toroid.rms_norm {{.*}}toroid.unfused = {kind = "residual", predicate = "free-parameters"}
func.func @scale_of_sum(%x: tensor<4x8xf32>, %r: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %s = toroid.add %x, %r : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %g = toroid.reduce max, %s axes = [0] keep_dims = false : (tensor<4x8xf32>) -> tensor<8xf32>
  %y = toroid.rms_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// Two sums of one normalization would have readers.
// CHECK-LABEL: func @two_sums
// CHECK: toroid.rms_norm %{{.*}} residuals(%arg2) {{.*}} predicate = "one-sum"
func.func @two_sums(%x: tensor<4x8xf32>, %r: tensor<4x8xf32>, %t: tensor<8xf32>, %g: tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %s = toroid.add %x, %r : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = toroid.rms_norm %s, %g residuals(%t) axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return %y, %s : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// The sum is computed outside of the branch.
// CHECK-LABEL: func @branch
// CHECK: scf.if
// CHECK: toroid.rms_norm {{.*}} predicate = "same-block"
func.func @branch(%x: tensor<4x8xf32>, %r: tensor<4x8xf32>, %g: tensor<8xf32>, %c: i1) -> tensor<4x8xf32> {
  %s = toroid.add %x, %r : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %z = scf.if %c -> tensor<4x8xf32> {
    %y = toroid.rms_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
    scf.yield %y : tensor<4x8xf32>
  } else {
    scf.yield %s : tensor<4x8xf32>
  }
  return %z : tensor<4x8xf32>
}
