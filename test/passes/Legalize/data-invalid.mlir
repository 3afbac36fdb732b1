// RUN: toroid-opt --toroid-legalize --split-input-file --verify-diagnostics %s

func.func @compress_axis(%x: tensor<4xf32>, %c: tensor<4xi1>) -> tensor<?xf32> {
  // expected-error @+1 {{(Compress): its axis 1 is out of range for a tensor of rank 1}}
  %0 = onnx.node "Compress"(%x, %c) {opset = 11 : i64, attrs = {axis = 1 : i64}} : (tensor<4xf32>, tensor<4xi1>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @compress_condition(%x: tensor<4xf32>, %c: tensor<2x2xi1>) -> tensor<?xf32> {
  // expected-error @+1 {{(Compress): its condition is not a vector}}
  %0 = onnx.node "Compress"(%x, %c) {opset = 11 : i64} : (tensor<4xf32>, tensor<2x2xi1>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @unique_axis(%x: tensor<4xf32>) -> tensor<?xf32> {
  // expected-error @+1 {{(Unique): its axis -2 is out of range for a tensor of rank 1}}
  %0 = onnx.node "Unique"(%x) {opset = 11 : i64, attrs = {axis = -2 : i64}} : (tensor<4xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
