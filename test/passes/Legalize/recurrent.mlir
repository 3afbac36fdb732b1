// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// RNN, GRU and LSTM.

// One product for all steps, then a loop.
// CHECK-LABEL: func.func @rnn(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<5x2x3xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<1x4x3xf32>{{[^%]*}}, %[[R:[a-z0-9]+]]: tensor<1x4x4xf32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<1x8xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %{{[^ ,)]*}} {transpose_rhs} : (tensor<5x2x3xf32>, tensor<4x3xf32>) -> tensor<5x2x4xf32>
// CHECK: %[[V1:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %c5{{[_0-9]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<2x4xf32>, tensor<5x2x4xf32>) {
// CHECK: %[[V2:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V3:.*]] = toroid.tanh %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V4:.*]] = toroid.insert_slice %{{[^ ,)]*}} into %{{[^ ,)]*}} [%{{[^ ,)]*}}, 0, 0] : (tensor<1x2x4xf32>, tensor<5x2x4xf32>) -> tensor<5x2x4xf32>
// CHECK: scf.yield %[[V3]], %[[V4]] : tensor<2x4xf32>, tensor<5x2x4xf32>
// CHECK: return %{{[^ ,)]*}}, %{{[^ ,)]*}} : tensor<5x1x2x4xf32>, tensor<1x2x4xf32>
func.func @rnn(%x: tensor<5x2x3xf32>, %w: tensor<1x4x3xf32>, %r: tensor<1x4x4xf32>, %b: tensor<1x8xf32>) -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "RNN"(%x, %w, %r, %b) {attrs = {hidden_size = 4 : i64}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>, tensor<1x8xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// A sequence that has ended keeps its state; what is unused is not collected.
// CHECK-LABEL: func.func @rnn_reverse(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x3xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<1x4x3xf32>{{[^%]*}}, %[[R:[a-z0-9]+]]: tensor<1x4x4xf32>{{[^%]*}}, %[[LENGTHS:[a-z0-9]+]]: tensor<?xi32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %{{[^ ,)]*}} {transpose_rhs} : (tensor<?x?x3xf32>, tensor<4x3xf32>) -> tensor<?x?x4xf32>
// CHECK: %[[V1:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %{{[^ ,)]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<?x4xf32>) {
// CHECK: %[[V2:.*]] = arith.subi %{{[^ ,)]*}}, %{{[^ ,)]*}} : index
// CHECK: %[[V3:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<?x4xf32>, tensor<4x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V4:.*]] = toroid.tanh %{{[^ ,)]*}} : (tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[V5:.*]] = toroid.compare lt, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<i64>, tensor<?x1xi64>) -> tensor<?x1xi1>
// CHECK: %[[V6:.*]] = toroid.select %[[V5]], %[[V4]], %{{[^ ,)]*}} : (tensor<?x1xi1>, tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
// CHECK: scf.yield %[[V6]] : tensor<?x4xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<1x?x4xf32>
func.func @rnn_reverse(%x: tensor<?x?x3xf32>, %w: tensor<1x4x3xf32>, %r: tensor<1x4x4xf32>, %lengths: tensor<?xi32>) -> !onnx.unknown {
  %none = onnx.none : none
  %r0, %r1 = onnx.node "RNN"(%x, %w, %r, %none, %lengths) {attrs = {direction = "reverse", clip = 3.0 : f32}, opset = 14 : i64}
      : (tensor<?x?x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>, none, tensor<?xi32>) -> (!onnx.unknown, !onnx.unknown)
  return %r1 : !onnx.unknown
}

// CHECK-LABEL: func.func @gru(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<5x2x3xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<2x12x3xf32>{{[^%]*}}, %[[R:[a-z0-9]+]]: tensor<2x12x4xf32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<2x24xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %{{[^ ,)]*}} {transpose_rhs} : (tensor<5x2x3xf32>, tensor<12x3xf32>) -> tensor<5x2x12xf32>
// CHECK: %[[V1:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %c5{{[_0-9]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<2x4xf32>, tensor<5x2x4xf32>) {
// CHECK: %[[V2:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
// CHECK: %[[V3:.*]] = toroid.sigmoid %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V4:.*]] = toroid.sigmoid %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V6:.*]] = toroid.tanh %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V7:.*]] = toroid.insert_slice %{{[^ ,)]*}} into %{{[^ ,)]*}} [%{{[^ ,)]*}}, 0, 0] : (tensor<1x2x4xf32>, tensor<5x2x4xf32>) -> tensor<5x2x4xf32>
// CHECK: scf.yield %{{[^ ,)]*}}, %[[V7]] : tensor<2x4xf32>, tensor<5x2x4xf32>
// CHECK: %[[V8:.*]] = toroid.matmul %[[X]], %{{[^ ,)]*}} {transpose_rhs} : (tensor<5x2x3xf32>, tensor<12x3xf32>) -> tensor<5x2x12xf32>
// CHECK: %[[V9:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %c5{{[_0-9]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<2x4xf32>, tensor<5x2x4xf32>) {
// CHECK: %[[V10:.*]] = toroid.matmul %{{[^ ,)]*}}, %[[V2]] {transpose_rhs} : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
// CHECK: %[[V11:.*]] = toroid.sigmoid %[[V3]] : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V12:.*]] = toroid.sigmoid %[[V4]] : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V13:.*]] = toroid.matmul %{{[^ ,)]*}}, %[[V5]] {transpose_rhs} : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V14:.*]] = toroid.tanh %[[V6]] : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V15:.*]] = toroid.insert_slice %[[V7]] into %{{[^ ,)]*}} [%{{[^ ,)]*}}, 0, 0] : (tensor<1x2x4xf32>, tensor<5x2x4xf32>) -> tensor<5x2x4xf32>
// CHECK: scf.yield %{{[^ ,)]*}}, %[[V15]] : tensor<2x4xf32>, tensor<5x2x4xf32>
// CHECK: %[[V16:.*]] = toroid.concat axis = 1 %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<5x1x2x4xf32>, tensor<5x1x2x4xf32>) -> tensor<5x2x2x4xf32>
// CHECK: return %[[V16]] : tensor<5x2x2x4xf32>
func.func @gru(%x: tensor<5x2x3xf32>, %w: tensor<2x12x3xf32>, %r: tensor<2x12x4xf32>, %b: tensor<2x24xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GRU"(%x, %w, %r, %b) {attrs = {direction = "bidirectional"}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<2x12x3xf32>, tensor<2x12x4xf32>, tensor<2x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// One product of the state for all gates.
// CHECK-LABEL: func.func @gru_linear_before_reset(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<5x2x3xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<1x12x3xf32>{{[^%]*}}, %[[R:[a-z0-9]+]]: tensor<1x12x4xf32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<1x24xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %{{[^ ,)]*}} {transpose_rhs} : (tensor<5x2x3xf32>, tensor<12x3xf32>) -> tensor<5x2x12xf32>
// CHECK: %[[V1:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %c5{{[_0-9]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<2x4xf32>, tensor<5x2x4xf32>) {
// CHECK: %[[V2:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<2x4xf32>, tensor<12x4xf32>) -> tensor<2x12xf32>
// CHECK: %[[V3:.*]] = toroid.sigmoid %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V4:.*]] = toroid.sigmoid %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = toroid.tanh %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: scf.yield %{{[^ ,)]*}}, %{{[^ ,)]*}} : tensor<2x4xf32>, tensor<5x2x4xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<5x1x2x4xf32>
func.func @gru_linear_before_reset(%x: tensor<5x2x3xf32>, %w: tensor<1x12x3xf32>, %r: tensor<1x12x4xf32>, %b: tensor<1x24xf32>) -> !onnx.unknown {
  %r0 = onnx.node "GRU"(%x, %w, %r, %b) {attrs = {linear_before_reset = 1 : i64}, opset = 14 : i64}
      : (tensor<5x2x3xf32>, tensor<1x12x3xf32>, tensor<1x12x4xf32>, tensor<1x24xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @lstm(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x5x3xf16>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<1x16x3xf16>{{[^%]*}}, %[[R:[a-z0-9]+]]: tensor<1x16x4xf16>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<1x32xf16>{{[^%]*}}, %[[H:[a-z0-9]+]]: tensor<2x1x4xf16>{{[^%]*}}, %[[C:[a-z0-9]+]]: tensor<2x1x4xf16>{{[^%]*}}, %[[P:[a-z0-9]+]]: tensor<1x12xf16>
// CHECK: %[[V0:.*]] = toroid.transpose %[[X]] [1, 0, 2] : (tensor<2x5x3xf16>) -> tensor<5x2x3xf16>
// CHECK: %[[V1:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<5x2x3xf32>, tensor<16x3xf32>) -> tensor<5x2x16xf32>
// CHECK: %[[V2:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %c5{{[_0-9]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<2x4xf32>, tensor<2x4xf32>, tensor<5x2x4xf32>) {
// CHECK: %[[V3:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<2x4xf32>, tensor<16x4xf32>) -> tensor<2x16xf32>
// CHECK: %[[V4:.*]] = toroid.sigmoid %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = toroid.sigmoid %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V6:.*]] = toroid.tanh %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V7:.*]] = toroid.sigmoid %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V8:.*]] = toroid.tanh %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: scf.yield %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : tensor<2x4xf32>, tensor<2x4xf32>, tensor<5x2x4xf32>
// CHECK: %[[V9:.*]] = toroid.transpose %{{[^ ,)]*}} [2, 0, 1, 3] : (tensor<5x1x2x4xf32>) -> tensor<2x5x1x4xf32>
// CHECK: %[[V10:.*]] = toroid.transpose %{{[^ ,)]*}} [1, 0, 2] : (tensor<1x2x4xf32>) -> tensor<2x1x4xf32>
// CHECK: %[[V11:.*]] = toroid.transpose %{{[^ ,)]*}} [1, 0, 2] : (tensor<1x2x4xf32>) -> tensor<2x1x4xf32>
// CHECK: return %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : tensor<2x5x1x4xf16>, tensor<2x1x4xf16>, tensor<2x1x4xf16>
func.func @lstm(%x: tensor<2x5x3xf16>, %w: tensor<1x16x3xf16>, %r: tensor<1x16x4xf16>, %b: tensor<1x32xf16>, %h: tensor<2x1x4xf16>, %c: tensor<2x1x4xf16>, %p: tensor<1x12xf16>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %none = onnx.none : none
  %r0, %r1, %r2 = onnx.node "LSTM"(%x, %w, %r, %b, %none, %h, %c, %p) {attrs = {layout = 1 : i64}, opset = 14 : i64}
      : (tensor<2x5x3xf16>, tensor<1x16x3xf16>, tensor<1x16x4xf16>, tensor<1x32xf16>, none, tensor<2x1x4xf16>, tensor<2x1x4xf16>, tensor<1x12xf16>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// One step needs no loop.
// CHECK-LABEL: func.func @lstm_step(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x2x3xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<1x16x3xf32>{{[^%]*}}, %[[R:[a-z0-9]+]]: tensor<1x16x4xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %{{[^ ,)]*}} {transpose_rhs} : (tensor<1x2x3xf32>, tensor<16x3xf32>) -> tensor<1x2x16xf32>
// CHECK: %[[V1:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<2x4xf32>, tensor<16x4xf32>) -> tensor<2x16xf32>
// CHECK: %[[V2:.*]] = toroid.min %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
// CHECK: %[[V3:.*]] = toroid.sub %{{[^ ,)]*}}, %[[V2]] : (tensor<f32>, tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V4:.*]] = toroid.exp %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = toroid.sub %[[V4]], %{{[^ ,)]*}} : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
// CHECK: %[[V6:.*]] = toroid.select %{{[^ ,)]*}}, %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x4xi1>, tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: %[[V7:.*]] = toroid.min %{{[^ ,)]*}}, %{{[^ ,)]*}} : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
// CHECK: %[[V8:.*]] = toroid.relu %{{[^ ,)]*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<1x2x4xf32>
func.func @lstm_step(%x: tensor<1x2x3xf32>, %w: tensor<1x16x3xf32>, %r: tensor<1x16x4xf32>) -> !onnx.unknown {
  %r0, %r1 = onnx.node "LSTM"(%x, %w, %r) {attrs = {activations = ["HardSigmoid", "Elu", "Relu"], activation_alpha = [0.3 : f32, 2.0 : f32], activation_beta = [0.4 : f32], input_forget = 1 : i64}, opset = 14 : i64}
      : (tensor<1x2x3xf32>, tensor<1x16x3xf32>, tensor<1x16x4xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r1 : !onnx.unknown
}

// Weights of unknown sizes take those of the state.
// CHECK-LABEL: func.func @rnn_of_unknown_sizes(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?x?xf32>{{[^%]*}}, %[[W:[a-z0-9]+]]: tensor<?x?x?xf32>{{[^%]*}}, %[[R:[a-z0-9]+]]: tensor<?x?x?xf32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %[[V0:.*]] = toroid.matmul %[[X]], %{{[^ ,)]*}} {transpose_rhs} : (tensor<?x?x?xf32>, tensor<?x?xf32>) -> tensor<?x?x?xf32>
// CHECK: %[[V1:.*]] = scf.for %{{[^ ,)]*}} = %c0{{[_0-9]*}} to %{{[^ ,)]*}} step %c1{{[_0-9]*}} iter_args(%{{[^ ,)]*}} = %{{[^ ,)]*}}, %{{[^ ,)]*}} = %{{[^ ,)]*}}) -> (tensor<?x?xf32>, tensor<?x?x?xf32>) {
// CHECK: %[[V2:.*]] = toroid.matmul %{{[^ ,)]*}}, %{{[^ ,)]*}} {transpose_rhs} : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
// CHECK: scf.yield %{{[^ ,)]*}}, %{{[^ ,)]*}} : tensor<?x?xf32>, tensor<?x?x?xf32>
// CHECK: return %{{[^ ,)]*}} : tensor<?x1x?x?xf32>
func.func @rnn_of_unknown_sizes(%x: tensor<?x?x?xf32>, %w: tensor<?x?x?xf32>, %r: tensor<?x?x?xf32>, %b: tensor<?x?xf32>) -> !onnx.unknown {
  %r0 = onnx.node "RNN"(%x, %w, %r, %b) {opset = 14 : i64} : (tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
