// RUN: toroid-opt --allow-unregistered-dialect --toroid-mark-steps --canonicalize --split-input-file %s | FileCheck %s

// A product in tiles, the last one ragged: all tiles together are the whole
// product, 2 * 100 * 30 * 20 operations, and 100 * 20 of the addition that is
// fused. Operands are read once; what the step fills itself is only written.

// CHECK: toroid.steps = [{kind = "product", nodes = ["/MatMul", "/Add", "/Fused"]}]
// CHECK-LABEL: llvm.func internal @toroid_mark_step(
// CHECK-SAME: %[[FRAME:.*]]: !llvm.ptr, %[[STEP:.*]]: i64, %[[FLOPS:.*]]: i64, %[[BYTES:.*]]: i64)
// CHECK: %[[FIELD:.*]] = llvm.getelementptr %[[FRAME]][0, 5]
// CHECK: %[[PROFILE:.*]] = llvm.load %[[FIELD]]
// CHECK: %[[ON:.*]] = llvm.icmp "ne" %[[PROFILE]]
// CHECK: llvm.cond_br %[[ON]], ^[[TELL:.*]], ^[[END:.*]]
// CHECK: ^[[TELL]]:
// CHECK: llvm.call @toroid_rt_step(%[[FRAME]], %[[STEP]], %[[FLOPS]], %[[BYTES]])
// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[CALL:[^ ]*]]: !llvm.ptr {toroid.call})
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : i64
// CHECK-DAG: %[[NONE:.*]] = arith.constant -1 : i64
// CHECK-DAG: %[[C122000:.*]] = arith.constant 122000 : i64
// CHECK-DAG: %[[C22400:.*]] = arith.constant 22400 : i64
// CHECK: llvm.call @toroid_mark_step(%[[CALL]], %[[C0]], %[[C122000]], %[[C22400]])
// CHECK-NEXT: scf.forall
// CHECK: llvm.call @toroid_mark_step(%[[CALL]], %[[NONE]], %[[NONE]], %[[NONE]])
// CHECK-NEXT: return
func.func @main(%a: memref<100x30xf32>, %b: memref<30x20xf32>, %out: memref<100x20xf32>) {
  %zero = arith.constant 0.0 : f32
  scf.forall (%i) = (0) to (100) step (48) {
    %rows = affine.min affine_map<(d0) -> (-d0 + 100, 48)>(%i)
    %x = memref.subview %a[%i, 0] [%rows, 30] [1, 1] : memref<100x30xf32> to memref<?x30xf32, strided<[30, 1], offset: ?>>
    %y = memref.subview %out[%i, 0] [%rows, 20] [1, 1] : memref<100x20xf32> to memref<?x20xf32, strided<[20, 1], offset: ?>>
    linalg.fill ins(%zero : f32) outs(%y : memref<?x20xf32, strided<[20, 1], offset: ?>>) loc("/AnotherMatMul")
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                    iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %b : memref<?x30xf32, strided<[30, 1], offset: ?>>, memref<30x20xf32>) outs(%y : memref<?x20xf32, strided<[20, 1], offset: ?>>) {
    ^bb0(%l: f32, %r: f32, %acc: f32):
      %p = arith.mulf %l, %r : f32
      %s = arith.addf %acc, %p : f32
      linalg.yield %s : f32
    } loc("/MatMul")
    linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
        outs(%y : memref<?x20xf32, strided<[20, 1], offset: ?>>) {
    ^bb0(%e: f32):
      %s = arith.addf %e, %e : f32 loc("/Fused")
      linalg.yield %s : f32
    } loc("/Add")
  }
  return
}

// -----

// Sizes that are known at run time only are computed there.

// CHECK: toroid.steps = [{kind = "softmax", nodes = ["/Softmax"]}]
// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:[^ ]*]]: memref<?x10xf32>
// CHECK: %[[ROWS:.*]] = memref.dim %[[X]]
// CHECK: %[[FLOPS:.*]] = arith.muli %[[ROWS]], %c20
// CHECK: %[[NUMBER:.*]] = arith.index_cast %[[FLOPS]] : index to i64
// CHECK: llvm.call @toroid_mark_step(%{{.*}}, %{{.*}}, %[[NUMBER]], %{{.*}})
func.func @main(%x: memref<?x10xf32>, %y: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %rows = memref.dim %x, %c0 : memref<?x10xf32>
  scf.forall (%i) = (0) to (%rows) step (8) {
    %size = affine.min affine_map<(d0)[s0] -> (-d0 + s0, 8)>(%i)[%rows]
    %part = memref.subview %x[%i, 0] [%size, 10] [1, 1] : memref<?x10xf32> to memref<?x10xf32, strided<[10, 1], offset: ?>>
    %sums = memref.subview %y[%i] [%size] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
        ins(%part : memref<?x10xf32, strided<[10, 1], offset: ?>>) outs(%sums : memref<?xf32, strided<[1], offset: ?>>) {
    ^bb0(%e: f32, %acc: f32):
      %p = math.exp %e : f32
      %s = arith.addf %acc, %p : f32
      linalg.yield %s : f32
    } loc("/Softmax")
  }
  return
}

// -----

// Steps inside of the model's own loops; the kinds; a table of which rows are
// fetched; what is tiny, and what takes no time, between two steps.

// CHECK: toroid.steps = [
// CHECK-SAME: {kind = "gather", nodes = ["/Gather"]},
// CHECK-SAME: {kind = "copy", nodes = ["/Copy"]},
// CHECK-SAME: {kind = "elementwise", nodes = ["/Tanh"]},
// CHECK-SAME: {kind = "other", nodes = ["/Scan"]}]
// CHECK-LABEL: func.func @main(
// 64 * 8 indices and as many elements of the table, twice: 64 * (8 + 4 + 4).
// CHECK-DAG: %[[BYTES:.*]] = arith.constant 1024 : i64
// CHECK-DAG: %[[NONE:.*]] = arith.constant -1 : i64
// CHECK-DAG: %[[COPY:.*]] = arith.constant 512 : i64
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i64
// CHECK: scf.for
// CHECK: llvm.call @toroid_mark_step(%{{.*}}, %{{.*}}, %{{.*}}, %[[BYTES]])
// CHECK-NEXT: scf.forall
// CHECK-NOT: mark_step
// CHECK: linalg.fill
// CHECK-NEXT: llvm.call @toroid_mark_step(%{{.*}}, %[[C1]], %{{.*}}, %[[COPY]])
// CHECK-NEXT: memref.copy
// CHECK-NEXT: llvm.call @toroid_mark_step(%{{.*}}, %[[NONE]], %[[NONE]], %[[NONE]])
// CHECK-NEXT: "test.check"
// CHECK: llvm.call @toroid_mark_step
// CHECK-NEXT: linalg.generic
// CHECK: llvm.call @toroid_mark_step(%{{.*}}, %[[NONE]], %[[NONE]], %[[NONE]])
// CHECK-NEXT: }
// CHECK: llvm.call @toroid_mark_step(%{{.*}}, %{{.*}}, %[[NONE]], %{{.*}})
// CHECK-NEXT: scf.for
// CHECK-NOT: mark_step
// CHECK: memref.store
func.func @main(%n: index, %index: memref<64xi64>, %table: memref<1000000xf32>, %x: memref<64xf32>, %y: memref<64xf32>, %z: memref<f32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  scf.for %t = %c0 to %n step %c1 {
    scf.forall (%i) = (0) to (64) step (32) {
      %in = memref.subview %index[%i] [32] [1] : memref<64xi64> to memref<32xi64, strided<[1], offset: ?>>
      %out = memref.subview %x[%i] [32] [1] : memref<64xf32> to memref<32xf32, strided<[1], offset: ?>>
      linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
          ins(%in : memref<32xi64, strided<[1], offset: ?>>) outs(%out : memref<32xf32, strided<[1], offset: ?>>) {
      ^bb0(%e: i64, %o: f32):
        %at = arith.index_cast %e : i64 to index
        %v = memref.load %table[%at] : memref<1000000xf32>
        linalg.yield %v : f32
      } loc("/Gather")
    }
    linalg.fill ins(%zero : f32) outs(%z : memref<f32>)
    memref.copy %x, %y : memref<64xf32> to memref<64xf32> loc("/Copy")
    "test.check"() : () -> ()
    linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%y : memref<64xf32>) {
    ^bb0(%e: f32):
      %v = math.tanh %e : f32
      linalg.yield %v : f32
    } loc("/Tanh")
  }
  scf.for %t = %c0 to %n step %c1 {
    %v = memref.load %x[%t] : memref<64xf32>
    memref.store %v, %z[] : memref<f32>
  } loc("/Scan")
  return
}

// -----

// The zeros that a product starts from are part of its step, and stand next to
// it.

// CHECK: toroid.steps = [{kind = "copy", nodes = ["/Zeros"]}, {kind = "product", nodes = ["/MatMul"]}]
// CHECK-LABEL: func.func @main(
// CHECK-SAME: %{{.*}}: memref<8x8xf32>, %[[C:.*]]: memref<8x8xf32>, %[[D:[^ ]*]]: memref<8x8xf32>
// CHECK: llvm.call @toroid_mark_step
// CHECK-NEXT: linalg.fill ins(%{{.*}}) outs(%[[D]]
// CHECK-NEXT: llvm.call @toroid_mark_step
// CHECK-NEXT: linalg.fill ins(%{{.*}}) outs(%[[C]]
// CHECK-NEXT: linalg.generic
// CHECK: llvm.call @toroid_mark_step
// CHECK-NEXT: return
func.func @main(%a: memref<8x8xf32>, %c: memref<8x8xf32>, %d: memref<8x8xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<8x8xf32>) loc("/MatMul")
  linalg.fill ins(%zero : f32) outs(%d : memref<8x8xf32>) loc("/Zeros")
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %a : memref<8x8xf32>, memref<8x8xf32>) outs(%c : memref<8x8xf32>) {
  ^bb0(%l: f32, %r: f32, %acc: f32):
    %p = arith.mulf %l, %r : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  } loc("/MatMul")
  return
}
