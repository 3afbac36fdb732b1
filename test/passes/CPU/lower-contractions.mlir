// RUN: toroid-opt --toroid-lower-contractions=target=avx512 --split-input-file %s | FileCheck %s
// RUN: toroid-opt --toroid-lower-contractions=target=avx2 --split-input-file %s | FileCheck %s --check-prefix=AVX2
// RUN: not toroid-opt --toroid-lower-contractions=target=vax --split-input-file %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: unknown target 'vax'; known are avx512, avx2, neon, generic

#mk = affine_map<(m, n, k) -> (m, k)>
#km = affine_map<(m, n, k) -> (k, m)>
#kn = affine_map<(m, n, k) -> (k, n)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#nm = affine_map<(m, n, k) -> (n, m)>

// A tile of 14x32 is one call. The kernel holds it in 28 accumulators.

// CHECK-LABEL: func.func private @toroid_kernel_14x32_0(
// CHECK-SAME: memref<14x64xf32{{.*}}>, %{{.*}}: memref<64x32xf32{{.*}}>, %{{.*}}: memref<14x32xf32{{.*}}>)
// CHECK-COUNT-28: vector.load
// CHECK: %[[R:.*]]:28 = scf.for
// CHECK-COUNT-2: vector.load
// CHECK-COUNT-14: memref.load
// CHECK: scf.yield
// CHECK-COUNT-28: vector.store
// CHECK-LABEL: func.func @one_tile
// CHECK-NOT: scf.for
// CHECK: call @toroid_kernel_14x32_0
// CHECK-NOT: linalg.generic
// CHECK: return

// Of AVX2's registers a tile takes 5x16 (14 rows in three parts) at a time.
// AVX2-LABEL: func.func private @toroid_kernel_4x16_1(
// AVX2-LABEL: func.func private @toroid_kernel_5x16_0(
// AVX2-LABEL: func.func @one_tile
// AVX2: scf.for
// AVX2: scf.for
// AVX2: call @toroid_kernel_5x16_0
// AVX2: call @toroid_kernel_4x16_1
func.func @one_tile(%a: memref<14x64xf32>, %b: memref<64x32xf32>, %c: memref<14x32xf32>) {
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<14x64xf32>, memref<64x32xf32>) outs(%c : memref<14x32xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A transposed right side is packed panel by panel; the rows of the left are
// cut evenly, the ragged columns have a kernel of their own width, under a
// mask. The conversions to the accumulator's type are in the kernel.

// CHECK-LABEL: func.func private @toroid_kernel_10x16_
// CHECK: vector.create_mask
// CHECK: vector.maskedload
// CHECK: arith.extsi %{{.*}} : vector<16xi8> to vector<16xi32>
// CHECK-LABEL: func.func private @toroid_kernel_10x32_
// CHECK-LABEL: func.func private @toroid_pack_0(
// CHECK: memref.load
// CHECK: memref.store
// CHECK-LABEL: func.func @packed
// CHECK: memref.alloc() {alignment = 64 : i64} : memref<100x32xi8>
// CHECK: scf.for
// CHECK: call @toroid_pack_
// CHECK: scf.for
// CHECK: call @toroid_kernel_10x32_
// CHECK: call @toroid_pack_
// CHECK: call @toroid_kernel_10x16_
func.func @packed(%a: memref<20x100xi8>, %b: memref<70x100xi8>, %c: memref<20x70xi32>) {
  linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<20x100xi8>, memref<70x100xi8>) outs(%c : memref<20x70xi32>) {
  ^bb0(%x: i8, %y: i8, %acc: i32):
    %xe = arith.extsi %x : i8 to i32
    %ye = arith.extsi %y : i8 to i32
    %p = arith.muli %xe, %ye : i32
    %s = arith.addi %acc, %p : i32
    linalg.yield %s : i32
  }
  return
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#nm = affine_map<(m, n, k) -> (n, m)>

// Where the result's last dimension is a row of the left side, the sides change
// places. What remains of rows of unknown number runs in one kernel of 8 and one
// of all the rest, so that a panel is read twice at most.

// CHECK-LABEL: func.func @exchanged
// CHECK-SAME: %[[A:.*]]: memref<?x64xf32>, %[[B:.*]]: memref<64x?xf32>
// CHECK: call @toroid_pack_
// CHECK: %[[REST:.*]] = arith.remui %{{.*}}, %{{.*}}
// CHECK: call @toroid_kernel_14x32_
// CHECK: %[[EIGHT:.*]] = arith.constant 8 : index
// CHECK: %[[IS:.*]] = arith.cmpi uge, %[[REST]], %[[EIGHT]]
// CHECK: scf.if %[[IS]]
// CHECK: call @toroid_kernel_8x32_
// CHECK: %[[LESS:.*]] = arith.remui %[[REST]], %[[EIGHT]]
// CHECK: scf.index_switch %[[LESS]]
// CHECK: case 1
// CHECK: call @toroid_kernel_1x32_
// CHECK: case 7
// CHECK: call @toroid_kernel_7x32_
// CHECK-NOT: case 8
// CHECK: default
func.func @exchanged(%a: memref<?x64xf32>, %b: memref<64x?xf32>, %c: memref<?x?xf32>) {
  linalg.generic {indexing_maps = [#mk, #kn, #nm], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<?x64xf32>, memref<64x?xf32>) outs(%c : memref<?x?xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#k = affine_map<(n, k) -> (k)>
#nk = affine_map<(n, k) -> (n, k)>
#n = affine_map<(n, k) -> (n)>
#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// One row against a transposed right side is better off as dot products; a
// result without contiguous rows, or a body that is no product, stays as well.

// CHECK-LABEL: func.func @left_alone
// CHECK-COUNT-3: linalg.generic
func.func @left_alone(%x: memref<64xf32>, %w: memref<100x64xf32>, %y: memref<100xf32>,
                      %a: memref<14x64xf32>, %b: memref<64x32xf32>, %c: memref<14x32xf32, strided<[64, 2]>>,
                      %d: memref<14x32xf32>) {
  linalg.generic {indexing_maps = [#k, #nk, #n], iterator_types = ["parallel", "reduction"]}
      ins(%x, %w : memref<64xf32>, memref<100x64xf32>) outs(%y : memref<100xf32>) {
  ^bb0(%l: f32, %r: f32, %acc: f32):
    %p = arith.mulf %l, %r : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<14x64xf32>, memref<64x32xf32>) outs(%c : memref<14x32xf32, strided<[64, 2]>>) {
  ^bb0(%l: f32, %r: f32, %acc: f32):
    %p = arith.mulf %l, %r : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<14x64xf32>, memref<64x32xf32>) outs(%d : memref<14x32xf32>) {
  ^bb0(%l: f32, %r: f32, %acc: f32):
    %p = arith.addf %l, %r : f32
    %s = arith.maximumf %acc, %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

// A sum of one term: the columns of the right side are its rows, though they
// are contiguous.

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// CHECK-LABEL: func.func @one_term
// CHECK: call @toroid_pack_
// CHECK: call @toroid_kernel_
func.func @one_term(%a: memref<5x1xf32>, %b: memref<6x1xf32>, %c: memref<5x6xf32>) {
  linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<5x1xf32>, memref<6x1xf32>) outs(%c : memref<5x6xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#panels = affine_map<(m, n, k) -> (n floordiv 32, k, n mod 32)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Panels are read where they are; the last one is whole, so that only the
// result needs masks. The first block of the sum starts with zeros: nothing
// fills the result, and nothing loads it.

// CHECK-LABEL: func.func private @toroid_kernel_10x16_3(
// CHECK-SAME: memref<10x450xf32{{.*}}>, %{{.*}}: memref<450x16xf32{{.*}}>, %{{.*}}: memref<10x6xf32{{.*}}>)
// CHECK-COUNT-10: vector.maskedload
// CHECK: scf.for
// CHECK-NOT: vector.maskedload
// CHECK-COUNT-10: vector.maskedstore
// CHECK-LABEL: func.func private @toroid_kernel_10x32_2(
// CHECK-LABEL: func.func private @toroid_kernel_10x16_1(
// CHECK-NOT: load
// CHECK: scf.for
// CHECK-NOT: vector.maskedload
// CHECK-COUNT-10: vector.maskedstore
// CHECK-LABEL: func.func private @toroid_kernel_10x32_0(
// CHECK-NOT: load
// CHECK: scf.for
// CHECK-LABEL: func.func @panels
// CHECK-SAME: %{{.*}}: memref<20x900xf32>, %[[W:.*]]: memref<3x900x32xf32>
// CHECK-NOT: linalg.fill
// CHECK-NOT: memref.alloc
// CHECK: scf.for %[[N:.*]] =
// CHECK: %[[P:.*]] = affine.apply #{{.*}}()[%[[N]]]
// CHECK: memref.subview %{{.*}}[%[[P]], %{{.*}}, 0] [1, 450, 32] [1, 1, 1]
// CHECK: scf.for
// CHECK: call @toroid_kernel_10x32_
func.func @panels(%a: memref<20x900xf32>, %b: memref<3x900x32xf32>, %c: memref<20x70xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<20x70xf32>)
  linalg.generic {indexing_maps = [#mk, #panels, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<20x900xf32>, memref<3x900x32xf32>) outs(%c : memref<20x70xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A result that is read on the way, or filled with something else, is loaded.

// CHECK-LABEL: func.func @not_from_zero
// CHECK: linalg.fill
// CHECK: memref.load
// CHECK: call @toroid_kernel_
// CHECK: linalg.fill
// CHECK: call @toroid_kernel_
func.func @not_from_zero(%a: memref<4x8xf32>, %b: memref<8x32xf32>, %c: memref<4x32xf32>, %i: index) -> f32 {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<4x32xf32>)
  %0 = memref.load %c[%i, %i] : memref<4x32xf32>
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<4x8xf32>, memref<8x32xf32>) outs(%c : memref<4x32xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  linalg.fill ins(%one : f32) outs(%c : memref<4x32xf32>)
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<4x8xf32>, memref<8x32xf32>) outs(%c : memref<4x32xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  return %0 : f32
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// One row of two vectors has too few accumulators: four sets take every fourth
// step, and two steps remain.

// CHECK-LABEL: func.func private @toroid_kernel_1x32_
// CHECK: %[[SUMS:.*]]:8 = scf.for
// CHECK-COUNT-8: vector.load
// CHECK: scf.yield
// CHECK-COUNT-6: arith.addf
// CHECK: scf.for
// CHECK: scf.yield
// CHECK-LABEL: func.func @one_row
func.func @one_row(%a: memref<1x30xf32>, %b: memref<30x32xf32>, %c: memref<1x32xf32>) {
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<1x30xf32>, memref<30x32xf32>) outs(%c : memref<1x32xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A right side that is one panel is read where it is, however many rows there
// are; from one of several the columns of each panel are brought together.
// CHECK-LABEL: func.func @one_panel
// CHECK-NOT: toroid_pack
// CHECK: call @toroid_kernel_13x32
// CHECK: return
func.func @one_panel(%a: memref<128x64xf32>, %b: memref<64x32xf32>, %c: memref<128x32xf32>) {
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<128x64xf32>, memref<64x32xf32>) outs(%c : memref<128x32xf32>) {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %z, %p : f32
    linalg.yield %s : f32
  }
  return
}

// CHECK-LABEL: func.func @part_of_rows
// CHECK: call @toroid_pack
// CHECK: call @toroid_kernel_13x32
func.func @part_of_rows(%a: memref<128x64xf32>, %b: memref<64x32xf32, strided<[96, 1]>>, %c: memref<128x32xf32>) {
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<128x64xf32>, memref<64x32xf32, strided<[96, 1]>>) outs(%c : memref<128x32xf32>) {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %z, %p : f32
    linalg.yield %s : f32
  }
  return
}
