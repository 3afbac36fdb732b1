// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @slice_step(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %z = onnx.constant dense<0> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(Slice): it has a step of zero}}
  %r0 = onnx.node "Slice"(%x, %z, %z, %z, %z) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @slice_count(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Slice): its starts, ends, axes and steps differ in number}}
  %r0 = onnx.node "Slice"(%x) {opset = 9 : i64, attrs = {starts = [0, 1], ends = [2]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @slice_axis(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %z = onnx.constant dense<0> : tensor<1xi64> : tensor<1xi64>
  %a = onnx.constant dense<5> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(Slice): its axis 5 is out of range for a tensor of rank 2}}
  %r0 = onnx.node "Slice"(%x, %z, %z, %a) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @split_outputs(%x: tensor<6xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  // expected-error @+1 {{(Split): it has 2 outputs for 3 parts}}
  %r0, %r1 = onnx.node "Split"(%x) {opset = 11 : i64, attrs = {split = [1, 2, 3]}}
      : (tensor<6xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// -----

func.func @split_sum(%x: tensor<6xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  // expected-error @+1 {{(Split): its parts do not add up to the dim that it splits}}
  %r0, %r1 = onnx.node "Split"(%x) {opset = 11 : i64, attrs = {split = [1, 2]}}
      : (tensor<6xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// -----

func.func @split_negative(%x: tensor<6xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  // expected-error @+1 {{(Split): it has a part of size -1}}
  %r0, %r1 = onnx.node "Split"(%x) {opset = 11 : i64, attrs = {split = [7, -1]}}
      : (tensor<6xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// -----

func.func @pad_mode(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Pad): its attribute 'mode' is 'mirror' and not 'constant', 'edge', 'reflect' or 'wrap'}}
  %r0 = onnx.node "Pad"(%x) {opset = 10 : i64, attrs = {mode = "mirror", pads = [0, 1, 0, 1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @pad_count(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Pad): it has 2 pads for 2 dims}}
  %r0 = onnx.node "Pad"(%x) {opset = 10 : i64, attrs = {pads = [1, 1]}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @range(%a: tensor<i64>, %b: tensor<i32>, %c: tensor<i64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Range): its inputs are not scalars of one signed type}}
  %r0 = onnx.node "Range"(%a, %b, %c) {opset = 17 : i64}
      : (tensor<i64>, tensor<i32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @trilu(%x: tensor<4xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Trilu): it needs an input of rank 2 or more}}
  %r0 = onnx.node "Trilu"(%x) {opset = 17 : i64}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @cumsum(%x: tensor<4xf32>, %a: tensor<f32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(CumSum): its input #1 is not a vector or scalar of integers}}
  %r0 = onnx.node "CumSum"(%x, %a) {opset = 17 : i64}
      : (tensor<4xf32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @slice_floats(%x: tensor<4xf32>, %s: tensor<1xi64>, %e: tensor<1xi64>, %a: tensor<1xi64>, %t: tensor<1xf32>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Slice): its input #4 is not a vector of integers}}
  %r0 = onnx.node "Slice"(%x, %s, %e, %a, %t) {opset = 18 : i64}
      : (tensor<4xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @pad_axes(%x: tensor<4xf32>, %p: tensor<2xi64>, %v: tensor<f32>, %a: tensor<i64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(Pad): its pads or its axes are not a vector of integers}}
  %r0 = onnx.node "Pad"(%x, %p, %v, %a) {opset = 18 : i64}
      : (tensor<4xf32>, tensor<2xi64>, tensor<f32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @center_crop_pad_count(%x: tensor<4x4xf32>, %s: tensor<1xi64>)
    -> !onnx.unknown {
  // expected-error @+1 {{(CenterCropPad): it has 1 sizes for 2 dims}}
  %r0 = onnx.node "CenterCropPad"(%x, %s) {opset = 18 : i64}
      : (tensor<4x4xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @center_crop_pad_negative(%x: tensor<4xf32>)
    -> !onnx.unknown {
  %s = onnx.constant dense<[-1]> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(CenterCropPad): it wants a dim of size -1}}
  %r0 = onnx.node "CenterCropPad"(%x, %s) {opset = 18 : i64}
      : (tensor<4xf32>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @slice_bounds(%x: tensor<4xf32>, %b: tensor<1099511627776xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(Slice): it has 1099511627776 bounds for 1 dims}}
  %r0 = onnx.node "Slice"(%x, %b, %b) {opset = 13 : i64}
      : (tensor<4xf32>, tensor<1099511627776xi64>, tensor<1099511627776xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

// The number that stands for sizes which only a run knows.
func.func @reshape_minimum(%x: tensor<4xf32>) -> !onnx.unknown {
  %s = onnx.constant dense<-9223372036854775808> : tensor<1xi64> : tensor<1xi64>
  // expected-error @+1 {{(ConstantOfShape): it}}
  %r0 = onnx.node "ConstantOfShape"(%s) {opset = 9 : i64} : (tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
