// RUN: toroid-opt --toroid-normalize-linalg --split-input-file %s | FileCheck %s

// A transpose of either side, or of the result, is a matter of indexing.

// CHECK-DAG: #[[$MK:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[$NK:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-DAG: #[[$NM:.*]] = affine_map<(d0, d1, d2) -> (d1, d0)>
// CHECK-LABEL: func.func @transposes
// CHECK-SAME: %[[A:.*]]: tensor<3x4xf32>, %[[B:.*]]: tensor<8x4xf32>
// CHECK: %[[FILL:.*]] = linalg.fill {{.*}} -> tensor<8x3xf32>
// CHECK-NEXT: %[[R:.*]] = linalg.generic {indexing_maps = [#[[$MK]], #[[$NK]], #[[$NM]]], iterator_types = ["parallel", "parallel", "reduction"]} ins(%[[A]], %[[B]] : {{.*}}) outs(%[[FILL]] : tensor<8x3xf32>)
// CHECK: return %[[R]]
func.func @transposes(%a: tensor<3x4xf32>, %b: tensor<8x4xf32>) -> tensor<8x3xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %t = linalg.transpose ins(%b : tensor<8x4xf32>) outs(%e : tensor<4x8xf32>) permutation = [1, 0]
  %c = tensor.empty() : tensor<3x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%c : tensor<3x8xf32>) -> tensor<3x8xf32>
  %r = linalg.matmul ins(%a, %t : tensor<3x4xf32>, tensor<4x8xf32>) outs(%f : tensor<3x8xf32>) -> tensor<3x8xf32>
  %o = tensor.empty() : tensor<8x3xf32>
  %u = linalg.transpose ins(%r : tensor<3x8xf32>) outs(%o : tensor<8x3xf32>) permutation = [1, 0]
  return %u : tensor<8x3xf32>
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
#j = affine_map<(i, j) -> (j)>

// Elementwise ops fuse into their one user, computing at each element what was
// computed once a row, but not what was computed once a column.

// CHECK-LABEL: func.func @fuse
// CHECK: %[[COLUMN:.*]] = linalg.generic
// CHECK: math.tanh
// CHECK: linalg.generic
// CHECK: math.rsqrt
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @fuse(%x: tensor<8x32xf32>, %r: tensor<8xf32>, %c: tensor<32xf32>) -> tensor<8x32xf32> {
  %e8 = tensor.empty() : tensor<8xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%r : tensor<8xf32>) outs(%e8 : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %v = math.rsqrt %a : f32
    linalg.yield %v : f32
  } -> tensor<8xf32>
  %e32 = tensor.empty() : tensor<32xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%c : tensor<32xf32>) outs(%e32 : tensor<32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %v = math.tanh %a : f32
    linalg.yield %v : f32
  } -> tensor<32xf32>
  %e = tensor.empty() : tensor<8x32xf32>
  %2 = linalg.generic {indexing_maps = [#id, #i, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %0 : tensor<8x32xf32>, tensor<8xf32>) outs(%e : tensor<8x32xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %v = arith.mulf %a, %b : f32
    linalg.yield %v : f32
  } -> tensor<8x32xf32>
  %3 = linalg.generic {indexing_maps = [#id, #j, #id], iterator_types = ["parallel", "parallel"]}
      ins(%2, %1 : tensor<8x32xf32>, tensor<32xf32>) outs(%e : tensor<8x32xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %v = arith.addf %a, %b : f32
    linalg.yield %v : f32
  } -> tensor<8x32xf32>
  return %3 : tensor<8x32xf32>
}

// -----

// Parts are written into one tensor; large splats need no bytes.

// CHECK-LABEL: func.func @parts
// CHECK-NOT: arith.constant dense
// CHECK: linalg.fill
// CHECK: tensor.insert_slice
// CHECK: tensor.insert_slice
func.func @parts(%x: tensor<4x8xf32>, %y: tensor<2x8xf32>) -> (tensor<6x8xf32>, tensor<64xf32>) {
  %0 = tensor.concat dim(0) %x, %y : (tensor<4x8xf32>, tensor<2x8xf32>) -> tensor<6x8xf32>
  %1 = arith.constant dense<2.0> : tensor<64xf32>
  return %0, %1 : tensor<6x8xf32>, tensor<64xf32>
}

// -----

// What has no elements needs no work.

// CHECK-LABEL: func.func @empty
// CHECK: %[[E:.*]] = tensor.empty(%{{.*}}) : tensor<?x0xf32>
// CHECK-NEXT: return %[[E]]
func.func @empty(%x: tensor<?x0xf32>, %n: index) -> tensor<?x0xf32> {
  %e = tensor.empty(%n) : tensor<?x0xf32>
  %0 = linalg.exp ins(%x : tensor<?x0xf32>) outs(%e : tensor<?x0xf32>) -> tensor<?x0xf32>
  return %0 : tensor<?x0xf32>
}

// -----

// Constants that are joined stay so: they are a weight.

// CHECK-LABEL: func.func @joined_weights
// CHECK: tensor.concat dim(0) %{{.*}}, %{{.*}} : (tensor<64xf32>, tensor<64xf32>) -> tensor<128xf32>
func.func @joined_weights() -> tensor<128xf32> {
  %a = arith.constant dense_resource<a> : tensor<64xf32>
  %z = arith.constant dense<0.0> : tensor<64xf32>
  %0 = tensor.concat dim(0) %a, %z : (tensor<64xf32>, tensor<64xf32>) -> tensor<128xf32>
  return %0 : tensor<128xf32>
}

// -----

// Sizes of what is expanded are told, so that the product has one reader.

// CHECK-LABEL: func.func @sizes_of_expanded
// CHECK-SAME: %{{.*}}: tensor<?x8xf32>, %[[N:.*]]: index, %[[M:.*]]: index
// CHECK-NEXT: %{{.*}} = tensor.expand_shape
// CHECK-NEXT: return %{{.*}}, %[[N]], %[[M]]
func.func @sizes_of_expanded(%x: tensor<?x8xf32>, %n: index, %m: index) -> (tensor<?x?x8xf32>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.expand_shape %x [[0, 1], [2]] output_shape [%n, %m, 8] : tensor<?x8xf32> into tensor<?x?x8xf32>
  %0 = tensor.dim %e, %c0 : tensor<?x?x8xf32>
  %1 = tensor.dim %e, %c1 : tensor<?x?x8xf32>
  return %e, %0, %1 : tensor<?x?x8xf32>, index, index
}

// -----

#id = affine_map<(b, h, s, d) -> (b, h, s, d)>

// Parts of a transposed tensor are read where they are, by a loop that reads
// rows of both; a part that something else reads stays as it is.

// CHECK-DAG: #[[$MOVED:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2, d1, d3)>
// CHECK-DAG: #[[$ID:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @parts
// CHECK-SAME: %[[X:.*]]: tensor<1x?x2x8xf32>, %[[N:.*]]: index
// CHECK: %[[KEPT:.*]] = linalg.generic {indexing_maps = [#[[$MOVED]], #[[$ID]]]
// CHECK-DAG: %[[A:.*]] = tensor.extract_slice %[[X]][0, 0, 0, 0] [1, %[[N]], 2, 4] [1, 1, 1, 1] : tensor<1x?x2x8xf32>
// CHECK-DAG: %[[B:.*]] = tensor.extract_slice %[[X]][0, 0, 0, 4] [1, %[[N]], 2, 4] [1, 1, 1, 1] : tensor<1x?x2x8xf32>
// CHECK: %[[SUM:.*]] = linalg.generic {indexing_maps = [#[[$MOVED]], #[[$MOVED]], #[[$ID]]]{{.*}} ins(%[[A]], %[[B]]
// CHECK-NOT: linalg.generic
// CHECK: %[[C:.*]] = tensor.extract_slice %[[KEPT]][0, 1, 0, 0]
// CHECK: return %[[SUM]], %[[C]]
func.func @parts(%x: tensor<1x?x2x8xf32>, %n: index, %e: tensor<1x2x?x8xf32>, %o: tensor<1x2x?x4xf32>) -> (tensor<1x2x?x4xf32>, tensor<1x1x?x8xf32>) {
  %t = linalg.transpose ins(%x : tensor<1x?x2x8xf32>) outs(%e : tensor<1x2x?x8xf32>) permutation = [0, 2, 1, 3]
  %a = tensor.extract_slice %t[0, 0, 0, 0] [1, 2, %n, 4] [1, 1, 1, 1] : tensor<1x2x?x8xf32> to tensor<1x2x?x4xf32>
  %b = tensor.extract_slice %t[0, 0, 0, 4] [1, 2, %n, 4] [1, 1, 1, 1] : tensor<1x2x?x8xf32> to tensor<1x2x?x4xf32>
  %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%a, %b : tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>) outs(%o : tensor<1x2x?x4xf32>) {
  ^bb0(%u: f32, %v: f32, %w: f32):
    %p = arith.mulf %u, %v : f32
    linalg.yield %p : f32
  } -> tensor<1x2x?x4xf32>
  %c = tensor.extract_slice %t[0, 1, 0, 0] [1, 1, %n, 8] [1, 1, 1, 1] : tensor<1x2x?x8xf32> to tensor<1x1x?x8xf32>
  return %s, %c : tensor<1x2x?x4xf32>, tensor<1x1x?x8xf32>
}
