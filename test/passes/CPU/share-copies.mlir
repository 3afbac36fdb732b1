// RUN: toroid-opt --toroid-share-copies --split-input-file %s | FileCheck %s
// RUN: toroid-opt --toroid-share-copies=min-work=1024 --split-input-file %s | FileCheck %s --check-prefix=EAGER
// RUN: toroid-opt --toroid-share-copies=min-weights=1024 --split-input-file %s | FileCheck %s --check-prefix=STREAM

// The past of a decode step on its way into the present: pieces of 64 KiB that
// are contiguous on both sides.

// CHECK-LABEL: func.func @past
// CHECK-SAME: %[[PAST:.*]]: memref<1x12x512x64xf32>, %[[PRESENT:.*]]: memref<1x12x512x64xf32, strided
// CHECK: scf.forall (%{{.*}}, %[[H:.*]], %[[I:.*]], %{{.*}}) = (0, 0, 0, 0) to (1, 12, 512, 64) step (1, 1, 256, 64) {
// CHECK-NEXT: %[[FROM:.*]] = memref.subview %[[PAST]][0, %[[H]], %[[I]], 0] [1, 1, 256, 64] [1, 1, 1, 1]
// CHECK-NEXT: %[[TO:.*]] = memref.subview %[[PRESENT]][0, %[[H]], %[[I]], 0] [1, 1, 256, 64] [1, 1, 1, 1]
// CHECK-NEXT: memref.copy %[[FROM]], %[[TO]] : memref<1x1x256x64xf32, strided<[393216, 32768, 64, 1], offset: ?>> to memref<1x1x256x64xf32, strided<[393984, 32832, 64, 1], offset: ?>>
// CHECK-NEXT: } {toroid.work = 16384 : i64}
func.func @past(%past: memref<1x12x512x64xf32>, %present: memref<1x12x512x64xf32, strided<[393984, 32832, 64, 1]>>) {
  memref.copy %past, %present : memref<1x12x512x64xf32> to memref<1x12x512x64xf32, strided<[393984, 32832, 64, 1]>>
  return
}

// -----

// Parts have the same size where they can, and what is left of the last one is
// computed where they cannot. Several rows are in one piece where rows are
// short, as few bytes an element has.

// CHECK-LABEL: func.func @ragged
// CHECK: scf.forall (%[[I:.*]], %{{.*}}) = (0, 0) to (1009, 128) step (127, 128) {
// CHECK: %[[REST:.*]] = arith.subi %c1009, %[[I]] : index
// CHECK: %[[SIZE:.*]] = arith.minui %c127, %[[REST]] : index
// CHECK: memref.subview %{{.*}}[%[[I]], 0] [%[[SIZE]], 128] [1, 1]
// CHECK: scf.forall (%[[J:.*]]) = (0) to (200000) step (8000) {
// CHECK: memref.subview %{{.*}}[%[[J]]] [8000] [1] : memref<200000xf64> to
// CHECK: scf.forall (%{{.*}}, %{{.*}}) = (0, 0) to (24, 20480) step (3, 20480) {
func.func @ragged(%a: memref<1009x128xf32>, %b: memref<1009x128xf32>, %c: memref<200000xf64>, %d: memref<200000xf64>, %e: memref<24x20480xi8>, %f: memref<24x20480xi8>) {
  memref.copy %a, %b : memref<1009x128xf32> to memref<1009x128xf32>
  memref.copy %c, %d : memref<200000xf64> to memref<200000xf64>
  memref.copy %e, %f : memref<24x20480xi8> to memref<24x20480xi8>
  return
}

// -----

// What only the run knows it cuts the same way: 256 rows of 64 floats, then as
// many heads as fill a piece. A loop of one piece is not shared.

// CHECK-LABEL: func.func @dynamic
// CHECK-SAME: %[[PAST:.*]]: memref<?x?x?x64xf32>
// CHECK-DAG: %[[LENGTH:.*]] = memref.dim %[[PAST]], %c2
// CHECK: %[[SOME:.*]] = arith.maxui %[[LENGTH]], %c1{{.*}} : index
// CHECK: %[[MOST:.*]] = arith.minui %c256{{.*}}, %[[SOME]] : index
// CHECK: %[[PARTS:.*]] = arith.ceildivui %[[SOME]], %[[MOST]] : index
// CHECK: %[[ROWS:.*]] = arith.ceildivui %[[SOME]], %[[PARTS]] : index
// CHECK: arith.divui %c256{{.*}}, %[[SOME]] : index
// CHECK: scf.forall (%[[B:.*]], %[[H:.*]], %[[I:.*]], %{{.*}}) = (0, 0, 0, 0) to (%{{.*}}, %{{.*}}, %[[LENGTH]], 64) step (%{{.*}}, %{{.*}}, %[[ROWS]], 64) {
// CHECK: %[[LEFT:.*]] = arith.subi %[[LENGTH]], %[[I]] : index
// CHECK: %[[SIZE:.*]] = arith.minui %[[ROWS]], %[[LEFT]] : index
// CHECK: memref.subview %[[PAST]][%[[B]], %[[H]], %[[I]], 0] [%{{.*}}, %{{.*}}, %[[SIZE]], 64]
func.func @dynamic(%past: memref<?x?x?x64xf32>, %present: memref<?x?x?x64xf32, strided<[?, ?, 64, 1]>>) {
  memref.copy %past, %present : memref<?x?x?x64xf32> to memref<?x?x?x64xf32, strided<[?, ?, 64, 1]>>
  return
}

// -----

// Copies that are soon over, that are part of a tile, or that copy nothing, stay.

// CHECK-LABEL: func.func @left_alone
// CHECK-NOT: toroid.work
// CHECK: return
// EAGER-LABEL: func.func @left_alone
// EAGER: scf.forall (%{{.*}}, %{{.*}}) = (0, 0) to (12, 64) step (12, 64)
// EAGER-NOT: toroid.work = 16384{{.*}}toroid.work
// EAGER: return
func.func @left_alone(%a: memref<12x64xf64>, %b: memref<12x64xf64>, %c: memref<8x?xf32>, %d: memref<8x?xf32>, %e: memref<f32>, %f: memref<f32>) {
  memref.copy %a, %b : memref<12x64xf64> to memref<12x64xf64>
  memref.copy %e, %f : memref<f32> to memref<f32>
  memref.copy %c, %c : memref<8x?xf32> to memref<8x?xf32>
  scf.forall (%i) in (8) {
    memref.copy %c, %d : memref<8x?xf32> to memref<8x?xf32>
  }
  return
}

// -----

// What one side does not know of the sizes the other may.

// CHECK-LABEL: func.func @one_side
// CHECK: memref.copy %{{.*}}, %{{.*}} : memref<?x64xf32> to memref<12x64xf32>
// CHECK: scf.forall (%{{.*}}, %{{.*}}) = (0, 0) to (4096, 64) step (256, 64) {
func.func @one_side(%a: memref<?x64xf32>, %b: memref<12x64xf32>, %c: memref<4096x64xf32>) {
  memref.copy %a, %b : memref<?x64xf32> to memref<12x64xf32>
  memref.copy %a, %c : memref<?x64xf32> to memref<4096x64xf32>
  return
}

// -----

// What nothing reads goes past the caches, if its rows begin at lines, and if
// weights fill the caches before the next run.

// CHECK-LABEL: func.func @unread
// CHECK-NOT: toroid.stream
// STREAM-LABEL: func.func @unread
// STREAM: scf.forall
// STREAM: %[[TO:.*]] = memref.subview %arg1
// STREAM: %[[ADDRESS:.*]] = memref.extract_aligned_pointer_as_index %[[TO]]
// STREAM: %[[OFFSET:.*]] = arith.muli %{{.*}}, %c4
// STREAM: %[[START:.*]] = arith.addi %[[ADDRESS]], %[[OFFSET]] : index
// STREAM: %[[ROW:.*]] = arith.muli %{{.*}}, %c4
// STREAM: %[[BOTH:.*]] = arith.ori %[[START]], %[[ROW]] : index
// STREAM: %[[REST:.*]] = arith.andi %[[BOTH]], %c63
// STREAM: %[[IS_ALIGNED:.*]] = arith.cmpi eq, %[[REST]], %c0
// STREAM: scf.if %[[IS_ALIGNED]] {
// STREAM-NEXT: memref.copy %{{.*}}, %[[TO]] {toroid.stream}
// STREAM-NEXT: llvm.fence seq_cst
// STREAM-NEXT: } else {
// STREAM-NEXT: memref.copy %{{.*}}, %[[TO]] : memref
// STREAM: scf.forall
// STREAM-NOT: toroid.stream
module attributes {toroid.weights = [{offset = 0 : i64, value = dense<0.0> : tensor<256xf32>}]} {
  func.func @unread(%a: memref<?x512xf32>, %b: memref<?x512xf32, strided<[?, 1]>>) {
    memref.copy %a, %b {toroid.unread} : memref<?x512xf32> to memref<?x512xf32, strided<[?, 1]>>
    memref.copy %a, %b : memref<?x512xf32> to memref<?x512xf32, strided<[?, 1]>>
    return
  }
}
