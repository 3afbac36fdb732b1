// RUN: toroid-opt --toroid-to-linalg --canonicalize --cse --split-input-file %s | FileCheck %s
// RUN: toroid-opt --toroid-lower-pipeline --split-input-file %s | FileCheck %s --check-prefix=PIPELINE

// One loop over both halves: each pair is read twice, each element written
// once, and its angles are read where it stands.

// PIPELINE-LABEL: @halves
// PIPELINE-COUNT-1: linalg.generic
// PIPELINE-NOT: linalg.generic
// PIPELINE: return
// CHECK-DAG: #[[$PAIR:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
// CHECK-DAG: #[[$ANGLE:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (0, 0, d2, d3, d4)>
// CHECK-DAG: #[[$ALL:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3, d4)>
// CHECK-LABEL: func.func @halves
// CHECK-SAME: %[[X:.*]]: tensor<?x3x5x8xf32>, %[[C:.*]]: tensor<1x1x5x8xf32>, %[[S:.*]]: tensor<1x1x5x8xf32>
// CHECK-DAG: %[[A:.*]] = tensor.extract_slice %[[X]][0, 0, 0, 0] [%{{.*}}, 3, 5, 4]
// CHECK-DAG: %[[B:.*]] = tensor.extract_slice %[[X]][0, 0, 0, 4] [%{{.*}}, 3, 5, 4]
// CHECK-DAG: %[[COS:.*]] = tensor.expand_shape %[[C]] {{\[\[}}0], [1], [2], [3, 4]]
// CHECK-DAG: %[[SIN:.*]] = tensor.expand_shape %[[S]] {{\[\[}}0], [1], [2], [3, 4]]
// CHECK: %[[R:.*]] = linalg.generic {indexing_maps = [#[[$PAIR]], #[[$PAIR]], #[[$ANGLE]], #[[$ANGLE]], #[[$ALL]]]
// CHECK-SAME: ins(%[[A]], %[[B]], %[[COS]], %[[SIN]]
// CHECK: ^bb0(%[[FIRST:.*]]: f32, %[[SECOND:.*]]: f32, %[[COSINE:.*]]: f32, %[[SINE:.*]]: f32,
// CHECK: %[[SIDE:.*]] = linalg.index 3
// CHECK: %[[IS:.*]] = arith.cmpi eq, %[[SIDE]]
// CHECK: %[[OWN:.*]] = arith.select %[[IS]], %[[FIRST]], %[[SECOND]]
// CHECK: %[[MINUS:.*]] = arith.negf %[[SECOND]]
// CHECK: %[[OTHER:.*]] = arith.select %[[IS]], %[[MINUS]], %[[FIRST]]
// CHECK: arith.mulf %[[OWN]], %[[COSINE]]
// CHECK: arith.mulf %[[OTHER]], %[[SINE]]
// CHECK: tensor.collapse_shape %[[R]] {{\[\[}}0], [1], [2], [3, 4]]
func.func @halves(%x: tensor<?x3x5x8xf32>, %c: tensor<1x1x5x8xf32>, %s: tensor<1x1x5x8xf32>) -> tensor<?x3x5x8xf32> {
  %0 = toroid.rotary %x, %c, %s : (tensor<?x3x5x8xf32>, tensor<1x1x5x8xf32>, tensor<1x1x5x8xf32>) -> tensor<?x3x5x8xf32>
  return %0 : tensor<?x3x5x8xf32>
}

// -----

// An angle for each pair, in f16, and features that are copied.

// CHECK-DAG: #[[$PAIR:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[$ANGLE:.*]] = affine_map<(d0, d1, d2) -> (d2)>
// CHECK-LABEL: func.func @part
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf16>
// CHECK: %[[R:.*]] = linalg.generic {indexing_maps = [#[[$PAIR]], #[[$PAIR]], #[[$ANGLE]], #[[$ANGLE]],
// CHECK: arith.extf
// CHECK: arith.truncf
// CHECK: %[[TURNED:.*]] = tensor.collapse_shape %[[R]] {{\[\[}}0], [1, 2]]
// CHECK: %[[INTO:.*]] = tensor.insert_slice %[[TURNED]] into %{{.*}}[0, 0] [%{{.*}}, 6]
// CHECK: %[[REST:.*]] = tensor.extract_slice %[[X]][0, 6] [%{{.*}}, 2]
// CHECK: tensor.insert_slice %[[REST]] into %[[INTO]][0, 6] [%{{.*}}, 2]
func.func @part(%x: tensor<?x8xf16>, %c: tensor<3xf16>, %s: tensor<3xf16>) -> tensor<?x8xf16> {
  %0 = toroid.rotary %x, %c, %s per_pair : (tensor<?x8xf16>, tensor<3xf16>, tensor<3xf16>) -> tensor<?x8xf16>
  return %0 : tensor<?x8xf16>
}

// -----

// How many features there are may be up to a run.

// CHECK-LABEL: func.func @features
// CHECK: cf.assert {{.*}} "toroid.rotary: cosines and sines differ in number"
// CHECK: cf.assert {{.*}} "toroid.rotary: the features that turn are no pairs"
// CHECK: cf.assert {{.*}} "toroid.rotary: more features turn than there are"
// CHECK: linalg.generic
// CHECK: } -> tensor<3x2x?xf32>
func.func @features(%x: tensor<3x?xf32>, %c: tensor<?xf32>, %s: tensor<?xf32>) -> tensor<3x?xf32> {
  %0 = toroid.rotary %x, %c, %s : (tensor<3x?xf32>, tensor<?xf32>, tensor<?xf32>) -> tensor<3x?xf32>
  return %0 : tensor<3x?xf32>
}

// -----

// Neighbours are spelled out.

// CHECK-LABEL: func.func @neighbours
// CHECK-SAME: %[[X:.*]]: tensor<3x8xf32>
// CHECK-DAG: tensor.extract_slice %[[X]][0, 0] [3, 4] [1, 2]
// CHECK-DAG: tensor.extract_slice %[[X]][0, 1] [3, 4] [1, 2]
// CHECK: arith.subf
// CHECK: tensor.insert_slice {{.*}}[0, 0, 0] [3, 4, 1]
// CHECK: tensor.insert_slice {{.*}}[0, 0, 1] [3, 4, 1]
func.func @neighbours(%x: tensor<3x8xf32>, %c: tensor<4xf32>, %s: tensor<4xf32>) -> tensor<3x8xf32> {
  %0 = toroid.rotary %x, %c, %s interleaved per_pair : (tensor<3x8xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<3x8xf32>
  return %0 : tensor<3x8xf32>
}
