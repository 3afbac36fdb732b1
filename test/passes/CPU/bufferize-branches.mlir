// RUN: toroid-opt --toroid-bufferize-tensors --canonicalize %s | FileCheck %s

// Each result of a choice has one place, which both branches write, though what hands them on names one empty tensor for
// all; and a value that one branch hands on twice goes to both places.

#id = affine_map<(i) -> (i)>
// CHECK-LABEL: func.func @main(
// CHECK: %[[A:.*]] = memref.alloc
// CHECK: %[[B:.*]] = memref.alloc
// CHECK: scf.if
// CHECK-DAG: outs(%[[A]] : memref<8xf32>)
// CHECK-DAG: memref.copy %{{.*}}, %[[B]]
// CHECK: } else {
// CHECK-DAG: outs(%[[A]] : memref<8xf32>)
// CHECK-DAG: outs(%[[B]] : memref<8xf32>)
// CHECK: }
func.func @main(%c: i1, %x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %place = tensor.empty() : tensor<8xf32>
  %r:2 = scf.if %c -> (tensor<8xf32>, tensor<8xf32>) {
    %e = tensor.empty() : tensor<8xf32>
    %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
    ^bb0(%a: f32, %b: f32):
      %s = math.exp %a : f32
      linalg.yield %s : f32
    } -> tensor<8xf32>
    %p = bufferization.materialize_in_destination %0 in %place : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
    scf.yield %p, %p : tensor<8xf32>, tensor<8xf32>
  } else {
    %e = tensor.empty() : tensor<8xf32>
    %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
    ^bb0(%a: f32, %b: f32):
      %s = math.tanh %a : f32
      linalg.yield %s : f32
    } -> tensor<8xf32>
    %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
    ^bb0(%a: f32, %b: f32):
      %s = math.sqrt %a : f32
      linalg.yield %s : f32
    } -> tensor<8xf32>
    %p = bufferization.materialize_in_destination %0 in %place : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
    %q = bufferization.materialize_in_destination %1 in %place : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
    scf.yield %p, %q : tensor<8xf32>, tensor<8xf32>
  }
  return %r#0, %r#1 : tensor<8xf32>, tensor<8xf32>
}
