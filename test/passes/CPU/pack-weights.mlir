// RUN: toroid-opt --toroid-pack-weights=target=avx512 --split-input-file %s | FileCheck %s
// RUN: toroid-opt --toroid-pack-weights=target=avx2 --split-input-file %s | FileCheck %s --check-prefix=AVX2
// RUN: not toroid-opt --toroid-pack-weights=target=vax --split-input-file %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: unknown target 'vax'; known are avx512, avx2, neon, generic

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Rows or columns, in tiles or whole: all become panels, 32 wide with AVX-512
// and 16 with AVX2. 70 columns need three panels, so that what follows moves.

// CHECK-DAG: #[[$PANELS:.*]] = affine_map<(d0, d1, d2) -> (d1 floordiv 32, d2, d1 mod 32)>
// CHECK-DAG: #[[$NUMBER:.*]] = affine_map<()[s0] -> (s0 floordiv 32)>
// CHECK: module attributes {toroid.weights = [
// CHECK-SAME: {layout = {k = 0 : i64, n = 1 : i64, panel = 32 : i64}, offset = 0 : i64, value = dense_resource<w> : tensor<8x96xf32>},
// CHECK-SAME: {layout = {k = 1 : i64, n = 0 : i64, panel = 32 : i64}, offset = 3072 : i64, value = dense_resource<t> : tensor<70x8xf32>},
// CHECK-SAME: {offset = 6144 : i64, value = dense_resource<bias> : tensor<96xf32>}]}

// AVX2: {layout = {k = 0 : i64, n = 1 : i64, panel = 16 : i64}, offset = 0 : i64, value = dense_resource<w> : tensor<8x96xf32>},
// AVX2-SAME: {layout = {k = 1 : i64, n = 0 : i64, panel = 16 : i64}, offset = 3072 : i64, value = dense_resource<t> : tensor<70x8xf32>},
// AVX2-SAME: {offset = 5632 : i64, value = dense_resource<bias> : tensor<96xf32>}]}
module attributes {toroid.weights = [
    {offset = 0 : i64, value = dense_resource<w> : tensor<8x96xf32>},
    {offset = 3072 : i64, value = dense_resource<t> : tensor<70x8xf32>},
    {offset = 5312 : i64, value = dense_resource<bias> : tensor<96xf32>}]} {
  // CHECK-LABEL: func.func @main
  // CHECK-SAME: %[[WEIGHTS:[a-z0-9]+]]: memref<?xi8> {toroid.weights}
  func.func @main(%a: memref<4x8xf32>, %c: memref<4x96xf32>, %d: memref<4x70xf32>,
                  %weights: memref<?xi8> {toroid.weights}) {
    // CHECK-DAG: %[[C3072:.*]] = arith.constant 3072 : index
    // CHECK-DAG: memref.view %[[WEIGHTS]][%[[C3072]]][] : memref<?xi8> to memref<3x8x32xf32>
    // CHECK-DAG: %[[W:.*]] = memref.view %[[WEIGHTS]][%{{.*}}][] : memref<?xi8> to memref<3x8x32xf32>
    // CHECK-DAG: %[[C6144:.*]] = arith.constant 6144 : index
    // CHECK-DAG: memref.view %[[WEIGHTS]][%[[C6144]]][] : memref<?xi8> to memref<96xf32>
    // AVX2-DAG: memref<?xi8> to memref<6x8x16xf32>
    // AVX2-DAG: memref<?xi8> to memref<5x8x16xf32>
    %c0 = arith.constant 0 : index
    %c3072 = arith.constant 3072 : index
    %c5312 = arith.constant 5312 : index
    %w = memref.view %weights[%c0][] : memref<?xi8> to memref<8x96xf32>
    %t = memref.view %weights[%c3072][] : memref<?xi8> to memref<70x8xf32>
    %bias = memref.view %weights[%c5312][] : memref<?xi8> to memref<96xf32>
    // CHECK: scf.forall (%[[J:.*]]) = (0) to (96) step (32)
    scf.forall (%j) = (0) to (96) step (32) {
      // CHECK-DAG: %[[P:.*]] = affine.apply #[[$NUMBER]]()[%[[J]]]
      // CHECK: %[[PART:.*]] = memref.subview %{{.*}}[%[[P]], 0, 0] [1, 8, 32] [1, 1, 1] : memref<3x8x32xf32> to memref<1x8x32xf32
      // CHECK: linalg.generic {indexing_maps = [#{{[^,]*}}, #[[$PANELS]], #{{[^,]*}}], {{.*}}ins(%{{.*}}, %[[PART]] :
      %part = memref.subview %w[0, %j] [8, 32] [1, 1] : memref<8x96xf32> to memref<8x32xf32, strided<[96, 1], offset: ?>>
      %out = memref.subview %c[0, %j] [4, 32] [1, 1] : memref<4x96xf32> to memref<4x32xf32, strided<[96, 1], offset: ?>>
      linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
          ins(%a, %part : memref<4x8xf32>, memref<8x32xf32, strided<[96, 1], offset: ?>>)
          outs(%out : memref<4x32xf32, strided<[96, 1], offset: ?>>) {
      ^bb0(%x: f32, %y: f32, %acc: f32):
        %p = arith.mulf %x, %y : f32
        %s = arith.addf %acc, %p : f32
        linalg.yield %s : f32
      }
    }
    // CHECK: linalg.generic {indexing_maps = [#{{[^,]*}}, #[[$PANELS]], #{{[^,]*}}], {{.*}}memref<4x8xf32>, memref<3x8x32xf32
    // CHECK-SAME: outs(%{{.*}} : memref<4x70xf32>)
    linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%a, %t : memref<4x8xf32>, memref<70x8xf32>) outs(%d : memref<4x70xf32>) {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      linalg.yield %s : f32
    }
    %value = memref.load %bias[%c0] : memref<96xf32>
    memref.store %value, %c[%c0, %c0] : memref<4x96xf32>
    return
  }
}

// -----

#emk = affine_map<(e, m, n, k) -> (e, m, k)>
#ekn = affine_map<(e, m, n, k) -> (e, k, n)>
#emn = affine_map<(e, m, n, k) -> (e, m, n)>
#km = affine_map<(m, n, k) -> (k, m)>
#nk = affine_map<(m, n, k) -> (n, k)>
#nm = affine_map<(m, n, k) -> (n, m)>

// A batch of weights, one at a time and by any offset along the sum; a weight
// on the left changes sides. The width is the accumulators', the bytes are the
// weight's own. Ragged tiles read whole panels.

// CHECK-DAG: #[[$BATCHED:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2 floordiv 32, d3, d2 mod 32)>
// CHECK-DAG: #[[$SIDES:.*]] = affine_map<(d0, d1, d2) -> (d0 floordiv 32, d2, d0 mod 32)>
// CHECK-DAG: #[[$UP:.*]] = affine_map<()[s0] -> (s0 ceildiv 32)>
// CHECK: {layout = {k = 1 : i64, n = 2 : i64, panel = 32 : i64}, offset = 0 : i64, value = dense_resource<w> : tensor<3x8x80xf16>},
// CHECK-SAME: {layout = {k = 0 : i64, n = 1 : i64, panel = 32 : i64}, offset = 4608 : i64, value = dense_resource<l> : tensor<8x64xi8>}]}
module attributes {toroid.weights = [
    {offset = 0 : i64, value = dense_resource<w> : tensor<3x8x80xf16>},
    {offset = 3840 : i64, value = dense_resource<l> : tensor<8x64xi8>}]} {
  // CHECK-LABEL: func.func @main
  func.func @main(%a: memref<3x?x4xf16>, %c: memref<3x?x80xf32>, %r: memref<?x8xi8>, %d: memref<?x64xi32>,
                  %k: index, %size: index, %weights: memref<?xi8> {toroid.weights}) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %c64 = arith.constant 64 : index
    %c80 = arith.constant 80 : index
    %c3840 = arith.constant 3840 : index
    %rows = memref.dim %a, %c1 : memref<3x?x4xf16>
    %w = memref.view %weights[%c0][] : memref<?xi8> to memref<3x8x80xf16>
    %l = memref.view %weights[%c3840][] : memref<?xi8> to memref<8x64xi8>
    scf.for %e = %c0 to %c3 step %c1 {
      %a1 = memref.subview %a[%e, 0, 0] [1, %rows, 4] [1, 1, 1] : memref<3x?x4xf16> to memref<1x?x4xf16, strided<[?, 4, 1], offset: ?>>
      %w1 = memref.subview %w[%e, %k, 0] [1, 4, 80] [1, 1, 1] : memref<3x8x80xf16> to memref<1x4x80xf16, strided<[640, 80, 1], offset: ?>>
      scf.for %j = %c0 to %c80 step %c64 {
        // CHECK: %[[COUNT:.*]] = affine.apply #[[$UP]]()[%{{.*}}]
        // CHECK: memref.subview %{{.*}}[%{{.*}}, %{{.*}}, %{{.*}}, 0] [1, %[[COUNT]], 4, 32] [1, 1, 1, 1] : memref<3x3x8x32xf16> to memref<1x?x4x32xf16
        // CHECK: linalg.generic {indexing_maps = [#{{[^,]*}}, #[[$BATCHED]], #{{[^,]*}}]
        %w2 = memref.subview %w1[0, 0, %j] [1, 4, %size] [1, 1, 1] : memref<1x4x80xf16, strided<[640, 80, 1], offset: ?>> to memref<1x4x?xf16, strided<[640, 80, 1], offset: ?>>
        %c1_ = memref.subview %c[%e, 0, %j] [1, %rows, %size] [1, 1, 1] : memref<3x?x80xf32> to memref<1x?x?xf32, strided<[?, 80, 1], offset: ?>>
        linalg.generic {indexing_maps = [#emk, #ekn, #emn], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
            ins(%a1, %w2 : memref<1x?x4xf16, strided<[?, 4, 1], offset: ?>>, memref<1x4x?xf16, strided<[640, 80, 1], offset: ?>>)
            outs(%c1_ : memref<1x?x?xf32, strided<[?, 80, 1], offset: ?>>) {
        ^bb0(%x: f16, %y: f16, %acc: f32):
          %xe = arith.extf %x : f16 to f32
          %ye = arith.extf %y : f16 to f32
          %p = arith.mulf %xe, %ye : f32
          %s = arith.addf %acc, %p : f32
          linalg.yield %s : f32
        }
      }
    }
    // CHECK: linalg.generic {indexing_maps = [#{{[^,]*}}, #[[$SIDES]], #{{[^,]*}}], {{.*}}ins(%{{.*}}, %{{.*}} : memref<?x8xi8>, memref<2x8x32xi8
    linalg.generic {indexing_maps = [#km, #nk, #nm], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%l, %r : memref<8x64xi8>, memref<?x8xi8>) outs(%d : memref<?x64xi32>) {
    ^bb0(%x: i8, %y: i8, %acc: i32):
      %xe = arith.extsi %x : i8 to i32
      %ye = arith.extsi %y : i8 to i32
      %p = arith.muli %xe, %ye : i32
      %s = arith.addi %acc, %p : i32
      linalg.yield %s : i32
    }
    return
  }
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// What is not packed: a weight that is gathered from, too; one whose parts
// begin within panels; one that two products read in two ways; one that would
// be mostly padding.

// CHECK-NOT: layout
// CHECK-NOT: floordiv
module attributes {toroid.weights = [
    {offset = 0 : i64, value = dense_resource<tied> : tensor<64x64xf32>},
    {offset = 16384 : i64, value = dense_resource<cut> : tensor<64x64xf32>},
    {offset = 32768 : i64, value = dense_resource<both> : tensor<64x64xf32>},
    {offset = 49152 : i64, value = dense_resource<narrow> : tensor<64x20xf32>}]} {
  func.func @main(%a: memref<4x64xf32>, %c: memref<4x64xf32>, %d: memref<4x20xf32>, %i: index,
                  %weights: memref<?xi8> {toroid.weights}) -> f32 {
    %c0 = arith.constant 0 : index
    %c16384 = arith.constant 16384 : index
    %c32768 = arith.constant 32768 : index
    %c49152 = arith.constant 49152 : index
    %tied = memref.view %weights[%c0][] : memref<?xi8> to memref<64x64xf32>
    %cut = memref.view %weights[%c16384][] : memref<?xi8> to memref<64x64xf32>
    %both = memref.view %weights[%c32768][] : memref<?xi8> to memref<64x64xf32>
    %narrow = memref.view %weights[%c49152][] : memref<?xi8> to memref<64x20xf32>
    %row = memref.load %tied[%i, %c0] : memref<64x64xf32>
    linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%a, %tied : memref<4x64xf32>, memref<64x64xf32>) outs(%c : memref<4x64xf32>) {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      linalg.yield %s : f32
    }
    scf.forall (%j) = (0) to (64) step (16) {
      %part = memref.subview %cut[0, %j] [64, 16] [1, 1] : memref<64x64xf32> to memref<64x16xf32, strided<[64, 1], offset: ?>>
      %out = memref.subview %c[0, %j] [4, 16] [1, 1] : memref<4x64xf32> to memref<4x16xf32, strided<[64, 1], offset: ?>>
      linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
          ins(%a, %part : memref<4x64xf32>, memref<64x16xf32, strided<[64, 1], offset: ?>>)
          outs(%out : memref<4x16xf32, strided<[64, 1], offset: ?>>) {
      ^bb0(%x: f32, %y: f32, %acc: f32):
        %p = arith.mulf %x, %y : f32
        %s = arith.addf %acc, %p : f32
        linalg.yield %s : f32
      }
    }
    linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%a, %both : memref<4x64xf32>, memref<64x64xf32>) outs(%c : memref<4x64xf32>) {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      linalg.yield %s : f32
    }
    linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%a, %both : memref<4x64xf32>, memref<64x64xf32>) outs(%c : memref<4x64xf32>) {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      linalg.yield %s : f32
    }
    linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%a, %narrow : memref<4x64xf32>, memref<64x20xf32>) outs(%d : memref<4x20xf32>) {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      linalg.yield %s : f32
    }
    return %row : f32
  }
}
