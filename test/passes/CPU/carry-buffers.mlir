// RUN: toroid-opt --allow-unregistered-dialect --toroid-carry-buffers --split-input-file %s | FileCheck %s

// A buffer of its own size in each turn: the turn that got it releases it.

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:[^ ]*]]: memref<?xf32>
func.func @main(%x: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[FIRST:.*]] = memref.alloc(%{{.*}}) {alignment = 64 : i64} : memref<?xf32>
  // CHECK: memref.copy %[[X]], %[[FIRST]]
  // CHECK: %[[R:.*]] = scf.for {{.*}} iter_args(%[[A:.*]] = %[[FIRST]])
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (memref<?xf32>) {
    // CHECK: %[[B:.*]] = memref.alloc
    %b = memref.alloc(%i) : memref<?xf32>
    "test.use"(%a, %b) : (memref<?xf32>, memref<?xf32>) -> ()
    // CHECK: memref.dealloc %[[A]]
    // CHECK: scf.yield %[[B]]
    scf.yield %b : memref<?xf32>
  }
  // CHECK: "test.use"(%[[R]])
  // CHECK: memref.dealloc %[[R]]
  // CHECK: "test.last"
  "test.use"(%r) : (memref<?xf32>) -> ()
  "test.last"() : () -> ()
  return
}

// -----

// Carried in place.

// CHECK-LABEL: func.func @main(
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.copy
// CHECK: "test.use"(%arg0)
// CHECK: "test.use"(%arg0)
func.func @main(%x: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (memref<?xf32>) {
    "test.use"(%a) : (memref<?xf32>) -> ()
    scf.yield %a : memref<?xf32>
  }
  "test.use"(%r) : (memref<?xf32>) -> ()
  return
}

// -----

// Two that change places belong to nobody else and need no copies in the loop.

// CHECK-LABEL: func.func @main(
// CHECK-COUNT-2: memref.copy
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}})
// CHECK-NOT: memref.copy
// CHECK: scf.yield %[[B]], %[[A]]
// CHECK: }
// CHECK-COUNT-2: memref.dealloc
func.func @main(%x: memref<?xf32>, %y: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (memref<?xf32>, memref<?xf32>) {
    scf.yield %b, %a : memref<?xf32>, memref<?xf32>
  }
  return
}

// -----

// A branch hands on its own allocation, or a copy of what it found.

// CHECK-LABEL: func.func @main(
func.func @main(%x: memref<?xf32>, %n: index, %c: i1) {
  // CHECK: %[[R:.*]] = scf.if
  %r = scf.if %c -> (memref<?xf32>) {
    // CHECK-NEXT: %[[A:.*]] = memref.alloc
    // CHECK-NEXT: scf.yield %[[A]]
    %a = memref.alloc(%n) : memref<?xf32>
    scf.yield %a : memref<?xf32>
  } else {
    // CHECK: %[[COPY:.*]] = memref.alloc
    // CHECK: memref.copy %arg0, %[[COPY]]
    // CHECK: scf.yield %[[COPY]]
    scf.yield %x : memref<?xf32>
  }
  // CHECK: "test.use"(%[[R]])
  // CHECK-NEXT: memref.dealloc %[[R]]
  "test.use"(%r) : (memref<?xf32>) -> ()
  return
}

// -----

// A loop with a condition: what the condition hands on is the turn's, or the
// result.

// CHECK-LABEL: func.func @main(
func.func @main(%x: memref<?xf32>) {
  // CHECK: memref.copy
  // CHECK: %[[R:.*]] = scf.while (%[[A:.*]] = %{{.*}})
  %r = scf.while (%a = %x) : (memref<?xf32>) -> memref<?xf32> {
    %go = "test.go"(%a) : (memref<?xf32>) -> i1
    // CHECK: scf.condition(%{{.*}}) %[[A]]
    scf.condition(%go) %a : memref<?xf32>
  } do {
  // CHECK: ^bb0(%[[B:.*]]: memref<?xf32>)
  ^bb0(%b: memref<?xf32>):
    %n = "test.size"() : () -> index
    %next = memref.alloc(%n) : memref<?xf32>
    "test.use"(%b, %next) : (memref<?xf32>, memref<?xf32>) -> ()
    // CHECK: memref.dealloc %[[B]]
    // CHECK: scf.yield
    scf.yield %next : memref<?xf32>
  }
  // CHECK: memref.dealloc %[[R]]
  "test.use"(%r) : (memref<?xf32>) -> ()
  return
}
