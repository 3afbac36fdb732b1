// RUN: toroid-opt --toroid-to-linalg --canonicalize --cse %s | FileCheck %s

// A loop over time carries the state.
// CHECK-LABEL: @delta
// CHECK: %[[LOOP:.+]]:2 = scf.for %[[T:.+]] = %{{.+}} to %{{.+}} step %{{.+}} iter_args(%[[OUT:.+]] = %{{.+}}, %[[STATE:.+]] = %{{.+}})
// CHECK:   tensor.extract_slice %{{.+}}[0, 0, %[[T]], 0]
// CHECK:   linalg.generic {{.*}} outs(%[[STATE]]
// CHECK:     math.exp
// CHECK:   linalg.generic {{.*}}"reduction"
// CHECK:   linalg.generic
// CHECK:     arith.subf
// CHECK:   %[[NEXT:.+]] = linalg.generic
// CHECK:   linalg.generic {{.*}}"reduction"
// CHECK:   %[[ROW:.+]] = tensor.insert_slice %{{.+}} into %[[OUT]][0, 0, 0, %[[T]], 0]
// CHECK:   scf.yield %[[ROW]], %[[NEXT]]
func.func @delta(%q: tensor<2x4x?x8xf32> {toroid.dims = [2, 4, "t", 8]}, %k: tensor<2x2x?x8xf32> {toroid.dims = [2, 2, "t", 8]}, %v: tensor<2x2x?x6xf32> {toroid.dims = [2, 2, "t", 6]}, %s: tensor<2x2x8x6xf32>, %g: tensor<2x2x?x1xf32> {toroid.dims = [2, 2, "t", 1]}) -> (tensor<2x4x?x6xf32>, tensor<2x2x8x6xf32>) {
  %0, %1 = toroid.linear_attention %q, %k, %v, %s decay(%g) beta(%g) scale = 0.5 : (tensor<2x4x?x8xf32>, tensor<2x2x?x8xf32>, tensor<2x2x?x6xf32>, tensor<2x2x8x6xf32>, tensor<2x2x?x1xf32>, tensor<2x2x?x1xf32>) -> (tensor<2x4x?x6xf32>, tensor<2x2x8x6xf32>)
  return %0, %1 : tensor<2x4x?x6xf32>, tensor<2x2x8x6xf32>
}

// Nothing decays, and nothing is taken back.
// CHECK-LABEL: @linear
// CHECK: scf.for
// CHECK-NOT: math.exp
// CHECK-NOT: arith.subf
// CHECK: scf.yield
func.func @linear(%q: tensor<1x1x3x2xf64>, %s: tensor<1x1x2x2xf64>) -> (tensor<1x1x3x2xf64>, tensor<1x1x2x2xf64>) {
  %0, %1 = toroid.linear_attention %q, %q, %q, %s scale = 0.5 : (tensor<1x1x3x2xf64>, tensor<1x1x3x2xf64>, tensor<1x1x3x2xf64>, tensor<1x1x2x2xf64>) -> (tensor<1x1x3x2xf64>, tensor<1x1x2x2xf64>)
  return %0, %1 : tensor<1x1x3x2xf64>, tensor<1x1x2x2xf64>
}
