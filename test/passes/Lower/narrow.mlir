// RUN: toroid-opt --toroid-to-linalg --canonicalize --cse %s | FileCheck %s

// Elements of 2 to 8 bits lie in bytes.

// CHECK-LABEL: func.func @main
// CHECK-SAME: tensor<?xi8> {toroid.dims = ["n"], toroid.type = tensor<?xi4>}
// CHECK-SAME: tensor<?xi8> {toroid.dims = ["n"], toroid.type = tensor<?xf8E5M2>}
// CHECK-SAME: tensor<?xf64>
// CHECK-SAME: -> (tensor<?xf32> {{.*}}, tensor<?xi8> {{{.*}}toroid.type = tensor<?xui2>}, tensor<?xi8> {{{.*}}toroid.type = tensor<?xf8E4M3FN>}, tensor<?xf16>
func.func @main(%i: tensor<?xi4> {toroid.dims = ["n"]}, %f: tensor<?xf8E5M2> {toroid.dims = ["n"]},
                %d: tensor<?xf64> {toroid.dims = ["n"]})
    -> (tensor<?xf32> {toroid.dims = ["n"]}, tensor<?xui2> {toroid.dims = ["n"]},
        tensor<?xf8E4M3FN> {toroid.dims = ["n"]}, tensor<?xf16> {toroid.dims = ["n"]}) {
  // The sign is in bit 3; what lies above it is ignored.
  // CHECK: %[[UP:.*]] = arith.shli %{{.*}}, %c4_i8 : i8
  // CHECK: %[[I:.*]] = arith.shrsi %[[UP]], %c4_i8 : i8
  // CHECK: arith.sitofp %[[I]] : i8 to f32
  %0 = toroid.cast %i : (tensor<?xi4>) -> tensor<?xf32>
  // Integers keep their low bits.
  // CHECK: arith.fptosi %{{.*}} : f32 to i32
  // CHECK: arith.trunci %{{.*}} : i32 to i8
  // CHECK: arith.andi %{{.*}}, %c3_i8 : i8
  %1 = toroid.cast %f : (tensor<?xf8E5M2>) -> tensor<?xui2>
  // 448 is the largest number; 126 are its bits.
  // CHECK: %[[OVER:.*]] = arith.cmpi sgt, %{{.*}}, %c126_i32
  // CHECK: arith.select %[[OVER]], %c126_i32
  %2 = toroid.cast %f saturate : (tensor<?xf8E5M2>) -> tensor<?xf8E4M3FN>
  // Rounding twice is rounding once when the first keeps what it cut off.
  // CHECK: %[[R:.*]] = arith.truncf %{{.*}} : f64 to f32
  // CHECK: %[[BACK:.*]] = arith.extf %[[R]] : f32 to f64
  // CHECK: arith.cmpf one, %[[BACK]]
  // CHECK: arith.truncf %{{.*}} : f32 to f16
  %3 = toroid.cast %d : (tensor<?xf64>) -> tensor<?xf16>
  return %0, %1, %2, %3 : tensor<?xf32>, tensor<?xui2>, tensor<?xf8E4M3FN>, tensor<?xf16>
}

// A weight stays packed, and is unpacked where the run reads it: row by row
// where rows fill bytes, otherwise as one row of which the end is cut off.

// CHECK-LABEL: func.func @weights
// CHECK-DAG: %[[EVEN:.*]] = arith.constant dense_resource<even> : tensor<8xi8>
// CHECK-DAG: %[[ODD:.*]] = arith.constant dense_resource<odd> : tensor<5xi8>
// CHECK: tensor.expand_shape %[[EVEN]] {{.*}} into tensor<2x4xi8>
// CHECK: %[[SPLIT:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<2x4x2xi8>)
// CHECK: %[[BIT:.*]] = arith.muli %{{.*}}, %c4_i8
// CHECK: arith.shrui %{{.*}}, %[[BIT]]
// CHECK: arith.andi %{{.*}}, %c15_i8
// CHECK: tensor.collapse_shape %{{.*}} : tensor<2x4x2xi8> into tensor<2x8xi8>
// CHECK: linalg.generic {{.*}} ins(%[[ODD]] : tensor<5xi8>) outs(%{{.*}} : tensor<5x2xi8>)
// CHECK: tensor.extract_slice %{{.*}}[0] [9] [1] : tensor<10xi8> to tensor<9xi8>
// CHECK: tensor.expand_shape %{{.*}} output_shape [3, 3] : tensor<9xi8> into tensor<3x3xi8>
func.func @weights() -> (tensor<2x8xf32>, tensor<3x3xf32>) {
  %even = toroid.constant dense_resource<even> : tensor<2x8xi4> : tensor<2x8xi4>
  %odd = toroid.constant dense_resource<odd> : tensor<3x3xui4> : tensor<3x3xui4>
  %0 = toroid.cast %even : (tensor<2x8xi4>) -> tensor<2x8xf32>
  %1 = toroid.cast %odd : (tensor<3x3xui4>) -> tensor<3x3xf32>
  return %0, %1 : tensor<2x8xf32>, tensor<3x3xf32>
}

// Small constants are unpacked here.

// CHECK-LABEL: func.func @constants
// CHECK-DAG: arith.constant dense<[1, 14]> : tensor<2xi8>
// CHECK-DAG: arith.constant dense<[56, -64]> : tensor<2xi8>
func.func @constants() -> (tensor<2xi4>, tensor<2xf8E4M3FN>) {
  %0 = toroid.constant dense<[1, -2]> : tensor<2xi4> : tensor<2xi4>
  %1 = toroid.constant dense<[1.0, -2.0]> : tensor<2xf8E4M3FN> : tensor<2xf8E4M3FN>
  return %0, %1 : tensor<2xi4>, tensor<2xf8E4M3FN>
}

{-#
  dialect_resources: {
    builtin: {
      even: "0x010000002143658721436587",
      odd: "0x010000002143658709"
    }
  }
#-}
