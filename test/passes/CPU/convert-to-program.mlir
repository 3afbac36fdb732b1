// RUN: toroid-opt --toroid-convert-to-program=target=avx512 --reconcile-unrealized-casts --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK: llvm.mlir.global internal constant @toroid_message_0("index out of range\00")
// CHECK: llvm.func @toroid_rt_fail(!llvm.ptr, !llvm.ptr) attributes {passthrough = ["noreturn", "cold"]}
// CHECK-LABEL: llvm.func internal @toroid_main(
// CHECK-SAME: prefer_vector_width = "512"
func.func @main(%x: memref<?xi32>, %a: memref<4xi32>, %weights: memref<?xi8> {toroid.weights}) {
  %c0 = arith.constant 0 : index
  // CHECK: llvm.cond_br
  // CHECK: llvm.call @toroid_rt_fail
  %d = memref.dim %x, %c0 : memref<?xi32>
  %ok = arith.cmpi sgt, %d, %c0 : index
  cf.assert %ok, "index out of range"
  // A divisor is never 0 or -1.
  // CHECK: %[[BAD:.*]] = llvm.or
  // CHECK: %[[BY:.*]] = llvm.select %[[BAD]]
  // CHECK: %[[Q:.*]] = llvm.sdiv %{{.*}}, %[[BY]] : i32
  // CHECK: llvm.select %{{.*}}, %{{.*}}, %[[Q]]
  %p = memref.load %x[%c0] : memref<?xi32>
  %q = memref.load %a[%c0] : memref<4xi32>
  %r = arith.divsi %p, %q : i32
  memref.store %r, %a[%c0] : memref<4xi32>
  return
}
// The call's frame, taken apart: inputs, their dims, weights.
// CHECK-LABEL: llvm.func @toroid_run(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr)
// CHECK: llvm.getelementptr %[[CALL]][0, 0]
// CHECK: llvm.getelementptr %{{.*}}[0, 3, 0] : (!llvm.ptr) -> !llvm.ptr, !llvm.struct<(ptr, i32, i32, array<16 x i64>)>
// CHECK: llvm.getelementptr %{{.*}}[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.struct<(ptr, i32, i32, array<16 x i64>)>
// CHECK: llvm.getelementptr %[[CALL]][0, 3]
// CHECK: llvm.call @toroid_main(
// CHECK-LABEL: llvm.func @toroid_arena_size(
// CHECK-SAME: -> i64

