// RUN: toroid-opt %s --split-input-file --verify-diagnostics

func.func @pool_numbers(%x: tensor<2x8xf32>) { // (C1)
  // expected-error @+1 {{needs a kernel, strides and dilations for some or all of its dims}}
  %0 = toroid.pool max, %x kernel = [2] strides = [2, 1] dilations = [1] : (tensor<2x8xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @pool_strides(%x: tensor<2x8xf32>) { // (C1)
  // expected-error @+1 {{needs a positive kernel, strides and dilations}}
  %0 = toroid.pool max, %x kernel = [2] strides = [0] dilations = [1] : (tensor<2x8xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @pool_mean(%x: tensor<2x8xf32>) { // (C2)
  // expected-error @+1 {{cannot take means}}
  %0 = toroid.pool mean, %x kernel = [2] strides = [2] dilations = [1] : (tensor<2x8xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @pool_large(%x: tensor<2x8xf32>) { // (C3)
  // expected-error @+1 {{has a window larger than its padded input in spatial dim 0}}
  %0 = toroid.pool max, %x kernel = [5] strides = [2] dilations = [2] : (tensor<2x8xf32>) -> tensor<2x1xf32>
  return
}

// -----

func.func @fold_numbers(%x: tensor<4x8xf32>) { // (C1)
  // expected-error @+1 {{needs positive strides and dilations for pairs of its last dims}}
  %0 = toroid.fold %x strides = [2, 2] dilations = [1, 1] : (tensor<4x8xf32>) -> tensor<18xf32>
  return
}

// -----

func.func @fold_empty(%x: tensor<0x8xf32>) { // (C2)
  // expected-error @+1 {{has empty windows in spatial dim 0}}
  %0 = toroid.fold %x strides = [2] dilations = [1] : (tensor<0x8xf32>) -> tensor<18xf32>
  return
}
