//===- ContractionOps.td - Products, convolution, attention -*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_CONTRACTIONOPS_TD
#define TOROID_DIALECTS_TOROID_CONTRACTIONOPS_TD

include "dialects/Toroid/ToroidDialect.td"

def Toroid_MatMulOp : Toroid_Op<"matmul", [Toroid_SameElementType]> {
  let summary = "product of matrices, batched";
  let description = [{
    `result[b..., m, n] = Σ_k lhs[b..., m, k] · rhs[b..., k, n]`. With
    `transpose_lhs` the operand is stored `[b..., k, m]`, with `transpose_rhs`
    `[b..., n, k]`. Leading dims broadcast.

    - (C1) Both operands have at least two dims.
    - (C2) The `k` dims are equal.

    f16 and bf16 accumulate in f32; the order of accumulation is unspecified but
    the same in every run. Source: ONNX `MatMul`, `Gemm`.

    ```mlir
    %2 = toroid.matmul %0, %1 : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
    ```
  }];
  let arguments = (ins Toroid_NumberTensor:$lhs, Toroid_NumberTensor:$rhs,
                       UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs Toroid_NumberTensor:$result);
  let assemblyFormat =
      "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasCanonicalizer = 1;
}

def Toroid_ConvOp : Toroid_Op<"conv", [Toroid_SameElementType]> {
  let summary = "convolution over any number of spatial dims";
  let description = [{
    Input `[N, C, spatial...]`, filter `[M, C / groups, kernel...]`, bias `[M]`,
    result `[N, M, spatial'...]` with
    `spatial' = (spatial + pad_low + pad_high - dilation (kernel - 1) - 1) / stride + 1`.
    Padding is with zeros. f16 and bf16 accumulate in f32.

    - (C1) `groups` divides `C` and `M`.
    - (C2) `strides`, `dilations`, `pad_low` and `pad_high` have one entry per
      spatial dim; strides and dilations are positive, pads not negative.

    Source: ONNX `Conv`.
  }];
  let arguments = (ins Toroid_FloatTensor:$input, Toroid_FloatTensor:$filter,
    Optional<Toroid_FloatTensor>:$bias, I64Attr:$groups,
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$pad_low, DenseI64ArrayAttr:$pad_high);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $filter (`,` $bias^)? `groups` `=` $groups `strides` `=` $strides
    `dilations` `=` $dilations `pad` `=` $pad_low `,` $pad_high attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_AttentionOp : Toroid_Op<"attention", [AttrSizedOperandSegments]> {
  let summary = "scaled dot-product attention";
  let description = [{
    Query `[B, H, S, D]`, key `[B, K, T, D]`, value `[B, K, T, E]`, result
    `[B, H, S, E]`; head `h` of the query reads head `h / (H / K)` of key and
    value. For each batch and head, with query index `i` and key index `j`:

    ```
    s[i, j] = scale · Σ_d query[i, d] · key[j, d] + bias[i, j]
    s[i, j] = mask_value                      where not mask[i, j]
    s[i, j] = s[i, j] + masked_bias[i, j]
    s[i, j] = -inf                            where causal and j > i + T - S
    result[i] = Σ_j softmax_j(s[i, j]) · value[j]
    ```

    `bias` and `masked_bias` are additive terms before and after masking; both
    are usually alternatives. All three broadcast to `[B, H, S, T]`.

    - (C1) query, key and value have rank 4 and one element type.
    - (C2) `K` divides `H`.
    - (C3) `mask`, `bias` and `masked_bias` broadcast to `[B, H, S, T]` and do
      not enlarge it.

    Numeric contract: scores, softmax and accumulation are f32 for f16, bf16 and
    f32 operands; exponentials are taken relative to the row's maximum, which
    may be found block by block. A row whose scores are all -inf gives NaN, or 0
    with `zero_masked_rows`.

    Source: Vaswani et al., "Attention Is All You Need"; ONNX `Attention`.

    ```mlir
    %4 = toroid.attention %q, %k, %v mask(%m) scale = 1.250000e-01
        : (tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>,
           tensor<?x1x1x?xi1>) -> tensor<?x12x?x64xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$query, Toroid_FloatTensor:$key,
    Toroid_FloatTensor:$value, Optional<Toroid_FloatTensor>:$bias,
    Optional<Toroid_BoolTensor>:$mask, Optional<Toroid_FloatTensor>:$masked_bias,
    F64Attr:$scale,
    DefaultValuedAttr<F64Attr, "-std::numeric_limits<double>::infinity()">:$mask_value,
    UnitAttr:$causal, UnitAttr:$zero_masked_rows);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $query `,` $key `,` $value (`bias` `(` $bias^ `)`)? (`mask` `(` $mask^ `)`)?
    (`masked_bias` `(` $masked_bias^ `)`)? `scale` `=` $scale attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

#endif // TOROID_DIALECTS_TOROID_CONTRACTIONOPS_TD
