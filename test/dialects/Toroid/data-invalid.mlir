// RUN: toroid-opt %s --split-input-file --verify-diagnostics

func.func @unique(%x: tensor<?xf32>) -> tensor<?xi64> {
  // expected-error @+1 {{needs a matrix}}
  %first, %inverse, %counts = toroid.unique %x sorted = true : (tensor<?xf32>) -> (tensor<?xi64>, tensor<?xi64>, tensor<?xi64>)
  return %first : tensor<?xi64>
}

// -----

func.func @insert_slice_rank(%x: tensor<8xf32>, %y: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @+1 {{needs a source of the dest's rank and an offset for each dim}}
  %0 = toroid.insert_slice %x into %y [0, 0] : (tensor<8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

func.func @insert_slice_type(%x: tensor<1x8xi32>, %y: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @+1 {{inserts elements of another type}}
  %0 = toroid.insert_slice %x into %y [0, 0] : (tensor<1x8xi32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

func.func @insert_slice_outside(%x: tensor<1x8xf32>, %y: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @+1 {{reaches outside of its dest in dim 1}}
  %0 = toroid.insert_slice %x into %y [0, 1] : (tensor<1x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
