// RUN: toroid-opt --allow-unregistered-dialect --toroid-outline-parallel --canonicalize --split-input-file --verify-diagnostics %s | FileCheck %s

// Buffers and numbers travel in one structure; constants do not. A loop that
// does little runs here.

// CHECK: llvm.func @toroid_rt_parallel_for(!llvm.ptr, i64, !llvm.ptr, !llvm.ptr)
// CHECK-LABEL: llvm.func internal @main_parallel_0(
// CHECK-SAME: %[[ENV:.*]]: !llvm.ptr, %[[BEGIN:.*]]: i64, %[[END:.*]]: i64)
// CHECK-DAG: %[[C64:.*]] = arith.constant 64 : index
// CHECK-DAG: %[[STACK:.*]] = memref.alloca() : memref<16xi8>
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step
// CHECK: %[[OFFSET:.*]] = arith.muli %[[I]], %[[C64]] : index
// CHECK: "test.use"(%{{.*}}, %[[OFFSET]], %[[STACK]], %[[C64]])

// CHECK-LABEL: llvm.func internal @main_parallel_1(
// CHECK: arith.remui
// CHECK: arith.divui

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[CALL:[^ ]*]]: !llvm.ptr {toroid.call})
func.func @main(%x: memref<?xf32>, %n: index) {
  %c64 = arith.constant 64 : index
  // CHECK: %[[BODY:.*]] = llvm.mlir.addressof @main_parallel_0
  // CHECK: %[[SPACE:.*]] = llvm.alloca
  // CHECK: %[[BUFFER:.*]] = builtin.unrealized_conversion_cast %{{.*}} : memref<?xf32> to !llvm.struct
  // CHECK: %[[FIELD:.*]] = llvm.getelementptr %[[SPACE]][0, 0]
  // CHECK: llvm.store %[[BUFFER]], %[[FIELD]]
  // CHECK: llvm.call @toroid_rt_parallel_for(%[[CALL]], %{{.*}}, %[[BODY]], %[[SPACE]])
  scf.forall (%i) = (0) to (1000) step (64) {
    %stack = memref.alloca() : memref<16xi8>
    "test.use"(%x, %i, %stack, %c64) : (memref<?xf32>, index, memref<16xi8>, index) -> ()
  }
  // CHECK: scf.if
  // CHECK: llvm.call @toroid_rt_parallel_for
  // CHECK: else
  // CHECK: llvm.call @main_parallel_1(
  scf.forall (%i, %j) in (%n, %n) {
    "test.use"(%x, %i, %j) : (memref<?xf32>, index, index) -> ()
  } {toroid.work = 1000 : i64}
  // CHECK-NOT: llvm.call @toroid_rt_parallel_for
  // CHECK: llvm.call @main_parallel_2(
  scf.forall (%i) in (4) {
    "test.use"(%x, %i) : (memref<?xf32>, index) -> ()
  } {toroid.work = 10 : i64}
  return
}

// -----

func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{a parallel loop still returns tensors}}
  %0 = scf.forall (%i) in (4) shared_outs(%o = %x) -> (tensor<4xf32>) {
  }
  return %0 : tensor<4xf32>
}
