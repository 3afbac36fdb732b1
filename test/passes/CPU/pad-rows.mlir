// RUN: toroid-opt --toroid-pad-rows=target=avx512 --split-input-file %s | FileCheck %s
// RUN: not toroid-opt --toroid-pad-rows=target=vax --split-input-file %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: unknown target 'vax'; known are avx512, avx2, neon, generic

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Rows of 4096 bytes meet in the cache; what a product reads of them through
// views follows. Sizes that only a run knows are no matter.

// CHECK-LABEL: func.func @padded
// CHECK: %[[PADDED:.*]] = memref.alloc(%[[ROWS:.*]]) {alignment = 64 : i64} : memref<2x?x1040xf32>
// CHECK: %[[VIEW:.*]] = memref.subview %[[PADDED]][0, 0, 0] [2, %[[ROWS]], 1024] [1, 1, 1] : memref<2x?x1040xf32> to memref<2x?x1024xf32, strided<[?, 1040, 1]>>
// CHECK: memref.subview %[[VIEW]][0, 0, 64] {{.*}} to memref<2x?x32xf32, strided<[?, 1040, 1], offset: 64>>
// CHECK: memref.expand_shape %[[VIEW]] {{.*}} into memref<1x2x?x1024xf32, strided<[?, ?, 1040, 1]>>
// CHECK: memref.subview %{{.*}} to memref<?x1024xf32, strided<[1040, 1]>>
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : memref<?x1024xf32, strided<[1040, 1]>>, memref<1024x32xf32>)
func.func @padded(%rows: index, %b: memref<1024x32xf32>, %c: memref<?x32xf32>, %zero: f32) {
  %0 = memref.alloc(%rows) {alignment = 64 : i64} : memref<2x?x1024xf32>
  %1 = memref.subview %0[0, 0, 64] [2, %rows, 32] [1, 1, 1] : memref<2x?x1024xf32> to memref<2x?x32xf32, strided<[?, 1024, 1], offset: 64>>
  linalg.fill ins(%zero : f32) outs(%1 : memref<2x?x32xf32, strided<[?, 1024, 1], offset: 64>>)
  %2 = memref.expand_shape %0 [[0, 1], [2], [3]] output_shape [1, 2, %rows, 1024] : memref<2x?x1024xf32> into memref<1x2x?x1024xf32>
  %3 = memref.subview %2[0, 0, 0, 0] [1, 1, %rows, 1024] [1, 1, 1, 1] : memref<1x2x?x1024xf32> to memref<?x1024xf32, strided<[1024, 1]>>
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%3, %b : memref<?x1024xf32, strided<[1024, 1]>>, memref<1024x32xf32>) outs(%c : memref<?x32xf32>) {
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

// Rows of 3072 bytes lie well; few rows do not drive each other out; a buffer
// that is seen as one row, or that no product touches, stays.

// CHECK-LABEL: func.func @left_alone
// CHECK: memref.alloc() : memref<64x768xf32>
// CHECK: memref.alloc() : memref<4x1024xf32>
// CHECK: memref.alloc() : memref<64x1024xf32>
// CHECK: memref.alloc() : memref<64x2048xf32>
// CHECK-NOT: memref.subview
func.func @left_alone(%b: memref<768x32xf32>, %d: memref<1024x32xf32>, %c: memref<64x32xf32>, %e: memref<4x32xf32>, %zero: f32) -> memref<65536xf32> {
  %0 = memref.alloc() : memref<64x768xf32>
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%0, %b : memref<64x768xf32>, memref<768x32xf32>) outs(%c : memref<64x32xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  %1 = memref.alloc() : memref<4x1024xf32>
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%1, %d : memref<4x1024xf32>, memref<1024x32xf32>) outs(%e : memref<4x32xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  %2 = memref.alloc() : memref<64x1024xf32>
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%2, %d : memref<64x1024xf32>, memref<1024x32xf32>) outs(%c : memref<64x32xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  %3 = memref.collapse_shape %2 [[0, 1]] : memref<64x1024xf32> into memref<65536xf32>
  %4 = memref.alloc() : memref<64x2048xf32>
  linalg.fill ins(%zero : f32) outs(%4 : memref<64x2048xf32>)
  return %3 : memref<65536xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// The heads of one position make up a row; a product's result counts like what
// it reads.

// CHECK-LABEL: func.func @heads
// CHECK: %[[PADDED:.*]] = memref.alloc(%[[B:.*]]) : memref<?x64x1040xf32>
// CHECK: %[[ROWS:.*]] = memref.subview %[[PADDED]][0, 0, 0] [%[[B]], 64, 1024] [1, 1, 1] : memref<?x64x1040xf32> to memref<?x64x1024xf32, strided<[66560, 1040, 1]>>
// CHECK: memref.expand_shape %[[ROWS]] {{\[\[}}0], [1], [2, 3]] output_shape [%[[B]], 64, 16, 64] : memref<?x64x1024xf32, strided<[66560, 1040, 1]>> into memref<?x64x16x64xf32, strided<[66560, 1040, 64, 1]>>
// CHECK: memref.collapse_shape %{{.*}} into memref<?x1024xf32, strided<[1040, 1]>>
// CHECK: memref.alloc(%{{.*}}) : memref<?x1040xf32>
func.func @heads(%b: index, %n: index, %w: memref<1024x1024xf32>) {
  %0 = memref.alloc(%b) : memref<?x64x16x64xf32>
  %1 = memref.collapse_shape %0 [[0, 1], [2, 3]] : memref<?x64x16x64xf32> into memref<?x1024xf32>
  %2 = memref.alloc(%n) : memref<?x1024xf32>
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%1, %w : memref<?x1024xf32>, memref<1024x1024xf32>) outs(%2 : memref<?x1024xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  }
  return
}
