// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

// What every node can get wrong.

func.func @unknown(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{node '<unnamed>' (Frobnicate): the operator is not supported; re-export the model so that it does without Frobnicate}}
  %r0 = onnx.node "Frobnicate"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @other_domain(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{node '<unnamed>' (Relu of domain com.acme): the operator is not supported; start from the model as it was exported}}
  %r0 = onnx.node "Relu"(%x) {domain = "com.acme", opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @too_old(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Reshape): the operator of opset 4 is not supported, only that of opset 5 and later; re-export the model with opset_version=5 or higher}}
  %r0 = onnx.node "Reshape"(%x, %y) {opset = 4 : i64}
      : (tensor<?x4xf32>, tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @too_new(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{the model uses opset 99, and the newest known one is 28; re-export it with opset_version=28 or lower}}
  %r0 = onnx.node "Relu"(%x) {opset = 99 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @too_many_inputs(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Relu): it has 2 inputs and takes 1 at most}}
  %r0 = onnx.node "Relu"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @too_few_inputs(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Add): its input #1 is missing}}
  %r0 = onnx.node "Add"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @omitted_input(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(Add): its input #0 is missing}}
  %r0 = onnx.node "Add"(%none, %x) {opset = 17 : i64}
      : (none, tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @extra_output(%x: tensor<?x4xf32>)
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  // expected-error @+1 {{(Dropout): its output #2 is not supported; re-export the model without using it}}
  %r0, %r1, %r2 = onnx.node "Dropout"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// -----

func.func @mixed_types(%x: tensor<4xf32>, %y: tensor<4xf64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Add): it requires the same element type for all operands and results}}
  %r0 = onnx.node "Add"(%x, %y) {opset = 17 : i64}
      : (tensor<4xf32>, tensor<4xf64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @no_broadcast(%x: tensor<?x4xf32>, %y: tensor<3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Add): it has operands that do not broadcast: 'tensor<?x4xf32>', 'tensor<3xf32>'}}
  %r0 = onnx.node "Add"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @element_type()
    -> !onnx.unknown {
  %c = onnx.constant dense<1> : tensor<2xi4> : tensor<2xi4>
  // expected-error @+1 {{(Relu): its operand #0 must be ranked tensor of number values, but got 'tensor<2xi4>'; check that the model is valid (onnx.checker with full_check)}}
  %r0 = onnx.node "Relu"(%c) {opset = 17 : i64}
      : (tensor<2xi4>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @missing_attribute(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Concat): its attribute 'axis' is missing}}
  %r0 = onnx.node "Concat"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @attribute_not_integer(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Concat): its attribute 'axis' is not an integer}}
  %r0 = onnx.node "Concat"(%x) {opset = 17 : i64, attrs = {axis = 1.0 : f32}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @attribute_not_float(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(LeakyRelu): its attribute 'alpha' is not a floating-point number}}
  %r0 = onnx.node "LeakyRelu"(%x) {opset = 17 : i64, attrs = {alpha = 1 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @attribute_not_string(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Gelu): its attribute 'approximate' is not a string}}
  %r0 = onnx.node "Gelu"(%x) {opset = 20 : i64, attrs = {approximate = 1 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @attribute_not_integers(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Transpose): its attribute 'perm' is not a list of integers}}
  %r0 = onnx.node "Transpose"(%x) {opset = 17 : i64, attrs = {perm = 1 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @attribute_not_tensor()
    -> !onnx.unknown {
  // expected-error @+1 {{(Constant): its attribute 'value' is not a tensor}}
  %r0 = onnx.node "Constant"() {opset = 17 : i64, attrs = {value = 1 : i64}}
      : () -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @moved(%x: tensor<?x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(Split): it has an attribute 'split', which is an input from opset 13 on; make it an input, or export the model for an opset below 13}}
  %r0:2 = onnx.node "Split"(%x) {opset = 13 : i64, attrs = {axis = 1 : i64, split = array<i64: 1, 3>}}
      : (tensor<?x4xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0#0 : !onnx.unknown
}
