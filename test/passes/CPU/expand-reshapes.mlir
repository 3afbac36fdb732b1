// RUN: toroid-opt --toroid-expand-reshapes %s | FileCheck %s

// CHECK-LABEL: @two_dynamic
// CHECK: memref.extract_strided_metadata
// CHECK: %[[STRIDE:.+]] = arith.muli %arg2, %c8
// CHECK: memref.reinterpret_cast %{{.+}} to offset: [0], sizes: [%arg1, %arg2, 8], strides: [%[[STRIDE]], 8, 1]
func.func @two_dynamic(%m: memref<?x8xf32>, %b: index, %s: index) -> memref<?x?x8xf32> {
  %0 = memref.expand_shape %m [[0, 1], [2]] output_shape [%b, %s, 8] : memref<?x8xf32> into memref<?x?x8xf32>
  return %0 : memref<?x?x8xf32>
}

// Upstream's pattern does this.
// CHECK-LABEL: @one_dynamic
// CHECK: memref.expand_shape
func.func @one_dynamic(%m: memref<?x8xf32>, %b: index) -> memref<?x4x8xf32> {
  %0 = memref.expand_shape %m [[0, 1], [2]] output_shape [%b, 4, 8] : memref<?x8xf32> into memref<?x4x8xf32>
  return %0 : memref<?x4x8xf32>
}
