// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Comparisons, logic, conversions.

// CHECK-LABEL: func.func @and(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi1>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xi1>
// CHECK: %[[V0:.*]] = toroid.and %[[X]], %[[Y]] : (tensor<?x4xi1>, tensor<4xi1>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @and(%x: tensor<?x4xi1>, %y: tensor<4xi1>)
    -> !onnx.unknown {
  %r0 = onnx.node "And"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi1>, tensor<4xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @or(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi1>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xi1>
// CHECK: %[[V0:.*]] = toroid.or %[[X]], %[[Y]] : (tensor<?x4xi1>, tensor<4xi1>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @or(%x: tensor<?x4xi1>, %y: tensor<4xi1>)
    -> !onnx.unknown {
  %r0 = onnx.node "Or"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi1>, tensor<4xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @xor(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi1>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xi1>
// CHECK: %[[V0:.*]] = toroid.xor %[[X]], %[[Y]] : (tensor<?x4xi1>, tensor<4xi1>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @xor(%x: tensor<?x4xi1>, %y: tensor<4xi1>)
    -> !onnx.unknown {
  %r0 = onnx.node "Xor"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi1>, tensor<4xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @not(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xi1>
// CHECK: %[[V0:.*]] = toroid.not %[[X]] : (tensor<?xi1>) -> tensor<?xi1>
// CHECK: return %[[V0]] : tensor<?xi1>
func.func @not(%x: tensor<?xi1>)
    -> !onnx.unknown {
  %r0 = onnx.node "Not"(%x) {opset = 17 : i64}
      : (tensor<?xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @equal(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = toroid.compare eq, %[[X]], %[[Y]] : (tensor<?x4xi64>, tensor<i64>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @equal(%x: tensor<?x4xi64>, %y: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Equal"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @less(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = toroid.compare lt, %[[X]], %[[Y]] : (tensor<?x4xi64>, tensor<i64>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @less(%x: tensor<?x4xi64>, %y: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Less"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @lessorequal(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = toroid.compare le, %[[X]], %[[Y]] : (tensor<?x4xi64>, tensor<i64>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @lessorequal(%x: tensor<?x4xi64>, %y: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "LessOrEqual"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @greater(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = toroid.compare gt, %[[X]], %[[Y]] : (tensor<?x4xi64>, tensor<i64>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @greater(%x: tensor<?x4xi64>, %y: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Greater"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @greaterorequal(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi64>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = toroid.compare ge, %[[X]], %[[Y]] : (tensor<?x4xi64>, tensor<i64>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @greaterorequal(%x: tensor<?x4xi64>, %y: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "GreaterOrEqual"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @equal_of_bools(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi1>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xi1>
// CHECK: %[[V0:.*]] = toroid.compare eq, %[[X]], %[[Y]] : (tensor<?x4xi1>, tensor<4xi1>) -> tensor<?x4xi1>
// CHECK: return %[[V0]] : tensor<?x4xi1>
func.func @equal_of_bools(%x: tensor<?x4xi1>, %y: tensor<4xi1>)
    -> !onnx.unknown {
  %r0 = onnx.node "Equal"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xi1>, tensor<4xi1>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @where(
// CHECK-SAME: %[[C:[a-z0-9]+]]: tensor<?x1xi1>{{[^%]*}}, %[[X:[a-z0-9]+]]: tensor<4xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = toroid.select %[[C]], %[[X]], %[[Y]] : (tensor<?x1xi1>, tensor<4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @where(%c: tensor<?x1xi1>, %x: tensor<4xf32>, %y: tensor<f32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Where"(%c, %x, %y) {opset = 17 : i64}
      : (tensor<?x1xi1>, tensor<4xf32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @is_nan(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[V0:.*]] = toroid.is_nan %[[X]] : (tensor<?xf32>) -> tensor<?xi1>
// CHECK: return %[[V0]] : tensor<?xi1>
func.func @is_nan(%x: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "IsNaN"(%x) {opset = 17 : i64}
      : (tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @is_inf(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[V0:.*]] = toroid.abs %[[X]] : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[C1:.*]] = toroid.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.compare eq, %[[V0]], %[[C1]] : (tensor<?xf32>, tensor<f32>) -> tensor<?xi1>
// CHECK: return %[[V2]] : tensor<?xi1>
func.func @is_inf(%x: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "IsInf"(%x) {opset = 17 : i64}
      : (tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @is_inf_negative(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.compare eq, %[[X]], %[[C0]] : (tensor<?xf32>, tensor<f32>) -> tensor<?xi1>
// CHECK: return %[[V1]] : tensor<?xi1>
func.func @is_inf_negative(%x: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "IsInf"(%x) {opset = 17 : i64, attrs = {detect_positive = 0 : i64}}
      : (tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @is_inf_nothing(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<false> : tensor<2xi1>
// CHECK: return %[[C0]] : tensor<2xi1>
func.func @is_inf_nothing(%x: tensor<2xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "IsInf"(%x) {opset = 17 : i64, attrs = {detect_positive = 0 : i64, detect_negative = 0 : i64}}
      : (tensor<2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cast(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xi64>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?xi64>) -> tensor<?xi1>
// CHECK: return %[[V0]] : tensor<?xi1>
func.func @cast(%x: tensor<?xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Cast"(%x) {opset = 17 : i64, attrs = {to = 9 : i64}}
      : (tensor<?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cast_to_itself(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: return %[[X]] : tensor<?xf32>
func.func @cast_to_itself(%x: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Cast"(%x) {opset = 17 : i64, attrs = {to = 1 : i64}}
      : (tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cast_to_bf16(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?xf32>) -> tensor<?xbf16>
// CHECK: return %[[V0]] : tensor<?xbf16>
func.func @cast_to_bf16(%x: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Cast"(%x) {opset = 17 : i64, attrs = {to = 16 : i64}}
      : (tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cast_to_unsigned(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?xf32>) -> tensor<?xui8>
// CHECK: return %[[V0]] : tensor<?xui8>
func.func @cast_to_unsigned(%x: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Cast"(%x) {opset = 17 : i64, attrs = {to = 2 : i64}}
      : (tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cast_like(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<3xf16>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?xf32>) -> tensor<?xf16>
// CHECK: return %[[V0]] : tensor<?xf16>
func.func @cast_like(%x: tensor<?xf32>, %y: tensor<3xf16>)
    -> !onnx.unknown {
  %r0 = onnx.node "CastLike"(%x, %y) {opset = 17 : i64}
      : (tensor<?xf32>, tensor<3xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Exporters replace -1 in the shape of an Expand this way.
// CHECK-LABEL: func.func @expand_shape(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: return %[[X]] : tensor<?x4xf32>
func.func @expand_shape(%x: tensor<?x4xf32> {toroid.dims = ["batch", 4]})
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  %target = onnx.constant dense<[-1, 4]> : tensor<2xi64> : tensor<2xi64>
  %one = onnx.constant dense<1> : tensor<1xi64> : tensor<1xi64>
  %minus_one = onnx.constant dense<-1> : tensor<2xi64> : tensor<2xi64>
  %ones = onnx.constant dense<1> : tensor<2xi64> : tensor<2xi64>
  %r1 = onnx.node "Equal"(%target, %minus_one) {opset = 17 : i64}
      : (tensor<2xi64>, tensor<2xi64>) -> !onnx.unknown
  %r2 = onnx.node "Where"(%r1, %ones, %target) {opset = 17 : i64}
      : (!onnx.unknown, tensor<2xi64>, tensor<2xi64>) -> !onnx.unknown
  %r3 = onnx.node "Expand"(%x, %r2) {opset = 17 : i64}
      : (tensor<?x4xf32>, !onnx.unknown) -> !onnx.unknown
  return %r3 : !onnx.unknown
}

// How often a key head serves, where the numbers of heads divide: what decides follows from shapes.
// CHECK-LABEL: func.func @repeat_heads(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x6x?x8xf32>{{[^%]*}}, %[[K:[a-z0-9]+]]: tensor<?x2x?x8xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<3> : tensor<1xi64>
// CHECK: return %[[C0]] : tensor<1xi64>
func.func @repeat_heads(%q: tensor<?x6x?x8xf32>, %k: tensor<?x2x?x8xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%q) {opset = 17 : i64, attrs = {start = 1 : i64, end = 2 : i64}}
      : (tensor<?x6x?x8xf32>) -> !onnx.unknown
  %r1 = onnx.node "Shape"(%k) {opset = 17 : i64, attrs = {start = 1 : i64, end = 2 : i64}}
      : (tensor<?x2x?x8xf32>) -> !onnx.unknown
  %zero = onnx.constant dense<0> : tensor<1xi64> : tensor<1xi64>
  %one = onnx.constant dense<1> : tensor<1xi64> : tensor<1xi64>
  %r2 = onnx.node "Equal"(%r0, %r1) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %r3 = onnx.node "Not"(%r2) {opset = 17 : i64}
      : (!onnx.unknown) -> !onnx.unknown
  %r4 = onnx.node "Mod"(%r0, %r1) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %r5 = onnx.node "Equal"(%r4, %zero) {opset = 17 : i64}
      : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %r6 = onnx.node "And"(%r3, %r5) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %r7 = onnx.node "Div"(%r0, %r1) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %r8 = onnx.node "Where"(%r6, %r7, %one) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  return %r8 : !onnx.unknown
}

// A size has no sign: -|-n| + n = 0.
// CHECK-LABEL: func.func @sign_of_sizes(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<0> : tensor<1xi64>
// CHECK: return %[[C0]] : tensor<1xi64>
func.func @sign_of_sizes(%x: tensor<?x4xf32> {toroid.dims = ["n", 4]})
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64, attrs = {start = 0 : i64, end = 1 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  %r1 = onnx.node "Neg"(%r0) {opset = 17 : i64}
      : (!onnx.unknown) -> !onnx.unknown
  %r2 = onnx.node "Abs"(%r1) {opset = 17 : i64}
      : (!onnx.unknown) -> !onnx.unknown
  %r3 = onnx.node "Neg"(%r2) {opset = 17 : i64}
      : (!onnx.unknown) -> !onnx.unknown
  %r4 = onnx.node "Add"(%r3, %r0) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  return %r4 : !onnx.unknown
}

// 4 is true, 0 is not.
// CHECK-LABEL: func.func @truth_of_sizes(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<false> : tensor<1xi1>
// CHECK: %[[C1:.*]] = toroid.constant dense<true> : tensor<1xi1>
// CHECK: return %[[C1]], %[[C0]] : tensor<1xi1>, tensor<1xi1>
func.func @truth_of_sizes(%x: tensor<?x4xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64, attrs = {start = 1 : i64, end = 2 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  %r1 = onnx.node "Cast"(%r0) {opset = 17 : i64, attrs = {to = 9 : i64}}
      : (!onnx.unknown) -> !onnx.unknown
  %r2 = onnx.node "Not"(%r1) {opset = 17 : i64}
      : (!onnx.unknown) -> !onnx.unknown
  %r3 = onnx.node "Or"(%r1, %r2) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %r4 = onnx.node "Xor"(%r3, %r2) {opset = 17 : i64}
      : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  return %r4, %r2 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @bit_shift_left(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xui8>
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<4xui8>
// CHECK: %[[V0:.*]] = toroid.shift_left %[[X]], %[[Y]] : (tensor<?x4xui8>, tensor<4xui8>) -> tensor<?x4xui8>
// CHECK: return %[[V0]] : tensor<?x4xui8>
func.func @bit_shift_left(%x: tensor<?x4xui8>, %y: tensor<4xui8>)
    -> !onnx.unknown {
  %r0 = onnx.node "BitShift"(%x, %y) {opset = 11 : i64, attrs = {direction = "LEFT"}}
      : (tensor<?x4xui8>, tensor<4xui8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bit_shift_right(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xui8>
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<4xui8>
// CHECK: %[[V0:.*]] = toroid.shift_right %[[X]], %[[Y]] : (tensor<?x4xui8>, tensor<4xui8>) -> tensor<?x4xui8>
// CHECK: return %[[V0]] : tensor<?x4xui8>
func.func @bit_shift_right(%x: tensor<?x4xui8>, %y: tensor<4xui8>)
    -> !onnx.unknown {
  %r0 = onnx.node "BitShift"(%x, %y) {opset = 11 : i64, attrs = {direction = "RIGHT"}}
      : (tensor<?x4xui8>, tensor<4xui8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bitwise_and(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi32>
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<4xi32>
// CHECK: %[[V0:.*]] = toroid.and %[[X]], %[[Y]] : (tensor<?x4xi32>, tensor<4xi32>) -> tensor<?x4xi32>
// CHECK: return %[[V0]] : tensor<?x4xi32>
func.func @bitwise_and(%x: tensor<?x4xi32>, %y: tensor<4xi32>)
    -> !onnx.unknown {
  %r0 = onnx.node "BitwiseAnd"(%x, %y) {opset = 18 : i64}
      : (tensor<?x4xi32>, tensor<4xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bitwise_or(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xui8>
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<4xui8>
// CHECK: %[[V0:.*]] = toroid.or %[[X]], %[[Y]] : (tensor<?x4xui8>, tensor<4xui8>) -> tensor<?x4xui8>
// CHECK: return %[[V0]] : tensor<?x4xui8>
func.func @bitwise_or(%x: tensor<?x4xui8>, %y: tensor<4xui8>)
    -> !onnx.unknown {
  %r0 = onnx.node "BitwiseOr"(%x, %y) {opset = 18 : i64}
      : (tensor<?x4xui8>, tensor<4xui8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bitwise_xor(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xui8>
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<4xui8>
// CHECK: %[[V0:.*]] = toroid.xor %[[X]], %[[Y]] : (tensor<?x4xui8>, tensor<4xui8>) -> tensor<?x4xui8>
// CHECK: return %[[V0]] : tensor<?x4xui8>
func.func @bitwise_xor(%x: tensor<?x4xui8>, %y: tensor<4xui8>)
    -> !onnx.unknown {
  %r0 = onnx.node "BitwiseXor"(%x, %y) {opset = 18 : i64}
      : (tensor<?x4xui8>, tensor<4xui8>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bitwise_not(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi16>
// CHECK: %[[V0:.*]] = toroid.not %[[X]] : (tensor<?x4xi16>) -> tensor<?x4xi16>
// CHECK: return %[[V0]] : tensor<?x4xi16>
func.func @bitwise_not(%x: tensor<?x4xi16>)
    -> !onnx.unknown {
  %r0 = onnx.node "BitwiseNot"(%x) {opset = 18 : i64}
      : (tensor<?x4xi16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bit_cast(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.bitcast %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xi32>
// CHECK: return %[[V0]] : tensor<?x4xi32>
func.func @bit_cast(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "BitCast"(%x) {opset = 26 : i64, attrs = {to = 6 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @bit_cast_to_same(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: return %[[X]] : tensor<?x4xf32>
func.func @bit_cast_to_same(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "BitCast"(%x) {opset = 26 : i64, attrs = {to = 1 : i64}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
