// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @missing(%x: tensor<2x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Einsum): its attribute 'equation' is missing}}
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64}
      : (tensor<2x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @inputs(%x: tensor<2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Einsum): its equation is about 2 inputs and it has 1}}
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "a,b->ab"}}
      : (tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @rank(%x: tensor<2x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Einsum): its equation has a term 'a' for an input of rank 2}}
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "a->a"}}
      : (tensor<2x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @letters(%x: tensor<2x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Einsum): its equation has a term 'a1' of other characters than letters}}
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "a1->a"}}
      : (tensor<2x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @diagonal(%x: tensor<2x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Einsum): its equation takes the diagonal of dims of sizes 2 and 3}}
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "aa->a"}}
      : (tensor<2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @output(%x: tensor<2x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Einsum): its equation has an output dim that no input has}}
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "ab->abc"}}
      : (tensor<2x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @sizes(%x: tensor<2x3xf32>, %y: tensor<4x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Einsum): it sums over 3 elements on the left and 4 on the right}}
  %r0 = onnx.node "Einsum"(%x, %y) {opset = 17 : i64, attrs = {equation = "ab,bc->ac"}}
      : (tensor<2x3xf32>, tensor<4x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @repeated_output(%x: tensor<2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Einsum): its equation has an output that repeats a letter}}
  %r0 = onnx.node "Einsum"(%x) {opset = 17 : i64, attrs = {equation = "a->aa"}}
      : (tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
