// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// What selects elements by position.

// CHECK-LABEL: func.func @slice_attributes(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4x?xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<4x?xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[X]] [1, 0] [2, %[[D0]]] [1, 1] : (tensor<4x?xf32>) -> tensor<2x?xf32>
// CHECK: return %[[V1]] : tensor<2x?xf32>
func.func @slice_attributes(%x: tensor<4x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Slice"(%x) {opset = 9 : i64, attrs = {starts = [1], ends = [-1], axes = [0]}}
      : (tensor<4x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Bounds are cut to the dim.
// CHECK-LABEL: func.func @slice_static(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4x8xf32>
// CHECK: %[[V0:.*]] = toroid.slice %[[X]] [1, 2] [3, 6] [1, 1] : (tensor<4x8xf32>) -> tensor<3x6xf32>
// CHECK: return %[[V0]] : tensor<3x6xf32>
func.func @slice_static(%x: tensor<4x8xf32>)
    -> !onnx.unknown {
  %starts = onnx.constant dense<[-3, 2]> : tensor<2xi64> : tensor<2xi64>
  %ends = onnx.constant dense<[9223372036854775807, 100]> : tensor<2xi64> : tensor<2xi64>
  %axes = onnx.constant dense<[0, 1]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes) {opset = 17 : i64}
      : (tensor<4x8xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice_steps(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4x8xf32>
// CHECK: %[[V0:.*]] = toroid.slice %[[X]] [0, 7] [2, 4] [3, -2] : (tensor<4x8xf32>) -> tensor<2x4xf32>
// CHECK: return %[[V0]] : tensor<2x4xf32>
func.func @slice_steps(%x: tensor<4x8xf32>)
    -> !onnx.unknown {
  %starts = onnx.constant dense<[0, -1]> : tensor<2xi64> : tensor<2xi64>
  %ends = onnx.constant dense<[4, -9223372036854775808]> : tensor<2xi64> : tensor<2xi64>
  %axes = onnx.constant dense<[0, 1]> : tensor<2xi64> : tensor<2xi64>
  %steps = onnx.constant dense<[3, -2]> : tensor<2xi64> : tensor<2xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes, %steps) {opset = 17 : i64}
      : (tensor<4x8xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// 5, 3
// CHECK-LABEL: func.func @slice_reverse_part(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<8xf32>
// CHECK: %[[V0:.*]] = toroid.slice %[[X]] [5] [2] [-2] : (tensor<8xf32>) -> tensor<2xf32>
// CHECK: return %[[V0]] : tensor<2xf32>
func.func @slice_reverse_part(%x: tensor<8xf32>)
    -> !onnx.unknown {
  %starts = onnx.constant dense<[5]> : tensor<1xi64> : tensor<1xi64>
  %ends = onnx.constant dense<[1]> : tensor<1xi64> : tensor<1xi64>
  %axes = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %steps = onnx.constant dense<[-2]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes, %steps) {opset = 17 : i64}
      : (tensor<8xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice_empty(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<> : tensor<0xf32>
// CHECK: return %[[C0]] : tensor<0xf32>
func.func @slice_empty(%x: tensor<4xf32>)
    -> !onnx.unknown {
  %starts = onnx.constant dense<[3]> : tensor<1xi64> : tensor<1xi64>
  %ends = onnx.constant dense<[1]> : tensor<1xi64> : tensor<1xi64>
  %axes = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes) {opset = 17 : i64}
      : (tensor<4xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// The first two, or fewer where there are fewer.
// CHECK-LABEL: func.func @slice_first(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x8xf32>
// CHECK: %[[V1:.*]] = arith.minsi %c2{{[_0-9]*}}, %[[D0]] : index
// CHECK: %[[V2:.*]] = toroid.slice %[[X]] [0, 0] [%[[V1]], 8] [1, 1] : (tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: return %[[V2]] : tensor<?x8xf32>
func.func @slice_first(%x: tensor<?x8xf32> {toroid.dims = ["n", 8]})
    -> !onnx.unknown {
  %starts = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %ends = onnx.constant dense<[2]> : tensor<1xi64> : tensor<1xi64>
  %axes = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes) {opset = 17 : i64}
      : (tensor<?x8xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice_last(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x8xf32>
// CHECK: %[[V1:.*]] = arith.minsi %c1{{[_0-9]*}}, %[[D0]] : index
// CHECK: %[[V2:.*]] = arith.subi %[[D0]], %[[V1]] : index
// CHECK: %[[V3:.*]] = toroid.slice %[[X]] [%[[V2]], 0] [%[[V1]], 8] [1, 1] : (tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: return %[[V3]] : tensor<?x8xf32>
func.func @slice_last(%x: tensor<?x8xf32> {toroid.dims = ["n", 8]})
    -> !onnx.unknown {
  %starts = onnx.constant dense<[-1]> : tensor<1xi64> : tensor<1xi64>
  %ends = onnx.constant dense<[9223372036854775807]> : tensor<1xi64> : tensor<1xi64>
  %axes = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes) {opset = 17 : i64}
      : (tensor<?x8xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice_from(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x8xf32>
// CHECK: %[[V1:.*]] = arith.minsi %c1{{[_0-9]*}}, %[[D0]] : index
// CHECK: %[[V2:.*]] = arith.subi %[[D0]], %[[V1]] : index
// CHECK: %[[V3:.*]] = toroid.slice %[[X]] [%[[V1]], 0] [%[[V2]], 8] [1, 1] : (tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: return %[[V3]] : tensor<?x8xf32>
func.func @slice_from(%x: tensor<?x8xf32> {toroid.dims = ["n", 8]})
    -> !onnx.unknown {
  %starts = onnx.constant dense<[1]> : tensor<1xi64> : tensor<1xi64>
  %ends = onnx.constant dense<[9223372036854775807]> : tensor<1xi64> : tensor<1xi64>
  %axes = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes) {opset = 17 : i64}
      : (tensor<?x8xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice_but_last(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x8xf32>
// CHECK: %{{.*}}-1 = arith.constant -1 : index
// CHECK: %[[V1:.*]] = arith.addi %[[D0]], %{{.*}}-1 : index
// CHECK: %[[V2:.*]] = arith.maxsi %c0{{[_0-9]*}}, %[[V1]] : index
// CHECK: %[[V3:.*]] = toroid.slice %[[X]] [0, 0] [%[[V2]], 8] [1, 1] : (tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK: return %[[V3]] : tensor<?x8xf32>
func.func @slice_but_last(%x: tensor<?x8xf32> {toroid.dims = ["n", 8]})
    -> !onnx.unknown {
  %starts = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %ends = onnx.constant dense<[-1]> : tensor<1xi64> : tensor<1xi64>
  %axes = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes) {opset = 17 : i64}
      : (tensor<?x8xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @slice_steps_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?xf32>
// CHECK: %[[V1:.*]] = arith.addi %[[D0]], %c1{{[_0-9]*}} : index
// CHECK: %[[V2:.*]] = arith.divsi %[[V1]], %c2{{[_0-9]*}} : index
// CHECK: %[[V3:.*]] = toroid.slice %[[X]] [0] [%[[V2]]] [2] : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: return %[[V3]] : tensor<?xf32>
func.func @slice_steps_dynamic(%x: tensor<?xf32> {toroid.dims = ["n"]})
    -> !onnx.unknown {
  %starts = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %ends = onnx.constant dense<[9223372036854775807]> : tensor<1xi64> : tensor<1xi64>
  %axes = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %steps = onnx.constant dense<[2]> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Slice"(%x, %starts, %ends, %axes, %steps) {opset = 17 : i64}
      : (tensor<?xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// As many positions as the sequence is long.
// CHECK-LABEL: func.func @slice_to_seq(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xi64>{{[^%]*}}, %[[T:[a-z0-9]+]]: tensor<1x512xi64>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<?x?xi64>
// CHECK: %[[V1:.*]] = arith.minsi %c512{{[_0-9]*}}, %[[D0]] : index
// CHECK: %[[V2:.*]] = toroid.slice %[[T]] [0, 0] [1, %[[V1]]] [1, 1] : (tensor<1x512xi64>) -> tensor<1x?xi64>
// CHECK: return %[[V2]] : tensor<1x?xi64>
func.func @slice_to_seq(%x: tensor<?x?xi64> {toroid.dims = ["batch", "seq"]}, %t: tensor<1x512xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64, attrs = {start = 1 : i64}}
      : (tensor<?x?xi64>) -> !onnx.unknown
  %a = onnx.constant dense<1> : tensor<1xi64> : tensor<1xi64>
  %z = onnx.constant dense<0> : tensor<1xi64> : tensor<1xi64>
  %r1 = onnx.node "Slice"(%t, %z, %r0, %a) {opset = 17 : i64}
      : (tensor<1x512xi64>, tensor<1xi64>, !onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  return %r1 : !onnx.unknown
}

// Slices of shapes are dims.
// CHECK-LABEL: func.func @slice_shape(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8x?xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[D1:.*]] = tensor.dim %[[X]], %c2{{[_0-9]*}} : tensor<?x8x?xf32>
// CHECK: %[[V2:.*]] = toroid.broadcast_to %[[C0]] to [8, %[[D1]]] : (tensor<f32>) -> tensor<8x?xf32>
// CHECK: return %[[V2]] : tensor<8x?xf32>
func.func @slice_shape(%x: tensor<?x8x?xf32> {toroid.dims = ["n", 8, "m"]})
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64}
      : (tensor<?x8x?xf32>) -> !onnx.unknown
  %starts = onnx.constant dense<[-2]> : tensor<1xi64> : tensor<1xi64>
  %ends = onnx.constant dense<[9223372036854775807]> : tensor<1xi64> : tensor<1xi64>
  %axes = onnx.constant dense<[0]> : tensor<1xi64> : tensor<1xi64>
  %r1 = onnx.node "Slice"(%r0, %starts, %ends, %axes) {opset = 17 : i64}
      : (!onnx.unknown, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  %r2 = onnx.node "ConstantOfShape"(%r1) {opset = 17 : i64}
      : (!onnx.unknown) -> !onnx.unknown
  return %r2 : !onnx.unknown
}

// Bounds that are inputs count from the end where they are negative.
// CHECK-LABEL: func.func @slice_data(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>{{[^%]*}}, %[[A:[a-z0-9]+]]: tensor<1xi64>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<1xi64>
// CHECK: %[[V0:.*]] = tensor.extract %[[A]][%c0{{[_0-9]*}}] : tensor<1xi64>
// CHECK: %[[V1:.*]] = tensor.extract %[[B]][%c0{{[_0-9]*}}] : tensor<1xi64>
// CHECK: %[[V2:.*]] = arith.index_cast %[[V1]] : i64 to index
// CHECK: %[[V3:.*]] = arith.cmpi slt, %[[V2]], %c0{{[_0-9]*}} : index
// CHECK: %[[D4:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?xf32>
// CHECK: %[[V5:.*]] = arith.addi %[[V2]], %[[D4]] : index
// CHECK: %[[V6:.*]] = arith.select %[[V3]], %[[V5]], %[[V2]] : index
// CHECK: %[[V7:.*]] = arith.index_cast %[[V0]] : i64 to index
// CHECK: %[[V8:.*]] = arith.cmpi slt, %[[V7]], %c0{{[_0-9]*}} : index
// CHECK: %[[V9:.*]] = arith.addi %[[V7]], %[[D4]] : index
// CHECK: %[[V10:.*]] = arith.select %[[V8]], %[[V9]], %[[V7]] : index
// CHECK: %[[V11:.*]] = arith.maxsi %c0{{[_0-9]*}}, %[[V10]] : index
// CHECK: %[[V12:.*]] = arith.minsi %[[D4]], %[[V11]] : index
// CHECK: %[[V13:.*]] = arith.maxsi %c0{{[_0-9]*}}, %[[V6]] : index
// CHECK: %[[V14:.*]] = arith.minsi %[[D4]], %[[V13]] : index
// CHECK: %[[V15:.*]] = arith.subi %[[V14]], %[[V12]] : index
// CHECK: %[[V16:.*]] = arith.maxsi %c0{{[_0-9]*}}, %[[V15]] : index
// CHECK: %[[V17:.*]] = toroid.slice %[[X]] [%[[V12]]] [%[[V16]]] [1] : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: return %[[V17]] : tensor<?xf32>
func.func @slice_data(%x: tensor<?xf32> {toroid.dims = ["n"]}, %a: tensor<1xi64>, %b: tensor<1xi64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Slice"(%x, %a, %b) {opset = 17 : i64}
      : (tensor<?xf32>, tensor<1xi64>, tensor<1xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @split_even(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x6xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x6xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[X]] [0, 0] [%[[D0]], 2] [1, 1] : (tensor<?x6xf32>) -> tensor<?x2xf32>
// CHECK: %[[V2:.*]] = toroid.slice %[[X]] [0, 2] [%[[D0]], 2] [1, 1] : (tensor<?x6xf32>) -> tensor<?x2xf32>
// CHECK: %[[V3:.*]] = toroid.slice %[[X]] [0, 4] [%[[D0]], 2] [1, 1] : (tensor<?x6xf32>) -> tensor<?x2xf32>
// CHECK: return %[[V1]], %[[V2]], %[[V3]] : tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>
func.func @split_even(%x: tensor<?x6xf32>)
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %r0, %r1, %r2 = onnx.node "Split"(%x) {opset = 17 : i64, attrs = {axis = 1 : i64}}
      : (tensor<?x6xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @split_uneven(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<5xf32>
// CHECK: %[[V0:.*]] = toroid.slice %[[X]] [0] [2] [1] : (tensor<5xf32>) -> tensor<2xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[X]] [2] [2] [1] : (tensor<5xf32>) -> tensor<2xf32>
// CHECK: %[[V2:.*]] = toroid.slice %[[X]] [4] [1] [1] : (tensor<5xf32>) -> tensor<1xf32>
// CHECK: return %[[V0]], %[[V1]], %[[V2]] : tensor<2xf32>, tensor<2xf32>, tensor<1xf32>
func.func @split_uneven(%x: tensor<5xf32>)
    -> (!onnx.unknown, !onnx.unknown, !onnx.unknown) {
  %r0, %r1, %r2 = onnx.node "Split"(%x) {opset = 18 : i64, attrs = {num_outputs = 3 : i64}}
      : (tensor<5xf32>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r0, %r1, %r2 : !onnx.unknown, !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @split_sizes_attribute(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x6xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x6xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[X]] [0, 0] [%[[D0]], 2] [1, 1] : (tensor<?x6xf32>) -> tensor<?x2xf32>
// CHECK: %[[V2:.*]] = toroid.slice %[[X]] [0, 2] [%[[D0]], 4] [1, 1] : (tensor<?x6xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V1]], %[[V2]] : tensor<?x2xf32>, tensor<?x4xf32>
func.func @split_sizes_attribute(%x: tensor<?x6xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "Split"(%x) {opset = 11 : i64, attrs = {axis = -1 : i64, split = [2, 4]}}
      : (tensor<?x6xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @split_sizes_input(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x6xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x6xf32>
// CHECK: %[[V1:.*]] = toroid.slice %[[X]] [0, 0] [%[[D0]], 2] [1, 1] : (tensor<?x6xf32>) -> tensor<?x2xf32>
// CHECK: %[[V2:.*]] = toroid.slice %[[X]] [0, 2] [%[[D0]], 4] [1, 1] : (tensor<?x6xf32>) -> tensor<?x4xf32>
// CHECK: return %[[V1]], %[[V2]] : tensor<?x2xf32>, tensor<?x4xf32>
func.func @split_sizes_input(%x: tensor<?x6xf32>)
    -> (!onnx.unknown, !onnx.unknown) {
  %s = onnx.constant dense<[2, 4]> : tensor<2xi64> : tensor<2xi64>
  %r0, %r1 = onnx.node "Split"(%x, %s) {opset = 17 : i64, attrs = {axis = 1 : i64}}
      : (tensor<?x6xf32>, tensor<2xi64>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// Only a run knows how long the parts are.
// CHECK-LABEL: func.func @split_dynamic(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32>
// CHECK: %[[D0:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?xf32>
// CHECK: %[[V1:.*]] = arith.addi %[[D0]], %c1{{[_0-9]*}} : index
// CHECK: %[[V2:.*]] = arith.divsi %[[V1]], %c2{{[_0-9]*}} : index
// CHECK: %[[V3:.*]] = arith.minsi %[[D0]], %[[V2]] : index
// CHECK: %[[V4:.*]] = toroid.slice %[[X]] [0] [%[[V3]]] [1] : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: %[[V5:.*]] = arith.muli %[[V2]], %c2{{[_0-9]*}} : index
// CHECK: %[[V6:.*]] = arith.minsi %[[D0]], %[[V5]] : index
// CHECK: %[[V7:.*]] = arith.subi %[[V6]], %[[V3]] : index
// CHECK: %[[V8:.*]] = toroid.slice %[[X]] [%[[V3]]] [%[[V7]]] [1] : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: return %[[V4]], %[[V8]] : tensor<?xf32>, tensor<?xf32>
func.func @split_dynamic(%x: tensor<?xf32> {toroid.dims = ["n"]})
    -> (!onnx.unknown, !onnx.unknown) {
  %r0, %r1 = onnx.node "Split"(%x) {opset = 18 : i64, attrs = {num_outputs = 2 : i64}}
      : (tensor<?xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r0, %r1 : !onnx.unknown, !onnx.unknown
}

// CHECK-LABEL: func.func @range_static(
// CHECK: %[[C0:.*]] = toroid.constant dense<[2, 5, 8]> : tensor<3xi64>
// CHECK: return %[[C0]] : tensor<3xi64>
func.func @range_static()
    -> !onnx.unknown {
  %a = onnx.constant dense<2> : tensor<i64> : tensor<i64>
  %b = onnx.constant dense<11> : tensor<i64> : tensor<i64>
  %c = onnx.constant dense<3> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "Range"(%a, %b, %c) {opset = 17 : i64}
      : (tensor<i64>, tensor<i64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// 5, 3
// CHECK-LABEL: func.func @range_down(
// CHECK: %[[C0:.*]] = toroid.constant dense<[5, 3]> : tensor<2xi64>
// CHECK: return %[[C0]] : tensor<2xi64>
func.func @range_down()
    -> !onnx.unknown {
  %a = onnx.constant dense<5> : tensor<i64> : tensor<i64>
  %b = onnx.constant dense<1> : tensor<i64> : tensor<i64>
  %c = onnx.constant dense<-2> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "Range"(%a, %b, %c) {opset = 17 : i64}
      : (tensor<i64>, tensor<i64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @range_positions(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xi64>
// CHECK: %[[C0:.*]] = toroid.constant dense<1> : tensor<i64>
// CHECK: %[[C1:.*]] = toroid.constant dense<0> : tensor<i64>
// CHECK: %[[D2:.*]] = tensor.dim %[[X]], %c1{{[_0-9]*}} : tensor<?x?xi64>
// CHECK: %[[V3:.*]] = toroid.range %[[C1]], %[[C0]] to [%[[D2]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: return %[[V3]] : tensor<?xi64>
func.func @range_positions(%x: tensor<?x?xi64> {toroid.dims = ["batch", "seq"]})
    -> !onnx.unknown {
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64}
      : (tensor<?x?xi64>) -> !onnx.unknown
  %one = onnx.constant dense<1> : tensor<i64> : tensor<i64>
  %r1 = onnx.node "Gather"(%r0, %one) {opset = 17 : i64}
      : (!onnx.unknown, tensor<i64>) -> !onnx.unknown
  %z = onnx.constant dense<0> : tensor<i64> : tensor<i64>
  %r2 = onnx.node "Range"(%z, %r1, %one) {opset = 17 : i64}
      : (tensor<i64>, !onnx.unknown, tensor<i64>) -> !onnx.unknown
  return %r2 : !onnx.unknown
}

// A delta of zero gives nothing.
// CHECK-LABEL: func.func @range_of_data(
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<i64>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<i64>{{[^%]*}}, %[[C:[a-z0-9]+]]: tensor<i64>
// CHECK: %[[V0:.*]] = tensor.extract %[[A]][] : tensor<i64>
// CHECK: %[[V1:.*]] = tensor.extract %[[B]][] : tensor<i64>
// CHECK: %[[V2:.*]] = tensor.extract %[[C]][] : tensor<i64>
// CHECK: %[[V3:.*]] = arith.subi %[[V1]], %[[V0]] : i64
// CHECK: %[[V4:.*]] = arith.cmpi eq, %[[V2]], %c0_i64{{[_0-9]*}} : i64
// CHECK: %[[V5:.*]] = arith.select %[[V4]], %c1_i64{{[_0-9]*}}, %[[V2]] : i64
// CHECK: %[[V6:.*]] = arith.ceildivsi %[[V3]], %[[V5]] : i64
// CHECK: %[[V7:.*]] = arith.select %[[V4]], %c0_i64{{[_0-9]*}}, %[[V6]] : i64
// CHECK: %[[V8:.*]] = arith.index_cast %[[V7]] : i64 to index
// CHECK: %[[V9:.*]] = arith.maxsi %c0{{[_0-9]*}}, %[[V8]] : index
// CHECK: %[[V10:.*]] = toroid.range %[[A]], %[[C]] to [%[[V9]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: return %[[V10]] : tensor<?xi64>
func.func @range_of_data(%a: tensor<i64>, %b: tensor<i64>, %c: tensor<i64>)
    -> !onnx.unknown {
  %r0 = onnx.node "Range"(%a, %b, %c) {opset = 17 : i64}
      : (tensor<i64>, tensor<i64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @range_of_floats(
// CHECK-SAME: %[[A:[a-z0-9]+]]: tensor<f32>{{[^%]*}}, %[[B:[a-z0-9]+]]: tensor<f32>{{[^%]*}}, %[[C:[a-z0-9]+]]: tensor<f32>
// CHECK: %[[V0:.*]] = tensor.extract %[[A]][] : tensor<f32>
// CHECK: %[[V1:.*]] = tensor.extract %[[B]][] : tensor<f32>
// CHECK: %[[V2:.*]] = tensor.extract %[[C]][] : tensor<f32>
// CHECK: %[[V3:.*]] = arith.subf %[[V1]], %[[V0]] : f32
// CHECK: %[[V4:.*]] = arith.extf %[[V3]] : f32 to f64
// CHECK: %[[V5:.*]] = arith.extf %[[V2]] : f32 to f64
// CHECK: %[[V6:.*]] = arith.divf %[[V4]], %[[V5]] : f64
// CHECK: %[[V7:.*]] = arith.maxnumf %[[V6]], %cst{{[_0-9]*}} : f64
// CHECK: %[[V8:.*]] = arith.minnumf %[[V7]], %cst{{[_0-9]*}} : f64
// CHECK: %[[V9:.*]] = arith.fptosi %[[V8]] : f64 to i64
// CHECK: %[[V10:.*]] = arith.sitofp %[[V9]] : i64 to f64
// CHECK: %[[V11:.*]] = arith.cmpf olt, %[[V10]], %[[V8]] : f64
// CHECK: %[[V12:.*]] = arith.extui %[[V11]] : i1 to i64
// CHECK: %[[V13:.*]] = arith.index_cast %[[V9]] : i64 to index
// CHECK: %[[V14:.*]] = arith.index_cast %[[V12]] : i64 to index
// CHECK: %[[V15:.*]] = arith.addi %[[V13]], %[[V14]] : index
// CHECK: %[[V16:.*]] = arith.maxsi %c0{{[_0-9]*}}, %[[V15]] : index
// CHECK: %[[V17:.*]] = toroid.range %[[A]], %[[C]] to [%[[V16]]] : (tensor<f32>, tensor<f32>) -> tensor<?xf32>
// CHECK: return %[[V17]] : tensor<?xf32>
func.func @range_of_floats(%a: tensor<f32>, %b: tensor<f32>, %c: tensor<f32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Range"(%a, %b, %c) {opset = 17 : i64}
      : (tensor<f32>, tensor<f32>, tensor<f32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// Vectors of one element stand for scalars.
// CHECK-LABEL: func.func @range_of_vectors(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[C0:.*]] = toroid.constant dense<1> : tensor<i64>
// CHECK: %[[C1:.*]] = toroid.constant dense<0> : tensor<i64>
// CHECK: %[[D2:.*]] = tensor.dim %[[X]], %c0{{[_0-9]*}} : tensor<?x3xf32>
// CHECK: %[[V3:.*]] = toroid.range %[[C1]], %[[C0]] to [%[[D2]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: return %[[V3]] : tensor<?xi64>
func.func @range_of_vectors(%x: tensor<?x3xf32> {toroid.dims = ["n", 3]})
    -> !onnx.unknown {
  %a = onnx.constant dense<0> : tensor<1xi64> : tensor<1xi64>
  %r0 = onnx.node "Shape"(%x) {opset = 17 : i64, attrs = {end = 1 : i64}}
      : (tensor<?x3xf32>) -> !onnx.unknown
  %c = onnx.constant dense<1> : tensor<i64> : tensor<i64>
  %r1 = onnx.node "Range"(%a, %r0, %c) {opset = 17 : i64}
      : (tensor<1xi64>, !onnx.unknown, tensor<i64>) -> !onnx.unknown
  return %r1 : !onnx.unknown
}

// CHECK-LABEL: func.func @trilu(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %[[V0:.*]] = toroid.trilu %[[X]], %c0{{[_0-9]*}} {upper = true} : (tensor<?x?xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V0]] : tensor<?x?xf32>
func.func @trilu(%x: tensor<?x?xf32>)
    -> !onnx.unknown {
  %r0 = onnx.node "Trilu"(%x) {opset = 17 : i64}
      : (tensor<?x?xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @tril(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %{{.*}}-1 = arith.constant -1 : index
// CHECK: %[[V0:.*]] = toroid.trilu %[[X]], %{{.*}}-1 {upper = false} : (tensor<?x?xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V0]] : tensor<?x?xf32>
func.func @tril(%x: tensor<?x?xf32>)
    -> !onnx.unknown {
  %k = onnx.constant dense<-1> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "Trilu"(%x, %k) {opset = 17 : i64, attrs = {upper = 0 : i64}}
      : (tensor<?x?xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cumsum(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xi64>
// CHECK: %[[V0:.*]] = toroid.cumulate sum, %[[X]] axis = 1 exclusive = true reverse = false : (tensor<?x?xi64>) -> tensor<?x?xi64>
// CHECK: return %[[V0]] : tensor<?x?xi64>
func.func @cumsum(%x: tensor<?x?xi64>)
    -> !onnx.unknown {
  %a = onnx.constant dense<-1> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "CumSum"(%x, %a) {opset = 17 : i64, attrs = {exclusive = 1 : i64}}
      : (tensor<?x?xi64>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// CHECK-LABEL: func.func @cumprod(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x?xf32>
// CHECK: %[[V0:.*]] = toroid.cumulate prod, %[[X]] axis = 1 exclusive = false reverse = true : (tensor<?x?xf32>) -> tensor<?x?xf32>
// CHECK: return %[[V0]] : tensor<?x?xf32>
func.func @cumprod(%x: tensor<?x?xf32>)
    -> !onnx.unknown {
  %a = onnx.constant dense<-1> : tensor<i64> : tensor<i64>
  %r0 = onnx.node "CumProd"(%x, %a) {opset = 26 : i64, attrs = {reverse = 1 : i64}}
      : (tensor<?x?xf32>, tensor<i64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
