// RUN: toroid-opt --split-input-file --verify-diagnostics --toroid-verify-lowered %s

func.func @exp(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'toroid.exp' op is left after lowering}}
  %0 = toroid.exp %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @bool() {
  // expected-error @below {{has a tensor of type 'tensor<4xi1>' left after lowering}}
  %0 = tensor.empty() : tensor<4xi1>
  return
}

// -----

func.func @attention(%q: tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32> {
  %0 = toroid.attention %q, %q, %q scale = 0.5 : (tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32>
  return %0 : tensor<1x2x3x4xf32>
}
