// RUN: toroid-opt %s | toroid-opt | FileCheck %s

// CHECK-LABEL: func.func @pool(
// CHECK: toroid.pool max, %{{.*}} kernel = [2] strides = [2] dilations = [1] : (tensor<?x3x8xf32>) -> tensor<?x3x4xf32>
// CHECK: toroid.pool sum, %{{.*}} kernel = [3, 2] strides = [1, 2] dilations = [1, 3] : (tensor<?x3x8xf32>) -> tensor<?x1x3xf32>
func.func @pool(%x: tensor<?x3x8xf32>) {
  %0 = toroid.pool max, %x kernel = [2] strides = [2] dilations = [1] : (tensor<?x3x8xf32>) -> tensor<?x3x4xf32>
  %1 = toroid.pool sum, %x kernel = [3, 2] strides = [1, 2] dilations = [1, 3] : (tensor<?x3x8xf32>) -> tensor<?x1x3xf32>
  return
}

// CHECK-LABEL: func.func @fold(
// CHECK: toroid.fold %{{.*}} strides = [2] dilations = [1] : (tensor<?x3x4x8xf32>) -> tensor<?x3x18xf32>
func.func @fold(%x: tensor<?x3x4x8xf32>) {
  %0 = toroid.fold %x strides = [2] dilations = [1] : (tensor<?x3x4x8xf32>) -> tensor<?x3x18xf32>
  return
}
