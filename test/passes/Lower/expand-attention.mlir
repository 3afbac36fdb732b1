// RUN: toroid-opt %s --split-input-file --toroid-expand-attention | FileCheck %s

// Orders become transposes.
// CHECK-LABEL: func @orders
// CHECK: %[[Q:.*]] = toroid.transpose %arg0 [0, 2, 1, 3] : (tensor<?x?x4x8xf32>) -> tensor<?x4x?x8xf32>
// CHECK: %[[V:.*]] = toroid.transpose %arg2 [0, 2, 1, 3] : (tensor<?x?x2x6xf32>) -> tensor<?x2x?x6xf32>
// CHECK: %[[A:.*]], %[[SUMS:.*]] = toroid.attention %[[Q]], %arg1, %[[V]] scale = 1.000000e+00 masked_rows = uniform {causal} : ({{.*}}) -> (tensor<?x4x?x6xf32>, tensor<?x4x?xf32>)
// CHECK: %[[Y:.*]] = toroid.transpose %[[A]] [0, 2, 1, 3]
// CHECK: return %[[Y]], %[[SUMS]]
func.func @orders(%q: tensor<?x?x4x8xf32>, %k: tensor<?x2x?x8xf32>, %v: tensor<?x?x2x6xf32>) -> (tensor<?x?x4x6xf32>, tensor<?x4x?xf32>) {
  %a, %sums = toroid.attention %q, %k, %v scale = 1.0 masked_rows = uniform query_order = bshd value_order = bshd result_order = bshd {causal}
      : (tensor<?x?x4x8xf32>, tensor<?x2x?x8xf32>, tensor<?x?x2x6xf32>) -> (tensor<?x?x4x6xf32>, tensor<?x4x?xf32>)
  return %a, %sums : tensor<?x?x4x6xf32>, tensor<?x4x?xf32>
}

// -----

// One operand becomes three.
// CHECK-LABEL: func @packed
// CHECK-DAG: %[[K:.*]] = toroid.slice %arg0 [0, 0, 4, 0] [2, 5, 2, 8] [1, 1, 1, 1]
// CHECK-DAG: %[[V:.*]] = toroid.slice %arg0 [0, 0, 6, 0] [2, 5, 2, 8] [1, 1, 1, 1]
// CHECK-DAG: %[[Q:.*]] = toroid.slice %arg0 [0, 0, 0, 0] [2, 5, 4, 8] [1, 1, 1, 1]
// CHECK-DAG: %[[QT:.*]] = toroid.transpose %[[Q]] [0, 2, 1, 3]
// CHECK-DAG: %[[KT:.*]] = toroid.transpose %[[K]] [0, 2, 1, 3]
// CHECK-DAG: %[[VT:.*]] = toroid.transpose %[[V]] [0, 2, 1, 3]
// CHECK: toroid.attention %[[QT]], %[[KT]], %[[VT]] scale = 1.000000e+00 : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x8xf32>) -> tensor<2x4x5x8xf32>
func.func @packed(%qkv: tensor<2x5x8x8xf32>) -> tensor<2x4x5x8xf32> {
  %a = toroid.attention %qkv scale = 1.0 query_order = bshd key_heads = 2 : (tensor<2x5x8x8xf32>) -> tensor<2x4x5x8xf32>
  return %a : tensor<2x4x5x8xf32>
}

// -----

// A past becomes a join.
// CHECK-LABEL: func @past
// CHECK: %[[K:.*]] = toroid.concat axis = 2 %arg2, %arg1
// CHECK: %[[V:.*]] = toroid.concat axis = 2 %arg3, %arg1
// CHECK: %[[A:.*]] = toroid.attention %arg0, %[[K]], %[[V]] scale = 1.000000e+00 {causal}
// CHECK: return %[[A]], %[[K]], %[[V]]
func.func @past(%q: tensor<1x4x?x8xf32>, %k: tensor<1x2x?x8xf32>, %pk: tensor<1x2x?x8xf32>, %pv: tensor<1x2x?x8xf32>) -> (tensor<1x4x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) {
  %a:3 = toroid.attention %q, %k, %k past(%pk, %pv) scale = 1.0 {causal}
      : (tensor<1x4x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> (tensor<1x4x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>)
  return %a#0, %a#1, %a#2 : tensor<1x4x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>
}

// -----

// Others stay as they are.
// CHECK-LABEL: func @plain
// CHECK-NEXT: toroid.attention %arg0, %arg0, %arg0 scale = 1.000000e+00 :
func.func @plain(%q: tensor<1x4x3x8xf32>) -> tensor<1x4x3x8xf32> {
  %a = toroid.attention %q, %q, %q scale = 1.0 : (tensor<1x4x3x8xf32>, tensor<1x4x3x8xf32>, tensor<1x4x3x8xf32>) -> tensor<1x4x3x8xf32>
  return %a : tensor<1x4x3x8xf32>
}
