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
  // expected-error @+1 {{(Loop): it gives a sequence that is not only joined; join the sequence with ConcatFromSequence, in one way only; it cannot be an output of a model}}
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

// -----

// expected-error @+1 {{input 'x' has type '!onnx.sequence<tensor<?xf32>>', of which only the elements can be inputs; give their shapes, as in --sequence=x=[2,3],[?]}}
func.func @input(%x: !onnx.sequence<tensor<?xf32>> {toroid.name = "x"}) -> tensor<?xf32> {
  %0 = onnx.node "ConcatFromSequence"(%x) {opset = 17 : i64, attrs = {axis = 0 : i64}} : (!onnx.sequence<tensor<?xf32>>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @position_type(%x: tensor<3xf32>, %p: tensor<2xi64>) -> !onnx.unknown {
  %s = onnx.node "SequenceConstruct"(%x) {opset = 17 : i64} : (tensor<3xf32>) -> !onnx.unknown
  // expected-error @+1 {{(SequenceInsert): its position is not a single integer}}
  %0 = onnx.node "SequenceInsert"(%s, %x, %p) {opset = 17 : i64} : (!onnx.unknown, tensor<3xf32>, tensor<2xi64>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// -----

func.func @lengths(%c: tensor<i1>, %a: tensor<2xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(If): its branches give sequences of different lengths, and its condition is only known when the model runs}}
  %0 = onnx.node "If"(%c) {opset = 17 : i64, region_names = ["then_branch", "else_branch"]} : (tensor<i1>) -> !onnx.unknown {
    %1 = onnx.node "SequenceConstruct"(%a, %a) {opset = 17 : i64} : (tensor<2xf32>, tensor<2xf32>) -> !onnx.unknown
    onnx.yield %1 : !onnx.unknown
  }, {
    %2 = onnx.node "SequenceConstruct"(%a) {opset = 17 : i64} : (tensor<2xf32>) -> !onnx.unknown
    onnx.yield %2 : !onnx.unknown
  }
  return %0 : !onnx.unknown
}

// -----

func.func @open_condition(%x: tensor<3xf32>, %go: tensor<i1>) -> !onnx.unknown {
  %two = onnx.constant dense<2> : tensor<i64> : tensor<i64>
  %yes = onnx.constant dense<true> : tensor<i1> : tensor<i1>
  %s = onnx.node "SequenceEmpty"() {opset = 17 : i64} : () -> !onnx.unknown
  // expected-error @+1 {{(Loop): it carries a sequence, and only a run tells how often it turns; re-export the model so that the loop only appends to sequences, which are joined afterwards}}
  %0 = onnx.node "Loop"(%two, %yes, %s) {opset = 17 : i64, region_names = ["body"]} : (tensor<i64>, tensor<i1>, !onnx.unknown) -> !onnx.unknown {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %a: !onnx.unknown):
    %1 = onnx.node "SequenceInsert"(%a, %x) {opset = 17 : i64} : (!onnx.unknown, tensor<3xf32>) -> !onnx.unknown
    onnx.yield %go, %1 : tensor<i1>, !onnx.unknown
  }
  return %0 : !onnx.unknown
}
