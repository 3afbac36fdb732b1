// RUN: toroid-opt %s --split-input-file --toroid-share-functions | FileCheck %s

// @b and @d do what @a does; @c, which calls one of them, what @e does; @f adds
// another number, and @g is public.
// CHECK: func.func private @a
// CHECK-NOT: @b
// CHECK: func.func private @c
// CHECK-NEXT: call @a
// CHECK-NOT: @d
// CHECK-NOT: @e
// CHECK: func.func private @f
// CHECK: func.func @g
// CHECK-LABEL: func.func @main
// CHECK-NEXT: call @a
// CHECK-NEXT: call @a
// CHECK-NEXT: call @c
// CHECK-NEXT: call @c
// CHECK-NEXT: call @f
// CHECK-NEXT: call @g
func.func private @a(%x: memref<f32>) {
  %one = arith.constant 1.0 : f32
  memref.store %one, %x[] : memref<f32>
  return
}
func.func private @b(%x: memref<f32>) {
  %one = arith.constant 1.0 : f32
  memref.store %one, %x[] : memref<f32>
  return
}
func.func private @c(%x: memref<f32>) {
  call @a(%x) : (memref<f32>) -> ()
  return
}
func.func private @d(%x: memref<f32>) {
  %one = arith.constant 1.0 : f32
  memref.store %one, %x[] : memref<f32>
  return
}
func.func private @e(%x: memref<f32>) {
  call @d(%x) : (memref<f32>) -> ()
  return
}
func.func private @f(%x: memref<f32>) {
  %two = arith.constant 2.0 : f32
  memref.store %two, %x[] : memref<f32>
  return
}
func.func @g(%x: memref<f32>) {
  %one = arith.constant 1.0 : f32
  memref.store %one, %x[] : memref<f32>
  return
}
func.func @main(%x: memref<f32>) {
  call @a(%x) : (memref<f32>) -> ()
  call @b(%x) : (memref<f32>) -> ()
  call @c(%x) : (memref<f32>) -> ()
  call @e(%x) : (memref<f32>) -> ()
  call @f(%x) : (memref<f32>) -> ()
  call @g(%x) : (memref<f32>) -> ()
  return
}

// -----

// The bodies of parallel loops.
// CHECK: llvm.func internal @body
// CHECK-NOT: @other
// CHECK: func.func private @uses
// CHECK-NEXT: llvm.mlir.addressof @body
// CHECK-NEXT: llvm.mlir.addressof @body
llvm.func internal @body(%env: !llvm.ptr, %begin: i64, %end: i64) {
  llvm.return
}
llvm.func internal @other(%env: !llvm.ptr, %begin: i64, %end: i64) {
  llvm.return
}
func.func private @uses() -> (!llvm.ptr, !llvm.ptr) {
  %0 = llvm.mlir.addressof @body : !llvm.ptr
  %1 = llvm.mlir.addressof @other : !llvm.ptr
  return %0, %1 : !llvm.ptr, !llvm.ptr
}
