// RUN: toroid-opt %s --split-input-file --toroid-infer-shapes | FileCheck %s

// CHECK-LABEL: func @static_dims
// CHECK-SAME: -> (tensor<?x8xf32> {toroid.dims = ["n", 8]})
func.func @static_dims(%0: tensor<?x8xf32> {toroid.dims = ["n", 8]}) -> tensor<?x?xf32> {
  // CHECK: toroid.exp %{{.*}} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %1 = toroid.exp %0 : (tensor<?x8xf32>) -> tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}

// -----

// Dims that carry one name are one dim; a sum keeps its formula.
// CHECK-LABEL: func @derived
// CHECK-SAME: -> (tensor<?x?xf32> {toroid.dims = ["batch", "past + seq"]})
func.func @derived(%past: tensor<?x?xf32> {toroid.dims = ["batch", "past"]},
                   %new: tensor<?x?xf32> {toroid.dims = ["batch", "seq"]})
    -> (tensor<?x?xf32> {toroid.dims = ["batch", "total"]}) {
  %0 = toroid.concat axis = 1 %past, %new : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

// A reshape's sizes tell its type even when they arrive as operands.
// CHECK-LABEL: func @from_operands
func.func @from_operands(%0: tensor<?x768xf32> {toroid.dims = ["n", 768]}) -> tensor<?x?x?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %0, %c0 : tensor<?x768xf32>
  %c12 = arith.constant 12 : index
  // CHECK: -> tensor<?x12x64xf32>
  %1 = toroid.reshape %0 to [%n, %c12, 64] : (tensor<?x768xf32>) -> tensor<?x?x?xf32>
  return %1 : tensor<?x?x?xf32>
}
