// RUN: toroid-opt %s --split-input-file --toroid-fuse-layer-norm --canonicalize | FileCheck %s

// The textbook form, with the square as a power.
// CHECK-LABEL: func @textbook
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1, %arg2 axis = 2 epsilon = 9.99999{{.*}}E-6
// CHECK-NEXT: return %[[Y]]
func.func @textbook(%x: tensor<?x?x8xf32>, %gamma: tensor<8xf32>, %beta: tensor<8xf32>) -> tensor<?x?x8xf32> {
  %two = toroid.constant dense<2.0> : tensor<f32> : tensor<f32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %c = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.pow %c, %two : (tensor<?x?x8xf32>, tensor<f32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.div %c, %dev : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %s = toroid.mul %n, %gamma : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  %y = toroid.add %s, %beta : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// The difference written twice, the reciprocal, operands the other way round,
// two normalized dims, no bias.
// CHECK-LABEL: func @reciprocal
// CHECK: toroid.layer_norm %arg0, %arg1 axis = 1
func.func @reciprocal(%x: tensor<2x4x8xf32>, %gamma: tensor<4x8xf32>) -> tensor<2x4x8xf32> {
  %eps = toroid.constant dense<1.0e-5> : tensor<1xf32> : tensor<1xf32>
  %mean = toroid.reduce mean, %x axes = [1, 2] keep_dims = true : (tensor<2x4x8xf32>) -> tensor<2x1x1xf32>
  %c1 = toroid.sub %x, %mean : (tensor<2x4x8xf32>, tensor<2x1x1xf32>) -> tensor<2x4x8xf32>
  %c2 = toroid.sub %x, %mean : (tensor<2x4x8xf32>, tensor<2x1x1xf32>) -> tensor<2x4x8xf32>
  %sq = toroid.mul %c1, %c1 : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %var = toroid.reduce mean, %sq axes = [1, 2] keep_dims = true : (tensor<2x4x8xf32>) -> tensor<2x1x1xf32>
  %sum = toroid.add %eps, %var : (tensor<1xf32>, tensor<2x1x1xf32>) -> tensor<2x1x1xf32>
  %dev = toroid.sqrt %sum : (tensor<2x1x1xf32>) -> tensor<2x1x1xf32>
  %inv = toroid.reciprocal %dev : (tensor<2x1x1xf32>) -> tensor<2x1x1xf32>
  %n = toroid.mul %inv, %c2 : (tensor<2x1x1xf32>, tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %s = toroid.mul %gamma, %n : (tensor<4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  return %s : tensor<2x4x8xf32>
}

// -----

// A scale that varies by row is no part of the normalization.
// CHECK-LABEL: func @scale_by_row
// CHECK: %[[ONE:.*]] = toroid.constant dense<1.0{{.*}}> : tensor<f32>
// CHECK: %[[N:.*]] = toroid.layer_norm %arg0, %[[ONE]] axis = 1
// CHECK: toroid.mul %[[N]], %arg1
func.func @scale_by_row(%x: tensor<4x8xf32>, %gamma: tensor<4x1xf32>) -> tensor<4x8xf32> {
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %mean = toroid.reduce mean, %x axes = [1] keep_dims = true : (tensor<4x8xf32>) -> tensor<4x1xf32>
  %c = toroid.sub %x, %mean : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  %sq = toroid.mul %c, %c : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %var = toroid.reduce mean, %sq axes = [1] keep_dims = true : (tensor<4x8xf32>) -> tensor<4x1xf32>
  %sum = toroid.add %var, %eps : (tensor<4x1xf32>, tensor<f32>) -> tensor<4x1xf32>
  %dev = toroid.sqrt %sum : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %n = toroid.div %c, %dev : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  %s = toroid.mul %n, %gamma : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  return %s : tensor<4x8xf32>
}

// -----

// Statistics over the leading dim are another normalization.
// CHECK-LABEL: func @leading_axis
// CHECK-NOT: toroid.layer_norm
func.func @leading_axis(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %mean = toroid.reduce mean, %x axes = [0] keep_dims = true : (tensor<4x8xf32>) -> tensor<1x8xf32>
  %c = toroid.sub %x, %mean : (tensor<4x8xf32>, tensor<1x8xf32>) -> tensor<4x8xf32>
  %sq = toroid.mul %c, %c : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %var = toroid.reduce mean, %sq axes = [0] keep_dims = true : (tensor<4x8xf32>) -> tensor<1x8xf32>
  %sum = toroid.add %var, %eps : (tensor<1x8xf32>, tensor<f32>) -> tensor<1x8xf32>
  %dev = toroid.sqrt %sum : (tensor<1x8xf32>) -> tensor<1x8xf32>
  %n = toroid.div %c, %dev : (tensor<4x8xf32>, tensor<1x8xf32>) -> tensor<4x8xf32>
  return %n : tensor<4x8xf32>
}

// -----

// Mean and variance over different axes.
// CHECK-LABEL: func @different_axes
// CHECK-NOT: toroid.layer_norm
func.func @different_axes(%x: tensor<2x4x8xf32>) -> tensor<2x4x8xf32> {
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<2x4x8xf32>) -> tensor<2x4x1xf32>
  %c = toroid.sub %x, %mean : (tensor<2x4x8xf32>, tensor<2x4x1xf32>) -> tensor<2x4x8xf32>
  %sq = toroid.mul %c, %c : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %var = toroid.reduce mean, %sq axes = [1, 2] keep_dims = true : (tensor<2x4x8xf32>) -> tensor<2x1x1xf32>
  %sum = toroid.add %var, %eps : (tensor<2x1x1xf32>, tensor<f32>) -> tensor<2x1x1xf32>
  %dev = toroid.sqrt %sum : (tensor<2x1x1xf32>) -> tensor<2x1x1xf32>
  %n = toroid.div %c, %dev : (tensor<2x4x8xf32>, tensor<2x1x1xf32>) -> tensor<2x4x8xf32>
  return %n : tensor<2x4x8xf32>
}

// -----

// Epsilon after the root, and one that varies, are other functions.
// CHECK-LABEL: func @epsilon_elsewhere
// CHECK-NOT: toroid.layer_norm
func.func @epsilon_elsewhere(%x: tensor<4x8xf32>, %e: tensor<4x1xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %mean = toroid.reduce mean, %x axes = [1] keep_dims = true : (tensor<4x8xf32>) -> tensor<4x1xf32>
  %c = toroid.sub %x, %mean : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  %sq = toroid.mul %c, %c : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %var = toroid.reduce mean, %sq axes = [1] keep_dims = true : (tensor<4x8xf32>) -> tensor<4x1xf32>
  %dev = toroid.sqrt %var : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %sum = toroid.add %dev, %eps : (tensor<4x1xf32>, tensor<f32>) -> tensor<4x1xf32>
  %n = toroid.div %c, %sum : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  %sum2 = toroid.add %var, %e : (tensor<4x1xf32>, tensor<4x1xf32>) -> tensor<4x1xf32>
  %dev2 = toroid.sqrt %sum2 : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %n2 = toroid.div %c, %dev2 : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  return %n, %n2 : tensor<4x8xf32>, tensor<4x8xf32>
}
