// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @position(%x: tensor<3xf32>) -> tensor<3xf32> {
  %two = onnx.constant dense<2> : tensor<i64> : tensor<i64>
  %s = onnx.node "SequenceConstruct"(%x, %x) {opset = 17 : i64} : (tensor<3xf32>, tensor<3xf32>) -> !onnx.unknown
  // expected-error @+1 {{(SequenceAt): its position is out of range for a sequence of 2 elements}}
  %0 = onnx.node "SequenceAt"(%s, %two) {opset = 17 : i64} : (!onnx.unknown, tensor<i64>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @as_tensor(%x: tensor<3xf32>) -> tensor<3xf32> {
  %s = onnx.node "SequenceConstruct"(%x, %x) {opset = 17 : i64} : (tensor<3xf32>, tensor<3xf32>) -> !onnx.unknown
  // expected-error @+1 {{(Exp): its input #0 is a sequence, which the operator does not take}}
  %0 = onnx.node "Exp"(%s) {opset = 17 : i64} : (!onnx.unknown) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @no_sequence(%x: tensor<3xf32>) -> tensor<i64> {
  // expected-error @+1 {{(SequenceLength): its input #0 is not a sequence of a length that is known}}
  %0 = onnx.node "SequenceLength"(%x) {opset = 17 : i64} : (tensor<3xf32>) -> tensor<i64>
  return %0 : tensor<i64>
}

// -----

func.func @open_split(%x: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error @+1 {{(SplitToSequence): how many elements it makes is only known when the model runs; re-export the model with static shapes, or do without sequences}}
  %s = onnx.node "SplitToSequence"(%x) {opset = 17 : i64} : (tensor<?xf32>) -> !onnx.unknown
  %r = onnx.node "ConcatFromSequence"(%s) {opset = 17 : i64, attrs = {axis = 0 : i64}} : (!onnx.unknown) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// -----

func.func @read_in_loop(%n: tensor<i64>, %x: tensor<3xf32>) -> tensor<?xf32> {
  %none = onnx.none : none
  %s = onnx.node "SequenceEmpty"() {opset = 17 : i64} : () -> !onnx.unknown
  // expected-error @+1 {{(Loop): it does more with a sequence that it carries than to append to it}}
  %0 = onnx.node "Loop"(%n, %none, %s) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, none, !onnx.unknown) -> !onnx.unknown {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %a: !onnx.unknown):
    %1 = onnx.node "SequenceLength"(%a) {opset = 17 : i64} : (!onnx.unknown) -> tensor<i64>
    %2 = onnx.node "SequenceInsert"(%a, %1) {opset = 17 : i64} : (!onnx.unknown, tensor<i64>) -> !onnx.unknown
    onnx.yield %c, %2 : tensor<i1>, !onnx.unknown
  }
  %r = onnx.node "ConcatFromSequence"(%0) {opset = 17 : i64, attrs = {axis = 0 : i64}} : (!onnx.unknown) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// -----

func.func @output(%n: tensor<i64>, %x: tensor<3xf32>) -> !onnx.unknown {
  %none = onnx.none : none
  %s = onnx.node "SequenceEmpty"() {opset = 17 : i64} : () -> !onnx.unknown
  // expected-error @+1 {{(Loop): it gives a sequence that is not only joined; join the sequence with ConcatFromSequence, in one way only; sequences cannot be outputs of a model}}
  %0 = onnx.node "Loop"(%n, %none, %s) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, none, !onnx.unknown) -> !onnx.unknown {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %a: !onnx.unknown):
    %2 = onnx.node "SequenceInsert"(%a, %x) {opset = 17 : i64} : (!onnx.unknown, tensor<3xf32>) -> !onnx.unknown
    onnx.yield %c, %2 : tensor<i1>, !onnx.unknown
  }
  return %0 : !onnx.unknown
}

// -----

func.func @many(%x: tensor<1099511627776xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(SplitToSequence): it makes more than 65536 tensors}}
  %r0 = onnx.node "SplitToSequence"(%x) {opset = 11 : i64} : (tensor<1099511627776xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
