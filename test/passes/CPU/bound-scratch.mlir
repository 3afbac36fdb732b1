// RUN: toroid-opt --allow-unregistered-dialect --toroid-bound-scratch %s | FileCheck %s

#rest = affine_map<(i)[n] -> (8, n - i)>

// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[N:[^ ]*]]: index, %[[S:[^ ]*]]: index
func.func @main(%n: index, %s: index) {
  // CHECK: scf.forall
  scf.forall (%i) = (0) to (%n) step (8) {
    // CHECK: %[[SIZE:.*]] = affine.min
    %size = affine.min #rest(%i)[%n]
    // CHECK: %[[A:.*]] = memref.alloc() {alignment = 64 : i64} : memref<2048xi8>
    // CHECK: memref.view %[[A]][%{{.*}}][%[[SIZE]]] : memref<2048xi8> to memref<?x64xf32>
    %a = memref.alloc(%size) {alignment = 64 : i64} : memref<?x64xf32>
    // One dim is the same for all iterations.
    // CHECK: %[[BYTES:.*]] = arith.muli %{{.*}}, %[[S]]
    // CHECK: %[[B:.*]] = memref.alloc(%[[BYTES]]) : memref<?xi8>
    // CHECK: memref.view %[[B]][%{{.*}}][%[[SIZE]], %[[S]]] : memref<?xi8> to memref<?x?xf32>
    %b = memref.alloc(%size, %s) : memref<?x?xf32>
    // CHECK: memref.alloc(%[[S]]) : memref<?xf32>
    %c = memref.alloc(%s) : memref<?xf32>
    "test.use"(%a, %b, %c) : (memref<?x64xf32>, memref<?x?xf32>, memref<?xf32>) -> ()
  }
  // CHECK: memref.alloc(%[[S]]) : memref<?xi64>
  %d = memref.alloc(%s) : memref<?xi64>
  "test.use"(%d) : (memref<?xi64>) -> ()
  return
}
