// RUN: toroid-opt --toroid-bufferize-tensors %s | FileCheck %s

// A size that broadcasting selects is opaque to bufferization, whose analysis of slices would compare the two sides of each
// choice, and of those on the way to them: a chain of 12 took minutes.

// CHECK-LABEL: func.func @main(
// CHECK: %[[SIZE:.*]] = arith.select %{{.*}}, %{{.*}}, %{{.*}} : i64
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[SIZE]] : i64 to index
// CHECK: memref.alloc(%[[INDEX]])
// CHECK-NOT: arith.select {{.*}} : index
func.func @main(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %a = tensor.dim %x, %c0 : tensor<?xf32>
  %b = tensor.dim %y, %c0 : tensor<?xf32>
  %one = arith.cmpi eq, %a, %c1 : index
  %size = arith.select %one, %b, %a : index
  %empty = tensor.empty(%size) : tensor<?xf32>
  %filled = linalg.fill ins(%zero : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  return %filled : tensor<?xf32>
}
