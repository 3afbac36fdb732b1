// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @missing_branch(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = onnx.constant dense<true> : tensor<i1> : tensor<i1>
  // expected-error @+1 {{(If): it has no subgraph 'then_branch'}}
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["else_branch"]} : (tensor<i1>) -> tensor<2xf32> {
    onnx.yield %x : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @branch_outputs(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = onnx.constant dense<true> : tensor<i1> : tensor<i1>
  // expected-error @+1 {{(If): its branch 'then_branch' has 0 outputs and not 1}}
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch"]} : (tensor<i1>) -> tensor<2xf32> {
    onnx.yield
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @constant() -> !onnx.unknown {
  // expected-error @+1 {{(Constant): it has no value of a supported kind (strings and sparse tensors are not)}}
  %0 = onnx.node "Constant"() {opset = 17 : i64, attrs = {value_string = "x"}} : () -> !onnx.unknown
  return %0 : !onnx.unknown
}

// -----

// expected-error @+1 {{input 'text' has type 'tensor<2x!onnx.string>', whose elements are not supported}}
func.func @string_input(%x: tensor<2x!onnx.string> {toroid.name = "text"}) -> tensor<2x!onnx.string> {
  return %x : tensor<2x!onnx.string>
}

// -----

// expected-error @+1 {{input #0 has type '!onnx.optional<tensor<2xf32>>', where a tensor is needed; re-export the model so that it takes tensors alone}}
func.func @optional_input(%x: !onnx.optional<tensor<2xf32>>) -> !onnx.optional<tensor<2xf32>> {
  return %x : !onnx.optional<tensor<2xf32>>
}

// -----

// expected-error @+1 {{input #0 has type 'tensor<*xf32>', where a tensor of known rank is needed; give it one with --shape, or re-export the model with the shapes of its inputs}}
func.func @unranked_input(%x: tensor<*xf32>) -> tensor<*xf32> {
  return %x : tensor<*xf32>
}

// -----

// expected-error @+1 {{input 'x' has type 'tensor<4294967296x4294967296x4xf32>', which no machine can hold}}
func.func @huge_input(%x: tensor<4294967296x4294967296x4xf32> {toroid.name = "x"}) -> tensor<4294967296x4294967296x4xf32> {
  return %x : tensor<4294967296x4294967296x4xf32>
}

// -----

// expected-error @+1 {{output 'y' is declared with elements of type 'i64' but has elements of type 'f32'; run the ONNX checker on the model}}
func.func @output_type(%x: tensor<2xf32>) -> (tensor<2xi64> {toroid.name = "y"}) {
  %0 = onnx.node "Relu"(%x) {opset = 17 : i64} : (tensor<2xf32>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}
