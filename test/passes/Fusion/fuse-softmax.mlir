// RUN: toroid-opt %s --split-input-file --toroid-fuse-softmax --canonicalize | FileCheck %s

// CHECK-LABEL: func @all
// CHECK: %[[Y:.*]] = toroid.softmax %arg0 bias(%arg1) mask(%arg2) axis = 1 {mask_value = -1.000000e+04 : f64, scale = 1.250000e-01 : f64} : (tensor<?x?xf32>, tensor<?xf32>, tensor<?x1xi1>) -> tensor<?x?xf32>
// CHECK-NEXT: return %[[Y]]
func.func @all(%x: tensor<?x?xf32> {toroid.dims = ["n", "k"]}, %b: tensor<?xf32> {toroid.dims = ["k"]}, %m: tensor<?x1xi1> {toroid.dims = ["n", 1]}) -> tensor<?x?xf32> {
  %c = toroid.constant dense<8.0> : tensor<f32> : tensor<f32>
  %low = toroid.constant dense<-1.0e4> : tensor<f32> : tensor<f32>
  %s = toroid.div %x, %c : (tensor<?x?xf32>, tensor<f32>) -> tensor<?x?xf32>
  %t = toroid.add %b, %s : (tensor<?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  %u = toroid.select %m, %t, %low : (tensor<?x1xi1>, tensor<?x?xf32>, tensor<f32>) -> tensor<?x?xf32>
  %y = toroid.softmax %u axis = 1 : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// -----

// A mask that says what goes, in half precision, along another axis; that it
// is no attention stays known.
// CHECK-LABEL: func @negated
// CHECK: %[[M:.*]] = toroid.not %arg1
// CHECK: toroid.softmax %arg0 mask(%[[M]]) axis = 0 {toroid.unfused = {{{.*}}attention{{.*}}}} : (tensor<4x8xf16>, tensor<4x1xi1>) -> tensor<4x8xf16>
func.func @negated(%x: tensor<4x8xf16>, %m: tensor<4x1xi1>) -> tensor<4x8xf16> {
  %low = toroid.constant dense<0xFC00> : tensor<f16> : tensor<f16>
  %u = toroid.select %m, %low, %x : (tensor<4x1xi1>, tensor<f16>, tensor<4x8xf16>) -> tensor<4x8xf16>
  %y = toroid.softmax %u axis = 0 {toroid.unfused = {kind = "attention", predicate = "value-product"}} : (tensor<4x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// -----

// Of two terms of one shape, what is scaled are the scores. What is scaled after
// the bias is scaled before, so that the bias stays outside.
// CHECK-LABEL: func @which
// CHECK: toroid.softmax %arg1 bias(%arg0) axis = 1 {scale = 2.000000e+00 : f64}
// CHECK: %[[S:.*]] = toroid.add
// CHECK: toroid.softmax %[[S]] axis = 1 {scale = 2.000000e+00 : f64}
func.func @which(%b: tensor<4x8xf32>, %x: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %c = toroid.constant dense<2.0> : tensor<f32> : tensor<f32>
  %s = toroid.mul %x, %c : (tensor<4x8xf32>, tensor<f32>) -> tensor<4x8xf32>
  %t = toroid.add %b, %s : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = toroid.softmax %t axis = 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %u = toroid.add %b, %x : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %v = toroid.mul %c, %u : (tensor<f32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %z = toroid.softmax %v axis = 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y, %z : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// Nothing to take in.
// CHECK-LABEL: func @plain
// CHECK: toroid.softmax %{{.*}} axis = 1 :
func.func @plain(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = toroid.exp %x : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = toroid.softmax %e axis = 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: func @scores_read
// CHECK: toroid.softmax %{{.*}} axis = 1 {toroid.unfused = {found = "readers {{.*}}", kind = "softmax", predicate = "single-reader"}}
func.func @scores_read(%x: tensor<4x8xf32>, %b: tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %t = toroid.add %x, %b : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  %y = toroid.softmax %t axis = 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y, %t : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// A temperature for each row; two misses of one root.
// CHECK-LABEL: func @scale_by_row
// CHECK: toroid.softmax %{{.*}} axis = 1 {toroid.unfused = [{kind = "attention", predicate = "value-product"}, {found = "'mul'", kind = "softmax", predicate = "uniform-scale"}]}
func.func @scale_by_row(%x: tensor<4x8xf32>, %t: tensor<4x1xf32>) -> tensor<4x8xf32> {
  %s = toroid.mul %x, %t : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  %y = toroid.softmax %s axis = 1 {toroid.unfused = {kind = "attention", predicate = "value-product"}} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: func @choice
// CHECK: predicate = "one-mask-value"
func.func @choice(%x: tensor<4x8xf32>, %z: tensor<4x8xf32>, %m: tensor<8xi1>) -> tensor<4x8xf32> {
  %s = toroid.select %m, %x, %z : (tensor<8xi1>, tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = toroid.softmax %s axis = 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: func @outer_sum
// CHECK: predicate = "term-shape"
func.func @outer_sum(%x: tensor<4x1xf32>, %b: tensor<8xf32>) -> tensor<4x8xf32> {
  %t = toroid.add %x, %b : (tensor<4x1xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  %y = toroid.softmax %t axis = 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// The conversion drops bits of the scores.
// CHECK-LABEL: func @cast
// CHECK: toroid.softmax %{{.*}} {toroid.unfused = {found = "'add'", kind = "softmax", predicate = "one-type"}}
func.func @cast(%x: tensor<4x8xf32>, %b: tensor<8xf32>) -> tensor<4x8xf16> {
  %t = toroid.add %x, %b : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  %h = toroid.cast %t : (tensor<4x8xf32>) -> tensor<4x8xf16>
  %y = toroid.softmax %h axis = 1 : (tensor<4x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}
