// RUN: toroid-opt --toroid-vectorize-loops=target=avx512 --canonicalize --split-input-file %s | FileCheck %s

#id = affine_map<(i) -> (i)>

// Two vectors: no remainder.
// CHECK-LABEL: func.func @whole
// CHECK: scf.for %[[I:.*]] = %c0 to %c32 step %c16
// CHECK: %[[V:.*]] = vector.load %{{.*}}[%[[I]]] : memref<32xf32>, vector<16xf32>
// CHECK: %[[E:.*]] = math.exp %[[V]] : vector<16xf32>
// CHECK: vector.store %[[E]], %{{.*}}[%[[I]]]
// CHECK-NOT: vector.maskedload
func.func @whole(%a: memref<32xf32>, %b: memref<32xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : memref<32xf32>) outs(%b : memref<32xf32>) {
  ^bb0(%x: f32, %o: f32):
    %e = math.exp %x : f32
    linalg.yield %e : f32
  }
  return
}

// -----

#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// A reduction along the rows: lanes first, combined once. What is left of a row
// runs under a mask, and counts for nothing beyond it.
// CHECK-LABEL: func.func @reduce
// CHECK-SAME: %[[A:.*]]: memref<?x?xf32>, %[[MEAN:.*]]: memref<?xf32>, %[[OUT:.*]]: memref<?xf32>
// CHECK: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK: scf.for %[[I:.*]] =
// CHECK: %[[M:.*]] = memref.load %[[MEAN]][%[[I]]]
// CHECK: %[[SUM:.*]] = scf.for {{.*}} iter_args(%[[ACC:.*]] = %[[ZERO]])
// CHECK: vector.load
// CHECK: vector.broadcast %[[M]]
// CHECK: %[[REST:.*]] = scf.if
// CHECK: %[[MASK:.*]] = vector.create_mask
// CHECK: vector.maskedload
// CHECK: %[[NEXT:.*]] = arith.addf
// CHECK: arith.select %[[MASK]], %[[NEXT]], %[[SUM]]
// CHECK: vector.reduction <add>, %[[REST]] fastmath<reassoc>
// CHECK: memref.store
func.func @reduce(%a: memref<?x?xf32>, %mean: memref<?xf32>, %out: memref<?xf32>) {
  linalg.generic {indexing_maps = [#ij, #i, #i], iterator_types = ["parallel", "reduction"]}
      ins(%a, %mean : memref<?x?xf32>, memref<?xf32>) outs(%out : memref<?xf32>) {
  ^bb0(%x: f32, %m: f32, %acc: f32):
    %d = arith.subf %x, %m : f32
    %q = arith.mulf %d, %d : f32
    %s = arith.addf %acc, %q : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#ij = affine_map<(i, j) -> (i, j)>
#j = affine_map<(i, j) -> (j)>

// A reduction over the rows runs inside the vectors.
// CHECK-LABEL: func.func @columns
// CHECK: scf.for %[[J:.*]] = %c0 to %c64 step %c16
// CHECK: %[[MAX:.*]] = scf.for
// CHECK: arith.maximumf %{{.*}}, %{{.*}} : vector<16xf32>
// CHECK: vector.store %[[MAX]]
func.func @columns(%a: memref<10x64xf32>, %out: memref<64xf32>) {
  linalg.generic {indexing_maps = [#ij, #j], iterator_types = ["reduction", "parallel"]}
      ins(%a : memref<10x64xf32>) outs(%out : memref<64xf32>) {
  ^bb0(%x: f32, %acc: f32):
    %s = arith.maximumf %acc, %x : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// Rows of a table: the row is read once for each, its elements contiguously.
// Eight 64-bit lanes fill a vector.
// CHECK-LABEL: func.func @gather
// CHECK: scf.for
// CHECK: %[[ID:.*]] = memref.load %{{.*}} : memref<5xi64>
// CHECK: scf.for %[[J:.*]] = %c0 to %c64 step %c8
// CHECK: %[[ROW:.*]] = arith.index_cast %[[ID]]
// CHECK: vector.load %{{.*}}[%[[ROW]], %[[J]]] : memref<100x64xf64>, vector<8xf64>
func.func @gather(%ids: memref<5xi64>, %table: memref<100x64xf64>, %out: memref<5x64xf64>) {
  linalg.generic {indexing_maps = [#i, #ij], iterator_types = ["parallel", "parallel"]}
      ins(%ids : memref<5xi64>) outs(%out : memref<5x64xf64>) {
  ^bb0(%id: i64, %o: f64):
    %row = arith.index_cast %id : i64 to index
    %j = linalg.index 1 : index
    %v = memref.load %table[%row, %j] : memref<100x64xf64>
    linalg.yield %v : f64
  }
  return
}

// -----

#ij = affine_map<(i, j) -> (i, j)>
#ji = affine_map<(i, j) -> (j, i)>

// A transposed operand is gathered; the result is stored in whole vectors.
// CHECK-LABEL: func.func @gathered
// CHECK: vector.gather %{{.*}}[%{{.*}}, %{{.*}}] [%{{.*}}], %{{.*}}, %{{.*}} : memref<32x16xf32>
// CHECK: vector.store
func.func @gathered(%a: memref<32x16xf32>, %b: memref<16x32xf32>) {
  linalg.generic {indexing_maps = [#ji, #ij], iterator_types = ["parallel", "parallel"]}
      ins(%a : memref<32x16xf32>) outs(%b : memref<16x32xf32>) {
  ^bb0(%x: f32, %o: f32):
    %y = arith.negf %x : f32
    linalg.yield %y : f32
  }
  return
}

// -----

#ij = affine_map<(h, i, j) -> (i, h, j)>
#ji = affine_map<(h, i, j) -> (h, j, i)>

// What only moves does so in squares that fit the registers.
// CHECK-LABEL: func.func private @toroid_pack_0(
// CHECK-SAME: memref<32x?xf32, strided<[?, 1], offset: ?>>
// CHECK-COUNT-16: vector.load
// CHECK-COUNT-16: vector.store
// CHECK-LABEL: func.func @transposed
// CHECK: scf.for %[[H:.*]] = %c0 to %c3 step %c1
// CHECK: %[[FROM:.*]] = memref.subview %{{.*}}[%[[H]], 0, 0] [1, 32, %{{.*}}]
// CHECK: %[[TO:.*]] = memref.subview %{{.*}}[0, %[[H]], 0] [%{{.*}}, 1, 32]
// CHECK: call @toroid_pack_0(
func.func @transposed(%a: memref<3x32x?xf32>, %b: memref<?x3x32xf32>) {
  linalg.generic {indexing_maps = [#ji, #ij], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a : memref<3x32x?xf32>) outs(%b : memref<?x3x32xf32>) {
  ^bb0(%x: f32, %o: f32):
    linalg.yield %x : f32
  }
  return
}

// -----

#ij = affine_map<(i, j) -> (i, j)>
#ji = affine_map<(i, j) -> (j, i)>

// Less than a square, and other widths, are gathered.
// CHECK-LABEL: func.func @not_square
// CHECK-NOT: call
// CHECK: return
func.func @not_square(%a: memref<32x5xf32>, %b: memref<5x32xf32>, %c: memref<32x16xf64>, %d: memref<16x32xf64>) {
  linalg.generic {indexing_maps = [#ji, #ij], iterator_types = ["parallel", "parallel"]}
      ins(%a : memref<32x5xf32>) outs(%b : memref<5x32xf32>) {
  ^bb0(%x: f32, %o: f32):
    linalg.yield %x : f32
  }
  linalg.generic {indexing_maps = [#ji, #ij], iterator_types = ["parallel", "parallel"]}
      ins(%c : memref<32x16xf64>) outs(%d : memref<16x32xf64>) {
  ^bb0(%x: f64, %o: f64):
    linalg.yield %x : f64
  }
  return
}

// -----

#q = affine_map<(q, k) -> (q)>
#kq = affine_map<(q, k) -> (k, q)>

// A reduction down the columns: the sums of 16 of them are carried through it,
// elements are written on its way, and what it leaves alone is loaded ahead.
// CHECK-LABEL: func.func @sums_of_columns
// CHECK: scf.for %[[Q:.*]] = %c0 to %c32 step %c16
// CHECK: %[[M:.*]] = vector.load %{{.*}}[%[[Q]]] : memref<32xf32>
// CHECK: %[[SUM:.*]] = vector.load %{{.*}}[%[[Q]]] : memref<32xf32>
// CHECK: %[[LAST:.*]] = scf.for %[[K:.*]] = %c0 to %c100 step %c1 iter_args(%[[CARRIED:.*]] = %[[SUM]])
// CHECK: %[[X:.*]] = vector.load %{{.*}}[%[[K]], %[[Q]]]
// CHECK: %[[Y:.*]] = arith.subf %[[X]], %[[M]]
// CHECK: %[[NEXT:.*]] = arith.addf %[[CARRIED]], %[[Y]]
// CHECK: vector.store %[[Y]], %{{.*}}[%[[K]], %[[Q]]]
// CHECK: scf.yield %[[NEXT]]
// CHECK: vector.store %[[LAST]], %{{.*}}[%[[Q]]]
func.func @sums_of_columns(%m: memref<32xf32>, %x: memref<100x32xf32>, %s: memref<32xf32>) {
  linalg.generic {indexing_maps = [#q, #kq, #q], iterator_types = ["parallel", "reduction"]}
      ins(%m : memref<32xf32>) outs(%x, %s : memref<100x32xf32>, memref<32xf32>) {
  ^bb0(%max: f32, %score: f32, %sum: f32):
    %y = arith.subf %score, %max : f32
    %next = arith.addf %sum, %y : f32
    linalg.yield %y, %next : f32, f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>

// No vector form: an element is chosen by the data. Copies and fills have one.
// CHECK-LABEL: func.func @scalar
// CHECK: scf.for
// CHECK: memref.load
// CHECK: memref.load
// CHECK: memref.store
// CHECK: vector.store
// CHECK: vector.load
// CHECK: vector.store
func.func @scalar(%ids: memref<32xindex>, %table: memref<100xf32>, %out: memref<32xf32>, %fill: memref<16xf32>, %x: f32) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%ids : memref<32xindex>) outs(%out : memref<32xf32>) {
  ^bb0(%id: index, %o: f32):
    %v = memref.load %table[%id] : memref<100xf32>
    linalg.yield %v : f32
  }
  linalg.fill ins(%x : f32) outs(%fill : memref<16xf32>)
  %part = memref.subview %out[16] [16] [1] : memref<32xf32> to memref<16xf32, strided<[1], offset: 16>>
  memref.copy %fill, %part : memref<16xf32> to memref<16xf32, strided<[1], offset: 16>>
  return
}

// -----

// Dims that are contiguous on both sides are copied as one.
// CHECK-LABEL: func.func @copy
// CHECK: %[[FROM:.*]] = memref.collapse_shape %{{.*}} {{\[}}[0], [1, 2]] : memref<3x?x64xf32> into memref<3x?xf32>
// CHECK: %[[TO:.*]] = memref.collapse_shape %{{.*}} {{\[}}[0], [1, 2]] : memref<3x?x64xf32, strided<[?, 64, 1]>> into memref<3x?xf32, strided<[?, 1]>>
// CHECK: scf.for %[[I:.*]] = %c0
// CHECK: scf.for %[[J:.*]] = %c0
// CHECK-NEXT: vector.load %[[FROM]][%[[I]], %[[J]]]
// CHECK-NEXT: vector.store %{{.*}}, %[[TO]][%[[I]], %[[J]]] :
// Past the caches, where that is asked for.
// CHECK: vector.store %{{.*}} {alignment = 64 : i64, nontemporal = true} :
func.func @copy(%from: memref<3x?x64xf32>, %to: memref<3x?x64xf32, strided<[?, 64, 1]>>) {
  memref.copy %from, %to : memref<3x?x64xf32> to memref<3x?x64xf32, strided<[?, 64, 1]>>
  memref.copy %from, %to {toroid.stream} : memref<3x?x64xf32> to memref<3x?x64xf32, strided<[?, 64, 1]>>
  return
}

// -----

#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// Elements are written along the loop that reduces them.
// CHECK-LABEL: func.func @elements_and_sum
// CHECK: scf.for
// CHECK: %[[SUM:.*]] = scf.for {{.*}} iter_args
// CHECK: %[[E:.*]] = math.exp {{.*}} : vector<16xf32>
// CHECK: vector.store %[[E]], %arg0
// CHECK: vector.maskedstore %arg0
// CHECK: vector.reduction <add>
// CHECK: memref.store {{.*}}, %arg1
func.func @elements_and_sum(%a: memref<5x70xf32>, %sum: memref<5xf32>) {
  linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]}
      outs(%a, %sum : memref<5x70xf32>, memref<5xf32>) {
  ^bb0(%x: f32, %s: f32):
    %e = math.exp %x : f32
    %t = arith.addf %s, %e : f32
    linalg.yield %e, %t : f32, f32
  }
  return
}

// -----

#max = affine_map<(q, k) -> (0, q)>
#kq = affine_map<(q, k) -> (k, q)>
#sum = affine_map<(q, k) -> (q)>

// What is loaded ahead for the last, masked vector knows nothing of the loop
// inside the others.
// CHECK-LABEL: func.func @masked_columns
// CHECK: scf.for
// CHECK: vector.load
// CHECK: scf.for
// CHECK: scf.if
// CHECK: %[[MASK:.*]] = vector.create_mask
// CHECK: %[[M:.*]] = vector.maskedload %{{.*}}[%c0, %{{.*}}], %[[MASK]]
// CHECK: scf.for
// CHECK: arith.subf %{{.*}}, %[[M]]
func.func @masked_columns(%m: memref<1x?xf32>, %x: memref<?x?xf32>, %s: memref<?xf32>) {
  linalg.generic {indexing_maps = [#max, #kq, #sum], iterator_types = ["parallel", "reduction"]}
      ins(%m, %x : memref<1x?xf32>, memref<?x?xf32>) outs(%s : memref<?xf32>) {
  ^bb0(%max: f32, %score: f32, %sum: f32):
    %y = arith.subf %score, %max : f32
    %next = arith.addf %sum, %y : f32
    linalg.yield %next : f32
  }
  return
}
