// RUN: toroid-opt --toroid-tile-and-fuse=target=avx512 --canonicalize --cse --split-input-file %s | FileCheck %s

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#j = affine_map<(i, j) -> (j)>

// A product, what it starts from and what follows it, tile by tile; the
// activation is computed where the product was.

// CHECK-LABEL: func.func @product
// CHECK: scf.forall (%[[N:.*]]) = (0) to (768) step (32) shared_outs(%[[OUT:.*]] = %{{.*}})
// CHECK: %[[EMPTY:.*]] = tensor.empty() : tensor<128x32xf32>
// CHECK: %[[FILL:.*]] = linalg.fill {{.*}} outs(%[[EMPTY]] : tensor<128x32xf32>)
// CHECK: %[[P:.*]] = linalg.generic {{.*}} outs(%[[FILL]] : tensor<128x32xf32>)
// CHECK: %[[R:.*]] = linalg.generic {{.*}} ins(%[[P]], {{.*}}) outs(%[[P]] : tensor<128x32xf32>)
// CHECK: tensor.parallel_insert_slice %[[R]] into %[[OUT]][0, %[[N]]] [128, 32] [1, 1]
// CHECK: toroid.work
func.func @product(%x: tensor<128x512xf32>, %w: tensor<512x768xf32>, %b: tensor<768xf32>) -> tensor<128x768xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<128x768xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<128x768xf32>) -> tensor<128x768xf32>
  %p = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<128x512xf32>, tensor<512x768xf32>) outs(%f : tensor<128x768xf32>) {
  ^bb0(%l: f32, %r: f32, %acc: f32):
    %m = arith.mulf %l, %r : f32
    %s = arith.addf %acc, %m : f32
    linalg.yield %s : f32
  } -> tensor<128x768xf32>
  %r = linalg.generic {indexing_maps = [#id, #j, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p, %b : tensor<128x768xf32>, tensor<768xf32>) outs(%e : tensor<128x768xf32>) {
  ^bb0(%a: f32, %c: f32, %o: f32):
    %s = arith.addf %a, %c : f32
    %t = math.tanh %s : f32
    linalg.yield %t : f32
  } -> tensor<128x768xf32>
  return %r : tensor<128x768xf32>
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// The parts of a softmax, by rows: one loop; each part is there once.

// CHECK-LABEL: func.func @softmax
// CHECK: scf.forall (%{{.*}}) =
// CHECK: arith.maximumf
// CHECK: math.exp
// CHECK-NOT: math.exp
// CHECK: arith.addf
// CHECK: arith.divf
// CHECK: tensor.parallel_insert_slice
// CHECK-NOT: linalg.generic
func.func @softmax(%x: tensor<1024x128xf32>) -> tensor<1024x128xf32> {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %e1 = tensor.empty() : tensor<1024xf32>
  %e = tensor.empty() : tensor<1024x128xf32>
  %f = linalg.fill ins(%low : f32) outs(%e1 : tensor<1024xf32>) -> tensor<1024xf32>
  %max = linalg.generic {indexing_maps = [#id, #i], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<1024x128xf32>) outs(%f : tensor<1024xf32>) {
  ^bb0(%a: f32, %acc: f32):
    %v = arith.maximumf %acc, %a : f32
    linalg.yield %v : f32
  } -> tensor<1024xf32>
  %exp = linalg.generic {indexing_maps = [#id, #i, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %max : tensor<1024x128xf32>, tensor<1024xf32>) outs(%e : tensor<1024x128xf32>) {
  ^bb0(%a: f32, %m: f32, %o: f32):
    %d = arith.subf %a, %m : f32
    %v = math.exp %d : f32
    linalg.yield %v : f32
  } -> tensor<1024x128xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e1 : tensor<1024xf32>) -> tensor<1024xf32>
  %sum = linalg.generic {indexing_maps = [#id, #i], iterator_types = ["parallel", "reduction"]}
      ins(%exp : tensor<1024x128xf32>) outs(%z : tensor<1024xf32>) {
  ^bb0(%a: f32, %acc: f32):
    %v = arith.addf %acc, %a : f32
    linalg.yield %v : f32
  } -> tensor<1024xf32>
  %r = linalg.generic {indexing_maps = [#id, #i, #id], iterator_types = ["parallel", "parallel"]}
      ins(%exp, %sum : tensor<1024x128xf32>, tensor<1024xf32>) outs(%e : tensor<1024x128xf32>) {
  ^bb0(%a: f32, %m: f32, %o: f32):
    %v = arith.divf %a, %m : f32
    linalg.yield %v : f32
  } -> tensor<1024x128xf32>
  return %r : tensor<1024x128xf32>
}

// -----

#id = affine_map<(i) -> (i)>

// Too little to share.

// CHECK-LABEL: func.func @small
// CHECK-NOT: scf.forall
func.func @small(%x: tensor<100xf32>) -> tensor<100xf32> {
  %e = tensor.empty() : tensor<100xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<100xf32>) outs(%e : tensor<100xf32>) {
  ^bb0(%a: f32, %o: f32):
    %v = math.exp %a : f32
    linalg.yield %v : f32
  } -> tensor<100xf32>
  return %r : tensor<100xf32>
}

// -----

// One row does little with each weight, but all of them have to come from
// memory: that is worth sharing. A hundred rows of a narrow product do as much
// arithmetic from few bytes, and are not.

// CHECK-LABEL: func.func @one_row
// CHECK: scf.forall (%{{.*}}) = (0) to (512) step (32)
// CHECK-NOT: scf.forall (
// CHECK: return
func.func @one_row(%a: tensor<1x512xf32>, %b: tensor<512x512xf32>, %c: tensor<1x512xf32>,
                   %d: tensor<128x64xf32>, %e: tensor<64x64xf32>, %f: tensor<128x64xf32>)
    -> (tensor<1x512xf32>, tensor<128x64xf32>) {
  %0 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<1x512xf32>, tensor<512x512xf32>) outs(%c : tensor<1x512xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  } -> tensor<1x512xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%d, %e : tensor<128x64xf32>, tensor<64x64xf32>) outs(%f : tensor<128x64xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  } -> tensor<128x64xf32>
  return %0, %1 : tensor<1x512xf32>, tensor<128x64xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Rows of unknown number: as few parts of at most 256 as there can be, of equal
// height, so that no thread is left with a rest.

// CHECK-DAG: #[[$WITHIN:.*]] = affine_map<()[s0] -> (256, s0)>
// CHECK-LABEL: func.func @rows
// CHECK-DAG: %[[ONE:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[MOST:.*]] = arith.constant 256 : index
// CHECK-DAG: %[[M:.*]] = tensor.dim
// CHECK: %[[PARTS:.*]] = arith.ceildivui %[[M]], %[[MOST]]
// CHECK: %[[SOME:.*]] = arith.maxui %[[PARTS]], %[[ONE]]
// CHECK: %[[EQUAL:.*]] = arith.ceildivui %[[M]], %[[SOME]]
// CHECK: %[[HEIGHT:.*]] = arith.maxui %[[EQUAL]], %[[ONE]]
// CHECK: %[[STEP:.*]] = affine.min #[[$WITHIN]]()[%[[HEIGHT]]]
// CHECK: scf.forall (%{{.*}}, %{{.*}}) = (0, 0) to (%[[M]], 768) step (%[[STEP]], 32)
func.func @rows(%x: tensor<?x512xf32>, %w: tensor<512x768xf32>) -> tensor<?x768xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x512xf32>
  %e = tensor.empty(%n) : tensor<?x768xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x768xf32>) -> tensor<?x768xf32>
  %p = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x512xf32>, tensor<512x768xf32>) outs(%f : tensor<?x768xf32>) {
  ^bb0(%l: f32, %r: f32, %acc: f32):
    %m = arith.mulf %l, %r : f32
    %s = arith.addf %acc, %m : f32
    linalg.yield %s : f32
  } -> tensor<?x768xf32>
  return %p : tensor<?x768xf32>
}
