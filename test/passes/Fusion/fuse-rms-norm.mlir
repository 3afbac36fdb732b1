// RUN: toroid-opt %s --split-input-file --toroid-fuse-rms-norm --canonicalize | FileCheck %s

// Llama's form.
// CHECK-LABEL: func @textbook
// CHECK: %[[Y:.*]] = toroid.rms_norm %arg0, %arg1 axis = 2 epsilon = 9.99999{{.*}}E-6 : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @textbook(%x: tensor<?x?x8xf32>, %gamma: tensor<8xf32>) -> tensor<?x?x8xf32> {
  %two = toroid.constant dense<2.0> : tensor<f32> : tensor<f32>
  %sq = toroid.pow %x, %two : (tensor<?x?x8xf32>, tensor<f32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %root = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %inv = toroid.div %one, %root : (tensor<f32>, tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.mul %x, %inv : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %y = toroid.mul %gamma, %n : (tensor<8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// Quotients and reciprocals; no scale, a scalar one, and one in front of x.
// CHECK-LABEL: func @quotients
// CHECK: %[[ONE:.*]] = toroid.constant dense<1.0{{.*}}> : tensor<f32>
// CHECK: %[[A:.*]] = toroid.rms_norm %arg0, %[[ONE]] axis = 2
// CHECK: %[[B:.*]] = toroid.rms_norm %arg1, %arg2 axis = 2
// CHECK: %[[C:.*]] = toroid.rms_norm %arg3, %arg4 axis = 1
// CHECK-NEXT: return %[[A]], %[[B]], %[[C]]
func.func @quotients(%x: tensor<?x?x8xf32>, %z: tensor<?x?x8xf32>, %g: tensor<f32>, %v: tensor<2x4x8xf32>, %w: tensor<4x8xf32>) -> (tensor<?x?x8xf32>, tensor<?x?x8xf32>, tensor<2x4x8xf32>) {
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %root = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %a = toroid.div %x, %root : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq1 = toroid.mul %z, %z : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %ms1 = toroid.reduce mean, %sq1 axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %sum1 = toroid.add %eps, %ms1 : (tensor<f32>, tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %root1 = toroid.sqrt %sum1 : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %inv1 = toroid.reciprocal %root1 : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n1 = toroid.mul %inv1, %z : (tensor<?x?x1xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %b = toroid.mul %n1, %g : (tensor<?x?x8xf32>, tensor<f32>) -> tensor<?x?x8xf32>
  %sq2 = toroid.mul %v, %v : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %ms2 = toroid.reduce mean, %sq2 axes = [1, 2] keep_dims = true : (tensor<2x4x8xf32>) -> tensor<2x1x1xf32>
  %sum2 = toroid.add %ms2, %eps : (tensor<2x1x1xf32>, tensor<f32>) -> tensor<2x1x1xf32>
  %inv2 = toroid.rsqrt %sum2 : (tensor<2x1x1xf32>) -> tensor<2x1x1xf32>
  %gi = toroid.mul %inv2, %w : (tensor<2x1x1xf32>, tensor<4x8xf32>) -> tensor<2x4x8xf32>
  %c = toroid.mul %v, %gi : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  return %a, %b, %c : tensor<?x?x8xf32>, tensor<?x?x8xf32>, tensor<2x4x8xf32>
}

// -----

// Half precision around statistics of f32, rounded before the scale.
// CHECK-LABEL: func @casts
// CHECK: %[[Y:.*]] = toroid.rms_norm %arg0, %arg1 axis = 2 {{.*}} : (tensor<?x?x8xf16>, tensor<8xf16>) -> tensor<?x?x8xf16>
// CHECK-NEXT: return %[[Y]]
func.func @casts(%h: tensor<?x?x8xf16>, %gamma: tensor<8xf16>) -> tensor<?x?x8xf16> {
  %x = toroid.cast %h : (tensor<?x?x8xf16>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %inv = toroid.rsqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.mul %x, %inv : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %nh = toroid.cast %n : (tensor<?x?x8xf32>) -> tensor<?x?x8xf16>
  %y = toroid.mul %gamma, %nh : (tensor<8xf16>, tensor<?x?x8xf16>) -> tensor<?x?x8xf16>
  return %y : tensor<?x?x8xf16>
}

// -----

// Gemma's form: the scale is one more than a weight, and is applied before
// the rounding.
// CHECK-LABEL: func @gemma
// CHECK: %[[G:.*]] = toroid.add %arg1
// CHECK: %[[Y:.*]] = toroid.rms_norm %arg0, %[[G]] axis = 2 {{.*}} : (tensor<?x?x8xf16>, tensor<8xf32>) -> tensor<?x?x8xf16>
// CHECK-NEXT: return %[[Y]]
func.func @gemma(%h: tensor<?x?x8xf16>, %w: tensor<8xf32>) -> tensor<?x?x8xf16> {
  %x = toroid.cast %h : (tensor<?x?x8xf16>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %inv = toroid.rsqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.mul %x, %inv : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %gamma = toroid.add %w, %one : (tensor<8xf32>, tensor<f32>) -> tensor<8xf32>
  %s = toroid.mul %n, %gamma : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  %y = toroid.cast %s : (tensor<?x?x8xf32>) -> tensor<?x?x8xf16>
  return %y : tensor<?x?x8xf16>
}

// -----

// A gate that varies by row is no part of the normalization.
// CHECK-LABEL: func @gated
// CHECK: %[[N:.*]] = toroid.rms_norm %arg0, %{{.*}} axis = 2
// CHECK: toroid.mul %[[N]], %arg1
func.func @gated(%x: tensor<?x?x8xf32>, %g: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %inv = toroid.rsqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.mul %x, %inv : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %y = toroid.mul %n, %g : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}
