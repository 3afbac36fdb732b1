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

// expected-error @+1 {{result 0 of @main is not a dense row-major tensor}}
func.func @main(%x: memref<4xf32, strided<[2]>>) -> memref<4xf32, strided<[2]>> {
  return %x : memref<4xf32, strided<[2]>>
}
