// RUN: toroid-opt --toroid-place-outputs --split-input-file --verify-diagnostics %s | FileCheck %s

// A fresh buffer is the caller's; arguments, and a result given twice, are
// copied. Names and dims are noted for those who describe the program.

// CHECK: module attributes {toroid.inputs = [{dims = ["batch", 4], name = "x", type = tensor<?x4xf32>}, {dims = [3], name = "mask", type = tensor<3xi1>}],
// CHECK-SAME: toroid.outputs = [{dims = ["batch", 4], name = "y", type = tensor<?x4xf32>}, {dims = ["?", 4], name = "output1", type = tensor<?x4xf32>}, {dims = [2], name = "z", type = tensor<2xui8>}, {dims = [2], name = "output3", type = tensor<2xi8>}]}
// CHECK: llvm.func @toroid_rt_output(!llvm.ptr, i64, i64, !llvm.ptr) -> !llvm.ptr
// CHECK: func.func @main(
// CHECK-SAME: %[[X:.*]]: memref<?x4xf32> {{.*}}, %{{.*}}: memref<3xi8> {toroid.name = "mask", toroid.type = i1}, %[[CALL:.*]]: !llvm.ptr {toroid.call}) {
module {
  func.func @main(%x: memref<?x4xf32> {toroid.name = "x", toroid.dims = ["batch", 4]}, %m: memref<3xi8> {toroid.name = "mask", toroid.type = i1})
      -> (memref<?x4xf32> {toroid.name = "y", toroid.dims = ["batch", 4]}, memref<?x4xf32>, memref<2xi8> {toroid.name = "z", toroid.type = ui8}, memref<2xi8>) {
    %c0 = arith.constant 0 : index
    // CHECK: %[[D:.*]] = memref.dim %[[X]]
    %d = memref.dim %x, %c0 : memref<?x4xf32>
    // CHECK: %[[D64:.*]] = arith.index_cast %[[D]] : index to i64
    // CHECK: llvm.store %[[D64]], %
    // CHECK: %[[P:.*]] = llvm.call @toroid_rt_output(%[[CALL]], %{{.*}}, %{{.*}}, %{{.*}})
    // CHECK: builtin.unrealized_conversion_cast
    // CHECK: %[[Y:.*]] = memref.view %{{.*}}[%{{.*}}][%[[D]]] : memref<?xi8> to memref<?x4xf32>
    %y = memref.alloc(%d) : memref<?x4xf32>
    // CHECK: memref.copy %[[X]], %[[Y]]
    memref.copy %x, %y : memref<?x4xf32> to memref<?x4xf32>
    // CHECK: %[[Z:.*]] = memref.alloc() : memref<2xi8>
    %z = memref.alloc() : memref<2xi8>
    // CHECK: llvm.call @toroid_rt_output
    // CHECK: memref.copy %[[X]], %{{.*}} : memref<?x4xf32> to memref<?x4xf32>
    // CHECK: llvm.call @toroid_rt_output
    // CHECK: memref.copy %[[Z]], %{{.*}} : memref<2xi8> to memref<2xi8>
    // CHECK: llvm.call @toroid_rt_output
    // CHECK: memref.copy %[[Z]], %{{.*}} : memref<2xi8> to memref<2xi8>
    // CHECK: return{{$}}
    return %y, %x, %z, %z : memref<?x4xf32>, memref<?x4xf32>, memref<2xi8>, memref<2xi8>
  }
}

// -----

// Under another shape a buffer is the caller's too, unless two results are that
// buffer, or what the sizes are is known only later.

// CHECK: func.func @main(
// CHECK-SAME: %[[X:[^:]*]]: memref<?x4xf32>
module {
  func.func @main(%x: memref<?x4xf32>, %n: memref<index>) -> (memref<?xf32>, memref<?x2x2xf32>, memref<8xf32>, memref<2x4xf32>, memref<?x?xf32>) {
    %c0 = arith.constant 0 : index
    %d = memref.dim %x, %c0 : memref<?x4xf32>
    // CHECK: %[[FOUR:.*]] = affine.apply #{{.*}}()[%[[D:.*]]]
    // CHECK: %[[SIZE:.*]] = arith.index_cast %[[FOUR]] : index to i64
    // CHECK: llvm.store %[[SIZE]]
    // CHECK: llvm.call @toroid_rt_output
    // CHECK: %[[A:.*]] = memref.view %{{.*}}[%{{.*}}][%[[D]]] : memref<?xi8> to memref<?x4xf32>
    // CHECK: memref.copy %[[X]], %[[A]]
    %a = memref.alloc(%d) : memref<?x4xf32>
    memref.copy %x, %a : memref<?x4xf32> to memref<?x4xf32>
    %a1 = memref.collapse_shape %a [[0, 1]] : memref<?x4xf32> into memref<?xf32>
    // CHECK: llvm.call @toroid_rt_output
    // CHECK: memref.view %{{.*}}[%{{.*}}][%[[D]]] : memref<?xi8> to memref<?x4xf32>
    %b = memref.alloc(%d) : memref<?x4xf32>
    %b1 = memref.expand_shape %b [[0], [1, 2]] output_shape [%d, 2, 2] : memref<?x4xf32> into memref<?x2x2xf32>
    // CHECK: memref.alloc() : memref<8xf32>
    %c = memref.alloc() : memref<8xf32>
    %c1 = memref.expand_shape %c [[0, 1]] output_shape [2, 4] : memref<8xf32> into memref<2x4xf32>
    // CHECK: memref.alloc(%[[D]]) : memref<?xf32>
    %e = memref.alloc(%d) : memref<?xf32>
    %k = memref.load %n[] : memref<index>
    %l = arith.divsi %d, %k : index
    %e1 = memref.expand_shape %e [[0, 1]] output_shape [%k, %l] : memref<?xf32> into memref<?x?xf32>
    // CHECK-COUNT-3: memref.copy
    // CHECK-NOT: memref.copy
    return %a1, %b1, %c, %c1, %e1 : memref<?xf32>, memref<?x2x2xf32>, memref<8xf32>, memref<2x4xf32>, memref<?x?xf32>
  }
}

// -----

// expected-error @+1 {{result 0 of @main is not a dense row-major tensor}}
func.func @main(%x: memref<4xf32, strided<[2]>>) -> memref<4xf32, strided<[2]>> {
  return %x : memref<4xf32, strided<[2]>>
}
