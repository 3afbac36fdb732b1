// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

// Arithmetic, logic.

func.func @gelu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Gelu): its attribute 'approximate' is 'fast' and not 'none' or 'tanh'}}
  %r0 = onnx.node "Gelu"(%x) {opset = 20 : i64, attrs = {approximate = "fast"}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @clip(%x: tensor<4xi32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Clip): its input has no floating-point elements}}
  %r0 = onnx.node "Clip"(%x) {opset = 6 : i64}
      : (tensor<4xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @max(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(Max): its input #1 is missing}}
  %r0 = onnx.node "Max"(%x, %none, %x) {opset = 17 : i64}
      : (tensor<?x4xf32>, none, tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @cast(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Cast): the element type with number 8 is not supported; re-export the model with float32 or float16 numbers}}
  %r0 = onnx.node "Cast"(%x) {opset = 17 : i64, attrs = {to = 8 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @is_inf(%x: tensor<4xi32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(IsInf): its input has no floating-point elements}}
  %r0 = onnx.node "IsInf"(%x) {opset = 17 : i64}
      : (tensor<4xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @where(%c: tensor<4xf32>, %x: tensor<4xf32>, %y: tensor<4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Where): its operand #0 must be ranked tensor of 1-bit signless integer values}}
  %r0 = onnx.node "Where"(%c, %x, %y) {opset = 17 : i64}
      : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @add_old_axis(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Add): its input #1 of rank 2 does not fit at axis 1 of a tensor of rank 2}}
  %r0 = onnx.node "Add"(%x, %y) {opset = 6 : i64, attrs = {axis = 1 : i64, broadcast = 1 : i64}}
      : (tensor<?x4xf32>, tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @bit_shift(%x: tensor<4xui8>)
    -> !onnx.unknown {
  // expected-error @+1 {{(BitShift): its attribute 'direction' is 'UP' and not 'LEFT' or 'RIGHT'}}
  %r0 = onnx.node "BitShift"(%x, %x) {opset = 11 : i64, attrs = {direction = "UP"}}
      : (tensor<4xui8>, tensor<4xui8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @bitwise_and(%x: tensor<4xi1>)
    -> !onnx.unknown {
  // expected-error @+1 {{(BitwiseAnd): its inputs are not tensors of integers}}
  %r0 = onnx.node "BitwiseAnd"(%x, %x) {opset = 18 : i64}
      : (tensor<4xi1>, tensor<4xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @bit_cast(%x: tensor<4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(BitCast): it changes the width of elements from 32 to 64 bits}}
  %r0 = onnx.node "BitCast"(%x) {opset = 26 : i64, attrs = {to = 7 : i64}}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
