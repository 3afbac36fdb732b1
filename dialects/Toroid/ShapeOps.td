//===- ShapeOps.td - Ops that build, move and select -------*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_SHAPEOPS_TD
#define TOROID_DIALECTS_TOROID_SHAPEOPS_TD

include "dialects/Toroid/ToroidDialect.td"

def Toroid_ConstantOp : Toroid_ShapeOp<"constant", [ConstantLike]> {
  let summary = "a tensor known at compile time";
  let description = [{
    Large values are `dense_resource` attributes over the mapped model file; no
    pass copies or hashes their bytes.

    ```mlir
    %0 = toroid.constant dense<[1, 2]> : tensor<2xi64> : tensor<2xi64>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = "$value attr-dict `:` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::ElementsAttr":$value), [{
    build($_builder, $_state, value.getType(), value);
  }]>];
}

def Toroid_ShapeOfOp : Toroid_ShapeOp<"shape_of"> {
  let summary = "the dims of a tensor as a vector";
  let arguments = (ins Toroid_Tensor:$input);
  let results = (outs RankedTensorOf<[I64]>:$result);
  let assemblyFormat =
      "$input attr-dict `:` functional-type(operands, results)";
}

class Toroid_TargetShapeOp<string mnemonic, list<Trait> traits = []>
    : Toroid_ShapeOp<mnemonic,
                     !listconcat([Toroid_SameInputElementType], traits)> {
  let arguments = (ins Toroid_Tensor:$input, Variadic<Index>:$dynamic_shape,
                       DenseI64ArrayAttr:$static_shape);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $input `to` custom<DynamicIndexList>($dynamic_shape, $static_shape)
    attr-dict `:` functional-type($input, $result)
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$input,
                                 "::llvm::ArrayRef<::mlir::OpFoldResult>":$shape), [{
    ::llvm::SmallVector<::mlir::Value> dynamics;
    ::llvm::SmallVector<int64_t> statics;
    ::mlir::dispatchIndexOpFoldResults(shape, dynamics, statics);
    build($_builder, $_state, type, input, dynamics, statics);
  }]>];
}

def Toroid_ReshapeOp : Toroid_TargetShapeOp<"reshape"> {
  let summary = "the same elements in row-major order under another shape";
  let description = [{
    The shape has as many elements as the input. Squeezing and unsqueezing are
    reshapes too.

    ```mlir
    %1 = toroid.reshape %0 to [%n, 12, 64] : (tensor<?x768xf32>) -> tensor<?x12x64xf32>
    ```
  }];
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Toroid_BroadcastToOp : Toroid_TargetShapeOp<"broadcast_to"> {
  let summary = "repeats a tensor along dims of size 1 and new leading dims";
  let description = [{
    Each input dim, aligned from the right, is 1 or the result's dim.
    Source: ONNX `Expand`, whose result shape is the broadcast of both shapes.

    ```mlir
    %1 = toroid.broadcast_to %0 to [%n, 8] : (tensor<1x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Toroid_TransposeOp : Toroid_ShapeOp<"transpose", [Toroid_SameInputElementType]> {
  let summary = "permutes dims";
  let description = [{
    `result.dim(i) = input.dim(permutation[i])`.

    ```mlir
    %1 = toroid.transpose %0 [1, 0] : (tensor<?x8xf32>) -> tensor<8x?xf32>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat =
      "$input $permutation attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Toroid_ConcatOp : Toroid_ShapeOp<"concat"> {
  let summary = "joins tensors along an axis";
  let description = [{
    All other dims are equal.

    ```mlir
    %2 = toroid.concat axis = 0 %0, %1 : (tensor<2x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins I64Attr:$axis, Variadic<Toroid_Tensor>:$inputs);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    `axis` `=` $axis $inputs attr-dict `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Toroid_SliceOp : Toroid_ShapeOp<"slice", [AttrSizedOperandSegments, Toroid_SameInputElementType]> {
  let summary = "a strided box of a tensor";
  let description = [{
    `result[i...] = input[offset + i * stride, ...]` with one offset, size and
    stride per dim. The box lies within the input; strides are static, not zero
    and may be negative.

    ```mlir
    %1 = toroid.slice %0 [0, 1] [%n, 1] [1, 1] : (tensor<?x8xf32>) -> tensor<?x1xf32>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input,
    Variadic<Index>:$offsets, Variadic<Index>:$sizes,
    DenseI64ArrayAttr:$static_offsets, DenseI64ArrayAttr:$static_sizes,
    DenseI64ArrayAttr:$strides);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $input custom<DynamicIndexList>($offsets, $static_offsets)
    custom<DynamicIndexList>($sizes, $static_sizes) $strides
    attr-dict `:` functional-type($input, $result)
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$input,
      "::llvm::ArrayRef<::mlir::OpFoldResult>":$offsets,
      "::llvm::ArrayRef<::mlir::OpFoldResult>":$sizes,
      "::llvm::ArrayRef<int64_t>":$strides), [{
    ::llvm::SmallVector<::mlir::Value> dynamicOffsets, dynamicSizes;
    ::llvm::SmallVector<int64_t> staticOffsets, staticSizes;
    ::mlir::dispatchIndexOpFoldResults(offsets, dynamicOffsets, staticOffsets);
    ::mlir::dispatchIndexOpFoldResults(sizes, dynamicSizes, staticSizes);
    build($_builder, $_state, type, input, dynamicOffsets, dynamicSizes,
          staticOffsets, staticSizes, strides);
  }]>];
  let hasFolder = 1;
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Toroid_PadOp : Toroid_Op<"pad", [AttrSizedOperandSegments, Toroid_SameInputElementType]> {
  let summary = "surrounds a tensor with a constant value";
  let description = [{
    `low` and `high` elements are added before and after each dim; negative
    numbers remove elements. `value` is a scalar. Source: ONNX `Pad`.
  }];
  let arguments = (ins Toroid_Tensor:$input, Toroid_Tensor:$value,
    Variadic<Index>:$low, Variadic<Index>:$high,
    DenseI64ArrayAttr:$static_low, DenseI64ArrayAttr:$static_high);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $input `with` $value custom<DynamicIndexList>($low, $static_low)
    custom<DynamicIndexList>($high, $static_high)
    attr-dict `:` `(` type($input) `,` type($value) `)` `->` type($result)
  }];
  let hasVerifier = 1;
}

def Toroid_RangeOp : Toroid_ShapeOp<"range", []> {
  let summary = "start, start + delta, start + 2 delta, ...";
  let description = [{
    `size` elements; start and delta are scalars of the result's element type.
    Source: ONNX `Range`.

    ```mlir
    %2 = toroid.range %start, %delta to [%n] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
    ```
  }];
  let arguments = (ins Toroid_NumberTensor:$start, Toroid_NumberTensor:$delta,
                       Variadic<Index>:$dynamic_shape,
                       DenseI64ArrayAttr:$static_shape);
  let results = (outs Toroid_NumberTensor:$result);
  let assemblyFormat = [{
    $start `,` $delta `to` custom<DynamicIndexList>($dynamic_shape, $static_shape)
    attr-dict `:` `(` type($start) `,` type($delta) `)` `->` type($result)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Toroid_TriluOp : Toroid_Op<"trilu", [Toroid_SameInputElementType]> {
  let summary = "keeps a triangle of each matrix and zeroes the rest";
  let description = [{
    On the last two dims: `upper` keeps `column - row >= k`, otherwise
    `column - row <= k` is kept. `k` is an index. Source: ONNX `Trilu`.

    ```mlir
    %1 = toroid.trilu %0, %k {upper = true} : (tensor<?x?xf32>) -> tensor<?x?xf32>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input, Index:$k, BoolAttr:$upper);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $k attr-dict `:` functional-type($input, $result)
  }];
  let hasVerifier = 1;
}

#endif // TOROID_DIALECTS_TOROID_SHAPEOPS_TD
