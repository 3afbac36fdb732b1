// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Counting n-grams.

// CHECK-LABEL: func.func @single(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4xi32>
// CHECK: %[[V0:.*]] = toroid.cast %[[X]] : (tensor<4xi32>) -> tensor<4xi64>
// CHECK: %[[V1:.*]] = toroid.reshape %[[V0]] to [1, 4] : (tensor<4xi64>) -> tensor<1x4xi64>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V1]] to [1, 4, 1] : (tensor<1x4xi64>) -> tensor<1x4x1xi64>
// CHECK: %[[V3:.*]] = toroid.constant dense<{{\[\[}}[5, 7]]]> : tensor<1x1x2xi64> : tensor<1x1x2xi64>
// CHECK: %[[V4:.*]] = toroid.compare eq, %[[V2]], %[[V3]] : (tensor<1x4x1xi64>, tensor<1x1x2xi64>) -> tensor<1x4x2xi1>
// CHECK: %[[V5:.*]] = toroid.cast %[[V4]] : (tensor<1x4x2xi1>) -> tensor<1x4x2xf32>
// CHECK: %[[V6:.*]] = toroid.reduce sum, %[[V5]] axes = [1] keep_dims = false : (tensor<1x4x2xf32>) -> tensor<1x2xf32>
// CHECK: %[[V7:.*]] = toroid.constant dense<0.000000e+00> : tensor<1x1xf32> : tensor<1x1xf32>
// CHECK: %[[V8:.*]] = toroid.concat axis = 1 %[[V6]], %[[V7]] : (tensor<1x2xf32>, tensor<1x1xf32>) -> tensor<1x3xf32>
// CHECK: %[[V9:.*]] = toroid.constant dense<[1, 2, 0]> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V10:.*]] = toroid.gather axis = 1 %[[V8]], %[[V9]] : (tensor<1x3xf32>, tensor<3xi64>) -> tensor<1x3xf32>
// CHECK: %[[V11:.*]] = toroid.reshape %[[V10]] to [3] : (tensor<1x3xf32>) -> tensor<3xf32>
// CHECK: return %[[V11]] : tensor<3xf32>
func.func @single(%x: tensor<4xi32>) -> !onnx.unknown {
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 2, 0>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xi32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Pairs with up to one element between, in rows of any length.
// CHECK-LABEL: func.func @pairs(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xi64>
// CHECK: %[[V0:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V1:.*]] = toroid.slice %[[X]] [0, 0] [%{{[^ ,)]*}}, %{{[^ ,)]*}}] [1, 1] : (tensor<?x?xi64>) -> tensor<?x?xi64>
// CHECK: %[[V2:.*]] = toroid.constant dense<{{\[\[}}[5, 6]]]> : tensor<1x1x2xi64> : tensor<1x1x2xi64>
// CHECK: %[[V3:.*]] = toroid.compare eq, %{{[^ ,)]*}}, %[[V2]] : (tensor<?x?x1xi64>, tensor<1x1x2xi64>) -> tensor<?x?x2xi1>
// CHECK: %[[V4:.*]] = toroid.slice %[[X]] [0, %{{[^ ,)]*}}] [%{{[^ ,)]*}}, %{{[^ ,)]*}}] [1, 1] : (tensor<?x?xi64>) -> tensor<?x?xi64>
// CHECK: %[[V5:.*]] = toroid.constant dense<{{\[\[}}[7, 8]]]> : tensor<1x1x2xi64> : tensor<1x1x2xi64>
// CHECK: %[[V6:.*]] = toroid.compare eq, %{{[^ ,)]*}}, %[[V5]] : (tensor<?x?x1xi64>, tensor<1x1x2xi64>) -> tensor<?x?x2xi1>
// CHECK: %[[V7:.*]] = toroid.and %[[V3]], %[[V6]] : (tensor<?x?x2xi1>, tensor<?x?x2xi1>) -> tensor<?x?x2xi1>
// CHECK: %[[V8:.*]] = toroid.reduce sum, %{{[^ ,)]*}} axes = [1] keep_dims = false : (tensor<?x?x2xf32>) -> tensor<?x2xf32>
// CHECK: %[[V9:.*]] = toroid.slice %[[X]] [0, 0] [%{{[^ ,)]*}}, %{{[^ ,)]*}}] [1, 1] : (tensor<?x?xi64>) -> tensor<?x?xi64>
// CHECK: %[[V10:.*]] = toroid.compare eq, %{{[^ ,)]*}}, %[[V2]] : (tensor<?x?x1xi64>, tensor<1x1x2xi64>) -> tensor<?x?x2xi1>
// CHECK: %[[V11:.*]] = toroid.slice %[[X]] [0, %{{[^ ,)]*}}] [%{{[^ ,)]*}}, %{{[^ ,)]*}}] [1, 1] : (tensor<?x?xi64>) -> tensor<?x?xi64>
// CHECK: %[[V12:.*]] = toroid.compare eq, %{{[^ ,)]*}}, %[[V5]] : (tensor<?x?x1xi64>, tensor<1x1x2xi64>) -> tensor<?x?x2xi1>
// CHECK: %[[V13:.*]] = toroid.and %[[V10]], %[[V12]] : (tensor<?x?x2xi1>, tensor<?x?x2xi1>) -> tensor<?x?x2xi1>
// CHECK: %[[V14:.*]] = toroid.reduce sum, %{{[^ ,)]*}} axes = [1] keep_dims = false : (tensor<?x?x2xf32>) -> tensor<?x2xf32>
// CHECK: %[[V15:.*]] = toroid.concat axis = 1 %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1xf32>, tensor<?x2xf32>, tensor<?x1xf32>) -> tensor<?x4xf32>
// CHECK: %[[V16:.*]] = toroid.constant dense<[2.000000e+00, 3.000000e+00, 4.000000e+00, 0.000000e+00]> : tensor<4xf32> : tensor<4xf32>
// CHECK: %[[V17:.*]] = toroid.compare gt, %[[V15]], %[[V0]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
// CHECK: %[[V18:.*]] = toroid.select %[[V17]], %[[V16]], %[[V0]] : (tensor<?x4xi1>, tensor<4xf32>, tensor<f32>) -> tensor<?x4xf32>
// CHECK: %[[V19:.*]] = toroid.constant dense<[0, 1, 2]> : tensor<3xi64> : tensor<3xi64>
// CHECK: %[[V20:.*]] = toroid.gather axis = 1 %[[V18]], %[[V19]] : (tensor<?x4xf32>, tensor<3xi64>) -> tensor<?x3xf32>
// CHECK: return %[[V20]] : tensor<?x3xf32>
func.func @pairs(%x: tensor<?x?xi64>) -> !onnx.unknown {
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "IDF", min_gram_length = 2 : i64, max_gram_length = 2 : i64, max_skip_count = 1 : i64, ngram_counts = array<i64: 0, 1>, ngram_indexes = array<i64: 0, 1, 2>, pool_int64s = array<i64: 9, 5, 7, 6, 8>, weights = [2.0 : f32, 3.0 : f32, 4.0 : f32]}, opset = 9 : i64}
      : (tensor<?x?xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
