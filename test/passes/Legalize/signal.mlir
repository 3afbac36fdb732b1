// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Fourier transforms, windows and mel weights.

// CHECK-LABEL: func.func @hann_window(
// CHECK: %[[V0:.*]] = toroid.constant dense<[0.000000e+00, 5.000000e-01, 1.000000e+00, 5.000000e-01]> : tensor<4xf32> : tensor<4xf32>
// CHECK: return %[[V0]] : tensor<4xf32>
func.func @hann_window() -> !onnx.unknown {
  %size = onnx.constant dense<4> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "HannWindow"(%size) {opset = 17 : i64}
      : (tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @hann_window_symmetric(
// CHECK: %[[V0:.*]] = toroid.constant dense<[0.000000e+00, 0.49999999999999994, 1.000000e+00, 0.50000000000000011, 0.000000e+00]> : tensor<5xf64> : tensor<5xf64>
// CHECK: return %[[V0]] : tensor<5xf64>
func.func @hann_window_symmetric() -> !onnx.unknown {
  %size = onnx.constant dense<5> : tensor<i32> : tensor<i32>
  %r0 = onnx.node "HannWindow"(%size) {attrs = {output_datatype = 11 : i64, periodic = 0 : i64}, opset = 17 : i64}
      : (tensor<i32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @hamming_window(
// CHECK-SAME: %[[SIZE:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = arith.index_cast %{{[^ ,)]*}} : i64 to index
// CHECK: %[[V1:.*]] = toroid.range %{{[^ ,)]*}}, %{{[^ ,)]*}} to [%{{[^ ,)]*}}] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V2:.*]] = toroid.cast %[[V1]] : (tensor<?xi64>) -> tensor<?xf64>
// CHECK: %[[V3:.*]] = arith.index_cast %{{[^ ,)]*}} : index to i64
// CHECK: %[[V4:.*]] = toroid.cast %{{[^ ,)]*}} : (tensor<i64>) -> tensor<f64>
// CHECK: %[[V5:.*]] = toroid.div %{{[^ ,)]*}}, %[[V4]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V6:.*]] = toroid.cos %[[V5]] : (tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V7:.*]] = toroid.sub %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<f64>, tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V8:.*]] = toroid.cast %[[V7]] : (tensor<?xf64>) -> tensor<?xf32>
// CHECK: return %[[V8]] : tensor<?xf32>
func.func @hamming_window(%size: tensor<i64>) -> !onnx.unknown {
  %r0 = onnx.node "HammingWindow"(%size) {opset = 17 : i64}
      : (tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @blackman_window(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?xf32>
// CHECK: %[[V3:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V2]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V4:.*]] = toroid.cast %[[V3]] : (tensor<?xi64>) -> tensor<?xf64>
// CHECK: %[[V5:.*]] = toroid.constant dense<6.2831853071795862> : tensor<f64> : tensor<f64>
// CHECK: %[[V6:.*]] = toroid.mul %[[V4]], %[[V5]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V7:.*]] = arith.addi %[[V2]], %c-1{{[_0-9]*}} : index
// CHECK: %[[V8:.*]] = arith.index_cast %[[V7]] : index to i64
// CHECK: %[[V9:.*]] = tensor.from_elements %[[V8]] : tensor<i64>
// CHECK: %[[V10:.*]] = toroid.cast %[[V9]] : (tensor<i64>) -> tensor<f64>
// CHECK: %[[V11:.*]] = toroid.div %[[V6]], %[[V10]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V12:.*]] = toroid.cos %[[V11]] : (tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V13:.*]] = toroid.constant dense<5.000000e-01> : tensor<f64> : tensor<f64>
// CHECK: %[[V14:.*]] = toroid.mul %[[V12]], %[[V13]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V15:.*]] = toroid.constant dense<4.200000e-01> : tensor<f64> : tensor<f64>
// CHECK: %[[V16:.*]] = toroid.sub %[[V15]], %[[V14]] : (tensor<f64>, tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V17:.*]] = toroid.constant dense<2.000000e+00> : tensor<f64> : tensor<f64>
// CHECK: %[[V18:.*]] = toroid.mul %[[V11]], %[[V17]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V19:.*]] = toroid.cos %[[V18]] : (tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V20:.*]] = toroid.constant dense<8.000000e-02> : tensor<f64> : tensor<f64>
// CHECK: %[[V21:.*]] = toroid.mul %[[V19]], %[[V20]] : (tensor<?xf64>, tensor<f64>) -> tensor<?xf64>
// CHECK: %[[V22:.*]] = toroid.add %[[V16]], %[[V21]] : (tensor<?xf64>, tensor<?xf64>) -> tensor<?xf64>
// CHECK: %[[V23:.*]] = toroid.cast %[[V22]] : (tensor<?xf64>) -> tensor<?xf32>
// CHECK: return %[[V23]] : tensor<?xf32>
func.func @blackman_window(%x: tensor<?xf32>) -> !onnx.unknown {
  %size = onnx.node "Size"(%x) {opset = 17 : i64}
      : (tensor<?xf32>) -> !onnx.unknown
  %r0 = onnx.node "BlackmanWindow"(%size) {attrs = {periodic = 0 : i64}, opset = 17 : i64}
      : (!onnx.unknown) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A product with a constant matrix.
// CHECK-LABEL: func.func @dft(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4x1xf32>
// CHECK: %[[V0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x4x1xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[X]] to [%[[V0]], 4] : (tensor<?x4x1xf32>) -> tensor<?x4xf32>
// CHECK: %[[V2:.*]] = toroid.constant dense<{{\[\[}}1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00, 1.000000e+00], [1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, 1.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00]]> : tensor<4x8xf32> : tensor<4x8xf32>
// CHECK: %[[V3:.*]] = toroid.matmul %[[V1]], %[[V2]] : (tensor<?x4xf32>, tensor<4x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V4:.*]] = toroid.reshape %[[V3]] to [%[[V0]], 4, 2] : (tensor<?x8xf32>) -> tensor<?x4x2xf32>
// CHECK: return %[[V4]] : tensor<?x4x2xf32>
func.func @dft(%x: tensor<?x4x1xf32>) -> !onnx.unknown {
  %r0 = onnx.node "DFT"(%x) {opset = 17 : i64}
      : (tensor<?x4x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @dft_axis(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4x?x2xf32>
// CHECK: %[[V0:.*]] = toroid.transpose %[[X]] [1, 0, 2] : (tensor<4x?x2xf32>) -> tensor<?x4x2xf32>
// CHECK: %[[V1:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<4x?x2xf32>
// CHECK: %[[V2:.*]] = toroid.reshape %[[V0]] to [%[[V1]], 8] : (tensor<?x4x2xf32>) -> tensor<?x8xf32>
// CHECK: %[[V3:.*]] = toroid.constant dense<{{\[\[}}1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00], [0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00, 1.000000e+00], [0.000000e+00, 1.000000e+00, 1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, -1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00], [0.000000e+00, 1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, -1.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, 1.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00], [0.000000e+00, 1.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, 1.000000e+00, 0.000000e+00]]> : tensor<8x8xf32> : tensor<8x8xf32>
// CHECK: %[[V4:.*]] = toroid.matmul %[[V2]], %[[V3]] : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
// CHECK: %[[V5:.*]] = toroid.reshape %[[V4]] to [%[[V1]], 4, 2] : (tensor<?x8xf32>) -> tensor<?x4x2xf32>
// CHECK: %[[V6:.*]] = toroid.transpose %[[V5]] [1, 0, 2] : (tensor<?x4x2xf32>) -> tensor<4x?x2xf32>
// CHECK: return %[[V6]] : tensor<4x?x2xf32>
func.func @dft_axis(%x: tensor<4x?x2xf32>) -> !onnx.unknown {
  %none = onnx.none : none
  %axis = onnx.constant dense<0> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "DFT"(%x, %none, %axis) {opset = 20 : i64}
      : (tensor<4x?x2xf32>, none, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Longer than the signal, of which only one half is needed.
// CHECK-LABEL: func.func @dft_onesided(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x3x1xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [1, 3] : (tensor<1x3x1xf32>) -> tensor<1x3xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<{{\[\[}}1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, -1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00]]> : tensor<3x6xf32> : tensor<3x6xf32>
// CHECK: %[[V2:.*]] = toroid.matmul %[[V0]], %[[V1]] : (tensor<1x3xf32>, tensor<3x6xf32>) -> tensor<1x6xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [1, 3, 2] : (tensor<1x6xf32>) -> tensor<1x3x2xf32>
// CHECK: return %[[V3]] : tensor<1x3x2xf32>
func.func @dft_onesided(%x: tensor<1x3x1xf32>) -> !onnx.unknown {
  %length = onnx.constant dense<4> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "DFT"(%x, %length) {attrs = {onesided = 1 : i64}, opset = 20 : i64}
      : (tensor<1x3x1xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// From half a spectrum to a real signal.
// CHECK-LABEL: func.func @dft_inverse_onesided(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x3x2xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [1, 6] : (tensor<1x3x2xf32>) -> tensor<1x6xf32>
// CHECK: %[[V1:.*]] = toroid.constant dense<{{\[\[}}2.500000e-01, 2.500000e-01, 2.500000e-01, 2.500000e-01], [0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00], [5.000000e-01, 0.000000e+00, -5.000000e-01, 0.000000e+00], [0.000000e+00, -5.000000e-01, 0.000000e+00, 5.000000e-01], [2.500000e-01, -2.500000e-01, 2.500000e-01, -2.500000e-01], [0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00]]> : tensor<6x4xf32> : tensor<6x4xf32>
// CHECK: %[[V2:.*]] = toroid.matmul %[[V0]], %[[V1]] : (tensor<1x6xf32>, tensor<6x4xf32>) -> tensor<1x4xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [1, 4, 1] : (tensor<1x4xf32>) -> tensor<1x4x1xf32>
// CHECK: return %[[V3]] : tensor<1x4x1xf32>
func.func @dft_inverse_onesided(%x: tensor<1x3x2xf32>) -> !onnx.unknown {
  %r0 = onnx.node "DFT"(%x) {attrs = {inverse = 1 : i64, onesided = 1 : i64}, opset = 20 : i64}
      : (tensor<1x3x2xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @dft_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x1xf32>
// CHECK: %[[V0:.*]] = toroid.reshape %[[X]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, %{{[^ ,)]*}}] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V2:.*]] = toroid.cos %{{[^ ,)]*}} : (tensor<3x?xf64>) -> tensor<3x?xf64>
// CHECK: %[[V3:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
// CHECK: %[[V4:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 1, %{{[^ ,)]*}}, 1] : (tensor<?xi64>) -> tensor<1x1x?x1xi64>
// CHECK: %[[V5:.*]] = toroid.mod %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<?x1x?x1xi64>, tensor<i64>) -> tensor<?x1x?x1xi64>
// CHECK: %[[V6:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}] : (tensor<3x?xf32>) -> tensor<?xf32>
// CHECK: %[[V7:.*]] = toroid.gather axis = 0 %[[V6]], %{{[^ ,)]*}} : (tensor<?xf32>, tensor<?x1x?x2xi64>) -> tensor<?x1x?x2xf32>
// CHECK: %[[V8:.*]] = toroid.reshape %[[V7]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x1x?x2xf32>) -> tensor<?x?xf32>
// CHECK: %[[V9:.*]] = toroid.matmul %[[V0]], %[[V8]] : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %[[V9]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, 2] : (tensor<?x?xf32>) -> tensor<?x?x2xf32>
// CHECK: return %[[V10]] : tensor<?x?x2xf32>
func.func @dft_dynamic(%x: tensor<?x?x1xf32>) -> !onnx.unknown {
  %r0 = onnx.node "DFT"(%x) {opset = 17 : i64}
      : (tensor<?x?x1xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @dft_unknown_parts(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x4x?xf32>
// CHECK: %[[V0:.*]] = toroid.pad %[[X]] with %{{[^ ,)]*}} [0, 0, 0] [0, 0, %{{[^ ,)]*}}] : (tensor<1x4x?xf32>, tensor<f32>) -> tensor<1x4x2xf32>
// CHECK: %[[V1:.*]] = toroid.reshape %[[V0]] to [1, 8] : (tensor<1x4x2xf32>) -> tensor<1x8xf32>
// CHECK: %[[V2:.*]] = toroid.matmul %[[V1]], %{{[^ ,)]*}} : (tensor<1x8xf32>, tensor<8x8xf32>) -> tensor<1x8xf32>
// CHECK: %[[V3:.*]] = toroid.reshape %[[V2]] to [1, 4, 2] : (tensor<1x8xf32>) -> tensor<1x4x2xf32>
// CHECK: return %[[V3]] : tensor<1x4x2xf32>
func.func @dft_unknown_parts(%x: tensor<1x4x?xf32>) -> !onnx.unknown {
  %r0 = onnx.node "DFT"(%x) {opset = 20 : i64}
      : (tensor<1x4x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @dft_unknown_axis(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x4x1xf32>{{[^%]*}}, %[[AXIS:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = arith.cmpi slt, %{{[^ ,)]*}}, %c0{{[_0-9]*}} : index
// CHECK: %[[V1:.*]] = arith.cmpi eq, %{{[^ ,)]*}}, %c0{{[_0-9]*}} : index
// CHECK: %[[V2:.*]] = arith.cmpi eq, %{{[^ ,)]*}}, %c1{{[_0-9]*}} : index
// CHECK: %[[V3:.*]] = arith.cmpi sgt, %{{[^ ,)]*}}, %c0{{[_0-9]*}} : index
// CHECK: %[[V4:.*]] = arith.cmpi sgt, %{{[^ ,)]*}}, %c1{{[_0-9]*}} : index
// CHECK: %[[V5:.*]] = arith.cmpi slt, %{{[^ ,)]*}}, %c0{{[_0-9]*}} : index
// CHECK: %[[V6:.*]] = arith.cmpi slt, %{{[^ ,)]*}}, %c1{{[_0-9]*}} : index
// CHECK: %[[V7:.*]] = toroid.reshape %[[X]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}, 1] : (tensor<1x4x1xf32>) -> tensor<?x?x?x1xf32>
// CHECK: %[[V8:.*]] = toroid.transpose %[[V7]] [0, 2, 1, 3] : (tensor<?x?x?x1xf32>) -> tensor<?x?x?x1xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x?x?x1xf32>) -> tensor<?x?x?xf32>
// CHECK: %[[V10:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, %{{[^ ,)]*}}] : (tensor<?xi64>) -> tensor<1x?xi64>
// CHECK: %[[V11:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, 1, 1, 1] : (tensor<?xi64>) -> tensor<?x1x1x1xi64>
// CHECK: %[[V12:.*]] = toroid.reshape %{{[^ ,)]*}} to [1, 1, %{{[^ ,)]*}}, 1] : (tensor<?xi64>) -> tensor<1x1x?x1xi64>
// CHECK: %[[V13:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}] : (tensor<3x?xf32>) -> tensor<?xf32>
// CHECK: %[[V14:.*]] = toroid.reshape %{{[^ ,)]*}} to [%{{[^ ,)]*}}, %{{[^ ,)]*}}] : (tensor<?x1x?x2xf32>) -> tensor<?x?xf32>
// CHECK: %[[V15:.*]] = toroid.matmul %[[V9]], %[[V14]] : (tensor<?x?x?xf32>, tensor<?x?xf32>) -> tensor<?x?x?xf32>
// CHECK: %[[V16:.*]] = toroid.reshape %[[V15]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}}, 2] : (tensor<?x?x?xf32>) -> tensor<?x?x?x2xf32>
// CHECK: %[[V17:.*]] = toroid.transpose %[[V16]] [0, 2, 1, 3] : (tensor<?x?x?x2xf32>) -> tensor<?x?x?x2xf32>
// CHECK: %[[V18:.*]] = toroid.reshape %[[V17]] to [%{{[^ ,)]*}}, %{{[^ ,)]*}}, 2] : (tensor<?x?x?x2xf32>) -> tensor<?x?x2xf32>
// CHECK: return %[[V18]] : tensor<?x?x2xf32>
func.func @dft_unknown_axis(%x: tensor<1x4x1xf32>, %axis: tensor<i64>) -> !onnx.unknown {
  %none = onnx.none : none
  %r0 = onnx.node "DFT"(%x, %none, %axis) {opset = 20 : i64}
      : (tensor<1x4x1xf32>, none, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @stft(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8x1xf16>{{[^%]*}}, %[[WINDOW:[a-z0-9]+]]: tensor<4xf16>
// CHECK: %[[V0:.*]] = toroid.constant dense<{{\[\[}}0, 1, 2, 3], [2, 3, 4, 5], [4, 5, 6, 7]]> : tensor<3x4xi64> : tensor<3x4xi64>
// CHECK: %[[V1:.*]] = toroid.gather axis = 1 %[[X]], %[[V0]] : (tensor<?x8x1xf16>, tensor<3x4xi64>) -> tensor<?x3x4x1xf16>
// CHECK: %[[V2:.*]] = toroid.reshape %[[WINDOW]] to [4, 1] : (tensor<4xf16>) -> tensor<4x1xf16>
// CHECK: %[[V3:.*]] = toroid.mul %[[V1]], %[[V2]] : (tensor<?x3x4x1xf16>, tensor<4x1xf16>) -> tensor<?x3x4x1xf16>
// CHECK: %[[V4:.*]] = toroid.cast %[[V3]] : (tensor<?x3x4x1xf16>) -> tensor<?x3x4x1xf32>
// CHECK: %[[V5:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x8x1xf16>
// CHECK: %[[V6:.*]] = toroid.reshape %[[V4]] to [%[[V5]], 3, 4] : (tensor<?x3x4x1xf32>) -> tensor<?x3x4xf32>
// CHECK: %[[V7:.*]] = toroid.constant dense<{{\[\[}}1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, -1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, 1.000000e+00, -1.000000e+00, 0.000000e+00]]> : tensor<4x6xf32> : tensor<4x6xf32>
// CHECK: %[[V8:.*]] = toroid.matmul %[[V6]], %[[V7]] : (tensor<?x3x4xf32>, tensor<4x6xf32>) -> tensor<?x3x6xf32>
// CHECK: %[[V9:.*]] = toroid.reshape %[[V8]] to [%[[V5]], 3, 3, 2] : (tensor<?x3x6xf32>) -> tensor<?x3x3x2xf32>
// CHECK: %[[V10:.*]] = toroid.cast %[[V9]] : (tensor<?x3x3x2xf32>) -> tensor<?x3x3x2xf16>
// CHECK: return %[[V10]] : tensor<?x3x3x2xf16>
func.func @stft(%x: tensor<?x8x1xf16>, %window: tensor<4xf16>) -> !onnx.unknown {
  %step = onnx.constant dense<2> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "STFT"(%x, %step, %window) {opset = 17 : i64}
      : (tensor<?x8x1xf16>, tensor<i64>, tensor<4xf16>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @stft_frame_length(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x?x2xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK: %[[V2:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<1x?x2xf32>
// CHECK: %[[V3:.*]] = arith.addi %[[V2]], %c-2{{[_0-9]*}} : index
// CHECK: %[[V4:.*]] = arith.maxsi %c0{{[_0-9]*}}, %[[V3]] : index
// CHECK: %[[V5:.*]] = arith.divsi %[[V4]], %c2{{[_0-9]*}} : index
// CHECK: %[[V6:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V5]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V7:.*]] = toroid.reshape %[[V6]] to [%[[V5]], 1] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK: %[[V8:.*]] = toroid.constant dense<2> : tensor<i64> : tensor<i64>
// CHECK: %[[V9:.*]] = toroid.mul %[[V7]], %[[V8]] : (tensor<?x1xi64>, tensor<i64>) -> tensor<?x1xi64>
// CHECK: %[[V10:.*]] = toroid.constant dense<{{\[\[}}0, 1, 2, 3]]> : tensor<1x4xi64> : tensor<1x4xi64>
// CHECK: %[[V11:.*]] = toroid.add %[[V9]], %[[V10]] : (tensor<?x1xi64>, tensor<1x4xi64>) -> tensor<?x4xi64>
// CHECK: %[[V12:.*]] = toroid.gather axis = 1 %[[X]], %[[V11]] : (tensor<1x?x2xf32>, tensor<?x4xi64>) -> tensor<1x?x4x2xf32>
// CHECK: %[[V13:.*]] = toroid.reshape %[[V12]] to [1, %[[V5]], 8] : (tensor<1x?x4x2xf32>) -> tensor<1x?x8xf32>
// CHECK: %[[V14:.*]] = toroid.constant dense<{{\[\[}}1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00], [0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00, 1.000000e+00], [0.000000e+00, 1.000000e+00, 1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, -1.000000e+00, 0.000000e+00], [1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00], [0.000000e+00, 1.000000e+00, 0.000000e+00, -1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00, -1.000000e+00], [1.000000e+00, 0.000000e+00, 0.000000e+00, 1.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00], [0.000000e+00, 1.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00, -1.000000e+00, 1.000000e+00, 0.000000e+00]]> : tensor<8x8xf32> : tensor<8x8xf32>
// CHECK: %[[V15:.*]] = toroid.matmul %[[V13]], %[[V14]] : (tensor<1x?x8xf32>, tensor<8x8xf32>) -> tensor<1x?x8xf32>
// CHECK: %[[V16:.*]] = toroid.reshape %[[V15]] to [1, %[[V5]], 4, 2] : (tensor<1x?x8xf32>) -> tensor<1x?x4x2xf32>
// CHECK: return %[[V16]] : tensor<1x?x4x2xf32>
func.func @stft_frame_length(%x: tensor<1x?x2xf32>) -> !onnx.unknown {
  %none = onnx.none : none
  %step = onnx.constant dense<2> : tensor<i64> : tensor<i64>
  %length = onnx.constant dense<4> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "STFT"(%x, %step, %none, %length) {attrs = {onesided = 0 : i64}, opset = 17 : i64}
      : (tensor<1x?x2xf32>, tensor<i64>, none, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @mel_weight_matrix(
// CHECK-SAME: %[[LOW:[a-z0-9]+]]: tensor<f32>{{[^%]*}}, %[[HIGH:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK: %[[V1:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK: %[[V2:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK: %[[V3:.*]] = toroid.exp %{{[^ ,)]*}} : (tensor<5xf64>) -> tensor<5xf64>
// CHECK: %[[V4:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<5xf64>, tensor<f64>) -> tensor<5xf64>
// CHECK: %[[V5:.*]] = toroid.floor %[[V4]] : (tensor<5xf64>) -> tensor<5xf64>
// CHECK: %[[V6:.*]] = toroid.slice %{{[^ ,)]*}} [0] [3] [1] : (tensor<5xi64>) -> tensor<3xi64>
// CHECK: %[[V7:.*]] = toroid.slice %{{[^ ,)]*}} [1] [3] [1] : (tensor<5xi64>) -> tensor<3xi64>
// CHECK: %[[V8:.*]] = toroid.slice %{{[^ ,)]*}} [2] [3] [1] : (tensor<5xi64>) -> tensor<3xi64>
// CHECK: %[[V9:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<9x3xf64>, tensor<3xf64>) -> tensor<9x3xf64>
// CHECK: %[[V10:.*]] = toroid.div %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<9x3xf64>, tensor<3xf64>) -> tensor<9x3xf64>
// CHECK: %[[V11:.*]] = toroid.select %{{[^ ,)]*}}, %[[V10]], %{{[^ ,)]*}} : (tensor<9x3xi1>, tensor<9x3xf64>, tensor<f64>) -> tensor<9x3xf64>
// CHECK: %[[V12:.*]] = toroid.select %{{[^ ,)]*}}, %[[V9]], %[[V11]] : (tensor<9x3xi1>, tensor<9x3xf64>, tensor<9x3xf64>) -> tensor<9x3xf64>
// CHECK: %[[V13:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %[[V12]] : (tensor<9x3xi1>, tensor<f64>, tensor<9x3xf64>) -> tensor<9x3xf64>
// CHECK: return %{{[^ ,)]*}} : tensor<9x3xf32>
func.func @mel_weight_matrix(%low: tensor<f32>, %high: tensor<f32>) -> !onnx.unknown {
  %bands = onnx.constant dense<3> : tensor<i64> : tensor<i64>
  %length = onnx.constant dense<16> : tensor<i64> : tensor<i64>
  %rate = onnx.constant dense<8192> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "MelWeightMatrix"(%bands, %length, %rate, %low, %high) {opset = 17 : i64}
      : (tensor<i64>, tensor<i64>, tensor<i64>, tensor<f32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
