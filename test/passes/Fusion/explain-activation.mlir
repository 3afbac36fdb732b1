// RUN: toroid-opt %s --split-input-file --toroid-fuse-gelu --toroid-fuse-silu --toroid-explain-fusion --verify-diagnostics

// The first condition of an activation that does not hold, and what was there
// instead.

func.func @pooler(%x: tensor<?xf32>) -> tensor<?xf32> {
  // expected-remark @+1 {{gelu: (a node without a name): not fused; needs: 1 is added to the erf or tanh [one-added]; found 'return'}}
  %e = toroid.tanh %x : (tensor<?xf32>) -> tensor<?xf32>
  return %e : tensor<?xf32>
}

// -----

func.func @gate_is_a_result(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %k = toroid.constant dense<0.707106769> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %t = toroid.mul %x, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // expected-remark @+1 {{[single-reader]; found readers 'return', 'mul'}}
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %e, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %m = toroid.mul %x, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %m, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %y, %a : tensor<?xf32>, tensor<?xf32>
}

// -----

func.func @another_number(%x: tensor<?xf32>) -> tensor<?xf32> {
  %k = toroid.constant dense<0.707106769> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %t = toroid.mul %x, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // expected-remark @+1 {{[one-added]; found 'add'}}
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %two = toroid.constant dense<2.0> : tensor<f32> : tensor<f32>
  %a = toroid.add %e, %two : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %m = toroid.mul %x, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %m, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @another_x(%x: tensor<?xf32>, %z: tensor<?xf32>) -> tensor<?xf32> {
  %k = toroid.constant dense<0.707106769> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %t = toroid.mul %x, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // expected-remark @+1 {{[product]; found 'mul'}}
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %e, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %m = toroid.mul %z, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %m, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @rounded_constant(%x: tensor<?xf32>) -> tensor<?xf32> {
  %k = toroid.constant dense<0.7> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %t = toroid.mul %x, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // expected-remark @+1 {{[argument]; found 0.7 x}}
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %e, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %m = toroid.mul %x, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %m, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @not_halved(%x: tensor<?xf32>) -> tensor<?xf32> {
  %k = toroid.constant dense<0.707106769> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %t = toroid.mul %x, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // expected-remark @+1 {{[half]; found 1 times it}}
  %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %e, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %m = toroid.mul %x, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %m : tensor<?xf32>
}

// -----

func.func @another_cube(%x: tensor<?xf32>) -> tensor<?xf32> {
  %k = toroid.constant dense<0.05> : tensor<f32> : tensor<f32>
  %r = toroid.constant dense<0.797884583> : tensor<f32> : tensor<f32>
  %one = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %half = toroid.constant dense<0.5> : tensor<f32> : tensor<f32>
  %three = toroid.constant dense<3.0> : tensor<f32> : tensor<f32>
  %q = toroid.pow %x, %three : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %kq = toroid.mul %q, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %p = toroid.add %x, %kq : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %t = toroid.mul %p, %r : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // expected-remark @+1 {{[argument]; found 0.797885 x + 0.0398942 x³}}
  %e = toroid.tanh %t : (tensor<?xf32>) -> tensor<?xf32>
  %a = toroid.add %e, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %m = toroid.mul %x, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %m, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @almost_quick(%x: tensor<?xf32>) -> tensor<?xf32> {
  %k = toroid.constant dense<1.75> : tensor<f32> : tensor<f32>
  %t = toroid.mul %x, %k : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // expected-remark @+1 {{gelu: (a node without a name): not fused; needs: the argument is x/√2 of erf, √(2/π) (x + 0.044715 x³) of tanh, 1.702 x of sigmoid [argument]; found 1.75 x}}
  %e = toroid.sigmoid %t : (tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %x, %e : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @gate_of_another(%x: tensor<?xf32>, %z: tensor<?xf32>) -> tensor<?xf32> {
  // expected-remark @+1 {{silu: (a node without a name): not fused; needs: the sigmoid is multiplied with its own argument [product]; found 'mul'}}
  %e = toroid.sigmoid %x : (tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %z, %e : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @sigmoid_is_a_result(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  // expected-remark @+1 {{[single-reader]; found readers 'return', 'mul'}}
  %e = toroid.sigmoid %x : (tensor<?xf32>) -> tensor<?xf32>
  %y = toroid.mul %x, %e : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %y, %e : tensor<?xf32>, tensor<?xf32>
}
