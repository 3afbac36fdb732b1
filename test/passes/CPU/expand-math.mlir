// RUN: toroid-opt --toroid-expand-math %s | FileCheck %s
// RUN: toroid-opt --toroid-expand-math=target=avx512 %s | FileCheck %s --check-prefix=AVX512
// RUN: not toroid-opt --toroid-expand-math=target=m68k %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: unknown target 'm68k'; known are avx512,

// numerics-math.test has the accuracy.

// Powers of two are made of bits, or applied by the one operation for it.

// CHECK-LABEL: func.func @vectors
// CHECK-NOT: math.{{exp|tanh|erf|log}}
// CHECK-NOT: ldexp
// CHECK: return
// AVX512-LABEL: func.func @vectors
// AVX512: llvm.call_intrinsic "llvm.ldexp"(%{{.*}}, %{{.*}}) : (vector<16xf32>, vector<16xi32>) -> vector<16xf32>
// AVX512: return
func.func @vectors(%x: vector<16xf32>) -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>) {
  %0 = math.exp %x : vector<16xf32>
  %1 = math.tanh %x : vector<16xf32>
  %2 = math.erf %x : vector<16xf32>
  %3 = math.log %x : vector<16xf32>
  return %0, %1, %2, %3 : vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>
}

// CHECK-LABEL: func.func @narrow
// CHECK: arith.extf %{{.*}} : vector<16xf16> to vector<16xf32>
// CHECK-NOT: math.tanh
// CHECK: arith.truncf %{{.*}} : vector<16xf32> to vector<16xf16>
func.func @narrow(%x: vector<16xf16>) -> vector<16xf16> {
  %0 = math.tanh %x : vector<16xf16>
  return %0 : vector<16xf16>
}

// CHECK-LABEL: func.func @others
// CHECK: math.exp %{{.*}} : f32
// CHECK: math.exp %{{.*}} : vector<8xf64>
// CHECK: math.tan %{{.*}} : vector<16xf32>
func.func @others(%x: f32, %y: vector<8xf64>, %z: vector<16xf32>) -> (f32, vector<8xf64>, vector<16xf32>) {
  %0 = math.exp %x : f32
  %1 = math.exp %y : vector<8xf64>
  %2 = math.tan %z : vector<16xf32>
  return %0, %1, %2 : f32, vector<8xf64>, vector<16xf32>
}

// Far angles go lane by lane; all others are reduced in f64.
// CHECK-LABEL: func.func @angles
// CHECK: %[[FAR:.*]] = arith.cmpf ugt
// CHECK: %[[ANY:.*]] = vector.reduction <or>, %[[FAR]]
// CHECK: scf.if %[[ANY]]
// CHECK-COUNT-4: math.cos %{{.*}} : f32
// CHECK: else
// CHECK: arith.extf %{{.*}} : vector<4xf32> to vector<4xf64>
// CHECK-NOT: math.cos
func.func @angles(%x: vector<4xf32>) -> vector<4xf32> {
  %0 = math.cos %x : vector<4xf32>
  return %0 : vector<4xf32>
}

// One branch only, and no difference from 1 of what is nearly 1; but not for a
// function that something else reads too.
// CHECK-LABEL: func.func @one_plus_erf
// CHECK-COUNT-1: math.absf
// CHECK-NOT: math.copysign
// CHECK: %[[REST:.*]] = arith.subf %{{.*}}, %[[E:.*]] fastmath<contract>
// CHECK: %[[SUM:.*]] = arith.select %{{.*}}, %[[E]], %[[REST]]
// CHECK: return %[[SUM]]
func.func @one_plus_erf(%x: vector<16xf32>) -> vector<16xf32> {
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = math.erf %x : vector<16xf32>
  %1 = arith.addf %0, %one : vector<16xf32>
  return %1 : vector<16xf32>
}

// CHECK-LABEL: func.func @one_plus_tanh
// CHECK-NOT: math.copysign
// CHECK: %[[SUM:.*]] = arith.divf
// CHECK: return %[[SUM]]
func.func @one_plus_tanh(%x: vector<16xf32>) -> vector<16xf32> {
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = math.tanh %x : vector<16xf32>
  %1 = arith.addf %0, %one : vector<16xf32>
  return %1 : vector<16xf32>
}

// CHECK-LABEL: func.func @both
// CHECK: math.copysign
// CHECK: arith.addf
func.func @both(%x: vector<16xf32>) -> (vector<16xf32>, vector<16xf32>) {
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = math.tanh %x : vector<16xf32>
  %1 = arith.addf %0, %one : vector<16xf32>
  return %0, %1 : vector<16xf32>, vector<16xf32>
}
