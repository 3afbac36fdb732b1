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

def Toroid_SoftmaxOp : Toroid_Op<"softmax", [Toroid_SameElementType]> {
  let summary = "exponentials normalized to a sum of 1 along an axis";
  let description = [{
    `exp(x - max(x)) / sum(exp(x - max(x)))` along `axis`. Maximum and sum are
    f32 for f16, bf16 and f32 operands. A range that holds only -inf gives NaN.
    Source: ONNX `Softmax` (13 on).

    ```mlir
    %1 = toroid.softmax %0 axis = 1 : (tensor<?x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input, I64Attr:$axis);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $input `axis` `=` $axis attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_LayerNormOp : Toroid_Op<"layer_norm", [Toroid_Decomposes]> {
  let summary = "layer normalization over the trailing dims";
  let description = [{
    With mean `μ` and variance `σ²` (of the population, not the sample) over the
    dims from `axis` on: `(x - μ) / √(σ² + epsilon) · scale + bias`.

    - (C1) `scale` and `bias` broadcast to the input's shape.
    - (C2) `epsilon` is positive or zero.

    Statistics are f32 for f16, bf16 and f32 inputs, computed in two passes (the
    mean first). Source: ONNX `LayerNormalization`; Ba et al., "Layer
    Normalization".

    ```mlir
    %3 = toroid.layer_norm %0, %1, %2 axis = 1 epsilon = 1.0e-5
        : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input, Toroid_FloatTensor:$scale,
                       Optional<Toroid_FloatTensor>:$bias, I64Attr:$axis,
                       F64Attr:$epsilon);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $scale (`,` $bias^)? `axis` `=` $axis `epsilon` `=` $epsilon
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_RMSNormOp : Toroid_Op<"rms_norm", [Toroid_Decomposes]> {
  let summary = "normalization by the root of the mean square";
  let description = [{
    With the mean over the dims from `axis` on:

    ```
    n = x / √(mean(x²) + epsilon)
    result = round(n) · scale
    ```

    The result has the input's shape.

    - (C1) `scale` broadcasts to the input's shape.
    - (C2) `epsilon` is positive or zero.
    - (C3) `axis` is one of the input's dims.

    Element types of input, scale and result may differ. The mean and `n` are
    f32 for f16, bf16 and f32 inputs. `n` is rounded to the scale's element type,
    and its product with the scale once more, to the result's: with one type
    for all that is ONNX's operator, with a wider scale the product alone is
    rounded.

    Source: ONNX `RMSNormalization`; Zhang and Sennrich, "Root Mean Square Layer
    Normalization".

    ```mlir
    %2 = toroid.rms_norm %0, %1 axis = 1 epsilon = 1.0e-6
        : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input, Toroid_FloatTensor:$scale,
                       I64Attr:$axis, F64Attr:$epsilon);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `axis` `=` $axis `epsilon` `=` $epsilon
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

#endif // TOROID_DIALECTS_TOROID_REDUCTIONOPS_TD
