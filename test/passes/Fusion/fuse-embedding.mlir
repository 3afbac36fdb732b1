// RUN: toroid-opt %s --split-input-file --toroid-fuse-embedding --canonicalize | FileCheck %s

// BERT: tokens, segments, positions, which broadcast over the batch.
// CHECK-LABEL: func @three
// CHECK-NEXT: %[[Y:.*]] = toroid.embedding tables(%arg2, %arg0, %arg1) indices(%arg5, %arg3, %arg4)
// CHECK-SAME: -> tensor<?x?x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @three(%t: tensor<9x8xf32>, %u: tensor<2x8xf32>, %p: tensor<64x8xf32>, %i: tensor<?x?xi64> {toroid.dims = ["b", "s"]}, %j: tensor<?x?xi64> {toroid.dims = ["b", "s"]}, %k: tensor<1x?xi64> {toroid.dims = [1, "s"]}) -> tensor<?x?x8xf32> {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x8xf32>, tensor<?x?xi64>) -> tensor<?x?x8xf32>
  %b = toroid.gather axis = 0 %u, %j : (tensor<2x8xf32>, tensor<?x?xi64>) -> tensor<?x?x8xf32>
  %c = toroid.gather axis = 0 %p, %k : (tensor<64x8xf32>, tensor<1x?xi64>) -> tensor<1x?x8xf32>
  %s = toroid.add %a, %b : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %y = toroid.add %c, %s : (tensor<1x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// Half precision, static; positions that are known need no look-up.
// CHECK-LABEL: func @known_positions
// CHECK: toroid.embedding tables(%arg0) indices(%arg1) terms(%{{.*}}) : (tensor<9x4xf16>, tensor<2x3xi32>, tensor<1x3x4xf16>) -> tensor<2x3x4xf16>
func.func @known_positions(%t: tensor<9x4xf16>, %i: tensor<2x3xi32>) -> tensor<2x3x4xf16> {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x4xf16>, tensor<2x3xi32>) -> tensor<2x3x4xf16>
  %c = toroid.constant dense<1.0> : tensor<5x4xf16> : tensor<5x4xf16>
  %d = toroid.slice %c [1, 0] [3, 4] [1, 1] : (tensor<5x4xf16>) -> tensor<3x4xf16>
  %p = toroid.reshape %d to [1, 3, 4] : (tensor<3x4xf16>) -> tensor<1x3x4xf16>
  %y = toroid.add %p, %a : (tensor<1x3x4xf16>, tensor<2x3x4xf16>) -> tensor<2x3x4xf16>
  return %y : tensor<2x3x4xf16>
}

// -----

// Rows that index vectors of one name; what is added next is no embedding.
// CHECK-LABEL: func @vectors
// CHECK: %[[I:.*]] = toroid.reshape %arg3 to [2, 3]
// CHECK: %[[Y:.*]] = toroid.embedding tables(%arg0, %arg1) indices(%arg2, %[[I]])
// CHECK: toroid.add %[[Y]], %arg4
func.func @vectors(%t: tensor<9x4xf32>, %p: tensor<9x4xf32>, %i: tensor<2x3xi64>, %j: tensor<2x3x1xi64>, %x: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x4xf32>, tensor<2x3xi64>) -> tensor<2x3x4xf32>
  %b = toroid.gather_nd %p, %j dims = [0] window = [2] : (tensor<9x4xf32>, tensor<2x3x1xi64>) -> tensor<2x3x4xf32>
  %s = toroid.add %a, %b : (tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %y = toroid.add %s, %x : (tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// -----

// The sum has two readers, a normalization and what is added to it.
// CHECK-LABEL: func @two_readers
// CHECK: %[[E:.*]] = toroid.embedding
// CHECK: %[[N:.*]] = toroid.layer_norm %[[E]]
// CHECK: toroid.add %[[E]], %[[N]]
func.func @two_readers(%t: tensor<9x4xf32>, %p: tensor<9x4xf32>, %i: tensor<3xi64>, %g: tensor<4xf32>) -> tensor<3x4xf32> {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  %b = toroid.gather axis = 0 %p, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  %s = toroid.add %a, %b : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  %n = toroid.layer_norm %s, %g axis = 1 epsilon = 1.0e-5 : (tensor<3x4xf32>, tensor<4xf32>) -> tensor<3x4xf32>
  %y = toroid.add %s, %n : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// One lookup is a gather; a number added to it is no embedding.
// CHECK-LABEL: func @one
// CHECK-NOT: embedding
func.func @one(%t: tensor<9x4xf32>, %i: tensor<3xi64>, %x: tensor<3x4xf32>) -> (tensor<3x4xf32>, tensor<3x4xf32>) {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  %b = toroid.gather axis = 0 %t, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  %c = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %y = toroid.add %a, %c : (tensor<3x4xf32>, tensor<f32>) -> tensor<3x4xf32>
  %z = toroid.add %b, %x : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y, %z : tensor<3x4xf32>, tensor<3x4xf32>
}

// -----

// CHECK-LABEL: func @columns
// CHECK: toroid.add {{.*}}toroid.unfused = {found = "'gather'", kind = "embedding", predicate = "rows"}
func.func @columns(%t: tensor<9x4xf32>, %p: tensor<4x9xf32>, %i: tensor<4xi64>) -> tensor<4x4xf32> {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x4xf32>, tensor<4xi64>) -> tensor<4x4xf32>
  %b = toroid.gather axis = 1 %p, %i : (tensor<4x9xf32>, tensor<4xi64>) -> tensor<4x4xf32>
  %y = toroid.add %a, %b : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

// CHECK-LABEL: func @types
// CHECK: toroid.add {{.*}}toroid.unfused = {found = "'gather'", kind = "embedding", predicate = "one-type"}
func.func @types(%t: tensor<9x4xf32>, %p: tensor<9x4xf16>, %i: tensor<3xi64>) -> tensor<3x4xf32> {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  %b = toroid.gather axis = 0 %p, %i : (tensor<9x4xf16>, tensor<3xi64>) -> tensor<3x4xf16>
  %c = toroid.cast %b : (tensor<3x4xf16>) -> tensor<3x4xf32>
  %y = toroid.add %a, %c : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// CHECK-LABEL: func @row_read
// CHECK: toroid.add {{.*}}toroid.unfused = {found = "readers {{.*}}", kind = "embedding", predicate = "single-reader"}
func.func @row_read(%t: tensor<9x4xf32>, %p: tensor<9x4xf32>, %i: tensor<3xi64>) -> (tensor<3x4xf32>, tensor<3x4xf32>) {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  %b = toroid.gather axis = 0 %p, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  %y = toroid.add %a, %b : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y, %a : tensor<3x4xf32>, tensor<3x4xf32>
}

// -----

// One table has one column for all of the other's.
// CHECK-LABEL: func @one_column
// CHECK: toroid.add {{.*}}toroid.unfused = {found = "tensor<3x4xf32>, tensor<3x1xf32>", kind = "embedding", predicate = "sum-shape"}
func.func @one_column(%t: tensor<9x4xf32>, %p: tensor<9x1xf32>, %i: tensor<3xi64>) -> tensor<3x4xf32> {
  %a = toroid.gather axis = 0 %t, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  %b = toroid.gather axis = 0 %p, %i : (tensor<9x1xf32>, tensor<3xi64>) -> tensor<3x1xf32>
  %y = toroid.add %a, %b : (tensor<3x4xf32>, tensor<3x1xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}
