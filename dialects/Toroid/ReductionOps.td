//===- ReductionOps.td - Ops that summarize along axes -----*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_REDUCTIONOPS_TD
#define TOROID_DIALECTS_TOROID_REDUCTIONOPS_TD

include "dialects/Toroid/ToroidDialect.td"

def Toroid_ReductionKind : I32EnumAttr<"ReductionKind", "how elements combine", [
    I32EnumAttrCase<"sum", 0>, I32EnumAttrCase<"mean", 1>,
    I32EnumAttrCase<"max", 2>, I32EnumAttrCase<"min", 3>,
    I32EnumAttrCase<"prod", 4>]> {
  let cppNamespace = "::toroid";
}
def Toroid_ReduceOp : Toroid_ShapeOp<"reduce", [Toroid_SameElementType]> {
  let summary = "combines the elements along axes";
  let description = [{
    Reduced dims become 1 with `keep_dims` and vanish without. Axes are sorted
    and distinct. f16 and bf16 accumulate in f32; the order of accumulation is
    unspecified but the same in every run. An empty range gives 0 for sum, 1
    for prod, NaN for mean and the type's lowest or highest value for max and min.

    ```mlir
    %1 = toroid.reduce mean, %0 axes = [2] keep_dims = true
        : (tensor<?x?x8xf32>) -> tensor<?x?x1xf32>
    ```
  }];
  let arguments = (ins Toroid_ReductionKind:$kind,
                       Toroid_NumberTensor:$input, DenseI64ArrayAttr:$axes,
                       BoolAttr:$keep_dims);
  let results = (outs Toroid_NumberTensor:$result);
  let assemblyFormat = [{
    $kind `,` $input `axes` `=` $axes `keep_dims` `=` $keep_dims attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_ArgReduceOp : Toroid_Op<"arg_reduce"> {
  let summary = "the index of the largest or smallest element along an axis";
  let description = [{
    `kind` is max or min. Of equal elements the first counts, or the last with
    `select_last`. Source: ONNX `ArgMax`, `ArgMin`.
  }];
  let arguments = (ins Toroid_ReductionKind:$kind,
                       Toroid_NumberTensor:$input, I64Attr:$axis,
                       BoolAttr:$keep_dims, BoolAttr:$select_last);
  let results = (outs RankedTensorOf<[I64]>:$result);
  let assemblyFormat = [{
    $kind `,` $input `axis` `=` $axis `keep_dims` `=` $keep_dims
    `select_last` `=` $select_last attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_CumulateOp : Toroid_Op<"cumulate", [Toroid_SameElementType]> {
  let summary = "running sums, products, maxima or minima along an axis";
  let description = [{
    Element `i` combines elements 0 to `i` of its row, without `i` itself when
    `exclusive`, where the first is what `toroid.reduce` gives for no elements;
    `reverse` goes from the end. Any kind but mean. f16 and bf16 accumulate in
    f32. Source: ONNX `CumSum`, `CumProd`.

    ```mlir
    %1 = toroid.cumulate sum, %0 axis = 1 exclusive = false reverse = false
        : (tensor<?x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_ReductionKind:$kind, Toroid_NumberTensor:$input,
                       I64Attr:$axis, BoolAttr:$exclusive, BoolAttr:$reverse);
  let results = (outs Toroid_NumberTensor:$result);
  let assemblyFormat = [{
    $kind `,` $input `axis` `=` $axis `exclusive` `=` $exclusive
    `reverse` `=` $reverse attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_SoftmaxOp : Toroid_Op<"softmax", [
    AttrSizedOperandSegments, Toroid_SameInputElementType,
    DeclareOpInterfaceMethods<Toroid_Decomposable, ["isFused"]>]> {
  let summary = "exponentials normalized to a sum of 1 along an axis";
  let description = [{
    ```
    s = scale · x
    s = s + bias                                     with a bias
    s = mask_value                                   where not mask
    result = exp(s - max(s)) / sum(exp(s - max(s)))  along axis
    ```

    The result has the input's shape.

    - (C1) `axis` is one of the input's dims.
    - (C2) `bias` and `mask` broadcast to the input's shape and do not enlarge
      it.

    `s`, its maximum and the sum are f32 for f16, bf16 and f32 operands. A range
    that holds only -inf gives NaN. Source: ONNX `Softmax` (13 on).

    ```mlir
    %2 = toroid.softmax %0 mask(%1) axis = 1 {scale = 1.250000e-01 : f64}
        : (tensor<?x8xf32>, tensor<8xi1>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input,
    Optional<Toroid_FloatTensor>:$bias, Optional<Toroid_MaskTensor>:$mask,
    I64Attr:$axis, DefaultValuedAttr<F64Attr, "1.0">:$scale,
    DefaultValuedAttr<F64Attr, "-std::numeric_limits<double>::infinity()">:$mask_value);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $input (`bias` `(` $bias^ `)`)? (`mask` `(` $mask^ `)`)? `axis` `=` $axis
    attr-dict `:` functional-type(operands, results)
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$input,
                                 "uint64_t":$axis)>];
  let hasVerifier = 1;
}

def Toroid_LayerNormOp : Toroid_Op<"layer_norm", [AttrSizedOperandSegments, Toroid_Decomposes]> {
  let summary = "layer normalization over the trailing dims, of a sum";
  let description = [{
    With the mean `μ` and the variance `σ²` (of the population, not the sample)
    of `s` over the dims from `axis` on:

    ```
    s = input + residuals[0] + residuals[1] + ...
    result = (s - μ) / √(σ² + epsilon) · scale + bias
    ```

    The result has the input's shape. So has the second result, `s`, which is
    there where others read it.

    - (C1) `scale`, `bias` and the residuals broadcast to the input's shape and
      do not enlarge it.
    - (C2) `epsilon` is positive or zero.
    - (C3) Input, residuals, result and sum have one element type.
    - (C4) There is a sum only with residuals.
    - (C5) `axis` is one of the input's dims.

    `s` is added up from left to right and rounded to its element type after each
    addition. Statistics are f32 for f16, bf16 and f32 inputs, computed in two
    passes (the mean first). Source: ONNX `LayerNormalization`, ONNX Runtime
    `SkipLayerNormalization`; Ba et al., "Layer Normalization".

    ```mlir
    %5, %sum = toroid.layer_norm %0, %1, %2 residuals(%3, %4) axis = 1 epsilon = 1.0e-5
        : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<?x8xf32>, tensor<8xf32>)
        -> (tensor<?x8xf32>, tensor<?x8xf32>)
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input, Toroid_FloatTensor:$scale,
                       Optional<Toroid_FloatTensor>:$bias,
                       Variadic<Toroid_FloatTensor>:$residuals, I64Attr:$axis,
                       F64Attr:$epsilon);
  let results = (outs Toroid_FloatTensor:$result,
                      Optional<Toroid_FloatTensor>:$sum);
  let assemblyFormat = [{
    $input `,` $scale (`,` $bias^)? (`residuals` `(` $residuals^ `)`)?
    `axis` `=` $axis `epsilon` `=` $epsilon attr-dict
    `:` functional-type(operands, results)
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$input,
                                 "::mlir::Value":$scale, "::mlir::Value":$bias,
                                 "uint64_t":$axis,
                                 "const ::llvm::APFloat &":$epsilon)>];
  let hasCanonicalizer = 1;
  let hasVerifier = 1;
}

def Toroid_RMSNormOp : Toroid_Op<"rms_norm", [Toroid_Decomposes]> {
  let summary = "normalization by the root of the mean square, of a sum";
  let description = [{
    With the mean over the dims from `axis` on:

    ```
    s = input + residuals[0] + residuals[1] + ...
    n = s / √(mean(s²) + epsilon)
    result = round(n) · scale
    ```

    The result has the input's shape. So has the second result, `s`, which is
    there where others read it.

    - (C1) `scale` and the residuals broadcast to the input's shape and do not
      enlarge it.
    - (C2) `epsilon` is positive or zero.
    - (C3) Input, residuals and sum have one element type.
    - (C4) There is a sum only with residuals.
    - (C5) `axis` is one of the input's dims.

    Element types of input, scale and result may differ. `s` is added up from
    left to right and rounded to its element type after each addition. The mean
    and `n` are f32 for f16, bf16 and f32 inputs. `n` is rounded to the scale's
    element type, and its product with the scale once more, to the result's: with
    one type for all that is ONNX's operator, with a wider scale the product
    alone is rounded.

    Source: ONNX `RMSNormalization`, ONNX Runtime
    `SkipSimplifiedLayerNormalization`; Zhang and Sennrich, "Root Mean Square
    Layer Normalization".

    ```mlir
    %3, %sum = toroid.rms_norm %0, %1 residuals(%2) axis = 1 epsilon = 1.0e-6
        : (tensor<?x8xf32>, tensor<8xf32>, tensor<?x8xf32>)
        -> (tensor<?x8xf32>, tensor<?x8xf32>)
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input, Toroid_FloatTensor:$scale,
                       Variadic<Toroid_FloatTensor>:$residuals, I64Attr:$axis,
                       F64Attr:$epsilon);
  let results = (outs Toroid_FloatTensor:$result,
                      Optional<Toroid_FloatTensor>:$sum);
  let assemblyFormat = [{
    $input `,` $scale (`residuals` `(` $residuals^ `)`)? `axis` `=` $axis
    `epsilon` `=` $epsilon attr-dict `:` functional-type(operands, results)
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$input,
                                 "::mlir::Value":$scale, "uint64_t":$axis,
                                 "const ::llvm::APFloat &":$epsilon)>];
  let hasCanonicalizer = 1;
  let hasVerifier = 1;
}

def Toroid_GroupNormOp : Toroid_Op<"group_norm", [Toroid_Decomposes]> {
  let summary = "normalization over groups of channels and all places";
  let description = [{
    The input is `[N, C, places...]`. Channels are cut into `groups` of `C /
    groups` neighbours. With the mean `μ` and the variance `σ²` (of the
    population) of each sample's group, over its channels and all places:

    ```
    result = (x - μ) / √(σ² + epsilon) · scale + bias
    ```

    The result has the input's shape.

    - (C1) The input has rank 2 or more.
    - (C2) `groups` divides `C`.
    - (C3) `scale` and `bias` are vectors of `C` elements.
    - (C4) `epsilon` is positive or zero.
    - (C5) Input and result have one element type.

    With one group that is a layer norm of each sample, with `C` groups an
    instance norm. Statistics are f32 for f16, bf16 and f32 inputs, computed in
    two passes (the mean first). Source: ONNX `GroupNormalization`,
    `InstanceNormalization`; Wu and He, "Group Normalization".

    ```mlir
    %3 = toroid.group_norm %0, %1, %2 groups = 4 epsilon = 1.0e-5
        : (tensor<?x8x?xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8x?xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input, Toroid_FloatTensor:$scale,
                       Toroid_FloatTensor:$bias, I64Attr:$groups,
                       F64Attr:$epsilon);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` $bias `groups` `=` $groups `epsilon` `=` $epsilon
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

#endif // TOROID_DIALECTS_TOROID_REDUCTIONOPS_TD
