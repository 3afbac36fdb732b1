// RUN: toroid-opt %s --split-input-file --toroid-infer-shapes --verify-diagnostics

// Only symbolic shapes show that these two dims are constants that differ.
func.func @mismatch(%0: tensor<4xf32>, %1: tensor<8xf32>) -> tensor<?xf32> {
  %s0 = toroid.concat axis = 0 %0, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<?xf32>
  %s1 = toroid.concat axis = 0 %1, %1 : (tensor<8xf32>, tensor<8xf32>) -> tensor<?xf32>
  // expected-error @+1 {{has operands that do not broadcast}}
  %2 = toroid.add %s0, %s1 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %2 : tensor<?xf32>
}

// -----

func.func @absurd(%0: tensor<1xf32>) -> tensor<?xf32> {
  %c = arith.constant 4611686018427387904 : index
  // expected-error @+1 {{has a result that no machine can hold}}
  %1 = toroid.broadcast_to %0 to [%c] : (tensor<1xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}
