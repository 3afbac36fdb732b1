// RUN: toroid-opt %s --split-input-file --toroid-fuse-layer-norm --toroid-fuse-rms-norm --toroid-explain-fusion --verify-diagnostics

// The first condition of a normalization that does not hold, and what was there
// instead.

func.func @deviation_is_a_result(%x: tensor<?x?x8xf32>) -> (tensor<?x?x8xf32>, tensor<?x?x1xf32>) {
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  // expected-remark @+1 {{layer_norm: (a node without a name): not fused; needs: nothing else reads what lies between the root and what it divides [single-reader]; found readers 'return', 'div'}}
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.div %d, %dev : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n, %dev : tensor<?x?x8xf32>, tensor<?x?x1xf32>
}

// -----

func.func @inverse_is_a_result(%x: tensor<?x?x8xf32>) -> (tensor<?x?x8xf32>, tensor<?x?x1xf32>) {
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  // expected-remark @+1 {{rms_norm: (a node without a name): not fused; needs: nothing else reads what lies between the root and what it divides [single-reader]; found readers 'return', 'mul'}}
  %inv = toroid.rsqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.mul %x, %inv : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n, %inv : tensor<?x?x8xf32>, tensor<?x?x1xf32>
}

// -----

func.func @two_sets_of_axes(%x: tensor<2x4x8xf32>) -> tensor<2x4x8xf32> {
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<2x4x8xf32>) -> tensor<2x4x1xf32>
  %d = toroid.sub %x, %mean : (tensor<2x4x8xf32>, tensor<2x4x1xf32>) -> tensor<2x4x8xf32>
  %sq = toroid.mul %d, %d : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %var = toroid.reduce mean, %sq axes = [1, 2] keep_dims = true : (tensor<2x4x8xf32>) -> tensor<2x1x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<2x1x1xf32>, tensor<f32>) -> tensor<2x1x1xf32>
  // expected-remark @+1 {{layer_norm: (a node without a name): not fused; needs: mean and variance are taken over the same dims [same-axes]; found the mean over [2], the variance over [1, 2]}}
  %dev = toroid.sqrt %sum : (tensor<2x1x1xf32>) -> tensor<2x1x1xf32>
  %n = toroid.div %d, %dev : (tensor<2x4x8xf32>, tensor<2x1x1xf32>) -> tensor<2x4x8xf32>
  return %n : tensor<2x4x8xf32>
}

// -----

func.func @over_channels(%x: tensor<2x4x8xf32>) -> tensor<2x4x8xf32> {
  %sq = toroid.mul %x, %x : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %var = toroid.reduce mean, %sq axes = [1] keep_dims = true : (tensor<2x4x8xf32>) -> tensor<2x1x8xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<2x1x8xf32>, tensor<f32>) -> tensor<2x1x8xf32>
  // expected-remark @+1 {{rms_norm: (a node without a name): not fused; needs: statistics are taken over the last dims [trailing-axes]; found dims [1] of 3}}
  %dev = toroid.sqrt %sum : (tensor<2x1x8xf32>) -> tensor<2x1x8xf32>
  %n = toroid.div %x, %dev : (tensor<2x4x8xf32>, tensor<2x1x8xf32>) -> tensor<2x4x8xf32>
  return %n : tensor<2x4x8xf32>
}

// -----

func.func @epsilon_after_root(%x: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  // expected-remark @+1 {{layer_norm: (a node without a name): not fused; needs: epsilon is added to the mean of squares, under the root [epsilon-inside-root]; found 'add'}}
  %dev = toroid.sqrt %var : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %sum = toroid.add %dev, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  %n = toroid.div %d, %sum : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n : tensor<?x?x8xf32>
}

// -----

func.func @epsilon_varies(%x: tensor<?x?x8xf32>, %eps: tensor<?x?x1xf32>) -> tensor<?x?x8xf32> {
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  // expected-remark @+1 {{rms_norm: (a node without a name): not fused; needs: epsilon is one number, and not negative [uniform-epsilon]; found an input}}
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.div %x, %dev : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n : tensor<?x?x8xf32>
}

// -----

func.func @another_numerator(%x: tensor<?x?x8xf32>, %z: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  // expected-remark @+1 {{rms_norm: (a node without a name): not fused; needs: the root divides the value that it was computed from [same-numerator]; found 'div'}}
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.div %z, %dev : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n : tensor<?x?x8xf32>
}

// -----

func.func @numerator_not_centered(%x: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %mean = toroid.reduce mean, %x axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  // expected-remark @+1 {{layer_norm: (a node without a name): not fused; needs: the root divides the value that it was computed from [same-numerator]; found 'div'}}
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.div %x, %dev : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n : tensor<?x?x8xf32>
}

// -----

func.func @scale_by_row(%x: tensor<?x?x8xf32>, %g: tensor<?x?x1xf32>) -> tensor<?x?x8xf32> {
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  // expected-remark @+1 {{rms_norm: (a node without a name): not fused; needs: a scale in front of the value varies along the normalized dims only [scale-shape]; found 'mul'}}
  %inv = toroid.rsqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %f = toroid.mul %inv, %g : (tensor<?x?x1xf32>, tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.mul %x, %f : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n : tensor<?x?x8xf32>
}

// -----

func.func @bits_are_lost(%x: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %sq = toroid.mul %x, %x : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  // expected-remark @+1 {{rms_norm: (a node without a name): not fused; needs: nothing in between has fewer bits than the result [exact-casts]; found f16 in between, and a result of f32}}
  %inv = toroid.rsqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %ih = toroid.cast %inv : (tensor<?x?x1xf32>) -> tensor<?x?x1xf16>
  %iw = toroid.cast %ih : (tensor<?x?x1xf16>) -> tensor<?x?x1xf32>
  %n = toroid.mul %x, %iw : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n : tensor<?x?x8xf32>
}

// -----

func.func @mean_loses_bits(%x: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %h = toroid.cast %x : (tensor<?x?x8xf32>) -> tensor<?x?x8xf16>
  %mh = toroid.reduce mean, %h axes = [2] keep_dims = true : (tensor<?x?x8xf16>) -> tensor<?x?x1xf16>
  %mean = toroid.cast %mh : (tensor<?x?x1xf16>) -> tensor<?x?x1xf32>
  %d = toroid.sub %x, %mean : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  %sq = toroid.mul %d, %d : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %var = toroid.reduce mean, %sq axes = [2] keep_dims = true : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
  %eps = toroid.constant dense<1.0e-5> : tensor<f32> : tensor<f32>
  %sum = toroid.add %var, %eps : (tensor<?x?x1xf32>, tensor<f32>) -> tensor<?x?x1xf32>
  // expected-remark @+1 {{[exact-casts]; found f16 in between, and a result of f32}}
  %dev = toroid.sqrt %sum : (tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %n = toroid.div %d, %dev : (tensor<?x?x8xf32>, tensor<?x?x1xf32>) -> tensor<?x?x8xf32>
  return %n : tensor<?x?x8xf32>
}
