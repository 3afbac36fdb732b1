// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @type(%x: tensor<4xf32>, %s: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(QuantizeLinear): it quantizes to elements that are no integers or narrow floating-point numbers}}
  %r = onnx.node "QuantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {output_dtype = 1 : i64}}
      : (tensor<4xf32>, tensor<f32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @two_types(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i8>) -> !onnx.unknown {
  // expected-error @+1 {{(QuantizeLinear): its attribute 'output_dtype' is not the type of its zero point}}
  %r = onnx.node "QuantizeLinear"(%x, %s, %z) {opset = 21 : i64, attrs = {output_dtype = 2 : i64}}
      : (tensor<4xf32>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @block_size(%x: tensor<4x4xf32>, %s: tensor<2x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(QuantizeLinear): its attribute 'block_size' is -2}}
  %r = onnx.node "QuantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {axis = 0 : i64, block_size = -2 : i64}}
      : (tensor<4x4xf32>, tensor<2x4xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @no_block_size(%x: tensor<4x4xi8>, %s: tensor<2x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DequantizeLinear): its scale has rank 2 and there is no block size}}
  %r = onnx.node "DequantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {axis = 0 : i64}}
      : (tensor<4x4xi8>, tensor<2x4xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @rank(%x: tensor<4x4xi8>, %s: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DequantizeLinear): its scale has rank 1, and that of its input is 2}}
  %r = onnx.node "DequantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {axis = 0 : i64, block_size = 2 : i64}}
      : (tensor<4x4xi8>, tensor<4xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @blocks_do_not_cover(%x: tensor<5x4xi8>, %s: tensor<2x4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(DequantizeLinear): its scale does not have an entry for each block of 2 elements of its input}}
  %r = onnx.node "DequantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {axis = 0 : i64, block_size = 2 : i64}}
      : (tensor<5x4xi8>, tensor<2x4xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @not_quantized(%x: tensor<4xf32>, %s: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(DequantizeLinear): its input holds no quantized numbers}}
  %r = onnx.node "DequantizeLinear"(%x, %s) {opset = 21 : i64}
      : (tensor<4xf32>, tensor<f32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @not_real(%x: tensor<4xi8>, %s: tensor<f32>) -> !onnx.unknown {
  // expected-error @+1 {{(DequantizeLinear): it gives elements that are no floating-point numbers}}
  %r = onnx.node "DequantizeLinear"(%x, %s) {opset = 23 : i64, attrs = {output_dtype = 6 : i64}}
      : (tensor<4xi8>, tensor<f32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @dynamic(%x: tensor<4xf16>) -> !onnx.unknown {
  // expected-error @+1 {{(DynamicQuantizeLinear): its input does not hold f32 numbers}}
  %r:3 = onnx.node "DynamicQuantizeLinear"(%x) {opset = 11 : i64}
      : (tensor<4xf16>) -> (!onnx.unknown, !onnx.unknown, !onnx.unknown)
  return %r#0 : !onnx.unknown
}

// -----

func.func @nbits(%a: tensor<2x32xf32>, %b: tensor<4x1x12xui8>, %s: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(MatMulNBits of domain com.microsoft): its weights have 3 bits; quantize the model to 2, 4 or 8 bits}}
  %r = onnx.node "MatMulNBits"(%a, %b, %s) {opset = 1 : i64, domain = "com.microsoft", attrs = {K = 32 : i64, N = 4 : i64, bits = 3 : i64, block_size = 32 : i64}}
      : (tensor<2x32xf32>, tensor<4x1x12xui8>, tensor<4xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @nbits_weights(%a: tensor<2x32xf32>, %b: tensor<4x1x15xui8>, %s: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(MatMulNBits of domain com.microsoft): its weights are not 'N' times 1 blocks of 16 bytes}}
  %r = onnx.node "MatMulNBits"(%a, %b, %s) {opset = 1 : i64, domain = "com.microsoft", attrs = {K = 32 : i64, N = 4 : i64, bits = 4 : i64, block_size = 32 : i64}}
      : (tensor<2x32xf32>, tensor<4x1x15xui8>, tensor<4xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @nbits_order(%a: tensor<2x32xf32>, %b: tensor<4x1x16xui8>, %s: tensor<4xf32>, %g: tensor<32xi32>) -> !onnx.unknown {
  %none = onnx.none : none
  // expected-error @+1 {{(MatMulNBits of domain com.microsoft): it has the input 'g_idx'; quantize the model without reordered rows}}
  %r = onnx.node "MatMulNBits"(%a, %b, %s, %none, %g) {opset = 1 : i64, domain = "com.microsoft", attrs = {K = 32 : i64, N = 4 : i64, bits = 4 : i64, block_size = 32 : i64}}
      : (tensor<2x32xf32>, tensor<4x1x16xui8>, tensor<4xf32>, none, tensor<32xi32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @gather_axis(%t: tensor<6x16xui8>, %i: tensor<2xi64>, %s: tensor<6x2xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(GatherBlockQuantized of domain com.microsoft): it gathers along the axis of its blocks}}
  %r = onnx.node "GatherBlockQuantized"(%t, %i, %s) {opset = 1 : i64, domain = "com.microsoft", attrs = {gather_axis = 1 : i64, quantize_axis = 1 : i64, block_size = 16 : i64}}
      : (tensor<6x16xui8>, tensor<2xi64>, tensor<6x2xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @concat(%s: tensor<f32>, %z: tensor<ui8>, %x: tensor<2xui8>) -> !onnx.unknown {
  // expected-error @+1 {{(QLinearConcat of domain com.microsoft): its inputs are not a scale, a zero point and tensors with a scale and a zero point each}}
  %r = onnx.node "QLinearConcat"(%s, %z, %x, %s, %z, %x) {opset = 1 : i64, domain = "com.microsoft", attrs = {axis = 0 : i64}}
      : (tensor<f32>, tensor<ui8>, tensor<2xui8>, tensor<f32>, tensor<ui8>, tensor<2xui8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @add(%s: tensor<f32>, %z: tensor<ui8>, %x: tensor<2xui8>) -> !onnx.unknown {
  // expected-error @+1 {{(QLinearAdd of domain com.microsoft): its input #6 is missing}}
  %r = onnx.node "QLinearAdd"(%x, %s, %z, %x, %s, %z) {opset = 1 : i64, domain = "com.microsoft"}
      : (tensor<2xui8>, tensor<f32>, tensor<ui8>, tensor<2xui8>, tensor<f32>, tensor<ui8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @blocks(%x: tensor<3x5xf32>, %s: tensor<3x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(QuantizeLinear): its scale does not have an entry for each block of 3 elements of its input}}
  %r = onnx.node "QuantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {axis = 1 : i64, block_size = 3 : i64}}
      : (tensor<3x5xf32>, tensor<3x3xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @blocks_of_zero_point(%x: tensor<6x2xf32>, %s: tensor<2x2xf32>, %z: tensor<1x2xi8>) -> !onnx.unknown {
  // expected-error @+1 {{(QuantizeLinear): its zero point does not have an entry for each block of 3 elements of its input}}
  %r = onnx.node "QuantizeLinear"(%x, %s, %z) {opset = 21 : i64, attrs = {axis = 0 : i64, block_size = 3 : i64}}
      : (tensor<6x2xf32>, tensor<2x2xf32>, tensor<1x2xi8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

// Each alone fits the input's rank; together they do not broadcast.
func.func @rows(%x: tensor<3x?xf32>, %s: tensor<2x3xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(QuantizeLinear): its scale does not have an entry for each block of 2 elements of its input}}
  %r = onnx.node "QuantizeLinear"(%x, %s) {opset = 21 : i64, attrs = {axis = 1 : i64, block_size = 2 : i64}}
      : (tensor<3x?xf32>, tensor<2x3xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @zero_point_type(%x: tensor<4xi8>, %s: tensor<f32>, %z: tensor<ui8>) -> !onnx.unknown {
  // expected-error @+1 {{(DequantizeLinear): its zero point has another element type than what it is the zero of}}
  %r = onnx.node "DequantizeLinear"(%x, %s, %z) {opset = 21 : i64}
      : (tensor<4xi8>, tensor<f32>, tensor<ui8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @product_type(%a: tensor<2x3xi8>, %b: tensor<3x4xi16>) -> !onnx.unknown {
  // expected-error @+1 {{(MatMulInteger): it has an operand of other elements than integers of 8 bits}}
  %r = onnx.node "MatMulInteger"(%a, %b) {opset = 10 : i64}
      : (tensor<2x3xi8>, tensor<3x4xi16>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @product_zero_point(%a: tensor<2x3xui8>, %b: tensor<3x4xui8>, %z: tensor<i8>) -> !onnx.unknown {
  // expected-error @+1 {{(MatMulInteger): its zero point has another element type than what it is the zero of}}
  %r = onnx.node "MatMulInteger"(%a, %b, %z) {opset = 10 : i64}
      : (tensor<2x3xui8>, tensor<3x4xui8>, tensor<i8>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// -----

func.func @filter_type(%x: tensor<1x1x3x3xui8>, %w: tensor<1x1x2x2xi32>) -> !onnx.unknown {
  // expected-error @+1 {{(ConvInteger): it has an operand of other elements than integers of 8 bits}}
  %r = onnx.node "ConvInteger"(%x, %w) {opset = 10 : i64}
      : (tensor<1x1x3x3xui8>, tensor<1x1x2x2xi32>) -> !onnx.unknown
  return %r : !onnx.unknown
}
