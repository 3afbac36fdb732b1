// RUN: toroid-opt --toroid-bufferize-tensors --canonicalize %s | FileCheck %s

// Inputs and weights are never written, and a chain of ops shares one buffer.

#id = affine_map<(i) -> (i)>
// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:.*]]: memref<8xf32>, %[[WEIGHTS:.*]]: memref<?xi8> {toroid.weights}) -> (memref<8xf32>, memref<8xf32>)
func.func @main(%x: tensor<8xf32>, %weights: memref<?xi8> {toroid.weights}) -> (tensor<8xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[VIEW:.*]] = memref.view %[[WEIGHTS]]
  %view = memref.view %weights[%c0][] : memref<?xi8> to memref<8xf32>
  %w = bufferization.to_tensor %view restrict : memref<8xf32> to tensor<8xf32>
  // CHECK: %[[A:.*]] = memref.alloc() {alignment = 64 : i64} : memref<8xf32>
  // CHECK: memref.copy %[[X]], %[[A]]
  // CHECK: linalg.generic
  // CHECK-SAME: ins(%[[VIEW]] : memref<8xf32>) outs(%[[A]] : memref<8xf32>)
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%w : tensor<8xf32>) outs(%x : tensor<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: outs(%[[A]] : memref<8xf32>)
  %1 = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%0 : tensor<8xf32>) {
  ^bb0(%b: f32):
    %s = math.exp %b : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  // CHECK: %[[B:.*]] = memref.alloc()
  // CHECK: memref.copy %[[VIEW]], %[[B]]
  // CHECK: linalg.generic
  // CHECK-SAME: outs(%[[B]] : memref<8xf32>)
  %2 = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%w : tensor<8xf32>) {
  ^bb0(%b: f32):
    %s = math.exp %b : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  // CHECK: return %[[A]], %[[B]]
  return %1, %2 : tensor<8xf32>, tensor<8xf32>
}

// What a pass has noted on a parallel loop stays there.
// CHECK-LABEL: func.func @parallel
func.func @parallel(%x: tensor<8xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  // CHECK: scf.forall (%[[I:.*]]) in (8) {
  // CHECK: } {toroid.work = 7 : i64}
  %0 = scf.forall (%i) in (8) shared_outs(%o = %e) -> (tensor<8xf32>) {
    %v = tensor.extract %x[%i] : tensor<8xf32>
    %t = tensor.from_elements %v : tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %t into %o[%i] [1] [1] : tensor<1xf32> into tensor<8xf32>
    }
  } {toroid.work = 7 : i64}
  return %0 : tensor<8xf32>
}
