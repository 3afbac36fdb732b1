// RUN: toroid-opt %s --split-input-file --verify-diagnostics

func.func @broadcast(%x: tensor<4xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{has operands that do not broadcast}}
  %0 = toroid.add %x, %y : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @result(%x: tensor<4xf32>) {
  // expected-error @+1 {{has a result of type 'tensor<5xf32>' where its operands imply 'tensor<4xf32>'}}
  %0 = toroid.exp %x : (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @compare(%x: tensor<4xf32>, %y: tensor<4xi64>) {
  // expected-error @+1 {{compares elements of different types}}
  %0 = toroid.compare eq, %x, %y : (tensor<4xf32>, tensor<4xi64>) -> tensor<4xi1>
  return
}

// -----

func.func @select(%c: tensor<i1>, %x: tensor<4xf32>, %y: tensor<4xi64>) {
  // expected-error @+1 {{chooses between elements of different types}}
  %0 = toroid.select %c, %x, %y : (tensor<i1>, tensor<4xf32>, tensor<4xi64>) -> tensor<4xf32>
  return
}

// -----

func.func @constant() {
  // expected-error @+1 {{has a value of type 'tensor<2xi64>' and a result of type 'tensor<?xi64>'}}
  %0 = toroid.constant dense<[1, 2]> : tensor<2xi64> : tensor<?xi64>
  return
}

// -----

func.func @reshape(%x: tensor<4x3xf32>) {
  // expected-error @+1 {{changes the number of elements of 'tensor<4x3xf32>'}}
  %0 = toroid.reshape %x to [5, 3] : (tensor<4x3xf32>) -> tensor<5x3xf32>
  return
}

// -----

func.func @broadcast_to(%x: tensor<4xf32>) {
  // expected-error @+1 {{cannot stretch a dim of size 4 to 1}}
  %0 = toroid.broadcast_to %x to [1] : (tensor<4xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @broadcast_rank(%x: tensor<4x4xf32>) {
  // expected-error @+1 {{cannot lower the rank of 'tensor<4x4xf32>'}}
  %0 = toroid.broadcast_to %x to [4] : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @transpose(%x: tensor<4x3xf32>) {
  // expected-error @+1 {{needs a permutation of the input's dims}}
  %0 = toroid.transpose %x [1, 1] : (tensor<4x3xf32>) -> tensor<3x3xf32>
  return
}

// -----

func.func @transpose_short(%x: tensor<4x3xf32>) {
  // expected-error @+1 {{needs a permutation of the input's dims}}
  %0 = toroid.transpose %x [0] : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @concat(%x: tensor<4x3xf32>, %y: tensor<4x5xf32>) {
  // expected-error @+1 {{has operands that differ in dim 1: 3 and 5}}
  %0 = toroid.concat axis = 0 %x, %y : (tensor<4x3xf32>, tensor<4x5xf32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @concat_axis(%x: tensor<4x3xf32>) {
  // expected-error @+1 {{has no axis 2}}
  %0 = toroid.concat axis = 2 %x, %x : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @slice(%x: tensor<4xf32>) {
  // expected-error @+1 {{reaches outside of dim 0: offset 2, size 3, stride 1 on 4 elements}}
  %0 = toroid.slice %x [2] [3] [1] : (tensor<4xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @slice_stride(%x: tensor<4xf32>) {
  // expected-error @+1 {{has a stride of zero in dim 0}}
  %0 = toroid.slice %x [2] [1] [0] : (tensor<4xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @slice_backwards(%x: tensor<4xf32>) {
  // expected-error @+1 {{reaches outside of dim 0}}
  %0 = toroid.slice %x [1] [3] [-1] : (tensor<4xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @gather(%x: tensor<4xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{has no axis 1}}
  %0 = toroid.gather axis = 1 %x, %i : (tensor<4xf32>, tensor<2xi64>) -> tensor<2xf32>
  return
}

// -----

func.func @gather_nd(%x: tensor<4xf32>, %i: tensor<2x2xi64>) {
  // expected-error @+1 {{has index vectors of length 2 for 1 of 1 dims}}
  %0 = toroid.gather_nd %x, %i dims = [0] window = [] : (tensor<4xf32>, tensor<2x2xi64>) -> tensor<2xf32>
  return
}

// -----

func.func @gather_nd_dynamic(%x: tensor<4xf32>, %i: tensor<2x?xi64>) {
  // expected-error @+1 {{needs indices whose last dim is static}}
  %0 = toroid.gather_nd %x, %i dims = [0] window = [] : (tensor<4xf32>, tensor<2x?xi64>) -> tensor<2xf32>
  return
}

// -----

func.func @pad(%x: tensor<4xf32>, %v: tensor<1xf32>) {
  // expected-error @+1 {{needs a scalar of the input's element type to pad with}}
  %0 = toroid.pad %x with %v [0] [1] : (tensor<4xf32>, tensor<1xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @range(%x: tensor<f32>, %y: tensor<i64>) {
  // expected-error @+1 {{needs scalars of the result's element type}}
  %0 = toroid.range %x, %y to [4] : (tensor<f32>, tensor<i64>) -> tensor<4xf32>
  return
}

// -----

func.func @trilu(%x: tensor<4xf32>, %k: index) {
  // expected-error @+1 {{needs an input of rank 2 or more}}
  %0 = toroid.trilu %x, %k {upper = true} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @reduce(%x: tensor<4x3xf32>) {
  // expected-error @+1 {{needs sorted, distinct axes of the input}}
  %0 = toroid.reduce sum, %x axes = [1, 0] keep_dims = true : (tensor<4x3xf32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @mean(%x: tensor<4xi64>) {
  // expected-error @+1 {{takes the mean of floating-point numbers only}}
  %0 = toroid.reduce mean, %x axes = [0] keep_dims = true : (tensor<4xi64>) -> tensor<1xi64>
  return
}

// -----

func.func @arg_reduce(%x: tensor<4xf32>) {
  // expected-error @+1 {{searches for max or min only}}
  %0 = toroid.arg_reduce sum, %x axis = 0 keep_dims = false select_last = false : (tensor<4xf32>) -> tensor<i64>
  return
}

// -----

func.func @softmax(%x: tensor<4xf32>) {
  // expected-error @+1 {{has axis 1 on a tensor of rank 1}}
  %0 = toroid.softmax %x axis = 1 : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @layer_norm(%x: tensor<4x8xf32>, %g: tensor<4xf32>) { // (C1)
  // expected-error @+1 {{has an operand of type 'tensor<4xf32>' that does not broadcast to the input}}
  %0 = toroid.layer_norm %x, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @layer_norm_epsilon(%x: tensor<4x8xf32>, %g: tensor<8xf32>) { // (C2)
  // expected-error @+1 {{needs an epsilon that is not negative}}
  %0 = toroid.layer_norm %x, %g axis = 1 epsilon = -1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rms_norm(%x: tensor<4x8xf32>, %g: tensor<4xf32>) { // (C1)
  // expected-error @+1 {{has an operand of type 'tensor<4xf32>' that does not broadcast to the input}}
  %0 = toroid.rms_norm %x, %g axis = 1 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rms_norm_epsilon(%x: tensor<4x8xf32>, %g: tensor<8xf32>) { // (C2)
  // expected-error @+1 {{needs an epsilon that is not negative}}
  %0 = toroid.rms_norm %x, %g axis = 1 epsilon = -1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rms_norm_axis(%x: tensor<4x8xf32>, %g: tensor<8xf32>) { // (C5)
  // expected-error @+1 {{has axis 2 on a tensor of rank 2}}
  %0 = toroid.rms_norm %x, %g axis = 2 epsilon = 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rotary_scalar(%x: tensor<4x8xf32>, %c: tensor<f32>) {
  // expected-error @+1 {{needs operands of rank 1 or more}}
  %0 = toroid.rotary %x, %c, %c : (tensor<4x8xf32>, tensor<f32>, tensor<f32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rotary_angles_differ(%x: tensor<4x8xf32>, %c: tensor<8xf32>, %s: tensor<4xf32>) { // (C1)
  // expected-error @+1 {{has angles of types 'tensor<8xf32>' and 'tensor<4xf32>' that do not fit its input}}
  %0 = toroid.rotary %x, %c, %s : (tensor<4x8xf32>, tensor<8xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rotary_enlarges(%x: tensor<4x8xf32>, %c: tensor<3x1x8xf32>) { // (C1)
  // expected-error @+1 {{that do not fit its input}}
  %0 = toroid.rotary %x, %c, %c : (tensor<4x8xf32>, tensor<3x1x8xf32>, tensor<3x1x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rotary_odd(%x: tensor<4x8xf32>, %c: tensor<7xf32>) { // (C2)
  // expected-error @+1 {{turns 7 elements, an odd number}}
  %0 = toroid.rotary %x, %c, %c : (tensor<4x8xf32>, tensor<7xf32>, tensor<7xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rotary_too_many(%x: tensor<4x8xf32>, %c: tensor<5xf32>) { // (C3)
  // expected-error @+1 {{turns more elements than its input has}}
  %0 = toroid.rotary %x, %c, %c per_pair : (tensor<4x8xf32>, tensor<5xf32>, tensor<5xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @matmul_rank(%x: tensor<8xf32>, %y: tensor<8x4xf32>) { // (C1)
  // expected-error @+1 {{needs operands of rank 2 or more}}
  %0 = toroid.matmul %x, %y : (tensor<8xf32>, tensor<8x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @matmul_sum(%x: tensor<2x8xf32>, %y: tensor<4x8xf32>) { // (C2)
  // expected-error @+1 {{sums over 8 elements on the left and 4 on the right}}
  %0 = toroid.matmul %x, %y : (tensor<2x8xf32>, tensor<4x8xf32>) -> tensor<2x8xf32>
  return
}

// -----

func.func @conv_groups(%x: tensor<1x3x8xf32>, %f: tensor<4x3x2xf32>) { // (C1)
  // expected-error @+1 {{has 3 input channels where 2 groups of 3 are needed}}
  %0 = toroid.conv %x, %f groups = 2 strides = [1] dilations = [1] pad = [0], [0] : (tensor<1x3x8xf32>, tensor<4x3x2xf32>) -> tensor<1x4x7xf32>
  return
}

// -----

func.func @conv_strides(%x: tensor<1x3x8xf32>, %f: tensor<4x3x2xf32>) { // (C2)
  // expected-error @+1 {{needs positive strides and dilations}}
  %0 = toroid.conv %x, %f groups = 1 strides = [0] dilations = [1] pad = [0], [0] : (tensor<1x3x8xf32>, tensor<4x3x2xf32>) -> tensor<1x4x7xf32>
  return
}

// -----

func.func @conv_kernel(%x: tensor<1x3x8xf32>, %f: tensor<4x3x9xf32>) {
  // expected-error @+1 {{has a kernel larger than its padded input in spatial dim 0}}
  %0 = toroid.conv %x, %f groups = 1 strides = [1] dilations = [1] pad = [0], [0] : (tensor<1x3x8xf32>, tensor<4x3x9xf32>) -> tensor<1x4x?xf32>
  return
}

// -----

func.func @attention_rank(%q: tensor<2x5x8xf32>) { // (C1)
  // expected-error @+1 {{needs query, key and value of rank 4}}
  %0 = toroid.attention %q, %q, %q scale = 1.0 : (tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>) -> tensor<2x5x8xf32>
  return
}

// -----

func.func @attention_heads(%q: tensor<1x4x5x8xf32>, %k: tensor<1x3x5x8xf32>) { // (C2)
  // expected-error @+1 {{has 4 query heads, which 3 key heads do not divide}}
  %0 = toroid.attention %q, %k, %k scale = 1.0 : (tensor<1x4x5x8xf32>, tensor<1x3x5x8xf32>, tensor<1x3x5x8xf32>) -> tensor<1x4x5x8xf32>
  return
}

// -----

func.func @attention_term(%q: tensor<1x4x5x8xf32>, %b: tensor<5x7xf32>) { // (C3)
  // expected-error @+1 {{has a term of type 'tensor<5x7xf32>' that does not broadcast to its scores}}
  %0 = toroid.attention %q, %q, %q bias(%b) scale = 1.0 : (tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, tensor<5x7xf32>) -> tensor<1x4x5x8xf32>
  return
}

// -----

func.func @attention_key_lengths(%q: tensor<2x4x5x8xf32>, %n: tensor<3xi64>) { // (C4)
  // expected-error @+1 {{needs key lengths and an offset for each batch}}
  %0 = toroid.attention %q, %q, %q key_lengths(%n) scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<3xi64>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_offset(%q: tensor<2x4x5x8xf32>, %n: tensor<2x1xi64>) { // (C4)
  // expected-error @+1 {{needs key lengths and an offset for each batch}}
  %0 = toroid.attention %q, %q, %q offset(%n) scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x1xi64>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_sink(%q: tensor<2x4x5x8xf32>, %s: tensor<2xf32>) { // (C4)
  // expected-error @+1 {{needs a sink for each head}}
  %0 = toroid.attention %q, %q, %q sink(%s) scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2xf32>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_softcap(%q: tensor<2x4x5x8xf32>) { // (C5)
  // expected-error @+1 {{needs a softcap that is not negative}}
  %0 = toroid.attention %q, %q, %q scale = 1.0 {softcap = -1.0 : f64} : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_window(%q: tensor<2x4x5x8xf32>) { // (C5)
  // expected-error @+1 {{needs windows of -1 or more}}
  %0 = toroid.attention %q, %q, %q scale = 1.0 {left_window = -2 : i64} : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_key_alone(%q: tensor<2x4x5x8xf32>) { // (C6)
  // expected-error @+1 {{has a key or a value and needs both}}
  %0 = toroid.attention %q, %q scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_key_heads(%q: tensor<2x4x5x8xf32>) { // (C6)
  // expected-error @+1 {{needs either a key or the number of key heads}}
  %0 = toroid.attention %q scale = 1.0 query_order = bshd : (tensor<2x4x5x8xf32>) -> tensor<2x5x4x8xf32>
  return
}

// -----

func.func @attention_no_key_heads(%q: tensor<2x4x5x8xf32>) { // (C6)
  // expected-error @+1 {{needs a positive number of key heads}}
  %0 = toroid.attention %q scale = 1.0 query_order = bshd key_heads = 0 : (tensor<2x4x5x8xf32>) -> tensor<2x5x4x8xf32>
  return
}

// -----

func.func @attention_packed_order(%q: tensor<2x6x5x8xf32>) { // (C6)
  // expected-error @+1 {{needs a packed query in the order bshd}}
  %0 = toroid.attention %q scale = 1.0 key_heads = 2 : (tensor<2x6x5x8xf32>) -> tensor<2x2x5x8xf32>
  return
}

// -----

func.func @attention_packed_heads(%q: tensor<2x5x6x8xf32>) { // (C6)
  // expected-error @+1 {{has fewer heads than those of its key and value}}
  %0 = toroid.attention %q scale = 1.0 query_order = bshd key_heads = 4 : (tensor<2x5x6x8xf32>) -> tensor<2x2x5x8xf32>
  return
}

// -----

func.func @attention_past(%q: tensor<2x4x5x8xf32>, %p: tensor<2x3x5x8xf32>) { // (C7)
  // expected-error @+1 {{has a past that does not fit its key and value: 'tensor<2x3x5x8xf32>', 'tensor<2x3x5x8xf32>'}}
  %0 = toroid.attention %q, %q, %q past(%p, %p) scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x3x5x8xf32>, tensor<2x3x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_past_type(%q: tensor<2x4x5x8xf32>, %p: tensor<2x4x5x8xf16>) { // (C7)
  // expected-error @+1 {{has a past of another element type than its query}}
  %0 = toroid.attention %q, %q, %q past(%p, %p) scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf16>, tensor<2x4x5x8xf16>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_past_mask(%q: tensor<2x4x5x8xf32>, %m: tensor<5x5xi1>) { // (C3)
  // expected-error @+1 {{has a term of type 'tensor<5x5xi1>' that does not broadcast to its scores}}
  %0 = toroid.attention %q, %q, %q past(%q, %q) mask(%m) scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<5x5xi1>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @attention_sums(%q: tensor<2x4x5x8xf16>) { // (C8)
  // expected-error @+1 {{has a log_sum_exp that is not 'f32'}}
  %0, %1 = toroid.attention %q, %q, %q scale = 1.0 : (tensor<2x4x5x8xf16>, tensor<2x4x5x8xf16>, tensor<2x4x5x8xf16>) -> (tensor<2x4x5x8xf16>, tensor<2x4x5xf16>)
  return
}

// -----

func.func @attention_present(%q: tensor<2x4x5x8xf16>) { // (C8)
  // expected-error @+1 {{has a present of another element type than its query}}
  %0:3 = toroid.attention %q, %q, %q scale = 1.0 : (tensor<2x4x5x8xf16>, tensor<2x4x5x8xf16>, tensor<2x4x5x8xf16>) -> (tensor<2x4x5x8xf16>, tensor<2x4x5x8xf16>, tensor<2x4x5x8xf32>)
  return
}

// -----

func.func @attention_results(%q: tensor<2x4x5x8xf32>) { // (C8)
  // expected-error @+1 {{has more than four results}}
  %0:5 = toroid.attention %q, %q, %q scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) -> (tensor<2x4x5x8xf32>, tensor<2x4x5xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>)
  return
}

// -----

func.func @attention_order(%q: tensor<2x4x5x8xf32>) {
  // expected-error @+1 {{has a result of type 'tensor<2x4x5x8xf32>' where its operands imply 'tensor<2x5x4x8xf32>'}}
  %0 = toroid.attention %q, %q, %q scale = 1.0 result_order = bshd : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}

// -----

func.func @linear_attention_rank(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %s: tensor<2x8x6xf32>) { // (C1)
  // expected-error @+1 {{needs operands of rank 4}}
  %0, %1 = toroid.linear_attention %q, %k, %v, %s scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2x8x6xf32>) -> (tensor<2x4x5x6xf32>, tensor<2x2x8x6xf32>)
  return
}

// -----

func.func @linear_attention_types(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf64>, %s: tensor<2x2x8x6xf32>) { // (C1)
  // expected-error @+1 {{has tensors of different element types}}
  %0, %1 = toroid.linear_attention %q, %k, %v, %s scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf64>, tensor<2x2x8x6xf32>) -> (tensor<2x4x5x6xf32>, tensor<2x2x8x6xf32>)
  return
}

// -----

func.func @linear_attention_state(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %s: tensor<2x2x6x8xf32>) {
  // expected-error @+1 {{has query, key, value and state that do not fit together}}
  %0, %1 = toroid.linear_attention %q, %k, %v, %s scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2x2x6x8xf32>) -> (tensor<2x4x5x6xf32>, tensor<2x2x8x6xf32>)
  return
}

// -----

func.func @linear_attention_heads(%q: tensor<2x3x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %s: tensor<2x2x8x6xf32>) { // (C2)
  // expected-error @+1 {{has 3 query heads, which 2 key heads do not divide}}
  %0, %1 = toroid.linear_attention %q, %k, %v, %s scale = 1.0 : (tensor<2x3x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2x2x8x6xf32>) -> (tensor<2x3x5x6xf32>, tensor<2x2x8x6xf32>)
  return
}

// -----

func.func @linear_attention_decay(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %s: tensor<2x2x8x6xf32>, %g: tensor<2x2x5x3xf32>) { // (C3)
  // expected-error @+1 {{has a decay or beta that does not broadcast to its key}}
  %0, %1 = toroid.linear_attention %q, %k, %v, %s decay(%g) scale = 1.0 : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2x2x8x6xf32>, tensor<2x2x5x3xf32>) -> (tensor<2x4x5x6xf32>, tensor<2x2x8x6xf32>)
  return
}

// -----

func.func @attention_lengths(%q: tensor<1x4x5x8xf32>, %v: tensor<1x4x6x8xf32>) {
  // expected-error @+1 {{has query, key and value that do not fit together}}
  %0 = toroid.attention %q, %q, %v scale = 1.0 : (tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>, tensor<1x4x6x8xf32>) -> tensor<1x4x5x8xf32>
  return
}

// -----

func.func @unranked(%x: tensor<4xf32>) {
  // expected-error @+1 {{result #0 must be ranked tensor}}
  %0 = toroid.relu %x : (tensor<4xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @matmul_batch(%x: tensor<2x4x8xf32>, %y: tensor<3x8x4xf32>) {
  // expected-error @+1 {{has batch dims that do not broadcast}}
  %0 = toroid.matmul %x, %y : (tensor<2x4x8xf32>, tensor<3x8x4xf32>) -> tensor<?x4x4xf32>
  return
}

// -----

func.func @concat_nothing() {
  // expected-error @+1 {{needs at least one operand}}
  %0 = toroid.concat axis = 0 : () -> tensor<4xf32>
  return
}

// -----

func.func @concat_ranks(%x: tensor<4xf32>, %y: tensor<4x1xf32>) {
  // expected-error @+1 {{has operands of different ranks}}
  %0 = toroid.concat axis = 0 %x, %y : (tensor<4xf32>, tensor<4x1xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @concat_types(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @+1 {{joins elements of different types}}
  %0 = toroid.concat axis = 0 %x, %y : (tensor<4xf32>, tensor<4xf64>) -> tensor<8xf32>
  return
}

// -----

func.func @slice_numbers(%x: tensor<4x4xf32>) {
  // expected-error @+1 {{needs one offset, size and stride per dim}}
  %0 = toroid.slice %x [0] [2] [1] : (tensor<4x4xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @pad_numbers(%x: tensor<4x4xf32>, %v: tensor<f32>) {
  // expected-error @+1 {{needs one low and one high pad per dim}}
  %0 = toroid.pad %x with %v [0] [1] : (tensor<4x4xf32>, tensor<f32>) -> tensor<4x5xf32>
  return
}

// -----

func.func @range_sizes(%x: tensor<i64>) {
  // expected-error @+1 {{needs one size}}
  %0 = toroid.range %x, %x to [2, 2] : (tensor<i64>, tensor<i64>) -> tensor<2x2xi64>
  return
}

// -----

func.func @gather_nd_dims(%x: tensor<4x4xf32>, %i: tensor<2x2xi64>) {
  // expected-error @+1 {{needs distinct dims of its input}}
  %0 = toroid.gather_nd %x, %i dims = [1, 1] window = [] : (tensor<4x4xf32>, tensor<2x2xi64>) -> tensor<2xf32>
  return
}

// -----

func.func @gather_nd_window(%x: tensor<4x4xf32>, %i: tensor<2x1xi64>) {
  // expected-error @+1 {{has a window of 2 where 1 is next}}
  %0 = toroid.gather_nd %x, %i dims = [0] window = [2] : (tensor<4x4xf32>, tensor<2x1xi64>) -> tensor<2x4xf32>
  return
}

// -----

func.func @gather_nd_count(%x: tensor<4x4xf32>, %i: tensor<5x1xi64>) {
  // expected-error @+1 {{has 5 index vectors along an input dim of size 4}}
  %0 = toroid.gather_nd %x, %i dims = [1] window = [0] : (tensor<4x4xf32>, tensor<5x1xi64>) -> tensor<5xf32>
  return
}

// -----

func.func @scatter_updates(%x: tensor<4x4xf32>, %i: tensor<2x1xi64>, %u: tensor<2x3xf32>) {
  // expected-error @+1 {{has updates of type 'tensor<2x3xf32>' where its indices address 'tensor<2x4xf32>'}}
  %0 = toroid.scatter %x, %i, %u dims = [0] window = [1] : (tensor<4x4xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @scatter_mean(%x: tensor<4xf32>, %i: tensor<2x1xi64>, %u: tensor<2xf32>) {
  // expected-error @+1 {{cannot combine updates to their mean}}
  %0 = toroid.scatter %x, %i, %u dims = [0] window = [] kind = mean : (tensor<4xf32>, tensor<2x1xi64>, tensor<2xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @scatter_bool(%x: tensor<4xi1>, %i: tensor<2x1xi64>, %u: tensor<2xi1>) {
  // expected-error @+1 {{combines numbers only}}
  %0 = toroid.scatter %x, %i, %u dims = [0] window = [] kind = sum : (tensor<4xi1>, tensor<2x1xi64>, tensor<2xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @top_k_axis(%x: tensor<4xf32>, %k: index) {
  // expected-error @+1 {{has no axis 1}}
  %0:2 = toroid.top_k %x, %k axis = 1 largest = true : tensor<4xf32> -> tensor<?xf32>, tensor<?xi64>
  return
}

// -----

func.func @top_k_count(%x: tensor<4xf32>) {
  %k = arith.constant 5 : index
  // expected-error @+1 {{selects 5 elements along an axis of size 4}}
  %0:2 = toroid.top_k %x, %k axis = 0 largest = true : tensor<4xf32> -> tensor<5xf32>, tensor<5xi64>
  return
}

// -----

func.func @layer_norm_type(%x: tensor<4xf32>, %s: tensor<4xf32>) {
  // expected-error @+1 {{has a result of another element type than its input}}
  %0 = toroid.layer_norm %x, %s axis = 0 epsilon = 0.0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf16>
  return
}

// -----

func.func @conv_ranks(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3x3xf32>) {
  // expected-error @+1 {{needs an input and a filter of one rank, 3 or more}}
  %0 = toroid.conv %x, %w groups = 1 strides = [1] dilations = [1] pad = [0], [0] : (tensor<1x4x5xf32>, tensor<4x4x3x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @conv_numbers(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>) { // (C2)
  // expected-error @+1 {{needs 1 strides, dilations and pads}}
  %0 = toroid.conv %x, %w groups = 1 strides = [1, 1] dilations = [1] pad = [0], [0] : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @conv_no_groups(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>) { // (C1)
  // expected-error @+1 {{needs a positive number of groups}}
  %0 = toroid.conv %x, %w groups = 0 strides = [1] dilations = [1] pad = [0], [0] : (tensor<1x4x5xf32>, tensor<4x4x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @conv_filters(%x: tensor<1x4x5xf32>, %w: tensor<3x2x3xf32>) { // (C1)
  // expected-error @+1 {{has 3 filters, which 2 groups do not divide}}
  %0 = toroid.conv %x, %w groups = 2 strides = [1] dilations = [1] pad = [0], [0] : (tensor<1x4x5xf32>, tensor<3x2x3xf32>) -> tensor<1x3x3xf32>
  return
}

// -----

func.func @conv_bias(%x: tensor<1x4x5xf32>, %w: tensor<4x4x3xf32>, %b: tensor<4x1xf32>) {
  // expected-error @+1 {{needs a bias of rank 1}}
  %0 = toroid.conv %x, %w, %b groups = 1 strides = [1] dilations = [1] pad = [0], [0] : (tensor<1x4x5xf32>, tensor<4x4x3xf32>, tensor<4x1xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @attention_types(%q: tensor<1x4x5x8xf32>, %k: tensor<1x4x5x8xf16>) { // (C1)
  // expected-error @+1 {{has query, key, value and result of different element types}}
  %0 = toroid.attention %q, %k, %k scale = 1.0 : (tensor<1x4x5x8xf32>, tensor<1x4x5x8xf16>, tensor<1x4x5x8xf16>) -> tensor<1x4x5x8xf32>
  return
}

// -----

func.func @bitcast(%x: tensor<4xf32>) {
  // expected-error @+1 {{changes the width of elements from 32 to 64 bits}}
  %0 = toroid.bitcast %x : (tensor<4xf32>) -> tensor<4xi64>
  return
}

// -----

func.func @shift_floats(%x: tensor<4xf32>) {
  // expected-error @+1 {{operand #0 must be}}
  %0 = toroid.shift_left %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @cumulate_mean(%x: tensor<4xf32>) {
  // expected-error @+1 {{has no running mean}}
  %0 = toroid.cumulate mean, %x axis = 0 exclusive = false reverse = false : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @cumulate_axis(%x: tensor<4xf32>) {
  // expected-error @+1 {{has axis 1 on a tensor of rank 1}}
  %0 = toroid.cumulate sum, %x axis = 1 exclusive = false reverse = false : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @softmax_bias(%x: tensor<4x8xf32>, %b: tensor<2x4x8xf32>) { // (C2)
  // expected-error @+1 {{has an operand of type 'tensor<2x4x8xf32>' that does not broadcast to the input}}
  %0 = toroid.softmax %x bias(%b) axis = 1 : (tensor<4x8xf32>, tensor<2x4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @softmax_mask(%x: tensor<1x8xf32>, %m: tensor<4x8xi1>) { // (C2)
  // expected-error @+1 {{has an operand of type 'tensor<4x8xi1>' that does not broadcast to the input}}
  %0 = toroid.softmax %x mask(%m) axis = 1 : (tensor<1x8xf32>, tensor<4x8xi1>) -> tensor<1x8xf32>
  return
}

// -----

func.func @layer_norm_residual(%x: tensor<1x8xf32>, %g: tensor<8xf32>, %r: tensor<4x8xf32>) { // (C1)
  // expected-error @+1 {{has an operand of type 'tensor<4x8xf32>' that does not broadcast to the input}}
  %0 = toroid.layer_norm %x, %g residuals(%r) axis = 1 epsilon = 0.0 : (tensor<1x8xf32>, tensor<8xf32>, tensor<4x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @layer_norm_residual_type(%x: tensor<4x8xf32>, %g: tensor<8xf32>, %r: tensor<8xf16>) { // (C3)
  // expected-error @+1 {{has residuals of another element type than its input}}
  %0 = toroid.layer_norm %x, %g residuals(%r) axis = 1 epsilon = 0.0 : (tensor<4x8xf32>, tensor<8xf32>, tensor<8xf16>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rms_norm_sum_type(%x: tensor<4x8xf32>, %g: tensor<8xf32>) { // (C3)
  // expected-error @+1 {{has a sum of another element type than its input}}
  %0, %1 = toroid.rms_norm %x, %g residuals(%x) axis = 1 epsilon = 0.0 : (tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf16>)
  return
}

// -----

func.func @rms_norm_sum(%x: tensor<4x8xf32>, %g: tensor<8xf32>) { // (C4)
  // expected-error @+1 {{has a sum, but no residuals}}
  %0, %1 = toroid.rms_norm %x, %g axis = 1 epsilon = 0.0 : (tensor<4x8xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>)
  return
}

// -----

func.func @rms_norm_sum_shape(%x: tensor<4x8xf32>, %g: tensor<8xf32>) {
  // expected-error @+1 {{has a result of type 'tensor<8xf32>'}}
  %0, %1 = toroid.rms_norm %x, %g residuals(%x) axis = 1 epsilon = 0.0 : (tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<8xf32>)
  return
}

// -----

func.func @group_norm_rank(%x: tensor<8xf32>) { // (C1)
  // expected-error @+1 {{needs an input of rank 2 or more}}
  %0 = toroid.group_norm %x, %x, %x groups = 4 epsilon = 0.0 : (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @group_norm_groups(%x: tensor<2x8x3xf32>, %g: tensor<8xf32>) { // (C2)
  // expected-error @+1 {{has 3 groups, which do not divide 8 channels}}
  %0 = toroid.group_norm %x, %g, %g groups = 3 epsilon = 0.0 : (tensor<2x8x3xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<2x8x3xf32>
  return
}

// -----

func.func @group_norm_scale(%x: tensor<2x8x3xf32>, %g: tensor<4xf32>, %b: tensor<8xf32>) { // (C3)
  // expected-error @+1 {{needs a scale and a bias for each channel}}
  %0 = toroid.group_norm %x, %g, %b groups = 4 epsilon = 0.0 : (tensor<2x8x3xf32>, tensor<4xf32>, tensor<8xf32>) -> tensor<2x8x3xf32>
  return
}

// -----

func.func @group_norm_epsilon(%x: tensor<2x8x3xf32>, %g: tensor<8xf32>) { // (C4)
  // expected-error @+1 {{needs an epsilon that is not negative}}
  %0 = toroid.group_norm %x, %g, %g groups = 4 epsilon = -1.0 : (tensor<2x8x3xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<2x8x3xf32>
  return
}

// -----

func.func @group_norm_type(%x: tensor<2x8x3xf32>, %g: tensor<8xf32>) { // (C5)
  // expected-error @+1 {{has a result of another element type than its input}}
  %0 = toroid.group_norm %x, %g, %g groups = 4 epsilon = 0.0 : (tensor<2x8x3xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<2x8x3xf16>
  return
}

// -----

func.func @embedding_indices(%t: tensor<9x8xf32>, %i: tensor<4xi64>) { // (C1)
  // expected-error @+1 {{needs tables, and indices for each}}
  %0 = toroid.embedding tables(%t, %t) indices(%i) : (tensor<9x8xf32>, tensor<9x8xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

func.func @embedding_rank(%t: tensor<9x8x1xf32>, %i: tensor<4xi64>) { // (C2)
  // expected-error @+1 {{needs tables of rank 2}}
  %0 = toroid.embedding tables(%t) indices(%i) : (tensor<9x8x1xf32>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

func.func @embedding_columns(%t: tensor<9x8xf32>, %u: tensor<9x6xf32>, %i: tensor<4xi64>) { // (C2)
  // expected-error @+1 {{has tables of 8 and of 6 columns}}
  %0 = toroid.embedding tables(%t, %u) indices(%i, %i) : (tensor<9x8xf32>, tensor<9x6xf32>, tensor<4xi64>, tensor<4xi64>) -> tensor<4x8xf32>
  return
}

// -----

func.func @embedding_type(%t: tensor<9x8xf32>, %u: tensor<8xf16>, %i: tensor<4xi64>) { // (C3)
  // expected-error @+1 {{adds elements of different types}}
  %0 = toroid.embedding tables(%t) indices(%i) terms(%u) : (tensor<9x8xf32>, tensor<4xi64>, tensor<8xf16>) -> tensor<4x8xf32>
  return
}

// -----

func.func @embedding_term(%t: tensor<9x8xf32>, %u: tensor<2x4x8xf32>, %i: tensor<4xi64>) { // (C4)
  // expected-error @+1 {{has an operand of type 'tensor<2x4x8xf32>' that does not broadcast to its result}}
  %0 = toroid.embedding tables(%t) indices(%i) terms(%u) : (tensor<9x8xf32>, tensor<4xi64>, tensor<2x4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @linear_rank(%x: tensor<8xf32>, %w: tensor<8x4xf32>) { // (C1)
  // expected-error @+1 {{needs an input of rank 2 or more and a weight of rank 2}}
  %0 = toroid.linear %x, %w : (tensor<8xf32>, tensor<8x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @linear_weight_rank(%x: tensor<2x3x8xf32>, %w: tensor<2x8x4xf32>) { // (C1)
  // expected-error @+1 {{needs an input of rank 2 or more and a weight of rank 2}}
  %0 = toroid.linear %x, %w : (tensor<2x3x8xf32>, tensor<2x8x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @linear_sum(%x: tensor<3x8xf32>, %w: tensor<8x4xf32>) { // (C2)
  // expected-error @+1 {{sums over 8 elements on the left and 4 on the right}}
  %0 = toroid.linear %x, %w {transpose_weight} : (tensor<3x8xf32>, tensor<8x4xf32>) -> tensor<3x8xf32>
  return
}

// -----

func.func @linear_bias(%x: tensor<3x8xf32>, %w: tensor<8x4xf32>, %b: tensor<3xf32>) { // (C3)
  // expected-error @+1 {{needs a bias of 4 elements}}
  %0 = toroid.linear %x, %w bias(%b) : (tensor<3x8xf32>, tensor<8x4xf32>, tensor<3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @linear_bias_rank(%x: tensor<3x8xf32>, %w: tensor<8x4xf32>, %b: tensor<1x4xf32>) { // (C3)
  // expected-error @+1 {{needs a bias of 4 elements}}
  %0 = toroid.linear %x, %w bias(%b) : (tensor<3x8xf32>, tensor<8x4xf32>, tensor<1x4xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @linear_residual(%x: tensor<3x8xf32>, %w: tensor<8x4xf32>, %r: tensor<1x4xf32>) { // (C4)
  // expected-error @+1 {{has a residual of type 'tensor<1x4xf32>' that is no result's}}
  %0 = toroid.linear %x, %w residual(%r) : (tensor<3x8xf32>, tensor<8x4xf32>, tensor<1x4xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @linear_result(%x: tensor<3x8xf32>, %w: tensor<8x4xf32>) {
  // expected-error @+1 {{'toroid.linear' op}}
  %0 = toroid.linear %x, %w : (tensor<3x8xf32>, tensor<8x4xf32>) -> tensor<3x5xf32>
  return
}
