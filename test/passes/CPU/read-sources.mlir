// RUN: toroid-opt --toroid-read-sources --split-input-file %s | FileCheck %s

#hd = affine_map<(h, d) -> (h, d)>
#rest = affine_map<(d0) -> (-d0 + 513, 128)>

// The keys of a block are the past's where all of them are; the last block has
// the new one, and is the present's.

// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[PAST:.*]]: memref<12x512x64xf32>, %[[NEW:.*]]: memref<12x1x64xf32>
// CHECK: %[[PRESENT:.*]] = memref.view
// CHECK: memref.copy %[[PAST]], %{{.*}} {toroid.unread}
// CHECK: memref.copy %[[NEW]], %{{[^{]*$}}
// CHECK: scf.forall (%[[H:.*]]) in (12)
// CHECK: scf.for %[[J:.*]] = %c0
// CHECK: %[[SIZE:.*]] = affine.min
// CHECK: %[[KEYS:.*]] = memref.subview %[[PRESENT]][%[[H]], %[[J]], 0] [1, %[[SIZE]], 64] [1, 1, 1]
// CHECK: %[[END:.*]] = arith.addi %[[J]], %[[SIZE]] : index
// CHECK: %[[IS_COPIED:.*]] = arith.cmpi ule, %[[END]], %c512{{.*}} : index
// CHECK: %[[THERE:.*]] = memref.subview %[[PAST]][%[[H]], %[[J]], 0] [1, %[[SIZE]], 64] [1, 1, 1]
// CHECK: %[[CHOICE:.*]] = arith.select %[[IS_COPIED]], %[[THERE]], %[[KEYS]]
// CHECK: linalg.generic {{.*}} ins(%[[CHOICE]] :
func.func @main(%past: memref<12x512x64xf32>, %new: memref<12x1x64xf32>, %bytes: memref<1575936xi8>, %out: memref<?x64xf32>) {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %c513 = arith.constant 513 : index
  %present = memref.view %bytes[%c0][] : memref<1575936xi8> to memref<12x513x64xf32>
  %front = memref.subview %present[0, 0, 0] [12, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  memref.copy %past, %front : memref<12x512x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  %back = memref.subview %present[0, 512, 0] [12, 1, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x1x64xf32, strided<[32832, 64, 1], offset: 32768>>
  memref.copy %new, %back : memref<12x1x64xf32> to memref<12x1x64xf32, strided<[32832, 64, 1], offset: 32768>>
  scf.forall (%h) in (12) {
    scf.for %j = %c0 to %c513 step %c128 {
      %size = affine.min #rest(%j)
      %keys = memref.subview %present[%h, %j, 0] [1, %size, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<?x64xf32, strided<[64, 1], offset: ?>>
      linalg.generic {indexing_maps = [#hd, #hd], iterator_types = ["parallel", "parallel"]}
          ins(%keys : memref<?x64xf32, strided<[64, 1], offset: ?>>) outs(%out : memref<?x64xf32>) {
      ^bb0(%x: f32, %o: f32):
        linalg.yield %x : f32
      }
    }
  }
  return
}

// -----

#hd = affine_map<(h, d) -> (h, d)>

// Sizes that only the run knows; each dim that may be longer than the copy is
// compared.

// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[PAST:.*]]: memref<?x?x64xf32>, %{{.*}}: memref<?x1x64xf32>, %[[N:.*]]: index, %[[P:.*]]: index, %[[M:.*]]: index
// CHECK: memref.copy %[[PAST]], %{{.*}} {toroid.unread}
// CHECK: memref.subview %{{.*}}[%[[H:.*]], 0, 0] [1, %[[M]], 64]
// CHECK: %[[NEXT:.*]] = arith.addi %[[H]], %c1{{.*}} : index
// CHECK: %[[A:.*]] = arith.cmpi ule, %[[NEXT]], %[[N]] : index
// CHECK: %[[B:.*]] = arith.cmpi ule, %{{.*}}, %[[P]] : index
// CHECK: %[[BOTH:.*]] = arith.andi %[[A]], %[[B]] : i1
// CHECK: arith.select %[[BOTH]]
func.func @main(%past: memref<?x?x64xf32>, %new: memref<?x1x64xf32>, %n: index, %p: index, %m: index, %out: memref<?x64xf32>) {
  %present = memref.alloc(%n, %m) : memref<?x?x64xf32>
  %front = memref.subview %present[0, 0, 0] [%n, %p, 64] [1, 1, 1] : memref<?x?x64xf32> to memref<?x?x64xf32, strided<[?, 64, 1]>>
  memref.copy %past, %front : memref<?x?x64xf32> to memref<?x?x64xf32, strided<[?, 64, 1]>>
  %back = memref.subview %present[0, %p, 0] [%n, 1, 64] [1, 1, 1] : memref<?x?x64xf32> to memref<?x1x64xf32, strided<[?, 64, 1], offset: ?>>
  memref.copy %new, %back : memref<?x1x64xf32> to memref<?x1x64xf32, strided<[?, 64, 1], offset: ?>>
  scf.forall (%h) in (%n) {
    %keys = memref.subview %present[%h, 0, 0] [1, %m, 64] [1, 1, 1] : memref<?x?x64xf32> to memref<?x64xf32, strided<[64, 1], offset: ?>>
    linalg.generic {indexing_maps = [#hd, #hd], iterator_types = ["parallel", "parallel"]}
        ins(%keys : memref<?x64xf32, strided<[64, 1], offset: ?>>) outs(%out : memref<?x64xf32>) {
    ^bb0(%x: f32, %o: f32):
      linalg.yield %x : f32
    }
  }
  return
}

// -----

#hd = affine_map<(h, d) -> (h, d)>

// As it was: what was copied is written again; a slice is laid out otherwise in
// the source; the source is no argument; it is read before it is copied; nobody
// reads it.

// CHECK-LABEL: func.func @main
// CHECK-NOT: toroid.unread
// CHECK-NOT: arith.select
func.func @main(%past: memref<12x512x64xf32>, %out: memref<512x64xf32>, %wide: memref<12x64xf32>, %zero: f32) {
  %0 = memref.alloc() : memref<12x513x64xf32>
  %1 = memref.subview %0[0, 0, 0] [12, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  memref.copy %past, %1 : memref<12x512x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  %2 = memref.subview %0[0, 511, 0] [12, 2, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x2x64xf32, strided<[32832, 64, 1], offset: 32704>>
  linalg.fill ins(%zero : f32) outs(%2 : memref<12x2x64xf32, strided<[32832, 64, 1], offset: 32704>>)
  scf.forall (%h) in (12) {
    %keys = memref.subview %0[%h, 0, 0] [1, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<512x64xf32, strided<[64, 1], offset: ?>>
    linalg.generic {indexing_maps = [#hd, #hd], iterator_types = ["parallel", "parallel"]}
        ins(%keys : memref<512x64xf32, strided<[64, 1], offset: ?>>) outs(%out : memref<512x64xf32>) {
    ^bb0(%x: f32, %o: f32):
      linalg.yield %x : f32
    }
  }

  %3 = memref.alloc() : memref<12x513x64xf32>
  %4 = memref.subview %3[0, 0, 0] [12, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  memref.copy %past, %4 : memref<12x512x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  scf.forall (%j) in (512) {
    %keys = memref.subview %3[0, %j, 0] [12, 1, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x64xf32, strided<[32832, 1], offset: ?>>
    linalg.generic {indexing_maps = [#hd, #hd], iterator_types = ["parallel", "parallel"]}
        ins(%keys : memref<12x64xf32, strided<[32832, 1], offset: ?>>) outs(%wide : memref<12x64xf32>) {
    ^bb0(%x: f32, %o: f32):
      linalg.yield %x : f32
    }
  }

  %source = memref.alloc() : memref<12x512x64xf32>
  linalg.fill ins(%zero : f32) outs(%source : memref<12x512x64xf32>)
  %5 = memref.alloc() : memref<12x513x64xf32>
  %6 = memref.subview %5[0, 0, 0] [12, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  memref.copy %source, %6 : memref<12x512x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  scf.forall (%h) in (12) {
    %keys = memref.subview %5[%h, 0, 0] [1, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<512x64xf32, strided<[64, 1], offset: ?>>
    linalg.generic {indexing_maps = [#hd, #hd], iterator_types = ["parallel", "parallel"]}
        ins(%keys : memref<512x64xf32, strided<[64, 1], offset: ?>>) outs(%out : memref<512x64xf32>) {
    ^bb0(%x: f32, %o: f32):
      linalg.yield %x : f32
    }
  }

  %7 = memref.alloc() : memref<12x513x64xf32>
  linalg.fill ins(%zero : f32) outs(%source : memref<12x512x64xf32>)
  scf.forall (%h) in (12) {
    %keys = memref.subview %7[%h, 0, 0] [1, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<512x64xf32, strided<[64, 1], offset: ?>>
    linalg.generic {indexing_maps = [#hd, #hd], iterator_types = ["parallel", "parallel"]}
        ins(%keys : memref<512x64xf32, strided<[64, 1], offset: ?>>) outs(%out : memref<512x64xf32>) {
    ^bb0(%x: f32, %o: f32):
      linalg.yield %x : f32
    }
  }
  %8 = memref.subview %7[0, 0, 0] [12, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  memref.copy %past, %8 : memref<12x512x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>

  %9 = memref.alloc() : memref<12x513x64xf32>
  %10 = memref.subview %9[0, 0, 0] [12, 512, 64] [1, 1, 1] : memref<12x513x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  memref.copy %past, %10 : memref<12x512x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
  return
}

// -----

#hd = affine_map<(h, d) -> (h, d)>

// All keys at once are more than the past's.

// CHECK-LABEL: func.func @main
// CHECK-NOT: toroid.unread
// CHECK-NOT: arith.select
func.func @main(%past: memref<2x3x64xf32>, %new: memref<2x3x64xf32>, %out: memref<6x64xf32>) {
  %present = memref.alloc() : memref<2x6x64xf32>
  %front = memref.subview %present[0, 0, 0] [2, 3, 64] [1, 1, 1] : memref<2x6x64xf32> to memref<2x3x64xf32, strided<[384, 64, 1]>>
  memref.copy %past, %front : memref<2x3x64xf32> to memref<2x3x64xf32, strided<[384, 64, 1]>>
  %back = memref.subview %present[0, 3, 0] [2, 3, 64] [1, 1, 1] : memref<2x6x64xf32> to memref<2x3x64xf32, strided<[384, 64, 1], offset: 192>>
  memref.copy %new, %back : memref<2x3x64xf32> to memref<2x3x64xf32, strided<[384, 64, 1], offset: 192>>
  scf.forall (%h) in (2) {
    %keys = memref.subview %present[%h, 0, 0] [1, 6, 64] [1, 1, 1] : memref<2x6x64xf32> to memref<6x64xf32, strided<[64, 1], offset: ?>>
    linalg.generic {indexing_maps = [#hd, #hd], iterator_types = ["parallel", "parallel"]}
        ins(%keys : memref<6x64xf32, strided<[64, 1], offset: ?>>) outs(%out : memref<6x64xf32>) {
    ^bb0(%x: f32, %o: f32):
      linalg.yield %x : f32
    }
  }
  return
}
