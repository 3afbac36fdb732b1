// RUN: toroid-opt %s --split-input-file --toroid-fuse-gelu --canonicalize | FileCheck %s

// x (1 + erf(x / sqrt(2))) / 2, the half last.
// CHECK-LABEL: func @half_last
// CHECK: %[[Y:.*]] = toroid.gelu erf %arg0
// CHECK-NEXT: return %[[Y]]
func.func @half_last(%x: tensor<?xf32>) -> tensor<?xf32> {
  %root2 = toroid.constant dense<1.41421354> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %t = toroid.div %x, %root2 : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %e, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %m = toroid.mul %x, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %m, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// The half on x, and on the gate.
// CHECK-LABEL: func @half_first
// CHECK: toroid.gelu erf %arg0
// CHECK: toroid.gelu erf %arg1
// CHECK-NOT: toroid.erf
func.func @half_first(%x: tensor<?xf32>, %v: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %c = toroid.constant dense<0.707106769> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %two = toroid.constant dense<2.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %t = toroid.mul %c, %x : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %one, %e : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
  %h = toroid.mul %half, %x : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %h, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %u = toroid.mul %c, %v : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
  %f = toroid.erf %u : (tensor<?xf32>) -> tensor<?xf32>
  %b = toroid.add %one, %f : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
  %g = toroid.div %b, %two : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %z = toroid.mul %g, %v : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %y, %z : tensor<?xf32>, tensor<?xf32>
}

// -----

// GPT-2's polynomial, with a power; and x (1 + 0.044715 x x).
// CHECK-LABEL: func @tanh_forms
// CHECK: toroid.gelu tanh %arg0
// CHECK: toroid.gelu tanh %arg0
// CHECK-NOT: toroid.tanh
func.func @tanh_forms(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %three = toroid.constant dense<3.0> : tensor<f32> : tensor<f32>
  %k = toroid.constant dense<0.0447150014> : tensor<f32> : tensor<f32>
  %r = toroid.constant dense<0.797884583> : tensor<f32> : tensor<f32>
  %cube = toroid.pow %x, %three : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %kc = toroid.mul %cube, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %sum = toroid.add %x, %kc : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %in = toroid.mul %sum, %r : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %th = toroid.tanh %in : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %th, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %h = toroid.mul %x, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %y = toroid.mul %h, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>

  %rx = toroid.mul %x, %r : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %kx = toroid.mul %x, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %kxx = toroid.mul %kx, %x : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %p = toroid.add %kxx, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %in2 = toroid.mul %rx, %p : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %th2 = toroid.tanh %in2 : (tensor<?xf32>) -> tensor<?xf32>
  %a2 = toroid.add %th2, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %z0 = toroid.mul %x, %a2 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %z = toroid.mul %z0, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %y, %z : tensor<?xf32>, tensor<?xf32>
}

// -----

// CHECK-LABEL: func @quick
// CHECK: toroid.gelu sigmoid %arg0
func.func @quick(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c = toroid.constant dense<1.702> : tensor<f32> : tensor<f32>
  %t = toroid.mul %x, %c : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %s = toroid.sigmoid %t : (tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %x, %s : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// Another divisor, no half, another gate's argument, SiLU.
// CHECK-LABEL: func @near_misses
// CHECK-NOT: toroid.gelu
func.func @near_misses(%x: tensor<?xf32>, %z: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %c = toroid.constant dense<0.8> : tensor<f32> : tensor<f32>
  %root = toroid.constant dense<0.707106769> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %h = toroid.mul %half, %x : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
  %t = toroid.mul %x, %c : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %e, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %r0 = toroid.mul %h, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %t1 = toroid.mul %x, %root : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %e1 = toroid.erf %t1 : (tensor<?xf32>) -> tensor<?xf32>
  %a1 = toroid.add %e1, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %r1 = toroid.mul %x, %a1 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %t2 = toroid.mul %z, %root : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %e2 = toroid.erf %t2 : (tensor<?xf32>) -> tensor<?xf32>
  %a2 = toroid.add %e2, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %r2 = toroid.mul %h, %a2 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %s = toroid.sigmoid %x : (tensor<?xf32>) -> tensor<?xf32>
  %r3 = toroid.mul %x, %s : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %r0, %r1, %r2, %r3 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// -----

// The half within the sum.
// CHECK-LABEL: func @spread
// CHECK: toroid.gelu erf %arg0
// CHECK-NEXT: return
func.func @spread(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c = toroid.constant dense<0.707106769> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %t = toroid.mul %x, %c : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %h = toroid.mul %e, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %a = toroid.add %h, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %y = toroid.mul %a, %x : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}
