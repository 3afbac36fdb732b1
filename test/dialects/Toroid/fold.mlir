// RUN: toroid-opt %s --split-input-file --canonicalize | FileCheck %s

// CHECK-LABEL: func @neutral
// CHECK-NEXT: return %arg0, %arg0, %arg0, %arg0
func.func @neutral(%x: tensor<?x8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>) {
  %zero = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<8xf32> : tensor<8xf32>
  %0 = toroid.add %zero, %x : (tensor<f32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %1 = toroid.sub %x, %zero : (tensor<?x8xf32>, tensor<f32>) -> tensor<?x8xf32>
  %2 = toroid.mul %x, %one : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %3 = toroid.div %x, %one : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return %0, %1, %2, %3 : tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>
}

// -----

// A one that stretches the other operand is not neutral.
// CHECK-LABEL: func @stretching_one
// CHECK: toroid.mul
func.func @stretching_one(%x: tensor<?xf32>) -> tensor<?xf32> {
  %one = toroid.constant dense<1.0> : tensor<8xf32> : tensor<8xf32>
  %0 = toroid.mul %x, %one : (tensor<?xf32>, tensor<8xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

// 1 / sqrt(64), with the size as an integer first: the scale of attention.
// CHECK-LABEL: func @evaluate
// CHECK: %[[C:.*]] = toroid.constant dense<1.250000e-01> : tensor<f32> : tensor<f32>
// CHECK-NEXT: return %[[C]]
func.func @evaluate() -> tensor<f32> {
  %d = toroid.constant dense<64> : tensor<i64> : tensor<i64>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %f = toroid.cast %d : (tensor<i64>) -> tensor<f32>
  %s = toroid.sqrt %f : (tensor<f32>) -> tensor<f32>
  %0 = toroid.div %one, %s : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// CHECK-LABEL: func @evaluate_elements
// CHECK-DAG: dense<{{\[}}[11, 12], [21, 22]]> : tensor<2x2xi64>
// CHECK-DAG: dense<[true, false]> : tensor<2xi1>
// CHECK-DAG: dense<{{\[}}[1, 3], [2, 4]]> : tensor<2x2xi64>
// CHECK-DAG: dense<[3, 4]> : tensor<2xi64>
// CHECK-DAG: dense<[0, -3]> : tensor<2xi64>
func.func @evaluate_elements() -> (tensor<2x2xi64>, tensor<2xi1>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) {
  %rows = toroid.constant dense<[[10], [20]]> : tensor<2x1xi64> : tensor<2x1xi64>
  %columns = toroid.constant dense<[1, 2]> : tensor<2xi64> : tensor<2xi64>
  %matrix = toroid.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi64> : tensor<2x2xi64>
  %divisor = toroid.constant dense<[0, -7]> : tensor<2xi64> : tensor<2xi64>
  %dividend = toroid.constant dense<[5, 22]> : tensor<2xi64> : tensor<2xi64>
  %two = toroid.constant dense<2> : tensor<i64> : tensor<i64>
  %0 = toroid.add %rows, %columns : (tensor<2x1xi64>, tensor<2xi64>) -> tensor<2x2xi64>
  %1 = toroid.compare lt, %columns, %two : (tensor<2xi64>, tensor<i64>) -> tensor<2xi1>
  %2 = toroid.transpose %matrix [1, 0] : (tensor<2x2xi64>) -> tensor<2x2xi64>
  %3 = toroid.slice %matrix [1, 0] [1, 2] [1, 1] : (tensor<2x2xi64>) -> tensor<1x2xi64>
  %4 = toroid.reshape %3 to [2] : (tensor<1x2xi64>) -> tensor<2xi64>
  %5 = toroid.div %dividend, %divisor : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  return %0, %1, %2, %4, %5 : tensor<2x2xi64>, tensor<2xi1>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>
}

// -----

// CHECK-LABEL: func @moves
// CHECK: %[[R:.*]] = toroid.reshape %arg0 to [2, 12]
// CHECK: %[[T:.*]] = toroid.transpose %arg0 [1, 2, 0]
// CHECK: return %[[R]], %[[T]], %arg0
func.func @moves(%x: tensor<2x3x4xf32>) -> (tensor<2x12xf32>, tensor<3x4x2xf32>, tensor<2x3x4xf32>) {
  %0 = toroid.reshape %x to [6, 4] : (tensor<2x3x4xf32>) -> tensor<6x4xf32>
  %1 = toroid.reshape %0 to [2, 12] : (tensor<6x4xf32>) -> tensor<2x12xf32>
  %2 = toroid.transpose %x [1, 0, 2] : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
  %3 = toroid.transpose %2 [0, 2, 1] : (tensor<3x2x4xf32>) -> tensor<3x4x2xf32>
  %4 = toroid.transpose %3 [2, 0, 1] : (tensor<3x4x2xf32>) -> tensor<2x3x4xf32>
  return %1, %3, %4 : tensor<2x12xf32>, tensor<3x4x2xf32>, tensor<2x3x4xf32>
}

// -----

// CHECK-LABEL: func @constant_sizes
// CHECK: toroid.reshape %arg0 to [%arg1, 2, 4]
// CHECK: toroid.slice %arg0 [0, 1] [%arg1, 2] [1, 1]
func.func @constant_sizes(%x: tensor<?x8xf32>, %n: index) -> (tensor<?x2x4xf32>, tensor<?x2xf32>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = toroid.reshape %x to [%n, %c2, 4] : (tensor<?x8xf32>) -> tensor<?x2x4xf32>
  %1 = toroid.slice %x [0, %c1] [%n, %c2] [1, 1] : (tensor<?x8xf32>) -> tensor<?x2xf32>
  return %0, %1 : tensor<?x2x4xf32>, tensor<?x2xf32>
}

// -----

// A product reads the transposed weight; a permutation of batch dims stays.
// CHECK-LABEL: func @transposed_product
// CHECK: toroid.matmul %arg0, %arg1 {transpose_rhs}
// CHECK: toroid.transpose %arg2 [1, 0, 3, 2]
// CHECK: toroid.matmul
func.func @transposed_product(%x: tensor<?x8xf32>, %w: tensor<4x8xf32>, %q: tensor<2x3x4x8xf32>, %p: tensor<3x2x4x4xf32>) -> (tensor<?x4xf32>, tensor<3x2x4x4xf32>) {
  %0 = toroid.transpose %w [1, 0] : (tensor<4x8xf32>) -> tensor<8x4xf32>
  %1 = toroid.matmul %x, %0 : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  %2 = toroid.transpose %q [1, 0, 3, 2] : (tensor<2x3x4x8xf32>) -> tensor<3x2x8x4xf32>
  %3 = toroid.matmul %p, %2 {transpose_lhs, transpose_rhs} : (tensor<3x2x4x4xf32>, tensor<3x2x8x4xf32>) -> tensor<3x2x4x8xf32>
  %4 = toroid.slice %3 [0, 0, 0, 0] [3, 2, 4, 4] [1, 1, 1, 1] : (tensor<3x2x4x8xf32>) -> tensor<3x2x4x4xf32>
  return %1, %4 : tensor<?x4xf32>, tensor<3x2x4x4xf32>
}

// -----

// CHECK-LABEL: func @select
// CHECK-NEXT: return %arg0, %arg1
func.func @select(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %yes = toroid.constant dense<true> : tensor<4xi1> : tensor<4xi1>
  %no = toroid.constant dense<false> : tensor<i1> : tensor<i1>
  %0 = toroid.select %yes, %x, %y : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = toroid.select %no, %x, %y : (tensor<i1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: func @logic
// CHECK-NEXT: return %arg0, %arg0, %arg0, %arg0, %arg0 :
func.func @logic(%x: tensor<?x8xi1>) -> (tensor<?x8xi1>, tensor<?x8xi1>, tensor<?x8xi1>, tensor<?x8xi1>, tensor<?x8xi1>) {
  %true = toroid.constant dense<true> : tensor<i1> : tensor<i1>
  %false = toroid.constant dense<false> : tensor<1x8xi1> : tensor<1x8xi1>
  %0 = toroid.and %x, %true : (tensor<?x8xi1>, tensor<i1>) -> tensor<?x8xi1>
  %1 = toroid.or %false, %x : (tensor<1x8xi1>, tensor<?x8xi1>) -> tensor<?x8xi1>
  %2 = toroid.not %x : (tensor<?x8xi1>) -> tensor<?x8xi1>
  %3 = toroid.not %2 : (tensor<?x8xi1>) -> tensor<?x8xi1>
  %4 = toroid.and %x, %x : (tensor<?x8xi1>, tensor<?x8xi1>) -> tensor<?x8xi1>
  %5 = toroid.or %x, %x : (tensor<?x8xi1>, tensor<?x8xi1>) -> tensor<?x8xi1>
  return %0, %1, %3, %4, %5 : tensor<?x8xi1>, tensor<?x8xi1>, tensor<?x8xi1>, tensor<?x8xi1>, tensor<?x8xi1>
}

// -----

// CHECK-LABEL: func @logic_absorbed
// CHECK-DAG: %[[F:.*]] = toroid.constant dense<false> : tensor<2x8xi1>
// CHECK-DAG: %[[T:.*]] = toroid.constant dense<true> : tensor<2x8xi1>
// CHECK: return %[[F]], %[[T]]
func.func @logic_absorbed(%x: tensor<2x8xi1>) -> (tensor<2x8xi1>, tensor<2x8xi1>) {
  %true = toroid.constant dense<true> : tensor<i1> : tensor<i1>
  %false = toroid.constant dense<false> : tensor<i1> : tensor<i1>
  %0 = toroid.and %x, %false : (tensor<2x8xi1>, tensor<i1>) -> tensor<2x8xi1>
  %1 = toroid.or %x, %true : (tensor<2x8xi1>, tensor<i1>) -> tensor<2x8xi1>
  return %0, %1 : tensor<2x8xi1>, tensor<2x8xi1>
}

// -----

// What stretches the other operand is not neutral; bits of integers are not
// truths.
// CHECK-LABEL: func @logic_kept
// CHECK: toroid.and
// CHECK: toroid.or
// CHECK: toroid.and
func.func @logic_kept(%x: tensor<?xi1>, %n: tensor<8xi32>) -> (tensor<8xi1>, tensor<8xi1>, tensor<8xi32>) {
  %true = toroid.constant dense<true> : tensor<8xi1> : tensor<8xi1>
  %false = toroid.constant dense<false> : tensor<8xi1> : tensor<8xi1>
  %one = toroid.constant dense<1> : tensor<i32> : tensor<i32>
  %0 = toroid.and %x, %true : (tensor<?xi1>, tensor<8xi1>) -> tensor<8xi1>
  %1 = toroid.or %x, %false : (tensor<?xi1>, tensor<8xi1>) -> tensor<8xi1>
  %2 = toroid.and %n, %one : (tensor<8xi32>, tensor<i32>) -> tensor<8xi32>
  return %0, %1, %2 : tensor<8xi1>, tensor<8xi1>, tensor<8xi32>
}

// -----

// CHECK-LABEL: func @select_uniform
// CHECK: %[[KEPT:.*]] = toroid.select %{{.*}}, %arg0, %arg1
// CHECK: return %arg0, %arg1, %[[KEPT]]
func.func @select_uniform(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %z: tensor<1x8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>) {
  %true = toroid.constant dense<true> : tensor<i1> : tensor<i1>
  %false = toroid.constant dense<false> : tensor<i1> : tensor<i1>
  %0 = toroid.select %true, %x, %z : (tensor<i1>, tensor<?x8xf32>, tensor<1x8xf32>) -> tensor<?x8xf32>
  %1 = toroid.select %false, %z, %y : (tensor<i1>, tensor<1x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  // Either of the dynamic dims may stretch.
  %2 = toroid.select %true, %x, %y : (tensor<i1>, tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0, %1, %2 : tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>
}

// -----

// Zeros are not added, and transposes are read as they are stored.
// CHECK-LABEL: func @linear
// CHECK-NEXT: %[[Y:.+]] = toroid.linear %arg0, %arg1 {transpose_input, transpose_weight} : (tensor<8x3xf32>, tensor<4x8xf32>) -> tensor<3x4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @linear(%x: tensor<8x3xf32>, %w: tensor<4x8xf32>) -> tensor<3x4xf32> {
  %b = toroid.constant dense<0.0> : tensor<4xf32> : tensor<4xf32>
  %r = toroid.constant dense<-0.0> : tensor<3x4xf32> : tensor<3x4xf32>
  %xt = toroid.transpose %x [1, 0] : (tensor<8x3xf32>) -> tensor<3x8xf32>
  %wt = toroid.transpose %w [1, 0] : (tensor<4x8xf32>) -> tensor<8x4xf32>
  %0 = toroid.linear %xt, %wt bias(%b) residual(%r) : (tensor<3x8xf32>, tensor<8x4xf32>, tensor<4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

// A weight in another shape is the same bytes.
// CHECK-LABEL: func @reshaped_weight
// CHECK-NEXT: %[[W:.+]] = toroid.constant dense_resource<w> : tensor<8x4xf32>
// CHECK-NEXT: return %[[W]]
func.func @reshaped_weight() -> tensor<8x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<2x4x4xf32> : tensor<2x4x4xf32>
  %0 = toroid.reshape %w to [8, 4] : (tensor<2x4x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}
