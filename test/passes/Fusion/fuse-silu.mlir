// RUN: toroid-opt %s --split-input-file --toroid-fuse-silu --canonicalize | FileCheck %s

// CHECK-LABEL: func @silu
// CHECK: %[[A:.*]] = toroid.silu %arg0
// CHECK: %[[B:.*]] = toroid.silu %arg1
// CHECK-NEXT: return %[[A]], %[[B]]
func.func @silu(%x: tensor<?xf32>, %z: tensor<?xf16>) -> (tensor<?xf32>, tensor<?xf16>) {
  %s = toroid.sigmoid %x : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.mul %x, %s : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %t = toroid.sigmoid %z : (tensor<?xf16>) -> tensor<?xf16>
  %b = toroid.mul %t, %z : (tensor<?xf16>, tensor<?xf16>) -> tensor<?xf16>
  return %a, %b : tensor<?xf32>, tensor<?xf16>
}

// -----

// SwiGLU: the gate first, then the product with another value.
// CHECK-LABEL: func @swiglu
// CHECK: %[[S:.*]] = toroid.silu %arg0
// CHECK: toroid.mul %[[S]], %arg1
func.func @swiglu(%x: tensor<?x8xf32>, %u: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %s = toroid.sigmoid %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %a = toroid.mul %x, %s : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %b = toroid.mul %a, %u : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %b : tensor<?x8xf32>
}
