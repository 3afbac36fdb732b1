// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @ranks(%c: tensor<i1>, %x: tensor<2xf32>, %y: tensor<2x2xf32>) -> tensor<?xf32> {
  // expected-error @+1 {{(If): its branches give values #0 of types tensor<2xf32> and tensor<2x2xf32>, and its condition is only known when the model runs; re-export the model with static shapes}}
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<i1>) -> tensor<?xf32> {
    onnx.yield %x : tensor<2xf32>
  }, {
    onnx.yield %y : tensor<2x2xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

func.func @condition(%c: tensor<2xi1>, %x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{(If): its condition is not a single bool}}
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<2xi1>) -> tensor<2xf32> {
    onnx.yield %x : tensor<2xf32>
  }, {
    onnx.yield %x : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @body_inputs(%n: tensor<i64>, %x: tensor<2xf32>) -> tensor<2xf32> {
  %none = onnx.none : none
  // expected-error @+1 {{(Loop): its subgraph 'body' takes 2 inputs where 3 are given}}
  %0 = onnx.node "Loop"(%n, %none, %x) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, none, tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%i: tensor<i64>, %go: tensor<i1>):
    onnx.yield %go, %x : tensor<i1>, tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @changes_rank(%n: tensor<i64>, %x: tensor<2xf32>, %y: tensor<2x2xf32>) -> tensor<?xf32> {
  %none = onnx.none : none
  // expected-error @+1 {{(Loop): the value #0 that it carries changes its rank or its elements' type from one turn to the next}}
  %0 = onnx.node "Loop"(%n, %none, %x) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, none, tensor<2xf32>) -> tensor<?xf32> {
  ^bb0(%i: tensor<i64>, %go: tensor<i1>, %a: tensor<2xf32>):
    onnx.yield %go, %y : tensor<i1>, tensor<2x2xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

// A node inside that cannot be legalized is named, once.

func.func @inside(%n: tensor<i64>, %x: tensor<2xf32>) -> tensor<2xf32> {
  %none = onnx.none : none
  %0 = onnx.node "Loop"(%n, %none, %x) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, none, tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%i: tensor<i64>, %go: tensor<i1>, %a: tensor<2xf32>):
    // expected-error @+1 {{(Mystery): the operator is not supported}}
    %1 = onnx.node "Mystery"(%a) {opset = 17 : i64} : (tensor<2xf32>) -> tensor<2xf32>
    onnx.yield %go, %1 : tensor<i1>, tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @scan_inputs(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{(Scan): its attribute 'num_scan_inputs' is 2 where it has 1 inputs}}
  %0 = onnx.node "Scan"(%x) {opset = 17 : i64, attrs = {num_scan_inputs = 2 : i64}, region_names = ["body"]} : (tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%a: tensor<f32>):
    onnx.yield %a : tensor<f32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @scan_lengths(%x: tensor<2xf32>, %y: tensor<3xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{(Scan): its scanned inputs are of different lengths}}
  %0 = onnx.node "Scan"(%x, %y) {opset = 17 : i64, attrs = {num_scan_inputs = 2 : i64}, region_names = ["body"]} : (tensor<2xf32>, tensor<3xf32>) -> tensor<2xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    onnx.yield %a : tensor<f32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @scan_absent(%x: tensor<2xf32>) -> tensor<2xf32> {
  %none = onnx.none : none
  // expected-error @+1 {{(Scan): its input #0 is missing}}
  %0 = onnx.node "Scan"(%none, %x) {opset = 17 : i64, attrs = {num_scan_inputs = 1 : i64}, region_names = ["body"]} : (none, tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    onnx.yield %b, %b : tensor<f32>, tensor<f32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @scan_batched_rank(%x: tensor<2x3xf32>, %y: tensor<2xf32>) -> tensor<2x3xf32> {
  %none = onnx.none : none
  // expected-error @+1 {{(Scan): its scanned inputs have no dim to scan}}
  %0 = onnx.node "Scan"(%none, %x, %y) {opset = 8 : i64, attrs = {num_scan_inputs = 2 : i64}, region_names = ["body"]} : (none, tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    onnx.yield %a : tensor<f32>
  }
  return %0 : tensor<2x3xf32>
}

// -----

func.func @scan_batched_lengths(%n: tensor<i64>, %x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{(Scan): its lengths are no vector}}
  %0 = onnx.node "Scan"(%n, %x) {opset = 8 : i64, attrs = {num_scan_inputs = 1 : i64}, region_names = ["body"]} : (tensor<i64>, tensor<2x3xf32>) -> tensor<2x3xf32> {
  ^bb0(%a: tensor<f32>):
    onnx.yield %a : tensor<f32>
  }
  return %0 : tensor<2x3xf32>
}
