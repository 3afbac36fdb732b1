// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @gather_axis(%x: tensor<?x4xf32>, %i: tensor<3xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Gather): its axis 2 is out of range for a tensor of rank 2}}
  %r0 = onnx.node "Gather"(%x, %i) {opset = 17 : i64, attrs = {axis = 2 : i64}}
      : (tensor<?x4xf32>, tensor<3xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gather_indices(%x: tensor<?x4xf32>, %i: tensor<3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Gather): its operand #1 must be ranked tensor of 32-bit signless integer or 64-bit signless integer values}}
  %r0 = onnx.node "Gather"(%x, %i) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gather_nd(%x: tensor<?x4xf32>, %i: tensor<3x?xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GatherND): it needs indices whose last dim is static}}
  %r0 = onnx.node "GatherND"(%x, %i) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<3x?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gather_elements_rank(%x: tensor<?x4xf32>, %i: tensor<3xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GatherElements): its indices have rank 1 and its input has rank 2}}
  %r0 = onnx.node "GatherElements"(%x, %i) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<3xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gather_elements_size(%x: tensor<4x4xf32>, %i: tensor<5x2xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GatherElements): it has 5 index vectors along an input dim of size 4}}
  %r0 = onnx.node "GatherElements"(%x, %i) {opset = 17 : i64, attrs = {axis = 1 : i64}}
      : (tensor<4x4xf32>, tensor<5x2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @gather_nd_length(%x: tensor<?x4xf32>, %i: tensor<2x3xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(GatherND): it has index vectors of length 3 after 0 batch dims for an input of rank 2}}
  %r0 = onnx.node "GatherND"(%x, %i) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<2x3xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scatter_nd_updates(%x: tensor<?x4xf32>, %i: tensor<2x1xi64>, %u: tensor<2x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ScatterND): it has updates of type 'tensor<2x3xf32>' where its indices address 'tensor<2x4xf32>'}}
  %r0 = onnx.node "ScatterND"(%x, %i, %u) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scatter_nd_length(%x: tensor<?x4xf32>, %i: tensor<2x3xi64>, %u: tensor<2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ScatterND): it has index vectors of length 3 after 0 batch dims for an input of rank 2}}
  %r0 = onnx.node "ScatterND"(%x, %i, %u) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<2x3xi64>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scatter_reduction(%x: tensor<?x4xf32>, %i: tensor<2x3xi64>, %u: tensor<2x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ScatterElements): its attribute 'reduction' is 'mean' and not 'none', 'add', 'mul', 'max' or 'min'}}
  %r0 = onnx.node "ScatterElements"(%x, %i, %u) {opset = 18 : i64, attrs = {reduction = "mean"}}
      : (tensor<?x4xf32>, tensor<2x3xi64>, tensor<2x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scatter_bool(%x: tensor<?x4xi1>, %i: tensor<2x3xi64>, %u: tensor<2x3xi1>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ScatterElements): it combines numbers only}}
  %r0 = onnx.node "ScatterElements"(%x, %i, %u) {opset = 18 : i64, attrs = {reduction = "max"}}
      : (tensor<?x4xi1>, tensor<2x3xi64>, tensor<2x3xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @scatter_rank(%x: tensor<?x4xf32>, %i: tensor<3xi64>, %u: tensor<3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ScatterElements): its indices have rank 1 and its input has rank 2}}
  %r0 = onnx.node "ScatterElements"(%x, %i, %u) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<3xi64>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @tensor_scatter_mode(%x: tensor<2x4x8xf32>, %u: tensor<2x1x8xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(TensorScatter): its attribute 'mode' is 'ring' and not 'linear' or 'circular'}}
  %r0 = onnx.node "TensorScatter"(%x, %u) {opset = 24 : i64, attrs = {mode = "ring"}}
      : (tensor<2x4x8xf32>, tensor<2x1x8xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @tensor_scatter_axis(%x: tensor<2x4xf32>, %u: tensor<2x1xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(TensorScatter): its axis is that of the batch}}
  %r0 = onnx.node "TensorScatter"(%x, %u) {opset = 24 : i64}
      : (tensor<2x4xf32>, tensor<2x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @tensor_scatter_indices(%x: tensor<2x4x8xf32>, %u: tensor<2x1x8xf32>, %w: tensor<2x1xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(TensorScatter): its write indices are no vector}}
  %r0 = onnx.node "TensorScatter"(%x, %u, %w) {opset = 24 : i64}
      : (tensor<2x4x8xf32>, tensor<2x1x8xf32>, tensor<2x1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reverse_axes(%x: tensor<2x4x8xf32>, %n: tensor<2xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ReverseSequence): its time and batch axes are not the first two}}
  %r0 = onnx.node "ReverseSequence"(%x, %n) {opset = 17 : i64, attrs = {time_axis = 2 : i64}}
      : (tensor<2x4x8xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reverse_lengths(%x: tensor<2x4xf32>, %n: tensor<2x1xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(ReverseSequence): its sequence lengths are no vector}}
  %r0 = onnx.node "ReverseSequence"(%x, %n) {opset = 17 : i64}
      : (tensor<2x4xf32>, tensor<2x1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @one_hot_depth(%i: tensor<3xi64>, %v: tensor<2xf32>)
    -> !onnx.unknown {
  %d = onnx.constant dense<-1> : tensor<i64> : tensor<i64>
  // expected-error @+1 {{(OneHot): its depth is -1}}
  %r0 = onnx.node "OneHot"(%i, %d, %v) {opset = 11 : i64}
      : (tensor<3xi64>, tensor<i64>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @one_hot_depths(%i: tensor<3xi64>, %d: tensor<2xi64>, %v: tensor<2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(OneHot): its depth is no scalar}}
  %r0 = onnx.node "OneHot"(%i, %d, %v) {opset = 11 : i64}
      : (tensor<3xi64>, tensor<2xi64>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @one_hot_values(%i: tensor<3xi64>, %d: tensor<i64>, %v: tensor<f32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(OneHot): its values are no vector of two elements}}
  %r0 = onnx.node "OneHot"(%i, %d, %v) {opset = 11 : i64}
      : (tensor<3xi64>, tensor<i64>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @eye_like(%x: tensor<4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(EyeLike): its input is no matrix}}
  %r0 = onnx.node "EyeLike"(%x) {opset = 9 : i64}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @top_k_too_many(%x: tensor<?x8xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %k = onnx.constant dense<[9]> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(TopK): it selects 9 elements along an axis of size 8}}
  %r0, %r1 = onnx.node "TopK"(%x, %k) {opset = 11 : i64}
      : (tensor<?x8xf32>, tensor<1xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// -----

func.func @top_k_negative(%x: tensor<?x8xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %k = onnx.constant dense<[-1]> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(TopK): it selects -1 elements}}
  %r0, %r1 = onnx.node "TopK"(%x, %k) {opset = 11 : i64}
      : (tensor<?x8xf32>, tensor<1xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// -----

func.func @top_k_axis(%x: tensor<?x8xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %k = onnx.constant dense<[1]> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(TopK): its axis 2 is out of range for a tensor of rank 2}}
  %r0, %r1 = onnx.node "TopK"(%x, %k) {opset = 11 : i64, attrs = {axis = 2 : i64}}
      : (tensor<?x8xf32>, tensor<1xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// -----

func.func @top_k_attribute(%x: tensor<?x8xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  // expected-error @+1 {{(TopK): its attribute 'k' is missing}}
  %r0, %r1 = onnx.node "TopK"(%x) {opset = 1 : i64}
      : (tensor<?x8xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}
