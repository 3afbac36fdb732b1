// RUN: toroid-opt %s --split-input-file --toroid-fuse-linear --canonicalize | FileCheck %s

// A product with a weight alone.
// CHECK-LABEL: func @product
// CHECK: %[[W:.*]] = toroid.constant
// CHECK: %[[Y:.*]] = toroid.linear %arg0, %[[W]] : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @product(%x: tensor<?x?x8xf32>) -> tensor<?x?x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  %y = toroid.matmul %x, %w : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
  return %y : tensor<?x?x4xf32>
}

// -----

// Bias, activation and residual; the bias on the left, the residual on the
// right.
// CHECK-LABEL: func @everything
// CHECK: toroid.linear %arg0, %{{.*}} bias(%{{.*}}) residual(%arg1) activation = gelu_erf
// CHECK-SAME: (tensor<?x?x8xf32>, tensor<8x4xf32>, tensor<4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
// CHECK-NEXT: return
func.func @everything(%x: tensor<?x?x8xf32> {toroid.dims = ["b", "s", 8]}, %r: tensor<?x?x4xf32> {toroid.dims = ["b", "s", 4]}) -> tensor<?x?x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  %b = toroid.constant dense_resource<b> : tensor<4xf32> : tensor<4xf32>
  %0 = toroid.matmul %x, %w : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
  %1 = toroid.add %b, %0 : (tensor<4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  %2 = toroid.gelu erf %1 : (tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  %3 = toroid.add %2, %r : (tensor<?x?x4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  return %3 : tensor<?x?x4xf32>
}

// -----

// Every activation; without a bias, in f16 too.
// CHECK-LABEL: func @activations
// CHECK-DAG: toroid.linear {{.*}} activation = relu {transpose_weight} : (tensor<?x8xf32>
// CHECK-DAG: toroid.linear {{.*}} activation = silu : (tensor<?x8xf32>
// CHECK-DAG: toroid.linear {{.*}} activation = gelu_tanh : (tensor<?x8xf32>
// CHECK-DAG: toroid.linear {{.*}} activation = gelu_sigmoid : (tensor<?x8xf16>
// CHECK-NOT: toroid.matmul
func.func @activations(%x: tensor<?x8xf32>, %h: tensor<?x8xf16>) -> (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf16>) {
  %w = toroid.constant dense_resource<w> : tensor<8x8xf32> : tensor<8x8xf32>
  %v = toroid.constant dense_resource<v> : tensor<8x8xf16> : tensor<8x8xf16>
  %0 = toroid.matmul %x, %w {transpose_rhs} : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
  %a = toroid.relu %0 : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %1 = toroid.matmul %x, %w : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
  %b = toroid.silu %1 : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %2 = toroid.matmul %a, %w : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
  %c = toroid.gelu tanh %2 : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %3 = toroid.matmul %h, %v : (tensor<?x8xf16>, tensor<8x8xf16>) -> tensor<?x8xf16>
  %d = toroid.gelu sigmoid %3 : (tensor<?x8xf16>) -> tensor<?x8xf16>
  return %a, %b, %c, %d : tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf16>
}

// -----

// Gemm between reshapes: the activation and the residual see the batch again,
// and so does the linear.
// CHECK-LABEL: func @flattened
// CHECK-NOT: toroid.reshape
// CHECK: toroid.linear %arg0, %{{.*}} bias(%{{.*}}) residual(%arg1) activation = silu {transpose_weight}
// CHECK-SAME: (tensor<2x?x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<2x?x4xf32>) -> tensor<2x?x4xf32>
// CHECK-NEXT: return
func.func @flattened(%x: tensor<2x?x8xf32> {toroid.dims = [2, "s", 8]}, %r: tensor<2x?x4xf32> {toroid.dims = [2, "s", 4]}) -> tensor<2x?x4xf32> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %s = tensor.dim %x, %c1 : tensor<2x?x8xf32>
  %rows = arith.muli %s, %c2 : index
  %w = toroid.constant dense_resource<w> : tensor<4x8xf32> : tensor<4x8xf32>
  %b = toroid.constant dense_resource<b> : tensor<4xf32> : tensor<4xf32>
  %f = toroid.reshape %x to [%rows, 8] : (tensor<2x?x8xf32>) -> tensor<?x8xf32>
  %0 = toroid.matmul %f, %w {transpose_rhs} : (tensor<?x8xf32>, tensor<4x8xf32>) -> tensor<?x4xf32>
  %1 = toroid.add %0, %b : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %2 = toroid.reshape %1 to [2, %s, 4] : (tensor<?x4xf32>) -> tensor<2x?x4xf32>
  %3 = toroid.silu %2 : (tensor<2x?x4xf32>) -> tensor<2x?x4xf32>
  %4 = toroid.add %r, %3 : (tensor<2x?x4xf32>, tensor<2x?x4xf32>) -> tensor<2x?x4xf32>
  return %4 : tensor<2x?x4xf32>
}

// -----

// An einsum of features to heads: the bias has a dim for each.
// CHECK-LABEL: func @to_heads
// CHECK-DAG: %[[W:.*]] = toroid.constant dense_resource<w> : tensor<8x6xf32>
// CHECK-DAG: %[[B:.*]] = toroid.constant dense_resource<b> : tensor<6xf32>
// CHECK: %[[Y:.*]] = toroid.linear %arg0, %[[W]] bias(%[[B]])
// CHECK: toroid.reshape %[[Y]] to [5, 2, 3]
func.func @to_heads(%x: tensor<5x8xf32>) -> tensor<5x2x3xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x2x3xf32> : tensor<8x2x3xf32>
  %b = toroid.constant dense_resource<b> : tensor<1x2x3xf32> : tensor<1x2x3xf32>
  %m = toroid.reshape %w to [8, 6] : (tensor<8x2x3xf32>) -> tensor<8x6xf32>
  %0 = toroid.matmul %x, %m : (tensor<5x8xf32>, tensor<8x6xf32>) -> tensor<5x6xf32>
  %1 = toroid.reshape %0 to [5, 2, 3] : (tensor<5x6xf32>) -> tensor<5x2x3xf32>
  %2 = toroid.add %1, %b : (tensor<5x2x3xf32>, tensor<1x2x3xf32>) -> tensor<5x2x3xf32>
  return %2 : tensor<5x2x3xf32>
}

// -----

// Reshapes behind which nothing follows stay where they are.
// CHECK-LABEL: func @reshaped_last
// CHECK: %[[Y:.*]] = toroid.linear %arg0
// CHECK: toroid.reshape %[[Y]]
func.func @reshaped_last(%x: tensor<6x8xf32>) -> tensor<2x3x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  %0 = toroid.matmul %x, %w : (tensor<6x8xf32>, tensor<8x4xf32>) -> tensor<6x4xf32>
  %1 = toroid.reshape %0 to [2, 3, 4] : (tensor<6x4xf32>) -> tensor<2x3x4xf32>
  return %1 : tensor<2x3x4xf32>
}

// -----

// Transposes of operands vanish, also of the weight; leading dims of 1 go.
// CHECK-LABEL: func @transposed
// CHECK-NOT: toroid.transpose
// CHECK: toroid.linear %arg0, %{{.*}} {transpose_input, transpose_weight} : (tensor<2x8x5xf32>, tensor<4x8xf32>)
// CHECK: toroid.linear %arg0, %{{.*}} {transpose_input} : (tensor<2x8x5xf32>, tensor<8x4xf32>)
func.func @transposed(%x: tensor<2x8x5xf32>) -> (tensor<2x5x4xf32>, tensor<2x5x4xf32>) {
  %w = toroid.constant dense_resource<w> : tensor<4x8xf32> : tensor<4x8xf32>
  %v = toroid.constant dense_resource<v> : tensor<1x8x4xf32> : tensor<1x8x4xf32>
  %t = toroid.transpose %x [0, 2, 1] : (tensor<2x8x5xf32>) -> tensor<2x5x8xf32>
  %wt = toroid.transpose %w [1, 0] : (tensor<4x8xf32>) -> tensor<8x4xf32>
  %0 = toroid.matmul %t, %wt : (tensor<2x5x8xf32>, tensor<8x4xf32>) -> tensor<2x5x4xf32>
  %1 = toroid.matmul %t, %v : (tensor<2x5x8xf32>, tensor<1x8x4xf32>) -> tensor<2x5x4xf32>
  return %0, %1 : tensor<2x5x4xf32>, tensor<2x5x4xf32>
}

// -----

// A weight that is computed from constants; a bias that a run computes.
// CHECK-LABEL: func @computed
// CHECK: toroid.linear %arg0, %{{.*}} bias(%arg1)
func.func @computed(%x: tensor<?x8xf32>, %b: tensor<4xf32>) -> tensor<?x4xf32> {
  %q = toroid.constant dense_resource<q> : tensor<8x4xi8> : tensor<8x4xi8>
  %s = toroid.constant dense<0.1> : tensor<f32> : tensor<f32>
  %f = toroid.cast %q : (tensor<8x4xi8>) -> tensor<8x4xf32>
  %w = toroid.mul %f, %s : (tensor<8x4xf32>, tensor<f32>) -> tensor<8x4xf32>
  %0 = toroid.matmul %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  %1 = toroid.add %0, %b : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// -----

// The sum of two products: one is the other's residual.
// CHECK-LABEL: func @two
// CHECK: %[[A:.*]] = toroid.linear %arg0
// CHECK: %[[B:.*]] = toroid.linear %arg1, %{{.*}} residual(%[[A]])
// CHECK-NEXT: return %[[B]]
func.func @two(%x: tensor<3x8xf32>, %y: tensor<3x8xf32>) -> tensor<3x8xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x8xf32> : tensor<8x8xf32>
  %1 = toroid.matmul %y, %w : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %0 = toroid.matmul %x, %w : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
  %2 = toroid.add %0, %1 : (tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  return %2 : tensor<3x8xf32>
}
