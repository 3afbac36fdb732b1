// RUN: toroid-opt %s --toroid-to-linalg | FileCheck %s

// Windows are read at stride and dilation; nothing reads the tensor that has
// the kernel's sizes.
// CHECK-DAG: #[[$READ:.*]] = affine_map<(d0, d1, d2) -> (d0, d1 * 2 + d2 * 3)>
// CHECK-DAG: #[[$KERNEL:.*]] = affine_map<(d0, d1, d2) -> (d2)>
// CHECK-DAG: #[[$RESULT:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>

// CHECK-LABEL: func.func @pool(
// CHECK-SAME: %[[X:.*]]: tensor<2x9xf16>
// CHECK-DAG: %[[LOWEST:.*]] = arith.constant 0xFF800000 : f32
// CHECK-DAG: %[[KERNEL_SIZES:.*]] = tensor.empty() : tensor<2xi8>
// CHECK: %[[INIT:.*]] = linalg.fill ins(%[[LOWEST]] : f32)
// CHECK: %[[MAX:.*]] = linalg.generic {indexing_maps = [#[[$READ]], #[[$KERNEL]], #[[$RESULT]]], iterator_types = ["parallel", "parallel", "reduction"]} ins(%[[X]], %[[KERNEL_SIZES]] : tensor<2x9xf16>, tensor<2xi8>) outs(%[[INIT]] : tensor<2x3xf32>)
// CHECK: arith.maximumf
// CHECK: linalg.generic {{.*}} ins(%[[MAX]] : tensor<2x3xf32>)
// CHECK: arith.truncf
func.func @pool(%x: tensor<2x9xf16>) -> tensor<2x3xf16> {
  %0 = toroid.pool max, %x kernel = [2] strides = [2] dilations = [3] : (tensor<2x9xf16>) -> tensor<2x3xf16>
  return %0 : tensor<2x3xf16>
}

// A dynamic size is checked against the window.
// CHECK-LABEL: func.func @pool_dynamic(
// CHECK: %[[FITS:.*]] = arith.cmpi sge
// CHECK: cf.assert %[[FITS]], "toroid.pool: a window is larger than its input"
func.func @pool_dynamic(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = toroid.pool sum, %x kernel = [4] strides = [1] dilations = [1] : (tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @fold(
// CHECK-SAME: %[[X:.*]]: tensor<3x4x8xf32>
// CHECK: %[[ZERO:.*]] = linalg.fill {{.*}} -> tensor<3x18xf32>
// CHECK: scf.for %[[K:.*]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[SUM:.*]] = %[[ZERO]])
// CHECK: %[[WINDOW:.*]] = tensor.extract_slice %[[X]][0, %[[K]], 0] [3, 1, 8] [1, 1, 1] : tensor<3x4x8xf32> to tensor<3x8xf32>
// CHECK: %[[PART:.*]] = tensor.extract_slice %[[SUM]][0, %[[PLACE:.*]]] [3, 8] [1, 2]
// CHECK: %[[NEW:.*]] = linalg.generic {{.*}} ins(%[[WINDOW]] : tensor<3x8xf32>) outs(%[[PART]] : tensor<3x8xf32>)
// CHECK: tensor.insert_slice %[[NEW]] into %[[SUM]][0, %[[PLACE]]] [3, 8] [1, 2]
func.func @fold(%x: tensor<3x4x8xf32>) -> tensor<3x18xf32> {
  %0 = toroid.fold %x strides = [2] dilations = [1] : (tensor<3x4x8xf32>) -> tensor<3x18xf32>
  return %0 : tensor<3x18xf32>
}
