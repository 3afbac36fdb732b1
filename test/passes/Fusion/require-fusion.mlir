// RUN: toroid-opt %s --toroid-require-fusion=counts=gelu:1,attention:0,missed:1 | FileCheck %s
// RUN: not toroid-opt %s --toroid-require-fusion=counts=gelu:2 2>&1 | FileCheck %s --check-prefix=LESS
// RUN: not toroid-opt %s --toroid-require-fusion=counts=gelu:0 2>&1 | FileCheck %s --check-prefix=MORE
// RUN: not toroid-opt %s --toroid-require-fusion=counts=gelu:1,missed:0 2>&1 | FileCheck %s --check-prefix=MISSED
// RUN: not toroid-opt %s --toroid-require-fusion=counts=gelu 2>&1 | FileCheck %s --check-prefix=FORM

// CHECK: toroid.gelu erf
// LESS: error: fused gelu: 1, but 2 are required
// MORE: error: fused gelu: 1, but 0 are required
// MORE: note: {{.*}}erf form
// MISSED: error: not fused: 1, but 0 are expected
// MISSED: note: gelu: (a node without a name): not fused; needs: the product of x and 1 + erf or 1 + tanh is halved [half]
// FORM: error: the required fusions 'gelu' are not understood: write it as in attention:12,layer_norm:25,missed:0
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %y = toroid.gelu erf %x : (tensor<8xf32>) -> tensor<8xf32>
  %z = toroid.erf %y {toroid.unfused = {kind = "gelu", predicate = "half"}} : (tensor<8xf32>) -> tensor<8xf32>
  return %z : tensor<8xf32>
}
