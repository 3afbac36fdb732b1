// RUN: toroid-opt %s --split-input-file --toroid-fuse-linear --canonicalize --toroid-explain-fusion --verify-diagnostics

// What is no linear, and what a linear did not take in: each with the first
// condition that does not hold, and what was there instead.

func.func @weight_is_an_input(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>) -> tensor<?x4xf32> {
  // expected-remark @+1 {{linear: (a node without a name): not fused; needs: the right side of the product is the same in every run [constant-weight]; found an input; remedy: store the weight in the model}}
  %y = toroid.matmul %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// -----

func.func @weight_for_each_batch(%x: tensor<2x?x8xf32>) -> tensor<2x?x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<2x8x4xf32> : tensor<2x8x4xf32>
  // expected-remark @+1 {{[one-matrix]; found tensor<2x8x4xf32>}}
  %y = toroid.matmul %x, %w : (tensor<2x?x8xf32>, tensor<2x8x4xf32>) -> tensor<2x?x4xf32>
  return %y : tensor<2x?x4xf32>
}

// -----

func.func @product_has_another_reader(%x: tensor<?x8xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  %b = toroid.constant dense_resource<b> : tensor<4xf32> : tensor<4xf32>
  // expected-remark @+1 {{linear: (a node without a name): 8 to 4}}
  %0 = toroid.matmul %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  // expected-remark @+1 {{[single-reader]; found readers 'return', 'add'}}
  %1 = toroid.add %0, %b : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return %1, %0 : tensor<?x4xf32>, tensor<?x4xf32>
}

// -----

func.func @activation_has_another_reader(%x: tensor<?x8xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  %b = toroid.constant dense_resource<b> : tensor<4xf32> : tensor<4xf32>
  // expected-remark @+1 {{linear: (a node without a name): 8 to 4, bias}}
  %0 = toroid.matmul %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  %1 = toroid.add %0, %b : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  // expected-remark @+2 {{gelu: (a node without a name): erf form}}
  // expected-remark @+1 {{linear: (a node without a name): not fused; needs: nothing else reads what lies between the product and this op [single-reader]; found readers 'return', 'gelu'}}
  %2 = toroid.gelu erf %1 : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %2, %1 : tensor<?x4xf32>, tensor<?x4xf32>
}

// -----

func.func @bias_along_the_rows(%x: tensor<3x8xf32>) -> tensor<3x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  %b = toroid.constant dense_resource<b> : tensor<3x1xf32> : tensor<3x1xf32>
  // expected-remark @+1 {{linear: (a node without a name): 8 to 4}}
  %0 = toroid.matmul %x, %w : (tensor<3x8xf32>, tensor<8x4xf32>) -> tensor<3x4xf32>
  // expected-remark @+1 {{[term-shape]; found tensor<3x1xf32> added to tensor<3x4xf32>}}
  %1 = toroid.add %0, %b : (tensor<3x4xf32>, tensor<3x1xf32>) -> tensor<3x4xf32>
  return %1 : tensor<3x4xf32>
}

// -----

func.func @sum_is_larger(%x: tensor<3x8xf32>, %r: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  // expected-remark @+1 {{linear: (a node without a name): 8 to 4}}
  %0 = toroid.matmul %x, %w : (tensor<3x8xf32>, tensor<8x4xf32>) -> tensor<3x4xf32>
  // expected-remark @+1 {{[term-shape]; found tensor<2x3x4xf32> added to tensor<3x4xf32>}}
  %1 = toroid.add %0, %r : (tensor<3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %1 : tensor<2x3x4xf32>
}

// -----

func.func @two_activations(%x: tensor<?x8xf32>) -> tensor<?x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  // expected-remark @+1 {{linear: (a node without a name): 8 to 4, relu}}
  %0 = toroid.matmul %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  %1 = toroid.relu %0 : (tensor<?x4xf32>) -> tensor<?x4xf32>
  // expected-remark @+2 {{silu: (a node without a name): x · sigmoid(x)}}
  // expected-remark @+1 {{linear: (a node without a name): not fused; needs: bias, activation and residual follow in this order, each once [order]}}
  %2 = toroid.silu %1 : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// -----

func.func @bias_behind_the_activation(%x: tensor<?x8xf32>) -> tensor<?x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  %b = toroid.constant dense_resource<b> : tensor<4xf32> : tensor<4xf32>
  // expected-remark @+1 {{linear: (a node without a name): 8 to 4, relu}}
  %0 = toroid.matmul %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  %1 = toroid.relu %0 : (tensor<?x4xf32>) -> tensor<?x4xf32>
  // expected-remark @+1 {{[order]}}
  %2 = toroid.add %1, %b : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// -----

// The activation is told of as well, under its own name.
func.func @inside(%x: tensor<?x8xf32>) -> tensor<?x4xf32> {
  %w = toroid.constant dense_resource<w> : tensor<8x4xf32> : tensor<8x4xf32>
  // expected-remark @+2 {{linear: (a node without a name): 8 to 4, gelu_tanh}}
  // expected-remark @+1 {{gelu: (a node without a name): tanh form}}
  %0 = toroid.matmul %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  %1 = toroid.gelu tanh %0 : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// -----

// Integers are multiplied, but by no linear.
func.func @integers(%x: tensor<?x8xi32>, %w: tensor<8x4xi32>) -> tensor<?x4xi32> {
  %0 = toroid.matmul %x, %w : (tensor<?x8xi32>, tensor<8x4xi32>) -> tensor<?x4xi32>
  return %0 : tensor<?x4xi32>
}
