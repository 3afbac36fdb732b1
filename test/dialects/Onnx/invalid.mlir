// RUN: toroid-opt %s --split-input-file --verify-diagnostics

func.func @unnamed_subgraph(%a: tensor<i1>) -> tensor<i1> {
  // expected-error @+1 {{names 0 subgraphs but has 1}}
  %0 = onnx.node "If"(%a) {opset = 17 : i64} : (tensor<i1>) -> tensor<i1> {
    onnx.yield %a : tensor<i1>
  }
  return %0 : tensor<i1>
}

// -----

func.func @empty_subgraph(%a: tensor<i1>) -> tensor<i1> {
  // expected-error @+1 {{subgraphs must have one block each}}
  %0 = onnx.node "If"(%a) {opset = 17 : i64, region_names = ["then_branch"]}
      : (tensor<i1>) -> tensor<i1> {
  }
  return %0 : tensor<i1>
}

// -----

func.func @no_yield(%a: tensor<i1>) -> tensor<i1> {
  // expected-error @+1 {{subgraphs must end in onnx.yield}}
  %0 = onnx.node "If"(%a) {opset = 17 : i64, region_names = ["then_branch"]}
      : (tensor<i1>) -> tensor<i1> {
    %1 = onnx.none : none
  }
  return %0 : tensor<i1>
}

// -----

func.func @constant_type() {
  // expected-error @+1 {{has a value of type 'tensor<2xf32>' and a result of type 'tensor<3xf32>'}}
  %0 = onnx.constant dense<1.0> : tensor<2xf32> : tensor<3xf32>
  return
}
