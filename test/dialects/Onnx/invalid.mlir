// RUN: toroid-opt %s --split-input-file --verify-diagnostics

func.func @names(%c: tensor<i1>) {
  // expected-error @+1 {{names 1 subgraphs but has 0}}
  onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch"]} : (tensor<i1>) -> ()
  return
}

// -----

func.func @terminator(%c: tensor<i1>) {
  // expected-error @+1 {{subgraphs must end in onnx.yield}}
  onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch"]} : (tensor<i1>) -> () {
    %0 = onnx.none : none
  }
  return
}

// -----

func.func @constant() {
  // expected-error @+1 {{has a value of type 'tensor<f32>' and a result of type 'tensor<1xf32>'}}
  %0 = onnx.constant dense<1.0> : tensor<f32> : tensor<1xf32>
  return
}
