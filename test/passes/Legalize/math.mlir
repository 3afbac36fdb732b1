// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Arithmetic and activations.

// CHECK-LABEL: func.func @abs(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.abs %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @abs(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Abs"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @ceil(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.ceil %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @ceil(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Ceil"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cos(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.cos %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @cos(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Cos"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @erf(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.erf %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @erf(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Erf"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @exp(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.exp %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @exp(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Exp"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @floor(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.floor %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @floor(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Floor"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @log(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.log %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @log(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Log"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @neg(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.neg %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @neg(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Neg"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @reciprocal(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.reciprocal %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @reciprocal(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Reciprocal"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @relu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.relu %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @relu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Relu"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @round(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.round %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @round(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Round"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @sigmoid(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.sigmoid %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @sigmoid(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Sigmoid"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @sign(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.sign %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @sign(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Sign"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @sin(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.sin %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @sin(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Sin"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @softplus(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.softplus %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @softplus(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Softplus"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @sqrt(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.sqrt %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @sqrt(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Sqrt"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @tanh(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.tanh %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @tanh(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Tanh"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @add(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = toroid.add %[[X]], %[[Y]] : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @add(%x: tensor<?x4xf32>, %y: tensor<4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Add"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @sub(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = toroid.sub %[[X]], %[[Y]] : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @sub(%x: tensor<?x4xf32>, %y: tensor<4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Sub"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @mul(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = toroid.mul %[[X]], %[[Y]] : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @mul(%x: tensor<?x4xf32>, %y: tensor<4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Mul"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @div(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = toroid.div %[[X]], %[[Y]] : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @div(%x: tensor<?x4xf32>, %y: tensor<4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Div"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Folds as it goes.
// CHECK-LABEL: func.func @neutral_operand(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: return %[[X]] : tensor<?x4xf32>
func.func @neutral_operand(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %c = onnx.constant dense<1.0> : tensor<f32> : tensor<f32>
  %r0 = onnx.node "Mul"(%x, %c) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pow(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = toroid.pow %[[X]], %[[Y]] : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: return %[[V0]] : tensor<?xf32>
func.func @pow(%x: tensor<?xf32>, %y: tensor<f32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pow"(%x, %y) {opset = 17 : i64}
      : (tensor<?xf32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @pow_of_mixed_types(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = toroid.cast %[[Y]] : (tensor<i64>) -> tensor<f32>
// CHECK: %[[V1:.*]] = toroid.pow %[[X]], %[[V0]] : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: return %[[V1]] : tensor<?xf32>
func.func @pow_of_mixed_types(%x: tensor<?xf32>, %y: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pow"(%x, %y) {opset = 17 : i64}
      : (tensor<?xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The result has the type of the base.
// CHECK-LABEL: func.func @pow_of_integers(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xi32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?xi32>) -> tensor<?xf32>
// CHECK: %[[V1:.*]] = toroid.pow %[[V0]], %[[Y]] : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: %[[V2:.*]] = toroid.cast %[[V1]] : (tensor<?xf32>) -> tensor<?xi32>
// CHECK: return %[[V2]] : tensor<?xi32>
func.func @pow_of_integers(%x: tensor<?xi32>, %y: tensor<f32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Pow"(%x, %y) {opset = 17 : i64}
      : (tensor<?xi32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @mod(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xi64>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = toroid.mod %[[X]], %[[Y]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: return %[[V0]] : tensor<?xi64>
func.func @mod(%x: tensor<?xi64>, %y: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Mod"(%x, %y) {opset = 17 : i64}
      : (tensor<?xi64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @fmod(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = toroid.fmod %[[X]], %[[Y]] : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: return %[[V0]] : tensor<?xf32>
func.func @fmod(%x: tensor<?xf32>, %y: tensor<f32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Mod"(%x, %y) {opset = 17 : i64, attrs = {fmod = 1 : i64}}
      : (tensor<?xf32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @max(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x1xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xf32>{{[^%]*}}, %[[Z:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = toroid.max %[[X]], %[[Y]] : (tensor<?x1xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.max %[[V0]], %[[Z]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: return %[[V1]] : tensor<?x4xf32>
func.func @max(%x: tensor<?x1xf32>, %y: tensor<4xf32>, %z: tensor<f32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Max"(%x, %y, %z) {opset = 17 : i64}
      : (tensor<?x1xf32>, tensor<4xf32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @min(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xi64>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = toroid.min %[[X]], %[[Y]] : (tensor<?xi64>, tensor<i64>) -> tensor<?xi64>
// CHECK: return %[[V0]] : tensor<?xi64>
func.func @min(%x: tensor<?xi64>, %y: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Min"(%x, %y) {opset = 17 : i64}
      : (tensor<?xi64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// One operand is the result.
// CHECK-LABEL: func.func @sum(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: return %[[X]] : tensor<?xf32>
func.func @sum(%x: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Sum"(%x) {opset = 17 : i64}
      : (tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @mean(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[V0:.*]] = toroid.add %[[X]], %[[Y]] : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[C1:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.div %[[V0]], %[[C1]] : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK: return %[[V2]] : tensor<?xf32>
func.func @mean(%x: tensor<?xf32>, %y: tensor<?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Mean"(%x, %y) {opset = 17 : i64}
      : (tensor<?xf32>, tensor<?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @clip_attributes(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.max %[[X]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C2:.*]] = toroid.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = toroid.min %[[V1]], %[[C2]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: return %[[V3]] : tensor<?x4xf32>
func.func @clip_attributes(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Clip"(%x) {opset = 6 : i64, attrs = {min = 0.0 : f32, max = 6.0 : f32}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @clip(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.min %[[X]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: return %[[V1]] : tensor<?x4xf32>
func.func @clip(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %none = onnx.none : none
  %hi = onnx.constant dense<6.0> : tensor<f32> : tensor<f32>
  %r0 = onnx.node "Clip"(%x, %none, %hi) {opset = 17 : i64}
      : (tensor<?x4xf32>, none, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gelu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.gelu erf %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @gelu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Gelu"(%x) {opset = 20 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @gelu_tanh(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.gelu tanh %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @gelu_tanh(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Gelu"(%x) {opset = 20 : i64, attrs = {approximate = "tanh"}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @leaky_relu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.mul %[[X]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C2:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = toroid.compare lt, %[[X]], %[[C2]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[V4:.*]] = toroid.select %[[V3]], %[[V1]], %[[X]] : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V4]] : tensor<?x4xf32>
func.func @leaky_relu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "LeakyRelu"(%x) {opset = 17 : i64, attrs = {alpha = 0.5 : f32}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @prelu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>{{[^%]*}}, %[[Y:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = toroid.mul %[[X]], %[[Y]] : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK: %[[C1:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.compare lt, %[[X]], %[[C1]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[V3:.*]] = toroid.select %[[V2]], %[[V0]], %[[X]] : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V3]] : tensor<?x4xf32>
func.func @prelu(%x: tensor<?x4xf32>, %y: tensor<4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "PRelu"(%x, %y) {opset = 17 : i64}
      : (tensor<?x4xf32>, tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @elu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.exp %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[C1:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.sub %[[V0]], %[[C1]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C3:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.mul %[[V2]], %[[C3]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C5:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V6:.*]] = toroid.compare lt, %[[X]], %[[C5]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[V7:.*]] = toroid.select %[[V6]], %[[V4]], %[[X]] : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V7]] : tensor<?x4xf32>
func.func @elu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Elu"(%x) {opset = 17 : i64, attrs = {alpha = 2.0 : f32}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @celu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.div %[[X]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V2:.*]] = toroid.exp %[[V1]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[C3:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.sub %[[V2]], %[[C3]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V5:.*]] = toroid.mul %[[V4]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C6:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.compare lt, %[[X]], %[[C6]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[V8:.*]] = toroid.select %[[V7]], %[[V5]], %[[X]] : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V8]] : tensor<?x4xf32>
func.func @celu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Celu"(%x) {opset = 17 : i64, attrs = {alpha = 2.0 : f32}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @selu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.exp %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[C1:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.sub %[[V0]], %[[C1]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C3:.*]] = toroid.constant dense<1.67326319> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.mul %[[V2]], %[[C3]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C5:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V6:.*]] = toroid.compare lt, %[[X]], %[[C5]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[V7:.*]] = toroid.select %[[V6]], %[[V4]], %[[X]] : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[C8:.*]] = toroid.constant dense<1.05070102> : tensor<f32>
// CHECK: %[[V9:.*]] = toroid.mul %[[V7]], %[[C8]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: return %[[V9]] : tensor<?x4xf32>
func.func @selu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Selu"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @thresholded_relu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.compare gt, %[[X]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[C2:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = toroid.select %[[V1]], %[[X]], %[[C2]] : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: return %[[V3]] : tensor<?x4xf32>
func.func @thresholded_relu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "ThresholdedRelu"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @hard_sigmoid(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<2.000000e-01> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.mul %[[X]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C2:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V3:.*]] = toroid.add %[[V1]], %[[C2]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C4:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.max %[[V3]], %[[C4]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C6:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.min %[[V5]], %[[C6]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: return %[[V7]] : tensor<?x4xf32>
func.func @hard_sigmoid(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "HardSigmoid"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @hard_swish(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<0.166666672> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.mul %[[X]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C2:.*]] = toroid.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V3:.*]] = toroid.add %[[V1]], %[[C2]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C4:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = toroid.max %[[V3]], %[[C4]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[C6:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = toroid.min %[[V5]], %[[C6]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V8:.*]] = toroid.mul %[[X]], %[[V7]] : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V8]] : tensor<?x4xf32>
func.func @hard_swish(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "HardSwish"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @softsign(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.abs %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[C1:.*]] = toroid.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = toroid.add %[[V0]], %[[C1]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V3:.*]] = toroid.div %[[X]], %[[V2]] : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V3]] : tensor<?x4xf32>
func.func @softsign(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Softsign"(%x) {opset = 17 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @mish(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.softplus %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V1:.*]] = toroid.tanh %[[V0]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V2:.*]] = toroid.mul %[[X]], %[[V1]] : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V2]] : tensor<?x4xf32>
func.func @mish(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Mish"(%x) {opset = 18 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @swish(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<1.702000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.mul %[[X]], %[[C0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V2:.*]] = toroid.sigmoid %[[V1]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V3:.*]] = toroid.mul %[[X]], %[[V2]] : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V3]] : tensor<?x4xf32>
func.func @swish(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Swish"(%x) {opset = 24 : i64, attrs = {alpha = 1.702 : f32}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @silu(
// CHECK: toroid.silu %{{.*}} : (tensor<?x4xf32>) -> tensor<?x4xf32>
func.func @silu(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Swish"(%x) {opset = 24 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @acos(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.acos %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @acos(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Acos"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @acosh(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.acosh %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @acosh(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Acosh"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @asin(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.asin %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @asin(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Asin"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @asinh(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.asinh %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @asinh(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Asinh"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @atan(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.atan %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @atan(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Atan"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @atanh(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.atanh %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @atanh(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Atanh"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cosh(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.cosh %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @cosh(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Cosh"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @sinh(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.sinh %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @sinh(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Sinh"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @tan(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.tan %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V0]] : tensor<?x4xf32>
func.func @tan(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Tan"(%x) {opset = 22 : i64}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @shrink(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<1.500000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.sub %[[X]], %[[V0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V2:.*]] = toroid.add %[[X]], %[[V0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V4:.*]] = toroid.compare gt, %[[X]], %[[V3]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[V5:.*]] = toroid.constant dense<-2.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V6:.*]] = toroid.compare lt, %[[X]], %[[V5]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[V7:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V8:.*]] = toroid.select %[[V6]], %[[V2]], %[[V7]] : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V9:.*]] = toroid.select %[[V4]], %[[V1]], %[[V8]] : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V9]] : tensor<?x4xf32>
func.func @shrink(%x: tensor<?x4xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Shrink"(%x) {opset = 9 : i64, attrs = {bias = 1.5 : f32, lambd = 2.0 : f32}}
      : (tensor<?x4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @shrink_integers(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xi32>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<?x4xi32>) -> tensor<?x4xf64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1.500000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V2:.*]] = toroid.sub %[[V0]], %[[V1]] : (tensor<?x4xf64>, tensor<f64>) -> tensor<?x4xf64>
// CHECK: %[[V3:.*]] = toroid.add %[[V0]], %[[V1]] : (tensor<?x4xf64>, tensor<f64>) -> tensor<?x4xf64>
// CHECK: %[[V4:.*]] = toroid.constant dense<5.000000e-01> : tensor<f64> : tensor<f64>
// CHECK: %[[V5:.*]] = toroid.compare gt, %[[V0]], %[[V4]] : (tensor<?x4xf64>, tensor<f64>) -> tensor<?x4xi1>
// CHECK: %[[V6:.*]] = toroid.constant dense<-5.000000e-01> : tensor<f64> : tensor<f64>
// CHECK: %[[V7:.*]] = toroid.compare lt, %[[V0]], %[[V6]] : (tensor<?x4xf64>, tensor<f64>) -> tensor<?x4xi1>
// CHECK: %[[V8:.*]] = toroid.constant dense<0.000000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V9:.*]] = toroid.select %[[V7]], %[[V3]], %[[V8]] : (tensor<?x4xi1>, tensor<?x4xf64>, tensor<f64>) -> tensor<?x4xf64>
// CHECK: %[[V10:.*]] = toroid.select %[[V5]], %[[V2]], %[[V9]] : (tensor<?x4xi1>, tensor<?x4xf64>, tensor<?x4xf64>) -> tensor<?x4xf64>
// CHECK: %[[V11:.*]] = toroid.cast %[[V10]] : (tensor<?x4xf64>) -> tensor<?x4xi32>
// CHECK: return %[[V11]] : tensor<?x4xi32>
func.func @shrink_integers(%x: tensor<?x4xi32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Shrink"(%x) {opset = 9 : i64, attrs = {bias = 1.5 : f32}}
      : (tensor<?x4xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @add_old_axis(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3x4xf32>
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[Y]] to [3, 1] : (tensor<3xf32>) -> tensor<3x1xf32>
// CHECK: %[[V1:.*]] = toroid.add %[[X]], %[[V0]] : (tensor<?x3x4xf32>, tensor<3x1xf32>) -> tensor<?x3x4xf32>
// CHECK: return %[[V1]] : tensor<?x3x4xf32>
func.func @add_old_axis(%x: tensor<?x3x4xf32>, %y: tensor<3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Add"(%x, %y) {opset = 6 : i64, attrs = {axis = 1 : i64, broadcast = 1 : i64}}
      : (tensor<?x3x4xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @mul_old(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = toroid.mul %[[X]], %[[Y]] : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK: return %[[V0]] : tensor<?x3xf32>
func.func @mul_old(%x: tensor<?x3xf32>, %y: tensor<3xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Mul"(%x, %y) {opset = 6 : i64, attrs = {broadcast = 1 : i64}}
      : (tensor<?x3xf32>, tensor<3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
