// RUN: toroid-opt %s --toroid-outline-loops | FileCheck %s

// What the loop uses are arguments, constants travel as what they are, and what
// is no loop stays.
// CHECK: func.func private @main_loop_1(%[[OUT:.*]]: memref<?xf32>, %[[N:.*]]: index) attributes {no_inline} {
// CHECK-DAG: arith.constant 2.000000e+00
// CHECK-DAG: arith.constant 0 : index
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %[[N]]
// CHECK:   memref.store %{{.*}}, %[[OUT]][%[[I]]]
// CHECK: func.func private @main_loop_0
// CHECK-LABEL: func.func @main
// CHECK-SAME: (%[[A:.*]]: memref<?xf32>, %[[B:.*]]: memref<?xf32>)
// CHECK-NOT: scf.for
// CHECK: %[[D:.*]] = memref.dim %[[A]]
// CHECK: call @main_loop_0
// CHECK: call @main_loop_1(%[[A]], %[[D]])
func.func @main(%a: memref<?xf32>, %b: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %n = memref.dim %a, %c0 : memref<?xf32>
  scf.for %i = %c0 to %n step %c1 {
    memref.store %one, %b[%i] : memref<?xf32>
  }
  scf.for %i = %c0 to %n step %c1 {
    memref.store %two, %a[%i] : memref<?xf32>
  }
  return
}
