// RUN: toroid-opt --allow-unregistered-dialect --toroid-plan-memory --canonicalize --cse --split-input-file --verify-diagnostics %s | FileCheck %s

// The plan, for those who ask.

// RUN: toroid-opt --allow-unregistered-dialect --toroid-plan-memory=record --split-input-file --verify-diagnostics %s | FileCheck %s --check-prefix=PLAN
// PLAN: toroid.memory_plan = {arena = "384", buffers = [
// PLAN-SAME: begin = {{[0-9]+}} : i64, bytes = "128", end = {{[0-9]+}} : i64, first = "?", last = "?", offset = "256", place = "arena", slot = -1 : i64, type = "memref<25xf32>", value = "?", writers = ["?"]}
// PLAN-SAME: bytes = "256", {{.*}}offset = "0", {{.*}}type = "memref<64xf32>"
// PLAN-SAME: bytes = "128", {{.*}}offset = "256", {{.*}}type = "memref<20xf32>"
// PLAN: toroid.memory_plan = {arena = "{{.*}}align64(4 * arg0[0] * arg0[1]){{.*}}", buffers = [
// PLAN-SAME: slot = 0 : i64
// PLAN-SAME: slot = 1 : i64

// Buffers that are not alive together share bytes: %a (100 bytes, used until
// the second copy) and %c.

// CHECK-LABEL: func.func private @toroid_main_arena_size(
// CHECK: %[[SIZE:.*]] = arith.constant 384 : i64
// CHECK: return %[[SIZE]]
// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[ARENA:[^ ]*]]: memref<?xi8> {toroid.arena})
func.func @main(%x: memref<25xf32>, %y: memref<64xf32>) {
  // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[C256:.*]] = arith.constant 256 : index
  // CHECK: %[[A:.*]] = memref.view %[[ARENA]][%[[C256]]][] : memref<?xi8> to memref<25xf32>
  %a = memref.alloc() {alignment = 64 : i64} : memref<25xf32>
  // CHECK: memref.copy %{{.*}}, %[[A]]
  memref.copy %x, %a : memref<25xf32> to memref<25xf32>
  // CHECK: %[[B:.*]] = memref.view %[[ARENA]][%[[C0]]][] : memref<?xi8> to memref<64xf32>
  %b = memref.alloc() : memref<64xf32>
  memref.copy %y, %b : memref<64xf32> to memref<64xf32>
  // The view keeps %a alive.
  %v = memref.subview %a[0] [25] [1] : memref<25xf32> to memref<25xf32, strided<[1]>>
  memref.copy %v, %x : memref<25xf32, strided<[1]>> to memref<25xf32>
  // CHECK: %[[C:.*]] = memref.view %[[ARENA]][%[[C256]]][] : memref<?xi8> to memref<20xf32>
  %c = memref.alloc() : memref<20xf32>
  "test.use"(%b, %c) : (memref<64xf32>, memref<20xf32>) -> ()
  return
}

// -----

// Dynamic sizes are computed from the inputs' dims, rounded up; the two slots
// are used in turn. The size function notices overflow.

// CHECK-LABEL: func.func private @toroid_main_arena_size(
// CHECK: memref.dim
// CHECK: arith.mulsi_extended
// CHECK: arith.select
// CHECK-LABEL: func.func @main(
func.func @main(%x: memref<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %d0 = memref.dim %x, %c0 : memref<?x?xf32>
  %d1 = memref.dim %x, %c1 : memref<?x?xf32>
  // CHECK: %[[SIZE:.*]] = arith.andi
  // CHECK-NOT: arith.andi
  // CHECK: %[[A:.*]] = memref.view %{{.*}}[%c0][
  %a = memref.alloc(%d0, %d1) : memref<?x?xf32>
  "test.use"(%a) : (memref<?x?xf32>) -> ()
  // CHECK: %[[B:.*]] = memref.view %{{.*}}[%[[SIZE]]][
  %b = memref.alloc(%d0, %d1) : memref<?x?xf32>
  "test.use"(%a, %b) : (memref<?x?xf32>, memref<?x?xf32>) -> ()
  // CHECK: "test.use"(%[[B]], %[[A]])
  %c = memref.alloc(%d0, %d1) : memref<?x?xf32>
  "test.use"(%b, %c) : (memref<?x?xf32>, memref<?x?xf32>) -> ()
  return
}

// -----

// In a parallel body small temporaries go on the stack, and a dynamic one has
// a piece of the arena for each iteration.

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[ARENA:[^ ]*]]: memref<?xi8> {toroid.arena})
func.func @main(%x: memref<?x64xf32>) {
  %c0 = arith.constant 0 : index
  %d = memref.dim %x, %c0 : memref<?x64xf32>
  // CHECK: scf.forall (%[[I:.*]]) in (4)
  scf.forall (%i) in (4) {
    // CHECK: %[[STACK:.*]] = memref.alloca() {alignment = 64 : i64} : memref<512xi8>
    // CHECK: memref.view %[[STACK]][%{{.*}}][] : memref<512xi8> to memref<64xf32>
    // CHECK: memref.view %[[STACK]][%{{.*}}][] : memref<512xi8> to memref<64xf32>
    %a = memref.alloc() : memref<64xf32>
    %b = memref.alloc() : memref<64xf32>
    // CHECK: %[[OFFSET:.*]] = arith.muli %[[I]],
    // CHECK: memref.view %[[ARENA]][%[[OFFSET]]][%{{.*}}] : memref<?xi8> to memref<?xf32>
    %c = memref.alloc(%d) : memref<?xf32>
    "test.use"(%a, %b, %c) : (memref<64xf32>, memref<64xf32>, memref<?xf32>) -> ()
  }
  return
}

// -----

// What depends on an input's value comes from the runtime, and goes back after
// its last use.

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:.*]]: memref<index>, %[[CALL:.*]]: !llvm.ptr {toroid.call})
func.func @main(%x: memref<index>) {
  %d = memref.load %x[] : memref<index>
  // CHECK: %[[BYTES:.*]] = arith.muli
  // CHECK: %[[SIZE:.*]] = arith.index_cast %[[BYTES]] : index to i64
  // CHECK: %[[P:.*]] = llvm.call @toroid_rt_alloc(%[[CALL]], %[[SIZE]])
  %a = memref.alloc(%d) : memref<?xf32>
  // CHECK: "test.use"
  "test.use"(%a) : (memref<?xf32>) -> ()
  // CHECK: llvm.call @toroid_rt_free(%[[CALL]],
  // CHECK: "test.last"
  "test.last"() : () -> ()
  return
}

// -----

// In a parallel body, too: all pieces are taken ahead of the loop.

// CHECK-LABEL: func.func @main(
func.func @main(%x: memref<index>) {
  %d = memref.load %x[] : memref<index>
  // CHECK: llvm.call @toroid_rt_alloc
  // CHECK: scf.forall
  scf.forall (%i) in (4) {
    // CHECK: memref.view %{{.*}}[%{{.*}}][%{{.*}}] : memref<?xi8> to memref<?xf32>
    // CHECK-NOT: toroid_rt
    %a = memref.alloc(%d) : memref<?xf32>
    "test.use"(%a) : (memref<?xf32>) -> ()
  }
  // CHECK: llvm.call @toroid_rt_free
  return
}

// -----

// What a loop carries from turn to turn: one allocation per turn, released by
// the next (see carry-buffers.mlir).

// CHECK-LABEL: func.func @main(
func.func @main(%x: memref<8xf32>, %n: memref<index>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %end = memref.load %n[] : memref<index>
  // CHECK: llvm.call @toroid_rt_alloc
  %first = memref.alloc() : memref<8xf32>
  // CHECK: scf.for
  %r = scf.for %i = %c0 to %end step %c1 iter_args(%a = %first) -> (memref<8xf32>) {
    // CHECK: llvm.call @toroid_rt_alloc
    %b = memref.alloc() : memref<8xf32>
    "test.use"(%a, %b) : (memref<8xf32>, memref<8xf32>) -> ()
    // CHECK: llvm.call @toroid_rt_free
    memref.dealloc %a : memref<8xf32>
    scf.yield %b : memref<8xf32>
  }
  // CHECK: "test.use"
  // CHECK: llvm.call @toroid_rt_free
  "test.use"(%r) : (memref<8xf32>) -> ()
  memref.dealloc %r : memref<8xf32>
  return
}

// -----

// Inside of a loop, temporaries share bytes as outside.

// CHECK-LABEL: func.func private @toroid_main_arena_size(
// CHECK: %[[SIZE:.*]] = arith.constant 128 : i64
// CHECK: return %[[SIZE]]
func.func @main(%x: memref<16xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.alloc() : memref<16xf32>
    "test.use"(%x, %a) : (memref<16xf32>, memref<16xf32>) -> ()
    %b = memref.alloc() : memref<16xf32>
    "test.use"(%a, %b) : (memref<16xf32>, memref<16xf32>) -> ()
    %c = memref.alloc() : memref<16xf32>
    "test.use"(%b, %c) : (memref<16xf32>, memref<16xf32>) -> ()
  }
  return
}

// -----

func.func @main() {
  // expected-error @+1 {{a tensor of type 'memref<4611686018427387904x4xf32>' is too large}}
  %a = memref.alloc() : memref<4611686018427387904x4xf32>
  "test.use"(%a) : (memref<4611686018427387904x4xf32>) -> ()
  return
}
