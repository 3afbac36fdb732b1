// RUN: toroid-opt %s | toroid-opt | FileCheck %s
// RUN: toroid-opt %s --mlir-print-op-generic | toroid-opt | FileCheck %s
// RUN: toroid-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// Elements of 2 to 8 bits.

// CHECK-LABEL: @cast
// CHECK: toroid.cast %{{.*}} : (tensor<?xf32>) -> tensor<?xi4>
// CHECK: toroid.cast %{{.*}} saturate : (tensor<?xf32>) -> tensor<?xf8E4M3FN>
// CHECK: toroid.cast %{{.*}} rounding = nearest saturate : (tensor<?xf32>) -> tensor<?xf8E8M0FNU>
// CHECK: toroid.cast %{{.*}} rounding = down : (tensor<?xf32>) -> tensor<?xf8E8M0FNU>
func.func @cast(%x: tensor<?xf32>)
    -> (tensor<?xi4>, tensor<?xf8E4M3FN>, tensor<?xf8E8M0FNU>, tensor<?xf8E8M0FNU>) {
  %0 = toroid.cast %x : (tensor<?xf32>) -> tensor<?xi4>
  %1 = toroid.cast %x saturate : (tensor<?xf32>) -> tensor<?xf8E4M3FN>
  %2 = toroid.cast %x rounding = nearest saturate : (tensor<?xf32>) -> tensor<?xf8E8M0FNU>
  %3 = toroid.cast %x rounding = down : (tensor<?xf32>) -> tensor<?xf8E8M0FNU>
  return %0, %1, %2, %3 : tensor<?xi4>, tensor<?xf8E4M3FN>, tensor<?xf8E8M0FNU>, tensor<?xf8E8M0FNU>
}

// CHECK-LABEL: @unpack
// CHECK: toroid.unpack %{{.*}} : (tensor<?x3xui8>) -> tensor<?x6xui4>
// CHECK: toroid.unpack %{{.*}} : (tensor<?x3xui8>) -> tensor<?x12xi2>
func.func @unpack(%x: tensor<?x3xui8>) -> (tensor<?x6xui4>, tensor<?x12xi2>) {
  %0 = toroid.unpack %x : (tensor<?x3xui8>) -> tensor<?x6xui4>
  %1 = toroid.unpack %x : (tensor<?x3xui8>) -> tensor<?x12xi2>
  return %0, %1 : tensor<?x6xui4>, tensor<?x12xi2>
}

// Bytes that are known become elements; those of a weight stay where they are.

// FOLD-LABEL: @fold
// FOLD-DAG: toroid.constant dense<[1, 2, -1, 7]> : tensor<4xi4>
// FOLD-DAG: toroid.constant dense<[1, 0, 2, 0]> : tensor<4xui2>
// FOLD-DAG: toroid.constant dense_resource<weight> : tensor<2x4xui4>
// FOLD-DAG: toroid.constant dense<[1.000000e+00, -6.000000e+00]> : tensor<2xf32>
// A constant that would have to be rounded stays for the lowering.
// FOLD-DAG: toroid.cast {{.*}} -> tensor<2xf8E5M2>
func.func @fold() -> (tensor<4xi4>, tensor<4xui2>, tensor<2x4xui4>, tensor<2xf32>, tensor<2xf8E5M2>) {
  %0 = toroid.constant dense<[33, 127]> : tensor<2xui8> : tensor<2xui8>
  %1 = toroid.constant dense<33> : tensor<1xui8> : tensor<1xui8>
  %2 = toroid.constant dense_resource<weight> : tensor<2x2xui8> : tensor<2x2xui8>
  %3 = toroid.constant dense<[1.0, -6.0]> : tensor<2xf4E2M1FN> : tensor<2xf4E2M1FN>
  %4 = toroid.constant dense<[1.1, 1.0e9]> : tensor<2xf32> : tensor<2xf32>
  %5 = toroid.unpack %0 : (tensor<2xui8>) -> tensor<4xi4>
  %6 = toroid.unpack %1 : (tensor<1xui8>) -> tensor<4xui2>
  %7 = toroid.unpack %2 : (tensor<2x2xui8>) -> tensor<2x4xui4>
  %8 = toroid.cast %3 : (tensor<2xf4E2M1FN>) -> tensor<2xf32>
  %9 = toroid.cast %4 saturate : (tensor<2xf32>) -> tensor<2xf8E5M2>
  return %5, %6, %7, %8, %9 : tensor<4xi4>, tensor<4xui2>, tensor<2x4xui4>, tensor<2xf32>, tensor<2xf8E5M2>
}

{-#
  dialect_resources: {
    builtin: {
      weight: "0x0100000021436587"
    }
  }
#-}
