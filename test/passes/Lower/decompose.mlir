// RUN: toroid-opt --toroid-decompose %s | FileCheck %s
// RUN: toroid-opt --toroid-decompose=ops=silu,rotary %s | FileCheck %s --check-prefix=ONLY
// RUN: toroid-opt --toroid-decompose=except=attention %s | FileCheck %s --check-prefix=EXCEPT
// RUN: not toroid-opt --toroid-decompose=ops=exp %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// ONLY: toroid.attention
// ONLY: toroid.rms_norm
// ONLY-NOT: toroid.silu
// ONLY-NOT: toroid.rotary
// EXCEPT: toroid.attention
// EXCEPT-NOT: toroid.rms_norm
// UNKNOWN: error: there is no fused op 'exp'

// CHECK-LABEL: @plain(
// CHECK-SAME: %[[Q:.+]]: tensor<1x2x?x4xf32>, %[[K:.+]]: tensor<1x2x?x4xf32>, %[[V:.+]]: tensor<1x2x?x4xf32>
// CHECK: %[[S:.+]] = toroid.matmul %[[Q]], %[[K]] {transpose_rhs} : {{.*}} -> tensor<1x2x?x?xf32>
// CHECK: %[[C:.+]] = toroid.constant dense<5.000000e-01>
// CHECK: %[[M:.+]] = toroid.mul %[[S]], %[[C]]
// CHECK: %[[P:.+]] = toroid.softmax %[[M]] axis = 3
// CHECK: toroid.matmul %[[P]], %[[V]]
func.func @plain(%q: tensor<1x2x?x4xf32>, %k: tensor<1x2x?x4xf32>, %v: tensor<1x2x?x4xf32>) -> tensor<1x2x?x4xf32> {
  %0 = toroid.attention %q, %k, %v scale = 5.000000e-01 : (tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>, tensor<1x2x?x4xf32>) -> tensor<1x2x?x4xf32>
  return %0 : tensor<1x2x?x4xf32>
}

// Each term in its place: bias, mask, masked bias, causal.
// CHECK-LABEL: @terms
// CHECK: toroid.add %{{.+}}, %arg1
// CHECK: toroid.select %arg2
// CHECK: toroid.add %{{.+}}, %arg3
// CHECK: toroid.compare gt
// CHECK: toroid.constant dense<0xFF800000>
// CHECK: toroid.select
// CHECK: toroid.reduce max
// CHECK: toroid.softmax
// CHECK: toroid.select
func.func @terms(%q: tensor<1x2x3x4xf32>, %b: tensor<3x3xf32>, %m: tensor<1x1x1x3xi1>, %mb: tensor<3xf32>) -> tensor<1x2x3x4xf32> {
  %0 = toroid.attention %q, %q, %q bias(%b) mask(%m) masked_bias(%mb) scale = 0.5 masked_rows = zero {causal, mask_value = -1.0e9 : f64} : (tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<3x3xf32>, tensor<1x1x1x3xi1>, tensor<3xf32>) -> tensor<1x2x3x4xf32>
  return %0 : tensor<1x2x3x4xf32>
}

// A row of no key gets scores that are the same.
// CHECK-LABEL: @uniform
// CHECK: %[[S:.*]] = toroid.select {{.*}} : (tensor<1x1x1x3xi1>, tensor<1x2x3x3xf32>, tensor<f32>)
// CHECK: %[[MOST:.*]] = toroid.reduce max, %[[S]] axes = [3] keep_dims = true
// CHECK: %[[NONE:.*]] = toroid.compare eq, %[[MOST]], %{{.*}}
// CHECK: %[[ZERO:.*]] = toroid.constant dense<0.000000e+00>
// CHECK: %[[ALIKE:.*]] = toroid.select %[[NONE]], %[[ZERO]], %[[S]]
// CHECK: toroid.softmax %[[ALIKE]] axis = 3
func.func @uniform(%q: tensor<1x2x3x4xf32>, %m: tensor<1x1x1x3xi1>) -> tensor<1x2x3x4xf32> {
  %0 = toroid.attention %q, %q, %q mask(%m) scale = 0.5 masked_rows = uniform : (tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x1x1x3xi1>) -> tensor<1x2x3x4xf32>
  return %0 : tensor<1x2x3x4xf32>
}

// The logarithm of a row's sum, relative to its maximum.
// CHECK-LABEL: @sums
// CHECK: toroid.softmax %[[S:.*]] axis = 3
// CHECK: %[[MOST:.*]] = toroid.reduce max, %[[S]]
// CHECK: %[[REFERENCE:.*]] = toroid.select %{{.*}}, %{{.*}}, %[[MOST]]
// CHECK: %[[D:.*]] = toroid.sub %[[S]], %[[REFERENCE]]
// CHECK: %[[E:.*]] = toroid.exp %[[D]]
// CHECK: %[[SUM:.*]] = toroid.reduce sum, %[[E]]
// CHECK: %[[LOG:.*]] = toroid.log %[[SUM]]
// CHECK: %[[Y:.*]] = toroid.add %[[LOG]], %[[REFERENCE]]
// CHECK: toroid.reshape %[[Y]] to [1, 2, 3] : (tensor<1x2x3x1xf32>) -> tensor<1x2x3xf32>
func.func @sums(%q: tensor<1x2x3x4xf32>) -> (tensor<1x2x3x4xf32>, tensor<1x2x3xf32>) {
  %0, %1 = toroid.attention %q, %q, %q scale = 0.5 : (tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>) -> (tensor<1x2x3x4xf32>, tensor<1x2x3xf32>)
  return %0, %1 : tensor<1x2x3x4xf32>, tensor<1x2x3xf32>
}

// What is around a plain attention stays around what spells it out.
// CHECK-LABEL: @packed
// CHECK-COUNT-3: toroid.transpose
// CHECK: toroid.softmax
// CHECK: %[[Y:.*]] = toroid.transpose
// CHECK: return %[[Y]]
// CHECK-NOT: toroid.attention
func.func @packed(%q: tensor<1x3x6x4xf32>) -> tensor<1x3x2x4xf32> {
  %0 = toroid.attention %q scale = 0.5 query_order = bshd result_order = bshd key_heads = 2 : (tensor<1x3x6x4xf32>) -> tensor<1x3x2x4xf32>
  return %0 : tensor<1x3x2x4xf32>
}

// Heads that share a key head become rows.
// CHECK-LABEL: @grouped
// CHECK: toroid.reshape %arg0 to [1, 2, 6, 4]
// CHECK: toroid.matmul {{.*}} -> tensor<1x2x6x5xf32>
// CHECK: toroid.reshape {{.*}} to [1, 4, 3, 5]
func.func @grouped(%q: tensor<1x4x3x4xf32>, %k: tensor<1x2x5x4xf32>) -> tensor<1x4x3x4xf32> {
  %0 = toroid.attention %q, %k, %k scale = 0.5 : (tensor<1x4x3x4xf32>, tensor<1x2x5x4xf32>, tensor<1x2x5x4xf32>) -> tensor<1x4x3x4xf32>
  return %0 : tensor<1x4x3x4xf32>
}

// Positions hide keys: those after each batch's last, after the query's own and
// before its window.
// CHECK-LABEL: @positions
// CHECK-DAG: %[[KEYS:.+]] = toroid.range {{.*}} to [7] : {{.*}} -> tensor<7xi64>
// CHECK-DAG: %[[N:.+]] = toroid.reshape %arg2 to [2, 1, 1, 1]
// CHECK: toroid.compare ge, %[[KEYS]], %[[N]]
// CHECK: %[[I:.+]] = toroid.reshape {{.*}} to [3, 1]
// CHECK: %[[AT:.+]] = toroid.reshape %arg3 to [2, 1, 1, 1]
// CHECK: %[[P:.+]] = toroid.add %[[I]], %[[AT]]
// CHECK: toroid.compare gt, %[[KEYS]], %[[P]]
// CHECK: %[[W:.+]] = toroid.constant dense<-4> : tensor<i64>
// CHECK: %[[START:.+]] = toroid.add %[[P]], %[[W]]
// CHECK: toroid.compare lt, %[[KEYS]], %[[START]]
// CHECK-COUNT-3: toroid.select
// CHECK: toroid.softmax
func.func @positions(%q: tensor<2x2x3x4xf32>, %k: tensor<2x2x7x4xf32>, %n: tensor<2xi64>, %at: tensor<2xi64>) -> tensor<2x2x3x4xf32> {
  %0 = toroid.attention %q, %k, %k key_lengths(%n) offset(%at) scale = 0.5 {causal, left_window = 4 : i64} : (tensor<2x2x3x4xf32>, tensor<2x2x7x4xf32>, tensor<2x2x7x4xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<2x2x3x4xf32>
  return %0 : tensor<2x2x3x4xf32>
}

// A sink adds to the sum of a row, and may be its maximum.
// CHECK-LABEL: @sink
// CHECK: toroid.tanh
// CHECK: %[[S:.+]] = toroid.mul
// CHECK: %[[SINK:.+]] = toroid.reshape %arg1 to [2, 1, 1]
// CHECK: %[[MAX:.+]] = toroid.reduce max, %[[S]] axes = [3] keep_dims = true
// CHECK: %[[TOP:.+]] = toroid.max %[[MAX]], %[[SINK]]
// CHECK: %[[D:.+]] = toroid.sub %[[S]], %[[TOP]]
// CHECK: %[[E:.+]] = toroid.exp %[[D]]
// CHECK: %[[SUM:.+]] = toroid.reduce sum, %[[E]]
// CHECK: %[[F:.+]] = toroid.sub %[[SINK]], %[[TOP]]
// CHECK: %[[X:.+]] = toroid.exp %[[F]]
// CHECK: %[[ALL:.+]] = toroid.add %[[SUM]], %[[X]]
// CHECK: toroid.div %[[E]], %[[ALL]]
func.func @sink(%q: tensor<1x2x3x4xf32>, %s: tensor<2xf32>) -> tensor<1x2x3x4xf32> {
  %0 = toroid.attention %q, %q, %q sink(%s) scale = 0.5 {softcap = 2.0 : f64} : (tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<2xf32>) -> tensor<1x2x3x4xf32>
  return %0 : tensor<1x2x3x4xf32>
}

// CHECK-LABEL: @layer_norm
// CHECK: %[[X:.+]] = toroid.cast %arg0 : (tensor<?x8xf16>) -> tensor<?x8xf32>
// CHECK: %[[M:.+]] = toroid.reduce mean, %[[X]] axes = [1] keep_dims = true
// CHECK: %[[C:.+]] = toroid.sub %[[X]], %[[M]]
// CHECK: %[[S:.+]] = toroid.mul %[[C]], %[[C]]
// CHECK: %[[V:.+]] = toroid.reduce mean, %[[S]] axes = [1] keep_dims = true
// CHECK: %[[E:.+]] = toroid.add %[[V]]
// CHECK: %[[I:.+]] = toroid.rsqrt %[[E]]
// CHECK: %[[N:.+]] = toroid.mul %[[C]], %[[I]]
// CHECK: %[[G:.+]] = toroid.mul %[[N]], %arg1
// CHECK: %[[B:.+]] = toroid.add %[[G]], %arg2
// CHECK: toroid.cast %[[B]] : (tensor<?x8xf32>) -> tensor<?x8xf16>
func.func @layer_norm(%x: tensor<?x8xf16>, %g: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<?x8xf16> {
  %0 = toroid.layer_norm %x, %g, %b axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf16>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf16>
  return %0 : tensor<?x8xf16>
}

// The sum is rounded after each addition, and is the second result.
// CHECK-LABEL: @residuals
// CHECK: %[[A:.+]] = toroid.add %arg0, %arg1 : (tensor<?x8xf16>, tensor<?x8xf16>) -> tensor<?x8xf16>
// CHECK: %[[S:.+]] = toroid.add %[[A]], %arg2
// CHECK: toroid.cast %[[S]]
// CHECK: toroid.reduce mean
// CHECK: %[[Y:.+]] = toroid.cast {{.*}} -> tensor<?x8xf16>
// CHECK: %[[T:.+]] = toroid.add %arg0, %arg2
// CHECK: %[[Z:.+]] = toroid.mul
// CHECK: return %[[Y]], %[[S]], %{{.+}}, %[[T]]
func.func @residuals(%x: tensor<?x8xf16> {toroid.dims = ["n", 8]}, %r: tensor<?x8xf16> {toroid.dims = ["n", 8]}, %g: tensor<8xf16>) -> (tensor<?x8xf16>, tensor<?x8xf16>, tensor<?x8xf16>, tensor<?x8xf16>) {
  %0, %1 = toroid.layer_norm %x, %g, %g residuals(%r, %g) axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf16>, tensor<8xf16>, tensor<8xf16>, tensor<?x8xf16>, tensor<8xf16>) -> (tensor<?x8xf16>, tensor<?x8xf16>)
  %2, %3 = toroid.rms_norm %x, %g residuals(%g) axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf16>, tensor<8xf16>, tensor<8xf16>) -> (tensor<?x8xf16>, tensor<?x8xf16>)
  return %0, %1, %2, %3 : tensor<?x8xf16>, tensor<?x8xf16>, tensor<?x8xf16>, tensor<?x8xf16>
}

// Channels are cut into groups; where each is one there is nothing to cut.
// CHECK-LABEL: @group_norm
// CHECK: %[[X:.+]] = toroid.reshape %arg0 to [%{{.+}}, 4, 2, 5]
// CHECK-DAG: %[[G:.+]] = toroid.reshape %arg1 to [4, 2, 1]
// CHECK-DAG: toroid.reduce mean, %[[X]] axes = [2, 3]
// CHECK: toroid.mul %{{.+}}, %[[G]]
// CHECK: toroid.reshape %{{.+}} to [%{{.+}}, 8, 5]
// CHECK: toroid.reshape %arg1 to [8, 1]
// CHECK: toroid.reduce mean, %arg0 axes = [2]
// CHECK: toroid.reshape %arg2 to [%{{.+}}, 2, 4]
// CHECK: toroid.reduce mean, %{{.+}} axes = [2]
// CHECK: toroid.reshape %arg2 to [%{{.+}}, 8, 1]
func.func @group_norm(%x: tensor<?x8x5xf32>, %g: tensor<8xf32>, %m: tensor<?x8xf32>) -> (tensor<?x8x5xf32>, tensor<?x8x5xf32>, tensor<?x8xf32>, tensor<?x8xf32>) {
  %0 = toroid.group_norm %x, %g, %g groups = 4 epsilon = 1.0e-5 : (tensor<?x8x5xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8x5xf32>
  %1 = toroid.group_norm %x, %g, %g groups = 8 epsilon = 1.0e-5 : (tensor<?x8x5xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8x5xf32>
  %2 = toroid.group_norm %m, %g, %g groups = 2 epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %3 = toroid.group_norm %m, %g, %g groups = 8 epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return %0, %1, %2, %3 : tensor<?x8x5xf32>, tensor<?x8x5xf32>, tensor<?x8xf32>, tensor<?x8xf32>
}

// Scale, bias, mask, then what is left is a plain softmax.
// CHECK-LABEL: @softmax
// CHECK: %[[X:.+]] = toroid.cast %arg0 : (tensor<?x8xf16>) -> tensor<?x8xf32>
// CHECK: %[[C:.+]] = toroid.constant dense<1.250000e-01>
// CHECK: %[[S:.+]] = toroid.mul %[[X]], %[[C]]
// CHECK: %[[B:.+]] = toroid.add %[[S]], %arg1
// CHECK: %[[L:.+]] = toroid.constant dense<-1.000000e+04>
// CHECK: %[[M:.+]] = toroid.select %arg2, %[[B]], %[[L]]
// CHECK: %[[P:.+]] = toroid.softmax %[[M]] axis = 1
// CHECK: toroid.cast %[[P]] : (tensor<?x8xf32>) -> tensor<?x8xf16>
// CHECK: toroid.softmax %arg0 axis = 1
func.func @softmax(%x: tensor<?x8xf16>, %b: tensor<8xf32>, %m: tensor<8xi1>) -> (tensor<?x8xf16>, tensor<?x8xf16>) {
  %0 = toroid.softmax %x bias(%b) mask(%m) axis = 1 {scale = 0.125 : f64, mask_value = -1.0e4 : f64} : (tensor<?x8xf16>, tensor<8xf32>, tensor<8xi1>) -> tensor<?x8xf16>
  %1 = toroid.softmax %x axis = 1 : (tensor<?x8xf16>) -> tensor<?x8xf16>
  return %0, %1 : tensor<?x8xf16>, tensor<?x8xf16>
}

// Tables before terms, in f32.
// CHECK-LABEL: @embedding
// CHECK: %[[A:.+]] = toroid.gather axis = 0 %arg0, %arg2 : (tensor<9x8xf16>, tensor<?x?xi64>) -> tensor<?x?x8xf16>
// CHECK: %[[X:.+]] = toroid.cast %[[A]]
// CHECK: %[[B:.+]] = toroid.gather axis = 0 %arg1, %arg3 : (tensor<5x8xf16>, tensor<1x?xi32>) -> tensor<1x?x8xf16>
// CHECK: %[[Y:.+]] = toroid.cast %[[B]]
// CHECK: %[[S:.+]] = toroid.add %[[X]], %[[Y]]
// CHECK: %[[T:.+]] = toroid.cast %arg4
// CHECK: %[[R:.+]] = toroid.add %[[S]], %[[T]]
// CHECK: toroid.cast %[[R]] : (tensor<?x?x8xf32>) -> tensor<?x?x8xf16>
func.func @embedding(%t: tensor<9x8xf16>, %p: tensor<5x8xf16>, %i: tensor<?x?xi64> {toroid.dims = ["b", "s"]}, %j: tensor<1x?xi32> {toroid.dims = [1, "s"]}, %c: tensor<8xf16>) -> tensor<?x?x8xf16> {
  %0 = toroid.embedding tables(%t, %p) indices(%i, %j) terms(%c) : (tensor<9x8xf16>, tensor<5x8xf16>, tensor<?x?xi64>, tensor<1x?xi32>, tensor<8xf16>) -> tensor<?x?x8xf16>
  return %0 : tensor<?x?x8xf16>
}

// The scale's type decides where the quotient is rounded.
// CHECK-LABEL: @rms_norm
// CHECK: %[[X:.+]] = toroid.cast %arg0 : (tensor<?x8xf16>) -> tensor<?x8xf32>
// CHECK: %[[S:.+]] = toroid.mul %[[X]], %[[X]]
// CHECK: %[[M:.+]] = toroid.reduce mean, %[[S]]
// CHECK: %[[I:.+]] = toroid.rsqrt
// CHECK: %[[N:.+]] = toroid.mul %[[X]], %[[I]]
// CHECK: %[[R:.+]] = toroid.cast %[[N]] : (tensor<?x8xf32>) -> tensor<?x8xf16>
// CHECK: toroid.mul %[[R]], %arg1 : (tensor<?x8xf16>, tensor<8xf16>)
// CHECK: %[[N:.+]] = toroid.mul %{{.+}}, %{{.+}} : (tensor<?x8xf32>, tensor<?x1xf32>)
// CHECK: %[[P:.+]] = toroid.mul %[[N]], %arg2
// CHECK: toroid.cast %[[P]] : (tensor<?x8xf32>) -> tensor<?x8xf16>
func.func @rms_norm(%x: tensor<?x8xf16>, %g: tensor<8xf16>, %w: tensor<8xf32>) -> (tensor<?x8xf16>, tensor<?x8xf16>) {
  %0 = toroid.rms_norm %x, %g axis = 1 epsilon = 1.0e-6 : (tensor<?x8xf16>, tensor<8xf16>) -> tensor<?x8xf16>
  %1 = toroid.rms_norm %x, %w axis = 1 epsilon = 1.0e-6 : (tensor<?x8xf16>, tensor<8xf32>) -> tensor<?x8xf16>
  return %0, %1 : tensor<?x8xf16>, tensor<?x8xf16>
}

// CHECK-LABEL: @activations
// CHECK: toroid.constant dense<0.707106769>
// CHECK: toroid.erf
// CHECK: toroid.constant dense<4.471500e-02>
// CHECK: toroid.constant dense<0.797884583>
// CHECK: toroid.tanh
// CHECK: toroid.constant dense<1.702
// CHECK: toroid.sigmoid
// CHECK: %[[S:.+]] = toroid.sigmoid %arg0
// CHECK: toroid.mul %arg0, %[[S]]
func.func @activations(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %0 = toroid.gelu erf %x : (tensor<?xf32>) -> tensor<?xf32>
  %1 = toroid.gelu tanh %x : (tensor<?xf32>) -> tensor<?xf32>
  %2 = toroid.gelu sigmoid %x : (tensor<?xf32>) -> tensor<?xf32>
  %3 = toroid.silu %x : (tensor<?xf32>) -> tensor<?xf32>
  return %0, %1, %2, %3 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// Halves, with a number for each feature; the last two are copied.
// CHECK-LABEL: @rotary_split
// CHECK: %[[X:.+]] = toroid.slice %arg0 [0, 0, 0] [%{{.+}}, 2, 6] [1, 1, 1]
// CHECK: %[[A:.+]] = toroid.slice %[[X]] [0, 0, 0] [%{{.+}}, 2, 3] [1, 1, 1]
// CHECK: %[[B:.+]] = toroid.slice %[[X]] [0, 0, 3] [%{{.+}}, 2, 3] [1, 1, 1]
// CHECK: %[[N:.+]] = toroid.neg %[[B]]
// CHECK: %[[T:.+]] = toroid.concat axis = 2 %[[N]], %[[A]]
// CHECK-DAG: %[[P:.+]] = toroid.mul %[[X]], %arg1
// CHECK-DAG: %[[Q:.+]] = toroid.mul %[[T]], %arg2
// CHECK: %[[R:.+]] = toroid.add %[[P]], %[[Q]]
// CHECK: %[[L:.+]] = toroid.slice %arg0 [0, 0, 6] [%{{.+}}, 2, 2] [1, 1, 1]
// CHECK: toroid.concat axis = 2 %[[R]], %[[L]]
func.func @rotary_split(%x: tensor<?x2x8xf32>, %c: tensor<?x1x6xf32>, %s: tensor<?x1x6xf32>) -> tensor<?x2x8xf32> {
  %0 = toroid.rotary %x, %c, %s : (tensor<?x2x8xf32>, tensor<?x1x6xf32>, tensor<?x1x6xf32>) -> tensor<?x2x8xf32>
  return %0 : tensor<?x2x8xf32>
}

// Neighbours, with a number for each pair.
// CHECK-LABEL: @rotary_interleaved
// CHECK: %[[A:.+]] = toroid.slice %arg0 [0, 0] [3, 4] [1, 2]
// CHECK: %[[B:.+]] = toroid.slice %arg0 [0, 1] [3, 4] [1, 2]
// CHECK: %[[R:.+]] = toroid.sub
// CHECK: %[[I:.+]] = toroid.add
// CHECK-DAG: %[[L:.+]] = toroid.reshape %[[R]] to [3, 4, 1]
// CHECK-DAG: %[[M:.+]] = toroid.reshape %[[I]] to [3, 4, 1]
// CHECK: %[[J:.+]] = toroid.concat axis = 2 %[[L]], %[[M]]
// CHECK: toroid.reshape %[[J]] to [3, 8]
func.func @rotary_interleaved(%x: tensor<3x8xf32>, %c: tensor<4xf32>, %s: tensor<4xf32>) -> tensor<3x8xf32> {
  %0 = toroid.rotary %x, %c, %s interleaved per_pair : (tensor<3x8xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<3x8xf32>
  return %0 : tensor<3x8xf32>
}

// In the order of the formula; what the activation consists of comes too.
// CHECK-LABEL: @linear
// CHECK: %[[P:.+]] = toroid.matmul %arg0, %arg1 {transpose_rhs} : (tensor<?x3x8xf32>, tensor<4x8xf32>) -> tensor<?x3x4xf32>
// CHECK: %[[S:.+]] = toroid.add %[[P]], %arg2
// CHECK: %[[G:.+]] = toroid.sigmoid %[[S]]
// CHECK: %[[A:.+]] = toroid.mul %[[S]], %[[G]]
// CHECK: %[[R:.+]] = toroid.add %[[A]], %arg3
// CHECK: %[[Q:.+]] = toroid.matmul %arg4, %arg1 {transpose_lhs, transpose_rhs}
// CHECK: toroid.relu %[[Q]]
// CHECK: toroid.add %{{.+}}, %arg5
// CHECK: toroid.erf
// CHECK: toroid.tanh
// CHECK: toroid.constant dense<1.702
func.func @linear(%x: tensor<?x3x8xf32>, %w: tensor<4x8xf32>, %b: tensor<4xf32>, %r: tensor<?x3x4xf32>, %t: tensor<8x3xf32>, %s: tensor<1xf32>) -> (tensor<?x3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>) {
  %0 = toroid.linear %x, %w bias(%b) residual(%r) activation = silu {transpose_weight} : (tensor<?x3x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x4xf32>
  %1 = toroid.linear %t, %w activation = relu {transpose_input, transpose_weight} : (tensor<8x3xf32>, tensor<4x8xf32>) -> tensor<3x4xf32>
  %2 = toroid.linear %t, %w bias(%s) activation = gelu_erf {transpose_input, transpose_weight} : (tensor<8x3xf32>, tensor<4x8xf32>, tensor<1xf32>) -> tensor<3x4xf32>
  %3 = toroid.linear %t, %w activation = gelu_tanh {transpose_input, transpose_weight} : (tensor<8x3xf32>, tensor<4x8xf32>) -> tensor<3x4xf32>
  %4 = toroid.linear %t, %w activation = gelu_sigmoid {transpose_input, transpose_weight} : (tensor<8x3xf32>, tensor<4x8xf32>) -> tensor<3x4xf32>
  return %0, %1, %2, %3, %4 : tensor<?x3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>
}
