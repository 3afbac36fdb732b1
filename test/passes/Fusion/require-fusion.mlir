// RUN: toroid-opt %s --toroid-require-fusion=counts=gelu:1,attention:0 | FileCheck %s
// RUN: not toroid-opt %s --toroid-require-fusion=counts=gelu:2 2>&1 | FileCheck %s --check-prefix=LESS
// RUN: not toroid-opt %s --toroid-require-fusion=counts=gelu:0 2>&1 | FileCheck %s --check-prefix=MORE
// RUN: not toroid-opt %s --toroid-require-fusion=counts=gelu 2>&1 | FileCheck %s --check-prefix=FORM

// CHECK: toroid.gelu erf
// LESS: error: fused gelu: 1, but 2 are required
// MORE: error: fused gelu: 1, but 0 are required
// MORE: note: {{.*}}erf form
// FORM: error: the required fusions 'gelu' are not understood: write it as in attention:12,layer_norm:25
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %y = toroid.gelu erf %x : (tensor<8xf32>) -> tensor<8xf32>
  return %y : tensor<8xf32>
}
