// RUN: toroid-opt --toroid-tile-attention=target=avx512 --canonicalize --cse --split-input-file %s | FileCheck %s
// RUN: not toroid-opt --toroid-tile-attention=target=m68k %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: unknown target 'm68k'; known are avx512,

// Queries that fill lanes: scores are [keys, queries]. Queries are transposed
// once; keys and values are read where they lie, as the left sides of products.

// CHECK-DAG: #[[$QF:.*]] = affine_map<(d0, d1, d2) -> (d2, d0)>
// CHECK-DAG: #[[$KF:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-DAG: #[[$KQ:.*]] = affine_map<(d0, d1, d2) -> (d1, d0)>
// CHECK-DAG: #[[$VK:.*]] = affine_map<(d0, d1, d2) -> (d2, d1)>
// CHECK-DAG: #[[$ID:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[$TURNED:.*]] = affine_map<(d0, d1) -> (d1, d0)>
// CHECK-LABEL: func.func @lanes
// CHECK-SAME: %[[Q:[^:]*]]: tensor<1x8x512x64xf32>, %[[K:[^:]*]]: tensor<1x8x500x64xf32>, %[[V:[^:]*]]: tensor<1x8x500x40xf32>
// CHECK: scf.forall (%[[H:.*]], %[[I:.*]]) = (0, 0) to (8, 512) step (1, 32) shared_outs(%[[OUT:.*]] = %{{.*}})
// CHECK: %[[SCALED:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<32x64xf32>)
// CHECK: %[[QI:.*]] = linalg.generic {indexing_maps = [#[[$ID]], #[[$TURNED]]], {{.*}} ins(%[[SCALED]] : {{.*}} outs(%{{.*}} : tensor<64x32xf32>)
// CHECK: %[[S:.*]]:3 = scf.for %[[J:.*]] = %c0 to %c500 step %c125 iter_args(%{{.*}}) -> (tensor<32xf32>, tensor<32xf32>, tensor<40x32xf32>)
// CHECK: %[[KJ:.*]] = tensor.extract_slice %[[K]][0, %[[H]], %[[J]], 0] [1, 1, 125, 64]
// CHECK: linalg.generic {indexing_maps = [#[[$QF]], #[[$KF]], #[[$KQ]]], {{.*}} ins(%[[QI]], %[[KJ]] : {{.*}} outs(%{{.*}} : tensor<125x32xf32>)
// CHECK-NOT: arith.maxnumf
// CHECK: %[[VJ:.*]] = tensor.extract_slice %[[V]][0, %[[H]], %[[J]], 0] [1, 1, 125, 40]
// CHECK: linalg.generic {indexing_maps = [#[[$QF]], #[[$VK]], #[[$KQ]]], {{.*}} ins(%{{.*}}, %[[VJ]] : {{.*}} outs(%{{.*}} : tensor<40x32xf32>)
// CHECK: scf.yield
// CHECK: %[[R:.*]] = linalg.generic {{.*}} outs(%[[S]]#2
// CHECK: %[[TILE:.*]] = linalg.generic {indexing_maps = [#[[$TURNED]], #[[$ID]]], {{.*}} ins(%[[R]] : tensor<40x32xf32>) outs(%{{.*}} : tensor<32x40xf32>)
// CHECK: tensor.parallel_insert_slice %[[TILE]] into %[[OUT]][0, %[[H]], %[[I]], 0] [1, 1, 32, 40]
func.func @lanes(%q: tensor<1x8x512x64xf32>, %k: tensor<1x8x500x64xf32>, %v: tensor<1x8x500x40xf32>) -> tensor<1x8x512x40xf32> {
  %0 = toroid.attention %q, %k, %v scale = 0.5 : (tensor<1x8x512x64xf32>, tensor<1x8x500x64xf32>, tensor<1x8x500x40xf32>) -> tensor<1x8x512x40xf32>
  return %0 : tensor<1x8x512x40xf32>
}

// -----

// The last tile has lanes of zeros, whose results go nowhere.

// CHECK-LABEL: func.func @last_lanes
// CHECK: scf.forall (%{{.*}}, %[[I:.*]]) = (0, 0) to (8, 500) step (1, 32)
// CHECK: %[[N:.*]] = affine.min
// CHECK: %[[PANEL:.*]] = linalg.fill {{.*}} -> tensor<64x32xf32>
// CHECK: %[[PART:.*]] = tensor.extract_slice %[[PANEL]][0, 0] [64, %[[N]]]
// CHECK: %[[FILLED:.*]] = linalg.generic {{.*}} outs(%[[PART]]
// CHECK: tensor.insert_slice %[[FILLED]] into %[[PANEL]][0, 0] [64, %[[N]]]
// CHECK: scf.for {{.*}} -> (tensor<32xf32>, tensor<32xf32>, tensor<64x32xf32>)
// CHECK: %[[USED:.*]] = tensor.extract_slice %{{.*}}[0, 0] [64, %[[N]]] [1, 1] : tensor<64x32xf32> to tensor<64x?xf32>
// CHECK: %[[TILE:.*]] = linalg.generic {{.*}} ins(%[[USED]]
// CHECK: tensor.parallel_insert_slice %[[TILE]] into %{{.*}} [1, 1, %[[N]], 64]
func.func @last_lanes(%q: tensor<1x8x500x64xf32>) -> tensor<1x8x500x64xf32> {
  %0 = toroid.attention %q, %q, %q scale = 0.5 : (tensor<1x8x500x64xf32>, tensor<1x8x500x64xf32>, tensor<1x8x500x64xf32>) -> tensor<1x8x500x64xf32>
  return %0 : tensor<1x8x500x64xf32>
}

// -----

// Queries that leave many lanes empty are rows. Keys in whole blocks; each turn
// reads the old state before it changes it in place. Nothing has a row for each query and a column for each key.

// CHECK-LABEL: func.func @rows
// CHECK-SAME: %[[Q:[^:]*]]: tensor<1x8x200x64xf32>, %[[K:[^:]*]]: tensor<1x8x512x64xf32>
// CHECK-NOT: 200x512
// CHECK: scf.forall (%[[H:.*]], %[[I:.*]]) = (0, 0) to (8, 200) step (1, 100) shared_outs(%[[OUT:.*]] = %{{.*}}) -> (tensor<1x8x200x64xf32>)
// CHECK: %[[QI:.*]] = tensor.extract_slice %[[Q]][0, %[[H]], %[[I]], 0] [1, 1, 100, 64]
// CHECK: %[[SCALED:.*]] = linalg.generic {{.*}} ins(%[[QI]]
// CHECK: %[[S:.*]]:3 = scf.for %[[J:.*]] = %c0 to %c512 step %c128 iter_args(%[[M:.*]] = %{{.*}}, %[[SUM:.*]] = %{{.*}}, %[[ACC:.*]] = %{{.*}}) -> (tensor<100xf32>, tensor<100xf32>, tensor<100x64xf32>)
// CHECK: %[[KJ:.*]] = tensor.extract_slice %[[K]][0, %[[H]], %[[J]], 0] [1, 1, 128, 64]
// CHECK: %[[P:.*]] = linalg.generic {{.*}} ins(%[[SCALED]], %[[KJ]] : {{.*}} outs(%{{.*}} : tensor<100x128xf32>)
// CHECK: %[[MJ:.*]] = linalg.generic {{.*}} ins(%[[P]] : {{.*}} outs(%{{.*}} : tensor<100xf32>)
// CHECK: arith.maxnumf
// CHECK: %[[DECAY:.*]] = linalg.generic {{.*}} ins(%[[M]], %[[MJ]]
// CHECK: math.exp
// CHECK: %[[M1:.*]] = linalg.generic {{.*}} ins(%[[MJ]] : {{.*}} outs(%[[M]]
// CHECK: %[[SUM0:.*]] = linalg.generic {{.*}} ins(%[[DECAY]] : {{.*}} outs(%[[SUM]]
// CHECK: %[[ACC0:.*]] = linalg.generic {{.*}} ins(%[[DECAY]] : {{.*}} outs(%[[ACC]]
// CHECK: %[[W:.*]]:2 = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%[[M1]] : {{.*}} outs(%[[P]], %[[SUM0]]
// CHECK: math.exp
// CHECK: %[[ACC1:.*]] = linalg.generic {{.*}} ins(%[[W]]#0, %{{.*}} : {{.*}} outs(%[[ACC0]]
// CHECK: scf.yield %[[M1]], %[[W]]#1, %[[ACC1]]
// CHECK: %[[FACTORS:.*]] = linalg.generic {{.*}} ins(%[[S]]#1
// CHECK: %[[R:.*]] = linalg.generic {{.*}} ins(%[[S]]#2, %[[FACTORS]]
// CHECK: tensor.parallel_insert_slice %[[R]] into %[[OUT]][0, %[[H]], %[[I]], 0] [1, 1, 100, 64]
// CHECK: toroid.work
func.func @rows(%q: tensor<1x8x200x64xf32>, %k: tensor<1x8x512x64xf32>, %v: tensor<1x8x512x64xf32>) -> tensor<1x8x200x64xf32> {
  %0 = toroid.attention %q, %k, %v scale = 0.5 : (tensor<1x8x200x64xf32>, tensor<1x8x512x64xf32>, tensor<1x8x512x64xf32>) -> tensor<1x8x200x64xf32>
  return %0 : tensor<1x8x200x64xf32>
}

// -----

// Terms that differ from query to query lie along the keys: rows. Long sequences
// take tiles of twice the rows, for which blocks of keys are packed half as
// often.

// CHECK-LABEL: func.func @long
// CHECK: scf.forall (%{{.*}}, %{{.*}}) = (0, 0) to (8, 2048) step (1, 256)
// CHECK: scf.for %{{.*}} = %c0 to %c2048 step %c128
func.func @long(%q: tensor<1x8x2048x64xf32>, %b: tensor<1x1x2048x2048xf32>) -> tensor<1x8x2048x64xf32> {
  %0 = toroid.attention %q, %q, %q bias(%b) scale = 1.250000e-01
      : (tensor<1x8x2048x64xf32>, tensor<1x8x2048x64xf32>, tensor<1x8x2048x64xf32>, tensor<1x1x2048x2048xf32>) -> tensor<1x8x2048x64xf32>
  return %0 : tensor<1x8x2048x64xf32>
}

// -----

// Few keys are one block: no loop, nothing to scale down.

// CHECK-LABEL: func.func @one_block
// CHECK: scf.forall
// CHECK-NOT: scf.for %
// CHECK: tensor<100x150xf32>
// CHECK-COUNT-1: math.exp
// CHECK-NOT: math.exp
// CHECK: in_parallel
func.func @one_block(%q: tensor<2x8x100x64xf32>, %k: tensor<2x8x150x64xf32>) -> tensor<2x8x100x64xf32> {
  %0 = toroid.attention %q, %k, %k scale = 0.5 : (tensor<2x8x100x64xf32>, tensor<2x8x150x64xf32>, tensor<2x8x150x64xf32>) -> tensor<2x8x100x64xf32>
  return %0 : tensor<2x8x100x64xf32>
}

// -----

// Sizes of a run: the last tile and the last block are cut. Without keys the
// sum is 0 over 1.

// CHECK: #[[$REST:.*]] = affine_map<()[s0, s1] -> (128, s0 - s1)>
// CHECK-LABEL: func.func @dynamic
// CHECK-DAG: %[[S:.*]] = tensor.dim %arg0, %c2
// CHECK-DAG: %[[T:.*]] = tensor.dim %arg1, %c2
// CHECK: scf.forall (%{{.*}}, %{{.*}}, %{{.*}}) = (0, 0, 0) to (%{{.*}}, 2, %[[S]]) step (1, 1, 128)
// CHECK: affine.min #[[$REST]]()[%[[S]], %{{.*}}]
// CHECK: scf.for %{{.*}} = %c0 to %[[T]] step %c128
// CHECK: affine.min #[[$REST]]()[%[[T]], %{{.*}}]
// CHECK: arith.cmpi ne, %[[T]], %c0
func.func @dynamic(%q: tensor<?x2x?x64xf32>, %k: tensor<?x2x?x64xf32>) -> tensor<?x2x?x64xf32> {
  %0 = toroid.attention %q, %k, %k scale = 0.5 : (tensor<?x2x?x64xf32>, tensor<?x2x?x64xf32>, tensor<?x2x?x64xf32>) -> tensor<?x2x?x64xf32>
  return %0 : tensor<?x2x?x64xf32>
}

// -----

// Blocks end at the last key that the tile's last query sees.

// CHECK-LABEL: func.func @causal
// CHECK: scf.forall (%{{.*}}, %[[I:.*]]) = (0, 0) to (8, 512) step (1, 32)
// CHECK: %[[PAST:.*]] = arith.addi %[[I]], %c32
// CHECK: %[[MOST:.*]] = arith.minsi %[[PAST]], %c512
// CHECK: %[[END:.*]] = arith.maxsi %[[MOST]], %c0
// CHECK: scf.for %[[J:.*]] = %c0 to %[[END]] step %c126
// CHECK: linalg.index
// CHECK: arith.cmpi sgt
// CHECK: arith.select
// CHECK: arith.cmpf ogt
func.func @causal(%q: tensor<1x8x512x64xf32>) -> tensor<1x8x512x64xf32> {
  %0 = toroid.attention %q, %q, %q scale = 0.5 {causal} : (tensor<1x8x512x64xf32>, tensor<1x8x512x64xf32>, tensor<1x8x512x64xf32>) -> tensor<1x8x512x64xf32>
  return %0 : tensor<1x8x512x64xf32>
}

// -----

// A window begins at a whole block; lengths end one.

// CHECK-LABEL: func.func @window
// CHECK: scf.forall (%[[B:.*]], %{{.*}}, %[[I:.*]]) =
// CHECK-DAG: %[[LENGTH:.*]] = tensor.extract %{{.*}}[%[[B]]] : tensor<4xi64>
// CHECK-DAG: %[[OFFSET:.*]] = tensor.extract %{{.*}}[%c0] : tensor<1xi32>
// CHECK: arith.subi %{{.*}}, %c100
// CHECK: %[[IN:.*]] = arith.remui %[[FIRST:.*]], %c126
// CHECK: %[[BEGIN:.*]] = arith.subi %[[FIRST]], %[[IN]]
// CHECK: scf.for %{{.*}} = %[[BEGIN]] to
// CHECK: arith.cmpi sge
// CHECK: arith.cmpi slt
func.func @window(%q: tensor<4x8x512x64xf32>, %n: tensor<4xi64>, %o: tensor<1xi32>) -> tensor<4x8x512x64xf32> {
  %0 = toroid.attention %q, %q, %q key_lengths(%n) offset(%o) scale = 0.5 {left_window = 100} : (tensor<4x8x512x64xf32>, tensor<4x8x512x64xf32>, tensor<4x8x512x64xf32>, tensor<4xi64>, tensor<1xi32>) -> tensor<4x8x512x64xf32>
  return %0 : tensor<4x8x512x64xf32>
}

// -----

// Terms are read tile by tile, the dims of 1 as they are; a mask may be stored
// as bytes. A sink is the first key; a row without keys gives zeros.

// CHECK-LABEL: func.func @terms
// CHECK-SAME: %[[BIAS:[^:]*]]: tensor<1x1x1x1024xf32>, %[[MASK:[^:]*]]: tensor<1x1x512x1024xi8>
// CHECK: scf.forall (%[[H:.*]], %[[I:.*]]) =
// CHECK: tensor.extract %{{.*}}[%[[H]]] : tensor<8xf32>
// CHECK: scf.for %[[J:.*]] = %c0
// CHECK-DAG: tensor.extract_slice %[[BIAS]][0, 0, 0, %[[J]]] [1, 1, 1, 128] [1, 1, 1, 1] : tensor<1x1x1x1024xf32> to tensor<128xf32>
// CHECK-DAG: tensor.extract_slice %[[MASK]][0, 0, %[[I]], %[[J]]] [1, 1, 128, 128] [1, 1, 1, 1] : tensor<1x1x512x1024xi8> to tensor<128x128xi8>
// CHECK: arith.divf
// CHECK: math.tanh
// CHECK: arith.addf
// CHECK: arith.cmpi ne
// CHECK: arith.select
// CHECK: scf.yield
// CHECK: arith.cmpf oeq
func.func @terms(%q: tensor<1x8x512x64xf32>, %k: tensor<1x8x1024x64xf32>, %b: tensor<1x1x1x1024xf32>, %m: tensor<1x1x512x1024xi8>, %s: tensor<8xf32>) -> tensor<1x8x512x64xf32> {
  %0 = toroid.attention %q, %k, %k bias(%b) mask(%m) sink(%s) scale = 0.5 masked_rows = zero {softcap = 30.0} : (tensor<1x8x512x64xf32>, tensor<1x8x1024x64xf32>, tensor<1x8x1024x64xf32>, tensor<1x1x1x1024xf32>, tensor<1x1x512x1024xi8>, tensor<8xf32>) -> tensor<1x8x512x64xf32>
  return %0 : tensor<1x8x512x64xf32>
}

// -----

// Heads that share a key head are rows of one tile: one token of eight heads
// reads its keys once. Half precision is widened on the way.

// CHECK-LABEL: func.func @grouped
// CHECK-SAME: %[[Q:[^:]*]]: tensor<1x16x1x64xf16>, %[[K:[^:]*]]: tensor<1x2x512x64xf16>
// CHECK: scf.forall (%[[KH:.*]]) in (2)
// CHECK: %[[H:.*]] = affine.apply
// CHECK: tensor.extract_slice %[[Q]][0, %[[H]], 0, 0] [1, 8, 1, 64]
// CHECK: arith.extf
// CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1], [2]] : tensor<8x1x64xf32> into tensor<8x64xf32>
// CHECK: scf.for
// CHECK: tensor.extract_slice %[[K]][0, %[[KH]], %{{.*}}, 0] [1, 1, 128, 64]
// CHECK: tensor.expand_shape %{{.*}} : tensor<8x64xf32> into tensor<8x1x64xf32>
// CHECK: arith.truncf
// CHECK: tensor.parallel_insert_slice %{{.*}} [1, 8, 1, 64]
func.func @grouped(%q: tensor<1x16x1x64xf16>, %k: tensor<1x2x512x64xf16>) -> tensor<1x16x1x64xf16> {
  %0 = toroid.attention %q, %k, %k scale = 0.5 : (tensor<1x16x1x64xf16>, tensor<1x2x512x64xf16>, tensor<1x2x512x64xf16>) -> tensor<1x16x1x64xf16>
  return %0 : tensor<1x16x1x64xf16>
}

// -----

// Operands are read where their products wrote them, and the result is written
// where the next product reads it.

// CHECK-LABEL: func.func @layouts
// CHECK-SAME: %[[Q:[^:]*]]: tensor<1x128x8x64xf32>, %[[K:[^:]*]]: tensor<1x8x64x128xf32>
// CHECK-NOT: linalg.transpose
// CHECK: scf.forall {{.*}} shared_outs(%[[OUT:.*]] = %{{.*}}) -> (tensor<1x128x8x64xf32>)
// CHECK: tensor.extract_slice %[[Q]][0, %[[I:.*]], %[[H:.*]], 0] [1, 32, 1, 64] {{.*}} to tensor<32x64xf32>
// CHECK: tensor.extract_slice %[[K]][0, %[[H]], 0, 0] [1, 1, 64, 128] {{.*}} to tensor<64x128xf32>
// CHECK: tensor.parallel_insert_slice %{{.*}} into %[[OUT]][0, %[[I]], %[[H]], 0] [1, 32, 1, 64]
// CHECK-NOT: linalg.transpose
func.func @layouts(%q: tensor<1x128x8x64xf32>, %k: tensor<1x8x64x128xf32>) -> tensor<1x128x8x64xf32> {
  %e = tensor.empty() : tensor<1x8x128x64xf32>
  %qt = linalg.transpose ins(%q : tensor<1x128x8x64xf32>) outs(%e : tensor<1x8x128x64xf32>) permutation = [0, 2, 1, 3]
  %kt = linalg.transpose ins(%k : tensor<1x8x64x128xf32>) outs(%e : tensor<1x8x128x64xf32>) permutation = [0, 1, 3, 2]
  %0 = toroid.attention %qt, %kt, %qt scale = 0.5 : (tensor<1x8x128x64xf32>, tensor<1x8x128x64xf32>, tensor<1x8x128x64xf32>) -> tensor<1x8x128x64xf32>
  %f = tensor.empty() : tensor<1x128x8x64xf32>
  %r = linalg.transpose ins(%0 : tensor<1x8x128x64xf32>) outs(%f : tensor<1x128x8x64xf32>) permutation = [0, 2, 1, 3]
  return %r : tensor<1x128x8x64xf32>
}

// -----

// Head counts of a run: the key head is found by division.

// CHECK-LABEL: func.func @heads
// CHECK-DAG: %[[H:.*]] = tensor.dim %arg0, %c1
// CHECK-DAG: %[[KH:.*]] = tensor.dim %arg1, %c1
// CHECK: scf.forall (%[[AT:.*]], %{{.*}}) = (0, 0) to (%[[H]], 512)
// CHECK: %[[EACH:.*]] = arith.divui %[[H]], %[[KH]]
// CHECK: arith.divui %[[AT]], %[[EACH]]
func.func @heads(%q: tensor<1x?x512x64xf32>, %k: tensor<1x?x512x64xf32>) -> tensor<1x?x512x64xf32> {
  %0 = toroid.attention %q, %k, %k scale = 0.5 : (tensor<1x?x512x64xf32>, tensor<1x?x512x64xf32>, tensor<1x?x512x64xf32>) -> tensor<1x?x512x64xf32>
  return %0 : tensor<1x?x512x64xf32>
}

// -----

// Queries that saw no key weigh all keys alike: each tile counts them, and reads
// the values again where there are any. The sums' logarithms are a result.

// CHECK-LABEL: func.func @uniform
// CHECK-SAME: %[[Q:[^:]*]]: tensor<1x8x512x64xf32>, %[[K:[^:]*]]: tensor<1x8x1024x64xf32>
// CHECK: scf.forall (%[[H:.*]], %[[I:.*]]) = {{.*}} shared_outs(%[[OUT:.*]] = %{{.*}}, %[[SUMS:.*]] = %{{.*}}) -> (tensor<1x8x512x64xf32>, tensor<1x8x512xf32>)
// CHECK: %[[S:.*]]:3 = scf.for
// CHECK: scf.yield
// CHECK: %[[LOG:.*]] = linalg.generic {{.*}} ins(%[[S]]#0, %[[S]]#1
// CHECK: math.log
// CHECK: %[[COUNT:.*]] = linalg.generic {{.*}} iterator_types = ["reduction"]} ins(%[[S]]#1
// CHECK: %[[NUMBER:.*]] = tensor.extract %[[COUNT]][]
// CHECK: %[[SOME:.*]] = arith.cmpf ogt, %[[NUMBER]]
// CHECK: %[[END:.*]] = arith.select %[[SOME]], %c1, %c0
// CHECK: %[[S2:.*]]:2 = scf.for %{{.*}} = %c0 to %[[END]] step %c1 iter_args(%[[SUM:.*]] = %[[S]]#1, %[[ACC:.*]] = %[[S]]#2)
// CHECK: %[[ALL:.*]] = tensor.extract_slice %[[K]][0, %[[H]], 0, 0] [1, 1, 1024, 64]
// CHECK: %[[TOTAL:.*]] = linalg.generic {{.*}} ins(%[[ALL]]
// CHECK: %[[ACC1:.*]] = linalg.generic {{.*}} ins(%[[SUM]], %[[TOTAL]] : {{.*}} outs(%[[ACC]]
// CHECK: %[[SUM1:.*]] = linalg.generic {{.*}} outs(%[[SUM]]
// CHECK: scf.yield %[[SUM1]], %[[ACC1]]
// CHECK: %[[FACTORS:.*]] = linalg.generic {{.*}} ins(%[[S2]]#0
// CHECK: linalg.generic {{.*}} ins(%[[FACTORS]] : {{.*}} outs(%[[S2]]#1
// CHECK: %[[R:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<32x64xf32>)
// CHECK-DAG: tensor.parallel_insert_slice %[[R]] into %[[OUT]][0, %[[H]], %[[I]], 0] [1, 1, 32, 64]
// CHECK-DAG: tensor.parallel_insert_slice %[[LOG]] into %[[SUMS]][0, %[[H]], %[[I]]] [1, 1, 32]
func.func @uniform(%q: tensor<1x8x512x64xf32>, %k: tensor<1x8x1024x64xf32>, %m: tensor<1x1x1x1024xi8>) -> (tensor<1x8x512x64xf32>, tensor<1x8x512xf32>) {
  %0, %1 = toroid.attention %q, %k, %k mask(%m) scale = 0.5 masked_rows = uniform {causal} : (tensor<1x8x512x64xf32>, tensor<1x8x1024x64xf32>, tensor<1x8x1024x64xf32>, tensor<1x1x1x1024xi8>) -> (tensor<1x8x512x64xf32>, tensor<1x8x512xf32>)
  return %0, %1 : tensor<1x8x512x64xf32>, tensor<1x8x512xf32>
}

// -----

// A sink stands for such queries too: no tile counts them.
// CHECK-LABEL: func.func @uniform_with_sink
// CHECK: scf.forall
// CHECK: scf.for
// CHECK-NOT: scf.for
// CHECK: scf.forall.in_parallel
func.func @uniform_with_sink(%q: tensor<1x8x512x64xf32>, %s: tensor<8xf32>) -> tensor<1x8x512x64xf32> {
  %0 = toroid.attention %q, %q, %q sink(%s) scale = 0.5 masked_rows = uniform {causal} : (tensor<1x8x512x64xf32>, tensor<1x8x512x64xf32>, tensor<1x8x512x64xf32>, tensor<8xf32>) -> tensor<1x8x512x64xf32>
  return %0 : tensor<1x8x512x64xf32>
}
