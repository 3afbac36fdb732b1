// RUN: toroid-opt --toroid-to-linalg --canonicalize --cse %s | FileCheck %s

// The example of the pass's description.
// CHECK-DAG: #[[$ID:.+]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[$ROW:.+]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[$FIRST:.+]] = affine_map<(d0, d1) -> (d0, 0)>
// CHECK-LABEL: @add(
// CHECK-SAME: %[[X:.+]]: tensor<?x8xf32>, %[[Y:.+]]: tensor<8xf32>
// CHECK: %[[DIM:.+]] = tensor.dim %[[X]], %c0
// CHECK: %[[EMPTY:.+]] = tensor.empty(%[[DIM]]) : tensor<?x8xf32>
// CHECK: linalg.generic {indexing_maps = [#[[$ID]], #[[$ROW]], #[[$ID]]], iterator_types = ["parallel", "parallel"]} ins(%[[X]], %[[Y]] {{.*}} outs(%[[EMPTY]]
// CHECK: arith.addf
func.func @add(%x: tensor<?x8xf32>, %y: tensor<8xf32>) -> tensor<?x8xf32> {
  %0 = toroid.add %x, %y : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// Two dims of one name are equal; nothing is checked.
// CHECK-LABEL: @same_name
// CHECK-NOT: cf.assert
// CHECK: linalg.generic {indexing_maps = [#[[$ID]], #[[$FIRST]], #[[$ID]]]
func.func @same_name(%x: tensor<?x?xf32> {toroid.dims = ["n", "m"]}, %y: tensor<?x1xf32> {toroid.dims = ["n", 1]}) -> tensor<?x?xf32> {
  %0 = toroid.mul %x, %y : (tensor<?x?xf32>, tensor<?x1xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// Only a run can tell which of two dims stretches.
// CHECK-LABEL: @unknown
// CHECK: cf.assert %{{.+}}, "node '/mul': operands do not broadcast"
// CHECK: linalg.generic
// CHECK: %[[I:.+]] = arith.select
// CHECK: tensor.extract %{{.+}}[%[[I]]]
func.func @unknown(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %0 = toroid.mul %x, %y : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32> loc("/mul")
  return %0 : tensor<?xf32>
}

// A splat is a scalar of the body.
// CHECK-LABEL: @splat
// CHECK: %[[HALF:.+]] = arith.constant 5.000000e-01 : f32
// CHECK: linalg.generic {{.*}} ins(%{{[^,]+}} : tensor<4xf32>)
// CHECK: arith.mulf %{{.+}}, %[[HALF]]
func.func @splat(%x: tensor<4xf32>) -> tensor<4xf32> {
  %half = toroid.constant dense<0.5> : tensor<1xf32> : tensor<1xf32>
  %0 = toroid.mul %x, %half : (tensor<4xf32>, tensor<1xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: @bool(
// CHECK-SAME: tensor<4xi8> {toroid.type = tensor<4xi1>}
// CHECK-SAME: -> (tensor<4xi8> {toroid.type = tensor<4xi1>})
// CHECK: %[[C:.+]] = arith.constant dense<[1, 0, 1, 1]> : tensor<4xi8>
// CHECK: arith.cmpi ne
// CHECK: arith.cmpi ne
// CHECK: arith.andi %{{.+}}, %{{.+}} : i1
// CHECK: arith.extui %{{.+}} : i1 to i8
func.func @bool(%x: tensor<4xi1>) -> tensor<4xi1> {
  %c = toroid.constant dense<[true, false, true, true]> : tensor<4xi1> : tensor<4xi1>
  %0 = toroid.and %x, %c : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: @unsigned(
// CHECK-SAME: tensor<4xi8> {toroid.type = tensor<4xui8>}
// CHECK: arith.maxui
func.func @unsigned(%x: tensor<4xui8>) -> tensor<4xui8> {
  %c = toroid.constant dense<[1, 200, 3, 4]> : tensor<4xui8> : tensor<4xui8>
  %0 = toroid.max %x, %c : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  return %0 : tensor<4xui8>
}

// The bytes of a resource are not looked at.
// CHECK-LABEL: @resource
// CHECK: arith.constant dense_resource<flags> : tensor<4xi8>
func.func @resource(%x: tensor<4xi1>) -> tensor<4xi1> {
  %c = toroid.constant dense_resource<flags> : tensor<4xi1> : tensor<4xi1>
  %0 = toroid.or %x, %c : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: @half
// CHECK: linalg.generic
// CHECK: arith.extf %{{.+}} : f16 to f32
// CHECK: math.exp %{{.+}} : f32
// CHECK: arith.truncf %{{.+}} : f32 to f16
func.func @half(%x: tensor<4xf16>) -> tensor<4xf16> {
  %0 = toroid.exp %x : (tensor<4xf16>) -> tensor<4xf16>
  return %0 : tensor<4xf16>
}

// All rows are one product.
// CHECK-LABEL: @linear
// CHECK: %[[ROWS:.+]] = tensor.collapse_shape %{{.+}} {{\[\[}}0, 1], [2]] : tensor<?x?x8xf32> into tensor<?x8xf32>
// CHECK: linalg.matmul ins(%[[ROWS]], %{{.+}} : tensor<?x8xf32>, tensor<8x4xf32>)
// CHECK: tensor.expand_shape
func.func @linear(%x: tensor<?x?x8xf32>, %w: tensor<8x4xf32>) -> tensor<?x?x4xf32> {
  %0 = toroid.matmul %x, %w : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
  return %0 : tensor<?x?x4xf32>
}

// CHECK-LABEL: @batch
// CHECK-NOT: cf.assert
// CHECK: linalg.batch_matmul indexing_maps =
func.func @batch(%x: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "s", 8]}, %y: tensor<?x2x?x8xf32> {toroid.dims = ["b", 2, "t", 8]}) -> tensor<?x2x?x?xf32> {
  %0 = toroid.matmul %x, %y {transpose_rhs} : (tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>) -> tensor<?x2x?x?xf32>
  return %0 : tensor<?x2x?x?xf32>
}

// CHECK-LABEL: @product_of_unknown
// CHECK: cf.assert %{{.+}}, "node '/mm': a product's operands do not fit together"
func.func @product_of_unknown(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %0 = toroid.matmul %x, %y : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32> loc("/mm")
  return %0 : tensor<?x?xf32>
}

// CHECK-LABEL: @gather
// CHECK: %[[OK:.+]] = linalg.generic {{.*}} iterator_types = ["reduction"]
// CHECK: cf.assert %{{.+}}, "node '/embeddings/Gather': index out of range"
// CHECK: linalg.generic
// CHECK: arith.minsi
// CHECK: arith.maxsi
// CHECK: tensor.extract
func.func @gather(%table: tensor<100x8xf32>, %ids: tensor<?xi64>) -> tensor<?x8xf32> {
  %0 = toroid.gather axis = 0 %table, %ids : (tensor<100x8xf32>, tensor<?xi64>) -> tensor<?x8xf32> loc(fused["/embeddings/Gather", "x.py":1:1])
  return %0 : tensor<?x8xf32>
}

// One known place is a slice; that there is one is all there is to check.
// CHECK-LABEL: @gather_first
// CHECK: cf.assert %{{.+}}, "toroid.gather: index out of range"
// CHECK-NOT: linalg
// CHECK: tensor.extract_slice %{{.+}}[0, 0, 0] [%{{.+}}, 1, 8] [1, 1, 1] : tensor<?x?x8xf32> to tensor<?x8xf32>
func.func @gather_first(%x: tensor<?x?x8xf32>) -> tensor<?x8xf32> {
  %zero = toroid.constant dense<0> : tensor<i64> : tensor<i64>
  %0 = toroid.gather axis = 1 %x, %zero : (tensor<?x?x8xf32>, tensor<i64>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// Heads split and merge without a check.
// CHECK-LABEL: @heads
// CHECK-NOT: cf.assert
// CHECK: tensor.expand_shape %{{.+}} {{\[\[}}0], [1], [2, 3]]
// CHECK: linalg.transpose
// CHECK: tensor.collapse_shape %{{.+}} {{\[\[}}0], [1, 2], [3]]
func.func @heads(%x: tensor<?x?x8xf32>) -> tensor<?x?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %b = tensor.dim %x, %c0 : tensor<?x?x8xf32>
  %s = tensor.dim %x, %c1 : tensor<?x?x8xf32>
  %0 = toroid.reshape %x to [%b, %s, 2, 4] : (tensor<?x?x8xf32>) -> tensor<?x?x2x4xf32>
  %1 = toroid.transpose %0 [0, 2, 1, 3] : (tensor<?x?x2x4xf32>) -> tensor<?x2x?x4xf32>
  %rows = arith.muli %s, %c2 : index
  %2 = toroid.reshape %1 to [%b, %rows, 4] : (tensor<?x2x?x4xf32>) -> tensor<?x?x4xf32>
  return %2 : tensor<?x?x4xf32>
}

// CHECK-LABEL: @reshape_unknown
// CHECK: cf.assert %{{.+}}, "toroid.reshape: a reshape changes the number of elements"
func.func @reshape_unknown(%x: tensor<?x8xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %0 = toroid.reshape %x to [%n] : (tensor<?x8xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: @softmax
// CHECK: arith.maximumf
// CHECK: math.exp
// CHECK: arith.addf
// CHECK: arith.divf
func.func @softmax(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = toroid.softmax %x axis = 1 : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// CHECK-LABEL: @trigonometry
// CHECK: math.atanh
// CHECK: math.tan
func.func @trigonometry(%x: tensor<?x8xf16>) -> tensor<?x8xf16> {
  %0 = toroid.atanh %x : (tensor<?x8xf16>) -> tensor<?x8xf16>
  %1 = toroid.tan %0 : (tensor<?x8xf16>) -> tensor<?x8xf16>
  return %1 : tensor<?x8xf16>
}

// By the width or more leaves zeros, or the sign.
// CHECK-LABEL: @shift
// CHECK: arith.cmpi uge
// CHECK: arith.shli
// CHECK: arith.select
// CHECK: arith.cmpi uge
// CHECK: arith.select %{{.+}}, %c31_i32, %
// CHECK: arith.shrsi
func.func @shift(%x: tensor<?xi32>) -> tensor<?xi32> {
  %0 = toroid.shift_left %x, %x : (tensor<?xi32>, tensor<?xi32>) -> tensor<?xi32>
  %1 = toroid.shift_right %0, %x : (tensor<?xi32>, tensor<?xi32>) -> tensor<?xi32>
  return %1 : tensor<?xi32>
}

// CHECK-LABEL: @bit_not
// CHECK: arith.constant -1 : i16
// CHECK: arith.xori
func.func @bit_not(%x: tensor<?xi16>) -> tensor<?xi16> {
  %0 = toroid.not %x : (tensor<?xi16>) -> tensor<?xi16>
  return %0 : tensor<?xi16>
}

// Narrow floats keep their bits; what becomes a bool is 0 or 1.
// CHECK-LABEL: @bitcast
// CHECK-NOT: arith.extf
// CHECK: arith.bitcast %{{.*}} : f16 to i16
// CHECK: arith.cmpi ne
// CHECK: arith.extui
func.func @bitcast(%x: tensor<?xf16>, %y: tensor<?xui8>) -> (tensor<?xui16>, tensor<?xi1>) {
  %0 = toroid.bitcast %x : (tensor<?xf16>) -> tensor<?xui16>
  %1 = toroid.bitcast %y : (tensor<?xui8>) -> tensor<?xi1>
  return %0, %1 : tensor<?xui16>, tensor<?xi1>
}

// CHECK-LABEL: @cumprod
// CHECK: arith.constant 1.000000e+00 : f32
// CHECK: scf.for
// CHECK: arith.mulf
func.func @cumprod(%x: tensor<?x8xf16>) -> tensor<?x8xf16> {
  %0 = toroid.cumulate prod, %x axis = 1 exclusive = false reverse = false : (tensor<?x8xf16>) -> tensor<?x8xf16>
  return %0 : tensor<?x8xf16>
}

// Elements one after the other, in place; what cannot be proved is checked.
// CHECK-LABEL: @scatter_elements
// CHECK: cf.assert %{{.+}}, "toroid.scatter: more indices than the input has elements in a dim"
// CHECK: cf.assert %{{.+}}, "toroid.scatter: index out of range"
// CHECK: scf.for
// CHECK: scf.for
// CHECK: arith.minsi
// CHECK: arith.maxsi
// CHECK: tensor.extract
// CHECK: arith.addf
// CHECK: tensor.insert
func.func @scatter_elements(%x: tensor<?x8xf32>, %i: tensor<?x3x1xi64>, %u: tensor<?x3xf32>) -> tensor<?x8xf32> {
  %0 = toroid.scatter %x, %i, %u dims = [1] window = [0] kind = sum : (tensor<?x8xf32>, tensor<?x3x1xi64>, tensor<?x3xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// Whole rows are boxes.
// CHECK-LABEL: @scatter_rows
// CHECK: scf.for
// CHECK-NOT: scf.for
// CHECK: tensor.extract_slice
// CHECK: tensor.insert_slice
func.func @scatter_rows(%x: tensor<?x8xf32>, %i: tensor<3x1xi64>, %u: tensor<3x8xf32>) -> tensor<?x8xf32> {
  %0 = toroid.scatter %x, %i, %u dims = [0] window = [1] : (tensor<?x8xf32>, tensor<3x1xi64>, tensor<3x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// CHECK-LABEL: @gather_elements
// CHECK: linalg.generic
// CHECK: %[[ROW:.+]] = linalg.index 0
// CHECK: tensor.extract %{{.+}}[%[[ROW]], %{{.+}}]
func.func @gather_elements(%x: tensor<4x8xf32>, %i: tensor<4x3x1xi64>) -> tensor<4x3xf32> {
  %0 = toroid.gather_nd %x, %i dims = [1] window = [0] : (tensor<4x8xf32>, tensor<4x3x1xi64>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// A heap in each row of the results; rows are independent.
// CHECK-LABEL: @top_k
// CHECK: cf.assert %{{.+}}, "toroid.top_k: more elements to select than there are"
// CHECK: linalg.transpose
// CHECK: scf.forall
// CHECK: math.ctlz
// CHECK: scf.for
// CHECK: arith.cmpf uno
// CHECK: scf.if
// CHECK: tensor.parallel_insert_slice
// CHECK: tensor.parallel_insert_slice
// CHECK: linalg.transpose
// CHECK: linalg.transpose
func.func @top_k(%x: tensor<?x4xf32>, %y: tensor<?xf32>) -> (tensor<?x4xf32>, tensor<?x4xi64>) {
  %c0 = arith.constant 0 : index
  %k = tensor.dim %y, %c0 : tensor<?xf32>
  %0:2 = toroid.top_k %x, %k axis = 0 largest = true : tensor<?x4xf32> -> tensor<?x4xf32>, tensor<?x4xi64>
  return %0#0, %0#1 : tensor<?x4xf32>, tensor<?x4xi64>
}

// Nothing to select, so no slices of nothing.
// CHECK-LABEL: @top_k_of_no_rows
// CHECK-NOT: scf.forall
// CHECK: return %{{.+}}, %{{.+}} : tensor<0x2xf32>, tensor<0x2xi64>
func.func @top_k_of_no_rows(%x: tensor<0x4xf32>) -> (tensor<0x2xf32>, tensor<0x2xi64>) {
  %k = arith.constant 2 : index
  %0:2 = toroid.top_k %x, %k axis = 1 largest = true : tensor<0x4xf32> -> tensor<0x2xf32>, tensor<0x2xi64>
  return %0#0, %0#1 : tensor<0x2xf32>, tensor<0x2xi64>
}

// CHECK-LABEL: @top_none
// CHECK-NOT: scf.forall
// CHECK: return %{{.+}}, %{{.+}} : tensor<?x0xf32>, tensor<?x0xi64>
func.func @top_none(%x: tensor<?x4xf32>) -> (tensor<?x0xf32>, tensor<?x0xi64>) {
  %k = arith.constant 0 : index
  %0:2 = toroid.top_k %x, %k axis = 1 largest = true : tensor<?x4xf32> -> tensor<?x0xf32>, tensor<?x0xi64>
  return %0#0, %0#1 : tensor<?x0xf32>, tensor<?x0xi64>
}

// CHECK-LABEL: @scatter_nothing
// CHECK-SAME: %[[X:.+]]: tensor<?x0xf32>, %{{.+}}: tensor<?x1xi64>
// CHECK-NOT: scf.for
// CHECK: return %[[X]]
func.func @scatter_nothing(%x: tensor<?x0xf32>, %i: tensor<?x1xi64>, %u: tensor<?x0xf32>) -> tensor<?x0xf32> {
  %0 = toroid.scatter %x, %i, %u dims = [0] window = [1] : (tensor<?x0xf32>, tensor<?x1xi64>, tensor<?x0xf32>) -> tensor<?x0xf32>
  return %0 : tensor<?x0xf32>
}

// CHECK-LABEL: @slice_of_nothing
// CHECK-SAME: %{{.+}}: tensor<?x0xf32>, %[[DEST:.+]]: tensor<?x0xf32>, %{{.+}}: tensor<?xf32>
// CHECK: cf.assert %{{.+}}, "toroid.slice: a slice reaches outside of its input"
// CHECK-NOT: = tensor.{{.*}}_slice
// CHECK: return %{{.+}}, %[[DEST]]
func.func @slice_of_nothing(%x: tensor<?x0xf32>, %dest: tensor<?x0xf32>, %y: tensor<?xf32>) -> (tensor<1x0xf32>, tensor<?x0xf32>) {
  %c0 = arith.constant 0 : index
  %i = tensor.dim %y, %c0 : tensor<?xf32>
  %0 = toroid.slice %x [%i, 0] [1, 0] [1, 1] : (tensor<?x0xf32>) -> tensor<1x0xf32>
  %1 = toroid.insert_slice %0 into %dest [%i, 0] : (tensor<1x0xf32>, tensor<?x0xf32>) -> tensor<?x0xf32>
  return %0, %1 : tensor<1x0xf32>, tensor<?x0xf32>
}

// A remainder of zero has the divisor's sign as well.
// CHECK-LABEL: @mod
// CHECK: linalg.generic
// CHECK: ^bb0(%{{.+}}: f32, %[[Y:.+]]: f32, %{{.+}}: f32):
// CHECK: %[[REST:.+]] = arith.remf
// CHECK: %[[MOVED:.+]] = arith.select %{{.+}}, %{{.+}}, %[[REST]] : f32
// CHECK: %[[IS_ZERO:.+]] = arith.cmpf oeq, %[[MOVED]], %{{.+}} : f32
// CHECK: %[[ZERO:.+]] = math.copysign %[[MOVED]], %[[Y]] : f32
// CHECK: %[[RESULT:.+]] = arith.select %[[IS_ZERO]], %[[ZERO]], %[[MOVED]] : f32
// CHECK: linalg.yield %[[RESULT]]
func.func @mod(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %0 = toroid.mod %x, %y : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

{-#
  dialect_resources: {
    builtin: {
      flags: "0x0100000001000001"
    }
  }
#-}

// -----

// Each key head serves as many query heads, which only a run can tell.
// CHECK-LABEL: @attention_heads
// CHECK: %[[H:.+]] = tensor.dim %{{.+}}, %c1
// CHECK: arith.divsi
// CHECK: cf.assert %{{.+}}, "node '/attention': the key heads do not divide the query heads"
func.func @attention_heads(%q: tensor<1x?x3x4xf32> {toroid.dims = [1, "h", 3, 4]}, %k: tensor<1x?x5x4xf32> {toroid.dims = [1, "g", 5, 4]}) -> tensor<1x?x3x4xf32> {
  %0 = toroid.attention %q, %k, %k scale = 0.5 : (tensor<1x?x3x4xf32>, tensor<1x?x5x4xf32>, tensor<1x?x5x4xf32>) -> tensor<1x?x3x4xf32> loc("/attention")
  return %0 : tensor<1x?x3x4xf32>
}

// -----

// One key head, or as many as there are query heads, is no question.
// CHECK-LABEL: @attention_known_heads
// CHECK-NOT: cf.assert
func.func @attention_known_heads(%q: tensor<1x?x3x4xf32> {toroid.dims = [1, "h", 3, 4]}, %k: tensor<1x1x5x4xf32>) -> (tensor<1x?x3x4xf32>, tensor<1x?x3x4xf32>) {
  %0 = toroid.attention %q, %k, %k scale = 0.5 : (tensor<1x?x3x4xf32>, tensor<1x1x5x4xf32>, tensor<1x1x5x4xf32>) -> tensor<1x?x3x4xf32>
  %1 = toroid.attention %q, %q, %q scale = 0.5 : (tensor<1x?x3x4xf32>, tensor<1x?x3x4xf32>, tensor<1x?x3x4xf32>) -> tensor<1x?x3x4xf32>
  return %0, %1 : tensor<1x?x3x4xf32>, tensor<1x?x3x4xf32>
}

// -----

// Weights that are joined stay constants; what a run knows is inserted.

// CHECK-LABEL: func.func @joined_weights
// CHECK: tensor.concat dim(1) %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<2x5xf32>) -> tensor<2x8xf32>
// CHECK: tensor.insert_slice
func.func @joined_weights(%x: tensor<2x3xf32>) -> (tensor<2x8xf32>, tensor<2x8xf32>) {
  %a = toroid.constant dense_resource<a> : tensor<2x3xf32> : tensor<2x3xf32>
  %b = toroid.constant dense_resource<b> : tensor<2x5xf32> : tensor<2x5xf32>
  %0 = toroid.concat axis = 1 %a, %b : (tensor<2x3xf32>, tensor<2x5xf32>) -> tensor<2x8xf32>
  %1 = toroid.concat axis = 1 %x, %b : (tensor<2x3xf32>, tensor<2x5xf32>) -> tensor<2x8xf32>
  return %0, %1 : tensor<2x8xf32>, tensor<2x8xf32>
}

// Residuals are added up first; the sum is what statistics read, and a result.
// CHECK-LABEL: @layer_norm_residuals
// CHECK: %[[A:.+]] = linalg.generic {{.*}} ins(%arg0, %arg1 :
// CHECK: arith.addf
// CHECK: %[[S:.+]] = linalg.generic {{.*}} ins(%[[A]], %arg2 :
// CHECK: arith.addf
// CHECK: linalg.generic {{.*}} ins(%[[S]] :
// CHECK: linalg.generic {{.*}} ins(%[[S]], %{{.+}} :
// CHECK: %[[Y:.+]] = linalg.generic {{.*}} ins(%[[S]], %{{.+}}, %{{.+}}, %arg2
// CHECK: return %[[Y]], %[[S]] : tensor<?x8xf16>, tensor<?x8xf16>
func.func @layer_norm_residuals(%x: tensor<?x8xf16> {toroid.dims = ["n", 8]}, %r: tensor<?x8xf16> {toroid.dims = ["n", 8]}, %g: tensor<8xf16>) -> (tensor<?x8xf16>, tensor<?x8xf16>) {
  %0, %1 = toroid.layer_norm %x, %g, %g residuals(%r, %g) axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf16>, tensor<8xf16>, tensor<8xf16>, tensor<?x8xf16>, tensor<8xf16>) -> (tensor<?x8xf16>, tensor<?x8xf16>)
  return %0, %1 : tensor<?x8xf16>, tensor<?x8xf16>
}

// All rows are read where they are added up, after a check of each index.
// CHECK-LABEL: @embedding
// CHECK: cf.assert %{{.+}}, "{{.*}}index out of range of table #0"
// CHECK: cf.assert %{{.+}}, "{{.*}}index out of range of table #1"
// CHECK: linalg.generic {{.*}} ins(%arg2, %arg3, %arg4 : tensor<?x?xi64>, tensor<1x?xi64>, tensor<8xf16>)
// CHECK: tensor.extract %arg0
// CHECK: arith.extf
// CHECK: tensor.extract %arg1
// CHECK: arith.addf
// CHECK: arith.addf
// CHECK: arith.truncf
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @embedding(%t: tensor<9x8xf16>, %p: tensor<5x8xf16>, %i: tensor<?x?xi64> {toroid.dims = ["b", "s"]}, %j: tensor<1x?xi64> {toroid.dims = [1, "s"]}, %c: tensor<8xf16>) -> tensor<?x?x8xf16> {
  %0 = toroid.embedding tables(%t, %p) indices(%i, %j) terms(%c) : (tensor<9x8xf16>, tensor<5x8xf16>, tensor<?x?xi64>, tensor<1x?xi64>, tensor<8xf16>) -> tensor<?x?x8xf16>
  return %0 : tensor<?x?x8xf16>
}
