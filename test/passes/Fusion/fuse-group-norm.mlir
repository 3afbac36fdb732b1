// RUN: toroid-opt %s --split-input-file --toroid-fuse-group-norm --canonicalize | FileCheck %s

// As torch's exporter writes it.
// CHECK-LABEL: func @exported
// CHECK-DAG: %[[G:.*]] = toroid.reshape %arg1 to [4]
// CHECK-DAG: %[[B:.*]] = toroid.reshape %arg2 to [4]
// CHECK: %[[Y:.*]] = toroid.group_norm %arg0, %[[G]], %[[B]] groups = 2 epsilon = 1.000000e-05 : (tensor<?x4x3x5xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x3x5xf32>
// CHECK-NEXT: return %[[Y]]
func.func @exported(%x: tensor<?x4x3x5xf32>, %g: tensor<4x1x1xf32>, %b: tensor<1x4x1x1xf32>) -> tensor<?x4x3x5xf32> {
  %0 = arith.constant 0 : index
  %n = tensor.dim %x, %0 : tensor<?x4x3x5xf32>
  %one = toroid.constant dense<1.0> : tensor<2xf32> : tensor<2xf32>
  %zero = toroid.constant dense<0.0> : tensor<2xf32> : tensor<2xf32>
  %c = toroid.reshape %x to [%n, 2, 30] : (tensor<?x4x3x5xf32>) -> tensor<?x2x30xf32>
  %i = toroid.group_norm %c, %one, %zero groups = 2 epsilon = 1.0e-5 : (tensor<?x2x30xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2x30xf32>
  %r = toroid.reshape %i to [%n, 4, 3, 5] : (tensor<?x2x30xf32>) -> tensor<?x4x3x5xf32>
  %s = toroid.mul %g, %r : (tensor<4x1x1xf32>, tensor<?x4x3x5xf32>) -> tensor<?x4x3x5xf32>
  %y = toroid.add %s, %b : (tensor<?x4x3x5xf32>, tensor<1x4x1x1xf32>) -> tensor<?x4x3x5xf32>
  return %y : tensor<?x4x3x5xf32>
}

// -----

// Spelled out, that has been a layer norm before; places of any number, half
// precision, no scale and bias.
// CHECK-LABEL: func @spelled_out
// CHECK: toroid.group_norm %arg0, %{{.*}}, %{{.*}} groups = 3 {{.*}} : (tensor<2x6x?xf16>, tensor<6xf16>, tensor<6xf16>) -> tensor<2x6x?xf16>
func.func @spelled_out(%x: tensor<2x6x?xf16> {toroid.dims = [2, 6, "t"]}) -> tensor<2x6x?xf16> {
  %2 = arith.constant 2 : index
  %t = tensor.dim %x, %2 : tensor<2x6x?xf16>
  %one = toroid.constant dense<1.0> : tensor<f16> : tensor<f16>
  %c = toroid.reshape %x to [2, 3, 2, %t] : (tensor<2x6x?xf16>) -> tensor<2x3x2x?xf16>
  %i = toroid.layer_norm %c, %one axis = 2 epsilon = 1.0e-5 : (tensor<2x3x2x?xf16>, tensor<f16>) -> tensor<2x3x2x?xf16>
  %r = toroid.reshape %i to [2, 6, %t] : (tensor<2x3x2x?xf16>) -> tensor<2x6x?xf16>
  return %r : tensor<2x6x?xf16>
}

// -----

// tf2onnx's layer norm: an instance norm of positions, scaled along features.
// CHECK-LABEL: func @layer_norm
// CHECK-NEXT: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1, %arg2 axis = 2 epsilon = 1.000000e-03 : (tensor<?x7x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x7x8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @layer_norm(%x: tensor<?x7x8xf32>, %g: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<?x7x8xf32> {
  %one = toroid.constant dense<1.0> : tensor<7xf32> : tensor<7xf32>
  %zero = toroid.constant dense<0.0> : tensor<7xf32> : tensor<7xf32>
  %i = toroid.group_norm %x, %one, %zero groups = 7 epsilon = 1.0e-3 : (tensor<?x7x8xf32>, tensor<7xf32>, tensor<7xf32>) -> tensor<?x7x8xf32>
  %s = toroid.mul %i, %g : (tensor<?x7x8xf32>, tensor<8xf32>) -> tensor<?x7x8xf32>
  %y = toroid.add %s, %b : (tensor<?x7x8xf32>, tensor<8xf32>) -> tensor<?x7x8xf32>
  return %y : tensor<?x7x8xf32>
}

// The same with a number of positions that only a run knows.
// CHECK-LABEL: func @layer_norm_dynamic
// CHECK: %[[Y:.*]] = toroid.layer_norm %arg0, %arg1, %arg2 axis = 2 epsilon = 1.000000e-03
// CHECK-NEXT: return %[[Y]]
func.func @layer_norm_dynamic(%x: tensor<?x?x8xf32> {toroid.dims = ["b", "s", 8]}, %g: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<?x?x8xf32> {
  %1 = arith.constant 1 : index
  %n = tensor.dim %x, %1 : tensor<?x?x8xf32>
  %c1 = toroid.constant dense<1.0> : tensor<f32> : tensor<f32>
  %c0 = toroid.constant dense<0.0> : tensor<f32> : tensor<f32>
  %one = toroid.broadcast_to %c1 to [%n] : (tensor<f32>) -> tensor<?xf32>
  %zero = toroid.broadcast_to %c0 to [%n] : (tensor<f32>) -> tensor<?xf32>
  %ones = toroid.reshape %one to [%n, 1] : (tensor<?xf32>) -> tensor<?x1xf32>
  %zeros = toroid.reshape %zero to [%n, 1] : (tensor<?xf32>) -> tensor<?x1xf32>
  %i = toroid.layer_norm %x, %ones, %zeros axis = 2 epsilon = 1.0e-3 : (tensor<?x?x8xf32>, tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x?x8xf32>
  %s = toroid.mul %i, %g : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  %y = toroid.add %s, %b : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  return %y : tensor<?x?x8xf32>
}

// -----

// An instance norm takes in what follows; a scale by place does not belong to
// it, nor does one to a norm that has some.
// CHECK-LABEL: func @instance
// CHECK: toroid.group_norm %arg0, %{{.*}}, %{{.*}} groups = 4
// CHECK-NEXT: %[[A:.*]] = toroid.mul %{{.*}}, %arg2
// CHECK: %[[N:.*]] = toroid.group_norm %arg0, %arg3, %arg3 groups = 4
// CHECK-NEXT: %[[B:.*]] = toroid.mul %[[N]], %arg1
// CHECK-NEXT: return %[[A]], %[[B]]
func.func @instance(%x: tensor<2x4x5xf32>, %g: tensor<4x1xf32>, %p: tensor<4x5xf32>, %w: tensor<4xf32>) -> (tensor<2x4x5xf32>, tensor<2x4x5xf32>) {
  %one = toroid.constant dense<1.0> : tensor<4xf32> : tensor<4xf32>
  %zero = toroid.constant dense<0.0> : tensor<4xf32> : tensor<4xf32>
  %i = toroid.group_norm %x, %one, %zero groups = 4 epsilon = 1.0e-3 : (tensor<2x4x5xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4x5xf32>
  %s = toroid.mul %i, %g : (tensor<2x4x5xf32>, tensor<4x1xf32>) -> tensor<2x4x5xf32>
  %y = toroid.mul %s, %p : (tensor<2x4x5xf32>, tensor<4x5xf32>) -> tensor<2x4x5xf32>
  %j = toroid.group_norm %x, %w, %w groups = 4 epsilon = 1.0e-3 : (tensor<2x4x5xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4x5xf32>
  %z = toroid.mul %j, %g : (tensor<2x4x5xf32>, tensor<4x1xf32>) -> tensor<2x4x5xf32>
  return %y, %z : tensor<2x4x5xf32>, tensor<2x4x5xf32>
}

// -----

// Groups with a scale of their own.
// CHECK-LABEL: func @scaled_groups
// CHECK: toroid.group_norm {{.*}}toroid.unfused = {kind = "group_norm", predicate = "neutral-parts"}
func.func @scaled_groups(%x: tensor<3x4x10xf32>, %w: tensor<2xf32>) -> tensor<3x4x10xf32> {
  %c = toroid.reshape %x to [3, 2, 20] : (tensor<3x4x10xf32>) -> tensor<3x2x20xf32>
  %i = toroid.group_norm %c, %w, %w groups = 2 epsilon = 1.0e-5 : (tensor<3x2x20xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2x20xf32>
  %r = toroid.reshape %i to [3, 4, 10] : (tensor<3x2x20xf32>) -> tensor<3x4x10xf32>
  return %r : tensor<3x4x10xf32>
}

// -----

// CHECK-LABEL: func @groups_read
// CHECK: toroid.group_norm {{.*}} predicate = "single-reader"
func.func @groups_read(%x: tensor<3x4x10xf32>) -> (tensor<3x4x10xf32>, tensor<3x2x20xf32>) {
  %one = toroid.constant dense<1.0> : tensor<2xf32> : tensor<2xf32>
  %zero = toroid.constant dense<0.0> : tensor<2xf32> : tensor<2xf32>
  %c = toroid.reshape %x to [3, 2, 20] : (tensor<3x4x10xf32>) -> tensor<3x2x20xf32>
  %i = toroid.group_norm %c, %one, %zero groups = 2 epsilon = 1.0e-5 : (tensor<3x2x20xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2x20xf32>
  %r = toroid.reshape %i to [3, 4, 10] : (tensor<3x2x20xf32>) -> tensor<3x4x10xf32>
  return %r, %i : tensor<3x4x10xf32>, tensor<3x2x20xf32>
}

// -----

// CHECK-LABEL: func @other_shape
// CHECK: toroid.group_norm {{.*}}toroid.unfused = {found = "'reshape'", kind = "group_norm", predicate = "same-shape"}
func.func @other_shape(%x: tensor<3x4x10xf32>) -> tensor<3x10x4xf32> {
  %one = toroid.constant dense<1.0> : tensor<2xf32> : tensor<2xf32>
  %zero = toroid.constant dense<0.0> : tensor<2xf32> : tensor<2xf32>
  %c = toroid.reshape %x to [3, 2, 20] : (tensor<3x4x10xf32>) -> tensor<3x2x20xf32>
  %i = toroid.group_norm %c, %one, %zero groups = 2 epsilon = 1.0e-5 : (tensor<3x2x20xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2x20xf32>
  %r = toroid.reshape %i to [3, 10, 4] : (tensor<3x2x20xf32>) -> tensor<3x10x4xf32>
  return %r : tensor<3x10x4xf32>
}

// -----

// Rows of a batch that is folded in front are no groups.
// CHECK-LABEL: func @folded_batch
// CHECK-NOT: unfused
func.func @folded_batch(%x: tensor<6x8xf32>) -> tensor<6x8xf32> {
  %one = toroid.constant dense<1.0> : tensor<8xf32> : tensor<8xf32>
  %c = toroid.reshape %x to [2, 3, 8] : (tensor<6x8xf32>) -> tensor<2x3x8xf32>
  %i = toroid.layer_norm %c, %one axis = 2 epsilon = 1.0e-5 : (tensor<2x3x8xf32>, tensor<8xf32>) -> tensor<2x3x8xf32>
  %r = toroid.reshape %i to [6, 8] : (tensor<2x3x8xf32>) -> tensor<6x8xf32>
  return %r : tensor<6x8xf32>
}
