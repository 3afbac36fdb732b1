// RUN: toroid-opt --split-input-file --verify-diagnostics --toroid-to-linalg %s

// expected-error @below {{has an argument of type 'f32'; only ranked tensors can be lowered}}
func.func @scalar(%x: f32) {
  return
}

// -----

func.func @region(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{holds a region, which cannot be lowered}}
  %r = scf.execute_region -> tensor<4xf32> {
    scf.yield %x : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// -----

func.func @other(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{cannot be lowered}}
  %0 = arith.negf %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
