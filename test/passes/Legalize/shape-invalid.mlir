// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @reshape_open(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[-1, -1]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(Reshape): its shape leaves more than one dim open}}
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reshape_negative(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[-2, 4]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(Reshape): its shape asks for a dim of size -2}}
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reshape_copy(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[1, 1, 0]> : tensor<3xi64> : tensor<3xi64>
  // expected-error @+1 {{(Reshape): its shape copies dim 2 of an input of rank 2}}
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<3xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reshape_count(%x: tensor<2x4xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[3, 3]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(Reshape): it changes the number of elements of 'tensor<2x4xf32>'}}
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<2x4xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reshape_floats(%x: tensor<2x4xf32>, %s: tensor<2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Reshape): its input #1 is not a vector or scalar of integers}}
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<2x4xf32>, tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @reshape_unknown_rank(%x: tensor<2x4xf32>, %s: tensor<?xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Reshape): only a run knows the rank of its output; re-export the model with static shapes, or declare the output's rank}}
  %r0 = onnx.node "Reshape"(%x, %s) {opset = 17 : i64}
      : (tensor<2x4xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @flatten(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Flatten): its axis 3 is out of range for a tensor of rank 2}}
  %r0 = onnx.node "Flatten"(%x) {opset = 17 : i64, attrs = {axis = 3 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @squeeze(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Squeeze): it removes dim 1 of size 4}}
  %r0 = onnx.node "Squeeze"(%x) {opset = 11 : i64, attrs = {axes = [1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @squeeze_axes(%x: tensor<?x1xf32>, %a: tensor<?xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Squeeze): only a run knows the rank of its output; re-export the model with constant axes, or declare the output's rank}}
  %r0 = onnx.node "Squeeze"(%x, %a) {opset = 17 : i64}
      : (tensor<?x1xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @unsqueeze(%x: tensor<4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Unsqueeze): its axis -2 is given twice}}
  %r0 = onnx.node "Unsqueeze"(%x) {opset = 11 : i64, attrs = {axes = [1, -2]}}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @transpose(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Transpose): it needs a permutation of the input's dims}}
  %r0 = onnx.node "Transpose"(%x) {opset = 17 : i64, attrs = {perm = [1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @transpose_twice(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Transpose): its axis 1 is given twice}}
  %r0 = onnx.node "Transpose"(%x) {opset = 17 : i64, attrs = {perm = [1, 1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @concat_ranks(%x: tensor<?x4xf32>, %y: tensor<4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Concat): it has operands of different ranks}}
  %r0 = onnx.node "Concat"(%x, %y) {opset = 17 : i64, attrs = {axis = 0 : i64}}
      : (tensor<?x4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @concat_dims(%x: tensor<?x4xf32>, %y: tensor<?x3xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Concat): it has operands that differ in dim 1: 4 and 3}}
  %r0 = onnx.node "Concat"(%x, %y) {opset = 17 : i64, attrs = {axis = 0 : i64}}
      : (tensor<?x4xf32>, tensor<?x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @concat_axis(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Concat): its axis 2 is out of range for a tensor of rank 2}}
  %r0 = onnx.node "Concat"(%x, %y) {opset = 17 : i64, attrs = {axis = 2 : i64}}
      : (tensor<?x4xf32>, tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @expand(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[2, 3]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(Expand): its input and its shape do not broadcast}}
  %r0 = onnx.node "Expand"(%x, %s) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @tile(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[2]> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(Tile): it repeats 1 dims of an input of rank 2}}
  %r0 = onnx.node "Tile"(%x, %s) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @constant_of_shape()
    -> !onnx.unknown {
  %s = onnx.constant dense<[2]> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(ConstantOfShape): its attribute 'value' does not have one element}}
  %r0 = onnx.node "ConstantOfShape"(%s) {opset = 17 : i64, attrs = {value = dense<1> : tensor<2xi64>}}
      : (tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @constant_of_negative_shape()
    -> !onnx.unknown {
  %s = onnx.constant dense<[-1]> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(ConstantOfShape): its shape asks for a dim of size -1}}
  %r0 = onnx.node "ConstantOfShape"(%s) {opset = 17 : i64}
      : (tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @constant_of_huge_shape()
    -> !onnx.unknown {
  %s = onnx.constant dense<[4611686018427387904, 4]> : tensor<2xi64> : tensor<2xi64>
  // expected-error @+1 {{(ConstantOfShape): it has a result that no machine can hold}}
  %r0 = onnx.node "ConstantOfShape"(%s) {opset = 17 : i64}
      : (tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @unsqueeze_axes(%x: tensor<?x1xf32>, %a: tensor<?xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Unsqueeze): only a run knows the rank of its output; re-export the model with constant axes, or declare the output's rank}}
  %r0 = onnx.node "Unsqueeze"(%x, %a) {opset = 18 : i64}
      : (tensor<?x1xf32>, tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @unsqueeze_floats(%x: tensor<?x1xf32>, %a: tensor<1xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Unsqueeze): its input #1 is not a vector or scalar of integers}}
  %r0 = onnx.node "Unsqueeze"(%x, %a) {opset = 18 : i64}
      : (tensor<?x1xf32>, tensor<1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @depth_to_space_rank(%x: tensor<4x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(DepthToSpace): its input does not have rank 4}}
  %r0 = onnx.node "DepthToSpace"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64}}
      : (tensor<4x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @depth_to_space_mode(%x: tensor<1x4x2x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(DepthToSpace): its attribute 'mode' is 'ABC' and not 'DCR' or 'CRD'}}
  %r0 = onnx.node "DepthToSpace"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64, mode = "ABC"}}
      : (tensor<1x4x2x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @depth_to_space_depth(%x: tensor<1x3x2x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(DepthToSpace): its dim 1 of size 3 is no multiple of 4}}
  %r0 = onnx.node "DepthToSpace"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64}}
      : (tensor<1x3x2x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @space_to_depth_size(%x: tensor<1x3x2x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(SpaceToDepth): its block size is 0}}
  %r0 = onnx.node "SpaceToDepth"(%x) {opset = 13 : i64, attrs = {blocksize = 0 : i64}}
      : (tensor<1x3x2x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @space_to_depth_mode(%x: tensor<1x3x2x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(SpaceToDepth): its attribute 'mode' is 'RCD' and not 'DCR' or 'CRD'}}
  %r0 = onnx.node "SpaceToDepth"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64, mode = "RCD"}}
      : (tensor<1x3x2x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @space_to_depth_rows(%x: tensor<1x3x3x2xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(SpaceToDepth): its dim 2 of size 3 is no multiple of 2}}
  %r0 = onnx.node "SpaceToDepth"(%x) {opset = 13 : i64, attrs = {blocksize = 2 : i64}}
      : (tensor<1x3x3x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @expand_i32(%x: tensor<?x4xf32>, %s: tensor<2xi32>) -> !onnx.unknown {
  // expected-error @+1 {{(Expand): its shape has other elements than integers of 64 bits}}
  %r0 = onnx.node "Expand"(%x, %s) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<2xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
