// RUN: toroid-opt %s --split-input-file --verify-diagnostics

func.func @saturate(%x: tensor<?xf32>) {
  // expected-error @+1 {{saturates, but has no result of narrow floating-point elements}}
  %0 = toroid.cast %x saturate : (tensor<?xf32>) -> tensor<?xi8>
  return
}

// -----

func.func @rounding(%x: tensor<?xf32>) {
  // expected-error @+1 {{has a rounding, but no result of type f8E8M0FNU}}
  %0 = toroid.cast %x rounding = up : (tensor<?xf32>) -> tensor<?xf8E5M2>
  return
}

// -----

func.func @unpack_scalar(%x: tensor<ui8>) {
  // expected-error @+1 {{needs an input of rank 1 or more}}
  %0 = toroid.unpack %x : (tensor<ui8>) -> tensor<ui4>
  return
}

// -----

func.func @unpack_size(%x: tensor<3xui8>) {
  // expected-error @+1 {{toroid.unpack}}
  %0 = toroid.unpack %x : (tensor<3xui8>) -> tensor<7xui4>
  return
}

// -----

func.func @unpack_bytes(%x: tensor<3xi8>) {
  // expected-error @+1 {{operand #0 must be ranked tensor of 8-bit unsigned integer values}}
  %0 = toroid.unpack %x : (tensor<3xi8>) -> tensor<6xui4>
  return
}

// -----

func.func @arithmetic(%x: tensor<3xi4>) {
  // expected-error @+1 {{operand #0 must be ranked tensor of number values}}
  %0 = toroid.add %x, %x : (tensor<3xi4>, tensor<3xi4>) -> tensor<3xi4>
  return
}

// -----

func.func @bitcast(%x: tensor<3xi4>) {
  // expected-error @+1 {{changes the width of elements from 4 to 8 bits}}
  %0 = toroid.bitcast %x : (tensor<3xi4>) -> tensor<3xi8>
  return
}
