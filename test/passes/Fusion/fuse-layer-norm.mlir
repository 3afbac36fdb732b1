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

// -----

// TensorFlow's form: x · f + (bias - mean · f), with f the inverse times the
// scale.
// CHECK-LABEL: func @expanded
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1, %arg2 axis = 2
// CHECK-NEXT: return %[[Y]]
func.func @expanded(%x: tensor<?x?x8xf32>, %gamma: tensor<8xf32>, %beta: tensor<8xf32>) -> tensor<?x?x8xf32> {
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %inv = toroid.rsqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %f = toroid.mul %inv, %gamma : (tensor<?x?x1xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  %xf = toroid.mul %x, %f : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %mf = toroid.mul %mean, %f : (tensor<?x?x1xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %b = toroid.sub %beta, %mf : (tensor<8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %y = toroid.add %xf, %b : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// The same with the distance from the mean in the other direction.
// CHECK-LABEL: func @expanded_reversed
// CHECK-NEXT: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1, %arg2 axis = 2
// CHECK-NEXT: return %[[Y]]
func.func @expanded_reversed(%x: tensor<?x?x8xf32>, %gamma: tensor<8xf32>, %beta: tensor<8xf32>) -> tensor<?x?x8xf32> {
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %mean, %x : (tensor<?x?x1xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %inv = toroid.rsqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %f = toroid.mul %inv, %gamma : (tensor<?x?x1xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  %xf = toroid.mul %x, %f : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %mf = toroid.mul %mean, %f : (tensor<?x?x1xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %b = toroid.sub %beta, %mf : (tensor<8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %y = toroid.add %xf, %b : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// The same without a scale or a bias.
// CHECK-LABEL: func @expanded_plain
// CHECK: %[[ONE:.*]] = toroid.constant dense<1.0{{.*}}> : tensor<f32>
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %[[ONE]] axis = 2
// CHECK-NEXT: return %[[Y]]
func.func @expanded_plain(%x: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %inv = toroid.reciprocal %dev : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %xf = toroid.mul %x, %inv : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %mf = toroid.mul %mean, %inv : (tensor<?x?x1xf32>, tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %y = toroid.sub %xf, %mf : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// One divided by the root, powers for square and root, a scalar scale.
// CHECK-LABEL: func @powers
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1, %arg2 axis = 2
// CHECK-NEXT: return %[[Y]]
func.func @powers(%x: tensor<?x?x8xf32>, %gamma: tensor<1xf32>, %beta: tensor<8xf32>) -> tensor<?x?x8xf32> {
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %two = toroid.constant dense<2.0> : tensor<f32> : tensor<f32>
  %sq = toroid.pow %d, %two : (tensor<?x?x8xf32>, tensor<f32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %dev = toroid.pow %sum, %half : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %inv = toroid.div %one, %dev : (tensor<f32>, tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.mul %d, %inv : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %s = toroid.mul %n, %gamma : (tensor<?x?x8xf32>, tensor<1xf32>) -> tensor<?x?x8xf32>
  %y = toroid.add %beta, %s : (tensor<8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// A power of -1/2; the mean as a sum divided by its number of elements.
// CHECK-LABEL: func @inverse_power
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1 axis = 2
// CHECK-NEXT: return %[[Y]]
func.func @inverse_power(%x: tensor<?x?x8xf32>, %gamma: tensor<8xf32>) -> tensor<?x?x8xf32> {
  %eight = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %total = toroid.reduce sum, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %mean = toroid.div %total, %eight : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %squares = toroid.reduce sum, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %var = toroid.div %squares, %eight : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %minus = toroid.constant dense<-0.5> : tensor<f32> : tensor<f32>
  %inv = toroid.pow %sum, %minus : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %n = toroid.mul %d, %inv : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %y = toroid.mul %gamma, %n : (tensor<8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// Half precision around statistics of f32: before the mean, and after the
// quotient. The op computes so.
// CHECK-LABEL: func @cast_before_mean
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1, %arg2 axis = 2 {{.*}} : (tensor<?x?x8xf16>, tensor<8xf16>, tensor<8xf16>) -> tensor<?x?x8xf16>
// CHECK-NEXT: return %[[Y]]
func.func @cast_before_mean(%h: tensor<?x?x8xf16>, %gamma: tensor<8xf16>, %beta: tensor<8xf16>) -> tensor<?x?x8xf16> {
  %x = toroid.cast %h : (tensor<?x?x8xf16>) -> tensor<?x?x8xf32>
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.div %d, %dev : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %nh = toroid.cast %n : (tensor<?x?x8xf32>) -> tensor<?x?x8xf16>
  %s = toroid.mul %nh, %gamma : (tensor<?x?x8xf16>, tensor<8xf16>) -> tensor<?x?x8xf16>
  %y = toroid.add %s, %beta : (tensor<?x?x8xf16>, tensor<8xf16>) -> tensor<?x?x8xf16>
  return %y : tensor<?x?x8xf16>
}

// -----

// The distance alone is converted, for its square; and the root back.
// CHECK-LABEL: func @cast_after_sub
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1, %arg2 axis = 2 {{.*}} : (tensor<?x?x8xf16>, tensor<8xf16>, tensor<8xf16>) -> tensor<?x?x8xf16>
// CHECK-NEXT: return %[[Y]]
func.func @cast_after_sub(%h: tensor<?x?x8xf16>, %gamma: tensor<8xf16>, %beta: tensor<8xf16>) -> tensor<?x?x8xf16> {
  %mean = toroid.reduce mean, %h axes = [2] keep_dims = true : (tensor<?x?x8xf16>) -> tensor<?x?x1xf16>
  %d = toroid.sub %h, %mean : (tensor<?x?x8xf16>, tensor<?x?x1xf16>) -> tensor<?x?x8xf16>
  %w = toroid.cast %d : (tensor<?x?x8xf16>) -> tensor<?x?x8xf32>
  %two = toroid.constant dense<2.0> : tensor<f32> : tensor<f32>
  %sq = toroid.pow %w, %two : (tensor<?x?x8xf32>, tensor<f32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %devh = toroid.cast %dev : (tensor<?x?x1xf32>) -> tensor<?x?x1xf16>
  %n = toroid.div %d, %devh : (tensor<?x?x8xf16>, tensor<?x?x1xf16>) -> tensor<?x?x8xf16>
  %s = toroid.mul %n, %gamma : (tensor<?x?x8xf16>, tensor<8xf16>) -> tensor<?x?x8xf16>
  %y = toroid.add %s, %beta : (tensor<?x?x8xf16>, tensor<8xf16>) -> tensor<?x?x8xf16>
  return %y : tensor<?x?x8xf16>
}

// -----

// The variance as the mean of squares without the square of the mean, as the
// body of ONNX's function has it.
// CHECK-LABEL: func @difference_of_squares
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1 axis = 1
// CHECK-NEXT: return %[[Y]]
func.func @difference_of_squares(%x: tensor<?x8xf32>, %gamma: tensor<1x8xf32>) -> tensor<?x8xf32> {
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %mean = toroid.reduce mean, %x axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
  %sq = toroid.mul %x, %x : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %ms = toroid.reduce mean, %sq axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
  %mm = toroid.mul %mean, %mean : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
  %var = toroid.sub %ms, %mm : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
  %sum = toroid.add %var, %eps : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xf32>
  %dev = toroid.sqrt %sum : (tensor<?x1xf32>) -> tensor<?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x8xf32>, tensor<?x1xf32>) -> tensor<?x8xf32>
  %n = toroid.div %d, %dev : (tensor<?x8xf32>, tensor<?x1xf32>) -> tensor<?x8xf32>
  %y = toroid.mul %n, %gamma : (tensor<?x8xf32>, tensor<1x8xf32>) -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
