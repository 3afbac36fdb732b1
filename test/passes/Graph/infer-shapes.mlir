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

// -----

// An argument's dim may say how it comes from those of others.
// CHECK-LABEL: func @derived_arguments
// CHECK-SAME: -> (tensor<?xf32> {toroid.dims = ["past"]}, tensor<?xf32> {toroid.dims = ["2*past + 1"]},
// CHECK-SAME: tensor<?xf32> {toroid.dims = ["n + 1"]}, tensor<?xf32> {toroid.dims = ["past / 2"]})
func.func @derived_arguments(%past: tensor<?xf32> {toroid.dims = ["past"]},
                             %total: tensor<?xf32> {toroid.dims = ["(past + 1) * 2 - 2 floordiv 2"]},
                             %other: tensor<?xf32> {toroid.dims = ["n + 1"]},
                             %half: tensor<?xf32> {toroid.dims = ["past / 2"]})
    -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  return %past, %total, %other, %half : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// -----

// Two dims of one formula are equal: no broadcasting between them.
// CHECK-LABEL: func @equal_formulas
// CHECK-SAME: -> (tensor<?xf32> {toroid.dims = ["past + seq"]})
func.func @equal_formulas(%past: tensor<?xf32> {toroid.dims = ["past"]},
                          %new: tensor<?xf32> {toroid.dims = ["seq"]},
                          %mask: tensor<?xf32> {toroid.dims = ["past+seq"]}) -> tensor<?xf32> {
  %0 = toroid.concat axis = 0 %past, %new : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %1 = toroid.add %0, %mask : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}

// -----

// A formula without symbols is a size, of the argument too.
// CHECK-LABEL: func @constant_formula
// CHECK-SAME: (%{{.*}}: tensor<9xf32> {toroid.dims = [9]}) -> (tensor<9xf32> {toroid.dims = [9]})
func.func @constant_formula(%0: tensor<?xf32> {toroid.dims = ["3 + 6"]}) -> tensor<?xf32> {
  %1 = toroid.exp %0 : (tensor<?xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}
