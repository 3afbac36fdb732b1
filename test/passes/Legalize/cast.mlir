// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Conversions to narrow types; others are in logic.mlir.

// CHECK-LABEL: func.func @to_float8
// CHECK: toroid.cast %{{.*}} saturate : (tensor<?x4xf16>) -> tensor<?x4xf8E4M3FN>
func.func @to_float8(%x: tensor<?x4xf16>) -> !onnx.unknown {
  %r = onnx.node "Cast"(%x) {opset = 19 : i64, attrs = {to = 17 : i64}}
      : (tensor<?x4xf16>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @to_float8_overflows
// CHECK: toroid.cast %{{.*}} : (tensor<?x4xf16>) -> tensor<?x4xf8E5M2>
func.func @to_float8_overflows(%x: tensor<?x4xf16>) -> !onnx.unknown {
  %r = onnx.node "Cast"(%x) {opset = 19 : i64, attrs = {to = 19 : i64, saturate = 0 : i64}}
      : (tensor<?x4xf16>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @to_scale
// CHECK: toroid.cast %{{.*}} saturate : (tensor<4xf32>) -> tensor<4xf8E8M0FNU>
// CHECK: toroid.cast %{{.*}} rounding = nearest : (tensor<4xf32>) -> tensor<4xf8E8M0FNU>
func.func @to_scale(%x: tensor<4xf32>) -> (!onnx.unknown, !onnx.unknown) {
  %r = onnx.node "Cast"(%x) {opset = 24 : i64, attrs = {to = 24 : i64, round_mode = "up"}}
      : (tensor<4xf32>) -> !onnx.unknown
  %s = onnx.node "Cast"(%x) {opset = 24 : i64, attrs = {to = 24 : i64, round_mode = "nearest", saturate = 0 : i64}}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r, %s : !onnx.unknown, !onnx.unknown
}

// What saturates is only what can.

// CHECK-LABEL: func.func @to_integers
// CHECK: toroid.cast %{{.*}} : (tensor<4xf32>) -> tensor<4xi4>
// CHECK: toroid.cast %{{.*}} : (tensor<4xf32>) -> tensor<4xui2>
func.func @to_integers(%x: tensor<4xf32>, %like: tensor<ui2>) -> (!onnx.unknown, !onnx.unknown) {
  %r = onnx.node "Cast"(%x) {opset = 25 : i64, attrs = {to = 22 : i64}}
      : (tensor<4xf32>) -> !onnx.unknown
  %s = onnx.node "CastLike"(%x, %like) {opset = 25 : i64}
      : (tensor<4xf32>, tensor<ui2>) -> !onnx.unknown
  return %r, %s : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @to_itself
// CHECK-NEXT: return %arg0
func.func @to_itself(%x: tensor<?xf6E2M3FN>) -> !onnx.unknown {
  %r = onnx.node "Cast"(%x) {opset = 28 : i64, attrs = {to = 27 : i64}}
      : (tensor<?xf6E2M3FN>) -> !onnx.unknown
  return %r : !onnx.unknown
}
