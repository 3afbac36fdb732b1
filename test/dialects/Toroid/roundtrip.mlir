// RUN: toroid-opt %s | toroid-opt | FileCheck %s
// RUN: toroid-opt %s --mlir-print-op-generic | toroid-opt | FileCheck %s

// Every op, printed, parsed and printed again.

// CHECK-LABEL: func @elementwise
func.func @elementwise(%x: tensor<?x8xf32>, %b: tensor<8xf32>, %i: tensor<?x8xi64>, %c: tensor<?x8xi1>) {
  // CHECK: toroid.abs %{{.*}} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %abs = toroid.abs %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.neg
  %neg = toroid.neg %i : (tensor<?x8xi64>) -> tensor<?x8xi64>
  // CHECK: toroid.sign
  %sign = toroid.sign %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.floor
  %floor = toroid.floor %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.ceil
  %ceil = toroid.ceil %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.round
  %round = toroid.round %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.sqrt
  %sqrt = toroid.sqrt %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.rsqrt
  %rsqrt = toroid.rsqrt %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.reciprocal
  %rec = toroid.reciprocal %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.exp
  %exp = toroid.exp %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.log
  %log = toroid.log %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.erf
  %erf = toroid.erf %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.sin
  %sin = toroid.sin %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.cos
  %cos = toroid.cos %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.tan %
  %tan = toroid.tan %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.asin %
  %asin = toroid.asin %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.acos %
  %acos = toroid.acos %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.atan %
  %atan = toroid.atan %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.sinh %
  %sinh = toroid.sinh %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.cosh %
  %cosh = toroid.cosh %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.asinh %
  %asinh = toroid.asinh %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.acosh %
  %acosh = toroid.acosh %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.atanh %
  %atanh = toroid.atanh %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.tanh
  %tanh = toroid.tanh %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.sigmoid
  %sigmoid = toroid.sigmoid %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.softplus
  %softplus = toroid.softplus %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.relu
  %relu = toroid.relu %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.not
  %not = toroid.not %c : (tensor<?x8xi1>) -> tensor<?x8xi1>
  // CHECK: toroid.not %{{.*}} : (tensor<?x8xi64>) -> tensor<?x8xi64>
  %bit_not = toroid.not %i : (tensor<?x8xi64>) -> tensor<?x8xi64>
  // CHECK: toroid.and %{{.*}}, %{{.*}} : (tensor<?x8xi64>, tensor<?x8xi64>) -> tensor<?x8xi64>
  %bit_and = toroid.and %i, %i : (tensor<?x8xi64>, tensor<?x8xi64>) -> tensor<?x8xi64>
  // CHECK: toroid.shift_left
  %shift_left = toroid.shift_left %i, %i : (tensor<?x8xi64>, tensor<?x8xi64>) -> tensor<?x8xi64>
  // CHECK: toroid.shift_right
  %shift_right = toroid.shift_right %i, %i : (tensor<?x8xi64>, tensor<?x8xi64>) -> tensor<?x8xi64>
  // CHECK: toroid.bitcast %{{.*}} : (tensor<?x8xi64>) -> tensor<?x8xf64>
  %bitcast = toroid.bitcast %i : (tensor<?x8xi64>) -> tensor<?x8xf64>
  // CHECK: toroid.is_nan
  %nan = toroid.is_nan %x : (tensor<?x8xf32>) -> tensor<?x8xi1>
  // CHECK: toroid.gelu tanh
  %gelu = toroid.gelu tanh %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.silu
  %silu = toroid.silu %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.cast
  %cast = toroid.cast %i : (tensor<?x8xi64>) -> tensor<?x8xf16>
  // CHECK: toroid.add %{{.*}}, %{{.*}} : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %add = toroid.add %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.sub
  %sub = toroid.sub %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.mul
  %mul = toroid.mul %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.div
  %div = toroid.div %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.mod
  %mod = toroid.mod %i, %i : (tensor<?x8xi64>, tensor<?x8xi64>) -> tensor<?x8xi64>
  // CHECK: toroid.fmod
  %fmod = toroid.fmod %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.pow
  %pow = toroid.pow %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.max
  %max = toroid.max %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.min
  %min = toroid.min %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.and
  %and = toroid.and %c, %c : (tensor<?x8xi1>, tensor<?x8xi1>) -> tensor<?x8xi1>
  // CHECK: toroid.or
  %or = toroid.or %c, %c : (tensor<?x8xi1>, tensor<?x8xi1>) -> tensor<?x8xi1>
  // CHECK: toroid.xor
  %xor = toroid.xor %c, %c : (tensor<?x8xi1>, tensor<?x8xi1>) -> tensor<?x8xi1>
  // CHECK: toroid.compare ge, %{{.*}}, %{{.*}} : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xi1>
  %ge = toroid.compare ge, %x, %b : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xi1>
  // CHECK: toroid.select %{{.*}}, %{{.*}}, %{{.*}} : (tensor<?x8xi1>, tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %select = toroid.select %c, %x, %b : (tensor<?x8xi1>, tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return
}

// CHECK-LABEL: func @movement
func.func @movement(%x: tensor<?x8xf32>, %i: tensor<?xi64>, %n: index, %m: tensor<4x4xf32>, %s: tensor<f32>) {
  // CHECK: toroid.constant dense<[1, 2]> : tensor<2xi64> : tensor<2xi64>
  %constant = toroid.constant dense<[1, 2]> : tensor<2xi64> : tensor<2xi64>
  // CHECK: toroid.shape_of %{{.*}} : (tensor<?x8xf32>) -> tensor<2xi64>
  %shape = toroid.shape_of %x : (tensor<?x8xf32>) -> tensor<2xi64>
  // CHECK: toroid.reshape %{{.*}} to [%{{.*}}, 2, 4] : (tensor<?x8xf32>) -> tensor<?x2x4xf32>
  %reshape = toroid.reshape %x to [%n, 2, 4] : (tensor<?x8xf32>) -> tensor<?x2x4xf32>
  // CHECK: toroid.broadcast_to %{{.*}} to [3, %{{.*}}, 8]
  %broadcast = toroid.broadcast_to %x to [3, %n, 8] : (tensor<?x8xf32>) -> tensor<3x?x8xf32>
  // CHECK: toroid.transpose %{{.*}} [1, 0]
  %transpose = toroid.transpose %x [1, 0] : (tensor<?x8xf32>) -> tensor<8x?xf32>
  // CHECK: toroid.concat axis = 1 %{{.*}}, %{{.*}} : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x16xf32>
  %concat = toroid.concat axis = 1 %x, %x : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x16xf32>
  // CHECK: toroid.slice %{{.*}} [%{{.*}}, 7] [1, 8] [1, -1]
  %slice = toroid.slice %x [%n, 7] [1, 8] [1, -1] : (tensor<?x8xf32>) -> tensor<1x8xf32>
  // CHECK: toroid.gather axis = 0 %{{.*}}, %{{.*}} : (tensor<?x8xf32>, tensor<?xi64>) -> tensor<?x8xf32>
  %gather = toroid.gather axis = 0 %x, %i : (tensor<?x8xf32>, tensor<?xi64>) -> tensor<?x8xf32>
  // CHECK: toroid.embedding tables(%{{.*}}, %{{.*}}) indices(%{{.*}}, %{{.*}}) terms(%{{.*}}) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi64>, tensor<?xi64>, tensor<8xf32>) -> tensor<?x8xf32>
  %term = toroid.constant dense<1.0> : tensor<8xf32> : tensor<8xf32>
  %embedding = toroid.embedding tables(%x, %x) indices(%i, %i) terms(%term) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi64>, tensor<?xi64>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.gather_nd %{{.*}}, %{{.*}} dims = [0, 1] window = [] : (tensor<?x8xf32>, tensor<2xi64>) -> tensor<f32>
  %gather_nd = toroid.gather_nd %x, %constant dims = [0, 1] window = [] : (tensor<?x8xf32>, tensor<2xi64>) -> tensor<f32>
  // CHECK: toroid.scatter %{{.*}}, %{{.*}}, %{{.*}} dims = [0, 1] window = [] : (tensor<?x8xf32>, tensor<2xi64>, tensor<f32>) -> tensor<?x8xf32>
  %scatter = toroid.scatter %x, %constant, %s dims = [0, 1] window = [] : (tensor<?x8xf32>, tensor<2xi64>, tensor<f32>) -> tensor<?x8xf32>
  // CHECK: toroid.scatter %{{.*}}, %{{.*}}, %{{.*}} dims = [0, 1] window = [] kind = max
  %scatter_max = toroid.scatter %x, %constant, %s dims = [0, 1] window = [] kind = max : (tensor<?x8xf32>, tensor<2xi64>, tensor<f32>) -> tensor<?x8xf32>
  // CHECK: toroid.top_k %{{.*}}, %{{.*}} axis = 1 largest = false : tensor<?x8xf32> -> tensor<?x?xf32>, tensor<?x?xi64>
  %top_values, %top_indices = toroid.top_k %x, %n axis = 1 largest = false : tensor<?x8xf32> -> tensor<?x?xf32>, tensor<?x?xi64>
  // CHECK: toroid.pad %{{.*}} with %{{.*}} [0, %{{.*}}] [1, 0]
  %pad = toroid.pad %x with %s [0, %n] [1, 0] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?x?xf32>
  // CHECK: toroid.range %{{.*}}, %{{.*}} to [%{{.*}}]
  %range = toroid.range %s, %s to [%n] : (tensor<f32>, tensor<f32>) -> tensor<?xf32>
  // CHECK: toroid.trilu %{{.*}}, %{{.*}} {upper = true}
  %trilu = toroid.trilu %m, %n {upper = true} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  // CHECK: toroid.cumulate prod, %{{.*}} axis = 1 exclusive = false reverse = true
  %cumulate = toroid.cumulate prod, %x axis = 1 exclusive = false reverse = true : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return
}

// CHECK-LABEL: func @summaries
func.func @summaries(%x: tensor<?x8xf32>, %g: tensor<8xf32>) {
  // CHECK: toroid.reduce mean, %{{.*}} axes = [1] keep_dims = true
  %mean = toroid.reduce mean, %x axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
  // CHECK: toroid.arg_reduce max, %{{.*}} axis = 1 keep_dims = false select_last = true
  %argmax = toroid.arg_reduce max, %x axis = 1 keep_dims = false select_last = true : (tensor<?x8xf32>) -> tensor<?xi64>
  // CHECK: toroid.softmax %{{.*}} axis = 1
  %softmax = toroid.softmax %x axis = 1 : (tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.softmax %{{.*}} bias(%{{.*}}) mask(%{{.*}}) axis = 1 {mask_value = -1.000000e+04 : f64, scale = 1.250000e-01 : f64} : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xi1>) -> tensor<?x8xf32>
  %keep = toroid.cast %g : (tensor<8xf32>) -> tensor<8xi1>
  %masked = toroid.softmax %x bias(%g) mask(%keep) axis = 1 {scale = 0.125 : f64, mask_value = -1.0e4 : f64} : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xi1>) -> tensor<?x8xf32>
  // CHECK: toroid.layer_norm %{{.*}}, %{{.*}}, %{{.*}} axis = 1 epsilon = 1.000000e-05
  %norm = toroid.layer_norm %x, %g, %g axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.layer_norm %{{.*}}, %{{.*}} axis = 1
  %plain = toroid.layer_norm %x, %g axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  // CHECK: toroid.rms_norm %{{.*}}, %{{.*}} axis = 1 epsilon = 9.99{{.*}}E-7 : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf16>
  %rms = toroid.rms_norm %x, %g axis = 1 epsilon = 1.0e-6 : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf16>
  // CHECK: %{{.*}}, %{{.*}} = toroid.layer_norm %{{.*}}, %{{.*}}, %{{.*}} residuals(%{{.*}}, %{{.*}}) axis = 1 epsilon = 1.000000e-05 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<?x8xf32>, tensor<8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>)
  %skip, %sum0 = toroid.layer_norm %x, %g, %g residuals(%x, %g) axis = 1 epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<?x8xf32>, tensor<8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>)
  // CHECK: toroid.rms_norm %{{.*}}, %{{.*}} residuals(%{{.*}}) axis = 1 {{.*}} -> (tensor<?x8xf16>, tensor<?x8xf32>)
  %rms2, %sum1 = toroid.rms_norm %x, %g residuals(%x) axis = 1 epsilon = 1.0e-6 : (tensor<?x8xf32>, tensor<8xf32>, tensor<?x8xf32>) -> (tensor<?x8xf16>, tensor<?x8xf32>)
  // CHECK: toroid.group_norm %{{.*}}, %{{.*}}, %{{.*}} groups = 4 epsilon = 1.000000e-05 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %group = toroid.group_norm %x, %g, %g groups = 4 epsilon = 1.0e-5 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return
}

// CHECK-LABEL: func @contractions
func.func @contractions(%x: tensor<?x?x8xf32>, %w: tensor<4x8xf32>, %image: tensor<?x3x32x32xf32>, %f: tensor<16x3x8x8xf32>, %fb: tensor<16xf32>,
                        %q: tensor<2x4x?x8xf32>, %k: tensor<2x2x?x8xf32>, %bias: tensor<?x?xf32>, %mask: tensor<2x1x1x?xi1>,
                        %lengths: tensor<?xi32>, %at: tensor<i64>, %sink: tensor<1xf32>,
                        %state: tensor<2x2x8x8xf32>, %gate: tensor<2x2x?x1xf32>) {
  // CHECK: toroid.matmul %{{.*}}, %{{.*}} {transpose_rhs} : (tensor<?x?x8xf32>, tensor<4x8xf32>) -> tensor<?x?x4xf32>
  %matmul = toroid.matmul %x, %w {transpose_rhs} : (tensor<?x?x8xf32>, tensor<4x8xf32>) -> tensor<?x?x4xf32>
  // CHECK: toroid.conv %{{.*}}, %{{.*}}, %{{.*}} groups = 1 strides = [8, 8] dilations = [1, 1] pad = [0, 0], [0, 0]
  %conv = toroid.conv %image, %f, %fb groups = 1 strides = [8, 8] dilations = [1, 1] pad = [0, 0], [0, 0] : (tensor<?x3x32x32xf32>, tensor<16x3x8x8xf32>, tensor<16xf32>) -> tensor<?x16x4x4xf32>
  // CHECK: toroid.attention %{{.*}}, %{{.*}}, %{{.*}} bias(%{{.*}}) mask(%{{.*}}) masked_bias(%{{.*}}) scale = 2.500000e-01 masked_rows = zero {causal, mask_value = -1.000000e+04 : f64}
  %a = toroid.attention %q, %k, %k bias(%bias) mask(%mask) masked_bias(%bias) scale = 0.25 masked_rows = zero {causal, mask_value = -1.0e4 : f64}
      : (tensor<2x4x?x8xf32>, tensor<2x2x?x8xf32>, tensor<2x2x?x8xf32>, tensor<?x?xf32>, tensor<2x1x1x?xi1>, tensor<?x?xf32>) -> tensor<2x4x?x8xf32>
  // CHECK: toroid.attention %{{.*}}, %{{.*}}, %{{.*}} key_lengths(%{{.*}}) offset(%{{.*}}) sink(%{{.*}}) scale = 2.500000e-01 {left_window = 3 : i64, right_window = 0 : i64, softcap = 3.000000e+01 : f64}
  %windowed = toroid.attention %q, %k, %k key_lengths(%lengths) offset(%at) sink(%sink) scale = 0.25 {left_window = 3 : i64, right_window = 0 : i64, softcap = 30.0 : f64}
      : (tensor<2x4x?x8xf32>, tensor<2x2x?x8xf32>, tensor<2x2x?x8xf32>, tensor<?xi32>, tensor<i64>, tensor<1xf32>) -> tensor<2x4x?x8xf32>
  // CHECK: %{{.*}}, %{{.*}} = toroid.linear_attention %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} decay(%{{.*}}) beta(%{{.*}}) scale = 2.500000e-01
  %o, %last = toroid.linear_attention %q, %k, %k, %state decay(%gate) beta(%gate) scale = 0.25
      : (tensor<2x4x?x8xf32>, tensor<2x2x?x8xf32>, tensor<2x2x?x8xf32>, tensor<2x2x8x8xf32>, tensor<2x2x?x1xf32>, tensor<2x2x?x1xf32>) -> (tensor<2x4x?x8xf32>, tensor<2x2x8x8xf32>)
  return
}

// CHECK-LABEL: func @attention_forms
func.func @attention_forms(%q: tensor<2x?x4x8xf32>, %k: tensor<2x2x?x8xf32>, %v: tensor<2x?x2x6xf32>, %pk: tensor<2x2x?x8xf32>, %pv: tensor<2x2x?x6xf32>, %qkv: tensor<2x?x8x8xf32>, %half: tensor<2x4x3x8xf16>) {
  // CHECK: toroid.attention %arg0, %arg1, %arg2 scale = 2.500000e-01 masked_rows = uniform query_order = bshd value_order = bshd result_order = bshd {causal} :
  %a = toroid.attention %q, %k, %v scale = 0.25 masked_rows = uniform query_order = bshd value_order = bshd result_order = bshd {causal}
      : (tensor<2x?x4x8xf32>, tensor<2x2x?x8xf32>, tensor<2x?x2x6xf32>) -> tensor<2x?x4x6xf32>
  // CHECK: %{{.*}}, %{{.*}}:3 = toroid.attention %arg0, %arg1, %arg2 past(%arg3, %arg4) scale = 2.500000e-01 query_order = bshd value_order = bshd :
  %b:4 = toroid.attention %q, %k, %v past(%pk, %pv) scale = 0.25 query_order = bshd value_order = bshd
      : (tensor<2x?x4x8xf32>, tensor<2x2x?x8xf32>, tensor<2x?x2x6xf32>, tensor<2x2x?x8xf32>, tensor<2x2x?x6xf32>) -> (tensor<2x4x?x6xf32>, tensor<2x4x?xf32>, tensor<2x2x?x8xf32>, tensor<2x2x?x6xf32>)
  // CHECK: toroid.attention %arg5 scale = 2.500000e-01 query_order = bshd key_heads = 2 : (tensor<2x?x8x8xf32>) -> tensor<2x4x?x8xf32>
  %c = toroid.attention %qkv scale = 0.25 query_order = bshd key_heads = 2 : (tensor<2x?x8x8xf32>) -> tensor<2x4x?x8xf32>
  // CHECK: %{{.*}}, %{{.*}} = toroid.attention %arg6, %arg6, %arg6 scale = 2.500000e-01 : ({{.*}}) -> (tensor<2x4x3x8xf16>, tensor<2x4x3xf32>)
  %d, %sums = toroid.attention %half, %half, %half scale = 0.25 : (tensor<2x4x3x8xf16>, tensor<2x4x3x8xf16>, tensor<2x4x3x8xf16>) -> (tensor<2x4x3x8xf16>, tensor<2x4x3xf32>)
  return
}

// CHECK-LABEL: func @rotary
func.func @rotary(%x: tensor<?x4x?x64xf32>, %c: tensor<?x32xf32>, %d: tensor<?x1x?x64xf32>) {
  // CHECK: toroid.rotary %{{.*}}, %{{.*}}, %{{.*}} : (tensor<?x4x?x64xf32>, tensor<?x1x?x64xf32>, tensor<?x1x?x64xf32>) -> tensor<?x4x?x64xf32>
  %0 = toroid.rotary %x, %d, %d : (tensor<?x4x?x64xf32>, tensor<?x1x?x64xf32>, tensor<?x1x?x64xf32>) -> tensor<?x4x?x64xf32>
  // CHECK: toroid.rotary %{{.*}}, %{{.*}}, %{{.*}} interleaved :
  %1 = toroid.rotary %x, %c, %c interleaved : (tensor<?x4x?x64xf32>, tensor<?x32xf32>, tensor<?x32xf32>) -> tensor<?x4x?x64xf32>
  // CHECK: toroid.rotary %{{.*}}, %{{.*}}, %{{.*}} interleaved per_pair :
  %2 = toroid.rotary %x, %c, %c interleaved per_pair : (tensor<?x4x?x64xf32>, tensor<?x32xf32>, tensor<?x32xf32>) -> tensor<?x4x?x64xf32>
  return
}

// CHECK-LABEL: @data
func.func @data(%x: tensor<?x8xf32>, %y: tensor<1x8xf32>, %i: index) -> (tensor<2x?xi64>, tensor<?xi64>, tensor<?x8xf32>) {
  // CHECK: toroid.nonzero %{{.*}} : (tensor<?x8xf32>) -> tensor<2x?xi64>
  %0 = toroid.nonzero %x : (tensor<?x8xf32>) -> tensor<2x?xi64>
  // CHECK: toroid.unique %{{.*}} sorted = true : (tensor<?x8xf32>) -> (tensor<?xi64>, tensor<?xi64>, tensor<?xi64>)
  %first, %inverse, %counts = toroid.unique %x sorted = true : (tensor<?x8xf32>) -> (tensor<?xi64>, tensor<?xi64>, tensor<?xi64>)
  // CHECK: toroid.insert_slice %{{.*}} into %{{.*}} [%{{.*}}, 0] : (tensor<1x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %1 = toroid.insert_slice %y into %x [%i, 0] : (tensor<1x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0, %first, %1 : tensor<2x?xi64>, tensor<?xi64>, tensor<?x8xf32>
}

// CHECK-LABEL: @linear
func.func @linear(%x: tensor<?x?x8xf32>, %w: tensor<8x4xf32>, %v: tensor<4x8xf16>, %t: tensor<8x?xf16>, %b: tensor<4xf32>, %r: tensor<?x?x4xf32>) {
  // CHECK: toroid.linear %{{.*}}, %{{.*}} : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
  %0 = toroid.linear %x, %w : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
  // CHECK: toroid.linear %{{.*}}, %{{.*}} bias(%{{.*}}) residual(%{{.*}}) activation = gelu_erf : (tensor<?x?x8xf32>, tensor<8x4xf32>, tensor<4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  %1 = toroid.linear %x, %w bias(%b) residual(%r) activation = gelu_erf : (tensor<?x?x8xf32>, tensor<8x4xf32>, tensor<4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  // CHECK: toroid.linear %{{.*}}, %{{.*}} residual(%{{.*}}) : (
  %2 = toroid.linear %x, %w residual(%r) activation = none : (tensor<?x?x8xf32>, tensor<8x4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  // CHECK: toroid.linear %{{.*}}, %{{.*}} activation = relu {transpose_input, transpose_weight} : (tensor<8x?xf16>, tensor<4x8xf16>) -> tensor<?x4xf16>
  %3 = toroid.linear %t, %v activation = relu {transpose_input, transpose_weight} : (tensor<8x?xf16>, tensor<4x8xf16>) -> tensor<?x4xf16>
  return
}
