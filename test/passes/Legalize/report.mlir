// RUN: not toroid-opt %s --toroid-legalize 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not toroid-opt %s --toroid-legalize=named-nodes=9 2>&1 | FileCheck %s --check-prefix=ALL

// All that has no equivalent is reported at once, one error for each operator
// and reason; what depends on it is not. Nodes are known by their names.

// CHECK-DAG: error: loc("/a/Frob"): nodes '/a/Frob', '/b/Frob', '/c/Frob' and 1 more (Frobnicate): the operator is not supported; re-export the model so that it does without Frobnicate
// CHECK-DAG: error: loc("/e/Softmax"): nodes '/e/Softmax' and '/f/Softmax' (Softmax): its axis 7 is out of range for a tensor of rank 2
// CHECK-DAG: error: loc("/g/Softmax"): node '/g/Softmax' (Softmax): its axis 8 is out of range for a tensor of rank 2
// CHECK-DAG: error: loc("/h/Gelu"): node '/h/Gelu' (Gelu): the operator of opset 17 is not supported, only that of opset 20 and later; re-export the model with opset_version=20 or higher
// ALL: error: loc("/a/Frob"): nodes '/a/Frob', '/b/Frob', '/c/Frob' and '/d/Frob' (Frobnicate)

func.func @main(%x: tensor<?x4xf32>) -> !onnx.unknown {
  %0 = onnx.node "Frobnicate"(%x) {opset = 17 : i64} : (tensor<?x4xf32>) -> !onnx.unknown loc("/a/Frob")
  %1 = onnx.node "Frobnicate"(%0) {opset = 17 : i64} : (!onnx.unknown) -> !onnx.unknown loc("/b/Frob")
  %2 = onnx.node "Frobnicate"(%1) {opset = 17 : i64} : (!onnx.unknown) -> !onnx.unknown loc("/c/Frob")
  %3 = onnx.node "Frobnicate"(%2) {opset = 17 : i64} : (!onnx.unknown) -> !onnx.unknown loc("/d/Frob")
  %4 = onnx.node "Relu"(%3) {opset = 17 : i64} : (!onnx.unknown) -> !onnx.unknown loc("/d/Relu")
  %5 = onnx.node "Softmax"(%x) {opset = 17 : i64, attrs = {axis = 7 : i64}} : (tensor<?x4xf32>) -> !onnx.unknown loc("/e/Softmax")
  %6 = onnx.node "Softmax"(%x) {opset = 17 : i64, attrs = {axis = 7 : i64}} : (tensor<?x4xf32>) -> !onnx.unknown loc("/f/Softmax")
  %7 = onnx.node "Softmax"(%x) {opset = 17 : i64, attrs = {axis = 8 : i64}} : (tensor<?x4xf32>) -> !onnx.unknown loc("/g/Softmax")
  %8 = onnx.node "Gelu"(%x) {opset = 17 : i64} : (tensor<?x4xf32>) -> !onnx.unknown loc("/h/Gelu")
  return %4 : !onnx.unknown
}
